//! Reading accounts, calls, estimates, overrides, traces and signatures.

use crate::support::{Cell, World, set_call};
use alloy::{
    dyn_abi::TypedData,
    primitives::{Address, B256, Bytes, Signature, U256, eip191_hash_message, hex},
    providers::Provider,
    sol_types::SolCall,
};
use serde_json::{Value, json};

#[test]
fn identity_is_that_of_a_nitro_dev_node() {
    let world = World::new();
    assert_eq!(world.ok("eth_chainId", json!([])), "0x64aba");
    assert_eq!(world.ok("net_version", json!([])), "412346");
    assert_eq!(world.ok("net_listening", json!([])), true);
    assert_eq!(world.ok("eth_syncing", json!([])), false);
    assert!(
        world
            .ok("web3_clientVersion", json!([]))
            .as_str()
            .unwrap()
            .starts_with("devchain/")
    );
    let empty = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
    assert_eq!(world.ok("web3_sha3", json!(["0x"])), empty);
    let accounts = world.ok("eth_accounts", json!([]));
    assert_eq!(accounts.as_array().map(Vec::len), Some(11));
    assert_eq!(accounts[0], "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    assert_eq!(accounts[10], "0x3f1eae7d46d88f08fc2f8ed27fcb2ab183eb2d0e");
}

#[test]
fn accounts_are_read_at_any_block() {
    let world = World::new();
    let (from, to) = (world.address(0), Address::repeat_byte(0x77));
    for _ in 0..3 {
        world.send(json!({ "from": from, "to": to, "value": "0x5" }));
    }
    for block in 0..=3 {
        let at = format!("{block:#x}");
        assert_eq!(
            world.ok("eth_getBalance", json!([to, at])),
            format!("{:#x}", block * 5)
        );
        assert_eq!(world.ok("eth_getTransactionCount", json!([from, at])), at);
    }
    let genesis = world.ok("eth_getBlockByNumber", json!(["0x0"]))["hash"].clone();
    assert_eq!(
        world.ok("eth_getBalance", json!([to, { "blockHash": genesis }])),
        "0x0"
    );
    assert_eq!(world.ok("eth_getBalance", json!([to, genesis])), "0x0");
    assert_eq!(
        world.ok("eth_getBalance", json!([to])),
        "0xf",
        "the latest if no block is named"
    );
}

#[test]
fn code_and_storage_of_a_contract_are_read() {
    let world = World::new();
    let cell = world.deploy_cell();
    world.set_cell(cell, 0xabcd);
    let code = world.ok("eth_getCode", json!([cell, "latest"]));
    assert_eq!(code.as_str().map(str::len), Some(2 + 2 * 0x7c));
    assert_eq!(
        world.ok("eth_getStorageAt", json!([cell, "0x0", "latest"])),
        json!(B256::from(U256::from(0xabcd)))
    );
    let padded = json!([cell, B256::ZERO, "latest"]);
    assert_eq!(
        world.ok("eth_getStorageAt", padded),
        json!(B256::from(U256::from(0xabcd)))
    );
    assert_eq!(
        world.ok("eth_getStorageAt", json!([cell, "0x0", "0x1"])),
        json!(B256::ZERO),
        "before it was set"
    );
    assert_eq!(world.ok("eth_getCode", json!([cell, "0x0"])), "0x");
}

#[test]
fn proofs_and_simulations_are_refused_with_the_reason() {
    let world = World::new();
    let e = world.err("eth_getProof", json!([Address::ZERO, [], "latest"]));
    assert!(
        e.code == -32601 && e.message.contains("state root"),
        "{e:?}"
    );
    assert!(
        world
            .err("eth_simulateV1", json!([{}]))
            .message
            .contains("evm_snapshot")
    );
}

#[test]
fn call_returns_the_output_or_the_revert_with_reason_and_data() {
    let world = World::new();
    let cell = world.deploy_cell();
    world.set_cell(cell, 9);
    let get: Bytes = Cell::getCall {}.abi_encode().into();
    let nine = json!(B256::from(U256::from(9)));
    assert_eq!(
        world.ok("eth_call", json!([{ "to": cell, "data": get }, "latest"])),
        nine
    );
    assert_eq!(
        world.ok("eth_call", json!([{ "to": cell, "input": get }])),
        nine,
        "input or data"
    );

    let e = world.err(
        "eth_call",
        json!([{ "to": cell, "data": set_call(0) }, "latest"]),
    );
    assert_eq!(
        (e.code, e.message.as_str()),
        (3, "execution reverted: zero")
    );
    let data = e.data.unwrap();
    assert!(data.as_str().unwrap().starts_with("0x08c379a0"), "{data}");
    let e = world.err("eth_call", json!([{ "to": cell, "data": "0x12345678" }]));
    assert_eq!(
        (e.code, e.message.as_str(), e.data),
        (3, "execution reverted", Some(json!("0x")))
    );
    let e = world.err(
        "eth_estimateGas",
        json!([{ "to": cell, "data": set_call(0) }]),
    );
    assert_eq!(
        (e.code, e.message.as_str()),
        (3, "execution reverted: zero")
    );
    // 0xfe is no revert: no data, and not code 3.
    let e = world.err("eth_call", json!([{ "data": "0xfe" }]));
    assert_eq!((e.code, e.data), (-32000, None), "{}", e.message);
}

#[test]
fn call_sees_overrides_of_state_and_block() {
    let world = World::new();
    let cell = world.deploy_cell();
    let get: Bytes = Cell::getCall {}.abi_encode().into();
    let slot = json!({ B256::ZERO.to_string(): B256::from(U256::from(5)) });
    for kind in ["state", "stateDiff"] {
        let overrides = json!({ cell.to_string(): { kind: slot } });
        let value = world.ok(
            "eth_call",
            json!([{ "to": cell, "data": get }, "latest", overrides]),
        );
        assert_eq!(value, json!(B256::from(U256::from(5))), "{kind}");
    }
    // Code of an account that has none: SELFBALANCE, TIMESTAMP.
    let elsewhere = Address::repeat_byte(0x55);
    let overrides =
        json!({ elsewhere.to_string(): { "balance": "0x2a", "code": "0x475f5260205ff3" } });
    let value = world.ok(
        "eth_call",
        json!([{ "to": elsewhere }, "latest", overrides]),
    );
    assert_eq!(value, json!(B256::from(U256::from(42))));
    let overrides = json!({ elsewhere.to_string(): { "code": "0x425f5260205ff3" } });
    let time = json!({ "time": "0x1234" });
    let value = world.ok(
        "eth_call",
        json!([{ "to": elsewhere }, "latest", overrides, time]),
    );
    assert_eq!(value, json!(B256::from(U256::from(0x1234))));
    // Nothing of it stays.
    assert_eq!(world.ok("eth_getCode", json!([elsewhere, "latest"])), "0x");
    let e = world.err("eth_call", json!([{}, "latest", { "nonsense": {} }]));
    assert_eq!(e.code, -32602);
}

#[tokio::test]
async fn estimate_is_enough_and_no_more_than_geths_tolerance_above() {
    let world = World::new();
    let cell = world.deploy_cell();
    let request = json!({ "from": world.address(0), "to": cell, "data": set_call(3) });
    let estimate: U256 =
        serde_json::from_value(world.ok("eth_estimateGas", json!([request]))).unwrap();
    let with_gas = |gas: U256| json!([{ "from": world.address(0), "to": cell, "data": set_call(3), "gas": gas }]);
    world.ok("eth_call", with_gas(estimate));
    world.err(
        "eth_call",
        with_gas(estimate * U256::from(98) / U256::from(100)),
    );
    assert_eq!(
        world.ok(
            "eth_estimateGas",
            json!([{ "from": world.address(0), "to": world.address(1), "value": "0x1" }])
        ),
        "0x5208"
    );
    let provider = world.http();
    let receipt = Cell::new(cell, &provider)
        .set(U256::from(3))
        .send()
        .await
        .unwrap()
        .get_receipt()
        .await
        .unwrap();
    assert!(
        receipt.inner.inner.status(),
        "alloy fills the gas in by estimating"
    );
}

#[test]
fn access_list_names_what_is_touched() {
    let world = World::new();
    let cell = world.deploy_cell();
    let request = json!([{ "from": world.address(0), "to": cell, "data": set_call(3) }]);
    let answer = world.ok("eth_createAccessList", request);
    assert!(
        answer["gasUsed"]
            .as_str()
            .is_some_and(|gas| gas.starts_with("0x")),
        "{answer}"
    );
    assert!(answer.get("error").is_none(), "{answer}");
    let listed = answer["accessList"].as_array().unwrap();
    let entry = listed
        .iter()
        .find(|entry| entry["address"] == json!(cell))
        .expect("the contract");
    assert_eq!(entry["storageKeys"], json!([B256::ZERO]));
}

#[test]
fn call_tracer_shows_the_tree_and_other_tracers_are_refused() {
    let world = World::new();
    let cell = world.deploy_cell();
    let hash = world.set_cell(cell, 4);
    let tracer = json!({ "tracer": "callTracer", "tracerConfig": { "withLog": true } });
    let trace = world.ok("debug_traceTransaction", json!([hash, tracer]));
    assert_eq!(trace["type"], "CALL");
    assert_eq!(trace["to"], json!(cell));
    assert_eq!(trace["input"], json!(set_call(4)));
    assert_eq!(trace["logs"][0]["address"], json!(cell));
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(trace["gasUsed"], receipt["gasUsed"]);

    let failing = json!({ "from": world.address(0), "to": cell, "data": set_call(0) });
    let trace = world.ok(
        "debug_traceCall",
        json!([failing, "latest", { "tracer": "callTracer" }]),
    );
    assert_eq!(trace["error"], "execution reverted");
    assert_eq!(trace["revertReason"], "zero");
    let create = world.ok(
        "debug_traceBlockByNumber",
        json!(["0x1", { "tracer": "callTracer" }]),
    );
    assert_eq!(create[0]["result"]["type"], "CREATE");

    let e = world.err(
        "debug_traceTransaction",
        json!([hash, { "tracer": "4byteTracer" }]),
    );
    assert!(e.message.contains("callTracer"), "{}", e.message);
    let prestate = json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } });
    let changed = world.ok("debug_traceTransaction", json!([hash, prestate]));
    let slot = |when: &str| changed[when][cell.to_string().to_lowercase()]["storage"].clone();
    assert_eq!(
        slot("post")[B256::ZERO.to_string()],
        json!(B256::from(U256::from(4)))
    );
    assert!(
        world
            .err("debug_traceTransaction", json!([hash]))
            .message
            .contains("callTracer")
    );
    assert_eq!(
        world
            .err("debug_traceTransaction", json!([B256::ZERO, tracer]))
            .message,
        "transaction not found"
    );
}

#[test]
fn messages_are_signed_by_their_account() {
    let world = World::new();
    let address = world.address(1);
    let expected = eip191_hash_message(b"hello");
    let hello = format!("0x{}", hex::encode("hello"));
    for (method, params) in [
        ("eth_sign", json!([address, hello])),
        ("personal_sign", json!([hello, address])),
    ] {
        let signature: Bytes = serde_json::from_value(world.ok(method, params)).unwrap();
        let signature = Signature::try_from(signature.as_ref()).unwrap();
        assert_eq!(
            signature.recover_address_from_prehash(&expected).unwrap(),
            address,
            "{method}"
        );
    }
    let e = world.err("eth_sign", json!([Address::ZERO, "0x"]));
    assert!(e.message.starts_with("unknown account"), "{}", e.message);
}

fn typed_data() -> Value {
    json!({
        "types": {
            "EIP712Domain": [{ "name": "name", "type": "string" }, { "name": "chainId", "type": "uint256" }],
            "Order": [{ "name": "to", "type": "address" }, { "name": "amounts", "type": "uint256[]" }],
        },
        "primaryType": "Order",
        "domain": { "name": "ShareCash", "chainId": 412346 },
        "message": { "to": "0x00000000000000000000000000000000000000aa", "amounts": ["1", 2] },
    })
}

#[test]
fn typed_data_is_signed_as_an_object_or_a_string() {
    let world = World::new();
    let (address, data) = (world.address(2), typed_data());
    let hash = serde_json::from_value::<TypedData>(data.clone())
        .unwrap()
        .eip712_signing_hash()
        .unwrap();
    for data in [data.clone(), json!(data.to_string())] {
        let signature = world.ok("eth_signTypedData_v4", json!([address, data]));
        let signature: Bytes = serde_json::from_value(signature).unwrap();
        let signature = Signature::try_from(signature.as_ref()).unwrap();
        assert_eq!(
            signature.recover_address_from_prehash(&hash).unwrap(),
            address
        );
    }
    let mut circular = typed_data();
    circular["types"]["Order"][0]["type"] = json!("Order");
    assert_eq!(
        world
            .err("eth_signTypedData_v4", json!([address, circular]))
            .code,
        -32602
    );
}

#[tokio::test]
async fn signed_transaction_can_be_sent() {
    let world = World::new();
    let request = json!({ "from": world.address(3), "to": world.address(4), "value": "0x9" });
    let raw = world.ok("eth_signTransaction", json!([request]));
    let hash: B256 =
        serde_json::from_value(world.ok("eth_sendRawTransaction", json!([raw]))).unwrap();
    let tx = world.ok("eth_getTransactionByHash", json!([hash]));
    assert_eq!(
        (&tx["from"], &tx["value"]),
        (&json!(world.address(3)), &json!("0x9"))
    );
    assert_eq!(world.ok("eth_getRawTransactionByHash", json!([hash])), raw);
    assert_eq!(
        world
            .http()
            .get_transaction_count(world.address(3))
            .await
            .unwrap(),
        1
    );
}

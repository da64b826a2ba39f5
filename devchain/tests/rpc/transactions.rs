//! Sending: raw and by account, what is refused and in which words, the pool.

use crate::support::{World, cell_code, set_call, transfer};
use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEnvelope, TxLegacy},
    eips::eip2718::Encodable2718,
    network::{ReceiptResponse, TxSignerSync},
    primitives::{Address, B256, Bytes, Signature, TxKind, U256},
    providers::Provider,
    signers::local::PrivateKeySigner,
};
use devchain::{Config, chain::MiningMode};
use serde_json::{Value, json};

const CHAIN_ID: u64 = 412_346;
const GWEI: u128 = 1_000_000_000;

fn raw<T>(signer: &PrivateKeySigner, mut tx: T) -> Bytes
where
    T: SignableTransaction<Signature>,
    TxEnvelope: From<alloy::consensus::Signed<T>>,
{
    let signature = signer.sign_transaction_sync(&mut tx).unwrap();
    TxEnvelope::from(tx.into_signed(signature))
        .encoded_2718()
        .into()
}

fn to(address: Address, nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: GWEI,
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(address),
        value: U256::ONE,
        ..Default::default()
    }
}

#[test]
fn every_ethereum_type_but_blobs_is_mined_at_once() {
    let world = World::new();
    let signer = world.signer(0);
    let target = TxKind::Call(world.address(1));
    let legacy = TxLegacy {
        nonce: 0,
        gas_price: GWEI,
        gas_limit: 21_000,
        to: target,
        ..Default::default()
    };
    let protected = TxLegacy {
        chain_id: Some(CHAIN_ID),
        nonce: 1,
        ..legacy.clone()
    };
    let listed = TxEip2930 {
        chain_id: CHAIN_ID,
        nonce: 2,
        gas_price: GWEI,
        gas_limit: 21_000,
        to: target,
        ..Default::default()
    };
    let raws = [
        raw(&signer, legacy),
        raw(&signer, protected),
        raw(&signer, listed),
        raw(&signer, to(world.address(1), 3)),
    ];
    for (raw, (ty, v)) in raws.iter().zip([
        ("0x0", None),
        ("0x0", Some(2 * CHAIN_ID + 35)),
        ("0x1", None),
        ("0x2", None),
    ]) {
        let hash = world.ok("eth_sendRawTransaction", json!([raw]));
        let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(
            (&receipt["status"], &receipt["type"]),
            (&json!("0x1"), &json!(ty))
        );
        let tx = world.ok("eth_getTransactionByHash", json!([hash]));
        assert_eq!(tx["type"], ty);
        assert_eq!(tx["from"], json!(signer.address()));
        if let Some(v) = v {
            let have = u64::from_str_radix(&tx["v"].as_str().unwrap()[2..], 16).unwrap();
            assert!(have == v || have == v + 1, "EIP-155: {have}");
        }
        assert_eq!(
            world.ok("eth_getRawTransactionByHash", json!([hash])),
            json!(raw)
        );
    }
}

#[test]
fn tips_are_dropped() {
    let world = World::new();
    let tx = TxEip1559 {
        max_priority_fee_per_gas: GWEI,
        max_fee_per_gas: 2 * GWEI,
        ..to(world.address(1), 0)
    };
    let hash = world.ok("eth_sendRawTransaction", json!([raw(&world.signer(0), tx)]));
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(
        receipt["effectiveGasPrice"], "0x5f5e100",
        "the base fee, 0.1 gwei"
    );
}

#[test]
fn refused_transactions_get_geths_words() {
    let world = World::new();
    let signer = world.signer(0);
    let address = world.address(1);
    let first = raw(&signer, to(address, 0));
    world.ok("eth_sendRawTransaction", json!([first]));
    let cases: Vec<(Bytes, &str)> = vec![
        (raw(&signer, to(address, 0)), "nonce too low: "),
        (
            raw(
                &signer,
                TxEip1559 {
                    chain_id: 1,
                    ..to(address, 1)
                },
            ),
            "invalid chain id for signer: ",
        ),
        (
            raw(
                &signer,
                TxEip1559 {
                    max_fee_per_gas: 1,
                    ..to(address, 1)
                },
            ),
            "max fee per gas less than block base fee: ",
        ),
        (
            raw(
                &signer,
                TxEip1559 {
                    gas_limit: 20_999,
                    ..to(address, 1)
                },
            ),
            "intrinsic gas too low: ",
        ),
        (
            raw(
                &signer,
                TxEip1559 {
                    value: U256::MAX >> 1,
                    ..to(address, 1)
                },
            ),
            "insufficient funds for gas * price + value: ",
        ),
        (
            raw(&PrivateKeySigner::random(), to(address, 0)),
            "insufficient funds for gas * price + value: ",
        ),
        (
            Bytes::from_static(&[0x03, 0xc0]),
            "transaction type not supported",
        ),
        (Bytes::from_static(&[0xff; 200]), ""),
        (Bytes::new(), ""),
        (first.slice(..first.len() - 1), ""),
    ];
    for (raw, start) in cases {
        let e = world.err("eth_sendRawTransaction", json!([raw]));
        assert_eq!(e.code, -32000, "{e:?}");
        assert!(
            e.message.starts_with(start) && !e.message.is_empty(),
            "{:?} for {start:?}",
            e.message
        );
    }
    assert_eq!(
        world.ok("eth_blockNumber", json!([])),
        "0x1",
        "none of them made a block"
    );
}

#[test]
fn reverting_transaction_is_mined_with_status_0() {
    let world = World::new();
    let cell = world.deploy_cell();
    let request =
        json!({ "from": world.address(0), "to": cell, "data": set_call(0), "gas": "0x186a0" });
    let hash = world.send(request.clone());
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(
        (&receipt["status"], &receipt["logs"]),
        (&json!("0x0"), &json!([]))
    );
    // Without a gas limit the estimate fails first, with the revert.
    let e = world.err(
        "eth_sendTransaction",
        json!([{ "from": world.address(0), "to": cell, "data": set_call(0) }]),
    );
    assert_eq!(
        (e.code, e.message.as_str()),
        (3, "execution reverted: zero")
    );
}

#[test]
fn account_without_a_key_can_send_only_while_impersonated() {
    let world = World::new();
    let stranger = Address::repeat_byte(0x42);
    let request = json!({ "from": stranger, "to": world.address(1), "value": "0x1" });
    assert_eq!(
        world.err("eth_sendTransaction", json!([request])).message,
        "unknown account"
    );
    world.ok("anvil_setBalance", json!([stranger, "0xde0b6b3a7640000"]));
    world.ok("anvil_impersonateAccount", json!([stranger]));
    let hash = world.send(request.clone());
    assert_eq!(
        world.ok("eth_getTransactionByHash", json!([hash]))["from"],
        json!(stranger)
    );
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([hash]))["from"],
        json!(stranger)
    );
    world.ok("anvil_stopImpersonatingAccount", json!([stranger]));
    world.err("eth_sendTransaction", json!([request]));
    world.ok("anvil_autoImpersonateAccount", json!([true]));
    world.send(request);
}

#[test]
fn creation_has_its_address_in_the_receipt() {
    let world = World::new();
    let hash = world.send(json!({ "from": world.address(0), "input": cell_code() }));
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    assert_eq!(receipt["to"], Value::Null);
    assert_eq!(
        receipt["contractAddress"],
        json!(world.address(0).create(0))
    );
}

#[test]
fn sync_send_answers_with_the_receipt() {
    let world = World::new();
    let receipt = world.ok(
        "eth_sendRawTransactionSync",
        json!([raw(&world.signer(0), to(world.address(1), 0))]),
    );
    assert_eq!(receipt["status"], "0x1");
    world.ok("anvil_setAutomine", json!([false]));
    let e = world.err(
        "eth_sendRawTransactionSync",
        json!([raw(&world.signer(0), to(world.address(1), 1)), 1]),
    );
    let hash: B256 = serde_json::from_value(e.data.unwrap()).unwrap();
    assert_eq!(e.code, 4);
    world.ok("evm_mine", json!([]));
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([hash]))["status"],
        "0x1"
    );
}

#[test]
fn pool_holds_what_waits_and_what_is_queued() {
    let world = World::with(Config {
        mining: MiningMode::Manual,
        ..Config::bare()
    });
    let signer = world.signer(0);
    let send = |nonce| {
        world.ok(
            "eth_sendRawTransaction",
            json!([raw(&signer, to(world.address(1), nonce))]),
        )
    };
    let (first, _, queued) = (send(0), send(1), send(5));
    assert_eq!(
        world.ok("txpool_status", json!([])),
        json!({ "pending": "0x2", "queued": "0x1" })
    );
    let content = world.ok("txpool_content", json!([]));
    let from = signer.address().to_string();
    let find = |side: &str, nonce: &str| {
        let senders = content[side].as_object().unwrap();
        senders
            .iter()
            .find(|(sender, _)| sender.eq_ignore_ascii_case(&from))
            .expect("the sender")
            .1[nonce]["hash"]
            .clone()
    };
    assert_eq!(
        (find("pending", "0"), find("queued", "5")),
        (first.clone(), queued)
    );
    let waiting = world.ok("eth_getTransactionByHash", json!([first]));
    assert_eq!(
        (&waiting["blockNumber"], &waiting["blockHash"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([first])),
        Value::Null
    );
    assert_eq!(
        world.ok(
            "eth_getTransactionCount",
            json!([signer.address(), "latest"])
        ),
        "0x0"
    );
    assert_eq!(
        world.ok(
            "eth_getTransactionCount",
            json!([signer.address(), "pending"])
        ),
        "0x2"
    );
    assert_eq!(
        world
            .err(
                "eth_sendRawTransaction",
                json!([raw(&signer, to(world.address(1), 0))])
            )
            .message,
        "already known"
    );

    world.ok("evm_mine", json!([]));
    assert_eq!(
        world.ok("txpool_status", json!([])),
        json!({ "pending": "0x0", "queued": "0x1" })
    );
    world.ok("anvil_dropAllTransactions", json!([]));
    assert_eq!(
        world.ok("txpool_status", json!([])),
        json!({ "pending": "0x0", "queued": "0x0" })
    );

    let dropped = send(2);
    assert_eq!(world.ok("anvil_dropTransaction", json!([dropped])), dropped);
    assert_eq!(
        world.ok("anvil_dropTransaction", json!([dropped])),
        Value::Null
    );
    assert_eq!(
        world.ok("eth_getTransactionByHash", json!([dropped])),
        Value::Null
    );
}

#[tokio::test]
async fn many_clients_send_at_the_same_time() {
    let world = World::new();
    let sends = (0..8).map(|i| {
        let (provider, from) = (world.http(), world.address(i));
        async move {
            for _ in 0..10 {
                let request = transfer(from, Address::repeat_byte(0x99), 1);
                let receipt = provider
                    .send_transaction(request)
                    .await
                    .unwrap()
                    .get_receipt()
                    .await
                    .unwrap();
                assert!(receipt.status());
            }
        }
    });
    futures::future::join_all(sends).await;
    assert_eq!(
        world
            .http()
            .get_balance(Address::repeat_byte(0x99))
            .await
            .unwrap(),
        U256::from(80)
    );
}

//! What Anvil's names do here: blocks, time, accounts by decree, snapshots, reorganisations, dumps.

use crate::support::{World, set_call};
use alloy::primitives::{Address, B256, U256};
use serde_json::{Value, json};

fn head(world: &World) -> Value {
    world.ok("eth_getBlockByNumber", json!(["latest", false]))
}

fn number(value: &Value) -> u64 {
    u64::from_str_radix(&value.as_str().expect("hex")[2..], 16).expect("a number")
}

fn timestamp(world: &World) -> u64 {
    number(&head(world)["timestamp"])
}

#[test]
fn mining_makes_the_blocks_asked_for() {
    let world = World::new();
    for (method, params, result) in [
        ("anvil_mine", json!([]), Value::Null),
        ("anvil_mine", json!(["0x3"]), Value::Null),
        ("hardhat_mine", json!([2]), Value::Null),
        ("evm_mine", json!([]), json!("0x0")),
        ("evm_mine", json!([{ "blocks": 3 }]), json!("0x0")),
    ] {
        assert_eq!(world.ok(method, params), result);
    }
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0xa");
    let detailed = world.ok("evm_mine_detailed", json!([]));
    assert_eq!(detailed[0]["number"], "0xb");
    assert_eq!(detailed[0]["transactions"][0]["type"], "0x6a");
    let e = world.err("anvil_mine", json!([1_000_000_000]));
    assert!(e.code == -32005 && e.message.contains("at most"), "{e:?}");
}

#[test]
fn mined_blocks_keep_the_distance_asked_for() {
    let world = World::new();
    let start = timestamp(&world);
    world.ok("anvil_mine", json!([4, 60]));
    let times: Vec<_> = (1..=4u64)
        .map(|n| number(&world.ok("eth_getBlockByNumber", json!([format!("{n:#x}")]))["timestamp"]))
        .collect();
    assert!(
        times.windows(2).all(|pair| pair[1] - pair[0] == 60),
        "{times:?}"
    );
    assert!(times[0] >= start);
    world.ok("anvil_setBlockTimestampInterval", json!([7]));
    world.ok("anvil_mine", json!([2]));
    assert_eq!(timestamp(&world), times[3] + 14);
    assert_eq!(
        world.ok("anvil_removeBlockTimestampInterval", json!([])),
        true
    );
}

#[test]
fn time_travels_forward_and_stays_there() {
    let world = World::new();
    world.ok("evm_mine", json!([]));
    let before = timestamp(&world);
    assert!(
        world
            .ok("evm_increaseTime", json!([86_400]))
            .as_i64()
            .unwrap()
            >= 86_400
    );
    world.ok("evm_mine", json!([]));
    let after = timestamp(&world);
    assert!(after >= before + 86_400);
    world.ok("evm_setNextBlockTimestamp", json!([after + 1000]));
    world.ok("evm_mine", json!([]));
    assert_eq!(timestamp(&world), after + 1000);
    world.ok("evm_mine", json!([format!("{:#x}", after + 5000)]));
    assert_eq!(timestamp(&world), after + 5000);
    let e = world.err("evm_setNextBlockTimestamp", json!([after]));
    assert!(e.message.contains("lower than"), "{}", e.message);
    world.err("evm_setNextBlockTimestamp", json!([u64::MAX]));
    world.err("evm_increaseTime", json!([u64::MAX]));
    world.ok("anvil_setTime", json!([after + 10_000]));
    world.ok("evm_mine", json!([]));
    assert!(timestamp(&world) >= after + 10_000);
}

#[test]
fn accounts_are_set_by_decree() {
    let world = World::new();
    let address = Address::repeat_byte(0x31);
    world.ok("anvil_setBalance", json!([address, "0x7"]));
    world.ok("anvil_setNonce", json!([address, "0x8"]));
    world.ok("anvil_setCode", json!([address, "0x475f5260205ff3"]));
    assert_eq!(
        world.ok(
            "anvil_setStorageAt",
            json!([address, "0x2", B256::repeat_byte(9)])
        ),
        true
    );
    assert_eq!(world.ok("eth_getBalance", json!([address])), "0x7");
    assert_eq!(world.ok("eth_getTransactionCount", json!([address])), "0x8");
    assert_eq!(
        world.ok("eth_getCode", json!([address])),
        "0x475f5260205ff3"
    );
    assert_eq!(
        world.ok("eth_getStorageAt", json!([address, "0x2"])),
        json!(B256::repeat_byte(9))
    );
    assert_eq!(
        world.ok("eth_call", json!([{ "to": address }])),
        json!(B256::from(U256::from(7)))
    );
    world.ok("hardhat_setBalance", json!([address, "0x0"]));
    assert_eq!(world.ok("eth_getBalance", json!([address])), "0x0");
    for name in [
        "anvil_setChainId",
        "anvil_setCoinbase",
        "evm_setBlockGasLimit",
    ] {
        assert_eq!(world.err(name, json!([1])).code, -32601, "{name}");
    }
}

#[test]
fn snapshots_go_back_and_are_used_up() {
    let world = World::new();
    let to = Address::repeat_byte(0x32);
    let pay = || world.send(json!({ "from": world.address(0), "to": to, "value": "0x1" }));
    pay();
    let first = world.ok("evm_snapshot", json!([]));
    let hash = pay();
    let second = world.ok("evm_snapshot", json!([]));
    pay();
    assert_eq!(world.ok("evm_revert", json!([first])), true);
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x1");
    assert_eq!(world.ok("eth_getBalance", json!([to])), "0x1");
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([hash])),
        Value::Null
    );
    assert_eq!(world.ok("evm_revert", json!([first])), false, "used up");
    assert_eq!(
        world.ok("evm_revert", json!([second])),
        false,
        "a later one goes with it"
    );
    assert_eq!(world.ok("evm_revert", json!(["0xffff"])), false);
}

#[test]
fn reorganisation_replaces_blocks_by_others() {
    let world = World::new();
    let cell = world.deploy_cell();
    for value in 1..=3 {
        world.set_cell(cell, value);
    }
    let old: Vec<_> = (1..=4)
        .map(|n| world.ok("eth_getBlockByNumber", json!([format!("{n:#x}")]))["hash"].clone())
        .collect();
    let request = |value| json!({ "from": world.address(0), "to": cell, "data": set_call(value) });
    world.ok(
        "anvil_reorg",
        json!([2, [[request(8), 0], [request(9), 1]]]),
    );

    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x4");
    let new: Vec<_> = (1..=4)
        .map(|n| world.ok("eth_getBlockByNumber", json!([format!("{n:#x}")]))["hash"].clone())
        .collect();
    assert_eq!(new[..2], old[..2]);
    assert!(new[2] != old[2] && new[3] != old[3]);
    assert_eq!(
        world.ok("eth_getStorageAt", json!([cell, "0x0", "0x3"])),
        json!(B256::from(U256::from(8)))
    );
    assert_eq!(
        world.ok("eth_getStorageAt", json!([cell, "0x0", "latest"])),
        json!(B256::from(U256::from(9)))
    );
    assert_eq!(
        world
            .err("eth_getLogs", json!([{ "blockHash": old[3] }]))
            .message,
        "unknown block"
    );

    // alloy sends an object.
    world.ok(
        "anvil_reorg",
        json!({ "depth": 1, "tx_block_pairs": [[request(5), 0]] }),
    );
    assert_eq!(
        world.ok("eth_getStorageAt", json!([cell, "0x0"])),
        json!(B256::from(U256::from(5)))
    );
    world.ok("anvil_rollback", json!([2]));
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x2");
    assert!(
        world
            .err("anvil_reorg", json!([100, []]))
            .message
            .contains("cannot reorganise")
    );
    assert!(
        world
            .err("anvil_reorg", json!([1, [[request(1), 1]]]))
            .message
            .contains("below the depth")
    );
}

#[test]
fn deep_reorganisation_holds() {
    let world = World::new();
    world.ok("anvil_mine", json!([600]));
    let old = head(&world)["hash"].clone();
    world.ok("anvil_reorg", json!([500, []]));
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x258");
    assert_ne!(head(&world)["hash"], old);
    assert_eq!(world.ok("eth_getBlockByHash", json!([old])), Value::Null);
}

#[test]
fn automatic_mining_can_be_switched() {
    let world = World::new();
    assert_eq!(world.ok("anvil_getAutomine", json!([])), true);
    world.ok("evm_setAutomine", json!([false]));
    assert_eq!(world.ok("anvil_getAutomine", json!([])), false);
    assert_eq!(world.ok("anvil_getIntervalMining", json!([])), Value::Null);
    let hash =
        world.send(json!({ "from": world.address(0), "to": world.address(1), "gas": "0x5208" }));
    assert_eq!(
        world.ok("eth_getTransactionReceipt", json!([hash])),
        Value::Null
    );
    world.ok("evm_setIntervalMining", json!([1]));
    assert_eq!(world.ok("anvil_getIntervalMining", json!([])), 1);
    for _ in 0..600 {
        if !world
            .ok("eth_getTransactionReceipt", json!([hash]))
            .is_null()
        {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("no block came by the clock");
}

#[test]
fn dump_is_loaded_with_its_history() {
    let world = World::new();
    let cell = world.deploy_cell();
    world.set_cell(cell, 1);
    world.set_cell(cell, 2);
    let dump = world.ok("anvil_dumpState", json!([]));
    let head = head(&world);

    let other = World::new();
    assert_eq!(other.ok("anvil_loadState", json!([dump])), true);
    assert_eq!(
        other.ok("eth_getBlockByNumber", json!(["latest", false])),
        head
    );
    assert_eq!(
        other.ok("eth_getStorageAt", json!([cell, "0x0", "0x2"])),
        json!(B256::from(U256::from(1)))
    );
    other.set_cell(cell, 3);
    assert_eq!(
        other
            .ok("eth_getLogs", json!([{ "fromBlock": "0x0" }]))
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    for rubbish in ["0x", "0x00", "0x1f8b0800"] {
        let e = other.err("anvil_loadState", json!([rubbish]));
        assert!(
            e.message.starts_with("not a state of this chain"),
            "{}",
            e.message
        );
    }
    assert_eq!(
        other.ok("eth_blockNumber", json!([])),
        "0x4",
        "a dump that is refused changes nothing"
    );
}

#[test]
fn reset_goes_back_to_genesis() {
    let world = World::new();
    world.deploy_cell();
    world.ok("anvil_reset", json!([]));
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x0");
    assert_eq!(
        world.ok("eth_getTransactionCount", json!([world.address(0)])),
        "0x0"
    );
    world.deploy_cell();
    let e = world.err(
        "anvil_reset",
        json!([{ "forking": { "jsonRpcUrl": "http://localhost:1" } }]),
    );
    assert!(e.message.contains("forking"), "{}", e.message);
}

#[test]
fn node_tells_of_itself() {
    let world = World::new();
    world.ok("anvil_mine", json!([3]));
    let info = world.ok("anvil_nodeInfo", json!([]));
    assert_eq!(info["currentBlockNumber"], "0x3");
    assert_eq!(info["environment"]["chainId"], 412_346);
    let metadata = world.ok("anvil_metadata", json!([]));
    assert_eq!(metadata["latestBlockHash"], head(&world)["hash"]);
    assert_ne!(
        metadata["instanceId"],
        World::new().ok("hardhat_metadata", json!([]))["instanceId"]
    );
    assert!(world.ok("rpc_modules", json!([])).get("eth").is_some());
}

#[test]
fn l1_figures_can_be_set() {
    let world = World::new();
    world.ok("devchain_setL1BlockNumber", json!([1234]));
    world.ok("evm_mine", json!([]));
    assert_eq!(head(&world)["l1BlockNumber"], "0x4d2");
    world.ok("devchain_setL1PricePerUnit", json!(["0xba43b7400"]));
    let hash =
        world.send(json!({ "from": world.address(0), "to": world.address(1), "value": "0x1" }));
    let receipt = world.ok("eth_getTransactionReceipt", json!([hash]));
    let for_l1 = number(&receipt["gasUsedForL1"]);
    assert!(for_l1 > 0);
    assert_eq!(number(&receipt["gasUsed"]), 21_000 + for_l1);
}

#[test]
fn base_fee_can_be_set() {
    let world = World::new();
    world.ok("anvil_setNextBlockBaseFeePerGas", json!(["0x77359400"]));
    world.ok("evm_mine", json!([]));
    assert_eq!(head(&world)["baseFeePerGas"], "0x77359400");
    world.ok("evm_mine", json!([]));
    assert_eq!(head(&world)["baseFeePerGas"], "0x5f5e100");
    world.ok("anvil_setMinGasPrice", json!(["0xbebc200"]));
    world.ok("evm_mine", json!([]));
    assert_eq!(head(&world)["baseFeePerGas"], "0xbebc200");
}

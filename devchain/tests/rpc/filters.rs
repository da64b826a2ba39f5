//! Polled filters, through mining, snapshots and reorganisations.

use crate::support::World;
use alloy::primitives::{B256, U256};
use serde_json::{Value, json};

fn changes(world: &World, id: &Value) -> Vec<Value> {
    world
        .ok("eth_getFilterChanges", json!([id]))
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn block_filter_reports_each_new_head_once() {
    let world = World::new();
    world.ok("anvil_mine", json!([2]));
    let id = world.ok("eth_newBlockFilter", json!([]));
    assert!(changes(&world, &id).is_empty(), "only what comes after it");
    world.ok("anvil_mine", json!([3]));
    let hashes: Vec<_> = (3..=5)
        .map(|n| world.ok("eth_getBlockByNumber", json!([format!("{n:#x}")]))["hash"].clone())
        .collect();
    assert_eq!(changes(&world, &id), hashes);
    assert!(changes(&world, &id).is_empty());
}

#[test]
fn log_filter_reports_matches_and_takes_them_back() {
    let world = World::new();
    let cell = world.deploy_cell();
    let id = world.ok("eth_newFilter", json!([{ "address": cell }]));
    let other = world.ok("eth_newFilter", json!([{ "address": world.address(9) }]));
    world.set_cell(cell, 1);
    let snapshot = world.ok("evm_snapshot", json!([]));
    world.set_cell(cell, 2);
    let values = |logs: &[Value]| -> Vec<(U256, bool)> {
        let value = |log: &Value| {
            serde_json::from_value::<B256>(log["data"].clone())
                .unwrap()
                .into()
        };
        logs.iter()
            .map(|log| (value(log), log["removed"].as_bool().unwrap()))
            .collect()
    };
    let (one, two, three) = (U256::from(1), U256::from(2), U256::from(3));
    let logs = changes(&world, &id);
    assert_eq!(values(&logs), [(one, false), (two, false)]);
    assert_eq!(world.ok("evm_revert", json!([snapshot])), true);
    world.set_cell(cell, 3);
    let undone = changes(&world, &id);
    assert_eq!(values(&undone), [(two, true), (three, false)]);
    assert_eq!(undone[0]["blockHash"], logs[1]["blockHash"]);
    assert_eq!(
        values(
            world
                .ok("eth_getFilterLogs", json!([id]))
                .as_array()
                .unwrap()
        ),
        [(three, false)],
        "from latest"
    );
    assert!(changes(&world, &other).is_empty());
}

#[test]
fn filter_logs_cover_the_whole_range() {
    let world = World::new();
    let cell = world.deploy_cell();
    world.set_cell(cell, 1);
    world.set_cell(cell, 2);
    let id = world.ok(
        "eth_newFilter",
        json!([{ "address": cell, "fromBlock": "0x0" }]),
    );
    assert_eq!(
        world
            .ok("eth_getFilterLogs", json!([id]))
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert!(changes(&world, &id).is_empty());
    let blocks = world.ok("eth_newBlockFilter", json!([]));
    assert_eq!(
        world.err("eth_getFilterLogs", json!([blocks])).message,
        "filter not found"
    );
}

#[test]
fn pending_filter_reports_transactions_that_enter_the_pool() {
    let world = World::new();
    world.ok("anvil_setAutomine", json!([false]));
    let id = world.ok("eth_newPendingTransactionFilter", json!([]));
    let hash =
        world.send(json!({ "from": world.address(0), "to": world.address(1), "gas": "0x5208" }));
    assert_eq!(changes(&world, &id), [json!(hash)]);
}

#[test]
fn filter_that_was_idle_for_thousands_of_blocks_misses_none() {
    let world = World::new();
    let id = world.ok("eth_newBlockFilter", json!([]));
    // More than the chain keeps for a slow follower.
    world.ok("anvil_mine", json!([6000]));
    let hashes = changes(&world, &id);
    assert_eq!(hashes.len(), 6000);
    assert_eq!(
        hashes[0],
        world.ok("eth_getBlockByNumber", json!(["0x1"]))["hash"]
    );
    assert_eq!(
        hashes[5999],
        world.ok("eth_getBlockByNumber", json!(["latest"]))["hash"]
    );
    world.ok("anvil_mine", json!([1]));
    assert_eq!(changes(&world, &id).len(), 1);
}

#[test]
fn uninstalled_and_unknown_filters_are_not_found() {
    let world = World::new();
    let id = world.ok("eth_newBlockFilter", json!([]));
    assert_eq!(world.ok("eth_uninstallFilter", json!([id])), true);
    assert_eq!(world.ok("eth_uninstallFilter", json!([id])), false);
    let e = world.err("eth_getFilterChanges", json!([id]));
    assert_eq!((e.code, e.message.as_str()), (-32000, "filter not found"));
}

#[test]
fn filters_have_a_limit() {
    let world = World::new();
    for _ in 0..1024 {
        world.ok("eth_newBlockFilter", json!([]));
    }
    let e = world.err("eth_newBlockFilter", json!([]));
    assert!(
        e.code == -32005 && e.message.contains("eth_uninstallFilter"),
        "{e:?}"
    );
}

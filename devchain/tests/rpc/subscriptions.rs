//! `eth_subscribe` through alloy's WebSocket: heads, logs, pending transactions, reorganisations, limits.

use crate::support::{Cell, RawWs, World, transfer};
use alloy::{primitives::U256, providers::Provider, rpc::types::Filter, sol_types::SolEvent};
use serde_json::{Value, json};

#[tokio::test]
async fn heads_arrive_in_order_with_arbitrums_fields() {
    let world = World::new();
    let provider = world.ws().await;
    let mut heads = provider.subscribe_blocks().await.unwrap();
    world.chain.mine(3, None).unwrap();
    for number in 1..=3 {
        let head = heads.recv().await.unwrap();
        assert_eq!(head.number, number);
        let block = provider
            .get_block_by_number(number.into())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(head.hash, block.header.hash);
    }
    let mut raw = provider.subscribe::<_, Value>(("newHeads",)).await.unwrap();
    world.chain.mine(1, None).unwrap();
    let head = raw.recv().await.unwrap();
    for key in ["l1BlockNumber", "sendRoot", "sendCount", "baseFeePerGas"] {
        assert!(head.get(key).is_some(), "{key}: {head}");
    }
}

#[tokio::test]
async fn logs_arrive_and_are_taken_back_on_a_reorganisation() {
    let world = World::new();
    let cell = world.deploy_cell();
    let provider = world.ws().await;
    let filter = Filter::new()
        .address(cell)
        .event_signature(Cell::Set::SIGNATURE_HASH);
    let mut logs = provider.subscribe_logs(&filter).await.unwrap();
    let contract = Cell::new(cell, &provider);
    for value in [1, 2] {
        contract
            .set(U256::from(value))
            .send()
            .await
            .unwrap()
            .get_receipt()
            .await
            .unwrap();
    }
    let first = logs.recv().await.unwrap();
    let second = logs.recv().await.unwrap();
    assert_eq!(
        Cell::Set::decode_log(&first.inner).unwrap().value,
        U256::from(1)
    );
    assert!(!second.removed);

    // Both blocks go; the upper of the two new ones sets 3.
    let replacement =
        json!({ "from": world.address(0), "to": cell, "data": crate::support::set_call(3) });
    world.ok("anvil_reorg", json!([2, [[replacement, 1]]]));
    let undone = [logs.recv().await.unwrap(), logs.recv().await.unwrap()];
    assert!(undone.iter().all(|log| log.removed));
    assert_eq!(
        [undone[0].block_hash, undone[1].block_hash],
        [second.block_hash, first.block_hash],
        "from the top down"
    );
    let third = logs.recv().await.unwrap();
    assert!(!third.removed);
    assert_eq!(
        Cell::Set::decode_log(&third.inner).unwrap().value,
        U256::from(3)
    );
    assert_eq!(third.block_number, second.block_number);
}

#[tokio::test]
async fn pending_transactions_arrive_by_hash_or_in_full() {
    let world = World::new();
    world.ok("anvil_setAutomine", json!([false]));
    let provider = world.ws().await;
    let mut hashes = provider.subscribe_pending_transactions().await.unwrap();
    let mut full = provider
        .subscribe::<_, Value>(("newPendingTransactions", true))
        .await
        .unwrap();
    let sent = provider
        .send_transaction(transfer(world.address(0), world.address(1), 1))
        .await
        .unwrap();
    assert_eq!(hashes.recv().await.unwrap(), *sent.tx_hash());
    let tx = full.recv().await.unwrap();
    assert_eq!(
        (&tx["hash"], &tx["blockHash"]),
        (&json!(sent.tx_hash()), &Value::Null)
    );
}

#[tokio::test]
async fn receipts_are_awaited_over_websocket() {
    let world = World::new();
    let provider = world.ws().await;
    let sent = provider
        .send_transaction(transfer(world.address(0), world.address(1), 1))
        .await
        .unwrap();
    assert!(sent.get_receipt().await.unwrap().inner.inner.status());
}

#[tokio::test]
async fn slow_subscriber_misses_no_block() {
    let world = World::new();
    let provider = world.ws().await;
    let mut heads = provider
        .subscribe_blocks()
        .channel_size(10_000)
        .await
        .unwrap();
    let chain = world.chain.clone();
    tokio::task::spawn_blocking(move || chain.mine(6000, None))
        .await
        .unwrap()
        .unwrap();
    for number in 1..=6000 {
        assert_eq!(heads.recv().await.unwrap().number, number);
    }
}

#[test]
fn subscription_is_notified_until_it_is_cancelled() {
    let world = World::new();
    let mut ws = RawWs::connect(world.server.addr());
    let id = ws.request("eth_subscribe", json!(["newHeads"]))["result"].clone();
    assert!(
        id.as_str()
            .is_some_and(|id| id.len() == 34 && id.starts_with("0x")),
        "{id}"
    );
    world.chain.mine(1, None).unwrap();
    let note = ws.recv().unwrap();
    assert_eq!(
        (&note["jsonrpc"], &note["method"]),
        (&json!("2.0"), &json!("eth_subscription"))
    );
    assert_eq!(
        (
            &note["params"]["subscription"],
            &note["params"]["result"]["number"]
        ),
        (&id, &json!("0x1"))
    );

    assert_eq!(ws.request("eth_unsubscribe", json!([id]))["result"], true);
    assert_eq!(ws.request("eth_unsubscribe", json!([id]))["result"], false);
    world.chain.mine(1, None).unwrap();
    assert_eq!(
        ws.request("eth_blockNumber", json!([]))["result"],
        "0x2",
        "no notification came in between"
    );
}

#[test]
fn unknown_and_malformed_subscriptions_are_refused() {
    let world = World::new();
    let mut ws = RawWs::connect(world.server.addr());
    for (params, code, part) in [
        (json!(["weather"]), -32601, "newHeads"),
        (
            json!(["logs", { "address": "0x12" }]),
            -32602,
            "invalid argument 1",
        ),
        (
            json!(["newPendingTransactions", "yes"]),
            -32602,
            "invalid argument 1",
        ),
        (json!([]), -32602, "missing value"),
        (json!([7]), -32602, "invalid argument 0"),
    ] {
        let error = ws.request("eth_subscribe", params)["error"].clone();
        assert_eq!(error["code"], code, "{error}");
        assert!(error["message"].as_str().unwrap().contains(part), "{error}");
    }
    ws.send("{ not json");
    assert_eq!(ws.recv().unwrap()["error"]["code"], -32700);
    assert_eq!(
        ws.request("eth_chainId", json!([]))["result"],
        "0x64aba",
        "the connection goes on"
    );
}

#[test]
fn client_that_does_not_read_holds_up_no_one() {
    let world = World::new();
    let mut deaf = RawWs::connect(world.server.addr());
    deaf.send(r#"{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}"#);
    deaf.recv().unwrap();
    // Far more than buffers of the system and the server hold.
    world.ok("anvil_mine", json!([20_000]));
    assert_eq!(world.ok("eth_blockNumber", json!([])), "0x4e20");
    // What it missed is still to be had when it reads on.
    for number in 1..=20_000 {
        assert_eq!(
            deaf.recv().unwrap()["params"]["result"]["number"],
            format!("{number:#x}")
        );
    }
}

#[tokio::test]
async fn subscriptions_of_a_connection_have_a_limit() {
    let world = World::new();
    let provider = world.ws().await;
    for _ in 0..256 {
        provider
            .client()
            .request::<_, String>("eth_subscribe", ("newHeads",))
            .await
            .unwrap();
    }
    let e = provider
        .client()
        .request::<_, String>("eth_subscribe", ("newHeads",))
        .await
        .unwrap_err();
    assert!(e.to_string().contains("subscriptions"), "{e}");
    // The next connection has its own.
    world
        .ws()
        .await
        .client()
        .request::<_, String>("eth_subscribe", ("newHeads",))
        .await
        .unwrap();
}

#[test]
fn subscribing_over_http_is_refused() {
    let world = World::new();
    let e = world.err("eth_subscribe", json!(["newHeads"]));
    assert!(e.code == -32601 && e.message.contains("WebSocket"), "{e:?}");
}

//! Nodes that time out, refuse, lag, contradict themselves or lie by omission: nothing is lost, nothing
//! is stored that is not the chain's.

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use alloy::primitives::{Address, Bloom, BloomInput, U64};
use serde_json::{Value, json};

use crate::support::{
    Indexer, World,
    events::*,
    proxy::{Fault, Proxy},
    random::Random,
};

/// A chain of some blocks with logs, and more later.
async fn busy_world() -> World {
    let world = World::new().await;
    for value in 1..=12 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        world.chain.mine_empty(2).await;
    }
    world
}

/// One in seven calls of the methods that matter fails in this way. Not every seventh: a step that takes seven calls would
/// meet it at the same call for ever.
async fn survives(fault: Fault) {
    let world = busy_world().await;
    let mut random = Random(7);
    let proxy = Proxy::start(&world.chain.url, move |method, _| {
        let matters = matches!(
            method,
            "eth_getLogs" | "eth_getBlockByNumber" | "eth_getBlockReceipts"
        );
        (matters && random.one_in(7)).then(|| fault.clone())
    })
    .await;
    let mut config = world.config_with(vec![proxy.url.clone()]);
    config.follow.rpc_timeout_secs = 1;
    config.follow.finality_depth = 10;
    let indexer = Indexer::start(config).await;
    world.assert_complete().await;
    world
        .chain
        .mine(&[psc_transfer(account(1), account(2), 3)])
        .await;
    world.assert_complete().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_survived() {
    survives(Fault::Silence).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_survived() {
    survives(Fault::Status(429)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn server_errors_are_survived() {
    survives(Fault::Status(503)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_json_is_survived() {
    survives(Fault::Garbage("<html>bad gateway</html>")).await;
    survives(Fault::Garbage("{\"jsonrpc\": \"2.0\", \"id\"")).await;
    survives(Fault::Garbage("[]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_connections_are_survived() {
    survives(Fault::CutShort).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn null_blocks_are_survived() {
    survives(Fault::Result(Value::Null)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limit_in_the_body_is_survived() {
    survives(Fault::Error(
        -32005,
        "Your app has exceeded its compute units per second capacity",
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_of_another_block_are_refused() {
    let wrong = json!("0x00000000000000000000000000000000000000000000000000000000000000aa");
    survives(Fault::LogField("blockHash", wrong)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removed_logs_are_refused() {
    survives(Fault::LogField("removed", json!(true))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_ranges_are_asked_for_in_pieces() {
    let world = busy_world().await;
    let refused = Arc::new(AtomicU32::new(0));
    let seen = refused.clone();
    let proxy = Proxy::start(&world.chain.url, move |method, params| {
        let filter = &params[0];
        let number = |name: &str| serde_json::from_value::<U64>(filter[name].clone()).ok().map(|n| n.to::<u64>());
        let (Some(from), Some(to)) = (number("fromBlock"), number("toBlock")) else { return None };
        (method == "eth_getLogs" && to - from >= 3).then(|| {
            seen.fetch_add(1, Ordering::Relaxed);
            Fault::Error(-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 3 block range")
        })
    })
    .await;
    let mut config = world.config_with(vec![proxy.url.clone()]);
    config.follow.finality_depth = 4;
    let indexer = Indexer::start(config).await;
    world.assert_complete().await;
    assert!(
        refused.load(Ordering::Relaxed) > 0,
        "larger ranges were tried"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_answer_at_the_tip_is_noticed_by_the_bloom_filter() {
    let world = World::new().await;
    let proxy = Proxy::start(&world.chain.url, |_, _| None).await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.caught_up().await;
    // From now on this node never tells a log, but its headers and receipts are true.
    proxy.plan(|method, _| (method == "eth_getLogs").then(|| Fault::Result(json!([]))));
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    world.assert_complete().await;
    assert_eq!(
        world
            .database
            .count("select count(*) from proj_v5.transfer")
            .await,
        1
    );
    indexer.stop().await;
}

/// Whether a call asks for the logs of a range.
fn is_range(method: &str, params: &Value) -> bool {
    method == "eth_getLogs" && params[0].get("fromBlock").is_some()
}

/// Whether a call asks for the logs of one block.
fn is_by_hash(method: &str, params: &Value) -> bool {
    method == "eth_getLogs" && params[0].get("blockHash").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_near_the_tip_are_asked_for_their_logs_at_once() {
    let world = busy_world().await;
    let [ranges, by_hash] = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
    let (seen_ranges, seen_by_hash) = (ranges.clone(), by_hash.clone());
    let proxy = Proxy::start(&world.chain.url, move |method, params| {
        seen_ranges.fetch_add(is_range(method, params).into(), Ordering::Relaxed);
        seen_by_hash.fetch_add(is_by_hash(method, params).into(), Ordering::Relaxed);
        None
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    assert!(
        ranges.load(Ordering::Relaxed) <= 2,
        "a small one first, then the rest of the window"
    );
    // The world's empty blocks have no bloom filter to speak of: these are asked for one by one.
    let empty = world.chain.head().await.0 - 12;
    let asked = u64::from(by_hash.load(Ordering::Relaxed));
    assert!(
        asked <= empty,
        "{asked} asked by hash, {empty} without logs"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_range_near_the_tip_is_noticed_by_the_bloom_filters() {
    let world = busy_world().await;
    let lies = Arc::new(AtomicU32::new(0));
    let told = lies.clone();
    // A node that lags leaves the newest blocks out of a range; by hash it tells what it knows.
    let proxy = Proxy::start(&world.chain.url, move |method, params| {
        is_range(method, params).then(|| {
            told.fetch_add(1, Ordering::Relaxed);
            Fault::Result(json!([]))
        })
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    assert!(lies.load(Ordering::Relaxed) > 0, "a range was asked for");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_range_near_the_tip_is_asked_for_by_hash() {
    let world = busy_world().await;
    let proxy = Proxy::start(&world.chain.url, |method, params| {
        is_range(method, params).then_some(Fault::Error(
            -32005,
            "query returned more than 10000 results",
        ))
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bloom_filters_without_a_bit_say_nothing() {
    let world = busy_world().await;
    let none = json!(Bloom::ZERO);
    let proxy = Proxy::start(&world.chain.url, move |method, _| {
        (method == "eth_getBlockByNumber").then(|| Fault::BlockField("logsBloom", none.clone()))
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    world.chain.mine(&[psc_mint(account(3), 5)]).await;
    world.assert_complete().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bloom_filters_that_promise_too_much_cost_only_questions() {
    let world = busy_world().await;
    let all = json!(Bloom::repeat_byte(0xff));
    let proxy = Proxy::start(&world.chain.url, move |method, _| {
        (method == "eth_getBlockByNumber").then(|| Fault::BlockField("logsBloom", all.clone()))
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.assert_complete().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_that_the_bloom_filter_rules_out_are_not_asked_for_their_logs() {
    let world = World::new().await;
    // One bit that none of the contracts sets.
    let mut strange = Bloom::ZERO;
    let bits = |a: &Address| Bloom::from(BloomInput::Raw(a.as_slice()));
    let ours = world.chain.deployment.addresses.iter().map(bits);
    let taken = ours.fold(Bloom::ZERO, |all, bloom| all | bloom);
    let free = taken
        .iter()
        .position(|byte| *byte == 0)
        .expect("a free byte");
    strange[free] = 1;
    let asked = Arc::new(AtomicU32::new(0));
    let seen = asked.clone();
    let proxy = Proxy::start(&world.chain.url, move |method, _| match method {
        "eth_getBlockByNumber" => Some(Fault::BlockField("logsBloom", json!(strange))),
        "eth_getLogs" => {
            seen.fetch_add(1, Ordering::Relaxed);
            None
        }
        _ => None,
    })
    .await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.caught_up().await;
    // What was there before came by range.
    let before = asked.load(Ordering::Relaxed);
    world.chain.mine_empty(10).await;
    world.caught_up().await;
    assert_eq!(asked.load(Ordering::Relaxed), before);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lying_receipts_are_refused_when_verified() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    let lies = AtomicU64::new(0);
    // The first three answers leave the block's receipts out.
    let proxy = Proxy::start(&world.chain.url, move |method, _| {
        (method == "eth_getBlockReceipts" && lies.fetch_add(1, Ordering::Relaxed) < 3)
            .then(|| Fault::Result(json!([])))
    })
    .await;
    let mut config = world.config_with(vec![proxy.url.clone()]);
    config.follow.verify_receipts = true;
    let indexer = Indexer::start(config).await;
    world.assert_complete().await;
    assert_eq!(
        world
            .database
            .count("select count(*) from proj_v5.transfer")
            .await,
        1
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_node_is_routed_around() {
    let world = busy_world().await;
    let down = Proxy::start(&world.chain.url, |method, _| {
        (method != "eth_chainId").then_some(Fault::Status(500))
    })
    .await;
    let indexer =
        Indexer::start(world.config_with(vec![down.url.clone(), world.chain.url.clone()])).await;
    world.assert_complete().await;
    let asked = down.calls();
    for value in 1..=10 {
        world.chain.mine(&[psc_mint(account(3), value)]).await;
        world.assert_complete().await;
    }
    assert!(
        down.calls() - asked < 100,
        "a node that keeps failing is asked ever more rarely"
    );
    indexer.stop().await;
}

/// The head's number, and as a node answers it the block that a lagging one takes for the head.
async fn head_and_five_before(world: &World) -> (u64, Value) {
    let (head, _) = world.chain.head().await;
    let old = world
        .chain
        .rpc("eth_getBlockByNumber", json!([U64::from(head - 5), false]))
        .await;
    (head, old)
}

#[tokio::test(flavor = "multi_thread")]
async fn lagging_node_does_not_rewind_the_index() {
    let world = busy_world().await;
    let proxy = Proxy::start(&world.chain.url, |_, _| None).await;
    let indexer = Indexer::start(world.config_with(vec![proxy.url.clone()])).await;
    world.caught_up().await;
    let (head, old) = head_and_five_before(&world).await;
    let asked = proxy.calls();
    proxy.plan(move |method, params| {
        (method == "eth_getBlockByNumber" && params[0] == "latest")
            .then(|| Fault::Result(old.clone()))
    });
    crate::support::eventually("the node is asked some more", async || {
        (proxy.calls() > asked + 60).then_some(())
    })
    .await;
    assert_eq!(
        world.database.cursor().await.expect("a cursor").0,
        head as i64
    );
    assert_eq!(indexer.get("/v1/status").await["rewinds"], 0);
    proxy.plan(|_, _| None);
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    world.assert_complete().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tip_that_only_another_node_knows_is_kept() {
    let world = busy_world().await;
    let lags = Proxy::start(&world.chain.url, |_, _| None).await;
    let nodes = vec![lags.url.clone(), world.chain.url.clone()];
    let indexer = Indexer::start(world.config_with(nodes)).await;
    world.caught_up().await;
    let (head, old) = head_and_five_before(&world).await;
    let doubts = Arc::new(AtomicU32::new(0));
    let seen = doubts.clone();
    lags.plan(move |method, params| match method {
        "eth_getBlockByNumber" if params[0] == "latest" => Some(Fault::Result(old.clone())),
        "eth_getBlockByHash" => {
            seen.fetch_add(1, Ordering::Relaxed);
            Some(Fault::Result(Value::Null))
        }
        _ => None,
    });
    crate::support::eventually("the tip is doubted some times", async || {
        (doubts.load(Ordering::Relaxed) > 8).then_some(())
    })
    .await;
    assert_eq!(
        world.database.cursor().await.expect("a cursor").0,
        head as i64
    );
    assert_eq!(indexer.get("/v1/status").await["rewinds"], 0);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_without_batches_is_asked_one_by_one() {
    // A node that answers a batch with one error object, as those without batches do.
    let world = busy_world().await;
    let upstream = world.chain.url.clone();
    let client = reqwest::Client::new();
    let router = axum::Router::new().route(
        "/",
        axum::routing::post(move |body: String| {
            let (client, upstream) = (client.clone(), upstream.clone());
            async move {
                if body.starts_with('[') {
                    let error =
                        json!({"code": -32600, "message": "batch requests are not supported"});
                    return axum::Json(json!({"jsonrpc": "2.0", "id": null, "error": error}));
                }
                let answer = client
                    .post(upstream)
                    .header("content-type", "application/json")
                    .body(body)
                    .send()
                    .await;
                axum::Json(
                    answer
                        .expect("the chain answers")
                        .json::<Value>()
                        .await
                        .expect("JSON"),
                )
            }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let indexer = Indexer::start(world.config_with(vec![url])).await;
    world.assert_complete().await;
    indexer.stop().await;
    serving.abort();
}

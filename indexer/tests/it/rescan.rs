//! The scheduled re-scan: logs that a node left out are found, published and put right; what is right stays.

use alloy::primitives::U64;
use productshare_indexer::Config;
use serde_json::{Value, json};

use crate::support::{
    Indexer, World,
    events::*,
    eventually,
    proxy::{Fault, Proxy},
};

/// A chain of which most is fetched by ranges; returns the block of a log that a node may leave out.
async fn long_world() -> (World, u64) {
    let world = World::new().await;
    let mut hidden = 0;
    for value in 1..=12 {
        world
            .chain
            .mine(&[psc_mint(account(1), value), psc_mint(account(2), 1)])
            .await;
        if value == 6 {
            hidden = world.chain.head().await.0;
        }
        world.chain.mine_empty(2).await;
    }
    world.chain.mine_empty(10).await;
    (world, hidden)
}

fn config(world: &World, urls: Vec<String>) -> Config {
    let mut config = world.config_with(urls);
    config.follow.finality_depth = 4;
    config.follow.poll_interval_ms = 10;
    config.follow.rescan_interval_ms = 10;
    config.follow.rescan_blocks = 20;
    config
}

/// Leaves the logs of a block out of answers to ranges.
fn without(block: u64) -> impl FnMut(&str, &Value) -> Option<Fault> + Send + 'static {
    move |method, params| {
        (method == "eth_getLogs" && params[0].get("fromBlock").is_some())
            .then_some(Fault::WithoutLogsOf(block))
    }
}

/// Waits until the whole chain was compared since now.
async fn whole_round(world: &World) {
    let place = || {
        world
            .database
            .count("select coalesce(rescan, 0) from chain.cursor")
    };
    let last = std::cell::Cell::new(place().await);
    for _ in 0..2 {
        eventually("the re-scan begins anew", || async {
            let now = place().await;
            (now < last.replace(now)).then_some(())
        })
        .await;
    }
}

async fn healed(indexer: &Indexer, world: &World) {
    eventually("a gap is found and healed", async || {
        let closed = world
            .database
            .count("select count(*) from chain.gap where healed_at is not null")
            .await;
        (closed == 1).then_some(())
    })
    .await;
    assert_eq!(indexer.get("/v1/status").await["gaps"], json!([]));
    assert_eq!(
        world.database.count("select count(*) from chain.gap").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_left_out_by_a_node_are_found_at_another_and_put_right() {
    let (world, hidden) = long_world().await;
    let liar = Proxy::start(&world.chain.url, without(hidden)).await;
    let urls = vec![liar.url.clone(), world.chain.url.clone()];
    let mut never = config(&world, urls.clone());
    never.follow.rescan_interval_ms = 0;
    let indexer = Indexer::start(never).await;
    world.caught_up().await;
    indexer.stop().await;
    let stored = world
        .database
        .count("select count(*) from chain.raw_log")
        .await;
    assert_eq!(stored, 22, "two logs were left out");

    let indexer = Indexer::start(config(&world, urls)).await;
    healed(&indexer, &world).await;
    let found = world
        .database
        .count(
            "select (missing * 10 + surplus)::bigint from chain.gap where first_block = last_block",
        )
        .await;
    assert_eq!(found, 20, "two missing, none too many");
    world.assert_verified().await;
    assert_eq!(indexer.get("/v1/status").await["rewinds"], 0);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gap_that_no_node_settles_is_published_until_one_does() {
    let (world, hidden) = long_world().await;
    let first = Proxy::start(&world.chain.url, without(hidden)).await;
    let second = Proxy::start(&world.chain.url, |_, _| None).await;
    let urls = vec![first.url.clone(), second.url.clone()];
    let mut config = config(&world, urls);
    config.follow.rpc_timeout_secs = 1;
    config.follow.rescan_interval_ms = 0;
    let indexer = Indexer::start(config.clone()).await;
    world.caught_up().await;
    indexer.stop().await;
    // Headers of that block are not to be had, so that nothing proves its logs.
    let number = json!(U64::from(hidden));
    let mut hide = without(hidden);
    let silent = number.clone();
    first.plan(move |method, params| {
        (method == "eth_getBlockByNumber" && params[0] == number)
            .then_some(Fault::Error(-32000, "internal error"))
            .or_else(|| hide(method, params))
    });
    second.plan(move |method, params| {
        (method == "eth_getBlockByNumber" && params[0] == silent)
            .then_some(Fault::Error(-32000, "internal error"))
    });
    config.follow.rescan_interval_ms = 10;
    let indexer = Indexer::start(config).await;
    eventually("the gap is published", async || {
        let gaps = indexer.get("/v1/status").await["gaps"].clone();
        (gaps != json!([])).then(|| {
            assert_eq!(
                (&gaps[0]["first_block"], &gaps[0]["missing"]),
                (&json!(hidden), &json!(2))
            );
        })
    })
    .await;
    second.plan(|_, _| None);
    first.plan(without(hidden));
    eventually("the gap is closed", async || {
        (indexer.get("/v1/status").await["gaps"] == json!([])).then_some(())
    })
    .await;
    world.assert_verified().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_that_leaves_logs_out_when_asked_again_changes_nothing() {
    let (world, hidden) = long_world().await;
    let liar = Proxy::start(&world.chain.url, |_, _| None).await;
    let indexer = Indexer::start(config(
        &world,
        vec![world.chain.url.clone(), liar.url.clone()],
    ))
    .await;
    world.caught_up().await;
    liar.plan(without(hidden));
    whole_round(&world).await;
    assert_eq!(
        world.database.count("select count(*) from chain.gap").await,
        0
    );
    world.assert_verified().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_log_that_the_chain_does_not_have_is_taken_out() {
    let (world, _) = long_world().await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    world
        .database
        .run(
            "insert into chain.raw_log (block_number, log_index, transaction, address, topics, data)
             select block_number, log_index + 50, transaction, address, topics, data
             from chain.raw_log order by block_number limit 1",
        )
        .await;
    let indexer = Indexer::start(config(&world, vec![world.chain.url.clone()])).await;
    healed(&indexer, &world).await;
    let surplus = world
        .database
        .count("select surplus::bigint from chain.gap where missing = 0")
        .await;
    assert_eq!(surplus, 1);
    world.assert_verified().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn block_that_is_not_the_chains_is_followed_anew() {
    let (world, hidden) = long_world().await;
    let indexer = Indexer::start(config(&world, vec![world.chain.url.clone()])).await;
    world.caught_up().await;
    indexer.stop().await;
    sqlx::query("update chain.block set hash = sha256(hash) where number = $1")
        .bind(hidden as i64)
        .execute(&world.database.pool)
        .await
        .expect("changed");
    let indexer = Indexer::start(config(&world, vec![world.chain.url.clone()])).await;
    healed(&indexer, &world).await;
    world.caught_up().await;
    world.assert_verified().await;
    assert_eq!(indexer.get("/v1/status").await["rewinds"], 1);
    indexer.stop().await;
}

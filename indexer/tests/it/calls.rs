//! What a history costs in questions.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use crate::support::{Indexer, World, database::TestDatabase, events::*, proxy::Proxy};

type Counts = BTreeMap<String, u64>;

/// Indexes the world's chain, and counts the calls until it is caught up.
async fn calls_to_catch_up(world: &World) -> Counts {
    let counts: Arc<Mutex<Counts>> = Arc::default();
    let counted = counts.clone();
    let proxy = Proxy::start(&world.chain.url, move |method, _| {
        let mut counts = counted.lock().expect("no panic holds it");
        *counts.entry(method.to_owned()).or_default() += 1;
        None
    })
    .await;
    let mut config = world.config_with(vec![proxy.url.clone()]);
    // Looked once more only when something is missing.
    config.follow.poll_interval_ms = 3_600_000;
    let indexer = Indexer::start(config).await;
    world.assert_complete().await;
    indexer.stop().await;
    let counts = counts.lock().expect("no panic holds it");
    counts.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_with_logs_are_not_asked_for_their_headers() {
    let world = World::new().await;
    if !world.chain.is_devchain() {
        return;
    }
    for value in 1..=100 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    let expected = [
        ("eth_chainId", 1),
        // Whether all contracts are there; the devchain does not return the code of a contract that a call makes, and is
        // asked for each.
        ("eth_call", 1),
        ("eth_getCode", Contract::ALL.len() as u64),
        // Of old blocks a small range first, then the rest; of the others one.
        ("eth_getLogs", 3),
        // Two looks at the head and what is safe and final. Of old blocks the anchor, before and after; of the others the
        // last stored, before, and the anchor, after.
        ("eth_getBlockByNumber", 2 * 3 + 2 + 2),
    ];
    let expected: Counts = expected
        .map(|(name, count)| (name.to_owned(), count))
        .into();
    assert_eq!(calls_to_catch_up(&world).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn recent_blocks_without_logs_are_known_by_their_headers() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.chain.mine_empty(120).await;
    calls_to_catch_up(&world).await;
    let (head, _) = world.chain.head().await;
    let known: Vec<i64> =
        sqlx::query_scalar("select number from chain.block where number > $1 order by number")
            .bind(head as i64 - 64)
            .fetch_all(&world.database.pool)
            .await
            .expect("blocks");
    let window: Vec<i64> = (head as i64 - 63..=head as i64).collect();
    assert_eq!(known, window);
}

#[tokio::test(flavor = "multi_thread")]
async fn recent_blocks_by_range_give_the_rows_of_a_walk_with_receipts() {
    let world = World::new().await;
    for value in 1..=15 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
        world.chain.mine_empty(value % 3).await;
    }
    calls_to_catch_up(&world).await;
    let other = TestDatabase::create().await;
    let mut walked = world.config();
    walked.database.database_url = other.url.clone();
    walked.follow.verify_receipts = true;
    let indexer = Indexer::start(walked).await;
    other.caught_up(&world.chain).await;
    indexer.stop().await;
    assert_eq!(world.database.dump().await, other.dump().await);
}

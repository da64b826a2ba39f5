//! Answers while the index changes: of one state each, never older than one before, never of swapped tables.

use crate::support::{Indexer, World, events::*, eventually};

/// A world whose block n, from the first on, brought account 1's balance to n; with looks shared as they are in production.
async fn counting() -> (World, Indexer, u64) {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let mut config = world.config();
    config.serve.snapshot_age_ms = 50;
    let indexer = Indexer::start(config).await;
    world.caught_up().await;
    let (first, _) = world.chain.head().await;
    (world, indexer, first)
}

/// Asks until an answer is of `last`; each has to fit its block and be no older than the one before.
async fn watch(indexer: &Indexer, first: u64, last: u64) {
    let paths = [
        format!("/v1/accounts/{}", account(1)),
        format!("/v1/transfers?limit=1&account={}", account(1)),
    ];
    let mut newest = first;
    for path in paths.iter().cycle() {
        let answer = indexer.get(path).await;
        let block = answer["meta"]["block"].as_u64().expect("a block");
        assert!(block >= newest, "{block} after {newest}");
        newest = block;
        match answer.get("psc") {
            Some(psc) => assert_eq!(psc["balance"], (block - first + 1).to_string()),
            None => assert_eq!(answer["items"][0]["block"], block),
        }
        if block >= last {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_fit_their_block_and_never_go_back_while_blocks_come() {
    let (world, indexer, first) = counting().await;
    let blocks = async {
        for _ in 0..20 {
            world.chain.mine(&[psc_mint(account(1), 1)]).await;
            world.caught_up().await;
        }
    };
    let watching = futures::future::join_all((0..4).map(|_| watch(&indexer, first, first + 20)));
    tokio::join!(blocks, watching);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_right_while_the_projections_are_rebuilt() {
    let (world, indexer, first) = counting().await;
    let url = world.database.url.clone();
    let blocks = async {
        for _ in 0..5 {
            let rebuilt = productshare_indexer::rebuild(&url).await;
            rebuilt.expect("rebuilt");
            world.chain.mine(&[psc_mint(account(1), 1)]).await;
            world.caught_up().await;
        }
    };
    tokio::join!(blocks, watch(&indexer, first, first + 5));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answer_is_kept_until_the_next_commit_and_for_its_query_alone() {
    let (world, indexer, first) = counting().await;
    let path = "/v1/reserve/reports";
    let text = async |path: &str, accept: &str| {
        let response = indexer.request(path, &[("accept", accept)]).await;
        assert_eq!(response.status(), 200, "{path}");
        let kind = response.headers()["content-type"].clone();
        (kind, response.text().await.expect("text"))
    };
    let json = text(path, "application/json").await;
    assert_eq!(text(path, "application/json").await, json);
    let csv = text(path, "text/csv").await;
    assert_eq!(csv.0, "text/csv; charset=utf-8");
    assert_ne!(
        text(&format!("{path}?limit=1&finality=safe"), "application/json").await,
        json
    );
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let reached = format!("{path}?min_block={}", first + 1);
    assert_ne!(text(&reached, "application/json").await, json);
    assert_ne!(text(path, "application/json").await, json, "a new block");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_given_up_leave_connections_as_they_were() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let mut config = world.config();
    config.serve.read_connections = 1;
    config.serve.snapshot_age_ms = 50;
    let indexer = Indexer::start(config).await;
    world.caught_up().await;
    // Whoever waits for this row waits; the client does not.
    let mut holding = world.database.pool.begin().await.expect("begun");
    sqlx::query("lock table proj_v4.transfer in access exclusive mode")
        .execute(&mut *holding)
        .await
        .expect("locked");
    let url = format!("{}/v1/transfers", indexer.handle.api_url());
    let given_up = tokio::spawn(reqwest::get(url));
    let waiting = "select count(*) from pg_locks where not granted
                   and database = (select oid from pg_database where datname = current_database())";
    eventually("the request waits for the table", async || {
        (world.database.count(waiting).await == 1).then_some(())
    })
    .await;
    given_up.abort();
    holding.rollback().await.expect("unlocked");
    assert_eq!(indexer.response("/v1/transfers").await.status(), 200);
    indexer.stop().await;
}

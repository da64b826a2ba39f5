//! Answers while the index changes: of one state each, never older than one before, never of swapped tables.

use std::time::Duration;

use crate::support::{Indexer, World, events::*, eventually, looks_of_before_are_over};

/// A world whose block n, from the first on, brought account 1's balance to n; with looks shared as they are in production.
async fn counting() -> (World, Indexer, u64) {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start_sharing_looks().await;
    world.caught_up().await;
    // Or an answer may be of before anything was indexed.
    looks_of_before_are_over().await;
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

/// An answer, as far as it tells which one it is.
#[derive(Debug, PartialEq)]
struct Answer {
    amount: String,
    transaction: String,
    block_hash: String,
    tag: String,
}

async fn newest_transfer(indexer: &Indexer) -> Answer {
    let response = indexer.response("/v1/transfers?limit=1").await;
    assert_eq!(response.status(), 200);
    let tag = response.headers()["etag"].to_str().expect("text").into();
    let answer: serde_json::Value = response.json().await.expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    Answer {
        amount: text(&answer["items"][0]["amount"]),
        transaction: text(&answer["items"][0]["transaction"]),
        block_hash: text(&answer["meta"]["block_hash"]),
        tag,
    }
}

/// Asks so that the answer is kept, and sees that it is.
async fn kept(world: &World, indexer: &Indexer, amount: &str) -> Answer {
    looks_of_before_are_over().await;
    let answer = newest_transfer(indexer).await;
    assert_eq!(answer.amount, amount);
    // Behind everybody's back: a commit would write cursor and progress as well.
    let spoil = "update proj_v5.transfer set transaction = sha256(transaction)";
    world.database.run(spoil).await;
    looks_of_before_are_over().await;
    assert_eq!(newest_transfer(indexer).await, answer, "a kept answer");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_end_with_a_reorganisation() {
    let (world, indexer, first) = counting().await;
    world.chain.mine(&[psc_mint(account(1), 10)]).await;
    world.caught_up().await;
    let before = kept(&world, &indexer, "10").await;
    world.chain.rollback(1).await;
    // Another block of the same number.
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    world.caught_up().await;
    looks_of_before_are_over().await;
    let (number, hash) = world.chain.head().await;
    assert_eq!(number, first + 1);
    let after = newest_transfer(&indexer).await;
    assert_eq!(
        (&*after.amount, &after.block_hash),
        ("5", &hash.to_string())
    );
    assert_ne!(after.tag, before.tag);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_end_with_a_swap() {
    let (world, indexer, _) = counting().await;
    let spoil = "update proj_v5.transfer set amount = amount + 100; update proj_v5.progress set block = block";
    world.database.run(spoil).await;
    let before = kept(&world, &indexer, "101").await;
    productshare_indexer::rebuild(&world.database.url)
        .await
        .expect("rebuilt");
    looks_of_before_are_over().await;
    let after = newest_transfer(&indexer).await;
    assert_eq!(
        (&*after.amount, &after.block_hash),
        ("1", &before.block_hash)
    );
    assert_ne!(after.tag, before.tag, "other tables");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_end_when_tables_catch_up_or_turn_out_to_be_of_lost_blocks() {
    let (world, indexer, first) = counting().await;
    world.chain.mine(&[psc_mint(account(1), 10)]).await;
    world.caught_up().await;
    // As if another version had led for a block: the cursor is not written when ours catches up.
    world
        .database
        .run("update proj_v5.progress set block = block - 1")
        .await;
    looks_of_before_are_over().await;
    let behind = indexer.get("/v1/transfers?limit=1").await;
    assert_eq!(behind["meta"]["block"], first);
    assert_eq!(behind["items"][0]["amount"], "1");
    world
        .database
        .run("update proj_v5.progress set block = block + 1")
        .await;
    looks_of_before_are_over().await;
    assert_eq!(newest_transfer(&indexer).await.amount, "10");
    for (rewinds, expected) in [("+ 1", 503), ("- 1", 200)] {
        let moved = format!("update chain.cursor set rewinds = rewinds {rewinds}");
        sqlx::query(sqlx::AssertSqlSafe(moved))
            .execute(&world.database.pool)
            .await
            .expect("moved");
        looks_of_before_are_over().await;
        for path in ["/v1/transfers?limit=1", "/v1/status", "/v1/stream"] {
            assert_eq!(indexer.response(path).await.status(), expected, "{path}");
        }
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_end_although_nobody_asks() {
    let (world, indexer, _) = counting().await;
    let asking = (0..4).map(|_| indexer.response("/v1/transfers"));
    futures::future::join_all(asking).await;
    let looking = "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
    let over = eventually("no transaction is left open", async || {
        (world.database.count(looking).await == 0).then_some(())
    });
    // Before the server ends them itself.
    tokio::time::timeout(Duration::from_secs(5), over)
        .await
        .expect("ended");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_given_up_leave_connections_as_they_were() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start_sharing_one_connection().await;
    world.caught_up().await;
    // Whoever waits for this row waits; the client does not.
    let mut holding = world.database.pool.begin().await.expect("begun");
    sqlx::query("lock table proj_v5.transfer in access exclusive mode")
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

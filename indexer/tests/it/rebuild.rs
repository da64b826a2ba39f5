//! A rebuild under load: old answers until the swap, new ones after it, and nothing else.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use productshare_indexer::rebuild;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::{Indexer, World, events::*, eventually, looks_of_before_are_over};

const ROUNDS: usize = 4;
/// Twice as many as the API has connections here.
const CLIENTS: usize = 8;

/// An answer without what says of which block it is, and its tag.
async fn ask(client: &reqwest::Client, url: &str) -> (u16, Value, String) {
    let response = client.get(url).send().await.expect("answers");
    let status = response.status().as_u16();
    let etag = response
        .headers()
        .get("etag")
        .map_or("", |tag| tag.to_str().expect("text"))
        .to_owned();
    (status, response.json().await.expect("JSON"), etag)
}

/// What is asked, and what it says while wrong rows are there and after.
struct Question {
    url: String,
    wrong: Value,
    right: Value,
}

/// Asks without pause until the right answer is seen; every answer is one of the two, and never wrong again.
async fn keep_asking(question: Arc<Question>, asked: Arc<AtomicU64>, enough: Arc<AtomicBool>) {
    let client = reqwest::Client::new();
    let mut righted = false;
    let [mut before, mut after] = [BTreeSet::new(), BTreeSet::new()];
    while !(righted && enough.load(Ordering::Relaxed)) {
        let (status, answer, etag) = ask(&client, &question.url).await;
        assert_eq!(status, 200, "{}: {answer}", question.url);
        let is_right = answer == question.right;
        assert!(
            is_right || answer == question.wrong,
            "{}: {answer}",
            question.url
        );
        assert!(is_right || !righted, "{} went back: {answer}", question.url);
        if is_right { &mut after } else { &mut before }.insert(etag);
        righted = is_right;
        asked.fetch_add(1, Ordering::Relaxed);
    }
    // No cache takes the one answer for the other.
    assert!(
        question.wrong == question.right || before.is_disjoint(&after),
        "{before:?}, {after:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_under_load_gives_old_answers_then_new_and_none_else() {
    let (world, indexer) = crate::answers::world_with_everything().await;
    indexer.stop().await;
    // As in production: looks are shared for as long as may be, so that some are held at any moment, and answers are kept.
    let indexer = world.start_sharing_looks().await;
    let client = reqwest::Client::new();
    let urls = [
        format!("/v1/accounts/{}", account(1)),
        "/v1/transfers?limit=20".to_owned(),
        "/v1/tokens".to_owned(),
        "/v1/products".to_owned(),
    ]
    .map(|path| format!("{}{path}", indexer.handle.api_url()));
    for _ in 0..ROUNDS {
        world.caught_up().await;
        let mut right = Vec::new();
        for url in &urls {
            right.push(ask(&client, url).await.1);
        }
        world
            .database
            .run(
                "update proj_v5.balance set amount = amount + 1000; update proj_v5.supply set amount = amount + 7;
                 update proj_v5.transfer set amount = amount + 1; update proj_v5.product_state set inventory = inventory + 1;
                 update proj_v5.progress set block = block",
            )
            .await;
        looks_of_before_are_over().await;
        let mut questions = Vec::new();
        for (url, right) in urls.iter().zip(right) {
            let wrong = ask(&client, url).await.1;
            questions.push(Arc::new(Question {
                url: url.clone(),
                wrong,
                right,
            }));
        }
        assert!(
            questions
                .iter()
                .filter(|question| question.wrong != question.right)
                .count()
                >= 3
        );
        let (asked, enough) = (
            Arc::new(AtomicU64::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let mut clients = JoinSet::new();
        for index in 0..CLIENTS {
            let question = questions[index % questions.len()].clone();
            clients.spawn(keep_asking(question, asked.clone(), enough.clone()));
        }
        let some = async |more: u64| {
            let from = asked.load(Ordering::Relaxed);
            eventually("more answers", async || {
                (asked.load(Ordering::Relaxed) >= from + more).then_some(())
            })
            .await;
        };
        some(40).await;
        rebuild(&world.database.url).await.expect("rebuilt");
        some(40).await;
        enough.store(true, Ordering::Relaxed);
        while let Some(ended) = clients.join_next().await {
            ended.expect("only old and new answers");
        }
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_leave_a_swap_its_moment_however_many_they_are() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    let indexer = world.start_sharing_looks().await;
    world.caught_up().await;
    let url = format!("{}/v1/transfers", indexer.handle.api_url());
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (client, url) = (reqwest::Client::new(), url.clone());
        clients.spawn(async move {
            loop {
                let (status, answer, _) = ask(&client, &url).await;
                assert_eq!(status, 200, "{answer}");
            }
        });
    }
    let mut found = 0;
    for _ in 0..20 {
        // One try of a swap.
        let mut tx = world.database.pool.begin().await.expect("begins");
        let tried = sqlx::raw_sql(
            "set local lock_timeout = '100ms'; lock table proj_v5.progress in access exclusive mode",
        )
        .execute(&mut *tx)
        .await;
        found += usize::from(tried.is_ok());
        tx.rollback().await.expect("ends");
        // Looks begin at different times again.
        tokio::time::sleep(Duration::from_millis(37)).await;
    }
    // It has 50; a busy machine may spoil some.
    assert!(found >= 10, "{found} of 20");
    clients.shutdown().await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshot_taken_before_a_swap_holds_it_up_and_stays_whole() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    // A reader as the API is one, in the middle of its work.
    let mut tx = world
        .database
        .pool
        .begin_with("begin isolation level repeatable read read only; lock table proj_v5.progress in access share mode")
        .await
        .expect("begins");
    let seen: i64 = sqlx::query_scalar("select block from chain.cursor")
        .fetch_one(&mut *tx)
        .await
        .expect("looks");
    let url = world.database.url.clone();
    let rebuilding = tokio::spawn(async move { rebuild(&url).await });
    eventually("the rebuild wants the tables", async || {
        let waiting = world
            .database
            .count("select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock' and relation = 'proj_v5.progress'::regclass")
            .await;
        (waiting > 0).then_some(())
    })
    .await;
    let rows: i64 = sqlx::query_scalar("select count(*) from proj_v5.transfer where block <= $1")
        .bind(seen)
        .fetch_one(&mut *tx)
        .await
        .expect("still there");
    assert_eq!(rows, 1);
    // Others go on meanwhile.
    assert_eq!(
        indexer.get(&format!("/v1/accounts/{}", account(1))).await["psc"]["balance"],
        "5"
    );
    tx.rollback().await.expect("ends");
    rebuilding.await.expect("no panic").expect("rebuilt");
    assert_eq!(
        indexer.get(&format!("/v1/accounts/{}", account(1))).await["psc"]["balance"],
        "5"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_rebuild_left_is_dropped_by_the_next() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    world
        .database
        .run("create schema proj_v5_next; create table proj_v5_next.balance (x int); create schema proj_v5_old")
        .await;
    rebuild(&world.database.url).await.expect("rebuilt");
    let left = world
        .database
        .count("select count(*) from pg_namespace where nspname in ('proj_v5_next', 'proj_v5_old')")
        .await;
    assert_eq!(left, 0);
    assert_eq!(indexer_balance(&indexer).await, "5");
    indexer.stop().await;
}

async fn indexer_balance(indexer: &Indexer) -> Value {
    indexer.get(&format!("/v1/accounts/{}", account(1))).await["psc"]["balance"].clone()
}

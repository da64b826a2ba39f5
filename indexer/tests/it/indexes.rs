//! The readers' indexes: created once the history is in, whatever happens meanwhile.

use productshare_indexer::projections::{SCHEMA, schema::read_indexes};
use sqlx::AssertSqlSafe;

use crate::{
    standby::Follower,
    support::{Indexer, World, database::TestDatabase, events::*, eventually, fold::Fold},
};

/// Blocks of history and of the window that is followed one by one.
async fn world_with_history() -> World {
    let world = World::new().await;
    for value in 1..=12 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    world.chain.mine_empty(20).await;
    world
}

async fn start(world: &World) -> Indexer {
    let mut config = world.config();
    config.follow.finality_depth = 16;
    Indexer::start(config).await
}

/// Names of those that are there and valid, of the readers' indexes.
async fn there(database: &TestDatabase) -> usize {
    let names: Vec<&str> = read_indexes().iter().map(|index| index.name).collect();
    let count: i64 = sqlx::query_scalar(
        "select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
         where c.relnamespace = to_regnamespace($1) and c.relname = any ($2) and i.indisvalid",
    )
    .bind(SCHEMA)
    .bind(names)
    .fetch_one(&database.pool)
    .await
    .expect("a count");
    count as usize
}

/// They come right after the blocks up to the head.
async fn all_there(world: &World) {
    eventually("the readers' indexes are there", async || {
        (there(&world.database).await == read_indexes().len()).then_some(())
    })
    .await;
}

async fn execute(world: &World, statement: String) {
    sqlx::query(AssertSqlSafe(statement))
        .execute(&world.database.pool)
        .await
        .expect("executed");
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_are_there_once_the_tip_is_reached() {
    let world = world_with_history().await;
    let indexer = start(&world).await;
    world.caught_up().await;
    all_there(&world).await;
    assert_eq!(indexer.get("/v1/status").await["indexes_missing"], 0);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn indexes_are_there_once_the_tip_of_a_short_chain_is_reached() {
    let world = World::new().await;
    let indexer = world.start().await;
    world.caught_up().await;
    all_there(&world).await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_and_invalid_indexes_are_built_at_the_next_start() {
    let world = world_with_history().await;
    let indexer = start(&world).await;
    world.caught_up().await;
    indexer.stop().await;
    execute(&world, format!("drop index {SCHEMA}.transfer_sender")).await;
    // As `create index concurrently` leaves it when it is cut short.
    execute(
        &world,
        format!("update pg_index set indisvalid = false where indexrelid = '{SCHEMA}.transfer_recipient'::regclass"),
    )
    .await;
    assert_eq!(there(&world.database).await, read_indexes().len() - 2);
    let indexer = start(&world).await;
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    world.caught_up().await;
    assert_eq!(there(&world.database).await, read_indexes().len());
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_while_indexes_are_built_is_healed_and_readiness_says_that_they_are() {
    let world = world_with_history().await;
    let indexer = start(&world).await;
    world.caught_up().await;
    indexer.stop().await;
    for index in ["transfer_sender", "delegation_delegator"] {
        execute(&world, format!("drop index {SCHEMA}.{index}")).await;
    }
    // Holds the building up at `transfer`.
    let mut lock = world.database.pool.begin().await.expect("a transaction");
    let statement = format!("lock table {SCHEMA}.transfer in row exclusive mode");
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut *lock)
        .await
        .expect("locked");
    let killed = Follower::start(&world);
    building(&world).await;
    drop(killed);
    let indexer = start(&world).await;
    eventually("readiness names the indexes", async || {
        let url = format!("http://{}/ready", indexer.handle.metrics_addr);
        let answer = reqwest::get(url).await.ok()?;
        let unready = answer.status() == 503;
        let text = answer.text().await.ok()?;
        (unready && text.contains("2 indexes are being built")).then_some(())
    })
    .await;
    assert_eq!(indexer.get("/v1/status").await["indexes_missing"], 2);
    lock.rollback().await.expect("unlocked");
    world.chain.mine(&[psc_mint(account(1), 7)]).await;
    world.caught_up().await;
    assert_eq!(there(&world.database).await, read_indexes().len());
    assert_eq!(indexer.get("/v1/status").await["indexes_missing"], 0);
    indexer.stop().await;
    let logs = world.chain.logs().await;
    assert_eq!(
        Fold::stored(&world.database.pool).await,
        Fold::of(&logs, &world.chain.deployment)
    );
}

/// Waits until somebody is held up building.
async fn building(world: &World) {
    eventually("an index is being built", async || {
        let waiting: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity where datname = current_database()
             and query like '%create index%' and query not like '%pg_stat_activity%' and wait_event_type = 'Lock'",
        )
        .fetch_one(&world.database.pool)
        .await
        .ok()?;
        (waiting > 0).then_some(())
    })
    .await;
}

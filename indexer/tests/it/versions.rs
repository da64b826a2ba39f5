//! Two versions of the indexer on one database, each with its own projections: while the other leads, ours stay behind,
//! say so, and are caught up with when ours leads again.
//!
//! The other version is played by hiding our schema from this one, which then builds its own.

use productshare_indexer::start_serve;
use serde_json::Value;

use crate::support::{World, events::*};

/// Follows for a while as another version would: without our tables.
async fn another_version_leads(world: &World, meanwhile: impl AsyncFnOnce(&World)) {
    world
        .database
        .run("alter schema proj_v5 rename to proj_ours")
        .await;
    let other = world.start().await;
    world.caught_up().await;
    meanwhile(world).await;
    world.caught_up().await;
    other.stop().await;
    world
        .database
        .run("drop schema proj_v5 cascade; alter schema proj_ours rename to proj_v5")
        .await;
}

async fn balance(world: &World) -> (u16, Value) {
    let config = world.config();
    let api = start_serve(&config.database, &config.listen, &config.serve)
        .await
        .expect("serves");
    let url = format!("{}/v1/accounts/{}", api.api_url(), account(1));
    let response = reqwest::get(url).await.expect("answers");
    let answer = (
        response.status().as_u16(),
        response.json().await.expect("JSON"),
    );
    api.shutdown().await.expect("stops");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn projections_left_behind_say_so_and_catch_up() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let (left_at, _) = world.chain.head().await;
    another_version_leads(&world, async |world: &World| {
        for _ in 0..5 {
            world.chain.mine(&[psc_mint(account(1), 1)]).await;
        }
        world.chain.mine_empty(100).await;
    })
    .await;
    // Old, but true of the block that it names.
    let (status, answer) = balance(&world).await;
    assert_eq!(
        (status, &answer["psc"]["balance"]),
        (200, &Value::from("1"))
    );
    assert!(
        answer["meta"]["block"].as_u64() <= Some(left_at),
        "{answer}"
    );
    let built = world
        .database
        .count("select extract(epoch from built_at)::bigint from proj_v5.progress")
        .await;
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    world.assert_verified().await;
    assert_eq!(balance(&world).await.1["psc"]["balance"], "7");
    let now = world
        .database
        .count("select extract(epoch from built_at)::bigint from proj_v5.progress")
        .await;
    assert_eq!(built, now, "only what was missing is replayed");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn projections_left_behind_a_reorganisation_answer_nothing_and_are_rebuilt() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    another_version_leads(&world, async |world: &World| {
        world.chain.rollback(1).await;
        world
            .chain
            .mine(&[psc_mint(account(1), 5), psc_mint(account(2), 1)])
            .await;
        world.chain.mine(&[psc_mint(account(1), 1)]).await;
    })
    .await;
    let (status, problem) = balance(&world).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (503, Some("urn:productshare:problem:other-version-leads"))
    );
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    world.assert_verified().await;
    assert_eq!(balance(&world).await.1["psc"]["balance"], "8");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn database_that_a_later_version_migrated_is_followed() {
    let world = World::new().await;
    let indexer = world.start().await;
    indexer.stop().await;
    world
        .database
        .run("insert into chain._sqlx_migrations (version, description, success, checksum, execution_time) values (9999, 'later', true, '', 0)")
        .await;
    let indexer = world.start().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    world.assert_verified().await;
    indexer.stop().await;
}

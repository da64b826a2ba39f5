//! Rebuilding and verifying projections without a node.

use productshare_indexer::{rebuild, verify};

use crate::support::{World, events::*, fold::Fold};

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_gives_the_same_rows_without_a_node() {
    let world = World::new().await;
    world.chain.mine(&crate::follow::every_event(&world)).await;
    world
        .chain
        .mine(&[psc_transfer(account(1), account(2), 33)])
        .await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let before = world.database.dump().await;
    let logs = rebuild(&world.database.url).await.expect("rebuilt");
    assert_eq!(
        logs,
        world
            .database
            .count("select count(*) from chain.raw_log")
            .await as u64
    );
    assert_eq!(world.database.dump().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_mends_damage_that_verify_finds() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 10)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    assert_eq!(verify(&world.database.url).await.expect("verified"), []);
    sqlx::query("update proj_v5.balance set amount = 11")
        .execute(&world.database.pool)
        .await
        .expect("damaged");
    let found = verify(&world.database.url).await.expect("verified");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].table, found[0].rows), ("balance", 2));
    rebuild(&world.database.url).await.expect("rebuilt");
    assert_eq!(verify(&world.database.url).await.expect("verified"), []);
    // The follower goes on in the rebuilt tables, and the API reads them.
    world.chain.mine(&[psc_mint(account(1), 5)]).await;
    world.caught_up().await;
    let balance = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
    assert_eq!(balance["psc"]["balance"], "15");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn projections_of_a_new_version_are_built_at_start() {
    let world = World::new().await;
    world.chain.mine(&crate::follow::every_event(&world)).await;
    let indexer = world.start().await;
    world.caught_up().await;
    indexer.stop().await;
    let before = world.database.dump().await;
    // As a database looks to the first version after a change of the projections.
    sqlx::query("drop schema proj_v5 cascade")
        .execute(&world.database.pool)
        .await
        .expect("dropped");
    let indexer = world.start().await;
    assert_eq!(world.database.dump().await, before);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuild_while_following_loses_nothing() {
    let world = World::new().await;
    let indexer = world.start().await;
    for value in 1..=10 {
        world
            .chain
            .mine(&[
                psc_mint(account(1), value),
                psc_transfer(account(1), account(2), 1),
            ])
            .await;
        rebuild(&world.database.url).await.expect("rebuilt");
    }
    world.caught_up().await;
    indexer.stop().await;
    let logs = world.chain.logs().await;
    assert_eq!(
        Fold::stored(&world.database.pool).await,
        Fold::of(&logs, &world.chain.deployment)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn balance_below_zero_stops_the_index() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 10)]).await;
    world
        .chain
        .mine(&[psc_transfer(account(1), account(2), 11)])
        .await;
    let mut indexer = world.start().await;
    let error = indexer.handle.wait().await.expect_err("following ends");
    assert!(format!("{error:#}").contains("below zero"), "{error:#}");
}

//! No space on the database server's disk: for tables, then for its own log as well.

use crate::support::{
    World, cluster::Lone, database::TestDatabase, events::*, eventually, wire::Wire,
};

use super::{answer, readiness, wired};

/// The server's log is in files of one megabyte, which this leaves room for; not so tables of a little more.
const SMALL_LOG: &str = "--wal-segsize=1";
const SPACE: u64 = (1 << 20) + 512;
const FULL: &str = "disk is full";

fn many_mints() -> Vec<Event> {
    (0..100).map(|n| psc_mint(account(n % 6 + 1), 1)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn full_disk_is_told_and_nothing_is_lost_until_there_is_space() {
    let lone = Lone::made_by(&[SMALL_LOG], &[]).await;
    let world = World::on(TestDatabase::create_on(&lone.server.url).await).await;
    let wire = Wire::start(&world.chain.url, &world.database.url).await;
    let mut process = wired(&world, &wire);
    world.caught_up().await;
    let [api, metrics] = process.urls().await;
    lone.server.limit_files(Some(SPACE)).await;
    let full = async || {
        world.chain.mine(&many_mints()).await;
        let (number, _) = world.chain.head().await;
        eventually("the head, or no space", async || {
            if process.log().contains(FULL) {
                return Some(true);
            }
            (world.database.cursor().await?.0 == number as i64).then_some(false)
        })
        .await
    };
    while !full().await {}
    let (status, why) = answer(&format!("{metrics}/ready")).await;
    assert!(status == 503 && why.contains(FULL), "{status} {why}");
    assert_eq!(answer(&format!("{metrics}/health")).await.0, 200);
    // What is there is answered, as of the last block that is.
    world.database.assert_whole().await;
    let (reached, _) = world.database.cursor().await.expect("a cursor");
    let (status, transfers) = answer(&format!("{api}/v1/transfers")).await;
    assert!(
        status == 200 && transfers.contains(&format!("\"block\":{reached}")),
        "{status} {transfers}"
    );
    // Neither another start nor another chain changes anything of that.
    process = wired(&world, &wire);
    process.says(FULL).await;
    world.chain.rollback(2).await;
    for _ in 0..4 {
        world.chain.mine(&many_mints()).await;
    }
    world.database.assert_whole().await;
    process.assert_runs();

    lone.server.limit_files(None).await;
    world.caught_up().await;
    let [_, metrics] = process.urls().await;
    readiness(&metrics, 200).await;
    process.assert_runs();
    world.assert_verified().await;
    let straight = TestDatabase::create_on(&lone.server.url).await;
    world
        .assert_equals_straight_run(straight, "after a full disk")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn server_that_ended_for_want_of_space_is_waited_for() {
    let mut lone = Lone::made_by(&[SMALL_LOG], &[]).await;
    let world = World::on(TestDatabase::create_on(&lone.server.url).await).await;
    let wire = Wire::start(&world.chain.url, &world.database.url).await;
    let process = wired(&world, &wire);
    world.caught_up().await;
    let [api, metrics] = process.urls().await;
    // Not even its log can be written: a server ends then, and again when it tries to recover.
    lone.server.limit_files(Some(512)).await;
    world.chain.mine(&many_mints()).await;
    lone.server.ended().await;
    assert_eq!(answer(&format!("{api}/v1/transfers")).await.0, 503);
    readiness(&metrics, 503).await;
    world.chain.rollback(1).await;
    world.chain.mine(&many_mints()).await;
    lone.server.start().await;
    world.caught_up().await;
    process.assert_runs();
    world.assert_verified().await;
    let straight = TestDatabase::create_on(&lone.server.url).await;
    world
        .assert_equals_straight_run(straight, "after a server's end")
        .await;
}

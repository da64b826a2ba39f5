//! The database server crashes and comes back, in the middle of a backfill and near the tip: the indexer goes on by itself.

use crate::support::{
    World,
    cluster::Lone,
    database::TestDatabase,
    history::History,
    random::Random,
    wire::{Moment, Wire},
};

use super::{answer, readiness, stands_still, wired};

const CRASHES: u64 = 6;
const DEEPEST: u64 = 64;
/// Blocks that come by ranges.
const MANY: u64 = 40;

#[tokio::test(flavor = "multi_thread")]
async fn indexer_goes_on_by_itself_when_its_database_crashed() {
    let mut lone = Lone::start(&[]).await;
    let world = World::on(TestDatabase::create_on(&lone.server.url).await).await;
    let wire = Wire::start(&world.chain.url, &world.database.url).await;
    let mut history = History::of(&world.chain).await;
    let mut random = Random(0xc4a5);
    let process = wired(&world, &wire);
    world.caught_up().await;
    let [api, metrics] = process.urls().await;
    for crash in 0..CRASHES {
        let backfills = crash % 2 == 0;
        if backfills {
            // Frozen, it comes back to a long stretch.
            process.signal("STOP");
            history.mine(&world.chain, &mut random, MANY).await;
        }
        let about = 1 << (10 + random.below(6));
        wire.go_on(Some(Moment::Byte(about + random.below(about))));
        process.signal("CONT");
        while !stands_still(&world, &wire, &process).await {
            match random.below(3) {
                0 => history.reorganise(&world.chain, &mut random, DEEPEST).await,
                _ => history.mine(&world.chain, &mut random, 2).await,
            }
        }
        lone.server.stop();
        wire.go_on(None);
        assert_eq!(answer(&format!("{api}/v1/transfers")).await.0, 503);
        readiness(&metrics, 503).await;
        assert_eq!(answer(&format!("{metrics}/health")).await.0, 200);
        history.mine(&world.chain, &mut random, 2).await;
        lone.server.start().await;
        world.caught_up().await;
        process.assert_runs();
        readiness(&metrics, 200).await;
        assert_eq!(answer(&format!("{api}/v1/transfers")).await.0, 200);
    }
    world.assert_verified().await;
    let straight = TestDatabase::create_on(&lone.server.url).await;
    world
        .assert_equals_straight_run(straight, "after crashes")
        .await;
}

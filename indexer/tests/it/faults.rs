//! Faults of what the indexer stands on: itself killed, its database restarted, out of space or out of connections. After
//! each every table is what an undisturbed run stores. Those of nodes are in `hostile`, and at random in `model`.

mod kills;
mod restarts;
mod space;
mod storm;

use crate::{
    processes::following,
    standby::Follower,
    support::{World, eventually, wire::Wire},
};

/// `run` on this world, with the wire between. Ranges are small, so that much is in the middle of something.
fn wired(world: &World, wire: &Wire) -> Follower {
    let mut command = following(world);
    command
        .env("RPC_URLS", &wire.rpc.url)
        .env("DATABASE_URL", &wire.database_url)
        .env("POLL_INTERVAL_MS", "20")
        .env("RPC_TIMEOUT_SECS", "1")
        .env("MAX_RANGE", "7")
        .env("FINALITY_DEPTH", "5");
    Follower::of(command)
}

/// Waits until everything stands still, or all there is is stored: which of them.
async fn stands_still(world: &World, wire: &Wire, process: &Follower) -> bool {
    let (number, hash) = world.chain.head().await;
    let head = (number as i64, hash.to_vec());
    eventually("the moment or the head", async || {
        if wire.stands_still() {
            return Some(true);
        }
        process.assert_runs();
        (world.database.cursor().await? == head).then_some(false)
    })
    .await
}

/// What a GET is answered with.
async fn answer(url: &str) -> (u16, String) {
    let answer = reqwest::get(url).await.expect("answers");
    let status = answer.status().as_u16();
    (status, answer.text().await.expect("text"))
}

/// Waits until `/ready` is answered with this status.
async fn readiness(metrics: &str, status: u16) {
    let url = format!("{metrics}/ready");
    eventually(&format!("/ready answers {status}"), async || {
        (answer(&url).await.0 == status).then_some(())
    })
    .await;
}

/// Status and name of the problem that a GET is answered with.
async fn problem(url: &str) -> (u16, String) {
    let (status, told) = answer(url).await;
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    let kind = told["type"].as_str().unwrap_or_default();
    let name = kind.strip_prefix("urn:productshare:problem:");
    (status, name.unwrap_or_default().to_owned())
}

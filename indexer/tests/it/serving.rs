//! How answers are served: waiting, headers, limits, the event stream.

use serde_json::Value;

use crate::support::{Indexer, World, events::*};

#[tokio::test(flavor = "multi_thread")]
async fn min_block_waits_or_says_what_is_reached() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let (head, _) = world.chain.head().await;
    let path = format!("/v1/accounts/{}?min_block={}", account(1), head + 1);
    let minted = [psc_mint(account(1), 2)];
    let (balance, ()) = tokio::join!(indexer.get(&path), world.chain.mine(&minted));
    assert_eq!(balance["psc"]["balance"], "3");
    let refused = indexer
        .problem(&format!("/v1/transfers?min_block={}", head + 1_000))
        .await;
    assert_eq!(refused, (409, "block-not-reached".into()));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_tell_the_block_and_spare_what_is_known() {
    let (world, indexer) = crate::answers::world_with_everything().await;
    let (head, hash) = world.chain.head().await;
    let response = indexer.response("/v1/transfers").await;
    assert_eq!(response.headers()["x-block"], head.to_string());
    assert_eq!(response.headers()["x-block-hash"], hash.to_string());
    assert_eq!(response.headers()["x-finality"], "latest");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    let etag = response.headers()["etag"]
        .to_str()
        .expect("text")
        .to_owned();
    let again = indexer
        .request("/v1/transfers", &[("if-none-match", &etag)])
        .await;
    assert_eq!(again.status(), 304);
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    world.caught_up().await;
    let changed = indexer
        .request("/v1/transfers", &[("if-none-match", &etag)])
        .await;
    assert_eq!(changed.status(), 200);
    let packed = indexer
        .request(
            "/v1/transfers",
            &[
                ("accept-encoding", "gzip"),
                ("origin", "https://example.org"),
            ],
        )
        .await;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert_eq!(packed.headers()["access-control-allow-origin"], "*");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_indexed_yet_is_said_plainly() {
    let world = World::new().await;
    let mut manifest = world.chain.manifest();
    manifest["start_block"] = 1_000.into();
    for (name, _) in world.chain.deployment.contracts() {
        manifest["contracts"][name]["block"] = 1_000.into();
    }
    std::fs::write(&world.manifest, manifest.to_string()).expect("written");
    let indexer = world.start().await;
    assert_eq!(
        indexer.problem("/v1/transfers").await,
        (503, "not-indexed-yet".into())
    );
    let status = indexer.get("/v1/status").await;
    assert_eq!(status["indexed"], Value::Null);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_over_its_rate_is_told_to_slow_down() {
    let world = World::new().await;
    let mut config = world.config();
    config.serve.rate_limit = 1;
    let indexer = Indexer::start(config).await;
    let mut refused = None;
    for _ in 0..50 {
        let response = indexer.response("/v1/status").await;
        if response.status() == 429 {
            refused = Some(response);
            break;
        }
    }
    let refused = refused.expect("refused within 50 requests at one a second");
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(
        refused.headers()["content-type"],
        "application/problem+json"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stream_tells_blocks_resumes_and_tells_rewinds() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let (first, _) = world.chain.head().await;
    /// Reads events until one of this kind about this block.
    async fn until(mut response: reqwest::Response, kind: &str, needle: &str) -> String {
        let mut text = String::new();
        while let Ok(Some(part)) = response.chunk().await {
            text.push_str(&String::from_utf8_lossy(&part));
            let found = text
                .split("\n\n")
                .find(|e| e.contains(&format!("event: {kind}")) && e.contains(needle));
            if let Some(event) = found {
                return event.to_owned();
            }
        }
        panic!("the stream ended: {text}");
    }
    let live = indexer.response("/v1/stream").await;
    world.chain.mine(&[psc_mint(account(1), 2)]).await;
    let event = until(live, "block", &format!("\"block\":{}", first + 1)).await;
    let id = event
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .expect("an id")
        .to_owned();
    for value in 3..=4 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    world.caught_up().await;
    let resumed = indexer
        .request("/v1/stream", &[("last-event-id", &id)])
        .await;
    let event = until(resumed, "block", &format!("\"block\":{}", first + 2)).await;
    assert!(event.contains("\"logs\":1"), "{event}");
    world.chain.rollback(3).await;
    for value in 5..=8 {
        world.chain.mine(&[psc_mint(account(1), value)]).await;
    }
    world.caught_up().await;
    let resumed = indexer
        .request("/v1/stream", &[("last-event-id", &id)])
        .await;
    let event = until(resumed, "rewind", "to_block").await;
    let to: i64 = event
        .split("\"to_block\":")
        .nth(1)
        .and_then(|t| t.trim_end_matches('}').parse().ok())
        .expect("a block");
    assert!(to <= first as i64, "{event}");
    indexer.stop().await;
}

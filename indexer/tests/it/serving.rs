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
async fn methods_and_cache_headers_are_as_documented() {
    let (world, indexer) = crate::answers::world_with_everything().await;
    let url = format!("{}/v1/transfers", indexer.handle.api_url());
    let client = reqwest::Client::new();
    let head = client.head(&url).send().await.expect("answers");
    assert_eq!(head.status(), 200);
    assert!(head.headers().contains_key("etag"));
    assert_eq!(head.text().await.expect("text"), "");
    let asked = client
        .request(reqwest::Method::OPTIONS, &url)
        .header("origin", "https://example.org")
        .header("access-control-request-method", "GET")
        .send()
        .await
        .expect("answers");
    assert_eq!(asked.status(), 200);
    assert_eq!(asked.headers()["access-control-allow-origin"], "*");
    sqlx::query("update chain.cursor set safe = block, finalized = block")
        .execute(&world.database.pool)
        .await
        .expect("updated");
    for (finality, expected) in [
        ("latest", "no-cache"),
        ("safe", "public, max-age=1"),
        ("finalized", "public, max-age=5"),
    ] {
        let path = format!("/v1/transfers?finality={finality}");
        let response = indexer.response(&path).await;
        assert_eq!(response.headers()["cache-control"], expected);
        assert_eq!(response.headers()["x-finality"], finality);
        assert_eq!(response.headers()["vary"], "accept, accept-encoding");
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn api_says_that_the_database_is_away_and_recovers() {
    let (world, indexer) = crate::answers::world_with_everything().await;
    assert_eq!(indexer.response("/v1/transfers").await.status(), 200);
    world.database.disconnect(false).await;
    for path in ["/v1/transfers", "/v1/status", "/v1/stream"] {
        let response = indexer.response(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()["retry-after"], "1");
    }
    let refused = indexer.problem("/v1/transfers").await;
    assert_eq!(refused, (503, "unavailable".into()));
    world.database.disconnect(true).await;
    // Connections that were lost are made anew, without a request that fails.
    assert_eq!(indexer.response("/v1/transfers").await.status(), 200);
    indexer.stop().await;
}

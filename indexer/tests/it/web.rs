//! The web page beside the API: its addresses, its caching, and what it may load.

use productshare_indexer::start;

use crate::support::{Indexer, World};

const PAGE: &str = "<!doctype html><title>page</title>";

/// A world whose indexer serves a page of one file and one hashed asset.
async fn served() -> (World, Indexer, tempfile::TempDir) {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::create_dir(folder.path().join("assets")).expect("folder");
    std::fs::write(folder.path().join("index.html"), PAGE).expect("written");
    std::fs::write(folder.path().join("assets/a-1f.js"), "1").expect("written");
    let mut config = world.config();
    config.serve.web_dir = Some(folder.path().to_owned());
    config.serve.public_rpc_url = "https://node.example:8547/key?a=1".parse().ok();
    let indexer = Indexer::start(config).await;
    (world, indexer, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_the_page_lead_to_it_and_those_of_the_api_do_not() {
    let (_world, indexer, _folder) = served().await;
    for path in ["/", "/p/3?via=2", "/orders/1", "/govern/7", "/index.html"] {
        let response = indexer.response(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-cache", "{path}");
        assert_eq!(response.text().await.expect("text"), PAGE, "{path}");
    }
    assert_eq!(
        indexer.problem("/v1/nowhere").await,
        (404, "not-found".into())
    );
    assert_eq!(indexer.response("/docs").await.status(), 200);
    assert_eq!(indexer.response("/openapi.json").await.status(), 200);
    for path in [
        "/assets/gone-2b.js",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/index.html",
    ] {
        let response = indexer.response(path).await;
        let body = response.text().await.expect("text");
        assert!(body.is_empty() || body == PAGE, "{path}: {body}");
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_are_kept_for_good() {
    let (_world, indexer, _folder) = served().await;
    let there = indexer.response("/assets/a-1f.js").await;
    assert_eq!(
        there.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let gone = indexer.response("/assets/b-2e.js").await;
    assert_eq!(gone.status(), 404);
    assert_eq!(gone.headers()["cache-control"], "no-cache");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_allows_this_server_and_the_named_node_only() {
    let (_world, indexer, _folder) = served().await;
    let response = indexer.response("/p/1").await;
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!policy.contains('*'), "{policy}");
    assert!(
        policy.contains("connect-src 'self' https://node.example:8547;"),
        "{policy}"
    );
    let status = indexer.get("/v1/status").await;
    assert_eq!(status["rpc_url"], "https://node.example:8547/key?a=1");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_a_page_stops_the_start_with_advice() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut config = world.config();
    config.serve.web_dir = Some(folder.path().to_owned());
    let error = start(config).await.expect_err("no page").to_string();
    assert!(error.contains("cargo xtask web"), "{error}");
}

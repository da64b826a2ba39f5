//! What the tests need: a chain that logs what it is told to, a database each, and a client of the API.

pub mod chain;
pub mod cluster;
pub mod dao;
pub mod database;
pub mod emitter;
pub mod events;
pub mod fold;
pub mod fold_commerce;
pub mod fold_governance;
pub mod fold_offering;
pub mod fold_pools;
pub mod history;
pub mod network;
pub mod offering;
pub mod proxy;
pub mod random;
pub mod shop;
pub mod wire;

use std::{future::Future, path::PathBuf, time::Duration};

use productshare_indexer::{Config, Handle, config::LONGEST_LOOK_MS, start, verify};
use serde_json::Value;

use chain::TestChain;
use database::TestDatabase;
use fold::Fold;

/// Polls `condition` until it gives a value.
///
/// # Panics
/// After some two minutes, naming `what`: long, as a machine may be busy with other things.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut condition: impl FnMut() -> F,
) -> T {
    for _ in 0..6_000 {
        if let Some(value) = condition().await {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("gave up waiting: {what}");
}

/// A chain, its manifest, and a database of one's own.
pub struct World {
    pub chain: TestChain,
    pub database: TestDatabase,
    pub manifest: PathBuf,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::on(TestDatabase::create().await).await
    }

    pub async fn on(database: TestDatabase) -> Self {
        let chain = TestChain::start().await;
        let folder = tempfile::tempdir().expect("temporary folder");
        let manifest = folder.path().join("manifest.json");
        std::fs::write(&manifest, chain.manifest().to_string()).expect("manifest written");
        Self {
            chain,
            database,
            manifest,
            _folder: folder,
        }
    }

    /// The configuration that tests start from: fast polling, no rate limit, and every answer as the database is.
    pub fn config(&self) -> Config {
        self.config_with(vec![self.chain.url.clone()])
    }

    pub fn config_with(&self, rpc_urls: Vec<String>) -> Config {
        let mut config = Config::new(rpc_urls, &self.database.url, &self.manifest);
        config.follow.poll_interval_ms = 50;
        config.serve.rate_limit = 0;
        config.serve.read_connections = 4;
        config.serve.snapshot_age_ms = 0;
        config
    }

    pub async fn start(&self) -> Indexer {
        Indexer::start(self.config()).await
    }

    /// As [`Self::start`], with looks shared for as long as they may be, as in production.
    pub async fn start_sharing_looks(&self) -> Indexer {
        Indexer::start(self.config_sharing_looks()).await
    }

    fn config_sharing_looks(&self) -> Config {
        let mut config = self.config();
        config.serve.snapshot_age_ms = LONGEST_LOOK_MS;
        config
    }

    /// As [`Self::start_sharing_looks`], with a single connection to look by.
    pub async fn start_sharing_one_connection(&self) -> Indexer {
        let mut config = self.config_sharing_looks();
        config.serve.read_connections = 1;
        Indexer::start(config).await
    }

    /// Waits until the index stands at the chain's head.
    pub async fn caught_up(&self) {
        self.database.caught_up(&self.chain).await;
    }

    /// All tables are what the chain's logs fold to.
    pub async fn assert_is_the_chain(&self) {
        let logs = self.chain.logs().await;
        assert_eq!(
            Fold::stored(&self.database.pool).await,
            Fold::of(&logs, &self.chain.deployment)
        );
    }

    /// As [`Self::assert_is_the_chain`], once the index stands at the head.
    pub async fn assert_complete(&self) {
        self.caught_up().await;
        self.assert_is_the_chain().await;
    }

    /// All tables are, byte for byte, those of an indexer that nothing befell, whose database `straight` is.
    pub async fn assert_equals_straight_run(&self, straight: TestDatabase, what: &str) {
        let mut config = self.config();
        config.database.database_url = straight.url.clone();
        let indexer = Indexer::start(config).await;
        straight.caught_up(&self.chain).await;
        indexer.stop().await;
        let (ours, theirs) = (self.database.dump().await, straight.dump().await);
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            assert_eq!(ours, theirs, "{what}: {}", ours.0);
        }
    }

    /// As [`Self::assert_is_the_chain`], and so says `verify`.
    pub async fn assert_verified(&self) {
        self.assert_is_the_chain().await;
        assert_eq!(verify(&self.database.url).await.expect("verified"), []);
    }
}

/// Waits until no answer may be older than this call, announced or not.
pub async fn looks_of_before_are_over() {
    tokio::time::sleep(Duration::from_millis(LONGEST_LOOK_MS + 1)).await;
}

/// A running indexer and a client of its API.
pub struct Indexer {
    pub handle: Handle,
    client: reqwest::Client,
}

impl Indexer {
    pub async fn start(config: Config) -> Self {
        let handle = start(config).await.expect("the indexer starts");
        Self {
            handle,
            client: reqwest::Client::new(),
        }
    }

    pub async fn response(&self, path: &str) -> reqwest::Response {
        self.request(path, &[]).await
    }

    pub async fn request(&self, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
        let mut request = self.client.get(format!("{}{path}", self.handle.api_url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("the API answers")
    }

    /// A JSON answer of status 200.
    pub async fn get(&self, path: &str) -> Value {
        let response = self.response(path).await;
        let status = response.status();
        let text = response.text().await.expect("a body");
        assert_eq!(status, 200, "GET {path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// A problem's status and name.
    pub async fn problem(&self, path: &str) -> (u16, String) {
        let response = self.response(path).await;
        let status = response.status().as_u16();
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json",
            "GET {path}"
        );
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["status"], status);
        let kind = body["type"].as_str().expect("a type");
        (
            status,
            kind.strip_prefix("urn:productshare:problem:")
                .expect("our own problem")
                .to_owned(),
        )
    }

    /// Stops it and waits until everything has ended.
    pub async fn stop(self) {
        self.handle.shutdown().await.expect("a clean stop");
    }
}

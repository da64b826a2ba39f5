//! The whole world: a [`Ground`] and an indexer that reads it into a database of its own and serves it.

use std::net::SocketAddr;
use std::ops::Deref;

use anyhow::{Context, Result};
use productshare_indexer::{Config, Handle};

use crate::api::Api;
use crate::database::Database;
use crate::ground::{Ground, Options};

/// Where the indexer listens.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    /// The API.
    pub api: SocketAddr,
    /// Metrics and health.
    pub metrics: SocketAddr,
}

impl Default for Listen {
    /// Two free ports.
    fn default() -> Self {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            api: free,
            metrics: free,
        }
    }
}

/// A chain with the contracts, a database, an indexer and its API.
pub struct World {
    // In the order of dropping: the indexer stops before its database goes, and both before the chain.
    indexer: Option<Handle>,
    /// The API of the indexer.
    pub api: Api,
    /// Where it keeps what it read.
    pub database: Database,
    listen: Listen,
    /// The chain side.
    pub ground: Ground,
}

impl Deref for World {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl World {
    /// A world as the demo's, on free ports.
    pub async fn start() -> Result<Self> {
        Self::start_with(Options::default(), Listen::default()).await
    }

    /// A world laid out after `options`, its indexer listening at `listen`.
    pub async fn start_with(options: Options, listen: Listen) -> Result<Self> {
        // The database first: without one there is no point in deploying anything.
        let database = Database::create().await?;
        let ground = Ground::start_with(options).await?;
        let mut world = Self {
            indexer: None,
            api: Api::new(""),
            database,
            listen,
            ground,
        };
        world.start_indexer().await?;
        Ok(world)
    }

    /// Starts the indexer over the world's database; on free ports it may get others than before.
    pub async fn start_indexer(&mut self) -> Result<()> {
        let handle = productshare_indexer::start(self.indexer_config())
            .await
            .context("starting the indexer")?;
        self.api = Api::new(handle.api_url());
        self.indexer = Some(handle);
        Ok(())
    }

    /// Stops the indexer and waits until it has.
    pub async fn stop_indexer(&mut self) -> Result<()> {
        match self.indexer.take() {
            Some(handle) => handle.shutdown().await,
            None => Ok(()),
        }
    }

    /// Waits until a part of the indexer ends by itself: with what ended it.
    pub async fn wait(&mut self) -> Result<()> {
        match &mut self.indexer {
            Some(handle) => handle.wait().await,
            None => Ok(()),
        }
    }

    /// Where metrics and health are served, as a URL.
    pub fn metrics_url(&self) -> String {
        self.indexer
            .as_ref()
            .map(|handle| format!("http://{}", handle.metrics_addr))
            .unwrap_or_default()
    }

    /// How the indexer of this world runs.
    pub fn indexer_config(&self) -> Config {
        let mut config = Config::new(
            vec![self.rpc.http_url()],
            self.database.url.clone(),
            self.manifest_path.clone(),
        );
        config.listen.api = self.listen.api;
        config.listen.metrics = self.listen.metrics;
        // Tests and demo ask as fast as they can.
        config.serve.rate_limit = 0;
        config.serve.web_dir = std::env::var_os("WEB_DIR").map(Into::into);
        config.serve.public_rpc_url = self.rpc.http_url().parse().ok();
        config
    }

    /// Stops everything, and waits until it has stopped.
    pub async fn stop(mut self) -> Result<()> {
        self.stop_indexer().await?;
        let Self {
            database, ground, ..
        } = self;
        drop(database);
        ground.rpc.stop().await;
        Ok(())
    }
}

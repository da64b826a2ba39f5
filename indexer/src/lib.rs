//! Follows the protocol's contracts on one chain into Postgres, and serves what they say.
//!
//! `chain` asks nodes, `follow` decides what is missing, `store` writes it in one transaction with the
//! rows that `projections` make of it, `api` reads them. `projections` and `api` meet only at the
//! database schema.

pub mod api;
pub mod chain;
pub mod config;
pub mod deployment;
pub mod follow;
pub mod projections;
mod quality;
mod server;
mod staking;
pub mod store;
pub mod telemetry;

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, bail};
use axum::Router;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use deployment::{Contract, Deployment};

use chain::{HeadWatch, Pool, Source};
use config::{DatabaseConfig, ListenConfig, ServeConfig};
use follow::{Follower, Status};
use projections::Projector;
use store::{Database, Leader};

/// A running indexer. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Handle {
    /// Where the API listens; `None` when only following.
    pub api_addr: Option<SocketAddr>,
    /// Where /metrics, /health and /ready listen.
    pub metrics_addr: SocketAddr,
    stop: CancellationToken,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Handle {
    /// The API's address as a URL without a trailing slash.
    pub fn api_url(&self) -> String {
        self.api_addr
            .map(|addr| format!("http://{addr}"))
            .unwrap_or_default()
    }

    /// Cancelled when the indexer is asked to stop.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits until a part ends: with `Ok` after a stop, else with what ended it.
    pub async fn wait(&mut self) -> anyhow::Result<()> {
        while let Some(ended) = self.tasks.join_next().await {
            ended.context("a task panicked")??;
        }
        Ok(())
    }

    /// Stops all parts and waits for them.
    pub async fn shutdown(mut self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.wait().await
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Follows and serves.
///
/// # Errors
/// One line for the operator: a wrong manifest, an unreachable database or node, a wrong chain id, a
/// contract without code, an occupied port. Nothing is left running then.
pub async fn start(config: Config) -> anyhow::Result<Handle> {
    let deployment = Deployment::load(&config.chain.manifest)?;
    start_with(config, deployment).await
}

/// As [`start`], for a deployment that is already known.
pub async fn start_with(config: Config, deployment: Deployment) -> anyhow::Result<Handle> {
    let mut parts = Parts::open(&config.listen, true, config.follow.ready_lag).await?;
    parts.follow(&config, deployment).await?;
    parts.serve(&config.database, &config.serve).await
}

/// Follows only.
pub async fn start_follow(config: Config) -> anyhow::Result<Handle> {
    let deployment = Deployment::load(&config.chain.manifest)?;
    let mut parts = Parts::open(&config.listen, false, config.follow.ready_lag).await?;
    parts.follow(&config, deployment).await?;
    Ok(parts.started())
}

/// Serves only, from a database that another process fills.
pub async fn start_serve(
    database: &DatabaseConfig,
    listen: &ListenConfig,
    serve: &ServeConfig,
) -> anyhow::Result<Handle> {
    let parts = Parts::open(listen, true, u64::MAX).await?;
    parts.serve(database, serve).await
}

/// Rebuilds the projections from the stored logs; returns how many logs.
pub async fn rebuild(database_url: &str) -> anyhow::Result<u64> {
    let database = Database::new(database_url)?;
    let deployment = database.deployment().await?;
    projections::rebuild(&database, &deployment).await
}

/// Compares the projections with what the stored logs give.
pub async fn verify(database_url: &str) -> anyhow::Result<Vec<projections::Difference>> {
    let database = Database::new(database_url)?;
    let deployment = database.deployment().await?;
    projections::verify(&database, &deployment).await
}

struct Parts {
    api: Option<(SocketAddr, api::Front)>,
    metrics_addr: SocketAddr,
    stop: CancellationToken,
    tasks: JoinSet<anyhow::Result<()>>,
    status: Arc<Status>,
}

impl Parts {
    /// Listens before anything else is started, so that an occupied port stops the start cleanly, and answers at once, be it
    /// that there is nothing to serve yet: to start may take as long as the database wants.
    async fn open(listen: &ListenConfig, api: bool, ready_lag: u64) -> anyhow::Result<Self> {
        let bind = async |addr: SocketAddr, variable: &str| {
            TcpListener::bind(addr).await.with_context(|| {
                format!("cannot listen on {addr}: set {variable} to a free address")
            })
        };
        let public = match api {
            true => Some(bind(listen.api, "API_LISTEN").await?),
            false => None,
        };
        let metrics = bind(listen.metrics, "METRICS_LISTEN").await?;
        // Before anything is counted: what is recorded without a recorder is lost.
        telemetry::install_metrics();
        let mut parts = Self {
            api: None,
            metrics_addr: metrics.local_addr()?,
            stop: CancellationToken::new(),
            tasks: JoinSet::new(),
            status: Arc::default(),
        };
        parts.status.set_starting(true);
        let health = telemetry::router(parts.status.clone(), ready_lag);
        parts.listen(metrics, health);
        if let Some(public) = public {
            let front = api::Front::default();
            parts.api = Some((public.local_addr()?, front.clone()));
            parts.listen(public, front.router());
        }
        Ok(parts)
    }

    fn listen(&mut self, listener: TcpListener, router: Router) {
        self.tasks
            .spawn(server::serve(listener, router, self.stop.clone()));
    }

    async fn follow(&mut self, config: &Config, deployment: Deployment) -> anyhow::Result<()> {
        let pool = Pool::new(
            &config.chain.rpc_urls,
            deployment.chain_id,
            config.follow.rpc_timeout(),
        )
        .map_err(anyhow::Error::msg)?;
        pool.check_chain().await.map_err(anyhow::Error::msg)?;
        let watched = pool.websocket_urls();
        let contracts = deployment.addresses.to_vec();
        let source = Source::new(pool, contracts, config.follow.verify_receipts);
        let codes = source
            .have_code(&deployment.contracts().map(|(_, address)| address))
            .await
            .map_err(|error| anyhow::anyhow!("RPC {error}"))?;
        for ((name, address), there) in deployment.contracts().into_iter().zip(codes) {
            if !there {
                bail!(
                    "contract {name} has no code at {address} on chain {}: deploy it, or check MANIFEST",
                    deployment.chain_id
                );
            }
        }
        let database = Database::new(&config.database.database_url)?;
        database.set_up(&deployment).await?;
        let watch = HeadWatch::start(watched, &self.stop);
        let projector = Projector { deployment };
        let (status, stop) = (self.status.clone(), self.stop.clone());
        let leader = Leader::new(database);
        let follower = Follower::new(
            source,
            watch,
            leader,
            projector,
            config.follow.clone(),
            status.clone(),
        );
        self.tasks.spawn(async move {
            let ended = follower.run(stop).await;
            if let Err(error) = &ended {
                status.fail(format!("{error:#}"));
            }
            ended
        });
        Ok(())
    }

    /// Serves from now on.
    async fn serve(
        mut self,
        config: &DatabaseConfig,
        serve: &ServeConfig,
    ) -> anyhow::Result<Handle> {
        let primary = Database::new(&config.database_url)?;
        let replica = config.database_read_url.as_deref();
        let replica = replica
            .map(Database::new)
            .transpose()
            .context("DATABASE_READ_URL")?;
        let (router, watching) = api::router(&primary, replica.as_ref(), serve, &self.stop).await?;
        self.tasks.spawn(watching);
        if let Some((_, front)) = &self.api {
            front.open(router);
        }
        Ok(self.started())
    }

    fn started(mut self) -> Handle {
        self.status.set_starting(false);
        Handle {
            api_addr: self.api.map(|(addr, _)| addr),
            metrics_addr: self.metrics_addr,
            stop: self.stop.clone(),
            tasks: std::mem::take(&mut self.tasks),
        }
    }
}

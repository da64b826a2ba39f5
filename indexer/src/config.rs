//! Settings, from flags or the environment.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use url::Url;

/// Milliseconds for which a look at the database serves at most: a rebuild's swap waits for all that there are.
pub const LONGEST_LOOK_MS: u64 = 50;

/// How to run. Flags win over the environment.
#[derive(Clone, Args)]
pub struct Config {
    #[command(flatten)]
    pub chain: ChainConfig,
    #[command(flatten)]
    pub database: DatabaseConfig,
    #[command(flatten)]
    pub listen: ListenConfig,
    #[command(flatten)]
    pub follow: FollowConfig,
    #[command(flatten)]
    pub serve: ServeConfig,
}

/// Which chain, and which contracts on it.
#[derive(Clone, Default, Args)]
pub struct ChainConfig {
    /// Nodes to ask, comma-separated, in order of preference: http(s) or ws(s). newHeads is subscribed
    /// to on the same host and port where a node offers it.
    #[arg(
        long,
        env = "RPC_URLS",
        value_delimiter = ',',
        hide_env_values = true,
        required = true
    )]
    pub rpc_urls: Vec<String>,
    /// The deployment's manifest.
    #[arg(long, env = "MANIFEST")]
    pub manifest: PathBuf,
}

/// Where the index is kept.
#[derive(Clone, Args)]
pub struct DatabaseConfig {
    /// Postgres that holds the index.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Where the API reads, when not from DATABASE_URL: a replica.
    #[arg(long, env = "DATABASE_READ_URL", hide_env_values = true)]
    pub database_read_url: Option<String>,
}

/// Where the servers listen; port 0 takes any free one.
#[derive(Clone, Copy, Debug, Args)]
pub struct ListenConfig {
    /// Address of the API.
    #[arg(
        long = "api-listen",
        env = "API_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub api: SocketAddr,
    /// Address of /metrics, /health and /ready.
    #[arg(
        long = "metrics-listen",
        env = "METRICS_LISTEN",
        default_value = "127.0.0.1:9100"
    )]
    pub metrics: SocketAddr,
}

/// How the chain is followed.
#[derive(Clone, Debug, Args)]
pub struct FollowConfig {
    /// Milliseconds between looks at the node's head when it announces none.
    #[arg(long, env = "POLL_INTERVAL_MS", default_value_t = 500)]
    pub poll_interval_ms: u64,
    /// Seconds after which a node's answer is no longer waited for.
    #[arg(long, env = "RPC_TIMEOUT_SECS", default_value_t = 15)]
    pub rpc_timeout_secs: u64,
    /// Blocks behind the head that count as safe on nodes without the `safe` tag.
    #[arg(long, env = "SAFE_DEPTH", default_value_t = 16)]
    pub safe_depth: u64,
    /// Blocks behind the head that count as final on nodes without the `finalized` tag; also the least
    /// number of blocks below the head that are followed one by one, by hash.
    #[arg(long, env = "FINALITY_DEPTH", default_value_t = 64)]
    pub finality_depth: u64,
    /// Most blocks whose logs are asked for at once.
    #[arg(long, env = "MAX_RANGE", default_value_t = 10_000)]
    pub max_range: u64,
    /// Take logs from receipts proved against the header's receipts root.
    #[arg(long, env = "VERIFY_RECEIPTS")]
    pub verify_receipts: bool,
    /// Milliseconds between two looks back: a final stretch is asked for again, of the last node named first, and compared
    /// with what is stored; 0 for none.
    #[arg(long, env = "RESCAN_INTERVAL_MS", default_value_t = 60_000)]
    pub rescan_interval_ms: u64,
    /// Most blocks of one such stretch. After the last final block it begins anew at the first.
    #[arg(long, env = "RESCAN_BLOCKS", default_value_t = 2_000)]
    pub rescan_blocks: u64,
    /// Blocks behind the head from which /ready fails.
    #[arg(long, env = "READY_LAG", default_value_t = 128)]
    pub ready_lag: u64,
}

/// How the API is served.
#[derive(Clone, Debug, Args)]
pub struct ServeConfig {
    /// Requests a second that one client may make, with a burst of twice as many; 0 for no limit.
    #[arg(long, env = "RATE_LIMIT", default_value_t = 200)]
    pub rate_limit: u32,
    /// Take the client's address from X-Forwarded-For: only behind a proxy that sets it.
    #[arg(long, env = "TRUST_PROXY")]
    pub trust_proxy: bool,
    /// Database connections for reading.
    #[arg(long, env = "READ_CONNECTIONS", default_value_t = 16)]
    pub read_connections: u32,
    /// Milliseconds after which a query is given up.
    #[arg(long, env = "STATEMENT_TIMEOUT_MS", default_value_t = 5_000)]
    pub statement_timeout_ms: u64,
    /// Milliseconds for which requests share one look at the database: how old an answer may be when the announcement of a
    /// newer block is late. 0: each request looks itself.
    #[arg(long, env = "SNAPSHOT_AGE_MS", default_value_t = LONGEST_LOOK_MS,
        value_parser = clap::value_parser!(u64).range(..=LONGEST_LOOK_MS))]
    pub snapshot_age_ms: u64,
    /// Megabytes of finished answers that are kept until the next block; 0 for none.
    #[arg(long, env = "ANSWER_CACHE_MB", default_value_t = 32)]
    pub answer_cache_mb: u32,
    /// Folder of the built web page, served under `/`; without it only the API is.
    #[arg(long, env = "WEB_DIR")]
    pub web_dir: Option<PathBuf>,
    /// A node that anybody may ask: told to all in /v1/status, so that the page can check the API against the chain.
    /// No credentials in it.
    #[arg(long, env = "PUBLIC_RPC_URL")]
    pub public_rpc_url: Option<Url>,
    /// Where the page is for the public (`https://market.example`), for what links to it show elsewhere; without it, where it
    /// was asked for.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: Option<Url>,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

impl Config {
    /// The defaults with both servers on free ports of the loopback interface, for running in process.
    pub fn new(
        rpc_urls: Vec<String>,
        database_url: impl Into<String>,
        manifest: impl Into<PathBuf>,
    ) -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            chain: ChainConfig {
                rpc_urls,
                manifest: manifest.into(),
            },
            database: DatabaseConfig {
                database_url: database_url.into(),
                database_read_url: None,
            },
            listen: ListenConfig {
                api: loopback,
                metrics: loopback,
            },
            follow: FollowConfig::default(),
            serve: ServeConfig::default(),
        }
    }
}

impl Default for FollowConfig {
    fn default() -> Self {
        Self {
            poll_interval_ms: 500,
            rpc_timeout_secs: 15,
            safe_depth: 16,
            finality_depth: 64,
            max_range: 10_000,
            verify_receipts: false,
            rescan_interval_ms: 60_000,
            rescan_blocks: 2_000,
            ready_lag: 128,
        }
    }
}

impl Default for ServeConfig {
    fn default() -> Self {
        Self {
            rate_limit: 200,
            trust_proxy: false,
            read_connections: 16,
            statement_timeout_ms: 5_000,
            snapshot_age_ms: LONGEST_LOOK_MS,
            answer_cache_mb: 32,
            web_dir: None,
            public_rpc_url: None,
            public_url: None,
        }
    }
}

impl ServeConfig {
    pub fn statement_timeout(&self) -> Duration {
        Duration::from_millis(self.statement_timeout_ms.max(1))
    }

    pub fn snapshot_age(&self) -> Duration {
        Duration::from_millis(self.snapshot_age_ms.min(LONGEST_LOOK_MS))
    }
}

impl FollowConfig {
    pub fn poll_interval(&self) -> Duration {
        Duration::from_millis(self.poll_interval_ms.max(1))
    }

    /// Zero: no looks back.
    pub fn rescan_interval(&self) -> Duration {
        Duration::from_millis(self.rescan_interval_ms)
    }

    pub fn rpc_timeout(&self) -> Duration {
        Duration::from_secs(self.rpc_timeout_secs.max(1))
    }
}

// Credentials stay out of logs.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("manifest", &self.chain.manifest)
            .field("listen", &self.listen)
            .field("follow", &self.follow)
            .field("serve", &self.serve)
            .finish_non_exhaustive()
    }
}

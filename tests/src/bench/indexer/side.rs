//! The two sides: our indexer and Ponder, each as a process that fills a database of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::node::{CHAIN_ID, Chain};
use super::process::{self, Usage};
use crate::database::Database;
use crate::solidity;

/// Whose work is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// `productshare-indexer run`.
    Ours,
    /// `ponder start`.
    Ponder,
}

/// How many names of the one node Ponder is given: its own limit is per name, and the default of one makes its backfill
/// of many small blocks seven times slower.
pub const PONDER_NAMES: usize = 25;

/// What both sides are started from.
pub struct Sides {
    program: PathBuf,
    ponder: PathBuf,
    /// `ponder <version>`.
    pub ponder_name: String,
    logs: TempDir,
}

/// How a process is to reach the chain.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    /// HTTP.
    pub rpc: &'a str,
    /// Whether new blocks are announced by WebSocket; ours subscribes wherever it can.
    pub websocket: bool,
    /// Names of the node that Ponder is given.
    pub names: usize,
}

impl<'a> Route<'a> {
    /// By HTTP, as often as one likes.
    pub fn http(rpc: &'a str) -> Self {
        Self {
            rpc,
            websocket: false,
            names: PONDER_NAMES,
        }
    }

    /// With announcements of new blocks.
    pub fn websocket(rpc: &'a str) -> Self {
        Self {
            websocket: true,
            ..Self::http(rpc)
        }
    }
}

/// A running process of one side; killed with the value.
pub struct Running {
    /// Whose it is.
    pub who: Who,
    /// When it was started.
    pub started: Instant,
    /// The API.
    pub api: String,
    ready: String,
    child: Child,
    log: PathBuf,
}

impl Sides {
    /// Finds what `cargo xtask bench` built and installed.
    pub fn find() -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("productshare-indexer");
        ensure!(
            program.exists(),
            "no {}: run `cargo xtask bench indexer`, which builds it",
            program.display()
        );
        let ponder = solidity::root().join("tests/peers/ponder");
        let manifest = ponder.join("node_modules/ponder/package.json");
        let text = std::fs::read_to_string(&manifest).with_context(|| {
            format!(
                "no {}: run `cargo xtask bench indexer`, which installs it",
                manifest.display()
            )
        })?;
        let manifest: serde_json::Value = serde_json::from_str(&text)?;
        Ok(Self {
            program,
            ponder,
            ponder_name: format!("ponder {}", manifest["version"].as_str().unwrap_or("?")),
            logs: TempDir::new()?,
        })
    }

    /// Starts one side on `chain`, into `database`.
    pub fn start(
        &self,
        who: Who,
        chain: &Chain,
        route: Route<'_>,
        database: &Database,
    ) -> Result<Running> {
        let (api, metrics) = (free_port()?, free_port()?);
        let log = self.logs.path().join(format!("{who:?}-{api}.log"));
        let file = File::create(&log)?;
        let mut command = match who {
            Who::Ours => self.ours(chain, route, api, metrics),
            Who::Ponder => self.ponder(chain, route, api),
        };
        command
            .env("DATABASE_URL", &database.url)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true);
        let started = Instant::now();
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {who:?}"))?;
        let ready = match who {
            Who::Ours => metrics,
            Who::Ponder => api,
        };
        Ok(Running {
            who,
            started,
            api: format!("http://127.0.0.1:{api}"),
            ready: format!("http://127.0.0.1:{ready}/ready"),
            child,
            log,
        })
    }

    fn ours(&self, chain: &Chain, route: Route<'_>, api: u16, metrics: u16) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg("run")
            .args(["--rpc-urls", route.rpc, "--manifest"])
            .arg(&chain.manifest)
            .args(["--api-listen", &format!("127.0.0.1:{api}")])
            .args(["--metrics-listen", &format!("127.0.0.1:{metrics}")])
            .env_remove("DATABASE_READ_URL");
        command
    }

    fn ponder(&self, chain: &Chain, route: Route<'_>, api: u16) -> Command {
        let names: Vec<String> = (0..route.names.max(1))
            .map(|n| format!("{}/?{n}", route.rpc))
            .collect();
        let mut command = Command::new("node");
        command
            .arg(
                self.ponder
                    .join("node_modules/ponder/dist/esm/bin/ponder.js"),
            )
            .args(["start", "--schema", "bench", "--log-format", "json"])
            .args(["--hostname", "127.0.0.1", "--port", &api.to_string()])
            .current_dir(&self.ponder)
            .env("PONDER_TELEMETRY_DISABLED", "1")
            .env("BENCH_CHAIN_ID", CHAIN_ID.to_string())
            .env("BENCH_RPC_URLS", names.join(","))
            .env("BENCH_TOKEN", chain.emitter.to_string());
        if route.websocket {
            command.env("BENCH_WS_URL", chain.url.replacen("http", "ws", 1));
        }
        command
    }
}

impl Running {
    /// An error with the program's last words, if it has ended.
    pub fn alive(&mut self) -> Result<()> {
        let Some(status) = self.child.try_wait()? else {
            return Ok(());
        };
        bail!("{:?} ended ({status}): {}", self.who, last_words(&self.log))
    }

    /// Whether it says that it has caught up.
    pub async fn ready(&self, http: &reqwest::Client) -> bool {
        let answer = http.get(&self.ready).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// What it has used since its start.
    pub fn usage(&self) -> Option<Usage> {
        process::usage(self.child.id()?)
    }

    /// SIGKILL, and waits until it is gone.
    pub async fn kill(mut self) -> Result<()> {
        self.child.kill().await.context("cannot kill a process")
    }

    /// What the program said last, for messages.
    pub fn last_words(&self) -> String {
        last_words(&self.log)
    }
}

fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    let last = lines[lines.len().saturating_sub(4)..].join(" | ");
    last.chars().take(1_500).collect()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

//! `productshare-indexer serve` as a process.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

use super::load::Client;
use crate::bench::indexer::process::{self, Usage};

/// A running server; killed with the value.
pub struct Server {
    /// `host:port` of its API.
    pub address: String,
    child: Child,
}

impl Server {
    /// Over the database at `url`, with so many megabytes of finished answers.
    pub async fn start(url: &str, answers_mb: u32) -> Result<Self> {
        let program: PathBuf = std::env::current_exe()?.with_file_name("productshare-indexer");
        ensure!(
            program.exists(),
            "no {}: run `cargo xtask bench api`, which builds it",
            program.display()
        );
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let child = Command::new(&program)
            .arg("serve")
            .args(["--api-listen", &address, "--metrics-listen", "127.0.0.1:0"])
            .args(["--rate-limit", "0"])
            .args(["--answer-cache-mb", &answers_mb.to_string()])
            .env("DATABASE_URL", url)
            .env_remove("DATABASE_READ_URL")
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut server = Self { address, child };
        for _ in 0..600 {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended ({status})");
            }
            if let Ok(mut client) = Client::connect(&server.address).await {
                client
                    .ask(b"GET /v1/status HTTP/1.1\r\nhost: b\r\n\r\n")
                    .await?;
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server does not answer")
    }

    /// Since its start.
    pub fn usage(&self) -> Usage {
        self.child.id().and_then(process::usage).unwrap_or_default()
    }
}

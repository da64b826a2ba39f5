//! npm's Anvil as a child process on a free port: the peer of the chain benches.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

use crate::client::Client;
use crate::solidity;
use crate::wallets::{self, Wallets};

/// A running Anvil; killed with the value.
pub struct Anvil {
    /// Where it listens.
    pub url: String,
    /// `anvil <version>`, as the program itself says.
    pub name: String,
    _child: Child,
}

impl Anvil {
    /// Starts Anvil with its own defaults: a block for each transaction, the development mnemonic.
    pub async fn start(chain_id: u64) -> Result<Self> {
        Self::start_with(chain_id, &[]).await
    }

    /// As [`Anvil::start`], with further flags.
    pub async fn start_with(chain_id: u64, flags: &[&str]) -> Result<Self> {
        let program = program()?;
        let output = Command::new(&program)
            .arg("--version")
            .output()
            .await
            .context("running anvil --version")?;
        ensure!(output.status.success(), "anvil --version failed");
        let version = String::from_utf8_lossy(&output.stdout);
        let version = version
            .lines()
            .next()
            .unwrap_or("")
            .split_whitespace()
            .last()
            .unwrap_or("?")
            .to_owned();
        // Another program may take the port between our letting go and Anvil's taking it: then try the next.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            let mut child = Command::new(&program)
                .args(["--silent", "--host", "127.0.0.1", "--accounts"])
                .arg(wallets::COUNT.to_string())
                .args([
                    "--port",
                    &port.to_string(),
                    "--chain-id",
                    &chain_id.to_string(),
                ])
                .args(flags)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .with_context(|| format!("starting {}", program.display()))?;
            let url = format!("http://127.0.0.1:{port}");
            for _ in 0..500 {
                if child.try_wait()?.is_some() {
                    break;
                }
                if Client::connect(&url, &Wallets::dev()).await.is_ok() {
                    return Ok(Self {
                        url,
                        name: format!("anvil {version}"),
                        _child: child,
                    });
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        bail!("anvil did not start on any of five ports")
    }
}

/// The program for this platform in the npm package; run without its JavaScript wrapper, so that killing it ends it.
fn program() -> Result<PathBuf> {
    let modules = solidity::root().join("target/tools/anvil/node_modules/@foundry-rs");
    let system = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        "linux"
    };
    let machine = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    let program = modules.join(format!("anvil-{system}-{machine}/bin/anvil"));
    ensure!(
        program.exists(),
        "no {}: run `cargo xtask bench`, which fetches it",
        program.display()
    );
    Ok(program)
}

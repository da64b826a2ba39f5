//! `devchain`: serves an embedded Stylus chain to people, wallets and scripts.

use alloy::primitives::{Address, B256, U256, utils::parse_ether};
use anyhow::{Context, Result, anyhow, bail};
use clap::Parser;
use devchain::{
    chain::{Chain, Config, DEV_CHAIN_ID, DEV_MNEMONIC, GenesisContracts, MiningMode},
    rpc::Server,
};
use serde::Serialize;
use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

/// Most dev accounts: each is derived and funded at start.
const MAX_ACCOUNTS: usize = 1000;

/// The latest genesis, Unix seconds: leaves room for time travel.
const MAX_TIMESTAMP: u64 = 1 << 36;

/// An embedded Arbitrum Stylus chain with JSON-RPC over HTTP and WebSocket on one port.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8547)]
    port: u16,
    /// Address to listen on. Anyone who reaches it can spend from every account.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    #[arg(long, default_value_t = DEV_CHAIN_ID)]
    chain_id: u64,
    /// How many accounts of the mnemonic to fund.
    #[arg(long, default_value_t = 10)]
    accounts: usize,
    /// Ether that each account opens with.
    #[arg(long, default_value = "10000")]
    balance: String,
    #[arg(long, default_value = DEV_MNEMONIC)]
    mnemonic: String,
    /// Make a block every so many seconds instead of one for each transaction.
    #[arg(long, value_name = "SECONDS", conflicts_with = "no_mining")]
    block_time: Option<u64>,
    /// Make blocks only on evm_mine.
    #[arg(long)]
    no_mining: bool,
    /// Unix seconds of the genesis block; the present if absent.
    #[arg(long, value_name = "SECONDS")]
    timestamp: Option<u64>,
    /// ArbOS version: 51 (Stylus 2) or 60 (Stylus 3).
    #[arg(long, default_value_t = 51)]
    arbos: u64,
    /// Leave out StylusDeployer and CacheManager, whose code `cargo xtask setup` fetches.
    #[arg(long)]
    bare: bool,
    /// Start from this dump (anvil_dumpState or --dump-state).
    #[arg(long, value_name = "FILE")]
    load_state: Option<PathBuf>,
    /// Write the whole chain to this file when stopped (Ctrl-C, SIGTERM): all that was answered for until then. Whatever
    /// kills the process before leaves the file as it was; what came since its last stop is lost.
    #[arg(long, value_name = "FILE")]
    dump_state: Option<PathBuf>,
    /// Print one line of JSON instead of text.
    #[arg(long)]
    json: bool,
}

/// What `--json` prints once the server listens.
#[derive(Serialize)]
struct Banner {
    rpc: String,
    ws: String,
    chain_id: u64,
    arbos: u64,
    accounts: Vec<DevAccount>,
}

#[derive(Serialize)]
struct DevAccount {
    address: Address,
    private_key: B256,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) if !e.use_stderr() => e.exit(),
        Err(e) => return fail(first_line(&e.to_string())),
    };
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => fail(&format!("error: {e:#}")),
    }
}

fn fail(line: &str) -> ExitCode {
    eprintln!("{line}");
    ExitCode::FAILURE
}

/// clap explains at length; the first line says what is wrong.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

fn run(cli: &Cli) -> Result<()> {
    let chain = open(cli)?;
    let server = Server::start(chain.clone(), SocketAddr::new(cli.host, cli.port))
        .map_err(|e| anyhow!("{e}").context("--port"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Before the banner: whoever reads it may stop this process at once.
        let stop = stop_signal()?;
        announce(cli, &chain, &server)?;
        stop.await?;
        server.stop().await;
        anyhow::Ok(())
    })?;
    match &cli.dump_state {
        Some(path) => save(&chain, path),
        None => Ok(()),
    }
}

fn open(cli: &Cli) -> Result<Chain> {
    let config = config(cli)?;
    let Some(path) = &cli.load_state else {
        return Ok(Chain::new(config)?);
    };
    let dump = std::fs::read(path).with_context(|| format!("--load-state {}", path.display()))?;
    Chain::from_dump(config, &dump).with_context(|| format!("--load-state {}", path.display()))
}

fn config(cli: &Cli) -> Result<Config> {
    if !matches!(cli.arbos, 51 | 60) {
        bail!(
            "--arbos {}: there are 51 (Stylus 2) and 60 (Stylus 3)",
            cli.arbos
        );
    }
    if cli.accounts > MAX_ACCOUNTS {
        bail!("--accounts {}: at most {MAX_ACCOUNTS}", cli.accounts);
    }
    if cli.chain_id == 0 {
        bail!("--chain-id must not be 0");
    }
    let balance: U256 =
        parse_ether(&cli.balance).with_context(|| format!("--balance {}", cli.balance))?;
    if balance > U256::from(u128::MAX) {
        bail!("--balance {} is more than any chain has", cli.balance);
    }
    if cli.timestamp.is_some_and(|secs| secs > MAX_TIMESTAMP) {
        bail!("--timestamp must be Unix seconds, at most {MAX_TIMESTAMP}");
    }
    let mining = match cli.block_time {
        Some(0) => bail!(
            "--block-time must be at least 1 second; without it each transaction gets a block at once"
        ),
        Some(secs) => MiningMode::Interval(Duration::from_secs(secs)),
        None if cli.no_mining => MiningMode::Manual,
        None => MiningMode::Auto,
    };
    Ok(Config {
        chain_id: cli.chain_id,
        arbos_version: cli.arbos,
        mining,
        mnemonic: cli.mnemonic.clone(),
        accounts: cli.accounts,
        balance,
        genesis_timestamp: cli.timestamp,
        contracts: if cli.bare {
            GenesisContracts::None
        } else {
            GenesisContracts::Installed
        },
        ..Config::default()
    })
}

fn announce(cli: &Cli, chain: &Chain, server: &Server) -> Result<()> {
    let accounts = chain.signers().iter();
    let accounts = accounts
        .map(|s| DevAccount {
            address: s.address(),
            private_key: s.to_bytes(),
        })
        .collect();
    let banner = Banner {
        rpc: server.http_url(),
        ws: server.ws_url(),
        chain_id: chain.chain_id(),
        arbos: cli.arbos,
        accounts,
    };
    let mut out = std::io::stdout().lock();
    if cli.json {
        writeln!(out, "{}", serde_json::to_string(&banner)?)?;
    } else {
        writeln!(
            out,
            "devchain {}: chain {}, ArbOS {}",
            env!("CARGO_PKG_VERSION"),
            banner.chain_id,
            banner.arbos
        )?;
        writeln!(
            out,
            "RPC        {}  (WebSocket on the same port)",
            banner.rpc
        )?;
        writeln!(
            out,
            "accounts   {} ETH each; these keys are public knowledge, never fund them elsewhere",
            cli.balance
        )?;
        for account in &banner.accounts {
            writeln!(
                out,
                "           {}  {}",
                account.address, account.private_key
            )?;
        }
    }
    Ok(out.flush()?)
}

/// Ctrl-C, or SIGTERM from whoever supervises this process; both are caught from the call on.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = Result<()>>> {
    Ok(async { Ok(tokio::signal::ctrl_c().await?) })
}

/// Writes beside the file first, and to the disk, so that a kill or an outage in the middle leaves the old dump whole.
fn save(chain: &Chain, path: &Path) -> Result<()> {
    let write = || -> Result<()> {
        let dump = chain.dump()?;
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let mut file = std::fs::File::create(&partial)?;
        file.write_all(&dump)?;
        file.sync_all()?;
        Ok(std::fs::rename(&partial, path)?)
    };
    write().with_context(|| format!("--dump-state {}", path.display()))
}

//! Gas per operation, cached and not, beside OpenZeppelin's Solidity: `gas [--json] [--record]`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use world::gas::{self, snapshot::Snapshot};

#[derive(Parser)]
#[command(about = "Gas per operation, beside OpenZeppelin's Solidity")]
struct Cli {
    /// Print an array of {op, cached, uncached, floor, peer, peer_gas}
    #[arg(long)]
    json: bool,
    /// Record sizes and gas for this compiler in tests/snapshots
    #[arg(long)]
    record: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Cli::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("gas: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every limit is kept.
async fn run(cli: &Cli) -> Result<bool> {
    let lines = gas::measure().await?;
    if cli.json {
        println!("{}", serde_json::to_string_pretty(&lines)?);
    } else {
        print!("{}", gas::table(&lines));
    }
    if cli.record {
        eprintln!("recorded in {}", Snapshot::take(&lines)?.save()?.display());
    }
    let complaints = gas::exceeded(&lines);
    for complaint in &complaints {
        eprintln!("gas: {complaint}");
    }
    Ok(complaints.is_empty())
}

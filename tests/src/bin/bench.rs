//! Benches beside peers: `bench chain [--json] [--runs N] [--transfers N]`, `bench indexer [--json] [--runs N] [--quick]
//! [--ours] [--only GROUP] [--record]`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use world::bench::indexer::{self, Group};
use world::bench::{self, Metric, chain};
use world::solidity;

/// The document with the indexer's figures, and what they stand between.
const INDEXER_DOCUMENT: &str = "docs/indexer-bench.md";
const BEGIN: &str = "<!-- figures: cargo xtask bench indexer --record -->\n";
const END: &str = "<!-- end of figures -->\n";

#[derive(Parser)]
#[command(about = "Measures beside peers, interleaved, and prints medians")]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Transfers per second of the devchain, beside npm's Anvil
    Chain(Chain),
    /// Our indexer beside Ponder
    Indexer(Indexer),
}

#[derive(Args)]
struct Chain {
    /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
    #[arg(long)]
    json: bool,
    /// Runs of each side that count
    #[arg(long, default_value_t = chain::Size::default().runs)]
    runs: usize,
    /// Transfers of each run
    #[arg(long, default_value_t = chain::Size::default().transfers)]
    transfers: u64,
}

#[derive(Args)]
struct Indexer {
    /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
    #[arg(long)]
    json: bool,
    /// Runs of each side that count
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// A tenth of the events: whether the bench works, not how fast anything is
    #[arg(long)]
    quick: bool,
    /// Without Ponder, for work on our own
    #[arg(long)]
    ours: bool,
    /// These groups only (repeat, or separate by commas)
    #[arg(long, value_enum, value_name = "GROUP", value_delimiter = ',')]
    only: Vec<Group>,
    /// Put the figures into docs/indexer-bench.md
    #[arg(long, conflicts_with_all = ["quick", "ours", "only"])]
    record: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().bench).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(bench: Bench) -> Result<()> {
    let say = |line: &str| eprintln!("{line}");
    match bench {
        Bench::Chain(args) => {
            let size = chain::Size {
                runs: args.runs,
                transfers: args.transfers,
            };
            show(&chain::run(size, say).await?, args.json)
        }
        Bench::Indexer(args) => {
            let size = indexer::Size {
                runs: args.runs,
                quick: args.quick,
                ours: args.ours,
                only: args.only,
            };
            let metrics = indexer::run(size, &say).await?;
            if args.record {
                record(&metrics)?;
            }
            show(&metrics, args.json)
        }
    }
}

fn show(metrics: &[Metric], json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(metrics)?);
    } else {
        print!("{}", bench::table(metrics));
    }
    Ok(())
}

/// Replaces the figures of the document.
fn record(metrics: &[Metric]) -> Result<()> {
    let path = solidity::root().join(INDEXER_DOCUMENT);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let (before, rest) = text
        .split_once(BEGIN)
        .with_context(|| format!("{INDEXER_DOCUMENT} has no line `{}`", BEGIN.trim_end()))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("{INDEXER_DOCUMENT} has no line `{}`", END.trim_end()))?;
    let figures = bench::markdown(metrics);
    std::fs::write(&path, format!("{before}{BEGIN}{figures}{END}{after}"))
        .with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("recorded in {INDEXER_DOCUMENT}");
    Ok(())
}

//! Benches beside peers: `bench chain [--json] [--runs N] [--transfers N]`, `bench indexer [--json] [--runs N] [--quick]
//! [--ours] [--only GROUP] [--record]`, `bench api [--json] [--runs N] [--quick] [--only CASE] [--record]`.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use world::bench::api::{self, Case};
use world::bench::indexer::{self, Group};
use world::bench::{self, Metric, chain};
use world::solidity;

/// What a document's figures end with.
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
    /// Our API beside pgbench
    Api(Api),
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

#[derive(Args)]
struct Api {
    /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
    #[arg(long)]
    json: bool,
    /// Runs of each side that count
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// A tenth of the rows, a second for each load: whether the bench works, not how fast anything is
    #[arg(long)]
    quick: bool,
    /// These cases only (repeat, or separate by commas)
    #[arg(long, value_enum, value_name = "CASE", value_delimiter = ',')]
    only: Vec<Case>,
    /// Put the figures into docs/api-bench.md
    #[arg(long, conflicts_with_all = ["quick", "only"])]
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
                record("indexer", &metrics)?;
            }
            show(&metrics, args.json)
        }
        Bench::Api(args) => {
            let size = api::Size {
                runs: args.runs,
                quick: args.quick,
                only: args.only,
            };
            let metrics = api::run(size, &say).await?;
            if args.record {
                record("api", &metrics)?;
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

/// Replaces the figures of a bench's document.
fn record(bench: &str, metrics: &[Metric]) -> Result<()> {
    let document = format!("docs/{bench}-bench.md");
    let begin = format!("<!-- figures: cargo xtask bench {bench} --record -->\n");
    let path = solidity::root().join(&document);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let (before, rest) = text
        .split_once(&begin)
        .with_context(|| format!("{document} has no line `{}`", begin.trim_end()))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("{document} has no line `{}`", END.trim_end()))?;
    let figures = bench::markdown(metrics);
    std::fs::write(&path, format!("{before}{begin}{figures}{END}{after}"))
        .with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("recorded in {document}");
    Ok(())
}

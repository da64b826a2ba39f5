//! Benches beside peers: `bench chain [--json] [--runs N] [--transfers N]`.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use world::bench::{self, chain::Size};

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
}

#[derive(Args)]
struct Chain {
    /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
    #[arg(long)]
    json: bool,
    /// Runs of each side that count
    #[arg(long, default_value_t = Size::default().runs)]
    runs: usize,
    /// Transfers of each run
    #[arg(long, default_value_t = Size::default().transfers)]
    transfers: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Bench::Chain(args) = Cli::parse().bench;
    let size = Size {
        runs: args.runs,
        transfers: args.transfers,
    };
    let result = bench::chain::run(size, |line| eprintln!("{line}")).await;
    match result {
        Ok(metrics) if args.json => {
            println!(
                "{}",
                serde_json::to_string_pretty(&metrics).expect("numbers and strings")
            );
            ExitCode::SUCCESS
        }
        Ok(metrics) => {
            print!("{}", bench::table(&metrics));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

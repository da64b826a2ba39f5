//! `cargo xtask`: the project's own commands. `cargo xtask --help` lists them.
//!
//! Every command finds or fetches what it lacks, says so on stderr, and can be interrupted and run again. Results go to
//! stdout; a failure is one line and an exit code other than 0.

mod abi;
mod build;
mod contracts;
mod debian;
mod defences;
mod demo;
mod dependencies;
#[cfg(test)]
mod docs;
mod fuzz;
mod interrupt;
mod layout;
mod mutants;
mod natspec;
mod node;
mod paths;
mod postgres;
mod run;
mod schemathesis;
mod setup;
mod suite;
mod toolchain;
mod tools;
mod ui;
mod wasm;
mod web;
mod world;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The project's own commands",
    disable_version_flag = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Find or fetch everything that the other commands need
    ///
    /// The wasm toolchain is rustup's if it has or can add rust-src, else Debian's rustc-web; WASM_TOOLCHAIN=rustup or
    /// WASM_TOOLCHAIN=debian chooses. DATABASE_URL names a Postgres to use instead of a private one.
    Setup {
        /// Also build cargo-deny and cargo-stylus into target/tools, if they are missing
        #[arg(long)]
        tools: bool,
    },
    /// Run everything: chain, contracts, database, indexer, API and a scripted market day
    Demo {
        /// End after the market day instead of staying up
        #[arg(long)]
        once: bool,
        /// Print {ok, steps: [{name, ok, tx, chain, api}]}
        #[arg(long)]
        json: bool,
    },
    /// Run every check of the project
    #[command(args_conflicts_with_subcommands = true)]
    Test {
        /// Run these steps only (repeat, or separate by commas)
        #[arg(long, value_name = "STEP", value_delimiter = ',')]
        only: Vec<suite::Step>,
        #[command(subcommand)]
        test: Option<Test>,
    },
    /// Build the contracts to wasm and show what they weigh and cost
    Build(BuildArgs),
    /// Write abi/*.sol and abi/*.json from the contracts' sources
    Abi {
        /// Write nothing; fail when the committed files differ
        #[arg(long)]
        check: bool,
    },
    /// Build the web page into target/web, which the indexer serves (WEB_DIR)
    Web,
    /// Measure gas per operation beside OpenZeppelin's Solidity
    Gas {
        /// Print an array of {op, cached, uncached, peer, peer_gas}
        #[arg(long)]
        json: bool,
        /// Record sizes and gas for this compiler in tests/snapshots
        #[arg(long)]
        record: bool,
    },
    /// Simulate strategies: which pay, under which parameters
    Sim {
        #[command(subcommand)]
        sim: Sim,
    },
    /// Search for inputs that break what must hold for any, guided by coverage
    ///
    /// What is found goes to target/fuzz, what breaks a target to target/fuzz/broken.
    Fuzz(fuzz::FuzzArgs),
    /// Measure speed beside a peer
    Bench {
        #[command(subcommand)]
        bench: Bench,
    },
}

#[derive(Subcommand)]
enum Test {
    /// Random actions on the real contracts, every invariant checked after each; what fails is shrunk
    Invariants {
        /// How many actions
        #[arg(long)]
        actions: Option<u64>,
        /// What they are made from; the same number gives the same actions
        #[arg(long)]
        seed: Option<u64>,
        /// Print {ok, seed, actions, refused, actions_per_second, kinds, failure}
        #[arg(long)]
        json: bool,
    },
    /// Random schedules of blocks, reorganisations, faults, kills and rebuilds: the index equals the chain after each
    Model {
        /// How many schedules
        #[arg(long, default_value_t = 50)]
        runs: u64,
        /// The first one's seed; the others count on from it. The same seed gives the same schedule
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Print {ok, seed, runs, passed, failed}, failed being seeds
        #[arg(long)]
        json: bool,
    },
    /// Kills the indexer in the middle of what it asks and writes: it ends as if it had never been killed
    Kills {
        /// How many kills
        #[arg(long, default_value_t = 100)]
        runs: u64,
        /// What the moments and the chain are made from
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Puts small mistakes into the code one by one and sees a test fail of each (all: an hour and a half)
    Mutants(mutants::MutantsArgs),
    /// Takes each defence out of the contracts and sees its test fail
    Defences {
        /// Those whose attack, contract or test contains this
        #[arg(long, value_name = "TEXT")]
        only: Option<String>,
        /// Print an array of {attack, contract, test, caught}
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Transfers per second of the devchain, beside npm's Anvil
    Chain {
        /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
        #[arg(long)]
        json: bool,
        /// Runs of each side that count
        #[arg(long)]
        runs: Option<u32>,
        /// Transfers of each run
        #[arg(long)]
        transfers: Option<u64>,
    },
    /// Our indexer beside Ponder, on the same chain and Postgres
    Indexer {
        #[command(flatten)]
        run: IndexerBench,
        /// Without Ponder, for work on our own
        #[arg(long)]
        ours: bool,
        /// These groups only: backfill, start, live, reorg, recovery, standby (repeat, or separate by commas)
        #[arg(long, value_name = "GROUP", value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Our API beside pgbench, with the same statements over the same rows
    Api {
        #[command(flatten)]
        run: IndexerBench,
        /// These cases only: transfers-page, transfers-deep, transfers-of-account, products, orders, order, product,
        /// account, repeated, stream (repeat, or separate by commas)
        #[arg(long, value_name = "CASE", value_delimiter = ',')]
        only: Vec<String>,
    },
}

/// How a bench of the indexer runs.
#[derive(Args)]
struct IndexerBench {
    /// Print an array of {metric, unit, ours, peer, peer_value, ratio, runs}
    #[arg(long)]
    json: bool,
    /// Runs of each side that count
    #[arg(long)]
    runs: Option<u32>,
    /// A tenth of the rows and of the time: whether the bench works, not how fast anything is
    #[arg(long)]
    quick: bool,
    /// Put the figures into docs/indexer-bench.md or docs/api-bench.md
    #[arg(long)]
    record: bool,
    /// How to build: figures are of a release build only
    #[arg(long, default_value = "release", value_parser = ["release", "dev"], conflicts_with = "record")]
    profile: String,
}

impl IndexerBench {
    /// For the program `bench`.
    fn arguments(&self, bench: &str, only: &[String]) -> Vec<String> {
        let mut arguments = vec![bench.to_string()];
        arguments.extend(self.json.then(|| "--json".into()));
        arguments.extend(self.runs.map(|runs| format!("--runs={runs}")));
        arguments.extend(self.quick.then(|| "--quick".into()));
        arguments.extend(only.iter().map(|only| format!("--only={only}")));
        arguments.extend(self.record.then(|| "--record".into()));
        arguments
    }
}

#[derive(Subcommand)]
enum Sim {
    /// Honest and dishonest strategies in the quality network, by the contracts' arithmetic
    ///
    /// Plots go to target/sim. `pays`: a strategy earns more than the same accounts, honest, in the same world, by more than
    /// two standard errors of the mean difference.
    Quality {
        /// Print an array of {strategy, parameters, payoff, honest_payoff, pays}: the defaults first, then all else
        #[arg(long)]
        json: bool,
        /// Runs of each strategy with the defaults; half as many of each other point
        #[arg(long)]
        runs: Option<u64>,
        /// The same number gives the same worlds
        #[arg(long)]
        seed: Option<u64>,
        /// The protocol's defaults only, without plots
        #[arg(long)]
        defaults: bool,
        /// Write the tables into docs/quality-sim.md
        #[arg(long, conflicts_with = "defaults")]
        record: bool,
    },
}

#[derive(clap::Args)]
struct BuildArgs {
    /// Print an array of {contract, raw, compressed, functions, pages, init_gas, cached_init_gas, data_fee_wei}
    #[arg(long)]
    json: bool,
    /// Build this contract only (its folder's name)
    #[arg(long, value_name = "NAME")]
    contract: Option<String>,
    /// Build once more from a copy elsewhere and compare the bytes
    #[arg(long)]
    check_reproducible: bool,
    /// Show which crates and functions take the room
    #[arg(long, conflicts_with = "json")]
    explain: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Setup { tools } => setup::setup(tools),
        Command::Demo { once, json } => world::demo(once, json),
        Command::Test { only, test: None } => suite::test(&only),
        Command::Test {
            test:
                Some(Test::Invariants {
                    actions,
                    seed,
                    json,
                }),
            ..
        } => {
            let mut arguments = Vec::new();
            arguments.extend(actions.map(|actions| format!("--actions={actions}")));
            arguments.extend(seed.map(|seed| format!("--seed={seed}")));
            arguments.extend(json.then(|| "--json".into()));
            world::invariants(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Command::Test {
            test: Some(Test::Model { runs, seed, json }),
            ..
        } => suite::model(runs, seed, json),
        Command::Test {
            test: Some(Test::Kills { runs, seed }),
            ..
        } => suite::kills(runs, seed),
        Command::Test {
            test: Some(Test::Mutants(args)),
            ..
        } => mutants::mutants(&args),
        Command::Test {
            test: Some(Test::Defences { only, json }),
            ..
        } => defences::defences(only.as_deref(), json),
        Command::Build(args) => build_command(&args),
        Command::Abi { check } => abi::abi(check),
        Command::Web => web::build().map(drop),
        Command::Gas { json, record } => world::gas(json, record),
        Command::Sim {
            sim:
                Sim::Quality {
                    json,
                    runs,
                    seed,
                    defaults,
                    record,
                },
        } => {
            let mut arguments = vec!["quality".to_string()];
            arguments.extend(json.then(|| "--json".into()));
            arguments.extend(runs.map(|runs| format!("--runs={runs}")));
            arguments.extend(seed.map(|seed| format!("--seed={seed}")));
            arguments.extend(defaults.then(|| "--defaults".into()));
            arguments.extend(record.then(|| "--record".into()));
            world::sim(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Bench { bench } => bench_command(bench),
    }
}

fn bench_command(bench: Bench) -> Result<()> {
    match bench {
        Bench::Chain {
            json,
            runs,
            transfers,
        } => {
            let mut arguments = vec!["chain".to_string()];
            arguments.extend(json.then(|| "--json".into()));
            arguments.extend(runs.map(|runs| format!("--runs={runs}")));
            arguments.extend(transfers.map(|transfers| format!("--transfers={transfers}")));
            world::bench_chain(&arguments)
        }
        Bench::Indexer { run, ours, only } => {
            let mut arguments = run.arguments("indexer", &only);
            arguments.extend(ours.then(|| "--ours".into()));
            world::bench_indexer(&run.profile, &arguments)
        }
        Bench::Api { run, only } => world::bench_api(&run.profile, &run.arguments("api", &only)),
    }
}

fn build_command(args: &BuildArgs) -> Result<()> {
    let only = args.contract.as_deref();
    let figures = build::build(only)?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&figures)?);
    } else {
        print!("{}", build::shown(&figures));
    }
    if args.explain {
        build::explain(only)?;
    }
    if args.check_reproducible {
        build::check_reproducible(only)?;
    }
    Ok(())
}

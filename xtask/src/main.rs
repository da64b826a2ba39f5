//! `cargo xtask`: the project's own commands. `cargo xtask --help` lists them.
//!
//! Every command finds or fetches what it lacks, says so on stderr, and can be interrupted and run again. Results go to
//! stdout; a failure is one line and an exit code other than 0.

mod build;
mod contracts;
mod debian;
mod node;
mod paths;
mod run;
mod toolchain;
mod ui;
mod wasm;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

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
    /// Build the contracts to wasm and show what they weigh and cost
    Build(BuildArgs),
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
        Command::Build(args) => build_command(&args),
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

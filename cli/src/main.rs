//! `productshare`: the library's commands for people and scripts.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use productshare_cli::{audit, sign, statement, verify};
use serde::Serialize;

/// Exit code of a verification that found differences; errors are 1, wrong usage is 2.
const DIFFERS: u8 = 3;

#[derive(Parser)]
#[command(
    name = "productshare",
    version,
    about = "For auditors, platforms and buyers of ProductShare"
)]
struct Cli {
    /// Print one JSON value instead of text
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sales that a platform settled itself: receipts, their trees, proofs and signatures
    Receipts(Receipts),
    /// Replay a deployment's logs, recompute every balance, report, split, pool, cycle and escrow, and compare with the contracts
    ///
    /// Needs a node and the manifest, nothing else. Exits with 0 if everything holds, 3 if something does not, 1 if the audit could not
    /// be made.
    Audit(audit::AuditArgs),
}

#[derive(Args)]
struct Receipts {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a period's statement of a file of orders: pages of lines ready for `submit`, and a proof of each receipt
    Tree(statement::TreeArgs),
    /// Sign receipts of sales that are final, as the platform or as their buyer
    Sign(sign::SignArgs),
    /// Check proofs against a line's root, and signatures, offline
    Verify(verify::VerifyArgs),
}

fn main() -> ExitCode {
    let Cli { json, command } = Cli::parse();
    let outcome = match command {
        Command::Receipts(Receipts { command }) => receipts(command, json),
        Command::Audit(args) => audit::run(&args).map(|audited| {
            show(json, &audited, audit::describe(&audited));
            match audited.holds {
                true => ExitCode::SUCCESS,
                false => ExitCode::from(DIFFERS),
            }
        }),
    };
    outcome.unwrap_or_else(|error| {
        match json {
            true => println!("{}", serde_json::json!({ "error": format!("{error:#}") })),
            false => eprintln!("{error:#}"),
        }
        ExitCode::FAILURE
    })
}

fn receipts(command: Verb, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Verb::Tree(args) => {
            statement::run(&args).map(|made| show(json, &made, statement::describe(&made)))
        }
        Verb::Sign(args) => {
            sign::run(&args).map(|signed| show(json, &signed, sign::describe(&signed)))
        }
        Verb::Verify(args) => verify::run(&args).map(|verified| {
            show(json, &verified, verify::describe(&verified));
            match verified.valid {
                true => ExitCode::SUCCESS,
                false => ExitCode::from(DIFFERS),
            }
        }),
    }
}

fn show(json: bool, value: &impl Serialize, text: String) -> ExitCode {
    match json {
        true => println!("{}", serde_json::json!(value)),
        false => println!("{text}"),
    }
    ExitCode::SUCCESS
}

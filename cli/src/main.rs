//! `productshare`: the library's commands for people and scripts.

use std::{
    fmt::Display,
    io::{ErrorKind, Write, stdout},
    process::ExitCode,
};

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
        Command::Audit(args) => audit::run(&args).and_then(|audited| {
            show(json, &audited, audit::describe(&audited))?;
            Ok(match audited.holds {
                true => ExitCode::SUCCESS,
                false => ExitCode::from(DIFFERS),
            })
        }),
    };
    outcome.unwrap_or_else(|error| {
        match json {
            // What cannot be printed cannot be told either.
            true => drop(print(&serde_json::json!({ "error": format!("{error:#}") }))),
            false => eprintln!("{error:#}"),
        }
        ExitCode::FAILURE
    })
}

fn receipts(command: Verb, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Verb::Tree(args) => {
            let made = statement::run(&args)?;
            show(json, &made, statement::describe(&made))
        }
        Verb::Sign(args) => {
            let signed = sign::run(&args)?;
            show(json, &signed, sign::describe(&signed))
        }
        Verb::Verify(args) => {
            let verified = verify::run(&args)?;
            show(json, &verified, verify::describe(&verified))?;
            Ok(match verified.valid {
                true => ExitCode::SUCCESS,
                false => ExitCode::from(DIFFERS),
            })
        }
    }
}

fn show(json: bool, value: &impl Serialize, text: String) -> anyhow::Result<ExitCode> {
    match json {
        true => print(&serde_json::json!(value))?,
        false => print(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// To stdout, as long as somebody reads there.
fn print(text: &impl Display) -> std::io::Result<()> {
    match writeln!(stdout(), "{text}") {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

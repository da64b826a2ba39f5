//! `cargo xtask test mutants`: small mistakes put into the code one by one (cargo-mutants), each of which a test must notice.
//!
//! What is changed, and which changes make no difference and why, stands in `.cargo/mutants.toml` of each workspace. The
//! mistakes are put into a copy, which is built apart: nothing of it reaches other builds.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde::Deserialize;

use crate::{build, paths, postgres, run, tools, ui, world};

/// Code that is worth it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Code {
    /// Pure arithmetic of the contracts, against the tests beside it (an hour)
    Contracts,
    /// How the indexer follows a reorganisation, against its tests on a chain and a database (an hour and a half)
    Reorg,
}

/// The indexer's tests that follow a chain, whole or cut or replaced, also where nodes lag behind each other.
const REORG_TESTS: &str =
    "test(/^(follow|indexes|reorg|stream)::/) | test(/^hostile::(lagging|tip)/)";

/// What `cargo xtask test mutants` is asked for.
#[derive(clap::Args)]
pub struct MutantsArgs {
    /// Where the mistakes are put
    #[arg(default_value = "contracts")]
    code: Code,
    /// Mistakes whose description this regular expression finds (`checkout/`, `replace < with`)
    #[arg(long, value_name = "REGEX")]
    only: Option<String>,
    /// The k-th part of n, from 0
    #[arg(long, value_name = "K/N")]
    part: Option<String>,
    /// Print {caught, unviable, missed: [description]}
    #[arg(long)]
    json: bool,
}

/// What became of the mistakes, as cargo-mutants writes it down.
#[derive(Deserialize)]
struct Outcomes {
    outcomes: Vec<Outcome>,
    caught: u64,
    /// Caught too: a loop without an end.
    timeout: u64,
    /// Do not compile.
    unviable: u64,
}

#[derive(Deserialize)]
struct Outcome {
    scenario: Scenario,
    summary: String,
}

#[derive(Deserialize)]
enum Scenario {
    Baseline,
    Mutant { name: String },
}

/// What became of them, as it is told.
struct Found {
    caught: u64,
    unviable: u64,
    missed: Vec<String>,
}

/// `cargo xtask test mutants`. Fails if a mistake stays unnoticed.
pub fn mutants(args: &MutantsArgs) -> Result<()> {
    let found = look(args.code, args.only.as_deref(), args.part.as_deref())?;
    print(&found, args.json);
    let missed = found.missed.len();
    ensure!(
        missed == 0,
        "{missed} mistakes stayed unnoticed: write a test that notices, or say in {} why they make no difference",
        paths::shown(
            &paths::root()
                .join(args.code.workspace())
                .join(".cargo/mutants.toml")
        )
    );
    Ok(())
}

/// As a step of the suite: a part of the contracts' mistakes, another with each commit. How many were noticed, and how many not.
pub fn step(parts: u64) -> Result<(u64, u64)> {
    let part = format!("{}/{parts}", commit()? % parts);
    ui::say(
        "mutants",
        format!("again: cargo xtask test mutants --part {part}"),
    );
    let found = look(Code::Contracts, None, Some(&part))?;
    for missed in &found.missed {
        ui::warn("mutants", format!("unnoticed: {missed}"));
    }
    Ok((found.caught, found.missed.len() as u64))
}

/// A number made from the present commit; 0 where there is none.
fn commit() -> Result<u64> {
    let mut git = Command::new("git");
    git.args(["rev-parse", "--short=8", "HEAD"])
        .current_dir(paths::root());
    let Ok(hash) = run::capture(&mut git) else {
        return Ok(0);
    };
    u64::from_str_radix(hash.trim(), 16).context("git names no commit")
}

impl Code {
    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// The folder of its workspace, from the root.
    fn workspace(self) -> &'static Path {
        Path::new(match self {
            Self::Contracts => "contracts",
            Self::Reorg => "",
        })
    }

    /// What it is built and tested from.
    fn sources(self) -> Vec<&'static str> {
        match self {
            Self::Contracts => vec!["contracts", "tests/vectors"],
            Self::Reorg => [&[".cargo", ".config"][..], &paths::SOURCES].concat(),
        }
    }
}

/// Tries all mistakes in the code that are asked for.
fn look(code: Code, only: Option<&str>, part: Option<&str>) -> Result<Found> {
    let program = tools::MUTANTS.ensure()?;
    let place = paths::target().join("mutants").join(code.name());
    let tree = place.join("tree");
    for folder in code.sources() {
        build::copy_sources(&paths::root().join(folder), &tree.join(folder))?;
    }
    let mut command = Command::new(program);
    command
        .args(["mutants", "--in-place", "--no-shuffle", "--colors=never", "--dir"])
        .arg(tree.join(code.workspace()))
        .arg("--output")
        .arg(&place)
        .env("CARGO_TARGET_DIR", place.join("target"))
        // Each changes one file: what was compiled of the others is used again.
        .env("CARGO_INCREMENTAL", "1")
        .env_remove("RUSTC_WORKSPACE_WRAPPER");
    let nextest = tools::nextest().is_some();
    if nextest {
        command.arg("--test-tool=nextest");
    }
    command.args(only.map(|only| format!("--re={only}")));
    if let Some(part) = part {
        // Dealt out in turn: cut into slices of one length, the last parts would be empty.
        command.args([&format!("--shard={part}"), "--sharding=round-robin"]);
    }
    command.args(["--", "--locked"]);
    // Runs until the tests have ended.
    let _postgres = match code {
        Code::Contracts => {
            command.arg("--lib");
            None
        }
        Code::Reorg => {
            for file in ["Cargo.toml", "Cargo.lock"] {
                fs::copy(paths::root().join(file), tree.join(file))?;
            }
            // Tests that were ended early left their databases.
            postgres::discard("mutants")?;
            let postgres = postgres::start("mutants")?;
            world::environment(&mut command)?;
            command.env("DATABASE_URL", &postgres.url).arg("--test=it");
            if nextest {
                // They wait for nodes and databases more than they compute.
                command.args(["--profile=mutants", "--test-threads=6", "-E", REORG_TESTS]);
            }
            Some(postgres)
        }
    };
    // Nothing is written where there is no such mistake: then what another run found would be read.
    let report = place.join("mutants.out");
    if report.exists() {
        fs::remove_dir_all(&report)?;
    }
    let line = run::shown(&command);
    let status = command
        .stdin(Stdio::null())
        .stdout(run::stderr()?)
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    // Its own codes of an end: all noticed, some missed, some without an end.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        bail!("`{line}` failed ({status})");
    }
    ensure!(
        report.exists(),
        "there is no such mistake: ask for others by --only or --part"
    );
    let report = report.join("outcomes.json");
    let text = fs::read_to_string(&report)
        .with_context(|| format!("cannot read {}", paths::shown(&report)))?;
    read(&text)
}

fn read(text: &str) -> Result<Found> {
    let outcomes: Outcomes =
        serde_json::from_str(text).context("cannot understand what cargo-mutants found")?;
    let missed = outcomes
        .outcomes
        .into_iter()
        .filter(|of| of.summary == "MissedMutant");
    let missed: Vec<_> = missed
        .filter_map(|of| match of.scenario {
            Scenario::Mutant { name } => (!is_in_a_contract(&name)).then_some(name),
            Scenario::Baseline => None,
        })
        .collect();
    let caught = outcomes.caught + outcomes.timeout;
    ensure!(caught > 0 || !missed.is_empty(), "nothing was tried");
    Ok(Found {
        caught,
        unviable: outcomes.unviable,
        missed,
    })
}

/// Whether it was put into a function of a contract itself, which the configuration leaves out: cargo-mutants 27 does so with
/// all mistakes but missing fields.
fn is_in_a_contract(name: &str) -> bool {
    let folder = name.split('/').next().unwrap_or_default();
    let contract: String = folder
        .split('-')
        .flat_map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect();
    let place = name.rsplit_once(" in ").map_or("", |(_, place)| place);
    place.starts_with(&format!("{contract}::"))
}

fn print(found: &Found, json: bool) {
    if json {
        let told = serde_json::json!({ "caught": found.caught, "unviable": found.unviable, "missed": found.missed });
        println!("{told}");
        return;
    }
    for missed in &found.missed {
        println!("unnoticed: {missed}");
    }
    println!(
        "{} mistakes noticed, {} unnoticed; {} do not compile",
        found.caught,
        found.missed.len(),
        found.unviable
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_is_named_and_an_endless_loop_counts_as_noticed() {
        let report = |outcomes: &str, caught: u64, timeout: u64| {
            format!(
                r#"{{"outcomes":[{{"scenario":"Baseline","summary":"Success"}}{outcomes}],"caught":{caught},"timeout":{timeout},"unviable":2,"missed":1}}"#
            )
        };
        let missed = r#",{"scenario":{"Mutant":{"name":"a.rs: replace + with -","file":"a.rs"}},"summary":"MissedMutant"}"#;
        let found = read(&report(missed, 3, 1)).unwrap();
        assert_eq!((found.caught, found.unviable), (4, 2));
        assert_eq!(found.missed, ["a.rs: replace + with -"]);
        assert!(read(&report("", 0, 0)).is_err());
    }

    #[test]
    fn functions_of_contracts_are_told_from_others() {
        let field = "delete field until from struct Signer expression in";
        let told = |file: &str, function: &str| {
            is_in_a_contract(&format!("{file}:115:17: {field} {function}"))
        };
        assert!(told(
            "statements/src/receipts.rs",
            "Statements::do_set_signer"
        ));
        assert!(told("stake-pools/src/stakes.rs", "StakePools::save"));
        assert!(!told("statements/src/receipts.rs", "Signer::unpack"));
        assert!(!told("indexer/src/store/write.rs", "Writer::commit"));
        assert!(!is_in_a_contract("replace + with -"));
    }
}

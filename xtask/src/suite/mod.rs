//! `cargo xtask test`: every check of the project, in order, each with its time and counts. A failing step does not stop
//! the others; the last line counts all.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;

mod counts;
mod lint;

use counts::{Counts, demo_counts, libtest_counts, model_outcomes, nextest_counts};

use crate::{
    abi, build, dependencies, fuzz, interrupt, mutants, paths, postgres, run, schemathesis, setup,
    tools, ui, web, world,
};

/// A step of the suite, in the order in which they run: what fails quickly comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// rustfmt leaves nothing to change, in both workspaces
    Format,
    /// Licences, bans and sources of all dependencies
    Deny,
    /// No known vulnerabilities, where they can be asked for
    Advisories,
    /// Contracts build and keep their limits
    Build,
    /// A second build elsewhere gives the same bytes
    Reproducible,
    /// abi/ is what the contracts say
    Abi,
    /// Unit and property tests of the contracts, on the host
    Contracts,
    /// Some of the small mistakes that the contracts' arithmetic could have are noticed by those tests, others with each commit
    Mutants,
    /// The web page: its types are the API's, its units' tests pass, it builds and stays small
    Web,
    /// Clippy finds nothing, in both workspaces
    Clippy,
    /// All tests of the root workspace: units, chain, database, API, whole flows, the documents' commands
    Workspace,
    /// The market day runs through, and chain and API agree
    Demo,
    /// The web page in a browser against a demo: what it does is on the chain, and axe finds nothing serious
    Browser,
    /// The API answers as its OpenAPI document says, whatever it is asked
    Openapi,
    /// Every invariant of the contracts holds after each of some random actions
    Invariants,
    /// Some thousand inputs break nothing that must hold for any, and those kept from longer searches neither
    Fuzz,
}

/// In how many parts the step `mutants` takes the mistakes, one with each commit.
const MUTANTS_PARTS: u64 = 100;

/// Random questions to each resource in the step `openapi`.
const OPENAPI_EXAMPLES: u64 = 2;

/// Inputs for each target of the step `fuzz`.
const FUZZ_RUNS: u64 = 2_000;

/// Runs the steps asked for, or all. Fails if one fails; the closing line is printed in any case.
pub fn test(only: &[Step]) -> Result<()> {
    let watch = ui::Watch::start();
    let mut rows = Vec::new();
    let mut total = Counts::default();
    for step in Step::value_variants() {
        if !only.is_empty() && !only.contains(step) {
            continue;
        }
        interrupt::check()?;
        let name = name(*step);
        ui::say("step", &name);
        let start = Instant::now();
        let (counts, outcome) = match perform(*step) {
            Ok(counts) if counts.failed == 0 => (counts, "ok"),
            Ok(counts) => (counts, "FAILED"),
            Err(error) => {
                interrupt::check()?;
                eprintln!("error: {error:#}");
                (
                    Counts {
                        passed: 0,
                        failed: 1,
                    },
                    "FAILED",
                )
            }
        };
        let time = ui::duration(start.elapsed());
        ui::say(
            "step",
            format!(
                "{name}: {outcome}, {} passed, {} failed, {time}",
                counts.passed, counts.failed
            ),
        );
        rows.push(vec![
            name,
            outcome.into(),
            counts.passed.to_string(),
            counts.failed.to_string(),
            time,
        ]);
        total = total.add(counts);
    }
    print!(
        "\n{}",
        ui::table(&["step", "outcome", "passed", "failed", "time"], &rows)
    );
    println!("total time {}", watch.shown());
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        let failed: Vec<_> = rows
            .iter()
            .filter(|row| row[1] != "ok")
            .map(|row| row[0].as_str())
            .collect();
        bail!(
            "failed: {} (again: cargo xtask test --only {})",
            failed.join(", "),
            failed.join(",")
        );
    }
    Ok(())
}

fn name(step: Step) -> String {
    step.to_possible_value()
        .map(|value| value.get_name().to_string())
        .unwrap_or_default()
}

fn perform(step: Step) -> Result<Counts> {
    match step {
        Step::Format => both(
            cargo().args(["fmt", "--all", "--check"]),
            contracts_cargo().args(["fmt", "--all", "--check"]),
        ),
        Step::Deny => dependencies::allowed().map(|()| Counts::ONE),
        Step::Advisories => dependencies::advisories().map(|()| Counts::ONE),
        Step::Build => {
            eprint!("{}", build::shown(&build::build(None)?));
            Ok(Counts::ONE)
        }
        Step::Reproducible => build::check_reproducible(None).map(|()| Counts::ONE),
        Step::Abi => abi::abi(true).map(|()| Counts::ONE),
        Step::Contracts => tests(&mut contracts_host()),
        Step::Mutants => {
            let (passed, failed) = mutants::step(MUTANTS_PARTS)?;
            Ok(Counts { passed, failed })
        }
        Step::Web => page(),
        Step::Clippy => clippy(),
        Step::Workspace => workspace(),
        Step::Demo => demo(),
        Step::Browser => browser(),
        Step::Openapi => openapi(),
        Step::Invariants => invariants(),
        Step::Fuzz => {
            let (passed, failed) = fuzz::step(FUZZ_RUNS)?;
            Ok(Counts { passed, failed })
        }
    }
}

fn cargo() -> Command {
    let mut command = run::cargo();
    lint::compile_with_clippy(&mut command);
    command.current_dir(paths::root());
    command
}

fn contracts_cargo() -> Command {
    let mut command = cargo();
    command.current_dir(paths::contracts());
    command
}

/// The same check of both workspaces; the second runs though the first fails.
fn both(root: &mut Command, contracts: &mut Command) -> Result<Counts> {
    let root = run::run(root);
    run::run(contracts)?;
    root?;
    Ok(Counts::ONE)
}

/// A cargo for host builds of the contracts.
fn contracts_host() -> Command {
    let mut command = contracts_cargo();
    command.env("CARGO_TARGET_DIR", paths::contracts_host_target());
    command
}

/// Compiles all that the following steps run, and fails if clippy has anything to say of it.
fn clippy() -> Result<Counts> {
    const ARGUMENTS: [&str; 5] = [
        "build",
        "--workspace",
        "--all-targets",
        "--locked",
        lint::MESSAGES,
    ];
    let root = lint::check(cargo().args(ARGUMENTS));
    lint::check(contracts_host().args(ARGUMENTS))?;
    root?;
    Ok(Counts::ONE)
}

fn workspace() -> Result<Counts> {
    setup::for_chain()?;
    setup::for_clients()?;
    build::build(None)?;
    tools::STYLUS.ensure()?;
    let postgres = postgres::start("test")?;
    let mut command = cargo();
    world::environment(&mut command)?;
    // The runner builds every program that a test starts, next to the tests.
    command.env("PROGRAMS_ARE_BUILT", "1");
    command.env("POSTGRES_BIN", postgres::folder()?);
    tests(command.env("DATABASE_URL", &postgres.url))
}

/// `cargo xtask test model`: the indexer's random schedules, more of them or one again.
pub fn model(runs: u64, seed: u64, json: bool) -> Result<()> {
    ensure!(runs > 0, "--runs must be at least 1");
    let end = seed
        .checked_add(runs)
        .context("--seed and --runs together go beyond 64 bits")?;
    let (ok, text) = indexer_test(
        "model::index_equals_the_chain_after_any_schedule",
        &[("INDEXER_MODEL_SEEDS", format!("{seed}..{end}"))],
    )?;
    let (passed, failed) = model_outcomes(&text);
    ensure!(
        ok == (passed == runs) && (ok || !failed.is_empty()),
        "the schedules did not run to their end"
    );
    if json {
        let report = serde_json::json!({ "ok": ok, "seed": seed, "runs": runs, "passed": passed, "failed": failed });
        println!("{report}");
    } else {
        println!("{passed} of {runs} schedules passed, from seed {seed}");
    }
    match failed.first() {
        None => Ok(()),
        Some(first) => bail!(
            "seeds {failed:?} failed (again: cargo xtask test model --runs 1 --seed {first}); keep them in indexer/tests/it/model.rs"
        ),
    }
}

/// `cargo xtask test kills`: the indexer killed in the middle of its work, more often or elsewhere.
pub fn kills(runs: u64, seed: u64) -> Result<()> {
    ensure!(runs > 0, "--runs must be at least 1");
    let (ok, _) = indexer_test(
        "faults::kills::indexer_killed_at_any_moment_ends_as_if_never_killed",
        &[
            ("INDEXER_KILLS", runs.to_string()),
            ("INDEXER_KILLS_SEED", seed.to_string()),
        ],
    )?;
    ensure!(
        ok,
        "failed (again: cargo xtask test kills --runs {runs} --seed {seed})"
    );
    Ok(())
}

/// One of the indexer's tests, told by the environment to do more than in the suite.
fn indexer_test(name: &str, environment: &[(&str, String)]) -> Result<(bool, String)> {
    let postgres = postgres::start("test")?;
    let mut command = cargo();
    // Not nextest, which ends what takes long. With the workspace's features, as the suite has built everything.
    command
        .args(["test", "--workspace", "--locked"])
        .args(["--test", "it", "--", "--exact", "--nocapture", name])
        .env("DATABASE_URL", &postgres.url);
    for (variable, value) in environment {
        command.env(variable, value);
    }
    run::tee(&mut command)
}

/// Runs a workspace's tests with nextest, or with cargo's own runner where it is missing. `command` is a cargo in its place.
fn tests(command: &mut Command) -> Result<Counts> {
    let nextest = tools::nextest().is_some();
    if nextest {
        command.args([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
            "--status-level",
            "fail",
        ]);
    } else {
        ui::warn(
            "tests",
            "cargo-nextest is not installed: using cargo's own test runner",
        );
        command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    }
    let (ok, text) = run::tee(command)?;
    let counts = if nextest {
        nextest_counts(&text)
    } else {
        libtest_counts(&text)
    };
    let counts = counts.context("the tests did not run")?;
    ensure!(counts.passed + counts.failed > 0, "no test ran");
    ensure!(ok || counts.failed > 0, "the test runner failed");
    Ok(counts)
}

/// The demo that the tests were built with; every step of its report must be in order.
fn demo() -> Result<Counts> {
    build::build(None)?;
    setup::for_chain()?;
    let postgres = postgres::start("test")?;
    let mut command = built("demo")?;
    command.args(["--once", "--json"]);
    let output = run::output(command.env("DATABASE_URL", &postgres.url))?;
    let counts = demo_counts(&output.stdout)?;
    ensure!(
        output.status.success() || counts.failed > 0,
        "demo failed ({})",
        output.status
    );
    Ok(counts)
}

fn page() -> Result<Counts> {
    let (passed, failed) = web::test()?;
    web::build()?;
    Ok(Counts { passed, failed })
}

/// A demo that stays up, with the page that it serves before a browser.
fn browser() -> Result<Counts> {
    web::build()?;
    let postgres = postgres::start("test")?;
    let (passed, failed) = web::browse(lasting_demo(&postgres)?)?;
    Ok(Counts { passed, failed })
}

/// A demo that stays up, with its API before schemathesis.
fn openapi() -> Result<Counts> {
    let postgres = postgres::start("test")?;
    let (passed, failed) = schemathesis::ask(lasting_demo(&postgres)?, OPENAPI_EXAMPLES)?;
    Ok(Counts { passed, failed })
}

fn lasting_demo(postgres: &postgres::Postgres) -> Result<Command> {
    build::build(None)?;
    setup::for_chain()?;
    let mut demo = built("demo")?;
    demo.env("DATABASE_URL", &postgres.url);
    Ok(demo)
}

/// Few of the actions that `cargo xtask test invariants` does, made from another seed each time, which it tells.
fn invariants() -> Result<Counts> {
    build::build(None)?;
    setup::for_chain()?;
    run::run(built("invariants")?.arg("--actions=500"))?;
    Ok(Counts::ONE)
}

/// A program of `tests/`, to be run.
fn built(name: &str) -> Result<Command> {
    // As the tests are built, of which it is a part: nothing is compiled anew.
    run::run(cargo().args(["test", "--workspace", "--locked", "--no-run", "--quiet"]))?;
    let mut command = Command::new(world::cargo_target().join("debug").join(name));
    command.current_dir(paths::root()).stderr(Stdio::inherit());
    world::environment(&mut command)?;
    Ok(command)
}

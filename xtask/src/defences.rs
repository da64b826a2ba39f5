//! `cargo xtask test defences`: takes each defence of `tests/defences.toml` out of its contract, builds that, and runs the
//! test that should notice. A test that still passes protects nothing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::{build, interrupt, paths, postgres, run, setup, ui, world};

#[derive(Deserialize)]
struct Catalogue {
    defence: Vec<Defence>,
}

/// One defence, and what a contract is without it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defence {
    /// What it is against, in the words of a reader.
    attack: String,
    /// Folder of the contract.
    contract: String,
    /// Below `contracts/`.
    file: PathBuf,
    /// Stands there once.
    find: String,
    /// What stands there without the defence.
    replace: String,
    /// Name of the test in `tests/e2e`, with its module.
    test: String,
}

/// What came of taking it out.
#[derive(Serialize)]
struct Outcome<'a> {
    attack: &'a str,
    contract: &'a str,
    test: &'a str,
    /// Whether the test noticed.
    caught: bool,
}

/// Runs all, or those that contain `only`. Fails if a test passes without its defence.
pub fn defences(only: Option<&str>, json: bool) -> Result<()> {
    let chosen = chosen(only)?;
    setup::for_chain()?;
    build::build(None)?;
    let postgres = postgres::start("test")?;
    let program = tests_program()?;
    ui::say("defences", "the tests must pass as things are");
    let tests: BTreeSet<&str> = chosen.iter().map(|defence| &*defence.test).collect();
    let tests: Vec<_> = tests.into_iter().collect();
    let run = |tests: &[&str], contracts: &Path| passes(&program, tests, contracts, &postgres.url);
    ensure!(
        run(&tests, &paths::artefacts())?,
        "a test fails with every defence in place"
    );
    let place = paths::target().join("defences");
    let mut outcomes = Vec::new();
    for (number, defence) in (1..).zip(&chosen) {
        interrupt::check()?;
        ui::say(
            "defences",
            format!("{number} of {}: {}", chosen.len(), defence.attack),
        );
        let broken = break_it(defence, &place)?;
        let caught = !run(&[&defence.test], &broken)?;
        if !caught {
            ui::warn("defences", format!("{} does not notice", defence.test));
        }
        outcomes.push(Outcome {
            attack: &defence.attack,
            contract: &defence.contract,
            test: &defence.test,
            caught,
        });
    }
    print(&outcomes, json)?;
    let missed = outcomes.iter().filter(|outcome| !outcome.caught).count();
    if missed > 0 {
        bail!(
            "{missed} of {} tests pass without their defence",
            outcomes.len()
        );
    }
    Ok(())
}

/// The catalogue, read and held against the sources.
fn chosen(only: Option<&str>) -> Result<Vec<Defence>> {
    let path = paths::root().join("tests/defences.toml");
    let text = fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", paths::shown(&path)))?;
    let catalogue: Catalogue = toml::from_str(&text)
        .with_context(|| format!("cannot understand {}", paths::shown(&path)))?;
    for defence in &catalogue.defence {
        replaced(defence, &paths::contracts())?;
    }
    let wanted = |text: &str| only.is_none_or(|only| text.contains(only));
    let chosen: Vec<_> = catalogue
        .defence
        .into_iter()
        .filter(|d| wanted(&d.attack) || wanted(&d.contract) || wanted(&d.test))
        .collect();
    ensure!(!chosen.is_empty(), "no defence is like that");
    Ok(chosen)
}

/// The tests that notice, of all defences.
#[cfg(test)]
pub fn noticing() -> Result<Vec<String>> {
    let chosen = chosen(None)?;
    Ok(chosen.into_iter().map(|defence| defence.test).collect())
}

/// The file without the defence.
fn replaced(defence: &Defence, workspace: &Path) -> Result<String> {
    let path = workspace.join(&defence.file);
    let source = fs::read_to_string(&path)
        .with_context(|| format!("{}: cannot read {}", defence.attack, path.display()))?;
    let count = source.matches(&defence.find).count();
    ensure!(
        count == 1,
        "{}: what to take out stands {count} times in {}",
        defence.attack,
        defence.file.display()
    );
    Ok(source.replacen(&defence.find, &defence.replace, 1))
}

/// Where the contracts are, of which one lacks the defence.
fn break_it(defence: &Defence, place: &Path) -> Result<PathBuf> {
    let (workspace, artefacts) = (place.join("contracts"), place.join("artefacts"));
    let source = replaced(defence, &paths::contracts())?;
    build::copy_sources(&paths::contracts(), &workspace)?;
    fs::write(workspace.join(&defence.file), source)?;
    build::copy_sources(&paths::artefacts(), &artefacts)?;
    build::build_elsewhere(
        &workspace,
        &defence.contract,
        &place.join("target"),
        &artefacts,
    )
    .with_context(|| format!("{}: does not compile without it", defence.attack))?;
    Ok(artefacts)
}

/// The program of the end-to-end tests, compiled as the suite compiles it.
fn tests_program() -> Result<PathBuf> {
    ui::say("defences", "compiling the tests (ten minutes from cold)");
    let mut command = run::cargo();
    command
        .args(["test", "--workspace", "--locked", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(paths::root())
        .stderr(Stdio::inherit());
    let output = run::output(&mut command)?;
    ensure!(output.status.success(), "the tests do not compile");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "e2e")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .context("cargo named no program of the end-to-end tests")
}

/// Whether all these tests pass over these contracts. That they exist and ran is seen from their own lines.
fn passes(program: &Path, tests: &[&str], contracts: &Path, database: &str) -> Result<bool> {
    let mut command = Command::new(program);
    command
        .arg("--exact")
        .args(tests)
        .current_dir(paths::root().join("tests"))
        .env("PROGRAMS_ARE_BUILT", "1")
        .env("CONTRACTS_DIR", contracts)
        .env("DATABASE_URL", database);
    world::environment(&mut command)?;
    let output = run::output(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let plural = if tests.len() == 1 { "" } else { "s" };
    ensure!(
        text.contains(&format!("running {} test{plural}\n", tests.len())),
        "not all of {} ran:\n{text}{}",
        tests.join(", "),
        String::from_utf8_lossy(&output.stderr)
    );
    let ended = |outcome: &str| text.contains(&format!("test result: {outcome}"));
    match (ended("ok"), ended("FAILED")) {
        (true, false) => Ok(true),
        (false, true) => {
            // Of one test that must fail the reasons are no news.
            if tests.len() > 1 {
                eprintln!("{text}");
            }
            Ok(false)
        }
        _ => bail!("{} came to no end:\n{text}", tests.join(", ")),
    }
}

fn print(outcomes: &[Outcome], json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(outcomes)?);
        return Ok(());
    }
    let rows: Vec<_> = outcomes
        .iter()
        .map(|outcome| {
            let caught = if outcome.caught { "caught" } else { "MISSED" };
            vec![
                outcome.attack.into(),
                outcome.contract.into(),
                outcome.test.into(),
                caught.into(),
            ]
        })
        .collect();
    print!(
        "{}",
        ui::table(
            &["without the defence against", "contract", "test", "outcome"],
            &rows
        )
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_defence_of_the_catalogue_stands_in_the_sources() {
        assert!(!chosen(None).unwrap().is_empty());
        assert!(chosen(Some("no such attack")).is_err());
    }

    #[test]
    fn replaced_wants_its_place_exactly_once() {
        let dir = tempfile::tempdir().unwrap();
        let defence = |find: &str| Defence {
            attack: "a".into(),
            contract: "c".into(),
            file: "f.rs".into(),
            find: find.into(),
            replace: "x".into(),
            test: "t".into(),
        };
        fs::write(dir.path().join("f.rs"), "one two two").unwrap();
        assert_eq!(replaced(&defence("one"), dir.path()).unwrap(), "x two two");
        assert!(replaced(&defence("two"), dir.path()).is_err());
        assert!(replaced(&defence("three"), dir.path()).is_err());
    }
}

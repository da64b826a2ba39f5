//! `cargo xtask test defences`: takes each defence of `tests/defences.toml` out of its contract, builds that, and runs the
//! test that should notice. A test that still passes protects nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::{build, interrupt, paths, postgres, run, setup, ui, world};

#[derive(Deserialize)]
struct Catalogue {
    defence: Vec<Defence>,
}

/// One defence, and what a contract is without it.
#[derive(Clone, Deserialize)]
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
struct Outcome {
    attack: String,
    contract: String,
    test: String,
    /// Whether the test noticed.
    caught: bool,
}

/// Runs all, or those that contain `only`. Fails if a test passes without its defence.
pub fn defences(only: Option<&str>, json: bool) -> Result<()> {
    let chosen = chosen(only)?;
    setup::for_chain()?;
    build::build(None)?;
    let postgres = postgres::start("test")?;
    ui::say("defences", "the tests must pass as things are");
    let artefacts = paths::artefacts();
    for defence in &chosen {
        interrupt::check()?;
        ensure!(
            passes(&defence.test, &artefacts, &postgres.url)?,
            "{} fails with every defence in place",
            defence.test
        );
    }
    let place = paths::target().join("defences");
    let mut outcomes = Vec::new();
    for (number, defence) in (1..).zip(&chosen) {
        interrupt::check()?;
        ui::say(
            "defences",
            format!("{number} of {}: {}", chosen.len(), defence.attack),
        );
        let broken = break_it(defence, &place)?;
        let caught = !passes(&defence.test, &broken, &postgres.url)?;
        if !caught {
            ui::warn("defences", format!("{} does not notice", defence.test));
        }
        outcomes.push(Outcome {
            attack: defence.attack.clone(),
            contract: defence.contract.clone(),
            test: defence.test.clone(),
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

/// Whether the test passes over these contracts. That it exists and ran is seen from its own lines.
fn passes(test: &str, artefacts: &Path, database: &str) -> Result<bool> {
    let mut command = run::cargo();
    command
        .args([
            "test",
            "--quiet",
            "--locked",
            "--package",
            "productshare-tests",
        ])
        .args(["--test", "e2e", "--", "--exact", test])
        .current_dir(paths::root())
        .env("CONTRACTS_DIR", artefacts)
        .env("DATABASE_URL", database);
    world::environment(&mut command)?;
    let output = run::output(&mut command)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let ran = |outcome: &str| text.contains(&format!("test result: {outcome}"));
    ensure!(
        text.contains("running 1 test"),
        "the test {test} did not run:\n{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    match (ran("ok"), ran("FAILED")) {
        (true, false) => Ok(true),
        (false, true) => Ok(false),
        _ => bail!("the test {test} came to no end:\n{text}"),
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
                outcome.attack.clone(),
                outcome.contract.clone(),
                outcome.test.clone(),
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

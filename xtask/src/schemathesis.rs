//! Schemathesis, from PyPI: asks a running API what its OpenAPI document allows and what it forbids, and compares the
//! answers with what the document promises.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{contracts, demo::Demo, paths, run, ui};

/// What each answer has to hold. Not `positive_data_acceptance`: that a cursor is one that the API gave out no schema says.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,negative_data_rejection,unsupported_method";

/// Asks the API of a demo that `demo` starts: `examples` random questions to each resource, beside one for each bound of
/// each parameter. How many resources answered well, and how many did not.
pub fn ask(demo: Command, examples: u64) -> Result<(u64, u64)> {
    let program = ensure()?;
    ui::say("openapi", "starting a demo to ask");
    let demo = Demo::start(demo)?;
    let report = paths::target().join("schemathesis.xml");
    let mut command = Command::new(program);
    command
        .args(["run", &format!("{}/openapi.json", demo.url())])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--checks", CHECKS])
        .args(["--max-examples", &examples.to_string()])
        .args(["--workers", "2", "--continue-on-failure", "--no-color"])
        .args(["--generation-database", "none"])
        // A stream of events does not end: its headers are looked at by the indexer's own tests.
        .args(["--exclude-path", "/v1/stream"])
        .args(["--report", "junit", "--report-junit-path"])
        .arg(&report)
        .current_dir(paths::root());
    let (ok, _) = run::tee(&mut command)?;
    let text = std::fs::read_to_string(&report).context("schemathesis left no report")?;
    let (passed, failed) = counts(&text)?;
    ensure!(ok || failed > 0, "schemathesis failed");
    Ok((passed, failed))
}

/// The program, in an environment of its own that is made anew when the versions change.
fn ensure() -> Result<PathBuf> {
    let wanted = paths::root().join("xtask/python/schemathesis.txt");
    let folder = paths::tools().join("schemathesis");
    let program = folder.join("bin/schemathesis");
    let mark = folder.join("versions.sha256");
    let hash = contracts::sha256(&std::fs::read(&wanted)?);
    if run::is_executable(&program) && std::fs::read_to_string(&mark).is_ok_and(|old| old == hash) {
        return Ok(program);
    }
    let python = run::find("python3")
        .context("no python3: install it (3.10 or later, with venv), then run this again")?;
    ui::say("openapi", "installing schemathesis (once)");
    install(&python, &folder, &wanted)?;
    run::write_whole(&mark, hash)?;
    Ok(program)
}

fn install(python: &Path, folder: &Path, wanted: &Path) -> Result<()> {
    let made = run::run(
        Command::new(python)
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    );
    if made.is_err() {
        bail!("python3 cannot make an environment: install its venv module (Debian: python3-venv)");
    }
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(["--no-deps", "--only-binary=:all:", "-r"])
    .arg(wanted);
    run::run(&mut pip)
}

/// From a JUnit report: test cases without a failure or an error, and those with one.
fn counts(report: &str) -> Result<(u64, u64)> {
    let (mut passed, mut failed) = (0, 0);
    for case in report.split("<testcase ").skip(1) {
        let broken = case.contains("<failure") || case.contains("<error");
        let count = if broken { &mut failed } else { &mut passed };
        *count += 1;
    }
    ensure!(passed + failed > 0, "schemathesis asked nothing");
    Ok((passed, failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_test_cases() {
        let report = "<testsuite><testcase name=\"a\" /><testcase name=\"b\"><failure>x</failure></testcase>\
                      <testcase name=\"c\"><error>y</error><failure/></testcase></testsuite>";
        assert_eq!(counts(report).unwrap(), (1, 2));
        assert!(counts("<testsuite/>").is_err());
    }
}

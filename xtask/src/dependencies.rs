//! What the project is built from: licences, bans and sources of its crates; known vulnerabilities of these (RustSec) and
//! of the page's packages (npm). The latter need the network; where a database cannot be reached, a notice says so, and
//! nothing has been checked.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{node, paths, run, tools, ui};

/// Whether licences, bans and sources of all crates are as `deny.toml` wants them. Needs no network.
pub fn allowed() -> Result<()> {
    // The crates of all platforms must be here, as licences are read from them.
    for workspace in WORKSPACES {
        let mut fetch = run::cargo();
        fetch.args(["fetch", "--locked"]);
        run::run(fetch.current_dir(workspace()))?;
    }
    // An exception that only one of the workspaces needs is no mistake in the other.
    let arguments = ["--allow", "license-exception-not-encountered"];
    let checks = ["bans", "licenses", "sources"];
    check(&[&arguments[..], &checks[..]].concat())
}

/// Fails if a database that was reached knows of a vulnerability.
pub fn advisories() -> Result<()> {
    let crates = crates();
    page()?;
    crates
}

const WORKSPACES: [fn() -> PathBuf; 2] = [paths::root, paths::contracts];

fn crates() -> Result<()> {
    let mut fetch = Command::new(tools::DENY.ensure()?);
    fetch.arg("--manifest-path");
    fetch
        .arg(paths::root().join("Cargo.toml"))
        .args(["fetch", "db"]);
    if let Err(error) = run::capture(&mut fetch) {
        ui::warn("advisories", format!("crates were not checked: {error:#}"));
        return Ok(());
    }
    check(&["--disable-fetch", "advisories"])
}

/// cargo-deny's checks of both workspaces; the second runs though the first fails.
fn check(arguments: &[&str]) -> Result<()> {
    let deny = tools::DENY.ensure()?;
    let [root, contracts] = WORKSPACES.map(|workspace| {
        let mut command = Command::new(&deny);
        command
            .args(["--offline", "--locked", "--workspace", "--manifest-path"])
            .arg(workspace().join("Cargo.toml"))
            .arg("--config")
            .arg(paths::root().join("deny.toml"))
            .args(["check", "--hide-inclusion-graph"])
            .args(arguments);
        run::run(&mut command)
    });
    contracts?;
    root
}

/// Of what the page loads, and what builds it.
fn page() -> Result<()> {
    let dir = node::install(&node::WEB)?;
    let output = run::output(
        Command::new("npm")
            .args(["audit", "--json"])
            .current_dir(dir),
    )?;
    let answer: Value =
        serde_json::from_slice(&output.stdout).context("npm audit printed no JSON")?;
    match found(&answer) {
        None => {
            let why = answer["message"].as_str().unwrap_or("npm says not why");
            ui::warn(
                "advisories",
                format!("the page's packages were not checked: {why}"),
            );
            Ok(())
        }
        Some(0) => Ok(()),
        Some(count) => bail!("npm knows of {count} vulnerabilities: see `npm audit` in web/"),
    }
}

/// How many, of any severity; `None` if npm could not ask.
fn found(answer: &Value) -> Option<u64> {
    answer["metadata"]["vulnerabilities"]["total"].as_u64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn found_tells_an_answer_from_none() {
        let clean = json!({ "metadata": { "vulnerabilities": { "low": 0, "total": 0 } } });
        assert_eq!(found(&clean), Some(0));
        let known = json!({ "metadata": { "vulnerabilities": { "high": 1, "total": 1 } } });
        assert_eq!(found(&known), Some(1));
        assert_eq!(
            found(&json!({ "message": "no network", "error": {} })),
            None
        );
    }
}

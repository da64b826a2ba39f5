//! Known vulnerabilities of what the project is built from: RustSec's database for the crates, npm's for the page. Both
//! need the network; where one cannot be reached, a notice says so, and nothing has been checked.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{node, paths, run, tools, ui};

/// Fails if one that was reached knows of any.
pub fn check() -> Result<()> {
    let crates = crates();
    page()?;
    crates
}

/// Of both workspaces.
fn crates() -> Result<()> {
    let deny = tools::DENY.ensure()?;
    let command = |workspace: &std::path::Path| {
        let mut command = Command::new(&deny);
        command
            .arg("--manifest-path")
            .arg(workspace.join("Cargo.toml"))
            .current_dir(paths::root());
        command
    };
    let fetched = run::capture(command(&paths::root()).args(["fetch", "db"]));
    if let Err(error) = fetched {
        ui::warn("advisories", format!("crates were not checked: {error:#}"));
        return Ok(());
    }
    for workspace in [paths::root(), paths::contracts()] {
        let mut command = command(&workspace);
        command
            .args(["--workspace", "--config"])
            .arg(paths::root().join("deny.toml"))
            .args([
                "check",
                "--disable-fetch",
                "--hide-inclusion-graph",
                "advisories",
            ]);
        run::run(&mut command)?;
    }
    Ok(())
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

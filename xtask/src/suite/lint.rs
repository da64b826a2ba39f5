//! Clippy as the compiler of the suite: what it has checked is what the tests run.
//!
//! `cargo clippy` checks every dependency a second time, as a check leaves nothing that can be linked. Cargo's wrapper for
//! the workspace's own crates makes clippy compile them instead, so that dependencies are compiled once.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::run;

/// Makes cargo say what the compiler found in a form that can be counted, beside the text on stderr.
pub const MESSAGES: &str = "--message-format=json-render-diagnostics";

/// All cargos of the suite compile alike: a plain one would compile the workspace's crates once more.
pub fn compile_with_clippy(command: &mut Command) {
    command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
}

/// Runs a cargo that was asked for [`MESSAGES`]. Fails if it fails or says anything at all, now or when it compiled before.
pub fn check(command: &mut Command) -> Result<()> {
    let line = run::shown(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    ensure!(
        output.status.success(),
        "`{line}` failed ({})",
        output.status
    );
    let found = findings(&String::from_utf8_lossy(&output.stdout))?;
    ensure!(found == 0, "clippy has {found} findings");
    Ok(())
}

/// How many of cargo's messages are the compiler's about the code.
fn findings(messages: &str) -> Result<usize> {
    let mut found = 0;
    let mut finished = false;
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).context("cargo's message is no JSON")?;
        match message["reason"].as_str() {
            Some("compiler-message") => found += 1,
            Some("build-finished") => finished = true,
            _ => {}
        }
    }
    ensure!(finished, "cargo did not say that it finished");
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_the_compilers_messages() {
        let done = r#"{"reason":"build-finished","success":true}"#;
        let said = r#"{"reason":"compiler-message","message":{"level":"warning"}}"#;
        let made = r#"{"reason":"compiler-artifact"}"#;
        assert_eq!(findings(&[made, done].join("\n")).unwrap(), 0);
        assert_eq!(findings(&[said, made, said, done].join("\n")).unwrap(), 2);
        assert!(findings(made).is_err());
        assert!(findings("warning: unused").is_err());
    }
}

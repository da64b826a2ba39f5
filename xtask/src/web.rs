//! The web page (`web/`): built into `target/web`, tested by itself and in a browser against a running demo.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail, ensure};

use crate::{demo::Demo, interrupt, node, paths, run, ui};

/// Where a browser is looked for; Debian's package is the first.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Builds the page and sees that a first visit loads little; its folder.
pub fn build() -> Result<PathBuf> {
    let dir = node::install(&node::WEB)?;
    ui::say("web", "building the page into target/web");
    // The packages' own scripts, without npm: it prints more than it does.
    const VITE: &str = "node_modules/vite/bin/vite.js";
    run::run(&mut tool(&dir, VITE, &["build"])?)?;
    // Within the page's folder, which the first build empties.
    let embedded = ["build", "--config", "embed/vite.config.ts"];
    run::run(&mut tool(&dir, VITE, &embedded)?)?;
    run::run(&mut tool(&dir, "scripts/size.mjs", &[])?)?;
    Ok(paths::target().join("web"))
}

/// Types are the API's document's, they fit, and the units' tests pass: how many passed and failed.
pub fn test() -> Result<(u64, u64)> {
    let dir = node::install(&node::WEB)?;
    run::run(&mut tool(&dir, "scripts/generate.mjs", &["--check"])?)?;
    run::run(&mut tool(&dir, "node_modules/typescript/bin/tsc", &[])?)?;
    vitest(tool(&dir, VITEST, &["run", "--reporter=tap-flat"])?)
}

/// The page in a browser, against a demo that `demo` starts and that this ends.
pub fn browse(demo: Command) -> Result<(u64, u64)> {
    let browser = browser()?;
    let dir = node::install(&node::WEB)?;
    ui::say("web", "starting a demo for the browser");
    let demo = Demo::start(demo)?;
    interrupt::check()?;
    let mut tests = tool(
        &dir,
        VITEST,
        &[
            "run",
            "--config",
            "e2e/vitest.config.ts",
            "--reporter=tap-flat",
        ],
    )?;
    tests.env("WEB_URL", demo.url()).env("CHROMIUM", browser);
    vitest(tests)
}

const VITEST: &str = "node_modules/vitest/vitest.mjs";

/// A script of the page's folder, run by Node in it.
fn tool(dir: &std::path::Path, script: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = node::script(&node::ensure()?, dir.join(script))?;
    command.args(arguments).current_dir(dir);
    Ok(command)
}

fn vitest(mut command: Command) -> Result<(u64, u64)> {
    let (ok, text) = run::tee(&mut command)?;
    let (passed, failed) = tap_counts(&text);
    ensure!(passed + failed > 0, "no test of the page ran");
    ensure!(ok || failed > 0, "the page's test runner failed");
    Ok((passed, failed))
}

/// Lines `ok 1 - name` and `not ok 2 - name`.
fn tap_counts(text: &str) -> (u64, u64) {
    let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count() as u64;
    (count("ok "), count("not ok "))
}

/// Chromium: the one that `CHROMIUM` names, or one found, or Debian's.
fn browser() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    let found = || BROWSERS.iter().find_map(|name| run::find(name));
    if found().is_none() && run::is_root() && run::find("apt-get").is_some() {
        ui::say("web", "installing Debian's chromium");
        run::run(Command::new("apt-get").args(["update", "-qq"]))?;
        run::run(
            Command::new("apt-get")
                .args([
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                    "chromium",
                ])
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
    }
    match found() {
        Some(path) => Ok(path),
        None => {
            bail!("no Chromium: install it, or set CHROMIUM to its program, then run this again")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tap_counts_reads_flat_lines() {
        let text = "TAP version 13\n1..3\nok 1 - a > b # time=1ms\nnot ok 2 - c\n    ok 1 - nested\nok 3 - d\n";
        assert_eq!(tap_counts(text), (2, 1));
    }
}

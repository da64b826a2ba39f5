//! Commands that run a binary of `tests/`: demo, gas, bench, invariants, sim.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{build, interrupt, node, paths, postgres, run, setup, ui, web};

/// `cargo xtask demo`: all that runs, with a scripted market day.
pub fn demo(once: bool, json: bool) -> Result<()> {
    build::build(None)?;
    setup::for_chain()?;
    web::build()?;
    let postgres = postgres::start("demo")?;
    let mut arguments = Vec::new();
    arguments.extend(once.then_some("--once"));
    arguments.extend(json.then_some("--json"));
    binary("demo", false, &arguments, Some(&postgres.url))
}

/// `cargo xtask gas`: gas per operation.
pub fn gas(json: bool, record: bool) -> Result<()> {
    build::build(None)?;
    setup::for_chain()?;
    let mut arguments = Vec::new();
    arguments.extend(json.then_some("--json"));
    arguments.extend(record.then_some("--record"));
    binary("gas", false, &arguments, None)
}

/// `cargo xtask test invariants`: random actions, with every invariant checked after each.
pub fn invariants(arguments: &[&str]) -> Result<()> {
    build::build(None)?;
    setup::for_chain()?;
    binary("invariants", false, arguments, None)
}

/// `cargo xtask bench chain`: figures beside a peer's, from an optimised build.
pub fn bench_chain(arguments: &[String]) -> Result<()> {
    build::build(None)?;
    setup::for_chain()?;
    node::anvil()?;
    binary("bench", true, &borrowed(arguments), None)
}

/// `cargo xtask bench indexer`: our indexer beside Ponder, as cargo's `profile` (release or dev) builds it.
pub fn bench_indexer(profile: &str, arguments: &[String]) -> Result<()> {
    node::solidity()?;
    node::anvil()?;
    node::install(&node::PONDER)?;
    with_indexer(profile, arguments)
}

/// `cargo xtask bench api`: our API beside pgbench, as cargo's `profile` (release or dev) builds it.
pub fn bench_api(profile: &str, arguments: &[String]) -> Result<()> {
    with_indexer(profile, arguments)
}

/// Runs a bench that starts the indexer as a process, beside a Postgres.
fn with_indexer(profile: &str, arguments: &[String]) -> Result<()> {
    ui::say("bench", "compiling the indexer (ten minutes from cold)");
    let release = profile == "release";
    let mut command = run::cargo();
    command
        .args(["build", "--locked", "--package", "productshare-indexer"])
        .args(["--bin", "productshare-indexer"])
        .args(release.then_some("--release"))
        .current_dir(paths::root());
    run::run(&mut command)?;
    interrupt::check()?;
    let postgres = postgres::start("bench")?;
    binary("bench", release, &borrowed(arguments), Some(&postgres.url))
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// `cargo xtask sim`: strategies, simulated. Needs neither contracts nor a chain.
pub fn sim(arguments: &[&str]) -> Result<()> {
    ui::say("sim", "compiling");
    let mut command = run::cargo();
    command.args(["build", "--locked", "--package", "productshare-sim"]);
    run::run(command.current_dir(paths::root()))?;
    interrupt::check()?;
    let program = cargo_target().join("debug/sim");
    let mut command = Command::new(&program);
    let status = command
        .args(arguments)
        .current_dir(paths::root())
        .status()
        .with_context(|| format!("cannot run {}", program.display()))?;
    if !status.success() {
        bail!("sim failed ({status})");
    }
    Ok(())
}

/// Builds and runs a binary of `tests/`; its stdout is ours.
fn binary(name: &str, release: bool, arguments: &[&str], database: Option<&str>) -> Result<()> {
    ui::say(name, "compiling (ten minutes from cold)");
    let mut command = run::cargo();
    command.args([
        "build",
        "--locked",
        "--package",
        "productshare-tests",
        "--bin",
        name,
    ]);
    command
        .args(release.then_some("--release"))
        .current_dir(paths::root());
    run::run(&mut command)?;
    interrupt::check()?;
    let folder = if release { "release" } else { "debug" };
    start(
        name,
        &cargo_target().join(folder).join(name),
        arguments,
        database,
    )
}

/// Runs a built binary of `tests/` to its end.
fn start(
    name: &str,
    program: &std::path::Path,
    arguments: &[&str],
    database: Option<&str>,
) -> Result<()> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(paths::root())
        .stdin(Stdio::null());
    environment(&mut command)?;
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    if interrupt::asked() {
        ui::say(name, "stopped");
        return Ok(());
    }
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// Node and the tools of `target/tools` on the `PATH`; the page if it is built; chains keep the contracts' machine code for one another.
pub fn environment(command: &mut Command) -> Result<()> {
    let node = node::ensure()?;
    let path = run::path_with(node.parent().context("node has no folder")?)?;
    let own = paths::tools().join("bin");
    let all = std::iter::once(own).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(all)?);
    let page = paths::target().join("web");
    if std::env::var_os("WEB_DIR").is_none() && page.join("index.html").is_file() {
        command.env("WEB_DIR", page);
    }
    if std::env::var_os("DEVCHAIN_CODE_CACHE").is_none() {
        command.env("DEVCHAIN_CODE_CACHE", paths::target().join("machine-code"));
    }
    Ok(())
}

/// Where cargo puts the root workspace's programs.
pub fn cargo_target() -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(paths::target, |dir| paths::root().join(dir))
}

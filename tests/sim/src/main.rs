//! `cargo xtask sim quality`: which strategies pay in the quality network, and under which parameters.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use sim::{
    docs::{self, Swept},
    findings::{Case, Finding},
    plots, strategies, sweeps,
};

#[derive(Parser)]
#[command(
    name = "cargo xtask sim",
    about = "Simulations of the protocol",
    disable_version_flag = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Honest and dishonest strategies in the quality network
    ///
    /// `pays` is true where a strategy earns more than the same accounts, honest, in the same world, by more than two
    /// standard errors of the mean difference.
    Quality {
        /// Print an array of {strategy, parameters, payoff, honest_payoff, pays}: the defaults first, then all else
        #[arg(long)]
        json: bool,
        /// Runs of each strategy with the defaults; half as many of each other point
        #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u64).range(2..))]
        runs: u64,
        /// The same number gives the same worlds
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The protocol's defaults only, without plots
        #[arg(long)]
        defaults: bool,
        /// Write the tables into docs/quality-sim.md
        #[arg(long, conflicts_with = "defaults")]
        record: bool,
    },
}

fn main() -> Result<()> {
    let Command::Quality {
        json,
        runs,
        seed,
        defaults,
        record,
    } = Cli::parse().command;
    let start = Instant::now();
    let strategies = strategies::all();
    let sweeps = if defaults { Vec::new() } else { sweeps::all() };
    let by_default: Vec<Case> = strategies
        .iter()
        .map(|strategy| strategy.by_default())
        .collect();
    let findings = run_all("defaults", &by_default, runs, seed);
    let mut swept: Vec<Swept> = Vec::new();
    for sweep in &sweeps {
        let strategy = (strategies.iter())
            .find(|strategy| strategy.name == sweep.strategy)
            .with_context(|| format!("no strategy {}", sweep.strategy))?;
        let points = sweep.cases(strategy);
        let cases: Vec<Case> = points.iter().map(|(_, _, case)| case.clone()).collect();
        let found = run_all(sweep.file, &cases, (runs / 2).max(2), seed);
        let points = points
            .into_iter()
            .zip(found)
            .map(|((curve, x, _), finding)| (curve, x, finding));
        swept.push((sweep, points.collect()));
    }
    let folder = root().join("target/sim");
    let mut plots = Vec::new();
    for (sweep, points) in &swept {
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.svg", sweep.file));
        plots::draw(&path, sweep, points)?;
        plots.push(path);
    }
    if record {
        let path = root().join("docs/quality-sim.md");
        let document = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let tables = format!(
            "With {runs} runs and seed {seed}, PSC per account over all cycles:\n\n{}\nWhere strategies begin to pay, all else as above ({} runs):\n\n{}",
            docs::defaults(&strategies, &findings),
            (runs / 2).max(2),
            docs::edges(&swept),
        );
        fs::write(&path, docs::replaced(&document, &tables)?)?;
        eprintln!("{:>12} {}", "written", path.display());
    }
    if json {
        let points = swept.into_iter().flat_map(|(_, points)| points);
        let all: Vec<Finding> = findings
            .into_iter()
            .chain(points.map(|(_, _, finding)| finding))
            .collect();
        println!("{}", serde_json::to_string_pretty(&all)?);
    } else {
        show(&findings, &swept, &plots);
    }
    eprintln!("{:>12} {:.0} s", "time", start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs cases on all processors; what came of them, in their order.
fn run_all(what: &str, cases: &[Case], runs: u64, seed: u64) -> Vec<Finding> {
    eprintln!("{what:>12} {} cases, {runs} runs each", cases.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(at) else {
                return done;
            };
            done.push((at, case.run(runs, seed)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, |count| count.get());
    let mut found: Vec<(usize, Finding)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("a run panicked"));
        done.collect()
    });
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, finding)| finding).collect()
}

fn show(findings: &[Finding], swept: &[Swept], plots: &[PathBuf]) {
    println!(
        "{:<20} {:>10} {:>10} {:>11} {:>8}  pays",
        "strategy", "payoff", "honest", "difference", "+-"
    );
    for finding in findings {
        println!(
            "{:<20} {:>10.2} {:>10.2} {:>+11.2} {:>8.2}  {}",
            finding.strategy,
            finding.payoff,
            finding.honest_payoff,
            finding.payoff - finding.honest_payoff,
            finding.margin,
            if finding.pays { "YES" } else { "no" },
        );
    }
    if !swept.is_empty() {
        println!(
            "\n{}",
            docs::edges(swept).replace("**", "").replace('`', "")
        );
    }
    for plot in plots {
        println!("{}", plot.display());
    }
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // tests/sim
    here.ancestors().nth(2).unwrap_or(here)
}

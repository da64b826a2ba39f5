//! `cargo xtask fuzz`: searches for inputs that break what must hold for any (`fuzz/`), guided by coverage.
//!
//! The project's own crates are compiled with counters, by a wrapper that cargo calls for the workspace's members; all
//! others are those that the tests use. `cargo fuzz` works as well, and compiles all of them anew.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;

use crate::{build, interrupt, paths, postgres, run, setup, ui, world};

/// A surface that strangers reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// A node's answers, as the indexer reads them
    Answer,
    /// All entry points of all contracts, on a chain, and which calldata they take, beside alloy's decoder
    Entry,
    /// Logs, as the indexer decodes them
    Log,
    /// Rewriting of wasm modules by the chain
    Module,
    /// Questions to the API
    Query,
    /// Merkle proofs of receipts and allow-lists
    Receipts,
    /// Signatures of permits and authorizations, on a chain
    Signature,
}

/// How long each target is searched.
#[derive(Clone, Copy, Debug)]
enum Bound {
    /// So many inputs beside those that it begins with.
    Runs(u64),
    Time(Duration),
}

/// What a search begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// The inputs kept with the sources, everywhere the same.
    Kept,
    /// Also all that was found in this checkout.
    Found,
}

/// What became of a target.
struct Search {
    target: Target,
    runs: u64,
    /// The input that breaks it.
    broken_by: Option<PathBuf>,
}

impl Target {
    fn name(self) -> String {
        self.to_possible_value()
            .map(|value| value.get_name().to_owned())
            .unwrap_or_default()
    }

    /// Small inputs that reached something new, kept with the sources.
    fn kept(self) -> PathBuf {
        paths::root().join("fuzz/corpus").join(self.name())
    }

    /// Those of this checkout.
    fn found(self) -> PathBuf {
        paths::target().join("fuzz").join(self.name())
    }
}

/// What `cargo xtask fuzz` is asked for.
#[derive(clap::Args)]
pub struct FuzzArgs {
    /// These targets only
    #[arg(value_name = "TARGET")]
    only: Vec<Target>,
    /// Minutes for each target
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_440))]
    minutes: u64,
    /// So many new inputs for each target, instead of minutes
    #[arg(long, conflicts_with = "minutes")]
    runs: Option<u64>,
    /// Run this input of one target again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["minutes", "runs", "keep", "json"])]
    input: Option<PathBuf>,
    /// Keep the fewest inputs that reach as much as all found so far, in fuzz/corpus
    #[arg(long)]
    keep: bool,
    /// Print an array of {target, runs, broken_by}
    #[arg(long)]
    json: bool,
}

/// `cargo xtask fuzz`. Fails if a target broke.
pub fn fuzz(args: &FuzzArgs) -> Result<()> {
    if let Some(input) = &args.input {
        let [target] = args.only[..] else {
            bail!("--input needs the one target that it is for");
        };
        return again(target, input);
    }
    let time = Bound::Time(Duration::from_secs(60 * args.minutes));
    let bound = args.runs.map_or(time, Bound::Runs);
    let searches = search_each(&args.only, bound, Start::Found, args.keep)?;
    if args.json {
        let rows: Vec<_> = searches
            .iter()
            .map(|search| serde_json::json!({ "target": search.target.name(), "runs": search.runs, "broken_by": search.broken_by }))
            .collect();
        println!("{}", serde_json::Value::from(rows));
    } else {
        let rows: Vec<_> = searches
            .iter()
            .map(|search| {
                let outcome = match search.broken_by {
                    Some(_) => "BROKEN",
                    None => "holds",
                };
                vec![
                    search.target.name(),
                    outcome.to_owned(),
                    search.runs.to_string(),
                ]
            })
            .collect();
        print!("{}", ui::table(&["target", "outcome", "inputs"], &rows));
    }
    let broken = searches.iter().filter(|search| search.broken_by.is_some());
    match broken.count() {
        0 => Ok(()),
        count => bail!("{count} of {} targets broke", searches.len()),
    }
}

/// As a step of the suite: how many targets held, and how many did not.
pub fn step(runs: u64) -> Result<(u64, u64)> {
    let searches = search_each(&[], Bound::Runs(runs), Start::Kept, false)?;
    let failed = searches.iter().filter(|search| search.broken_by.is_some());
    let failed = failed.count() as u64;
    Ok((searches.len() as u64 - failed, failed))
}

/// Searches the targets one after the other, and says of each that broke how to run it again.
fn search_each(only: &[Target], bound: Bound, from: Start, keep: bool) -> Result<Vec<Search>> {
    let postgres = prepare()?;
    let all = Target::value_variants().iter().copied();
    let mut searches = Vec::new();
    for target in all.filter(|target| only.is_empty() || only.contains(target)) {
        interrupt::check()?;
        let search = search(target, bound, from, &postgres.url)?;
        match &search.broken_by {
            Some(input) => ui::warn(
                "fuzz",
                format!(
                    "{0} is broken (again: cargo xtask fuzz {0} --input {1})",
                    target.name(),
                    paths::shown(input)
                ),
            ),
            None if keep => merge(target, &postgres.url)?,
            None => {}
        }
        searches.push(search);
    }
    Ok(searches)
}

/// Runs one input again, with all that it prints.
fn again(target: Target, input: &Path) -> Result<()> {
    ensure!(input.is_file(), "{} is no file", input.display());
    let postgres = prepare()?;
    run::run(program(target, &postgres.url)?.arg(input))
}

/// Builds what the targets need, and the targets.
fn prepare() -> Result<postgres::Postgres> {
    ensure!(
        run::find("c++").is_some(),
        "no C++ compiler, which libFuzzer is built with: install g++ or clang"
    );
    build::build(None)?;
    setup::for_chain()?;
    ui::say("fuzz", "compiling (ten minutes from cold)");
    let mut command = run::cargo();
    // Of the whole workspace, as the tests are: a package alone asks its dependencies for other features.
    command
        .args(["build", "--locked", "--workspace"])
        .args(["--features", "productshare-fuzz/libfuzzer"]);
    for target in Target::value_variants() {
        command.args(["--bin", &format!("fuzz-{}", target.name())]);
    }
    command
        .env(
            "RUSTC_WORKSPACE_WRAPPER",
            paths::root().join("fuzz/instrument.sh"),
        )
        .current_dir(paths::root());
    run::run(&mut command)?;
    postgres::start("fuzz")
}

fn program(target: Target, database: &str) -> Result<Command> {
    let path = world::cargo_target()
        .join("debug")
        .join(format!("fuzz-{}", target.name()));
    let mut command = Command::new(path);
    command
        .env("DATABASE_URL", database)
        .current_dir(paths::root())
        .stdin(Stdio::null());
    world::environment(&mut command)?;
    Ok(command)
}

fn search(target: Target, bound: Bound, from: Start, database: &str) -> Result<Search> {
    let crashes = paths::target().join("fuzz/broken");
    fs::create_dir_all(&crashes)?;
    fs::create_dir_all(target.kept())?;
    // Where it writes what reaches something new.
    let found = match from {
        Start::Found => target.found(),
        Start::Kept => emptied(paths::target().join("fuzz/unused"))?,
    };
    fs::create_dir_all(&found)?;
    // Running these is no search, though libFuzzer counts them.
    let known = files(&found)? + files(&target.kept())?;
    let prefix = crashes.join(format!("{}-", target.name()));
    // What broke it before this search.
    for old in beginning_with(&prefix)? {
        fs::remove_file(old)?;
    }
    let mut command = program(target, database)?;
    command
        .arg(match bound {
            Bound::Runs(runs) => format!("-runs={}", known + runs),
            Bound::Time(time) => format!("-max_total_time={}", time.as_secs()),
        })
        .args([
            "-rss_limit_mb=4096",
            "-timeout=60",
            "-max_len=1024",
            "-len_control=0",
            "-print_final_stats=1",
            "-close_fd_mask=1",
        ])
        .arg(format!("-artifact_prefix={}", prefix.display()))
        .args([found, target.kept()])
        .stderr(Stdio::piped());
    ui::say("fuzz", target.name());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", run::shown(&command)))?;
    let mut runs = 0;
    let mut last = Vec::new();
    for line in BufReader::new(child.stderr.take().context("no stderr")?).lines() {
        let line = line?;
        if let Some(count) = line.strip_prefix("stat::number_of_executed_units:") {
            runs = count.trim().parse().unwrap_or(0);
        }
        // Its steps, as they come; all else only if it breaks.
        if line.starts_with('#')
            && (line.contains("INITED") || line.contains("pulse") || line.contains("DONE"))
        {
            eprintln!("        {line}");
        }
        if last.len() == 60 {
            last.remove(0);
        }
        last.push(line);
    }
    let status = child.wait()?;
    if status.success() {
        ensure!(
            runs > known,
            "{} tried nothing but the {known} inputs that it began with: give it more time",
            target.name()
        );
        return Ok(Search {
            target,
            runs,
            broken_by: None,
        });
    }
    for line in &last {
        eprintln!("        {line}");
    }
    let input = beginning_with(&prefix)?.into_iter().next();
    let input = input.with_context(|| {
        format!(
            "{} ended without an input that breaks it ({status})",
            target.name()
        )
    })?;
    Ok(Search {
        target,
        runs,
        broken_by: Some(input),
    })
}

/// The folder, with nothing in it.
fn emptied(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// How many files a folder has.
fn files(folder: &Path) -> Result<u64> {
    Ok(fs::read_dir(folder)?.count() as u64)
}

/// Files of a folder whose paths begin so.
fn beginning_with(prefix: &Path) -> Result<Vec<PathBuf>> {
    let folder = prefix.parent().context("a prefix in no folder")?;
    let mut files = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path
            .as_os_str()
            .as_encoded_bytes()
            .starts_with(prefix.as_os_str().as_encoded_bytes())
        {
            files.push(path);
        }
    }
    Ok(files)
}

/// Keeps of all that was found the fewest inputs that reach as much.
fn merge(target: Target, database: &str) -> Result<()> {
    let merged = paths::target()
        .join("fuzz")
        .join(format!("{}-merged", target.name()));
    let merged = emptied(merged)?;
    run::capture(
        program(target, database)?
            .args(["-merge=1", "-max_len=1024"])
            .args([merged.clone(), target.kept(), target.found()]),
    )?;
    let kept = emptied(target.kept())?;
    for file in fs::read_dir(&merged)? {
        let file = file?;
        fs::copy(file.path(), kept.join(file.file_name()))?;
    }
    ui::say(
        "fuzz",
        format!(
            "{}: {} inputs kept",
            target.name(),
            fs::read_dir(&kept)?.count()
        ),
    );
    Ok(())
}

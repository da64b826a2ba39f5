//! The peer: `pgbench` with the very statements and values that our server sent, on as many connections.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::PgConnection;
use tempfile::TempDir;
use tokio::process::Command;

use super::load::CONNECTIONS;
use super::wire::Run;
use productshare_indexer::projections::SCHEMA;

/// Seconds of a run that do not count: each connection prepares every script's statements, and plans them for their values the
/// first five times. Our server has done both in the round that does not count.
const WARM_UP: u64 = 3;

/// pgbench, ready to run one case.
pub struct Peer {
    scripts: TempDir,
    /// Values of the scripts' variables.
    values: Vec<String>,
    count: usize,
}

/// Where pgbench is, and its version: on the path, or among Debian's programs, the newest first.
pub async fn find() -> Option<(PathBuf, String)> {
    let mut places: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/pgbench")))
        .collect();
    places.sort();
    places.push("pgbench".into());
    for place in places.into_iter().rev() {
        let asked = Command::new(&place).arg("--version").output().await;
        if let Ok(answer) = asked {
            let version = String::from_utf8_lossy(&answer.stdout);
            let number = version.split_whitespace().nth(2).unwrap_or("?");
            return Some((place, format!("pgbench {number}")));
        }
    }
    None
}

impl Peer {
    /// A script for each of our requests, with all its statements.
    pub async fn new(requests: &[Vec<Run>], conn: &mut PgConnection) -> Result<Self> {
        let scripts = TempDir::new()?;
        let mut values = Vec::new();
        for (n, runs) in requests.iter().enumerate() {
            let mut script = String::new();
            for run in runs {
                let mut sql = run.sql.clone();
                let texts = run.text(conn).await?;
                for (i, text) in texts.into_iter().enumerate().rev() {
                    let (text, kind) = text.context("pgbench has no variable for null")?;
                    let name = format!("v{}", values.len());
                    // As `$12`, then `$1`; of a type that pgbench does not tell as we do.
                    sql = sql.replace(&format!("${}", i + 1), &format!("(:{name}::{kind})"));
                    values.push(format!("{name}={text}"));
                }
                script += &sql;
                script += ";\n";
            }
            std::fs::write(scripts.path().join(format!("{n}.sql")), script)?;
        }
        Ok(Self {
            scripts,
            values,
            count: requests.len(),
        })
    }

    /// Transactions per second, once warm.
    pub async fn run(&self, program: &Path, url: &str, time: Duration) -> Result<f64> {
        let mut command = Command::new(program);
        command
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .args(["--client", &CONNECTIONS.to_string()])
            .args(["--progress=1", "--time"])
            // It does not always tell the last second.
            .arg((WARM_UP + time.as_secs().max(1) + 1).to_string())
            .env(
                "PGOPTIONS",
                format!("-c search_path={SCHEMA},chain -c jit=off"),
            );
        for n in 0..self.count {
            command
                .arg("--file")
                .arg(self.scripts.path().join(format!("{n}.sql")));
        }
        for value in &self.values {
            command.args(["--define", value]);
        }
        let ran = command
            .arg(url)
            .output()
            .await
            .context("cannot start pgbench")?;
        let errors = String::from_utf8_lossy(&ran.stderr);
        ensure!(
            ran.status.success() && !errors.contains("ERROR"),
            "pgbench failed: {}",
            errors
                .lines()
                .find(|line| line.contains("rror: "))
                .unwrap_or("no message")
        );
        // `progress: 4.0 s, 5312.1 tps, lat 3.005 ms stddev 1.2, 0 failed`, each second.
        let rates: Vec<f64> = errors
            .lines()
            .filter_map(|line| line.strip_prefix("progress: ")?.split_once(" s, "))
            .filter_map(|(_, rest)| rest.split(' ').next()?.parse().ok())
            .skip(WARM_UP as usize)
            .collect();
        ensure!(!rates.is_empty(), "pgbench told no rate: {errors}");
        Ok(rates.iter().sum::<f64>() / rates.len() as f64)
    }
}

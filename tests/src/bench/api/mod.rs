//! `bench api`: our API beside `pgbench`, which runs the very statements that the API sends, over the same rows.
//!
//! The database holds a million transfers ([`fill`]). Both sides have 16 connections and take turns in each round. Statements
//! and values are read off the wire between a server of ours and Postgres: whatever the API asks, the peer asks.

mod cases;
mod fill;
mod listeners;
mod load;
mod pgbench;
mod server;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use sqlx::PgConnection;

use super::Metric;
use crate::database::Database;
pub use cases::Case;
use fill::Share;
use load::{Client, Found};
use pgbench::Peer;
use server::Server;
use wire::Wire;

/// Requests whose statements the peer repeats.
const SAMPLES: usize = 10;
/// Megabytes of finished answers, as the server is shipped.
const ANSWERS_MB: u32 = 32;

/// How much to do.
#[derive(Clone, Debug)]
pub struct Size {
    /// Runs of each side that count.
    pub runs: usize,
    /// A tenth of the rows and a second for each load: whether the bench works.
    pub quick: bool,
    /// These cases only; all when empty.
    pub only: Vec<Case>,
}

impl Size {
    fn time(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { 3 })
    }

    fn share(&self) -> Share {
        Share(if self.quick { 100 } else { 1_000 })
    }
}

/// A case that is asked for with requests.
struct Prepared {
    case: Case,
    paths: Arc<Vec<String>>,
    peer: Option<Peer>,
    /// Of our runs.
    ours: Vec<Measured>,
    /// Transactions per second of the peer's runs.
    peers: Vec<f64>,
}

struct Measured {
    found: Found,
    /// Of the server, per thousand requests.
    cpu_seconds: f64,
}

/// Measures; `say` hears of progress.
pub async fn run(size: Size, say: &dyn Fn(&str)) -> Result<Vec<Metric>> {
    ensure!(size.runs > 0, "nothing to measure: give --runs 1 or more");
    let begun = Instant::now();
    let say = |line: String| say(&format!("[{:>4} s] {line}", begun.elapsed().as_secs()));
    let pgbench = pgbench::find().await;
    if pgbench.is_none() {
        say("no pgbench on this machine (Debian: postgresql-contrib or postgresql-15): figures without a peer".into());
    }
    let database = Database::create().await?;
    say("filling the database".into());
    fill::fill(&database, size.share()).await?;
    let mut conn = database.connect().await?;
    let wanted = |case: &Case| size.only.is_empty() || size.only.contains(case);
    let cases: Vec<Case> = Case::value_variants()
        .iter()
        .copied()
        .filter(wanted)
        .collect();

    let asked: Vec<Case> = cases
        .iter()
        .copied()
        .filter(|case| *case != Case::Stream)
        .collect();
    let mut prepared = prepare(&size, &asked, &database, pgbench.is_some(), &mut conn).await?;
    let server = Server::start(&database.url, 0).await?;
    let keeping = Server::start(&database.url, ANSWERS_MB).await?;
    // The first round warms both sides up and does not count.
    for round in 0..=size.runs {
        for prepared in &mut prepared {
            let server = match prepared.case {
                Case::Repeated => &keeping,
                _ => &server,
            };
            let measured = ask(server, prepared, size.time()).await?;
            let mut line = format!(
                "{} {round}/{}: {:.0} requests/s, p99 {:.1} ms",
                prepared.case.name(),
                size.runs,
                measured.found.requests_per_second,
                measured.found.part(0.99)
            );
            let mut peers = None;
            if let (Some(peer), Some((program, name))) = (&prepared.peer, &pgbench) {
                let rate = peer.run(program, &database.url, size.time()).await?;
                line += &format!("; {name} {rate:.0}");
                peers = Some(rate);
            }
            say(line);
            if round > 0 {
                prepared.ours.push(measured);
                prepared.peers.extend(peers);
            }
        }
    }
    let peer = pgbench.as_ref().map(|(_, name)| name.as_str());
    let mut metrics: Vec<Metric> = prepared.iter().flat_map(|p| p.metrics(peer)).collect();
    if !asked.is_empty() {
        let peak = server.usage().peak_mb;
        metrics.push(Metric::cost("api.peak_memory_mb", "MB", &[peak], None));
    }
    drop((server, keeping));
    if cases.contains(&Case::Stream) {
        say(format!(
            "{} listeners of the event stream",
            listeners::LISTENERS
        ));
        metrics.extend(stream(&size, &database, &mut conn).await?);
    }
    Ok(metrics)
}

/// Finds paths, and what our server makes of some of them for the peer.
async fn prepare(
    size: &Size,
    cases: &[Case],
    database: &Database,
    with_peer: bool,
    conn: &mut PgConnection,
) -> Result<Vec<Prepared>> {
    let mut url: reqwest::Url = database.url.parse().context("DATABASE_URL is not a URL")?;
    let host = url.host_str().unwrap_or("127.0.0.1");
    let wire = Wire::before(format!("{host}:{}", url.port().unwrap_or(5432))).await?;
    let sslmode = ("sslmode", "disable");
    url.query_pairs_mut().append_pair(sslmode.0, sslmode.1);
    url.set_host(Some("127.0.0.1"))?;
    url.set_port(Some(wire.port)).ok();
    let server = Server::start(url.as_str(), 0).await?;
    let mut client = Client::connect(&server.address).await?;
    let mut all = Vec::new();
    for &case in cases {
        let paths = case.paths(conn, size.share()).await?;
        let mut requests = Vec::new();
        for n in 0..SAMPLES {
            let path = &paths[n * paths.len() / SAMPLES];
            wire.take();
            let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n");
            client.ask(request.as_bytes()).await?;
            requests.push(wire.take());
        }
        let peer = match with_peer {
            true => Some(Peer::new(&requests, conn).await?),
            false => None,
        };
        all.push(Prepared {
            case,
            paths: Arc::new(paths),
            peer,
            ours: Vec::new(),
            peers: Vec::new(),
        });
    }
    Ok(all)
}

async fn ask(server: &Server, prepared: &Prepared, time: Duration) -> Result<Measured> {
    let before = server.usage();
    let found = load::run(server.address.clone(), prepared.paths.clone(), "", time).await?;
    let used = server.usage().cpu_seconds - before.cpu_seconds;
    let thousands = found.requests_per_second * time.as_secs_f64() / 1_000.0;
    Ok(Measured {
        found,
        cpu_seconds: used / thousands,
    })
}

impl Prepared {
    fn metrics(&self, peer: Option<&str>) -> Vec<Metric> {
        let name = |measure: &str| format!("api.{}.{measure}", self.case.name());
        let of = |figure: fn(&Measured) -> f64| self.ours.iter().map(figure).collect::<Vec<_>>();
        let rates = of(|m| m.found.requests_per_second);
        let peers = peer.map(|peer| (peer, &self.peers[..]));
        let mut metrics = vec![Metric::rate(
            name("requests_per_second"),
            "1/s",
            &rates,
            peers,
        )];
        if !self.peers.is_empty() {
            let parts: Vec<f64> = rates.iter().zip(&self.peers).map(|(o, p)| o / p).collect();
            metrics.push(Metric::rate(name("of_pgbench"), "1", &parts, None));
        }
        metrics.push(Metric::cost(
            name("p50_ms"),
            "ms",
            &of(|m| m.found.part(0.5)),
            None,
        ));
        metrics.push(Metric::cost(
            name("p99_ms"),
            "ms",
            &of(|m| m.found.part(0.99)),
            None,
        ));
        let cpu = of(|m| m.cpu_seconds);
        metrics.push(Metric::cost(name("cpu_seconds_per_1000"), "s", &cpu, None));
        metrics.push(Metric::cost(
            name("answer_bytes"),
            "bytes",
            &of(|m| m.found.bytes),
            None,
        ));
        metrics
    }
}

async fn stream(size: &Size, database: &Database, conn: &mut PgConnection) -> Result<Vec<Metric>> {
    let server = Server::start(&database.url, ANSWERS_MB).await?;
    let commits = if size.quick { 3 } else { 20 };
    let before = server.usage().cpu_seconds;
    let times = listeners::run(&server.address, conn, commits).await?;
    let used = server.usage();
    let middle: Vec<f64> = times.iter().map(|(middle, _)| *middle).collect();
    let last: Vec<f64> = times.iter().map(|(_, last)| *last).collect();
    let cpu = [(used.cpu_seconds - before) / commits as f64];
    Ok(vec![
        Metric::cost("api.stream.median_listener_ms", "ms", &middle, None),
        Metric::cost("api.stream.last_listener_ms", "ms", &last, None),
        Metric::cost("api.stream.cpu_seconds_per_commit", "s", &cpu, None),
        Metric::cost("api.stream.peak_memory_mb", "MB", &[used.peak_mb], None),
    ])
}

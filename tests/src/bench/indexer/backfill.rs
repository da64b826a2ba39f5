//! History: how fast, at what cost, how far from the bounds of RPC and Postgres; and what it takes to be ready.

use anyhow::{Context, Result};

use super::book::Book;
use super::index::{self, Index};
use super::node::Chain;
use super::proxy::{self, Proxy};
use super::side::{Route, Who};
use super::{Bench, floors, ms};
use crate::database::Database;

/// Name, events, and how many of them are in a block.
const CASES: [(&str, u64, u64); 3] = [
    ("500_per_block", 200_000, 500),
    ("10_per_block", 20_000, 10),
    ("200_per_block", 20_000, 200),
];
/// The case that storage is measured in.
const STORED: &str = "500_per_block";

/// All cases.
pub async fn run(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    for (name, events, per_block) in CASES {
        case(bench, book, name, bench.size.of(events), per_block)
            .await
            .with_context(|| format!("backfill.{name}"))?;
    }
    Ok(())
}

async fn case(
    bench: &Bench<'_>,
    book: &mut Book,
    name: &str,
    events: u64,
    per_block: u64,
) -> Result<()> {
    bench.say(format!("backfill.{name}: mining {events} events"));
    let mut chain = Chain::start().await?;
    chain.fill(events, per_block).await?;
    let truth = chain.truth().await?;
    let mut asked = Vec::new();
    for run in bench.rounds() {
        for &who in bench.who() {
            let database = Database::create().await?;
            let mut index = Index::open(who, &database).await?;
            // Counted in the warm-up: passing every answer on takes time that is not the indexer's.
            let proxy = match run {
                0 => Some(Proxy::start(&chain.url).await?),
                _ => None,
            };
            let route = Route::http(proxy.as_ref().map_or(&chain.url, |proxy| &proxy.url));
            let mut running = bench.sides.start(who, &chain, route, &database)?;
            let filled = index.filled(&mut running, &truth).await?;
            let usage = running.usage();
            let seconds = (filled - running.started).as_secs_f64();
            let questions = proxy.as_ref().map(Proxy::asked);
            index.check(&truth).await?;
            bench.say(format!(
                "backfill.{name}: {}: {who:?} {seconds:.2} s",
                bench.round(run)
            ));
            running.kill().await?;
            let metric = |measure: &str| format!("backfill.{name}.{measure}");
            if let Some(questions) = questions {
                let calls = proxy::calls(&questions) as f64;
                book.add(who, &metric("rpc_calls"), "calls", calls);
                let requests = questions.len() as f64;
                book.add(who, &metric("rpc_requests"), "requests", requests);
                if who == Who::Ours {
                    asked = questions;
                }
                continue;
            }
            let rate = events as f64 / seconds;
            book.add(who, &metric("events_per_second"), "events/s", rate);
            book.add(who, &metric("seconds"), "s", seconds);
            if let Some(usage) = usage {
                book.add(who, &metric("cpu_seconds"), "s", usage.cpu_seconds);
                book.add(who, &metric("peak_memory_mb"), "MB", usage.peak_mb);
            }
            // Before the bounds, which copy all of it within the database.
            if name == STORED {
                let sizes = index.bytes().await?;
                for (size, what) in sizes.into_iter().zip([
                    "storage.bytes_per_event",
                    "storage.all_indexes.bytes_per_event",
                    "storage.database.bytes_per_event",
                ]) {
                    book.add(who, what, "bytes", size / events as f64);
                }
            }
            if who == Who::Ours {
                bounds(book, &metric, seconds, &chain, &asked, &database).await?;
            }
        }
    }
    Ok(())
}

async fn bounds(
    book: &mut Book,
    metric: &impl Fn(&str) -> String,
    seconds: f64,
    chain: &Chain,
    asked: &[axum::body::Bytes],
    database: &Database,
) -> Result<()> {
    let rpc = floors::rpc(&chain.url, asked).await?.as_secs_f64();
    let what = "bound: the same questions by a bare client";
    book.bound(&metric("rpc_bound"), "s", seconds, rpc, what);
    let floor = floors::postgres(database).await?;
    let what = "bound: COPY of all that we store";
    let all = floor.all.as_secs_f64();
    book.bound(&metric("postgres_bound"), "s", seconds, all, what);
    let what = "bound: COPY of the transfers alone";
    let rows = floor.transfers.as_secs_f64();
    book.bound(&metric("postgres_rows_bound"), "s", seconds, rows, what);
    Ok(())
}

/// From nothing until all is there and the side says that it is ready.
pub async fn start(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    let mut chain = Chain::start().await?;
    chain.fill(bench.size.of(2_000), 10).await?;
    for run in bench.rounds() {
        for &who in bench.who() {
            let database = Database::create().await?;
            let mut index = Index::open(who, &database).await?;
            let route = Route::http(&chain.url);
            let truth = chain.truth().await?;
            let mut running = bench.sides.start(who, &chain, route, &database)?;
            index::ready(&mut running, &mut index, &truth, &bench.http).await?;
            let took = ms(running.started.elapsed());
            index.check(&truth).await?;
            running.kill().await?;
            bench.say(format!("start: {}: {who:?} {took:.0} ms", bench.round(run)));
            if run > 0 {
                book.add(who, "start.2000_events.ms", "ms", took);
            }
        }
    }
    Ok(())
}

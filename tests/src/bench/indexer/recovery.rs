//! SIGKILL: how long until all is right again, by the same process started anew or by one that stood by.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::book::Book;
use super::index::{self, Index};
use super::node::Chain;
use super::side::{Route, Who};
use super::{Bench, ms};
use crate::database::Database;

/// After which somebody never comes back.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process that is killed, and started again when more has happened.
pub async fn kill9(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    const METRIC: &str = "recovery.kill9.ms";
    let mut chain = Chain::start().await?;
    chain.fill(bench.size.of(2_000), 10).await?;
    for run in bench.rounds() {
        for &who in bench.who() {
            if who == Who::Ponder && book.gave_up(METRIC) {
                continue;
            }
            let database = Database::create().await?;
            let mut index = Index::open(who, &database).await?;
            let url = chain.url.clone();
            let route = Route::http(&url);
            let mut running = bench.sides.start(who, &chain, route, &database)?;
            index::following(&mut running, &mut index, &mut chain, &bench.http).await?;
            running.kill().await?;
            chain.fill(25, 5).await?;
            let truth = chain.truth().await?;
            let mut running = bench.sides.start(who, &chain, route, &database)?;
            let right = index
                .agrees(&mut running, &mut chain, &truth, PATIENCE)
                .await?;
            let started = running.started;
            let Some(right) = right else {
                ensure!(who == Who::Ponder, "ours did not catch up after SIGKILL");
                let note = format!("not right within {} s, tried once", PATIENCE.as_secs());
                book.never(METRIC, "ms", note);
                continue;
            };
            index.check(&truth).await?;
            running.kill().await?;
            let took = ms(right - started);
            bench.say(format!(
                "{METRIC}: {}: {who:?} {took:.0} ms",
                bench.round(run)
            ));
            if run > 0 {
                book.add(who, METRIC, "ms", took);
            }
        }
    }
    Ok(())
}

/// Two processes of ours, of which the leader is killed.
pub async fn standby(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    let mut chain = Chain::start().await?;
    chain.fill(bench.size.of(2_000), 10).await?;
    for run in bench.rounds() {
        let database = Database::create().await?;
        let mut index = Index::open(Who::Ours, &database).await?;
        let url = chain.url.clone();
        let route = Route::http(&url);
        let mut leader = bench.sides.start(Who::Ours, &chain, route, &database)?;
        index::following(&mut leader, &mut index, &mut chain, &bench.http).await?;
        let mut standby = bench.sides.start(Who::Ours, &chain, route, &database)?;
        index::following(&mut standby, &mut index, &mut chain, &bench.http).await?;
        // Not in step with the standby's clock.
        tokio::time::sleep(Duration::from_millis(600 + run as u64 * 170)).await;
        let killed = Instant::now();
        leader.kill().await?;
        chain.emit(1).await?;
        chain.mine().await?;
        let shown = index.shows(&mut standby, chain.head).await?;
        index.check(&chain.truth().await?).await?;
        standby.kill().await?;
        let took = ms(shown - killed);
        bench.say(format!("standby: {}: {took:.0} ms", bench.round(run)));
        if run > 0 {
            book.add(Who::Ours, "standby.takeover.ms", "ms", took);
        }
    }
    Ok(())
}

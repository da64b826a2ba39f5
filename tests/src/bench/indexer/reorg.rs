//! Reorganisations: from a new branch to right rows.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::book::Book;
use super::index::{self, Index};
use super::node::Chain;
use super::side::{Route, Who};
use super::{Bench, ms};
use crate::database::Database;

/// After which somebody never gets it right. Until then a block is mined each second.
const PATIENCE: Duration = Duration::from_secs(20);

struct Case {
    name: &'static str,
    depth: u64,
    /// Whether the blocks that are lost have logs.
    logs: bool,
}

const CASES: [Case; 4] = [
    Case {
        name: "5",
        depth: 5,
        logs: true,
    },
    Case {
        name: "60",
        depth: 60,
        logs: true,
    },
    Case {
        name: "500",
        depth: 500,
        logs: true,
    },
    Case {
        name: "no_logs",
        depth: 5,
        logs: false,
    },
];

/// All cases.
pub async fn run(bench: &Bench<'_>, book: &mut Book) -> Result<()> {
    let mut chain = Chain::start().await?;
    // The mints, then enough blocks that the deepest reorganisation leaves them alone.
    chain.fill(600, 10).await?;
    chain.fill(1_400, 2).await?;
    for case in CASES {
        let metric = format!("reorg.{}.ms", case.name);
        for run in bench.rounds() {
            for &who in bench.who() {
                if who == Who::Ponder && book.gave_up(&metric) {
                    continue;
                }
                let took = one(bench, &mut chain, &case, who)
                    .await
                    .with_context(|| metric.clone())?;
                let shown = took.map_or("never".into(), |took| format!("{took:.0} ms"));
                bench.say(format!("{metric}: {}: {who:?} {shown}", bench.round(run)));
                match took {
                    Some(took) if run > 0 => book.add(who, &metric, "ms", took),
                    Some(_) => {}
                    None if who == Who::Ours => {
                        bail!("{metric}: our rows were not right within {PATIENCE:?}")
                    }
                    None => book.never(
                        &metric,
                        "ms",
                        format!("not right within {} s, tried once", PATIENCE.as_secs()),
                    ),
                }
            }
        }
    }
    Ok(())
}

/// How long one side takes; `None` when it is still wrong after [`PATIENCE`].
async fn one(bench: &Bench<'_>, chain: &mut Chain, case: &Case, who: Who) -> Result<Option<f64>> {
    // What the reorganisation before this one took away.
    if case.logs {
        chain.extend(case.depth + 5).await?;
    } else {
        for _ in 0..case.depth + 5 {
            chain.mine().await?;
        }
    }
    let database = Database::create().await?;
    let mut index = Index::open(who, &database).await?;
    let url = chain.url.clone();
    let mut running = bench
        .sides
        .start(who, chain, Route::websocket(&url), &database)?;
    index::following(&mut running, &mut index, chain, &bench.http).await?;
    // Followed to the tip one by one, not only found there at the start.
    for _ in 0..3 {
        if case.logs {
            chain.emit(1).await?;
        }
        chain.mine().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    chain.reorganise(case.depth).await?;
    let at = Instant::now();
    chain.emit(7).await?;
    chain.mine().await?;
    let right = index.converges(&mut running, chain, PATIENCE).await?;
    let took = match right {
        Some((right, truth)) => {
            index.check(&truth).await?;
            Some(ms(right.saturating_duration_since(at)))
        }
        None => None,
    };
    running.kill().await?;
    Ok(took)
}

//! `bench indexer`: our indexer beside Ponder on the same chain and Postgres, a cold database for each run.
//!
//! The chain is npm's Anvil with one contract that emits many transfers. Each is one row and two balances to either side;
//! after each run rows and balances are compared with the chain's own.

mod backfill;
mod book;
mod floors;
mod index;
mod live;
mod manifest;
mod node;
pub(in crate::bench) mod process;
mod proxy;
mod recovery;
mod reorg;
mod side;
mod truth;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::ValueEnum;

use super::Metric;
use book::Book;
use side::{Sides, Who};

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Group {
    /// History, and what it takes in Postgres
    Backfill,
    /// From nothing to ready
    Start,
    /// From mined to visible
    Live,
    /// From a new branch to right rows
    Reorg,
    /// From SIGKILL to right rows
    Recovery,
    /// From the leader's SIGKILL to the standby's first row
    Standby,
}

/// How much to do.
#[derive(Clone, Debug)]
pub struct Size {
    /// Runs of each side that count.
    pub runs: usize,
    /// A tenth of the events, to see that the bench itself works.
    pub quick: bool,
    /// Without the peer.
    pub ours: bool,
    /// These groups only; all when empty.
    pub only: Vec<Group>,
}

impl Size {
    fn of(&self, events: u64) -> u64 {
        if self.quick { events / 10 } else { events }
    }
}

/// What all groups share.
struct Bench<'a> {
    size: Size,
    sides: Sides,
    http: reqwest::Client,
    say: &'a dyn Fn(&str),
    begun: Instant,
}

impl Bench<'_> {
    fn say(&self, line: impl AsRef<str>) {
        let seconds = self.begun.elapsed().as_secs();
        (self.say)(&format!("[{seconds:>4} s] {}", line.as_ref()));
    }

    /// The rounds, the first of which warms both sides up and does not count.
    fn rounds(&self) -> std::ops::RangeInclusive<usize> {
        0..=self.size.runs
    }

    /// Who takes part in each round, in this order.
    fn who(&self) -> &'static [Who] {
        if self.size.ours {
            &[Who::Ours]
        } else {
            &[Who::Ours, Who::Ponder]
        }
    }

    fn round(&self, run: usize) -> String {
        match run {
            0 => "warm-up".into(),
            run => format!("run {run}/{}", self.size.runs),
        }
    }
}

/// Measures; `say` hears of progress.
pub async fn run(size: Size, say: &dyn Fn(&str)) -> Result<Vec<Metric>> {
    ensure!(size.runs > 0, "nothing to measure: give --runs 1 or more");
    let sides = Sides::find()?;
    let mut book = Book::new(&sides.ponder_name);
    let bench = Bench {
        size,
        sides,
        http: reqwest::Client::new(),
        say,
        begun: Instant::now(),
    };
    for group in Group::value_variants() {
        let only = &bench.size.only;
        if !only.is_empty() && !only.contains(group) {
            continue;
        }
        match group {
            Group::Backfill => backfill::run(&bench, &mut book).await?,
            Group::Start => backfill::start(&bench, &mut book).await?,
            Group::Live => live::run(&bench, &mut book).await?,
            Group::Reorg => reorg::run(&bench, &mut book).await?,
            Group::Recovery => recovery::kill9(&bench, &mut book).await?,
            Group::Standby => recovery::standby(&bench, &mut book).await?,
        }
    }
    Ok(book.metrics())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

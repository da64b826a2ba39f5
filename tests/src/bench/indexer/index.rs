//! What a side has put into its database.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use alloy::primitives::{Address, U256};
use anyhow::{Context, Result, bail, ensure};
use productshare_indexer::projections::SCHEMA;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::node::Chain;
use super::side::{Running, Who};
use super::truth::{Row, Truth};
use crate::database::Database;

/// How often the database is asked while time is measured.
pub const POLL: Duration = Duration::from_millis(1);
/// And while nothing depends on a millisecond, so as not to take the time from those measured.
const SLOW_POLL: Duration = Duration::from_millis(5);
/// After which somebody will never catch up.
pub const PATIENCE: Duration = Duration::from_secs(600);

/// A look into one side's database.
pub struct Index {
    who: Who,
    connection: PgConnection,
}

impl Index {
    /// Of `who`, in `database`.
    pub async fn open(who: Who, database: &Database) -> Result<Self> {
        Ok(Self {
            who,
            connection: database.connect().await?,
        })
    }

    /// The table with a row for each transfer.
    pub fn table(&self) -> String {
        match self.who {
            Who::Ours => format!("{SCHEMA}.transfer"),
            Who::Ponder => "bench.transfer".into(),
        }
    }

    async fn text(&mut self, query: String) -> Option<String> {
        // The tables come into being while we look: until then there is an error, which says just that.
        sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_one(&mut self.connection)
            .await
            .ok()
            .flatten()
    }

    /// The newest block with a row, 0 before there is any.
    pub async fn reached(&mut self) -> i64 {
        let query = format!("select max(block)::bigint::text from {}", self.table());
        let text = self.text(query).await;
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// As [`Truth::sums`].
    pub async fn sums(&mut self) -> String {
        let query = format!(
            "select count(*) || ',' || coalesce(sum(amount), 0) || ',' || coalesce(sum(block::numeric * (log_index + 1)), 0) from {}",
            self.table()
        );
        self.text(query).await.unwrap_or_default()
    }

    /// Bytes of the row table with its key and one index, with all its indexes, and of the whole database.
    pub async fn bytes(&mut self) -> Result<[f64; 3]> {
        let table = self.table();
        let one = match self.who {
            Who::Ours => format!("{SCHEMA}.transfer_sender"),
            Who::Ponder => "bench.transfer_by_sender".into(),
        };
        let key: String = sqlx::query_scalar(
            "select indexrelid::regclass::text from pg_index where indrelid = $1::regclass and indisprimary",
        )
        .bind(&table)
        .fetch_optional(&mut self.connection)
        .await?
        .with_context(|| format!("{table} has no key"))?;
        let one_there: bool = sqlx::query_scalar("select to_regclass($1) is not null")
            .bind(&one)
            .fetch_one(&mut self.connection)
            .await?;
        // Ponder names its indexes itself: with one beside the key, all are what is asked for.
        let narrow = if one_there {
            format!(
                "pg_table_size('{table}') + pg_relation_size('{key}') + pg_relation_size('{one}')"
            )
        } else {
            format!("pg_total_relation_size('{table}')")
        };
        let query = format!(
            "select ({narrow})::float8, pg_total_relation_size('{table}')::float8,
                    (pg_database_size(current_database())
                     - (select pg_database_size(datname) from pg_database where datname = 'template1'))::float8"
        );
        let row = sqlx::query(AssertSqlSafe(query))
            .fetch_one(&mut self.connection)
            .await?;
        Ok([row.try_get(0)?, row.try_get(1)?, row.try_get(2)?])
    }

    /// Compares rows and balances with the chain's.
    pub async fn check(&mut self, truth: &Truth) -> Result<()> {
        let (sender, balances) = match self.who {
            Who::Ours => (
                "encode(sender, 'hex'), encode(recipient, 'hex')",
                format!(
                    "select encode(account, 'hex'), amount::text from {SCHEMA}.balance where token = 'psc'"
                ),
            ),
            Who::Ponder => (
                "sender, recipient",
                "select account, amount::text from bench.holder where amount <> 0".into(),
            ),
        };
        let rows = format!(
            "select block::bigint, log_index::integer, {sender}, amount::text from {} order by 1, 2",
            self.table()
        );
        let rows = sqlx::query(AssertSqlSafe(rows))
            .fetch_all(&mut self.connection)
            .await?
            .iter()
            .map(|row| {
                Ok(Row {
                    block: row.try_get(0)?,
                    log_index: row.try_get(1)?,
                    sender: row.try_get::<String, _>(2)?.parse()?,
                    recipient: row.try_get::<String, _>(3)?.parse()?,
                    amount: row.try_get::<String, _>(4)?.parse()?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let balances = sqlx::query(AssertSqlSafe(balances))
            .fetch_all(&mut self.connection)
            .await?
            .iter()
            .map(|row| {
                Ok((
                    row.try_get::<String, _>(0)?.parse()?,
                    row.try_get::<String, _>(1)?.parse()?,
                ))
            })
            .collect::<Result<BTreeMap<Address, U256>>>()?;
        truth
            .check(&rows, &balances)
            .with_context(|| format!("{:?} is wrong about the chain", self.who))
    }

    /// Waits until all rows of a backfill are there.
    pub async fn filled(&mut self, running: &mut Running, truth: &Truth) -> Result<Instant> {
        let (begun, sums) = (Instant::now(), truth.sums());
        loop {
            if self.reached().await >= truth.last_block() && self.sums().await == sums {
                return Ok(Instant::now());
            }
            self.still(running, begun)?;
            tokio::time::sleep(SLOW_POLL).await;
        }
    }

    /// Waits until the rows are those of `truth`, mining an empty block each second: some only look when there is one.
    /// `None` when they are not within `patience`.
    pub async fn agrees(
        &mut self,
        running: &mut Running,
        chain: &mut Chain,
        truth: &Truth,
        patience: Duration,
    ) -> Result<Option<Instant>> {
        let (begun, sums) = (Instant::now(), truth.sums());
        let mut mined = begun;
        loop {
            if self.sums().await == sums {
                return Ok(Some(Instant::now()));
            }
            running.alive()?;
            if begun.elapsed() > patience {
                return Ok(None);
            }
            if mined.elapsed() > Duration::from_secs(1) {
                mined = Instant::now();
                chain.mine().await?;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// As [`Index::agrees`] with what the chain says by now, but watching already while the chain is asked: with the time
    /// from which on the rows were right.
    pub async fn converges(
        &mut self,
        running: &mut Running,
        chain: &mut Chain,
        patience: Duration,
    ) -> Result<Option<(Instant, Truth)>> {
        let asking = tokio::spawn(chain.truth());
        let mut since = (Instant::now(), self.sums().await);
        while !asking.is_finished() {
            let sums = self.sums().await;
            if sums != since.1 {
                since = (Instant::now(), sums);
            }
            tokio::time::sleep(POLL).await;
        }
        let truth = asking.await.context("asking the chain")??;
        if since.1 == truth.sums() {
            return Ok(Some((since.0, truth)));
        }
        let right = self.agrees(running, chain, &truth, patience).await?;
        Ok(right.map(|right| (right, truth)))
    }

    /// Waits until a row of `block` is visible.
    pub async fn shows(&mut self, running: &mut Running, block: u64) -> Result<Instant> {
        let begun = Instant::now();
        while self.reached().await < block as i64 {
            self.still(running, begun)?;
            tokio::time::sleep(POLL).await;
        }
        Ok(Instant::now())
    }

    fn still(&self, running: &mut Running, begun: Instant) -> Result<()> {
        running.alive()?;
        if begun.elapsed() > PATIENCE {
            bail!(
                "{:?} did not get there within {PATIENCE:?}: {}",
                self.who,
                running.last_words()
            );
        }
        Ok(())
    }
}

/// Waits until a side has all of `truth` and says that it is ready.
pub async fn ready(
    running: &mut Running,
    index: &mut Index,
    truth: &Truth,
    http: &reqwest::Client,
) -> Result<()> {
    index.filled(running, truth).await?;
    let begun = Instant::now();
    while !running.ready(http).await {
        index.still(running, begun)?;
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

/// Waits until a side has all of the chain and says so, following it from then on.
pub async fn following(
    running: &mut Running,
    index: &mut Index,
    chain: &mut Chain,
    http: &reqwest::Client,
) -> Result<()> {
    let truth = chain.truth().await?;
    let caught = index.agrees(running, chain, &truth, PATIENCE).await?;
    ensure!(
        caught.is_some(),
        "{:?} did not catch up: {}",
        running.who,
        running.last_words()
    );
    ready(running, index, &truth, http).await
}

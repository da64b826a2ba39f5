//! The database: connections, migrations, the cursor, and the one place that writes.

mod ailment;
pub mod copy;
mod gaps;
pub mod indexes;
mod leader;
mod numeric;
mod tables;
mod write;

use std::{collections::BTreeMap, str::FromStr, time::Duration};

use alloy::primitives::{Address, B256};
use anyhow::{Context, bail};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool, Row,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
};

pub use ailment::ailment_behind;
pub use gaps::Gap;
pub use leader::Leader;
pub use numeric::{Amount, Delta};
pub use tables::create_projections;
pub use write::{Block, Chunk, CommitError, Finality, Writer};

use crate::{
    chain::BlockId,
    deployment::{Contract, Deployment},
    projections,
};

/// The channel that every commit notifies.
pub const CHANNEL: &str = "indexed";
/// Advisory locks, one per purpose; they are per database.
const LOCK_LEADER: i64 = 0x7073_6861_7265_0001;
const LOCK_SETUP: i64 = 0x7073_6861_7265_0002;
pub(crate) const LOCK_REBUILD: i64 = 0x7073_6861_7265_0003;

/// Between tries to get into a server that lets nobody in for now.
const CONNECT_AGAIN: Duration = Duration::from_millis(500);

/// How to reach the database, with the schemas that this version reads and writes.
#[derive(Clone, Debug)]
pub struct Database {
    options: PgConnectOptions,
}

/// The cursor row: what is indexed, and how final it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub chain_id: u64,
    /// First block that can carry logs of the contracts.
    pub start_block: u64,
    /// Indexed up to and including this block; `None` before the first.
    pub block: Option<BlockId>,
    /// The node's latest block when last asked.
    pub head: u64,
    /// Numbers, never beyond `block`; `start_block - 1` at first.
    pub safe: i64,
    pub finalized: i64,
    /// Whether finality is the node's own word (its tags) or counted by depth.
    pub by_tags: bool,
    pub rewinds: u64,
}

impl Cursor {
    /// The next block to index.
    pub fn next(&self) -> u64 {
        self.block
            .map_or(self.start_block, |block| block.number + 1)
    }

    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let number: i64 = row.try_get("block")?;
        let hash: Option<[u8; 32]> = row.try_get("block_hash")?;
        Ok(Self {
            chain_id: row.try_get::<i64, _>("chain_id")? as u64,
            start_block: row.try_get::<i64, _>("start_block")? as u64,
            block: hash.map(|hash| BlockId {
                number: number as u64,
                hash: B256::from(hash),
            }),
            head: row.try_get::<i64, _>("head")? as u64,
            safe: row.try_get("safe")?,
            finalized: row.try_get("finalized")?,
            by_tags: row.try_get::<&str, _>("finality_source")? == "tags",
            rewinds: row.try_get::<i64, _>("rewinds")? as u64,
        })
    }

    /// Reads the cursor in the caller's transaction or connection.
    pub async fn load(conn: &mut PgConnection) -> sqlx::Result<Self> {
        let row = sqlx::query(
            "select chain_id, start_block, block, block_hash, head, safe, finalized, finality_source, rewinds from cursor",
        )
        .fetch_one(conn)
        .await?;
        Self::from_row(&row)
    }

    /// As [`Cursor::load`], but up to where this version's projections are. `None` when they hold rows of blocks that
    /// were reorganised away since another version leads.
    pub async fn load_served(conn: &mut PgConnection) -> sqlx::Result<Option<Self>> {
        let row = sqlx::query(
            "select chain_id, start_block, p.block, p.block_hash, head, least(safe, p.block) safe,
                    least(finalized, p.block) finalized, finality_source, c.rewinds
             from cursor c join progress p on p.rewinds = c.rewinds",
        )
        .fetch_optional(conn)
        .await?;
        row.as_ref().map(Self::from_row).transpose()
    }
}

impl Database {
    /// # Errors
    /// A line for the operator when the URL does not parse.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .context(
                "DATABASE_URL is not a Postgres URL (postgres://user:password@host:port/database)",
            )?
            .application_name("productshare-indexer")
            .log_statements(tracing::log::LevelFilter::Off);
        Ok(Self {
            options: options.options([("search_path", format!("{},chain", projections::SCHEMA))]),
        })
    }

    /// The same database seen through another projection schema first.
    pub fn with_schema(&self, schema: &str) -> Self {
        Self {
            options: self
                .options
                .clone()
                .options([("search_path", format!("{schema},chain"))]),
        }
    }

    /// A connection of its own, for the writer. Waits for a server that is there and lets nobody in for now.
    pub async fn connect(&self) -> anyhow::Result<PgConnection> {
        let address = format!(
            "{}:{}/{}",
            self.options.get_host(),
            self.options.get_port(),
            self.name()
        );
        // Building indexes, waiting for a lock: what is slow here is meant to be, and its text may be pages long.
        let options = self
            .options
            .clone()
            .log_slow_statements(tracing::log::LevelFilter::Off, Duration::MAX);
        let mut told = false;
        loop {
            match options.connect().await {
                Err(error) if ailment::is_shut_for_now(&error) => {
                    if !told {
                        let why = ailment::ailment(&error).unwrap_or_default();
                        tracing::warn!("{why}; waiting until it lets us in ({error})");
                        told = true;
                    }
                    tokio::time::sleep(CONNECT_AGAIN).await;
                }
                connected => {
                    return connected.with_context(|| {
                        format!("cannot connect to the database at {address}: check DATABASE_URL and that Postgres runs")
                    });
                }
            }
        }
    }

    fn name(&self) -> &str {
        self.options.get_database().unwrap_or("")
    }

    /// How to connect for reading, with statements that end after `statement_timeout`.
    pub fn reader(&self, statement_timeout: Duration) -> PgConnectOptions {
        let limits = [
            (
                "statement_timeout",
                statement_timeout.as_millis().to_string(),
            ),
            ("default_transaction_read_only", "on".to_owned()),
            // Compiling a query takes longer than these queries do.
            ("jit", "off".to_owned()),
            ("idle_in_transaction_session_timeout", "10000".to_owned()),
        ];
        self.options
            .clone()
            .options(limits)
            // Every list has a statement for each set of filters.
            .statement_cache_capacity(500)
    }

    /// A pool of one for LISTEN.
    pub fn listener(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(1)
            .connect_lazy_with(self.options.clone())
    }

    /// Creates or migrates the tables, and binds the database to `deployment`.
    ///
    /// # Errors
    /// When the database already belongs to another chain or other contracts.
    pub async fn set_up(&self, deployment: &Deployment) -> anyhow::Result<()> {
        let mut conn = self.connect().await?;
        sqlx::query("select pg_advisory_lock($1)")
            .bind(LOCK_SETUP)
            .execute(&mut conn)
            .await?;
        let done = self.set_up_locked(&mut conn, deployment).await;
        conn.close().await.ok();
        done
    }

    async fn set_up_locked(
        &self,
        conn: &mut PgConnection,
        deployment: &Deployment,
    ) -> anyhow::Result<()> {
        sqlx::query("create schema if not exists chain")
            .execute(&mut *conn)
            .await?;
        sqlx::query("set search_path to chain")
            .execute(&mut *conn)
            .await?;
        // Migrations only add: with those of a later version, this one still works, and can be gone back to.
        let mut migrations = sqlx::migrate!("./migrations");
        migrations.set_ignore_missing(true);
        migrations
            .run(&mut *conn)
            .await
            .context("database migration")?;
        self.bind_deployment(conn, deployment).await?;
        // Either way nobody ever sees half of them.
        if !projections::is_live(conn).await? && !tables::create_live(self, conn).await? {
            let logs = projections::rebuild(self, deployment).await?;
            if logs > 0 {
                tracing::info!(
                    logs,
                    schema = projections::SCHEMA,
                    "projections of this version are built"
                );
            }
        }
        Ok(())
    }

    /// The deployment that this database belongs to.
    ///
    /// # Errors
    /// When nothing was ever indexed here.
    pub async fn deployment(&self) -> anyhow::Result<Deployment> {
        let mut conn = self.connect().await?;
        let there: bool = sqlx::query_scalar(
            "select to_regclass('chain.cursor') is not null and to_regnamespace($1) is not null",
        )
        .bind(projections::SCHEMA)
        .fetch_one(&mut conn)
        .await?;
        if !there {
            bail!(
                "database {:?} holds no index of this version: start `run` or `follow` on it first",
                self.name()
            );
        }
        let cursor = Cursor::load(&mut conn).await?;
        let mut deployment = Deployment {
            chain_id: cursor.chain_id,
            start_block: cursor.start_block,
            addresses: Default::default(),
        };
        let followed = followed(&mut conn).await?;
        for contract in Contract::ALL {
            let address = followed.get(contract.name()).with_context(|| {
                format!(
                    "database {:?} does not follow {}: use another database",
                    self.name(),
                    contract.name()
                )
            })?;
            deployment.addresses[contract as usize] = *address;
        }
        conn.close().await.ok();
        Ok(deployment)
    }

    async fn bind_deployment(
        &self,
        conn: &mut PgConnection,
        deployment: &Deployment,
    ) -> anyhow::Result<()> {
        let start = deployment.start_block as i64;
        let chain = deployment.chain_id as i64;
        sqlx::query(
            "insert into cursor (chain_id, start_block, block, safe, finalized) values ($1, $2, $2 - 1, $2 - 1, $2 - 1)
             on conflict do nothing",
        )
        .bind(chain)
        .bind(start)
        .execute(&mut *conn)
        .await?;
        // All at once or none: what a contract added later had logged by then would be missing.
        let (names, addresses): (Vec<_>, Vec<_>) = deployment
            .contracts()
            .into_iter()
            .map(|(name, address)| (name, address.to_vec()))
            .unzip();
        sqlx::query(
            "insert into contract (name, address) select * from unnest($1::text[], $2::bytea[])
             where not exists (select from contract)",
        )
        .bind(names)
        .bind(addresses)
        .execute(&mut *conn)
        .await?;
        let cursor = Cursor::load(conn).await?;
        if cursor.chain_id != deployment.chain_id || cursor.start_block != deployment.start_block {
            bail!(
                "database {:?} holds chain {} from block {}, the manifest says chain {} from block {}: use another database",
                self.name(),
                cursor.chain_id,
                cursor.start_block,
                deployment.chain_id,
                deployment.start_block
            );
        }
        let followed = followed(conn).await?;
        for (name, address) in deployment.contracts() {
            match followed.get(name) {
                Some(known) if *known == address => {}
                Some(known) => bail!(
                    "database {:?} follows {name} at {known}, the manifest names another address: use another database",
                    self.name(),
                ),
                None => bail!(
                    "database {:?} was made by a version that did not follow {name}: use another database",
                    self.name(),
                ),
            }
        }
        Ok(())
    }
}

/// The contracts that the database is about, by name.
async fn followed(conn: &mut PgConnection) -> sqlx::Result<BTreeMap<String, Address>> {
    let rows = sqlx::query("select name, address from contract")
        .fetch_all(conn)
        .await?;
    let read = |row: &PgRow| {
        Ok((
            row.try_get(0)?,
            Address::from(row.try_get::<[u8; 20], _>(1)?),
        ))
    };
    rows.iter().map(read).collect()
}

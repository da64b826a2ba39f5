//! The writer: blocks, logs, projections and cursor of a chunk in one transaction.

use alloy::primitives::B256;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{
    CHANNEL, Cursor,
    copy::{Rows, Table},
    indexes,
};
use crate::{
    chain::{BlockId, RawLog},
    projections::{Changes, ProjectionError, Projector, SCHEMA},
};

/// Blocks without logs at these distances are kept as anchors when the rest are pruned.
const ANCHOR_EVERY: i64 = 1024;

const BLOCK: Table = Table {
    name: "block",
    copy: "copy block (number, hash, parent_hash, time, log_count) from stdin (format binary)",
    width: 5,
};
const RAW_LOG: Table = Table {
    name: "raw_log",
    copy: "copy raw_log (block_number, log_index, transaction, address, topics, data) from stdin (format binary)",
    width: 6,
};

/// A block to be stored.
#[derive(Clone, Debug)]
pub struct Block {
    pub id: BlockId,
    pub parent_hash: Option<B256>,
    /// Unix seconds.
    pub time: u64,
    pub log_count: u32,
}

/// What one commit adds: a stretch of the canonical chain that follows the cursor (or `rewind_to`).
#[derive(Debug, Default)]
pub struct Chunk {
    /// Forget everything after this block first; `Some(None)` forgets all.
    pub rewind_to: Option<Option<BlockId>>,
    /// In ascending order; those with logs, and the last one always.
    pub blocks: Vec<Block>,
    /// In ascending order of (block, log index).
    pub logs: Vec<RawLog>,
}

/// The node's head, and how far it is safe and final.
#[derive(Clone, Copy, Debug)]
pub struct Finality {
    pub head: u64,
    pub safe: i64,
    pub finalized: i64,
    pub by_tags: bool,
}

/// Why a commit did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    #[error("another process has taken over")]
    Deposed,
    /// The chunk contradicts itself or what is stored: no retry mends it.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}

/// The only writer of the database while it leads.
#[derive(Debug)]
pub struct Writer {
    pub(super) conn: PgConnection,
    pub(super) epoch: i64,
    cursor: Cursor,
}

impl Writer {
    pub(super) async fn new(mut conn: PgConnection, epoch: i64) -> anyhow::Result<Self> {
        let cursor = Cursor::load(&mut conn).await?;
        Ok(Self {
            conn,
            epoch,
            cursor,
        })
    }

    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// How many of the indexes that only readers need are missing.
    pub async fn missing_indexes(&mut self) -> sqlx::Result<usize> {
        indexes::count_missing(&mut self.conn, SCHEMA).await
    }

    /// Creates them; `tell` hears how many are left.
    pub async fn build_indexes(&mut self, tell: impl Fn(usize)) -> sqlx::Result<()> {
        // As in every commit: while the cursor is held, no rebuild swaps the tables away.
        let hold = "select 1 from cursor for update";
        indexes::build(&mut self.conn, SCHEMA, hold, tell).await
    }

    /// Known blocks at or below `number`, highest first.
    pub async fn known_blocks(&mut self, number: u64, limit: usize) -> sqlx::Result<Vec<BlockId>> {
        let rows = sqlx::query(
            "select number, hash from block where number <= $1 order by number desc limit $2",
        )
        .bind(i64::try_from(number).unwrap_or(i64::MAX))
        .bind(limit as i64)
        .fetch_all(&mut self.conn)
        .await?;
        rows.iter().map(block_id).collect()
    }

    /// The hash stored for a block number.
    pub async fn known_hash(&mut self, number: u64) -> sqlx::Result<Option<B256>> {
        let hash: Option<[u8; 32]> = sqlx::query_scalar("select hash from block where number = $1")
            .bind(i64::try_from(number).unwrap_or(i64::MAX))
            .fetch_optional(&mut self.conn)
            .await?;
        Ok(hash.map(B256::from))
    }

    /// Stores a chunk, its projections and the cursor, or nothing.
    ///
    /// # Errors
    /// See [`CommitError`]; after any of them the writer must be dropped and leadership sought anew.
    #[tracing::instrument(level = "debug", skip_all, fields(
        first_block = chunk.blocks.first().map(|block| block.id.number),
        last_block = chunk.blocks.last().map(|block| block.id.number),
        logs = chunk.logs.len(),
        rewinds = chunk.rewind_to.is_some(),
    ))]
    pub async fn commit(
        &mut self,
        projector: &Projector,
        chunk: Chunk,
        finality: Finality,
    ) -> Result<(), CommitError> {
        let before = self.cursor.clone();
        let base = chunk.rewind_to.unwrap_or(before.block);
        let end = chunk.blocks.last().map(|block| block.id).or(base);
        let floor = before.start_block as i64 - 1;
        let number = end.map_or(floor, |block| block.number as i64);
        // Finality only grows, unless the chain itself broke its word.
        let kept = base.map_or(floor, |block| block.number as i64);
        let finalized = finality
            .finalized
            .max(before.finalized.min(kept))
            .clamp(floor, number);
        let safe = finality
            .safe
            .max(before.safe.min(kept))
            .clamp(finalized, number);
        let rewound = chunk.rewind_to.is_some();

        // Beginning, cursor and end are sent as scripts of numbers and a hash: each statement by itself would be a round trip.
        let conn = &mut self.conn;
        let hash = end.map_or("null".into(), |block| format!("'\\x{:x}'", block.hash));
        let source = if finality.by_tags { "tags" } else { "depth" };
        let begin = format!(
            "begin; update cursor set block = {number}, block_hash = {hash}, head = {}, safe = {safe}, finalized = {finalized},
                 finality_source = '{source}', rewinds = rewinds + {}, updated_at = now() where epoch = {} returning 1",
            finality.head,
            u8::from(rewound),
            self.epoch
        );
        let fenced = sqlx::raw_sql(AssertSqlSafe(begin))
            .fetch_all(&mut *conn)
            .await?;
        if fenced.len() != 1 {
            return Err(CommitError::Deposed);
        }
        if rewound {
            rewind(conn, kept).await?;
        }
        let mut rows = Rows::default();
        for block in &chunk.blocks {
            put_block(&mut rows, block);
        }
        let mut changes = Changes::default();
        let mut topics = Vec::with_capacity(128);
        // Each log goes when its rows are there: of many, a part of the memory.
        for log in chunk.logs {
            put_log(&mut rows, &log, &mut topics);
            projector.apply(&log, &mut changes)?;
        }
        rows.send(conn).await?;
        changes.flush(conn).await?;
        let mut end_script = String::new();
        if finalized > before.finalized {
            end_script = format!(
                "delete from block where number >= {} and number < {finalized} and log_count = 0 and number % {ANCHOR_EVERY} <> 0; ",
                before.finalized
            );
        }
        // Not together with the cursor: waiting for that row, this would have found the tables of before a swap.
        end_script += &format!(
            "update progress set block = {number}, block_hash = {hash}, rewinds = rewinds + {}; notify {CHANNEL}, '{number}'; commit",
            u8::from(rewound)
        );
        sqlx::raw_sql(AssertSqlSafe(end_script))
            .execute(&mut *conn)
            .await?;
        self.cursor = Cursor {
            block: end,
            head: finality.head,
            safe,
            finalized,
            by_tags: finality.by_tags,
            ..before
        };
        self.cursor.rewinds += u64::from(rewound);
        Ok(())
    }
}

/// Forgets all blocks after `kept`, in the caller's transaction.
async fn rewind(conn: &mut PgConnection, kept: i64) -> sqlx::Result<()> {
    let logs: i64 =
        sqlx::query_scalar("select coalesce(sum(log_count), 0) from block where number > $1")
            .bind(kept)
            .fetch_one(&mut *conn)
            .await?;
    // Blocks without logs left no rows.
    if logs > 0 {
        Changes::rewind(conn, kept).await?;
    }
    // Both in one transaction, as they were written: no constraint ties a log to its block.
    for delete in [
        "delete from raw_log where block_number > $1",
        "delete from block where number > $1",
    ] {
        sqlx::query(delete).bind(kept).execute(&mut *conn).await?;
    }
    Ok(())
}

pub(super) fn put_block(rows: &mut Rows, block: &Block) {
    rows.row(&BLOCK)
        .i64(block.id.number as i64)
        .hash(block.id.hash)
        .maybe(block.parent_hash, |row, hash| row.hash(hash))
        .i64(block.time as i64)
        .i32(block.log_count as i32);
}

/// `topics` is room to use again.
pub(super) fn put_log(rows: &mut Rows, log: &RawLog, topics: &mut Vec<u8>) {
    topics.clear();
    log.topics
        .iter()
        .for_each(|topic| topics.extend_from_slice(topic.as_slice()));
    rows.row(&RAW_LOG)
        .i64(log.block.number as i64)
        .i32(log.log_index as i32)
        .hash(log.transaction)
        .address(log.address)
        .bytes(topics)
        .bytes(&log.data);
}

fn block_id(row: &sqlx::postgres::PgRow) -> sqlx::Result<BlockId> {
    let (number, hash): (i64, [u8; 32]) = (row.try_get(0)?, row.try_get(1)?);
    Ok(BlockId {
        number: number as u64,
        hash: B256::from(hash),
    })
}

//! Projections computed anew from `raw_log`, without a node: to replace the live ones, or to check them.

use alloy::primitives::{Address, B256, Bytes};
use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgRow};

use super::{Changes, Projector, SCHEMA, STATE_TABLES, event_tables};
use crate::{
    chain::{BlockId, RawLog},
    deployment::Deployment,
    store::{CHANNEL, Cursor, Database, create_projections},
};

const NEXT: &str = "proj_v4_next";
const CHECK: &str = "proj_v4_check";
const OLD: &str = "proj_v4_old";
/// Logs applied at a time.
const PAGE: i64 = 10_000;
const TRIES: usize = 3;

/// A table whose live rows are not what the logs say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub table: &'static str,
    /// Rows that only one side has.
    pub rows: i64,
}

/// The last log applied.
#[derive(Clone, Copy, Default)]
struct Position {
    log: Option<(BlockId, i32)>,
}

/// Builds the projections beside the live ones and swaps them in. The follower is held up only while
/// the part after the finalized block is replayed. Returns the number of logs applied.
///
/// # Errors
/// When a log does not decode, the database fails, or the chain is rewound below its finalized block
/// again and again meanwhile.
pub async fn rebuild(database: &Database, deployment: &Deployment) -> anyhow::Result<u64> {
    let mut conn = database.with_schema(NEXT).connect().await?;
    let projector = Projector {
        deployment: *deployment,
    };
    for _ in 0..TRIES {
        if let Some(applied) = try_rebuild(&mut conn, &projector).await? {
            conn.close().await.ok();
            return Ok(applied);
        }
        tracing::warn!(
            "the chain was rewound below its finalized block during the rebuild; starting over"
        );
    }
    bail!("the chain keeps being rewound below its finalized block; try again when it is calm")
}

async fn try_rebuild(
    conn: &mut PgConnection,
    projector: &Projector,
) -> anyhow::Result<Option<u64>> {
    let mut tx = conn.begin().await?;
    run(&mut tx, format!("drop schema if exists {NEXT} cascade")).await?;
    create_projections(&mut tx, NEXT).await?;
    let cursor = Cursor::load(&mut tx).await?;
    tx.commit().await?;

    let mut position = Position::default();
    let mut applied = 0;
    loop {
        let mut tx = conn.begin().await?;
        let page = apply_page(&mut tx, projector, &mut position, cursor.finalized).await?;
        tx.commit().await?;
        applied += page;
        if page == 0 {
            break;
        }
        tracing::info!(
            applied,
            block = position.log.map(|(block, _)| block.number),
            "rebuilding"
        );
    }

    let mut tx = conn.begin().await?;
    // Every commit of the follower writes this row: from here on the logs stand still.
    sqlx::query("select 1 from cursor for update")
        .execute(&mut *tx)
        .await?;
    if let Some((block, _)) = position.log {
        let still: bool = sqlx::query_scalar("select exists (select from block where hash = $1)")
            .bind(block.hash.as_slice())
            .fetch_one(&mut *tx)
            .await?;
        if !still {
            return Ok(None);
        }
    }
    loop {
        let page = apply_page(&mut tx, projector, &mut position, i64::MAX).await?;
        applied += page;
        if page == 0 {
            break;
        }
    }
    // Readers hold this lock while they look (`api::readers`): none keeps a look from before the swap, and none that waits
    // for the swap holds another table.
    run(
        &mut tx,
        format!("lock table {SCHEMA}.supply in access exclusive mode"),
    )
    .await?;
    run(&mut tx, format!("alter schema {SCHEMA} rename to {OLD}")).await?;
    run(&mut tx, format!("alter schema {NEXT} rename to {SCHEMA}")).await?;
    run(&mut tx, format!("drop schema {OLD} cascade")).await?;
    sqlx::query("select pg_notify($1, 'rebuilt')")
        .bind(CHANNEL)
        .execute(&mut *tx)
        .await?;
    tx.commit()
        .await
        .context("swapping the rebuilt projections in")?;
    Ok(Some(applied))
}

/// Recomputes every projection from the logs and compares; nothing is changed.
///
/// # Errors
/// When a log does not decode or the database fails.
pub async fn verify(
    database: &Database,
    deployment: &Deployment,
) -> anyhow::Result<Vec<Difference>> {
    let mut conn = database.with_schema(CHECK).connect().await?;
    let projector = Projector {
        deployment: *deployment,
    };
    let mut tx = conn.begin().await?;
    sqlx::query("set transaction isolation level repeatable read")
        .execute(&mut *tx)
        .await?;
    create_projections(&mut tx, CHECK).await?;
    let mut position = Position::default();
    while apply_page(&mut tx, &projector, &mut position, i64::MAX).await? > 0 {}
    let mut differences = Vec::new();
    for table in event_tables().map(|table| table.name).chain(STATE_TABLES) {
        let compare = format!(
            "select count(*) from ((table {SCHEMA}.{table} except all table {CHECK}.{table})
             union all (table {CHECK}.{table} except all table {SCHEMA}.{table})) different"
        );
        // Schema and table names are constants of this program, not input.
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(compare))
            .fetch_one(&mut *tx)
            .await?;
        if rows > 0 {
            differences.push(Difference { table, rows });
        }
    }
    tx.rollback().await?;
    Ok(differences)
}

/// Applies the next page of logs up to block `to`; returns how many.
async fn apply_page(
    conn: &mut PgConnection,
    projector: &Projector,
    position: &mut Position,
    to: i64,
) -> anyhow::Result<u64> {
    let (block, index) = position
        .log
        .map_or((-1, -1), |(block, index)| (block.number as i64, index));
    let rows = sqlx::query(
        "select block_number, block_hash, log_index, transaction, address, topics, data from raw_log
         where (block_number, log_index) > ($1, $2) and block_number <= $3
         order by block_number, log_index limit $4",
    )
    .bind(block)
    .bind(index)
    .bind(to)
    .bind(PAGE)
    .fetch_all(&mut *conn)
    .await?;
    let mut changes = Changes::default();
    for row in &rows {
        let log = stored_log(row)?;
        projector.apply(&log, &mut changes)?;
        position.log = Some((log.block, log.log_index as i32));
    }
    changes.flush(conn).await?;
    Ok(rows.len() as u64)
}

fn stored_log(row: &PgRow) -> sqlx::Result<RawLog> {
    let topics: &[u8] = row.try_get("topics")?;
    let data: &[u8] = row.try_get("data")?;
    Ok(RawLog {
        block: BlockId {
            number: row.try_get::<i64, _>("block_number")? as u64,
            hash: B256::from(row.try_get::<[u8; 32], _>("block_hash")?),
        },
        log_index: row.try_get::<i32, _>("log_index")? as u32,
        transaction: B256::from(row.try_get::<[u8; 32], _>("transaction")?),
        address: Address::from(row.try_get::<[u8; 20], _>("address")?),
        topics: topics.chunks_exact(32).map(B256::from_slice).collect(),
        data: Bytes::copy_from_slice(data),
        time: None,
    })
}

async fn run(conn: &mut PgConnection, statement: String) -> sqlx::Result<()> {
    // Schema names are constants of this program, not input.
    sqlx::query(AssertSqlSafe(statement)).execute(conn).await?;
    Ok(())
}

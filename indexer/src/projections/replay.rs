//! Projections computed anew from `raw_log`, without a node: to replace the live ones, or to check them.

use std::time::Duration;

use alloy::primitives::{Address, B256, Bytes};
use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgRow};

use super::{Changes, Projector, SCHEMA, STATE_TABLES, event_tables};
use crate::{
    chain::{BlockId, RawLog},
    config::LONGEST_LOOK_MS,
    deployment::Deployment,
    store::{CHANNEL, Cursor, Database, LOCK_REBUILD, create_projections, indexes},
};

const NEXT: &str = "proj_v5_next";
const CHECK: &str = "proj_v5_check";
const OLD: &str = "proj_v5_old";
/// Logs applied at a time.
const PAGE: i64 = 10_000;
const TRIES: usize = 3;
/// How often a swap tries to find nobody reading, and for how many milliseconds it makes readers wait each time.
const SWAP_TRIES: usize = 50;
const SWAP_WAIT_MS: u64 = 100;
const SWAP_PAUSE: Duration = Duration::from_millis(200);
/// Looks that no statement needs are over halfway through a try.
const _: () = assert!(2 * LONGEST_LOOK_MS <= SWAP_WAIT_MS);
/// How long the replaced tables may be in use until they are left for the next rebuild to drop.
const DROP_WAIT: &str = "60s";

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

impl Position {
    /// After all logs of a block.
    fn after(number: i64) -> Self {
        let block = u64::try_from(number).ok().map(|number| BlockId {
            number,
            hash: B256::ZERO,
        });
        Self {
            log: block.map(|block| (block, i32::MAX)),
        }
    }
}

/// Whether this version's projections are there.
pub async fn is_live(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select to_regnamespace($1) is not null")
        .bind(SCHEMA)
        .fetch_one(conn)
        .await
}

/// Builds the projections beside the live ones, if there are any, and swaps them in. The follower is held up only while
/// the part after the finalized block is replayed, readers for a moment of the swap; whoever has begun to read reads on
/// what was there. Returns the number of logs applied.
///
/// # Errors
/// When a log does not decode, the database fails, somebody reads for too long, or the chain is rewound below its
/// finalized block again and again meanwhile.
pub async fn rebuild(database: &Database, deployment: &Deployment) -> anyhow::Result<u64> {
    let mut conn = database.with_schema(NEXT).connect().await?;
    // Held until the connection ends: one at a time.
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK_REBUILD)
        .execute(&mut conn)
        .await?;
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
    run(&mut tx, format!("set local lock_timeout = '{DROP_WAIT}'")).await?;
    for left in [NEXT, OLD] {
        run(&mut tx, format!("drop schema if exists {left} cascade"))
            .await
            .with_context(|| format!("dropping what an earlier rebuild left: who uses {left}?"))?;
    }
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

    // Now that most rows are in, and before anybody has to wait: of the follower's tables none is held.
    indexes::build(conn, NEXT, "", |left| {
        tracing::info!(left, "building indexes");
    })
    .await?;
    let mut tx = conn.begin().await?;
    // Every commit of the follower writes this row: from here on the logs stand still.
    sqlx::query("select 1 from cursor for update")
        .execute(&mut *tx)
        .await?;
    if let Some((block, _)) = position.log {
        let still: bool =
            sqlx::query_scalar("select exists (select from block where number = $1 and hash = $2)")
                .bind(block.number as i64)
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
    sqlx::query("insert into progress (block, block_hash, rewinds) select block, block_hash, rewinds from cursor")
        .execute(&mut *tx)
        .await?;
    let replaces = is_live(&mut tx).await?;
    if replaces {
        wait_for_readers(&mut tx).await?;
        run(&mut tx, format!("alter schema {SCHEMA} rename to {OLD}")).await?;
    }
    run(&mut tx, format!("alter schema {NEXT} rename to {SCHEMA}")).await?;
    sqlx::query("select pg_notify($1, 'rebuilt')")
        .bind(CHANNEL)
        .execute(&mut *tx)
        .await?;
    tx.commit()
        .await
        .context("swapping the rebuilt projections in")?;
    if replaces {
        // By itself: what still reads the replaced tables (a backup, say) holds nobody else up.
        let mut tx = conn.begin().await?;
        run(&mut tx, format!("set local lock_timeout = '{DROP_WAIT}'")).await?;
        if let Err(error) = run(&mut tx, format!("drop schema {OLD} cascade")).await {
            tracing::warn!(%error, schema = OLD, "the replaced projections are still in use; the next rebuild drops them");
        } else {
            tx.commit().await?;
        }
    }
    Ok(Some(applied))
}

/// Waits until nobody reads the live projections, and keeps readers from beginning to. Readers that come meanwhile wait
/// with us, so each try is short.
///
/// However many they are, they cannot starve us. Each reader of the API locks `progress` when it looks and lets go when its
/// look is over, after [`LONGEST_LOOK_MS`] at the latest and also if nobody uses it (`api::readers`). Nobody gets the lock
/// while we wait in its queue: so from the middle of a try on only requests hold us up whose statements take longer than
/// that, and those are few enough for one of the tries to find none.
async fn wait_for_readers(tx: &mut PgConnection) -> anyhow::Result<()> {
    run(tx, format!("set local lock_timeout = '{SWAP_WAIT_MS}ms'")).await?;
    for _ in 0..SWAP_TRIES {
        let mut attempt = tx.begin().await?;
        let locked = run(
            &mut attempt,
            format!("lock table {SCHEMA}.progress in access exclusive mode"),
        )
        .await;
        match locked {
            Ok(()) => {
                attempt.commit().await?;
                return Ok(());
            }
            // 55P03: not within the time given.
            Err(error)
                if error
                    .as_database_error()
                    .is_some_and(|e| e.code().as_deref() == Some("55P03")) =>
            {
                attempt.rollback().await?;
                tokio::time::sleep(SWAP_PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
    bail!(
        "something reads the projections for long (a backup, or `verify`): run `rebuild` again when it is done"
    )
}

/// Applies the logs that another version's leader stored since this version led. False when that cannot be done
/// because the chain was rewound meanwhile: then only a rebuild helps.
///
/// # Errors
/// When a log does not decode, the database fails, or `epoch` is over.
pub async fn catch_up(
    conn: &mut PgConnection,
    projector: &Projector,
    epoch: i64,
) -> anyhow::Result<bool> {
    let mut tx = conn.begin().await?;
    let led: Option<(i64, i64)> =
        sqlx::query_as("select block, rewinds from cursor where epoch = $1 for update")
            .bind(epoch)
            .fetch_optional(&mut *tx)
            .await?;
    let (block, rewinds) = led.context("another process has taken over")?;
    let (reached, seen): (i64, i64) = sqlx::query_as("select block, rewinds from progress")
        .fetch_one(&mut *tx)
        .await?;
    // Ended at once, not with the connection's next use: who goes on may do so on another.
    if seen != rewinds || reached == block {
        tx.rollback().await?;
        return Ok(seen == rewinds);
    }
    let mut position = Position::after(reached);
    let mut applied = 0;
    loop {
        let page = apply_page(&mut tx, projector, &mut position, i64::MAX).await?;
        applied += page;
        if page == 0 {
            break;
        }
    }
    sqlx::query("update progress p set block = c.block, block_hash = c.block_hash from cursor c")
        .execute(&mut *tx)
        .await?;
    sqlx::query("select pg_notify($1, 'caught up')")
        .bind(CHANNEL)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    tracing::info!(
        applied,
        from = reached,
        to = block,
        "caught up with what another version stored"
    );
    Ok(true)
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
    // Before anything is seen: a rebuild swaps nothing under our hands.
    run(
        &mut tx,
        format!("lock table {SCHEMA}.progress in access share mode"),
    )
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
        "select l.block_number, b.hash, l.log_index, l.transaction, l.address, l.topics, l.data
         from raw_log l left join block b on b.number = l.block_number
         where (l.block_number, l.log_index) > ($1, $2) and l.block_number <= $3
         order by l.block_number, l.log_index limit $4",
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

/// A row of `raw_log`.
pub fn stored_log(row: &PgRow) -> sqlx::Result<RawLog> {
    let topics: &[u8] = row.try_get("topics")?;
    let data: &[u8] = row.try_get("data")?;
    Ok(RawLog {
        block: BlockId {
            number: row.try_get::<i64, _>("block_number")? as u64,
            hash: B256::from(row.try_get::<[u8; 32], _>("hash")?),
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

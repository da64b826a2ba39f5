//! What the work takes at least on this machine: the same questions by a client that reads nothing of the answers, the
//! same rows by COPY alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::body::Bytes;
use futures::{StreamExt, future::try_join_all};
use productshare_indexer::projections::SCHEMA;
use reqwest::header::CONTENT_TYPE;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::Database;

/// Questions at once: as many ranges as our backfill asks for ahead.
const AT_ONCE: usize = 3;
/// What a COPY sends at once.
const PART: usize = 1 << 20;

/// Asks all of it again.
pub async fn rpc(url: &str, asked: &[Bytes]) -> Result<Duration> {
    let client = reqwest::Client::new();
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    let asker = async || {
        while let Some(body) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut answer = client
                .post(url)
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone())
                .send()
                .await?;
            while answer.chunk().await?.is_some() {}
        }
        anyhow::Ok(())
    };
    try_join_all((0..AT_ONCE).map(|_| asker())).await?;
    Ok(begun.elapsed())
}

/// Times of binary COPY.
pub struct Postgres {
    /// Into tables like all that a backfill fills, with their indexes.
    pub all: Duration,
    /// Of the transfers alone.
    pub transfers: Duration,
}

/// Copies what our indexer left in `database` into fresh tables of the same form.
pub async fn postgres(database: &Database) -> Result<Postgres> {
    let mut connection = database.connect().await?;
    sqlx::raw_sql("create schema bound")
        .execute(&mut connection)
        .await?;
    let tables = [
        ("chain.block".to_owned(), "block"),
        ("chain.raw_log".to_owned(), "raw_log"),
        (format!("{SCHEMA}.transfer"), "transfer"),
    ];
    let mut all = Duration::ZERO;
    let mut last = Duration::ZERO;
    for (from, name) in &tables {
        last = copy(&mut connection, from, name)
            .await
            .with_context(|| format!("copying {from}"))?;
        all += last;
    }
    Ok(Postgres {
        all,
        transfers: last,
    })
}

async fn copy(connection: &mut PgConnection, from: &str, name: &str) -> Result<Duration> {
    let out = format!("copy (select * from {from}) to stdout (format binary)");
    let mut rows = Vec::new();
    let mut stream = connection.copy_out_raw(&out).await?;
    while let Some(part) = stream.next().await {
        rows.extend_from_slice(&part?);
    }
    drop(stream);
    let create = format!("create table bound.{name} (like {from} including all)");
    sqlx::raw_sql(AssertSqlSafe(create))
        .execute(&mut *connection)
        .await?;
    let begun = Instant::now();
    let mut transaction = connection.begin().await?;
    let query = format!("copy bound.{name} from stdin (format binary)");
    let mut copy = transaction.copy_in_raw(&query).await?;
    for part in rows.chunks(PART) {
        copy.send(part).await?;
    }
    copy.finish().await?;
    transaction.commit().await?;
    Ok(begun.elapsed())
}

//! Creating the projections' tables.

use anyhow::Context;
use futures::future::try_join_all;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::Database;
use crate::projections::{self, SCHEMA};

/// Where the live tables come into being, until all are there.
const NEW: &str = "proj_v5_new";
/// Connections that create tables at once: most of a first start is this.
const AT_ONCE: usize = 2;

/// Creates the live tables, without the readers' indexes, if there is no log yet that belongs into them; whether it did. A
/// start cut short leaves a schema that nobody looks at and the next one drops.
pub async fn create_live(database: &Database, conn: &mut PgConnection) -> anyhow::Result<bool> {
    if !no_logs(conn).await? {
        return Ok(false);
    }
    // Names are constants of this program, not input.
    let schema = format!("drop schema if exists {NEW} cascade; create schema {NEW}");
    sqlx::raw_sql(AssertSqlSafe(schema))
        .execute(&mut *conn)
        .await?;
    let new = database.with_schema(NEW);
    try_join_all(scripts().into_iter().map(async |script| {
        let mut conn = new.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&mut conn)
            .await?;
        conn.close().await.ok();
        anyhow::Ok(())
    }))
    .await
    .context("creating the tables")?;
    let mut tx = conn.begin().await?;
    // Every commit of a follower writes this row: another version's may have begun.
    sqlx::query("select 1 from cursor for update")
        .execute(&mut *tx)
        .await?;
    if !no_logs(&mut tx).await? {
        return Ok(false);
    }
    let publish = format!(
        "alter schema {NEW} rename to {SCHEMA}; set local search_path to {SCHEMA}, chain; {}
         insert into progress (block, block_hash, rewinds) select block, block_hash, rewinds from cursor",
        projections::schema::functions()
    );
    sqlx::raw_sql(AssertSqlSafe(publish))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(true)
}

/// The statements that create all tables, in shares of about the same work.
fn scripts() -> [String; AT_ONCE] {
    let mut shares: [(usize, String); AT_ONCE] = Default::default();
    for file in projections::schema::tables() {
        let Some((work, script)) = shares.iter_mut().min_by_key(|(work, _)| *work) else {
            continue;
        };
        *work += file.matches("create ").count();
        script.push_str(file);
    }
    shares.map(|(_, script)| script)
}

async fn no_logs(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select not exists (select from raw_log)")
        .fetch_one(conn)
        .await
}

/// Creates the projection tables in `schema`, which must not exist, in the caller's transaction; without the readers'
/// indexes.
pub async fn create_projections(conn: &mut PgConnection, schema: &'static str) -> sqlx::Result<()> {
    // Schema names are constants of this program, not input.
    let script = format!(
        "create schema {schema}; set local search_path to {schema}, chain; {}{}",
        projections::schema::tables().concat(),
        projections::schema::functions()
    );
    sqlx::raw_sql(AssertSqlSafe(script)).execute(conn).await?;
    Ok(())
}

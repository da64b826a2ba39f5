//! A database per test, dropped with it.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool, Row,
    postgres::{PgListener, PgPoolOptions},
};

use super::{chain::TestChain, eventually};

static COUNTER: AtomicU32 = AtomicU32::new(0);

pub struct TestDatabase {
    pub url: String,
    pub pool: PgPool,
    name: String,
    server: String,
}

impl TestDatabase {
    pub async fn create() -> Self {
        let server = std::env::var("DATABASE_URL")
            .expect("DATABASE_URL is not set: run `cargo xtask test`, or set it to a Postgres that may create databases");
        Self::create_on(&server).await
    }

    /// On another server than the tests' common one.
    pub async fn create_on(server: &str) -> Self {
        Self::create_from(server, "template1").await
    }

    /// A copy of a database that nobody is connected to.
    pub async fn like(template: &Self) -> Self {
        Self::create_from(&template.server, &template.name).await
    }

    async fn create_from(server: &str, template: &str) -> Self {
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let now = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .map_or(0, |age| age.as_nanos() % 1_000_000_000);
        let name = format!("indexer_test_{}_{count}_{now}", std::process::id());
        let mut conn = PgConnection::connect(server)
            .await
            .expect("DATABASE_URL can be connected to");
        sqlx::query(AssertSqlSafe(format!(
            "create database {name} template {template}"
        )))
        .execute(&mut conn)
        .await
        .expect("a database");
        let mut url: reqwest::Url = server.parse().expect("DATABASE_URL is a URL");
        url.set_path(&name);
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .connect_lazy(url.as_str())
            .expect("a pool");
        Self {
            url: url.into(),
            pool,
            name,
            server: server.to_owned(),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs statements that change the database behind the indexer's back.
    pub async fn run(&self, statements: &'static str) {
        sqlx::raw_sql(statements)
            .execute(&self.pool)
            .await
            .expect("runs");
    }

    /// Hears of each commit of an indexer: the payload is the block that it stands at.
    pub async fn listener(&self) -> PgListener {
        let mut listener = PgListener::connect_with(&self.pool)
            .await
            .expect("connected");
        listener.listen("indexed").await.expect("listens");
        listener
    }

    /// Ends all connections of others; new ones are let in, or not until they are again.
    pub async fn disconnect(&self, let_in: bool) {
        let mut conn = PgConnection::connect(&self.server)
            .await
            .expect("connected");
        let name = &self.name;
        let allow = format!("alter database {name} allow_connections {let_in}");
        sqlx::query(AssertSqlSafe(allow))
            .execute(&mut conn)
            .await
            .expect("altered");
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1")
            .bind(name)
            .execute(&mut conn)
            .await
            .expect("ended");
    }

    /// Waits until the cursor is at the chain's head.
    pub async fn caught_up(&self, chain: &TestChain) {
        let (number, hash) = chain.head().await;
        eventually(&format!("block {number} indexed"), async || {
            (self.cursor().await? == (number as i64, hash.to_vec())).then_some(())
        })
        .await;
    }

    /// Number and hash of the last indexed block.
    pub async fn cursor(&self) -> Option<(i64, Vec<u8>)> {
        let row = sqlx::query("select block, block_hash from chain.cursor")
            .fetch_one(&self.pool)
            .await
            .ok()?;
        Some((row.try_get(0).ok()?, row.try_get(1).ok()?))
    }

    /// All of each commit is there, or nothing; also before the first.
    pub async fn assert_whole(&self) {
        if self.cursor().await.is_none() {
            return;
        }
        let torn = self
            .count(
                "select count(*) from chain.cursor c, proj_v5.progress p
                 where (c.block, c.block_hash, c.rewinds) is distinct from (p.block, p.block_hash, p.rewinds)
                     or c.block_hash is distinct from (select hash from chain.block order by number desc limit 1)
                     or (select coalesce(sum(log_count), 0) from chain.block) <> (select count(*) from chain.raw_log)",
            )
            .await;
        assert_eq!(torn, 0, "half a commit");
    }

    /// Every row of every table that follows from the chain alone, as text.
    pub async fn dump(&self) -> Vec<(String, String)> {
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables where table_schema = 'proj_v5' and table_name <> 'progress' order by 1",
        )
        .fetch_all(&self.pool)
        .await
        .expect("tables");
        assert!(tables.len() > 15, "the projections exist");
        let mut dump = Vec::new();
        for table in tables {
            let rows = format!(
                "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from proj_v5.{table} t"
            );
            let rows: String = sqlx::query_scalar(AssertSqlSafe(rows))
                .fetch_one(&self.pool)
                .await
                .expect("rows");
            dump.push((table, rows));
        }
        for (name, query) in [
            ("raw_log", "select coalesce(string_agg(t::text, E'\\n' order by block_number, log_index), '') from chain.raw_log t"),
            (
                "block",
                "select coalesce(string_agg((number, hash, time, log_count)::text, E'\\n' order by number), '')
                 from chain.block where log_count > 0",
            ),
        ] {
            let rows: String = sqlx::query_scalar(query).fetch_one(&self.pool).await.expect("rows");
            dump.push((name.into(), rows));
        }
        dump
    }

    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.pool)
            .await
            .expect("a count")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // Dropping is synchronous and may happen inside a runtime: a thread with a runtime of its own.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let mut conn = PgConnection::connect(&server).await?;
                sqlx::query(AssertSqlSafe(format!(
                    "drop database if exists {name} with (force)"
                )))
                .execute(&mut conn)
                .await?;
                anyhow::Ok(())
            })
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("database {} is left behind", self.name);
        }
    }
}

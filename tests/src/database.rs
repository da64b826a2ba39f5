//! A Postgres database of one's own: created from `DATABASE_URL`, dropped with the value.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database that exists as long as this value and nobody else knows of.
#[derive(Debug)]
pub struct Database {
    name: String,
    admin_url: String,
    /// Where clients connect.
    pub url: String,
}

impl Database {
    /// Creates a database on the server of `DATABASE_URL`.
    pub async fn create() -> Result<Self> {
        let Ok(admin_url) = std::env::var("DATABASE_URL") else {
            bail!(
                "DATABASE_URL is not set: run `cargo xtask test` or `cargo xtask demo`, which bring a Postgres, or set it"
            );
        };
        Self::create_at(&admin_url).await
    }

    /// Creates a database on the server of `admin_url`.
    pub async fn create_at(admin_url: &str) -> Result<Self> {
        // The process id and a counter keep parallel runs apart, the time keeps a left-over of a killed run apart.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .context("the clock is before 1970")?;
        let name = format!(
            "world_{}_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed),
            since.as_micros() % 1_000_000_000
        );
        let url = replace_database(admin_url, &name)?;
        let mut admin = connect(admin_url).await?;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut admin)
            .await
            .with_context(|| {
                format!("creating the database {name}: the user of DATABASE_URL needs CREATEDB")
            })?;
        admin.close().await.ok();
        Ok(Self {
            name,
            admin_url: admin_url.into(),
            url,
        })
    }

    /// A connection to this database.
    pub async fn connect(&self) -> Result<PgConnection> {
        connect(&self.url).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (name, url) = (
            std::mem::take(&mut self.name),
            std::mem::take(&mut self.admin_url),
        );
        // A thread with its own runtime: drop runs inside and outside of a runtime alike.
        let drop = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let mut admin = connect(&url).await?;
                // FORCE: a server that is still closing its connections does not keep the database alive.
                sqlx::raw_sql(AssertSqlSafe(format!(
                    "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
                )))
                .execute(&mut admin)
                .await?;
                anyhow::Ok(())
            })
        });
        if let Ok(Err(error)) = drop.join() {
            eprintln!("could not drop a test database: {error:#}");
        }
    }
}

async fn connect(url: &str) -> Result<PgConnection> {
    PgConnection::connect(url).await.context(
        "cannot reach the database of DATABASE_URL: is Postgres running and the URL right?",
    )
}

/// `url` with another database's name, its parameters kept.
fn replace_database(url: &str, name: &str) -> Result<String> {
    let mut url: reqwest::Url = url.parse().context("DATABASE_URL is not a URL")?;
    url.set_path(name);
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::replace_database;

    #[test]
    fn replace_database_keeps_server_and_parameters() {
        let url = replace_database(
            "postgres://me:pw@[::1]:5433/postgres?sslmode=disable",
            "other",
        )
        .unwrap();
        assert_eq!(url, "postgres://me:pw@[::1]:5433/other?sslmode=disable");
    }

    #[test]
    fn replace_database_refuses_what_is_no_url() {
        assert!(replace_database("localhost", "other").is_err());
    }
}

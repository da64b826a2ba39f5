//! Who writes: the holder of a session advisory lock, with an epoch that every commit checks.

use std::time::Duration;

use sqlx::PgConnection;

use super::{Database, LOCK_LEADER, Writer};
use crate::projections::{self, Projector};

/// How often a standby tries to take over.
const TRY_EVERY: Duration = Duration::from_millis(500);

/// Leadership elections.
#[derive(Clone, Debug)]
pub struct Leader {
    database: Database,
}

impl Leader {
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Waits until this process is the leader, and tells by `standing_by` when another is. Lock and writes share one connection: losing it loses
    /// both. The new epoch shuts out a former leader whose connection only seems alive.
    ///
    /// # Errors
    /// When the database fails, or a stored log does not decode.
    pub async fn elect(
        &self,
        projector: &Projector,
        standing_by: impl Fn(),
    ) -> anyhow::Result<Writer> {
        let mut conn = self.database.connect().await?;
        let mut told = false;
        while !try_lock(&mut conn).await? {
            if !told {
                tracing::info!("another process is the leader; standing by");
                standing_by();
                told = true;
            }
            tokio::time::sleep(TRY_EVERY).await;
        }
        // A leader whose machine is gone or stands still says no good-bye: the server notices, and ends its session.
        sqlx::raw_sql(
            "set idle_in_transaction_session_timeout = '30s'; set tcp_user_timeout = '15s';
             set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3",
        )
        .execute(&mut conn)
        .await?;
        let epoch: i64 = sqlx::query_scalar("update cursor set epoch = epoch + 1 returning epoch")
            .fetch_one(&mut conn)
            .await?;
        // A killed leader holds its lock until the server notices: by itself only when a statement has ended. Not every
        // platform's server can look earlier.
        let look = sqlx::query("set client_connection_check_interval = '500ms'");
        if let Err(error) = look.execute(&mut conn).await {
            tracing::debug!(%error, "a long statement of a killed leader will run to its end");
        }
        if !projections::catch_up(&mut conn, projector, epoch).await? {
            tracing::warn!(
                "the chain was reorganised while another version led; computing this version's projections anew"
            );
            projections::rebuild(&self.database, &projector.deployment).await?;
        }
        tracing::info!(epoch, "leading");
        Writer::new(conn, epoch).await
    }
}

async fn try_lock(conn: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_lock($1)")
        .bind(LOCK_LEADER)
        .fetch_one(conn)
        .await
}

//! Gaps: stretches in which the stored logs were found not to be the chain's. Published from when they are found until
//! logs and projections are right.

use sqlx::{Connection, PgConnection};

use super::{
    Block, CommitError, Writer,
    copy::Rows,
    write::{put_block, put_log},
};
use crate::{chain::RawLog, projections::stored_log};

/// A stretch whose stored logs are not the chain's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub first_block: u64,
    pub last_block: u64,
    /// Logs of the chain that were not stored.
    pub missing: i32,
    /// Stored logs that the chain does not have.
    pub surplus: i32,
}

impl Gap {
    /// Runs a statement whose parameters are the gap's fields, in their order.
    async fn insert(self, conn: &mut PgConnection, statement: &'static str) -> sqlx::Result<()> {
        sqlx::query(statement)
            .bind(self.first_block as i64)
            .bind(self.last_block as i64)
            .bind(self.missing)
            .bind(self.surplus)
            .execute(conn)
            .await?;
        Ok(())
    }
}

impl Writer {
    /// The block that the re-scan goes on with.
    pub async fn rescan_from(&mut self) -> sqlx::Result<Option<u64>> {
        let next: Option<i64> = sqlx::query_scalar("select rescan from cursor")
            .fetch_one(&mut self.conn)
            .await?;
        Ok(next.map(|next| next as u64))
    }

    /// First and last block of the gaps that touch a stretch and are not mended.
    pub async fn unmended(&mut self, from: u64, to: u64) -> sqlx::Result<Vec<(u64, u64)>> {
        let gaps: Vec<(i64, i64)> = sqlx::query_as(
            "select first_block, last_block from gap
             where healed_at is null and mended_at is null and first_block <= $2 and last_block >= $1",
        )
        .bind(from as i64)
        .bind(to as i64)
        .fetch_all(&mut self.conn)
        .await?;
        let unsigned = |(first, last)| (first as u64, last as u64);
        Ok(gaps.into_iter().map(unsigned).collect())
    }

    /// The stored logs of a stretch, in order.
    pub async fn stored_logs(&mut self, from: u64, to: u64) -> sqlx::Result<Vec<RawLog>> {
        let rows = sqlx::query(
            "select l.block_number, b.hash, l.log_index, l.transaction, l.address, l.topics, l.data
             from raw_log l join block b on b.number = l.block_number
             where l.block_number between $1 and $2 order by l.block_number, l.log_index",
        )
        .bind(from as i64)
        .bind(to as i64)
        .fetch_all(&mut self.conn)
        .await?;
        rows.iter().map(stored_log).collect()
    }

    /// A stretch was compared and is right, surely so where it was said not to be: that is over.
    pub async fn rescanned(&mut self, from: u64, to: u64) -> Result<(), CommitError> {
        let mut tx = self.conn.begin().await?;
        move_rescan(&mut tx, self.epoch, to + 1).await?;
        sqlx::query(
            "update gap set mended_at = now(), healed_at = now()
             where healed_at is null and mended_at is null and first_block >= $1 and last_block <= $2",
        )
        .bind(from as i64)
        .bind(to as i64)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Publishes a gap that is not mended here; the re-scan goes on with `next`.
    pub async fn publish(&mut self, gap: Gap, next: u64) -> Result<(), CommitError> {
        let mut tx = self.conn.begin().await?;
        move_rescan(&mut tx, self.epoch, next).await?;
        gap.insert(
            &mut tx,
            "insert into gap (first_block, last_block, missing, surplus) select $1, $2, $3, $4
             where not exists (select from gap where healed_at is null and (first_block, last_block) = ($1, $2))",
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts the stored logs of these blocks right and publishes the gap; the projections are still to be rebuilt.
    pub async fn mend(
        &mut self,
        gap: Gap,
        blocks: &[Block],
        logs: &[RawLog],
        next: u64,
    ) -> Result<(), CommitError> {
        let mut tx = self.conn.begin().await?;
        move_rescan(&mut tx, self.epoch, next).await?;
        let numbers: Vec<i64> = blocks.iter().map(|block| block.id.number as i64).collect();
        for delete in [
            "delete from raw_log where block_number = any($1)",
            "delete from block where number = any($1)",
        ] {
            sqlx::query(delete).bind(&numbers).execute(&mut *tx).await?;
        }
        let mut rows = Rows::default();
        blocks.iter().for_each(|block| put_block(&mut rows, block));
        let mut topics = Vec::new();
        for log in logs {
            put_log(&mut rows, log, &mut topics);
        }
        rows.send(&mut tx).await?;
        gap.insert(
            &mut tx,
            "insert into gap (first_block, last_block, missing, surplus, mended_at) values ($1, $2, $3, $4, now())",
        )
        .await?;
        // The same stretch, found before when no node could say what is right.
        sqlx::query(
            "update gap set mended_at = now() where mended_at is null and first_block >= $1 and last_block <= $2",
        )
        .bind(gap.first_block as i64)
        .bind(gap.last_block as i64)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The newest gap whose logs are right and whose projections are not.
    pub async fn unhealed(&mut self) -> sqlx::Result<Option<i64>> {
        sqlx::query_scalar(
            "select max(id) from gap where healed_at is null and mended_at is not null",
        )
        .fetch_one(&mut self.conn)
        .await
    }

    /// The projections were rebuilt after that gap had been mended.
    pub async fn healed(&mut self, newest: i64) -> sqlx::Result<()> {
        sqlx::query(
            "update gap set healed_at = now() where healed_at is null and mended_at is not null and id <= $1",
        )
        .bind(newest)
        .execute(&mut self.conn)
        .await?;
        Ok(())
    }

    /// How many gaps are open.
    pub async fn open_gaps(&mut self) -> sqlx::Result<i64> {
        sqlx::query_scalar("select count(*) from gap where healed_at is null")
            .fetch_one(&mut self.conn)
            .await
    }
}

/// Also the fence: who no longer leads changes nothing.
async fn move_rescan(tx: &mut PgConnection, epoch: i64, next: u64) -> Result<(), CommitError> {
    let fenced = sqlx::query("update cursor set rescan = $1 where epoch = $2")
        .bind(next as i64)
        .bind(epoch)
        .execute(tx)
        .await?;
    match fenced.rows_affected() {
        1 => Ok(()),
        _ => Err(CommitError::Deposed),
    }
}

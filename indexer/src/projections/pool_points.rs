//! Each stake pool after each of its events (`pool_point`): the row before, with the event applied. Kept so that neither a
//! pool as of any block nor a page of its history needs its events from the first on. Rows are only appended, and a rewind
//! deletes them with their blocks: nothing is taken back.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::U256;
use sqlx::{FromRow, PgConnection};

use super::{Origin, ProjectionError, event_table};
use crate::{
    staking::{Move, Pool},
    store::{
        Amount,
        copy::{Rows, Table},
    },
};

const POOL_POINT: Table = event_table!("pool_point":
    "product" "kind" "at" "balance" "shares" "queued" "locked" "unstreamed" "stream_start" "stream_end" "requested" "filled"
    "advance" "outstanding" "matures_at" "defaulted" "deposits" "staked_since" "minimum_since" "worth_changed");
pub const TABLES: &[&Table] = &[&POOL_POINT];

/// What happened to pools since the last flush, in the order of the chain.
#[derive(Debug, Default)]
pub struct PoolMoves(Vec<PoolMove>);

#[derive(Debug)]
struct PoolMove {
    at: Origin,
    product: i64,
    kind: &'static str,
    step: Move,
}

impl PoolMoves {
    pub fn push(&mut self, at: Origin, product: i64, kind: &'static str, step: Move) {
        self.0.push(PoolMove {
            at,
            product,
            kind,
            step,
        });
    }

    /// Appends the points, once the blocks are stored whose times they need.
    pub async fn flush(self, conn: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let products: BTreeSet<i64> = self.0.iter().map(|of| of.product).collect();
        let blocks: BTreeSet<i64> = self.0.iter().map(|of| of.at.block).collect();
        let mut pools = last_points(conn, Vec::from_iter(products)).await?;
        let times: Vec<(i64, i64)> =
            sqlx::query_as("select number, time from block where number = any ($1)")
                .bind(Vec::from_iter(blocks))
                .fetch_all(&mut *conn)
                .await?;
        let times: BTreeMap<i64, i64> = times.into_iter().collect();
        let mut rows = Rows::default();
        for PoolMove {
            at,
            product,
            kind,
            step,
        } in self.0
        {
            let time = *times.get(&at.block).ok_or(sqlx::Error::RowNotFound)?;
            let before = pools.get(&product).copied().unwrap_or_default();
            let after = before.apply(time as u64, step);
            let after = after.ok_or_else(|| ProjectionError::BelowZero {
                what: format!("something of the pool of product {product}"),
                block: at.block as u64,
            })?;
            pools.insert(product, after);
            if after != before {
                write(&mut rows, at, product, kind, time, &before, &after);
            }
        }
        rows.send(conn).await?;
        Ok(())
    }
}

async fn last_points(
    conn: &mut PgConnection,
    products: Vec<i64>,
) -> sqlx::Result<BTreeMap<i64, Pool>> {
    #[derive(FromRow)]
    struct Last {
        product: i64,
        #[sqlx(flatten)]
        pool: Pool,
    }
    let rows: Vec<Last> = sqlx::query_as(
        "select p.* from unnest($1::bigint[]) of(product) cross join lateral (
             select * from pool_point p where p.product = of.product order by p.block desc, p.log_index desc limit 1) p",
    )
    .bind(products)
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product, row.pool))
        .collect())
}

fn write(
    rows: &mut Rows,
    at: Origin,
    product: i64,
    kind: &str,
    time: i64,
    before: &Pool,
    after: &Pool,
) {
    let worth = |pool: &Pool| u128::from(pool.balance) + u128::from(pool.standing());
    let same = worth(before) == worth(after)
        && (before.shares, before.unstreamed) == (after.shares, after.unstreamed);
    at.row(rows, &POOL_POINT)
        .i64(product)
        .text(kind)
        .i64(time)
        .amount(U256::from(after.balance))
        .amount(U256::from(after.shares))
        .amount(U256::from(after.queued))
        .amount(U256::from(after.locked))
        .amount(U256::from(after.unstreamed))
        .i64(after.stream_start as i64)
        .i64(after.stream_end as i64)
        .i64(after.requested as i64)
        .i64(after.filled as i64)
        .i64(after.advance as i64)
        .amount(U256::from(after.outstanding))
        .i64(after.matures_at as i64)
        .bool(after.defaulted)
        .amount(U256::from(after.deposits))
        .i64(after.staked_since as i64)
        .i64(after.minimum_since as i64)
        .bool(!same);
}

/// The columns of `pool_point` that are the pool's.
impl<'r> FromRow<'r, sqlx::postgres::PgRow> for Pool {
    fn from_row(row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
        use sqlx::Row;
        let number = |column| row.try_get::<i64, _>(column).map(|value| value as u64);
        let wide = |column| -> sqlx::Result<u128> {
            let Amount(value) = row.try_get(column)?;
            u128::try_from(value).map_err(|error| sqlx::Error::Decode(error.into()))
        };
        let units = |column| -> sqlx::Result<u64> {
            let Amount(value) = row.try_get(column)?;
            u64::try_from(value).map_err(|error| sqlx::Error::Decode(error.into()))
        };
        Ok(Self {
            balance: units("balance")?,
            shares: wide("shares")?,
            queued: wide("queued")?,
            locked: wide("locked")?,
            unstreamed: units("unstreamed")?,
            stream_start: number("stream_start")?,
            stream_end: number("stream_end")?,
            requested: number("requested")?,
            filled: number("filled")?,
            advance: number("advance")?,
            outstanding: units("outstanding")?,
            matures_at: number("matures_at")?,
            defaulted: row.try_get("defaulted")?,
            deposits: units("deposits")?,
            staked_since: number("staked_since")?,
            minimum_since: number("minimum_since")?,
        })
    }
}

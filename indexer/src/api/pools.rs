//! GET /v1/pools and one pool

use std::collections::BTreeMap;

use alloy::primitives::U256;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Amount, Origin, parse_id},
};
use crate::staking::{self, Pool, Price, SHARE};

/// The windows of yearly rates, in days.
const WINDOWS: [u64; 3] = [7, 30, 90];
const DAY: u64 = 86_400;

/// A product's stake pool at the time of the answer's block: each figure is what the contract's own view says there. PSC in
/// base units of 6 decimals, PSS of 18, shares of 12.
#[derive(Debug, Serialize, ToSchema)]
pub struct StakePool {
    #[schema(example = 1)]
    pub product: i64,
    /// The product's store.
    pub store: i64,
    /// What the pool is worth: idle + outstanding.
    pub total_assets: Amount,
    /// Can leave.
    pub idle: Amount,
    /// Profit that is not the shares' yet; becomes theirs second by second.
    pub unstreamed: Amount,
    /// When all of it will have, Unix seconds; absent when nothing streams.
    pub stream_ends_at: Option<u64>,
    /// Of an advance that is not overdue.
    pub outstanding: Amount,
    /// What part of the pool's worth is out in an advance, rounded down.
    pub utilisation_bps: u64,
    /// Queued ones included.
    pub total_shares: Amount,
    pub share_price: SharePrice,
    /// PSS units locked for the shares.
    pub locked: Amount,
    pub deposits: Deposits,
    pub redemptions: Redemptions,
    /// Redemptions that wait; those taken back behind the first of them count until they are next.
    pub queue_length: u64,
    /// Shares in them.
    pub queued_shares: Amount,
    /// Since when it has been worth the minimum (`terms.min_assets`), as far as any call looked, Unix seconds: it takes stake
    /// shares of sales from `terms.window_secs` later on. Absent while it is not.
    pub minimum_since: Option<u64>,
    /// The advance that is out or in default; absent when none is.
    pub advance: Option<u64>,
    /// Put down by the store for an advance, and held here still: no part of the pool's worth.
    pub store_deposit: Amount,
    /// Most that an advance could take now.
    pub max_advance: Option<Amount>,
    /// Absent before the contract logged any.
    pub terms: Option<StakingTerms>,
    pub apr: Apr,
    #[serde(flatten)]
    pub origin: Origin,
}

/// What a share is worth.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SharePrice {
    /// PSC units per unit of shares = assets / shares, exactly.
    pub assets: Amount,
    pub shares: Amount,
    /// PSC units of a whole share (10^12 units), rounded down: convertToAssets(10^12).
    pub whole_share: Amount,
}

/// Whether the pool takes deposits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Deposits {
    Open,
    /// An advance is in default, and neither recovered nor written off.
    Barred,
}

/// How stakers leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Redemptions {
    /// At once, as far as what lies idle goes.
    Open,
    /// Others wait: through the queue.
    Queued,
    /// Nobody is paid before an advance is repaid or matures, which is near.
    Held,
}

/// What the DAO set.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct StakingTerms {
    /// PSS units locked per whole PSC deposited, rounded up.
    pub lock_ratio: Amount,
    /// The minimum stake: PSC units that a pool must be worth, and have been for a window, to take stake shares.
    pub min_assets: Amount,
    /// How long new profit streams.
    pub window_secs: i64,
    /// Most of what lies idle that an advance may take.
    pub utilisation_bps: i32,
    /// What a store puts down of an advance.
    pub deposit_bps: i32,
    /// Least worth of a queued redemption, unless it is the whole position.
    pub min_request: Amount,
}

/// Yearly rates at which the price of a share rose over the last days: (price now / price then - 1) x 365 / days, in basis
/// points, rounded down, without compounding; below zero after a loss. Absent when the pool has not had shares for so long.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Apr {
    #[schema(example = 812)]
    pub days_7_bps: Option<i64>,
    pub days_30_bps: Option<i64>,
    pub days_90_bps: Option<i64>,
}

/// Which pools.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PoolFilter {
    /// Of products of this store.
    #[param(minimum = 1)]
    store: Option<i64>,
}

#[derive(FromRow)]
struct Row {
    product: i64,
    store: i64,
    #[sqlx(flatten)]
    pool: Pool,
    #[sqlx(flatten)]
    origin: Origin,
}

/// The columns of [`Pool`].
pub const COLUMNS: &str = "balance, shares, queued, locked, unstreamed, stream_start, stream_end, requested, filled, advance,
     outstanding, matures_at, defaulted, deposits, staked_since, minimum_since, ";

impl SharePrice {
    pub fn of(price: Price) -> Self {
        let (assets, shares) = price.fraction();
        Self {
            assets: amount(assets),
            shares: amount(shares),
            whole_share: amount(price.to_assets(SHARE)),
        }
    }
}

pub fn amount(value: impl Into<u128>) -> Amount {
    Amount(U256::from(value.into()))
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("select t.product, t.store, ");
    sql.push(COLUMNS)
        .push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as as_of) a cross join stake_pool t join block b on b.number = t.block
             cross join lateral (select p.balance, p.shares, p.queued, p.locked, p.unstreamed, p.stream_start, p.stream_end,
                                        p.requested, p.filled, p.advance, p.outstanding, p.matures_at, p.defaulted,
                                        p.deposits, p.staked_since, p.minimum_since
                                 from pool_point p where p.product = t.product and p.block <= a.as_of
                                 order by p.block desc, p.log_index desc limit 1) p
             where t.block <= a.as_of",
        );
    sql
}

/// Stake pools
#[utoipa::path(get, path = "/v1/pools", tag = "stakes", params(PoolFilter, AsOf, Paging),
    responses((status = 200, body = Page<StakePool>)))]
pub async fn pools(
    Params(filter): Params<PoolFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(store) = filter.store {
        sql.push(" and t.store = ").push_bind(store);
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items = complete(&mut snapshot, rows).await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One stake pool
#[utoipa::path(get, path = "/v1/pools/{product}", tag = "stakes",
    params(("product" = i64, Path, description = "Number of the product"), AsOf),
    responses((status = 200, body = One<StakePool>)))]
pub async fn pool(
    Path(product): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.product = ").push_bind(product);
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let pool = complete(&mut snapshot, rows).await?.pop();
    Ok(snapshot.one(pool.ok_or_else(|| no_pool(product))?))
}

pub fn no_pool(product: i64) -> ApiError {
    ApiError::not_found(format!("nobody has ever staked on product {product}"))
}

/// The time of the answer's block.
pub fn now(snapshot: &Snapshot) -> u64 {
    u64::try_from(snapshot.meta.block_time).unwrap_or_default()
}

/// Pools of products at the time of the answer's block.
pub async fn live(
    snapshot: &mut Snapshot,
    products: &[i64],
) -> Result<BTreeMap<i64, Pool>, ApiError> {
    let mut sql = select(snapshot.block());
    sql.push(" and t.product = any (")
        .push_bind(products)
        .push(")");
    let rows: Vec<Row> = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let now = now(snapshot);
    let pools = rows.into_iter().map(|row| (row.product, row.pool.at(now)));
    Ok(pools.collect())
}

/// Adds what time, the DAO's terms and the past make of the rows.
async fn complete(snapshot: &mut Snapshot, rows: Vec<Row>) -> Result<Vec<StakePool>, ApiError> {
    let now = now(snapshot);
    let terms: Option<StakingTerms> = sqlx::query_as(
        "select lock_ratio, min_assets, window_secs, utilisation_bps, deposit_bps, min_request from staking_parameters
         where block <= $1 order by block desc, log_index desc limit 1",
    )
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    let products: Vec<i64> = rows.iter().map(|row| row.product).collect();
    let past = past(snapshot, &products).await?;
    let pools = rows.into_iter().map(|row| {
        let pool = row.pool.at(now);
        let (price, idle) = (pool.price(now), pool.idle(now));
        let unstreamed = pool.unstreamed_at(now);
        let rate = |days: u64| {
            let then = past.get(&(row.product, days as i64))?;
            let at = now - days * DAY;
            let staked = pool.staked_since != 0 && pool.staked_since <= at;
            staked.then(|| staking::apr_bps(then.at(at).price(at), price, days))
        };
        let [days_7_bps, days_30_bps, days_90_bps] = WINDOWS.map(rate);
        StakePool {
            product: row.product,
            store: row.store,
            total_assets: amount(price.assets),
            idle: amount(idle),
            unstreamed: amount(unstreamed),
            stream_ends_at: (unstreamed != 0).then_some(pool.stream_end),
            outstanding: amount(pool.standing()),
            utilisation_bps: staking::bps_of(pool.standing(), price.assets),
            total_shares: amount(pool.shares),
            share_price: SharePrice::of(price),
            locked: amount(pool.locked),
            deposits: match pool.defaulted {
                true => Deposits::Barred,
                false => Deposits::Open,
            },
            redemptions: match (pool.is_held(now), pool.waiting()) {
                (true, _) => Redemptions::Held,
                (false, 0) => Redemptions::Open,
                (false, _) => Redemptions::Queued,
            },
            queue_length: pool.waiting(),
            queued_shares: amount(pool.queued),
            minimum_since: Some(pool.minimum_since).filter(|since| *since != 0),
            advance: Some(pool.advance).filter(|advance| *advance != 0),
            store_deposit: amount(pool.deposits),
            max_advance: terms.as_ref().map(|terms| {
                let bps = u64::try_from(terms.utilisation_bps).unwrap_or_default();
                let free = pool.advance == 0 && pool.waiting() == 0;
                amount(if free {
                    staking::share_of(idle, bps)
                } else {
                    0
                })
            }),
            terms: terms.clone(),
            apr: Apr {
                days_7_bps,
                days_30_bps,
                days_90_bps,
            },
            origin: row.origin,
        }
    });
    Ok(pools.collect())
}

/// The last point of each pool at or before the beginning of each window, by product and days.
async fn past(
    snapshot: &mut Snapshot,
    products: &[i64],
) -> Result<BTreeMap<(i64, i64), Pool>, ApiError> {
    #[derive(FromRow)]
    struct Past {
        product: i64,
        days: i64,
        #[sqlx(flatten)]
        pool: Pool,
    }
    let rows: Vec<Past> = sqlx::query_as(
        "select w.days, p.* from unnest($1::bigint[]) of(product) cross join unnest($2::bigint[]) w(days)
         cross join lateral (select * from pool_point p
                             where p.product = of.product and p.at <= $3 - w.days * 86400 and p.block <= $4
                             order by p.at desc, p.block desc, p.log_index desc limit 1) p",
    )
    .bind(products)
    .bind(WINDOWS.map(|days| days as i64))
    .bind(snapshot.meta.block_time)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let past = rows
        .into_iter()
        .map(|row| ((row.product, row.days), row.pool));
    Ok(past.collect())
}

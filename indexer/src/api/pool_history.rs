//! GET /v1/pools/{product}/history and its queue

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    pools::{self, SharePrice, amount},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin, parse_id},
};
use crate::staking::Pool;

/// A pool right after an event that changed what it is worth, or its shares. Between two of them the price rises by what
/// streams in, and falls when an advance matures unpaid.
#[derive(Debug, Serialize, ToSchema)]
pub struct PoolPoint {
    /// deposit, withdrawal, fill, profit, repaid or defaulted.
    #[schema(example = "deposit")]
    pub kind: String,
    pub total_assets: Amount,
    pub unstreamed: Amount,
    pub total_shares: Amount,
    pub share_price: SharePrice,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct PointRow {
    kind: String,
    #[sqlx(flatten)]
    pool: Pool,
    #[sqlx(flatten)]
    origin: Origin,
}

/// What a pool's shares were worth over time
#[utoipa::path(get, path = "/v1/pools/{product}/history", tag = "stakes",
    params(("product" = i64, Path, description = "Number of the product"), AsOf, Paging),
    responses((status = 200, body = Page<PoolPoint>)))]
pub async fn history(
    Path(product): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new("select t.kind, ");
    sql.push(pools::COLUMNS)
        .push(ORIGIN)
        .push(" from pool_point t join block b on b.number = t.block where t.worth_changed and t.product = ")
        .push_bind(product)
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &PointRow| &row.origin)
        .await?;
    let items = rows.into_iter().map(|row| {
        let at = u64::try_from(row.origin.time).unwrap_or_default();
        let pool = row.pool.at(at);
        let price = pool.price(at);
        PoolPoint {
            kind: row.kind,
            total_assets: amount(price.assets),
            unstreamed: amount(pool.unstreamed_at(at)),
            total_shares: amount(pool.shares),
            share_price: SharePrice::of(price),
            origin: row.origin,
        }
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// A redemption that waits, or waited.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedRedemption {
    /// Number in its pool, from 1; filled in their order.
    #[schema(example = 1)]
    pub request: i64,
    pub account: Account,
    /// Shares that joined the queue.
    pub requested: Amount,
    /// Of them, those that wait: 0 once it is filled or taken back.
    pub waiting: Amount,
    /// What those would be worth now, in base units of PSC; priced when filled.
    pub value: Amount,
    /// PSS units locked for them.
    pub locked: Amount,
    /// Paid so far, in base units of PSC.
    pub paid: Amount,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct QueueRow {
    request: i64,
    account: Account,
    requested: Amount,
    waiting: Amount,
    locked: Amount,
    paid: Amount,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueFilter {
    /// Those that wait, or those that are filled or taken back.
    #[serde(default = "waiting")]
    #[param(default = true)]
    waiting: bool,
    /// Of this account.
    account: Option<Account>,
}

fn waiting() -> bool {
    true
}

/// Redemptions that wait in a pool's queue
///
/// order=asc is the order in which they are paid.
#[utoipa::path(get, path = "/v1/pools/{product}/queue", tag = "stakes",
    params(("product" = i64, Path, description = "Number of the product"), QueueFilter, AsOf, Paging),
    responses((status = 200, body = Page<QueuedRedemption>)))]
pub async fn queue(
    Path(product): Path<String>,
    Params(filter): Params<QueueFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let now = pools::now(&snapshot);
    let pool = pools::live(&mut snapshot, &[product]).await?;
    let pool = pool.get(&product).copied().unwrap_or_default();
    let mut sql = QueryBuilder::new(
        "select t.request, t.account, t.shares as requested, t.shares - f.shares as waiting, t.locked - f.locked as locked,
                f.assets as paid, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as as_of) a cross join stake_change t join block b on b.number = t.block
             cross join lateral (
                 select coalesce(sum(f.shares), 0) as shares, coalesce(sum(f.locked), 0) as locked,
                        coalesce(sum(f.assets), 0) as assets
                 from stake_change f where f.product = t.product and f.request = t.request and f.kind in ('fill', 'cancel')
                     and f.block <= a.as_of) f
             where t.block <= a.as_of and t.kind = 'request' and t.product = ",
        )
        .push_bind(product);
    match filter.waiting {
        // The number spares the sums of what is done, which is most of them.
        true => sql
            .push(" and t.shares > f.shares and t.request > ")
            .push_bind(pool.filled as i64),
        false => sql.push(" and t.shares = f.shares"),
    };
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &QueueRow| &row.origin)
        .await?;
    let price = pool.price(now);
    let items = rows.into_iter().map(|row| QueuedRedemption {
        request: row.request,
        account: row.account,
        requested: row.requested,
        waiting: row.waiting,
        value: amount(price.to_assets(row.waiting.0.saturating_to())),
        locked: row.locked,
        paid: row.paid,
        origin: row.origin,
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

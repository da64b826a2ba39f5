//! GET /v1/accounts/{address}/stakes and their history

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    pools::{self, amount},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, parse_account},
};

/// What an account has staked, at the time of the answer's block: each figure is what the contract's own view says there.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stakes {
    pub address: Account,
    pub positions: Vec<Position>,
    /// PSS units locked for all of them.
    pub locked: Amount,
    /// PSC that could not be paid; claimed with claim() of the stake pools.
    pub claimable: Amount,
}

/// An account's shares of a pool. PSC in base units of 6 decimals, PSS of 18, shares of 12.
#[derive(Debug, Serialize, ToSchema)]
pub struct Position {
    pub product: i64,
    /// Without those in the queue.
    pub shares: Amount,
    /// What they are worth.
    pub value: Amount,
    /// PSS units locked for them.
    pub locked: Amount,
    pub queued_shares: Amount,
    /// What those would be worth now; priced when filled.
    pub queued_value: Amount,
    pub queued_locked: Amount,
    /// Most shares that could be redeemed at once.
    pub max_redeem: Amount,
    /// What they would give.
    pub max_withdraw: Amount,
    /// Put in, over all time.
    pub deposited: Amount,
    /// Paid out, over all time.
    pub withdrawn: Amount,
}

#[derive(FromRow)]
struct Row {
    product: i64,
    shares: Amount,
    locked: Amount,
    queued_shares: Amount,
    queued_locked: Amount,
    deposited: Amount,
    withdrawn: Amount,
}

/// What an account has staked
#[utoipa::path(get, path = "/v1/accounts/{address}/stakes", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), AsOf),
    responses((status = 200, body = One<Stakes>)))]
pub async fn stakes(
    Path(address): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = parse_account(&address).map_err(ApiError::invalid)?;
    let rows: Vec<Row> = sqlx::query_as(
        "select * from (
             select product,
                    sum(case when kind in ('deposit', 'cancel') then shares when kind = 'fill' then 0 else -shares end) as shares,
                    sum(case when kind in ('deposit', 'cancel') then locked when kind = 'fill' then 0 else -locked end) as locked,
                    sum(case when kind = 'request' then shares when kind in ('fill', 'cancel') then -shares else 0 end) as queued_shares,
                    sum(case when kind = 'request' then locked when kind in ('fill', 'cancel') then -locked else 0 end) as queued_locked,
                    sum(case kind when 'deposit' then assets else 0 end) as deposited,
                    sum(case when kind in ('withdrawal', 'fill') then assets else 0 end) as withdrawn
             from stake_change where account = $1 and block <= $2 group by product) s
         where shares > 0 or queued_shares > 0 order by product",
    )
    .bind(address.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let claimable: Amount = sqlx::query_scalar(
        "select coalesce(sum(case when claimed then -amount else amount end), 0) from credit_change
         where contract = 'stake-pools' and account = $1 and block <= $2",
    )
    .bind(address.0.as_slice())
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    let products: Vec<i64> = rows.iter().map(|row| row.product).collect();
    let pools = pools::live(&mut snapshot, &products).await?;
    let now = pools::now(&snapshot);
    let positions = rows.into_iter().map(|row| {
        let pool = pools.get(&row.product).copied().unwrap_or_default();
        let price = pool.price(now);
        let worth = |shares: Amount| amount(price.to_assets(shares.0.saturating_to()));
        let (max_redeem, max_withdraw) = pool.at_once(now, row.shares.0.saturating_to());
        Position {
            product: row.product,
            shares: row.shares,
            value: worth(row.shares),
            locked: row.locked,
            queued_shares: row.queued_shares,
            queued_value: worth(row.queued_shares),
            queued_locked: row.queued_locked,
            max_redeem: amount(max_redeem),
            max_withdraw: amount(max_withdraw),
            deposited: row.deposited,
            withdrawn: row.withdrawn,
        }
    });
    let positions: Vec<_> = positions.collect();
    let locked = positions
        .iter()
        .flat_map(|position| [position.locked, position.queued_locked])
        .sum();
    Ok(snapshot.one(Stakes {
        address,
        positions,
        locked,
        claimable,
    }))
}

/// What happened to shares.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum StakeKind {
    Deposit,
    /// At once.
    Withdrawal,
    /// Into the queue.
    Request,
    /// Out of the queue.
    Fill,
    /// Taken back out of the queue.
    Cancel,
}

/// A deposit, a withdrawal, or a step of a queued one. PSC in base units of 6 decimals, PSS of 18, shares of 12.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct StakeChange {
    pub product: i64,
    #[schema(inline)]
    pub kind: StakeKind,
    /// Number of the queued redemption; absent of deposits and withdrawals.
    pub request: Option<i64>,
    /// Put in, or paid out; absent of a request, which is priced when filled, and of its cancel.
    pub assets: Option<Amount>,
    pub shares: Amount,
    /// PSS units locked by a deposit, freed by a withdrawal or a fill; those that a request takes along, or its cancel brings back.
    pub locked: Amount,
    /// Shares of the request that wait on after a fill.
    pub shares_left: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StakeFilter {
    /// In this product's pool.
    #[param(minimum = 1)]
    product: Option<i64>,
}

/// An account's deposits and withdrawals
#[utoipa::path(get, path = "/v1/accounts/{address}/stakes/history", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), StakeFilter, AsOf, Paging),
    responses((status = 200, body = Page<StakeChange>)))]
pub async fn history(
    Path(address): Path<String>,
    Params(filter): Params<StakeFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = parse_account(&address).map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new(
        "select t.product, t.kind, t.request, t.assets, t.shares, t.locked, t.shares_left, ",
    );
    sql.push(ORIGIN)
        .push(" from stake_change t join block b on b.number = t.block where t.account = ")
        .push_bind(address.0.to_vec())
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |change: &StakeChange| &change.origin)
        .await
}

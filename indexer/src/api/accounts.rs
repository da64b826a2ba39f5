//! GET /v1/accounts/{address} and its votes over time

use alloy::primitives::{Address, U256};
use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, parse_account},
};

/// An account as both tokens know it. One that never appeared has zeros.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountState {
    pub address: Account,
    pub psc: PscAccount,
    pub pss: PssAccount,
}

/// An account's ShareCash.
#[derive(Debug, Serialize, ToSchema)]
pub struct PscAccount {
    /// 6 decimals.
    pub balance: Amount,
    /// Can neither send nor receive.
    pub blocked: bool,
    /// A protocol contract: can never be blocked.
    pub protected: bool,
}

/// An account's StakeShare.
#[derive(Debug, Serialize, ToSchema)]
pub struct PssAccount {
    /// 18 decimals; locked tokens included.
    pub balance: Amount,
    /// Cannot be transferred, but votes.
    pub locked: Amount,
    /// Who holds what locked.
    pub locks: Vec<Lock>,
    /// Votes delegated to this account, its own included if it delegated to itself.
    pub votes: Amount,
    /// Who votes with this account's balance; absent when nobody does.
    pub delegate: Option<Account>,
}

/// Tokens that one locker holds locked.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Lock {
    pub locker: Account,
    pub amount: Amount,
}

#[derive(FromRow)]
struct PscRow {
    balance: Amount,
    blocked: bool,
    protected: bool,
}

#[derive(FromRow)]
struct PssRow {
    balance: Amount,
    votes: Amount,
    delegate: Option<Account>,
}

/// An account's balances, locks and votes
#[utoipa::path(get, path = "/v1/accounts/{address}", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), AsOf),
    responses((status = 200, body = One<AccountState>)))]
pub async fn account(
    Path(address): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = parse_account(&address).map_err(ApiError::invalid)?;
    let psc = psc_of(&mut snapshot, &address).await?;
    let pss = pss_of(&mut snapshot, &address).await?;
    Ok(snapshot.one(AccountState { address, psc, pss }))
}

/// An account's ShareCash as of the snapshot's block.
pub async fn psc_of(snapshot: &mut Snapshot, address: &Account) -> Result<PscAccount, ApiError> {
    // Balances are of the latest block: what later blocks moved is taken back.
    let row = sqlx::query_as::<_, PscRow>(
        "select
            coalesce((select amount from balance where token = 'psc' and account = $1), 0)
                - coalesce((select sum(amount) from transfer where recipient = $1 and token = 'psc' and block > $2), 0)
                + coalesce((select sum(amount) from transfer where sender = $1 and token = 'psc' and block > $2), 0) as balance,
            coalesce((select blocked from block_change where account = $1 and block <= $2
                      order by block desc, log_index desc limit 1), false) as blocked,
            exists (select from protection where account = $1 and block <= $2) as protected",
    )
    .bind(address.0.as_slice())
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    Ok(PscAccount {
        balance: row.balance,
        blocked: row.blocked,
        protected: row.protected,
    })
}

/// An account's StakeShare as of the snapshot's block.
pub async fn pss_of(snapshot: &mut Snapshot, address: &Account) -> Result<PssAccount, ApiError> {
    let block = snapshot.block();
    let row = sqlx::query_as::<_, PssRow>(
        "select
            coalesce((select amount from balance where token = 'pss' and account = $1), 0)
                - coalesce((select sum(amount) from transfer where recipient = $1 and token = 'pss' and block > $2), 0)
                + coalesce((select sum(amount) from transfer where sender = $1 and token = 'pss' and block > $2), 0) as balance,
            coalesce((select votes from vote_change where account = $1 and block <= $2
                      order by block desc, log_index desc limit 1), 0) as votes,
            (select to_delegate from delegation where delegator = $1 and block <= $2
             order by block desc, log_index desc limit 1) as delegate",
    )
    .bind(address.0.as_slice())
    .bind(block)
    .fetch_one(snapshot.conn())
    .await?;
    let locks = sqlx::query_as::<_, Lock>(
        "select locker, amount from (
            select locker, sum(amount) as amount from (
                select locker, amount from lock_balance where account = $1
                union all
                select locker, case when locked then -amount else amount end from lock_change
                where account = $1 and block > $2) moved
            group by locker) l
         where amount <> 0 order by locker",
    )
    .bind(address.0.as_slice())
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let locked = locks
        .iter()
        .fold(U256::ZERO, |sum, lock| sum.saturating_add(lock.amount.0));
    Ok(PssAccount {
        balance: row.balance,
        locked: Amount(locked),
        locks,
        votes: row.votes,
        delegate: row.delegate.filter(|delegate| delegate.0 != Address::ZERO),
    })
}

/// An account's votes as of the answer's block, and a page of how they changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct VotingPower {
    /// Delegated to this account, its own included if it delegated to itself.
    pub votes: Amount,
    /// Who votes with this account's balance; absent when nobody does.
    pub delegate: Option<Account>,
    /// PSS, 18 decimals; locked tokens included.
    pub balance: Amount,
    /// Cannot be transferred, but votes.
    pub locked: Amount,
    #[serde(flatten)]
    pub page: Page<VoteChange>,
}

/// A change of an account's votes.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct VoteChange {
    pub previous: Amount,
    pub votes: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// An account's votes, and how they changed
#[utoipa::path(get, path = "/v1/accounts/{address}/votes", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), AsOf, Paging),
    responses((status = 200, body = VotingPower)))]
pub async fn votes(
    Path(address): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = parse_account(&address).map_err(ApiError::invalid)?;
    let now = pss_of(&mut snapshot, &address).await?;
    let mut sql = QueryBuilder::new("select t.previous, t.votes, ");
    sql.push(ORIGIN)
        .push(" from vote_change t join block b on b.number = t.block where t.account = ");
    sql.push_bind(address.0.to_vec())
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    page.push(&mut sql);
    let (items, next) = page
        .fetch(&mut snapshot, &mut sql, |change: &VoteChange| {
            &change.origin
        })
        .await?;
    Ok(snapshot.json(|meta| VotingPower {
        votes: now.votes,
        delegate: now.delegate,
        balance: now.balance,
        locked: now.locked,
        page: Page { items, next, meta },
    }))
}

//! GET /v1/transfers

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin, Token},
};

/// A transfer; a mint comes from the zero address, a burn goes to it.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Transfer {
    #[schema(inline)]
    pub token: Token,
    #[sqlx(rename = "sender")]
    pub from: Account,
    #[sqlx(rename = "recipient")]
    pub to: Account,
    pub amount: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which transfers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransferFilter {
    /// Of one token.
    #[param(inline)]
    token: Option<Token>,
    /// Sent or received by this account.
    account: Option<Account>,
    /// Sent by this account.
    from: Option<Account>,
    /// Received by this account.
    to: Option<Account>,
    /// From this block on.
    #[param(minimum = 0)]
    from_block: Option<i64>,
    /// Up to and including this block.
    #[param(minimum = 0)]
    to_block: Option<i64>,
}

/// Transfers, mints and burns of both tokens
#[utoipa::path(get, path = "/v1/transfers", tag = "tokens", params(TransferFilter, AsOf, Paging),
    responses((status = 200, body = Page<Transfer>)))]
pub async fn transfers(
    Params(filter): Params<TransferFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select t.token, t.sender, t.recipient, t.amount, ");
    sql.push(ORIGIN).push(" from ");
    match filter.account {
        None => filter.select(&mut sql, &page, &snapshot, |_| ()),
        // Two index scans, each no longer than the page, instead of an OR that no index serves.
        Some(Account(account)) => {
            sql.push("(");
            filter.select(&mut sql, &page, &snapshot, |sql| {
                sql.push(" and t.sender = ").push_bind(account.to_vec());
            });
            sql.push(" union all ");
            filter.select(&mut sql, &page, &snapshot, |sql| {
                sql.push(" and t.recipient = ").push_bind(account.to_vec());
                sql.push(" and t.sender <> ").push_bind(account.to_vec());
            });
            sql.push(")");
        }
    }
    sql.push(" t join block b on b.number = t.block");
    page.push_order(&mut sql);
    page.respond(snapshot, sql, |transfer: &Transfer| &transfer.origin)
        .await
}

impl TransferFilter {
    /// Appends `(select * from transfer t where ... order by ... limit ...)`.
    fn select(
        &self,
        sql: &mut QueryBuilder<Postgres>,
        page: &PageRequest,
        snapshot: &Snapshot,
        more: impl FnOnce(&mut QueryBuilder<Postgres>),
    ) {
        let last = self
            .to_block
            .map_or(snapshot.block(), |to| to.min(snapshot.block()));
        sql.push("(select * from transfer t where t.block <= ")
            .push_bind(last);
        if let Some(token) = self.token {
            sql.push(" and t.token = ").push_bind(token.name());
        }
        if let Some(Account(from)) = self.from {
            sql.push(" and t.sender = ").push_bind(from.to_vec());
        }
        if let Some(Account(to)) = self.to {
            sql.push(" and t.recipient = ").push_bind(to.to_vec());
        }
        if let Some(from_block) = self.from_block {
            sql.push(" and t.block >= ").push_bind(from_block);
        }
        more(sql);
        page.push(sql);
        sql.push(")");
    }
}

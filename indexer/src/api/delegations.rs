//! GET /v1/delegations

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Origin},
};

/// A change of who votes with an account's balance; the zero address stands for nobody.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Delegation {
    pub delegator: Account,
    pub from_delegate: Account,
    pub to_delegate: Account,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which delegations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DelegationFilter {
    /// By this account.
    delegator: Option<Account>,
    /// To this account.
    to_delegate: Option<Account>,
    /// Away from this account.
    from_delegate: Option<Account>,
}

/// Delegations of votes
#[utoipa::path(get, path = "/v1/delegations", tag = "accounts", params(DelegationFilter, AsOf, Paging),
    responses((status = 200, body = Page<Delegation>)))]
pub async fn delegations(
    Params(filter): Params<DelegationFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select t.delegator, t.from_delegate, t.to_delegate, ");
    sql.push(ORIGIN)
        .push(" from delegation t join block b on b.number = t.block where t.block <= ");
    sql.push_bind(snapshot.block());
    if let Some(Account(delegator)) = filter.delegator {
        sql.push(" and t.delegator = ")
            .push_bind(delegator.to_vec());
    }
    if let Some(Account(delegate)) = filter.to_delegate {
        sql.push(" and t.to_delegate = ")
            .push_bind(delegate.to_vec());
    }
    if let Some(Account(delegate)) = filter.from_delegate {
        sql.push(" and t.from_delegate = ")
            .push_bind(delegate.to_vec());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |delegation: &Delegation| &delegation.origin)
        .await
}

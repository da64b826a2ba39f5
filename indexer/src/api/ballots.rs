//! GET /v1/proposals/{id}/votes

use alloy::primitives::Bytes;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Row as _, Type, postgres::PgRow};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin, parse_amount},
};
use crate::store;

/// How somebody voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[repr(i32)]
pub enum Support {
    Against = 0,
    For = 1,
    Abstain = 2,
}

/// A vote on a proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ballot {
    pub voter: Account,
    #[schema(inline)]
    pub support: Support,
    /// PSS base units that the voter had at the proposal's snapshot.
    pub weight: Amount,
    /// Empty when none was given.
    pub reason: String,
    /// Further data that the voter gave, which mean nothing to the governor; absent when none was given.
    #[schema(value_type = Option<String>, example = "0x01")]
    pub params: Option<Bytes>,
    #[serde(flatten)]
    pub origin: Origin,
}

impl FromRow<'_, PgRow> for Ballot {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let params: Option<Vec<u8>> = row.try_get("params")?;
        Ok(Self {
            voter: row.try_get("voter")?,
            support: row.try_get("support")?,
            weight: row.try_get("weight")?,
            reason: row.try_get("reason")?,
            params: params.map(Bytes::from),
            origin: Origin::from_row(row)?,
        })
    }
}

/// Which votes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BallotFilter {
    /// Of this account.
    voter: Option<Account>,
    /// Cast so.
    #[param(inline)]
    support: Option<Support>,
}

/// Votes on a proposal
#[utoipa::path(get, path = "/v1/proposals/{id}/votes", tag = "governance",
    params(("id" = Amount, Path, description = "The governor's id of the proposal, decimal"), BallotFilter, AsOf, Paging),
    responses((status = 200, body = Page<Ballot>)))]
pub async fn votes(
    Path(id): Path<String>,
    Params(filter): Params<BallotFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = store::Amount::from(parse_amount(&id).map_err(ApiError::invalid)?);
    let known: bool =
        sqlx::query_scalar("select exists (select from proposal where id = $1 and block <= $2)")
            .bind(id)
            .bind(snapshot.block())
            .fetch_one(snapshot.conn())
            .await?;
    if !known {
        return Err(ApiError::not_found(format!("no proposal {}", id.0)));
    }
    let mut sql = QueryBuilder::new("select t.voter, t.support, t.weight, t.reason, t.params, ");
    sql.push(ORIGIN)
        .push(" from ballot t join block b on b.number = t.block where t.proposal = ")
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    if let Some(Account(voter)) = filter.voter {
        sql.push(" and t.voter = ").push_bind(voter.to_vec());
    }
    if let Some(support) = filter.support {
        sql.push(" and t.support = ").push_bind(support as i32);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |ballot: &Ballot| &ballot.origin)
        .await
}

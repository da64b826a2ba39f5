//! GET /v1/delegates

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin},
};

/// An account that has votes. Where it stands on the chain is the last change of its votes.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Delegate {
    pub account: Account,
    /// PSS base units.
    pub votes: Amount,
    /// Number of accounts that it votes for, itself included if it delegated to itself.
    pub delegators: i64,
    /// The governor does not count its votes: the treasury's, for one.
    pub excluded: bool,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Accounts by their votes, most first (or fewest, with `order=asc`)
#[utoipa::path(get, path = "/v1/delegates", tag = "governance", params(AsOf, Paging),
    responses((status = 200, body = Page<Delegate>)))]
pub async fn delegates(
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    page.check_sort(true)?;
    let mut sql = QueryBuilder::new(
        "select t.account, t.votes,
                (select count(*) from delegation d where d.to_delegate = t.account and d.block <= at.block
                 and not exists (select from delegation l where l.delegator = d.delegator and l.block <= at.block
                                 and (l.block, l.log_index) > (d.block, d.log_index))) as delegators,
                exists (select from vote_exclusion x where x.account = t.account and x.block <= at.block) as excluded, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join vote_change t join block b on b.number = t.block
             where t.block <= at.block and t.votes > 0
               and not exists (select from vote_change l where l.account = t.account and l.block <= at.block
                               and (l.block, l.log_index) > (t.block, t.log_index))",
        );
    page.push_by(&mut sql, Some("t.votes"));
    let (items, next) = page
        .fetch_by(&mut snapshot, &mut sql, |delegate: &Delegate| {
            (&delegate.origin, Some(delegate.votes.0))
        })
        .await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

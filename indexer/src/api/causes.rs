//! GET /v1/causes and one cause

use std::collections::BTreeMap;

use alloy::primitives::U256;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    ledger::{self, Weighing},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, parse_id},
};

/// A cause that profit goes to. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cause {
    #[schema(example = 1)]
    pub id: i64,
    /// Is paid.
    pub account: Account,
    /// Gets profit: that of lines that chose it, and by its weight.
    pub approved: bool,
    pub weight: i32,
    pub uri: String,
    /// Got from lines that chose it.
    pub chosen: Amount,
    /// Got by its weight, in whole units.
    pub weighted: Amount,
    /// Claimed of both.
    pub claimed: Amount,
    /// Not claimed yet: what the contract's pendingCause says.
    pub pending: Amount,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    account: Account,
    approved: bool,
    weight: i32,
    uri: String,
    chosen: Amount,
    claimed: Amount,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which causes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CauseFilter {
    /// Whose account this is now.
    account: Option<Account>,
    /// Approved ones, or others.
    approved: Option<bool>,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.uri, c.account, c.approved, c.weight,
                (select coalesce(sum(p.per_group), 0) from profit_credit p where p.cause = t.id and p.block <= at.block) as chosen,
                (select coalesce(sum(l.amount), 0) from cause_claim l where l.cause = t.id and l.block <= at.block) as claimed, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join cause t join block b on b.number = t.block
             cross join lateral (select * from cause_change c where c.cause = t.id and c.block <= at.block
                                 order by c.block desc, c.log_index desc limit 1) c
             where t.block <= at.block",
        );
    sql
}

/// Causes
#[utoipa::path(get, path = "/v1/causes", tag = "groups", params(CauseFilter, AsOf, Paging),
    responses((status = 200, body = Page<Cause>)))]
pub async fn causes(
    Params(filter): Params<CauseFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.id in (select cause from cause_change where account = ")
            .push_bind(account.to_vec())
            .push(") and c.account = ")
            .push_bind(account.to_vec());
    }
    if let Some(approved) = filter.approved {
        sql.push(" and c.approved = ").push_bind(approved);
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items = complete(&mut snapshot, rows).await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One cause
#[utoipa::path(get, path = "/v1/causes/{id}", tag = "groups",
    params(("id" = i64, Path, description = "Number of the cause"), AsOf),
    responses((status = 200, body = One<Cause>)))]
pub async fn cause(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let cause = complete(&mut snapshot, rows).await?.pop();
    let cause = cause.ok_or_else(|| ApiError::not_found(format!("no cause {id}")))?;
    Ok(snapshot.one(cause))
}

/// The causes whose account this is now.
pub async fn of_account(
    snapshot: &mut Snapshot,
    account: &Account,
) -> Result<Vec<Cause>, ApiError> {
    let mut sql = select(snapshot.block());
    sql.push(" and t.id in (select cause from cause_change where account = ")
        .push_bind(account.0.to_vec())
        .push(") and c.account = ")
        .push_bind(account.0.to_vec())
        .push(" order by t.id");
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    complete(snapshot, rows).await
}

/// Adds what the causes got by their weights.
async fn complete(snapshot: &mut Snapshot, rows: Vec<Row>) -> Result<Vec<Cause>, ApiError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let index = ledger::cause_index(snapshot).await?;
    let weighings = weighings(snapshot, Some(&ids)).await?;
    let causes = rows.into_iter().map(|row| {
        let changes = weighings.get(&row.id).map_or(&[][..], Vec::as_slice);
        let weighted = ledger::whole(ledger::weighted(changes, index));
        let got = row.chosen.0.saturating_add(weighted);
        Cause {
            id: row.id,
            account: row.account,
            approved: row.approved,
            weight: row.weight,
            uri: row.uri,
            chosen: row.chosen,
            weighted: Amount(weighted),
            claimed: row.claimed,
            pending: Amount(got.saturating_sub(row.claimed.0)),
            origin: row.origin,
        }
    });
    Ok(causes.collect())
}

/// The changes of causes' weights, of these or of all, in the order of the chain.
pub async fn weighings(
    snapshot: &mut Snapshot,
    causes: Option<&[i64]>,
) -> Result<BTreeMap<i64, Vec<Weighing>>, ApiError> {
    let rows: Vec<(i64, i32, Amount)> = sqlx::query_as(
        "select c.cause, case when c.approved then c.weight else 0 end,
                coalesce(c.cause_index, (select p.cause_index from profit_credit p
                                         where (p.block, p.log_index) < (c.block, c.log_index)
                                         order by p.block desc, p.log_index desc limit 1), 0)
         from cause_change c where c.block <= $1 and ($2::bigint[] is null or c.cause = any ($2))
         order by c.block, c.log_index",
    )
    .bind(snapshot.block())
    .bind(causes)
    .fetch_all(snapshot.conn())
    .await?;
    let mut weighings = BTreeMap::new();
    for (cause, weight, Amount(index)) in rows {
        let weight = u64::try_from(weight).unwrap_or_default();
        weighings
            .entry(cause)
            .or_insert_with(Vec::new)
            .push(Weighing { weight, index });
    }
    Ok(weighings)
}

/// What all causes together earned by their weights, unfloored, and the weights of now.
pub fn weighted_together(weighings: &BTreeMap<i64, Vec<Weighing>>, index: U256) -> (U256, u64) {
    weighings
        .values()
        .fold((U256::ZERO, 0), |(earned, weight), changes| {
            let now = changes.last().map_or(0, |change| change.weight);
            (earned + ledger::weighted(changes, index), weight + now)
        })
}

//! GET /v1/experts and one expert

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    network::{self, Earnings, Role},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    platforms::{Standing, push_standing},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Origin, parse_id},
};

/// An expert: publishes quality models, and earns a part of the experience fees of products that are enrolled under them. An
/// account that left may come back under another number.
#[derive(Debug, Serialize, ToSchema)]
pub struct Expert {
    #[schema(example = 1)]
    pub id: i64,
    pub account: Account,
    pub uri: String,
    #[serde(flatten)]
    pub standing: Standing,
    #[serde(flatten)]
    pub earnings: Earnings,
    /// Number of models.
    pub models: i64,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    account: Account,
    uri: String,
    #[sqlx(flatten)]
    standing: Standing,
    models: i64,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which experts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExpertFilter {
    /// Of this account.
    account: Option<Account>,
    /// That take part now; or not.
    active: Option<bool>,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.account, t.uri, d.bond, s.slashed, n.leaves_at, a.active,
                (select count(*) from model m where m.expert = t.id and m.block <= at.block) as models, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push("::bigint as block) at cross join expert t join block b on b.number = t.block");
    push_standing(&mut sql, Role::Expert);
    sql.push(" where t.block <= at.block");
    sql
}

async fn complete(snapshot: &mut Snapshot, rows: Vec<Row>) -> Result<Vec<Expert>, ApiError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let earnings = network::earnings(snapshot, Role::Expert, &ids).await?;
    let experts = rows.into_iter().map(|row| Expert {
        id: row.id,
        account: row.account,
        uri: row.uri,
        standing: row.standing,
        earnings: earnings.get(&row.id).copied().unwrap_or_default(),
        models: row.models,
        origin: row.origin,
    });
    Ok(experts.collect())
}

/// Experts
#[utoipa::path(get, path = "/v1/experts", tag = "quality", params(ExpertFilter, AsOf, Paging),
    responses((status = 200, body = Page<Expert>)))]
pub async fn experts(
    Params(filter): Params<ExpertFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    if let Some(active) = filter.active {
        sql.push(" and a.active = ").push_bind(active);
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items = complete(&mut snapshot, rows).await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One expert
#[utoipa::path(get, path = "/v1/experts/{id}", tag = "quality",
    params(("id" = i64, Path, description = "Number of the expert"), AsOf),
    responses((status = 200, body = One<Expert>)))]
pub async fn expert(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let expert = complete(&mut snapshot, rows).await?.pop();
    let expert = expert.ok_or_else(|| ApiError::not_found(format!("no expert {id}")))?;
    Ok(snapshot.one(expert))
}

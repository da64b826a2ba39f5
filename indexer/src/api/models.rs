//! GET /v1/models and one model

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    network::{Dimension, Lists},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};

/// What a model is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ModelState {
    /// Products can be enrolled under it.
    Open,
    /// By its expert: no more products can be enrolled.
    Withdrawn,
    /// Found wrong by a ruling: nothing is earned under it.
    Struck,
}

impl ModelState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Withdrawn => "withdrawn",
            Self::Struck => "struck",
        }
    }
}

/// A quality model: says in what dimensions products of a kind are measured.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Model {
    #[schema(example = 1)]
    pub id: i64,
    /// Number of the expert.
    pub expert: i64,
    #[schema(inline)]
    pub state: ModelState,
    /// The dispute on it that is open, as the arbitration numbers it; absent when there is none.
    pub dispute: Option<Amount>,
    /// Number of the latest version.
    pub latest: i64,
    /// Of the latest version's text.
    pub uri: String,
    /// Number of products that are enrolled under it.
    pub products: i64,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A model with all its versions and the disputes on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelInFull {
    #[serde(flatten)]
    pub model: Model,
    /// The first one first. They never change, and products stay under theirs.
    pub versions: Vec<ModelVersion>,
    /// The first one first.
    pub disputes: Vec<ModelDispute>,
}

/// A version of a model.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelVersion {
    pub version: i64,
    /// Of the text.
    pub hash: Hash,
    pub uri: String,
    pub dimensions: Vec<Dimension>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// A dispute on a model.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ModelDispute {
    /// As the arbitration numbers it.
    pub dispute: Amount,
    /// Who disputes it.
    pub account: Account,
    pub evidence: String,
    /// 1: the model was struck, 2: it was not, 0: no ruling was given; absent while it is open.
    pub ruling: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    hash: Hash,
    uri: String,
    #[sqlx(flatten)]
    lists: Lists,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which models.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ModelFilter {
    /// Of the expert of this number.
    #[param(minimum = 1)]
    expert: Option<i64>,
    #[param(inline)]
    state: Option<ModelState>,
}

/// The state of a model `m` as of `at.block`.
pub const STATE: &str = "coalesce((select case when e.struck then 'struck' else 'withdrawn' end from model_end e
    where e.model = m.id and e.block <= at.block order by e.block desc, e.log_index desc limit 1), 'open')";

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.expert, s.state, d.dispute, v.version as latest, v.uri,
                (select count(*) from enrolment_change c where c.kind = 'enrolled' and c.model = t.id and c.block <= at.block
                     and not exists (select from enrolment_change l where l.product = c.product and l.kind in ('enrolled', 'left')
                                     and (l.block, l.log_index) > (c.block, c.log_index) and l.block <= at.block)) as products, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push("::bigint as block) at cross join model t join block b on b.number = t.block cross join lateral (select ")
        .push(STATE)
        .push(
            " as state from (select t.id) m) s
             cross join lateral (select version, uri from model_version v where v.model = t.id and v.block <= at.block
                                 order by v.version desc limit 1) v
             left join lateral (
                 select d.dispute from (select d.dispute from model_dispute d where d.model = t.id and d.block <= at.block
                                        order by d.block desc, d.log_index desc limit 1) d
                 where not exists (select from network_ruling r where r.contract = 'quality' and r.dispute = d.dispute
                                   and r.block <= at.block)) d on true
             where t.block <= at.block",
        );
    sql
}

/// Quality models
#[utoipa::path(get, path = "/v1/models", tag = "quality", params(ModelFilter, AsOf, Paging),
    responses((status = 200, body = Page<Model>)))]
pub async fn models(
    Params(filter): Params<ModelFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(expert) = filter.expert {
        sql.push(" and t.expert = ").push_bind(expert);
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(state.name());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |model: &Model| &model.origin)
        .await
}

/// One quality model
#[utoipa::path(get, path = "/v1/models/{id}", tag = "quality",
    params(("id" = i64, Path, description = "Number of the model"), AsOf),
    responses((status = 200, body = One<ModelInFull>)))]
pub async fn model(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let block = snapshot.block();
    let mut sql = select(block);
    sql.push(" and t.id = ").push_bind(id);
    let found: Option<Model> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let model = found.ok_or_else(|| ApiError::not_found(format!("no model {id}")))?;
    let mut sql = QueryBuilder::new(
        "select t.version, t.hash, t.uri, t.weights, t.lower, t.upper, t.tolerances, ",
    );
    sql.push(ORIGIN)
        .push(" from model_version t join block b on b.number = t.block where t.model = ")
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(block)
        .push(" order by t.version");
    let versions: Vec<VersionRow> = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let versions = versions.into_iter().map(|row| ModelVersion {
        version: row.version,
        hash: row.hash,
        uri: row.uri,
        dimensions: row.lists.dimensions(),
        origin: row.origin,
    });
    let mut sql = QueryBuilder::new("select t.dispute, t.account, t.evidence, r.ruling, ");
    sql.push(ORIGIN)
        .push(" from model_dispute t join block b on b.number = t.block left join network_ruling r on r.contract = 'quality' and r.dispute = t.dispute and r.block <= ")
        .push_bind(block)
        .push(" where t.model = ")
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(block)
        .push(" order by t.block, t.log_index");
    let disputes = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let versions = versions.collect();
    Ok(snapshot.one(ModelInFull {
        model,
        versions,
        disputes,
    }))
}

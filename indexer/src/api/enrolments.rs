//! GET /v1/enrolments, and how a product's changed

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    models::{self, ModelState},
    network::{Dimension, Lists},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Amount, Origin, parse_id},
};

/// A product that is enrolled under a quality model, with its public twin: what it is said to measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct Enrolment {
    #[schema(example = 1)]
    pub product: i64,
    pub model: i64,
    pub version: i64,
    /// Number of the model's expert.
    pub expert: i64,
    /// Of a struck model's products nobody reports, and no expert earns.
    #[schema(inline)]
    pub model_state: ModelState,
    /// Of the price: to expert, platform and reporters.
    pub fee_bps: i32,
    pub dimensions: Vec<Claimed>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// A dimension with what the product claims in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Claimed {
    #[serde(flatten)]
    pub dimension: Dimension,
    /// For reports filed from now on.
    pub claimed: Amount,
}

#[derive(FromRow)]
struct Row {
    product: i64,
    model: i64,
    version: i64,
    expert: i64,
    model_state: ModelState,
    fee_bps: i32,
    claims: Vec<Amount>,
    #[sqlx(flatten)]
    lists: Lists,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<Row> for Enrolment {
    fn from(row: Row) -> Self {
        let dimensions = row.lists.dimensions().into_iter().zip(row.claims);
        Self {
            product: row.product,
            model: row.model,
            version: row.version,
            expert: row.expert,
            model_state: row.model_state,
            fee_bps: row.fee_bps,
            dimensions: dimensions
                .map(|(dimension, claimed)| Claimed { dimension, claimed })
                .collect(),
            origin: row.origin,
        }
    }
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnrolmentFilter {
    /// This one.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// Under this model.
    #[param(minimum = 1)]
    model: Option<i64>,
    /// Under models of the expert of this number.
    #[param(minimum = 1)]
    expert: Option<i64>,
}

/// Products that are enrolled under quality models, with what they claim
#[utoipa::path(get, path = "/v1/enrolments", tag = "quality", params(EnrolmentFilter, AsOf, Paging),
    responses((status = 200, body = Page<Enrolment>)))]
pub async fn enrolments(
    Params(filter): Params<EnrolmentFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select t.product, t.model, t.version, m.expert, ");
    sql.push(models::STATE)
        .push(" as model_state, f.fee_bps, c.claims, v.weights, v.lower, v.upper, v.tolerances, ")
        .push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join enrolment_change t join block b on b.number = t.block
             join model m on m.id = t.model join model_version v on v.model = t.model and v.version = t.version
             cross join lateral (select f.fee_bps from enrolment_change f where f.product = t.product and f.kind in ('enrolled', 'fee')
                                 and f.block <= at.block order by f.block desc, f.log_index desc limit 1) f
             cross join lateral (select c.claims from enrolment_change c where c.product = t.product and c.kind = 'claims'
                                 and c.block <= at.block order by c.block desc, c.log_index desc limit 1) c
             where t.kind = 'enrolled' and t.block <= at.block
                 and not exists (select from enrolment_change l where l.product = t.product and l.kind in ('enrolled', 'left')
                                 and (l.block, l.log_index) > (t.block, t.log_index) and l.block <= at.block)",
        );
    for (column, wanted) in [
        (" and t.product = ", filter.product),
        (" and t.model = ", filter.model),
        (" and m.expert = ", filter.expert),
    ] {
        if let Some(wanted) = wanted {
            sql.push(column).push_bind(wanted);
        }
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let items: Vec<_> = rows.into_iter().map(Enrolment::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// What changed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum EnrolmentKind {
    Enrolled,
    /// What it is said to measure.
    Claims,
    Fee,
    Left,
}

/// A change of a product's enrolment.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct EnrolmentChange {
    #[schema(inline)]
    pub kind: EnrolmentKind,
    /// Of an enrolment, as the version.
    pub model: Option<i64>,
    pub version: Option<i64>,
    /// Of an enrolment, and of a change of the fee.
    pub fee_bps: Option<i32>,
    /// One value for each of the model's dimensions.
    pub claims: Option<Vec<Amount>>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// How a product's enrolment and claims changed
#[utoipa::path(get, path = "/v1/products/{id}/enrolments", tag = "quality",
    params(("id" = i64, Path, description = "Number of the product"), AsOf, Paging),
    responses((status = 200, body = Page<EnrolmentChange>)))]
pub async fn history(
    Path(product): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let mut sql = QueryBuilder::new("select t.kind, t.model, t.version, t.fee_bps, t.claims, ");
    sql.push(ORIGIN)
        .push(" from enrolment_change t join block b on b.number = t.block where t.product = ")
        .push_bind(product)
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    page.push(&mut sql);
    page.respond(snapshot, sql, |change: &EnrolmentChange| &change.origin)
        .await
}

//! GET /v1/attestations

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin, Time},
};

/// What attestors signed about reserves elsewhere.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Attestation {
    pub hash: Hash,
    /// PSC base units.
    pub amount: Amount,
    /// Cumulative off-chain settlements as of `as_of`.
    pub settled: Amount,
    /// Unix seconds.
    pub as_of: Time,
    /// Unix seconds.
    pub valid_until: Time,
    pub composition_hash: Hash,
    pub uri: String,
    /// The attestation before; zero for the first.
    pub previous_hash: Hash,
    pub signers: Vec<Account>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// The columns of [`Attestation`] without its origin.
pub const COLUMNS: &str = "t.hash, t.amount, t.settled, t.as_of, t.valid_until, t.composition_hash, t.uri, t.previous_hash, t.signers, ";

/// Attestations of the reserve
#[utoipa::path(get, path = "/v1/attestations", tag = "reserve", params(AsOf, Paging),
    responses((status = 200, body = Page<Attestation>)))]
pub async fn attestations(
    _: Params<Nothing>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select ");
    sql.push(COLUMNS)
        .push(ORIGIN)
        .push(" from attestation t join block b on b.number = t.block where t.block <= ");
    sql.push_bind(snapshot.block());
    page.push(&mut sql);
    page.respond(snapshot, sql, |attestation: &Attestation| {
        &attestation.origin
    })
    .await
}

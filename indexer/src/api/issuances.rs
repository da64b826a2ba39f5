//! GET /v1/issuances

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin},
};

/// What backs an amount of PSC.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum IssuanceKind {
    /// Assets paid into the on-chain reserve.
    Onchain,
    /// An attestation of reserves elsewhere.
    Attested,
}

/// PSC that came into being.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Issuance {
    #[schema(inline)]
    pub kind: IssuanceKind,
    /// Who paid the assets, or the issuer who minted.
    pub payer: Account,
    #[sqlx(rename = "recipient")]
    pub to: Account,
    pub amount: Amount,
    /// Assets paid, in the asset's base units; absent for attested ones.
    pub assets: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which issuances.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IssuanceFilter {
    /// Of one kind.
    #[param(inline)]
    kind: Option<IssuanceKind>,
}

/// PSC issued
#[utoipa::path(get, path = "/v1/issuances", tag = "reserve", params(IssuanceFilter, AsOf, Paging),
    responses((status = 200, body = Page<Issuance>)))]
pub async fn issuances(
    Params(filter): Params<IssuanceFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select t.kind, t.payer, t.recipient, t.amount, t.assets, ");
    sql.push(ORIGIN)
        .push(" from issuance t join block b on b.number = t.block where t.block <= ");
    sql.push_bind(snapshot.block());
    if let Some(kind) = filter.kind {
        sql.push(" and t.kind = ").push_bind(match kind {
            IssuanceKind::Onchain => "onchain",
            IssuanceKind::Attested => "attested",
        });
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |issuance: &Issuance| &issuance.origin)
        .await
}

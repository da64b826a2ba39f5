//! GET /v1/redemptions

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin, Time},
};

/// How PSC is redeemed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RedemptionKind {
    /// Out of the on-chain reserve, at once.
    Onchain,
    /// By an issuer's payment elsewhere, while the PSC is escrowed.
    Offchain,
}

/// What became of a redemption.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RedemptionStatus {
    Open,
    Settled,
    Cancelled,
}

/// PSC given back for what backs it.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Redemption {
    #[schema(inline)]
    pub kind: RedemptionKind,
    #[schema(inline)]
    pub status: RedemptionStatus,
    /// Number of the request; off-chain only.
    pub id: Option<i64>,
    pub holder: Account,
    /// Who received the assets; on-chain only.
    #[sqlx(rename = "recipient")]
    pub to: Option<Account>,
    /// Who pays; off-chain only.
    pub issuer: Option<Account>,
    pub amount: Amount,
    /// PSC kept as fee; on-chain only.
    pub fee: Option<Amount>,
    /// Assets paid, in the asset's base units; on-chain only.
    pub assets: Option<Amount>,
    /// From then on the holder may cancel, Unix seconds; off-chain only.
    pub deadline: Option<Time>,
    /// The payment's reference; off-chain only.
    pub payment_reference: Option<Hash>,
    /// Block of settlement or cancellation.
    pub ended_block: Option<i64>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which redemptions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RedemptionFilter {
    /// Of one kind.
    #[param(inline)]
    kind: Option<RedemptionKind>,
    /// By what became of them.
    #[param(inline)]
    status: Option<RedemptionStatus>,
    /// Of this holder.
    holder: Option<Account>,
    /// To be paid by this issuer.
    issuer: Option<Account>,
    /// The off-chain request of this number.
    #[param(minimum = 1)]
    id: Option<i64>,
}

/// PSC redeemed or to be redeemed
#[utoipa::path(get, path = "/v1/redemptions", tag = "reserve", params(RedemptionFilter, AsOf, Paging),
    responses((status = 200, body = Page<Redemption>)))]
pub async fn redemptions(
    Params(filter): Params<RedemptionFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let mut sql = QueryBuilder::new(
        "select t.kind, t.id, t.holder, t.recipient, t.issuer, t.amount, t.fee, t.assets, t.deadline, t.payment_reference,
                e.block as ended_block, case when t.kind = 'onchain' or e.settled then 'settled'
                                             when e.settled is null then 'open' else 'cancelled' end as status, ",
    );
    sql.push(ORIGIN).push(
        " from redemption t join block b on b.number = t.block
          left join redemption_end e on e.id = t.id and e.block <= ",
    );
    sql.push_bind(block)
        .push(" where t.block <= ")
        .push_bind(block);
    if let Some(kind) = filter.kind {
        sql.push(" and t.kind = ").push_bind(match kind {
            RedemptionKind::Onchain => "onchain",
            RedemptionKind::Offchain => "offchain",
        });
    }
    match filter.status {
        Some(RedemptionStatus::Open) => sql.push(" and t.kind = 'offchain' and e.id is null"),
        Some(RedemptionStatus::Settled) => sql.push(" and (t.kind = 'onchain' or e.settled)"),
        Some(RedemptionStatus::Cancelled) => sql.push(" and not e.settled"),
        None => &mut sql,
    };
    if let Some(Account(holder)) = filter.holder {
        sql.push(" and t.holder = ").push_bind(holder.to_vec());
    }
    if let Some(Account(issuer)) = filter.issuer {
        sql.push(" and t.issuer = ").push_bind(issuer.to_vec());
    }
    if let Some(id) = filter.id {
        sql.push(" and t.id = ").push_bind(id);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |redemption: &Redemption| &redemption.origin)
        .await
}

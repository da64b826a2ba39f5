//! GET /v1/settlements

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

/// Why a line was paid out.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum SettlementReason {
    /// In the order itself.
    AtOnce,
    /// The buyer agreed.
    Confirmed,
    /// The return window was over.
    Released,
    /// A dispute was ruled.
    Ruled,
    Other,
}

/// Where a line's gross went. gross = experience_fee + community_fee + cashback + stake_share + groups + repayment +
/// to_vendor, which `parts` adds up. In base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Settlement {
    #[sqlx(rename = "order_id")]
    pub order: i64,
    pub line: i32,
    #[schema(inline)]
    pub reason: SettlementReason,
    /// Units that were not refunded.
    pub units: i64,
    pub gross: Amount,
    /// To the quality network.
    pub experience_fee: Amount,
    /// To the community.
    pub community_fee: Amount,
    /// To whoever shared the product.
    pub cashback: Amount,
    /// To the product's stakers.
    pub stake_share: Amount,
    /// To customers, co-creators and causes, a third each.
    pub groups: Amount,
    /// Of a promotion advance.
    pub repayment: Amount,
    pub to_vendor: Amount,
    /// The sum of the parts.
    pub parts: Amount,
    /// The vendor's payout address.
    pub vendor: Account,
    /// Who got the cashback; absent when nobody did.
    pub sharer: Option<Account>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// The columns of [`Settlement`] without its origin.
pub const COLUMNS: &str =
    "t.order_id, t.line, t.reason, t.units, t.gross, t.experience_fee, t.community_fee, t.cashback, t.stake_share, t.groups,
     t.repayment, t.to_vendor, t.experience_fee + t.community_fee + t.cashback + t.stake_share + t.groups + t.repayment
         + t.to_vendor as parts, t.vendor, t.sharer, ";

/// Which settlements.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SettlementFilter {
    /// That paid this vendor's address.
    vendor: Option<Account>,
    /// That paid cashback to this account.
    sharer: Option<Account>,
}

/// Lines paid out, each with its whole waterfall
#[utoipa::path(get, path = "/v1/settlements", tag = "orders", params(SettlementFilter, AsOf, Paging),
    responses((status = 200, body = Page<Settlement>)))]
pub async fn settlements(
    Params(filter): Params<SettlementFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new("select ");
    sql.push(COLUMNS)
        .push(ORIGIN)
        .push(" from settlement t join block b on b.number = t.block where t.block <= ");
    sql.push_bind(snapshot.block());
    if let Some(Account(vendor)) = filter.vendor {
        sql.push(" and t.vendor = ").push_bind(vendor.to_vec());
    }
    if let Some(Account(sharer)) = filter.sharer {
        sql.push(" and t.sharer = ").push_bind(sharer.to_vec());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |settlement: &Settlement| &settlement.origin)
        .await
}

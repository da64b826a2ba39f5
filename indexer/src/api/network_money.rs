//! GET /v1/experience-fees and /v1/network-payments: what came in, and what went out

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

/// A line's fees, and who earns of them. In base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct FeeAccrual {
    pub cycle: i64,
    pub product: i64,
    /// Which earns; absent when none does.
    pub platform: Option<i64>,
    /// Who earns; absent when nobody does.
    pub expert: Option<i64>,
    /// All that follows but the community's.
    pub experience_fee: Amount,
    pub community_fee: Amount,
    pub to_expert: Amount,
    pub to_platform: Amount,
    pub to_reports: Amount,
    /// What nobody earns: goes to the reports of the next cycle.
    pub rolled: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which fees.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeeFilter {
    /// Of this cycle.
    #[param(minimum = 0)]
    cycle: Option<i64>,
    /// Of this product's lines.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// Of which the platform of this number earns.
    #[param(minimum = 1)]
    platform: Option<i64>,
    /// Of which the expert of this number earns.
    #[param(minimum = 1)]
    expert: Option<i64>,
}

/// Fees of settled lines, and who earned of them
#[utoipa::path(get, path = "/v1/experience-fees", tag = "cycles", params(FeeFilter, AsOf, Paging),
    responses((status = 200, body = Page<FeeAccrual>)))]
pub async fn fees(
    Params(filter): Params<FeeFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new(
        "select t.cycle, t.product, nullif(t.platform, 0) as platform, nullif(t.expert, 0) as expert, t.experience_fee,
                t.community_fee, t.to_expert, t.to_platform, t.to_reports, t.rolled, ",
    );
    sql.push(ORIGIN)
        .push(" from fee_accrual t join block b on b.number = t.block where t.block <= ")
        .push_bind(snapshot.block());
    for (column, wanted) in [
        (" and t.cycle = ", filter.cycle),
        (" and t.product = ", filter.product),
        (" and t.platform <> 0 and t.platform = ", filter.platform),
        (" and t.expert <> 0 and t.expert = ", filter.expert),
    ] {
        if let Some(wanted) = wanted {
            sql.push(column).push_bind(wanted);
        }
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |fee: &FeeAccrual| &fee.origin)
        .await
}

/// For what somebody was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PaymentKind {
    Expert,
    Platform,
    /// A report that won.
    Place,
    /// Votes that were confirmed.
    Community,
}

impl PaymentKind {
    fn name(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Platform => "platform",
            Self::Place => "place",
            Self::Community => "community",
        }
    }
}

/// What somebody had earned, and was paid. What could not be sent is a credit then.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct NetworkPayment {
    #[schema(inline)]
    pub kind: PaymentKind,
    pub account: Account,
    /// Base units of PSC.
    pub amount: Amount,
    /// Of the expert or the platform.
    pub number: Option<i64>,
    /// Of a place, or of the community.
    pub cycle: Option<i64>,
    /// Of a place, as what follows.
    pub product: Option<i64>,
    pub place: Option<i32>,
    pub report: Option<i64>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which payments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PaymentFilter {
    /// To this account.
    account: Option<Account>,
    /// Of this cycle's places and community.
    #[param(minimum = 0)]
    cycle: Option<i64>,
    #[param(inline)]
    kind: Option<PaymentKind>,
}

/// What experts, platforms, reporters and the community were paid
#[utoipa::path(get, path = "/v1/network-payments", tag = "cycles", params(PaymentFilter, AsOf, Paging),
    responses((status = 200, body = Page<NetworkPayment>)))]
pub async fn payments(
    Params(filter): Params<PaymentFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new(
        "select t.kind, t.account, t.amount, t.number, t.cycle, t.product, t.place, t.report, ",
    );
    sql.push(ORIGIN)
        .push(" from network_payment t join block b on b.number = t.block where t.block <= ")
        .push_bind(snapshot.block());
    if let Some(Account(account)) = filter.account {
        sql.push(" and t.account = ").push_bind(account.to_vec());
    }
    if let Some(cycle) = filter.cycle {
        sql.push(" and t.cycle = ").push_bind(cycle);
    }
    if let Some(kind) = filter.kind {
        sql.push(" and t.kind = ").push_bind(kind.name());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |payment: &NetworkPayment| &payment.origin)
        .await
}

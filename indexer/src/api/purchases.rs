//! GET /v1/purchases

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Hash, Origin},
};

/// A receipt of a statement that its buyer registered, on which she may report (as line 255 of its number).
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Purchase {
    #[schema(example = 1)]
    pub id: i64,
    pub statement: i64,
    pub platform: i64,
    pub buyer: Account,
    pub product: i64,
    /// Base units of PSC.
    pub gross: Amount,
    /// When the sale was final, Unix seconds.
    #[schema(example = 1780000000)]
    pub sold_at: i64,
    /// Of the receipt.
    pub number: Amount,
    /// The receipt's hash.
    pub receipt: Hash,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which purchases.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PurchaseFilter {
    /// By this account.
    buyer: Option<Account>,
    /// Of this product.
    #[param(minimum = 1)]
    product: Option<i64>,
}

/// Purchases that buyers proved
#[utoipa::path(get, path = "/v1/purchases", tag = "statements", params(PurchaseFilter, AsOf, Paging),
    responses((status = 200, body = Page<Purchase>)))]
pub async fn purchases(
    Params(filter): Params<PurchaseFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.statement, s.platform, t.buyer, t.product, t.gross, t.sold_at, t.number, t.receipt, ",
    );
    sql.push(ORIGIN)
        .push(
            " from proved_purchase t join block b on b.number = t.block join statement s on s.id = t.statement where t.block <= ",
        )
        .push_bind(snapshot.block());
    if let Some(Account(buyer)) = filter.buyer {
        sql.push(" and t.buyer = ").push_bind(buyer.to_vec());
    }
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |purchase: &Purchase| &purchase.origin)
        .await
}

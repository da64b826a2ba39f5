//! GET /v1/rewards

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{ORIGIN, Page, PageRequest, Paging, Params},
    snapshot::{AsOf, Snapshot},
    types::{Account, Amount, Origin},
};

/// A reward paid to a store for a settled sale.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Reward {
    pub offer: i64,
    pub product: i64,
    pub token: Account,
    /// The selling store's payout address.
    #[sqlx(rename = "recipient")]
    pub to: Account,
    pub units: i64,
    /// In the token's base units. Deferred, if the token refused: see the account's credits.
    pub amount: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which rewards.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RewardFilter {
    /// Paid to this account.
    to: Option<Account>,
    /// From this offer.
    #[param(minimum = 1)]
    offer: Option<i64>,
}

/// Rewards paid for selling
#[utoipa::path(get, path = "/v1/rewards", tag = "shop", params(RewardFilter, AsOf, Paging),
    responses((status = 200, body = Page<Reward>)))]
pub async fn rewards(
    Params(filter): Params<RewardFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql =
        QueryBuilder::new("select t.offer, o.product, o.token, t.recipient, t.units, t.amount, ");
    sql.push(ORIGIN).push(
        " from offer_change t join block b on b.number = t.block join offer o on o.id = t.offer
          where t.kind = 'paid' and t.block <= ",
    );
    sql.push_bind(snapshot.block());
    if let Some(Account(to)) = filter.to {
        sql.push(" and t.recipient = ").push_bind(to.to_vec());
    }
    if let Some(offer) = filter.offer {
        sql.push(" and t.offer = ").push_bind(offer);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |reward: &Reward| &reward.origin)
        .await
}

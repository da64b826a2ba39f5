//! GET /v1/offers and one offer

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, parse_id},
};

/// Rewards escrowed for stores that sell a product of another.
/// units_added = units_left + units_reserved + units_paid + units_returned.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Offer {
    #[schema(example = 1)]
    pub id: i64,
    pub product: i64,
    /// The product's store.
    pub store: i64,
    /// The token that rewards are paid in.
    pub token: Account,
    /// For each unit sold, in the token's base units.
    pub reward_per_unit: Amount,
    /// Not revoked: sales reserve rewards.
    pub open: bool,
    /// Posted and topped up.
    pub units_added: i64,
    /// What further sales can reserve.
    pub units_left: i64,
    /// Of sales that are not settled yet.
    pub units_reserved: i64,
    /// Paid to selling stores.
    pub units_paid: i64,
    /// Gone back to the vendor.
    pub units_returned: i64,
    /// Paid in all, in the token's base units.
    pub amount_paid: Amount,
    /// Block of its revocation.
    pub revoked_block: Option<i64>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which offers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfferFilter {
    /// For this product.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// For products of this store.
    #[param(minimum = 1)]
    store: Option<i64>,
    /// Paid in this token.
    token: Option<Account>,
    /// Open ones, or revoked ones.
    open: Option<bool>,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    // The sums are of the latest block: what later blocks moved is taken back.
    let mut sql = QueryBuilder::new(
        "select t.id, t.product, p.store, t.token, t.reward_per_unit, e.block is null as open, e.block as revoked_block,
                s.units_left - later.units_left as units_left, s.units_reserved - later.units_reserved as units_reserved,
                s.units_added - later.units_added as units_added, s.units_paid - later.units_paid as units_paid,
                s.units_returned - later.units_returned as units_returned, s.amount_paid - later.amount_paid as amount_paid, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join offer t join block b on b.number = t.block join product p on p.id = t.product
             join offer_state s on s.offer = t.id
             cross join lateral (
                 select coalesce(sum(c.left_change), 0)::bigint as units_left,
                        coalesce(sum(c.reserved_change), 0)::bigint as units_reserved,
                        coalesce(sum(c.units) filter (where c.kind in ('posted', 'topped_up')), 0)::bigint as units_added,
                        coalesce(sum(c.units) filter (where c.kind = 'paid'), 0)::bigint as units_paid,
                        coalesce(sum(c.units) filter (where c.kind = 'returned'), 0)::bigint as units_returned,
                        coalesce(sum(c.amount) filter (where c.kind = 'paid'), 0) as amount_paid
                 from offer_change c where c.offer = t.id and c.block > at.block) later
             left join offer_end e on e.offer = t.id and e.block <= at.block
             where t.block <= at.block",
        );
    sql
}

/// Offers of rewards for selling
#[utoipa::path(get, path = "/v1/offers", tag = "shop", params(OfferFilter, AsOf, Paging),
    responses((status = 200, body = Page<Offer>)))]
pub async fn offers(
    Params(filter): Params<OfferFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    if let Some(store) = filter.store {
        sql.push(" and p.store = ").push_bind(store);
    }
    if let Some(Account(token)) = filter.token {
        sql.push(" and t.token = ").push_bind(token.to_vec());
    }
    if let Some(open) = filter.open {
        sql.push(" and (e.block is null) = ").push_bind(open);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |offer: &Offer| &offer.origin)
        .await
}

/// One offer
#[utoipa::path(get, path = "/v1/offers/{id}", tag = "shop",
    params(("id" = i64, Path, description = "Number of the offer"), AsOf),
    responses((status = 200, body = One<Offer>)))]
pub async fn offer(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let offer = find(&mut snapshot, id).await?;
    let offer = offer.ok_or_else(|| ApiError::not_found(format!("no offer {id}")))?;
    Ok(snapshot.one(offer))
}

/// The offer of that number, if there is one.
pub async fn find(snapshot: &mut Snapshot, id: i64) -> Result<Option<Offer>, ApiError> {
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    Ok(sql.build_query_as().fetch_optional(snapshot.conn()).await?)
}

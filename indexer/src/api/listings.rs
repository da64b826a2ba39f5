//! GET /v1/listings, and those of one product

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, Snapshot},
    types::{Origin, parse_id},
};

/// A product of one store in another. It stands until that store takes it off.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Listing {
    pub product: i64,
    /// The store that lists it.
    pub store: i64,
    /// Whether it can be bought there now: active, in stock and open to listings.
    pub live: bool,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which listings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListingFilter {
    /// By this store.
    #[param(minimum = 1)]
    store: Option<i64>,
    /// Of this product.
    #[param(minimum = 1)]
    product: Option<i64>,
}

/// Products that stores list of each other
#[utoipa::path(get, path = "/v1/listings", tag = "shop", params(ListingFilter, AsOf, Paging),
    responses((status = 200, body = Page<Listing>)))]
pub async fn listings(
    Params(filter): Params<ListingFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    respond(filter, page, snapshot).await
}

/// Stores that list a product
#[utoipa::path(get, path = "/v1/products/{id}/listings", tag = "shop",
    params(("id" = i64, Path, description = "Number of the product"), AsOf, Paging),
    responses((status = 200, body = Page<Listing>)))]
pub async fn listings_of_product(
    Path(id): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let filter = ListingFilter {
        store: None,
        product: Some(parse_id(&id).map_err(ApiError::invalid)?),
    };
    respond(filter, page, snapshot).await
}

async fn respond(
    filter: ListingFilter,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let mut sql = QueryBuilder::new(
        "with page as materialized (select t.* from listing_change t where t.listed and t.block <= ",
    );
    sql.push_bind(block).push(
        " and not exists (select from listing_change n where n.product = t.product and n.store = t.store
                          and (n.block, n.log_index) > (t.block, t.log_index) and n.block <= ",
    );
    sql.push_bind(block).push(")");
    if let Some(store) = filter.store {
        sql.push(" and t.store = ").push_bind(store);
    }
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    page.push(&mut sql);
    sql.push(") select t.product, t.store, p.active and p.inventory > 0 and p.open_to_listings as live, ")
        .push(ORIGIN)
        .push(" from page t join block b on b.number = t.block join product_as_of(array(select product from page), ")
        .push_bind(block)
        .push(") p on p.id = t.product");
    page.push_order(&mut sql);
    page.respond(snapshot, sql, |listing: &Listing| &listing.origin)
        .await
}

//! GET /v1/stores and one store

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Origin, parse_id},
};

/// A store: sells its own products, and those of others that it lists.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Store {
    #[schema(example = 1)]
    pub id: i64,
    /// Acts for the store.
    pub owner: Account,
    /// To whom it was offered, who has it once he accepts; absent when nobody.
    pub pending_owner: Option<Account>,
    /// Is paid.
    pub payout: Account,
    /// The platform that brings it its buyers; 0: none.
    pub platform: i64,
    /// The co-creator set of its products without one of their own.
    #[sqlx(rename = "set_id")]
    pub set: i64,
    pub uri: String,
    /// Number of products of its own.
    pub products: i64,
    /// Number of products of others that it lists.
    pub listings: i64,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which stores.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StoreFilter {
    /// Owned by this account now.
    owner: Option<Account>,
    /// Of this platform.
    #[param(minimum = 0)]
    platform: Option<i64>,
}

/// Stores that exist at `block`, up to a further condition on `t`, `o` and `f`.
fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, o.owner, o.set_id, h.pending_owner, p.payout, f.platform, f.uri,
                (select count(*) from product d where d.store = t.id and d.block <= at.block) as products,
                (select count(*) from (select distinct on (l.product) l.listed from listing_change l
                                       where l.store = t.id and l.block <= at.block
                                       order by l.product, l.block desc, l.log_index desc) l where l.listed) as listings, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join store t join block b on b.number = t.block
             cross join lateral (select block, log_index, owner, set_id from store_owner o where o.store = t.id and o.block <= at.block
                                 order by o.block desc, o.log_index desc limit 1) o
             cross join lateral (select payout from store_payout p where p.store = t.id and p.block <= at.block
                                 order by p.block desc, p.log_index desc limit 1) p
             cross join lateral (select platform, uri from store_profile f where f.store = t.id and f.block <= at.block
                                 order by f.block desc, f.log_index desc limit 1) f
             left join lateral (
                 -- Until the owner offers it to another, to nobody, or it has another owner.
                 select case when (h.block, h.log_index) > (o.block, o.log_index)
                             then nullif(h.new_owner, '\\x0000000000000000000000000000000000000000') end as pending_owner
                 from store_handover h where h.store = t.id and h.block <= at.block
                 order by h.block desc, h.log_index desc limit 1) h on true
             where t.block <= at.block",
        );
    sql
}

/// Stores
#[utoipa::path(get, path = "/v1/stores", tag = "shop", params(StoreFilter, AsOf, Paging),
    responses((status = 200, body = Page<Store>)))]
pub async fn stores(
    Params(filter): Params<StoreFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(owner)) = filter.owner {
        sql.push(" and t.id in (select store from store_owner where owner = ")
            .push_bind(owner.to_vec())
            .push(") and o.owner = ")
            .push_bind(owner.to_vec());
    }
    if let Some(platform) = filter.platform {
        sql.push(" and t.id in (select store from store_profile where platform = ")
            .push_bind(platform)
            .push(") and f.platform = ")
            .push_bind(platform);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |store: &Store| &store.origin)
        .await
}

/// One store
#[utoipa::path(get, path = "/v1/stores/{id}", tag = "shop",
    params(("id" = i64, Path, description = "Number of the store"), AsOf),
    responses((status = 200, body = One<Store>)))]
pub async fn store(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let store = find(&mut snapshot, id).await?;
    let store = store.ok_or_else(|| ApiError::not_found(format!("no store {id}")))?;
    Ok(snapshot.one(store))
}

/// The store of that number, if there is one.
pub async fn find(snapshot: &mut Snapshot, id: i64) -> Result<Option<Store>, ApiError> {
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    Ok(sql.build_query_as().fetch_optional(snapshot.conn()).await?)
}

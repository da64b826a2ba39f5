//! GET /v1/products and one product

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    page::{Nothing, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};
use crate::{projections::words, store};

/// A product as it is sold now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Product {
    #[schema(example = 1)]
    pub id: i64,
    /// The store whose product it is.
    pub store: i64,
    /// Base units of PSC.
    pub price: Amount,
    /// Counts changes of price, terms, content and co-creators: a cart names the one it was made for.
    pub version: i64,
    /// Units in stock.
    pub inventory: i64,
    pub active: bool,
    /// Other stores may list and sell it.
    pub open_to_listings: bool,
    /// Can be bought: active and in stock.
    pub available: bool,
    /// What a `data:` URI says itself; absent for other URIs.
    pub title: Option<String>,
    pub uri: String,
    pub content_hash: Hash,
    pub terms: Terms,
    /// Of the price: what goes to the quality network, with 60 more to its community; 0: it is not enrolled, and pays neither.
    pub experience_fee_bps: i32,
    /// The co-creator set that its profit goes to.
    pub set: i64,
    /// The open offer of rewards for selling it; absent when there is none.
    pub offer: Option<OpenOffer>,
    /// Number of stores that list it.
    pub listings: i64,
    #[serde(flatten)]
    pub origin: Origin,
}

/// How a sale's gross is shared out.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct Terms {
    /// Of the price: what the vendor commits as profit.
    pub profit_bps: i32,
    /// Of the profit: to whoever shared the product.
    pub cashback_bps: i32,
    /// Of the profit: to the product's stakers.
    pub stake_bps: i32,
    /// Return window in seconds; 0: settled at once.
    pub hold_secs: i64,
    /// The vendor's cause; 0: by the DAO's weights.
    pub cause: i64,
}

/// The open offer of a product.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenOffer {
    pub id: i64,
    pub token: Account,
    /// In the token's base units.
    pub reward_per_unit: Amount,
    /// What further sales can reserve.
    pub units_left: i64,
}

/// A product with everything that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductInFull {
    #[serde(flatten)]
    pub product: Product,
    /// What a `data:` URI says beside the title.
    pub body: Option<String>,
    /// Who has what the co-creators do not.
    pub vendor: Account,
    pub co_creators: Vec<CoCreator>,
}

/// An account of a co-creator set, beside the vendor.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct CoCreator {
    pub account: Account,
    pub bps: i32,
    /// Draws its part, of what came since.
    pub accepted: bool,
    /// What the set had earned when it accepted, PSC base units.
    pub accepted_at: Option<Amount>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    store: i64,
    price: Amount,
    version: i64,
    inventory: i64,
    active: bool,
    open_to_listings: bool,
    title: Option<String>,
    body: Option<String>,
    uri: String,
    content_hash: Hash,
    #[sqlx(flatten)]
    terms: Terms,
    experience_fee_bps: i32,
    set_id: i64,
    offer: Option<i64>,
    reward_token: Option<Account>,
    reward_per_unit: Option<Amount>,
    units_left: Option<i64>,
    listings: i64,
    #[sqlx(flatten)]
    origin: Origin,
}

impl From<Row> for Product {
    fn from(row: Row) -> Self {
        let offer = (row.offer, row.reward_token, row.reward_per_unit);
        Self {
            id: row.id,
            store: row.store,
            price: row.price,
            version: row.version,
            inventory: row.inventory,
            active: row.active,
            open_to_listings: row.open_to_listings,
            available: row.active && row.inventory > 0,
            title: row.title,
            uri: row.uri,
            content_hash: row.content_hash,
            terms: row.terms,
            experience_fee_bps: row.experience_fee_bps,
            set: row.set_id,
            offer: match offer {
                (Some(id), Some(token), Some(reward_per_unit)) => Some(OpenOffer {
                    id,
                    token,
                    reward_per_unit,
                    units_left: row.units_left.unwrap_or_default(),
                }),
                _ => None,
            },
            listings: row.listings,
            origin: row.origin,
        }
    }
}

/// By what products are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProductSort {
    /// As they were added.
    #[default]
    Id,
    Price,
    /// By the reward per unit of their open offers in one token: needs `reward_token`.
    Reward,
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductFilter {
    /// With words that begin so, all of them, in title or body, or else in the URI.
    q: Option<String>,
    /// Of this store.
    #[param(minimum = 1)]
    store: Option<i64>,
    /// That this store can sell: its own, and those it lists.
    #[param(minimum = 1)]
    via: Option<i64>,
    /// Base units of PSC.
    min_price: Option<Amount>,
    max_price: Option<Amount>,
    /// Active and in stock, and with `via` for sale there; or not.
    available: Option<bool>,
    /// With an open offer that has units left; or without.
    rewarded: Option<bool>,
    /// With an open offer in this token that has units left.
    reward_token: Option<Account>,
    #[serde(default)]
    #[param(inline, default = "id")]
    sort: ProductSort,
}

impl ProductFilter {
    /// Appends the conditions on a row `t` of `product_state` or `product_as_of`.
    fn push(&self, sql: &mut QueryBuilder<Postgres>, search: Option<&str>, block: i64) {
        const CURRENT: &str =
            " and not exists (select from content_change n where n.product = c.product
                  and (n.block, n.log_index) > (c.block, c.log_index) and n.block <= ";
        const LISTED: &str = " and not exists (select from listing_change n where n.product = l.product and n.store = l.store
                  and (n.block, n.log_index) > (l.block, l.log_index) and n.block <= ";
        if let Some(search) = search {
            sql.push(
                " and t.id in (select c.product from content_change c where c.search @@ cast(",
            )
            .push_bind(search.to_owned())
            .push(" as tsquery) and c.block <= ")
            .push_bind(block)
            .push(CURRENT)
            .push_bind(block)
            .push("))");
        }
        if let Some(store) = self.store {
            sql.push(" and t.store = ").push_bind(store);
        }
        if let Some(via) = self.via {
            sql.push(" and (t.store = ").push_bind(via).push(" or ");
            if self.available == Some(true) {
                sql.push("t.open_to_listings and ");
            }
            sql.push("t.id = any (array(select l.product from listing_change l where l.listed and l.store = ")
                .push_bind(via)
                .push(" and l.block <= ")
                .push_bind(block);
            sql.push(LISTED).push_bind(block).push("))))");
        }
        if let Some(price) = self.min_price {
            sql.push(" and t.price >= ")
                .push_bind(store::Amount::from(price));
        }
        if let Some(price) = self.max_price {
            sql.push(" and t.price <= ")
                .push_bind(store::Amount::from(price));
        }
        match self.available {
            Some(true) => sql.push(" and t.active and t.inventory > 0"),
            Some(false) => sql.push(" and not (t.active and t.inventory > 0)"),
            None => sql,
        };
        match self.rewarded {
            Some(true) => sql.push(" and t.units_left > 0"),
            Some(false) => sql.push(" and coalesce(t.units_left, 0) = 0"),
            None => sql,
        };
        if let Some(Account(token)) = self.reward_token {
            sql.push(" and t.units_left > 0 and t.reward_token = ")
                .push_bind(token.to_vec());
        }
    }

    /// The search as Postgres takes it: every word as a prefix.
    fn search(&self) -> Result<Option<String>, ApiError> {
        let Some(text) = &self.q else { return Ok(None) };
        let words = words(text);
        if words.is_empty() {
            return Err(ApiError::invalid("q has neither a letter nor a digit"));
        }
        let prefixes: Vec<_> = words.split(' ').map(|word| format!("'{word}':*")).collect();
        Ok(Some(prefixes.join(" & ")))
    }

    fn sort_column(&self) -> Result<Option<&'static str>, ApiError> {
        match self.sort {
            ProductSort::Id => Ok(None),
            ProductSort::Price => Ok(Some("t.price")),
            ProductSort::Reward if self.reward_token.is_some() => Ok(Some("t.reward_per_unit")),
            ProductSort::Reward => Err(ApiError::invalid(
                "sort=reward compares rewards in one token: name it with reward_token",
            )),
        }
    }
}

/// Begins a query of [`Row`]s at `block`, for rows `t` of the products' state which follow.
fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.store, coalesce(t.price, 0) as price, t.inventory, t.active, t.open_to_listings, t.offer, t.reward_token,
                t.reward_per_unit, t.units_left, c.title, c.body, c.uri, c.content_hash,
                m.profit_bps, m.cashback_bps, m.stake_bps, m.hold_secs, m.cause,
                coalesce(x.bps, 0) as experience_fee_bps, greatest(c.version, m.version, s.version, v.version, x.version) as version,
                -- The store's own set changes with the store's owner.
                case when own.set_id is null then s.set_id else
                    (select o.set_id from store_owner o where o.store = t.store and o.block <= at.block
                     order by o.block desc, o.log_index desc limit 1) end as set_id,
                (select count(*) from (select distinct on (l.store) l.listed from listing_change l
                                       where l.product = t.id and l.block <= at.block
                                       order by l.store, l.block desc, l.log_index desc) l where l.listed) as listings,
                t.block, b.hash as block_hash, b.time, t.log_index, p.transaction
         from (select ",
    );
    sql.push_bind(block)
        .push("::bigint as block) at cross join ");
    sql
}

/// The rest of a row's query.
const JOINS: &str = " t join product p on p.id = t.id join block b on b.number = t.block
    cross join lateral (select * from content_change c where c.product = t.id and c.block <= at.block
                        order by c.block desc, c.log_index desc limit 1) c
    cross join lateral (select * from terms_change m where m.product = t.id and m.block <= at.block
                        order by m.block desc, m.log_index desc limit 1) m
    cross join lateral (select * from co_creators_change s where s.product = t.id and s.block <= at.block
                        order by s.block desc, s.log_index desc limit 1) s
    cross join lateral (select version from price_change v where v.product = t.id and v.block <= at.block
                        order by v.block desc, v.log_index desc limit 1) v
    left join lateral (select version, bps from experience_fee_change x where x.product = t.id and x.block <= at.block
                       order by x.block desc, x.log_index desc limit 1) x on true
    left join store_owner own on own.store = t.store and own.set_id = s.set_id";

/// Products
///
/// Nothing is fetched from a product's URI. A shop without a server writes the product's text into it, as
/// `data:application/json,...` (title or name; description, body or text) or `data:text/plain,...` (the first line is
/// the title), percent-encoded or base64: these words are then searched, else those of the URI.
#[utoipa::path(get, path = "/v1/products", tag = "shop", params(ProductFilter, AsOf, Paging),
    responses((status = 200, body = Page<Product>)))]
pub async fn products(
    Params(filter): Params<ProductFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let block = snapshot.block();
    let (search, sort) = (filter.search()?, filter.sort_column()?);
    page.check_sort(sort.is_some())?;
    // The state is of the latest block. Where it changed since the answer's, it is computed for that.
    let mut sql = select(block);
    sql.push("((select t.* from product_state t where t.changed <= ")
        .push_bind(block);
    filter.push(&mut sql, search.as_deref(), block);
    page.push_by(&mut sql, sort);
    sql.push(") union all (select t.* from product_as_of(array(select id from product_state where changed > ")
        .push_bind(block)
        .push("), ")
        .push_bind(block)
        .push(") t where true");
    filter.push(&mut sql, search.as_deref(), block);
    page.push_by(&mut sql, sort);
    sql.push("))").push(JOINS);
    page.push_order_by(&mut sql, sort);
    let (rows, next) = page
        .fetch_by(&mut snapshot, &mut sql, |row: &Row| {
            let value = match filter.sort {
                ProductSort::Id => None,
                ProductSort::Price => Some(row.price.0),
                ProductSort::Reward => row.reward_per_unit.map(|reward| reward.0),
            };
            (&row.origin, value)
        })
        .await?;
    let items: Vec<_> = rows.into_iter().map(Product::from).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One product
#[utoipa::path(get, path = "/v1/products/{id}", tag = "shop",
    params(("id" = i64, Path, description = "Number of the product"), AsOf),
    responses((status = 200, body = One<ProductInFull>)))]
pub async fn product(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let product = find(&mut snapshot, id).await?;
    let product = product.ok_or_else(|| ApiError::not_found(format!("no product {id}")))?;
    Ok(snapshot.one(product))
}

/// The product of that number, if there is one.
pub async fn find(snapshot: &mut Snapshot, id: i64) -> Result<Option<ProductInFull>, ApiError> {
    let block = snapshot.block();
    let mut sql = select(block);
    sql.push("product_as_of(array[")
        .push_bind(id)
        .push("], ")
        .push_bind(block)
        .push(")")
        .push(JOINS);
    let row: Option<Row> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let Some(mut row) = row else { return Ok(None) };
    let vendor = sqlx::query_scalar("select vendor from co_creator_set where id = $1")
        .bind(row.set_id)
        .fetch_one(snapshot.conn())
        .await?;
    let co_creators = co_creators(snapshot, row.set_id).await?;
    Ok(Some(ProductInFull {
        body: row.body.take(),
        product: row.into(),
        vendor,
        co_creators,
    }))
}

/// The accounts of a set beside its vendor.
async fn co_creators(snapshot: &mut Snapshot, set: i64) -> Result<Vec<CoCreator>, ApiError> {
    let rows = sqlx::query_as(
        "select c.account, c.bps, a.lifetime is not null as accepted, a.lifetime as accepted_at from co_creator c
         left join co_creator_acceptance a on a.set_id = c.set_id and a.account = c.account and a.block <= $2
         where c.set_id = $1 order by c.place",
    )
    .bind(set)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    Ok(rows)
}

//! GET /v1/shares and one share

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

/// A buyer's share of a product: sales through it pay cashback. In base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Share {
    #[schema(example = 1)]
    pub id: i64,
    pub sharer: Account,
    pub product: i64,
    /// The sharer's own line.
    #[sqlx(rename = "order_id")]
    pub order: i64,
    pub line: i32,
    /// Earns now: the sharer's own line is paid out and not wholly refunded.
    pub earning: bool,
    /// What the sharer spent on the product and was not refunded.
    pub spent: Amount,
    /// Most that the share can earn in all.
    pub cap: Amount,
    pub cashback_paid: Amount,
    /// Number of settled lines that came through it.
    pub sales: i64,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Which shares.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShareFilter {
    /// Of this account.
    sharer: Option<Account>,
    /// Of this product.
    #[param(minimum = 1)]
    product: Option<i64>,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.sharer, t.product, t.order_id, t.line, own.block is not null and u.units > 0 as earning,
                l.price * u.units as spent, trunc(l.price * u.units * cap.bps / 10000) as cap, led.cashback_paid, led.sales, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join share t join block b on b.number = t.block
             cross join (select coalesce((select value from parameter_change c where c.contract = 'checkout'
                 and c.name = 'share_cap_bps' and c.block <= ",
        )
        .push_bind(block)
        .push(
            " order by c.block desc, c.log_index desc limit 1), 10000) as bps) cap
             join order_line l on l.order_id = t.order_id and l.line = t.line
             left join settlement own on own.order_id = t.order_id and own.line = t.line and own.block <= at.block
             cross join lateral (select l.quantity
                 - coalesce((select sum(r.units) from line_refund r
                             where r.order_id = t.order_id and r.line = t.line and r.block <= at.block), 0)
                 - coalesce((select sum(e.units) from refund_offer_end e
                             where e.order_id = t.order_id and e.line = t.line and e.accepted and e.block <= at.block), 0)
                 as units) u
             cross join lateral (select coalesce(sum(s.cashback), 0) as cashback_paid, count(*) as sales
                 from order_line o join settlement s on s.order_id = o.order_id and s.line = o.line and s.block <= at.block
                 where o.share = t.id and o.share <> 0) led
             where t.block <= at.block",
        );
    sql
}

/// Shares of products
#[utoipa::path(get, path = "/v1/shares", tag = "orders", params(ShareFilter, AsOf, Paging),
    responses((status = 200, body = Page<Share>)))]
pub async fn shares(
    Params(filter): Params<ShareFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(sharer)) = filter.sharer {
        sql.push(" and t.sharer = ").push_bind(sharer.to_vec());
    }
    if let Some(product) = filter.product {
        sql.push(" and t.product = ").push_bind(product);
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |share: &Share| &share.origin)
        .await
}

/// One share
#[utoipa::path(get, path = "/v1/shares/{id}", tag = "orders",
    params(("id" = i64, Path, description = "Number of the share"), AsOf),
    responses((status = 200, body = One<Share>)))]
pub async fn share(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let share = find(&mut snapshot, id).await?;
    let share = share.ok_or_else(|| ApiError::not_found(format!("no share {id}")))?;
    Ok(snapshot.one(share))
}

/// The share of that number, if there is one.
pub async fn find(snapshot: &mut Snapshot, id: i64) -> Result<Option<Share>, ApiError> {
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    Ok(sql.build_query_as().fetch_optional(snapshot.conn()).await?)
}

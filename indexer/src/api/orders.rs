//! GET /v1/orders and one order

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    order_lines::{self, Line},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};

/// A cart that was paid. total = held + settled + refunded. In base units of PSC.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Order {
    #[schema(example = 1)]
    pub id: i64,
    pub buyer: Account,
    /// The buyer's or the shop's own.
    pub payment_reference: Hash,
    /// Debited from the buyer at once.
    pub total: Amount,
    /// Of lines that have not ended.
    pub held: Amount,
    /// Gross of the lines paid out.
    pub settled: Amount,
    /// Paid back to the buyer out of held lines. What a vendor gives back later is not part of the order's total.
    pub refunded: Amount,
    /// Number of lines.
    #[sqlx(rename = "lines")]
    pub line_count: i32,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// An order with all that became of its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderInFull {
    #[serde(flatten)]
    pub order: Order,
    pub lines: Vec<Line>,
}

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Of this buyer.
    buyer: Option<Account>,
    /// With a product of this store.
    #[param(minimum = 1)]
    store: Option<i64>,
    /// With a product sold by this store, its own or another's.
    #[param(minimum = 1)]
    via: Option<i64>,
    /// With this payment reference.
    payment_reference: Option<Hash>,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.buyer, t.payment_reference, t.total, t.lines, sums.held, sums.settled, sums.refunded, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push(
            "::bigint as block) at cross join purchase t join block b on b.number = t.block
             cross join lateral (
                 select coalesce(sum(l.price * l.quantity - coalesce(r.amount, 0)) filter (where s.block is null), 0) as held,
                        coalesce(sum(s.gross), 0) as settled, coalesce(sum(r.amount), 0) as refunded
                 from order_line l
                 left join settlement s on s.order_id = l.order_id and s.line = l.line and s.block <= at.block
                 left join lateral (select sum(r.amount) as amount from line_refund r
                                    where r.order_id = l.order_id and r.line = l.line and r.block <= at.block) r on true
                 where l.order_id = t.id) sums
             where t.block <= at.block",
        );
    sql
}

/// Orders
#[utoipa::path(get, path = "/v1/orders", tag = "orders", params(OrderFilter, AsOf, Paging),
    responses((status = 200, body = Page<Order>)))]
pub async fn orders(
    Params(filter): Params<OrderFilter>,
    page: PageRequest,
    snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(snapshot.block());
    if let Some(Account(buyer)) = filter.buyer {
        sql.push(" and t.buyer = ").push_bind(buyer.to_vec());
    }
    if let Some(store) = filter.store {
        sql.push(" and t.id in (select l.order_id from order_line l join product p on p.id = l.product where p.store = ")
            .push_bind(store)
            .push(")");
    }
    if let Some(via) = filter.via {
        sql.push(" and t.id in (select l.order_id from order_line l where l.via = ")
            .push_bind(via)
            .push(")");
    }
    if let Some(Hash(reference)) = filter.payment_reference {
        sql.push(" and t.payment_reference = ")
            .push_bind(reference.to_vec());
    }
    page.push(&mut sql);
    page.respond(snapshot, sql, |order: &Order| &order.origin)
        .await
}

/// One order
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "orders",
    params(("id" = i64, Path, description = "Number of the order"), AsOf),
    responses((status = 200, body = One<OrderInFull>)))]
pub async fn order(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    let order: Option<Order> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let order = order.ok_or_else(|| ApiError::not_found(format!("no order {id}")))?;
    let lines = order_lines::load(&mut snapshot, id).await?;
    Ok(snapshot.one(OrderInFull { order, lines }))
}

//! GET /v1/pools/{product}/advances, one advance, and what was repaid of it

use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    pools::{amount, now},
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Hash, Origin, parse_id},
};
use crate::staking;

/// Where an advance stands at the time of the answer's block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdvanceState {
    /// Can be drawn between two times.
    Announced,
    /// Was not drawn in time.
    Lapsed,
    Drawn,
    /// Matured unpaid: counts as nothing, and what comes back is the shares'.
    Defaulted,
    /// Given up for the shares: what comes back is the groups'.
    WrittenOff,
    /// Nothing is outstanding; the deposit is to be reclaimed.
    Repaid,
    Closed,
}

/// An advance for the promotion of a product. amount = outstanding + repaid + seized, once drawn. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Advance {
    #[schema(example = 1)]
    pub id: i64,
    pub product: i64,
    /// Its store, whose sales repay it.
    pub store: i64,
    /// Who announced it: draws it, and gets the deposit back.
    pub account: Account,
    pub state: AdvanceState,
    pub amount: Amount,
    /// Still to come; 0 before it is drawn.
    pub outstanding: Amount,
    /// Paid by sales and by hand.
    pub repaid: Amount,
    /// Of that, after maturity.
    pub recovered: Amount,
    /// Of that, what the three groups got.
    pub to_groups: Amount,
    /// Of the deposit, the pool's since maturity.
    pub seized: Amount,
    /// Held of the deposit.
    pub deposit: Amount,
    /// Of the vendor's part of each of the store's lines.
    pub repay_bps: i32,
    pub term_secs: i64,
    /// From when, until before when it can be drawn, Unix seconds.
    pub drawable_from: i64,
    pub drawable_until: i64,
    /// Unix seconds; absent before it is drawn.
    pub drawn_at: Option<i64>,
    pub matures_at: Option<i64>,
    /// Whether a call has written the default down; it holds without.
    pub default_logged: bool,
    pub plan_hash: Hash,
    pub plan_uri: String,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    product: i64,
    store: i64,
    account: Account,
    amount: Amount,
    term_secs: i64,
    repay_bps: i32,
    drawable_from: i64,
    drawable_until: i64,
    plan_hash: Hash,
    plan_uri: String,
    drawn_at: Option<i64>,
    deposit: Option<Amount>,
    matures_at: Option<i64>,
    outstanding: Option<Amount>,
    seized: Option<Amount>,
    outstanding_at_default: Option<Amount>,
    written_off: bool,
    closed: bool,
    to_groups: Amount,
    #[sqlx(flatten)]
    origin: Origin,
}

fn select(block: i64) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "select t.id, t.product, t.store, t.account, t.amount, t.term_secs, t.repay_bps, t.drawable_from, t.drawable_until,
                t.plan_hash, t.plan_uri, drawn_block.time as drawn_at, drawn.deposit, drawn.matures_at,
                (select l.outstanding from advance_change l where l.advance = t.id and l.block <= a.as_of
                 order by l.block desc, l.log_index desc limit 1) as outstanding,
                defaulted.amount as seized, defaulted.outstanding as outstanding_at_default,
                written_off.advance is not null as written_off, closed.advance is not null as closed,
                (select coalesce(sum(g.to_groups), 0) from advance_change g
                 where g.advance = t.id and g.to_groups > 0 and g.block <= a.as_of) as to_groups, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(block)
        .push("::bigint as as_of) a cross join advance t join block b on b.number = t.block");
    for kind in ["drawn", "defaulted", "written_off", "closed"] {
        sql.push(" left join advance_change ")
            .push(kind)
            .push(" on ")
            .push(kind)
            .push(".advance = t.id and ")
            .push(kind)
            .push(".kind = '")
            .push(kind)
            .push("' and ")
            .push(kind)
            .push(".block <= a.as_of");
    }
    sql.push(
        " left join block drawn_block on drawn_block.number = drawn.block where t.block <= a.as_of",
    );
    sql
}

impl Advance {
    /// The advance at a second: in default from its maturity on, whether or not anybody has said so.
    fn at(row: Row, now: u64) -> Self {
        let units = |value: Option<Amount>| value.map_or(0, |value| value.0.saturating_to::<u64>());
        let outstanding = units(row.outstanding);
        let logged = row.seized.is_some();
        let seized_before = units(row.seized);
        let stored = staking::Advance {
            state: match (row.drawn_at, row.closed, outstanding) {
                (None, ..) => staking::State::Announced,
                (_, true, _) => staking::State::Closed,
                (_, _, 0) => staking::State::Repaid,
                _ if row.written_off => staking::State::WrittenOff,
                _ if logged => staking::State::Defaulted,
                _ => staking::State::Drawn,
            },
            outstanding,
            deposit: match row.closed {
                true => 0,
                false => units(row.deposit).saturating_sub(seized_before),
            },
            matures_at: row
                .matures_at
                .map_or(0, |at| u64::try_from(at).unwrap_or_default()),
        };
        let (live, seized) = stored.at(now);
        let seized = seized_before + seized;
        let drawn = match row.drawn_at {
            Some(_) => units(Some(row.amount)),
            None => 0,
        };
        let recovered = match row.outstanding_at_default {
            Some(before) => units(Some(before)).saturating_sub(live.outstanding),
            None => 0,
        };
        let lapsed = u64::try_from(row.drawable_until).is_ok_and(|until| now >= until);
        Self {
            id: row.id,
            product: row.product,
            store: row.store,
            account: row.account,
            state: match live.state {
                staking::State::Announced if lapsed => AdvanceState::Lapsed,
                staking::State::Announced => AdvanceState::Announced,
                staking::State::Drawn => AdvanceState::Drawn,
                staking::State::Defaulted => AdvanceState::Defaulted,
                staking::State::WrittenOff => AdvanceState::WrittenOff,
                staking::State::Repaid => AdvanceState::Repaid,
                staking::State::Closed => AdvanceState::Closed,
            },
            amount: row.amount,
            outstanding: amount(live.outstanding),
            repaid: amount(drawn.saturating_sub(live.outstanding + seized)),
            recovered: amount(recovered),
            to_groups: row.to_groups,
            seized: amount(seized),
            deposit: amount(live.deposit),
            repay_bps: row.repay_bps,
            term_secs: row.term_secs,
            drawable_from: row.drawable_from,
            drawable_until: row.drawable_until,
            drawn_at: row.drawn_at,
            matures_at: row.matures_at,
            default_logged: logged,
            plan_hash: row.plan_hash,
            plan_uri: row.plan_uri,
            origin: row.origin,
        }
    }
}

/// Advances on a product
#[utoipa::path(get, path = "/v1/pools/{product}/advances", tag = "stakes",
    params(("product" = i64, Path, description = "Number of the product"), AsOf, Paging),
    responses((status = 200, body = Page<Advance>)))]
pub async fn of_pool(
    Path(product): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let product = parse_id(&product).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.product = ").push_bind(product);
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let now = now(&snapshot);
    let items: Vec<_> = rows.into_iter().map(|row| Advance::at(row, now)).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One advance
#[utoipa::path(get, path = "/v1/advances/{id}", tag = "stakes",
    params(("id" = i64, Path, description = "Number of the advance"), AsOf),
    responses((status = 200, body = One<Advance>)))]
pub async fn advance(
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(snapshot.block());
    sql.push(" and t.id = ").push_bind(id);
    let row: Option<Row> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let row = row.ok_or_else(|| ApiError::not_found(format!("no advance {id}")))?;
    let now = now(&snapshot);
    Ok(snapshot.one(Advance::at(row, now)))
}

/// A payment on an advance. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Repayment {
    /// The checkout, for a sale.
    pub payer: Account,
    pub amount: Amount,
    /// Of it, what the three groups got instead of the pool.
    pub to_groups: Amount,
    /// After it.
    pub outstanding: Amount,
    /// The order line that paid; absent when somebody paid by hand.
    pub sale: Option<RepayingLine>,
    #[serde(flatten)]
    pub origin: Origin,
}

/// The line of an order that repaid an advance.
#[derive(Debug, Serialize, ToSchema)]
pub struct RepayingLine {
    pub order: i64,
    pub line: i32,
}

#[derive(FromRow)]
struct RepaymentRow {
    payer: Account,
    amount: Amount,
    to_groups: Amount,
    outstanding: Amount,
    order_id: Option<i64>,
    line: Option<i32>,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Payments on an advance
#[utoipa::path(get, path = "/v1/advances/{id}/repayments", tag = "stakes",
    params(("id" = i64, Path, description = "Number of the advance"), AsOf, Paging),
    responses((status = 200, body = Page<Repayment>)))]
pub async fn repayments(
    Path(id): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    // The stake pools book a batch of lines in its order, and the checkout then logs them in the same: in a block, the n-th
    // repayment by a sale is that of the n-th line settled that repaid anything.
    let mut sql = QueryBuilder::new(
        "select t.account as payer, t.amount, t.to_groups, t.outstanding, s.order_id, s.line, ",
    );
    sql.push(ORIGIN)
        .push(
            " from advance_change t join block b on b.number = t.block left join lateral (
                  select s.order_id, s.line from settlement s where s.block = t.block and s.repayment > 0 and t.by_sale
                  order by s.log_index limit 1 offset (select count(*) from advance_change c
                      where c.block = t.block and c.log_index < t.log_index and c.by_sale)) s on true
              where t.kind = 'repaid' and t.advance = ",
        )
        .push_bind(id)
        .push(" and t.block <= ")
        .push_bind(snapshot.block());
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &RepaymentRow| &row.origin)
        .await?;
    let items = rows.into_iter().map(|row| Repayment {
        payer: row.payer,
        amount: row.amount,
        to_groups: row.to_groups,
        outstanding: row.outstanding,
        sale: row
            .order_id
            .zip(row.line)
            .map(|(order, line)| RepayingLine { order, line }),
        origin: row.origin,
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

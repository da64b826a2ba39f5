//! The lines of one order, with all that became of them.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow, QueryBuilder, Type, postgres::PgRow};
use utoipa::ToSchema;

use super::{
    ApiError,
    page::ORIGIN,
    settlements::{self, Settlement},
    snapshot::Snapshot,
    types::{Account, Amount, Hash, Origin},
};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LineState {
    /// For the buyer, until it is confirmed, released or refunded.
    Held,
    /// An arbitrator decides.
    Disputed,
    /// Paid out.
    Settled,
    /// No unit is left.
    Refunded,
}

/// A line of an order. price x quantity = held + settled gross + refunded. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    #[serde(flatten)]
    pub terms: LineTerms,
    #[schema(inline)]
    pub state: LineState,
    /// Not ended yet.
    pub held: Amount,
    /// Paid back out of what was held.
    pub refunded: Amount,
    /// Units paid back, those that the vendor gave back after settlement among them.
    pub units_refunded: i64,
    /// The whole waterfall; absent before the line is paid out.
    pub settlement: Option<Settlement>,
    /// What its profit gave to each of the three groups; absent before, and without profit.
    pub credit: Option<ProfitCredit>,
    /// What the selling store was paid for the sale; absent when nothing.
    pub reward: Option<LineReward>,
    pub refunds: Vec<Refund>,
    /// Refunds that the vendor offered after settlement.
    pub refund_offers: Vec<RefundOffer>,
    /// The vendor's record.
    pub fulfilments: Vec<Fulfilment>,
    /// Absent when the buyer never disputed.
    pub dispute: Option<Dispute>,
    /// The share that the buyer opened with this line; absent when none.
    pub share_opened: Option<i64>,
}

/// What was ordered, with the terms that hold for it whatever the vendor changes later.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct LineTerms {
    pub line: i32,
    pub product: i64,
    /// The product's store.
    pub store: i64,
    /// The selling store.
    pub via: i64,
    pub version: i64,
    pub quantity: i64,
    /// Of a unit.
    pub price: Amount,
    pub profit_bps: i32,
    pub cashback_bps: i32,
    pub stake_bps: i32,
    pub experience_fee_bps: i32,
    #[sqlx(rename = "set_id")]
    pub set: i64,
    /// The buyer's choice, else the vendor's; 0: by the DAO's weights.
    pub cause: i64,
    /// Through whose share; 0: nobody's.
    pub share: i64,
    /// The selling store's platform; 0: none.
    pub platform: i64,
    /// The offer that rewards the sale; 0: none.
    pub offer: i64,
    /// Units rewarded, as of the order.
    pub reserved: i64,
    /// From when on anyone may release it, Unix seconds.
    pub release_at: i64,
}

/// A third of a line's profit, to each group.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct ProfitCredit {
    pub per_group: Amount,
    /// The cause that got it; 0: the weighted ones.
    pub cause: i64,
    /// Points of the buyer and of the co-creator set.
    pub points: Amount,
}

/// The reward for a settled line.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct LineReward {
    pub token: Account,
    pub units: i64,
    /// In the token's base units.
    pub amount: Amount,
    /// The selling store's payout address.
    #[sqlx(rename = "recipient")]
    pub to: Account,
}

/// Why units were paid back.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RefundReason {
    Vendor,
    /// A dispute was ruled.
    Ruled,
    Other,
}

/// Units of a held line paid back to the buyer.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Refund {
    #[schema(inline)]
    pub reason: RefundReason,
    pub units: i64,
    pub amount: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// What became of a refund that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum RefundOfferStatus {
    Open,
    Accepted,
    Withdrawn,
}

/// A refund out of the vendor's pocket.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct RefundOffer {
    #[schema(inline)]
    pub status: RefundOfferStatus,
    pub payer: Account,
    pub units: i64,
    pub amount: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// What happened to a line's units.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum FulfilmentKind {
    Shipped,
    Delivered,
    Other,
}

/// An entry of the vendor's record.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Fulfilment {
    #[schema(inline)]
    pub kind: FulfilmentKind,
    pub units: i64,
    pub proof_hash: Hash,
    pub uri: String,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// A buyer's dispute.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Dispute {
    pub arbitrator: Account,
    /// The arbitrator's number for it.
    pub dispute_id: Amount,
    /// From when on anyone may end it without a ruling, Unix seconds.
    pub expires_at: i64,
    pub evidence: String,
    /// 0: refused, 1: for the buyer, 2: for the vendor; absent before.
    pub ruling: Option<Amount>,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

/// Something of a line.
#[derive(FromRow)]
struct Of<T>
where
    T: for<'r> FromRow<'r, PgRow>,
{
    of_line: i32,
    #[sqlx(flatten)]
    item: T,
}

/// The lines of an order as of the snapshot's block.
pub async fn load(snapshot: &mut Snapshot, order: i64) -> Result<Vec<Line>, ApiError> {
    let terms: Vec<LineTerms> = sqlx::query_as(
        "select l.line, l.product, p.store, l.via, l.version, l.quantity, l.price, l.profit_bps, l.cashback_bps, l.stake_bps,
                l.experience_fee_bps, l.set_id, l.cause, l.share, l.platform, l.offer, l.reserved, l.release_at
         from order_line l join product p on p.id = l.product where l.order_id = $1 and l.block <= $2 order by l.line",
    )
    .bind(order)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let mut settlements =
        grouped::<Settlement>(snapshot, order, settlements::COLUMNS, "settlement").await?;
    let mut refunds = grouped::<Refund>(
        snapshot,
        order,
        "t.reason, t.units, t.amount, ",
        "line_refund",
    )
    .await?;
    let mut fulfilments = grouped::<Fulfilment>(
        snapshot,
        order,
        "t.kind, t.units, t.proof_hash, t.uri, ",
        "fulfilment",
    )
    .await?;
    let mut refund_offers = refund_offers(snapshot, order).await?;
    let mut disputes = disputes(snapshot, order).await?;
    let mut credits = credits(snapshot, order).await?;
    let mut rewards = rewards(snapshot, order).await?;
    let shares: Vec<(i32, i64)> =
        sqlx::query_as("select line, id from share where order_id = $1 and block <= $2")
            .bind(order)
            .bind(snapshot.block())
            .fetch_all(snapshot.conn())
            .await?;
    let shares: BTreeMap<i32, i64> = shares.into_iter().collect();
    let lines = terms.into_iter().map(|terms| {
        let line = terms.line;
        let settlement = settlements.remove(&line).and_then(|mut all| all.pop());
        let refunds = refunds.remove(&line).unwrap_or_default();
        let refund_offers = refund_offers.remove(&line).unwrap_or_default();
        let dispute = disputes.remove(&line).and_then(|mut all| all.pop());
        let refunded: Amount = refunds.iter().map(|refund| refund.amount).sum();
        let units_held_back: i64 = refunds.iter().map(|refund| refund.units).sum();
        let given_back: i64 = refund_offers
            .iter()
            .filter(|offer| offer.status == RefundOfferStatus::Accepted)
            .map(|offer| offer.units)
            .sum();
        let cost = terms.price.0.saturating_mul(U256::from(terms.quantity));
        let (state, held) = match &settlement {
            Some(_) => (LineState::Settled, U256::ZERO),
            None if units_held_back >= terms.quantity => (LineState::Refunded, U256::ZERO),
            None => {
                let state = match dispute {
                    Some(_) => LineState::Disputed,
                    None => LineState::Held,
                };
                (state, cost.saturating_sub(refunded.0))
            }
        };
        Line {
            state,
            held: Amount(held),
            refunded,
            units_refunded: units_held_back + given_back,
            settlement,
            credit: credits.remove(&line).and_then(|mut all| all.pop()),
            reward: rewards.remove(&line).and_then(|mut all| all.pop()),
            refunds,
            refund_offers,
            fulfilments: fulfilments.remove(&line).unwrap_or_default(),
            dispute,
            share_opened: shares.get(&line).copied(),
            terms,
        }
    });
    Ok(lines.collect())
}

type Grouped<T> = BTreeMap<i32, Vec<T>>;

fn by_line<T: for<'r> FromRow<'r, PgRow>>(rows: Vec<Of<T>>) -> Grouped<T> {
    let mut grouped = Grouped::new();
    for row in rows {
        grouped
            .entry(row.of_line)
            .or_insert_with(Vec::new)
            .push(row.item);
    }
    grouped
}

/// Rows of a table of the order's lines, in the order of the chain.
async fn grouped<T>(
    snapshot: &mut Snapshot,
    order: i64,
    columns: &'static str,
    table: &'static str,
) -> Result<Grouped<T>, ApiError>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    // Constants of this program, not input.
    let sql = AssertSqlSafe(format!(
        "select t.line as of_line, {columns} {ORIGIN} from {table} t join block b on b.number = t.block
         where t.order_id = $1 and t.block <= $2 order by t.block, t.log_index"
    ));
    let rows = sqlx::query_as(sql)
        .bind(order)
        .bind(snapshot.block())
        .fetch_all(snapshot.conn())
        .await?;
    Ok(by_line(rows))
}

/// One offer at a time: each ends at the first end after it.
async fn refund_offers(
    snapshot: &mut Snapshot,
    order: i64,
) -> Result<Grouped<RefundOffer>, ApiError> {
    let block = snapshot.block();
    let mut sql = QueryBuilder::new(
        "select t.line as of_line, t.payer, t.units, t.amount,
                case when e.accepted then 'accepted' when e.accepted is null then 'open' else 'withdrawn' end as status, ",
    );
    sql.push(ORIGIN)
        .push(
            " from refund_offer t join block b on b.number = t.block left join lateral (
                  select e.accepted from refund_offer_end e where e.order_id = t.order_id and e.line = t.line
                      and (e.block, e.log_index) > (t.block, t.log_index) and e.block <= ",
        )
        .push_bind(block)
        .push(" order by e.block, e.log_index limit 1) e on true where t.order_id = ")
        .push_bind(order)
        .push(" and t.block <= ")
        .push_bind(block)
        .push(" order by t.block, t.log_index");
    Ok(by_line(
        sql.build_query_as().fetch_all(snapshot.conn()).await?,
    ))
}

/// A ruling names the arbitrator's number, which an arbitrator uses once.
async fn disputes(snapshot: &mut Snapshot, order: i64) -> Result<Grouped<Dispute>, ApiError> {
    let block = snapshot.block();
    let mut sql = QueryBuilder::new(
        "select t.line as of_line, t.arbitrator, t.dispute_id, t.expires_at, t.evidence, r.ruling, ",
    );
    sql.push(ORIGIN)
        .push(
            " from dispute t join block b on b.number = t.block left join lateral (
                  select r.ruling from ruling r where r.arbitrator = t.arbitrator and r.dispute_id = t.dispute_id
                      and (r.block, r.log_index) > (t.block, t.log_index) and r.block <= ",
        )
        .push_bind(block)
        .push(" order by r.block, r.log_index limit 1) r on true where t.order_id = ")
        .push_bind(order)
        .push(" and t.block <= ")
        .push_bind(block)
        .push(" order by t.block, t.log_index");
    Ok(by_line(
        sql.build_query_as().fetch_all(snapshot.conn()).await?,
    ))
}

async fn credits(snapshot: &mut Snapshot, order: i64) -> Result<Grouped<ProfitCredit>, ApiError> {
    let rows = sqlx::query_as(
        "select line as of_line, per_group, cause, points from profit_credit where order_id = $1 and block <= $2",
    )
    .bind(order)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    Ok(by_line(rows))
}

/// The checkout pays the rewards of the lines it settles in their order: in a block, the n-th payment from an offer is for
/// the n-th line settled that it rewards.
async fn rewards(snapshot: &mut Snapshot, order: i64) -> Result<Grouped<LineReward>, ApiError> {
    let rows = sqlx::query_as(
        "with settled as (
             select s.order_id, s.line, s.block, l.offer,
                    row_number() over (partition by s.block, l.offer order by s.log_index) as place
             from settlement s join order_line l on l.order_id = s.order_id and l.line = s.line
             where s.block in (select block from settlement where order_id = $1 and block <= $2)
               and least(l.reserved, s.units) > 0),
         paid as (
             select c.block, c.offer, c.units, c.amount, c.recipient,
                    row_number() over (partition by c.block, c.offer order by c.log_index) as place
             from offer_change c where c.kind = 'paid' and c.block in (select block from settled))
         select s.line as of_line, o.token, p.units, p.amount, p.recipient
         from settled s join paid p using (block, offer, place) join offer o on o.id = s.offer where s.order_id = $1",
    )
    .bind(order)
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    Ok(by_line(rows))
}

//! GET /v1/cycles and one cycle

use alloy::primitives::U256;
use axum::response::Response;
use serde::Serialize;
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::ToSchema;

use super::{
    ApiError,
    network::{self, natural},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Amount, Origin, Time, parse_id},
};
use crate::quality::clock::Clock;

/// How far a cycle has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CycleState {
    /// Fees come in, and reports are filed.
    Open,
    /// It is over, and its reports are voted on and disputed.
    Voting,
    /// Can be closed by anybody, after those before it.
    Closing,
    /// Final: what was earned can be claimed.
    Closed,
}

/// A cycle of the quality network. In base units of PSC, where nothing else is said.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cycle {
    pub cycle: i64,
    /// At the time of the answer's block.
    #[schema(inline)]
    pub state: CycleState,
    pub times: CycleTimes,
    pub fees: CycleFees,
    /// From the cycle before; absent while that is not closed.
    pub carried_in: Option<Carried>,
    /// Σ over products of what their reports get x tenths that have winners.
    pub weight: Amount,
    /// Σ of the community's weights, power units.
    pub community_weight: Amount,
    /// What holds for votes on its reports; absent before the first is revealed.
    pub rules: Option<VotingRules>,
    /// Number of reports filed in it.
    pub reports: i64,
    /// Absent before it is closed.
    pub closing: Option<CycleClosing>,
}

/// Beginnings of a cycle and of the quarters of the next one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CycleTimes {
    pub starts_at: Time,
    /// It ends, and votes on its reports are committed from then on.
    pub ends_at: Time,
    /// They are revealed from then on.
    pub reveal_at: Time,
    /// Confirmed, forfeited, and reports disputed from then on.
    pub dispute_at: Time,
    /// Reports are settled, and it can be closed from then on.
    pub close_at: Time,
}

/// What came into a cycle. Of its lines' experience fees all goes to experts, platforms or reports, or is rolled.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct CycleFees {
    /// Number of lines.
    pub lines: i64,
    /// Experience fees.
    pub experience: Amount,
    pub to_experts: Amount,
    pub to_platforms: Amount,
    pub to_reports: Amount,
    /// What nobody earns: goes to the reports of the next cycle.
    pub rolled: Amount,
    /// Community fees, and roundings of earlier cycles.
    pub community: Amount,
    /// What struck reports had won, and roundings: shared among its reports.
    pub extra: Amount,
}

/// What one cycle leaves to the next.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema, FromRow)]
pub struct Carried {
    pub reports: Amount,
    pub community: Amount,
}

/// What was fixed by the first vote revealed on a cycle's reports. Power in units of 6 decimals.
#[derive(Debug, Serialize, ToSchema)]
pub struct VotingRules {
    /// All that was earned.
    pub total: Amount,
    /// Least weight by which a product has winners.
    pub quorum: Amount,
    /// Most weight of one account.
    pub cap: Amount,
    /// Of a vote that is confirmed: what the voter gains, of its power up to the cap.
    pub vote_gain_bps: i32,
}

/// What closing a cycle came to. Indices in units x 2^-64.
#[derive(Debug, Serialize, ToSchema)]
pub struct CycleClosing {
    /// Of its own fees what goes to winners.
    pub assigned: Amount,
    /// What winners share besides.
    pub pot: Amount,
    /// Of the pot, per fees x tenths.
    pub index: Amount,
    /// What the community shares.
    pub community: Amount,
    /// Per unit of weight.
    pub community_index: Amount,
    pub carried: Carried,
    /// Of its reports, and not claimed, rolled over or carried.
    pub unclaimed: Amount,
    /// Of its community, likewise.
    pub community_unclaimed: Amount,
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct Row {
    cycle: i64,
    #[sqlx(flatten)]
    fees: CycleFees,
    carried_reports: Option<Amount>,
    carried_community: Option<Amount>,
    weight: Amount,
    community_weight: Amount,
    total: Option<Amount>,
    quorum: Option<Amount>,
    cap: Option<Amount>,
    vote_gain_bps: Option<i32>,
    reports: i64,
    /// Where the clock was told.
    #[sqlx(flatten)]
    origin: Origin,
}

#[derive(FromRow)]
struct ClosingRow {
    cycle: i64,
    assigned: Amount,
    pot: Amount,
    pot_index: Amount,
    community: Amount,
    community_index: Amount,
    carried: Amount,
    community_carried: Amount,
    spent: Amount,
    community_spent: Amount,
    #[sqlx(flatten)]
    origin: Origin,
}

impl CycleTimes {
    fn of(clock: &Clock, cycle: u64) -> Self {
        let next = cycle.saturating_add(1);
        let [ends_at, reveal_at, dispute_at, close_at] =
            [0, 1, 2, 3].map(|quarter| Time(clock.quarter(next, quarter)));
        Self {
            starts_at: Time(clock.quarter(cycle, 0)),
            ends_at,
            reveal_at,
            dispute_at,
            close_at,
        }
    }
}

/// Cycles up to `present`, as rows `t` whose place on the chain is where the clock was told; only those that `narrow` leaves.
fn select(
    block: i64,
    present: i64,
    narrow: impl FnOnce(&mut QueryBuilder<Postgres>),
) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new(
        "with page as materialized (
             select t.* from (select n.cycle, c.block, c.log_index, c.transaction
                              from (select * from network_clock where contract = 'cycles' order by block, log_index limit 1) c
                              cross join generate_series(0, ",
    );
    sql.push_bind(present)
        .push("::bigint) n(cycle)) t where t.block <= ")
        .push_bind(block);
    narrow(&mut sql);
    sql.push(
        ") select t.cycle, f.lines, f.experience, f.to_experts, f.to_platforms, f.to_reports, f.rolled,
                f.community + x.community as community, x.extra + y.extra as extra, p.carried as carried_reports,
                p.community_carried as carried_community, coalesce(w.weight, 0) as weight, coalesce(g.total, 0) as community_weight,
                u.total, u.quorum, u.cap, u.vote_gain_bps,
                (select count(*) from experience_report r where r.cycle = t.cycle and r.block <= at.block) as reports, ",
    )
    .push(ORIGIN)
    .push(" from (select ")
    .push_bind(block)
    .push(
        "::bigint as block) at cross join page t join block b on b.number = t.block
         cross join lateral (
             select count(*) as lines, coalesce(sum(experience_fee), 0) as experience, coalesce(sum(to_expert), 0) as to_experts,
                    coalesce(sum(to_platform), 0) as to_platforms, coalesce(sum(to_reports), 0) as to_reports,
                    coalesce(sum(rolled), 0) as rolled, coalesce(sum(community_fee), 0) as community
             from fee_accrual f where f.cycle = t.cycle and f.block <= at.block) f
         cross join lateral (
             select coalesce(sum(amount) filter (where community), 0) as community,
                    coalesce(sum(amount) filter (where not community), 0) as extra
             from rounding_carry x where x.into_cycle = t.cycle and x.block <= at.block) x
         cross join lateral (select coalesce(sum(amount), 0) as extra from place_rollover y
                             where y.into_cycle = t.cycle and y.block <= at.block) y
         left join cycle_close p on p.cycle = t.cycle - 1 and p.block <= at.block
         left join experience_rules u on u.cycle = t.cycle and u.block <= at.block
         left join lateral (select weight from product_tenths w where w.cycle = t.cycle and w.block <= at.block
                            order by w.block desc, w.log_index desc limit 1) w on true
         left join lateral (select total from community_weight g where g.cycle = t.cycle and g.block <= at.block
                            order by g.block desc, g.log_index desc limit 1) g on true",
    );
    sql
}

/// Adds what time and closing make of the rows.
async fn complete(
    snapshot: &mut Snapshot,
    clock: &Clock,
    rows: Vec<Row>,
) -> Result<Vec<Cycle>, ApiError> {
    let cycles: Vec<i64> = rows.iter().map(|row| row.cycle).collect();
    let mut sql = QueryBuilder::new(
        "select t.cycle, t.assigned, t.pot, t.pot_index, t.community, t.community_index, t.carried, t.community_carried,
                p.spent + r.spent + c.spent as spent, p.community_spent + c.community_spent as community_spent, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join cycle_close t join block b on b.number = t.block
             cross join lateral (
                 select coalesce(sum(amount) filter (where kind = 'place'), 0) as spent,
                        coalesce(sum(amount) filter (where kind = 'community'), 0) as community_spent
                 from network_payment p where p.cycle = t.cycle and p.block <= at.block) p
             cross join lateral (select coalesce(sum(amount), 0) as spent from place_rollover r
                                 where r.cycle = t.cycle and r.block <= at.block) r
             cross join lateral (
                 select coalesce(sum(amount) filter (where not community), 0) as spent,
                        coalesce(sum(amount) filter (where community), 0) as community_spent
                 from rounding_carry c where c.cycle = t.cycle and c.block <= at.block) c
             where t.block <= at.block and t.cycle = any (",
        )
        .push_bind(&cycles)
        .push(")");
    let closings: Vec<ClosingRow> = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let now = network::now(snapshot);
    let present = clock.cycle(now);
    let cycles = rows.into_iter().map(|row| {
        let cycle = natural(row.cycle);
        let times = CycleTimes::of(clock, cycle);
        let closing = closings.iter().find(|closing| closing.cycle == row.cycle);
        let state = match closing {
            Some(_) => CycleState::Closed,
            None if cycle >= present => CycleState::Open,
            None if now < times.close_at.0 => CycleState::Voting,
            None => CycleState::Closing,
        };
        // Without winners all is carried.
        let has_winners = !row.weight.0.is_zero();
        let closing = closing.map(|of| {
            let claimable = match has_winners {
                true => of.assigned.0.saturating_add(of.pot.0),
                false => U256::ZERO,
            };
            CycleClosing {
                assigned: of.assigned,
                pot: of.pot,
                index: of.pot_index,
                community: of.community,
                community_index: of.community_index,
                carried: Carried {
                    reports: of.carried,
                    community: of.community_carried,
                },
                unclaimed: Amount(claimable.saturating_sub(of.spent.0)),
                community_unclaimed: Amount(of.community.0.saturating_sub(of.community_spent.0)),
                origin: of.origin.clone(),
            }
        });
        let carried = row.carried_reports.zip(row.carried_community);
        let rules = (row.total, row.quorum, row.cap, row.vote_gain_bps);
        Cycle {
            cycle: row.cycle,
            state,
            times,
            fees: row.fees,
            carried_in: match carried {
                Some((reports, community)) => Some(Carried { reports, community }),
                None => (row.cycle == 0).then(Carried::default),
            },
            weight: row.weight,
            community_weight: row.community_weight,
            rules: match rules {
                (Some(total), Some(quorum), Some(cap), Some(vote_gain_bps)) => Some(VotingRules {
                    total,
                    quorum,
                    cap,
                    vote_gain_bps,
                }),
                _ => None,
            },
            reports: row.reports,
            closing,
        }
    });
    Ok(cycles.collect())
}

fn number(cycle: u64) -> i64 {
    i64::try_from(cycle).unwrap_or(i64::MAX)
}

/// Cycles up to the present one
///
/// In the order of their numbers.
#[utoipa::path(get, path = "/v1/cycles", tag = "cycles", params(AsOf, Paging),
    responses((status = 200, body = Page<Cycle>)))]
pub async fn cycles(
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    page.check_sort(true)?;
    let Some(clock) = network::clock(&mut snapshot, "cycles").await? else {
        return Ok(snapshot.json(|meta| Page::<Cycle> {
            items: Vec::new(),
            next: None,
            meta,
        }));
    };
    let present = number(clock.cycle(network::now(&snapshot)));
    let mut sql = select(snapshot.block(), present, |sql| {
        page.push_by(sql, Some("t.cycle"));
    });
    page.push_order_by(&mut sql, Some("t.cycle"));
    let (rows, next) = page
        .fetch_by(&mut snapshot, &mut sql, |row: &Row| {
            (&row.origin, Some(U256::from(natural(row.cycle))))
        })
        .await?;
    let items = complete(&mut snapshot, &clock, rows).await?;
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One cycle
#[utoipa::path(get, path = "/v1/cycles/{cycle}", tag = "cycles",
    params(("cycle" = i64, Path, description = "Number of the cycle, from 0"), AsOf),
    responses((status = 200, body = One<Cycle>)))]
pub async fn cycle(
    Path(cycle): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let cycle = parse_id(&cycle).map_err(ApiError::invalid)?;
    let none = || ApiError::not_found(format!("cycle {cycle} has not begun"));
    let clock = network::clock(&mut snapshot, "cycles").await?;
    let clock = clock.ok_or_else(none)?;
    let present = number(clock.cycle(network::now(&snapshot)));
    let mut sql = select(snapshot.block(), present, |sql| {
        sql.push(" and t.cycle = ").push_bind(cycle);
    });
    let rows = sql.build_query_as().fetch_all(snapshot.conn()).await?;
    let found = complete(&mut snapshot, &clock, rows).await?.pop();
    Ok(snapshot.one(found.ok_or_else(none)?))
}

//! GET /v1/accounts/{address}/power, /v1/power and /v1/nominations

use axum::response::Response;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::{
    ApiError,
    network::{self, amount, natural, units},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, Time, parse_account},
};
use crate::quality::{
    clock::Clock,
    power::{Entry, effective},
};

/// The power of everybody, at the time of the answer's block. Power in units of 6 decimals.
#[derive(Debug, Serialize, ToSchema)]
pub struct NetworkPower {
    /// The present cycle.
    pub cycle: u64,
    /// All that is earned.
    pub total: Amount,
    /// What counts from the next cycle on.
    pub gained: Amount,
    /// Power units per whole nominated PSS.
    pub rate: Amount,
    /// From the next cycle on.
    pub rate_next: Amount,
    /// Given by the DAO to begin with, over all time.
    pub seeded: Amount,
    /// First second of cycle 0.
    pub start: Time,
    /// Of a cycle.
    pub length_secs: u64,
}

/// What an account counts at the time of the answer's block, and a page of how it came to that. Power in units of 6 decimals,
/// PSS of 18.
#[derive(Debug, Serialize, ToSchema)]
pub struct Power {
    /// The present cycle.
    pub cycle: u64,
    /// What votes weigh by: `earned`, and what nominated PSS add to it, at most as much again.
    pub effective: Amount,
    /// At the start of the present cycle, less what was lost since.
    pub earned: Amount,
    /// Since, which counts from the next cycle on.
    pub gained: Amount,
    /// PSS that count for the account now.
    pub nominated: Amount,
    /// From the next cycle on.
    pub nominated_next: Amount,
    /// All that is earned, by everybody.
    pub total: Amount,
    #[serde(flatten)]
    pub page: Page<PowerChange>,
}

/// Why power changed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PowerKind {
    /// Counts from the next cycle on.
    Gained,
    /// At once.
    Lost,
}

/// What an account gained or lost. Between two of them it decays, cycle by cycle, to 890,899 millionths.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct PowerChange {
    #[schema(inline)]
    pub kind: PowerKind,
    pub amount: Amount,
    pub cycle: i64,
    /// The contract that gave or took it, or the owner, who gave it to begin with.
    pub by: Account,
    /// After it: at the start of the cycle, less what was lost since.
    pub power: Amount,
    /// After it: what counts from the next cycle on.
    pub gained: Amount,
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct EntryRow {
    power: Amount,
    gained: Amount,
    cycle: i64,
}

impl EntryRow {
    fn at(row: Option<Self>, cycle: u64) -> Entry {
        let entry = row.map(|row| Entry {
            power: units(row.power),
            gained: units(row.gained),
            cycle: natural(row.cycle),
        });
        entry.unwrap_or_default().at(cycle)
    }
}

async fn clock(snapshot: &mut Snapshot) -> Result<Clock, ApiError> {
    let clock = network::clock(snapshot, "power").await?;
    clock.ok_or_else(|| ApiError::not_found("there is no power yet"))
}

async fn total(snapshot: &mut Snapshot, cycle: u64) -> Result<Entry, ApiError> {
    let row: Option<EntryRow> = sqlx::query_as(
        "select total_power as power, total_gained as gained, cycle from power_change where block <= $1
         order by block desc, log_index desc limit 1",
    )
    .bind(snapshot.block())
    .fetch_optional(snapshot.conn())
    .await?;
    Ok(EntryRow::at(row, cycle))
}

/// The rate of the present cycle, and of the next.
async fn rates(snapshot: &mut Snapshot, cycle: u64) -> Result<(Amount, Amount), ApiError> {
    // The first one holds from the beginning.
    let rates: (Option<Amount>, Option<Amount>) = sqlx::query_as(
        "select (select rate from power_rate where block <= $1
                 order by cycle < $2 desc, case when cycle < $2 then -block else block end,
                          case when cycle < $2 then -log_index else log_index end limit 1),
                (select rate from power_rate where block <= $1 order by block desc, log_index desc limit 1)",
    )
    .bind(snapshot.block())
    .bind(i64::try_from(cycle).unwrap_or(i64::MAX))
    .fetch_one(snapshot.conn())
    .await?;
    Ok((rates.0.unwrap_or_default(), rates.1.unwrap_or_default()))
}

/// The power of everybody
#[utoipa::path(get, path = "/v1/power", tag = "experience", params(AsOf),
    responses((status = 200, body = One<NetworkPower>)))]
pub async fn network(_: Params<Nothing>, mut snapshot: Snapshot) -> Result<Response, ApiError> {
    let clock = clock(&mut snapshot).await?;
    let cycle = clock.cycle(network::now(&snapshot));
    let total = total(&mut snapshot, cycle).await?;
    let (rate, rate_next) = rates(&mut snapshot, cycle).await?;
    let seeded: Amount =
        sqlx::query_scalar("select coalesce(sum(amount), 0) from power_seed where block <= $1")
            .bind(snapshot.block())
            .fetch_one(snapshot.conn())
            .await?;
    Ok(snapshot.one(NetworkPower {
        cycle,
        total: amount(total.power),
        gained: amount(total.gained),
        rate,
        rate_next,
        seeded,
        start: Time(clock.start),
        length_secs: clock.length,
    }))
}

/// An account's power, and how it changed
#[utoipa::path(get, path = "/v1/accounts/{address}/power", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), AsOf, Paging),
    responses((status = 200, body = Power)))]
pub async fn power(
    Path(address): Path<String>,
    _: Params<Nothing>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let address = parse_account(&address).map_err(ApiError::invalid)?;
    let clock = clock(&mut snapshot).await?;
    let cycle = clock.cycle(network::now(&snapshot));
    let block = snapshot.block();
    let own: Option<EntryRow> = sqlx::query_as(
        "select power, gained, cycle from power_change where account = $1 and block <= $2
         order by block desc, log_index desc limit 1",
    )
    .bind(address.0.as_slice())
    .bind(block)
    .fetch_optional(snapshot.conn())
    .await?;
    let own = EntryRow::at(own, cycle);
    let total = total(&mut snapshot, cycle).await?;
    let (rate, _) = rates(&mut snapshot, cycle).await?;
    let (nominated, nominated_next): (Amount, Amount) = sqlx::query_as(
        "select coalesce((select nominated from nomination_change where participant = $1 and nominated is not null
                              and block <= $2 and cycle < $3 order by block desc, log_index desc limit 1), 0),
                coalesce((select nominated from nomination_change where participant = $1 and nominated is not null
                              and block <= $2 order by block desc, log_index desc limit 1), 0)",
    )
    .bind(address.0.as_slice())
    .bind(block)
    .bind(i64::try_from(cycle).unwrap_or(i64::MAX))
    .fetch_one(snapshot.conn())
    .await?;
    let mut sql = QueryBuilder::new("select t.kind, t.amount, t.cycle, t.by, t.power, t.gained, ");
    sql.push(ORIGIN)
        .push(" from power_change t join block b on b.number = t.block where t.account = ")
        .push_bind(address.0.to_vec())
        .push(" and t.block <= ")
        .push_bind(block);
    page.push(&mut sql);
    let (items, next) = page
        .fetch(&mut snapshot, &mut sql, |change: &PowerChange| {
            &change.origin
        })
        .await?;
    Ok(snapshot.json(|meta| Power {
        cycle,
        effective: amount(effective(own.power, nominated.0, units(rate))),
        earned: amount(own.power),
        gained: amount(own.gained),
        nominated,
        nominated_next,
        total: amount(total.power),
        page: Page { items, next, meta },
    }))
}

/// PSS that one account nominates to another. In base units of 18 decimals.
#[derive(Debug, Serialize, ToSchema)]
pub struct Nomination {
    pub nominator: Account,
    pub participant: Account,
    /// Nominated, and not taken back; what is added counts from the next cycle on.
    pub staked: Amount,
    /// Taken back, and still locked.
    pub leaving: Amount,
    /// From when on that can be withdrawn; absent when there is none.
    pub free_from: Option<Time>,
    /// Of the first nomination.
    #[serde(flatten)]
    pub origin: Origin,
}

#[derive(FromRow)]
struct NominationRow {
    nominator: Account,
    participant: Account,
    staked: Amount,
    leaving: Amount,
    retracted: Option<i64>,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which nominations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NominationFilter {
    /// By this account.
    nominator: Option<Account>,
    /// To this account.
    participant: Option<Account>,
}

/// PSS that are nominated to participants
///
/// Those that were taken back and withdrawn are left out.
#[utoipa::path(get, path = "/v1/nominations", tag = "experience", params(NominationFilter, AsOf, Paging),
    responses((status = 200, body = Page<Nomination>)))]
pub async fn nominations(
    Params(filter): Params<NominationFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let clock = network::clock(&mut snapshot, "power").await?;
    let mut sql =
        QueryBuilder::new("select t.nominator, t.participant, s.staked, s.leaving, s.retracted, ");
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push(
            "::bigint as block) at cross join nomination_change t join block b on b.number = t.block
             cross join lateral (
                 select sum(case c.kind when 'nominated' then c.amount when 'retracted' then -c.amount else 0 end) as staked,
                        sum(case c.kind when 'retracted' then c.amount when 'withdrawn' then -c.amount else 0 end) as leaving,
                        max(c.cycle) filter (where c.kind = 'retracted') as retracted
                 from nomination_change c
                 where c.nominator = t.nominator and c.participant = t.participant and c.block <= at.block) s
             where t.block <= at.block and (s.staked > 0 or s.leaving > 0)
                 and not exists (select from nomination_change e where e.nominator = t.nominator and e.participant = t.participant
                                 and (e.block, e.log_index) < (t.block, t.log_index))",
        );
    for (column, wanted) in [
        (" and t.nominator = ", filter.nominator),
        (" and t.participant = ", filter.participant),
    ] {
        if let Some(Account(account)) = wanted {
            sql.push(column).push_bind(account.to_vec());
        }
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &NominationRow| &row.origin)
        .await?;
    let items = rows.into_iter().map(|row| {
        let retracted = row.retracted.filter(|_| !row.leaving.0.is_zero());
        let free_from = retracted.zip(clock).map(|(cycle, clock)| {
            let next = natural(cycle).saturating_add(1);
            Time(clock.quarter(next, 0))
        });
        Nomination {
            nominator: row.nominator,
            participant: row.participant,
            staked: row.staked,
            leaving: row.leaving,
            free_from,
            origin: row.origin,
        }
    });
    let items: Vec<_> = items.collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

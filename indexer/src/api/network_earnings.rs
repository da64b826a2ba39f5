//! What an account can claim of the quality network: a part of GET /v1/accounts/{address}/commerce.

use alloy::primitives::U256;
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    ApiError,
    network::{self, Earnings, Role},
    snapshot::Snapshot,
    types::{Account, Amount},
};
use crate::quality::money;

/// What an account earned in the quality network and was not paid. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct NetworkPart {
    /// The experts that it is; claimed with cycles.claimExpert(expert).
    pub experts: Vec<EarnerPart>,
    /// The platforms that pay it; claimed with cycles.claimPlatform(platform).
    pub platforms: Vec<EarnerPart>,
    /// Places of its reports in closed cycles; claimed with cycles.claimPlace(cycle, product, place).
    pub places: Vec<PlacePart>,
    /// Of the community of closed cycles; claimed with cycles.claimCommunity(account, cycles).
    pub community: Vec<CycleAmount>,
}

/// What an expert or a platform earned.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarnerPart {
    pub number: i64,
    #[serde(flatten)]
    pub earnings: Earnings,
}

/// What a report won.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacePart {
    pub cycle: i64,
    pub product: i64,
    /// From 1.
    pub place: i32,
    pub report: i64,
    pub pending: Amount,
    /// It cannot be claimed while a dispute on the report is open.
    pub disputed: bool,
}

/// What came of a cycle.
#[derive(Debug, Serialize, ToSchema)]
pub struct CycleAmount {
    pub cycle: i64,
    pub pending: Amount,
}

#[derive(FromRow)]
struct PlaceRow {
    cycle: i64,
    product: i64,
    place: i32,
    report: i64,
    tenths: i32,
    fees: Amount,
    pot_index: Amount,
    disputed: bool,
}

#[derive(FromRow)]
struct CommunityRow {
    cycle: i64,
    weight: Amount,
    community_index: Amount,
}

impl NetworkPart {
    /// What can be claimed now.
    pub fn claimable(&self) -> Amount {
        let earners = self.experts.iter().chain(&self.platforms);
        let places = self.places.iter().filter(|place| !place.disputed);
        earners
            .map(|earner| earner.earnings.claimable)
            .chain(places.map(|place| place.pending))
            .chain(self.community.iter().map(|part| part.pending))
            .sum()
    }
}

pub async fn load(snapshot: &mut Snapshot, account: &Account) -> Result<NetworkPart, ApiError> {
    let experts =
        sqlx::query_scalar("select id from expert where account = $1 and block <= $2 order by id");
    let platforms = sqlx::query_scalar(
        "select t.id from platform t cross join lateral (
             select payout from platform_profile f where f.platform = t.id and f.block <= $2
             order by f.block desc, f.log_index desc limit 1) f
         where t.id in (select platform from platform_profile where payout = $1) and t.block <= $2 and f.payout = $1 order by t.id",
    );
    let block = snapshot.block();
    let mut parts = Vec::new();
    for (role, query) in [(Role::Expert, experts), (Role::Platform, platforms)] {
        let numbers: Vec<i64> = query
            .bind(account.0.as_slice())
            .bind(block)
            .fetch_all(snapshot.conn())
            .await?;
        let earnings = network::earnings(snapshot, role, &numbers).await?;
        let of_role = numbers.into_iter().map(|number| EarnerPart {
            number,
            earnings: earnings.get(&number).copied().unwrap_or_default(),
        });
        parts.push(of_role.collect());
    }
    let platforms = parts.pop().unwrap_or_default();
    let experts = parts.pop().unwrap_or_default();
    Ok(NetworkPart {
        experts,
        platforms,
        places: places(snapshot, account).await?,
        community: community(snapshot, account).await?,
    })
}

async fn places(snapshot: &mut Snapshot, account: &Account) -> Result<Vec<PlacePart>, ApiError> {
    let rows: Vec<PlaceRow> = sqlx::query_as(
        "select r.cycle, r.product, n.place, r.id as report, w.tenths, f.fees, c.pot_index,
                d.dispute is not null and g.dispute is null as disputed
         from experience_report r
         join cycle_close c on c.cycle = r.cycle and c.block <= $2
         cross join lateral (select p.first, p.second, p.third from places_change p where p.cycle = r.cycle and p.product = r.product
                             and p.block <= $2 order by p.block desc, p.log_index desc limit 1) p
         cross join lateral (select case r.id when p.first then 1 when p.second then 2 when p.third then 3 end as place) n
         cross join lateral (select tenths from product_tenths w where w.cycle = r.cycle and w.product = r.product and w.block <= $2
                             order by w.block desc, w.log_index desc limit 1) w
         cross join lateral (select coalesce(sum(to_reports), 0) as fees from fee_accrual f
                             where f.cycle = r.cycle and f.product = r.product and f.block <= $2) f
         left join lateral (select d.dispute from report_dispute d where d.report = r.id and d.block <= $2
                            order by d.block desc, d.log_index desc limit 1) d on true
         left join lateral (select g.dispute from network_ruling g where g.contract = 'experience' and g.dispute = d.dispute
                            and g.block <= $2 limit 1) g on true
         where r.account = $1 and r.block <= $2 and n.place is not null
             and not exists (select from report_strike k where k.report = r.id and k.block <= $2)
             and not exists (select from network_payment m where m.kind = 'place' and m.cycle = r.cycle and m.product = r.product
                             and m.place = n.place and m.block <= $2)
         order by r.cycle, r.product",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let places = rows.into_iter().filter_map(|row| {
        let at = usize::try_from(row.place).ok()?.checked_sub(1)?;
        let pending = money::won(row.fees.0, at, row.pot_index.0);
        let wins = at < money::places_of(row.tenths) && pending > U256::ZERO;
        wins.then_some(PlacePart {
            cycle: row.cycle,
            product: row.product,
            place: row.place,
            report: row.report,
            pending: Amount(pending),
            disputed: row.disputed,
        })
    });
    Ok(places.collect())
}

async fn community(
    snapshot: &mut Snapshot,
    account: &Account,
) -> Result<Vec<CycleAmount>, ApiError> {
    let rows: Vec<CommunityRow> = sqlx::query_as(
        "select distinct on (w.cycle) w.cycle, w.weight, c.community_index from community_weight w
         join cycle_close c on c.cycle = w.cycle and c.block <= $2
         where w.account = $1 and w.block <= $2
             and not exists (select from network_payment p where p.kind = 'community' and p.cycle = w.cycle and p.account = $1
                             and p.block <= $2)
         order by w.cycle, w.block desc, w.log_index desc",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let parts = rows.into_iter().filter_map(|row| {
        let pending = money::earned(row.weight.0, row.community_index.0);
        (!pending.is_zero()).then_some(CycleAmount {
            cycle: row.cycle,
            pending: Amount(pending),
        })
    });
    Ok(parts.collect())
}

//! GET /v1/accounts/{address}/commerce

use std::collections::BTreeMap;

use alloy::primitives::U256;
use axum::{extract::State, response::Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{
    Api, ApiError, causes,
    ledger::{self, Joined, Part},
    network_earnings::{self, NetworkPart},
    page::{Nothing, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, parse_account},
};
use crate::deployment::Contract;

/// What an account has to do with commerce, and all that it can claim there: each figure is what the contract's own view
/// says at the same block.
#[derive(Debug, Serialize, ToSchema)]
pub struct Commerce {
    pub address: Account,
    /// PSC that can be claimed by the calls below together: as a customer, of sets, of causes, of the quality network, and deferred.
    pub claimable: Amount,
    /// Claimed with splitter.claim().
    pub customer: Customer,
    /// Claimed with splitter.claimSet(set): those that earned, and those that the account is in beside the vendor.
    pub sets: Vec<SetPart>,
    /// Claimed with splitter.claimCause(cause).
    pub causes: Vec<CausePart>,
    /// What was earned in the quality network.
    pub network: NetworkPart,
    /// Payments that could not be sent, and experience fees that are the account's again; claimed with claimFor(account) of the contract named, or claim(token) of the offer
    /// pool.
    pub credits: Vec<Credit>,
    /// The stores that the account owns.
    pub stores: Vec<i64>,
}

/// What an account's purchases earned. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct Customer {
    pub pending: Amount,
    pub claimed: Amount,
    /// The measure of its part of further profit.
    pub points: Amount,
}

/// What an account has of a co-creator set. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetPart {
    pub set: i64,
    /// Has what the others do not.
    pub vendor: Account,
    /// The account's part of what comes from here on; of the vendor, what is left to her.
    pub bps: u64,
    /// Draws its part. A vendor always does.
    pub accepted: bool,
    /// What the set earned in all.
    pub lifetime: Amount,
    pub pending: Amount,
    pub claimed: Amount,
}

/// A cause whose account this is. In base units of PSC.
#[derive(Debug, Serialize, ToSchema)]
pub struct CausePart {
    pub cause: i64,
    pub pending: Amount,
}

/// A payment that could not be sent to the account; of memberships: experience fees that are a member's again.
#[derive(Debug, Serialize, ToSchema, FromRow)]
pub struct Credit {
    /// checkout, offer-pool, stake-pools, quality, experience, cycles, arbitration, statements or memberships.
    #[schema(example = "checkout")]
    pub contract: String,
    pub token: Account,
    pub amount: Amount,
}

/// What an account can claim
#[utoipa::path(get, path = "/v1/accounts/{address}/commerce", tag = "accounts",
    params(("address" = Account, Path, description = "The account"), AsOf),
    responses((status = 200, body = One<Commerce>)))]
pub async fn commerce(
    State(api): State<Api>,
    Path(address): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let account = parse_account(&address).map_err(ApiError::invalid)?;
    let indexes = ledger::indexes(&mut snapshot).await?;
    let customer = customer(&mut snapshot, &account, &indexes).await?;
    let sets = sets(&mut snapshot, &account, &indexes).await?;
    let causes: Vec<_> = causes::of_account(&mut snapshot, &account)
        .await?
        .into_iter()
        .map(|cause| CausePart {
            cause: cause.id,
            pending: cause.pending,
        })
        .collect();
    let network = network_earnings::load(&mut snapshot, &account).await?;
    let credits: Vec<Credit> = sqlx::query_as(
        "select contract, token, amount from (
             select contract, token, sum(case when claimed then -amount else amount end) as amount
             from credit_change where account = $1 and block <= $2 group by contract, token) c
         where amount <> 0 order by contract, token",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let stores = sqlx::query_scalar(
        "select s.id from store s cross join lateral (
             select owner from store_owner o where o.store = s.id and o.block <= $2
             order by o.block desc, o.log_index desc limit 1) o
         where s.id in (select store from store_owner where owner = $1) and o.owner = $1 order by s.id",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let psc = api.deployment.address(Contract::Psc);
    let in_psc = credits.iter().filter(|credit| credit.token.0 == psc);
    let claimable = [customer.pending]
        .into_iter()
        .chain(sets.iter().map(|set| set.pending))
        .chain(causes.iter().map(|cause| cause.pending))
        .chain([network.claimable()])
        .chain(in_psc.map(|credit| credit.amount))
        .sum();
    Ok(snapshot.one(Commerce {
        address: account,
        claimable,
        customer,
        sets,
        causes,
        network,
        credits,
        stores,
    }))
}

async fn customer(
    snapshot: &mut Snapshot,
    account: &Account,
    indexes: &[U256],
) -> Result<Customer, ApiError> {
    let joined: Vec<Joined> = sqlx::query_as(
        "select generation, sum(points) as points, mod(sum(points * profit_index), 2::numeric ^ 256) as owed
         from profit_credit where buyer = $1 and block <= $2 group by generation order by generation",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_all(snapshot.conn())
    .await?;
    let claimed: Amount = sqlx::query_scalar(
        "select coalesce(sum(amount), 0) from customer_claim where account = $1 and block <= $2",
    )
    .bind(account.0.as_slice())
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    let (earned, points) = ledger::earned(&joined, indexes);
    let pending = ledger::whole(earned).saturating_sub(claimed.0);
    Ok(Customer {
        pending: Amount(pending),
        claimed,
        points: Amount(points),
    })
}

/// A set that the account is in; `bps` is null for the vendor.
#[derive(FromRow)]
struct Membership {
    set_id: i64,
    vendor: Account,
    bps: Option<i32>,
    accepted_at: Option<Amount>,
    claimed: Amount,
}

#[derive(FromRow)]
struct OfSet {
    set_id: i64,
    #[sqlx(flatten)]
    joined: Joined,
}

async fn sets(
    snapshot: &mut Snapshot,
    account: &Account,
    indexes: &[U256],
) -> Result<Vec<SetPart>, ApiError> {
    let block = snapshot.block();
    let memberships: Vec<Membership> = sqlx::query_as(
        "select m.set_id, s.vendor, m.bps, a.lifetime as accepted_at,
                coalesce((select sum(l.amount) from co_creator_claim l
                          where l.account = $1 and l.set_id = m.set_id and l.block <= $2), 0) as claimed
         from (select id as set_id, null::integer as bps from co_creator_set where vendor = $1
               union all select set_id, bps from co_creator where account = $1) m
         join co_creator_set s on s.id = m.set_id
         left join co_creator_acceptance a on a.set_id = m.set_id and a.account = $1 and a.block <= $2
         where s.block <= $2 order by m.set_id",
    )
    .bind(account.0.as_slice())
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let ids: Vec<i64> = memberships.iter().map(|m| m.set_id).collect();
    // The sums are of the latest block: what later blocks added is taken back.
    let rows: Vec<OfSet> = sqlx::query_as(
        "select set_id, generation, sum(points) as points, mod(sum(owed), 2::numeric ^ 256) as owed
         from (select set_id, generation, lines, points, owed from set_profit where set_id = any ($1)
               union all
               select set_id, generation, -1, -points, -(points * profit_index) from profit_credit
               where set_id = any ($1) and block > $2) s
         group by set_id, generation having sum(lines) > 0 order by set_id, generation",
    )
    .bind(&ids)
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let mut joined = BTreeMap::<i64, Vec<Joined>>::new();
    for row in rows {
        joined.entry(row.set_id).or_default().push(row.joined);
    }
    let rows: Vec<(i64, i32, Amount)> = sqlx::query_as(
        "select c.set_id, c.bps, a.lifetime from co_creator c
         join co_creator_acceptance a on a.set_id = c.set_id and a.account = c.account and a.block <= $2
         where c.set_id = any ($1)",
    )
    .bind(&ids)
    .bind(block)
    .fetch_all(snapshot.conn())
    .await?;
    let mut accepted = BTreeMap::<i64, Vec<(u64, U256)>>::new();
    for (set, bps, Amount(lifetime)) in rows {
        let bps = u64::try_from(bps).unwrap_or_default();
        accepted.entry(set).or_default().push((bps, lifetime));
    }
    let parts = memberships.into_iter().filter_map(|member| {
        let joined = joined.get(&member.set_id).map_or(&[][..], Vec::as_slice);
        let accepted = accepted.get(&member.set_id).map_or(&[][..], Vec::as_slice);
        let lifetime = ledger::whole(ledger::earned(joined, indexes).0);
        // A vendor has a set for each of her stores, and most of them never earn.
        if member.bps.is_none() && joined.is_empty() {
            return None;
        }
        let given: u64 = accepted.iter().map(|(bps, _)| bps).sum();
        let part = match member.bps {
            None => Part::Vendor,
            Some(bps) => Part::CoCreator {
                bps: u64::try_from(bps).unwrap_or_default(),
                accepted: member.accepted_at.map(|base| base.0),
            },
        };
        let due = ledger::part(part, lifetime, accepted);
        Some(SetPart {
            set: member.set_id,
            vendor: member.vendor,
            bps: match part {
                Part::Vendor => ledger::BPS.saturating_sub(given),
                Part::CoCreator { bps, .. } => bps,
            },
            accepted: matches!(part, Part::Vendor) || member.accepted_at.is_some(),
            lifetime: Amount(lifetime),
            pending: Amount(due.saturating_sub(member.claimed.0)),
            claimed: member.claimed,
        })
    });
    Ok(parts.collect())
}

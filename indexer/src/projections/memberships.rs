//! Membership of platforms. Reads abi/Memberships.sol; writes membership_terms, membership_year, fee_rebate,
//! membership_cycle, membership_carry, membership_distribution, membership_rest, network_clock, credit_change,
//! connection, role_change.

use productshare_abi::Memberships::{self, MembershipsEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::Table,
};

const CONTRACT: &str = "memberships";
const MEMBERSHIP_TERMS: Table = event_table!("membership_terms":
    "platform" "vendor_fee" "expert_fee" "member_fee");
const MEMBERSHIP_YEAR: Table = event_table!("membership_year":
    "platform" "kind" "key" "payer" "fee" "from_time" "until_time");
const FEE_REBATE: Table = event_table!("fee_rebate":
    "cycle" "platform" "product" "store" "account" "amount" "weight");
const MEMBERSHIP_CYCLE: Table = event_table!("membership_cycle": "platform" "cycle" "pot" "weight");
const MEMBERSHIP_CARRY: Table =
    event_table!("membership_carry": "platform" "cycle" "into_cycle" "amount");
const MEMBERSHIP_DISTRIBUTION: Table = event_table!("membership_distribution":
    "platform" "cycle" "product" "amount" "weight" "expert_rolls");
const MEMBERSHIP_REST: Table = event_table!("membership_rest": "platform" "amount");
pub const TABLES: &[&Table] = &[
    &MEMBERSHIP_TERMS,
    &MEMBERSHIP_YEAR,
    &FEE_REBATE,
    &MEMBERSHIP_CYCLE,
    &MEMBERSHIP_CARRY,
    &MEMBERSHIP_DISTRIBUTION,
    &MEMBERSHIP_REST,
];

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(
    event: Event,
    at: Origin,
    deployment: &Deployment,
    changes: &mut Changes,
) -> Result<(), String> {
    let psc = deployment.address(Contract::Psc);
    match event {
        Event::MembershipsCreated(e) => changes.clock(at, CONTRACT, e.start, e.length)?,
        Event::Connected(e) => connected(changes, at, &e),
        Event::TermsSet(e) => {
            at.row(&mut changes.rows, &MEMBERSHIP_TERMS)
                .i64(number(e.platform)?)
                .amount(e.vendorFee)
                .amount(e.expertFee)
                .amount(e.memberFee);
        }
        Event::Joined(e) => {
            let [platform, from, until] = numbers([e.platform, e.from, e.until])?;
            at.row(&mut changes.rows, &MEMBERSHIP_YEAR)
                .i64(platform)
                .text(kind(e.kind)?)
                .amount(e.key)
                .address(e.payer)
                .amount(e.fee)
                .i64(from)
                .i64(until);
        }
        Event::FeeRebated(e) => {
            let [cycle, platform, product, store] =
                numbers([e.cycle, e.platform, e.product, e.store])?;
            at.row(&mut changes.rows, &FEE_REBATE)
                .i64(cycle)
                .i64(platform)
                .i64(product)
                .i64(store)
                .address(e.account)
                .amount(e.amount)
                .amount(e.weight);
            changes.credit(at, CONTRACT, psc, e.account, e.amount, false);
        }
        Event::CycleSettled(e) => {
            let [platform, cycle] = numbers([e.platform, e.cycle])?;
            at.row(&mut changes.rows, &MEMBERSHIP_CYCLE)
                .i64(platform)
                .i64(cycle)
                .amount(e.pot)
                .amount(e.weight);
        }
        Event::RestCarried(e) => {
            let [platform, cycle, into] = numbers([e.platform, e.cycle, e.into])?;
            at.row(&mut changes.rows, &MEMBERSHIP_CARRY)
                .i64(platform)
                .i64(cycle)
                .i64(into)
                .amount(e.amount);
        }
        Event::Distributed(e) => {
            let [platform, cycle, product] = numbers([e.platform, e.cycle, e.product])?;
            at.row(&mut changes.rows, &MEMBERSHIP_DISTRIBUTION)
                .i64(platform)
                .i64(cycle)
                .i64(product)
                .amount(e.amount)
                .amount(e.weight)
                .bool(e.expertRolls);
        }
        Event::RestToCommunity(e) => {
            at.row(&mut changes.rows, &MEMBERSHIP_REST)
                .i64(number(e.platform)?)
                .amount(e.amount);
        }
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

/// Who is a member.
fn kind(number: u8) -> Result<&'static str, String> {
    match number {
        0 => Ok("vendor"),
        1 => Ok("expert"),
        2 => Ok("account"),
        other => Err(format!("there is no member of kind {other}")),
    }
}

fn connected(changes: &mut Changes, at: Origin, e: &Memberships::Connected) {
    let others = Connected {
        quality: Some(e.quality),
        catalog: Some(e.catalog),
        cycles: Some(e.cycles),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

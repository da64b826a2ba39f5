//! The offering of PSS. Reads abi/Offering.sol; writes offering, contribution, offering_end,
//! offering_claim, offering_release, offering_collection, role_change.

use alloy::primitives::U256;
use productshare_abi::Offering::{self, OfferingEvents as Event};

use super::{Changes, Origin, event_table, numbers};
use crate::store::copy::Table;

const OFFERING: Table = event_table!("offering":
    "start_time" "end_time" "cliff_secs" "vesting_secs" "soft_cap" "hard_cap" "wallet_cap" "allow_list" "for_sale");
const CONTRIBUTION: Table = event_table!("contribution": "account" "amount" "contribution" "total");
const END: Table = event_table!("offering_end": "succeeded" "total" "proceeds" "sold");
const CLAIM: Table =
    event_table!("offering_claim": "account" "contribution" "refund" "allotted" "locked");
const RELEASE: Table = event_table!("offering_release": "account" "amount" "released");
const COLLECTION: Table = event_table!("offering_collection": "recipient" "psc" "pss");
pub const TABLES: &[&Table] = &[
    &OFFERING,
    &CONTRIBUTION,
    &END,
    &CLAIM,
    &RELEASE,
    &COLLECTION,
];

/// # Errors
/// What is wrong with the event, when it carries a time that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    let rows = &mut changes.rows;
    match event {
        Event::OfferingCreated(e) => return created(changes, at, &e),
        Event::Contributed(e) => {
            at.row(rows, &CONTRIBUTION)
                .address(e.account)
                .amount(e.amount)
                .amount(e.contribution)
                .amount(e.total);
        }
        Event::OfferingFinalized(e) => {
            at.row(rows, &END)
                .bool(e.succeeded)
                .amount(e.total)
                .amount(e.proceeds)
                .amount(e.sold);
        }
        Event::Claimed(e) => {
            at.row(rows, &CLAIM)
                .address(e.account)
                .amount(e.contribution)
                .amount(e.refund)
                .amount(e.allotted)
                .amount(e.locked);
        }
        Event::Refunded(e) => {
            at.row(rows, &CLAIM)
                .address(e.account)
                .amount(e.contribution)
                .amount(e.contribution)
                .amount(U256::ZERO)
                .amount(U256::ZERO);
        }
        Event::Released(e) => {
            at.row(rows, &RELEASE)
                .address(e.account)
                .amount(e.amount)
                .amount(e.released);
        }
        Event::Collected(e) => {
            at.row(rows, &COLLECTION)
                .address(e.to)
                .amount(e.psc)
                .amount(e.pss);
        }
        Event::OwnershipTransferred(e) => changes.role(at, "offering", "owner", e.newOwner, true),
    }
    Ok(())
}

fn created(changes: &mut Changes, at: Origin, e: &Offering::OfferingCreated) -> Result<(), String> {
    let [start, end, cliff, vesting] = numbers([e.start, e.end, e.cliffSecs, e.vestingSecs])?;
    at.row(&mut changes.rows, &OFFERING)
        .i64(start)
        .i64(end)
        .i64(cliff)
        .i64(vesting)
        .amount(e.softCap)
        .amount(e.hardCap)
        .amount(e.walletCap)
        .hash(e.allowList)
        .amount(e.forSale);
    Ok(())
}

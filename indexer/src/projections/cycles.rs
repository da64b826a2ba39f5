//! The quality network's money. Reads abi/Cycles.sol; writes fee_accrual, product_tenths, community_weight, cycle_close,
//! network_payment, place_rollover, rounding_carry, network_clock, credit_change, connection, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::Cycles::{self, CyclesEvents as Event};

use super::{
    Changes, Origin, changes::Connected, event_table, experience::tenths, number, numbers,
};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::{Row, Table},
};

const CONTRACT: &str = "cycles";
const FEE_ACCRUAL: Table = event_table!("fee_accrual":
    "cycle" "product" "platform" "expert" "experience_fee" "community_fee" "to_expert" "to_platform" "to_reports" "rolled");
const PRODUCT_TENTHS: Table = event_table!("product_tenths": "cycle" "product" "tenths" "weight");
const COMMUNITY_WEIGHT: Table =
    event_table!("community_weight": "cycle" "account" "weight" "total");
const CYCLE_CLOSE: Table = event_table!("cycle_close":
    "cycle" "assigned" "pot" "pot_index" "community" "community_index" "carried" "community_carried");
const NETWORK_PAYMENT: Table = event_table!("network_payment":
    "kind" "account" "amount" "number" "cycle" "product" "place" "report");
const PLACE_ROLLOVER: Table =
    event_table!("place_rollover": "cycle" "product" "place" "into_cycle" "amount");
const ROUNDING_CARRY: Table =
    event_table!("rounding_carry": "cycle" "into_cycle" "community" "amount");
pub const TABLES: &[&Table] = &[
    &FEE_ACCRUAL,
    &PRODUCT_TENTHS,
    &COMMUNITY_WEIGHT,
    &CYCLE_CLOSE,
    &NETWORK_PAYMENT,
    &PLACE_ROLLOVER,
    &ROUNDING_CARRY,
];

/// Money that went out.
#[derive(Default)]
struct Payment {
    kind: &'static str,
    account: Address,
    amount: U256,
    number: Option<u64>,
    cycle: Option<u64>,
    product: Option<u64>,
    place: Option<u8>,
    report: Option<u64>,
}

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
        Event::CyclesCreated(e) => changes.clock(at, CONTRACT, e.start, e.length)?,
        Event::Connected(e) => connected(changes, at, &e),
        Event::FeesAccrued(e) => fees_accrued(changes, at, &e)?,
        Event::PlacesSet(e) => {
            let [cycle, product] = numbers([e.cycle, e.product])?;
            at.row(&mut changes.rows, &PRODUCT_TENTHS)
                .i64(cycle)
                .i64(product)
                .i32(tenths(e.tenths)?)
                .amount(e.weight);
        }
        Event::WeightAdded(e) => {
            at.row(&mut changes.rows, &COMMUNITY_WEIGHT)
                .i64(number(e.cycle)?)
                .address(e.account)
                .amount(U256::from(e.weight))
                .amount(e.total);
        }
        Event::CycleClosed(e) => {
            at.row(&mut changes.rows, &CYCLE_CLOSE)
                .i64(number(e.cycle)?)
                .amount(e.assigned)
                .amount(e.pot)
                .amount(e.index)
                .amount(e.community)
                .amount(e.communityIndex)
                .amount(e.carried)
                .amount(e.communityCarried);
        }
        Event::ExpertPaid(e) => paid(
            changes,
            at,
            Payment {
                kind: "expert",
                account: e.account,
                amount: e.amount,
                number: Some(e.expert),
                ..Payment::default()
            },
        )?,
        Event::PlatformPaid(e) => paid(
            changes,
            at,
            Payment {
                kind: "platform",
                account: e.account,
                amount: e.amount,
                number: Some(e.platform),
                ..Payment::default()
            },
        )?,
        Event::PlacePaid(e) => paid(
            changes,
            at,
            Payment {
                kind: "place",
                account: e.account,
                amount: e.amount,
                number: None,
                cycle: Some(e.cycle),
                product: Some(e.product),
                place: Some(e.place),
                report: Some(e.report),
            },
        )?,
        Event::CommunityPaid(e) => paid(
            changes,
            at,
            Payment {
                kind: "community",
                account: e.account,
                amount: e.amount,
                cycle: Some(e.cycle),
                ..Payment::default()
            },
        )?,
        Event::PlaceRolledOver(e) => {
            let [cycle, product, into] = numbers([e.cycle, e.product, e.into])?;
            at.row(&mut changes.rows, &PLACE_ROLLOVER)
                .i64(cycle)
                .i64(product)
                .i32(e.place.into())
                .i64(into)
                .amount(e.amount);
        }
        Event::RoundingCarried(e) => {
            let [cycle, into] = numbers([e.cycle, e.into])?;
            at.row(&mut changes.rows, &ROUNDING_CARRY)
                .i64(cycle)
                .i64(into)
                .bool(e.community)
                .amount(e.amount);
        }
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Cycles::Connected) {
    let others = Connected {
        checkout: Some(e.checkout),
        quality: Some(e.quality),
        experience: Some(e.experience),
        arbitration: Some(e.arbitration),
        statements: Some(e.statements),
        memberships: Some(e.memberships),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn fees_accrued(changes: &mut Changes, at: Origin, e: &Cycles::FeesAccrued) -> Result<(), String> {
    let [cycle, product, platform, expert] = numbers([e.cycle, e.product, e.platform, e.expert])?;
    at.row(&mut changes.rows, &FEE_ACCRUAL)
        .i64(cycle)
        .i64(product)
        .i64(platform)
        .i64(expert)
        .amount(e.experienceFee)
        .amount(e.communityFee)
        .amount(e.toExpert)
        .amount(e.toPlatform)
        .amount(e.toReports)
        .amount(e.rolled);
    Ok(())
}

fn paid(changes: &mut Changes, at: Origin, payment: Payment) -> Result<(), String> {
    let [of, cycle, product, report] = [
        payment.number,
        payment.cycle,
        payment.product,
        payment.report,
    ]
    .map(|number| number.map(super::number).transpose());
    at.row(&mut changes.rows, &NETWORK_PAYMENT)
        .text(payment.kind)
        .address(payment.account)
        .amount(payment.amount)
        .maybe(of?, Row::i64)
        .maybe(cycle?, Row::i64)
        .maybe(product?, Row::i64)
        .maybe(payment.place.map(i32::from), Row::i32)
        .maybe(report?, Row::i64);
    Ok(())
}

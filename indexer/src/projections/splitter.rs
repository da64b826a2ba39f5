//! Profit and the three groups that share it. Reads abi/Splitter.sol; writes co_creator_set,
//! co_creator, co_creator_acceptance, profit_credit, customer_claim, co_creator_claim, cause_claim,
//! cause, cause_change, set_profit, connection, role_change.

use alloy::primitives::U256;
use productshare_abi::Splitter::{self, SplitterEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::store::copy::Table;

const CO_CREATOR_SET: Table = event_table!("co_creator_set": "id" "vendor");
const CO_CREATOR: Table = event_table!("co_creator": "set_id" "place" "account" "bps");
const CO_CREATOR_ACCEPTANCE: Table =
    event_table!("co_creator_acceptance": "set_id" "account" "lifetime");
const PROFIT_CREDIT: Table = event_table!("profit_credit":
    "order_id" "line" "buyer" "set_id" "cause" "profit" "per_group" "points" "generation" "profit_index" "cause_index");
const CUSTOMER_CLAIM: Table = event_table!("customer_claim": "account" "amount");
const CO_CREATOR_CLAIM: Table = event_table!("co_creator_claim": "set_id" "account" "amount");
const CAUSE_CLAIM: Table = event_table!("cause_claim": "cause" "account" "amount");
const CAUSE: Table = event_table!("cause": "id" "uri");
const CAUSE_CHANGE: Table =
    event_table!("cause_change": "cause" "account" "approved" "weight" "cause_index");
pub const TABLES: &[&Table] = &[
    &CO_CREATOR_SET,
    &CO_CREATOR,
    &CO_CREATOR_ACCEPTANCE,
    &PROFIT_CREDIT,
    &CUSTOMER_CLAIM,
    &CO_CREATOR_CLAIM,
    &CAUSE_CLAIM,
    &CAUSE,
    &CAUSE_CHANGE,
];

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::Connected(e) => connected(changes, at, &e),
        Event::SetOpened(e) => set_opened(changes, at, &e)?,
        Event::CoCreatorAccepted(e) => accepted(changes, at, &e)?,
        Event::ProfitCredited(e) => credited(changes, at, &e)?,
        Event::ProfitContributed(e) => contributed(changes, at, &e)?,
        Event::CustomerClaimed(e) => customer_claimed(changes, at, &e),
        Event::CoCreatorClaimed(e) => co_creator_claimed(changes, at, &e)?,
        Event::CauseClaimed(e) => cause_claimed(changes, at, &e)?,
        Event::CauseAdded(e) => cause_added(changes, at, &e)?,
        Event::CauseSet(e) => cause_set(changes, at, &e)?,
        Event::OwnershipTransferred(e) => changes.role(at, "splitter", "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Splitter::Connected) {
    let others = Connected {
        catalog: Some(e.catalog),
        checkout: Some(e.checkout),
        ..Connected::default()
    };
    changes.connected(at, "splitter", others);
}

fn set_opened(changes: &mut Changes, at: Origin, e: &Splitter::SetOpened) -> Result<(), String> {
    let set = number(e.set)?;
    at.row(&mut changes.rows, &CO_CREATOR_SET)
        .i64(set)
        .address(e.vendor);
    for (place, (account, bps)) in (0..).zip(e.accounts.iter().zip(&e.bps)) {
        at.row(&mut changes.rows, &CO_CREATOR)
            .i64(set)
            .i32(place)
            .address(*account)
            .i32((*bps).into());
    }
    Ok(())
}

fn accepted(
    changes: &mut Changes,
    at: Origin,
    e: &Splitter::CoCreatorAccepted,
) -> Result<(), String> {
    let set = number(e.set)?;
    at.row(&mut changes.rows, &CO_CREATOR_ACCEPTANCE)
        .i64(set)
        .address(e.account)
        .amount(e.lifetime);
    Ok(())
}

fn credited(changes: &mut Changes, at: Origin, e: &Splitter::ProfitCredited) -> Result<(), String> {
    let [order, set, cause, generation] = numbers([e.order, e.set, e.cause, e.generation])?;
    at.row(&mut changes.rows, &PROFIT_CREDIT)
        .i64(order)
        .i32(e.line.into())
        .address(e.buyer)
        .i64(set)
        .i64(cause)
        .amount(e.profit)
        .amount(e.perGroup)
        .amount(e.points)
        .i64(generation)
        .amount(e.index)
        .amount(e.causeIndex);
    changes.profit.credit((set, generation), cause == 0, e)?;
    Ok(())
}

/// As a line's profit, of order 0 and set 0, which there are not, without points; the buyer is who gave.
fn contributed(
    changes: &mut Changes,
    at: Origin,
    e: &Splitter::ProfitContributed,
) -> Result<(), String> {
    let line = Splitter::ProfitCredited {
        order: 0,
        buyer: e.from,
        set: 0,
        line: 0,
        cause: 0,
        profit: e.profit,
        perGroup: e.perGroup,
        points: U256::ZERO,
        generation: e.generation,
        index: e.index,
        causeIndex: e.causeIndex,
    };
    credited(changes, at, &line)
}

fn customer_claimed(changes: &mut Changes, at: Origin, e: &Splitter::CustomerClaimed) {
    at.row(&mut changes.rows, &CUSTOMER_CLAIM)
        .address(e.account)
        .amount(e.amount);
}

fn co_creator_claimed(
    changes: &mut Changes,
    at: Origin,
    e: &Splitter::CoCreatorClaimed,
) -> Result<(), String> {
    let set = number(e.set)?;
    at.row(&mut changes.rows, &CO_CREATOR_CLAIM)
        .i64(set)
        .address(e.account)
        .amount(e.amount);
    Ok(())
}

fn cause_claimed(
    changes: &mut Changes,
    at: Origin,
    e: &Splitter::CauseClaimed,
) -> Result<(), String> {
    let cause = number(e.cause)?;
    at.row(&mut changes.rows, &CAUSE_CLAIM)
        .i64(cause)
        .address(e.account)
        .amount(e.amount);
    Ok(())
}

/// A cause is approved from its addition on.
fn cause_added(changes: &mut Changes, at: Origin, e: &Splitter::CauseAdded) -> Result<(), String> {
    let cause = number(e.cause)?;
    at.row(&mut changes.rows, &CAUSE).i64(cause).text(&e.uri);
    at.row(&mut changes.rows, &CAUSE_CHANGE)
        .i64(cause)
        .address(e.account)
        .bool(true)
        .i32(e.weight.into())
        .null();
    Ok(())
}

fn cause_set(changes: &mut Changes, at: Origin, e: &Splitter::CauseSet) -> Result<(), String> {
    let cause = number(e.cause)?;
    at.row(&mut changes.rows, &CAUSE_CHANGE)
        .i64(cause)
        .address(e.account)
        .bool(e.approved)
        .i32(e.weight.into())
        .amount(e.causeIndex);
    Ok(())
}

//! Rewards for selling. Reads abi/OfferPool.sol; writes offer, offer_end, offer_change, offer_state,
//! product_state, reward_token, credit_change, connection, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::OfferPool::{self, OfferPoolEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::store::copy::Table;

const CONTRACT: &str = "offer-pool";
const REWARD_TOKEN: Table = event_table!("reward_token": "token" "allowed");
const OFFER: Table = event_table!("offer": "id" "product" "token" "reward_per_unit" "units");
const OFFER_END: Table = event_table!("offer_end": "offer");
const OFFER_CHANGE: Table = event_table!("offer_change":
    "offer" "kind" "units" "left_change" "reserved_change" "recipient" "amount");
pub const TABLES: &[&Table] = &[&REWARD_TOKEN, &OFFER, &OFFER_END, &OFFER_CHANGE];

/// Units of an offer that move.
struct Movement {
    offer: u64,
    kind: &'static str,
    units: u64,
    /// What becomes of the units left, per unit: 1, 0 or -1.
    left: i64,
    /// The same of those reserved.
    reserved: i64,
    /// To whom they go and what they are worth, if they leave.
    payment: Option<(Address, U256)>,
}

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::Connected(e) => connected(changes, at, &e),
        Event::TokenAllowed(e) => token_allowed(changes, at, &e),
        Event::OfferPosted(e) => offer_posted(changes, at, &e)?,
        Event::OfferToppedUp(e) => offer_topped_up(changes, at, &e)?,
        Event::OfferRevoked(e) => offer_revoked(changes, at, &e)?,
        Event::UnitsReserved(e) => units_reserved(changes, at, &e)?,
        Event::RewardPaid(e) => reward_paid(changes, at, &e)?,
        Event::UnitsRestored(e) => units_restored(changes, at, &e)?,
        Event::UnitsReturned(e) => units_returned(changes, at, &e)?,
        Event::PaymentDeferred(e) => {
            changes.credit(at, CONTRACT, e.token, e.account, e.amount, false)
        }
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, e.token, e.account, e.amount, true),
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &OfferPool::Connected) {
    let others = Connected {
        catalog: Some(e.catalog),
        checkout: Some(e.checkout),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn token_allowed(changes: &mut Changes, at: Origin, e: &OfferPool::TokenAllowed) {
    at.row(&mut changes.rows, &REWARD_TOKEN)
        .address(e.token)
        .bool(e.allowed);
}

fn offer_posted(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::OfferPosted,
) -> Result<(), String> {
    let [offer, product, units] = numbers([e.offer, e.product, e.units])?;
    at.row(&mut changes.rows, &OFFER)
        .i64(offer)
        .i64(product)
        .address(e.token)
        .amount(e.rewardPerUnit)
        .i64(units);
    changes.shelf.touch(product);
    let movement = Movement {
        offer: e.offer,
        kind: "posted",
        units: e.units,
        left: 1,
        reserved: 0,
        payment: None,
    };
    change(changes, at, movement)
}

fn offer_topped_up(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::OfferToppedUp,
) -> Result<(), String> {
    let movement = Movement {
        offer: e.offer,
        kind: "topped_up",
        units: e.units,
        left: 1,
        reserved: 0,
        payment: None,
    };
    change(changes, at, movement)
}

fn offer_revoked(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::OfferRevoked,
) -> Result<(), String> {
    let offer = number(e.offer)?;
    at.row(&mut changes.rows, &OFFER_END).i64(offer);
    // Its product has no offer now.
    changes.shelf.offer(offer);
    Ok(())
}

fn units_reserved(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::UnitsReserved,
) -> Result<(), String> {
    let movement = Movement {
        offer: e.offer,
        kind: "reserved",
        units: e.units,
        left: -1,
        reserved: 1,
        payment: None,
    };
    change(changes, at, movement)
}

fn reward_paid(changes: &mut Changes, at: Origin, e: &OfferPool::RewardPaid) -> Result<(), String> {
    let movement = Movement {
        offer: e.offer,
        kind: "paid",
        units: e.units,
        left: 0,
        reserved: -1,
        payment: Some((e.to, e.amount)),
    };
    change(changes, at, movement)
}

fn units_restored(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::UnitsRestored,
) -> Result<(), String> {
    let movement = Movement {
        offer: e.offer,
        kind: "restored",
        units: e.units,
        left: 1,
        reserved: -1,
        payment: None,
    };
    change(changes, at, movement)
}

fn units_returned(
    changes: &mut Changes,
    at: Origin,
    e: &OfferPool::UnitsReturned,
) -> Result<(), String> {
    let (left, reserved) = if e.reserved { (0, -1) } else { (-1, 0) };
    let movement = Movement {
        offer: e.offer,
        kind: "returned",
        units: e.units,
        left,
        reserved,
        payment: Some((e.to, e.amount)),
    };
    change(changes, at, movement)
}

fn change(changes: &mut Changes, at: Origin, movement: Movement) -> Result<(), String> {
    let [offer, units] = numbers([movement.offer, movement.units])?;
    // Either is -1, 0 or 1, and units are not below 0.
    let (left, reserved) = (movement.left * units, movement.reserved * units);
    at.row(&mut changes.rows, &OFFER_CHANGE)
        .i64(offer)
        .text(movement.kind)
        .i64(units)
        .i64(left)
        .i64(reserved)
        .maybe(movement.payment, |row, (to, _)| row.address(to))
        .maybe(movement.payment, |row, (_, amount)| row.amount(amount));
    let sums = changes.shelf.offer(offer);
    add(&mut sums.left, left)?;
    add(&mut sums.reserved, reserved)?;
    match (movement.kind, movement.payment) {
        ("posted" | "topped_up", _) => add(&mut sums.added, units)?,
        ("paid", Some((_, amount))) => {
            add(&mut sums.paid, units)?;
            sums.pay(amount);
        }
        ("returned", _) => add(&mut sums.returned, units)?,
        _ => {}
    }
    Ok(())
}

/// A node that makes logs up can name as many units as it likes.
fn add(sum: &mut i64, units: i64) -> Result<(), String> {
    *sum = sum
        .checked_add(units)
        .ok_or("an offer's units add up beyond 63 bits")?;
    Ok(())
}

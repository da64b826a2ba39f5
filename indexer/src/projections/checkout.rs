//! Orders and what becomes of their lines. Reads abi/Checkout.sol; writes purchase, order_line,
//! settlement, line_refund, share, fulfilment, refund_offer, refund_offer_end, dispute, ruling,
//! credit_change, parameter_change, connection, role_change.

use alloy::primitives::U256;
use productshare_abi::Checkout::{self, CheckoutEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    store::copy::Table,
};

const CONTRACT: &str = "checkout";
const PURCHASE: Table = event_table!("purchase": "id" "buyer" "payment_reference" "total" "lines");
const ORDER_LINE: Table = event_table!("order_line":
    "order_id" "line" "product" "via" "version" "quantity" "price" "profit_bps" "cashback_bps" "stake_bps"
    "experience_fee_bps" "set_id" "cause" "share" "platform" "offer" "reserved" "release_at");
const SETTLEMENT: Table = event_table!("settlement":
    "order_id" "line" "vendor" "sharer" "reason" "units" "gross" "experience_fee" "community_fee" "cashback"
    "stake_share" "groups" "repayment" "to_vendor");
const LINE_REFUND: Table =
    event_table!("line_refund": "order_id" "line" "reason" "units" "amount" "ended");
const SHARE: Table = event_table!("share": "id" "order_id" "line" "product" "sharer");
const FULFILMENT: Table =
    event_table!("fulfilment": "order_id" "line" "kind" "units" "proof_hash" "uri");
const REFUND_OFFER: Table =
    event_table!("refund_offer": "order_id" "line" "payer" "units" "amount");
const REFUND_OFFER_END: Table =
    event_table!("refund_offer_end": "order_id" "line" "accepted" "units" "amount");
const DISPUTE: Table = event_table!("dispute":
    "order_id" "line" "arbitrator" "dispute_id" "expires_at" "evidence");
const RULING: Table = event_table!("ruling": "arbitrator" "dispute_id" "ruling");
pub const TABLES: &[&Table] = &[
    &PURCHASE,
    &ORDER_LINE,
    &SETTLEMENT,
    &LINE_REFUND,
    &SHARE,
    &FULFILMENT,
    &REFUND_OFFER,
    &REFUND_OFFER_END,
    &DISPUTE,
    &RULING,
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
        Event::Connected(e) => connected(changes, at, &e),
        Event::OrderPlaced(e) => order_placed(changes, at, &e)?,
        Event::LinePlaced(e) => line_placed(changes, at, &e)?,
        Event::LineSettled(e) => line_settled(changes, at, &e)?,
        Event::LineRefunded(e) => line_refunded(changes, at, &e)?,
        Event::ShareOpened(e) => share_opened(changes, at, &e)?,
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::FulfilmentLogged(e) => fulfilment_logged(changes, at, &e)?,
        Event::RefundOffered(e) => refund_offered(changes, at, &e)?,
        Event::RefundAccepted(e) => {
            refund_offer_end(changes, at, (e.order, e.line), true, e.units, e.amount)?
        }
        Event::RefundWithdrawn(e) => {
            refund_offer_end(changes, at, (e.order, e.line), false, e.units, e.amount)?
        }
        Event::LineDisputed(e) => line_disputed(changes, at, &e)?,
        Event::Ruling(e) => ruling(changes, at, &e),
        Event::ShareCapSet(e) => {
            changes.parameter(at, CONTRACT, "share_cap_bps", U256::from(e.bps))
        }
        Event::ArbitratorSet(e) => changes.role(at, CONTRACT, "arbitrator", e.arbitrator, true),
        Event::DisputeWindowSet(e) => {
            changes.parameter(at, CONTRACT, "dispute_window_secs", U256::from(e.secs))
        }
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Checkout::Connected) {
    let others = Connected {
        catalog: Some(e.catalog),
        offer_pool: Some(e.offerPool),
        splitter: Some(e.splitter),
        stake_pools: Some(e.stakePools),
        cycles: Some(e.cycles),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn order_placed(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::OrderPlaced,
) -> Result<(), String> {
    let order = number(e.order)?;
    at.row(&mut changes.rows, &PURCHASE)
        .i64(order)
        .address(e.buyer)
        .hash(e.paymentReference)
        .amount(e.total)
        .i32(e.lines.into());
    Ok(())
}

fn line_placed(changes: &mut Changes, at: Origin, e: &Checkout::LinePlaced) -> Result<(), String> {
    let [order, product, via, version, quantity] =
        numbers([e.order, e.product, e.via, e.version, e.quantity])?;
    let [set, cause, share, platform] = numbers([e.set, e.cause, e.share, e.platform])?;
    let [offer, reserved, release_at] = numbers([e.offer, e.reserved, e.releaseAt])?;
    at.row(&mut changes.rows, &ORDER_LINE)
        .i64(order)
        .i32(e.line.into())
        .i64(product)
        .i64(via)
        .i64(version)
        .i64(quantity)
        .amount(e.price)
        .i32(e.profitBps.into())
        .i32(e.cashbackBps.into())
        .i32(e.stakeBps.into())
        .i32(e.experienceFeeBps.into())
        .i64(set)
        .i64(cause)
        .i64(share)
        .i64(platform)
        .i64(offer)
        .i64(reserved)
        .i64(release_at);
    Ok(())
}

fn line_settled(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::LineSettled,
) -> Result<(), String> {
    let reason = match e.reason {
        0 => "at_once",
        1 => "confirmed",
        2 => "released",
        3 => "ruled",
        _ => "other",
    };
    let sharer = Some(e.sharer).filter(|sharer| !sharer.is_zero());
    let [order, units] = numbers([e.order, e.units])?;
    at.row(&mut changes.rows, &SETTLEMENT)
        .i64(order)
        .i32(e.line.into())
        .address(e.vendor)
        .maybe(sharer, |row, sharer| row.address(sharer))
        .text(reason)
        .i64(units)
        .amount(e.gross)
        .amount(e.experienceFee)
        .amount(e.communityFee)
        .amount(e.cashback)
        .amount(e.stakeShare)
        .amount(e.groups)
        .amount(e.repayment)
        .amount(e.toVendor);
    Ok(())
}

fn line_refunded(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::LineRefunded,
) -> Result<(), String> {
    let reason = match e.reason {
        0 => "vendor",
        3 => "ruled",
        _ => "other",
    };
    let [order, units] = numbers([e.order, e.units])?;
    at.row(&mut changes.rows, &LINE_REFUND)
        .i64(order)
        .i32(e.line.into())
        .text(reason)
        .i64(units)
        .amount(e.amount)
        .bool(e.ended);
    Ok(())
}

fn share_opened(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::ShareOpened,
) -> Result<(), String> {
    let [share, order, product] = numbers([e.share, e.order, e.product])?;
    at.row(&mut changes.rows, &SHARE)
        .i64(share)
        .i64(order)
        .i32(e.line.into())
        .i64(product)
        .address(e.sharer);
    Ok(())
}

fn fulfilment_logged(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::FulfilmentLogged,
) -> Result<(), String> {
    let kind = match e.kind {
        1 => "shipped",
        2 => "delivered",
        _ => "other",
    };
    let [order, units] = numbers([e.order, e.units])?;
    at.row(&mut changes.rows, &FULFILMENT)
        .i64(order)
        .i32(e.line.into())
        .text(kind)
        .i64(units)
        .hash(e.proofHash)
        .text(&e.uri);
    Ok(())
}

fn refund_offered(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::RefundOffered,
) -> Result<(), String> {
    let [order, units] = numbers([e.order, e.units])?;
    at.row(&mut changes.rows, &REFUND_OFFER)
        .i64(order)
        .i32(e.line.into())
        .address(e.payer)
        .i64(units)
        .amount(e.amount);
    Ok(())
}

fn refund_offer_end(
    changes: &mut Changes,
    at: Origin,
    (order, line): (u64, u8),
    accepted: bool,
    units: u64,
    amount: U256,
) -> Result<(), String> {
    let [order, units] = numbers([order, units])?;
    at.row(&mut changes.rows, &REFUND_OFFER_END)
        .i64(order)
        .i32(line.into())
        .bool(accepted)
        .i64(units)
        .amount(amount);
    Ok(())
}

fn line_disputed(
    changes: &mut Changes,
    at: Origin,
    e: &Checkout::LineDisputed,
) -> Result<(), String> {
    let [order, expires_at] = numbers([e.order, e.expiresAt])?;
    at.row(&mut changes.rows, &DISPUTE)
        .i64(order)
        .i32(e.line.into())
        .address(e.arbitrator)
        .amount(e.disputeId)
        .i64(expires_at)
        .text(&e.evidence);
    Ok(())
}

fn ruling(changes: &mut Changes, at: Origin, e: &Checkout::Ruling) {
    at.row(&mut changes.rows, &RULING)
        .address(e.arbitrator)
        .amount(e.disputeId)
        .amount(e.ruling);
}

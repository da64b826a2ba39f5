//! Stake pools. Reads abi/StakePools.sol; writes stake_pool, stake_change, pool_profit, advance, advance_change,
//! groups_payment, staking_parameters, pool_point, credit_change, connection, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::StakePools::{self, StakePoolsEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number, numbers};
use crate::{
    deployment::{Contract, Deployment},
    staking::Move,
    store::copy::{Row, Table},
};

const CONTRACT: &str = "stake-pools";
const STAKE_POOL: Table = event_table!("stake_pool": "product" "store");
const STAKE_CHANGE: Table = event_table!("stake_change":
    "product" "account" "kind" "request" "assets" "shares" "locked" "forfeited" "shares_left");
const POOL_PROFIT: Table = event_table!("pool_profit": "product" "amount" "unstreamed" "ends_at");
const ADVANCE: Table = event_table!("advance":
    "id" "product" "store" "account" "amount" "term_secs" "repay_bps" "drawable_from" "drawable_until" "plan_hash" "plan_uri");
const ADVANCE_CHANGE: Table = event_table!("advance_change":
    "advance" "product" "kind" "account" "amount" "to_groups" "outstanding" "deposit" "matures_at" "by_sale");
const GROUPS_PAYMENT: Table = event_table!("groups_payment": "amount");
const STAKING_PARAMETERS: Table = event_table!("staking_parameters":
    "lock_ratio" "min_assets" "window_secs" "utilisation_bps" "deposit_bps" "min_request");
pub const TABLES: &[&Table] = &[
    &STAKE_POOL,
    &STAKE_CHANGE,
    &POOL_PROFIT,
    &ADVANCE,
    &ADVANCE_CHANGE,
    &GROUPS_PAYMENT,
    &STAKING_PARAMETERS,
];

/// Shares that move.
struct Stake {
    product: u64,
    account: Address,
    kind: &'static str,
    request: Option<u64>,
    assets: Option<U256>,
    shares: U256,
    locked: U256,
    forfeited: U256,
    shares_left: Option<U256>,
}

/// What happened to an advance.
#[derive(Default)]
struct Turn {
    advance: u64,
    product: u64,
    kind: &'static str,
    account: Option<Address>,
    amount: U256,
    to_groups: U256,
    outstanding: U256,
    deposit: Option<U256>,
    matures_at: Option<u64>,
    by_sale: bool,
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
        Event::Connected(e) => connected(changes, at, &e),
        Event::PoolOpened(e) => pool_opened(changes, at, &e)?,
        Event::Deposit(e) => deposit(changes, at, &e)?,
        Event::Withdraw(e) => withdraw(changes, at, &e)?,
        Event::ProfitAdded(e) => profit_added(changes, at, &e)?,
        Event::MinimumHeldSince(e) => {
            let step = Move::Minimum { since: e.since };
            number(e.since)?;
            changes.pools.push(at, number(e.product)?, "minimum", step);
        }
        Event::RedeemRequested(e) => {
            let (of, escrow) = ((e.product, e.request, e.account), (e.shares, e.locked));
            let step = Move::Request {
                request: e.request,
                shares: wide(e.shares)?,
            };
            queued(changes, at, "request", of, escrow, step)?;
        }
        Event::RedeemFilled(e) => redeem_filled(changes, at, &e)?,
        Event::RedeemCancelled(e) => {
            let (of, escrow) = ((e.product, e.request, e.account), (e.shares, e.locked));
            let step = Move::Cancel {
                shares: wide(e.shares)?,
            };
            queued(changes, at, "cancel", of, escrow, step)?;
        }
        Event::RequestsPassed(e) => {
            let step = Move::Passed { filled: e.filled };
            number(e.filled)?;
            changes.pools.push(at, number(e.product)?, "passed", step);
        }
        Event::AdvanceAnnounced(e) => advance_announced(changes, at, &e)?,
        Event::AdvanceDrawn(e) => advance_drawn(changes, at, &e)?,
        Event::AdvanceRepaid(e) => {
            let by_sale = e.payer == deployment.address(Contract::Checkout);
            advance_repaid(changes, at, &e, by_sale)?
        }
        Event::AdvanceDefaulted(e) => advance_defaulted(changes, at, &e)?,
        Event::AdvanceWrittenOff(e) => advance_written_off(changes, at, &e)?,
        Event::AdvanceClosed(e) => advance_closed(changes, at, &e)?,
        Event::GroupsPaid(e) => groups_paid(changes, at, e.amount),
        Event::PaymentDeferred(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, false),
        Event::CreditClaimed(e) => changes.credit(at, CONTRACT, psc, e.account, e.amount, true),
        Event::ParametersSet(e) => parameters_set(changes, at, &e)?,
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

/// An amount of PSC, of which there are below 2^64 units.
fn units(value: U256) -> Result<u64, String> {
    u64::try_from(value).map_err(|_| format!("{value} is beyond 64 bits"))
}

/// A number of shares, or of PSS units.
fn wide(value: U256) -> Result<u128, String> {
    u128::try_from(value).map_err(|_| format!("{value} is beyond 128 bits"))
}

fn connected(changes: &mut Changes, at: Origin, e: &StakePools::Connected) {
    let others = Connected {
        catalog: Some(e.catalog),
        splitter: Some(e.splitter),
        checkout: Some(e.checkout),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn pool_opened(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::PoolOpened,
) -> Result<(), String> {
    let [product, store] = numbers([e.product, e.store])?;
    at.row(&mut changes.rows, &STAKE_POOL)
        .i64(product)
        .i64(store);
    Ok(())
}

fn stake(changes: &mut Changes, at: Origin, stake: Stake) -> Result<(), String> {
    let product = number(stake.product)?;
    let request = stake.request.map(number).transpose()?;
    at.row(&mut changes.rows, &STAKE_CHANGE)
        .i64(product)
        .address(stake.account)
        .text(stake.kind)
        .maybe(request, Row::i64)
        .maybe(stake.assets, Row::amount)
        .amount(stake.shares)
        .amount(stake.locked)
        .amount(stake.forfeited)
        .maybe(stake.shares_left, Row::amount);
    Ok(())
}

fn deposit(changes: &mut Changes, at: Origin, e: &StakePools::Deposit) -> Result<(), String> {
    let row = Stake {
        product: e.product,
        account: e.account,
        kind: "deposit",
        request: None,
        assets: Some(e.assets),
        shares: e.shares,
        locked: e.locked,
        forfeited: U256::ZERO,
        shares_left: None,
    };
    stake(changes, at, row)?;
    let step = Move::Deposit {
        assets: units(e.assets)?,
        shares: wide(e.shares)?,
        locked: wide(e.locked)?,
    };
    changes.pools.push(at, number(e.product)?, "deposit", step);
    Ok(())
}

fn withdraw(changes: &mut Changes, at: Origin, e: &StakePools::Withdraw) -> Result<(), String> {
    let row = Stake {
        product: e.product,
        account: e.account,
        kind: "withdrawal",
        request: None,
        assets: Some(e.assets),
        shares: e.shares,
        locked: e.unlocked,
        forfeited: e.forfeited,
        shares_left: None,
    };
    stake(changes, at, row)?;
    let step = Move::Leave {
        assets: units(e.assets)?,
        shares: wide(e.shares)?,
        unlocked: wide(e.unlocked)?,
        forfeited: units(e.forfeited)?,
        request: None,
    };
    changes
        .pools
        .push(at, number(e.product)?, "withdrawal", step);
    Ok(())
}

fn profit_added(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::ProfitAdded,
) -> Result<(), String> {
    let [product, ends_at] = numbers([e.product, e.endsAt])?;
    at.row(&mut changes.rows, &POOL_PROFIT)
        .i64(product)
        .amount(e.amount)
        .amount(e.unstreamed)
        .i64(ends_at);
    let step = Move::Profit {
        amount: units(e.amount)?,
        unstreamed: units(e.unstreamed)?,
        ends_at: e.endsAt,
    };
    changes.pools.push(at, product, "profit", step);
    Ok(())
}

/// Shares that enter the queue, or that are taken back out of it.
fn queued(
    changes: &mut Changes,
    at: Origin,
    kind: &'static str,
    (product, request, account): (u64, u64, Address),
    (shares, locked): (U256, U256),
    step: Move,
) -> Result<(), String> {
    let row = Stake {
        product,
        account,
        kind,
        request: Some(request),
        assets: None,
        shares,
        locked,
        forfeited: U256::ZERO,
        shares_left: None,
    };
    stake(changes, at, row)?;
    changes.pools.push(at, number(product)?, kind, step);
    Ok(())
}

fn redeem_filled(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::RedeemFilled,
) -> Result<(), String> {
    let row = Stake {
        product: e.product,
        account: e.account,
        kind: "fill",
        request: Some(e.request),
        assets: Some(e.assets),
        shares: e.shares,
        locked: e.unlocked,
        forfeited: e.forfeited,
        shares_left: Some(e.left),
    };
    stake(changes, at, row)?;
    let step = Move::Leave {
        assets: units(e.assets)?,
        shares: wide(e.shares)?,
        unlocked: wide(e.unlocked)?,
        forfeited: units(e.forfeited)?,
        request: Some((e.request, e.left.is_zero())),
    };
    changes.pools.push(at, number(e.product)?, "fill", step);
    Ok(())
}

fn advance_announced(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceAnnounced,
) -> Result<(), String> {
    let [id, product, store, term] = numbers([e.advance, e.product, e.store, e.termSecs])?;
    let [from, until] = numbers([e.drawableFrom, e.drawableUntil])?;
    at.row(&mut changes.rows, &ADVANCE)
        .i64(id)
        .i64(product)
        .i64(store)
        .address(e.account)
        .amount(e.amount)
        .i64(term)
        .i32(e.repayBps.into())
        .i64(from)
        .i64(until)
        .hash(e.planHash)
        .text(&e.planUri);
    Ok(())
}

/// Writes what happened, and what it does to the pool.
fn turn(changes: &mut Changes, at: Origin, turn: Turn, step: Move) -> Result<(), String> {
    let [advance, product] = numbers([turn.advance, turn.product])?;
    let matures_at = turn.matures_at.map(number).transpose()?;
    at.row(&mut changes.rows, &ADVANCE_CHANGE)
        .i64(advance)
        .i64(product)
        .text(turn.kind)
        .maybe(turn.account, Row::address)
        .amount(turn.amount)
        .amount(turn.to_groups)
        .amount(turn.outstanding)
        .maybe(turn.deposit, Row::amount)
        .maybe(matures_at, Row::i64)
        .bool(turn.by_sale);
    changes.pools.push(at, product, turn.kind, step);
    Ok(())
}

fn advance_drawn(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceDrawn,
) -> Result<(), String> {
    let row = Turn {
        advance: e.advance,
        product: e.product,
        kind: "drawn",
        account: Some(e.account),
        amount: e.amount,
        outstanding: e.amount,
        deposit: Some(e.deposit),
        matures_at: Some(e.maturesAt),
        ..Turn::default()
    };
    let step = Move::Draw {
        advance: e.advance,
        amount: units(e.amount)?,
        deposit: units(e.deposit)?,
        matures_at: e.maturesAt,
    };
    turn(changes, at, row, step)
}

fn advance_repaid(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceRepaid,
    by_sale: bool,
) -> Result<(), String> {
    let row = Turn {
        advance: e.advance,
        product: e.product,
        kind: "repaid",
        account: Some(e.payer),
        amount: e.amount,
        to_groups: e.toGroups,
        outstanding: e.outstanding,
        by_sale,
        ..Turn::default()
    };
    let to_pool = units(e.amount)?.checked_sub(units(e.toGroups)?);
    let step = Move::Repay {
        advance: e.advance,
        to_pool: to_pool.ok_or("the groups get more than was paid")?,
        outstanding: units(e.outstanding)?,
    };
    turn(changes, at, row, step)
}

fn advance_defaulted(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceDefaulted,
) -> Result<(), String> {
    let row = Turn {
        advance: e.advance,
        product: e.product,
        kind: "defaulted",
        amount: e.seized,
        outstanding: e.outstanding,
        matures_at: Some(e.maturedAt),
        ..Turn::default()
    };
    let step = Move::Default {
        advance: e.advance,
        seized: units(e.seized)?,
        outstanding: units(e.outstanding)?,
    };
    turn(changes, at, row, step)
}

fn advance_written_off(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceWrittenOff,
) -> Result<(), String> {
    let row = Turn {
        advance: e.advance,
        product: e.product,
        kind: "written_off",
        amount: e.outstanding,
        outstanding: e.outstanding,
        ..Turn::default()
    };
    let step = Move::WriteOff { advance: e.advance };
    turn(changes, at, row, step)
}

fn advance_closed(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::AdvanceClosed,
) -> Result<(), String> {
    let row = Turn {
        advance: e.advance,
        product: e.product,
        kind: "closed",
        account: Some(e.account),
        amount: e.returned,
        ..Turn::default()
    };
    let step = Move::Close {
        returned: units(e.returned)?,
    };
    turn(changes, at, row, step)
}

fn groups_paid(changes: &mut Changes, at: Origin, amount: U256) {
    at.row(&mut changes.rows, &GROUPS_PAYMENT).amount(amount);
}

fn parameters_set(
    changes: &mut Changes,
    at: Origin,
    e: &StakePools::ParametersSet,
) -> Result<(), String> {
    let window = number(e.windowSecs)?;
    at.row(&mut changes.rows, &STAKING_PARAMETERS)
        .amount(e.lockRatio)
        .amount(e.minAssets)
        .i64(window)
        .i32(e.utilisationBps.into())
        .i32(e.depositBps.into())
        .amount(e.minRequest);
    Ok(())
}

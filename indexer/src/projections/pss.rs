//! StakeShare, the governance token. Reads abi/Pss.sol; writes transfer, balance, supply, approval,
//! delegation, vote_change, lock_change, lock_balance, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::Pss::PssEvents as Event;

use super::{Changes, Origin, Token, event_table};
use crate::store::copy::Table;

const DELEGATION: Table = event_table!("delegation": "delegator" "from_delegate" "to_delegate");
const VOTE_CHANGE: Table = event_table!("vote_change": "account" "previous" "votes");
const LOCK_CHANGE: Table = event_table!("lock_change": "locker" "account" "amount" "locked");
pub const TABLES: &[&Table] = &[&DELEGATION, &VOTE_CHANGE, &LOCK_CHANGE];

pub fn apply(event: Event, at: Origin, changes: &mut Changes) {
    match event {
        Event::Transfer(e) => changes.transfer(at, Token::Pss, e.from, e.to, e.value),
        Event::Approval(e) => changes.approval(at, Token::Pss, e.owner, e.spender, e.value),
        Event::DelegateChanged(e) => {
            delegate_changed(changes, at, e.delegator, e.fromDelegate, e.toDelegate)
        }
        Event::DelegateVotesChanged(e) => {
            votes_changed(changes, at, e.delegate, e.previousVotes, e.newVotes)
        }
        Event::Locked(e) => lock_change(changes, at, e.locker, e.account, e.value, true),
        Event::Unlocked(e) => lock_change(changes, at, e.locker, e.account, e.value, false),
        Event::LockerSet(e) => changes.role(at, "pss", "locker", e.locker, e.allowed),
        Event::OwnershipTransferred(e) => changes.role(at, "pss", "owner", e.newOwner, true),
    }
}

fn delegate_changed(
    changes: &mut Changes,
    at: Origin,
    delegator: Address,
    from: Address,
    to: Address,
) {
    at.row(&mut changes.rows, &DELEGATION)
        .address(delegator)
        .address(from)
        .address(to);
}

fn votes_changed(changes: &mut Changes, at: Origin, account: Address, previous: U256, votes: U256) {
    at.row(&mut changes.rows, &VOTE_CHANGE)
        .address(account)
        .amount(previous)
        .amount(votes);
}

fn lock_change(
    changes: &mut Changes,
    at: Origin,
    locker: Address,
    account: Address,
    amount: U256,
    locked: bool,
) {
    at.row(&mut changes.rows, &LOCK_CHANGE)
        .address(locker)
        .address(account)
        .amount(amount)
        .bool(locked);
    changes.lock(locker, account, amount, locked);
}

//! ShareCash, the token. Reads abi/Psc.sol; writes transfer, balance, supply, approval,
//! authorization_end, skipped_payment, pause_change, block_change, protection, role_change.

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Psc::PscEvents as Event;

use super::{Changes, Origin, Token, event_table};
use crate::store::copy::Table;

const AUTHORIZATION_END: Table = event_table!("authorization_end": "authorizer" "nonce" "used");
const SKIPPED_PAYMENT: Table = event_table!("skipped_payment": "sender" "recipient" "amount");
const PAUSE_CHANGE: Table = event_table!("pause_change": "account" "paused");
const BLOCK_CHANGE: Table = event_table!("block_change": "account" "blocked");
const PROTECTION: Table = event_table!("protection": "account");
pub const TABLES: &[&Table] = &[
    &AUTHORIZATION_END,
    &SKIPPED_PAYMENT,
    &PAUSE_CHANGE,
    &BLOCK_CHANGE,
    &PROTECTION,
];

pub fn apply(event: Event, at: Origin, changes: &mut Changes) {
    match event {
        Event::Transfer(e) => changes.transfer(at, Token::Psc, e.from, e.to, e.value),
        Event::Approval(e) => changes.approval(at, Token::Psc, e.owner, e.spender, e.value),
        Event::AuthorizationUsed(e) => authorization_end(changes, at, e.authorizer, e.nonce, true),
        Event::AuthorizationCanceled(e) => {
            authorization_end(changes, at, e.authorizer, e.nonce, false)
        }
        Event::PayeeSkipped(e) => payee_skipped(changes, at, e.from, e.to, e.value),
        Event::OwnershipTransferred(e) => changes.role(at, "psc", "owner", e.newOwner, true),
        Event::MinterSet(e) => changes.role(at, "psc", "minter", e.minter, true),
        Event::PauserSet(e) => changes.role(at, "psc", "pauser", e.pauser, true),
        Event::BlocklisterSet(e) => changes.role(at, "psc", "blocklister", e.blocklister, true),
        Event::Paused(e) => pause_change(changes, at, e.account, true),
        Event::Unpaused(e) => pause_change(changes, at, e.account, false),
        Event::Blocked(e) => block_change(changes, at, e.account, true),
        Event::Unblocked(e) => block_change(changes, at, e.account, false),
        Event::Protected(e) => protected(changes, at, e.account),
    }
}

fn authorization_end(
    changes: &mut Changes,
    at: Origin,
    authorizer: Address,
    nonce: B256,
    used: bool,
) {
    at.row(&mut changes.rows, &AUTHORIZATION_END)
        .address(authorizer)
        .hash(nonce)
        .bool(used);
}

fn payee_skipped(changes: &mut Changes, at: Origin, from: Address, to: Address, amount: U256) {
    at.row(&mut changes.rows, &SKIPPED_PAYMENT)
        .address(from)
        .address(to)
        .amount(amount);
}

fn pause_change(changes: &mut Changes, at: Origin, account: Address, paused: bool) {
    at.row(&mut changes.rows, &PAUSE_CHANGE)
        .address(account)
        .bool(paused);
}

fn block_change(changes: &mut Changes, at: Origin, account: Address, blocked: bool) {
    at.row(&mut changes.rows, &BLOCK_CHANGE)
        .address(account)
        .bool(blocked);
}

fn protected(changes: &mut Changes, at: Origin, account: Address) {
    at.row(&mut changes.rows, &PROTECTION).address(account);
}

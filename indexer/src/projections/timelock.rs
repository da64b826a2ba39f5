//! The DAO's timelock. Reads abi/Timelock.sol; writes scheduled_call, operation_salt,
//! guardian_operation, executed_call, deferred_call, operation_cancel, timelock_role,
//! guardian_change, parameter_change, role_change.

use alloy::primitives::{Address, B256, b256};
use productshare_abi::Timelock::TimelockEvents as Event;

use super::{Changes, Origin, event_table, place, wide};
use crate::store::copy::Table;

const CONTRACT: &str = "timelock";
const SCHEDULED_CALL: Table = event_table!("scheduled_call":
    "operation" "place" "target" "value" "data" "predecessor" "delay");
const OPERATION_SALT: Table = event_table!("operation_salt": "operation" "salt");
const GUARDIAN_OPERATION: Table = event_table!("guardian_operation": "operation" "guardian");
const EXECUTED_CALL: Table = event_table!("executed_call": "operation" "place");
const DEFERRED_CALL: Table = event_table!("deferred_call": "operation" "place" "governor");
const OPERATION_CANCEL: Table = event_table!("operation_cancel": "operation");
const TIMELOCK_ROLE: Table = event_table!("timelock_role": "role" "account" "sender" "granted");
const GUARDIAN_CHANGE: Table = event_table!("guardian_change": "guardian" "until");
pub const TABLES: &[&Table] = &[
    &SCHEDULED_CALL,
    &OPERATION_SALT,
    &GUARDIAN_OPERATION,
    &EXECUTED_CALL,
    &DEFERRED_CALL,
    &OPERATION_CANCEL,
    &TIMELOCK_ROLE,
    &GUARDIAN_CHANGE,
];

/// keccak256 of the roles' names, as the contract has them.
const PROPOSER: B256 = b256!("0xb09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1");
const EXECUTOR: B256 = b256!("0xd8aa0f3194971a2a116679f7c2090f6939c8d4e01a2a8d7e41d55e5351469e63");
const CANCELLER: B256 = b256!("0xfd643c72710c63c0180259aba6b2d05451e3591a24e58b62239378085726f783");

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::CallScheduled(e) => {
            at.row(&mut changes.rows, &SCHEDULED_CALL)
                .hash(e.id)
                .i32(place(e.index)?)
                .address(e.target)
                .amount(e.value)
                .bytes(&e.data)
                .hash(e.predecessor)
                .amount(e.delay);
        }
        Event::CallSalt(e) => {
            at.row(&mut changes.rows, &OPERATION_SALT)
                .hash(e.id)
                .hash(e.salt);
        }
        Event::GuardianScheduled(e) => {
            at.row(&mut changes.rows, &GUARDIAN_OPERATION)
                .hash(e.id)
                .address(e.guardian);
        }
        // The call itself is known since it was scheduled: the operation's id is its hash.
        Event::CallExecuted(e) => {
            at.row(&mut changes.rows, &EXECUTED_CALL)
                .hash(e.id)
                .i32(place(e.index)?);
        }
        Event::CallDeferred(e) => {
            at.row(&mut changes.rows, &DEFERRED_CALL)
                .hash(e.id)
                .i32(place(e.index)?)
                .address(e.governor);
        }
        Event::Cancelled(e) => {
            at.row(&mut changes.rows, &OPERATION_CANCEL).hash(e.id);
        }
        Event::MinDelayChange(e) => {
            changes.parameter(at, CONTRACT, "min_delay_secs", e.newDuration)
        }
        Event::RoleGranted(e) => role(changes, at, e.role, e.account, e.sender, true),
        Event::RoleRevoked(e) => role(changes, at, e.role, e.account, e.sender, false),
        Event::GovernorSet(e) => changes.role(at, CONTRACT, "governor", e.newGovernor, true),
        Event::OfferingSet(e) => changes.role(at, CONTRACT, "offering", e.offering, true),
        Event::GuardianSet(e) => {
            at.row(&mut changes.rows, &GUARDIAN_CHANGE)
                .address(e.guardian)
                .i64(wide(e.until)?);
        }
    }
    Ok(())
}

fn role(
    changes: &mut Changes,
    at: Origin,
    role: B256,
    account: Address,
    sender: Address,
    granted: bool,
) {
    let name = match role {
        B256::ZERO => "admin".to_owned(),
        PROPOSER => "proposer".to_owned(),
        EXECUTOR => "executor".to_owned(),
        CANCELLER => "canceller".to_owned(),
        // The admin can grant roles that mean nothing to the contract.
        other => other.to_string(),
    };
    at.row(&mut changes.rows, &TIMELOCK_ROLE)
        .text(&name)
        .address(account)
        .address(sender)
        .bool(granted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::keccak256;

    #[test]
    fn roles_are_the_hashes_of_their_names() {
        assert_eq!(PROPOSER, keccak256("PROPOSER_ROLE"));
        assert_eq!(EXECUTOR, keccak256("EXECUTOR_ROLE"));
        assert_eq!(CANCELLER, keccak256("CANCELLER_ROLE"));
    }
}

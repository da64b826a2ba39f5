//! Power. Reads abi/Power.sol; writes power_change, power_seed, nomination_change, power_rate, network_clock,
//! connection, role_change.

use alloy::primitives::{Address, U256};
use productshare_abi::Power::{self, PowerEvents as Event};

use super::{Changes, Origin, changes::Connected, event_table, number};
use crate::store::copy::Table;

const CONTRACT: &str = "power";
const POWER_CHANGE: Table = event_table!("power_change":
    "account" "by" "cycle" "kind" "amount" "power" "gained" "total_power" "total_gained");
const POWER_SEED: Table = event_table!("power_seed": "account" "amount" "seeded");
const NOMINATION_CHANGE: Table = event_table!("nomination_change":
    "nominator" "participant" "kind" "amount" "cycle" "staked" "leaving" "nominated");
const POWER_RATE: Table = event_table!("power_rate": "cycle" "rate");
pub const TABLES: &[&Table] = &[&POWER_CHANGE, &POWER_SEED, &NOMINATION_CHANGE, &POWER_RATE];

/// What somebody gained or lost, and where that leaves it and everybody.
struct Change {
    account: Address,
    by: Address,
    cycle: u64,
    kind: &'static str,
    /// Amount, power, gained, all power, all gained.
    values: [u64; 5],
}

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::PowerCreated(e) => changes.clock(at, CONTRACT, e.start, e.length)?,
        Event::Connected(e) => connected(changes, at, &e),
        Event::PowerGained(e) => {
            let change = Change {
                account: e.account,
                by: e.by,
                cycle: e.cycle,
                kind: "gained",
                values: [e.amount, e.power, e.gained, e.totalPower, e.totalGained],
            };
            power_change(changes, at, &change)?;
        }
        Event::PowerLost(e) => {
            let change = Change {
                account: e.account,
                by: e.by,
                cycle: e.cycle,
                kind: "lost",
                values: [e.amount, e.power, e.gained, e.totalPower, e.totalGained],
            };
            power_change(changes, at, &change)?;
        }
        Event::Seeded(e) => {
            at.row(&mut changes.rows, &POWER_SEED)
                .address(e.account)
                .amount(U256::from(e.amount))
                .amount(U256::from(e.seeded));
        }
        Event::Nominated(e) => {
            let cycle = number(e.cycle)?;
            at.row(&mut changes.rows, &NOMINATION_CHANGE)
                .address(e.nominator)
                .address(e.participant)
                .text("nominated")
                .amount(e.amount)
                .i64(cycle)
                .amount(e.staked)
                .null()
                .amount(e.nominated);
        }
        Event::Retracted(e) => {
            let cycle = number(e.cycle)?;
            at.row(&mut changes.rows, &NOMINATION_CHANGE)
                .address(e.nominator)
                .address(e.participant)
                .text("retracted")
                .amount(e.amount)
                .i64(cycle)
                .amount(e.staked)
                .amount(e.leaving)
                .amount(e.nominated);
        }
        Event::Withdrawn(e) => {
            at.row(&mut changes.rows, &NOMINATION_CHANGE)
                .address(e.nominator)
                .address(e.participant)
                .text("withdrawn")
                .amount(e.amount)
                .null()
                .null()
                .null()
                .null();
        }
        Event::RateSet(e) => {
            at.row(&mut changes.rows, &POWER_RATE)
                .i64(number(e.cycle)?)
                .amount(U256::from(e.rate));
        }
        Event::OwnershipTransferred(e) => changes.role(at, CONTRACT, "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Power::Connected) {
    let others = Connected {
        experience: Some(e.experience),
        arbitration: Some(e.arbitration),
        ..Connected::default()
    };
    changes.connected(at, CONTRACT, others);
}

fn power_change(changes: &mut Changes, at: Origin, change: &Change) -> Result<(), String> {
    let cycle = number(change.cycle)?;
    let mut row = at
        .row(&mut changes.rows, &POWER_CHANGE)
        .address(change.account)
        .address(change.by)
        .i64(cycle)
        .text(change.kind);
    for value in change.values {
        row = row.amount(U256::from(value));
    }
    Ok(())
}

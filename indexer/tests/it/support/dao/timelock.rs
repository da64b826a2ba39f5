//! The timelock's part.

use std::collections::{BTreeMap, BTreeSet};

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    sol_types::SolValue,
};
use productshare_abi::Timelock as Abi;

use super::{Call, Dao, History};
use crate::support::events::timelock;

/// Once that an operation was scheduled.
#[derive(Clone, Debug)]
pub struct Scheduling {
    pub operation: B256,
    pub calls: Vec<Call>,
    pub predecessor: B256,
    pub salt: B256,
    pub ready_at: u64,
    pub guardian: Option<Address>,
    /// done or cancelled.
    pub end: Option<&'static str>,
    /// Executed by the governor.
    pub by_governor: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Timelock {
    /// In the order in which they were scheduled.
    pub schedulings: Vec<Scheduling>,
    /// As the contract keeps them: 0 or none: unknown, 1: done, else when it is ready.
    pub timestamps: BTreeMap<B256, u64>,
    pub min_delay: History,
    pub roles: BTreeSet<(&'static str, Address)>,
    pub guardian: Option<(Address, u64)>,
    /// Whose calls to itself are left to it.
    pub governor: Address,
    pub offering: Option<Address>,
}

/// The id of a batch.
pub fn operation_id(calls: &[Call], predecessor: B256, salt: B256) -> B256 {
    let targets: Vec<Address> = calls.iter().map(|call| call.target).collect();
    let values: Vec<U256> = calls.iter().map(|call| U256::from(call.value)).collect();
    let payloads: Vec<_> = calls.iter().map(|call| call.data.clone()).collect();
    keccak256((targets, values, payloads, predecessor, salt).abi_encode_params())
}

impl Timelock {
    pub fn is_known(&self, operation: B256) -> bool {
        self.timestamps
            .get(&operation)
            .is_some_and(|time| *time != 0)
    }
}

impl Dao {
    pub fn set_min_delay(&mut self, secs: u64) {
        self.log.push(timelock(Abi::MinDelayChange {
            oldDuration: U256::from(self.timelock.min_delay.now()),
            newDuration: U256::from(secs),
        }));
        self.timelock.min_delay.set(self.now, secs);
    }

    pub fn set_role(&mut self, role: &'static str, account: Address, granted: bool) {
        let changed = match granted {
            true => self.timelock.roles.insert((role, account)),
            false => self.timelock.roles.remove(&(role, account)),
        };
        if !changed {
            return;
        }
        let hash = match role {
            "admin" => B256::ZERO,
            "proposer" => keccak256("PROPOSER_ROLE"),
            "executor" => keccak256("EXECUTOR_ROLE"),
            _ => keccak256("CANCELLER_ROLE"),
        };
        let sender = self.own;
        self.log.push(match granted {
            true => timelock(Abi::RoleGranted {
                role: hash,
                account,
                sender,
            }),
            false => timelock(Abi::RoleRevoked {
                role: hash,
                account,
                sender,
            }),
        });
    }

    pub fn set_guardian(&mut self, guardian: Option<(Address, u64)>) {
        self.timelock.guardian = guardian;
        let (guardian, until) = guardian.unwrap_or_default();
        let until = U256::from(until);
        self.log
            .push(timelock(Abi::GuardianSet { guardian, until }));
    }

    pub fn set_governor(&mut self, governor: Address) {
        self.log.push(timelock(Abi::GovernorSet {
            previousGovernor: self.timelock.governor,
            newGovernor: governor,
        }));
        self.timelock.governor = governor;
    }

    pub fn set_offering(&mut self, offering: Address) {
        self.timelock.offering = Some(offering);
        self.log.push(timelock(Abi::OfferingSet { offering }));
    }

    pub fn schedule(
        &mut self,
        calls: Vec<Call>,
        predecessor: B256,
        salt: B256,
        delay: u64,
        guardian: Option<Address>,
    ) {
        let id = operation_id(&calls, predecessor, salt);
        if self.timelock.is_known(id) || calls.is_empty() {
            return;
        }
        for (index, call) in calls.iter().enumerate() {
            self.log.push(timelock(Abi::CallScheduled {
                id,
                index: U256::from(index),
                target: call.target,
                value: U256::from(call.value),
                data: call.data.clone(),
                predecessor,
                delay: U256::from(delay),
            }));
        }
        if !salt.is_zero() {
            self.log.push(timelock(Abi::CallSalt { id, salt }));
        }
        if let Some(guardian) = guardian {
            let scheduled = Abi::GuardianScheduled { id, guardian };
            self.log.push(timelock(scheduled));
        }
        let ready_at = self.now + delay;
        self.timelock.timestamps.insert(id, ready_at);
        self.timelock.schedulings.push(Scheduling {
            operation: id,
            calls,
            predecessor,
            salt,
            ready_at,
            guardian,
            end: None,
            by_governor: false,
        });
    }

    fn open(&mut self, id: B256) -> Option<&mut Scheduling> {
        let mut latest = self.timelock.schedulings.iter_mut().rev();
        latest.find(|scheduling| scheduling.operation == id && scheduling.end.is_none())
    }

    pub fn cancel_operation(&mut self, id: B256) {
        if let Some(scheduling) = self.open(id) {
            scheduling.end = Some("cancelled");
            self.timelock.timestamps.insert(id, 0);
            self.log.push(timelock(Abi::Cancelled { id }));
        }
    }

    /// By the governor, or by anybody.
    pub fn execute_operation(&mut self, id: B256, by_governor: bool) {
        let now = self.now;
        let governor = self.timelock.governor;
        let predecessors = self.timelock.timestamps.clone();
        let Some(scheduling) = self.open(id) else {
            return;
        };
        let before = scheduling.predecessor;
        let held_up = !before.is_zero() && predecessors.get(&before) != Some(&1);
        if scheduling.ready_at > now || held_up {
            return;
        }
        (scheduling.end, scheduling.by_governor) = (Some("done"), by_governor);
        let calls = scheduling.calls.clone();
        self.timelock.timestamps.insert(id, 1);
        for (index, call) in calls.into_iter().enumerate() {
            let index = U256::from(index);
            self.log.push(timelock(Abi::CallExecuted {
                id,
                index,
                target: call.target,
                value: U256::from(call.value),
                data: call.data,
            }));
            if by_governor && call.target == governor {
                self.log.push(timelock(Abi::CallDeferred {
                    id,
                    index,
                    governor,
                }));
            }
        }
    }
}

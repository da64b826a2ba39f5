//! Calls of a proposal to the governor itself. The timelock leaves them to the governor, which
//! cannot be entered while it executes: they are applied here, in the timelock's name.

use alloy_primitives::{aliases::U48, Address, Bytes, FixedBytes, U256};
use common::{
    abi::{selector, Reader},
    batch::Batch,
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, calls::EXECUTE_BATCH, Governor};

const SET_VOTING_DELAY: u32 = selector("setVotingDelay", &["uint48"]);
const SET_VOTING_PERIOD: u32 = selector("setVotingPeriod", &["uint32"]);
const SET_THRESHOLD: u32 = selector("setProposalThreshold", &["uint256"]);
const UPDATE_NUMERATOR: u32 = selector("updateQuorumNumerator", &["uint256"]);
const SET_EXTENSION: u32 = selector("setLateQuorumVoteExtension", &["uint48"]);
const UPDATE_TIMELOCK: u32 = selector("updateTimelock", &["address"]);
const RELAY: u32 = selector("relay", &["address", "uint256", "bytes"]);

impl Governor {
    /// Calls to this contract are applied after all others: a proposal says so by its order. They
    /// carry no ether, which the timelock could not pass on.
    pub(crate) fn check_own_calls(&self, batch: &Batch) -> Outcome {
        let own = self.vm().contract_address();
        let mut last = None;
        for (index, target) in batch.targets.iter().enumerate() {
            match last {
                _ if *target == own => last = Some(index),
                Some(index) => {
                    let index = U256::from(index);
                    return Err(revert(GovernorOwnCallsNotLast { index }));
                }
                None => {}
            }
            let value = batch.values[index];
            if *target == own && !value.is_zero() {
                let index = U256::from(index);
                return Err(revert(GovernorOwnCallWithValue { index, value }));
            }
        }
        Ok(())
    }

    /// Applies the calls that the timelock left to this contract.
    pub(crate) fn apply_own_calls(&mut self, batch: &Batch) -> Outcome {
        let own = self.vm().contract_address();
        for (target, data) in batch.targets.iter().zip(&batch.payloads) {
            if *target == own {
                self.apply(data)?;
            }
        }
        Ok(())
    }

    fn apply(&mut self, data: &[u8]) -> Outcome {
        let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
            return self.receive();
        };
        let mut reader = Reader::new(arguments);
        match u32::from_be_bytes(*selector) {
            SET_VOTING_DELAY => self.set_voting_delay_to(reader.next::<U48>()?.to()),
            SET_VOTING_PERIOD => self.set_voting_period_to(reader.next()?),
            SET_THRESHOLD => self.set_threshold_to(reader.next()?),
            UPDATE_NUMERATOR => self.set_numerator_to(reader.next()?),
            SET_EXTENSION => self.set_extension_to(reader.next::<U48>()?.to()),
            UPDATE_TIMELOCK => self.set_timelock_to(reader.next()?),
            RELAY => {
                let (target, value) = (reader.next()?, reader.next()?);
                self.do_relay(target, value, &reader.next::<Bytes>()?)
            }
            _ => Err(revert(GovernorUnknownOwnCall {
                selector: FixedBytes(*selector),
            })),
        }
    }

    /// Calls a contract in this one's name. Not to execute operations: calls to this contract
    /// would be left to it, and nobody would apply them.
    pub(crate) fn do_relay(&mut self, target: Address, value: U256, data: &[u8]) -> Outcome {
        if target == self.timelock.get() && data.starts_with(&EXECUTE_BATCH) {
            return Err(revert(GovernorRelayedExecution {}));
        }
        self.call_with_value(target, value, data)
            .map_err(|reason| match reason.is_empty() {
                true => revert(FailedCall {}),
                false => reason,
            })
    }
}

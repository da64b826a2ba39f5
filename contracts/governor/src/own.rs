//! Calls of a proposal to the governor itself. The timelock leaves them to the governor, which
//! cannot be entered while it executes: they are applied here, in the timelock's name.

use alloy_primitives::{aliases::U48, Address, Bytes, FixedBytes, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    batch::Batch,
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, calls::EXECUTE_BATCH, Governor};

mod calls {
    alloy_sol_types::sol! {
        function setVotingDelay(uint48) external;
        function setVotingPeriod(uint32) external;
        function setProposalThreshold(uint256) external;
        function updateQuorumNumerator(uint256) external;
        function setLateQuorumVoteExtension(uint48) external;
        function updateTimelock(address) external;
        function relay(address, uint256, bytes) external;
    }
}

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
        match *selector {
            calls::setVotingDelayCall::SELECTOR => {
                self.set_voting_delay_to(reader.next::<U48>()?.to())
            }
            calls::setVotingPeriodCall::SELECTOR => self.set_voting_period_to(reader.next()?),
            calls::setProposalThresholdCall::SELECTOR => self.set_threshold_to(reader.next()?),
            calls::updateQuorumNumeratorCall::SELECTOR => self.set_numerator_to(reader.next()?),
            calls::setLateQuorumVoteExtensionCall::SELECTOR => {
                self.set_extension_to(reader.next::<U48>()?.to())
            }
            calls::updateTimelockCall::SELECTOR => self.set_timelock_to(reader.next()?),
            calls::relayCall::SELECTOR => {
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

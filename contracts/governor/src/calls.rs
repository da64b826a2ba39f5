//! What is asked of the token and of the timelock.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use common::{
    batch::Batch,
    call::{self, view_contract},
    encode::{revert, Outcome, Revert},
    word::{self, Word},
};
use stylus_sdk::{call as sdk_call, prelude::*, stylus_core::calls::errors::Error};

use crate::{abi::*, Governor};

mod token {
    alloy_sol_types::sol! {
        function getPastVotes(address account, uint256 timepoint) external view returns (uint256);
        function getPastTotalSupply(uint256 timepoint) external view returns (uint256);
    }
}

mod timelock {
    alloy_sol_types::sol! {
        function getMinDelay() external view returns (uint256);
        function cancel(bytes32 id) external;
        function getOperationState(bytes32 id) external view returns (uint8);
        function scheduleBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt, uint256 delay) external;
        function executeBatch(address[] targets, uint256[] values, bytes[] payloads, bytes32 predecessor, bytes32 salt) external payable;
    }
}

/// Nothing has to be executed before a proposal.
const NO_PREDECESSOR: Word = [0; 32];
/// Selector of the timelock's function that may leave calls to this contract.
pub(crate) const EXECUTE_BATCH: [u8; 4] = timelock::executeBatchCall::SELECTOR;

impl Governor {
    /// Votes of an account at a past time, as the token tells them.
    pub(crate) fn past_votes(&self, account: Address, timepoint: U256) -> Outcome<U256> {
        let question = token::getPastVotesCall { account, timepoint };
        number(view_contract(self.vm(), self.token.get(), &question)?)
    }

    pub(crate) fn past_supply(&self, timepoint: U256) -> Outcome<U256> {
        let question = token::getPastTotalSupplyCall { timepoint };
        number(view_contract(self.vm(), self.token.get(), &question)?)
    }

    fn timelock_delay(&self) -> Outcome<U256> {
        let question = timelock::getMinDelayCall {};
        number(view_contract(self.vm(), self.timelock.get(), &question)?)
    }

    /// How long a batch waits at the timelock: not at all if it only takes operations back there.
    pub(crate) fn delay_of(&self, batch: &Batch) -> Outcome<U256> {
        if batch.only_calls(self.timelock.get(), timelock::cancelCall::SELECTOR) {
            return Ok(U256::ZERO);
        }
        self.timelock_delay()
    }

    /// 0 unset, 1 waiting, 2 ready, 3 done.
    pub(crate) fn operation_state(&self, id: B256) -> Outcome<U256> {
        let question = timelock::getOperationStateCall { id };
        number(view_contract(self.vm(), self.timelock.get(), &question)?)
    }

    pub(crate) fn schedule(&mut self, batch: &Batch, salt: Word, delay: U256) -> Outcome {
        let words = [NO_PREDECESSOR, salt, word::uint(delay)];
        let data = batch.encode(&timelock::scheduleBatchCall::SELECTOR, &words);
        self.call_with_value(self.timelock.get(), U256::ZERO, &data)
    }

    pub(crate) fn execute_batch(&mut self, batch: &Batch, salt: Word, value: U256) -> Outcome {
        let data = batch.encode(&EXECUTE_BATCH, &[NO_PREDECESSOR, salt]);
        self.call_with_value(self.timelock.get(), value, &data)
    }

    pub(crate) fn call_with_value(&mut self, to: Address, value: U256, data: &[u8]) -> Outcome {
        let context = Call::new_payable(self, value);
        match sdk_call::call(self.vm(), context, to, data) {
            Ok(_) => Ok(()),
            Err(Error::Revert(reason)) => Err(reason),
            Err(Error::AbiDecodingFailed(_)) => Err(Revert::new()),
        }
    }
}

/// Id of the operation that a batch is at the timelock.
pub(crate) fn operation_of(batch: &Batch, salt: Word) -> B256 {
    batch.hash(&[NO_PREDECESSOR, salt])
}

/// An answer shorter than a word is none.
fn number(answer: Vec<u8>) -> Outcome<U256> {
    call::uint(&answer).ok_or_else(|| revert(FailedCall {}))
}

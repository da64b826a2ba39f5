//! Calls of operations to the timelock itself, which cannot be entered again: they are applied
//! here, with the timelock as the caller.

use alloc::vec::Vec;
use alloy_primitives::{FixedBytes, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Timelock};

mod calls {
    alloy_sol_types::sol! {
        function updateDelay(uint256) external;
        function grantRole(bytes32, address) external;
        function revokeRole(bytes32, address) external;
        function renounceRole(bytes32, address) external;
        function cancel(bytes32) external;
        function setGovernor(address) external;
        function setOffering(address) external;
        function dismissGuardian() external;
    }
}

/// Selector of the call that takes another operation back.
pub(crate) const CANCEL: [u8; 4] = calls::cancelCall::SELECTOR;

impl Timelock {
    /// Applies a call to itself. Sending itself ether changes nothing, but it must have it.
    ///
    /// # Errors
    /// `TimelockUnknownSelfCall` for functions that only others call; those of the function.
    pub(crate) fn call_itself(&mut self, value: U256, data: &[u8]) -> Outcome {
        let own = self.vm().contract_address();
        let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
            return match data.is_empty() {
                true => self.can_spend(value),
                false => Err(Vec::new()),
            };
        };
        if !value.is_zero() {
            // None of the functions takes ether.
            return Err(Vec::new());
        }
        let mut reader = Reader::new(arguments);
        match *selector {
            calls::updateDelayCall::SELECTOR => self.do_update_delay(own, reader.next()?),
            calls::grantRoleCall::SELECTOR => self.do_grant(own, reader.next()?, reader.next()?),
            calls::revokeRoleCall::SELECTOR => self.do_revoke(own, reader.next()?, reader.next()?),
            calls::renounceRoleCall::SELECTOR => {
                self.do_renounce(own, reader.next()?, reader.next()?)
            }
            calls::cancelCall::SELECTOR => self.do_cancel(own, reader.next()?),
            calls::setGovernorCall::SELECTOR => self.do_set_governor(own, reader.next()?),
            calls::setOfferingCall::SELECTOR => self.do_set_offering(own, reader.next()?),
            calls::dismissGuardianCall::SELECTOR => self.do_dismiss_guardian(own),
            _ => Err(revert(TimelockUnknownSelfCall {
                selector: FixedBytes(*selector),
            })),
        }
    }

    fn can_spend(&self, value: U256) -> Outcome {
        let balance = self.vm().balance(self.vm().contract_address());
        if value > balance {
            return Err(revert(InsufficientBalance {
                balance,
                needed: value,
            }));
        }
        Ok(())
    }
}

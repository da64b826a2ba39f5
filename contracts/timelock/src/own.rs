//! Calls of operations to the timelock itself, which cannot be entered again: they are applied
//! here, with the timelock as the caller.

use alloc::vec::Vec;
use alloy_primitives::{FixedBytes, U256};
use common::{
    abi::{selector, Reader},
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Timelock};

const UPDATE_DELAY: u32 = selector("updateDelay", &["uint256"]);
const GRANT_ROLE: u32 = selector("grantRole", &["bytes32", "address"]);
const REVOKE_ROLE: u32 = selector("revokeRole", &["bytes32", "address"]);
const RENOUNCE_ROLE: u32 = selector("renounceRole", &["bytes32", "address"]);
const CANCEL: u32 = selector("cancel", &["bytes32"]);
const SET_GOVERNOR: u32 = selector("setGovernor", &["address"]);
const SET_OFFERING: u32 = selector("setOffering", &["address"]);
const DISMISS_GUARDIAN: u32 = selector("dismissGuardian", &[]);

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
        match u32::from_be_bytes(*selector) {
            UPDATE_DELAY => self.do_update_delay(own, reader.next()?),
            GRANT_ROLE => self.do_grant(own, reader.next()?, reader.next()?),
            REVOKE_ROLE => self.do_revoke(own, reader.next()?, reader.next()?),
            RENOUNCE_ROLE => self.do_renounce(own, reader.next()?, reader.next()?),
            CANCEL => self.do_cancel(own, reader.next()?),
            SET_GOVERNOR => self.do_set_governor(own, reader.next()?),
            SET_OFFERING => self.do_set_offering(own, reader.next()?),
            DISMISS_GUARDIAN => self.do_dismiss_guardian(own),
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

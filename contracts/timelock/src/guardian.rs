//! The guardian: who may schedule until the DAO stands on its own.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use common::{
    call::{uint, view_contract},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, roles, Timelock};

mod offering {
    //! What is asked of the offering.
    alloy_sol_types::sol! {
        function succeeded() external view returns (bool);
    }
}

mod governor {
    //! What is asked of the governor: how long a vote takes.
    alloy_sol_types::sol! {
        function votingDelay() external view returns (uint256);
        function votingPeriod() external view returns (uint256);
        function lateQuorumVoteExtension() external view returns (uint48);
    }
}

/// How long the guardian's right lasts at most, in seconds.
const GUARDIAN_SECS: u64 = 365 * 86_400;

/// Zero bytes that the guardian's salts begin with.
const GUARDIAN_SALT_ZEROS: usize = 16;

impl Timelock {
    pub(crate) fn appoint_guardian(&mut self, guardian: Address) {
        // Cannot overflow: the clock is far below.
        let until = self.now() + GUARDIAN_SECS;
        self.guardian.set(guardian);
        self.guardian_until
            .set(alloy_primitives::Uint::<64, 1>::from(until));
        self.log_guardian(guardian, until);
    }

    pub(crate) fn do_dismiss_guardian(&mut self, sender: Address) -> Outcome {
        let guardian = self.guardian.get();
        if guardian.is_zero() || sender != guardian {
            self.only_admin(sender)?;
        }
        self.guardian.set(Address::ZERO);
        self.guardian_until.set(alloy_primitives::Uint::ZERO);
        self.log_guardian(Address::ZERO, 0);
        Ok(())
    }

    pub(crate) fn do_set_offering(&mut self, sender: Address, offering: Address) -> Outcome {
        self.only_admin(sender)?;
        let named = self.offering.get();
        if !named.is_zero() {
            return Err(revert(OfferingAlreadySet { offering: named }));
        }
        self.needs_code(offering)?;
        self.offering.set(offering);
        emit(self.vm(), OfferingSet { offering });
        Ok(())
    }

    /// Whether the caller schedules as the guardian; `false`: as a proposer. What the guardian schedules
    /// must not have the id of an operation that a vote is about to schedule, which would then be taken:
    /// a governor's salts, a hash and its address, do not begin as the guardian's must.
    ///
    /// # Errors
    /// `AccessControlUnauthorizedAccount` for anybody else; `GuardianExpired` and `GuardianRetired`
    /// for a guardian whose time is over, `OfferingCallFailed` if that cannot be told; `GuardianSalt`.
    pub(crate) fn schedules_as_guardian(&self, salt: B256) -> Outcome<bool> {
        let sender = self.vm().msg_sender();
        if self.has(roles::PROPOSER, sender) {
            return Ok(false);
        }
        if sender != self.guardian.get() {
            self.only(roles::PROPOSER, sender)?;
        }
        let until = self.guardian_until.get().to::<u64>();
        if self.now() >= until {
            return Err(revert(GuardianExpired {
                until: U256::from(until),
            }));
        }
        let offering = self.offering.get();
        if !offering.is_zero() && self.has_succeeded(offering)? {
            return Err(revert(GuardianRetired { offering }));
        }
        if !salt.0[..GUARDIAN_SALT_ZEROS].iter().all(|&byte| byte == 0) {
            return Err(revert(GuardianSalt { salt }));
        }
        Ok(true)
    }

    /// Least seconds that an operation of the guardian's waits: as long as a vote against it takes, and
    /// the minimum delay for who has to notice and to propose it. A proposal that only cancels does
    /// not wait after its vote.
    ///
    /// # Errors
    /// `GovernorCallFailed` if a governor is named and does not answer.
    pub(crate) fn least_guardian_delay(&self) -> Outcome<U256> {
        let least = U256::from(self.least_delay());
        let governor = self.governor.get();
        if governor.is_zero() {
            return Ok(least);
        }
        let ask = |answer: Outcome<Vec<u8>>| {
            let answer = answer.ok().and_then(|answer| uint(&answer));
            answer.ok_or_else(|| revert(GovernorCallFailed { governor }))
        };
        let vm = self.vm();
        let parts = [
            ask(view_contract(vm, governor, &governor::votingDelayCall {}))?,
            ask(view_contract(vm, governor, &governor::votingPeriodCall {}))?,
            ask(view_contract(
                vm,
                governor,
                &governor::lateQuorumVoteExtensionCall {},
            ))?,
        ];
        Ok(parts.into_iter().fold(least, U256::saturating_add))
    }

    /// Nobody can call here but the guardian: no other operation depends on the offering's answer.
    fn has_succeeded(&self, offering: Address) -> Outcome<bool> {
        let answer = view_contract(self.vm(), offering, &offering::succeededCall {});
        match answer.ok().and_then(|answer| uint(&answer)) {
            Some(U256::ZERO) => Ok(false),
            Some(U256::ONE) => Ok(true),
            _ => Err(revert(OfferingCallFailed { offering })),
        }
    }

    fn log_guardian(&self, guardian: Address, until: u64) {
        emit(
            self.vm(),
            GuardianSet {
                guardian,
                until: U256::from(until),
            },
        );
    }
}

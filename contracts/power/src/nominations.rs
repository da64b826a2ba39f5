//! Nominating PSS, and taking it back.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    call::call_with,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ensure_named, ensure_some,
    stake::{Nomination, Scheduled, MAX_PSS},
    Power,
};

mod pss {
    alloy_sol_types::sol! {
        function lock(address account, uint256 value) external;
        function unlock(address account, uint256 value) external;
    }
}

impl Power {
    pub(crate) fn do_nominate(&mut self, participant: Address, amount: U256) -> Outcome {
        ensure_named(participant)?;
        ensure_some(amount)?;
        let (nominator, cycle) = (self.vm().msg_sender(), self.cycle());
        let mut sum = Scheduled::unpack(self.nominated.get(participant)).at(cycle);
        let next = U256::from(sum.next).saturating_add(amount);
        if next > U256::from(MAX_PSS) {
            return Err(revert(ValueTooLarge {
                value: next,
                max: U256::from(MAX_PSS),
            }));
        }
        sum.next = next.to();
        let mut nomination = self.load_nomination(nominator, participant);
        // At most the participant's sum.
        nomination.staked += amount.to::<u128>();
        self.nominated.insert(participant, sum.pack());
        self.save_nomination(nominator, participant, &nomination);
        emit(
            self.vm(),
            Nominated {
                nominator,
                participant,
                cycle,
                amount,
                staked: U256::from(nomination.staked),
                nominated: next,
            },
        );
        let token = self.pss.get();
        call_with(self, token, pss::lockCall::SELECTOR, (nominator, amount))?;
        Ok(())
    }

    pub(crate) fn do_retract(&mut self, participant: Address, amount: U256) -> Outcome {
        ensure_some(amount)?;
        let (nominator, cycle) = (self.vm().msg_sender(), self.cycle());
        let mut nomination = self.load_nomination(nominator, participant);
        if amount > U256::from(nomination.staked) {
            return Err(revert(InsufficientNomination {
                nominator,
                participant,
                staked: U256::from(nomination.staked),
                needed: amount,
            }));
        }
        let free = nomination.free(cycle);
        let taken: u128 = amount.to();
        nomination.retract(taken, cycle);
        let mut sum = Scheduled::unpack(self.nominated.get(participant)).at(cycle);
        // At least what this one nominates.
        sum.next -= taken;
        self.nominated.insert(participant, sum.pack());
        self.save_nomination(nominator, participant, &nomination);
        emit(
            self.vm(),
            Retracted {
                nominator,
                participant,
                cycle,
                amount,
                staked: U256::from(nomination.staked),
                leaving: U256::from(nomination.leaving),
                nominated: U256::from(sum.next),
            },
        );
        match free {
            0 => Ok(()),
            _ => self.release(nominator, participant, free),
        }
    }

    pub(crate) fn do_withdraw(
        &mut self,
        nominator: Address,
        participant: Address,
    ) -> Outcome<U256> {
        let mut nomination = self.load_nomination(nominator, participant);
        let free = nomination.free(self.cycle());
        if free == 0 {
            return Err(revert(NothingToWithdraw {
                nominator,
                participant,
            }));
        }
        self.save_nomination(nominator, participant, &nomination);
        self.release(nominator, participant, free)?;
        Ok(U256::from(free))
    }

    pub(crate) fn load_nomination(&self, nominator: Address, participant: Address) -> Nomination {
        Nomination::unpack(self.nominations.getter(nominator).get(participant))
    }

    fn save_nomination(&mut self, nominator: Address, to: Address, nomination: &Nomination) {
        self.nominations
            .setter(nominator)
            .insert(to, nomination.pack());
    }

    fn release(&mut self, nominator: Address, participant: Address, amount: u128) -> Outcome {
        let amount = U256::from(amount);
        emit(
            self.vm(),
            Withdrawn {
                nominator,
                participant,
                amount,
            },
        );
        let token = self.pss.get();
        call_with(self, token, pss::unlockCall::SELECTOR, (nominator, amount))?;
        Ok(())
    }
}

//! Causes: the DAO's list of them, their lines' profit, their claims.

use alloc::string::String;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    claimable, key, named,
    weight::{Cause, Pool, MAX_CAUSES, MAX_WEIGHT},
    Splitter,
};

impl Splitter {
    pub(crate) fn do_add_cause(
        &mut self,
        account: Address,
        weight: u16,
        uri: String,
    ) -> Outcome<u64> {
        self.ownable.only_owner()?;
        named(account)?;
        check_weight(weight)?;
        let mut pool = self.load_pool();
        if pool.count == MAX_CAUSES {
            return Err(revert(ValueTooLarge {
                value: U256::from(MAX_CAUSES + 1),
                max: U256::from(MAX_CAUSES),
            }));
        }
        pool.count += 1;
        let id = u64::from(pool.count);
        let mut cause = Cause {
            account,
            ..Default::default()
        };
        cause.change(&mut pool, true, weight);
        self.store_cause(id, cause);
        self.pool.set(pool.pack());
        emit_dynamic(
            self.vm(),
            &[
                CauseAdded::SIGNATURE_HASH,
                B256::from(word::uint64(id)),
                account.into_word(),
            ],
            (weight, uri),
        );
        Ok(id)
    }

    pub(crate) fn do_set_cause(
        &mut self,
        id: u64,
        account: Address,
        approved: bool,
        weight: u16,
    ) -> Outcome {
        self.ownable.only_owner()?;
        named(account)?;
        check_weight(weight)?;
        let mut cause = self.known_cause(id)?;
        let mut pool = self.load_pool();
        cause.change(&mut pool, approved, weight);
        cause.account = account;
        self.store_cause(id, cause);
        self.pool.set(pool.pack());
        emit(
            self.vm(),
            CauseSet {
                cause: id,
                account,
                approved,
                weight,
                causeIndex: pool.index,
            },
        );
        Ok(())
    }

    /// Gives the causes' third of a line to the one chosen, if it is approved, else to all by
    /// weight. Answers which: 0 is all.
    pub(crate) fn credit_cause(&mut self, pool: &mut Pool, chosen: u64, third: u64) -> u64 {
        if chosen != 0 {
            let mut words = self.causes.setter(key(chosen));
            // The debt has no part in this: it is neither read nor written.
            let mut cause = Cause::unpack([words.state.get(), U256::ZERO]);
            if cause.approved {
                // Cannot overflow: part of a third of the total.
                cause.balance += third;
                let [state, _] = cause.pack();
                words.state.set(state);
                return chosen;
            }
        }
        let waiting: u64 = self.causes_waiting.get().to();
        let waiting = pool.earn(waiting + third);
        self.causes_waiting.set(key(waiting));
        0
    }

    pub(crate) fn do_claim_cause(&mut self, id: u64) -> Outcome<U256> {
        let mut cause = self.known_cause(id)?;
        let amount = claimable(cause.draw(self.load_pool().index))?;
        self.store_cause(id, cause);
        let account = cause.account;
        emit(
            self.vm(),
            CauseClaimed {
                cause: id,
                account,
                amount,
            },
        );
        self.pay(account, amount)
    }

    pub(crate) fn load_pool(&self) -> Pool {
        Pool::unpack(self.pool.get())
    }

    pub(crate) fn load_cause(&self, id: u64) -> Cause {
        let words = self.causes.getter(key(id));
        Cause::unpack([words.state.get(), words.debt.get()])
    }

    fn known_cause(&self, id: u64) -> Outcome<Cause> {
        let cause = self.load_cause(id);
        if cause.account.is_zero() {
            return Err(revert(UnknownCause { cause: id }));
        }
        Ok(cause)
    }

    fn store_cause(&mut self, id: u64, cause: Cause) {
        let [state, debt] = cause.pack();
        let mut words = self.causes.setter(key(id));
        words.state.set(state);
        words.debt.set(debt);
    }
}

fn check_weight(weight: u16) -> Outcome {
    if weight > MAX_WEIGHT {
        return Err(revert(WeightOutOfBounds {
            weight,
            max: MAX_WEIGHT,
        }));
    }
    Ok(())
}

//! Advances for promotion: announced, drawn, repaid, or in default and recovered or written off.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    advance::{
        Advance, State, LAPSE_SECS, MAX_REPAY_BPS, MAX_TERM_SECS, MIN_REPAY_BPS, MIN_TERM_SECS,
        NOTICE_SECS,
    },
    live::Live,
    pool::{assets_of, MAX_40},
    ratio::{join, low, share_ceil, share_floor, split},
    slots::{by_id, fixed, Kind},
    StakePools,
};

/// What a store's owner announces.
pub struct Plan {
    pub amount: U256,
    pub term_secs: u64,
    pub repay_bps: u16,
    pub hash: B256,
    pub uri: String,
}

impl StakePools {
    pub(crate) fn do_announce(&mut self, product: u64, plan: Plan) -> Outcome<u64> {
        let (secs, min, max) = (plan.term_secs, MIN_TERM_SECS, MAX_TERM_SECS);
        if secs < min || secs > max {
            return Err(revert(TermOutOfBounds { secs, min, max }));
        }
        let (bps, min, max) = (plan.repay_bps, MIN_REPAY_BPS, MAX_REPAY_BPS);
        if bps < min || bps > max {
            return Err(revert(RepayRateOutOfBounds { bps, min, max }));
        }
        if plan.amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        let amount = assets_of(plan.amount)?;
        let account = self.vm().msg_sender();
        let store = self.store_of(product, account)?;
        let (catalog, count) = split(self.word(fixed(Kind::Catalog)));
        let id = count as u64 + 1;
        if id > MAX_40 {
            return Err(revert(ValueTooLarge {
                value: U256::from(id),
                max: U256::from(MAX_40),
            }));
        }
        self.set_word(fixed(Kind::Catalog), join(catalog, id.into()));
        let now = self.vm().block_timestamp();
        let advance = Advance {
            amount,
            outstanding: 0,
            deposit: 0,
            product,
            state: State::Announced,
            repay_bps: plan.repay_bps,
            account,
            store,
            time: now,
            term_secs: plan.term_secs,
        };
        self.save_advance(id, &advance);
        emit_dynamic(
            self.vm(),
            &[
                AdvanceAnnounced::SIGNATURE_HASH,
                word::uint64(id).into(),
                word::uint64(product).into(),
                word::uint64(store).into(),
            ],
            (
                account,
                plan.amount,
                plan.term_secs,
                plan.repay_bps,
                now + NOTICE_SECS,
                now + LAPSE_SECS,
                plan.hash,
                plan.uri,
            ),
        );
        Ok(id)
    }

    pub(crate) fn do_draw(&mut self, id: u64) -> Outcome<U256> {
        let mut advance = self.advance_in(id, &[State::Announced])?;
        let Advance {
            amount,
            product,
            account,
            store,
            ..
        } = advance;
        let caller = self.vm().msg_sender();
        if caller != account {
            return Err(revert(NotStoreOwner {
                store,
                account: caller,
            }));
        }
        let mut live = self.touch(product);
        let (from, until) = (advance.time + NOTICE_SECS, advance.time + LAPSE_SECS);
        if live.now < from || live.now >= until {
            return Err(revert(NotDrawable { from, until }));
        }
        self.store_of(product, account)?;
        let debt = self.debt(store);
        if debt != 0 {
            return Err(revert(StoreInDebt {
                store,
                advance: debt,
            }));
        }
        // Of a store without debts no pool has an advance: a product stays in its store.
        live.ensure_open()?;
        let parameters = self.load_parameters();
        let max = share_floor(live.idle(), parameters.utilisation_bps);
        if amount > max {
            return Err(revert(UtilisationExceeded {
                amount: U256::from(amount),
                max: U256::from(max),
            }));
        }
        let deposit = share_ceil(amount, parameters.deposit_bps);
        advance.draw(live.now, deposit);
        live.pool.balance -= amount;
        live.pool.advance = id;
        live.advance = Some(advance);
        self.save(&mut live);
        self.save_advance(id, &advance);
        self.set_word(by_id(Kind::Debt, store), U256::from(id));
        let (amount, deposit) = (U256::from(amount), U256::from(deposit));
        emit(
            self.vm(),
            AdvanceDrawn {
                advance: id,
                product,
                store,
                account,
                amount,
                deposit,
                maturesAt: advance.time,
            },
        );
        self.set_indebted(store, true)?;
        self.pull(account, deposit)?;
        self.send(account, amount)?;
        Ok(deposit)
    }

    pub(crate) fn do_repay(&mut self, id: u64, amount: U256) -> Outcome<U256> {
        if amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        let (mut live, mut advance) = self.touch_advance(id)?;
        if !advance.is_owed() {
            return Err(wrong_state(id, &advance));
        }
        let payer = self.vm().msg_sender();
        let paid = amount.min(U256::from(advance.outstanding));
        self.book_repayment(&mut live, id, &mut advance, low(paid) as u64, payer);
        self.pull(payer, paid)?;
        Ok(paid)
    }

    /// Books and logs what is paid on an advance, at most what is outstanding, and saves.
    pub(crate) fn book_repayment(
        &mut self,
        live: &mut Live,
        id: u64,
        advance: &mut Advance,
        amount: u64,
        payer: Address,
    ) {
        let to_groups = match advance.state {
            State::WrittenOff => amount,
            _ => live.recover(amount),
        };
        advance.pay(amount);
        if advance.state == State::Repaid && live.pool.advance == id {
            live.pool.advance = 0;
        }
        // The pool's own, unless it is written off.
        live.advance = Some(*advance);
        self.owe(to_groups);
        self.save(live);
        self.save_advance(id, advance);
        emit(
            self.vm(),
            AdvanceRepaid {
                advance: id,
                product: advance.product,
                payer,
                amount: U256::from(amount),
                toGroups: U256::from(to_groups),
                outstanding: U256::from(advance.outstanding),
            },
        );
    }

    pub(crate) fn do_mark_default(&mut self, id: u64) -> Outcome {
        let before = self.advance_in(id, &[State::Drawn])?;
        let mut live = self.touch(before.product);
        if live.now < before.time {
            return Err(revert(NotOverdue {
                advance: id,
                maturesAt: before.time,
            }));
        }
        self.save(&mut live);
        Ok(())
    }

    pub(crate) fn do_write_off(&mut self, id: u64) -> Outcome {
        self.ownable.only_owner()?;
        let (mut live, mut advance) = self.touch_advance(id)?;
        if advance.state != State::Defaulted {
            return Err(wrong_state(id, &advance));
        }
        advance.state = State::WrittenOff;
        live.pool.advance = 0;
        self.save(&mut live);
        self.save_advance(id, &advance);
        let topics = [
            AdvanceWrittenOff::SIGNATURE_HASH,
            word::uint64(id).into(),
            word::uint64(advance.product).into(),
        ];
        self.log_word(&topics, U256::from(advance.outstanding));
        Ok(())
    }

    pub(crate) fn do_reclaim(&mut self, id: u64) -> Outcome<U256> {
        let (mut live, mut advance) = self.touch_advance(id)?;
        if advance.state != State::Repaid {
            return Err(wrong_state(id, &advance));
        }
        let Advance {
            deposit,
            product,
            account,
            store,
            ..
        } = advance;
        advance.state = State::Closed;
        advance.deposit = 0;
        self.save(&mut live);
        self.save_advance(id, &advance);
        self.set_word(by_id(Kind::Debt, store), U256::ZERO);
        emit(
            self.vm(),
            AdvanceClosed {
                advance: id,
                product,
                store,
                account,
                returned: U256::from(deposit),
            },
        );
        self.set_indebted(store, false)?;
        self.pay(account, deposit)?;
        Ok(U256::from(deposit))
    }

    /// The advance as of now, with its pool: both for the caller to save.
    pub(crate) fn touch_advance(&mut self, id: u64) -> Outcome<(Live, Advance)> {
        let product = self.known_advance(id)?.product;
        let live = self.touch(product);
        // Read anew: it may just have been written down.
        Ok((live, self.load_advance(id)))
    }

    fn known_advance(&self, id: u64) -> Outcome<Advance> {
        let advance = self.load_advance(id);
        if advance.state == State::None {
            return Err(revert(UnknownAdvance { advance: id }));
        }
        Ok(advance)
    }

    fn advance_in(&self, id: u64, states: &[State]) -> Outcome<Advance> {
        let advance = self.known_advance(id)?;
        if !states.contains(&advance.state) {
            return Err(wrong_state(id, &advance));
        }
        Ok(advance)
    }

    /// The store's advance that is not closed; 0: none.
    pub(crate) fn debt(&self, store: u64) -> u64 {
        low(self.word(by_id(Kind::Debt, store))) as u64
    }

    /// The store of a product that the account owns.
    fn store_of(&self, product: u64, account: Address) -> Outcome<u64> {
        let (store, owner) = self.vendor(product)?;
        if owner != account {
            return Err(revert(NotStoreOwner { store, account }));
        }
        Ok(store)
    }
}

fn wrong_state(advance: u64, state: &Advance) -> Vec<u8> {
    revert(WrongState {
        advance,
        state: state.state as u8,
    })
}

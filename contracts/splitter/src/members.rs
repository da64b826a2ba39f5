//! Crediting lines, and the customers' claims.

use alloy_primitives::{Address, U256};
use common::{
    commerce::Profit,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    claimable, key,
    ledger::{whole_units, Member, Moment, Shares},
    weight::Pool,
    MemberWords, Splitter,
};

impl MemberWords {
    pub(crate) fn read(&self) -> Member {
        Member::unpack([self.standing.get(), self.debt.get()])
    }

    fn write(&mut self, member: Member) {
        let [standing, debt] = member.pack();
        self.standing.set(standing);
        self.debt.set(debt);
    }

    /// Gives points as of now.
    fn join(&mut self, shares: &Shares, points: u128, last_index: impl Fn(u8) -> U256) {
        let mut member = self.read();
        member.advance(shares.generation, last_index);
        member.join(points, shares.index);
        self.write(member);
    }

    /// For views: points, generation, debt.
    pub(crate) fn shown(&self) -> (U256, u64, U256) {
        let member = self.read();
        (
            U256::from(member.points),
            u64::from(member.generation),
            member.debt,
        )
    }
}

impl Splitter {
    pub(crate) fn do_credit(&mut self, buyers: &[Address], profits: &[U256]) -> Outcome {
        let account = self.vm().msg_sender();
        if account != self.checkout.get() {
            return Err(revert(NotCheckout { account }));
        }
        if buyers.len() != profits.len() {
            return Err(revert(LengthMismatch {
                left: U256::from(buyers.len()),
                right: U256::from(profits.len()),
            }));
        }
        let (moment, mut shares, mut pool) = self.open_books();
        for (&buyer, &word) in buyers.iter().zip(profits) {
            let profit = Profit::unpack(word);
            let points = moment.points(profit.amount);
            let third = credit(&mut shares, U256::from(profit.amount), points)?;
            let cause = self.credit_cause(&mut pool, profit.cause, third);
            let last_index = |generation: u8| self.finals.get(key(generation.into()));
            self.customers
                .setter(buyer)
                .join(&shares, points, last_index);
            self.sets
                .setter(key(profit.set))
                .member
                .join(&shares, points, last_index);
            emit(
                self.vm(),
                ProfitCredited {
                    order: profit.order,
                    buyer,
                    set: profit.set,
                    line: profit.line,
                    cause,
                    profit: U256::from(profit.amount),
                    perGroup: U256::from(third),
                    points: U256::from(points),
                    generation: u64::from(shares.generation),
                    index: shares.index,
                    causeIndex: pool.index,
                },
            );
        }
        self.close_books(shares, pool);
        Ok(())
    }

    /// Profit of nobody's line: a third to each group, points to nobody.
    pub(crate) fn do_contribute(&mut self, amount: U256) -> Outcome {
        if amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        if self.checkout.get().is_zero() {
            return Err(revert(NotConnected {}));
        }
        let (_, mut shares, mut pool) = self.open_books();
        let third = credit(&mut shares, amount, 0)?;
        self.credit_cause(&mut pool, 0, third);
        self.close_books(shares, pool);
        let from = self.vm().msg_sender();
        emit(
            self.vm(),
            ProfitContributed {
                from,
                profit: amount,
                perGroup: U256::from(third),
                generation: u64::from(shares.generation),
                index: shares.index,
                causeIndex: pool.index,
            },
        );
        self.pull(from, amount)
    }

    /// What the groups have in common, as of the present generation.
    fn open_books(&mut self) -> (Moment, Shares, Pool) {
        let start: u64 = self.start.get().to();
        let moment = Moment::after(self.vm().block_timestamp().saturating_sub(start));
        let mut shares = self.load_shares();
        if let Some((generation, index)) = shares.advance(moment.generation) {
            self.finals.insert(key(generation.into()), index);
        }
        (moment, shares, self.load_pool())
    }

    fn close_books(&mut self, shares: Shares, pool: Pool) {
        let [progress, state] = shares.pack();
        self.progress.set(progress);
        self.state.set(state);
        self.pool.set(pool.pack());
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let (mut member, index) = self.current(self.customers.getter(account).read());
        let units = whole_units(member.earned(index));
        let amount = claimable(units)?;
        member.draw(units);
        self.customers.setter(account).write(member);
        emit(self.vm(), CustomerClaimed { account, amount });
        self.pay(account, amount)
    }

    pub(crate) fn load_shares(&self) -> Shares {
        Shares::unpack([self.progress.get(), self.state.get()])
    }

    /// A member as of the present generation, and the index to read its earnings by.
    pub(crate) fn current(&self, mut member: Member) -> (Member, U256) {
        let shares = self.load_shares();
        member.advance(shares.generation, |generation| {
            self.finals.get(key(generation.into()))
        });
        (member, shares.index)
    }
}

/// Shares an amount: what each group gets of it.
fn credit(shares: &mut Shares, amount: U256, points: u128) -> Outcome<u64> {
    let sum = U256::from(shares.total).saturating_add(amount);
    // Only if the sum fits does the amount.
    let fits = sum <= U256::from(u64::MAX);
    let third = fits.then(|| shares.credit(amount.to(), points)).flatten();
    third.ok_or_else(|| {
        revert(ValueTooLarge {
            value: sum,
            max: U256::from(u64::MAX),
        })
    })
}

//! What sales bring, and what leaves to the groups and to those who could not be paid.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::StakeLine,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ratio::{join, split},
    slots::{by_account, fixed, Kind},
    StakePools,
};

impl StakePools {
    pub(crate) fn do_settle(&mut self, lines: &[U256]) -> Outcome<Vec<U256>> {
        let account = self.vm().msg_sender();
        if account != self.checkout_address() {
            return Err(revert(NotCheckout { account }));
        }
        let mut taken = Vec::with_capacity(lines.len());
        for line in lines {
            let line = StakeLine::unpack(*line);
            let stake_share = self.take_profit(line.product, line.asked);
            let repayment = self.take_repayment(line.debtor, line.vendor_part, account);
            taken.push(U256::from_limbs([stake_share, repayment, 0, 0]));
        }
        Ok(taken)
    }

    /// The stake share, if the pool is worth enough to take one; else nothing.
    fn take_profit(&mut self, product: u64, asked: u64) -> u64 {
        if asked == 0 {
            return 0;
        }
        let mut live = self.touch(product);
        let (min, window) = self.sales();
        let seasoned = (live.pool).is_seasoned(live.now, live.is_ample(min), window);
        if !seasoned || live.pool.add_profit(live.now, asked, window).is_none() {
            // A default may have been written down.
            self.save(&mut live);
            return 0;
        }
        self.save(&mut live);
        emit(
            self.vm(),
            ProfitAdded {
                product,
                amount: U256::from(asked),
                unstreamed: U256::from(live.pool.unstreamed),
                endsAt: live.pool.end,
            },
        );
        asked
    }

    /// What the line repays of its store's advance.
    fn take_repayment(&mut self, debtor: u64, vendor_part: u64, payer: Address) -> u64 {
        if debtor == 0 {
            return 0;
        }
        let id = self.debt(debtor);
        let Ok((mut live, mut advance)) = self.touch_advance(id) else {
            return 0;
        };
        let due = advance.due_of(vendor_part);
        if due == 0 {
            self.save(&mut live);
            return 0;
        }
        self.book_repayment(&mut live, id, &mut advance, due, payer);
        due
    }

    pub(crate) fn do_flush(&mut self) -> Outcome<U256> {
        let (splitter, owed) = split(self.word(fixed(Kind::Splitter)));
        if owed == 0 {
            return Err(revert(NothingOwed {}));
        }
        let amount = U256::from(owed);
        self.set_word(fixed(Kind::Splitter), join(splitter, 0));
        self.log_word(&[GroupsPaid::SIGNATURE_HASH], amount);
        self.contribute(amount)?;
        Ok(amount)
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let credit = by_account(Kind::Credit, 0, account);
        let amount = self.word(credit);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.set_word(credit, U256::ZERO);
        let topics = [CreditClaimed::SIGNATURE_HASH, account.into_word()];
        self.log_word(&topics, amount);
        self.send(account, amount)?;
        Ok(amount)
    }
}

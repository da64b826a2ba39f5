//! What is kept of accounts beyond one dispute: payments that failed, and when they last gained
//! power here.

use core::cmp::Ordering;

use alloy_primitives::{Address, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    slots::{by_account, Kind},
    Arbitration,
};

/// One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Account {
    /// PSC units that it could not be paid.
    pub credit: u128,
    /// The latest cycle for which it gained power as a juror, plus 1; 0: none.
    pub gained: u64,
    /// It gained for the cycle before that too.
    pub before: bool,
}

impl Account {
    pub fn pack(self) -> U256 {
        let credit = self.credit;
        let before = self.before.into();
        U256::from_limbs([credit as u64, (credit >> 64) as u64, self.gained, before])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, gained, before] = word.into_limbs();
        Self {
            credit: u128::from(low) | u128::from(high) << 64,
            gained,
            before: before != 0,
        }
    }

    /// Whether it gains power by a ruling of this cycle, and marks that it did. Once for each cycle:
    /// whoever has a quorum of friends could else make power out of disputes with himself. Of the
    /// present cycle and the one before: what is settled later than that would not have decayed.
    pub fn gains(&mut self, cycle: u64, present: u64) -> bool {
        let is_late = cycle + 1 < present;
        if is_late {
            return false;
        }
        match (cycle + 1).cmp(&self.gained) {
            Ordering::Greater => {
                self.before = self.gained == cycle && cycle != 0;
                self.gained = cycle + 1;
                true
            }
            Ordering::Less if cycle + 2 == self.gained => {
                !core::mem::replace(&mut self.before, true)
            }
            _ => false,
        }
    }
}

impl Arbitration {
    pub(crate) fn load_account(&self, account: Address) -> Account {
        Account::unpack(self.word(by_account(Kind::Account, account)))
    }

    pub(crate) fn save_account(&mut self, account: Address, is: Account) {
        self.set_word(by_account(Kind::Account, account), is.pack());
    }

    /// Pays an account what could not be sent to it, to itself whoever asks.
    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let credited = self.load_account(account);
        if credited.credit == 0 {
            return Err(revert(NothingToClaim { account }));
        }
        let amount = U256::from(credited.credit);
        self.save_account(
            account,
            Account {
                credit: 0,
                ..credited
            },
        );
        emit(self.vm(), CreditClaimed { account, amount });
        self.send(account, amount)?;
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_unpack_as_they_were_packed(credit in any::<u128>(), gained in any::<u64>(), before in any::<bool>()) {
            let account = Account { credit, gained, before };
            prop_assert_eq!(Account::unpack(account.pack()), account);
        }
    }

    /// Whatever order votes are settled in, and whoever settles them when.
    #[test]
    fn power_is_gained_once_for_each_cycle() {
        let mut account = Account::default();
        assert!(account.gains(0, 0) && !account.gains(0, 0) && !account.gains(0, 1));
        // The later one first.
        assert!(account.gains(2, 2) && account.gains(1, 2));
        assert!(!account.gains(1, 2) && !account.gains(2, 3));
        assert!(account.gains(3, 3) && !account.gains(2, 3));
        // Late.
        assert!(!account.gains(4, 6) && account.gains(5, 6) && account.gains(6, 6));
        assert!(!account.gains(5, 6));
    }
}

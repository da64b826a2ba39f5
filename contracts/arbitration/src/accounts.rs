//! What is kept of accounts beyond one dispute: payments that failed, and when they last gained
//! power here.

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
    /// The cycle in which it last gained power as a juror, plus 1; 0: none.
    pub gained: u64,
}

impl Account {
    pub fn pack(self) -> U256 {
        let credit = self.credit;
        U256::from_limbs([credit as u64, (credit >> 64) as u64, self.gained, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [low, high, gained, _] = word.into_limbs();
        Self {
            credit: u128::from(low) | u128::from(high) << 64,
            gained,
        }
    }

    /// Whether it may gain power in this cycle, and marks that it did. Once a cycle: whoever has a
    /// quorum of friends could else make power out of disputes with himself.
    pub fn gains(&mut self, cycle: u64) -> bool {
        let may = self.gained <= cycle;
        if may {
            self.gained = cycle + 1;
        }
        may
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
        fn words_unpack_as_they_were_packed(credit in any::<u128>(), gained in any::<u64>()) {
            let account = Account { credit, gained };
            prop_assert_eq!(Account::unpack(account.pack()), account);
        }
    }

    #[test]
    fn power_is_gained_once_a_cycle() {
        let mut account = Account::default();
        assert!(account.gains(0) && !account.gains(0));
        assert!(account.gains(3) && !account.gains(3) && !account.gains(1));
    }
}

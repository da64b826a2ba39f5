//! Paying in.

use alloc::vec::Vec;
use alloy_primitives::{keccak256, Address, B256, U256};
use common::{
    abi::encode,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, allow_list, at_most, Offering};

/// What a contributor sends or signs.
pub(crate) struct Contribution {
    /// PSC units.
    pub amount: U256,
    /// The account's entry of the allow-list.
    pub cap: U256,
    pub proof: Vec<B256>,
}

impl Contribution {
    /// The ERC-3009 nonce that binds an authorization to exactly this. The salt tells two equal
    /// ones apart.
    fn nonce(&self, deadline: u64, salt: B256) -> B256 {
        keccak256(encode((self.amount, self.cap, &self.proof, deadline, salt)))
    }
}

/// How it is paid.
pub(crate) enum Payment<'a> {
    Allowance,
    /// ERC-3009.
    Authorization {
        deadline: u64,
        salt: B256,
        signature: &'a [u8],
    },
}

impl Offering {
    pub(crate) fn do_contribute(
        &mut self,
        account: Address,
        contribution: &Contribution,
        payment: Payment,
    ) -> Outcome {
        let (schedule, now) = (self.load_schedule(), self.vm().block_timestamp());
        if now < schedule.start {
            return Err(revert(NotStarted {
                start: schedule.start,
            }));
        }
        if now >= schedule.end {
            return Err(revert(Ended { end: schedule.end }));
        }
        let amount = contribution.amount;
        if amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        let cap = self.cap_of(account, contribution)?;
        let mut part = self.load_account(account);
        let sum = U256::from(part.contribution).saturating_add(amount);
        if sum > cap {
            return Err(revert(WalletCapExceeded {
                account,
                contribution: sum,
                cap,
            }));
        }
        part.contribution = at_most(sum, u128::MAX)?;
        let mut raised = self.load_raised();
        if raised.total == 0 {
            self.check_funded()?;
        }
        raised.total = at_most(U256::from(raised.total).saturating_add(amount), u128::MAX)?;
        self.save_account(account, &part);
        self.save_raised(&raised);
        emit(
            self.vm(),
            Contributed {
                account,
                amount,
                contribution: sum,
                total: U256::from(raised.total),
            },
        );
        match payment {
            Payment::Allowance => self.pull(account, amount),
            Payment::Authorization {
                deadline,
                salt,
                signature,
            } => {
                let nonce = contribution.nonce(deadline, salt);
                self.pull_authorized(account, amount, deadline, nonce, signature)
            }
        }
    }

    /// The most PSC units that the account may contribute in all.
    fn cap_of(&self, account: Address, contribution: &Contribution) -> Outcome<U256> {
        let wallet_cap = self.wallet_cap.get();
        if !wallet_cap.is_zero() {
            return Ok(U256::from(wallet_cap));
        }
        let cap = contribution.cap;
        let leaf = allow_list::leaf(account, cap);
        if allow_list::root(leaf, &contribution.proof) != self.allow_list.get() {
            return Err(revert(NotAllowListed { account, cap }));
        }
        Ok(cap)
    }

    /// Whatever is sold is here before the first contribution, and does not leave before the
    /// verdict.
    fn check_funded(&self) -> Outcome {
        let (held, for_sale) = (self.pss_held()?, self.for_sale());
        if held < for_sale {
            return Err(revert(NotFunded {
                held,
                forSale: for_sale,
            }));
        }
        Ok(())
    }
}

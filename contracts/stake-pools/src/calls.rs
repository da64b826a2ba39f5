//! What is asked of the other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent};
use common::{
    abi::Reader,
    call::{call_with, view_with},
    encode::{revert, Outcome},
    psc,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ratio::low,
    slots::{by_account, Kind},
    StakePools,
};

mod token {
    alloy_sol_types::sol! {
        function approve(address spender, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
    }
}

mod pss {
    alloy_sol_types::sol! {
        function lock(address account, uint256 value) external;
        function unlock(address account, uint256 value) external;
        function lockedOf(address account) external view returns (uint256);
    }
}

mod catalog {
    alloy_sol_types::sol! {
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        function setIndebted(uint64 store, bool indebted) external;
    }
}

mod splitter {
    alloy_sol_types::sol! {
        function contribute(uint256 amount) external;
    }
}

impl StakePools {
    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        psc::pull(self, self.psc_address(), from, value)
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.psc_address(), value, deadline, signature);
    }

    /// Takes PSC by the account's ERC-3009 authorization for exactly this.
    pub(crate) fn pull_authorized(
        &mut self,
        from: Address,
        value: U256,
        deadline: u64,
        nonce: B256,
        signature: &[u8],
    ) -> Outcome {
        psc::pull_authorized(
            self,
            self.psc_address(),
            from,
            value,
            deadline,
            nonce,
            signature,
        )
    }

    /// Sends PSC to one account, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.psc_address(), to, value)
    }

    /// Pays everybody. Whom PSC blocks has it credited: one payee never stops the others.
    pub(crate) fn pay_out(&mut self, payees: Vec<Address>, amounts: Vec<U256>) -> Outcome {
        if payees.is_empty() {
            return Ok(());
        }
        let skipped = psc::send_each(self, self.psc_address(), &payees, &amounts)?;
        for (index, (&account, &amount)) in payees.iter().zip(&amounts).enumerate() {
            if !skipped.bit(index) {
                continue;
            }
            // Cannot overflow: credits are part of the PSC that is held here.
            let credit = by_account(Kind::Credit, 0, account);
            self.set_word(credit, self.word(credit) + amount);
            let topics = [PaymentDeferred::SIGNATURE_HASH, account.into_word()];
            self.log_word(&topics, amount);
        }
        Ok(())
    }

    /// The same for one account.
    pub(crate) fn pay(&mut self, to: Address, value: u64) -> Outcome {
        if value == 0 {
            return Ok(());
        }
        self.pay_out(vec![to], vec![U256::from(value)])
    }

    // ---- PSS

    pub(crate) fn lock(&mut self, account: Address, value: U256) -> Outcome {
        let token = self.pss_address();
        call_with(self, token, pss::lockCall::SELECTOR, (account, value))?;
        Ok(())
    }

    pub(crate) fn unlock(&mut self, account: Address, value: u128) -> Outcome {
        if value == 0 {
            return Ok(());
        }
        let (token, value) = (self.pss_address(), U256::from(value));
        call_with(self, token, pss::unlockCall::SELECTOR, (account, value))?;
        Ok(())
    }

    /// PSS of the account that is not locked.
    pub(crate) fn unlocked(&self, account: Address) -> Outcome<u128> {
        let ask = |selector| -> Outcome<U256> {
            let answer = view_with(self.vm(), self.pss_address(), selector, (account,))?;
            Reader::new(&answer).next()
        };
        let balance = ask(token::balanceOfCall::SELECTOR)?;
        // PSS keeps balances below 2^128.
        Ok(low(balance - ask(pss::lockedOfCall::SELECTOR)?))
    }

    // ---- catalog

    /// Store of a product, and who owns it; fails for a product that there is not.
    pub(crate) fn vendor(&self, product: u64) -> Outcome<(u64, Address)> {
        let selector = catalog::vendorCall::SELECTOR;
        let answer = view_with(self.vm(), self.catalog_address(), selector, (product,))?;
        // Nobody answers before the contracts are connected.
        if answer.is_empty() {
            return Err(revert(NotConnected {}));
        }
        let mut reader = Reader::new(&answer);
        Ok((reader.next()?, reader.next()?))
    }

    pub(crate) fn set_indebted(&mut self, store: u64, indebted: bool) -> Outcome {
        let to = self.catalog_address();
        call_with(
            self,
            to,
            catalog::setIndebtedCall::SELECTOR,
            (store, indebted),
        )?;
        Ok(())
    }

    // ---- splitter

    /// Gives the three groups PSC of this contract.
    pub(crate) fn contribute(&mut self, amount: U256) -> Outcome {
        let (token, spender) = (self.psc_address(), self.splitter_address());
        let value = amount;
        call_with(self, token, token::approveCall::SELECTOR, (spender, value))?;
        call_with(self, spender, splitter::contributeCall::SELECTOR, (amount,))?;
        Ok(())
    }
}

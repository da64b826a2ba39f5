//! What is asked of the other contracts.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    arbitrator,
    call::{call_contract, call_with, view_with},
    encode::{emit, revert, Outcome},
    psc,
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Checkout};

mod catalog {
    alloy_sol_types::sol! {
        function take(uint256[] lines) external returns (uint256[] taken);
        function restore(uint64 product, uint64 units) external returns (address owner, address payout);
        function payouts(uint256[] lines) external view returns (uint256[] accounts);
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
    }
}

mod offer_pool {
    alloy_sol_types::sol! {
        function reserve(uint256[] lines, address[] vendors) external returns (uint256[] reserved);
        function pay(uint256[] lines, address[] payees) external;
        function restore(uint64 offer, uint64 units, address vendor) external;
    }
}

mod stake_pools {
    alloy_sol_types::sol! {
        function settle(uint256[] lines) external returns (uint256[] taken);
    }
}

mod splitter {
    alloy_sol_types::sol! {
        function credit(address[] buyers, uint256[] profits) external;
    }
}

mod cycles {
    alloy_sol_types::sol! {
        function accrue(uint256[] lines) external;
    }
}

/// What a vendor's product says of her.
pub struct Vendor {
    /// Acts for the store.
    pub owner: Address,
    /// Is paid.
    pub payout: Address,
}

impl Checkout {
    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        psc::pull(self, self.psc.get(), from, value)
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.psc.get(), value, deadline, signature);
    }

    /// Takes PSC by the buyer's ERC-3009 authorization for exactly this.
    pub(crate) fn pull_authorized(
        &mut self,
        buyer: Address,
        value: U256,
        deadline: u64,
        nonce: B256,
        signature: &[u8],
    ) -> Outcome {
        psc::pull_authorized(
            self,
            self.psc.get(),
            buyer,
            value,
            deadline,
            nonce,
            signature,
        )
    }

    /// Pays everybody out of this contract's PSC. Whom PSC blocks has it credited: one payee never
    /// stops the others.
    pub(crate) fn pay_out(&mut self, payees: Vec<Address>, amounts: Vec<U256>) -> Outcome {
        if payees.is_empty() {
            return Ok(());
        }
        let skipped = psc::send_each(self, self.psc.get(), &payees, &amounts)?;
        if skipped.is_zero() {
            return Ok(());
        }
        for (index, (&account, &amount)) in payees.iter().zip(&amounts).enumerate() {
            if !skipped.bit(index) {
                continue;
            }
            let mut credit = self.credits.setter(account);
            // Cannot overflow: credits are part of the PSC that is held here.
            let sum = credit.get() + amount;
            credit.set(sum);
            emit(self.vm(), PaymentDeferred { account, amount });
        }
        Ok(())
    }

    /// Sends PSC to one account, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.psc.get(), to, value)
    }

    // ---- catalog

    /// Takes a cart's units from the stock.
    pub(crate) fn take(&mut self, wanted: &Vec<U256>) -> Outcome<Vec<U256>> {
        let to = self.catalog.get();
        let answer = call_with(self, to, catalog::takeCall::SELECTOR, (wanted,))?;
        Reader::new(&answer).next()
    }

    /// Puts refunded units back in stock; who the vendor is.
    pub(crate) fn put_back(&mut self, product: u64, units: u64) -> Outcome<Vendor> {
        let to = self.catalog.get();
        let question = catalog::restoreCall { product, units };
        let answer = call_contract(self, to, &question)?;
        let mut reader = Reader::new(&answer);
        Ok(Vendor {
            owner: reader.next()?,
            payout: reader.next()?,
        })
    }

    /// Where vendors and selling stores are paid, two words per line.
    pub(crate) fn payouts(&self, lines: &Vec<U256>) -> Outcome<Vec<U256>> {
        let to = self.catalog.get();
        let answer = view_with(self.vm(), to, catalog::payoutsCall::SELECTOR, (lines,))?;
        Reader::new(&answer).next()
    }

    /// Who sells the product.
    pub(crate) fn vendor_of(&self, product: u64) -> Outcome<Vendor> {
        let to = self.catalog.get();
        let answer = view_with(self.vm(), to, catalog::vendorCall::SELECTOR, (product,))?;
        let mut reader = Reader::new(&answer);
        let _store: u64 = reader.next()?;
        Ok(Vendor {
            owner: reader.next()?,
            payout: reader.next()?,
        })
    }

    // ---- offer pool

    /// Reserves rewards, and tells the pool the stock that is left; one word per line.
    pub(crate) fn reserve(
        &mut self,
        lines: &Vec<U256>,
        vendors: &Vec<Address>,
    ) -> Outcome<Vec<U256>> {
        let pool = self.offer_pool.get();
        let answer = call_with(
            self,
            pool,
            offer_pool::reserveCall::SELECTOR,
            (lines, vendors),
        )?;
        Reader::new(&answer).next()
    }

    /// Pays reserved rewards to the selling stores.
    pub(crate) fn pay_rewards(&mut self, lines: &Vec<U256>, payees: &Vec<Address>) -> Outcome {
        if lines.is_empty() {
            return Ok(());
        }
        let pool = self.offer_pool.get();
        call_with(self, pool, offer_pool::payCall::SELECTOR, (lines, payees))?;
        Ok(())
    }

    /// Gives reserved rewards back.
    pub(crate) fn restore_rewards(&mut self, offer: u64, units: u64, vendor: Address) -> Outcome {
        if units == 0 {
            return Ok(());
        }
        let pool = self.offer_pool.get();
        let question = offer_pool::restoreCall {
            offer,
            units,
            vendor,
        };
        call_contract(self, pool, &question)?;
        Ok(())
    }

    // ---- stake pools

    /// Books lines: a word for each of what is taken.
    pub(crate) fn settle_stakes(&mut self, lines: &Vec<U256>) -> Outcome<Vec<U256>> {
        let to = self.stake_pools.get();
        let answer = call_with(self, to, stake_pools::settleCall::SELECTOR, (lines,))?;
        Reader::new(&answer).next()
    }

    // ---- splitter

    /// Tells the splitter whose profits it has been paid.
    pub(crate) fn credit_groups(&mut self, buyers: &Vec<Address>, profits: &Vec<U256>) -> Outcome {
        if buyers.is_empty() {
            return Ok(());
        }
        let to = self.splitter.get();
        call_with(self, to, splitter::creditCall::SELECTOR, (buyers, profits))?;
        Ok(())
    }

    // ---- quality network

    /// Tells the quality network whose fees it has been paid.
    pub(crate) fn accrue(&mut self, lines: &Vec<U256>) -> Outcome {
        if lines.is_empty() {
            return Ok(());
        }
        let to = self.cycles.get();
        call_with(self, to, cycles::accrueCall::SELECTOR, (lines,))?;
        Ok(())
    }

    // ---- arbitrator

    /// Opens a dispute of the buyer with the vendor at an ERC-792 arbitrator; its number there.
    pub(crate) fn create_dispute(
        &mut self,
        to: Address,
        buyer: Address,
        product: u64,
        sum: u64,
    ) -> Outcome<U256> {
        let vendor = self.vendor_of(product)?.owner;
        arbitrator::create_dispute(self, to, buyer, vendor, product, U256::from(sum))
    }

    /// What an arbitrator has ruled for good; fails if nothing.
    pub(crate) fn ruling_of(&self, arbitrator: Address, number: U256) -> Outcome<U256> {
        let ruling = arbitrator::ruling_of(self.vm(), arbitrator, number)?;
        ruling.ok_or_else(|| revert(NotRuled { disputeId: number }))
    }
}

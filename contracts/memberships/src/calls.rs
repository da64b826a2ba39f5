//! What is asked of the other contracts.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    call::{call_with, view_with},
    commerce::Earners,
    encode::{revert, Outcome},
    psc,
};
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::{abi::*, ledger::Words, Memberships};

mod quality {
    alloy_sol_types::sol! {
        function earners(uint256[] lines) external view returns (uint256[] earners);
        function expert(uint64 expert) external view returns (address account);
        function setMembership(uint64 platform, bool on) external;
    }
}

mod catalog {
    alloy_sol_types::sol! {
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        function store(uint64 store) external view returns (address owner, address payout, uint64 platform, uint64 set);
    }
}

mod cycles {
    alloy_sol_types::sol! {
        function accrue(uint256[] lines) external;
    }
}

impl Words for Memberships {
    fn word(&self, slot: U256) -> U256 {
        self.vm().storage_load_bytes32(slot).into()
    }

    #[expect(
        unsafe_code,
        reason = "the SDK has no safe write at a slot of one's own choosing"
    )]
    fn set_word(&mut self, slot: U256, word: U256) {
        // SAFETY: no field of the storage struct is at a slot of a kind, none of them zero.
        unsafe { self.vm().storage_cache_bytes32(slot, word.into()) }
    }
}

/// Whose a product is.
pub struct Vendor {
    pub store: u64,
    /// Where the store is paid.
    pub payout: Address,
}

impl Memberships {
    // ---- PSC

    /// Takes PSC within the caller's allowance for this contract.
    pub(crate) fn pull(&mut self, value: u64) -> Outcome {
        let (token, from) = (self.psc.get(), self.vm().msg_sender());
        psc::pull(self, token, from, U256::from(value))
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.psc.get(), value, deadline, signature);
    }

    /// Sends PSC, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.psc.get(), to, value)
    }

    // ---- quality

    /// Who earns of each line.
    pub(crate) fn earners_of(&self, lines: &Vec<U256>) -> Outcome<Vec<Earners>> {
        let selector = quality::earnersCall::SELECTOR;
        let answer = self.ask(self.quality.get(), selector, lines)?;
        let words: Vec<U256> = Reader::new(&answer).next()?;
        Ok(words.into_iter().map(Earners::unpack).collect())
    }

    /// Zero for an expert that there is not.
    pub(crate) fn expert_account(&self, expert: u64) -> Outcome<Address> {
        let selector = quality::expertCall::SELECTOR;
        let answer = self.ask(self.quality.get(), selector, expert)?;
        Reader::new(&answer).next()
    }

    /// Fails for a platform that there is not.
    pub(crate) fn tell_quality(&mut self, platform: u64, on: bool) -> Outcome {
        let (to, selector) = (self.quality.get(), quality::setMembershipCall::SELECTOR);
        if to.is_zero() {
            return Err(revert(NotConnected {}));
        }
        call_with(self, to, selector, (platform, on))?;
        Ok(())
    }

    // ---- catalog

    /// Fails for a product that there is not.
    pub(crate) fn vendor(&self, product: u64) -> Outcome<Vendor> {
        let selector = catalog::vendorCall::SELECTOR;
        let answer = self.ask(self.catalog.get(), selector, product)?;
        let mut reader = Reader::new(&answer);
        let (store, _): (u64, Address) = (reader.next()?, reader.next()?);
        Ok(Vendor {
            store,
            payout: reader.next()?,
        })
    }

    /// Zero for a store that there is not.
    pub(crate) fn store_owner(&self, store: u64) -> Outcome<Address> {
        let selector = catalog::storeCall::SELECTOR;
        let answer = self.ask(self.catalog.get(), selector, store)?;
        Reader::new(&answer).next()
    }

    fn ask<T: common::abi::Encode>(
        &self,
        to: Address,
        selector: [u8; 4],
        of: T,
    ) -> Outcome<Vec<u8>> {
        view_with(self.vm(), to, selector, (of,))
    }

    // ---- cycles

    /// Pays fees to cycles, and tells whose they are.
    pub(crate) fn accrue(&mut self, sum: u64, lines: &Vec<U256>) -> Outcome {
        let to = self.cycles.get();
        self.send(to, U256::from(sum))?;
        call_with(self, to, cycles::accrueCall::SELECTOR, (lines,))?;
        Ok(())
    }
}

//! What is asked of the other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    call::{call_with, view_with},
    commerce::Earners,
    encode::{emit, revert, Outcome},
    psc,
};
use stylus_sdk::{prelude::*, stylus_core::StorageAccess};

use crate::{
    abi::*,
    ledger::{Ledger, Words},
    Cycles,
};

mod quality {
    alloy_sol_types::sol! {
        function earners(uint256[] lines) external view returns (uint256[] earners);
        function expert(uint64 expert) external view returns (address account);
        function platform(uint64 platform) external view returns (address owner, address payout);
    }
}

mod memberships {
    alloy_sol_types::sol! {
        function record(uint256[] lines) external returns (uint256[] members);
    }
}

mod experience {
    alloy_sol_types::sol! {
        function places(uint64 cycle, uint64 product) external view returns (uint256 word);
        function reporter(uint64 report) external view returns (address account, uint64 product, uint64 cycle, bool disputed);
    }
}

impl Words for Cycles {
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

/// Who made a report, as its contract tells.
pub struct Reporter {
    pub account: Address,
    /// A dispute about the report is open.
    pub disputed: bool,
}

impl Cycles {
    // ---- quality

    /// Who earns of each line.
    pub(crate) fn earners_of(&self, lines: &Vec<U256>) -> Outcome<Vec<Earners>> {
        let selector = quality::earnersCall::SELECTOR;
        let answer = view_with(self.vm(), self.quality.get(), selector, (lines,))?;
        let words = one_each(lines, &answer)?;
        Ok(words.into_iter().map(Earners::unpack).collect())
    }

    pub(crate) fn expert_account(&self, expert: u64) -> Outcome<Address> {
        let selector = quality::expertCall::SELECTOR;
        let answer = view_with(self.vm(), self.quality.get(), selector, (expert,))?;
        Reader::new(&answer).next()
    }

    /// Where a platform is paid: at its owner's, if it names no other place.
    pub(crate) fn platform_account(&self, platform: u64) -> Outcome<Address> {
        let selector = quality::platformCall::SELECTOR;
        let answer = view_with(self.vm(), self.quality.get(), selector, (platform,))?;
        let mut reader = Reader::new(&answer);
        let (owner, payout): (Address, Address) = (reader.next()?, reader.next()?);
        Ok(if payout.is_zero() { owner } else { payout })
    }

    // ---- memberships

    /// Tells of lines through platforms that have members; per line 1 if its vendor is one: then the
    /// experience fee must be sent there.
    pub(crate) fn record(&mut self, lines: &Vec<U256>) -> Outcome<Vec<U256>> {
        let (to, selector) = (self.memberships.get(), memberships::recordCall::SELECTOR);
        let answer = call_with(self, to, selector, (lines,))?;
        one_each(lines, &answer)
    }

    // ---- experience

    /// The number of the report in a place (from 0); 0 if it was struck.
    pub(crate) fn winner(&self, cycle: u64, product: u64, place: usize) -> Outcome<u64> {
        let selector = experience::placesCall::SELECTOR;
        let to = self.experience.get();
        let answer = view_with(self.vm(), to, selector, (cycle, product))?;
        let word: U256 = Reader::new(&answer).next()?;
        Ok(word.into_limbs()[place])
    }

    pub(crate) fn reporter(&self, report: u64) -> Outcome<Reporter> {
        let selector = experience::reporterCall::SELECTOR;
        let answer = view_with(self.vm(), self.experience.get(), selector, (report,))?;
        let mut reader = Reader::new(&answer);
        let account = reader.next()?;
        let (_product, _cycle): (u64, u64) = (reader.next()?, reader.next()?);
        Ok(Reporter {
            account,
            disputed: reader.next()?,
        })
    }

    // ---- PSC

    /// Pays an account, or, if PSC blocks it, credits it.
    pub(crate) fn pay(&mut self, account: Address, amount: u64) -> Outcome<U256> {
        let amount = U256::from(amount);
        if amount.is_zero() {
            return Ok(amount);
        }
        let token = self.psc.get();
        let skipped = psc::send_each(self, token, &vec![account], &vec![amount])?;
        if !skipped.is_zero() {
            // Cannot overflow: credits are part of the PSC that is held here.
            self.set_credit(account, self.credit_of(account) + amount);
            emit(self.vm(), PaymentDeferred { account, amount });
        }
        Ok(amount)
    }

    /// Pays a credit, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.psc.get(), to, value)
    }
}

/// A list that has a word for each line.
fn one_each(lines: &[U256], answer: &[u8]) -> Outcome<Vec<U256>> {
    let words: Vec<U256> = Reader::new(answer).next()?;
    if words.len() != lines.len() {
        return Err(revert(LengthMismatch {
            left: U256::from(lines.len()),
            right: U256::from(words.len()),
        }));
    }
    Ok(words)
}

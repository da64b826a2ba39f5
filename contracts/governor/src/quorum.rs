//! The quorum: a fraction of the votes there were, less those of the accounts that have none here.

use alloy_primitives::{Address, Uint, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{abi::*, settings::QUORUM_DENOMINATOR, Governor};

/// Most accounts that can be excluded: each is one more question per quorum.
const MAX_EXCLUDED: u8 = 8;

/// Since when an account or a fraction counts, above the value in its word.
const ADDRESS_BITS: usize = 160;
const FRACTION_BITS: usize = 8;

impl Governor {
    /// Votes that a proposal with this snapshot needs.
    pub(crate) fn quorum_at(&self, timepoint: U256) -> Outcome<U256> {
        let mut votes = self.past_supply(timepoint)?;
        for (account, since) in self.exclusions() {
            if since <= timepoint {
                let own = self.past_votes(account, timepoint)?;
                votes = votes.saturating_sub(own);
            }
        }
        let fraction = self.numerator_at(timepoint);
        match votes.checked_mul(fraction) {
            Some(product) => Ok(product / QUORUM_DENOMINATOR),
            None => Err(revert(GovernorVotesTooLarge { votes })),
        }
    }

    // ---- fractions

    /// Per cent at a time; 0 before the first was set.
    pub(crate) fn numerator_at(&self, timepoint: U256) -> U256 {
        if U256::from(self.numerator_since.get()) <= timepoint {
            return U256::from(self.numerator.get());
        }
        // Fractions before `low` start at or before the time, those from `high` on after it.
        let (mut low, mut high) = (0u16, self.numerator_count.get().to::<u16>());
        let mut found = U256::ZERO;
        while low < high {
            let middle = low + (high - low) / 2;
            let word = self.numerators.get(Uint::from(middle));
            if word >> FRACTION_BITS > timepoint {
                high = middle;
            } else {
                low = middle + 1;
                found = U256::from(word.byte(0));
            }
        }
        found
    }

    /// A second change within one second replaces the first.
    pub(crate) fn push_numerator(&mut self, fraction: u8) {
        let (since, now) = (self.numerator_since.get().to::<u64>(), self.now());
        if since != 0 && since != now {
            let old = U256::from(since) << FRACTION_BITS | U256::from(self.numerator.get());
            let count = self.numerator_count.get();
            self.numerators.insert(count, old);
            // Cannot overflow: each change takes a proposal's whole life.
            self.numerator_count.set(count + Uint::from(1));
        }
        self.numerator.set(Uint::from(fraction));
        self.numerator_since.set(Uint::from(now));
    }

    // ---- exclusions

    /// The excluded accounts and since when each is.
    pub(crate) fn exclusions(&self) -> impl Iterator<Item = (Address, U256)> + '_ {
        let count = self.excluded_count.get().to::<u8>();
        (0..count).map(|number| {
            let word = self.excluded.get(Uint::from(number));
            let account = Address::from_word(word.to_be_bytes::<32>().into());
            (account, word >> ADDRESS_BITS)
        })
    }

    /// Takes the votes of an account away, from now on and for good.
    pub(crate) fn exclude(&mut self, account: Address) -> Outcome {
        let count = self.excluded_count.get().to::<u8>();
        if count == MAX_EXCLUDED || account.is_zero() || self.is_excluded(account) {
            return Err(revert(GovernorInvalidExclusion { account }));
        }
        let since = U256::from(self.now());
        let word = since << ADDRESS_BITS | U256::from_be_bytes(account.into_word().0);
        self.excluded.insert(Uint::from(count), word);
        self.excluded_count.set(Uint::from(count + 1));
        let filter = self.exclusion_filter.get();
        self.exclusion_filter
            .set(filter | Uint::from(filter_bit(account)));
        emit(self.vm(), AccountExcluded { account, since });
        Ok(())
    }

    /// Whether the account's votes of that time do not count.
    pub(crate) fn is_excluded_at(&self, account: Address, timepoint: U256) -> bool {
        let filter = self.exclusion_filter.get().to::<u32>();
        if filter & filter_bit(account) == 0 {
            return false;
        }
        self.exclusions()
            .any(|(excluded, since)| excluded == account && since <= timepoint)
    }

    /// Votes of an account at a past time, if they count here.
    pub(crate) fn votes_that_count(&self, account: Address, timepoint: U256) -> Outcome<U256> {
        let votes = self.past_votes(account, timepoint)?;
        if self.is_excluded_at(account, timepoint) {
            return Ok(U256::ZERO);
        }
        Ok(votes)
    }
}

/// The filter's bit for an account.
fn filter_bit(account: Address) -> u32 {
    1 << (account[19] % 32)
}

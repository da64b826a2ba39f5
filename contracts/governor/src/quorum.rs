//! The quorum: a fraction of the votes there were, less those of the accounts that have none here.

use alloy_primitives::{Address, Uint, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{abi::*, proposal::MAX_VOTES, settings::QUORUM_DENOMINATOR, Governor};

/// Most accounts that can be excluded: each is one more question per quorum.
const MAX_EXCLUDED: u8 = 8;

/// Bits of a fraction in its word; since when it counts is above them.
const FRACTION_BITS: u32 = 8;

impl Governor {
    /// Votes that a proposal with this snapshot needs.
    pub(crate) fn quorum_at(&self, timepoint: U256) -> Outcome<U256> {
        let mut votes = self.past_supply(timepoint)?;
        for (account, since) in self.exclusions() {
            if U256::from(since) <= timepoint {
                let own = self.past_votes(account, timepoint)?;
                votes = votes.saturating_sub(own);
            }
        }
        if votes > U256::from(MAX_VOTES) {
            return Err(revert(GovernorVotesTooLarge { votes }));
        }
        Ok(U256::from(share(votes.to(), self.numerator_at(timepoint))))
    }

    // ---- fractions

    /// Per cent at a time; 0 before the first was set.
    pub(crate) fn numerator_at(&self, timepoint: U256) -> u8 {
        if U256::from(self.numerator_since.get()) <= timepoint {
            return self.numerator.get().to();
        }
        // Below the present time, that is.
        let time: u64 = timepoint.to();
        // Fractions before `low` start at or before the time, those from `high` on after it.
        let (mut low, mut high) = (0u16, self.numerator_count.get().to::<u16>());
        let mut found = 0;
        while low < high {
            let middle = low + (high - low) / 2;
            let [word, ..] = self.numerators.get(Uint::from(middle)).into_limbs();
            if word >> FRACTION_BITS > time {
                high = middle;
            } else {
                low = middle + 1;
                found = word as u8;
            }
        }
        found
    }

    /// A second change within one second replaces the first.
    pub(crate) fn push_numerator(&mut self, fraction: u8) {
        let (since, now) = (self.numerator_since.get().to::<u64>(), self.now());
        if since != 0 && since != now {
            let old = since << FRACTION_BITS | self.numerator.get().to::<u64>();
            let count = self.numerator_count.get();
            self.numerators.insert(count, U256::from(old));
            // Cannot overflow: each change takes a proposal's whole life.
            self.numerator_count.set(count + Uint::from(1));
        }
        self.numerator.set(Uint::from(fraction));
        self.numerator_since.set(Uint::from(now));
    }

    // ---- exclusions

    /// The excluded accounts and since when each is.
    pub(crate) fn exclusions(&self) -> impl Iterator<Item = (Address, u64)> + '_ {
        let count = self.excluded_count.get().to::<u8>();
        (0..count).map(|number| {
            let word = self.excluded.get(Uint::from(number));
            let account = Address::from_word(word.to_be_bytes::<32>().into());
            (account, word.into_limbs()[3])
        })
    }

    /// Takes the votes of an account away, from now on and for good.
    pub(crate) fn exclude(&mut self, account: Address) -> Outcome {
        let count = self.excluded_count.get().to::<u8>();
        if count == MAX_EXCLUDED || account.is_zero() || self.is_excluded(account) {
            return Err(revert(GovernorInvalidExclusion { account }));
        }
        let since = self.now();
        let [a, b, c, _] = U256::from_be_bytes(account.into_word().0).into_limbs();
        let word = U256::from_limbs([a, b, c, since]);
        self.excluded.insert(Uint::from(count), word);
        self.excluded_count.set(Uint::from(count + 1));
        let filter = self.exclusion_filter.get();
        self.exclusion_filter
            .set(filter | Uint::from(filter_bit(account)));
        emit(
            self.vm(),
            AccountExcluded {
                account,
                since: U256::from(since),
            },
        );
        Ok(())
    }

    /// Whether the account's votes of that time do not count.
    pub(crate) fn is_excluded_at(&self, account: Address, timepoint: U256) -> bool {
        let filter = self.exclusion_filter.get().to::<u32>();
        if filter & filter_bit(account) == 0 {
            return false;
        }
        self.exclusions()
            .any(|(excluded, since)| excluded == account && U256::from(since) <= timepoint)
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

/// ⌊votes × per cent / 100⌋; votes below 2^94 times one byte stay far below 2^128.
fn share(votes: u128, percent: u8) -> u128 {
    votes * u128::from(percent) / QUORUM_DENOMINATOR
}

/// The filter's bit for an account.
fn filter_bit(account: Address) -> u32 {
    1 << (account[19] % 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_are_floors(votes in 0..=MAX_VOTES, percent in 1u8..=50) {
            let share = share(votes, percent);
            let product = votes * u128::from(percent);
            prop_assert!(share * 100 <= product && product < (share + 1) * 100);
        }
    }

    #[test]
    fn every_account_has_one_bit_of_the_filter() {
        let bits = (0..=255).map(|last| filter_bit(Address::with_last_byte(last)));
        for (last, bit) in (0..=255u32).zip(bits) {
            assert_eq!(bit, 1 << (last % 32));
        }
    }
}

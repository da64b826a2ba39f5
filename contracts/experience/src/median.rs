//! The trust score: the weighted median of the conformities that votes were for. Pure.
//!
//! Weight stands in 101 buckets, one for each per cent, four to a word. A vote moves one; reading
//! takes 26 words, whatever happened.

use alloy_primitives::U256;

/// Words of a product's buckets.
pub const WORDS: usize = 26;

/// Which word a conformity's bucket is in.
pub fn word_of(conformity: u8) -> u64 {
    u64::from(conformity / 4)
}

/// The word with weight added to a conformity's bucket, or taken from it.
pub fn moved(word: U256, conformity: u8, change: Change) -> U256 {
    let mut limbs = word.into_limbs();
    let bucket = &mut limbs[usize::from(conformity % 4)];
    *bucket = change.of(*bucket);
    U256::from_limbs(limbs)
}

/// A weight that comes or goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    Add(u64),
    /// Of what was added.
    Take(u64),
}

impl Change {
    /// Weights of all accounts together fit, by power's total; whatever did not would stay within
    /// bounds.
    pub fn of(self, weight: u64) -> u64 {
        match self {
            Self::Add(change) => weight.saturating_add(change),
            Self::Take(change) => weight.saturating_sub(change),
        }
    }
}

/// The weighted median, and all weight: the least conformity up to which at least half of it
/// stands. `None` if there is no weight.
pub fn median(words: &[U256; WORDS]) -> Option<(u8, u64)> {
    let buckets = || words.iter().flat_map(|word| word.into_limbs());
    let all: u128 = buckets().map(u128::from).sum();
    let mut below = 0;
    let found = (0u8..).zip(buckets()).find_map(|(conformity, weight)| {
        below += u128::from(weight);
        (below * 2 >= all).then_some(conformity)
    })?;
    (all != 0).then(|| (found, u64::try_from(all).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn nothing_has_no_median() {
        assert_eq!(median(&[U256::ZERO; WORDS]), None);
    }

    proptest! {
        /// It is the median of the list in which each conformity stands as often as it weighs.
        #[test]
        fn it_is_the_lower_median(votes in prop::collection::vec((0u8..=100, 1u64..50, any::<bool>()), 1..40)) {
            let mut words = [U256::ZERO; WORDS];
            let mut list: Vec<u8> = Vec::new();
            for (conformity, weight, taken) in votes {
                let at = word_of(conformity) as usize;
                words[at] = moved(words[at], conformity, Change::Add(weight));
                if taken {
                    words[at] = moved(words[at], conformity, Change::Take(weight));
                    continue;
                }
                list.extend((0..weight).map(|_| conformity));
            }
            list.sort_unstable();
            let expected = (!list.is_empty()).then(|| (list[(list.len() - 1) / 2], list.len() as u64));
            prop_assert_eq!(median(&words), expected);
        }
    }
}

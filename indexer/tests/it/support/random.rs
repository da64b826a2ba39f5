//! Reproducible randomness.

use std::ops::Range;

/// The seeds that a model test runs: ours, or those that INDEXER_MODEL_SEEDS names (`100..1000`).
pub fn seeds(ours: Range<u64>) -> Range<u64> {
    let Ok(range) = std::env::var("INDEXER_MODEL_SEEDS") else {
        return ours;
    };
    let (first, last) = range
        .split_once("..")
        .expect("INDEXER_MODEL_SEEDS is FIRST..LAST");
    first.parse().expect("a number")..last.parse().expect("a number")
}

/// A number that an environment variable sets, or ours.
pub fn number(variable: &str, ours: u64) -> u64 {
    std::env::var(variable).map_or(ours, |set| {
        set.parse()
            .unwrap_or_else(|_| panic!("{variable} is a number"))
    })
}

/// SplitMix64: small, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty()).then(|| &of[self.below(of.len() as u64) as usize])
    }
}

//! What is kept of a platform, as the words that it is stored in. Amounts are PSC units.

use alloy_primitives::U256;

/// Ends of what shares a limb.
const MAX_32: u64 = u32::MAX as u64;

/// What a year of membership costs, by kind; one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Of a vendor (0: there is no membership), an expert, an account (0: they need none).
    pub fees: [u64; 3],
    /// Whether `quality` was told that the platform has members.
    pub told: bool,
}

impl Terms {
    pub fn pack(self) -> U256 {
        let [vendor, expert, member] = self.fees;
        U256::from_limbs([vendor, expert, member, self.told.into()])
    }

    pub fn unpack(word: U256) -> Self {
        let [vendor, expert, member, told] = word.into_limbs();
        Self {
            fees: [vendor, expert, member],
            told: told != 0,
        }
    }

    /// Whether anybody can join.
    pub fn is_on(&self) -> bool {
        self.fees[0] != 0
    }
}

/// How far a platform's cycles are settled; one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The first cycle that is not settled (32 bits).
    pub next: u64,
    /// The first one into which no member's fee falls (32 bits).
    pub end: u64,
    /// Carried into `next`.
    pub carried: u64,
    /// What falls into each cycle from the one before `next` on, units x 2^-32 (96 bits: all fees
    /// together are below 2^64 units).
    pub running: u128,
    /// What is under a unit, units x 2^-32 (32 bits).
    pub fraction: u64,
}

impl Progress {
    pub fn pack(self) -> U256 {
        U256::from_limbs([
            self.next | self.end << 32,
            self.carried,
            self.running as u64,
            (self.running >> 64) as u64 | self.fraction << 32,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [cycles, carried, low, high] = word.into_limbs();
        Self {
            next: cycles & MAX_32,
            end: cycles >> 32,
            carried,
            running: u128::from(low) | u128::from(high & MAX_32) << 64,
            fraction: high >> 32,
        }
    }

    /// Whether there is nothing to share: then cycles that are over need not be walked through.
    pub fn is_idle(&self) -> bool {
        self.next >= self.end && self.carried == 0
    }
}

/// What is shared in a cycle, and by what; one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Pot {
    /// Of a settled cycle.
    pub amount: u64,
    /// What of it is not distributed.
    pub left: u64,
    /// Σ of the products' weights; final when the cycle is over.
    pub weight: u64,
    /// Of that what has had no part yet.
    pub open: u64,
}

impl Pot {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.amount, self.left, self.weight, self.open])
    }

    pub fn unpack(word: U256) -> Self {
        let [amount, left, weight, open] = word.into_limbs();
        Self {
            amount,
            left,
            weight,
            open,
        }
    }

    /// What a weight earns, rounded down.
    pub fn share(&self, weight: u64) -> u64 {
        let product = u128::from(self.amount) * u128::from(weight);
        // A product's weight is part of all.
        (product.checked_div(u128::from(self.weight))).unwrap_or(0) as u64
    }
}

/// What a product weighs in a cycle's pot; one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Weight {
    /// Experience fees that were members'.
    pub fees: u64,
    /// It has had its part.
    pub distributed: bool,
}

impl Weight {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.fees, self.distributed.into(), 0, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [fees, distributed, _, _] = word.into_limbs();
        Self {
            fees,
            distributed: distributed != 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_keep_every_field(n in any::<[u64; 4]>(), small in any::<[u32; 4]>(), flag in any::<bool>()) {
            let terms = Terms { fees: [n[0], n[1], n[2]], told: flag };
            prop_assert_eq!(Terms::unpack(terms.pack()), terms);
            let progress = Progress {
                next: small[0].into(), end: small[1].into(), carried: n[0],
                running: u128::from(n[1]) | u128::from(small[2]) << 64, fraction: small[3].into(),
            };
            prop_assert_eq!(Progress::unpack(progress.pack()), progress);
            let pot = Pot { amount: n[0], left: n[1], weight: n[2], open: n[3] };
            prop_assert_eq!(Pot::unpack(pot.pack()), pot);
            let weight = Weight { fees: n[0], distributed: flag };
            prop_assert_eq!(Weight::unpack(weight.pack()), weight);
        }

        #[test]
        fn shares_are_never_more_than_the_pot(amount in any::<u64>(), weights in prop::collection::vec(0u64..1 << 58, 0..30)) {
            let pot = Pot { amount, weight: weights.iter().sum(), ..Pot::default() };
            let shares: u128 = weights.iter().map(|weight| u128::from(pot.share(*weight))).sum();
            prop_assert!(shares <= amount.into());
            if pot.weight != 0 {
                prop_assert!(u128::from(amount) - shares <= weights.len() as u128);
            }
        }
    }

    #[test]
    fn nothing_is_shared_by_nothing() {
        let pot = Pot {
            amount: 7,
            ..Pot::default()
        };
        assert_eq!(pot.share(3), 0);
    }
}

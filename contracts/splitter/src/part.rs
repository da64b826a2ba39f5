//! How a set of co-creators divides what it earned: pure arithmetic on words.
//!
//! *Lifetime* is all that the set ever earned, in PSC units, rounded down. An account has its bps
//! of what came after its acceptance; the vendor has the rest, and all of what came before. Each
//! amount grows with the lifetime and is rounded down: their sum never exceeds it, and the rounding
//! (less than a unit each) is paid as the lifetime grows.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_word, word_address},
    math::BPS,
};

/// One account's part of a set, one word. The vendor's has no bps: hers is what [`Terms`] leave.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Part {
    /// 0: not in the set.
    pub bps: u16,
    pub accepted: bool,
    /// The set's lifetime as the account accepted.
    pub base: u64,
    /// PSC units drawn so far.
    pub drawn: u64,
}

const ACCEPTED: u64 = 1 << 16;

impl Part {
    pub fn pack(self) -> U256 {
        let flag = if self.accepted { ACCEPTED } else { 0 };
        U256::from_limbs([u64::from(self.bps) | flag, self.base, self.drawn, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [bps, base, drawn, _] = word.into_limbs();
        Self {
            bps: bps as u16,
            accepted: bps & ACCEPTED != 0,
            base,
            drawn,
        }
    }

    /// What the account may draw.
    pub fn due(&self, lifetime: u64) -> u64 {
        if !self.accepted {
            return 0;
        }
        let since = lifetime.saturating_sub(self.base);
        due(u128::from(since) * u128::from(self.bps), self.drawn)
    }
}

/// Who has the rest, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Zero: there is no such set.
    pub vendor: Address,
    /// Of those who accepted, together.
    pub accepted_bps: u16,
    /// What they do not have although it is within their bps, for it came before them: Σ base x
    /// bps. Below 2^78.
    pub before: u128,
}

const BEFORE_BITS: usize = 80;

impl Terms {
    pub fn pack(self) -> U256 {
        let number = self.before | u128::from(self.accepted_bps) << BEFORE_BITS;
        with_number(self.vendor, number)
    }

    pub fn unpack(word: U256) -> Self {
        let number = number_beside(word);
        Self {
            vendor: word_address(word),
            accepted_bps: (number >> BEFORE_BITS) as u16,
            before: number & ((1 << BEFORE_BITS) - 1),
        }
    }

    /// The vendor's share of what comes from here on.
    pub fn residual_bps(&self) -> u16 {
        BPS as u16 - self.accepted_bps
    }

    /// What the vendor may draw.
    pub fn due(&self, lifetime: u64, drawn: u64) -> u64 {
        let running = u128::from(lifetime) * u128::from(self.residual_bps());
        due(self.before + running, drawn)
    }

    /// Lets an invited account draw its part of what comes from here on.
    pub fn accept(&mut self, part: &mut Part, lifetime: u64) {
        part.accepted = true;
        part.base = lifetime;
        self.accepted_bps += part.bps;
        self.before += u128::from(lifetime) * u128::from(part.bps);
    }
}

/// An address, and above it a number of 96 bits.
pub fn with_number(account: Address, number: u128) -> U256 {
    let [a, b, c, _] = address_word(account).into_limbs();
    U256::from_limbs([a, b, c | (number as u64) << 32, (number >> 32) as u64])
}

/// The number above the address.
pub fn number_beside(word: U256) -> u128 {
    let [_, _, c, d] = word.into_limbs();
    u128::from(c >> 32) | u128::from(d) << 32
}

/// ⌊bps-units / 10,000⌋, less what was drawn of it.
fn due(bps_units: u128, drawn: u64) -> u64 {
    ((bps_units / u128::from(BPS)) as u64).saturating_sub(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_keep_every_field(
            bps in any::<u16>(), accepted in any::<bool>(), base in any::<u64>(), drawn in any::<u64>(), vendor in any::<[u8; 20]>(),
            before in any::<u128>(),
        ) {
            let part = Part { bps, accepted, base, drawn };
            prop_assert_eq!(Part::unpack(part.pack()), part);
            let terms = Terms { vendor: vendor.into(), accepted_bps: bps, before: before >> 48 };
            prop_assert_eq!(Terms::unpack(terms.pack()), terms);
        }

        /// Whoever accepts and draws whenever: nobody is paid twice, nothing is missing but less
        /// than a unit for each, and an acceptance changes nobody's due.
        #[test]
        fn parts_and_residual_add_up_to_the_lifetime(
            shares in prop::collection::vec(1u16..=625, 0..16),
            steps in prop::collection::vec((0u64..1 << 59, 0usize..17, any::<bool>()), 0..24),
        ) {
            let mut terms = Terms::default();
            let mut parts: Vec<Part> = shares.iter().map(|&bps| Part { bps, ..Default::default() }).collect();
            let (mut lifetime, mut drawn) = (0u64, 0u64);
            for (more, who, accepts) in steps {
                lifetime += more;
                let before = terms.due(lifetime, drawn);
                match parts.get_mut(who) {
                    Some(part) if accepts && !part.accepted => {
                        terms.accept(part, lifetime);
                        prop_assert_eq!(part.due(lifetime), 0);
                        prop_assert_eq!(terms.due(lifetime, drawn), before);
                    }
                    Some(part) => part.drawn += part.due(lifetime),
                    None => drawn += before,
                }
                let sum = drawn + terms.due(lifetime, drawn) + parts.iter().map(|p| p.drawn + p.due(lifetime)).sum::<u64>();
                prop_assert!(sum <= lifetime);
                prop_assert!(lifetime - sum <= parts.len() as u64);
            }
        }

        #[test]
        fn drawing_often_gains_nothing(bps in 1u16..=10_000, gains in prop::collection::vec(0u64..100, 1..50)) {
            let mut often = Part { bps, accepted: true, ..Default::default() };
            let once = often;
            let mut lifetime = 0;
            for gain in gains {
                lifetime += gain;
                often.drawn += often.due(lifetime);
            }
            prop_assert_eq!(often.drawn, once.due(lifetime));
        }
    }

    #[test]
    fn nobody_draws_before_accepting() {
        let mut terms = Terms::default();
        let mut part = Part {
            bps: 2_500,
            ..Default::default()
        };
        assert_eq!(part.due(1_000), 0);
        assert_eq!(terms.due(1_000, 0), 1_000);
        terms.accept(&mut part, 1_000);
        assert_eq!((part.due(3_000), terms.due(3_000, 0)), (500, 2_500));
        assert_eq!(terms.residual_bps(), 7_500);
    }

    #[test]
    fn sixteen_parts_of_all_leave_the_vendor_what_came_before() {
        let mut terms = Terms::default();
        for _ in 0..16 {
            let mut part = Part {
                bps: 625,
                ..Default::default()
            };
            terms.accept(&mut part, u64::MAX / 3);
        }
        assert_eq!(terms.residual_bps(), 0);
        assert_eq!(terms.due(u64::MAX / 2, 0), u64::MAX / 3);
        assert_eq!(Terms::unpack(terms.pack()), terms);
    }
}

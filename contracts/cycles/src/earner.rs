//! What an expert or a platform earns: a share of all that it ever earned of, rounded down once,
//! not line by line. Pure arithmetic in PSC units.

use alloy_primitives::U256;

/// A part of an experience fee, as a fraction in lowest terms: sums stay small.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    parts: u64,
    whole: u64,
}

/// The expert's 10 %.
pub const EXPERT: Share = Share {
    parts: 1,
    whole: 10,
};
/// The platform's 40 %.
pub const PLATFORM: Share = Share { parts: 2, whole: 5 };

impl Share {
    /// The share of one fee by itself, rounded down: for what nobody earns.
    pub fn of(self, fee: u64) -> u64 {
        (u128::from(fee) * u128::from(self.parts) / u128::from(self.whole)) as u64
    }
}

/// One word: earned and not claimed, by when it can be; then the number of the latest cycle that it
/// earned in (32 bits), and what division has left (32 bits).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Earner {
    /// Earned in cycles before the previous one: whenever something is added here, the time to
    /// close them has come, so who wants to claim can close them himself.
    pub ready: u64,
    /// Earned in the cycle before `cycle`.
    pub previous: u64,
    /// Earned in `cycle`.
    pub latest: u64,
    /// The latest cycle that it earned in.
    pub cycle: u64,
    /// Numerator of what is earned beyond whole units, of the share's `whole`.
    pub remainder: u64,
}

/// Number and remainder end here.
const MAX_SMALL: u64 = u32::MAX as u64;

impl Earner {
    pub fn pack(self) -> U256 {
        U256::from_limbs([
            self.ready,
            self.previous,
            self.latest,
            self.cycle | self.remainder << 32,
        ])
    }

    pub fn unpack(word: U256) -> Self {
        let [ready, previous, latest, small] = word.into_limbs();
        Self {
            ready,
            previous,
            latest,
            cycle: small & MAX_SMALL,
            remainder: small >> 32,
        }
    }

    /// Adds the share of a fee of a cycle, which is not before any that it earned in, and returns
    /// what of it are whole units: at most `most`, the rest following with fees to come.
    pub fn earn(&mut self, cycle: u64, fee: u64, share: Share, most: u64) -> u64 {
        self.turn(cycle);
        let whole = u128::from(share.whole);
        let numerator = u128::from(fee) * u128::from(share.parts) + u128::from(self.remainder);
        let amount = (numerator / whole).min(u128::from(most));
        // Above `whole` only while single units were short, some four thousand million of them to
        // reach the bound: beyond, the reports keep it.
        self.remainder = (numerator - amount * whole).min(u128::from(MAX_SMALL)) as u64;
        // Neither cast nor sum can overflow: at most the fee, which is PSC held here.
        self.latest += amount as u64;
        amount as u64
    }

    /// Moves what it earned before `cycle` to where it belongs as of that cycle.
    fn turn(&mut self, cycle: u64) {
        if cycle <= self.cycle {
            return;
        }
        self.ready += self.previous;
        self.previous = 0;
        if cycle == self.cycle + 1 {
            self.previous = self.latest;
        } else {
            self.ready += self.latest;
        }
        self.latest = 0;
        self.cycle = cycle;
    }

    /// What it can claim while `next` is the first cycle not closed.
    pub fn claimable(mut self, next: u64) -> u64 {
        self.claim(next)
    }

    /// Takes what it can claim.
    pub fn claim(&mut self, next: u64) -> u64 {
        let cycle = self.cycle;
        // A part is of cycles up to `cycle - ago`.
        let parts = [
            (&mut self.ready, 2),
            (&mut self.previous, 1),
            (&mut self.latest, 0),
        ];
        let mut amount = 0;
        for (part, ago) in parts {
            if cycle < next + ago {
                amount += core::mem::take(part);
            }
        }
        amount
    }

    /// Earned and not claimed, in all.
    pub fn unclaimed(&self) -> u64 {
        self.ready + self.previous + self.latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_keep_every_field(n in any::<[u64; 3]>(), cycle in any::<u32>(), remainder in any::<u32>()) {
            let earner = Earner {
                ready: n[0], previous: n[1], latest: n[2], cycle: cycle.into(), remainder: remainder.into(),
            };
            prop_assert_eq!(Earner::unpack(earner.pack()), earner);
        }

        /// However a sum is split into lines, the earner gets the floor of the share of the sum.
        #[test]
        fn sums_are_divided_not_lines(fees in prop::collection::vec(0u64..1 << 40, 1..40), expert in any::<bool>()) {
            let share = if expert { EXPERT } else { PLATFORM };
            let (mut earner, mut sum) = (Earner::default(), 0);
            for fee in fees {
                let before = share.of(sum);
                sum += fee;
                prop_assert_eq!(earner.earn(3, fee, share, u64::MAX), share.of(sum) - before);
                prop_assert_eq!(earner.unclaimed(), share.of(sum));
            }
        }

        /// What one line cannot pay comes with the next ones.
        #[test]
        fn a_line_that_is_short_only_delays(fees in prop::collection::vec((1u64..20, 0u64..8), 1..40)) {
            let (mut earner, mut sum) = (Earner::default(), 0);
            for (fee, most) in fees {
                sum += fee;
                prop_assert!(earner.earn(0, fee, PLATFORM, most) <= most);
            }
            sum += 1 << 20;
            earner.earn(0, 1 << 20, PLATFORM, u64::MAX);
            prop_assert_eq!(earner.unclaimed(), PLATFORM.of(sum));
        }

        /// Nothing of a cycle can be claimed before it is closed; and with closing in time, all of
        /// it from then on.
        #[test]
        fn claims_wait_for_closing(steps in prop::collection::vec((0u64..4, 0u64..1_000, 0u64..4), 1..30)) {
            let mut earner = Earner::default();
            let mut by_cycle = std::collections::BTreeMap::<u64, u64>::new();
            let (mut cycle, mut next) = (0u64, 0u64);
            for (skip, fee, closes) in steps {
                cycle += skip;
                // Cycle n is closed in n + 1 at the earliest.
                next = cycle.min(next + closes);
                *by_cycle.entry(cycle).or_default() += earner.earn(cycle, fee, EXPERT, u64::MAX);
                let ripe: u64 = by_cycle.range(..next).map(|(_, amount)| amount).sum();
                let all: u64 = by_cycle.values().sum();
                prop_assert_eq!(earner.unclaimed(), all);
                prop_assert!(earner.claimable(next) <= ripe);
                // The cycle before the previous one can always be closed by now.
                if next + 1 >= cycle {
                    prop_assert_eq!(earner.claimable(next), ripe);
                    prop_assert_eq!(earner.claim(next), ripe);
                    by_cycle.retain(|cycle, _| *cycle >= next);
                }
            }
        }
    }

    #[test]
    fn shares_are_the_white_papers() {
        let fee = 3_000_000;
        assert_eq!((EXPERT.of(fee), PLATFORM.of(fee)), (300_000, 1_200_000));
        assert_eq!((EXPERT.of(9), PLATFORM.of(2)), (0, 0));
    }

    /// A thousand lines of one unit each earn what one line of a thousand does.
    #[test]
    fn tiny_lines_earn_what_one_line_does() {
        let mut earner = Earner::default();
        for _ in 0..1_000 {
            earner.earn(0, 1, EXPERT, 1);
        }
        assert_eq!(earner.unclaimed(), 100);
    }
}

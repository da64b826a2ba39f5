//! PSS nominated to participants: what counts in which cycle, and what may leave. Pure.

use alloy_primitives::U256;

/// Most PSS units of a sum: 96 bits.
pub const MAX_PSS: u128 = (1 << 96) - 1;
/// Whole PSS in units.
pub const PSS: u128 = 1_000_000_000_000_000_000;

/// A number that changes with the next cycle. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Scheduled {
    /// In the cycle that it was last changed in.
    pub now: u128,
    /// From the next one on.
    pub next: u128,
    pub cycle: u64,
}

impl Scheduled {
    pub fn pack(self) -> U256 {
        pack([self.now, self.next], self.cycle)
    }

    pub fn unpack(word: U256) -> Self {
        let ([now, next], cycle) = unpack(word);
        Self { now, next, cycle }
    }

    /// As of a cycle, which is never before the one it was changed in.
    pub fn at(self, cycle: u64) -> Self {
        match self.cycle < cycle {
            true => Self {
                now: self.next,
                next: self.next,
                cycle,
            },
            false => self,
        }
    }
}

/// What one holder nominates to one participant. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Nomination {
    /// Nominated, and not taken back.
    pub staked: u128,
    /// Taken back; free once the cycle is over.
    pub leaving: u128,
    /// The cycle in which it was last taken back.
    pub cycle: u64,
}

impl Nomination {
    pub fn pack(self) -> U256 {
        pack([self.staked, self.leaving], self.cycle)
    }

    pub fn unpack(word: U256) -> Self {
        let ([staked, leaving], cycle) = unpack(word);
        Self {
            staked,
            leaving,
            cycle,
        }
    }

    /// Takes out what is free by now.
    pub fn free(&mut self, cycle: u64) -> u128 {
        match self.cycle < cycle {
            true => core::mem::take(&mut self.leaving),
            false => 0,
        }
    }

    /// Takes back: at most what is staked, and after `free`.
    pub fn retract(&mut self, amount: u128, cycle: u64) {
        self.staked -= amount;
        self.leaving += amount;
        self.cycle = cycle;
    }
}

/// Earned power, and as much again at most for nominated PSS at a rate in power units per whole
/// PSS.
pub fn effective(earned: u64, nominated: u128, rate: u128) -> u64 {
    // 96 bits each.
    let staked = U256::from(nominated) * U256::from(rate) / U256::from(PSS);
    let counted = match staked > U256::from(earned) {
        true => earned,
        false => staked.to(),
    };
    earned.saturating_add(counted)
}

/// Two numbers of 96 bits, and one of 64 above them.
fn pack([low, high]: [u128; 2], cycle: u64) -> U256 {
    let middle = (low >> 64) as u64 | (high as u64) << 32;
    U256::from_limbs([low as u64, middle, (high >> 32) as u64, cycle])
}

fn unpack(word: U256) -> ([u128; 2], u64) {
    let [first, middle, last, cycle] = word.into_limbs();
    let low = u128::from(first) | u128::from(middle as u32) << 64;
    let high = u128::from(middle >> 32) | u128::from(last) << 32;
    ([low, high], cycle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_counts_from_the_next_cycle() {
        let sum = Scheduled {
            now: 5,
            next: 7,
            cycle: 3,
        };
        assert_eq!(sum.at(3).now, 5);
        assert_eq!((sum.at(4).now, sum.at(4).next), (7, 7));
        assert_eq!(sum.at(9).now, 7);
    }

    #[test]
    fn the_greatest_sum_is_the_last_that_a_word_keeps() {
        let sum = |sum| Scheduled {
            now: sum,
            next: sum,
            cycle: u64::MAX,
        };
        let kept = |scheduled: Scheduled| Scheduled::unpack(scheduled.pack()) == scheduled;
        assert!(kept(sum(MAX_PSS)) && !kept(sum(MAX_PSS + 1)));
    }

    #[test]
    fn nominations_count_up_to_what_is_earned() {
        let rate = 10_000;
        assert_eq!(effective(1_000_000, 0, rate), 1_000_000);
        assert_eq!(effective(1_000_000, 50 * PSS, rate), 1_500_000);
        assert_eq!(effective(1_000_000, 500 * PSS, rate), 2_000_000);
        assert_eq!(effective(0, MAX_PSS, rate), 0);
        assert_eq!(effective(u64::MAX, MAX_PSS, MAX_PSS), u64::MAX);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Pass(u64),
        Nominate(u128),
        Retract(u128),
        Withdraw,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u64..3).prop_map(Step::Pass),
            (0u128..1_000).prop_map(Step::Nominate),
            (0u128..1_000).prop_map(Step::Retract),
            Just(Step::Withdraw),
        ]
    }

    proptest! {
        #[test]
        fn words_unpack_as_they_were_packed(a in 0..=MAX_PSS, b in 0..=MAX_PSS, cycle in any::<u64>()) {
            let sum = Scheduled { now: a, next: b, cycle };
            prop_assert_eq!(Scheduled::unpack(sum.pack()), sum);
            let nomination = Nomination { staked: a, leaving: b, cycle };
            prop_assert_eq!(Nomination::unpack(nomination.pack()), nomination);
        }

        /// Whatever counts is locked: nothing leaves in a cycle in which it counts. Nothing is
        /// lost, and all can leave at the end.
        #[test]
        fn what_counts_is_locked(steps in prop::collection::vec(step(), 1..80)) {
            let (mut cycle, mut locked) = (0, 0u128);
            let (mut sum, mut nomination) = (Scheduled::default(), Nomination::default());
            for step in steps {
                match step {
                    Step::Pass(cycles) => cycle += cycles,
                    Step::Nominate(amount) => {
                        sum = sum.at(cycle);
                        sum.next += amount;
                        nomination.staked += amount;
                        locked += amount;
                    }
                    Step::Retract(amount) => {
                        let amount = amount.min(nomination.staked);
                        sum = sum.at(cycle);
                        sum.next -= amount;
                        locked -= nomination.free(cycle);
                        nomination.retract(amount, cycle);
                    }
                    Step::Withdraw => locked -= nomination.free(cycle),
                }
                prop_assert_eq!(nomination.staked + nomination.leaving, locked);
                prop_assert_eq!(sum.at(cycle + 1).now, nomination.staked);
                prop_assert!(sum.at(cycle).now <= locked);
            }
            nomination.free(u64::MAX);
            prop_assert_eq!(nomination.leaving, 0);
        }
    }
}

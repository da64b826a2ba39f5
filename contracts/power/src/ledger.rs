//! Power by cycle: what an account has, and all together. Pure.
//!
//! An entry is what it was at the start of the cycle that it was last written in, and what came
//! since, which counts from the next cycle on. Later entries follow cycle by cycle, whenever
//! anybody asks: nothing is to be done when a cycle ends.
//!
//! The total follows the same rule. A sum rounded down is at least the sum of its parts rounded
//! down, and what is gained or lost changes both alike, so the total is never below what accounts
//! have.

use alloy_primitives::U256;
use common::math::BPS;

/// One power: six decimals.
pub const POWER: u64 = 1_000_000;
/// What is left of a million one cycle later: half in six cycles.
pub const DECAY: u64 = 890_899;
const MILLION: u128 = 1_000_000;

/// An account's power, or everybody's. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Entry {
    /// At the start of the cycle, less what was lost since.
    pub power: u64,
    /// What counts from the next cycle on.
    pub gained: u64,
    pub cycle: u64,
}

impl Entry {
    /// Power, gained, cycle, nothing.
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.power, self.gained, self.cycle, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [power, gained, cycle, _] = word.into_limbs();
        Self {
            power,
            gained,
            cycle,
        }
    }

    /// As of a cycle, which is never before the one it was written in. At most 400 steps: nothing
    /// is left of the greatest power by then.
    pub fn at(self, cycle: u64) -> Self {
        let mut entry = self;
        while entry.cycle < cycle && (entry.power | entry.gained) != 0 {
            let left = u128::from(entry.power) * u128::from(DECAY) / MILLION;
            // Fits: of the total, gains are clipped to what fits beside all it has.
            entry.power = (left as u64).saturating_add(entry.gained);
            entry.gained = 0;
            entry.cycle += 1;
        }
        entry.cycle = entry.cycle.max(cycle);
        entry
    }

    /// What it holds and will hold.
    pub fn sum(&self) -> u64 {
        self.power.saturating_add(self.gained)
    }

    /// How much of a gain fits.
    pub fn room(&self) -> u64 {
        u64::MAX - self.sum()
    }

    /// Adds what counts from the next cycle on; at most the room.
    pub fn gain(&mut self, amount: u64) {
        self.gained += amount;
    }

    /// Of an account: takes a part of all it has, rounded up. What it had of power and of gains,
    /// for the total.
    pub fn lose(&mut self, bps: u64) -> (u64, u64) {
        let before = *self;
        self.power = keep(self.power, bps);
        self.gained = keep(self.gained, bps);
        (before.power - self.power, before.gained - self.gained)
    }

    /// Of the total: takes what an account lost. Never below zero, as it is never below the sum.
    pub fn take(&mut self, power: u64, gained: u64) {
        self.power = self.power.saturating_sub(power);
        self.gained = self.gained.saturating_sub(gained);
    }
}

/// What is left of a value that loses `bps`, rounded down.
fn keep(value: u64, bps: u64) -> u64 {
    let left = u128::from(BPS.saturating_sub(bps));
    (u128::from(value) * left / u128::from(BPS)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn half_is_left_after_six_cycles() {
        let entry = Entry {
            power: 1_000 * POWER,
            ..Entry::default()
        };
        let left = entry.at(6).power;
        assert!((499_990_000..=500_010_000).contains(&left), "{left}");
    }

    #[test]
    fn gains_count_from_the_next_cycle() {
        let mut entry = Entry::default().at(3);
        entry.gain(10);
        assert_eq!((entry.at(3).power, entry.at(3).gained), (0, 10));
        assert_eq!((entry.at(4).power, entry.at(4).gained), (10, 0));
        assert_eq!(entry.at(5).power, 8);
    }

    #[test]
    fn power_and_gains_of_the_same_amount_both_follow() {
        let entry = Entry {
            power: 100,
            gained: 100,
            cycle: 2,
        };
        assert_eq!((entry.at(3).power, entry.at(3).gained), (189, 0));
    }

    #[test]
    fn what_is_gained_fits_beside_all_that_is_held() {
        let mut entry = Entry {
            power: 10,
            gained: 5,
            cycle: 0,
        };
        assert_eq!(entry.room(), u64::MAX - 15);
        entry.gain(entry.room());
        assert_eq!((entry.sum(), entry.room()), (u64::MAX, 0));
    }

    #[test]
    fn the_greatest_power_is_gone_within_the_steps_named() {
        let mut entry = Entry {
            power: u64::MAX,
            ..Entry::default()
        };
        assert_ne!(entry.at(300).power, 0);
        assert_eq!(entry.at(400).power, 0);
        // However far away the cycle is.
        entry = entry.at(u64::MAX);
        assert_eq!((entry.power, entry.cycle), (0, u64::MAX));
    }

    #[test]
    fn losses_are_rounded_up() {
        let mut entry = Entry {
            power: 1,
            gained: 41,
            cycle: 0,
        };
        assert_eq!(entry.lose(500), (1, 3));
        assert_eq!(entry.lose(10_000), (0, 38));
        assert_eq!(entry.sum(), 0);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Pass(u64),
        Gain(usize, u64),
        Lose(usize, u64),
        /// Nothing but that the entry is written anew.
        Touch(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u64..20).prop_map(Step::Pass),
            (0usize..6, any::<u64>(), 0u32..64).prop_map(|(n, x, s)| Step::Gain(n, x >> s)),
            (0usize..6, 0u64..=10_000).prop_map(|(n, bps)| Step::Lose(n, bps)),
            (0usize..6).prop_map(Step::Touch),
        ]
    }

    proptest! {
        #[test]
        fn words_unpack_as_they_were_packed(power in any::<u64>(), gained in any::<u64>(), cycle in any::<u64>()) {
            let entry = Entry { power, gained, cycle };
            prop_assert_eq!(Entry::unpack(entry.pack()), entry);
        }

        /// Where one asks in between is of no consequence.
        #[test]
        fn cycles_pass_one_by_one_or_at_once(
            power in 0u64..1 << 63, gained in 0u64..1 << 63, start in 0u64..100, passed in [0u64..50, 0u64..50],
        ) {
            let entry = Entry { power, gained, cycle: start };
            let (middle, end) = (start + passed[0], start + passed[0] + passed[1]);
            prop_assert_eq!(entry.at(middle).at(end), entry.at(end));
        }

        /// As the contract books them: the total is never below the sum of its parts, in any cycle,
        /// and what is pending is the sum of what is pending to the unit.
        #[test]
        fn the_total_is_never_below_the_sum(steps in prop::collection::vec(step(), 1..120)) {
            let mut cycle = 0;
            let mut total = Entry::default();
            let mut accounts = [Entry::default(); 6];
            for step in steps {
                match step {
                    Step::Pass(cycles) => cycle += cycles,
                    Step::Gain(number, amount) => {
                        let mut all = total.at(cycle);
                        let mut account = accounts[number].at(cycle);
                        let amount = amount.min(all.room());
                        all.gain(amount);
                        account.gain(amount);
                        (total, accounts[number]) = (all, account);
                    }
                    Step::Lose(number, bps) => {
                        let mut all = total.at(cycle);
                        let mut account = accounts[number].at(cycle);
                        let before = account;
                        let (power, gained) = account.lose(bps);
                        prop_assert_eq!(before.power - account.power, power);
                        prop_assert!(all.power >= power && all.gained >= gained);
                        all.take(power, gained);
                        (total, accounts[number]) = (all, account);
                    }
                    Step::Touch(number) => accounts[number] = accounts[number].at(cycle),
                }
                for ahead in [0, 1, 2, 7] {
                    let now: Vec<Entry> = accounts.iter().map(|entry| entry.at(cycle + ahead)).collect();
                    let sum: u128 = now.iter().map(|entry| u128::from(entry.power)).sum();
                    let gained: u128 = now.iter().map(|entry| u128::from(entry.gained)).sum();
                    let all = total.at(cycle + ahead);
                    prop_assert!(u128::from(all.power) >= sum);
                    prop_assert_eq!(u128::from(all.gained), gained);
                }
            }
        }
    }
}

//! How an annual fee accrues to the cycles of its year: evenly by the second, in units x 2^-32, so
//! that what falls into all cycles together is the fee to the last of them. Pure arithmetic.

use alloy_primitives::U256;
use common::cycle::{Clock, DAY};

/// What a fee pays for.
pub const YEAR: u64 = 365 * DAY;
/// How far from now a membership ends at most.
pub const MAX_AHEAD: u64 = 2 * YEAR;
/// A unit has 2^32 parts here.
const PARTS: u32 = 32;

/// From when until when another year is, of who is, or was, a member until then.
pub fn another_year(now: u64, until: u64) -> (u64, u64) {
    let from = now.max(until);
    (from, from + YEAR)
}

/// A platform's fees in a cycle, against the cycle before: one word. However many cycles a year
/// has, a fee changes the words of three.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Accrual {
    /// What falls into this cycle only.
    pub once: u128,
    /// What falls into each cycle from this one on, more (or less) than into the one before.
    pub delta: i128,
}

impl Accrual {
    pub fn pack(self) -> U256 {
        U256::from(self.once) | U256::from(self.delta as u128) << 128
    }

    pub fn unpack(word: U256) -> Self {
        let [a, b, c, d] = word.into_limbs();
        let join = |low: u64, high: u64| u128::from(low) | u128::from(high) << 64;
        Self {
            once: join(a, b),
            delta: join(c, d) as i128,
        }
    }
}

/// A fee, spread over the cycles from `first` to `last`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Spread {
    pub first: u64,
    pub last: u64,
    /// What falls into the first of them, with what the division by seconds left.
    pub first_part: u128,
    /// What falls into each cycle between.
    pub whole: u128,
    /// What falls into the last, if that is not the first.
    pub last_part: u128,
}

/// Spreads a fee evenly from one second until another, which is later.
///
/// Nothing overflows: a fee in parts has 96 bits, and no cycle's part is more than the fee.
pub fn spread(clock: Clock, fee: u64, from: u64, until: u64) -> Spread {
    let fee = u128::from(fee) << PARTS;
    let (first, last) = (clock.cycle(from), clock.cycle(until - 1));
    if first == last {
        return Spread {
            first,
            last,
            first_part: fee,
            ..Spread::default()
        };
    }
    let rate = fee / u128::from(until - from);
    let whole = rate * u128::from(clock.length);
    let last_part = rate * u128::from(until - clock.quarter(last, 0));
    Spread {
        first,
        last,
        first_part: fee - whole * u128::from(last - first - 1) - last_part,
        whole,
        last_part,
    }
}

impl Spread {
    /// How it changes the words of cycles; a cycle may be named twice.
    pub fn changes(&self) -> [(u64, Accrual); 3] {
        let whole = self.whole as i128;
        let change = |once, delta| Accrual { once, delta };
        [
            (self.first, change(self.first_part, 0)),
            // Both in one word, and nothing, where no cycle is between.
            (self.first + 1, change(0, whole)),
            (self.last, change(self.last_part, -whole)),
        ]
    }
}

/// What accrues to a cycle: `running` to each from the one before on. Whole units, and what of it is
/// less than one.
pub fn whole_units(running: u128, once: u128, fraction: u64) -> (u64, u64) {
    let sum = running + once + u128::from(fraction);
    // All of it are fees held here, below 2^64 units.
    ((sum >> PARTS) as u64, sum as u64 & ((1 << PARTS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts of a unit that fall into a cycle.
    fn part(spread: &Spread, cycle: u64) -> u128 {
        let mut running = 0;
        let mut once = 0;
        for (at, change) in spread.changes() {
            if at <= cycle {
                running += change.delta;
            }
            if at == cycle {
                once += change.once;
            }
        }
        running as u128 + once
    }

    proptest! {
        #[test]
        fn words_keep_every_field(once in any::<u128>(), delta in any::<i128>()) {
            let accrual = Accrual { once, delta };
            prop_assert_eq!(Accrual::unpack(accrual.pack()), accrual);
        }

        /// Σ over cycles = the fee, exactly; each cycle's part is that of its seconds, but for what
        /// the division left, which is under a unit and in the first.
        #[test]
        fn the_parts_of_a_fee_are_the_fee(
            start in 1u64..1 << 40, days in 1u64..=90, before in 0u64..400 * DAY, after in 0u64..4000 * DAY,
            fee in prop_oneof![0u64..5, 0u64..1 << 40, any::<u64>()], early in any::<bool>(),
        ) {
            let clock = Clock::checked(start, days * DAY).unwrap();
            // The first cycle holds all time before it.
            let from = if early { start.saturating_sub(before) } else { start + after };
            let until = from + YEAR;
            let spread = spread(clock, fee, from, until);
            let parts: Vec<u128> = (spread.first..=spread.last).map(|cycle| part(&spread, cycle)).collect();
            prop_assert_eq!(parts.iter().sum::<u128>(), u128::from(fee) << PARTS);
            prop_assert_eq!(part(&spread, spread.last + 1), 0);
            let seconds = |cycle: u64| {
                let begin = if cycle == 0 { from } else { clock.quarter(cycle, 0).max(from) };
                u128::from(clock.quarter(cycle + 1, 0).min(until) - begin)
            };
            for (index, cycle) in (spread.first..=spread.last).enumerate() {
                let fair = (u128::from(fee) << PARTS) * seconds(cycle) / u128::from(YEAR);
                let most = if index == 0 { 1u128 << PARTS } else { 0 };
                prop_assert!(parts[index] <= fair + most);
                prop_assert!(parts[index] + (1u128 << PARTS) > fair);
            }
        }
    }

    /// Two years can be paid at once, and then one as soon as one is over.
    #[test]
    fn years_follow_each_other_two_ahead() {
        let now = 1_000;
        let (from, until) = another_year(now, 0);
        assert_eq!((from, until), (now, now + YEAR));
        let (from, until) = another_year(now, until);
        assert_eq!((from, until), (now + YEAR, now + MAX_AHEAD));
        assert!(another_year(now + YEAR - 1, until).1 > now + YEAR - 1 + MAX_AHEAD);
        assert_eq!(another_year(now + YEAR, until).1, now + YEAR + MAX_AHEAD);
        // What lapsed is not paid for.
        assert_eq!(another_year(5 * YEAR, until).0, 5 * YEAR);
    }

    /// Nothing of it falls into the cycle that begins as it ends.
    #[test]
    fn a_year_that_ends_with_a_cycle_ends_in_it() {
        let clock = Clock::checked(DAY, 73 * DAY).unwrap();
        let from = clock.quarter(3, 0);
        let whole_cycles = spread(clock, 365, from, from + YEAR);
        assert_eq!((whole_cycles.first, whole_cycles.last), (3, 7));
        let longer = spread(clock, 365, from + 1, from + 1 + YEAR);
        assert_eq!((longer.first, longer.last), (3, 8));
    }

    #[test]
    fn what_is_paid_for_less_than_a_cycle_falls_into_it() {
        let clock = Clock::checked(DAY, 10 * DAY).unwrap();
        let fee = spread(clock, 365, clock.quarter(3, 1), clock.quarter(4, 0));
        let expected = Spread {
            first: 3,
            last: 3,
            first_part: 365 << PARTS,
            ..Spread::default()
        };
        assert_eq!(fee, expected);
    }

    /// 365 units, over cycles of 10 days from the middle of one on.
    #[test]
    fn a_year_of_ten_days_cycles() {
        let clock = Clock::checked(DAY, 10 * DAY).unwrap();
        let from = clock.quarter(3, 2);
        let spread = spread(clock, 365, from, from + YEAR);
        assert_eq!((spread.first, spread.last), (3, 39));
        let parts: Vec<u64> = (3..=39)
            .map(|cycle| (part(&spread, cycle) >> PARTS) as u64)
            .collect();
        // 5 days of the first, 10 of each between, 10 of the last; but for roundings.
        assert_eq!(parts[0], 5);
        assert!(parts[1..].iter().all(|part| *part == 9));
    }
}

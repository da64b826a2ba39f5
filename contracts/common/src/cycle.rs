//! The quality network's time: cycles of equal length, each in four quarters.

/// Seconds of a day.
pub const DAY: u64 = 86_400;
/// Bounds of a cycle's length.
pub const MIN_SECS: u64 = DAY;
pub const MAX_SECS: u64 = 90 * DAY;

/// When cycles begin, and how long they are. The same in every contract of the network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Unix seconds.
    pub start: u64,
    /// A multiple of 4 seconds.
    pub length: u64,
}

impl Clock {
    /// A clock that a contract may have.
    pub fn checked(start: u64, length: u64) -> Option<Self> {
        let fits = (MIN_SECS..=MAX_SECS).contains(&length) && length.is_multiple_of(4);
        // Years from now, and room to add to.
        let known = start > 0 && start <= u64::MAX >> 1;
        (fits && known).then_some(Self { start, length })
    }

    /// The cycle of a second; before the first one begins it is 0 already.
    pub fn cycle(&self, at: u64) -> u64 {
        at.saturating_sub(self.start) / self.length
    }

    /// The first second of a quarter (0 to 3) of a cycle.
    pub fn quarter(&self, cycle: u64, quarter: u64) -> u64 {
        self.start + cycle * self.length + quarter * (self.length / 4)
    }

    /// In which quarter (0 to 3) of its cycle a second is.
    pub fn quarter_of(&self, at: u64) -> u64 {
        at.saturating_sub(self.start) % self.length / (self.length / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clocks_have_bounds() {
        let (day, last) = (86_400, u64::MAX / 2);
        for (start, length) in [(1, day), (1, 90 * day), (last, day)] {
            assert!(Clock::checked(start, length).is_some());
        }
        for (start, length) in [
            (0, day),
            (1, day - 4),
            (1, 90 * day + 4),
            (1, day + 2),
            (last + 1, day),
            (u64::MAX, day),
        ] {
            assert_eq!(Clock::checked(start, length), None);
        }
    }

    proptest! {
        #[test]
        fn every_second_is_in_one_quarter_of_one_cycle(
            start in 1u64..1 << 40, length in MIN_SECS / 4..=MAX_SECS / 4, after in 0u64..1 << 40,
        ) {
            let clock = Clock::checked(start, length * 4).unwrap();
            let at = start + after;
            let (cycle, quarter) = (clock.cycle(at), clock.quarter_of(at));
            prop_assert!(quarter < 4);
            prop_assert!(clock.quarter(cycle, quarter) <= at);
            prop_assert!(at < clock.quarter(cycle, quarter + 1));
        }
    }
}

//! When what may be done. Everything is reckoned from the present cycle, so that no number of a
//! cycle that a caller makes up overflows.

use common::{
    cycle::Clock,
    encode::{revert, Outcome, Revert},
};
use stylus_sdk::prelude::*;

use crate::{abi::WrongTime, Experience};

/// How long since reports of a cycle were voted on: in quarters from the beginning of the next
/// cycle; `None` before it. Beyond 3: later cycles.
fn quarters_since(cycle: u64, present: u64, quarter: u64) -> Option<u64> {
    let after = present.checked_sub(cycle)?.checked_sub(1)?;
    Some(after.saturating_mul(4).saturating_add(quarter))
}

impl Experience {
    pub(crate) fn load_clock(&self) -> Clock {
        let [start, length, _, _] = self.clock.get().into_limbs();
        Clock { start, length }
    }

    /// The present cycle and its quarter. Before the first cycle begins it is the first quarter of
    /// it.
    pub(crate) fn now(&self) -> (u64, u64) {
        let (clock, now) = (self.load_clock(), self.vm().block_timestamp());
        (clock.cycle(now), clock.quarter_of(now))
    }

    /// Only in these quarters of the cycle after the reports'.
    pub(crate) fn ensure_quarter(&self, cycle: u64, first: u64, last: u64) -> Outcome {
        let (present, quarter) = self.now();
        match quarters_since(cycle, present, quarter) {
            Some(since) if (first..=last).contains(&since) => Ok(()),
            _ => Err(wrong_time(cycle, present, quarter)),
        }
    }

    /// From this quarter of the cycle after the reports' on.
    pub(crate) fn ensure_since(&self, cycle: u64, first: u64) -> Outcome {
        let (present, quarter) = self.now();
        match quarters_since(cycle, present, quarter) {
            Some(since) if since >= first => Ok(()),
            _ => Err(wrong_time(cycle, present, quarter)),
        }
    }
}

fn wrong_time(cycle: u64, present: u64, quarter: u64) -> Revert {
    revert(WrongTime {
        cycle,
        present,
        quarter,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quarters_count_from_the_next_cycle() {
        assert_eq!(quarters_since(5, 4, 3), None);
        assert_eq!(quarters_since(5, 5, 3), None);
        assert_eq!(quarters_since(5, 6, 0), Some(0));
        assert_eq!(quarters_since(5, 6, 3), Some(3));
        assert_eq!(quarters_since(5, 7, 0), Some(4));
        assert_eq!(quarters_since(0, u64::MAX, 3), Some(u64::MAX));
        assert_eq!(quarters_since(u64::MAX, 7, 0), None);
    }

    #[test]
    fn who_comes_at_the_wrong_time_is_told_the_time() {
        let told = WrongTime {
            cycle: 5,
            present: 6,
            quarter: 2,
        };
        assert_eq!(wrong_time(5, 6, 2), revert(told));
    }

    proptest! {
        #[test]
        fn votes_are_open_in_the_next_cycle_only(cycle in any::<u64>(), present in any::<u64>(), quarter in 0u64..4) {
            let open = matches!(quarters_since(cycle, present, quarter), Some(0..=3));
            prop_assert_eq!(open, cycle.checked_add(1) == Some(present));
        }
    }
}

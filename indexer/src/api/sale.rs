//! The offering's own arithmetic on rows: what its views say at a block.

use alloy::primitives::U256;

/// What dues depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Σ contributions, PSC units.
    pub total: U256,
    pub soft_cap: U256,
    pub hard_cap: U256,
    /// PSS units.
    pub for_sale: U256,
}

/// What is due for a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// PSC units.
    pub refund: U256,
    /// PSS units.
    pub allotted: U256,
}

impl Figures {
    /// Whether it succeeds if nothing more is contributed.
    pub fn suffices(&self) -> bool {
        self.total >= self.soft_cap
    }

    /// What of the total is the owner's then.
    pub fn proceeds(&self) -> U256 {
        match self.suffices() {
            true => self.total.min(self.hard_cap),
            false => U256::ZERO,
        }
    }

    /// What is due for a contribution then. The contract's amounts are below 2^128, so that no
    /// product overflows; what is beyond that never came from it.
    pub fn due(&self, contribution: U256) -> Due {
        if !self.suffices() {
            return Due {
                refund: contribution,
                allotted: U256::ZERO,
            };
        }
        let over = self.total.saturating_sub(self.hard_cap);
        Due {
            refund: part(contribution, over, self.total),
            allotted: part(contribution, self.for_sale, self.total.max(self.hard_cap)),
        }
    }
}

/// What is vested of an allotment at a time.
pub fn vested(allotted: U256, time: i64, end: i64, cliff_secs: i64, vesting_secs: i64) -> U256 {
    let elapsed = time.saturating_sub(end);
    if elapsed < 0 || elapsed < cliff_secs {
        return U256::ZERO;
    }
    if elapsed >= vesting_secs {
        return allotted;
    }
    part(allotted, seconds(elapsed), seconds(vesting_secs))
}

fn seconds(secs: i64) -> U256 {
    U256::from(secs.unsigned_abs())
}

fn part(amount: U256, share: U256, whole: U256) -> U256 {
    amount
        .saturating_mul(share)
        .checked_div(whole)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        U256::from(value)
    }

    fn figures(total: u64) -> Figures {
        Figures {
            total: u(total),
            soft_cap: u(100),
            hard_cap: u(200),
            for_sale: u(1_000),
        }
    }

    #[test]
    fn dues_are_cut_only_above_the_hard_cap_and_whole_below_the_soft_one() {
        for (total, refund, allotted) in [
            (99, 30, 0),
            (100, 0, 150),
            (200, 0, 150),
            (300, 10, 100),
            (301, 10, 99),
        ] {
            let due = figures(total).due(u(30));
            assert_eq!(
                (due.refund, due.allotted),
                (u(refund), u(allotted)),
                "{total}"
            );
        }
        assert_eq!(figures(99).proceeds(), u(0));
        assert_eq!(figures(150).proceeds(), u(150));
        assert_eq!(figures(250).proceeds(), u(200));
    }

    #[test]
    fn vesting_is_linear_after_the_cliff() {
        for (time, expected) in [
            (0, 0),
            (999, 0),
            (1_009, 0),
            (1_010, 10),
            (1_050, 50),
            (1_100, 100),
            (i64::MAX, 100),
        ] {
            assert_eq!(vested(u(100), time, 1_000, 10, 100), u(expected), "{time}");
        }
        assert_eq!(vested(u(100), 999, 1_000, 0, 0), u(0));
        assert_eq!(vested(u(100), 1_000, 1_000, 0, 0), u(100));
    }
}

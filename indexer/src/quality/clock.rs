//! Cycles and their quarters.

/// When cycles begin and how long they are, Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub start: u64,
    /// Above 0.
    pub length: u64,
}

impl Clock {
    /// The cycle of a second; before the first one begins it is 0 already.
    pub fn cycle(&self, at: u64) -> u64 {
        at.saturating_sub(self.start) / self.length.max(1)
    }

    /// The first second of a quarter of a cycle; 4 is the end of the cycle.
    pub fn quarter(&self, cycle: u64, quarter: u64) -> u64 {
        let cycles = cycle.saturating_mul(self.length);
        self.start
            .saturating_add(cycles)
            .saturating_add(quarter * (self.length / 4))
    }
}

//! The data fee of an activation, in wei: a price per estimated byte of machine code that rises with demand.

use alloy_primitives::U256;

/// Arbitrum's time zero for program ages and prices (Unix seconds).
pub const ARBITRUM_START_TIME: u64 = 1_421_388_000;

const BIPS: u64 = 10_000;

/// State of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataPricer {
    /// Bytes sold and not yet forgotten.
    pub demand: u32,
    /// Bytes forgotten per second.
    pub bytes_per_second: u32,
    /// When the price was last asked for (Unix seconds).
    pub last_update: u64,
    /// Wei per byte without demand.
    pub min_price: u32,
    /// Demand at which the price is e times the least.
    pub inertia: u32,
}

impl Default for DataPricer {
    /// The state of a new chain.
    fn default() -> Self {
        Self {
            demand: 0,
            bytes_per_second: 34_865,
            last_update: ARBITRUM_START_TIME,
            min_price: 82_928_201,
            inertia: 21_360_419,
        }
    }
}

impl DataPricer {
    /// The fee for `bytes` at `now` (Unix seconds), which become demand.
    pub fn charge(&mut self, bytes: u32, now: u64) -> U256 {
        let elapsed = u32::try_from(now.saturating_sub(self.last_update)).unwrap_or(u32::MAX);
        let forgotten = self.bytes_per_second.saturating_mul(elapsed);
        self.demand = self.demand.saturating_sub(forgotten).saturating_add(bytes);
        self.last_update = now;

        let exponent = u64::from(self.demand).saturating_mul(BIPS) / u64::from(self.inertia.max(1));
        let price = u64::from(self.min_price).saturating_mul(exp_bips(exponent)) / BIPS;
        U256::from(price) * U256::from(bytes)
    }

    /// The fee that [`Self::charge`] would return, without buying.
    #[must_use]
    pub fn quote(mut self, bytes: u32, now: u64) -> U256 {
        self.charge(bytes, now)
    }
}

/// e^(exponent / 10,000) in units of 1/10,000, by the chain's Taylor series of twelve terms.
fn exp_bips(exponent: u64) -> u64 {
    (1..=11).rev().fold(BIPS + exponent / 12, |sum, term| {
        BIPS + sum.saturating_mul(exponent) / (term * BIPS)
    })
}

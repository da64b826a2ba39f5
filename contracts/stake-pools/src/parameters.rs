//! What the DAO sets, within constant bounds.

use alloy_primitives::U256;
use common::{
    encode::{emit, revert, Outcome},
    math::BPS,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ratio::{join, low, split},
    slots::{fixed, Kind},
    StakePools,
};

const DAY: u64 = 86_400;
/// Whole PSC in units.
pub const PSC: u64 = 1_000_000;
/// Whole PSS in units.
const PSS: u128 = 1_000_000_000_000_000_000;
/// The parameters, as they are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameters {
    /// PSS units locked per whole PSC; 80 bits.
    pub lock_ratio: u128,
    /// PSC units that a pool must be worth to take a stake share.
    pub min_assets: u64,
    /// How long new profit streams; 32 bits.
    pub window_secs: u64,
    /// Most of a pool that an advance may take.
    pub utilisation_bps: u16,
    /// What the drawer puts down of it.
    pub deposit_bps: u16,
    /// Least worth of a queued redemption, PSC units.
    pub min_request: u64,
}

/// Least and greatest of each, in their order. PSS is locked always, for pools are for its holders,
/// and a pool of dust takes no stake share.
const BOUNDS: [(u128, u128); 6] = [
    (PSS / 10_000, 1_000 * PSS),
    (PSC as u128, 1_000_000 * PSC as u128),
    (3_600, 30 * DAY as u128),
    (0, 8_000),
    (2_000, BPS as u128),
    (0, 1_000 * PSC as u128),
];

impl Parameters {
    /// A tenth of a PSS per PSC, 100 PSC, a day, half of the pool, a fifth of the advance, 1 PSC.
    pub const INITIAL: Self = Self {
        lock_ratio: PSS / 10,
        min_assets: 100 * PSC,
        window_secs: DAY,
        utilisation_bps: 5_000,
        deposit_bps: 2_000,
        min_request: PSC,
    };

    /// Parameters as they come in from a call.
    pub fn checked(values: [U256; 6]) -> Outcome<Self> {
        // One by one, so that bounds stand in the code: every call pays for data at its start.
        let [ratio, assets, window, utilisation, deposit, request] = &values;
        Ok(Self {
            lock_ratio: bounded(1, ratio, BOUNDS[0])?,
            min_assets: bounded(2, assets, BOUNDS[1])? as u64,
            window_secs: bounded(3, window, BOUNDS[2])? as u64,
            utilisation_bps: bounded(4, utilisation, BOUNDS[3])? as u16,
            deposit_bps: bounded(5, deposit, BOUNDS[4])? as u16,
            min_request: bounded(6, request, BOUNDS[5])? as u64,
        })
    }
}

/// The parameter with this number from 1, if it is within its bounds.
#[inline(never)]
fn bounded(number: u8, value: &U256, (min, max): (u128, u128)) -> Outcome<u128> {
    let (min, max, value) = (U256::from(min), U256::from(max), *value);
    if value < min || value > max {
        return Err(revert(ParameterOutOfBounds {
            number,
            value,
            min,
            max,
        }));
    }
    Ok(low(value))
}

impl StakePools {
    /// PSS units locked per whole PSC.
    pub(crate) fn lock_ratio(&self) -> u128 {
        split(self.word(fixed(Kind::Pss))).1
    }

    /// PSC units that a pool must be worth to take a stake share, and for how long: the window of
    /// new profit.
    pub(crate) fn sales(&self) -> (u64, u64) {
        let (_, sales) = split(self.word(fixed(Kind::Psc)));
        (sales as u64, (sales >> 64) as u64)
    }

    pub(crate) fn load_parameters(&self) -> Parameters {
        let (min_assets, window_secs) = self.sales();
        let (_, advances) = split(self.word(fixed(Kind::Checkout)));
        Parameters {
            lock_ratio: self.lock_ratio(),
            min_assets,
            window_secs,
            utilisation_bps: advances as u16,
            deposit_bps: (advances >> 16) as u16,
            min_request: (advances >> 32) as u64,
        }
    }

    /// Stores and logs them, beside the contracts that they are needed with.
    pub(crate) fn store_parameters(&mut self, parameters: &Parameters) {
        let Parameters {
            lock_ratio,
            min_assets,
            window_secs,
            utilisation_bps,
            deposit_bps,
            min_request,
        } = *parameters;
        let (psc, pss) = (self.psc_address(), self.pss_address());
        let checkout = self.checkout_address();
        let sales = u128::from(min_assets) | u128::from(window_secs) << 64;
        let advances = u128::from(utilisation_bps)
            | u128::from(deposit_bps) << 16
            | u128::from(min_request) << 32;
        self.set_word(fixed(Kind::Psc), join(psc, sales));
        self.set_word(fixed(Kind::Pss), join(pss, lock_ratio));
        self.set_word(fixed(Kind::Checkout), join(checkout, advances));
        emit(
            self.vm(),
            ParametersSet {
                lockRatio: U256::from(lock_ratio),
                minAssets: U256::from(min_assets),
                windowSecs: window_secs,
                utilisationBps: utilisation_bps,
                depositBps: deposit_bps,
                minRequest: U256::from(min_request),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(is: &Parameters) -> [U256; 6] {
        [
            U256::from(is.lock_ratio),
            U256::from(is.min_assets),
            U256::from(is.window_secs),
            U256::from(is.utilisation_bps),
            U256::from(is.deposit_bps),
            U256::from(is.min_request),
        ]
    }

    #[test]
    fn the_first_parameters_are_within_bounds() {
        let first = Parameters::INITIAL;
        assert_eq!(Parameters::checked(values(&first)), Ok(first));
    }

    /// A ten-thousandth to a thousand PSS per PSC, 1 to a million PSC, an hour to 30 days, up to 80 %,
    /// a fifth to all, up to 1,000 PSC; at first 0.1 PSS, 100 PSC, a day, a half, a fifth, 1 PSC.
    #[test]
    fn bounds_and_first_parameters_change_on_purpose_only() {
        let [pss, psc, day] = [10u128.pow(18), 10u128.pow(6), 86_400];
        let bounds = [
            (pss / 10_000, pss * 1_000),
            (psc, psc * 1_000_000),
            (day / 24, day * 30),
            (0, 8_000),
            (2_000, 10_000),
            (0, psc * 1_000),
        ];
        assert_eq!(BOUNDS, bounds);
        let first = [pss / 10, psc * 100, day, 5_000, 2_000, psc];
        assert_eq!(values(&Parameters::INITIAL), first.map(U256::from));
    }

    #[test]
    fn each_bound_holds_and_what_is_within_fits_its_place() {
        let bits = [80, 64, 32, 16, 16, 64];
        for (place, ((min, max), bits)) in BOUNDS.into_iter().zip(bits).enumerate() {
            let try_one = |value: U256| {
                let mut all = values(&Parameters::INITIAL);
                all[place] = value;
                Parameters::checked(all).map(|is| values(&is) == all)
            };
            let (min, max, one) = (U256::from(min), U256::from(max), U256::from(1));
            assert_eq!((try_one(min), try_one(max)), (Ok(true), Ok(true)));
            assert!(try_one(max + one).is_err() && try_one(U256::MAX).is_err());
            assert!(min.is_zero() || try_one(min - one).is_err());
            assert!(max.bit_len() <= bits);
        }
    }
}

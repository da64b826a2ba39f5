//! What the DAO sets, within constant bounds, for disputes to come.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_and_number, with_number},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    dispute::Terms,
    slots::{fixed, Kind},
    Arbitration,
};

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
/// Whole PSC in units.
const PSC: u64 = 1_000_000;

/// The parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameters {
    /// Least bond, PSC units.
    pub min_bond: u64,
    pub terms: Terms,
}

/// Most that a judgement gains. A cycle's five votes gain 1,000 bps at most and decay takes 1,091: judging and voting make no power without purchases,
/// also if what was earned at the reveal is worth 30 % less when it is settled, three cycles later.
const MAX_GAIN_BPS: u64 = 60;

/// Least and greatest of each, in their order. All windows together stay under the 30 days that the
/// checkout waits at first if each is at its first value, and under its 90 at their greatest.
const BOUNDS: [(u64, u64); 12] = [
    (PSC / 10, 10_000 * PSC),
    (500, 5_000),
    (DAY, 7 * DAY),
    (HOUR, 7 * DAY),
    (HOUR, 7 * DAY),
    (DAY, 7 * DAY),
    (DAY, 14 * DAY),
    (200, 5_000),
    (100, 2_500),
    (0, 5_000),
    (0, MAX_GAIN_BPS),
    (0, 1_000),
];

impl Parameters {
    /// 5 %, 1 PSC; 3, 3, 2, 3 and 7 days; a tenth of all power decides, at most a twentieth by one
    /// juror; half of the loser's bonds to jurors; 0.5 % of the earned weight gained, 10 % of power
    /// lost (`docs/quality-sim.md`).
    pub const INITIAL: Self = Self {
        min_bond: PSC,
        terms: Terms {
            match_secs: 3 * DAY as u32,
            commit_secs: 3 * DAY as u32,
            reveal_secs: 2 * DAY as u32,
            appeal_secs: 3 * DAY as u32,
            umpire_secs: 7 * DAY as u32,
            quorum_bps: 1_000,
            cap_bps: 500,
            juror_bps: 5_000,
            gain_bps: 50,
            lose_bps: 1_000,
            bond_bps: 500,
        },
    };

    /// Parameters as they come in from a call.
    pub fn checked(values: [U256; 12]) -> Outcome<Self> {
        for (number, (value, (min, max))) in (1u8..).zip(values.into_iter().zip(BOUNDS)) {
            ensure_within(number, value, U256::from(min), U256::from(max))?;
        }
        let [min_bond, bond, matching, commit, reveal, appeal, umpire, quorum, cap, juror, gain, lose] =
            values.map(|value| value.as_limbs()[0]);
        // No juror decides alone.
        ensure_within(9, U256::from(cap), U256::ZERO, U256::from(quorum / 2))?;
        Ok(Self {
            min_bond,
            terms: Terms {
                match_secs: matching as u32,
                commit_secs: commit as u32,
                reveal_secs: reveal as u32,
                appeal_secs: appeal as u32,
                umpire_secs: umpire as u32,
                quorum_bps: quorum as u16,
                cap_bps: cap as u16,
                juror_bps: juror as u16,
                gain_bps: gain as u16,
                lose_bps: lose as u16,
                bond_bps: bond as u16,
            },
        })
    }
}

fn ensure_within(number: u8, value: U256, min: U256, max: U256) -> Outcome {
    if value >= min && value <= max {
        return Ok(());
    }
    Err(revert(ParameterOutOfBounds {
        number,
        value,
        min,
        max,
    }))
}

impl Arbitration {
    /// The umpire and the least bond, which share a word.
    pub(crate) fn umpire_and_bond(&self) -> (Address, u64) {
        address_and_number(self.word(fixed(Kind::Umpire)))
    }

    pub(crate) fn load_parameters(&self) -> Parameters {
        Parameters {
            min_bond: self.umpire_and_bond().1,
            terms: Terms::unpack(self.word(fixed(Kind::NextTerms))),
        }
    }

    pub(crate) fn store_parameters(&mut self, parameters: &Parameters) {
        let Parameters { min_bond, terms } = *parameters;
        let (umpire, _) = self.umpire_and_bond();
        self.set_word(fixed(Kind::Umpire), with_number(umpire, min_bond));
        self.set_word(fixed(Kind::NextTerms), terms.pack());
        emit(
            self.vm(),
            ParametersSet {
                minBond: U256::from(min_bond),
                bondBps: terms.bond_bps,
                matchSecs: terms.match_secs.into(),
                commitSecs: terms.commit_secs.into(),
                revealSecs: terms.reveal_secs.into(),
                appealSecs: terms.appeal_secs.into(),
                umpireSecs: terms.umpire_secs.into(),
                quorumBps: terms.quorum_bps,
                capBps: terms.cap_bps,
                jurorBps: terms.juror_bps,
                gainBps: terms.gain_bps,
                loseBps: terms.lose_bps,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(is: &Parameters) -> [U256; 12] {
        let terms = &is.terms;
        [
            is.min_bond,
            terms.bond_bps.into(),
            terms.match_secs.into(),
            terms.commit_secs.into(),
            terms.reveal_secs.into(),
            terms.appeal_secs.into(),
            terms.umpire_secs.into(),
            terms.quorum_bps.into(),
            terms.cap_bps.into(),
            terms.juror_bps.into(),
            terms.gain_bps.into(),
            terms.lose_bps.into(),
        ]
        .map(U256::from)
    }

    #[test]
    fn the_first_parameters_are_within_bounds() {
        let first = Parameters::INITIAL;
        assert_eq!(Parameters::checked(values(&first)), Ok(first));
    }

    /// In the order of the call: bonds, windows of time, shares of power and of bonds.
    #[test]
    fn bounds_and_first_parameters_change_on_purpose_only() {
        let [psc, hour, day] = [1_000_000, 3_600, 86_400];
        let bounds = [
            (psc / 10, psc * 10_000),
            (500, 5_000),
            (day, day * 7),
            (hour, day * 7),
            (hour, day * 7),
            (day, day * 7),
            (day, day * 14),
            (200, 5_000),
            (100, 2_500),
            (0, 5_000),
            (0, 60),
            (0, 1_000),
        ];
        assert_eq!(BOUNDS, bounds);
        let days = [3, 3, 2, 3, 7].map(|days| days * day);
        let first = [&[psc, 500], &days[..], &[1_000, 500, 5_000, 50, 1_000]].concat();
        let found = values(&Parameters::INITIAL).map(|value| value.to::<u64>());
        assert_eq!(found[..], first);
    }

    #[test]
    fn each_bound_holds_and_what_is_within_fits_its_place() {
        for (place, (min, max)) in BOUNDS.into_iter().enumerate() {
            let try_one = |value: U256| {
                let mut all = values(&Parameters::INITIAL);
                // Where quorum or cap is tried the other one lets it.
                all[7] = U256::from(if place == 8 { 5_000 } else { 1_000 });
                all[8] = U256::from(if place == 7 { 100 } else { 500 });
                all[place] = value;
                Parameters::checked(all).map(|is| values(&is) == all)
            };
            let (min, max, one) = (U256::from(min), U256::from(max), U256::from(1));
            assert_eq!((try_one(min), try_one(max)), (Ok(true), Ok(true)));
            assert!(try_one(max + one).is_err() && try_one(U256::MAX).is_err());
            assert!(min.is_zero() || try_one(min - one).is_err());
        }
    }

    #[test]
    fn no_juror_decides_alone() {
        let mut all = values(&Parameters::INITIAL);
        all[8] = U256::from(501);
        assert!(Parameters::checked(all).is_err());
    }

    #[test]
    fn the_checkout_outwaits_the_longest_dispute() {
        let most = |terms: &Terms| {
            let round = u64::from(terms.commit_secs) + u64::from(terms.reveal_secs);
            2 * u64::from(terms.match_secs)
                + 2 * round
                + u64::from(terms.appeal_secs)
                + u64::from(terms.umpire_secs)
        };
        assert!(most(&Parameters::INITIAL.terms) < 30 * DAY);
        let widest = Parameters::checked({
            let mut all = values(&Parameters::INITIAL);
            for place in 2..7 {
                all[place] = U256::from(BOUNDS[place].1);
            }
            all
        });
        assert!(most(&widest.unwrap().terms) < 90 * DAY);
    }
}

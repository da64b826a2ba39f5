//! What becomes of the bonds. Pure.
//!
//! Each side puts the same bond down; whoever appeals adds twice as much. Of what the loser put
//! down the coherent jurors have a part (half at most) and the winner the rest, with its own.
//! Σ put down = Σ given back + Σ paid to jurors + the remainder, to the unit: what flooring leaves
//! of the jurors' part is the winner's, once the last of them is paid.

use common::math::BPS;

use crate::dispute::{Core, Round, Ruling, Terms};

/// An appeal's bond, in bonds.
const APPEAL_FACTOR: u64 = 2;
/// Most of the sum in dispute, PSC units: three bonds of a half of it fit 64 bits.
pub const MAX_SUM: u64 = u64::MAX >> 2;

/// The bond for a sum: its share, rounded up, and at least `min`.
pub fn bond(sum: u64, bps: u16, min: u64) -> u64 {
    let share = (u128::from(sum) * u128::from(bps)).div_ceil(u128::from(BPS));
    // Bps are at most a half.
    (share as u64).max(min)
}

/// What the appeal costs.
pub fn appeal_bond(bond: u64) -> u64 {
    // By the bounds of sum and minimum.
    bond * APPEAL_FACTOR
}

/// What a side put down.
fn put_down(core: &Core, bond: u64, side: Ruling) -> u64 {
    let came = match side {
        Ruling::Party => core.funded,
        _ => core.matched,
    };
    // Who appealed is whom the first round decided against.
    let appealed = core.appealed && core.outcome != side;
    let first = if came { bond } else { 0 };
    let second = if appealed { appeal_bond(bond) } else { 0 };
    first + second
}

/// How the bonds of a final dispute are divided, PSC units.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Division {
    /// Paid to the party at once.
    pub party: u64,
    /// Paid to the respondent at once.
    pub respondent: u64,
    /// The coherent jurors' part.
    pub jurors: u64,
    /// The weight they share it by.
    pub weight: u64,
}

/// Weight of the votes that agree with the ruling, in both rounds.
fn coherent(core: &Core, rounds: &[Round; 2]) -> u64 {
    // Cannot overflow: a side weighs less than 2^63.
    rounds[0].weight(core.ruling) + rounds[1].weight(core.ruling)
}

/// Divides the bonds of a final dispute.
pub fn divide(core: &Core, bond: u64, terms: &Terms, rounds: &[Round; 2]) -> Division {
    let party = put_down(core, bond, Ruling::Party);
    let respondent = put_down(core, bond, Ruling::Respondent);
    let lost = match core.ruling {
        Ruling::Refused => {
            return Division {
                party,
                respondent,
                ..Division::default()
            }
        }
        Ruling::Party => respondent,
        Ruling::Respondent => party,
    };
    let weight = coherent(core, rounds);
    // Nobody agreed with the umpire, or nobody was asked: all is the winner's.
    let jurors = match weight {
        0 => 0,
        _ => (u128::from(lost) * u128::from(terms.juror_bps) / u128::from(BPS)) as u64,
    };
    let won = party + respondent - jurors;
    let (party, respondent) = match core.ruling {
        Ruling::Party => (won, 0),
        _ => (0, won),
    };
    Division {
        party,
        respondent,
        jurors,
        weight,
    }
}

/// Pays a coherent juror of this weight its slice: how much, and what then remains for the
/// winner, if it was the last.
pub fn pay_juror(core: &mut Core, division: &Division, weight: u64) -> (u64, u64) {
    // The product of a part below 2^63 and a weight fits; and the slice is at most the part, for
    // the weight is one of those that add up to the whole.
    let slice = match division.weight {
        0 => 0,
        whole => (u128::from(division.jurors) * u128::from(weight) / u128::from(whole)) as u64,
    };
    core.claimed += weight;
    core.paid += slice;
    let remainder = match core.claimed == division.weight {
        true => division.jurors - core.paid,
        false => 0,
    };
    (slice, remainder)
}

/// Power that a coherent juror gains: of what of the weight was earned, not of PSS nominated.
pub fn gain(earned: u64, terms: &Terms) -> u64 {
    (u128::from(earned) * u128::from(terms.gain_bps) / u128::from(BPS)) as u64
}

#[cfg(test)]
mod tests;

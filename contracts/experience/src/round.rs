//! The vote on one product's reports of one cycle: its best three, and whether they win. Pure.

use alloy_primitives::U256;

use crate::median::Change;

/// Places that win.
pub const PLACES: usize = 3;
/// Tenths of the product's fees that each place wins.
pub const TENTHS: [u64; PLACES] = [5, 3, 2];
/// In a place whose report was struck: nobody moves up, and what it won goes to the pot.
const STRUCK: u64 = u64::MAX;

/// One word: the best three reports, all revealed weight.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Round {
    /// Numbers of reports, the best first; 0: none.
    best: [u64; PLACES],
    /// Of all reports, struck ones included: what was revealed counts for the quorum.
    pub weight: u64,
}

impl Round {
    pub fn pack(self) -> U256 {
        let [first, second, third] = self.best;
        U256::from_limbs([first, second, third, self.weight])
    }

    pub fn unpack(word: U256) -> Self {
        let [first, second, third, weight] = word.into_limbs();
        Self {
            best: [first, second, third],
            weight,
        }
    }

    /// The best three; 0: none, or struck.
    pub fn places(&self) -> [u64; PLACES] {
        self.best.map(|report| match report {
            STRUCK => 0,
            _ => report,
        })
    }

    /// The place of a report, from 0.
    pub fn place_of(&self, report: u64) -> Option<usize> {
        self.places()
            .iter()
            .position(|best| *best == report && report != 0)
    }

    /// Whether a report was struck: the others keep their places from then on.
    pub fn is_final(&self) -> bool {
        self.best.contains(&STRUCK)
    }

    /// Whether its best win; a quorum is 1 at least.
    pub fn has_quorum(&self, quorum: u64) -> bool {
        quorum != 0 && self.weight >= quorum
    }

    /// Tenths of the product's fees that have winners.
    pub fn tenths(&self, quorum: u64) -> u64 {
        let filled = self.best.iter().filter(|report| **report != 0).count();
        match self.has_quorum(quorum) {
            true => TENTHS[..filled].iter().sum(),
            false => 0,
        }
    }

    /// A vote comes or is taken back.
    pub fn weigh(&mut self, change: Change) {
        self.weight = change.of(self.weight);
    }

    /// Puts a report where its weight belongs: more weight first, then the earlier report. Without
    /// any it has no place. `weigh` tells the weights of those that have one.
    pub fn rank(&mut self, report: u64, weight: u64, weigh: impl Fn(u64) -> u64) {
        let mut ranked = [(0, 0); PLACES + 1];
        let others = self.best.into_iter().filter(|r| *r != report && *r != 0);
        let mut count = 0;
        for other in others {
            ranked[count] = (other, weigh(other));
            count += 1;
        }
        if weight != 0 {
            let before =
                |(other, has): &(u64, u64)| *has > weight || *has == weight && *other < report;
            let at = ranked[..count].iter().filter(|other| before(other)).count();
            ranked[at..=count].rotate_right(1);
            ranked[at] = (report, weight);
        }
        for (best, (report, _)) in self.best.iter_mut().zip(ranked) {
            *best = report;
        }
    }

    /// Empties the place of a report for good; which one it was, from 0.
    pub fn strike(&mut self, report: u64) -> Option<usize> {
        let place = self.place_of(report)?;
        self.best[place] = STRUCK;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{collections::BTreeMap, vec::Vec};
    use proptest::prelude::*;

    #[test]
    fn places_win_five_three_and_two_tenths() {
        let mut round = Round::default();
        assert_eq!(round.tenths(1), 0);
        round.weigh(Change::Add(10));
        for (report, tenths) in [(1, 5), (2, 8), (3, 10), (4, 10)] {
            round.rank(report, 10, |_| 10);
            assert_eq!((round.tenths(10), round.tenths(11)), (tenths, 0));
        }
        assert_eq!(round.places(), [1, 2, 3]);
        // No quorum was ever fixed: nothing was revealed.
        assert_eq!(round.tenths(0), 0);
    }

    #[test]
    fn nobody_moves_up_for_a_struck_report() {
        let mut round = Round {
            best: [7, 8, 9],
            weight: 5,
        };
        assert_eq!(round.strike(6), None);
        assert!(!round.is_final());
        assert_eq!(round.strike(8), Some(1));
        assert_eq!(round.places(), [7, 0, 9]);
        assert_eq!((round.tenths(5), round.is_final()), (10, true));
        assert_eq!(
            (round.place_of(9), round.place_of(8), round.place_of(0)),
            (Some(2), None, None)
        );
    }

    proptest! {
        #[test]
        fn words_unpack_as_they_were_packed(best in any::<[u64; 3]>(), weight in any::<u64>()) {
            let round = Round { best, weight };
            prop_assert_eq!(Round::unpack(round.pack()), round);
        }

        /// While votes only come, the best three are those of all reports, whatever came when.
        #[test]
        fn the_best_three_are_the_best(votes in prop::collection::vec((1u64..8, 1u64..6), 1..60)) {
            let mut round = Round::default();
            let mut weights = BTreeMap::new();
            for (report, weight) in votes {
                *weights.entry(report).or_insert(0) += weight;
                round.weigh(Change::Add(weight));
                round.rank(report, weights[&report], |other| weights[&other]);
                let mut sorted: Vec<(u64, u64)> = weights.iter().map(|(r, w)| (*r, *w)).collect();
                sorted.sort_by_key(|(report, weight)| (core::cmp::Reverse(*weight), *report));
                let best: Vec<u64> = sorted.iter().map(|(report, _)| *report).chain([0, 0, 0]).take(3).collect();
                prop_assert_eq!(round.places().to_vec(), best);
                prop_assert_eq!(round.weight, weights.values().sum::<u64>());
            }
        }

        /// Where a vote is taken back too, ranking all reports once more makes it so again.
        #[test]
        fn ranking_puts_right_what_bars_left(votes in prop::collection::vec((1u64..8, 1u64..6, any::<bool>()), 1..60)) {
            let mut round = Round::default();
            let mut weights: BTreeMap<u64, u64> = BTreeMap::new();
            for (report, weight, back) in votes {
                let entry = weights.entry(report).or_insert(0);
                *entry = if back { entry.saturating_sub(weight) } else { *entry + weight };
                let weight = *entry;
                round.rank(report, weight, |other| weights[&other]);
                let places: Vec<u64> = round.places().into_iter().filter(|r| *r != 0).collect();
                for pair in places.windows(2) {
                    let (a, b) = (weights[&pair[0]], weights[&pair[1]]);
                    prop_assert!(a > b || a == b && pair[0] < pair[1]);
                }
                prop_assert!(places.iter().all(|r| weights[r] != 0));
            }
            for (report, weight) in &weights {
                round.rank(*report, *weight, |other| weights[&other]);
            }
            let mut sorted: Vec<(u64, u64)> = weights.into_iter().filter(|(_, w)| *w != 0).collect();
            sorted.sort_by_key(|(report, weight)| (core::cmp::Reverse(*weight), *report));
            let best: Vec<u64> = sorted.iter().map(|(report, _)| *report).chain([0, 0, 0]).take(3).collect();
            prop_assert_eq!(round.places().to_vec(), best);
        }
    }
}

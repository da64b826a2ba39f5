use super::*;
use crate::dispute::State;
use alloy_primitives::U256;
use proptest::prelude::*;

fn sides() -> [Ruling; 2] {
    [Ruling::Party, Ruling::Respondent]
}

fn terms(juror_bps: u16) -> Terms {
    Terms {
        juror_bps,
        gain_bps: 500,
        ..Terms::default()
    }
}

/// A final dispute in which both sides put their bonds down.
fn ended(ruling: Ruling, appealed_from: Option<Ruling>) -> Core {
    Core {
        state: State::Final,
        ruling,
        funded: true,
        matched: true,
        appealed: appealed_from.is_some(),
        outcome: appealed_from.unwrap_or(ruling),
        ..Core::default()
    }
}

fn tally(weights: &[(u8, bool, u64)]) -> [Round; 2] {
    let mut rounds = [Round {
        cap: u64::MAX,
        ..Round::default()
    }; 2];
    for (round, party, weight) in weights {
        let side = sides()[usize::from(!party)];
        rounds[usize::from(*round)].count(side, *weight);
    }
    rounds
}

proptest! {
    /// Every unit that came in goes out, whoever is paid in whatever order.
    #[test]
    fn what_was_put_down_is_paid_out_to_the_unit(
        bond in prop_oneof![1u64..100, 1u64..=MAX_SUM / 2], juror_bps in 0u16..=5_000,
        ruling in 0usize..3, appealed in prop::option::of(0usize..2),
        weights in prop::collection::vec((0u8..2, any::<bool>(), prop_oneof![1u64..50, 1u64..1 << 58]), 0..30),
    ) {
        let ruling = [Ruling::Refused, Ruling::Party, Ruling::Respondent][ruling];
        let mut core = ended(ruling, appealed.map(|side| sides()[side]));
        let rounds = tally(&weights);
        let division = divide(&core, bond, &terms(juror_bps), &rounds);
        let put_down = u128::from(bond) * 2 + if core.appealed { u128::from(bond) * 2 } else { 0 };
        let mut out = u128::from(division.party) + u128::from(division.respondent);
        prop_assert_eq!(out + u128::from(division.jurors), put_down);
        let coherent: Vec<u64> = weights.iter().filter(|(_, party, _)| ruling == sides()[usize::from(!party)]).map(|w| w.2).collect();
        for (number, weight) in coherent.iter().enumerate() {
            let (slice, remainder) = pay_juror(&mut core, &division, *weight);
            let fair = U256::from(division.jurors) * U256::from(*weight) / U256::from(division.weight);
            prop_assert_eq!(U256::from(slice), fair);
            // Only the last one leaves a remainder, of less than a unit each.
            prop_assert!(remainder == 0 || number + 1 == coherent.len());
            prop_assert!((remainder as usize) < coherent.len().max(1));
            out += u128::from(slice) + u128::from(remainder);
        }
        prop_assert_eq!(out, put_down);
    }

    #[test]
    fn the_winner_has_its_own_and_half_of_the_losers_at_least(
        bond in 1u64..=MAX_SUM / 2, juror_bps in 0u16..=5_000, ruling in 0usize..2, appealed in prop::option::of(0usize..2), weight in 1u64..1000,
    ) {
        let (ruling, appealed) = (sides()[ruling], appealed.map(|side| sides()[side]));
        let core = ended(ruling, appealed);
        let rounds = tally(&[(0, true, weight), (1, false, weight)]);
        let division = divide(&core, bond, &terms(juror_bps), &rounds);
        let (won, lost) = match ruling {
            Ruling::Party => (division.party, division.respondent),
            _ => (division.respondent, division.party),
        };
        // Who lost the first round and won the appeal has the appeal's bond back as well.
        let (own, theirs) = match appealed {
            Some(first) if first == ruling => (bond, 3 * bond),
            Some(_) => (3 * bond, bond),
            None => (bond, bond),
        };
        prop_assert_eq!(lost, 0);
        prop_assert!(won >= own + theirs / 2);
    }

    #[test]
    fn a_bond_is_a_share_of_the_sum_at_least(sum in 0u64..=MAX_SUM, bps in 500u16..=5_000, min in 0u64..1 << 40) {
        let bond = bond(sum, bps, min);
        prop_assert!(bond >= min);
        prop_assert!(u128::from(bond) * 10_000 >= u128::from(sum) * u128::from(bps));
        // All that two sides can put down fits.
        prop_assert!(u128::from(bond) * 4 <= u128::from(u64::MAX));
    }

    #[test]
    fn splitting_a_juror_gains_no_power(a in any::<u32>(), b in any::<u32>(), bps in 0u16..=1_000) {
        let terms = Terms { gain_bps: bps, ..Terms::default() };
        let (a, b) = (u64::from(a), u64::from(b));
        prop_assert!(gain(a, &terms) + gain(b, &terms) <= gain(a + b, &terms));
    }
}

#[test]
fn who_puts_no_bond_down_costs_the_other_nothing() {
    let unmatched = Core {
        matched: false,
        ..ended(Ruling::Party, None)
    };
    let division = divide(&unmatched, 100, &terms(5_000), &tally(&[]));
    assert_eq!(
        division,
        Division {
            party: 100,
            ..Division::default()
        }
    );
    let unfunded = Core {
        funded: false,
        matched: false,
        ..ended(Ruling::Respondent, None)
    };
    let division = divide(&unfunded, 100, &terms(5_000), &tally(&[]));
    assert_eq!(division, Division::default());
}

#[test]
fn a_refusal_gives_bonds_back_and_jurors_nothing() {
    let votes = tally(&[(0, true, 5), (0, false, 3), (1, false, 9)]);
    for (appealed, party, respondent) in [
        (None, 100, 100),
        (Some(Ruling::Party), 100, 300),
        (Some(Ruling::Respondent), 300, 100),
    ] {
        let core = ended(Ruling::Refused, appealed);
        let division = divide(&core, 100, &terms(5_000), &votes);
        assert_eq!(
            division,
            Division {
                party,
                respondent,
                ..Division::default()
            }
        );
    }
}

#[test]
fn where_no_juror_agreed_all_is_the_winners() {
    let votes = tally(&[(0, true, 5)]);
    let core = ended(Ruling::Respondent, None);
    let division = divide(&core, 100, &terms(5_000), &votes);
    assert_eq!(
        division,
        Division {
            respondent: 200,
            ..Division::default()
        }
    );
}

#[test]
fn jurors_of_both_rounds_share_by_weight() {
    // The first round decided for the respondent, the appeal for the party: who was right at
    // first is paid as well.
    let votes = tally(&[(0, true, 10), (0, false, 20), (1, true, 30), (1, false, 5)]);
    let mut core = ended(Ruling::Party, Some(Ruling::Respondent));
    let division = divide(&core, 100, &terms(5_000), &votes);
    assert_eq!(
        division,
        Division {
            party: 350,
            respondent: 0,
            jurors: 50,
            weight: 40,
        }
    );
    assert_eq!(pay_juror(&mut core, &division, 30), (37, 0));
    assert_eq!(pay_juror(&mut core, &division, 10), (12, 1));
}

#[test]
fn weights_of_both_rounds_fit_together() {
    let votes = tally(&[(0, true, u64::MAX), (1, true, u64::MAX)]);
    let core = ended(Ruling::Party, Some(Ruling::Respondent));
    let division = divide(&core, 100, &terms(5_000), &votes);
    assert_eq!(division.weight, u64::MAX - 1);
}

#[test]
fn a_coherent_juror_gains_a_share_of_what_was_earned() {
    let terms = Terms {
        gain_bps: 50,
        ..Terms::default()
    };
    // Half a per cent, rounded down.
    for (earned, power) in [(1_000_000, 5_000), (399, 1), (199, 0), (0, 0)] {
        assert_eq!(gain(earned, &terms), power);
    }
}

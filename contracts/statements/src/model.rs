//! Tests of what time and money do: periods, signers' windows, and every unit that goes through a
//! challenge.

use alloy_primitives::{Address, U256};
use common::cycle::DAY;
use proptest::prelude::*;

use crate::records::*;

const NOW: u64 = 1_800_000_000;

#[test]
fn periods_begin_once_and_lately() {
    let none = Periods::default();
    for from in [NOW, NOW - 1, NOW - MAX_PERIOD] {
        let begun = none.begin(from, NOW).unwrap();
        assert_eq!((begun.first, begun.closed_until), (from, from));
        assert_eq!(begun.begin(from, NOW), None);
    }
    for from in [0, NOW + 1, NOW - MAX_PERIOD - 1, u64::MAX] {
        assert_eq!(none.begin(from, NOW), None);
    }
    assert_eq!(none.open(NOW, 1, NOW), None);
}

/// What users are told in days (docs/quality.md).
#[test]
fn windows_are_a_week_and_thirty_days() {
    assert_eq!((ANSWER_SECS, DISPUTE_SECS), (604_800, 2_592_000));
}

#[test]
fn a_statement_covers_its_period_but_not_its_end() {
    let statement = Statement {
        from: 10,
        until: 20,
        ..Statement::default()
    };
    let covered: Vec<u64> = (0..30).filter(|&time| statement.covers(time)).collect();
    assert_eq!(covered, (10..20).collect::<Vec<_>>());
}

#[test]
fn a_lines_fees_are_at_its_own_rate() {
    let line = Line {
        gross: 10_000,
        count: 3,
        fee_bps: 1_500,
    };
    let fees = line.fees();
    assert_eq!((fees.experience, fees.community), (1_500, 60));
    let mut sums = Statement::default();
    for lines in 1..=2 {
        sums = sums.with(&line).unwrap();
        assert_eq!(
            (
                sums.gross,
                sums.experience_fee,
                sums.community_fee,
                sums.lines
            ),
            (lines * 10_000, lines * 1_500, lines * 60, lines)
        );
    }
}

#[test]
fn a_challenge_is_answered_before_its_deadline_and_slashed_from_it_on() {
    let open = Challenge {
        deadline: NOW,
        state: State::Open,
        ..Challenge::default()
    };
    let state = |moved: Option<Challenge>| moved.map(|challenge| challenge.state);
    assert_eq!(state(open.answer(NOW - 1)), Some(State::Answered));
    assert_eq!(state(open.slash(NOW - 1)), None);
    assert_eq!(state(open.answer(NOW)), None);
    assert_eq!(state(open.slash(NOW)), Some(State::Slashed));
}

#[test]
fn parameters_may_be_at_their_bounds() {
    for bound in [|of: (u64, u64)| of.0, |of: (u64, u64)| of.1] {
        let [bond, min_slash] = Parameters::BOUNDS.map(bound);
        assert_eq!(Parameters { bond, min_slash }.out_of_bounds(), None);
    }
}

#[test]
fn a_period_ends_after_it_began_in_the_past_within_a_quarter_of_a_year() {
    let begun = Periods::default().begin(NOW - MAX_PERIOD, NOW).unwrap();
    let later = NOW + 10 * DAY;
    assert!(begun.open(NOW, 1, later).is_some());
    for until in [0, begun.first, begun.first - 1, NOW + 1, u64::MAX] {
        assert_eq!(begun.open(until, 1, later), None);
    }
    assert_eq!(begun.open(NOW - 1, 1, NOW - 2), None);
    // One statement after the other.
    let open = begun.open(NOW - 5, 1, later).unwrap();
    assert_eq!(open.open(NOW, 2, later), None);
    let closed = open.close();
    assert_eq!((closed.closed_until, closed.open_until), (NOW - 5, 0));
    assert_eq!(closed.latest, 1);
    assert!(closed.open(NOW, 2, later).is_some());
}

#[test]
fn sales_are_asked_for_when_they_had_to_be_reported() {
    let none = Periods::default();
    assert!(!none.owes(NOW - GRACE, NOW));
    assert!(none.owes(NOW - GRACE - 1, NOW));
    assert!(none.owes(NOW - MAX_AGE, NOW));
    assert!(!none.owes(NOW - MAX_AGE - 1, NOW));
    assert!(!none.owes(NOW + 1, NOW));
    assert!(!none.owes(u64::MAX, NOW));
    assert!(!none.owes(0, NOW));

    let begun = none.begin(NOW - 20 * DAY, NOW).unwrap();
    let open = begun.open(NOW - 10 * DAY, 1, NOW).unwrap();
    // Until it is closed nothing is missing.
    assert!(!open.owes(NOW - 15 * DAY, NOW));
    let closed = open.close();
    assert!(closed.owes(NOW - 20 * DAY, NOW));
    assert!(closed.owes(NOW - 10 * DAY - 1, NOW));
    assert!(!closed.owes(NOW - 10 * DAY, NOW));
    // What was sold before the first period is no secret either.
    assert!(!closed.owes(NOW - 21 * DAY, NOW));
    assert!(closed.owes(NOW - 31 * DAY, NOW));
}

#[test]
fn a_signer_signs_for_its_window_only() {
    let (key, revoked) = (
        Signer {
            since: 10,
            until: 0,
        },
        Signer {
            since: 10,
            until: 20,
        },
    );
    assert!(!Signer::default().covers(0) && !Signer::default().covers(u64::MAX));
    assert!(!key.covers(9) && key.covers(10) && key.covers(u64::MAX));
    // Revoked: old receipts stay what they were.
    assert!(!revoked.covers(9) && revoked.covers(10) && revoked.covers(19) && !revoked.covers(20));
    // Revoked in the second in which it was named: for nothing.
    let never = Signer {
        since: 10,
        until: 10,
    };
    assert!(!never.covers(10));
}

#[test]
fn fees_are_the_white_papers() {
    let fees = Fees::of(20_000_000, 1_500);
    assert_eq!((fees.experience, fees.community), (3_000_000, 120_000));
    assert_eq!(Fees::of(166, 60), Fees::default());
    let most = Fees::of(u64::MAX, 3_000);
    assert!(most.sum() < u64::MAX / 3);
}

#[test]
fn keeping_back_costs_twenty_fees_or_the_least_there_is() {
    let fees = Fees::of(1_000_000_000, 1_500);
    let slashing = Slashing::of(fees, 100, u64::MAX);
    assert_eq!(slashing.to_challenger, 10 * fees.sum());
    assert_eq!(slashing.to_community, 10 * fees.sum());
    let slashing = Slashing::of(Fees::default(), 101, u64::MAX);
    assert_eq!((slashing.to_challenger, slashing.to_community), (50, 51));
    assert_eq!(Slashing::of(fees, 100, 0), Slashing::default());
    assert_eq!(Slashing::of(fees, 100, 1).to_community, 1);
}

#[test]
fn a_platform_gains_nothing_by_challenging_itself() {
    // Half of what is taken comes back to a friend's hands: ten times the fees do not.
    for gross in [1, 1_000, 1_000_000, u64::MAX] {
        let fees = Fees::of(gross, 3_000);
        let slashing = Slashing::of(fees, Parameters::INITIAL.min_slash, u64::MAX);
        assert!(slashing.to_community > fees.sum());
    }
}

#[test]
fn parameters_have_bounds() {
    assert_eq!(Parameters::INITIAL.out_of_bounds(), None);
    let with = |bond, min_slash| Parameters { bond, min_slash }.out_of_bounds();
    assert_eq!(
        with(99_999, 1_000_000),
        Some((1, 99_999, 100_000, 1_000_000_000))
    );
    assert_eq!(with(1_000_000_001, 1_000_000).unwrap().0, 1);
    assert_eq!(with(1_000_000, 999_999).unwrap().0, 2);
    assert_eq!(with(1_000_000, u64::MAX).unwrap().0, 2);
    // It is kept in 32 bits.
    assert!(Parameters::BOUNDS[0].1 <= u32::MAX.into());
}

proptest! {
    #[test]
    fn words_unpack_as_they_were_packed(
        n in any::<[u64; 8]>(), who in any::<[u8; 20]>(), bond in any::<u32>(), platform in any::<u32>(), state in 0u8..4, bps in any::<u16>(),
    ) {
        let periods = Periods { first: n[0], closed_until: n[1], open_until: n[2], latest: n[3] };
        prop_assert_eq!(Periods::unpack(periods.pack()), periods);
        let signer = Signer { since: n[0], until: n[1] };
        prop_assert_eq!(Signer::unpack(signer.pack()), signer);
        let statement = Statement {
            platform: n[0], from: n[1], until: n[2], closed_at: n[3], gross: n[4], experience_fee: n[5], community_fee: n[6], lines: n[7],
        };
        prop_assert_eq!(Statement::unpack(statement.pack()), statement);
        let line = Line { gross: n[0], count: n[1], fee_bps: bps };
        prop_assert_eq!(Line::unpack(line.pack()), line);
        let parameters = Parameters { bond: n[0], min_slash: n[1] };
        prop_assert_eq!(Parameters::unpack(parameters.pack()), parameters);
        let challenge = Challenge {
            challenger: who.into(), bond: bond.into(), deadline: n[0], platform: platform.into(), product: n[1], gross: n[2], time: n[3],
            state: [State::None, State::Open, State::Answered, State::Slashed][usize::from(state)],
            fee_bps: bps,
        };
        prop_assert_eq!(Challenge::unpack(challenge.pack()), challenge);
    }

    /// Whatever a platform does, its closed periods are one stretch, and each second of it is in one.
    #[test]
    fn closed_periods_have_no_gap(steps in prop::collection::vec((0u64..60 * DAY, 0u64..100 * DAY, any::<bool>()), 1..30)) {
        let mut now = NOW;
        let mut periods = Periods::default().begin(NOW - DAY, NOW).unwrap();
        let mut statements: Vec<Statement> = Vec::new();
        for (wait, length, closes) in steps {
            now += wait;
            let (from, id) = (periods.closed_until, statements.len() as u64 + 1);
            if let Some(open) = periods.open(from + length, id, now) {
                periods = open;
                statements.push(Statement { platform: 1, from, until: from + length, ..Statement::default() });
            }
            if closes && periods.open_until != 0 {
                periods = periods.close();
            }
        }
        let mut end = periods.first;
        for statement in &statements {
            prop_assert_eq!(statement.from, end);
            prop_assert!(statement.until > end && statement.until - end <= MAX_PERIOD);
            end = statement.until;
        }
        prop_assert_eq!(end, periods.closed_until.max(periods.open_until));
    }

    /// Fees of a statement are the sums of its lines', and nothing overflows unnoticed.
    #[test]
    fn sums_are_those_of_the_lines(lines in prop::collection::vec((1u64..=u64::MAX, 1u16..=3_000, 0u32..64), 1..40)) {
        let mut statement = Statement::default();
        let (mut gross, mut fees, mut count) = (0u128, 0u128, 0);
        for (value, fee_bps, shift) in lines {
            let line = Line { gross: (value >> shift).max(1), count: 1, fee_bps };
            match statement.with(&line) {
                Some(with) => {
                    statement = with;
                    gross += u128::from(line.gross);
                    fees += u128::from(line.fees().sum());
                    count += 1;
                }
                None => prop_assert!(gross + u128::from(line.gross) > u64::MAX.into()),
            }
        }
        prop_assert_eq!(u128::from(statement.gross), gross);
        prop_assert_eq!(u128::from(statement.experience_fee + statement.community_fee), fees);
        prop_assert_eq!(statement.lines, count);
    }

    #[test]
    fn slashing_takes_what_there_is_and_divides_all_of_it(gross in any::<u64>(), bps in 0u16..=3_000, min in any::<u64>(), bond in any::<u64>()) {
        let fees = Fees::of(gross, bps);
        let Slashing { to_challenger, to_community } = Slashing::of(fees, min, bond);
        let taken = u128::from(to_challenger) + u128::from(to_community);
        let due = (u128::from(fees.sum()) * 20).max(min.into());
        prop_assert_eq!(taken, due.min(bond.into()));
        prop_assert!(to_challenger <= to_community && to_community - to_challenger <= 1);
    }

    /// A challenger's bond is here until it is the platform's or the challenger's again: once.
    #[test]
    fn invariant_bonds_are_paid_once(
        actions in prop::collection::vec((0u8..3, any::<prop::sample::Index>(), 0u64..5 * DAY, 100_000u64..1_000_000_000), 1..60), platform_bond in any::<u64>(),
    ) {
        let mut now = NOW;
        let mut challenges: Vec<[U256; 2]> = Vec::new();
        let (mut held, mut put, mut back, mut won) = (0u128, 0u128, 0u128, 0u128);
        let (mut left, mut taken) = (platform_bond, 0u128);
        for (action, at, wait, bond) in actions {
            now += wait;
            if action == 0 || challenges.is_empty() {
                let challenge = Challenge {
                    challenger: Address::repeat_byte(1), bond, deadline: now + ANSWER_SECS, platform: 1, product: 1, gross: bond, time: now,
                    state: State::Open, fee_bps: 1_500,
                };
                held += u128::from(bond);
                put += u128::from(bond);
                challenges.push(challenge.pack());
                continue;
            }
            let slot = at.index(challenges.len());
            let challenge = Challenge::unpack(challenges[slot]);
            let moved = match action {
                1 => challenge.answer(now),
                _ => challenge.slash(now),
            };
            // Of an open one exactly one of both can be done at any time, of another neither.
            prop_assert_eq!(
                challenge.answer(now).is_some() != challenge.slash(now).is_some(),
                challenge.state == State::Open
            );
            let Some(moved) = moved else { continue };
            held -= u128::from(challenge.bond);
            match moved.state {
                State::Answered => won += u128::from(challenge.bond),
                _ => {
                    back += u128::from(challenge.bond);
                    let of = Slashing::of(Fees::of(challenge.gross, 1_500), Parameters::INITIAL.min_slash, left);
                    let sum = of.to_challenger + of.to_community;
                    left -= sum;
                    taken += u128::from(sum);
                }
            }
            challenges[slot] = moved.pack();
        }
        let open: u128 = challenges.iter().map(|words| Challenge::unpack(*words)).filter(|of| of.state == State::Open).map(|of| u128::from(of.bond)).sum();
        prop_assert_eq!(held, open);
        prop_assert_eq!(put, held + back + won);
        prop_assert_eq!(u128::from(platform_bond), u128::from(left) + taken);
    }
}

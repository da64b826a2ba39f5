//! The figures that the contracts' own tests fix.

use alloy::primitives::U256;

use super::{
    clock::Clock,
    dispute::{Act, Dispute, Ruling, State, Tally, Terms},
    money::{due, won},
    power::{Entry, effective},
    trust::median,
};

fn amount(value: u64) -> U256 {
    U256::from(value)
}

#[test]
fn quarters_divide_cycles() {
    let clock = Clock {
        start: 100,
        length: 400,
    };
    assert_eq!([0, 100, 499, 500].map(|at| clock.cycle(at)), [0, 0, 0, 1]);
    assert_eq!((clock.quarter(2, 3), clock.quarter(0, 4)), (1_200, 500));
    assert_eq!(clock.quarter(u64::MAX, 4), u64::MAX);
}

#[test]
fn power_halves_in_six_cycles_and_gains_count_from_the_next() {
    let entry = Entry {
        power: 1_000_000_000,
        gained: 10,
        cycle: 3,
    };
    assert!((499_990_000..=500_010_000).contains(&entry.at(9).power));
    let gained = Entry {
        power: 0,
        gained: 10,
        cycle: 3,
    };
    assert_eq!(gained.at(3), gained);
    assert_eq!([4, 5].map(|cycle| gained.at(cycle).power), [10, 8]);
    assert_eq!(entry.at(u64::MAX).power, 0);
}

#[test]
fn nominations_count_up_to_what_is_earned() {
    let pss = |whole: u64| amount(whole) * amount(1_000_000_000_000_000_000);
    assert_eq!(effective(1_000_000, pss(50), 10_000), 1_500_000);
    assert_eq!(effective(1_000_000, pss(500), 10_000), 2_000_000);
    assert_eq!(effective(u64::MAX, U256::MAX, u64::MAX), u64::MAX);
}

#[test]
fn trust_is_the_weighted_lower_median() {
    assert_eq!(median([]), None);
    assert_eq!(median([(70, 0)]), None);
    assert_eq!(median([(90, 2), (40, 2)]), Some((40, 4)));
    assert_eq!(median([(90, 3), (40, 2), (100, 0)]), Some((90, 5)));
}

#[test]
fn places_win_the_white_papers_sums() {
    let fees = amount(1_500_000);
    let places = [0, 1, 2].map(|place| won(fees, place, U256::ZERO));
    assert_eq!(places, [750_000, 450_000, 300_000].map(amount));
    // A pot of 2,000 among fees of 1,000 with all places: twice the fees.
    let index = (amount(2_000) << 64) / amount(10_000);
    assert_eq!(won(amount(1_000), 0, index), amount(500 + 999));
}

#[test]
fn what_was_earned_can_be_claimed_once_its_part_is_closed() {
    let earned = [(1, amount(5)), (3, amount(7)), (4, amount(11))];
    let at = |paid, next| {
        let due = due(&earned, amount(paid), next);
        (due.claimable, due.waiting)
    };
    // Cycle 1 is closed, but its part is of cycles up to 2.
    assert_eq!(at(0, 2), (amount(0), amount(23)));
    assert_eq!(at(0, 3), (amount(5), amount(18)));
    assert_eq!(at(5, 4), (amount(7), amount(11)));
    assert_eq!(at(0, 5), (amount(23), amount(0)));
    assert_eq!(due(&[], U256::ZERO, 9).claimable, U256::ZERO);
}

#[test]
fn time_alone_moves_a_dispute() {
    let terms = Terms {
        reveal: 10,
        appeal: 20,
        umpire: 40,
    };
    let none = [Tally::default(); 2];
    let ends = |dispute: Dispute, at, rounds: &[Tally; 2]| {
        let there = dispute.at(at, &terms, rounds);
        (there.state, there.ruling, there.deadline)
    };
    let open = Dispute::open(100);
    assert_eq!(ends(open, 99, &none), (State::Funding, None, 100));
    assert_eq!(
        ends(open, 100, &none),
        (State::Final, Some(Ruling::Respondent), 100)
    );
    let funded = open.act(50, Act::Fund(150));
    assert_eq!(
        ends(funded, 150, &none),
        (State::Final, Some(Ruling::Party), 150)
    );
    let matched = funded.act(60, Act::Match(160));
    assert_eq!(ends(matched, 169, &none), (State::Reveal, None, 170));
    assert_eq!(ends(matched, 170, &none), (State::Umpire, None, 210));
    assert_eq!(
        ends(matched, 210, &none),
        (State::Final, Some(Ruling::Refused), 210)
    );
    let decided = Tally {
        party: 7,
        respondent: 3,
        quorum: 10,
    };
    let rounds = [decided, Tally::default()];
    assert_eq!(ends(matched, 170, &rounds), (State::Appeal, None, 190));
    assert_eq!(
        ends(matched, 190, &rounds),
        (State::Final, Some(Ruling::Party), 190)
    );
    let appealed = matched.at(175, &terms, &rounds).act(175, Act::Appeal(200));
    assert_eq!(ends(appealed, 210, &rounds), (State::Umpire, None, 250));
    let ruled = appealed
        .at(220, &terms, &rounds)
        .act(220, Act::Rule(Ruling::Party));
    assert_eq!(
        ends(ruled, 1_000, &rounds),
        (State::Final, Some(Ruling::Party), 220)
    );
}

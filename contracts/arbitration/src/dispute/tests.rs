use super::*;
use proptest::prelude::*;

const TERMS: Terms = Terms {
    match_secs: 30,
    commit_secs: 300,
    reveal_secs: 200,
    appeal_secs: 50,
    umpire_secs: 70,
    quorum_bps: 1_000,
    cap_bps: 500,
    juror_bps: 5_000,
    gain_bps: 500,
    lose_bps: 500,
    bond_bps: 500,
};
const START: u64 = 1_000;

fn terms() -> impl Strategy<Value = Terms> {
    (any::<[u32; 5]>(), any::<[u16; 6]>()).prop_map(|(secs, bps)| Terms {
        match_secs: secs[0],
        commit_secs: secs[1],
        reveal_secs: secs[2],
        appeal_secs: secs[3],
        umpire_secs: secs[4],
        quorum_bps: bps[0],
        cap_bps: bps[1],
        juror_bps: bps[2],
        gain_bps: bps[3],
        lose_bps: bps[4],
        bond_bps: bps[5],
    })
}

fn round() -> impl Strategy<Value = Round> {
    // Small numbers: quorums are missed, met and tied.
    [0u64..4, 0u64..4, 1u64..6, 0u64..3].prop_map(|[party, respondent, quorum, cap]| Round {
        party,
        respondent,
        quorum,
        cap,
    })
}

fn rulings() -> [Ruling; 3] {
    [Ruling::Refused, Ruling::Party, Ruling::Respondent]
}

fn states() -> [State; 8] {
    [
        State::None,
        State::Funding,
        State::Matching,
        State::Commit,
        State::Reveal,
        State::Appeal,
        State::Umpire,
        State::Final,
    ]
}

/// A round that decided for one side, by exactly the quorum.
fn decided(ruling: Ruling) -> Round {
    let mut round = Round {
        quorum: 10,
        cap: 10,
        ..Round::default()
    };
    round.count(ruling, 10);
    round
}

fn undecided(_: u8) -> Round {
    TERMS.round(1_000)
}

proptest! {
    #[test]
    fn words_unpack_as_they_were_packed(
        terms in terms(), numbers in any::<[u64; 4]>(), flags in any::<[bool; 5]>(), state in 0usize..8, rulings_at in [0usize..3, 0..3],
    ) {
        prop_assert_eq!(Terms::unpack(terms.pack()), terms);
        let round = Round { party: numbers[0], respondent: numbers[1], quorum: numbers[2], cap: numbers[3] };
        prop_assert_eq!(Round::unpack(round.pack()), round);
        let core = Core {
            state: states()[state],
            deadline: numbers[0],
            outcome: rulings()[rulings_at[0]],
            ruling: rulings()[rulings_at[1]],
            funded: flags[0],
            matched: flags[1],
            appealed: flags[2],
            divided: flags[3],
            executed: flags[4],
            claimed: numbers[1],
            paid: numbers[2],
        };
        prop_assert_eq!(Core::unpack(core.pack()), core);
    }

    /// Whatever was done, time alone ends it, and it does not matter when somebody looked.
    #[test]
    fn time_alone_ends_every_dispute_and_looking_changes_nothing(
        terms in terms(), tallies in [round(), round()], steps in prop::collection::vec((0u64..1 << 33, 0u8..6), 0..12), looks in [any::<u32>(), any::<u32>()],
    ) {
        let tally = |number: u8| tallies[usize::from(number)];
        let mut now = START;
        let mut core = Core::open(now, &terms);
        let mut rounds = 0;
        for (secs, act) in steps {
            now += secs;
            let (before, here) = (core.state, core.at(now, &terms, tally));
            prop_assert!(here.state >= before);
            prop_assert!(!here.state.is_open() || now < here.deadline);
            let after = match act {
                0 => here.fund(now, &terms),
                1 => here.match_bond(now, &terms),
                2 => here.appeal(now, &terms),
                3 => here.rule(now, Ruling::Party),
                _ => None,
            };
            rounds += u8::from(after.is_some() && (act == 1 || act == 2));
            core = after.unwrap_or(here);
            // A quorum stands behind whatever jurors decided.
            if core.outcome != Ruling::Refused {
                prop_assert_eq!(tallies[0].outcome(), Some(core.outcome));
            }
        }
        prop_assert!(rounds <= 2);
        let [early, late] = looks.map(u64::from);
        let (early, late) = (now + early.min(late), now + early.max(late));
        prop_assert_eq!(core.at(early, &terms, tally).at(late, &terms, tally), core.at(late, &terms, tally));
        prop_assert_eq!(core.at(u64::MAX, &terms, tally).state, State::Final);
    }

    #[test]
    fn an_outcome_needs_the_quorum_and_a_majority(round in round()) {
        let revealed = round.party + round.respondent;
        match round.outcome() {
            Some(Ruling::Party) => prop_assert!(revealed >= round.quorum && round.party > round.respondent),
            Some(Ruling::Respondent) => prop_assert!(revealed >= round.quorum && round.respondent > round.party),
            Some(Ruling::Refused) => prop_assert!(false),
            None => prop_assert!(revealed < round.quorum || round.party == round.respondent),
        }
    }

    /// Where the cap is half of the quorum, two jurors at the cap are one, whatever the total is.
    #[test]
    fn as_many_jurors_are_a_quorum_as_their_shares_say(total in 1u64..u64::MAX >> 1) {
        let round = TERMS.round(total);
        prop_assert_eq!(TERMS.quorum_bps, 2 * TERMS.cap_bps);
        prop_assert!(round.cap < round.quorum);
        prop_assert!(2 * u128::from(round.cap) >= u128::from(round.quorum));
    }

    #[test]
    fn no_juror_alone_is_a_quorum_and_none_weighs_more_than_the_cap(
        total in any::<u64>(), quorum in 200u16..=5_000, power in any::<u64>(),
    ) {
        let terms = Terms { quorum_bps: quorum, cap_bps: quorum / 2, ..TERMS };
        let mut round = terms.round(total);
        prop_assert!(round.quorum > 0);
        let weight = round.count(Ruling::Party, power);
        prop_assert!(weight <= round.cap && weight <= power);
        prop_assert_eq!(round.outcome(), None);
    }

    #[test]
    fn what_is_taken_back_was_never_counted(
        cap in any::<u64>(), powers in prop::collection::vec((any::<u64>(), any::<bool>(), any::<bool>()), 0..12),
    ) {
        let side = |party: bool| if party { Ruling::Party } else { Ruling::Respondent };
        let empty = Round { cap, quorum: 1, ..Round::default() };
        let mut round = empty;
        let weights: Vec<_> = powers.iter().map(|(power, party, _)| round.count(side(*party), *power)).collect();
        let (mut kept, mut left) = ([0u128; 2], round);
        for ((_, party, taken), weight) in powers.iter().zip(weights) {
            if *taken {
                left.take_back(side(*party), weight);
            } else {
                kept[usize::from(*party)] += u128::from(weight);
            }
        }
        prop_assert_eq!(kept, [u128::from(left.respondent), u128::from(left.party)]);
    }
}

#[test]
fn who_puts_no_bond_down_loses() {
    let opened = Core::open(START, &TERMS);
    assert_eq!(opened.at(1_029, &TERMS, undecided), opened);
    let ended = opened.at(1_030, &TERMS, undecided);
    assert_eq!(
        (ended.state, ended.ruling, ended.funded),
        (State::Final, Ruling::Respondent, false)
    );
    let funded = opened.fund(1_010, &TERMS).unwrap();
    assert_eq!((funded.state, funded.deadline), (State::Matching, 1_040));
    let ended = funded.at(1_040, &TERMS, undecided);
    assert_eq!(
        (ended.state, ended.ruling, ended.matched),
        (State::Final, Ruling::Party, false)
    );
}

/// A dispute whose first round began at 1,000: it is committed to until 1,300, revealed until 1,500.
fn begun() -> Core {
    let core = Core::open(START, &TERMS).fund(START, &TERMS).unwrap();
    core.match_bond(START, &TERMS).unwrap()
}

#[test]
fn a_round_is_committed_to_and_then_revealed() {
    let tally = |_| decided(Ruling::Party);
    let at = |now| begun().at(now, &TERMS, tally).state;
    assert_eq!(at(1_299), State::Commit);
    assert_eq!((at(1_300), at(1_499)), (State::Reveal, State::Reveal));
    assert_eq!((at(1_500), at(1_549)), (State::Appeal, State::Appeal));
    assert_eq!(at(1_550), State::Final);
}

#[test]
fn an_outcome_that_nobody_appeals_from_is_the_ruling() {
    for ruling in [Ruling::Party, Ruling::Respondent] {
        let ended = begun().at(1_550, &TERMS, |_| decided(ruling));
        assert_eq!(
            (ended.state, ended.ruling, ended.deadline),
            (State::Final, ruling, 1_550)
        );
    }
}

#[test]
fn the_appeal_decides_and_is_the_last() {
    for (first, second) in [
        (Ruling::Party, Ruling::Respondent),
        (Ruling::Respondent, Ruling::Respondent),
    ] {
        let tally = |number| decided(if number == 0 { first } else { second });
        let appealable = begun().at(1_510, &TERMS, tally);
        assert_eq!(appealable.outcome, first);
        let appealed = appealable.appeal(1_510, &TERMS).unwrap();
        assert_eq!(
            (appealed.state, appealed.round(), appealed.deadline),
            (State::Commit, 1, 1_810)
        );
        let ended = appealed.at(2_010, &TERMS, tally);
        assert_eq!(
            (ended.state, ended.ruling, ended.outcome),
            (State::Final, second, first)
        );
        assert_eq!(ended.appeal(2_010, &TERMS), None);
    }
}

#[test]
fn without_an_outcome_the_umpire_rules_or_time_refuses() {
    let tied = {
        let mut round = decided(Ruling::Party);
        round.count(Ruling::Respondent, 10);
        round
    };
    let short = Round {
        quorum: 11,
        ..decided(Ruling::Party)
    };
    for round in [tied, short, undecided(0)] {
        let waiting = begun().at(1_500, &TERMS, |_| round);
        assert_eq!((waiting.state, waiting.deadline), (State::Umpire, 1_570));
        for ruling in rulings() {
            let ended = waiting.rule(1_520, ruling).unwrap();
            assert_eq!((ended.state, ended.ruling), (State::Final, ruling));
            assert_eq!(ended.at(u64::MAX, &TERMS, |_| round), ended);
        }
        let refused = waiting.at(1_570, &TERMS, |_| round);
        assert_eq!(
            (refused.state, refused.ruling),
            (State::Final, Ruling::Refused)
        );
    }
}

#[test]
fn an_appeal_below_the_quorum_is_the_umpires() {
    let tally = |number| match number {
        0 => decided(Ruling::Party),
        _ => undecided(1),
    };
    let appealable = begun().at(1_500, &TERMS, tally);
    let waiting = appealable
        .appeal(1_500, &TERMS)
        .unwrap()
        .at(2_000, &TERMS, tally);
    assert_eq!(
        (waiting.state, waiting.outcome),
        (State::Umpire, Ruling::Party)
    );
}

#[test]
fn each_act_has_one_state() {
    for state in states() {
        let core = Core {
            state,
            deadline: 5_000,
            ..Core::default()
        };
        let is = |wanted| state == wanted;
        assert_eq!(core.fund(START, &TERMS).is_some(), is(State::Funding));
        assert_eq!(
            core.match_bond(START, &TERMS).is_some(),
            is(State::Matching)
        );
        assert_eq!(core.appeal(START, &TERMS).is_some(), is(State::Appeal));
        assert_eq!(core.rule(START, Ruling::Party).is_some(), is(State::Umpire));
        assert_eq!(state.is_open(), !is(State::None) && !is(State::Final));
    }
}

#[test]
fn rulings_are_0_to_2() {
    for (number, ruling) in (0u8..).zip(rulings()) {
        assert_eq!(Ruling::checked(U256::from(number)), Some(ruling));
    }
    assert_eq!(Ruling::checked(U256::from(3)), None);
    assert_eq!(Ruling::checked(U256::MAX), None);
    assert_eq!(Ruling::checked(U256::from(1) << 64), None);
}

/// A tenth of all power decides, at most a twentieth by one: the cap rounded up, the quorum down.
#[test]
fn quorum_and_cap_are_shares_of_the_power_there_is() {
    for (total, quorum, cap) in [(100_000, 10_000, 5_000), (1_019, 101, 51), (9, 2, 1)] {
        let round = TERMS.round(total);
        assert_eq!((round.quorum, round.cap), (quorum, cap));
    }
}

#[test]
fn without_power_no_round_decides() {
    let mut round = TERMS.round(0);
    assert_eq!((round.quorum, round.cap), (1, 0));
    assert_eq!(round.count(Ruling::Party, u64::MAX), 0);
    assert_eq!(round.outcome(), None);
}

/// Only the windows of bonds begin anew, and none ever ends sooner for it.
#[test]
fn holding_gives_whose_bond_is_awaited_a_whole_window() {
    let terms = crate::parameters::Parameters::INITIAL.terms;
    let all = [
        (State::Funding, Some(terms.match_secs)),
        (State::Matching, Some(terms.match_secs)),
        (State::Commit, None),
        (State::Reveal, None),
        (State::Appeal, Some(terms.appeal_secs)),
        (State::Umpire, None),
        (State::Final, None),
    ];
    for (state, window) in all {
        let core = Core {
            state,
            deadline: 1_000,
            ..Core::default()
        };
        assert_eq!(core.awaits_bond(), window.is_some());
        let deadline = window.map_or(1_000, |secs| 999 + u64::from(secs));
        assert_eq!(core.hold(999, &terms), Core { deadline, ..core });
    }
}

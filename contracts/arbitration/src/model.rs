//! A dispute from end to end, with money and votes, as the contract's thin layer plays it: whatever
//! anybody does, time ends it, and not a unit stays or is missing.

use alloy_primitives::{Address, B256};
use proptest::prelude::*;
use std::collections::BTreeMap;

use crate::{
    bonds::{appeal_bond, divide, pay_juror},
    dispute::{Core, Round, Ruling, State, Terms},
    parameters::Parameters,
    vote::{Ballot, Consequence, Vote},
};

const JURORS: u8 = 6;

#[derive(Clone, Debug)]
enum Act {
    Wait(u64),
    Fund,
    Match,
    Appeal,
    Rule(u8),
    Commit(u8, bool),
    Reveal(u8, bool),
    Challenge(u8),
    Execute,
    Settle(u8, u8),
}

struct World {
    now: u64,
    terms: Terms,
    bond: u64,
    core: Core,
    rounds: [Round; 2],
    votes: BTreeMap<(u8, u8), Vote>,
    powers: Vec<u64>,
    held: u128,
    put_down: u128,
    paid: u128,
    /// Votes settled, whatever came of them.
    settled: BTreeMap<(u8, u8), u32>,
    /// The umpire's word.
    ruled: Option<Ruling>,
}

fn side(party: bool) -> Ruling {
    match party {
        true => Ruling::Party,
        false => Ruling::Respondent,
    }
}

impl World {
    fn new(bond: u64, powers: Vec<u64>) -> Self {
        let terms = Parameters::INITIAL.terms;
        Self {
            now: 1_000,
            terms,
            bond,
            core: Core::open(1_000, &terms),
            rounds: [Round::default(); 2],
            votes: BTreeMap::new(),
            powers,
            held: 0,
            put_down: 0,
            paid: 0,
            settled: BTreeMap::new(),
            ruled: None,
        }
    }

    fn vote(&self, round: u8, juror: u8) -> Vote {
        // As it is stored.
        let vote = self.votes.get(&(round, juror)).copied();
        Vote::unpack(vote.unwrap_or_default().pack())
    }

    fn ballot(&self, juror: u8, party: bool) -> Ballot {
        Ballot {
            chain: 1,
            contract: Address::ZERO,
            dispute: 1,
            round: self.core.round(),
            juror: Address::with_last_byte(juror),
            choice: side(party),
            salt: B256::ZERO,
        }
    }

    /// Somebody put an amount down, which led here; with `begins`, into a round.
    fn take(&mut self, core: Option<Core>, amount: u64, begins: bool) {
        let Some(core) = core else {
            return;
        };
        self.core = core;
        self.held += u128::from(amount);
        self.put_down += u128::from(amount);
        if begins {
            // As if the jurors had all power.
            let total = self.powers.iter().sum();
            self.rounds[usize::from(core.round())] = self.terms.round(total);
        }
    }

    fn pay(&mut self, amount: u64) {
        self.held -= u128::from(amount);
        self.paid += u128::from(amount);
    }

    fn act(&mut self, act: &Act) {
        let (now, terms, rounds) = (self.now, self.terms, self.rounds);
        let tally = |round: u8| rounds[usize::from(round)];
        let core = Core::unpack(self.core.pack()).at(now, &terms, tally);
        let round = core.round();
        match *act {
            Act::Wait(secs) => self.now += secs,
            Act::Fund => self.take(core.fund(now, &terms), self.bond, false),
            Act::Match => self.take(core.match_bond(now, &terms), self.bond, true),
            Act::Appeal => {
                let amount = appeal_bond(self.bond);
                self.take(core.appeal(now, &terms), amount, true);
            }
            Act::Rule(ruling) => {
                let ruling = Ruling::from_bits(ruling);
                if let Some(core) = core.rule(now, ruling) {
                    self.core = core;
                    self.ruled = Some(ruling);
                }
            }
            Act::Commit(juror, party) if core.state == State::Commit => {
                let vote = Vote::committed(self.ballot(juror, party).commitment());
                // One who was removed stays out of the round.
                if self.vote(round, juror) != Vote::Removed {
                    self.votes.insert((round, juror), vote);
                }
            }
            Act::Reveal(juror, party) if core.state == State::Reveal => {
                let ballot = self.ballot(juror, party);
                let (vote, power) = (self.vote(round, juror), self.powers[usize::from(juror)]);
                let tally = &mut self.rounds[usize::from(round)];
                if let Some(vote) = vote.reveal(&ballot, power, power, tally) {
                    self.votes.insert((round, juror), vote);
                }
            }
            Act::Challenge(juror) if matches!(core.state, State::Commit | State::Reveal) => {
                let vote = self.vote(round, juror);
                let tally = &mut self.rounds[usize::from(round)];
                if vote.remove(tally).is_some() {
                    self.votes.insert((round, juror), Vote::Removed);
                }
            }
            Act::Execute if core.state == State::Final && !core.divided => {
                self.core = Core {
                    divided: true,
                    ..core
                };
                let division = divide(&core, self.bond, &terms, &rounds);
                self.pay(division.party);
                self.pay(division.respondent);
            }
            Act::Settle(round, juror) if core.state == State::Final => {
                let consequence = self.vote(round, juror).consequence(core.ruling);
                if consequence == Consequence::None {
                    return;
                }
                if let Consequence::Earns(weight) = consequence {
                    self.core = core;
                    let division = divide(&core, self.bond, &terms, &rounds);
                    let (slice, remainder) = pay_juror(&mut self.core, &division, weight);
                    self.pay(slice);
                    self.pay(remainder);
                }
                self.votes.insert((round, juror), Vote::Settled);
                *self.settled.entry((round, juror)).or_default() += 1;
            }
            _ => {}
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let juror = || 0..JURORS;
    prop_oneof![
        3 => (0u64..4 * 86_400).prop_map(Act::Wait),
        1 => Just(Act::Fund),
        1 => Just(Act::Match),
        1 => Just(Act::Appeal),
        1 => (0u8..3).prop_map(Act::Rule),
        4 => (juror(), any::<bool>()).prop_map(|(juror, party)| Act::Commit(juror, party)),
        4 => (juror(), any::<bool>()).prop_map(|(juror, party)| Act::Reveal(juror, party)),
        1 => juror().prop_map(Act::Challenge),
        1 => Just(Act::Execute),
        1 => (0u8..2, juror()).prop_map(|(round, juror)| Act::Settle(round, juror)),
    ]
}

/// What leads a dispute through a round, with what jurors do in it.
fn round() -> impl Strategy<Value = Vec<Act>> {
    let votes = prop::collection::vec((0..JURORS, any::<bool>(), any::<bool>()), 0..12);
    let challenged = prop::option::of(0..JURORS);
    (votes, challenged).prop_map(|(votes, challenged)| {
        let commits = votes.iter().map(|v| Act::Commit(v.0, v.1));
        let reveals = votes
            .iter()
            .map(|v| Act::Reveal(v.0, v.1 ^ (v.2 && v.0 == 0)));
        let mut acts: Vec<Act> = commits.collect();
        acts.push(Act::Wait(3 * 86_400));
        acts.extend(reveals);
        acts.extend(challenged.map(Act::Challenge));
        acts.push(Act::Wait(2 * 86_400));
        acts
    })
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let ordered = (round(), any::<bool>(), round(), prop::option::of(0u8..3)).prop_map(
        |(first, appeals, second, umpire)| {
            let mut acts = vec![Act::Fund, Act::Match];
            acts.extend(first);
            if appeals {
                acts.push(Act::Appeal);
                acts.extend(second);
            }
            acts.extend(umpire.map(Act::Rule));
            acts
        },
    );
    prop_oneof![ordered, prop::collection::vec(act(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn every_dispute_ends_with_all_bonds_paid_out(
        bond in prop_oneof![1u64..20, 1u64..1 << 60], acts in acts(), more in prop::collection::vec(act(), 0..10),
        powers in prop::collection::vec(prop_oneof![0u64..100, 1u64..1 << 40], usize::from(JURORS)),
    ) {
        let mut world = World::new(bond, powers);
        for act in acts.iter().chain(&more) {
            world.act(act);
        }
        world.act(&Act::Wait(1 << 40));
        world.act(&Act::Execute);
        // Whoever wants settles, in this order or another, twice for good measure.
        for _ in 0..2 {
            for juror in 0..JURORS {
                for round in [1, 0] {
                    world.act(&Act::Settle(round, juror));
                }
            }
            world.act(&Act::Execute);
        }
        let core = world.core;
        prop_assert_eq!((core.state, core.divided), (State::Final, true));
        prop_assert_eq!((world.held, world.paid), (0, world.put_down));
        prop_assert!(world.settled.values().all(|times| *times == 1));
        // Who decided: both bonds, and then jurors with a quorum, or the umpire, or nobody.
        if core.matched {
            let last = world.rounds[usize::from(core.round())].outcome();
            match (last, world.ruled) {
                (Some(outcome), None) => prop_assert_eq!(core.ruling, outcome),
                (None, Some(ruling)) => prop_assert_eq!(core.ruling, ruling),
                (None, None) => prop_assert_eq!(core.ruling, Ruling::Refused),
                (Some(_), Some(_)) => prop_assert!(false, "the umpire ruled over the jurors"),
            }
        } else {
            prop_assert_eq!(core.ruling, side(core.funded));
        }
    }
}

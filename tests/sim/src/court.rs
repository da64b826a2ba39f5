//! Disputes before the jurors, by the contract's own states, tallies and division of bonds.

use crate::{
    agents::Juror,
    bonds::{appeal_bond, bond, divide, gain, pay_juror},
    books::Ledger,
    dispute::{Core, Round, Ruling, State},
    money::address,
    random::{For, Random},
    world::World,
};

/// A side of a dispute: an account, or somebody outside.
pub type Side = Option<usize>;

impl World<'_> {
    /// The cycle's cases that are nobody's here, and the one that the coalition brings though it is wrong.
    pub fn hear_cases(&mut self) {
        let market = self.settings.market;
        for case in 0..market.cases {
            let mut random = Random::of(self.seed, For::Case, [self.cycle, case, 0]);
            let right = match random.chance(market.prior_bps) {
                true => Ruling::Party,
                false => Ruling::Respondent,
            };
            self.judge(case, market.case_sum, [None, None], right, true);
        }
        let sum = self.plan.wrong_case;
        if sum > 0 {
            let mut random = Random::of(self.seed, For::Match, [self.cycle, 0, 0]);
            let matched = random.chance(market.match_bps);
            let ruling = self.judge(
                market.cases,
                sum,
                [Some(0), None],
                Ruling::Respondent,
                matched,
            );
            if ruling == Ruling::Party {
                self.pay(0, sum);
            }
        }
    }

    /// A dispute from its bonds to the jurors' pay; how it ends. Its number tells it from the cycle's others.
    pub fn judge(
        &mut self,
        number: u64,
        sum: u64,
        sides: [Side; 2],
        right: Ruling,
        matched: bool,
    ) -> Ruling {
        let terms = self.settings.terms;
        let stake = bond(sum, terms.bond_bps, self.settings.min_dispute_bond);
        let core = Core::open(0, &terms);
        let mut core = core.fund(0, &terms).unwrap_or(core);
        self.side_pays(sides[0], stake);
        let mut rounds = [Round::default(); 2];
        let mut votes = Vec::new();
        if matched {
            core = core.match_bond(core.deadline - 1, &terms).unwrap_or(core);
            self.side_pays(sides[1], stake);
            core = self.poll((number, core), &mut rounds, &mut votes, sides, right);
            // Who is right appeals; who is wrong does not throw more after it.
            if core.state == State::Appeal && core.outcome != right {
                core = core.appeal(core.deadline - 1, &terms).unwrap_or(core);
                let loser = if right == Ruling::Party {
                    sides[0]
                } else {
                    sides[1]
                };
                self.side_pays(loser, appeal_bond(stake));
                core = self.poll((number, core), &mut rounds, &mut votes, sides, right);
            }
            if core.state == State::Umpire {
                core = core.rule(core.deadline - 1, right).unwrap_or(core);
            }
        }
        core = core.at(u64::MAX, &terms, |round| rounds[usize::from(round)]);
        let division = divide(&core, stake, &terms, &rounds);
        self.side_gets(sides[0], division.party);
        self.side_gets(sides[1], division.respondent);
        let winner = if core.ruling == Ruling::Party {
            sides[0]
        } else {
            sides[1]
        };
        for (juror, choice, weight, earned) in votes {
            if choice != core.ruling {
                self.lose(juror, terms.lose_bps.into());
                continue;
            }
            let (slice, remainder) = pay_juror(&mut core, &division, weight);
            self.give_back(juror, slice);
            self.side_gets(winner, remainder);
            // Power grows once a cycle.
            if self.accounts[juror].judged <= self.cycle {
                self.accounts[juror].judged = self.cycle + 1;
                self.gain(juror, gain(earned, &terms));
            }
            self.books.weigh(self.cycle, address(juror), weight);
        }
        core.ruling
    }

    /// One round: who votes what, and where that leads.
    fn poll(
        &mut self,
        (about, core): (u64, Core),
        rounds: &mut [Round; 2],
        votes: &mut Vec<(usize, Ruling, u64, u64)>,
        sides: [Side; 2],
        right: Ruling,
    ) -> Core {
        let (terms, market) = (self.settings.terms, self.settings.market);
        let number = usize::from(core.round());
        let mut tally = terms.round(self.total.at(self.cycle).power);
        let ours = sides
            .iter()
            .position(|side| side.is_some_and(|account| self.is_member(account)));
        for juror in 0..self.accounts.len() {
            if sides.contains(&Some(juror)) {
                continue;
            }
            let member = self.is_member(juror);
            let of = [self.cycle << 1 | number as u64, juror as u64, about];
            let mut random = Random::of(self.seed, For::Juror, of);
            let behaviour = if member {
                self.plan.behaviour.juror
            } else {
                Juror::Looks
            };
            let friend = ours.filter(|_| member && self.plan.wrong_case > 0);
            let choice = match (friend, behaviour) {
                (Some(0), _) => Ruling::Party,
                (Some(_), _) => Ruling::Respondent,
                (None, Juror::Party) => Ruling::Party,
                (None, Juror::Tosses) if random.chance(5_000) => Ruling::Party,
                (None, Juror::Tosses) => Ruling::Respondent,
                (None, Juror::Looks) => {
                    if !random.chance(market.turnout_bps) {
                        continue;
                    }
                    self.charge(juror, market.look);
                    match random.chance(market.sight_bps) {
                        true => right,
                        false if right == Ruling::Party => Ruling::Respondent,
                        false => Ruling::Party,
                    }
                }
            };
            let (effective, earned) = self.power_of(juror);
            let weight = tally.count(choice, effective);
            if weight == 0 {
                continue;
            }
            // To commit, to reveal, and to be settled.
            self.charge(juror, 3 * market.gas);
            votes.push((juror, choice, weight, earned.min(weight)));
        }
        rounds[number] = tally;
        let revealed = core.deadline + u64::from(terms.reveal_secs);
        core.at(revealed, &terms, |_| tally)
    }

    /// What a side puts down. Who is outside puts it down as well; it comes into the jurors' pay from there.
    fn side_pays(&mut self, side: Side, amount: u64) {
        match side {
            Some(account) => self.put_down(account, amount),
            None => self.bonds += i128::from(amount),
        }
    }

    fn side_gets(&mut self, side: Side, amount: u64) {
        match side {
            Some(account) => self.give_back(account, amount),
            None => self.bonds -= i128::from(amount),
        }
    }
}

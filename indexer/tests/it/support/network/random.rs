//! Days of the network by dice, and some by script in which everything happens.

use alloy::primitives::{Address, U256};
use productshare_abi::{Arbitration, Catalog, Cycles, Experience, Power, Quality};

use super::{Contracts, Kind, Network, power::Scheduled};
use crate::support::{
    events::{Event, account, arbitration, catalog, cycles, experience, power, quality},
    random::Random,
};

const ACCOUNTS: u64 = 6;
const PRODUCTS: u64 = 3;
const PSS: u128 = 1_000_000_000_000_000_000;
/// Weights, least and greatest values, tolerances.
const ONE: [(u16, u64, u64, u64); 1] = [(10_000, 0, u64::MAX, 40)];
const TWO: [(u16, u64, u64, u64); 2] = [(6_000, 10, 200, 30), (4_000, 0, 1_000, 17)];

fn owner() -> Address {
    account(80)
}

fn umpire() -> Address {
    account(81)
}

fn who(random: &mut Random) -> Address {
    account(random.below(ACCOUNTS) as u8 + 1)
}

/// A number from 1 up to `count`, 0 if there is none.
fn number(random: &mut Random, count: usize) -> u64 {
    match count {
        0 => 0,
        _ => random.below(count as u64) + 1,
    }
}

impl Network {
    /// One with the deployment's addresses and first settings.
    pub fn new(now: u64, start: u64, length: u64, at: Contracts) -> Self {
        let mut net = Self {
            now,
            start,
            length,
            at,
            ..Self::default()
        };
        let (psc, pss) = (account(90), account(91));
        net.log.extend([
            cycles(Cycles::CyclesCreated { psc, start, length }),
            power(Power::PowerCreated { pss, start, length }),
            experience(Experience::ExperienceCreated { psc, start, length }),
            experience(Experience::ParametersSet {
                bond: U256::from(5_000),
                quorumBps: 2_000,
                capBps: 1_000,
                voteGainBps: 200,
                reportGain: 1_000_000,
            }),
        ]);
        net.power.rate = Scheduled(10_000, 10_000, 0);
        net.log.push(power(Power::RateSet {
            cycle: 0,
            rate: 10_000,
        }));
        net.set_parameters(1_000, 500);
        net.set_terms([60, 50, 50, 60, 90]);
        for number in 1..=6 {
            net.seed(account(number), owner(), u64::from(number) * 1_000_000);
        }
        net
    }

    /// Something that somebody might do next.
    pub fn step(&mut self, random: &mut Random) -> Vec<Event> {
        let (a, b) = (who(random), who(random));
        let product = random.below(PRODUCTS) + 1;
        match random.below(46) {
            0 | 1 => self.join(random, a, b),
            2..=4 => self.model(random, a, product),
            5 => match random.below(4) {
                0 => self.seed(a, owner(), random.below(3_000_000) + 1),
                1 => self.set_rate(random.below(40_000)),
                2 => {
                    let some = random.below(40);
                    self.set_terms([80, 80 + some, 90, 80 + some, 90]);
                }
                _ => self.lose(a, self.at.arbitration, random.below(2_000)),
            },
            6 | 7 => {
                let amount = u128::from(random.below(90) + 1) * PSS + 7;
                match random.below(3) {
                    0 => self.withdraw(a, b),
                    1 => {
                        let has = self.power.nominations.get(&(a, b)).map_or(0, |own| own.0);
                        let part = if random.one_in(2) { has } else { has / 3 };
                        self.retract(a, b, part);
                    }
                    _ => self.nominate(a, b, amount),
                }
            }
            8..=12 => {
                let platform = number(random, self.platforms.len() + 1) - 1;
                self.accrue(product, platform, random.below(500), random.below(30));
            }
            13..=15 => {
                let measured = [random.below(120), random.below(60)];
                self.file(a, product, &measured);
            }
            16..=27 => self.vote(random, a),
            28 | 29 => {
                self.close();
                for _ in 0..3 {
                    self.claim(random, a);
                }
            }
            30 => self.claim(random, a),
            31 if a != b => match random.below(3) {
                0 => self.dispute_line(random.below(9) + 1, a, b, product),
                1 => drop(self.open_dispute(account(70), a, b, u64::MAX, random.below(9_000))),
                _ => match number(random, self.models.len()) {
                    0 => {}
                    model => drop(self.dispute_model(model, a)),
                },
            },
            _ => self.argue(random, a),
        }
        self.take_log()
    }

    fn join(&mut self, random: &mut Random, a: Address, b: Address) {
        let kind = if random.one_in(2) {
            Kind::Platform
        } else {
            Kind::Expert
        };
        let count = match kind {
            Kind::Platform => self.platforms.len(),
            Kind::Expert => self.experts.len(),
        };
        let of = number(random, count);
        match random.below(8) {
            _ if of == 0 => drop(match kind {
                Kind::Platform => self.register_platform(a, b),
                Kind::Expert => self.register_expert(a),
            }),
            0 => drop(self.register_platform(a, b)),
            1 | 2 => drop(self.register_expert(a)),
            3 => self.top_up(kind, of, random.below(300) + 1),
            4 if random.one_in(3) => self.give_notice(kind, of),
            5 if random.one_in(3) => self.slash(kind, of, random.below(400), b),
            6 if random.one_in(3) => self.set_parameters(random.below(1_500), random.below(700)),
            _ if kind == Kind::Platform => match random.one_in(2) {
                true => self.transfer_platform(of, b),
                false => self.set_platform(of, a),
            },
            _ => {}
        }
    }

    fn model(&mut self, random: &mut Random, a: Address, product: u64) {
        let model = number(random, self.models.len());
        let dimensions: &[_] = if random.one_in(2) { &ONE } else { &TWO };
        let claims = [random.below(100) + 10, random.below(50)];
        match random.below(12) {
            0 | 1 => {
                let expert = self.register_expert(a);
                self.publish(expert, dimensions);
            }
            _ if model == 0 => {}
            2 => self.revise(model, dimensions),
            3 if random.one_in(3) => self.withdraw_model(model),
            4..=8 => {
                let versions = &self.models[model as usize - 1].versions;
                let version = number(random, versions.len());
                let count = versions[version as usize - 1].0.len();
                self.enrol(product, model, version, &claims[..count], 300);
            }
            9 => {
                let count = self
                    .enrolments
                    .get(&product)
                    .map_or(0, |of| of.claims.len());
                self.set_claims(product, &claims[..count]);
            }
            10 => self.set_fee(product, random.below(1_000) as u16 + 10),
            _ if random.one_in(4) => self.leave(product),
            _ => {}
        }
    }

    fn vote(&mut self, random: &mut Random, a: Address) {
        let Some(cycle) = self.cycle().checked_sub(1) else {
            return;
        };
        let of_cycle = |of: &(u64, &super::Report)| of.1.cycle == cycle;
        let reports: Vec<_> = (1..).zip(&self.reports.all).filter(of_cycle).collect();
        let Some(&(id, report)) = random.pick(&reports) else {
            return;
        };
        let (product, reporter) = (report.product, report.account);
        match self.quarters_since(cycle) {
            Some(0) if random.one_in(12) => self.bar(cycle, product, a, 9),
            Some(0) => self.commit(cycle, product, a),
            Some(1) if random.one_in(12) => self.bar(cycle, product, a, 9),
            Some(1) => self.reveal(id, a),
            Some(2) if random.one_in(3) => self.dispute_report(id, a),
            Some(2) => match random.one_in(3) {
                true => self.forfeit(cycle, product, a),
                false => self.confirm(cycle, product, a),
            },
            _ => match random.below(3) {
                0 => self.settle_report(id),
                1 => self.forfeit(cycle, product, a),
                _ => self.confirm(cycle, product, reporter),
            },
        }
    }

    fn claim(&mut self, random: &mut Random, a: Address) {
        // Mostly of what was closed last.
        let cycle = match random.one_in(3) {
            true => random.below(self.cycle() + 1),
            false => self.money.next.saturating_sub(1),
        };
        match random.below(6) {
            0 => self.claim_community(cycle, a),
            1 if !self.experts.is_empty() => self.claim_expert(number(random, self.experts.len())),
            2 if !self.platforms.is_empty() => {
                self.claim_platform(number(random, self.platforms.len()));
            }
            _ => {
                for product in 1..=PRODUCTS {
                    for place in 1..=3 {
                        self.claim_place(cycle, product, place);
                    }
                }
            }
        }
    }

    fn argue(&mut self, random: &mut Random, a: Address) {
        // What is over, or else mostly what may still be open.
        let all = 1..=self.disputes.len() as u64;
        let over: Vec<u64> = all.filter(|id| self.core_of(*id).state == 7).collect();
        if random.one_in(3)
            && let Some(&id) = random.pick(&over)
        {
            return match random.one_in(2) {
                true => self.execute(id, !random.one_in(4)),
                false => self.settle_vote(id, random.below(2) as u8, a),
            };
        }
        let recent = random.below(self.disputes.len().clamp(1, 4) as u64);
        let id = (self.disputes.len() as u64).saturating_sub(recent);
        if id == 0 {
            return;
        }
        let state = self.core_of(id).state;
        let choice = if random.one_in(3) { 2 } else { 1 };
        match (state, random.below(8)) {
            (_, 0) => self.advance(id),
            (_, 1) => self.submit(id),
            (1 | 2, _) => self.place_bond(id),
            (5, 2) => self.place_bond(id),
            (3 | 4, 2) if random.one_in(3) => self.challenge(id, a),
            (3 | 4, _) => {
                for juror in (1..=ACCOUNTS as u8).map(account) {
                    if random.one_in(2) {
                        let choice = if random.one_in(5) { 3 - choice } else { choice };
                        self.judge(id, juror, choice);
                    }
                }
            }
            (6, 3) => self.give_ruling(id, umpire(), random.below(3) as u8),
            (7, 2..=5) => self.execute(id, !random.one_in(4)),
            (7, _) => self.settle_vote(id, random.below(2) as u8, a),
            _ => {}
        }
    }

    /// At least one of each event, block by block with its time, from `now` on.
    pub fn everything(now: u64, at: Contracts) -> Vec<(u64, Vec<Event>)> {
        let length = 400;
        let [a, b, c, d] = [1, 2, 3, 4].map(account);
        let mut net = Self::new(now, now, length, at);
        let mut life = Vec::new();
        net.odd_ends();
        let pss = 20 * PSS;
        net.nominate(a, a, pss);
        net.nominate(b, a, pss);
        net.register_platform(a, a);
        net.register_platform(b, c);
        net.transfer_platform(2, d);
        net.top_up(Kind::Platform, 1, 50);
        net.state_sales();
        net.have_members();
        net.register_expert(a);
        net.register_expert(b);
        net.slash(Kind::Platform, 1, 10, c);
        net.publish(1, &TWO);
        net.revise(1, &ONE);
        net.publish(1, &ONE);
        net.publish(2, &ONE);
        net.withdraw_model(3);
        net.enrol(1, 1, 1, &[100, 20], 300);
        net.enrol(2, 2, 1, &[u64::MAX], 100);
        net.set_fee(1, 200);
        net.set_claims(1, &[100, 22]);
        net.leave(2);
        net.give_notice(Kind::Expert, 2);
        net.accrue(1, 1, 1_003, 20);
        net.accrue(1, 0, 77, 0);
        for (reporter, value) in [(a, 100), (b, 110), (c, 125)] {
            net.file(reporter, 1, &[value, 22]);
        }
        let quarter = length / 4;
        let mut next = |net: &mut Self, now: u64| {
            life.push((net.now, net.take_log()));
            net.now = now;
        };
        // The day after: commit, reveal.
        next(&mut net, now + length);
        let model = net.dispute_model(1, c);
        net.dispute_line(1, a, b, 1);
        net.place_bond(model);
        net.place_bond(model);
        net.place_bond(2);
        net.submit(model);
        for voter in (1..=6).map(account) {
            net.commit(0, 1, voter);
        }
        for juror in [b, d, account(5), account(6)] {
            net.judge(model, juror, 1);
        }
        net.retract(b, a, pss / 2);
        next(&mut net, now + length + 55);
        net.judge(model, b, 1);
        net.judge(model, d, 1);
        net.judge(model, account(6), 2);
        next(&mut net, now + length + quarter + 1);
        for (report, voter) in [(1, 1), (1, 2), (2, 3), (3, 4), (2, 5)] {
            net.reveal(report, account(voter));
        }
        net.bar(0, 1, account(5), 9);
        net.advance(model);
        net.place_bond(model);
        // Third quarter: confirm, forfeit, dispute.
        next(&mut net, now + length + 2 * quarter + 1);
        net.confirm(0, 1, a);
        net.confirm(0, 1, b);
        net.forfeit(0, 1, account(6));
        // Nobody judged the appeal.
        net.give_ruling(model, umpire(), 1);
        net.dispute_report(2, d);
        net.dispute_report(2, c);
        let report = net.disputes.len() as u64;
        net.place_bond(report);
        net.place_bond(report);
        net.judge(report, account(5), 1);
        net.challenge(report, account(5));
        net.judge(report, account(6), 1);
        net.judge(report, d, 1);
        // Fourth: settle and close. The umpire rules again.
        next(&mut net, now + length + 3 * quarter + 1);
        net.give_ruling(report, umpire(), 1);
        net.settle_report(1);
        net.close();
        net.claim_place(0, 1, 1);
        for voter in [a, b] {
            net.claim_community(0, voter);
        }
        next(&mut net, now + 2 * length + 20);
        net.withdraw(b, a);
        for (dispute, taken) in [(model, false), (model, true), (report, true)] {
            net.execute(dispute, taken);
        }
        net.settle_vote(model, 0, b);
        net.settle_vote(model, 0, account(6));
        net.claim_place(0, 1, 3);
        net.accrue(1, 1, 500, 20);
        next(&mut net, now + 3 * length - 1);
        net.close();
        net.claim_expert(1);
        net.claim_platform(1);
        next(&mut net, now + 3 * length + 3);
        // Of the last cycle, that its reports and its votes are shown too.
        net.dispute_line(2, a, b, 1);
        next(&mut net, 0);
        life
    }

    /// What the owner does, and payments that fail.
    fn odd_ends(&mut self) {
        let [a, other] = [1, 70].map(account);
        let (previous, new) = (Address::ZERO, owner());
        let amount = U256::from(9);
        self.log.extend([
            quality(Quality::Connected {
                catalog: other,
                experience: other,
                arbitration: other,
                statements: other,
                memberships: other,
            }),
            power(Power::Connected {
                experience: other,
                arbitration: other,
            }),
            experience(Experience::Connected {
                checkout: other,
                catalog: other,
                splitter: other,
                stakePools: other,
                quality: other,
                power: other,
                cycles: other,
                arbitration: other,
                statements: other,
            }),
            cycles(Cycles::Connected {
                checkout: other,
                quality: other,
                experience: other,
                arbitration: other,
                statements: other,
                memberships: other,
            }),
            arbitration(Arbitration::Connected {
                power: other,
                cycles: other,
                quality: other,
                catalog: other,
                splitter: other,
                stakePools: other,
            }),
            quality(Quality::OwnershipTransferred {
                previousOwner: previous,
                newOwner: new,
            }),
            power(Power::OwnershipTransferred {
                previousOwner: previous,
                newOwner: new,
            }),
            experience(Experience::OwnershipTransferred {
                previousOwner: previous,
                newOwner: new,
            }),
            cycles(Cycles::OwnershipTransferred {
                previousOwner: previous,
                newOwner: new,
            }),
            arbitration(Arbitration::OwnershipTransferred {
                previousOwner: previous,
                newOwner: new,
            }),
            arbitration(Arbitration::ArbitrableSet {
                arbitrable: other,
                allowed: true,
            }),
            arbitration(Arbitration::UmpireSet { umpire: umpire() }),
            quality(Quality::PaymentDeferred { account: a, amount }),
            experience(Experience::PaymentDeferred { account: a, amount }),
            cycles(Cycles::PaymentDeferred { account: a, amount }),
            arbitration(Arbitration::PaymentDeferred { account: a, amount }),
            quality(Quality::CreditClaimed {
                account: a,
                amount: U256::from(1),
            }),
            experience(Experience::CreditClaimed {
                account: a,
                amount: U256::from(2),
            }),
            cycles(Cycles::CreditClaimed {
                account: a,
                amount: U256::from(3),
            }),
            arbitration(Arbitration::CreditClaimed {
                account: a,
                amount: U256::from(4),
            }),
            catalog(Catalog::ExperienceFeeSet {
                product: 1,
                version: 9,
                bps: 200,
            }),
            catalog(Catalog::StoreTransferStarted {
                store: 1,
                owner: a,
                newOwner: other,
            }),
        ]);
    }
}

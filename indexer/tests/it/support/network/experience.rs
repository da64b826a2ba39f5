//! Reports and votes, as the contract keeps them.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Experience as Abi;

use super::{Network, at};
use crate::support::events::experience;

pub const TENTHS: [u64; 3] = [5, 3, 2];
/// In a place whose report was struck.
pub const STRUCK: u64 = u64::MAX;

#[derive(Clone, Debug)]
pub struct Report {
    pub account: Address,
    pub product: u64,
    pub cycle: u64,
    pub order: u64,
    pub model: u64,
    pub version: u64,
    pub conformity: u8,
    /// Weight, tolerance, claimed, measured.
    pub dimensions: Vec<(u16, u64, u64, u64)>,
    pub bond: u64,
    pub weight: u64,
    pub state: &'static str,
    /// Number, who, sum, replaced, ruling.
    pub disputes: Vec<(u64, Address, u64, u64, Option<u64>)>,
    pub gain: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Vote {
    pub state: &'static str,
    pub commitment: B256,
    pub report: u64,
    pub weight: u64,
    pub gain: u64,
    pub counted: bool,
    pub request: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Reports {
    pub all: Vec<Report>,
    /// Cycle, product, account; in the order in which they first appear beside.
    pub votes: BTreeMap<(u64, u64, Address), Vote>,
    pub order: Vec<(u64, u64, Address)>,
    /// Per cycle: total, quorum, cap.
    pub rules: BTreeMap<u64, (u64, u64, u64)>,
    /// Cycle and product: the best three, and all revealed weight.
    pub rounds: BTreeMap<(u64, u64), ([u64; 3], u64)>,
    confirmed: BTreeMap<(u64, Address), u64>,
}

impl Reports {
    pub fn quorum(&self, cycle: u64) -> u64 {
        self.rules.get(&cycle).map_or(0, |rules| rules.1)
    }

    pub fn round(&self, cycle: u64, product: u64) -> ([u64; 3], u64) {
        self.rounds
            .get(&(cycle, product))
            .copied()
            .unwrap_or_default()
    }

    pub fn has_quorum(&self, cycle: u64, product: u64) -> bool {
        let quorum = self.quorum(cycle);
        quorum != 0 && self.round(cycle, product).1 >= quorum
    }

    pub fn tenths(&self, cycle: u64, product: u64) -> u64 {
        let (best, _) = self.round(cycle, product);
        let filled = best.iter().filter(|report| **report != 0).count();
        match self.has_quorum(cycle, product) {
            true => TENTHS[..filled].iter().sum(),
            false => 0,
        }
    }

    /// From 1; 0: it wins nothing.
    pub fn place(&self, id: u64) -> usize {
        let of = &self.all[at(id)];
        let (best, _) = self.round(of.cycle, of.product);
        let place = best.iter().position(|report| *report == id);
        match self.has_quorum(of.cycle, of.product) {
            true => place.map_or(0, |place| place + 1),
            false => 0,
        }
    }

    /// The best three as the contract tells them.
    pub fn places(&self, cycle: u64, product: u64) -> [u64; 3] {
        let (best, _) = self.round(cycle, product);
        best.map(|report| if report == STRUCK { 0 } else { report })
    }
}

fn conformity(dimensions: &[(u16, u64, u64, u64)]) -> u8 {
    let score = |&(weight, tolerance, claimed, measured): &(u16, u64, u64, u64)| {
        let left = tolerance.saturating_sub(measured.abs_diff(claimed));
        (u128::from(weight) * 1_000_000_000_000 * u128::from(left)).div_ceil(tolerance.into())
    };
    (dimensions.iter().map(score).sum::<u128>() / 100_000_000_000_000) as u8
}

impl Network {
    pub fn file(&mut self, account: Address, product: u64, measured: &[u64]) {
        let cycle = self.cycle();
        let Some(of) = self.enrolments.get(&product) else {
            return;
        };
        let struck = self.models[at(of.model)].state == "struck";
        let twice = self.reports.all.iter().any(|report| {
            (report.account, report.cycle, report.product) == (account, cycle, product)
        });
        if struck || twice {
            return;
        }
        let version = &self.models[at(of.model)].versions[at(of.version)];
        let values = of.claims.iter().zip(measured);
        let dimensions: Vec<_> = version
            .0
            .iter()
            .zip(values)
            .map(|(of, (claimed, measured))| (of.0, of.3, *claimed, *measured))
            .collect();
        let id = self.reports.all.len() as u64 + 1;
        let report = Report {
            account,
            product,
            cycle,
            order: id,
            model: of.model,
            version: of.version,
            conformity: conformity(&dimensions),
            dimensions,
            bond: 5_000,
            weight: 0,
            state: "open",
            disputes: Vec::new(),
            gain: None,
        };
        self.log.push(experience(Abi::ReportFiled {
            report: id,
            product,
            account,
            cycle,
            order: id,
            line: 0,
            conformity: report.conformity,
            bond: U256::from(report.bond),
            model: report.model,
            version: report.version,
            measured: measured[..report.dimensions.len()].to_vec(),
            evidenceHash: B256::from(U256::from(id)),
            evidence: "As it should be".into(),
        }));
        self.reports.all.push(report);
    }

    pub fn commit(&mut self, cycle: u64, product: u64, account: Address) {
        let key = (cycle, product, account);
        let state = self.reports.votes.get(&key).map(|vote| vote.state);
        if self.quarters_since(cycle) != Some(0) || !matches!(state, None | Some("committed")) {
            return;
        }
        let commitment = self.commitment();
        self.set_vote(key, "committed").commitment = commitment;
        self.log.push(experience(Abi::VoteCommitted {
            cycle,
            product,
            account,
            commitment,
        }));
    }

    fn set_vote(&mut self, key: (u64, u64, Address), state: &'static str) -> &mut Vote {
        if !self.reports.votes.contains_key(&key) {
            self.reports.order.push(key);
        }
        let vote = self.reports.votes.entry(key).or_insert(Vote {
            state,
            commitment: B256::ZERO,
            report: 0,
            weight: 0,
            gain: 0,
            counted: false,
            request: 0,
        });
        vote.state = state;
        vote
    }

    pub fn reveal(&mut self, report: u64, account: Address) {
        let of = self.reports.all[at(report)].clone();
        let (cycle, product) = (of.cycle, of.product);
        let key = (cycle, product, account);
        let state = self.reports.votes.get(&key).map(|vote| vote.state);
        if self.quarters_since(cycle) != Some(1) || state != Some("committed") {
            return;
        }
        let present = self.cycle();
        let total = self.power.total.at(present).0;
        if self.reports.quorum(cycle) == 0 {
            let cap = (total * 1_000).div_ceil(10_000);
            let quorum = (total * 2_000 / 10_000).max(cap + 1);
            self.reports.rules.insert(cycle, (total, quorum, cap));
            self.log.push(experience(Abi::RulesFixed {
                cycle,
                total,
                quorum,
                cap,
                voteGainBps: 200,
            }));
        }
        let (_, _, cap) = self.reports.rules[&cycle];
        let weight = self.effective(account, present).min(cap);
        if weight == 0 {
            return;
        }
        let gain = self.earned(account, present).0.min(cap) * 200 / 10_000;
        let vote = self.set_vote(key, "revealed");
        (vote.report, vote.weight, vote.gain) = (report, weight, gain);
        let before = (
            self.reports.places(cycle, product),
            self.reports.tenths(cycle, product),
        );
        self.weigh(report, weight as i64);
        self.log.push(experience(Abi::VoteRevealed {
            cycle,
            product,
            account,
            report,
            weight,
            gain,
            reportWeight: self.reports.all[at(report)].weight,
            productWeight: self.reports.round(cycle, product).1,
        }));
        self.tell_places(cycle, product, before);
    }

    fn weigh(&mut self, report: u64, change: i64) {
        let of = &mut self.reports.all[at(report)];
        of.weight = of.weight.checked_add_signed(change).expect("a weight");
        let key = (of.cycle, of.product);
        let (mut best, mut all) = self.reports.round(key.0, key.1);
        all = all.checked_add_signed(change).expect("a weight");
        // Those that have a place, and this one.
        let mut ranked: Vec<u64> = best
            .into_iter()
            .filter(|id| *id != 0 && *id != report)
            .collect();
        ranked.push(report);
        ranked.retain(|id| self.reports.all[at(*id)].weight > 0);
        ranked.sort_by_key(|id| (u64::MAX - self.reports.all[at(*id)].weight, *id));
        ranked.resize(3, 0);
        best.copy_from_slice(&ranked[..3]);
        self.reports.rounds.insert(key, (best, all));
    }

    fn tell_places(&mut self, cycle: u64, product: u64, before: ([u64; 3], u64)) {
        let places = self.reports.places(cycle, product);
        let tenths = self.reports.tenths(cycle, product);
        if before != (places, tenths) {
            let [first, second, third] = places;
            self.log.push(experience(Abi::PlacesChanged {
                cycle,
                product,
                first,
                second,
                third,
                tenths,
            }));
        }
        if before.1 != tenths {
            self.set_places(cycle, product, tenths);
        }
    }

    /// By shares in the queue of the product's pool.
    pub fn bar(&mut self, cycle: u64, product: u64, account: Address, request: u64) {
        let key = (cycle, product, account);
        let vote = self.reports.votes.get(&key).cloned();
        let since = self.quarters_since(cycle);
        let barred = vote.as_ref().is_some_and(|vote| vote.state == "barred");
        if barred || !matches!(since, Some(0 | 1)) {
            return;
        }
        let (report, weight) = match &vote {
            Some(vote) if vote.state == "revealed" => (vote.report, vote.weight),
            _ => (0, 0),
        };
        let vote = self.set_vote(key, "barred");
        (vote.report, vote.weight, vote.request) = (report, weight, request);
        let before = (
            self.reports.places(cycle, product),
            self.reports.tenths(cycle, product),
        );
        if report != 0 {
            self.weigh(report, -(weight as i64));
        }
        self.log.push(experience(Abi::VoterBarred {
            cycle,
            product,
            account,
            store: 0,
            request,
            report,
            weight,
            reportWeight: if report == 0 {
                0
            } else {
                self.reports.all[at(report)].weight
            },
            productWeight: self.reports.round(cycle, product).1,
        }));
        self.tell_places(cycle, product, before);
    }

    pub fn confirm(&mut self, cycle: u64, product: u64, account: Address) {
        let key = (cycle, product, account);
        let vote = self.reports.votes.get(&key).cloned();
        let Some(vote) = vote.filter(|vote| vote.state == "revealed") else {
            return;
        };
        let confirmed = self.reports.confirmed.get(&(cycle, account)).copied();
        let confirmed = confirmed.unwrap_or(0);
        let late = self.quarters_since(cycle).is_some_and(|since| since >= 2);
        if !late
            || cycle < self.money.next
            || self.reports.place(vote.report) == 0
            || confirmed >= 5
        {
            return;
        }
        self.reports
            .confirmed
            .insert((cycle, account), confirmed + 1);
        let counted = self.add_weight(cycle, account, vote.weight);
        self.set_vote(key, "confirmed").counted = counted;
        self.log.push(experience(Abi::VoteConfirmed {
            cycle,
            product,
            account,
            report: vote.report,
            weight: vote.weight,
            gain: vote.gain,
            counted,
        }));
        self.gain(account, self.at.experience, vote.gain);
    }

    pub fn forfeit(&mut self, cycle: u64, product: u64, account: Address) {
        let key = (cycle, product, account);
        let state = self.reports.votes.get(&key).map(|vote| vote.state);
        let late = self.quarters_since(cycle).is_some_and(|since| since >= 2);
        if !late || cycle < self.money.next || state != Some("committed") {
            return;
        }
        self.set_vote(key, "forfeited");
        self.log.push(experience(Abi::VoteForfeited {
            cycle,
            product,
            account,
            bps: 500,
        }));
        self.lose(account, self.at.experience, 500);
    }

    pub fn settle_report(&mut self, id: u64) {
        let of = &self.reports.all[at(id)];
        let late = self
            .quarters_since(of.cycle)
            .is_some_and(|since| since >= 3);
        if !late || of.state != "open" {
            return;
        }
        let place = self.reports.place(id);
        let gain = if place == 0 {
            0
        } else {
            1_000_000 * TENTHS[place - 1] / 10
        };
        let of = &mut self.reports.all[at(id)];
        (of.state, of.gain) = ("settled", Some(gain));
        let account = of.account;
        self.log.push(experience(Abi::ReportSettled {
            report: id,
            account,
            bond: U256::from(of.bond),
            place: place as u8,
            gain,
        }));
        self.gain(account, self.at.experience, gain);
    }

    pub fn dispute_report(&mut self, id: u64, account: Address) {
        let of = self.reports.all[at(id)].clone();
        let wrong = of.account == account || self.quarters_since(of.cycle) != Some(2);
        if wrong || matches!(of.state, "struck" | "settled") {
            return;
        }
        let mut replaced = 0;
        if of.state == "disputed" {
            let last = of.disputes.last().expect("it is disputed").0;
            let core = self.core_of(last);
            if core.state != 1 {
                return;
            }
            replaced = last;
        }
        let sum = of.bond;
        let dispute = self.open_dispute(self.at.experience, account, of.account, of.product, sum);
        let of = &mut self.reports.all[at(id)];
        of.state = "disputed";
        of.disputes.push((dispute, account, sum, replaced, None));
        self.log.push(experience(Abi::ReportDisputed {
            report: id,
            disputeId: U256::from(dispute),
            account,
            sum: U256::from(sum),
            replaced: U256::from(replaced),
            evidence: "ipfs://not-so".into(),
        }));
    }

    pub(super) fn rule_on_report(&mut self, dispute: u64, ruling: u64) {
        let found = self.reports.all.iter().position(|report| {
            report
                .disputes
                .iter()
                .any(|of| of.0 == dispute && of.4.is_none())
        });
        let Some(index) = found else { return };
        let of = &mut self.reports.all[index];
        let latest = of.disputes.last().is_some_and(|last| last.0 == dispute);
        let told = of.disputes.iter_mut().find(|of| of.0 == dispute);
        let told = told.expect("it is its dispute");
        told.4 = Some(ruling);
        let party = told.1;
        self.log.push(experience(Abi::Ruling {
            arbitrator: self.at.arbitration,
            disputeId: U256::from(dispute),
            ruling: U256::from(ruling),
        }));
        if !latest {
            return;
        }
        let of = &mut self.reports.all[index];
        of.state = if ruling == 1 { "struck" } else { "open" };
        if ruling != 1 {
            return;
        }
        let (cycle, product, bond) = (of.cycle, of.product, of.bond);
        let id = index as u64 + 1;
        let (mut best, all) = self.reports.round(cycle, product);
        let place = best.iter().position(|report| *report == id);
        if let Some(place) = place {
            best[place] = STRUCK;
            self.reports.rounds.insert((cycle, product), (best, all));
        }
        let place = place.map_or(0, |place| place + 1);
        self.log.push(experience(Abi::ReportStruck {
            report: id,
            disputeId: U256::from(dispute),
            account: party,
            place: place as u8,
            bond: U256::from(bond),
        }));
        if place != 0 {
            self.struck(cycle, product, place);
        }
    }
}

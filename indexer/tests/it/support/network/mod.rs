//! The quality network as its contracts would log it. Each action does what the contracts do and appends their events; what
//! cannot be done is left undone.

mod arbitration;
mod cycles;
mod experience;
mod power;
mod random;
mod statements;

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use productshare_abi::{Checkout, Quality};

pub use arbitration::{Dispute, Juror};
pub use cycles::{Earner, Money};
pub use experience::{Report, Reports};
pub use power::Power;

use super::{
    chain::TestChain,
    events::{Contract, Event, checkout, quality},
};

const NOTICE: u64 = 60 * 86_400;

/// A bond.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub bond: u64,
    pub leaves_at: u64,
    pub slashed: u64,
}

#[derive(Clone, Debug)]
pub struct Platform {
    pub owner: Address,
    pub payout: Address,
    pub standing: Standing,
}

#[derive(Clone, Debug)]
pub struct Expert {
    pub account: Address,
    pub standing: Standing,
}

/// Weights, least and greatest values, tolerances.
#[derive(Clone, Debug)]
pub struct Version(pub Vec<(u16, u64, u64, u64)>);

#[derive(Clone, Debug)]
pub struct Model {
    pub expert: u64,
    pub versions: Vec<Version>,
    pub state: &'static str,
    /// Number, who disputed it, ruling.
    pub disputes: Vec<(u64, Address, Option<u64>)>,
}

#[derive(Clone, Debug)]
pub struct Enrolment {
    pub model: u64,
    pub version: u64,
    pub fee: u16,
    pub claims: Vec<u64>,
}

/// Addresses of the contracts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contracts {
    pub quality: Address,
    pub experience: Address,
    pub arbitration: Address,
    pub checkout: Address,
}

impl Contracts {
    pub fn of(chain: &TestChain) -> Self {
        Self {
            quality: chain.address(Contract::Quality),
            experience: chain.address(Contract::Experience),
            arbitration: chain.address(Contract::Arbitration),
            checkout: chain.address(Contract::Checkout),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Platform = 0,
    Expert = 1,
}

/// Everything is numbered from 1, cycles from 0.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Time of the block that is being made.
    pub now: u64,
    pub start: u64,
    pub length: u64,
    pub at: Contracts,
    pub platforms: Vec<Platform>,
    pub experts: Vec<Expert>,
    pub models: Vec<Model>,
    pub enrolments: BTreeMap<u64, Enrolment>,
    /// Per product: number of changes.
    pub changes: BTreeMap<u64, usize>,
    /// Least bonds of platforms and experts.
    pub least: [u64; 2],
    pub power: Power,
    pub reports: Reports,
    pub money: Money,
    pub disputes: Vec<Dispute>,
    /// Reveal, appeal and umpire windows, after those to match and to commit.
    pub windows: [u64; 5],
    commitments: u64,
    pub log: Vec<Event>,
}

pub fn at(number: u64) -> usize {
    number as usize - 1
}

impl Network {
    pub fn take_log(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.log)
    }

    pub fn cycle_at(&self, time: u64) -> u64 {
        time.saturating_sub(self.start) / self.length
    }

    pub fn cycle(&self) -> u64 {
        self.cycle_at(self.now)
    }

    /// Quarters since a cycle ended, if it did.
    pub fn quarters_since(&self, cycle: u64) -> Option<u64> {
        let end = self.start + (cycle + 1) * self.length;
        let over = self.now.checked_sub(end)?;
        Some(over / (self.length / 4))
    }

    fn commitment(&mut self) -> B256 {
        self.commitments += 1;
        B256::from(U256::from(self.commitments))
    }

    // ---- members

    pub fn standing(&self, kind: Kind, number: u64) -> &Standing {
        match kind {
            Kind::Platform => &self.platforms[at(number)].standing,
            Kind::Expert => &self.experts[at(number)].standing,
        }
    }

    fn standing_mut(&mut self, kind: Kind, number: u64) -> &mut Standing {
        match kind {
            Kind::Platform => &mut self.platforms[at(number)].standing,
            Kind::Expert => &mut self.experts[at(number)].standing,
        }
    }

    pub fn is_active(&self, kind: Kind, number: u64) -> bool {
        let of = self.standing(kind, number);
        of.leaves_at == 0 && of.bond > 0 && of.bond >= self.least[kind as usize]
    }

    fn set_bond(&mut self, kind: Kind, number: u64, bond: u64) {
        self.standing_mut(kind, number).bond = bond;
        self.log.push(quality(Quality::BondChanged {
            kind: kind as u8,
            number,
            bond: U256::from(bond),
        }));
    }

    pub fn set_parameters(&mut self, platform: u64, expert: u64) {
        self.least = [platform, expert];
        self.log.push(quality(Quality::ParametersSet {
            platformBond: U256::from(platform),
            expertBond: U256::from(expert),
            minFeeBps: 10,
            maxFeeBps: 1_500,
        }));
    }

    pub fn register_platform(&mut self, owner: Address, payout: Address) -> u64 {
        self.platforms.push(Platform {
            owner,
            payout,
            standing: Standing::default(),
        });
        let platform = self.platforms.len() as u64;
        self.log
            .push(quality(Quality::PlatformRegistered { platform, owner }));
        self.set_platform(platform, payout);
        self.set_bond(Kind::Platform, platform, self.least[0]);
        platform
    }

    pub fn set_platform(&mut self, platform: u64, payout: Address) {
        self.platforms[at(platform)].payout = payout;
        self.log.push(quality(Quality::PlatformSet {
            platform,
            payout,
            uri: "https://platform.example".into(),
        }));
    }

    pub fn transfer_platform(&mut self, platform: u64, owner: Address) {
        self.platforms[at(platform)].owner = owner;
        self.log.extend([
            quality(Quality::PlatformOffered {
                platform,
                candidate: owner,
            }),
            quality(Quality::PlatformTransferred { platform, owner }),
        ]);
    }

    pub fn register_expert(&mut self, account: Address) -> u64 {
        let known = (1..)
            .zip(&self.experts)
            .filter(|(_, e)| e.account == account);
        if let Some((number, of)) = known.last()
            && of.standing.leaves_at == 0
        {
            return number;
        }
        self.experts.push(Expert {
            account,
            standing: Standing::default(),
        });
        let expert = self.experts.len() as u64;
        self.log.push(quality(Quality::ExpertRegistered {
            expert,
            account,
            uri: "https://expert.example".into(),
        }));
        self.set_bond(Kind::Expert, expert, self.least[1]);
        expert
    }

    pub fn top_up(&mut self, kind: Kind, number: u64, amount: u64) {
        if self.standing(kind, number).leaves_at == 0 {
            let bond = self.standing(kind, number).bond + amount;
            self.set_bond(kind, number, bond);
        }
    }

    pub fn give_notice(&mut self, kind: Kind, number: u64) {
        let leaves_at = self.now + NOTICE;
        let of = self.standing_mut(kind, number);
        if of.leaves_at == 0 {
            of.leaves_at = leaves_at;
            self.log.push(quality(Quality::NoticeGiven {
                kind: kind as u8,
                number,
                leavesAt: leaves_at,
            }));
        }
    }

    pub fn slash(&mut self, kind: Kind, number: u64, amount: u64, to: Address) {
        let taken = amount.min(self.standing(kind, number).bond);
        if taken == 0 {
            return;
        }
        let bond = self.standing(kind, number).bond - taken;
        self.set_bond(kind, number, bond);
        self.standing_mut(kind, number).slashed += taken;
        self.log.push(quality(Quality::Slashed {
            kind: kind as u8,
            number,
            amount: U256::from(taken),
            to,
        }));
    }

    // ---- models

    pub fn publish(&mut self, expert: u64, dimensions: &[(u16, u64, u64, u64)]) -> u64 {
        if !self.is_active(Kind::Expert, expert) {
            return 0;
        }
        self.models.push(Model {
            expert,
            versions: Vec::new(),
            state: "open",
            disputes: Vec::new(),
        });
        let model = self.models.len() as u64;
        self.add_version(model, dimensions);
        model
    }

    pub fn revise(&mut self, model: u64, dimensions: &[(u16, u64, u64, u64)]) {
        let of = &self.models[at(model)];
        if of.state == "open" && self.is_active(Kind::Expert, of.expert) {
            self.add_version(model, dimensions);
        }
    }

    fn add_version(&mut self, model: u64, dimensions: &[(u16, u64, u64, u64)]) {
        let of = &mut self.models[at(model)];
        of.versions.push(Version(dimensions.to_vec()));
        self.log.push(quality(Quality::ModelPublished {
            model,
            version: of.versions.len() as u64,
            expert: of.expert,
            hash: B256::repeat_byte(of.versions.len() as u8),
            uri: format!("ipfs://model/{model}"),
            weights: dimensions.iter().map(|of| of.0).collect(),
            lower: dimensions.iter().map(|of| of.1).collect(),
            upper: dimensions.iter().map(|of| of.2).collect(),
            tolerances: dimensions.iter().map(|of| of.3).collect(),
        }));
    }

    pub fn withdraw_model(&mut self, model: u64) {
        let of = &mut self.models[at(model)];
        if of.state == "open" {
            of.state = "withdrawn";
            self.log.push(quality(Quality::ModelWithdrawn { model }));
        }
    }

    pub fn dispute_model(&mut self, model: u64, account: Address) -> u64 {
        let of = &self.models[at(model)];
        let open = of.disputes.last().is_some_and(|last| last.2.is_none());
        let expert = &self.experts[at(of.expert)];
        let (respondent, bond) = (expert.account, expert.standing.bond);
        if of.state == "struck" || open || account == respondent {
            return 0;
        }
        let dispute = self.open_dispute(self.at.quality, account, respondent, 0, bond);
        self.models[at(model)]
            .disputes
            .push((dispute, account, None));
        self.log.push(quality(Quality::ModelDisputed {
            model,
            disputeId: U256::from(dispute),
            account,
            evidence: "ipfs://wrong".into(),
        }));
        dispute
    }

    fn rule_on_model(&mut self, dispute: u64, ruling: u64) {
        let of = self.models.iter().position(|model| {
            let open = model.disputes.last();
            open.is_some_and(|last| last.0 == dispute && last.2.is_none())
        });
        let Some(index) = of else { return };
        let model = index as u64 + 1;
        let of = &mut self.models[index];
        let last = of.disputes.last_mut().expect("it is disputed");
        last.2 = Some(ruling);
        let (party, expert) = (last.1, of.expert);
        self.log.push(quality(Quality::Ruling {
            arbitrator: self.at.arbitration,
            disputeId: U256::from(dispute),
            ruling: U256::from(ruling),
        }));
        if ruling == 1 {
            self.models[index].state = "struck";
            self.log.push(quality(Quality::ModelStruck { model }));
            let part = self.standing(Kind::Expert, expert).bond / 5;
            self.slash(Kind::Expert, expert, part, party);
        }
    }

    /// By the checkout, on the first line of an order.
    pub fn dispute_line(&mut self, order: u64, party: Address, respondent: Address, product: u64) {
        let id = self.open_dispute(self.at.checkout, party, respondent, product, 3_000);
        self.disputes[at(id)].line = Some(order);
        self.log.push(checkout(Checkout::LineDisputed {
            order,
            line: 0,
            arbitrator: self.at.arbitration,
            disputeId: U256::from(id),
            expiresAt: self.now + 1_000,
            evidence: "ipfs://broken".into(),
        }));
    }

    // ---- products

    fn changed(&mut self, product: u64) {
        *self.changes.entry(product).or_default() += 1;
    }

    pub fn enrol(&mut self, product: u64, model: u64, version: u64, claims: &[u64], fee: u16) {
        let of = &self.models[at(model)];
        let closed = of.state != "open" || !self.is_active(Kind::Expert, of.expert);
        let known = of.versions.get(at(version));
        if closed || self.enrolments.contains_key(&product) || known.is_none() {
            return;
        }
        let enrolment = Enrolment {
            model,
            version,
            fee,
            claims: Vec::new(),
        };
        self.enrolments.insert(product, enrolment);
        self.changed(product);
        self.log.push(quality(Quality::Enrolled {
            product,
            model,
            version,
            feeBps: fee,
        }));
        self.set_claims(product, claims);
    }

    pub fn set_claims(&mut self, product: u64, claims: &[u64]) {
        let Some(of) = self.enrolments.get_mut(&product) else {
            return;
        };
        of.claims = claims.to_vec();
        self.changed(product);
        let claims = claims.to_vec();
        self.log
            .push(quality(Quality::ClaimsSet { product, claims }));
    }

    pub fn set_fee(&mut self, product: u64, fee: u16) {
        let Some(of) = self.enrolments.get_mut(&product) else {
            return;
        };
        of.fee = fee;
        self.changed(product);
        self.log.push(quality(Quality::FeeSet {
            product,
            feeBps: fee,
        }));
    }

    pub fn leave(&mut self, product: u64) {
        if self.enrolments.remove(&product).is_some() {
            self.changed(product);
            self.log.push(quality(Quality::Left { product }));
        }
    }
}

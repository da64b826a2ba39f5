//! What concerns several contracts: each holds the PSC that its books say it owes, and locks the PSS that it says it locks.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use anyhow::Result;
use productshare_abi::{
    Arbitration::ArbitrationEvents, Contract, Experience, Experience::ExperienceEvents,
    Memberships::MembershipsEvents, Quality, Quality::QualityEvents, Statements,
    Statements::StatementsEvents,
};

use super::{Books, credits::Credits};
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const SUPPLY: Claim = Claim::new(
    "reserve.supply",
    "all PSC is either on-chain or attested supply",
);
const HELD: Claim = Claim::new(
    "escrows.held",
    "each contract holds at least the PSC that it owes or keeps in trust",
);
const LOCKED: Claim = Claim::new(
    "escrows.locked",
    "PSS locked by stake pools and offering are what their books say",
);
const GROUPS: Claim = Claim::new(
    "splitter.credited",
    "the groups' part of every settled line reached the splitter",
);
const BONDS: Claim = Claim::new(
    "escrows.bonds",
    "every bond and credit in the quality network is what its logs say",
);

/// What contracts of the quality network hold for others, by contract.
#[derive(Debug, Default)]
pub struct Escrows {
    platforms: BTreeMap<u64, U256>,
    experts: BTreeMap<u64, U256>,
    reports: BTreeMap<u64, U256>,
    disputes: BTreeMap<U256, U256>,
    challenges: BTreeMap<u64, U256>,
    fees: U256,
    credits: BTreeMap<Contract, Credits>,
}

impl Escrows {
    fn credits(&mut self, entry: &Entry) -> &mut Credits {
        self.credits.entry(entry.contract).or_default()
    }

    pub fn quality(&mut self, entry: &Entry, event: QualityEvents, findings: &mut Findings) {
        match event {
            QualityEvents::BondChanged(e) => {
                let bonds = if e.kind == 0 {
                    &mut self.platforms
                } else {
                    &mut self.experts
                };
                bonds.insert(e.number, e.bond);
            }
            QualityEvents::PaymentDeferred(e) => self.credits(entry).defer(e.account, e.amount),
            QualityEvents::CreditClaimed(e) => self
                .credits(entry)
                .claim(BONDS, entry, e.account, e.amount, findings),
            _ => {}
        }
    }

    pub fn experience(&mut self, entry: &Entry, event: ExperienceEvents, findings: &mut Findings) {
        match event {
            ExperienceEvents::ReportFiled(e) => {
                self.reports.insert(e.report, e.bond);
            }
            ExperienceEvents::ReportSettled(e) => {
                self.reports.remove(&e.report);
            }
            ExperienceEvents::ReportStruck(e) => {
                self.reports.remove(&e.report);
            }
            ExperienceEvents::PaymentDeferred(e) => self.credits(entry).defer(e.account, e.amount),
            ExperienceEvents::CreditClaimed(e) => self
                .credits(entry)
                .claim(BONDS, entry, e.account, e.amount, findings),
            _ => {}
        }
    }

    pub fn arbitration(
        &mut self,
        entry: &Entry,
        event: ArbitrationEvents,
        findings: &mut Findings,
    ) {
        match event {
            ArbitrationEvents::BondPlaced(e) => {
                *self.disputes.entry(e.disputeId).or_default() += e.amount
            }
            // What is left then is the coherent jurors'.
            ArbitrationEvents::DisputeResolved(e) => {
                self.left(e.disputeId, e.toParty.saturating_add(e.toRespondent))
            }
            ArbitrationEvents::VoteSettled(e) => {
                self.left(e.disputeId, e.paid.saturating_add(e.remainder))
            }
            ArbitrationEvents::PaymentDeferred(e) => self.credits(entry).defer(e.account, e.amount),
            ArbitrationEvents::CreditClaimed(e) => self
                .credits(entry)
                .claim(BONDS, entry, e.account, e.amount, findings),
            _ => {}
        }
    }

    fn left(&mut self, dispute: U256, amount: U256) {
        let held = self.disputes.entry(dispute).or_default();
        *held = held.saturating_sub(amount);
    }

    pub fn statements(&mut self, entry: &Entry, event: StatementsEvents, findings: &mut Findings) {
        match event {
            StatementsEvents::ChallengeOpened(e) => {
                self.challenges.insert(e.challenge, e.bond);
            }
            StatementsEvents::ChallengeAnswered(e) => {
                self.challenges.remove(&e.challenge);
            }
            StatementsEvents::PlatformSlashed(e) => {
                self.challenges.remove(&e.challenge);
            }
            StatementsEvents::PaymentDeferred(e) => self.credits(entry).defer(e.account, e.amount),
            StatementsEvents::CreditClaimed(e) => self
                .credits(entry)
                .claim(BONDS, entry, e.account, e.amount, findings),
            _ => {}
        }
    }

    pub fn memberships(
        &mut self,
        entry: &Entry,
        event: MembershipsEvents,
        findings: &mut Findings,
    ) {
        match event {
            MembershipsEvents::Joined(e) => self.fees = self.fees.saturating_add(e.fee),
            MembershipsEvents::Distributed(e) => self.fees = self.fees.saturating_sub(e.amount),
            MembershipsEvents::RestToCommunity(e) => self.fees = self.fees.saturating_sub(e.amount),
            MembershipsEvents::FeeRebated(e) => self.credits(entry).defer(e.account, e.amount),
            MembershipsEvents::CreditClaimed(e) => self
                .credits(entry)
                .claim(BONDS, entry, e.account, e.amount, findings),
            _ => {}
        }
    }

    fn held(&self, contract: Contract) -> U256 {
        let credits = self.credits.get(&contract).map(Credits::sum);
        let bonds: Vec<U256> = match contract {
            Contract::Quality => self
                .platforms
                .values()
                .chain(self.experts.values())
                .copied()
                .collect(),
            Contract::Experience => self.reports.values().copied().collect(),
            Contract::Arbitration => self.disputes.values().copied().collect(),
            Contract::Statements => self.challenges.values().copied().collect(),
            Contract::Memberships => vec![self.fees],
            _ => Vec::new(),
        };
        bonds
            .into_iter()
            .chain(credits)
            .fold(U256::ZERO, U256::saturating_add)
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        findings.begin(BONDS);
        let found = node
            .each(
                Contract::Quality,
                self.platforms.keys().copied(),
                |platform| Quality::platformCall {
                    platform: *platform,
                },
            )
            .await?;
        for (number, found) in found {
            findings.same(
                BONDS,
                || format!("bond of platform {number}"),
                self.platforms[&number],
                found.bond,
            );
        }
        let found = node
            .each(Contract::Quality, self.experts.keys().copied(), |expert| {
                Quality::expertCall { expert: *expert }
            })
            .await?;
        for (number, found) in found {
            findings.same(
                BONDS,
                || format!("bond of expert {number}"),
                self.experts[&number],
                found.bond,
            );
        }
        let found = node
            .each(Contract::Experience, self.reports.keys().copied(), |id| {
                Experience::reportCall { id: *id }
            })
            .await?;
        for (id, found) in found {
            findings.same(
                BONDS,
                || format!("bond of report {id}"),
                self.reports[&id],
                found.bond,
            );
        }
        let open = node
            .each(
                Contract::Statements,
                self.challenges.keys().copied(),
                |challenge| Statements::challengeStateCall {
                    challenge: *challenge,
                },
            )
            .await?;
        for (challenge, found) in open {
            findings.same(
                BONDS,
                || format!("bond of challenge {challenge}"),
                self.challenges[&challenge],
                found.bond,
            );
        }
        for (contract, credits) in &self.credits {
            credits.check(BONDS, *contract, node, findings).await?;
        }
        Ok(())
    }
}

pub async fn check(books: &Books, node: &Node, findings: &mut Findings) -> Result<()> {
    let now = node
        .read(
            Contract::Reserve,
            productshare_abi::Reserve::reserveReportCall {},
        )
        .await?;
    let supply = now.onchainSupply.saturating_add(now.attestedSupply);
    findings.same(
        SUPPLY,
        || "supply of PSC".into(),
        supply,
        books.psc.balances.supply,
    );
    let escrowed = node
        .read(
            Contract::Reserve,
            productshare_abi::Reserve::escrowedCall {},
        )
        .await?;
    let mut due = vec![
        (Contract::Reserve, escrowed),
        (Contract::Checkout, books.checkout.held()),
        (Contract::Splitter, books.splitter.held()),
        (Contract::StakePools, books.pools.held()),
        (Contract::Offering, books.offering.held()),
        (Contract::Cycles, books.cycles.held()),
    ];
    for contract in [
        Contract::Quality,
        Contract::Experience,
        Contract::Arbitration,
        Contract::Statements,
        Contract::Memberships,
    ] {
        due.push((contract, books.escrows.held(contract)));
    }
    for (contract, due) in due {
        let held = books.psc.balances.held(node.address(contract));
        findings.holds(HELD, None, held >= due, || {
            (
                format!("PSC units of {}", contract.name()),
                format!("at least {due}"),
                held.to_string(),
            )
        });
    }
    findings.begin(GROUPS);
    for line in books
        .checkout
        .lines
        .values()
        .filter(|line| line.settled.is_some())
    {
        let of = || format!("order {}, line {}", line.placed.order, line.placed.line);
        findings.same(GROUPS, of, U256::ZERO, line.uncredited);
    }
    findings.begin(LOCKED);
    for (locker, locked) in [
        (Contract::StakePools, books.pools.locked()),
        (Contract::Offering, books.offering.locked()),
    ] {
        for (account, locked) in locked {
            let found = books.pss.locked_by(node.address(locker), account);
            findings.same(
                LOCKED,
                || format!("PSS of {account} by {}", locker.name()),
                locked,
                found,
            );
        }
    }
    Ok(())
}

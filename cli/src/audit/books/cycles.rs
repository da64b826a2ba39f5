//! The quality network's money by cycle: 10 % of experience fees to experts, 40 % to platforms, 50 % to the products' best three
//! reports as 5:3:2, and 6 per mille of sales to the community.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{
    Contract, Cycles as Abi, Cycles::CycleClosed, Cycles::CyclesEvents as Event,
    Cycles::FeesAccrued,
};

use super::credits::Credits;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const FEES: Claim = Claim::new(
    "cycles.fees",
    "each fee is shared 10 : 40 : 50 among expert, platform and reports, to the unit",
);
const CLOSED: Claim = Claim::new(
    "cycles.closed",
    "closing a cycle shares exactly what came into it",
);
const PLACES: Claim = Claim::new(
    "cycles.places",
    "a place of a product is paid or rolled over once, and as much as it won",
);
const COMMUNITY: Claim = Claim::new(
    "cycles.community",
    "an account has its part of a cycle's community once, by its weight",
);
const EARNERS: Claim = Claim::new(
    "cycles.earners",
    "experts and platforms have what they earned less what they were paid",
);
const POTS: Claim = Claim::new(
    "cycles.pots",
    "every cycle's pots are what its fees came to",
);
const CREDITS: Claim = Claim::new(
    "cycles.credits",
    "what could not be paid is kept for whom it is due",
);

/// Tenths of a product's part that its places have.
const TENTHS: [u64; 3] = [5, 3, 2];

/// An expert or a platform: earned in sum, what division has left, and paid.
#[derive(Debug, Default)]
struct Earner {
    /// In units of the share's denominator, not yet a whole unit.
    rest: U256,
    earned: U256,
    paid: U256,
}

#[derive(Debug, Default)]
struct Product {
    fees: U256,
    tenths: u64,
    settled: u8,
}

#[derive(Debug, Default)]
struct Cycle {
    reports: U256,
    rolled: U256,
    community: U256,
    extra: U256,
    weight: U256,
    community_weight: U256,
    products: BTreeMap<u64, Product>,
    parts: BTreeMap<Address, (u64, bool)>,
    closed: Option<CycleClosed>,
}

#[derive(Debug, Default)]
pub struct Cycles {
    cycles: BTreeMap<u64, Cycle>,
    experts: BTreeMap<u64, Earner>,
    platforms: BTreeMap<u64, Earner>,
    carried: U256,
    community_carried: U256,
    next: u64,
    credits: Credits,
    received: U256,
    paid: U256,
}

/// ⌊a × b / 2^64⌋.
fn by_index(weight: U256, index: U256) -> U256 {
    weight.saturating_mul(index) >> 64usize
}

fn index(pot: U256, weight: U256) -> U256 {
    (pot << 64usize).checked_div(weight).unwrap_or_default()
}

impl Earner {
    /// Earns `parts` of `whole` of a fee, at most `most`: rounded down in sum, not line by line.
    fn earn(&mut self, fee: U256, parts: u64, whole: u64, most: U256) -> U256 {
        let sum = fee * U256::from(parts) + self.rest;
        let amount = (sum / U256::from(whole)).min(most);
        self.rest = (sum - amount * U256::from(whole)).min(U256::from(u32::MAX));
        self.earned += amount;
        amount
    }
}

impl Cycles {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::FeesAccrued(e) => self.accrue(entry, &e, findings),
            Event::PlacesSet(e) => {
                let cycle = self.cycles.entry(e.cycle).or_default();
                let product = cycle.products.entry(e.product).or_default();
                let was = product.fees * U256::from(product.tenths);
                product.tenths = e.tenths;
                cycle.weight =
                    cycle.weight.saturating_sub(was) + product.fees * U256::from(e.tenths);
                findings.logged(
                    CLOSED,
                    entry,
                    || format!("weight of cycle {}", e.cycle),
                    cycle.weight,
                    e.weight,
                );
            }
            Event::WeightAdded(e) => {
                let cycle = self.cycles.entry(e.cycle).or_default();
                let before = cycle.parts.insert(e.account, (e.weight, false));
                let (before, claimed) = before.unwrap_or_default();
                findings.logged(
                    COMMUNITY,
                    entry,
                    || format!("greater weight of {} in cycle {}", e.account, e.cycle),
                    true,
                    e.weight > before && !claimed,
                );
                cycle.community_weight += U256::from(e.weight.saturating_sub(before));
                findings.logged(
                    COMMUNITY,
                    entry,
                    || format!("weight of cycle {}", e.cycle),
                    cycle.community_weight,
                    e.total,
                );
            }
            Event::CycleClosed(e) => self.close(entry, e, findings),
            Event::ExpertPaid(e) => self.paid_earner(entry, false, e.expert, e.amount, findings),
            Event::PlatformPaid(e) => self.paid_earner(entry, true, e.platform, e.amount, findings),
            Event::PlacePaid(e) => {
                self.settle_place(entry, (e.cycle, e.product, e.place), e.amount, findings);
                self.paid += e.amount;
            }
            Event::PlaceRolledOver(e) => {
                self.settle_place(entry, (e.cycle, e.product, e.place), e.amount, findings);
                self.cycles.entry(e.into).or_default().extra += e.amount;
            }
            Event::CommunityPaid(e) => {
                let cycle = self.cycles.entry(e.cycle).or_default();
                let index = cycle
                    .closed
                    .as_ref()
                    .map_or(U256::ZERO, |closed| closed.communityIndex);
                let part = cycle.parts.entry(e.account).or_default();
                let due = by_index(U256::from(part.0), index);
                let of = || format!("{} of cycle {}", e.account, e.cycle);
                findings.logged(
                    COMMUNITY,
                    entry,
                    || format!("{} was paid before", of()),
                    false,
                    part.1,
                );
                findings.logged(COMMUNITY, entry, of, due, e.amount);
                part.1 = true;
                self.paid += e.amount;
            }
            Event::RoundingCarried(e) => {
                let into = self.cycles.entry(e.into).or_default();
                match e.community {
                    true => into.community += e.amount,
                    false => into.extra += e.amount,
                }
            }
            Event::PaymentDeferred(e) => self.credits.defer(e.account, e.amount),
            Event::CreditClaimed(e) => {
                self.credits
                    .claim(CREDITS, entry, e.account, e.amount, findings);
            }
            Event::CyclesCreated(_) | Event::Connected(_) | Event::OwnershipTransferred(_) => {}
        }
    }

    fn accrue(&mut self, entry: &Entry, e: &FeesAccrued, findings: &mut Findings) {
        let fee = e.experienceFee;
        let (expert, platform) = if fee.is_zero() {
            (U256::ZERO, U256::ZERO)
        } else {
            let expert = match e.expert {
                0 => fee / U256::from(10),
                of => self.experts.entry(of).or_default().earn(fee, 1, 10, fee),
            };
            let rest = fee - expert;
            let platform = match e.platform {
                0 => (fee * U256::from(2) / U256::from(5)).min(rest),
                of => self.platforms.entry(of).or_default().earn(fee, 2, 5, rest),
            };
            (expert, platform)
        };
        let reports = fee - expert - platform;
        let (mut rolled, mut to_expert, mut to_platform) = (U256::ZERO, expert, platform);
        for (earner, part) in [(e.expert, &mut to_expert), (e.platform, &mut to_platform)] {
            if earner == 0 {
                rolled += std::mem::take(part);
            }
        }
        let mut says = |what: &str, expected: U256, found: U256| {
            findings.logged(
                FEES,
                entry,
                || {
                    format!(
                        "{what} of a fee of product {} in cycle {}",
                        e.product, e.cycle
                    )
                },
                expected,
                found,
            );
        };
        says("expert's part", to_expert, e.toExpert);
        says("platform's part", to_platform, e.toPlatform);
        says("reports' part", reports, e.toReports);
        says("rolled part", rolled, e.rolled);
        let cycle = self.cycles.entry(e.cycle).or_default();
        cycle.reports += reports;
        cycle.rolled += rolled;
        cycle.community += e.communityFee;
        cycle.products.entry(e.product).or_default().fees += reports;
        self.received += fee + e.communityFee;
    }

    fn close(&mut self, entry: &Entry, e: CycleClosed, findings: &mut Findings) {
        let cycle = self.cycles.entry(e.cycle).or_default();
        findings.logged(
            CLOSED,
            entry,
            || "the next cycle to be closed".into(),
            self.next,
            e.cycle,
        );
        let assigned = cycle.weight / U256::from(10);
        let pot = self.carried + cycle.extra;
        let community = self.community_carried + cycle.community;
        let (report_index, community_index) = (
            index(pot, cycle.weight),
            index(community, cycle.community_weight),
        );
        let left = if cycle.weight.is_zero() {
            U256::ZERO
        } else {
            assigned + pot
        };
        let given = by_index(cycle.community_weight, community_index);
        let carried = (cycle.reports + cycle.rolled + pot).saturating_sub(left);
        let mut says = |what: &str, expected: U256, found: U256| {
            findings.logged(
                CLOSED,
                entry,
                || format!("{what} of cycle {}", e.cycle),
                expected,
                found,
            );
        };
        says("own fees of winners", assigned, e.assigned);
        says("pot", pot, e.pot);
        says("index", report_index, e.index);
        says("community's index", community_index, e.communityIndex);
        says("carried", carried, e.carried);
        says("community's carried", community - given, e.communityCarried);
        (self.carried, self.community_carried) = (carried, community - given);
        self.next = e.cycle + 1;
        cycle.closed = Some(e);
    }

    fn paid_earner(
        &mut self,
        entry: &Entry,
        platform: bool,
        number: u64,
        amount: U256,
        findings: &mut Findings,
    ) {
        let earners = if platform {
            &mut self.platforms
        } else {
            &mut self.experts
        };
        let earner = earners.entry(number).or_default();
        let left = earner.earned.saturating_sub(earner.paid);
        findings.holds(EARNERS, Some(entry), amount <= left, || {
            let kind = if platform { "platform" } else { "expert" };
            (
                format!("paid to {kind} {number}"),
                format!("at most {left}"),
                amount.to_string(),
            )
        });
        earner.paid += amount;
        self.paid += amount;
    }

    fn settle_place(
        &mut self,
        entry: &Entry,
        (cycle, product, place): (u64, u64, u8),
        amount: U256,
        findings: &mut Findings,
    ) {
        let of = || format!("place {place} of product {product} in cycle {cycle}");
        let cycle = self.cycles.entry(cycle).or_default();
        let index = cycle
            .closed
            .as_ref()
            .map_or(U256::ZERO, |closed| closed.index);
        let product = cycle.products.entry(product).or_default();
        let at = usize::from(place).wrapping_sub(1);
        let tenths = TENTHS.get(at).copied().unwrap_or_default();
        let weight = product.fees * U256::from(tenths);
        findings.logged(
            PLACES,
            entry,
            of,
            weight / U256::from(10) + by_index(weight, index),
            amount,
        );
        let bit = 1u8.checked_shl(at as u32).unwrap_or_default();
        findings.logged(
            PLACES,
            entry,
            || format!("{} was settled before", of()),
            false,
            product.settled & bit != 0,
        );
        product.settled |= bit;
    }

    /// PSC that must be here: all that came in less what was paid, and what could not be.
    pub fn held(&self) -> U256 {
        let left = self.received.saturating_sub(self.paid);
        left.saturating_add(self.credits.sum())
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Cycles;
        findings.begin(FEES);
        let progress = node.read(of, Abi::progressCall {}).await?;
        findings.same(
            CLOSED,
            || "the first cycle that is not closed".into(),
            self.next,
            progress.next,
        );
        findings.same(
            CLOSED,
            || "carried to the reports".into(),
            self.carried,
            progress.carried,
        );
        findings.same(
            CLOSED,
            || "carried to the community".into(),
            self.community_carried,
            progress.communityCarried,
        );
        findings.begin(POTS);
        let found = node
            .each(of, self.cycles.keys().copied(), |cycle| {
                Abi::cycleFeesCall { cycle: *cycle }
            })
            .await?;
        for (number, found) in found {
            let cycle = &self.cycles[&number];
            findings.same(
                POTS,
                || format!("reports' part of cycle {number}"),
                cycle.reports,
                found.reports,
            );
            findings.same(
                POTS,
                || format!("rolled in cycle {number}"),
                cycle.rolled,
                found.rolled,
            );
            findings.same(
                POTS,
                || format!("community's part of cycle {number}"),
                cycle.community,
                found.community,
            );
            findings.same(
                POTS,
                || format!("extra of cycle {number}"),
                cycle.extra,
                found.extra,
            );
        }
        findings.begin(PLACES);
        let products = self
            .cycles
            .iter()
            .flat_map(|(cycle, of)| of.products.keys().map(move |product| (*cycle, *product)));
        let found = node
            .each(of, products, |(cycle, product)| Abi::productCall {
                cycle: *cycle,
                product: *product,
            })
            .await?;
        for ((cycle, number), found) in found {
            let product = &self.cycles[&cycle].products[&number];
            findings.same(
                PLACES,
                || format!("fees of product {number} in cycle {cycle}"),
                product.fees,
                found.fees,
            );
            findings.same(
                PLACES,
                || format!("tenths of product {number} in cycle {cycle}"),
                product.tenths,
                found.tenths,
            );
            findings.same(
                PLACES,
                || format!("settled places of product {number} in cycle {cycle}"),
                product.settled,
                found.settled,
            );
        }
        findings.begin(COMMUNITY);
        let parts = self
            .cycles
            .iter()
            .flat_map(|(cycle, of)| of.parts.keys().map(move |account| (*cycle, *account)));
        let found = node
            .each(of, parts, |(cycle, account)| Abi::weightCall {
                cycle: *cycle,
                account: *account,
            })
            .await?;
        for ((cycle, account), found) in found {
            let part = self.cycles[&cycle].parts[&account];
            findings.same(
                COMMUNITY,
                || format!("weight of {account} in cycle {cycle}"),
                part.0,
                found.weight,
            );
            findings.same(
                COMMUNITY,
                || format!("{account} has claimed of cycle {cycle}"),
                part.1,
                found.claimed,
            );
        }
        findings.begin(EARNERS);
        let found = node
            .each(of, self.experts.keys().copied(), |expert| Abi::expertCall {
                expert: *expert,
            })
            .await?;
        for (number, found) in found {
            let earner = &self.experts[&number];
            findings.same(
                EARNERS,
                || format!("expert {number}"),
                earner.earned.saturating_sub(earner.paid),
                found.claimable + found.waiting,
            );
        }
        let found = node
            .each(of, self.platforms.keys().copied(), |platform| {
                Abi::platformCall {
                    platform: *platform,
                }
            })
            .await?;
        for (number, found) in found {
            let earner = &self.platforms[&number];
            findings.same(
                EARNERS,
                || format!("platform {number}"),
                earner.earned.saturating_sub(earner.paid),
                found.claimable + found.waiting,
            );
        }
        self.credits.check(CREDITS, of, node, findings).await
    }
}

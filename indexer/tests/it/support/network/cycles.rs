//! The network's money, as the contract keeps it.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use productshare_abi::Cycles as Abi;

use super::{Kind, Network, at, experience::TENTHS};
use crate::support::events::cycles;

/// What an expert or a platform earned: of cycles before the previous one, of that, of the latest; the latest, the remainder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Earner {
    pub ready: u64,
    pub previous: u64,
    pub latest: u64,
    pub cycle: u64,
    remainder: u64,
    pub earned: u64,
    pub paid: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Fees {
    pub lines: u64,
    pub experience: u64,
    pub to_experts: u64,
    pub to_platforms: u64,
    pub reports: u64,
    pub rolled: u64,
    pub community: u64,
    pub extra: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Closing {
    pub assigned: u64,
    pub pot: u64,
    pub index: u128,
    pub community: u64,
    pub community_index: u128,
    /// What is not settled.
    pub left: [u64; 2],
    pub carried: [u64; 2],
}

/// Of a product in a cycle: fees, tenths, what became of each place: paid or rolled over, and how much.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    pub fees: u64,
    pub tenths: u64,
    pub settled: [Option<(bool, u64)>; 3],
}

#[derive(Clone, Debug, Default)]
pub struct Money {
    pub next: u64,
    pub fees: BTreeMap<u64, Fees>,
    pub products: BTreeMap<(u64, u64), Part>,
    /// In the order in which they first appear.
    pub order: Vec<(u64, u64)>,
    pub experts: BTreeMap<u64, Earner>,
    pub platforms: BTreeMap<u64, Earner>,
    /// Cycle and account: weight, and what was paid.
    pub community: BTreeMap<(u64, Address), (u64, Option<u64>)>,
    /// By cycle: of products, of the community; what is not settled once it is closed.
    weights: BTreeMap<u64, [u128; 2]>,
    /// The same, as they were when it was closed.
    pub sums: BTreeMap<u64, [u128; 2]>,
    pub closings: Vec<Closing>,
    pub payments: Vec<(&'static str, Address, u64)>,
}

impl Earner {
    fn earn(&mut self, cycle: u64, fee: u64, (parts, whole): (u64, u64), most: u64) -> u64 {
        if cycle > self.cycle {
            self.ready += self.previous;
            self.previous = 0;
            match cycle == self.cycle + 1 {
                true => self.previous = self.latest,
                false => self.ready += self.latest,
            }
            (self.latest, self.cycle) = (0, cycle);
        }
        let numerator = fee * parts + self.remainder;
        let amount = (numerator / whole).min(most);
        self.remainder = numerator - amount * whole;
        self.latest += amount;
        self.earned += amount;
        amount
    }

    pub fn claim(&mut self, next: u64) -> u64 {
        let mut amount = 0;
        for (part, ago) in [
            (&mut self.ready, 2),
            (&mut self.previous, 1),
            (&mut self.latest, 0),
        ] {
            if self.cycle < next + ago {
                amount += std::mem::take(part);
            }
        }
        self.paid += amount;
        amount
    }

    pub fn unclaimed(&self) -> u64 {
        self.ready + self.previous + self.latest
    }
}

pub fn earned(weight: u128, index: u128) -> u64 {
    let product: U256 = (U256::from(weight) * U256::from(index)) >> 64;
    product.to()
}

impl Network {
    pub fn accrue(&mut self, product: u64, platform: u64, experience: u64, community: u64) {
        let cycle = self.cycle();
        let expert = self.enrolments.get(&product).map_or(0, |of| {
            let model = &self.models[at(of.model)];
            let gone = self.standing(Kind::Expert, model.expert).leaves_at != 0;
            if model.state == "struck" || gone {
                0
            } else {
                model.expert
            }
        });
        let earns = platform != 0 && self.is_active(Kind::Platform, platform);
        let platform = if earns { platform } else { 0 };
        let money = &mut self.money;
        let [mut to_expert, mut to_platform, mut rolled] = [0; 3];
        if experience != 0 {
            match expert {
                0 => rolled += experience / 10,
                _ => {
                    let of = money.experts.entry(expert).or_default();
                    to_expert = of.earn(cycle, experience, (1, 10), experience);
                }
            }
            let rest = experience - to_expert - rolled;
            match platform {
                0 => rolled += (experience * 2 / 5).min(rest),
                _ => {
                    let of = money.platforms.entry(platform).or_default();
                    to_platform = of.earn(cycle, experience, (2, 5), rest);
                }
            }
        }
        let to_reports = experience - to_expert - to_platform - rolled;
        let fees = money.fees.entry(cycle).or_default();
        fees.lines += 1;
        fees.experience += experience;
        fees.to_experts += to_expert;
        fees.to_platforms += to_platform;
        fees.reports += to_reports;
        fees.rolled += rolled;
        fees.community += community;
        self.product(cycle, product).fees += to_reports;
        self.log.push(cycles(Abi::FeesAccrued {
            cycle,
            product,
            platform,
            expert,
            experienceFee: U256::from(experience),
            communityFee: U256::from(community),
            toExpert: U256::from(to_expert),
            toPlatform: U256::from(to_platform),
            toReports: U256::from(to_reports),
            rolled: U256::from(rolled),
        }));
    }

    fn product(&mut self, cycle: u64, product: u64) -> &mut Part {
        let key = (cycle, product);
        if !self.money.products.contains_key(&key) {
            self.money.order.push(key);
        }
        self.money.products.entry(key).or_default()
    }

    pub(super) fn set_places(&mut self, cycle: u64, product: u64, tenths: u64) {
        if cycle < self.money.next {
            return;
        }
        let of = self.product(cycle, product);
        let (fees, before) = (u128::from(of.fees), of.tenths);
        of.tenths = tenths;
        let weight = &mut self.money.weights.entry(cycle).or_default()[0];
        *weight = *weight - fees * u128::from(before) + fees * u128::from(tenths);
        let weight = U256::from(*weight);
        self.log.push(cycles(Abi::PlacesSet {
            cycle,
            product,
            tenths,
            weight,
        }));
    }

    /// Σ of products and of the community.
    pub fn weights(&self, cycle: u64) -> [u128; 2] {
        let sums = self.money.sums.get(&cycle);
        let weights = sums.or(self.money.weights.get(&cycle));
        weights.copied().unwrap_or_default()
    }

    pub(super) fn add_weight(&mut self, cycle: u64, account: Address, weight: u64) -> bool {
        let part = self.money.community.get(&(cycle, account));
        let before = part.map_or(0, |(weight, _)| *weight);
        if cycle < self.money.next || cycle > self.cycle() || weight <= before {
            return false;
        }
        self.money
            .community
            .insert((cycle, account), (weight, None));
        let total = &mut self.money.weights.entry(cycle).or_default()[1];
        *total += u128::from(weight - before);
        let total = U256::from(*total);
        self.log.push(cycles(Abi::WeightAdded {
            cycle,
            account,
            weight,
            total,
        }));
        true
    }

    pub fn close(&mut self) {
        let cycle = self.money.next;
        if self.quarters_since(cycle).is_none_or(|since| since < 3) {
            return;
        }
        let carried = self
            .money
            .closings
            .last()
            .map_or([0; 2], |last| last.carried);
        let fees = self.money.fees.get(&cycle).copied().unwrap_or_default();
        let weights = self.money.weights.entry(cycle).or_default();
        let [products, accounts] = *weights;
        self.money.sums.insert(cycle, *weights);
        let pot = carried[0] + fees.extra;
        let assigned = (products / 10) as u64;
        let community = carried[1] + fees.community;
        let index =
            |pot: u64, weight: u128| (u128::from(pot) << 64).checked_div(weight).unwrap_or(0);
        let (of_pot, of_community) = (index(pot, products), index(community, accounts));
        let claimable = if products == 0 { 0 } else { assigned + pot };
        let shared = earned(accounts, of_community);
        let closing = Closing {
            assigned,
            pot,
            index: of_pot,
            community: shared,
            community_index: of_community,
            left: [claimable, shared],
            carried: [
                fees.reports + fees.rolled + pot - claimable,
                community - shared,
            ],
        };
        self.money.closings.push(closing);
        self.money.next += 1;
        self.log.push(cycles(Abi::CycleClosed {
            cycle,
            assigned: U256::from(assigned),
            pot: U256::from(pot),
            index: U256::from(of_pot),
            community: U256::from(shared),
            communityIndex: U256::from(of_community),
            carried: U256::from(closing.carried[0]),
            communityCarried: U256::from(closing.carried[1]),
        }));
    }

    pub fn prize(&self, cycle: u64, product: u64, place: usize) -> u64 {
        let fees = self
            .money
            .products
            .get(&(cycle, product))
            .map_or(0, |of| of.fees);
        let weight = u128::from(fees) * u128::from(TENTHS[place - 1]);
        let index = self
            .money
            .closings
            .get(cycle as usize)
            .map_or(0, |of| of.index);
        (weight / 10) as u64 + earned(weight, index)
    }

    fn is_open_place(&self, cycle: u64, product: u64, place: usize) -> bool {
        let of = self.money.products.get(&(cycle, product));
        let of = of.copied().unwrap_or_default();
        let filled = [0, 5, 8, 10].iter().position(|tenths| *tenths == of.tenths);
        cycle < self.money.next
            && filled.is_some_and(|f| place <= f)
            && of.settled[place - 1].is_none()
    }

    /// Settles an open place of a closed cycle; how much it comes to.
    fn settle_place(&mut self, cycle: u64, product: u64, place: usize, paid: bool) -> u64 {
        let amount = self.prize(cycle, product, place);
        let of = self.product(cycle, product);
        of.settled[place - 1] = Some((paid, amount));
        let weight = u128::from(of.fees) * u128::from(TENTHS[place - 1]);
        self.money.weights.entry(cycle).or_default()[0] -= weight;
        self.money.closings[cycle as usize].left[0] -= amount;
        self.carry_rounding(cycle, 0);
        amount
    }

    fn carry_rounding(&mut self, cycle: u64, of: usize) {
        let into = self.cycle();
        let left = &mut self.money.closings[cycle as usize].left[of];
        if self.money.weights[&cycle][of] != 0 || *left == 0 {
            return;
        }
        let amount = std::mem::take(left);
        let fees = self.money.fees.entry(into).or_default();
        match of {
            0 => fees.extra += amount,
            _ => fees.community += amount,
        }
        self.log.push(cycles(Abi::RoundingCarried {
            cycle,
            into,
            community: of == 1,
            amount: U256::from(amount),
        }));
    }

    fn roll_over(&mut self, cycle: u64, product: u64, place: usize) {
        let into = self.cycle();
        let amount = self.settle_place(cycle, product, place, false);
        self.money.fees.entry(into).or_default().extra += amount;
        self.log.push(cycles(Abi::PlaceRolledOver {
            cycle,
            product,
            place: place as u8,
            into,
            amount: U256::from(amount),
        }));
    }

    pub(super) fn struck(&mut self, cycle: u64, product: u64, place: usize) {
        if self.is_open_place(cycle, product, place) {
            self.roll_over(cycle, product, place);
        }
    }

    pub fn claim_place(&mut self, cycle: u64, product: u64, place: usize) {
        if !self.is_open_place(cycle, product, place) {
            return;
        }
        let report = self.reports.places(cycle, product)[place - 1];
        if report == 0 {
            return self.roll_over(cycle, product, place);
        }
        let of = &self.reports.all[at(report)];
        if of.state == "disputed" {
            return;
        }
        let account = of.account;
        let amount = self.settle_place(cycle, product, place, true);
        self.money.payments.push(("place", account, amount));
        self.log.push(cycles(Abi::PlacePaid {
            cycle,
            product,
            account,
            place: place as u8,
            report,
            amount: U256::from(amount),
        }));
    }

    pub fn claim_community(&mut self, cycle: u64, account: Address) {
        if cycle >= self.money.next {
            return;
        }
        let index = self.money.closings[cycle as usize].community_index;
        let Some((weight, paid)) = self.money.community.get_mut(&(cycle, account)) else {
            return;
        };
        if paid.is_some() {
            return;
        }
        let (weight, amount) = (*weight, earned((*weight).into(), index));
        *paid = Some(amount);
        self.money.weights.entry(cycle).or_default()[1] -= u128::from(weight);
        self.money.closings[cycle as usize].left[1] -= amount;
        self.money.payments.push(("community", account, amount));
        self.log.push(cycles(Abi::CommunityPaid {
            cycle,
            account,
            amount: U256::from(amount),
        }));
        self.carry_rounding(cycle, 1);
    }

    pub fn claim_expert(&mut self, expert: u64) {
        let account = self.experts[at(expert)].account;
        let next = self.money.next;
        let Some(of) = self.money.experts.get_mut(&expert) else {
            return;
        };
        let amount = of.claim(next);
        if amount != 0 {
            self.money.payments.push(("expert", account, amount));
            self.log.push(cycles(Abi::ExpertPaid {
                expert,
                account,
                amount: U256::from(amount),
            }));
        }
    }

    pub fn claim_platform(&mut self, platform: u64) {
        let account = self.platforms[at(platform)].payout;
        let next = self.money.next;
        let Some(of) = self.money.platforms.get_mut(&platform) else {
            return;
        };
        let amount = of.claim(next);
        if amount != 0 {
            self.money.payments.push(("platform", account, amount));
            self.log.push(cycles(Abi::PlatformPaid {
                platform,
                account,
                amount: U256::from(amount),
            }));
        }
    }
}

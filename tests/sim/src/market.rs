//! Sales and reports: what is bought, measured, and filed.

use crate::{
    agents::Report as Says,
    conformity::{Dimension, conformity},
    random::{For, Random},
    records::Report,
    settings::{CLAIMED, TOLERANCE},
    world::{COALITION, Filed, OTHERS, World},
};

/// Reports on each product of a dust coalition: as many as win.
const DUST_REPORTS: usize = 3;

/// A report about to be filed.
struct Draft {
    account: usize,
    product: usize,
    value: u64,
    invented: bool,
    /// Bought only for it, at this price.
    unwanted: bool,
}

/// The twin that reports are measured against.
pub fn twin() -> [Dimension; 1] {
    [Dimension {
        claimed: CLAIMED,
        tolerance: TOLERANCE,
        weight: 10_000,
    }]
}

impl World<'_> {
    /// What a product is truly like in a cycle.
    pub fn truth(&self, cycle: u64, product: usize) -> u64 {
        if product >= self.settings.market.products {
            return CLAIMED;
        }
        let mut random = Random::of(self.seed, For::Truth, [cycle, product as u64, 0]);
        CLAIMED.saturating_add_signed(random.around(self.settings.market.spread_milli))
    }

    fn measurement(&self, account: usize, product: usize) -> u64 {
        let of = [self.cycle, account as u64, product as u64];
        let off = Random::of(self.seed, For::Noise, of).around(self.settings.market.noise_milli);
        self.truth(self.cycle, product).saturating_add_signed(off)
    }

    /// Expert and platform of a product.
    fn earners(&self, product: usize) -> [u64; 2] {
        match product {
            0 if self.plan.owns_first => [COALITION, COALITION],
            dust if dust >= self.settings.market.products => [COALITION, 0],
            _ => [OTHERS, OTHERS],
        }
    }

    fn line(&mut self, product: usize, gross: u64) -> (u64, u64) {
        let earners = self.earners(product);
        self.books
            .sell(self.cycle, product as u64, gross, earners, self.settings)
    }

    /// What the world outside buys, the goods that participants wanted anyway among it.
    pub fn sell(&mut self) {
        let market = &self.settings.market;
        for product in 0..market.products {
            let mut random = Random::of(self.seed, For::Sales, [self.cycle, product as u64, 0]);
            let quarter = market.units / 4;
            let units = market.units - quarter + random.below(2 * quarter as usize + 1) as u64;
            self.line(product, units * market.price);
        }
        if self.plan.wash > 0 {
            let (fee, community) = self.line(0, self.plan.wash * market.price);
            self.charge(0, fee + community);
        }
    }

    /// The reports of this cycle, in the order in which they come.
    pub fn file(&mut self) {
        let mut drafts = Vec::new();
        for account in 0..self.accounts.len() {
            self.accounts[account].seen.clear();
            match account {
                member if self.is_member(member) && self.plan.ring > 0 => {}
                _ => self.draft(account, &mut drafts),
            }
        }
        self.draft_ring(&mut drafts);
        self.draft_dust(&mut drafts);
        self.draft_wash(&mut drafts);
        let (seed, cycle) = (self.seed, self.cycle);
        drafts.sort_by_cached_key(|draft| {
            let of = [cycle, draft.account as u64, draft.product as u64];
            Random::of(seed, For::Order, of).draw()
        });
        for draft in drafts {
            self.file_one(&draft);
        }
    }

    /// What an account measures by itself.
    fn draft(&mut self, account: usize, drafts: &mut Vec<Draft>) {
        let market = self.settings.market;
        let member = self.is_member(account);
        // One person behind all members buys and measures the same for all of them.
        let together = member && (self.plan.one_person || self.plan.trades);
        let first = if together { 0 } else { account };
        let person = match member && (self.plan.one_person || self.plan.shares) {
            true => 0,
            false => account,
        };
        let behaviour = if member {
            self.plan.behaviour
        } else {
            Default::default()
        };
        if behaviour.report == Says::None {
            return;
        }
        let choice = Random::of(self.seed, For::Choice, [self.cycle, first as u64, 0])
            .choose(market.measures, market.products);
        for product in choice {
            if member && product == 0 && self.plan.wash > 0 {
                continue;
            }
            let value = match behaviour.report {
                Says::Measured => {
                    if person == account {
                        self.charge(account, market.cost);
                    }
                    let value = self.measurement(person, product);
                    self.accounts[account].seen.insert(product, value);
                    value
                }
                Says::Claimed => CLAIMED,
                _ => self.invention(account, product),
            };
            drafts.push(Draft {
                account,
                product,
                value,
                invented: behaviour.report != Says::Measured || person != account,
                unwanted: self.plan.one_person && person != account,
            });
        }
    }

    fn invention(&self, account: usize, product: usize) -> u64 {
        let of = [self.cycle, account as u64, product as u64];
        let around =
            Random::of(self.seed, For::Invention, of).below(2 * TOLERANCE as usize + 1) as u64;
        CLAIMED - TOLERANCE + around
    }

    pub fn groups(&self) -> usize {
        self.plan.groups.clamp(1, self.plan.members.max(1))
    }

    /// Which of the ring's groups votes on a product: `None`, all do.
    pub fn ring_group(&self, product: usize) -> Option<usize> {
        (self.plan.ring > 0 && product < self.settings.market.products)
            .then(|| product % self.groups())
    }

    /// The ring's reports, on as many products as it can vote on: measured once, or not at all.
    fn draft_ring(&mut self, drafts: &mut Vec<Draft>) {
        if self.plan.ring == 0 {
            return;
        }
        let (members, market) = (self.plan.members, self.settings.market);
        let mut bought = vec![0; members];
        let reach = self
            .settings
            .max_votes
            .saturating_mul(self.groups())
            .min(market.products);
        for product in 0..reach {
            let first = product % members.max(1);
            let value = match self.plan.ring_lies {
                true => CLAIMED,
                false => self.measurement(first, product),
            };
            for number in 0..self.plan.ring.min(members) {
                let account = (first + number) % members;
                bought[account] += 1;
                if number == 0 && !self.plan.ring_lies {
                    self.charge(account, market.cost);
                }
                drafts.push(Draft {
                    account,
                    product,
                    value,
                    invented: self.plan.ring_lies,
                    unwanted: bought[account] > market.measures,
                });
            }
        }
    }

    /// Reports on products that nobody else buys: of their price, only the fees leave the coalition.
    fn draft_dust(&mut self, drafts: &mut Vec<Draft>) {
        let members = self.plan.members;
        for number in 0..self.plan.dust {
            let product = self.settings.market.products + number;
            for report in 0..DUST_REPORTS.min(members) {
                let account = (number + report) % members;
                let (fee, community) = self.line(product, self.plan.dust_price);
                self.charge(account, fee + community + self.settings.market.gas);
                drafts.push(Draft {
                    account,
                    product,
                    value: CLAIMED,
                    invented: true,
                    unwanted: false,
                });
            }
        }
    }

    /// Reports on the coalition's own product, whose units it bought.
    fn draft_wash(&mut self, drafts: &mut Vec<Draft>) {
        if self.plan.wash > 0 {
            drafts.extend((0..self.plan.members).map(|account| Draft {
                account,
                product: 0,
                value: CLAIMED,
                invented: true,
                unwanted: false,
            }));
        }
    }

    fn file_one(&mut self, draft: &Draft) {
        let market = self.settings.market;
        let bond = self.settings.experience.bond;
        if draft.unwanted {
            self.line(draft.product, market.price);
            let loss = u128::from(market.price) * u128::from(market.resale_loss_bps) / 10_000;
            self.charge(draft.account, loss as u64 + market.gas);
        }
        // Locked until the next cycle's fourth quarter: two cycles at most.
        let capital = u128::from(bond) * u128::from(market.capital_bps) * 2 / 10_000;
        // Filing, and fetching the bond.
        self.charge(draft.account, 2 * market.gas + capital as u64);
        self.put_down(draft.account, bond);
        self.filed.push(Filed {
            account: draft.account,
            value: draft.value,
            invented: draft.invented,
            record: Report {
                conformity: conformity(&twin(), &[draft.value]),
                product: draft.product as u64,
                cycle: self.cycle,
                bond,
                ..Report::default()
            },
        });
    }
}

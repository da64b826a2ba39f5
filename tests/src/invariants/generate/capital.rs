//! Stakes, advances and the queue.

use super::{DAY, Dice};
use crate::invariants::actions::{Action, Tag, Who};
use crate::invariants::model::stakes::{Advance, Standing};
use crate::invariants::model::{Product, at};
use crate::invariants::scene::OWNER;

const PSC: u64 = 1_000_000;
/// Pools that are used most, so that much happens in each.
const BUSY: usize = 12;

impl<'a> Dice<'a> {
    pub(super) fn capital(&mut self) -> Option<Action> {
        match self.random.below(40) {
            0..=8 => self.stake(),
            9..=14 => self.unstake(),
            15..=18 => self.queue(),
            19..=21 if self.random.percent(45) => self.cancel(),
            19..=21 => self.fill(),
            22..=26 => self.announce(),
            27..=30 => self.draw(),
            31..=33 => self.repay(),
            34..=37 => self.after(),
            38 => Some(Action::Flush { who: self.actor() }),
            _ => {
                let credits = &self.model.stakes.credits;
                let owed = (0..credits.len()).find(|who| credits[*who] > 0);
                let who = self.actor();
                let account = owed.unwrap_or(who);
                Some(Action::ClaimStake { who, account })
            }
        }
    }

    fn pooled(&mut self) -> Option<&'a Product> {
        let products = &self.model.products;
        let busy = products.len().min(BUSY);
        let among = if self.random.percent(90) {
            busy
        } else {
            products.len()
        };
        self.random.of(&products[..among])
    }

    fn stake(&mut self) -> Option<Action> {
        let product = self.pooled()?.tag;
        let who = self.actor();
        let some = self.random.between(1, 3_000 * PSC);
        let assets = self
            .random
            .one(&[0, 1, 999, PSC, 100 * PSC, some, some, some, some]);
        Some(if self.random.percent(75) {
            Action::Stake {
                who,
                product,
                assets,
            }
        } else {
            let odd = self.random.between(0, 1_999_999);
            let shares = u128::from(assets) * 1_000_000 + u128::from(odd);
            Action::Mint {
                who,
                product,
                shares,
            }
        })
    }

    /// Somebody's stake, mostly.
    fn staker(&mut self) -> Option<(Tag, Who, u64, u128)> {
        let positions = &self.model.stakes.positions;
        for _ in 0..12 {
            let number = self.random.below(positions.len().max(1));
            let ((product, who), stake) = positions.iter().nth(number)?;
            if stake.shares > 0 || self.random.percent(5) {
                let tag = at(&self.model.products, *product).tag;
                return Some((tag, *who, *product, stake.shares));
            }
        }
        None
    }

    fn unstake(&mut self) -> Option<Action> {
        let (product, who, id, all) = self.staker()?;
        let who = self.mostly(who);
        let part = all * u128::from(self.random.between(0, 1_000)) / 1_000;
        let shares = self.random.one(&[all, all, part, part, part, 1, all + 1]);
        let worth = self.model.stakes.worth(id, shares, self.model.now);
        Some(match self.random.below(10) {
            0..=4 => Action::Redeem {
                who,
                product,
                shares,
            },
            5 | 6 => Action::Withdraw {
                who,
                product,
                assets: u64::try_from(worth).unwrap_or(u64::MAX),
            },
            _ => Action::RequestRedeem {
                who,
                product,
                shares,
            },
        })
    }

    /// Shares that cannot leave at once; or, of a pool that has lent, whoever takes what is idle.
    fn queue(&mut self) -> Option<Action> {
        let (model, stakes, now) = (self.model, &self.model.stakes, self.model.now);
        let bound = |id: u64, shares: u128| {
            !model.is_open(id) || stakes.worth(id, shares, now) > stakes.pool(id).idle(now)
        };
        let lent: Vec<_> = stakes
            .positions
            .iter()
            .filter(|((id, _), of)| {
                of.shares > 0 && (stakes.standing(*id) > 0 || bound(*id, of.shares))
            })
            .map(|((id, who), of)| (*id, *who, of.shares))
            .collect();
        let (id, who, all) = *self.random.of(&lent)?;
        let product = at(&model.products, id).tag;
        let part = all * u128::from(self.random.between(1, 1_000)) / 1_000;
        let shares = self.random.one(&[all, part]);
        if bound(id, shares) {
            return Some(Action::RequestRedeem {
                who,
                product,
                shares,
            });
        }
        let idle = stakes.pool(id).idle(now).min(stakes.worth(id, all, now));
        Some(Action::Withdraw {
            who,
            product,
            assets: u64::try_from(idle).unwrap_or(u64::MAX),
        })
    }

    /// Somebody's request, mostly her own that waits.
    fn cancel(&mut self) -> Option<Action> {
        let pools = self.model.stakes.pools();
        let requests: Vec<_> = pools
            .flat_map(|(product, pool)| {
                let numbered = (1u64..).zip(&pool.queue);
                numbered
                    .map(move |(request, (who, escrow))| (product, request, *who, escrow.shares))
            })
            .collect();
        let waiting: Vec<_> = requests.iter().filter(|of| of.3 > 0).copied().collect();
        let among = if self.random.percent(90) {
            &waiting
        } else {
            &requests
        };
        let (product, request, who, _) = *self.random.of(among)?;
        Some(Action::CancelRequest {
            who: self.mostly(who),
            product: at(&self.model.products, product).tag,
            request: request + u64::from(self.random.percent(3)),
        })
    }

    fn fill(&mut self) -> Option<Action> {
        let waits = self.model.stakes.pools();
        let waiting: Vec<u64> = waits
            .filter(|(_, pool)| (pool.filled as usize) < pool.queue.len())
            .map(|(product, _)| product)
            .collect();
        let product = match self.random.of(&waiting) {
            Some(product) => at(&self.model.products, *product).tag,
            None => self.pooled()?.tag,
        };
        Some(Action::Fill {
            who: self.actor(),
            product,
            max: self.random.one(&[0, 1, 1, 2, 5, 100]),
        })
    }

    fn announce(&mut self) -> Option<Action> {
        let of = self.pooled()?;
        let id = self.model.names.products[&of.tag];
        let idle = self.model.stakes.pool(id).idle(self.model.now);
        let half = u64::try_from(idle / 2).unwrap_or(u64::MAX);
        let amount = match self.random.below(10) {
            0 => self.random.one(&[0, 1, 4, half + 1]),
            1 => half,
            _ => half / self.random.between(1, 4) * 9 / 10,
        };
        Some(Action::Announce {
            who: self.vendor(of),
            product: of.tag,
            amount,
            term: self
                .random
                .one(&[14 * DAY, 14 * DAY, 20 * DAY, 60 * DAY, 180 * DAY, 13 * DAY]),
            repay_bps: self.random.one(&[99, 100, 1_000, 5_000, 10_000, 10_000]),
        })
    }

    fn advance(&mut self, wanted: impl Fn(&Advance) -> bool) -> Option<&'a Advance> {
        let advances = &self.model.stakes.advances;
        let any = self.random.percent(8);
        for _ in 0..16 {
            let recent = advances.len().saturating_sub(25);
            let from = if self.random.percent(70) { recent } else { 0 };
            let of = self.random.of(&advances[from..])?;
            if any || wanted(of) {
                return Some(of);
            }
        }
        None
    }

    fn draw(&mut self) -> Option<Action> {
        let now = self.model.now;
        let model = self.model;
        let of = self.advance(|of| {
            let since = now.saturating_sub(of.time);
            of.standing == Standing::Announced
                && (3 * DAY..30 * DAY).contains(&since)
                && model.stakes.debt(of.store).is_none()
                && model.stakes.debtor(of.who).is_none()
                && model.is_open(of.product)
                && of.amount <= model.stakes.pool(of.product).idle(now) / 2
        })?;
        Some(Action::Draw {
            who: self.mostly(of.who),
            advance: of.tag,
        })
    }

    fn repay(&mut self) -> Option<Action> {
        let owed = |of: &Advance| {
            matches!(
                of.standing,
                Standing::Drawn | Standing::Defaulted | Standing::WrittenOff
            )
        };
        let of = self.advance(owed)?;
        let all = u64::try_from(of.outstanding).unwrap_or(u64::MAX);
        let part = self.random.between(0, all);
        // In default, mostly all of it, so that the store may draw again.
        let late = of.standing != Standing::Drawn;
        let part = if late { all } else { part };
        Some(Action::Repay {
            who: self.actor(),
            advance: of.tag,
            amount: self.random.one(&[all, all, part, part, part, 1, u64::MAX]),
        })
    }

    fn after(&mut self) -> Option<Action> {
        let (who, model) = (self.actor(), self.model);
        Some(match self.random.below(6) {
            0 | 1 => {
                let unmarked = |of: &Advance| {
                    let id = model.names.advances[&of.tag];
                    of.standing == Standing::Drawn && of.time <= model.now
                        || model.stakes.is_unmarked(id)
                };
                let advance = self.advance(unmarked)?.tag;
                Action::MarkDefault { who, advance }
            }
            2 => {
                let advance = self.advance(|of| of.standing == Standing::Defaulted)?.tag;
                let who = self.mostly(OWNER);
                Action::WriteOff { who, advance }
            }
            _ => {
                let advance = self.advance(|of| of.standing == Standing::Repaid)?.tag;
                Action::Reclaim { who, advance }
            }
        })
    }
}

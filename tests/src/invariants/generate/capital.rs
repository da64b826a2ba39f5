//! Stakes, advances and the queue.

use super::{DAY, Dice};
use crate::invariants::actions::{Action, Tag, Who};
use crate::invariants::model::stakes::{Advance, Standing};
use crate::invariants::model::{Product, at};
use crate::invariants::scene::OWNER;

const PSC: u64 = 1_000_000;
/// Pools that are used most, so that much happens in each.
const BUSY: usize = 6;

impl<'a> Dice<'a> {
    pub(super) fn capital(&mut self) -> Option<Action> {
        match self.random.below(40) {
            0..=9 => self.stake(),
            10..=17 => self.unstake(),
            18..=20 => self.fill(),
            21..=24 => self.announce(),
            25..=29 => self.draw(),
            30..=33 => self.repay(),
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
            1..=4 => half,
            _ => self.random.between(1, half.max(1)),
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
        let of =
            self.advance(|of| of.standing == Standing::Announced && of.time + 3 * DAY <= now)?;
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
        Some(Action::Repay {
            who: self.actor(),
            advance: of.tag,
            amount: self.random.one(&[all, all, part, part, part, 1, u64::MAX]),
        })
    }

    fn after(&mut self) -> Option<Action> {
        let advance = |of: &Advance| of.tag;
        Some(match self.random.below(4) {
            0 => Action::MarkDefault {
                who: self.actor(),
                advance: advance(self.advance(|of| of.standing == Standing::Defaulted)?),
            },
            1 => Action::WriteOff {
                who: self.mostly(OWNER),
                advance: advance(self.advance(|of| of.standing == Standing::Defaulted)?),
            },
            _ => Action::Reclaim {
                who: self.actor(),
                advance: advance(self.advance(|of| of.standing == Standing::Repaid)?),
            },
        })
    }
}

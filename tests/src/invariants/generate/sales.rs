//! Carts, and what is done about their lines.

use super::Dice;
use crate::invariants::actions::{Action, Tag, Wanted, Who};
use crate::invariants::model::{Line, Order, Product, State, at};

impl<'a> Dice<'a> {
    pub(super) fn order(&mut self) -> Option<Action> {
        let count = self.random.one(&[1, 1, 1, 1, 2, 2, 3, 6]);
        let lines: Vec<_> = (0..count).filter_map(|_| self.wanted()).collect();
        if lines.is_empty() {
            return None;
        }
        Some(Action::Order {
            who: self.actor(),
            lines,
            share: self.random.percent(50),
            short: self.random.percent(2),
            late: self.random.percent(1),
        })
    }

    fn wanted(&mut self) -> Option<Wanted> {
        let likely = |of: &&Product| of.active && of.stock() > 0;
        let of = (0..8).find_map(|_| self.product().filter(likely));
        let of = of.or_else(|| self.product())?;
        let id = self.model.names.products[&of.tag];
        let sellers: Vec<Tag> = (1u64..)
            .zip(&self.model.stores)
            .filter(|(store, _)| of.open && self.model.listings.contains(&(id, *store)))
            .map(|(_, store)| store.tag)
            .collect();
        let via = match self.random.below(20) {
            0 => self.random.of(&self.model.stores).map(|store| store.tag),
            1..=12 => self.random.of(&sellers).copied(),
            _ => None,
        };
        let quantity = match self.random.below(40) {
            0 => 0,
            1 => of.stock() + 1,
            _ => self.random.between(1, of.stock().clamp(1, 6)),
        };
        let share = (0..6).find_map(|_| {
            let share = self.random.of(&self.model.shares)?;
            let order = at(&self.model.orders, share.order);
            let line = &order.lines[usize::from(share.line)];
            let fits = line.product == id || self.random.percent(3);
            fits.then_some((order.tag, share.line))
        });
        Some(Wanted {
            product: of.tag,
            via,
            quantity,
            share: share.filter(|_| self.random.percent(60)),
            cause: self.cause(),
            stale: self.random.percent(1),
        })
    }

    /// A line in this state, or sometimes any.
    fn line(&mut self, wanted: impl Fn(&Line) -> bool) -> Option<(&'a Order, u8, &'a Line)> {
        let orders = &self.model.orders;
        let any = self.random.percent(6);
        for _ in 0..16 {
            let recent = orders.len().saturating_sub(60);
            let from = if self.random.percent(70) { recent } else { 0 };
            let order = self.random.of(&orders[from..])?;
            let index = self.random.below(order.lines.len());
            let line = &order.lines[index];
            if any || wanted(line) {
                return Some((order, u8::try_from(index).expect("at most 32"), line));
            }
        }
        None
    }

    fn vendor_of(&mut self, line: &Line) -> Who {
        self.vendor(at(&self.model.products, line.product))
    }

    pub(super) fn confirm_or_release(&mut self) -> Option<Action> {
        if self.random.percent(50) {
            let (of, line, _) = self.line(|line| line.state == State::Held)?;
            let all = (0u8..).zip(&of.lines);
            let held = all
                .filter(|(_, line)| line.state == State::Held)
                .map(|(index, _)| index);
            let lines = if self.random.percent(50) {
                held.collect()
            } else {
                vec![line]
            };
            let who = self.mostly(of.buyer);
            return (!lines.is_empty()).then_some(Action::Confirm {
                who,
                order: of.tag,
                lines,
            });
        }
        let now = self.model.now;
        let count = self.random.one(&[1, 2, 5]);
        let over = |line: &Line| line.state == State::Held && line.release_at <= now;
        let lines: Vec<_> = (0..count)
            .filter_map(|_| self.line(over).map(|(of, line, _)| (of.tag, line)))
            .collect();
        let mut once = lines.clone();
        once.sort_unstable();
        once.dedup();
        let who = self.actor();
        let lines = if self.random.percent(90) { once } else { lines };
        (!lines.is_empty()).then_some(Action::Release { who, lines })
    }

    pub(super) fn refund(&mut self) -> Option<Action> {
        let (of, line, shown) = self.line(|line| line.state == State::Held)?;
        let (who, order) = (self.vendor_of(shown), of.tag);
        let units = match self.random.below(12) {
            0 => self.random.one(&[0, shown.left() + 1]),
            1..=5 => shown.left(),
            _ => self.random.between(1, shown.left().max(1)),
        };
        Some(if self.random.percent(70) {
            Action::Refund {
                who,
                order,
                line,
                units,
            }
        } else {
            let kind = self.random.one(&[1, 2, 2, 2, 2, 3]);
            Action::Fulfil {
                who,
                order,
                line,
                kind,
                units,
            }
        })
    }

    pub(super) fn after_settlement(&mut self) -> Option<Action> {
        if self.random.percent(55) {
            let (of, line, shown) =
                self.line(|line| line.state == State::Settled && line.left() > 0)?;
            let too_many = u64::from(self.random.percent(5));
            let units = self.random.between(1, shown.left() + too_many);
            return Some(Action::OfferRefund {
                who: self.vendor_of(shown),
                order: of.tag,
                line,
                units,
            });
        }
        let (of, line, shown) = self.line(|line| line.refund_offer.is_some())?;
        let payer = shown.refund_offer.map_or(0, |(payer, _)| payer);
        Some(if self.random.percent(60) {
            Action::AcceptRefund {
                who: self.mostly(of.buyer),
                order: of.tag,
                line,
            }
        } else {
            Action::WithdrawRefund {
                who: self.mostly(payer),
                order: of.tag,
                line,
            }
        })
    }

    pub(super) fn dispute(&mut self) -> Option<Action> {
        let now = self.model.now;
        if self.random.percent(45) {
            let (of, line, _) =
                self.line(|line| line.state == State::Held && line.release_at > now)?;
            return Some(Action::Dispute {
                who: self.mostly(of.buyer),
                order: of.tag,
                line,
            });
        }
        let (of, line, shown) = self.line(|line| line.state == State::Disputed)?;
        let (arbitrator, _, expires) = shown.dispute?;
        let order = of.tag;
        Some(if expires <= now || self.random.percent(10) {
            Action::Expire {
                who: self.actor(),
                order,
                line,
            }
        } else {
            let ruling = self.random.one(&[0, 1, 1, 2, 2, 3]);
            Action::Rule {
                who: self.mostly(arbitrator),
                order,
                line,
                ruling,
            }
        })
    }
}

//! The checkout: orders and what becomes of their lines.

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Checkout;

use super::{Shop, Terms, at, splitter::Profit};
use crate::support::events::checkout;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Held,
    Disputed,
    Settled,
    Refunded,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub product: u64,
    pub via: u64,
    pub quantity: u64,
    pub price: u64,
    pub terms: Terms,
    pub set: u64,
    pub share: u64,
    pub offer: u64,
    pub reserved: u64,
    pub state: State,
    /// Units paid back while it was held, and after.
    pub refunded: u64,
    pub given_back: u64,
    /// Units of the vendor's refund offer; 0: none.
    pub offered: u64,
    pub gross: u64,
    pub cashback: u64,
    pub stake_share: u64,
    pub groups: u64,
    pub repayment: u64,
    pub to_vendor: u64,
    /// Paid to the selling store.
    pub reward: u64,
}

#[derive(Clone, Debug)]
pub struct Order {
    pub buyer: Address,
    pub reference: B256,
    pub total: u64,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug)]
pub struct Share {
    pub sharer: Address,
    pub order: u64,
    pub line: usize,
    pub paid: u64,
}

/// A line of a cart.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub product: u64,
    pub quantity: u64,
    pub via: u64,
    pub share: u64,
    pub cause: u64,
}

impl Line {
    fn left(&self) -> u64 {
        self.quantity - self.refunded - self.given_back
    }
}

impl Shop {
    /// Whether the store could sell the product now.
    pub fn is_live(&self, product: u64, store: u64) -> bool {
        let of = self.product(product);
        let sells = of.store == store || of.open && self.listings.contains(&(product, store));
        sells && of.active && of.inventory > 0
    }

    pub fn place(&mut self, buyer: Address, cart: &[Wanted], share: bool) -> Option<u64> {
        let mut stock: Vec<u64> = self.products.iter().map(|p| p.inventory).collect();
        for wanted in cart {
            let left = stock[at(wanted.product)].checked_sub(wanted.quantity)?;
            stock[at(wanted.product)] = left;
            if !self.is_live(wanted.product, wanted.via) || wanted.share > self.shares.len() as u64
            {
                return None;
            }
        }
        for wanted in cart {
            self.stock(
                wanted.product,
                self.product(wanted.product).inventory - wanted.quantity,
            );
        }
        let order = self.orders.len() as u64 + 1;
        let mut lines = Vec::new();
        for wanted in cart {
            let of = self.product(wanted.product).clone();
            let mut reserved = 0;
            if of.offer != 0 {
                let units = if wanted.via == of.store {
                    0
                } else {
                    wanted.quantity
                };
                reserved = self.reserve(of.offer, units);
                self.trim(of.offer, of.inventory);
            }
            let cause = match wanted.cause {
                0 => of.terms.cause,
                cause => cause,
            };
            lines.push(Line {
                product: wanted.product,
                via: wanted.via,
                quantity: wanted.quantity,
                price: of.price,
                terms: Terms { cause, ..of.terms },
                set: self.set_of(wanted.product),
                share: wanted.share,
                offer: if reserved == 0 { 0 } else { of.offer },
                reserved,
                state: State::Held,
                refunded: 0,
                given_back: 0,
                offered: 0,
                gross: 0,
                cashback: 0,
                stake_share: 0,
                groups: 0,
                repayment: 0,
                to_vendor: 0,
                reward: 0,
            });
        }
        let total = lines.iter().map(|line| line.price * line.quantity).sum();
        let reference = B256::from(U256::from(order % 3));
        self.log.push(checkout(Checkout::OrderPlaced {
            order,
            buyer,
            paymentReference: reference,
            total: U256::from(total),
            lines: lines.len() as u8,
        }));
        for (index, line) in lines.iter().enumerate() {
            let event = Checkout::LinePlaced {
                order,
                product: line.product,
                via: line.via,
                line: index as u8,
                version: self.product(line.product).version,
                quantity: line.quantity,
                price: U256::from(line.price),
                profitBps: line.terms.profit_bps as u16,
                cashbackBps: line.terms.cashback_bps as u16,
                stakeBps: line.terms.stake_bps as u16,
                experienceFeeBps: 0,
                set: line.set,
                cause: line.terms.cause,
                share: line.share,
                platform: self.stores[at(line.via)].platform,
                offer: line.offer,
                reserved: line.reserved,
                releaseAt: self.clock + line.terms.hold_secs,
            };
            self.log.push(checkout(event));
        }
        if share {
            for (index, line) in lines.iter().enumerate() {
                self.shares.push(Share {
                    sharer: buyer,
                    order,
                    line: index,
                    paid: 0,
                });
                self.log.push(checkout(Checkout::ShareOpened {
                    share: self.shares.len() as u64,
                    order,
                    line: index as u8,
                    product: line.product,
                    sharer: buyer,
                }));
            }
        }
        let at_once: Vec<_> = (0..lines.len())
            .filter(|index| lines[*index].terms.hold_secs == 0)
            .map(|index| (order, index))
            .collect();
        self.orders.push(Order {
            buyer,
            reference,
            total,
            lines,
        });
        self.settle(&at_once, 0);
        Some(order)
    }

    fn line(&mut self, (order, index): (u64, usize)) -> &mut Line {
        &mut self.orders[at(order)].lines[index]
    }

    /// Most cashback that the line's share may still earn, and for whom.
    fn led(&mut self, order: u64, line: &Line) -> Option<(Address, u64)> {
        let share = self.shares.get((line.share as usize).checked_sub(1)?)?;
        let (sharer, paid, key) = (share.sharer, share.paid, (share.order, share.line));
        let buyer = self.orders[at(order)].buyer;
        let cap_bps = self.share_cap_bps.unwrap_or(10_000);
        let own = self.line(key);
        if own.product != line.product || own.state != State::Settled || sharer == buyer {
            return None;
        }
        let cap = own.price * own.left() * cap_bps / 10_000;
        Some((sharer, cap.saturating_sub(paid)))
    }

    /// Pays lines out, all in one call.
    pub fn settle(&mut self, lines: &[(u64, usize)], reason: u8) {
        let (mut profits, mut rewards, mut sharers) = (Vec::new(), Vec::new(), Vec::new());
        for &key in lines {
            let line = self.line(key).clone();
            let units = line.left();
            let gross = line.price * units;
            let profit = gross * line.terms.profit_bps / 10_000;
            let wanted = profit * line.terms.cashback_bps / 10_000;
            let led = self.led(key.0, &line).filter(|_| wanted > 0);
            let cashback = led.map_or(0, |(_, left)| wanted.min(left));
            let settled = self.line(key);
            settled.state = State::Settled;
            (settled.gross, settled.cashback) = (gross, cashback);
            (settled.groups, settled.to_vendor) = (profit - cashback, gross - profit);
            let sharer = match led {
                Some((sharer, _)) if cashback > 0 => {
                    self.shares[at(line.share)].paid += cashback;
                    sharer
                }
                _ => Address::ZERO,
            };
            sharers.push(sharer);
        }
        // The stake pools are asked for all lines before any is logged.
        for &key in lines {
            let Line {
                product,
                terms,
                gross,
                to_vendor,
                ..
            } = *self.line(key);
            let asked = gross * terms.profit_bps / 10_000 * terms.stake_bps / 10_000;
            let store = self.product(product).store;
            let taken = self.pools.take_profit(product, asked);
            let repaid = self.pools.take_repayment(store, to_vendor, self.checkout);
            let line = self.line(key);
            (line.stake_share, line.repayment) = (taken, repaid);
            line.groups -= taken;
            line.to_vendor -= repaid;
        }
        self.take_pools_log();
        for (&key, sharer) in lines.iter().zip(sharers) {
            let line = self.line(key).clone();
            let units = line.left();
            let reward = line.reserved.min(units);
            let groups = line.groups;
            let store = self.product(line.product).store;
            self.log.push(checkout(Checkout::LineSettled {
                order: key.0,
                line: key.1 as u8,
                vendor: self.stores[at(store)].payout,
                sharer,
                reason,
                units,
                gross: U256::from(line.gross),
                experienceFee: U256::ZERO,
                communityFee: U256::ZERO,
                cashback: U256::from(line.cashback),
                stakeShare: U256::from(line.stake_share),
                groups: U256::from(groups),
                repayment: U256::from(line.repayment),
                toVendor: U256::from(line.to_vendor),
            }));
            if groups > 0 {
                profits.push(Profit {
                    order: key.0,
                    line: key.1 as u8,
                    buyer: self.orders[at(key.0)].buyer,
                    set: line.set,
                    cause: line.terms.cause,
                    amount: groups,
                });
            }
            if reward > 0 {
                self.line(key).reward = reward * self.offers[at(line.offer)].reward;
                rewards.push((line.offer, reward, self.stores[at(line.via)].payout));
            }
        }
        for profit in profits {
            let event = self.splitter.credit(self.clock, profit);
            self.log.push(event);
        }
        for (offer, units, to) in rewards {
            self.pay_reward(offer, units, to);
        }
    }

    pub fn refund(&mut self, key: (u64, usize), units: u64, reason: u8) {
        let line = self.line(key);
        let units = units.min(line.left());
        if units == 0 {
            return;
        }
        line.refunded += units;
        let left = line.left();
        let back = line.reserved.saturating_sub(left);
        line.reserved -= back;
        line.state = if left == 0 {
            State::Refunded
        } else {
            State::Held
        };
        let (product, offer, amount) = (line.product, line.offer, line.price * units);
        self.log.push(checkout(Checkout::LineRefunded {
            order: key.0,
            line: key.1 as u8,
            reason,
            units,
            amount: U256::from(amount),
            ended: left == 0,
        }));
        self.restock(product, units);
        self.restore(offer, back);
    }

    pub fn fulfil(&mut self, (order, line): (u64, usize), kind: u8) {
        self.log.push(checkout(Checkout::FulfilmentLogged {
            order,
            line: line as u8,
            kind,
            units: 1,
            proofHash: B256::repeat_byte(kind),
            uri: "https://carrier.example/1".into(),
        }));
    }

    pub fn offer_refund(&mut self, key: (u64, usize), units: u64) {
        let line = self.line(key);
        let units = units.min(line.left());
        if units == 0 || line.offered != 0 {
            return;
        }
        line.offered = units;
        let (product, amount) = (line.product, U256::from(line.price * units));
        let store = self.product(product).store;
        self.log.push(checkout(Checkout::RefundOffered {
            order: key.0,
            line: key.1 as u8,
            payer: self.stores[at(store)].owner,
            units,
            amount,
        }));
    }

    pub fn end_refund_offer(&mut self, key: (u64, usize), accepted: bool) {
        let line = self.line(key);
        let units = std::mem::take(&mut line.offered);
        let (order, index, amount) = (key.0, key.1 as u8, U256::from(line.price * units));
        if units == 0 {
            return;
        }
        if accepted {
            line.given_back += units;
        }
        self.log.push(match accepted {
            true => checkout(Checkout::RefundAccepted {
                order,
                line: index,
                units,
                amount,
            }),
            false => checkout(Checkout::RefundWithdrawn {
                order,
                line: index,
                units,
                amount,
            }),
        });
    }

    pub fn dispute(&mut self, key: (u64, usize), arbitrator: Address) {
        self.line(key).state = State::Disputed;
        self.log.push(checkout(Checkout::LineDisputed {
            order: key.0,
            line: key.1 as u8,
            arbitrator,
            disputeId: U256::from(key.0 * 100 + key.1 as u64),
            expiresAt: self.clock + 86_400,
            evidence: "it never came".into(),
        }));
    }

    /// For the buyer or for the vendor; without an arbitrator the time has run out.
    pub fn end_dispute(&mut self, key: (u64, usize), arbitrator: Option<Address>, for_buyer: bool) {
        if let Some(arbitrator) = arbitrator {
            self.log.push(checkout(Checkout::Ruling {
                arbitrator,
                disputeId: U256::from(key.0 * 100 + key.1 as u64),
                ruling: U256::from(if for_buyer { 1 } else { 2 }),
            }));
        }
        match for_buyer {
            true => self.refund(key, u64::MAX, 3),
            false => self.settle(&[key], 3),
        }
    }

    pub fn set_share_cap(&mut self, bps: u64) {
        self.share_cap_bps = Some(bps);
        self.log
            .push(checkout(Checkout::ShareCapSet { bps: bps as u16 }));
    }

    /// A payment that PSC refused.
    pub fn defer(&mut self, account: Address, amount: u64) {
        *self
            .credits
            .entry(("checkout", self.psc, account))
            .or_default() += amount;
        self.log.push(checkout(Checkout::PaymentDeferred {
            account,
            amount: U256::from(amount),
        }));
    }

    pub fn claim_credit(&mut self, account: Address) {
        let Some(amount) = self.credits.remove(&("checkout", self.psc, account)) else {
            return;
        };
        self.log.push(checkout(Checkout::CreditClaimed {
            account,
            amount: U256::from(amount),
        }));
    }
}

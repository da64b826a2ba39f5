//! Orders, and how each line ends.

use super::{Line, Model, Order, Share, State, Verdict, at, at_mut, ensure};
use crate::invariants::actions::{Tag, Token, Wanted, Who};
use crate::invariants::scene::CHECKOUT;

/// One line, by order and place.
type Place = (u64, u8);

fn part(amount: u128, bps: u16) -> u128 {
    amount * u128::from(bps) / 10_000
}

impl Model {
    fn line(&self, (order, index): Place) -> &Line {
        &at(&self.orders, order).lines[usize::from(index)]
    }

    fn line_mut(&mut self, (order, index): Place) -> &mut Line {
        self.touched.lines.insert((order, index));
        &mut at_mut(&mut self.orders, order).lines[usize::from(index)]
    }

    /// A line that is named, and is there.
    fn named(&mut self, order: Tag, index: u8) -> Result<Place, &'static str> {
        let order = self.names.orders[&order];
        ensure(
            usize::from(index) < at(&self.orders, order).lines.len(),
            "unknown line",
        )?;
        self.touched.lines.insert((order, index));
        Ok((order, index))
    }

    fn in_state(&mut self, order: Tag, index: u8, state: State) -> Result<Place, &'static str> {
        let place = self.named(order, index)?;
        ensure(self.line(place).state == state, "wrong state")?;
        Ok(place)
    }

    /// What the cart's lines cost at the present prices.
    pub fn total(&self, lines: &[Wanted]) -> u128 {
        lines
            .iter()
            .map(|line| {
                let price = at(&self.products, self.names.products[&line.product]).price;
                u128::from(price) * u128::from(line.quantity)
            })
            .sum()
    }

    /// The number of the share that an order's line opened; 0: none.
    pub fn share_of(&self, share: Option<(Tag, u8)>) -> u64 {
        let line = share.and_then(|(order, index)| {
            let order = at(&self.orders, *self.names.orders.get(&order)?);
            order.lines.get(usize::from(index))
        });
        line.map_or(0, |line| line.shared)
    }

    #[allow(clippy::too_many_lines)]
    pub(super) fn place(
        &mut self,
        tag: Tag,
        buyer: Who,
        wanted: &[Wanted],
        share: bool,
        short: bool,
        late: bool,
    ) -> Verdict {
        let mut taken = std::collections::BTreeMap::<u64, u64>::new();
        self.touched.accounts.insert(buyer);
        for line in wanted {
            self.touched
                .products
                .insert(self.names.products[&line.product]);
        }
        ensure(!late, "late")?;
        ensure(!wanted.is_empty() && wanted.len() <= 32, "no cart")?;
        for line in wanted {
            let id = self.names.products[&line.product];
            let product = at(&self.products, id);
            ensure(product.active, "not active")?;
            ensure(!line.stale, "another version")?;
            ensure((1..1 << 24).contains(&line.quantity), "no quantity")?;
            let sold = taken.entry(id).or_default();
            *sold += line.quantity;
            ensure(*sold <= product.stock(), "out of stock")?;
            let via = line
                .via
                .map_or(product.store, |via| self.names.stores[&via]);
            if via != product.store {
                ensure(product.open, "not open to listings")?;
                ensure(self.listings.contains(&(id, via)), "not listed")?;
            }
            let gross = u128::from(product.price) * u128::from(line.quantity);
            ensure(gross <= u128::from(u64::MAX), "too large")?;
        }
        ensure(!short, "the cart costs more than allowed")?;
        let total = self.total(wanted);
        // Rewards beyond the stock are returned before the buyer pays: it may be they that he pays with.
        let poor = self.can_pay(Token::Psc, buyer, total).is_err();
        let before = poor.then(|| self.clone());
        let mut lines = Vec::new();
        for line in wanted {
            let id = self.names.products[&line.product];
            at_mut(&mut self.products, id).sold += line.quantity;
        }
        let mut after = std::collections::BTreeMap::<u64, u64>::new();
        for line in wanted {
            let id = self.names.products[&line.product];
            let product = at(&self.products, id).clone();
            let via = line
                .via
                .map_or(product.store, |via| self.names.stores[&via]);
            let quantity = if via == product.store {
                0
            } else {
                line.quantity
            };
            let (offer, reserved) = self.reserve(id, quantity);
            // The stock as of this line: later lines of the same product are still there.
            let sold = after.entry(id).or_default();
            *sold += line.quantity;
            let later = taken[&id] - *sold;
            at_mut(&mut self.products, id).sold -= later;
            self.trim_offer(id);
            at_mut(&mut self.products, id).sold += later;
            let mut terms = product.terms;
            if line.cause != 0 {
                terms.cause = line.cause;
            }
            lines.push(Line {
                product: id,
                via,
                price: product.price,
                quantity: line.quantity,
                refunded: 0,
                state: State::Held,
                delivered: false,
                release_at: self.now + terms.hold_secs,
                terms,
                set: match product.set {
                    0 => at(&self.stores, product.store).set,
                    own => own,
                },
                share: self.share_of(line.share),
                offer,
                reserved,
                dispute: None,
                refund_offer: None,
                shared: 0,
            });
        }
        if let Err(why) = self.can_pay(Token::Psc, buyer, total) {
            let touched = std::mem::take(&mut self.touched);
            if let Some(before) = before {
                *self = before;
            }
            self.touched = touched;
            self.touched
                .offers
                .retain(|id| *id <= self.offers.len() as u64);
            return Err(why);
        }
        let order = self.orders.len() as u64 + 1;
        for (line, index) in lines.iter_mut().zip(0u8..) {
            self.touched.lines.insert((order, index));
            if share {
                self.shares.push(Share {
                    order,
                    line: index,
                    paid: 0,
                });
                line.shared = self.shares.len() as u64;
                self.touched.shares.insert(line.shared);
            }
        }
        self.pay(Token::Psc, buyer, CHECKOUT, total);
        let count = u8::try_from(lines.len()).expect("at most 32");
        self.orders.push(Order {
            tag,
            buyer,
            placed_at: self.now,
            lines,
        });
        self.names.orders.insert(tag, order);
        for index in 0..count {
            if self.line((order, index)).terms.hold_secs == 0 {
                self.settle((order, index));
            }
        }
        Ok(())
    }

    /// Pays a line out.
    fn settle(&mut self, place: Place) {
        let line = self.line(place).clone();
        let buyer = at(&self.orders, place.0).buyer;
        let gross = u128::from(line.price) * u128::from(line.left());
        let profit = part(gross, line.terms.profit_bps);
        let mut cashback = 0;
        if line.share != 0 {
            self.touched.shares.insert(line.share);
            let share = at(&self.shares, line.share).clone();
            let sharer = at(&self.orders, share.order).buyer;
            let own = self.line((share.order, share.line)).clone();
            let earns =
                own.product == line.product && own.state == State::Settled && sharer != buyer;
            if earns {
                let spent = u128::from(own.price) * u128::from(own.left());
                let cap = part(spent, self.share_cap_bps).saturating_sub(share.paid.into());
                cashback = part(profit, line.terms.cashback_bps).min(cap);
                at_mut(&mut self.shares, line.share).paid +=
                    u64::try_from(cashback).expect("part of a line");
                self.pay_out(sharer, cashback);
            }
        }
        let asked = part(profit, line.terms.stake_bps);
        let staked = self.take_profit(line.product, asked);
        let store = at(&self.products, line.product).store;
        let repaid = self.take_repayment(store, gross - profit);
        let payout = self.vendor(line.product).payout;
        self.pay_out(payout, gross - profit - repaid);
        let groups = profit - cashback - staked;
        self.credit_groups(buyer, line.set, line.terms.cause, groups);
        let seller = at(&self.stores, line.via).payout;
        self.reward(line.offer, line.reserved.min(line.left()), seller);
        self.line_mut(place).state = State::Settled;
    }

    /// Gives units of a line back.
    fn give_back(&mut self, place: Place, units: u64) {
        let line = self.line_mut(place);
        line.refunded += units;
        let back = line.reserved.saturating_sub(line.left());
        line.reserved -= back;
        line.state = match line.left() {
            0 => State::Refunded,
            _ => State::Held,
        };
        let line = line.clone();
        self.touched.products.insert(line.product);
        at_mut(&mut self.products, line.product).sold -= units;
        self.restore(line.offer, back);
        let amount = u128::from(line.price) * u128::from(units);
        let buyer = at(&self.orders, place.0).buyer;
        self.pay_out(buyer, amount);
    }

    pub(super) fn confirm(&mut self, who: Who, order: Tag, lines: &[u8]) -> Verdict {
        let mut places = Vec::new();
        for &index in lines {
            let place = self.in_state(order, index, State::Held)?;
            ensure(at(&self.orders, place.0).buyer == who, "not the buyer")?;
            ensure(!places.contains(&place), "a line twice")?;
            places.push(place);
        }
        ensure(!places.is_empty(), "no line")?;
        places.into_iter().for_each(|place| self.settle(place));
        Ok(())
    }

    pub(super) fn release(&mut self, lines: &[(Tag, u8)]) -> Verdict {
        let mut places = Vec::new();
        for &(order, index) in lines {
            let place = self.in_state(order, index, State::Held)?;
            ensure(self.now >= self.line(place).release_at, "still held")?;
            ensure(!places.contains(&place), "a line twice")?;
            places.push(place);
        }
        ensure(!places.is_empty(), "no line")?;
        places.into_iter().for_each(|place| self.settle(place));
        Ok(())
    }

    fn units_of(&self, place: Place, units: u64) -> Verdict {
        ensure(units > 0, "no units")?;
        ensure(units <= self.line(place).left(), "more than is left")
    }

    fn by_vendor(&self, place: Place, who: Who) -> Verdict {
        let owner = self.vendor(self.line(place).product).owner;
        ensure(owner == who, "not the vendor")
    }

    pub(super) fn refund(&mut self, who: Who, order: Tag, index: u8, units: u64) -> Verdict {
        let place = self.in_state(order, index, State::Held)?;
        self.units_of(place, units)?;
        self.by_vendor(place, who)?;
        self.give_back(place, units);
        Ok(())
    }

    pub(super) fn fulfil(
        &mut self,
        who: Who,
        order: Tag,
        index: u8,
        kind: u8,
        units: u64,
    ) -> Verdict {
        let place = self.named(order, index)?;
        ensure(self.line(place).state != State::Refunded, "wrong state")?;
        ensure(kind == 1 || kind == 2, "unknown kind")?;
        self.units_of(place, units)?;
        self.by_vendor(place, who)?;
        let line = self.line_mut(place);
        line.delivered |= kind == 2 && line.state == State::Held;
        Ok(())
    }

    pub(super) fn offer_refund(&mut self, who: Who, order: Tag, index: u8, units: u64) -> Verdict {
        let place = self.in_state(order, index, State::Settled)?;
        self.units_of(place, units)?;
        self.by_vendor(place, who)?;
        ensure(
            self.line(place).refund_offer.is_none(),
            "a refund is offered",
        )?;
        let amount = u128::from(self.line(place).price) * u128::from(units);
        self.can_pay(Token::Psc, who, amount)?;
        self.line_mut(place).refund_offer = Some((who, units));
        self.pay(Token::Psc, who, CHECKOUT, amount);
        Ok(())
    }

    /// Who offers, of how many units, and what they cost; `to` is whom it is to be sent.
    fn refund_offered(&self, place: Place, to: Who) -> Result<(Who, u64, u128), &'static str> {
        let line = self.line(place);
        let (payer, units) = line.refund_offer.ok_or("no refund is offered")?;
        ensure(!self.is_blocked(Token::Psc, to), "the payee is blocked")?;
        Ok((payer, units, u128::from(line.price) * u128::from(units)))
    }

    pub(super) fn accept_refund(&mut self, who: Who, order: Tag, index: u8) -> Verdict {
        let place = self.named(order, index)?;
        let (_, units, amount) = self.refund_offered(place, who)?;
        ensure(at(&self.orders, place.0).buyer == who, "not the buyer")?;
        let line = self.line_mut(place);
        line.refund_offer = None;
        line.refunded += units;
        self.pay(Token::Psc, CHECKOUT, who, amount);
        Ok(())
    }

    pub(super) fn withdraw_refund(&mut self, who: Who, order: Tag, index: u8) -> Verdict {
        let place = self.named(order, index)?;
        let (payer, _, amount) = self.refund_offered(place, who)?;
        ensure(payer == who, "not who offered")?;
        self.line_mut(place).refund_offer = None;
        self.pay(Token::Psc, CHECKOUT, who, amount);
        Ok(())
    }

    pub(super) fn dispute(&mut self, who: Who, order: Tag, index: u8) -> Verdict {
        let place = self.in_state(order, index, State::Held)?;
        ensure(at(&self.orders, place.0).buyer == who, "not the buyer")?;
        ensure(self.now < self.line(place).release_at, "the window is over")?;
        let arbitrator = self.arbitrator.ok_or("no arbitrator")?;
        self.disputes += 1;
        let dispute = (
            arbitrator,
            self.disputes,
            self.now + self.dispute_window_secs,
        );
        let line = self.line_mut(place);
        line.dispute = Some(dispute);
        line.state = State::Disputed;
        Ok(())
    }

    fn end_dispute(&mut self, place: Place, ruling: u8) {
        let line = self.line(place);
        if ruling == 1 || ruling == 0 && !line.delivered {
            self.give_back(place, line.left());
        } else {
            self.settle(place);
        }
    }

    pub(super) fn rule(&mut self, who: Who, order: Tag, index: u8, ruling: u8) -> Verdict {
        let place = self.in_state(order, index, State::Disputed)?;
        let arbitrator = self.line(place).dispute.map(|(who, ..)| who);
        ensure(arbitrator == Some(who), "not the arbitrator")?;
        ensure(ruling <= 2, "unknown ruling")?;
        self.end_dispute(place, ruling);
        Ok(())
    }

    pub(super) fn expire(&mut self, order: Tag, index: u8) -> Verdict {
        let place = self.in_state(order, index, State::Disputed)?;
        let expires = self.line(place).dispute.map_or(0, |(.., expires)| expires);
        ensure(self.now >= expires, "not expired")?;
        self.end_dispute(place, 0);
        Ok(())
    }

    pub(super) fn claim_credit(&mut self, account: Who) -> Verdict {
        let amount = self.credits[account];
        self.touched.accounts.insert(account);
        ensure(amount > 0, "nothing to claim")?;
        ensure(
            !self.is_blocked(Token::Psc, account),
            "the payee is blocked",
        )?;
        self.credits[account] = 0;
        self.pay(Token::Psc, CHECKOUT, account, amount);
        Ok(())
    }
}

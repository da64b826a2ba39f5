//! Rewards on offer.

use super::{Model, Offer, Verdict, at, at_mut, ensure};
use crate::invariants::actions::{Tag, Token, Who};
use crate::invariants::scene::POOL;

impl Model {
    pub(super) fn post(
        &mut self,
        who: Who,
        product: Tag,
        token: Token,
        reward: u64,
        units: u64,
    ) -> Verdict {
        let id = self.own_product(who, product)?;
        ensure(reward > 0, "no reward")?;
        ensure(units > 0, "no units")?;
        let of = at(&self.products, id);
        ensure(of.offer == 0, "an offer is open")?;
        ensure(units <= of.stock(), "more than in stock")?;
        let amount = u128::from(reward) * u128::from(units);
        self.can_pay(token, who, amount)?;
        self.offers.push(Offer {
            product: id,
            token,
            reward,
            left: units,
            reserved: 0,
            open: true,
        });
        let offer = self.offers.len() as u64;
        self.touched.offers.insert(offer);
        at_mut(&mut self.products, id).offer = offer;
        self.pay(token, who, POOL, amount);
        Ok(())
    }

    pub(super) fn top_up(&mut self, who: Who, product: Tag, units: u64) -> Verdict {
        let id = self.own_product(who, product)?;
        let (number, stock) = (at(&self.products, id).offer, at(&self.products, id).stock());
        ensure(number != 0, "no offer is open")?;
        self.touched.offers.insert(number);
        ensure(units > 0, "no units")?;
        let offer = at(&self.offers, number).clone();
        ensure(offer.left + units <= stock, "more than in stock")?;
        let amount = u128::from(offer.reward) * u128::from(units);
        self.can_pay(offer.token, who, amount)?;
        at_mut(&mut self.offers, number).left += units;
        self.pay(offer.token, who, POOL, amount);
        Ok(())
    }

    pub(super) fn revoke(&mut self, who: Who, product: Tag, close: bool) -> Verdict {
        let id = self.own_product(who, product)?;
        let number = at(&self.products, id).offer;
        ensure(number != 0, "no offer is open")?;
        let product = at_mut(&mut self.products, id);
        product.offer = 0;
        product.open &= !close;
        let offer = at_mut(&mut self.offers, number);
        offer.open = false;
        let units = std::mem::take(&mut offer.left);
        self.give_back_rewards(number, units);
        Ok(())
    }

    /// Sets rewards aside for units of an offered product that another store sells; offer and units.
    pub(super) fn reserve(&mut self, product: u64, quantity: u64) -> (u64, u64) {
        let number = at(&self.products, product).offer;
        if number == 0 {
            return (0, 0);
        }
        self.touched.offers.insert(number);
        let offer = at_mut(&mut self.offers, number);
        let units = quantity.min(offer.left);
        offer.left -= units;
        offer.reserved += units;
        (if units == 0 { 0 } else { number }, units)
    }

    /// Rewards on offer beyond the stock go back.
    pub(super) fn trim_offer(&mut self, product: u64) {
        let (number, stock) = {
            let product = at(&self.products, product);
            (product.offer, product.stock())
        };
        if number == 0 {
            return;
        }
        let offer = at_mut(&mut self.offers, number);
        let surplus = offer.left.saturating_sub(stock);
        offer.left -= surplus;
        self.give_back_rewards(number, surplus);
    }

    /// To where the vendor is paid.
    fn give_back_rewards(&mut self, number: u64, units: u64) {
        self.touched.offers.insert(number);
        if units == 0 {
            return;
        }
        let offer = at(&self.offers, number).clone();
        let payout = self.vendor(offer.product).payout;
        let amount = u128::from(offer.reward) * u128::from(units);
        self.pay_reward(offer.token, payout, amount);
    }

    /// A settled sale's rewards.
    pub(super) fn reward(&mut self, number: u64, units: u64, seller: Who) {
        if units == 0 {
            return;
        }
        self.touched.offers.insert(number);
        let offer = at_mut(&mut self.offers, number);
        offer.reserved -= units;
        let (token, amount) = (offer.token, u128::from(offer.reward) * u128::from(units));
        self.pay_reward(token, seller, amount);
    }

    /// A refunded sale's rewards.
    pub(super) fn restore(&mut self, number: u64, units: u64) {
        if units == 0 {
            return;
        }
        self.touched.offers.insert(number);
        let offer = at_mut(&mut self.offers, number);
        offer.reserved -= units;
        if offer.open {
            offer.left += units;
        } else {
            self.give_back_rewards(number, units);
        }
    }

    pub(super) fn claim_reward(&mut self, token: Token, account: Who) -> Verdict {
        let amount = self.reward_credits[token.place()][account];
        self.touched.accounts.insert(account);
        ensure(amount > 0, "nothing to claim")?;
        ensure(!self.is_blocked(token, account), "the payee is blocked")?;
        self.reward_credits[token.place()][account] = 0;
        self.pay(token, POOL, account, amount);
        Ok(())
    }
}

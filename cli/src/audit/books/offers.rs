//! Rewards that vendors escrow for whoever sells their products.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, OfferPool as Abi, OfferPool::OfferPoolEvents as Event};

use super::credits::Credits;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const UNITS: Claim = Claim::new(
    "offer-pool.units",
    "rewarded units are on offer, reserved, paid or returned, each at one time",
);
const AMOUNTS: Claim = Claim::new(
    "offer-pool.amounts",
    "a reward is units times the reward of one",
);
const CREDITS: Claim = Claim::new(
    "offer-pool.credits",
    "what could not be paid is kept for whom it is due",
);
const BALANCE: Claim = Claim::new(
    "offer-pool.balance",
    "of each token the pool holds all rewards left or reserved, and all credits",
);

#[derive(Debug)]
struct Offer {
    product: u64,
    token: Address,
    reward: U256,
    left: u64,
    reserved: u64,
    open: bool,
}

#[derive(Debug, Default)]
pub struct Offers {
    offers: BTreeMap<u64, Offer>,
    /// By token.
    credits: BTreeMap<Address, Credits>,
}

impl Offers {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::OfferPosted(e) => {
                let offer = Offer {
                    product: e.product,
                    token: e.token,
                    reward: e.rewardPerUnit,
                    left: e.units,
                    reserved: 0,
                    open: true,
                };
                self.offers.insert(e.offer, offer);
            }
            Event::OfferToppedUp(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.left = offer.left.saturating_add(e.units);
                }
            }
            Event::OfferRevoked(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.open = false;
                }
            }
            Event::UnitsReserved(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.take(entry, (e.offer, e.units), false, findings);
                    offer.reserved = offer.reserved.saturating_add(e.units);
                }
            }
            Event::UnitsRestored(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.take(entry, (e.offer, e.units), true, findings);
                    offer.left = offer.left.saturating_add(e.units);
                }
            }
            Event::RewardPaid(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.take(entry, (e.offer, e.units), true, findings);
                    offer.worth(entry, (e.offer, e.units), e.amount, findings);
                }
            }
            Event::UnitsReturned(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    offer.take(entry, (e.offer, e.units), e.reserved, findings);
                    offer.worth(entry, (e.offer, e.units), e.amount, findings);
                }
            }
            Event::PaymentDeferred(e) => self
                .credits
                .entry(e.token)
                .or_default()
                .defer(e.account, e.amount),
            Event::CreditClaimed(e) => {
                let credits = self.credits.entry(e.token).or_default();
                credits.claim(CREDITS, entry, e.account, e.amount, findings);
            }
            Event::Connected(_) | Event::TokenAllowed(_) | Event::OwnershipTransferred(_) => {}
        }
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::OfferPool;
        findings.begin(AMOUNTS);
        let count = node.read(of, Abi::offerCountCall {}).await?;
        findings.same(
            UNITS,
            || "number of offers".into(),
            self.offers.len() as u64,
            count,
        );
        let mut due = BTreeMap::<Address, U256>::new();
        let found = node
            .each(of, self.offers.keys().copied(), |id| Abi::offerCall {
                id: *id,
            })
            .await?;
        for (id, found) in found {
            let offer = &self.offers[&id];
            findings.same(
                UNITS,
                || format!("product of offer {id}"),
                offer.product,
                found.product,
            );
            findings.same(
                UNITS,
                || format!("units left of offer {id}"),
                offer.left,
                found.unitsLeft,
            );
            findings.same(
                UNITS,
                || format!("units reserved of offer {id}"),
                offer.reserved,
                found.unitsReserved,
            );
            findings.same(
                UNITS,
                || format!("offer {id} is open"),
                offer.open,
                found.open,
            );
            let units = U256::from(offer.left) + U256::from(offer.reserved);
            let held = due.entry(offer.token).or_default();
            *held = held.saturating_add(units.saturating_mul(offer.reward));
        }
        findings.begin(CREDITS);
        for (&token, credits) in &self.credits {
            let accounts = credits.of.keys().copied();
            let call = |account: &Address| Abi::creditCall {
                token,
                account: *account,
            };
            for (account, found) in node.each(of, accounts, call).await? {
                let credit = credits.of[&account];
                findings.same(CREDITS, || account.to_string(), credit, found);
            }
            let held = due.entry(token).or_default();
            *held = held.saturating_add(credits.sum());
        }
        findings.begin(BALANCE);
        for (token, due) in due {
            let held = node.balance_of(token, node.address(of)).await?;
            findings.holds(BALANCE, None, held >= due, || {
                let expected = format!("at least {due}");
                (token.to_string(), expected, held.to_string())
            });
        }
        Ok(())
    }
}

impl Offer {
    /// Units of it, by its number, are no longer left, or no longer reserved.
    fn take(
        &mut self,
        entry: &Entry,
        (id, units): (u64, u64),
        reserved: bool,
        findings: &mut Findings,
    ) {
        let (from, what) = match reserved {
            true => (&mut self.reserved, "reserved"),
            false => (&mut self.left, "left"),
        };
        let had = *from;
        findings.holds(UNITS, Some(entry), units <= had, || {
            let subject = format!("units {what} of offer {id}");
            (subject, format!("at least {units}"), had.to_string())
        });
        *from = had.saturating_sub(units);
    }

    /// So many units left it for `amount`.
    fn worth(&self, entry: &Entry, (id, units): (u64, u64), amount: U256, findings: &mut Findings) {
        let due = self.reward.saturating_mul(U256::from(units));
        let of = || format!("{units} units of offer {id}");
        findings.logged(AMOUNTS, entry, of, due, amount);
    }
}

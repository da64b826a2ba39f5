//! Rewards that vendors escrow for whoever sells their products.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, OfferPool as Abi, OfferPool::OfferPoolEvents as Event};

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
    credits: BTreeMap<(Address, Address), U256>,
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
                    take(&mut offer.left, e.units, "left", e.offer, entry, findings);
                    offer.reserved = offer.reserved.saturating_add(e.units);
                }
            }
            Event::UnitsRestored(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    take(
                        &mut offer.reserved,
                        e.units,
                        "reserved",
                        e.offer,
                        entry,
                        findings,
                    );
                    offer.left = offer.left.saturating_add(e.units);
                }
            }
            Event::RewardPaid(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    take(
                        &mut offer.reserved,
                        e.units,
                        "reserved",
                        e.offer,
                        entry,
                        findings,
                    );
                    let due = offer.reward.saturating_mul(U256::from(e.units));
                    findings.logged(
                        AMOUNTS,
                        entry,
                        || format!("reward paid of offer {}", e.offer),
                        due,
                        e.amount,
                    );
                }
            }
            Event::UnitsReturned(e) => {
                if let Some(offer) = self.offers.get_mut(&e.offer) {
                    let (from, what) = if e.reserved {
                        (&mut offer.reserved, "reserved")
                    } else {
                        (&mut offer.left, "left")
                    };
                    take(from, e.units, what, e.offer, entry, findings);
                    let due = offer.reward.saturating_mul(U256::from(e.units));
                    findings.logged(
                        AMOUNTS,
                        entry,
                        || format!("returned of offer {}", e.offer),
                        due,
                        e.amount,
                    );
                }
            }
            Event::PaymentDeferred(e) => {
                let credit = self.credits.entry((e.token, e.account)).or_default();
                *credit = credit.saturating_add(e.amount);
            }
            Event::CreditClaimed(e) => {
                let credit = self.credits.entry((e.token, e.account)).or_default();
                findings.logged(
                    CREDITS,
                    entry,
                    || format!("claimed by {}", e.account),
                    *credit,
                    e.amount,
                );
                *credit = U256::ZERO;
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
        let found = node
            .each(of, self.credits.keys().copied(), |(token, account)| {
                Abi::creditCall {
                    token: *token,
                    account: *account,
                }
            })
            .await?;
        for ((token, account), found) in found {
            let credit = self.credits[&(token, account)];
            findings.same(CREDITS, || account.to_string(), credit, found);
            let held = due.entry(token).or_default();
            *held = held.saturating_add(credit);
        }
        findings.begin(BALANCE);
        alloy::sol! {
            function balanceOf(address account) external view returns (uint256);
        }
        for (token, due) in due {
            let held = node
                .read_at(
                    token,
                    &balanceOfCall {
                        account: node.address(of),
                    },
                    node.block,
                )
                .await?;
            findings.holds(BALANCE, None, held >= due, || {
                (
                    token.to_string(),
                    format!("at least {due}"),
                    held.to_string(),
                )
            });
        }
        Ok(())
    }
}

fn take(
    from: &mut u64,
    units: u64,
    what: &str,
    offer: u64,
    entry: &Entry,
    findings: &mut Findings,
) {
    let had = *from;
    findings.holds(UNITS, Some(entry), units <= had, || {
        (
            format!("units {what} of offer {offer}"),
            format!("at least {units}"),
            had.to_string(),
        )
    });
    *from = had.saturating_sub(units);
}

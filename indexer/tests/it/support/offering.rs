//! An offering that exists as events only, with the arithmetic that its contract has.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use productshare_abi::Offering;

use super::events::{Event, account, offering};

/// Before every test's first block.
pub const PAST: u64 = 1_700_000_000;

/// The terms, in numbers that 128 bits can multiply.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub start: u64,
    pub end: u64,
    pub soft_cap: u128,
    pub hard_cap: u128,
    pub for_sale: u128,
    pub cliff: u64,
    pub vesting: u64,
}

/// What happened to it.
#[derive(Clone, Debug)]
pub struct Sale {
    pub terms: Terms,
    pub contributions: BTreeMap<Address, u128>,
    pub succeeded: Option<bool>,
    pub claimed: Vec<Address>,
    pub released: BTreeMap<Address, u128>,
    pub collected: [u128; 2],
    log: Vec<Event>,
}

impl Sale {
    pub fn new(terms: Terms) -> Self {
        let created = Offering::OfferingCreated {
            psc: account(50),
            pss: account(51),
            start: terms.start,
            end: terms.end,
            softCap: U256::from(terms.soft_cap),
            hardCap: U256::from(terms.hard_cap),
            walletCap: U256::from(terms.hard_cap),
            allowList: B256::ZERO,
            forSale: U256::from(terms.for_sale),
            cliffSecs: terms.cliff,
            vestingSecs: terms.vesting,
        };
        let owned = Offering::OwnershipTransferred {
            previousOwner: Address::ZERO,
            newOwner: account(1),
        };
        Self {
            terms,
            contributions: BTreeMap::new(),
            succeeded: None,
            claimed: Vec::new(),
            released: BTreeMap::new(),
            collected: [0; 2],
            log: vec![offering(created), offering(owned)],
        }
    }

    /// What happened since it was last asked.
    pub fn take_log(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.log)
    }

    pub fn total(&self) -> u128 {
        self.contributions.values().sum()
    }

    pub fn suffices(&self) -> bool {
        self.total() >= self.terms.soft_cap
    }

    /// PSC that go back and PSS for a contribution.
    pub fn due(&self, who: Address) -> (u128, u128) {
        let contribution = self.contributions.get(&who).copied().unwrap_or_default();
        self.due_for(contribution)
    }

    pub fn due_for(&self, contribution: u128) -> (u128, u128) {
        let (
            total,
            Terms {
                hard_cap, for_sale, ..
            },
        ) = (self.total(), self.terms);
        match () {
            () if !self.suffices() => (contribution, 0),
            () if total <= hard_cap => (0, contribution * for_sale / hard_cap),
            () => (
                contribution * (total - hard_cap) / total,
                contribution * for_sale / total,
            ),
        }
    }

    pub fn vested(&self, who: Address, time: u64) -> u128 {
        let Terms {
            end,
            cliff,
            vesting,
            ..
        } = self.terms;
        let (_, allotted) = self.due(who);
        match time.checked_sub(end) {
            None => 0,
            Some(elapsed) if elapsed < cliff => 0,
            Some(elapsed) if elapsed >= vesting => allotted,
            Some(elapsed) => allotted * u128::from(elapsed) / u128::from(vesting),
        }
    }

    pub fn contribute(&mut self, who: Address, amount: u128) {
        let sum = self.contributions.entry(who).or_default();
        *sum += amount;
        let contribution = U256::from(*sum);
        let total = U256::from(self.total());
        self.log.push(offering(Offering::Contributed {
            account: who,
            amount: U256::from(amount),
            contribution,
            total,
        }));
    }

    pub fn finalize(&mut self) {
        let succeeded = self.suffices();
        self.succeeded = Some(succeeded);
        let total = self.total();
        let proceeds = if succeeded {
            total.min(self.terms.hard_cap)
        } else {
            0
        };
        let (_, sold) = self.due_for(total);
        self.log.push(offering(Offering::OfferingFinalized {
            succeeded,
            total: U256::from(total),
            proceeds: U256::from(proceeds),
            sold: U256::from(sold),
        }));
        self.collect(proceeds, self.terms.for_sale - sold);
    }

    pub fn collect(&mut self, psc: u128, pss: u128) {
        self.collected[0] += psc;
        self.collected[1] += pss;
        self.log.push(offering(Offering::Collected {
            to: account(1),
            psc: U256::from(psc),
            pss: U256::from(pss),
        }));
    }

    pub fn claim(&mut self, who: Address, time: u64) {
        let (refund, allotted) = self.due(who);
        let contribution = U256::from(self.contributions[&who]);
        self.claimed.push(who);
        let vested = self.vested(who, time);
        self.released.insert(who, vested);
        self.log.push(match self.succeeded {
            Some(false) => offering(Offering::Refunded {
                account: who,
                contribution,
            }),
            _ => offering(Offering::Claimed {
                account: who,
                contribution,
                refund: U256::from(refund),
                allotted: U256::from(allotted),
                locked: U256::from(allotted - vested),
            }),
        });
    }

    /// Nothing if nothing has vested since.
    pub fn release(&mut self, who: Address, time: u64) {
        let vested = self.vested(who, time);
        let before = self.released.insert(who, vested).unwrap_or_default();
        if vested != before {
            self.log.push(offering(Offering::Released {
                account: who,
                amount: U256::from(vested - before),
                released: U256::from(vested),
            }));
        }
    }
}

/// At least one of each event; two of an offering that failed are beside it.
pub fn everything() -> Vec<Event> {
    let mut sale = Sale::new(Terms {
        start: PAST,
        end: PAST + 604_800,
        soft_cap: 100,
        hard_cap: 200,
        for_sale: 1_000_000,
        cliff: 0,
        vesting: 315_360_000,
    });
    for (who, amount) in [(1, 150), (2, 90), (1, 60)] {
        sale.contribute(account(who), amount);
    }
    sale.finalize();
    let first = sale.terms.end + 86_400;
    sale.claim(account(1), first);
    sale.release(account(1), first + 86_400);
    let refunded = Offering::Refunded {
        account: account(3),
        contribution: U256::from(5),
    };
    [sale.take_log(), vec![offering(refunded)]].concat()
}

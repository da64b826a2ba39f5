//! What is given back to members, and how what they paid is shared instead.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    commerce::{FeeLine, EXPERT_ROLLS},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ledger::{Ledger, Part},
    members::Kind,
    slots::MAX_PLATFORM,
    Memberships,
};

/// Most cycles of one call.
const MAX_CYCLES: u64 = 64;
/// Most products of one call.
const MAX_PRODUCTS: usize = 32;

impl Memberships {
    // ---- sales

    /// Gives experience fees back to vendors who are members; per line 1 where one is.
    pub(crate) fn do_record(&mut self, lines: &[U256]) -> Outcome<Vec<U256>> {
        let account = self.vm().msg_sender();
        if account != self.cycles.get() {
            return Err(revert(NotCycles { account }));
        }
        let (cycle, now) = (self.present(), self.vm().block_timestamp());
        let mut members = Vec::with_capacity(lines.len());
        for &word in lines {
            let is_member = self.give_back(cycle, now, FeeLine::unpack(word))?;
            members.push(U256::from(u64::from(is_member)));
        }
        Ok(members)
    }

    fn give_back(&mut self, cycle: u64, now: u64, line: FeeLine) -> Outcome<bool> {
        let (platform, product, fee) = (line.platform, line.product, line.experience_fee);
        let vendor = self.vendor(product)?;
        let is_member =
            platform <= MAX_PLATFORM && self.is_member(platform, Kind::Vendor, vendor.store, now);
        if !is_member {
            return Ok(false);
        }
        let weight = self.weigh(platform, cycle, product, fee);
        let (account, amount) = (vendor.payout, U256::from(fee));
        // Cannot overflow: credits are part of the PSC that is held here.
        self.set_credit(account, self.credit_of(account) + amount);
        emit(
            self.vm(),
            FeeRebated {
                cycle,
                platform,
                product,
                store: vendor.store,
                account,
                amount,
                weight: U256::from(weight),
            },
        );
        Ok(true)
    }

    // ---- settling

    pub(crate) fn do_settle(&mut self, platform: u64, max_cycles: u64) -> Outcome<u64> {
        if max_cycles > MAX_CYCLES {
            return Err(revert(TooManyCycles {
                count: U256::from(max_cycles),
                max: U256::from(MAX_CYCLES),
            }));
        }
        let present = self.present();
        let mut next = self.skip(platform, present);
        let last = present.min(next + max_cycles);
        while next < last {
            let settled = self.settle_next(platform);
            next += 1;
            if settled.weight == 0 {
                self.log_carried(platform, settled.cycle, next, settled.pot);
                continue;
            }
            emit(
                self.vm(),
                CycleSettled {
                    platform,
                    cycle: settled.cycle,
                    pot: U256::from(settled.pot),
                    weight: U256::from(settled.weight),
                },
            );
        }
        self.tell_if_over(platform)?;
        let rest = self.take_rest(platform, present);
        if rest != 0 {
            let amount = U256::from(rest);
            emit(self.vm(), RestToCommunity { platform, amount });
            let line = FeeLine {
                community_fee: rest,
                ..FeeLine::default()
            };
            self.accrue(rest, &Vec::from([line.pack()]))?;
        }
        Ok(next)
    }

    fn log_carried(&self, platform: u64, cycle: u64, into: u64, amount: u64) {
        if amount != 0 {
            emit(
                self.vm(),
                RestCarried {
                    platform,
                    cycle,
                    into,
                    amount: U256::from(amount),
                },
            );
        }
    }

    // ---- distributing

    pub(crate) fn do_distribute(
        &mut self,
        platform: u64,
        cycle: u64,
        products: &[u64],
    ) -> Outcome<U256> {
        if products.len() > MAX_PRODUCTS {
            return Err(revert(TooManyProducts {
                count: U256::from(products.len()),
                max: U256::from(MAX_PRODUCTS),
            }));
        }
        let next = self.load_progress(platform).next;
        if cycle >= next {
            return Err(revert(NotSettled {
                platform,
                cycle,
                next,
            }));
        }
        // A product named twice, or that had its part: nothing to be undone for.
        let mut parts = Vec::with_capacity(products.len());
        let mut lines = Vec::with_capacity(products.len());
        for &product in products {
            if let Some(part) = self.take_part(platform, cycle, product) {
                self.log_carried(platform, cycle, next, part.rounding);
                let line = FeeLine {
                    product,
                    platform,
                    experience_fee: part.amount,
                    community_fee: 0,
                };
                parts.push(part);
                lines.push(line.pack());
            }
        }
        if parts.is_empty() {
            return Err(revert(NothingToDistribute { platform, cycle }));
        }
        self.mark_experts(platform, cycle, &parts, &mut lines)?;
        let sum = parts.iter().map(|part| part.amount).sum();
        if sum != 0 {
            self.accrue(sum, &lines)?;
        }
        Ok(U256::from(sum))
    }

    /// Marks lines whose experts are no members beyond the cycle's end, so that it does not matter
    /// when somebody calls; logs all parts.
    fn mark_experts(
        &mut self,
        platform: u64,
        cycle: u64,
        parts: &[Part],
        lines: &mut Vec<U256>,
    ) -> Outcome {
        let needed = self.load_terms(platform).fees[Kind::Expert as usize] != 0;
        let end = self.load_clock().quarter(cycle + 1, 0);
        // The same as cycles is told in this transaction.
        let earners = self.earners_of(lines)?;
        for ((part, word), earners) in parts.iter().zip(lines).zip(earners) {
            let mut line = FeeLine::unpack(*word);
            let rolls = needed
                && earners.expert != 0
                && !self.is_member(platform, Kind::Expert, earners.expert, end);
            emit(
                self.vm(),
                Distributed {
                    platform,
                    cycle,
                    product: line.product,
                    amount: U256::from(part.amount),
                    weight: U256::from(part.weight),
                    expertRolls: rolls,
                },
            );
            if rolls {
                line.platform |= EXPERT_ROLLS;
                *word = line.pack();
            }
        }
        Ok(())
    }

    // ---- views

    /// What a product can be paid of a settled cycle's pot.
    pub(crate) fn part_due(&self, platform: u64, cycle: u64, product: u64) -> U256 {
        let weight = self.weight(platform, cycle, product);
        if weight.distributed || cycle >= self.load_progress(platform).next {
            return U256::ZERO;
        }
        U256::from(self.pot(platform, cycle).share(weight.fees))
    }

    // ---- credits

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let amount = self.credit_of(account);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.set_credit(account, U256::ZERO);
        emit(self.vm(), CreditClaimed { account, amount });
        self.send(account, amount)?;
        Ok(amount)
    }
}

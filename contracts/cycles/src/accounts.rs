//! What comes in, by what it is shared, and when a cycle is final.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    commerce::{Earners, FeeLine, EXPERT_ROLLS},
    cycle::Clock,
    encode::{emit, revert, Outcome, Revert},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ledger::{Ledger, Role},
    pot::places_of,
    Cycles,
};

impl Cycles {
    // ---- time

    pub(crate) fn load_clock(&self) -> Clock {
        Clock {
            start: self.start.get().to(),
            length: self.length.get().to(),
        }
    }

    pub(crate) fn present(&self) -> u64 {
        self.load_clock().cycle(self.vm().block_timestamp())
    }

    /// From when on a cycle can be closed.
    pub(crate) fn closes_at(&self, cycle: u64) -> u64 {
        self.load_clock().quarter(cycle + 1, 3)
    }

    // ---- who tells

    /// Refuses all but one of the network's contracts; before they are named, everybody.
    pub(crate) fn only(&self, teller: Address) -> Outcome {
        let account = self.vm().msg_sender();
        if account == teller {
            return Ok(());
        }
        Err(revert(NotExperience { account }))
    }

    fn either(&self, one: Address, other: Address, refusal: fn(Address) -> Revert) -> Outcome {
        let account = self.vm().msg_sender();
        if account == one || account == other {
            return Ok(());
        }
        Err(refusal(account))
    }

    // ---- fees

    pub(crate) fn do_accrue(&mut self, mut lines: Vec<U256>) -> Outcome {
        let earners = if self.is_sale()? {
            let earners = self.earners_of(&lines)?;
            self.give_back(&mut lines, &earners)?;
            earners
        } else {
            // Memberships is asked nothing: it is on the stack.
            let marked: Vec<bool> = lines.iter_mut().map(take_mark).collect();
            let mut earners = self.earners_of(&lines)?;
            for (earners, _) in earners.iter_mut().zip(marked).filter(|(_, mark)| *mark) {
                earners.expert = 0;
            }
            earners
        };
        let cycle = self.present();
        let mut fees = self.fees(cycle);
        for (&word, earners) in lines.iter().zip(earners) {
            let line = FeeLine::unpack(word);
            let booked = self.book(cycle, &mut fees, line, earners);
            emit(
                self.vm(),
                FeesAccrued {
                    cycle,
                    product: line.product,
                    platform: earners.platform,
                    expert: earners.expert,
                    experienceFee: U256::from(line.experience_fee),
                    communityFee: U256::from(line.community_fee),
                    toExpert: U256::from(booked.to_expert),
                    toPlatform: U256::from(booked.to_platform),
                    toReports: U256::from(booked.to_reports),
                    rolled: U256::from(booked.rolled),
                },
            );
        }
        self.save_fees(cycle, fees);
        Ok(())
    }

    /// Whether sales bring the fees; if not, memberships does.
    fn is_sale(&self) -> Outcome<bool> {
        // Zero is nobody's address, so that nobody brings fees before the contracts are named.
        let account = self.vm().msg_sender();
        if account == self.checkout.get() || account == self.statements.get() {
            return Ok(true);
        }
        if account == self.memberships.get() {
            return Ok(false);
        }
        Err(revert(NotAccruer { account }))
    }

    /// Takes out the experience fees of lines whose vendors are members of the line's platform, and
    /// sends them to memberships, in one sum. No line through another platform costs a call.
    fn give_back(&mut self, lines: &mut [U256], earners: &[Earners]) -> Outcome {
        let concerned = |(index, earners): (usize, &Earners)| {
            let fee = FeeLine::unpack(lines[index]).experience_fee;
            (earners.membership && fee != 0).then_some(index)
        };
        let places: Vec<usize> = earners.iter().enumerate().filter_map(concerned).collect();
        if places.is_empty() {
            return Ok(());
        }
        let asked: Vec<U256> = places.iter().map(|&index| lines[index]).collect();
        let members = self.record(&asked)?;
        let mut sum = 0;
        for (index, _) in places
            .into_iter()
            .zip(members)
            .filter(|(_, member)| !member.is_zero())
        {
            let mut line = FeeLine::unpack(lines[index]);
            // Cannot overflow: it is PSC held here.
            sum += core::mem::take(&mut line.experience_fee);
            lines[index] = line.pack();
        }
        if sum == 0 {
            return Ok(());
        }
        self.send(self.memberships.get(), U256::from(sum))
    }

    // ---- weights

    pub(crate) fn do_set_places(&mut self, cycle: u64, product: u64, tenths: u64) -> Outcome<bool> {
        self.only(self.experience.get())?;
        if places_of(tenths).is_none() {
            return Err(revert(InvalidTenths { tenths }));
        }
        // Its fees are final: no sale changes what is weighed here.
        if cycle >= self.present() {
            return Err(revert(NotOver { cycle }));
        }
        if cycle < self.load_progress().next {
            return Ok(false);
        }
        let weight = self.place(cycle, product, tenths);
        emit(
            self.vm(),
            PlacesSet {
                cycle,
                product,
                tenths,
                weight: U256::from(weight),
            },
        );
        Ok(true)
    }

    pub(crate) fn do_add_weight(
        &mut self,
        cycle: u64,
        account: Address,
        weight: u64,
    ) -> Outcome<bool> {
        self.either(self.experience.get(), self.arbitration.get(), |account| {
            revert(NotWeigher { account })
        })?;
        if cycle < self.load_progress().next || cycle > self.present() {
            return Ok(false);
        }
        let Some(total) = self.weigh(cycle, account, weight) else {
            return Ok(false);
        };
        emit(
            self.vm(),
            WeightAdded {
                cycle,
                account,
                weight,
                total: U256::from(total),
            },
        );
        Ok(true)
    }

    // ---- closing

    pub(crate) fn do_close(&mut self, cycle: u64) -> Outcome {
        let next = self.load_progress().next;
        if cycle != next {
            return Err(revert(NotNext { cycle, next }));
        }
        let closes_at = self.closes_at(cycle);
        if self.vm().block_timestamp() < closes_at {
            return Err(revert(TooEarly {
                closesAt: closes_at,
            }));
        }
        let closing = self.close_next();
        emit(
            self.vm(),
            CycleClosed {
                cycle,
                assigned: U256::from(closing.assigned),
                pot: U256::from(closing.pot),
                index: U256::from(closing.indices.reports),
                community: U256::from(closing.left.community),
                communityIndex: U256::from(closing.indices.community),
                carried: U256::from(closing.carried.reports),
                communityCarried: U256::from(closing.carried.community),
            },
        );
        Ok(())
    }

    // ---- views

    pub(crate) fn place_due(&self, cycle: u64, product: u64, place: u8) -> U256 {
        let closed = cycle < self.load_progress().next;
        let due = (usize::from(place).checked_sub(1))
            .filter(|_| closed)
            .and_then(|index| self.prize(cycle, product, index));
        U256::from(due.unwrap_or(0))
    }

    pub(crate) fn earner_due(&self, role: Role, number: u64) -> (U256, U256) {
        let earner = self.earner(role, number);
        let claimable = earner.claimable(self.load_progress().next);
        (
            U256::from(claimable),
            U256::from(earner.unclaimed() - claimable),
        )
    }
}

/// Whether nobody earns the expert's part of a line from memberships; the mark is taken off.
fn take_mark(word: &mut U256) -> bool {
    let mut line = FeeLine::unpack(*word);
    let marked = line.platform & EXPERT_ROLLS != 0;
    line.platform &= !EXPERT_ROLLS;
    *word = line.pack();
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_taken_off() {
        for (marked, platform) in [(false, 7), (true, 7), (true, 0), (false, u64::MAX >> 1)] {
            let line = FeeLine {
                product: u64::MAX,
                platform,
                experience_fee: u64::MAX,
                community_fee: 3,
            };
            let mut word = FeeLine {
                platform: platform | if marked { EXPERT_ROLLS } else { 0 },
                ..line
            }
            .pack();
            assert_eq!(take_mark(&mut word), marked);
            assert_eq!(FeeLine::unpack(word), line);
        }
    }
}

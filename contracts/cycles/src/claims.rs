//! What a closed cycle's earners are paid. Anyone may call for anyone: it goes where it is due.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ledger::{Ledger, Role, Settled},
    pot::PLACES,
    Cycles,
};

/// Most cycles of one claim.
const MAX_CYCLES: usize = 64;

impl Cycles {
    pub(crate) fn do_claim_expert(&mut self, expert: u64) -> Outcome<U256> {
        let account = self.expert_account(expert)?;
        let units = self.take(Role::Expert, expert)?;
        let amount = U256::from(units);
        emit(
            self.vm(),
            ExpertPaid {
                expert,
                account,
                amount,
            },
        );
        self.pay(account, units)
    }

    pub(crate) fn do_claim_platform(&mut self, platform: u64) -> Outcome<U256> {
        let account = self.platform_account(platform)?;
        let units = self.take(Role::Platform, platform)?;
        let amount = U256::from(units);
        emit(
            self.vm(),
            PlatformPaid {
                platform,
                account,
                amount,
            },
        );
        self.pay(account, units)
    }

    fn take(&mut self, role: Role, number: u64) -> Outcome<u64> {
        match self.take_earned(role, number) {
            0 => Err(revert(NothingToClaim {})),
            units => Ok(units),
        }
    }

    /// Pays the report in a place; if it was struck, rolls its part over.
    pub(crate) fn do_claim_place(&mut self, cycle: u64, product: u64, place: u8) -> Outcome<U256> {
        self.ensure_closed(cycle)?;
        let index = self.open_place(cycle, product, place)?;
        let report = self.winner(cycle, product, index)?;
        if report == 0 {
            self.roll_over(cycle, product, place, index);
            return Ok(U256::ZERO);
        }
        let reporter = self.reporter(report)?;
        if reporter.disputed {
            return Err(revert(PlaceDisputed {
                cycle,
                product,
                place,
            }));
        }
        let account = reporter.account;
        let settled = self.settle_at(cycle, product, index);
        emit(
            self.vm(),
            PlacePaid {
                cycle,
                product,
                account,
                place,
                report,
                amount: U256::from(settled.amount),
            },
        );
        self.pay(account, settled.amount)
    }

    /// A ruling is never held up here: what is not closed yet is rolled over by whoever claims the
    /// place later.
    pub(crate) fn do_struck(&mut self, cycle: u64, product: u64, place: u8) -> Outcome {
        if cycle < self.load_progress().next {
            if let Ok(index) = self.open_place(cycle, product, place) {
                self.roll_over(cycle, product, place, index);
            }
        }
        Ok(())
    }

    /// The place, counted from 0, if it has a winner who is not paid.
    fn open_place(&self, cycle: u64, product: u64, place: u8) -> Outcome<usize> {
        let index = usize::from(place).wrapping_sub(1);
        if index >= PLACES.len() {
            return Err(revert(UnknownPlace { place }));
        }
        let reports = self.reports(cycle, product);
        if reports.open(index).is_some() {
            return Ok(index);
        }
        if reports.is_settled(index) {
            return Err(revert(AlreadySettled {
                cycle,
                product,
                place,
            }));
        }
        Err(revert(NoWinner {
            cycle,
            product,
            place,
        }))
    }

    fn roll_over(&mut self, cycle: u64, product: u64, place: u8, index: usize) {
        let into = self.present();
        let amount = self.settle_at(cycle, product, index).amount;
        self.add_extra(into, amount);
        emit(
            self.vm(),
            PlaceRolledOver {
                cycle,
                product,
                place,
                into,
                amount: U256::from(amount),
            },
        );
    }

    /// Settles a place that is open.
    fn settle_at(&mut self, cycle: u64, product: u64, index: usize) -> Settled {
        let present = self.present();
        let settled = self
            .settle_place(cycle, product, index, present)
            .unwrap_or_default();
        self.log_rounding(cycle, present, false, settled.rounding);
        settled
    }

    pub(crate) fn do_claim_community(
        &mut self,
        account: Address,
        cycles: &Vec<u64>,
    ) -> Outcome<U256> {
        if cycles.len() > MAX_CYCLES {
            return Err(revert(TooManyCycles {
                count: U256::from(cycles.len()),
                max: U256::from(MAX_CYCLES),
            }));
        }
        let present = self.present();
        let (mut sum, mut found) = (0, false);
        for &cycle in cycles {
            self.ensure_closed(cycle)?;
            // Named twice, or had before: nothing to be undone for.
            let Some(settled) = self.settle_part(cycle, account, present) else {
                continue;
            };
            found = true;
            sum += settled.amount;
            emit(
                self.vm(),
                CommunityPaid {
                    cycle,
                    account,
                    amount: U256::from(settled.amount),
                },
            );
            self.log_rounding(cycle, present, true, settled.rounding);
        }
        if !found {
            return Err(revert(NothingToClaim {}));
        }
        self.pay(account, sum)
    }

    fn log_rounding(&self, cycle: u64, into: u64, community: bool, amount: u64) {
        if amount != 0 {
            emit(
                self.vm(),
                RoundingCarried {
                    cycle,
                    into,
                    community,
                    amount: U256::from(amount),
                },
            );
        }
    }

    pub(crate) fn ensure_closed(&self, cycle: u64) -> Outcome {
        if cycle >= self.load_progress().next {
            return Err(revert(NotClosed { cycle }));
        }
        Ok(())
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let amount = self.credit_of(account);
        if amount.is_zero() {
            return Err(revert(NothingToClaim {}));
        }
        self.set_credit(account, U256::ZERO);
        emit(self.vm(), CreditClaimed { account, amount });
        self.send(account, amount)?;
        Ok(amount)
    }
}

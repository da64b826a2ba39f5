//! After the window: the verdict, what is due to each contributor and to the owner, vesting.

use alloy_primitives::{Address, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    sale::{Settlement, Verdict},
    Offering,
};

impl Offering {
    pub(crate) fn do_finalize(&mut self) -> Outcome<bool> {
        let end = self.load_schedule().end;
        if self.vm().block_timestamp() < end {
            return Err(revert(NotEnded { end }));
        }
        let mut settlement = self.load_settlement();
        if settlement.verdict != Verdict::Undecided {
            return Err(revert(AlreadyFinalized {}));
        }
        let (total, _, proceeds, sold) = self.totals();
        let succeeded = self.load_raised().suffices();
        settlement.verdict = match succeeded {
            true => Verdict::Succeeded,
            false => Verdict::Failed,
        };
        self.settlement.set(settlement.pack());
        emit(
            self.vm(),
            OfferingFinalized {
                succeeded,
                total,
                proceeds,
                sold,
            },
        );
        self.do_collect()?;
        Ok(succeeded)
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome {
        let mut settlement = self.finalized()?;
        let mut part = self.load_account(account);
        if part.contribution == 0 {
            return Err(revert(NothingToClaim { account }));
        }
        if part.claimed {
            return Err(revert(AlreadyClaimed { account }));
        }
        let due = self.figures().due(part.contribution);
        part.claimed = true;
        part.released = self.vested(&part);
        // Cannot overflow: every contribution is counted once, and their sum fits.
        settlement.claimed += part.contribution;
        self.save_account(account, &part);
        self.settlement.set(settlement.pack());
        let contribution = U256::from(part.contribution);
        let (refund, allotted) = (U256::from(due.refund), U256::from(due.allotted));
        let locked = U256::from(due.allotted - part.released);
        if settlement.verdict == Verdict::Failed {
            emit(
                self.vm(),
                Refunded {
                    account,
                    contribution,
                },
            );
        } else {
            emit(
                self.vm(),
                Claimed {
                    account,
                    contribution,
                    refund,
                    allotted,
                    locked,
                },
            );
        }
        if !allotted.is_zero() {
            self.send(self.pss.get(), account, allotted)?;
        }
        if !locked.is_zero() {
            self.lock(account, locked)?;
        }
        if !refund.is_zero() {
            self.send(self.psc.get(), account, refund)?;
        }
        Ok(())
    }

    pub(crate) fn do_release(&mut self, account: Address) -> Outcome<U256> {
        let mut part = self.load_account(account);
        let vested = self.vested(&part);
        if !part.claimed || vested == part.released {
            return Err(revert(NothingToRelease { account }));
        }
        // What is vested never falls.
        let amount = U256::from(vested - part.released);
        part.released = vested;
        self.save_account(account, &part);
        emit(
            self.vm(),
            Released {
                account,
                amount,
                released: U256::from(vested),
            },
        );
        self.unlock(account, amount)?;
        Ok(amount)
    }

    /// Sends the owner what is here beyond the dues of all who have not claimed. Those are at most
    /// the due of the sum of their contributions: once all have claimed nothing stays, dust included.
    pub(crate) fn do_collect(&mut self) -> Outcome<(U256, U256)> {
        let settlement = self.finalized()?;
        let figures = self.figures();
        let reserved = figures.due(figures.raised.total - settlement.claimed);
        // Never negative, by invariant 2.
        let mut psc = self.psc_held()?.saturating_sub(U256::from(reserved.refund));
        let pss = self
            .pss_held()?
            .saturating_sub(U256::from(reserved.allotted));
        let to = self.ownable.owner();
        if !psc.is_zero() && !self.pay_unless_blocked(to, psc)? {
            psc = U256::ZERO;
        }
        if !pss.is_zero() {
            self.send(self.pss.get(), to, pss)?;
        }
        if !psc.is_zero() || !pss.is_zero() {
            emit(self.vm(), Collected { to, psc, pss });
        }
        Ok((psc, pss))
    }

    fn finalized(&self) -> Outcome<Settlement> {
        let settlement = self.load_settlement();
        if settlement.verdict == Verdict::Undecided {
            return Err(revert(NotFinalized {}));
        }
        Ok(settlement)
    }
}

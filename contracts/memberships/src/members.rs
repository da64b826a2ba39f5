//! What membership costs, and who pays it.

use alloy_primitives::U256;
use common::{
    cycle::Clock,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    accrual::{another_year, spread, MAX_AHEAD},
    ledger::Ledger,
    slots::MAX_PLATFORM,
    Memberships,
};

/// Most that a year can cost: 1,000,000 PSC.
const MAX_FEE: u64 = 1_000_000 * 1_000_000;

/// Who can be a member of a platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// A store by its number: its products' experience fees on the platform are its own.
    Vendor = 0,
    /// An expert by its number: earns of what members paid.
    Expert = 1,
    /// An account: who consumes experience or shares products; what for is the platform's business.
    Account = 2,
}

impl Kind {
    fn of(kind: u8) -> Outcome<Self> {
        match kind {
            0 => Ok(Self::Vendor),
            1 => Ok(Self::Expert),
            2 => Ok(Self::Account),
            _ => Err(revert(UnknownKind { kind })),
        }
    }
}

/// The number that a key is; 0, which is nobody's, for any other.
fn number(key: U256) -> u64 {
    u64::try_from(key).unwrap_or(0)
}

impl Memberships {
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

    // ---- terms

    /// Members have paid for their time: `quality` is told that a platform has none any more when
    /// the last membership is over, here or in `settle`.
    pub(crate) fn do_set_terms(&mut self, platform: u64, fees: [U256; 3]) -> Outcome {
        self.ownable.only_owner()?;
        let mut terms = self.load_terms(platform);
        let max = U256::from(MAX_FEE);
        for (kept, fee) in terms.fees.iter_mut().zip(fees) {
            if fee > max {
                return Err(revert(FeeOutOfBounds { fee, max }));
            }
            *kept = fee.to();
        }
        if !terms.is_on() && terms.fees != [0; 3] {
            return Err(revert(NoVendorFee {}));
        }
        self.save_terms(platform, terms);
        let [vendor_fee, expert_fee, member_fee] = fees;
        emit(
            self.vm(),
            TermsSet {
                platform,
                vendorFee: vendor_fee,
                expertFee: expert_fee,
                memberFee: member_fee,
            },
        );
        if terms.is_on() && !terms.told {
            return self.tell(platform, true);
        }
        self.tell_if_over(platform)
    }

    /// `quality` fails for a platform that there is not: platforms here are below 2^32 therefore.
    fn tell(&mut self, platform: u64, on: bool) -> Outcome {
        let mut terms = self.load_terms(platform);
        terms.told = on;
        self.save_terms(platform, terms);
        self.tell_quality(platform, on)
    }

    /// Tells `quality` that a platform has no members any more, if that is so.
    pub(crate) fn tell_if_over(&mut self, platform: u64) -> Outcome {
        if self.is_over(platform, self.present()) {
            return self.tell(platform, false);
        }
        Ok(())
    }

    // ---- joining

    pub(crate) fn do_join(
        &mut self,
        platform: u64,
        kind: u8,
        key: U256,
        max_fee: U256,
    ) -> Outcome<u64> {
        let terms = self.load_terms(platform);
        let of = Kind::of(kind)?;
        let fee = terms.fees[usize::from(kind)];
        if fee == 0 {
            return Err(revert(NotOffered { platform, kind }));
        }
        if U256::from(fee) > max_fee {
            return Err(revert(FeeAbove {
                fee: U256::from(fee),
                max: max_fee,
            }));
        }
        if !self.exists(of, key)? {
            return Err(revert(UnknownMember { kind, key }));
        }
        let now = self.vm().block_timestamp();
        let (from, until) = another_year(now, self.until(platform, kind, key));
        if until > now + MAX_AHEAD {
            return Err(revert(TooFarAhead {
                joinableAt: until - MAX_AHEAD,
            }));
        }
        self.set_until(platform, kind, key, until);
        let (clock, present) = (self.load_clock(), self.present());
        self.add_fee(platform, present, &spread(clock, fee, from, until));
        emit(
            self.vm(),
            Joined {
                platform,
                kind,
                key,
                payer: self.vm().msg_sender(),
                fee: U256::from(fee),
                from,
                until,
            },
        );
        self.pull(fee)?;
        Ok(until)
    }

    /// Nobody pays for what there is not.
    fn exists(&self, kind: Kind, key: U256) -> Outcome<bool> {
        Ok(match kind {
            Kind::Vendor => number(key) != 0 && !self.store_owner(number(key))?.is_zero(),
            Kind::Expert => number(key) != 0 && !self.expert_account(number(key))?.is_zero(),
            Kind::Account => !key.is_zero() && key >> 160 == U256::ZERO,
        })
    }

    /// Until when somebody is a member; 0: never was.
    pub(crate) fn member_until_or_never(&self, platform: u64, kind: u8, key: U256) -> u64 {
        // Beyond what is kept there is nobody.
        if platform > MAX_PLATFORM || Kind::of(kind).is_err() || key >> 160 != U256::ZERO {
            return 0;
        }
        self.until(platform, kind, key)
    }

    /// Whether a store or an expert is a member until after that second.
    pub(crate) fn is_member(&self, platform: u64, kind: Kind, key: u64, second: u64) -> bool {
        self.until(platform, kind as u8, U256::from(key)) > second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_their_numbers_and_keys_are_numbers_or_nobodys() {
        for kind in 0..3 {
            assert_eq!(Kind::of(kind).unwrap() as u8, kind);
        }
        assert!(Kind::of(3).is_err());
        assert_eq!(number(U256::from(7)), 7);
        assert_eq!(number(U256::from(1) << 64), 0);
    }

    #[test]
    fn a_year_costs_a_million_psc_at_most() {
        assert_eq!(MAX_FEE, 1_000_000_000_000);
    }
}

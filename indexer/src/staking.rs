//! A stake pool as its events tell it, and the contract's own arithmetic over it: what it is worth at any second, what its
//! shares are worth, and what the queue would be paid. Pure, in whole units: PSC (10^-6) below 2^64, PSS (10^-18), shares
//! (10^-12).
//!
//! Two things change without an event: profit streams in by the second, and from the second of its maturity on an advance
//! counts as nothing. Both follow from what the last event left and the time.

use alloy::primitives::U256;

pub const BPS: u64 = 10_000;
/// A whole share in units.
pub const SHARE: u128 = 1_000_000_000_000;
/// Shares that belong to nobody, worth one unit at first.
const VIRTUAL_SHARES: u128 = 1_000_000;
const DAY: u64 = 86_400;
/// Before maturity, nobody leaves for that long while more is outstanding than the deposit bears.
const GUARD_SECS: u64 = 7 * DAY;

/// A pool as the last event left it; [`Pool::at`] makes it that of a later second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// PSC units that it holds, those that still stream in among them.
    pub balance: u64,
    /// Of stakers, queued ones included.
    pub shares: u128,
    /// Of them, those in the queue.
    pub queued: u128,
    /// PSS units locked for all shares.
    pub locked: u128,
    /// Profit that streams evenly from `stream_start` to `stream_end`.
    pub unstreamed: u64,
    pub stream_start: u64,
    pub stream_end: u64,
    /// Numbers of the latest request, and of the latest that is done.
    pub requested: u64,
    pub filled: u64,
    /// The advance that is not repaid; 0: none. The next three are its.
    pub advance: u64,
    pub outstanding: u64,
    pub matures_at: u64,
    pub defaulted: bool,
    /// What stores put down here and has neither been seized nor gone back.
    pub deposits: u64,
    /// Since when it has had shares; 0: it has none.
    pub staked_since: u64,
}

/// What an event does to its pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Deposit {
        assets: u64,
        shares: u128,
        locked: u128,
    },
    /// Shares leave, at once or out of the queue.
    Leave {
        assets: u64,
        shares: u128,
        unlocked: u128,
        forfeited: u64,
        /// The request that was filled, and whether that is done.
        request: Option<(u64, bool)>,
    },
    Request {
        request: u64,
        shares: u128,
    },
    Profit {
        amount: u64,
        unstreamed: u64,
        ends_at: u64,
    },
    Draw {
        advance: u64,
        amount: u64,
        deposit: u64,
        matures_at: u64,
    },
    Repay {
        advance: u64,
        /// Of what was paid, that which is the pool's.
        to_pool: u64,
        outstanding: u64,
    },
    Default {
        advance: u64,
        seized: u64,
        outstanding: u64,
    },
    WriteOff {
        advance: u64,
    },
    /// A store's deposit went back.
    Close {
        returned: u64,
    },
}

impl Pool {
    /// Applies an event of the second `now`; `None` when something would fall below zero or beyond its bits.
    pub fn apply(mut self, now: u64, step: Move) -> Option<Self> {
        match step {
            Move::Deposit {
                assets,
                shares,
                locked,
            } => {
                if self.shares == 0 {
                    self.staked_since = now;
                }
                self.balance = self.balance.checked_add(assets)?;
                self.shares = self.shares.checked_add(shares)?;
                self.locked = self.locked.checked_add(locked)?;
            }
            Move::Leave {
                assets,
                shares,
                unlocked,
                forfeited,
                request,
            } => {
                self.balance = self.balance.checked_sub(assets)?.checked_sub(forfeited)?;
                self.shares = self.shares.checked_sub(shares)?;
                self.locked = self.locked.checked_sub(unlocked)?;
                if let Some((request, done)) = request {
                    self.queued = self.queued.checked_sub(shares)?;
                    if done {
                        self.filled = request;
                    }
                }
                // The last to leave forfeits what streams.
                if self.shares == 0 {
                    (self.unstreamed, self.staked_since) = (0, 0);
                }
            }
            Move::Request { request, shares } => {
                self.requested = request;
                self.queued = self.queued.checked_add(shares)?;
            }
            Move::Profit {
                amount,
                unstreamed,
                ends_at,
            } => {
                self.balance = self.balance.checked_add(amount)?;
                self.unstreamed = unstreamed;
                (self.stream_start, self.stream_end) = (now, ends_at);
            }
            Move::Draw {
                advance,
                amount,
                deposit,
                matures_at,
            } => {
                self.balance = self.balance.checked_sub(amount)?;
                self.deposits = self.deposits.checked_add(deposit)?;
                (self.advance, self.outstanding) = (advance, amount);
                (self.matures_at, self.defaulted) = (matures_at, false);
            }
            Move::Repay {
                advance,
                to_pool,
                outstanding,
            } => {
                self.balance = self.balance.checked_add(to_pool)?;
                self.owe(advance, outstanding);
            }
            Move::Default {
                advance,
                seized,
                outstanding,
            } => {
                self.balance = self.balance.checked_add(seized)?;
                self.deposits = self.deposits.checked_sub(seized)?;
                self.defaulted = true;
                self.owe(advance, outstanding);
            }
            Move::WriteOff { advance } => self.owe(advance, 0),
            Move::Close { returned } => self.deposits = self.deposits.checked_sub(returned)?,
        }
        Some(self)
    }

    /// What is still outstanding of the pool's advance; of one written off, nothing is the pool's.
    fn owe(&mut self, advance: u64, outstanding: u64) {
        if self.advance != advance {
            return;
        }
        self.outstanding = outstanding;
        if outstanding == 0 {
            (self.advance, self.matures_at, self.defaulted) = (0, 0, false);
        }
    }

    /// The pool at the second `now`: with a default that nobody has written down.
    pub fn at(mut self, now: u64) -> Self {
        if self.advance != 0 && !self.defaulted && now >= self.matures_at {
            let seized = self.deposits.min(self.outstanding);
            self.balance += seized;
            self.deposits -= seized;
            self.defaulted = true;
            self.owe(self.advance, self.outstanding - seized);
        }
        self
    }

    /// Profit that is not the shares' yet, rounded up.
    pub fn unstreamed_at(&self, now: u64) -> u64 {
        if now >= self.stream_end || self.unstreamed == 0 {
            return 0;
        }
        let left = u128::from(self.stream_end - now);
        let whole = u128::from(self.stream_end - self.stream_start);
        (u128::from(self.unstreamed) * left).div_ceil(whole) as u64
    }

    /// What can leave.
    pub fn idle(&self, now: u64) -> u64 {
        self.balance.saturating_sub(self.unstreamed_at(now))
    }

    /// What an advance that is not overdue counts; of a pool that is at `now` already.
    pub fn standing(&self) -> u64 {
        match self.defaulted {
            true => 0,
            false => self.outstanding,
        }
    }

    pub fn price(&self, now: u64) -> Price {
        Price {
            assets: u128::from(self.idle(now)) + u128::from(self.standing()),
            shares: self.shares,
        }
    }

    /// Requests that wait.
    pub fn waiting(&self) -> u64 {
        self.requested.saturating_sub(self.filled)
    }

    /// Whether nobody leaves before a default that is near.
    pub fn is_held(&self, now: u64) -> bool {
        self.standing() > self.deposits && now + GUARD_SECS >= self.matures_at
    }

    /// Most shares and assets that the owner of shares could take out at once.
    pub fn at_once(&self, now: u64, shares: u128) -> (u128, u64) {
        if self.waiting() != 0 || self.is_held(now) {
            return (0, 0);
        }
        let (price, idle) = (self.price(now), self.idle(now));
        let assets = price.to_assets(shares);
        if assets <= u128::from(idle) {
            return (shares, assets as u64);
        }
        (price.to_shares(idle).min(shares), idle)
    }
}

/// What a pool is worth, and in how many shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub assets: u128,
    pub shares: u128,
}

impl Price {
    /// Assets of a unit of shares as a fraction, the virtual ones included.
    pub fn fraction(&self) -> (u128, u128) {
        (self.assets + 1, self.shares + VIRTUAL_SHARES)
    }

    /// Assets that shares give.
    pub fn to_assets(self, shares: u128) -> u128 {
        let (worth, all) = self.fraction();
        floor(shares, worth, all)
    }

    /// Shares that assets give.
    pub fn to_shares(self, assets: u64) -> u128 {
        let (worth, all) = self.fraction();
        floor(assets.into(), all, worth)
    }
}

/// ⌊a × b / divisor⌋ of a divisor that is not zero; at most 2^128 - 1.
fn floor(a: u128, b: u128, divisor: u128) -> u128 {
    let quotient = U256::from(a) * U256::from(b) / U256::from(divisor);
    quotient.saturating_to()
}

/// ⌊amount × bps / 10,000⌋.
pub fn share_of(amount: u64, bps: u64) -> u64 {
    floor(amount.into(), bps.into(), BPS.into()) as u64
}

/// What part of the whole an amount is, in basis points, rounded down; 0 of nothing.
pub fn bps_of(amount: u64, whole: u128) -> u64 {
    match whole {
        0 => 0,
        whole => floor(amount.into(), BPS.into(), whole) as u64,
    }
}

/// The yearly rate, in basis points and rounded down, at which the price of a share rose from `then` to `now` in so many
/// days: (now / then - 1) × 365 / days.
pub fn apr_bps(then: Price, now: Price, days: u64) -> i64 {
    let ((a0, s0), (a1, s1)) = (then.fraction(), now.fraction());
    // Worth has 66 bits, shares 121: the products, 22 more.
    let (after, before) = (
        U256::from(a1) * U256::from(s0),
        U256::from(a0) * U256::from(s1),
    );
    let (divisor, scale) = (before * U256::from(days), U256::from(BPS * 365));
    let size = after.abs_diff(before) * scale;
    let rate: u64 = match after >= before {
        true => (size / divisor).saturating_to(),
        false => size.div_ceil(divisor).saturating_to(),
    };
    let rate = i64::try_from(rate).unwrap_or(i64::MAX);
    if after >= before { rate } else { -rate }
}

/// Where an advance stands at a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Announced,
    Drawn,
    Defaulted,
    WrittenOff,
    Repaid,
    Closed,
}

/// A drawn advance as the last event left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    pub state: State,
    pub outstanding: u64,
    /// What is held of the store's deposit.
    pub deposit: u64,
    pub matures_at: u64,
}

impl Advance {
    /// The advance at the second `now`, and what is seized of the deposit if it just fell due.
    pub fn at(mut self, now: u64) -> (Self, u64) {
        if self.state != State::Drawn || now < self.matures_at {
            return (self, 0);
        }
        let seized = self.deposit.min(self.outstanding);
        self.deposit -= seized;
        self.outstanding -= seized;
        self.state = match self.outstanding {
            0 => State::Repaid,
            _ => State::Defaulted,
        };
        (self, seized)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 1_795_000_000;

    /// Shares, with two streams of profit on them.
    fn staked() -> Pool {
        let deposit = Move::Deposit {
            assets: 1_000_000_007,
            shares: 999_999_999_999_983,
            locked: 100,
        };
        let profit = Move::Profit {
            amount: 123_457,
            unstreamed: 123_457,
            ends_at: START + 86_400,
        };
        let pool = Pool::default().apply(START, deposit).expect("a deposit");
        pool.apply(START, profit).expect("profit")
    }

    /// Values that the contract's own functions gave.
    #[test]
    fn worth_at_any_second_is_what_the_contract_says() {
        let pool = staked();
        for (secs, unstreamed, idle, third, shares) in [
            (0, 123_457, 1_000_000_007, 333_333_335, 77_777_776_455_554),
            (1, 123_456, 1_000_000_008, 333_333_336, 77_777_776_377_776),
            (7_777, 112_345, 1_000_011_119, 333_337_039, 77_776_912_198_512),
            (43_200, 61_729, 1_000_061_735, 333_353_911, 77_772_975_685_349),
            (86_399, 2, 1_000_123_462, 333_374_487, 77_768_175_585_514),
            (86_400, 0, 1_000_123_464, 333_374_487, 77_768_175_429_996),
            (90_000, 0, 1_000_123_464, 333_374_487, 77_768_175_429_996),
        ] {
            let now = START + secs;
            assert_eq!((pool.unstreamed_at(now), pool.idle(now)), (unstreamed, idle));
            let price = pool.price(now);
            assert_eq!(price.to_assets(333_333_333_333_333), third);
            assert_eq!(price.to_shares(77_777_777), shares);
        }
        let more = Move::Profit {
            amount: 99_999_999,
            unstreamed: 100_109_167,
            ends_at: START + 96_389,
        };
        let pool = pool.apply(START + 10_000, more).expect("more profit");
        assert_eq!(pool.balance, 1_100_123_463);
        let at = |secs| pool.unstreamed_at(START + secs);
        assert_eq!([at(10_000), at(50_000), at(96_000)], [100_109_167, 53_756_430, 450_781]);
    }

    /// Values that the contract's own functions gave.
    #[test]
    fn prices_of_any_size_are_what_the_contract_says() {
        for (assets, shares, part, worth, bought) in [
            (0, 0, 1 << 40, 1_099_511, 1_000_003_000_000),
            (
                u64::MAX.into(),
                1 << 119,
                1 << 118,
                9_223_372_036_854_775_807,
                36_028_905_105_355_024_891_904,
            ),
            (1, 3_000_000, 2_999_999, 1, 2_000_006_000_000),
            (
                987_654_321_987,
                987_654_321_000_000_000,
                123_456_789_012_345,
                123_456_789,
                1_000_002_999_000,
            ),
        ] {
            let price = Price { assets, shares };
            assert_eq!(price.to_assets(part), worth);
            assert_eq!(price.to_shares(1_000_003), bought);
        }
    }

    fn advanced() -> Pool {
        let draw = Move::Draw {
            advance: 4,
            amount: 1_000,
            deposit: 200,
            matures_at: START + 30 * DAY,
        };
        let deposit = Move::Deposit {
            assets: 5_000,
            shares: 5_000_000_000,
            locked: 7,
        };
        let pool = Pool::default().apply(START, deposit).expect("a deposit");
        pool.apply(START, draw).expect("an advance")
    }

    #[test]
    fn an_advance_counts_until_the_second_it_matures() {
        let (pool, matures) = (advanced(), START + 30 * DAY);
        let before = pool.at(matures - 1);
        assert_eq!(before.price(matures - 1).assets, 5_000);
        assert_eq!(before.deposits, 200);
        let after = pool.at(matures);
        assert_eq!(after.price(matures).assets, 4_200);
        assert_eq!((after.deposits, after.outstanding), (0, 800));
        assert_eq!((after.advance, after.defaulted), (4, true));
        // Written down, it is the same.
        let logged = Move::Default {
            advance: 4,
            seized: 200,
            outstanding: 800,
        };
        assert_eq!(pool.apply(matures + 9, logged), Some(after));
        assert_eq!(after.at(matures + DAY), after);
    }

    #[test]
    fn a_deposit_that_bears_all_leaves_no_default() {
        let paid = Move::Repay {
            advance: 4,
            to_pool: 900,
            outstanding: 100,
        };
        let pool = advanced().apply(START, paid).expect("a repayment");
        assert!(!pool.is_held(START + 29 * DAY));
        let after = pool.at(START + 30 * DAY);
        assert_eq!((after.advance, after.deposits, after.defaulted), (0, 100, false));
        assert_eq!(after.price(START).assets, 5_000);
    }

    #[test]
    fn nobody_leaves_in_the_week_before_a_default_that_the_deposit_does_not_bear() {
        let pool = advanced();
        let week = START + 23 * DAY;
        assert!(!pool.is_held(week - 1) && pool.is_held(week));
        assert_eq!(pool.at_once(week, 5_000_000_000), (0, 0));
        // All is worth 5,000, of which 4,000 lie idle.
        let (shares, assets) = pool.at_once(START, 5_000_000_000);
        assert_eq!((shares, assets), (4_000_000_000, 4_000));
        assert_eq!(pool.at_once(START, 1_000_000_000), (1_000_000_000, 1_000));
        let after = pool.at(START + 30 * DAY);
        assert!(!after.is_held(START + 30 * DAY));
    }

    #[test]
    fn the_last_share_leaves_the_stream_behind() {
        let pool = staked();
        let now = START + 43_200;
        let all = |forfeited| Move::Leave {
            assets: pool.idle(now),
            shares: pool.shares,
            unlocked: 100,
            forfeited,
            request: None,
        };
        let left = pool.unstreamed_at(now);
        let empty = pool.apply(now, all(left)).expect("they leave");
        assert_eq!((empty.balance, empty.unstreamed, empty.staked_since), (0, 0, 0));
        assert_eq!(pool.apply(now, all(left + 1)), None, "more than it holds");
    }

    #[test]
    fn rates_are_of_a_year_and_rounded_down() {
        let at = |assets| Price {
            assets,
            shares: 1_000_000_000_000_000_000 - 1_000_000,
        };
        let then = at(1_000_000_000_000 - 1);
        for (now, days, rate) in [
            (1_000_000_000_000, 30, 0),
            (1_010_000_000_000, 30, 1_216),
            (1_010_000_000_000, 7, 5_214),
            (990_000_000_000, 30, -1_217),
            (1_000_000_000_000 - 2, 90, -1),
            (2_000_000_000_000, 365, 10_000),
        ] {
            assert_eq!(apr_bps(then, at(now - 1), days), rate, "{now} in {days} days");
        }
        let huge = Price {
            assets: 1 << 65,
            shares: 0,
        };
        let tiny = Price {
            assets: 0,
            shares: 1 << 120,
        };
        assert_eq!(apr_bps(tiny, huge, 7), i64::MAX);
        assert_eq!(apr_bps(huge, tiny, 365), -10_000);
    }

    #[test]
    fn parts_are_rounded_down() {
        assert_eq!(share_of(u64::MAX, 5_000), u64::MAX / 2);
        assert_eq!(share_of(3, 5_000), 1);
        assert_eq!((bps_of(1, 3), bps_of(5, 0), bps_of(7, 7)), (3_333, 0, BPS));
    }
}

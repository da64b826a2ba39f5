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
    /// Since when it has been worth the minimum; 0: it is not.
    pub minimum_since: u64,
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
    /// A request was taken back: what was left of it.
    Cancel {
        shares: u128,
    },
    /// Requests up to this one are done.
    Passed {
        filled: u64,
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
    /// It became worth the minimum, or (0) no longer is.
    Minimum {
        since: u64,
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
                // If anything that streams is forfeited, all of it is.
                if forfeited != 0 || self.shares == 0 {
                    self.unstreamed = 0;
                }
                if self.shares == 0 {
                    self.staked_since = 0;
                }
            }
            Move::Request { request, shares } => {
                self.requested = request;
                self.queued = self.queued.checked_add(shares)?;
            }
            Move::Cancel { shares } => self.queued = self.queued.checked_sub(shares)?,
            Move::Passed { filled } => self.filled = filled,
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
                (self.defaulted, self.minimum_since) = (true, 0);
                self.owe(advance, outstanding);
            }
            Move::WriteOff { advance } => self.owe(advance, 0),
            Move::Close { returned } => self.deposits = self.deposits.checked_sub(returned)?,
            Move::Minimum { since } => self.minimum_since = since,
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
            (self.defaulted, self.minimum_since) = (true, 0);
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
mod tests;

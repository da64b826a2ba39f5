//! The stake pools as their contract does it, call by call: independent of the indexer's sums and arithmetic.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use productshare_abi::StakePools as Abi;

use super::advances::{Advance, State};
use crate::support::events::{Event, stake_pools};

pub const DAY: u64 = 86_400;
const VIRTUAL_SHARES: u64 = 1_000_000;

/// Shares and the PSS locked for them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Position {
    pub shares: u128,
    pub locked: u128,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub account: Address,
    pub requested: u128,
    pub escrow: Position,
    pub paid: u64,
    pub cancelled: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Pool {
    pub store: u64,
    pub balance: u64,
    pub shares: u128,
    pub unstreamed: u64,
    pub start: u64,
    pub end: u64,
    pub advance: u64,
    pub positions: BTreeMap<Address, Position>,
    /// In their order; numbered from 1.
    pub requests: Vec<Request>,
    pub filled: u64,
    pub staked_since: u64,
    /// Since when it has been worth the minimum, and what of it was logged; 0: it is not.
    pub minimum_since: u64,
    logged_minimum: u64,
    /// Kind, worth and shares after each event that changed them.
    pub history: Vec<(&'static str, u64, u128)>,
}

/// Advances are numbered from 1.
#[derive(Clone, Debug, Default)]
pub struct Pools {
    /// The time of the block that is to come.
    pub now: u64,
    pub pools: BTreeMap<u64, Pool>,
    pub advances: Vec<Advance>,
    /// Store and its advance that is not closed.
    pub debts: BTreeMap<u64, u64>,
    /// An account has deposited or withdrawn so much.
    pub moved: BTreeMap<(u64, Address), (u64, u64)>,
    pub owed_to_groups: u64,
    pub log: Vec<Event>,
}

pub const LOCK_RATIO: u128 = 100_000_000_000_000_000;
pub const MIN_ASSETS: u64 = 10_000;
pub const WINDOW: u64 = DAY;
pub const UTILISATION_BPS: u64 = 5_000;
pub const DEPOSIT_BPS: u64 = 2_000;
pub const MIN_REQUEST: u64 = 1_000;

pub fn ratio(a: impl Into<u128>, b: impl Into<u128>, of: impl Into<u128>, up: bool) -> u128 {
    let product = U256::from(a.into()) * U256::from(b.into());
    let of = U256::from(of.into());
    let quotient = if up {
        product.div_ceil(of)
    } else {
        product / of
    };
    quotient.to()
}

impl Pool {
    pub fn unstreamed_at(&self, now: u64) -> u64 {
        match now < self.end {
            true => ratio(self.unstreamed, self.end - now, self.end - self.start, true) as u64,
            false => 0,
        }
    }

    pub fn idle(&self, now: u64) -> u64 {
        self.balance - self.unstreamed_at(now)
    }

    pub fn waiting(&self) -> u64 {
        self.requests.len() as u64 - self.filled
    }

    pub fn queued(&self) -> Position {
        self.requests
            .iter()
            .fold(Position::default(), |sum, request| Position {
                shares: sum.shares + request.escrow.shares,
                locked: sum.locked + request.escrow.locked,
            })
    }
}

impl Position {
    fn take(&mut self, shares: u128) -> u128 {
        let freed = ratio(self.locked, shares, self.shares, false);
        self.shares -= shares;
        self.locked -= freed;
        freed
    }
}

pub fn units(value: u64) -> U256 {
    U256::from(value)
}

/// Whether shares of a pool worth so much are worth the minimum, the virtual ones left out.
pub fn is_ample(worth: u64, shares: u128) -> bool {
    let all = shares + u128::from(VIRTUAL_SHARES);
    ratio(shares, worth + 1, all, false) >= u128::from(MIN_ASSETS)
}

impl Pools {
    pub fn set_parameters(&mut self) {
        self.log.push(stake_pools(Abi::ParametersSet {
            lockRatio: U256::from(LOCK_RATIO),
            minAssets: units(MIN_ASSETS),
            windowSecs: WINDOW,
            utilisationBps: UTILISATION_BPS as u16,
            depositBps: DEPOSIT_BPS as u16,
            minRequest: units(MIN_REQUEST),
        }));
    }

    /// The pool at a second, with a default that nobody has written down.
    pub fn look(&self, product: u64, now: u64) -> (Pool, Option<Advance>, Option<u64>) {
        let mut pool = self.pools.get(&product).cloned().unwrap_or_default();
        let Some(index) = pool.advance.checked_sub(1) else {
            return (pool, None, None);
        };
        let mut advance = self.advances[index as usize].clone();
        let seized = advance.default_if_due(now);
        if let Some(seized) = seized {
            pool.balance += seized;
            pool.minimum_since = 0;
            if advance.state == State::Repaid {
                pool.advance = 0;
            }
        }
        (pool, Some(advance), seized)
    }

    pub fn advance_at(&self, id: u64, now: u64) -> Advance {
        let mut advance = self.advances[id as usize - 1].clone();
        advance.default_if_due(now);
        advance
    }

    pub fn touch(&mut self, product: u64) {
        let (pool, advance, seized) = self.look(product, self.now);
        let (Some(seized), Some(advance)) = (seized, advance) else {
            return;
        };
        let id = self.pools[&product].advance;
        self.log.push(stake_pools(Abi::AdvanceDefaulted {
            advance: id,
            product,
            maturedAt: advance.time,
            seized: units(seized),
            outstanding: units(advance.outstanding),
        }));
        let lost = advance.outstanding != 0;
        self.advances[id as usize - 1] = advance;
        self.pools.insert(product, pool);
        if lost {
            self.note(product, "defaulted");
        }
    }

    pub fn standing(&self, product: u64, now: u64) -> u64 {
        let (_, advance, _) = self.look(product, now);
        advance
            .filter(|advance| advance.state == State::Drawn)
            .map_or(0, |advance| advance.outstanding)
    }

    /// What a pool is worth at a second, and its shares.
    pub fn worth(&self, product: u64, now: u64) -> (u64, u128) {
        let (pool, ..) = self.look(product, now);
        (pool.idle(now) + self.standing(product, now), pool.shares)
    }

    pub fn to_assets(&self, product: u64, now: u64, shares: u128) -> u64 {
        let (worth, all) = self.worth(product, now);
        let all = all + u128::from(VIRTUAL_SHARES);
        ratio(shares, worth + 1, all, false) as u64
    }

    fn to_shares(&self, product: u64, now: u64, assets: u64, up: bool) -> u128 {
        let (worth, all) = self.worth(product, now);
        ratio(assets, all + u128::from(VIRTUAL_SHARES), worth + 1, up)
    }

    pub fn is_held(&self, product: u64, now: u64) -> bool {
        let (_, advance, _) = self.look(product, now);
        advance.is_some_and(|a| {
            a.state == State::Drawn && a.outstanding > a.deposit && now + 7 * DAY >= a.time
        })
    }

    pub fn is_barred(&self, product: u64, now: u64) -> bool {
        let (_, advance, _) = self.look(product, now);
        advance.is_some_and(|a| a.state == State::Defaulted)
    }

    pub fn is_open(&self, product: u64) -> bool {
        self.pools[&product].waiting() == 0 && !self.is_held(product, self.now)
    }

    pub fn note(&mut self, product: u64, kind: &'static str) {
        let (worth, shares) = self.worth(product, self.now);
        let pool = self.pools.get_mut(&product).expect("a pool");
        pool.history.push((kind, worth, shares));
        match (is_ample(worth, shares), pool.minimum_since) {
            (true, 0) => pool.minimum_since = self.now,
            (false, _) => pool.minimum_since = 0,
            _ => {}
        }
        let since = pool.minimum_since;
        if since != pool.logged_minimum {
            pool.logged_minimum = since;
            self.log
                .push(stake_pools(Abi::MinimumHeldSince { product, since }));
        }
    }

    pub fn deposit(&mut self, product: u64, store: u64, account: Address, assets: u64) {
        self.touch(product);
        let shares = self.to_shares(product, self.now, assets, false);
        if self.is_barred(product, self.now) || shares == 0 {
            return;
        }
        if !self.pools.contains_key(&product) {
            self.log
                .push(stake_pools(Abi::PoolOpened { product, store }));
        }
        let now = self.now;
        let pool = self.pools.entry(product).or_default();
        pool.store = store;
        if pool.shares == 0 {
            pool.staked_since = now;
        }
        pool.balance += assets;
        pool.shares += shares;
        let locked = ratio(assets, LOCK_RATIO, 1_000_000u64, true);
        let position = pool.positions.entry(account).or_default();
        position.shares += shares;
        position.locked += locked;
        self.moved.entry((product, account)).or_default().0 += assets;
        self.log.push(stake_pools(Abi::Deposit {
            product,
            account,
            assets: units(assets),
            shares: U256::from(shares),
            locked: U256::from(locked),
        }));
        self.note(product, "deposit");
    }

    /// Takes shares that are paid so much; returns what is the groups' then: all that is left if no share is, and what
    /// streams if fewer are than the virtual ones.
    fn burn(&mut self, product: u64, account: Address, shares: u128, assets: u64) -> u64 {
        let now = self.now;
        let pool = self.pools.get_mut(&product).expect("a pool");
        pool.shares -= shares;
        pool.balance -= assets;
        let left = match pool.shares {
            0 => pool.balance,
            few if few < u128::from(VIRTUAL_SHARES) => pool.unstreamed_at(now),
            _ => 0,
        };
        pool.balance -= left;
        if left != 0 || pool.shares == 0 {
            pool.unstreamed = 0;
        }
        if pool.shares == 0 {
            pool.staked_since = 0;
        }
        self.owed_to_groups += left;
        self.moved.entry((product, account)).or_default().1 += assets;
        left
    }

    /// At once if that is possible; else into the queue.
    pub fn leave(&mut self, product: u64, account: Address, shares: u128) {
        if !self.pools.contains_key(&product) {
            return;
        }
        self.touch(product);
        let own = self.pools[&product].positions.get(&account).copied();
        let Some(mut own) = own.filter(|own| own.shares > 0) else {
            return;
        };
        let shares = shares.clamp(1, own.shares);
        let assets = self.to_assets(product, self.now, shares);
        let whole = shares == own.shares;
        let freed = own.take(shares);
        let at_once = self.is_open(product) && assets <= self.pools[&product].idle(self.now);
        if !at_once && assets < MIN_REQUEST && !whole {
            return;
        }
        let pool = self.pools.get_mut(&product).expect("a pool");
        pool.positions.insert(account, own);
        if !at_once {
            pool.requests.push(Request {
                account,
                requested: shares,
                escrow: Position {
                    shares,
                    locked: freed,
                },
                paid: 0,
                cancelled: false,
            });
            let request = pool.requests.len() as u64;
            self.log.push(stake_pools(Abi::RedeemRequested {
                product,
                request,
                account,
                shares: U256::from(shares),
                locked: U256::from(freed),
            }));
            return;
        }
        let forfeited = self.burn(product, account, shares, assets);
        self.log.push(stake_pools(Abi::Withdraw {
            product,
            account,
            assets: units(assets),
            shares: U256::from(shares),
            unlocked: U256::from(freed),
            forfeited: units(forfeited),
        }));
        self.note(product, "withdrawal");
    }

    /// Takes back what is left of a request, of whoever's it is.
    pub fn cancel(&mut self, product: u64, request: u64) {
        let waits = |pool: &Pool| {
            let of = pool.requests.get(request as usize - 1);
            of.is_some_and(|of| of.escrow.shares > 0)
        };
        if !self.pools.get(&product).is_some_and(waits) {
            return;
        }
        self.touch(product);
        let pool = self.pools.get_mut(&product).expect("a pool");
        let of = &mut pool.requests[request as usize - 1];
        let (account, escrow) = (of.account, std::mem::take(&mut of.escrow));
        of.cancelled = true;
        let own = pool.positions.entry(account).or_default();
        own.shares += escrow.shares;
        own.locked += escrow.locked;
        self.log.push(stake_pools(Abi::RedeemCancelled {
            product,
            request,
            account,
            shares: U256::from(escrow.shares),
            locked: U256::from(escrow.locked),
        }));
        self.pass_over(product);
    }

    /// What was taken back is done once it is next.
    fn pass_over(&mut self, product: u64) {
        let pool = self.pools.get_mut(&product).expect("a pool");
        let behind = pool.requests.iter().skip(pool.filled as usize);
        let void = behind.take_while(|of| of.escrow.shares == 0).count();
        if void != 0 {
            pool.filled += void as u64;
            let filled = pool.filled;
            self.log
                .push(stake_pools(Abi::RequestsPassed { product, filled }));
        }
    }

    pub fn fill(&mut self, product: u64, max: u64) {
        if !self.pools.contains_key(&product) {
            return;
        }
        self.touch(product);
        for _ in 0..max.min(self.pools[&product].waiting()) {
            if self.is_held(product, self.now) {
                return;
            }
            let idle = self.pools[&product].idle(self.now);
            let request = self.pools[&product].filled + 1;
            let waiting = self.pools[&product].requests[request as usize - 1].clone();
            let worth = self.to_assets(product, self.now, waiting.escrow.shares);
            let (assets, shares) = match worth <= idle {
                true => (worth, waiting.escrow.shares),
                false if idle == 0 => return,
                false => (idle, self.to_shares(product, self.now, idle, true)),
            };
            let account = waiting.account;
            let forfeited = self.burn(product, account, shares, assets);
            let pool = self.pools.get_mut(&product).expect("a pool");
            let of = &mut pool.requests[request as usize - 1];
            let freed = of.escrow.take(shares);
            of.paid += assets;
            let left = of.escrow.shares;
            if left == 0 {
                pool.filled = request;
            }
            self.log.push(stake_pools(Abi::RedeemFilled {
                product,
                request,
                account,
                assets: units(assets),
                shares: U256::from(shares),
                unlocked: U256::from(freed),
                forfeited: units(forfeited),
                left: U256::from(left),
            }));
            self.note(product, "fill");
            if left != 0 {
                return;
            }
            self.pass_over(product);
        }
    }
}

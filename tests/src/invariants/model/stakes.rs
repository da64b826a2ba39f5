//! Stake pools: shares, what streams, advances and the queue, in plain numbers.

use alloy::primitives::U256;

use super::{Model, Verdict, at, at_mut, ensure};
use crate::invariants::actions::{Tag, Token, Who};
use crate::invariants::scene::{CHECKOUT, OWNER, SPLITTER, STAKES};

const DAY: u64 = 86_400;
/// Shares that belong to nobody.
const VIRTUAL: u64 = 1_000_000;
/// The parameters of the deployment.
const LOCK_A_UNIT: u128 = 100_000_000_000;
const MIN_ASSETS: u128 = 100_000_000;
const WINDOW: u64 = DAY;
const MIN_REQUEST: u128 = 1_000_000;
const MOST_FILLS: u64 = 64;
/// Requests taken back that a call counts as done.
const MOST_PASSED: u64 = 64;

/// Where an advance stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Announced = 1,
    Drawn = 2,
    Defaulted = 3,
    WrittenOff = 4,
    Repaid = 5,
    Closed = 6,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    pub tag: Tag,
    pub product: u64,
    pub store: u64,
    pub who: Who,
    pub standing: Standing,
    pub amount: u128,
    pub outstanding: u128,
    pub deposit: u128,
    pub repay_bps: u16,
    /// Of the announcement; once drawn, of maturity.
    pub time: u64,
    pub term: u64,
}

/// Shares and the PSS locked for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    pub shares: u128,
    pub locked: u128,
}

impl Stake {
    /// Takes shares off, and PSS in proportion.
    fn take(&mut self, shares: u128) -> Self {
        let locked = U256::from(self.locked) * U256::from(shares) / U256::from(self.shares);
        let part = Self {
            shares,
            locked: locked.to(),
        };
        self.shares -= part.shares;
        self.locked -= part.locked;
        part
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// What it holds, streaming profit included.
    pub balance: u128,
    pub shares: u128,
    /// Amount, from when, until when.
    stream: (u128, u64, u64),
    /// Since when it is known to be worth the minimum.
    ample_since: Option<u64>,
    /// The advance that it has out or waits for; 0: none.
    pub advance: u64,
    /// Who waits, and what is escrowed; those that are done stay, empty.
    pub queue: Vec<(Who, Stake)>,
    pub filled: u64,
}

impl Pool {
    pub fn unstreamed(&self, now: u64) -> u128 {
        let (amount, start, end) = self.stream;
        if now >= end {
            return 0;
        }
        (amount * u128::from(end - now)).div_ceil(u128::from(end - start))
    }

    pub fn stream_ends(&self) -> u64 {
        self.stream.2
    }

    pub fn idle(&self, now: u64) -> u128 {
        self.balance - self.unstreamed(now)
    }

    fn waiting(&self) -> u64 {
        self.queue.len() as u64 - self.filled
    }

    /// The next to be paid is a request that was taken back.
    fn is_next_void(&self) -> bool {
        let next = self.queue.get(self.filled as usize);
        next.is_some_and(|(_, escrow)| escrow.shares == 0)
    }

    /// Counts as done what was taken back, at most so many; how many.
    fn pass_over(&mut self, most: u64) -> u64 {
        let before = self.filled;
        while self.filled - before < most && self.is_next_void() {
            self.filled += 1;
        }
        self.filled - before
    }
}

/// Pools by product, and all that they owe.
#[derive(Clone, Debug, Default)]
pub struct Stakes {
    /// By number less one; shorter than the list of products until somebody stakes.
    pools: Vec<Pool>,
    /// By product and account.
    pub positions: std::collections::BTreeMap<(u64, Who), Stake>,
    pub advances: Vec<Advance>,
    pub owed: u128,
    /// By account: what could not be paid.
    pub credits: Vec<u128>,
    /// By account: PSS locked.
    pub locked: Vec<u128>,
    /// Advances that came to be in default since everything was last compared, and their products.
    pub ripened: std::collections::BTreeMap<u64, u64>,
    /// Advances in default that nobody has written down yet, and their products.
    unmarked: std::collections::BTreeMap<u64, u64>,
    /// Of a product on which nobody has staked.
    nothing: Pool,
}

impl Stakes {
    pub fn new(accounts: usize) -> Self {
        Self {
            credits: vec![0; accounts],
            locked: vec![0; accounts],
            ..Self::default()
        }
    }

    pub fn pool(&self, product: u64) -> &Pool {
        let index = usize::try_from(product).expect("a small number") - 1;
        self.pools.get(index).unwrap_or(&self.nothing)
    }

    pub fn pools(&self) -> impl Iterator<Item = (u64, &Pool)> {
        (1u64..).zip(&self.pools)
    }

    fn pool_mut(&mut self, product: u64) -> &mut Pool {
        let count = usize::try_from(product).expect("a small number");
        if self.pools.len() < count {
            self.pools.resize_with(count, Pool::default);
        }
        &mut self.pools[count - 1]
    }

    pub fn stake(&self, product: u64, who: Who) -> Stake {
        let found = self.positions.get(&(product, who));
        found.copied().unwrap_or_default()
    }

    /// The pool's own advance.
    pub fn advance_of(&self, product: u64) -> Option<&Advance> {
        match self.pool(product).advance {
            0 => None,
            id => Some(at(&self.advances, id)),
        }
    }

    /// What an advance not overdue counts.
    pub fn standing(&self, product: u64) -> u128 {
        let drawn = |of: &&Advance| of.standing == Standing::Drawn;
        let advance = self.advance_of(product).filter(drawn);
        advance.map_or(0, |of| of.outstanding)
    }

    /// What the pool is worth, and in how many shares, with the virtual ones.
    pub fn price(&self, product: u64, now: u64) -> (U256, U256) {
        let pool = self.pool(product);
        let worth = pool.idle(now) + self.standing(product);
        (
            U256::from(worth + 1),
            U256::from(pool.shares) + U256::from(VIRTUAL),
        )
    }

    /// What shares are worth.
    pub fn worth(&self, product: u64, shares: u128, now: u64) -> u128 {
        let (worth, all) = self.price(product, now);
        (U256::from(shares) * worth / all).to()
    }

    /// Whether its shares are worth the minimum.
    fn is_ample(&self, product: u64, now: u64) -> bool {
        self.worth(product, self.pool(product).shares, now) >= MIN_ASSETS
    }

    /// Whether an advance is in default and nobody has written that down.
    pub fn is_unmarked(&self, advance: u64) -> bool {
        self.unmarked.contains_key(&advance)
    }

    /// What a store owes: the advance that is not closed.
    pub fn debt(&self, store: u64) -> Option<u64> {
        let open = |of: &Advance| {
            of.store == store && !matches!(of.standing, Standing::Announced | Standing::Closed)
        };
        let place = self.advances.iter().position(open)?;
        Some(place as u64 + 1)
    }

    /// The store that repays an advance of this account's.
    pub fn debtor(&self, who: Who) -> Option<u64> {
        let open = |of: &&Advance| {
            of.who == who && !matches!(of.standing, Standing::Announced | Standing::Closed)
        };
        self.advances.iter().find(open).map(|of| of.store)
    }
}

impl Model {
    /// What time alone does: advances that matured unpaid are in default.
    pub(super) fn ripen(&mut self) {
        for id in 1..=self.stakes.advances.len() as u64 {
            let of = at(&self.stakes.advances, id);
            if of.standing != Standing::Drawn || self.now < of.time {
                continue;
            }
            let (product, seized) = (of.product, of.deposit.min(of.outstanding));
            let of = at_mut(&mut self.stakes.advances, id);
            of.deposit -= seized;
            of.outstanding -= seized;
            let repaid = of.outstanding == 0;
            of.standing = if repaid {
                Standing::Repaid
            } else {
                Standing::Defaulted
            };
            self.stakes.ripened.insert(id, product);
            self.stakes.unmarked.insert(id, product);
            let pool = self.stakes.pool_mut(product);
            pool.balance += seized;
            pool.ample_since = None;
            if repaid {
                pool.advance = 0;
            }
        }
    }

    /// To be compared with the chain again: what ripened, be it in a pause.
    pub(super) fn touch_ripened(&mut self) {
        for (advance, product) in &self.stakes.ripened {
            self.touched.advances.insert(*advance);
            self.touched.pools.insert(*product);
        }
    }

    fn touch_pool(&mut self, product: u64) {
        self.touched.pools.insert(product);
    }

    /// Takes down, whenever a pool is written, whether it is worth the minimum.
    fn note(&mut self, product: u64) {
        let now = self.now;
        let ample = self.stakes.is_ample(product, now);
        self.stakes.unmarked.retain(|_, of| *of != product);
        let pool = self.stakes.pool_mut(product);
        if ample {
            pool.ample_since.get_or_insert(now);
        } else {
            pool.ample_since = None;
        }
        self.touch_pool(product);
    }

    fn pooled(&mut self, product: Tag) -> u64 {
        let id = self.names.products[&product];
        self.touch_pool(id);
        id
    }

    /// Takes so many assets for so many shares.
    fn put_in(&mut self, who: Who, product: u64, assets: u128, shares: u128) -> Verdict {
        self.touched.accounts.insert(who);
        let defaulted = |of: &Advance| of.standing == Standing::Defaulted;
        let barred = self.stakes.advance_of(product).is_some_and(defaulted);
        ensure(!barred, "a default is not recovered")?;
        ensure(assets > 0 && shares > 0, "nothing for it")?;
        self.can_pay(Token::Psc, who, assets)?;
        let locked = assets * LOCK_A_UNIT;
        let free = self.balances[1][who] - self.stakes.locked[who];
        ensure(free >= locked, "too little PSS")?;
        self.pay(Token::Psc, who, STAKES, assets);
        self.stakes.locked[who] += locked;
        let stake = self.stakes.positions.entry((product, who)).or_default();
        stake.shares += shares;
        stake.locked += locked;
        let pool = self.stakes.pool_mut(product);
        pool.balance += assets;
        pool.shares += shares;
        self.note(product);
        Ok(())
    }

    pub(super) fn deposit(&mut self, who: Who, product: Tag, assets: u128) -> Verdict {
        let id = self.pooled(product);
        let (worth, all) = self.stakes.price(id, self.now);
        let shares = U256::from(assets) * all / worth;
        self.put_in(who, id, assets, shares.to())
    }

    pub(super) fn mint(&mut self, who: Who, product: Tag, shares: u128) -> Verdict {
        let id = self.pooled(product);
        let (worth, all) = self.stakes.price(id, self.now);
        let assets = (U256::from(shares) * worth).div_ceil(all);
        self.put_in(who, id, assets.to(), shares)
    }

    pub fn is_held(&self, product: u64) -> bool {
        self.stakes.advance_of(product).is_some_and(|of| {
            of.standing == Standing::Drawn
                && of.outstanding > of.deposit
                && self.now + 7 * DAY >= of.time
        })
    }

    /// Whether shares leave at once.
    pub fn is_open(&self, product: u64) -> bool {
        self.stakes.pool(product).waiting() == 0 && !self.is_held(product)
    }

    /// Burns shares. The last ones leave to the groups what the pool holds, and fewer than the virtual ones what streams.
    fn burn(&mut self, product: u64, shares: u128, assets: u128) {
        let now = self.now;
        let pool = self.stakes.pool_mut(product);
        pool.shares -= shares;
        pool.balance -= assets;
        if pool.shares < u128::from(VIRTUAL) {
            let left = match pool.shares {
                0 => pool.balance,
                _ => pool.unstreamed(now),
            };
            pool.balance -= left;
            pool.stream = (0, 0, pool.stream.2);
            self.stakes.owed += left;
        }
    }

    fn leave(&mut self, who: Who, product: u64, assets: u128, shares: u128) -> Verdict {
        self.touched.accounts.insert(who);
        let mut stake = self.stakes.stake(product, who);
        ensure(shares > 0, "nothing")?;
        ensure(shares <= stake.shares, "more than she has")?;
        ensure(self.is_open(product), "others wait, or a default is near")?;
        let idle = self.stakes.pool(product).idle(self.now);
        ensure(assets <= idle, "more than is idle")?;
        let blocked = assets > 0 && self.is_blocked(Token::Psc, who);
        ensure(!blocked, "the payee is blocked")?;
        let part = stake.take(shares);
        self.stakes.positions.insert((product, who), stake);
        self.stakes.locked[who] -= part.locked;
        self.burn(product, shares, assets);
        self.pay(Token::Psc, STAKES, who, assets);
        self.note(product);
        Ok(())
    }

    pub(super) fn redeem(&mut self, who: Who, product: Tag, shares: u128) -> Verdict {
        let id = self.pooled(product);
        let assets = self.stakes.worth(id, shares, self.now);
        self.leave(who, id, assets, shares)
    }

    pub(super) fn withdraw(&mut self, who: Who, product: Tag, assets: u128) -> Verdict {
        let id = self.pooled(product);
        let (worth, all) = self.stakes.price(id, self.now);
        let shares = (U256::from(assets) * all).div_ceil(worth);
        self.leave(who, id, assets, shares.saturating_to())
    }

    pub(super) fn request_redeem(&mut self, who: Who, product: Tag, shares: u128) -> Verdict {
        let id = self.pooled(product);
        self.touched.accounts.insert(who);
        let mut stake = self.stakes.stake(id, who);
        ensure(shares > 0, "nothing")?;
        ensure(shares <= stake.shares, "more than she has")?;
        let worth = self.stakes.worth(id, shares, self.now);
        ensure(worth >= MIN_REQUEST || shares == stake.shares, "too small")?;
        let idle = self.stakes.pool(id).idle(self.now);
        ensure(!self.is_open(id) || worth > idle, "no need to wait")?;
        let part = stake.take(shares);
        self.stakes.positions.insert((id, who), stake);
        self.stakes.pool_mut(id).queue.push((who, part));
        self.note(id);
        Ok(())
    }

    pub(super) fn cancel_request(&mut self, who: Who, product: Tag, request: u64) -> Verdict {
        let id = self.pooled(product);
        self.touched.accounts.insert(who);
        let place = request
            .checked_sub(1)
            .map_or(usize::MAX, |place| place as usize);
        let pool = self.stakes.pool(id);
        let (requester, escrow) = *pool.queue.get(place).ok_or("no such request")?;
        ensure(requester == who, "somebody else's")?;
        ensure(escrow.shares > 0, "done")?;
        let pool = self.stakes.pool_mut(id);
        pool.queue[place].1 = Stake::default();
        pool.pass_over(MOST_PASSED);
        let stake = self.stakes.positions.entry((id, who)).or_default();
        stake.shares += escrow.shares;
        stake.locked += escrow.locked;
        self.note(id);
        Ok(())
    }

    pub(super) fn fill(&mut self, product: Tag, max: u64) -> Verdict {
        let id = self.pooled(product);
        ensure(!self.is_held(id), "a default is near")?;
        let (mut paid, mut passed) = (0, 0);
        if self.stakes.pool(id).waiting() > 0 {
            passed = self.stakes.pool_mut(id).pass_over(MOST_PASSED);
        }
        while paid < max.min(MOST_FILLS) && self.stakes.pool(id).waiting() > 0 {
            let pool = self.stakes.pool(id);
            if pool.is_next_void() {
                break;
            }
            let request = usize::try_from(pool.filled).expect("few");
            let (who, mut escrow) = pool.queue[request];
            let idle = pool.idle(self.now);
            let worth = self.stakes.worth(id, escrow.shares, self.now);
            let (mut assets, mut shares) = (worth, escrow.shares);
            if worth > idle {
                if idle == 0 {
                    break;
                }
                let (worth, all) = self.stakes.price(id, self.now);
                assets = idle;
                shares = (U256::from(idle) * all).div_ceil(worth).to();
            }
            let part = escrow.take(shares);
            self.stakes.locked[who] -= part.locked;
            self.burn(id, shares, assets);
            let pool = self.stakes.pool_mut(id);
            let done = escrow.shares == 0;
            pool.filled += u64::from(done);
            pool.queue[request] = if done {
                (who, Stake::default())
            } else {
                (who, escrow)
            };
            self.pay_stake(who, assets);
            paid += 1;
            if !done {
                break;
            }
            passed += self.stakes.pool_mut(id).pass_over(MOST_PASSED - passed);
        }
        ensure(paid + passed > 0, "nothing to fill")?;
        self.note(id);
        Ok(())
    }

    /// Pays out of the pools, or credits.
    fn pay_stake(&mut self, to: Who, amount: u128) {
        self.touched.accounts.insert(to);
        if amount > 0 && self.is_blocked(Token::Psc, to) {
            self.stakes.credits[to] += amount;
        } else {
            self.pay(Token::Psc, STAKES, to, amount);
        }
    }

    pub(super) fn claim_stake(&mut self, account: Who) -> Verdict {
        let amount = self.stakes.credits[account];
        self.touched.accounts.insert(account);
        ensure(amount > 0, "nothing to claim")?;
        let blocked = self.is_blocked(Token::Psc, account);
        ensure(!blocked, "the payee is blocked")?;
        self.stakes.credits[account] = 0;
        self.pay(Token::Psc, STAKES, account, amount);
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Verdict {
        let owed = std::mem::take(&mut self.stakes.owed);
        ensure(owed > 0, "nothing is owed")?;
        self.pay(Token::Psc, STAKES, SPLITTER, owed);
        self.profit += owed;
        self.touched.ledger = true;
        Ok(())
    }

    // ---- advances

    #[allow(clippy::too_many_arguments)]
    pub(super) fn announce(
        &mut self,
        tag: Tag,
        who: Who,
        product: Tag,
        amount: u128,
        term: u64,
        repay_bps: u16,
    ) -> Verdict {
        let id = self.own_product(who, product)?;
        ensure((14 * DAY..=180 * DAY).contains(&term), "term out of bounds")?;
        ensure((100..=10_000).contains(&repay_bps), "rate out of bounds")?;
        ensure(amount > 0, "nothing")?;
        self.stakes.advances.push(Advance {
            tag,
            product: id,
            store: at(&self.products, id).store,
            who,
            standing: Standing::Announced,
            amount,
            outstanding: 0,
            deposit: 0,
            repay_bps,
            time: self.now,
            term,
        });
        let id = self.stakes.advances.len() as u64;
        self.names.advances.insert(tag, id);
        self.touched.advances.insert(id);
        Ok(())
    }

    /// The advance and its pool.
    fn advance(&mut self, advance: Tag) -> (u64, Advance) {
        let id = self.names.advances[&advance];
        self.touched.advances.insert(id);
        let of = at(&self.stakes.advances, id).clone();
        self.touch_pool(of.product);
        (id, of)
    }

    pub(super) fn draw(&mut self, who: Who, advance: Tag) -> Verdict {
        let (id, of) = self.advance(advance);
        self.touched.accounts.insert(who);
        ensure(of.standing == Standing::Announced, "wrong state")?;
        let owner = at(&self.stores, of.store).owner;
        ensure(who == of.who && who == owner, "not hers")?;
        let since = self.now - of.time;
        ensure((3 * DAY..30 * DAY).contains(&since), "not now")?;
        ensure(self.stakes.debt(of.store).is_none(), "the store owes")?;
        ensure(self.stakes.debtor(who).is_none(), "she owes")?;
        let pool = self.stakes.pool(of.product);
        ensure(pool.waiting() == 0, "others wait")?;
        ensure(of.amount <= pool.idle(self.now) / 2, "more than half")?;
        let deposit = (of.amount * 2_000).div_ceil(10_000);
        self.can_pay(Token::Psc, who, deposit)?;
        self.pay(Token::Psc, who, STAKES, deposit);
        self.pay(Token::Psc, STAKES, who, of.amount);
        let pool = self.stakes.pool_mut(of.product);
        pool.balance -= of.amount;
        pool.advance = id;
        let now = self.now;
        let drawn = at_mut(&mut self.stakes.advances, id);
        drawn.standing = Standing::Drawn;
        drawn.outstanding = of.amount;
        drawn.deposit = deposit;
        drawn.time = now + of.term;
        self.touched.stores.insert(of.store);
        self.note(of.product);
        Ok(())
    }

    /// What came back on an advance: the shares' if there are any and it was not given up, else the groups'.
    fn book(&mut self, id: u64, amount: u128) {
        self.touched.advances.insert(id);
        let of = at_mut(&mut self.stakes.advances, id);
        let (product, given_up) = (of.product, of.standing == Standing::WrittenOff);
        of.outstanding -= amount;
        let repaid = of.outstanding == 0;
        if repaid {
            of.standing = Standing::Repaid;
        }
        let pool = self.stakes.pool_mut(product);
        if repaid && pool.advance == id {
            pool.advance = 0;
        }
        if given_up || pool.shares == 0 {
            self.stakes.owed += amount;
        } else {
            pool.balance += amount;
        }
        self.note(product);
    }

    fn is_owed(of: &Advance) -> bool {
        matches!(
            of.standing,
            Standing::Drawn | Standing::Defaulted | Standing::WrittenOff
        )
    }

    pub(super) fn repay(&mut self, who: Who, advance: Tag, amount: u128) -> Verdict {
        let (id, of) = self.advance(advance);
        ensure(amount > 0, "nothing")?;
        ensure(Self::is_owed(&of), "wrong state")?;
        let paid = amount.min(of.outstanding);
        self.can_pay(Token::Psc, who, paid)?;
        self.pay(Token::Psc, who, STAKES, paid);
        self.book(id, paid);
        Ok(())
    }

    /// Nothing changes: only that it was in default already, unmarked, can be known by nobody but the chain.
    pub(super) fn mark_default(&mut self, advance: Tag) -> Verdict {
        let (id, of) = self.advance(advance);
        let unmarked = self.stakes.is_unmarked(id);
        ensure(unmarked, "not overdue, or marked")?;
        self.note(of.product);
        Ok(())
    }

    pub(super) fn write_off(&mut self, who: Who, advance: Tag) -> Verdict {
        let (id, of) = self.advance(advance);
        ensure(who == OWNER, "not the owner")?;
        ensure(of.standing == Standing::Defaulted, "wrong state")?;
        at_mut(&mut self.stakes.advances, id).standing = Standing::WrittenOff;
        self.stakes.pool_mut(of.product).advance = 0;
        self.note(of.product);
        Ok(())
    }

    pub(super) fn reclaim(&mut self, advance: Tag) -> Verdict {
        let (id, of) = self.advance(advance);
        ensure(of.standing == Standing::Repaid, "wrong state")?;
        let closed = at_mut(&mut self.stakes.advances, id);
        closed.standing = Standing::Closed;
        closed.deposit = 0;
        self.touched.stores.insert(of.store);
        self.pay_stake(of.who, of.deposit);
        self.note(of.product);
        Ok(())
    }

    // ---- sales

    /// A line's stake share, of which the pool takes all or nothing.
    pub(super) fn take_profit(&mut self, product: u64, asked: u128) -> u128 {
        if asked == 0 {
            return 0;
        }
        let now = self.now;
        let ample = self.stakes.is_ample(product, now);
        let pool = self.stakes.pool_mut(product);
        let seasoned = pool.ample_since.is_some_and(|since| now >= since + WINDOW);
        if !ample || !seasoned {
            self.note(product);
            return 0;
        }
        let left = pool.unstreamed(now);
        let remaining = pool.stream.2.saturating_sub(now);
        let sum = left + asked;
        let mean = (left * u128::from(remaining) + asked * u128::from(WINDOW)) / sum;
        pool.stream = (
            sum,
            now,
            now + u64::try_from(mean).expect("within a window"),
        );
        pool.balance += asked;
        self.pay(Token::Psc, CHECKOUT, STAKES, asked);
        self.note(product);
        asked
    }

    /// What a line repays of its store's advance.
    pub(super) fn take_repayment(&mut self, store: u64, vendor_part: u128) -> u128 {
        let Some(id) = self.stakes.debt(store) else {
            return 0;
        };
        let of = at(&self.stakes.advances, id).clone();
        let rate = vendor_part * u128::from(of.repay_bps) / 10_000;
        let due = if Self::is_owed(&of) {
            rate.min(of.outstanding)
        } else {
            0
        };
        self.touched.advances.insert(id);
        if due == 0 {
            self.note(of.product);
            return 0;
        }
        self.pay(Token::Psc, CHECKOUT, STAKES, due);
        self.book(id, due);
        due
    }
}

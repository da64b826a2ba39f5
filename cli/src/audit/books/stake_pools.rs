//! Stake pools: who has which shares, what a pool holds, and what became of advances.
//!
//! How much of a pool's profit has streamed in by now is not told by logs alone; idle and unstreamed PSC are compared together.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, StakePools as Abi, StakePools::StakePoolsEvents as Event};

use super::credits::Credits;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const SHARES: Claim = Claim::new(
    "stake-pools.shares",
    "an account's shares are what its deposits gave less what left, and sum up to the pool's",
);
const ASSETS: Claim = Claim::new(
    "stake-pools.assets",
    "a pool holds what came in less what left",
);
const ADVANCES: Claim = Claim::new(
    "stake-pools.advances",
    "what is outstanding of an advance is what was drawn less what was repaid or seized",
);
const CREDITS: Claim = Claim::new(
    "stake-pools.credits",
    "what could not be paid, or is owed to the groups, is kept",
);

#[derive(Debug, Default)]
struct Pool {
    /// Idle and unstreamed PSC.
    balance: U256,
    shares: U256,
    positions: BTreeMap<Address, Position>,
    queue: BTreeMap<u64, (Address, U256, U256)>,
}

#[derive(Debug, Default)]
struct Position {
    shares: U256,
    locked: U256,
}

#[derive(Debug, Default)]
struct Advance {
    product: u64,
    store: u64,
    amount: U256,
    outstanding: U256,
    deposit: U256,
    matures_at: u64,
    /// 1 announced, 2 drawn, 3 defaulted, 4 written off, 5 repaid, 6 closed.
    state: u8,
}

#[derive(Debug, Default)]
pub struct StakePools {
    pools: BTreeMap<u64, Pool>,
    advances: BTreeMap<u64, Advance>,
    owed: U256,
    credits: Credits,
}

impl Advance {
    /// A default that nobody has logged: the views count it as one.
    fn is_overdue(&self, now: u64) -> bool {
        self.state == 2 && now >= self.matures_at
    }

    /// What such a default seized of the deposit.
    fn unlogged(&self, now: u64) -> U256 {
        match self.is_overdue(now) {
            true => self.deposit.min(self.outstanding),
            false => U256::ZERO,
        }
    }

    fn owes(&self, entry: &Entry, id: u64, said: U256, findings: &mut Findings) {
        let of = || format!("outstanding of advance {id}");
        findings.logged(ADVANCES, entry, of, self.outstanding, said);
    }
}

impl StakePools {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::Deposit(e) => {
                let pool = self.pools.entry(e.product).or_default();
                pool.balance += e.assets;
                pool.shares += e.shares;
                let position = pool.positions.entry(e.account).or_default();
                position.shares += e.shares;
                position.locked += e.locked;
            }
            Event::Withdraw(e) => {
                self.leave(entry, e.product, e.assets, e.shares, e.forfeited, findings);
                self.take(entry, e.product, e.account, e.shares, e.unlocked, findings);
            }
            Event::RedeemRequested(e) => {
                self.take(entry, e.product, e.account, e.shares, e.locked, findings);
                let queue = &mut self.pools.entry(e.product).or_default().queue;
                queue.insert(e.request, (e.account, e.shares, e.locked));
            }
            Event::RedeemCancelled(e) => {
                let pool = self.pools.entry(e.product).or_default();
                let (account, shares, locked) = pool.queue.remove(&e.request).unwrap_or_default();
                let position = pool.positions.entry(e.account).or_default();
                position.shares += e.shares;
                position.locked += e.locked;
                let of = |what: &str| {
                    format!("{what} of request {} of product {}", e.request, e.product)
                };
                findings.logged(SHARES, entry, || of("account"), account, e.account);
                findings.logged(SHARES, entry, || of("shares taken back"), shares, e.shares);
                findings.logged(SHARES, entry, || of("PSS taken back"), locked, e.locked);
            }
            Event::RedeemFilled(e) => {
                self.leave(entry, e.product, e.assets, e.shares, e.forfeited, findings);
                let queue = &mut self.pools.entry(e.product).or_default().queue;
                let (account, shares, locked) = queue.get(&e.request).copied().unwrap_or_default();
                let (left, free) = (
                    shares.saturating_sub(e.shares),
                    locked.saturating_sub(e.unlocked),
                );
                let of = || format!("request {} of product {}", e.request, e.product);
                findings.logged(
                    SHARES,
                    entry,
                    || format!("shares left of {}", of()),
                    left,
                    e.left,
                );
                findings.logged(
                    SHARES,
                    entry,
                    || format!("account of {}", of()),
                    account,
                    e.account,
                );
                match left.is_zero() {
                    true => queue.remove(&e.request),
                    false => queue.insert(e.request, (account, left, free)),
                };
            }
            Event::ProfitAdded(e) => self.pools.entry(e.product).or_default().balance += e.amount,
            Event::AdvanceAnnounced(e) => {
                let advance = Advance {
                    product: e.product,
                    store: e.store,
                    amount: e.amount,
                    state: 1,
                    ..Advance::default()
                };
                self.advances.insert(e.advance, advance);
            }
            Event::AdvanceDrawn(e) => {
                let advance = self.advances.entry(e.advance).or_default();
                findings.logged(
                    ADVANCES,
                    entry,
                    || format!("drawn of advance {}", e.advance),
                    advance.amount,
                    e.amount,
                );
                (advance.state, advance.outstanding, advance.deposit) = (2, e.amount, e.deposit);
                advance.matures_at = e.maturesAt;
                let pool = self.pools.entry(e.product).or_default();
                pool.balance = pool.balance.saturating_sub(e.amount);
            }
            Event::AdvanceRepaid(e) => {
                let advance = self.advances.entry(e.advance).or_default();
                advance.outstanding = advance.outstanding.saturating_sub(e.amount);
                advance.owes(entry, e.advance, e.outstanding, findings);
                if e.outstanding.is_zero() {
                    advance.state = 5;
                }
                self.pools.entry(e.product).or_default().balance +=
                    e.amount.saturating_sub(e.toGroups);
                self.owed += e.toGroups;
            }
            Event::AdvanceDefaulted(e) => {
                let advance = self.advances.entry(e.advance).or_default();
                advance.outstanding = advance.outstanding.saturating_sub(e.seized);
                advance.deposit = advance.deposit.saturating_sub(e.seized);
                advance.state = if e.outstanding.is_zero() { 5 } else { 3 };
                advance.owes(entry, e.advance, e.outstanding, findings);
                self.pools.entry(e.product).or_default().balance += e.seized;
            }
            Event::AdvanceWrittenOff(e) => {
                let advance = self.advances.entry(e.advance).or_default();
                advance.state = 4;
                advance.owes(entry, e.advance, e.outstanding, findings);
            }
            Event::AdvanceClosed(e) => {
                let advance = self.advances.entry(e.advance).or_default();
                findings.logged(
                    ADVANCES,
                    entry,
                    || format!("deposit of advance {}", e.advance),
                    advance.deposit,
                    e.returned,
                );
                (advance.state, advance.deposit) = (6, U256::ZERO);
            }
            Event::GroupsPaid(e) => {
                findings.logged(
                    CREDITS,
                    entry,
                    || "owed to the groups".into(),
                    self.owed,
                    e.amount,
                );
                self.owed = U256::ZERO;
            }
            Event::PaymentDeferred(e) => self.credits.defer(e.account, e.amount),
            Event::CreditClaimed(e) => {
                self.credits
                    .claim(CREDITS, entry, e.account, e.amount, findings);
            }
            Event::Connected(_)
            | Event::PoolOpened(_)
            | Event::MinimumHeldSince(_)
            | Event::RequestsPassed(_)
            | Event::ParametersSet(_)
            | Event::OwnershipTransferred(_) => {}
        }
    }

    /// Shares and what they were worth leave a pool; what the last ones forfeit is the groups'.
    fn leave(
        &mut self,
        entry: &Entry,
        product: u64,
        assets: U256,
        shares: U256,
        forfeited: U256,
        findings: &mut Findings,
    ) {
        let pool = self.pools.entry(product).or_default();
        let (had, balance) = (pool.shares, pool.balance);
        findings.holds(
            ASSETS,
            Some(entry),
            shares <= had && assets.saturating_add(forfeited) <= balance,
            || {
                let found = format!("{shares} shares for {assets}");
                (
                    format!("leaving the pool of product {product}"),
                    format!("at most {had} shares and {balance} PSC units"),
                    found,
                )
            },
        );
        pool.shares = had.saturating_sub(shares);
        pool.balance = balance.saturating_sub(assets).saturating_sub(forfeited);
        self.owed += forfeited;
    }

    fn take(
        &mut self,
        entry: &Entry,
        product: u64,
        account: Address,
        shares: U256,
        locked: U256,
        findings: &mut Findings,
    ) {
        let position = self
            .pools
            .entry(product)
            .or_default()
            .positions
            .entry(account)
            .or_default();
        let had = position.shares;
        findings.holds(
            SHARES,
            Some(entry),
            shares <= had && locked <= position.locked,
            || {
                (
                    format!("{account} in the pool of product {product}"),
                    format!("at most {had} shares"),
                    shares.to_string(),
                )
            },
        );
        position.shares = had.saturating_sub(shares);
        position.locked = position.locked.saturating_sub(locked);
    }

    /// What the pool has seized of deposits for overdue advances without a log.
    fn unlogged(&self, product: u64, now: u64) -> U256 {
        let of_it = self.advances.values().filter(|a| a.product == product);
        of_it.fold(U256::ZERO, |sum, advance| sum + advance.unlogged(now))
    }

    /// PSC that the pools must hold.
    pub fn held(&self) -> U256 {
        let pools = self.pools.values().map(|pool| pool.balance);
        let deposits = self.advances.values().map(|advance| advance.deposit);
        pools
            .chain(deposits)
            .chain([self.credits.sum()])
            .fold(self.owed, U256::saturating_add)
    }

    /// PSS that the pools lock of each account.
    pub fn locked(&self) -> BTreeMap<Address, U256> {
        let mut locked = BTreeMap::<Address, U256>::new();
        for pool in self.pools.values() {
            for (account, position) in &pool.positions {
                *locked.entry(*account).or_default() += position.locked;
            }
            for (account, _, of) in pool.queue.values() {
                *locked.entry(*account).or_default() += *of;
            }
        }
        locked
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::StakePools;
        findings.begin(SHARES);
        let positions = self.pools.iter().flat_map(|(product, pool)| {
            pool.positions
                .keys()
                .map(move |account| (*product, *account))
        });
        let found = node
            .each(of, positions, |(product, account)| Abi::positionCall {
                product: *product,
                account: *account,
            })
            .await?;
        for ((product, account), found) in found {
            let position = &self.pools[&product].positions[&account];
            findings.same(
                SHARES,
                || format!("shares of {account} in product {product}"),
                position.shares,
                found.shares,
            );
            findings.same(
                SHARES,
                || format!("PSS locked of {account} for product {product}"),
                position.locked,
                found.locked,
            );
        }
        let queued = self
            .pools
            .iter()
            .flat_map(|(product, pool)| pool.queue.keys().map(move |request| (*product, *request)));
        let found = node
            .each(of, queued, |(product, request)| {
                Abi::pendingRedeemRequestCall {
                    product: *product,
                    request: *request,
                }
            })
            .await?;
        for ((product, request), found) in found {
            let (account, shares, _) = self.pools[&product].queue[&request];
            findings.same(
                SHARES,
                || format!("account of request {request} of product {product}"),
                account,
                found.account,
            );
            findings.same(
                SHARES,
                || format!("shares of request {request} of product {product}"),
                shares,
                found.shares,
            );
        }
        findings.begin(ASSETS);
        let found = node
            .each(of, self.pools.keys().copied(), |product| Abi::poolCall {
                product: *product,
            })
            .await?;
        for (product, found) in found {
            let pool = &self.pools[&product];
            let balance = pool
                .balance
                .saturating_add(self.unlogged(product, node.time));
            findings.same(
                ASSETS,
                || format!("idle and unstreamed PSC of product {product}"),
                balance,
                found.idle.saturating_add(found.unstreamed),
            );
            findings.same(
                SHARES,
                || format!("shares of product {product}"),
                pool.shares,
                found.shares,
            );
            let queued = pool.queue.values().map(|(_, shares, _)| *shares);
            let sum = pool
                .positions
                .values()
                .map(|position| position.shares)
                .chain(queued)
                .fold(U256::ZERO, U256::saturating_add);
            findings.same(
                SHARES,
                || format!("sum of all shares of product {product}"),
                pool.shares,
                sum,
            );
        }
        findings.begin(ADVANCES);
        let found = node
            .each(of, self.advances.keys().copied(), |id| Abi::advanceCall {
                id: *id,
            })
            .await?;
        for (id, found) in found {
            let advance = &self.advances[&id];
            let overdue = advance.is_overdue(node.time);
            let seized = advance.unlogged(node.time);
            let outstanding = advance.outstanding - seized;
            findings.same(
                ADVANCES,
                || format!("store of advance {id}"),
                advance.store,
                found.store,
            );
            findings.same(
                ADVANCES,
                || format!("amount of advance {id}"),
                advance.amount,
                found.amount,
            );
            findings.same(
                ADVANCES,
                || format!("outstanding of advance {id}"),
                outstanding,
                found.outstanding,
            );
            findings.same(
                ADVANCES,
                || format!("deposit of advance {id}"),
                advance.deposit - seized,
                found.deposit,
            );
            let state = match overdue {
                true if outstanding.is_zero() => 5,
                true => 3,
                false => advance.state,
            };
            findings.same(
                ADVANCES,
                || format!("state of advance {id}"),
                state,
                found.state,
            );
        }
        findings.same(
            CREDITS,
            || "owed to the groups".into(),
            self.owed,
            node.read(of, Abi::owedToGroupsCall {}).await?,
        );
        self.credits.check(CREDITS, of, node, findings).await
    }
}

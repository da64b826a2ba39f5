//! The invariants of stake pools, over what the chain shows of each.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use productshare_abi::{Catalog, Pss, StakePools};

use super::books::{Broken, Held, same};
use super::model::stakes::Stake;
use super::model::{Model, at};
use super::scene::{ACCOUNTS, CHECKOUT, STAKES, Scene};

/// What the chain showed last, and sums of it.
#[derive(Clone, Debug, Default)]
pub struct Pools {
    /// By product: what the pool holds, streaming profit included.
    held: BTreeMap<u64, u128>,
    /// By advance: what is held of its deposit.
    deposits: BTreeMap<u64, u128>,
    /// By product: worth and shares, with the virtual ones.
    prices: BTreeMap<u64, (U256, U256)>,
}

impl Pools {
    /// Reads what the action touched, compares it with the model, and checks the sums. `balance` and `credits`: of the
    /// contract, as they were just read.
    pub fn check(&mut self, scene: &Scene, model: &Model, balance: u128, credits: u128) -> Held {
        let touched = &model.touched;
        for id in touched.advances.iter().copied() {
            self.advance(scene, model, id)?;
        }
        for product in touched.pools.iter().copied() {
            self.pool(scene, model, product)?;
            for who in touched.accounts.iter().copied() {
                position(scene, model, product, who)?;
            }
        }
        for who in touched.accounts.iter().copied() {
            locks(scene, model, who)?;
        }
        for store in touched.stores.iter().copied() {
            let chain = scene.view(scene.catalog, &Catalog::isIndebtedCall { store })?;
            let expected = model.stakes.debt(store).is_some();
            same("stores that repay", store, chain, expected)?;
        }
        let to = scene.accounts[STAKES];
        let owed = scene.view(to, &StakePools::owedToGroupsCall {})?;
        same("owed to the groups", "PSC", owed.to(), model.stakes.owed)?;
        let sum = self.held.values().sum::<u128>()
            + self.deposits.values().sum::<u128>()
            + owed.to::<u128>()
            + credits;
        same(
            "(g) the stake pools hold what pools, deposits, credits and groups come to",
            "PSC",
            balance,
            sum,
        )
    }

    fn pool(&mut self, scene: &Scene, model: &Model, product: u64) -> Held {
        let to = scene.accounts[STAKES];
        let now = model.seen;
        let (stakes, pool) = (&model.stakes, model.stakes.pool(product));
        let chain = scene.view(to, &StakePools::poolCall { product })?;
        same(
            "stake pools",
            product,
            (
                (chain.idle.to(), chain.unstreamed.to(), chain.shares.to()),
                (chain.outstanding.to(), chain.advance),
                (chain.requested, chain.filled),
            ),
            (
                (pool.idle(now), pool.unstreamed(now), pool.shares),
                (stakes.standing(product), pool.advance),
                (pool.queue.len() as u64, pool.filled),
            ),
        )?;
        if pool.unstreamed(now) > 0 {
            let ends = pool.stream_ends();
            same("ends of streams", product, chain.streamEndsAt, ends)?;
        }
        let total = scene.view(to, &StakePools::totalAssetsCall { product })?;
        same(
            "(g) a pool is worth what is idle and an advance not overdue",
            product,
            total,
            chain.idle + chain.outstanding,
        )?;
        for request in [pool.filled, pool.filled + 1, pool.queue.len() as u64] {
            if request == 0 || request > pool.queue.len() as u64 {
                continue;
            }
            let call = StakePools::pendingRedeemRequestCall { product, request };
            let is = scene.view(to, &call)?;
            let (_, escrow) = *at(&pool.queue, request);
            let chain = (is.shares.to(), is.locked.to());
            same(
                "requests",
                (product, request),
                chain,
                (escrow.shares, escrow.locked),
            )?;
        }
        let positions = stakes.positions.iter();
        let held = positions.filter(|((of, _), _)| *of == product);
        let shares: u128 = held.map(|(_, stake)| stake.shares).sum::<u128>()
            + pool.queue.iter().map(|(_, of)| of.shares).sum::<u128>();
        same(
            "(g) shares are those of positions and requests",
            product,
            chain.shares.to(),
            shares,
        )?;
        self.held
            .insert(product, (chain.idle + chain.unstreamed).to());
        let price = (total + U256::from(1), chain.shares + U256::from(1_000_000));
        // Where there is no share, nobody's is worth less.
        let before = match chain.shares.is_zero() {
            true => self.prices.remove(&product),
            false => self.prices.insert(product, price),
        };
        let (worth, all) = before.filter(|_| !chain.shares.is_zero()).unwrap_or(price);
        let fell = price.0 * all < worth * price.1;
        let ripened = stakes.ripened.values().any(|of| *of == product);
        if fell && !ripened {
            return Err(Broken {
                what: "(g) only a default lowers the worth of a share",
                how: format!("product {product}: {worth}/{all} before, {price:?} after"),
            });
        }
        Ok(())
    }

    fn advance(&mut self, scene: &Scene, model: &Model, id: u64) -> Held {
        let chain = scene.view(scene.accounts[STAKES], &StakePools::advanceCall { id })?;
        let of = at(&model.stakes.advances, id);
        same(
            "advances",
            id,
            (
                (chain.product, chain.store, chain.account, chain.state),
                (
                    chain.amount.to(),
                    chain.outstanding.to(),
                    chain.deposit.to(),
                ),
                (chain.repayBps, chain.time, chain.termSecs),
            ),
            (
                (
                    of.product,
                    of.store,
                    scene.accounts[of.who],
                    of.standing as u8,
                ),
                (of.amount, of.outstanding, of.deposit),
                (of.repay_bps, of.time, of.term),
            ),
        )?;
        self.deposits.insert(id, chain.deposit.to());
        Ok(())
    }
}

fn position(scene: &Scene, model: &Model, product: u64, who: usize) -> Held {
    let account = scene.accounts[who];
    let call = StakePools::positionCall { product, account };
    let is = scene.view(scene.accounts[STAKES], &call)?;
    let chain = Stake {
        shares: is.shares.to(),
        locked: is.locked.to(),
    };
    same(
        "positions",
        (product, who),
        chain,
        model.stakes.stake(product, who),
    )
}

/// Nobody else locks PSS here: all that is locked in an account is its positions' and requests'.
fn locks(scene: &Scene, model: &Model, who: usize) -> Held {
    debug_assert!(who < ACCOUNTS);
    if who >= CHECKOUT {
        return Ok(());
    }
    let account = scene.accounts[who];
    let locked = scene.view(scene.pss, &Pss::lockedOfCall { account })?;
    let stakes = &model.stakes;
    let positions = stakes.positions.iter().filter(|((_, of), _)| *of == who);
    let queued = stakes
        .pools()
        .flat_map(|(_, pool)| &pool.queue)
        .filter(|(of, _)| *of == who);
    let expected = positions.map(|(_, stake)| stake.locked).sum::<u128>()
        + queued.map(|(_, stake)| stake.locked).sum::<u128>();
    same(
        "(g) PSS locked is that of positions and requests",
        who,
        locked.to(),
        expected,
    )
}

//! Deposits and redemptions.

use alloy_primitives::{keccak256, Address, U256};
use common::{
    abi::encode,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    live::Live,
    parameters::PSC,
    pool::{assets_of, bounded_shares, shares_of, Position},
    ratio::{ceil, floor, low},
    StakePools,
};

/// What the signer of a relayed deposit agreed to.
pub struct Bounds {
    pub min_shares: U256,
    /// PSS units.
    pub max_locked: U256,
    /// Last second, Unix time.
    pub deadline: u64,
}

/// How a deposit is paid.
pub enum Payment<'a> {
    Allowance,
    /// ERC-3009: what its signer agreed to, and the signature.
    Authorization(&'a Bounds, &'a [u8]),
}

impl StakePools {
    pub(crate) fn do_deposit(
        &mut self,
        account: Address,
        product: u64,
        assets: U256,
        payment: Payment,
    ) -> Outcome<U256> {
        let live = self.receiving(product)?;
        let assets = assets_of(assets)?;
        let shares = live.price().to_shares_floor(assets)?;
        self.put_in(live, account, assets, shares, payment)?;
        Ok(U256::from(shares))
    }

    pub(crate) fn do_mint(&mut self, product: u64, shares: U256) -> Outcome<U256> {
        let account = self.vm().msg_sender();
        let live = self.receiving(product)?;
        let shares = shares_of(shares)?;
        let assets = live.price().to_assets_ceil(shares)?;
        self.put_in(live, account, assets, shares, Payment::Allowance)?;
        Ok(U256::from(assets))
    }

    /// The pool, if it takes deposits. The first one opens it, if there is such a product.
    fn receiving(&mut self, product: u64) -> Outcome<Live> {
        let mut live = self.touch_worth(product);
        if let Some(advance) = live.defaulted() {
            return Err(revert(DepositsBarred { advance }));
        }
        if !live.pool.opened {
            let (store, _) = self.vendor(product)?;
            live.pool.opened = true;
            emit(self.vm(), PoolOpened { product, store });
        }
        Ok(live)
    }

    /// Books a deposit, takes what it costs and locks the PSS that it needs, rounded up.
    fn put_in(
        &mut self,
        mut live: Live,
        account: Address,
        assets: u64,
        shares: u128,
        payment: Payment,
    ) -> Outcome {
        if assets == 0 {
            return Err(revert(ZeroAmount {}));
        }
        if shares == 0 {
            return Err(revert(ZeroShares {}));
        }
        let product = live.product;
        let ratio = self.lock_ratio();
        // Below 2^64 x 2^80 / 2^19.
        let needed = ceil(assets.into(), ratio, PSC.into()).unwrap_or(u128::MAX);
        let (assets256, shares256, locked) =
            (U256::from(assets), U256::from(shares), U256::from(needed));
        if let Payment::Authorization(bounds, _) = &payment {
            if shares256 < bounds.min_shares {
                return Err(revert(TooFewShares {
                    shares: shares256,
                    min: bounds.min_shares,
                }));
            }
            if locked > bounds.max_locked {
                return Err(revert(LocksTooMuch {
                    needed: locked,
                    max: bounds.max_locked,
                }));
            }
        }
        live.pool.balance = assets_of(U256::from(live.pool.balance) + assets256)?;
        live.pool.shares = bounded_shares(Some(live.pool.shares + shares))?;
        let mut position = self.load_position(product, account);
        position.shares += shares;
        // Saturated, the lock fails: there is no such amount of PSS.
        position.locked = position.locked.saturating_add(needed);
        self.save(&mut live);
        self.save_position(product, account, position);
        emit(
            self.vm(),
            Deposit {
                product,
                account,
                assets: assets256,
                shares: shares256,
                locked,
            },
        );
        match payment {
            Payment::Allowance => self.pull(account, assets256)?,
            Payment::Authorization(bounds, signature) => {
                let Bounds {
                    min_shares,
                    max_locked,
                    deadline,
                } = *bounds;
                let terms = (product, assets256, min_shares, max_locked, deadline);
                let nonce = keccak256(encode(terms));
                self.pull_authorized(account, assets256, deadline, nonce, signature)?;
            }
        }
        self.lock(account, locked)
    }

    pub(crate) fn do_withdraw(&mut self, product: u64, assets: U256) -> Outcome<U256> {
        let owner = self.vm().msg_sender();
        let live = self.touch_worth(product);
        let price = live.price();
        let own = self.load_position(product, owner);
        let paid = assets_of(assets)?;
        let shares = price.to_shares_ceil(paid)?;
        if shares > own.shares {
            return Err(revert(ERC4626ExceededMaxWithdraw {
                owner,
                assets,
                max: U256::from(price.to_assets_floor(own.shares)?),
            }));
        }
        self.leave(live, owner, own, paid, shares)?;
        Ok(U256::from(shares))
    }

    pub(crate) fn do_redeem(&mut self, product: u64, shares: U256) -> Outcome<U256> {
        let owner = self.vm().msg_sender();
        let live = self.touch_worth(product);
        let own = self.load_position(product, owner);
        let shares = own.part(owner, shares)?;
        let assets = live.price().to_assets_floor(shares)?;
        self.leave(live, owner, own, assets, shares)?;
        Ok(U256::from(assets))
    }

    /// Takes shares that the account has out of the pool at once.
    fn leave(
        &mut self,
        mut live: Live,
        account: Address,
        mut position: Position,
        assets: u64,
        shares: u128,
    ) -> Outcome {
        if shares == 0 {
            return Err(revert(ZeroAmount {}));
        }
        live.ensure_open()?;
        let idle = live.idle();
        if assets > idle {
            return Err(revert(InsufficientLiquidity {
                assets: U256::from(assets),
                idle: U256::from(idle),
            }));
        }
        let product = live.product;
        let unlocked = position.take(shares);
        let forfeited = self.burn(&mut live, shares, assets);
        self.save(&mut live);
        self.save_position(product, account, position);
        emit(
            self.vm(),
            Withdraw {
                product,
                account,
                assets: U256::from(assets),
                shares: U256::from(shares),
                unlocked: U256::from(unlocked),
                forfeited: U256::from(forfeited),
            },
        );
        // Shares of a pool that lost all are worth nothing; their PSS is still to be freed.
        if assets != 0 {
            self.send(account, U256::from(assets))?;
        }
        self.unlock(account, unlocked)
    }

    /// Burns shares for what they are paid. What is nobody's then becomes owed to the groups, which
    /// this returns.
    pub(crate) fn burn(&mut self, live: &mut Live, shares: u128, assets: u64) -> u64 {
        let forfeited = live.pool.burn(live.now, shares, assets);
        self.owe(forfeited);
        forfeited
    }

    // ---- views, each once for all that ask alike

    #[inline(never)]
    pub(crate) fn shares_for(&self, product: u64, assets: U256, up: bool) -> Outcome<U256> {
        let (price, assets) = (self.live(product).price(), assets_of(assets)?);
        let shares = match up {
            true => price.to_shares_ceil(assets)?,
            false => price.to_shares_floor(assets)?,
        };
        Ok(U256::from(shares))
    }

    #[inline(never)]
    pub(crate) fn assets_for(&self, product: u64, shares: U256, up: bool) -> Outcome<U256> {
        let (price, shares) = (self.live(product).price(), shares_of(shares)?);
        let assets = match up {
            true => price.to_assets_ceil(shares)?,
            false => price.to_assets_floor(shares)?,
        };
        Ok(U256::from(assets))
    }

    pub(crate) fn show_max_deposit(&self, product: u64, account: Address) -> Outcome<u64> {
        let live = self.live(product);
        if live.defaulted().is_some() || !live.pool.opened && self.vendor(product).is_err() {
            return Ok(0);
        }
        let room = u64::MAX - live.pool.balance;
        let backed = floor(self.unlocked(account)?, PSC.into(), self.lock_ratio());
        Ok(backed.unwrap_or(u128::MAX).min(room.into()) as u64)
    }

    /// Most shares and assets that the account could take out at once.
    pub(crate) fn at_once(&self, product: u64, account: Address) -> Outcome<(U256, U256)> {
        let live = self.live(product);
        let (mut shares, mut assets) = (0, 0);
        if live.ensure_open().is_ok() {
            let (price, idle) = (live.price(), live.idle());
            shares = self.load_position(product, account).shares;
            assets = price.to_assets_floor(shares)?;
            if assets > idle {
                shares = price.to_shares_floor(idle)?.min(shares);
                assets = idle;
            }
        }
        Ok((U256::from(shares), U256::from(assets)))
    }
}

impl Position {
    /// A number of shares that it has.
    pub(crate) fn part(&self, owner: Address, shares: U256) -> Outcome<u128> {
        let max = U256::from(self.shares);
        if shares > max {
            return Err(revert(ERC4626ExceededMaxRedeem { owner, shares, max }));
        }
        if shares.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        Ok(low(shares))
    }
}

//! What the tests of stake pools share: a shop, a product whose stakers get a part, and stakers.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolValue};
use productshare_abi::{Catalog, Psc, Pss, StakePools};
use world::client::Sent;
use world::shop::{self, Cart, NewProduct};
use world::typed::{self, ReceiveWithAuthorization};

use crate::commerce::*;
use crate::contracts::*;

/// Shares that a PSC unit gives at first.
pub const RATE: u64 = 1_000_000;
/// PSS units locked per PSC unit: a tenth of a PSS a PSC.
pub const LOCK: u64 = 100_000_000_000;
/// How long profit streams.
pub const WINDOW: u64 = DAY;
pub const TERM: u64 = 30 * DAY;
/// Advance's states.
pub const DRAWN: u8 = 2;
pub const DEFAULTED: u8 = 3;
pub const WRITTEN_OFF: u8 = 4;
pub const REPAID: u8 = 5;
pub const CLOSED: u8 = 6;

/// Store A's product at 10 PSC, of which 2 are profit, half of that the stakers'. Alice, the friend, the vendor and the
/// stranger have 10,000 PSC that pools and checkout may take, and 10,000 PSS; Bob has as much and no ether. Time stands
/// still.
pub struct Stakes {
    pub s: Shop,
    pub product: u64,
}

pub fn staked() -> NewProduct {
    NewProduct {
        inventory: 1_000_000,
        cashback_bps: 0,
        stake_bps: 5_000,
        ..NewProduct::default()
    }
}

/// Shares as a number.
pub fn shares(units: u64) -> U256 {
    u(units) * u(RATE)
}

impl Stakes {
    pub async fn open() -> Self {
        let s = Shop::open().await;
        let product = s.product(staked()).await;
        let this = Self { s, product };
        let (g, w) = (&this.s.g, &this.s.g.wallets);
        for who in [&w.alice, &w.friend, &w.bob, &w.vendor, &w.stranger] {
            shop::fund(g, who, 10_000 * PSC).await.unwrap();
            let give = Pss::transferCall {
                to: who.address(),
                value: u(10_000) * u(10).pow(u(18)),
            };
            act(g, &w.treasury, g.pss(), &give).await;
            if who.address() == w.bob.address() {
                continue;
            }
            let approval = Psc::approveCall {
                spender: g.stake_pools(),
                value: U256::MAX,
            };
            act(g, who, g.psc(), &approval).await;
            let votes = Pss::delegateCall {
                delegatee: who.address(),
            };
            act(g, who, g.pss(), &votes).await;
        }
        wait(g, 1).await;
        this
    }

    pub fn at(&self) -> Address {
        self.s.g.stake_pools()
    }

    pub async fn send<C: SolCall>(&self, from: &PrivateKeySigner, call: &C) -> Sent {
        act(&self.s.g, from, self.at(), call).await
    }

    pub async fn ask<C: SolCall>(&self, call: &C) -> C::Return {
        read(&self.s.g, self.at(), call).await
    }

    /// Asserts that the pools refuse the call with exactly this error.
    pub async fn refuse<C: SolCall, E: alloy::sol_types::SolError>(
        &self,
        from: &PrivateKeySigner,
        call: &C,
        error: E,
    ) {
        refused(&self.s.g, from.address(), self.at(), call, error).await;
    }

    /// Lets time pass.
    pub async fn pass(&self, secs: u64) -> u64 {
        wait(&self.s.g, secs).await
    }

    /// Lets a pool have its minimum for long enough to take stake shares.
    pub async fn season(&self) {
        self.pass(WINDOW).await;
    }

    pub async fn now(&self) -> u64 {
        self.s.g.client.now().await.unwrap()
    }

    pub fn deposit_call(&self, assets: u64) -> StakePools::depositCall {
        StakePools::depositCall {
            product: self.product,
            assets: u(assets),
        }
    }

    pub fn redeem_call(&self, shares: U256) -> StakePools::redeemCall {
        StakePools::redeemCall {
            product: self.product,
            shares,
        }
    }

    pub fn request_call(&self, shares: U256) -> StakePools::requestRedeemCall {
        StakePools::requestRedeemCall {
            product: self.product,
            shares,
        }
    }

    pub fn fill_call(&self, max: u64) -> StakePools::fillCall {
        StakePools::fillCall {
            product: self.product,
            max,
        }
    }

    pub async fn deposit(&self, who: &PrivateKeySigner, assets: u64) -> Sent {
        self.send(who, &self.deposit_call(assets)).await
    }

    pub async fn redeem(&self, who: &PrivateKeySigner, shares: U256) -> Sent {
        self.send(who, &self.redeem_call(shares)).await
    }

    /// Takes out all that somebody has.
    pub async fn leave(&self, who: &PrivateKeySigner) -> Sent {
        let shares = self.shares_of(who.address()).await;
        self.redeem(who, shares).await
    }

    pub async fn shares_of(&self, account: Address) -> U256 {
        let call = StakePools::balanceOfCall {
            product: self.product,
            account,
        };
        self.ask(&call).await
    }

    /// What an account's shares are worth, PSC units.
    pub async fn worth(&self, account: Address) -> u64 {
        let call = StakePools::convertToAssetsCall {
            product: self.product,
            shares: self.shares_of(account).await,
        };
        self.ask(&call).await.to()
    }

    /// What the pool is worth, PSC units.
    pub async fn total(&self) -> u64 {
        let call = StakePools::totalAssetsCall {
            product: self.product,
        };
        self.ask(&call).await.to()
    }

    pub async fn pool(&self) -> StakePools::poolReturn {
        self.pool_of(self.product).await
    }

    pub async fn pool_of(&self, product: u64) -> StakePools::poolReturn {
        self.ask(&StakePools::poolCall { product }).await
    }

    pub async fn locked(&self, account: Address) -> U256 {
        read(&self.s.g, self.s.g.pss(), &Pss::lockedOfCall { account }).await
    }

    pub async fn owed(&self) -> u64 {
        self.ask(&StakePools::owedToGroupsCall {}).await.to()
    }

    pub async fn credit(&self, account: Address) -> u64 {
        self.ask(&StakePools::creditCall { account }).await.to()
    }

    /// Alice buys so many units of the product in store A: a PSC of each is the stakers'.
    pub async fn sell(&self, units: u64) -> Sent {
        let cart = Cart::of(self.product, units, self.s.a);
        self.s.order(&self.s.g.wallets.alice, &cart).await.1
    }

    // ---- advances

    pub fn plan(&self, amount: u64, repay_bps: u16) -> StakePools::announceCall {
        StakePools::announceCall {
            product: self.product,
            amount: u(amount),
            termSecs: TERM,
            repayBps: repay_bps,
            planHash: word(7),
            planUri: "ipfs://plan".into(),
        }
    }

    /// The vendor announces an advance; its number.
    pub async fn announce(&self, amount: u64, repay_bps: u16) -> u64 {
        let plan = self.plan(amount, repay_bps);
        let sent = self.send(&self.s.g.wallets.vendor, &plan).await;
        events::<StakePools::AdvanceAnnounced>(&sent, self.at())[0].advance
    }

    /// Announces one, and draws it as soon as may be.
    pub async fn drawn(&self, amount: u64, repay_bps: u16) -> u64 {
        let advance = self.announce(amount, repay_bps).await;
        self.pass(3 * DAY).await;
        self.draw(advance).await;
        advance
    }

    pub async fn draw(&self, advance: u64) -> Sent {
        let call = StakePools::drawCall { advance };
        self.send(&self.s.g.wallets.vendor, &call).await
    }

    pub async fn repay(&self, who: &PrivateKeySigner, advance: u64, amount: u64) -> Sent {
        let call = StakePools::repayCall {
            advance,
            amount: u(amount),
        };
        self.send(who, &call).await
    }

    pub async fn reclaim(&self, advance: u64) -> Sent {
        let call = StakePools::reclaimDepositCall { advance };
        self.send(&self.s.g.wallets.stranger, &call).await
    }

    pub async fn write_off(&self, advance: u64) -> Sent {
        let call = StakePools::writeOffCall { advance };
        self.send(&self.s.g.wallets.owner, &call).await
    }

    pub async fn advance(&self, id: u64) -> StakePools::advanceReturn {
        self.ask(&StakePools::advanceCall { id }).await
    }

    /// State, outstanding and deposit of an advance.
    pub async fn standing(&self, id: u64) -> (u8, u64, u64) {
        let advance = self.advance(id).await;
        (
            advance.state,
            advance.outstanding.to(),
            advance.deposit.to(),
        )
    }

    pub async fn indebted(&self, store: u64) -> bool {
        let call = Catalog::isIndebtedCall { store };
        read(&self.s.g, self.s.g.catalog(), &call).await
    }

    // ---- relayed deposits

    /// A deposit that somebody signed, for anyone to bring.
    pub fn authorized(
        &self,
        who: &PrivateKeySigner,
        assets: u64,
        min_shares: U256,
        max_locked: U256,
        deadline: u64,
    ) -> StakePools::depositWithAuthorizationCall {
        let g = &self.s.g;
        let mut call = StakePools::depositWithAuthorizationCall {
            account: who.address(),
            product: self.product,
            assets: u(assets),
            minShares: min_shares,
            maxLocked: max_locked,
            deadline,
            signature: Bytes::new(),
        };
        let message = self.message(who.address(), &call, self.at());
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        call.signature = typed::sign(who, &domain, &message);
        call
    }

    /// What is signed for it.
    pub fn message(
        &self,
        from: Address,
        call: &StakePools::depositWithAuthorizationCall,
        to: Address,
    ) -> ReceiveWithAuthorization {
        let terms = (
            call.product,
            call.assets,
            call.minShares,
            call.maxLocked,
            call.deadline,
        );
        ReceiveWithAuthorization {
            from,
            to,
            value: call.assets,
            validAfter: U256::ZERO,
            validBefore: u(call.deadline),
            nonce: alloy::primitives::keccak256(terms.abi_encode_params()),
        }
    }

    /// A permit of somebody's PSC for the pools.
    pub async fn permit(&self, who: &PrivateKeySigner, assets: u64, deadline: u64) -> Bytes {
        let g = &self.s.g;
        let owner = who.address();
        let nonce = read(g, g.psc(), &Psc::noncesCall { owner }).await;
        let message = typed::Permit {
            owner,
            spender: self.at(),
            value: u(assets),
            nonce,
            deadline: u(deadline),
        };
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        typed::sign(who, &domain, &message)
    }

    /// Sets the parameters, some of which differ from the deployment's.
    pub async fn set(&self, change: impl FnOnce(&mut StakePools::setParametersCall)) {
        let is = self.ask(&StakePools::parametersCall {}).await;
        let mut call = StakePools::setParametersCall {
            lockRatio: is.lockRatio,
            minAssets: is.minAssets,
            windowSecs: is.windowSecs,
            utilisationBps: is.utilisationBps,
            depositBps: is.depositBps,
            minRequest: is.minRequest,
        };
        change(&mut call);
        self.send(&self.s.g.wallets.owner, &call).await;
    }

    /// What the pools hold is what they owe, to the unit; and each account's PSS is locked for its positions and
    /// requests. `products`: those with a pool.
    pub async fn assert_books(&self, products: &[u64]) {
        let w = &self.s.g.wallets;
        let mut owed = self.owed().await;
        for (_, who) in w.named() {
            owed += self.credit(who.address()).await;
        }
        for &product in products {
            let pool = self.pool_of(product).await;
            owed += (pool.idle + pool.unstreamed).to::<u64>();
        }
        let count = self.ask(&StakePools::advanceCountCall {}).await;
        for id in 1..=count {
            owed += self.advance(id).await.deposit.to::<u64>();
        }
        assert_eq!(self.s.psc(self.at()).await, owed, "PSC held and owed");
    }

    /// The ERC-3009 nonce was used.
    pub async fn is_used(&self, authorizer: Address, nonce: B256) -> bool {
        let call = Psc::authorizationStateCall { authorizer, nonce };
        read(&self.s.g, self.s.g.psc(), &call).await
    }
}

//! What the tests of commerce share: a ground with two stores and buyers who have PSC.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use productshare_abi::{Catalog, Checkout, Psc, Splitter};
use world::client::Sent;
use world::ground::Ground;
use world::shop::{self, Cart, NewProduct};

use crate::contracts::*;

pub const DAY: u64 = 86_400;
pub const HOLD: u64 = 14 * DAY;

/// A line's state, as the checkout tells it.
pub const HELD: u8 = 1;
pub const DISPUTED: u8 = 2;
pub const SETTLED: u8 = 3;
pub const REFUNDED: u8 = 4;

/// Store A is the vendor's, store B the reseller's. Alice and the friend have 1,000 PSC each that the checkout
/// may take; Bob has as much and no ether.
pub struct Shop {
    pub g: Ground,
    pub a: u64,
    pub b: u64,
}

impl Shop {
    pub async fn open() -> Self {
        let g = Ground::start().await.unwrap();
        let w = &g.wallets;
        let a = shop::open_store(&g, &w.vendor, "ipfs://a").await.unwrap();
        let b = shop::open_store(&g, &w.reseller, "ipfs://b").await.unwrap();
        for who in [&w.alice, &w.friend, &w.bob] {
            shop::fund(&g, who, 1_000 * PSC).await.unwrap();
        }
        Self { g, a, b }
    }

    /// A product of store A, which store B lists.
    pub async fn product(&self, product: NewProduct) -> u64 {
        let (g, w) = (&self.g, &self.g.wallets);
        let id = shop::add_product(g, &w.vendor, self.a, &product)
            .await
            .unwrap();
        shop::list(g, &w.reseller, self.b, id).await.unwrap();
        id
    }

    /// A product that is held for the buyer.
    pub async fn held(&self) -> u64 {
        let product = NewProduct {
            hold_secs: HOLD,
            ..NewProduct::default()
        };
        self.product(product).await
    }

    pub async fn order(&self, buyer: &PrivateKeySigner, cart: &Cart) -> (u64, Sent) {
        let sent = act(&self.g, buyer, self.g.checkout(), &cart.order()).await;
        (shop::order_of(&self.g, &sent).unwrap(), sent)
    }

    /// PSC units of somebody.
    pub async fn psc(&self, who: Address) -> u64 {
        balance(&self.g, self.g.psc(), who).await.to()
    }

    /// PSC units of buyers, stores, splitter, checkout and offer pool.
    pub async fn all(&self) -> Vec<u64> {
        let w = &self.g.wallets;
        let mut all = Vec::new();
        for who in [
            w.alice.address(),
            w.friend.address(),
            w.bob.address(),
            w.vendor.address(),
            w.reseller.address(),
            self.g.splitter(),
            self.g.checkout(),
            self.g.offer_pool(),
        ] {
            all.push(self.psc(who).await);
        }
        all
    }

    pub async fn stock(&self, product: u64) -> u64 {
        read(&self.g, self.g.catalog(), &Catalog::productCall { product })
            .await
            .inventory
    }

    pub async fn line(&self, order: u64, index: u8) -> Checkout::lineReturn {
        read(
            &self.g,
            self.g.checkout(),
            &Checkout::lineCall { order, index },
        )
        .await
    }

    pub async fn state(&self, order: u64, index: u8) -> u8 {
        self.line(order, index).await.state
    }

    pub async fn share(&self, id: u64) -> Checkout::shareReturn {
        read(&self.g, self.g.checkout(), &Checkout::shareCall { id }).await
    }

    pub async fn totals(&self) -> Splitter::totalsReturn {
        read(&self.g, self.g.splitter(), &Splitter::totalsCall {}).await
    }

    pub async fn pending(&self, account: Address) -> u64 {
        read(
            &self.g,
            self.g.splitter(),
            &Splitter::pendingCall { account },
        )
        .await
        .to()
    }

    pub async fn block(&self, account: Address, blocked: bool) {
        let call = Psc::setBlockedCall { account, blocked };
        act(&self.g, &self.g.wallets.blocklister, self.g.psc(), &call).await;
    }

    pub async fn refund(&self, order: u64, line: u8, units: u64) -> Sent {
        let call = Checkout::refundCall { order, line, units };
        act(&self.g, &self.g.wallets.vendor, self.g.checkout(), &call).await
    }

    pub async fn release(&self, order: u64, line: u8) -> Sent {
        let call = release(order, line);
        act(&self.g, &self.g.wallets.stranger, self.g.checkout(), &call).await
    }

    /// The checkout keeps nothing but what it owes.
    pub async fn assert_checkout_holds(&self, units: u64) {
        assert_eq!(self.psc(self.g.checkout()).await, units);
    }
}

pub fn release(order: u64, line: u8) -> Checkout::releaseCall {
    Checkout::releaseCall {
        orders: vec![order],
        lines: vec![line],
    }
}

pub fn confirm(order: u64, lines: &[u8]) -> Checkout::confirmCall {
    Checkout::confirmCall {
        order,
        lines: lines.to_vec(),
    }
}

pub fn dispute(order: u64, line: u8) -> Checkout::disputeCall {
    Checkout::disputeCall {
        order,
        line,
        evidence: "ipfs://evidence".into(),
    }
}

pub fn rule(dispute: u64, ruling: u64) -> Checkout::ruleCall {
    Checkout::ruleCall {
        disputeId: u(dispute),
        ruling: U256::from(ruling),
    }
}

pub fn wrong_state(order: u64, line: u8, state: u8) -> Checkout::WrongState {
    Checkout::WrongState { order, line, state }
}

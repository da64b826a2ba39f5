//! Annual fees in place of experience fees, with the real contracts.

mod attacks;
mod end;
mod joining;
mod sales;
mod shares;
mod terms;

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolError};
use productshare_abi::system::{ARB_WASM, ArbWasm};
use productshare_abi::{Catalog, Cycles, Memberships, Psc, Quality};
use world::client::{Sent, request};
use world::ground::{Ground, Options};
use world::shop::{self, Cart, NewProduct, logged};

use crate::contracts::*;

pub const DAY: u64 = 86_400;
pub const YEAR: u64 = 365 * DAY;
pub const CYCLE: u64 = 28 * DAY;
/// What a year costs a vendor.
pub const FEE: u64 = 365 * PSC;

pub const VENDOR: u8 = 0;
pub const EXPERT: u8 = 1;
pub const ACCOUNT: u8 = 2;

/// The relayer's, paid at the locker's account.
pub const PLATFORM: u64 = 1;
/// The vendor's store, paid at the forest's account: a lamp at 15 % and a cup at 10 %, 100 PSC each.
pub const STORE: u64 = 1;
pub const LAMP: u64 = 1;
pub const CUP: u64 = 2;
/// The reseller's store on the same platform: a chair of 100 PSC at 15 %.
pub const NEIGHBOUR: u64 = 2;
pub const CHAIR: u64 = 3;

/// E and C of a lamp.
pub const E: u64 = 15 * PSC;
pub const C: u64 = 600_000;

/// A platform with two vendors; time stands still but for waits.
pub struct Club {
    pub g: Ground,
    /// When cycle 0 began.
    pub start: u64,
}

impl Club {
    pub async fn open() -> Self {
        let options = Options {
            overrides: vec![format!("clock.cycle_secs={CYCLE}")],
            ..Options::default()
        };
        let g = Ground::start_with(options).await.unwrap();
        let w = &g.wallets;
        for who in [&w.relayer, &w.school, &w.alice, &w.stranger] {
            shop::fund(&g, who, 100_000 * PSC).await.unwrap();
            for spender in [g.quality(), g.memberships(), g.statements()] {
                let value = U256::MAX;
                act(&g, who, g.psc(), &Psc::approveCall { spender, value }).await;
            }
        }
        let register = Quality::registerPlatformCall {
            payout: w.locker.address(),
            uri: "https://platform.example".into(),
        };
        act(&g, &w.relayer, g.quality(), &register).await;
        let uri = "https://school.example".into();
        let register = Quality::registerExpertCall { uri };
        act(&g, &w.school, g.quality(), &register).await;
        let publish = Quality::publishModelCall {
            hash: word(1),
            uri: "ipfs://model".into(),
            weights: vec![10_000],
            lower: vec![0],
            upper: vec![100],
            tolerances: vec![10],
        };
        act(&g, &w.school, g.quality(), &publish).await;
        for (owner, payout) in [(&w.vendor, &w.forest), (&w.reseller, &w.reseller)] {
            let store = Catalog::openStoreCall {
                payout: payout.address(),
                platform: PLATFORM,
                uri: "ipfs://store".into(),
            };
            act(&g, owner, g.catalog(), &store).await;
        }
        let new = NewProduct {
            price: 100 * PSC,
            inventory: 10_000,
            ..NewProduct::default()
        };
        for (owner, store, fee) in [
            (&w.vendor, STORE, 1_500),
            (&w.vendor, STORE, 1_000),
            (&w.reseller, NEIGHBOUR, 1_500),
        ] {
            let product = shop::add_product(&g, owner, store, &new).await.unwrap();
            let enrol = Quality::enrolCall {
                product,
                model: 1,
                version: 1,
                claims: vec![50],
                feeBps: fee,
            };
            act(&g, owner, g.quality(), &enrol).await;
        }
        wait(&g, 10).await;
        let start = read(&g, g.memberships(), &Memberships::clockCall {}).await;
        Self {
            start: start.start,
            g,
        }
    }

    /// With terms: vendors pay, experts too, accounts have no membership.
    pub async fn with_terms(expert: u64) -> Self {
        let club = Self::open().await;
        club.set_terms(FEE, expert, 0).await;
        club
    }

    pub fn at(&self) -> Address {
        self.g.memberships()
    }

    pub async fn by<C: SolCall>(&self, who: &PrivateKeySigner, call: &C) -> Sent {
        act(&self.g, who, self.at(), call).await
    }

    pub async fn ask<C: SolCall>(&self, call: &C) -> C::Return {
        read(&self.g, self.at(), call).await
    }

    pub async fn refused<C: SolCall, R: SolError>(
        &self,
        who: &PrivateKeySigner,
        call: &C,
        error: R,
    ) {
        refused(&self.g, who.address(), self.at(), call, error).await;
    }

    pub async fn psc(&self, account: Address) -> u64 {
        balance(&self.g, self.g.psc(), account).await.to()
    }

    pub async fn held(&self) -> u64 {
        self.psc(self.at()).await
    }

    pub async fn set_terms(&self, vendor: u64, expert: u64, account: u64) -> Sent {
        self.by(&self.g.wallets.owner, &terms(vendor, expert, account))
            .await
    }

    /// The stranger pays for somebody; the membership's years.
    pub async fn join(&self, kind: u8, key: u64) -> Year {
        let sent = self.by(&self.g.wallets.stranger, &join(kind, u(key))).await;
        let joined = logged::<Memberships::Joined>(&sent, self.at()).unwrap();
        Year {
            fee: joined.fee.to(),
            from: joined.from,
            until: joined.until,
        }
    }

    /// Alice buys: products and their quantities, in one order.
    pub async fn buy(&self, lines: &[(u64, u64)]) -> Sent {
        let mut cart = Cart::default();
        for (product, quantity) in lines {
            let store = if *product == CHAIR { NEIGHBOUR } else { STORE };
            cart = cart.and(*product, *quantity, store);
        }
        let cart = cart.priced(&self.g).await.unwrap();
        let alice = &self.g.wallets.alice;
        act(&self.g, alice, self.g.checkout(), &cart.order()).await
    }

    pub fn rebates(&self, sent: &Sent) -> Vec<Memberships::FeeRebated> {
        events(sent, self.at())
    }

    pub fn accrued(&self, sent: &Sent) -> Vec<Cycles::FeesAccrued> {
        events(sent, self.g.cycles())
    }

    pub async fn credit(&self, account: Address) -> u64 {
        self.ask(&Memberships::creditCall { account }).await.to()
    }

    pub async fn progress(&self) -> Memberships::progressReturn {
        let call = Memberships::progressCall { platform: PLATFORM };
        self.ask(&call).await
    }

    pub async fn settle(&self) -> Sent {
        self.by(&self.g.wallets.friend, &settle(64)).await
    }

    pub async fn distribute(&self, cycle: u64, products: &[u64]) -> Sent {
        self.by(&self.g.wallets.friend, &distribute(cycle, products))
            .await
    }

    /// Waits until a cycle begins.
    pub async fn until_cycle(&self, cycle: u64) {
        let now = self.g.client.now().await.unwrap();
        wait(&self.g, self.start + cycle * CYCLE - now).await;
    }

    /// Waits, and keeps the programs: nobody uses a chain for a year without that.
    pub async fn wait_long(&self, mut secs: u64) {
        while secs > 300 * DAY {
            wait(&self.g, 300 * DAY).await;
            secs -= 300 * DAY;
            self.keep_alive().await;
        }
        wait(&self.g, secs).await;
    }

    async fn keep_alive(&self) {
        for contract in self.g.manifest.contracts.values() {
            let codehash = contract.codehash;
            let input = ArbWasm::codehashKeepaliveCall { codehash }.abi_encode();
            let from = self.g.wallets.deployer.address();
            let request = request(from, Some(ARB_WASM), input.into())
                .with_gas_limit(5_000_000)
                .with_value(U256::from(10).pow(u(16)));
            self.g.client.transact(request).await.unwrap();
        }
    }

    /// What of years falls into the cycles up to this one, whole units: evenly by the second in parts of 2^-32, what
    /// the division leaves in the first cycle.
    pub fn accrued_until(&self, years: &[Year], cycle: u64) -> u64 {
        let of = |year: &Year| {
            let fee = u128::from(year.fee) << 32;
            let end = self.start + (cycle + 1) * CYCLE;
            if year.from >= end {
                return 0;
            }
            let later = u128::from(year.until.saturating_sub(end));
            fee - fee / u128::from(year.until - year.from) * later
        };
        let parts: u128 = years.iter().map(of).sum();
        (parts >> 32) as u64
    }

    /// What of years falls into a cycle.
    pub fn pot(&self, years: &[Year], cycle: u64) -> u64 {
        let before = match cycle {
            0 => 0,
            _ => self.accrued_until(years, cycle - 1),
        };
        self.accrued_until(years, cycle) - before
    }
}

/// A year that was paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    pub fee: u64,
    pub from: u64,
    pub until: u64,
}

pub fn terms(vendor: u64, expert: u64, account: u64) -> Memberships::setTermsCall {
    Memberships::setTermsCall {
        platform: PLATFORM,
        vendorFee: u(vendor),
        expertFee: u(expert),
        memberFee: u(account),
    }
}

pub fn join(kind: u8, key: U256) -> Memberships::joinCall {
    Memberships::joinCall {
        platform: PLATFORM,
        kind,
        key,
        maxFee: U256::MAX,
    }
}

pub fn settle(most: u64) -> Memberships::settleCall {
    Memberships::settleCall {
        platform: PLATFORM,
        maxCycles: most,
    }
}

pub fn distribute(cycle: u64, products: &[u64]) -> Memberships::distributeCall {
    Memberships::distributeCall {
        platform: PLATFORM,
        cycle,
        products: products.to_vec(),
    }
}

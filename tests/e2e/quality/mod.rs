//! What the tests of the quality network share: a platform, an expert with a model, a vendor's enrolled products, buyers
//! who report and participants who vote, on a chain whose cycles are a day.

mod acts;
mod attacks;
mod calls;
mod disputes;
mod judging;
mod links;
mod money;
mod register;
mod votes;

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolError, SolValue};
use productshare_abi::{
    Arbitration, Catalog, Checkout, Cycles, Experience, Power, Psc, Pss, Quality, Splitter,
    StakePools,
};
use world::client::Sent;
use world::ground::Ground;
use world::shop::{self, Cart, NewProduct, logged};

use crate::contracts::*;
use calls::At;

pub const DAY: u64 = 86_400;
/// A cycle, and a quarter of it.
pub const CYCLE: u64 = DAY;
pub const QUARTER: u64 = CYCLE / 4;
/// One power.
pub const POWER: u64 = 1_000_000;
/// A report's bond.
pub const BOND: u64 = 5 * PSC;
/// Of the arbitration's states.
pub const FUNDING: u8 = 1;
pub const MATCHING: u8 = 2;
pub const COMMIT: u8 = 3;
pub const REVEAL: u8 = 4;
pub const APPEAL: u8 = 5;
pub const UMPIRE: u8 = 6;
pub const FINAL: u8 = 7;
/// What the expert's model weighs, and how far from the claim a measured value counts for nothing.
const WEIGHTS: [u16; 2] = [6_000, 4_000];
const TOLERANCES: [u64; 2] = [100, 50];
/// What the vendor claims.
pub const CLAIMS: [u64; 2] = [500, 200];
pub const FEE_BPS: u16 = 1_500;

/// The relayer owns a platform that is paid at the locker's account; the issuer is an expert with a model of two
/// dimensions; the vendor's store A names the platform, the reseller's store B none. Everybody has 10,000 PSC that
/// every contract but the arbitration may take, and 10,000 PSS. Five voters have as much power as each other from cycle 1 on.
pub struct Net {
    pub g: Ground,
    pub a: u64,
    pub b: u64,
    pub platform: u64,
    pub expert: u64,
    pub model: u64,
    /// When cycle 0 begins.
    pub start: u64,
}

/// A vote that its voter knows how to reveal.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    pub cycle: u64,
    pub product: u64,
    pub report: u64,
    pub salt: B256,
}

impl Net {
    /// In cycle 0, with seeds for the voters of cycle 1.
    pub async fn open() -> Self {
        let this = Self::without_power().await;
        for voter in this.voters() {
            this.seed(voter.address(), 10 * POWER).await;
        }
        this
    }

    pub async fn without_power() -> Self {
        let g = Ground::start().await.unwrap();
        wait(&g, 1).await;
        let w = g.wallets.clone();
        let clock = read(&g, g.cycles(), &Cycles::clockCall {}).await;
        assert_eq!(clock.length, CYCLE);
        for who in Self::all(&g) {
            shop::fund(&g, &who, 10_000 * PSC).await.unwrap();
            for spender in [g.quality(), g.experience(), g.stake_pools()] {
                allow(&g, &who, spender, U256::MAX).await;
            }
            let give = Pss::transferCall {
                to: who.address(),
                value: pss(10_000),
            };
            act(&g, &w.treasury, g.pss(), &give).await;
        }
        let mut this = Self {
            g,
            a: 0,
            b: 0,
            platform: 0,
            expert: 0,
            model: 0,
            start: clock.start,
        };
        this.platform = this.register_platform(&w.relayer, w.locker.address()).await;
        this.expert = this.register_expert(&w.issuer).await;
        this.model = this.publish(&w.issuer).await;
        this.a = this.open_store(&w.vendor, this.platform).await;
        this.b = this.open_store(&w.reseller, 0).await;
        // A quorum of 3 % and a cap of 1 %: what the figures of the tests go by.
        let parameters = Experience::setParametersCall {
            bond: U256::from(BOND),
            quorumBps: 300,
            capBps: 100,
            voteGainBps: 200,
            reportGain: POWER,
        };
        this.send(&w.owner, &parameters).await;
        this
    }

    /// Who has funds.
    fn all(g: &Ground) -> Vec<PrivateKeySigner> {
        let w = &g.wallets;
        let mut all = vec![
            w.vendor.clone(),
            w.reseller.clone(),
            w.relayer.clone(),
            w.issuer.clone(),
            w.alice.clone(),
            w.friend.clone(),
            w.stranger.clone(),
            w.deployer.clone(),
            w.pauser.clone(),
        ];
        all.extend(w.attestors.clone());
        all
    }

    /// Five participants who have nothing else to do with products.
    pub fn voters(&self) -> [&PrivateKeySigner; 5] {
        let w = &self.g.wallets;
        let [one, two, three] = &w.attestors;
        [one, two, three, &w.pauser, &w.deployer]
    }

    // ---- time

    /// Goes to the first second of a quarter (0 to 3) of a cycle.
    pub async fn go(&self, cycle: u64, quarter: u64) {
        let at = self.start + cycle * CYCLE + quarter * QUARTER;
        let now = self.g.client.now().await.unwrap();
        wait(&self.g, at.checked_sub(now).expect("time goes on")).await;
    }

    /// Closes all cycles up to this one, of which the time has come.
    pub async fn close(&self, cycle: u64) -> Sent {
        let next = self.ask(&Cycles::progressCall {}).await.next;
        for before in next..cycle {
            self.send(
                &self.g.wallets.stranger,
                &Cycles::closeCall { cycle: before },
            )
            .await;
        }
        self.send(&self.g.wallets.stranger, &Cycles::closeCall { cycle })
            .await
    }

    // ---- calls, each to the contract that has it

    pub async fn send<C: SolCall + At>(&self, from: &PrivateKeySigner, call: &C) -> Sent {
        act(&self.g, from, C::at(&self.g), call).await
    }

    pub async fn ask<C: SolCall + At>(&self, call: &C) -> C::Return {
        read(&self.g, C::at(&self.g), call).await
    }

    pub async fn refuse<C: SolCall + At, E: SolError>(
        &self,
        from: &PrivateKeySigner,
        call: &C,
        error: E,
    ) {
        refused(&self.g, from.address(), C::at(&self.g), call, error).await;
    }

    // ---- register

    pub async fn register_platform(&self, owner: &PrivateKeySigner, payout: Address) -> u64 {
        let uri = "ipfs://platform".into();
        let sent = self
            .send(owner, &Quality::registerPlatformCall { payout, uri })
            .await;
        logged::<Quality::PlatformRegistered>(&sent, self.g.quality())
            .unwrap()
            .platform
    }

    pub async fn register_expert(&self, who: &PrivateKeySigner) -> u64 {
        let uri = "ipfs://expert".into();
        let sent = self.send(who, &Quality::registerExpertCall { uri }).await;
        logged::<Quality::ExpertRegistered>(&sent, self.g.quality())
            .unwrap()
            .expert
    }

    pub async fn publish(&self, expert: &PrivateKeySigner) -> u64 {
        let sent = self.send(expert, &model()).await;
        logged::<Quality::ModelPublished>(&sent, self.g.quality())
            .unwrap()
            .model
    }

    pub async fn open_store(&self, owner: &PrivateKeySigner, platform: u64) -> u64 {
        let call = Catalog::openStoreCall {
            payout: owner.address(),
            platform,
            uri: "ipfs://store".into(),
        };
        let sent = self.send(owner, &call).await;
        logged::<Catalog::StoreOpened>(&sent, self.g.catalog())
            .unwrap()
            .store
    }

    /// A product of store A at 100 PSC, enrolled at the usual fee.
    pub async fn product(&self) -> u64 {
        self.product_at(100 * PSC, FEE_BPS).await
    }

    pub async fn product_at(&self, price: u64, fee_bps: u16) -> u64 {
        let product = NewProduct {
            price,
            inventory: 1_000_000,
            profit_bps: 0,
            cashback_bps: 0,
            ..NewProduct::default()
        };
        self.enrolled(&self.g.wallets.vendor, self.a, &product, fee_bps)
            .await
    }

    pub async fn enrolled(
        &self,
        owner: &PrivateKeySigner,
        store: u64,
        product: &NewProduct,
        fee_bps: u16,
    ) -> u64 {
        let id = shop::add_product(&self.g, owner, store, product)
            .await
            .unwrap();
        self.send(owner, &self.enrolment(id, fee_bps)).await;
        id
    }

    pub fn enrolment(&self, product: u64, fee_bps: u16) -> Quality::enrolCall {
        Quality::enrolCall {
            product,
            model: self.model,
            version: 1,
            claims: CLAIMS.to_vec(),
            feeBps: fee_bps,
        }
    }
}

const SALT: B256 = B256::repeat_byte(0x5a);

pub fn judgement(id: u64, choice: u8) -> Arbitration::revealCall {
    Arbitration::revealCall {
        disputeId: u(id),
        choice,
        salt: SALT,
    }
}

pub fn disputing(report: u64) -> Experience::disputeCall {
    Experience::disputeCall {
        report,
        evidence: "ipfs://evidence".into(),
    }
}

impl Cast {
    pub fn reveal(&self) -> Experience::revealCall {
        Experience::revealCall {
            cycle: self.cycle,
            product: self.product,
            report: self.report,
            salt: self.salt,
        }
    }
}

async fn allow(g: &Ground, who: &PrivateKeySigner, spender: Address, value: U256) {
    act(g, who, g.psc(), &Psc::approveCall { spender, value }).await;
}

pub fn pss(whole: u64) -> U256 {
    u(whole) * u(10).pow(u(18))
}

pub fn model() -> Quality::publishModelCall {
    Quality::publishModelCall {
        hash: word(7),
        uri: "ipfs://model".into(),
        weights: WEIGHTS.to_vec(),
        lower: vec![0, 0],
        upper: vec![1_000, 1_000],
        tolerances: TOLERANCES.to_vec(),
    }
}

/// The first dimension has 60 % and a tolerance of 100, the second 40 % and 50.
pub fn filing(order: u64, less: u64) -> Experience::fileCall {
    assert!(
        less <= 60 && (less * 100).is_multiple_of(60),
        "a whole deviation"
    );
    Experience::fileCall {
        order,
        line: 0,
        measured: vec![CLAIMS[0] + less * 100 / 60, CLAIMS[1]],
        evidenceHash: word(9),
        evidence: "ipfs://report".into(),
    }
}

//! The chain that cycles happen on: what there is to begin with, and actions as calls.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolCall;
use anyhow::{Result, ensure};
use devchain::chain::Receipt;
use productshare_abi::Psc;

use super::super::scene::{ACTORS, OWNER, Scene};
use super::*;
use crate::ground::Ground;

/// Whose accounts these are; the others have nothing to do with products until they stake.
pub const VENDOR: Who = 0;
pub const EXPERT: Who = 1;
pub const PLATFORM: Who = 2;
pub const RESELLER: Who = 3;
/// Length of a cycle.
pub const CYCLE: u64 = 86_400;

pub struct Stage {
    pub scene: Scene,
    pub now: u64,
    pub start: u64,
    pub products: Vec<u64>,
    /// The vendor's store, and one that lists everything and names no platform.
    pub stores: [u64; 2],
    pub experience: Address,
    pub cycles: Address,
    pub arbitration: Address,
    pub quality: Address,
    pub power: Address,
    pub catalog: Address,
    pub checkout: Address,
    pub stake_pools: Address,
    pub umpire: Address,
    pub chain_id: u64,
    /// Who committed to which report, and to which choice in which dispute.
    pub casts: Vec<(Who, u64)>,
    pub judgements: Vec<(Who, u64, u8)>,
    /// What the set-up did.
    pub first: Vec<Receipt>,
}

impl Stage {
    pub fn set(ground: &Ground, scene: Scene) -> Result<Self> {
        let clock = scene.view(ground.cycles(), &Cycles::clockCall {})?;
        ensure!(clock.length == CYCLE, "cycles of a day");
        let umpire = scene.view(ground.arbitration(), &Arbitration::umpireCall {})?;
        let now = scene.chain.head().header.timestamp + 1;
        let mut stage = Self {
            scene,
            now,
            start: clock.start,
            products: Vec::new(),
            stores: [0; 2],
            experience: ground.experience(),
            cycles: ground.cycles(),
            arbitration: ground.arbitration(),
            quality: ground.quality(),
            power: ground.power(),
            catalog: ground.catalog(),
            checkout: ground.checkout(),
            stake_pools: ground.stake_pools(),
            umpire,
            chain_id: ground.client.chain_id,
            casts: Vec::new(),
            judgements: Vec::new(),
            first: Vec::new(),
        };
        stage.people()?;
        stage.shelves()?;
        Ok(stage)
    }

    /// Allowances, power, bonds, a model.
    fn people(&mut self) -> Result<()> {
        for who in 0..ACTORS {
            for spender in [self.quality, self.experience, self.arbitration] {
                let call = Psc::approveCall {
                    spender,
                    value: U256::MAX,
                };
                self.must(who, self.scene.psc, &call)?;
            }
            let account = self.account(who);
            let amount = 10_000_000 * (1 + who as u64 % 3);
            self.must(OWNER, self.power, &Power::seedCall { account, amount })?;
        }
        let uri = String::new;
        let payout = self.account(8);
        let call = Quality::registerPlatformCall { payout, uri: uri() };
        self.must(PLATFORM, self.quality, &call)?;
        let call = Quality::registerExpertCall { uri: uri() };
        self.must(EXPERT, self.quality, &call)?;
        for _ in 0..2 {
            self.must(EXPERT, self.quality, &model())?;
        }
        let arbitrator = self.arbitration;
        let call = Checkout::setArbitratorCall { arbitrator };
        self.must(OWNER, self.checkout, &call)
    }

    /// A store with three products, of which one is held and one has stakers, and one that lists them.
    fn shelves(&mut self) -> Result<()> {
        for (at, (who, platform)) in [(VENDOR, 1), (RESELLER, 0)].into_iter().enumerate() {
            let call = Catalog::openStoreCall {
                payout: self.account(who),
                platform,
                uri: String::new(),
            };
            self.must(who, self.catalog, &call)?;
            self.stores[at] = self.scene.view(self.catalog, &Catalog::storeCountCall {})?;
        }
        for (price, hold, stake) in [
            (33_333_333, 0, 0),
            (777, 0, 5_000),
            (5_000_001, 2 * CYCLE, 0),
        ] {
            let call = Catalog::addProductCall {
                store: self.stores[0],
                price: U256::from(price),
                inventory: 1_000_000_000,
                profitBps: 1_000,
                cashbackBps: 0,
                stakeBps: stake,
                holdSecs: hold,
                cause: 0,
                contentHash: B256::repeat_byte(2),
                uri: String::new(),
            };
            self.must(VENDOR, self.catalog, &call)?;
            let product = self
                .scene
                .view(self.catalog, &Catalog::productCountCall {})?;
            let list = Catalog::listCall {
                store: self.stores[1],
                product,
            };
            self.must(RESELLER, self.catalog, &list)?;
            self.products.push(product);
            let enrol = self.call(&Action::Enrol { product, model: 1 })?;
            let receipt = self.send(enrol)?;
            ensure!(receipt.success, "a product cannot be enrolled");
        }
        Ok(())
    }

    fn must(&mut self, who: Who, to: Address, call: &impl SolCall) -> Result<()> {
        let receipt = self.send((self.account(who), to, call.abi_encode()))?;
        ensure!(
            receipt.success,
            "set-up failed: {}",
            productshare_deploy::revert::explain(&receipt.output)
        );
        self.first.push(receipt);
        Ok(())
    }

    pub fn account(&self, who: Who) -> Address {
        self.scene.accounts[who]
    }

    pub fn who(&self, account: Address) -> Option<Who> {
        self.scene.accounts[..ACTORS]
            .iter()
            .position(|other| *other == account)
    }

    /// The present cycle.
    pub fn cycle(&self) -> u64 {
        (self.now - self.start) / CYCLE
    }

    /// Its quarter.
    pub fn quarter(&self) -> u64 {
        (self.now - self.start) % CYCLE / (CYCLE / 4)
    }

    /// PSC units of an account.
    pub fn psc(&self, account: Address) -> Result<u128> {
        let call = Psc::balanceOfCall { account };
        Ok(self.scene.view(self.scene.psc, &call)?.to())
    }

    fn send(&mut self, (from, to, input): (Address, Address, Vec<u8>)) -> Result<Receipt> {
        let receipt = self.scene.send(from, to, input, self.now)?;
        self.now += 1;
        Ok(receipt)
    }

    pub fn act(&mut self, action: &Action) -> Result<Receipt> {
        let call = self.call(action)?;
        let receipt = self.send(call)?;
        match *action {
            Action::Commit { who, report } if receipt.success => self.casts.push((who, report)),
            Action::Judge {
                who,
                dispute,
                choice,
                ..
            } if receipt.success => self.judgements.push((who, dispute, choice)),
            _ => {}
        }
        Ok(receipt)
    }

    /// Whether it would be done as things are.
    pub fn would(&self, action: &Action) -> bool {
        if matches!(action, Action::Pass { .. }) {
            return true;
        }
        let Ok((from, to, input)) = self.call(action) else {
            return false;
        };
        self.scene.try_call(from, to, input)
    }

    /// Lets time pass.
    pub fn pass(&mut self, secs: u64) -> Result<()> {
        self.now += secs;
        // For those who only look.
        self.scene.chain.set_next_block_timestamp(self.now)?;
        self.scene.chain.mine(1, None)?;
        self.now += 1;
        Ok(())
    }
}

pub(super) fn model() -> Quality::publishModelCall {
    Quality::publishModelCall {
        hash: B256::repeat_byte(1),
        uri: String::new(),
        weights: vec![6_000, 4_000],
        lower: vec![0, 0],
        upper: vec![1_000, 1_000],
        tolerances: vec![100, 50],
    }
}

/// What is kept per cycle and product, and account.
pub type ByVoter<T> = BTreeMap<(u64, u64, Who), T>;

//! Sales that platforms settled themselves, with the real contracts, and with trees as `productshare receipts tree`
//! makes them.

mod attacks;
mod challenges;
mod disputes;
mod figures;
mod keys;
mod periods;
mod purchases;

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{Eip712Domain, SolCall};
use productshare_abi::{Catalog, Psc, Quality, Statements};
use productshare_cli::receipt::Receipt as Sold;
use productshare_cli::statement::{self, Proof, Proofs, TreeArgs};
use world::client::{Sent, request};
use world::ground::{Ground, Options};
use world::shop::{self, NewProduct, logged};
use world::typed;

use crate::contracts::*;

sol! {
    /// As quality.md has it, whatever contract and command have.
    #[derive(Debug)]
    struct Receipt { uint64 platform; uint64 product; address buyer; uint256 gross; uint64 time; uint64 number; }
}

pub const DAY: u64 = 86_400;
pub const CYCLE: u64 = 28 * DAY;
pub const ANSWER: u64 = 7 * DAY;
/// What a challenger puts down.
pub const BOND: u64 = 2 * PSC;

/// The relayer's, paid at the locker's account; and the reseller's.
pub const PLATFORM: u64 = 1;
pub const OTHER: u64 = 2;
/// Of the vendor's store on the platform: at 15 and 10 %, and one that is not enrolled.
pub const LAMP: u64 = 1;
pub const KETTLE: u64 = 2;
pub const CHAIR: u64 = 3;
/// Of the reseller's store on his own platform, at 15 %.
pub const FOREIGN: u64 = 4;

/// A platform with what it needs to report; time stands still but for waits.
pub struct Desk {
    pub g: Ground,
    /// Its first period begins here; from here on the issuer's key signs for it.
    pub begun: u64,
    trees: AtomicU64,
}

/// A statement that is closed, how its pages went in, and a proof of each of its receipts by its number.
pub struct Reported {
    pub id: u64,
    pub pages: Vec<Sent>,
    pub proofs: BTreeMap<u64, Proof>,
}

/// What `productshare receipts tree` made of orders.
pub struct Made {
    pub statement: statement::Statement,
    pub proofs: BTreeMap<u64, Proof>,
}

impl Desk {
    pub async fn open() -> Self {
        let options = Options {
            overrides: vec![format!("clock.cycle_secs={CYCLE}")],
            ..Options::default()
        };
        let g = Ground::start_with(options).await.unwrap();
        let w = &g.wallets;
        for who in [&w.relayer, &w.reseller, &w.school, &w.alice, &w.stranger] {
            shop::fund(&g, who, 50_000 * PSC).await.unwrap();
            for spender in [g.quality(), g.statements(), g.experience()] {
                allow(&g, who, spender, U256::MAX).await;
            }
        }
        for (owner, payout) in [(&w.relayer, &w.locker), (&w.reseller, &w.reseller)] {
            let register = Quality::registerPlatformCall {
                payout: payout.address(),
                uri: "https://platform.example".into(),
            };
            act(&g, owner, g.quality(), &register).await;
        }
        let uri = "https://school.example".into();
        act(
            &g,
            &w.school,
            g.quality(),
            &Quality::registerExpertCall { uri },
        )
        .await;
        let publish = Quality::publishModelCall {
            hash: word(1),
            uri: "ipfs://model".into(),
            weights: vec![10_000],
            lower: vec![0],
            upper: vec![100],
            tolerances: vec![10],
        };
        act(&g, &w.school, g.quality(), &publish).await;
        for (owner, platform) in [(&w.vendor, PLATFORM), (&w.reseller, OTHER)] {
            let store = Catalog::openStoreCall {
                payout: owner.address(),
                platform,
                uri: "ipfs://store".into(),
            };
            act(&g, owner, g.catalog(), &store).await;
        }
        let mut desk = Self {
            g,
            begun: 0,
            trees: AtomicU64::new(0),
        };
        for fee in [Some(1_500), Some(1_000), None] {
            desk.add_product(fee).await;
        }
        let reseller = &desk.g.wallets.reseller;
        let product = shop::add_product(&desk.g, reseller, 2, &NewProduct::default()).await;
        assert_eq!(product.unwrap(), FOREIGN);
        act(&desk.g, reseller, desk.g.quality(), &enrol(FOREIGN, 1_500)).await;
        desk.begun = wait(&desk.g, 10).await;
        let key = desk.g.wallets.issuer.address();
        desk.as_owner(&signer(key, true)).await;
        let (platform, from) = (PLATFORM, desk.begun);
        desk.as_owner(&Statements::beginCall { platform, from })
            .await;
        desk
    }

    pub fn at(&self) -> Address {
        self.g.statements()
    }

    /// The platform's owner.
    pub fn manager(&self) -> &PrivateKeySigner {
        &self.g.wallets.relayer
    }

    pub async fn as_owner<C: SolCall>(&self, call: &C) -> Sent {
        act(&self.g, self.manager(), self.at(), call).await
    }

    pub async fn by<C: SolCall>(&self, who: &PrivateKeySigner, call: &C) -> Sent {
        act(&self.g, who, self.at(), call).await
    }

    pub async fn ask<C: SolCall>(&self, call: &C) -> C::Return {
        read(&self.g, self.at(), call).await
    }

    pub async fn refused<C: SolCall, E: alloy::sol_types::SolError>(
        &self,
        who: &PrivateKeySigner,
        call: &C,
        error: E,
    ) {
        refused(&self.g, who.address(), self.at(), call, error).await;
    }

    /// A product of the vendor's, enrolled at a rate.
    pub async fn add_product(&self, fee: Option<u16>) -> u64 {
        let vendor = &self.g.wallets.vendor;
        let product = shop::add_product(&self.g, vendor, 1, &NewProduct::default()).await;
        let product = product.unwrap();
        if let Some(fee) = fee {
            act(&self.g, vendor, self.g.quality(), &enrol(product, fee)).await;
        }
        product
    }

    /// PSC units of an account.
    pub async fn psc(&self, account: Address) -> u64 {
        balance(&self.g, self.g.psc(), account).await.to()
    }

    pub async fn bond_of(&self, platform: u64) -> u64 {
        let platform = read(
            &self.g,
            self.g.quality(),
            &Quality::platformCall { platform },
        )
        .await;
        platform.bond.to()
    }

    pub async fn block(&self, account: Address, blocked: bool) {
        let call = Psc::setBlockedCall { account, blocked };
        act(&self.g, &self.g.wallets.blocklister, self.g.psc(), &call).await;
    }

    pub async fn credit(&self, account: Address) -> u64 {
        self.ask(&Statements::creditCall { account }).await.to()
    }

    /// PSC held = bonds of open challenges + credits.
    pub async fn assert_holds_what_it_owes(&self) {
        let mut owed = 0;
        for challenge in 1..=self.ask(&Statements::countsCall {}).await.challenges {
            let of = self
                .ask(&Statements::challengeStateCall { challenge })
                .await;
            owed += if of.state == 1 { of.bond.to() } else { 0 };
        }
        for (_, who) in self.g.wallets.named() {
            owed += self.credit(who.address()).await;
        }
        assert_eq!(self.psc(self.at()).await, owed);
    }

    // ---- receipts

    /// A receipt of the platform's for a buyer.
    pub fn sale(&self, product: u64, buyer: Address, gross: u64, time: u64, number: u64) -> Sold {
        Sold {
            platform: PLATFORM,
            product,
            buyer,
            gross,
            time,
            number,
        }
    }

    pub fn domain(&self) -> Eip712Domain {
        typed::domain("ProductShare Statements", self.g.client.chain_id, self.at())
    }

    pub fn sign(&self, key: &PrivateKeySigner, sold: &Sold) -> Bytes {
        typed::sign(key, &self.domain(), &message(sold))
    }

    /// A challenge with the signatures of two keys.
    pub fn challenge(
        &self,
        sold: &Sold,
        buyer: &PrivateKeySigner,
        platform: &PrivateKeySigner,
    ) -> Statements::challengeCall {
        challenge(sold, self.sign(buyer, sold), self.sign(platform, sold))
    }

    /// Alice's receipt, challenged by the stranger; the challenge's number.
    pub async fn challenged(&self, sold: &Sold) -> u64 {
        let w = &self.g.wallets;
        let call = self.challenge(sold, &w.alice, &w.issuer);
        let sent = self.by(&w.stranger, &call).await;
        logged::<Statements::ChallengeOpened>(&sent, self.at())
            .unwrap()
            .challenge
    }

    // ---- statements

    /// What `productshare receipts tree` makes of receipts.
    pub fn tree(&self, from: u64, until: u64, id: u64, sold: &[Sold]) -> Made {
        let run = self.trees.fetch_add(1, Ordering::Relaxed);
        let out = self.g.dir().join(format!("tree-{run}"));
        let csv = self.g.dir().join(format!("orders-{run}.csv"));
        let mut text = String::from("product,buyer,gross,time,number\n");
        for of in sold {
            let (product, buyer, gross) = (of.product, of.buyer, of.gross);
            text += &format!("{product},{buyer},{gross},{},{}\n", of.time, of.number);
        }
        fs::write(&csv, text).unwrap();
        let args = TreeArgs {
            csv,
            platform: PLATFORM,
            from,
            until,
            statement: Some(id),
            out,
            proofs: Proofs::Files,
        };
        let made = statement::run(&args).unwrap();
        let json = |path: &std::path::Path| fs::read(path).unwrap();
        let proof = |sold: &Sold| {
            let path = made.proofs.clone().unwrap();
            let path = path.join(format!("{}.json", sold.number));
            let proof: Proof = serde_json::from_slice(&json(&path)).unwrap();
            assert_eq!(proof.receipt, sold.hash());
            (sold.number, proof)
        };
        Made {
            statement: serde_json::from_slice(&json(&made.statement)).unwrap(),
            proofs: sold.iter().map(proof).collect(),
        }
    }

    /// Opens the statement of the next period.
    pub async fn start(&self, until: u64) -> u64 {
        let sent = self.as_owner(&opening(until)).await;
        logged::<Statements::StatementOpened>(&sent, self.at())
            .unwrap()
            .statement
    }

    pub async fn close(&self, statement: u64) -> Sent {
        self.as_owner(&Statements::closeCall { statement }).await
    }

    /// Sends what the command wrote, as it is.
    pub async fn send_page(&self, calldata: Bytes) -> Sent {
        let request = request(self.manager().address(), Some(self.at()), calldata);
        let request = request.with_gas_limit(30_000_000);
        self.g.client.transact(request).await.unwrap()
    }

    /// Reports the next period with these receipts.
    pub async fn report(&self, until: u64, sold: &[Sold]) -> Reported {
        let from = self.periods().await.closedUntil;
        let id = self.start(until).await;
        let mut pages = Vec::new();
        let mut proofs = BTreeMap::new();
        if !sold.is_empty() {
            let made = self.tree(from, until, id, sold);
            for page in made.statement.pages {
                pages.push(self.send_page(page.calldata.unwrap()).await);
            }
            proofs = made.proofs;
        }
        self.close(id).await;
        Reported { id, pages, proofs }
    }

    pub async fn periods(&self) -> Statements::periodsReturn {
        self.ask(&Statements::periodsCall { platform: PLATFORM })
            .await
    }

    pub fn not_included(&self, id: u64, sold: &Sold) -> Statements::NotIncluded {
        Statements::NotIncluded {
            statement: id,
            product: sold.product,
            receipt: sold.hash(),
        }
    }
}

pub async fn allow(g: &Ground, who: &PrivateKeySigner, spender: Address, value: U256) {
    act(g, who, g.psc(), &Psc::approveCall { spender, value }).await;
}

pub fn message(sold: &Sold) -> Receipt {
    Receipt {
        platform: sold.platform,
        product: sold.product,
        buyer: sold.buyer,
        gross: u(sold.gross),
        time: sold.time,
        number: sold.number,
    }
}

pub fn enrol(product: u64, fee: u16) -> Quality::enrolCall {
    Quality::enrolCall {
        product,
        model: 1,
        version: 1,
        claims: vec![50],
        feeBps: fee,
    }
}

pub fn signer(signer: Address, allowed: bool) -> Statements::setSignerCall {
    Statements::setSignerCall {
        platform: PLATFORM,
        signer,
        allowed,
    }
}

pub fn opening(until: u64) -> Statements::openCall {
    Statements::openCall {
        platform: PLATFORM,
        until,
        uri: "ipfs://statement".into(),
        hash: word(2),
    }
}

/// A page of one line.
pub fn page(
    statement: u64,
    product: u64,
    gross: u64,
    count: u64,
    root: B256,
) -> Statements::submitCall {
    Statements::submitCall {
        statement,
        products: vec![product],
        grosses: vec![u(gross)],
        counts: vec![count],
        roots: vec![root],
    }
}

pub fn challenge(sold: &Sold, buyer: Bytes, platform: Bytes) -> Statements::challengeCall {
    Statements::challengeCall {
        platform: sold.platform,
        product: sold.product,
        buyer: sold.buyer,
        gross: u(sold.gross),
        time: sold.time,
        number: sold.number,
        buyerSignature: buyer,
        platformSignature: platform,
    }
}

pub fn prove(statement: u64, proof: &Proof) -> Statements::proveCall {
    Statements::proveCall {
        statement,
        product: proof.product,
        gross: u(proof.gross),
        time: proof.time,
        number: proof.number,
        index: proof.index,
        hashes: proof.hashes.clone(),
        sums: proof.sums.clone(),
    }
}

pub fn answer(challenge: u64, statement: u64, proof: &Proof) -> Statements::answerCall {
    Statements::answerCall {
        challenge,
        statement,
        index: proof.index,
        hashes: proof.hashes.clone(),
        sums: proof.sums.clone(),
    }
}

pub fn slash(challenge: u64) -> Statements::slashCall {
    Statements::slashCall { challenge }
}

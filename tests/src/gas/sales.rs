//! What comes after a sale, and sales that come otherwise: held lines, disputes over them, what a platform settled itself,
//! and what its members sell.

use alloy::primitives::{U256, keccak256};
use anyhow::Result;
use productshare_abi::{Catalog, Checkout, Memberships, Power, Psc, Quality, Statements};

use super::course::Course;
use super::stage::PSC;
use crate::network;
use crate::shop::{self, Cart, NewProduct};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const PLATFORM: u64 = 1;
/// A vendor's membership, by `Memberships::join`.
const VENDOR: u8 = 0;
const YEARS_FEE: u64 = 365 * PSC;

impl Course<'_> {
    pub(super) async fn sales(&mut self) -> Result<()> {
        let (store, product) = self.set_up_shop().await?;
        self.statements(product).await?;
        self.memberships(store, product).await?;
        self.aftercare(store).await
    }

    /// A store on a platform and an enrolled product of it; their numbers.
    async fn set_up_shop(&mut self) -> Result<(u64, u64)> {
        let g = self.g;
        let (w, quality) = (&g.wallets, g.quality());
        for who in [&w.pauser, &w.school] {
            let give = Psc::transferCall {
                to: who.address(),
                value: U256::from(3_000 * PSC),
            };
            self.send(&w.alice, g.psc(), give).await?;
            self.allow(who, quality).await?;
        }
        let register = Quality::registerPlatformCall {
            payout: w.pauser.address(),
            uri: "ipfs://platform".into(),
        };
        self.send(&w.pauser, quality, register).await?;
        let uri = "ipfs://expert".to_string();
        self.send(&w.school, quality, Quality::registerExpertCall { uri })
            .await?;
        let publish = Quality::publishModelCall {
            hash: keccak256("model"),
            uri: "ipfs://model".into(),
            weights: vec![10_000],
            lower: vec![0],
            upper: vec![100],
            tolerances: vec![10],
        };
        self.send(&w.school, quality, publish).await?;
        let open = Catalog::openStoreCall {
            payout: w.vendor.address(),
            platform: PLATFORM,
            uri: "ipfs://store".into(),
        };
        let sent = self
            .measure("catalog.open_store", &w.vendor, g.catalog(), open)
            .await?;
        let store = shop::logged::<Catalog::StoreOpened>(&sent, g.catalog())?.store;
        let product = shop::add_product(g, &w.vendor, store, &NewProduct::default()).await?;
        let enrol = Quality::enrolCall {
            product,
            model: 1,
            version: 1,
            claims: vec![50],
            feeBps: 1_500,
        };
        self.send(&w.vendor, quality, enrol).await?;
        Ok((store, product))
    }

    /// Two periods, each with one page of one line.
    async fn statements(&mut self, product: u64) -> Result<()> {
        let g = self.g;
        let (w, at) = (&g.wallets, g.statements());
        self.allow(&w.pauser, at).await?;
        let signer = Statements::setSignerCall {
            platform: PLATFORM,
            signer: w.issuer.address(),
            allowed: true,
        };
        self.measure("statements.set_signer", &w.pauser, at, signer)
            .await?;
        let from = g.client.now().await?;
        let begin = Statements::beginCall {
            platform: PLATFORM,
            from,
        };
        self.send(&w.pauser, at, begin).await?;
        for statement in 1..=2 {
            self.pass(HOUR).await?;
            let carry = Statements::carryCall {
                platform: PLATFORM,
                products: vec![product],
            };
            self.measure("statements.carry", &w.relayer, at, carry)
                .await?;
            let open = Statements::openCall {
                platform: PLATFORM,
                until: g.client.now().await?,
                uri: "ipfs://period".into(),
                hash: keccak256("period"),
            };
            self.measure("statements.open", &w.pauser, at, open).await?;
            let submit = Statements::submitCall {
                statement,
                products: vec![product],
                grosses: vec![U256::from(1_000 * PSC)],
                counts: vec![10],
                roots: vec![keccak256("root")],
            };
            self.measure("statements.submit", &w.pauser, at, submit)
                .await?;
            let close = Statements::closeCall { statement };
            self.measure("statements.close", &w.pauser, at, close)
                .await?;
        }
        Ok(())
    }

    /// A vendor joins and sells; the cycle is settled and its pot given to what weighs.
    async fn memberships(&mut self, store: u64, product: u64) -> Result<()> {
        let g = self.g;
        let (w, at) = (&g.wallets, g.memberships());
        let terms = Memberships::setTermsCall {
            platform: PLATFORM,
            vendorFee: U256::from(YEARS_FEE),
            expertFee: U256::ZERO,
            memberFee: U256::ZERO,
        };
        self.send(&w.owner, at, terms).await?;
        self.allow(&w.vendor, at).await?;
        for _ in 0..2 {
            let join = Memberships::joinCall {
                platform: PLATFORM,
                kind: VENDOR,
                key: U256::from(store),
                maxFee: U256::from(YEARS_FEE),
            };
            self.measure("memberships.join", &w.vendor, at, join)
                .await?;
        }
        for _ in 0..2 {
            let cart = Cart::of(product, 1, store).priced(g).await?;
            self.measure(
                "checkout.direct.member",
                &w.alice,
                g.checkout(),
                cart.order(),
            )
            .await?;
        }
        let account = w.vendor.address();
        let claim = Memberships::claimForCall { account };
        self.measure("memberships.claim", &w.relayer, at, claim)
            .await?;
        for _ in 0..2 {
            let nominate = Power::nominateCall {
                participant: account,
                amount: U256::from(10).pow(U256::from(18)),
            };
            self.measure("power.nominate", &w.alice, g.power(), nominate)
                .await?;
        }
        self.wait(network::quarter(g, 1, 0).await?)?;
        let settle = Memberships::settleCall {
            platform: PLATFORM,
            maxCycles: 1,
        };
        self.measure("memberships.settle", &w.relayer, at, settle)
            .await?;
        let distribute = Memberships::distributeCall {
            platform: PLATFORM,
            cycle: 0,
            products: vec![product],
        };
        self.measure("memberships.distribute", &w.relayer, at, distribute)
            .await?;
        Ok(())
    }

    /// A held line that is confirmed and taken back afterwards, and one that is disputed and never ruled on.
    async fn aftercare(&mut self, store: u64) -> Result<()> {
        let g = self.g;
        let (w, at) = (&g.wallets, g.checkout());
        let lasting = NewProduct {
            hold_secs: 14 * DAY,
            ..NewProduct::default()
        };
        let product = shop::add_product(g, &w.vendor, store, &lasting).await?;
        let cart = Cart::of(product, 1, store);
        let (kept, _) = shop::order(g, &w.alice, &cart).await?;
        let (disputed, _) = shop::order(g, &w.alice, &cart).await?;
        let delivered = Checkout::logFulfilmentCall {
            order: kept,
            line: 0,
            kind: 2,
            units: 1,
            proofHash: keccak256("delivered"),
            uri: "ipfs://delivered".into(),
        };
        self.measure("checkout.log_fulfilment", &w.vendor, at, delivered)
            .await?;
        let confirm = Checkout::confirmCall {
            order: kept,
            lines: vec![0],
        };
        self.measure("checkout.confirm", &w.alice, at, confirm)
            .await?;
        self.allow(&w.vendor, at).await?;
        let (order, line, units) = (kept, 0, 1);
        let offer = Checkout::offerRefundCall { order, line, units };
        self.measure("checkout.offer_refund", &w.vendor, at, offer)
            .await?;
        let accept = Checkout::acceptRefundCall { order, line };
        self.measure("checkout.accept_refund", &w.alice, at, accept)
            .await?;
        let dispute = Checkout::disputeCall {
            order: disputed,
            line: 0,
            evidence: "ipfs://evidence".into(),
        };
        self.measure("checkout.dispute", &w.alice, at, dispute)
            .await?;
        self.pass(31 * DAY).await?;
        let expire = Checkout::expireDisputeCall {
            order: disputed,
            line: 0,
        };
        self.measure("checkout.expire_dispute", &w.relayer, at, expire)
            .await?;
        Ok(())
    }
}

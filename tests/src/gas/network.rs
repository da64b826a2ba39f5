//! The quality network, in the course of a cycle and of a dispute.

use alloy::primitives::{U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::Result;
use productshare_abi::{Arbitration, Catalog, Cycles, Experience, Power, Psc, Quality};

use super::course::Course;
use super::stage::PSC;
use crate::network::{self, sealed_for_party};
use crate::shop::{self, Cart, NewProduct};

/// The measured buyer's order, sold on a platform's store under a model of two dimensions.
const MEASURED: usize = 1;
const SEED: u64 = 150_000_000;

impl Course<'_> {
    /// Waits for a quarter of a cycle.
    async fn until(&self, cycle: u64, quarter: u64) -> Result<()> {
        self.wait(network::quarter(self.g, cycle, quarter).await?)
    }

    /// A cycle from the first sale to the last claim, and a dispute.
    pub(super) async fn network(&mut self) -> Result<()> {
        let g = self.g;
        let w = &g.wallets;
        let buyers = [&w.alice, &w.friend, &w.reseller];
        let voters = [
            &w.attestors[0],
            &w.attestors[1],
            &w.attestors[2],
            &w.issuer,
            &w.locker,
        ];
        for who in [&w.friend, &w.reseller, &w.school, &w.pauser, &w.relayer] {
            let give = Psc::transferCall {
                to: who.address(),
                value: U256::from(3_000 * PSC),
            };
            self.send(&w.alice, g.psc(), give).await?;
        }
        let spenders = [g.quality(), g.experience(), g.checkout()];
        for who in buyers.into_iter().chain([&w.school, &w.pauser, &w.relayer]) {
            for spender in spenders {
                self.allow(who, spender).await?;
            }
        }
        let product = self.register().await?;
        for voter in voters {
            let seed = Power::seedCall {
                account: voter.address(),
                amount: SEED,
            };
            self.measure("power.seed", &w.owner, g.power(), seed)
                .await?;
        }
        self.reports(product, buyers).await?;
        self.votes(product, voters).await?;
        let dispute = self.dispute(product).await?;
        self.close(product).await?;
        self.judge(dispute, voters).await
    }

    /// Platform, expert, model and an enrolled product; its number.
    async fn register(&mut self) -> Result<u64> {
        let g = self.g;
        let (w, at) = (&g.wallets, g.quality());
        for owner in [&w.pauser, &w.relayer] {
            let register = Quality::registerPlatformCall {
                payout: owner.address(),
                uri: "ipfs://platform".into(),
            };
            self.measure("quality.register_platform", owner, at, register)
                .await?;
        }
        let uri = "ipfs://expert".to_string();
        let register = Quality::registerExpertCall { uri };
        self.measure("quality.register_expert", &w.school, at, register)
            .await?;
        for text in ["one", "two"] {
            let publish = Quality::publishModelCall {
                hash: keccak256(text),
                uri: "ipfs://model".into(),
                weights: vec![6_000, 4_000],
                lower: vec![0, 0],
                upper: vec![1_000, 1_000],
                tolerances: vec![100, 100],
            };
            self.measure("quality.publish_model", &w.school, at, publish)
                .await?;
        }
        let open = Catalog::openStoreCall {
            payout: w.vendor.address(),
            platform: 1,
            uri: "ipfs://store".into(),
        };
        let sent = self.send(&w.vendor, g.catalog(), open).await?;
        let store = shop::logged::<Catalog::StoreOpened>(&sent, g.catalog())?.store;
        let product = shop::add_product(g, &w.vendor, store, &NewProduct::default()).await?;
        let enrol = Quality::enrolCall {
            product,
            model: 1,
            version: 1,
            claims: vec![500, 500],
            feeBps: 1_500,
        };
        self.measure("quality.enrol", &w.vendor, at, enrol).await?;
        Ok(product)
    }

    /// Three sales, and a report on each.
    async fn reports(&mut self, product: u64, buyers: [&PrivateKeySigner; 3]) -> Result<()> {
        let g = self.g;
        let call = Catalog::vendorCall { product };
        let store = g.client.read(g.catalog(), &call).await?.store;
        let mut orders = Vec::new();
        for buyer in buyers {
            for _ in 0..2 {
                let cart = Cart::of(product, 1, store).priced(g).await?;
                let sent = self
                    .measure(
                        "checkout.direct.enrolled",
                        buyer,
                        g.checkout(),
                        cart.order(),
                    )
                    .await?;
                orders.push((buyer, shop::order_of(g, &sent)?));
            }
        }
        for (n, pair) in orders.chunks(2).enumerate() {
            let (buyer, order) = pair[MEASURED];
            let file = Experience::fileCall {
                order,
                line: 0,
                measured: vec![500, 500 + n as u64],
                evidenceHash: keccak256("evidence"),
                evidence: "ipfs://evidence".into(),
            };
            self.measure("experience.file", buyer, g.experience(), file)
                .await?;
        }
        Ok(())
    }

    async fn votes(&mut self, product: u64, voters: [&PrivateKeySigner; 5]) -> Result<()> {
        let g = self.g;
        let at = g.experience();
        let salt = keccak256("salt");
        self.until(1, 0).await?;
        for (n, voter) in voters.into_iter().enumerate() {
            let sealed = Experience::commitmentCall {
                cycle: 0,
                product,
                account: voter.address(),
                report: choice(n),
                salt,
            };
            let commitment = g.client.read(at, &sealed).await?;
            let commit = Experience::commitCall {
                cycle: 0,
                product,
                commitment,
            };
            self.measure("experience.commit", voter, at, commit).await?;
        }
        self.until(1, 1).await?;
        for (n, voter) in voters.into_iter().enumerate() {
            let reveal = Experience::revealCall {
                cycle: 0,
                product,
                report: choice(n),
                salt,
            };
            self.measure("experience.reveal", voter, at, reveal).await?;
        }
        self.until(1, 2).await?;
        for voter in voters {
            let confirm = Experience::confirmCall {
                cycle: 0,
                product,
                account: voter.address(),
            };
            self.measure("experience.confirm", voter, at, confirm)
                .await?;
        }
        Ok(())
    }

    /// A dispute on the third report, to which both sides put their bonds; its number.
    async fn dispute(&mut self, _product: u64) -> Result<U256> {
        let g = self.g;
        let (w, court) = (&g.wallets, g.arbitration());
        let dispute = Experience::disputeCall {
            report: 3,
            evidence: "ipfs://evidence".into(),
        };
        let sent = self
            .measure("experience.dispute", &w.friend, g.experience(), dispute)
            .await?;
        let opened: Experience::ReportDisputed = shop::logged(&sent, g.experience())?;
        let id = opened.disputeId;
        // Not before: the bond would come with the opening.
        for who in [&w.friend, &w.reseller] {
            self.allow(who, court).await?;
        }
        let fund = Arbitration::fundCall { disputeId: id };
        self.measure("arbitration.fund", &w.friend, court, fund)
            .await?;
        let meet = Arbitration::matchBondCall { disputeId: id };
        self.measure("arbitration.match_bond", &w.reseller, court, meet)
            .await?;
        Ok(id)
    }

    async fn close(&mut self, product: u64) -> Result<()> {
        let g = self.g;
        let (w, at) = (&g.wallets, g.cycles());
        self.until(1, 3).await?;
        self.measure(
            "cycles.close",
            &w.relayer,
            at,
            Cycles::closeCall { cycle: 0 },
        )
        .await?;
        for report in [1, 2] {
            let settle = Experience::settleCall { report };
            self.measure("experience.settle", &w.relayer, g.experience(), settle)
                .await?;
        }
        for place in [1, 2] {
            let claim = Cycles::claimPlaceCall {
                cycle: 0,
                product,
                place,
            };
            self.measure("cycles.claim_place", &w.relayer, at, claim)
                .await?;
        }
        let (expert, platform) = (1, 1);
        let claim = Cycles::claimExpertCall { expert };
        self.measure("cycles.claim_expert", &w.relayer, at, claim)
            .await?;
        let claim = Cycles::claimPlatformCall { platform };
        self.measure("cycles.claim_platform", &w.relayer, at, claim)
            .await?;
        for voter in &w.attestors[..2] {
            let claim = Cycles::claimCommunityCall {
                account: voter.address(),
                cycles: vec![0],
            };
            self.measure("cycles.claim_community", &w.relayer, at, claim)
                .await?;
        }
        Ok(())
    }

    async fn judge(&mut self, id: U256, jurors: [&PrivateKeySigner; 5]) -> Result<()> {
        let g = self.g;
        let (w, court) = (&g.wallets, g.arbitration());
        let salt = keccak256("salt");
        for juror in jurors {
            let commitment = sealed_for_party(g, id, juror.address(), salt);
            let commit = Arbitration::commitCall {
                disputeId: id,
                commitment,
            };
            self.measure("arbitration.commit", juror, court, commit)
                .await?;
        }
        self.over(id).await?;
        for juror in jurors {
            let reveal = Arbitration::revealCall {
                disputeId: id,
                choice: 1,
                salt,
            };
            self.measure("arbitration.reveal", juror, court, reveal)
                .await?;
        }
        self.over(id).await?;
        let appeal = Arbitration::appealCall { disputeId: id };
        self.measure_aside("arbitration.appeal", &w.reseller, court, appeal)
            .await?;
        self.over(id).await?;
        let execute = Arbitration::executeRulingCall { disputeId: id };
        self.measure("arbitration.execute_ruling", &w.relayer, court, execute)
            .await?;
        for juror in &jurors[..4] {
            let settle = Arbitration::settleVoteCall {
                disputeId: id,
                round: 0,
                juror: juror.address(),
            };
            self.measure("arbitration.settle_vote", &w.relayer, court, settle)
                .await?;
        }
        Ok(())
    }

    /// Waits for the end of what a dispute is in.
    async fn over(&self, id: U256) -> Result<()> {
        let call = Arbitration::disputeCall { disputeId: id };
        let dispute = self.g.client.read(self.g.arbitration(), &call).await?;
        self.wait(dispute.deadline)
    }
}

/// All three reports win a place.
fn choice(voter: usize) -> u64 {
    [1, 1, 2, 2, 3][voter]
}

//! What the tests of the quality network share: a platform, an expert with a model, a vendor's enrolled products, buyers
//! who report and participants who vote, on a chain whose cycles are a day.

mod attacks;
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
/// every contract may take, and 10,000 PSS. Five voters have as much power as each other from cycle 1 on.
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
            for spender in [
                g.quality(),
                g.experience(),
                g.arbitration(),
                g.stake_pools(),
            ] {
                let call = Psc::approveCall {
                    spender,
                    value: U256::MAX,
                };
                act(&g, &who, g.psc(), &call).await;
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

    // ---- sales and reports

    /// Buys through the store that the product is of.
    pub async fn buy(&self, buyer: &PrivateKeySigner, product: u64, units: u64) -> u64 {
        let call = Catalog::productCall { product };
        let store = self.ask(&call).await.store;
        self.buy_from(buyer, product, units, store).await
    }

    pub async fn buy_from(
        &self,
        buyer: &PrivateKeySigner,
        product: u64,
        units: u64,
        via: u64,
    ) -> u64 {
        let cart = Cart::of(product, units, via).priced(&self.g).await.unwrap();
        let sent = act(&self.g, buyer, self.g.checkout(), &cart.order()).await;
        shop::order_of(&self.g, &sent).unwrap()
    }

    /// Reports on an order's first line; it deviates from the claims so far that the conformity is 100 less `less`.
    pub async fn report(&self, buyer: &PrivateKeySigner, order: u64, less: u64) -> u64 {
        let sent = self.send(buyer, &filing(order, less)).await;
        let filed = logged::<Experience::ReportFiled>(&sent, self.g.experience()).unwrap();
        assert_eq!(u64::from(filed.conformity), 100 - less);
        filed.report
    }

    /// Buys one and reports on it.
    pub async fn bought_and_reported(
        &self,
        buyer: &PrivateKeySigner,
        product: u64,
        less: u64,
    ) -> u64 {
        let order = self.buy(buyer, product, 1).await;
        self.report(buyer, order, less).await
    }

    pub async fn report_state(&self, report: u64) -> u8 {
        self.ask(&Experience::reportCall { id: report }).await.state
    }

    // ---- power and votes

    /// The owner gives an account power, which counts from the next cycle on.
    pub async fn seed(&self, account: Address, amount: u64) {
        let call = Power::seedCall { account, amount };
        self.send(&self.g.wallets.owner, &call).await;
    }

    /// Earned power, as it counts now.
    pub async fn power(&self, account: Address) -> u64 {
        self.ask(&Power::powerOfCall { account }).await.earned
    }

    /// What came to an account in this cycle, and counts from the next one on.
    pub async fn gained(&self, account: Address) -> u64 {
        self.ask(&Power::earnedOfCall { account }).await.gained
    }

    pub fn commitment(&self, voter: Address, cast: &Cast) -> B256 {
        let Cast {
            cycle,
            product,
            report,
            salt,
        } = *cast;
        let chain = u(self.g.client.chain_id);
        let contract = self.g.experience();
        keccak256(
            (
                chain,
                contract,
                u(cycle),
                u(product),
                voter,
                u(report),
                salt,
            )
                .abi_encode(),
        )
    }

    /// Commits to a report; the cycle is the one before the present one.
    pub async fn commit(&self, voter: &PrivateKeySigner, report: u64) -> Cast {
        let of = self.ask(&Experience::reportCall { id: report }).await;
        let cast = Cast {
            cycle: of.cycle,
            product: of.product,
            report,
            salt: keccak256((voter.address(), report).abi_encode()),
        };
        let call = Experience::commitCall {
            cycle: cast.cycle,
            product: cast.product,
            commitment: self.commitment(voter.address(), &cast),
        };
        self.send(voter, &call).await;
        cast
    }

    pub async fn reveal(&self, voter: &PrivateKeySigner, cast: &Cast) -> Sent {
        self.send(voter, &cast.reveal()).await
    }

    /// Votes (voter, report) are committed and revealed: from any time in the cycle after the reports' to the beginning
    /// of its third quarter.
    pub async fn vote(&self, cycle: u64, votes: &[(&PrivateKeySigner, u64)]) {
        let (present, quarter) = self.present().await;
        if (present, quarter) != (cycle + 1, 0) {
            self.go(cycle + 1, 0).await;
        }
        let mut casts = Vec::new();
        for (voter, report) in votes {
            casts.push(self.commit(voter, *report).await);
        }
        self.go(cycle + 1, 1).await;
        for ((voter, _), cast) in votes.iter().zip(&casts) {
            self.reveal(voter, cast).await;
        }
        self.go(cycle + 1, 2).await;
    }

    pub async fn present(&self) -> (u64, u64) {
        let present = self.ask(&Experience::presentCall {}).await;
        (present.cycle, present.quarter)
    }

    pub async fn confirm(&self, cycle: u64, product: u64, voter: &PrivateKeySigner) -> Sent {
        let call = Experience::confirmCall {
            cycle,
            product,
            account: voter.address(),
        };
        self.send(&self.g.wallets.stranger, &call).await
    }

    pub async fn places(&self, cycle: u64, product: u64) -> (u64, Vec<u64>) {
        let round = self.ask(&Experience::roundCall { cycle, product }).await;
        (round.tenths, round.places)
    }

    // ---- money

    pub async fn psc(&self, account: Address) -> u64 {
        balance(&self.g, self.g.psc(), account).await.to()
    }

    pub async fn block(&self, account: Address, blocked: bool) {
        let call = Psc::setBlockedCall { account, blocked };
        act(&self.g, &self.g.wallets.blocklister, self.g.psc(), &call).await;
    }

    pub async fn claim_place(&self, cycle: u64, product: u64, place: u8) -> u64 {
        let sent = self
            .send(
                &self.g.wallets.stranger,
                &Cycles::claimPlaceCall {
                    cycle,
                    product,
                    place,
                },
            )
            .await;
        events::<Cycles::PlacePaid>(&sent, self.g.cycles())
            .first()
            .map_or(0, |paid| paid.amount.to())
    }

    pub async fn claim_community(&self, account: Address, cycles: &[u64]) -> u64 {
        let call = Cycles::claimCommunityCall {
            account,
            cycles: cycles.to_vec(),
        };
        let sent = self.send(&self.g.wallets.stranger, &call).await;
        let paid = events::<Cycles::CommunityPaid>(&sent, self.g.cycles());
        paid.iter().map(|paid| paid.amount.to::<u64>()).sum()
    }

    // ---- disputes at the arbitration

    pub async fn dispute_state(&self, id: u64) -> u8 {
        let call = Arbitration::disputeCall { disputeId: u(id) };
        self.ask(&call).await.state
    }

    /// Who is a juror commits in the round that runs.
    pub async fn judge(&self, juror: &PrivateKeySigner, id: u64, choice: u8) {
        let call = Arbitration::disputeCall { disputeId: u(id) };
        let round = self.ask(&call).await.round;
        let call = Arbitration::commitCall {
            disputeId: u(id),
            commitment: self.judgement(juror.address(), id, round, choice),
        };
        self.send(juror, &call).await;
    }

    pub fn judgement(&self, juror: Address, id: u64, round: u8, choice: u8) -> B256 {
        let (chain, contract) = (u(self.g.client.chain_id), self.g.arbitration());
        let (round, choice) = (u(round.into()), u(choice.into()));
        keccak256((chain, contract, u(id), round, juror, choice, SALT).abi_encode())
    }

    /// Jurors (account, choice) commit and reveal in the round that runs; time goes on to its end.
    pub async fn judged(&self, id: u64, votes: &[(&PrivateKeySigner, u8)]) {
        for (juror, choice) in votes {
            self.judge(juror, id, *choice).await;
        }
        wait(&self.g, 3 * DAY).await;
        for (juror, choice) in votes {
            self.send(juror, &judgement(id, *choice)).await;
        }
        wait(&self.g, 2 * DAY).await;
    }

    pub async fn execute(&self, id: u64) -> bool {
        let call = Arbitration::executeRulingCall { disputeId: u(id) };
        let sent = self.send(&self.g.wallets.stranger, &call).await;
        logged::<Arbitration::RulingPushed>(&sent, self.g.arbitration())
            .unwrap()
            .taken
    }

    pub async fn settle_vote(
        &self,
        id: u64,
        round: u8,
        juror: &PrivateKeySigner,
    ) -> Arbitration::VoteSettled {
        let call = Arbitration::settleVoteCall {
            disputeId: u(id),
            round,
            juror: juror.address(),
        };
        let sent = self.send(&self.g.wallets.stranger, &call).await;
        logged::<Arbitration::VoteSettled>(&sent, self.g.arbitration()).unwrap()
    }

    pub async fn fund(&self, party: &PrivateKeySigner, id: u64) {
        self.send(party, &Arbitration::fundCall { disputeId: u(id) })
            .await;
    }

    pub async fn match_bond(&self, respondent: &PrivateKeySigner, id: u64) {
        let call = Arbitration::matchBondCall { disputeId: u(id) };
        self.send(respondent, &call).await;
    }

    /// Disputes a report; its number at the arbitration.
    pub async fn dispute(&self, party: &PrivateKeySigner, report: u64) -> u64 {
        let sent = self.send(party, &disputing(report)).await;
        logged::<Experience::ReportDisputed>(&sent, self.g.experience())
            .unwrap()
            .disputeId
            .to()
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
    assert!(less <= 60 && less * 100 % 60 == 0, "a whole deviation");
    Experience::fileCall {
        order,
        line: 0,
        measured: vec![CLAIMS[0] + less * 100 / 60, CLAIMS[1]],
        evidenceHash: word(9),
        evidence: "ipfs://report".into(),
    }
}

/// Of which contract a call is.
pub trait At {
    fn at(g: &Ground) -> Address;
}

macro_rules! calls_of {
    ($at:ident: $($module:ident :: $call:ident),* $(,)?) => {
        $(impl At for $module::$call {
            fn at(g: &Ground) -> Address {
                g.$at()
            }
        })*
    };
}

calls_of!(catalog: Catalog::openStoreCall, Catalog::productCall, Catalog::setStoreCall, Catalog::storeCall,
    Catalog::transferStoreCall, Catalog::acceptStoreCall, Catalog::listCall, Catalog::setCoCreatorsCall);
calls_of!(checkout: Checkout::lineCall, Checkout::refundCall, Checkout::disputeCall, Checkout::ruleCall,
    Checkout::pullRulingCall, Checkout::releaseCall, Checkout::setArbitratorCall, Checkout::placeOrderCall,
    Checkout::logFulfilmentCall, Checkout::expireDisputeCall);
calls_of!(quality: Quality::registerPlatformCall, Quality::registerExpertCall, Quality::publishModelCall,
    Quality::reviseModelCall, Quality::withdrawModelCall, Quality::disputeModelCall, Quality::modelCall,
    Quality::modelVersionCall, Quality::enrolCall, Quality::setClaimsCall, Quality::setFeeCall, Quality::leaveCall,
    Quality::enrolmentCall, Quality::claimsCall, Quality::platformCall, Quality::expertCall,
    Quality::topUpPlatformCall, Quality::topUpExpertCall, Quality::givePlatformNoticeCall,
    Quality::giveExpertNoticeCall, Quality::takePlatformBondCall, Quality::takeExpertBondCall,
    Quality::slashPlatformCall, Quality::setParametersCall, Quality::setPlatformCall, Quality::creditCall,
    Quality::claimForCall, Quality::twinCall, Quality::ruleCall, Quality::isPartyCall);
calls_of!(power: Power::seedCall, Power::powerOfCall, Power::earnedOfCall, Power::totalCall, Power::nominateCall,
    Power::retractCall, Power::withdrawCall, Power::nominationCall, Power::gainCall, Power::loseCall,
    Power::setRateCall);
calls_of!(experience: Experience::fileCall, Experience::settleCall, Experience::reportCall, Experience::commitCall,
    Experience::revealCall, Experience::barCall, Experience::barQueuedCall, Experience::rankCall,
    Experience::confirmCall, Experience::forfeitCall, Experience::voteCall, Experience::roundCall,
    Experience::trustCall, Experience::rulesCall, Experience::disputeCall, Experience::pullRulingCall,
    Experience::presentCall, Experience::creditCall, Experience::claimForCall, Experience::setParametersCall,
    Experience::commitmentCall, Experience::ruleCall);
calls_of!(cycles: Cycles::closeCall, Cycles::progressCall, Cycles::claimExpertCall, Cycles::claimPlatformCall,
    Cycles::claimPlaceCall, Cycles::claimCommunityCall, Cycles::creditCall, Cycles::claimForCall,
    Cycles::cycleFeesCall, Cycles::cycleSharesCall, Cycles::productCall, Cycles::expertCall, Cycles::platformCall,
    Cycles::accrueCall, Cycles::setPlacesCall, Cycles::addWeightCall, Cycles::weightCall, Cycles::struckCall,
    Cycles::pendingPlaceCall, Cycles::pendingCommunityCall);
calls_of!(arbitration: Arbitration::fundCall, Arbitration::matchBondCall, Arbitration::appealCall,
    Arbitration::commitCall, Arbitration::revealCall, Arbitration::settleVoteCall, Arbitration::executeRulingCall,
    Arbitration::giveRulingCall, Arbitration::disputeCall, Arbitration::createDisputeCall, Arbitration::bondDueCall,
    Arbitration::setUmpireCall, Arbitration::challengeJurorCall, Arbitration::claimForCall, Arbitration::creditCall,
    Arbitration::tallyCall, Arbitration::voteOfCall, Arbitration::setArbitrableCall, Arbitration::rulingOfCall,
    Arbitration::advanceCall, Arbitration::submitEvidenceCall);
calls_of!(stake_pools: StakePools::depositCall, StakePools::redeemCall, StakePools::requestRedeemCall,
    StakePools::announceCall, StakePools::drawCall, StakePools::balanceOfCall);
calls_of!(splitter: Splitter::acceptCoCreationCall);

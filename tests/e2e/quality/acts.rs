//! What everybody does in the tests of the quality network: buys, reports, votes, claims, judges.

use super::*;
use world::network::{Ballot, Judgement};

impl Net {
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
        let ballot = Ballot {
            chain_id: self.g.client.chain_id,
            experience: self.g.experience(),
            cycle,
            product,
            voter,
            report,
            salt,
        };
        ballot.commitment()
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
        let judgement = Judgement {
            chain_id: self.g.client.chain_id,
            arbitration: self.g.arbitration(),
            dispute: u(id),
            round,
            juror,
            choice,
            salt: SALT,
        };
        judgement.commitment()
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
        self.allow_bond(party, id).await;
        self.send(party, &Arbitration::fundCall { disputeId: u(id) })
            .await;
    }

    pub async fn match_bond(&self, respondent: &PrivateKeySigner, id: u64) {
        self.allow_bond(respondent, id).await;
        let call = Arbitration::matchBondCall { disputeId: u(id) };
        self.send(respondent, &call).await;
    }

    pub async fn appeal(&self, loser: &PrivateKeySigner, id: u64) {
        self.allow_bond(loser, id).await;
        self.send(loser, &Arbitration::appealCall { disputeId: u(id) })
            .await;
    }

    /// Lets the arbitration take what is due next in a dispute, and no more.
    async fn allow_bond(&self, who: &PrivateKeySigner, id: u64) {
        let due = Arbitration::bondDueCall { disputeId: u(id) };
        let due = self.ask(&due).await;
        self.allow_arbitration(who, due).await;
    }

    pub async fn allow_arbitration(&self, who: &PrivateKeySigner, value: U256) {
        allow(&self.g, who, self.g.arbitration(), value).await;
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

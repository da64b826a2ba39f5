//! Who has an interest in a product neither reports nor votes on it, in whichever way.

use alloy::primitives::Address;
use productshare_abi::{Catalog, Experience, Splitter, StakePools};
use world::shop::{self, NewProduct, logged};

use super::*;

impl Net {
    /// A product whose stakers have a part of the profit.
    pub async fn staked_product(&self) -> u64 {
        let product = NewProduct {
            price: 100 * PSC,
            profit_bps: 2_000,
            cashback_bps: 0,
            stake_bps: 5_000,
            ..NewProduct::default()
        };
        let vendor = &self.g.wallets.vendor;
        self.enrolled(vendor, self.a, &product, FEE_BPS).await
    }

    pub async fn stake(&self, who: &PrivateKeySigner, product: u64, assets: u64) {
        let assets = u(assets);
        self.send(who, &StakePools::depositCall { product, assets })
            .await;
    }

    /// Makes somebody a co-creator, who accepts if `accepts`.
    pub async fn co_create(&self, product: u64, who: &PrivateKeySigner, accepts: bool) {
        let call = Catalog::setCoCreatorsCall {
            product,
            accounts: vec![who.address()],
            bps: vec![1_000],
        };
        self.send(&self.g.wallets.vendor, &call).await;
        if accepts {
            let set = self.ask(&Catalog::productCall { product }).await.set;
            self.send(who, &Splitter::acceptCoCreationCall { set })
                .await;
        }
    }

    /// Hands a store over to somebody who takes it.
    pub async fn hand_over(&self, store: u64, from: &PrivateKeySigner, to: &PrivateKeySigner) {
        let call = Catalog::transferStoreCall {
            store,
            newOwner: to.address(),
        };
        self.send(from, &call).await;
        self.send(to, &Catalog::acceptStoreCall { store }).await;
    }

    pub async fn list(&self, owner: &PrivateKeySigner, store: u64, product: u64) {
        self.send(owner, &Catalog::listCall { store, product })
            .await;
    }
}

fn linked(product: u64, account: Address) -> Experience::LinkedParty {
    Experience::LinkedParty { product, account }
}

fn commitment(cycle: u64, product: u64) -> Experience::commitCall {
    Experience::commitCall {
        cycle,
        product,
        commitment: word(5),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn linked_parties_neither_report_nor_vote() {
    let n = Net::open().await;
    let w = n.g.wallets.clone();
    let product = n.staked_product().await;
    n.co_create(product, &w.reseller, true).await;
    n.stake(&w.friend, product, 100 * PSC).await;
    let interested = [&w.vendor, &w.issuer, &w.relayer, &w.reseller, &w.friend];
    for who in interested {
        let order = n.buy(who, product, 1).await;
        let error = linked(product, who.address());
        n.refuse(who, &filing(order, 0), error).await;
    }
    // Who only might have become one may.
    n.co_create(product, &w.stranger, false).await;
    n.bought_and_reported(&w.stranger, product, 0).await;
    n.bought_and_reported(&w.reseller, product, 0).await;
    n.co_create(product, &w.reseller, true).await;
    n.go(1, 0).await;
    for who in interested {
        let error = linked(product, who.address());
        n.refuse(who, &commitment(0, product), error).await;
    }
}

/// What an account does itself counts until it reveals.
#[tokio::test(flavor = "multi_thread")]
async fn an_interest_taken_after_the_commitment_costs_the_vote() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let product = n.staked_product().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let [one, two, three, ..] = n.voters();
    n.go(1, 0).await;
    let mut casts = Vec::new();
    for voter in [one, two, three] {
        casts.push(n.commit(voter, report).await);
    }
    n.stake(one, product, 100 * PSC).await;
    n.co_create(product, two, true).await;
    n.go(1, 1).await;
    for (voter, cast) in [one, two].into_iter().zip(&casts) {
        let error = linked(product, voter.address());
        n.refuse(voter, &cast.reveal(), error).await;
    }
    n.reveal(three, &casts[2]).await;
    // Who gives the stake up again may reveal.
    let shares = n
        .ask(&StakePools::balanceOfCall {
            product,
            account: one.address(),
        })
        .await;
    n.send(one, &StakePools::redeemCall { product, shares })
        .await;
    n.reveal(one, &casts[0]).await;
}

/// A store that lists the product takes its owner's vote away, if it was hers when she committed.
#[tokio::test(flavor = "multi_thread")]
async fn owners_of_listing_stores_are_barred() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.product().await;
    let mut reports = Vec::new();
    for buyer in [&w.alice, &w.friend, &w.stranger, &w.reseller] {
        reports.push(n.bought_and_reported(buyer, product, 0).await);
    }
    let [one, two, three, four, five] = n.voters();
    let store = n.open_store(one, 0).await;
    n.list(one, store, product).await;
    n.go(1, 0).await;
    let votes = [
        (one, reports[0]),
        (two, reports[1]),
        (three, reports[1]),
        (four, reports[2]),
        (five, reports[3]),
    ];
    let bar = |account, store| Experience::barCall {
        cycle: 0,
        product,
        account,
        store,
    };
    let error = |account: Address, state| Experience::WrongVote {
        cycle: 0,
        product,
        account,
        state,
    };
    // Not before the commitment: nobody knows yet when a store came to her.
    n.refuse(two, &bar(one.address(), store), error(one.address(), 0))
        .await;
    let mut casts = Vec::new();
    for (voter, report) in votes {
        casts.push(n.commit(voter, report).await);
    }
    n.go(1, 1).await;
    for ((voter, _), cast) in votes.iter().zip(&casts) {
        n.reveal(voter, cast).await;
    }
    assert_eq!(
        n.places(0, product).await,
        (10, vec![reports[1], reports[0], reports[2]])
    );
    let not_listed = |store, account| Experience::NotListed {
        store,
        product,
        account,
    };
    n.refuse(
        two,
        &bar(two.address(), store),
        not_listed(store, two.address()),
    )
    .await;
    n.refuse(
        two,
        &bar(one.address(), n.b),
        not_listed(n.b, one.address()),
    )
    .await;
    // Which costs as much as not to reveal: nobody withdraws for nothing.
    let before = n.power(one.address()).await;
    let sent = n.send(&w.stranger, &bar(one.address(), store)).await;
    assert_eq!(n.power(one.address()).await, before * 95 / 100);
    let barred = logged::<Experience::VoterBarred>(&sent, g.experience()).unwrap();
    assert_eq!(
        (barred.report, barred.weight, barred.reportWeight),
        (reports[0], 500_000, 0)
    );
    n.refuse(two, &bar(one.address(), store), error(one.address(), 4))
        .await;
    // The fourth moves up once somebody says so; 2 PSC of weight are a quorum of 1.5.
    assert_eq!(
        n.places(0, product).await,
        (8, vec![reports[1], reports[2], 0])
    );
    n.send(two, &Experience::rankCall { report: reports[3] })
        .await;
    assert_eq!(
        n.places(0, product).await,
        (10, vec![reports[1], reports[2], reports[3]])
    );
    n.send(two, &Experience::rankCall { report: reports[0] })
        .await;
    assert_eq!(n.places(0, product).await.1[2], reports[3]);
    // Which is what the money goes by.
    n.go(1, 3).await;
    n.close(0).await;
    assert_eq!(n.claim_place(0, product, 3).await, 6 * PSC);
}

/// Shares in the queue are no balance, but an interest.
#[tokio::test(flavor = "multi_thread")]
async fn queued_redemptions_bar_from_voting_and_from_judging() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = n.staked_product().await;
    let [one, two, three, four, _] = n.voters();
    n.stake(one, product, 1_000 * PSC).await;
    wait(g, DAY).await;
    let plan = StakePools::announceCall {
        product,
        amount: u(500 * PSC),
        termSecs: 30 * DAY,
        repayBps: 5_000,
        planHash: word(7),
        planUri: "ipfs://plan".into(),
    };
    let sent = n.send(&w.vendor, &plan).await;
    let advance = logged::<StakePools::AdvanceAnnounced>(&sent, g.stake_pools())
        .unwrap()
        .advance;
    wait(g, 3 * DAY).await;
    n.send(&w.vendor, &StakePools::drawCall { advance }).await;
    let shares = n
        .ask(&StakePools::balanceOfCall {
            product,
            account: one.address(),
        })
        .await;
    let sent = n
        .send(one, &StakePools::requestRedeemCall { product, shares })
        .await;
    let request = logged::<StakePools::RedeemRequested>(&sent, g.stake_pools())
        .unwrap()
        .request;
    let (cycle, _) = n.present().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    n.go(cycle + 1, 0).await;
    let mut casts = Vec::new();
    for voter in [one, two, three, four] {
        casts.push((voter, n.commit(voter, report).await));
    }
    n.go(cycle + 1, 1).await;
    for (voter, cast) in &casts {
        n.reveal(voter, cast).await;
    }
    let bar = |request| Experience::barQueuedCall {
        cycle,
        product,
        request,
    };
    let error = Experience::NotQueued {
        product,
        request: request + 1,
    };
    n.refuse(two, &bar(request + 1), error).await;
    n.send(&w.stranger, &bar(request)).await;
    let round = n.ask(&Experience::roundCall { cycle, product }).await;
    let cap = n.ask(&Experience::rulesCall { cycle }).await.cap;
    assert_eq!(round.weight, 3 * cap);
    let vote = Experience::voteCall {
        cycle,
        product,
        account: one.address(),
    };
    assert_eq!(n.ask(&vote).await.state, 4);

    // As a juror on the report too.
    n.go(cycle + 1, 2).await;
    let dispute = n.dispute(&w.stranger, report).await;
    n.fund(&w.stranger, dispute).await;
    n.match_bond(&w.alice, dispute).await;
    n.judge(one, dispute, 1).await;
    let challenge = |juror: &PrivateKeySigner| Arbitration::challengeJurorCall {
        disputeId: u(dispute),
        juror: juror.address(),
        request,
    };
    let error = Arbitration::NoVote {
        disputeId: u(dispute),
        round: 0,
        juror: two.address(),
    };
    n.refuse(two, &challenge(two), error).await;
    n.judge(two, dispute, 1).await;
    let error = Arbitration::NotRequester {
        product,
        request,
        account: two.address(),
    };
    n.refuse(three, &challenge(two), error).await;
    n.send(three, &challenge(one)).await;
    wait(g, 3 * DAY).await;
    let error = Arbitration::NotCommitted {
        disputeId: u(dispute),
        round: 0,
        juror: one.address(),
    };
    n.refuse(one, &judgement(dispute, 1), error).await;
    shop::fund(g, two, PSC).await.unwrap();
    n.send(two, &judgement(dispute, 1)).await;
}

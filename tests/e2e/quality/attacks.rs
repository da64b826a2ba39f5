//! Attacks on the quality network; `tests/defences.toml` names what stands in their way.

use alloy::primitives::Address;
use productshare_abi::{Cycles, Experience, Power, Quality};
use world::shop::{NewProduct, logged};

use super::*;

/// Whoever copies a commitment finds, when it is revealed, that it was made for another account.
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_copied_before_the_reveal_reveals_nothing() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let product = n.product().await;
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let [one, copier, ..] = n.voters();
    n.go(1, 0).await;
    let salt = word(4);
    // As the contract itself says.
    let commitment = |account: Address| Experience::commitmentCall {
        cycle: 0,
        product,
        account,
        report,
        salt,
    };
    let honest = n.ask(&commitment(one.address())).await;
    let commit = Experience::commitCall {
        cycle: 0,
        product,
        commitment: honest,
    };
    n.send(one, &commit).await;
    n.send(copier, &commit).await;
    n.go(1, 1).await;
    let cast = Cast {
        cycle: 0,
        product,
        report,
        salt,
    };
    n.reveal(one, &cast).await;
    let error = Experience::WrongReveal {
        commitment: n.ask(&commitment(copier.address())).await,
    };
    n.refuse(copier, &cast.reveal(), error).await;
}

/// A commitment to a product's reports of a cycle is no vote on another one's, whatever it names.
#[tokio::test(flavor = "multi_thread")]
async fn commitments_are_not_replayed_on_other_products_or_cycles() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let (product, other) = (n.product().await, n.product().await);
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let [one, ..] = n.voters();
    n.go(1, 0).await;
    let cast = n.commit(one, report).await;
    // The same words for another product, and words made for it that name this one's report.
    let commit = |cycle, product, commitment| Experience::commitCall {
        cycle,
        product,
        commitment,
    };
    let commitment = n.commitment(one.address(), &cast);
    n.send(one, &commit(0, other, commitment)).await;
    n.go(1, 1).await;
    n.reveal(one, &cast).await;
    let elsewhere = Cast {
        product: other,
        ..cast
    };
    let error = Experience::WrongReveal {
        commitment: n.commitment(one.address(), &elsewhere),
    };
    n.refuse(one, &elsewhere.reveal(), error).await;
    n.go(2, 0).await;
    let later = Cast { cycle: 1, ..cast };
    let stray = Cast {
        cycle: 1,
        product: other,
        ..cast
    };
    for cast in [&later, &stray] {
        let commitment = n.commitment(one.address(), cast);
        n.send(one, &commit(1, cast.product, commitment)).await;
    }
    n.go(2, 1).await;
    for cast in [&later, &stray] {
        let error = Experience::WrongReport {
            report,
            product,
            cycle: 0,
        };
        n.refuse(one, &cast.reveal(), error).await;
    }
}

/// A quorum of friends gives its own reports on its own products of a dust's worth every vote: of power it makes no more
/// than the dust is of the cycle's fees.
#[tokio::test(flavor = "multi_thread")]
async fn dust_products_with_a_report_each_make_a_dust_of_power() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let honest = n.product().await;
    n.buy(&w.alice, honest, 10).await;
    let mut reports = Vec::new();
    for _ in 0..4 {
        let dust = n.product_at(100, FEE_BPS).await;
        reports.push(n.bought_and_reported(&w.stranger, dust, 0).await);
    }
    let [one, two, three, ..] = n.voters();
    let mut votes = Vec::new();
    for report in &reports {
        votes.extend([one, two, three].map(|voter| (voter, *report)));
    }
    n.vote(0, &votes).await;
    n.go(1, 3).await;
    n.close(0).await;
    for report in reports {
        let sent = n
            .send(&w.stranger, &Experience::settleCall { report })
            .await;
        let settled = logged::<Experience::ReportSettled>(&sent, g.experience()).unwrap();
        assert_eq!(settled.place, 1);
        // 7 of some 75,000,000 units of fees, of 5 power.
        assert!(settled.gain < 5, "{}", settled.gain);
    }
    // And of the pot no more than a dust.
    let shares = n.ask(&Cycles::cycleSharesCall { cycle: 0 }).await;
    assert!(shares.unclaimed < u(100));
}

/// Who sells, made the model, or runs the platform, has all of the fee but what the reports get, and no way to that.
#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_who_is_his_own_expert_and_platform_does_not_report_or_vote_too() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let everything = &w.stranger;
    n.seed(everything.address(), 10 * POWER).await;
    let platform = n.register_platform(everything, everything.address()).await;
    let expert = n.register_expert(everything).await;
    let model = n.publish(everything).await;
    let store = n.open_store(everything, platform).await;
    let new = NewProduct {
        price: 100 * PSC,
        profit_bps: 0,
        cashback_bps: 0,
        ..NewProduct::default()
    };
    let own = world::shop::add_product(g, everything, store, &new)
        .await
        .unwrap();
    let enrol = Quality::enrolCall {
        model,
        ..n.enrolment(own, FEE_BPS)
    };
    n.send(everything, &enrol).await;
    let linked = |product, account: &PrivateKeySigner| Experience::LinkedParty {
        product,
        account: account.address(),
    };
    let order = n.buy(everything, own, 1).await;
    n.refuse(everything, &filing(order, 0), linked(own, everything))
        .await;
    // One who is only one of the three.
    let product = n.product().await;
    for who in [&w.vendor, &w.issuer, &w.relayer] {
        let order = n.buy(who, product, 1).await;
        n.refuse(who, &filing(order, 0), linked(product, who)).await;
    }
    // His accomplice reports; but he has no vote, and hers alone is none.
    let report = n.bought_and_reported(&w.reseller, own, 0).await;
    for accomplice in [&w.reseller, &w.friend] {
        n.seed(accomplice.address(), 10 * POWER).await;
    }
    n.go(1, 0).await;
    let commit = Experience::commitCall {
        cycle: 0,
        product: own,
        commitment: word(1),
    };
    n.refuse(everything, &commit, linked(own, everything)).await;
    let hers = n.commit(&w.reseller, report).await;
    let friends = n.commit(&w.friend, report).await;
    n.go(1, 1).await;
    // Nobody votes for a report of her own.
    n.refuse(&w.reseller, &hers.reveal(), linked(own, &w.reseller))
        .await;
    n.reveal(&w.friend, &friends).await;
    n.go(1, 3).await;
    n.close(0).await;
    let claim = Cycles::claimPlaceCall {
        cycle: 0,
        product: own,
        place: 1,
    };
    let error = Cycles::NoWinner {
        cycle: 0,
        product: own,
        place: 1,
    };
    n.refuse(&w.reseller, &claim, error).await;
    let due = n.ask(&Cycles::expertCall { expert }).await.claimable;
    assert_eq!(due, u(3 * PSC));
}

/// Nothing that others do to her takes a critic's vote: an invitation, a store or the whole shop handed to her.
#[tokio::test(flavor = "multi_thread")]
async fn a_critic_is_not_barred_by_what_she_is_made() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let product = n.product().await;
    let report = n.bought_and_reported(&w.alice, product, 60).await;
    let [critic, second, third, ..] = n.voters();
    let gift = n.open_store(&w.reseller, 0).await;
    n.list(&w.reseller, gift, product).await;
    n.go(1, 0).await;
    let mut casts = Vec::new();
    for voter in [critic, second, third] {
        casts.push((voter, n.commit(voter, report).await));
    }
    n.co_create(product, critic, false).await;
    // She takes it in good faith.
    n.hand_over(gift, &w.reseller, critic).await;
    let bar = Experience::barCall {
        cycle: 0,
        product,
        account: critic.address(),
        store: gift,
    };
    let error = || Experience::NotListed {
        store: gift,
        product,
        account: critic.address(),
    };
    n.refuse(&w.vendor, &bar, error()).await;
    n.hand_over(n.a, &w.vendor, second).await;
    n.go(1, 1).await;
    for (voter, cast) in &casts {
        n.reveal(voter, cast).await;
    }
    n.refuse(&w.vendor, &bar, error()).await;
    assert_eq!(n.places(0, product).await, (5, vec![report, 0, 0]));
}

/// However long a dispute lasts, its cycle is closed in time, and all but the one place are paid; that one is not paid
/// before the ruling.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_appeal_holds_up_one_place_and_nothing_else() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let product = n.product().await;
    let first = n.bought_and_reported(&w.alice, product, 0).await;
    let second = n.bought_and_reported(&w.friend, product, 0).await;
    let [one, two, three, four, _] = n.voters();
    n.vote(
        0,
        &[(one, first), (two, first), (three, second), (four, first)],
    )
    .await;
    n.confirm(0, product, one).await;
    let dispute = n.dispute(&w.reseller, first).await;
    n.fund(&w.reseller, dispute).await;
    n.match_bond(&w.alice, dispute).await;
    n.judged(dispute, &[(one, 2), (two, 2)]).await;
    n.appeal(&w.reseller, dispute).await;
    let (present, _) = n.present().await;
    n.close(present - 2).await;
    assert_eq!(n.claim_place(0, product, 2).await, 4_500_000);
    assert!(n.claim_community(one.address(), &[0]).await > 0);
    n.send(one, &Cycles::claimExpertCall { expert: n.expert })
        .await;
    let place = Cycles::claimPlaceCall {
        cycle: 0,
        product,
        place: 1,
    };
    let error = Cycles::PlaceDisputed {
        cycle: 0,
        product,
        place: 1,
    };
    n.refuse(&w.alice, &place, error).await;
    n.judged(dispute, &[(one, 1), (two, 1), (three, 1)]).await;
    assert_eq!(n.dispute_state(dispute).await, FINAL);
    assert!(n.execute(dispute).await);
    assert_eq!(n.report_state(first).await, 2);
    let (cycle, _) = n.present().await;
    let fees = n.ask(&Cycles::cycleFeesCall { cycle }).await;
    assert_eq!(fees.extra, u(7_500_000));
}

/// A dispute that a friend opens and nobody funds keeps nobody away, from a report or from a model: one whose bond comes
/// with it takes its place. Nor can the friend take the place of one that is about to be funded.
#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_nobody_funds_shields_nothing() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let (product, model) = (n.product().await, n.model);
    let report = n.bought_and_reported(&w.alice, product, 0).await;
    let other = n.bought_and_reported(&w.stranger, product, 0).await;
    let [one, two, three, four, five] = n.voters();
    let votes = [
        (one, report),
        (two, report),
        (three, report),
        (four, other),
        (five, other),
    ];
    n.vote(0, &votes).await;
    let on_model = || Quality::disputeModelCall {
        model,
        evidence: "ipfs://evidence".into(),
    };
    let dispute_model = async |who: &PrivateKeySigner| {
        let sent = n.send(who, &on_model()).await;
        logged::<Quality::ModelDisputed>(&sent, g.quality())
            .unwrap()
            .disputeId
            .to::<u64>()
    };
    let (critic, friend) = (&w.reseller, &w.friend);
    // The friend comes first: the critic's bond comes with the opening. His own bond is not allowed yet.
    let shield = n.dispute(friend, report).await;
    let model_shield = dispute_model(friend).await;
    let busy = |report, dispute| Experience::InDispute {
        report,
        disputeId: u(dispute),
    };
    n.refuse(critic, &disputing(report), busy(report, shield))
        .await;
    n.refuse(critic, &on_model(), Quality::DisputeOpen { model })
        .await;
    n.allow_arbitration(critic, u(100 * PSC)).await;
    let real = n.dispute(critic, report).await;
    let model_real = dispute_model(critic).await;
    for id in [real, model_real] {
        assert_eq!(n.dispute_state(id).await, MATCHING);
    }
    n.allow_arbitration(critic, u(0)).await;
    // The critic comes first: nothing that is not paid for gets between opening and funding.
    let slow = n.dispute(critic, other).await;
    n.refuse(friend, &disputing(other), busy(other, slow)).await;
    n.fund(critic, slow).await;
    // Funded at last, the friend's would have the expert put a bond down for nothing: she need not.
    n.fund(friend, model_shield).await;
    n.refuse(&w.stranger, &on_model(), Quality::DisputeOpen { model })
        .await;
    wait(g, 3 * DAY).await;
    for id in [shield, model_shield] {
        n.execute(id).await;
    }
    assert_eq!(n.report_state(report).await, 1);
    let is = n.ask(&Quality::modelCall { model }).await;
    assert_eq!((is.state, is.disputed), (1, true));
    for id in [real, model_real, slow] {
        assert!(n.execute(id).await);
    }
    for report in [report, other] {
        assert_eq!(n.report_state(report).await, 2);
    }
    let is = n.ask(&Quality::modelCall { model }).await;
    assert_eq!((is.state, is.disputed), (3, false));
    // The bond is taken from once.
    let expert = n.ask(&Quality::expertCall { expert: n.expert }).await;
    assert_eq!(expert.bond, u(80 * PSC));
    assert_eq!(n.psc(g.arbitration()).await, 0);
}

/// Nor can a friend take the place of a dispute on a model that is about to be funded.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_not_shielded_after_each_dispute() {
    let n = Net::open().await;
    let (g, w, model) = (&n.g, &n.g.wallets, n.model);
    let call = Quality::disputeModelCall {
        model,
        evidence: String::new(),
    };
    let sent = n.send(&w.reseller, &call).await;
    let disputed = logged::<Quality::ModelDisputed>(&sent, g.quality()).unwrap();
    n.refuse(&w.friend, &call, Quality::DisputeOpen { model })
        .await;
    let id = disputed.disputeId.to();
    n.fund(&w.reseller, id).await;
    wait(g, 3 * DAY).await;
    assert!(n.execute(id).await);
    assert_eq!(n.ask(&Quality::modelCall { model }).await.state, 3);
}

/// Five accounts that vote for each other's every report have less in the next cycle, not more.
#[tokio::test(flavor = "multi_thread")]
async fn votes_alone_do_not_outrun_decay() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let voters = n.voters();
    let mut votes = Vec::new();
    let mut products = Vec::new();
    for _ in 0..5 {
        let product = n.product_at(PSC, FEE_BPS).await;
        let report = n.bought_and_reported(&w.stranger, product, 0).await;
        votes.extend(voters.map(|voter| (voter, report)));
        products.push(product);
    }
    n.vote(0, &votes).await;
    for product in &products {
        for voter in voters {
            let call = Experience::confirmCall {
                cycle: 0,
                product: *product,
                account: voter.address(),
            };
            let request =
                n.g.client
                    .simulate(
                        w.alice.address(),
                        n.g.experience(),
                        call.abi_encode().into(),
                    )
                    .await;
            if request.is_ok() {
                n.send(&w.alice, &call).await;
            }
        }
    }
    let before = n.ask(&Power::totalCall {}).await.power;
    n.go(2, 0).await;
    assert!(n.ask(&Power::totalCall {}).await.power < before);
}

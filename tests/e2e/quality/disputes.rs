//! Disputes on reports, models and order lines, from the bond to what the ruling changes.

use alloy::primitives::U256;
use productshare_abi::{Arbitration, Checkout, Cycles, Experience, Quality};
use world::shop::{NewProduct, logged};

use super::*;

/// Of a line at the checkout.
const DISPUTED: u8 = 2;
const SETTLED: u8 = 3;
const REFUNDED: u8 = 4;

impl Net {
    /// A product on which three report, of whom the second and third have less weight, in the quarter of disputes.
    async fn voted(&self) -> (u64, Vec<u64>) {
        let w = &self.g.wallets;
        let product = self.product().await;
        let mut reports = Vec::new();
        for buyer in [&w.alice, &w.friend, &w.stranger] {
            reports.push(self.bought_and_reported(buyer, product, 0).await);
        }
        let [one, two, three, four, five] = self.voters();
        let votes = [
            (one, reports[0]),
            (two, reports[0]),
            (three, reports[1]),
            (four, reports[1]),
            (five, reports[2]),
        ];
        self.vote(0, &votes).await;
        (product, reports)
    }
}

/// No match in three days: the report is struck, its place stays empty, its part goes to the pot of the cycle of the
/// ruling and its bond to who disputed it.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_nobody_stands_by_is_struck() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let (product, reports) = n.voted().await;
    let wrong = disputing(reports[0]);
    let error = Arbitration::InvalidDispute {
        party: w.alice.address(),
        respondent: w.alice.address(),
    };
    n.refuse(&w.alice, &wrong, error).await;
    let dispute = n.dispute(&w.reseller, reports[0]).await;
    let of = n
        .ask(&Arbitration::disputeCall {
            disputeId: u(dispute),
        })
        .await;
    // Half of 22.5 PSC and the bond.
    assert_eq!(
        (of.party, of.respondent, of.product, of.sum, of.bond),
        (
            w.reseller.address(),
            w.alice.address(),
            product,
            u(11_250_000 + BOND),
            u(PSC)
        )
    );
    let before = n.psc(w.reseller.address()).await;
    n.fund(&w.reseller, dispute).await;
    let busy = || Experience::InDispute {
        report: reports[0],
        disputeId: u(dispute),
    };
    n.refuse(&w.friend, &wrong, busy()).await;
    n.go(1, 3).await;
    n.close(0).await;
    let place = |place| Cycles::claimPlaceCall {
        cycle: 0,
        product,
        place,
    };
    let error = Cycles::PlaceDisputed {
        cycle: 0,
        product,
        place: 1,
    };
    n.refuse(&w.alice, &place(1), error).await;
    let settle = Experience::settleCall { report: reports[0] };
    n.refuse(&w.alice, &settle, busy()).await;
    // An open dispute holds up nobody else.
    assert_eq!(n.claim_place(0, product, 2).await, 6_750_000);
    assert_eq!(n.claim_place(0, product, 3).await, 4_500_000);
    n.go(4, 3).await;
    assert!(n.execute(dispute).await);
    assert_eq!(n.psc(w.reseller.address()).await, before + BOND);
    assert_eq!(n.report_state(reports[0]).await, 2);
    assert_eq!(
        n.places(0, product).await.1,
        vec![0, reports[1], reports[2]]
    );
    let fees = n.ask(&Cycles::cycleFeesCall { cycle: 4 }).await;
    assert_eq!(fees.extra, u(11_250_000));
    let error = Cycles::AlreadySettled {
        cycle: 0,
        product,
        place: 1,
    };
    n.refuse(&w.alice, &place(1), error).await;
    let error = Experience::AlreadySettled { report: reports[0] };
    n.refuse(&w.alice, &settle, error).await;
    // Its weight has left the score.
    let trust = n.ask(&Experience::trustCall { cycle: 0, product }).await;
    assert_eq!(trust.weight, 1_500_000);
    assert_eq!(n.psc(g.arbitration()).await, 0);
    assert_eq!(n.psc(g.experience()).await, 2 * BOND);
}

/// Struck before its cycle is closed: the place is rolled over by whoever claims it.
#[tokio::test(flavor = "multi_thread")]
async fn a_ruling_that_nobody_pushed_is_pulled() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let (product, reports) = n.voted().await;
    let dispute = n.dispute(&w.reseller, reports[1]).await;
    n.fund(&w.reseller, dispute).await;
    let pull = Experience::pullRulingCall { report: reports[1] };
    let error = Experience::NotRuled {
        disputeId: u(dispute),
    };
    n.refuse(&w.alice, &pull, error).await;
    wait(&n.g, 3 * DAY).await;
    n.send(&w.alice, &pull).await;
    assert_eq!(n.report_state(reports[1]).await, 2);
    let error = Experience::NotInDispute { report: reports[1] };
    n.refuse(&w.alice, &pull, error).await;
    // What is pushed now finds nothing to do, and harms nobody.
    assert!(!n.execute(dispute).await);
    n.close(0).await;
    assert_eq!(n.claim_place(0, product, 2).await, 0);
    let (cycle, _) = n.present().await;
    let fees = n.ask(&Cycles::cycleFeesCall { cycle }).await;
    assert_eq!(fees.extra, u(6_750_000));
    assert_eq!(n.claim_place(0, product, 1).await, 11_250_000);
}

/// Jurors let it stand: bond, place and money are as if nothing had been.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_the_jurors_let_stand_wins_all_the_same() {
    let n = Net::open().await;
    let w = &n.g.wallets;
    let (product, reports) = n.voted().await;
    let dispute = n.dispute(&w.reseller, reports[0]).await;
    n.fund(&w.reseller, dispute).await;
    n.match_bond(&w.alice, dispute).await;
    let [one, two, three, four, five] = n.voters();
    n.judged(dispute, &[(one, 2), (two, 2), (three, 1)]).await;
    wait(&n.g, 3 * DAY).await;
    let before = n.psc(w.alice.address()).await;
    assert!(n.execute(dispute).await);
    // Her own bond and half of the other's; the jurors share the other half.
    assert_eq!(n.psc(w.alice.address()).await - before, PSC + PSC / 2);
    assert_eq!(n.report_state(reports[0]).await, 0);
    for juror in [one, two] {
        let settled = n.settle_vote(dispute, 0, juror).await;
        assert_eq!((settled.paid, settled.lostBps), (u(PSC / 4), 0));
        assert_eq!(settled.gained, settled.weight * u(5) / u(1_000));
    }
    assert_eq!(n.settle_vote(dispute, 0, three).await.lostBps, 1_000);
    for (juror, round) in [(four, 0), (five, 0), (one, 0), (one, 1)] {
        let call = Arbitration::settleVoteCall {
            disputeId: u(dispute),
            round,
            juror: juror.address(),
        };
        let error = Arbitration::NothingToSettle {
            disputeId: u(dispute),
            round,
            juror: juror.address(),
        };
        n.refuse(four, &call, error).await;
    }
    n.close(0).await;
    let before = n.psc(w.alice.address()).await;
    n.claim_place(0, product, 1).await;
    n.send(&w.stranger, &Experience::settleCall { report: reports[0] })
        .await;
    assert_eq!(n.psc(w.alice.address()).await - before, 11_250_000 + BOND);
    assert_eq!(n.psc(n.g.arbitration()).await, 0);
}

/// A model's dispute: its products earn nothing more, and a fifth of the expert's bond is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_struck_model_earns_nothing_more() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let (product, model) = (n.product().await, n.model);
    n.buy(&w.alice, product, 1).await;
    let dispute = |evidence: &str| Quality::disputeModelCall {
        model,
        evidence: evidence.into(),
    };
    let sent = n.send(&w.friend, &dispute("ipfs://wrong")).await;
    let id: u64 = logged::<Quality::ModelDisputed>(&sent, g.quality())
        .unwrap()
        .disputeId
        .to();
    n.fund(&w.friend, id).await;
    n.refuse(&w.reseller, &dispute(""), Quality::DisputeOpen { model })
        .await;
    n.go(1, 0).await;
    n.match_bond(&w.issuer, id).await;
    let [one, two, three, ..] = n.voters();
    n.judged(id, &[(one, 1), (two, 1), (three, 2)]).await;
    let appeal = Arbitration::appealCall { disputeId: u(id) };
    let error = Arbitration::NotLoser {
        disputeId: u(id),
        account: w.friend.address(),
    };
    n.refuse(&w.friend, &appeal, error).await;
    wait(g, 3 * DAY).await;
    let before = n.psc(w.friend.address()).await;
    // A bond of 5 %: 5 PSC, half of it for the jurors; a fifth of the expert's 100 PSC.
    assert!(n.execute(id).await);
    assert_eq!(
        n.psc(w.friend.address()).await - before,
        5 * PSC + 5 * PSC / 2 + 20 * PSC
    );
    let is = n.ask(&Quality::modelCall { model }).await;
    assert_eq!((is.state, is.disputed), (3, false));
    let expert = n.ask(&Quality::expertCall { expert: n.expert }).await;
    assert_eq!((expert.bond, expert.active), (u(80 * PSC), false));
    n.refuse(&w.friend, &dispute(""), Quality::ModelClosed { model })
        .await;
    let order = n.buy(&w.alice, product, 1).await;
    let error = Experience::NotEnrolled { product };
    n.refuse(&w.alice, &filing(order, 0), error).await;
    let due = n.ask(&Cycles::expertCall { expert: n.expert }).await;
    assert_eq!(due.claimable + due.waiting, u(1_500_000));
}

/// Order lines, by the arbitration: it knows buyer, vendor, product and what is left of the line.
#[tokio::test(flavor = "multi_thread")]
async fn order_lines_are_ruled_on_by_the_jurors() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let arbitrator = g.arbitration();
    n.send(&w.owner, &Checkout::setArbitratorCall { arbitrator })
        .await;
    let product = NewProduct {
        price: 100 * PSC,
        cashback_bps: 0,
        hold_secs: 30 * DAY,
        ..NewProduct::default()
    };
    let product = n.enrolled(&w.vendor, n.a, &product, FEE_BPS).await;
    let mut disputes = Vec::new();
    let mut orders = Vec::new();
    for units in [3, 2, 2, 2] {
        let order = n.buy(&w.alice, product, units).await;
        if units == 3 {
            let refund = Checkout::refundCall {
                order,
                line: 0,
                units: 1,
            };
            n.send(&w.vendor, &refund).await;
        }
        if orders.len() == 3 {
            let delivered = Checkout::logFulfilmentCall {
                order,
                line: 0,
                kind: 2,
                units: 2,
                proofHash: word(1),
                uri: "ipfs://proof".into(),
            };
            n.send(&w.vendor, &delivered).await;
        }
        let call = Checkout::disputeCall {
            order,
            line: 0,
            evidence: "ipfs://broken".into(),
        };
        let sent = n.send(&w.alice, &call).await;
        let opened = logged::<Arbitration::DisputeOpened>(&sent, arbitrator).unwrap();
        assert_eq!(
            (
                opened.party,
                opened.respondent,
                opened.product,
                opened.sum,
                opened.bond
            ),
            (
                w.alice.address(),
                w.vendor.address(),
                product,
                u(200 * PSC),
                u(10 * PSC)
            )
        );
        disputes.push(opened.disputeId.to::<u64>());
        orders.push(order);
    }
    let state = async |order| {
        let call = Checkout::lineCall { order, index: 0 };
        n.ask(&call).await.state
    };
    for id in &disputes {
        n.fund(&w.alice, *id).await;
    }
    // The first: no match. The others: for the vendor; no quorum and no umpire's word, not delivered, and delivered.
    n.go(1, 0).await;
    for id in &disputes[1..] {
        n.match_bond(&w.vendor, *id).await;
    }
    let voters = n.voters();
    let vendor_wins: Vec<_> = voters[..3].iter().map(|juror| (*juror, 2)).collect();
    n.judged(disputes[1], &vendor_wins).await;
    assert_eq!(state(orders[0]).await, DISPUTED);
    let before = n.psc(w.alice.address()).await;
    assert!(n.execute(disputes[0]).await);
    assert_eq!(state(orders[0]).await, REFUNDED);
    assert_eq!(n.psc(w.alice.address()).await - before, 210 * PSC);
    wait(g, 3 * DAY).await;
    let before = n.psc(w.vendor.address()).await;
    let fees = n.psc(g.cycles()).await;
    assert!(n.execute(disputes[1]).await);
    assert_eq!(state(orders[1]).await, SETTLED);
    assert_eq!(n.psc(g.cycles()).await - fees, 31_200_000);
    // 200 less fees and 20 % profit; her bond, half of the other's.
    assert_eq!(
        n.psc(w.vendor.address()).await - before,
        200 * PSC - 31_200_000 - 40 * PSC + 15 * PSC
    );
    assert_eq!(n.dispute_state(disputes[2]).await, UMPIRE);
    wait(g, 7 * DAY).await;
    for (id, order, becomes) in [
        (disputes[2], orders[2], REFUNDED),
        (disputes[3], orders[3], SETTLED),
    ] {
        let before = n.psc(w.vendor.address()).await;
        assert!(n.execute(id).await);
        assert_eq!(state(order).await, becomes);
        // Bonds return.
        assert!(n.psc(w.vendor.address()).await >= before + 10 * PSC);
    }
    for juror in &voters[..3] {
        n.settle_vote(disputes[1], 0, juror).await;
    }
    assert_eq!(n.psc(g.arbitration()).await, 0);
    assert_eq!(n.psc(g.checkout()).await, 0);
    let error = Checkout::NotArbitrator {
        account: arbitrator,
        disputeId: u(disputes[1]),
    };
    let pull = Checkout::pullRulingCall {
        arbitrator,
        disputeId: u(disputes[1]),
    };
    n.refuse(&w.alice, &pull, error).await;
    assert_eq!(
        U256::ZERO,
        n.ask(&Arbitration::creditCall {
            account: w.alice.address()
        })
        .await
    );
}

/// While a ruling is not there yet nothing is pulled; when it is, anybody brings it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lines_ruling_is_pulled_where_it_was_not_pushed() {
    let n = Net::open().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let arbitrator = g.arbitration();
    n.send(&w.owner, &Checkout::setArbitratorCall { arbitrator })
        .await;
    let product = NewProduct {
        hold_secs: 30 * DAY,
        ..NewProduct::default()
    };
    let product = n.enrolled(&w.vendor, n.a, &product, FEE_BPS).await;
    let orders = [
        n.buy(&w.alice, product, 1).await,
        n.buy(&w.alice, product, 1).await,
    ];
    for order in orders {
        let call = Checkout::disputeCall {
            order,
            line: 0,
            evidence: String::new(),
        };
        n.send(&w.alice, &call).await;
    }
    let state = async |order| n.ask(&Checkout::lineCall { order, index: 0 }).await.state;
    let pull = Checkout::pullRulingCall {
        arbitrator,
        disputeId: u(1),
    };
    let error = Checkout::NotRuled { disputeId: u(1) };
    n.refuse(&w.friend, &pull, error).await;
    // Not funded: against the buyer.
    wait(g, 3 * DAY).await;
    n.send(&w.friend, &pull).await;
    assert_eq!(state(orders[0]).await, SETTLED);
    assert!(!n.execute(1).await);
    // Nobody brings the other: she who lost gains nothing by the time being up.
    wait(g, 27 * DAY).await;
    let expire = Checkout::expireDisputeCall {
        order: orders[1],
        line: 0,
    };
    n.send(&w.alice, &expire).await;
    assert_eq!(state(orders[1]).await, SETTLED);
    assert_eq!(n.psc(g.checkout()).await, 0);
}

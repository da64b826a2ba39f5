//! Disputes over held lines: rulings of accounts and of contracts, and their absence.

use alloy::{primitives::Address, sol_types::SolValue};
use productshare_abi::Checkout;
use world::shop::{Cart, logged};
use world::solidity::Arbitrator;

use crate::commerce::*;
use crate::contracts::*;

#[tokio::test(flavor = "multi_thread")]
async fn disputes_end_by_ruling_or_by_time() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, alice, arbiter) = (g.checkout(), w.alice.address(), w.arbiter.address());
    let product = s.held().await;
    let mut cart = Cart::default();
    for _ in 0..6 {
        cart = cart.and(product, 1, s.a);
    }
    let (order, _) = s.order(&w.alice, &cart).await;
    let nobody = Checkout::setArbitratorCall {
        arbitrator: Address::ZERO,
    };
    act(g, &w.owner, at, &nobody).await;
    refused(g, alice, at, &dispute(order, 0), Checkout::NoArbitrator {}).await;
    act(
        g,
        &w.owner,
        at,
        &Checkout::setArbitratorCall {
            arbitrator: arbiter,
        },
    )
    .await;
    let stranger = w.stranger.address();
    let error = Checkout::NotBuyer { account: stranger };
    refused(g, stranger, at, &dispute(order, 0), error).await;
    // Of lines 3 and 4 the vendor says they were delivered: of 4 only once it is disputed.
    let delivered = |line| Checkout::logFulfilmentCall {
        order,
        line,
        kind: 2,
        units: 1,
        proofHash: word(1),
        uri: "ipfs://proof".into(),
    };
    act(g, &w.vendor, at, &delivered(3)).await;
    act(g, &w.vendor, at, &delivered(5)).await;
    let before = s.all().await;
    for line in 0..6 {
        let sent = act(g, &w.alice, at, &dispute(order, line)).await;
        let disputed = logged::<Checkout::LineDisputed>(&sent, at).unwrap();
        assert_eq!(
            (disputed.arbitrator, disputed.disputeId),
            (arbiter, u(u64::from(line) + 1))
        );
        assert_eq!(s.state(order, line).await, DISPUTED);
    }
    act(g, &w.vendor, at, &delivered(4)).await;
    // Nothing else ends a disputed line.
    let vendor = w.vendor.address();
    let refund = Checkout::refundCall {
        order,
        line: 0,
        units: 1,
    };
    refused(g, vendor, at, &refund, wrong_state(order, 0, DISPUTED)).await;
    refused(
        g,
        alice,
        at,
        &confirm(order, &[0]),
        wrong_state(order, 0, DISPUTED),
    )
    .await;
    refused(
        g,
        alice,
        at,
        &dispute(order, 0),
        wrong_state(order, 0, DISPUTED),
    )
    .await;
    let not_his = |account, number| Checkout::NotArbitrator {
        account,
        disputeId: u(number),
    };
    refused(g, alice, at, &rule(1, 1), not_his(alice, 1)).await;
    refused(g, arbiter, at, &rule(7, 1), not_his(arbiter, 7)).await;
    let error = Checkout::UnknownRuling { ruling: u(3) };
    refused(g, arbiter, at, &rule(1, 3), error).await;

    // For the buyer; for the vendor; no ruling without and with a delivery.
    for (number, ruling, state) in [
        (1, 1, REFUNDED),
        (2, 2, SETTLED),
        (3, 0, REFUNDED),
        (4, 0, SETTLED),
    ] {
        let sent = act(g, &w.arbiter, at, &rule(number, ruling)).await;
        let ruled = logged::<Checkout::Ruling>(&sent, at).unwrap();
        assert_eq!((ruled.disputeId, ruled.ruling), (u(number), u(ruling)));
        assert_eq!(s.state(order, number as u8 - 1).await, state);
        refused(
            g,
            arbiter,
            at,
            &rule(number, ruling),
            not_his(arbiter, number),
        )
        .await;
    }
    // Nobody rules on the last two; a new arbitrator inherits nothing.
    act(
        g,
        &w.owner,
        at,
        &Checkout::setArbitratorCall {
            arbitrator: stranger,
        },
    )
    .await;
    refused(g, stranger, at, &rule(5, 2), not_his(stranger, 5)).await;
    let expires = read(g, at, &Checkout::lineDisputeCall { order, index: 4 })
        .await
        .expiresAt;
    let expire = |line| Checkout::expireDisputeCall { order, line };
    refused(
        g,
        stranger,
        at,
        &expire(4),
        Checkout::NotExpired { expiresAt: expires },
    )
    .await;
    wait(g, 30 * DAY + 60).await;
    act(g, &w.stranger, at, &expire(4)).await;
    act(g, &w.stranger, at, &expire(5)).await;
    assert_eq!(
        (s.state(order, 4).await, s.state(order, 5).await),
        (REFUNDED, SETTLED)
    );
    refused(g, arbiter, at, &rule(6, 1), not_his(arbiter, 6)).await;
    let after = s.all().await;
    assert_eq!(
        (after[0], after[3], after[5], after[6]),
        (before[0] + 30 * PSC, 24 * PSC, 6 * PSC, 0)
    );
    assert_eq!(s.stock(product).await, 97);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erc_792_contract_arbitrates() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.checkout();
    let court = g.deploy_solidity("Arbitrator", &()).await.unwrap();
    act(
        g,
        &w.owner,
        at,
        &Checkout::setArbitratorCall { arbitrator: court },
    )
    .await;
    let product = s.held().await;
    let cart = Cart::of(product, 1, s.a)
        .and(product, 1, s.a)
        .and(product, 1, s.a);
    let (order, _) = s.order(&w.alice, &cart).await;
    // Its first number is 0. It rules at once, in the middle of the call: nothing comes of that.
    let misbehave = |stuck: u64, hasty| Arbitrator::misbehaveCall {
        stuckAt: u(stuck),
        hasty,
    };
    act(g, &w.stranger, court, &misbehave(0, true)).await;
    act(g, &w.alice, at, &dispute(order, 0)).await;
    assert!(!read(g, court, &Arbitrator::hastyOutcomeCall {}).await);
    assert_eq!(s.state(order, 0).await, DISPUTED);
    assert_eq!(
        read(g, court, &Arbitrator::choicesCall { disputeId: u(0) }).await,
        u(2)
    );
    let extra = read(g, court, &Arbitrator::extraDataCall { disputeId: u(0) }).await;
    let about = (w.alice.address(), w.vendor.address(), product, u(10 * PSC));
    assert_eq!(
        extra,
        about.abi_encode_params(),
        "who, with whom, about what"
    );
    act(g, &w.stranger, court, &misbehave(0, false)).await;
    act(g, &w.alice, at, &dispute(order, 1)).await;
    // A number given twice would put one line in another's place.
    act(g, &w.stranger, court, &misbehave(1, false)).await;
    let error = Checkout::DisputeExists {
        arbitrator: court,
        disputeId: u(1),
    };
    refused(g, w.alice.address(), at, &dispute(order, 2), error).await;
    let ruling = |dispute: u64, ruling: u64| Arbitrator::giveRulingCall {
        disputeId: u(dispute),
        ruling: u(ruling),
    };
    act(g, &w.arbiter, court, &ruling(0, 1)).await;
    act(g, &w.arbiter, court, &ruling(1, 2)).await;
    assert_eq!(
        (s.state(order, 0).await, s.state(order, 1).await),
        (REFUNDED, SETTLED)
    );
    let again = g.client.send(&w.arbiter, court, &ruling(0, 2)).await;
    assert!(again.is_err());
    // What it could not or would not say is asked for: by anyone, of whom the line is disputed at, once it is final.
    act(g, &w.stranger, court, &misbehave(2, false)).await;
    act(g, &w.alice, at, &dispute(order, 2)).await;
    let pull = |arbitrator| Checkout::pullRulingCall {
        arbitrator,
        disputeId: u(2),
    };
    let error = Checkout::NotRuled { disputeId: u(2) };
    refused(g, w.stranger.address(), at, &pull(court), error).await;
    let keep = Arbitrator::keepRulingCall {
        disputeId: u(2),
        ruling: u(1),
    };
    act(g, &w.arbiter, court, &keep).await;
    let other = w.stranger.address();
    let error = Checkout::NotArbitrator {
        account: other,
        disputeId: u(2),
    };
    refused(g, other, at, &pull(other), error).await;
    act(g, &w.stranger, at, &pull(court)).await;
    assert_eq!(s.state(order, 2).await, REFUNDED);
    s.assert_checkout_holds(0).await;
}

/// What is ruled for good counts when time is up, though nobody brought it; an arbitrator that does not answer, or not
/// what it may say, stops nobody.
#[tokio::test(flavor = "multi_thread")]
async fn time_does_not_overrule_a_ruling_that_nobody_brought() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.checkout();
    let court = g.deploy_solidity("Arbitrator", &()).await.unwrap();
    let named = Checkout::setArbitratorCall { arbitrator: court };
    act(g, &w.owner, at, &named).await;
    let product = s.held().await;
    let mut cart = Cart::default();
    for _ in 0..4 {
        cart = cart.and(product, 1, s.a);
    }
    let (order, _) = s.order(&w.alice, &cart).await;
    for line in 0..4 {
        act(g, &w.alice, at, &dispute(order, line)).await;
    }
    let keep = |dispute: u64, ruling: u64| Arbitrator::keepRulingCall {
        disputeId: u(dispute),
        ruling: u(ruling),
    };
    // For the vendor, who has delivered nothing; no ruling; one that there is not; for the vendor again.
    for (dispute, ruling) in [(0, 2), (2, 3), (3, 2)] {
        act(g, &w.arbiter, court, &keep(dispute, ruling)).await;
    }
    wait(g, 30 * DAY + 60).await;
    let expire = |line| Checkout::expireDisputeCall { order, line };
    let sent = act(g, &w.alice, at, &expire(0)).await;
    let ruled = logged::<Checkout::Ruling>(&sent, at).unwrap();
    assert_eq!((ruled.disputeId, ruled.ruling), (u(0), u(2)));
    for line in [1, 2] {
        act(g, &w.alice, at, &expire(line)).await;
    }
    act(g, &w.stranger, court, &Arbitrator::fallSilentCall {}).await;
    act(g, &w.alice, at, &expire(3)).await;
    let mut states = Vec::new();
    for line in 0..4 {
        states.push(s.state(order, line).await);
    }
    assert_eq!(states, [SETTLED, REFUNDED, REFUNDED, REFUNDED]);
    s.assert_checkout_holds(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_ends_once_whoever_ends_it() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, alice, arbiter) = (g.checkout(), w.alice.address(), w.arbiter.address());
    act(
        g,
        &w.owner,
        at,
        &Checkout::setArbitratorCall {
            arbitrator: arbiter,
        },
    )
    .await;
    let product = s.held().await;
    let cart = Cart::of(product, 1, s.a)
        .and(product, 1, s.a)
        .and(product, 1, s.a);
    let (order, _) = s.order(&w.alice, &cart).await;
    let sent = act(g, &w.alice, at, &dispute(order, 0)).await;
    let number: u64 = logged::<Checkout::LineDisputed>(&sent, at)
        .unwrap()
        .disputeId
        .to();
    // One call cannot pay a line out twice either.
    refused(
        g,
        alice,
        at,
        &confirm(order, &[1, 1]),
        wrong_state(order, 1, SETTLED),
    )
    .await;
    // The window ends while the dispute is open.
    wait(g, HOLD + 60).await;
    let stranger = w.stranger.address();
    refused(
        g,
        stranger,
        at,
        &release(order, 0),
        wrong_state(order, 0, DISPUTED),
    )
    .await;
    s.release(order, 1).await;
    refused(
        g,
        alice,
        at,
        &dispute(order, 1),
        wrong_state(order, 1, SETTLED),
    )
    .await;
    act(g, &w.arbiter, at, &rule(number, 2)).await;
    let held = s.all().await;
    assert_eq!((held[3], held[6]), (16 * PSC, 10 * PSC));
    refused(
        g,
        stranger,
        at,
        &release(order, 0),
        wrong_state(order, 0, SETTLED),
    )
    .await;
    wait(g, 90 * DAY).await;
    let expire = Checkout::expireDisputeCall { order, line: 0 };
    refused(g, stranger, at, &expire, wrong_state(order, 0, SETTLED)).await;
    let error = Checkout::NotArbitrator {
        account: arbiter,
        disputeId: u(number),
    };
    refused(g, arbiter, at, &rule(number, 1), error).await;
    assert_eq!(s.all().await, held);
    // Nor is commerce ever connected anew.
    let connect = Checkout::connectCall {
        catalog: alice,
        offerPool: alice,
        splitter: alice,
        stakePools: alice,
        cycles: alice,
    };
    refused(
        g,
        w.owner.address(),
        at,
        &connect,
        Checkout::AlreadyConnected {},
    )
    .await;
}

//! Fees, and redemptions that are settled elsewhere.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_fee_is_rounded_up_and_never_saved_by_splitting() {
    let g = Ground::start().await.unwrap();
    let (c, w) = (Cash::of(&g), &g.wallets);
    issue(&g, &c, &w.alice, 10 * PSC).await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setRedemptionFeeCall { bps: 30 },
    )
    .await;
    let (owner, alice) = (w.owner.address(), w.alice.address());
    let redeem = |amount| Reserve::redeemCall {
        amount: u(amount),
        to: alice,
    };
    act(&g, &w.alice, c.reserve, &redeem(1_000)).await;
    assert_eq!(balance(&g, c.asset, owner).await, u(3));
    for _ in 0..4 {
        act(&g, &w.alice, c.reserve, &redeem(250)).await;
    }
    assert_eq!(
        balance(&g, c.asset, owner).await,
        u(7),
        "four times one unit, not three"
    );
    // A unit is all fee; nothing is paid, nothing is lost.
    act(&g, &w.alice, c.reserve, &redeem(1)).await;
    assert_eq!(balance(&g, c.asset, owner).await, u(8));
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_cannot_be_paid_stops_no_redemption() {
    let (g, c) = odd("RevertingAsset", 100 * PSC).await;
    let (w, owner) = (&g.wallets, g.wallets.owner.address());
    let alice = w.alice.address();
    act(
        &g,
        &w.alice,
        c.reserve,
        &Reserve::issueCall {
            amount: u(100 * PSC),
            to: alice,
        },
    )
    .await;
    act(
        &g,
        &w.owner,
        c.reserve,
        &Reserve::setRedemptionFeeCall { bps: 100 },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &Reserve::collectFeesCall {},
        Reserve::NoFeesToCollect {},
    )
    .await;
    act(
        &g,
        &w.alice,
        c.asset,
        &RevertingAsset::refuseCall {
            account: owner,
            yes: true,
        },
    )
    .await;
    let redeem = Reserve::redeemCall {
        amount: u(10 * PSC),
        to: alice,
    };
    let sent = act(&g, &w.alice, c.reserve, &redeem).await;
    let deferred = Reserve::FeeDeferred {
        assets: u(PSC / 10),
    };
    assert_eq!(events::<Reserve::FeeDeferred>(&sent, c.reserve), [deferred]);
    assert_eq!(balance(&g, c.asset, alice).await, u(9_900_000));
    assert_eq!(
        read(&g, c.reserve, &Reserve::deferredFeesCall {}).await,
        u(PSC / 10)
    );
    let error = RevertingAsset::Refused { account: owner };
    refused(&g, alice, c.reserve, &Reserve::collectFeesCall {}, error).await;
    act(
        &g,
        &w.alice,
        c.asset,
        &RevertingAsset::refuseCall {
            account: owner,
            yes: false,
        },
    )
    .await;
    let sent = act(&g, &w.alice, c.reserve, &Reserve::collectFeesCall {}).await;
    let collected = Reserve::FeesCollected {
        to: owner,
        assets: u(PSC / 10),
    };
    assert_eq!(
        events::<Reserve::FeesCollected>(&sent, c.reserve),
        [collected]
    );
    assert_eq!(balance(&g, c.asset, owner).await, u(PSC / 10));
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offchain_redemption_ends_exactly_once() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let (alice, issuer) = (w.alice.address(), w.issuer.address());
    let ask = |issuer, amount| Reserve::requestRedemptionCall {
        issuer,
        amount: u(amount),
        paymentReference: word(1),
    };
    let settle = |id| Reserve::settleRedemptionCall { id };
    let cancel = |id| Reserve::cancelRedemptionCall { id };
    refused(
        &g,
        alice,
        c.reserve,
        &ask(alice, 1),
        Reserve::NotIssuer { account: alice },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &ask(issuer, 0),
        Reserve::ZeroAmount {},
    )
    .await;
    let error = Reserve::AttestedSupplyExceeded {
        requested: u(301 * PSC),
        available: u(300 * PSC),
    };
    refused(&g, alice, c.reserve, &ask(issuer, 301 * PSC), error).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: c.reserve,
        allowance: u(0),
        needed: u(1),
    };
    refused(&g, alice, c.reserve, &ask(issuer, 1), error).await;

    let id = request(&g, &c, 100 * PSC).await;
    let r = read(&g, c.reserve, &Reserve::redemptionCall { id }).await;
    assert_eq!(
        (r.holder, r.issuer, r.amount, r.status),
        (alice, issuer, u(100 * PSC), 1)
    );
    let deadline = r.deadline;
    assert_eq!(balance(&g, c.psc, c.reserve).await, u(100 * PSC));
    let error = Reserve::RedemptionPending { id, deadline };
    refused(&g, alice, c.reserve, &cancel(id), error).await;
    refused(
        &g,
        issuer,
        c.reserve,
        &cancel(id),
        Reserve::NotHolder { account: issuer },
    )
    .await;
    refused(
        &g,
        alice,
        c.reserve,
        &settle(id),
        Reserve::NotIssuer { account: alice },
    )
    .await;
    // Another issuer, and one struck off.
    let strike = |issuer, allowed| Reserve::setIssuerCall {
        issuer,
        allowed,
        allowance: u(1),
    };
    act(&g, &w.owner, c.reserve, &strike(w.bob.address(), true)).await;
    let other = Reserve::NotIssuer {
        account: w.bob.address(),
    };
    refused(&g, w.bob.address(), c.reserve, &settle(id), other).await;
    act(&g, &w.owner, c.reserve, &strike(issuer, false)).await;
    refused(
        &g,
        issuer,
        c.reserve,
        &settle(id),
        Reserve::NotIssuer { account: issuer },
    )
    .await;
    act(&g, &w.owner, c.reserve, &strike(issuer, true)).await;
    act(&g, &w.issuer, c.reserve, &settle(id)).await;
    let ended = Reserve::RedemptionNotOpen { id, status: 2 };
    refused(&g, issuer, c.reserve, &settle(id), ended.clone()).await;
    refused(&g, alice, c.reserve, &cancel(id), ended).await;

    let id = request(&g, &c, 50 * PSC).await;
    let before = balance(&g, c.psc, alice).await;
    wait(&g, 7 * DAY).await;
    let deadline = read(&g, c.reserve, &Reserve::redemptionCall { id })
        .await
        .deadline;
    let error = Reserve::RedemptionExpired { id, deadline };
    refused(&g, issuer, c.reserve, &settle(id), error).await;
    let sent = act(&g, &w.alice, c.reserve, &cancel(id)).await;
    let cancelled = Reserve::RedemptionCancelled {
        id,
        holder: alice,
        amount: u(50 * PSC),
    };
    assert_eq!(
        events::<Reserve::RedemptionCancelled>(&sent, c.reserve),
        [cancelled]
    );
    assert_eq!(balance(&g, c.psc, alice).await, before + u(50 * PSC));
    refused(
        &g,
        alice,
        c.reserve,
        &cancel(id),
        Reserve::RedemptionNotOpen { id, status: 3 },
    )
    .await;
    let none = Reserve::RedemptionNotOpen { id: 99, status: 0 };
    refused(&g, alice, c.reserve, &cancel(99), none).await;
    assert_sound(&g, &c).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redemption_can_be_asked_for_with_a_permit() {
    let (g, c) = attested().await;
    let w = &g.wallets;
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = typed::Permit {
        owner: w.alice.address(),
        spender: c.reserve,
        value: u(5 * PSC),
        nonce: u(0),
        deadline,
    };
    let (v, r, s) = typed::sign_vrs(
        &w.alice,
        &typed::psc_domain(g.client.chain_id, c.psc),
        &message,
    );
    let call = Reserve::requestRedemptionWithPermitCall {
        issuer: w.issuer.address(),
        amount: u(5 * PSC),
        paymentReference: word(1),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.alice, c.reserve, &call).await;
    assert_eq!(
        read(&g, c.reserve, &Reserve::escrowedCall {}).await,
        u(5 * PSC)
    );
    assert_sound(&g, &c).await;
}

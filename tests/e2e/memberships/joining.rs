//! Who joins, for how long, and what it costs.

use alloy::primitives::Bytes;
use productshare_abi::{Memberships, Psc};
use world::typed::{self, Permit};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn anyone_joins_for_anyone_at_the_fee_that_he_agrees_to() {
    let c = Club::with_terms(100 * PSC).await;
    let (g, w) = (&c.g, &c.g.wallets);
    for (kind, key) in [
        (VENDOR, u(0)),
        (VENDOR, u(99)),
        (VENDOR, (U256::from(1) << 64) + u(STORE)),
        (EXPERT, u(0)),
        (EXPERT, u(2)),
    ] {
        let error = Memberships::UnknownMember { kind, key };
        c.refused(&w.stranger, &join(kind, key), error).await;
    }
    let error = Memberships::NotOffered {
        platform: PLATFORM,
        kind: ACCOUNT,
    };
    c.refused(&w.stranger, &join(ACCOUNT, u(1)), error).await;
    c.set_terms(FEE, 100 * PSC, 12 * PSC).await;
    for key in [u(0), U256::from(1) << 160] {
        let error = Memberships::UnknownMember { kind: ACCOUNT, key };
        c.refused(&w.stranger, &join(ACCOUNT, key), error).await;
    }
    let error = Memberships::UnknownKind { kind: 3 };
    c.refused(&w.stranger, &join(3, u(1)), error).await;
    // The DAO raises the fee before a call lands.
    let agreed = Memberships::joinCall {
        maxFee: u(FEE),
        ..join(VENDOR, u(STORE))
    };
    c.set_terms(FEE + 1, 100 * PSC, 12 * PSC).await;
    let error = Memberships::FeeAbove {
        fee: u(FEE + 1),
        max: u(FEE),
    };
    c.refused(&w.stranger, &agreed, error).await;
    c.set_terms(FEE, 100 * PSC, 12 * PSC).await;
    let allow = |value| Psc::approveCall {
        spender: c.at(),
        value,
    };
    act(g, &w.stranger, g.psc(), &allow(u(FEE - 1))).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: c.at(),
        allowance: u(FEE - 1),
        needed: u(FEE),
    };
    c.refused(&w.stranger, &agreed, error).await;
    act(g, &w.stranger, g.psc(), &allow(u(FEE))).await;
    let before = c.psc(w.stranger.address()).await;
    let now = g.client.now().await.unwrap();
    let sent = c.by(&w.stranger, &agreed).await;
    let joined = logged::<Memberships::Joined>(&sent, c.at()).unwrap();
    assert_eq!(
        (joined.payer, joined.fee, joined.from, joined.until),
        (w.stranger.address(), u(FEE), now, now + YEAR)
    );
    assert_eq!(c.psc(w.stranger.address()).await, before - FEE);

    // By permits: of a wallet without allowance, one of them brought by somebody else before.
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let deadline = now + DAY;
    let permit = |value: u64, nonce: u64| {
        let permit = Permit {
            owner: w.stranger.address(),
            spender: c.at(),
            value: u(value),
            nonce: u(nonce),
            deadline: u(deadline),
        };
        typed::sign(&w.stranger, &domain, &permit)
    };
    let by_permit = |kind, key, max: u64, signature: Bytes| Memberships::joinWithPermitCall {
        platform: PLATFORM,
        kind,
        key,
        maxFee: u(max),
        deadline,
        signature,
    };
    let expert = 100 * PSC;
    let call = by_permit(EXPERT, u(1), expert, permit(expert, 0));
    c.by(&w.stranger, &call).await;
    let signature = permit(12 * PSC, 1);
    let first = PackedForms::permitCall {
        owner: w.stranger.address(),
        spender: c.at(),
        value: u(12 * PSC),
        deadline: u(deadline),
        signature: signature.clone(),
    };
    act(g, &w.friend, g.psc(), &first).await;
    let alice = U256::from_be_slice(w.alice.address().as_slice());
    let call = by_permit(ACCOUNT, alice, 12 * PSC, signature);
    c.by(&w.stranger, &call).await;
    let error = Psc::ERC20InsufficientAllowance {
        spender: c.at(),
        allowance: u(0),
        needed: u(12 * PSC),
    };
    c.refused(&w.stranger, &call, error).await;
    for (kind, key, until) in [
        (VENDOR, u(STORE), now + YEAR),
        (VENDOR, u(NEIGHBOUR), 0),
        (EXPERT, u(1), now + YEAR),
        (ACCOUNT, alice, now + YEAR),
        (3, u(1), 0),
        (VENDOR, U256::MAX, 0),
    ] {
        let call = Memberships::memberUntilCall {
            platform: PLATFORM,
            kind,
            key,
        };
        assert_eq!(c.ask(&call).await, until, "kind {kind}, key {key}");
    }
    assert_eq!(c.held().await, FEE + 112 * PSC);
}

#[tokio::test(flavor = "multi_thread")]
async fn years_follow_each_other_two_ahead_and_begin_anew_after_a_gap() {
    let c = Club::with_terms(0).await;
    let w = &c.g.wallets;
    let first = c.join(VENDOR, STORE).await;
    c.join(VENDOR, NEIGHBOUR).await;
    let second = c.join(VENDOR, STORE).await;
    assert_eq!(
        (second.from, second.until),
        (first.until, first.from + 2 * YEAR)
    );
    let error = || Memberships::TooFarAhead {
        joinableAt: first.until,
    };
    c.refused(&w.stranger, &join(VENDOR, u(STORE)), error())
        .await;
    c.wait_long(YEAR - 1).await;
    c.refused(&w.stranger, &join(VENDOR, u(STORE)), error())
        .await;
    let now = wait(&c.g, 1).await;
    let third = c.join(VENDOR, STORE).await;
    assert_eq!((third.from, third.until), (second.until, now + 2 * YEAR));
    // The neighbour's lapses, and what lies between is not paid for.
    let now = wait(&c.g, 3 * DAY).await;
    let anew = c.join(VENDOR, NEIGHBOUR).await;
    assert_eq!((anew.from, anew.until), (now, now + YEAR));
    assert_eq!(c.held().await, 5 * FEE);
}

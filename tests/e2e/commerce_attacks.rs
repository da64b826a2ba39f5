//! Attacks on commerce, each of which would succeed without its defence.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Splitter};
use world::client::request;
use world::shop::{self, Cart, NewProduct, logged};
use world::typed::{self, CancelAuthorization};

use crate::commerce::*;
use crate::contracts::*;

impl Shop {
    /// Asserts that the call is refused with an error of this name.
    async fn refused_as<C: SolCall>(&self, from: Address, call: &C, name: &str) {
        let at = self.g.checkout();
        let refusal = self.g.client.refusal(from, at, call).await.unwrap();
        assert!(
            refusal.words.starts_with(name),
            "{} is not {name}",
            refusal.words
        );
    }

    async fn points(&self, account: Address) -> U256 {
        let call = Splitter::pointsCall { account };
        read(&self.g, self.g.splitter(), &call).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_brought_first_by_somebody_else_stops_no_order() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let product = s.product(NewProduct::default()).await;
    let none = Psc::approveCall {
        spender: g.checkout(),
        value: U256::ZERO,
    };
    act(g, &w.alice, g.psc(), &none).await;
    let cart = Cart::of(product, 2, s.a).priced(g).await.unwrap();
    let call = cart.permitted(g, &w.alice).await.unwrap();
    let permit = cart.permit(g, w.alice.address()).await.unwrap();
    let first = PackedForms::permitCall {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        signature: call.signature.clone(),
    };
    act(g, &w.stranger, g.psc(), &first).await;
    act(g, &w.alice, g.checkout(), &call).await;
    assert_eq!(s.psc(w.alice.address()).await, 980 * PSC);
    // The same again finds the permit used and the allowance spent.
    s.refused_as(w.alice.address(), &call, "ERC20InsufficientAllowance")
        .await;
    // Somebody else cannot spend what she permitted: he orders for himself, or not at all.
    let cart = cart.priced(g).await.unwrap();
    let call = cart.permitted(g, &w.alice).await.unwrap();
    s.refused_as(w.stranger.address(), &call, "ERC20").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_orders_one_cart_once() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, relayer, bob) = (g.checkout(), w.relayer.address(), w.bob.address());
    let product = s.product(NewProduct::default()).await;
    let soon = g.client.now().await.unwrap() + 3_600;
    let cart = Cart::of(product, 2, s.a)
        .priced(g)
        .await
        .unwrap()
        .until(soon);
    let good = cart.authorized(g, &w.bob);
    // Another cart with the same signature.
    let others = [
        Checkout::placeOrderWithAuthorizationCall {
            vias: vec![s.b],
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            causes: vec![2],
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            share: true,
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            paymentReference: word(9),
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            deadline: soon + 1,
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            buyer: w.alice.address(),
            ..good.clone()
        },
        Checkout::placeOrderWithAuthorizationCall {
            products: vec![product; 2],
            versions: vec![1; 2],
            quantities: vec![1; 2],
            vias: vec![s.a; 2],
            shares: vec![0; 2],
            causes: vec![0; 2],
            ..good.clone()
        },
    ];
    for other in &others {
        s.refused_as(relayer, other, "InvalidSignature").await;
    }
    // Signed for another chain, another token, another payee.
    let message = cart.authorization(g, bob);
    let elsewhere = typed::psc_domain(g.client.chain_id + 1, g.psc());
    let signature = typed::sign(&w.bob, &elsewhere, &message);
    s.refused_as(
        relayer,
        &cart.order_authorized(bob, signature),
        "InvalidSignature",
    )
    .await;
    let elsewhere = typed::psc_domain(g.client.chain_id, g.pss());
    let signature = typed::sign(&w.bob, &elsewhere, &message);
    s.refused_as(
        relayer,
        &cart.order_authorized(bob, signature),
        "InvalidSignature",
    )
    .await;
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let mut payee = message.clone();
    payee.to = relayer;
    let signature = typed::sign(&w.bob, &domain, &payee);
    s.refused_as(
        relayer,
        &cart.order_authorized(bob, signature),
        "InvalidSignature",
    )
    .await;
    // Nobody takes it to PSC past the checkout.
    let past = PackedForms::receiveWithAuthorizationCall {
        from: bob,
        to: at,
        value: message.value,
        validAfter: message.validAfter,
        validBefore: message.validBefore,
        nonce: message.nonce,
        signature: good.signature.clone(),
    };
    let error = Psc::CallerNotPayee {
        caller: relayer,
        payee: at,
    };
    refused(g, relayer, g.psc(), &past, error).await;
    // Terms switched before it lands, even if they look the same again.
    let price = |units| Catalog::setPriceCall {
        product,
        price: u(units),
    };
    act(g, &w.vendor, g.catalog(), &price(PSC)).await;
    let error = Catalog::VersionMismatch {
        product,
        requested: 1,
        current: 2,
    };
    refused(g, relayer, at, &good, error).await;
    act(g, &w.vendor, g.catalog(), &price(10 * PSC)).await;
    let terms = Catalog::setTermsCall {
        product,
        profitBps: 2_000,
        cashbackBps: 1_000,
        stakeBps: 0,
        holdSecs: 0,
        cause: 0,
    };
    act(g, &w.vendor, g.catalog(), &terms).await;
    let error = Catalog::VersionMismatch {
        product,
        requested: 1,
        current: 4,
    };
    refused(g, relayer, at, &good, error).await;

    // Used once; the same cart a second time; cancelled before use; too late.
    let cart = cart.priced(g).await.unwrap();
    let good = cart.authorized(g, &w.bob);
    act(g, &w.stranger, at, &good).await;
    assert_eq!(s.psc(bob).await, 980 * PSC);
    let used = |nonce| Psc::AuthorizationUsedOrCanceled {
        authorizer: bob,
        nonce,
    };
    refused(g, relayer, at, &good, used(cart.nonce())).await;
    let second = cart.clone().reference(word(2));
    let cancel = CancelAuthorization {
        authorizer: bob,
        nonce: second.nonce(),
    };
    let cancel = PackedForms::cancelAuthorizationCall {
        authorizer: bob,
        nonce: second.nonce(),
        signature: typed::sign(&w.bob, &domain, &cancel),
    };
    act(g, &w.relayer, g.psc(), &cancel).await;
    refused(
        g,
        relayer,
        at,
        &second.authorized(g, &w.bob),
        used(second.nonce()),
    )
    .await;
    let third = cart.clone().reference(word(3)).authorized(g, &w.bob);
    wait(g, 3_601).await;
    refused(g, relayer, at, &third, Checkout::Expired { deadline: soon }).await;
    assert_eq!(s.psc(bob).await, 980 * PSC);
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_with_oneself_in_circles_or_before_keeping_the_goods_earns_nothing() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.checkout();
    let (alice, friend) = (w.alice.address(), w.friend.address());
    // Nearly all of the price is profit, all of it cashback.
    let generous = NewProduct {
        profit_bps: 9_000,
        cashback_bps: 10_000,
        ..NewProduct::default()
    };
    let product = s.product(generous.clone()).await;
    s.order(&w.alice, &Cart::of(product, 1, s.a).sharing())
        .await;
    let before = s.psc(alice).await;
    let (_, sent) = s
        .order(&w.alice, &Cart::of(product, 1, s.a).through(1))
        .await;
    let settled = logged::<Checkout::LineSettled>(&sent, at).unwrap();
    assert_eq!((settled.cashback, settled.sharer), (u(0), Address::ZERO));
    assert_eq!(s.psc(alice).await, before - 10 * PSC);
    // In a circle: neither share earns more than its owner had spent on that line.
    s.order(&w.friend, &Cart::of(product, 1, s.a).through(1).sharing())
        .await;
    assert_eq!(s.share(1).await.paid, u(9 * PSC));
    for _ in 0..3 {
        s.order(&w.alice, &Cart::of(product, 1, s.a).through(2))
            .await;
        s.order(&w.friend, &Cart::of(product, 1, s.a).through(1))
            .await;
    }
    assert_eq!(s.share(1).await.paid, u(10 * PSC));
    assert_eq!(s.share(2).await.paid, u(10 * PSC));
    assert!(s.psc(alice).await + s.psc(friend).await < 2_000 * PSC);

    // Within the sharer's own return window she has not spent anything yet.
    let held = NewProduct {
        hold_secs: HOLD,
        ..generous
    };
    let held = s.product(held).await;
    let cart = Cart::of(held, 2, s.a).sharing();
    let (mine, _) = s.order(&w.alice, &cart).await;
    let (theirs, _) = s
        .order(
            &w.friend,
            &Cart::of(held, 1, s.a)
                .through(3)
                .and(held, 1, s.a)
                .through(3)
                .and(held, 1, s.a)
                .through(3),
        )
        .await;
    act(g, &w.friend, at, &confirm(theirs, &[0])).await;
    assert_eq!(s.share(3).await.paid, U256::ZERO);
    // She returns one of two and keeps the other: that one is what she can earn.
    s.refund(mine, 0, 1).await;
    act(g, &w.alice, at, &confirm(mine, &[0])).await;
    act(g, &w.friend, at, &confirm(theirs, &[1])).await;
    assert_eq!(s.share(3).await.paid, u(9 * PSC));
    act(g, &w.friend, at, &confirm(theirs, &[2])).await;
    assert_eq!(s.share(3).await.paid, u(10 * PSC));
    // Who returned everything earns nothing.
    let (mine, _) = s.order(&w.alice, &Cart::of(held, 1, s.a).sharing()).await;
    let (theirs, _) = s.order(&w.friend, &Cart::of(held, 1, s.a).through(4)).await;
    s.refund(mine, 0, 1).await;
    act(g, &w.friend, at, &confirm(theirs, &[0])).await;
    assert_eq!(s.share(4).await.paid, U256::ZERO);
    s.assert_checkout_holds(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_unit_is_sold_once() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let last = NewProduct {
        inventory: 1,
        ..NewProduct::default()
    };
    let product = s.product(last).await;
    let (before, cart) = (s.psc(w.friend.address()).await, Cart::of(product, 1, s.b));
    s.order(&w.alice, &Cart::of(product, 1, s.a)).await;
    let error = Catalog::OutOfStock {
        product,
        requested: 1,
        available: 0,
    };
    refused(
        g,
        w.friend.address(),
        g.checkout(),
        &cart.order(),
        error.clone(),
    )
    .await;
    g.client
        .send_refused(&w.friend, g.checkout(), &cart.order())
        .await
        .unwrap();
    assert_eq!(s.psc(w.friend.address()).await, before);
    let relayed = cart.at_most(10 * PSC).authorized(g, &w.bob);
    refused(g, w.relayer.address(), g.checkout(), &relayed, error).await;
    assert_eq!(s.psc(w.alice.address()).await, 990 * PSC);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_bounded() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, alice) = (g.checkout(), w.alice.address());
    let cheap = NewProduct {
        price: PSC,
        ..NewProduct::default()
    };
    let product = s.product(cheap).await;
    shop::fund(g, &w.vendor, 100 * PSC).await.unwrap();
    shop::post_offer(g, &w.vendor, product, g.psc(), u(PSC), 40)
        .await
        .unwrap();
    let mut cart = Cart::default().sharing();
    for _ in 0..32 {
        cart = cart.and(product, 1, s.b);
    }
    let error = Checkout::TooManyLines {
        count: u(33),
        max: u(32),
    };
    let more = cart.clone().and(product, 1, s.b).order();
    refused(g, alice, at, &more, error).await;
    let mut crooked = cart.order();
    crooked.shares.pop();
    refused(
        g,
        alice,
        at,
        &crooked,
        Checkout::LengthMismatch {
            left: u(32),
            right: u(31),
        },
    )
    .await;
    // 32 lines, each rewarded and shared, fit in a block with room to spare.
    let request = request(alice, Some(at), cart.order().abi_encode().into());
    let sent = g.client.transact(request).await.unwrap();
    assert!(sent.gas_used < 15_000_000, "{}", sent.gas_used);
    assert_eq!(events::<Checkout::LineSettled>(&sent, at).len(), 32);
    assert_eq!(s.psc(w.reseller.address()).await, 32 * PSC);
    assert_eq!(s.stock(product).await, 68);
}

#[tokio::test(flavor = "multi_thread")]
async fn washing_and_splitting_earn_nothing() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let alice = w.alice.address();
    let (held, approve) = (
        s.held().await,
        Psc::approveCall {
            spender: g.offer_pool(),
            value: U256::MAX,
        },
    );
    shop::fund(g, &w.vendor, 100 * PSC).await.unwrap();
    act(g, &w.vendor, g.psc(), &approve).await;
    shop::post_offer(g, &w.vendor, held, g.psc(), u(PSC), 50)
        .await
        .unwrap();
    let before = s.all().await;
    for _ in 0..100 {
        let (order, _) = s.order(&w.alice, &Cart::of(held, 40, s.b).sharing()).await;
        s.refund(order, 0, 40).await;
    }
    assert_eq!(s.all().await, before);
    assert_eq!(
        (s.points(alice).await, s.totals().await.totalProfit),
        (U256::ZERO, U256::ZERO)
    );
    let offer = read(g, g.offer_pool(), &OfferPool::offerCall { id: 1 }).await;
    assert_eq!((offer.unitsLeft, offer.unitsReserved), (50, 0));
    assert_eq!(s.stock(held).await, 100);
    // Nor do sales without profit give points, however much is paid.
    let idle = NewProduct {
        profit_bps: 0,
        ..NewProduct::default()
    };
    let idle = s.product(idle).await;
    s.order(&w.alice, &Cart::of(idle, 50, s.a)).await;
    assert_eq!(s.points(alice).await, U256::ZERO);
    // Ten sales of one unit each, against one of ten: every part is rounded down for itself.
    let tiny = NewProduct {
        price: 1,
        ..NewProduct::default()
    };
    let tiny = s.product(tiny).await;
    for _ in 0..10 {
        s.order(&w.friend, &Cart::of(tiny, 1, s.a)).await;
    }
    assert_eq!(s.points(w.friend.address()).await, U256::ZERO);
    s.order(&w.alice, &Cart::of(tiny, 10, s.a)).await;
    assert!(s.points(alice).await > U256::ZERO);
    assert_eq!(s.totals().await.totalProfit, u(2));
}

//! The checkout on its real wasm: what a cart costs, who gets what, and how held lines end.

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Checkout, Psc};
use world::shop::{Cart, NewProduct, logged};

use crate::commerce::*;
use crate::contracts::*;

#[tokio::test(flavor = "multi_thread")]
async fn direct_sale_settles_at_once_to_the_unit() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let odd = NewProduct {
        price: 9_999_999,
        profit_bps: 2_001,
        ..NewProduct::default()
    };
    let (odd, plain) = (s.product(odd).await, s.product(NewProduct::default()).await);
    let before = s.all().await;
    let cart = Cart::of(odd, 3, s.a)
        .and(plain, 2, s.a)
        .at_most(49_999_997)
        .reference(word(7));
    let (order, sent) = s.order(&w.alice, &cart).await;

    let placed = logged::<Checkout::OrderPlaced>(&sent, g.checkout()).unwrap();
    assert_eq!(
        placed,
        Checkout::OrderPlaced {
            order: 1,
            buyer: w.alice.address(),
            paymentReference: word(7),
            total: u(49_999_997),
            lines: 2
        }
    );
    let lines = events::<Checkout::LinePlaced>(&sent, g.checkout());
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (
            lines[0].product,
            lines[0].via,
            lines[0].line,
            lines[0].quantity
        ),
        (odd, s.a, 0, 3)
    );
    assert_eq!((lines[1].price, lines[1].version), (u(10 * PSC), 1));
    let settled = events::<Checkout::LineSettled>(&sent, g.checkout());
    // 20.01 % of 29,999,997 is 6,002,999.39...
    let expected = |line, units, gross, groups| Checkout::LineSettled {
        order,
        line,
        vendor: w.vendor.address(),
        sharer: Address::ZERO,
        reason: 0,
        units,
        gross: u(gross),
        experienceFee: U256::ZERO,
        communityFee: U256::ZERO,
        cashback: U256::ZERO,
        stakeShare: U256::ZERO,
        groups: u(groups),
        repayment: U256::ZERO,
        toVendor: u(gross - groups),
    };
    assert_eq!(
        settled,
        [
            expected(0, 3, 29_999_997, 6_002_999),
            expected(1, 2, 20_000_000, 4_000_000)
        ]
    );
    let (profit, gross) = (10_002_999, 49_999_997);
    let after = s.all().await;
    assert_eq!(after[0], before[0] - gross);
    assert_eq!(after[3], before[3] + gross - profit);
    assert_eq!(after[5], before[5] + profit);
    assert_eq!(after[6], 0);
    assert_eq!(after.iter().sum::<u64>(), before.iter().sum::<u64>());
    assert_eq!((s.stock(odd).await, s.stock(plain).await), (97, 98));
    assert_eq!(
        (s.state(order, 0).await, s.state(order, 1).await),
        (SETTLED, SETTLED)
    );
    let totals = s.totals().await;
    assert_eq!(
        (totals.totalProfit, totals.perGroup),
        (u(profit), u(profit / 3))
    );
    // Of the first line nobody had points yet; the second went to Alice, whose points it then raised.
    let first = u64::from(6_002_999u32) / 3;
    assert!(s.pending(w.alice.address()).await.abs_diff(profit / 3) <= 1);
    assert!(profit / 3 > first);
    // Nothing is left to do with a settled line.
    let alice = w.alice.address();
    refused(
        g,
        alice,
        g.checkout(),
        &confirm(order, &[0]),
        wrong_state(order, 0, SETTLED),
    )
    .await;
    let what = Checkout::UnknownLine { order, line: 2 };
    refused(g, alice, g.checkout(), &confirm(order, &[2]), what).await;
    // What is not agreed to is not taken.
    let costly = Cart::of(odd, 3, s.a).at_most(29_999_996).order();
    let error = Checkout::TotalExceeded {
        total: u(29_999_997),
        max: u(29_999_996),
    };
    refused(g, alice, g.checkout(), &costly, error).await;
    let late = Cart::of(odd, 1, s.a).until(1).order();
    refused(
        g,
        alice,
        g.checkout(),
        &late,
        Checkout::Expired { deadline: 1 },
    )
    .await;
    let empty = Cart::default().order();
    refused(g, alice, g.checkout(), &empty, Checkout::EmptyCart {}).await;
    let unknown = Cart::of(odd, 1, s.a).through(1).order();
    refused(
        g,
        alice,
        g.checkout(),
        &unknown,
        Checkout::UnknownShare { share: 1 },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_sale_pays_cashback_out_of_the_profit_up_to_the_cap() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (product, other) = (
        s.product(NewProduct::default()).await,
        s.product(NewProduct::default()).await,
    );
    let (_, sent) = s
        .order(&w.alice, &Cart::of(product, 1, s.a).sharing())
        .await;
    let share = logged::<Checkout::ShareOpened>(&sent, g.checkout()).unwrap();
    assert_eq!(
        (share.share, share.product, share.sharer),
        (1, product, w.alice.address())
    );
    let before = s.all().await;
    // 10 % of 20 % of 30 PSC; of the other product nothing, for it was not shared.
    let cart = Cart::of(product, 3, s.a)
        .through(1)
        .and(other, 1, s.a)
        .through(1);
    let (_, sent) = s.order(&w.friend, &cart).await;
    let settled = events::<Checkout::LineSettled>(&sent, g.checkout());
    assert_eq!(
        (settled[0].sharer, settled[0].cashback, settled[0].groups),
        (w.alice.address(), u(600_000), u(5_400_000))
    );
    assert_eq!(
        (settled[1].sharer, settled[1].cashback),
        (Address::ZERO, u(0))
    );
    let after = s.all().await;
    assert_eq!(after[0], before[0] + 600_000);
    assert_eq!(after[1], before[1] - 40 * PSC);
    assert_eq!(after[3], before[3] + 32 * PSC);
    assert_eq!(after[5], before[5] + 7_400_000);
    assert_eq!(s.share(1).await.paid, u(600_000));
    // A cap of 10 %: 1 PSC of the 10 that Alice spent, of which 0.4 are left.
    let cap = Checkout::setShareCapCall { bps: 1_000 };
    act(g, &w.owner, g.checkout(), &cap).await;
    s.order(&w.friend, &Cart::of(product, 3, s.a).through(1))
        .await;
    assert_eq!(s.share(1).await.paid, u(1_000_000));
    let (_, sent) = s
        .order(&w.friend, &Cart::of(product, 3, s.a).through(1))
        .await;
    let settled = logged::<Checkout::LineSettled>(&sent, g.checkout()).unwrap();
    assert_eq!((settled.cashback, settled.groups), (u(0), u(6 * PSC)));
    s.assert_checkout_holds(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn held_lines_are_confirmed_released_or_refunded() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.checkout();
    let (alice, vendor) = (w.alice.address(), w.vendor.address());
    let product = s.held().await;
    let before = s.all().await;
    let cart = Cart::of(product, 2, s.a)
        .and(product, 3, s.a)
        .and(product, 1, s.a);
    let (order, _) = s.order(&w.alice, &cart).await;
    s.assert_checkout_holds(60 * PSC).await;
    assert_eq!(
        (s.psc(alice).await, s.psc(vendor).await),
        (before[0] - 60 * PSC, 0)
    );
    let terms = read(g, at, &Checkout::lineTermsCall { order, index: 1 }).await;
    assert_eq!((terms.profitBps, terms.cashbackBps), (2_000, 1_000));
    let release_at = s.line(order, 0).await.releaseAt;

    // Whatever the vendor changes now, the agreed terms hold.
    let price = Catalog::setPriceCall {
        product,
        price: u(1),
    };
    act(g, &w.vendor, g.catalog(), &price).await;

    // Line 0: confirmed, by the buyer only.
    let error = Checkout::NotBuyer { account: vendor };
    refused(g, vendor, at, &confirm(order, &[0]), error).await;
    let early = Checkout::StillHeld {
        releaseAt: release_at,
    };
    refused(g, vendor, at, &release(order, 0), early).await;
    let sent = act(g, &w.alice, at, &confirm(order, &[0])).await;
    let settled = logged::<Checkout::LineSettled>(&sent, at).unwrap();
    assert_eq!((settled.reason, settled.gross), (1, u(20 * PSC)));
    assert_eq!(s.psc(vendor).await, 16 * PSC);

    // Line 1: a unit goes back, then the rest is released.
    let refund = |line, units| Checkout::refundCall { order, line, units };
    refused(
        g,
        alice,
        at,
        &refund(1, 1),
        Checkout::NotVendor { account: alice },
    )
    .await;
    refused(g, vendor, at, &refund(1, 0), Checkout::ZeroQuantity {}).await;
    let error = Checkout::UnitsExceedLine { units: 4, left: 3 };
    refused(g, vendor, at, &refund(1, 4), error).await;
    refused(g, vendor, at, &refund(0, 1), wrong_state(order, 0, SETTLED)).await;
    let sent = s.refund(order, 1, 1).await;
    assert_eq!(
        events::<Checkout::LineRefunded>(&sent, at),
        [Checkout::LineRefunded {
            order,
            line: 1,
            reason: 0,
            units: 1,
            amount: u(10 * PSC),
            ended: false
        }]
    );
    assert_eq!(s.stock(product).await, 95);
    assert_eq!(s.state(order, 1).await, HELD);

    // Line 2: all of it goes back.
    let sent = s.refund(order, 2, 1).await;
    assert!(logged::<Checkout::LineRefunded>(&sent, at).unwrap().ended);
    assert_eq!(s.state(order, 2).await, REFUNDED);
    refused(
        g,
        vendor,
        at,
        &refund(2, 1),
        wrong_state(order, 2, REFUNDED),
    )
    .await;
    s.assert_checkout_holds(20 * PSC).await;

    wait(g, HOLD + 60).await;
    refused(
        g,
        alice,
        at,
        &dispute(order, 1),
        Checkout::WindowOver {
            releaseAt: release_at,
        },
    )
    .await;
    let twice = Checkout::releaseCall {
        orders: vec![order; 2],
        lines: vec![1; 2],
    };
    refused(g, alice, at, &twice, wrong_state(order, 1, SETTLED)).await;
    let sent = s.release(order, 1).await;
    let settled = logged::<Checkout::LineSettled>(&sent, at).unwrap();
    assert_eq!(
        (settled.reason, settled.units, settled.gross),
        (2, 2, u(20 * PSC))
    );
    refused(
        g,
        alice,
        at,
        &release(order, 1),
        wrong_state(order, 1, SETTLED),
    )
    .await;
    refused(
        g,
        alice,
        at,
        &release(order, 2),
        wrong_state(order, 2, REFUNDED),
    )
    .await;
    s.assert_checkout_holds(0).await;
    let after = s.all().await;
    assert_eq!(after[0], before[0] - 40 * PSC);
    assert_eq!(after[3], 32 * PSC);
    assert_eq!(after[5], 8 * PSC);
    assert_eq!(s.stock(product).await, 96);
}

#[tokio::test(flavor = "multi_thread")]
async fn vendor_offers_a_refund_after_settlement() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, alice, vendor) = (g.checkout(), w.alice.address(), w.vendor.address());
    let product = s.product(NewProduct::default()).await;
    let (order, _) = s
        .order(&w.alice, &Cart::of(product, 5, s.a).sharing())
        .await;
    let approve = Psc::approveCall {
        spender: at,
        value: U256::MAX,
    };
    act(g, &w.vendor, g.psc(), &approve).await;
    let offer = |units| Checkout::offerRefundCall {
        order,
        line: 0,
        units,
    };
    let (accept, withdraw) = (
        Checkout::acceptRefundCall { order, line: 0 },
        Checkout::withdrawRefundCall { order, line: 0 },
    );
    let none = Checkout::NoRefundOffered { order, line: 0 };
    refused(g, alice, at, &accept, none).await;
    refused(
        g,
        alice,
        at,
        &offer(1),
        Checkout::NotVendor { account: alice },
    )
    .await;
    act(g, &w.vendor, at, &offer(2)).await;
    let twice = Checkout::RefundAlreadyOffered { order, line: 0 };
    refused(g, vendor, at, &offer(1), twice).await;
    s.assert_checkout_holds(20 * PSC).await;
    refused(
        g,
        alice,
        at,
        &withdraw,
        Checkout::NotVendor { account: alice },
    )
    .await;
    act(g, &w.vendor, at, &withdraw).await;
    assert_eq!(s.psc(vendor).await, 40 * PSC);
    act(g, &w.vendor, at, &offer(2)).await;
    refused(
        g,
        vendor,
        at,
        &accept,
        Checkout::NotBuyer { account: vendor },
    )
    .await;
    act(g, &w.alice, at, &accept).await;
    assert_eq!(
        (s.psc(alice).await, s.psc(vendor).await),
        (970 * PSC, 20 * PSC)
    );
    assert_eq!(
        (s.line(order, 0).await.refunded, s.state(order, 0).await),
        (2, SETTLED)
    );
    let error = Checkout::UnitsExceedLine { units: 4, left: 3 };
    refused(g, vendor, at, &offer(4), error).await;
    // Taken back out of her own pocket: the profit stays shared, the stock does not grow by itself.
    assert_eq!(
        (s.stock(product).await, s.psc(g.splitter()).await),
        (95, 10 * PSC)
    );
    s.assert_checkout_holds(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permit_and_authorization_pay_without_allowance() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.checkout();
    let product = s.product(NewProduct::default()).await;
    let none = Psc::approveCall {
        spender: at,
        value: U256::ZERO,
    };
    act(g, &w.alice, g.psc(), &none).await;
    let cart = Cart::of(product, 2, s.a).priced(g).await.unwrap();
    let error = Psc::ERC20InsufficientAllowance {
        spender: at,
        allowance: U256::ZERO,
        needed: u(20 * PSC),
    };
    refused(g, w.alice.address(), at, &cart.order(), error).await;
    let call = cart.permitted(g, &w.alice).await.unwrap();
    act(g, &w.alice, at, &call).await;
    assert_eq!(s.psc(w.alice.address()).await, 980 * PSC);
    // Bob never held any ether, and still buys.
    assert_eq!(g.client.balance(w.bob.address()).await.unwrap(), U256::ZERO);
    let soon = g.client.now().await.unwrap() + 600;
    let cart = cart.until(soon).sharing();
    let sent = act(g, &w.relayer, at, &cart.authorized(g, &w.bob)).await;
    let placed = logged::<Checkout::OrderPlaced>(&sent, at).unwrap();
    assert_eq!((placed.buyer, placed.total), (w.bob.address(), u(20 * PSC)));
    assert_eq!(s.psc(w.bob.address()).await, 980 * PSC);
    assert_eq!(s.share(1).await.sharer, w.bob.address());
    assert_eq!(g.client.balance(w.bob.address()).await.unwrap(), U256::ZERO);
    // An authorization is for exactly the cart's total.
    let error = Checkout::TotalMismatch {
        total: u(20 * PSC),
        authorized: u(20 * PSC + 1),
    };
    let more = cart.at_most(20 * PSC + 1).authorized(g, &w.bob);
    refused(g, w.relayer.address(), at, &more, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocked_payees_are_credited_and_stop_nobody() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (at, alice, vendor) = (g.checkout(), w.alice.address(), w.vendor.address());
    let (direct, held) = (s.product(NewProduct::default()).await, s.held().await);
    let (order, _) = s.order(&w.alice, &Cart::of(held, 2, s.a)).await;
    s.block(vendor, true).await;
    let (_, sent) = s.order(&w.friend, &Cart::of(direct, 1, s.a)).await;
    let deferred = Checkout::PaymentDeferred {
        account: vendor,
        amount: u(8 * PSC),
    };
    assert_eq!(events::<Checkout::PaymentDeferred>(&sent, at), [deferred]);
    assert_eq!(s.psc(g.splitter()).await, 2 * PSC);
    // A blocked buyer does not keep the vendor from refunding.
    s.block(alice, true).await;
    s.refund(order, 0, 1).await;
    let credit = |account| Checkout::creditCall { account };
    assert_eq!(read(g, at, &credit(alice)).await, u(10 * PSC));
    s.assert_checkout_holds(28 * PSC).await;
    let claim = |account| Checkout::claimForCall { account };
    let stranger = w.stranger.address();
    refused(
        g,
        stranger,
        at,
        &claim(vendor),
        Psc::AccountBlocked { account: vendor },
    )
    .await;
    s.block(vendor, false).await;
    s.block(alice, false).await;
    act(g, &w.stranger, at, &claim(vendor)).await;
    act(g, &w.alice, at, &Checkout::claimCall {}).await;
    assert_eq!(
        (s.psc(vendor).await, s.psc(alice).await),
        (8 * PSC, 990 * PSC)
    );
    refused(
        g,
        stranger,
        at,
        &claim(vendor),
        Checkout::NothingToClaim { account: vendor },
    )
    .await;
    s.assert_checkout_holds(10 * PSC).await;
}

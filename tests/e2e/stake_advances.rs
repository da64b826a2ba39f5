//! Advances for promotion: announced, drawn, repaid out of sales; in default, recovered or written off.

use alloy::primitives::U256;
use productshare_abi::{Catalog, Checkout, Splitter, StakePools};
use world::shop::{self, Cart, NewProduct};

use crate::commerce::*;
use crate::contracts::*;
use crate::stakes::*;

/// A pool of 400 PSC: Alice's 300, the friend's 100.
async fn funded() -> Stakes {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    t
}

#[tokio::test(flavor = "multi_thread")]
async fn an_advance_is_announced_drawn_and_repaid_by_its_stores_sales() {
    let t = funded().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let (vendor, at) = (w.vendor.address(), t.at());
    let sent = t.send(&w.vendor, &t.plan(100 * PSC, 5_000)).await;
    let now = t.now().await;
    let announced = &events::<StakePools::AdvanceAnnounced>(&sent, at)[0];
    let expected = StakePools::AdvanceAnnounced {
        advance: 1,
        product,
        store: t.s.a,
        account: vendor,
        amount: u(100 * PSC),
        termSecs: TERM,
        repayBps: 5_000,
        drawableFrom: now + 3 * DAY,
        drawableUntil: now + 30 * DAY,
        planHash: word(7),
        planUri: "ipfs://plan".into(),
    };
    assert_eq!(*announced, expected);
    t.pass(3 * DAY).await;
    let cash = t.s.psc(vendor).await;
    let sent = t.draw(1).await;
    let drawn = &events::<StakePools::AdvanceDrawn>(&sent, at)[0];
    let matures = t.now().await + TERM;
    let expected = StakePools::AdvanceDrawn {
        advance: 1,
        product,
        store: t.s.a,
        account: vendor,
        amount: u(100 * PSC),
        deposit: u(20 * PSC),
        maturesAt: matures,
    };
    assert_eq!(*drawn, expected);
    assert_eq!(t.s.psc(vendor).await, cash + 80 * PSC);
    let flagged = &events::<Catalog::StoreIndebted>(&sent, g.catalog())[0];
    assert_eq!((flagged.store, flagged.owner), (t.s.a, vendor));
    assert!(t.indebted(t.s.a).await && !t.indebted(t.s.b).await);
    assert_eq!(t.ask(&StakePools::debtOfCall { store: t.s.a }).await, 1);
    // The pool is worth what it was: what is out counts until it matures.
    assert_eq!(t.total().await, 400 * PSC);
    assert_eq!(t.pool().await.idle, u(300 * PSC));
    t.assert_books(&[product]).await;

    // Half of the vendor's part of each line, whichever store sells it, and of other products of the store.
    let cash = t.s.psc(vendor).await;
    let plain = t.s.product(NewProduct::default()).await;
    let cart = Cart::of(product, 2, t.s.a)
        .and(product, 1, t.s.b)
        .and(plain, 1, t.s.b);
    let (_, sent) = t.s.order(&w.alice, &cart).await;
    let settled = events::<Checkout::LineSettled>(&sent, g.checkout());
    let repaid: Vec<u64> = settled.iter().map(|e| e.repayment.to()).collect();
    assert_eq!(repaid, [8 * PSC, 4 * PSC, 4 * PSC]);
    let booked = events::<StakePools::AdvanceRepaid>(&sent, at);
    assert_eq!(booked.len(), 3);
    assert_eq!(
        (booked[2].payer, booked[2].outstanding),
        (g.checkout(), u(84 * PSC))
    );
    assert_eq!(t.s.psc(vendor).await, cash + 16 * PSC);
    assert_eq!(t.standing(1).await, (DRAWN, 84 * PSC, 20 * PSC));
    assert_eq!(t.total().await, 400 * PSC);
    t.s.assert_checkout_holds(0).await;
    t.assert_books(&[product]).await;

    // The last sale repays no more than is outstanding.
    let sent = t.sell(30).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, u(84 * PSC));
    assert_eq!(settled.toVendor, u(156 * PSC));
    assert_eq!(t.standing(1).await, (REPAID, 0, 20 * PSC));
    let sent = t.sell(1).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, U256::ZERO);

    // Anyone has the deposit sent back, and the store is free.
    let cash = t.s.psc(vendor).await;
    let sent = t.reclaim(1).await;
    let closed = &events::<StakePools::AdvanceClosed>(&sent, at)[0];
    assert_eq!((closed.account, closed.returned), (vendor, u(20 * PSC)));
    assert_eq!(t.s.psc(vendor).await, cash + 20 * PSC);
    assert_eq!(t.standing(1).await, (CLOSED, 0, 0));
    assert!(!t.indebted(t.s.a).await);
    assert_eq!(t.ask(&StakePools::debtOfCall { store: t.s.a }).await, 0);
    let again = StakePools::reclaimDepositCall { advance: 1 };
    let error = StakePools::WrongState {
        advance: 1,
        state: CLOSED,
    };
    t.refuse(&w.vendor, &again, error).await;
    // And may take the next one.
    t.drawn(200 * PSC, 10_000).await;
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_line_repays_when_it_is_released_and_a_refunded_one_never() {
    let t = funded().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let held = t.s.held().await;
    let cart = Cart::of(held, 3, t.s.b);
    let (order, _) = t.s.order(&w.friend, &cart).await;
    let advance = t.drawn(100 * PSC, 10_000).await;
    t.s.refund(order, 0, 1).await;
    t.pass(HOLD).await;
    let sent = t.s.release(order, 0).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(
        (settled.repayment, settled.toVendor),
        (u(16 * PSC), U256::ZERO)
    );
    assert_eq!(t.standing(advance).await, (DRAWN, 84 * PSC, 20 * PSC));
    t.s.assert_checkout_holds(0).await;
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drawing_has_its_time_its_account_and_its_bounds() {
    let t = funded().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let stranger = |account| StakePools::NotStoreOwner {
        store: t.s.a,
        account,
    };
    let plan = t.plan(100 * PSC, 5_000);
    t.refuse(&w.reseller, &plan, stranger(w.reseller.address()))
        .await;
    for (secs, bad) in [
        (14 * DAY - 1, true),
        (180 * DAY + 1, true),
        (14 * DAY, false),
    ] {
        let plan = StakePools::announceCall {
            termSecs: secs,
            ..plan.clone()
        };
        if bad {
            let error = StakePools::TermOutOfBounds {
                secs,
                min: 14 * DAY,
                max: 180 * DAY,
            };
            t.refuse(&w.vendor, &plan, error).await;
        } else {
            t.send(&w.vendor, &plan).await;
        }
    }
    for bps in [99, 10_001] {
        let error = StakePools::RepayRateOutOfBounds {
            bps,
            min: 100,
            max: 10_000,
        };
        t.refuse(&w.vendor, &t.plan(PSC, bps), error).await;
    }
    t.refuse(&w.vendor, &t.plan(0, 5_000), StakePools::ZeroAmount {})
        .await;

    let draw = StakePools::drawCall { advance: 1 };
    let start = t.now().await;
    let (from, until) = (start + 3 * DAY, start + 30 * DAY);
    t.refuse(&w.vendor, &draw, StakePools::NotDrawable { from, until })
        .await;
    t.pass(3 * DAY - 1).await;
    t.refuse(&w.vendor, &draw, StakePools::NotDrawable { from, until })
        .await;
    t.pass(1).await;
    t.refuse(&w.reseller, &draw, stranger(w.reseller.address()))
        .await;
    // Nor does it lapse late.
    let before = g.chain.snapshot();
    t.pass(27 * DAY).await;
    t.refuse(&w.vendor, &draw, StakePools::NotDrawable { from, until })
        .await;
    assert!(g.chain.revert(before));
    let unknown = StakePools::drawCall { advance: 9 };
    t.refuse(
        &w.vendor,
        &unknown,
        StakePools::UnknownAdvance { advance: 9 },
    )
    .await;
    // Half of what is idle.
    let large = t.announce(200 * PSC + 1, 5_000).await;
    t.pass(3 * DAY).await;
    let error = StakePools::UtilisationExceeded {
        amount: u(200 * PSC + 1),
        max: u(200 * PSC),
    };
    let draw_large = StakePools::drawCall { advance: large };
    t.refuse(&w.vendor, &draw_large, error).await;
    // One at a time: of the pool, of the store, and of its owner.
    let other = t.s.product(staked()).await;
    let deposit = StakePools::depositCall {
        product: other,
        assets: u(100 * PSC),
    };
    t.send(&w.alice, &deposit).await;
    let store = shop::open_store(g, &w.vendor, "ipfs://c").await.unwrap();
    let third = shop::add_product(g, &w.vendor, store, &staked())
        .await
        .unwrap();
    let deposit = StakePools::depositCall {
        product: third,
        assets: u(100 * PSC),
    };
    t.send(&w.alice, &deposit).await;
    let mut plans = Vec::new();
    for product in [product, other, third] {
        let plan = StakePools::announceCall {
            product,
            ..t.plan(10 * PSC, 5_000)
        };
        let sent = t.send(&w.vendor, &plan).await;
        plans.push(events::<StakePools::AdvanceAnnounced>(&sent, t.at())[0].advance);
    }
    t.pass(3 * DAY).await;
    t.draw(plans[0]).await;
    let error = || StakePools::StoreInDebt {
        store: t.s.a,
        advance: plans[0],
    };
    t.refuse(&w.vendor, &draw, error()).await;
    let draw = |advance| StakePools::drawCall { advance };
    t.refuse(&w.vendor, &draw(plans[1]), error()).await;
    let error = Catalog::AccountIndebted {
        account: w.vendor.address(),
        store: t.s.a,
    };
    t.refuse(&w.vendor, &draw(plans[2]), error).await;
    let error = StakePools::WrongState {
        advance: plans[0],
        state: DRAWN,
    };
    t.refuse(&w.vendor, &draw(plans[0]), error).await;
    t.assert_books(&[product, other, third]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_repays_up_to_what_is_outstanding() {
    let t = funded().await;
    let w = &t.s.g.wallets;
    let advance = t.drawn(100 * PSC, 5_000).await;
    let none = StakePools::repayCall {
        advance,
        amount: U256::ZERO,
    };
    t.refuse(&w.stranger, &none, StakePools::ZeroAmount {})
        .await;
    let cash = t.s.psc(w.stranger.address()).await;
    t.repay(&w.stranger, advance, 30 * PSC).await;
    t.repay(&w.stranger, advance, u64::MAX).await;
    assert_eq!(t.s.psc(w.stranger.address()).await, cash - 100 * PSC);
    assert_eq!(t.standing(advance).await, (REPAID, 0, 20 * PSC));
    let again = StakePools::repayCall {
        advance,
        amount: u(1),
    };
    let error = StakePools::WrongState {
        advance,
        state: REPAID,
    };
    t.refuse(&w.stranger, &again, error).await;
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_maturity_an_unpaid_advance_counts_as_nothing_without_any_call() {
    let t = funded().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let advance = t.drawn(200 * PSC, 5_000).await;
    t.sell(10).await;
    let mark = StakePools::markDefaultCall { advance };
    let matures = t.advance(advance).await.time;
    let error = StakePools::NotOverdue {
        advance,
        maturesAt: matures,
    };
    t.refuse(&w.stranger, &mark, error).await;
    t.pass(TERM - 1).await;
    assert_eq!(t.standing(advance).await, (DRAWN, 160 * PSC, 40 * PSC));
    // 10 PSC of stake shares have streamed in by now.
    assert_eq!(t.total().await, 410 * PSC);
    t.pass(1).await;
    // Nobody called: 160 PSC are gone, the deposit of 40 is the pool's.
    assert_eq!(t.standing(advance).await, (DEFAULTED, 120 * PSC, 0));
    assert_eq!(t.total().await, 290 * PSC);
    assert_eq!(t.pool().await.idle, u(290 * PSC));
    t.assert_books(&[product]).await;
    let error = || StakePools::DepositsBarred { advance };
    t.refuse(&w.stranger, &t.deposit_call(PSC), error()).await;
    let call = StakePools::maxDepositCall {
        product,
        account: w.stranger.address(),
    };
    assert_eq!(t.ask(&call).await, U256::ZERO);

    // Marking it logs what holds already.
    let sent = t.send(&w.stranger, &mark).await;
    let logged = events::<StakePools::AdvanceDefaulted>(&sent, t.at());
    let expected = StakePools::AdvanceDefaulted {
        advance,
        product,
        maturedAt: matures,
        seized: u(40 * PSC),
        outstanding: u(120 * PSC),
    };
    assert_eq!(logged, [expected]);
    assert_eq!(t.total().await, 290 * PSC);
    let error = StakePools::WrongState {
        advance,
        state: DEFAULTED,
    };
    t.refuse(&w.stranger, &mark, error).await;

    // Sales go on repaying, for the shares of that time; who leaves now leaves without what comes.
    t.leave(&w.friend).await;
    let before = t.worth(w.alice.address()).await;
    let sent = t.sell(10).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, u(40 * PSC));
    let now = t.worth(w.alice.address()).await;
    assert!(now >= before + 40 * PSC - 2 && now <= before + 40 * PSC);
    t.refuse(&w.stranger, &t.deposit_call(PSC), error_barred(advance))
        .await;
    t.repay(&w.vendor, advance, 80 * PSC).await;
    assert_eq!(t.standing(advance).await, (REPAID, 0, 0));
    t.deposit(&w.stranger, PSC).await;
    let sent = t.reclaim(advance).await;
    let closed = &events::<StakePools::AdvanceClosed>(&sent, t.at())[0];
    assert_eq!(closed.returned, U256::ZERO);
    assert!(!t.indebted(t.s.a).await);
    t.assert_books(&[product]).await;
}

fn error_barred(advance: u64) -> StakePools::DepositsBarred {
    StakePools::DepositsBarred { advance }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_that_bears_all_that_is_outstanding_leaves_no_default() {
    let t = funded().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let advance = t.drawn(200 * PSC, 5_000).await;
    t.repay(&w.vendor, advance, 170 * PSC).await;
    // In the last week nobody has anything to fear: the way out is open.
    t.pass(TERM - DAY).await;
    t.redeem(&w.friend, shares(PSC)).await;
    t.pass(DAY).await;
    assert_eq!(t.standing(advance).await, (REPAID, 0, 10 * PSC));
    assert_eq!(t.total().await, 399 * PSC);
    t.deposit(&w.friend, PSC).await;
    let cash = t.s.psc(w.vendor.address()).await;
    t.reclaim(advance).await;
    assert_eq!(t.s.psc(w.vendor.address()).await, cash + 10 * PSC);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_off_comes_back_to_the_groups() {
    let t = funded().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let advance = t.drawn(200 * PSC, 10_000).await;
    let call = StakePools::writeOffCall { advance };
    let error = |state| StakePools::WrongState { advance, state };
    t.refuse(&w.owner, &call, error(DRAWN)).await;
    t.pass(TERM).await;
    // Also when nobody has marked it.
    let sent = t.write_off(advance).await;
    assert_eq!(
        events::<StakePools::AdvanceDefaulted>(&sent, t.at()).len(),
        1
    );
    let logged = &events::<StakePools::AdvanceWrittenOff>(&sent, t.at())[0];
    assert_eq!(logged.outstanding, u(160 * PSC));
    assert_eq!(t.standing(advance).await, (WRITTEN_OFF, 160 * PSC, 0));
    t.refuse(&w.owner, &call, error(WRITTEN_OFF)).await;
    t.deposit(&w.stranger, 100 * PSC).await;
    let total = t.total().await;
    assert_eq!(total, 340 * PSC);
    // The store owes on, and whoever repays pays the groups.
    let sent = t.sell(10).await;
    let repaid = &events::<StakePools::AdvanceRepaid>(&sent, t.at())[0];
    assert_eq!((repaid.amount, repaid.toGroups), (u(80 * PSC), u(80 * PSC)));
    assert_eq!(t.total().await, total);
    t.repay(&w.vendor, advance, 80 * PSC).await;
    assert_eq!(t.total().await, total);
    assert_eq!(t.owed().await, 160 * PSC);
    // The pool lends to nobody of this store before that is closed.
    let next = t.announce(10 * PSC, 5_000).await;
    t.pass(3 * DAY).await;
    let draw = StakePools::drawCall { advance: next };
    let error = StakePools::StoreInDebt {
        store: t.s.a,
        advance,
    };
    t.refuse(&w.vendor, &draw, error).await;
    t.reclaim(advance).await;
    t.draw(next).await;
    t.send(&w.stranger, &StakePools::flushCall {}).await;
    assert_eq!(t.owed().await, 0);
    let totals = read(g, g.splitter(), &Splitter::totalsCall {}).await;
    assert!(totals.totalProfit >= u(160 * PSC));
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_back_to_a_pool_without_shares_is_the_groups() {
    let t = funded().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let advance = t.drawn(200 * PSC, 5_000).await;
    t.pass(TERM).await;
    t.leave(&w.alice).await;
    t.leave(&w.friend).await;
    assert_eq!(t.pool().await.shares, U256::ZERO);
    let sent = t.sell(10).await;
    let repaid = &events::<StakePools::AdvanceRepaid>(&sent, t.at())[0];
    assert_eq!(repaid.toGroups, u(40 * PSC));
    assert_eq!(t.owed().await, 40 * PSC);
    // The next to come pays for her shares what they are worth, and gets nothing of it.
    t.repay(&w.vendor, advance, 120 * PSC).await;
    assert_eq!(t.owed().await, 160 * PSC);
    t.deposit(&w.friend, 10 * PSC).await;
    let worth = t.worth(w.friend.address()).await;
    assert!((10 * PSC - 3..=10 * PSC).contains(&worth), "{worth}");
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cart_brings_stake_shares_and_repayments_of_several_stores() {
    let t = funded().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let theirs = shop::add_product(g, &w.reseller, t.s.b, &staked())
        .await
        .unwrap();
    let deposit = StakePools::depositCall {
        product: theirs,
        assets: u(100 * PSC),
    };
    t.send(&w.alice, &deposit).await;
    shop::fund(g, &w.reseller, 100 * PSC).await.unwrap();
    let approval = productshare_abi::Psc::approveCall {
        spender: t.at(),
        value: U256::MAX,
    };
    act(g, &w.reseller, g.psc(), &approval).await;
    let plan = StakePools::announceCall {
        product: theirs,
        ..t.plan(50 * PSC, 2_500)
    };
    t.send(&w.reseller, &plan).await;
    let ours = t.announce(100 * PSC, 5_000).await;
    t.pass(3 * DAY).await;
    let draw = StakePools::drawCall { advance: 1 };
    t.send(&w.reseller, &draw).await;
    t.draw(ours).await;
    let cart = Cart::of(t.product, 1, t.s.b).and(theirs, 2, t.s.b);
    let (_, sent) = t.s.order(&w.friend, &cart).await;
    let settled = events::<Checkout::LineSettled>(&sent, g.checkout());
    let parts: Vec<[u64; 3]> = settled
        .iter()
        .map(|e| [e.stakeShare.to(), e.repayment.to(), e.toVendor.to()])
        .collect();
    assert_eq!(
        parts,
        [[PSC, 4 * PSC, 4 * PSC], [2 * PSC, 4 * PSC, 12 * PSC],]
    );
    assert_eq!(t.standing(ours).await, (DRAWN, 96 * PSC, 20 * PSC));
    assert_eq!(t.standing(1).await, (DRAWN, 46 * PSC, 10 * PSC));
    t.s.assert_checkout_holds(0).await;
    t.assert_books(&[t.product, theirs]).await;
}

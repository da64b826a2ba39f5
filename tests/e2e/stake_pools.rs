//! Stake pools: deposits and redemptions, what sales bring, and the queue.

use alloy::primitives::{Address, U256};
use productshare_abi::{Checkout, Pss, Splitter, StakePools};
use world::shop::{self, Cart, NewProduct};

use crate::commerce::*;
use crate::contracts::*;
use crate::stakes::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_gives_shares_and_locks_pss_that_goes_on_voting() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let (at, alice, product) = (t.at(), w.alice.address(), t.product);
    let votes = Pss::getVotesCall { account: alice };
    let before = read(g, g.pss(), &votes).await;
    let sent = t.deposit(&w.alice, 100 * PSC).await;
    let opened = events::<StakePools::PoolOpened>(&sent, at);
    assert_eq!(
        opened,
        [StakePools::PoolOpened {
            product,
            store: t.s.a
        }]
    );
    let logged = events::<StakePools::Deposit>(&sent, at);
    let locked = u(100 * PSC) * u(LOCK);
    let expected = StakePools::Deposit {
        product,
        account: alice,
        assets: u(100 * PSC),
        shares: shares(100 * PSC),
        locked,
    };
    assert_eq!(logged, [expected]);
    assert_eq!(t.locked(alice).await, locked);
    assert_eq!(read(g, g.pss(), &votes).await, before);
    let position = t
        .ask(&StakePools::positionCall {
            product,
            account: alice,
        })
        .await;
    assert_eq!(
        (position.shares, position.locked),
        (shares(100 * PSC), locked)
    );
    assert_eq!(t.total().await, 100 * PSC);
    assert_eq!(t.worth(alice).await, 100 * PSC);

    // Nobody else's shares move, and the whole comes back.
    let sent = t.deposit(&w.friend, 50 * PSC).await;
    assert!(events::<StakePools::PoolOpened>(&sent, at).is_empty());
    let cash = t.s.psc(alice).await;
    let sent = t.leave(&w.alice).await;
    let left = StakePools::Withdraw {
        product,
        account: alice,
        assets: u(100 * PSC),
        shares: shares(100 * PSC),
        unlocked: locked,
        forfeited: U256::ZERO,
    };
    assert_eq!(events::<StakePools::Withdraw>(&sent, at), [left]);
    assert_eq!(t.s.psc(alice).await, cash + 100 * PSC);
    assert_eq!(t.locked(alice).await, U256::ZERO);
    assert_eq!(t.total().await, 50 * PSC);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_four_forms_do_what_their_previews_say() {
    let t = Stakes::open().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.deposit(&w.friend, 333 * PSC + 1).await;
    t.season().await;
    t.sell(7).await;
    // A price that divides nothing evenly.
    t.pass(WINDOW / 3).await;
    let account = w.alice.address();
    let preview = t
        .ask(&StakePools::previewDepositCall {
            product,
            assets: u(100_000_001),
        })
        .await;
    t.deposit(&w.alice, 100_000_001).await;
    assert_eq!(t.shares_of(account).await, preview);

    let mint = shares(7 * PSC) + u(1);
    let cost = t
        .ask(&StakePools::previewMintCall {
            product,
            shares: mint,
        })
        .await;
    let cash = t.s.psc(account).await;
    let call = StakePools::mintCall {
        product,
        shares: mint,
    };
    t.send(&w.alice, &call).await;
    assert_eq!(t.shares_of(account).await, preview + mint);
    assert_eq!(t.s.psc(account).await, cash - cost.to::<u64>());

    let taken = t
        .ask(&StakePools::previewWithdrawCall {
            product,
            assets: u(33_333_333),
        })
        .await;
    let call = StakePools::withdrawCall {
        product,
        assets: u(33_333_333),
    };
    let cash = t.s.psc(account).await;
    t.send(&w.alice, &call).await;
    assert_eq!(t.s.psc(account).await, cash + 33_333_333);
    assert_eq!(t.shares_of(account).await, preview + mint - taken);

    let rest = preview + mint - taken;
    let most = t.ask(&StakePools::maxRedeemCall { product, account }).await;
    assert_eq!(most, rest);
    let assets = t
        .ask(&StakePools::previewRedeemCall {
            product,
            shares: rest,
        })
        .await;
    let call = StakePools::maxWithdrawCall { product, account };
    assert_eq!(t.ask(&call).await, assets);
    let cash = t.s.psc(account).await;
    t.redeem(&w.alice, rest).await;
    assert_eq!(t.s.psc(account).await, cash + assets.to::<u64>());
    assert_eq!(t.locked(account).await, U256::ZERO);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn max_deposit_is_what_unlocked_pss_is_enough_for() {
    let t = Stakes::open().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let max = async |account: Address| {
        let call = StakePools::maxDepositCall { product, account };
        t.ask(&call).await
    };
    // 10,000 PSS are enough for 100,000 PSC.
    assert_eq!(max(w.alice.address()).await, u(100_000 * PSC));
    assert_eq!(max(w.relayer.address()).await, U256::ZERO);
    t.deposit(&w.alice, 40 * PSC).await;
    let call = StakePools::maxMintCall {
        product,
        account: w.alice.address(),
    };
    assert_eq!(t.ask(&call).await, shares(99_960 * PSC));
    // A pool of no product takes nothing.
    let call = StakePools::maxDepositCall {
        product: 99,
        account: w.alice.address(),
    };
    assert_eq!(t.ask(&call).await, U256::ZERO);
    // 1,000 PSS a PSC: not enough for eleven.
    t.set(|p| p.lockRatio = u(1_000) * u(10).pow(u(18))).await;
    let unlocked = u(9_996) * u(10).pow(u(18));
    let needed = u(11_000) * u(10).pow(u(18));
    let error = Pss::InsufficientUnlocked {
        account: w.alice.address(),
        unlocked,
        needed,
    };
    t.refuse(&w.alice, &t.deposit_call(11 * PSC), error).await;
    assert_eq!(max(w.alice.address()).await, u(9_996_000));
    // What was locked before stays as it was.
    t.leave(&w.alice).await;
    assert_eq!(t.locked(w.alice.address()).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn profit_of_sales_streams_to_the_shares_and_the_rest_to_the_groups() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    t.season().await;
    let sent = t.sell(40).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.stakeShare, u(40 * PSC));
    assert_eq!(settled.groups, u(40 * PSC));
    assert_eq!(settled.toVendor, u(320 * PSC));
    let added = &events::<StakePools::ProfitAdded>(&sent, t.at())[0];
    let now = t.now().await;
    let expected = StakePools::ProfitAdded {
        product,
        amount: u(40 * PSC),
        unstreamed: u(40 * PSC),
        endsAt: now + WINDOW,
    };
    assert_eq!(*added, expected);
    assert_eq!(t.total().await, 400 * PSC);
    for (part, worth) in [(4, 410), (2, 430), (4, 440)] {
        t.pass(WINDOW / part).await;
        assert_eq!(t.total().await, worth * PSC);
        t.assert_books(&[product]).await;
    }
    // Three quarters are hers, but for a rounding and the virtual shares' part.
    let hers = t.worth(w.alice.address()).await;
    assert!(hers > 330 * PSC - 3 && hers <= 330 * PSC, "{hers}");
    // New profit streams until the mean of what is left of the time and a window, by amounts.
    t.sell(10).await;
    t.pass(WINDOW / 2).await;
    let start = t.now().await;
    t.sell(15).await;
    let pool = t.pool().await;
    assert_eq!(pool.unstreamed, u(20 * PSC));
    let mean = (5 * (WINDOW / 2) + 15 * WINDOW) / 20;
    assert_eq!(pool.streamEndsAt, start + mean);
    t.pass(mean).await;
    assert_eq!(t.total().await, 465 * PSC);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_of_many_lines_pays_each_products_own_stakers() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let other = t.s.product(staked()).await;
    let plain = t.s.product(NewProduct::default()).await;
    let nobodys = t.s.product(staked()).await;
    t.deposit(&w.alice, 200 * PSC).await;
    let deposit = StakePools::depositCall {
        product: other,
        assets: u(150 * PSC),
    };
    t.send(&w.friend, &deposit).await;
    t.season().await;
    let cart = Cart::of(t.product, 1, t.s.a)
        .and(plain, 2, t.s.b)
        .and(other, 3, t.s.b)
        .and(nobodys, 4, t.s.a)
        .and(t.product, 5, t.s.b);
    let (_, sent) = t.s.order(&w.alice, &cart).await;
    let settled = events::<Checkout::LineSettled>(&sent, g.checkout());
    let staked: Vec<u64> = settled.iter().map(|e| e.stakeShare.to()).collect();
    assert_eq!(staked, [PSC, 0, 3 * PSC, 0, 5 * PSC]);
    let groups: Vec<u64> = settled.iter().map(|e| e.groups.to()).collect();
    assert_eq!(groups, [PSC, 4 * PSC, 3 * PSC, 8 * PSC, 5 * PSC]);
    assert_eq!(t.pool().await.unstreamed, u(6 * PSC));
    assert_eq!(t.pool_of(other).await.unstreamed, u(3 * PSC));
    t.s.assert_checkout_holds(0).await;
    t.assert_books(&[t.product, other]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_line_asks_the_pool_as_it_is_when_it_settles() {
    let mut t = Stakes::open().await;
    let held = NewProduct {
        hold_secs: HOLD,
        ..staked()
    };
    let product = t.s.product(held).await;
    t.product = product;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let cart = Cart::of(product, 4, t.s.a);
    let (order, sent) = t.s.order(&w.alice, &cart).await;
    assert!(events::<StakePools::ProfitAdded>(&sent, t.at()).is_empty());
    t.deposit(&w.alice, 100 * PSC).await;
    t.pass(HOLD).await;
    let sent = t.s.release(order, 0).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.stakeShare, u(4 * PSC));
    assert_eq!(t.pool().await.unstreamed, u(4 * PSC));
    t.s.assert_checkout_holds(0).await;
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_streams_is_for_those_who_stay_and_of_the_last_the_groups() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    t.season().await;
    t.sell(40).await;
    t.pass(WINDOW / 2).await;
    let cash = t.s.psc(w.alice.address()).await;
    let sent = t.leave(&w.alice).await;
    let got = t.s.psc(w.alice.address()).await - cash;
    assert!(got > 315 * PSC - 3 && got <= 315 * PSC, "{got}");
    let left = &events::<StakePools::Withdraw>(&sent, t.at())[0];
    assert_eq!(left.forfeited, U256::ZERO);
    assert_eq!(t.pool().await.unstreamed, u(20 * PSC));
    t.assert_books(&[product]).await;
    // The last one takes what has streamed, not the rest.
    t.pass(WINDOW / 4).await;
    let cash = t.s.psc(w.friend.address()).await;
    let sent = t.leave(&w.friend).await;
    let got = t.s.psc(w.friend.address()).await - cash;
    assert!(got > 115 * PSC - 3 && got <= 115 * PSC + 3, "{got}");
    let left = &events::<StakePools::Withdraw>(&sent, t.at())[0];
    // With what rounding left to nobody.
    let forfeited: u64 = left.forfeited.to();
    assert!((10 * PSC..10 * PSC + 6).contains(&forfeited), "{forfeited}");
    assert_eq!(t.owed().await, forfeited);
    assert_eq!(t.pool().await.unstreamed, U256::ZERO);
    assert_eq!(t.total().await, 0);

    let before = t.s.totals().await;
    let causes = read(g, g.splitter(), &Splitter::causeTotalsCall {}).await;
    let sent = t.send(&w.stranger, &StakePools::flushCall {}).await;
    let paid = &events::<StakePools::GroupsPaid>(&sent, t.at())[0];
    assert_eq!(paid.amount, u(forfeited));
    let shared = &events::<Splitter::ProfitContributed>(&sent, g.splitter())[0];
    assert_eq!((shared.from, shared.profit), (t.at(), paid.amount));
    let after = t.s.totals().await;
    assert_eq!(after.totalProfit, before.totalProfit + paid.amount);
    assert_eq!(after.totalPoints, before.totalPoints);
    assert!(after.index > before.index);
    let now = read(g, g.splitter(), &Splitter::causeTotalsCall {}).await;
    assert!(now.index > causes.index);
    assert_eq!(t.owed().await, 0);
    t.assert_books(&[product]).await;
    let again = StakePools::flushCall {};
    t.refuse(&w.stranger, &again, StakePools::NothingOwed {})
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deposits_come_by_permit_and_by_authorization() {
    let t = Stakes::open().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let soon = t.now().await + 3_600;
    // Bob has no ether: the relayer brings what he signed.
    let (bob, lock) = (w.bob.address(), u(20 * PSC) * u(LOCK));
    let call = t.authorized(&w.bob, 20 * PSC, shares(20 * PSC), lock, soon);
    let sent = t.send(&w.relayer, &call).await;
    let logged = &events::<StakePools::Deposit>(&sent, t.at())[0];
    assert_eq!((logged.account, logged.assets), (bob, u(20 * PSC)));
    assert_eq!(t.shares_of(bob).await, shares(20 * PSC));
    assert_eq!(t.locked(bob).await, lock);

    let (g, alice) = (&t.s.g, w.alice.address());
    let none = productshare_abi::Psc::approveCall {
        spender: t.at(),
        value: U256::ZERO,
    };
    act(g, &w.alice, g.psc(), &none).await;
    let signature = t.permit(&w.alice, 30 * PSC, soon).await;
    let call = StakePools::depositWithPermitCall {
        product,
        assets: u(30 * PSC),
        deadline: soon,
        signature,
    };
    t.send(&w.alice, &call).await;
    assert_eq!(t.shares_of(alice).await, shares(30 * PSC));
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_its_reason() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let unknown = StakePools::depositCall {
        product: 77,
        assets: u(PSC),
    };
    let error = productshare_abi::Catalog::UnknownProduct { product: 77 };
    t.refuse(&w.alice, &unknown, error).await;
    t.refuse(&w.alice, &t.deposit_call(0), StakePools::ZeroAmount {})
        .await;
    let none = StakePools::mintCall {
        product,
        shares: U256::ZERO,
    };
    t.refuse(&w.alice, &none, StakePools::ZeroAmount {}).await;
    let huge = StakePools::depositCall {
        product,
        assets: U256::MAX,
    };
    let error = StakePools::ValueTooLarge {
        value: U256::MAX,
        max: u(u64::MAX),
    };
    t.refuse(&w.alice, &huge, error).await;

    t.deposit(&w.alice, 10 * PSC).await;
    let (owner, max) = (w.alice.address(), shares(10 * PSC));
    let error = StakePools::ERC4626ExceededMaxRedeem {
        owner,
        shares: max + u(1),
        max,
    };
    t.refuse(&w.alice, &t.redeem_call(max + u(1)), error).await;
    let error = StakePools::ERC4626ExceededMaxWithdraw {
        owner,
        assets: u(10 * PSC + 1),
        max: u(10 * PSC),
    };
    let call = StakePools::withdrawCall {
        product,
        assets: u(10 * PSC + 1),
    };
    t.refuse(&w.alice, &call, error).await;
    let error = StakePools::ERC4626ExceededMaxRedeem {
        owner: w.friend.address(),
        shares: u(1),
        max: U256::ZERO,
    };
    t.refuse(&w.friend, &t.redeem_call(u(1)), error.clone())
        .await;
    t.refuse(&w.friend, &t.request_call(u(1)), error).await;
    t.refuse(
        &w.alice,
        &t.redeem_call(U256::ZERO),
        StakePools::ZeroAmount {},
    )
    .await;
    t.refuse(
        &w.alice,
        &t.request_call(U256::ZERO),
        StakePools::ZeroAmount {},
    )
    .await;
    // Who can redeem need not wait, nor make others wait.
    let error = StakePools::NoNeedToQueue {
        assets: u(10 * PSC),
    };
    t.refuse(&w.alice, &t.request_call(max), error).await;
    let error = StakePools::NothingToFill { product };
    t.refuse(&w.alice, &t.fill_call(5), error).await;

    // What is the checkout's, and the owner's.
    let settle = StakePools::settleCall { lines: Vec::new() };
    let error = StakePools::NotCheckout {
        account: w.alice.address(),
    };
    t.refuse(&w.alice, &settle, error).await;
    let stranger = || StakePools::OwnableUnauthorizedAccount {
        account: w.alice.address(),
    };
    let write_off = StakePools::writeOffCall { advance: 1 };
    t.refuse(&w.alice, &write_off, stranger()).await;
    let connect = StakePools::connectCall {
        catalog: owner,
        checkout: owner,
        splitter: owner,
    };
    t.refuse(&w.alice, &connect, stranger()).await;
    t.refuse(&w.owner, &connect, StakePools::AlreadyConnected {})
        .await;
    let claim = StakePools::claimCall {};
    let error = StakePools::NothingToClaim {
        account: w.alice.address(),
    };
    t.refuse(&w.alice, &claim, error).await;
    let contribute = Splitter::contributeCall { amount: U256::ZERO };
    refused(
        g,
        w.alice.address(),
        g.splitter(),
        &contribute,
        Splitter::ZeroAmount {},
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_stay_within_their_bounds() {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    let is = t.ask(&StakePools::parametersCall {}).await;
    let good = StakePools::setParametersCall {
        lockRatio: is.lockRatio,
        minAssets: is.minAssets,
        windowSecs: is.windowSecs,
        utilisationBps: is.utilisationBps,
        depositBps: is.depositBps,
        minRequest: is.minRequest,
    };
    let error = StakePools::OwnableUnauthorizedAccount {
        account: w.vendor.address(),
    };
    t.refuse(&w.vendor, &good, error).await;
    let pss = u(10).pow(u(18));
    let (ratios, assets) = (
        (pss / u(10_000), pss * u(1_000)),
        (u(PSC), u(1_000_000 * PSC)),
    );
    for (number, low, high, (min, max)) in [
        (
            1,
            Some(StakePools::setParametersCall {
                lockRatio: U256::ZERO,
                ..good.clone()
            }),
            StakePools::setParametersCall {
                lockRatio: ratios.1 + u(1),
                ..good.clone()
            },
            ratios,
        ),
        (
            2,
            Some(StakePools::setParametersCall {
                minAssets: U256::ZERO,
                ..good.clone()
            }),
            StakePools::setParametersCall {
                minAssets: assets.1 + u(1),
                ..good.clone()
            },
            assets,
        ),
        (
            3,
            Some(StakePools::setParametersCall {
                windowSecs: 0,
                ..good.clone()
            }),
            StakePools::setParametersCall {
                windowSecs: 30 * DAY + 1,
                ..good.clone()
            },
            (u(3_600), u(30 * DAY)),
        ),
        (
            4,
            None,
            StakePools::setParametersCall {
                utilisationBps: 8_001,
                ..good.clone()
            },
            (u(0), u(8_000)),
        ),
        (
            5,
            Some(StakePools::setParametersCall {
                depositBps: 0,
                ..good.clone()
            }),
            StakePools::setParametersCall {
                depositBps: 10_001,
                ..good.clone()
            },
            (u(2_000), u(10_000)),
        ),
        (
            6,
            None,
            StakePools::setParametersCall {
                minRequest: u(1_000 * PSC + 1),
                ..good.clone()
            },
            (u(0), u(1_000 * PSC)),
        ),
    ] {
        let beyond = max + u(1);
        let error = |value| StakePools::ParameterOutOfBounds {
            number,
            value,
            min,
            max,
        };
        t.refuse(&w.owner, &high, error(beyond)).await;
        if let Some(low) = low {
            t.refuse(&w.owner, &low, error(U256::ZERO)).await;
        }
    }
    t.set(|p| p.windowSecs = 2 * DAY).await;
    assert_eq!(
        t.ask(&StakePools::parametersCall {}).await.windowSecs,
        2 * DAY
    );
}

// ---- the queue

/// Alice has 300 PSC in the pool, the friend 100, and the vendor drew 200 of them.
async fn lent() -> (Stakes, u64) {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    let advance = t.drawn(200 * PSC, 5_000).await;
    (t, advance)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_idle_waits_in_the_queue_and_is_paid_in_order_as_it_comes_back() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let (alice, friend) = (w.alice.address(), w.friend.address());
    assert_eq!(t.total().await, 400 * PSC);
    let error = StakePools::InsufficientLiquidity {
        assets: u(300 * PSC),
        idle: u(200 * PSC),
    };
    t.refuse(&w.alice, &t.redeem_call(shares(300 * PSC)), error)
        .await;
    let call = StakePools::maxWithdrawCall {
        product,
        account: alice,
    };
    assert_eq!(t.ask(&call).await, u(200 * PSC));
    let small = StakePools::RequestTooSmall {
        assets: u(PSC - 1),
        min: u(PSC),
    };
    t.refuse(&w.alice, &t.request_call(shares(PSC - 1)), small)
        .await;
    let sent = t.send(&w.alice, &t.request_call(shares(300 * PSC))).await;
    let queued = &events::<StakePools::RedeemRequested>(&sent, t.at())[0];
    assert_eq!((queued.request, queued.account), (1, alice));
    assert_eq!(t.shares_of(alice).await, U256::ZERO);
    // Her PSS stays locked, and nobody passes her.
    assert_eq!(t.locked(alice).await, u(300 * PSC) * u(LOCK));
    let error = || StakePools::QueueNotEmpty { waiting: 1 };
    t.refuse(&w.friend, &t.redeem_call(shares(PSC)), error())
        .await;
    let call = StakePools::maxRedeemCall {
        product,
        account: friend,
    };
    assert_eq!(t.ask(&call).await, U256::ZERO);
    // Behind her even a small one may queue, for there is no other way out; the rest of a position always may.
    t.send(&w.friend, &t.request_call(shares(40 * PSC))).await;

    let cash = t.s.psc(alice).await;
    let sent = t.send(&w.stranger, &t.fill_call(10)).await;
    let filled = &events::<StakePools::RedeemFilled>(&sent, t.at())[0];
    assert_eq!(
        (filled.assets, filled.left),
        (u(200 * PSC), shares(100 * PSC))
    );
    assert_eq!(t.s.psc(alice).await, cash + 200 * PSC);
    assert_eq!(t.locked(alice).await, u(100 * PSC) * u(LOCK));
    let error = StakePools::NothingToFill { product };
    t.refuse(&w.stranger, &t.fill_call(10), error).await;
    t.assert_books(&[product]).await;

    t.repay(&w.vendor, advance, 120 * PSC).await;
    let sent = t.send(&w.stranger, &t.fill_call(10)).await;
    let filled = events::<StakePools::RedeemFilled>(&sent, t.at());
    let paid: Vec<_> = filled
        .iter()
        .map(|e| (e.request, e.assets.to::<u64>(), e.left))
        .collect();
    assert_eq!(
        paid,
        [(1, 100 * PSC, U256::ZERO), (2, 20 * PSC, shares(20 * PSC))]
    );
    assert_eq!(t.locked(alice).await, U256::ZERO);
    t.repay(&w.vendor, advance, 80 * PSC).await;
    t.send(&w.stranger, &t.fill_call(1)).await;
    let request = StakePools::pendingRedeemRequestCall {
        product,
        request: 2,
    };
    let is = t.ask(&request).await;
    assert_eq!((is.account, is.shares), (Address::ZERO, U256::ZERO));
    // The queue is empty: the rest leaves at once.
    t.leave(&w.friend).await;
    assert_eq!(t.pool().await.shares, U256::ZERO);
    assert_eq!(t.locked(friend).await, U256::ZERO);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filling_is_bounded_and_no_advance_is_drawn_past_the_queue() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.send(&w.alice, &t.request_call(shares(250 * PSC))).await;
    for _ in 0..66 {
        t.send(&w.friend, &t.request_call(shares(PSC))).await;
    }
    t.repay(&w.vendor, advance, 200 * PSC).await;
    t.reclaim(advance).await;
    let next = t.announce(10 * PSC, 5_000).await;
    t.pass(3 * DAY).await;
    let draw = StakePools::drawCall { advance: next };
    let error = StakePools::QueueNotEmpty { waiting: 67 };
    t.refuse(&w.vendor, &draw, error).await;
    let none = StakePools::NothingToFill { product };
    t.refuse(&w.stranger, &t.fill_call(0), none).await;
    let sent = t.send(&w.stranger, &t.fill_call(2)).await;
    assert_eq!(events::<StakePools::RedeemFilled>(&sent, t.at()).len(), 2);
    // However many it is asked for, a call pays 64.
    for paid in [64, 1] {
        let sent = t.send(&w.stranger, &t.fill_call(u64::MAX)).await;
        assert_eq!(
            events::<StakePools::RedeemFilled>(&sent, t.at()).len(),
            paid
        );
    }
    t.draw(next).await;
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_redemption_is_priced_when_it_is_filled() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.send(&w.alice, &t.request_call(shares(300 * PSC))).await;
    // Profit that comes while it waits is its own, too.
    t.sell(40).await;
    t.pass(WINDOW).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    let cash = t.s.psc(w.alice.address()).await;
    t.send(&w.stranger, &t.fill_call(1)).await;
    let got = t.s.psc(w.alice.address()).await - cash;
    assert!(got > 330 * PSC - 3 && got <= 330 * PSC, "{got}");
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_without_stakers_gives_its_stake_share_to_the_groups() {
    let t = Stakes::open().await;
    let g = &t.s.g;
    let sent = t.sell(10).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(
        (settled.stakeShare, settled.groups),
        (U256::ZERO, u(20 * PSC))
    );
    assert_eq!(t.s.psc(t.at()).await, 0);
    // Nobody is asked where no product has stakers at all.
    let plain = t.s.product(NewProduct::default()).await;
    let cart = Cart::of(plain, 1, t.s.a);
    let (_, sent) = t.s.order(&g.wallets.alice, &cart).await;
    assert!(sent.logs.iter().all(|log| log.address() != t.at()));
    // Anyone may give the groups something, which is nobody's line.
    let before = t.s.totals().await;
    let approval = productshare_abi::Psc::approveCall {
        spender: g.splitter(),
        value: u(9),
    };
    act(g, &g.wallets.alice, g.psc(), &approval).await;
    let call = Splitter::contributeCall { amount: u(9) };
    act(g, &g.wallets.alice, g.splitter(), &call).await;
    let after = t.s.totals().await;
    assert_eq!(after.totalProfit, before.totalProfit + u(9));
    assert_eq!(after.totalPoints, before.totalPoints);
    shop::fund(g, &g.wallets.alice, 1).await.unwrap();
}

//! Attacks on stake pools, each of which would succeed without its defence.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use productshare_abi::{Catalog, Checkout, Psc, Pss, StakePools};
use world::shop::{self, Cart, NewProduct};
use world::typed::{self, CancelAuthorization};

use crate::commerce::*;
use crate::contracts::*;
use crate::stakes::*;

impl Stakes {
    /// Asserts that the call is refused with an error of this name.
    async fn refused_as<C: SolCall>(&self, from: Address, call: &C, name: &str) {
        let refusal = self.s.g.client.refusal(from, self.at(), call).await;
        let words = refusal.unwrap().words;
        assert!(words.starts_with(name), "{words} is not {name}");
    }
}

/// The first depositor makes her shares dear, by a gift or by a sale to herself, to round the next one's away.
#[tokio::test(flavor = "multi_thread")]
async fn making_the_first_shares_dear_takes_nothing_from_the_second_depositor() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    t.set(|p| p.minAssets = u(PSC)).await;
    t.deposit(&w.stranger, PSC).await;
    // What is sent unasked is nobody's.
    let gift = Psc::transferCall {
        to: t.at(),
        value: u(1_000 * PSC),
    };
    act(g, &w.stranger, g.psc(), &gift).await;
    assert_eq!(t.total().await, PSC);
    assert_eq!(t.worth(w.stranger.address()).await, PSC);
    // A stake share is worth a thousand times what she staked.
    t.season().await;
    shop::fund(g, &w.alice, 10_000 * PSC).await.unwrap();
    t.sell(1_000).await;
    t.pass(WINDOW).await;
    assert_eq!(t.total().await, 1_001 * PSC);
    // And she keeps as few shares as there can be.
    let few = t.shares_of(w.stranger.address()).await - u(1);
    t.redeem(&w.stranger, few).await;
    for assets in [1, 999, 1_999_999] {
        t.deposit(&w.friend, assets).await;
        let worth = t.worth(w.friend.address()).await;
        assert!(worth + 1 >= assets, "{worth} of {assets}");
        t.leave(&w.friend).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_and_leaving_around_a_sale_earns_nothing() {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 100 * PSC).await;
    t.season().await;
    let cash = t.s.psc(w.stranger.address()).await;
    t.deposit(&w.stranger, 10_000 * PSC).await;
    t.sell(10).await;
    t.leave(&w.stranger).await;
    assert!(t.s.psc(w.stranger.address()).await <= cash);
    // Nor does he take from her what she has earned.
    t.pass(WINDOW).await;
    let worth = t.worth(w.alice.address()).await;
    assert!(worth > 110 * PSC - 3, "{worth}");
    t.assert_books(&[t.product]).await;
}

/// Dust in the pool of a product that nobody stakes on does not take its stake share; nor does who brings the minimum for
/// the moment of a sale, to leave dust behind.
#[tokio::test(flavor = "multi_thread")]
async fn dust_takes_no_stake_share() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    t.deposit(&w.stranger, PSC).await;
    t.season().await;
    let share = |sent: &world::client::Sent| {
        events::<Checkout::LineSettled>(sent, g.checkout())[0]
            .stakeShare
            .to::<u64>()
    };
    assert_eq!(share(&t.sell(10).await), 0);
    assert_eq!(t.pool().await.minimumSince, 0);
    // A borrowed hundred, for one sale.
    let sent = t.deposit(&w.stranger, 100 * PSC).await;
    let now = t.now().await;
    let held = &events::<StakePools::MinimumHeldSince>(&sent, t.at())[0];
    assert_eq!((held.product, held.since), (t.product, now));
    assert_eq!(t.pool().await.minimumSince, now);
    assert_eq!(share(&t.sell(10).await), 0);
    let all_but_dust = t.shares_of(w.stranger.address()).await - shares(1);
    let sent = t.redeem(&w.stranger, all_but_dust).await;
    let held = &events::<StakePools::MinimumHeldSince>(&sent, t.at())[0];
    assert_eq!((held.product, held.since), (t.product, 0));
    assert_eq!(t.pool().await.minimumSince, 0);
    t.pass(2 * WINDOW).await;
    assert_eq!(t.total().await, 1);
    // The time that the minimum was there does not count on.
    t.deposit(&w.stranger, 100 * PSC).await;
    assert_eq!(share(&t.sell(10).await), 0);
    t.season().await;
    assert_eq!(share(&t.sell(10).await), 10 * PSC);
    t.assert_books(&[t.product]).await;
}

/// Who leaves one share behind leaves what still streams to nobody, for the virtual shares would get it.
#[tokio::test(flavor = "multi_thread")]
async fn a_share_left_behind_strands_no_profit() {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 100 * PSC).await;
    t.season().await;
    t.sell(10).await;
    let all_but_one = t.shares_of(w.alice.address()).await - u(1);
    let sent = t.redeem(&w.alice, all_but_one).await;
    let left = &events::<StakePools::Withdraw>(&sent, t.at())[0];
    assert_eq!(left.forfeited, u(10 * PSC));
    assert_eq!(t.pool().await.unstreamed, U256::ZERO);
    t.pass(WINDOW).await;
    t.leave(&w.alice).await;
    assert_eq!(t.total().await, 0);
    let owed = t.owed().await;
    assert!((10 * PSC..=10 * PSC + 2).contains(&owed), "{owed}");
    t.assert_books(&[t.product]).await;
}

/// What the virtual shares are worth backs no stake share: it cannot leave, so it costs nobody anything to show it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_nobodys_backs_no_stake_share() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    t.deposit(&w.stranger, 100 * PSC).await;
    t.season().await;
    t.sell(190).await;
    // As many as the virtual ones: half of what streams is hers.
    let all_but_half = t.shares_of(w.stranger.address()).await - shares(1);
    t.redeem(&w.stranger, all_but_half).await;
    t.pass(WINDOW).await;
    assert_eq!(t.total().await, 190 * PSC + 1);
    let sent = t.deposit(&w.friend, 2 * PSC).await;
    assert!(events::<StakePools::MinimumHeldSince>(&sent, t.at()).is_empty());
    t.season().await;
    let sent = t.sell(10).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.stakeShare, U256::ZERO);
    // The last to leave leaves it to the groups.
    t.leave(&w.friend).await;
    t.leave(&w.stranger).await;
    assert_eq!(t.total().await, 0);
    let owed = t.owed().await;
    assert!(owed > 94 * PSC, "{owed}");
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dust_profit_does_not_postpone_the_stream() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    // A product at a hundredth of a cent, of which two units go to the stakers.
    t.deposit(&w.alice, 100 * PSC).await;
    t.season().await;
    t.sell(100).await;
    let end = t.pool().await.streamEndsAt;
    let price = Catalog::setPriceCall {
        product,
        price: u(20),
    };
    act(g, &w.vendor, g.catalog(), &price).await;
    for _ in 0..20 {
        t.pass(WINDOW / 40).await;
        let dust = Cart::of(product, 1, t.s.a).version(2);
        t.s.order(&w.alice, &dust).await;
    }
    assert_eq!(t.pool().await.streamEndsAt, end);
    let pool = t.pool().await;
    assert!(pool.unstreamed <= u(50 * PSC + 80));
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_for_nothing_are_refused_and_change_nobodys_claim() {
    let t = Stakes::open().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.deposit(&w.alice, 100 * PSC + 1).await;
    t.season().await;
    t.sell(3).await;
    t.pass(7).await;
    let before = (t.worth(w.alice.address()).await, t.pool().await.unstreamed);
    let zero = U256::ZERO;
    let at = w.stranger.address();
    t.refused_as(at, &t.deposit_call(0), "ZeroAmount").await;
    t.refused_as(at, &t.redeem_call(zero), "ZeroAmount").await;
    t.refused_as(at, &t.request_call(zero), "ZeroAmount").await;
    t.refused_as(at, &t.fill_call(0), "NothingToFill").await;
    let mint = StakePools::mintCall {
        product,
        shares: zero,
    };
    t.refused_as(at, &mint, "ZeroAmount").await;
    let withdraw = StakePools::withdrawCall {
        product,
        assets: zero,
    };
    t.refused_as(at, &withdraw, "ZeroAmount").await;
    let permit = StakePools::depositWithPermitCall {
        product,
        assets: zero,
        deadline: 0,
        signature: Default::default(),
    };
    t.refused_as(at, &permit, "ZeroAmount").await;
    t.refused_as(at, &StakePools::flushCall {}, "NothingOwed")
        .await;
    let after = (t.worth(w.alice.address()).await, t.pool().await.unstreamed);
    assert_eq!(before, after);
    // Nor do a hundred of the smallest deposits and redemptions.
    for _ in 0..50 {
        t.deposit(&w.stranger, 1).await;
        t.leave(&w.stranger).await;
    }
    assert!(t.worth(w.alice.address()).await >= before.0);
    assert_eq!(t.pool().await.unstreamed, before.1);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn splitting_amounts_rounds_nothing_into_anybodys_pocket() {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 100 * PSC).await;
    t.season().await;
    t.sell(33).await;
    t.pass(WINDOW / 3).await;
    let cash = t.s.psc(w.stranger.address()).await;
    let worth = t.worth(w.alice.address()).await;
    for assets in [1, 2, 3, 999, 1_000_001] {
        t.deposit(&w.stranger, assets).await;
    }
    let parts = t.shares_of(w.stranger.address()).await / u(7);
    for _ in 0..7 {
        t.redeem(&w.stranger, parts).await;
    }
    t.leave(&w.stranger).await;
    assert!(t.s.psc(w.stranger.address()).await <= cash);
    assert!(t.worth(w.alice.address()).await >= worth);
    assert_eq!(t.locked(w.stranger.address()).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_makes_one_deposit_once() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let (relayer, bob) = (w.relayer.address(), w.bob.address());
    let soon = t.now().await + 3_600;
    let lock = u(20 * PSC) * u(LOCK);
    let good = t.authorized(&w.bob, 20 * PSC, shares(20 * PSC), lock, soon);
    let other = t.s.product(staked()).await;
    for call in [
        StakePools::depositWithAuthorizationCall {
            product: other,
            ..good.clone()
        },
        StakePools::depositWithAuthorizationCall {
            assets: u(20 * PSC - 1),
            minShares: u(1),
            ..good.clone()
        },
        StakePools::depositWithAuthorizationCall {
            minShares: u(1),
            ..good.clone()
        },
        StakePools::depositWithAuthorizationCall {
            maxLocked: U256::MAX,
            ..good.clone()
        },
        StakePools::depositWithAuthorizationCall {
            deadline: soon + 1,
            ..good.clone()
        },
        StakePools::depositWithAuthorizationCall {
            account: w.alice.address(),
            ..good.clone()
        },
    ] {
        t.refused_as(relayer, &call, "InvalidSignature").await;
    }
    // Signed for another chain, another token, another payee.
    for domain in [
        typed::psc_domain(g.client.chain_id + 1, g.psc()),
        typed::psc_domain(g.client.chain_id, g.pss()),
    ] {
        let message = t.message(bob, &good, t.at());
        let call = StakePools::depositWithAuthorizationCall {
            signature: typed::sign(&w.bob, &domain, &message),
            ..good.clone()
        };
        t.refused_as(relayer, &call, "InvalidSignature").await;
    }
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let elsewhere = t.message(bob, &good, g.checkout());
    let call = StakePools::depositWithAuthorizationCall {
        signature: typed::sign(&w.bob, &domain, &elsewhere),
        ..good.clone()
    };
    t.refused_as(relayer, &call, "InvalidSignature").await;
    // What the signer agreed to holds when it lands: shares and PSS.
    let before = g.chain.snapshot();
    t.set(|p| p.lockRatio += u(1)).await;
    t.refused_as(relayer, &good, "LocksTooMuch").await;
    assert!(g.chain.revert(before));
    let dear = t.authorized(&w.bob, 20 * PSC, shares(20 * PSC) + u(1), lock, soon);
    t.refused_as(relayer, &dear, "TooFewShares").await;

    t.send(&w.relayer, &good).await;
    t.refused_as(relayer, &good, "AuthorizationUsedOrCanceled")
        .await;
    assert_eq!(t.shares_of(bob).await, shares(20 * PSC));
    // One that he cancelled is void.
    let next = t.authorized(&w.bob, 30 * PSC, u(1), U256::MAX, soon);
    let nonce = t.message(bob, &next, t.at()).nonce;
    let cancel = CancelAuthorization {
        authorizer: bob,
        nonce,
    };
    let cancel = PackedForms::cancelAuthorizationCall {
        authorizer: bob,
        nonce,
        signature: typed::sign(&w.bob, &domain, &cancel),
    };
    act(g, &w.relayer, g.psc(), &cancel).await;
    assert!(t.is_used(bob, nonce).await);
    t.refused_as(relayer, &next, "AuthorizationUsedOrCanceled")
        .await;
    t.pass(3_600).await;
    let late = t.authorized(&w.bob, 20 * PSC, u(1), U256::MAX, soon);
    t.refused_as(relayer, &late, "AuthorizationExpired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_brought_first_by_somebody_else_stops_no_deposit() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let none = Psc::approveCall {
        spender: t.at(),
        value: U256::ZERO,
    };
    act(g, &w.alice, g.psc(), &none).await;
    let soon = t.now().await + 3_600;
    let signature = t.permit(&w.alice, 30 * PSC, soon).await;
    let first = PackedForms::permitCall {
        owner: w.alice.address(),
        spender: t.at(),
        value: u(30 * PSC),
        deadline: u(soon),
        signature: signature.clone(),
    };
    act(g, &w.stranger, g.psc(), &first).await;
    let call = StakePools::depositWithPermitCall {
        product,
        assets: u(30 * PSC),
        deadline: soon,
        signature,
    };
    t.send(&w.alice, &call).await;
    assert_eq!(t.shares_of(w.alice.address()).await, shares(30 * PSC));
    t.refused_as(w.alice.address(), &call, "ERC20InsufficientAllowance")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_pss_backs_one_stake_and_moves_nowhere() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    // All of her 10,000 PSS.
    t.set(|p| p.lockRatio = u(100) * u(10).pow(u(18))).await;
    t.deposit(&w.alice, 100 * PSC).await;
    t.refused_as(
        w.alice.address(),
        &t.deposit_call(1),
        "InsufficientUnlocked",
    )
    .await;
    let give = Pss::transferCall {
        to: w.friend.address(),
        value: u(1),
    };
    let refusal = g.client.refusal(w.alice.address(), g.pss(), &give).await;
    assert!(refusal.unwrap().words.starts_with("InsufficientUnlocked"));
    // A cheaper lock later does not free what is locked, a dearer one does not bind more.
    t.set(|p| p.lockRatio = u(10).pow(u(14))).await;
    t.deposit(&w.friend, 100 * PSC).await;
    t.redeem(&w.alice, shares(50 * PSC)).await;
    let half = u(5_000) * u(10).pow(u(18));
    assert_eq!(t.locked(w.alice.address()).await, half);
}

// ---- default

/// 400 PSC in the pool, 200 drawn, 40 of deposit.
async fn lent() -> (Stakes, u64) {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    let advance = t.drawn(200 * PSC, 5_000).await;
    (t, advance)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_defaulters_second_account_buys_no_part_of_what_it_repays() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.pass(TERM).await;
    let error = || StakePools::DepositsBarred { advance };
    t.refuse(&w.stranger, &t.deposit_call(1_000 * PSC), error())
        .await;
    let mint = StakePools::mintCall {
        product,
        shares: shares(PSC),
    };
    t.refuse(&w.stranger, &mint, error()).await;
    t.repay(&w.vendor, advance, 100 * PSC).await;
    t.refuse(&w.stranger, &t.deposit_call(1_000 * PSC), error())
        .await;
    t.repay(&w.vendor, advance, 60 * PSC).await;
    // Now that it is recovered, shares cost what they are worth.
    t.deposit(&w.stranger, 1_000 * PSC).await;
    let total = t.worth(w.alice.address()).await + t.worth(w.friend.address()).await;
    assert!(total > 400 * PSC - 3, "{total}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_the_loss_to_others_when_a_default_is_near() {
    let (t, advance) = lent().await;
    let w = &t.s.g.wallets;
    let matures = t.advance(advance).await.time;
    let held = || StakePools::RedemptionsHeld {
        advance,
        maturesAt: matures,
    };
    // One second earlier they may.
    t.pass(TERM - 7 * DAY - 1).await;
    t.redeem(&w.friend, shares(PSC)).await;
    t.pass(1).await;
    t.refuse(&w.friend, &t.redeem_call(shares(PSC)), held())
        .await;
    t.send(&w.friend, &t.request_call(shares(99 * PSC))).await;
    t.refuse(&w.friend, &t.fill_call(1), held()).await;
    t.pass(7 * DAY - 1).await;
    t.refuse(&w.friend, &t.fill_call(1), held()).await;
    t.pass(1).await;
    // The loss of 160 is shared by all shares, in the queue or not.
    let cash = t.s.psc(w.friend.address()).await;
    t.send(&w.friend, &t.fill_call(1)).await;
    let got = t.s.psc(w.friend.address()).await - cash;
    assert_eq!(got, 239 * PSC * 99 / 399);
    t.leave(&w.alice).await;
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_it_is_repaid_the_week_before_maturity_holds_nobody() {
    let (t, advance) = lent().await;
    let w = &t.s.g.wallets;
    t.pass(TERM - 3 * DAY).await;
    t.send(&w.friend, &t.request_call(shares(100 * PSC))).await;
    // What is left then the deposit bears.
    t.repay(&w.vendor, advance, 160 * PSC).await;
    t.send(&w.friend, &t.fill_call(1)).await;
    t.redeem(&w.alice, shares(100 * PSC)).await;
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_redemption_does_not_outrun_a_loss() {
    let (t, _) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    // More than is idle, asked for long before: by its price of then Alice would get all that is left.
    t.send(&w.alice, &t.request_call(shares(300 * PSC))).await;
    t.pass(TERM).await;
    let cash = t.s.psc(w.alice.address()).await;
    t.send(&w.stranger, &t.fill_call(1)).await;
    assert_eq!(t.s.psc(w.alice.address()).await, cash + 180 * PSC);
    t.leave(&w.friend).await;
    assert_eq!(t.pool().await.shares, U256::ZERO);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_payee_at_the_head_holds_nobody_up() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let (alice, friend) = (w.alice.address(), w.friend.address());
    t.send(&w.alice, &t.request_call(shares(300 * PSC))).await;
    t.send(&w.friend, &t.request_call(shares(50 * PSC))).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    t.s.block(alice, true).await;
    let cash = t.s.psc(friend).await;
    let sent = t.send(&w.stranger, &t.fill_call(2)).await;
    let deferred = &events::<StakePools::PaymentDeferred>(&sent, t.at())[0];
    assert_eq!((deferred.account, deferred.amount), (alice, u(300 * PSC)));
    assert_eq!(t.s.psc(friend).await, cash + 50 * PSC);
    // Her PSS is free, and her money waits for her.
    assert_eq!(t.locked(alice).await, U256::ZERO);
    t.assert_books(&[product]).await;
    let claim = StakePools::claimForCall { account: alice };
    t.refused_as(w.stranger.address(), &claim, "AccountBlocked")
        .await;
    t.s.block(alice, false).await;
    let cash = t.s.psc(alice).await;
    t.send(&w.stranger, &claim).await;
    assert_eq!(t.s.psc(alice).await, cash + 300 * PSC);
    assert_eq!(t.credit(alice).await, 0);
    t.assert_books(&[product]).await;
}

/// A drawer whom PSC blocks has her deposit credited: the store is free all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_drawer_stops_neither_repayment_nor_release() {
    let (t, advance) = lent().await;
    let (w, vendor) = (&t.s.g.wallets, t.s.g.wallets.vendor.address());
    t.s.block(vendor, true).await;
    let sent = t.sell(10).await;
    let settled = &events::<Checkout::LineSettled>(&sent, t.s.g.checkout())[0];
    assert_eq!(settled.repayment, u(40 * PSC));
    t.repay(&w.stranger, advance, 160 * PSC).await;
    t.reclaim(advance).await;
    assert_eq!(t.credit(vendor).await, 40 * PSC);
    assert!(!t.indebted(t.s.a).await);
    t.assert_books(&[t.product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn relisting_a_product_does_not_escape_repayment() {
    let (t, advance) = lent().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let (catalog, vendor) = (g.catalog(), w.vendor.address());
    let debtor = || Catalog::AccountIndebted {
        account: vendor,
        store: t.s.a,
    };
    // The same product anew, in the same store: it repays like the first.
    let again = shop::add_product(g, &w.vendor, t.s.a, &NewProduct::default())
        .await
        .unwrap();
    let (_, sent) = t.s.order(&w.friend, &Cart::of(again, 1, t.s.a)).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, u(4 * PSC));
    // In another store of hers: she opens none,
    let open = Catalog::openStoreCall {
        payout: w.stranger.address(),
        platform: 0,
        uri: "ipfs://away".into(),
    };
    refused(g, vendor, catalog, &open, debtor()).await;
    // takes none over,
    let taken = shop::open_store(g, &w.stranger, "ipfs://straw")
        .await
        .unwrap();
    let give = |store, to| Catalog::transferStoreCall {
        store,
        newOwner: to,
    };
    act(g, &w.stranger, catalog, &give(taken, vendor)).await;
    let take = Catalog::acceptStoreCall { store: taken };
    refused(g, vendor, catalog, &take, debtor()).await;
    // and hands hers to nobody.
    refused(
        g,
        vendor,
        catalog,
        &give(t.s.a, w.stranger.address()),
        debtor(),
    )
    .await;
    // Nor is the debt the less for another place of payment.
    let call = Catalog::setStoreCall {
        store: t.s.a,
        payout: w.stranger.address(),
        platform: 0,
        uri: "ipfs://a".into(),
    };
    act(g, &w.vendor, catalog, &call).await;
    let (_, sent) = t.s.order(&w.friend, &Cart::of(again, 1, t.s.a)).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, u(4 * PSC));
    // Only the pools say who is in debt.
    let free = Catalog::setIndebtedCall {
        store: t.s.a,
        indebted: false,
    };
    let error = Catalog::NotStakePools { account: vendor };
    refused(g, vendor, catalog, &free, error).await;
    // In default, and written off, she owes on.
    t.pass(TERM).await;
    t.write_off(advance).await;
    refused(g, vendor, catalog, &open, debtor()).await;
    let (_, sent) = t.s.order(&w.friend, &Cart::of(again, 1, t.s.a)).await;
    let settled = &events::<Checkout::LineSettled>(&sent, g.checkout())[0];
    assert_eq!(settled.repayment, u(4 * PSC));
    // Repaid and closed, she is free.
    t.repay(&w.stranger, advance, u64::MAX).await;
    t.reclaim(advance).await;
    act(g, &w.vendor, catalog, &open).await;
    act(g, &w.vendor, catalog, &give(t.s.a, w.stranger.address())).await;
    t.assert_books(&[t.product]).await;
}

/// A store that she opened before is no way out either: new products go into the store that repays.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_store_takes_no_product_of_an_indebted_owner() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let second = shop::open_store(g, &w.vendor, "ipfs://second")
        .await
        .unwrap();
    t.deposit(&w.alice, 400 * PSC).await;
    t.drawn(200 * PSC, 5_000).await;
    let add = shop::add_product(g, &w.vendor, second, &NewProduct::default()).await;
    let words = format!("{:#}", add.unwrap_err());
    assert!(words.contains("AccountIndebted"), "{words}");
}

/// Nor does what was in an older store become what the advance was for.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_store_is_not_refilled_by_an_indebted_owner() {
    let t = Stakes::open().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let (vendor, store) = (w.vendor.address(), t.s.a);
    let second = shop::open_store(g, &w.vendor, "ipfs://second")
        .await
        .unwrap();
    let product = shop::add_product(g, &w.vendor, second, &NewProduct::default())
        .await
        .unwrap();
    t.deposit(&w.alice, 400 * PSC).await;
    let advance = t.drawn(200 * PSC, 5_000).await;
    let content = |product| Catalog::setContentCall {
        product,
        contentHash: word(5),
        uri: "ipfs://the-same".into(),
    };
    let restock = |product| Catalog::restockCall { product, units: 9 };
    let error = || Catalog::AccountIndebted {
        account: vendor,
        store,
    };
    refused(g, vendor, g.catalog(), &content(product), error()).await;
    refused(g, vendor, g.catalog(), &restock(product), error()).await;
    // The store that repays goes on, and so does the other once all is repaid.
    act(g, &w.vendor, g.catalog(), &content(t.product)).await;
    act(g, &w.vendor, g.catalog(), &restock(t.product)).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    t.reclaim(advance).await;
    act(g, &w.vendor, g.catalog(), &content(product)).await;
    act(g, &w.vendor, g.catalog(), &restock(product)).await;
}

/// Shares that are worth less than a unit still free the PSS that is locked for them.
#[tokio::test(flavor = "multi_thread")]
async fn worthless_shares_still_free_their_pss() {
    let t = Stakes::open().await;
    let (w, account) = (&t.s.g.wallets, t.s.g.wallets.alice.address());
    t.deposit(&w.alice, 1).await;
    assert_eq!(t.locked(account).await, u(LOCK));
    let sent = t.redeem(&w.alice, shares(1) - u(1)).await;
    let left = &events::<StakePools::Withdraw>(&sent, t.at())[0];
    assert_eq!(left.assets, U256::ZERO);
    assert!(t.locked(account).await > U256::ZERO);
    t.leave(&w.alice).await;
    assert_eq!(t.locked(account).await, U256::ZERO);
    t.assert_books(&[t.product]).await;
}

/// The queue is for those who cannot leave: nobody shuts the way out by queueing what he could redeem.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_shuts_the_way_out_by_queueing() {
    let (t, advance) = lent().await;
    let w = &t.s.g.wallets;
    let call = t.request_call(shares(50 * PSC));
    t.refused_as(w.friend.address(), &call, "NoNeedToQueue")
        .await;
    t.redeem(&w.alice, shares(200 * PSC)).await;
    // Nothing is idle now.
    t.send(&w.friend, &call).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    t.send(&w.alice, &t.fill_call(1)).await;
    t.redeem(&w.alice, shares(100 * PSC)).await;
}

/// A sale settles whatever state its product's pool and its store's advance are in.
#[tokio::test(flavor = "multi_thread")]
async fn no_state_of_a_pool_stops_a_sale() {
    let (t, advance) = lent().await;
    let (g, w) = (&t.s.g, &t.s.g.wallets);
    let sells = async || {
        let sent = t.sell(1).await;
        let e = events::<Checkout::LineSettled>(&sent, g.checkout()).remove(0);
        let sum = e.cashback + e.stakeShare + e.groups + e.repayment + e.toVendor;
        assert_eq!(sum, e.gross);
        t.s.assert_checkout_holds(0).await;
        t.assert_books(&[t.product]).await;
    };
    sells().await;
    t.send(&w.alice, &t.request_call(shares(300 * PSC))).await;
    sells().await;
    t.pass(TERM - 1).await;
    sells().await;
    t.pass(1).await;
    sells().await;
    t.send(&w.alice, &t.fill_call(9)).await;
    t.leave(&w.friend).await;
    sells().await;
    t.write_off(advance).await;
    sells().await;
    t.repay(&w.vendor, advance, u64::MAX).await;
    sells().await;
    t.reclaim(advance).await;
    sells().await;
}

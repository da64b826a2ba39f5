//! The offer pool on its real wasm: rewards are escrowed, reserved, paid, restored and returned.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use productshare_abi::{Catalog, Checkout, OfferPool, Psc};
use world::shop::{self, Cart, NewProduct, logged};
use world::solidity::{MoodyAsset, ReenteringAsset, TestAsset};

use crate::commerce::*;
use crate::contracts::*;

impl Shop {
    /// Units left and reserved of an offer, and whether it is open.
    async fn offer(&self, id: u64) -> (u64, u64, bool) {
        let offer = read(&self.g, self.g.offer_pool(), &OfferPool::offerCall { id }).await;
        (offer.unitsLeft, offer.unitsReserved, offer.open)
    }

    async fn reward_credit(&self, token: Address, account: Address) -> U256 {
        let call = OfferPool::creditCall { token, account };
        read(&self.g, self.g.offer_pool(), &call).await
    }

    /// An odd token that rewards may be paid in, of which the vendor has a million units.
    async fn odd_token(&self, contract: &str) -> Address {
        let (g, w) = (&self.g, &self.g.wallets);
        let token = g.deploy_solidity(contract, &()).await.unwrap();
        let mint = TestAsset::mintCall {
            to: w.vendor.address(),
            value: u(1_000_000),
        };
        act(g, &w.vendor, token, &mint).await;
        let allow = OfferPool::allowTokenCall {
            token,
            allowed: true,
        };
        act(g, &w.owner, g.offer_pool(), &allow).await;
        token
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rewards_go_to_who_sold_and_come_back_from_refunds() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (pool, vendor) = (g.offer_pool(), w.vendor.address());
    shop::fund(g, &w.vendor, 100 * PSC).await.unwrap();
    let stakes = U256::from(10).pow(U256::from(18));
    let give = TestAsset::transferCall {
        to: vendor,
        value: stakes * u(100),
    };
    act(g, &w.treasury, g.pss(), &give).await;
    let (direct, held) = (s.product(NewProduct::default()).await, s.held().await);
    let in_psc = shop::post_offer(g, &w.vendor, direct, g.psc(), u(500_000), 10)
        .await
        .unwrap();
    let in_pss = shop::post_offer(g, &w.vendor, held, g.pss(), stakes, 20)
        .await
        .unwrap();
    assert_eq!(s.psc(pool).await, 5 * PSC);
    assert_eq!(balance(g, g.pss(), pool).await, stakes * u(20));

    // Sold by store B and settled at once: the reward is beside the price, not out of it.
    let before = s.all().await;
    let (_, sent) = s.order(&w.alice, &Cart::of(direct, 2, s.b)).await;
    assert_eq!(
        events::<OfferPool::RewardPaid>(&sent, pool),
        [OfferPool::RewardPaid {
            offer: in_psc,
            to: w.reseller.address(),
            units: 2,
            amount: u(PSC)
        }]
    );
    let after = s.all().await;
    assert_eq!(
        (after[3] - before[3], after[4] - before[4]),
        (16 * PSC, PSC)
    );
    assert_eq!(s.offer(in_psc).await, (8, 0, true));
    // The vendor's own sale earns nobody a reward.
    s.order(&w.alice, &Cart::of(direct, 1, s.a)).await;
    assert_eq!(s.offer(in_psc).await, (8, 0, true));
    // More units than rewards: the rest is sold without.
    let (_, sent) = s.order(&w.alice, &Cart::of(direct, 11, s.b)).await;
    let placed = logged::<Checkout::LinePlaced>(&sent, g.checkout()).unwrap();
    assert_eq!((placed.offer, placed.reserved), (in_psc, 8));
    assert_eq!(s.psc(w.reseller.address()).await, 5 * PSC);

    // Held: reserved, and paid for what stays sold.
    let cart = Cart::of(held, 5, s.b).and(held, 3, s.b);
    let (order, _) = s.order(&w.alice, &cart).await;
    assert_eq!(s.offer(in_pss).await, (12, 8, true));
    s.refund(order, 0, 2).await;
    assert_eq!(s.offer(in_pss).await, (14, 6, true));
    // Revoked: the rest returns at once, the reserved stays reserved; listings are closed on demand.
    let revoke = |close_listings| OfferPool::revokeCall {
        product: held,
        closeListings: close_listings,
    };
    let reseller = w.reseller.address();
    let error = Catalog::NotStoreOwner {
        store: s.a,
        account: reseller,
    };
    refused(g, reseller, pool, &revoke(false), error).await;
    act(g, &w.vendor, pool, &revoke(true)).await;
    assert_eq!(s.offer(in_pss).await, (0, 6, false));
    assert_eq!(balance(g, g.pss(), vendor).await, stakes * u(94));
    let error = OfferPool::NoOffer { product: held };
    refused(g, vendor, pool, &revoke(false), error).await;
    let error = Catalog::NotOpenToListings { product: held };
    refused(
        g,
        w.alice.address(),
        g.checkout(),
        &Cart::of(held, 1, s.b).order(),
        error,
    )
    .await;
    act(g, &w.alice, g.checkout(), &confirm(order, &[0])).await;
    assert_eq!(balance(g, g.pss(), reseller).await, stakes * u(3));
    // A refund after the offer is gone: the reward goes back to the vendor.
    let sent = s.refund(order, 1, 3).await;
    let returned = logged::<OfferPool::UnitsReturned>(&sent, pool).unwrap();
    assert_eq!(
        (returned.to, returned.units, returned.reserved),
        (vendor, 3, true)
    );
    assert_eq!(balance(g, g.pss(), vendor).await, stakes * u(97));
    assert_eq!(s.offer(in_pss).await, (0, 0, false));
    assert_eq!(balance(g, g.pss(), pool).await, U256::ZERO);
    assert_eq!(s.psc(pool).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn rewards_never_exceed_the_stock() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (pool, vendor) = (g.offer_pool(), w.vendor.address());
    shop::fund(g, &w.vendor, 100 * PSC).await.unwrap();
    let product = NewProduct {
        inventory: 10,
        ..NewProduct::default()
    };
    let product = s.product(product).await;
    let approve = Psc::approveCall {
        spender: pool,
        value: U256::MAX,
    };
    act(g, &w.vendor, g.psc(), &approve).await;
    let post = |units| OfferPool::postCall {
        product,
        token: g.psc(),
        rewardPerUnit: u(PSC),
        units,
    };
    let error = OfferPool::UnitsExceedStock {
        units: 11,
        stock: 10,
    };
    refused(g, vendor, pool, &post(11), error).await;
    let reseller = w.reseller.address();
    let error = Catalog::NotStoreOwner {
        store: s.a,
        account: reseller,
    };
    refused(g, reseller, pool, &post(1), error).await;
    refused(g, vendor, pool, &post(0), OfferPool::ZeroUnits {}).await;
    act(g, &w.vendor, pool, &post(6)).await;
    refused(
        g,
        vendor,
        pool,
        &post(1),
        OfferPool::OfferOpen { product, offer: 1 },
    )
    .await;
    let top_up = |units| OfferPool::topUpCall { product, units };
    let error = OfferPool::UnitsExceedStock {
        units: 11,
        stock: 10,
    };
    refused(g, vendor, pool, &top_up(5), error).await;
    act(g, &w.vendor, pool, &top_up(4)).await;
    assert_eq!(
        (s.offer(1).await, s.psc(vendor).await),
        ((10, 0, true), 90 * PSC)
    );

    // She sells two herself, then takes three off the shelf: five rewards come back.
    s.order(&w.alice, &Cart::of(product, 2, s.a)).await;
    assert_eq!(
        (s.offer(1).await, s.psc(vendor).await),
        ((8, 0, true), 108 * PSC)
    );
    let unstock = Catalog::unstockCall { product, units: 3 };
    act(g, &w.vendor, g.catalog(), &unstock).await;
    assert_eq!(
        (s.offer(1).await, s.psc(vendor).await),
        ((5, 0, true), 111 * PSC)
    );
    // New stock brings no new rewards.
    act(
        g,
        &w.vendor,
        g.catalog(),
        &Catalog::restockCall { product, units: 50 },
    )
    .await;
    assert_eq!(s.offer(1).await, (5, 0, true));
    assert_eq!(s.psc(pool).await, 5 * PSC);
    // Only commerce itself reserves, pays and restores.
    let alice = w.alice.address();
    let not = || OfferPool::NotCheckout { account: alice };
    let pay = OfferPool::payCall {
        lines: vec![U256::from_limbs([1, 5, 0, 0])],
        payees: vec![alice],
    };
    refused(g, alice, pool, &pay, not()).await;
    let reserve = OfferPool::reserveCall {
        lines: vec![U256::from_limbs([product, 5, 0, 0])],
        vendors: vec![alice],
    };
    refused(g, alice, pool, &reserve, not()).await;
    let restore = OfferPool::restoreCall {
        offer: 1,
        units: 5,
        vendor: alice,
    };
    refused(g, alice, pool, &restore, not()).await;
    let sync = OfferPool::syncStockCall {
        product,
        stock: 0,
        vendor: alice,
    };
    refused(
        g,
        alice,
        pool,
        &sync,
        OfferPool::NotCatalog { account: alice },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_tokens_harm_nobody_but_those_they_would_pay() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (pool, vendor, reseller) = (g.offer_pool(), w.vendor.address(), w.reseller.address());
    let product = s.product(NewProduct::default()).await;
    // Nothing arrives in full, or nothing at all, or the DAO never allowed it.
    let refusals = [
        ("FeeOnTransferAsset", "TokenAmountMismatch"),
        ("FalseAsset", "TokenCallFailed"),
    ];
    for (contract, error) in refusals {
        let token = s.odd_token(contract).await;
        let posted = shop::post_offer(g, &w.vendor, product, token, u(1_000), 10).await;
        let error_is = format!("{:#}", posted.unwrap_err());
        assert!(error_is.contains(error), "{error_is}");
    }
    let unknown = OfferPool::postCall {
        product,
        token: g.asset,
        rewardPerUnit: u(1),
        units: 1,
    };
    let error = OfferPool::TokenNotAllowed { token: g.asset };
    refused(g, vendor, pool, &unknown, error).await;
    let owner = w.owner.address();
    let never = OfferPool::allowTokenCall {
        token: g.psc(),
        allowed: false,
    };
    refused(
        g,
        owner,
        pool,
        &never,
        OfferPool::TokenAlwaysAllowed { token: g.psc() },
    )
    .await;

    // A token that is fine when escrowed, and then reverts, lies, burns all gas or answers at length.
    let moody = s.odd_token("MoodyAsset").await;
    shop::post_offer(g, &w.vendor, product, moody, u(1_000), 50)
        .await
        .unwrap();
    let mut owed = 0;
    for mood in 1..=3u8 {
        act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood }).await;
        let before = s.psc(vendor).await;
        let (_, sent) = s.order(&w.alice, &Cart::of(product, 1, s.b)).await;
        owed += 1_000;
        let deferred = OfferPool::PaymentDeferred {
            token: moody,
            account: reseller,
            amount: u(1_000),
        };
        assert_eq!(
            events::<OfferPool::PaymentDeferred>(&sent, pool),
            [deferred]
        );
        assert_eq!(s.psc(vendor).await, before + 8 * PSC);
        assert_eq!(s.reward_credit(moody, reseller).await, u(owed));
    }
    let claim = OfferPool::claimForCall {
        token: moody,
        account: reseller,
    };
    act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood: 2 }).await;
    let error = OfferPool::TokenCallFailed { token: moody };
    refused(g, w.stranger.address(), pool, &claim, error).await;
    act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood: 4 }).await;
    s.order(&w.alice, &Cart::of(product, 1, s.b)).await;
    let paid = balance(g, moody, reseller).await + s.reward_credit(moody, reseller).await;
    assert_eq!(paid, u(4_000));
    act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood: 0 }).await;
    act(g, &w.stranger, pool, &claim).await;
    assert_eq!(balance(g, moody, reseller).await, u(4_000));
    let error = OfferPool::NothingToClaim { account: reseller };
    refused(g, reseller, pool, &claim, error).await;
    let revoke = OfferPool::revokeCall {
        product,
        closeListings: false,
    };
    act(g, &w.vendor, pool, &revoke).await;
    assert_eq!(balance(g, moody, vendor).await, u(996_000));
    assert_eq!(balance(g, moody, pool).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reward_token_that_calls_back_changes_nothing() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (pool, at, held) = (g.offer_pool(), g.checkout(), s.held().await);
    let (vendor, reseller) = (w.vendor.address(), w.reseller.address());
    let product = s.product(NewProduct::default()).await;
    let token = s.odd_token("ReenteringAsset").await;
    shop::post_offer(g, &w.vendor, held, token, u(1_000), 50)
        .await
        .unwrap();
    let cart = Cart::of(held, 1, s.b)
        .and(held, 1, s.b)
        .and(held, 1, s.b)
        .and(held, 1, s.b);
    let (order, _) = s.order(&w.alice, &cart).await;
    // What a call from within could get, were it let in: a second line, and payments that wait.
    let moody = s.odd_token("MoodyAsset").await;
    shop::post_offer(g, &w.vendor, product, moody, u(1_000), 50)
        .await
        .unwrap();
    act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood: 1 }).await;
    s.block(vendor, true).await;
    s.order(&w.friend, &Cart::of(product, 1, s.b)).await;
    s.block(vendor, false).await;
    act(g, &w.stranger, moody, &MoodyAsset::setMoodCall { mood: 0 }).await;
    wait(g, HOLD + 60).await;
    let claims = [
        OfferPool::claimForCall {
            token: moody,
            account: reseller,
        }
        .abi_encode(),
        Checkout::claimForCall { account: vendor }.abi_encode(),
    ];
    let [of_pool, of_checkout] = claims;
    let targets = [
        (at, release(order, 3).abi_encode()),
        (pool, of_pool),
        (at, of_checkout),
    ];
    for (line, (target, data)) in (0..).zip(targets) {
        let arm = ReenteringAsset::armCall {
            target,
            data: data.clone().into(),
        };
        act(g, &w.stranger, token, &arm).await;
        let before = s.psc(vendor).await;
        s.release(order, line).await;
        assert!(read(g, token, &ReenteringAsset::triedCall {}).await);
        assert!(!read(g, token, &ReenteringAsset::outcomeCall {}).await);
        assert_eq!(s.psc(vendor).await - before, 8 * PSC);
        assert_eq!(
            balance(g, token, reseller).await,
            u(1_000 * (u64::from(line) + 1))
        );
        // From outside the same call is answered.
        g.client
            .simulate(w.stranger.address(), target, data.into())
            .await
            .unwrap();
    }
    s.assert_checkout_holds(18 * PSC).await;
    assert_eq!(s.reward_credit(moody, reseller).await, u(1_000));
}

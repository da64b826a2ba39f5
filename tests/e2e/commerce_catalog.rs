//! The catalog on its real wasm: one stock behind all stores, and who may say what of it.

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Checkout};
use world::shop::{self, Cart, NewProduct, logged};

use crate::commerce::*;
use crate::contracts::*;

impl Shop {
    async fn live(&self, product: u64, store: u64) -> bool {
        let call = Catalog::isLiveCall { product, store };
        read(&self.g, self.g.catalog(), &call).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_unit_takes_the_product_out_of_every_store() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let catalog = g.catalog();
    let held = NewProduct {
        inventory: 3,
        hold_secs: HOLD,
        ..NewProduct::default()
    };
    let product = s.product(held).await;
    assert!(s.live(product, s.a).await && s.live(product, s.b).await);
    // Two lines of one cart count together.
    let error = Catalog::OutOfStock {
        product,
        requested: 2,
        available: 1,
    };
    let both = Cart::of(product, 2, s.a).and(product, 2, s.b).order();
    refused(g, w.alice.address(), g.checkout(), &both, error).await;
    let (order, sent) = s
        .order(&w.alice, &Cart::of(product, 1, s.a).and(product, 2, s.b))
        .await;
    assert_eq!(
        events::<Catalog::SoldOut>(&sent, catalog),
        [Catalog::SoldOut { product }]
    );
    assert!(!s.live(product, s.a).await && !s.live(product, s.b).await);
    for via in [s.a, s.b] {
        let error = Catalog::OutOfStock {
            product,
            requested: 1,
            available: 0,
        };
        let cart = Cart::of(product, 1, via).order();
        refused(g, w.friend.address(), g.checkout(), &cart, error).await;
    }
    let sent = s.refund(order, 1, 1).await;
    assert_eq!(
        events::<Catalog::BackInStock>(&sent, catalog),
        [Catalog::BackInStock { product }]
    );
    assert!(s.live(product, s.a).await && s.live(product, s.b).await);
    let unstock = |units| Catalog::unstockCall { product, units };
    let error = Catalog::OutOfStock {
        product,
        requested: 2,
        available: 1,
    };
    refused(g, w.vendor.address(), catalog, &unstock(2), error).await;
    let sent = act(g, &w.vendor, catalog, &unstock(1)).await;
    assert_eq!(
        events::<Catalog::SoldOut>(&sent, catalog),
        [Catalog::SoldOut { product }]
    );
    let sent = act(
        g,
        &w.vendor,
        catalog,
        &Catalog::restockCall { product, units: 7 },
    )
    .await;
    let changed = logged::<Catalog::StockChanged>(&sent, catalog).unwrap();
    assert_eq!(
        changed,
        Catalog::StockChanged {
            product,
            inventory: 7
        }
    );
    assert_eq!(events::<Catalog::BackInStock>(&sent, catalog).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_sell_what_they_may_and_nothing_else() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (catalog, checkout) = (g.catalog(), g.checkout());
    let (alice, vendor, reseller) = (w.alice.address(), w.vendor.address(), w.reseller.address());
    let product = shop::add_product(g, &w.vendor, s.a, &NewProduct::default())
        .await
        .unwrap();
    let order = |via| Cart::of(product, 1, via).order();
    let not_listed = || Catalog::NotListed {
        product,
        store: s.b,
    };
    refused(g, alice, checkout, &order(s.b), not_listed()).await;
    refused(
        g,
        alice,
        checkout,
        &order(0),
        Catalog::UnknownStore { store: 0 },
    )
    .await;
    refused(
        g,
        alice,
        checkout,
        &order(9),
        Catalog::UnknownStore { store: 9 },
    )
    .await;
    let list = |store| Catalog::listCall { store, product };
    let error = Catalog::NotStoreOwner {
        store: s.b,
        account: alice,
    };
    refused(g, alice, catalog, &list(s.b), error).await;
    let error = Catalog::OwnProduct {
        product,
        store: s.a,
    };
    refused(g, vendor, catalog, &list(s.a), error).await;
    act(g, &w.reseller, catalog, &list(s.b)).await;
    let error = Catalog::AlreadyListed {
        product,
        store: s.b,
    };
    refused(g, reseller, catalog, &list(s.b), error).await;
    s.order(&w.alice, &Cart::of(product, 1, s.b)).await;
    // Closed to listings: they rest. Inactive: nobody sells it.
    let open = |open| Catalog::setOpenToListingsCall { product, open };
    act(g, &w.vendor, catalog, &open(false)).await;
    refused(
        g,
        alice,
        checkout,
        &order(s.b),
        Catalog::NotOpenToListings { product },
    )
    .await;
    s.order(&w.alice, &Cart::of(product, 1, s.a)).await;
    act(g, &w.vendor, catalog, &open(true)).await;
    s.order(&w.alice, &Cart::of(product, 1, s.b)).await;
    act(
        g,
        &w.vendor,
        catalog,
        &Catalog::setActiveCall {
            product,
            active: false,
        },
    )
    .await;
    refused(
        g,
        alice,
        checkout,
        &order(s.a),
        Catalog::NotActive { product },
    )
    .await;
    act(
        g,
        &w.vendor,
        catalog,
        &Catalog::setActiveCall {
            product,
            active: true,
        },
    )
    .await;
    act(
        g,
        &w.reseller,
        catalog,
        &Catalog::unlistCall {
            store: s.b,
            product,
        },
    )
    .await;
    refused(g, alice, checkout, &order(s.b), not_listed()).await;
    refused(
        g,
        alice,
        checkout,
        &Cart::of(product, 0, s.a).order(),
        Catalog::ZeroQuantity {},
    )
    .await;
    let error = Catalog::UnknownProduct { product: 9 };
    refused(g, alice, checkout, &Cart::of(9, 1, s.a).order(), error).await;
    // Terms beyond their bounds, and other people's products.
    let terms = |profit, cashback, stake, hold| Catalog::setTermsCall {
        product,
        profitBps: profit,
        cashbackBps: cashback,
        stakeBps: stake,
        holdSecs: hold,
        cause: 0,
    };
    let error = Catalog::ProfitOutOfBounds {
        profitBps: 9_941,
        max: 9_940,
    };
    refused(g, vendor, catalog, &terms(9_941, 0, 0, 0), error).await;
    let error = Catalog::SharesOutOfBounds {
        cashbackBps: 6_000,
        stakeBps: 4_001,
    };
    refused(g, vendor, catalog, &terms(1, 6_000, 4_001, 0), error).await;
    let error = Catalog::HoldOutOfBounds {
        secs: 90 * DAY + 1,
        max: 90 * DAY,
    };
    refused(g, vendor, catalog, &terms(1, 0, 0, 90 * DAY + 1), error).await;
    // A held line keeps 24 bits of its cause.
    let error = Catalog::ValueTooLarge {
        value: u(1 << 24),
        max: u((1 << 24) - 1),
    };
    let far = Catalog::setTermsCall {
        cause: 1 << 24,
        ..terms(1, 0, 0, 0)
    };
    refused(g, vendor, catalog, &far, error).await;
    let error = Catalog::NotStoreOwner {
        store: s.a,
        account: reseller,
    };
    refused(g, reseller, catalog, &terms(1, 0, 0, 0), error).await;
    let price = Catalog::setPriceCall {
        product,
        price: U256::ZERO,
    };
    refused(g, vendor, catalog, &price, Catalog::ZeroPrice {}).await;
    // The stock is moved by nobody but the checkout.
    let take = Catalog::takeCall {
        lines: vec![U256::from_limbs([product, s.a, 1, 1])],
    };
    refused(
        g,
        vendor,
        catalog,
        &take,
        Catalog::NotCheckout { account: vendor },
    )
    .await;
    let restore = Catalog::restoreCall { product, units: 1 };
    refused(
        g,
        vendor,
        catalog,
        &restore,
        Catalog::NotCheckout { account: vendor },
    )
    .await;
    let offer = Catalog::openOfferCall {
        product,
        account: vendor,
    };
    refused(
        g,
        vendor,
        catalog,
        &offer,
        Catalog::NotOfferPool { account: vendor },
    )
    .await;
    assert_eq!(s.stock(product).await, 97);
}

#[tokio::test(flavor = "multi_thread")]
async fn payouts_follow_the_store_also_for_what_is_held() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let (catalog, treasury) = (g.catalog(), w.stranger.address());
    let product = s.held().await;
    let (order, sent) = s
        .order(&w.alice, &Cart::of(product, 1, s.a).and(product, 1, s.a))
        .await;
    assert_eq!(
        events::<Checkout::LinePlaced>(&sent, g.checkout())[0].platform,
        0
    );
    let set = Catalog::setStoreCall {
        store: s.a,
        payout: treasury,
        platform: 5,
        uri: "ipfs://moved".into(),
    };
    act(g, &w.vendor, catalog, &set).await;
    act(g, &w.alice, g.checkout(), &confirm(order, &[0])).await;
    assert_eq!(s.psc(treasury).await, 8 * PSC);
    let (_, sent) = s.order(&w.alice, &Cart::of(product, 1, s.a)).await;
    assert_eq!(
        events::<Checkout::LinePlaced>(&sent, g.checkout())[0].platform,
        5
    );
    // A new owner has all of it from now on: payments, refunds, the sales' share of the profit.
    let transfer = |new_owner| Catalog::transferStoreCall {
        store: s.a,
        newOwner: new_owner,
    };
    let alice = w.alice.address();
    let error = Catalog::NotStoreOwner {
        store: s.a,
        account: alice,
    };
    refused(g, alice, catalog, &transfer(alice), error).await;
    // Nobody is given a store unasked, and an offer can be taken back.
    let accept = Catalog::acceptStoreCall { store: s.a };
    let not_offered = |account| Catalog::NotNewOwner {
        store: s.a,
        account,
    };
    act(g, &w.vendor, catalog, &transfer(alice)).await;
    let (reseller, vendor) = (w.reseller.address(), w.vendor.address());
    refused(g, reseller, catalog, &accept, not_offered(reseller)).await;
    act(g, &w.vendor, catalog, &transfer(Address::ZERO)).await;
    refused(g, alice, catalog, &accept, not_offered(alice)).await;
    let sent = act(g, &w.vendor, catalog, &transfer(reseller)).await;
    let started = logged::<Catalog::StoreTransferStarted>(&sent, catalog).unwrap();
    assert_eq!((started.owner, started.newOwner), (vendor, reseller));
    let pending = Catalog::pendingStoreOwnerCall { store: s.a };
    assert_eq!(read(g, catalog, &pending).await, reseller);
    act(g, &w.reseller, catalog, &accept).await;
    assert_eq!(read(g, catalog, &pending).await, Address::ZERO);
    refused(g, reseller, catalog, &accept, not_offered(reseller)).await;
    let refund = Checkout::refundCall {
        order,
        line: 1,
        units: 1,
    };
    let vendor = w.vendor.address();
    refused(
        g,
        vendor,
        g.checkout(),
        &refund,
        Checkout::NotVendor { account: vendor },
    )
    .await;
    act(g, &w.alice, g.checkout(), &confirm(order, &[1])).await;
    assert_eq!(s.psc(w.reseller.address()).await, 8 * PSC);
}

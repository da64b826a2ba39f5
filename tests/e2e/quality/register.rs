//! Platforms, experts, their bonds and models, and the products that are enrolled.

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Checkout, Cycles, Quality};
use world::shop::{self, Cart, NewProduct};

use super::*;

const NOTICE: u64 = 60 * DAY;
const PLATFORM_BOND: u64 = 1_000 * PSC;
const EXPERT_BOND: u64 = 100 * PSC;

#[tokio::test(flavor = "multi_thread")]
async fn platforms_put_a_bond_down_and_get_it_back_sixty_days_after_their_notice() {
    let n = Net::without_power().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let platform = n.platform;
    let of = |platform| Quality::platformCall { platform };
    let is = n.ask(&of(platform)).await;
    assert_eq!(
        (is.owner, is.payout, is.bond, is.leavesAt, is.active),
        (
            w.relayer.address(),
            w.locker.address(),
            u(PLATFORM_BOND),
            0,
            true
        )
    );
    assert_eq!(n.psc(g.quality()).await, PLATFORM_BOND + EXPERT_BOND);
    let nowhere = Quality::registerPlatformCall {
        payout: Address::ZERO,
        uri: String::new(),
    };
    n.refuse(&w.alice, &nowhere, Quality::ZeroAddress {}).await;
    let set = Quality::setPlatformCall {
        platform,
        payout: w.forest.address(),
        uri: "ipfs://other".into(),
    };
    let error = Quality::NotPlatformOwner {
        platform,
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &set, error).await;
    n.send(&w.relayer, &set).await;
    let top_up = |platform, amount| Quality::topUpPlatformCall {
        platform,
        amount: u(amount),
    };
    n.refuse(&w.alice, &top_up(platform, 0), Quality::ZeroAmount {})
        .await;
    let error = Quality::UnknownPlatform { platform: 9 };
    n.refuse(&w.alice, &top_up(9, 1), error).await;
    n.send(&w.alice, &top_up(platform, PSC)).await;

    // Raised by the DAO: who has too little is not active, and earns nothing.
    let raise = |platform, expert| Quality::setParametersCall {
        platformBond: u(platform),
        expertBond: u(expert),
        minFeeBps: 100,
        maxFeeBps: 3_000,
    };
    n.send(&w.owner, &raise(2_000 * PSC, EXPERT_BOND)).await;
    assert!(!n.ask(&of(platform)).await.active);
    let product = n.product().await;
    n.buy(&w.alice, product, 1).await;
    let waiting = Cycles::platformCall { platform };
    assert_eq!(n.ask(&waiting).await.waiting, U256::ZERO);
    n.send(&w.alice, &top_up(platform, 999 * PSC)).await;
    n.buy(&w.alice, product, 1).await;
    assert_eq!(n.ask(&waiting).await.waiting, u(6 * PSC));

    let notice = Quality::givePlatformNoticeCall { platform };
    let take = Quality::takePlatformBondCall { platform };
    let nothing = || Quality::NothingToTakeBack {
        kind: 0,
        number: platform,
    };
    n.refuse(&w.relayer, &take, nothing()).await;
    n.send(&w.relayer, &notice).await;
    let leaves_at = g.client.now().await.unwrap() + NOTICE;
    let error = || Quality::Leaving {
        kind: 0,
        number: platform,
        leavesAt: leaves_at,
    };
    n.refuse(&w.relayer, &notice, error()).await;
    n.refuse(&w.alice, &top_up(platform, 1), error()).await;
    n.buy(&w.alice, product, 1).await;
    assert_eq!(n.ask(&waiting).await.waiting, u(6 * PSC));
    wait(g, NOTICE - 1).await;
    n.refuse(&w.relayer, &take, nothing()).await;
    wait(g, 1).await;
    let before = n.psc(w.relayer.address()).await;
    n.send(&w.relayer, &take).await;
    assert_eq!(n.psc(w.relayer.address()).await - before, 2_000 * PSC);
    n.refuse(&w.relayer, &take, nothing()).await;
    // What it earned before is its all the same.
    n.close(0).await;
    let before = n.psc(w.forest.address()).await;
    n.send(&w.alice, &Cycles::claimPlatformCall { platform })
        .await;
    assert_eq!(n.psc(w.forest.address()).await - before, 6 * PSC);
}

#[tokio::test(flavor = "multi_thread")]
async fn experts_have_one_number_at_a_time() {
    let n = Net::without_power().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let (expert, account) = (n.expert, w.issuer.address());
    let register = Quality::registerExpertCall { uri: String::new() };
    let error = Quality::AlreadyExpert { account, expert };
    n.refuse(&w.issuer, &register, error).await;
    let error = Quality::NotExpert {
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &model(), error).await;
    // Below the least bond nothing is earned, as of platforms.
    let product = n.product().await;
    let line = U256::from_limbs([product, n.platform, 0, 0]);
    let lines = vec![line];
    let earners = Quality::earnersCall { lines };
    let earner = |expert| vec![U256::from_limbs([expert, n.platform, 0, 0])];
    assert_eq!(n.ask(&earners).await, earner(expert));
    let least = |expert_bond: u64| Quality::setParametersCall {
        platformBond: u(PLATFORM_BOND),
        expertBond: u(expert_bond),
        minFeeBps: 100,
        maxFeeBps: 3_000,
    };
    n.send(&w.owner, &least(EXPERT_BOND + 1)).await;
    assert_eq!(n.ask(&earners).await, earner(0));
    let amount = u(1);
    n.send(&w.alice, &Quality::topUpExpertCall { expert, amount })
        .await;
    assert_eq!(n.ask(&earners).await, earner(expert));
    n.send(&w.owner, &least(EXPERT_BOND)).await;
    n.send(&w.issuer, &Quality::giveExpertNoticeCall { expert })
        .await;
    let product = NewProduct::default();
    let id = shop::add_product(g, &w.vendor, n.a, &product)
        .await
        .unwrap();
    let error = Quality::ModelClosed { model: n.model };
    n.refuse(&w.vendor, &n.enrolment(id, FEE_BPS), error).await;
    let leaves_at = g.client.now().await.unwrap() + NOTICE;
    let error = Quality::Leaving {
        kind: 1,
        number: expert,
        leavesAt: leaves_at,
    };
    n.refuse(&w.issuer, &model(), error).await;
    assert_eq!(n.register_expert(&w.issuer).await, expert + 1);
    n.publish(&w.issuer).await;
    wait(g, NOTICE).await;
    let take = |expert| Quality::takeExpertBondCall { expert };
    n.send(&w.issuer, &take(expert)).await;
    let error = Quality::NothingToTakeBack {
        kind: 1,
        number: expert + 1,
    };
    n.refuse(&w.issuer, &take(expert + 1), error).await;
    assert_eq!(n.psc(g.quality()).await, PLATFORM_BOND + EXPERT_BOND);
    // Nobody but arbitration and statements takes from bonds, and nobody but the owner sets their least.
    for who in [&w.owner, &w.issuer] {
        let slash = Quality::slashPlatformCall {
            platform: n.platform,
            amount: u(1),
            to: who.address(),
        };
        let error = Quality::NotAllowed {
            account: who.address(),
        };
        n.refuse(who, &slash, error).await;
    }
    let set = |platform, min, max| Quality::setParametersCall {
        platformBond: u(platform),
        expertBond: u(1),
        minFeeBps: min,
        maxFeeBps: max,
    };
    let error = Quality::OwnableUnauthorizedAccount {
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &set(1, 1, 1), error).await;
    n.refuse(&w.owner, &set(0, 1, 1), Quality::ZeroAmount {})
        .await;
    for (min, max, value, bound) in [(1, 3_001, 3_001, 3_000), (3, 2, 3, 2)] {
        let error = Quality::ParameterOutOfBounds {
            value: u(value),
            min: u(1),
            max: u(bound),
        };
        n.refuse(&w.owner, &set(1, min, max), error).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn models_have_versions_that_never_change() {
    let n = Net::without_power().await;
    let w = &n.g.wallets;
    let wrong_weights = |weights: Vec<u16>, sum| {
        let call = Quality::publishModelCall { weights, ..model() };
        (call, Quality::WrongWeights { sum })
    };
    for (call, error) in [
        wrong_weights(vec![6_000, 4_001], u(10_001)),
        wrong_weights(vec![10_000, 0], u(10_000 + (1 << 32))),
    ] {
        n.refuse(&w.issuer, &call, error).await;
    }
    let short = Quality::publishModelCall {
        upper: vec![1],
        ..model()
    };
    let error = Quality::LengthMismatch {
        left: u(2),
        right: u(1),
    };
    n.refuse(&w.issuer, &short, error).await;
    for call in [
        Quality::publishModelCall {
            tolerances: vec![100, 0],
            ..model()
        },
        Quality::publishModelCall {
            lower: vec![0, 1_001],
            ..model()
        },
    ] {
        let error = Quality::WrongDimension { index: u(1) };
        n.refuse(&w.issuer, &call, error).await;
    }
    let many = |count: usize| Quality::publishModelCall {
        weights: vec![(10_000 / count) as u16; count],
        lower: vec![0; count],
        upper: vec![u64::MAX; count],
        tolerances: vec![u64::MAX; count],
        ..model()
    };
    let error = Quality::WrongDimensions {
        count: u(17),
        max: u(16),
    };
    n.refuse(&w.issuer, &many(17), error).await;
    n.send(&w.issuer, &many(16)).await;

    let revise = Quality::reviseModelCall {
        model: n.model,
        hash: word(8),
        uri: "ipfs://second".into(),
        weights: vec![10_000],
        lower: vec![1],
        upper: vec![9],
        tolerances: vec![4],
    };
    let error = Quality::NotModelOwner {
        model: n.model,
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &revise, error).await;
    n.send(&w.issuer, &revise).await;
    let version = |version| Quality::modelVersionCall {
        model: n.model,
        version,
    };
    let first = n.ask(&version(1)).await;
    assert_eq!(
        (first.weights, first.tolerances),
        (WEIGHTS.to_vec(), TOLERANCES.to_vec())
    );
    assert_eq!(n.ask(&version(2)).await.upper, vec![9]);
    assert!(n.ask(&version(3)).await.weights.is_empty());
    n.send(&w.issuer, &Quality::withdrawModelCall { model: n.model })
        .await;
    let error = Quality::ModelClosed { model: n.model };
    n.refuse(&w.issuer, &revise, error).await;
}

/// The fee is part of the product's terms: a cart agreed to before it was set is refused.
#[tokio::test(flavor = "multi_thread")]
async fn enrolling_is_another_version_of_the_product() {
    let n = Net::without_power().await;
    let (g, w) = (&n.g, &n.g.wallets);
    let product = NewProduct {
        hold_secs: DAY,
        ..NewProduct::default()
    };
    let id = shop::add_product(g, &w.vendor, n.a, &product)
        .await
        .unwrap();
    let enrol = n.enrolment(id, FEE_BPS);
    let error = Quality::NotStoreOwner {
        store: n.a,
        account: w.alice.address(),
    };
    n.refuse(&w.alice, &enrol, error).await;
    for (call, bps) in [(n.enrolment(id, 99), 99), (n.enrolment(id, 3_001), 3_001)] {
        let error = Quality::FeeOutOfBounds {
            bps,
            min: 100,
            max: 3_000,
        };
        n.refuse(&w.vendor, &call, error).await;
    }
    let error = Quality::UnknownModel {
        model: n.model,
        version: 2,
    };
    let call = Quality::enrolCall {
        version: 2,
        ..enrol.clone()
    };
    n.refuse(&w.vendor, &call, error).await;
    let call = Quality::enrolCall {
        claims: vec![500, 1_001],
        ..enrol.clone()
    };
    let error = Quality::ClaimOutOfBounds {
        index: u(1),
        value: 1_001,
        lower: 0,
        upper: 1_000,
    };
    n.refuse(&w.vendor, &call, error).await;

    let cart = Cart::of(id, 1, n.a);
    let signed = cart.clone().at_most(10 * PSC).authorized(g, &w.bob);
    n.send(&w.vendor, &enrol).await;
    let stale = Catalog::VersionMismatch {
        product: id,
        requested: 1,
        current: 2,
    };
    let refusal = g
        .client
        .refusal(w.alice.address(), g.checkout(), &cart.order())
        .await
        .unwrap();
    assert_eq!(refusal.data, stale.abi_encode(), "{}", refusal.words);
    let refusal = g
        .client
        .refusal(w.alice.address(), g.checkout(), &signed)
        .await
        .unwrap();
    assert_eq!(refusal.data, stale.abi_encode(), "{}", refusal.words);
    // A fee of an order stays what it was.
    let order = n.buy(&w.alice, id, 1).await;
    n.send(
        &w.vendor,
        &Quality::setFeeCall {
            product: id,
            feeBps: 3_000,
        },
    )
    .await;
    let second = n.buy(&w.alice, id, 1).await;
    n.send(&w.vendor, &Quality::leaveCall { product: id }).await;
    let third = n.buy(&w.alice, id, 1).await;
    wait(g, DAY).await;
    let release = Checkout::releaseCall {
        orders: vec![order, second, third],
        lines: vec![0; 3],
    };
    n.send(&w.alice, &release).await;
    // 15 % and 30 % of 10 PSC, and 0.6 % of both.
    assert_eq!(n.psc(g.cycles()).await, 4_500_000 + 120_000);
    let fees = n.ask(&Cycles::cycleFeesCall { cycle: 1 }).await;
    // Nobody is the expert of what left.
    assert_eq!(
        (fees.reports, fees.rolled, fees.community),
        (u(2_250_000), u(450_000), u(120_000))
    );
    let error = Quality::NotEnrolled { product: id };
    n.refuse(&w.vendor, &Quality::leaveCall { product: id }, error)
        .await;
    assert!(n.ask(&Quality::twinCall { product: id }).await.is_empty());
    // Back under new claims.
    n.send(&w.vendor, &enrol).await;
    let claims = |claims: Vec<u64>| Quality::setClaimsCall {
        product: id,
        claims,
    };
    n.send(&w.vendor, &claims(vec![1, 2])).await;
    let twin = n.ask(&Quality::twinCall { product: id }).await;
    assert_eq!(
        twin[1..],
        [
            U256::from_limbs([1, 100, 6_000, 0]),
            U256::from_limbs([2, 50, 4_000, 0])
        ]
    );
    let error = Quality::LengthMismatch {
        left: u(1),
        right: u(2),
    };
    n.refuse(&w.vendor, &claims(vec![1]), error).await;
    let error = Quality::AlreadyEnrolled {
        product: id,
        model: n.model,
    };
    n.refuse(&w.vendor, &enrol, error).await;
}

//! The splitter on its real wasm: three equal groups, whoever draws from them.

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Splitter};
use world::shop::{self, Cart, NewProduct, logged};

use crate::commerce::*;
use crate::contracts::*;

impl Shop {
    /// Withdraws the approval of the causes that the deployment brought.
    async fn without_causes(&self) {
        let (g, w) = (&self.g, &self.g.wallets);
        let totals = read(g, g.splitter(), &Splitter::causeTotalsCall {}).await;
        for cause in 1..=totals.count {
            let withdraw = Splitter::setCauseCall {
                cause,
                account: w.stranger.address(),
                approved: false,
                weight: 0,
            };
            act(g, &w.owner, g.splitter(), &withdraw).await;
        }
    }

    async fn cause_due(&self, cause: u64) -> u64 {
        let call = Splitter::pendingCauseCall { cause };
        read(&self.g, self.g.splitter(), &call).await.to()
    }

    async fn set_due(&self, set: u64, account: Address) -> u64 {
        let call = Splitter::pendingSetCall { set, account };
        read(&self.g, self.g.splitter(), &call).await.to()
    }

    async fn set_of(&self, product: u64) -> u64 {
        let call = Catalog::productCall { product };
        read(&self.g, self.g.catalog(), &call).await.set
    }
}

/// 10 PSC with a profit of 3: one for each group.
fn thirds() -> NewProduct {
    NewProduct {
        profit_bps: 3_000,
        ..NewProduct::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn causes_earn_by_choice_by_default_and_by_weight() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.splitter();
    let plain = s.product(thirds()).await;
    s.without_causes().await;
    // While there is no cause, what they would get waits.
    s.order(&w.alice, &Cart::of(plain, 1, s.a)).await;
    let forest = shop::add_cause(g, w.forest.address(), 300, "ipfs://forest")
        .await
        .unwrap();
    let school = shop::add_cause(g, w.school.address(), 100, "ipfs://school")
        .await
        .unwrap();
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (0, 0)
    );
    // By weight, with what waited.
    s.order(&w.alice, &Cart::of(plain, 1, s.a)).await;
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (1_500_000, 500_000)
    );
    // The vendor's default; the buyer's choice goes before it.
    let default = NewProduct {
        cause: school,
        ..thirds()
    };
    let default = s.product(default).await;
    s.order(&w.alice, &Cart::of(default, 1, s.a)).await;
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (1_500_000, 1_500_000)
    );
    let (_, sent) = s
        .order(&w.alice, &Cart::of(default, 1, s.a).cause(forest))
        .await;
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (2_500_000, 1_500_000)
    );
    assert_eq!(
        logged::<Splitter::ProfitCredited>(&sent, at).unwrap().cause,
        forest
    );
    // One that there is not, or that is no longer approved as the line is released: by weight again.
    s.order(&w.alice, &Cart::of(plain, 1, s.a).cause(77)).await;
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (3_250_000, 1_750_000)
    );
    let held = NewProduct {
        hold_secs: HOLD,
        ..thirds()
    };
    let held = s.product(held).await;
    let (order, _) = s
        .order(&w.alice, &Cart::of(held, 1, s.a).cause(forest))
        .await;
    let withdraw = Splitter::setCauseCall {
        cause: forest,
        account: w.forest.address(),
        approved: false,
        weight: 300,
    };
    let alice = w.alice.address();
    let error = Splitter::OwnableUnauthorizedAccount { account: alice };
    refused(g, alice, at, &withdraw, error).await;
    act(g, &w.owner, at, &withdraw).await;
    let sent = act(g, &w.alice, g.checkout(), &confirm(order, &[0])).await;
    assert_eq!(
        logged::<Splitter::ProfitCredited>(&sent, at).unwrap().cause,
        0
    );
    // What it had it keeps, and anyone may have it paid there.
    assert_eq!(
        (s.cause_due(forest).await, s.cause_due(school).await),
        (3_250_000, 2_750_000)
    );
    for (cause, account, amount) in [
        (forest, w.forest.address(), 3_250_000),
        (school, w.school.address(), 2_750_000),
    ] {
        let claim = Splitter::claimCauseCall { cause };
        act(g, &w.stranger, at, &claim).await;
        assert_eq!(s.psc(account).await, amount);
        refused(g, alice, at, &claim, Splitter::NothingToClaim {}).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn co_creators_draw_from_their_own_acceptance_on() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.splitter();
    let (vendor, maker, critic) = (w.vendor.address(), w.forest.address(), w.school.address());
    let product = s.product(thirds()).await;
    let invite = Catalog::setCoCreatorsCall {
        product,
        accounts: vec![maker, critic],
        bps: vec![2_000, 3_000],
    };
    let sent = act(g, &w.vendor, g.catalog(), &invite).await;
    let set = logged::<Splitter::SetOpened>(&sent, at).unwrap().set;
    assert_eq!(set, s.set_of(product).await);
    // The version rose: carts for the former one are refused.
    let stale = Cart::of(product, 1, s.a).order();
    let error = Catalog::VersionMismatch {
        product,
        requested: 1,
        current: 2,
    };
    refused(g, w.alice.address(), g.checkout(), &stale, error).await;
    let cart = Cart::of(product, 1, s.a).version(2);
    // Two lines: 2 PSC for the set, as the first waited for the second.
    s.order(&w.alice, &cart).await;
    s.order(&w.alice, &cart).await;
    let near = |left: u64, right: u64| assert!(left.abs_diff(right) <= 1, "{left} {right}");
    near(s.set_due(set, vendor).await, 2_000_000);
    assert_eq!(
        (s.set_due(set, maker).await, s.set_due(set, critic).await),
        (0, 0)
    );
    let accept = Splitter::acceptCoCreationCall { set };
    act(g, &w.forest, at, &accept).await;
    let again = Splitter::NotInvited {
        set,
        account: maker,
    };
    refused(g, maker, at, &accept, again).await;
    let error = Splitter::NotInvited {
        set,
        account: vendor,
    };
    refused(g, vendor, at, &accept, error).await;
    assert_eq!(s.set_due(set, maker).await, 0);
    // From here on a fifth is the maker's. A critic made co-creator without her consent has nothing of it,
    // and nothing is kept from her for it: the vendor draws her part.
    s.order(&w.alice, &cart).await;
    near(s.set_due(set, maker).await, 200_000);
    near(s.set_due(set, vendor).await, 2_800_000);
    assert_eq!(s.set_due(set, critic).await, 0);
    refused(
        g,
        critic,
        at,
        &Splitter::claimSetCall { set },
        Splitter::NothingToClaim {},
    )
    .await;
    let (due_maker, due_vendor) = (s.set_due(set, maker).await, s.set_due(set, vendor).await);
    let vendor_had = s.psc(vendor).await;
    act(g, &w.forest, at, &Splitter::claimSetCall { set }).await;
    act(
        g,
        &w.stranger,
        at,
        &Splitter::claimSetForCall {
            set,
            account: vendor,
        },
    )
    .await;
    assert_eq!(s.psc(maker).await, due_maker);
    assert_eq!(s.psc(vendor).await - vendor_had, due_vendor);
    assert_eq!(
        (s.set_due(set, maker).await, s.set_due(set, vendor).await),
        (0, 0)
    );
    // Another set later takes nothing of what the former earned, nor of who accepted there.
    let back = Catalog::setCoCreatorsCall {
        product,
        accounts: vec![],
        bps: vec![],
    };
    act(g, &w.vendor, g.catalog(), &back).await;
    assert_ne!(s.set_of(product).await, set);
    let wrong = Splitter::openSetCall {
        vendor,
        accounts: vec![],
        bps: vec![],
    };
    refused(
        g,
        vendor,
        at,
        &wrong,
        Splitter::NotCatalog { account: vendor },
    )
    .await;
    let credit = Splitter::creditCall {
        buyers: vec![vendor],
        profits: vec![u(1)],
    };
    refused(
        g,
        vendor,
        at,
        &credit,
        Splitter::NotCheckout { account: vendor },
    )
    .await;
}

/// Half a year of sales: whatever is claimed when, nothing is lost or made, and who claims often has no more
/// than who waits.
#[tokio::test(flavor = "multi_thread")]
async fn claims_add_up_and_splitting_them_earns_nothing() {
    let s = Shop::open().await;
    let (g, w) = (&s.g, &s.g.wallets);
    let at = g.splitter();
    let (alice, friend) = (w.alice.address(), w.friend.address());
    s.without_causes().await;
    let forest = shop::add_cause(g, w.forest.address(), 1, "ipfs://forest")
        .await
        .unwrap();
    let odd = NewProduct {
        price: 1_000_003,
        profit_bps: 3_333,
        ..NewProduct::default()
    };
    let product = s.product(odd).await;
    let (mut alices, mut friends_last) = (0, 0);
    for round in 0..6u64 {
        // Both buy the same at the same second.
        wait(g, 31 * DAY).await;
        s.order(&w.alice, &Cart::of(product, round + 1, s.a)).await;
        s.order(&w.friend, &Cart::of(product, round + 1, s.a)).await;
        let due = s.pending(alice).await;
        if due != 0 {
            let before = s.psc(alice).await;
            act(g, &w.alice, at, &Splitter::claimCall {}).await;
            assert_eq!(s.psc(alice).await - before, due);
            alices += due;
            assert_eq!(s.pending(alice).await, 0);
            refused(
                g,
                alice,
                at,
                &Splitter::claimCall {},
                Splitter::NothingToClaim {},
            )
            .await;
        }
        let now = s.pending(friend).await;
        assert!(now >= friends_last);
        friends_last = now;
    }
    let before = s.psc(friend).await;
    act(
        g,
        &w.stranger,
        at,
        &Splitter::claimForCall { account: friend },
    )
    .await;
    assert_eq!(s.psc(friend).await - before, friends_last);
    let totals = s.totals().await;
    let per_group: u64 = totals.perGroup.to();
    assert!(alices + friends_last <= per_group);
    // All of it but fractions and what waits.
    let waiting: u64 = totals.waiting.to();
    assert!(alices + friends_last + waiting + 4 >= per_group);
    // The other two groups have as much each, to the unit.
    let set = s.set_of(product).await;
    assert!(
        s.set_due(set, w.vendor.address())
            .await
            .abs_diff(per_group - waiting)
            <= 4
    );
    assert!(s.cause_due(forest).await.abs_diff(per_group) <= 1);
    let held = s.psc(at).await;
    let total: u64 = totals.totalProfit.to();
    assert_eq!(held, total - alices - friends_last);
    // Points halve in 30 days against new ones.
    let points = |account| Splitter::pointsCall { account };
    let early = read(g, at, &points(alice)).await;
    assert!(early > U256::ZERO);
}

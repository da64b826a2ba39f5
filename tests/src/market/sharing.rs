//! The scenes of sharing: a buyer's share brings a friend and earns cashback, the three groups grow equally, and a refund
//! in the return window undoes a sale wholly.

use alloy::primitives::{Address, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context, Result, ensure};
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Splitter};

use super::Done;
use super::commerce_facts::Touched;
use super::cross_sale::{RESELLER_STORE, TEA, VENDOR_STORE};
use super::steps::{self, expect_psc, psc, psc_of};
use crate::shop::{self, Cart};
use crate::world::World;

/// Alice's share of the tea.
const SHARE: u64 = 1;
/// The vendor's offer for the tea.
const TEA_OFFER: u64 = 3;
/// Of the tea, from `buy_on_hold` on: 14 days.
const HOLD_SECS: u64 = 14 * 86_400;

/// What each of the three groups got so far.
async fn per_group(world: &World) -> Result<U256> {
    let totals = world
        .client
        .read(world.splitter(), &Splitter::totalsCall {})
        .await?;
    Ok(totals.perGroup)
}

/// Alice buys tea and wants to share it.
pub async fn share_purchase(world: &World) -> Result<Done> {
    let alice = &world.wallets.alice;
    let cart = Cart::of(TEA, 1, VENDOR_STORE)
        .sharing()
        .priced(world)
        .await?;
    let (order, sent) = shop::order(world, alice, &cart).await?;
    let opened: Checkout::ShareOpened = shop::logged(&sent, world.checkout())?;
    ensure!(
        opened.share == SHARE && opened.sharer == alice.address(),
        "share {} is of {}",
        opened.share,
        opened.sharer
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Alice bought tea and got a link to share it".into(),
        accounts: vec![("alice", alice.address())],
        touched: Touched {
            products: vec![TEA],
            orders: vec![order],
            shares: vec![SHARE],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// A friend buys through Alice's share: cashback for her, the rest of the profit in three equal parts.
pub async fn buy_through_share(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let gift = Psc::transferCall {
        to: w.friend.address(),
        value: psc(100),
    };
    client.send(&w.alice, world.psc(), &gift).await?;
    steps::let_checkout_take(world, &w.friend).await?;
    let (alice, groups) = (psc_of(world, &w.alice).await?, per_group(world).await?);
    let cart = Cart::of(TEA, 1, VENDOR_STORE)
        .through(SHARE)
        .priced(world)
        .await?;
    let (order, sent) = shop::order(world, &w.friend, &cart).await?;
    // 30 % of 30 PSC is profit; a fifth of that is cashback, and each group gets a third of the rest.
    expect_psc(world, &w.friend, psc(70)).await?;
    expect_psc(world, &w.alice, alice + U256::from(1_800_000)).await?;
    let grown = per_group(world).await? - groups;
    ensure!(
        grown == U256::from(2_400_000),
        "each group got {grown} units"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "a friend bought through Alice's share: 1.80 PSC of cashback for her, 2.40 for each of the three groups".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("friend", w.friend.address()),
            ("vendor", w.vendor.address()),
            ("forest", w.forest.address()),
            ("school", w.school.address()),
        ],
        touched: Touched {
            products: vec![TEA],
            orders: vec![order],
            shares: vec![SHARE],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// The vendor grants a return window and rewards resale; the friend buys in the other store, and the money is held.
pub async fn buy_on_hold(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let terms = Catalog::setTermsCall {
        product: TEA,
        profitBps: 3_000,
        cashbackBps: 2_000,
        stakeBps: 0,
        holdSecs: HOLD_SECS,
        cause: 0,
    };
    client.send(&w.vendor, world.catalog(), &terms).await?;
    let offer = shop::post_offer(world, &w.vendor, TEA, world.psc(), psc(1), 5).await?;
    ensure!(offer == TEA_OFFER, "the offer has the number {offer}");
    shop::list(world, &w.reseller, RESELLER_STORE, TEA).await?;
    let (vendor, friend) = (
        psc_of(world, &w.vendor).await?,
        psc_of(world, &w.friend).await?,
    );
    let cart = Cart::of(TEA, 2, RESELLER_STORE)
        .through(SHARE)
        .priced(world)
        .await?;
    let (order, sent) = shop::order(world, &w.friend, &cart).await?;
    expect_psc(world, &w.friend, friend - psc(60)).await?;
    // Nobody is paid yet.
    expect_psc(world, &w.vendor, vendor).await?;
    let early = Checkout::releaseCall {
        orders: vec![order],
        lines: vec![0],
    };
    client
        .refusal(w.relayer.address(), world.checkout(), &early)
        .await
        .context("a held line was released")?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the friend bought two more in the other store: held for 14 days, with the rewards set aside".into(),
        accounts: parties(world),
        touched: held(order),
        ..Done::default()
    })
}

/// Whom a sale of the tea concerns.
fn parties(world: &World) -> Vec<(&'static str, Address)> {
    let w = &world.wallets;
    vec![
        ("alice", w.alice.address()),
        ("friend", w.friend.address()),
        ("vendor", w.vendor.address()),
        ("reseller", w.reseller.address()),
        ("checkout", world.checkout()),
        ("offer_pool", world.offer_pool()),
    ]
}

/// What a sale of the tea in the other store touches.
fn held(order: u64) -> Touched {
    Touched {
        products: vec![TEA],
        listings: vec![(TEA, RESELLER_STORE)],
        offers: vec![TEA_OFFER],
        orders: vec![order],
        shares: vec![SHARE],
    }
}

/// All that a refund must bring back, after `block`.
async fn standing(world: &World, block: u64) -> Result<Vec<U256>> {
    let client = &world.client;
    let mut standing = Vec::new();
    for (_, account) in parties(world) {
        let balance = Psc::balanceOfCall { account };
        standing.push(client.read_at(world.psc(), &balance, block).await?);
        let pending = Splitter::pendingCall { account };
        standing.push(client.read_at(world.splitter(), &pending, block).await?);
    }
    let product = Catalog::productCall { product: TEA };
    let product = client.read_at(world.catalog(), &product, block).await?;
    let offer = OfferPool::offerCall { id: TEA_OFFER };
    let offer = client.read_at(world.offer_pool(), &offer, block).await?;
    let totals = client
        .read_at(world.splitter(), &Splitter::totalsCall {}, block)
        .await?;
    let share = Checkout::shareCall { id: SHARE };
    let share = client.read_at(world.checkout(), &share, block).await?;
    standing.extend([product.inventory, offer.unitsLeft, offer.unitsReserved].map(U256::from));
    standing.extend([totals.totalProfit, totals.totalPoints, share.paid]);
    Ok(standing)
}

/// The vendor takes both back in the window: every balance, the stock and the rewards are as before the order.
pub async fn refund_held_line(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let order = client
        .read(world.checkout(), &Checkout::orderCountCall {})
        .await?;
    let head = client.head().await?;
    let answer = world.api.at(&format!("/v1/orders/{order}"), head).await?;
    let placed = answer["block"].as_u64().context("an order has no block")?;
    let before = standing(world, placed - 1).await?;
    let refund = Checkout::refundCall {
        order,
        line: 0,
        units: 2,
    };
    let sent = client.send(&w.vendor, world.checkout(), &refund).await?;
    let after = standing(world, sent.block).await?;
    ensure!(
        before == after,
        "the refund left something behind: {before:?} became {after:?}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary:
            "the vendor refunded them: money, stock, rewards and groups are as before the order"
                .into(),
        accounts: parties(world),
        touched: held(order),
        ..Done::default()
    })
}

/// The friend orders one again, the vendor ships it, and the friend confirms before the window ends: all are paid.
pub async fn confirm_held_line(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let mut before = Vec::new();
    let paid = [
        (&w.vendor, 21_000_000),
        (&w.reseller, 1_000_000),
        (&w.alice, 1_800_000),
    ];
    for (who, _) in paid {
        before.push(psc_of(world, who).await?);
    }
    let groups = per_group(world).await?;
    let cart = Cart::of(TEA, 1, RESELLER_STORE)
        .through(SHARE)
        .priced(world)
        .await?;
    let (order, _) = shop::order(world, &w.friend, &cart).await?;
    let shipped = Checkout::logFulfilmentCall {
        order,
        line: 0,
        kind: 1,
        units: 1,
        proofHash: keccak256("tracking number"),
        uri: "https://parcels.example/1".into(),
    };
    client.send(&w.vendor, world.checkout(), &shipped).await?;
    let confirm = Checkout::confirmCall {
        order,
        lines: vec![0],
    };
    let sent = client.send(&w.friend, world.checkout(), &confirm).await?;
    for ((who, amount), before) in paid.into_iter().zip(before) {
        expect_psc(world, who, before + U256::from(amount)).await?;
    }
    let grown = per_group(world).await? - groups;
    ensure!(
        grown == U256::from(2_400_000),
        "each group got {grown} units"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the friend ordered one again and confirmed it: vendor, reseller, Alice and the groups were paid".into(),
        accounts: parties(world),
        touched: held(order),
        ..Done::default()
    })
}

/// Customers, co-creators and causes are paid what they earned; a relayer sends for those who have no ether.
pub async fn claim_profits(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let splitter = world.splitter();
    for customer in [&w.alice, &w.bob, &w.friend] {
        let account = customer.address();
        let claim = Splitter::claimForCall { account };
        paid(world, customer, client.send(&w.relayer, splitter, &claim)).await?;
    }
    for (vendor, product) in [(&w.vendor, TEA), (&w.reseller, super::cross_sale::COFFEE)] {
        let set = client
            .read(world.catalog(), &Catalog::productCall { product })
            .await?
            .set;
        let claim = Splitter::claimSetCall { set };
        paid(world, vendor, client.send(vendor, splitter, &claim)).await?;
    }
    for (cause, account) in [(1, &w.forest), (2, &w.school)] {
        let claim = Splitter::claimCauseCall { cause };
        paid(world, account, client.send(&w.relayer, splitter, &claim)).await?;
    }
    let account = splitter;
    let left = client
        .read(world.psc(), &Psc::balanceOfCall { account })
        .await?;
    ensure!(
        left < U256::from(10),
        "{left} units of the profit are left with everybody paid"
    );
    Ok(Done {
        tx: None,
        summary: format!(
            "customers, co-creators and causes claimed their thirds; {left} units of dust are left"
        ),
        accounts: vec![
            ("alice", w.alice.address()),
            ("bob", w.bob.address()),
            ("friend", w.friend.address()),
            ("vendor", w.vendor.address()),
            ("reseller", w.reseller.address()),
            ("forest", w.forest.address()),
            ("school", w.school.address()),
        ],
        touched: Touched {
            products: vec![TEA],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// Makes a claim for `who`, who must be the richer for it.
async fn paid(
    world: &World,
    who: &PrivateKeySigner,
    claim: impl Future<Output = Result<crate::client::Sent>>,
) -> Result<()> {
    let before = psc_of(world, who).await?;
    claim.await?;
    let name = world.wallets.name_of(who.address()).unwrap_or("somebody");
    ensure!(
        psc_of(world, who).await? > before,
        "{name} got nothing for a claim"
    );
    Ok(())
}

//! The scenes of a sale across stores: a vendor rewards whoever sells her product, another store lists it from a pasted
//! link, and one cart pays both.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, Bytes, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolEvent;
use anyhow::{Context, Result, ensure};
use productshare_abi::{Catalog, OfferPool, Psc, Pss};

use super::commerce_facts::Touched;
use super::governance::pss;
use super::steps::{expect_psc, psc, psc_of};
use super::{Done, steps};
use crate::client;
use crate::shop::{self, Cart, NewProduct};
use crate::world::World;

/// The vendor's store: the first of a fresh world, as all that follows has the first numbers of its kind.
pub const VENDOR_STORE: u64 = 1;
pub const RESELLER_STORE: u64 = 2;
/// The vendor's, which sells out.
pub const SHIRT: u64 = 1;
/// The vendor's, which is shared.
pub const TEA: u64 = 2;
/// The reseller's own.
pub const COFFEE: u64 = 3;
const SHIRT_OFFER: u64 = 1;
const COFFEE_OFFER: u64 = 2;

/// A description that needs no server: it is its own URI.
fn described(title: &str) -> String {
    format!("data:application/json,%7B%22title%22%3A%22{title}%22%7D")
}

/// PSS that an account holds.
async fn pss_of(world: &World, who: &PrivateKeySigner) -> Result<U256> {
    let account = who.address();
    let call = Pss::balanceOfCall { account };
    world.client.read(world.pss(), &call).await
}

async fn expect_pss(world: &World, who: &PrivateKeySigner, expected: U256) -> Result<()> {
    let balance = pss_of(world, who).await?;
    let name = world.wallets.name_of(who.address()).unwrap_or("somebody");
    ensure!(
        balance == expected,
        "{name} holds {balance} units of PSS, not {expected}"
    );
    Ok(())
}

async fn is_live(world: &World, product: u64, store: u64) -> Result<bool> {
    let call = Catalog::isLiveCall { product, store };
    world.client.read(world.catalog(), &call).await
}

/// A vendor opens a store with two products, a reseller one with a product of his own.
pub async fn open_stores(world: &World) -> Result<Done> {
    let w = &world.wallets;
    let opened = [
        shop::open_store(world, &w.vendor, "https://vendor.example").await?,
        shop::open_store(world, &w.reseller, "https://reseller.example").await?,
    ];
    ensure!(
        opened == [VENDOR_STORE, RESELLER_STORE],
        "the stores have the numbers {opened:?}"
    );
    let shirt = NewProduct {
        price: 20_000_000,
        inventory: 4,
        profit_bps: 2_500,
        uri: described("Linen%20shirt"),
        ..NewProduct::default()
    };
    let tea = NewProduct {
        price: 30_000_000,
        inventory: 50,
        profit_bps: 3_000,
        cashback_bps: 2_000,
        uri: described("Green%20tea"),
        ..NewProduct::default()
    };
    let coffee = NewProduct {
        inventory: 10,
        cause: 1,
        uri: described("Coffee"),
        ..NewProduct::default()
    };
    let added = [
        shop::add_product(world, &w.vendor, VENDOR_STORE, &shirt).await?,
        shop::add_product(world, &w.vendor, VENDOR_STORE, &tea).await?,
        shop::add_product(world, &w.reseller, RESELLER_STORE, &coffee).await?,
    ];
    ensure!(
        added == [SHIRT, TEA, COFFEE],
        "the products have the numbers {added:?}"
    );
    Ok(Done {
        summary: "a vendor opened a store with two products, a reseller one with his own".into(),
        accounts: vec![
            ("vendor", w.vendor.address()),
            ("reseller", w.reseller.address()),
        ],
        touched: Touched {
            products: vec![SHIRT, TEA, COFFEE],
            listings: vec![(SHIRT, RESELLER_STORE)],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// The vendor escrows 2 PSS for each of the 4 shirts that another store may sell.
pub async fn post_offer(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let gift = Pss::transferCall {
        to: w.vendor.address(),
        value: pss(100),
    };
    client.send(&w.treasury, world.pss(), &gift).await?;
    let offer = shop::post_offer(world, &w.vendor, SHIRT, world.pss(), pss(2), 4).await?;
    ensure!(offer == SHIRT_OFFER, "the offer has the number {offer}");
    expect_pss(world, &w.vendor, pss(92)).await?;
    expect_pss_in_pool(world, pss(8)).await?;
    Ok(Done {
        summary: "the vendor escrowed 2 PSS for each of the 4 shirts that others may sell".into(),
        accounts: vec![
            ("vendor", w.vendor.address()),
            ("offer_pool", world.offer_pool()),
        ],
        touched: Touched {
            products: vec![SHIRT],
            offers: vec![SHIRT_OFFER],
            ..Touched::default()
        },
        ..Done::default()
    })
}

async fn expect_pss_in_pool(world: &World, expected: U256) -> Result<()> {
    let account = world.offer_pool();
    let held = world
        .client
        .read(world.pss(), &Pss::balanceOfCall { account })
        .await?;
    ensure!(
        held == expected,
        "the pool holds {held} of PSS, not {expected}"
    );
    Ok(())
}

/// The reseller pastes the vendor's link and sends the call that the API answers.
pub async fn list_by_link(world: &World) -> Result<Done> {
    let (client, reseller) = (&world.client, &world.wallets.reseller);
    let link = format!("https://vendor.example/p/{SHIRT}?via={VENDOR_STORE}");
    let path = format!("/v1/resolve?store={RESELLER_STORE}&link={}", encoded(&link));
    let resolved = world.api.at(&path, client.head().await?).await?;
    ensure!(
        resolved["listable"] == true && resolved["offer"]["id"] == SHIRT_OFFER,
        "the link does not lead to a product with a reward: {resolved}"
    );
    let field = |name: &str| {
        let text = resolved["call"][name].as_str();
        text.with_context(|| format!("the API answers no call to send: {resolved}"))
    };
    let (to, data): (Address, Bytes) = (field("to")?.parse()?, field("data")?.parse()?);
    ensure!(to == world.catalog(), "the call goes to {to}");
    let request = client::request(reseller.address(), Some(to), data.clone());
    let sent = client.transact(request.with_input(data)).await?;
    ensure!(
        is_live(world, SHIRT, RESELLER_STORE).await?,
        "the reseller cannot sell the shirt"
    );
    let again = world.api.at(&path, sent.block).await?;
    ensure!(
        again["obstacle"] == "already_listed" && again["call"].is_null(),
        "the API would list it once more: {again}"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the reseller pasted the vendor's link and sent the call that the API answered"
            .into(),
        accounts: vec![("reseller", reseller.address())],
        touched: Touched {
            products: vec![SHIRT],
            listings: vec![(SHIRT, RESELLER_STORE)],
            offers: vec![SHIRT_OFFER],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// A link as the value of a query parameter.
fn encoded(link: &str) -> String {
    link.replace('%', "%25")
        .replace('&', "%26")
        .replace('?', "%3F")
        .replace('#', "%23")
}

/// Bob, without ether, buys three of the vendor's shirts and the reseller's coffee from the reseller, by one signature.
pub async fn buy_across_stores(world: &World) -> Result<Done> {
    let (client, w) = (&world.client, &world.wallets);
    let (vendor, reseller) = (
        psc_of(world, &w.vendor).await?,
        psc_of(world, &w.reseller).await?,
    );
    let cart = Cart::of(SHIRT, 3, RESELLER_STORE)
        .and(COFFEE, 1, RESELLER_STORE)
        .reference(keccak256("basket 1"))
        .priced(world)
        .await?;
    ensure!(
        cart.max_total == psc(70),
        "the cart costs {}",
        cart.max_total
    );
    let call = cart.authorized(world, &w.bob);
    let sent = client.send(&w.relayer, world.checkout(), &call).await?;
    let order = shop::order_of(world, &sent)?;

    let debits = sent
        .logs
        .iter()
        .filter(|log| log.address() == world.psc())
        .filter_map(|log| Psc::Transfer::decode_log(&log.inner).ok())
        .filter(|transfer| transfer.from == w.bob.address())
        .count();
    ensure!(debits == 1, "Bob was debited {debits} times");
    expect_psc(world, &w.bob, psc(440)).await?;
    ensure!(
        client.balance(w.bob.address()).await?.is_zero(),
        "Bob got ether from somewhere"
    );
    // As if she had sold them herself: three quarters of the price, whoever sells.
    expect_psc(world, &w.vendor, vendor + psc(45)).await?;
    expect_psc(world, &w.reseller, reseller + psc(8)).await?;
    expect_pss(world, &w.reseller, pss(6)).await?;
    expect_pss_in_pool(world, pss(2)).await?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "Bob, without ether, paid the vendor's shirts and the reseller's coffee at once; the pool rewarded the reseller".into(),
        accounts: vec![
            ("bob", w.bob.address()),
            ("vendor", w.vendor.address()),
            ("reseller", w.reseller.address()),
            ("forest", w.forest.address()),
        ],
        touched: Touched {
            products: vec![SHIRT, COFFEE],
            listings: vec![(SHIRT, RESELLER_STORE)],
            offers: vec![SHIRT_OFFER],
            orders: vec![order],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// Alice buys the last shirt from the vendor: it is gone everywhere, and the reward left over is back.
pub async fn sell_out(world: &World) -> Result<Done> {
    let w = &world.wallets;
    steps::let_checkout_take(world, &w.alice).await?;
    let vendor = psc_of(world, &w.vendor).await?;
    let cart = Cart::of(SHIRT, 1, VENDOR_STORE).priced(world).await?;
    let (order, sent) = shop::order(world, &w.alice, &cart).await?;
    expect_psc(world, &w.vendor, vendor + psc(15)).await?;
    for store in [VENDOR_STORE, RESELLER_STORE] {
        ensure!(
            !is_live(world, SHIRT, store).await?,
            "store {store} still sells the shirt"
        );
    }
    expect_pss(world, &w.vendor, pss(94)).await?;
    expect_pss_in_pool(world, U256::ZERO).await?;
    let late = Cart::of(SHIRT, 1, RESELLER_STORE).priced(world).await?;
    world
        .client
        .refusal(w.alice.address(), world.checkout(), &late.order())
        .await
        .context("what is sold out was sold")?;
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the last shirt was sold: gone from both stores at once, its spare reward back with the vendor".into(),
        accounts: vec![
            ("alice", w.alice.address()),
            ("vendor", w.vendor.address()),
            ("offer_pool", world.offer_pool()),
        ],
        touched: Touched {
            products: vec![SHIRT],
            listings: vec![(SHIRT, RESELLER_STORE)],
            offers: vec![SHIRT_OFFER],
            orders: vec![order],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// The vendor restocks and rewards two more shirts, which revives the listing; then she revokes the rest.
pub async fn revoke_offer(world: &World) -> Result<Done> {
    let (client, vendor) = (&world.client, &world.wallets.vendor);
    let restock = Catalog::restockCall {
        product: SHIRT,
        units: 2,
    };
    client.send(vendor, world.catalog(), &restock).await?;
    let top_up = OfferPool::topUpCall {
        product: SHIRT,
        units: 2,
    };
    client.send(vendor, world.offer_pool(), &top_up).await?;
    expect_pss(world, vendor, pss(90)).await?;
    ensure!(
        is_live(world, SHIRT, RESELLER_STORE).await?,
        "the listing did not come back with the stock"
    );
    let revoke = OfferPool::revokeCall {
        product: SHIRT,
        closeListings: true,
    };
    let sent = client.send(vendor, world.offer_pool(), &revoke).await?;
    expect_pss(world, vendor, pss(94)).await?;
    ensure!(
        !is_live(world, SHIRT, RESELLER_STORE).await?
            && is_live(world, SHIRT, VENDOR_STORE).await?,
        "the shirt is not sold by the vendor alone"
    );
    Ok(Done {
        tx: Some(sent.hash),
        summary: "the vendor restocked, then revoked what was left of her offer and got it back"
            .into(),
        accounts: vec![
            ("vendor", vendor.address()),
            ("offer_pool", world.offer_pool()),
        ],
        touched: Touched {
            products: vec![SHIRT],
            listings: vec![(SHIRT, RESELLER_STORE)],
            offers: vec![SHIRT_OFFER],
            ..Touched::default()
        },
        ..Done::default()
    })
}

/// What the reseller earned rewards whoever sells his own coffee.
pub async fn pass_reward_on(world: &World) -> Result<Done> {
    let reseller = &world.wallets.reseller;
    let offer = shop::post_offer(world, reseller, COFFEE, world.pss(), pss(1), 6).await?;
    ensure!(offer == COFFEE_OFFER, "the offer has the number {offer}");
    expect_pss(world, reseller, U256::ZERO).await?;
    Ok(Done {
        summary: "the reseller offered the 6 PSS that he had earned for sales of his own coffee"
            .into(),
        accounts: vec![
            ("reseller", reseller.address()),
            ("offer_pool", world.offer_pool()),
        ],
        touched: Touched {
            products: vec![COFFEE],
            offers: vec![COFFEE_OFFER],
            ..Touched::default()
        },
        ..Done::default()
    })
}

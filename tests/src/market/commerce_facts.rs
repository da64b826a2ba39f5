//! Commerce from two sides: products, listings, offers, orders, shares, the groups, and what accounts can claim.

mod answers;
mod chain;

use alloy::primitives::U256;
use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::Done;
use super::compare::{pick, text};
use crate::world::World;

use answers::Answers;
use chain::Chain;

/// What of commerce a step touched, by number. Whatever it is, groups and claims are compared with it.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    pub products: Vec<u64>,
    /// A product and a store that may list it.
    pub listings: Vec<(u64, u64)>,
    pub offers: Vec<u64>,
    pub orders: Vec<u64>,
    pub shares: Vec<u64>,
}

impl Touched {
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
            && self.listings.is_empty()
            && self.offers.is_empty()
            && self.orders.is_empty()
            && self.shares.is_empty()
    }
}

/// What the contracts say after `block`.
pub async fn on_chain(world: &World, block: u64, done: &Done) -> Result<Value> {
    let chain = Chain { world, block };
    let mut facts = Map::new();
    for &id in &done.touched.products {
        facts.insert(format!("product {id}"), chain.product(id).await?);
    }
    for &(product, store) in &done.touched.listings {
        let fact = chain.listing(product, store).await?;
        facts.insert(format!("product {product} in store {store}"), fact);
    }
    for &id in &done.touched.offers {
        facts.insert(format!("offer {id}"), chain.offer(id).await?);
    }
    for &id in &done.touched.orders {
        facts.insert(format!("order {id}"), chain.order(id).await?);
    }
    for &id in &done.touched.shares {
        facts.insert(format!("share {id}"), chain.share(id).await?);
    }
    for &(name, account) in &done.accounts {
        facts.insert(format!("claims of {name}"), chain.claims(account).await?);
    }
    facts.insert("groups".into(), chain.groups().await?);
    Ok(facts.into())
}

/// What the API says of the same.
pub async fn in_api(world: &World, block: u64, done: &Done) -> Result<Value> {
    let api = Answers { world, block };
    let mut facts = Map::new();
    for &id in &done.touched.products {
        facts.insert(format!("product {id}"), api.product(id).await?);
    }
    for &(product, store) in &done.touched.listings {
        let fact = api.listing(product, store).await?;
        facts.insert(format!("product {product} in store {store}"), fact);
    }
    for &id in &done.touched.offers {
        let keys = [
            "product",
            "token",
            "reward_per_unit",
            "units_left",
            "units_reserved",
            "open",
        ];
        let offer = api.at(&format!("/v1/offers/{id}")).await?;
        facts.insert(format!("offer {id}"), pick(&offer, &keys));
    }
    for &id in &done.touched.orders {
        facts.insert(format!("order {id}"), api.order(id).await?);
    }
    for &id in &done.touched.shares {
        let keys = ["order", "line", "product", "sharer", "cashback_paid"];
        let share = api.at(&format!("/v1/shares/{id}")).await?;
        facts.insert(format!("share {id}"), pick(&share, &keys));
    }
    for &(name, account) in &done.accounts {
        facts.insert(format!("claims of {name}"), api.claims(account).await?);
    }
    facts.insert("groups".into(), api.groups().await?);
    Ok(facts.into())
}

/// Adds what is not zero.
fn insert(parts: &mut Map<String, Value>, name: String, amount: U256) {
    if !amount.is_zero() {
        parts.insert(name, text(amount).into());
    }
}

/// An amount of the API.
fn number(amount: &Value) -> Result<U256> {
    let digits = amount.as_str().context("an amount is no string")?;
    Ok(U256::from_str_radix(digits, 10)?)
}

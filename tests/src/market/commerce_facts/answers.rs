//! What the API answers.

use alloy::primitives::Address;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::{insert, number, pick, text};
use crate::world::World;

/// What of a line holds whatever becomes of it, as the API calls it.
const LINE: [&str; 8] = [
    "product",
    "via",
    "price",
    "quantity",
    "units_refunded",
    "state",
    "release_at",
    "platform",
];

/// What was agreed for a line that is held, as the API calls it.
const LINE_TERMS: [&str; 9] = [
    "profit_bps",
    "cashback_bps",
    "stake_bps",
    "experience_fee_bps",
    "set",
    "cause",
    "share",
    "offer",
    "reserved",
];

/// Where a settled line's money went, as the API calls it.
const WATERFALL: [&str; 11] = [
    "units",
    "gross",
    "experience_fee",
    "community_fee",
    "cashback",
    "stake_share",
    "groups",
    "repayment",
    "to_vendor",
    "vendor",
    "sharer",
];

/// The API as of a block.
pub struct Answers<'a> {
    pub world: &'a World,
    pub block: u64,
}

impl Answers<'_> {
    pub async fn at(&self, path: &str) -> Result<Value> {
        self.world.api.at(path, self.block).await
    }

    /// Whether a list of products has the one.
    async fn lists(&self, path: &str, product: u64) -> Result<bool> {
        let products = self.world.api.list(path, self.block).await?;
        Ok(products.iter().any(|item| item["id"] == product))
    }

    pub async fn product(&self, id: u64) -> Result<Value> {
        let keys = [
            "store",
            "price",
            "version",
            "inventory",
            "active",
            "open_to_listings",
            "available",
            "set",
            "terms",
        ];
        let product = self.at(&format!("/v1/products/{id}")).await?;
        let mut fact = pick(&product, &keys);
        fact["offer"] = product["offer"]["id"].clone();
        let on_sale = self.lists("/v1/products?available=true", id).await?;
        fact["on_sale"] = on_sale.into();
        Ok(fact)
    }

    pub async fn listing(&self, product: u64, store: u64) -> Result<Value> {
        let path = format!("/v1/products/{product}/listings");
        let listings = self.world.api.list(&path, self.block).await?;
        let listing = listings.iter().find(|item| item["store"] == store);
        let live = listing.is_some_and(|item| item["live"] == true);
        let path = format!("/v1/products?via={store}&available=true");
        let on_sale = self.lists(&path, product).await?;
        Ok(json!({ "listed": listing.is_some(), "live": live, "on_sale": on_sale }))
    }

    pub async fn order(&self, id: u64) -> Result<Value> {
        let order = self.at(&format!("/v1/orders/{id}")).await?;
        let lines = order["lines"].as_array().context("an order has no lines")?;
        let lines = lines.iter().map(|line| {
            let mut fact = pick(line, &LINE);
            if matches!(line["state"].as_str(), Some("held" | "disputed")) {
                fact["terms"] = pick(line, &LINE_TERMS);
            }
            if line["state"] == "settled" {
                fact["settlement"] = pick(&line["settlement"], &WATERFALL);
            }
            fact
        });
        let keys = ["buyer", "time", "total", "held", "settled", "refunded"];
        let mut fact = pick(&order, &keys);
        fact["lines"] = lines.collect();
        Ok(fact)
    }

    pub async fn claims(&self, account: Address) -> Result<Value> {
        let answer = self.at(&format!("/v1/accounts/{account}/commerce")).await?;
        let parts = |list: &str, name: fn(&Value) -> String, amount: &str| -> Result<Value> {
            let mut parts = Map::new();
            for part in answer[list].as_array().context("not a list")? {
                insert(&mut parts, name(part), number(&part[amount])?);
            }
            Ok(parts.into())
        };
        let credit = |credit: &Value| {
            let text = |key: &str| credit[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("contract"), text("token"))
        };
        Ok(json!({
            "claimable": answer["claimable"],
            "pending": answer["customer"]["pending"],
            "points": answer["customer"]["points"],
            "sets": parts("sets", |part| part["set"].to_string(), "pending")?,
            "causes": parts("causes", |part| part["cause"].to_string(), "pending")?,
            "credits": parts("credits", credit, "amount")?,
        }))
    }

    pub async fn groups(&self) -> Result<Value> {
        let groups = self.at("/v1/groups").await?;
        let mut unclaimed = number(&groups["profit"])?;
        for group in groups["groups"].as_array().context("no groups")? {
            unclaimed -= number(&group["claimed"])?;
        }
        let mut fact = pick(
            &groups,
            &["profit", "per_group", "members", "weighted_causes"],
        );
        fact["unclaimed"] = text(unclaimed).into();
        Ok(fact)
    }
}

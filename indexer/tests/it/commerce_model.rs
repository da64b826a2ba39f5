//! Every answer about commerce equals what the contracts' own arithmetic says at the answer's block, on days by dice.

use std::collections::BTreeSet;

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};

use crate::pools_model;
use crate::support::{
    Indexer, World,
    events::{Contract, account},
    eventually,
    random::{self, Random},
    shop::{Shop, State},
};

const BLOCKS: u64 = 90;
const SEEDS: std::ops::Range<u64> = 0..3;

/// All items of a list, page by page.
pub async fn all(indexer: &Indexer, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = indexer.get(&format!("{path}&limit=7{cursor}")).await;
        items.extend(page["items"].as_array().expect("items").clone());
        match page.get("next") {
            Some(next) => cursor = format!("&cursor={}", next.as_str().expect("text")),
            None => return items,
        }
    }
}

pub fn ids(items: &[Value]) -> Vec<u64> {
    let id = |item: &Value| item["id"].as_u64().expect("a number");
    items.iter().map(id).collect()
}

pub fn amount(value: impl ToString) -> Value {
    value.to_string().into()
}

pub fn checksummed(address: Address) -> Value {
    address.to_checksum(None).into()
}

/// The keys of `expected` have its values in `answer`.
pub fn same(what: &str, answer: &Value, expected: Value) {
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&answer[key], value, "{what}: {key} of {answer}");
    }
}

pub struct Check<'a> {
    pub indexer: &'a Indexer,
    pub shop: &'a Shop,
    /// The blocks up to this one.
    pub past: &'a [(u64, Shop)],
    /// As a query parameter.
    finality: String,
}

impl Check<'_> {
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}order=asc&{}", self.finality);
        all(self.indexer, &path).await
    }

    pub async fn one(&self, path: &str) -> Value {
        self.indexer.get(&format!("{path}?{}", self.finality)).await
    }

    async fn products(&self) {
        let shop = self.shop;
        let products = self.list("/v1/products").await;
        assert_eq!(products.len(), shop.products.len());
        for (id, (answer, product)) in (1..).zip(products.iter().zip(&shop.products)) {
            let listings = shop.listings.iter().filter(|(p, _)| *p == id).count();
            let offer = match product.offer {
                0 => Value::Null,
                id => {
                    let offer = &shop.offers[id as usize - 1];
                    json!({ "id": id, "token": checksummed(offer.token), "reward_per_unit": amount(offer.reward),
                            "units_left": offer.left })
                }
            };
            let terms = product.terms;
            let expected = json!({
                "id": id, "store": product.store, "price": amount(product.price), "version": product.version,
                "inventory": product.inventory, "active": product.active, "open_to_listings": product.open,
                "available": product.active && product.inventory > 0, "uri": product.uri, "set": shop.set_of(id),
                "listings": listings, "offer": offer,
                "terms": { "profit_bps": terms.profit_bps, "cashback_bps": terms.cashback_bps, "stake_bps": terms.stake_bps,
                           "hold_secs": terms.hold_secs, "cause": terms.cause },
            });
            same("product", answer, expected);
        }
        let select = |keep: &dyn Fn(u64) -> bool| -> Vec<u64> {
            (1..=shop.products.len() as u64)
                .filter(|id| keep(*id))
                .collect()
        };
        for store in 1..=shop.stores.len() as u64 {
            let path = format!("/v1/products?via={store}&available=true");
            let live = select(&|id| shop.is_live(id, store));
            assert_eq!(ids(&self.list(&path).await), live, "{path}");
            let path = format!("/v1/products?via={store}");
            let there = select(&|id| {
                shop.product(id).store == store || shop.listings.contains(&(id, store))
            });
            assert_eq!(ids(&self.list(&path).await), there, "{path}");
            let path = format!("/v1/products?store={store}");
            let own = select(&|id| shop.product(id).store == store);
            assert_eq!(ids(&self.list(&path).await), own, "{path}");
        }
        let rewarded = |id: u64| {
            let offer = shop.product(id).offer;
            offer != 0 && shop.offers[offer as usize - 1].left > 0
        };
        let with = self.list("/v1/products?rewarded=true").await;
        assert_eq!(ids(&with), select(&rewarded));
        let without = self.list("/v1/products?rewarded=false").await;
        assert_eq!(ids(&without), select(&|id| !rewarded(id)));
        let path = "/v1/products?sort=price&min_price=200&max_price=700";
        let mut by_price = select(&|id| (200..=700).contains(&shop.product(id).price));
        by_price.sort_by_key(|id| (shop.product(*id).price, *id));
        assert_eq!(ids(&self.list(path).await), by_price);
        let psc = shop.psc;
        let path = format!("/v1/products?sort=reward&reward_token={psc}");
        let offer = |id: u64| &shop.offers[shop.product(id).offer as usize - 1];
        let mut by_reward = select(&|id| rewarded(id) && offer(id).token == psc);
        by_reward.sort_by_key(|id| (offer(*id).reward, *id));
        assert_eq!(ids(&self.list(&path).await), by_reward);
        let things = select(&|id| shop.product(id).uri.to_lowercase().contains("thing"));
        assert_eq!(ids(&self.list("/v1/products?q=THI").await), things);
    }

    async fn stores_listings_and_offers(&self) {
        let shop = self.shop;
        let stores = self.list("/v1/stores").await;
        assert_eq!(stores.len(), shop.stores.len());
        for (id, (answer, store)) in (1..).zip(stores.iter().zip(&shop.stores)) {
            let products = shop.products.iter().filter(|p| p.store == id).count();
            let listings = shop.listings.iter().filter(|(_, s)| *s == id).count();
            let expected = json!({
                "id": id, "owner": checksummed(store.owner), "payout": checksummed(store.payout),
                "platform": store.platform, "set": store.set, "products": products, "listings": listings,
            });
            same("store", answer, expected);
        }
        for number in 1..=6 {
            let owner = account(number);
            let owned: Vec<u64> = (1..)
                .zip(&shop.stores)
                .filter(|(_, store)| store.owner == owner)
                .map(|(id, _)| id)
                .collect();
            let path = format!("/v1/stores?owner={owner}");
            assert_eq!(ids(&self.list(&path).await), owned);
        }
        let listings: BTreeSet<_> = self
            .list("/v1/listings")
            .await
            .iter()
            .map(|l| {
                (
                    l["product"].as_u64().expect("a number"),
                    l["store"].as_u64().expect("a number"),
                    l["live"].as_bool().expect("a truth"),
                )
            })
            .collect();
        let expected: BTreeSet<_> = shop
            .listings
            .iter()
            .map(|(product, store)| (*product, *store, shop.is_live(*product, *store)))
            .collect();
        assert_eq!(listings, expected);
        let offers = self.list("/v1/offers").await;
        assert_eq!(offers.len(), shop.offers.len());
        for (answer, offer) in offers.iter().zip(&shop.offers) {
            let expected = json!({
                "product": offer.product, "token": checksummed(offer.token), "open": offer.open, "units_added": offer.added,
                "units_left": offer.left, "units_reserved": offer.reserved, "units_paid": offer.paid,
                "units_returned": offer.returned, "amount_paid": amount(offer.paid * offer.reward),
            });
            same("offer", answer, expected);
            assert_eq!(
                offer.added,
                offer.left + offer.reserved + offer.paid + offer.returned
            );
        }
    }

    async fn orders(&self) {
        let shop = self.shop;
        let orders = self.list("/v1/orders").await;
        assert_eq!(orders.len(), shop.orders.len());
        for (id, (answer, order)) in (1u64..).zip(orders.iter().zip(&shop.orders)) {
            let sum = |of: &dyn Fn(&crate::support::shop::Line) -> u64| -> u64 {
                order.lines.iter().map(of).sum()
            };
            let held = sum(&|line| match line.state {
                State::Held | State::Disputed => line.price * (line.quantity - line.refunded),
                State::Settled | State::Refunded => 0,
            });
            let (settled, refunded) = (
                sum(&|line| line.gross),
                sum(&|line| line.price * line.refunded),
            );
            assert_eq!(order.total, held + settled + refunded, "the model adds up");
            let expected = json!({
                "id": id, "buyer": checksummed(order.buyer), "payment_reference": order.reference.to_string(),
                "total": amount(order.total), "held": amount(held), "settled": amount(settled), "refunded": amount(refunded),
                "line_count": order.lines.len(),
            });
            same("order", answer, expected);
            let full = self.one(&format!("/v1/orders/{id}")).await;
            for (line, answer) in order
                .lines
                .iter()
                .zip(full["lines"].as_array().expect("lines"))
            {
                let state = match line.state {
                    State::Held => "held",
                    State::Disputed => "disputed",
                    State::Settled => "settled",
                    State::Refunded => "refunded",
                };
                let units_refunded = line.refunded + line.given_back;
                let expected = json!({ "product": line.product, "via": line.via, "quantity": line.quantity, "state": state,
                    "units_refunded": units_refunded, "refunded": amount(line.price * line.refunded) });
                same("line", answer, expected);
                let settlement = &answer["settlement"];
                if line.state == State::Settled {
                    let expected = json!({ "gross": amount(line.gross), "parts": amount(line.gross),
                        "cashback": amount(line.cashback), "groups": amount(line.groups),
                        "stake_share": amount(line.stake_share), "repayment": amount(line.repayment),
                        "to_vendor": amount(line.to_vendor) });
                    same("settlement", settlement, expected);
                } else {
                    assert_eq!(settlement, &Value::Null);
                }
                let reward = match line.reward {
                    0 => Value::Null,
                    reward => amount(reward),
                };
                assert_eq!(answer["reward"]["amount"], reward, "{answer}");
                assert_eq!(answer["credit"].is_null(), line.groups == 0);
            }
        }
        for (id, (answer, share)) in
            (1u64..).zip(self.list("/v1/shares").await.iter().zip(&shop.shares))
        {
            let line = &shop.orders[share.order as usize - 1].lines[share.line];
            let left = line.quantity - line.refunded - line.given_back;
            let cap = line.price * left * shop.share_cap_bps.unwrap_or(10_000) / 10_000;
            let expected = json!({ "id": id, "sharer": checksummed(share.sharer), "cashback_paid": amount(share.paid),
                "earning": line.state == State::Settled && left > 0, "cap": amount(cap) });
            same("share", answer, expected);
        }
    }

    async fn groups_and_accounts(&self) {
        let splitter = &self.shop.splitter;
        let groups = self.one("/v1/groups").await;
        let third = splitter.total / 3;
        same(
            "groups",
            &groups,
            json!({ "profit": amount(splitter.total), "per_group": amount(third), "remainder": amount(splitter.total % 3),
                    "contributed": amount(splitter.contributed), "owed_by_stake_pools": amount(self.shop.pools.owed_to_groups) }),
        );
        let text = |value: U256| value.to_string();
        let members = json!({ "generation": splitter.generation, "index": text(splitter.index),
            "points": text(splitter.points), "carry": text(splitter.carry), "waiting": amount(splitter.waiting) });
        same("members", &groups["members"], members);
        let causes = json!({ "index": text(splitter.cause_index), "weight": splitter.cause_weight(),
            "carry": text(splitter.cause_carry), "waiting": amount(splitter.cause_waiting) });
        same("weighted causes", &groups["weighted_causes"], causes);
        for (id, answer) in (1..).zip(self.list("/v1/causes").await) {
            same(
                "cause",
                &answer,
                json!({ "id": id, "pending": amount(splitter.pending_cause(id)) }),
            );
        }
        for number in 1..=6 {
            let who = account(number);
            let answer = self.one(&format!("/v1/accounts/{who}/commerce")).await;
            let (pending, points) = splitter.customer(who);
            let customer = json!({ "pending": amount(pending), "points": text(points) });
            same("customer", &answer["customer"], customer);
            let mut claimable = pending;
            let sets = answer["sets"].as_array().expect("sets");
            for set in 1..=splitter.sets.len() as u64 {
                let due = splitter.pending_set(set, who);
                claimable += due;
                match sets.iter().find(|part| part["set"] == set) {
                    Some(part) => {
                        let expected = json!({ "pending": amount(due), "lifetime": amount(splitter.lifetime(set)) });
                        same("set", part, expected);
                    }
                    None => assert_eq!(due, 0, "set {set} of {who}"),
                }
            }
            let own = |id: &u64| splitter.causes[*id as usize - 1].account == who;
            for cause in (1..=splitter.causes.len() as u64).filter(own) {
                claimable += splitter.pending_cause(cause);
            }
            let key = ("checkout", self.shop.psc, who);
            claimable += self.shop.credits.get(&key).copied().unwrap_or(0);
            same(
                "account",
                &answer,
                json!({ "claimable": amount(claimable) }),
            );
        }
    }
}

/// Seconds until the next block: sometimes days.
fn pause(random: &mut Random) -> u64 {
    const DAY: u64 = 86_400;
    1 + match random.below(8) {
        // Long enough that some advances mature.
        0 | 1 => random.below(20 * DAY),
        2 | 3 => random.below(DAY),
        _ => random.below(600),
    }
}

/// What came of the stake pools' part is told, so that it can be seen that something did.
async fn day(seed: u64) -> BTreeSet<String> {
    let world = World::new().await;
    let mut random = Random(seed);
    let mut shop = Shop {
        psc: world.chain.address(Contract::Psc),
        checkout: world.chain.address(Contract::Checkout),
        ..Shop::default()
    };
    let mut past = Vec::new();
    for _ in 0..BLOCKS {
        let mut events = Vec::new();
        shop.pools.now = world.chain.pass(pause(&mut random)).await;
        for _ in 0..random.below(12) {
            events.extend(shop.step(&mut random));
        }
        world.chain.mine(&events).await;
        past.push((world.chain.head().await.0, shop.clone()));
    }
    let indexer = world.start().await;
    world.caught_up().await;
    let mut finalities = vec![("latest", past.len() - 1)];
    if world.chain.is_devchain() {
        for (name, method, at) in [
            ("finalized", "devchain_setFinalized", past.len() / 2),
            ("safe", "devchain_setSafe", past.len() - 8),
        ] {
            world.chain.rpc(method, json!([past[at].0])).await;
            finalities.push((name, at));
        }
        eventually("tags taken over", async || {
            let status = indexer.get("/v1/status").await;
            let (safe, finalized) = (past[past.len() - 8].0, past[past.len() / 2].0);
            (status["safe_block"] == safe && status["finalized_block"] == finalized).then_some(())
        })
        .await;
    }
    for (name, at) in finalities {
        println!("seed {seed} {name}");
        let check = Check {
            indexer: &indexer,
            shop: &past[at].1,
            past: &past[..=at],
            finality: format!("finality={name}"),
        };
        check.products().await;
        check.stores_listings_and_offers().await;
        check.orders().await;
        check.groups_and_accounts().await;
        pools_model::check(&check).await;
    }
    indexer.stop().await;
    let shops = past.iter().map(|(_, shop)| shop);
    shops
        .flat_map(|shop| pools_model::reached(&shop.pools))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_contracts_arithmetic_at_every_finality() {
    let seeds = random::seeds(SEEDS);
    let count = seeds.end - seeds.start;
    let mut reached = BTreeSet::new();
    for seed in seeds {
        reached.extend(day(seed).await);
    }
    if count >= SEEDS.end {
        let missing: Vec<_> = pools_model::CASES
            .into_iter()
            .filter(|case| !reached.contains(*case))
            .collect();
        assert!(missing.is_empty(), "no day of ours has {missing:?}");
    }
}

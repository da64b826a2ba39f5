//! The answers about stake pools equal what their contract's own arithmetic says at the answer's block.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    commerce_model::{Check, amount, checksummed, same},
    support::{
        events::account,
        shop::{
            Shop,
            advances::{Advance, State},
            pools::Pools,
        },
    },
};

const DAY: u64 = 86_400;
const VIRTUAL_SHARES: u128 = 1_000_000;

/// What happens to some pool or advance on some of the days.
pub const CASES: [&str; 12] = [
    "deposit",
    "withdrawal",
    "fill",
    "cancelled",
    "profit",
    "repaid",
    "defaulted",
    "Drawn",
    "Defaulted",
    "WrittenOff",
    "Repaid",
    "Closed",
];

/// Which of [`CASES`] happened.
pub fn reached(pools: &Pools) -> BTreeSet<String> {
    let kinds = pools.pools.values().flat_map(|pool| &pool.history);
    let kinds = kinds.map(|(kind, ..)| (*kind).to_owned());
    let states = pools
        .advances
        .iter()
        .map(|advance| format!("{:?}", advance.state));
    let mut requests = pools.pools.values().flat_map(|pool| &pool.requests);
    let cancelled = requests.any(|request| request.cancelled);
    let cancelled = cancelled.then(|| "cancelled".to_owned());
    kinds.chain(states).chain(cancelled).collect()
}

pub async fn check(check: &Check<'_>) {
    // Of the highest block that is kept: below the finalized one, those without logs are not.
    let meta = check.one("/v1/groups").await["meta"].clone();
    let now = meta["block_time"].as_u64().expect("a time");
    pools(check, now).await;
    advances(check, now).await;
    stakes(check, now).await;
}

fn whole(worth: u64, shares: u128, part: u128) -> u128 {
    part * (u128::from(worth) + 1) / (shares + VIRTUAL_SHARES)
}

/// The yearly rate since so many days ago, by the state of then.
fn rate(past: &[(u64, Shop)], pools: &Pools, product: u64, now: u64, days: u64) -> Value {
    let at = now - days * DAY;
    let then = past.iter().rev().find(|(_, shop)| shop.pools.now <= at);
    let since = pools.pools[&product].staked_since;
    let Some((_, then)) = then.filter(|_| since != 0 && since <= at) else {
        return Value::Null;
    };
    let fraction = |pools: &Pools, now| {
        let (worth, shares) = pools.worth(product, now);
        (i128::from(worth) + 1, (shares + VIRTUAL_SHARES) as i128)
    };
    let ((a0, s0), (a1, s1)) = (fraction(&then.pools, at), fraction(pools, now));
    let scaled = (a1 * s0 - a0 * s1) * 3_650_000;
    json!(scaled.div_euclid(a0 * s1 * i128::from(days)) as i64)
}

async fn pools(check: &Check<'_>, now: u64) {
    let pools = &check.shop.pools;
    let answers = check.list("/v1/pools").await;
    assert_eq!(answers.len(), pools.pools.len());
    for answer in answers {
        let product = answer["product"].as_u64().expect("a number");
        let (pool, _, _) = pools.look(product, now);
        let (worth, shares) = pools.worth(product, now);
        let standing = pools.standing(product, now);
        let deposits: u64 = (1..=pools.advances.len() as u64)
            .map(|id| pools.advance_at(id, now))
            .filter(|advance| advance.product == product)
            .map(|advance| advance.deposit)
            .sum();
        let escrowed = pool.queued();
        let locked = pool.positions.values().map(|own| own.locked).sum::<u128>();
        let redemptions = match (pools.is_held(product, now), pool.waiting()) {
            (true, _) => "held",
            (_, 0) => "open",
            _ => "queued",
        };
        let expected = json!({
            "store": pool.store,
            "total_assets": amount(worth),
            "idle": amount(pool.idle(now)),
            "unstreamed": amount(pool.unstreamed_at(now)),
            "outstanding": amount(standing),
            "utilisation_bps": (standing * 10_000).checked_div(worth).unwrap_or(0),
            "total_shares": amount(shares),
            "share_price": { "assets": amount(worth + 1), "shares": amount(shares + VIRTUAL_SHARES),
                             "whole_share": amount(whole(worth, shares, 1_000_000_000_000)) },
            "locked": amount(locked + escrowed.locked),
            "deposits": if pools.is_barred(product, now) { "barred" } else { "open" },
            "redemptions": redemptions,
            "queue_length": pool.waiting(),
            "queued_shares": amount(escrowed.shares),
            "minimum_since": match pool.minimum_since {
                0 => Value::Null,
                since => json!(since),
            },
            "advance": if pool.advance == 0 { Value::Null } else { json!(pool.advance) },
            "store_deposit": amount(deposits),
            "apr": {
                "days_7_bps": rate(check.past, pools, product, now, 7),
                "days_30_bps": rate(check.past, pools, product, now, 30),
                "days_90_bps": rate(check.past, pools, product, now, 90),
            },
        });
        same("pool", &answer, expected);
        let one = check.one(&format!("/v1/pools/{product}")).await;
        assert_eq!(one["total_assets"], answer["total_assets"]);
        let history = check.list(&format!("/v1/pools/{product}/history")).await;
        let told: Vec<_> = history
            .iter()
            .map(|point| {
                let field = |name: &str| point[name].as_str().expect("text").to_owned();
                (field("kind"), field("total_assets"), field("total_shares"))
            })
            .collect();
        let expected: Vec<_> = pool
            .history
            .iter()
            .map(|(kind, worth, shares)| (kind.to_string(), worth.to_string(), shares.to_string()))
            .collect();
        assert_eq!(told, expected, "history of the pool of product {product}");
        for waiting in [true, false] {
            let path = format!("/v1/pools/{product}/queue?waiting={waiting}");
            let queue = check.list(&path).await;
            let kept = (1..)
                .zip(&pool.requests)
                .filter(|(_, request)| (request.escrow.shares > 0) == waiting);
            let kept: Vec<_> = kept.collect();
            assert_eq!(queue.len(), kept.len(), "{path}");
            for (answer, (id, request)) in queue.iter().zip(kept) {
                let expected = json!({
                    "request": id, "account": checksummed(request.account), "requested": amount(request.requested),
                    "waiting": amount(request.escrow.shares), "locked": amount(request.escrow.locked),
                    "value": amount(whole(worth, shares, request.escrow.shares)), "paid": amount(request.paid),
                });
                same("request", answer, expected);
            }
        }
    }
}

fn state(advance: &Advance, now: u64) -> &'static str {
    match advance.state {
        State::Announced if now >= advance.time + 30 * DAY => "lapsed",
        State::Announced => "announced",
        State::Drawn => "drawn",
        State::Defaulted => "defaulted",
        State::WrittenOff => "written_off",
        State::Repaid => "repaid",
        State::Closed => "closed",
    }
}

async fn advances(check: &Check<'_>, now: u64) {
    let (shop, pools) = (check.shop, &check.shop.pools);
    let mut found = 0;
    for product in 1..=shop.products.len() {
        let path = format!("/v1/pools/{product}/advances");
        found += check.list(&path).await.len();
    }
    assert_eq!(found, pools.advances.len());
    for id in 1..=pools.advances.len() as u64 {
        let advance = pools.advance_at(id, now);
        let repaid: u64 = advance.repayments.iter().map(|(_, amount, _)| amount).sum();
        let answer = check.one(&format!("/v1/advances/{id}")).await;
        let drawn = advance.state != State::Announced;
        let expected = json!({
            "id": id, "product": advance.product, "store": advance.store, "account": checksummed(advance.account),
            "state": state(&advance, now), "amount": amount(advance.amount), "outstanding": amount(advance.outstanding),
            "repaid": amount(repaid), "recovered": amount(advance.recovered), "to_groups": amount(advance.to_groups),
            "seized": amount(advance.seized), "deposit": amount(advance.deposit), "repay_bps": advance.repay_bps,
            "term_secs": advance.term_secs, "matures_at": if drawn { json!(advance.time) } else { Value::Null },
        });
        same("advance", &answer, expected);
        let repayments = check.list(&format!("/v1/advances/{id}/repayments")).await;
        assert_eq!(repayments.len(), advance.repayments.len());
        for (answer, (payer, paid, left)) in repayments.iter().zip(&advance.repayments) {
            let expected = json!({ "payer": checksummed(*payer), "amount": amount(paid), "outstanding": amount(left) });
            same("repayment", answer, expected);
            let sale = &answer["sale"];
            assert_eq!(sale.is_null(), *payer != shop.checkout, "{answer}");
            if let (Some(order), Some(line)) = (sale["order"].as_u64(), sale["line"].as_u64()) {
                let line = &shop.orders[order as usize - 1].lines[line as usize];
                assert_eq!(line.repayment, *paid, "{answer}");
                assert_eq!(shop.product(line.product).store, advance.store);
            }
        }
    }
}

async fn stakes(check: &Check<'_>, now: u64) {
    let pools = &check.shop.pools;
    for number in 1..=6 {
        let who = account(number);
        let answer = check.one(&format!("/v1/accounts/{who}/stakes")).await;
        let mut told = answer["positions"].as_array().expect("positions").iter();
        for (&product, stored) in &pools.pools {
            let own = stored.positions.get(&who).copied().unwrap_or_default();
            let (shares, locked) = stored
                .requests
                .iter()
                .filter(|request| request.account == who)
                .fold((0, 0), |(shares, locked), request| {
                    (
                        shares + request.escrow.shares,
                        locked + request.escrow.locked,
                    )
                });
            if own.shares == 0 && shares == 0 {
                continue;
            }
            let (worth, all) = pools.worth(product, now);
            let (pool, ..) = pools.look(product, now);
            let value = whole(worth, all, own.shares);
            let max = match pools.is_held(product, now) || pool.waiting() > 0 {
                true => 0,
                false => value.min(pool.idle(now).into()),
            };
            let (deposited, withdrawn) = pools.moved[&(product, who)];
            let expected = json!({
                "product": product, "shares": amount(own.shares), "value": amount(value), "locked": amount(own.locked),
                "queued_shares": amount(shares), "queued_locked": amount(locked),
                "queued_value": amount(whole(worth, all, shares)), "max_withdraw": amount(max),
                "deposited": amount(deposited), "withdrawn": amount(withdrawn),
            });
            same("position", told.next().expect("a position"), expected);
        }
        assert_eq!(told.next(), None);
        let history = check
            .list(&format!("/v1/accounts/{who}/stakes/history"))
            .await;
        let sum = |kinds: &[&str]| -> u64 {
            history
                .iter()
                .filter(|change| kinds.iter().any(|kind| change["kind"] == *kind))
                .filter_map(|change| change["assets"].as_str()?.parse::<u64>().ok())
                .sum()
        };
        let own = pools.moved.iter().filter(|((_, of), _)| *of == who);
        let moved = own.fold((0, 0), |sum, (_, moved)| (sum.0 + moved.0, sum.1 + moved.1));
        assert_eq!((sum(&["deposit"]), sum(&["withdrawal", "fill"])), moved);
    }
}

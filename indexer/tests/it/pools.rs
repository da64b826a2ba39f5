//! Stake pools: what time alone changes, orders that pay into them, reorganisations and rebuilds.

use alloy::primitives::U256;
use productshare_abi::StakePools;
use productshare_indexer::{rebuild, verify};
use serde_json::{Value, json};

use crate::{
    answers::world_with_everything,
    commerce_model::{all, same},
    support::{
        World,
        events::{Contract, account, stake_pools},
        fold::Fold,
        shop::Shop,
    },
};

const DAY: u64 = 86_400;

/// Two stake 100,000 on product 1; a sale's profit of 8,640 begins to stream; an advance of 40,000 is drawn for 14 days.
async fn staked(world: &World) -> Shop {
    let mut shop = Shop {
        psc: world.chain.address(Contract::Psc),
        checkout: world.chain.address(Contract::Checkout),
        ..Shop::default()
    };
    let pools = &mut shop.pools;
    pools.now = world.chain.pass(100).await;
    pools.set_parameters();
    pools.deposit(1, 1, account(1), 25_000);
    pools.deposit(1, 1, account(2), 75_000);
    pools.announce(1, 1, account(3), 40_000, 14);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    pools.now = world.chain.pass(4 * DAY).await;
    pools.take_profit(1, 8_640);
    pools.draw(1);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    shop
}

async fn later(world: &World, secs: u64) {
    world.chain.pass(secs).await;
    world.chain.mine_empty(1).await;
    world.caught_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_changes_is_told_without_an_event() {
    let world = World::new().await;
    let indexer = world.start().await;
    staked(&world).await;
    world.caught_up().await;
    let pool = indexer.get("/v1/pools/1").await;
    let expected = json!({
        "total_assets": "100000", "idle": "60000", "unstreamed": "8640", "outstanding": "40000", "utilisation_bps": 4_000,
        "total_shares": "100000000000", "deposits": "open", "redemptions": "open", "advance": 1, "store_deposit": "8000",
        "max_advance": "0", "apr": { "days_7_bps": null, "days_30_bps": null, "days_90_bps": null },
    });
    same("pool", &pool, expected);
    assert_eq!(pool["terms"]["min_assets"], "10000");
    // A tenth of a unit each second.
    later(&world, 5_000).await;
    let pool = indexer.get("/v1/pools/1").await;
    same(
        "pool",
        &pool,
        json!({ "total_assets": "100500", "unstreamed": "8140" }),
    );
    later(&world, 2 * DAY).await;
    let pool = indexer.get("/v1/pools/1").await;
    let expected = json!({ "total_assets": "108640", "unstreamed": "0", "stream_ends_at": null });
    same("pool", &pool, expected);
    let history = all(&indexer, "/v1/pools/1/history?order=asc").await;
    let told: Vec<_> = history
        .iter()
        .map(|point| (&point["kind"], &point["total_assets"]))
        .collect();
    let [deposit, profit] = [json!("deposit"), json!("profit")];
    let [first, second] = [json!("25000"), json!("100000")];
    assert_eq!(
        told,
        [(&deposit, &first), (&deposit, &second), (&profit, &second)]
    );
    // In the last week before maturity nobody leaves.
    later(&world, 6 * DAY).await;
    let pool = indexer.get("/v1/pools/1").await;
    same(
        "pool",
        &pool,
        json!({ "redemptions": "held", "deposits": "open" }),
    );
    assert_eq!(pool["apr"]["days_7_bps"], 0, "all of it streamed before");
    let stakes = indexer
        .get(&format!("/v1/accounts/{}/stakes", account(1)))
        .await;
    let position = &stakes["positions"][0];
    same(
        "position",
        position,
        json!({ "value": "27159", "max_withdraw": "0" }),
    );
    // Matured: the advance counts as nothing and the deposit is the pool's, though nobody has said so.
    later(&world, 6 * DAY).await;
    let pool = indexer.get("/v1/pools/1").await;
    let expected = json!({
        "total_assets": "76640", "idle": "76640", "outstanding": "0", "deposits": "barred", "redemptions": "open",
        "advance": 1, "store_deposit": "0",
    });
    same("pool", &pool, expected);
    let advance = indexer.get("/v1/advances/1").await;
    let expected = json!({
        "state": "defaulted", "outstanding": "32000", "seized": "8000", "deposit": "0", "repaid": "0", "default_logged": false,
    });
    same("advance", &advance, expected);
    assert!(
        pool["apr"]["days_7_bps"]
            .as_i64()
            .is_some_and(|rate| rate < -10_000)
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganised_events_leave_no_trace_in_the_pools() {
    let world = World::new().await;
    let indexer = world.start().await;
    let mut shop = staked(&world).await;
    world.caught_up().await;
    let before = world.database.dump().await;
    let kept = shop.clone();
    let (head, _) = world.chain.head().await;
    let pools = &mut shop.pools;
    pools.now = world.chain.pass(DAY / 2).await;
    pools.leave(1, account(1), u128::MAX);
    pools.leave(1, account(2), u128::MAX);
    pools.repay(1, account(4), 15_000);
    pools.fill(1, 1);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    pools.now = world.chain.pass(20 * DAY).await;
    pools.write_off(1);
    pools.repay(1, account(4), 1_000);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    world.caught_up().await;
    let pool = indexer.get("/v1/pools/1").await;
    same(
        "pool",
        &pool,
        json!({ "queue_length": 1, "advance": null, "redemptions": "queued" }),
    );
    let advance = indexer.get("/v1/advances/1").await;
    same(
        "advance",
        &advance,
        json!({ "state": "written_off", "to_groups": "1000", "recovered": "1000" }),
    );
    let groups = indexer.get("/v1/groups").await;
    assert_eq!(groups["owed_by_stake_pools"], "1000");

    let depth = world.chain.head().await.0 - head;
    world.chain.rollback(depth).await;
    world.caught_up().await;
    assert_eq!(
        world.database.dump().await,
        before,
        "as if it had never been"
    );
    shop = kept;
    let pools = &mut shop.pools;
    pools.now = world.chain.pass(DAY).await;
    pools.repay(1, account(4), 40_000);
    pools.reclaim(1);
    pools.leave(1, account(1), u128::MAX);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    world.caught_up().await;
    let pool = indexer.get("/v1/pools/1").await;
    same(
        "pool",
        &pool,
        json!({ "queue_length": 0, "advance": null, "store_deposit": "0", "max_advance": "40740" }),
    );
    let advance = indexer.get("/v1/advances/1").await;
    same(
        "advance",
        &advance,
        json!({ "state": "closed", "repaid": "40000", "deposit": "0", "seized": "0" }),
    );
    let logs = world.chain.logs().await;
    let fold = Fold::of(&logs, &world.chain.deployment);
    assert_eq!(Fold::stored(&world.database.pool).await, fold);
    assert_eq!(verify(&world.database.url).await.expect("verified"), []);
    indexer.stop().await;
    let before = world.database.dump().await;
    rebuild(&world.database.url).await.expect("rebuilt");
    assert_eq!(world.database.dump().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_is_a_position_again() {
    let world = World::new().await;
    let indexer = world.start().await;
    let mut shop = staked(&world).await;
    let pools = &mut shop.pools;
    pools.now = world.chain.pass(60).await;
    pools.leave(1, account(2), u128::MAX);
    pools.leave(1, account(1), u128::MAX);
    pools.cancel(1, 2);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    world.caught_up().await;
    // Behind the first it counts until it is next.
    let expected =
        json!({ "queue_length": 2, "queued_shares": "75000000000", "redemptions": "queued" });
    same("pool", &indexer.get("/v1/pools/1").await, expected);
    for (waiting, request, shares) in [(true, 1, "75000000000"), (false, 2, "0")] {
        let path = format!("/v1/pools/1/queue?waiting={waiting}");
        let queue = all(&indexer, &path).await;
        assert_eq!(queue.len(), 1, "{path}");
        let expected = json!({ "request": request, "waiting": shares, "paid": "0" });
        same("request", &queue[0], expected);
    }
    pools.cancel(1, 1);
    world.chain.mine(&std::mem::take(&mut pools.log)).await;
    world.caught_up().await;
    let expected = json!({ "queue_length": 0, "queued_shares": "0", "redemptions": "open", "total_shares": "100000000000" });
    same("pool", &indexer.get("/v1/pools/1").await, expected);
    for (number, shares) in [(1, "25000000000"), (2, "75000000000")] {
        let path = format!("/v1/accounts/{}/stakes", account(number));
        let position = &indexer.get(&path).await["positions"][0];
        let expected = json!({ "shares": shares, "queued_shares": "0", "queued_locked": "0", "withdrawn": "0" });
        same("position", position, expected);
        let history = all(&indexer, &format!("{path}/history?order=asc")).await;
        let told: Vec<_> = history
            .iter()
            .map(|change| (change["kind"].as_str().expect("text"), &change["shares"]))
            .collect();
        let shares = json!(shares);
        assert_eq!(
            told,
            ["deposit", "request", "cancel"].map(|kind| (kind, &shares))
        );
        assert_eq!(history[2]["locked"], history[0]["locked"]);
    }
    assert_eq!(verify(&world.database.url).await.expect("verified"), []);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sales_pay_stakers_and_repay_the_advance() {
    let (_world, indexer) = world_with_everything().await;
    let order = indexer.get("/v1/orders/2").await;
    let settlement = &order["lines"][0]["settlement"];
    // 20 % of 3,000 are profit, a tenth of it cashback, a twentieth the stakers'; 30 % of the rest repay.
    let expected = json!({
        "gross": "3000", "parts": "3000", "cashback": "60", "stake_share": "30", "groups": "510", "repayment": "720",
        "to_vendor": "1680",
    });
    same("settlement", settlement, expected);
    let repayments = all(&indexer, "/v1/advances/1/repayments?order=asc").await;
    let told: Vec<_> = repayments
        .iter()
        .map(|paid| (paid["amount"].as_str().expect("text"), paid["sale"].clone()))
        .collect();
    let sale = |order: u64, line: u64| json!({ "order": order, "line": line });
    let expected = [
        ("720", sale(2, 0)),
        ("120", sale(1, 1)),
        ("10000", Value::Null),
        ("39160", Value::Null),
    ];
    assert_eq!(told, expected);
    let lost = indexer.get("/v1/advances/2").await;
    let expected = json!({
        "state": "closed", "seized": "1600", "repaid": "6400", "recovered": "6400", "to_groups": "6400", "default_logged": true,
        "plan_uri": "https://plan.example/1",
    });
    same("advance", &lost, expected);
    let groups = indexer.get("/v1/groups").await;
    same(
        "groups",
        &groups,
        json!({ "contributed": "6400", "owed_by_stake_pools": "0" }),
    );
    let queue = indexer.get("/v1/pools/1/queue").await;
    assert_eq!(queue["items"][0]["account"], account(1).to_checksum(None));
    let own = indexer
        .get(&format!("/v1/pools/1/queue?account={}", account(2)))
        .await;
    assert_eq!(own["items"], json!([]));
    let done = all(&indexer, "/v1/pools/1/queue?waiting=false").await;
    assert_eq!(done.len(), 2);
    let claims = indexer
        .get(&format!("/v1/accounts/{}/stakes", account(9)))
        .await;
    assert_eq!(claims["claimable"], "50");
    for path in ["/v1/pools/9", "/v1/advances/9"] {
        let problem = indexer.problem(path).await;
        assert_eq!(problem, (404, "not-found".into()), "{path}");
    }
    for path in [
        "/v1/pools/x",
        "/v1/pools?product=1",
        "/v1/pools/1/queue?waiting=maybe",
        "/v1/advances/1?state=drawn",
        "/v1/accounts/0x12/stakes",
    ] {
        let problem = indexer.problem(path).await;
        assert_eq!(problem, (400, "invalid-parameter".into()), "{path}");
    }
    let none = indexer.get("/v1/pools?store=2").await;
    assert_eq!(none["items"], json!([]));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn impossible_events_stop_the_index() {
    for event in [
        // More than the pool has.
        StakePools::Withdraw {
            product: 1,
            account: account(1),
            assets: U256::from(1),
            shares: U256::from(1),
            unlocked: U256::ZERO,
            forfeited: U256::ZERO,
        },
        // More PSC than there can be.
        StakePools::Withdraw {
            product: 1,
            account: account(1),
            assets: U256::MAX,
            shares: U256::from(1),
            unlocked: U256::ZERO,
            forfeited: U256::ZERO,
        },
    ] {
        let world = World::new().await;
        let large = event.assets == U256::MAX;
        world.chain.mine(&[stake_pools(event)]).await;
        let mut indexer = world.start().await;
        let error = indexer.handle.wait().await.expect_err("following ends");
        let said = if large {
            "beyond 64 bits"
        } else {
            "below zero"
        };
        assert!(format!("{error:#}").contains(said), "{error:#}");
    }
}

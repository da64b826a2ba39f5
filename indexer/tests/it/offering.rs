//! Answers about the offering equal what the contract's arithmetic says at the answer's block.

use alloy::primitives::{Address, U64};
use serde_json::{Value, json};

use crate::{
    commerce_model::all,
    support::{
        Indexer, World,
        events::{Contract, account, psc_mint, pss_transfer},
        fold::Fold,
        offering::{PAST, Sale, Terms},
        random::Random,
    },
};

fn text(value: impl ToString) -> Value {
    value.to_string().into()
}

/// Asks for everything and compares it with the sale at the chain's head.
async fn check(world: &World, indexer: &Indexer, sale: &Sale, people: &[Address]) {
    let head = world
        .chain
        .rpc("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let time: u64 = serde_json::from_value::<U64>(head["timestamp"].clone())
        .expect("a time")
        .to();
    let answer = indexer.get("/v1/offering").await;
    assert_eq!(answer["meta"]["block_hash"], head["hash"]);
    let (
        total,
        Terms {
            start,
            end,
            hard_cap,
            ..
        },
    ) = (sale.total(), sale.terms);
    let status = match sale.succeeded {
        Some(true) => "succeeded",
        Some(false) => "failed",
        None if time < start => "pending",
        None if time < end => "open",
        None => "ended",
    };
    let proceeds = if sale.suffices() {
        total.min(hard_cap)
    } else {
        0
    };
    let claimed: u128 = sale.claimed.iter().map(|who| sale.contributions[who]).sum();
    for (key, expected) in [
        ("status", text(status)),
        ("contributed", text(total)),
        ("contributors", sale.contributions.len().into()),
        ("progress_bps", text(total * 10_000 / hard_cap)),
        ("soft_cap_reached", sale.suffices().into()),
        ("proceeds", text(proceeds)),
        ("sold", text(sale.due_for(total).1)),
        ("claimed", text(claimed)),
        (
            "collected",
            json!({ "psc": text(sale.collected[0]), "pss": text(sale.collected[1]) }),
        ),
        (
            "vesting",
            json!({ "cliff": end + sale.terms.cliff, "end": end + sale.terms.vesting }),
        ),
    ] {
        assert_eq!(answer[key], expected, "{key} of {answer}");
    }
    for who in people {
        let answer = indexer.get(&format!("/v1/accounts/{who}/offering")).await;
        let contribution = sale.contributions.get(who).copied().unwrap_or_default();
        let (refund, allotted) = sale.due(*who);
        let vested = sale.vested(*who, time);
        let claimed = sale.claimed.contains(who);
        let released = sale.released.get(who).copied().unwrap_or_default();
        let claimable = if claimed { vested - released } else { 0 };
        for (key, expected) in [
            ("contribution", text(contribution)),
            ("accepted", text(contribution - refund)),
            ("refund", text(refund)),
            ("claimed", claimed.into()),
            (
                "vesting",
                json!({ "total": text(allotted), "vested": text(vested), "released": text(released), "claimable": text(claimable) }),
            ),
        ] {
            assert_eq!(answer[key], expected, "{key} of {answer}");
        }
    }
    let list = all(indexer, "/v1/offering/contributions?order=asc").await;
    let sum: u128 = list
        .iter()
        .map(|c| {
            c["amount"]
                .as_str()
                .expect("text")
                .parse::<u128>()
                .expect("a number")
        })
        .sum();
    assert_eq!(sum, total);
    let last = list.last().map(|c| c["total"].clone());
    assert_eq!(last.unwrap_or_else(|| "0".into()), text(total));
}

#[tokio::test(flavor = "multi_thread")]
async fn offering_is_not_found_before_it_is_created() {
    let world = World::new().await;
    world.chain.mine(&[psc_mint(account(1), 1)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    for path in [
        "/v1/offering",
        &format!("/v1/accounts/{}/offering", account(1)),
    ] {
        assert_eq!(indexer.problem(path).await, (404, "not-found".into()));
    }
    assert_eq!(
        indexer.problem("/v1/accounts/0x12/offering").await,
        (400, "invalid-parameter".into())
    );
    let none = indexer.get("/v1/offering/contributions").await;
    assert_eq!(none["items"], json!([]));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offering_tells_its_terms_and_who_contributed() {
    let world = World::new().await;
    let mut sale = Sale::new(Terms {
        start: PAST,
        end: u64::from(u32::MAX),
        soft_cap: 10,
        hard_cap: 100,
        for_sale: 5_000,
        cliff: 60,
        vesting: 600,
    });
    world.chain.mine(&sale.take_log()).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let state = indexer.get("/v1/offering").await;
    let address = world.chain.address(Contract::Offering);
    assert_eq!(state["address"], address.to_checksum(None));
    assert_eq!(
        (&state["soft_cap"], &state["hard_cap"]),
        (&"10".into(), &"100".into())
    );
    assert_eq!(
        (&state["wallet_cap"], &state["allow_list"]),
        (&"100".into(), &Value::Null)
    );
    assert_eq!(
        (&state["for_sale"], &state["funded"]),
        (&"5000".into(), &false.into())
    );
    // Holding all of it, it is funded; and it stays so when they leave after the first contribution.
    world
        .chain
        .mine(&[pss_transfer(Address::ZERO, address, 5_000)])
        .await;
    world.caught_up().await;
    assert_eq!(indexer.get("/v1/offering").await["funded"], true);
    for (who, amount) in [(1, 7), (2, 8), (1, 9)] {
        sale.contribute(account(who), amount);
    }
    world.chain.mine(&sale.take_log()).await;
    world
        .chain
        .mine(&[pss_transfer(address, account(9), 5_000)])
        .await;
    world.caught_up().await;
    assert_eq!(indexer.get("/v1/offering").await["funded"], true);
    check(
        &world,
        &indexer,
        &sale,
        &[account(1), account(2), account(3)],
    )
    .await;
    let list = indexer
        .get(&format!(
            "/v1/offering/contributions?account={}",
            account(1)
        ))
        .await;
    let told: Vec<_> = list["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|c| (c["amount"].clone(), c["contribution"].clone()))
        .collect();
    assert_eq!(told, [("9".into(), "16".into()), ("7".into(), "7".into())]);
    indexer.stop().await;
}

/// Contributions, verdict, claims and releases by dice; some blocks are replaced by others.
#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_contracts_arithmetic_also_after_reorganisations() {
    for seed in 0..4u64 {
        let mut random = Random(seed + 1);
        let world = World::new().await;
        let start = world
            .chain
            .rpc("eth_getBlockByNumber", json!(["latest", false]))
            .await["timestamp"]
            .clone();
        let start: u64 = serde_json::from_value::<U64>(start).expect("a time").to();
        let hard_cap = u128::from(random.below(5_000) + 1);
        let mut sale = Sale::new(Terms {
            start: start + 10,
            end: start + 400,
            soft_cap: u128::from(random.below(hard_cap as u64)) + 1,
            hard_cap,
            for_sale: u128::from(random.below(1_000_000) + 1),
            cliff: random.below(100),
            vesting: 100 + random.below(200),
        });
        let people: Vec<_> = (1..=4).map(account).collect();
        world.chain.mine(&sale.take_log()).await;
        let indexer = world.start().await;
        let (mut time, mut past) = (start + 1, Vec::<(Sale, u64)>::new());
        for round in 0..60 {
            // Now and then the last blocks never happened.
            if random.one_in(6) && past.len() > 3 {
                let depth = 1 + random.below(3) as usize;
                world.chain.rollback(depth as u64).await;
                (sale, time) = past[past.len() - depth].clone();
                past.truncate(past.len() - depth);
            }
            past.push((sale.clone(), time));
            time += 1 + random.below(20);
            let who = people[random.below(4) as usize];
            let part = |sale: &Sale| sale.contributions.contains_key(&who);
            match sale.succeeded {
                None if time > sale.terms.end => sale.finalize(),
                None if time > sale.terms.start => {
                    sale.contribute(who, u128::from(random.below(900) + 1))
                }
                Some(_) if part(&sale) && !sale.claimed.contains(&who) => sale.claim(who, time),
                Some(true) if sale.claimed.contains(&who) => sale.release(who, time),
                Some(_) if random.one_in(3) => sale.collect(1, 1),
                _ => {}
            }
            world
                .chain
                .rpc("evm_setNextBlockTimestamp", json!([time]))
                .await;
            world.chain.mine(&sale.take_log()).await;
            if round % 5 == 0 {
                world.caught_up().await;
                check(&world, &indexer, &sale, &people).await;
            }
        }
        world.caught_up().await;
        check(&world, &indexer, &sale, &people).await;
        let logs = world.chain.logs().await;
        assert_eq!(
            Fold::stored(&world.database.pool).await,
            Fold::of(&logs, &world.chain.deployment),
            "seed {seed}"
        );
        indexer.stop().await;
    }
}

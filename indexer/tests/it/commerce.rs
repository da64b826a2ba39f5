//! The answers about commerce, on a day on which everything happens.

use alloy::{primitives::Bytes, sol_types::SolCall};
use productshare_abi::Catalog;
use serde_json::{Value, json};

use crate::{
    answers::world_with_everything,
    commerce_model::all,
    support::{
        World,
        events::{Contract, account},
        shop::{Shop, Terms},
    },
};

fn ids(page: &Value) -> Vec<u64> {
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .filter_map(|item| item["id"].as_u64())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn product_shows_all_that_belongs_to_it() {
    let (_world, indexer) = world_with_everything().await;
    let shoes = indexer.get("/v1/products/1").await;
    assert_eq!(
        (&shoes["title"], &shoes["body"]),
        (&"Red shoes".into(), &"Hand-made".into())
    );
    assert_eq!(shoes["price"], "1000");
    assert_eq!(shoes["version"], 2, "co-creators were set");
    assert_eq!(shoes["inventory"], 15);
    assert_eq!(shoes["available"], true);
    assert_eq!(shoes["vendor"], account(1).to_checksum(None));
    assert_eq!(
        shoes["co_creators"],
        json!([{ "account": account(5).to_checksum(None), "bps": 2_500, "accepted": true, "accepted_at": "0" }])
    );
    assert_eq!(shoes["offer"]["units_left"], 10);
    assert_eq!(shoes["listings"], 1);
    let hat = indexer.get("/v1/products/2").await;
    assert_eq!(hat["title"], Value::Null);
    assert_eq!(hat["offer"], Value::Null, "revoked");
    assert_eq!(
        (&hat["active"], &hat["open_to_listings"]),
        (&false.into(), &false.into())
    );
    let listings = indexer.get("/v1/products/2/listings").await;
    assert_eq!(listings["items"][0]["store"], 2);
    assert_eq!(listings["items"][0]["live"], false);
    for path in [
        "/v1/products/9",
        "/v1/stores/9",
        "/v1/offers/9",
        "/v1/orders/9",
        "/v1/shares/9",
        "/v1/causes/9",
    ] {
        assert_eq!(
            indexer.problem(path).await,
            (404, "not-found".into()),
            "{path}"
        );
    }
    for path in [
        "/v1/products/x",
        "/v1/products?sort=reward",
        "/v1/products?q=%21",
        "/v1/products?min_price=1.5",
        "/v1/products?available=maybe",
        "/v1/orders?payment_reference=0x12",
        "/v1/stores/-1",
    ] {
        assert_eq!(
            indexer.problem(path).await,
            (400, "invalid-parameter".into()),
            "{path}"
        );
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_found_by_words_of_their_present_content() {
    let world = World::new().await;
    let mut shop = Shop::default();
    shop.open_store(account(1), 0, "https://one.example");
    for uri in [
        "data:application/json,{\"name\":\"Red shoes\",\"description\":\"Made%20by%20hand\"}",
        "data:text/plain;base64,UmVkIGhhdA==",
        "https://shop.example/blue-shoes",
        "data:,Crème%20brûlée",
    ] {
        shop.add_product(1, 10, 1, Terms::default(), uri);
    }
    world.chain.mine(&shop.take_log()).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let found = async |q: &str| ids(&indexer.get(&format!("/v1/products?order=asc&q={q}")).await);
    assert_eq!(found("shoes").await, [1, 3]);
    assert_eq!(found("SHO").await, [1, 3]);
    assert_eq!(found("red").await, [1, 2]);
    assert_eq!(found("red+shoes").await, [1]);
    assert_eq!(found("hand").await, [1]);
    assert_eq!(found("crème").await, [4]);
    assert_eq!(
        found("%27+%26+red%3A*").await,
        [1, 2],
        "nothing but words counts"
    );
    assert!(found("green").await.is_empty());
    shop.set_content(1, "ipfs://green/dress");
    world.chain.mine(&shop.take_log()).await;
    world.caught_up().await;
    assert_eq!(found("shoes").await, [3]);
    assert_eq!(found("dress").await, [1]);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sorted_pages_cover_every_product_once() {
    let world = World::new().await;
    let mut shop = Shop {
        psc: account(77),
        ..Shop::default()
    };
    shop.open_store(account(1), 0, "https://one.example");
    for id in 1..=25 {
        // Prices and rewards repeat.
        shop.add_product(1, id * 7 % 5 + 1, 3, Terms::default(), "data:,x");
        shop.post(id, account(77), id * 3 % 4 + 1, 1);
    }
    world.chain.mine(&shop.take_log()).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let of = |id: u64| (shop.product(id).price, shop.offers[id as usize - 1].reward);
    for order in ["asc", "desc"] {
        for sort in ["id", "price", "reward"] {
            let mut expected: Vec<u64> = (1..=25).collect();
            expected.sort_by_key(|id| match sort {
                "price" => (of(*id).0, *id),
                "reward" => (of(*id).1, *id),
                _ => (0, *id),
            });
            if order == "desc" {
                expected.reverse();
            }
            let path = format!(
                "/v1/products?sort={sort}&order={order}&reward_token={}",
                account(77)
            );
            let seen: Vec<u64> = all(&indexer, &path)
                .await
                .iter()
                .filter_map(|p| p["id"].as_u64())
                .collect();
            assert_eq!(seen, expected, "{path}");
        }
    }
    let page = indexer.get("/v1/products?sort=price&limit=3").await;
    let cursor = page["next"].as_str().expect("a cursor");
    assert_eq!(
        indexer
            .problem(&format!("/v1/products?cursor={cursor}"))
            .await,
        (400, "invalid-parameter".into()),
        "a cursor belongs to one order"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_tells_where_its_money_went() {
    let (_world, indexer) = world_with_everything().await;
    let order = indexer.get("/v1/orders/1").await;
    assert_eq!(order["total"], "3000");
    assert_eq!(
        (&order["held"], &order["settled"], &order["refunded"]),
        (&"0".into(), &"2500".into(), &"500".into())
    );
    let [shoes, hat] = [&order["lines"][0], &order["lines"][1]];
    let settlement = &shoes["settlement"];
    assert_eq!(settlement["reason"], "at_once");
    assert_eq!(settlement["gross"], "2000");
    assert_eq!(settlement["parts"], "2000");
    assert_eq!(
        (&settlement["groups"], &settlement["to_vendor"]),
        (&"400".into(), &"1600".into())
    );
    assert_eq!(settlement["sharer"], Value::Null);
    assert_eq!(shoes["reward"]["amount"], "100");
    assert_eq!(shoes["reward"]["to"], account(22).to_checksum(None));
    assert_eq!(shoes["credit"]["per_group"], "133");
    assert_eq!(shoes["share_opened"], 1);
    assert_eq!(
        (&shoes["state"], &shoes["units_refunded"]),
        (&"settled".into(), &1.into())
    );
    assert_eq!(shoes["refund_offers"][0]["status"], "accepted");
    assert_eq!(hat["state"], "settled");
    assert_eq!(hat["refunds"][0]["reason"], "vendor");
    assert_eq!(hat["dispute"]["ruling"], "2");
    assert_eq!(hat["settlement"]["reason"], "ruled");
    assert_eq!(hat["cause"], 2, "the buyer's choice");
    let kinds: Vec<_> = hat["fulfilments"]
        .as_array()
        .expect("a record")
        .iter()
        .map(|f| f["kind"].clone())
        .collect();
    assert_eq!(kinds, ["shipped", "delivered"]);
    // 20 % of 3,000 are profit, a tenth of it cashback.
    let shared = indexer.get("/v1/orders/2").await;
    let settlement = &shared["lines"][0]["settlement"];
    assert_eq!(settlement["cashback"], "60");
    assert_eq!(settlement["sharer"], account(3).to_checksum(None));
    assert_eq!(
        shared["lines"][0]["reward"],
        Value::Null,
        "sold in the vendor's own store"
    );
    assert_eq!(
        shared["lines"][0]["refund_offers"][0]["status"],
        "withdrawn"
    );
    let share = indexer.get("/v1/shares/1").await;
    assert_eq!(
        (&share["cashback_paid"], &share["sales"]),
        (&"60".into(), &1.into())
    );
    assert_eq!(
        (&share["spent"], &share["cap"]),
        (&"1000".into(), &"500".into())
    );
    for (query, found) in [
        (format!("buyer={}", account(3)), vec![1]),
        ("store=1".into(), vec![1, 2]),
        ("store=2".into(), vec![]),
        ("via=2".into(), vec![1]),
        ("via=1".into(), vec![2]),
        (format!("payment_reference=0x{:064x}", 2), vec![2]),
    ] {
        assert_eq!(
            ids(&indexer.get(&format!("/v1/orders?order=asc&{query}")).await),
            found,
            "{query}"
        );
    }
    let to_sharer = indexer
        .get(&format!("/v1/settlements?sharer={}", account(3)))
        .await;
    assert_eq!(to_sharer["items"][0]["order"], 2);
    let by_vendor = indexer
        .get(&format!("/v1/settlements?vendor={}", account(1)))
        .await;
    assert_eq!(by_vendor["items"].as_array().expect("items").len(), 3);
    let rewards = indexer
        .get(&format!("/v1/rewards?to={}", account(22)))
        .await;
    assert_eq!(rewards["items"].as_array().expect("items").len(), 2);
    let shares = indexer
        .get(&format!("/v1/shares?sharer={}&product=1", account(3)))
        .await;
    assert_eq!(ids(&shares), [1]);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn account_sees_what_it_can_claim_and_where() {
    let (world, indexer) = world_with_everything().await;
    let vendor = indexer
        .get(&format!("/v1/accounts/{}/commerce", account(1)))
        .await;
    let psc = world.chain.address(Contract::Psc).to_checksum(None);
    let credits: Vec<_> = vendor["credits"]
        .as_array()
        .expect("credits")
        .iter()
        .map(|c| {
            (
                c["contract"].clone(),
                c["token"] == psc,
                c["amount"].clone(),
            )
        })
        .collect();
    assert_eq!(
        credits,
        [
            ("checkout".into(), true, "30".into()),
            ("offer-pool".into(), false, "10".into())
        ]
    );
    assert_eq!(vendor["stores"], json!([1]));
    let cause = indexer.get("/v1/causes/1").await;
    assert_eq!(
        (&cause["approved"], &cause["pending"]),
        (&false.into(), &"0".into())
    );
    let got: u64 = cause["chosen"]
        .as_str()
        .expect("text")
        .parse::<u64>()
        .expect("a number")
        + cause["weighted"]
            .as_str()
            .expect("text")
            .parse::<u64>()
            .expect("a number");
    assert_eq!(cause["claimed"], got.to_string());
    let approved = indexer.get("/v1/causes?approved=true").await;
    assert_eq!(ids(&approved), [2]);
    let groups = indexer.get("/v1/groups").await;
    assert_eq!(groups["groups"][2]["name"], "causes");
    assert_eq!(groups["groups"][2]["claimed"], cause["claimed"]);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_link_leads_to_the_product_and_to_the_call_that_lists_it() {
    let (world, indexer) = world_with_everything().await;
    let resolve = async |link: &str, store: &str| {
        indexer
            .get(&format!("/v1/resolve?link={link}{store}"))
            .await
    };
    let link = "https%3A%2F%2Fshop.example%2Fp%2F1%3Fvia%3D2%26share%3D1";
    let answer = resolve(link, "&store=3").await;
    assert_eq!(answer["product"]["title"], "Red shoes");
    assert_eq!(answer["offer"]["units_left"], 10);
    assert_eq!(
        (&answer["via"]["id"], &answer["share"]["id"]),
        (&2.into(), &1.into())
    );
    assert_eq!(
        (&answer["listable"], &answer["obstacle"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(
        answer["call"]["to"],
        world.chain.address(Contract::Catalog).to_checksum(None)
    );
    let data: Bytes = serde_json::from_value(answer["call"]["data"].clone()).expect("call data");
    let call = Catalog::listCall::abi_decode(&data).expect("a call of list");
    assert_eq!((call.store, call.product), (3, 1));
    let answer = resolve(link, "").await;
    assert_eq!(
        (&answer["listable"], &answer["call"]),
        (&true.into(), &Value::Null)
    );
    for (link, store, obstacle) in [
        (link, "&store=1", "own_product"),
        (link, "&store=2", "already_listed"),
        ("http://x/p/2", "&store=3", "not_open_to_listings"),
    ] {
        let answer = resolve(link, store).await;
        assert_eq!(
            (&answer["listable"], &answer["obstacle"], &answer["call"]),
            (&false.into(), &obstacle.into(), &Value::Null)
        );
    }
    let other = resolve("http://x/p/2?share=1", "").await;
    assert_eq!(other["share"], Value::Null, "a share of another product");
    for (query, problem) in [
        ("", (400, "invalid-parameter")),
        ("?link=shoes", (400, "bad-link")),
        ("?link=ftp://x/p/1", (400, "bad-link")),
        ("?link=https://x/q/1", (400, "bad-link")),
        ("?link=https://x/p/one", (400, "bad-link")),
        ("?link=https://x/p/99", (404, "not-found")),
        ("?link=https://x/p/1&store=99", (400, "invalid-parameter")),
    ] {
        let expected = (problem.0, problem.1.to_owned());
        assert_eq!(
            indexer.problem(&format!("/v1/resolve{query}")).await,
            expected,
            "{query}"
        );
    }
    indexer.stop().await;
}

//! The API's answers, filters, pages, headers and refusals.

use alloy::primitives::{Address, B256};
use serde_json::Value;

use crate::support::{Indexer, World, chain::CHAIN_ID, events::*};

pub async fn world_with_everything() -> (World, Indexer) {
    let world = World::new().await;
    world.chain.mine(&crate::follow::all_events(&world)).await;
    let indexer = world.start().await;
    world.caught_up().await;
    (world, indexer)
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

#[tokio::test(flavor = "multi_thread")]
async fn account_shows_both_tokens() {
    let (world, indexer) = world_with_everything().await;
    let account_1 = indexer.get(&format!("/v1/accounts/{}", account(1))).await;
    assert_eq!(account_1["address"], account(1).to_checksum(None));
    assert_eq!(account_1["psc"]["balance"], "990");
    assert_eq!(account_1["psc"]["blocked"], false);
    assert_eq!(account_1["pss"]["balance"], "400");
    assert_eq!(account_1["pss"]["locked"], "30");
    assert_eq!(
        account_1["pss"]["locks"][0]["locker"],
        account(9).to_checksum(None)
    );
    assert_eq!(account_1["pss"]["delegate"], account(2).to_checksum(None));
    assert_eq!(account_1["pss"]["votes"], "0");
    let account_2 = indexer.get(&format!("/v1/accounts/{}", account(2))).await;
    assert_eq!(
        account_2["psc"]["blocked"], false,
        "blocked, then unblocked"
    );
    assert_eq!(account_2["pss"]["votes"], "400");
    assert_eq!(account_2["pss"]["delegate"], Value::Null);
    let account_3 = indexer.get(&format!("/v1/accounts/{}", account(3))).await;
    assert_eq!(account_3["psc"]["blocked"], true);
    let reserve = indexer
        .get(&format!(
            "/v1/accounts/{}",
            world.chain.address(Contract::Reserve)
        ))
        .await;
    assert_eq!(reserve["psc"]["protected"], true);
    let nobody = indexer.get(&format!("/v1/accounts/{}", account(99))).await;
    assert_eq!(nobody["psc"]["balance"], "0");
    let votes = indexer
        .get(&format!("/v1/accounts/{}/votes", account(2)))
        .await;
    assert_eq!(
        (&items(&votes)[0]["previous"], &items(&votes)[0]["votes"]),
        (&"0".into(), &"400".into())
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_filter_by_everything_advertised() {
    let world = World::new().await;
    let (a, b, c) = (account(1), account(2), account(3));
    world
        .chain
        .mine(&[psc_mint(a, 100), pss_transfer(Address::ZERO, a, 50)])
        .await;
    world
        .chain
        .mine(&[
            psc_transfer(a, b, 10),
            psc_transfer(b, c, 5),
            psc_transfer(a, a, 1),
        ])
        .await;
    world.chain.mine(&[pss_transfer(a, c, 7)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let (head, _) = world.chain.head().await;
    let amounts = async |query: String| {
        let page = indexer
            .get(&format!("/v1/transfers?order=asc&{query}"))
            .await;
        items(&page)
            .iter()
            .map(|t| t["amount"].as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        amounts(String::new()).await,
        ["100", "50", "10", "5", "1", "7"]
    );
    assert_eq!(amounts("token=pss".into()).await, ["50", "7"]);
    assert_eq!(amounts(format!("from={a}")).await, ["10", "1", "7"]);
    assert_eq!(amounts(format!("to={c}")).await, ["5", "7"]);
    assert_eq!(amounts(format!("account={b}")).await, ["10", "5"]);
    assert_eq!(
        amounts(format!("account={a}")).await,
        ["100", "50", "10", "1", "7"],
        "to itself counts once"
    );
    assert_eq!(
        amounts(format!("account={a}&token=psc&from={a}")).await,
        ["10", "1"]
    );
    assert_eq!(
        amounts(format!("from_block={}", head - 1)).await,
        ["10", "5", "1", "7"]
    );
    assert_eq!(
        amounts(format!("to_block={}", head - 2)).await,
        ["100", "50"]
    );
    assert_eq!(
        amounts(format!("from_block={0}&to_block={0}&account={b}", head - 1)).await,
        ["10", "5"]
    );
    assert_eq!(
        amounts(format!("from={:#x}", Address::ZERO)).await,
        ["100", "50"],
        "mints"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_cover_every_row_once_in_both_orders() {
    let world = World::new().await;
    for value in 0..5u64 {
        let events: Vec<_> = (0..5)
            .map(|index| psc_mint(account(1), value * 5 + index + 1))
            .collect();
        world.chain.mine(&events).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    for (order, account_filter) in [
        ("asc", ""),
        ("desc", ""),
        ("asc", "&account"),
        ("desc", "&account"),
    ] {
        let filter = if account_filter.is_empty() {
            String::new()
        } else {
            format!("&account={}", account(1))
        };
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = indexer
                .get(&format!(
                    "/v1/transfers?limit=4&order={order}{filter}{cursor}"
                ))
                .await;
            seen.extend(items(&page).iter().map(|t| {
                t["amount"]
                    .as_str()
                    .expect("text")
                    .parse::<u64>()
                    .expect("a number")
            }));
            match page.get("next") {
                Some(next) => cursor = format!("&cursor={}", next.as_str().expect("text")),
                None => break,
            }
        }
        let mut expected: Vec<u64> = (1..=25).collect();
        if order == "desc" {
            expected.reverse();
        }
        assert_eq!(seen, expected, "{order}{account_filter}");
    }
    let exact = indexer.get("/v1/transfers?limit=25").await;
    assert!(
        exact.get("next").is_none(),
        "no empty page follows a full one"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn report_chain_is_verified_and_shown() {
    let world = World::new().await;
    let contract = world.chain.address(Contract::Reserve);
    let first = report(CHAIN_ID, contract, 1, 100, B256::ZERO);
    let second = report(CHAIN_ID, contract, 2, 150, first.hash);
    let mut forged = report(CHAIN_ID, contract, 3, 170, second.hash);
    forged.hash = B256::repeat_byte(1);
    let broken = report(CHAIN_ID, contract, 4, 180, B256::repeat_byte(2));
    let hashes = [first.hash, second.hash, forged.hash, broken.hash];
    world.chain.mine(&[reserve(first), reserve(second)]).await;
    world.chain.mine(&[reserve(forged), reserve(broken)]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let list = indexer.get("/v1/reserve/reports?order=asc").await;
    let validity: Vec<_> = items(&list)
        .iter()
        .map(|r| (r["hash_valid"].as_bool(), r["chain_valid"].as_bool()))
        .collect();
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(validity, [(yes, yes), (yes, yes), (no, yes), (yes, no)]);

    let one = indexer.get("/v1/reserve/reports/2").await;
    assert_eq!(one["hash"], hashes[1].to_string());
    assert_eq!(one["previous"]["id"], 1);
    assert_eq!(one["previous"]["hash"], hashes[0].to_string());
    assert_eq!(one["next"]["id"], 3);
    assert_eq!(one["preimage"]["reserve"], contract.to_checksum(None));
    assert_eq!(one["preimage"]["chain_id"], CHAIN_ID);
    let latest = indexer.get("/v1/reserve/reports/latest").await;
    assert_eq!(latest["id"], 4);
    assert_eq!(latest["next"], Value::Null);
    assert_eq!(
        indexer.problem("/v1/reserve/reports/9").await,
        (404, "not-found".into())
    );
    assert_eq!(
        indexer.problem("/v1/reserve/reports/x").await,
        (400, "invalid-parameter".into())
    );

    for (path, headers) in [
        ("/v1/reserve/reports.csv", &[][..]),
        ("/v1/reserve/reports", &[("accept", "text/csv")][..]),
    ] {
        let response = indexer.request(&format!("{path}?order=asc"), headers).await;
        assert_eq!(
            response.headers()["content-type"],
            "text/csv; charset=utf-8"
        );
        let text = response.text().await.expect("text");
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(
            lines.len(),
            6,
            "a head, four reports, nothing after the last"
        );
        assert!(lines[0].starts_with("id,onchain_supply,"));
        assert!(
            lines[2].starts_with("2,150,0,150,0,0,10000,"),
            "{}",
            lines[2]
        );
        assert!(
            lines
                .iter()
                .take(5)
                .all(|line| line.split(',').count() == 16)
        );
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reserve_adds_up_its_events() {
    let (_world, indexer) = world_with_everything().await;
    let reserve = indexer.get("/v1/reserve").await;
    assert_eq!(reserve["onchain_supply"], "900");
    assert_eq!(reserve["attested_supply"], "250");
    assert_eq!(reserve["total_settled"], "50");
    assert_eq!(reserve["escrowed"], "30");
    assert_eq!(reserve["latest_report"], 1);
    assert_eq!(reserve["ratio_bps"], "10000");
    assert_eq!(reserve["paused"], false);
    assert_eq!(reserve["attestation"]["in_force"], "750");
    assert_eq!(
        reserve["attestation"]["fresh"], false,
        "older than the maximum age"
    );
    assert_eq!(
        reserve["attestation"]["signers"]
            .as_array()
            .expect("signers")
            .len(),
        2
    );
    assert_eq!(reserve["attestation"]["valid_until"], u64::MAX);
    assert_eq!(reserve["attestors"]["threshold"], 2);
    assert_eq!(reserve["issuers"][0]["allowance"], "900");
    assert_eq!(reserve["issuers"][0]["minted_since"], "300");
    assert_eq!(
        reserve["parameters"].as_array().expect("parameters").len(),
        4
    );
    let issuances = indexer.get("/v1/issuances?kind=attested").await;
    assert_eq!(items(&issuances).len(), 1);
    assert_eq!(items(&issuances)[0]["assets"], Value::Null);
    let attestations = indexer.get("/v1/attestations").await;
    assert_eq!(
        items(&attestations)[0]["uri"],
        "ipfs://with a \u{fffd} in it"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redemptions_filter_by_kind_status_and_party() {
    let (_world, indexer) = world_with_everything().await;
    let statuses = async |query: &str| {
        let page = indexer
            .get(&format!("/v1/redemptions?order=asc{query}"))
            .await;
        items(&page)
            .iter()
            .map(|r| r["status"].as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        statuses("").await,
        ["settled", "settled", "cancelled", "open"]
    );
    assert_eq!(statuses("&kind=onchain").await, ["settled"]);
    assert_eq!(
        statuses("&kind=offchain").await,
        ["settled", "cancelled", "open"]
    );
    assert_eq!(statuses("&status=open").await, ["open"]);
    assert_eq!(statuses("&status=cancelled").await, ["cancelled"]);
    assert_eq!(statuses("&status=settled").await, ["settled", "settled"]);
    assert_eq!(statuses(&format!("&holder={}", account(2))).await, ["open"]);
    assert_eq!(
        statuses(&format!("&issuer={}", account(30))).await,
        ["settled", "cancelled", "open"]
    );
    assert_eq!(statuses("&id=2").await, ["cancelled"]);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn delegations_filter_by_either_side() {
    let (_world, indexer) = world_with_everything().await;
    for (query, count) in [
        (format!("delegator={}", account(1)), 1),
        (format!("to_delegate={}", account(2)), 1),
        (format!("delegator={}", account(2)), 0),
        (format!("from_delegate={:#x}", Address::ZERO), 5),
    ] {
        assert_eq!(
            items(&indexer.get(&format!("/v1/delegations?{query}")).await).len(),
            count,
            "{query}"
        );
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_parameters_are_named() {
    let (_world, indexer) = world_with_everything().await;
    for path in [
        "/v1/transfers?limit=0",
        "/v1/transfers?limit=201",
        "/v1/transfers?limit=x",
        "/v1/transfers?cursor=nonsense",
        "/v1/transfers?order=up",
        "/v1/transfers?token=usd",
        "/v1/transfers?from=0x12",
        "/v1/transfers?form=0x12",
        "/v1/transfers?finality=sure",
        "/v1/transfers?min_block=soon",
        "/v1/accounts/0x12",
        "/v1/accounts/0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "/v1/redemptions?status=lost",
    ] {
        assert_eq!(
            indexer.problem(path).await,
            (400, "invalid-parameter".into()),
            "{path}"
        );
    }
    assert_eq!(
        indexer.problem("/v1/nothing").await,
        (404, "not-found".into())
    );
    let post = reqwest::Client::new()
        .post(format!("{}/v1/status", indexer.handle.api_url()))
        .send()
        .await;
    assert_eq!(post.expect("answers").status(), 405);
    indexer.stop().await;
}

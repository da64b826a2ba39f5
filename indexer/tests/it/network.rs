//! The quality network's resources, on days by script in which everything happens, and where there is nothing.

use serde_json::{Value, json};

use crate::{
    commerce_model::{amount, checksummed, same},
    support::{
        World,
        events::{Contract, account},
        network::{Contracts, Network},
        shop::Shop,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn resources_are_empty_or_not_found_before_anything_happened() {
    let world = World::new().await;
    world
        .chain
        .mine(&[crate::support::events::psc_mint(account(1), 1)])
        .await;
    let indexer = world.start().await;
    world.caught_up().await;
    for path in [
        "/v1/platforms",
        "/v1/experts",
        "/v1/models",
        "/v1/enrolments",
        "/v1/products/1/enrolments",
        "/v1/products/1/trust",
        "/v1/experience-reports",
        "/v1/experience-votes",
        "/v1/nominations",
        "/v1/cycles",
        "/v1/cycles/0/products",
        "/v1/cycles/0/community",
        "/v1/experience-fees",
        "/v1/network-payments",
        "/v1/disputes",
    ] {
        assert_eq!(indexer.get(path).await["items"], json!([]), "{path}");
    }
    let power = format!("/v1/accounts/{}/power", account(1));
    for path in [
        "/v1/platforms/1",
        "/v1/experts/1",
        "/v1/models/1",
        "/v1/experience-reports/1",
        "/v1/cycles/0",
        "/v1/disputes/1",
        "/v1/disputes/1/timeline",
        "/v1/disputes/1/votes",
        "/v1/power",
        &power,
    ] {
        assert_eq!(
            indexer.problem(path).await,
            (404, "not-found".into()),
            "{path}"
        );
    }
    for path in [
        "/v1/platforms/x",
        "/v1/cycles/-1",
        "/v1/models?state=odd",
        "/v1/disputes?state=odd",
        "/v1/experience-votes?store=1",
        "/v1/accounts/0x12/power",
    ] {
        let (status, name) = indexer.problem(path).await;
        assert_eq!(
            (status, name.as_str()),
            (400, "invalid-parameter"),
            "{path}"
        );
    }
    indexer.stop().await;
}

/// What the script of `Network::everything` leaves.
#[tokio::test(flavor = "multi_thread")]
async fn everything_that_happens_is_told() {
    let world = World::new().await;
    let [psc, checkout] = [Contract::Psc, Contract::Checkout].map(|of| world.chain.address(of));
    let mut shop = Shop::everything(psc, checkout);
    world.chain.mine(&shop.take_log()).await;
    let start = world.chain.time().await + 10;
    for (time, events) in Network::everything(start, Contracts::of(&world.chain)) {
        world.chain.mine_at(time, &events).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    let get = async |path: &str| indexer.get(path).await;

    let platform = get("/v1/platforms/1").await;
    let expected = json!({ "bond": "1040", "slashed": "10", "active": true, "leaves_at": null });
    same("platform", &platform, expected);
    assert_eq!(platform["earned"], amount(1_003 * 2 / 5 + 200));
    // 401.2 in closed cycles, and 200 in the present one.
    same(
        "platform",
        &platform,
        json!({ "claimed": "401", "claimable": "0", "waiting": "200" }),
    );
    let expert = get("/v1/experts/2").await;
    assert_eq!(
        (&expert["active"], expert["leaves_at"].is_null()),
        (&json!(false), false)
    );

    // Disputed by somebody, and struck by the umpire, who also took a fifth of its expert's bond.
    let model = get("/v1/models/1").await;
    same(
        "model",
        &model,
        json!({ "state": "struck", "latest": 2, "dispute": null }),
    );
    assert_eq!(model["disputes"][0]["ruling"], "1");
    assert_eq!(get("/v1/experts/1").await["slashed"], amount(100));
    let enrolment = &get("/v1/enrolments").await["items"][0];
    same(
        "enrolment",
        enrolment,
        json!({ "product": 1, "fee_bps": 200, "model_state": "struck" }),
    );
    let history = get("/v1/products/2/enrolments?order=asc").await;
    let kinds: Vec<_> = history["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|of| &of["kind"])
        .collect();
    assert_eq!(kinds, ["enrolled", "claims", "left"]);
    assert_eq!(history["items"][1]["claims"], json!([u64::MAX.to_string()]));

    // Of three reports the second was struck: it keeps no place, and nobody moves up.
    let reports = get("/v1/experience-reports?order=asc").await;
    let told: Vec<_> = reports["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|of| {
            (
                of["state"].as_str(),
                of["conformity"].as_u64(),
                of["place"].as_u64(),
            )
        })
        .collect();
    let (settled, struck, open) = (Some("settled"), Some("struck"), Some("open"));
    assert_eq!(
        told,
        [
            (settled, Some(100), Some(1)),
            (struck, Some(80), None),
            (open, Some(50), Some(3))
        ]
    );
    let disputes = &get("/v1/experience-reports/2").await["disputes"];
    assert_eq!(
        (&disputes[0]["replaced"], &disputes[0]["ruling"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&disputes[1]["replaced"], &disputes[1]["ruling"]),
        (&"3".into(), &"1".into())
    );
    let trust = &get("/v1/products/1/trust").await["items"][0];
    same(
        "trust",
        trust,
        json!({ "cycle": 0, "score": 100, "reports": 3, "struck": 1, "winners": [1, 0, 3] }),
    );

    let votes = get("/v1/experience-votes?order=asc").await;
    let states: Vec<_> = votes["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|of| of["state"].clone())
        .collect();
    assert_eq!(
        states,
        [
            "confirmed",
            "confirmed",
            "revealed",
            "revealed",
            "barred",
            "forfeited"
        ]
    );

    let cycle = get("/v1/cycles/0").await;
    same("cycle", &cycle, json!({ "state": "closed", "reports": 3 }));
    let products = get("/v1/cycles/0/products").await;
    let places = products["items"][0]["places"]
        .as_array()
        .expect("places")
        .clone();
    let states: Vec<_> = places.iter().map(|of| of["state"].clone()).collect();
    assert_eq!(states, ["paid", "rolled_over", "paid"]);
    let community = get("/v1/cycles/0/community").await;
    assert!(
        community["items"]
            .as_array()
            .expect("items")
            .iter()
            .all(|of| of["paid"] == true)
    );

    let dispute = get("/v1/disputes/1").await;
    let about = json!({ "order": null, "line": null, "report": null, "model": 1 });
    same(
        "dispute",
        &dispute,
        json!({ "state": "final", "ruling": "party", "executed": true, "about": about }),
    );
    let course: Vec<_> = dispute["course"]
        .as_array()
        .expect("a course")
        .iter()
        .map(|of| of["state"].clone())
        .collect();
    assert_eq!(course.first(), Some(&"funding".into()));
    assert_eq!(course.last(), Some(&"final".into()));
    let line = get("/v1/disputes/2").await;
    assert_eq!(line["about"]["order"], 1);
    let steps = get("/v1/disputes/1/timeline?order=asc").await;
    let steps: Vec<_> = steps["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|of| of["step"].clone())
        .collect();
    assert_eq!(steps[0], "opened");
    for step in [
        "funded",
        "matched",
        "evidence_submitted",
        "round_started",
        "vote_committed",
        "vote_revealed",
        "umpire_ruled",
        "resolved",
        "not_taken",
        "executed",
        "vote_settled",
    ] {
        assert!(steps.contains(&step.into()), "{step} of {steps:?}");
    }

    // What the catalog says of it.
    let product = get("/v1/products/1").await;
    same(
        "product",
        &product,
        json!({ "experience_fee_bps": 200, "version": 9 }),
    );
    let store = get("/v1/stores/1").await;
    assert_eq!(store["pending_owner"], checksummed(account(70)));

    // What could not be sent: 9 each, of which a part was claimed.
    let commerce = get(&format!("/v1/accounts/{}/commerce", account(1))).await;
    let credits: Vec<_> = commerce["credits"]
        .as_array()
        .expect("credits")
        .iter()
        .map(|of| (of["contract"].clone(), of["amount"].clone()))
        .filter(|(contract, _)| contract != "checkout" && contract != "offer-pool")
        .collect();
    let expected = [
        ("arbitration", "5"),
        ("cycles", "6"),
        ("experience", "7"),
        ("quality", "8"),
    ];
    assert_eq!(
        credits,
        expected.map(|(contract, left)| (contract.into(), left.into()))
    );
    indexer.stop().await;
}

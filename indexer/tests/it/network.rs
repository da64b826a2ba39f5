//! The quality network's resources, on days by script in which everything happens, and where there is nothing.

use alloy::primitives::U256;
use productshare_abi::{Memberships, Statements};
use serde_json::{Value, json};

use crate::{
    commerce_model::{amount, checksummed, same},
    support::{
        World,
        events::{Contract, account, memberships, statements},
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
        "/v1/statements",
        "/v1/receipt-challenges",
        "/v1/purchases",
        "/v1/memberships",
        "/v1/platforms/1/membership-cycles",
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
        "/v1/statements/1",
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
        "/v1/statements?state=odd",
        "/v1/receipt-challenges?state=odd",
        "/v1/memberships?kind=odd",
        "/v1/memberships?key=odd",
        "/v1/memberships?key=0x12",
        "/v1/platforms/x/membership-cycles",
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
    let shop = Shop::everything(psc, checkout).take_log();
    world.chain.mine(&shop).await;
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
    let about =
        json!({ "order": null, "line": null, "report": null, "model": 1, "statement": null });
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
        ("memberships", "3"),
        ("quality", "8"),
        ("statements", "4"),
    ];
    assert_eq!(
        credits,
        expected.map(|(contract, left)| (contract.into(), left.into()))
    );
    indexer.stop().await;
}

/// Some of each item of a page.
fn told<const N: usize>(page: &Value, names: [&str; N]) -> Vec<[Value; N]> {
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .map(|of| names.map(|name| of[name].clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sales_off_the_chain_and_members_are_told() {
    let world = World::new().await;
    let [psc, checkout] = [Contract::Psc, Contract::Checkout].map(|of| world.chain.address(of));
    let shop = Shop::everything(psc, checkout).take_log();
    world.chain.mine(&shop).await;
    let start = world.chain.time().await + 10;
    for (time, events) in Network::everything(start, Contracts::of(&world.chain)) {
        world.chain.mine_at(time, &events).await;
    }
    let indexer = world.start().await;
    world.caught_up().await;
    let get = async |path: &str| indexer.get(path).await;
    let [a, b, c] = [1, 2, 3].map(account);

    // The register: an offer that stands, and one that was taken up.
    let platform = get("/v1/platforms/1").await;
    let membership =
        json!({ "vendor_fee": "3650", "expert_fee": "365", "member_fee": "73", "members": true });
    let signers = json!([
        { "signer": checksummed(b), "since": start - 5_000, "until": start - 3_000 },
        { "signer": checksummed(c), "since": start - 4_000, "until": null },
    ]);
    let expected = json!({ "candidate": checksummed(c), "membership": membership, "signers": signers,
        "reported_until": Network::reported(start) });
    same("platform", &platform, expected);
    let other = json!({ "candidate": null, "membership": null, "signers": [], "reported_until": start - 1_500 });
    same("platform", &get("/v1/platforms/2").await, other);

    // Statements, by state.
    let statements = get("/v1/statements?order=asc").await;
    let expected = [
        (1, 1, "refuted", 2, "30000", json!("92")),
        (2, 1, "disputed", 1, "10000", json!("93")),
        (3, 1, "open", 1, "10000", Value::Null),
        (4, 2, "closed", 1, "10000", json!("94")),
    ];
    assert_eq!(
        told(
            &statements,
            ["id", "platform", "state", "lines", "gross", "dispute"]
        ),
        expected.map(|of| [
            json!(of.0),
            json!(of.1),
            json!(of.2),
            json!(of.3),
            json!(of.4),
            of.5
        ])
    );
    for (query, ids) in [
        ("platform=2", vec![4]),
        ("state=disputed", vec![2]),
        ("state=refuted&platform=2", vec![]),
    ] {
        let found = told(&get(&format!("/v1/statements?{query}")).await, ["id"]);
        let ids: Vec<_> = ids.into_iter().map(|id| [json!(id)]).collect();
        assert_eq!(found, ids, "{query}");
    }
    let statement = get("/v1/statements/1?order=asc").await;
    same(
        "statement",
        &statement,
        json!({ "from": start - 5_000, "until": start - 2_000, "closed_at": start, "receipts": "6",
            "experience_fee": "600", "community_fee": "180", "uri": "ipfs://statement" }),
    );
    assert_eq!(
        told(&statement, ["product", "gross", "receipts", "fee_bps"]),
        [
            [json!(1), json!("10000"), json!(3), json!(200)],
            [json!(2), json!("20000"), json!(3), json!(200)],
        ]
    );
    let disputes = json!({ "items": statement["disputes"] });
    assert_eq!(
        told(&disputes, ["dispute", "replaced", "ruling", "given"]),
        [
            [json!("91"), Value::Null, Value::Null, Value::Null],
            [json!("92"), json!("91"), json!("1"), json!("208")],
        ]
    );
    let page = get("/v1/statements/1?order=asc&limit=1").await;
    let next = page["next"].as_str().expect("a cursor");
    let page = get(&format!("/v1/statements/1?order=asc&limit=1&cursor={next}")).await;
    assert_eq!(told(&page, ["product"]), [[json!(2)]]);

    let challenges = get("/v1/receipt-challenges?order=asc").await;
    let nothing = Value::Null;
    assert_eq!(
        told(
            &challenges,
            ["state", "product", "statement", "to_challenger"]
        ),
        [
            [json!("answered"), json!("1"), json!(1), nothing.clone()],
            [json!("slashed"), json!("1"), nothing.clone(), json!("51")],
            [json!("open"), json!("1"), nothing.clone(), nothing.clone()],
            [
                json!("unanswered"),
                json!(u64::MAX.to_string()),
                nothing.clone(),
                nothing
            ],
        ]
    );
    let found = get("/v1/receipt-challenges?platform=1&state=unanswered").await;
    assert_eq!(told(&found, ["id"]), [[json!(4)]]);
    let purchases = get(&format!("/v1/purchases?buyer={a}&product=1")).await;
    assert_eq!(
        told(&purchases, ["statement", "platform", "number"]),
        [[json!(1), json!(1), json!(u64::MAX.to_string())]]
    );
    let found = get(&format!("/v1/purchases?buyer={b}")).await;
    assert_eq!(found["items"], json!([]));

    // Members, who paid for one year or two.
    let members = get("/v1/memberships?order=asc").await;
    let year = 365 * 86_400;
    assert_eq!(
        told(
            &members,
            ["kind", "key", "until", "member", "years", "paid"]
        ),
        [
            [
                json!("vendor"),
                json!("1"),
                json!(start + 2 * year),
                json!(true),
                json!(2),
                json!("7300")
            ],
            [
                json!("expert"),
                json!("1"),
                json!(start + year),
                json!(true),
                json!(1),
                json!("365")
            ],
            [
                json!("account"),
                checksummed(b),
                json!(start),
                json!(false),
                json!(1),
                json!("73")
            ],
        ]
    );
    for (query, kinds) in [
        ("key=1&kind=expert".to_owned(), vec!["expert"]),
        (format!("platform=1&key={b}"), vec!["account"]),
        ("platform=2".to_owned(), vec![]),
    ] {
        let found = told(&get(&format!("/v1/memberships?{query}")).await, ["kind"]);
        let kinds: Vec<_> = kinds.into_iter().map(|kind| [json!(kind)]).collect();
        assert_eq!(found, kinds, "{query}");
    }
    let cycles = get("/v1/platforms/1/membership-cycles").await;
    let distributions = json!([
        { "product": 1, "amount": "33", "weight": "200", "expert_rolls": false },
        { "product": 2, "amount": "16", "weight": "100", "expert_rolls": true },
    ]);
    assert_eq!(
        told(
            &cycles,
            [
                "cycle",
                "pot",
                "weight",
                "distributed",
                "carried",
                "distributions"
            ]
        ),
        [[
            json!(0),
            json!("50"),
            json!("300"),
            json!("49"),
            json!("1"),
            distributions
        ]]
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dispute_over_a_statement_names_it_and_long_lists_are_cut() {
    let world = World::new().await;
    let now = world.chain.time().await + 10;
    let mut net = Network::new(now, now, 400, Contracts::of(&world.chain));
    let [a, b] = [1, 2].map(account);
    net.register_platform(a, a);
    let address = world.chain.address(Contract::Statements);
    let id = net.open_dispute(address, b, a, 0, 100_000);
    let mut events = net.take_log();
    events.extend([
        statements(Statements::StatementDisputed {
            statement: 3,
            disputeId: U256::from(id),
            account: b,
            sum: U256::from(100_000),
            replaced: U256::ZERO,
            evidence: "ipfs://hidden".into(),
        }),
        memberships(Memberships::CycleSettled {
            platform: 1,
            cycle: 0,
            pot: U256::from(110),
            weight: U256::from(110),
        }),
    ]);
    let many = 1..=110;
    events.extend(many.clone().map(|n| {
        statements(Statements::SignerSet {
            platform: 1,
            signer: account(n),
            allowed: true,
            at: now,
        })
    }));
    events.extend(many.map(|n| {
        memberships(Memberships::Distributed {
            platform: 1,
            cycle: 0,
            product: n.into(),
            amount: U256::ONE,
            weight: U256::ONE,
            expertRolls: false,
        })
    }));
    world.chain.mine_at(now, &events).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let dispute = indexer.get(&format!("/v1/disputes/{id}")).await;
    let about =
        json!({ "order": null, "line": null, "report": null, "model": null, "statement": 3 });
    same("dispute", &dispute, json!({ "about": about }));
    let platform = indexer.get("/v1/platforms/1").await;
    let signers = platform["signers"].as_array().expect("signers");
    assert_eq!(platform["signer_count"], 110);
    assert_eq!(signers.len(), 100);
    assert_eq!(signers[99]["signer"], checksummed(account(110)));
    let cycles = indexer.get("/v1/platforms/1/membership-cycles").await;
    let cycle = &cycles["items"][0];
    let parts = cycle["distributions"].as_array().expect("distributions");
    assert_eq!(parts.len(), 100);
    assert_eq!(parts[0]["product"], 1, "the first one first");
    assert_eq!(cycle["distribution_count"], 110);
    assert_eq!(cycle["distributed"], "110", "of all of them");
    indexer.stop().await;
}

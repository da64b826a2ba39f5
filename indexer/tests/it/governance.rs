//! Governance through the API: a proposal's life, operations in words, and what a reorganisation takes back.

use alloy::primitives::{Address, B256, U256};
use serde_json::{Value, json};

use crate::support::{
    Indexer, World,
    dao::{Call, Dao},
    events::*,
    fold::Fold,
};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

/// The kinds of a proposal's steps.
async fn steps(indexer: &Indexer, id: usize) -> Vec<String> {
    let proposal = indexer.get(&format!("/v1/proposals/{id}")).await;
    let timeline = proposal["timeline"].as_array().expect("a timeline");
    let kind = |step: &Value| step["step"].as_str().expect("text").to_owned();
    timeline.iter().map(kind).collect()
}

fn dao_of(world: &World, now: u64) -> Dao {
    let [own, governor, pss] =
        [Contract::Timelock, Contract::Governor, Contract::Pss].map(|c| world.chain.address(c));
    Dao::new(now, own, governor, pss)
}

/// Mines what the DAO did, and lets it go on at `until`.
async fn mine(world: &World, dao: &mut Dao, until: u64) {
    world.chain.mine_at(dao.now, &dao.take_log()).await;
    dao.now = until;
}

#[tokio::test(flavor = "multi_thread")]
async fn proposal_is_told_with_decoded_calls_and_its_timeline() {
    let world = World::new().await;
    crate::follow::live_through_everything(&world).await;
    let indexer = world.start().await;
    world.caught_up().await;

    let proposal = indexer.get("/v1/proposals/1").await;
    assert_eq!(proposal["title"], "Pay for the translation");
    assert_eq!(proposal["state"], "executed");
    assert_eq!(proposal["extended"], true);
    // A tenth of the 1,400 votes that are not the treasury's.
    assert_eq!(proposal["quorum"], "140");
    assert_eq!(
        proposal["tally"],
        json!({ "against": "100", "for": "600", "abstain": "300", "voters": 4 })
    );
    let governor = world.chain.address(Contract::Governor);
    let calls = json!([
        {
            "target": world.chain.address(Contract::Pss).to_checksum(None), "value": "0", "data": proposal["calls"][0]["data"],
            "contract": "pss", "function": "transfer(address,uint256)",
            "arguments": [
                { "name": "to", "type": "address", "value": account(43).to_checksum(None) },
                { "name": "value", "type": "uint256", "value": "250" },
            ],
        },
        {
            "target": governor.to_checksum(None), "value": "0", "data": proposal["calls"][1]["data"],
            "contract": "governor", "function": "setVotingPeriod(uint32)",
            "arguments": [{ "name": "newVotingPeriod", "type": "uint32", "value": "600" }],
        },
    ]);
    assert_eq!(proposal["calls"], calls);
    let timeline = proposal["timeline"].as_array().expect("a timeline");
    let told: Vec<_> = timeline
        .iter()
        .map(|step| {
            (
                step["step"].as_str().expect("text"),
                &step["passed"],
                &step["deferred"],
            )
        })
        .collect();
    let (none, yes, no) = (&Value::Null, &json!(true), &json!(false));
    assert_eq!(
        told,
        [
            ("created", none, none),
            ("voting_started", none, none),
            ("extended", none, none),
            ("votes_counted", yes, none),
            ("queued", none, none),
            ("executed", none, none),
            ("call_applied", none, no),
            ("call_applied", none, yes),
        ]
    );
    let times: Vec<_> = timeline.iter().map(|step| step["time"].as_i64()).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(steps(&indexer, 2).await, ["created", "canceled"]);

    let votes = indexer.get("/v1/proposals/1/votes?order=asc").await;
    let reasons: Vec<_> = items(&votes).iter().map(|vote| &vote["reason"]).collect();
    assert_eq!(
        reasons,
        ["", "no opinion", "well done", "with a \u{fffd} in it"]
    );
    assert_eq!(items(&votes)[1]["params"], "0x07");
    let one = indexer
        .get(&format!("/v1/proposals/1/votes?voter={}", account(42)))
        .await;
    assert_eq!(items(&one).len(), 1);
    let against = indexer.get("/v1/proposals/1/votes?support=against").await;
    assert_eq!(items(&against).len(), 1);
    for (query, count) in [
        (format!("proposer={}", account(41)), 1),
        (format!("voter={}", account(43)), 1),
        ("state=canceled".into(), 1),
        (String::new(), 2),
    ] {
        let page = indexer.get(&format!("/v1/proposals?{query}")).await;
        assert_eq!(items(&page).len(), count, "{query}");
    }
    for path in ["/v1/proposals/3", "/v1/proposals/3/votes"] {
        assert_eq!(indexer.problem(path).await, (404, "not-found".into()));
    }
    for path in [
        "/v1/proposals/x",
        "/v1/proposals/0x1/votes",
        "/v1/proposals?state=lost",
        "/v1/timelock/operations?id=7",
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
async fn timelock_governor_and_treasury_are_told() {
    let world = World::new().await;
    crate::follow::live_through_everything(&world).await;
    let indexer = world.start().await;
    world.caught_up().await;

    let page = indexer.get("/v1/timelock/operations?order=asc").await;
    let states: Vec<_> = items(&page)
        .iter()
        .map(|o| o["state"].as_str().expect("text"))
        .collect();
    assert_eq!(states, ["done", "cancelled", "waiting"]);
    let [proposals, cancelled, again] = &items(&page)[..] else {
        panic!("three operations: {page}");
    };
    assert_eq!(proposals["proposal"], "1");
    assert_eq!(proposals["calls"][1]["deferred"], true);
    assert_eq!(cancelled["id"], again["id"]);
    assert_eq!(cancelled["guardian"], Value::Null);
    assert_eq!(again["guardian"], account(8).to_checksum(None));
    assert_eq!(again["salt"], B256::repeat_byte(5).to_string());
    assert_eq!(again["calls"][0]["function"], "updateDelay(uint256)");
    assert_eq!(again["calls"].as_array().map(Vec::len), Some(1));
    let own = world.chain.address(Contract::Timelock);
    for (query, count) in [
        ("state=done".to_owned(), 1),
        ("state=ready".into(), 0),
        ("proposal=1".into(), 1),
        (format!("target={own}"), 2),
        (format!("id={}", again["id"].as_str().expect("text")), 2),
    ] {
        let page = indexer
            .get(&format!("/v1/timelock/operations?{query}"))
            .await;
        assert_eq!(items(&page).len(), count, "{query}");
    }

    let timelock = indexer.get("/v1/timelock").await;
    assert_eq!(timelock["offering"], account(71).to_checksum(None));
    assert_eq!(timelock["guardian"]["expired"], false);
    let roles = timelock["roles"].as_array().expect("roles");
    let names: Vec<_> = roles
        .iter()
        .map(|role| role["role"].as_str().expect("text"))
        .collect();
    let unnamed = B256::repeat_byte(0xee).to_string();
    assert_eq!(
        names,
        [
            unnamed.as_str(),
            "admin",
            "canceller",
            "executor",
            "proposer"
        ]
    );
    assert_eq!(
        roles[4]["accounts"].as_array().map(Vec::len),
        Some(1),
        "one was revoked"
    );

    let governor = indexer.get("/v1/governor").await;
    let change = &governor["history"][0];
    assert_eq!(
        (&change["name"], &change["previous"], &change["value"]),
        (&json!("voting_period_secs"), &json!("100"), &json!("600"))
    );
    assert_eq!(governor["excluded"].as_array().map(Vec::len), Some(2));

    let treasury = indexer.get("/v1/treasury").await;
    assert_eq!(treasury["pss"]["balance"], "3750");
    assert_eq!(treasury["left_out"], json!(["ether", "other_tokens"]));
    let delegates = indexer.get("/v1/delegates").await;
    assert_eq!(items(&delegates)[0]["account"], own.to_checksum(None));
    assert_eq!(items(&delegates)[0]["excluded"], true);
    assert_eq!(items(&delegates)[1]["votes"], "600");
    let stale = items(&indexer.get("/v1/delegates?limit=1").await)[0].clone();
    assert_eq!(stale["delegators"], 1);
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn states_follow_time_and_what_happens_past_the_governor() {
    let world = World::new().await;
    let start = world.chain.time().await + 10;
    let mut dao = dao_of(&world, start);
    let (a, b) = (account(1), account(2));
    dao.transfer(dao.own, a, 1_000);
    dao.delegate(a, a);
    mine(&world, &mut dao, start + 5).await;
    let id = dao.propose(a, vec![dao.pay(b, 7)], "Pay seven");
    let made = dao.now;
    mine(&world, &mut dao, made + 11).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let state = async |expected: &str| {
        world.caught_up().await;
        let proposal = indexer.get(&format!("/v1/proposals/{id}")).await;
        assert_eq!(proposal["state"], expected, "{proposal}");
    };
    state("pending").await;
    assert_eq!(steps(&indexer, id).await, ["created"]);
    dao.vote(id, a, 1, "", &[]);
    mine(&world, &mut dao, made + 110).await;
    state("active").await;
    world.chain.mine_at(made + 110, &[]).await;
    state("active").await;
    world.chain.mine_at(made + 111, &[]).await;
    state("succeeded").await;
    dao.now = made + 112;
    dao.queue(id);
    mine(&world, &mut dao, made + 115).await;
    state("queued").await;
    let operation = dao.timelock.schedulings[0].operation;
    dao.cancel_operation(operation);
    mine(&world, &mut dao, made + 116).await;
    state("canceled").await;
    let (calls, salt) = (
        dao.proposals[id - 1].calls.clone(),
        dao.timelock.schedulings[0].salt,
    );
    dao.schedule(calls, B256::ZERO, salt, 20, None);
    mine(&world, &mut dao, made + 140).await;
    state("queued").await;
    dao.execute_operation(operation, false);
    mine(&world, &mut dao, made + 141).await;
    state("executed").await;
    assert_eq!(
        steps(&indexer, id).await,
        [
            "created",
            "voting_started",
            "votes_counted",
            "queued",
            "operation_cancelled",
            "operation_scheduled_again",
            "executed",
            "call_applied"
        ]
    );
    // Another timelock knows nothing of what was executed at this one.
    dao.name_timelock(account(70));
    mine(&world, &mut dao, made + 142).await;
    state("canceled").await;
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reorganised_votes_and_operations_are_taken_back() {
    let world = World::new().await;
    let start = world.chain.time().await + 10;
    let mut dao = dao_of(&world, start);
    let (a, b) = (account(1), account(2));
    for (who, amount) in [(a, 600), (b, 700)] {
        dao.transfer(dao.own, who, amount);
        dao.delegate(who, who);
    }
    mine(&world, &mut dao, start + 5).await;
    let call = Call {
        target: account(90),
        value: 3,
        data: vec![1, 2, 3].into(),
    };
    let id = dao.propose(a, vec![call], "To be decided twice");
    mine(&world, &mut dao, start + 20).await;
    let indexer = world.start().await;
    let undecided = dao.clone();
    dao.vote(id, a, 1, "yes", &[]);
    mine(&world, &mut dao, start + 200).await;
    dao.queue(id);
    dao.set("quorum_percent", 20);
    mine(&world, &mut dao, start + 230).await;
    dao.execute(id);
    dao.delegate(a, b);
    mine(&world, &mut dao, start + 231).await;
    world.caught_up().await;
    let path = format!("/v1/proposals/{id}");
    assert_eq!(indexer.get(&path).await["state"], "executed");

    world.chain.rollback(3).await;
    dao = undecided;
    dao.vote(id, a, 1, "yes", &[]);
    dao.vote(id, b, 0, "no", &[]);
    mine(&world, &mut dao, start + 300).await;
    dao.transfer(Address::ZERO, b, 1);
    mine(&world, &mut dao, start + 301).await;
    world.caught_up().await;
    let proposal = indexer.get(&path).await;
    assert_eq!(proposal["state"], "defeated");
    assert_eq!(proposal["operation"], Value::Null);
    assert_eq!(proposal["tally"]["against"], "700");
    let operations = indexer.get("/v1/timelock/operations").await;
    assert!(items(&operations).is_empty());
    let votes = indexer.get(&format!("/v1/accounts/{a}/votes")).await;
    assert_eq!(
        (&votes["votes"], &votes["delegate"]),
        (&json!("600"), &json!(a.to_checksum(None)))
    );
    let governor = indexer.get("/v1/governor").await;
    let percent = governor["settings"]
        .as_array()
        .and_then(|all| all.iter().find(|s| s["name"] == "quorum_percent"));
    assert_eq!(percent.map(|setting| &setting["value"]), Some(&json!("10")));
    let logs = world.chain.logs().await;
    assert_eq!(
        Fold::stored(&world.database.pool).await,
        Fold::of(&logs, &world.chain.deployment)
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn number_that_no_clock_reaches_stops_the_index() {
    let world = World::new().await;
    let queued = productshare_abi::Governor::ProposalQueued {
        proposalId: U256::from(1),
        etaSeconds: U256::MAX,
    };
    world.chain.mine(&[governor(queued)]).await;
    let mut indexer = world.start().await;
    let error = indexer.handle.wait().await.expect_err("following ends");
    let text = format!("{error:#}");
    assert!(
        text.contains("governor") && text.contains("beyond 63 bits"),
        "{text}"
    );
}

//! What the API says of governance is what the contracts' own views say at the same block, on the real wasm.

use alloy::primitives::{Address, B256, keccak256};
use productshare_abi::{Governor, Pss, Timelock};
use serde_json::{Value, json};
use world::dao::*;
use world::ground::Options;
use world::world::{Listen, World};

use crate::contracts::*;
use crate::governor::{propose, pss, state, vote};

const STATES: [&str; 8] = [
    "pending",
    "active",
    "canceled",
    "defeated",
    "succeeded",
    "queued",
    "expired",
    "executed",
];

fn amount(value: impl ToString) -> Value {
    value.to_string().into()
}

/// A proposal's figures, by the views at the newest block.
async fn viewed(world: &World, proposal: &Proposal) -> Value {
    let (governor, id) = (world.governor(), proposal.id());
    let snapshot = read(
        world,
        governor,
        &Governor::proposalSnapshotCall { proposalId: id },
    )
    .await;
    let deadline = read(
        world,
        governor,
        &Governor::proposalDeadlineCall { proposalId: id },
    )
    .await;
    let eta: u64 = read(
        world,
        governor,
        &Governor::proposalEtaCall { proposalId: id },
    )
    .await
    .to();
    let votes = read(
        world,
        governor,
        &Governor::proposalVotesCall { proposalId: id },
    )
    .await;
    let proposer = read(
        world,
        governor,
        &Governor::proposalProposerCall { proposalId: id },
    )
    .await;
    let past = snapshot < u(world.client.now().await.unwrap());
    let quorum = match past {
        true => amount(
            read(
                world,
                governor,
                &Governor::quorumCall {
                    timepoint: snapshot,
                },
            )
            .await,
        ),
        false => Value::Null,
    };
    json!({
        "id": amount(id), "state": STATES[usize::from(state(world, proposal).await)],
        "snapshot": snapshot.to::<u64>(), "deadline": deadline.to::<u64>(), "eta": (eta != 0).then_some(eta),
        "against": amount(votes.againstVotes), "for": amount(votes.forVotes), "abstain": amount(votes.abstainVotes),
        "quorum": quorum, "proposer": proposer.to_checksum(None),
    })
}

/// The same by the API.
async fn told(world: &World, proposal: &Proposal) -> Value {
    let block = world.client.head().await.unwrap();
    let path = format!("/v1/proposals/{}", proposal.id());
    let told = world.api.at(&path, block).await.unwrap();
    assert_eq!(told["meta"]["block"], block);
    let tally = &told["tally"];
    json!({
        "id": told["id"], "state": told["state"], "snapshot": told["snapshot"], "deadline": told["deadline"],
        "eta": told["eta"], "against": tally["against"], "for": tally["for"], "abstain": tally["abstain"],
        "quorum": told["quorum"], "proposer": told["proposer"],
    })
}

async fn agrees(world: &World, proposals: &[&Proposal]) {
    for proposal in proposals {
        assert_eq!(told(world, proposal).await, viewed(world, proposal).await);
        let id = proposal.operation(world.governor());
        let call = Timelock::getOperationStateCall { id };
        let number = read(world, world.timelock(), &call).await;
        let block = world.client.head().await.unwrap();
        let path = format!("/v1/timelock/operations?id={id}");
        let operations = world.api.at(&path, block).await.unwrap();
        let state = operations["items"]
            .get(0)
            .map(|operation| &operation["state"]);
        match number {
            0 => assert_eq!(state, None),
            number => {
                let names = ["waiting", "ready", "done"];
                assert_eq!(state, Some(&json!(names[usize::from(number) - 1])));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn governance_api_agrees_with_the_contracts_views_throughout() {
    let options = Options {
        dao: true,
        ..Options::default()
    };
    let world = World::start_with(options, Listen::default()).await.unwrap();
    let w = &world.wallets;
    let shares = [(&w.alice, pss(30_000_000)), (&w.relayer, pss(20_000_000))];
    world.endow(&shares).await.unwrap();
    wait(&world, 1).await;

    let pay = Pss::transferCall {
        to: w.bob.address(),
        value: pss(5),
    };
    let delay = Timelock::updateDelayCall { newDelay: u(90) };
    let period = Governor::setVotingPeriodCall {
        newVotingPeriod: 600,
    };
    let passes = Proposal::new("# Longer votes\n\nAnd a payment.")
        .call(world.pss(), &pay)
        .call(world.timelock(), &delay)
        .call(world.governor(), &period);
    let fails = Proposal::new("Nobody votes").call(world.pss(), &pay);
    let taken_back = Proposal::new("Taken back").call(world.pss(), &pay);
    let all = [&passes, &fails, &taken_back];
    for proposal in all {
        propose(&world, &w.alice, proposal).await;
    }
    agrees(&world, &all).await;
    act(&world, &w.alice, world.governor(), &taken_back.cancel()).await;
    agrees(&world, &all).await;
    wait(&world, VOTING_DELAY).await;
    agrees(&world, &all).await;
    wait(&world, 1).await;
    agrees(&world, &all).await;
    // Late, so that voting goes on.
    wait(&world, VOTING_PERIOD - 2).await;
    vote(&world, &w.relayer, &passes, ABSTAIN).await;
    vote(&world, &w.alice, &passes, FOR).await;
    agrees(&world, &all).await;
    wait(&world, EXTENSION).await;
    agrees(&world, &all).await;
    wait(&world, 1).await;
    agrees(&world, &all).await;
    act(&world, &w.alice, world.governor(), &passes.queue()).await;
    agrees(&world, &all).await;
    wait(&world, MIN_DELAY).await;
    agrees(&world, &all).await;
    let sent = act(&world, &w.stranger, world.governor(), &passes.execute()).await;
    agrees(&world, &all).await;

    let told = world
        .api
        .at(&format!("/v1/proposals/{}", passes.id()), sent.block)
        .await
        .unwrap();
    assert_eq!(told["extended"], true);
    assert_eq!(told["title"], "Longer votes");
    assert_eq!(told["description_hash"], json!(passes.description_hash()));
    let functions: Vec<_> = (0..3).map(|i| &told["calls"][i]["function"]).collect();
    assert_eq!(
        functions,
        [
            "transfer(address,uint256)",
            "updateDelay(uint256)",
            "setVotingPeriod(uint32)"
        ]
    );
    let timeline = told["timeline"].as_array().unwrap();
    let applied: Vec<_> = timeline
        .iter()
        .filter(|step| step["step"] == "call_applied")
        .map(|step| &step["deferred"])
        .collect();
    assert_eq!(applied, [false, false, true]);

    let timelock = world.api.at("/v1/timelock", sent.block).await.unwrap();
    assert_eq!(timelock["min_delay_secs"], "90");
    for held in timelock["roles"].as_array().unwrap() {
        let role = match held["role"].as_str().unwrap() {
            "admin" => B256::ZERO,
            name => keccak256(format!("{}_ROLE", name.to_uppercase())),
        };
        for account in held["accounts"].as_array().unwrap() {
            let account: Address = serde_json::from_value(account.clone()).unwrap();
            let has = Timelock::hasRoleCall { role, account };
            assert!(read(&world, world.timelock(), &has).await, "{held}");
        }
    }
    let governor = world.api.at("/v1/governor", sent.block).await.unwrap();
    let settings = governor["settings"].as_array().unwrap();
    let period = settings.iter().find(|s| s["name"] == "voting_period_secs");
    assert_eq!(period.unwrap()["value"], "600");
    let before = Governor::quorumCall {
        timepoint: u(world.client.now().await.unwrap() - 1),
    };
    let quorum = read(&world, world.governor(), &before).await;
    assert_eq!(governor["quorum"], amount(quorum));
    for account in [world.timelock(), w.alice.address(), w.bob.address()] {
        let path = format!("/v1/accounts/{account}/votes");
        let told = world.api.at(&path, sent.block).await.unwrap();
        let votes = read(&world, world.pss(), &Pss::getVotesCall { account }).await;
        let balance = balance(&world, world.pss(), account).await;
        assert_eq!(
            (&told["votes"], &told["balance"]),
            (&amount(votes), &amount(balance))
        );
    }
    world.stop().await.unwrap();
}

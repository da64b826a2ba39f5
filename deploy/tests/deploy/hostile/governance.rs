//! What was set in motion before the hand-over, at the timelock and at the governor.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol_types::SolCall,
};
use productshare_abi::{Governor, Power, Psc, Pss, Quality, Timelock};
use productshare_deploy::{Contract, Deployment};

use super::{LAST_WIRED, Stopped, found, names};
use crate::support::{DEPLOYER, Ground, STRANGER, TREASURY, go_on};

fn proposer() -> B256 {
    keccak256("PROPOSER_ROLE")
}

/// Seconds, as the built-in development network has it.
const DELAY: u64 = 60;
/// And how long a vote takes: delay, period, extension.
const GUARDIAN_DELAY: u64 = DELAY + 10 + 300 + 60;

fn schedule(targets: &[Address], payloads: &[Vec<u8>]) -> Timelock::scheduleBatchCall {
    Timelock::scheduleBatchCall {
        targets: targets.to_vec(),
        values: vec![U256::ZERO; targets.len()],
        payloads: payloads.iter().cloned().map(Bytes::from).collect(),
        predecessor: B256::ZERO,
        salt: B256::ZERO,
        delay: U256::from(DELAY),
    }
}

fn execute(scheduled: &Timelock::scheduleBatchCall) -> Vec<u8> {
    Timelock::executeBatchCall {
        targets: scheduled.targets.clone(),
        values: scheduled.values.clone(),
        payloads: scheduled.payloads.clone(),
        predecessor: scheduled.predecessor,
        salt: scheduled.salt,
    }
    .abi_encode()
}

/// The difference that names the operation.
async fn named(s: &Stopped, scheduled: &Timelock::scheduleBatchCall) -> (B256, String) {
    let call = Timelock::hashOperationBatchCall {
        targets: scheduled.targets.clone(),
        values: scheduled.values.clone(),
        payloads: scheduled.payloads.clone(),
        predecessor: scheduled.predecessor,
        salt: scheduled.salt,
    };
    let id = s.view(Contract::Timelock, call).await;
    (id, format!("timelock.operations.{id}"))
}

/// The deployer makes itself a proposer for as long as it takes.
fn schedule_as_proposer(s: &Stopped, scheduled: &Timelock::scheduleBatchCall) {
    let account = s.deployer();
    let (role, timelock) = (proposer(), Contract::Timelock);
    s.act(timelock, &Timelock::grantRoleCall { role, account });
    s.act(timelock, scheduled);
    s.act(timelock, &Timelock::revokeRoleCall { role, account });
}

fn pass_time(ground: &Ground, secs: u64) {
    let chain = &ground.chain;
    let then = chain.head().header.timestamp + secs;
    chain.set_next_block_timestamp(then).unwrap();
    chain.mine(1, None).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_scheduled_before_the_hand_over_is_found() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let (psc, timelock) = (stopped.at(Contract::Psc), stopped.at(Contract::Timelock));
    let deployer = stopped.deployer();
    let take_back = [
        Timelock::grantRoleCall {
            role: B256::ZERO,
            account: deployer,
        }
        .abi_encode(),
        Psc::transferOwnershipCall { newOwner: deployer }.abi_encode(),
    ];
    let coup = schedule(&[timelock, psc], &take_back);
    let (id, what) = named(&stopped, &coup).await;

    // It is done before the hand-over is: an allowance of the treasury's stays.
    let allowance = Psc::approveCall {
        spender: deployer,
        value: U256::MAX,
    };
    let allow = schedule(&[psc], &[allowance.abi_encode()]);
    let (_, allowed) = named(&stopped, &allow).await;
    let report = stopped
        .tampered(async |s| {
            schedule_as_proposer(s, &allow);
            pass_time(&s.ground, DELAY);
            s.send(Contract::Timelock, execute(&allow));
        })
        .await;
    let said = found(&report, &allowed);
    assert!(said.starts_with("executed: psc.approve(spender "), "{said}");

    // It waits.
    schedule_as_proposer(&stopped, &coup);
    let report = stopped.finish().await;
    let said = found(&report, &what);
    let calls = [
        format!(
            "timelock.grantRole(role {}, account {deployer})",
            B256::ZERO
        ),
        format!("psc.transferOwnership(newOwner {deployer})"),
    ];
    assert!(said.ends_with(&calls.join("; ")), "{said}");
    assert!(said.contains("anybody can execute it from "), "{said}");
    // People and scripts read the same.
    let text = report.to_string();
    let line = format!("DIFFERS {what}: expected none before the hand-over, found {said}");
    assert!(text.lines().any(|l| l == line), "{text}");
    assert!(
        text.contains("WARNING do not use these contracts"),
        "{text}"
    );
    let json = serde_json::to_value(&report).unwrap();
    let checks = json["checks"].as_array().unwrap();
    assert!(checks.iter().any(|c| c["what"] == what && c["ok"] == false));
    assert_eq!(json["advice"].as_array().unwrap().len(), 1);

    // Whoever can cancel it ends it.
    let ground = &stopped.ground;
    let before = ground.chain.snapshot();
    let cancel = Timelock::cancelCall { id }.abi_encode();
    ground.call(stopped.at(Contract::Governor), timelock, cancel);
    assert!(stopped.deployment.verify().await.unwrap().ok);
    assert!(ground.chain.revert(before));

    // Anybody executes it: this is what it is about.
    pass_time(ground, DELAY);
    ground.call(ground.address(STRANGER), timelock, execute(&coup));
    let report = stopped.deployment.verify().await.unwrap();
    assert_eq!(
        names(&report),
        ["psc.owner", "timelock.deployer", "timelock.roles", &what]
    );
}

/// Who holds a role at the hand-over, uses it afterwards and gives it up leaves no trace in the roles of now.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_was_given_up_after_the_hand_over_is_found() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let (ground, timelock) = (&stopped.ground, stopped.at(Contract::Timelock));
    let account = ground.address(STRANGER);
    let role = proposer();
    let grant = Timelock::grantRoleCall { role, account };
    stopped.act(Contract::Timelock, &grant);
    let report = stopped.finish().await;
    assert_eq!(
        names(&report),
        ["timelock.roles", "timelock.roles_at_hand_over"]
    );
    let mint = Pss::mintCall {
        to: account,
        value: U256::from(1),
    };
    let scheduled = schedule(&[stopped.at(Contract::Pss)], &[mint.abi_encode()]);
    ground.call(account, timelock, scheduled.abi_encode());
    let renounce = Timelock::renounceRoleCall {
        role,
        callerConfirmation: account,
    };
    ground.call(account, timelock, renounce.abi_encode());
    let (_, what) = named(&stopped, &scheduled).await;
    let report = stopped.deployment.verify().await.unwrap();
    assert_eq!(
        names(&report),
        ["timelock.roles_at_hand_over", what.as_str()]
    );
}

/// The guardian of the plan may schedule, but not before there is a DAO; what it schedules is told.
#[tokio::test(flavor = "multi_thread")]
async fn operations_of_the_guardian_are_told() {
    let stopped = Stopped::after(LAST_WIRED).await;
    let (ground, timelock) = (&stopped.ground, stopped.at(Contract::Timelock));
    let guardian = stopped.deployment.network.settings().unwrap().guardian;
    let rate = Power::setRateCall { rate: 7 };
    let scheduled = Timelock::scheduleBatchCall {
        delay: U256::from(GUARDIAN_DELAY),
        ..schedule(&[stopped.at(Contract::Power)], &[rate.abi_encode()])
    };
    let (id, what) = named(&stopped, &scheduled).await;
    let by_guardian = |s: &Stopped| s.ground.call(guardian, timelock, scheduled.abi_encode());
    let report = stopped.tampered(async |s| by_guardian(s)).await;
    found(&report, &what);

    assert!(stopped.finish().await.ok);
    by_guardian(&stopped);
    let report = stopped.deployment.verify().await.unwrap();
    assert!(report.ok, "{report}");
    let note = format!("operation {id}, of the guardian, ");
    assert!(
        report.notes.len() == 1 && report.notes[0].starts_with(&note),
        "{report}"
    );
    pass_time(ground, GUARDIAN_DELAY);
    ground.call(ground.address(STRANGER), timelock, execute(&scheduled));
    let report = stopped.deployment.verify().await.unwrap();
    assert!(report.ok && report.notes.len() == 1, "{report}");
    assert!(
        report.notes[0].contains("power.rate from rate "),
        "{report}"
    );
}

fn propose(calls: &[(Address, Vec<u8>)]) -> Governor::proposeCall {
    Governor::proposeCall {
        targets: calls.iter().map(|(to, _)| *to).collect(),
        values: vec![U256::ZERO; calls.len()],
        calldatas: calls.iter().map(|(_, data)| data.clone().into()).collect(),
        description: "ours".into(),
    }
}

/// Its votes of before the hand-over count for a proposal of before it, also when they are cast later.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_of_before_the_hand_over_is_found() {
    // The deployer holds the initial supply still.
    let early = Stopped::after("arbitration.umpire").await;
    let deployer = early.deployer();
    let hand_over = Psc::transferOwnershipCall { newOwner: deployer };
    let call = propose(&[(early.at(Contract::Psc), hand_over.abi_encode())]);
    let report = early
        .tampered(async |s| {
            let own = Pss::delegateCall {
                delegatee: deployer,
            };
            s.act(Contract::Pss, &own);
            pass_time(&s.ground, 2);
            s.act(Contract::Governor, &call);
        })
        .await;
    let wrong = names(&report);
    assert!(
        wrong.len() == 1 && wrong[0].starts_with("governor.proposals."),
        "{wrong:?}"
    );
    let said = &report.differences().next().unwrap().found;
    assert!(
        said.ends_with(&format!("psc.transferOwnership(newOwner {deployer})")),
        "{said}"
    );
    assert!(early.finish().await.ok);
}

async fn notes(deployment: &Deployment) -> Vec<String> {
    let report = deployment.verify().await.unwrap();
    assert!(report.ok, "{report}");
    report.notes
}

/// What the DAO does later is the DAO's: no difference, and told where it changes what was deployed.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_dao_does_is_no_fault() {
    let ground = Ground::new();
    let holder = ground.address(TREASURY);
    let treasury = format!("roles.treasury={holder}");
    let deployment = ground.dao(&[&treasury]).await;
    let applied = deployment.apply(&ground.signer(DEPLOYER), &mut go_on).await;
    let manifest = applied.unwrap().manifest;
    let at = |contract: Contract| manifest.address(contract.name()).unwrap();
    let (pss, governor) = (at(Contract::Pss), at(Contract::Governor));
    let own = Pss::delegateCall { delegatee: holder };
    ground.call(holder, pss, own.abi_encode());
    pass_time(&ground, 2);

    let bonds = Quality::setParametersCall {
        platformBond: U256::from(5),
        expertBond: U256::from(6),
        minFeeBps: 7,
        maxFeeBps: 8,
    };
    let seed = Power::seedCall {
        account: holder,
        amount: 9,
    };
    let mint = Pss::mintCall {
        to: holder,
        value: U256::from(10),
    };
    let votes = &manifest.parameters.governor;
    let (late, later) = (
        votes.late_quorum_extension_secs,
        votes.late_quorum_extension_secs + 1,
    );
    let extension = Governor::setLateQuorumVoteExtensionCall {
        newVoteExtension: later.try_into().unwrap(),
    };
    let call = propose(&[
        (at(Contract::Quality), bonds.abi_encode()),
        (at(Contract::Power), seed.abi_encode()),
        (pss, mint.abi_encode()),
        (governor, extension.abi_encode()),
    ]);
    ground.call(holder, governor, call.abi_encode());
    let (targets, values, calldatas) = (call.targets, call.values, call.calldatas);
    let hash = keccak256(call.description);
    let id = Governor::hashProposalCall {
        targets: targets.clone(),
        values: values.clone(),
        calldatas: calldatas.clone(),
        descriptionHash: hash,
    };
    let id = deployment.rpc.view(governor, id).await.unwrap();
    assert!(notes(&deployment).await.is_empty());
    pass_time(&ground, votes.voting_delay_secs + 1);
    let vote = Governor::castVoteCall {
        proposalId: id,
        support: 1,
    };
    ground.call(holder, governor, vote.abi_encode());
    pass_time(&ground, votes.voting_period_secs + 1);
    let queue = Governor::queueCall {
        targets: targets.clone(),
        values: values.clone(),
        calldatas: calldatas.clone(),
        descriptionHash: hash,
    };
    ground.call(holder, governor, queue.abi_encode());
    assert!(notes(&deployment).await.is_empty());
    pass_time(&ground, DELAY);
    let execute = Governor::executeCall {
        targets,
        values,
        calldatas,
        descriptionHash: hash,
    };
    ground.call(holder, governor, execute.abi_encode());
    let mut notes = notes(&deployment).await;
    notes.sort();
    let [late_quorum, bonds, minted] = &notes[..] else {
        panic!("{notes:?}");
    };
    assert_eq!(
        *late_quorum,
        format!("the DAO changed governor.late_quorum_extension_secs from {late} to {later}")
    );
    assert!(
        bonds.contains("changed quality.parameters from ")
            && bonds.ends_with(" to platformBond 5, expertBond 6, minFeeBps 7, maxFeeBps 8"),
        "{bonds}"
    );
    assert_eq!(*minted, "the owner minted 10 PSS units since the hand-over");
}

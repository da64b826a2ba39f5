//! The DAO owns everything: what is handed over, what verification proves of it, and what it finds.

use std::ops::ControlFlow;

use alloy::{
    primitives::{Address, B256, U256, aliases::U48, keccak256},
    sol_types::SolCall,
};
use productshare_abi::{Governor, Psc, Pss, Timelock};
use productshare_deploy::{Contract, Deployment, Error};

use crate::support::{DEPLOYER, Ground, STRANGER, go_on};

async fn differences(deployment: &Deployment) -> Vec<String> {
    let report = deployment.verify().await.unwrap();
    report.differences().map(|c| c.what.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timelock_gets_everything_and_the_deployer_keeps_nothing() {
    let ground = Ground::new();
    let deployment = ground.dao(&[]).await;
    let key = ground.signer(DEPLOYER);
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert!(applied.report.ok && applied.report.notes.is_empty());
    let manifest = applied.manifest;
    let at = |contract: Contract| manifest.address(contract.name()).unwrap();
    let (timelock, deployer) = (at(Contract::Timelock), ground.address(DEPLOYER));
    assert_eq!(manifest.roles.owner, timelock);
    assert_eq!(manifest.roles.treasury, timelock);
    let rpc = &deployment.rpc;
    for contract in Contract::OWNED {
        let owner = rpc.view(at(contract), Psc::ownerCall {}).await.unwrap();
        assert_eq!(owner, timelock, "{contract}");
    }
    for (account, held) in [
        (timelock, manifest.parameters.pss.initial_supply),
        (deployer, U256::ZERO),
    ] {
        let held_now = rpc
            .view(at(Contract::Pss), Pss::balanceOfCall { account })
            .await
            .unwrap();
        assert_eq!(held_now, held);
    }
    for role in ["", "PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"] {
        let role = match role {
            "" => B256::ZERO,
            name => keccak256(name),
        };
        let has = Timelock::hasRoleCall {
            role,
            account: deployer,
        };
        assert!(!rpc.view(timelock, has).await.unwrap());
    }
    let again = deployment.apply(&key, &mut go_on).await.unwrap();
    assert!(again.transactions.is_empty());
    // Changes are the DAO's to make from now on: the deployer is told which calls it must propose.
    let changed = ground.dao(&["reserve.redemption_fee_bps=10"]).await;
    let Err(Error::NotOwner { owner, calls, .. }) = changed.wire(&key, &mut go_on).await else {
        panic!("the deployer can still change something")
    };
    assert_eq!((owner, calls.len()), (timelock, 1));
}

/// A run that is killed on the way goes on where it was: also when the supply is passed on and the last role given up.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_ends_with_the_timelock_all_the_same() {
    let ground = Ground::new();
    let deployment = ground.dao(&[]).await;
    let key = ground.signer(DEPLOYER);
    for step in [
        "pss.initial_supply",
        "timelock.governor",
        "timelock.deployer",
    ] {
        let mut stop = |event: &productshare_deploy::Event<'_>| match event {
            productshare_deploy::Event::Mined { step: done, .. } if *done == step => {
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        let e = deployment.apply(&key, &mut stop).await.unwrap_err();
        assert!(matches!(e, Error::Stopped(_)), "{e}");
    }
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert!(applied.report.ok);
    assert!(
        !applied
            .transactions
            .iter()
            .any(|done| done.step.starts_with("pss."))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_finds_every_role_that_is_not_expected() {
    let ground = Ground::new();
    let deployment = ground.dao(&[]).await;
    let key = ground.signer(DEPLOYER);
    let manifest = deployment.apply(&key, &mut go_on).await.unwrap().manifest;
    let (timelock, governor) = (
        manifest.address("timelock").unwrap(),
        manifest.address("governor").unwrap(),
    );
    assert!(differences(&deployment).await.is_empty());
    let stranger = ground.address(STRANGER);
    for role in [
        B256::ZERO,
        keccak256("PROPOSER_ROLE"),
        keccak256("CANCELLER_ROLE"),
        keccak256("some role"),
    ] {
        let grant = Timelock::grantRoleCall {
            role,
            account: stranger,
        };
        ground.call(timelock, timelock, grant.abi_encode());
        assert_eq!(differences(&deployment).await, ["timelock.roles"]);
        let revoke = Timelock::revokeRoleCall {
            role,
            account: stranger,
        };
        ground.call(timelock, timelock, revoke.abi_encode());
        assert!(differences(&deployment).await.is_empty());
    }
    let deployer = ground.address(DEPLOYER);
    let snapshot = ground.chain.snapshot();
    let grant = Timelock::grantRoleCall {
        role: B256::ZERO,
        account: deployer,
    };
    ground.call(timelock, timelock, grant.abi_encode());
    assert_eq!(
        differences(&deployment).await,
        ["timelock.deployer", "timelock.roles"]
    );
    assert!(ground.chain.revert(snapshot));
    let snapshot = ground.chain.snapshot();
    let revoke = Timelock::revokeRoleCall {
        role: keccak256("PROPOSER_ROLE"),
        account: governor,
    };
    ground.call(timelock, timelock, revoke.abi_encode());
    let found = differences(&deployment).await;
    assert!(
        found.contains(&"timelock.roles".into()) && found.len() == 2,
        "{found:?}"
    );
    assert!(ground.chain.revert(snapshot));
    let snapshot = ground.chain.snapshot();
    ground.call(
        timelock,
        timelock,
        Timelock::setGovernorCall {
            governor: Address::ZERO,
        }
        .abi_encode(),
    );
    assert_eq!(differences(&deployment).await, ["timelock.governor"]);
    assert!(ground.chain.revert(snapshot));
    // What the DAO alone can change is told, and no difference.
    let delay = Governor::setVotingDelayCall {
        newVotingDelay: U48::from(20),
    };
    ground.call(timelock, governor, delay.abi_encode());
    ground.call(
        timelock,
        timelock,
        Timelock::dismissGuardianCall {}.abi_encode(),
    );
    let report = deployment.verify().await.unwrap();
    assert!(report.ok);
    let notes = report.notes.join("; ");
    assert!(
        notes.contains("voting_delay_secs from 10 to 20") && notes.contains("dismissed"),
        "{notes}"
    );
}

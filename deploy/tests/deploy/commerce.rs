//! What the commerce contracts know of each other for good, and the lists that the owner keeps up: causes and reward tokens.

use std::ops::ControlFlow;

use alloy::{primitives::Address, sol_types::SolCall};
use productshare_abi::{Catalog, Splitter};
use productshare_deploy::{Applied, Error, Event, network::PROTECTED};

use crate::support::{DEPLOYER, Ground, OWNER, go_on};

const OTHER: Address = Address::repeat_byte(0x77);

/// A cause of a network file.
fn cause(byte: u8, more: &str) -> String {
    let account = Address::repeat_byte(byte);
    format!("{{ account = \"{account}\", uri = \"cause {byte}\", {more} }}")
}

fn causes(list: &[String]) -> String {
    format!("splitter.causes=[{}]", list.join(", "))
}

fn steps(applied: &Applied) -> Vec<&str> {
    let transactions = applied.transactions.iter();
    transactions.map(|done| done.step.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn wire_keeps_causes_and_reward_tokens_as_the_settings_list_them() {
    let ground = Ground::new();
    let two = causes(&[cause(1, "weight = 70"), cause(2, "weight = 30")]);
    let before = ground.deployment(&[&two]).await;
    let deployer = ground.signer(DEPLOYER);
    let applied = before.apply(&deployer, &mut go_on).await.unwrap();
    let protected = &applied.manifest.roles.psc.protected;
    for contract in PROTECTED {
        let address = applied.manifest.address(contract.name()).unwrap();
        assert!(protected.contains(&address), "{contract}");
    }

    // One ends, one changes, one comes.
    let three = causes(&[
        cause(1, "weight = 70, approved = false"),
        cause(2, "weight = 40"),
        cause(3, "weight = 60"),
    ]);
    let token = format!("offer_pool.tokens=[\"{OTHER}\"]");
    let after = ground
        .deployment(&[&three, &token, "checkout.share_cap_bps=5000"])
        .await;
    let changes = [
        format!("offer-pool.token.{OTHER}"),
        "splitter.cause.1.terms".into(),
        "splitter.cause.2.terms".into(),
        "splitter.cause.3".into(),
        "checkout.share_cap_bps".into(),
    ];
    let e = after.wire(&deployer, &mut go_on).await.unwrap_err();
    let Error::NotOwner { calls, .. } = &e else {
        panic!("{e}")
    };
    assert_eq!(calls.len(), changes.len(), "{e}");
    let owner = ground.signer(OWNER);
    let applied = after.wire(&owner, &mut go_on).await.unwrap();
    assert_eq!(steps(&applied), changes);
    let again = after.wire(&owner, &mut go_on).await.unwrap();
    assert!(again.transactions.is_empty());

    // Back again: what the settings do not list is taken back, as far as it can be.
    let applied = before.wire(&owner, &mut go_on).await.unwrap();
    assert_eq!(
        steps(&applied),
        [
            "splitter.cause.1.terms",
            "splitter.cause.2.terms",
            "checkout.share_cap_bps",
            &format!("offer-pool.token.{OTHER}"),
            "splitter.cause.3.terms",
        ]
    );
    assert!(before.verify().await.unwrap().ok);
}

/// A cause left out of the list would have its number, and its money, go to the next one.
#[tokio::test(flavor = "multi_thread")]
async fn wire_refuses_to_give_a_causes_number_to_another() {
    let ground = Ground::new();
    let two = causes(&[cause(1, "weight = 70"), cause(2, "weight = 30")]);
    let deployment = ground.deployment(&[&two]).await;
    let deployer = ground.signer(DEPLOYER);
    deployment.apply(&deployer, &mut go_on).await.unwrap();
    let one = causes(&[cause(2, "weight = 30")]);
    let shifted = ground.deployment(&[&one]).await;
    for index in [DEPLOYER, OWNER] {
        let e = shifted
            .wire(&ground.signer(index), &mut go_on)
            .await
            .unwrap_err();
        let said = "splitter.cause.1 is cause 1 on the chain, for good";
        assert!(e.to_string().contains(said), "{e}");
    }
    assert!(deployment.verify().await.unwrap().ok);
}

/// A new deployment can repeat the causes of an old one with their numbers, also when the run is interrupted between the
/// two calls that this takes.
#[tokio::test(flavor = "multi_thread")]
async fn apply_adds_causes_that_are_not_approved() {
    let ground = Ground::new();
    let list = causes(&[
        cause(1, "weight = 70, approved = false"),
        cause(2, "weight = 30"),
        cause(3, "weight = 5, approved = false"),
    ]);
    let deployment = ground.deployment(&[&list]).await;
    let deployer = ground.signer(DEPLOYER);
    for stop_at in ["splitter.connections", "splitter.cause.1"] {
        let result = deployment
            .apply(&deployer, &mut |event| match event {
                Event::Recorded { step } if *step == stop_at => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
            .await;
        assert!(matches!(result, Err(Error::Stopped(_))), "{stop_at}");
    }
    let applied = deployment.apply(&deployer, &mut go_on).await.unwrap();
    let of_causes: Vec<_> = steps(&applied)
        .into_iter()
        .filter(|step| step.starts_with("splitter.cause."))
        .collect();
    assert_eq!(
        of_causes,
        [
            "splitter.cause.1.terms",
            "splitter.cause.2",
            "splitter.cause.3",
            "splitter.cause.3.terms",
        ]
    );
    let splitter = applied.manifest.address("splitter").unwrap();
    let call = Splitter::causeTotalsCall {};
    let totals = deployment.rpc.view(splitter, call).await.unwrap();
    assert_eq!(totals.count, 3);
    assert_eq!(totals.totalWeight.to::<u64>(), 30);
}

/// Once and for good: contracts that know others already are no part of this deployment.
#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_when_a_contract_is_connected_to_others() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let deployer = ground.signer(DEPLOYER);
    let plan = deployment.plan(Some(deployer.address())).await.unwrap();
    let step = plan
        .steps
        .iter()
        .find(|step| step.id == "catalog.connections");
    let catalog = step.unwrap().to;
    let result = deployment
        .apply(&deployer, &mut |event| match event {
            Event::Recorded { step } if *step == "deploy.checkout" => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
        .await;
    assert!(matches!(result, Err(Error::Stopped(_))));
    let connect = Catalog::connectCall {
        checkout: OTHER,
        offerPool: OTHER,
        splitter: OTHER,
        stakePools: OTHER,
        quality: OTHER,
    };
    ground.call(deployer.address(), catalog, connect.abi_encode());
    let sent = ground.nonce(DEPLOYER);
    let e = deployment.apply(&deployer, &mut go_on).await.unwrap_err();
    let said = e.to_string();
    assert!(
        said.contains("catalog.connections is") && said.contains("for good"),
        "{e}"
    );
    assert_eq!(ground.nonce(DEPLOYER), sent);
}

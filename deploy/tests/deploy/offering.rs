//! The offering: terms for good, a window by the chain's clock, and what it sells, minted once.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall,
};
use productshare_abi::{Offering, Pss};
use productshare_deploy::{Deployment, Error};

use crate::support::{DEPLOYER, Ground, OWNER, go_on};

async fn pss_of(deployment: &Deployment, pss: Address, account: Address) -> U256 {
    let call = Pss::balanceOfCall { account };
    deployment.rpc.view(pss, call).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sold_is_minted_once_also_when_it_is_gone_again() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let applied = ground.apply().await.unwrap();
    let step = |done: &productshare_deploy::Applied| {
        done.transactions
            .iter()
            .filter(|t| t.step == "pss.offered")
            .count()
    };
    assert_eq!(step(&applied), 1);
    let manifest = &applied.manifest;
    let (pss, offering) = (
        manifest.address("pss").unwrap(),
        manifest.address("offering").unwrap(),
    );
    let terms = &manifest.parameters.offering;
    assert_eq!(pss_of(&deployment, pss, offering).await, terms.for_sale);
    assert!(manifest.roles.pss.lockers.contains(&offering));
    assert!(manifest.roles.psc.protected.contains(&offering));
    let supply = deployment
        .rpc
        .view(pss, Pss::totalSupplyCall {})
        .await
        .unwrap();
    assert_eq!(
        supply,
        manifest.parameters.pss.initial_supply + terms.for_sale
    );

    // Nobody contributed: all of it is the owner's.
    ground.chain.set_next_block_timestamp(terms.end).unwrap();
    let stranger = ground.address(crate::support::STRANGER);
    ground.call(stranger, offering, Offering::finalizeCall {}.abi_encode());
    assert_eq!(pss_of(&deployment, pss, offering).await, U256::ZERO);
    let owner = ground.address(OWNER);
    assert_eq!(pss_of(&deployment, pss, owner).await, terms.for_sale);
    assert!(deployment.verify().await.unwrap().ok);
    let again = deployment
        .wire(&ground.signer(OWNER), &mut go_on)
        .await
        .unwrap();
    assert!(again.transactions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_a_window_that_is_over_before_anything_is_sent() {
    let ground = Ground::new();
    let now = ground.chain.head().header.timestamp;
    let over = [
        format!("offering.start={}", now - 100),
        format!("offering.end={}", now - 1),
    ];
    let deployment = ground.deployment(&[&over[0], &over[1]]).await;
    let e = deployment
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap_err();
    assert!(e.to_string().contains("InvalidSchedule"), "{e}");
    assert_eq!(ground.nonce(DEPLOYER), 0);
    assert!(!ground.manifest().exists() && !ground.journal().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_of_a_deployed_offering_are_for_good() {
    let ground = Ground::new();
    ground.apply().await.unwrap();
    let other = ground.deployment(&["offering.hard_cap=20000000000"]).await;
    let e = other
        .apply(&ground.signer(OWNER), &mut go_on)
        .await
        .unwrap_err();
    assert!(matches!(e, Error::Network { .. }), "{e}");
    assert!(
        e.to_string().contains("offering.hard_cap is 20000000000"),
        "{e}"
    );
}

/// Votes of what is not sold yet would be somebody's, or count against the quorum.
#[tokio::test(flavor = "multi_thread")]
async fn offering_delegates_to_itself() {
    let ground = Ground::new();
    let applied = ground.apply().await.unwrap();
    let checks = &applied.report.checks;
    let check = checks
        .iter()
        .find(|check| check.what == "offering.delegate")
        .unwrap();
    let offering = applied.manifest.address("offering").unwrap();
    assert!(check.ok && check.found == offering.to_string());
    let pss = applied.manifest.address("pss").unwrap();
    // Only the offering itself could change that; its program cannot.
    let before = ground.chain.snapshot();
    let delegatee = ground.address(OWNER);
    ground
        .chain
        .set_balance(offering, U256::from(10).pow(U256::from(18)));
    ground.call(offering, pss, Pss::delegateCall { delegatee }.abi_encode());
    let report = ground.deployment(&[]).await.verify().await.unwrap();
    let wrong: Vec<_> = report
        .differences()
        .map(|check| check.what.as_str())
        .collect();
    assert_eq!(wrong, ["offering.delegate"]);
    assert!(ground.chain.revert(before));
}

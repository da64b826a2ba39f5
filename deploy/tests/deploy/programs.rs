//! Programs grow old, expire, are kept alive, activated again and cached.

use alloy::primitives::U256;
use productshare_deploy::{Contract, Error};

use crate::support::{DEPLOYER, Ground, STRANGER};

const DAY: u64 = 86_400;

fn wait(ground: &Ground, days: u64) {
    ground.chain.increase_time(days * DAY);
    ground.chain.mine(1, None).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_kept_alive_and_activated_again() {
    let ground = Ground::new();
    ground.apply().await.unwrap();
    let deployment = ground.deployment(&[]).await;

    let young = deployment.status().await.unwrap();
    assert_eq!(young.len(), Contract::ALL.len());
    for program in &young {
        assert_eq!(program.version, Some(program.chain_version));
        let left = program.secs_left.unwrap();
        assert!(left > 363 * DAY && left <= 365 * DAY, "{left}");
        let soon = program.renewable_in_secs.unwrap();
        assert!(soon > 29 * DAY && soon <= 31 * DAY, "{soon}");
        assert!(
            program.data_fee.is_some_and(|fee| !fee.is_zero()),
            "{program}"
        );
        assert!(!program.cached && program.init_gas.is_some());
    }
    // Too early: nothing is sent.
    let nonce = ground.nonce(STRANGER);
    let key = ground.signer(STRANGER);
    let outcome = deployment.keepalive(&key, &[]).await.unwrap();
    assert!(
        outcome
            .iter()
            .all(|p| p.tx.is_none() && p.outcome.starts_with("not yet"))
    );
    assert_eq!(ground.nonce(STRANGER), nonce);

    wait(&ground, 40);
    let due = deployment.status().await.unwrap();
    assert!(due.iter().all(|p| p.renewable_in_secs == Some(0)));
    let outcome = deployment.keepalive(&key, &["psc".into()]).await.unwrap();
    assert_eq!(outcome.len(), 1);
    assert_eq!(outcome[0].outcome, "kept alive");
    assert!(
        outcome[0].value > due[0].data_fee.unwrap(),
        "a margin is sent along"
    );
    let kept = deployment.status().await.unwrap();
    assert!(kept[0].secs_left.unwrap() > 363 * DAY);
    assert!(kept[1].secs_left.unwrap() < 326 * DAY);

    // All expire but psc.
    wait(&ground, 330);
    let expired = deployment.status().await.unwrap();
    assert!(expired[0].version.is_some());
    for program in &expired[1..] {
        assert_eq!(program.version, None);
        assert!(
            program
                .problem
                .as_ref()
                .is_some_and(|p| p.contains("ProgramExpired")),
            "{program}"
        );
        assert!(program.to_string().contains("DOES NOT RUN"));
    }
    let report = deployment.verify().await.unwrap();
    let differs: Vec<_> = report.differences().map(|c| c.what.as_str()).collect();
    assert!(
        differs.contains(&"reserve.activated") && differs.contains(&"pss.activated"),
        "{differs:?}"
    );
    let e = deployment
        .cache(&key, &["pss".into()], None)
        .await
        .unwrap_err();
    assert!(matches!(e, Error::Unactivated { .. }), "{e}");

    let outcome = deployment.keepalive(&key, &[]).await.unwrap();
    let outcomes: Vec<_> = outcome.iter().map(|p| p.outcome.as_str()).collect();
    assert_eq!(outcomes[0], "kept alive");
    assert_eq!(outcomes[1..], ["activated"; Contract::ALL.len() - 1]);
    assert!(deployment.verify().await.unwrap().ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_cached_by_a_bid() {
    let ground = Ground::new();
    ground.apply().await.unwrap();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    let outcome = deployment.cache(&key, &["psc".into()], None).await.unwrap();
    assert_eq!(outcome[0].outcome, "cached");
    let status = deployment.status().await.unwrap();
    let cached: Vec<_> = status.iter().map(|p| p.cached).collect();
    assert!(cached[0] && cached[1..].iter().all(|cached| !cached));
    let outcome = deployment
        .cache(&key, &[], Some(U256::from(7)))
        .await
        .unwrap();
    assert_eq!(outcome[0].outcome, "cached already");
    assert!(outcome[0].tx.is_none());
    assert!(
        outcome[1..]
            .iter()
            .all(|p| p.outcome == "cached" && p.value == U256::from(7))
    );
    assert!(deployment.status().await.unwrap().iter().all(|p| p.cached));

    ground
        .chain
        .set_balance(ground.address(DEPLOYER), U256::ZERO);
    wait(&ground, 40);
    let e = deployment.keepalive(&key, &[]).await.unwrap_err();
    assert!(matches!(e, Error::Balance { .. }), "{e}");
    let unknown = deployment
        .keepalive(&key, &["treasurer".into()])
        .await
        .unwrap_err();
    assert!(unknown.to_string().contains("treasurer"), "{unknown}");
}

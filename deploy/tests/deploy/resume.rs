//! A run killed at every point it can be killed at, and resumed. The observer stops a run without tidying up, so chain and
//! files are as a killed process leaves them.

use std::{ops::ControlFlow, time::Duration};

use alloy::primitives::Bytes;
use devchain::chain::MiningMode;
use productshare_abi::Manifest;
use productshare_deploy::{Contract, Error, Event};

use crate::support::{DEPLOYER, Ground, STRANGER, go_on};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Point {
    Signed,
    Sent,
    Mined,
    Recorded,
}

/// Kills every run at that point of its first new step until none is left; how many runs that took.
async fn kill_at_every_step(ground: &Ground, point: Point) -> usize {
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    for run in 1..200 {
        let mut planned = false;
        let result = deployment
            .apply(&key, &mut |event| {
                let here = match event {
                    Event::Planned(_) => {
                        planned = true;
                        None
                    }
                    Event::Signed { .. } => Some(Point::Signed),
                    Event::Sent { .. } => Some(Point::Sent),
                    Event::Mined { .. } => Some(Point::Mined),
                    Event::Recorded { .. } => Some(Point::Recorded),
                    _ => None,
                };
                // What is being resumed must get through, or no run would ever get further.
                if planned && here == Some(point) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .await;
        match result {
            Err(Error::Stopped(_)) => {
                assert!(!ground.manifest().exists(), "no manifest before the end");
            }
            Err(e) => panic!("run {run}: {e}"),
            Ok(applied) => {
                assert!(applied.report.ok);
                return run;
            }
        }
    }
    panic!("never finished")
}

async fn every_step_survives_a_kill(point: Point) {
    let untroubled = Ground::new().apply().await.unwrap();
    let ground = Ground::new();
    let runs = kill_at_every_step(&ground, point).await;
    let steps = untroubled.transactions.len();
    assert_eq!(runs, steps + 1, "every step was killed once");
    assert_eq!(
        ground.nonce(DEPLOYER),
        steps as u64,
        "every step has exactly one transaction"
    );
    // The same contracts at the same places, whatever happened on the way.
    let manifest = Manifest::load(ground.manifest()).unwrap();
    for (name, record) in &untroubled.manifest.contracts {
        assert_eq!(manifest.address(name).unwrap(), record.address);
    }
    assert!(!ground.journal().exists());
    let again = ground.apply().await.unwrap();
    assert!(again.transactions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_killed_after_signing_each_step() {
    every_step_survives_a_kill(Point::Signed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_killed_after_sending_each_step() {
    every_step_survives_a_kill(Point::Sent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_killed_before_recording_each_step() {
    every_step_survives_a_kill(Point::Mined).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_killed_after_recording_each_step() {
    every_step_survives_a_kill(Point::Recorded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_killed_around_the_manifest() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    for (n, kill) in ["planned", "written", "finished"].into_iter().enumerate() {
        let result = deployment
            .apply(&key, &mut |event| {
                let here = match event {
                    Event::Planned(_) => "planned",
                    Event::Written => "written",
                    Event::Finished => "finished",
                    _ => "",
                };
                if here == kill {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .await;
        assert!(matches!(result, Err(Error::Stopped(_))), "{kill}");
        assert_eq!(ground.manifest().exists(), n > 0, "{kill}");
    }
    let sent = ground.nonce(DEPLOYER);
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert!(applied.transactions.is_empty());
    assert_eq!(ground.nonce(DEPLOYER), sent);
    assert!(!ground.journal().exists());
}

/// The files are lost: what is on the chain is recognised there, by its address, and nothing is deployed twice.
#[tokio::test(flavor = "multi_thread")]
async fn apply_recognises_what_is_on_the_chain_when_journal_or_manifest_are_lost() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    for stop_at in [
        "deploy.psc",
        "deploy.reserve",
        "reserve.attestors",
        "catalog.connections",
        "splitter.cause.1",
        "psc.owner",
    ] {
        let result = deployment
            .apply(&key, &mut |event| match event {
                Event::Sent { step, .. } if *step == stop_at => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
            .await;
        assert!(matches!(result, Err(Error::Stopped(_))), "{stop_at}");
        std::fs::remove_file(ground.journal()).unwrap();
    }
    let mut recognised = Vec::new();
    let applied = deployment
        .apply(&key, &mut |event| {
            if let Event::Recognised { contract } = event {
                recognised.push(*contract);
            }
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
    assert_eq!(recognised, Contract::ALL);

    let manifest = Manifest::load(ground.manifest()).unwrap();
    assert_eq!(manifest, applied.manifest);
    let sent = ground.nonce(DEPLOYER);
    std::fs::remove_file(ground.manifest()).unwrap();
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert!(applied.transactions.is_empty());
    assert_eq!(ground.nonce(DEPLOYER), sent);
    assert_eq!(
        applied.manifest, manifest,
        "blocks and transactions are found again"
    );
}

/// The node took the transaction, but no block did before the kill.
#[tokio::test(flavor = "multi_thread")]
async fn apply_resumes_when_the_transaction_still_waits_in_the_pool() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    ground.chain.set_mining_mode(MiningMode::Manual);
    let result = deployment
        .apply(&key, &mut |event| match event {
            Event::Sent { .. } => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
        .await;
    assert!(matches!(result, Err(Error::Stopped(_))));
    assert_eq!(ground.nonce(DEPLOYER), 0);

    // Resumed while it still waits: the next run must wait for this very transaction.
    let chain = ground.chain.clone();
    let mut first = None;
    let applied = deployment
        .apply(&key, &mut |event| {
            if let Event::Resuming { tx, .. } = event {
                first = Some(*tx);
                chain.set_mining_mode(MiningMode::Interval(Duration::from_millis(20)));
            }
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
    assert_eq!(Some(applied.transactions[0].tx), first);
    assert_eq!(ground.nonce(DEPLOYER), applied.transactions.len() as u64);
}

/// The node forgot the transaction, and its fee is too low by now.
#[tokio::test(flavor = "multi_thread")]
async fn apply_signs_anew_when_the_old_transaction_can_no_longer_be_mined() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    let mut old = None;
    let result = deployment
        .apply(&key, &mut |event| match event {
            Event::Signed { tx, .. } => {
                old = Some(*tx);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        })
        .await;
    assert!(matches!(result, Err(Error::Stopped(_))));
    let price = u64::try_from(deployment.rpc.gas_price().await.unwrap()).unwrap();
    ground.chain.set_min_base_fee(price * 10);
    ground.chain.mine(1, None).unwrap();
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert_ne!(Some(applied.transactions[0].tx), old);
    assert_eq!(ground.nonce(DEPLOYER), applied.transactions.len() as u64);
}

/// Between two runs the key was used for something else.
#[tokio::test(flavor = "multi_thread")]
async fn apply_goes_on_when_the_nonce_went_to_another_transaction() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    let result = deployment
        .apply(&key, &mut |event| match event {
            Event::Signed { step, .. } if *step == "psc.minter" => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
        .await;
    assert!(matches!(result, Err(Error::Stopped(_))));
    let deployer = ground.address(DEPLOYER);
    ground.call(deployer, deployer, []);
    let applied = deployment.apply(&key, &mut go_on).await.unwrap();
    assert_eq!(applied.transactions[0].step, "psc.minter");
    assert!(applied.report.ok);
}

/// Settings must not change under a deployment that is half done.
#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_other_hands_and_other_constructor_arguments_when_half_done() {
    for stop_after_recording in [false, true] {
        let ground = Ground::new();
        let key = ground.signer(DEPLOYER);
        let result = ground
            .deployment(&[])
            .await
            .apply(&key, &mut |event| match event {
                Event::Signed { step, .. } if *step == "deploy.pss" && !stop_after_recording => {
                    ControlFlow::Break(())
                }
                Event::Recorded { step } if *step == "deploy.pss" => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            })
            .await;
        assert!(matches!(result, Err(Error::Stopped(_))));
        let sent = ground.nonce(DEPLOYER);
        let stranger = ground.signer(STRANGER);
        let e = ground
            .deployment(&[])
            .await
            .apply(&stranger, &mut go_on)
            .await
            .unwrap_err();
        assert!(e.to_string().contains("was begun by"), "{e}");
        let e = ground
            .deployment(&["pss.cap=999000000000000000000000000"])
            .await
            .apply(&key, &mut go_on)
            .await
            .unwrap_err();
        assert!(matches!(e, Error::Journal { .. }), "{e}");
        assert_eq!(ground.nonce(DEPLOYER), sent);
        ground.apply().await.unwrap();
    }
}

/// No block takes the transaction: the run gives up waiting, not the transaction.
#[tokio::test(flavor = "multi_thread")]
async fn apply_gives_up_waiting_and_finds_the_transaction_later() {
    let ground = Ground::new();
    let mut deployment = ground.deployment(&[]).await;
    let patient = deployment.clone();
    deployment.rpc = deployment
        .rpc
        .with_receipt_timeout(Duration::from_millis(50));
    let key = ground.signer(DEPLOYER);
    ground.chain.set_mining_mode(MiningMode::Manual);
    let e = deployment.apply(&key, &mut go_on).await.unwrap_err();
    assert!(matches!(e, Error::NotMined { .. }), "{e}");
    ground.chain.set_mining_mode(MiningMode::Auto);
    ground.chain.mine(1, None).unwrap();
    let applied = patient.apply(&key, &mut go_on).await.unwrap();
    assert_eq!(applied.transactions[0].step, "deploy.psc");
    assert_eq!(ground.nonce(DEPLOYER), applied.transactions.len() as u64);
}

/// A transaction that was sound when simulated fails in its block: the reason is named, nothing after it is sent.
#[tokio::test(flavor = "multi_thread")]
async fn apply_stops_and_says_why_when_a_transaction_fails() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let key = ground.signer(DEPLOYER);
    let deployer = ground.address(DEPLOYER);
    let plan = deployment.plan(Some(deployer)).await.unwrap();
    let minter = plan.steps.iter().position(|step| step.id == "psc.minter");
    let before = minter.unwrap();
    let psc = plan.steps[before].to;
    let e = deployment
        .apply(&key, &mut |event| {
            if let Event::Signed { step, .. } = event
                && *step == "psc.minter"
            {
                // Code that reverts, in the place of psc.
                ground
                    .chain
                    .set_code(psc, Bytes::from_static(&[0x5f, 0x5f, 0xfd]));
            }
            ControlFlow::Continue(())
        })
        .await
        .unwrap_err();
    assert!(
        matches!(&e, Error::Failed { what, .. } if what == "psc.minter"),
        "{e}"
    );
    let sent = ground.nonce(DEPLOYER);
    assert_eq!(sent, before as u64 + 1, "what came before, and it");
    assert!(ground.journal().exists() && !ground.manifest().exists());
}

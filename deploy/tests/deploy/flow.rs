//! Deploying from nothing, again, with changed settings, and every refusal before anything is sent.

use alloy::primitives::{Address, U256};
use productshare_abi::{Manifest, Pss};
use productshare_deploy::{Contract, Deployment, Error, Network, network::LOCKERS};
use std::ops::ControlFlow;

use crate::support::{DEPLOYER, Ground, OWNER, STRANGER, go_on};

#[tokio::test(flavor = "multi_thread")]
async fn apply_deploys_wires_and_hands_over_and_a_second_run_does_nothing() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let plan = deployment
        .plan(Some(ground.address(DEPLOYER)))
        .await
        .unwrap();
    let applied = ground.apply().await.unwrap();
    let planned: Vec<_> = plan.steps.iter().map(|s| s.id.clone()).collect();
    let done: Vec<_> = applied
        .transactions
        .iter()
        .map(|t| t.step.clone())
        .collect();
    // In that order, but for what the constructors already leave as it should be.
    let left: Vec<_> = planned.iter().filter(|step| !done.contains(step)).collect();
    assert!(
        left.iter()
            .all(|step| ["reserve.", "checkout.", "stake-pools."]
                .iter()
                .any(|of| step.starts_with(of))),
        "{left:?}"
    );
    let kept: Vec<_> = planned.iter().filter(|step| done.contains(step)).collect();
    assert_eq!(kept, done.iter().collect::<Vec<_>>());
    assert_eq!(
        planned[..Contract::ALL.len()],
        Contract::ALL.map(|c| format!("deploy.{c}"))
    );
    let handover = Contract::OWNED.map(|c| format!("{c}.owner"));
    let last = planned.len() - 1;
    assert_eq!(planned[last - handover.len()..last], handover);
    assert_eq!(planned[last], "timelock.deployer");
    assert!(applied.report.ok);
    assert_eq!(ground.nonce(DEPLOYER), done.len() as u64);
    let gas: u64 = applied.transactions.iter().map(|t| t.gas_used).sum();
    assert!(
        plan.gas >= gas,
        "the plan's {} gas must cover the {gas} used",
        plan.gas
    );

    // The manifest is what an indexer needs.
    let manifest = Manifest::load(ground.manifest()).unwrap();
    assert_eq!(manifest, applied.manifest);
    assert_eq!(manifest.chain_id, 412_346);
    assert_eq!(manifest.contracts.len(), Contract::ALL.len());
    assert_eq!(manifest.start_block, manifest.contracts["psc"].block);
    assert_eq!(manifest.roles.owner, ground.address(OWNER));
    assert!(!ground.journal().exists());

    // The initial supply is where the settings want it.
    let treasury = manifest.roles.treasury;
    let supply = deployment
        .rpc
        .view(
            manifest.address("pss").unwrap(),
            Pss::balanceOfCall { account: treasury },
        )
        .await
        .unwrap();
    assert_eq!(supply, manifest.parameters.pss.initial_supply);

    let text = std::fs::read_to_string(ground.manifest()).unwrap();
    let again = ground.apply().await.unwrap();
    assert!(again.transactions.is_empty());
    assert_eq!(ground.nonce(DEPLOYER), done.len() as u64);
    assert_eq!(std::fs::read_to_string(ground.manifest()).unwrap(), text);
    // So it does for somebody else, who could send nothing.
    let stranger = deployment
        .apply(&ground.signer(STRANGER), &mut go_on)
        .await
        .unwrap();
    assert!(stranger.transactions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn wire_follows_changed_settings_when_the_owner_sends_them() {
    let ground = Ground::new();
    ground.apply().await.unwrap();
    let locker = Address::repeat_byte(0x77);
    let changed = [
        "reserve.redemption_fee_bps=10",
        "reserve.issuers=[]",
        &format!("pss.lockers=[\"{locker}\"]"),
    ];
    let deployment = ground.deployment(&changed).await;
    let report = deployment.verify().await.unwrap();
    let differs: Vec<_> = report.differences().map(|c| c.what.clone()).collect();
    assert_eq!(
        differs,
        [
            "manifest.roles.pss.lockers",
            "manifest.roles.reserve.issuers",
            "manifest.parameters.reserve.redemption_fee_bps"
        ]
    );

    // The deployer has handed over; he is told what the owner must send.
    let e = deployment
        .wire(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap_err();
    let Error::NotOwner { owner, calls, .. } = &e else {
        panic!("{e}")
    };
    assert_eq!(*owner, ground.address(OWNER));
    assert_eq!(calls.len(), 3);

    let applied = deployment
        .wire(&ground.signer(OWNER), &mut go_on)
        .await
        .unwrap();
    assert_eq!(applied.transactions.len(), 3);
    let own = LOCKERS.map(|contract| applied.manifest.address(contract.name()).unwrap());
    let mut lockers = [&own[..], &[locker]].concat();
    lockers.sort();
    assert_eq!(applied.manifest.roles.pss.lockers, lockers);
    assert!(applied.manifest.roles.reserve.issuers.is_empty());
    assert!(deployment.verify().await.unwrap().ok);
    let again = deployment
        .wire(&ground.signer(OWNER), &mut go_on)
        .await
        .unwrap();
    assert!(again.transactions.is_empty());
}

/// The dearest settings: the plan, made before there is a contract to simulate on, must still cover them.
#[tokio::test(flavor = "multi_thread")]
async fn plan_covers_the_gas_of_the_largest_settings() {
    let ground = Ground::new();
    let attestors: Vec<_> = (1..=16)
        .map(|n| format!("\"{}\"", Address::repeat_byte(n)))
        .collect();
    let all = format!("reserve.attestors=[{}]", attestors.join(","));
    let causes = format!(
        "splitter.causes=[{{ account = \"{}\", weight = 1, uri = \"{}\" }}]",
        Address::repeat_byte(1),
        "long".repeat(1_000)
    );
    let deployment = ground
        .deployment(&[&all, "reserve.threshold=16", &causes])
        .await;
    let plan = deployment
        .plan(Some(ground.address(DEPLOYER)))
        .await
        .unwrap();
    let applied = deployment
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap();
    for done in &applied.transactions {
        let planned = plan.steps.iter().find(|step| step.id == done.step).unwrap();
        assert!(
            planned.gas >= done.gas_used,
            "{}: {} < {}",
            done.step,
            planned.gas,
            done.gas_used
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_deployments_share_a_chain_under_different_salts() {
    let ground = Ground::new();
    let first = ground.apply().await.unwrap().manifest;
    let network = Network::load("devchain", &ground.overrides(&["salt=second"])).unwrap();
    let path = ground.folder.path().join("second.json");
    let second = Deployment::open(network, &ground.url(), Ground::artifacts(), &path)
        .await
        .unwrap();
    // The same code is active on this chain already: no data fee is due again.
    let plan = second.plan(Some(ground.address(DEPLOYER))).await.unwrap();
    assert!(plan.steps.iter().all(|s| s.data_fee.is_zero()));
    let applied = second
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap();
    for name in Contract::ALL.map(Contract::name) {
        assert_ne!(
            first.address(name).unwrap(),
            applied.manifest.address(name).unwrap()
        );
        assert_eq!(
            first.contracts[name].codehash,
            applied.manifest.contracts[name].codehash
        );
    }
    assert!(ground.deployment(&[]).await.verify().await.unwrap().ok);
}

/// Every refusal leaves chain and files as they were.
#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_before_anything_is_sent() {
    let ground = Ground::new();
    let key = ground.signer(DEPLOYER);
    let head = ground.chain.head().number();
    let untouched = |what: &str| {
        assert_eq!(ground.chain.head().number(), head, "{what}");
        assert!(
            !ground.journal().exists() && !ground.manifest().exists(),
            "{what}"
        );
    };

    // Another chain.
    let other = Network::load("arbitrum-sepolia", &[]).unwrap();
    let opened =
        Deployment::open(other, &ground.url(), Ground::artifacts(), ground.manifest()).await;
    let Err(e) = opened else {
        panic!("the wrong chain was accepted")
    };
    assert!(
        matches!(
            e,
            Error::WrongChain {
                expected: 421_614,
                found: 412_346,
                ..
            }
        ),
        "{e}"
    );

    // An asset that is not there.
    let nothing = format!("reserve.asset={}", Address::repeat_byte(0x99));
    let e = ground
        .deployment(&[&nothing])
        .await
        .apply(&key, &mut go_on)
        .await
        .unwrap_err();
    assert!(matches!(e, Error::NoCode { .. }), "{e}");
    untouched("asset");

    // An asset that the reserve's constructor refuses: found before psc is deployed.
    let wasteful = format!(
        "reserve.asset={}",
        productshare_abi::system::STYLUS_DEPLOYER
    );
    let e = ground
        .deployment(&[&wasteful])
        .await
        .apply(&key, &mut go_on)
        .await
        .unwrap_err();
    assert!(
        matches!(e, Error::Rpc { .. } | Error::Reverts { .. }),
        "{e}"
    );
    untouched("asset that is no token");

    // An incomplete network.
    let network = Network::load("devchain", &[]).unwrap();
    let incomplete = Deployment::open(
        network,
        &ground.url(),
        Ground::artifacts(),
        ground.manifest(),
    )
    .await
    .unwrap();
    let e = incomplete.apply(&key, &mut go_on).await.unwrap_err();
    assert!(matches!(e, Error::Incomplete { .. }), "{e}");
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_when_the_balance_does_not_last_to_the_end() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let account = ground.address(DEPLOYER);
    let plan = deployment.plan(Some(account)).await.unwrap();
    // Enough for the first contracts, not for all: it must still not begin.
    ground
        .chain
        .set_balance(account, plan.needed - U256::from(1));
    let e = deployment
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap_err();
    assert!(matches!(e, Error::Balance { .. }), "{e}");
    assert_eq!(ground.nonce(DEPLOYER), 0);
    assert!(!ground.journal().exists());
    // The plan still tells a poor account what it would need.
    ground.chain.set_balance(account, U256::ZERO);
    let poor = deployment.plan(Some(account)).await.unwrap();
    assert_eq!(poor.steps.len(), plan.steps.len());
    ground.chain.set_balance(account, plan.needed);
    deployment
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_refuses_another_build_and_another_chains_manifest() {
    let ground = Ground::new();
    ground.apply().await.unwrap();

    // pss built as psc: the manifest knows better.
    let swapped = ground.folder.path().join("swapped");
    std::fs::create_dir(&swapped).unwrap();
    for to in Contract::ALL {
        let from = if to == Contract::Pss {
            Contract::Psc
        } else {
            to
        };
        let wasm = Ground::artifacts().join(format!("{from}.wasm"));
        std::fs::copy(wasm, swapped.join(format!("{to}.wasm"))).unwrap();
    }
    let network = Network::load("devchain", &ground.overrides(&[])).unwrap();
    let other = Deployment::open(network, &ground.url(), &swapped, ground.manifest())
        .await
        .unwrap();
    let e = other
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap_err();
    assert!(
        matches!(&e, Error::OtherBuild { name, .. } if name == "pss"),
        "{e}"
    );
    let report = other.verify().await.unwrap();
    let differs: Vec<_> = report.differences().map(|c| c.what.as_str()).collect();
    assert_eq!(differs, ["pss.build", "pss.wasm"]);

    // The same manifest on a chain that began anew.
    let fresh = Ground::new();
    std::fs::copy(ground.manifest(), fresh.manifest()).unwrap();
    let e = fresh.apply().await.unwrap_err();
    assert!(matches!(e, Error::OtherChain { .. }), "{e}");
    assert_eq!(fresh.nonce(DEPLOYER), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_at_the_same_time_is_refused() {
    let ground = Ground::new();
    let deployment = ground.deployment(&[]).await;
    let network = Network::load("devchain", &ground.overrides(&[])).unwrap();
    let runtime = tokio::runtime::Handle::current();
    let (url, manifest, key) = (ground.url(), ground.manifest(), ground.signer(DEPLOYER));
    let mut refused = false;
    deployment
        .apply(&ground.signer(DEPLOYER), &mut |event| {
            if matches!(event, productshare_deploy::Event::Planned(_)) {
                let second = async {
                    Deployment::open(network.clone(), &url, Ground::artifacts(), &manifest)
                        .await?
                        .apply(&key, &mut go_on)
                        .await
                };
                let result = tokio::task::block_in_place(|| runtime.block_on(second));
                refused = matches!(result, Err(Error::Busy(_)));
            }
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
    assert!(refused);
}

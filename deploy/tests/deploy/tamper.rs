//! Verification finds every change: of the chain, one fact at a time, and of the manifest, one field at a time.

use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, U256, keccak256},
    sol_types::{SolCall, SolValue},
};
use productshare_abi::{Checkout, Manifest, OfferPool, Psc, Pss, Reserve, Splitter, StakePools};
use productshare_deploy::{Contract, Deployment, Network};
use serde_json::Value;

use crate::support::{DEPLOYER, Ground, OWNER, go_on};

const OTHER: Address = Address::repeat_byte(0x77);

/// What the owner changes, and the fact that then differs, which names the contract.
fn case(expected: impl Into<String>, call: &impl SolCall) -> (String, Vec<u8>) {
    (expected.into(), call.abi_encode())
}

/// Differences that a report names.
async fn differences(deployment: &Deployment) -> Vec<String> {
    let report = deployment.verify().await.unwrap();
    let found: Vec<_> = report.differences().map(|c| c.what.clone()).collect();
    assert_eq!(report.ok, found.is_empty());
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_each_fact_that_was_changed_on_the_chain() {
    let ground = Ground::new();
    let manifest = ground.apply().await.unwrap().manifest;
    let deployment = ground.deployment(&[]).await;
    assert_eq!(differences(&deployment).await, Vec::<String>::new());
    let at = |name: &str| manifest.address(name).unwrap();
    let issuer = manifest.roles.reserve.issuers[0].account;
    let attestors = manifest.roles.reserve.attestors.clone();
    let cause = manifest.roles.splitter.causes[0].clone();
    let staking = manifest.parameters.stake_pools.clone();
    let set_attestors = |accounts: &[Address], threshold| Reserve::setAttestorsCall {
        accounts: accounts.to_vec(),
        threshold,
    };
    let set_issuer = |issuer, allowed, allowance| Reserve::setIssuerCall {
        issuer,
        allowed,
        allowance: U256::from(allowance),
    };
    let set_cause = |account, approved, weight| Splitter::setCauseCall {
        cause: 1,
        account,
        approved,
        weight,
    };
    let mut cases = vec![
        case("psc.pauser", &Psc::setPauserCall { pauser: OTHER }),
        case(
            "psc.blocklister",
            &Psc::setBlocklisterCall { blocklister: OTHER },
        ),
        case(
            format!("psc.protected.{OTHER}"),
            &Psc::protectCall { account: OTHER },
        ),
        case("reserve.attestors", &set_attestors(&attestors, 1)),
        case("reserve.attestors", &set_attestors(&attestors[..2], 2)),
        case(
            format!("reserve.issuer.{issuer}"),
            &set_issuer(issuer, true, 5),
        ),
        case(
            format!("reserve.issuer.{issuer}"),
            &set_issuer(issuer, false, 0),
        ),
        case(
            format!("reserve.issuer.{OTHER}"),
            &set_issuer(OTHER, true, 5),
        ),
        case(
            "reserve.redemption_fee_bps",
            &Reserve::setRedemptionFeeCall { bps: 1 },
        ),
        case(
            "reserve.attested_cap_bps",
            &Reserve::setAttestedCapCall { bps: 1 },
        ),
        case(
            "reserve.max_attestation_age_secs",
            &Reserve::setMaxAttestationAgeCall { secs: 86_401 },
        ),
        case(
            "reserve.redemption_window_secs",
            &Reserve::setRedemptionWindowCall { secs: 604_801 },
        ),
        case(
            format!("pss.locker.{OTHER}"),
            &Pss::setLockerCall {
                account: OTHER,
                allowed: true,
            },
        ),
        case(
            format!("offer-pool.token.{OTHER}"),
            &OfferPool::allowTokenCall {
                token: OTHER,
                allowed: true,
            },
        ),
        case(
            "splitter.cause.1.terms",
            &set_cause(OTHER, true, cause.weight),
        ),
        case(
            "splitter.cause.1.terms",
            &set_cause(cause.account, true, cause.weight - 1),
        ),
        case(
            "splitter.cause.1.terms",
            &set_cause(cause.account, false, cause.weight),
        ),
        case(
            "splitter.cause.3.terms",
            &Splitter::addCauseCall {
                account: OTHER,
                weight: 1,
                uri: "ours".into(),
            },
        ),
        case(
            "stake-pools.parameters",
            &StakePools::setParametersCall {
                lockRatio: staking.lock_ratio,
                minAssets: staking.min_assets + U256::from(1),
                windowSecs: staking.window_secs,
                utilisationBps: staking.utilisation_bps,
                depositBps: staking.deposit_bps,
                minRequest: staking.min_request,
            },
        ),
        case(
            format!("pss.locker.{}", at("stake-pools")),
            &Pss::setLockerCall {
                account: at("stake-pools"),
                allowed: false,
            },
        ),
        case(
            "checkout.share_cap_bps",
            &Checkout::setShareCapCall { bps: 9_999 },
        ),
        case(
            "checkout.dispute_window_secs",
            &Checkout::setDisputeWindowCall { secs: 604_800 },
        ),
        case(
            "checkout.arbitrator",
            &Checkout::setArbitratorCall { arbitrator: OTHER },
        ),
    ];
    for contract in Contract::OWNED {
        cases.push(case(
            format!("{contract}.owner"),
            &Psc::transferOwnershipCall { newOwner: OTHER },
        ));
    }
    for (expected, data) in cases {
        let (contract, _) = expected.split_once('.').unwrap();
        let before = ground.chain.snapshot();
        ground.call(ground.address(OWNER), at(contract), data);
        assert_eq!(differences(&deployment).await, [expected]);
        assert!(ground.chain.revert(before));
    }

    // Other code, even another contract of ours, and no code at all.
    let code = ground.chain.code(at("pss"), Default::default()).unwrap();
    for (name, code) in [
        ("psc", code.clone()),
        ("reserve", Bytes::new()),
        ("splitter", code),
        ("checkout", Bytes::new()),
    ] {
        let before = ground.chain.snapshot();
        ground.chain.set_code(at(name), code);
        let found = differences(&deployment).await;
        for what in ["codehash", "wasm", "constructor"] {
            assert!(
                found.contains(&format!("{name}.{what}")),
                "{what}: {found:?}"
            );
        }
        assert!(ground.chain.revert(before));
    }
    assert_eq!(differences(&deployment).await, Vec::<String>::new());
}

/// As if a node left out the log of it.
#[tokio::test(flavor = "multi_thread")]
async fn verify_notices_tokens_and_power_that_no_log_tells_of() {
    let ground = Ground::new();
    let deployment = ground.dao(&[]).await;
    let applied = deployment.apply(&ground.signer(DEPLOYER), &mut go_on).await;
    let manifest = applied.unwrap().manifest;
    let at = |name| manifest.address(name).unwrap();
    // The supply is the zero address's votes, in the upper half of its word in the mapping at 0; what was seeded is the
    // third number of power's first word (abi/storage/layout.json).
    let supply = keccak256((Address::ZERO, U256::ZERO).abi_encode());
    for (name, slot, one, expected) in [
        ("pss", supply.into(), U256::from(1) << 128, "pss.supply"),
        (
            "power",
            U256::ZERO,
            U256::from_limbs([0, 0, 1, 0]),
            "power.seeded",
        ),
    ] {
        let before = ground.chain.snapshot();
        let now: U256 = ground
            .chain
            .storage(at(name), slot, BlockId::latest())
            .unwrap()
            .into();
        ground.chain.set_storage(at(name), slot, (now + one).into());
        assert_eq!(differences(&deployment).await, [expected]);
        assert!(ground.chain.revert(before));
    }
}

/// The manifest is a claim: each of its fields is checked against the chain, without the network file's help.
#[tokio::test(flavor = "multi_thread")]
async fn verify_errs_on_each_field_that_was_changed_in_the_manifest() {
    let ground = Ground::new();
    // Every list of the manifest has an entry.
    let full = [
        format!("offer_pool.tokens=[\"{}\"]", ground.asset),
        format!("pss.lockers=[\"{OTHER}\"]"),
    ];
    let manifest = ground
        .deployment(&[&full[0], &full[1]])
        .await
        .apply(&ground.signer(DEPLOYER), &mut go_on)
        .await
        .unwrap()
        .manifest;
    let bare = ground.folder.path().join("bare.toml");
    std::fs::write(
        &bare,
        "chain_id = 412346\nrpc_env = \"RPC_URL\"\nephemeral = true\n",
    )
    .unwrap();
    let network = Network::load(bare.to_str().unwrap(), &[]).unwrap();
    let path = ground.folder.path().join("forged.json");
    let deployment = Deployment::open(network, &ground.url(), Ground::artifacts(), &path)
        .await
        .unwrap();
    manifest.save(&path).unwrap();
    let honest = deployment.verify().await.unwrap();
    assert!(honest.ok && !honest.notes.is_empty());

    let original = serde_json::to_value(&manifest).unwrap();
    let mut leaves = Vec::new();
    walk(&original, "", &mut leaves);
    let mut checked = 0;
    for leaf in leaves {
        // Where logs begin is a hint for indexers; an earlier block is as true.
        if leaf == "/start_block" || leaf == "/schema" {
            continue;
        }
        let mut forged = original.clone();
        let value = forged.pointer_mut(&leaf).unwrap();
        *value = other(value);
        std::fs::write(&path, forged.to_string()).unwrap();
        match deployment.verify().await {
            Err(_) => {}
            Ok(report) => assert!(!report.ok, "{leaf} was changed and nobody noticed"),
        }
        checked += 1;
    }
    assert!(checked > 70, "only {checked} fields were tried");
    assert_eq!(Manifest::load(ground.manifest()).unwrap(), manifest);
}

fn walk(value: &Value, at: &str, leaves: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(k, v)| walk(v, &format!("{at}/{k}"), leaves)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(i, v)| walk(v, &format!("{at}/{i}"), leaves)),
        _ => leaves.push(at.to_string()),
    }
}

/// A value of the same shape that is not the same.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(yes) => Value::from(!yes),
        Value::Number(n) => Value::from(n.as_u64().unwrap() + 1),
        Value::String(s) if s.starts_with("0x") => {
            let mut bytes: Vec<u8> = s.parse::<Bytes>().unwrap().to_vec();
            bytes[5] ^= 1;
            Value::from(Bytes::from(bytes).to_string())
        }
        Value::String(s) => match s.parse::<U256>() {
            Ok(n) => Value::from((n + U256::from(1)).to_string()),
            Err(_) => Value::from(format!("{s}x")),
        },
        _ => panic!("unexpected {value}"),
    }
}

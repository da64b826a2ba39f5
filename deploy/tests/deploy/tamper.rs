//! Verification finds every change: of the chain, one fact at a time, and of the manifest, one field at a time.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use productshare_abi::{Manifest, Psc, Pss, Reserve};
use productshare_deploy::{Deployment, Network};
use serde_json::Value;

use crate::support::{Ground, OWNER};

const OTHER: Address = Address::repeat_byte(0x77);

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
    let (psc, reserve, pss) = (
        manifest.address("psc").unwrap(),
        manifest.address("reserve").unwrap(),
        manifest.address("pss").unwrap(),
    );
    let issuer = manifest.roles.reserve.issuers[0].account;
    let attestors = manifest.roles.reserve.attestors.clone();
    let cases: Vec<(Address, Vec<u8>, String)> = vec![
        (
            psc,
            Psc::setPauserCall { pauser: OTHER }.abi_encode(),
            "psc.pauser".into(),
        ),
        (
            psc,
            Psc::setBlocklisterCall { blocklister: OTHER }.abi_encode(),
            "psc.blocklister".into(),
        ),
        (
            psc,
            Psc::protectCall { account: OTHER }.abi_encode(),
            format!("psc.protected.{OTHER}"),
        ),
        (
            psc,
            Psc::transferOwnershipCall { newOwner: OTHER }.abi_encode(),
            "psc.owner".into(),
        ),
        (
            reserve,
            Reserve::setAttestorsCall {
                accounts: attestors.clone(),
                threshold: 1,
            }
            .abi_encode(),
            "reserve.attestors".into(),
        ),
        (
            reserve,
            Reserve::setAttestorsCall {
                accounts: attestors[..2].to_vec(),
                threshold: 2,
            }
            .abi_encode(),
            "reserve.attestors".into(),
        ),
        (
            reserve,
            Reserve::setIssuerCall {
                issuer,
                allowed: true,
                allowance: U256::from(5),
            }
            .abi_encode(),
            format!("reserve.issuer.{issuer}"),
        ),
        (
            reserve,
            Reserve::setIssuerCall {
                issuer,
                allowed: false,
                allowance: U256::ZERO,
            }
            .abi_encode(),
            format!("reserve.issuer.{issuer}"),
        ),
        (
            reserve,
            Reserve::setIssuerCall {
                issuer: OTHER,
                allowed: true,
                allowance: U256::from(5),
            }
            .abi_encode(),
            format!("reserve.issuer.{OTHER}"),
        ),
        (
            reserve,
            Reserve::setRedemptionFeeCall { bps: 1 }.abi_encode(),
            "reserve.redemption_fee_bps".into(),
        ),
        (
            reserve,
            Reserve::setAttestedCapCall { bps: 1 }.abi_encode(),
            "reserve.attested_cap_bps".into(),
        ),
        (
            reserve,
            Reserve::setMaxAttestationAgeCall { secs: 86_401 }.abi_encode(),
            "reserve.max_attestation_age_secs".into(),
        ),
        (
            reserve,
            Reserve::setRedemptionWindowCall { secs: 604_801 }.abi_encode(),
            "reserve.redemption_window_secs".into(),
        ),
        (
            reserve,
            Reserve::transferOwnershipCall { newOwner: OTHER }.abi_encode(),
            "reserve.owner".into(),
        ),
        (
            pss,
            Pss::setLockerCall {
                account: OTHER,
                allowed: true,
            }
            .abi_encode(),
            format!("pss.locker.{OTHER}"),
        ),
        (
            pss,
            Pss::transferOwnershipCall { newOwner: OTHER }.abi_encode(),
            "pss.owner".into(),
        ),
    ];
    for (to, data, expected) in cases {
        let before = ground.chain.snapshot();
        ground.call(ground.address(OWNER), to, data);
        assert_eq!(differences(&deployment).await, [expected]);
        assert!(ground.chain.revert(before));
    }

    // Other code, even another contract of ours, and no code at all.
    let code = ground.chain.code(pss, Default::default()).unwrap();
    for (address, code) in [(psc, code), (reserve, Bytes::new())] {
        let before = ground.chain.snapshot();
        ground.chain.set_code(address, code);
        let found = differences(&deployment).await;
        let name = if address == psc { "psc" } else { "reserve" };
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

/// The manifest is a claim: each of its fields is checked against the chain, without the network file's help.
#[tokio::test(flavor = "multi_thread")]
async fn verify_errs_on_each_field_that_was_changed_in_the_manifest() {
    let ground = Ground::new();
    let manifest = ground.apply().await.unwrap().manifest;
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
    assert!(checked > 30, "only {checked} fields were tried");
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

//! The typed-data helpers equal ethers v6: the same domain separator, message hash and signature.

use std::process::Command;

use alloy::primitives::{Address, B256, U256, address, b256};
use alloy::sol_types::{Eip712Domain, SolStruct};
use serde_json::{Value, json};
use world::typed::{self, *};
use world::wallets::dev_key;

const CONTRACT: Address = address!("00000000000000000000000000000000000c0de1");
const NONCE: B256 = b256!("11223344556677889900aabbccddeeff11223344556677889900aabbccddeeff");

fn field(name: &str, kind: &str) -> Value {
    json!({ "name": name, "type": kind })
}

/// Asks ethers for {domain, hash, signature} of a message.
fn ethers(domain: Value, primary: &str, fields: Vec<Value>, message: Value) -> Value {
    let input = json!({
        "key": B256::from(dev_key(2).to_bytes()),
        "domain": domain, "types": { primary: fields }, "message": message,
    });
    let output = Command::new("node")
        .arg("typed.mjs")
        .arg(input.to_string())
        .current_dir(world::solidity::root().join("tests/js"))
        .output()
        .expect("node runs: `cargo xtask setup` brings it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn check(
    name: &'static str,
    domain: Eip712Domain,
    message: impl SolStruct,
    primary: &str,
    fields: Vec<Value>,
    values: Value,
) {
    let theirs = ethers(
        json!({ "name": name, "version": "1", "chainId": 412_346, "verifyingContract": CONTRACT }),
        primary,
        fields,
        values,
    );
    assert_eq!(
        json!(domain.hash_struct()),
        theirs["domain"],
        "{primary}: domain separator"
    );
    assert_eq!(
        json!(message.eip712_signing_hash(&domain)),
        theirs["hash"],
        "{primary}: hash"
    );
    assert_eq!(
        json!(typed::sign(&dev_key(2), &domain, &message)),
        theirs["signature"],
        "{primary}: signature"
    );
    let (v, r, s) = typed::sign_vrs(&dev_key(2), &domain, &message);
    assert_eq!(
        (json!(v), json!(r), json!(s)),
        (
            theirs["v"].clone(),
            theirs["r"].clone(),
            theirs["s"].clone()
        )
    );
}

#[test]
fn permit_equals_ethers() {
    let message = Permit {
        owner: dev_key(2).address(),
        spender: CONTRACT,
        value: U256::MAX,
        nonce: U256::from(3),
        deadline: U256::from(1_800_000_000),
    };
    let values = json!({ "owner": message.owner, "spender": CONTRACT, "value": U256::MAX.to_string(), "nonce": 3, "deadline": 1_800_000_000u64 });
    let fields = vec![
        field("owner", "address"),
        field("spender", "address"),
        field("value", "uint256"),
        field("nonce", "uint256"),
        field("deadline", "uint256"),
    ];
    check(
        "ShareCash",
        psc_domain(412_346, CONTRACT),
        message,
        "Permit",
        fields,
        values,
    );
}

#[test]
fn authorizations_equal_ethers() {
    let fields = || {
        vec![
            field("from", "address"),
            field("to", "address"),
            field("value", "uint256"),
            field("validAfter", "uint256"),
            field("validBefore", "uint256"),
            field("nonce", "bytes32"),
        ]
    };
    let (from, to) = (dev_key(2).address(), dev_key(3).address());
    let values = || json!({ "from": from, "to": to, "value": 7, "validAfter": 0, "validBefore": 9, "nonce": NONCE });
    let (value, before) = (U256::from(7), U256::from(9));
    let domain = || psc_domain(412_346, CONTRACT);
    let transfer = TransferWithAuthorization {
        from,
        to,
        value,
        validAfter: U256::ZERO,
        validBefore: before,
        nonce: NONCE,
    };
    check(
        "ShareCash",
        domain(),
        transfer,
        "TransferWithAuthorization",
        fields(),
        values(),
    );
    let receive = ReceiveWithAuthorization {
        from,
        to,
        value,
        validAfter: U256::ZERO,
        validBefore: before,
        nonce: NONCE,
    };
    check(
        "ShareCash",
        domain(),
        receive,
        "ReceiveWithAuthorization",
        fields(),
        values(),
    );
    let cancel = CancelAuthorization {
        authorizer: from,
        nonce: NONCE,
    };
    let cancel_fields = vec![field("authorizer", "address"), field("nonce", "bytes32")];
    let cancel_values = json!({ "authorizer": from, "nonce": NONCE });
    check(
        "ShareCash",
        domain(),
        cancel,
        "CancelAuthorization",
        cancel_fields,
        cancel_values,
    );
}

#[test]
fn delegation_equals_ethers() {
    let message = Delegation {
        delegatee: CONTRACT,
        nonce: U256::ZERO,
        expiry: U256::from(5),
    };
    let fields = vec![
        field("delegatee", "address"),
        field("nonce", "uint256"),
        field("expiry", "uint256"),
    ];
    let values = json!({ "delegatee": CONTRACT, "nonce": 0, "expiry": 5 });
    check(
        "StakeShare",
        pss_domain(412_346, CONTRACT),
        message,
        "Delegation",
        fields,
        values,
    );
}

#[test]
fn attestation_equals_ethers() {
    let message = ReserveAttestation {
        amount: U256::from(1_000_000),
        settled: U256::from(10),
        asOf: 100,
        validUntil: 200,
        compositionHash: NONCE,
        uri: "ipfs://statement".into(),
        previousHash: B256::ZERO,
    };
    let fields = vec![
        field("amount", "uint256"),
        field("settled", "uint256"),
        field("asOf", "uint64"),
        field("validUntil", "uint64"),
        field("compositionHash", "bytes32"),
        field("uri", "string"),
        field("previousHash", "bytes32"),
    ];
    let values = json!({ "amount": 1_000_000, "settled": 10, "asOf": 100, "validUntil": 200, "compositionHash": NONCE, "uri": "ipfs://statement", "previousHash": B256::ZERO });
    check(
        "ShareCash Reserve",
        reserve_domain(412_346, CONTRACT),
        message,
        "ReserveAttestation",
        fields,
        values,
    );
}

#[test]
fn attestation_signatures_ascend_by_signer() {
    let message = ReserveAttestation {
        amount: U256::from(1),
        settled: U256::ZERO,
        asOf: 1,
        validUntil: 2,
        compositionHash: NONCE,
        uri: String::new(),
        previousHash: B256::ZERO,
    };
    let domain = reserve_domain(412_346, CONTRACT);
    let keys = [dev_key(6), dev_key(7), dev_key(8)];
    let hash = message.eip712_signing_hash(&domain);
    let signers: Vec<Address> = typed::sign_attestation(&keys, &domain, &message)
        .iter()
        .map(|bytes| {
            alloy::primitives::Signature::from_raw(bytes)
                .unwrap()
                .recover_address_from_prehash(&hash)
                .unwrap()
        })
        .collect();
    let mut expected: Vec<Address> = keys.iter().map(|key| key.address()).collect();
    expected.sort();
    assert_eq!(signers, expected);
}

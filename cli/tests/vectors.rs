//! `tests/vectors/receipts.json`, which the contract's tests read too: neither tree drifts from the other.
//! `VECTORS=write cargo test -p productshare-cli --test vectors` writes it anew.

use std::{fs, path::Path};

use alloy::{
    hex,
    primitives::{Address, B256},
    signers::{SignerSync, local::PrivateKeySigner},
};
use productshare_cli::{
    receipt::{Domain, Receipt, signer_of},
    tree::{self, Tree},
};
use serde_json::{Value, json};

const PATH: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/vectors/receipts.json"
);
const DOMAIN: Domain = Domain {
    chain_id: 412_346,
    contract: Address::repeat_byte(0x5a),
};
const PLATFORM: u64 = 7;

fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::with_last_byte(number)).unwrap()
}

/// A tree of so many receipts, each of another gross and buyer.
fn vector(product: u64, grosses: &[u64]) -> Value {
    let receipts: Vec<_> = (1u64..)
        .zip(grosses)
        .map(|(number, &gross)| Receipt {
            platform: PLATFORM,
            product,
            buyer: key(number as u8).address(),
            gross,
            time: 1_700_000_000 + number,
            number: product << 32 | number,
        })
        .collect();
    let leaves = receipts.iter().map(|of| tree::leaf(of.hash(), of.gross));
    let tree = Tree::build(leaves.collect()).unwrap();
    let rows = receipts.iter().enumerate().map(|(index, receipt)| {
        let digest = receipt.digest(&DOMAIN);
        let path = tree.path(index);
        let sign = |by: &PrivateKeySigner| {
            hex::encode_prefixed(by.sign_hash_sync(&digest).unwrap().as_bytes())
        };
        json!({
            "buyer": receipt.buyer, "gross": receipt.gross.to_string(), "time": receipt.time, "number": receipt.number.to_string(),
            "receipt": receipt.hash(), "digest": digest,
            "buyer_signature": sign(&key(index as u8 + 1)), "platform_signature": sign(&key(255)),
            "hashes": path.hashes, "sums": path.sums.iter().map(u64::to_string).collect::<Vec<_>>(),
        })
    });
    json!({
        "product": product, "count": tree.count(), "root": tree.root().hash, "gross": tree.root().sum.to_string(),
        "receipts": rows.collect::<Vec<_>>(),
    })
}

#[test]
fn vectors_are_what_this_code_makes() {
    let made = json!({
        "chain_id": DOMAIN.chain_id, "contract": DOMAIN.contract, "platform": PLATFORM, "signer": key(255).address(),
        "trees": [
            vector(1, &[20_000_000]),
            vector(2, &[1, 2]),
            vector(3, &[10, 20, 30]),
            vector(4, &[u64::MAX - 15, 1, 2, 3, 9]),
            vector(5, &[5, 4, 3, 2, 1, 6, 7, 8]),
            vector(6, &[1_000_000, 2_000_000, 3_500_000, 1, 1, 250_000, 99, 12, 7]),
        ],
    });
    let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
    if std::env::var_os("VECTORS").is_some_and(|what| what == "write") {
        fs::create_dir_all(Path::new(PATH).parent().unwrap()).unwrap();
        fs::write(PATH, &text).unwrap();
    }
    assert!(fs::read_to_string(PATH).unwrap() == text, "{PATH} differs");
}

#[test]
fn signatures_of_the_vectors_are_strict() {
    let receipt = Receipt {
        platform: 1,
        product: 2,
        buyer: key(1).address(),
        gross: 3,
        time: 4,
        number: 5,
    };
    let digest = receipt.digest(&DOMAIN);
    let good = key(9).sign_hash_sync(&digest).unwrap().as_bytes();
    let of = |bytes: &[u8]| signer_of(digest, &bytes.to_vec().into());
    assert_eq!(of(&good).unwrap(), key(9).address());
    assert!(of(&good[..64]).is_err());
    for v in [0, 1, 29] {
        let mut other = good;
        other[64] = v;
        assert!(of(&other).is_err());
    }
    // The malleable twin: s of the other half, the other v.
    let order = alloy::primitives::uint!(
        0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256
    );
    let mut twin = good;
    let s = order - alloy::primitives::U256::from_be_slice(&good[32..64]);
    twin[32..64].copy_from_slice(&s.to_be_bytes::<32>());
    twin[64] = 55 - good[64];
    assert!(of(&twin).is_err());
    // Another chain, another contract: another signer.
    let other = Domain {
        chain_id: 1,
        ..DOMAIN
    };
    let found = signer_of(receipt.digest(&other), &good.to_vec().into());
    assert_ne!(found.unwrap(), key(9).address());
}

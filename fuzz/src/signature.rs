//! Signatures as PSC takes them (ERC-2612 and ERC-3009, each in both forms), on the chain.

use alloy::{
    primitives::{B256, Bytes, Signature, U256, b256},
    signers::SignerSync,
    sol_types::{SolCall, SolStruct},
};
use arbitrary::{Arbitrary, Unstructured};
use productshare_abi::Psc;
use world::typed::{Permit, psc_domain};

use crate::ground::{self, GROUND};

/// Half of secp256k1's order: above it stands the twin of another signature (EIP-2).
const HALF_ORDER: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
/// The order itself.
const ORDER: B256 = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

#[derive(Arbitrary, Debug)]
struct Input {
    signer: u8,
    owner: u8,
    value: u64,
    /// What is done to a good signature.
    change: Change,
    parts: bool,
}

#[derive(Arbitrary, Debug)]
enum Change {
    None,
    /// A byte of it is another.
    Bits {
        at: u8,
        by: u8,
    },
    /// v of 0 and 1, of EIP-2098, or any.
    V(u8),
    /// The twin with the high s.
    Twin,
    Length(u8),
    Bytes([u8; 65]),
    /// Of another message.
    Value(u64),
}

/// A permit passes exactly if a 65-byte signature with v of 27 or 28 and a low s recovers to its owner.
pub fn check(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let named = GROUND.wallets.named();
    let pick = |at: u8| named[usize::from(at) % named.len()].1;
    let (signer, owner) = (pick(input.signer), pick(input.owner).address());
    let spender = pick(0).address();
    let domain = psc_domain(GROUND.manifest.chain_id, GROUND.psc());
    let permit = |value| Permit {
        owner,
        spender,
        value,
        nonce: U256::ZERO,
        deadline: U256::MAX,
    };
    let value = U256::from(input.value);
    let signed = match input.change {
        Change::Value(other) => U256::from(other),
        _ => value,
    };
    let mut signature = signer
        .sign_hash_sync(&permit(signed).eip712_signing_hash(&domain))
        .expect("a signature")
        .as_bytes()
        .to_vec();
    match input.change {
        Change::None | Change::Value(_) => {}
        Change::Bits { at, by } => {
            let at = usize::from(at) % signature.len();
            signature[at] = signature[at].wrapping_add(by);
        }
        Change::V(v) => signature[64] = v,
        Change::Twin => {
            let s = U256::from_be_slice(&signature[32..64]);
            let twin = U256::from_be_bytes(ORDER.0) - s;
            signature[32..64].copy_from_slice(&twin.to_be_bytes::<32>());
            signature[64] = 27 + 28 - signature[64];
        }
        Change::Length(length) => signature.resize(usize::from(length), 0),
        Change::Bytes(bytes) => signature = bytes.to_vec(),
    }
    let digest = permit(value).eip712_signing_hash(&domain);
    let good = recovered(digest, &signature) == Some(owner);
    let calldata = match <[u8; 65]>::try_from(&signature[..]) {
        Ok(whole) if input.parts => {
            let word = |at: usize| B256::from_slice(&whole[at..at + 32]);
            let (v, r, s) = (whole[64], word(0), word(32));
            Psc::permit_1Call {
                owner,
                spender,
                value,
                deadline: U256::MAX,
                v,
                r,
                s,
            }
            .abi_encode()
        }
        _ => {
            let signature = Bytes::from(signature.clone());
            Psc::permit_0Call {
                owner,
                spender,
                value,
                deadline: U256::MAX,
                signature,
            }
            .abi_encode()
        }
    };
    let passed = ground::call(spender, GROUND.psc(), &calldata).is_ok();
    assert_eq!(passed, good, "{input:?}");
}

/// Who signed, by the standards' rules.
fn recovered(digest: B256, signature: &[u8]) -> Option<alloy::primitives::Address> {
    let [.., v] = *<&[u8; 65]>::try_from(signature).ok()?;
    let s = B256::from_slice(&signature[32..64]);
    if !matches!(v, 27 | 28) || s > HALF_ORDER {
        return None;
    }
    let signature = Signature::from_raw(signature).ok()?;
    signature.recover_address_from_prehash(&digest).ok()
}

//! Signatures as PSC takes them on the chain: ERC-2612's permit and ERC-3009's authorizations, each in both forms.

use alloy::{
    primitives::{Address, B256, Bytes, Signature, U256, b256},
    signers::SignerSync,
    sol_types::{SolCall, SolStruct},
};
use arbitrary::{Arbitrary, Unstructured};
use productshare_abi::Psc;
use world::typed::{
    CancelAuthorization, Permit, ReceiveWithAuthorization, TransferWithAuthorization, psc_domain,
};

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
    message: Message,
}

/// What the owner signs for somebody else to bring.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Message {
    Permit,
    Transfer,
    Receive,
    Cancel,
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

/// It passes exactly if a 65-byte signature with v of 27 or 28 and a low s recovers to its owner.
pub fn check(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let named = GROUND.wallets.named();
    let pick = |at: u8| named[usize::from(at) % named.len()].1;
    let (signer, owner) = (pick(input.signer), pick(input.owner).address());
    // Who brings it, and whom it is for.
    let other = pick(0).address();
    let asked = Asked {
        message: input.message,
        owner,
        other,
        // What the owner has, at most, or it would fail for that.
        value: U256::from(input.value) % (balance(owner) + U256::from(1)),
    };
    let signed = match input.change {
        Change::Value(value) => Asked {
            value: U256::from(value),
            ..asked
        },
        _ => asked,
    };
    let mut signature = signer
        .sign_hash_sync(&signed.digest())
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
    let good = recovered(asked.digest(), &signature) == Some(owner);
    let calldata = match <[u8; 65]>::try_from(&signature[..]) {
        Ok(whole) if input.parts => asked.in_parts(whole),
        _ => asked.whole(signature.into()),
    };
    let passed = ground::call(other, GROUND.psc(), &calldata).is_ok();
    assert_eq!(passed, good, "{input:?}");
}

fn balance(account: Address) -> U256 {
    let call = Psc::balanceOfCall { account };
    let answer = ground::call(account, GROUND.psc(), &call.abi_encode()).expect("a balance");
    Psc::balanceOfCall::abi_decode_returns(&answer).expect("a number")
}

/// A message, as far as it is not the same in all of them: valid at any time, nonces 0.
#[derive(Clone, Copy)]
struct Asked {
    message: Message,
    owner: Address,
    other: Address,
    value: U256,
}

impl Asked {
    fn digest(self) -> B256 {
        let domain = psc_domain(GROUND.manifest.chain_id, GROUND.psc());
        let Self {
            owner,
            other,
            value,
            ..
        } = self;
        match self.message {
            Message::Permit => Permit {
                owner,
                spender: other,
                value,
                nonce: U256::ZERO,
                deadline: U256::MAX,
            }
            .eip712_signing_hash(&domain),
            Message::Transfer => TransferWithAuthorization {
                from: owner,
                to: other,
                value,
                validAfter: U256::ZERO,
                validBefore: U256::MAX,
                nonce: B256::ZERO,
            }
            .eip712_signing_hash(&domain),
            Message::Receive => ReceiveWithAuthorization {
                from: owner,
                to: other,
                value,
                validAfter: U256::ZERO,
                validBefore: U256::MAX,
                nonce: B256::ZERO,
            }
            .eip712_signing_hash(&domain),
            Message::Cancel => CancelAuthorization {
                authorizer: owner,
                nonce: B256::ZERO,
            }
            .eip712_signing_hash(&domain),
        }
    }

    /// Calldata with the signature as bytes.
    fn whole(self, signature: Bytes) -> Vec<u8> {
        let (owner, other, value) = (self.owner, self.other, self.value);
        let (start, end, nonce) = (U256::ZERO, U256::MAX, B256::ZERO);
        match self.message {
            Message::Permit => {
                Psc::permit_0Call::new((owner, other, value, end, signature)).abi_encode()
            }
            Message::Transfer => Psc::transferWithAuthorization_0Call::new((
                owner, other, value, start, end, nonce, signature,
            ))
            .abi_encode(),
            Message::Receive => Psc::receiveWithAuthorization_0Call::new((
                owner, other, value, start, end, nonce, signature,
            ))
            .abi_encode(),
            Message::Cancel => {
                Psc::cancelAuthorization_1Call::new((owner, nonce, signature)).abi_encode()
            }
        }
    }

    /// Calldata with the signature as v, r and s.
    fn in_parts(self, signature: [u8; 65]) -> Vec<u8> {
        let word = |at: usize| B256::from_slice(&signature[at..at + 32]);
        let (v, r, s) = (signature[64], word(0), word(32));
        let (owner, other, value) = (self.owner, self.other, self.value);
        let (start, end, nonce) = (U256::ZERO, U256::MAX, B256::ZERO);
        match self.message {
            Message::Permit => {
                Psc::permit_1Call::new((owner, other, value, end, v, r, s)).abi_encode()
            }
            Message::Transfer => Psc::transferWithAuthorization_1Call::new((
                owner, other, value, start, end, nonce, v, r, s,
            ))
            .abi_encode(),
            Message::Receive => Psc::receiveWithAuthorization_1Call::new((
                owner, other, value, start, end, nonce, v, r, s,
            ))
            .abi_encode(),
            Message::Cancel => {
                Psc::cancelAuthorization_0Call::new((owner, nonce, v, r, s)).abi_encode()
            }
        }
    }
}

/// Who signed, by the standards' rules.
fn recovered(digest: B256, signature: &[u8]) -> Option<Address> {
    let [.., v] = *<&[u8; 65]>::try_from(signature).ok()?;
    let s = B256::from_slice(&signature[32..64]);
    if !matches!(v, 27 | 28) || s > HALF_ORDER {
        return None;
    }
    let signature = Signature::from_raw(signature).ok()?;
    signature.recover_address_from_prehash(&digest).ok()
}

//! The EIP-712 messages that the contracts accept, and how a wallet signs them.
//!
//! Written from the standards (ERC-2612, ERC-3009, ERC-5805) and protocol.md, not from the contracts, so that
//! a contract with a wrong type string fails here. `tests/e2e/typed.rs` checks every hash against ethers.

use alloy::primitives::{Address, B256, Bytes, Signature, U256};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{Eip712Domain, SolStruct};

sol! {
    /// ERC-2612.
    #[derive(Debug)]
    struct Permit { address owner; address spender; uint256 value; uint256 nonce; uint256 deadline; }

    /// ERC-3009: anyone may relay it.
    #[derive(Debug)]
    struct TransferWithAuthorization {
        address from; address to; uint256 value; uint256 validAfter; uint256 validBefore; bytes32 nonce;
    }

    /// ERC-3009: only the payee may relay it.
    #[derive(Debug)]
    struct ReceiveWithAuthorization {
        address from; address to; uint256 value; uint256 validAfter; uint256 validBefore; bytes32 nonce;
    }

    /// ERC-3009: makes a nonce useless before it is used.
    #[derive(Debug)]
    struct CancelAuthorization { address authorizer; bytes32 nonce; }

    /// ERC-5805: delegates votes for its signer.
    #[derive(Debug)]
    struct Delegation { address delegatee; uint256 nonce; uint256 expiry; }

    /// Votes for its signer.
    #[derive(Debug)]
    struct Ballot { uint256 proposalId; uint8 support; address voter; uint256 nonce; }

    /// Votes for its signer, with a reason.
    #[derive(Debug)]
    struct ExtendedBallot {
        uint256 proposalId; uint8 support; address voter; uint256 nonce; string reason; bytes params;
    }

    /// What k of n attestors sign about the off-chain reserve.
    #[derive(Debug)]
    struct ReserveAttestation {
        uint256 amount; uint256 settled; uint64 asOf; uint64 validUntil; bytes32 compositionHash; string uri; bytes32 previousHash;
    }
}

/// The domain of `contract`, whose EIP-712 name is `name`; every contract of the protocol has version "1".
pub fn domain(name: &'static str, chain_id: u64, contract: Address) -> Eip712Domain {
    Eip712Domain::new(
        Some(name.into()),
        Some("1".into()),
        Some(U256::from(chain_id)),
        Some(contract),
        None,
    )
}

/// PSC's domain.
pub fn psc_domain(chain_id: u64, psc: Address) -> Eip712Domain {
    domain("ShareCash", chain_id, psc)
}

/// PSS's domain.
pub fn pss_domain(chain_id: u64, pss: Address) -> Eip712Domain {
    domain("StakeShare", chain_id, pss)
}

/// The reserve's domain.
pub fn reserve_domain(chain_id: u64, reserve: Address) -> Eip712Domain {
    domain("ShareCash Reserve", chain_id, reserve)
}

/// A signature of `message` under `domain`, as 65 bytes with v of 27 or 28.
pub fn sign(wallet: &PrivateKeySigner, domain: &Eip712Domain, message: &impl SolStruct) -> Bytes {
    signature(wallet, domain, message).as_bytes().into()
}

/// As [`sign`], split into v, r and s for the older forms of the functions.
pub fn sign_vrs(
    wallet: &PrivateKeySigner,
    domain: &Eip712Domain,
    message: &impl SolStruct,
) -> (u8, B256, B256) {
    let signature = signature(wallet, domain, message);
    (
        27 + u8::from(signature.v()),
        signature.r().into(),
        signature.s().into(),
    )
}

fn signature(
    wallet: &PrivateKeySigner,
    domain: &Eip712Domain,
    message: &impl SolStruct,
) -> Signature {
    let hash = message.eip712_signing_hash(domain);
    wallet
        .sign_hash_sync(&hash)
        .expect("a local key signs any hash")
}

/// The attestors' signatures in the order that the contract asks for: ascending by signer.
pub fn sign_attestation<'a>(
    attestors: impl IntoIterator<Item = &'a PrivateKeySigner>,
    domain: &Eip712Domain,
    attestation: &ReserveAttestation,
) -> Vec<Bytes> {
    let mut attestors: Vec<_> = attestors.into_iter().collect();
    attestors.sort_by_key(|wallet| wallet.address());
    attestors
        .into_iter()
        .map(|wallet| sign(wallet, domain, attestation))
        .collect()
}

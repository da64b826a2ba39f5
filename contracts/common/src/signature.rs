//! Signatures: ECDSA keys by the precompile, contract wallets by ERC-1271.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_sdk::{call::static_call, prelude::*};

use crate::abi::Returns;

sol! {
    function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4 magic);
}

const ECRECOVER: Address = Address::with_last_byte(1);

/// Half of the curve's order: `s` above it is the malleable twin of another signature.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe92f46681b20a0,
    0x5d576e7357a4501d,
    0xffffffffffffffff,
    0x7fffffffffffffff,
]);

/// A 65-byte signature r ‖ s ‖ v.
pub fn pack(v: u8, r: B256, s: B256) -> [u8; 65] {
    let mut signature = [0; 65];
    signature[..32].copy_from_slice(r.as_slice());
    signature[32..64].copy_from_slice(s.as_slice());
    signature[64] = v;
    signature
}

/// Who signed the digest; the zero address for a signature that is malformed, malleable (high
/// `s`) or of nobody.
pub fn recover(host: &impl Host, digest: B256, signature: &[u8]) -> Address {
    if signature.len() != 65 {
        return Address::ZERO;
    }
    let v = signature[64];
    if !matches!(v, 27 | 28) || U256::from_be_slice(&signature[32..64]) > HALF_ORDER {
        return Address::ZERO;
    }
    let mut input = [0; 128];
    input[..32].copy_from_slice(digest.as_slice());
    input[63] = v;
    input[64..].copy_from_slice(&signature[..64]);
    match static_call(host, Call::new(), ECRECOVER, &input) {
        // Empty output: nobody. The zero address cannot come out of a valid recovery.
        Ok(output) if output.len() == 32 => Address::from_slice(&output[12..]),
        _ => Address::ZERO,
    }
}

/// Checks that `signer` signed the digest: with its key, or, if it has code, by its own word
/// (ERC-1271). The key is tried first: an account with delegated code (EIP-7702) keeps it.
///
/// # Errors
/// The address that the signature recovers to, zero if to none.
pub fn check(
    host: &impl Host,
    signer: Address,
    digest: B256,
    signature: &[u8],
) -> Result<(), Address> {
    let recovered = recover(host, digest, signature);
    if !recovered.is_zero() && recovered == signer {
        return Ok(());
    }
    if host.code_size(signer) != 0 && approves(host, signer, digest, signature) {
        return Ok(());
    }
    Err(recovered)
}

/// ERC-1271: whether the contract wallet accepts the signature. A wallet that reverts, or that
/// answers anything but the magic value, does not.
fn approves(host: &impl Host, wallet: Address, digest: B256, signature: &[u8]) -> bool {
    let mut question = Vec::from(isValidSignatureCall::SELECTOR);
    (digest, signature).put_all(&mut question);
    match static_call(host, Call::new(), wallet, &question) {
        Ok(answer) => {
            answer.len() >= 32
                && answer[..4] == isValidSignatureCall::SELECTOR
                && answer[4..32].iter().all(|byte| *byte == 0)
        }
        Err(_) => false,
    }
}

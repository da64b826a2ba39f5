//! EIP-712 domains and digests, and the ERC-5267 description of a domain.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{keccak256, Address, FixedBytes, B256, U256};
use stylus_sdk::{keccak_const::Keccak256, prelude::*};

use crate::word::{self, Word};

/// `keccak256` of a type or name, at compile time.
pub const fn type_hash(text: &str) -> Word {
    Keccak256::new().update(text.as_bytes()).finalize()
}

const DOMAIN_TYPE_HASH: Word =
    type_hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
const VERSION: &str = "1";
const VERSION_HASH: Word = type_hash(VERSION);

/// What ERC-5267's `eip712Domain()` returns.
pub type DomainFields = (
    FixedBytes<1>,
    String,
    String,
    U256,
    Address,
    B256,
    Vec<U256>,
);

/// The domain separator of this contract on this chain, computed anew: a fork of the chain has
/// another id and so another domain.
pub fn domain_separator(host: &impl Host, name_hash: &Word) -> B256 {
    word::hash(&[
        DOMAIN_TYPE_HASH,
        *name_hash,
        VERSION_HASH,
        word::uint64(host.chain_id()),
        word::address(host.contract_address()),
    ])
}

/// The digest that is signed for a struct whose hash is given.
pub fn digest(host: &impl Host, name_hash: &Word, struct_hash: B256) -> B256 {
    let mut message = [0; 66];
    message[..2].copy_from_slice(b"\x19\x01");
    message[2..34].copy_from_slice(domain_separator(host, name_hash).as_slice());
    message[34..].copy_from_slice(struct_hash.as_slice());
    keccak256(message)
}

/// ERC-5267: name, version, chain id and contract are used; no salt, no extensions.
pub fn domain_fields(host: &impl Host, name: &str) -> DomainFields {
    (
        FixedBytes([0x0f]),
        String::from(name),
        String::from(VERSION),
        U256::from(host.chain_id()),
        host.contract_address(),
        B256::ZERO,
        Vec::new(),
    )
}

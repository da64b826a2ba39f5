//! What the contracts share. Modules hold pure functions or storage; only [`arbitrator`], [`call`], [`psc`],
//! [`signature`] and [`wire`] leave the contract, and only when an entry point asks them to.
//!
//! | module | for |
//! |---|---|
//! | [`math`] | 512-bit multiply-and-divide with the rounding in the name |
//! | [`abi`] | ABI coding of arguments and answers |
//! | [`word`] | 32-byte ABI words and their hashes |
//! | [`eip712`] | typed-data domains and digests |
//! | [`signature`] | signatures of keys and of contract wallets |
//! | [`call`] | checked calls to other contracts |
//! | [`arbitrator`] | what a disputing contract asks an arbitrator (ERC-792) |
//! | [`batch`] | lists of calls, as governor and timelock hash them and pass them on |
//! | [`commerce`] | what the contracts of commerce tell each other of a cart's lines |
//! | [`cycle`] | the quality network's time |
//! | [`encode`] | custom errors as revert data, events as logs |
//! | [`psc`] | taking and paying PSC |
//! | [`wire`] | events and calls in words, for large contracts |
//! | [`ownable`] | the owner slot |
//! | [`erc20`] | allowances, permits and their checks |
extern crate alloc;

pub mod abi;
pub mod arbitrator;
pub mod batch;
pub mod call;
pub mod commerce;
pub mod cycle;
pub mod eip712;
pub mod encode;
pub mod erc20;
pub mod math;
pub mod ownable;
pub mod psc;

pub mod signature;
pub mod wire;
pub mod word;

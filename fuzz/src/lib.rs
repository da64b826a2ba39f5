//! What must hold for any input whatsoever. Each module is one surface that strangers reach: its `check` takes bytes, makes
//! an input of them and panics when what must hold does not. `fuzz_targets/` gives them to libFuzzer, which searches for
//! inputs that reach new code; `corpus/` keeps what it found worth keeping.
//!
//! `cargo xtask fuzz` builds and runs them; `cargo fuzz run --features libfuzzer -s none fuzz-log corpus/log` does as well.

// Files of contracts that `receipts` includes call this crate by their name for what they share.
extern crate self as common;

pub mod answer;
pub mod entry;
mod ground;
pub mod log;
pub mod module;
pub mod query;
// The contracts' files have tests of their own, which belong to the contracts.
#[cfg(not(test))]
pub mod receipts;
pub mod signature;

#[cfg(not(test))]
#[allow(dead_code, reason = "contracts use more of it")]
#[rustfmt::skip] // In the style of its own workspace.
#[path = "../../contracts/common/src/word.rs"]
pub mod word;

/// Stands for the module of the same name that contracts share, most of which needs a chain.
pub mod eip712 {
    use keccak_const::Keccak256;

    /// `keccak256` of a type or name, at compile time.
    #[must_use]
    pub const fn type_hash(text: &str) -> [u8; 32] {
        Keccak256::new().update(text.as_bytes()).finalize()
    }
}

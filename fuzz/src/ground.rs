//! The contracts on a chain, for checks that call them: deployed once per process, and only called, so that every input
//! finds the same.

use std::{collections::HashSet, sync::LazyLock};

use alloy::{
    eips::BlockId,
    json_abi::JsonAbi,
    primitives::{Address, Bytes, FixedBytes},
    rpc::types::TransactionRequest,
};
use devchain::chain::{CallError, Overrides};
use productshare_abi::Contract;
use tokio::runtime::Runtime;

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

pub static GROUND: LazyLock<world::ground::Ground> = LazyLock::new(|| {
    RUNTIME
        .block_on(world::ground::Ground::start())
        .expect("a chain with the contracts: is everything built? (cargo xtask fuzz builds it)")
});

/// The contracts' interfaces, in the order of [`Contract::ALL`].
pub static INTERFACES: LazyLock<Vec<JsonAbi>> = LazyLock::new(|| {
    Contract::ALL
        .iter()
        .map(|contract| serde_json::from_str(contract.json()).expect("a generated interface"))
        .collect()
});

/// Of every error that a contract declares.
pub static ERRORS: LazyLock<HashSet<FixedBytes<4>>> = LazyLock::new(|| {
    INTERFACES
        .iter()
        .flat_map(JsonAbi::errors)
        .map(alloy::json_abi::Error::selector)
        .collect()
});

/// Where a contract lives.
pub fn address(contract: Contract) -> Address {
    GROUND.manifest.contracts[contract.name()].address
}

/// What a call answers, or the data that it reverts with.
///
/// # Panics
/// When it ends in another way: runs out of gas, or is no call at all.
pub fn call(from: Address, to: Address, calldata: &[u8]) -> Result<Bytes, Bytes> {
    let request = TransactionRequest::default()
        .from(from)
        .to(to)
        .input(Bytes::copy_from_slice(calldata).into());
    match GROUND
        .chain
        .call(&request, BlockId::latest(), &Overrides::default())
    {
        Ok(answer) => {
            counters::note(answer.gas_used);
            Ok(answer.output)
        }
        Err(CallError::Revert { output, .. }) => {
            counters::note(
                output
                    .iter()
                    .fold(1, |sum, byte| sum * 31 % 65_521 + u64::from(*byte)),
            );
            Err(output)
        }
        Err(other) => panic!("the call ended with {other}"),
    }
}

/// What libFuzzer sees of contracts. They run as machine code made of wasm, which it cannot count the branches of; but
/// gas is the sum of the blocks that ran, so another sum is another way through.
mod counters {
    use std::sync::atomic::{AtomicU8, Ordering};

    const SIZE: usize = 1 << 14;

    #[expect(
        unsafe_code,
        reason = "libFuzzer finds more counters by this section's name"
    )]
    // SAFETY: the section holds bytes alone, as libFuzzer expects of it.
    #[cfg_attr(
        target_os = "linux",
        unsafe(link_section = "__libfuzzer_extra_counters")
    )]
    static SEEN: [AtomicU8; SIZE] = [const { AtomicU8::new(0) }; SIZE];

    pub fn note(figure: u64) {
        SEEN[figure as usize % SIZE].store(1, Ordering::Relaxed);
    }
}

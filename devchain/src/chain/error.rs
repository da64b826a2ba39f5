//! What can go wrong, in the words that nodes use: wallets and libraries match on them.

use alloy::primitives::{Address, Bytes, U256};

/// Setting up or asking a chain failed.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum ChainError {
    #[error("invalid configuration: {0}")]
    Config(String),
    #[error("{0}")]
    MissingContracts(String),
    /// `header not found`, as geth says for a block that is not there.
    #[error("header not found")]
    BlockNotFound,
    #[error("safe block not found")]
    SafeNotFound,
    #[error("finalized block not found")]
    FinalizedNotFound,
    #[error("transaction not found")]
    TransactionNotFound,
    #[error("cannot reorganise {depth} blocks: the chain has {height} above its first")]
    ReorgTooDeep { depth: u64, height: u64 },
    #[error("timestamp {0} is lower than the last block's {1}")]
    TimestampTooLow(u64, u64),
    #[error("invalid block range")]
    InvalidRange,
    #[error("not a state of this chain: {0}")]
    InvalidDump(String),
    #[error("{0}")]
    Transaction(#[from] TxError),
    /// The executor is gone or a job of it failed; a bug or a lack of memory.
    #[error("internal error: {0}")]
    Internal(String),
}

/// A transaction was refused before it could be in a block. Messages as geth and Nitro word them.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum TxError {
    #[error("rlp: {0}")]
    Decode(String),
    #[error("transaction type not supported")]
    TypeNotSupported,
    #[error("invalid sender")]
    InvalidSender,
    #[error("invalid chain id for signer: have {have} want {want}")]
    InvalidChainId { have: u64, want: u64 },
    #[error("already known")]
    AlreadyKnown,
    #[error("nonce too low: address {address}, tx: {tx} state: {state}")]
    NonceTooLow {
        address: Address,
        tx: u64,
        state: u64,
    },
    #[error("nonce too high: address {address}, tx: {tx} state: {state}")]
    NonceTooHigh {
        address: Address,
        tx: u64,
        state: u64,
    },
    #[error("nonce has max value: address {0}")]
    NonceMax(Address),
    #[error("replacement transaction underpriced")]
    Underpriced,
    #[error(
        "max fee per gas less than block base fee: address {address}, maxFeePerGas: {max_fee}, baseFee: {base_fee}"
    )]
    FeeCapTooLow {
        address: Address,
        max_fee: u128,
        base_fee: u128,
    },
    #[error(
        "max priority fee per gas higher than max fee per gas: address {address}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {max_fee}"
    )]
    TipAboveFeeCap {
        address: Address,
        tip: u128,
        max_fee: u128,
    },
    #[error(
        "insufficient funds for gas * price + value: address {address} have {have} want {want}"
    )]
    InsufficientFunds {
        address: Address,
        have: U256,
        want: U256,
    },
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas { have: u64, want: u64 },
    #[error("exceeds block gas limit")]
    GasLimit,
    #[error("max initcode size exceeded: code size {size} limit {limit}")]
    InitCodeSize { size: usize, limit: usize },
    #[error("sender not an eoa: address {0}")]
    SenderNotEoa(Address),
    #[error("EIP-7702 transaction with empty auth list (sender {0})")]
    EmptyAuthorizationList(Address),
    #[error("EIP-7702 transaction cannot be used to create contract (sender {0})")]
    SetCodeCreate(Address),
    /// `eth_sendTransaction` from an account without a key here that is not impersonated.
    #[error("unknown account")]
    UnknownAccount,
    /// Filling in a gas limit failed because the transaction would fail.
    #[error("{0}")]
    Estimate(Box<CallError>),
    #[error("internal error: {0}")]
    Internal(String),
}

/// A call or an estimate did not succeed.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum CallError {
    /// Reverted, with its data. JSON-RPC code 3 with `data`.
    #[error("{message}")]
    Revert { message: String, output: Bytes },
    /// Ended without data: `out of gas`, `invalid opcode: INVALID`, ...
    #[error("{0}")]
    Halt(String),
    #[error("gas required exceeds allowance ({0})")]
    GasRequired(u64),
    #[error("{0}")]
    Invalid(#[from] TxError),
    #[error("{0}")]
    Chain(#[from] ChainError),
}

impl CallError {
    /// A revert with geth's message: `execution reverted`, and the reason if it is `Error(string)` or `Panic(uint256)`.
    pub fn revert(output: Bytes) -> Self {
        let message = match revert_reason(&output) {
            Some(reason) => format!("execution reverted: {reason}"),
            None => "execution reverted".into(),
        };
        Self::Revert { message, output }
    }
}

/// The human-readable reason in revert data, if it is `Error(string)` or `Panic(uint256)`.
pub fn revert_reason(output: &[u8]) -> Option<String> {
    use alloy::sol_types::{Panic, Revert, SolError};
    if let Ok(error) = Revert::abi_decode(output) {
        return Some(error.reason);
    }
    Panic::abi_decode(output)
        .ok()
        .map(|panic| match panic.kind() {
            Some(kind) => kind.as_str().to_string(),
            None => format!("unknown panic code: {:#x}", panic.code),
        })
}

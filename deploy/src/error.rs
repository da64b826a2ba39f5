//! Everything that can go wrong, each in one line that says what to do.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, U256, utils::format_ether};
use productshare_abi::ManifestError;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    // ---- configuration
    #[error(
        "unknown network {0}: use devchain, nitro-dev, arbitrum-sepolia, arbitrum-one or the path of a .toml file"
    )]
    UnknownNetwork(String),
    #[error("network {network}: {reason}")]
    Network { network: String, reason: String },
    #[error(
        "network {network} is incomplete: set {} (each by --set KEY=VALUE, or in a copy of the file given as --network FILE)", missing.join(", ")
    )]
    Incomplete {
        network: String,
        missing: Vec<String>,
    },
    #[error("network {network} keeps no manifest of its own: give its path with --manifest FILE")]
    NoManifestPath { network: String },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("journal {path}: {reason}")]
    Journal { path: PathBuf, reason: String },
    #[error(
        "another run of this program works on {0}: wait for it, the journal keeps what it has done"
    )]
    Busy(PathBuf),
    #[error("{0}")]
    Key(String),

    // ---- built contracts
    #[error(
        "no {name}.wasm in {folder}: build the contracts first (cargo xtask build), or give --artifacts FOLDER"
    )]
    NoWasm { name: String, folder: PathBuf },
    #[error("{path}: {reason}")]
    Artifact { path: PathBuf, reason: String },
    #[error("{name}.wasm fails validation: {reason}; build it with cargo xtask build")]
    InvalidWasm { name: String, reason: String },
    #[error(
        "{name} was deployed from another build: wasm {deployed} is on record, {built} is in {folder}. Build the deployed version, or deploy anew with another salt and manifest"
    )]
    OtherBuild {
        name: String,
        deployed: B256,
        built: B256,
        folder: PathBuf,
    },

    // ---- the chain
    #[error(
        "not a usable RPC URL ({reason}): give http://, https://, ws:// or wss:// in {variable} or with --rpc-url"
    )]
    BadUrl { reason: String, variable: String },
    #[error("no RPC URL for {network}: set {variable} or give --rpc-url")]
    NoUrl { network: String, variable: String },
    #[error(
        "cannot reach the RPC at {host}: {reason}. Check the URL ({variable} or --rpc-url) and that the node runs"
    )]
    Unreachable {
        host: String,
        reason: String,
        variable: String,
    },
    #[error(
        "{host} is chain {found}, but network {network} is chain {expected}: nothing was sent. Check the RPC URL and --network"
    )]
    WrongChain {
        host: String,
        network: String,
        expected: u64,
        found: u64,
    },
    #[error("{what}: the node answered \"{reason}\"")]
    Rpc { what: String, reason: String },
    #[error("{what} would fail: {reason}")]
    Reverts { what: String, reason: String },
    #[error(
        "{what} failed on the chain in transaction {tx}: {reason}. Nothing after it was sent; run again once the cause is gone"
    )]
    Failed {
        what: String,
        tx: B256,
        reason: String,
    },
    #[error(
        "{what}: transaction {tx} is not mined after {secs} s. It may still be: run again, the journal knows it"
    )]
    NotMined { what: String, tx: B256, secs: u64 },
    #[error("the chain has no {what} at {address}: {advice}")]
    NoCode {
        what: String,
        address: Address,
        advice: String,
    },
    #[error(
        "{what} is recorded at {address}, but the chain has no code there: {path} belongs to another chain. Delete it to deploy anew"
    )]
    OtherChain {
        what: String,
        address: Address,
        path: PathBuf,
    },
    #[error(
        "{name} at {address} is not activated ({reason}): run keepalive, which activates it again"
    )]
    Unactivated {
        name: String,
        address: Address,
        reason: String,
    },

    // ---- the account
    #[error("too little balance: {account} has {} ETH and needs up to {} ETH (gas and data fees). Send it {} ETH and run again; nothing was sent", format_ether(*balance), format_ether(*needed), format_ether(needed.saturating_sub(*balance)))]
    Balance {
        account: Address,
        balance: U256,
        needed: U256,
    },
    #[error("{signer} does not own {contract}, {owner} does. For the owner to send:{}", calls.iter().map(|c| format!("\n  {c}")).collect::<String>())]
    NotOwner {
        signer: Address,
        contract: String,
        owner: Address,
        calls: Vec<String>,
    },
    #[error("not confirmed: nothing was sent. Answer yes, or give --yes")]
    NotConfirmed,

    // ---- results
    #[error("verification found {0} difference(s): verify shows them, and what to do")]
    Differs(usize),
    #[error("stopped by the observer {0}")]
    Stopped(String),
    #[error("{what}: {source}")]
    Io {
        what: String,
        source: std::io::Error,
    },
}

//! The chain as a library: what tests of contracts, the indexer and the RPC server build on. No network, no set-up.

mod activation;
mod arbos;
mod blocks;
mod calls;
mod costs;
mod crossing;
mod deployer;
mod errors;
mod evm;
mod history;
mod programs;
mod support;

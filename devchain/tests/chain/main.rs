//! The chain as a library: what tests of contracts, the indexer and the RPC server build on. No network, no set-up.

mod arbos;
mod blocks;
mod calls;
mod deployer;
mod errors;
mod evm;
mod history;
mod programs;
mod stylus;
mod support;

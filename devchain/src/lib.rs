//! An embedded Arbitrum Stylus chain: an EVM and a wasm engine side by side, ArbOS's precompiles,
//! real blocks, and every past block's state.
//!
//! [`chain::Chain`] is the library's entry point: cheap to clone, safe to share between threads, blocking
//! (an asynchronous caller wraps calls that execute code in `spawn_blocking`). `rpc` serves one over HTTP and WebSocket.
//!
//! The figures are those of Nitro 3.9/3.10 at ArbOS 51. What this chain does differently from a node:
//!
//! * the state root is a commitment of its own kind ([`state`]), and a program's module hash is not the prover's;
//! * the base fee stays at its floor unless [`Config::congestion_pricing`](chain::Config) is set;
//! * nothing goes to or comes from a parent chain: no retryables, no withdrawals, `ArbSys` without them; BLOCKHASH
//!   knows no L1 blocks; EIP-2935's contract is absent;
//! * programs compressed with Nitro's own dictionary are refused;
//! * precompiles that no tool for contracts uses have code but no methods ([`arbos`]);
//! * a block of several transactions holds 32 million gas of them, whatever their L1 part.

pub mod arbos;
pub mod chain;
pub mod evm;
pub mod rpc;
pub mod state;

pub use chain::{Chain, Config};

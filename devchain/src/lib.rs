//! An embedded Arbitrum Stylus chain: an EVM and a wasm engine side by side, ArbOS's precompiles,
//! real blocks, and every past block's state.
//!
//! [`chain::Chain`] is the library's entry point: cheap to clone, safe to share between threads, blocking
//! (an asynchronous caller wraps calls that execute code in `spawn_blocking`). `rpc` serves one over HTTP and WebSocket.
//!
//! What is behaviour of a Nitro node and what is this chain's own is said where it is implemented; the
//! figures come from Nitro 3.9/3.10 at ArbOS 51.

pub mod arbos;
pub mod chain;
pub mod evm;
pub mod rpc;
pub mod state;

pub use chain::{Chain, Config};

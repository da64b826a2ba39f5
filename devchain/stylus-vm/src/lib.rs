//! Runs Stylus programs as an Arbitrum chain does, to the unit of ink.
//!
//! A program's life has three steps, one module group each:
//!
//! 1. [`activate`] checks a module against every rule of the chain, rewrites it so that it meters itself, and returns the
//!    figures the chain stores and charges for ([`Activation`]).
//! 2. [`cost`], [`pages`] and [`data_fee`] turn those figures into gas and wei. They are pure functions.
//! 3. With the feature `engine` (default), [`Program::compile`](engine::Program::compile) makes machine code of the rewritten
//!    module and [`execute`](engine::execute()) runs it in a frame, asking the chain for state through
//!    [`EvmApi`](engine::EvmApi).
//!
//! Without `engine` nothing of wasmtime is compiled: tools that only need figures build in seconds.
//!
//! Units: *ink* is the program's own measure, 1 gas = `ink_price` ink (10,000 by default); *words* are the depth checker's
//! abstract stack words; *pages* are 64 KiB of wasm memory.

pub mod activation;
pub mod code;
pub mod cost;
pub mod data_fee;
#[cfg(feature = "engine")]
pub mod engine;
mod error;
mod hooks;
mod instrument;
mod limits;
mod module;
pub mod pages;
mod params;
mod rules;

pub use activation::{Activation, ActivationOptions, FunctionFigures, activate};
pub use error::{ActivationError, FunctionLimit, Limit};
pub use params::StylusParams;

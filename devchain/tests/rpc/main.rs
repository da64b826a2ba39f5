//! The RPC server as its clients see it: raw JSON, alloy over HTTP and WebSocket, ethers and viem under node, and the
//! binary. Every test has a chain and a port of its own.

mod accounts;
mod blocks;
mod cargo_stylus;
mod cli;
mod dev;
mod filters;
mod js;
mod kills;
mod protocol;
mod subscriptions;
mod support;
mod transactions;

//! End-to-end tests: every scenario runs in a world of its own (see the library `world`).

mod abi;
mod auditor;
mod bad_input;
mod contracts;
mod contracts_psc;
mod contracts_pss;
mod contracts_reserve;
mod gas;
mod indexer;
mod interop;
mod market_day;
mod support;
mod typed;
mod wallet_library;

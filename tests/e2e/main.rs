//! End-to-end tests: every scenario runs in a world of its own (see the library `world`).

mod abi;
mod auditor;
mod bad_input;
mod commerce;
mod commerce_attacks;
mod commerce_catalog;
mod commerce_checkout;
mod commerce_disputes;
mod commerce_offers;
mod commerce_splitter;
mod contracts;
mod contracts_psc;
mod contracts_pss;
mod contracts_reserve;
mod gas;
mod indexer;
mod interop;
mod market_day;
mod offering;
mod offering_attacks;
mod storefront;
mod support;
mod typed;
mod wallet_library;

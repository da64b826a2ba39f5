//! The world that tests, demo, gas table and benches run in: a chain, the contracts on it, a database of one's
//! own and the indexer that reads the one into the other, all in one process and on free ports.

pub mod api;
pub mod bench;
pub mod client;
pub mod dao;
pub mod database;
pub mod gas;
pub mod ground;
pub mod invariants;
pub mod market;
pub mod network;
pub mod offering;
pub mod ports;
pub mod reports;
pub mod shop;
pub mod solidity;
pub mod typed;
pub mod wallets;
pub mod world;

//! The world that tests, demo, gas table and benches run in: a chain, the contracts on it, a database of one's
//! own and the indexer that reads the one into the other, all in one process and on free ports.

pub mod database;
pub mod solidity;
pub mod typed;
pub mod wallets;

//! For auditors, the audit of a deployment from the chain alone. For platforms and buyers, receipts of sales that platforms settled
//! themselves: their trees of sums, proofs and signatures, as the contract `statements` checks them; that works on files alone,
//! without a network.
//!
//! | module | for |
//! |---|---|
//! | [`audit`] | `audit`: replays the logs, recomputes everything, compares with the contracts and an API |
//! | [`receipt`] | what buyer and platform sign, by EIP-712 |
//! | [`tree`] | trees that carry their sums |
//! | [`orders`] | CSV files of orders, read line by line |
//! | [`statement`] | `receipts tree`: a period's lines and proofs |
//! | [`sign`] | `receipts sign` |
//! | [`verify`] | `receipts verify` |

pub mod audit;
pub mod orders;
pub mod receipt;
pub mod sign;
pub mod statement;
pub mod tree;
pub mod verify;

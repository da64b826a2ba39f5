//! What an operation costs at least, whatever program does it: its transaction, the first access of each account and
//! slot, the change of each slot that is another one afterwards, its logs and its signature checks.
//!
//! Prices are those of EIP-2929, EIP-2200 and EIP-3529 (Appendix G of the yellow paper for the rest). No computation,
//! memory, call, or second access is in it, nor a slot that is changed and changed back.

use alloy::primitives::{Address, address};
use alloy::rpc::types::trace::geth::CallFrame;
use anyhow::{Context, Result};
use devchain::chain::{Chain, Tracing};

use crate::client::Sent;

const TRANSACTION: u64 = 21_000;
const ZERO_BYTE: u64 = 4;
const OTHER_BYTE: u64 = 16;
const ACCOUNT: u64 = 2_600;
const READ: u64 = 2_100;
/// Of what is not zero before, its first access included.
const CHANGED: u64 = 5_000;
/// Of what is zero before, likewise.
const OPENED: u64 = 22_100;
/// Given back for what becomes zero.
const CLEARED: u64 = 4_800;
/// At most this part of what was used is given back.
const REFUND_QUOTIENT: u64 = 5;
const LOG: u64 = 375;
const TOPIC: u64 = 375;
const LOGGED_BYTE: u64 = 8;
/// Below it are precompiles and the chain's own contracts.
const FIRST_OF_OTHERS: Address = address!("0000000000000000000000000000000000010000");
const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
const SIGNATURE: u64 = 3_000;

/// What an operation used, and what it costs at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub gas: u64,
    pub floor: u64,
}

impl Cost {
    /// Of a transaction that `chain` still has.
    pub fn of(chain: &Chain, sent: &Sent) -> Result<Self> {
        let mined = chain
            .transaction(sent.hash)
            .context("the chain has no such transaction")?;
        let trace = |tracing| chain.trace_transaction(sent.hash, tracing);
        let calls = trace(Tracing::Calls { with_logs: false })?.try_into_call_frame()?;
        let touched = trace(Tracing::Prestate { diff: false })?.try_into_pre_state_frame()?;

        let mut gas = TRANSACTION + SIGNATURE * signatures(&calls);
        for byte in mined.tx.input() {
            gas += if *byte == 0 { ZERO_BYTE } else { OTHER_BYTE };
        }
        for log in &sent.logs {
            gas += LOG + TOPIC * log.topics().len() as u64;
            gas += LOGGED_BYTE * log.data().data.len() as u64;
        }
        let mut refund = 0;
        for (address, account) in touched.pre_state() {
            // The transaction has paid for its own target, and nobody calls those without code.
            let called = account.code.is_some() && *address >= FIRST_OF_OTHERS;
            if called && mined.tx.to() != Some(*address) {
                gas += ACCOUNT;
            }
            for (slot, before) in &account.storage {
                // It is alone in its block.
                let after = chain.storage(*address, (*slot).into(), sent.block.into())?;
                gas += match before {
                    _ if after == *before => READ,
                    before if before.is_zero() => OPENED,
                    _ => CHANGED,
                };
                if after.is_zero() && !before.is_zero() {
                    refund += CLEARED;
                }
            }
        }
        Ok(Self {
            gas: sent.gas_used,
            floor: gas - refund.min(gas / REFUND_QUOTIENT),
        })
    }
}

/// How many signatures are recovered.
fn signatures(frame: &CallFrame) -> u64 {
    let own = u64::from(frame.to == Some(ECRECOVER));
    own + frame.calls.iter().map(signatures).sum::<u64>()
}

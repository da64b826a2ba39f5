//! Blocks, transactions and receipts as the chain keeps them.

use alloy::{
    consensus::{Header, Transaction as _, TxEnvelope, Typed2718},
    eips::eip2718::Encodable2718,
    primitives::{Address, B256, Bloom, Bytes, Log, TxKind, U256, address, keccak256},
    rlp::{Encodable, Header as RlpHeader},
};
use serde::{Deserialize, Serialize};
use std::{ops::Deref, sync::Arc};

/// From and to of the internal transaction that opens each block.
pub const ARBOS_ADDRESS: Address = address!("00000000000000000000000000000000000a4b05");
/// EIP-2718 type of Arbitrum's internal transaction.
pub const INTERNAL_TX_TYPE: u8 = 0x6a;

/// A transaction of a block.
// All but one of a block's transactions are the large variant.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transaction {
    /// ArbOS's own, first in every block: type 0x6a, from and to [`ARBOS_ADDRESS`], no gas, no signature.
    Internal(InternalTx),
    /// Types 0, 1, 2 and 4. That of an impersonated account bears a signature that belongs to no key: take the
    /// sender from [`MinedTx::from`], never by recovery.
    Ethereum(TxEnvelope),
}

/// `ArbitrumInternalTx`: `0x6a || rlp([chainId, data])`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalTx {
    pub chain_id: u64,
    /// Call of `startBlock(uint256 l1BaseFee, uint64 l1BlockNumber, uint64 l2BlockNumber, uint64 timePassed)`.
    pub data: Bytes,
}

impl InternalTx {
    /// The EIP-2718 encoding.
    pub fn encoded(&self) -> Vec<u8> {
        let payload_length = U256::from(self.chain_id).length() + self.data.length();
        let mut out = vec![INTERNAL_TX_TYPE];
        RlpHeader {
            list: true,
            payload_length,
        }
        .encode(&mut out);
        U256::from(self.chain_id).encode(&mut out);
        self.data.encode(&mut out);
        out
    }
}

impl Transaction {
    pub fn hash(&self) -> B256 {
        match self {
            Self::Internal(tx) => keccak256(tx.encoded()),
            Self::Ethereum(tx) => *tx.tx_hash(),
        }
    }

    /// EIP-2718 type.
    pub fn ty(&self) -> u8 {
        match self {
            Self::Internal(_) => INTERNAL_TX_TYPE,
            Self::Ethereum(tx) => tx.ty(),
        }
    }

    /// EIP-2718 encoding, as `eth_getRawTransactionByHash` returns it and `transactionsRoot` commits to it.
    pub fn encoded(&self) -> Vec<u8> {
        match self {
            Self::Internal(tx) => tx.encoded(),
            Self::Ethereum(tx) => tx.encoded_2718(),
        }
    }

    /// The Ethereum transaction, if it is one.
    pub fn as_ethereum(&self) -> Option<&TxEnvelope> {
        match self {
            Self::Internal(_) => None,
            Self::Ethereum(tx) => Some(tx),
        }
    }

    pub fn to(&self) -> Option<Address> {
        match self {
            Self::Internal(_) => Some(ARBOS_ADDRESS),
            Self::Ethereum(tx) => tx.to(),
        }
    }

    pub fn nonce(&self) -> u64 {
        self.as_ethereum().map_or(0, |tx| tx.nonce())
    }

    pub fn gas_limit(&self) -> u64 {
        self.as_ethereum().map_or(0, |tx| tx.gas_limit())
    }

    pub fn value(&self) -> U256 {
        self.as_ethereum().map_or(U256::ZERO, |tx| tx.value())
    }

    pub fn input(&self) -> &Bytes {
        match self {
            Self::Internal(tx) => &tx.data,
            Self::Ethereum(tx) => tx.input(),
        }
    }

    pub fn kind(&self) -> TxKind {
        match self {
            Self::Internal(_) => TxKind::Call(ARBOS_ADDRESS),
            Self::Ethereum(tx) => tx.kind(),
        }
    }
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub success: bool,
    /// Gas of this transaction, L1 gas included.
    pub gas_used: u64,
    /// Gas of this and all earlier transactions of the block.
    pub cumulative_gas_used: u64,
    /// The part of `gas_used` that pays for L1 data.
    pub gas_used_for_l1: u64,
    /// Wei per gas actually paid: the base fee, as tips are dropped. 0 for the internal transaction.
    pub effective_gas_price: u128,
    /// Set for a creation, successful or not, as nodes do.
    pub contract_address: Option<Address>,
    pub logs: Vec<Log>,
    pub logs_bloom: Bloom,
    /// Index in the block of the first of `logs`.
    pub first_log_index: u64,
    /// Output, or revert data. Not part of a receipt on the wire; kept for errors and tests.
    pub output: Bytes,
    /// Why it failed, if it did, in the words of [`super::CallError`].
    pub failure: Option<String>,
}

/// A transaction in a block, with its receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinedTx {
    pub hash: B256,
    pub from: Address,
    pub tx: Transaction,
    pub receipt: Receipt,
}

/// A block. `header.mix_hash` and `header.extra_data` are laid out as Nitro's: send count, L1 block number and
/// ArbOS version; send root. `state_root` is a commitment to the state but not a Merkle-Patricia root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub hash: B256,
    pub header: Header,
    pub l1_block_number: u64,
    pub send_count: u64,
    pub send_root: B256,
    /// The internal transaction (except in block 0), then the users'.
    pub transactions: Vec<MinedTx>,
    /// Length in bytes of the RLP encoding of the whole block.
    pub size: u64,
}

impl Block {
    pub fn number(&self) -> u64 {
        self.header.number
    }

    /// Log `index` of transaction `tx`, in RPC's shape. `removed` says that the block is leaving the chain.
    pub fn rpc_log(
        &self,
        tx: usize,
        index: usize,
        removed: bool,
    ) -> Option<alloy::rpc::types::Log> {
        let mined = self.transactions.get(tx)?;
        Some(alloy::rpc::types::Log {
            inner: mined.receipt.logs.get(index)?.clone(),
            block_hash: Some(self.hash),
            block_number: Some(self.header.number),
            block_timestamp: Some(self.header.timestamp),
            transaction_hash: Some(mined.hash),
            transaction_index: Some(tx as u64),
            log_index: Some(mined.receipt.first_log_index + index as u64),
            removed,
        })
    }

    /// All logs of the block in order, in RPC's shape.
    pub fn rpc_logs(&self, removed: bool) -> Vec<alloy::rpc::types::Log> {
        let logs = |(i, tx): (usize, &MinedTx)| {
            (0..tx.receipt.logs.len())
                .filter_map(move |j| self.rpc_log(i, j, removed))
                .collect::<Vec<_>>()
        };
        self.transactions
            .iter()
            .enumerate()
            .flat_map(logs)
            .collect()
    }
}

/// A mined transaction and the block that holds it. Dereferences to the [`MinedTx`].
#[derive(Clone, Debug)]
pub struct TxInBlock {
    pub block: Arc<Block>,
    /// Position in the block; 0 is the internal transaction.
    pub index: usize,
}

impl Deref for TxInBlock {
    type Target = MinedTx;

    fn deref(&self) -> &MinedTx {
        &self.block.transactions[self.index]
    }
}

/// A transaction that waits for a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingTx {
    pub hash: B256,
    pub from: Address,
    pub tx: TxEnvelope,
    /// Nonce of an earlier one is missing: it cannot be mined yet.
    pub queued: bool,
}

/// What subscribers hear, in order. A reorganisation is every removed block from the top down, then the new ones.
#[derive(Clone, Debug)]
pub enum ChainEvent {
    /// A block became the head.
    Added(Arc<Block>),
    /// A block left the chain (reorganisation or revert to a snapshot).
    Removed(Arc<Block>),
    /// A transaction entered the pool.
    Pending(B256),
}

/// A transaction for [`super::Chain::reorg`].
#[derive(Clone, Debug)]
pub enum ReorgTx {
    /// Signed, EIP-2718 encoded.
    Raw(Bytes),
    /// Sent as `eth_sendTransaction` would; the sender needs no key here.
    Request(Box<alloy::rpc::types::TransactionRequest>),
}

/// State and block fields that a call sees instead of the chain's own.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub state: Option<alloy::rpc::types::state::StateOverride>,
    pub block: Option<alloy::rpc::types::BlockOverrides>,
}

/// A call that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOutput {
    pub output: Bytes,
    /// Gas used after refunds, L1 gas included.
    pub gas_used: u64,
    pub logs: Vec<Log>,
}

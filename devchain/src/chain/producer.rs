//! Makes blocks: executes transactions, writes receipts, hashes headers.

use super::{
    config::Config,
    data::{Data, Height},
    error::TxError,
    pool::PoolTx,
    types::{ARBOS_ADDRESS, Block, InternalTx, MinedTx, Receipt, Transaction},
};
use crate::{
    arbos::pricing,
    evm::{
        BLOCK_GAS_LIMIT, BlockContext, COINBASE, ExecutionStatus, Mode, Outcome, RecentPrograms,
        Tx, transact,
    },
    state::{State, StateDiff},
};
use alloy::{
    consensus::{
        EMPTY_OMMER_ROOT_HASH, Header, Transaction as _, TxEnvelope,
        proofs::ordered_trie_root_with_encoder,
    },
    primitives::{B64, B256, Bloom, Bytes, U256},
    rlp::{BufMut, Encodable, Header as RlpHeader},
    sol,
    sol_types::SolCall,
};
use std::sync::Arc;

sol! {
    /// The call that opens each block, to ArbOS.
    function startBlock(uint256 l1BaseFee, uint64 l1BlockNumber, uint64 l2BlockNumber, uint64 timePassed);
}

/// Gas of transactions after which a block is full (ArbOS's per-block limit).
const BLOCK_COMPUTE_LIMIT: u64 = 32_000_000;

/// What a signed transaction asks the EVM to do.
pub(super) fn executable(tx: &TxEnvelope, from: alloy::primitives::Address, state: &State) -> Tx {
    let l1_units = if pricing::l1_price(state).is_zero() {
        0
    } else {
        use alloy::eips::eip2718::Encodable2718;
        pricing::l1_units(&tx.encoded_2718())
    };
    Tx {
        from,
        kind: tx.kind(),
        value: tx.value(),
        input: tx.input().clone(),
        gas_limit: tx.gas_limit(),
        fee_cap: tx.max_fee_per_gas(),
        // Before EIP-1559 the price is both.
        tip_cap: tx.max_priority_fee_per_gas().unwrap_or_default(),
        nonce: Some(tx.nonce()),
        access_list: tx.access_list().cloned().unwrap_or_default(),
        authorizations: tx.authorization_list().map(<[_]>::to_vec),
        l1_units,
    }
}

/// A block in the making.
pub(super) struct Draft {
    context: BlockContext,
    state: State,
    diff: StateDiff,
    transactions: Vec<MinedTx>,
    gas_used: u64,
    logs: u64,
    recent: RecentPrograms,
}

impl Draft {
    /// Begins the next block at a time; its first transaction is ArbOS's own.
    pub fn new(data: &Data, config: &Config, timestamp: u64) -> Self {
        let context = data.next_context(config, timestamp);
        let parent = &data.head().block;
        let call = startBlockCall {
            l1BaseFee: U256::ZERO,
            l1BlockNumber: context.l1_number,
            l2BlockNumber: parent.number(),
            timePassed: timestamp.saturating_sub(parent.header.timestamp),
        };
        let tx = Transaction::Internal(InternalTx {
            chain_id: config.chain_id,
            data: call.abi_encode().into(),
        });
        let receipt = Receipt {
            success: true,
            gas_used: 0,
            cumulative_gas_used: 0,
            gas_used_for_l1: 0,
            effective_gas_price: 0,
            contract_address: None,
            logs: Vec::new(),
            logs_bloom: Bloom::ZERO,
            first_log_index: 0,
            output: Bytes::new(),
            failure: None,
        };
        Self {
            context,
            state: data.head().state.clone(),
            diff: StateDiff::default(),
            transactions: vec![MinedTx {
                hash: tx.hash(),
                from: ARBOS_ADDRESS,
                tx,
                receipt,
            }],
            gas_used: 0,
            logs: 0,
            recent: RecentPrograms::default(),
        }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    pub fn is_full(&self) -> bool {
        self.gas_used >= BLOCK_COMPUTE_LIMIT
    }

    /// Executes a transaction at the end of the block. An invalid one leaves the block as it is.
    pub fn execute(&mut self, tx: &PoolTx) -> Result<(), TxError> {
        let request = executable(&tx.tx, tx.from, &self.state);
        let mode = Mode::Block {
            impersonated: tx.impersonated,
        };
        let outcome = transact(
            &self.state,
            &self.context,
            &request,
            mode,
            None,
            &self.recent,
        )?;
        let Outcome {
            status,
            output,
            failure,
            gas_used,
            gas_used_for_l1,
            logs,
            created,
            changes,
            recent_programs,
            ..
        } = outcome;
        self.recent = recent_programs;
        self.diff.extend(self.state.commit(changes));
        self.gas_used += gas_used;
        let mut bloom = Bloom::ZERO;
        for log in &logs {
            bloom.accrue_log(log);
        }
        let first_log_index = self.logs;
        self.logs += logs.len() as u64;
        self.transactions.push(MinedTx {
            hash: tx.hash,
            from: tx.from,
            tx: Transaction::Ethereum(tx.tx.clone()),
            receipt: Receipt {
                success: status == ExecutionStatus::Success,
                gas_used,
                cumulative_gas_used: self.gas_used,
                gas_used_for_l1,
                effective_gas_price: u128::from(self.context.base_fee),
                contract_address: created,
                logs,
                logs_bloom: bloom,
                first_log_index,
                output,
                failure,
            },
        });
        Ok(())
    }

    /// Closes the block.
    pub fn finish(mut self, data: &Data, config: &Config) -> Height {
        let parent = &data.head().block;
        if config.congestion_pricing {
            use crate::arbos::store::{self, Field};
            let elapsed = self
                .context
                .timestamp
                .saturating_sub(parent.header.timestamp);
            pricing::update_backlog(&mut self.state, self.gas_used, elapsed);
            let backlog = store::field(Field::GasBacklog);
            self.diff
                .extend(StateDiff::slot(&self.state, store::STATE_ADDRESS, backlog));
        }
        let header = header(
            &self.context,
            parent.hash,
            &self.state,
            &self.transactions,
            self.gas_used,
            data.epoch,
        );
        let block = seal(header, self.context.l1_number, self.transactions);
        Height {
            block: Arc::new(block),
            state: self.state,
            diff: Arc::new(self.diff),
        }
    }
}

/// The first block.
pub(super) fn genesis(config: &Config, state: State, timestamp: u64) -> Height {
    let context = BlockContext {
        chain_id: config.chain_id,
        arbos_version: config.arbos_version,
        debug: config.debug,
        number: 0,
        l1_number: config.l1_block_number,
        timestamp,
        base_fee: config.min_base_fee,
        gas_limit: BLOCK_GAS_LIMIT,
        coinbase: COINBASE,
        prevrandao: B256::from(U256::from(1)),
        hashes: Arc::new(|_| None),
    };
    let header = header(&context, B256::ZERO, &state, &[], 0, 0);
    let block = seal(header, config.l1_block_number, Vec::new());
    let diff = StateDiff::of(&state);
    Height {
        block: Arc::new(block),
        state,
        diff: Arc::new(diff),
    }
}

fn header(
    context: &BlockContext,
    parent_hash: B256,
    state: &State,
    transactions: &[MinedTx],
    gas_used: u64,
    epoch: u64,
) -> Header {
    let mut logs_bloom = Bloom::ZERO;
    for tx in transactions {
        logs_bloom |= tx.receipt.logs_bloom;
    }
    // Send count, L1 block number and ArbOS version, eight bytes each. Nothing is ever sent to a parent chain.
    let mut mix_hash = B256::ZERO;
    mix_hash[8..16].copy_from_slice(&context.l1_number.to_be_bytes());
    mix_hash[16..24].copy_from_slice(&context.arbos_version.to_be_bytes());
    Header {
        parent_hash,
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        beneficiary: context.coinbase,
        state_root: state.root(),
        transactions_root: ordered_trie_root_with_encoder(
            transactions,
            |tx: &MinedTx, out: &mut Vec<u8>| {
                out.put_slice(&tx.tx.encoded());
            },
        ),
        receipts_root: ordered_trie_root_with_encoder(transactions, encode_receipt),
        logs_bloom,
        difficulty: U256::from(1),
        number: context.number,
        gas_limit: context.gas_limit,
        gas_used,
        timestamp: context.timestamp,
        extra_data: Bytes::from_static(&[0; 32]),
        mix_hash,
        nonce: B64::from(epoch.to_be_bytes()),
        base_fee_per_gas: Some(context.base_fee),
        ..Header::default()
    }
}

fn seal(header: Header, l1_block_number: u64, transactions: Vec<MinedTx>) -> Block {
    let bodies: usize = transactions.iter().map(|tx| encoded_in_list(&tx.tx)).sum();
    let uncles = 1;
    let list = RlpHeader {
        list: true,
        payload_length: bodies,
    }
    .length()
        + bodies;
    let payload_length = header.length() + list + uncles;
    let size = RlpHeader {
        list: true,
        payload_length,
    }
    .length()
        + payload_length;
    Block {
        hash: header.hash_slow(),
        header,
        l1_block_number,
        send_count: 0,
        send_root: B256::ZERO,
        transactions,
        size: size as u64,
    }
}

/// Length of a transaction in a block's list: typed ones are wrapped in a byte string.
fn encoded_in_list(tx: &Transaction) -> usize {
    let encoded = tx.encoded();
    if tx.ty() == 0 {
        encoded.len()
    } else {
        encoded.as_slice().length()
    }
}

/// The receipt as `receiptsRoot` commits to it.
fn encode_receipt(tx: &MinedTx, out: &mut Vec<u8>) {
    if tx.tx.ty() != 0 {
        out.put_u8(tx.tx.ty());
    }
    let r = &tx.receipt;
    let payload_length = r.success.length()
        + r.cumulative_gas_used.length()
        + r.logs_bloom.length()
        + r.logs.length();
    RlpHeader {
        list: true,
        payload_length,
    }
    .encode(out);
    r.success.encode(out);
    r.cumulative_gas_used.encode(out);
    r.logs_bloom.encode(out);
    r.logs.encode(out);
}

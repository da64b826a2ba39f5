//! The reading half of `eth_*`: the chain's head, blocks, transactions, receipts, accounts, calls, estimates and fees.

use super::{
    Node,
    error::{RpcError, RpcResult},
    methods::{Registered, Registry},
    params::Number,
    types::{
        AccessListResult, BlockView, FeeHistory, HeaderView, PendingTxView, ReceiptView,
        ReceiptsView, TxView,
    },
};
use crate::chain::{Block, Overrides, TxInBlock};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256, Bytes, U64, U256},
    rpc::types::{BlockOverrides, TransactionRequest, state::StateOverride},
};
use serde::Serialize;
use std::sync::Arc;

/// Most blocks that `eth_feeHistory` covers, as Nitro.
const MAX_FEE_HISTORY: u64 = 1024;
/// Most percentiles of `eth_feeHistory`, as geth.
const MAX_PERCENTILES: usize = 100;

/// A transaction, mined or waiting.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum AnyTx {
    Mined(TxView),
    Pending(Box<PendingTxView>),
}

impl Node {
    /// The block asked for, or an error as geth words it.
    pub(super) fn block_at(&self, id: BlockId) -> RpcResult<Arc<Block>> {
        self.chain
            .block(id)?
            .ok_or_else(|| RpcError::server("header not found"))
    }

    fn tx_at(&self, id: BlockId, index: Number) -> RpcResult<Option<TxInBlock>> {
        let Some(block) = self.chain.block(id)? else {
            return Ok(None);
        };
        let index = usize::try_from(index.0).unwrap_or(usize::MAX);
        Ok((index < block.transactions.len()).then_some(TxInBlock { block, index }))
    }

    pub(super) fn any_tx(&self, hash: B256) -> Option<AnyTx> {
        let mined = self
            .chain
            .transaction(hash)
            .map(|tx| AnyTx::Mined(TxView(tx)));
        mined.or_else(|| {
            self.chain
                .pending_transaction(hash)
                .map(|tx| AnyTx::Pending(Box::new(PendingTxView(tx))))
        })
    }
}

/// The block that a read is about: the latest if none is named.
pub(super) fn at(id: Option<BlockId>) -> BlockId {
    id.unwrap_or_default()
}

type CallParams = (
    TransactionRequest,
    Option<BlockId>,
    Option<StateOverride>,
    Option<BlockOverrides>,
);

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    head(r)?;
    blocks(r)?;
    transactions(r)?;
    accounts(r)?;
    calls(r)?;
    fees(r)
}

fn head(r: &mut Registry) -> Registered {
    r.quick("eth_chainId", |node, ()| {
        Ok(U64::from(node.chain.chain_id()))
    })?;
    r.quick("eth_blockNumber", |node, ()| {
        Ok(U64::from(node.chain.head().number()))
    })?;
    r.quick("eth_syncing", |_, ()| Ok(false))?;
    r.quick("eth_mining", |_, ()| Ok(false))?;
    r.quick("eth_protocolVersion", |_, ()| Ok("0x44"))
}

fn blocks(r: &mut Registry) -> Registered {
    let view = |node: &Node, id: BlockId, full: Option<bool>| -> RpcResult<Option<BlockView>> {
        Ok(node.chain.block(id)?.map(|block| BlockView {
            block,
            full: full.unwrap_or(false),
        }))
    };
    r.quick(
        "eth_getBlockByNumber",
        move |node, (number, full): (BlockNumberOrTag, Option<bool>)| {
            view(node, number.into(), full)
        },
    )?;
    r.quick(
        "eth_getBlockByHash",
        move |node, (hash, full): (B256, Option<bool>)| view(node, hash.into(), full),
    )?;
    r.quick(
        "eth_getHeaderByNumber",
        |node, (number,): (BlockNumberOrTag,)| Ok(node.chain.block(number.into())?.map(HeaderView)),
    )?;
    r.quick("eth_getHeaderByHash", |node, (hash,): (B256,)| {
        Ok(node.chain.block(hash.into())?.map(HeaderView))
    })?;
    r.heavy("eth_getBlockReceipts", |node, (id,): (BlockId,)| {
        // As geth: a block that is not there, a safe one included, has no receipts.
        Ok(node.chain.block(id).ok().flatten().map(ReceiptsView))
    })?;

    let count = |node: &Node, id: BlockId| -> RpcResult<Option<U64>> {
        Ok(node
            .chain
            .block(id)?
            .map(|block| U64::from(block.transactions.len())))
    };
    r.quick(
        "eth_getBlockTransactionCountByNumber",
        move |node, (number,): (BlockNumberOrTag,)| count(node, number.into()),
    )?;
    r.quick(
        "eth_getBlockTransactionCountByHash",
        move |node, (hash,): (B256,)| count(node, hash.into()),
    )?;

    let uncles = |node: &Node, id: BlockId| -> RpcResult<Option<U64>> {
        Ok(node.chain.block(id)?.map(|_| U64::ZERO))
    };
    r.quick(
        "eth_getUncleCountByBlockNumber",
        move |node, (number,): (BlockNumberOrTag,)| uncles(node, number.into()),
    )?;
    r.quick(
        "eth_getUncleCountByBlockHash",
        move |node, (hash,): (B256,)| uncles(node, hash.into()),
    )?;
    r.quick(
        "eth_getUncleByBlockNumberAndIndex",
        |_, _: (BlockNumberOrTag, Number)| Ok(()),
    )?;
    r.quick("eth_getUncleByBlockHashAndIndex", |_, _: (B256, Number)| {
        Ok(())
    })
}

fn transactions(r: &mut Registry) -> Registered {
    r.quick("eth_getTransactionByHash", |node, (hash,): (B256,)| {
        Ok(node.any_tx(hash))
    })?;
    r.quick("eth_getTransactionReceipt", |node, (hash,): (B256,)| {
        Ok(node.chain.transaction(hash).map(ReceiptView))
    })?;
    r.quick(
        "eth_getTransactionByBlockNumberAndIndex",
        |node, (number, index): (BlockNumberOrTag, Number)| {
            Ok(node.tx_at(number.into(), index)?.map(TxView))
        },
    )?;
    r.quick(
        "eth_getTransactionByBlockHashAndIndex",
        |node, (hash, index): (B256, Number)| Ok(node.tx_at(hash.into(), index)?.map(TxView)),
    )?;
    let raw = |tx: Option<TxInBlock>| tx.map(|tx| Bytes::from(tx.tx.encoded()));
    r.quick(
        "eth_getRawTransactionByHash",
        move |node, (hash,): (B256,)| {
            use alloy::eips::eip2718::Encodable2718;
            let pending = || {
                node.chain
                    .pending_transaction(hash)
                    .map(|tx| Bytes::from(tx.tx.encoded_2718()))
            };
            Ok(raw(node.chain.transaction(hash)).or_else(pending))
        },
    )?;
    r.quick(
        "eth_getRawTransactionByBlockNumberAndIndex",
        move |node, (number, index): (BlockNumberOrTag, Number)| {
            Ok(raw(node.tx_at(number.into(), index)?))
        },
    )?;
    r.quick(
        "eth_getRawTransactionByBlockHashAndIndex",
        move |node, (hash, index): (B256, Number)| Ok(raw(node.tx_at(hash.into(), index)?)),
    )
}

fn accounts(r: &mut Registry) -> Registered {
    r.quick("eth_accounts", |node, ()| {
        Ok(node
            .chain
            .signers()
            .iter()
            .map(|signer| signer.address())
            .collect::<Vec<Address>>())
    })?;
    r.quick(
        "eth_getBalance",
        |node, (address, id): (Address, Option<BlockId>)| {
            Ok(node.chain.balance(address, at(id))?)
        },
    )?;
    r.quick(
        "eth_getTransactionCount",
        |node, (address, id): (Address, Option<BlockId>)| {
            Ok(U64::from(node.chain.nonce(address, at(id))?))
        },
    )?;
    r.quick(
        "eth_getCode",
        |node, (address, id): (Address, Option<BlockId>)| Ok(node.chain.code(address, at(id))?),
    )?;
    r.quick(
        "eth_getStorageAt",
        |node, (address, slot, id): (Address, U256, Option<BlockId>)| {
            Ok(node.chain.storage(address, slot, at(id))?)
        },
    )?;
    r.refuse(
        "eth_getProof",
        "eth_getProof is not served: a state root here commits to the state but is no Merkle root",
    )
}

fn calls(r: &mut Registry) -> Registered {
    r.heavy(
        "eth_call",
        |node, (request, id, state, block): CallParams| {
            Ok(node
                .chain
                .call(&request, at(id), &Overrides { state, block })?
                .output)
        },
    )?;
    r.heavy(
        "eth_estimateGas",
        |node, (request, id, state, block): CallParams| {
            Ok(U64::from(node.chain.estimate_gas(
                &request,
                at(id),
                &Overrides { state, block },
            )?))
        },
    )?;
    r.heavy(
        "eth_createAccessList",
        |node, (request, id): (TransactionRequest, Option<BlockId>)| {
            let (access_list, gas_used, error) = node.chain.create_access_list(&request, at(id))?;
            Ok(AccessListResult {
                access_list,
                gas_used: U64::from(gas_used),
                error,
            })
        },
    )?;
    r.refuse(
        "eth_simulateV1",
        "eth_simulateV1 is not served: use eth_call with overrides, or evm_snapshot and evm_revert",
    )
}

fn fees(r: &mut Registry) -> Registered {
    r.quick("eth_gasPrice", |node, ()| {
        Ok(U64::from(node.chain.base_fee()))
    })?;
    // Tips are dropped (ArbOS below 60), so there is nothing to suggest.
    r.quick("eth_maxPriorityFeePerGas", |_, ()| Ok(U64::ZERO))?;
    r.quick(
        "eth_feeHistory",
        |node, (count, newest, percentiles): (Number, BlockNumberOrTag, Option<Vec<f64>>)| {
            fee_history(node, count.0, newest, percentiles.as_deref())
        },
    )
}

fn fee_history(
    node: &Node,
    count: u64,
    newest: BlockNumberOrTag,
    percentiles: Option<&[f64]>,
) -> RpcResult<FeeHistory> {
    if let Some(percentiles) = percentiles {
        if percentiles.len() > MAX_PERCENTILES {
            return Err(RpcError::server(format!(
                "invalid reward percentile: over the query limit {MAX_PERCENTILES}"
            )));
        }
        let outside = percentiles.iter().any(|p| !(0.0..=100.0).contains(p));
        if outside || percentiles.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err(RpcError::server(
                "invalid reward percentile: must rise, from 0 to 100",
            ));
        }
    }
    let newest = node.block_at(newest.into())?;
    let count = count.min(MAX_FEE_HISTORY).min(newest.number() + 1);
    if count == 0 {
        let nothing = FeeHistory {
            oldest_block: U64::ZERO,
            reward: None,
            base_fee_per_gas: vec![],
            gas_used_ratio: vec![],
        };
        return Ok(nothing);
    }

    let oldest = newest.number() + 1 - count;
    let mut base_fees = Vec::with_capacity(count as usize + 1);
    let mut ratios = Vec::with_capacity(count as usize);
    for number in oldest..=newest.number() {
        let header = &node.block_at(number.into())?.header;
        base_fees.push(U64::from(header.base_fee_per_gas.unwrap_or_default()));
        ratios.push(header.gas_used as f64 / header.gas_limit.max(1) as f64);
    }
    let next = node
        .chain
        .block((newest.number() + 1).into())?
        .and_then(|block| block.header.base_fee_per_gas);
    base_fees.push(U64::from(next.unwrap_or_else(|| node.chain.base_fee())));

    let reward =
        percentiles.map(|percentiles| vec![vec![U64::ZERO; percentiles.len()]; count as usize]);
    Ok(FeeHistory {
        oldest_block: U64::from(oldest),
        reward,
        base_fee_per_gas: base_fees,
        gas_used_ratio: ratios,
    })
}

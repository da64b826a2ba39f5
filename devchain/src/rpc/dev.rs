//! What only a development chain can do, under Anvil's names (and Hardhat's and Ganache's where clients use them):
//! accounts by decree, impersonation, snapshots, reorganisations, dumps. `mining` has blocks and time.
//!
//! `devchain_*` names what Anvil has no name for: the safe and finalized heads, and the L1 figures.

use super::{
    error::{RpcError, RpcResult},
    methods::{Registered, Registry},
    node::client_version,
    params::{FromParams, Number},
    types::{ForkConfig, NodeEnvironment, NodeInfo},
};
use crate::chain::{Chain, ReorgTx};
use alloy::{
    primitives::{Address, B256, Bytes, U64, U256},
    rpc::types::TransactionRequest,
};
use jsonrpsee::types::Params;
use serde::{Deserialize, Serialize};

/// Most transactions of one `anvil_reorg`.
const MAX_REORG_TXS: usize = 10_000;

/// Parameters of `anvil_reorg`: an array, or an object as alloy sends it.
#[derive(Deserialize)]
struct Reorg {
    depth: Number,
    #[serde(default)]
    tx_block_pairs: Vec<(ReorgTransaction, Number)>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a signed transaction in hex or a transaction request"
)]
enum ReorgTransaction {
    Raw(Bytes),
    Request(Box<TransactionRequest>),
}

impl FromParams for Reorg {
    fn from_params(params: &Params<'_>) -> RpcResult<Self> {
        let wrong = |e| {
            RpcError::invalid(format!(
                "want [depth, [[transaction, block offset], ...]]: {e}"
            ))
        };
        let reorg: Self = serde_json::from_str(params.as_str().unwrap_or("[]")).map_err(wrong)?;
        if reorg.tx_block_pairs.len() > MAX_REORG_TXS {
            return Err(RpcError::limit(format!(
                "more than {MAX_REORG_TXS} transactions in one reorganisation"
            )));
        }
        match reorg
            .tx_block_pairs
            .iter()
            .find(|(_, offset)| offset.0 >= reorg.depth.0)
        {
            Some((_, offset)) => Err(RpcError::invalid(format!(
                "block offset {} is not below the depth {}: 0 is the lowest new block",
                offset.0, reorg.depth.0
            ))),
            None => Ok(reorg),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResetOptions {
    forking: Option<serde_json::Value>,
    json_rpc_url: Option<String>,
}

/// Answer of `anvil_metadata`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    client_version: String,
    chain_id: u64,
    instance_id: B256,
    latest_block_number: u64,
    latest_block_hash: B256,
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    accounts(r)?;
    impersonation(r)?;
    pool(r)?;
    history(r)?;
    about(r)?;
    heads(r)?;
    for (name, why) in [
        (
            "anvil_setChainId",
            "the chain id is fixed at start: use --chain-id",
        ),
        (
            "anvil_setCoinbase",
            "the coinbase of an Arbitrum chain is its batch poster and is fixed",
        ),
        (
            "hardhat_setCoinbase",
            "the coinbase of an Arbitrum chain is its batch poster and is fixed",
        ),
        (
            "evm_setBlockGasLimit",
            "the block gas limit of an Arbitrum chain is 2^50 and is fixed",
        ),
        ("anvil_setRpcUrl", "this chain forks from no other"),
    ] {
        r.refuse(name, why)?;
    }
    Ok(())
}

fn accounts(r: &mut Registry) -> Registered {
    r.heavy(
        "anvil_setBalance",
        |node, (address, wei): (Address, U256)| {
            node.chain.set_balance(address, wei);
            Ok(())
        },
    )?;
    r.alias("anvil_setBalance", &["hardhat_setBalance"])?;
    r.heavy(
        "anvil_setNonce",
        |node, (address, nonce): (Address, Number)| {
            node.chain.set_nonce(address, nonce.0);
            Ok(())
        },
    )?;
    r.alias(
        "anvil_setNonce",
        &["hardhat_setNonce", "evm_setAccountNonce"],
    )?;
    r.heavy(
        "anvil_setCode",
        |node, (address, code): (Address, Bytes)| {
            node.chain.set_code(address, code);
            Ok(())
        },
    )?;
    r.alias("anvil_setCode", &["hardhat_setCode"])?;
    r.heavy(
        "anvil_setStorageAt",
        |node, (address, slot, value): (Address, U256, B256)| {
            node.chain.set_storage(address, slot, value);
            Ok(true)
        },
    )?;
    r.alias("anvil_setStorageAt", &["hardhat_setStorageAt"])
}

fn impersonation(r: &mut Registry) -> Registered {
    r.heavy(
        "anvil_impersonateAccount",
        |node, (address,): (Address,)| {
            node.chain.impersonate(address);
            Ok(())
        },
    )?;
    r.alias("anvil_impersonateAccount", &["hardhat_impersonateAccount"])?;
    r.heavy(
        "anvil_stopImpersonatingAccount",
        |node, (address,): (Address,)| {
            node.chain.stop_impersonating(address);
            Ok(())
        },
    )?;
    r.alias(
        "anvil_stopImpersonatingAccount",
        &["hardhat_stopImpersonatingAccount"],
    )?;
    r.heavy("anvil_autoImpersonateAccount", |node, (on,): (bool,)| {
        node.chain.set_auto_impersonate(on);
        Ok(())
    })
}

fn pool(r: &mut Registry) -> Registered {
    r.heavy("anvil_dropTransaction", |node, (hash,): (B256,)| {
        Ok(node.chain.drop_transaction(hash).then_some(hash))
    })?;
    r.alias("anvil_dropTransaction", &["hardhat_dropTransaction"])?;
    r.heavy("anvil_dropAllTransactions", |node, ()| {
        node.chain.drop_all_transactions();
        Ok(())
    })?;
    r.heavy(
        "anvil_removePoolTransactions",
        |node, (from,): (Address,)| {
            for waiting in node
                .chain
                .pool()
                .into_iter()
                .filter(|waiting| waiting.from == from)
            {
                node.chain.drop_transaction(waiting.hash);
            }
            Ok(())
        },
    )
}

fn history(r: &mut Registry) -> Registered {
    r.heavy("evm_snapshot", |node, ()| {
        Ok(U64::from(node.chain.snapshot()))
    })?;
    r.alias("evm_snapshot", &["anvil_snapshot"])?;
    r.heavy("evm_revert", |node, (id,): (Number,)| {
        Ok(node.chain.revert(id.0))
    })?;
    r.alias("evm_revert", &["anvil_revert"])?;
    r.heavy("anvil_reorg", |node, reorg: Reorg| {
        let transactions = reorg
            .tx_block_pairs
            .into_iter()
            .map(|(tx, offset)| match tx {
                ReorgTransaction::Raw(raw) => (ReorgTx::Raw(raw), offset.0),
                ReorgTransaction::Request(request) => (ReorgTx::Request(request), offset.0),
            });
        Ok(node.chain.reorg(reorg.depth.0, transactions.collect())?)
    })?;
    r.heavy("anvil_rollback", |node, (depth,): (Option<Number>,)| {
        Ok(node.chain.rollback(depth.map_or(1, |d| d.0))?)
    })?;
    r.heavy("anvil_dumpState", |node, _: (Option<bool>,)| {
        Ok(Bytes::from(node.chain.dump()?))
    })?;
    r.alias("anvil_dumpState", &["hardhat_dumpState"])?;
    r.heavy("anvil_loadState", |node, (dump,): (Bytes,)| {
        node.chain.load(&dump)?;
        Ok(true)
    })?;
    r.alias("anvil_loadState", &["hardhat_loadState"])?;
    r.heavy(
        "anvil_reset",
        |node, (options,): (Option<ResetOptions>,)| {
            if options.is_some_and(|o| o.forking.is_some() || o.json_rpc_url.is_some()) {
                return Err(RpcError::server(
                    "forking is not supported: reset without options goes back to genesis",
                ));
            }
            let fresh = Chain::new(node.chain.config().clone())?;
            Ok(node.chain.load(&fresh.dump()?)?)
        },
    )?;
    r.alias("anvil_reset", &["hardhat_reset"])
}

fn about(r: &mut Registry) -> Registered {
    r.quick("anvil_nodeInfo", |node, ()| {
        let head = node.chain.head();
        let base_fee = U256::from(node.chain.base_fee());
        Ok(NodeInfo {
            current_block_number: U64::from(head.number()),
            current_block_timestamp: head.header.timestamp,
            current_block_hash: head.hash,
            hard_fork: "osaka",
            transaction_order: "fifo",
            environment: NodeEnvironment {
                base_fee,
                chain_id: node.chain.chain_id(),
                gas_limit: U64::from(head.header.gas_limit),
                gas_price: base_fee,
            },
            fork_config: ForkConfig::default(),
        })
    })?;
    r.quick("anvil_metadata", |node, ()| {
        let head = node.chain.head();
        Ok(Metadata {
            client_version: client_version(),
            chain_id: node.chain.chain_id(),
            instance_id: node.instance,
            latest_block_number: head.number(),
            latest_block_hash: head.hash,
        })
    })?;
    r.alias("anvil_metadata", &["hardhat_metadata"])?;
    // Logging is by RUST_LOG; tools switch it off around their own calls.
    r.quick("anvil_setLoggingEnabled", |_, _: (bool,)| Ok(()))?;
    r.alias("anvil_setLoggingEnabled", &["hardhat_setLoggingEnabled"])
}

fn heads(r: &mut Registry) -> Registered {
    r.heavy("devchain_setSafe", |node, (number,): (Option<Number>,)| {
        Ok(node.chain.set_safe(number.map(|n| n.0))?)
    })?;
    r.heavy(
        "devchain_setFinalized",
        |node, (number,): (Option<Number>,)| Ok(node.chain.set_finalized(number.map(|n| n.0))?),
    )?;
    r.heavy("devchain_setL1BlockNumber", |node, (number,): (Number,)| {
        node.chain.set_l1_block_number(number.0);
        Ok(())
    })?;
    r.heavy("devchain_setL1PricePerUnit", |node, (wei,): (U256,)| {
        node.chain.set_l1_price_per_unit(wei);
        Ok(())
    })
}

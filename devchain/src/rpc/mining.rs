//! Blocks on demand and time travel, under the names of Anvil, Hardhat and Ganache.

use super::{
    Node,
    error::{RpcError, RpcResult},
    methods::{Registered, Registry},
    params::Number,
    types::BlockView,
};
use crate::chain::MiningMode;
use alloy::primitives::{B256, U64};
use serde::Deserialize;
use std::time::Duration;

/// Most blocks of one call.
const MAX_BLOCKS: u64 = 100_000;
/// The end of time, Unix seconds: later block timestamps would only find overflows in contracts and clients.
const MAX_TIME: u64 = 1 << 40;
/// The longest distance between blocks that are mined by the clock, in seconds.
const MAX_INTERVAL: u64 = 1 << 32;

/// Parameter of `evm_mine`: a timestamp, or options.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a timestamp or {timestamp, blocks}")]
enum MineOptions {
    Options {
        timestamp: Option<Number>,
        blocks: Option<Number>,
    },
    Timestamp(Number),
}

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    blocks(r)?;
    modes(r)?;
    time(r)?;
    fees(r)
}

fn blocks(r: &mut Registry) -> Registered {
    r.heavy(
        "anvil_mine",
        |node, (count, interval): (Option<Number>, Option<Number>)| {
            let interval = interval
                .map(|secs| seconds(secs, MAX_INTERVAL))
                .transpose()?;
            mine(node, count.map_or(1, |n| n.0), interval).map(drop)
        },
    )?;
    r.alias("anvil_mine", &["hardhat_mine"])?;
    r.heavy("evm_mine", |node, (options,): (Option<MineOptions>,)| {
        evm_mine(node, options).map(|_| "0x0")
    })?;
    r.heavy(
        "evm_mine_detailed",
        |node, (options,): (Option<MineOptions>,)| {
            let hashes = evm_mine(node, options)?;
            let blocks = hashes
                .into_iter()
                .filter_map(|hash| node.chain.block(hash.into()).ok().flatten());
            Ok(blocks
                .map(|block| BlockView { block, full: true })
                .collect::<Vec<_>>())
        },
    )?;
    r.alias("evm_mine_detailed", &["anvil_mine_detailed"])
}

fn evm_mine(node: &Node, options: Option<MineOptions>) -> RpcResult<Vec<B256>> {
    let (timestamp, count) = match options {
        None => (None, 1),
        Some(MineOptions::Timestamp(timestamp)) => (Some(timestamp), 1),
        Some(MineOptions::Options { timestamp, blocks }) => (timestamp, blocks.map_or(1, |n| n.0)),
    };
    if let Some(timestamp) = timestamp {
        node.chain
            .set_next_block_timestamp(seconds(timestamp, MAX_TIME)?)?;
    }
    mine(node, count, None)
}

fn mine(node: &Node, count: u64, interval: Option<u64>) -> RpcResult<Vec<B256>> {
    if count > MAX_BLOCKS {
        return Err(RpcError::limit(format!(
            "cannot mine {count} blocks in one call: at most {MAX_BLOCKS}"
        )));
    }
    if interval.is_some_and(|secs| secs.saturating_mul(count) > MAX_TIME) {
        return Err(RpcError::invalid(format!(
            "{count} blocks at that distance pass the latest time, {MAX_TIME}"
        )));
    }
    Ok(node.chain.mine(count, interval)?)
}

fn modes(r: &mut Registry) -> Registered {
    r.heavy("anvil_setAutomine", |node, (on,): (bool,)| {
        node.chain.set_mining_mode(if on {
            MiningMode::Auto
        } else {
            MiningMode::Manual
        });
        Ok(())
    })?;
    r.alias("anvil_setAutomine", &["evm_setAutomine"])?;
    r.quick("anvil_getAutomine", |node, ()| {
        Ok(node.chain.mining_mode() == MiningMode::Auto)
    })?;
    r.alias("anvil_getAutomine", &["hardhat_getAutomine"])?;
    r.heavy("anvil_setIntervalMining", |node, (secs,): (Number,)| {
        node.chain
            .set_mining_mode(match seconds(secs, MAX_INTERVAL)? {
                0 => MiningMode::Manual,
                secs => MiningMode::Interval(Duration::from_secs(secs)),
            });
        Ok(())
    })?;
    r.alias("anvil_setIntervalMining", &["evm_setIntervalMining"])?;
    r.quick("anvil_getIntervalMining", |node, ()| {
        Ok(match node.chain.mining_mode() {
            MiningMode::Interval(interval) => Some(interval.as_secs()),
            MiningMode::Auto | MiningMode::Manual => None,
        })
    })
}

fn time(r: &mut Registry) -> Registered {
    r.heavy("evm_increaseTime", |node, (secs,): (Number,)| {
        let secs = seconds(secs, MAX_TIME)?;
        if node.chain.head().header.timestamp.saturating_add(secs) > MAX_TIME {
            return Err(RpcError::invalid(format!(
                "{secs} seconds on passes the latest time, {MAX_TIME}"
            )));
        }
        Ok(node.chain.increase_time(secs))
    })?;
    r.alias("evm_increaseTime", &["anvil_increaseTime"])?;
    r.heavy(
        "evm_setNextBlockTimestamp",
        |node, (timestamp,): (Number,)| {
            Ok(node
                .chain
                .set_next_block_timestamp(seconds(timestamp, MAX_TIME)?)?)
        },
    )?;
    r.alias(
        "evm_setNextBlockTimestamp",
        &["anvil_setNextBlockTimestamp"],
    )?;
    r.heavy("evm_setTime", |node, (timestamp,): (Number,)| {
        // As Anvil: how far ahead, never negative.
        Ok(node.chain.set_time(seconds(timestamp, MAX_TIME)?).max(0))
    })?;
    r.alias("evm_setTime", &["anvil_setTime"])?;
    r.heavy(
        "anvil_setBlockTimestampInterval",
        |node, (secs,): (Number,)| {
            node.chain
                .set_block_timestamp_interval(Some(seconds(secs, MAX_INTERVAL)?));
            Ok(())
        },
    )?;
    r.heavy("anvil_removeBlockTimestampInterval", |node, ()| {
        node.chain.set_block_timestamp_interval(None);
        Ok(true)
    })
}

fn fees(r: &mut Registry) -> Registered {
    r.heavy("anvil_setMinGasPrice", |node, (wei,): (U64,)| {
        node.chain.set_min_base_fee(wei.to());
        Ok(())
    })?;
    r.alias("anvil_setMinGasPrice", &["hardhat_setMinGasPrice"])?;
    r.heavy("anvil_setNextBlockBaseFeePerGas", |node, (wei,): (U64,)| {
        node.chain.set_next_block_base_fee(wei.to());
        Ok(())
    })?;
    r.alias(
        "anvil_setNextBlockBaseFeePerGas",
        &["hardhat_setNextBlockBaseFeePerGas"],
    )
}

fn seconds(number: Number, most: u64) -> RpcResult<u64> {
    match number.0 {
        secs if secs <= most => Ok(secs),
        secs => Err(RpcError::invalid(format!(
            "{secs} seconds are too many: at most {most}"
        ))),
    }
}

//! The reserve's report chain, replayed from the chain's logs alone.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::Filter;
use alloy::sol_types::{SolEvent, SolValue};
use anyhow::{Result, ensure};
use productshare_abi::Reserve;
use productshare_abi::Reserve::ReserveReported;

use crate::client::Client;

/// The hash that a report must bear (protocol.md, section 3).
pub fn hash(chain_id: u64, reserve: Address, report: &ReserveReported) -> B256 {
    let preimage = (
        U256::from(chain_id),
        reserve,
        report.id,
        report.onchainSupply,
        report.attestedSupply,
        report.onchainReserve,
        report.attestedInForce,
        report.attestedAsOf,
        report.ratioBps,
        report.previousHash,
    );
    keccak256(preimage.abi_encode())
}

/// All reports up to `block`, oldest first; an error if one does not recompute, does not follow the one before, or is
/// not the last of which the contract itself speaks.
pub async fn replay(client: &Client, reserve: Address, block: u64) -> Result<Vec<ReserveReported>> {
    let filter = Filter::new()
        .address(reserve)
        .event_signature(ReserveReported::SIGNATURE_HASH)
        .from_block(0)
        .to_block(block);
    let mut reports: Vec<ReserveReported> = Vec::new();
    for log in client.provider.get_logs(&filter).await? {
        let report = ReserveReported::decode_log(&log.inner)?.data;
        let (next, head) = reports
            .last()
            .map_or((1, B256::ZERO), |last| (last.id + 1, last.hash));
        ensure!(
            report.id == next,
            "report {} follows report {}",
            report.id,
            next - 1
        );
        ensure!(
            report.previousHash == head,
            "report {} does not name the one before it",
            report.id
        );
        ensure!(
            hash(client.chain_id, reserve, &report) == report.hash,
            "report {} has a wrong hash",
            report.id
        );
        reports.push(report);
    }
    let now = client
        .read_at(reserve, &Reserve::reserveReportCall {}, block)
        .await?;
    let head = reports.last().map_or(B256::ZERO, |last| last.hash);
    ensure!(
        now.head == head,
        "reserveReport() stands at {}, the logs end at {head}",
        now.head
    );
    Ok(reports)
}

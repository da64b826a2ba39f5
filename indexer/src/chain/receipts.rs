//! Logs proved by the block's receipts root: the trie is rebuilt from the receipts that a node sends.

use alloy::{
    primitives::{Address, B256, Bloom, Bytes, U64},
    rlp::{BufMut, Encodable, Header as RlpHeader},
};
use alloy_trie::root::ordered_trie_root_with_encoder;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Header, RawLog, RpcError,
    wire::{self, Answer, Body},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireReceipt {
    #[serde(default, rename = "type")]
    kind: U64,
    status: U64,
    cumulative_gas_used: U64,
    logs_bloom: Bloom,
    logs: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Payload {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
}

struct Proof {
    kind: u8,
    status: bool,
    gas: u64,
    bloom: Bloom,
    logs: Vec<Payload>,
}

/// Reads the receipts of a block, checks their root against the header, and returns the logs of the
/// followed contracts.
pub fn proved_logs(
    header: &Header,
    answer: &Answer,
    contracts: &[Address],
) -> Result<Vec<RawLog>, RpcError> {
    let bad = |what: String| RpcError::Malformed(format!("eth_getBlockReceipts: {what}"));
    let receipts: Vec<WireReceipt> = wire::parse(answer)?;
    let mut proofs = Vec::with_capacity(receipts.len());
    let mut ours = Vec::new();
    for receipt in receipts {
        let mut logs = Vec::with_capacity(receipt.logs.len());
        for raw in receipt.logs {
            let payload: Payload =
                serde_json::from_str(raw.get()).map_err(|e| bad(e.to_string()))?;
            if contracts.contains(&payload.address) {
                ours.push(raw);
            }
            logs.push(payload);
        }
        proofs.push(Proof {
            kind: u8::try_from(receipt.kind.to::<u64>())
                .map_err(|_| bad("a type beyond 255".into()))?,
            status: receipt.status == U64::from(1),
            gas: receipt.cumulative_gas_used.to(),
            bloom: receipt.logs_bloom,
            logs,
        });
    }
    let root = ordered_trie_root_with_encoder(&proofs, |proof, out| proof.encode(out));
    if let Some(expected) = header.receipts_root
        && root != expected
    {
        return Err(bad(format!("root {root} is not the header's {expected}")));
    }
    let text = serde_json::to_string(&ours).map_err(|e| bad(e.to_string()))?;
    let raw = RawValue::from_string(text).map_err(|e| bad(e.to_string()))?;
    wire::logs(Ok(Body::Json(raw)), contracts)
}

impl Proof {
    /// EIP-2718: the type byte unless legacy, then rlp(status, cumulative gas, bloom, logs).
    fn encode(&self, out: &mut dyn BufMut) {
        if self.kind != 0 {
            out.put_u8(self.kind);
        }
        let logs = self.logs.iter().map(Payload::rlp_length).sum::<usize>();
        let logs_header = RlpHeader {
            list: true,
            payload_length: logs,
        };
        let payload = self.status.length()
            + self.gas.length()
            + self.bloom.length()
            + logs_header.length()
            + logs;
        RlpHeader {
            list: true,
            payload_length: payload,
        }
        .encode(out);
        self.status.encode(out);
        self.gas.encode(out);
        self.bloom.encode(out);
        logs_header.encode(out);
        for log in &self.logs {
            log.rlp_encode(out);
        }
    }
}

impl Payload {
    fn header(&self) -> RlpHeader {
        RlpHeader {
            list: true,
            payload_length: self.address.length() + self.topics.length() + self.data.length(),
        }
    }

    fn rlp_length(&self) -> usize {
        let header = self.header();
        header.length() + header.payload_length
    }

    fn rlp_encode(&self, out: &mut dyn BufMut) {
        self.header().encode(out);
        self.address.encode(out);
        self.topics.encode(out);
        self.data.encode(out);
    }
}

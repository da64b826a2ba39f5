//! The filter object of eth_getLogs, eth_newFilter and eth_subscribe("logs"): parsing with its limits, and matching.

use super::error::{RpcError, RpcResult};
use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256, Bloom, keccak256},
};
use serde::Deserialize;
use std::collections::HashSet;

/// Most addresses in a filter, and most alternatives in one topic position (as in Nitro).
pub const MAX_ALTERNATIVES: usize = 1000;
/// Most topics of a log.
pub const MAX_TOPICS: usize = 4;

/// The filter object as it comes over the wire.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FilterRequest {
    from_block: Option<BlockNumberOrTag>,
    to_block: Option<BlockNumberOrTag>,
    block_hash: Option<B256>,
    address: Option<OneOrMany<Address>>,
    topics: Option<Vec<Option<OneOrMany<Option<B256>>>>>,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected one 0x-prefixed value or an array of them, of the right length"
)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

/// Which blocks a filter asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockRange {
    /// The one block with this hash.
    Hash(B256),
    /// From and to, both included; `None` is the latest block.
    Numbers(Option<BlockNumberOrTag>, Option<BlockNumberOrTag>),
}

/// A checked filter.
#[derive(Clone, Debug)]
pub struct LogFilter {
    /// Which blocks it asks for.
    pub blocks: BlockRange,
    matcher: Matcher,
}

/// The address and topic part of a filter.
#[derive(Clone, Debug, Default)]
struct Matcher {
    /// Empty: any address.
    addresses: HashSet<Address>,
    /// Per position; an empty set matches anything, but the position must exist in the log.
    topics: Vec<HashSet<B256>>,
    /// Per condition the Bloom bits of its alternatives, to pass over blocks without a match.
    blooms: Vec<Vec<[u16; 3]>>,
}

impl TryFrom<FilterRequest> for LogFilter {
    type Error = RpcError;

    fn try_from(request: FilterRequest) -> RpcResult<Self> {
        let blocks = match (request.block_hash, request.from_block, request.to_block) {
            (Some(hash), None, None) => BlockRange::Hash(hash),
            (Some(_), ..) => {
                return Err(RpcError::invalid(
                    "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other",
                ));
            }
            (None, from, to) => BlockRange::Numbers(from, to),
        };

        let addresses = request.address.map(OneOrMany::into_vec).unwrap_or_default();
        if addresses.len() > MAX_ALTERNATIVES {
            return Err(RpcError::invalid(format!(
                "exceed max addresses ({MAX_ALTERNATIVES})"
            )));
        }

        let positions = request.topics.unwrap_or_default();
        if positions.len() > MAX_TOPICS {
            return Err(RpcError::invalid(format!(
                "exceed max topics ({MAX_TOPICS})"
            )));
        }
        let mut topics = Vec::with_capacity(positions.len());
        for position in positions {
            let alternatives = position.map(OneOrMany::into_vec).unwrap_or_default();
            if alternatives.len() > MAX_ALTERNATIVES {
                return Err(RpcError::invalid(format!(
                    "exceed max topics per position ({MAX_ALTERNATIVES})"
                )));
            }
            // A null among the alternatives makes the position a wildcard.
            topics.push(
                alternatives
                    .into_iter()
                    .collect::<Option<HashSet<B256>>>()
                    .unwrap_or_default(),
            );
        }

        Ok(Self {
            blocks,
            matcher: Matcher::new(addresses.into_iter().collect(), topics),
        })
    }
}

impl LogFilter {
    /// Whether a block with this Bloom filter can hold a match.
    pub fn may_match(&self, bloom: &Bloom) -> bool {
        let set = |bit: &u16| bloom[255 - usize::from(bit / 8)] & (1 << (bit % 8)) != 0;
        self.matcher
            .blooms
            .iter()
            .all(|any| any.iter().any(|bits| bits.iter().all(set)))
    }

    /// Whether a log matches.
    pub fn matches(&self, address: &Address, topics: &[B256]) -> bool {
        let wanted = &self.matcher;
        (wanted.addresses.is_empty() || wanted.addresses.contains(address))
            && wanted.topics.len() <= topics.len()
            && wanted
                .topics
                .iter()
                .zip(topics)
                .all(|(any, topic)| any.is_empty() || any.contains(topic))
    }
}

impl Matcher {
    fn new(addresses: HashSet<Address>, topics: Vec<HashSet<B256>>) -> Self {
        let mut blooms = Vec::new();
        if !addresses.is_empty() {
            blooms.push(addresses.iter().map(|a| bloom_bits(a.as_slice())).collect());
        }
        for position in topics.iter().filter(|p| !p.is_empty()) {
            blooms.push(position.iter().map(|t| bloom_bits(t.as_slice())).collect());
        }
        Self {
            addresses,
            topics,
            blooms,
        }
    }
}

/// The three bits that `item` sets in a block's Bloom filter (yellow paper, M3:2048).
fn bloom_bits(item: &[u8]) -> [u16; 3] {
    let hash = keccak256(item);
    [0, 2, 4].map(|i| u16::from_be_bytes([hash[i], hash[i + 1]]) & 0x7ff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parse(value: Value) -> RpcResult<LogFilter> {
        serde_json::from_value::<FilterRequest>(value)
            .map_err(|e| RpcError::invalid(e.to_string()))?
            .try_into()
    }

    fn topic(n: u8) -> B256 {
        B256::repeat_byte(n)
    }

    #[test]
    fn empty_filter_matches_everything() {
        let filter = parse(json!({})).unwrap();
        assert_eq!(filter.blocks, BlockRange::Numbers(None, None));
        assert!(filter.matches(&Address::ZERO, &[]));
        assert!(filter.may_match(&Bloom::ZERO));
    }

    #[test]
    fn topics_match_by_position_with_alternatives_and_wildcards() {
        let filter = parse(json!({ "topics": [null, [topic(1), topic(2)]] })).unwrap();
        assert!(filter.matches(&Address::ZERO, &[topic(9), topic(2)]));
        assert!(filter.matches(&Address::ZERO, &[topic(9), topic(1), topic(7)]));
        assert!(!filter.matches(&Address::ZERO, &[topic(9), topic(3)]));
        assert!(
            !filter.matches(&Address::ZERO, &[topic(1)]),
            "the second topic must exist"
        );

        let wildcard = parse(json!({ "topics": [[topic(1), null]] })).unwrap();
        assert!(wildcard.matches(&Address::ZERO, &[topic(5)]));
        assert!(
            !wildcard.matches(&Address::ZERO, &[]),
            "a wildcard position must exist in the log"
        );
    }

    #[test]
    fn bloom_passes_over_blocks_without_the_address_or_topic() {
        let (address, other) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let filter = parse(json!({ "address": address, "topics": [topic(3)] })).unwrap();
        let mut bloom = Bloom::ZERO;
        bloom.accrue_raw_log(address, &[topic(3)]);
        assert!(filter.may_match(&bloom));
        let mut bloom = Bloom::ZERO;
        bloom.accrue_raw_log(other, &[topic(3)]);
        assert!(!filter.may_match(&bloom));
    }

    #[test]
    fn filter_beyond_its_limits_is_refused() {
        let many_addresses: Vec<_> = (0..=MAX_ALTERNATIVES as u64)
            .map(|n| Address::left_padding_from(&n.to_be_bytes()))
            .collect();
        let many_topics: Vec<_> = (0..=MAX_ALTERNATIVES as u64)
            .map(|n| B256::left_padding_from(&n.to_be_bytes()))
            .collect();
        assert!(parse(json!({ "address": many_addresses })).is_err());
        assert!(parse(json!({ "topics": [many_topics] })).is_err());
        assert!(parse(json!({ "topics": [null, null, null, null, null] })).is_err());
        assert!(parse(json!({ "blockHash": topic(1), "fromBlock": "0x1" })).is_err());
        assert!(parse(json!({ "address": "0x1234" })).is_err());
        assert!(parse(json!({ "address": &many_addresses[..MAX_ALTERNATIVES] })).is_ok());
    }
}

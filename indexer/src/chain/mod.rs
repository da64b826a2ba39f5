//! What the chain says: block headers, logs, and the nodes they are asked of.

mod codes;
mod errors;
mod heads;
mod node;
mod pool;
mod receipts;
mod source;
pub mod stream;
pub mod wire;

use alloy::primitives::{Address, B256, Bloom, Bytes};

pub use errors::RpcError;
pub use heads::HeadWatch;
pub use pool::Pool;
pub use source::{Heads, Source};

/// A block by its number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockId {
    pub number: u64,
    pub hash: B256,
}

/// What the index needs of a block header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub number: u64,
    pub hash: B256,
    pub parent_hash: B256,
    /// Unix seconds.
    pub time: u64,
    /// Never all zero; absent where it is, or on nodes that keep none.
    pub logs_bloom: Option<Bloom>,
    pub receipts_root: Option<B256>,
}

impl Header {
    pub fn id(&self) -> BlockId {
        BlockId {
            number: self.number,
            hash: self.hash,
        }
    }
}

/// A log of a followed contract, as the node sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLog {
    pub block: BlockId,
    /// Position within the block.
    pub log_index: u32,
    pub transaction: B256,
    pub address: Address,
    pub topics: Vec<B256>,
    pub data: Bytes,
    /// Unix seconds, when the node says so in the log.
    pub time: Option<u64>,
}

impl RawLog {
    /// About how many bytes it takes in a node's answer: two digits for each byte of data, and what every log has.
    pub fn wire_bytes(&self) -> usize {
        480 + self.topics.len() * 70 + self.data.len() * 2
    }
}

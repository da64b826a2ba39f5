//! What can go wrong with a node, told apart by what to do about it.

use std::time::Duration;

/// A failed question to a node.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RpcError {
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    #[error("did not answer within {0:?}")]
    TimedOut(Duration),
    #[error("asks for fewer requests")]
    RateLimited { retry_after: Option<Duration> },
    #[error("answered HTTP {0}")]
    Status(u16),
    /// Not JSON-RPC, or JSON-RPC that contradicts the question or itself.
    #[error("gave an unusable answer: {0}")]
    Malformed(String),
    /// Ask for less at once.
    #[error("refuses a range or answer this large: {0}")]
    TooLarge(String),
    /// A block that the node does not have, or not yet.
    #[error("does not know the block")]
    UnknownBlock,
    #[error("answered error {code}: {message}")]
    Node { code: i64, message: String },
    #[error("is on chain {found}, but the manifest says {expected}")]
    WrongChain { expected: u64, found: u64 },
}

impl RpcError {
    /// Whether the question, not the node, has to change.
    pub fn is_about_the_question(&self) -> bool {
        matches!(self, Self::TooLarge(_))
    }

    /// Sorts a JSON-RPC error object by the wording of the nodes and providers in use: codes are not
    /// enough, since -32005, -32602 and -32000 each stand for several conditions.
    pub fn from_node(code: i64, message: &str) -> Self {
        const TOO_LARGE: &[&str] = &[
            "query returned more than",
            "block range",
            "range is too",
            "range too",
            "ranges over",
            "too many blocks",
            "too many results",
            "too many logs",
            "max results",
            "response size",
            "response too large",
            "response is too big",
            "log response size exceeded",
            "exceed max",
            "exceeds max",
            "exceeds the range",
            "is limited to",
            "limited to a",
            "query timeout exceeded",
            "request timed out",
            "query exceeds",
            "please limit",
            "try with this block range",
            "max block range",
            "eth_getlogs is limited",
        ];
        const RATE: &[&str] = &[
            "rate limit",
            "too many requests",
            "request limit",
            "compute units",
            "capacity exceeded",
            "throughput",
            "per second",
            "daily request count",
            "quota",
        ];
        const UNKNOWN: &[&str] = &[
            "unknown block",
            "header not found",
            "block not found",
            "header for hash not found",
        ];
        let text = message.to_ascii_lowercase();
        let says = |list: &[&str]| list.iter().any(|phrase| text.contains(phrase));
        let short: String = message.chars().take(200).collect();
        if code == 429 || says(RATE) {
            Self::RateLimited { retry_after: None }
        } else if says(TOO_LARGE) || (code == -32005 && text.contains("limit")) {
            Self::TooLarge(short)
        } else if says(UNKNOWN) {
            Self::UnknownBlock
        } else {
            Self::Node {
                code,
                message: short,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wording_of_providers_is_sorted_by_what_to_do() {
        let too_large = [
            (-32005, "query returned more than 10000 results"),
            (
                -32602,
                "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range",
            ),
            (
                -32600,
                "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.",
            ),
            (-32000, "exceed maximum block range: 50000"),
            (-32614, "eth_getLogs is limited to a 10,000 range"),
            (
                -32701,
                "Please specify an address in your request or, to remove restrictions, try with this block range",
            ),
            (-32005, "limit exceeded"),
            (-32062, "Block range is too large"),
            (
                -32000,
                "block range extends beyond current head block is too wide",
            ),
            (
                -32602,
                "query exceeds max results 20000, retry with the range 1-2",
            ),
        ];
        for (code, message) in too_large {
            assert!(
                matches!(RpcError::from_node(code, message), RpcError::TooLarge(_)),
                "{message}"
            );
        }
        let rate = [
            (429, "whatever"),
            (-32005, "daily request count exceeded, request rate limited"),
            (
                -32016,
                "Your app has exceeded its compute units per second capacity",
            ),
            (-32007, "50/second request limit reached"),
        ];
        for (code, message) in rate {
            assert!(
                matches!(
                    RpcError::from_node(code, message),
                    RpcError::RateLimited { .. }
                ),
                "{message}"
            );
        }
        assert!(matches!(
            RpcError::from_node(-32000, "Unknown block"),
            RpcError::UnknownBlock
        ));
        assert!(matches!(
            RpcError::from_node(-32000, "execution reverted"),
            RpcError::Node { .. }
        ));
    }
}

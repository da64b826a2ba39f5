//! JSON-RPC errors with the codes and wording of geth and Nitro, which wallets and libraries match on.

use crate::chain::{CallError, ChainError, TxError};
use alloy::primitives::Bytes;
use jsonrpsee::types::ErrorObjectOwned;

/// The request itself is wrong: a missing, surplus or malformed argument.
pub const INVALID_PARAMS: i32 = -32602;
/// The method is not served here.
pub const METHOD_NOT_FOUND: i32 = -32601;
/// Anything that went wrong while serving a well-formed request (geth's default code).
pub const SERVER_ERROR: i32 = -32000;
/// The answer or the resource asked for passes a limit of this server (EIP-1474).
pub const LIMIT_EXCEEDED: i32 = -32005;
/// Execution reverted; `data` carries the revert data.
pub const EXECUTION_REVERTED: i32 = 3;

/// Result of a JSON-RPC method.
pub type RpcResult<T> = Result<T, RpcError>;

/// One JSON-RPC error: code, a line for people, and data for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    /// JSON-RPC error code.
    pub code: i32,
    /// One line that says what is wrong.
    pub message: String,
    /// Revert data, when execution reverted.
    pub data: Option<Bytes>,
}

impl RpcError {
    /// An error with a code and a message, without data.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    /// A malformed request.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    /// A failure while serving a well-formed request.
    pub fn server(message: impl Into<String>) -> Self {
        Self::new(SERVER_ERROR, message)
    }

    /// A limit of this server was passed.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(LIMIT_EXCEEDED, message)
    }

    /// The method exists elsewhere but not here; `why` says what to use instead.
    pub fn unsupported(why: impl Into<String>) -> Self {
        Self::new(METHOD_NOT_FOUND, why)
    }
}

impl From<ChainError> for RpcError {
    fn from(e: ChainError) -> Self {
        Self::server(e.to_string())
    }
}

impl From<CallError> for RpcError {
    fn from(e: CallError) -> Self {
        match e {
            CallError::Revert { message, output } => Self {
                code: EXECUTION_REVERTED,
                message,
                data: Some(output),
            },
            CallError::Invalid(e) => e.into(),
            CallError::Halt(_) | CallError::GasRequired(_) | CallError::Chain(_) => {
                Self::server(e.to_string())
            }
        }
    }
}

impl From<TxError> for RpcError {
    fn from(e: TxError) -> Self {
        match e {
            TxError::Estimate(e) => (*e).into(),
            e => Self::server(e.to_string()),
        }
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(e: RpcError) -> Self {
        Self::owned(e.code, e.message, e.data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::sol_types::{Revert, SolError};

    #[test]
    fn revert_has_code_3_with_reason_and_data() {
        let data = Bytes::from(Revert::from("not enough").abi_encode());
        let e = RpcError::from(CallError::revert(data.clone()));
        assert_eq!(
            (e.code, e.message.as_str()),
            (EXECUTION_REVERTED, "execution reverted: not enough")
        );
        assert_eq!(e.data, Some(data));
    }

    #[test]
    fn revert_inside_an_estimate_keeps_its_data() {
        let data = Bytes::from_static(&[0xde, 0xad, 0xbe, 0xef]);
        let e = RpcError::from(TxError::Estimate(Box::new(CallError::revert(data.clone()))));
        assert_eq!((e.code, e.data), (EXECUTION_REVERTED, Some(data)));
    }

    #[test]
    fn other_failures_are_server_errors_without_data() {
        let e = RpcError::from(CallError::Halt("out of gas".into()));
        assert_eq!(
            (e.code, e.message.as_str(), e.data),
            (SERVER_ERROR, "out of gas", None)
        );
        assert_eq!(
            RpcError::from(ChainError::SafeNotFound).message,
            "safe block not found"
        );
    }
}

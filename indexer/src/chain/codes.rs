//! Whether contracts are there: one question for all of them.

use alloy::primitives::{Address, Bytes};
use serde_json::json;

use super::{RpcError, Source, node::Call, wire};

const PUSH1: u8 = 0x60;
const PUSH20: u8 = 0x73;
const EXTCODESIZE: u8 = 0x3b;
const ISZERO: u8 = 0x15;
const MSTORE8: u8 = 0x53;
const RETURN: u8 = 0xf3;

/// Most addresses that one question is about: their places are one byte.
const MOST: usize = 255;

impl Source {
    /// Which of these addresses have code now.
    pub async fn have_code(&self, addresses: &[Address]) -> Result<Vec<bool>, RpcError> {
        let mut all = Vec::with_capacity(addresses.len());
        for part in addresses.chunks(MOST) {
            all.extend(match self.all_have_code(part).await? {
                Some(told) => told,
                None => {
                    tracing::debug!(
                        "the node runs no code of a call's own; asking for each contract's"
                    );
                    let codes = self.codes(part).await?;
                    codes.iter().map(|code| !code.is_empty()).collect()
                }
            });
        }
        Ok(all)
    }

    /// Asked as the creation of a contract that is not made. `None` from a node that does not do that.
    async fn all_have_code(&self, addresses: &[Address]) -> Result<Option<Vec<bool>>, RpcError> {
        let call = Call::new(
            "eth_call",
            json!([{ "data": program(addresses) }, "latest"]),
        );
        let told = self
            .pool
            .ask(call, |answer| match wire::parse::<Bytes>(&answer) {
                Err(RpcError::Node { .. }) => Ok(None),
                told => told.map(Some),
            });
        let told = told.await?.filter(|told| {
            told.len() == addresses.len() && told.iter().all(|byte| matches!(byte, 0 | 1))
        });
        Ok(told.map(|told| told.iter().map(|byte| *byte == 1).collect()))
    }
}

/// Returns a byte for each address: 1 where there is code.
fn program(addresses: &[Address]) -> Bytes {
    let mut code = Vec::with_capacity(addresses.len() * 27 + 5);
    for (place, address) in (0u8..).zip(addresses) {
        code.push(PUSH20);
        code.extend_from_slice(address.as_slice());
        code.extend([EXTCODESIZE, ISZERO, ISZERO, PUSH1, place, MSTORE8]);
    }
    code.extend([PUSH1, addresses.len() as u8, PUSH1, 0, RETURN]);
    code.into()
}

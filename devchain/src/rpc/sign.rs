//! Signing with the keys that the chain holds: messages, typed data and transactions.

use super::{
    Node,
    error::{RpcError, RpcResult},
    methods::{Registered, Registry},
};
use alloy::{
    dyn_abi::TypedData,
    eips::eip2718::Encodable2718,
    network::TxSignerSync,
    primitives::{Address, Bytes},
    rpc::types::TransactionRequest,
    signers::{Signature, SignerSync, local::PrivateKeySigner},
};

/// Registers the methods of this file.
pub fn register(r: &mut Registry) -> Registered {
    // EIP-191 both, in different order.
    r.heavy("eth_sign", |node, (address, message): (Address, Bytes)| {
        node.sign_message(address, &message)
    })?;
    r.heavy(
        "personal_sign",
        |node, (message, address, _password): (Bytes, Address, Option<String>)| {
            node.sign_message(address, &message)
        },
    )?;
    r.heavy(
        "eth_signTypedData_v4",
        |node, (address, data): (Address, TypedData)| {
            let hash = data
                .eip712_signing_hash()
                .map_err(|e| RpcError::invalid(format!("typed data: {e}")))?;
            encoded(node.signer(address)?.sign_hash_sync(&hash))
        },
    )?;
    r.alias("eth_signTypedData_v4", &["eth_signTypedData"])?;
    r.heavy(
        "eth_signTransaction",
        |node, (request,): (TransactionRequest,)| node.sign_transaction(request),
    )
}

impl Node {
    fn signer(&self, address: Address) -> RpcResult<&PrivateKeySigner> {
        let own = self
            .chain
            .signers()
            .iter()
            .find(|signer| signer.address() == address);
        own.ok_or_else(|| {
            RpcError::server(format!(
                "unknown account: no key of {address} here (see eth_accounts)"
            ))
        })
    }

    fn sign_message(&self, address: Address, message: &[u8]) -> RpcResult<Bytes> {
        encoded(self.signer(address)?.sign_message_sync(message))
    }

    fn sign_transaction(&self, request: TransactionRequest) -> RpcResult<Bytes> {
        let from = request
            .from
            .ok_or_else(|| RpcError::invalid("from is missing"))?;
        let signer = self.signer(from)?;
        let filled = self.chain.fill(request)?;
        let mut tx = filled
            .build_typed_tx()
            .map_err(|_| RpcError::invalid("the transaction lacks a field or mixes types"))?;
        let signature = signer.sign_transaction_sync(&mut tx).map_err(cannot_sign)?;
        let signed: alloy::consensus::TxEnvelope =
            alloy::consensus::Signed::new_unhashed(tx, signature).into();
        Ok(signed.encoded_2718().into())
    }
}

fn encoded(signature: alloy::signers::Result<Signature>) -> RpcResult<Bytes> {
    Ok(signature.map_err(cannot_sign)?.as_bytes().into())
}

fn cannot_sign(e: alloy::signers::Error) -> RpcError {
    RpcError::server(format!("cannot sign: {e}"))
}

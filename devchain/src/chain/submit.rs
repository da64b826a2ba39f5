//! Taking transactions in: decoding, recovering senders, filling in requests; and turning the pool into blocks.

use super::{
    Chain, Inner,
    config::MiningMode,
    data::Data,
    error::{CallError, TxError},
    pool::PoolTx,
    producer::Draft,
    types::{ChainEvent, Overrides},
};
use crate::state::State;
use alloy::{
    consensus::{
        SignableTransaction, Signed, Transaction as _, TxEnvelope, Typed2718, TypedTransaction,
    },
    eips::{BlockId, eip2718::Decodable2718},
    network::TxSignerSync,
    primitives::{Address, B256, Signature, TxKind, U256},
    rpc::types::TransactionRequest,
};

/// Half of secp256k1's order: signatures with a larger s are refused (EIP-2).
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe92f46681b20a0,
    0x5d576e7357a4501d,
    0xffffffffffffffff,
    0x7fffffffffffffff,
]);

/// The sender of a signed transaction.
fn recover(tx: &TxEnvelope) -> Result<Address, TxError> {
    let (signature, hash) = (tx.signature(), tx.signature_hash());
    if signature.s() > HALF_ORDER {
        return Err(TxError::InvalidSender);
    }
    let mut rs = [0u8; 64];
    rs[..32].copy_from_slice(&signature.r().to_be_bytes::<32>());
    rs[32..].copy_from_slice(&signature.s().to_be_bytes::<32>());
    let word = revm::precompile::secp256k1::ecrecover(&rs.into(), u8::from(signature.v()), &hash)
        .map_err(|_| TxError::InvalidSender)?;
    Ok(Address::from_word(word))
}

/// Checks that need no state.
fn admit(tx: &TxEnvelope, chain_id: u64) -> Result<(), TxError> {
    if !matches!(tx.ty(), 0 | 1 | 2 | 4) {
        return Err(TxError::TypeNotSupported);
    }
    match tx.chain_id() {
        Some(id) if id != chain_id => Err(TxError::InvalidChainId {
            have: id,
            want: chain_id,
        }),
        _ => Ok(()),
    }
}

/// The envelope of a transaction that nobody signed: its "signature" tells senders apart, so that hashes differ.
fn unsigned_envelope(tx: TypedTransaction, from: Address) -> TxEnvelope {
    let signature = Signature::new(
        U256::from_be_bytes(from.into_word().0),
        U256::from(1),
        false,
    );
    match tx {
        TypedTransaction::Legacy(tx) => Signed::new_unhashed(tx, signature).into(),
        TypedTransaction::Eip2930(tx) => Signed::new_unhashed(tx, signature).into(),
        TypedTransaction::Eip1559(tx) => Signed::new_unhashed(tx, signature).into(),
        TypedTransaction::Eip4844(tx) => Signed::new_unhashed(tx, signature).into(),
        TypedTransaction::Eip7702(tx) => Signed::new_unhashed(tx, signature).into(),
    }
}

impl Chain {
    pub(super) fn decode(&self, raw: &[u8]) -> Result<PoolTx, TxError> {
        if raw.first() == Some(&3) {
            return Err(TxError::TypeNotSupported);
        }
        let tx = TxEnvelope::decode_2718_exact(raw).map_err(|e| match raw.first() {
            Some(ty @ 0x05..=0x7f) => {
                tracing::debug!("transaction of type {ty:#x} refused");
                TxError::TypeNotSupported
            }
            _ => TxError::Decode(e.to_string()),
        })?;
        self.signed(tx)
    }

    pub(super) fn signed(&self, tx: TxEnvelope) -> Result<PoolTx, TxError> {
        admit(&tx, self.chain_id())?;
        let from = recover(&tx)?;
        Ok(PoolTx::new(tx, from, false))
    }

    /// A request as a transaction: signed if there is a key, else as impersonated.
    pub(super) fn build(&self, request: TransactionRequest) -> Result<PoolTx, TxError> {
        let from = request.from.ok_or(TxError::UnknownAccount)?;
        let impersonated = self.inner.data.read().is_impersonated(&from);
        // Before anything is estimated for it.
        if !impersonated && !self.signers().iter().any(|s| s.address() == from) {
            return Err(TxError::UnknownAccount);
        }
        let request = self.fill_request(request)?;
        self.sign(request, from, impersonated)
    }

    /// The same against a chain in the making, whose lock the caller holds: nothing is estimated, anyone may send.
    pub(super) fn build_on(
        &self,
        data: &Data,
        state: &State,
        mut request: TransactionRequest,
    ) -> Result<PoolTx, TxError> {
        let from = request.from.ok_or(TxError::UnknownAccount)?;
        request.nonce.get_or_insert(state.nonce(&from));
        let fee = u128::from(data.base_fee(&self.inner.config)) * 2;
        if request.gas_price.is_none() {
            request.max_fee_per_gas.get_or_insert(fee);
        }
        let value = request.value.unwrap_or_default();
        let affordable: u64 =
            (state.balance(&from).saturating_sub(value) / U256::from(fee.max(1))).saturating_to();
        request
            .gas
            .get_or_insert(affordable.min(super::call::RPC_GAS_CAP));
        let request = self.fill_request(request)?;
        self.sign(request, from, true)
    }

    fn sign(
        &self,
        request: TransactionRequest,
        from: Address,
        impersonated: bool,
    ) -> Result<PoolTx, TxError> {
        let mut tx = request
            .build_consensus_tx()
            .map_err(|e| TxError::Decode(e.error.to_string()))?;
        let envelope = match self.signers().iter().find(|s| s.address() == from) {
            Some(signer) => {
                let signature = match &mut tx {
                    TypedTransaction::Legacy(tx) => signer.sign_transaction_sync(tx),
                    TypedTransaction::Eip2930(tx) => signer.sign_transaction_sync(tx),
                    TypedTransaction::Eip1559(tx) => signer.sign_transaction_sync(tx),
                    TypedTransaction::Eip4844(tx) => signer.sign_transaction_sync(tx),
                    TypedTransaction::Eip7702(tx) => signer.sign_transaction_sync(tx),
                }
                .map_err(|e| TxError::Internal(e.to_string()))?;
                TxEnvelope::from(tx.into_signed(signature))
            }
            None if impersonated => unsigned_envelope(tx, from),
            None => return Err(TxError::UnknownAccount),
        };
        admit(&envelope, self.chain_id())?;
        Ok(PoolTx::new(envelope, from, impersonated))
    }

    /// Fills in what is missing. Takes the chain's lock only for a missing nonce, fee or gas limit.
    pub(super) fn fill_request(
        &self,
        mut request: TransactionRequest,
    ) -> Result<TransactionRequest, TxError> {
        let from = request.from.ok_or(TxError::UnknownAccount)?;
        if request.transaction_type == Some(3)
            || request.blob_versioned_hashes.is_some()
            || request.sidecar.is_some()
        {
            return Err(TxError::TypeNotSupported);
        }
        request.chain_id.get_or_insert(self.chain_id());
        request.to.get_or_insert(TxKind::Create);
        request.value.get_or_insert(U256::ZERO);
        if request.nonce.is_none() {
            let data = self.inner.data.read();
            request.nonce = Some(data.pool.nonce_after(&from, data.head().state.nonce(&from)));
        }
        if request.gas_price.is_none() && request.max_fee_per_gas.is_none() {
            let fee = u128::from(self.base_fee()) * 2
                + request.max_priority_fee_per_gas.unwrap_or_default();
            if matches!(request.transaction_type, Some(0 | 1)) {
                request.gas_price = Some(fee);
            } else {
                request.max_fee_per_gas = Some(fee);
            }
        }
        if request.max_fee_per_gas.is_some() {
            request.max_priority_fee_per_gas.get_or_insert(0);
        }
        if request.gas.is_none() {
            let gas = self
                .estimate_gas(&request, BlockId::pending(), &Overrides::default())
                .map_err(|e| match e {
                    CallError::Invalid(error) => error,
                    other => TxError::Estimate(Box::new(other)),
                })?;
            request.gas = Some(gas);
        }
        Ok(request)
    }

    /// Takes a transaction in: at once into a block in automatic mode, else into the pool.
    pub(super) fn submit(&self, tx: PoolTx) -> Result<B256, TxError> {
        let hash = tx.hash;
        let from = tx.from;
        let mut data = self.inner.data.write();
        let state_nonce = data.head().state.nonce(&from);
        let nonce = tx.tx.nonce();
        if nonce < state_nonce {
            return Err(TxError::NonceTooLow {
                address: from,
                tx: nonce,
                state: state_nonce,
            });
        }
        if data.mining == MiningMode::Auto && nonce == state_nonce {
            self.inner.emit(ChainEvent::Pending(hash));
            self.inner.mine_one(&mut data, &tx)?;
            data.pool.prune(&from, nonce + 1);
        } else {
            self.inner.check_for_pool(&data, &tx)?;
            data.pool.add(tx)?;
            self.inner.emit(ChainEvent::Pending(hash));
        }
        if data.mining == MiningMode::Auto {
            self.inner.mine_ready(&mut data);
        }
        Ok(hash)
    }
}

impl Inner {
    /// A block with just this transaction.
    pub(super) fn mine_one(&self, data: &mut Data, tx: &PoolTx) -> Result<(), TxError> {
        let parent = data.head().block.header.timestamp;
        let mut draft = Draft::new(data, &self.config, data.clock.peek(parent));
        draft.execute(tx)?;
        data.clock.take(parent);
        self.append(data, draft);
        Ok(())
    }

    /// Blocks of one transaction each, while the pool has one whose turn it is.
    pub(super) fn mine_ready(&self, data: &mut Data) {
        while !data.pool.is_empty() {
            let next = data.pool.next(|a| data.head().state.nonce(a)).cloned();
            let Some(tx) = next else { return };
            if let Err(error) = self.mine_one(data, &tx) {
                tracing::debug!(hash = %tx.hash, "dropped from the pool: {error}");
            }
            data.pool.remove(&tx.hash);
        }
    }

    /// A block with what the pool has ready, as far as it fits; empty if there is nothing.
    pub(super) fn mine_pool(&self, data: &mut Data) -> B256 {
        let parent = data.head().block.header.timestamp;
        let timestamp = data.clock.take(parent);
        let mut draft = Draft::new(data, &self.config, timestamp);
        while !draft.is_full() {
            let Some(tx) = data.pool.next(|a| draft.state().nonce(a)).cloned() else {
                break;
            };
            if let Err(error) = draft.execute(&tx) {
                tracing::debug!(hash = %tx.hash, "dropped from the pool: {error}");
            }
            data.pool.remove(&tx.hash);
        }
        self.append(data, draft)
    }

    pub(super) fn append(&self, data: &mut Data, draft: Draft) -> B256 {
        let height = draft.finish(data, &self.config);
        let block = height.block.clone();
        data.next_base_fee = None;
        data.push(height);
        let hash = block.hash;
        self.emit(ChainEvent::Added(block));
        hash
    }

    /// What a node checks before it lets a transaction wait.
    fn check_for_pool(&self, data: &Data, tx: &PoolTx) -> Result<(), TxError> {
        let address = tx.from;
        let (max_fee, base_fee) = (
            tx.tx.max_fee_per_gas(),
            u128::from(data.base_fee(&self.config)),
        );
        if max_fee < base_fee {
            return Err(TxError::FeeCapTooLow {
                address,
                max_fee,
                base_fee,
            });
        }
        let want = U256::from(max_fee)
            .checked_mul(U256::from(tx.tx.gas_limit()))
            .and_then(|fee| fee.checked_add(tx.tx.value()))
            .unwrap_or(U256::MAX);
        let have = data.head().state.balance(&address);
        if have < want {
            return Err(TxError::InsufficientFunds {
                address,
                have,
                want,
            });
        }
        Ok(())
    }
}

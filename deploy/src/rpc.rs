//! The node as this program uses it: typed calls, fees, raw sending, receipts, logs in pieces; errors that name the host
//! but never the URL, which may hold a key.

use std::time::{Duration, Instant};

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::{BlockId, eip2718::Encodable2718},
    network::{AnyNetwork, ReceiptResponse, TransactionBuilder},
    primitives::{Address, B256, Bytes, TxKind, U256},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{
        Filter, Log, TransactionInput, TransactionRequest,
        state::{AccountOverride, StateOverride},
    },
    serde::WithOtherFields,
    signers::{SignerSync, local::PrivateKeySigner},
    sol_types::{SolCall, SolEvent},
    transports::{RpcError, TransportError},
};

use crate::{
    error::{Error, Result},
    revert,
};

/// How long a mined transaction may take to show, on a chain that makes blocks four times a second.
const RECEIPT_TIMEOUT: Duration = Duration::from_secs(180);
/// First pause between questions for a receipt; it doubles up to [`SLOWEST_POLL`].
const FIRST_POLL: Duration = Duration::from_millis(5);
const SLOWEST_POLL: Duration = Duration::from_secs(1);
/// How long a connection or an answer may take before the node counts as unreachable.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Most `eth_getLogs` questions for one search: beyond it the node's limits make the search hopeless.
const MAX_LOG_QUERIES: usize = 4_096;

/// What became of a mined transaction.
#[derive(Clone, Debug)]
pub struct Mined {
    pub tx: B256,
    pub block: u64,
    pub gas_used: u64,
    pub ok: bool,
    pub logs: Vec<Log>,
}

/// A connection to a node of a known chain.
#[derive(Clone)]
pub struct Rpc {
    provider: DynProvider<AnyNetwork>,
    host: String,
    variable: String,
    chain_id: u64,
    receipt_timeout: Duration,
}

/// A signed transaction that has not necessarily been sent.
#[derive(Clone, Debug)]
pub struct Signed {
    pub hash: B256,
    pub nonce: u64,
    pub raw: Bytes,
}

/// A transaction's content before fees and nonce.
#[derive(Clone, Debug)]
pub struct Request {
    pub to: Address,
    pub data: Bytes,
    /// Wei.
    pub value: U256,
}

/// The events of one kind among these logs, in order.
pub(crate) fn events_in<'a, E: SolEvent>(
    logs: impl IntoIterator<Item = &'a Log>,
) -> impl Iterator<Item = E> {
    logs.into_iter()
        .filter_map(|log| E::decode_log(&log.inner).ok())
        .map(|log| log.data)
}

impl Rpc {
    /// Connects and asks for the chain id. `variable` is where the user set the URL, for messages.
    pub async fn connect(url: &str, variable: &str) -> Result<Self> {
        let host = redact(url).ok_or_else(|| Error::BadUrl {
            reason: "no scheme or host in it".into(),
            variable: variable.into(),
        })?;
        let unreachable = |reason: String| Error::Unreachable {
            host: host.clone(),
            reason,
            variable: variable.into(),
        };
        let connecting = ProviderBuilder::new()
            .disable_recommended_fillers()
            .network::<AnyNetwork>()
            .connect(url);
        let provider = tokio::time::timeout(CONNECT_TIMEOUT, connecting)
            .await
            .map_err(|_| unreachable(format!("no answer in {} s", CONNECT_TIMEOUT.as_secs())))?
            .map_err(|e| unreachable(transport_reason(&e, url)))?;
        let provider = DynProvider::new(provider);
        let chain_id = tokio::time::timeout(CONNECT_TIMEOUT, provider.get_chain_id())
            .await
            .map_err(|_| unreachable(format!("no answer in {} s", CONNECT_TIMEOUT.as_secs())))?
            .map_err(|e| unreachable(transport_reason(&e, url)))?;
        Ok(Self {
            provider,
            host,
            variable: variable.into(),
            chain_id,
            receipt_timeout: RECEIPT_TIMEOUT,
        })
    }

    /// Waits that long for receipts instead of three minutes.
    #[must_use]
    pub fn with_receipt_timeout(mut self, timeout: Duration) -> Self {
        self.receipt_timeout = timeout;
        self
    }

    /// Scheme, host and port: what may be shown.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The provider itself, for what has no method here.
    #[must_use]
    pub fn provider(&self) -> &DynProvider<AnyNetwork> {
        &self.provider
    }

    fn error(&self, what: &str, e: TransportError) -> Error {
        match &e {
            RpcError::ErrorResp(payload) => match payload.as_revert_data() {
                Some(data) if !data.is_empty() => Error::Reverts {
                    what: what.into(),
                    reason: revert::explain(&data),
                },
                _ => Error::Rpc {
                    what: what.into(),
                    reason: payload.message.to_string(),
                },
            },
            RpcError::Transport(_) => Error::Unreachable {
                host: self.host.clone(),
                reason: transport_reason(&e, &self.host),
                variable: self.variable.clone(),
            },
            _ => Error::Rpc {
                what: what.into(),
                reason: transport_reason(&e, &self.host),
            },
        }
    }

    pub async fn code(&self, address: Address) -> Result<Bytes> {
        self.provider
            .get_code_at(address)
            .await
            .map_err(|e| self.error("reading code", e))
    }

    pub async fn balance(&self, address: Address) -> Result<U256> {
        self.provider
            .get_balance(address)
            .await
            .map_err(|e| self.error("reading a balance", e))
    }

    /// Transactions of the account that are in blocks.
    pub async fn nonce(&self, address: Address) -> Result<u64> {
        self.provider
            .get_transaction_count(address)
            .block_id(BlockId::latest())
            .await
            .map_err(|e| self.error("reading a nonce", e))
    }

    pub async fn block_number(&self) -> Result<u64> {
        self.provider
            .get_block_number()
            .await
            .map_err(|e| self.error("reading the block number", e))
    }

    /// Wei per gas of the next block.
    pub async fn gas_price(&self) -> Result<u128> {
        self.provider
            .get_gas_price()
            .await
            .map_err(|e| self.error("reading the gas price", e))
    }

    /// Calls a view; a revert comes back with its reason, an answer of another shape as an error.
    pub async fn view<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return> {
        self.view_at(BlockId::latest(), to, call).await
    }

    /// As [`Rpc::view`], as of the end of a block that the node still has the state of.
    pub async fn view_at<C: SolCall>(
        &self,
        block: BlockId,
        to: Address,
        call: C,
    ) -> Result<C::Return> {
        let what = C::SIGNATURE.split('(').next().unwrap_or_default();
        let output = self
            .provider
            .call(request(None, to, call.abi_encode().into(), U256::ZERO))
            .block(block)
            .await
            .map_err(|e| self.error(&format!("reading {what}"), e))?;
        C::abi_decode_returns_validate(&output).map_err(|e| Error::Rpc {
            what: format!("reading {what} of {to}"),
            reason: format!("{} bytes that are no such answer ({e})", output.len()),
        })
    }

    /// Calls a view; `Err(Ok(data))` is revert data for the caller to decode.
    pub async fn try_view<C: SolCall>(
        &self,
        to: Address,
        call: C,
        value: U256,
        block_overrides: Option<alloy::rpc::types::BlockOverrides>,
        overrides: StateOverride,
    ) -> Result<C::Return, Result<Bytes, Error>> {
        let from = Address::repeat_byte(0xfe);
        let mut overrides = overrides;
        overrides.entry(from).or_default().balance = Some(U256::MAX >> 1);
        let output = self
            .provider
            .call(request(Some(from), to, call.abi_encode().into(), value))
            .overrides(overrides)
            .with_block_overrides_opt(block_overrides)
            .await
            .map_err(
                |e| match e.as_error_resp().and_then(|p| p.as_revert_data()) {
                    Some(data) => Ok(data),
                    None => Err(self.error(C::SIGNATURE, e)),
                },
            )?;
        C::abi_decode_returns_validate(&output).map_err(|e| {
            Err(Error::Rpc {
                what: C::SIGNATURE.into(),
                reason: format!("{} bytes that are no such answer ({e})", output.len()),
            })
        })
    }

    /// Gas that the transaction would need, as if the sender were rich enough. A revert comes back with its reason.
    pub async fn estimate(&self, what: &str, from: Address, r: &Request) -> Result<u64> {
        let mut overrides = StateOverride::default();
        overrides.insert(
            from,
            AccountOverride::default().with_balance(U256::MAX >> 1),
        );
        self.provider
            .estimate_gas(request(Some(from), r.to, r.data.clone(), r.value))
            .overrides(overrides)
            .await
            .map_err(|e| match e.as_error_resp() {
                Some(payload) => Error::Reverts {
                    what: what.into(),
                    reason: match payload.as_revert_data() {
                        Some(data) if !data.is_empty() => revert::explain(&data),
                        _ => payload.message.to_string(),
                    },
                },
                None => self.error(what, e),
            })
    }

    /// Signs for the next free nonce without sending.
    pub async fn sign(
        &self,
        signer: &PrivateKeySigner,
        r: &Request,
        gas_limit: u64,
        max_fee: u128,
    ) -> Result<Signed> {
        let nonce = self.nonce(signer.address()).await?;
        let tx = TxEip1559 {
            chain_id: self.chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: max_fee,
            // Arbitrum gives no tips.
            max_priority_fee_per_gas: 0,
            to: TxKind::Call(r.to),
            value: r.value,
            input: r.data.clone(),
            ..TxEip1559::default()
        };
        let signature = signer
            .sign_hash_sync(&tx.signature_hash())
            .map_err(|e| Error::Key(format!("signing failed: {e}")))?;
        let envelope = TxEnvelope::from(tx.into_signed(signature));
        Ok(Signed {
            hash: *envelope.tx_hash(),
            nonce,
            raw: envelope.encoded_2718().into(),
        })
    }

    /// Hands a signed transaction to the node.
    pub async fn send_raw(&self, what: &str, raw: &[u8]) -> Result<()> {
        self.provider
            .send_raw_transaction(raw)
            .await
            .map(|_| ())
            .map_err(|e| self.error(what, e))
    }

    /// Whether the node has the transaction, mined or waiting.
    pub async fn knows(&self, tx: B256) -> Result<bool> {
        self.provider
            .get_transaction_by_hash(tx)
            .await
            .map(|found| found.is_some())
            .map_err(|e| self.error("reading a transaction", e))
    }

    /// The receipt, if the transaction is in a block.
    pub async fn receipt(&self, tx: B256) -> Result<Option<Mined>> {
        let receipt = self
            .provider
            .get_transaction_receipt(tx)
            .await
            .map_err(|e| self.error("reading a receipt", e))?;
        Ok(receipt.and_then(|r| {
            Some(Mined {
                tx,
                block: r.block_number()?,
                gas_used: r.gas_used(),
                ok: r.status(),
                logs: r.inner.inner.logs().to_vec(),
            })
        }))
    }

    /// Waits for the receipt.
    pub async fn wait(&self, what: &str, tx: B256) -> Result<Mined> {
        let began = Instant::now();
        let mut pause = FIRST_POLL;
        loop {
            if let Some(mined) = self.receipt(tx).await? {
                return Ok(mined);
            }
            if began.elapsed() > self.receipt_timeout {
                return Err(Error::NotMined {
                    what: what.into(),
                    tx,
                    secs: self.receipt_timeout.as_secs(),
                });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(SLOWEST_POLL);
        }
    }

    /// Why a mined transaction failed: the same call on the state before its block.
    pub async fn failure(&self, from: Address, r: &Request, block: u64) -> String {
        let call = self
            .provider
            .call(request(Some(from), r.to, r.data.clone(), r.value))
            .block(BlockId::number(block.saturating_sub(1)));
        match call.await {
            Ok(_) => "out of gas, or the state changed meanwhile".into(),
            Err(e) => match e.as_error_resp() {
                Some(payload) => match payload.as_revert_data() {
                    Some(data) if !data.is_empty() => revert::explain(&data),
                    _ => payload.message.to_string(),
                },
                None => transport_reason(&e, &self.host),
            },
        }
    }

    /// All logs of the filter from a block to the head.
    pub async fn logs(&self, filter: &Filter, from: u64) -> Result<Vec<Log>> {
        let head = self.block_number().await?;
        self.logs_until(filter, from, head).await
    }

    /// Those up to the block `head`, and in it. Halves the range where the node finds it too wide.
    pub async fn logs_until(&self, filter: &Filter, from: u64, head: u64) -> Result<Vec<Log>> {
        let mut logs = Vec::new();
        let mut at = from;
        let mut span = head.saturating_sub(from).saturating_add(1);
        for _ in 0..MAX_LOG_QUERIES {
            if at > head {
                return Ok(logs);
            }
            let to = at.saturating_add(span - 1).min(head);
            match self
                .provider
                .get_logs(&filter.clone().from_block(at).to_block(to))
                .await
            {
                Ok(found) => {
                    logs.extend(found);
                    at = to + 1;
                }
                Err(e) if e.as_error_resp().is_some() && span > 1 => span = span.div_ceil(2),
                Err(e) => return Err(self.error("reading logs", e)),
            }
        }
        Err(Error::Rpc {
            what: format!("reading logs of blocks {from} to {head}"),
            reason: "takes ranges too small for so many blocks: use a node with larger ranges"
                .into(),
        })
    }
}

fn request(
    from: Option<Address>,
    to: Address,
    data: Bytes,
    value: U256,
) -> WithOtherFields<TransactionRequest> {
    let mut r = TransactionRequest::default();
    if let Some(from) = from {
        r.set_from(from);
    }
    r.set_to(to);
    r.input = TransactionInput::new(data);
    r.value = (!value.is_zero()).then_some(value);
    WithOtherFields::new(r)
}

/// Scheme, host and port of a URL.
fn redact(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https" | "ws" | "wss") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!host.is_empty()).then(|| format!("{scheme}://{host}"))
}

/// The innermost cause, without the URL.
fn transport_reason(e: &TransportError, url: &str) -> String {
    let mut cause: &dyn std::error::Error = e;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string().replace(url, "the URL");
    let mut line: String = text.replace('\n', " ").chars().take(200).collect();
    if line.is_empty() {
        line = "no reason given".into();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redact_keeps_no_secret() {
        assert_eq!(
            redact("https://user:pass@node.example:8443/v2/KEY?x=KEY").as_deref(),
            Some("https://node.example:8443")
        );
        assert_eq!(
            redact("http://127.0.0.1:8547").as_deref(),
            Some("http://127.0.0.1:8547")
        );
        assert_eq!(redact("node.example"), None);
        assert_eq!(redact("ftp://node.example"), None);
        assert_eq!(redact("http:///path"), None);
    }

    #[tokio::test]
    async fn connect_errs_in_one_line_when_url_is_wrong() {
        // A port that was free a moment ago.
        let port = {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let url = format!("http://127.0.0.1:{port}/secret");
        let Err(e) = Rpc::connect(&url, "RPC_URL").await else {
            panic!("nothing listens there")
        };
        assert!(matches!(e, Error::Unreachable { .. }));
        let line = e.to_string();
        assert!(!line.contains("secret") && !line.contains('\n'), "{line}");
        assert!(matches!(
            Rpc::connect("localhost:8547", "RPC_URL").await,
            Err(Error::BadUrl { .. })
        ));
    }
}

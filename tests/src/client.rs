//! A wallet's view of the chain: signs with the people's keys and speaks JSON-RPC, nothing else.

use alloy::network::{AnyNetwork, ReceiptResponse, TransactionBuilder};
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use alloy::rpc::types::{Log, TransactionRequest};
use alloy::serde::WithOtherFields;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use alloy::transports::{RpcError, TransportErrorKind};
use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::wallets::Wallets;

type TransportError = RpcError<TransportErrorKind>;

/// How often a receipt is asked for before giving up, 20 ms apart. A chain that mines on arrival needs one.
const RECEIPT_TRIES: u32 = 500;

/// A JSON-RPC connection that signs for everybody in [`Wallets`].
#[derive(Clone, Debug)]
pub struct Client {
    /// The connection itself, for what this type does not wrap.
    pub provider: DynProvider<AnyNetwork>,
    /// What the node says `eth_chainId` is.
    pub chain_id: u64,
}

/// A mined, successful transaction.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its hash.
    pub hash: B256,
    /// The block it is in.
    pub block: u64,
    /// What the receipt says it used.
    pub gas_used: u64,
    /// What it logged.
    pub logs: Vec<Log>,
    /// Where it deployed a contract, if it did.
    pub contract: Option<Address>,
}

/// Why a call or transaction was refused: the revert data, and the same in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The data as the contract returned it.
    pub data: Bytes,
    /// The error's name and values, if it is one of the protocol's.
    pub words: String,
}

impl Client {
    /// Connects to the node at `url`.
    pub async fn connect(url: &str, wallets: &Wallets) -> Result<Self> {
        let url = url.parse().with_context(|| format!("{url} is not a URL"))?;
        // Nonces are asked for each time: tests revert, reorganise and send from several places.
        let provider = ProviderBuilder::<_, _, AnyNetwork>::default()
            .fetch_chain_id()
            .with_gas_estimation()
            .with_simple_nonce_management()
            .wallet(wallets.all())
            .connect_http(url)
            .erased();
        let chain_id = provider
            .get_chain_id()
            .await
            .context("the node does not answer eth_chainId")?;
        Ok(Self { provider, chain_id })
    }

    /// Sends a contract call and waits for its receipt; a revert is an error that names the contract's reason.
    pub async fn send<C: SolCall>(
        &self,
        from: &PrivateKeySigner,
        to: Address,
        call: &C,
    ) -> Result<Sent> {
        self.transact(request(from.address(), Some(to), call.abi_encode().into()))
            .await
            .context(C::SIGNATURE)
    }

    /// Deploys `init_code` by CREATE.
    pub async fn deploy(&self, from: &PrivateKeySigner, init_code: Bytes) -> Result<Address> {
        let sent = self
            .transact(request(from.address(), None, init_code))
            .await
            .context("deployment")?;
        sent.contract
            .context("a receipt of a creation without an address")
    }

    /// Sends any request and waits for its receipt.
    pub async fn transact(&self, request: WithOtherFields<TransactionRequest>) -> Result<Sent> {
        let pending = self
            .provider
            .send_transaction(request)
            .await
            .map_err(|error| refused(&error))?;
        self.receipt(*pending.tx_hash()).await
    }

    /// Waits for the receipt of `hash`; a failed transaction is an error.
    pub async fn receipt(&self, hash: B256) -> Result<Sent> {
        for _ in 0..RECEIPT_TRIES {
            if let Some(receipt) = self.provider.get_transaction_receipt(hash).await? {
                ensure!(receipt.status(), "transaction {hash} failed");
                return Ok(Sent {
                    hash,
                    block: receipt
                        .block_number()
                        .context("a mined receipt without a block")?,
                    gas_used: receipt.gas_used(),
                    logs: receipt.inner.inner.logs().to_vec(),
                    contract: receipt.contract_address(),
                });
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        bail!("no receipt for {hash}: is the chain mining?")
    }

    /// Reads from the latest block.
    pub async fn read<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return> {
        let answer = self
            .provider
            .call(request(Address::ZERO, Some(to), call.abi_encode().into()))
            .await
            .map_err(|error| refused(&error))
            .context(C::SIGNATURE)?;
        C::abi_decode_returns(&answer)
            .with_context(|| format!("{} answered {answer}", C::SIGNATURE))
    }

    /// Reads from the state after `block`.
    pub async fn read_at<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        block: u64,
    ) -> Result<C::Return> {
        let answer = self
            .provider
            .call(request(Address::ZERO, Some(to), call.abi_encode().into()))
            .block(block.into())
            .await
            .map_err(|error| refused(&error))
            .context(C::SIGNATURE)?;
        C::abi_decode_returns(&answer)
            .with_context(|| format!("{} answered {answer}", C::SIGNATURE))
    }

    /// Runs a call on the latest block without sending it; a revert is an error that names the contract's reason.
    pub async fn simulate(&self, from: Address, to: Address, input: Bytes) -> Result<Bytes> {
        self.provider
            .call(request(from, Some(to), input))
            .await
            .map_err(|error| refused(&error))
    }

    /// The refusal that `call` meets when `from` makes it; an error if it succeeds or fails without being refused.
    pub async fn refusal<C: SolCall>(
        &self,
        from: Address,
        to: Address,
        call: &C,
    ) -> Result<Refusal> {
        match self
            .provider
            .call(request(from, Some(to), call.abi_encode().into()))
            .await
        {
            Ok(answer) => bail!("{} was not refused, it answered {answer}", C::SIGNATURE),
            Err(error) => refusal_of(&error)
                .ok_or_else(|| anyhow!("{} failed but not by revert: {error}", C::SIGNATURE)),
        }
    }

    /// Sends `call` although it will be refused, with gas given so that nothing stops it before the chain. The hash of
    /// the failed transaction; an error if it succeeds.
    pub async fn send_refused<C: SolCall>(
        &self,
        from: &PrivateKeySigner,
        to: Address,
        call: &C,
    ) -> Result<B256> {
        let request =
            request(from.address(), Some(to), call.abi_encode().into()).with_gas_limit(1_000_000);
        let hash = *self.provider.send_transaction(request).await?.tx_hash();
        for _ in 0..RECEIPT_TRIES {
            if let Some(receipt) = self.provider.get_transaction_receipt(hash).await? {
                ensure!(!receipt.status(), "{} was not refused", C::SIGNATURE);
                return Ok(hash);
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        bail!("no receipt for {hash}: is the chain mining?")
    }

    /// Time stamp of the latest block, Unix seconds.
    pub async fn now(&self) -> Result<u64> {
        let block = self
            .provider
            .get_block(alloy::eips::BlockId::latest())
            .await?
            .context("no latest block")?;
        Ok(block.header.timestamp)
    }

    /// Number of the latest block.
    pub async fn head(&self) -> Result<u64> {
        Ok(self.provider.get_block_number().await?)
    }

    /// Wei of `account` at the latest block.
    pub async fn balance(&self, account: Address) -> Result<U256> {
        Ok(self.provider.get_balance(account).await?)
    }
}

/// A request from `from`; `to` of `None` creates a contract.
pub fn request(
    from: Address,
    to: Option<Address>,
    input: Bytes,
) -> WithOtherFields<TransactionRequest> {
    let mut request = TransactionRequest::default()
        .with_from(from)
        .with_input(input);
    request.to = Some(to.into());
    WithOtherFields::new(request)
}

fn refusal_of(error: &TransportError) -> Option<Refusal> {
    let response = error.as_error_resp()?;
    let data = response.as_revert_data()?;
    let words = productshare_deploy::revert::explain(&data);
    Some(Refusal { data, words })
}

fn refused(error: &TransportError) -> anyhow::Error {
    match refusal_of(error) {
        Some(refusal) => anyhow!("refused: {}", refusal.words),
        None => anyhow!("{error}"),
    }
}

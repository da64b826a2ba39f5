//! The node: logs up to one block, and the contracts' views as of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use alloy::{
    network::AnyNetwork,
    primitives::{Address, B256, LogData, U256, keccak256},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::{
        client::RpcClient,
        types::{Filter, TransactionRequest},
    },
    serde::WithOtherFields,
    sol_types::SolCall,
};
use anyhow::{Context, Result, bail, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use productshare_abi::{Contract, Manifest, manifest::Deployed};

use super::findings::{Claim, Findings, Place};

const CODE: Claim = Claim::new(
    "code.hash",
    "every contract's code is the one that the manifest names",
);

/// Questions under way at once.
const AT_ONCE: usize = 16;
const FIRST_RANGE: u64 = 2_000;
/// Logs of one answer beyond which the next range is smaller.
const MANY: usize = 10_000;
const TELL_EVERY: Duration = Duration::from_secs(3);

mod erc20 {
    alloy::sol! {
        function balanceOf(address account) external view returns (uint256);
    }
}

/// A log of one of the contracts.
#[derive(Clone, Debug)]
pub struct Entry {
    pub contract: Contract,
    pub block: u64,
    pub index: u64,
    pub transaction: B256,
    /// Of its block, Unix seconds.
    pub time: u64,
    pub data: LogData,
}

impl Entry {
    pub fn place(&self) -> Place {
        Place {
            block: self.block,
            log_index: self.index,
            transaction: self.transaction,
        }
    }
}

/// A chain as of one block.
#[derive(Debug)]
pub struct Node {
    provider: DynProvider<AnyNetwork>,
    pub chain_id: u64,
    pub block: u64,
    pub block_hash: B256,
    /// Of the block, Unix seconds.
    pub time: u64,
    first: u64,
    deployed: BTreeMap<Contract, Deployed>,
}

impl Node {
    /// Fixes the block that everything is read at.
    ///
    /// # Errors
    /// One line that says what to do: no answer, another chain, a contract that the manifest lacks.
    pub async fn connect(
        url: &str,
        manifest: &Manifest,
        block: Option<u64>,
        timeout: Duration,
    ) -> Result<Self> {
        let url: reqwest::Url = url.parse().context("--rpc-url is not a URL")?;
        ensure!(
            matches!(url.scheme(), "http" | "https"),
            "--rpc-url: http or https, not {}",
            url.scheme()
        );
        let http = reqwest::Client::builder().timeout(timeout).build()?;
        let transport = alloy::transports::http::Http::with_client(http, url);
        let client = RpcClient::new(transport, false);
        let provider = ProviderBuilder::<_, _, AnyNetwork>::default()
            .connect_client(client)
            .erased();
        let chain_id = provider
            .get_chain_id()
            .await
            .context("no answer to eth_chainId: is --rpc-url right and the node running?")?;
        ensure!(
            chain_id == manifest.chain_id,
            "the node is of chain {chain_id}, the manifest of chain {}",
            manifest.chain_id
        );
        let mut known = BTreeMap::new();
        for contract in Contract::ALL {
            let deployed = manifest.contracts.get(contract.name());
            let deployed = deployed
                .with_context(|| format!("the manifest has no contract {}", contract.name()))?;
            known.insert(contract, deployed.clone());
        }
        let number = match block {
            Some(block) => block,
            None => provider
                .get_block_number()
                .await
                .context("eth_blockNumber")?,
        };
        ensure!(
            number >= manifest.start_block,
            "block {number} is before the deployment, which began at block {}",
            manifest.start_block
        );
        let head = provider
            .get_block_by_number(number.into())
            .await
            .context("eth_getBlockByNumber")?;
        let head = head.with_context(|| format!("the node has no block {number}"))?;
        Ok(Self {
            provider,
            chain_id,
            block: number,
            block_hash: head.header.hash,
            time: head.header.timestamp,
            first: manifest.start_block,
            deployed: known,
        })
    }

    pub fn address(&self, contract: Contract) -> Address {
        self.deployed[&contract].address
    }

    /// Whether the programs are those of the manifest.
    ///
    /// # Errors
    /// When an address has no code at all: the manifest is of another deployment.
    pub async fn check_code(&self, findings: &mut Findings) -> Result<()> {
        for (contract, deployed) in &self.deployed {
            let code = self
                .provider
                .get_code_at(deployed.address)
                .block_id(self.block.into())
                .await;
            let code = code.context("eth_getCode")?;
            ensure!(
                !code.is_empty(),
                "{} has no code at {}: is the manifest of this chain's deployment?",
                contract.name(),
                deployed.address
            );
            findings.same(
                CODE,
                || contract.name().into(),
                deployed.codehash,
                keccak256(&code),
            );
        }
        Ok(())
    }

    /// All logs of the contracts up to the block, in order, with their blocks' times.
    pub async fn logs(&self) -> Result<Vec<Entry>> {
        let by_address: BTreeMap<Address, Contract> = self
            .deployed
            .iter()
            .map(|(contract, of)| (of.address, *contract))
            .collect();
        let of: Vec<Address> = by_address.keys().copied().collect();
        let (mut entries, mut untimed) = (Vec::new(), BTreeSet::new());
        let (mut next, mut range) = (self.first, FIRST_RANGE);
        let mut told = Instant::now();
        while next <= self.block {
            let last = self.block.min(next.saturating_add(range - 1));
            let filter = Filter::new()
                .address(of.clone())
                .from_block(next)
                .to_block(last);
            let logs = match self.provider.get_logs(&filter).await {
                Ok(logs) => logs,
                // Too many blocks or logs for this node, in whatever words; if it is something else, one block says so.
                Err(_) if last > next => {
                    range = (last - next).div_ceil(2).max(1);
                    continue;
                }
                Err(error) => {
                    return Err(error).with_context(|| format!("eth_getLogs of block {next}"));
                }
            };
            for log in &logs {
                let place = (log.block_number, log.log_index, log.transaction_hash);
                let (Some(block), Some(index), Some(transaction)) = place else {
                    bail!("the node answered a log without its place in blocks {next} to {last}");
                };
                let contract = by_address.get(&log.inner.address);
                let (Some(&contract), true) =
                    (contract, (next..=last).contains(&block) && !log.removed)
                else {
                    bail!(
                        "the node answered a log that was not asked for: block {block}, log {index}"
                    );
                };
                if log.block_timestamp.is_none() {
                    untimed.insert(block);
                }
                entries.push(Entry {
                    contract,
                    block,
                    index,
                    transaction,
                    time: log.block_timestamp.unwrap_or_default(),
                    data: log.inner.data.clone(),
                });
            }
            next = last + 1;
            range = if logs.len() > MANY {
                (range / 2).max(1)
            } else {
                range.saturating_mul(2)
            };
            if told.elapsed() > TELL_EVERY {
                told = Instant::now();
                eprintln!("block {last} of {}, {} logs", self.block, entries.len());
            }
        }
        entries.sort_by_key(|entry| (entry.block, entry.index));
        if let Some(twice) = entries
            .windows(2)
            .find(|pair| (pair[0].block, pair[0].index) == (pair[1].block, pair[1].index))
        {
            bail!(
                "the node answered log {} of block {} twice",
                twice[0].index,
                twice[0].block
            );
        }
        let times = self.times(untimed).await?;
        for entry in &mut entries {
            if let Some(time) = times.get(&entry.block) {
                entry.time = *time;
            }
        }
        Ok(entries)
    }

    async fn times(&self, blocks: BTreeSet<u64>) -> Result<BTreeMap<u64, u64>> {
        let ask = async |number: u64| {
            let block = self.provider.get_block_by_number(number.into()).await?;
            let block = block.with_context(|| format!("the node has no block {number}"))?;
            anyhow::Ok((number, block.header.timestamp))
        };
        stream::iter(blocks)
            .map(ask)
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    /// A view of a contract.
    pub async fn read<C: SolCall>(&self, contract: Contract, call: C) -> Result<C::Return> {
        self.read_at(self.address(contract), &call, self.block)
            .await
            .with_context(|| format!("{}.{}", contract.name(), C::SIGNATURE))
    }

    /// A view for each of many arguments, with what it was asked about.
    pub async fn each<K, C: SolCall>(
        &self,
        contract: Contract,
        about: impl IntoIterator<Item = K>,
        call: impl Fn(&K) -> C,
    ) -> Result<Vec<(K, C::Return)>> {
        let asked = about.into_iter().map(|key| {
            let call = call(&key);
            async move { anyhow::Ok((key, self.read(contract, call).await?)) }
        });
        stream::iter(asked).buffered(AT_ONCE).try_collect().await
    }

    /// A view of any contract as of any block.
    pub async fn read_at<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        block: u64,
    ) -> Result<C::Return> {
        let request = TransactionRequest::default()
            .to(to)
            .input(call.abi_encode().into());
        let answer = self
            .provider
            .call(WithOtherFields::new(request))
            .block(block.into())
            .await?;
        Ok(C::abi_decode_returns(&answer)?)
    }

    /// What an account holds of an ERC-20.
    pub async fn balance_of(&self, token: Address, account: Address) -> Result<U256> {
        let call = erc20::balanceOfCall { account };
        self.read_at(token, &call, self.block)
            .await
            .with_context(|| format!("balance of {account} in {token}"))
    }

    /// The input of a transaction that was sent to `to` directly.
    pub async fn input_to(&self, to: Address, transaction: B256) -> Result<Option<Vec<u8>>> {
        use alloy::consensus::Transaction;
        let found = self.provider.get_transaction_by_hash(transaction).await?;
        let found = found.with_context(|| format!("the node has no transaction {transaction}"))?;
        Ok((found.to() == Some(to)).then(|| found.input().to_vec()))
    }

    /// Whether the block is still part of the chain.
    ///
    /// # Errors
    /// When it is not: what was compared belonged to no one state.
    pub async fn still_there(&self) -> Result<()> {
        let now = self.provider.get_block_by_number(self.block.into()).await?;
        let hash = now.map(|block| block.header.hash);
        ensure!(
            hash == Some(self.block_hash),
            "block {} was reorganised away during the audit: run it again, or audit an older one with --block",
            self.block
        );
        Ok(())
    }
}

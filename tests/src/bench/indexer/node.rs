//! The chain that both sides index: Anvil, mining when told, with one contract that emits many transfers.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, Bytes, U64, keccak256};
use anyhow::{Context, Result, bail, ensure};
use productshare_abi::Contract;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::manifest;
use super::truth::Truth;
use crate::bench::anvil::Anvil;
use crate::solidity;

/// Anvil's own, which Ponder treats as a chain for development.
pub const CHAIN_ID: u64 = 31_337;
/// Blocks whose logs the truth asks for at once.
const PIECE: u64 = 100;

/// A running chain.
pub struct Chain {
    /// Where it listens, for HTTP and WebSocket alike.
    pub url: String,
    /// The contract that emits.
    pub emitter: Address,
    /// What our indexer is told of the chain: `psc` is the emitter, the other contracts never log.
    pub manifest: PathBuf,
    /// Number of the newest block.
    pub head: u64,
    sender: String,
    http: reqwest::Client,
    _anvil: Anvil,
    _dir: TempDir,
}

impl Chain {
    /// A chain whose first block deploys the emitter.
    pub async fn start() -> Result<Self> {
        let anvil = Anvil::start_with(
            CHAIN_ID,
            &[
                "--no-mining",
                "--gas-limit",
                "1000000000",
                "--base-fee",
                "0",
                "--gas-price",
                "0",
                // All states in memory: one that went to disk comes back without the contracts' code.
                "--prune-history",
                "5000",
            ],
        )
        .await?;
        let dir = TempDir::new().context("creating a directory for the manifest")?;
        let mut chain = Self {
            url: anvil.url.clone(),
            emitter: Address::ZERO,
            manifest: dir.path().join("manifest.json"),
            head: 0,
            sender: String::new(),
            http: reqwest::Client::new(),
            _anvil: anvil,
            _dir: dir,
        };
        let accounts = chain.call("eth_accounts", json!([])).await?;
        chain.sender = accounts[0]
            .as_str()
            .context("Anvil has no unlocked account")?
            .to_owned();
        let code = solidity::init_code("TransferEmitter", &())?;
        let hash = chain.send(None, &code, 3_000_000).await?;
        chain.mine().await?;
        let receipt = chain
            .call("eth_getTransactionReceipt", json!([hash]))
            .await?;
        chain.emitter = serde_json::from_value(receipt["contractAddress"].clone())
            .context("the emitter was not deployed")?;
        chain.write_manifest().await?;
        Ok(chain)
    }

    /// Asks the node.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value> {
        call(&self.http, &self.url, method, params).await
    }

    async fn send(&self, to: Option<Address>, input: &[u8], gas: u64) -> Result<Value> {
        let mut request = json!({
            "from": self.sender,
            "input": Bytes::copy_from_slice(input),
            "gas": U64::from(gas),
            "gasPrice": "0x0",
        });
        if let Some(to) = to {
            request["to"] = json!(to);
        }
        self.call("eth_sendTransaction", json!([request])).await
    }

    /// Puts a transaction with `count` transfers into the pool: the next block has it.
    pub async fn emit(&self, count: u64) -> Result<()> {
        let mut input = keccak256("emitMany(uint256)")[..4].to_vec();
        input.extend(B256::left_padding_from(&count.to_be_bytes()));
        self.send(Some(self.emitter), &input, 200_000 + count * 8_000)
            .await
            .map(drop)
    }

    /// Mines a block of what is in the pool.
    pub async fn mine(&mut self) -> Result<()> {
        self.call("evm_mine", json!([])).await?;
        self.head += 1;
        Ok(())
    }

    /// Mines `events` transfers, `per_block` in each block.
    pub async fn fill(&mut self, events: u64, per_block: u64) -> Result<()> {
        let mut left = events;
        while left > 0 {
            let count = left.min(per_block);
            self.emit(count).await?;
            self.mine().await?;
            left -= count;
        }
        Ok(())
    }

    /// Mines `count` blocks, each with one transfer.
    pub async fn extend(&mut self, count: u64) -> Result<()> {
        self.fill(count, 1).await
    }

    /// Replaces the newest `depth` blocks by as many empty ones.
    pub async fn reorganise(&mut self, depth: u64) -> Result<()> {
        let tip = self.hash(self.head).await?;
        self.call("anvil_reorg", json!([depth, []])).await?;
        let head: U64 = serde_json::from_value(self.call("eth_blockNumber", json!([])).await?)?;
        ensure!(
            head.to::<u64>() == self.head && self.hash(self.head).await? != tip,
            "anvil_reorg did not replace {depth} blocks"
        );
        let code = self
            .call("eth_getCode", json!([self.emitter, "latest"]))
            .await?;
        ensure!(
            code != "0x",
            "anvil_reorg lost the state {depth} blocks back: the chain is of no use any more"
        );
        // What the lost blocks held goes back to the pool; it is no part of the new branch.
        self.call("anvil_dropAllTransactions", json!([])).await?;
        Ok(())
    }

    async fn hash(&self, block: u64) -> Result<Value> {
        let params = json!([U64::from(block), false]);
        Ok(self.call("eth_getBlockByNumber", params).await?["hash"].take())
    }

    /// The chain's own logs and sums, up to its head as it is now.
    pub fn truth(&self) -> impl Future<Output = Result<Truth>> + Send + use<> {
        let (http, url) = (self.http.clone(), self.url.clone());
        let (head, emitter) = (self.head, self.emitter);
        async move {
            let mut truth = Truth::default();
            for from in (0..=head).step_by(PIECE as usize) {
                let to = head.min(from + PIECE - 1);
                let filter = json!([{ "address": emitter, "fromBlock": U64::from(from), "toBlock": U64::from(to) }]);
                let logs = call(&http, &url, "eth_getLogs", filter).await?;
                truth.add(serde_json::from_value(logs)?)?;
            }
            Ok(truth)
        }
    }

    async fn write_manifest(&self) -> Result<()> {
        let mut contracts = Vec::new();
        for (index, contract) in Contract::ALL.into_iter().enumerate() {
            let address = match contract {
                Contract::Psc => self.emitter,
                // Code that does nothing: our indexer refuses to follow an address without any.
                _ => {
                    let silent = Address::left_padding_from(&[0xbe, 0x9c, index as u8]);
                    self.call("anvil_setCode", json!([silent, "0x00"])).await?;
                    silent
                }
            };
            contracts.push((contract.name(), address));
        }
        manifest::of(CHAIN_ID, contracts).save(&self.manifest)?;
        Ok(())
    }
}

async fn call(http: &reqwest::Client, url: &str, method: &str, params: Value) -> Result<Value> {
    let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let mut answer: Value = http
        .post(url)
        .json(&question)
        .send()
        .await
        .with_context(|| format!("{method}: Anvil does not answer"))?
        .json()
        .await?;
    if let Some(error) = answer.get("error") {
        bail!("{method}: {error}");
    }
    Ok(answer["result"].take())
}

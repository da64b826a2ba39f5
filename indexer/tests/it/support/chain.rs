//! A chain in process with contracts that log what they are told to. The same tests run against
//! Anvil when INDEXER_TEST_ANVIL names its binary.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use alloy::primitives::{Address, B256, Bytes, U64, U256};
use productshare_indexer::{Contract, Deployment};
use serde_json::{Value, json};

use super::{emitter, events};

pub const CHAIN_ID: u64 = 412_346;

/// The node: ours in process, or Anvil as a child.
enum Node {
    Devchain(#[allow(dead_code)] Box<devchain::rpc::Server>),
    Anvil(Child),
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Self::Anvil(child) = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub struct TestChain {
    pub url: String,
    pub deployment: Deployment,
    client: reqwest::Client,
    sender: Address,
    _node: Node,
}

impl TestChain {
    /// Starts a chain that mines only when told to, and deploys the contracts.
    pub async fn start() -> Self {
        let (node, url) = match std::env::var("INDEXER_TEST_ANVIL") {
            Ok(binary) => start_anvil(&binary),
            Err(_) => start_devchain(),
        };
        let zero = Address::ZERO;
        let deployment = Deployment {
            chain_id: CHAIN_ID,
            start_block: 1,
            addresses: Default::default(),
        };
        let mut chain = Self {
            url,
            deployment,
            client: reqwest::Client::new(),
            sender: zero,
            _node: node,
        };
        chain.rpc("anvil_setAutomine", json!([false])).await;
        chain.rpc("evm_setAutomine", json!([false])).await;
        let accounts: Vec<Address> =
            serde_json::from_value(chain.rpc("eth_accounts", json!([])).await).expect("accounts");
        chain.sender = accounts[0];
        for contract in Contract::ALL {
            let hash = chain.send(None, emitter::init_code()).await;
            chain.mine_empty(1).await;
            let receipt = chain.rpc("eth_getTransactionReceipt", json!([hash])).await;
            assert_eq!(receipt["status"], "0x1", "the emitter deploys");
            chain.deployment.addresses[contract as usize] =
                serde_json::from_value(receipt["contractAddress"].clone()).expect("an address");
        }
        chain
    }

    /// A call that must succeed.
    pub async fn rpc(&self, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let answer: Value = self
            .client
            .post(&self.url)
            .json(&body)
            .send()
            .await
            .expect("the chain answers")
            .json()
            .await
            .expect("JSON");
        assert!(
            answer.get("error").is_none_or(Value::is_null),
            "{method}: {answer}"
        );
        answer["result"].clone()
    }

    async fn send(&self, to: Option<Address>, data: Vec<u8>) -> B256 {
        let hash = self
            .rpc("eth_sendTransaction", json!([self.transaction(to, data)]))
            .await;
        serde_json::from_value(hash).expect("a hash")
    }

    fn transaction(&self, to: Option<Address>, data: Vec<u8>) -> Value {
        let mut transaction =
            json!({ "from": self.sender, "data": Bytes::from(data), "gas": U64::from(8_000_000) });
        if let Some(to) = to {
            transaction["to"] = json!(to);
        }
        transaction
    }

    pub fn address(&self, contract: Contract) -> Address {
        self.deployment.address(contract)
    }

    /// One block with these events, in order; consecutive ones of a contract share a transaction.
    pub async fn mine(&self, events: &[events::Event]) {
        for group in events.chunk_by(|a, b| a.0 == b.0) {
            let logs: Vec<_> = group.iter().map(|(_, log)| log.clone()).collect();
            self.send(Some(self.address(group[0].0)), emitter::calldata(&logs))
                .await;
        }
        self.mine_empty(1).await;
    }

    /// The same in a block of this time.
    pub async fn mine_at(&self, time: u64, events: &[events::Event]) {
        self.rpc("evm_setNextBlockTimestamp", json!([time])).await;
        self.mine(events).await;
    }

    /// Lets the next block be so many seconds after the newest; returns its time.
    pub async fn pass(&self, secs: u64) -> u64 {
        let next = self.time().await + secs;
        self.rpc("evm_setNextBlockTimestamp", json!([next])).await;
        next
    }

    /// Time of the newest block.
    pub async fn time(&self) -> u64 {
        let block = self
            .rpc("eth_getBlockByNumber", json!(["latest", false]))
            .await;
        let time: U64 = serde_json::from_value(block["timestamp"].clone()).expect("a time");
        time.to()
    }

    /// Blocks without logs.
    pub async fn mine_empty(&self, count: u64) {
        self.rpc("anvil_mine", json!([U64::from(count)])).await;
    }

    /// Cuts the last blocks off.
    pub async fn rollback(&self, depth: u64) {
        self.rpc("anvil_rollback", json!([depth])).await;
        self.rpc("anvil_dropAllTransactions", json!([])).await;
    }

    /// Replaces the last `depth` blocks by as many, with these events in the block of the offset given.
    pub async fn reorg(&self, depth: u64, events: &[(u64, events::Event)]) {
        let pairs: Vec<Value> = events
            .iter()
            .map(|(offset, (from, log))| {
                let data = emitter::calldata(std::slice::from_ref(log));
                json!([self.transaction(Some(self.address(*from)), data), offset])
            })
            .collect();
        self.rpc("anvil_reorg", json!([depth, pairs])).await;
    }

    /// Number and hash of the newest block.
    pub async fn head(&self) -> (u64, B256) {
        let block = self
            .rpc("eth_getBlockByNumber", json!(["latest", false]))
            .await;
        let number: U64 = serde_json::from_value(block["number"].clone()).expect("a number");
        (
            number.to(),
            serde_json::from_value(block["hash"].clone()).expect("a hash"),
        )
    }

    /// Hash of the block of this number; nothing where there is none.
    pub async fn hash_at(&self, number: u64) -> Option<B256> {
        let block = self
            .rpc("eth_getBlockByNumber", json!([U64::from(number), false]))
            .await;
        serde_json::from_value(block["hash"].clone()).ok()
    }

    /// All logs of the contracts, as the chain tells them now.
    pub async fn logs(&self) -> Vec<Value> {
        let addresses = self.deployment.contracts().map(|(_, address)| address);
        let filter = json!([{ "fromBlock": "0x0", "toBlock": "latest", "address": addresses }]);
        serde_json::from_value(self.rpc("eth_getLogs", filter).await).expect("logs")
    }

    /// Whether the node is our own chain, with its further methods.
    pub fn is_devchain(&self) -> bool {
        matches!(self._node, Node::Devchain(_))
    }

    /// The manifest that a deployment of these contracts would have written.
    pub fn manifest(&self) -> Value {
        let contract = |address: Address| json!({ "address": address, "codehash": B256::ZERO, "wasm_sha256": B256::ZERO, "block": 1, "tx": B256::ZERO });
        let owner = self.sender;
        let contracts: serde_json::Map<String, Value> = Contract::ALL
            .map(|of| (of.name().to_owned(), contract(self.address(of))))
            .into_iter()
            .collect();
        json!({
            "schema": 4,
            "chain_id": CHAIN_ID,
            "start_block": self.deployment.start_block,
            "contracts": contracts,
            "roles": {
                "deployer": owner, "owner": owner, "treasury": owner,
                "psc": { "pauser": owner, "blocklister": owner, "protected": [] },
                "reserve": { "attestors": [], "threshold": 0, "issuers": [] },
                "pss": { "lockers": [] },
                "offer_pool": { "tokens": [] }, "splitter": { "causes": [] }, "checkout": { "arbitrator": owner },
                "arbitration": { "arbitrables": [], "umpire": owner },
                "timelock": { "guardian": owner },
            },
            "parameters": {
                "salt": "test",
                "reserve": { "asset": owner, "asset_decimals": 6, "redemption_fee_bps": 0, "attested_cap_bps": 0,
                             "max_attestation_age_secs": 0, "redemption_window_secs": 0 },
                "pss": { "initial_supply": "0", "cap": U256::MAX.to_string() },
                "stake_pools": { "lock_ratio": "100000000000000000", "min_assets": "100000000", "window_secs": 86_400,
                                 "utilisation_bps": 5_000, "deposit_bps": 2_000, "min_request": "1000000" },
                "checkout": { "share_cap_bps": 10_000, "dispute_window_secs": 2_592_000 },
                "clock": { "start": 1, "cycle_secs": 86_400 },
                "offering": { "start": 1, "end": 2, "soft_cap": "1", "hard_cap": "1", "wallet_cap": "1", "allow_list": B256::ZERO,
                              "for_sale": "1", "cliff_secs": 0, "vesting_secs": 0 },
                "timelock": { "min_delay_secs": 60 },
                "governor": { "voting_delay_secs": 10, "voting_period_secs": 300, "proposal_threshold": "1",
                              "quorum_percent": 4, "late_quorum_extension_secs": 60 },
            },
        })
    }
}

fn start_devchain() -> (Node, String) {
    let config = devchain::chain::Config {
        chain_id: CHAIN_ID,
        ..devchain::chain::Config::bare()
    };
    let chain = devchain::chain::Chain::new(config).expect("a chain");
    let server = devchain::rpc::Server::start(chain, "127.0.0.1:0").expect("its RPC");
    let url = server.http_url();
    (Node::Devchain(Box::new(server)), url)
}

fn start_anvil(binary: &str) -> (Node, String) {
    let mut child = Command::new(binary)
        .args([
            "--port",
            "0",
            "--no-mining",
            "--order",
            "fifo",
            "--chain-id",
            &CHAIN_ID.to_string(),
        ])
        .args(["--gas-limit", "1000000000"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("INDEXER_TEST_ANVIL names Anvil's binary");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("Listening on ").map(str::to_owned))
        .expect("Anvil says where it listens");
    // It blocks when nobody reads on.
    std::thread::spawn(move || lines.for_each(drop));
    (Node::Anvil(child), format!("http://{address}"))
}

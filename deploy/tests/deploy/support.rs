//! A chain with a reserve asset, and what a deployment needs.

use std::{ops::ControlFlow, path::PathBuf, sync::OnceLock};

use alloy::{
    eips::BlockId,
    primitives::{Address, Bytes, TxKind, U256},
    rpc::types::{TransactionInput, TransactionRequest},
    signers::local::PrivateKeySigner,
};
use devchain::{
    chain::{Chain, Config},
    rpc::Server,
};
use productshare_deploy::{Applied, Deployment, Network, Result};
use tempfile::TempDir;

/// Accounts of the development mnemonic, by their index.
pub const DEPLOYER: usize = 0;
pub const OWNER: usize = 1;
pub const TREASURY: usize = 2;
/// Has no role.
pub const STRANGER: usize = 9;

pub struct Ground {
    pub chain: Chain,
    pub server: Server,
    pub folder: TempDir,
    pub asset: Address,
    /// When the offering's window opens: when the first ground of the test was made. It is part of the contracts'
    /// addresses, which are the same on all of its grounds.
    start: u64,
}

impl Ground {
    pub fn new() -> Self {
        let chain = Chain::new(Config::default())
            .expect("a chain; `cargo xtask setup` fetches what its genesis needs");
        let server = Server::start(chain.clone(), "127.0.0.1:0").expect("a free port");
        let mut ground = Self {
            chain,
            server,
            folder: tempfile::tempdir().expect("a folder"),
            asset: Address::ZERO,
            start: 0,
        };
        static START: OnceLock<u64> = OnceLock::new();
        ground.start = *START.get_or_init(|| ground.chain.head().header.timestamp);
        let code: Bytes = include_str!("fixtures/Asset.hex")
            .trim()
            .parse()
            .expect("hex");
        ground.asset = ground.create(code);
        ground
    }

    pub fn signer(&self, index: usize) -> PrivateKeySigner {
        self.chain.signers()[index].clone()
    }

    pub fn address(&self, index: usize) -> Address {
        self.signer(index).address()
    }

    pub fn url(&self) -> String {
        self.server.http_url()
    }

    pub fn manifest(&self) -> PathBuf {
        self.folder.path().join("manifest.json")
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("manifest.journal.json")
    }

    pub fn artifacts() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/contracts"))
    }

    /// Overrides that make the built-in network complete, with keys of ours in the timelock's place.
    pub fn overrides(&self, more: &[&str]) -> Vec<String> {
        let mut all = vec![
            format!("reserve.asset={}", self.asset),
            format!("roles.owner={}", self.address(OWNER)),
            format!("roles.treasury={}", self.address(TREASURY)),
            format!("clock.start={}", self.start),
            format!("offering.start={}", self.start),
            format!("offering.end={}", self.start + 604_800),
        ];
        all.extend(more.iter().map(ToString::to_string));
        all
    }

    pub async fn deployment(&self, more: &[&str]) -> Deployment {
        let network = Network::load("devchain", &self.overrides(more)).expect("a network");
        Deployment::open(network, &self.url(), Self::artifacts(), self.manifest())
            .await
            .expect("a node")
    }

    /// As [`Ground::deployment`], with everything the timelock's.
    pub async fn dao(&self, more: &[&str]) -> Deployment {
        let mut overrides: Vec<_> = self.overrides(&[]);
        overrides.retain(|pair| !pair.starts_with("roles."));
        overrides.extend(more.iter().map(ToString::to_string));
        let network = Network::load("devchain", &overrides).expect("a network");
        Deployment::open(network, &self.url(), Self::artifacts(), self.manifest())
            .await
            .expect("a node")
    }

    pub async fn apply(&self) -> Result<Applied> {
        self.deployment(&[])
            .await
            .apply(&self.signer(DEPLOYER), &mut |_| ControlFlow::Continue(()))
            .await
    }

    /// Transactions that the account has in blocks.
    pub fn nonce(&self, index: usize) -> u64 {
        self.chain
            .nonce(self.address(index), BlockId::latest())
            .expect("a nonce")
    }

    /// Creates a contract from the stranger's account, so that the deployer's nonce stays his own.
    fn create(&self, code: Bytes) -> Address {
        let from = self.address(STRANGER);
        let nonce = self.nonce(STRANGER);
        self.send(from, TxKind::Create, code);
        from.create(nonce)
    }

    /// Sends a call from any account, key or not, contract or not, with the ether for its gas.
    pub fn call(&self, from: Address, to: Address, data: impl Into<Bytes>) {
        self.chain
            .set_balance(from, U256::from(10).pow(U256::from(18)));
        self.send(from, TxKind::Call(to), data.into());
    }

    fn send(&self, from: Address, to: TxKind, data: Bytes) {
        self.chain.impersonate(from);
        let request = TransactionRequest {
            from: Some(from),
            to: Some(to),
            input: TransactionInput::new(data),
            ..TransactionRequest::default()
        };
        let hash = self
            .chain
            .send_request(request)
            .expect("an accepted transaction");
        let mined = self.chain.transaction(hash).expect("a mined transaction");
        assert!(mined.receipt.success, "the transaction failed");
    }
}

/// Goes on whatever happens.
pub fn go_on(_: &productshare_deploy::Event<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

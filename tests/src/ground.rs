//! The chain side of a world: a devchain with its RPC, a Solidity reserve asset, and the contracts deployed and
//! wired as `productshare-deploy` does it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use alloy::primitives::{Address, Bytes, U256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context, Result};
use devchain::chain::{Chain, Config};
use devchain::rpc::Server;
use productshare_abi::Manifest;
use productshare_deploy::{Deployment, Network};
use tempfile::TempDir;

use crate::client::Client;
use crate::solidity::{self, ConstructorArguments};
use crate::wallets::{self, Wallets};

/// How a ground is laid out. [`Options::of_the_dao`] is what the demo has; with the default, keys stand in the DAO's place.
#[derive(Clone, Debug)]
pub struct Options {
    /// The chain's own set-up. Its mnemonic must be the development one.
    pub chain: Config,
    /// Where the RPC listens; port 0 takes a free one.
    pub rpc: String,
    /// Deploy the contracts over this asset instead of a new TestAsset of six decimals.
    pub asset: Option<&'static str>,
    /// Fixed seconds between blocks instead of the clock.
    pub block_secs: Option<u64>,
    /// The timelock owns all contracts and holds the PSS, as everywhere but in tests; else the keys `owner` and `treasury`
    /// do.
    pub dao: bool,
    /// Further `key=value` overrides of `deploy/networks/devchain.toml`.
    pub overrides: Vec<String>,
}

impl Options {
    /// As the demo has it: the timelock owns everything.
    pub fn of_the_dao() -> Self {
        Self {
            dao: true,
            ..Self::default()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            chain: Config {
                accounts: wallets::COUNT,
                ..Config::default()
            },
            rpc: "127.0.0.1:0".into(),
            asset: None,
            block_secs: None,
            dao: false,
            overrides: Vec::new(),
        }
    }
}

/// A chain with the contracts on it.
pub struct Ground {
    /// JSON-RPC of `chain`, HTTP and WebSocket on one port. Declared first, so that it stops before the chain goes.
    pub rpc: Server,
    /// The chain itself, for what no wallet can do: time, reorganisations, decrees.
    pub chain: Chain,
    /// The keys of everybody.
    pub wallets: Wallets,
    /// A connection to `rpc` that signs for everybody.
    pub client: Client,
    /// The reserve asset.
    pub asset: Address,
    /// What was deployed.
    pub manifest: Manifest,
    /// The same as a file.
    pub manifest_path: PathBuf,
    dir: TempDir,
}

impl Ground {
    /// The default: keys in the DAO's place, the RPC on a free port.
    pub async fn start() -> Result<Self> {
        Self::start_with(Options::default()).await
    }

    /// A chain laid out after `options`.
    pub async fn start_with(options: Options) -> Result<Self> {
        let wallets = Wallets::dev();
        let chain = Chain::new(options.chain)?;
        chain.set_block_timestamp_interval(options.block_secs);
        let rpc = Server::start(chain.clone(), &options.rpc)?;
        // Bob and Alice meet in the demo: he shows that a buyer needs no ether at all.
        chain.set_balance(wallets.bob.address(), U256::ZERO);
        let client = Client::connect(&rpc.http_url(), &wallets).await?;
        let asset_code = match options.asset {
            None => solidity::init_code("TestAsset", &(6u16,))?,
            Some(name) => solidity::init_code(name, &())?,
        };
        let asset = client.deploy(&wallets.deployer, asset_code).await?;
        let dir = TempDir::new().context("creating a directory for the manifest")?;
        let manifest_path = dir.path().join("manifest.json");
        let now = client.now().await?;
        let overrides = overrides(&wallets, asset, now, options.dao, options.overrides);
        let manifest = deploy(
            &rpc.http_url(),
            &manifest_path,
            &wallets.deployer,
            &overrides,
        )
        .await?;
        Ok(Self {
            rpc,
            chain,
            wallets,
            client,
            asset,
            manifest,
            manifest_path,
            dir,
        })
    }

    /// Address of the token PSC.
    pub fn psc(&self) -> Address {
        self.contract("psc")
    }

    /// Address of PSC's reserve.
    pub fn reserve(&self) -> Address {
        self.contract("reserve")
    }

    /// Address of the token PSS.
    pub fn pss(&self) -> Address {
        self.contract("pss")
    }

    /// Address of the catalog of stores and products.
    pub fn catalog(&self) -> Address {
        self.contract("catalog")
    }

    /// Address of the pool of reward offers.
    pub fn offer_pool(&self) -> Address {
        self.contract("offer-pool")
    }

    /// Address of the splitter, which shares profits among the three groups.
    pub fn splitter(&self) -> Address {
        self.contract("splitter")
    }

    /// Address of the stake pools.
    pub fn stake_pools(&self) -> Address {
        self.contract("stake-pools")
    }

    /// Address of the checkout.
    pub fn checkout(&self) -> Address {
        self.contract("checkout")
    }

    /// Address of the register of platforms, experts and models.
    pub fn quality(&self) -> Address {
        self.contract("quality")
    }

    /// Address of the participants' power.
    pub fn power(&self) -> Address {
        self.contract("power")
    }

    /// Address of the reports and votes.
    pub fn experience(&self) -> Address {
        self.contract("experience")
    }

    /// Address of the quality network's money.
    pub fn cycles(&self) -> Address {
        self.contract("cycles")
    }

    /// Address of the disputes.
    pub fn arbitration(&self) -> Address {
        self.contract("arbitration")
    }

    /// Address of the sales that platforms settled themselves.
    pub fn statements(&self) -> Address {
        self.contract("statements")
    }

    /// Address of the memberships.
    pub fn memberships(&self) -> Address {
        self.contract("memberships")
    }

    /// Address of the offering of PSS.
    pub fn offering(&self) -> Address {
        self.contract("offering")
    }

    /// A directory that goes with this value.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Deploys Solidity of `tests/solidity` from the deployer's account.
    pub async fn deploy_solidity(
        &self,
        contract: &str,
        arguments: &impl ConstructorArguments,
    ) -> Result<Address> {
        let code: Bytes = solidity::init_code(contract, arguments)?;
        self.client
            .deploy(&self.wallets.deployer, code)
            .await
            .with_context(|| contract.to_owned())
    }

    fn contract(&self, folder: &str) -> Address {
        self.manifest.contracts[folder].address
    }
}

/// The first cycle of the DAO's quality network lasts through the demo's day, and a day longer: power is seeded early.
const DAO_CLOCK_SECS: u64 = 30 * 86_400;
/// How long the offering is open, from the start of the world.
pub const OFFERING_SECS: u64 = 7 * 86_400;

/// What this world has otherwise than `deploy/networks/devchain.toml`: an asset, a key of its own for each role, and an
/// offering that is open.
fn overrides(
    wallets: &Wallets,
    asset: Address,
    now: u64,
    dao: bool,
    further: Vec<String>,
) -> Vec<String> {
    let mut overrides = vec![
        format!("reserve.asset={asset}"),
        format!("roles.pauser={}", wallets.pauser.address()),
        format!("roles.blocklister={}", wallets.blocklister.address()),
        format!("pss.lockers=[\"{}\"]", wallets.locker.address()),
        format!("clock.start={}", now + if dao { DAO_CLOCK_SECS } else { 0 }),
        format!("offering.start={now}"),
        format!("offering.end={}", now + OFFERING_SECS),
    ];
    if !dao {
        overrides.push(format!("roles.owner={}", wallets.owner.address()));
        overrides.push(format!("roles.treasury={}", wallets.treasury.address()));
        overrides.push(format!("roles.arbitrator={}", wallets.arbiter.address()));
    }
    overrides.extend(further);
    overrides
}

/// Deploys and wires everything, as `productshare-deploy apply` does.
async fn deploy(
    url: &str,
    manifest: &Path,
    deployer: &PrivateKeySigner,
    overrides: &[String],
) -> Result<Manifest> {
    let network = Network::load("devchain", overrides)?;
    // Elsewhere, they are contracts with a defence taken out.
    let artefacts = std::env::var_os("CONTRACTS_DIR")
        .map_or_else(|| solidity::root().join("target/contracts"), PathBuf::from);
    let deployment = Deployment::open(network, url, &artefacts, manifest).await?;
    let applied = deployment
        .apply(deployer, &mut |_| ControlFlow::Continue(()))
        .await?;
    Ok(applied.manifest)
}

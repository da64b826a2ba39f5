//! A deployment at hand: network, node, built contracts and manifest; and what is known to be on the chain already.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    rpc::types::Filter,
    sol_types::SolEvent,
};
use productshare_abi::{
    Manifest,
    manifest::{Deployed, ManifestError},
    system::{ARB_WASM, ArbWasm, Erc20, STYLUS_DEPLOYER, StylusDeployer},
};
use tokio::sync::OnceCell;

use crate::{
    artifact::{self, Artifact},
    contract::{Addresses, Contract, Fixed, constructor},
    error::{Error, Result},
    journal::Journal,
    network::{Network, Settings},
    rpc::Rpc,
};

/// Where every command starts: [`Deployment::open`].
#[derive(Clone)]
pub struct Deployment {
    pub network: Network,
    pub rpc: Rpc,
    /// Folder with `<name>.wasm` of each contract.
    pub artifacts: PathBuf,
    /// Path of the manifest; the journal lies beside it.
    pub manifest: PathBuf,
    /// The contracts, read, validated and compressed when first needed.
    built: Arc<OnceCell<Vec<Artifact>>>,
}

/// One contract as it is to be deployed.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub artifact: Artifact,
    /// Constructor call.
    pub init_data: Bytes,
    pub salt: B256,
    pub address: Address,
}

/// What the files and the chain say has been done.
pub(crate) struct Progress {
    pub deployer: Address,
    /// The manifest of a finished deployment.
    pub manifest: Option<Manifest>,
    /// The journal, new if there was none.
    pub journal: Journal,
    pub targets: Vec<Target>,
    pub addresses: Addresses,
    /// For each target: whether its code is on the chain.
    pub on_chain: Vec<bool>,
    /// Contracts on the chain that no file mentioned; the journal (in memory) has them now.
    pub recognised: Vec<Contract>,
    pub asset_decimals: u8,
}

impl Deployment {
    /// Connects and makes sure that it is the right chain. Nothing is sent, nothing is written.
    pub async fn open(
        network: Network,
        rpc_url: &str,
        artifacts: impl AsRef<Path>,
        manifest: impl AsRef<Path>,
    ) -> Result<Self> {
        let rpc = Rpc::connect(rpc_url, &network.rpc_env).await?;
        if rpc.chain_id() != network.chain_id {
            return Err(Error::WrongChain {
                host: rpc.host().into(),
                network: network.name,
                expected: network.chain_id,
                found: rpc.chain_id(),
            });
        }
        Ok(Self {
            network,
            rpc,
            artifacts: artifacts.as_ref().into(),
            manifest: manifest.as_ref().into(),
            built: Arc::default(),
        })
    }

    /// The manifest of the finished deployment.
    pub fn load_manifest(&self) -> Result<Manifest> {
        let manifest = Manifest::load(&self.manifest)?;
        self.of_this_chain(&manifest)?;
        Ok(manifest)
    }

    fn of_this_chain(&self, manifest: &Manifest) -> Result<()> {
        if manifest.chain_id == self.network.chain_id {
            return Ok(());
        }
        Err(Error::Network {
            network: self.network.name.clone(),
            reason: format!(
                "manifest {} is of chain {}, not of {}: give the right one with --manifest",
                self.manifest.display(),
                manifest.chain_id,
                self.network.chain_id
            ),
        })
    }

    pub(crate) fn journal_path(&self) -> PathBuf {
        Journal::path(&self.manifest)
    }

    /// The Stylus version that programs are activated for.
    pub(crate) async fn stylus_version(&self) -> Result<u16> {
        if self.rpc.code(ARB_WASM).await?.is_empty() {
            return Err(Error::NoCode {
                what: "ArbWasm".into(),
                address: ARB_WASM,
                advice: "it is no Stylus chain; check the RPC URL".into(),
            });
        }
        self.rpc.view(ARB_WASM, ArbWasm::stylusVersionCall {}).await
    }

    /// Reads files and chain; makes no change to either.
    pub(crate) async fn progress(
        &self,
        settings: &Settings,
        deployer: Option<Address>,
    ) -> Result<Progress> {
        let version = self.stylus_version().await?;
        let load = async || artifact::load_all(&self.artifacts, version);
        let artifacts = self.built.get_or_try_init(load).await?.clone();
        let asset_decimals = self.check_surroundings(settings).await?;
        let manifest = match Manifest::load(&self.manifest) {
            Ok(manifest) => {
                self.of_this_chain(&manifest)?;
                Some(manifest)
            }
            Err(ManifestError::Missing(_)) => None,
            Err(e) => return Err(e.into()),
        };
        let path = self.journal_path();
        let journal = Journal::load(&path, self.network.chain_id, &settings.salt)?;
        if let (Some(journal), Some(signer), None) = (&journal, deployer, &manifest)
            && journal.deployer != signer
        {
            return Err(Error::Journal {
                path,
                reason: format!(
                    "was begun by {}, not by {signer}: go on with that key, or delete it to deploy anew",
                    journal.deployer
                ),
            });
        }
        let deployer = manifest
            .as_ref()
            .map(|m| m.roles.deployer)
            .or(journal.as_ref().map(|j| j.deployer))
            .or(deployer)
            .ok_or_else(|| {
                Error::Key(
                    "whose deployment? Give the deployer's address with --from, or a key".into(),
                )
            })?;
        let mut journal = match journal {
            Some(journal) => journal,
            None => Journal::new(
                self.network.chain_id,
                &settings.salt,
                deployer,
                self.rpc.block_number().await?,
            ),
        };
        let fixed = settings.fixed(deployer);
        let (targets, addresses) = targets(artifacts, &fixed);
        if let Some(manifest) = &manifest {
            self.check_fixed(manifest, &fixed, &targets)?;
        }
        let (mut on_chain, mut recognised) = (Vec::new(), Vec::new());
        for target in &targets {
            let there = self
                .is_on_chain(target, manifest.as_ref(), &journal)
                .await?;
            on_chain.push(there);
            let contract = target.artifact.contract;
            if there && manifest.is_none() && !journal.contracts.contains_key(contract.name()) {
                let record = self.find(target, journal.start_block).await?;
                journal.start_block = journal.start_block.min(record.block);
                journal.contracts.insert(contract.to_string(), record);
                recognised.push(contract);
            }
        }
        Ok(Progress {
            deployer,
            manifest,
            journal,
            targets,
            addresses,
            on_chain,
            recognised,
            asset_decimals,
        })
    }

    /// StylusDeployer and the reserve asset must be there. The asset's decimals.
    async fn check_surroundings(&self, settings: &Settings) -> Result<u8> {
        if self.rpc.code(STYLUS_DEPLOYER).await?.is_empty() {
            return Err(Error::NoCode {
                what: "StylusDeployer".into(),
                address: STYLUS_DEPLOYER,
                advice: "have it deployed first (on a Nitro dev node: Arbitrum's nitro-testnode scripts or a CREATE2 of @arbitrum/nitro-contracts 3.1.1)".into(),
            });
        }
        if self.rpc.code(settings.asset).await?.is_empty() {
            return Err(Error::NoCode {
                what: "reserve asset".into(),
                address: settings.asset,
                advice: "set reserve.asset to an ERC-20 of this chain".into(),
            });
        }
        self.rpc.view(settings.asset, Erc20::decimalsCall {}).await
    }

    /// What constructors fixed cannot be changed by another run.
    fn check_fixed(&self, manifest: &Manifest, fixed: &Fixed, targets: &[Target]) -> Result<()> {
        let (then, now) = (Fixed::of(manifest).by_key(), fixed.by_key());
        if let Some(((key, was), (_, is))) = then.iter().zip(&now).find(|(was, is)| was != is) {
            return Err(Error::Network {
                network: self.network.name.clone(),
                reason: format!(
                    "{key} is {is}, but {} was deployed with {was}, for good: set it back, or deploy anew with another salt and manifest",
                    self.manifest.display()
                ),
            });
        }
        for target in targets {
            let contract = target.artifact.contract;
            let record = manifest.contract(contract.name())?;
            self.check_build(target, record)?;
            if record.address != target.address {
                return Err(Error::Network {
                    network: self.network.name.clone(),
                    reason: format!(
                        "manifest {} has {contract} at {}, deployer {} and these settings give {}: the manifest is of another deployment",
                        self.manifest.display(),
                        record.address,
                        fixed.deployer,
                        target.address
                    ),
                });
            }
        }
        Ok(())
    }

    fn check_build(&self, target: &Target, record: &Deployed) -> Result<()> {
        if record.wasm_sha256 == target.artifact.wasm_sha256 {
            return Ok(());
        }
        Err(Error::OtherBuild {
            name: target.artifact.contract.to_string(),
            deployed: record.wasm_sha256,
            built: target.artifact.wasm_sha256,
            folder: self.artifacts.clone(),
        })
    }

    /// Whether the contract is there; an error if it should be and is not, or is not what was built.
    async fn is_on_chain(
        &self,
        target: &Target,
        manifest: Option<&Manifest>,
        journal: &Journal,
    ) -> Result<bool> {
        let contract = target.artifact.contract;
        let name = contract.name();
        let recorded = manifest
            .and_then(|m| m.contracts.get(name).map(|r| (r, self.manifest.clone())))
            .or_else(|| {
                let record = journal.contracts.get(name);
                record.map(|r| (r, self.journal_path()))
            });
        if let Some((record, path)) = &recorded {
            self.check_build(target, record)?;
            if record.address != target.address {
                return Err(Error::Journal {
                    path: path.clone(),
                    reason: format!(
                        "has {name} at {}, these settings give {}: set salt, roles.treasury, reserve.asset and pss.* back, or delete it to deploy anew",
                        record.address, target.address
                    ),
                });
            }
        }
        let code = self.rpc.code(target.address).await?;
        match recorded {
            Some((_, path)) if code.is_empty() => Err(Error::OtherChain {
                what: name.into(),
                address: target.address,
                path,
            }),
            // The address commits to the code: nothing else can be there.
            _ => Ok(!code.is_empty()),
        }
    }

    /// The record of a contract found on the chain without one: its deployment's transaction, from StylusDeployer's log.
    async fn find(&self, target: &Target, from_block: u64) -> Result<Deployed> {
        let filter = Filter::new()
            .address(STYLUS_DEPLOYER)
            .event_signature(StylusDeployer::ContractDeployed::SIGNATURE_HASH);
        // A run that lost its journal does not know when it began.
        for from in [from_block, 0] {
            for log in self.rpc.logs(&filter, from).await? {
                let Ok(event) = StylusDeployer::ContractDeployed::decode_log(&log.inner) else {
                    continue;
                };
                if event.deployedContract == target.address
                    && let (Some(block), Some(tx)) = (log.block_number, log.transaction_hash)
                {
                    return Ok(target.record(block, tx));
                }
            }
        }
        Err(Error::Rpc {
            what: format!("looking for the deployment of {}", target.artifact.contract),
            reason: format!(
                "no log of StylusDeployer mentions {}, though it has code: use a node that keeps old logs",
                target.address
            ),
        })
    }

    /// The data fee that activating this code costs now, in wei; 0 if the chain has it activated. This is also the chain's
    /// own verdict on the program, asked before anything is sent.
    pub(crate) async fn data_fee(&self, artifact: &Artifact) -> Result<U256> {
        // An address nobody uses, with the code for the length of one call.
        let at = Address::from_word(alloy::primitives::keccak256(artifact.codehash));
        let mut overrides = alloy::rpc::types::state::StateOverride::default();
        overrides.entry(at).or_default().code = Some(artifact.code.clone());
        let call = ArbWasm::activateProgramCall { program: at };
        let value = U256::from(10).pow(U256::from(18));
        match self
            .rpc
            .try_view(ARB_WASM, call, value, None, overrides)
            .await
        {
            Ok(activated) => Ok(activated.dataFee),
            Err(Ok(data)) => {
                use alloy::sol_types::SolError;
                if ArbWasm::ProgramUpToDate::abi_decode(&data).is_ok() {
                    return Ok(U256::ZERO);
                }
                Err(Error::InvalidWasm {
                    name: artifact.contract.to_string(),
                    reason: format!(
                        "the chain refuses to activate it: {}",
                        crate::revert::explain(&data)
                    ),
                })
            }
            Err(Err(Error::Rpc { reason, .. })) => Err(Error::InvalidWasm {
                name: artifact.contract.to_string(),
                reason: format!("the chain refuses to activate it: {reason}"),
            }),
            Err(Err(e)) => Err(e),
        }
    }
}

impl Target {
    pub(crate) fn record(&self, block: u64, tx: B256) -> Deployed {
        Deployed {
            address: self.address,
            codehash: self.artifact.codehash,
            wasm_sha256: self.artifact.wasm_sha256,
            block,
            tx,
        }
    }

    /// Name of the step that deploys it.
    pub(crate) fn step(&self) -> String {
        format!("deploy.{}", self.artifact.contract)
    }
}

/// What to deploy where. Addresses are known beforehand, so each constructor can name the ones before it.
fn targets(artifacts: Vec<Artifact>, fixed: &Fixed) -> (Vec<Target>, Addresses) {
    let mut at = Addresses::default();
    let mut targets = Vec::new();
    for artifact in artifacts {
        let contract = artifact.contract;
        let init_data = constructor(contract, fixed, &at);
        let salt = artifact::salt(&fixed.salt, contract);
        let address = artifact::address(&artifact.code, &init_data, salt);
        at[contract] = address;
        targets.push(Target {
            artifact,
            init_data,
            salt,
            address,
        });
    }
    (targets, at)
}

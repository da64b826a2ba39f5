//! The record of a deployment: which contracts live where on which chain, who may do what, with which parameters.
//!
//! Written by `productshare-deploy`, read by everything that needs an address. The file is replaced atomically, so that
//! a reader sees either the old record or the new one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use alloy::primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

/// The layout that this code writes and reads.
pub const SCHEMA: u32 = 4;

/// A deployment on one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: u32,
    pub chain_id: u64,
    /// No contract below has a log before this block: where an indexer begins.
    pub start_block: u64,
    /// By the name of the contract's folder (`psc`, `offer-pool`, ...).
    pub contracts: BTreeMap<String, Deployed>,
    pub roles: Roles,
    pub parameters: Parameters,
}

/// One contract on the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    #[serde(serialize_with = "eip55::one")]
    pub address: Address,
    /// keccak256 of the code on the chain (the compressed program with its prefix).
    pub codehash: B256,
    /// SHA-256 of the wasm that the code decompresses to.
    pub wasm_sha256: B256,
    /// Block of the deployment.
    pub block: u64,
    /// Hash of the deploying transaction.
    pub tx: B256,
}

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Who deployed, and owned the contracts while they were wired; part of their addresses.
    #[serde(serialize_with = "eip55::one")]
    pub deployer: Address,
    /// Owner of every contract: the timelock, unless somebody else was named. The timelock owns itself.
    #[serde(serialize_with = "eip55::one")]
    pub owner: Address,
    /// Got PSS's initial supply: the timelock, unless somebody else was named.
    #[serde(serialize_with = "eip55::one")]
    pub treasury: Address,
    pub psc: PscRoles,
    pub reserve: ReserveRoles,
    pub pss: PssRoles,
    pub offer_pool: OfferPoolRoles,
    pub splitter: SplitterRoles,
    pub checkout: CheckoutRoles,
    pub arbitration: ArbitrationRoles,
    pub timelock: TimelockRoles,
}

/// Roles in the token PSC. Its minter is always the reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PscRoles {
    #[serde(serialize_with = "eip55::one")]
    pub pauser: Address,
    #[serde(serialize_with = "eip55::one")]
    pub blocklister: Address,
    /// Accounts that can never be blocked, in ascending order; the contracts that hold PSC among them.
    #[serde(serialize_with = "eip55::list")]
    pub protected: Vec<Address>,
}

/// Roles in the reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveRoles {
    /// Whose signatures count, in ascending order.
    #[serde(serialize_with = "eip55::list")]
    pub attestors: Vec<Address>,
    /// How many of them an attestation needs.
    pub threshold: u8,
    /// In ascending order of account.
    pub issuers: Vec<Issuer>,
}

/// An account that may mint PSC against the attested reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    #[serde(serialize_with = "eip55::one")]
    pub account: Address,
    /// What it was allowed to mint in all, PSC base units. The contract's own figure falls with every mint.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub allowance: U256,
}

/// Roles in PSS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PssRoles {
    /// Contracts that may lock holders' tokens, in ascending order; the stake pools and the offering among them.
    #[serde(serialize_with = "eip55::list")]
    pub lockers: Vec<Address>,
}

/// Roles in the offer pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferPoolRoles {
    /// Tokens that rewards may be paid in beside PSC and PSS, in ascending order.
    #[serde(serialize_with = "eip55::list")]
    pub tokens: Vec<Address>,
}

/// Roles in the splitter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitterRoles {
    /// By their numbers: the first is cause 1. None ever leaves the list, for its number is not given again.
    pub causes: Vec<Cause>,
}

/// Somebody whom a third of the profit may go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Is paid.
    #[serde(serialize_with = "eip55::one")]
    pub account: Address,
    /// Its part of what no buyer or vendor directed to one cause, relative to the other approved ones.
    pub weight: u16,
    /// Whether it gets anything from now on.
    pub approved: bool,
    /// What it is; said once, for good.
    pub uri: String,
}

/// Roles in the checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutRoles {
    /// Rules on disputed lines: the arbitration, unless somebody else was named; the zero address: there is nobody to ask.
    #[serde(serialize_with = "eip55::one")]
    pub arbitrator: Address,
}

/// Roles in the arbitration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArbitrationRoles {
    /// Contracts that may open disputes, in ascending order.
    #[serde(serialize_with = "eip55::list")]
    pub arbitrables: Vec<Address>,
    /// Rules where jurors do not; the zero address: nobody.
    #[serde(serialize_with = "eip55::one")]
    pub umpire: Address,
}

/// Roles in the timelock, beside the governor's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelockRoles {
    /// May schedule operations too, until an offering has succeeded and for a year at most; the zero address: nobody.
    #[serde(serialize_with = "eip55::one")]
    pub guardian: Address,
}

/// What the contracts were set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Name of this deployment; part of the contracts' addresses, so that one chain can hold several.
    pub salt: String,
    pub reserve: ReserveParameters,
    pub pss: PssParameters,
    pub stake_pools: StakePoolsParameters,
    pub checkout: CheckoutParameters,
    pub clock: ClockParameters,
    pub offering: OfferingParameters,
    pub timelock: TimelockParameters,
    pub governor: GovernorParameters,
}

/// Parameters of the reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveParameters {
    /// The ERC-20 that backs PSC on chain.
    #[serde(serialize_with = "eip55::one")]
    pub asset: Address,
    pub asset_decimals: u8,
    pub redemption_fee_bps: u16,
    /// Attested supply may be at most this share of the whole.
    pub attested_cap_bps: u16,
    pub max_attestation_age_secs: u64,
    pub redemption_window_secs: u64,
}

/// Parameters of PSS, in base units (18 decimals).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PssParameters {
    #[serde(with = "alloy::serde::displayfromstr")]
    pub initial_supply: U256,
    #[serde(with = "alloy::serde::displayfromstr")]
    pub cap: U256,
}

/// Parameters of the stake pools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakePoolsParameters {
    /// PSS base units locked per whole PSC.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub lock_ratio: U256,
    /// PSC base units that a pool must be worth to take a stake share.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub min_assets: U256,
    /// How long new profit streams.
    pub window_secs: u64,
    /// Most of a pool that an advance may take.
    pub utilisation_bps: u16,
    /// What its drawer puts down of it.
    pub deposit_bps: u16,
    /// Least worth of a queued redemption, PSC base units.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub min_request: U256,
}

/// Parameters of the checkout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutParameters {
    /// Cashback of a share is at most this part of what its sharer spent on the product.
    pub share_cap_bps: u16,
    /// How long an arbitrator has to rule.
    pub dispute_window_secs: u64,
}

/// The quality network's cycles, the same in each of its contracts, for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockParameters {
    /// First second of cycle 0, Unix time.
    pub start: u64,
    /// How long a cycle is.
    pub cycle_secs: u64,
}

/// Terms of the offering, all of them fixed when it is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferingParameters {
    /// First second of the window for contributions, Unix time.
    pub start: u64,
    /// First second after it; cliff and vesting count from here.
    pub end: u64,
    /// PSC base units.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub soft_cap: U256,
    /// PSC base units; the price of all that is for sale.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub hard_cap: U256,
    /// PSC base units of one account; 0 with an allow-list.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub wallet_cap: U256,
    /// Root of the Merkle tree of accounts and caps; zero: open to anyone.
    pub allow_list: B256,
    /// PSS base units, minted to the offering beside the initial supply.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub for_sale: U256,
    pub cliff_secs: u64,
    pub vesting_secs: u64,
}

/// Parameters of the timelock as it was deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelockParameters {
    /// Least time between scheduling and execution.
    pub min_delay_secs: u64,
}

/// Parameters of the governor as it was deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GovernorParameters {
    /// From a proposal to the start of voting.
    pub voting_delay_secs: u64,
    pub voting_period_secs: u64,
    /// Votes needed to propose, PSS base units.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub proposal_threshold: U256,
    /// Of the votes that can vote.
    pub quorum_percent: u8,
    /// Voting lasts at least that long once quorum is reached.
    pub late_quorum_extension_secs: u64,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("no manifest at {0}: deploy first (productshare-deploy apply), or give its path")]
    Missing(PathBuf),
    #[error("cannot read manifest {path}: {source}")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write manifest {path}: {source}")]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is not a manifest: {source}")]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error(
        "manifest {path} has schema {found}, this program knows {SCHEMA}: use the version of this program that wrote it"
    )]
    Schema { path: PathBuf, found: u64 },
    #[error("manifest {path} is inconsistent: {reason}")]
    Inconsistent { path: PathBuf, reason: String },
    #[error("the manifest has no contract named {0}")]
    NoContract(String),
}

impl Manifest {
    /// Reads and checks the file.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ManifestError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => ManifestError::Missing(path.into()),
            _ => ManifestError::Read {
                path: path.into(),
                source,
            },
        })?;
        Self::parse(&text, path)
    }

    /// As [`Manifest::load`], from text; `path` is for messages only.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ManifestError> {
        let malformed = |source| ManifestError::Malformed {
            path: path.into(),
            source,
        };
        let value: serde_json::Value = serde_json::from_str(text).map_err(malformed)?;
        // First of all the schema: another layout should be called that, not a list of unknown fields.
        if let Some(found) = value.get("schema").and_then(serde_json::Value::as_u64)
            && found != u64::from(SCHEMA)
        {
            return Err(ManifestError::Schema {
                path: path.into(),
                found,
            });
        }
        let manifest: Self = serde_json::from_value(value).map_err(malformed)?;
        manifest
            .check()
            .map_err(|reason| ManifestError::Inconsistent {
                path: path.into(),
                reason,
            })?;
        Ok(manifest)
    }

    /// Replaces the file: whoever reads meanwhile, or after a crash, finds the old record or the new one.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ManifestError> {
        let path = path.as_ref();
        let mut text =
            serde_json::to_string_pretty(self).map_err(|source| ManifestError::Malformed {
                path: path.into(),
                source,
            })?;
        text.push('\n');
        write_atomically(path, text.as_bytes()).map_err(|source| ManifestError::Write {
            path: path.into(),
            source,
        })
    }

    /// The contract of that folder.
    pub fn contract(&self, folder: &str) -> Result<&Deployed, ManifestError> {
        self.contracts
            .get(folder)
            .ok_or_else(|| ManifestError::NoContract(folder.into()))
    }

    /// Address of the contract of that folder.
    pub fn address(&self, folder: &str) -> Result<Address, ManifestError> {
        Ok(self.contract(folder)?.address)
    }

    fn check(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for (name, contract) in &self.contracts {
            if contract.address.is_zero() {
                return Err(format!("{name} has the zero address"));
            }
            if !seen.insert(contract.address) {
                return Err(format!("{} is listed twice", contract.address));
            }
            if contract.block < self.start_block {
                return Err(format!(
                    "{name} was deployed in block {}, before start_block {}",
                    contract.block, self.start_block
                ));
            }
        }
        Ok(())
    }
}

/// Writes `bytes` to a file beside `path`, forces them to disk and renames it over `path`. Creates missing folders.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut name = path
        .file_name()
        .ok_or_else(|| std::io::Error::new(ErrorKind::InvalidInput, "not a file name"))?
        .to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let fresh = folder.join(name);
    let written = (|| {
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        // The rename itself must survive a power cut, too. Not every system lets a folder be opened for that.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    })();
    if written.is_err() {
        // Best effort: the error that matters is the one returned.
        let _ = fs::remove_file(&fresh);
    }
    written
}

/// Addresses in mixed case, as people compare them.
mod eip55 {
    use alloy::primitives::Address;
    use serde::{Serializer, ser::SerializeSeq};

    pub fn one<S: Serializer>(address: &Address, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&address.to_checksum(None))
    }

    pub fn list<S: Serializer>(addresses: &[Address], s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(addresses.len()))?;
        for address in addresses {
            seq.serialize_element(&address.to_checksum(None))?;
        }
        seq.end()
    }
}

#[cfg(test)]
mod tests;

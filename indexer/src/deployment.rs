//! Which contracts are followed, on which chain, from which block.

use std::path::Path;

use alloy::primitives::Address;
use anyhow::Context;
use productshare_abi::Manifest;

/// What the index needs of a deployment's manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    pub chain_id: u64,
    /// No contract has a log before this block.
    pub start_block: u64,
    pub psc: Address,
    pub reserve: Address,
    pub pss: Address,
}

impl Deployment {
    /// Reads a manifest file.
    ///
    /// # Errors
    /// One line that names the file and what is wrong with it.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let manifest = Manifest::load(path)
            .with_context(|| format!("manifest {}: check MANIFEST", path.display()))?;
        Self::from_manifest(&manifest).with_context(|| format!("manifest {}", path.display()))
    }

    /// Takes the contracts that this version follows.
    pub fn from_manifest(manifest: &Manifest) -> anyhow::Result<Self> {
        let address = |name: &str| {
            let deployed = manifest
                .contracts
                .get(name)
                .with_context(|| format!("it has no contract {name:?}"))?;
            anyhow::Ok(deployed.address)
        };
        Ok(Self {
            chain_id: manifest.chain_id,
            start_block: manifest.start_block,
            psc: address("psc")?,
            reserve: address("reserve")?,
            pss: address("pss")?,
        })
    }

    /// Names (the contracts' folders) and addresses.
    pub fn contracts(&self) -> [(&'static str, Address); 3] {
        [
            ("psc", self.psc),
            ("reserve", self.reserve),
            ("pss", self.pss),
        ]
    }
}

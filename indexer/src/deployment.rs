//! Which contracts are followed, on which chain, from which block.

use std::path::Path;

use alloy::primitives::Address;
use anyhow::Context;
pub use productshare_abi::Contract;
use productshare_abi::Manifest;

/// What the index needs of a deployment's manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    pub chain_id: u64,
    /// No contract has a log before this block.
    pub start_block: u64,
    /// In the order of [`Contract::ALL`].
    pub addresses: [Address; Contract::ALL.len()],
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
    ///
    /// # Errors
    /// When one of them is not in it.
    pub fn from_manifest(manifest: &Manifest) -> anyhow::Result<Self> {
        let mut addresses = [Address::ZERO; Contract::ALL.len()];
        for contract in Contract::ALL {
            let deployed = manifest
                .contracts
                .get(contract.name())
                .with_context(|| format!("it has no contract {:?}", contract.name()))?;
            addresses[contract as usize] = deployed.address;
        }
        Ok(Self {
            chain_id: manifest.chain_id,
            start_block: manifest.start_block,
            addresses,
        })
    }

    pub fn address(&self, contract: Contract) -> Address {
        self.addresses[contract as usize]
    }

    /// The contract that lives at an address.
    pub fn contract_at(&self, address: Address) -> Option<Contract> {
        Contract::ALL
            .into_iter()
            .find(|contract| self.address(*contract) == address)
    }

    /// Names (the contracts' folders) and addresses.
    pub fn contracts(&self) -> [(&'static str, Address); Contract::ALL.len()] {
        Contract::ALL.map(|contract| (contract.name(), self.address(contract)))
    }
}

//! How a chain is set up: identity, genesis, mining and the accounts it opens with.

use alloy::{
    primitives::{Address, B256, Bytes, U256, address, b256},
    signers::local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English},
};
use parking_lot::Mutex;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use super::error::ChainError;

/// Chain id of a Nitro dev node, and the default here.
pub const DEV_CHAIN_ID: u64 = 412_346;
/// The mnemonic that Anvil, Hardhat and this chain share. Public knowledge: never fund it elsewhere.
pub const DEV_MNEMONIC: &str = "test test test test test test test test test test test junk";
/// The account that a Nitro dev node funds; it is also the initial chain owner and network fee account.
pub const NITRO_DEV_ACCOUNT: Address = address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E");
/// Key of [`NITRO_DEV_ACCOUNT`], published with Nitro.
pub const NITRO_DEV_KEY: B256 =
    b256!("b6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MiningMode {
    /// A block for each transaction, before the call that sent it returns.
    Auto,
    /// Only when asked to ([`super::Chain::mine`]).
    Manual,
    /// Every so often, with or without transactions.
    Interval(Duration),
}

/// Where the code of StylusDeployer and CacheManager comes from (npm `@arbitrum/nitro-contracts` 3.1.1; BUSL-1.1,
/// so it is fetched at set-up and never committed).
#[derive(Clone, Debug, Default)]
pub enum GenesisContracts {
    /// `$NITRO_CONTRACTS_DIR` if set, else `target/nitro-contracts` of the working directory or one of its
    /// parents, else of this source tree. Absent files are an error that says what to run.
    #[default]
    Installed,
    /// `StylusDeployer.hex` and `CacheManager.hex` (runtime code, hex) in this directory.
    Dir(PathBuf),
    /// The runtime codes themselves.
    Bytes {
        stylus_deployer: Bytes,
        cache_manager: Bytes,
    },
    /// Leave both out: for tests that deploy by plain CREATE.
    None,
}

/// Set-up of a chain. [`Config::default`] is a Nitro dev node with L1 prices off and Anvil's accounts added.
#[derive(Clone, Debug)]
pub struct Config {
    pub chain_id: u64,
    /// 51 (Stylus 2) or 60 (Stylus 3).
    pub arbos_version: u64,
    pub mining: MiningMode,
    /// Mnemonic of the funded accounts, path m/44'/60'/0'/0/i.
    pub mnemonic: String,
    /// How many accounts of the mnemonic are funded.
    pub accounts: usize,
    /// Wei that each of them, and [`NITRO_DEV_ACCOUNT`], opens with.
    pub balance: U256,
    /// Wei per gas: the floor of the base fee, and the base fee itself unless `congestion_pricing`.
    pub min_base_fee: u64,
    /// Wei per L1 calldata unit; 0 leaves L1 costs out of every receipt.
    pub l1_price_per_unit: U256,
    /// Let a backlog of gas raise the base fee as on Nitro. Off by default: a test that sends a thousand
    /// transactions in a second should not be priced out.
    pub congestion_pricing: bool,
    /// Debug precompiles and the `console` host module, as a dev node has them.
    pub debug: bool,
    /// Unix seconds of block 0; the present if `None`.
    pub genesis_timestamp: Option<u64>,
    /// What NUMBER and `block_number` return until it is set; 0 as on a dev node without a parent chain.
    pub l1_block_number: u64,
    pub contracts: GenesisContracts,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            chain_id: DEV_CHAIN_ID,
            arbos_version: 51,
            mining: MiningMode::Auto,
            mnemonic: DEV_MNEMONIC.into(),
            accounts: 10,
            balance: U256::from(10_000u64) * U256::from(10u64).pow(U256::from(18)),
            min_base_fee: 100_000_000,
            l1_price_per_unit: U256::ZERO,
            congestion_pricing: false,
            debug: true,
            genesis_timestamp: None,
            l1_block_number: 0,
            contracts: GenesisContracts::Installed,
        }
    }
}

impl Config {
    /// A chain without StylusDeployer and CacheManager, which needs no set-up.
    pub fn bare() -> Self {
        Self {
            contracts: GenesisContracts::None,
            ..Self::default()
        }
    }

    /// Signers of the funded accounts: the mnemonic's in order, then Nitro's dev account.
    pub fn signers(&self) -> Result<Vec<PrivateKeySigner>, ChainError> {
        // Deriving keys is slow by design, and tests open hundreds of chains with the same ones.
        static DERIVED: Mutex<BTreeMap<(String, usize), Vec<PrivateKeySigner>>> =
            Mutex::new(BTreeMap::new());
        let key = (self.mnemonic.clone(), self.accounts);
        if let Some(signers) = DERIVED.lock().get(&key) {
            return Ok(signers.clone());
        }
        let signers = self.derive()?;
        DERIVED.lock().insert(key, signers.clone());
        Ok(signers)
    }

    fn derive(&self) -> Result<Vec<PrivateKeySigner>, ChainError> {
        let invalid = |what: String| ChainError::Config(what);
        let mut signers = Vec::with_capacity(self.accounts + 1);
        for index in 0..self.accounts {
            let index = u32::try_from(index).map_err(|e| invalid(format!("accounts: {e}")))?;
            let signer = MnemonicBuilder::<English>::default()
                .phrase(self.mnemonic.as_str())
                .index(index)
                .and_then(|b| b.build())
                .map_err(|e| invalid(format!("mnemonic: {e}")))?;
            signers.push(signer);
        }
        signers.push(
            PrivateKeySigner::from_bytes(&NITRO_DEV_KEY).map_err(|e| invalid(e.to_string()))?,
        );
        Ok(signers)
    }
}

//! Network files: which chain, and what the contracts are to be there.
//!
//! The four in `deploy/networks/` are built in; any other is given by its path. Single values are overridden by
//! `KEY=VALUE`. What only the deployer can decide (owner, attestors, ...) is absent from the public networks' files, and
//! asked for when a command needs it.

use std::{fmt, path::Path};

use alloy::primitives::{Address, B256, U256};
use productshare_abi::manifest::{
    Cause, ClockParameters, GovernorParameters, Issuer, OfferingParameters, StakePoolsParameters,
    TimelockParameters,
};
use serde::{Deserialize, Deserializer, de::Visitor};

use crate::error::{Error, Result};

mod settings;

pub use settings::{ARBITRABLES, LOCKERS, PROTECTED, Settings};

const BUILT_IN: [(&str, &str); 4] = [
    ("devchain", include_str!("../networks/devchain.toml")),
    ("nitro-dev", include_str!("../networks/nitro-dev.toml")),
    (
        "arbitrum-sepolia",
        include_str!("../networks/arbitrum-sepolia.toml"),
    ),
    (
        "arbitrum-one",
        include_str!("../networks/arbitrum-one.toml"),
    ),
];

/// Keys that [`Settings`] need, in the order of the files.
const REQUIRED: [&str; 44] = [
    "salt",
    "roles.pauser",
    "roles.blocklister",
    "roles.umpire",
    "roles.guardian",
    "psc.protected",
    "reserve.asset",
    "reserve.attestors",
    "reserve.threshold",
    "reserve.issuers",
    "reserve.redemption_fee_bps",
    "reserve.attested_cap_bps",
    "reserve.max_attestation_age_secs",
    "reserve.redemption_window_secs",
    "pss.initial_supply",
    "pss.cap",
    "pss.lockers",
    "offer_pool.tokens",
    "splitter.causes",
    "stake_pools.lock_ratio",
    "stake_pools.min_assets",
    "stake_pools.window_secs",
    "stake_pools.utilisation_bps",
    "stake_pools.deposit_bps",
    "stake_pools.min_request",
    "checkout.share_cap_bps",
    "checkout.dispute_window_secs",
    "clock.start",
    "clock.cycle_secs",
    "offering.start",
    "offering.end",
    "offering.soft_cap",
    "offering.hard_cap",
    "offering.wallet_cap",
    "offering.allow_list",
    "offering.for_sale",
    "offering.cliff_secs",
    "offering.vesting_secs",
    "timelock.min_delay_secs",
    "governor.voting_delay_secs",
    "governor.voting_period_secs",
    "governor.proposal_threshold",
    "governor.quorum_percent",
    "governor.late_quorum_extension_secs",
];

/// A chain and, if complete, what to deploy there.
#[derive(Clone, Debug)]
pub struct Network {
    /// `devchain`, or the file's name without its ending.
    pub name: String,
    pub chain_id: u64,
    /// The environment variable that holds the RPC URL.
    pub rpc_env: String,
    /// Used when neither the variable nor an option gives one.
    pub rpc_url: Option<String>,
    /// Forgotten when it stops: no confirmation, no manifest of its own.
    pub ephemeral: bool,
    settings: std::result::Result<Settings, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    chain_id: u64,
    rpc_env: String,
    rpc_url: Option<String>,
    #[serde(default)]
    ephemeral: bool,
    salt: Option<String>,
    #[serde(default)]
    roles: RolesTable,
    #[serde(default)]
    psc: PscTable,
    #[serde(default)]
    reserve: ReserveTable,
    #[serde(default)]
    pss: PssTable,
    #[serde(default)]
    offer_pool: OfferPoolTable,
    #[serde(default)]
    splitter: SplitterTable,
    #[serde(default)]
    stake_pools: StakePoolsTable,
    #[serde(default)]
    checkout: CheckoutTable,
    #[serde(default)]
    clock: ClockTable,
    #[serde(default)]
    offering: OfferingTable,
    #[serde(default)]
    timelock: TimelockTable,
    #[serde(default)]
    governor: GovernorTable,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesTable {
    owner: Option<Address>,
    treasury: Option<Address>,
    pauser: Option<Address>,
    blocklister: Option<Address>,
    arbitrator: Option<Address>,
    umpire: Option<Address>,
    guardian: Option<Address>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PscTable {
    protected: Option<Vec<Address>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReserveTable {
    asset: Option<Address>,
    attestors: Option<Vec<Address>>,
    threshold: Option<u8>,
    issuers: Option<Vec<IssuerTable>>,
    redemption_fee_bps: Option<u16>,
    attested_cap_bps: Option<u16>,
    max_attestation_age_secs: Option<u64>,
    redemption_window_secs: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerTable {
    account: Address,
    allowance: Amount,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PssTable {
    initial_supply: Option<Amount>,
    cap: Option<Amount>,
    lockers: Option<Vec<Address>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferPoolTable {
    tokens: Option<Vec<Address>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitterTable {
    causes: Option<Vec<CauseTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseTable {
    account: Address,
    weight: u16,
    approved: Option<bool>,
    uri: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct StakePoolsTable {
    lock_ratio: Option<Amount>,
    min_assets: Option<Amount>,
    window_secs: Option<u64>,
    utilisation_bps: Option<u16>,
    deposit_bps: Option<u16>,
    min_request: Option<Amount>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckoutTable {
    share_cap_bps: Option<u16>,
    dispute_window_secs: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockTable {
    start: Option<u64>,
    cycle_secs: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferingTable {
    start: Option<u64>,
    end: Option<u64>,
    soft_cap: Option<Amount>,
    hard_cap: Option<Amount>,
    wallet_cap: Option<Amount>,
    allow_list: Option<B256>,
    for_sale: Option<Amount>,
    cliff_secs: Option<u64>,
    vesting_secs: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimelockTable {
    min_delay_secs: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GovernorTable {
    voting_delay_secs: Option<u64>,
    voting_period_secs: Option<u64>,
    proposal_threshold: Option<Amount>,
    quorum_percent: Option<u8>,
    late_quorum_extension_secs: Option<u64>,
}

impl Network {
    /// A built-in network by name, or a file by path, with `KEY=VALUE` overrides applied.
    pub fn load(name_or_path: &str, overrides: &[String]) -> Result<Self> {
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == name_or_path);
        let (name, text) = match built_in {
            Some((name, text)) => ((*name).to_string(), (*text).to_string()),
            None => {
                let path = Path::new(name_or_path);
                if path.extension().is_none_or(|e| e != "toml") {
                    return Err(Error::UnknownNetwork(name_or_path.into()));
                }
                let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
                    what: format!("cannot read network file {name_or_path}"),
                    source,
                })?;
                let stem = path.file_stem().unwrap_or_default();
                (stem.to_string_lossy().into_owned(), text)
            }
        };
        Self::parse(name, &text, overrides)
    }

    fn parse(name: String, text: &str, overrides: &[String]) -> Result<Self> {
        let wrong = |reason: String| Error::Network {
            network: name.clone(),
            reason: reason.trim().replace('\n', " "),
        };
        let mut table: toml::Table = text.parse().map_err(|e| wrong(format!("{e}")))?;
        for pair in overrides {
            override_key(&mut table, pair).map_err(&wrong)?;
        }
        let missing = REQUIRED
            .iter()
            .filter(|key| lookup(&table, key).is_none())
            .map(|key| (*key).to_string())
            .collect();
        let file: File = table.try_into().map_err(|e| wrong(format!("{e}")))?;
        if file.chain_id == 0 {
            return Err(wrong("chain_id must not be 0".into()));
        }
        if file.roles.owner.is_some() && !file.ephemeral {
            return Err(wrong(
                "roles.owner is for chains that are forgotten: elsewhere the timelock owns everything"
                    .into(),
            ));
        }
        let settings = match file.settings() {
            Some(settings) => Ok(settings.checked().map_err(wrong)?),
            None => Err(missing),
        };
        Ok(Self {
            name,
            chain_id: file.chain_id,
            rpc_env: file.rpc_env,
            rpc_url: file.rpc_url,
            ephemeral: file.ephemeral,
            settings,
        })
    }

    /// What to deploy, if everything required is given.
    pub fn settings(&self) -> Result<&Settings> {
        self.settings.as_ref().map_err(|missing| Error::Incomplete {
            network: self.name.clone(),
            missing: missing.clone(),
        })
    }
}

impl File {
    fn settings(&self) -> Option<Settings> {
        Some(Settings {
            salt: self.salt.clone()?,
            owner: self.roles.owner,
            treasury: self.roles.treasury,
            guardian: self.roles.guardian?,
            pauser: self.roles.pauser?,
            blocklister: self.roles.blocklister?,
            arbitrator: self.roles.arbitrator,
            umpire: self.roles.umpire?,
            protected: self.psc.protected.clone()?,
            asset: self.reserve.asset?,
            attestors: self.reserve.attestors.clone()?,
            threshold: self.reserve.threshold?,
            issuers: self
                .reserve
                .issuers
                .as_ref()?
                .iter()
                .map(|i| Issuer {
                    account: i.account,
                    allowance: i.allowance.0,
                })
                .collect(),
            redemption_fee_bps: self.reserve.redemption_fee_bps?,
            attested_cap_bps: self.reserve.attested_cap_bps?,
            max_attestation_age_secs: self.reserve.max_attestation_age_secs?,
            redemption_window_secs: self.reserve.redemption_window_secs?,
            initial_supply: self.pss.initial_supply.as_ref()?.0,
            cap: self.pss.cap.as_ref()?.0,
            lockers: self.pss.lockers.clone()?,
            tokens: self.offer_pool.tokens.clone()?,
            causes: self
                .splitter
                .causes
                .as_ref()?
                .iter()
                .map(|c| Cause {
                    account: c.account,
                    weight: c.weight,
                    approved: c.approved.unwrap_or(true),
                    uri: c.uri.clone(),
                })
                .collect(),
            staking: StakePoolsParameters {
                lock_ratio: self.stake_pools.lock_ratio.as_ref()?.0,
                min_assets: self.stake_pools.min_assets.as_ref()?.0,
                window_secs: self.stake_pools.window_secs?,
                utilisation_bps: self.stake_pools.utilisation_bps?,
                deposit_bps: self.stake_pools.deposit_bps?,
                min_request: self.stake_pools.min_request.as_ref()?.0,
            },
            share_cap_bps: self.checkout.share_cap_bps?,
            dispute_window_secs: self.checkout.dispute_window_secs?,
            clock: ClockParameters {
                start: self.clock.start?,
                cycle_secs: self.clock.cycle_secs?,
            },
            offering: OfferingParameters {
                start: self.offering.start?,
                end: self.offering.end?,
                soft_cap: self.offering.soft_cap.as_ref()?.0,
                hard_cap: self.offering.hard_cap.as_ref()?.0,
                wallet_cap: self.offering.wallet_cap.as_ref()?.0,
                allow_list: self.offering.allow_list?,
                for_sale: self.offering.for_sale.as_ref()?.0,
                cliff_secs: self.offering.cliff_secs?,
                vesting_secs: self.offering.vesting_secs?,
            },
            timelock: TimelockParameters {
                min_delay_secs: self.timelock.min_delay_secs?,
            },
            governor: GovernorParameters {
                voting_delay_secs: self.governor.voting_delay_secs?,
                voting_period_secs: self.governor.voting_period_secs?,
                proposal_threshold: self.governor.proposal_threshold.as_ref()?.0,
                quorum_percent: self.governor.quorum_percent?,
                late_quorum_extension_secs: self.governor.late_quorum_extension_secs?,
            },
        })
    }
}

fn lookup<'a>(table: &'a toml::Table, key: &str) -> Option<&'a toml::Value> {
    let mut parts = key.split('.');
    let mut value = table.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

/// Sets `a.b=VALUE`. VALUE is TOML; what is not (an address, a word) is text.
fn override_key(table: &mut toml::Table, pair: &str) -> Result<(), String> {
    let (key, text) = pair
        .split_once('=')
        .filter(|(key, _)| !key.trim().is_empty())
        .ok_or_else(|| format!("override {pair:?} is not KEY=VALUE"))?;
    let text = text.trim();
    // An address is valid TOML, too: a number far too large.
    let as_text = || toml::Value::String(text.trim_matches('"').to_string());
    let value =
        if text.starts_with("0x") || text.parse::<U256>().is_ok_and(|n| n > U256::from(u32::MAX)) {
            as_text()
        } else {
            format!("v = {text}")
                .parse::<toml::Table>()
                .ok()
                .and_then(|mut t| t.remove("v"))
                .unwrap_or_else(as_text)
        };
    let parts: Vec<&str> = key.trim().split('.').collect();
    let (last, folders) = parts.split_last().ok_or("empty key")?;
    let mut at = table;
    for folder in folders {
        at = at
            .entry(*folder)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()))
            .as_table_mut()
            .ok_or_else(|| format!("{folder} in {key} is a value, not a table"))?;
    }
    at.insert((*last).to_string(), value);
    Ok(())
}

/// An amount in base units: a decimal text, or a number small enough for TOML.
struct Amount(U256);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct AmountVisitor;
        impl Visitor<'_> for AmountVisitor {
            type Value = Amount;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an amount in base units, as decimal text")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Amount, E> {
                let digits = text.replace('_', "");
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(E::custom(format!(
                        "{text:?} is not a decimal amount in base units"
                    )));
                }
                U256::from_str_radix(&digits, 10)
                    .map(Amount)
                    .map_err(|_| E::custom(format!("{text} does not fit 256 bits")))
            }
            fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Amount, E> {
                u64::try_from(n)
                    .map(|n| Amount(U256::from(n)))
                    .map_err(|_| E::custom("an amount cannot be negative"))
            }
            fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Amount, E> {
                Ok(Amount(U256::from(n)))
            }
        }
        d.deserialize_any(AmountVisitor)
    }
}

#[cfg(test)]
mod tests;

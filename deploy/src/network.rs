//! Network files: which chain, and what the contracts are to be there.
//!
//! The four in `deploy/networks/` are built in; any other is given by its path. Single values are overridden by
//! `KEY=VALUE`. What only the deployer can decide (owner, attestors, ...) is absent from the public networks' files, and
//! asked for when a command needs it.

use std::{fmt, path::Path};

use alloy::primitives::{Address, U256};
use productshare_abi::manifest::{
    Issuer, Parameters, PscRoles, PssParameters, PssRoles, ReserveParameters, ReserveRoles, Roles,
};
use serde::{Deserialize, Deserializer, de::Visitor};

use crate::error::{Error, Result};

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
const REQUIRED: [&str; 17] = [
    "salt",
    "roles.owner",
    "roles.treasury",
    "roles.pauser",
    "roles.blocklister",
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
];

const DAY: u64 = 86_400;
/// As the reserve takes them.
const MAX_ATTESTORS: usize = 16;

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

/// What the contracts are to be. Lists are sorted and free of doubles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Name of the deployment, part of the contracts' addresses.
    pub salt: String,
    pub owner: Address,
    pub treasury: Address,
    pub pauser: Address,
    pub blocklister: Address,
    /// Beside the reserve.
    pub protected: Vec<Address>,
    pub asset: Address,
    pub attestors: Vec<Address>,
    pub threshold: u8,
    pub issuers: Vec<Issuer>,
    pub redemption_fee_bps: u16,
    pub attested_cap_bps: u16,
    pub max_attestation_age_secs: u64,
    pub redemption_window_secs: u64,
    /// PSS base units.
    pub initial_supply: U256,
    pub cap: U256,
    pub lockers: Vec<Address>,
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
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesTable {
    owner: Option<Address>,
    treasury: Option<Address>,
    pauser: Option<Address>,
    blocklister: Option<Address>,
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
            owner: self.roles.owner?,
            treasury: self.roles.treasury?,
            pauser: self.roles.pauser?,
            blocklister: self.roles.blocklister?,
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
        })
    }
}

impl Settings {
    /// Refuses what can only be a mistake, and what the reserve's setters would refuse (the constants of its crate): they
    /// cannot be simulated before the contracts are there, and a deployment should not stop half way.
    fn checked(mut self) -> Result<Self, String> {
        for (key, address) in [
            ("roles.owner", self.owner),
            ("roles.treasury", self.treasury),
            ("roles.pauser", self.pauser),
            ("roles.blocklister", self.blocklister),
            ("reserve.asset", self.asset),
        ] {
            if address.is_zero() {
                return Err(format!("{key} must not be the zero address"));
            }
        }
        sort_unique("psc.protected", &mut self.protected)?;
        sort_unique("reserve.attestors", &mut self.attestors)?;
        sort_unique("pss.lockers", &mut self.lockers)?;
        let mut issuers: Vec<Address> = self.issuers.iter().map(|i| i.account).collect();
        sort_unique("reserve.issuers", &mut issuers)?;
        self.issuers.sort_by_key(|i| i.account);
        if self.threshold == 0 || usize::from(self.threshold) > self.attestors.len() {
            return Err(format!(
                "reserve.threshold must be 1 to {} (the number of reserve.attestors), not {}",
                self.attestors.len(),
                self.threshold
            ));
        }
        if self.attestors.len() > MAX_ATTESTORS {
            return Err(format!("reserve.attestors must be at most {MAX_ATTESTORS}"));
        }
        for (key, value, range) in [
            (
                "redemption_fee_bps",
                self.redemption_fee_bps.into(),
                0..=100,
            ),
            ("attested_cap_bps", self.attested_cap_bps.into(), 0..=5_000),
            (
                "max_attestation_age_secs",
                self.max_attestation_age_secs,
                60..=90 * DAY,
            ),
            (
                "redemption_window_secs",
                self.redemption_window_secs,
                3_600..=30 * DAY,
            ),
        ] {
            if !range.contains(&value) {
                return Err(format!(
                    "reserve.{key} must be {} to {}, not {value}",
                    range.start(),
                    range.end()
                ));
            }
        }
        if let Some(issuer) = self
            .issuers
            .iter()
            .find(|i| i.allowance > U256::from(u64::MAX))
        {
            return Err(format!(
                "reserve.issuers: the allowance of {} must be at most {}",
                issuer.account,
                u64::MAX
            ));
        }
        if self.initial_supply > self.cap {
            return Err("pss.initial_supply must not be above pss.cap".into());
        }
        if self.salt.is_empty() {
            return Err("salt must not be empty".into());
        }
        Ok(self)
    }

    /// Roles as the manifest records them.
    #[must_use]
    pub fn roles(&self, deployer: Address, reserve: Address) -> Roles {
        let mut protected = self.protected.clone();
        if !protected.contains(&reserve) {
            protected.push(reserve);
        }
        protected.sort();
        Roles {
            deployer,
            owner: self.owner,
            treasury: self.treasury,
            psc: PscRoles {
                pauser: self.pauser,
                blocklister: self.blocklister,
                protected,
            },
            reserve: ReserveRoles {
                attestors: self.attestors.clone(),
                threshold: self.threshold,
                issuers: self.issuers.clone(),
            },
            pss: PssRoles {
                lockers: self.lockers.clone(),
            },
        }
    }

    /// Parameters as the manifest records them.
    #[must_use]
    pub fn parameters(&self, asset_decimals: u8) -> Parameters {
        Parameters {
            salt: self.salt.clone(),
            reserve: ReserveParameters {
                asset: self.asset,
                asset_decimals,
                redemption_fee_bps: self.redemption_fee_bps,
                attested_cap_bps: self.attested_cap_bps,
                max_attestation_age_secs: self.max_attestation_age_secs,
                redemption_window_secs: self.redemption_window_secs,
            },
            pss: PssParameters {
                initial_supply: self.initial_supply,
                cap: self.cap,
            },
        }
    }
}

fn sort_unique(key: &str, list: &mut [Address]) -> Result<(), String> {
    list.sort();
    if list.iter().any(|a| a.is_zero()) {
        return Err(format!("{key} holds the zero address"));
    }
    match list.windows(2).find(|w| w[0] == w[1]) {
        Some(w) => Err(format!("{key} holds {} twice", w[0])),
        None => Ok(()),
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

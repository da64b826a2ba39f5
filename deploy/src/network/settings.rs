//! What the contracts are to be, checked, and as the manifest records it.

use std::collections::BTreeSet;

use alloy::primitives::{Address, U256};
use productshare_abi::manifest::{
    Cause, CheckoutParameters, CheckoutRoles, Issuer, OfferPoolRoles, Parameters, PscRoles,
    PssParameters, PssRoles, ReserveParameters, ReserveRoles, Roles, SplitterRoles,
    StakePoolsParameters,
};

use crate::contract::{Addresses, Contract, Fixed};

/// The contracts that hold PSC: nobody may ever block them.
pub const PROTECTED: [Contract; 5] = [
    Contract::Reserve,
    Contract::OfferPool,
    Contract::Splitter,
    Contract::StakePools,
    Contract::Checkout,
];

/// The contracts that lock PSS of those who ask them to.
pub const LOCKERS: [Contract; 1] = [Contract::StakePools];

const DAY: u64 = 86_400;
/// As the reserve takes them.
const MAX_ATTESTORS: usize = 16;
/// As the splitter takes them.
const MAX_CAUSES: usize = 1_000;
const MAX_WEIGHT: u16 = 10_000;

/// What the contracts are to be. Lists are sorted and free of doubles, but for the causes, which have numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Name of the deployment, part of the contracts' addresses.
    pub salt: String,
    pub owner: Address,
    pub treasury: Address,
    pub pauser: Address,
    pub blocklister: Address,
    /// Rules on disputed order lines; the zero address: nobody.
    pub arbitrator: Address,
    /// Beside [`PROTECTED`].
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
    /// Beside [`LOCKERS`].
    pub lockers: Vec<Address>,
    /// Reward tokens beside PSC and PSS.
    pub tokens: Vec<Address>,
    /// By their numbers, from 1.
    pub causes: Vec<Cause>,
    pub staking: StakePoolsParameters,
    pub share_cap_bps: u16,
    pub dispute_window_secs: u64,
}

impl Settings {
    /// Refuses what can only be a mistake, and what the contracts' setters would refuse (the constants of their crates): they
    /// cannot be simulated before the contracts are there, and a deployment should not stop half way.
    pub(super) fn checked(mut self) -> Result<Self, String> {
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
        sort_unique("offer_pool.tokens", &mut self.tokens)?;
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
                "reserve.redemption_fee_bps",
                self.redemption_fee_bps.into(),
                0..=100,
            ),
            (
                "reserve.attested_cap_bps",
                self.attested_cap_bps.into(),
                0..=5_000,
            ),
            (
                "reserve.max_attestation_age_secs",
                self.max_attestation_age_secs,
                60..=90 * DAY,
            ),
            (
                "reserve.redemption_window_secs",
                self.redemption_window_secs,
                3_600..=30 * DAY,
            ),
            (
                "stake_pools.window_secs",
                self.staking.window_secs,
                3_600..=30 * DAY,
            ),
            (
                "stake_pools.utilisation_bps",
                self.staking.utilisation_bps.into(),
                0..=8_000,
            ),
            (
                "stake_pools.deposit_bps",
                self.staking.deposit_bps.into(),
                2_000..=10_000,
            ),
            (
                "checkout.share_cap_bps",
                self.share_cap_bps.into(),
                0..=10_000,
            ),
            (
                "checkout.dispute_window_secs",
                self.dispute_window_secs,
                7 * DAY..=90 * DAY,
            ),
        ] {
            if !range.contains(&value) {
                return Err(format!(
                    "{key} must be {} to {}, not {value}",
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
        check_staking(&self.staking)?;
        check_causes(&self.causes)?;
        if self.initial_supply > self.cap {
            return Err("pss.initial_supply must not be above pss.cap".into());
        }
        if self.salt.is_empty() {
            return Err("salt must not be empty".into());
        }
        Ok(self)
    }

    /// What a deployment by that account cannot change any more.
    #[must_use]
    pub fn fixed(&self, deployer: Address) -> Fixed {
        Fixed {
            salt: self.salt.clone(),
            deployer,
            treasury: self.treasury,
            asset: self.asset,
            initial_supply: self.initial_supply,
            cap: self.cap,
        }
    }

    /// Roles as the manifest records them.
    #[must_use]
    pub fn roles(&self, deployer: Address, at: &Addresses) -> Roles {
        let mut protected = self.protected.clone();
        protected.extend(PROTECTED.map(|contract| at[contract]));
        protected.sort();
        protected.dedup();
        let mut lockers = self.lockers.clone();
        lockers.extend(LOCKERS.map(|contract| at[contract]));
        lockers.sort();
        lockers.dedup();
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
            pss: PssRoles { lockers },
            offer_pool: OfferPoolRoles {
                tokens: self.tokens.clone(),
            },
            splitter: SplitterRoles {
                causes: self.causes.clone(),
            },
            checkout: CheckoutRoles {
                arbitrator: self.arbitrator,
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
            stake_pools: self.staking.clone(),
            checkout: CheckoutParameters {
                share_cap_bps: self.share_cap_bps,
                dispute_window_secs: self.dispute_window_secs,
            },
        }
    }
}

/// The amounts among the parameters of staking, as the contract bounds them.
fn check_staking(staking: &StakePoolsParameters) -> Result<(), String> {
    let whole_pss = U256::from(10).pow(U256::from(18));
    let psc = |amount: u64| U256::from(amount) * U256::from(1_000_000);
    for (key, value, min, max) in [
        (
            "lock_ratio",
            staking.lock_ratio,
            whole_pss / U256::from(10_000),
            whole_pss * U256::from(1_000),
        ),
        ("min_assets", staking.min_assets, psc(1), psc(1_000_000)),
        ("min_request", staking.min_request, psc(0), psc(1_000)),
    ] {
        if value < min || value > max {
            return Err(format!(
                "stake_pools.{key} must be {min} to {max}, not {value}"
            ));
        }
    }
    Ok(())
}

fn check_causes(causes: &[Cause]) -> Result<(), String> {
    if causes.len() > MAX_CAUSES {
        return Err(format!("splitter.causes must be at most {MAX_CAUSES}"));
    }
    let mut uris = BTreeSet::new();
    for (number, cause) in (1..).zip(causes) {
        let wrong = |reason: &str| Err(format!("splitter.causes: cause {number} {reason}"));
        if cause.account.is_zero() {
            return wrong("has the zero address");
        }
        if cause.weight > MAX_WEIGHT {
            return wrong(&format!("must have a weight of 0 to {MAX_WEIGHT}"));
        }
        // Its URI is how a cause is told from another: a list with one left out must not pay the next one's money to it.
        if cause.uri.is_empty() || !uris.insert(&cause.uri) {
            return wrong("needs a uri of its own");
        }
    }
    Ok(())
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

//! What the contracts are to be, checked, and as the manifest records it.

use std::collections::BTreeSet;

use alloy::primitives::{Address, U256};
use productshare_abi::manifest::{
    Cause, CheckoutParameters, CheckoutRoles, Issuer, OfferPoolRoles, OfferingParameters,
    Parameters, PscRoles, PssParameters, PssRoles, ReserveParameters, ReserveRoles, Roles,
    SplitterRoles,
};

use crate::contract::{Addresses, Contract, Fixed};

/// The contracts that hold PSC: nobody may ever block them.
pub const PROTECTED: [Contract; 5] = [
    Contract::Reserve,
    Contract::OfferPool,
    Contract::Splitter,
    Contract::Checkout,
    Contract::Offering,
];

/// The contracts that lock PSS of those who asked them to.
pub const LOCKERS: [Contract; 1] = [Contract::Offering];

const DAY: u64 = 86_400;
/// As the reserve takes them.
const MAX_ATTESTORS: usize = 16;
/// As the splitter takes them.
const MAX_CAUSES: usize = 1_000;
const MAX_WEIGHT: u16 = 10_000;
/// As the offering takes them.
const MAX_WINDOW: u64 = 366 * DAY;
const MAX_VESTING: u64 = 10 * 365 * DAY;
const MAX_FOR_SALE_BITS: usize = 96;

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
    pub share_cap_bps: u16,
    pub dispute_window_secs: u64,
    pub offering: OfferingParameters,
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
        check_causes(&self.causes)?;
        if self.initial_supply > self.cap {
            return Err("pss.initial_supply must not be above pss.cap".into());
        }
        check_offering(&self.offering)?;
        if self.offering.for_sale > self.cap - self.initial_supply {
            return Err(
                "pss.initial_supply and offering.for_sale together must not be above pss.cap"
                    .into(),
            );
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
            offering: self.offering.clone(),
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
            checkout: CheckoutParameters {
                share_cap_bps: self.share_cap_bps,
                dispute_window_secs: self.dispute_window_secs,
            },
            offering: self.offering.clone(),
        }
    }
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

/// As the offering's constructor, but for the clock.
fn check_offering(terms: &OfferingParameters) -> Result<(), String> {
    let wrong = |reason: &str| Err(format!("offering.{reason}"));
    let largest = U256::from(u64::MAX);
    if terms.start >= terms.end || terms.end - terms.start > MAX_WINDOW {
        return wrong("end must be after offering.start, by 366 days at most");
    }
    if terms.cliff_secs > terms.vesting_secs || terms.vesting_secs > MAX_VESTING {
        return wrong("vesting_secs must be offering.cliff_secs to 315360000");
    }
    if terms.soft_cap.is_zero() || terms.soft_cap > terms.hard_cap || terms.hard_cap > largest {
        return wrong("soft_cap must be 1 to offering.hard_cap, and that at most 2^64 - 1");
    }
    if terms.wallet_cap.is_zero() == terms.allow_list.is_zero() || terms.wallet_cap > largest {
        return wrong(
            "wallet_cap must be 1 to 2^64 - 1, or 0 if offering.allow_list says who may contribute",
        );
    }
    if terms.for_sale.is_zero() || terms.for_sale.bit_len() > MAX_FOR_SALE_BITS {
        return wrong("for_sale must be 1 to 2^96 - 1");
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

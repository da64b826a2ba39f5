//! What the contracts are to be, checked, and as the manifest records it.

use std::collections::BTreeSet;

use alloy::primitives::{Address, U256};
use productshare_abi::manifest::{
    ArbitrationRoles, Cause, CheckoutParameters, CheckoutRoles, ClockParameters,
    GovernorParameters, Issuer, OfferPoolRoles, OfferingParameters, Parameters, PscRoles,
    PssParameters, PssRoles, ReserveParameters, ReserveRoles, Roles, SplitterRoles,
    StakePoolsParameters, TimelockParameters, TimelockRoles,
};

use crate::contract::{Addresses, Contract, Fixed};

/// The contracts that hold PSC: nobody may ever block them.
pub const PROTECTED: [Contract; 13] = [
    Contract::Reserve,
    Contract::OfferPool,
    Contract::Splitter,
    Contract::StakePools,
    Contract::Checkout,
    Contract::Quality,
    Contract::Experience,
    Contract::Cycles,
    Contract::Arbitration,
    Contract::Statements,
    Contract::Memberships,
    Contract::Offering,
    Contract::Timelock,
];

/// The contracts that lock PSS of those who ask them to.
pub const LOCKERS: [Contract; 3] = [Contract::StakePools, Contract::Power, Contract::Offering];

/// The contracts that bring disputes before the arbitration.
pub const ARBITRABLES: [Contract; 4] = [
    Contract::Checkout,
    Contract::Quality,
    Contract::Experience,
    Contract::Statements,
];

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
    /// Owner of every contract in the timelock's stead: for chains that are forgotten.
    pub owner: Option<Address>,
    /// Gets PSS's initial supply in the timelock's stead.
    pub treasury: Option<Address>,
    /// May schedule at the timelock too, for a year at most; the zero address: nobody.
    pub guardian: Address,
    pub pauser: Address,
    pub blocklister: Address,
    /// Rules on disputed order lines in the arbitration's stead; the zero address: nobody.
    pub arbitrator: Option<Address>,
    /// Rules where jurors do not; the zero address: nobody.
    pub umpire: Address,
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
    pub clock: ClockParameters,
    pub offering: OfferingParameters,
    pub timelock: TimelockParameters,
    pub governor: GovernorParameters,
}

impl Settings {
    /// Refuses what can only be a mistake, and what the contracts' setters would refuse (the constants of their crates): they
    /// cannot be simulated before the contracts are there, and a deployment should not stop half way.
    pub(super) fn checked(mut self) -> Result<Self, String> {
        for (key, address) in [
            ("roles.owner", self.owner),
            ("roles.treasury", self.treasury),
            ("roles.pauser", Some(self.pauser)),
            ("roles.blocklister", Some(self.blocklister)),
            ("reserve.asset", Some(self.asset)),
        ] {
            if address.is_some_and(|address| address.is_zero()) {
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
            ("clock.start", self.clock.start, 1..=u64::MAX >> 1),
            ("clock.cycle_secs", self.clock.cycle_secs, DAY..=90 * DAY),
            (
                "timelock.min_delay_secs",
                self.timelock.min_delay_secs,
                60..=30 * DAY,
            ),
            (
                "governor.voting_delay_secs",
                self.governor.voting_delay_secs,
                1..=30 * DAY,
            ),
            (
                "governor.voting_period_secs",
                self.governor.voting_period_secs,
                300..=30 * DAY,
            ),
            (
                "governor.quorum_percent",
                self.governor.quorum_percent.into(),
                1..=50,
            ),
            (
                "governor.late_quorum_extension_secs",
                self.governor.late_quorum_extension_secs,
                0..=self.governor.voting_period_secs,
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
        let threshold = self.governor.proposal_threshold;
        let (least, most) = [18u64, 25]
            .map(|n| U256::from(10).pow(U256::from(n)))
            .into();
        if threshold < least || threshold > most {
            return Err(format!(
                "governor.proposal_threshold must be {least} to {most}, not {threshold}"
            ));
        }
        if !self.clock.cycle_secs.is_multiple_of(4) {
            return Err("clock.cycle_secs must be a multiple of 4".into());
        }
        check_staking(&self.staking)?;
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
            clock: self.clock.clone(),
            offering: self.offering.clone(),
            guardian: self.guardian,
            timelock: self.timelock.clone(),
            governor: self.governor.clone(),
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
        let mut arbitrables = ARBITRABLES.map(|contract| at[contract]).to_vec();
        arbitrables.sort();
        Roles {
            deployer,
            owner: self.owner.unwrap_or(at[Contract::Timelock]),
            treasury: self.treasury.unwrap_or(at[Contract::Timelock]),
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
                arbitrator: self.arbitrator.unwrap_or(at[Contract::Arbitration]),
            },
            arbitration: ArbitrationRoles {
                arbitrables,
                umpire: self.umpire,
            },
            timelock: TimelockRoles {
                guardian: self.guardian,
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
            clock: self.clock.clone(),
            offering: self.offering.clone(),
            timelock: self.timelock.clone(),
            governor: self.governor.clone(),
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

//! What must hold once the contracts are wired: each fact knows how to be read from the chain and how to be brought about.
//!
//! `apply` sends the calls of the facts that do not hold; `verify` reports them. One list, so that nothing is set
//! without being checked.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, Bytes, U256},
    rpc::types::Filter,
    sol_types::{SolCall, SolEvent},
};
use productshare_abi::{
    Psc, Pss, Reserve,
    manifest::{Issuer, Parameters, Roles},
};

use crate::{error::Result, rpc::Rpc};

/// Where the contracts are, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    pub psc: Address,
    pub reserve: Address,
    pub pss: Address,
}

impl Addresses {
    /// By folder name; `None` for a folder this program does not deploy.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Address> {
        match name {
            "psc" => Some(self.psc),
            "reserve" => Some(self.reserve),
            "pss" => Some(self.pss),
            _ => None,
        }
    }
}

/// A contract with an owner, for [`Goal::Owner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    Psc,
    Reserve,
    Pss,
}

/// One fact about the wired contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The reserve mints and burns PSC. Set once, for good.
    Minter(Address),
    /// PSC cannot block this account, for good.
    Protected(Address),
    Pauser(Address),
    Blocklister(Address),
    /// Sorted accounts, and how many must sign.
    Attestors(Vec<Address>, u8),
    /// May mint against the attested reserve, that much from the day it was set.
    Issuer(Issuer),
    /// May not.
    NoIssuer(Address),
    RedemptionFee(u16),
    AttestedCap(u16),
    MaxAttestationAge(u64),
    RedemptionWindow(u64),
    /// May lock PSS of its holders.
    Locker(Address),
    /// May not.
    NoLocker(Address),
    Owner(Owned, Address),
}

/// Every fact of a deployment, in the order in which they are brought about: ownership goes last.
#[must_use]
pub fn goals(roles: &Roles, parameters: &Parameters, at: &Addresses) -> Vec<Goal> {
    let mut goals = vec![Goal::Minter(at.reserve)];
    goals.extend(roles.psc.protected.iter().copied().map(Goal::Protected));
    goals.push(Goal::Pauser(roles.psc.pauser));
    goals.push(Goal::Blocklister(roles.psc.blocklister));
    let reserve = &parameters.reserve;
    goals.push(Goal::RedemptionFee(reserve.redemption_fee_bps));
    goals.push(Goal::AttestedCap(reserve.attested_cap_bps));
    goals.push(Goal::MaxAttestationAge(reserve.max_attestation_age_secs));
    goals.push(Goal::RedemptionWindow(reserve.redemption_window_secs));
    goals.push(Goal::Attestors(
        roles.reserve.attestors.clone(),
        roles.reserve.threshold,
    ));
    goals.extend(roles.reserve.issuers.iter().cloned().map(Goal::Issuer));
    goals.extend(roles.pss.lockers.iter().copied().map(Goal::Locker));
    for contract in [Owned::Psc, Owned::Reserve, Owned::Pss] {
        goals.push(Goal::Owner(contract, roles.owner));
    }
    goals
}

impl Goal {
    /// A name that stays the same from run to run, for journals and reports.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Minter(_) => "psc.minter".into(),
            Self::Protected(a) => format!("psc.protected.{a}"),
            Self::Pauser(_) => "psc.pauser".into(),
            Self::Blocklister(_) => "psc.blocklister".into(),
            Self::Attestors(..) => "reserve.attestors".into(),
            Self::Issuer(Issuer { account, .. }) | Self::NoIssuer(account) => {
                format!("reserve.issuer.{account}")
            }
            Self::RedemptionFee(_) => "reserve.redemption_fee_bps".into(),
            Self::AttestedCap(_) => "reserve.attested_cap_bps".into(),
            Self::MaxAttestationAge(_) => "reserve.max_attestation_age_secs".into(),
            Self::RedemptionWindow(_) => "reserve.redemption_window_secs".into(),
            Self::Locker(a) | Self::NoLocker(a) => format!("pss.locker.{a}"),
            Self::Owner(..) => format!("{}.owner", self.contract()),
        }
    }

    /// Folder name of the contract that it is a fact about.
    #[must_use]
    pub fn contract(&self) -> &'static str {
        match self {
            Self::Minter(_)
            | Self::Protected(_)
            | Self::Pauser(_)
            | Self::Blocklister(_)
            | Self::Owner(Owned::Psc, _) => "psc",
            Self::Locker(_) | Self::NoLocker(_) | Self::Owner(Owned::Pss, _) => "pss",
            _ => "reserve",
        }
    }

    /// Where the call that brings it about goes.
    #[must_use]
    pub fn to(&self, at: &Addresses) -> Address {
        match self.contract() {
            "psc" => at.psc,
            "pss" => at.pss,
            _ => at.reserve,
        }
    }

    /// The call that brings it about; the owner's to send.
    #[must_use]
    pub fn call(&self) -> Bytes {
        match self.clone() {
            Self::Minter(minter) => Psc::setMinterCall { minter }.abi_encode(),
            Self::Protected(account) => Psc::protectCall { account }.abi_encode(),
            Self::Pauser(pauser) => Psc::setPauserCall { pauser }.abi_encode(),
            Self::Blocklister(blocklister) => Psc::setBlocklisterCall { blocklister }.abi_encode(),
            Self::Attestors(accounts, threshold) => Reserve::setAttestorsCall {
                accounts,
                threshold,
            }
            .abi_encode(),
            Self::Issuer(i) => Reserve::setIssuerCall {
                issuer: i.account,
                allowed: true,
                allowance: i.allowance,
            }
            .abi_encode(),
            Self::NoIssuer(issuer) => Reserve::setIssuerCall {
                issuer,
                allowed: false,
                allowance: U256::ZERO,
            }
            .abi_encode(),
            Self::RedemptionFee(bps) => Reserve::setRedemptionFeeCall { bps }.abi_encode(),
            Self::AttestedCap(bps) => Reserve::setAttestedCapCall { bps }.abi_encode(),
            Self::MaxAttestationAge(secs) => {
                Reserve::setMaxAttestationAgeCall { secs }.abi_encode()
            }
            Self::RedemptionWindow(secs) => Reserve::setRedemptionWindowCall { secs }.abi_encode(),
            Self::Locker(account) => Pss::setLockerCall {
                account,
                allowed: true,
            }
            .abi_encode(),
            Self::NoLocker(account) => Pss::setLockerCall {
                account,
                allowed: false,
            }
            .abi_encode(),
            // The same signature in all three.
            Self::Owner(_, owner) => Psc::transferOwnershipCall { newOwner: owner }.abi_encode(),
        }
        .into()
    }

    /// What the chain should say.
    #[must_use]
    pub fn wanted(&self) -> String {
        match self {
            Self::Minter(a) | Self::Pauser(a) | Self::Blocklister(a) | Self::Owner(_, a) => {
                a.to_string()
            }
            Self::Protected(_) => "protected".into(),
            Self::Attestors(accounts, threshold) => show_attestors(accounts.clone(), *threshold),
            Self::Issuer(i) => show_issuer(Some(i.allowance)),
            Self::NoIssuer(_) => show_issuer(None),
            Self::RedemptionFee(bps) | Self::AttestedCap(bps) => bps.to_string(),
            Self::MaxAttestationAge(secs) | Self::RedemptionWindow(secs) => secs.to_string(),
            Self::Locker(_) => "locker".into(),
            Self::NoLocker(_) => "no locker".into(),
        }
    }

    /// What the chain says now, in the words of [`Goal::wanted`].
    pub async fn present(&self, rpc: &Rpc, at: &Addresses, start_block: u64) -> Result<String> {
        Ok(match self {
            Self::Minter(_) => rpc.view(at.psc, Psc::minterCall {}).await?.to_string(),
            Self::Protected(account) => {
                let account = *account;
                let call = Psc::isProtectedCall { account };
                match rpc.view(at.psc, call).await? {
                    true => "protected".into(),
                    false => "not protected".into(),
                }
            }
            Self::Pauser(_) => rpc.view(at.psc, Psc::pauserCall {}).await?.to_string(),
            Self::Blocklister(_) => rpc.view(at.psc, Psc::blocklisterCall {}).await?.to_string(),
            Self::Attestors(..) => {
                let is = rpc.view(at.reserve, Reserve::attestorsCall {}).await?;
                show_attestors(is.accounts, is.threshold)
            }
            Self::Issuer(Issuer { account, .. }) | Self::NoIssuer(account) => {
                issuer(rpc, at.reserve, *account, start_block).await?
            }
            Self::RedemptionFee(_)
            | Self::AttestedCap(_)
            | Self::MaxAttestationAge(_)
            | Self::RedemptionWindow(_) => {
                let is = rpc.view(at.reserve, Reserve::parametersCall {}).await?;
                match self {
                    Self::RedemptionFee(_) => is.redemptionFeeBps.to_string(),
                    Self::AttestedCap(_) => is.attestedCapBps.to_string(),
                    Self::MaxAttestationAge(_) => is.maxAttestationAgeSecs.to_string(),
                    _ => is.redemptionWindowSecs.to_string(),
                }
            }
            Self::Locker(account) | Self::NoLocker(account) => {
                let account = *account;
                match rpc.view(at.pss, Pss::isLockerCall { account }).await? {
                    true => "locker".into(),
                    false => "no locker".into(),
                }
            }
            Self::Owner(..) => rpc.view(self.to(at), Psc::ownerCall {}).await?.to_string(),
        })
    }
}

fn show_attestors(mut accounts: Vec<Address>, threshold: u8) -> String {
    accounts.sort();
    let list: Vec<String> = accounts.iter().map(Address::to_string).collect();
    format!("{threshold} of [{}]", list.join(", "))
}

fn show_issuer(allowance: Option<U256>) -> String {
    allowance.map_or_else(|| "no issuer".into(), |a| format!("issuer of {a}"))
}

/// An issuer's grant is what it was last set to, which only the event tells: the contract's figure falls as it mints.
async fn issuer(rpc: &Rpc, reserve: Address, issuer: Address, start_block: u64) -> Result<String> {
    if !rpc
        .view(reserve, Reserve::isIssuerCall { account: issuer })
        .await?
    {
        return Ok(show_issuer(None));
    }
    let left = rpc
        .view(reserve, Reserve::issuerAllowanceCall { issuer })
        .await?;
    let filter = Filter::new()
        .address(reserve)
        .event_signature(Reserve::IssuerSet::SIGNATURE_HASH)
        .topic1(issuer);
    let logs = rpc.logs(&filter, start_block).await?;
    let granted = logs
        .iter()
        .rev()
        .find_map(|log| Reserve::IssuerSet::decode_log(&log.inner).ok())
        .map(|event| event.allowance);
    Ok(match granted {
        Some(granted) if left <= granted => show_issuer(Some(granted)),
        Some(granted) => format!("issuer of {granted} with {left} left"),
        None => format!("issuer of unknown grant with {left} left"),
    })
}

/// Accounts that hold a role in a mapping nobody can list: found by their events.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unlisted {
    pub issuers: Vec<Address>,
    pub lockers: Vec<Address>,
    pub protected: Vec<Address>,
}

/// Who holds such a role without being among `roles`.
pub async fn unlisted(
    rpc: &Rpc,
    roles: &Roles,
    at: &Addresses,
    start_block: u64,
) -> Result<Unlisted> {
    let mut issuers = BTreeMap::new();
    let filter = Filter::new()
        .address(at.reserve)
        .event_signature(Reserve::IssuerSet::SIGNATURE_HASH);
    for log in rpc.logs(&filter, start_block).await? {
        if let Ok(event) = Reserve::IssuerSet::decode_log(&log.inner) {
            issuers.insert(event.issuer, event.allowed);
        }
    }
    let mut lockers = BTreeMap::new();
    let filter = Filter::new()
        .address(at.pss)
        .event_signature(Pss::LockerSet::SIGNATURE_HASH);
    for log in rpc.logs(&filter, start_block).await? {
        if let Ok(event) = Pss::LockerSet::decode_log(&log.inner) {
            lockers.insert(event.locker, event.allowed);
        }
    }
    let mut protected = Vec::new();
    let filter = Filter::new()
        .address(at.psc)
        .event_signature(Psc::Protected::SIGNATURE_HASH);
    for log in rpc.logs(&filter, start_block).await? {
        if let Ok(event) = Psc::Protected::decode_log(&log.inner)
            && !roles.psc.protected.contains(&event.account)
            && !protected.contains(&event.account)
        {
            protected.push(event.account);
        }
    }
    let listed: Vec<Address> = roles.reserve.issuers.iter().map(|i| i.account).collect();
    let extra = |map: BTreeMap<Address, bool>, known: &[Address]| {
        map.into_iter()
            .filter(|(account, allowed)| *allowed && !known.contains(account))
            .map(|(account, _)| account)
            .collect()
    };
    Ok(Unlisted {
        issuers: extra(issuers, &listed),
        lockers: extra(lockers, &roles.pss.lockers),
        protected,
    })
}

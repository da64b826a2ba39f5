//! One function for each kind of fact: its name, what is wanted, the call for it, and how it is read back.

use std::sync::Arc;

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    sol_types::SolCall,
};
use productshare_abi::{
    Arbitration, Checkout, OfferPool, Offering, Psc, Pss, Reserve, Splitter, StakePools, Timelock,
    manifest::{Cause, StakePoolsParameters},
};

use super::{GAS, Goal, Read, cause_uri, grant, passed_on, view};
use crate::contract::Contract;

/// Name of the fact whose a contract is.
pub(super) const OWNER: &str = "owner";

/// What is said of a cause that was never added.
pub(super) const NO_CAUSE: &str = "no cause";

fn yes_or_no(yes: bool, what: &str) -> String {
    if yes {
        what.into()
    } else {
        format!("no {what}")
    }
}

/// The same signature in all contracts.
pub(super) fn owner(contract: Contract, owner: Address) -> Goal {
    let call = Psc::transferOwnershipCall { newOwner: owner };
    let read = view(Psc::ownerCall {}, |owner| owner.to_string());
    Goal::new(contract, OWNER, owner, &call, read)
}

// ---- psc

/// The reserve mints and burns PSC.
pub(super) fn minter(minter: Address) -> Goal {
    let call = Psc::setMinterCall { minter };
    let read = view(Psc::minterCall {}, |minter| minter.to_string());
    Goal::new(Contract::Psc, "minter", minter, &call, read).once_from(Address::ZERO)
}

/// PSC cannot block this account, for good.
pub(super) fn protected(account: Address) -> Goal {
    let read = view(Psc::isProtectedCall { account }, |protected| {
        match protected {
            true => "protected",
            false => "not protected",
        }
        .into()
    });
    let call = Psc::protectCall { account };
    let name = format!("protected.{account}");
    Goal::new(Contract::Psc, name, "protected", &call, read)
}

pub(super) fn pauser(pauser: Address) -> Goal {
    let call = Psc::setPauserCall { pauser };
    let read = view(Psc::pauserCall {}, |pauser| pauser.to_string());
    Goal::new(Contract::Psc, "pauser", pauser, &call, read)
}

pub(super) fn blocklister(blocklister: Address) -> Goal {
    let call = Psc::setBlocklisterCall { blocklister };
    let read = view(Psc::blocklisterCall {}, |blocklister| {
        blocklister.to_string()
    });
    Goal::new(Contract::Psc, "blocklister", blocklister, &call, read)
}

// ---- reserve

/// Whose signatures count, and how many of them an attestation needs.
pub(super) fn attestors(accounts: &[Address], threshold: u8) -> Goal {
    let wanted = show_attestors(accounts.to_vec(), threshold);
    let call = Reserve::setAttestorsCall {
        accounts: accounts.to_vec(),
        threshold,
    };
    let read = view(Reserve::attestorsCall {}, |is| {
        show_attestors(is.accounts, is.threshold)
    });
    let gas = GAS + 60_000 * accounts.len() as u64;
    Goal::new(Contract::Reserve, "attestors", wanted, &call, read).gas(gas)
}

fn show_attestors(mut accounts: Vec<Address>, threshold: u8) -> String {
    accounts.sort();
    let list: Vec<String> = accounts.iter().map(Address::to_string).collect();
    format!("{threshold} of [{}]", list.join(", "))
}

/// May mint that much against the attested reserve from the day it was set, or nothing.
pub(super) fn issuer(issuer: Address, allowance: Option<U256>) -> Goal {
    let call = Reserve::setIssuerCall {
        issuer,
        allowed: allowance.is_some(),
        allowance: allowance.unwrap_or_default(),
    };
    Goal::new(
        Contract::Reserve,
        format!("issuer.{issuer}"),
        show_issuer(allowance),
        &call,
        Arc::new(move |rpc, to, start| Box::pin(grant(rpc, to, issuer, start))),
    )
}

pub(super) fn show_issuer(allowance: Option<U256>) -> String {
    allowance.map_or_else(|| "no issuer".into(), |a| format!("issuer of {a}"))
}

pub(super) fn redemption_fee(bps: u16) -> Goal {
    let call = Reserve::setRedemptionFeeCall { bps };
    let read = view(Reserve::parametersCall {}, |is| {
        is.redemptionFeeBps.to_string()
    });
    Goal::new(Contract::Reserve, "redemption_fee_bps", bps, &call, read)
}

pub(super) fn attested_cap(bps: u16) -> Goal {
    let call = Reserve::setAttestedCapCall { bps };
    let read = view(Reserve::parametersCall {}, |is| {
        is.attestedCapBps.to_string()
    });
    Goal::new(Contract::Reserve, "attested_cap_bps", bps, &call, read)
}

pub(super) fn max_attestation_age(secs: u64) -> Goal {
    let call = Reserve::setMaxAttestationAgeCall { secs };
    let read = view(Reserve::parametersCall {}, |is| {
        is.maxAttestationAgeSecs.to_string()
    });
    let name = "max_attestation_age_secs";
    Goal::new(Contract::Reserve, name, secs, &call, read)
}

pub(super) fn redemption_window(secs: u64) -> Goal {
    let call = Reserve::setRedemptionWindowCall { secs };
    let read = view(Reserve::parametersCall {}, |is| {
        is.redemptionWindowSecs.to_string()
    });
    let name = "redemption_window_secs";
    Goal::new(Contract::Reserve, name, secs, &call, read)
}

// ---- pss

/// May lock PSS of its holders, or may not.
pub(super) fn locker(account: Address, allowed: bool) -> Goal {
    let call = Pss::setLockerCall { account, allowed };
    let read = view(Pss::isLockerCall { account }, |is| yes_or_no(is, "locker"));
    let wanted = yes_or_no(allowed, "locker");
    Goal::new(
        Contract::Pss,
        format!("locker.{account}"),
        wanted,
        &call,
        read,
    )
}

/// What is on offer was minted to the offering. It cannot leave before that is decided; from then on the fact holds for
/// good, or what was sold would be minted again.
pub(super) fn offered(offering: Address, for_sale: U256) -> Goal {
    let call = Pss::mintCall {
        to: offering,
        value: for_sale,
    };
    let read: Arc<Read> = Arc::new(move |rpc, _, _| {
        Box::pin(async move {
            if rpc.code(offering).await?.is_empty() {
                return Ok(yes_or_no(false, OFFERED));
            }
            let decided = rpc.view(offering, Offering::stateCall {}).await? >= SUCCEEDED;
            let funded = decided || rpc.view(offering, Offering::fundedCall {}).await?;
            Ok(yes_or_no(funded, OFFERED))
        })
    });
    Goal::new(Contract::Pss, "offered", OFFERED, &call, read).gas(2 * GAS)
}

const OFFERED: &str = "units for sale";

/// Of the offering's states the first in which it is decided.
const SUCCEEDED: u8 = 3;

/// The deployer passed PSS's initial supply on to the treasury.
pub(super) fn supply(deployer: Address, treasury: Address, supply: U256) -> Goal {
    let call = Pss::transferCall {
        to: treasury,
        value: supply,
    };
    let read: Arc<Read> = Arc::new(move |rpc, to, start| {
        Box::pin(passed_on(rpc, to, deployer, treasury, supply, start))
    });
    let wanted = show_supply(Some(treasury));
    Goal::new(Contract::Pss, "initial_supply", wanted, &call, read).gas(2 * GAS)
}

pub(super) fn show_supply(treasury: Option<Address>) -> String {
    treasury.map_or_else(|| "the deployer's".into(), |t| format!("sent to {t}"))
}

// ---- governance

/// A role at the timelock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Admin,
    Proposer,
    Executor,
    Canceller,
}

impl Role {
    pub(crate) const ALL: [Self; 4] =
        [Self::Admin, Self::Proposer, Self::Executor, Self::Canceller];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Proposer => "proposer",
            Self::Executor => "executor",
            Self::Canceller => "canceller",
        }
    }

    /// As the timelock knows it.
    pub(crate) fn id(self) -> B256 {
        match self {
            Self::Admin => B256::ZERO,
            Self::Proposer => keccak256("PROPOSER_ROLE"),
            Self::Executor => keccak256("EXECUTOR_ROLE"),
            Self::Canceller => keccak256("CANCELLER_ROLE"),
        }
    }
}

/// The timelock leaves calls to this governor to it.
pub(super) fn governor(governor: Address) -> Goal {
    let call = Timelock::setGovernorCall { governor };
    let read = view(Timelock::governorCall {}, |is| is.to_string());
    Goal::new(Contract::Timelock, "governor", governor, &call, read)
}

/// The guardian's right ends with the success of this offering.
pub(super) fn sale(offering: Address) -> Goal {
    let call = Timelock::setOfferingCall { offering };
    let read = view(Timelock::offeringCall {}, |is| is.to_string());
    Goal::new(Contract::Timelock, "offering", offering, &call, read)
}

pub(super) fn role(role: Role, account: Address) -> Goal {
    let call = Timelock::grantRoleCall {
        role: role.id(),
        account,
    };
    let name = format!("{}.{account}", role.name());
    held(role, name, account, true, &call)
}

/// The deployer gives up what it could still do.
pub(super) fn no_admin(deployer: Address) -> Goal {
    let call = Timelock::renounceRoleCall {
        role: Role::Admin.id(),
        callerConfirmation: deployer,
    };
    held(Role::Admin, "deployer".into(), deployer, false, &call)
}

fn held(role: Role, name: String, account: Address, holds: bool, call: &impl SolCall) -> Goal {
    let is = Timelock::hasRoleCall {
        role: role.id(),
        account,
    };
    let say = |holds: bool| yes_or_no(holds, "role");
    let read = view(is, |holds| yes_or_no(holds, "role"));
    Goal::new(Contract::Timelock, name, say(holds), call, read)
}

// ---- commerce

/// Rewards may be paid in the token, or no new ones.
pub(super) fn token(token: Address, allowed: bool) -> Goal {
    let call = OfferPool::allowTokenCall { token, allowed };
    let read = view(OfferPool::isTokenAllowedCall { token }, |is| {
        yes_or_no(is, "reward token")
    });
    let wanted = yes_or_no(allowed, "reward token");
    Goal::new(
        Contract::OfferPool,
        format!("token.{token}"),
        wanted,
        &call,
        read,
    )
}

/// The cause of that number is there and is what it should be; the rest of it is in [`cause_terms`].
pub(super) fn cause(number: u64, cause: &Cause) -> Goal {
    let call = Splitter::addCauseCall {
        account: cause.account,
        weight: cause.weight,
        uri: cause.uri.clone(),
    };
    Goal::new(
        Contract::Splitter,
        cause_name(number),
        &cause.uri,
        &call,
        Arc::new(move |rpc, to, start| Box::pin(cause_uri(rpc, to, number, start))),
    )
    // Written to the log, and sent as part of the transaction.
    .gas(2 * GAS + 50 * cause.uri.len() as u64)
    .once_from(NO_CAUSE)
}

fn cause_name(number: u64) -> String {
    format!("cause.{number}")
}

/// Who is paid for the cause of that number, and whether and how much it gets from now on.
pub(super) fn cause_terms(number: u64, account: Address, weight: u16, approved: bool) -> Goal {
    let call = Splitter::setCauseCall {
        cause: number,
        account,
        approved,
        weight,
    };
    let read = view(Splitter::causeCall { cause: number }, |is| {
        show_terms(is.account, is.weight, is.approved)
    });
    Goal::new(
        Contract::Splitter,
        format!("{}.terms", cause_name(number)),
        show_terms(account, weight, approved),
        &call,
        read,
    )
    // A new cause is approved, with the weight that it was added with.
    .after(format!("{}.{}", Contract::Splitter, cause_name(number)), approved)
}

fn show_terms(account: Address, weight: u16, approved: bool) -> String {
    if account.is_zero() {
        return NO_CAUSE.into();
    }
    let approved = if approved { "approved" } else { "not approved" };
    format!("{account}, weight {weight}, {approved}")
}

/// Cashback of a share is at most that part of what its sharer spent.
pub(super) fn share_cap(bps: u16) -> Goal {
    let call = Checkout::setShareCapCall { bps };
    let read = view(Checkout::parametersCall {}, |is| is.shareCapBps.to_string());
    Goal::new(Contract::Checkout, "share_cap_bps", bps, &call, read)
}

/// How long an arbitrator has to rule.
pub(super) fn dispute_window(secs: u64) -> Goal {
    let call = Checkout::setDisputeWindowCall { secs };
    let read = view(Checkout::parametersCall {}, |is| {
        is.disputeWindowSecs.to_string()
    });
    Goal::new(Contract::Checkout, "dispute_window_secs", secs, &call, read)
}

/// Rules on disputed lines; the zero address: nobody.
pub(super) fn arbitrator(arbitrator: Address) -> Goal {
    let call = Checkout::setArbitratorCall { arbitrator };
    let read = view(Checkout::parametersCall {}, |is| is.arbitrator.to_string());
    Goal::new(Contract::Checkout, "arbitrator", arbitrator, &call, read)
}

/// May bring disputes before the arbitration, or may not.
pub(super) fn arbitrable(account: Address, allowed: bool) -> Goal {
    let call = Arbitration::setArbitrableCall {
        arbitrable: account,
        allowed,
    };
    let read = view(Arbitration::isArbitrableCall { account }, |is| {
        yes_or_no(is, "arbitrable")
    });
    let wanted = yes_or_no(allowed, "arbitrable");
    let name = format!("arbitrable.{account}");
    Goal::new(Contract::Arbitration, name, wanted, &call, read)
}

/// Rules where jurors do not; the zero address: nobody.
pub(super) fn umpire(umpire: Address) -> Goal {
    let call = Arbitration::setUmpireCall { umpire };
    let read = view(Arbitration::umpireCall {}, |is| is.to_string());
    Goal::new(Contract::Arbitration, "umpire", umpire, &call, read)
}

/// What staking asks of accounts, sales and advances; set together.
pub(super) fn stake_pools(parameters: &StakePoolsParameters) -> Goal {
    let call = StakePools::setParametersCall {
        lockRatio: parameters.lock_ratio,
        minAssets: parameters.min_assets,
        windowSecs: parameters.window_secs,
        utilisationBps: parameters.utilisation_bps,
        depositBps: parameters.deposit_bps,
        minRequest: parameters.min_request,
    };
    let read = view(StakePools::parametersCall {}, |is| {
        show_staking(&StakePoolsParameters {
            lock_ratio: is.lockRatio,
            min_assets: is.minAssets,
            window_secs: is.windowSecs,
            utilisation_bps: is.utilisationBps,
            deposit_bps: is.depositBps,
            min_request: is.minRequest,
        })
    });
    let wanted = show_staking(parameters);
    Goal::new(Contract::StakePools, "parameters", wanted, &call, read)
}

fn show_staking(is: &StakePoolsParameters) -> String {
    format!(
        "lock {} a PSC, at least {}, window {} s, advance {} bps, deposit {} bps, request {}",
        is.lock_ratio,
        is.min_assets,
        is.window_secs,
        is.utilisation_bps,
        is.deposit_bps,
        is.min_request
    )
}

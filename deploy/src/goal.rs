//! What must hold once the contracts are wired: each fact knows how to be read from the chain and how to be brought about.
//!
//! `apply` sends the calls of the facts that do not hold; `verify` reports them. One list, so that nothing is set
//! without being checked.

mod connections;
mod fact;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    pin::Pin,
    sync::Arc,
};

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    rpc::types::{Filter, Log},
    sol_types::{SolCall, SolEvent},
};
use productshare_abi::{
    Arbitration, OfferPool, Psc, Pss, Reserve, Splitter, Timelock,
    manifest::{Parameters, Roles},
};

use crate::{
    contract::{Addresses, Contract},
    error::Result,
    rpc::{Rpc, events_in},
};

pub(crate) use fact::Role;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<String>> + Send + 'a>>;

/// Asks the contract at an address; the block is where its logs begin.
type Read = dyn for<'a> Fn(&'a Rpc, Address, u64) -> Answer<'a> + Send + Sync;

/// Upper estimate of most wiring calls, the program not cached.
const GAS: u64 = 120_000;

/// One fact about the wired contracts.
#[derive(Clone)]
pub struct Goal {
    /// The contract that it is a fact about.
    pub contract: Contract,
    /// Which fact.
    name: String,
    /// What the chain should say.
    pub wanted: String,
    /// The call that brings it about; the owner's to send.
    pub call: Bytes,
    /// Upper estimate of what the call uses, for when it cannot be simulated yet.
    pub gas: u64,
    /// What the chain must say for the call to bring it about, if that can be done once only.
    pub once_from: Option<String>,
    /// Id of the fact that must hold before the call can succeed.
    pub after: Option<String>,
    /// Whether bringing that fact about makes this one hold as well.
    pub implied: bool,
    read: Arc<Read>,
}

impl Goal {
    fn new(
        contract: Contract,
        name: impl Into<String>,
        wanted: impl ToString,
        call: &impl SolCall,
        read: Arc<Read>,
    ) -> Self {
        Self {
            contract,
            name: name.into(),
            wanted: wanted.to_string(),
            call: call.abi_encode().into(),
            gas: GAS,
            once_from: None,
            after: None,
            implied: false,
            read,
        }
    }

    fn gas(self, gas: u64) -> Self {
        Self { gas, ..self }
    }

    fn once_from(self, before: impl ToString) -> Self {
        let once_from = Some(before.to_string());
        Self { once_from, ..self }
    }

    fn after(self, id: String, implied: bool) -> Self {
        let after = Some(id);
        Self {
            after,
            implied,
            ..self
        }
    }

    /// A name that stays the same from run to run, for journals and reports.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}.{}", self.contract, self.name)
    }

    /// Whether it is about who owns a contract, and that account should.
    #[must_use]
    pub fn is_ownership_of(&self, account: Address) -> bool {
        self.name == fact::OWNER && self.wanted == account.to_string()
    }

    /// What the chain says now, in the words of [`Goal::wanted`].
    pub async fn present(&self, rpc: &Rpc, at: &Addresses, start_block: u64) -> Result<String> {
        (self.read)(rpc, at[self.contract], start_block).await
    }
}

impl fmt::Debug for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id(), self.wanted)
    }
}

/// Reads a fact from a view.
fn view<C>(call: C, show: fn(C::Return) -> String) -> Arc<Read>
where
    C: SolCall + Clone + Send + Sync + 'static,
{
    Arc::new(move |rpc, to, _| {
        let call = call.clone();
        Box::pin(async move { Ok(show(rpc.view(to, call).await?)) })
    })
}

/// Every fact but ownership, in the order in which they are brought about.
#[must_use]
pub fn wiring(roles: &Roles, parameters: &Parameters, at: &Addresses) -> Vec<Goal> {
    let mut goals = vec![fact::minter(at[Contract::Reserve])];
    goals.extend(roles.psc.protected.iter().copied().map(fact::protected));
    goals.push(fact::pauser(roles.psc.pauser));
    goals.push(fact::blocklister(roles.psc.blocklister));

    let reserve = &parameters.reserve;
    goals.push(fact::redemption_fee(reserve.redemption_fee_bps));
    goals.push(fact::attested_cap(reserve.attested_cap_bps));
    goals.push(fact::max_attestation_age(reserve.max_attestation_age_secs));
    goals.push(fact::redemption_window(reserve.redemption_window_secs));
    let attestors = &roles.reserve.attestors;
    goals.push(fact::attestors(attestors, roles.reserve.threshold));
    let issuers = &roles.reserve.issuers;
    goals.extend(
        issuers
            .iter()
            .map(|i| fact::issuer(i.account, Some(i.allowance))),
    );

    let lockers = &roles.pss.lockers;
    goals.extend(lockers.iter().map(|account| fact::locker(*account, true)));
    let for_sale = parameters.offering.for_sale;
    goals.push(fact::offered(at[Contract::Offering], for_sale));

    goals.extend(connections::of_commerce(at));
    goals.extend(connections::of_quality_network(at));
    let tokens = &roles.offer_pool.tokens;
    goals.extend(tokens.iter().map(|token| fact::token(*token, true)));
    for (number, cause) in (1..).zip(&roles.splitter.causes) {
        goals.push(fact::cause(number, cause));
        let (account, weight) = (cause.account, cause.weight);
        goals.push(fact::cause_terms(number, account, weight, cause.approved));
    }
    goals.push(fact::stake_pools(&parameters.stake_pools));
    goals.push(fact::share_cap(parameters.checkout.share_cap_bps));
    goals.push(fact::dispute_window(
        parameters.checkout.dispute_window_secs,
    ));
    goals.push(fact::arbitrator(roles.checkout.arbitrator));
    let arbitration = &roles.arbitration;
    let arbitrables = arbitration.arbitrables.iter();
    goals.extend(arbitrables.map(|account| fact::arbitrable(*account, true)));
    goals.push(fact::umpire(arbitration.umpire));

    let timelock = at[Contract::Timelock];
    if roles.treasury == timelock {
        let supply = parameters.pss.initial_supply;
        goals.push(fact::supply(roles.deployer, timelock, supply));
    }
    let governor = at[Contract::Governor];
    goals.push(fact::governor(governor));
    goals.push(fact::sale(at[Contract::Offering]));
    for role in [Role::Proposer, Role::Canceller] {
        goals.push(fact::role(role, governor));
    }
    goals
}

/// Whose the contracts are. Brought about last, the deployer's last right at the very end: nothing else can be afterwards.
#[must_use]
pub fn ownership(roles: &Roles) -> Vec<Goal> {
    let owned = Contract::OWNED.into_iter();
    let mut goals: Vec<Goal> = owned
        .map(|contract| fact::owner(contract, roles.owner))
        .collect();
    goals.push(fact::no_admin(roles.deployer));
    goals
}

/// Who has which role at the timelock, by its log: sorted, one text per role and account.
pub async fn timelock_roles(
    rpc: &Rpc,
    timelock: Address,
    start_block: u64,
) -> Result<BTreeSet<String>> {
    let filter = Filter::new().address(timelock).event_signature(vec![
        Timelock::RoleGranted::SIGNATURE_HASH,
        Timelock::RoleRevoked::SIGNATURE_HASH,
    ]);
    Ok(roles_by(&rpc.logs(&filter, start_block).await?))
}

/// As [`timelock_roles`], by the timelock's logs up to some time.
pub(crate) fn roles_by<'a>(logs: impl IntoIterator<Item = &'a Log>) -> BTreeSet<String> {
    let mut holders = BTreeSet::new();
    for log in logs {
        if let Ok(granted) = Timelock::RoleGranted::decode_log(&log.inner) {
            holders.insert(show_role(granted.role, granted.account));
        } else if let Ok(revoked) = Timelock::RoleRevoked::decode_log(&log.inner) {
            holders.remove(&show_role(revoked.role, revoked.account));
        }
    }
    holders
}

/// Who should have one: as [`timelock_roles`] says it.
#[must_use]
pub fn expected_timelock_roles(at: &Addresses) -> BTreeSet<String> {
    let governor = at[Contract::Governor];
    [
        (Role::Admin, at[Contract::Timelock]),
        (Role::Proposer, governor),
        (Role::Canceller, governor),
        // Everybody.
        (Role::Executor, Address::ZERO),
    ]
    .into_iter()
    .map(|(role, account)| show_role(role.id(), account))
    .collect()
}

fn show_role(role: B256, account: Address) -> String {
    let known = Role::ALL.into_iter().find(|known| known.id() == role);
    let name = known.map_or_else(|| role.to_string(), |known| known.name().into());
    format!("{name} {account}")
}

/// Who holds a role in a mapping nobody can list without being on record: found by events.
#[derive(Debug, Default)]
pub struct Unlisted {
    /// Facts that take each such role back.
    pub revocations: Vec<Goal>,
    /// Accounts that PSC cannot block, which cannot be taken back.
    pub protected: Vec<Address>,
}

/// Who holds such a role without being among `roles`.
pub async fn unlisted(
    rpc: &Rpc,
    roles: &Roles,
    at: &Addresses,
    start_block: u64,
) -> Result<Unlisted> {
    let mut revocations = Vec::new();
    let mut take_back =
        |last: BTreeMap<Address, bool>, listed: &[Address], goal: fn(Address) -> Goal| {
            let holds = last.into_iter().filter(|(_, allowed)| *allowed);
            let extra = holds
                .map(|(account, _)| account)
                .filter(|account| !listed.contains(account));
            revocations.extend(extra.map(goal));
        };

    let set = events::<Reserve::IssuerSet>(rpc, at[Contract::Reserve], start_block, None).await?;
    let last = set.into_iter().map(|e| (e.issuer, e.allowed)).collect();
    let listed: Vec<Address> = roles.reserve.issuers.iter().map(|i| i.account).collect();
    take_back(last, &listed, |a| fact::issuer(a, None));

    let set = events::<Pss::LockerSet>(rpc, at[Contract::Pss], start_block, None).await?;
    let last = set.into_iter().map(|e| (e.locker, e.allowed)).collect();
    let listed = &roles.pss.lockers;
    take_back(last, listed, |a| fact::locker(a, false));

    let pool = at[Contract::OfferPool];
    let set = events::<OfferPool::TokenAllowed>(rpc, pool, start_block, None).await?;
    let last = set.into_iter().map(|e| (e.token, e.allowed)).collect();
    // The project's own tokens are allowed by the constructor, for good.
    let own = [at[Contract::Psc], at[Contract::Pss]];
    let listed = [&own[..], &roles.offer_pool.tokens].concat();
    take_back(last, &listed, |a| fact::token(a, false));

    let arbitration = at[Contract::Arbitration];
    let set = events::<Arbitration::ArbitrableSet>(rpc, arbitration, start_block, None).await?;
    let last = set.into_iter().map(|e| (e.arbitrable, e.allowed)).collect();
    let listed = &roles.arbitration.arbitrables;
    take_back(last, listed, |a| fact::arbitrable(a, false));

    let splitter = at[Contract::Splitter];
    let added = events::<Splitter::CauseAdded>(rpc, splitter, start_block, None).await?;
    let set = events::<Splitter::CauseSet>(rpc, splitter, start_block, None).await?;
    let added = added
        .into_iter()
        .map(|e| (e.cause, (e.account, e.weight, true)));
    let set = set
        .into_iter()
        .map(|e| (e.cause, (e.account, e.weight, e.approved)));
    let last: BTreeMap<_, _> = added.chain(set).collect();
    for (number, (account, weight, approved)) in last {
        if approved && number > roles.splitter.causes.len() as u64 {
            revocations.push(fact::cause_terms(number, account, weight, false));
        }
    }

    let mut protected = Vec::new();
    for event in events::<Psc::Protected>(rpc, at[Contract::Psc], start_block, None).await? {
        let account = event.account;
        if !roles.psc.protected.contains(&account) && !protected.contains(&account) {
            protected.push(account);
        }
    }
    Ok(Unlisted {
        revocations,
        protected,
    })
}

/// The events of one kind, in order; with that first topic, if one is given.
async fn events<E: SolEvent>(
    rpc: &Rpc,
    contract: Address,
    start_block: u64,
    topic: Option<B256>,
) -> Result<Vec<E>> {
    let mut filter = Filter::new()
        .address(contract)
        .event_signature(E::SIGNATURE_HASH);
    if let Some(topic) = topic {
        filter = filter.topic1(topic);
    }
    let logs = rpc.logs(&filter, start_block).await?;
    Ok(events_in(&logs).collect())
}

/// An issuer's grant is what it was last set to, which only the event tells: the contract's figure falls as it mints.
async fn grant(rpc: &Rpc, reserve: Address, issuer: Address, start_block: u64) -> Result<String> {
    let call = Reserve::isIssuerCall { account: issuer };
    if !rpc.view(reserve, call).await? {
        return Ok(fact::show_issuer(None));
    }
    let call = Reserve::issuerAllowanceCall { issuer };
    let left = rpc.view(reserve, call).await?;
    let topic = Some(issuer.into_word());
    let set = events::<Reserve::IssuerSet>(rpc, reserve, start_block, topic).await?;
    Ok(match set.last().map(|event| event.allowance) {
        Some(granted) if left <= granted => fact::show_issuer(Some(granted)),
        Some(granted) => format!("issuer of {granted} with {left} left"),
        None => format!("issuer of unknown grant with {left} left"),
    })
}

/// Whether the deployer has passed the initial supply on, which its transfer tells for good.
async fn passed_on(
    rpc: &Rpc,
    pss: Address,
    deployer: Address,
    treasury: Address,
    supply: U256,
    start_block: u64,
) -> Result<String> {
    let topic = Some(deployer.into_word());
    let sent = events::<Pss::Transfer>(rpc, pss, start_block, topic).await?;
    let passed = supply.is_zero()
        || sent
            .iter()
            .any(|transfer| transfer.to == treasury && transfer.value == supply);
    Ok(fact::show_supply(passed.then_some(treasury)))
}

/// What a cause is, which the contract says once, in an event.
async fn cause_uri(rpc: &Rpc, splitter: Address, number: u64, start_block: u64) -> Result<String> {
    let topic = Some(U256::from(number).into());
    let added = events::<Splitter::CauseAdded>(rpc, splitter, start_block, topic).await?;
    let uri = added.into_iter().next().map(|event| event.uri);
    Ok(uri.unwrap_or_else(|| fact::NO_CAUSE.into()))
}

//! What the deployer did, or somebody with its key, while it could do everything: from the first contract to the end of the
//! hand-over. Roles and parameters of now do not tell that: what was minted, seeded, scheduled, blocked or locked stays.

use std::collections::{BTreeMap, BTreeSet};

use alloy::{
    eips::BlockId,
    primitives::{Address, B256, U256},
    rpc::types::{Filter, Log},
    sol_types::{SolCall, SolEvent},
};
use productshare_abi::{
    Arbitration, Experience, Manifest, Memberships, OfferPool, Offering, Power, Psc, Pss, Quality,
    Reserve, Splitter, Statements, Timelock,
};

use super::{NONE, Report, or_worst};
use crate::{
    contract::{Addresses, Contract, Fixed},
    deployment::Deployment,
    error::Result,
    goal::Role,
    rpc::{Rpc, events_in},
    words,
};

/// What to do about things that nobody can undo.
pub(super) const DEPLOY_ANEW: &str = "the deployer, or somebody with its key, did before the hand-over what no plan has: \
     do not use these contracts; deploy anew, with another key and another salt";

/// Where in the chain a log is: block, and index in it.
type Place = (u64, u64);

/// A log without a place is in no block yet.
fn place(log: &Log) -> Place {
    let latest = u64::MAX;
    (
        log.block_number.unwrap_or(latest),
        log.log_index.unwrap_or(latest),
    )
}

/// The logs of the deployment's contracts up to the end of the hand-over.
pub(super) struct Past {
    /// The last log of the hand-over; `None`: it is not over.
    end: Option<Place>,
    logs: Vec<Log>,
}

impl Past {
    pub(super) async fn read(rpc: &Rpc, at: &Addresses, manifest: &Manifest) -> Result<Self> {
        let end = hand_over(rpc, at, manifest).await?;
        let contracts = Contract::ALL.map(|contract| at[contract]).to_vec();
        let filter = Filter::new().address(contracts);
        let start = manifest.start_block;
        let mut logs = match end {
            Some((block, _)) => rpc.logs_until(&filter, start, block).await?,
            None => rpc.logs(&filter, start).await?,
        };
        logs.retain(|log| end.is_none_or(|end| place(log) <= end));
        Ok(Self { end, logs })
    }

    pub(super) const fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// Whether the log is of the time before the hand-over was over.
    pub(super) fn holds(&self, log: &Log) -> bool {
        self.end.is_none_or(|end| place(log) <= end)
    }

    /// The logs of a contract, in order.
    pub(super) fn logs_of(&self, contract: Address) -> impl Iterator<Item = &Log> {
        self.logs
            .iter()
            .filter(move |log| log.address() == contract)
    }

    /// Its events of one kind, in order.
    pub(super) fn events<E: SolEvent>(&self, contract: Address) -> impl Iterator<Item = E> {
        events_in(self.logs_of(contract))
    }
}

/// When the deployer's last right was gone: each contract the owner's, the deployer no admin of the timelock any more, and the
/// initial supply, which votes, passed on. The first time of each: what comes after it is the owner's to do.
async fn hand_over(rpc: &Rpc, at: &Addresses, manifest: &Manifest) -> Result<Option<Place>> {
    let (roles, start) = (&manifest.roles, manifest.start_block);
    let (timelock, deployer) = (at[Contract::Timelock], roles.deployer.into_word());
    let owned = Contract::OWNED.map(|contract| at[contract]);
    let filter = Filter::new()
        .address(owned.to_vec())
        .event_signature(Psc::OwnershipTransferred::SIGNATURE_HASH)
        .topic2(roles.owner.into_word());
    let mut first: BTreeMap<Address, Place> = BTreeMap::new();
    for log in rpc.logs(&filter, start).await? {
        first.entry(log.address()).or_insert_with(|| place(&log));
    }
    let mut steps: Vec<Option<Place>> = owned.map(|contract| first.get(&contract).copied()).into();

    let filter = Filter::new()
        .address(timelock)
        .event_signature(Timelock::RoleRevoked::SIGNATURE_HASH)
        .topic1(Role::Admin.id())
        .topic2(deployer);
    steps.push(rpc.logs(&filter, start).await?.first().map(place));

    let supply = manifest.parameters.pss.initial_supply;
    if roles.treasury == timelock && !supply.is_zero() {
        let filter = Filter::new()
            .address(at[Contract::Pss])
            .event_signature(Pss::Transfer::SIGNATURE_HASH)
            .topic1(deployer)
            .topic2(timelock.into_word());
        let sent = rpc.logs(&filter, start).await?;
        let mut all = sent
            .iter()
            .filter(|log| Pss::Transfer::decode_log(&log.inner).is_ok_and(|e| e.value == supply));
        steps.push(all.next().map(place));
    }
    let all: Option<Vec<Place>> = steps.into_iter().collect();
    Ok(all.and_then(|steps| steps.into_iter().max()))
}

impl Deployment {
    /// Nothing but the plan was done before the hand-over.
    pub(super) async fn verify_past(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
    ) -> Result<()> {
        let past = Past::read(&self.rpc, at, manifest).await?;
        self.verify_roles_then(report, at, &past);
        self.verify_operations(report, at, manifest, &past).await?;
        self.verify_proposals(report, at, &past).await?;
        self.verify_pss(report, at, manifest, &past).await?;
        verify_psc(report, at, &past);
        self.verify_network(report, at, manifest, &past).await?;
        self.verify_leftovers(report, at, manifest, &past).await?;
        verify_terms(report, at, manifest, &past);
        Ok(())
    }

    /// PSS that exist are those of the plan, and what the owner minted later.
    async fn verify_pss(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
        past: &Past,
    ) -> Result<()> {
        let (pss, start) = (at[Contract::Pss], manifest.start_block);
        let head = self.rpc.block_number().await?;
        let transfers = Filter::new()
            .address(pss)
            .event_signature(Pss::Transfer::SIGNATURE_HASH);
        let nobody = Address::ZERO.into_word();
        let minted = transfers.clone().topic1(nobody);
        let minted = self.rpc.logs_until(&minted, start, head).await?;
        let burnt = transfers.topic2(nobody);
        let burnt = self.rpc.logs_until(&burnt, start, head).await?;
        let sum = |logs: &[Log]| {
            let values = events_in::<Pss::Transfer>(logs).map(|e| e.value);
            values.sum::<U256>()
        };

        let first_holder = Fixed::of(manifest).treasury;
        let first_holder = first_holder.unwrap_or(manifest.roles.deployer);
        let parameters = &manifest.parameters;
        let planned = [
            (first_holder, parameters.pss.initial_supply),
            (at[Contract::Offering], parameters.offering.for_sale),
        ];
        let (before, after): (Vec<Log>, Vec<Log>) =
            minted.iter().cloned().partition(|log| past.holds(log));
        let before = events_in::<Pss::Transfer>(&before).map(|e| (e.to, e.value));
        let (expected, found) = (mints(planned), mints(before));
        if expected != found {
            report.advise(DEPLOY_ANEW);
        }
        report.check("pss.minted", expected, found);
        let later = sum(&after);
        if !later.is_zero() {
            let note = format!("the owner minted {later} PSS units since the hand-over");
            report.notes.push(note);
        }
        // A node that leaves logs out is found here.
        let call = Pss::totalSupplyCall {};
        let supply = self.rpc.view_at(BlockId::number(head), pss, call).await;
        let by_logs = sum(&minted).saturating_sub(sum(&burnt));
        report.check_answer("pss.supply", by_logs, supply)
    }

    /// Seeds of power, and parameters that have no place in the manifest: their constructors set them.
    async fn verify_network(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
        past: &Past,
    ) -> Result<()> {
        let power = at[Contract::Power];
        let seeds = past.events::<Power::Seeded>(power);
        let seeds = seeds.map(|e| (e.account.to_string(), format!("{} power units", e.amount)));
        report.check_none("power.seeds", seeds, DEPLOY_ANEW);
        // Here, too, logs that a node leaves out would be missed.
        let filter = Filter::new()
            .address(power)
            .event_signature(Power::Seeded::SIGNATURE_HASH);
        let head = self.rpc.block_number().await?;
        let start = manifest.start_block;
        let logs = self.rpc.logs_until(&filter, start, head).await?;
        let seeds: u64 = events_in::<Power::Seeded>(&logs).map(|e| e.amount).sum();
        let seeded = Power::seededCall {};
        let seeded = self.rpc.view_at(BlockId::number(head), power, seeded).await;
        report.check_answer("power.seeded", seeds, seeded)?;

        let terms = past.events::<Memberships::TermsSet>(at[Contract::Memberships]);
        let terms = terms.map(|e| {
            let fees = [e.vendorFee, e.expertFee, e.memberFee].map(|fee| fee.to_string());
            (e.platform.to_string(), format!("fees {}", fees.join(", ")))
        });
        report.check_none("memberships.terms", terms, DEPLOY_ANEW);

        let filter = Filter::new()
            .address(
                [
                    Contract::Quality,
                    Contract::Power,
                    Contract::Experience,
                    Contract::Arbitration,
                    Contract::Statements,
                ]
                .map(|contract| at[contract])
                .to_vec(),
            )
            .event_signature(vec![
                Quality::ParametersSet::SIGNATURE_HASH,
                Power::RateSet::SIGNATURE_HASH,
                Experience::ParametersSet::SIGNATURE_HASH,
                Arbitration::ParametersSet::SIGNATURE_HASH,
                Statements::ParametersSet::SIGNATURE_HASH,
            ]);
        let logs = self.rpc.logs(&filter, start).await?;
        let set = |contract| Set {
            contract,
            at: at[contract],
            logs: logs
                .iter()
                .filter(|l| l.address() == at[contract])
                .collect(),
            past,
        };
        let rpc = &self.rpc;
        set(Contract::Quality)
            .verify(rpc, report, "ParametersSet", Quality::parametersCall {})
            .await?;
        set(Contract::Power)
            .verify(rpc, report, "RateSet", Power::rateCall {})
            .await?;
        set(Contract::Experience)
            .verify(rpc, report, "ParametersSet", Experience::parametersCall {})
            .await?;
        set(Contract::Arbitration)
            .verify(rpc, report, "ParametersSet", Arbitration::parametersCall {})
            .await?;
        set(Contract::Statements)
            .verify(rpc, report, "ParametersSet", Statements::parametersCall {})
            .await
    }

    /// What somebody with a role for a while left behind, as far as it still holds.
    async fn verify_leftovers(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
        past: &Past,
    ) -> Result<()> {
        let (rpc, roles) = (&self.rpc, &manifest.roles);
        let psc = at[Contract::Psc];
        // Lifted since and set again, it is the doing of who has the role now.
        let filter = Filter::new().address(psc).event_signature(vec![
            Psc::Unblocked::SIGNATURE_HASH,
            Psc::Unpaused::SIGNATURE_HASH,
        ]);
        let mut lifted = rpc.logs(&filter, manifest.start_block).await?;
        lifted.retain(|log| !past.holds(log));
        let unblocked = events_in::<Psc::Unblocked>(&lifted).map(|e| e.account);
        let unblocked: BTreeSet<Address> = unblocked.collect();
        let blocked = past.events::<Psc::Blocked>(psc).map(|e| e.account);
        let blocked: BTreeSet<Address> = blocked.filter(|a| !unblocked.contains(a)).collect();
        let mut left = Vec::new();
        for account in blocked {
            let is = rpc.view(psc, Psc::isBlockedCall { account }).await;
            if or_worst(is, true)? {
                left.push((account.to_string(), "blocked".into()));
            }
        }
        let unblock = "the blocklister can unblock what psc.blocked names";
        report.check_none("psc.blocked", left, unblock);

        let mut paused = false;
        for log in past.logs_of(psc) {
            match log.topic0() {
                Some(&Psc::Paused::SIGNATURE_HASH) => paused = true,
                Some(&Psc::Unpaused::SIGNATURE_HASH) => paused = false,
                _ => {}
            }
        }
        paused &= !lifted
            .iter()
            .any(|log| log.topic0() == Some(&Psc::Unpaused::SIGNATURE_HASH));
        if paused && or_worst(rpc.view(psc, Psc::pausedCall {}).await, true)? {
            report.check("psc.paused", NONE, "paused, and still");
            report.advise("the pauser can resume psc");
        } else {
            report.check("psc.paused", NONE, NONE);
        }

        let pss = at[Contract::Pss];
        let locked = past.events::<Pss::Locked>(pss);
        let locked = locked.filter(|e| !roles.pss.lockers.contains(&e.locker));
        let mut left = Vec::new();
        for (locker, account) in locked
            .map(|e| (e.locker, e.account))
            .collect::<BTreeSet<_>>()
        {
            let call = Pss::lockedByCall { locker, account };
            let units = or_worst(rpc.view(pss, call).await, U256::MAX)?;
            if !units.is_zero() {
                left.push((account.to_string(), format!("{units} units by {locker}")));
            }
        }
        report.check_none("pss.locked", left, DEPLOY_ANEW);

        let pool = at[Contract::OfferPool];
        let tokens = [&[psc, pss][..], &roles.offer_pool.tokens].concat();
        let posted = past.events::<OfferPool::OfferPosted>(pool);
        let mut left = Vec::new();
        for offer in posted.filter(|e| !tokens.contains(&e.token)) {
            let id = offer.offer;
            let is = rpc.view(pool, OfferPool::offerCall { id }).await;
            if or_worst(is.map(|is| is.open || is.unitsReserved > 0), true)? {
                left.push((id.to_string(), format!("rewards in {}", offer.token)));
            }
        }
        report.check_none("offer-pool.offers", left, DEPLOY_ANEW);
        Ok(())
    }
}

/// PSC that existed at the hand-over were issued against the asset, and nothing was attested.
fn verify_psc(report: &mut Report, at: &Addresses, past: &Past) {
    let minted: U256 = past
        .events::<Psc::Transfer>(at[Contract::Psc])
        .filter(|e| e.from.is_zero())
        .map(|e| e.value)
        .sum();
    let issued = past.events::<Reserve::Issued>(at[Contract::Reserve]);
    let issued: U256 = issued.map(|e| e.amount).sum();
    if minted != issued {
        report.advise(DEPLOY_ANEW);
    }
    report.check("psc.minted", issued, minted);
    let attested = past.events::<Reserve::Attested>(at[Contract::Reserve]);
    let attested = attested.map(|e| (e.hash.to_string(), format!("{} PSC units", e.amount)));
    report.check_none("reserve.attestations", attested, DEPLOY_ANEW);
}

/// Causes, disputes and proceeds that the plan does not have.
fn verify_terms(report: &mut Report, at: &Addresses, manifest: &Manifest, past: &Past) {
    let roles = &manifest.roles;
    let listed = roles.splitter.causes.len() as u64;
    let causes = past.events::<Splitter::CauseAdded>(at[Contract::Splitter]);
    let causes = causes.filter(|e| e.cause > listed);
    let causes = causes.map(|e| (e.cause.to_string(), format!("{} {:?}", e.account, e.uri)));
    report.check_none("splitter.causes", causes, DEPLOY_ANEW);
    let arbitrables = &roles.arbitration.arbitrables;
    let disputes = past.events::<Arbitration::DisputeCreation>(at[Contract::Arbitration]);
    let disputes = disputes.filter(|e| !arbitrables.contains(&e.arbitrable));
    let disputes = disputes.map(|e| (e.disputeId.to_string(), format!("by {}", e.arbitrable)));
    report.check_none("arbitration.disputes", disputes, DEPLOY_ANEW);
    let collected = past.events::<Offering::Collected>(at[Contract::Offering]);
    let collected = collected.map(|e| {
        let what = format!("{} PSC units, {} PSS units", e.psc, e.pss);
        (e.to.to_string(), what)
    });
    report.check_none("offering.collected", collected, DEPLOY_ANEW);
}

/// `5 to 0x..., 7 to 0x...`, sorted; nothing minted is no mint.
fn mints(all: impl IntoIterator<Item = (Address, U256)>) -> String {
    let some = all.into_iter().filter(|(_, value)| !value.is_zero());
    let mut texts: Vec<String> = some.map(|(to, value)| format!("{value} to {to}")).collect();
    texts.sort();
    texts.join(", ")
}

/// What a contract of the quality network was set to, by its logs of that: its constructor's is the first.
struct Set<'a> {
    contract: Contract,
    at: Address,
    logs: Vec<&'a Log>,
    past: &'a Past,
}

impl Set<'_> {
    /// Nothing was set between constructor and hand-over; what was set since is the owner's to set. The answer to `call` ends
    /// with what `event` says.
    async fn verify<C: SolCall>(
        self,
        rpc: &Rpc,
        report: &mut Report,
        event: &str,
        call: C,
    ) -> Result<()> {
        let contract = self.contract;
        let name = C::SIGNATURE.split('(').next().unwrap_or_default();
        let what = format!("{contract}.{name}");
        let said = |log: &Log| words::said(contract, event, &log.data().data);
        let Some((built, later)) = self.logs.split_first() else {
            report.check(what, "set by the constructor", "no log of it");
            return Ok(());
        };
        let early = later.iter().take_while(|log| self.past.holds(log));
        if let Some(log) = early.last() {
            let tx: B256 = log.transaction_hash.unwrap_or_default();
            let found = format!("set before the hand-over, by {tx}: {}", said(log));
            report.check(what, said(built), found);
            report.advise(DEPLOY_ANEW);
            return Ok(());
        }
        let last = later.last().unwrap_or(built);
        if !later.is_empty() {
            let note = format!(
                "the owner changed {what} from {} to {}",
                said(built),
                said(last)
            );
            report.notes.push(note);
        }
        let answer = rpc.view(self.at, call).await.map(|answer| {
            let bytes = C::abi_encode_returns(&answer);
            let from = bytes.len().saturating_sub(last.data().data.len());
            words::said(contract, event, &bytes[from..])
        });
        report.check_answer(what, said(last), answer)
    }
}

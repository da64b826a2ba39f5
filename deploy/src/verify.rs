//! Comparing the chain with the manifest, the build and the settings, fact by fact.

use std::collections::BTreeSet;

use alloy::{
    primitives::{B256, U256, keccak256},
    sol,
    sol_types::SolEvent,
};
use productshare_abi::{
    Checkout, Governor, Manifest, Offering, Psc, Pss, Reserve, Splitter, Timelock,
    system::{ARB_WASM, ArbWasm, Erc20, STYLUS_DEPLOYER, StylusDeployer},
};
use serde::Serialize;

use crate::{
    artifact,
    contract::{Addresses, Contract, Fixed, constructor},
    deployment::Deployment,
    error::{Error, Result},
    goal,
};

mod operations;
mod past;

sol! {
    /// The governor's present fraction; its overload for the past has the same name.
    function quorumNumerator() external view returns (uint256);
}

/// Expected of what only somebody with the deployer's rights could have done.
const NONE: &str = "none before the hand-over";

/// Outcome of a verification.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether everything is as it should be.
    pub ok: bool,
    pub chain_id: u64,
    pub checks: Vec<Check>,
    /// What could not be compared, and why; what the owner changed since.
    pub notes: Vec<String>,
    /// What to do about differences that no command mends.
    pub advice: Vec<String>,
}

/// One comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was compared: `psc.code`, `reserve.attestors`, ...
    pub what: String,
    pub ok: bool,
    pub expected: String,
    pub found: String,
}

impl Report {
    fn new(chain_id: u64) -> Self {
        Self {
            ok: true,
            chain_id,
            checks: Vec::new(),
            notes: Vec::new(),
            advice: Vec::new(),
        }
    }

    fn check(&mut self, what: impl Into<String>, expected: impl ToString, found: impl ToString) {
        let (expected, found) = (expected.to_string(), found.to_string());
        let ok = expected == found;
        self.ok &= ok;
        self.checks.push(Check {
            what: what.into(),
            ok,
            expected,
            found,
        });
    }

    /// As [`Report::check`]; a reverting or senseless answer is a difference like any other, a dead node is an error.
    fn check_answer<T: ToString>(
        &mut self,
        what: impl Into<String>,
        expected: impl ToString,
        answer: Result<T>,
    ) -> Result<()> {
        match answer {
            Ok(found) => self.check(what, expected, found),
            Err(e @ (Error::Rpc { .. } | Error::Reverts { .. })) => self.check(what, expected, e),
            Err(e) => return Err(e),
        }
        Ok(())
    }

    /// Nothing of that kind was found; each of what was is a difference, by its name and what it is.
    fn check_none(
        &mut self,
        what: &str,
        found: impl IntoIterator<Item = (String, String)>,
        advice: &str,
    ) {
        let mut none = true;
        for (name, is) in found {
            none = false;
            self.check(format!("{what}.{name}"), NONE, is);
        }
        if none {
            self.check(what, NONE, NONE);
        } else {
            self.advise(advice);
        }
    }

    /// Says once what to do.
    fn advise(&mut self, advice: &str) {
        if !self.advice.iter().any(|said| said == advice) {
            self.advice.push(advice.into());
        }
    }

    /// Notes a parameter that only the DAO can have changed; one that cannot be read is a difference.
    fn note_change(&mut self, what: &str, then: U256, now: Result<U256>) -> Result<()> {
        match now {
            Ok(now) if now == then => Ok(()),
            Ok(now) => {
                let note = format!("the DAO changed {what} from {then} to {now}");
                self.notes.push(note);
                Ok(())
            }
            unread => self.check_answer(what, then, unread),
        }
    }

    /// What is not as it should be.
    pub fn differences(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|c| !c.ok)
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for check in self.differences() {
            writeln!(
                f,
                "DIFFERS {}: expected {}, found {}",
                check.what, check.expected, check.found
            )?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        for advice in &self.advice {
            writeln!(f, "WARNING {advice}")?;
        }
        let wrong = self.differences().count();
        write!(
            f,
            "{} of {} checks passed on chain {}",
            self.checks.len() - wrong,
            self.checks.len(),
            self.chain_id
        )
    }
}

impl Deployment {
    /// Compares the chain with the manifest and the build, and the manifest with the settings if they are complete.
    pub async fn verify(&self) -> Result<Report> {
        self.verify_manifest(&self.load_manifest()?).await
    }

    /// As [`Deployment::verify`], with a manifest at hand.
    pub async fn verify_manifest(&self, manifest: &Manifest) -> Result<Report> {
        let mut report = Report::new(self.network.chain_id);
        let version = self.stylus_version().await?;
        let at = Addresses::of(manifest)?;
        for contract in Contract::ALL {
            self.verify_code(&mut report, contract, manifest, &at, version)
                .await?;
        }
        self.verify_identity(&mut report, &at, manifest).await?;
        self.verify_governance(&mut report, &at, manifest).await?;
        self.verify_goals(&mut report, &at, manifest).await?;
        self.verify_past(&mut report, &at, manifest).await?;
        match self.network.settings() {
            Ok(settings) => {
                let roles = settings.roles(manifest.roles.deployer, &at);
                let decimals = manifest.parameters.reserve.asset_decimals;
                compare(&mut report, "manifest.roles", &roles, &manifest.roles)?;
                compare(
                    &mut report,
                    "manifest.parameters",
                    &settings.parameters(decimals),
                    &manifest.parameters,
                )?;
            }
            Err(Error::Incomplete { missing, .. }) => report.notes.push(format!(
                "the manifest was not compared with the network file, which lacks {}",
                missing.join(", ")
            )),
            Err(e) => return Err(e),
        }
        Ok(report)
    }

    /// The code is the build's, the address commits to it and to the constructor's arguments, and the program runs.
    async fn verify_code(
        &self,
        report: &mut Report,
        contract: Contract,
        manifest: &Manifest,
        at: &Addresses,
        stylus_version: u16,
    ) -> Result<()> {
        let rpc = &self.rpc;
        let record = manifest.contract(contract.name())?;
        let built = artifact::sha256(&artifact::read_wasm(&self.artifacts, contract)?);
        report.check(format!("{contract}.build"), record.wasm_sha256, built);
        let code = rpc.code(record.address).await?;
        report.check(
            format!("{contract}.codehash"),
            record.codehash,
            keccak256(&code),
        );
        let wasm = artifact::decompress(&code);
        let found = wasm.map_or_else(|e| e, |wasm| artifact::sha256(&wasm).to_string());
        report.check(format!("{contract}.wasm"), built, found);
        let fixed = Fixed::of(manifest);
        let init_data = constructor(contract, &fixed, at);
        let salt = artifact::salt(&fixed.salt, contract);
        report.check(
            format!("{contract}.constructor"),
            artifact::address(&code, &init_data, salt),
            record.address,
        );
        let deployed = match rpc.receipt(record.tx).await? {
            Some(mined) if mined.block == record.block && mined.ok => {
                let names_it = mined.logs.iter().any(|log| {
                    log.address() == STYLUS_DEPLOYER
                        && StylusDeployer::ContractDeployed::decode_log(&log.inner)
                            .is_ok_and(|e| e.deployedContract == record.address)
                });
                if names_it {
                    deployment_text(record.block, record.tx)
                } else {
                    "a transaction that deployed something else".into()
                }
            }
            Some(mined) => deployment_text(mined.block, mined.tx),
            None => "no such transaction".into(),
        };
        report.check(
            format!("{contract}.deployment"),
            deployment_text(record.block, record.tx),
            deployed,
        );
        let call = ArbWasm::programVersionCall {
            program: record.address,
        };
        let running = rpc.view(ARB_WASM, call).await;
        report.check_answer(format!("{contract}.activated"), stylus_version, running)
    }

    /// Names, links between the contracts, and what constructors fixed.
    async fn verify_identity(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
    ) -> Result<()> {
        let rpc = &self.rpc;
        let psc = at[Contract::Psc];
        for (name, address, full, symbol, decimals) in [
            ("psc", psc, "ShareCash", "PSC", 6),
            ("pss", at[Contract::Pss], "StakeShare", "PSS", 18),
        ] {
            let is = rpc.view(address, Erc20::nameCall {}).await;
            report.check_answer(format!("{name}.name"), full, is)?;
            let is = rpc.view(address, Erc20::symbolCall {}).await;
            report.check_answer(format!("{name}.symbol"), symbol, is)?;
            let is = rpc.view(address, Erc20::decimalsCall {}).await;
            report.check_answer(format!("{name}.decimals"), decimals, is)?;
        }
        let asset = &manifest.parameters.reserve;
        let is = rpc.view(at[Contract::Reserve], Reserve::pscCall {}).await;
        report.check_answer("reserve.psc", psc, is)?;
        let is = rpc.view(at[Contract::Reserve], Reserve::assetCall {}).await;
        report.check_answer("reserve.asset", asset.asset, is)?;
        let is = rpc
            .view(at[Contract::Reserve], Reserve::assetDecimalsCall {})
            .await;
        report.check_answer("reserve.asset_decimals", asset.asset_decimals, is)?;
        let is = rpc.view(asset.asset, Erc20::decimalsCall {}).await;
        report.check_answer("asset.decimals", asset.asset_decimals, is)?;
        let is = rpc
            .view(at[Contract::Splitter], Splitter::connectionsCall {})
            .await;
        report.check_answer("splitter.psc", psc, is.map(|is| is.psc))?;
        let is = rpc.view(at[Contract::Checkout], Checkout::pscCall {}).await;
        report.check_answer("checkout.psc", psc, is)?;
        let is = rpc.view(at[Contract::Pss], Pss::capCall {}).await;
        report.check_answer("pss.cap", manifest.parameters.pss.cap, is)?;
        let offering = at[Contract::Offering];
        let is = rpc.view(offering, Offering::pscCall {}).await;
        report.check_answer("offering.psc", psc, is)?;
        let is = rpc.view(offering, Offering::pssCall {}).await;
        report.check_answer("offering.pss", at[Contract::Pss], is)?;
        // What it holds must not vote: quorum leaves out what is delegated to it.
        let call = Pss::delegatesCall { account: offering };
        let is = rpc.view(at[Contract::Pss], call).await;
        report.check_answer("offering.delegate", offering, is)?;
        if let Ok(true) = rpc.view(psc, Psc::pausedCall {}).await {
            report.notes.push("psc is paused".into());
        }
        Ok(())
    }

    /// What the constructors of governor and timelock fixed, and what the DAO changed since.
    async fn verify_governance(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
    ) -> Result<()> {
        let rpc = &self.rpc;
        let (timelock, governor, pss) = (
            at[Contract::Timelock],
            at[Contract::Governor],
            at[Contract::Pss],
        );
        let is = rpc.view(governor, Governor::tokenCall {}).await;
        report.check_answer("governor.token", pss, is)?;
        let is = rpc.view(governor, Governor::timelockCall {}).await;
        report.check_answer("governor.timelock", timelock, is)?;
        let excluded = Governor::isExcludedCall { account: timelock };
        let is = rpc.view(governor, excluded).await;
        report.check_answer("governor.excludes_timelock", true, is)?;
        let votes = Pss::delegatesCall { account: timelock };
        let is = rpc.view(pss, votes).await;
        report.check_answer("timelock.delegate", timelock, is)?;
        if manifest.roles.owner != timelock {
            let owner = manifest.roles.owner;
            let note = format!("the contracts are {owner}'s, not the timelock's");
            report.notes.push(note);
        }
        // A guardian leaves when it is dismissed; nobody else can get its place.
        let named = manifest.roles.timelock.guardian;
        match rpc.view(timelock, Timelock::guardianCall {}).await {
            Ok(is) if is.account.is_zero() && !named.is_zero() => {
                report.notes.push(format!("guardian {named} was dismissed"));
            }
            is => report.check_answer("timelock.guardian", named, is.map(|is| is.account))?,
        }
        // Only a proposal of the DAO changes these: that is no difference, but worth knowing.
        let (delays, votes) = (&manifest.parameters.timelock, &manifest.parameters.governor);
        let is = rpc.view(timelock, Timelock::getMinDelayCall {}).await;
        report.note_change(
            "timelock.min_delay_secs",
            U256::from(delays.min_delay_secs),
            is,
        )?;
        let is = rpc.view(governor, Governor::votingDelayCall {}).await;
        report.note_change(
            "governor.voting_delay_secs",
            U256::from(votes.voting_delay_secs),
            is,
        )?;
        let is = rpc.view(governor, Governor::votingPeriodCall {}).await;
        report.note_change(
            "governor.voting_period_secs",
            U256::from(votes.voting_period_secs),
            is,
        )?;
        let is = rpc.view(governor, Governor::proposalThresholdCall {}).await;
        report.note_change("governor.proposal_threshold", votes.proposal_threshold, is)?;
        let is = rpc.view(governor, quorumNumeratorCall {}).await;
        report.note_change(
            "governor.quorum_percent",
            U256::from(votes.quorum_percent),
            is,
        )?;
        let call = Governor::lateQuorumVoteExtensionCall {};
        let is = rpc.view(governor, call).await;
        report.note_change(
            "governor.late_quorum_extension_secs",
            U256::from(votes.late_quorum_extension_secs),
            is.map(U256::from),
        )?;
        Ok(())
    }

    /// Every role and parameter, and that nobody holds one who is not on record.
    async fn verify_goals(
        &self,
        report: &mut Report,
        at: &Addresses,
        manifest: &Manifest,
    ) -> Result<()> {
        let start = manifest.start_block;
        let mut goals = goal::wiring(&manifest.roles, &manifest.parameters, at);
        goals.extend(goal::ownership(&manifest.roles));
        let unlisted = goal::unlisted(&self.rpc, &manifest.roles, at, start).await?;
        goals.extend(unlisted.revocations);
        for goal in goals {
            let present = goal.present(&self.rpc, at, start).await;
            report.check_answer(goal.id(), goal.wanted, present)?;
        }
        // Nobody has a role at the timelock but those: no deployer, no guardian.
        let expected = goal::expected_timelock_roles(at);
        let found = goal::timelock_roles(&self.rpc, at[Contract::Timelock], start).await?;
        report.check("timelock.roles", list(&expected), list(&found));
        for account in unlisted.protected {
            report.check(
                format!("psc.protected.{account}"),
                "not protected",
                "protected",
            );
        }
        Ok(())
    }
}

/// A contract that does not answer is believed to be as bad as it can be; a dead node is an error.
fn or_worst<T>(answer: Result<T>, worst: T) -> Result<T> {
    match answer {
        Err(Error::Rpc { .. } | Error::Reverts { .. }) => Ok(worst),
        answer => answer,
    }
}

fn list(texts: &BTreeSet<String>) -> String {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.join(", ")
}

fn deployment_text(block: u64, tx: B256) -> String {
    format!("block {block}, transaction {tx}")
}

/// Field by field, so that a report names the one that differs.
fn compare<T: Serialize>(
    report: &mut Report,
    name: &str,
    settings: &T,
    recorded: &T,
) -> Result<()> {
    let json = |value: &T| {
        serde_json::to_value(value).map_err(|e| Error::Rpc {
            what: format!("comparing {name}"),
            reason: e.to_string(),
        })
    };
    compare_values(report, name, &json(settings)?, &json(recorded)?);
    Ok(())
}

fn compare_values(
    report: &mut Report,
    name: &str,
    settings: &serde_json::Value,
    recorded: &serde_json::Value,
) {
    match (settings, recorded) {
        (serde_json::Value::Object(a), serde_json::Value::Object(b)) => {
            for (key, value) in a {
                let other = b.get(key).unwrap_or(&serde_json::Value::Null);
                compare_values(report, &format!("{name}.{key}"), value, other);
            }
        }
        _ => report.check(name, settings, recorded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compare_names_the_field_that_differs() {
        #[derive(Serialize)]
        struct Inner {
            a: u8,
            b: Vec<u8>,
        }
        #[derive(Serialize)]
        struct Outer {
            inner: Inner,
        }
        let outer = |a| Outer {
            inner: Inner { a, b: vec![1] },
        };
        let mut report = Report::new(1);
        compare(&mut report, "m", &outer(1), &outer(1)).unwrap();
        assert!(report.ok);
        compare(&mut report, "m", &outer(1), &outer(2)).unwrap();
        assert!(!report.ok);
        let wrong: Vec<_> = report.differences().map(|c| c.what.as_str()).collect();
        assert_eq!(wrong, ["m.inner.a"]);
        let text = report.to_string();
        assert!(
            text.contains("DIFFERS m.inner.a: expected 1, found 2"),
            "{text}"
        );
        assert!(text.ends_with("3 of 4 checks passed on chain 1"), "{text}");
    }
}

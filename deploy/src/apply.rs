//! Doing it: one transaction at a time, each written down before it is sent and after it is mined.

use std::{collections::BTreeMap, ops::ControlFlow};

use alloy::{
    consensus::{Transaction as _, TxEnvelope},
    eips::eip2718::Decodable2718,
    primitives::{B256, U256},
    signers::local::PrivateKeySigner,
};
use productshare_abi::{Manifest, manifest::SCHEMA};
use serde::Serialize;

use crate::{
    contract::Contract,
    deployment::{Deployment, Progress},
    error::{Error, Result},
    journal::{Done, Journal, Lock, Pending},
    plan::{
        Action, Plan, Scope, Step, deploy_request, gas_limit, goal_request, max_fee, start_block,
        with_margin,
    },
    rpc::{Mined, Request},
    verify::Report,
};

/// What a run tells its observer, in this order for every step. The observer may stop the run after each, exactly as a
/// kill would: nothing is tidied up.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// What is going to be done; nothing has been sent.
    Planned(&'a Plan),
    /// A contract that no file mentions was found where it belongs.
    Recognised { contract: Contract },
    /// An earlier run's transaction is looked after first.
    Resuming { step: &'a str, tx: B256 },
    /// The transaction is in the journal; it has not been sent.
    Signed { step: &'a str, tx: B256 },
    /// The node has it.
    Sent { step: &'a str, tx: B256 },
    /// It is in a block; the journal does not say so yet.
    Mined { step: &'a str, mined: &'a Mined },
    /// The journal says so.
    Recorded { step: &'a str },
    /// All is done and in the manifest; the journal is still there.
    Written,
    /// The journal is gone. Verification follows.
    Finished,
}

/// Sees a run and may stop it.
pub type Observer<'a> = dyn FnMut(&Event<'_>) -> ControlFlow<()> + Send + 'a;

/// What a run did.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    pub manifest: Manifest,
    /// The transactions of this run; none if there was nothing to do.
    pub transactions: Vec<Done>,
    /// What verification found afterwards.
    pub report: Report,
}

impl Deployment {
    /// Brings the chain to what the settings say: deploys, activates, constructs, wires, hands over, verifies. Safe to
    /// repeat, and to resume after a kill at any moment; does nothing if all is done.
    pub async fn apply(
        &self,
        signer: &PrivateKeySigner,
        observer: &mut Observer<'_>,
    ) -> Result<Applied> {
        self.run(signer, observer, Scope::All).await
    }

    /// The wiring alone, on contracts that are there: after a change of the settings, by whoever owns them then.
    pub async fn wire(
        &self,
        signer: &PrivateKeySigner,
        observer: &mut Observer<'_>,
    ) -> Result<Applied> {
        self.run(signer, observer, Scope::Wiring).await
    }

    async fn run(
        &self,
        signer: &PrivateKeySigner,
        observer: &mut Observer<'_>,
        scope: Scope,
    ) -> Result<Applied> {
        let settings = self.network.settings()?;
        let _lock = Lock::take(&self.manifest)?;
        let mut run = Run {
            deployment: self,
            signer,
            observer,
            transactions: Vec::new(),
            progress: self.progress(settings, Some(signer.address())).await?,
        };
        if run.settle().await? {
            // What was under way is over: look again.
            run.progress = self.progress(settings, Some(signer.address())).await?;
        }
        for contract in run.progress.recognised.clone() {
            run.tell(Event::Recognised { contract })?;
        }
        let plan = self
            .plan_steps(&run.progress, settings, signer.address(), scope)
            .await?;
        plan.check_balance()?;
        run.tell(Event::Planned(&plan))?;
        for step in &plan.steps {
            run.step(step).await?;
        }
        let manifest = run.finish()?;
        let transactions = run.transactions;
        let report = self.verify_manifest(&manifest).await?;
        if !report.ok {
            return Err(Error::Differs(report.differences().count()));
        }
        Ok(Applied {
            manifest,
            transactions,
            report,
        })
    }
}

struct Run<'a, 'b> {
    deployment: &'a Deployment,
    signer: &'a PrivateKeySigner,
    observer: &'a mut Observer<'b>,
    progress: Progress,
    transactions: Vec<Done>,
}

impl Run<'_, '_> {
    fn tell(&mut self, event: Event<'_>) -> Result<()> {
        match (self.observer)(&event) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Stopped(match event {
                Event::Planned(_) => "before the first step".into(),
                Event::Recognised { contract } => format!("after recognising {contract}"),
                Event::Resuming { step, .. } => format!("before resuming {step}"),
                Event::Signed { step, .. } => format!("after signing {step}"),
                Event::Sent { step, .. } => format!("after sending {step}"),
                Event::Mined { step, .. } => format!("after {step} was mined"),
                Event::Recorded { step } => format!("after recording {step}"),
                Event::Written => "after writing the manifest".into(),
                Event::Finished => "before verification".into(),
            })),
        }
    }

    fn save(&self) -> Result<()> {
        self.progress.journal.save(&self.deployment.journal_path())
    }

    /// Looks after a transaction that an earlier run signed: mined, it is recorded; not mined, the very same bytes are sent
    /// again; impossible by now, it is forgotten and planned anew. Whether there was one.
    async fn settle(&mut self) -> Result<bool> {
        let Some(pending) = self.progress.journal.pending.clone() else {
            return Ok(false);
        };
        self.check_pending(&pending)?;
        let rpc = &self.deployment.rpc;
        let step = pending.step.clone();
        self.tell(Event::Resuming {
            step: &step,
            tx: pending.tx,
        })?;
        let mined = match rpc.receipt(pending.tx).await? {
            Some(mined) => Some(mined),
            // The nonce went to another transaction: this one can never be mined.
            None if rpc.nonce(pending.from).await? > pending.nonce => None,
            None => match rpc.send_raw(&step, &pending.raw).await {
                Ok(()) => Some(rpc.wait(&step, pending.tx).await?),
                // The node may have had it all along.
                Err(Error::Rpc { .. } | Error::Reverts { .. }) if rpc.knows(pending.tx).await? => {
                    Some(rpc.wait(&step, pending.tx).await?)
                }
                // Its fee is too low by now, say. Should it be mined after all, its successor, which has the same nonce,
                // cannot be.
                Err(Error::Rpc { .. } | Error::Reverts { .. }) => None,
                Err(e) => return Err(e),
            },
        };
        match mined {
            Some(mined) if mined.ok => self.record(&step, &mined)?,
            // A failed transaction had no effect: the step is planned, and simulated, again.
            _ => {
                self.progress.journal.pending = None;
                self.save()?;
            }
        }
        Ok(true)
    }

    /// A deployment under way must be the one that the present build and settings call for.
    fn check_pending(&self, pending: &Pending) -> Result<()> {
        let journal = |reason: &str| Error::Journal {
            path: self.deployment.journal_path(),
            reason: format!("{} is under way, {reason}", pending.step),
        };
        let tx = TxEnvelope::decode_2718(&mut pending.raw.as_ref())
            .map_err(|_| journal("but its transaction is damaged: delete the journal"))?;
        let target = self
            .progress
            .targets
            .iter()
            .find(|t| t.step() == pending.step);
        match target {
            Some(target) if *tx.input() != deploy_request(target, U256::ZERO).data => Err(journal(
                "but with another build or other settings: restore them to finish it, or delete the journal to deploy anew",
            )),
            _ => Ok(()),
        }
    }

    /// Writes a mined step down.
    fn record(&mut self, step: &str, mined: &Mined) -> Result<()> {
        self.tell(Event::Mined { step, mined })?;
        if let Some(index) = self.progress.targets.iter().position(|t| t.step() == step) {
            let target = &self.progress.targets[index];
            let record = target.record(mined.block, mined.tx);
            let name = target.artifact.contract.to_string();
            self.progress.journal.contracts.insert(name, record);
            self.progress.on_chain[index] = true;
        }
        let done = Done {
            step: step.into(),
            tx: mined.tx,
            block: mined.block,
            gas_used: mined.gas_used,
        };
        self.progress.journal.done.push(done.clone());
        self.progress.journal.pending = None;
        self.save()?;
        self.transactions.push(done);
        self.tell(Event::Recorded { step })
    }

    async fn step(&mut self, step: &Step) -> Result<()> {
        let rpc = &self.deployment.rpc;
        let request: Request = match &step.action {
            Action::Deploy(index) => {
                let target = &self.progress.targets[*index];
                let fee = self.deployment.data_fee(&target.artifact).await?;
                deploy_request(target, with_margin(fee))
            }
            Action::Goal(goal) => {
                // A constructor may have left it as wanted.
                let start = start_block(&self.progress);
                let present = goal.present(rpc, &self.progress.addresses, start).await?;
                if present == goal.wanted {
                    return Ok(());
                }
                goal_request(goal, &self.progress.addresses)
            }
        };
        let gas = rpc
            .estimate(&step.id, self.signer.address(), &request)
            .await?;
        let fee = max_fee(rpc.gas_price().await?);
        let signed = rpc.sign(self.signer, &request, gas_limit(gas), fee).await?;
        let tx = signed.hash;
        self.progress.journal.pending = Some(Pending {
            step: step.id.clone(),
            from: self.signer.address(),
            nonce: signed.nonce,
            tx,
            raw: signed.raw.clone(),
        });
        self.save()?;
        self.tell(Event::Signed { step: &step.id, tx })?;
        rpc.send_raw(&step.id, &signed.raw).await?;
        self.tell(Event::Sent { step: &step.id, tx })?;
        let mined = rpc.wait(&step.id, tx).await?;
        if !mined.ok {
            self.progress.journal.pending = None;
            self.save()?;
            return Err(Error::Failed {
                what: step.id.clone(),
                tx,
                reason: rpc
                    .failure(self.signer.address(), &request, mined.block)
                    .await,
            });
        }
        self.record(&step.id, &mined)?;
        self.check_effect(step).await
    }

    /// A mined step must have done what it was for: an RPC that lies or a contract that ignores is found here, not later.
    async fn check_effect(&self, step: &Step) -> Result<()> {
        let rpc = &self.deployment.rpc;
        let failed = |reason: String| Error::Rpc {
            what: format!("checking {}", step.id),
            reason,
        };
        match &step.action {
            Action::Deploy(index) => {
                let target = &self.progress.targets[*index];
                if rpc.code(target.address).await? != target.artifact.code {
                    return Err(failed(format!(
                        "{} does not hold the code that was deployed",
                        target.address
                    )));
                }
            }
            Action::Goal(goal) => {
                let start = start_block(&self.progress);
                let present = goal.present(rpc, &self.progress.addresses, start).await?;
                if present != goal.wanted {
                    return Err(failed(format!("{present} where {} was set", goal.wanted)));
                }
            }
        }
        Ok(())
    }

    /// Writes the manifest and deletes the journal. A manifest that says it already is left as it is.
    fn finish(&mut self) -> Result<Manifest> {
        let settings = self.deployment.network.settings()?;
        let p = &self.progress;
        let contracts: BTreeMap<_, _> = match &p.manifest {
            Some(manifest) => manifest.contracts.clone(),
            None => p.journal.contracts.clone(),
        };
        let start_block = contracts
            .values()
            .map(|c| c.block)
            .min()
            .unwrap_or(p.journal.start_block);
        let manifest = Manifest {
            schema: SCHEMA,
            chain_id: self.deployment.network.chain_id,
            start_block,
            contracts,
            roles: settings.roles(p.deployer, &p.addresses),
            parameters: settings.parameters(p.asset_decimals),
        };
        if p.manifest.as_ref() != Some(&manifest) {
            manifest.save(&self.deployment.manifest)?;
        }
        self.tell(Event::Written)?;
        Journal::remove(&self.deployment.journal_path())?;
        self.tell(Event::Finished)?;
        Ok(manifest)
    }
}

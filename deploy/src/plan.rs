//! What a run would do: every step with its gas, fee and change; nothing is sent and no file is written.

use std::collections::BTreeSet;

use alloy::{
    primitives::{Address, Bytes, U256, utils::format_ether},
    sol_types::SolCall,
};
use productshare_abi::{
    Psc, Timelock,
    manifest::{Parameters, Roles},
    system::{NODE_INTERFACE, NodeInterface, STYLUS_DEPLOYER, StylusDeployer},
};
use serde::Serialize;

use crate::{
    artifact,
    contract::{Addresses, Contract, asks_others},
    deployment::{Deployment, Progress, Target},
    error::{Error, Result},
    goal::{self, Goal, Role},
    network::Settings,
    rpc::Request,
};

/// Upper estimate of a constructor that asks other contracts.
const CONSTRUCTOR_GAS: u64 = 900_000;

/// What `apply` or `wire` would do now.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub network: String,
    pub chain_id: u64,
    /// Who sends.
    pub sender: Address,
    pub steps: Vec<Step>,
    /// Wei per gas at the time of planning.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub gas_price: u128,
    /// Sum over the steps.
    pub gas: u64,
    /// Wei: gas at the gas price and the data fees.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub cost: U256,
    /// Wei the sender must have: with the gas price doubled and a fifth more data fee; the rest stays his.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub needed: U256,
    /// Wei the sender has.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub balance: U256,
}

/// One transaction.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// `deploy.psc`, `reserve.attestors`, ...
    pub id: String,
    pub to: Address,
    pub data: Bytes,
    /// What it changes: from what the chain says to what it should say.
    pub from: String,
    pub into: String,
    pub gas: u64,
    /// Whether the gas was simulated on the chain, or estimated because something it needs is not there yet.
    pub simulated: bool,
    /// Wei, for activations.
    #[serde(with = "alloy::serde::displayfromstr")]
    pub data_fee: U256,
    #[serde(skip)]
    pub(crate) action: Action,
}

/// What a step is about.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Deploy the target of that index.
    Deploy(usize),
    Goal(Goal),
}

/// Which steps to consider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Deploy what is missing, then wire.
    All,
    /// Wire contracts that are all there.
    Wiring,
}

/// With a margin for the price moving between quote and transaction; the excess comes back.
pub(crate) fn with_margin(data_fee: U256) -> U256 {
    data_fee + data_fee / U256::from(5)
}

/// Likewise for gas.
pub(crate) fn gas_limit(estimate: u64) -> u64 {
    estimate.saturating_add(estimate / 5).saturating_add(10_000)
}

/// Likewise for the gas price.
pub(crate) fn max_fee(gas_price: u128) -> u128 {
    gas_price.saturating_mul(2)
}

impl Deployment {
    /// What `apply` would do, sent by `deployer` (not needed once a manifest or journal names one).
    pub async fn plan(&self, deployer: Option<Address>) -> Result<Plan> {
        let settings = self.network.settings()?;
        let progress = self.progress(settings, deployer).await?;
        let sender = deployer.unwrap_or(progress.deployer);
        self.plan_steps(&progress, settings, sender, Scope::All)
            .await
    }

    pub(crate) async fn plan_steps(
        &self,
        progress: &Progress,
        settings: &Settings,
        sender: Address,
        scope: Scope,
    ) -> Result<Plan> {
        let mut steps = Vec::new();
        for (index, target) in progress.targets.iter().enumerate() {
            if progress.on_chain[index] {
                continue;
            }
            if scope == Scope::Wiring {
                return Err(Error::NoCode {
                    what: target.artifact.contract.to_string(),
                    address: target.address,
                    advice: "deploy it first (productshare-deploy apply)".into(),
                });
            }
            let needs_others = progress.on_chain[..index].contains(&false);
            steps.push(
                self.deploy_step(index, target, sender, needs_others)
                    .await?,
            );
        }
        let roles = settings.roles(progress.deployer, &progress.addresses);
        let parameters = settings.parameters(progress.asset_decimals);
        steps.extend(self.wiring(progress, &roles, &parameters, sender).await?);

        let gas_price = self.rpc.gas_price().await?;
        let balance = self.rpc.balance(sender).await?;
        let price = U256::from(gas_price);
        let (mut gas, mut cost, mut needed) = (0u64, U256::ZERO, U256::ZERO);
        for step in &steps {
            gas = gas.saturating_add(step.gas);
            cost += U256::from(step.gas) * price + step.data_fee;
            needed += U256::from(gas_limit(step.gas)) * U256::from(max_fee(gas_price))
                + with_margin(step.data_fee);
        }
        Ok(Plan {
            network: self.network.name.clone(),
            chain_id: self.network.chain_id,
            sender,
            steps,
            gas_price,
            gas,
            cost,
            needed,
            balance,
        })
    }

    async fn deploy_step(
        &self,
        index: usize,
        target: &Target,
        sender: Address,
        needs_others: bool,
    ) -> Result<Step> {
        let data_fee = self.data_fee(&target.artifact).await?;
        let request = deploy_request(target, with_margin(data_fee));
        let id = target.step();
        let (gas, simulated) = match self.rpc.estimate(&id, sender, &request).await {
            Ok(gas) => (gas, true),
            // Some constructors ask contracts that are not there yet: without its constructor each can be simulated.
            Err(Error::Reverts { .. }) if needs_others && asks_others(target.artifact.contract) => {
                let bare = Target {
                    init_data: Bytes::new(),
                    ..target.clone()
                };
                let request = deploy_request(&bare, with_margin(data_fee));
                let gas = self.rpc.estimate(&id, sender, &request).await?;
                (gas + CONSTRUCTOR_GAS, false)
            }
            Err(e) => return Err(e),
        };
        Ok(Step {
            id,
            to: request.to,
            data: request.data,
            from: "no code".into(),
            into: format!(
                "{} ({} bytes, wasm {})",
                target.address,
                target.artifact.code.len(),
                target.artifact.wasm_sha256
            ),
            gas,
            simulated,
            data_fee,
            action: Action::Deploy(index),
        })
    }

    /// Steps for the facts that do not hold.
    async fn wiring(
        &self,
        progress: &Progress,
        roles: &Roles,
        parameters: &Parameters,
        sender: Address,
    ) -> Result<Vec<Step>> {
        let at = &progress.addresses;
        let start = start_block(progress);
        let there = |contract: Contract| {
            progress
                .targets
                .iter()
                .zip(&progress.on_chain)
                .any(|(t, on)| *on && t.artifact.contract == contract)
        };
        let mut goals = goal::wiring(roles, parameters, at);
        if progress.manifest.is_some() {
            // Only a finished deployment can hold roles that the settings do not name.
            let unlisted = goal::unlisted(&self.rpc, roles, at, start).await?;
            goals.extend(unlisted.revocations);
        }
        goals.extend(goal::ownership(roles));
        let mut steps = Vec::new();
        let mut missing = BTreeSet::new();
        let mut not_owned: Option<(String, Address, Vec<String>)> = None;
        for goal in goals {
            let to = at[goal.contract];
            let waits = goal.after.as_ref().is_some_and(|id| missing.contains(id));
            if waits && goal.implied {
                continue;
            }
            let (present, gas, simulated) = if there(goal.contract) {
                let present = goal.present(&self.rpc, at, start).await?;
                if present == goal.wanted {
                    continue;
                }
                if goal.once_from.as_ref().is_some_and(|from| *from != present) {
                    return Err(Error::Network {
                        network: self.network.name.clone(),
                        reason: format!(
                            "{} is {present} on the chain, for good, and cannot become {}: set it back, or deploy anew with another salt and manifest",
                            goal.id(),
                            goal.wanted
                        ),
                    });
                }
                missing.insert(goal.id());
                let owner = self.master(goal.contract, to, sender).await?;
                if owner != sender {
                    let calls = &mut not_owned
                        .get_or_insert_with(|| (goal.contract.to_string(), owner, Vec::new()))
                        .2;
                    calls.push(format!(
                        "{} from {present} to {}: call {to} with {}",
                        goal.id(),
                        goal.wanted,
                        goal.call
                    ));
                    continue;
                }
                let request = goal_request(&goal, at);
                match self.rpc.estimate(&goal.id(), sender, &request).await {
                    Ok(gas) => (present, gas, true),
                    // Something it needs is not there yet; it is simulated again before it is sent.
                    Err(Error::Reverts { .. }) if waits || progress.on_chain.contains(&false) => {
                        (present, goal.gas, false)
                    }
                    Err(e) => return Err(e),
                }
            } else {
                missing.insert(goal.id());
                let l1 = self.l1_gas(&goal_request(&goal, at)).await;
                ("not deployed".into(), goal.gas + l1, false)
            };
            // The contract's constructor makes the deployer its owner: nothing to hand over to himself.
            if goal.is_ownership_of(progress.deployer) && !there(goal.contract) {
                continue;
            }
            steps.push(Step {
                id: goal.id(),
                to,
                data: goal.call.clone(),
                from: present,
                into: goal.wanted.clone(),
                gas,
                simulated,
                data_fee: U256::ZERO,
                action: Action::Goal(goal),
            });
        }
        match not_owned {
            Some((contract, owner, calls)) => Err(Error::NotOwner {
                signer: sender,
                contract,
                owner,
                calls,
            }),
            None => Ok(steps),
        }
    }

    /// Whose calls the contract obeys: the timelock's admins administer it, of which the deployer is one at first.
    async fn master(&self, contract: Contract, at: Address, sender: Address) -> Result<Address> {
        if contract != Contract::Timelock {
            return self.rpc.view(at, Psc::ownerCall {}).await;
        }
        let is_admin = Timelock::hasRoleCall {
            role: Role::Admin.id(),
            account: sender,
        };
        let is_admin = self.rpc.view(at, is_admin).await?;
        Ok(if is_admin { sender } else { at })
    }

    /// Gas that stands for the transaction's data on the parent chain; 0 where the node does not say.
    async fn l1_gas(&self, request: &Request) -> u64 {
        let call = NodeInterface::gasEstimateL1ComponentCall {
            to: request.to,
            contractCreation: false,
            data: request.data.clone(),
        };
        self.rpc
            .view(NODE_INTERFACE, call)
            .await
            .map_or(0, |r| r.gasEstimateForL1)
    }
}

/// Where the contracts' logs begin.
pub(crate) fn start_block(progress: &Progress) -> u64 {
    progress
        .manifest
        .as_ref()
        .map_or(progress.journal.start_block, |m| m.start_block)
}

/// The transaction that deploys a contract.
pub(crate) fn deploy_request(target: &Target, value: U256) -> Request {
    Request {
        to: STYLUS_DEPLOYER,
        data: StylusDeployer::deployCall {
            bytecode: artifact::init_code(&target.artifact.code),
            initData: target.init_data.clone(),
            initValue: U256::ZERO,
            salt: target.salt,
        }
        .abi_encode()
        .into(),
        value,
    }
}

/// The transaction that brings a fact about.
pub(crate) fn goal_request(goal: &Goal, at: &Addresses) -> Request {
    Request {
        to: at[goal.contract],
        data: goal.call.clone(),
        value: U256::ZERO,
    }
}

impl Plan {
    /// Refuses to begin what the sender cannot pay to the end.
    pub fn check_balance(&self) -> Result<()> {
        if self.balance >= self.needed {
            return Ok(());
        }
        Err(Error::Balance {
            account: self.sender,
            balance: self.balance,
            needed: self.needed,
        })
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{} (chain {}), sent by {}",
            self.network, self.chain_id, self.sender
        )?;
        if self.steps.is_empty() {
            return write!(f, "nothing to do");
        }
        for (n, step) in self.steps.iter().enumerate() {
            let about = if step.simulated { "" } else { "about " };
            write!(f, "{:>3}. {:<36} {about}{} gas", n + 1, step.id, step.gas)?;
            if !step.data_fee.is_zero() {
                write!(f, ", data fee {} ETH", format_ether(step.data_fee))?;
            }
            writeln!(f, "\n     {} -> {}", step.from, step.into)?;
        }
        if self.steps.iter().any(|step| !step.simulated) {
            writeln!(
                f,
                "about: an upper estimate, as the contract is not there yet; left out if its constructor sees to it"
            )?;
        }
        writeln!(
            f,
            "{} steps, {} gas at {} wei, {} ETH with data fees",
            self.steps.len(),
            self.gas,
            self.gas_price,
            format_ether(self.cost)
        )?;
        write!(
            f,
            "the sender has {} ETH and must have {} ETH (margins included, unspent ones stay)",
            format_ether(self.balance),
            format_ether(self.needed)
        )
    }
}

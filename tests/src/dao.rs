//! What people do with governor and timelock: proposals from their making to their execution, and operations.
//!
//! The calls are those of OpenZeppelin's interfaces, so that the same kit drives OpenZeppelin's contracts.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolValue};
use anyhow::{Context, Result};
use productshare_abi::{Governor, Pss, Timelock};

use crate::client::Sent;
use crate::ground::Ground;

/// Support as it is cast.
pub const AGAINST: u8 = 0;
pub const FOR: u8 = 1;
pub const ABSTAIN: u8 = 2;

/// States of a proposal, as `state` numbers them.
pub const PENDING: u8 = 0;
pub const ACTIVE: u8 = 1;
pub const CANCELED: u8 = 2;
pub const DEFEATED: u8 = 3;
pub const SUCCEEDED: u8 = 4;
pub const QUEUED: u8 = 5;
pub const EXECUTED: u8 = 7;

/// As `deploy/networks/devchain.toml` has it.
pub const VOTING_DELAY: u64 = 10;
pub const VOTING_PERIOD: u64 = 300;
pub const EXTENSION: u64 = 60;
pub const MIN_DELAY: u64 = 60;
/// As long as a vote takes, and the delay.
pub const GUARDIAN_DELAY: u64 = VOTING_DELAY + VOTING_PERIOD + EXTENSION + MIN_DELAY;

/// Calls that somebody proposes, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    pub targets: Vec<Address>,
    pub values: Vec<U256>,
    pub calldatas: Vec<Bytes>,
    pub description: String,
}

impl Proposal {
    /// One without calls yet.
    pub fn new(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..Self::default()
        }
    }

    /// With a further call.
    pub fn call(self, target: Address, call: &impl SolCall) -> Self {
        self.raw(target, U256::ZERO, call.abi_encode())
    }

    /// With a further call of any kind.
    pub fn raw(mut self, target: Address, value: U256, data: impl Into<Bytes>) -> Self {
        self.targets.push(target);
        self.values.push(value);
        self.calldatas.push(data.into());
        self
    }

    pub fn description_hash(&self) -> B256 {
        keccak256(&self.description)
    }

    /// Its id at every governor.
    pub fn id(&self) -> U256 {
        let encoded = (
            self.targets.clone(),
            self.values.clone(),
            self.calldatas.clone(),
            self.description_hash(),
        )
            .abi_encode_params();
        keccak256(encoded).into()
    }

    /// Keeps its operation apart from other governors'.
    pub fn salt(&self, governor: Address) -> B256 {
        self.description_hash() ^ B256::right_padding_from(governor.as_slice())
    }

    /// Its operation at the timelock.
    pub fn operation(&self, governor: Address) -> B256 {
        self.operation_with(self.salt(governor))
    }

    /// That of [`Self::schedule`].
    pub fn scheduled_operation(&self) -> B256 {
        self.operation_with(self.own_salt())
    }

    fn operation_with(&self, salt: B256) -> B256 {
        let encoded = (
            self.targets.clone(),
            self.values.clone(),
            self.calldatas.clone(),
            B256::ZERO,
            salt,
        )
            .abi_encode_params();
        keccak256(encoded)
    }

    pub fn propose(&self) -> Governor::proposeCall {
        Governor::proposeCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            calldatas: self.calldatas.clone(),
            description: self.description.clone(),
        }
    }

    pub fn queue(&self) -> Governor::queueCall {
        Governor::queueCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            calldatas: self.calldatas.clone(),
            descriptionHash: self.description_hash(),
        }
    }

    pub fn execute(&self) -> Governor::executeCall {
        Governor::executeCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            calldatas: self.calldatas.clone(),
            descriptionHash: self.description_hash(),
        }
    }

    pub fn cancel(&self) -> Governor::cancelCall {
        Governor::cancelCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            calldatas: self.calldatas.clone(),
            descriptionHash: self.description_hash(),
        }
    }

    pub fn vote(&self, support: u8) -> Governor::castVoteCall {
        Governor::castVoteCall {
            proposalId: self.id(),
            support,
        }
    }

    /// The calls as an operation that somebody schedules at the timelock himself.
    pub fn schedule(&self, delay: u64) -> Timelock::scheduleBatchCall {
        Timelock::scheduleBatchCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            payloads: self.calldatas.clone(),
            predecessor: B256::ZERO,
            salt: self.own_salt(),
            delay: U256::from(delay),
        }
    }

    /// The execution of such an operation.
    pub fn execute_scheduled(&self) -> Timelock::executeBatchCall {
        self.execute_with(self.own_salt())
    }

    /// A salt that the guardian may use, too: no proposal's begins with so many zero bytes.
    fn own_salt(&self) -> B256 {
        let mut salt = self.description_hash();
        salt[..16].fill(0);
        salt
    }

    /// The execution of a queued proposal past the governor.
    pub fn execute_directly(&self, governor: Address) -> Timelock::executeBatchCall {
        self.execute_with(self.salt(governor))
    }

    fn execute_with(&self, salt: B256) -> Timelock::executeBatchCall {
        Timelock::executeBatchCall {
            targets: self.targets.clone(),
            values: self.values.clone(),
            payloads: self.calldatas.clone(),
            predecessor: B256::ZERO,
            salt,
        }
    }
}

impl Ground {
    /// Address of the timelock, the DAO's treasury.
    pub fn timelock(&self) -> Address {
        self.manifest.contracts["timelock"].address
    }

    /// Address of the governor.
    pub fn governor(&self) -> Address {
        self.manifest.contracts["governor"].address
    }

    /// Lets time pass up to a new block.
    pub async fn pass(&self, secs: u64) -> Result<()> {
        let time = self.client.now().await? + secs;
        self.chain.set_next_block_timestamp(time)?;
        self.chain.mine(1, None)?;
        Ok(())
    }

    /// Where there is no vote yet: the guardian has the treasury endow people, who delegate to themselves.
    pub async fn endow(&self, shares: &[(&PrivateKeySigner, U256)]) -> Result<()> {
        let mut operation = Proposal::new("the first holders");
        for (holder, value) in shares {
            let to = holder.address();
            let give = Pss::transferCall { to, value: *value };
            operation = operation.call(self.pss(), &give);
        }
        let guardian = &self.wallets.owner;
        let schedule = operation.schedule(GUARDIAN_DELAY);
        self.client
            .send(guardian, self.timelock(), &schedule)
            .await?;
        self.pass(GUARDIAN_DELAY).await?;
        let execute = operation.execute_scheduled();
        self.client
            .send(guardian, self.timelock(), &execute)
            .await?;
        for (holder, _) in shares {
            let delegatee = holder.address();
            self.client
                .send(holder, self.pss(), &Pss::delegateCall { delegatee })
                .await?;
        }
        self.pass(1).await
    }

    /// Has `voters` make a proposal the DAO's will: proposed by the first of them, voted for by all, queued, executed.
    pub async fn enact(&self, proposal: &Proposal, voters: &[&PrivateKeySigner]) -> Result<Sent> {
        let (first, governor) = (voters.first().context("nobody votes")?, self.governor());
        self.client
            .send(first, governor, &proposal.propose())
            .await?;
        self.pass(VOTING_DELAY + 1).await?;
        for voter in voters {
            self.client
                .send(voter, governor, &proposal.vote(FOR))
                .await?;
        }
        let deadline = Governor::proposalDeadlineCall {
            proposalId: proposal.id(),
        };
        let deadline: u64 = self.client.read(governor, &deadline).await?.to();
        self.pass(deadline + 1 - self.client.now().await?).await?;
        self.client.send(first, governor, &proposal.queue()).await?;
        let delay = self
            .client
            .read(self.timelock(), &Timelock::getMinDelayCall {})
            .await?;
        self.pass(delay.to()).await?;
        self.client.send(first, governor, &proposal.execute()).await
    }
}

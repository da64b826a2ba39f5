//! The DAO as its contracts would log it: PSS and its votes over time, proposals, the timelock. Each action does what the
//! contracts do and appends their events; what cannot be done is left undone.

mod random;
mod timelock;

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use productshare_abi::Governor;

pub use random::odd_ends;
pub use timelock::Timelock;

use super::events::{Event, delegation, governor, pss_transfer, votes};

/// A call that is proposed or scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub target: Address,
    pub value: u64,
    pub data: Bytes,
}

#[derive(Clone, Debug)]
pub struct Proposal {
    pub proposer: Address,
    pub start: u64,
    pub deadline: u64,
    pub extended: bool,
    pub calls: Vec<Call>,
    pub description: String,
    /// Voter, support, weight, reason, params.
    pub votes: Vec<(Address, u8, u64, String, Vec<u8>)>,
    pub canceled: bool,
    pub executed: bool,
    /// Time of execution, operation, and how many timelocks the governor had had.
    pub queued: Option<(u64, B256, usize)>,
}

impl Proposal {
    pub fn tally(&self, support: u8) -> u64 {
        let votes = self.votes.iter().filter(|vote| vote.1 == support);
        votes.map(|vote| vote.2).sum()
    }
}

/// Values since their times, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History(Vec<(u64, u64)>);

impl History {
    pub fn at(&self, time: u64) -> u64 {
        let past = self.0.iter().rev().find(|(since, _)| *since <= time);
        past.map_or(0, |(_, value)| *value)
    }

    /// Number of changes.
    pub fn changes(&self) -> usize {
        self.0.len()
    }

    pub fn now(&self) -> u64 {
        self.at(u64::MAX)
    }

    pub fn set(&mut self, time: u64, value: u64) {
        self.0.push((time, value));
    }
}

/// Proposals are numbered from 1, and their numbers are their ids.
#[derive(Clone, Debug, Default)]
pub struct Dao {
    /// Time of the block that is being made.
    pub now: u64,
    pub own: Address,
    pub pss: Address,
    pub balances: BTreeMap<Address, u64>,
    pub delegates: BTreeMap<Address, Address>,
    pub votes: BTreeMap<Address, History>,
    pub supply: History,
    /// By name; of the quorum's percentage, its history counts.
    pub settings: BTreeMap<&'static str, History>,
    pub excluded: Vec<(Address, u64)>,
    pub proposals: Vec<Proposal>,
    /// Timelocks that the governor was told, oldest first.
    pub timelocks: Vec<Address>,
    pub timelock: Timelock,
    pub log: Vec<Event>,
}

impl Dao {
    pub fn take_log(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.log)
    }

    // ---- PSS

    pub fn votes_at(&self, account: Address, time: u64) -> u64 {
        self.votes.get(&account).map_or(0, |votes| votes.at(time))
    }

    fn move_votes(&mut self, from: Address, to: Address, amount: u64) {
        if from == to || amount == 0 {
            return;
        }
        for (account, sign) in [(from, -1), (to, 1)] {
            if account.is_zero() {
                continue;
            }
            let history = self.votes.entry(account).or_default();
            let before = history.now();
            let after = before
                .checked_add_signed(sign * amount as i64)
                .expect("votes that are there");
            history.set(self.now, after);
            self.log.push(votes(account, before, after));
        }
    }

    fn delegate_of(&self, account: Address) -> Address {
        self.delegates.get(&account).copied().unwrap_or_default()
    }

    /// From zero: minted; to zero: burnt.
    pub fn transfer(&mut self, from: Address, to: Address, amount: u64) {
        let has = self.balances.get(&from).copied().unwrap_or(0);
        if from == to || (!from.is_zero() && has < amount) {
            return;
        }
        self.log.push(pss_transfer(from, to, amount));
        let supply = self.supply.now();
        match from.is_zero() {
            true => self.supply.set(self.now, supply + amount),
            false => *self.balances.entry(from).or_default() -= amount,
        }
        match to.is_zero() {
            true => self.supply.set(self.now, supply - amount),
            false => *self.balances.entry(to).or_default() += amount,
        }
        self.move_votes(self.delegate_of(from), self.delegate_of(to), amount);
    }

    pub fn delegate(&mut self, account: Address, to: Address) {
        let from = self.delegate_of(account);
        self.delegates.insert(account, to);
        self.log.push(delegation(account, from, to));
        let amount = self.balances.get(&account).copied().unwrap_or(0);
        self.move_votes(from, to, amount);
    }

    // ---- the governor's settings

    fn setting(&self, name: &str) -> u64 {
        self.settings.get(name).map_or(0, History::now)
    }

    pub fn set(&mut self, name: &'static str, value: u64) {
        let old = U256::from(self.setting(name));
        let new = U256::from(value);
        self.settings.entry(name).or_default().set(self.now, value);
        self.log.push(match name {
            "voting_delay_secs" => governor(Governor::VotingDelaySet {
                oldVotingDelay: old,
                newVotingDelay: new,
            }),
            "voting_period_secs" => governor(Governor::VotingPeriodSet {
                oldVotingPeriod: old,
                newVotingPeriod: new,
            }),
            "proposal_threshold" => governor(Governor::ProposalThresholdSet {
                oldProposalThreshold: old,
                newProposalThreshold: new,
            }),
            "quorum_percent" => governor(Governor::QuorumNumeratorUpdated {
                oldQuorumNumerator: old,
                newQuorumNumerator: new,
            }),
            _ => governor(Governor::LateQuorumVoteExtensionSet {
                oldVoteExtension: old.to(),
                newVoteExtension: value,
            }),
        });
    }

    pub fn exclude(&mut self, account: Address) {
        if self.excluded.iter().any(|(known, _)| *known == account) {
            return;
        }
        self.excluded.push((account, self.now));
        let since = U256::from(self.now);
        let excluded = Governor::AccountExcluded { account, since };
        self.log.push(governor(excluded));
    }

    pub fn name_timelock(&mut self, timelock: Address) {
        self.log.push(governor(Governor::TimelockChange {
            oldTimelock: self.timelocks.last().copied().unwrap_or_default(),
            newTimelock: timelock,
        }));
        self.timelocks.push(timelock);
        self.exclude(timelock);
    }

    /// Votes that a proposal with this snapshot needs.
    pub fn quorum(&self, time: u64) -> u64 {
        let none = self.excluded.iter().filter(|(_, since)| *since <= time);
        let without: u64 = none.map(|(account, _)| self.votes_at(*account, time)).sum();
        let percent = self
            .settings
            .get("quorum_percent")
            .map_or(0, |p| p.at(time));
        self.supply.at(time).saturating_sub(without) * percent / 100
    }

    // ---- proposals

    /// The proposal's state; `None` where only a foreign timelock could tell.
    pub fn state(&self, proposal: &Proposal, now: u64) -> Option<&'static str> {
        if proposal.executed {
            return Some("executed");
        }
        if proposal.canceled {
            return Some("canceled");
        }
        if proposal.start >= now {
            return Some("pending");
        }
        if proposal.deadline >= now {
            return Some("active");
        }
        let Some((_, operation, epoch)) = proposal.queued else {
            let (against, in_favour) = (proposal.tally(0), proposal.tally(1));
            let enough = in_favour + proposal.tally(2) >= self.quorum(proposal.start);
            return Some(match in_favour > against && enough {
                true => "succeeded",
                false => "defeated",
            });
        };
        if self.timelocks.last() != Some(&self.own) {
            return (epoch != self.timelocks.len()).then_some("canceled");
        }
        Some(match self.timelock.timestamps.get(&operation) {
            None | Some(0) => "canceled",
            Some(1) => "executed",
            Some(_) => "queued",
        })
    }

    fn is(&self, id: usize, state: &str) -> bool {
        self.state(&self.proposals[id - 1], self.now) == Some(state)
    }

    pub fn propose(&mut self, proposer: Address, calls: Vec<Call>, description: &str) -> usize {
        let start = self.now + self.setting("voting_delay_secs");
        let deadline = start + self.setting("voting_period_secs");
        let id = self.proposals.len() + 1;
        self.log.push(governor(Governor::ProposalCreated {
            proposalId: U256::from(id),
            proposer,
            targets: calls.iter().map(|call| call.target).collect(),
            values: calls.iter().map(|call| U256::from(call.value)).collect(),
            signatures: vec![String::new(); calls.len()],
            calldatas: calls.iter().map(|call| call.data.clone()).collect(),
            voteStart: U256::from(start),
            voteEnd: U256::from(deadline),
            description: description.into(),
        }));
        self.proposals.push(Proposal {
            proposer,
            start,
            deadline,
            extended: false,
            calls,
            description: description.into(),
            votes: Vec::new(),
            canceled: false,
            executed: false,
            queued: None,
        });
        id
    }

    pub fn vote(&mut self, id: usize, voter: Address, support: u8, reason: &str, params: &[u8]) {
        let proposal = &self.proposals[id - 1];
        let voted = proposal.votes.iter().any(|vote| vote.0 == voter);
        let barred = self
            .excluded
            .iter()
            .any(|(account, since)| *account == voter && *since <= proposal.start);
        if !self.is(id, "active") || voted || barred {
            return;
        }
        let weight = self.votes_at(voter, proposal.start);
        let before = proposal.tally(1) + proposal.tally(2);
        let quorum = self.quorum(proposal.start);
        let late = self.now + self.setting("late_quorum_extension_secs");
        let extends = support != 0 && before < quorum && before + weight >= quorum;
        let proposal = &mut self.proposals[id - 1];
        if extends && !proposal.extended && late > proposal.deadline {
            (proposal.deadline, proposal.extended) = (late, true);
            self.log.push(governor(Governor::ProposalExtended {
                proposalId: U256::from(id),
                extendedDeadline: late,
            }));
        }
        let vote = (voter, support, weight, reason.to_owned(), params.to_vec());
        proposal.votes.push(vote);
        let (proposal, reason) = (U256::from(id), reason.to_owned());
        let weight = U256::from(weight);
        self.log.push(match params.is_empty() {
            true => governor(Governor::VoteCast {
                voter,
                proposalId: proposal,
                support,
                weight,
                reason,
            }),
            false => governor(Governor::VoteCastWithParams {
                voter,
                proposalId: proposal,
                support,
                weight,
                reason,
                params: params.to_vec().into(),
            }),
        });
    }

    pub fn cancel(&mut self, id: usize) {
        if self.is(id, "pending") {
            self.proposals[id - 1].canceled = true;
            let proposal = U256::from(id);
            self.log.push(governor(Governor::ProposalCanceled {
                proposalId: proposal,
            }));
        }
    }

    pub fn queue(&mut self, id: usize) {
        if !self.is(id, "succeeded") {
            return;
        }
        let proposal = &self.proposals[id - 1];
        let salt = keccak256(&proposal.description);
        let calls = proposal.calls.clone();
        let operation = timelock::operation_id(&calls, B256::ZERO, salt);
        let at_home = self.timelocks.last() == Some(&self.own);
        // Scheduled by somebody already: the timelock refuses.
        if at_home && self.timelock.is_known(operation) {
            return;
        }
        let delay = self.timelock.min_delay.now();
        let eta = self.now + delay;
        self.proposals[id - 1].queued = Some((eta, operation, self.timelocks.len()));
        self.log.push(governor(Governor::ProposalQueued {
            proposalId: U256::from(id),
            etaSeconds: U256::from(eta),
        }));
        self.log.push(governor(Governor::ProposalScheduled {
            proposalId: U256::from(id),
            operation,
        }));
        if at_home {
            self.schedule(calls, B256::ZERO, salt, delay, None);
        }
    }

    /// Through the governor; calls to itself it makes itself.
    pub fn execute(&mut self, id: usize) {
        let proposal = &self.proposals[id - 1];
        let Some((eta, operation, _)) = proposal.queued else {
            return;
        };
        if !self.is(id, "queued") || eta > self.now {
            return;
        }
        self.proposals[id - 1].executed = true;
        self.log.push(governor(Governor::ProposalExecuted {
            proposalId: U256::from(id),
        }));
        self.execute_operation(operation, true);
    }
}

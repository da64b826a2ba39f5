//! The DAO's proposals: every vote counted once, with the weight it had.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{Contract, Governor as Abi, Governor::GovernorEvents as Event};

use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const TALLIES: Claim = Claim::new(
    "governor.tallies",
    "a proposal's votes are those that were cast",
);
const VOTES: Claim = Claim::new(
    "governor.votes",
    "an account votes once on a proposal, with its votes of the proposal's snapshot",
);
const STATES: Claim = Claim::new(
    "governor.states",
    "a proposal was executed or cancelled only if its logs say so",
);

const CANCELED: u8 = 2;
const EXECUTED: u8 = 7;

#[derive(Debug, Default)]
struct Proposal {
    snapshot: U256,
    /// Against, for, abstain.
    tally: [U256; 3],
    voters: BTreeMap<Address, U256>,
    executed: bool,
    canceled: bool,
}

#[derive(Debug, Default)]
pub struct Governor {
    proposals: BTreeMap<U256, Proposal>,
    unknown: BTreeSet<U256>,
}

impl Governor {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::ProposalCreated(e) => {
                let proposal = Proposal {
                    snapshot: e.voteStart,
                    ..Proposal::default()
                };
                self.proposals.insert(e.proposalId, proposal);
            }
            Event::VoteCast(e) => {
                self.vote(entry, e.proposalId, e.voter, e.support, e.weight, findings)
            }
            Event::VoteCastWithParams(e) => {
                self.vote(entry, e.proposalId, e.voter, e.support, e.weight, findings)
            }
            Event::ProposalExecuted(e) => self.of(e.proposalId).executed = true,
            Event::ProposalCanceled(e) => self.of(e.proposalId).canceled = true,
            Event::ProposalQueued(_)
            | Event::ProposalScheduled(_)
            | Event::ProposalExtended(_)
            | Event::VotingDelaySet(_)
            | Event::VotingPeriodSet(_)
            | Event::ProposalThresholdSet(_)
            | Event::QuorumNumeratorUpdated(_)
            | Event::LateQuorumVoteExtensionSet(_)
            | Event::TimelockChange(_)
            | Event::AccountExcluded(_) => {}
        }
    }

    fn of(&mut self, id: U256) -> &mut Proposal {
        if !self.proposals.contains_key(&id) {
            self.unknown.insert(id);
        }
        self.proposals.entry(id).or_default()
    }

    fn vote(
        &mut self,
        entry: &Entry,
        id: U256,
        voter: Address,
        support: u8,
        weight: U256,
        findings: &mut Findings,
    ) {
        let proposal = self.of(id);
        let first = proposal.voters.insert(voter, weight).is_none();
        findings.logged(
            VOTES,
            entry,
            || format!("first vote of {voter} on proposal {id}"),
            true,
            first,
        );
        if let Some(sum) = proposal.tally.get_mut(usize::from(support)) {
            *sum = sum.saturating_add(weight);
        }
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Governor;
        findings.begin(TALLIES);
        let known = self
            .proposals
            .keys()
            .filter(|id| !self.unknown.contains(id));
        findings.holds(STATES, None, self.unknown.is_empty(), || {
            (
                "proposals with votes or an end".into(),
                "created before".into(),
                format!("{} were not", self.unknown.len()),
            )
        });
        let found = node
            .each(of, known.clone().copied(), |id| Abi::proposalVotesCall {
                proposalId: *id,
            })
            .await?;
        for (id, found) in found {
            let tally = self.proposals[&id].tally;
            let found = [found.againstVotes, found.forVotes, found.abstainVotes];
            for (name, (expected, found)) in ["against", "for", "abstain"]
                .into_iter()
                .zip(tally.into_iter().zip(found))
            {
                findings.same(
                    TALLIES,
                    || format!("{name} votes of proposal {id}"),
                    expected,
                    found,
                );
            }
        }
        findings.begin(VOTES);
        for id in known.clone() {
            let proposal = &self.proposals[id];
            let snapshot = proposal.snapshot;
            let votes = node
                .each(Contract::Pss, proposal.voters.keys().copied(), |account| {
                    productshare_abi::Pss::getPastVotesCall {
                        account: *account,
                        timepoint: snapshot,
                    }
                })
                .await?;
            for (voter, votes) in votes {
                findings.same(
                    VOTES,
                    || format!("weight of {voter} on proposal {id}"),
                    votes,
                    proposal.voters[&voter],
                );
            }
        }
        let found = node
            .each(of, known.copied(), |id| Abi::stateCall { proposalId: *id })
            .await?;
        for (id, state) in found {
            let proposal = &self.proposals[&id];
            findings.same(
                STATES,
                || format!("proposal {id} was executed"),
                proposal.executed,
                state == EXECUTED,
            );
            findings.same(
                STATES,
                || format!("proposal {id} was cancelled"),
                proposal.canceled,
                state == CANCELED,
            );
        }
        Ok(())
    }
}

//! One step on both sides, in the words of either, and the comparison of what came of it.

use alloy::network::TransactionBuilder;
use alloy::primitives::aliases::U48;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::providers::Provider;
use alloy::sol_types::{SolCall, SolEvent};
use productshare_abi::{Governor, Pss, Timelock};
use world::client::{Sent, request};
use world::dao::*;
use world::solidity::Ledger;
use world::typed::{self, Ballot};

use super::{Part, Peers, ROLES, Side, Step};
use crate::contracts::*;
use crate::governor::pss;

impl Peers<'_> {
    pub(super) fn proposal(&self, plan: usize, side: Side) -> Proposal {
        let plan = &self.plans[plan];
        let mut proposal = Proposal::new(plan.description.clone());
        for part in &plan.parts {
            let account = |n: usize| self.people[n].address();
            proposal = match *part {
                Part::Note(number) => {
                    proposal.call(self.ledger, &Ledger::noteCall { number: u(number) })
                }
                Part::Refuse => proposal.call(self.ledger, &Ledger::refuseCall { number: u(1) }),
                Part::Fail => proposal.call(self.ledger, &Ledger::failCall {}),
                Part::Spend => proposal.call(
                    side.token,
                    &Pss::transferCall {
                        to: account(0),
                        value: u(1),
                    },
                ),
                Part::UpdateDelay(secs) => proposal.call(
                    side.timelock,
                    &Timelock::updateDelayCall { newDelay: u(secs) },
                ),
                Part::Grant(n) => {
                    let role = keccak256(ROLES[n % 3]);
                    proposal.call(
                        side.timelock,
                        &Timelock::grantRoleCall {
                            role,
                            account: account(n),
                        },
                    )
                }
                Part::Revoke(n) => {
                    let role = keccak256(ROLES[n % 3]);
                    proposal.call(
                        side.timelock,
                        &Timelock::revokeRoleCall {
                            role,
                            account: account(n),
                        },
                    )
                }
                Part::Relay(number) => {
                    let data = Ledger::noteCall { number: u(number) }.abi_encode().into();
                    let relay = Governor::relayCall {
                        target: self.ledger,
                        value: U256::ZERO,
                        data,
                    };
                    proposal.call(side.governor, &relay)
                }
                Part::VotingDelay(secs) => proposal.call(
                    side.governor,
                    &Governor::setVotingDelayCall {
                        newVotingDelay: U48::from(secs),
                    },
                ),
                Part::VotingPeriod(secs) => proposal.call(
                    side.governor,
                    &Governor::setVotingPeriodCall {
                        newVotingPeriod: secs,
                    },
                ),
                Part::Threshold(whole) => proposal.call(
                    side.governor,
                    &Governor::setProposalThresholdCall {
                        newProposalThreshold: pss(whole),
                    },
                ),
                Part::Numerator(percent) => proposal.call(
                    side.governor,
                    &Governor::updateQuorumNumeratorCall {
                        newQuorumNumerator: u(percent),
                    },
                ),
                Part::Extension(secs) => proposal.call(
                    side.governor,
                    &Governor::setLateQuorumVoteExtensionCall {
                        newVoteExtension: U48::from(secs),
                    },
                ),
            };
        }
        proposal
    }

    /// What a step sends, from whom and where to.
    pub(super) fn input(&self, step: &Step, side: Side) -> (Address, Address, Vec<u8>) {
        let account = |n: usize| self.people[n].address();
        let stranger = self.g.wallets.stranger.address();
        let plan = |plan: usize| self.proposal(plan, side);
        match *step {
            Step::Transfer(from, to, amount) => (
                account(from),
                side.token,
                Pss::transferCall {
                    to: account(to),
                    value: pss(amount),
                }
                .abi_encode(),
            ),
            Step::Delegate(from, to) => (
                account(from),
                side.token,
                Pss::delegateCall {
                    delegatee: account(to),
                }
                .abi_encode(),
            ),
            Step::Propose(from, p) => {
                (account(from), side.governor, plan(p).propose().abi_encode())
            }
            Step::Misshapen(p) => {
                let mut call = plan(p).propose();
                call.values.pop();
                (account(0), side.governor, call.abi_encode())
            }
            Step::Vote(from, p, support, form) => {
                let proposal_id = plan(p).id();
                let data = match form {
                    0 => plan(p).vote(support).abi_encode(),
                    1 => Governor::castVoteWithReasonCall {
                        proposalId: proposal_id,
                        support,
                        reason: "because".into(),
                    }
                    .abi_encode(),
                    _ => Governor::castVoteWithReasonAndParamsCall {
                        proposalId: proposal_id,
                        support,
                        reason: "because".into(),
                        params: vec![form].into(),
                    }
                    .abi_encode(),
                };
                (account(from), side.governor, data)
            }
            // Encoded where the nonce is known.
            Step::Sign(..) => (stranger, side.governor, Vec::new()),
            Step::Queue(p) => (stranger, side.governor, plan(p).queue().abi_encode()),
            Step::Execute(p) => (stranger, side.governor, plan(p).execute().abi_encode()),
            Step::Cancel(from, p) => (account(from), side.governor, plan(p).cancel().abi_encode()),
            Step::Direct(p) => (
                stranger,
                side.timelock,
                plan(p).execute_directly(side.governor).abi_encode(),
            ),
            Step::Schedule(from, p, delay) => (
                account(from),
                side.timelock,
                plan(p).schedule(delay).abi_encode(),
            ),
            Step::ExecuteScheduled(p) => (
                stranger,
                side.timelock,
                plan(p).execute_scheduled().abi_encode(),
            ),
            Step::CancelOperation(from, p, queued) => {
                let id = self.operation(p, side, queued);
                (
                    account(from),
                    side.timelock,
                    Timelock::cancelCall { id }.abi_encode(),
                )
            }
            Step::Grant(from, n, to) => {
                let call = Timelock::grantRoleCall {
                    role: keccak256(ROLES[n]),
                    account: account(to),
                };
                (account(from), side.timelock, call.abi_encode())
            }
            Step::Revoke(from, n, to) => {
                let call = Timelock::revokeRoleCall {
                    role: keccak256(ROLES[n]),
                    account: account(to),
                };
                (account(from), side.timelock, call.abi_encode())
            }
            Step::Govern(from) => (
                account(from),
                side.governor,
                Governor::setVotingPeriodCall {
                    newVotingPeriod: 400,
                }
                .abi_encode(),
            ),
        }
    }

    /// A plan's operation: as the governor queues it, or as it is scheduled past the governor.
    pub(super) fn operation(&self, plan: usize, side: Side, queued: bool) -> B256 {
        let proposal = self.proposal(plan, side);
        if queued {
            return proposal.operation(side.governor);
        }
        proposal.scheduled_operation()
    }

    pub(super) async fn signed(&self, step: &Step, side: Side) -> Option<Vec<u8>> {
        let Step::Sign(voter, plan, support, forged) = *step else {
            return None;
        };
        let owner = self.people[voter].address();
        let nonce = read(self.g, side.governor, &Governor::noncesCall { owner }).await;
        let ballot = Ballot {
            proposalId: self.proposal(plan, side).id(),
            support,
            voter: owner,
            nonce: nonce + u(u64::from(forged)),
        };
        let domain = typed::domain(
            "ProductShare Governor",
            self.g.client.chain_id,
            side.governor,
        );
        let call = Governor::castVoteBySigCall {
            proposalId: ballot.proposalId,
            support,
            voter: owner,
            signature: typed::sign(self.people[voter], &domain, &ballot),
        };
        Some(call.abi_encode())
    }

    /// The peer's addresses and ids in the place of ours.
    pub(super) fn translate(&self, data: &[u8]) -> Vec<u8> {
        let [ours, theirs] = self.sides;
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = vec![
            (ours.token.to_vec(), theirs.token.to_vec()),
            (ours.governor.to_vec(), theirs.governor.to_vec()),
            (ours.timelock.to_vec(), theirs.timelock.to_vec()),
        ];
        for plan in 0..self.plans.len() {
            let id = |side| self.proposal(plan, side).id().to_be_bytes::<32>().to_vec();
            pairs.push((id(ours), id(theirs)));
            for queued in [true, false] {
                let id = |side| self.operation(plan, side, queued).to_vec();
                pairs.push((id(ours), id(theirs)));
            }
            let salt = |side: Side| self.proposal(plan, side).salt(side.governor).to_vec();
            pairs.push((salt(ours), salt(theirs)));
        }
        let mut data = data.to_vec();
        for (from, to) in pairs {
            let mut at = 0;
            while at + from.len() <= data.len() {
                if data[at..].starts_with(&from) {
                    data[at..at + from.len()].copy_from_slice(&to);
                    at += from.len();
                } else {
                    at += 1;
                }
            }
        }
        data
    }

    /// The events that both have, sorted, in the peer's words.
    pub(super) fn events(&self, sent: &Sent) -> Vec<Vec<u8>> {
        let extra = [
            Governor::ProposalScheduled::SIGNATURE_HASH,
            Governor::AccountExcluded::SIGNATURE_HASH,
            Timelock::CallDeferred::SIGNATURE_HASH,
        ];
        let mut events: Vec<Vec<u8>> = sent
            .logs
            .iter()
            .filter(|log| {
                !log.topics()
                    .first()
                    .is_some_and(|topic| extra.contains(topic))
            })
            .map(|log| {
                let mut event = log.inner.address.to_vec();
                event.extend(log.topics().iter().flatten());
                event.extend_from_slice(&log.inner.data.data);
                self.translate(&event)
            })
            .collect();
        events.sort();
        events
    }

    /// Makes the step on both sides and compares what comes of it.
    pub(super) async fn step(&mut self, step: &Step) {
        let mut outcomes = Vec::new();
        for side in self.sides {
            let (from, to, mut data) = self.input(step, side);
            if let Some(signed) = self.signed(step, side).await {
                data = signed;
            }
            let asked = request(from, Some(to), data.clone().into());
            match self.g.client.provider.call(asked).await {
                Ok(answer) => {
                    let send = request(from, Some(to), data.into()).with_gas_limit(3_000_000);
                    let sent = self.g.client.transact(send).await.unwrap();
                    outcomes.push((Ok(self.translate(&answer)), self.events(&sent)));
                }
                Err(error) => {
                    let data = error
                        .as_error_resp()
                        .and_then(|response| response.as_revert_data());
                    let data: Bytes = data.unwrap_or_default();
                    let words = productshare_deploy::revert::explain(&data);
                    let name = words.split('(').next().unwrap_or_default().to_owned();
                    self.refusals.insert(name);
                    outcomes.push((Err((self.translate(&data), words)), Vec::new()));
                }
            }
        }
        let theirs = outcomes.pop().unwrap();
        let ours = outcomes.pop().unwrap();
        // A refusal is its data; the words are for the message.
        let bare = |answer: &Result<Vec<u8>, (Vec<u8>, String)>| {
            let answer = answer.as_ref();
            answer.cloned().map_err(|(data, _)| data.clone())
        };
        assert_eq!(
            (bare(&ours.0), &ours.1),
            (bare(&theirs.0), &theirs.1),
            "{step:?}: {:?} here, {:?} there; plans {:?}",
            ours.0,
            theirs.0,
            self.plans
        );
    }

    /// Compares everything that can be read.
    pub(super) async fn compare(&mut self) {
        let now = self.g.client.now().await.unwrap();
        let mut both = Vec::new();
        for side in self.sides {
            let mut seen: Vec<String> = Vec::new();
            let governor = side.governor;
            for plan in 0..self.plans.len() {
                let proposal_id = self.proposal(plan, side).id();
                let state = Governor::stateCall {
                    proposalId: proposal_id,
                }
                .abi_encode();
                let state = self
                    .g
                    .client
                    .provider
                    .call(request(Address::ZERO, Some(governor), state.into()))
                    .await;
                seen.push(match state {
                    Ok(state) => {
                        *self.seen.entry(state[31]).or_default() += 1;
                        state.to_string()
                    }
                    Err(_) => "unknown".into(),
                });
                let snapshot = Governor::proposalSnapshotCall {
                    proposalId: proposal_id,
                };
                seen.push(read(self.g, governor, &snapshot).await.to_string());
                let deadline = Governor::proposalDeadlineCall {
                    proposalId: proposal_id,
                };
                seen.push(read(self.g, governor, &deadline).await.to_string());
                let eta = Governor::proposalEtaCall {
                    proposalId: proposal_id,
                };
                seen.push(read(self.g, governor, &eta).await.to_string());
                let votes = read(
                    self.g,
                    governor,
                    &Governor::proposalVotesCall {
                        proposalId: proposal_id,
                    },
                )
                .await;
                seen.push(format!(
                    "{} {} {}",
                    votes.againstVotes, votes.forVotes, votes.abstainVotes
                ));
                for person in &self.people {
                    let has = Governor::hasVotedCall {
                        proposalId: proposal_id,
                        account: person.address(),
                    };
                    seen.push(read(self.g, governor, &has).await.to_string());
                }
                for queued in [true, false] {
                    let id = self.operation(plan, side, queued);
                    let state = read(
                        self.g,
                        side.timelock,
                        &Timelock::getOperationStateCall { id },
                    )
                    .await;
                    let ready =
                        read(self.g, side.timelock, &Timelock::getTimestampCall { id }).await;
                    seen.push(format!("{state} {ready}"));
                }
            }
            let settings = [
                read(self.g, governor, &Governor::votingDelayCall {}).await,
                read(self.g, governor, &Governor::votingPeriodCall {}).await,
                read(self.g, governor, &Governor::proposalThresholdCall {}).await,
                read(
                    self.g,
                    governor,
                    &Governor::quorumCall {
                        timepoint: u(now - 1),
                    },
                )
                .await,
                read(
                    self.g,
                    governor,
                    &Governor::quorumCall {
                        timepoint: u(now - 500),
                    },
                )
                .await,
                U256::from(read(self.g, governor, &Governor::lateQuorumVoteExtensionCall {}).await),
                read(self.g, side.timelock, &Timelock::getMinDelayCall {}).await,
            ];
            seen.push(format!("{settings:?}"));
            for person in &self.people {
                let account = person.address();
                let votes = Governor::getVotesCall {
                    account,
                    timepoint: u(now - 1),
                };
                seen.push(read(self.g, governor, &votes).await.to_string());
                seen.push(
                    read(self.g, governor, &Governor::noncesCall { owner: account })
                        .await
                        .to_string(),
                );
                for role in ROLES {
                    let has = Timelock::hasRoleCall {
                        role: keccak256(role),
                        account,
                    };
                    seen.push(read(self.g, side.timelock, &has).await.to_string());
                }
            }
            both.push(seen);
        }
        assert_eq!(both[0], both[1]);
    }
}

//! The same random steps, at the same times, on our governor, timelock and PSS and on OpenZeppelin's Governor,
//! TimelockController and ERC20Votes: the same answers, revert data, events and states.
//!
//! Addresses, proposal ids and operation ids differ between the two and are put in each other's place before comparing.
//!
//! # Intended differences, which the steps leave out
//! 1. Calls to the governor itself are applied after all others, so they must be a proposal's last, and carry no ether
//!    (`GovernorOwnCallsNotLast`, `GovernorOwnCallWithValue` when proposing): a Stylus program is not entered again.
//! 2. Only the functions that are meant for it are applied by governor and timelock to themselves
//!    (`GovernorUnknownOwnCall`, `TimelockUnknownSelfCall`); views and nested executions are not.
//! 3. A governor's own functions called by an operation that is executed at the timelock directly work, as those of any
//!    contract; OpenZeppelin's governor fails with an empty queue (Panic 0x31).
//! 4. Parameters have bounds (`GovernorParameterOutOfBounds`, `TimelockDelayOutOfBounds`), timelocks must be contracts.
//! 5. The timelock has no votes (`GovernorExcludedAccount`), and the quorum leaves its votes out: here it holds none.
//! 6. `relay` does not execute batches at the timelock (`GovernorRelayedExecution`).
//! 7. A quorum of zero counts as reached from the start: it never extends the voting.
//! 8. `CallExecuted`, `ProposalExecuted` and `ProposalQueued` are logged before the calls, not after; further events:
//!    `ProposalScheduled`, `AccountExcluded`, `CallDeferred`, `GovernorSet`, `OfferingSet`, `GuardianSet`, `GuardianScheduled`.
//! 9. An operation that cancels itself is refused as done, not as not ready.
//! 10. Whether a signature of a wallet with code is a key's is tried before the wallet is asked.

use std::collections::BTreeMap;

use alloy::network::TransactionBuilder;
use alloy::primitives::aliases::U48;
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::providers::Provider;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolEvent};
use productshare_abi::{Governor, Pss, Timelock};
use world::client::{Sent, request};
use world::dao::*;
use world::ground::Ground;
use world::solidity::Ledger;
use world::typed::{self, Ballot};

use crate::contracts::*;
use crate::governor::pss;

const STEPS: usize = 420;

#[derive(Clone, Copy)]
struct Side {
    token: Address,
    governor: Address,
    timelock: Address,
}

/// A call of a proposal, wherever it is made.
#[derive(Clone, Copy, Debug)]
enum Part {
    Note(u64),
    Refuse,
    Fail,
    Spend,
    UpdateDelay(u64),
    Grant(usize),
    Revoke(usize),
    // Those to the governor come last.
    Relay(u64),
    VotingDelay(u64),
    VotingPeriod(u32),
    Threshold(u64),
    Numerator(u64),
    Extension(u64),
}

impl Part {
    fn is_own(self) -> bool {
        matches!(
            self,
            Self::Relay(_)
                | Self::VotingDelay(_)
                | Self::VotingPeriod(_)
                | Self::Threshold(_)
                | Self::Numerator(_)
                | Self::Extension(_)
        )
    }
}

/// A proposal that exists on both sides.
#[derive(Clone, Debug)]
struct Plan {
    parts: Vec<Part>,
    description: String,
}

/// What one step does, on either side.
#[derive(Clone, Debug)]
enum Step {
    Transfer(usize, usize, u64),
    Delegate(usize, usize),
    Propose(usize, usize),
    Misshapen(usize),
    Vote(usize, usize, u8, u8),
    Sign(usize, usize, u8, bool),
    Queue(usize),
    Execute(usize),
    Cancel(usize, usize),
    /// At the timelock: past the governor.
    Direct(usize),
    Schedule(usize, usize, u64),
    ExecuteScheduled(usize),
    CancelOperation(usize, usize, bool),
    Grant(usize, usize, usize),
    Revoke(usize, usize, usize),
    Govern(usize),
}

struct Peers<'a> {
    g: &'a Ground,
    sides: [Side; 2],
    people: Vec<&'a PrivateKeySigner>,
    ledger: Address,
    plans: Vec<Plan>,
    random: Random,
    seen: BTreeMap<u8, u64>,
    refusals: BTreeMap<String, u64>,
}

const ROLES: [&str; 3] = ["PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"];

impl Peers<'_> {
    fn proposal(&self, plan: usize, side: Side) -> Proposal {
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
    fn input(&self, step: &Step, side: Side) -> (Address, Address, Vec<u8>) {
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
    fn operation(&self, plan: usize, side: Side, queued: bool) -> B256 {
        let proposal = self.proposal(plan, side);
        if queued {
            return proposal.operation(side.governor);
        }
        // The salt is the description's hash alone.
        proposal.operation(Address::ZERO)
    }

    async fn signed(&self, step: &Step, side: Side) -> Option<Vec<u8>> {
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
    fn translate(&self, data: &[u8]) -> Vec<u8> {
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
    fn events(&self, sent: &Sent) -> Vec<Vec<u8>> {
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
    async fn step(&mut self, step: &Step) {
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
                    *self.refusals.entry(name).or_default() += 1;
                    outcomes.push((Err((self.translate(&data), words)), Vec::new()));
                }
            }
        }
        let theirs = outcomes.pop().unwrap();
        let ours = outcomes.pop().unwrap();
        let bare = |outcome: &(Result<Vec<u8>, (Vec<u8>, String)>, Vec<Vec<u8>>)| {
            (
                outcome.0.clone().map_err(|(data, _)| data),
                outcome.1.clone(),
            )
        };
        assert_eq!(
            bare(&ours),
            bare(&theirs),
            "{step:?}: {:?} here, {:?} there; plans {:?}",
            ours.0,
            theirs.0,
            self.plans
        );
    }

    /// Compares everything that can be read.
    async fn compare(&mut self) {
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

    fn person(&mut self) -> usize {
        let count = self.people.len() as u64;
        self.random.below(count) as usize
    }

    fn new_plan(&mut self) -> usize {
        let number = self.plans.len();
        let mut parts = vec![Part::Note(number as u64)];
        for _ in 0..self.random.below(3) {
            let n = self.person();
            parts.push(match self.random.below(9) {
                0 => Part::Refuse,
                1 => Part::Fail,
                2 => Part::Spend,
                3 => Part::UpdateDelay(60 + self.random.below(30)),
                4 | 5 => Part::Grant(n),
                6 => Part::Revoke(n),
                _ => Part::Note(n as u64),
            });
        }
        for _ in 0..self.random.below(3) {
            parts.push(match self.random.below(7) {
                0 => Part::Relay(number as u64),
                1 => Part::VotingDelay(1 + self.random.below(20)),
                2 => Part::VotingPeriod(if self.random.below(4) == 0 {
                    0
                } else {
                    300 + self.random.below(100) as u32
                }),
                3 => Part::Threshold(1 + self.random.below(2_000_000)),
                4 => Part::Numerator(if self.random.below(4) == 0 {
                    101
                } else {
                    1 + self.random.below(30)
                }),
                _ => Part::Extension(self.random.below(400)),
            });
        }
        let mut description = format!("plan {number}");
        if self.random.below(4) == 0 {
            let proposer = self.person();
            description += &format!("#proposer={}", self.people[proposer].address());
        }
        self.plans.push(Plan { parts, description });
        number
    }

    /// What moves one of the latest proposals on, after the time it takes: to the second, or one too early.
    async fn advance(&mut self) -> Step {
        let recent = self.plans.len().min(3) as u64;
        if recent == 0 {
            return self.draw();
        }
        let plan = self.plans.len() - 1 - self.random.below(recent) as usize;
        let [ours, _] = self.sides;
        let proposal_id = self.proposal(plan, ours).id();
        let call = Governor::stateCall {
            proposalId: proposal_id,
        };
        let state = self.g.client.read(ours.governor, &call).await.ok();
        let now = self.g.client.now().await.unwrap();
        let voter = self.person();
        let early = self.random.below(5) == 0;
        let until = async |time: U256| {
            let time = time.to::<u64>() + u64::from(!early);
            wait(self.g, time.saturating_sub(now)).await;
        };
        match state {
            None => Step::Propose(self.person(), plan),
            Some(PENDING) if self.random.below(4) == 0 => Step::Cancel(voter, plan),
            Some(PENDING) => {
                let start = Governor::proposalSnapshotCall {
                    proposalId: proposal_id,
                };
                until(read(self.g, ours.governor, &start).await).await;
                Step::Vote(voter, plan, FOR, 0)
            }
            Some(ACTIVE) if self.random.below(3) != 0 => Step::Vote(
                voter,
                plan,
                [FOR, FOR, ABSTAIN, AGAINST][self.random.below(4) as usize],
                0,
            ),
            Some(ACTIVE) => {
                let end = Governor::proposalDeadlineCall {
                    proposalId: proposal_id,
                };
                until(read(self.g, ours.governor, &end).await).await;
                if early {
                    return Step::Vote(voter, plan, FOR, 1);
                }
                Step::Queue(plan)
            }
            Some(SUCCEEDED) => Step::Queue(plan),
            Some(QUEUED) => {
                let eta = Governor::proposalEtaCall {
                    proposalId: proposal_id,
                };
                let eta = read(self.g, ours.governor, &eta).await;
                until(eta - U256::ONE).await;
                Step::Execute(plan)
            }
            Some(_) => self.draw(),
        }
    }

    /// Anything at all.
    fn draw(&mut self) -> Step {
        if self.plans.len() < 3 || self.random.below(10) == 0 {
            let plan = self.new_plan();
            return Step::Propose(self.person(), plan);
        }
        // Mostly the latest, so that they live on together.
        let recent = self.plans.len().min(5) as u64;
        let plan = self.plans.len() - 1 - self.random.below(recent) as usize;
        let own = self.plans[plan].parts.iter().any(|part| part.is_own());
        let (a, b) = (self.person(), self.person());
        match self.random.below(32) {
            0 => Step::Transfer(a, b, self.random.below(3_000_000)),
            1 => Step::Delegate(a, b),
            2 | 3 => Step::Propose(a, plan),
            4 => Step::Misshapen(plan),
            5..=12 => {
                let support = [0, 1, 1, 1, 1, 2, 3][self.random.below(7) as usize];
                Step::Vote(a, plan, support, self.random.below(3) as u8)
            }
            13 | 14 => Step::Sign(
                a,
                plan,
                self.random.below(3) as u8,
                self.random.below(4) == 0,
            ),
            15..=18 => Step::Queue(plan),
            19..=22 => Step::Execute(plan),
            23 => Step::Cancel(a, plan),
            24 if !own => Step::Direct(plan),
            25 => Step::Schedule(a, plan, 50 + self.random.below(100)),
            26 if !own => Step::ExecuteScheduled(plan),
            27 => Step::CancelOperation(a, plan, self.random.below(2) == 0),
            28 => Step::Grant(a, self.random.below(3) as usize, b),
            29 => Step::Revoke(a, self.random.below(3) as usize, b),
            30 => Step::Govern(a),
            _ => Step::Vote(b, plan, 1, 0),
        }
    }
}

/// Ours apart from the deployed ones, and OpenZeppelin's: the same parameters, roles and holders.
async fn sides(g: &Ground) -> [Side; 2] {
    let w = &g.wallets;
    let admin = w.deployer.address();
    let timelock = program_at(g, g.timelock(), Address::with_last_byte(0x51));
    construct(g, timelock, &(u(MIN_DELAY), g.pss(), admin, Address::ZERO)).await;
    let governor = program_at(g, g.governor(), Address::with_last_byte(0x52));
    let numbers = (
        u(VOTING_DELAY),
        u(VOTING_PERIOD),
        pss(10_000),
        u(4),
        u(EXTENSION),
    );
    let (a, b, c, d, e) = numbers;
    construct(
        g,
        governor,
        &(g.pss(), timelock, a, b, c, d, e, Vec::<Address>::new()),
    )
    .await;
    act(
        g,
        &w.deployer,
        timelock,
        &Timelock::setGovernorCall { governor },
    )
    .await;
    let ours = Side {
        token: g.pss(),
        governor,
        timelock,
    };
    let token = g
        .deploy_solidity("PeerVotes", &(w.treasury.address(), pss(100_000_000)))
        .await
        .unwrap();
    let timelock = g
        .deploy_solidity("PeerTimelock", &(u(MIN_DELAY), admin))
        .await
        .unwrap();
    let governor = g
        .deploy_solidity("PeerGovernor", &(token, timelock, a, b, c, d, e))
        .await
        .unwrap();
    let theirs = Side {
        token,
        governor,
        timelock,
    };
    for side in [ours, theirs] {
        // The treasury's key schedules and cancels past the governor.
        for account in [side.governor, w.treasury.address()] {
            for role in ["PROPOSER_ROLE", "CANCELLER_ROLE"] {
                let grant = Timelock::grantRoleCall {
                    role: keccak256(role),
                    account,
                };
                act(g, &w.deployer, side.timelock, &grant).await;
            }
        }
    }
    [ours, theirs]
}

#[tokio::test(flavor = "multi_thread")]
async fn governance_equals_openzeppelins_step_by_step() {
    let g = Ground::start().await.unwrap();
    let w = &g.wallets;
    let sides = sides(&g).await;
    let mut peers = Peers {
        g: &g,
        sides,
        people: vec![&w.treasury, &w.alice, &w.relayer, &w.issuer],
        ledger: g.deploy_solidity("Ledger", &()).await.unwrap(),
        plans: Vec::new(),
        random: Random(0x5eed_0004),
        seen: BTreeMap::new(),
        refusals: BTreeMap::new(),
    };
    wait(&g, 1_000).await;
    for (holder, millions) in [(1, 30), (2, 20), (3, 1)] {
        peers
            .step(&Step::Transfer(0, holder, millions * 1_000_000))
            .await;
    }
    for holder in 0..4 {
        peers.step(&Step::Delegate(holder, holder)).await;
    }
    for number in 0..STEPS {
        let step = match peers.random.below(2) {
            0 => peers.advance().await,
            _ => {
                // Seconds mostly; now and then up to the edge of a delay or near that of the voting.
                let secs = match peers.random.below(24) {
                    0 => VOTING_DELAY,
                    1 => MIN_DELAY,
                    2 => VOTING_PERIOD / 3,
                    n => n % 4,
                };
                wait(&g, secs).await;
                peers.draw()
            }
        };
        peers.step(&step).await;
        if number % 20 == 19 {
            peers.compare().await;
        }
    }
    // It was worth the while.
    for state in [
        PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXECUTED,
    ] {
        assert!(
            peers.seen.contains_key(&state),
            "no proposal was ever in state {state}: {:?}",
            peers.seen
        );
    }
    assert!(
        peers.refusals.len() >= 14,
        "too few kinds of refusals: {:?}",
        peers.refusals
    );
}

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
//! 5. Timelock and offering have no votes (`GovernorExcludedAccount`), and the quorum leaves their votes out: here the
//!    timelock holds none, and the peer has no offering.
//! 6. `relay` does not execute batches at the timelock (`GovernorRelayedExecution`).
//! 7. A quorum of zero counts as reached from the start: it never extends the voting.
//! 8. `CallExecuted`, `ProposalExecuted` and `ProposalQueued` are logged before the calls, not after; further events:
//!    `ProposalScheduled`, `AccountExcluded`, `CallDeferred`, `GovernorSet`, `OfferingSet`, `GuardianSet`, `GuardianScheduled`.
//! 9. While one of the two runs, nobody can enter it again: what a proposal's targets ask of governor or timelock fails. A
//!    proposal's calls to the governor are applied even if one of them names another timelock.
//! 10. An operation that cancels itself is refused as done, not as not ready.
//!     It needs no role to, and waits for nothing if it only cancels; here operations of the timelock's cancel nothing.
//! 11. Whether a signature of a wallet with code is a key's is tried before the wallet is asked.

mod sides;

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use productshare_abi::{Governor, Timelock};
use world::dao::*;
use world::ground::Ground;

use crate::contracts::*;
use crate::governor::pss;

/// Per seed.
const STEPS: usize = 300;

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
    refusals: BTreeSet<String>,
}

const ROLES: [&str; 3] = ["PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"];

impl Peers<'_> {
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
        if self.random.below(8) == 0 {
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
            Some(PENDING) if self.random.below(4) == 0 => {
                // Whoever made it may; mostly he is asked.
                let call = Governor::proposalProposerCall {
                    proposalId: proposal_id,
                };
                let proposer = read(self.g, ours.governor, &call).await;
                let known = self.people.iter().position(|p| p.address() == proposer);
                Step::Cancel(known.filter(|_| !early).unwrap_or(voter), plan)
            }
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
        &(g.pss(), timelock, a, b, c, d, e, vec![g.offering()]),
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
    let (mut seen, mut refusals): Seen = Default::default();
    for seed in [0x5eed_0004, 0x5eed_0005, 0x5eed_0006] {
        let (states, reasons) = walk(seed).await;
        for (state, count) in states {
            *seen.entry(state).or_insert(0) += count;
        }
        refusals.extend(reasons);
    }
    // It was worth the while.
    for state in [
        PENDING, ACTIVE, CANCELED, DEFEATED, SUCCEEDED, QUEUED, EXECUTED,
    ] {
        assert!(
            seen.contains_key(&state),
            "no proposal was ever in state {state}: {seen:?}"
        );
    }
    assert!(
        refusals.len() >= 16,
        "too few kinds of refusals: {refusals:?}"
    );
}

/// How often proposals were seen in each state, and which refusals there were.
type Seen = (BTreeMap<u8, u64>, BTreeSet<String>);

/// The steps of one seed.
async fn walk(seed: u64) -> Seen {
    let g = Ground::start().await.unwrap();
    let w = &g.wallets;
    let sides = sides(&g).await;
    let mut peers = Peers {
        g: &g,
        sides,
        people: vec![&w.treasury, &w.alice, &w.relayer, &w.issuer],
        ledger: g.deploy_solidity("Ledger", &()).await.unwrap(),
        plans: Vec::new(),
        random: Random(seed),
        seen: BTreeMap::new(),
        refusals: BTreeSet::new(),
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
    (peers.seen, peers.refusals)
}

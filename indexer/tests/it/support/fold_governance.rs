//! The governance part of the fold: proposals, votes, operations and roles, by rules written here and nowhere else.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolEventInterface,
};
use productshare_abi::{Governor, Timelock};
use productshare_indexer::Contract;
use sqlx::{PgPool, Row, postgres::PgRow};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposalFold {
    pub proposer: Address,
    pub start: i64,
    pub deadline: i64,
    pub description: String,
    pub calls: Vec<(Address, U256, Vec<u8>)>,
    pub eta: Option<i64>,
    pub operation: Option<B256>,
    pub executed: Option<bool>,
    /// Against, for, abstaining.
    pub votes: [U256; 3],
    pub voters: i64,
}

/// The state after some logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GovernanceFold {
    pub proposals: BTreeMap<U256, ProposalFold>,
    pub excluded: BTreeMap<Address, i64>,
    pub parameters: BTreeMap<(String, String), U256>,
    /// Contract and office: who was named last.
    pub offices: BTreeMap<(String, String), Address>,
    /// What happened last: scheduled, done or cancelled; and the calls made.
    pub operations: BTreeMap<B256, (String, i64)>,
    pub roles: BTreeMap<(String, Address), bool>,
    pub guardian: Option<(Address, i64)>,
    /// Number of rows of each event table that is not told above.
    pub counts: BTreeMap<String, i64>,
}

impl GovernanceFold {
    pub fn apply(&mut self, contract: Contract, topics: &[B256], data: &[u8]) {
        if contract == Contract::Governor {
            let event = Governor::GovernorEvents::decode_raw_log(topics, data);
            self.governor(event.expect("an event of the governor"));
        } else {
            let event = Timelock::TimelockEvents::decode_raw_log(topics, data);
            self.timelock(event.expect("an event of the timelock"));
        }
    }

    fn set(&mut self, contract: &str, name: &str, value: U256) {
        self.parameters
            .insert((contract.into(), name.into()), value);
    }

    fn name(&mut self, contract: &str, office: &str, account: Address) {
        self.offices
            .insert((contract.into(), office.into()), account);
    }

    fn count(&mut self, table: &str) {
        *self.counts.entry(table.to_owned()).or_default() += 1;
    }

    fn vote(&mut self, proposal: U256, support: u8, weight: U256) {
        let proposal = self.proposals.entry(proposal).or_default();
        proposal.votes[usize::from(support)] += weight;
        proposal.voters += 1;
    }

    fn governor(&mut self, event: Governor::GovernorEvents) {
        use Governor::GovernorEvents as E;
        match event {
            E::ProposalCreated(e) => {
                let calls = e.targets.iter().zip(&e.values).zip(&e.calldatas);
                let proposal = self.proposals.entry(e.proposalId).or_default();
                proposal.proposer = e.proposer;
                proposal.start = e.voteStart.to();
                proposal.deadline = e.voteEnd.to();
                proposal.description = e.description.replace('\0', "\u{fffd}");
                proposal.calls = calls
                    .map(|((target, value), data)| (*target, *value, data.to_vec()))
                    .collect();
            }
            E::ProposalQueued(e) => {
                self.proposals.entry(e.proposalId).or_default().eta = Some(e.etaSeconds.to())
            }
            E::ProposalScheduled(e) => {
                self.proposals.entry(e.proposalId).or_default().operation = Some(e.operation)
            }
            E::ProposalExtended(e) => {
                self.proposals.entry(e.proposalId).or_default().deadline = e.extendedDeadline as i64
            }
            E::ProposalExecuted(e) => {
                self.proposals.entry(e.proposalId).or_default().executed = Some(true)
            }
            E::ProposalCanceled(e) => {
                self.proposals.entry(e.proposalId).or_default().executed = Some(false)
            }
            E::VoteCast(e) => self.vote(e.proposalId, e.support, e.weight),
            E::VoteCastWithParams(e) => self.vote(e.proposalId, e.support, e.weight),
            E::VotingDelaySet(e) => self.set("governor", "voting_delay_secs", e.newVotingDelay),
            E::VotingPeriodSet(e) => self.set("governor", "voting_period_secs", e.newVotingPeriod),
            E::ProposalThresholdSet(e) => {
                self.set("governor", "proposal_threshold", e.newProposalThreshold)
            }
            E::QuorumNumeratorUpdated(e) => {
                self.set("governor", "quorum_percent", e.newQuorumNumerator)
            }
            E::LateQuorumVoteExtensionSet(e) => {
                let secs = U256::from(e.newVoteExtension);
                self.set("governor", "late_quorum_extension_secs", secs)
            }
            E::TimelockChange(e) => self.name("governor", "timelock", e.newTimelock),
            E::AccountExcluded(e) => drop(self.excluded.insert(e.account, e.since.to())),
        }
    }

    fn timelock(&mut self, event: Timelock::TimelockEvents) {
        use Timelock::TimelockEvents as E;
        match event {
            E::CallScheduled(e) => {
                self.operations.entry(e.id).or_default().0 = "scheduled".into();
                self.count("scheduled_call");
            }
            E::CallExecuted(e) => {
                let operation = self.operations.entry(e.id).or_default();
                (operation.0, operation.1) = ("done".into(), operation.1 + 1);
            }
            E::Cancelled(e) => self.operations.entry(e.id).or_default().0 = "cancelled".into(),
            E::CallSalt(_) => self.count("operation_salt"),
            E::GuardianScheduled(_) => self.count("guardian_operation"),
            E::CallDeferred(_) => self.count("deferred_call"),
            E::MinDelayChange(e) => self.set("timelock", "min_delay_secs", e.newDuration),
            E::RoleGranted(e) => drop(self.roles.insert((role(e.role), e.account), true)),
            E::RoleRevoked(e) => drop(self.roles.insert((role(e.role), e.account), false)),
            E::GovernorSet(e) => self.name("timelock", "governor", e.newGovernor),
            E::OfferingSet(e) => self.name("timelock", "offering", e.offering),
            E::GuardianSet(e) => self.guardian = Some((e.guardian, e.until.to())),
        }
    }

    /// The same, as the tables have it.
    pub async fn stored(pool: &PgPool) -> Self {
        let rows =
            async |query: &'static str| sqlx::query(query).fetch_all(pool).await.expect("rows");
        let address = |row: &PgRow, at: usize| Address::from_slice(row.get::<&[u8], _>(at));
        let hash = |row: &PgRow, at: usize| B256::from_slice(row.get::<&[u8], _>(at));
        let amount =
            |row: &PgRow, at: usize| row.get::<String, _>(at).parse::<U256>().expect("an amount");
        let mut fold = Self::default();
        for row in rows(
            "select p.id::text, p.proposer, p.vote_start, coalesce(x.deadline, p.vote_end), p.description, q.eta, o.operation,
                    e.executed
             from proj_v5.proposal p left join proj_v5.proposal_extension x on x.proposal = p.id
             left join proj_v5.proposal_queue q on q.proposal = p.id
             left join proj_v5.proposal_operation o on o.proposal = p.id
             left join proj_v5.proposal_end e on e.proposal = p.id",
        )
        .await
        {
            let operation: Option<&[u8]> = row.get(6);
            let proposal = ProposalFold {
                proposer: address(&row, 1),
                start: row.get(2),
                deadline: row.get(3),
                description: row.get(4),
                eta: row.get(5),
                operation: operation.map(B256::from_slice),
                executed: row.get(7),
                ..ProposalFold::default()
            };
            fold.proposals.insert(amount(&row, 0), proposal);
        }
        for row in rows(
            "select proposal::text, target, value::text, data from proj_v5.proposal_call order by proposal, place",
        )
        .await
        {
            let call = (address(&row, 1), amount(&row, 2), row.get(3));
            fold.proposals.entry(amount(&row, 0)).or_default().calls.push(call);
        }
        for row in rows("select proposal::text, support, weight::text from proj_v5.ballot").await {
            let support: i32 = row.get(1);
            fold.vote(amount(&row, 0), support as u8, amount(&row, 2));
        }
        for row in rows("select account, since from proj_v5.vote_exclusion").await {
            fold.excluded.insert(address(&row, 0), row.get(1));
        }
        for row in rows(
            "select contract, name, value::text from proj_v5.parameter_change
             where contract in ('governor', 'timelock') order by block, log_index",
        )
        .await
        {
            fold.parameters
                .insert((row.get(0), row.get(1)), amount(&row, 2));
        }
        for row in rows(
            "select contract, role, account from proj_v5.role_change
             where contract in ('governor', 'timelock') order by block, log_index",
        )
        .await
        {
            fold.offices
                .insert((row.get(0), row.get(1)), address(&row, 2));
        }
        for row in rows(
            "select operation, kind from (
                 select operation, 'scheduled' as kind, block, log_index from proj_v5.scheduled_call
                 union all select operation, 'done', block, log_index from proj_v5.executed_call
                 union all select operation, 'cancelled', block, log_index from proj_v5.operation_cancel) e
             order by block, log_index",
        )
        .await
        {
            let operation = fold.operations.entry(hash(&row, 0)).or_default();
            operation.0 = row.get(1);
            operation.1 += i64::from(operation.0 == "done");
        }
        for row in rows(
            "select role, account, granted from proj_v5.timelock_role order by block, log_index",
        )
        .await
        {
            fold.roles
                .insert((row.get(0), address(&row, 1)), row.get(2));
        }
        for row in
            rows("select guardian, until from proj_v5.guardian_change order by block, log_index")
                .await
        {
            fold.guardian = Some((address(&row, 0), row.get(1)));
        }
        for table in [
            "scheduled_call",
            "operation_salt",
            "guardian_operation",
            "deferred_call",
        ] {
            let count = sqlx::AssertSqlSafe(format!("select count(*) from proj_v5.{table}"));
            let count: i64 = sqlx::query_scalar(count)
                .fetch_one(pool)
                .await
                .expect("a count");
            if count > 0 {
                fold.counts.insert(table.to_owned(), count);
            }
        }
        fold
    }
}

/// By name, where it has one.
fn role(hash: B256) -> String {
    let named = ["PROPOSER_ROLE", "EXECUTOR_ROLE", "CANCELLER_ROLE"];
    let known = named
        .iter()
        .find(|name| alloy::primitives::keccak256(name) == hash);
    match known {
        _ if hash.is_zero() => "admin".into(),
        Some(name) => name.trim_end_matches("_ROLE").to_lowercase(),
        None => hash.to_string(),
    }
}

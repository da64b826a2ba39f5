//! Every answer about governance equals what the contracts' own rules say at the answer's block and time, on years by dice.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, B256};
use serde_json::{Value, json};

use crate::{
    commerce_model::{all, amount, checksummed, same},
    support::{
        Indexer, World,
        dao::Dao,
        events::{Contract, account},
        eventually,
        random::{self, Random},
    },
};

const BLOCKS: usize = 90;
const SEEDS: std::ops::Range<u64> = 0..4;
const STATES: [&str; 8] = [
    "pending",
    "active",
    "canceled",
    "defeated",
    "succeeded",
    "queued",
    "expired",
    "executed",
];

struct Check<'a> {
    indexer: &'a Indexer,
    dao: &'a Dao,
    governor: Address,
    /// As a query parameter.
    finality: String,
    /// Time of the answers' block.
    now: u64,
}

fn items(answer: &Value) -> &Vec<Value> {
    answer["items"].as_array().expect("items")
}

fn hash_or_null(hash: B256) -> Value {
    match hash.is_zero() {
        true => Value::Null,
        false => hash.to_string().into(),
    }
}

impl Check<'_> {
    async fn list(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}order=asc&{}", self.finality);
        all(self.indexer, &path).await
    }

    async fn one(&self, path: &str) -> Value {
        self.indexer.get(&format!("{path}?{}", self.finality)).await
    }

    /// Returns the states seen.
    async fn proposals(&self) -> BTreeSet<&'static str> {
        let dao = self.dao;
        let answers = self.list("/v1/proposals").await;
        assert_eq!(answers.len(), dao.proposals.len());
        let mut by_state = BTreeMap::<_, Vec<String>>::new();
        for (id, (answer, proposal)) in (1u64..).zip(answers.iter().zip(&dao.proposals)) {
            let state = dao.state(proposal, self.now);
            let quorum = match proposal.start < self.now {
                true => amount(dao.quorum(proposal.start)),
                false => Value::Null,
            };
            let expected = json!({
                "id": id.to_string(), "title": proposal.description.lines().next().map(|line| &line[2..]), "state": state,
                "proposer": checksummed(proposal.proposer), "snapshot": proposal.start, "deadline": proposal.deadline,
                "extended": proposal.extended, "eta": proposal.queued.map(|queued| queued.0),
                "operation": proposal.queued.map(|queued| queued.1.to_string()), "quorum": quorum,
                "tally": { "against": amount(proposal.tally(0)), "for": amount(proposal.tally(1)),
                           "abstain": amount(proposal.tally(2)), "voters": proposal.votes.len() },
                "call_count": proposal.calls.len(),
            });
            same("proposal", answer, expected);
            by_state.entry(state).or_default().push(id.to_string());
            let path = format!("/v1/proposals/{id}/votes");
            let votes = self.list(&path).await;
            assert_eq!(votes.len(), proposal.votes.len());
            for (answer, (voter, support, weight, reason, params)) in
                votes.iter().zip(&proposal.votes)
            {
                let params = (!params.is_empty()).then(|| alloy::hex::encode_prefixed(params));
                let support = ["against", "for", "abstain"][usize::from(*support)];
                let expected = json!({ "voter": checksummed(*voter), "support": support, "weight": amount(*weight),
                                       "reason": reason, "params": params });
                same("vote", answer, expected);
            }
        }
        for state in STATES {
            let answers = self.list(&format!("/v1/proposals?state={state}")).await;
            let ids: Vec<_> = answers.iter().map(|answer| answer["id"].clone()).collect();
            let expected = by_state.remove(&Some(state)).unwrap_or_default();
            assert_eq!(ids, expected, "{state}");
        }
        let states = dao.proposals.iter().map(|p| dao.state(p, self.now));
        states.flatten().collect()
    }

    async fn operations(&self) {
        let timelock = &self.dao.timelock;
        let answers = self.list("/v1/timelock/operations").await;
        assert_eq!(answers.len(), timelock.schedulings.len());
        for (answer, scheduling) in answers.iter().zip(&timelock.schedulings) {
            let ready = scheduling.ready_at <= self.now;
            let state = scheduling
                .end
                .unwrap_or(if ready { "ready" } else { "waiting" });
            let id = scheduling.operation;
            let mut proposals = (1u64..).zip(&self.dao.proposals);
            let proposal = proposals
                .find(|(_, proposal)| proposal.queued.is_some_and(|queued| queued.1 == id));
            let expected = json!({
                "id": id.to_string(), "state": state, "ready_at": scheduling.ready_at,
                "predecessor": hash_or_null(scheduling.predecessor), "salt": scheduling.salt.to_string(),
                "proposal": proposal.map(|(id, _)| id.to_string()), "guardian": scheduling.guardian.map(checksummed),
            });
            same("operation", answer, expected);
            assert_eq!(answer["ended"].is_null(), scheduling.end.is_none());
            let calls = answer["calls"].as_array().expect("calls");
            assert_eq!(calls.len(), scheduling.calls.len());
            for (answer, call) in calls.iter().zip(&scheduling.calls) {
                let contract = match call.target {
                    target if target == self.governor => json!("governor"),
                    target if target == self.dao.pss => json!("pss"),
                    _ => Value::Null,
                };
                let deferred = scheduling.by_governor && call.target == self.governor;
                let expected = json!({ "target": checksummed(call.target), "value": amount(call.value),
                    "data": call.data.to_string(), "contract": contract, "deferred": deferred });
                same("call", answer, expected);
                assert_eq!(answer["arguments"].is_null(), contract.is_null());
            }
        }
    }

    async fn offices(&self) {
        let (dao, timelock) = (self.dao, &self.dao.timelock);
        let mut roles = BTreeMap::<_, Vec<Value>>::new();
        for (role, account) in &timelock.roles {
            roles.entry(*role).or_default().push(checksummed(*account));
        }
        let roles = roles
            .into_iter()
            .map(|(role, accounts)| json!({ "role": role, "accounts": accounts }));
        let roles: Vec<_> = roles.collect();
        let guardian = timelock.guardian.map(|(account, until)| {
            json!({ "account": checksummed(account), "until": until, "expired": self.now >= until })
        });
        let expected = json!({
            "address": checksummed(dao.own), "min_delay_secs": amount(timelock.min_delay.now()), "roles": roles,
            "guardian": guardian, "governor": checksummed(self.governor),
        });
        let answer = self.one("/v1/timelock").await;
        same("timelock", &answer, expected);
        let history = answer["min_delay_history"].as_array().expect("a history");
        assert_eq!(history.len(), timelock.min_delay.changes());

        let answer = self.one("/v1/governor").await;
        let excluded = dao
            .excluded
            .iter()
            .map(|(account, since)| json!({ "account": checksummed(*account), "since": since }));
        let expected = json!({
            "address": checksummed(self.governor), "token": checksummed(dao.pss), "proposals": dao.proposals.len(),
            "timelock": dao.timelocks.last().copied().map(checksummed), "quorum": amount(dao.quorum(self.now - 1)),
            "excluded": excluded.collect::<Vec<_>>(),
        });
        same("governor", &answer, expected);
        let settings = answer["settings"].as_array().expect("settings");
        let told = settings
            .iter()
            .map(|setting| (&setting["name"], &setting["value"]));
        let expected = dao
            .settings
            .iter()
            .map(|(name, history)| (json!(name), amount(history.now())));
        assert!(
            told.eq(expected
                .collect::<Vec<_>>()
                .iter()
                .map(|(name, value)| (name, value))),
            "{settings:?}"
        );
        let changes: usize = dao.settings.values().map(|history| history.changes()).sum();
        assert_eq!(
            answer["history"].as_array().expect("a history").len(),
            changes
        );
    }

    async fn votes(&self) {
        let dao = self.dao;
        let answers = self.list("/v1/delegates").await;
        let told: Vec<u64> = answers
            .iter()
            .map(|answer| {
                answer["votes"]
                    .as_str()
                    .expect("text")
                    .parse()
                    .expect("a number")
            })
            .collect();
        assert!(told.is_sorted(), "{told:?}");
        let newest_first = self
            .indexer
            .get(&format!("/v1/delegates?limit=1&{}", self.finality))
            .await;
        assert_eq!(
            items(&newest_first)[0]["votes"],
            *answers
                .last()
                .map(|last| &last["votes"])
                .expect("a delegate")
        );
        let ranked: BTreeSet<String> = answers
            .iter()
            .map(|a| {
                format!(
                    "{} {} {} {}",
                    a["account"], a["votes"], a["delegators"], a["excluded"]
                )
            })
            .collect();
        let expected: BTreeSet<String> = dao
            .votes
            .iter()
            .filter(|(_, votes)| votes.now() > 0)
            .map(|(account, votes)| {
                let delegators = dao.delegates.values().filter(|to| *to == account).count();
                let excluded = dao.excluded.iter().any(|(one, _)| one == account);
                let (account, votes) = (checksummed(*account), amount(votes.now()));
                format!("{account} {votes} {delegators} {excluded}")
            })
            .collect();
        assert_eq!(ranked, expected);
        for who in (1..=6).map(account).chain([dao.own]) {
            let path = format!("/v1/accounts/{who}/votes?limit=200&{}", self.finality);
            let answer = self.indexer.get(&path).await;
            let delegate = dao.delegates.get(&who).copied().filter(|to| !to.is_zero());
            let expected = json!({
                "votes": amount(dao.votes_at(who, u64::MAX)), "delegate": delegate.map(checksummed),
                "balance": amount(dao.balances.get(&who).copied().unwrap_or(0)), "locked": "0",
            });
            same("voting power", &answer, expected);
            let changes = dao.votes.get(&who).map_or(0, |votes| votes.changes());
            assert_eq!(items(&answer).len(), changes.min(200));
        }
        let treasury = self.one("/v1/treasury").await;
        assert_eq!(treasury["address"], checksummed(dao.own));
        let held = dao.balances.get(&dao.own).copied().unwrap_or(0);
        assert_eq!(treasury["pss"]["balance"], amount(held));
        assert_eq!(treasury["psc"]["balance"], "0");
    }
}

/// Returns the states seen.
async fn year(seed: u64) -> BTreeSet<&'static str> {
    let world = World::new().await;
    let mut random = Random(seed);
    let [own, governor, pss] =
        [Contract::Timelock, Contract::Governor, Contract::Pss].map(|c| world.chain.address(c));
    let start = world.chain.time().await + 10;
    let mut dao = Dao::new(start, own, governor, pss);
    let mut past = Vec::new();
    for block in 0..BLOCKS {
        let mut events = dao.take_log();
        let steps = if block == 0 { 0 } else { random.below(8) };
        for _ in 0..steps {
            events.extend(dao.step(&mut random));
        }
        world.chain.mine_at(dao.now, &events).await;
        past.push((world.chain.head().await.0, dao.clone()));
        dao.now += random.below(25) + 1;
    }
    // Time goes on without logs.
    world.chain.mine_at(dao.now + 15, &[]).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let mut finalities = vec![("latest", past.len() - 1)];
    if world.chain.is_devchain() {
        let (finalized, safe) = (past.len() / 2, past.len() - 8);
        for (name, method, at) in [
            ("finalized", "devchain_setFinalized", finalized),
            ("safe", "devchain_setSafe", safe),
        ] {
            world.chain.rpc(method, json!([past[at].0])).await;
            finalities.push((name, at));
        }
        eventually("tags taken over", async || {
            let status = indexer.get("/v1/status").await;
            let (safe, finalized) = (past[safe].0, past[finalized].0);
            (status["safe_block"] == safe && status["finalized_block"] == finalized).then_some(())
        })
        .await;
    }
    let mut seen = BTreeSet::new();
    for (name, at) in finalities {
        println!("seed {seed} {name}");
        let finality = format!("finality={name}");
        let tokens = indexer.get(&format!("/v1/tokens?{finality}")).await;
        let check = Check {
            indexer: &indexer,
            dao: &past[at].1,
            governor,
            finality,
            now: tokens["meta"]["block_time"].as_u64().expect("a time"),
        };
        seen.extend(check.proposals().await);
        check.operations().await;
        check.offices().await;
        check.votes().await;
    }
    indexer.stop().await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_contracts_rules_at_every_finality() {
    let seeds = random::seeds(SEEDS);
    let mut seen = BTreeSet::new();
    let count = seeds.end - seeds.start;
    for seed in seeds {
        seen.extend(year(seed).await);
    }
    // No years of ours leave a state out, but the one that nothing reaches.
    let reached = STATES.into_iter().filter(|state| *state != "expired");
    if count >= SEEDS.end {
        assert_eq!(seen, reached.collect());
    }
}

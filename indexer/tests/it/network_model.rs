//! Every answer about the quality network equals what its contracts' own arithmetic says at the answer's block and time, on
//! days by dice, some of which never happened.

mod money;
mod register;
mod verdicts;

use std::collections::BTreeSet;

use alloy::primitives::Address;
use serde_json::Value;

use crate::{
    commerce_model::all,
    support::{
        Indexer, World,
        events::account,
        eventually,
        network::{Contracts, Network},
        random::{self, Random},
    },
};

const BLOCKS: usize = 260;
const SEEDS: std::ops::Range<u64> = 0..3;
const LENGTH: u64 = 400;

/// What happens on some of the days.
const CASES: [&str; 32] = [
    "appeal",
    "barred",
    "claimable",
    "closed",
    "closing",
    "commit",
    "committed",
    "confirmed",
    "disputed",
    "executed",
    "expert",
    "final",
    "forfeited",
    "funding",
    "matching",
    "open",
    "paid",
    "platform",
    "reveal",
    "revealed",
    "rolled",
    "rolled_over",
    "rounding",
    "score",
    "settled",
    "struck",
    "struck_model",
    "umpire",
    "unpaid",
    "voting",
    "waiting",
    "withdrawn",
];

pub struct Check<'a> {
    pub indexer: &'a Indexer,
    pub net: &'a Network,
    /// As a query parameter.
    finality: String,
    /// Time of the answers' block.
    pub now: u64,
    /// Which of [`CASES`] were seen.
    pub seen: BTreeSet<&'static str>,
}

impl Check<'_> {
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}order=asc&{}", self.finality);
        all(self.indexer, &path).await
    }

    pub async fn one(&self, path: &str) -> Value {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}{}", self.finality);
        self.indexer.get(&path).await
    }

    /// Notes that a case of this name was seen.
    pub fn saw(&mut self, name: &str) {
        self.seen.extend(CASES.iter().find(|case| **case == name));
    }
}

pub fn people() -> impl Iterator<Item = Address> {
    (1..=6).map(account)
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    All,
    /// What time alone moves on.
    Stages,
}

async fn check(
    indexer: &Indexer,
    net: &Network,
    finality: &str,
    part: Part,
) -> BTreeSet<&'static str> {
    let finality = format!("finality={finality}");
    let tokens = indexer.get(&format!("/v1/tokens?{finality}")).await;
    let mut check = Check {
        indexer,
        net,
        finality,
        now: tokens["meta"]["block_time"].as_u64().expect("a time"),
        seen: BTreeSet::new(),
    };
    verdicts::disputes(&mut check).await;
    money::cycles(&mut check).await;
    if part == Part::All {
        register::check(&mut check).await;
        verdicts::check(&mut check).await;
        money::check(&mut check).await;
    }
    check.seen
}

async fn days(seed: u64) -> BTreeSet<&'static str> {
    let world = World::new().await;
    let mut random = Random(seed + 77);
    let start = world.chain.time().await + 10;
    let mut net = Network::new(start, start, LENGTH, Contracts::of(&world.chain));
    // What never happened in the end was never final.
    if world.chain.is_devchain() {
        let floor = world.chain.head().await.0;
        for method in ["devchain_setFinalized", "devchain_setSafe"] {
            world.chain.rpc(method, serde_json::json!([floor])).await;
        }
    }
    let indexer = world.start().await;
    let mut seen = BTreeSet::new();
    // Number and time of each block, and the network after it.
    let mut past: Vec<(u64, Network)> = Vec::new();
    let mut rewinds = 0;
    for block in 0..BLOCKS {
        // Now and then the last blocks never happened.
        if random.one_in(25) && past.len() > 12 && world.chain.is_devchain() {
            let depth = 1 + random.below(8) as usize;
            if random.one_in(2) {
                world.caught_up().await;
            }
            world.chain.rollback(depth as u64).await;
            past.truncate(past.len() - depth);
            net = past.last().expect("a block").1.clone();
            net.now += random.below(25) + 1;
            rewinds += 1;
        }
        let mut events = net.take_log();
        let steps = if block == 0 { 0 } else { random.below(9) };
        for _ in 0..steps {
            events.extend(net.step(&mut random));
        }
        world.chain.mine_at(net.now, &events).await;
        past.push((world.chain.head().await.0, net.clone()));
        if block % 20 == 0 {
            world.caught_up().await;
            let part = if block == BLOCKS / 20 / 3 * 20 {
                Part::All
            } else {
                Part::Stages
            };
            seen.extend(check(&indexer, &net, "latest", part).await);
        }
        net.now += random.below(18) + 1;
    }
    assert!(rewinds > 0 || !world.chain.is_devchain());
    // Time goes on without logs.
    world.chain.mine_at(net.now + 15, &[]).await;
    world.caught_up().await;
    let mut finalities = vec![("latest", past.len() - 1)];
    if world.chain.is_devchain() {
        let (finalized, safe) = (past.len() / 2, past.len() - 8);
        for (name, method, at) in [
            ("finalized", "devchain_setFinalized", finalized),
            ("safe", "devchain_setSafe", safe),
        ] {
            world
                .chain
                .rpc(method, serde_json::json!([past[at].0]))
                .await;
            finalities.push((name, at));
        }
        eventually("tags taken over", async || {
            let status = indexer.get("/v1/status").await;
            let (safe, finalized) = (past[safe].0, past[finalized].0);
            (status["safe_block"] == safe && status["finalized_block"] == finalized).then_some(())
        })
        .await;
    }
    for (name, at) in finalities {
        println!("seed {seed} {name}");
        seen.extend(check(&indexer, &past[at].1, name, Part::All).await);
    }
    indexer.stop().await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_equal_the_networks_arithmetic_at_every_finality() {
    let seeds = random::seeds(SEEDS);
    let mut seen = BTreeSet::new();
    let count = seeds.end - seeds.start;
    for seed in seeds {
        seen.extend(days(seed).await);
    }
    // No days of ours leave a case out.
    if count >= SEEDS.end {
        assert_eq!(seen, CASES.into());
    }
}

//! What a strategy comes to beside honest accounts in its place.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    agents::Plan,
    platform,
    settings::{PSC, Settings},
    world::{Outcome, World},
};

/// What is looked at: accounts in the network, or a platform that sells outside the chain.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    Accounts(Plan),
    Platform(platform::Plan),
}

/// One strategy under one set of parameters.
#[derive(Clone, Debug)]
pub struct Case {
    pub strategy: &'static str,
    pub settings: Settings,
    pub subject: Subject,
    /// What is told of it.
    pub parameters: Map<String, Value>,
}

/// What is printed of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub strategy: &'static str,
    pub parameters: Map<String, Value>,
    /// PSC of one account over all cycles, on average over the runs.
    pub payoff: f64,
    /// Of the same accounts in the same world, being honest.
    pub honest_payoff: f64,
    /// Whether the strategy earns more, by more than two standard errors of the mean difference.
    pub pays: bool,
    /// Two standard errors of it, PSC.
    #[serde(skip)]
    pub margin: f64,
    /// Of the strategy's runs: by how many per cents trust scores were off; of the honest ones.
    #[serde(skip)]
    pub off: [f64; 2],
    /// The coalition's part of all power at the end, per cents.
    #[serde(skip)]
    pub power: f64,
}

/// The seed of a run.
fn seed_of(seed: u64, run: u64) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(run)
}

impl Case {
    /// Both worlds of a run: the strategy's and the honest one.
    fn both(&self, seed: u64) -> [Outcome; 2] {
        match self.subject {
            Subject::Accounts(plan) => {
                [plan, plan.honest()].map(|plan| World::new(&self.settings, &plan, seed).run())
            }
            Subject::Platform(plan) => {
                [plan, plan.honest()].map(|plan| platform::run(&self.settings, &plan, seed))
            }
        }
    }

    pub fn run(&self, runs: u64, seed: u64) -> Finding {
        let outcomes: Vec<[Outcome; 2]> =
            (0..runs).map(|run| self.both(seed_of(seed, run))).collect();
        let mean =
            |of: &dyn Fn(&[Outcome; 2]) -> f64| outcomes.iter().map(of).sum::<f64>() / runs as f64;
        let difference = |pair: &[Outcome; 2]| psc(pair[0].coalition - pair[1].coalition);
        let gain = mean(&difference);
        let variance = mean(&|pair| (difference(pair) - gain).powi(2)) * runs as f64
            / (runs.max(2) - 1) as f64;
        let margin = 2.0 * (variance / runs as f64).sqrt();
        Finding {
            strategy: self.strategy,
            parameters: self.parameters.clone(),
            payoff: cents(mean(&|pair| psc(pair[0].coalition))),
            honest_payoff: cents(mean(&|pair| psc(pair[1].coalition))),
            // A unit at least: what is the same does not pay.
            pays: gain > margin.max(1.0 / PSC as f64),
            margin: cents(margin),
            off: [0, 1].map(|side| mean(&|pair| pair[side].off_milli as f64 / 1_000.0)),
            power: mean(&|pair| pair[0].power_bps as f64 / 100.0),
        }
    }
}

fn psc(units: i128) -> f64 {
    units as f64 / PSC as f64
}

fn cents(psc: f64) -> f64 {
    (psc * 100.0).round() / 100.0
}

//! The market day: what the product does, played by people with wallets, each step read back from the API and
//! compared with what the chain itself says of the same block.

mod compare;
mod steps;

use std::future::Future;
use std::pin::Pin;

use alloy::primitives::{Address, B256};
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::world::World;

/// What came of one step.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What was done.
    pub name: &'static str,
    /// Done as expected, and the API says what the chain says.
    pub ok: bool,
    /// The transaction that did it.
    pub tx: Option<B256>,
    /// What the chain says afterwards.
    pub chain: Value,
    /// What the API says of the same block.
    pub api: Value,
    /// One sentence for people.
    pub summary: String,
    /// Why it is not ok.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A whole day.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// Every step is.
    pub ok: bool,
    pub steps: Vec<Step>,
}

/// What a step leaves behind to be compared.
struct Done {
    tx: Option<B256>,
    summary: String,
    /// Whose accounts it touched.
    accounts: Vec<(&'static str, Address)>,
    /// Whether it appended to the reserve's reports.
    reported: bool,
}

type Play<'a> = Pin<Box<dyn Future<Output = Result<Done>> + Send + 'a>>;
type Scene = for<'a> fn(&'a World) -> Play<'a>;

const SCENES: [(&str, Scene); 9] = [
    ("issue", |world| Box::pin(steps::issue(world))),
    ("transfer_by_authorization", |world| {
        Box::pin(steps::transfer_by_authorization(world))
    }),
    ("attested_mint", |world| {
        Box::pin(steps::attested_mint(world))
    }),
    ("redemption", |world| Box::pin(steps::redemption(world))),
    ("redemption_off_chain", |world| {
        Box::pin(steps::redemption_off_chain(world))
    }),
    ("delegation", |world| Box::pin(steps::delegation(world))),
    ("lock", |world| Box::pin(steps::lock(world))),
    ("refusals", |world| Box::pin(steps::refusals(world))),
    ("reserve_report", |world| {
        Box::pin(steps::reserve_report(world))
    }),
];

/// Plays the day in a fresh world; `tell` hears of each step as it ends. Stops at the first step that fails.
pub async fn play(world: &World, mut tell: impl FnMut(&Step)) -> Day {
    let mut steps = Vec::new();
    for (name, scene) in SCENES {
        let step = step(world, name, scene).await;
        tell(&step);
        let ok = step.ok;
        steps.push(step);
        if !ok {
            break;
        }
    }
    Day {
        ok: steps.len() == SCENES.len() && steps.iter().all(|step| step.ok),
        steps,
    }
}

async fn step(world: &World, name: &'static str, scene: Scene) -> Step {
    let mut step = Step {
        name,
        ok: false,
        tx: None,
        chain: Value::Null,
        api: Value::Null,
        summary: String::new(),
        error: None,
    };
    let compared = async {
        let done = scene(world).await?;
        step.tx = done.tx;
        step.summary = done.summary;
        let block = world.client.head().await?;
        step.chain = compare::on_chain(world, block, &done.accounts, done.reported).await?;
        step.api = compare::in_api(world, block, &done.accounts, done.reported).await?;
        anyhow::Ok(())
    };
    match compared.await {
        Err(error) => step.error = Some(format!("{error:#}")),
        Ok(()) if step.chain != step.api => {
            step.error = Some("the API does not say what the chain says".into())
        }
        Ok(()) => step.ok = true,
    }
    step
}

//! Random sequences of everything that vendors, sellers, buyers, arbitrators and the DAO do, on the contracts as they
//! are built. After each action the chain must be as a model says and every invariant must hold; a sequence after which
//! one does not is shrunk to the few actions that it takes.

pub mod actions;
mod books;
mod calls;
mod generate;
mod groups;
mod model;
pub mod offering;
mod pools;
pub mod quality;
mod scene;
mod shrink;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use productshare_cli::audit::{self, AuditArgs};
use serde::Serialize;

use crate::ground::Ground;

use actions::{Action, Tag};
use books::{Books, Broken};
use generate::Random;
use model::{Model, Verdict};
use scene::Scene;

/// Actions between two readings of everything that there is.
const AUDIT_EVERY: usize = 1_000;

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many actions.
    pub actions: usize,
    /// What they are made from.
    pub seed: u64,
    /// How long to shrink a failing sequence at most.
    pub shrinking: Duration,
}

/// What came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    pub ok: bool,
    pub seed: u64,
    /// Actions done, with the one that broke an invariant.
    pub actions: usize,
    /// Of these, refused as they had to be.
    pub refused: usize,
    pub actions_per_second: f64,
    /// How often each kind of action was done and refused.
    pub kinds: BTreeMap<String, [usize; 2]>,
    pub failure: Option<Failure>,
}

/// A broken invariant, and what it takes.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// Which invariant.
    pub invariant: String,
    /// In what way, after the shrunk sequence.
    pub how: String,
    /// The shrunk sequence, each action with its number in the original one and what became of it.
    pub sequence: Vec<String>,
}

/// Runs; `say` hears of progress.
pub async fn run(size: Size, say: impl Fn(&str) + Send + 'static) -> Result<Outcome> {
    let (ground, scene, model) = Scene::set().await?;
    let outcome = tokio::task::spawn_blocking(move || play(&scene, model, size, &say)).await??;
    audited(&ground, outcome).await
}

/// At the end the auditor's command, which knows neither model nor books, must find that everything holds.
async fn audited(ground: &Ground, mut outcome: Outcome) -> Result<Outcome> {
    if !outcome.ok {
        return Ok(outcome);
    }
    let args = AuditArgs {
        rpc_url: ground.rpc.http_url(),
        manifest: ground.manifest_path.clone(),
        api: None,
        block: None,
        timeout_secs: 600,
    };
    let found = audit::audit(&args).await?;
    outcome.ok = found.holds;
    outcome.failure = (!found.holds).then(|| Failure {
        invariant: "productshare audit holds".into(),
        how: audit::describe(&found),
        sequence: Vec::new(),
    });
    Ok(outcome)
}

fn play(scene: &Scene, mut model: Model, size: Size, say: &impl Fn(&str)) -> Result<Outcome> {
    let mut books = Books::open(scene, &mut model).map_err(|broken| anyhow::anyhow!("{broken}"))?;
    let (first_model, first_books) = (model.clone(), books.clone());
    let start = scene.chain.snapshot();
    let mut random = Random(size.seed);
    let mut sequence: Vec<(Tag, Action)> = Vec::new();
    let mut outcome = Outcome {
        seed: size.seed,
        ..Outcome::default()
    };
    let clock = Instant::now();
    let mut broken = None;
    for number in 0..size.actions {
        let tag = Tag::try_from(number)?;
        let action = generate::next(&mut random, &model);
        sequence.push((tag, action.clone()));
        let done = number + 1;
        let audit = done % AUDIT_EVERY == 0 || done == size.actions;
        let held = step(scene, &mut model, &mut books, tag, &action).and_then(|verdict| {
            if audit {
                books.audit(scene, &mut model)?;
            }
            Ok(verdict)
        });
        match held {
            Ok(verdict) => {
                let refused = usize::from(verdict.is_some_and(|verdict| verdict.is_err()));
                outcome.refused += refused;
                outcome.kinds.entry(kind(&action)).or_default()[refused] += 1;
            }
            Err(found) => {
                broken = Some((found, audit));
                break;
            }
        }
        if done % AUDIT_EVERY == 0 {
            let rate = done as f64 / clock.elapsed().as_secs_f64();
            say(&format!(
                "{done} actions, {} refused, {rate:.0}/s",
                outcome.refused
            ));
        }
    }
    outcome.actions = sequence.len();
    let rate = sequence.len() as f64 / clock.elapsed().as_secs_f64();
    outcome.actions_per_second = (rate * 10.0).round() / 10.0;
    outcome.ok = broken.is_none();
    if let Some((found, audit)) = broken {
        say(&format!(
            "action {} broke an invariant: {found}",
            sequence.len() - 1
        ));
        let mut stage = shrink::Stage {
            scene,
            model: first_model,
            books: first_books,
            snapshot: start,
            audit,
        };
        outcome.failure = Some(stage.shrink(sequence, found, size.shrinking, say));
    }
    Ok(outcome)
}

/// The name of an action's kind.
fn kind(action: &impl std::fmt::Debug) -> String {
    let shown = format!("{action:?}");
    shown.split(' ').next().unwrap_or_default().to_owned()
}

/// Does one action on model and chain and checks everything; `None`: it names what was never made.
fn step(
    scene: &Scene,
    model: &mut Model,
    books: &mut Books,
    tag: Tag,
    action: &Action,
) -> Result<Option<Verdict>, Broken> {
    if let Action::Pass { .. } = action {
        return Ok(Some(model.apply(tag, action)));
    }
    let Some(call) = calls::call(scene, model, action) else {
        return Ok(None);
    };
    let verdict = model.apply(tag, action);
    let receipt = scene.send(call.from, call.to, call.input, model.now)?;
    model.seen = model.now;
    model.now += 1;
    let reason = || match &receipt.failure {
        _ if receipt.output.is_empty() => receipt.failure.clone().unwrap_or_default(),
        _ => productshare_deploy::revert::explain(&receipt.output),
    };
    match (&verdict, receipt.success) {
        (Err(why), true) => Err(Broken {
            what: "(f) what must be refused is refused",
            how: format!("{action:?} succeeded, which it must not: {why}"),
        }),
        (Ok(()), false) => Err(Broken {
            what: "what must succeed succeeds",
            how: format!("{action:?} was refused: {}", reason()),
        }),
        _ => books.check(scene, model).map(|()| Some(verdict)),
    }
}

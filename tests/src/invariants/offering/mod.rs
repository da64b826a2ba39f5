//! Random sequences of everything that happens to offerings: many short ones, one after the other and at the same time,
//! on the contract as it is built. After each action the chain must be as a model says, which computes by other means.

mod chain;
mod generate;
mod model;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;

use super::generate::Random;
use super::{Failure, Outcome, Size, scene::Scene};
use chain::Stage;
use model::Model;

/// An account, by its place among [`chain::PEOPLE`] and the owner.
pub type Who = usize;

/// Number of the action that opened an offering: it stays when other actions are left out.
pub type Tag = u32;

/// Actions between two readings of everything that there is.
const AUDIT_EVERY: usize = 25;

/// What an offering is opened with; times are relative to its opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Seconds until it starts, and from there to its end.
    pub delay: u64,
    pub window: u64,
    pub soft_cap: u64,
    pub hard_cap: u64,
    /// `None`: by the allow-list, in which the cap of account i is (i + 1) quarters of the hard cap, but for the last
    /// account, which is not on it.
    pub wallet_cap: Option<u64>,
    pub for_sale: u64,
    pub cliff: u64,
    pub vesting: u64,
}

/// One action. Whether it will be refused is the model's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Action {
    Open { terms: Terms },
    Fund { offering: Tag, pss: u64 },
    /// `lie`: with an entry of the allow-list that is not the account's.
    Contribute { who: Who, offering: Tag, amount: u64, lie: bool },
    Finalize { who: Who, offering: Tag },
    Claim { who: Who, offering: Tag, account: Who },
    Release { who: Who, offering: Tag, account: Who },
    Collect { who: Who, offering: Tag },
    /// PSC sent there unasked.
    Gift { who: Who, offering: Tag, psc: u64 },
    SendPss { who: Who, to: Who, amount: u64 },
    Block { who: Who, blocked: bool },
    Pause { paused: bool },
    Pass { secs: u64 },
}

/// In what way the chain is not as the model says.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    pub what: String,
    pub how: String,
}

impl From<anyhow::Error> for Broken {
    fn from(error: anyhow::Error) -> Self {
        Self {
            what: "the chain answers".into(),
            how: format!("{error:#}"),
        }
    }
}

/// What the model says of an action, and why it is refused if it is.
type Verdict = Result<(), &'static str>;

/// Runs; `say` hears of progress.
pub async fn run(size: Size, say: impl Fn(&str) + Send + 'static) -> Result<Outcome> {
    let (ground, scene, _) = Scene::set().await?;
    let outcome = tokio::task::spawn_blocking({
        let code = ground
            .chain
            .code(ground.offering(), alloy::eips::BlockId::latest())?;
        let pauser = ground.wallets.pauser.address();
        move || play(&mut Stage::set(scene, code, pauser)?, size, &say)
    })
    .await?;
    drop(ground);
    outcome
}

fn play(stage: &mut Stage, size: Size, say: &impl Fn(&str)) -> Result<Outcome> {
    let first = stage.begin()?;
    let mut snapshot = stage.scene.chain.snapshot();
    let mut model = first.clone();
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
        let action = generate::next(&mut random, &model, tag);
        sequence.push((tag, action.clone()));
        let done = number + 1;
        let audit = done % AUDIT_EVERY == 0 || done == size.actions;
        match stage.step(&mut model, tag, &action, audit) {
            Ok(verdict) => {
                let refused = usize::from(verdict.is_some_and(|verdict| verdict.is_err()));
                outcome.refused += refused;
                let kind = super::kind(&action);
                outcome.kinds.entry(kind).or_default()[refused] += 1;
            }
            Err(found) => {
                broken = Some(found);
                break;
            }
        }
        if done % 1_000 == 0 {
            let rate = done as f64 / clock.elapsed().as_secs_f64();
            let refused = outcome.refused;
            say(&format!("{done} actions, {refused} refused, {rate:.0}/s"));
        }
    }
    outcome.actions = sequence.len();
    let rate = sequence.len() as f64 / clock.elapsed().as_secs_f64();
    outcome.actions_per_second = (rate * 10.0).round() / 10.0;
    outcome.ok = broken.is_none();
    if let Some(found) = broken {
        say(&format!(
            "action {} broke: {}",
            sequence.len() - 1,
            found.how
        ));
        let deadline = Instant::now() + size.shrinking;
        let failure = shrink(stage, &first, &mut snapshot, sequence, found, deadline);
        outcome.failure = Some(failure);
    }
    Ok(outcome)
}

/// Plays a sequence from the beginning, everything read after each action: how it broke and after how many actions.
fn replay(
    stage: &mut Stage,
    first: &Model,
    snapshot: &mut u64,
    sequence: &[(Tag, Action)],
    fates: &mut BTreeMap<Tag, String>,
) -> Option<(Broken, usize)> {
    assert!(stage.scene.chain.revert(*snapshot), "the snapshot is there");
    *snapshot = stage.scene.chain.snapshot();
    let mut model = first.clone();
    for (done, (tag, action)) in (1..).zip(sequence) {
        let fate = match stage.step(&mut model, *tag, action, true) {
            Ok(None) => "left out".to_owned(),
            Ok(Some(Ok(()))) => "done".to_owned(),
            Ok(Some(Err(why))) => format!("refused: {why}"),
            Err(broken) => return Some((broken, done)),
        };
        fates.insert(*tag, fate);
    }
    None
}

/// The same failure with as few actions as are found in the time given: ever smaller pieces are left out.
fn shrink(
    stage: &mut Stage,
    first: &Model,
    snapshot: &mut u64,
    mut sequence: Vec<(Tag, Action)>,
    mut found: Broken,
    deadline: Instant,
) -> Failure {
    let mut fates = BTreeMap::new();
    let mut piece = sequence.len();
    while piece > 0 && Instant::now() < deadline {
        let mut shorter = false;
        let mut end = sequence.len();
        while end > 0 && Instant::now() < deadline {
            let start = end.saturating_sub(piece);
            let mut fewer = sequence.clone();
            // The first round leaves nothing out: it cuts off what follows the failure.
            fewer.drain(if piece < sequence.len() {
                start..end
            } else {
                0..0
            });
            if let Some((broken, done)) = replay(stage, first, snapshot, &fewer, &mut fates)
                && broken.what == found.what
            {
                fewer.truncate(done);
                shorter |= fewer.len() < sequence.len();
                (sequence, found) = (fewer, broken);
            }
            end = start.min(sequence.len());
        }
        piece = match piece {
            1 if shorter => 1,
            _ => piece / 2,
        };
    }
    fates.clear();
    replay(stage, first, snapshot, &sequence, &mut fates);
    let lines = sequence.iter().map(|(tag, action)| {
        let fate = fates
            .get(tag)
            .map_or("breaks the invariant", String::as_str);
        format!("#{tag} {action:?}: {fate}")
    });
    Failure {
        invariant: found.what,
        how: found.how,
        sequence: lines.collect(),
    }
}

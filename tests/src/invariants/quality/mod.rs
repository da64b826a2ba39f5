//! Random cycles of the quality network on the contracts as they are built: sales, reports, votes, disputes, claims, closing,
//! by ten accounts some of which are linked to products, at any time. What is done may be refused, by an error that the
//! contract has; after each action every book must balance to the unit.

mod books;
mod calls;
mod generate;
mod stage;

use std::time::Instant;

use anyhow::Result;
use productshare_abi::{
    Arbitration, Catalog, Checkout, Cycles, Experience, Power, Quality, StakePools,
};

use super::generate::Random;
use super::scene::Scene;
use super::{Failure, Outcome, Size};
use books::Books;
use stage::Stage;

/// An actor of the scene.
pub type Who = usize;

/// Actions between two readings of everything that there is.
const AUDIT_EVERY: usize = 50;
/// Latest actions that are shown of a run that broke.
const SHOWN: usize = 40;

/// One action: numbers are of what was made before, whether it is still there or not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub enum Action {
    Buy { who: Who, product: u64, units: u64, via: u64 },
    Refund { order: u64, units: u64 },
    Release { order: u64 },
    File { who: Who, order: u64, off: u64 },
    Commit { who: Who, report: u64 },
    Reveal { who: Who, report: u64 },
    Bar { cycle: u64, product: u64, account: Who, store: u64 },
    Rank { report: u64 },
    Confirm { cycle: u64, product: u64, account: Who },
    Forfeit { cycle: u64, product: u64, account: Who },
    Settle { report: u64 },
    DisputeReport { who: Who, report: u64 },
    DisputeModel { who: Who, model: u64 },
    DisputeLine { who: Who, order: u64 },
    Pull { report: u64 },
    Allow { who: Who, all: bool },
    Fund { who: Who, dispute: u64 },
    Match { who: Who, dispute: u64 },
    Appeal { who: Who, dispute: u64 },
    Judge { who: Who, dispute: u64, round: u8, choice: u8 },
    RevealJudgement { who: Who, dispute: u64, choice: u8 },
    Umpire { dispute: u64, ruling: u64 },
    Execute { dispute: u64 },
    SettleVote { dispute: u64, round: u8, juror: Who },
    Close { cycle: u64 },
    ClaimExpert { expert: u64 },
    ClaimPlatform { platform: u64 },
    ClaimPlace { cycle: u64, product: u64, place: u8 },
    ClaimCommunity { account: Who, cycle: u64 },
    ClaimCredit { account: Who, of: u8 },
    Seed { account: Who, amount: u64 },
    SetFee { product: u64, bps: u16 },
    SetClaims { product: u64, claim: u64 },
    Leave { product: u64 },
    Enrol { product: u64, model: u64 },
    Publish,
    TopUp { who: Who, platform: bool },
    Notice,
    Stake { who: Who, product: u64, assets: u64 },
    Redeem { who: Who, product: u64 },
    Block { who: Who, blocked: bool },
    Pass { secs: u64 },
}

/// In what way a book does not balance.
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

/// Runs; `say` hears of progress.
pub async fn run(size: Size, say: impl Fn(&str) + Send + 'static) -> Result<Outcome> {
    let (ground, scene, _) = Scene::set().await?;
    let stage = Stage::set(&ground, scene)?;
    let outcome = tokio::task::spawn_blocking(move || play(stage, size, &say)).await??;
    super::audited(&ground, outcome).await
}

fn play(mut stage: Stage, size: Size, say: &impl Fn(&str)) -> Result<Outcome> {
    let mut books = Books::default();
    let mut random = Random(size.seed);
    let mut outcome = Outcome {
        seed: size.seed,
        ..Outcome::default()
    };
    let clock = Instant::now();
    let mut latest: Vec<String> = Vec::new();
    let mut broken = None;
    // What the set-up did is in the books too.
    for receipt in std::mem::take(&mut stage.first) {
        books.enter(&stage, &receipt).map_err(broken_setup)?;
    }
    for number in 0..size.actions {
        let action = generate::next(&mut random, &stage, &books);
        let done = number + 1;
        let audit = done % AUDIT_EVERY == 0 || done == size.actions;
        let fate = step(&mut stage, &mut books, &action, audit);
        let refused = match &fate {
            Ok(None) => "done".to_owned(),
            Ok(Some(why)) => format!("refused: {why}"),
            Err(_) => "breaks the invariant".to_owned(),
        };
        latest.push(format!("#{number} {action:?}: {refused}"));
        outcome.actions = done;
        match fate {
            Ok(refusal) => {
                let refused = usize::from(refusal.is_some());
                outcome.refused += refused;
                outcome.kinds.entry(super::kind(&action)).or_default()[refused] += 1;
            }
            Err(found) => {
                broken = Some(found);
                break;
            }
        }
        if done % 1_000 == 0 {
            let rate = done as f64 / clock.elapsed().as_secs_f64();
            say(&format!(
                "{done} actions, {} refused, cycle {}, {rate:.0}/s",
                outcome.refused,
                stage.cycle()
            ));
        }
    }
    if broken.is_none() {
        broken = drain(&mut stage, &mut books).err();
    }
    let rate = outcome.actions as f64 / clock.elapsed().as_secs_f64();
    outcome.actions_per_second = (rate * 10.0).round() / 10.0;
    outcome.ok = broken.is_none();
    outcome.failure = broken.map(|found| Failure {
        invariant: found.what,
        how: found.how,
        sequence: latest.split_off(latest.len().saturating_sub(SHOWN)),
    });
    Ok(outcome)
}

fn broken_setup(broken: Broken) -> anyhow::Error {
    anyhow::anyhow!("{}: {}", broken.what, broken.how)
}

/// Does one action and checks; why it was refused, if it was.
fn step(
    stage: &mut Stage,
    books: &mut Books,
    action: &Action,
    audit: bool,
) -> Result<Option<String>, Broken> {
    if let Action::Pass { secs } = action {
        stage.pass(*secs)?;
        return Ok(None);
    }
    let receipt = stage.act(action)?;
    books.enter(stage, &receipt)?;
    books.check(stage, audit)?;
    if receipt.success {
        return Ok(None);
    }
    let why = productshare_deploy::revert::explain(&receipt.output);
    // A panic, or gas that did not suffice, is no refusal.
    if receipt.output.len() < 4 || why.starts_with("0x") {
        return Err(Broken {
            what: "refusals have a reason".into(),
            how: format!("{action:?}: {why} ({:?})", receipt.failure),
        });
    }
    Ok(Some(why))
}

/// Brings everything to its end: then nothing is left but what is carried, and bonds of those who stay.
fn drain(stage: &mut Stage, books: &mut Books) -> Result<(), Broken> {
    let mut actions = Vec::new();
    for who in 0..super::scene::ACTORS {
        actions.push(Action::Block {
            who,
            blocked: false,
        });
    }
    for action in actions {
        step(stage, books, &action, false)?;
    }
    // Longer than any dispute lasts.
    stage.pass(40 * 86_400)?;
    let mut last = Vec::new();
    for dispute in 1..=books.disputes {
        last.push(Action::Execute { dispute });
        for juror in 0..super::scene::ACTORS {
            for round in [0, 1] {
                last.push(Action::SettleVote {
                    dispute,
                    round,
                    juror,
                });
            }
        }
    }
    for report in 1..=books.reports.len() as u64 {
        last.push(Action::Pull { report });
        last.push(Action::Settle { report });
    }
    let present = stage.cycle();
    for cycle in books.closed..present.saturating_sub(1) {
        last.push(Action::Close { cycle });
    }
    for action in last {
        // Closed, executed, settled before: refused.
        if books.may(&action) {
            step(stage, books, &action, false)?;
        }
    }
    let mut claims = Vec::new();
    for cycle in 0..books.closed {
        for product in stage.products.clone() {
            for place in 1..=3 {
                claims.push(Action::ClaimPlace {
                    cycle,
                    product,
                    place,
                });
            }
        }
        for account in 0..super::scene::ACTORS {
            claims.push(Action::ClaimCommunity { account, cycle });
        }
    }
    for number in [1, 2] {
        claims.push(Action::ClaimExpert { expert: number });
        claims.push(Action::ClaimPlatform { platform: number });
    }
    for account in 0..super::scene::ACTORS {
        for of in 0..4 {
            claims.push(Action::ClaimCredit { account, of });
        }
    }
    for action in claims {
        if books.may(&action) {
            step(stage, books, &action, false)?;
        }
    }
    books.check(stage, true)?;
    books.settled(stage)
}

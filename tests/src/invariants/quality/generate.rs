//! What happens next: mostly what the time is for.

use super::super::generate::Random;
use super::super::scene::ACTORS;
use super::books::Books;
use super::stage::{CYCLE, Stage};
use super::*;

const QUARTER: u64 = CYCLE / 4;

/// Of what would be refused most is thought over.
pub fn next(random: &mut Random, stage: &Stage, books: &Books) -> Action {
    let mut action = any(random, stage, books);
    for _ in 0..12 {
        if random.percent(6) || stage.would(&action) {
            break;
        }
        action = any(random, stage, books);
    }
    action
}

fn any(random: &mut Random, stage: &Stage, books: &Books) -> Action {
    let (cycle, quarter) = (stage.cycle(), stage.quarter());
    if random.percent(1) {
        // To the next quarter.
        let into = (stage.now - stage.start) % QUARTER;
        return Action::Pass {
            secs: QUARTER - into,
        };
    }
    if random.percent(1) && random.percent(4) {
        return Action::Pass {
            secs: random.between(1, 5) * CYCLE,
        };
    }
    match random.below(100) {
        0..14 => sale(random, stage, books),
        14..24 => file(random, books),
        24..60 => vote(random, stage, books, cycle, quarter),
        60..75 => dispute(random, stage, books),
        75..92 => money(random, stage, books, cycle),
        _ => rare(random, stage, books),
    }
}

fn who(random: &mut Random) -> Who {
    random.below(ACTORS)
}

/// Who has no part in the products, mostly.
fn other(random: &mut Random) -> Who {
    if random.percent(12) {
        who(random)
    } else {
        random.between(3, 8) as usize
    }
}

fn latest(random: &mut Random, count: usize, of: usize) -> u64 {
    let low = count.saturating_sub(of) as u64 + 1;
    random.between(low.min(count.max(1) as u64), count.max(1) as u64)
}

fn sale(random: &mut Random, stage: &Stage, books: &Books) -> Action {
    let product = random.one(&stage.products);
    let order = latest(random, books.orders.len(), 12);
    match random.below(12) {
        0 => Action::Refund {
            order,
            units: random.between(1, 3),
        },
        1..4 => Action::Release { order },
        _ => Action::Buy {
            who: other(random),
            product,
            units: random.between(1, 9),
            via: random.one(&[stage.stores[0], stage.stores[0], stage.stores[1]]),
        },
    }
}

fn file(random: &mut Random, books: &Books) -> Action {
    let order = latest(random, books.orders.len(), 10);
    let buyer = books
        .orders
        .get(order as usize - 1)
        .map_or(3, |(buyer, _)| *buyer);
    let who = if random.percent(5) || buyer >= ACTORS {
        who(random)
    } else {
        buyer
    };
    Action::File {
        who,
        order,
        off: random.between(0, 120),
    }
}

/// Of the reports of the cycle before this one, by its quarter.
fn vote(random: &mut Random, stage: &Stage, books: &Books, cycle: u64, quarter: u64) -> Action {
    let previous = cycle.saturating_sub(1);
    let reports: Vec<u64> = (1..)
        .zip(&books.reports)
        .filter(|(_, report)| report.cycle == previous)
        .map(|(id, _)| id)
        .collect();
    let report = match random.of(&reports) {
        Some(report) if !random.percent(4) => *report,
        _ => latest(random, books.reports.len(), 20),
    };
    let product = random.one(&stage.products);
    let account = other(random);
    let quarter = if random.percent(4) {
        random.below(4) as u64
    } else {
        quarter
    };
    let cast = random
        .of(&stage.casts[stage.casts.len().saturating_sub(30)..])
        .copied();
    let voted: Vec<_> = books
        .votes
        .keys()
        .filter(|(of, ..)| *of == previous)
        .copied()
        .collect();
    match (quarter, random.below(10)) {
        (1, 0..8) if cast.is_some() && !random.percent(5) => {
            let (who, report) = cast.unwrap_or_default();
            Action::Reveal { who, report }
        }
        (2 | 3, 0..4) if !voted.is_empty() && !random.percent(10) => {
            let (cycle, product, account) = random.one(&voted);
            Action::Confirm {
                cycle,
                product,
                account,
            }
        }
        (0, 0..9) => Action::Commit {
            who: account,
            report,
        },
        (1, 0..8) => Action::Reveal {
            who: account,
            report,
        },
        (0 | 1, _) => Action::Bar {
            cycle: previous,
            product,
            account: random.one(&[3, account]),
            store: stage.stores[1],
        },
        (2, 0..2) => Action::Rank { report },
        (2, 2) => Action::DisputeReport {
            who: account,
            report,
        },
        (_, 0..4) => Action::Confirm {
            cycle: previous,
            product,
            account,
        },
        (_, 4..6) => Action::Forfeit {
            cycle: previous,
            product,
            account,
        },
        (_, 6..9) => Action::Settle { report },
        _ => Action::Rank { report },
    }
}

fn dispute(random: &mut Random, stage: &Stage, books: &Books) -> Action {
    let dispute = latest(random, books.disputes as usize, 6);
    let (party, respondent) = books.parties.get(&dispute).copied().unwrap_or_default();
    let any = who(random);
    let (party, respondent) = (party.unwrap_or(any), respondent.unwrap_or(any));
    let juror = other(random);
    let choice = random.between(1, 2) as u8;
    let round = random.below(5) as u8 / 4;
    match random.below(32) {
        0..3 => Action::Fund {
            who: party,
            dispute,
        },
        3..6 => Action::Match {
            who: respondent,
            dispute,
        },
        // Whose bond comes with the opening.
        6 => Action::Allow {
            who: any,
            all: random.percent(70),
        },
        7 => Action::Appeal {
            who: random.one(&[party, respondent]),
            dispute,
        },
        8..16 => Action::Judge {
            who: juror,
            dispute,
            round,
            choice,
        },
        16..22 => match random.of(&stage.judgements[stage.judgements.len().saturating_sub(20)..]) {
            Some(&(who, dispute, choice)) => Action::RevealJudgement {
                who,
                dispute,
                choice,
            },
            None => Action::RevealJudgement {
                who: juror,
                dispute,
                choice,
            },
        },
        22 => Action::Umpire {
            dispute,
            ruling: random.between(0, 2),
        },
        23..25 => Action::Execute { dispute },
        25..28 => Action::SettleVote {
            dispute,
            round,
            juror,
        },
        28 => Action::DisputeLine {
            who: buyer(random, books),
            order: latest(random, books.orders.len(), 6),
        },
        29 if random.percent(40) => Action::DisputeModel {
            who: juror,
            model: latest(random, books.models as usize, 2),
        },
        30 => Action::Pull {
            report: latest(random, books.reports.len(), 40),
        },
        _ => Action::DisputeReport {
            who: juror,
            report: latest(random, books.reports.len(), 20),
        },
    }
}

fn buyer(random: &mut Random, books: &Books) -> Who {
    match books.orders.last() {
        Some((buyer, _)) if *buyer < ACTORS => *buyer,
        _ => who(random),
    }
}

fn money(random: &mut Random, stage: &Stage, books: &Books, cycle: u64) -> Action {
    let closed = books.closed;
    let of = if closed == 0 {
        0
    } else {
        random.between(closed.saturating_sub(4), closed - 1)
    };
    let product = random.one(&stage.products);
    match random.below(20) {
        0..6 if closed + 1 < cycle + 1 => Action::Close { cycle: closed },
        0..10 => Action::ClaimPlace {
            cycle: of,
            product,
            place: random.between(1, 3) as u8,
        },
        10..15 => Action::ClaimCommunity {
            account: other(random),
            cycle: of,
        },
        15 => Action::ClaimExpert { expert: 1 },
        16 => Action::ClaimPlatform { platform: 1 },
        17 => Action::Close {
            cycle: random.between(0, cycle),
        },
        _ => Action::ClaimCredit {
            account: who(random),
            of: random.below(4) as u8,
        },
    }
}

fn rare(random: &mut Random, stage: &Stage, books: &Books) -> Action {
    let product = random.one(&stage.products);
    match random.below(60) {
        0..6 => Action::Seed {
            account: other(random),
            amount: random.between(1, 5_000_000),
        },
        6..12 => Action::SetFee {
            product,
            bps: random.between(50, 3_100) as u16,
        },
        12..16 => Action::SetClaims {
            product,
            claim: random.between(300, 700),
        },
        16 => Action::Leave { product },
        17..23 => Action::Enrol {
            product,
            model: latest(random, books.models as usize, 3),
        },
        23 => Action::Publish,
        24..26 => Action::TopUp {
            who: who(random),
            platform: random.percent(50),
        },
        26 if random.percent(4) => Action::Notice,
        26..34 => Action::Stake {
            who: other(random),
            product,
            assets: random.between(1, 5_000_000),
        },
        34..50 => Action::Redeem {
            who: other(random),
            product,
        },
        50..58 => Action::Block {
            who: who(random),
            blocked: random.percent(35),
        },
        _ => Action::Pass {
            secs: random.between(1, QUARTER),
        },
    }
}

//! What happens next: mostly what can succeed, sometimes what must not.

use super::super::generate::Random;
use super::chain::{OWNER, PEOPLE};
use super::model::{Model, Sale};
use super::{Action, Tag, Terms, Who};

/// How many of the latest offerings things happen to.
const ALIVE: usize = 3;

/// Of what would be refused most is thought over.
pub fn next(random: &mut Random, model: &Model, tag: Tag) -> Action {
    let mut action = any(random, model);
    for _ in 0..20 {
        if random.percent(12) || model.clone().apply(tag, &action).is_ok() {
            break;
        }
        action = any(random, model);
    }
    action
}

fn any(random: &mut Random, model: &Model) -> Action {
    let alive: Vec<_> = model.sales.iter().rev().take(ALIVE).collect();
    // A new one when all are settled, or so.
    let over = alive.iter().all(|(_, sale)| is_over(sale, model.now));
    if alive.is_empty() || (over && random.percent(30)) || random.percent(1) {
        return Action::Open {
            terms: terms(random),
        };
    }
    if random.percent(12) {
        return of_tokens(random, model);
    }
    let &(offering, sale) = &alive[random.below(alive.len())];
    of_offering(random, model, *offering, sale)
}

fn is_over(sale: &Sale, now: u64) -> bool {
    let settled = sale
        .parts
        .iter()
        .all(|part| part.claimed || part.contribution == 0);
    sale.verdict.is_some() && settled && now >= sale.end + sale.terms.vesting
}

fn terms(random: &mut Random) -> Terms {
    // From a handful of units, where every rounding shows, to millions.
    let hard_cap = match random.below(3) {
        0 => random.between(1, 20),
        1 => random.between(1, 10_000),
        _ => random.between(1_000_000, 1_000_000_000_000),
    };
    let soft_cap = match random.below(3) {
        0 => 1,
        1 => hard_cap,
        _ => random.between(1, hard_cap),
    };
    let vesting = random.one(&[0, 1, 50, 400]);
    Terms {
        delay: random.one(&[0, 0, 10]),
        window: random.between(20, 120),
        soft_cap,
        hard_cap,
        wallet_cap: random
            .percent(60)
            .then(|| random.between(1, hard_cap.saturating_mul(2))),
        for_sale: match random.below(3) {
            0 => random.between(1, 50),
            1 => random.between(1, 1_000_000),
            _ => random.between(1_000_000_000, 1_000_000_000_000_000_000),
        },
        cliff: random.between(0, vesting),
        vesting,
    }
}

fn of_tokens(random: &mut Random, model: &Model) -> Action {
    let who = random.below(PEOPLE);
    match random.below(10) {
        0..4 => {
            let free = model.pss[who] - model.locked(who);
            let most = match random.percent(70) {
                true => free,
                false => model.pss[who],
            };
            Action::SendPss {
                who,
                to: random.below(PEOPLE),
                amount: amount(random, most),
            }
        }
        4..7 => {
            let who = if random.percent(30) { OWNER } else { who };
            Action::Block {
                who,
                blocked: !model.blocked[who] && random.percent(40),
            }
        }
        7 => Action::Pause {
            paused: !model.paused && random.percent(30),
        },
        _ => Action::Pass {
            secs: random.between(1, 60),
        },
    }
}

/// Up to `most`, often the most itself.
fn amount(random: &mut Random, most: u128) -> u64 {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    match random.below(4) {
        0 => most,
        1 => random.between(0, most.min(3)),
        _ => random.between(0, most),
    }
}

fn of_offering(random: &mut Random, model: &Model, offering: Tag, sale: &Sale) -> Action {
    let (who, account): (Who, Who) = (random.below(PEOPLE), random.below(PEOPLE));
    let need = u128::from(sale.terms.for_sale).saturating_sub(sale.pss);
    let open = model.now < sale.end;
    if open && need != 0 && sale.total() == 0 && random.percent(60) {
        let pss = match random.percent(85) {
            true => u64::try_from(need).unwrap_or(u64::MAX),
            false => amount(random, need),
        };
        return Action::Fund { offering, pss };
    }
    match random.below(20) {
        0..8 if open => {
            let left = sale.cap(who).unwrap_or(1_000)
                - sale.parts[who]
                    .contribution
                    .min(sale.cap(who).unwrap_or(1_000));
            let most = left + u128::from(random.percent(10));
            Action::Contribute {
                who,
                offering,
                amount: amount(random, most),
                lie: random.percent(8),
            }
        }
        0..8 if sale.verdict.is_none() => Action::Finalize { who, offering },
        0..5 => Action::Claim {
            who,
            offering,
            account,
        },
        5..8 => Action::Release {
            who,
            offering,
            account,
        },
        8 => Action::Finalize { who, offering },
        9..11 => Action::Claim {
            who,
            offering,
            account,
        },
        11..13 => Action::Release {
            who,
            offering,
            account,
        },
        13..15 => Action::Collect { who, offering },
        15 => Action::Contribute {
            who,
            offering,
            amount: random.between(0, 100),
            lie: false,
        },
        16 if random.percent(30) => Action::Gift {
            who,
            offering,
            psc: random.between(1, 100),
        },
        _ => Action::Pass {
            secs: random.between(1, 20),
        },
    }
}

//! The invariants of the splitter: what came in, what each of the three groups has of it, and what everybody may claim.

use alloy::primitives::U256;
use productshare_abi::Splitter;

use super::books::{Broken, Held, same};
use super::model::ledger::{Cause, Member};
use super::model::{Model, at, at_mut};
use super::scene::{CHECKOUT, SPLITTER, Scene};

/// Reads what changed, and checks the sums.
pub fn check(scene: &Scene, model: &mut Model, balance: u128) -> Held {
    let touched = model.touched.clone();
    for set in touched.sets.iter().copied() {
        read_set(scene, model, set)?;
    }
    if touched.ledger {
        read_totals(scene, model)?;
        for who in touched
            .accounts
            .iter()
            .copied()
            .filter(|who| *who < CHECKOUT)
        {
            read_customer(scene, model, who)?;
        }
        for cause in touched.causes.iter().copied() {
            read_cause(scene, model, cause)?;
        }
        for set in touched.sets.iter().copied() {
            pending_of_set(scene, model, set)?;
        }
    }
    let paid: u128 = model.claimed.iter().sum();
    let ledger = &model.ledger;
    let profit: u128 = ledger.total_profit.to();
    same("(c) all profit is credited", "total", profit, model.profit)?;
    same(
        "(c) the splitter holds all profit that was not claimed",
        "PSC",
        balance,
        profit.saturating_sub(paid),
    )?;
    if touched.ledger || !touched.sets.is_empty() {
        sums(model, balance)?;
    }
    Ok(())
}

fn unfloored(units: u128) -> U256 {
    U256::from(units) << 128usize
}

fn sums(model: &Model, balance: u128) -> Held {
    let ledger = &model.ledger;
    let profit: u128 = ledger.total_profit.to();
    let group: u128 = ledger.per_group.to();
    same("(c) groups are equal thirds", "each", group, profit / 3)?;

    let mut pending = 0u128;
    let mut earned = [U256::ZERO; 3];
    for (who, member) in ledger.customers.iter().enumerate() {
        earned[0] = earned[0].saturating_add(ledger.earned(member));
        pending += u128::from(ledger.customer_due(who));
    }
    for (set, number) in model.sets.iter().zip(1u64..) {
        earned[1] = earned[1].saturating_add(ledger.earned(at(&ledger.sets, number)));
        let lifetime = ledger.lifetime(number);
        let due = set.accounts().map(|who| u128::from(set.due(who, lifetime)));
        let due: u128 = due.sum();
        pending += due;
        if due + set.drawn() > u128::from(lifetime) {
            return Err(Broken {
                what: "(c) a set's accounts have no more than the set earned",
                how: format!(
                    "set {number}: {due} due, {} drawn of {lifetime}",
                    set.drawn()
                ),
            });
        }
    }
    for (cause, number) in ledger.causes.iter().zip(1u64..) {
        let chosen = unfloored(cause.balance.to());
        earned[2] = earned[2].saturating_add(chosen.saturating_add(ledger.cause_earned(cause)));
        pending += u128::from(ledger.cause_due(number));
    }
    if pending > balance {
        let how = format!("{pending} may be claimed of {balance}");
        let what = "(c) nobody's claim is uncovered";
        return Err(Broken { what, how });
    }

    let between = ledger.carry + (ledger.waiting << 128usize);
    let of_causes = ledger.cause_carry + (ledger.cause_waiting << 128usize);
    // What a set's accounts drew stays in its lifetime.
    let parts = [
        earned[0] + between + unfloored(model.claimed[0]),
        earned[1] + between,
        earned[2] + of_causes + unfloored(model.claimed[2]),
    ];
    let group = unfloored(group);
    for (part, name) in parts
        .into_iter()
        .zip(["customers", "co-creators", "causes"])
    {
        // The end of a generation rounds points down, and what those would have earned stays; causes have none.
        let exact = ledger.generation == 0 || name == "causes";
        if part > group || exact && part != group {
            return Err(Broken {
                what: "(c) each group's part is earned, claimed, carried or waiting",
                how: format!("{name}: {part} of {group} x 2^-128"),
            });
        }
    }
    Ok(())
}

fn read_totals(scene: &Scene, model: &mut Model) -> Held {
    let to = scene.accounts[SPLITTER];
    let totals = scene.view(to, &Splitter::totalsCall {})?;
    let causes = scene.view(to, &Splitter::causeTotalsCall {})?;
    let ledger = &mut model.ledger;
    for generation in ledger.generation..totals.generation {
        let last = scene.view(to, &Splitter::finalsCall { generation })?;
        ledger.finals.insert(generation, last);
    }
    ledger.total_profit = totals.totalProfit;
    ledger.per_group = totals.perGroup;
    ledger.generation = totals.generation;
    ledger.index = totals.index;
    ledger.carry = totals.carry;
    ledger.waiting = totals.waiting;
    ledger.cause_index = causes.index;
    ledger.cause_carry = causes.carry;
    ledger.cause_waiting = causes.waiting;
    Ok(())
}

fn read_customer(scene: &Scene, model: &mut Model, who: usize) -> Held {
    let (to, account) = (scene.accounts[SPLITTER], scene.accounts[who]);
    let member = scene.view(to, &Splitter::memberCall { account })?;
    model.ledger.customers[who] = Member {
        points: member.points,
        generation: member.generation,
        debt: member.debt,
    };
    let pending = scene.view(to, &Splitter::pendingCall { account })?;
    let due = model.ledger.customer_due(who);
    same("what a customer may claim", who, pending.to(), due)
}

fn read_set(scene: &Scene, model: &mut Model, set: u64) -> Held {
    let to = scene.accounts[SPLITTER];
    let member = scene.view(to, &Splitter::setMemberCall { set })?;
    *at_mut(&mut model.ledger.sets, set) = Member {
        points: member.points,
        generation: member.generation,
        debt: member.debt,
    };
    Ok(())
}

fn pending_of_set(scene: &Scene, model: &Model, id: u64) -> Held {
    let (to, set) = (scene.accounts[SPLITTER], at(&model.sets, id));
    let lifetime = model.ledger.lifetime(id);
    for who in set.accounts() {
        let account = scene.accounts[who];
        let pending = scene.view(to, &Splitter::pendingSetCall { set: id, account })?;
        let due = set.due(who, lifetime);
        same("what a co-creator may claim", (id, who), pending.to(), due)?;
    }
    Ok(())
}

fn read_cause(scene: &Scene, model: &mut Model, number: u64) -> Held {
    let to = scene.accounts[SPLITTER];
    let cause = scene.view(to, &Splitter::causeCall { cause: number })?;
    *at_mut(&mut model.ledger.causes, number) = Cause {
        approved: cause.approved,
        weight: cause.weight,
        balance: cause.balance,
        debt: cause.debt,
    };
    let pending = scene.view(to, &Splitter::pendingCauseCall { cause: number })?;
    let due = model.ledger.cause_due(number);
    same("what a cause may claim", number, pending.to(), due)
}

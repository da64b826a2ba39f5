//! Reports, votes, trust and disputes.

use serde_json::{Value, json};

use super::{Check, people};
use crate::{
    commerce_model::{amount, checksummed, ids, same},
    support::network::{Juror, Report},
};

pub async fn check(check: &mut Check<'_>) {
    reports(check).await;
    votes(check).await;
    trust(check).await;
}

fn absent_if_zero(number: u64) -> Value {
    match number {
        0 => Value::Null,
        number => json!(number),
    }
}

async fn reports(check: &mut Check<'_>) {
    let net = check.net;
    let reports = check.list("/v1/experience-reports").await;
    assert_eq!(reports.len(), net.reports.all.len());
    for (id, (answer, of)) in (1u64..).zip(reports.iter().zip(&net.reports.all)) {
        let dimensions = of.dimensions.iter().map(|(weight, tolerance, claimed, measured)| {
            json!({ "weight_bps": weight, "tolerance": amount(tolerance), "claimed": amount(claimed), "measured": amount(measured) })
        });
        let place = if of.state == "struck" {
            0
        } else {
            net.reports.place(id)
        };
        let expected = json!({
            "id": id, "product": of.product, "account": checksummed(of.account), "cycle": of.cycle, "order": of.order, "line": 0,
            "model": of.model, "version": of.version, "conformity": of.conformity, "dimensions": dimensions.collect::<Value>(),
            "bond": amount(of.bond), "state": of.state, "weight": amount(of.weight), "place": absent_if_zero(place as u64),
            "gain": of.gain.map(amount), "dispute": of.disputes.last().map(|last| amount(last.0)),
        });
        same("report", answer, expected.clone());
        check.saw(of.state);
        let one = check.one(&format!("/v1/experience-reports/{id}")).await;
        same("report", &one, expected);
        let told: Vec<_> = one["disputes"]
            .as_array()
            .expect("disputes")
            .iter()
            .map(|of| {
                ["dispute", "account", "sum", "replaced", "ruling"].map(|name| of[name].clone())
            })
            .collect();
        let expected: Vec<_> = of
            .disputes
            .iter()
            .map(|(id, who, sum, replaced, ruling)| {
                let replaced = if *replaced == 0 {
                    Value::Null
                } else {
                    amount(replaced)
                };
                [
                    amount(id),
                    checksummed(*who),
                    amount(sum),
                    replaced,
                    ruling.map_or(Value::Null, amount),
                ]
            })
            .collect();
        assert_eq!(told, expected);
    }
    let select = |keep: &dyn Fn(&Report) -> bool| -> Vec<u64> {
        let kept = (1..).zip(&net.reports.all).filter(|(_, of)| keep(of));
        kept.map(|(id, _)| id).collect()
    };
    for state in ["open", "disputed", "struck", "settled"] {
        let path = format!("/v1/experience-reports?state={state}");
        assert_eq!(
            ids(&check.list(&path).await),
            select(&|of| of.state == state),
            "{path}"
        );
    }
    let path = "/v1/experience-reports?product=1&cycle=1";
    let expected = select(&|of| (of.product, of.cycle) == (1, 1));
    assert_eq!(ids(&check.list(path).await), expected);
}

async fn votes(check: &mut Check<'_>) {
    let net = check.net;
    let votes = check.list("/v1/experience-votes").await;
    assert_eq!(votes.len(), net.reports.order.len());
    for (answer, key) in votes.iter().zip(&net.reports.order) {
        let (cycle, product, account) = key;
        let vote = &net.reports.votes[key];
        let revealed = vote.report != 0;
        let of_gain = revealed && vote.state != "barred";
        let expected = json!({
            "cycle": cycle, "product": product, "account": checksummed(*account), "state": vote.state,
            "commitment": if vote.commitment.is_zero() { Value::Null } else { vote.commitment.to_string().into() },
            "report": absent_if_zero(vote.report), "weight": revealed.then(|| amount(vote.weight)),
            "gain": of_gain.then(|| amount(vote.gain)), "counted": (vote.state == "confirmed").then_some(vote.counted),
            "request": absent_if_zero(vote.request), "store": Value::Null,
            "lost_bps": (vote.state == "forfeited").then_some(500),
        });
        same("vote", answer, expected);
        check.saw(vote.state);
    }
    for who in people() {
        let path = format!("/v1/experience-votes?account={who}&state=revealed");
        let own = net.reports.order.iter().filter(|key| key.2 == who);
        let count = own
            .filter(|key| net.reports.votes[key].state == "revealed")
            .count();
        assert_eq!(check.list(&path).await.len(), count, "{path}");
    }
}

/// The lower median of the list in which each conformity stands as often as it weighs.
fn median(reports: &[&Report]) -> (Value, u64) {
    let mut sorted: Vec<_> = reports
        .iter()
        .map(|of| (of.conformity, of.weight))
        .collect();
    sorted.sort();
    let all: u64 = sorted.iter().map(|of| of.1).sum();
    let Some(middle) = all.checked_sub(1).map(|last| last / 2) else {
        return (Value::Null, 0);
    };
    let mut before = 0;
    let found = sorted.into_iter().find(|(_, weight)| {
        before += weight;
        before > middle
    });
    (json!(found.expect("a middle").0), all)
}

async fn trust(check: &mut Check<'_>) {
    let net = check.net;
    for product in 1..=3 {
        let answers = check.list(&format!("/v1/products/{product}/trust")).await;
        let of_product: Vec<_> = net
            .reports
            .all
            .iter()
            .filter(|of| of.product == product)
            .collect();
        let mut cycles: Vec<_> = of_product.iter().map(|of| of.cycle).collect();
        cycles.dedup();
        assert_eq!(answers.len(), cycles.len());
        for (answer, cycle) in answers.iter().zip(cycles) {
            let of_cycle: Vec<_> = of_product.iter().filter(|of| of.cycle == cycle).collect();
            let standing: Vec<_> = of_cycle
                .iter()
                .filter(|of| of.state != "struck")
                .map(|of| **of)
                .collect();
            let (score, weight) = median(&standing);
            if !score.is_null() {
                check.saw("score");
            }
            let filled = [0, 5, 8, 10]
                .iter()
                .position(|tenths| *tenths == net.reports.tenths(cycle, product));
            let winners = net.reports.places(cycle, product);
            let rules = net.reports.rules.get(&cycle);
            let expected = json!({
                "cycle": cycle, "score": score, "weight": amount(weight), "reports": of_cycle.len(),
                "struck": of_cycle.len() - standing.len(), "quorum": rules.map(|rules| amount(rules.1)),
                "revealed": amount(net.reports.round(cycle, product).1), "winners": winners[..filled.expect("places")],
            });
            same("trust", answer, expected);
        }
    }
}

const STATES: [&str; 7] = [
    "funding", "matching", "commit", "reveal", "appeal", "umpire", "final",
];
const RULINGS: [&str; 3] = ["refused", "party", "respondent"];

pub async fn disputes(check: &mut Check<'_>) {
    let net = check.net;
    let disputes = check.list("/v1/disputes").await;
    assert_eq!(disputes.len(), net.disputes.len());
    for (id, (answer, of)) in (1u64..).zip(disputes.iter().zip(&net.disputes)) {
        let core = of.at(check.now);
        let state = STATES[usize::from(core.state) - 1];
        check.saw(state);
        if of.executed {
            check.saw("executed");
        }
        let report = (1u64..)
            .zip(&net.reports.all)
            .find(|(_, report)| report.disputes.iter().any(|d| d.0 == id));
        let model = (1u64..)
            .zip(&net.models)
            .find(|(_, model)| model.disputes.iter().any(|d| d.0 == id));
        let rounds: Vec<_> = (0u8..)
            .zip(&of.rounds)
            .map(|(number, round)| {
                let counts = |(of, vote): &(&(u8, alloy::primitives::Address), &Juror)| {
                    of.0 == number && vote.revealed && !vote.was_removed
                };
                json!({
                    "for_party": amount(round.sides[0]), "for_respondent": amount(round.sides[1]), "quorum": amount(round.quorum),
                    "cap": amount(round.cap), "commit_until": round.times[0], "reveal_until": round.times[1],
                    "votes": of.jurors.iter().filter(counts).count(),
                })
            })
            .collect();
        let division = of.division.map(|[party, respondent, jurors, weight]| {
            json!({ "to_party": amount(party), "to_respondent": amount(respondent), "to_jurors": amount(jurors), "weight": amount(weight) })
        });
        let expected = json!({
            "id": id, "arbitrable": checksummed(of.arbitrable), "party": checksummed(of.party),
            "respondent": checksummed(of.respondent), "sum": amount(of.sum), "bond": amount(of.bond),
            "product": if of.product == 0 { Value::Null } else { amount(of.product) }, "state": state, "deadline": core.deadline,
            "outcome": (core.outcome != 0).then(|| RULINGS[usize::from(core.outcome)]),
            "ruling": (core.state == 7).then(|| RULINGS[usize::from(core.ruling)]),
            "rounds": rounds, "division": division, "executed": of.executed,
            "about": { "order": of.line, "line": of.line.map(|_| 0), "report": report.map(|r| r.0), "model": model.map(|m| m.0), "statement": null },
        });
        same("dispute", answer, expected.clone());
        let one = check.one(&format!("/v1/disputes/{id}")).await;
        same("dispute", &one, expected);
        let course = one["course"].as_array().expect("a course");
        let last = course.last().expect("a state");
        assert_eq!(last["state"], state, "{one}");
        assert_eq!(last["round"], u8::from(core.appealed), "{one}");
        let steps = check.list(&format!("/v1/disputes/{id}/timeline")).await;
        assert_eq!(steps.len(), of.steps);
        let votes = check.list(&format!("/v1/disputes/{id}/votes")).await;
        assert_eq!(votes.len(), of.order.len());
        for (answer, key) in votes.iter().zip(&of.order) {
            let vote = &of.jurors[key];
            let settled = |pick: fn(&(u64, u64, u16)) -> Value| vote.settled.as_ref().map(pick);
            let expected = json!({
                "round": key.0, "juror": checksummed(key.1), "state": vote.state, "commitment": vote.commitment.to_string(),
                "choice": vote.revealed.then_some(vote.choice), "weight": vote.revealed.then(|| amount(vote.weight)),
                "paid": settled(|of| amount(of.0)), "gained": settled(|of| amount(of.1)), "lost_bps": settled(|of| json!(of.2)),
            });
            same("juror's vote", answer, expected);
        }
    }
    for (number, state) in (1..).zip(STATES) {
        let path = format!("/v1/disputes?state={state}");
        let expected = (1..)
            .zip(&net.disputes)
            .filter(|(_, of)| of.at(check.now).state == number);
        let expected: Vec<u64> = expected.map(|(id, _)| id).collect();
        assert_eq!(ids(&check.list(&path).await), expected, "{path}");
    }
    for who in people() {
        let path = format!("/v1/disputes?juror={who}");
        let judged = (1..)
            .zip(&net.disputes)
            .filter(|(_, of)| of.jurors.keys().any(|key| key.1 == who));
        let judged: Vec<u64> = judged.map(|(id, _)| id).collect();
        assert_eq!(ids(&check.list(&path).await), judged, "{path}");
    }
}

//! Cycles, their fees, winners and community, and what accounts can claim.

use alloy::primitives::U256;
use serde_json::{Value, json};

use super::{Check, people, register::earnings};
use crate::commerce_model::{amount, checksummed, same};

pub async fn check(check: &mut Check<'_>) {
    products(check).await;
    community(check).await;
    payments(check).await;
    claims(check).await;
}

pub async fn cycles(check: &mut Check<'_>) {
    let net = check.net;
    let present = net.cycle_at(check.now);
    let cycles = check.list("/v1/cycles").await;
    assert_eq!(cycles.len() as u64, present + 1);
    for (cycle, answer) in (0u64..).zip(&cycles) {
        let begins = |quarters: u64| net.start + cycle * net.length + quarters * net.length / 4;
        let fees = net.money.fees.get(&cycle).copied().unwrap_or_default();
        let [weight, community] = net.weights(cycle);
        let closing = net.money.closings.get(cycle as usize);
        let state = match closing {
            Some(_) => "closed",
            None if cycle == present => "open",
            None if check.now < begins(7) => "voting",
            None => "closing",
        };
        check.saw(state);
        let before = match cycle {
            0 => Some([0; 2]),
            _ => net
                .money
                .closings
                .get(cycle as usize - 1)
                .map(|of| of.carried),
        };
        let carried =
            |of: [u64; 2]| json!({ "reports": amount(of[0]), "community": amount(of[1]) });
        let rules = net.reports.rules.get(&cycle);
        let reports = net
            .reports
            .all
            .iter()
            .filter(|of| of.cycle == cycle)
            .count();
        let expected = json!({
            "cycle": cycle, "state": state,
            "times": { "starts_at": begins(0), "ends_at": begins(4), "reveal_at": begins(5), "dispute_at": begins(6), "close_at": begins(7) },
            "fees": { "lines": fees.lines, "experience": amount(fees.experience), "to_experts": amount(fees.to_experts),
                      "to_platforms": amount(fees.to_platforms), "to_reports": amount(fees.reports), "rolled": amount(fees.rolled),
                      "community": amount(fees.community), "extra": amount(fees.extra) },
            "weight": amount(weight), "community_weight": amount(community), "reports": reports,
            "carried_in": before.map(carried),
            "rules": rules.map(|(total, quorum, cap)| json!({ "total": amount(total), "quorum": amount(quorum), "cap": amount(cap),
                                                              "vote_gain_bps": 200 })),
        });
        same("cycle", answer, expected.clone());
        if fees.rolled > 0 {
            check.saw("rolled");
        }
        match closing {
            None => assert_eq!(answer["closing"], Value::Null),
            Some(of) => {
                let expected = json!({
                    "assigned": amount(of.assigned), "pot": amount(of.pot), "index": amount(of.index), "community": amount(of.community),
                    "community_index": amount(of.community_index), "carried": carried(of.carried),
                    "unclaimed": amount(of.left[0]), "community_unclaimed": amount(of.left[1]),
                });
                same("closing", &answer["closing"], expected);
            }
        }
        same(
            "cycle",
            &check.one(&format!("/v1/cycles/{cycle}")).await,
            expected,
        );
        let lines = check
            .list(&format!("/v1/experience-fees?cycle={cycle}"))
            .await;
        assert_eq!(lines.len() as u64, fees.lines);
        let sum = |name: &str| -> U256 {
            let fees = lines.iter().map(|line| line[name].as_str().expect("text"));
            fees.map(|fee| fee.parse::<U256>().expect("a number")).sum()
        };
        let [all, expert, platform, reports, rolled] = [
            "experience_fee",
            "to_expert",
            "to_platform",
            "to_reports",
            "rolled",
        ]
        .map(sum);
        assert_eq!(all, expert + platform + reports + rolled);
        assert_eq!(
            (all, rolled),
            (U256::from(fees.experience), U256::from(fees.rolled))
        );
    }
    let beyond = format!("/v1/cycles/{}", present + 9);
    assert_eq!(
        check.indexer.problem(&beyond).await,
        (404, "not-found".into())
    );
}

async fn products(check: &mut Check<'_>) {
    let net = check.net;
    for cycle in 0..=net.cycle_at(check.now) {
        let products = check.list(&format!("/v1/cycles/{cycle}/products")).await;
        let expected: Vec<_> = net
            .money
            .order
            .iter()
            .filter(|key| key.0 == cycle)
            .collect();
        assert_eq!(products.len(), expected.len());
        for (answer, key) in products.iter().zip(expected) {
            let part = net.money.products[key];
            same(
                "product of a cycle",
                answer,
                json!({ "product": key.1, "fees": amount(part.fees), "tenths": part.tenths }),
            );
            let filled = [0, 5, 8, 10]
                .iter()
                .position(|tenths| *tenths == part.tenths)
                .expect("places");
            let places = answer["places"].as_array().expect("places");
            assert_eq!(places.len(), filled);
            for (place, told) in (1usize..).zip(places) {
                let report = net.reports.places(cycle, key.1)[place - 1];
                let of = (report != 0).then(|| &net.reports.all[report as usize - 1]);
                let closed = cycle < net.money.next;
                let state = match (part.settled[place - 1], of) {
                    (Some((true, _)), _) => "paid",
                    (Some((false, _)), _) => "rolled_over",
                    (None, None) => "struck",
                    (None, Some(of)) if of.state == "disputed" => "disputed",
                    _ if closed => "claimable",
                    _ => "pending",
                };
                check.saw(state);
                let expected = json!({
                    "place": place, "report": of.map(|_| report), "account": of.map(|of| checksummed(of.account)), "state": state,
                    "amount": amount(part.settled[place - 1].map_or(net.prize(cycle, key.1, place), |settled| settled.1)),
                });
                same("place", told, expected);
            }
        }
    }
}

async fn community(check: &mut Check<'_>) {
    let net = check.net;
    for cycle in 0..=net.cycle_at(check.now) {
        let mut answers = check.list(&format!("/v1/cycles/{cycle}/community")).await;
        answers.sort_by_key(|of| of["account"].to_string().to_lowercase());
        let parts: Vec<_> = net
            .money
            .community
            .iter()
            .filter(|((of, _), _)| *of == cycle)
            .collect();
        assert_eq!(answers.len(), parts.len());
        for (answer, ((_, account), (weight, paid))) in answers.iter().zip(parts) {
            let closing = net.money.closings.get(cycle as usize);
            let due = closing.map(|of| {
                let due = (U256::from(*weight) * U256::from(of.community_index)) >> 64;
                amount(paid.map_or(due, U256::from))
            });
            let expected = json!({
                "account": checksummed(*account), "weight": amount(weight), "amount": due, "paid": paid.is_some(),
            });
            same("community", answer, expected);
            check.saw(if paid.is_some() { "paid" } else { "unpaid" });
        }
    }
}

async fn payments(check: &mut Check<'_>) {
    let net = check.net;
    let payments = check.list("/v1/network-payments").await;
    assert_eq!(payments.len(), net.money.payments.len());
    for (answer, (kind, account, paid)) in payments.iter().zip(&net.money.payments) {
        let expected =
            json!({ "kind": kind, "account": checksummed(*account), "amount": amount(paid) });
        same("payment", answer, expected);
        check.saw(kind);
    }
    let roundings = net.money.fees.values().any(|fees| fees.extra > 0);
    if roundings {
        check.saw("rounding");
    }
}

async fn claims(check: &mut Check<'_>) {
    let net = check.net;
    let next = net.money.next;
    for who in people() {
        let answer = check.one(&format!("/v1/accounts/{who}/commerce")).await;
        let told = &answer["network"];
        let mut sum = U256::ZERO;
        let mut add = |of: &Value| {
            sum += of
                .as_str()
                .expect("text")
                .parse::<U256>()
                .expect("a number")
        };
        let experts = (1..).zip(&net.experts).filter(|(_, of)| of.account == who);
        let experts: Vec<_> = experts
            .map(|(id, _)| (id, net.money.experts.get(&id)))
            .collect();
        let platforms = (1..).zip(&net.platforms).filter(|(_, of)| of.payout == who);
        let platforms: Vec<_> = platforms
            .map(|(id, _)| (id, net.money.platforms.get(&id)))
            .collect();
        for (name, own) in [("experts", experts), ("platforms", platforms)] {
            let parts = told[name].as_array().expect("parts");
            assert_eq!(parts.len(), own.len(), "{name} of {answer}");
            for (part, (id, earner)) in parts.iter().zip(own) {
                let id: u64 = id;
                assert_eq!(part["number"], id);
                let expected = earnings(earner, next);
                add(&expected["claimable"]);
                same("earner", part, expected);
            }
        }
        let mut places = Vec::new();
        for (&(cycle, product), part) in &net.money.products {
            let filled = [0, 5, 8, 10]
                .iter()
                .position(|tenths| *tenths == part.tenths)
                .expect("places");
            for place in (1..=filled).filter(|_| cycle < next) {
                let report = net.reports.places(cycle, product)[place - 1];
                let prize = net.prize(cycle, product, place);
                let open = part.settled[place - 1].is_none() && report != 0 && prize > 0;
                if open && net.reports.all[report as usize - 1].account == who {
                    let disputed = net.reports.all[report as usize - 1].state == "disputed";
                    let pending = amount(prize);
                    if !disputed {
                        add(&pending);
                    }
                    places.push(json!({ "cycle": cycle, "product": product, "place": place, "report": report, "pending": pending,
                                        "disputed": disputed }));
                }
            }
        }
        assert_eq!(told["places"], Value::from(places));
        let mut community = Vec::new();
        for (&(cycle, account), (weight, paid)) in &net.money.community {
            if account == who && paid.is_none() && cycle < next {
                let index = net.money.closings[cycle as usize].community_index;
                let due: U256 = (U256::from(*weight) * U256::from(index)) >> 64;
                if !due.is_zero() {
                    add(&amount(due));
                    community.push(json!({ "cycle": cycle, "pending": amount(due) }));
                }
            }
        }
        assert_eq!(told["community"], Value::from(community));
        assert_eq!(answer["claimable"], amount(sum));
    }
}

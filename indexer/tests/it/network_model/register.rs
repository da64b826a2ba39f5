//! Platforms, experts, models and enrolments; power and nominations.

use serde_json::{Value, json};

use super::{Check, people};
use crate::{
    commerce_model::{amount, checksummed, ids, same},
    support::network::{Earner, Kind},
};

pub async fn check(check: &mut Check<'_>) {
    members(check).await;
    models(check).await;
    enrolments(check).await;
    power(check).await;
    nominations(check).await;
}

/// What an expert or a platform earned.
pub fn earnings(earner: Option<&Earner>, next: u64) -> Value {
    let earner = earner.copied().unwrap_or_default();
    let claimable = earner.clone().claim(next);
    json!({ "earned": amount(earner.earned), "claimed": amount(earner.paid), "claimable": amount(claimable),
            "waiting": amount(earner.unclaimed() - claimable) })
}

async fn members(check: &mut Check<'_>) {
    let net = check.net;
    let next = net.money.next;
    let standing = |kind, number| {
        let of = net.standing(kind, number);
        json!({ "bond": amount(of.bond), "slashed": amount(of.slashed), "active": net.is_active(kind, number),
                "leaves_at": if of.leaves_at == 0 { Value::Null } else { json!(of.leaves_at) } })
    };
    let platforms = check.list("/v1/platforms").await;
    assert_eq!(platforms.len(), net.platforms.len());
    for (id, (answer, of)) in (1..).zip(platforms.iter().zip(&net.platforms)) {
        let expected = json!({ "id": id, "owner": checksummed(of.owner), "payout": checksummed(of.payout), "stores": 0 });
        same("platform", answer, expected);
        same("platform", answer, standing(Kind::Platform, id));
        let expected = earnings(net.money.platforms.get(&id), next);
        same("platform", answer, expected.clone());
        same(
            "platform",
            &check.one(&format!("/v1/platforms/{id}")).await,
            expected,
        );
    }
    let experts = check.list("/v1/experts").await;
    assert_eq!(experts.len(), net.experts.len());
    for (id, (answer, of)) in (1..).zip(experts.iter().zip(&net.experts)) {
        let models = net.models.iter().filter(|model| model.expert == id).count();
        same(
            "expert",
            answer,
            json!({ "id": id, "account": checksummed(of.account), "models": models }),
        );
        same("expert", answer, standing(Kind::Expert, id));
        let expected = earnings(net.money.experts.get(&id), next);
        same("expert", answer, expected.clone());
        if expected["waiting"] != "0" {
            check.saw("waiting");
        }
        same(
            "expert",
            &check.one(&format!("/v1/experts/{id}")).await,
            expected,
        );
    }
    for active in [true, false] {
        let path = format!("/v1/experts?active={active}");
        let all = 1..=net.experts.len() as u64;
        let expected: Vec<_> = all
            .filter(|id| net.is_active(Kind::Expert, *id) == active)
            .collect();
        assert_eq!(ids(&check.list(&path).await), expected, "{path}");
    }
    for who in people() {
        let path = format!("/v1/platforms?owner={who}");
        let owned = (1..).zip(&net.platforms).filter(|(_, of)| of.owner == who);
        let owned: Vec<u64> = owned.map(|(id, _)| id).collect();
        assert_eq!(ids(&check.list(&path).await), owned, "{path}");
    }
}

async fn models(check: &mut Check<'_>) {
    let net = check.net;
    let models = check.list("/v1/models").await;
    assert_eq!(models.len(), net.models.len());
    for (id, (answer, of)) in (1u64..).zip(models.iter().zip(&net.models)) {
        let enrolled = net.enrolments.values().filter(|of| of.model == id).count();
        let open = of.disputes.last().filter(|last| last.2.is_none());
        let expected = json!({
            "id": id, "expert": of.expert, "state": of.state, "latest": of.versions.len(), "products": enrolled,
            "dispute": open.map(|last| last.0.to_string()),
        });
        same("model", answer, expected.clone());
        let one = check.one(&format!("/v1/models/{id}")).await;
        same("model", &one, expected);
        let versions: Vec<_> = of
            .versions
            .iter()
            .map(|version| {
                let dimension = |of: &(u16, u64, u64, u64)| {
                    json!({ "weight_bps": of.0, "lower": amount(of.1), "upper": amount(of.2), "tolerance": amount(of.3) })
                };
                version.0.iter().map(dimension).collect::<Value>()
            })
            .collect();
        let told: Vec<_> = one["versions"]
            .as_array()
            .expect("versions")
            .iter()
            .map(|v| v["dimensions"].clone())
            .collect();
        assert_eq!(told, versions);
        let disputes: Vec<_> = of
            .disputes
            .iter()
            .map(|(id, who, ruling)| {
                (
                    amount(id),
                    checksummed(*who),
                    ruling.map_or(Value::Null, amount),
                )
            })
            .collect();
        let told: Vec<_> = one["disputes"]
            .as_array()
            .expect("disputes")
            .iter()
            .map(|d| {
                (
                    d["dispute"].clone(),
                    d["account"].clone(),
                    d["ruling"].clone(),
                )
            })
            .collect();
        assert_eq!(told, disputes);
        match of.state {
            "struck" => check.saw("struck_model"),
            state => check.saw(state),
        }
    }
    for state in ["open", "withdrawn", "struck"] {
        let path = format!("/v1/models?state={state}");
        let expected = (1..).zip(&net.models).filter(|(_, of)| of.state == state);
        let expected: Vec<u64> = expected.map(|(id, _)| id).collect();
        assert_eq!(ids(&check.list(&path).await), expected, "{path}");
    }
}

async fn enrolments(check: &mut Check<'_>) {
    let net = check.net;
    let mut enrolments = check.list("/v1/enrolments").await;
    enrolments.sort_by_key(|of| of["product"].as_u64());
    assert_eq!(enrolments.len(), net.enrolments.len());
    for (answer, (product, of)) in enrolments.iter().zip(&net.enrolments) {
        let model = &net.models[of.model as usize - 1];
        let expected = json!({
            "product": product, "model": of.model, "version": of.version, "fee_bps": of.fee, "expert": model.expert,
            "model_state": model.state,
        });
        same("enrolment", answer, expected);
        let told: Vec<_> = answer["dimensions"]
            .as_array()
            .expect("dimensions")
            .iter()
            .map(|d| d["claimed"].clone())
            .collect();
        assert_eq!(told, of.claims.iter().map(amount).collect::<Vec<_>>());
    }
    for product in 1..=3 {
        let history = check
            .list(&format!("/v1/products/{product}/enrolments"))
            .await;
        assert_eq!(
            history.len(),
            net.changes.get(&product).copied().unwrap_or(0)
        );
    }
}

async fn power(check: &mut Check<'_>) {
    let net = check.net;
    let cycle = net.cycle_at(check.now);
    let total = net.power.total.at(cycle);
    let rate = net.power.rate.at(cycle);
    let expected = json!({
        "cycle": cycle, "total": amount(total.0), "gained": amount(total.1), "rate": amount(rate.0), "rate_next": amount(rate.1),
        "seeded": amount(net.power.seeded), "start": net.start, "length_secs": net.length,
    });
    same("power", &check.one("/v1/power").await, expected);
    for who in people() {
        let answer = check
            .one(&format!("/v1/accounts/{who}/power?limit=200"))
            .await;
        let (own, nominated) = (net.earned(who, cycle), net.nominated(who, cycle));
        let expected = json!({
            "cycle": cycle, "effective": amount(net.effective(who, cycle)), "earned": amount(own.0), "gained": amount(own.1),
            "nominated": amount(nominated.0), "nominated_next": amount(nominated.1), "total": amount(total.0),
        });
        same("an account's power", &answer, expected);
        let changes = net.power.changes.get(&who).copied().unwrap_or(0);
        assert_eq!(
            answer["items"].as_array().expect("items").len(),
            changes.min(200)
        );
    }
}

async fn nominations(check: &mut Check<'_>) {
    let net = check.net;
    for who in people() {
        let mut told: Vec<_> = check
            .list(&format!("/v1/nominations?nominator={who}"))
            .await
            .iter()
            .map(|of| {
                let field = |name: &str| of[name].to_string();
                ["participant", "staked", "leaving", "free_from"].map(field)
            })
            .collect();
        told.sort();
        let mut expected: Vec<_> = net
            .power
            .nominations
            .iter()
            .filter(|((by, _), own)| *by == who && own.0 + own.1 > 0)
            .map(|((_, to), (staked, leaving, cycle))| {
                let free_from = match leaving {
                    0 => Value::Null,
                    _ => json!(net.start + (cycle + 1) * net.length),
                };
                [checksummed(*to), amount(staked), amount(leaving), free_from]
                    .map(|value| value.to_string())
            })
            .collect();
        expected.sort();
        assert_eq!(told, expected);
    }
}

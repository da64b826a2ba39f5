//! How strategies fare as one parameter changes, for some values of another.

use serde_json::{Value, json};

use crate::{
    findings::{Case, Subject},
    settings::{PSC, Settings},
    strategies::Strategy,
};

/// A parameter, and how it is set.
#[derive(Clone, Copy)]
pub struct Axis {
    /// As the findings name it.
    pub name: &'static str,
    pub label: &'static str,
    pub values: &'static [u64],
    set: fn(&mut Settings, &mut Subject, u64),
}

/// One strategy over an axis, a curve for each value of another.
pub struct Sweep {
    /// The plot's.
    pub file: &'static str,
    pub strategy: &'static str,
    pub x: Axis,
    pub curves: Axis,
}

impl Sweep {
    /// A case per curve and value.
    pub fn cases(&self, strategy: &Strategy) -> Vec<(u64, u64, Case)> {
        let mut cases = Vec::new();
        for &curve in self.curves.values {
            for &x in self.x.values {
                let (mut settings, mut subject) = (Settings::default(), strategy.subject);
                (self.curves.set)(&mut settings, &mut subject, curve);
                (self.x.set)(&mut settings, &mut subject, x);
                let mut case = strategy.case(&settings, subject);
                for (axis, value) in [(self.curves, curve), (self.x, x)] {
                    case.parameters
                        .entry(axis.name)
                        .or_insert_with(|| json!(value));
                }
                case.parameters.insert("default".into(), Value::Bool(false));
                cases.push((curve, x, case));
            }
        }
        cases
    }
}

fn plan(subject: &mut Subject, change: impl FnOnce(&mut crate::agents::Plan)) {
    if let Subject::Accounts(plan) = subject {
        change(plan);
    }
}

const fn axis(
    name: &'static str,
    label: &'static str,
    values: &'static [u64],
    set: fn(&mut Settings, &mut Subject, u64),
) -> Axis {
    Axis {
        name,
        label,
        values,
        set,
    }
}

fn members(values: &'static [u64]) -> Axis {
    axis(
        "members",
        "accounts of the coalition, of 132",
        values,
        |_, subject, value| {
            plan(subject, |plan| plan.members = value as usize);
        },
    )
}

fn cost(values: &'static [u64]) -> Axis {
    axis(
        "cost",
        "cost of a measurement, PSC",
        values,
        |settings, _, value| {
            settings.market.cost = value * PSC;
        },
    )
}

fn found(values: &'static [u64]) -> Axis {
    axis(
        "found_bps",
        "winning reports without own measurement that are found out, bps",
        values,
        |settings, _, value| {
            settings.market.found_bps = value;
        },
    )
}

fn bond(values: &'static [u64]) -> Axis {
    axis(
        "bond",
        "bond of a report, PSC",
        values,
        |settings, _, value| {
            settings.experience.bond = value * PSC;
        },
    )
}

fn max_votes(values: &'static [u64]) -> Axis {
    axis(
        "max_votes",
        "votes of an account a cycle",
        values,
        |settings, _, value| {
            settings.max_votes = value as usize;
        },
    )
}

fn quorum(values: &'static [u64]) -> Axis {
    axis("quorum_bps", "quorum, bps", values, |settings, _, value| {
        settings.experience.quorum_bps = value as u16;
        settings.experience.cap_bps = settings.experience.cap_bps.min(value as u16 / 2);
    })
}

fn cap(values: &'static [u64]) -> Axis {
    axis("cap_bps", "cap, bps", values, |settings, _, value| {
        settings.experience.cap_bps = value as u16;
    })
}

pub fn all() -> Vec<Sweep> {
    let sweep = |file, strategy, x, curves| Sweep {
        file,
        strategy,
        x,
        curves,
    };
    let spread = axis(
        "spread",
        "spread of true values around claims, units",
        &[0, 1, 3, 10, 20],
        |settings, _, value| {
            settings.market.spread_milli = value * 1_000;
        },
    );
    let loss = axis(
        "resale_loss_bps",
        "lost at resale, bps",
        &[0, 500, 1_000, 3_000],
        |settings, _, value| {
            settings.market.resale_loss_bps = value;
        },
    );
    let lose = axis(
        "lose_bps",
        "power lost by an incoherent juror, bps",
        &[0, 250, 500, 750, 1_000],
        |settings, _, value| {
            settings.terms.lose_bps = value as u16;
        },
    );
    let prior = axis(
        "prior_bps",
        "disputes that are justified, bps",
        &[5_000, 7_000, 9_000],
        |settings, _, value| {
            settings.market.prior_bps = value;
        },
    );
    let turnout = axis(
        "turnout_bps",
        "honest jurors who look, bps",
        &[1_000, 2_000, 4_000],
        |settings, _, value| {
            settings.market.turnout_bps = value;
        },
    );
    let dust = axis(
        "dust",
        "products of its own",
        &[1, 5, 20],
        |_, subject, value| {
            plan(subject, |plan| plan.dust = value as usize);
        },
    );
    let wash = axis(
        "wash",
        "own units bought a cycle (others buy 160)",
        &[1, 10, 40, 160, 640],
        |_, subject, value| {
            plan(subject, |plan| plan.wash = value);
        },
    );
    let rate = axis(
        "rate",
        "power units per PSS",
        &[0, 1_000, 10_000, 100_000],
        |settings, _, value| settings.rate = value,
    );
    let matched = axis(
        "match_bps",
        "respondents who match the bond in time, bps",
        &[0, 2_500, 5_000, 7_500, 9_500],
        |settings, _, value| {
            settings.market.match_bps = value;
        },
    );
    let challenge = axis(
        "challenge_bps",
        "hidden receipts that are challenged, bps",
        &[0, 10, 50, 100, 300, 500, 1_000],
        |settings, _, value| {
            settings.market.challenge_bps = value;
        },
    );
    let hidden = axis(
        "hidden_bps",
        "hidden receipts, bps",
        &[500, 2_500, 5_000, 10_000],
        |_, subject, value| {
            if let Subject::Platform(plan) = subject {
                plan.hidden_bps = value;
            }
        },
    );
    let sales = axis(
        "sales",
        "sales outside the chain a cycle, PSC",
        &[5_000, 10_000, 20_000, 50_000],
        |settings, subject, value| {
            settings.market.platform_sales = value * PSC;
            if let Subject::Platform(plan) = subject {
                (plan.hidden_bps, plan.comes_back) = (10_000, true);
            }
        },
    );
    let platform_bond = axis(
        "platform_bond",
        "bond of a platform, PSC (it comes back and hides all)",
        &[250, 500, 1_000, 2_000, 5_000],
        |settings, _, value| {
            settings.platform_bond = value * PSC;
        },
    );
    let capped = cap(&[50, 100, 350, 500]);
    let growing: &'static [u64] = &[2, 4, 6, 9, 12, 16, 24];
    vec![
        sweep(
            "copycat",
            "copycat",
            cost(&[0, 3, 6, 9, 12, 15]),
            members(&[1, 6, 24]),
        ),
        sweep(
            "own-vote",
            "own-vote",
            axis(
                "accounts",
                "accounts in all",
                &[33, 66, 132, 264],
                |settings, _, value| {
                    let market = &mut settings.market;
                    market.units = market.units * value / market.accounts as u64;
                    market.accounts = value as usize;
                },
            ),
            axis(
                "own_votes",
                "own votes allowed (1) or not (0)",
                &[0, 1],
                |settings, _, value| settings.own_votes = value == 1,
            ),
        ),
        sweep("ring", "ring", members(growing), max_votes(&[3, 5, 10])),
        sweep("ring-cap", "ring", members(growing), capped),
        sweep(
            "vote-trading",
            "vote-trading",
            members(growing),
            max_votes(&[5, 10]),
        ),
        sweep(
            "shared-measurement",
            "shared-measurement",
            found(&[0, 1_000, 2_000, 2_500, 4_000, 6_000]),
            cost(&[1, 3, 5]),
        ),
        sweep(
            "shared-measurement-bond",
            "shared-measurement",
            bond(&[1, 5, 20, 50, 100]),
            found(&[1_000, 2_500]),
        ),
        sweep(
            "lying-ring",
            "lying-ring",
            members(growing),
            bond(&[1, 5, 50]),
        ),
        sweep(
            "wash",
            "wash",
            wash,
            axis(
                "fee_bps",
                "experience fee, bps",
                &[500, 1_500, 3_000],
                |settings, _, value| settings.fee_bps = value,
            ),
        ),
        sweep(
            "lazy-claimed",
            "lazy-claimed",
            cost(&[0, 3, 6, 9, 12]),
            spread,
        ),
        sweep(
            "lazy-random",
            "lazy-random",
            cost(&[0, 3, 6, 9, 12]),
            bond(&[1, 5, 50]),
        ),
        sweep("hidden-sales", "hidden-sales", challenge, hidden),
        sweep("hidden-sales-bond", "hidden-sales", platform_bond, sales),
        sweep("blind-juror", "blind-juror", lose, prior),
        sweep(
            "bribed-jurors",
            "bribed-jurors",
            members(&[2, 6, 12, 18, 24, 36]),
            turnout,
        ),
        sweep("dust", "dust", members(growing), quorum(&[100, 300, 1_000])),
        sweep("dust-products", "dust", dust, max_votes(&[5, 20])),
        sweep("sybil", "sybil", loss, members(&[2, 6, 12])),
        sweep("nominated-ring", "nominated-ring", members(growing), rate),
        sweep("frivolous", "frivolous", matched, bond(&[5, 50])),
    ]
}

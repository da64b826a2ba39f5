//! The strategies, each as it is looked at with the protocol's defaults.

use serde_json::{Map, Value, json};

use crate::{
    agents::{Behaviour, Juror, Plan, Report, Vote},
    findings::{Case, Subject},
    platform,
    settings::{PSC, Settings},
};

/// Accounts of a coalition that nothing else is said about: one in 22.
pub const COALITION: usize = 6;

/// Name, what it does, and what it is by default.
pub struct Strategy {
    pub name: &'static str,
    pub does: &'static str,
    pub subject: Subject,
}

fn behaviour(report: Report, vote: Vote, juror: Juror) -> Plan {
    Plan {
        members: COALITION,
        behaviour: Behaviour {
            report,
            vote,
            juror,
        },
        ..Plan::default()
    }
}

fn coalition(members: usize) -> Plan {
    Plan {
        members,
        ..Plan::default()
    }
}

pub fn all() -> Vec<Strategy> {
    let strategy = |name, does, plan| Strategy {
        name,
        does,
        subject: Subject::Accounts(plan),
    };
    vec![
        strategy(
            "copycat",
            "votes without measuring, for the report of whoever won most so far; files nothing",
            behaviour(Report::None, Vote::LastWinner, Juror::Looks),
        ),
        strategy(
            "copycat-reporter",
            "measures and reports, but votes for the most favourable reports of any five products",
            behaviour(Report::Measured, Vote::MostConform, Juror::Looks),
        ),
        strategy(
            "own-vote",
            "measures and reports, but votes for its own report",
            Plan {
                members: 1,
                ..behaviour(Report::Measured, Vote::Own, Juror::Looks)
            },
        ),
        strategy(
            "ring",
            "accounts that measure each product once for all, file one report on it and all vote for that one",
            Plan {
                ring: 1,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "vote-trading",
            "accounts that buy, measure and report the same products, and vote for each other's reports",
            Plan {
                trades: true,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "shared-measurement",
            "the same, but measured once for all of them: the others' evidence is not theirs",
            Plan {
                trades: true,
                shares: true,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "lying-ring",
            "the same without measuring: it reports what is claimed",
            Plan {
                ring: 1,
                ring_lies: true,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "wash",
            "a vendor who is his own expert and platform buys from himself, reports on it by three accounts and votes for that",
            Plan {
                owns_first: true,
                wash: 40,
                ..coalition(3)
            },
        ),
        strategy(
            "lazy-claimed",
            "reports what the product claims without measuring, and votes for whoever won most",
            behaviour(Report::Claimed, Vote::LastWinner, Juror::Looks),
        ),
        strategy(
            "lazy-random",
            "reports anything, and votes for any report",
            behaviour(Report::Invented, Vote::Any, Juror::Looks),
        ),
        Strategy {
            name: "hidden-sales",
            does: "a platform hides half of its receipts, and never comes back once its bond is gone",
            subject: Subject::Platform(platform::Plan {
                hidden_bps: 5_000,
                comes_back: false,
            }),
        },
        strategy(
            "blind-juror",
            "votes in every dispute for the party that disputes, without looking",
            behaviour(Report::Measured, Vote::Nearest, Juror::Party),
        ),
        strategy(
            "tossing-juror",
            "votes in every dispute by the toss of a coin",
            behaviour(Report::Measured, Vote::Nearest, Juror::Tosses),
        ),
        strategy(
            "bribed-jurors",
            "one account disputes without right for 500 PSC each cycle, and the others vote for it",
            Plan {
                wrong_case: 500 * PSC,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "dust",
            "honest elsewhere, but with twenty products of its own that nobody buys, reports on them and votes",
            Plan {
                dust: 20,
                dust_price: PSC,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "sybil",
            "one person's accounts: measures once, buys and reports with each of them",
            Plan {
                one_person: true,
                ..coalition(COALITION)
            },
        ),
        strategy(
            "nominated-ring",
            "a ring of three that nominates as much PSS to itself as counts",
            Plan {
                ring: 1,
                nominates: true,
                ..coalition(3)
            },
        ),
        strategy(
            "frivolous",
            "honest, but disputes one winning report of others each cycle without cause",
            Plan {
                frivolous: 1,
                ..coalition(COALITION)
            },
        ),
    ]
}

impl Strategy {
    /// A case of it.
    pub fn case(&self, settings: &Settings, subject: Subject) -> Case {
        Case {
            strategy: self.name,
            settings: *settings,
            subject,
            parameters: parameters(settings, &subject),
        }
    }

    pub fn by_default(&self) -> Case {
        let mut case = self.case(&Settings::default(), self.subject);
        case.parameters.insert("default".into(), Value::Bool(true));
        case
    }
}

/// What is told of a case: what the DAO sets of what matters to it, and what it assumes.
fn parameters(settings: &Settings, subject: &Subject) -> Map<String, Value> {
    let market = &settings.market;
    let psc = |units: u64| units as f64 / PSC as f64;
    let value = match subject {
        Subject::Accounts(plan) => json!({
            "members": plan.members,
            "accounts": market.accounts,
            "cycles": market.cycles,
            "bond": psc(settings.experience.bond),
            "quorum_bps": settings.experience.quorum_bps,
            "cap_bps": settings.experience.cap_bps,
            "vote_gain_bps": settings.experience.vote_gain_bps,
            "report_gain": psc(settings.experience.report_gain),
            "fee_bps": settings.fee_bps,
            "rate": settings.rate,
            "juror_quorum_bps": settings.terms.quorum_bps,
            "juror_cap_bps": settings.terms.cap_bps,
        }),
        Subject::Platform(plan) => json!({
            "hidden_bps": plan.hidden_bps,
            "comes_back": plan.comes_back,
            "challenge_bps": market.challenge_bps,
            "sales": psc(market.platform_sales),
            "cycles": market.cycles,
            "platform_bond": psc(settings.platform_bond),
            "slash_min": psc(settings.slash_min),
            "slash_factor": settings.slash_factor,
            "fee_bps": settings.fee_bps,
        }),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

//! The model against what the contracts promise, and the protocol's defaults against every strategy.

use sim::{
    agents::Plan,
    findings::{Case, Subject},
    power::{Entry, POWER},
    records::{Parameters, Rules},
    settings::{MAX_VOTES, PSC, Settings},
    strategies,
    world::World,
};

/// Every strategy of accounts, over a few cycles.
fn worlds(check: impl Fn(&World, &str)) {
    for strategy in strategies::all() {
        let Subject::Accounts(plan) = strategy.subject else {
            continue;
        };
        for plan in [plan, plan.honest()] {
            let settings = Settings::default();
            let mut world = World::new(&settings, &plan, 7);
            for _ in 0..6 {
                world.step(true);
                check(&world, strategy.name);
            }
            world.step(false);
            check(&world, strategy.name);
        }
    }
}

#[test]
fn every_unit_is_paid_or_held_after_each_cycle() {
    worlds(|world, name| assert!(world.is_balanced(), "{name}, cycle {}", world.cycle));
}

#[test]
fn nobody_has_power_that_the_total_lacks() {
    worlds(|world, name| assert!(world.power_adds_up(), "{name}, cycle {}", world.cycle));
}

/// As the contract's own test has it.
#[test]
fn power_halves_in_six_cycles() {
    let entry = Entry {
        power: 1_000 * POWER,
        ..Entry::default()
    };
    assert!((499_990_000..=500_010_000).contains(&entry.at(6).power));
}

#[test]
fn no_vote_weighs_more_than_the_cap() {
    let rules = Rules::new(100 * POWER, &Parameters::INITIAL);
    assert_eq!((rules.quorum, rules.cap), (10 * POWER, 3_500_000));
    assert_eq!(rules.ballot(1, 50 * POWER, 40 * POWER).weight, rules.cap);
}

#[test]
fn nominated_power_is_at_most_what_is_earned() {
    let (settings, plan) = (
        Settings::default(),
        Plan {
            members: 1,
            nominates: true,
            ..Plan::default()
        },
    );
    let world = World::new(&settings, &plan, 1);
    let (effective, earned) = world.power_of(0);
    assert_eq!(effective, 2 * earned);
    assert_eq!(world.power_of(1), (earned, earned));
}

/// What the contracts keep beside storage, and the model therefore repeats.
#[test]
fn constants_are_the_contracts() {
    let arbitration = include_str!("../../../contracts/arbitration/src/parameters.rs");
    let terms = Settings::default().terms;
    for (name, value) in [
        ("quorum_bps", terms.quorum_bps),
        ("cap_bps", terms.cap_bps),
        ("juror_bps", terms.juror_bps),
        ("gain_bps", terms.gain_bps),
        ("lose_bps", terms.lose_bps),
        ("bond_bps", terms.bond_bps),
    ] {
        let plain = arbitration.replace('_', "");
        let line = format!("{}: {value},", name.replace('_', ""));
        assert!(plain.contains(&line), "arbitration has no {line}");
    }
    assert!(arbitration.contains("min_bond: PSC,"));
    let votes = include_str!("../../../contracts/experience/src/votes.rs");
    assert!(votes.contains(&format!("const MAX_VOTES: u64 = {MAX_VOTES};")));
    assert!(votes.contains("if report.account == account {"));
    let quality = include_str!("../../../contracts/quality/src/lib.rs");
    let settings = Settings::default();
    assert_eq!(
        (settings.platform_bond, settings.expert_bond),
        (1_000 * PSC, 100 * PSC)
    );
    assert!(quality.contains("INITIAL_PLATFORM_BOND: u64 = 1_000 * PSC;"));
    assert!(quality.contains("INITIAL_EXPERT_BOND: u64 = 100 * PSC;"));
    let power = include_str!("../../../contracts/power/src/lib.rs");
    assert!(power.contains("INITIAL_RATE: u64 = POWER / 100;") && settings.rate == POWER / 100);
    let market = settings.market;
    assert!(power.contains("MAX_SEEDS: u64 = 1_000 * POWER;"));
    assert!(market.seed_power * market.accounts as u64 <= 1_000 * POWER);
}

fn by_default(strategy: &strategies::Strategy, runs: u64, seed: u64) -> sim::findings::Finding {
    Case::run(&strategy.by_default(), runs, seed)
}

#[test]
fn the_same_seed_gives_the_same_findings() {
    let strategies = strategies::all();
    for name in ["ring", "blind-juror", "hidden-sales"] {
        let strategy = strategies
            .iter()
            .find(|strategy| strategy.name == name)
            .unwrap();
        let [one, again, other] = [5, 5, 6].map(|seed| by_default(strategy, 2, seed));
        assert_eq!(
            serde_json::to_value(&one).unwrap(),
            serde_json::to_value(&again).unwrap()
        );
        assert_ne!(one.payoff, other.payoff, "{name}");
    }
}

#[test]
fn findings_have_the_keys_promised_and_no_other() {
    let strategies = strategies::all();
    let value = serde_json::to_value(by_default(&strategies[0], 2, 1)).unwrap();
    let mut keys: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        ["honest_payoff", "parameters", "payoff", "pays", "strategy"]
    );
    assert!(value["parameters"].is_object() && value["pays"].is_boolean());
    assert!(value["payoff"].is_number() && value["honest_payoff"].is_number());
}

#[test]
fn honesty_pays_and_no_dishonest_strategy_does_by_default() {
    for strategy in strategies::all() {
        let finding = by_default(&strategy, 8, 1);
        assert!(finding.honest_payoff > 0.0, "{}", finding.strategy);
        assert!(
            !finding.pays,
            "{}: {} beside {}",
            finding.strategy, finding.payoff, finding.honest_payoff
        );
    }
}

/// The simulation sees what it is for: without the protocol's defences the strategies that they are against pay.
#[test]
fn strategies_pay_without_the_defences_against_them() {
    let pays = |name: &str, change: fn(&mut Settings)| {
        let strategies = strategies::all();
        let strategy = strategies
            .iter()
            .find(|strategy| strategy.name == name)
            .unwrap();
        let mut settings = Settings::default();
        change(&mut settings);
        strategy.case(&settings, strategy.subject).run(8, 1).pays
    };
    assert!(pays("blind-juror", |settings| {
        settings.terms.lose_bps = 0;
    }));
    assert!(pays("hidden-sales", |settings| settings
        .market
        .challenge_bps = 0));
    assert!(pays("lazy-claimed", |settings| {
        settings.market.spread_milli = 0;
        settings.market.cost = 9 * PSC;
    }));
}

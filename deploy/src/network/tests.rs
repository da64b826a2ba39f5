//! The built-in files and what is refused.

use super::*;
use crate::contract::{Addresses, Contract};

const ASSET: &str = "reserve.asset=0x5FbDB2315678afecb367f032d93F642f64180aa3";

/// Cycles and offering of a public network.
const OFFERING: [&str; 10] = [
    "clock.start=1800000000",
    "offering.start=1800000000",
    "offering.end=1802592000",
    "offering.soft_cap=1",
    "offering.hard_cap=1000000000000",
    "offering.wallet_cap=0",
    "offering.allow_list=0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77",
    "offering.for_sale=10_000000000000000000",
    "offering.cliff_secs=0",
    "offering.vesting_secs=31536000",
];

fn sets(pairs: &[&str]) -> Vec<String> {
    pairs.iter().map(ToString::to_string).collect()
}

/// On the development chain the window is asked for, too: it is given here.
fn error(name: &str, pairs: &[&str]) -> String {
    let mut pairs = pairs.to_vec();
    if pairs.contains(&ASSET) {
        pairs.splice(0..0, [OFFERING[0], OFFERING[1], OFFERING[2]]);
    }
    let pairs = &pairs;
    match Network::load(name, &sets(pairs)) {
        Err(e) => e.to_string(),
        Ok(network) => network.settings().unwrap_err().to_string(),
    }
}

#[test]
fn built_in_networks_parse_and_ask_for_what_only_the_deployer_knows() {
    for (name, chain_id, ephemeral) in [
        ("devchain", 412_346, true),
        ("nitro-dev", 412_346, true),
        ("arbitrum-sepolia", 421_614, false),
        ("arbitrum-one", 42_161, false),
    ] {
        let network = Network::load(name, &[]).unwrap();
        assert_eq!((network.chain_id, network.ephemeral), (chain_id, ephemeral));
        assert!(network.settings().is_err(), "{name} must not be complete");
    }
    let e = error("arbitrum-one", &[]);
    for key in [
        "roles.pauser",
        "roles.blocklister",
        "roles.umpire",
        "clock.start",
        "roles.guardian",
        "reserve.attestors",
        "reserve.threshold",
        "pss.initial_supply",
        "pss.cap",
        "governor.proposal_threshold",
        "offering.start",
        "offering.soft_cap",
    ] {
        assert!(e.contains(key), "{key} not in: {e}");
    }
    // The timelock owns everything and holds the treasury, where nobody says otherwise.
    assert!(
        !e.contains("roles.owner") && !e.contains("roles.treasury"),
        "{e}"
    );
    assert!(!e.contains("reserve.asset"), "{e}");
    assert!(error("devchain", &[]).contains("reserve.asset"));
}

#[test]
fn overrides_complete_a_public_network() {
    let network = Network::load(
        "arbitrum-one",
        &sets(&[&[
            "roles.guardian=0x1111111111111111111111111111111111111111",
            "governor.proposal_threshold=1000000000000000000",
            "roles.pauser=0x3333333333333333333333333333333333333333",
            "roles.blocklister=0x3333333333333333333333333333333333333333",
            "roles.umpire=0x0000000000000000000000000000000000000000",
            "reserve.attestors=[\"0x5555555555555555555555555555555555555555\", \"0x4444444444444444444444444444444444444444\"]",
            "reserve.threshold=2",
            "pss.initial_supply=100_000000000000000000",
            "pss.cap=1000000000000000000000000000",
        ][..], &OFFERING].concat()),
    )
    .unwrap();
    let settings = network.settings().unwrap();
    assert_eq!(settings.attestors[0], Address::repeat_byte(0x44), "sorted");
    assert_eq!(settings.cap, U256::from(10).pow(U256::from(27)));
    assert_eq!(settings.initial_supply, U256::from(10).pow(U256::from(20)));
    assert_eq!(settings.umpire, Address::ZERO, "nobody is an answer");
    let mut at = Addresses::default();
    for (n, contract) in (1u8..).zip(Contract::ALL) {
        at[contract] = Address::repeat_byte(n);
    }
    let roles = settings.roles(Address::ZERO, &at);
    assert_eq!(
        roles.psc.protected,
        PROTECTED.map(|contract| at[contract]),
        "what holds PSC always is"
    );
    assert_eq!(roles.checkout.arbitrator, at[Contract::Arbitration]);
    assert_eq!(
        roles.arbitration.arbitrables,
        ARBITRABLES.map(|contract| at[contract])
    );
    let timelock = at[Contract::Timelock];
    assert_eq!((roles.owner, roles.treasury), (timelock, timelock));
    assert_eq!(roles.timelock.guardian, Address::repeat_byte(0x11));
    assert_eq!(
        roles.pss.lockers,
        LOCKERS.map(|contract| at[contract]),
        "what locks PSS always may"
    );
    assert_eq!(settings.offering.wallet_cap, U256::ZERO);
    assert_eq!(settings.offering.allow_list[0], 0xd4);
}

#[test]
fn only_a_chain_that_is_forgotten_has_another_owner_than_the_timelock() {
    let owner = "roles.owner=0x1111111111111111111111111111111111111111";
    let e = error("arbitrum-one", &[owner]);
    assert!(e.contains("the timelock owns everything"), "{e}");
    let network = Network::load(
        "devchain",
        &sets(&[ASSET, OFFERING[0], OFFERING[1], OFFERING[2], owner]),
    )
    .unwrap();
    let settings = network.settings().unwrap();
    assert_eq!(settings.owner, Some(Address::repeat_byte(0x11)));
}

#[test]
fn causes_keep_their_order_and_are_approved_unless_said_otherwise() {
    let causes = "splitter.causes=[\
        { account = \"0x2222222222222222222222222222222222222222\", weight = 2, uri = \"b\", approved = false },\
        { account = \"0x1111111111111111111111111111111111111111\", weight = 1, uri = \"a\" }]";
    let pairs = [ASSET, OFFERING[0], OFFERING[1], OFFERING[2], causes];
    let network = Network::load("devchain", &sets(&pairs)).unwrap();
    let causes = &network.settings().unwrap().causes;
    let told: Vec<_> = causes
        .iter()
        .map(|c| (c.uri.as_str(), c.weight, c.approved))
        .collect();
    assert_eq!(told, [("b", 2, false), ("a", 1, true)]);
}

#[test]
fn mistakes_are_named() {
    for (pairs, said) in [
        (
            &[ASSET, "reserve.threshold=4"][..],
            "reserve.threshold must be 1 to 3",
        ),
        (
            &[ASSET, "reserve.threshold=0"],
            "reserve.threshold must be 1 to 3",
        ),
        (
            &[
                ASSET,
                "roles.owner=0x0000000000000000000000000000000000000000",
            ],
            "roles.owner must not be the zero address",
        ),
        (&[ASSET, "roles.owner=0x12"], "owner"),
        (
            &[
                ASSET,
                "roles.ownr=0x1111111111111111111111111111111111111111",
            ],
            "ownr",
        ),
        (
            &[ASSET, "reserve.attested_cap_bps=5001"],
            "must be 0 to 5000, not 5001",
        ),
        (
            &[ASSET, "stake_pools.lock_ratio=0"],
            "stake_pools.lock_ratio must be 100000000000000 to 1000000000000000000000, not 0",
        ),
        (
            &[ASSET, "stake_pools.min_assets=999999"],
            "stake_pools.min_assets must be 1000000 to 1000000000000, not 999999",
        ),
        (
            &[ASSET, "stake_pools.window_secs=3599"],
            "stake_pools.window_secs must be 3600 to 2592000, not 3599",
        ),
        (
            &[ASSET, "stake_pools.utilisation_bps=8001"],
            "stake_pools.utilisation_bps must be 0 to 8000, not 8001",
        ),
        (
            &[ASSET, "stake_pools.deposit_bps=1999"],
            "stake_pools.deposit_bps must be 2000 to 10000, not 1999",
        ),
        (
            &[ASSET, "stake_pools.min_request=1000000001"],
            "stake_pools.min_request must be 0 to 1000000000, not 1000000001",
        ),
        (
            &[ASSET, "checkout.share_cap_bps=10001"],
            "checkout.share_cap_bps must be 0 to 10000, not 10001",
        ),
        (
            &[ASSET, "checkout.dispute_window_secs=604799"],
            "must be 604800 to 7776000",
        ),
        (
            &[
                ASSET,
                "offer_pool.tokens=[\"0x0000000000000000000000000000000000000000\"]",
            ],
            "offer_pool.tokens holds the zero address",
        ),
        (
            &[
                ASSET,
                "splitter.causes=[{ account = \"0x0000000000000000000000000000000000000000\", weight = 1, uri = \"a\" }]",
            ],
            "cause 1 has the zero address",
        ),
        (
            &[
                ASSET,
                "splitter.causes=[{ account = \"0x1111111111111111111111111111111111111111\", weight = 10001, uri = \"a\" }]",
            ],
            "weight of 0 to 10000",
        ),
        (
            &[
                ASSET,
                "splitter.causes=[{ account = \"0x1111111111111111111111111111111111111111\", weight = 1, uri = \"a\" }, { account = \"0x2222222222222222222222222222222222222222\", weight = 1, uri = \"a\" }]",
            ],
            "cause 2 needs a uri of its own",
        ),
        (
            &[ASSET, "reserve.redemption_fee_bps=-1"],
            "redemption_fee_bps",
        ),
        (
            &[ASSET, "pss.initial_supply=2", "pss.cap=1"],
            "must not be above pss.cap",
        ),
        (
            &[ASSET, "timelock.min_delay_secs=59"],
            "timelock.min_delay_secs must be 60 to 2592000, not 59",
        ),
        (
            &[ASSET, "governor.voting_delay_secs=0"],
            "governor.voting_delay_secs must be 1 to 2592000",
        ),
        (
            &[ASSET, "governor.voting_period_secs=299"],
            "governor.voting_period_secs must be 300",
        ),
        (
            &[ASSET, "governor.quorum_percent=51"],
            "governor.quorum_percent must be 1 to 50",
        ),
        (
            &[ASSET, "governor.late_quorum_extension_secs=301"],
            "governor.late_quorum_extension_secs must be 0 to 300",
        ),
        (
            &[ASSET, "governor.proposal_threshold=1"],
            "governor.proposal_threshold must be 1000000000000000000 to",
        ),
        (&[ASSET, "pss.cap=-2"], "negative"),
        (&[ASSET, "pss.cap=1e30"], "amount"),
        (
            &[ASSET, "offering.end=1800000000"],
            "offering.end must be after offering.start",
        ),
        (&[ASSET, "offering.end=1831622401"], "by 366 days at most"),
        (
            &[ASSET, "offering.cliff_secs=15552001"],
            "offering.vesting_secs must be",
        ),
        (&[ASSET, "offering.soft_cap=0"], "offering.soft_cap must be"),
        (
            &[ASSET, "offering.soft_cap=10000000001"],
            "offering.soft_cap must be",
        ),
        (
            &[ASSET, "offering.wallet_cap=0"],
            "offering.wallet_cap must be",
        ),
        (
            &[ASSET, OFFERING[6]],
            "or 0 if offering.allow_list says who may contribute",
        ),
        (&[ASSET, "offering.for_sale=0"], "offering.for_sale must be"),
        (
            &[ASSET, "offering.for_sale=900_000_001_000000000000000000"],
            "together must not be above pss.cap",
        ),
        (&[ASSET, "clock.start=0"], "clock.start must be 1 to"),
        (
            &[ASSET, "clock.cycle_secs=86396"],
            "clock.cycle_secs must be 86400 to 7776000, not 86396",
        ),
        (
            &[ASSET, "clock.cycle_secs=86402"],
            "clock.cycle_secs must be a multiple of 4",
        ),
        (&[ASSET, "salt="], "salt"),
        (&[ASSET, "salt=\"\""], "salt must not be empty"),
        (
            &[
                ASSET,
                "psc.protected=[\"0x1111111111111111111111111111111111111111\",\"0x1111111111111111111111111111111111111111\"]",
            ],
            "twice",
        ),
        (&["reserve.asset"], "KEY=VALUE"),
        (&["chain_id.x=1"], "is a value"),
    ] {
        let e = error("devchain", pairs);
        assert!(e.contains(said) && !e.contains('\n'), "{pairs:?}: {e}");
    }
    assert!(matches!(
        Network::load("mainnet", &[]),
        Err(Error::UnknownNetwork(_))
    ));
    assert!(error("nowhere.toml", &[]).contains("nowhere.toml"));
}

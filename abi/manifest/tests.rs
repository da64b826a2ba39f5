//! What survives the file, and what is refused.

use super::*;
use alloy::primitives::address;

fn manifest() -> Manifest {
    let deployed = |n: u8| Deployed {
        address: Address::repeat_byte(n),
        codehash: B256::repeat_byte(n),
        wasm_sha256: B256::repeat_byte(n),
        block: 7 + u64::from(n),
        tx: B256::repeat_byte(n),
    };
    Manifest {
        schema: SCHEMA,
        chain_id: 412_346,
        start_block: 8,
        contracts: [
            ("psc".into(), deployed(1)),
            ("reserve".into(), deployed(2)),
            ("pss".into(), deployed(3)),
            ("catalog".into(), deployed(12)),
            ("offer-pool".into(), deployed(13)),
            ("splitter".into(), deployed(14)),
            ("stake-pools".into(), deployed(17)),
            ("checkout".into(), deployed(15)),
            ("offering".into(), deployed(18)),
            ("timelock".into(), deployed(19)),
            ("governor".into(), deployed(20)),
        ]
        .into(),
        roles: Roles {
            deployer: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            owner: Address::repeat_byte(5),
            treasury: Address::repeat_byte(6),
            psc: PscRoles {
                pauser: Address::repeat_byte(7),
                blocklister: Address::repeat_byte(8),
                protected: vec![Address::repeat_byte(2)],
            },
            reserve: ReserveRoles {
                attestors: vec![Address::repeat_byte(9)],
                threshold: 1,
                issuers: vec![Issuer {
                    account: Address::repeat_byte(10),
                    allowance: U256::from(10).pow(U256::from(30)),
                }],
            },
            pss: PssRoles {
                lockers: Vec::new(),
            },
            offer_pool: OfferPoolRoles {
                tokens: vec![Address::repeat_byte(11)],
            },
            splitter: SplitterRoles {
                causes: vec![Cause {
                    account: Address::repeat_byte(16),
                    weight: 7_500,
                    approved: true,
                    uri: "https://example.org/".into(),
                }],
            },
            checkout: CheckoutRoles {
                arbitrator: Address::ZERO,
            },
            arbitration: ArbitrationRoles {
                arbitrables: vec![Address::repeat_byte(17)],
                umpire: Address::repeat_byte(18),
            },
            timelock: TimelockRoles {
                guardian: Address::repeat_byte(19),
            },
        },
        parameters: Parameters {
            salt: "productshare".into(),
            reserve: ReserveParameters {
                asset: Address::repeat_byte(11),
                asset_decimals: 6,
                redemption_fee_bps: 0,
                attested_cap_bps: 5_000,
                max_attestation_age_secs: 86_400,
                redemption_window_secs: 604_800,
            },
            pss: PssParameters {
                initial_supply: U256::from(1),
                cap: U256::from(2),
            },
            stake_pools: StakePoolsParameters {
                lock_ratio: U256::from(10).pow(U256::from(17)),
                min_assets: U256::from(100_000_000),
                window_secs: 86_400,
                utilisation_bps: 5_000,
                deposit_bps: 2_000,
                min_request: U256::from(1_000_000),
            },
            checkout: CheckoutParameters {
                share_cap_bps: 10_000,
                dispute_window_secs: 2_592_000,
            },
            clock: ClockParameters {
                start: 1_000,
                cycle_secs: 86_400,
            },
            offering: OfferingParameters {
                start: 1_000,
                end: 2_000,
                soft_cap: U256::from(10),
                hard_cap: U256::from(20),
                wallet_cap: U256::from(5),
                allow_list: B256::ZERO,
                for_sale: U256::from(1),
                cliff_secs: 60,
                vesting_secs: 120,
            },
            timelock: TimelockParameters {
                min_delay_secs: 172_800,
            },
            governor: GovernorParameters {
                voting_delay_secs: 86_400,
                voting_period_secs: 604_800,
                proposal_threshold: U256::from(10).pow(U256::from(22)),
                quorum_percent: 4,
                late_quorum_extension_secs: 86_400,
            },
        },
    }
}

#[test]
fn manifest_survives_the_file_with_readable_amounts_and_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/412346.json");
    manifest().save(&path).unwrap();
    assert_eq!(Manifest::load(&path).unwrap(), manifest());
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"1000000000000000000000000000000\""));
    assert!(text.contains("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    let files = fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(files, 1, "no temporary file stays behind");
}

#[test]
fn load_says_what_is_wrong_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.json");
    assert!(matches!(
        Manifest::load(&path),
        Err(ManifestError::Missing(_))
    ));
    fs::write(&path, "{").unwrap();
    assert!(matches!(
        Manifest::load(&path),
        Err(ManifestError::Malformed { .. })
    ));
    fs::write(&path, r#"{"schema": 1, "whatever": 1}"#).unwrap();
    assert!(matches!(
        Manifest::load(&path),
        Err(ManifestError::Schema { found: 1, .. })
    ));
    let mut twice = manifest();
    twice.contracts.get_mut("pss").unwrap().address = Address::repeat_byte(1);
    twice.save(&path).unwrap();
    assert!(matches!(
        Manifest::load(&path),
        Err(ManifestError::Inconsistent { .. })
    ));
    let mut late = manifest();
    late.start_block = 9;
    late.save(&path).unwrap();
    assert!(matches!(
        Manifest::load(&path),
        Err(ManifestError::Inconsistent { .. })
    ));
}

#[test]
fn contract_errs_when_unknown() {
    assert!(matches!(
        manifest().address("nobody"),
        Err(ManifestError::NoContract(_))
    ));
    assert_eq!(manifest().address("pss").unwrap(), Address::repeat_byte(3));
}

//! What our indexer is told of the bench's chain: `psc` is the contract that emits, the others never log. Roles and
//! parameters are of no account to an indexer.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256};
use productshare_abi::manifest::*;

/// A manifest with these contracts.
pub fn of(chain_id: u64, addresses: impl IntoIterator<Item = (&'static str, Address)>) -> Manifest {
    let contracts: BTreeMap<String, Deployed> = addresses
        .into_iter()
        .map(|(name, address)| {
            let deployed = Deployed {
                address,
                codehash: B256::ZERO,
                wasm_sha256: B256::ZERO,
                block: 1,
                tx: B256::ZERO,
            };
            (name.to_owned(), deployed)
        })
        .collect();
    Manifest {
        schema: SCHEMA,
        chain_id,
        start_block: 1,
        contracts,
        roles: Roles {
            deployer: Address::ZERO,
            owner: Address::ZERO,
            treasury: Address::ZERO,
            psc: PscRoles {
                pauser: Address::ZERO,
                blocklister: Address::ZERO,
                protected: Vec::new(),
            },
            reserve: ReserveRoles {
                attestors: Vec::new(),
                threshold: 1,
                issuers: Vec::new(),
            },
            pss: PssRoles {
                lockers: Vec::new(),
            },
            offer_pool: OfferPoolRoles { tokens: Vec::new() },
            splitter: SplitterRoles { causes: Vec::new() },
            checkout: CheckoutRoles {
                arbitrator: Address::ZERO,
            },
            arbitration: ArbitrationRoles {
                arbitrables: Vec::new(),
                umpire: Address::ZERO,
            },
            timelock: TimelockRoles {
                guardian: Address::ZERO,
            },
        },
        parameters: Parameters {
            salt: "bench".into(),
            reserve: ReserveParameters {
                asset: Address::ZERO,
                asset_decimals: 6,
                redemption_fee_bps: 0,
                attested_cap_bps: 5_000,
                max_attestation_age_secs: 86_400,
                redemption_window_secs: 604_800,
            },
            pss: PssParameters {
                initial_supply: U256::ONE,
                cap: U256::ONE,
            },
            stake_pools: StakePoolsParameters {
                lock_ratio: U256::ONE,
                min_assets: U256::ONE,
                window_secs: 86_400,
                utilisation_bps: 5_000,
                deposit_bps: 2_000,
                min_request: U256::ONE,
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
                soft_cap: U256::ONE,
                hard_cap: U256::ONE,
                wallet_cap: U256::ONE,
                allow_list: B256::ZERO,
                for_sale: U256::ONE,
                cliff_secs: 60,
                vesting_secs: 120,
            },
            timelock: TimelockParameters {
                min_delay_secs: 172_800,
            },
            governor: GovernorParameters {
                voting_delay_secs: 86_400,
                voting_period_secs: 604_800,
                proposal_threshold: U256::ONE,
                quorum_percent: 4,
                late_quorum_extension_secs: 86_400,
            },
        },
    }
}

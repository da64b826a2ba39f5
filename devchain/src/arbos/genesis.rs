//! The state that a chain opens with.

use super::{
    PRECOMPILES, STATE_ADDRESS, pricing, sets,
    store::{self, Field, Table},
};
use crate::{
    chain::{ChainError, Config, GenesisContracts, NITRO_DEV_ACCOUNT},
    state::State,
};
use alloy::primitives::{Address, Bytes, U256, address, bytes};
use std::path::{Path, PathBuf};

/// The deterministic deployment proxy, by which CREATE2 addresses are the same on every chain.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920ca78fbf26c0b4956c");
const CREATE2_FACTORY_CODE: Bytes = bytes!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
/// StylusDeployer: creates, activates and constructs a program in one transaction.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// CacheManager: auctions places in the program cache.
pub const CACHE_MANAGER: Address = address!("2F8Bd4EaB69764c105aDd7dE7CB0402557a44E6f");

/// Bytes of machine code that the auctioned cache holds.
const CACHE_SIZE: u64 = 536_870_912;
/// Wei per second by which old bids lose to new ones.
const CACHE_DECAY: u64 = 10_273_972_602;

/// Directory that the set-up writes the two contracts to, below the working directory.
const INSTALLED: &str = "target/nitro-contracts";

/// The state of block 0.
pub fn state(config: &Config) -> Result<State, ChainError> {
    let mut state = State::default();
    for address in PRECOMPILES {
        state.set_code(address, Bytes::from_static(&[0xfe]));
        state.set_nonce(address, 1);
    }
    state.set_nonce(STATE_ADDRESS, 1);
    let number = |state: &mut State, field, value: u64| store::set(state, field, U256::from(value));
    number(&mut state, Field::MinBaseFee, config.min_base_fee);
    number(&mut state, Field::SpeedLimit, pricing::SPEED_LIMIT);
    number(&mut state, Field::PricingInertia, pricing::PRICING_INERTIA);
    number(
        &mut state,
        Field::BacklogTolerance,
        pricing::BACKLOG_TOLERANCE,
    );
    number(&mut state, Field::L1BlockNumber, config.l1_block_number);
    number(&mut state, Field::BrotliLevel, 1);
    store::set(&mut state, Field::L1PricePerUnit, config.l1_price_per_unit);
    store::set(
        &mut state,
        Field::NetworkFeeAccount,
        NITRO_DEV_ACCOUNT.into_word().into(),
    );
    super::programs::seed_pricer(&mut state);
    sets::seed(&mut state, Table::ChainOwners, NITRO_DEV_ACCOUNT);

    state.set_code(CREATE2_FACTORY, CREATE2_FACTORY_CODE);
    state.set_nonce(CREATE2_FACTORY, 1);
    if let Some((deployer, cache_manager)) = contracts(&config.contracts)? {
        for (address, code) in [(STYLUS_DEPLOYER, deployer), (CACHE_MANAGER, cache_manager)] {
            state.set_code(address, code);
            state.set_nonce(address, 1);
        }
        // What its `initialize` would have set, as on Arbitrum One: size in bytes and decay in wei per second. Slot 0
        // says that it has been called, slot 3 packs size, queue and decay.
        state.set_storage(CACHE_MANAGER, U256::ZERO, U256::from(0xff));
        state.set_storage(
            CACHE_MANAGER,
            U256::from(3),
            (U256::from(CACHE_DECAY) << 128) | U256::from(CACHE_SIZE),
        );
        // The manager may place programs, as on a Nitro dev node set up for Stylus.
        sets::seed(&mut state, Table::CacheManagers, CACHE_MANAGER);
    }
    for signer in config.signers()? {
        state.set_balance(signer.address(), config.balance);
    }
    Ok(state)
}

fn contracts(source: &GenesisContracts) -> Result<Option<(Bytes, Bytes)>, ChainError> {
    let dir = match source {
        GenesisContracts::None => return Ok(None),
        GenesisContracts::Bytes {
            stylus_deployer,
            cache_manager,
        } => {
            return Ok(Some((stylus_deployer.clone(), cache_manager.clone())));
        }
        GenesisContracts::Dir(dir) => dir.clone(),
        GenesisContracts::Installed => installed(),
    };
    Ok(Some((
        read(&dir, "StylusDeployer")?,
        read(&dir, "CacheManager")?,
    )))
}

/// The directory of the installed contracts, or where they should be.
fn installed() -> PathBuf {
    if let Some(dir) = std::env::var_os("NITRO_CONTRACTS_DIR") {
        return dir.into();
    }
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors()
        .chain(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors())
        .map(|dir| dir.join(INSTALLED))
        .find(|dir| dir.is_dir())
        .unwrap_or_else(|| here.join(INSTALLED))
}

fn read(dir: &Path, name: &str) -> Result<Bytes, ChainError> {
    let path = dir.join(format!("{name}.hex"));
    let missing = |why: String| {
        ChainError::MissingContracts(format!(
            "cannot read {}: {why}; run `cargo xtask setup`, or set NITRO_CONTRACTS_DIR to where {name}.hex is",
            path.display()
        ))
    };
    let text = std::fs::read_to_string(&path).map_err(|e| missing(e.to_string()))?;
    let code: Bytes = text
        .trim()
        .parse()
        .map_err(|e| missing(format!("not hex: {e}")))?;
    if code.is_empty() {
        return Err(missing("it is empty".into()));
    }
    Ok(code)
}

//! The gas and fee formulas give the figures known from Arbitrum chains.

use stylus_vm::{
    StylusParams,
    cost::{ActivationWork, InitGas, ProgramSize, output_gas},
    data_fee::{ARBITRUM_START_TIME, DataPricer},
    pages::PagesOpen,
};

const PARAMS: StylusParams = StylusParams::at(51);

/// A program of 100 functions with 300 parameters and results.
fn program(wasm_len: u64) -> ProgramSize {
    ProgramSize {
        wasm_len,
        functions: 100,
        type_len: 300,
        globals: 5,
        data_len: 0,
        footprint: 1,
    }
}

#[test]
fn data_fee_follows_the_size() {
    for (wasm_len, wei) in [
        (8_000, 56_902_184_346_312_u64),
        (24_000, 65_784_788_078_031),
        (60_000, 86_058_104_475_296),
        (128_000, 125_535_960_245_808),
    ] {
        let asm = u32::try_from(program(wasm_len).asm_estimate()).expect("fits");
        let fee = DataPricer::default().quote(asm, ARBITRUM_START_TIME);
        assert_eq!(fee, alloy_primitives::U256::from(wei), "{wasm_len} bytes");
    }
}

#[test]
fn data_fee_rises_with_demand_and_falls_with_time() {
    let mut pricer = DataPricer::default();
    let first = pricer.charge(1_000_000, ARBITRUM_START_TIME);
    let second = pricer.charge(1_000_000, ARBITRUM_START_TIME);
    assert!(second > first);
    assert_eq!(pricer.demand, 2_000_000);
    // 34,865 bytes a second are forgotten: all of it after 58 seconds.
    let third = pricer.charge(1_000_000, ARBITRUM_START_TIME + 58);
    assert_eq!(third, first);
    assert_eq!(pricer.demand, 1_000_000);
}

#[test]
fn data_fee_is_e_times_the_least_at_inertia() {
    let mut pricer = DataPricer::default();
    let bytes = pricer.inertia;
    let fee = pricer.charge(bytes, ARBITRUM_START_TIME);
    let price = fee / alloy_primitives::U256::from(bytes);
    // e = 2.7182 in the chain's units of 1/10,000.
    let expected = u64::from(pricer.min_price) * 27_182 / 10_000;
    assert_eq!(price, alloy_primitives::U256::from(expected));
}

/// The series ends with its twelfth power: at five times the inertia it gives 148.11, not e^5 = 148.41.
#[test]
fn data_fee_grows_by_a_series_of_twelve_powers() {
    let mut pricer = DataPricer::default();
    let bytes = 5 * pricer.inertia;
    let fee = pricer.charge(bytes, ARBITRUM_START_TIME);
    let price = u64::try_from(fee / alloy_primitives::U256::from(bytes)).expect("fits");
    let factor = price * 10_000 / u64::from(pricer.min_price);
    assert!((1_481_070..1_481_080).contains(&factor), "{factor}");
}

#[test]
fn data_fee_survives_any_state() {
    let mut pricer = DataPricer {
        demand: u32::MAX,
        bytes_per_second: u32::MAX,
        last_update: u64::MAX,
        min_price: u32::MAX,
        inertia: 0,
    };
    pricer.charge(u32::MAX, 0);
    pricer.charge(u32::MAX, u64::MAX);
}

#[test]
fn least_init_gas_is_what_the_chain_reports() {
    let least = InitGas::new(0, 0, &PARAMS);
    assert_eq!((least.init, least.cached), (8_832, 352));
    assert_eq!(least.charge(false), 8_832 + 352);
    assert_eq!(least.charge(true), 352);
}

#[test]
fn init_gas_scales_and_rounds_up() {
    let params = StylusParams {
        init_cost_scalar: 25,
        cached_cost_scalar: 1,
        ..PARAMS
    };
    let gas = InitGas::new(101, 101, &params);
    assert_eq!((gas.init, gas.cached), (8_832 + 51, 352 + 3));
    let dearest = InitGas::new(
        u16::MAX,
        u16::MAX,
        &StylusParams {
            init_cost_scalar: u8::MAX,
            ..PARAMS
        },
    );
    assert_eq!(dearest.init, 8_832 + (65_535 * 510_u64).div_ceil(100));
}

#[test]
fn activation_gas_rounds_each_part_for_itself() {
    // Just below and at one microsecond each.
    let below = ActivationWork {
        wasm_len: 3,
        functions: 5,
        data_len: 5,
        element_len: 5,
        pages: 0,
        operators: 1,
    };
    assert_eq!(below.gas(), 0);
    let at = ActivationWork {
        wasm_len: 4,
        functions: 6,
        data_len: 6,
        element_len: 6,
        pages: 1,
        operators: 2,
    };
    assert_eq!(at.gas(), 28 * (5 + 2_217));
    let most = ActivationWork {
        operators: u64::MAX,
        wasm_len: u64::MAX,
        ..at
    };
    assert!(most.gas() > at.gas(), "does not overflow");
}

#[test]
fn output_gas_is_the_evms_memory_price() {
    for (len, gas) in [
        (0, 0),
        (1, 3),
        (32, 3),
        (33, 6),
        (1_024, 98),
        (24_576, 3 * 768 + 768 * 768 / 512),
    ] {
        assert_eq!(output_gas(len), gas, "{len} bytes");
    }
}

#[test]
fn pages_cost_as_the_vectors_show() {
    let one = PagesOpen { open: 1, ever: 1 };
    for (pages, gas) in [
        (1, 0),
        (2, 1_000),
        (3, 2_000),
        (10, 9_003),
        (15, 14_007),
        (16, 15_008),
        (127, 31_999_998),
        (128, u64::MAX),
    ] {
        assert_eq!(one.cost(pages, &PARAMS), gas, "{pages} pages");
    }
}

#[test]
fn parameters_follow_the_arbos_version() {
    assert_eq!(PARAMS.version, 2);
    assert_eq!(
        (PARAMS.max_wasm_size, PARAMS.max_fragment_count),
        (131_072, 0)
    );
    let arbos_60 = StylusParams::at(60);
    assert_eq!(arbos_60.version, 3);
    assert_eq!(
        (arbos_60.max_wasm_size, arbos_60.max_fragment_count),
        (262_144, 4)
    );
}

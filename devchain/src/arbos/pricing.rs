//! Prices: the base fee, and what a transaction pays for L1 data.

use super::{
    context::word_address,
    store::{self, Field},
};
use crate::{evm::BlockContext, state::State};
use alloy::primitives::{Address, U256, address};
use std::io::Write;

/// Where L1 fees go.
pub const L1_PRICER_FUNDS: Address = address!("A4B00000000000000000000000000000000000F6");
/// L1 calldata units per compressed byte.
const UNITS_PER_BYTE: u64 = 16;
/// Nitro's defaults of the gas market: gas per second, seconds to adapt, seconds of backlog that cost nothing.
pub const SPEED_LIMIT: u64 = 7_000_000;
pub const PRICING_INERTIA: u64 = 102;
pub const BACKLOG_TOLERANCE: u64 = 10;

/// L1 calldata units of an encoded transaction: 16 for each byte of it compressed by brotli at level 1.
pub fn l1_units(encoded: &[u8]) -> u64 {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 1,
        lgwin: 22,
        ..Default::default()
    };
    let mut out = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::with_params(&mut out, 4096, &params);
        // Writing to memory does not fail.
        let _ = writer.write_all(encoded);
    }
    out.len() as u64 * UNITS_PER_BYTE
}

/// Wei per L1 calldata unit.
pub fn l1_price(state: &State) -> U256 {
    store::get(state, Field::L1PricePerUnit)
}

/// Gas that a transaction of so many units pays for L1 data. An estimate leaves a margin: a tenth more data at a base
/// fee lower by an eighth.
pub fn poster_gas(state: &State, block: &BlockContext, units: u64, estimate: bool) -> u64 {
    let price = l1_price(state);
    if price.is_zero() || units == 0 || block.base_fee == 0 {
        return 0;
    }
    let mut cost = price.saturating_mul(U256::from(units));
    let mut base_fee = U256::from(block.base_fee);
    if estimate {
        cost = cost.saturating_mul(U256::from(11)) / U256::from(10);
        let floor = store::get(state, Field::MinBaseFee);
        base_fee = (base_fee * U256::from(7) / U256::from(8))
            .max(floor)
            .max(U256::from(1));
    }
    (cost / base_fee).saturating_to()
}

/// Who receives the fees.
pub fn network_fee_account(state: &State) -> Address {
    word_address(store::get(state, Field::NetworkFeeAccount))
}

/// The base fee of the next block.
pub fn base_fee(state: &State, congestion: bool) -> u64 {
    let floor: u64 = store::get(state, Field::MinBaseFee).saturating_to();
    if !congestion {
        return floor;
    }
    let get = |f| -> u64 { store::get(state, f).saturating_to() };
    let speed = get(Field::SpeedLimit);
    let backlog = get(Field::GasBacklog);
    let tolerance = get(Field::BacklogTolerance).saturating_mul(speed);
    if backlog <= tolerance {
        return floor;
    }
    let excess_bips = (backlog - tolerance).saturating_mul(10_000)
        / get(Field::PricingInertia).saturating_mul(speed).max(1);
    (u128::from(floor) * u128::from(exp_bips(excess_bips)) / 10_000)
        .try_into()
        .unwrap_or(u64::MAX)
}

/// Adds a block's gas to the backlog, less what the time since its parent worked off.
pub fn update_backlog(state: &mut State, gas_used: u64, elapsed: u64) {
    let get = |f| -> u64 { store::get(state, f).saturating_to() };
    let worked_off = get(Field::SpeedLimit).saturating_mul(elapsed);
    let backlog = get(Field::GasBacklog)
        .saturating_sub(worked_off)
        .saturating_add(gas_used);
    store::set(state, Field::GasBacklog, U256::from(backlog));
}

/// e^(x / 10,000) in units of 1/10,000, by four terms as Nitro's ApproxExpBasisPoints.
fn exp_bips(x: u64) -> u64 {
    (1..=3).rev().fold(10_000 + x / 4, |sum: u64, term| {
        10_000 + sum.saturating_mul(x) / (term * 10_000)
    })
}

//! Stylus programs as ArbOS knows them: parameters, the record of each activated code hash, the price of data.

use super::{
    context::{Cx, Fail},
    store::{self, Field, STATE_ADDRESS, Table},
};
use crate::{evm::Ctx, state::State};
use alloy::primitives::{B256, U256};
use stylus_vm::{
    StylusParams,
    cost::InitGas,
    data_fee::{ARBITRUM_START_TIME, DataPricer},
};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
/// Gas that reading the parameters burns, wherever a method needs them.
pub(crate) const PARAMS_GAS: u64 = 100;

/// What ArbOS keeps of an activated program, by code hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramRecord {
    /// Stylus version it was activated under; 0 if it never was.
    pub version: u16,
    pub init_cost: u16,
    pub cached_cost: u16,
    /// Initial memory pages.
    pub footprint: u16,
    /// Hours since [`ARBITRUM_START_TIME`] at activation or the last extension.
    pub activated_at: u32,
    /// Estimated size of the machine code, in kB rounded up.
    pub asm_kb: u32,
    /// Whether it is in the program cache.
    pub cached: bool,
}

impl ProgramRecord {
    pub fn from_word(word: U256) -> Self {
        let b = word.to_be_bytes::<32>();
        let short = |i: usize| u16::from_be_bytes([b[i], b[i + 1]]);
        let triple = |i: usize| u32::from_be_bytes([0, b[i], b[i + 1], b[i + 2]]);
        Self {
            version: short(0),
            init_cost: short(2),
            cached_cost: short(4),
            footprint: short(6),
            activated_at: triple(8),
            asm_kb: triple(11),
            cached: b[14] != 0,
        }
    }

    pub fn word(&self) -> U256 {
        let mut b = [0u8; 32];
        b[0..2].copy_from_slice(&self.version.to_be_bytes());
        b[2..4].copy_from_slice(&self.init_cost.to_be_bytes());
        b[4..6].copy_from_slice(&self.cached_cost.to_be_bytes());
        b[6..8].copy_from_slice(&self.footprint.to_be_bytes());
        b[8..11].copy_from_slice(&self.activated_at.to_be_bytes()[1..]);
        b[11..14].copy_from_slice(&self.asm_kb.to_be_bytes()[1..]);
        b[14] = u8::from(self.cached);
        U256::from_be_bytes(b)
    }

    /// Bytes of machine code as far as the record remembers.
    pub fn asm_bytes(&self) -> u32 {
        self.asm_kb.saturating_mul(1024)
    }

    /// Seconds since activation.
    pub fn age(&self, now: u64) -> u64 {
        now.saturating_sub(ARBITRUM_START_TIME + u64::from(self.activated_at) * HOUR)
    }

    /// Why it cannot run, if it cannot.
    pub fn usable(&self, params: &StylusParams, now: u64) -> Result<(), Unusable> {
        if self.version == 0 {
            return Err(Unusable::NotActivated);
        }
        if self.version != params.version {
            return Err(Unusable::NeedsUpgrade {
                version: self.version,
                stylus: params.version,
            });
        }
        let age = self.age(now);
        if age > u64::from(params.expiry_days) * DAY {
            return Err(Unusable::Expired { age });
        }
        Ok(())
    }

    /// Seconds until it expires.
    pub fn time_left(&self, params: &StylusParams, now: u64) -> u64 {
        (u64::from(params.expiry_days) * DAY).saturating_sub(self.age(now))
    }

    /// Gas of a call's start.
    pub fn init_gas(&self, params: &StylusParams) -> InitGas {
        InitGas::new(self.init_cost, self.cached_cost, params)
    }
}

/// Hours since time zero, as records count.
pub fn hours(now: u64) -> u32 {
    u32::try_from(now.saturating_sub(ARBITRUM_START_TIME) / HOUR).unwrap_or(u32::MAX)
}

/// Age in seconds from which a program's life may be extended.
pub fn keepalive_age(params: &StylusParams) -> u64 {
    u64::from(params.keepalive_days) * DAY
}

/// Why a program does not run. As a call's outcome it takes all gas and shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("program not activated")]
    NotActivated,
    #[error(
        "program needs upgrade: activated for Stylus version {version}, the chain is at {stylus}"
    )]
    NeedsUpgrade { version: u16, stylus: u16 },
    #[error("program expired: {age} seconds old")]
    Expired { age: u64 },
}

/// Slot of a program's record.
pub fn program_slot(code_hash: &B256) -> U256 {
    store::entry(Table::Program, code_hash)
}

/// A program's record, without charge.
pub(crate) fn record(ctx: &mut Ctx, code_hash: &B256) -> ProgramRecord {
    ProgramRecord::from_word(store::read(ctx, program_slot(code_hash)))
}

/// A program's record at the price of a read.
pub(crate) fn read_record(cx: &mut Cx<'_>, code_hash: &B256) -> Result<ProgramRecord, Fail> {
    Ok(ProgramRecord::from_word(cx.read(program_slot(code_hash))?))
}

/// The parameters in force, from a state.
pub fn params(state: &State, arbos_version: u64) -> StylusParams {
    decode_params(
        state.storage(&STATE_ADDRESS, &store::field(Field::StylusParams)),
        arbos_version,
    )
}

/// The parameters in force within a transaction, without charge.
pub(crate) fn params_now(ctx: &mut Ctx) -> StylusParams {
    let version = ctx.chain.block.arbos_version;
    decode_params(store::read(ctx, store::field(Field::StylusParams)), version)
}

/// Stores parameters.
pub(crate) fn write_params(cx: &mut Cx<'_>, params: &StylusParams) -> Result<(), Fail> {
    cx.write(store::field(Field::StylusParams), encode_params(params))
}

// All that an owner can set, in one word; a word of zero means the defaults of the ArbOS version.
fn encode_params(p: &StylusParams) -> U256 {
    let mut b = [0u8; 32];
    b[0] = 1;
    b[1..5].copy_from_slice(&p.ink_price.to_be_bytes());
    b[5..9].copy_from_slice(&p.max_stack_depth.to_be_bytes());
    b[9..11].copy_from_slice(&p.free_pages.to_be_bytes());
    b[11..13].copy_from_slice(&p.page_gas.to_be_bytes());
    b[13..15].copy_from_slice(&p.page_limit.to_be_bytes());
    b[15] = p.min_init_gas;
    b[16] = p.min_cached_init_gas;
    b[17] = p.init_cost_scalar;
    b[18] = p.cached_cost_scalar;
    b[19..21].copy_from_slice(&p.expiry_days.to_be_bytes());
    b[21..23].copy_from_slice(&p.keepalive_days.to_be_bytes());
    b[23..25].copy_from_slice(&p.block_cache_size.to_be_bytes());
    b[25..29].copy_from_slice(&p.max_wasm_size.to_be_bytes());
    b[29] = p.max_fragment_count;
    U256::from_be_bytes(b)
}

fn decode_params(word: U256, arbos_version: u64) -> StylusParams {
    let mut p = StylusParams::at(arbos_version);
    let b = word.to_be_bytes::<32>();
    if b[0] == 0 {
        return p;
    }
    let short = |i: usize| u16::from_be_bytes([b[i], b[i + 1]]);
    let long = |i: usize| u32::from_be_bytes([b[i], b[i + 1], b[i + 2], b[i + 3]]);
    p.ink_price = long(1);
    p.max_stack_depth = long(5);
    p.free_pages = short(9);
    p.page_gas = short(11);
    p.page_limit = short(13);
    p.min_init_gas = b[15];
    p.min_cached_init_gas = b[16];
    p.init_cost_scalar = b[17];
    p.cached_cost_scalar = b[18];
    p.expiry_days = short(19);
    p.keepalive_days = short(21);
    p.block_cache_size = short(23);
    p.max_wasm_size = long(25);
    p.max_fragment_count = b[29];
    p
}

/// The data price that a chain opens with.
pub(crate) fn seed_pricer(state: &mut State) {
    let pricer = DataPricer::default();
    for (field, value) in [
        (Field::PricerDemand, u64::from(pricer.demand)),
        (
            Field::PricerBytesPerSecond,
            u64::from(pricer.bytes_per_second),
        ),
        (Field::PricerLastUpdate, pricer.last_update),
        (Field::PricerMinPrice, u64::from(pricer.min_price)),
        (Field::PricerInertia, u64::from(pricer.inertia)),
    ] {
        store::set(state, field, U256::from(value));
    }
}

/// Buys room for so many bytes: five reads, two writes, and the fee in wei.
pub(crate) fn charge_data(cx: &mut Cx<'_>, bytes: u32) -> Result<U256, Fail> {
    let now = cx.evm.ctx.chain.block.timestamp;
    let mut get =
        |field| -> Result<u64, Fail> { Ok(cx.read(store::field(field))?.saturating_to()) };
    let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let mut pricer = DataPricer {
        demand: small(get(Field::PricerDemand)?),
        bytes_per_second: small(get(Field::PricerBytesPerSecond)?),
        last_update: get(Field::PricerLastUpdate)?,
        min_price: small(get(Field::PricerMinPrice)?),
        inertia: small(get(Field::PricerInertia)?),
    };
    let fee = pricer.charge(bytes, now);
    cx.write(store::field(Field::PricerDemand), U256::from(pricer.demand))?;
    cx.write(
        store::field(Field::PricerLastUpdate),
        U256::from(pricer.last_update),
    )?;
    Ok(fee)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_survives_its_word() {
        let record = ProgramRecord {
            version: 2,
            init_cost: 1234,
            cached_cost: 567,
            footprint: 17,
            activated_at: 0x01_02_03,
            asm_kb: 0x04_05_06,
            cached: true,
        };
        assert_eq!(ProgramRecord::from_word(record.word()), record);
        assert_eq!(
            ProgramRecord::from_word(U256::ZERO),
            ProgramRecord::default()
        );
    }

    #[test]
    fn params_survive_their_word_and_zero_means_defaults() {
        let mut params = StylusParams::at(51);
        assert_eq!(decode_params(U256::ZERO, 51), params);
        params.ink_price = 7;
        params.expiry_days = 1;
        params.max_fragment_count = 3;
        assert_eq!(decode_params(encode_params(&params), 51), params);
    }

    #[test]
    fn program_expires_after_the_days_and_not_at_them() {
        let params = StylusParams::at(51);
        let now = ARBITRUM_START_TIME + 1000 * HOUR;
        let record = ProgramRecord {
            version: 2,
            activated_at: hours(now),
            ..Default::default()
        };
        assert_eq!(record.usable(&params, now + 365 * DAY), Ok(()));
        assert_eq!(
            record.usable(&params, now + 365 * DAY + 1),
            Err(Unusable::Expired { age: 365 * DAY + 1 })
        );
        assert_eq!(
            ProgramRecord::default().usable(&params, now),
            Err(Unusable::NotActivated)
        );
    }
}

//! Arithmetic on 256-bit big-endian words, and keccak. Results overwrite the first argument; by zero everything is zero.

use alloy_primitives::{U256, keccak256};

use super::{HOSTIO_INK, POINTER_INK};
use crate::engine::frame::{Hook, Stop};

const DIV_INK: u64 = 20_000;
const ADD_MOD_INK: u64 = 21_000;
const MUL_MOD_INK: u64 = 24_100;
const POW_INK: u64 = 3_000;
const POW_BYTE_INK: u64 = 17_500;
const KECCAK_INK: u64 = 121_800;
/// Per word above two.
const KECCAK_WORD_INK: u64 = 21_000;

impl Hook<'_> {
    pub fn math_div(&mut self, value: u32, divisor: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + 3 * POINTER_INK + DIV_INK)?;
        let (a, b) = (self.read_number(value)?, self.read_number(divisor)?);
        self.write_number(value, a.checked_div(b).unwrap_or_default())
    }

    pub fn math_mod(&mut self, value: u32, modulus: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + 3 * POINTER_INK + DIV_INK)?;
        let (a, b) = (self.read_number(value)?, self.read_number(modulus)?);
        self.write_number(value, a.checked_rem(b).unwrap_or_default())
    }

    pub fn math_pow(&mut self, value: u32, exponent: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + 3 * POINTER_INK)?;
        let (base, exponent) = (self.read_number(value)?, self.read_number(exponent)?);
        let leading_zero_bytes = exponent.leading_zeros() as u64 / 8;
        self.buy_ink(POW_INK + POW_BYTE_INK * (33 - leading_zero_bytes))?;
        self.write_number(value, base.wrapping_pow(exponent))
    }

    pub fn math_add_mod(&mut self, value: u32, addend: u32, modulus: u32) -> Result<(), Stop> {
        self.modular(ADD_MOD_INK, [value, addend, modulus], U256::add_mod)
    }

    pub fn math_mul_mod(&mut self, value: u32, multiplier: u32, modulus: u32) -> Result<(), Stop> {
        self.modular(MUL_MOD_INK, [value, multiplier, modulus], U256::mul_mod)
    }

    fn modular(
        &mut self,
        ink: u64,
        [a, b, modulus]: [u32; 3],
        operation: fn(U256, U256, U256) -> U256,
    ) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + 4 * POINTER_INK + ink)?;
        let numbers = (
            self.read_number(a)?,
            self.read_number(b)?,
            self.read_number(modulus)?,
        );
        self.write_number(a, operation(numbers.0, numbers.1, numbers.2))
    }

    pub fn native_keccak256(&mut self, data: u32, len: u32, target: u32) -> Result<(), Stop> {
        let words = u64::from(len.div_ceil(32));
        self.buy_ink(KECCAK_INK + KECCAK_WORD_INK * words.saturating_sub(2))?;
        let hash = keccak256(self.read(data, len)?);
        self.write(target, hash.as_slice())
    }
}

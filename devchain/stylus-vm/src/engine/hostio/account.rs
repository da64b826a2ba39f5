//! Other accounts: balance and code.

use alloy_primitives::{Address, Bytes};

use super::{HOSTIO_INK, POINTER_INK, REQUEST_INK, write_ink};
use crate::engine::{
    Priced,
    frame::{Hook, Stop, wasm_len},
};

/// Gas that must be there: touching a cold account.
const TOUCH_NEEDS_GAS: u64 = 2_600;

impl Hook<'_> {
    pub fn account_balance(&mut self, address: u32, target: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + REQUEST_INK + 2 * POINTER_INK)?;
        self.require_gas(TOUCH_NEEDS_GAS)?;
        let address = self.read_address(address)?;
        let Priced { value, gas_cost } = self.evm().account_balance(address);
        self.buy_gas(gas_cost)?;
        self.write_number(target, value)
    }

    /// Copies as much of the code as there is, without padding; pays for all of it.
    pub fn account_code(
        &mut self,
        address: u32,
        offset: u32,
        len: u32,
        target: u32,
    ) -> Result<u32, Stop> {
        let code = self.fetch_code(address)?;
        self.buy_ink(write_ink(wasm_len(&code)))?;
        let piece = code.get(offset as usize..).unwrap_or_default();
        let piece = &piece[..piece.len().min(len as usize)];
        self.write(target, piece)?;
        Ok(wasm_len(piece))
    }

    pub fn account_code_size(&mut self, address: u32) -> Result<u32, Stop> {
        self.fetch_code(address).map(|code| wasm_len(&code))
    }

    /// An account's code; that of the account asked last is at hand.
    fn fetch_code(&mut self, address: u32) -> Result<Bytes, Stop> {
        self.buy_ink(HOSTIO_INK + REQUEST_INK)?;
        self.require_gas(TOUCH_NEEDS_GAS)?;
        let gas_left = self.gas_left();
        let address: Address = self.read_address(address)?;
        if let Some((_, code)) = self
            .frame()
            .last_code
            .as_ref()
            .filter(|(last, _)| *last == address)
        {
            return Ok(code.clone());
        }
        let Priced {
            value: code,
            gas_cost,
        } = self.evm().account_code(address, gas_left);
        if !code.is_empty() {
            self.frame().last_code = Some((address, code.clone()));
        }
        self.buy_gas(gas_cost)?;
        Ok(code)
    }

    pub fn account_codehash(&mut self, address: u32, target: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + REQUEST_INK + 2 * POINTER_INK)?;
        self.require_gas(TOUCH_NEEDS_GAS)?;
        let address = self.read_address(address)?;
        let Priced { value, gas_cost } = self.evm().account_codehash(address);
        self.buy_gas(gas_cost)?;
        self.write(target, value.as_slice())
    }
}

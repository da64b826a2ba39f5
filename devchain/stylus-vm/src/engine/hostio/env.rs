//! Block, transaction and frame.

use alloy_primitives::{Address, U256};

use super::{HOSTIO_INK, POINTER_INK};
use crate::engine::frame::{Hook, Stop};

impl Hook<'_> {
    fn number(&mut self, target: u32, number: U256) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + POINTER_INK)?;
        self.write_number(target, number)
    }

    fn address(&mut self, target: u32, address: Address) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + POINTER_INK)?;
        self.write(target, address.as_slice())
    }

    fn value<T>(&mut self, value: T) -> Result<T, Stop> {
        self.buy_ink(HOSTIO_INK)?;
        Ok(value)
    }

    pub fn block_basefee(&mut self, target: u32) -> Result<(), Stop> {
        self.number(target, self.env().block_basefee)
    }

    pub fn block_coinbase(&mut self, target: u32) -> Result<(), Stop> {
        self.address(target, self.env().block_coinbase)
    }

    pub fn block_gas_limit(&mut self) -> Result<u64, Stop> {
        self.value(self.env().block_gas_limit)
    }

    pub fn block_number(&mut self) -> Result<u64, Stop> {
        self.value(self.env().block_number)
    }

    pub fn block_timestamp(&mut self) -> Result<u64, Stop> {
        self.value(self.env().block_timestamp)
    }

    pub fn chainid(&mut self) -> Result<u64, Stop> {
        self.value(self.env().chain_id)
    }

    pub fn contract_address(&mut self, target: u32) -> Result<(), Stop> {
        self.address(target, self.env().contract_address)
    }

    pub fn msg_reentrant(&mut self) -> Result<u32, Stop> {
        self.value(u32::from(self.env().reentrant))
    }

    pub fn msg_sender(&mut self, target: u32) -> Result<(), Stop> {
        self.address(target, self.env().msg_sender)
    }

    pub fn msg_value(&mut self, target: u32) -> Result<(), Stop> {
        self.number(target, self.env().msg_value)
    }

    pub fn tx_gas_price(&mut self, target: u32) -> Result<(), Stop> {
        self.number(target, self.env().tx_gas_price)
    }

    pub fn tx_ink_price(&mut self) -> Result<u32, Stop> {
        let price = self.frame().params.ink_price;
        self.value(price)
    }

    pub fn tx_origin(&mut self, target: u32) -> Result<(), Stop> {
        self.address(target, self.env().tx_origin)
    }
}

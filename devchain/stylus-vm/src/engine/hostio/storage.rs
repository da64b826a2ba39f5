//! Persistent and transient storage.

use super::{HOSTIO_INK, POINTER_INK, REQUEST_INK};
use crate::engine::{
    FlushStatus, Priced,
    frame::{Hook, Stop},
};

/// Ink of the two functions that work on the cache.
const CACHED_INK: u64 = HOSTIO_INK + 2 * POINTER_INK;
/// Ink of flushing, and of transient storage without its pointers.
const CHAIN_INK: u64 = HOSTIO_INK + REQUEST_INK;
/// Gas that must be there for a load: a cold slot, the dearest tariff and the request.
const LOAD_NEEDS_GAS: u64 = 2_100 + 10 + 5;
/// Gas that must be there for a store: the sentry of SSTORE and the dearest tariff.
const STORE_NEEDS_GAS: u64 = 2_300 + 10;
/// Gas that must be there for a flush: the sentry of SSTORE.
const FLUSH_NEEDS_GAS: u64 = 2_300;
/// Gas of TLOAD and TSTORE.
const TRANSIENT_GAS: u64 = 100;

impl Hook<'_> {
    pub fn storage_load_bytes32(&mut self, key: u32, target: u32) -> Result<(), Stop> {
        self.buy_ink(CACHED_INK)?;
        self.require_gas(LOAD_NEEDS_GAS)?;
        let key = self.read_word(key)?;
        let (evm, storage) = self.frame().evm_and_storage();
        let Priced { value, gas_cost } = storage.load(key, evm);
        self.buy_gas(gas_cost)?;
        self.write(target, value.as_slice())
    }

    pub fn storage_cache_bytes32(&mut self, key: u32, value: u32) -> Result<(), Stop> {
        self.buy_ink(CACHED_INK)?;
        self.require_gas(STORE_NEEDS_GAS)?;
        let (key, value) = (self.read_word(key)?, self.read_word(value)?);
        let gas = self.frame().storage.store(key, value);
        self.buy_gas(gas)
    }

    pub fn storage_flush_cache(&mut self, clear: u32) -> Result<(), Stop> {
        self.buy_ink(CHAIN_INK)?;
        self.require_gas(FLUSH_NEEDS_GAS)?;
        let dirty = self.frame().storage.take_dirty(clear != 0);
        if dirty.is_empty() {
            return Ok(());
        }
        // One more than there is: a flush that takes exactly what is left succeeds.
        let budget = self.gas_left().saturating_add(1);
        let flush = self.evm().storage_flush(&dirty, budget);
        self.buy_gas(flush.gas_cost)?;
        match flush.status {
            FlushStatus::Success => Ok(()),
            FlushStatus::OutOfGas => Err(self.out_of_ink()),
            FlushStatus::WriteProtection => Err(Stop::Failure(
                "storage is written in a static call".to_owned(),
            )),
        }
    }

    pub fn transient_load_bytes32(&mut self, key: u32, target: u32) -> Result<(), Stop> {
        self.buy_ink(CHAIN_INK + 2 * POINTER_INK)?;
        self.buy_gas(TRANSIENT_GAS)?;
        let key = self.read_word(key)?;
        let value = self.evm().transient_read(key);
        self.write(target, value.as_slice())
    }

    pub fn transient_store_bytes32(&mut self, key: u32, value: u32) -> Result<(), Stop> {
        self.buy_ink(CHAIN_INK + 2 * POINTER_INK)?;
        self.buy_gas(TRANSIENT_GAS)?;
        let (key, value) = (self.read_word(key)?, self.read_word(value)?);
        let written = self.evm().transient_write(key, value);
        written
            .map_err(|_| Stop::Failure("transient storage is written in a static call".to_owned()))
    }
}

//! What a precompile's method works with: its caller, its gas, ArbOS's state.

use super::store;
use crate::evm::{ArbEvm, Ctx};
use alloy::{
    primitives::{Address, B256, Bytes, Log, LogData, U256},
    sol_types::{SolCall, SolError, SolEvent},
};
use revm::context::{ContextTr, JournalTr};

const COPY_GAS: u64 = 3;
const READ_GAS: u64 = 800;
const WRITE_GAS: u64 = 20_000;
const WRITE_ZERO_GAS: u64 = 5_000;

/// What a method may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purity {
    /// Does not even read ArbOS's state.
    Pure,
    View,
    Write,
    Payable,
}

/// Why a method failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fail {
    /// One of the precompile's Solidity errors; the gas left is kept.
    Error(Vec<u8>),
    /// A revert without data; the gas left is kept. The text is for logs.
    Revert(String),
    /// A revert without data that takes all gas.
    BurnAll(String),
}

impl Fail {
    pub(crate) fn error(error: impl SolError) -> Self {
        Self::Error(error.abi_encode())
    }

    fn out_of_gas() -> Self {
        Self::BurnAll("out of gas".into())
    }
}

/// A precompile call in progress.
pub(crate) struct Cx<'a> {
    pub evm: &'a mut ArbEvm,
    /// Gas left.
    pub gas: u64,
    /// The precompile.
    pub address: Address,
    pub caller: Address,
    pub value: U256,
    pub is_static: bool,
    /// A delegate call: the precompile's powers are not lent.
    pub acts_elsewhere: bool,
    /// Nothing is charged (owners' calls).
    pub free: bool,
    pub depth: usize,
}

impl Cx<'_> {
    /// Charges gas.
    pub fn burn(&mut self, gas: u64) -> Result<(), Fail> {
        if self.free {
            return Ok(());
        }
        match self.gas.checked_sub(gas) {
            Some(left) => {
                self.gas = left;
                Ok(())
            }
            None => {
                self.gas = 0;
                Err(Fail::out_of_gas())
            }
        }
    }

    /// Reads a slot of ArbOS's state.
    pub fn read(&mut self, slot: U256) -> Result<U256, Fail> {
        self.burn(READ_GAS)?;
        Ok(store::read(&mut self.evm.ctx, slot))
    }

    /// Writes a slot of ArbOS's state.
    pub fn write(&mut self, slot: U256, value: U256) -> Result<(), Fail> {
        self.burn(if value.is_zero() {
            WRITE_ZERO_GAS
        } else {
            WRITE_GAS
        })?;
        store::write(&mut self.evm.ctx, slot, value);
        Ok(())
    }

    /// Reads a slot that was paid for already.
    pub fn read_free(&mut self, slot: U256) -> U256 {
        store::read(&mut self.evm.ctx, slot)
    }

    /// Emits an event of the precompile at the price of a LOG.
    pub fn emit(&mut self, event: &impl SolEvent) -> Result<(), Fail> {
        let log = log_of(self.address, event);
        let topics = log.data.topics().len() as u64;
        self.burn(375 * (1 + topics) + 8 * log.data.data.len() as u64)?;
        self.evm.ctx.journal_mut().log(log);
        Ok(())
    }

    pub fn ctx(&mut self) -> &mut Ctx {
        &mut self.evm.ctx
    }

    /// Answers a method: its checks, its gas, its decoding and encoding around `body`.
    pub fn answer<C: SolCall>(
        &mut self,
        purity: Purity,
        input: &[u8],
        body: impl FnOnce(&mut Self, C) -> Result<C::Return, Fail>,
    ) -> Result<Bytes, Fail> {
        let refuse = |why: &str| Err(Fail::BurnAll(format!("{}: {why}", C::SIGNATURE)));
        if purity >= Purity::View && self.acts_elsewhere {
            return refuse("not as a delegate call");
        }
        if purity >= Purity::Write && self.is_static {
            return refuse("not in a static call");
        }
        if purity < Purity::Payable && !self.value.is_zero() {
            return refuse("takes no value");
        }
        let args = input.get(4..).unwrap_or_default();
        self.burn(copy_gas(args.len()))?;
        if purity > Purity::Pure {
            self.burn(READ_GAS)?;
        }
        let Ok(call) = C::abi_decode_raw(args) else {
            return refuse("arguments do not decode");
        };
        let result = body(self, call);
        match result {
            Ok(value) => {
                let output = C::abi_encode_returns(&value);
                self.burn(copy_gas(output.len()))?;
                Ok(output.into())
            }
            Err(Fail::Error(data)) => {
                self.burn(copy_gas(data.len()))?;
                Err(Fail::Error(data))
            }
            Err(Fail::BurnAll(text)) => {
                self.gas = 0;
                Err(Fail::BurnAll(text))
            }
            Err(fail) => Err(fail),
        }
    }
}

/// The first four bytes of a call.
pub(crate) fn selector(input: &[u8]) -> Result<[u8; 4], Fail> {
    input
        .first_chunk::<4>()
        .copied()
        .ok_or_else(|| Fail::BurnAll("no method selector".into()))
}

/// A method that the precompile does not have.
pub(crate) fn unknown(selector: [u8; 4]) -> Result<Bytes, Fail> {
    Err(Fail::BurnAll(format!(
        "no method {}",
        alloy::hex::encode_prefixed(selector)
    )))
}

/// The log that an event of a precompile is.
pub fn log_of(address: Address, event: &impl SolEvent) -> Log {
    let data: LogData = event.encode_log_data();
    Log { address, data }
}

/// Gas for passing so many bytes in or out.
pub(crate) fn copy_gas(bytes: usize) -> u64 {
    COPY_GAS * (bytes as u64).div_ceil(32)
}

/// An address in a storage word.
pub(crate) fn address_word(address: Address) -> U256 {
    address.into_word().into()
}

/// The address in a storage word.
pub(crate) fn word_address(word: U256) -> Address {
    Address::from_word(B256::from(word))
}

//! Calls, creations, their return data, and logs.

use alloy_primitives::{B256, Bytes, U256};

use super::{HOSTIO_INK, POINTER_INK, REQUEST_INK, read_ink, write_ink};
use crate::engine::{
    CallKind, CallReply, CallRequest, Create, CreateReply,
    frame::{Hook, Stop, wasm_len},
};

/// Ink of a call or creation, without its data.
const CALL_INK: u64 = HOSTIO_INK + 3 * POINTER_INK + REQUEST_INK;
/// Most topics of a log.
const MAX_TOPICS: u32 = 4;
const LOG_GAS: u64 = 375;
const LOG_TOPIC_GAS: u64 = 375;
const LOG_BYTE_GAS: u64 = 8;

/// Status of a failed call, whatever the reason.
const FAILED: u32 = 2;

impl Hook<'_> {
    pub fn call_contract(
        &mut self,
        to: u32,
        data: u32,
        len: u32,
        value: u32,
        gas: u64,
        return_len: u32,
    ) -> Result<u32, Stop> {
        self.call(CallKind::Call, to, data, len, Some(value), gas, return_len)
    }

    pub fn delegate_call_contract(
        &mut self,
        to: u32,
        data: u32,
        len: u32,
        gas: u64,
        return_len: u32,
    ) -> Result<u32, Stop> {
        self.call(CallKind::Delegate, to, data, len, None, gas, return_len)
    }

    pub fn static_call_contract(
        &mut self,
        to: u32,
        data: u32,
        len: u32,
        gas: u64,
        return_len: u32,
    ) -> Result<u32, Stop> {
        self.call(CallKind::Static, to, data, len, None, gas, return_len)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the host functions' own arguments"
    )]
    fn call(
        &mut self,
        kind: CallKind,
        to: u32,
        data: u32,
        len: u32,
        value: Option<u32>,
        gas: u64,
        return_len: u32,
    ) -> Result<u32, Stop> {
        self.buy_ink(CALL_INK + 2 * read_ink(len))?;
        let gas_left = self.gas_left();
        let request = CallRequest {
            kind,
            to: self.read_address(to)?,
            input: Bytes::copy_from_slice(self.read(data, len)?),
            value: value.map_or(Ok(U256::ZERO), |value| self.read_number(value))?,
            gas_left,
            gas_req: gas.min(gas_left),
        };
        let CallReply {
            success,
            gas_cost,
            return_data,
        } = self.evm().call(request);
        self.buy_gas(gas_cost)?;
        self.write_u32(return_len, wasm_len(&return_data))?;
        self.frame().return_data = return_data;
        Ok(if success { 0 } else { FAILED })
    }

    pub fn create1(
        &mut self,
        code: u32,
        len: u32,
        endowment: u32,
        address: u32,
        revert_len: u32,
    ) -> Result<(), Stop> {
        self.buy_ink(CALL_INK + 2 * read_ink(len))?;
        self.create(code, len, endowment, None, address, revert_len)
    }

    pub fn create2(
        &mut self,
        code: u32,
        len: u32,
        endowment: u32,
        salt: u32,
        address: u32,
        revert_len: u32,
    ) -> Result<(), Stop> {
        self.buy_ink(CALL_INK + POINTER_INK + 2 * read_ink(len))?;
        self.create(code, len, endowment, Some(salt), address, revert_len)
    }

    fn create(
        &mut self,
        code: u32,
        len: u32,
        endowment: u32,
        salt: Option<u32>,
        address: u32,
        revert_len: u32,
    ) -> Result<(), Stop> {
        let request = Create {
            gas_left: self.gas_left(),
            code: Bytes::copy_from_slice(self.read(code, len)?),
            endowment: self.read_number(endowment)?,
            salt: salt.map(|salt| self.read_word(salt)).transpose()?,
        };
        match self.evm().create(request) {
            CreateReply::Refused => Err(Stop::Failure("the creation was refused".to_owned())),
            CreateReply::Done {
                address: created,
                gas_cost,
                return_data,
            } => {
                self.buy_gas(gas_cost)?;
                self.write_u32(revert_len, wasm_len(&return_data))?;
                self.write(address, created.as_slice())?;
                self.frame().return_data = return_data;
                Ok(())
            }
        }
    }

    /// Copies as much of the return data as there is.
    pub fn read_return_data(&mut self, target: u32, offset: u32, len: u32) -> Result<u32, Stop> {
        self.buy_ink(HOSTIO_INK + REQUEST_INK)?;
        let data = self.frame().return_data.clone();
        let piece = data.get(offset as usize..).unwrap_or_default();
        let piece = &piece[..piece.len().min(len as usize)];
        self.buy_ink(write_ink(wasm_len(piece)))?;
        if piece.is_empty() {
            return Ok(0);
        }
        self.write(target, piece)?;
        Ok(wasm_len(piece))
    }

    pub fn return_data_size(&mut self) -> Result<u32, Stop> {
        self.buy_ink(HOSTIO_INK)?;
        Ok(wasm_len(&self.frame().return_data))
    }

    /// The topics lie before the data.
    pub fn emit_log(&mut self, data: u32, len: u32, topics: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + REQUEST_INK)?;
        if topics > MAX_TOPICS || len < topics * 32 {
            return Err(Stop::Failure(format!(
                "a log of {len} bytes cannot have {topics} topics"
            )));
        }
        self.buy_ink(read_ink(len))?;
        let bytes = u64::from(len - topics * 32);
        self.buy_gas(LOG_GAS + LOG_TOPIC_GAS * u64::from(topics) + LOG_BYTE_GAS * bytes)?;
        let (topics, data) = self.read(data, len)?.split_at(topics as usize * 32);
        let topics: Vec<B256> = topics.chunks_exact(32).map(B256::from_slice).collect();
        let data = Bytes::copy_from_slice(data);
        let emitted = self.evm().log(&topics, data);
        emitted.map_err(|_| Stop::Failure("a log is emitted in a static call".to_owned()))
    }
}

//! One frame's state behind the host functions, and what they share: charging, memory access, the way out.

use std::{fmt, ptr::NonNull};

use alloy_primitives::{Address, B256, Bytes, U256};
use wasmtime::{Caller, Global, Memory, StoreLimits, StoreLimitsBuilder, Val};

use super::{Env, EvmApi, FrameParams, storage::StorageCache};
use crate::pages::MAX_PAGES;

/// A frame, as the engine's store holds it.
pub(super) struct Frame {
    evm: EvmHandle,
    pub params: FrameParams,
    pub env: Env,
    pub calldata: Bytes,
    pub output: Vec<u8>,
    /// Of the last call or creation.
    pub return_data: Bytes,
    pub storage: StorageCache,
    /// The last account whose code was fetched, unless it has none.
    pub last_code: Option<(Address, Bytes)>,
    /// Keeps the memory within what a program can pay for.
    pub limits: StoreLimits,
    /// Set once the program is instantiated, before any of its code runs.
    pub handles: Option<Handles>,
}

impl Frame {
    pub fn new(evm: EvmHandle, params: FrameParams, env: Env, calldata: Bytes) -> Self {
        Self {
            evm,
            params,
            env,
            calldata,
            output: Vec::new(),
            return_data: Bytes::new(),
            storage: StorageCache::default(),
            last_code: None,
            limits: StoreLimitsBuilder::new()
                .memory_size(usize::from(MAX_PAGES) << 16)
                .build(),
            handles: None,
        }
    }

    /// The chain, together with the frame's storage cache.
    pub fn evm_and_storage(&mut self) -> (&mut dyn EvmApi, &mut StorageCache) {
        (self.evm.get(), &mut self.storage)
    }
}

/// The program's memory and counters.
#[derive(Clone, Copy)]
pub(super) struct Handles {
    pub memory: Memory,
    pub ink_left: Global,
    pub ink_status: Global,
    pub stack_left: Global,
}

/// A frame's [`EvmApi`] without its lifetime: the engine wants a store's data to be `'static`.
pub(super) struct EvmHandle(NonNull<dyn EvmApi>);

impl EvmHandle {
    /// # Safety
    /// The handle must be dropped before the borrow of `evm` ends.
    #[expect(
        unsafe_code,
        reason = "erases a lifetime that the store's type cannot carry"
    )]
    pub unsafe fn new<'a>(evm: &'a mut (dyn EvmApi + 'a)) -> Self {
        let pointer: NonNull<dyn EvmApi + 'a> = NonNull::from(evm);
        // SAFETY: both types are the same fat pointer; only the lifetime bound differs, and the caller upholds it.
        Self(unsafe {
            std::mem::transmute::<NonNull<dyn EvmApi + 'a>, NonNull<dyn EvmApi + 'static>>(pointer)
        })
    }

    #[expect(unsafe_code, reason = "the other half of `new`")]
    fn get(&mut self) -> &mut dyn EvmApi {
        // SAFETY: the pointer comes from a unique reference that outlives the handle (contract of `new`), and the handle is neither
        // Clone nor Copy, so `&mut self` makes the reference unique.
        unsafe { self.0.as_mut() }
    }
}

/// Why a program does not run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The ink did not last.
    OutOfInk,
    /// `exit_early` with a status.
    Exit(u32),
    /// A host function failed.
    Failure(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfInk => f.write_str("out of ink"),
            Self::Exit(status) => write!(f, "exit with status {status}"),
            Self::Failure(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Stop {}

/// A host function at work.
pub(super) struct Hook<'a> {
    caller: Caller<'a, Frame>,
    handles: Handles,
}

impl<'a> Hook<'a> {
    pub fn new(caller: Caller<'a, Frame>) -> Result<Self, Stop> {
        let handles = caller
            .data()
            .handles
            .ok_or_else(|| Stop::Failure("called before the program started".to_owned()))?;
        Ok(Self { caller, handles })
    }

    pub fn frame(&mut self) -> &mut Frame {
        self.caller.data_mut()
    }

    pub fn env(&self) -> &Env {
        &self.caller.data().env
    }

    pub fn evm(&mut self) -> &mut dyn EvmApi {
        self.frame().evm.get()
    }

    pub fn ink_left(&mut self) -> u64 {
        self.handles
            .ink_left
            .get(&mut self.caller)
            .i64()
            .unwrap_or(0)
            .cast_unsigned()
    }

    pub fn gas_left(&mut self) -> u64 {
        let ink = self.ink_left();
        self.caller.data().params.ink_to_gas(ink)
    }

    /// Charges ink.
    pub fn buy_ink(&mut self, ink: u64) -> Result<(), Stop> {
        let left = self.require_ink(ink)?;
        self.set(self.handles.ink_left, Val::I64((left - ink).cast_signed()))
    }

    /// Charges gas.
    pub fn buy_gas(&mut self, gas: u64) -> Result<(), Stop> {
        let ink = self.caller.data().params.gas_to_ink(gas);
        self.buy_ink(ink)
    }

    /// Sees to it that an amount of gas is there, without charging it.
    pub fn require_gas(&mut self, gas: u64) -> Result<(), Stop> {
        let ink = self.caller.data().params.gas_to_ink(gas);
        self.require_ink(ink).map(|_| ())
    }

    fn require_ink(&mut self, ink: u64) -> Result<u64, Stop> {
        let left = self.ink_left();
        if left < ink {
            Err(self.out_of_ink())
        } else {
            Ok(left)
        }
    }

    /// Uses up the ink.
    pub fn out_of_ink(&mut self) -> Stop {
        let used_up = self
            .set(self.handles.ink_left, Val::I64(0))
            .and_then(|()| self.set(self.handles.ink_status, Val::I32(1)));
        used_up.err().unwrap_or(Stop::OutOfInk)
    }

    fn set(&mut self, global: Global, value: Val) -> Result<(), Stop> {
        global
            .set(&mut self.caller, value)
            .map_err(|error| Stop::Failure(error.to_string()))
    }

    /// A piece of the program's memory. An empty piece may lie at the memory's end, not beyond.
    pub fn read(&self, pointer: u32, len: u32) -> Result<&[u8], Stop> {
        let start = pointer as usize;
        let piece = start
            .checked_add(len as usize)
            .and_then(|end| self.handles.memory.data(&self.caller).get(start..end));
        piece.ok_or_else(|| out_of_bounds(pointer, u64::from(len)))
    }

    pub fn read_array<const N: usize>(&self, pointer: u32) -> Result<[u8; N], Stop> {
        let bytes = self.read(pointer, u32::try_from(N).unwrap_or(u32::MAX))?;
        bytes
            .try_into()
            .map_err(|_| out_of_bounds(pointer, N as u64))
    }

    pub fn read_word(&self, pointer: u32) -> Result<B256, Stop> {
        self.read_array(pointer).map(B256::new)
    }

    pub fn read_number(&self, pointer: u32) -> Result<U256, Stop> {
        self.read_array(pointer).map(U256::from_be_bytes::<32>)
    }

    pub fn read_address(&self, pointer: u32) -> Result<Address, Stop> {
        self.read_array(pointer).map(Address::new)
    }

    /// Writes to the program's memory, whole or not at all.
    pub fn write(&mut self, pointer: u32, bytes: &[u8]) -> Result<(), Stop> {
        let start = pointer as usize;
        let target = start.checked_add(bytes.len()).and_then(|end| {
            self.handles
                .memory
                .data_mut(&mut self.caller)
                .get_mut(start..end)
        });
        target
            .ok_or_else(|| out_of_bounds(pointer, bytes.len() as u64))?
            .copy_from_slice(bytes);
        Ok(())
    }

    pub fn write_number(&mut self, pointer: u32, number: U256) -> Result<(), Stop> {
        self.write(pointer, &number.to_be_bytes::<32>())
    }

    pub fn write_u32(&mut self, pointer: u32, number: u32) -> Result<(), Stop> {
        self.write(pointer, &number.to_le_bytes())
    }
}

fn out_of_bounds(pointer: u32, len: u64) -> Stop {
    Stop::Failure(format!(
        "memory access out of bounds: {len} bytes at {pointer:#x}"
    ))
}

/// A length as the program sees it.
pub(super) fn wasm_len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

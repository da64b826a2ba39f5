//! Where ArbOS's state lies, and reading and writing it without charge.

use crate::{evm::Ctx, state::State};
use alloy::primitives::{Address, B256, Keccak256, U256, address};
use revm::context::{ContextTr, JournalTr};

/// The account that holds ArbOS's state. It has nonce 1, so that it is never empty.
pub const STATE_ADDRESS: Address = address!("A4B05FffffFfFFFFFFFfFFFfffFFFFfFfFFFFfFf");

/// Slots without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Field {
    StylusParams = 1,
    PricerDemand,
    PricerBytesPerSecond,
    PricerLastUpdate,
    PricerMinPrice,
    PricerInertia,
    NetworkFeeAccount,
    InfraFeeAccount,
    MinBaseFee,
    GasBacklog,
    SpeedLimit,
    PricingInertia,
    BacklogTolerance,
    L1PricePerUnit,
    L1BlockNumber,
    BrotliLevel,
    SendCount,
}

/// Slots of one kind, each with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    Program = 64,
    ModuleHash,
    ChainOwners,
    CacheManagers,
}

/// The slot of a field.
pub fn field(field: Field) -> U256 {
    U256::from(field as u8)
}

/// The slot of a key in a table.
pub fn entry(table: Table, key: &B256) -> U256 {
    let mut hasher = Keccak256::new();
    hasher.update([table as u8]);
    hasher.update(key);
    hasher.finalize().into()
}

/// The slot of an element of a list, which a set keeps beside its index.
pub fn element(table: Table, index: u64) -> U256 {
    let mut hasher = Keccak256::new();
    hasher.update([table as u8]);
    hasher.update(index.to_be_bytes());
    hasher.finalize().into()
}

/// Reads a slot within a transaction, without charge.
pub(crate) fn read(ctx: &mut Ctx, slot: U256) -> U256 {
    let journal = ctx.journal_mut();
    let Ok(_) = journal.load_account(STATE_ADDRESS);
    let Ok(value) = journal.sload(STATE_ADDRESS, slot);
    value.data
}

/// Writes a slot within a transaction, without charge.
pub(crate) fn write(ctx: &mut Ctx, slot: U256, value: U256) {
    let journal = ctx.journal_mut();
    let Ok(_) = journal.load_account(STATE_ADDRESS);
    journal.touch_account(STATE_ADDRESS);
    let Ok(_) = journal.sstore(STATE_ADDRESS, slot, value);
}

/// Reads a field of a state.
pub fn get(state: &State, slot: Field) -> U256 {
    state.storage(&STATE_ADDRESS, &field(slot))
}

/// Writes a field of a state.
pub fn set(state: &mut State, slot: Field, value: U256) {
    state.set_storage(STATE_ADDRESS, field(slot), value);
}

//! What a frame asks of the chain around it.
//!
//! Every request returns the gas it costs on the chain; the engine charges it, with the host function's own ink. A request is made only
//! after the ink due before it was charged, and never after a failure of the same host function.

use alloy_primitives::{Address, B256, Bytes, U256};

/// The chain as one frame sees it. Implementations know the frame: its address, caller, and whether it is static.
pub trait EvmApi {
    /// The value of a slot: 2100 gas the first time the transaction touches it, 100 later. The frame's cache is in front of this.
    fn storage_read(&mut self, key: B256) -> Priced<B256>;

    /// Writes slots, in ascending key order, by the SSTORE rules (with refunds), as long as `gas_budget` lasts: a slot that costs the
    /// rest of the budget or more is out of gas. Static frame: [`FlushStatus::WriteProtection`] at cost 0.
    fn storage_flush(&mut self, slots: &[(B256, B256)], gas_budget: u64) -> Flush;

    /// A transient slot's value.
    fn transient_read(&mut self, key: B256) -> B256;

    /// Sets a transient slot.
    ///
    /// # Errors
    /// In a static frame.
    fn transient_write(&mut self, key: B256, value: B256) -> Result<(), WriteProtection>;

    /// A call out. The implementation works out base cost, 63/64 rule and stipend (the cost returned includes the base).
    fn call(&mut self, request: CallRequest) -> CallReply;

    /// A creation. The implementation works out the base cost and the 64th held back.
    fn create(&mut self, request: Create) -> CreateReply;

    /// Emits a log of at most four topics.
    ///
    /// # Errors
    /// In a static frame.
    fn log(&mut self, topics: &[B256], data: Bytes) -> Result<(), WriteProtection>;

    /// An account's balance: touching costs 2600 gas the first time, 100 later.
    fn account_balance(&mut self, address: Address) -> Priced<U256>;

    /// An account's code, empty if `gas_left` is less than its cost (700 + touch).
    fn account_code(&mut self, address: Address, gas_left: u64) -> AccountCode;

    /// An account's code hash (zero if it does not exist): cost as for the balance.
    fn account_codehash(&mut self, address: Address) -> Priced<B256>;

    /// Opens pages ([`crate::pages::PagesOpen::open`]) and returns their gas.
    fn add_pages(&mut self, pages: u16) -> u64;

    /// A line the program printed through `console` (debug chains).
    fn console(&mut self, _line: &str) {}
}

/// A value and the gas it cost to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced<T> {
    /// The value.
    pub value: T,
    /// Gas to charge.
    pub gas_cost: u64,
}

/// An account's code and the gas it cost to get.
pub type AccountCode = Priced<Bytes>;

/// Result of [`EvmApi::storage_flush`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flush {
    /// Gas to charge (all of the budget when out of gas).
    pub gas_cost: u64,
    /// Whether all was written.
    pub status: FlushStatus,
}

/// How a flush ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlushStatus {
    /// All slots are written.
    Success,
    /// The budget did not last.
    OutOfGas,
    /// The frame is static.
    WriteProtection,
}

/// The frame is static and may not change state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteProtection;

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// CALL.
    Call,
    /// DELEGATECALL.
    Delegate,
    /// STATICCALL.
    Static,
}

/// A call out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRequest {
    /// Which call.
    pub kind: CallKind,
    /// Whom.
    pub to: Address,
    /// Calldata.
    pub input: Bytes,
    /// Wei sent (zero unless [`CallKind::Call`]).
    pub value: U256,
    /// Gas the frame has.
    pub gas_left: u64,
    /// Gas the program asked to pass on; at most `gas_left`.
    pub gas_req: u64,
}

/// Result of [`EvmApi::call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReply {
    /// Whether the call succeeded (the program sees status 0, else 2).
    pub success: bool,
    /// Gas to charge, the base included.
    pub gas_cost: u64,
    /// The callee's output, of a success or a revert.
    pub return_data: Bytes,
}

/// A creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// Init code.
    pub code: Bytes,
    /// Wei sent.
    pub endowment: U256,
    /// CREATE2's salt; none for CREATE.
    pub salt: Option<B256>,
    /// Gas the frame has.
    pub gas_left: u64,
}

/// Result of [`EvmApi::create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateReply {
    /// The creation was tried.
    Done {
        /// The new account; zero if the init code failed.
        address: Address,
        /// Gas to charge, the base included.
        gas_cost: u64,
        /// Output of a reverted init code; else empty.
        return_data: Bytes,
    },
    /// It could not be tried (static frame, or less gas than the base): the whole program fails. Nothing is charged.
    Refused,
}

//! Execution: revm's interpreter and journal under a frame loop of our own, in which a call may run EVM code, a Stylus
//! program or one of ArbOS's precompiles.
//!
//! * [`transact()`] is a transaction from its checks to its fees;
//! * `frames` is the loop: EVM frames are a stack, a Stylus frame is a native call that starts a loop of its own for
//!   every call out;
//! * `stylus` runs a program in a frame, `host` answers its host functions, `program` finds and compiles it;
//! * `tracer` records the calls in the shape of geth's `callTracer`.

mod failure;
mod frames;
mod host;
pub mod program;
mod stylus;
mod tracer;
pub mod transact;

pub(crate) use frames::{FrameError, SpecialCall};
pub use program::RecentPrograms;
pub use transact::{ExecutionStatus, Mode, Outcome, Tx, transact};

use crate::{arbos, state::StateView};
use alloy::primitives::{
    Address, B256, U256, address,
    map::{AddressMap, AddressSet},
};
use revm::{
    Context, Journal, JournalEntry,
    context::{BlockEnv, CfgEnv, ContextTr, JournalTr, LocalContext, TxEnv},
    handler::{EthFrame, EthPrecompiles, instructions::EthInstructions},
    interpreter::interpreter::EthInterpreter,
    primitives::hardfork::SpecId,
};
use std::sync::{Arc, OnceLock};
use stylus_vm::pages::PagesOpen;

/// Coinbase of every block: the sequencer's batch poster.
pub const COINBASE: Address = address!("A4B000000000000000000073657175656e636572");
/// Gas limit of every block, 2^50.
pub const BLOCK_GAS_LIMIT: u64 = 1 << 50;
/// Most gas one transaction may compute with (ArbOS 50 and later); the rest is held and given back.
pub const TX_COMPUTE_LIMIT: u64 = 32_000_000;

/// The rules: Osaka, as ArbOS 50 and later.
pub const SPEC: SpecId = SpecId::OSAKA;

pub(crate) type Ctx = Context<
    BlockEnv,
    TxEnv,
    CfgEnv,
    StateView,
    Journal<StateView, JournalEntry>,
    Extras,
    LocalContext,
>;

/// Hash of an L2 block by its number, for `arbBlockHash`.
pub type BlockHashes = Arc<dyn Fn(u64) -> Option<B256> + Send + Sync>;

/// The block that an execution happens in.
#[derive(Clone)]
pub struct BlockContext {
    pub chain_id: u64,
    pub arbos_version: u64,
    /// Whether debug precompiles and `console` imports are allowed.
    pub debug: bool,
    /// Number of the L2 block.
    pub number: u64,
    /// What NUMBER returns.
    pub l1_number: u64,
    pub timestamp: u64,
    pub base_fee: u64,
    pub gas_limit: u64,
    pub coinbase: Address,
    pub prevrandao: B256,
    pub hashes: BlockHashes,
}

/// What Arbitrum adds to a transaction's context.
pub(crate) struct Extras {
    pub block: BlockContext,
    /// Programs already called in this block (ArbOS 60).
    pub recent_programs: program::RecentPrograms,
    /// Stylus pages of this transaction.
    pub pages: PagesOpen,
    /// Open frames per address, delegate calls excluded.
    pub open_frames: AddressMap<u32>,
    /// Whether NodeInterface answers: in calls, not in transactions.
    pub node_interface: bool,
    /// Gas set aside for L1 data.
    pub poster_gas: u64,
    /// Callers of the open frames, outermost first: for ArbSys's questions about its caller's caller.
    pub callers: Vec<Address>,
    /// Why the last program or precompile failed, where the EVM's own words say less; the transaction's failure, if it
    /// was the outermost frame.
    pub failure: Option<String>,
}

/// An EVM in the middle of a transaction.
pub(crate) struct ArbEvm {
    pub ctx: Ctx,
    instructions: EthInstructions<EthInterpreter, Ctx>,
    precompiles: EthPrecompiles,
    /// Frames to use again: each holds a 32 KiB stack.
    // Boxed, since frames move between this and the stacks of running calls.
    #[allow(clippy::vec_box)]
    spare: Vec<Box<EthFrame<EthInterpreter>>>,
    pub tracer: Option<tracer::CallTracer>,
}

impl ArbEvm {
    fn new(
        view: StateView,
        block: BlockContext,
        tx: TxEnv,
        options: &transact::Mode,
        recent_programs: program::RecentPrograms,
    ) -> Self {
        let block_env = BlockEnv {
            number: U256::from(block.l1_number),
            beneficiary: block.coinbase,
            timestamp: U256::from(block.timestamp),
            gas_limit: block.gas_limit,
            basefee: block.base_fee,
            difficulty: U256::from(1),
            prevrandao: Some(block.prevrandao),
            blob_excess_gas_and_price: Some(
                revm::context_interface::block::BlobExcessGasAndPrice::new(0, 1),
            ),
            slot_num: 0,
        };
        let mut cfg = CfgEnv::new().with_spec_and_mainnet_gas_params(SPEC);
        cfg.chain_id = block.chain_id;
        // EIP-3541 is enforced in `frames`, with the Stylus exception.
        cfg.disable_eip3541 = true;
        // No EIP-7825 on Arbitrum.
        cfg.tx_gas_limit_cap = Some(u64::MAX);
        let mut journal = Journal::new(view);
        journal.set_spec_id(SPEC);
        let ctx = Context {
            block: block_env,
            tx,
            cfg,
            journaled_state: journal,
            chain: Extras {
                block,
                recent_programs,
                pages: PagesOpen::default(),
                open_frames: AddressMap::default(),
                node_interface: options.is_call(),
                poster_gas: 0,
                callers: Vec::new(),
                failure: None,
            },
            local: LocalContext::default(),
            error: Ok(()),
        };
        Self {
            ctx,
            instructions: EthInstructions::new_mainnet_with_spec(SPEC),
            precompiles: EthPrecompiles::new(SPEC),
            spare: Vec::new(),
            tracer: None,
        }
    }

    /// Warms what every transaction finds warm: Ethereum's precompiles and ArbOS's.
    fn warm_precompiles(&mut self) {
        static WARM: OnceLock<AddressSet> = OnceLock::new();
        let warm = WARM.get_or_init(|| {
            let mut set = EthPrecompiles::new(SPEC).warm_addresses().clone();
            set.extend(arbos::PRECOMPILES);
            set
        });
        self.ctx.journal_mut().warm_precompiles(warm);
    }
}

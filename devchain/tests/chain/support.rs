//! A chain with a few hand-assembled contracts.

use alloy::{
    consensus::TxEnvelope,
    eips::BlockId,
    network::{EthereumWallet, NetworkTransactionBuilder},
    primitives::{Address, B256, Bytes, TxKind, U256, hex},
    rpc::types::{
        TransactionRequest,
        trace::geth::{CallFrame, GethTrace},
    },
    signers::local::PrivateKeySigner,
};
use devchain::{
    Chain, Config,
    chain::{CallError, CallOutput, Overrides, Tracing, TxInBlock},
};

pub const GWEI: u128 = 1_000_000_000;
/// Calls without what they logged, and with it.
pub const CALLS: Tracing = Tracing::Calls { with_logs: false };
pub const WITH_LOGS: Tracing = Tracing::Calls { with_logs: true };

/// The outermost of the calls traced.
pub fn frame<E: std::fmt::Debug>(trace: Result<GethTrace, E>) -> CallFrame {
    trace.unwrap().try_into_call_frame().unwrap()
}

/// Base fee of a chain as it opens.
pub const BASE_FEE: u128 = 100_000_000;

/// A chain that opens long ago, so that time can move on at will.
pub fn chain() -> Chain {
    open(Config::bare())
}

pub fn open(config: Config) -> Chain {
    Chain::new(Config {
        genesis_timestamp: Some(1_700_000_000),
        ..config
    })
    .expect("the chain opens")
}

pub fn signer(chain: &Chain, index: usize) -> PrivateKeySigner {
    chain.signers()[index].clone()
}

pub fn address(chain: &Chain, index: usize) -> Address {
    chain.signers()[index].address()
}

/// A request with everything but the nonce.
pub fn request(from: Address, to: Option<Address>, input: impl Into<Bytes>) -> TransactionRequest {
    TransactionRequest {
        from: Some(from),
        to: Some(to.map_or(TxKind::Create, TxKind::Call)),
        input: input.into().into(),
        gas: Some(20_000_000),
        max_fee_per_gas: Some(GWEI),
        max_priority_fee_per_gas: Some(0),
        ..TransactionRequest::default()
    }
}

/// Signs a request as it is; the nonce is the account's if not given.
pub fn sign(chain: &Chain, index: usize, mut request: TransactionRequest) -> TxEnvelope {
    let signer = signer(chain, index);
    request.from = Some(signer.address());
    request.chain_id.get_or_insert(chain.chain_id());
    if request.nonce.is_none() {
        request.nonce = Some(
            chain
                .nonce(signer.address(), BlockId::pending())
                .expect("a nonce"),
        );
    }
    let wallet = EthereumWallet::from(signer);
    futures::executor::block_on(request.build(&wallet)).expect("signed")
}

/// Sends a request by account `index` and returns where it ended.
pub fn send(chain: &Chain, index: usize, request: TransactionRequest) -> TxInBlock {
    let hash = chain.send(sign(chain, index, request)).expect("accepted");
    chain.transaction(hash).expect("mined")
}

/// The same, which must succeed.
pub fn transact(chain: &Chain, to: Address, input: impl Into<Bytes>) -> TxInBlock {
    let tx = send(chain, 0, request(address(chain, 0), Some(to), input));
    assert!(tx.receipt.success, "{:?}", tx.receipt.failure);
    tx
}

/// Init code that leaves `runtime` behind.
pub fn init_code(runtime: &[u8]) -> Bytes {
    let mut code = vec![0x61];
    code.extend_from_slice(&u16::try_from(runtime.len()).expect("short").to_be_bytes());
    code.extend_from_slice(&hex!("80600a5f395ff3"));
    code.extend_from_slice(runtime);
    code.into()
}

pub fn deploy(chain: &Chain, runtime: &[u8]) -> Address {
    let tx = send(
        chain,
        0,
        request(address(chain, 0), None, init_code(runtime)),
    );
    assert!(tx.receipt.success, "{:?}", tx.receipt.failure);
    tx.receipt.contract_address.expect("an address")
}

pub fn call(chain: &Chain, to: Address, input: impl Into<Bytes>) -> Result<CallOutput, CallError> {
    call_at(chain, to, input, BlockId::latest())
}

pub fn call_at(
    chain: &Chain,
    to: Address,
    input: impl Into<Bytes>,
    at: BlockId,
) -> Result<CallOutput, CallError> {
    chain.call(
        &request(Address::ZERO, Some(to), input).free(),
        at,
        &Overrides::default(),
    )
}

/// A request without fees, for calls.
pub trait Free {
    fn free(self) -> Self;
}

impl Free for TransactionRequest {
    fn free(mut self) -> Self {
        self.max_fee_per_gas = None;
        self.max_priority_fee_per_gas = None;
        self
    }
}

/// The word that a call returns.
pub fn word(chain: &Chain, to: Address, input: impl Into<Bytes>) -> U256 {
    U256::from_be_slice(&call(chain, to, input).expect("the call succeeds").output)
}

/// Without calldata adds one to slot 0; with any returns slot 0.
pub const COUNTER: &[u8] = &hex!("36600c575f546001015f55005b5f545f5260205ff3");
/// Emits a log whose topic is the first word of calldata.
pub const LOGGER: &[u8] = &hex!("5f355f5fa100");
/// Reverts with the calldata as its data.
pub const REVERTER: &[u8] = &hex!("365f5f37365ffd");
/// Returns NUMBER, TIMESTAMP, COINBASE, PREVRANDAO, GASLIMIT, BASEFEE, GASPRICE, CHAINID.
pub const ENVIRONMENT: &[u8] =
    &hex!("435f52426020524160405244606052456080524860a0523a60c0524660e0526101005ff3");

/// How a [`forwarder`] calls.
#[derive(Clone, Copy)]
pub enum Kind {
    Call,
    Delegate,
    Static,
}

/// Calls the address in the first word of calldata with the rest of it, and ends as the callee did. A first byte of 1
/// in that word has it revert afterwards whatever came of it.
pub fn forwarder(kind: Kind) -> Vec<u8> {
    let mut code = hex!("60203603" "80" "6020" "5f" "37" "5f5f").to_vec();
    match kind {
        // CALL takes the value along.
        Kind::Call => code.extend_from_slice(&hex!("82" "5f" "34" "5f35" "5a" "f1")),
        Kind::Delegate => code.extend_from_slice(&hex!("82" "5f" "5f35" "5a" "f4")),
        Kind::Static => code.extend_from_slice(&hex!("82" "5f" "5f35" "5a" "fa")),
    }
    code.extend_from_slice(&hex!("3d5f5f3e"));
    // Revert if told to, or if the call failed.
    code.extend_from_slice(&hex!("5f355f1a15" "16"));
    let ok = code.len() as u8 + 3 + 3;
    code.extend_from_slice(&[0x60, ok, 0x57]);
    code.extend_from_slice(&hex!("3d5ffd" "5b3d5ff3"));
    code
}

/// Calldata for a [`forwarder`].
pub fn forward(to: Address, input: &[u8]) -> Bytes {
    let mut data = to.into_word().to_vec();
    data.extend_from_slice(input);
    data.into()
}

/// The same, to be reverted afterwards.
pub fn forward_and_revert(to: Address, input: &[u8]) -> Bytes {
    let mut data = forward(to, input).to_vec();
    data[0] = 1;
    data.into()
}

pub fn number(n: u64) -> BlockId {
    BlockId::number(n)
}

pub fn topic(n: u64) -> B256 {
    B256::from(U256::from(n))
}

//! What the tests of single contracts share: refusals compared to the byte, funds, fresh contracts beside the
//! deployed ones, and a source of random steps that a seed repeats.

use alloy::eips::BlockId;
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, Log, U256};
use alloy::providers::Provider;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolEvent};
use productshare_abi::{Psc, Reserve};
use world::client::{Sent, request};
use world::ground::Ground;
use world::solidity::{ConstructorArguments, TestAsset};

sol! {
    /// Overloaded functions, each under a name that tells them apart in Rust.
    interface SplitForms {
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
        function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
        function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
    }

    interface PackedForms {
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) external;
        function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) external;
        function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature) external;
    }

    /// The Stylus constructor's selector, 0x5585258d, whatever its arguments.
    function stylus_constructor() external;
}

/// One PSC.
pub const PSC: u64 = 1_000_000;

pub fn u(value: u64) -> U256 {
    U256::from(value)
}

/// Sends without estimating, which a test that expects success need not.
pub async fn act<C: SolCall>(g: &Ground, from: &PrivateKeySigner, to: Address, call: &C) -> Sent {
    let request =
        request(from.address(), Some(to), call.abi_encode().into()).with_gas_limit(5_000_000);
    match g.client.transact(request).await {
        Ok(sent) => sent,
        // The receipt says no more than that it failed: ask again for the reason.
        Err(error) => {
            let again = g
                .client
                .simulate(from.address(), to, call.abi_encode().into())
                .await;
            panic!("{}: {error:#}; now: {again:?}", C::SIGNATURE)
        }
    }
}

/// Asserts that `call` is refused with exactly `error`.
pub async fn refused<C: SolCall, E: SolError>(
    g: &Ground,
    from: Address,
    to: Address,
    call: &C,
    error: E,
) {
    let refusal = g.client.refusal(from, to, call).await.unwrap();
    assert_eq!(
        refusal.data,
        Bytes::from(error.abi_encode()),
        "{} was refused with {}, not {}",
        C::SIGNATURE,
        refusal.words,
        E::SIGNATURE
    );
}

/// Asserts that `input` is refused without any data.
pub async fn refused_blank(g: &Ground, from: Address, to: Address, input: Vec<u8>, value: u64) {
    let request = request(from, Some(to), input.into()).with_value(u(value));
    let error = g.client.provider.call(request).await.unwrap_err();
    let data = error
        .as_error_resp()
        .and_then(|response| response.as_revert_data());
    assert!(data.is_none_or(|data| data.is_empty()), "{error}");
    assert!(error.to_string().contains("revert"), "{error}");
}

pub async fn read<C: SolCall>(g: &Ground, at: Address, call: &C) -> C::Return {
    g.client.read(at, call).await.unwrap()
}

pub async fn balance(g: &Ground, token: Address, account: Address) -> U256 {
    read(g, token, &TestAsset::balanceOfCall { account }).await
}

/// The events of one kind that `at` logged in a transaction, in order.
pub fn events<E: SolEvent>(sent: &Sent, at: Address) -> Vec<E> {
    sent.logs
        .iter()
        .map(|log| &log.inner)
        .filter(|log: &&Log| log.address == at && log.topics().first() == Some(&E::SIGNATURE_HASH))
        .map(|log| E::decode_log(log).expect("fields as in abi.sol").data)
        .collect()
}

/// Mints `assets` of the reserve's asset to somebody who lets the reserve take them.
pub async fn allow_assets(g: &Ground, c: &Cash, who: &PrivateKeySigner, assets: U256) {
    act(
        g,
        who,
        c.asset,
        &TestAsset::mintCall {
            to: who.address(),
            value: assets,
        },
    )
    .await;
    act(
        g,
        who,
        c.asset,
        &TestAsset::approveCall {
            spender: c.reserve,
            value: U256::MAX,
        },
    )
    .await;
}

/// Issues PSC to somebody against assets made for the purpose.
pub async fn issue(g: &Ground, c: &Cash, who: &PrivateKeySigner, amount: u64) {
    allow_assets(g, c, who, u(amount)).await;
    act(
        g,
        who,
        c.reserve,
        &Reserve::issueCall {
            amount: u(amount),
            to: who.address(),
        },
    )
    .await;
}

/// A PSC, its reserve and its asset.
#[derive(Clone, Copy, Debug)]
pub struct Cash {
    pub psc: Address,
    pub reserve: Address,
    pub asset: Address,
}

impl Cash {
    /// The deployed ones.
    pub fn of(g: &Ground) -> Self {
        Self {
            psc: g.psc(),
            reserve: g.reserve(),
            asset: g.asset,
        }
    }

    /// New ones over another asset: the same programs at other addresses, owned by the owner. Nothing is set but what
    /// makes them work together.
    pub async fn over(g: &Ground, asset: Address, mark: u8) -> Self {
        let owner = &g.wallets.owner;
        let cash = Self {
            psc: program_at(g, g.psc(), Address::with_last_byte(mark)),
            reserve: program_at(g, g.reserve(), Address::with_last_byte(mark + 1)),
            asset,
        };
        construct(g, cash.psc, &(owner.address(),)).await;
        construct(g, cash.reserve, &(owner.address(), cash.psc, asset)).await;
        act(
            g,
            owner,
            cash.psc,
            &Psc::setMinterCall {
                minter: cash.reserve,
            },
        )
        .await;
        act(
            g,
            owner,
            cash.psc,
            &Psc::protectCall {
                account: cash.reserve,
            },
        )
        .await;
        cash
    }
}

/// Puts the program of one contract at another address, with nothing stored: one code hash is activated once.
pub fn program_at(g: &Ground, original: Address, copy: Address) -> Address {
    let copy = Address::from_word(alloy::primitives::keccak256(copy));
    g.chain
        .set_code(copy, g.chain.code(original, BlockId::latest()).unwrap());
    copy
}

/// The input that constructs a Stylus contract.
pub fn construction(arguments: &impl ConstructorArguments) -> Bytes {
    let mut input = stylus_constructorCall::SELECTOR.to_vec();
    input.extend(arguments.encode());
    input.into()
}

pub async fn construct(g: &Ground, contract: Address, arguments: &impl ConstructorArguments) {
    let deployer = g.wallets.deployer.address();
    let request =
        request(deployer, Some(contract), construction(arguments)).with_gas_limit(5_000_000);
    g.client.transact(request).await.unwrap();
}

/// Asserts that constructing is refused with exactly `error`.
pub async fn construction_refused<E: SolError>(
    g: &Ground,
    contract: Address,
    arguments: &impl ConstructorArguments,
    error: E,
) {
    let request = request(Address::ZERO, Some(contract), construction(arguments));
    let refusal = g.client.provider.call(request).await.unwrap_err();
    let data = refusal
        .as_error_resp()
        .and_then(|response| response.as_revert_data());
    assert_eq!(data, Some(error.abi_encode().into()), "{refusal}");
}

/// Lets seconds pass and mines a block at the new time, which it returns. From then on time stands still until the
/// next wait: every block and call is at that second.
pub async fn wait(g: &Ground, secs: u64) -> u64 {
    let time = g.client.now().await.unwrap() + secs;
    g.chain.set_block_timestamp_interval(Some(0));
    g.chain.set_next_block_timestamp(time).unwrap();
    g.chain.mine(1, None).unwrap();
    time
}

/// Random numbers that a seed repeats (xorshift).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

pub fn word(byte: u8) -> B256 {
    B256::repeat_byte(byte)
}

//! Solidity that tests and demo deploy: artefacts of `tests/solidity/compile.cjs` as deployable contracts.
// The generated calls have as many arguments as the standards say.
#![allow(clippy::too_many_arguments)]

use std::path::{Path, PathBuf};

use alloy::primitives::Bytes;
use alloy::sol;
use alloy::sol_types::SolValue;
use anyhow::{Context, Result, anyhow, ensure};

sol! {
    /// The mintable reserve asset, and what every odd asset has in common with it.
    #[sol(rpc)]
    interface TestAsset {
        function mint(address to, uint256 value) external;
        function approve(address spender, uint256 value) external returns (bool);
        function transfer(address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function totalSupply() external view returns (uint256);
        function decimals() external view returns (uint8);
        function nonces(address owner) external view returns (uint256);
        event Transfer(address indexed from, address indexed to, uint256 value);
    }

    /// Calls back into whatever it was armed with, in the middle of a transfer.
    #[sol(rpc)]
    interface ReenteringAsset {
        function arm(address target, bytes calldata data) external;
        function tried() external view returns (bool);
        function outcome() external view returns (bool);
        function answer() external view returns (bytes memory);
    }

    /// Refuses transfers that touch a listed account.
    #[sol(rpc)]
    interface RevertingAsset {
        function refuse(address account, bool yes) external;
        error Refused(address account);
    }

    /// Is pulled as it should be, and sent as its mood is: 1 reverts, 2 answers false, 3 burns all gas, 4 answers at length.
    #[sol(rpc)]
    interface MoodyAsset {
        function setMood(uint8 mood) external;
    }

    /// A small ERC-792 arbitrator, which can be told to misbehave.
    #[sol(rpc)]
    interface Arbitrator {
        function giveRuling(uint256 disputeId, uint256 ruling) external;
        function keepRuling(uint256 disputeId, uint256 ruling) external;
        function misbehave(uint256 stuckAt, bool hasty) external;
        function fallSilent() external;
        function hastyOutcome() external view returns (bool);
        function choices(uint256 disputeId) external view returns (uint256);
        function extraData(uint256 disputeId) external view returns (bytes memory);
    }

    /// Solidity that pays in a token which may be a Stylus program.
    #[sol(rpc)]
    interface Till {
        function pay(address token, address payee, uint256 value) external returns (uint256 balanceAfter);
        function tryPay(address token, address payee, uint256 value) external returns (bool ok);
        function payAndFail(address token, address payee, uint256 value) external;
        function look(address token, address a, address b) external view returns (uint256 supply, uint256 ofA, uint256 ofB);
        event Paid(address indexed payer, address indexed payee, uint256 value, uint256 balanceAfter);
        event Refused(bytes reason);
    }

    /// A contract wallet that signs by ERC-1271.
    #[sol(rpc)]
    interface Erc1271Wallet {
        function owner() external view returns (address);
        function execute(address target, bytes calldata data) external returns (bytes memory);
    }

    /// The forms of signed calls that take a signature as bytes, and so also a contract wallet's. Apart from the
    /// generated types, whose overloads are told apart by number only.
    #[sol(rpc)]
    interface BytesForms {
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) external;
    }

    /// What proposals call.
    #[sol(rpc)]
    interface Ledger {
        function note(uint256 number) external payable;
        function refuse(uint256 number) external;
        function fail() external;
        function caller() external view returns (address);
        function number() external view returns (uint256);
        event Noted(address indexed caller, uint256 number, uint256 value);
        error Refused(uint256 number);
    }

    /// An offering as far as the timelock asks one: 0 not succeeded, 1 succeeded, 2 fails, 3 answers nonsense.
    #[sol(rpc)]
    interface OfferingStub {
        function setMood(uint256 mood) external;
    }

    /// Does what anybody asks, in its own name.
    #[sol(rpc)]
    interface Forwarder {
        function forward(address target, bytes calldata data) external;
        function poke() external;
        function pokes() external view returns (uint256);
    }

    /// The gas peers: what OpenZeppelin's extensions offer of PSC's and PSS's operations, which have the same form there.
    #[sol(rpc)]
    interface Peer {
        function transfer(address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;
        function delegate(address delegatee) external;
        function nonces(address owner) external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function getVotes(address account) external view returns (uint256);
    }
}

sol! {
    /// OpenZeppelin's ERC-4626 vault, which stake pools are compared with.
    #[sol(rpc)]
    interface Vault {
        function deposit(uint256 assets, address receiver) external returns (uint256 shares);
        function mint(uint256 shares, address receiver) external returns (uint256 assets);
        function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);
        function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
        function totalAssets() external view returns (uint256);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function convertToShares(uint256 assets) external view returns (uint256);
        function convertToAssets(uint256 shares) external view returns (uint256);
        function previewDeposit(uint256 assets) external view returns (uint256);
        function previewMint(uint256 shares) external view returns (uint256);
        function previewWithdraw(uint256 assets) external view returns (uint256);
        function previewRedeem(uint256 shares) external view returns (uint256);
        function maxWithdraw(address owner) external view returns (uint256);
        function maxRedeem(address owner) external view returns (uint256);
        error ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max);
        error ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max);
    }

    /// The votes that a vault locks.
    #[sol(rpc)]
    interface LockableVotes {
        function setLocker(address account) external;
        function lockedOf(address account) external view returns (uint256);
    }
}

/// The repository's root, where `target/` and `abi/` are.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ has a parent")
        .to_path_buf()
}

/// The init code of `contract` with its ABI-encoded constructor arguments appended.
pub fn init_code(contract: &str, arguments: &impl ConstructorArguments) -> Result<Bytes> {
    let path = root()
        .join("target/solidity")
        .join(format!("{contract}.json"));
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "no compiled {contract} at {}: run `cargo xtask setup`",
            path.display()
        )
    })?;
    let artefact: serde_json::Value = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is not JSON: delete target/solidity and run `cargo xtask setup`",
            path.display()
        )
    })?;
    let code = artefact["bytecode"].as_str().ok_or_else(|| {
        anyhow!(
            "{} has no bytecode: run `cargo xtask setup`",
            path.display()
        )
    })?;
    let mut code =
        alloy::hex::decode(code).with_context(|| format!("bytecode of {}", path.display()))?;
    ensure!(
        !code.is_empty(),
        "{contract} is abstract: it has no bytecode to deploy"
    );
    code.extend(arguments.encode());
    Ok(code.into())
}

/// Arguments of a constructor: a tuple of Solidity values, or `()`.
pub trait ConstructorArguments {
    /// The arguments as the ABI encodes a call's parameters.
    fn encode(&self) -> Vec<u8>;
}

impl ConstructorArguments for () {
    fn encode(&self) -> Vec<u8> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($(($($name:ident),+)),+) => {$(
        impl<$($name: SolValue),+> ConstructorArguments for ($($name,)+)
        where
            ($($name,)+): SolValue,
            for<'a> <<($($name,)+) as SolValue>::SolType as alloy::sol_types::SolType>::Token<'a>: alloy::sol_types::abi::TokenSeq<'a>,
        {
            fn encode(&self) -> Vec<u8> {
                self.abi_encode_params()
            }
        }
    )+};
}

tuples!(
    (A),
    (A, B),
    (A, B, C),
    (A, B, C, D),
    (A, B, C, D, E),
    (A, B, C, D, E, F),
    (A, B, C, D, E, F, G),
    (A, B, C, D, E, F, G, H)
);

//! Contracts that a Stylus chain brings along: the ArbWasm precompiles, StylusDeployer, CacheManager, NodeInterface; and
//! ERC-20 for the reserve asset. Written after Nitro's published interfaces; only what this project calls.

use alloy::{
    primitives::{Address, address},
    sol,
};

/// Precompile: activation, versions and prices of Stylus programs.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// Precompile: which programs are kept compiled, and who may say so.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// Exists in RPC calls only.
pub const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000C8");
/// Deploys, activates and constructs in one transaction; the same address on every chain that has it.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// Selector of every Stylus constructor, whatever its parameters: keccak256("stylus_constructor()")[..4].
pub const CONSTRUCTOR_SELECTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

sol! {
    /// Activation and state of programs. A program is known by its code hash; `msg.value` pays the data fee, the rest returns.
    #[sol(rpc)]
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function expiryDays() external view returns (uint16 numDays);
        function keepaliveDays() external view returns (uint16 numDays);

        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }

    /// Which programs are kept ready to run.
    #[sol(rpc)]
    #[derive(Debug, PartialEq, Eq)]
    interface ArbWasmCache {
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] memory managers);
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);

        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
    }

    /// Creates a program (CREATE2 with keccak256(salt ++ initData) unless the salt is 0), activates it if need be, calls its
    /// constructor, and returns what is left of the value to the caller.
    #[sol(rpc)]
    #[derive(Debug, PartialEq, Eq)]
    interface StylusDeployer {
        function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt) external payable returns (address);
        function requiresActivation(address addr) external view returns (bool);
        function initSalt(bytes32 salt, bytes calldata initData) external pure returns (bytes32);

        event ContractDeployed(address deployedContract);

        error ContractDeploymentError(bytes bytecode);
        error ContractInitializationError(address newContract, bytes data);
        error RefundExcessValueError(uint256 excessValue);
        error EmptyBytecode();
        error InitValueButNotInitData();
    }

    /// Auction of places in the program cache. A bid is the value sent.
    #[sol(rpc)]
    #[derive(Debug, PartialEq, Eq)]
    interface CacheManager {
        function placeBid(address program) external payable;
        function getMinBid(address program) external view returns (uint192 min);
        function isPaused() external view returns (bool);

        event InsertBid(bytes32 indexed codehash, address program, uint192 bid, uint64 size);
        event DeleteBid(bytes32 indexed codehash, uint192 bid, uint64 size);

        error AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize);
        error AlreadyCached(bytes32 codehash);
        error BidTooLarge(uint256 bid);
        error BidTooSmall(uint192 bid, uint192 min);
        error BidsArePaused();
    }

    /// Estimates that only a node can make.
    #[sol(rpc)]
    interface NodeInterface {
        function gasEstimateL1Component(address to, bool contractCreation, bytes calldata data) external payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
    }

    /// What this project asks of the reserve asset.
    #[sol(rpc)]
    #[derive(Debug, PartialEq, Eq)]
    interface Erc20 {
        function name() external view returns (string memory);
        function symbol() external view returns (string memory);
        function decimals() external view returns (uint8);
        function totalSupply() external view returns (uint256);
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function approve(address spender, uint256 value) external returns (bool);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);

        event Transfer(address indexed from, address indexed to, uint256 value);
        event Approval(address indexed owner, address indexed spender, uint256 value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::{
        primitives::{b256, keccak256},
        sol_types::{SolCall, SolError, SolEvent},
    };

    /// Selectors and topics as published for Nitro: a slip in a signature above would call nothing.
    #[test]
    fn system_signatures_match_the_published_ones() {
        assert_eq!(
            ArbWasm::activateProgramCall::SELECTOR,
            [0x58, 0xc7, 0x80, 0xc2]
        );
        assert_eq!(
            ArbWasm::codehashKeepaliveCall::SELECTOR,
            [0xc6, 0x89, 0xba, 0xd5]
        );
        assert_eq!(
            ArbWasm::programTimeLeftCall::SELECTOR,
            [0xc7, 0x75, 0xa6, 0x2a]
        );
        assert_eq!(
            ArbWasm::programInitGasCall::SELECTOR,
            [0x62, 0xb6, 0x88, 0xaa]
        );
        assert_eq!(
            ArbWasm::ProgramInsufficientValue::SELECTOR,
            [0x09, 0x78, 0x1a, 0xb7]
        );
        assert_eq!(
            ArbWasm::ProgramKeepaliveTooSoon::SELECTOR,
            [0x16, 0xbd, 0x0c, 0xf8]
        );
        assert_eq!(ArbWasm::ProgramExpired::SELECTOR, [0xc9, 0xb1, 0x2e, 0x52]);
        assert_eq!(
            ArbWasm::ProgramActivated::SIGNATURE_HASH,
            b256!("c0e812780707128d9a180db8ee4d1c1f1300b6dd0626d577b5d9ac759b76253c")
        );
        assert_eq!(
            ArbWasm::ProgramLifetimeExtended::SIGNATURE_HASH,
            b256!("03802ba32e3bd489d2ab04abb93d10687e0b6883bcb091206ca75172d248f2ec")
        );
        assert_eq!(
            ArbWasmCache::codehashIsCachedCall::SELECTOR,
            [0xa7, 0x2f, 0x17, 0x9b]
        );
        assert_eq!(
            ArbWasmCache::UpdateProgramCache::SIGNATURE_HASH,
            b256!("1bfaa29b4618e78f5b398027d530826dbb266dc976a5067f67fdad15434ecfab")
        );
        assert_eq!(
            StylusDeployer::deployCall::SELECTOR,
            [0xa9, 0xa8, 0xe4, 0xe9]
        );
        assert_eq!(
            StylusDeployer::ContractDeployed::SIGNATURE_HASH,
            b256!("8ffcdc15a283d706d38281f500270d8b5a656918f555de0913d7455e3e6bc1bf")
        );
        assert_eq!(
            NodeInterface::gasEstimateL1ComponentCall::SELECTOR,
            [0x77, 0xd4, 0x88, 0xa2]
        );
        assert_eq!(
            keccak256("stylus_constructor()")[..4],
            CONSTRUCTOR_SELECTOR[..]
        );
    }
}

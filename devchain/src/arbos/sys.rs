//! ArbSys, 0x64: the L2's own block numbers and hashes, and who is calling.

use super::context::{Cx, Fail, Purity, selector, unknown};
use alloy::{
    primitives::{Address, B256, Bytes, U160, U256, address},
    sol,
    sol_types::SolCall,
};

sol! {
    interface ArbSys {
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function arbOSVersion() external view returns (uint256);
        function getStorageGasAvailable() external view returns (uint256);
        function isTopLevelCall() external view returns (bool);
        function mapL1SenderContractAddressToL2Alias(address sender, address unused) external pure returns (address);
        function wasMyCallersAddressAliased() external view returns (bool);
        function myCallersAddressWithoutAliasing() external view returns (address);

        error InvalidBlockNumber(uint256 requested, uint256 current);
    }
}

/// What ArbSys adds to the ArbOS version.
const VERSION_OFFSET: u64 = 55;
/// What is added to the address of an L1 contract.
const ALIAS_OFFSET: Address = address!("1111000000000000000000000000000000001111");
/// Blocks back for which a hash is known.
const HASH_WINDOW: u64 = 256;

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbSys as S;
    use Purity::{Pure, View};
    match selector(input)? {
        S::arbBlockNumberCall::SELECTOR => {
            cx.answer(View, input, |cx, _: S::arbBlockNumberCall| {
                Ok(U256::from(cx.evm.ctx.chain.block.number))
            })
        }
        S::arbBlockHashCall::SELECTOR => cx.answer(View, input, |cx, c: S::arbBlockHashCall| {
            hash(cx, c.arbBlockNum)
        }),
        S::arbChainIDCall::SELECTOR => cx.answer(View, input, |cx, _: S::arbChainIDCall| {
            Ok(U256::from(cx.evm.ctx.chain.block.chain_id))
        }),
        S::arbOSVersionCall::SELECTOR => cx.answer(View, input, |cx, _: S::arbOSVersionCall| {
            Ok(U256::from(
                VERSION_OFFSET + cx.evm.ctx.chain.block.arbos_version,
            ))
        }),
        S::getStorageGasAvailableCall::SELECTOR => {
            cx.answer(View, input, |_, _: S::getStorageGasAvailableCall| {
                Ok(U256::ZERO)
            })
        }
        S::isTopLevelCallCall::SELECTOR => cx.answer(
            View,
            input,
            |cx, _: S::isTopLevelCallCall| Ok(cx.depth <= 1),
        ),
        S::mapL1SenderContractAddressToL2AliasCall::SELECTOR => cx.answer(
            Pure,
            input,
            |_, c: S::mapL1SenderContractAddressToL2AliasCall| {
                let sum = U160::from_be_bytes(c.sender.0.0)
                    .wrapping_add(U160::from_be_bytes(ALIAS_OFFSET.0.0));
                Ok(Address::from(sum.to_be_bytes::<20>()))
            },
        ),
        // No transaction of this chain comes from an L1 contract.
        S::wasMyCallersAddressAliasedCall::SELECTOR => {
            cx.answer(View, input, |_, _: S::wasMyCallersAddressAliasedCall| {
                Ok(false)
            })
        }
        S::myCallersAddressWithoutAliasingCall::SELECTOR => {
            cx.answer(
                View,
                input,
                |cx, _: S::myCallersAddressWithoutAliasingCall| {
                    // The last caller is this call's; the one before called our caller.
                    let callers = &cx.evm.ctx.chain.callers;
                    Ok(callers
                        .len()
                        .checked_sub(2)
                        .and_then(|i| callers.get(i))
                        .copied()
                        .unwrap_or_default())
                },
            )
        }
        other => unknown(other),
    }
}

fn hash(cx: &Cx<'_>, requested: U256) -> Result<B256, Fail> {
    let block = &cx.evm.ctx.chain.block;
    let current = block.number;
    let number = u64::try_from(requested)
        .ok()
        .filter(|n| *n < current && *n + HASH_WINDOW >= current);
    number.and_then(|n| (block.hashes)(n)).ok_or_else(|| {
        Fail::error(ArbSys::InvalidBlockNumber {
            requested,
            current: U256::from(current),
        })
    })
}

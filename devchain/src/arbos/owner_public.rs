//! ArbOwnerPublic, 0x6b: what anyone may know of the owner's settings.

use super::{
    context::{Cx, Fail, Purity, selector, unknown, word_address},
    programs, sets,
    store::{self, Field, Table},
};
use alloy::{primitives::Bytes, sol, sol_types::SolCall};

sol! {
    interface ArbOwnerPublic {
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function getBrotliCompressionLevel() external view returns (uint64);
        function getMaxStylusContractFragments() external view returns (uint8);
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbOwnerPublic as O;
    use Purity::View;
    match selector(input)? {
        O::isChainOwnerCall::SELECTOR => cx.answer(View, input, |cx, c: O::isChainOwnerCall| {
            sets::contains(cx, Table::ChainOwners, c.addr)
        }),
        O::getAllChainOwnersCall::SELECTOR => {
            cx.answer(View, input, |cx, _: O::getAllChainOwnersCall| {
                sets::members(cx, Table::ChainOwners)
            })
        }
        O::getNetworkFeeAccountCall::SELECTOR => {
            cx.answer(View, input, |cx, _: O::getNetworkFeeAccountCall| {
                Ok(word_address(
                    cx.read(store::field(Field::NetworkFeeAccount))?,
                ))
            })
        }
        O::getInfraFeeAccountCall::SELECTOR => {
            cx.answer(View, input, |cx, _: O::getInfraFeeAccountCall| {
                Ok(word_address(cx.read(store::field(Field::InfraFeeAccount))?))
            })
        }
        O::getBrotliCompressionLevelCall::SELECTOR => {
            cx.answer(View, input, |cx, _: O::getBrotliCompressionLevelCall| {
                Ok(cx.read(store::field(Field::BrotliLevel))?.saturating_to())
            })
        }
        O::getMaxStylusContractFragmentsCall::SELECTOR
            if cx.evm.ctx.chain.block.arbos_version >= crate::evm::program::FRAGMENTS_SINCE =>
        {
            cx.answer(
                View,
                input,
                |cx, _: O::getMaxStylusContractFragmentsCall| {
                    cx.burn(programs::PARAMS_GAS)?;
                    Ok(programs::params_now(cx.ctx()).max_fragment_count)
                },
            )
        }
        other => unknown(other),
    }
}

//! ArbGasInfo, 0x6c: prices and the state of the gas market.

use super::{
    context::{Cx, Fail, Purity, selector, unknown},
    store::{self, Field},
};
use alloy::{
    primitives::{Bytes, U256},
    sol,
    sol_types::SolCall,
};

sol! {
    interface ArbGasInfo {
        function getPricesInWei() external view returns (uint256 perL2Tx, uint256 perL1CalldataUnit, uint256 perStorage, uint256 perArbGasBase, uint256 perArbGasCongestion, uint256 perArbGasTotal);
        function getPricesInArbGas() external view returns (uint256 perL2Tx, uint256 perL1CalldataUnit, uint256 perStorage);
        function getGasAccountingParams() external view returns (uint256 speedLimit, uint256 gasPoolMax, uint256 maxTxGasLimit);
        function getMinimumGasPrice() external view returns (uint256);
        function getL1BaseFeeEstimate() external view returns (uint256);
        function getL1GasPriceEstimate() external view returns (uint256);
        function getCurrentTxL1GasFees() external view returns (uint256);
        function getGasBacklog() external view returns (uint64);
        function getPricingInertia() external view returns (uint64);
        function getGasBacklogTolerance() external view returns (uint64);
        function getL1PricingSurplus() external view returns (int256);
    }
}

/// Calldata bytes that Nitro takes a simple transaction to be.
const ASSUMED_TX_BYTES: u64 = 140;
const UNITS_PER_BYTE: u64 = 16;
const STORAGE_WRITE: u64 = 20_000;

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbGasInfo as G;
    use Purity::View;
    let get = |cx: &mut Cx<'_>, field| cx.read(store::field(field));
    match selector(input)? {
        G::getPricesInWeiCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getPricesInWeiCall| {
                let l1 = get(cx, Field::L1PricePerUnit)?;
                let floor = get(cx, Field::MinBaseFee)?;
                let price = U256::from(cx.evm.ctx.chain.block.base_fee);
                let unit = l1 * U256::from(UNITS_PER_BYTE);
                Ok(G::getPricesInWeiReturn {
                    perL2Tx: unit * U256::from(ASSUMED_TX_BYTES),
                    perL1CalldataUnit: unit,
                    perStorage: price * U256::from(STORAGE_WRITE),
                    perArbGasBase: price.min(floor),
                    perArbGasCongestion: price.saturating_sub(floor),
                    perArbGasTotal: price,
                })
            })
        }
        G::getPricesInArbGasCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getPricesInArbGasCall| {
                let l1 = get(cx, Field::L1PricePerUnit)?;
                let price = U256::from(cx.evm.ctx.chain.block.base_fee).max(U256::from(1));
                let unit = l1 * U256::from(UNITS_PER_BYTE) / price;
                Ok(G::getPricesInArbGasReturn {
                    perL2Tx: l1 * U256::from(UNITS_PER_BYTE * ASSUMED_TX_BYTES) / price,
                    perL1CalldataUnit: unit,
                    perStorage: U256::from(STORAGE_WRITE),
                })
            })
        }
        G::getGasAccountingParamsCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getGasAccountingParamsCall| {
                let limit = U256::from(crate::evm::TX_COMPUTE_LIMIT);
                Ok(G::getGasAccountingParamsReturn {
                    speedLimit: get(cx, Field::SpeedLimit)?,
                    gasPoolMax: limit,
                    maxTxGasLimit: limit,
                })
            })
        }
        G::getMinimumGasPriceCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getMinimumGasPriceCall| {
                get(cx, Field::MinBaseFee)
            })
        }
        G::getL1BaseFeeEstimateCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getL1BaseFeeEstimateCall| {
                get(cx, Field::L1PricePerUnit)
            })
        }
        G::getL1GasPriceEstimateCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getL1GasPriceEstimateCall| {
                get(cx, Field::L1PricePerUnit)
            })
        }
        G::getCurrentTxL1GasFeesCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getCurrentTxL1GasFeesCall| {
                let chain = &cx.evm.ctx.chain;
                Ok(U256::from(chain.poster_gas) * U256::from(chain.block.base_fee))
            })
        }
        G::getGasBacklogCall::SELECTOR => cx.answer(View, input, |cx, _: G::getGasBacklogCall| {
            Ok(get(cx, Field::GasBacklog)?.saturating_to())
        }),
        G::getPricingInertiaCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getPricingInertiaCall| {
                Ok(get(cx, Field::PricingInertia)?.saturating_to())
            })
        }
        G::getGasBacklogToleranceCall::SELECTOR => {
            cx.answer(View, input, |cx, _: G::getGasBacklogToleranceCall| {
                Ok(get(cx, Field::BacklogTolerance)?.saturating_to())
            })
        }
        G::getL1PricingSurplusCall::SELECTOR => {
            cx.answer(View, input, |_, _: G::getL1PricingSurplusCall| {
                Ok(alloy::primitives::I256::ZERO)
            })
        }
        other => unknown(other),
    }
}

//! NodeInterface, 0xc8: questions to the node in the shape of contract calls. It answers calls by RPC only and has no
//! code. The methods that estimate gas are answered by [`crate::chain`], which can run an estimate.

use super::context::{Cx, Fail, Purity, selector, unknown};
use alloy::{primitives::Bytes, sol, sol_types::SolCall};

sol! {
    interface NodeInterface {
        function gasEstimateComponents(address to, bool contractCreation, bytes calldata data) external payable returns (uint64 gasEstimate, uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function gasEstimateL1Component(address to, bool contractCreation, bytes calldata data) external payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);
        function nitroGenesisBlock() external pure returns (uint256 number);
        function blockL1Num(uint64 l2BlockNum) external view returns (uint64 l1BlockNum);
        function l2BlockRangeForL1(uint64 blockNum) external view returns (uint64 firstBlock, uint64 lastBlock);
        function findBatchContainingBlock(uint64 blockNum) external view returns (uint64 batch);
        function getL1Confirmations(bytes32 blockHash) external view returns (uint64 confirmations);
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use NodeInterface as N;
    use Purity::{Pure, View};
    match selector(input)? {
        N::nitroGenesisBlockCall::SELECTOR => {
            cx.answer(Pure, input, |_, _: N::nitroGenesisBlockCall| {
                Ok(alloy::primitives::U256::ZERO)
            })
        }
        // Without a parent chain nothing is posted or confirmed, and all blocks have the L1 number of the present.
        N::blockL1NumCall::SELECTOR => cx.answer(View, input, |cx, _: N::blockL1NumCall| {
            Ok(cx.evm.ctx.chain.block.l1_number)
        }),
        N::l2BlockRangeForL1Call::SELECTOR => {
            cx.answer(View, input, |cx, c: N::l2BlockRangeForL1Call| {
                let block = &cx.evm.ctx.chain.block;
                if c.blockNum != block.l1_number {
                    return Err(Fail::Revert(
                        "requested L1 block number not found in chain".into(),
                    ));
                }
                Ok(N::l2BlockRangeForL1Return {
                    firstBlock: 0,
                    lastBlock: block.number,
                })
            })
        }
        N::findBatchContainingBlockCall::SELECTOR => {
            cx.answer(View, input, |_, _: N::findBatchContainingBlockCall| Ok(0))
        }
        N::getL1ConfirmationsCall::SELECTOR => {
            cx.answer(View, input, |_, _: N::getL1ConfirmationsCall| Ok(0))
        }
        other => unknown(other),
    }
}

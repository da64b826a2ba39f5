//! ArbosTest, 0x69: burns gas.

use super::context::{Cx, Fail, Purity, selector, unknown};
use alloy::{primitives::Bytes, sol, sol_types::SolCall};

sol! {
    interface ArbosTest {
        function burnArbGas(uint256 gasAmount) external pure;
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    match selector(input)? {
        ArbosTest::burnArbGasCall::SELECTOR => {
            cx.answer(Purity::Pure, input, |cx, c: ArbosTest::burnArbGasCall| {
                cx.burn(c.gasAmount.saturating_to())?;
                Ok(ArbosTest::burnArbGasReturn {})
            })
        }
        other => unknown(other),
    }
}

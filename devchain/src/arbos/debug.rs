//! ArbDebug, 0xff: shortcuts of development chains.

use super::{
    context::{Cx, Fail, Purity, selector, unknown},
    sets,
    store::Table,
};
use alloy::{primitives::Bytes, sol, sol_types::SolCall};

sol! {
    interface ArbDebug {
        function becomeChainOwner() external;
        function customRevert(uint64 number) external pure;
        function legacyError() external pure;

        error Custom(uint64 number, string message, bool flag);
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    use ArbDebug as D;
    if !cx.evm.ctx.chain.block.debug {
        return Err(Fail::BurnAll("debug precompiles are disabled".into()));
    }
    match selector(input)? {
        D::becomeChainOwnerCall::SELECTOR => {
            cx.answer(Purity::Write, input, |cx, _: D::becomeChainOwnerCall| {
                let caller = cx.caller;
                sets::add(cx, Table::ChainOwners, caller).map(|()| D::becomeChainOwnerReturn {})
            })
        }
        D::customRevertCall::SELECTOR => {
            cx.answer(Purity::Pure, input, |_, c: D::customRevertCall| {
                Err(Fail::error(D::Custom {
                    number: c.number,
                    message: "This spider family wards off bugs: /\\oo/\\ //\\(oo)//\\ /\\oo/\\"
                        .into(),
                    flag: true,
                }))
            })
        }
        D::legacyErrorCall::SELECTOR => {
            cx.answer(Purity::Pure, input, |_, _: D::legacyErrorCall| {
                Err(Fail::Revert("example legacy error".into()))
            })
        }
        other => unknown(other),
    }
}

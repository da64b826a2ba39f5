//! ArbInfo, 0x65: balances and codes of accounts.

use super::context::{Cx, Fail, Purity, selector, unknown};
use alloy::{primitives::Bytes, sol, sol_types::SolCall};
use revm::context::{ContextTr, JournalTr};

sol! {
    interface ArbInfo {
        function getBalance(address account) external view returns (uint256);
        function getCode(address account) external view returns (bytes memory);
    }
}

pub(super) fn call(cx: &mut Cx<'_>, input: &[u8]) -> Result<Bytes, Fail> {
    match selector(input)? {
        ArbInfo::getBalanceCall::SELECTOR => {
            cx.answer(Purity::View, input, |cx, c: ArbInfo::getBalanceCall| {
                cx.burn(700)?;
                let Ok(account) = cx.ctx().journal_mut().load_account(c.account);
                Ok(account.info.balance)
            })
        }
        ArbInfo::getCodeCall::SELECTOR => {
            cx.answer(Purity::View, input, |cx, c: ArbInfo::getCodeCall| {
                cx.burn(2_100)?;
                let Ok(code) = cx.ctx().journal_mut().code(c.account);
                cx.burn(3 * (code.data.len() as u64).div_ceil(32))?;
                Ok(code.data)
            })
        }
        other => unknown(other),
    }
}

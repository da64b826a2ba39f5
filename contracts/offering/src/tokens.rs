//! What is asked of PSC and PSS.

use alloc::vec;
use alloy_primitives::{Address, B256, U256};
use common::{
    abi::Reader,
    call::{call_contract, view_contract},
    encode::Outcome,
    psc,
};
use stylus_sdk::prelude::*;

use crate::Offering;

mod interface {
    alloy_sol_types::sol! {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function delegate(address delegatee) external;
        function lock(address account, uint256 value) external;
        function unlock(address account, uint256 value) external;
    }
}
use interface::*;

impl Offering {
    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        psc::pull(self, self.psc.get(), from, value)
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.psc.get(), value, deadline, signature);
    }

    /// Takes PSC by the account's ERC-3009 authorization for exactly this.
    pub(crate) fn pull_authorized(
        &mut self,
        from: Address,
        value: U256,
        deadline: u64,
        nonce: B256,
        signature: &[u8],
    ) -> Outcome {
        psc::pull_authorized(
            self,
            self.psc.get(),
            from,
            value,
            deadline,
            nonce,
            signature,
        )
    }

    /// Sends PSC, or nothing at all if PSC blocks the payee; whether it did.
    pub(crate) fn pay_unless_blocked(&mut self, to: Address, value: U256) -> Outcome<bool> {
        let token = self.psc.get();
        let skipped = psc::send_each(self, token, &vec![to], &vec![value])?;
        Ok(skipped.is_zero())
    }

    pub(crate) fn psc_held(&self) -> Outcome<U256> {
        self.held(self.psc.get())
    }

    // ---- PSS

    pub(crate) fn pss_held(&self) -> Outcome<U256> {
        self.held(self.pss.get())
    }

    pub(crate) fn delegate_to_itself(&mut self) -> Outcome {
        let (token, delegatee) = (self.pss.get(), self.vm().contract_address());
        call_contract(self, token, &delegateCall { delegatee })?;
        Ok(())
    }

    pub(crate) fn lock(&mut self, account: Address, value: U256) -> Outcome {
        let token = self.pss.get();
        call_contract(self, token, &lockCall { account, value })?;
        Ok(())
    }

    pub(crate) fn unlock(&mut self, account: Address, value: U256) -> Outcome {
        let token = self.pss.get();
        call_contract(self, token, &unlockCall { account, value })?;
        Ok(())
    }

    // ---- both

    /// Sends units of this contract's, or fails.
    pub(crate) fn send(&mut self, token: Address, to: Address, value: U256) -> Outcome {
        call_contract(self, token, &transferCall { to, value })?;
        Ok(())
    }

    fn held(&self, token: Address) -> Outcome<U256> {
        let account = self.vm().contract_address();
        let answer = view_contract(self.vm(), token, &balanceOfCall { account })?;
        Reader::new(&answer).next()
    }
}

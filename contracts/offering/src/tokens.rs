//! What is asked of PSC and PSS.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    call::{call_contract, call_with, view_contract},
    encode::Outcome,
};
use stylus_sdk::prelude::*;

use crate::Offering;

mod interface {
    alloy_sol_types::sol! {
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function multiTransfer(address[] to, uint256[] values) external returns (uint256 skipped);
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        function receiveWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature) external;
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
        let (token, to) = (self.psc.get(), self.vm().contract_address());
        call_contract(self, token, &transferFromCall { from, to, value })?;
        Ok(())
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        let (owner, spender) = (self.vm().msg_sender(), self.vm().contract_address());
        let token = self.psc.get();
        let arguments = (owner, spender, value, U256::from(deadline), signature);
        let _ = call_with(self, token, permitCall::SELECTOR, arguments);
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
        let (token, to) = (self.psc.get(), self.vm().contract_address());
        let window = (U256::ZERO, U256::from(deadline));
        let arguments = (from, to, value, window.0, window.1, nonce, signature);
        call_with(
            self,
            token,
            receiveWithAuthorizationCall::SELECTOR,
            arguments,
        )?;
        Ok(())
    }

    /// Sends PSC, or nothing at all if PSC blocks the payee; whether it did.
    pub(crate) fn pay_unless_blocked(&mut self, to: Address, value: U256) -> Outcome<bool> {
        let token = self.psc.get();
        let arguments = (Vec::from([to]), Vec::from([value]));
        let answer = call_with(self, token, multiTransferCall::SELECTOR, arguments)?;
        let skipped: U256 = Reader::new(&answer).next()?;
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

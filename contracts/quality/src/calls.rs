//! What is asked of PSC, the catalog and the arbitration.

use alloc::vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    call::{call_with, view_with},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Quality};

mod callee {
    alloy_sol_types::sol! {
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function multiTransfer(address[] to, uint256[] values) external returns (uint256 skipped);
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout);
        function store(uint64 store) external view returns (address owner, address payout, uint64 platform, uint64 set);
        function setExperienceFee(uint64 product, uint16 bps) external;
        function createDispute(uint256 choices, bytes extraData) external payable returns (uint256 disputeId);
        function dispute(uint256 disputeId) external view returns (address arbitrable, address party, address respondent, uint64 product, uint256 sum, uint256 bond, uint8 state);
    }
}
use callee::*;

/// Of a dispute for which the party has put nothing down yet.
const FUNDING: u8 = 1;

impl Quality {
    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        if value.is_zero() {
            return Ok(());
        }
        let (token, to) = (self.psc.get(), self.vm().contract_address());
        call_with(self, token, transferFromCall::SELECTOR, (from, to, value))?;
        Ok(())
    }

    /// Sends PSC, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        call_with(self, self.psc.get(), transferCall::SELECTOR, (to, value))?;
        Ok(())
    }

    /// Sends PSC; whom PSC blocks has it credited.
    pub(crate) fn pay(&mut self, to: Address, value: U256) -> Outcome {
        let lists = (vec![to], vec![value]);
        let answer = call_with(self, self.psc.get(), multiTransferCall::SELECTOR, lists)?;
        let skipped: U256 = Reader::new(&answer).next()?;
        if !skipped.is_zero() {
            // Cannot overflow: it is PSC held here.
            let credit = self.credits.get(to) + value;
            self.credits.insert(to, credit);
            let (account, amount) = (to, value);
            emit(self.vm(), PaymentDeferred { account, amount });
        }
        Ok(())
    }

    /// Store of a product, and its owner; fails for a product that there is not.
    pub(crate) fn vendor(&self, product: u64) -> Outcome<(u64, Address)> {
        let answer = self.ask_catalog(vendorCall::SELECTOR, product)?;
        let mut reader = Reader::new(&answer);
        Ok((reader.next()?, reader.next()?))
    }

    /// The platform that a store names; 0: none.
    pub(crate) fn platform_of(&self, store: u64) -> Outcome<u64> {
        let answer = self.ask_catalog(storeCall::SELECTOR, store)?;
        let mut reader = Reader::new(&answer);
        let (_, _): (Address, Address) = (reader.next()?, reader.next()?);
        reader.next()
    }

    fn ask_catalog(&self, selector: [u8; 4], number: u64) -> Outcome<vec::Vec<u8>> {
        let answer = view_with(self.vm(), self.catalog.get(), selector, (number,))?;
        // Nobody answers before the contracts are connected.
        if answer.is_empty() {
            return Err(revert(NotConnected {}));
        }
        Ok(answer)
    }

    /// Another version of the product's terms.
    pub(crate) fn set_catalog_fee(&mut self, product: u64, bps: u16) -> Outcome {
        let to = self.catalog.get();
        call_with(self, to, setExperienceFeeCall::SELECTOR, (product, bps))?;
        Ok(())
    }

    /// Opens a dispute with two choices; its number at the arbitration.
    pub(crate) fn create_dispute(&mut self, extra: &[u8]) -> Outcome<U256> {
        let arguments = (U256::from(2), extra);
        let to = self.arbitration.get();
        let answer = call_with(self, to, createDisputeCall::SELECTOR, arguments)?;
        Reader::new(&answer).next()
    }

    /// Whether the party of a dispute has put nothing down yet.
    pub(crate) fn is_unfunded(&self, dispute: u64) -> Outcome<bool> {
        let (to, selector) = (self.arbitration.get(), disputeCall::SELECTOR);
        let answer = view_with(self.vm(), to, selector, (dispute,))?;
        let mut reader = Reader::new(&answer);
        for _ in 0..6 {
            let _: U256 = reader.next()?;
        }
        Ok(reader.next::<u8>()? == FUNDING)
    }
}

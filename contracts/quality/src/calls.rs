//! What is asked of PSC, the catalog and the arbitration.

use alloc::vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    arbitrator,
    call::{call_with, view_with},
    encode::{emit, revert, Outcome},
    psc,
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Quality};

mod callee {
    alloy_sol_types::sol! {
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        function setExperienceFee(uint64 product, uint16 bps) external;
    }
}
use callee::*;

/// Whose a product is.
pub(crate) struct Vendor {
    pub store: u64,
    pub owner: Address,
    /// That the store names; 0: none.
    pub platform: u64,
    /// The product's co-creators.
    pub set: u64,
}

impl Quality {
    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        if value.is_zero() {
            return Ok(());
        }
        psc::pull(self, self.psc.get(), from, value)
    }

    /// Sends PSC, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.psc.get(), to, value)
    }

    /// Sends PSC; whom PSC blocks has it credited.
    pub(crate) fn pay(&mut self, to: Address, value: U256) -> Outcome {
        let token = self.psc.get();
        let skipped = psc::send_each(self, token, &vec![to], &vec![value])?;
        if !skipped.is_zero() {
            // Cannot overflow: it is PSC held here.
            let credit = self.credits.get(to) + value;
            self.credits.insert(to, credit);
            let (account, amount) = (to, value);
            emit(self.vm(), PaymentDeferred { account, amount });
        }
        Ok(())
    }

    /// Fails for a product that there is not.
    pub(crate) fn vendor(&self, product: u64) -> Outcome<Vendor> {
        let selector = vendorCall::SELECTOR;
        let answer = view_with(self.vm(), self.catalog.get(), selector, (product,))?;
        // Nobody answers before the contracts are connected.
        if answer.is_empty() {
            return Err(revert(NotConnected {}));
        }
        let mut reader = Reader::new(&answer);
        let (store, owner) = (reader.next()?, reader.next()?);
        let _payout: Address = reader.next()?;
        Ok(Vendor {
            store,
            owner,
            platform: reader.next()?,
            set: reader.next()?,
        })
    }

    /// Another version of the product's terms.
    pub(crate) fn set_catalog_fee(&mut self, product: u64, bps: u16) -> Outcome {
        let to = self.catalog.get();
        call_with(self, to, setExperienceFeeCall::SELECTOR, (product, bps))?;
        Ok(())
    }

    /// Opens a dispute over a model, of no product, for it may have many; its number at the arbitration.
    pub(crate) fn create_dispute(
        &mut self,
        party: Address,
        respondent: Address,
        sum: U256,
    ) -> Outcome<U256> {
        let to = self.arbitration.get();
        arbitrator::create_dispute(self, to, party, respondent, 0, sum)
    }

    /// Whether the party of a dispute has put nothing down yet.
    pub(crate) fn is_unfunded(&self, dispute: u64) -> Outcome<bool> {
        arbitrator::is_unfunded(self.vm(), self.arbitration.get(), dispute)
    }
}

//! What is asked of the other contracts.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::Reader,
    call::{call_with, view_with},
    encode::{emit, Outcome},
    psc,
};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{abi::*, accounts::Account, dispute::Ruling, slots::Kind, Arbitration};

mod network {
    alloy_sol_types::sol! {
        function powerOf(address account) external view returns (uint64 effective, uint64 earned, uint64 total);
        function gain(address account, uint64 amount) external;
        function lose(address account, uint64 bps) external;
        function addWeight(uint64 cycle, address account, uint64 weight) external;
        function isParty(uint64 product, address account) external view returns (bool party, uint64 set);
    }
}

mod commerce {
    alloy_sol_types::sol! {
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        function coCreator(uint64 set, address account) external view returns (uint16 bps, bool accepted);
        function balanceOf(uint64 product, address account) external view returns (uint256 shares);
        function pendingRedeemRequest(uint64 product, uint64 request) external view returns (address account);
    }
}

mod money {
    alloy_sol_types::sol! {
        function paused() external view returns (bool paused);
    }
}

mod arbitrable {
    //! ERC-792.
    alloy_sol_types::sol! {
        function rule(uint256 disputeId, uint256 ruling) external;
    }
}

/// Gas for an arbitrable's `rule`: that of a line that settles with all that hangs on it, several
/// times over. One that takes more pulls its ruling.
const RULE_GAS: u64 = 5_000_000;

impl Arbitration {
    /// The answer of a view.
    #[inline(never)]
    fn ask(&self, kind: Kind, selector: [u8; 4], of: u64, account: Address) -> Outcome<Vec<u8>> {
        view_with(self.vm(), self.named(kind), selector, (of, account))
    }

    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        psc::pull(self, self.named(Kind::Psc), from, value)
    }

    /// Whether no PSC can be moved.
    pub(crate) fn is_paused(&self) -> Outcome<bool> {
        let token = self.named(Kind::Psc);
        let answer = view_with(self.vm(), token, money::pausedCall::SELECTOR, ())?;
        Reader::new(&answer).next()
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.named(Kind::Psc), value, deadline, signature);
    }

    /// Sends PSC to one account, or fails.
    pub(crate) fn send(&mut self, to: Address, value: U256) -> Outcome {
        psc::send(self, self.named(Kind::Psc), to, value)
    }

    /// Pays two accounts, or whichever is due anything. Whom PSC blocks has it credited: one payee
    /// never stops the other, or a ruling.
    pub(crate) fn pay_out(&mut self, due: [(Address, u64); 2]) -> Outcome {
        let due: Vec<(Address, u64)> = due.into_iter().filter(|(_, sum)| *sum != 0).collect();
        if due.is_empty() {
            return Ok(());
        }
        let payees: Vec<Address> = due.iter().map(|(account, _)| *account).collect();
        let amounts: Vec<U256> = due.iter().map(|(_, sum)| U256::from(*sum)).collect();
        let skipped = psc::send_each(self, self.named(Kind::Psc), &payees, &amounts)?;
        for (index, (account, amount)) in due.into_iter().enumerate() {
            if !skipped.bit(index) {
                continue;
            }
            let credited: Account = self.load_account(account);
            self.save_account(
                account,
                Account {
                    // Cannot overflow: credits are part of the PSC that is held here.
                    credit: credited.credit + u128::from(amount),
                    ..credited
                },
            );
            let amount = U256::from(amount);
            emit(self.vm(), PaymentDeferred { account, amount });
        }
        Ok(())
    }

    // ---- power and cycles

    /// Power of the account as it votes, what of it it has earned, and what all have earned.
    pub(crate) fn power_of(&self, account: Address) -> Outcome<(u64, u64, u64)> {
        let selector = network::powerOfCall::SELECTOR;
        let answer = view_with(self.vm(), self.named(Kind::Power), selector, (account,))?;
        let mut reader = Reader::new(&answer);
        Ok((reader.next()?, reader.next()?, reader.next()?))
    }

    pub(crate) fn gain_power(&mut self, account: Address, amount: u64) -> Outcome {
        let to = self.named(Kind::Power);
        call_with(self, to, network::gainCall::SELECTOR, (account, amount))?;
        Ok(())
    }

    pub(crate) fn lose_power(&mut self, account: Address, bps: u16) -> Outcome {
        let to = self.named(Kind::Power);
        let arguments = (account, u64::from(bps));
        call_with(self, to, network::loseCall::SELECTOR, arguments)?;
        Ok(())
    }

    /// Counts the account's weight for the community of a cycle; what `cycles` has of it already
    /// stays.
    pub(crate) fn add_weight(&mut self, cycle: u64, account: Address, weight: u64) -> Outcome {
        let to = self.named(Kind::Cycles);
        let arguments = (cycle, account, weight);
        call_with(self, to, network::addWeightCall::SELECTOR, arguments)?;
        Ok(())
    }

    // ---- who is linked to a product

    /// Whether the account sells the product, made its model or runs its vendor's platform, or has an
    /// interest in it. Where a store is paid says nothing: a vendor may name anybody, and would bar
    /// whom he likes.
    pub(crate) fn is_linked(&self, product: u64, account: Address) -> Outcome<bool> {
        let selector = network::isPartyCall::SELECTOR;
        let answer = self.ask(Kind::Quality, selector, product, account)?;
        let mut reader = Reader::new(&answer);
        let (is_party, set) = (reader.next()?, reader.next()?);
        Ok(is_party || self.earns(product, set, account)?)
    }

    /// Whether the account has a part in what the product earns, by its own act: as an accepted
    /// co-creator, or as a staker.
    pub(crate) fn has_interest(&self, product: u64, account: Address) -> Outcome<bool> {
        let selector = commerce::vendorCall::SELECTOR;
        let answer = view_with(self.vm(), self.named(Kind::Catalog), selector, (product,))?;
        let mut reader = Reader::new(&answer);
        for _ in 0..4 {
            let _: U256 = reader.next()?;
        }
        self.earns(product, reader.next()?, account)
    }

    fn earns(&self, product: u64, set: u64, account: Address) -> Outcome<bool> {
        let selector = commerce::balanceOfCall::SELECTOR;
        let answer = self.ask(Kind::StakePools, selector, product, account)?;
        let shares: U256 = Reader::new(&answer).next()?;
        if !shares.is_zero() {
            return Ok(true);
        }
        let selector = commerce::coCreatorCall::SELECTOR;
        let answer = self.ask(Kind::Splitter, selector, set, account)?;
        let mut reader = Reader::new(&answer);
        let _bps: u16 = reader.next()?;
        reader.next()
    }

    /// Whose shares wait in the queue of the product's pool under this number; zero: nobody's.
    pub(crate) fn requester(&self, product: u64, request: u64) -> Outcome<Address> {
        let selector = commerce::pendingRedeemRequestCall::SELECTOR;
        let pools = self.named(Kind::StakePools);
        let answer = view_with(self.vm(), pools, selector, (product, request))?;
        Reader::new(&answer).next()
    }

    // ---- the arbitrable

    /// Tells the arbitrable, which is not of this contract's trust, the ruling; whether it took it.
    pub(crate) fn try_rule(&mut self, to: Address, dispute: u64, ruling: Ruling) -> bool {
        let mut data = Vec::with_capacity(4 + 32 * 2);
        data.extend_from_slice(&arbitrable::ruleCall::SELECTOR);
        data.extend_from_slice(&common::word::uint64(dispute));
        data.extend_from_slice(&common::word::uint64(ruling as u64));
        // SAFETY: `&mut self` is the only accessor of storage, and what it wrote is flushed.
        // Nothing of the answer is read: it could fill this program's memory.
        #[expect(unsafe_code, reason = "a raw call, to bound gas and answer")]
        let answer = unsafe {
            RawCall::new(self.vm())
                .gas(RULE_GAS)
                .limit_return_data(0, 0)
                .clear_storage_cache()
                .call(to, &data)
        };
        answer.is_ok()
    }
}

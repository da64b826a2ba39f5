//! What is asked of the other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    arbitrator,
    call::call_with,
    commerce::{address_word, word_address},
    encode::{revert, Outcome},
    psc,
    wire::{n, number_at, word_at, Wire},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    challenges::Platform,
    slots::{by_account, Kind},
    Peer, Statements,
};

mod interface {
    alloy_sol_types::sol! {
        // quality
        function platform(uint64 platform) external view returns (address owner, address payout, uint256 bond, uint64 leavesAt, bool active);
        function enrolment(uint64 product) external view returns (uint64 model, uint64 version, uint16 feeBps, uint64 expert, uint64 since);
        function slashPlatform(uint64 platform, uint256 amount, address to) external returns (uint256 taken);
        // catalog
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        // cycles
        function accrue(uint256[] lines) external;
    }
}
use interface::*;

impl Statements {
    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        psc::pull(self, self.psc.get(), from, value)
    }

    /// Sends fees from the caller, within the allowance, straight to where they are booked.
    pub(crate) fn pay_fees(&mut self, value: U256) -> Outcome {
        if value.is_zero() {
            return Ok(());
        }
        let (from, to) = (self.vm().msg_sender(), self.peer(Peer::Cycles));
        psc::pull_to(self, self.psc.get(), from, to, value)
    }

    /// Brings a permit of the caller for this contract. Its failure is ignored: whoever read it in
    /// the mempool may have brought it first, and the allowance decides anyway.
    pub(crate) fn try_permit(&mut self, value: U256, deadline: u64, signature: &[u8]) {
        psc::try_permit(self, self.psc.get(), value, deadline, signature);
    }

    /// Pays an account. Whom PSC blocks has it credited, and everybody while PSC is paused: neither a
    /// payee nor a pause stops an answer, for which there is little time.
    pub(crate) fn pay(&mut self, account: Address, value: u64) -> Outcome {
        let (token, amount) = (self.psc.get(), U256::from(value));
        let skipped = psc::send_each(self, token, &vec![account], &vec![amount]);
        if skipped.is_ok_and(|skipped| skipped.is_zero()) {
            return Ok(());
        }
        // Cannot overflow: credits are part of the PSC that is held here.
        let credit = by_account(Kind::Credit, 0, account);
        self.set_word(credit, self.word(credit) + amount);
        self.log::<PaymentDeferred, 1, 1>([address_word(account)], [amount]);
        Ok(())
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let credit = by_account(Kind::Credit, 0, account);
        let amount = self.word(credit);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.set_word(credit, U256::ZERO);
        self.log::<CreditClaimed, 1, 1>([address_word(account)], [amount]);
        psc::send(self, self.psc.get(), account, amount)?;
        Ok(amount)
    }

    // ---- quality

    /// A platform; all zero if there is none.
    pub(crate) fn platform(&self, platform: u64) -> Outcome<Platform> {
        let quality = self.peer(Peer::Quality);
        // Nobody answers before the contracts are connected.
        if quality.is_zero() {
            return Err(revert(NotConnected {}));
        }
        let answer = self.ask::<platformCall, 1>(quality, [n(platform)])?;
        Ok(Platform {
            owner: word_address(word_at(&answer, 0)?),
            payout: word_address(word_at(&answer, 1)?),
            bond: number_at(&answer, 2)?,
        })
    }

    /// Refuses all but the platform's owner; its bond.
    pub(crate) fn only_platform_owner(&self, platform: u64) -> Outcome<u64> {
        let (of, account) = (self.platform(platform)?, self.vm().msg_sender());
        if of.owner != account {
            return Err(revert(NotPlatformOwner { platform, account }));
        }
        Ok(of.bond)
    }

    /// The experience fee's rate of a product; 0: it is not enrolled.
    pub(crate) fn fee_bps(&self, product: u64) -> Outcome<u16> {
        let answer = self.ask::<enrolmentCall, 1>(self.peer(Peer::Quality), [n(product)])?;
        Ok(number_at(&answer, 2)? as u16)
    }

    /// The rate of a product whose store names the platform now; none if it does not, or the product
    /// is not enrolled.
    pub(crate) fn rate_now(&self, platform: u64, product: u64) -> Outcome<Option<u16>> {
        let catalog = self.peer(Peer::Catalog);
        if catalog.is_zero() {
            return Err(revert(NotConnected {}));
        }
        let vendor = self.ask::<vendorCall, 1>(catalog, [n(product)])?;
        if platform == 0 || number_at(&vendor, 3)? != platform {
            return Ok(None);
        }
        let rate = self.fee_bps(product)?;
        Ok((rate != 0).then_some(rate))
    }

    /// Takes of a platform's bond for an account; no more than there is, which the caller has asked.
    pub(crate) fn slash_platform(&mut self, platform: u64, amount: u64, to: Address) -> Outcome {
        if amount == 0 {
            return Ok(());
        }
        let arguments = [n(platform), n(amount), address_word(to)];
        self.tell::<slashPlatformCall, 3>(self.peer(Peer::Quality), arguments)?;
        Ok(())
    }

    // ---- cycles

    /// Books fees in the present cycle.
    pub(crate) fn accrue(&mut self, lines: Vec<U256>) -> Outcome {
        let to = self.peer(Peer::Cycles);
        call_with(self, to, accrueCall::SELECTOR, (lines,))?;
        Ok(())
    }

    // ---- arbitration

    /// Opens a dispute with two choices, about no product; its number.
    pub(crate) fn create_dispute(
        &mut self,
        party: Address,
        respondent: Address,
        sum: U256,
    ) -> Outcome<U256> {
        let to = self.peer(Peer::Arbitration);
        arbitrator::create_dispute(self, to, party, respondent, 0, sum)
    }

    /// The ruling, if it is final.
    pub(crate) fn ruling_of(&self, dispute: u64) -> Outcome<Option<U256>> {
        arbitrator::ruling_of(self.vm(), self.peer(Peer::Arbitration), U256::from(dispute))
    }

    /// Whether the party of a dispute has put nothing down yet.
    pub(crate) fn is_unfunded(&self, dispute: u64) -> Outcome<bool> {
        arbitrator::is_unfunded(self.vm(), self.peer(Peer::Arbitration), dispute)
    }
}

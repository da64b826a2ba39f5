//! The initial offering of PSS for PSC: at a fixed price, between two times, from a soft to a hard
//! cap, for those on an allow-list or for all. What is beyond the hard cap is cut from everybody
//! in proportion; below the soft cap everybody has everything back. PSS that were bought vest,
//! locked in their buyers' accounts, and vote from the first day.
//!
//! # Roles
//! - **owner** (the DAO's timelock): gets the proceeds of a success, and the PSS that were not
//!   sold. It decides nothing: all terms are the constructor's, for good.
//! - **contributors**: pay by allowance, by permit or by authorization, each up to a cap.
//! - anyone: finalizes once the window is over, has what is due sent to whom it is due, and
//!   unlocks what has vested.
//!
//! # Units
//! PSC units of 10^-6, PSS units of 10^-18. Times are Unix seconds of the block. The price is
//! `forSale` PSS for `hardCap` PSC.
//!
//! # Trust
//! PSC and PSS are the project's own: they move what they are asked and call nobody back. PSC can
//! be paused, which delays payments, and can block an account, which delays this account's alone.
//! Whoever pays in trusts the owner of PSS to keep this contract a locker until PSS are claimed.
//!
//! # Invariants
//! 1. Until the verdict, PSC balance ≥ Σ contributions; and if there are any, PSS balance ≥ forSale.
//! 2. After it, PSC balance ≥ Σ refunds and PSS balance ≥ Σ allotments not yet claimed.
//! 3. Σ refunds + proceeds + dust = Σ contributions; Σ allotted ≤ forSale.
//! 4. A contribution is settled once: by PSS with what was not accepted, or by all of it.
//! 5. What this contract has locked in an account = allotted − released, once claimed; and released
//!    never exceeds what is vested.
//! 6. No PSC reach the owner before the offering has succeeded, except such as were sent here
//!    unasked.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod allow_list;
mod contributions;
mod sale;
mod settlement;
mod tokens;

use abi::*;
use alloc::vec::Vec;
use alloy_primitives::{Address, Bytes, B256, U256};
use common::{
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use sale::{Account, Figures, Raised, Schedule, Settlement, Verdict, MAX_CAP, MAX_FOR_SALE};
use stylus_sdk::prelude::*;

use crate::contributions::{Contribution, Payment};

sol_storage! {
    pub struct Offering {
        /// See [`Schedule`].
        uint256 schedule;
        /// See [`Raised`].
        uint256 raised;
        /// See [`Settlement`].
        uint256 settlement;
        /// What is paid in; in one slot with the most PSC units of one account, 0 if the
        /// allow-list says it.
        address psc;
        uint64 wallet_cap;
        /// What is sold.
        address pss;
        /// Root of the caps; zero: open to anyone.
        bytes32 allow_list;
        /// Account => its part (see [`Account`]).
        mapping(address => uint256) accounts;
        /// The owner.
        Ownable ownable;
    }
}

/// How far the offering is.
#[repr(u8)]
enum State {
    Pending = 0,
    Open = 1,
    Ended = 2,
    Succeeded = 3,
    Failed = 4,
}

#[entry_points]
impl Offering {
    /// Fixes the terms for good, and delegates the PSS to come to this contract itself: they do
    /// not vote, and quorum can leave them out.
    #[constructor]
    #[allow(clippy::too_many_arguments)]
    pub fn constructor(
        &mut self,
        owner: Address,
        psc: Address,
        pss: Address,
        start: u64,
        end: u64,
        soft_cap: U256,
        hard_cap: U256,
        wallet_cap: U256,
        allow_list: B256,
        for_sale: U256,
        cliff_secs: u64,
        vesting_secs: u64,
    ) -> Outcome {
        let schedule = Schedule {
            start,
            end,
            cliff_secs,
            vesting_secs,
        };
        if psc.is_zero() || pss.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        if !schedule.is_valid(self.vm().block_timestamp()) {
            return Err(revert(InvalidSchedule {
                start,
                end,
                cliffSecs: cliff_secs,
                vestingSecs: vesting_secs,
            }));
        }
        if soft_cap.is_zero() || soft_cap > hard_cap {
            return Err(revert(InvalidCaps {
                softCap: soft_cap,
                hardCap: hard_cap,
            }));
        }
        if wallet_cap.is_zero() == allow_list.is_zero() {
            return Err(revert(InvalidWalletCap {
                walletCap: wallet_cap,
                allowList: allow_list,
            }));
        }
        if for_sale.is_zero() {
            return Err(revert(NothingForSale {}));
        }
        let hard = at_most(hard_cap, u128::from(MAX_CAP))?;
        let wallet = at_most(wallet_cap, u128::from(MAX_CAP))?;
        let settlement = Settlement {
            for_sale: at_most(for_sale, MAX_FOR_SALE)?,
            ..Settlement::default()
        };
        self.schedule.set(schedule.pack());
        self.save_raised(&Raised {
            total: 0,
            // At most the hard cap.
            soft_cap: soft_cap.to(),
            hard_cap: hard as u64,
        });
        self.settlement.set(settlement.pack());
        self.psc.set(psc);
        self.wallet_cap
            .set(alloy_primitives::Uint::<64, 1>::from(wallet));
        self.pss.set(pss);
        self.allow_list.set(allow_list);
        emit(
            self.vm(),
            OfferingCreated {
                psc,
                pss,
                start,
                end,
                softCap: soft_cap,
                hardCap: hard_cap,
                walletCap: wallet_cap,
                allowList: allow_list,
                forSale: for_sale,
                cliffSecs: cliff_secs,
                vestingSecs: vesting_secs,
            },
        );
        self.ownable.set(owner)?;
        self.delegate_to_itself()
    }

    // ---- contributors

    /// Pays PSC in, within the caller's allowance. `cap` and `proof` are the caller's entry of the
    /// allow-list; an open offering ignores both.
    pub fn contribute(&mut self, amount: U256, cap: U256, proof: Vec<B256>) -> Outcome {
        let account = self.vm().msg_sender();
        let contribution = Contribution { amount, cap, proof };
        self.do_contribute(account, &contribution, Payment::Allowance)
    }

    /// Pays PSC in with the caller's ERC-2612 permit of exactly the amount. A permit that somebody
    /// else has brought already does no harm.
    pub fn contribute_with_permit(
        &mut self,
        amount: U256,
        cap: U256,
        proof: Vec<B256>,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome {
        self.try_permit(amount, deadline, &signature);
        self.contribute(amount, cap, proof)
    }

    /// Pays PSC in for an account that signed it as an ERC-3009 `ReceiveWithAuthorization` of PSC
    /// to this contract: value `amount`, validAfter 0, validBefore `deadline`, nonce
    /// `keccak256(abi.encode(amount, cap, proof, deadline, salt))`. Anyone may bring it.
    #[allow(clippy::too_many_arguments)]
    pub fn contribute_with_authorization(
        &mut self,
        account: Address,
        amount: U256,
        cap: U256,
        proof: Vec<B256>,
        deadline: u64,
        salt: B256,
        signature: Bytes,
    ) -> Outcome {
        let contribution = Contribution { amount, cap, proof };
        let payment = Payment::Authorization {
            deadline,
            salt,
            signature: &signature,
        };
        self.do_contribute(account, &contribution, payment)
    }

    // ---- settlement

    /// Decides once the window is over, for good, and sends the owner what is its; anyone may
    /// call.
    /// @return succeeded
    pub fn finalize(&mut self) -> Outcome<bool> {
        self.do_finalize()
    }

    /// Sends the caller what is due for its contribution: PSS, those not vested yet locked, and
    /// what was not accepted; or all of it, if the offering failed.
    pub fn claim(&mut self) -> Outcome {
        self.do_claim(self.vm().msg_sender())
    }

    /// The same for another account; anyone may call.
    pub fn claim_for(&mut self, account: Address) -> Outcome {
        self.do_claim(account)
    }

    /// Unlocks what has vested of an account's PSS; anyone may call.
    /// @return amount
    pub fn release(&mut self, account: Address) -> Outcome<U256> {
        self.do_release(account)
    }

    /// Sends the owner what is no contributor's: proceeds, unsold PSS, dust, gifts. Anyone may
    /// call, once it is finalized. PSC wait here while the owner is blocked.
    /// @return psc
    /// @return pss
    pub fn collect(&mut self) -> Outcome<(U256, U256)> {
        self.do_collect()
    }

    // ---- views

    /// 0 pending, 1 open, 2 ended, 3 succeeded, 4 failed. One that is open takes contributions if
    /// it is `funded`.
    pub fn state(&self) -> u8 {
        let (schedule, now) = (self.load_schedule(), self.vm().block_timestamp());
        let state = match self.load_settlement().verdict {
            Verdict::Succeeded => State::Succeeded,
            Verdict::Failed => State::Failed,
            Verdict::Undecided if now < schedule.start => State::Pending,
            Verdict::Undecided if now < schedule.end => State::Open,
            Verdict::Undecided => State::Ended,
        };
        state as u8
    }

    /// Whether it was finalized as a success.
    pub fn succeeded(&self) -> bool {
        self.load_settlement().verdict == Verdict::Succeeded
    }

    /// Whether it holds what it sells, or did when the first contribution came.
    pub fn funded(&self) -> Outcome<bool> {
        Ok(self.load_raised().total != 0 || self.pss_held()? >= self.for_sale())
    }

    /// PSC, which is paid in.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// PSS, which is sold.
    pub fn pss(&self) -> Address {
        self.pss.get()
    }

    /// When what happens.
    /// @return start first second of the window
    /// @return end first second after it; cliff and vesting count from here
    /// @return cliffSecs
    /// @return vestingSecs
    pub fn schedule(&self) -> (u64, u64, u64, u64) {
        let schedule = self.load_schedule();
        (
            schedule.start,
            schedule.end,
            schedule.cliff_secs,
            schedule.vesting_secs,
        )
    }

    /// How much may be paid in, PSC units.
    /// @return softCap
    /// @return hardCap
    /// @return walletCap 0: by the allow-list
    /// @return allowList zero: open to anyone
    pub fn caps(&self) -> (U256, U256, U256, B256) {
        let raised = self.load_raised();
        (
            U256::from(raised.soft_cap),
            U256::from(raised.hard_cap),
            U256::from(self.wallet_cap.get()),
            self.allow_list.get(),
        )
    }

    /// PSS units for sale.
    pub fn for_sale(&self) -> U256 {
        U256::from(self.load_settlement().for_sale)
    }

    /// What was paid in, and what it comes to if nothing more is.
    /// @return contributed Σ contributions
    /// @return claimed Σ contributions of those who claimed
    /// @return proceeds of it the owner's; 0 under the soft cap
    /// @return sold PSS units allotted, at most
    pub fn totals(&self) -> (U256, U256, U256, U256) {
        let figures = self.figures();
        let total = figures.raised.total;
        let proceeds = match figures.succeeded {
            true => figures.raised.proceeds(),
            false => 0,
        };
        (
            U256::from(total),
            U256::from(self.load_settlement().claimed),
            U256::from(proceeds),
            U256::from(figures.due(total).allotted),
        )
    }

    /// What the account paid in.
    /// @return amount PSC units
    /// @return claimed whether it had what is due for it
    pub fn contribution(&self, account: Address) -> (U256, bool) {
        let account = self.load_account(account);
        (U256::from(account.contribution), account.claimed)
    }

    /// What is, or was, due to the account; before the end: if nothing more is paid in.
    /// @return accepted PSC units
    /// @return refund PSC units
    /// @return allotted PSS units
    pub fn allotment(&self, account: Address) -> (U256, U256, U256) {
        let contribution = self.load_account(account).contribution;
        let due = self.figures().due(contribution);
        (
            U256::from(contribution - due.refund),
            U256::from(due.refund),
            U256::from(due.allotted),
        )
    }

    /// How far the account's PSS are vested, claimed or not.
    /// @return vested PSS units, by now
    /// @return released PSS units, unlocked
    /// @return releasable PSS units, by `release`; 0 before the claim
    pub fn vesting(&self, account: Address) -> (U256, U256, U256) {
        let part = self.load_account(account);
        let vested = self.vested(&part);
        let releasable = match part.claimed {
            true => vested - part.released,
            false => 0,
        };
        (
            U256::from(vested),
            U256::from(part.released),
            U256::from(releasable),
        )
    }

    // ---- owner

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }
}

// What is stored, unpacked; no entry point below.
impl Offering {
    fn load_schedule(&self) -> Schedule {
        Schedule::unpack(self.schedule.get())
    }

    fn load_raised(&self) -> Raised {
        Raised::unpack(self.raised.get())
    }

    fn save_raised(&mut self, raised: &Raised) {
        self.raised.set(raised.pack());
    }

    fn load_settlement(&self) -> Settlement {
        Settlement::unpack(self.settlement.get())
    }

    fn load_account(&self, account: Address) -> Account {
        Account::unpack(self.accounts.get(account))
    }

    fn save_account(&mut self, account: Address, part: &Account) {
        self.accounts.insert(account, part.pack());
    }

    /// What dues depend on; before the verdict: as if it were given now.
    fn figures(&self) -> Figures {
        let (raised, settlement) = (self.load_raised(), self.load_settlement());
        Figures {
            raised,
            for_sale: settlement.for_sale,
            succeeded: raised.suffices(),
        }
    }

    /// What is vested of the account's allotment. Nothing is before the end of the window, so that
    /// allotments are final.
    fn vested(&self, part: &Account) -> u128 {
        let allotted = self.figures().due(part.contribution).allotted;
        let now = self.vm().block_timestamp();
        self.load_schedule().vested(allotted, now)
    }
}

/// The number, if it is small enough.
fn at_most(value: U256, max: u128) -> Outcome<u128> {
    if value > U256::from(max) {
        return Err(revert(ValueTooLarge {
            value,
            max: U256::from(max),
        }));
    }
    Ok(value.to())
}

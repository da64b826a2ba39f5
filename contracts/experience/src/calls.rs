//! What is asked of the other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    abi::{encode, Decode, Reader, Returns},
    call::{call_with, view_with},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    conformity::{Dimension, MAX_DIMENSIONS},
    slots::{slot, Kind},
    Experience,
};

mod interface {
    alloy_sol_types::sol! {
        // PSC
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function multiTransfer(address[] to, uint256[] values) external returns (uint256 skipped);
        function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature) external;
        // checkout
        function order(uint64 id) external view returns (address buyer, uint64 placedAt, uint8 lines);
        function line(uint64 order, uint8 index) external view returns (uint64 product, uint64 via, uint256 price, uint64 quantity, uint64 refunded, uint8 state);
        // catalog
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout);
        function product(uint64 product) external view returns (uint64 store, uint256 price, uint64 version, uint64 inventory, uint64 set);
        function store(uint64 store) external view returns (address owner, address payout);
        function isListed(uint64 product, uint64 store) external view returns (bool);
        // splitter
        function coCreator(uint64 set, address account) external view returns (uint16 bps, bool accepted);
        // stake pools
        function balanceOf(uint64 product, address account) external view returns (uint256 shares);
        function pendingRedeemRequest(uint64 product, uint64 request) external view returns (address account);
        // quality
        function twin(uint64 product) external view returns (uint256[] words);
        function isParty(uint64 product, address account) external view returns (bool);
        // power
        function powerOf(address account) external view returns (uint64 effective, uint64 earned, uint64 total);
        function gain(address account, uint64 amount) external;
        function lose(address account, uint64 bps) external;
        // cycles
        function setPlaces(uint64 cycle, uint64 product, uint64 tenths) external returns (bool counted);
        function addWeight(uint64 cycle, address account, uint64 weight) external returns (bool counted);
        function struck(uint64 cycle, uint64 product, uint8 place) external;
        function progress() external view returns (uint64 present, uint64 next);
    }
}
use interface::*;

mod fees {
    alloy_sol_types::sol! {
        function product(uint64 cycle, uint64 product) external view returns (uint256 fees);
    }
}

mod arbitrator {
    //! ERC-792, and where this one's dispute stands.
    alloy_sol_types::sol! {
        function createDispute(uint256 choices, bytes extraData) external payable returns (uint256 disputeId);
        function rulingOf(address arbitrable, uint256 disputeId) external view returns (bool isFinal, uint256 ruling);
        function dispute(uint256 disputeId) external view returns (address arbitrable, address party, address respondent, uint64 product, uint256 sum, uint256 bond, uint8 state);
    }
}

/// A line's state at the checkout.
const SETTLED: u8 = 3;
/// Of a dispute for which the party has put nothing down yet.
const FUNDING: u8 = 1;

/// A line as its buyer may report on it.
pub struct Line {
    pub buyer: Address,
    pub product: u64,
    /// Settled, and not wholly refunded.
    pub is_kept: bool,
}

/// A product's model with the values that its vendor claims.
pub struct Twin {
    pub model: u64,
    pub version: u64,
    pub dimensions: Vec<Dimension>,
}

impl Experience {
    fn ask<T: Decode>(&self, to: Address, selector: [u8; 4], with: impl Returns) -> Outcome<T> {
        let answer = view_with(self.vm(), to, selector, with)?;
        Reader::new(&answer).next()
    }

    // ---- PSC

    /// Takes PSC within the account's allowance for this contract.
    pub(crate) fn pull(&mut self, from: Address, value: U256) -> Outcome {
        let (token, to) = (self.psc.get(), self.vm().contract_address());
        call_with(self, token, transferFromCall::SELECTOR, (from, to, value))?;
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

    /// Pays an account. Whom PSC blocks has it credited: no payee stops a ruling.
    pub(crate) fn pay(&mut self, account: Address, value: u64) -> Outcome {
        let (token, amount) = (self.psc.get(), U256::from(value));
        let arguments = (vec![account], vec![amount]);
        let answer = call_with(self, token, multiTransferCall::SELECTOR, arguments)?;
        let skipped: U256 = Reader::new(&answer).next()?;
        if skipped.is_zero() {
            return Ok(());
        }
        // Cannot overflow: credits are part of the PSC that is held here.
        let credit = slot(Kind::Credit, [0, 0], account);
        self.set_word(credit, self.word(credit) + amount);
        emit(self.vm(), PaymentDeferred { account, amount });
        Ok(())
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let credit = slot(Kind::Credit, [0, 0], account);
        let amount = self.word(credit);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.set_word(credit, U256::ZERO);
        emit(self.vm(), CreditClaimed { account, amount });
        let token = self.psc.get();
        call_with(self, token, transferCall::SELECTOR, (account, amount))?;
        Ok(amount)
    }

    // ---- checkout

    pub(crate) fn line_of(&self, order: u64, line: u8) -> Outcome<Line> {
        let checkout = self.checkout.get();
        let buyer = self.ask(checkout, orderCall::SELECTOR, (order,))?;
        let answer = view_with(self.vm(), checkout, lineCall::SELECTOR, (order, line))?;
        let mut reader = Reader::new(&answer);
        let (product, _via): (u64, u64) = (reader.next()?, reader.next()?);
        let (_price, quantity): (U256, u64) = (reader.next()?, reader.next()?);
        let (refunded, state): (u64, u8) = (reader.next()?, reader.next()?);
        Ok(Line {
            buyer,
            product,
            is_kept: state == SETTLED && refunded < quantity,
        })
    }

    // ---- interests

    /// Refuses whom the chain knows to have an interest in the product.
    pub(crate) fn ensure_unlinked(&self, product: u64, account: Address) -> Outcome {
        if self.is_concerned(product, account)? {
            return Err(revert(LinkedParty { product, account }));
        }
        self.ensure_no_interest(product, account)
    }

    /// Whether the account is the product's vendor, its model's expert or the owner of its store's
    /// platform. A store and a platform can be handed to anybody unasked.
    fn is_concerned(&self, product: u64, account: Address) -> Outcome<bool> {
        let answer = view_with(
            self.vm(),
            self.catalog.get(),
            vendorCall::SELECTOR,
            (product,),
        )?;
        let mut reader = Reader::new(&answer);
        let (_store, owner): (u64, Address) = (reader.next()?, reader.next()?);
        if owner == account {
            return Ok(true);
        }
        let quality = self.quality.get();
        self.ask(quality, isPartyCall::SELECTOR, (product, account))
    }

    /// Refuses who has made the product's profit its own: accepted co-creators, and stakers of its
    /// pool. Nobody becomes that but by own doing.
    pub(crate) fn ensure_no_interest(&self, product: u64, account: Address) -> Outcome {
        let catalog = self.catalog.get();
        let answer = view_with(self.vm(), catalog, productCall::SELECTOR, (product,))?;
        let mut reader = Reader::new(&answer);
        let (_store, _price): (u64, U256) = (reader.next()?, reader.next()?);
        let (_version, _inventory): (u64, u64) = (reader.next()?, reader.next()?);
        let set: u64 = reader.next()?;
        let splitter = self.splitter.get();
        let answer = view_with(self.vm(), splitter, coCreatorCall::SELECTOR, (set, account))?;
        let mut reader = Reader::new(&answer);
        let (_bps, accepted): (u16, bool) = (reader.next()?, reader.next()?);
        let pools = self.stake_pools.get();
        let shares: U256 = self.ask(pools, balanceOfCall::SELECTOR, (product, account))?;
        if accepted || !shares.is_zero() {
            return Err(revert(LinkedParty { product, account }));
        }
        Ok(())
    }

    /// Whether the store is the account's and lists the product.
    pub(crate) fn lists(&self, store: u64, product: u64, account: Address) -> Outcome<bool> {
        let catalog = self.catalog.get();
        let owner: Address = self.ask(catalog, storeCall::SELECTOR, (store,))?;
        let listed: bool = self.ask(catalog, isListedCall::SELECTOR, (product, store))?;
        Ok(listed && owner == account)
    }

    /// Whose shares wait in the queue of the product's pool under this number; zero: nobody's.
    pub(crate) fn queued(&self, product: u64, request: u64) -> Outcome<Address> {
        let pools = self.stake_pools.get();
        let selector = pendingRedeemRequestCall::SELECTOR;
        self.ask(pools, selector, (product, request))
    }

    // ---- quality

    /// A product's twin; fails for one that is not enrolled.
    pub(crate) fn twin_of(&self, product: u64) -> Outcome<Twin> {
        let quality = self.quality.get();
        let words: Vec<U256> = self.ask(quality, twinCall::SELECTOR, (product,))?;
        let Some((head, rest)) = words.split_first() else {
            return Err(revert(NotEnrolled { product }));
        };
        let [model, version, _expert, _count] = head.into_limbs();
        let dimensions = rest.iter().take(MAX_DIMENSIONS).map(|word| {
            let [claimed, tolerance, weight, _] = word.into_limbs();
            Dimension {
                claimed,
                tolerance,
                weight,
            }
        });
        Ok(Twin {
            model,
            version,
            dimensions: dimensions.collect(),
        })
    }

    // ---- power

    /// Effective, earned and everybody's.
    pub(crate) fn power_of(&self, account: Address) -> Outcome<[u64; 3]> {
        let power = self.power.get();
        let answer = view_with(self.vm(), power, powerOfCall::SELECTOR, (account,))?;
        let mut reader = Reader::new(&answer);
        Ok([reader.next()?, reader.next()?, reader.next()?])
    }

    pub(crate) fn gain(&mut self, account: Address, amount: u64) -> Outcome {
        if amount == 0 {
            return Ok(());
        }
        let power = self.power.get();
        call_with(self, power, gainCall::SELECTOR, (account, amount))?;
        Ok(())
    }

    pub(crate) fn lose(&mut self, account: Address, bps: u16) -> Outcome {
        let (power, bps) = (self.power.get(), u64::from(bps));
        call_with(self, power, loseCall::SELECTOR, (account, bps))?;
        Ok(())
    }

    // ---- cycles

    pub(crate) fn set_places(&mut self, cycle: u64, product: u64, tenths: u64) -> Outcome {
        let to = self.cycles.get();
        call_with(self, to, setPlacesCall::SELECTOR, (cycle, product, tenths))?;
        Ok(())
    }

    /// Whether the weight counts: it does once.
    pub(crate) fn add_weight(
        &mut self,
        cycle: u64,
        account: Address,
        weight: u64,
    ) -> Outcome<bool> {
        let (to, selector) = (self.cycles.get(), addWeightCall::SELECTOR);
        let answer = call_with(self, to, selector, (cycle, account, weight))?;
        Reader::new(&answer).next()
    }

    /// A place (from 1) is empty from now on.
    pub(crate) fn tell_struck(&mut self, cycle: u64, product: u64, place: u8) -> Outcome {
        let to = self.cycles.get();
        call_with(self, to, struckCall::SELECTOR, (cycle, product, place))?;
        Ok(())
    }

    pub(crate) fn ensure_not_closed(&self, cycle: u64) -> Outcome {
        let cycles = self.cycles.get();
        let answer = view_with(self.vm(), cycles, progressCall::SELECTOR, ())?;
        let mut reader = Reader::new(&answer);
        let (_present, next): (u64, u64) = (reader.next()?, reader.next()?);
        if cycle < next {
            return Err(revert(CycleClosed { cycle }));
        }
        Ok(())
    }

    /// What the product's reports of the cycle share, PSC units.
    pub(crate) fn fees_of(&self, cycle: u64, product: u64) -> Outcome<U256> {
        let selector = fees::productCall::SELECTOR;
        self.ask(self.cycles.get(), selector, (cycle, product))
    }

    // ---- arbitration

    /// Opens a dispute with two choices; its number.
    pub(crate) fn create_dispute(
        &mut self,
        party: Address,
        respondent: Address,
        product: u64,
        sum: U256,
    ) -> Outcome<U256> {
        let extra = encode((party, respondent, product, sum));
        let arguments = (U256::from(2), extra.as_slice());
        let (to, selector) = (
            self.arbitration.get(),
            arbitrator::createDisputeCall::SELECTOR,
        );
        let answer = call_with(self, to, selector, arguments)?;
        Reader::new(&answer).next()
    }

    /// The ruling, if it is final.
    pub(crate) fn ruling_of(&self, dispute: u64) -> Outcome<Option<U256>> {
        let selector = arbitrator::rulingOfCall::SELECTOR;
        let arguments = (self.vm().contract_address(), U256::from(dispute));
        let answer = view_with(self.vm(), self.arbitration.get(), selector, arguments)?;
        let mut reader = Reader::new(&answer);
        let (is_final, ruling): (bool, U256) = (reader.next()?, reader.next()?);
        Ok(is_final.then_some(ruling))
    }

    /// Whether the party of a dispute has put nothing down yet.
    pub(crate) fn is_unfunded(&self, dispute: u64) -> Outcome<bool> {
        let selector = arbitrator::disputeCall::SELECTOR;
        let arguments = (U256::from(dispute),);
        let answer = view_with(self.vm(), self.arbitration.get(), selector, arguments)?;
        let mut reader = Reader::new(&answer);
        // Three accounts, the product, sum and bond come first.
        for _ in 0..6 {
            let _: U256 = reader.next()?;
        }
        let state: u8 = reader.next()?;
        Ok(state == FUNDING)
    }
}

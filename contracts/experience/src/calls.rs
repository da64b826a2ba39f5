//! What is asked of the other contracts.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use common::{
    abi::Reader,
    arbitrator,
    commerce::{address_word, word_address},
    encode::{revert, Outcome},
    psc,
    wire::{n, number_at, word_at, Wire},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    conformity::{Dimension, MAX_DIMENSIONS},
    slots::{slot, Kind},
    Experience, Peer,
};

mod interface {
    alloy_sol_types::sol! {
        // checkout
        function order(uint64 id) external view returns (address buyer, uint64 placedAt, uint8 lines);
        function line(uint64 order, uint8 index) external view returns (uint64 product, uint64 via, uint256 price, uint64 quantity, uint64 refunded, uint8 state);
        // catalog
        function vendor(uint64 product) external view returns (uint64 store, address owner, address payout, uint64 platform, uint64 set);
        function store(uint64 store) external view returns (address owner, address payout, uint64 platform, uint64 set);
        function isListed(uint64 product, uint64 store) external view returns (bool);
        // statements
        function purchase(uint64 purchase) external view returns (address buyer, uint64 product, uint64 statement, uint256 gross);
        // splitter
        function setCount() external view returns (uint64);
        function coCreator(uint64 set, address account) external view returns (uint16 bps, bool accepted);
        // stake pools
        function balanceOf(uint64 product, address account) external view returns (uint256 shares);
        function pendingRedeemRequest(uint64 product, uint64 request) external view returns (address account);
        // quality
        function twin(uint64 product) external view returns (uint256[] words);
        function isParty(uint64 product, address account) external view returns (bool party, uint64 set);
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
        function cycleFees(uint64 cycle) external view returns (uint256 reports);
    }
}

/// In place of a line: the order is a purchase proved at `statements`. Orders have 32 lines at most.
const PROVED: u8 = u8::MAX;
/// A line's state at the checkout.
const SETTLED: u64 = 3;
/// A line, or what was bought of a platform, as its buyer may report on it.
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

    /// Pays an account. Whom PSC blocks has it credited: no payee stops a ruling.
    pub(crate) fn pay(&mut self, account: Address, value: u64) -> Outcome {
        let (token, amount) = (self.psc.get(), U256::from(value));
        if psc::send_each(self, token, &vec![account], &vec![amount])?.is_zero() {
            return Ok(());
        }
        // Cannot overflow: credits are part of the PSC that is held here.
        let credit = slot(Kind::Credit, [0, 0], account);
        self.set_word(credit, self.word(credit) + amount);
        self.log::<PaymentDeferred, 1, 1>([address_word(account)], [amount]);
        Ok(())
    }

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let credit = slot(Kind::Credit, [0, 0], account);
        let amount = self.word(credit);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.set_word(credit, U256::ZERO);
        self.log::<CreditClaimed, 1, 1>([address_word(account)], [amount]);
        psc::send(self, self.psc.get(), account, amount)?;
        Ok(amount)
    }

    // ---- checkout, statements

    pub(crate) fn line_of(&self, order: u64, line: u8) -> Outcome<Line> {
        if line == PROVED {
            let statements = self.peer(Peer::Statements);
            let answer = self.ask::<purchaseCall, 1>(statements, [n(order)])?;
            return Ok(Line {
                buyer: word_address(word_at(&answer, 0)?),
                product: number_at(&answer, 1)?,
                // Its receipt was signed when the sale was final.
                is_kept: true,
            });
        }
        let checkout = self.peer(Peer::Checkout);
        let buyer = self.ask::<orderCall, 1>(checkout, [n(order)])?;
        let answer = self.ask::<lineCall, 2>(checkout, [n(order), n(line)])?;
        let (quantity, refunded) = (number_at(&answer, 3)?, number_at(&answer, 4)?);
        let state = number_at(&answer, 5)?;
        Ok(Line {
            buyer: word_address(word_at(&buyer, 0)?),
            product: number_at(&answer, 0)?,
            is_kept: state == SETTLED && refunded < quantity,
        })
    }

    // ---- interests

    /// Refuses whom the chain knows to have an interest in the product: its vendor, its model's expert,
    /// the owner of its store's platform, and who earns of it. The expert and the platform the vendor can
    /// make of anybody, unasked.
    pub(crate) fn ensure_unlinked(&self, product: u64, account: Address) -> Outcome {
        let arguments = [n(product), address_word(account)];
        let answer = self.ask::<isPartyCall, 2>(self.peer(Peer::Quality), arguments)?;
        if !word_at(&answer, 0)?.is_zero() {
            return Err(revert(LinkedParty { product, account }));
        }
        self.ensure_no_part(product, word_at(&answer, 1)?, account)
    }

    /// Refuses who has made the product's profit its own: accepted co-creators, and stakers of its
    /// pool. Nobody becomes that but by own doing.
    pub(crate) fn ensure_no_interest(&self, product: u64, account: Address) -> Outcome {
        let catalog = self.peer(Peer::Catalog);
        let answer = self.ask::<vendorCall, 1>(catalog, [n(product)])?;
        self.ensure_no_part(product, word_at(&answer, 4)?, account)
    }

    fn ensure_no_part(&self, product: u64, set: U256, account: Address) -> Outcome {
        let who = address_word(account);
        let answer = self.ask::<coCreatorCall, 2>(self.peer(Peer::Splitter), [set, who])?;
        let accepted = word_at(&answer, 1)?;
        let pools = self.peer(Peer::StakePools);
        let answer = self.ask::<balanceOfCall, 2>(pools, [n(product), who])?;
        if !accepted.is_zero() || !word_at(&answer, 0)?.is_zero() {
            return Err(revert(LinkedParty { product, account }));
        }
        Ok(())
    }

    /// Whether the store lists the product and is the account's since there were so many sets of
    /// co-creators: with each owner a store has a new one.
    pub(crate) fn lists(
        &self,
        store: u64,
        product: u64,
        account: Address,
        sets: u64,
    ) -> Outcome<bool> {
        let catalog = self.peer(Peer::Catalog);
        let answer = self.ask::<storeCall, 1>(catalog, [n(store)])?;
        let listed = self.ask::<isListedCall, 2>(catalog, [n(product), n(store)])?;
        let owner = word_address(word_at(&answer, 0)?);
        let is_known = number_at(&answer, 3)? <= sets;
        Ok(owner == account && is_known && !word_at(&listed, 0)?.is_zero())
    }

    /// Number of the latest set of co-creators.
    pub(crate) fn set_count(&self) -> Outcome<u64> {
        let answer = self.ask::<setCountCall, 0>(self.peer(Peer::Splitter), [])?;
        number_at(&answer, 0)
    }

    /// Whose shares wait in the queue of the product's pool under this number; zero: nobody's.
    pub(crate) fn queued(&self, product: u64, request: u64) -> Outcome<Address> {
        let (pools, arguments) = (self.peer(Peer::StakePools), [n(product), n(request)]);
        let answer = self.ask::<pendingRedeemRequestCall, 2>(pools, arguments)?;
        Ok(word_address(word_at(&answer, 0)?))
    }

    // ---- quality

    /// A product's twin; fails for one that is not enrolled.
    pub(crate) fn twin_of(&self, product: u64) -> Outcome<Twin> {
        let answer = self.ask::<twinCall, 1>(self.peer(Peer::Quality), [n(product)])?;
        let words: Vec<U256> = Reader::new(&answer).next()?;
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
        let power = self.peer(Peer::Power);
        let answer = self.ask::<powerOfCall, 1>(power, [address_word(account)])?;
        Ok([
            number_at(&answer, 0)?,
            number_at(&answer, 1)?,
            number_at(&answer, 2)?,
        ])
    }

    pub(crate) fn gain(&mut self, account: Address, amount: u64) -> Outcome {
        if amount == 0 {
            return Ok(());
        }
        let power = self.peer(Peer::Power);
        self.tell::<gainCall, 2>(power, [address_word(account), n(amount)])?;
        Ok(())
    }

    pub(crate) fn lose(&mut self, account: Address, bps: u16) -> Outcome {
        let power = self.peer(Peer::Power);
        self.tell::<loseCall, 2>(power, [address_word(account), n(bps)])?;
        Ok(())
    }

    // ---- cycles

    pub(crate) fn set_places(&mut self, cycle: u64, product: u64, tenths: u64) -> Outcome {
        let cycles = self.peer(Peer::Cycles);
        self.tell::<setPlacesCall, 3>(cycles, [n(cycle), n(product), n(tenths)])?;
        Ok(())
    }

    /// Whether the weight counts: it does once.
    pub(crate) fn add_weight(
        &mut self,
        cycle: u64,
        account: Address,
        weight: u64,
    ) -> Outcome<bool> {
        let arguments = [n(cycle), address_word(account), n(weight)];
        let answer = self.tell::<addWeightCall, 3>(self.peer(Peer::Cycles), arguments)?;
        Ok(!word_at(&answer, 0)?.is_zero())
    }

    /// A place (from 1) is empty from now on.
    pub(crate) fn tell_struck(&mut self, cycle: u64, product: u64, place: u8) -> Outcome {
        let cycles = self.peer(Peer::Cycles);
        self.tell::<struckCall, 3>(cycles, [n(cycle), n(product), n(place)])?;
        Ok(())
    }

    pub(crate) fn ensure_not_closed(&self, cycle: u64) -> Outcome {
        let answer = self.ask::<progressCall, 0>(self.peer(Peer::Cycles), [])?;
        if cycle < number_at(&answer, 1)? {
            return Err(revert(CycleClosed { cycle }));
        }
        Ok(())
    }

    /// What the product's reports of the cycle share, PSC units: below 2^64.
    pub(crate) fn fees_of(&self, cycle: u64, product: u64) -> Outcome<u64> {
        let arguments = [n(cycle), n(product)];
        let answer = self.ask::<fees::productCall, 2>(self.peer(Peer::Cycles), arguments)?;
        number_at(&answer, 0)
    }

    /// The same, and what all products' reports of the cycle share by their fees.
    pub(crate) fn fees_of_cycle(&self, cycle: u64, product: u64) -> Outcome<(u64, u64)> {
        let cycles = self.peer(Peer::Cycles);
        let answer = self.ask::<fees::cycleFeesCall, 1>(cycles, [n(cycle)])?;
        Ok((self.fees_of(cycle, product)?, number_at(&answer, 0)?))
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
        let to = self.peer(Peer::Arbitration);
        arbitrator::create_dispute(self, to, party, respondent, product, sum)
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

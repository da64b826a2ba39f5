//! What is stored of disputes, unpacked.

use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_and_number, with_number},
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    dispute::{Core, Round, State, Terms},
    slots::{by_id, fixed, slot, Kind},
    vote::Vote,
    Arbitration,
};

/// What a dispute is about; it never changes. Three words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The contract that asked.
    pub arbitrable: Address,
    /// 0: about no product.
    pub product: u64,
    /// Who disputes.
    pub party: Address,
    /// PSC units in dispute.
    pub sum: u64,
    /// With whom.
    pub respondent: Address,
    /// PSC units that each puts down.
    pub bond: u64,
}

impl Arbitration {
    /// The number of a dispute that is opened now, from 1 on.
    pub(crate) fn next_id(&mut self) -> u64 {
        let slot = fixed(Kind::Count);
        let number = self.word(slot) + U256::from(1);
        self.set_word(slot, number);
        number.as_limbs()[0]
    }

    /// A dispute as of now, whatever was written of it last.
    #[inline(never)]
    pub(crate) fn current(&self, number: U256) -> Outcome<(u64, Facts, Terms, Core)> {
        // Beyond 64 bits there are none.
        let id = u64::try_from(number).unwrap_or(0);
        let core = self.load_core(id);
        if core.state == State::None {
            return Err(revert(UnknownDispute { disputeId: number }));
        }
        let terms = Terms::unpack(self.word(by_id(Kind::Terms, id)));
        let now = self.vm().block_timestamp();
        let core = core.at(now, &terms, |round| self.load_round(id, round));
        Ok((id, self.load_facts(id), terms, core))
    }

    fn load_facts(&self, id: u64) -> Facts {
        let of = |kind| address_and_number(self.word(by_id(kind, id)));
        let (arbitrable, product) = of(Kind::Asked);
        let (party, sum) = of(Kind::Party);
        let (respondent, bond) = of(Kind::Respondent);
        Facts {
            arbitrable,
            product,
            party,
            sum,
            respondent,
            bond,
        }
    }

    pub(crate) fn save_facts(&mut self, id: u64, facts: &Facts) {
        for (kind, account, number) in [
            (Kind::Asked, facts.arbitrable, facts.product),
            (Kind::Party, facts.party, facts.sum),
            (Kind::Respondent, facts.respondent, facts.bond),
        ] {
            self.set_word(by_id(kind, id), with_number(account, number));
        }
    }

    pub(crate) fn load_core(&self, id: u64) -> Core {
        Core::unpack(self.word(by_id(Kind::Core, id)))
    }

    pub(crate) fn save_core(&mut self, id: u64, core: &Core) {
        self.set_word(by_id(Kind::Core, id), core.pack());
    }

    pub(crate) fn load_round(&self, id: u64, round: u8) -> Round {
        Round::unpack(self.word(slot(Kind::Round, id, round, Address::ZERO)))
    }

    pub(crate) fn load_rounds(&self, id: u64) -> [Round; 2] {
        [self.load_round(id, 0), self.load_round(id, 1)]
    }

    pub(crate) fn save_round(&mut self, id: u64, round: u8, is: &Round) {
        self.set_word(slot(Kind::Round, id, round, Address::ZERO), is.pack());
    }

    pub(crate) fn load_vote(&self, id: u64, round: u8, juror: Address) -> Vote {
        Vote::unpack(self.word(slot(Kind::Vote, id, round, juror)))
    }

    pub(crate) fn save_vote(&mut self, id: u64, round: u8, juror: Address, vote: Vote) {
        self.set_word(slot(Kind::Vote, id, round, juror), vote.pack());
    }
}

//! What is stored of disputes, unpacked.

use alloy_primitives::{Address, Uint, U256};
use common::{
    commerce::{address_and_number, with_number},
    encode::{revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    dispute::{Core, Round, State, Terms},
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
        let id = self.count.get().to::<u64>() + 1;
        self.count.set(Uint::from(id));
        id
    }

    /// A dispute as of now, whatever was written of it last.
    pub(crate) fn current(&self, number: U256) -> Outcome<(u64, Facts, Terms, Core)> {
        let id: u64 = number.saturating_to();
        let core = self.load_core(id);
        if core.state == State::None {
            return Err(revert(UnknownDispute { disputeId: number }));
        }
        let terms = self.load_terms(id);
        let now = self.vm().block_timestamp();
        let core = core.at(now, &terms, |round| self.load_round(id, round));
        Ok((id, self.load_facts(id), terms, core))
    }

    fn load_facts(&self, id: u64) -> Facts {
        let slots = self.disputes.getter(Uint::from(id));
        let (arbitrable, product) = address_and_number(slots.arbitrable.get());
        let (party, sum) = address_and_number(slots.party.get());
        let (respondent, bond) = address_and_number(slots.respondent.get());
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
        let mut slots = self.disputes.setter(Uint::from(id));
        slots
            .arbitrable
            .set(with_number(facts.arbitrable, facts.product));
        slots.party.set(with_number(facts.party, facts.sum));
        slots
            .respondent
            .set(with_number(facts.respondent, facts.bond));
    }

    fn load_terms(&self, id: u64) -> Terms {
        Terms::unpack(self.disputes.getter(Uint::from(id)).terms.get())
    }

    pub(crate) fn save_terms(&mut self, id: u64, terms: &Terms) {
        let mut slots = self.disputes.setter(Uint::from(id));
        slots.terms.set(terms.pack());
    }

    pub(crate) fn load_core(&self, id: u64) -> Core {
        Core::unpack(self.disputes.getter(Uint::from(id)).core.get())
    }

    pub(crate) fn save_core(&mut self, id: u64, core: &Core) {
        let mut slots = self.disputes.setter(Uint::from(id));
        slots.core.set(core.pack());
    }

    pub(crate) fn load_round(&self, id: u64, round: u8) -> Round {
        Round::unpack(self.rounds.get(round_key(id, round)))
    }

    pub(crate) fn load_rounds(&self, id: u64) -> [Round; 2] {
        [self.load_round(id, 0), self.load_round(id, 1)]
    }

    pub(crate) fn save_round(&mut self, id: u64, round: u8, is: &Round) {
        self.rounds.insert(round_key(id, round), is.pack());
    }

    pub(crate) fn load_vote(&self, id: u64, round: u8, juror: Address) -> Vote {
        Vote::unpack(self.votes.getter(round_key(id, round)).get(juror))
    }

    pub(crate) fn save_vote(&mut self, id: u64, round: u8, juror: Address, vote: Vote) {
        self.votes
            .setter(round_key(id, round))
            .insert(juror, vote.pack());
    }
}

/// One word for both: one hash to find a tally.
fn round_key(id: u64, round: u8) -> U256 {
    U256::from_limbs([id, round.into(), 0, 0])
}

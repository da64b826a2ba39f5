//! What the two sides do: a dispute opens, bonds come, evidence, the appeal.

use alloc::string::String;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    abi::Reader,
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    bonds::{appeal_bond, bond, MAX_SUM},
    dispute::{Core, Ruling, State, Terms},
    parameters::Parameters,
    slots::{by_id, Kind},
    store::Facts,
    Arbitration,
};

/// Whose bond it is.
#[repr(u8)]
#[derive(Clone, Copy)]
enum Bond {
    Party = 0,
    Respondent = 1,
    Appeal = 2,
}

impl Arbitration {
    pub(crate) fn do_create(&mut self, choices: U256, extra: &[u8]) -> Outcome<U256> {
        let arbitrable = self.vm().msg_sender();
        if !self.vm().msg_value().is_zero() {
            return Err(revert(EtherRefused {}));
        }
        if !self.is_arbitrable(arbitrable) {
            return Err(revert(NotArbitrable {
                account: arbitrable,
            }));
        }
        if self.named(Kind::Power).is_zero() {
            return Err(revert(NotConnected {}));
        }
        if choices != U256::from(2) {
            return Err(revert(WrongChoices { choices }));
        }
        let (party, respondent, product, sum) = read(extra).map_err(|_| {
            let (party, respondent) = (Address::ZERO, Address::ZERO);
            revert(InvalidDispute { party, respondent })
        })?;
        if party.is_zero() || respondent.is_zero() || party == respondent {
            return Err(revert(InvalidDispute { party, respondent }));
        }
        let max = U256::from(MAX_SUM);
        if sum > max {
            return Err(revert(ValueTooLarge { value: sum, max }));
        }
        let sum = sum.as_limbs()[0];
        let Parameters { min_bond, terms } = self.load_parameters();
        let facts = Facts {
            arbitrable,
            product,
            party,
            sum,
            respondent,
            bond: bond(sum, terms.bond_bps, min_bond),
        };
        let now = self.vm().block_timestamp();
        let core = Core::open(now, &terms);
        let id = self.next_id();
        self.save_facts(id, &facts);
        self.set_word(by_id(Kind::Terms, id), terms.pack());
        self.save_core(id, &core);
        let number = U256::from(id);
        emit(
            self.vm(),
            DisputeCreation {
                disputeId: number,
                arbitrable,
            },
        );
        emit(
            self.vm(),
            DisputeOpened {
                disputeId: number,
                party,
                respondent,
                product,
                sum: U256::from(sum),
                bond: U256::from(facts.bond),
                fundUntil: core.deadline,
            },
        );
        // Where the party has allowed it the bond comes along: no other dispute gets in between.
        let amount = U256::from(facts.bond);
        if let (Some(core), Ok(())) = (core.fund(now, &terms), self.pull(party, amount)) {
            self.save_core(id, &core);
            self.log_bond(number, party, Bond::Party, facts.bond, core.deadline);
        }
        Ok(number)
    }

    pub(crate) fn do_fund(&mut self, number: U256) -> Outcome {
        let (id, facts, terms, core) = self.current(number)?;
        let now = self.vm().block_timestamp();
        let core = core
            .fund(now, &terms)
            .ok_or_else(|| wrong_state(number, core.state))?;
        self.only(number, facts.party)?;
        self.save_core(id, &core);
        self.take_bond(number, facts.party, Bond::Party, facts.bond, core.deadline)
    }

    pub(crate) fn do_match(&mut self, number: U256) -> Outcome {
        let (id, facts, terms, core) = self.current(number)?;
        let now = self.vm().block_timestamp();
        let core = core
            .match_bond(now, &terms)
            .ok_or_else(|| wrong_state(number, core.state))?;
        let account = facts.respondent;
        self.only(number, account)?;
        self.save_core(id, &core);
        self.start_round(id, account, &terms, &core)?;
        self.take_bond(number, account, Bond::Respondent, facts.bond, core.deadline)
    }

    pub(crate) fn do_appeal(&mut self, number: U256) -> Outcome {
        let (id, facts, terms, core) = self.current(number)?;
        let now = self.vm().block_timestamp();
        let core = core
            .appeal(now, &terms)
            .ok_or_else(|| wrong_state(number, core.state))?;
        let loser = match core.outcome {
            Ruling::Party => facts.respondent,
            _ => facts.party,
        };
        let account = self.vm().msg_sender();
        if account != loser {
            return Err(revert(NotLoser {
                disputeId: number,
                account,
            }));
        }
        self.save_core(id, &core);
        emit(
            self.vm(),
            AppealDecision {
                disputeId: number,
                arbitrable: facts.arbitrable,
            },
        );
        self.start_round(id, account, &terms, &core)?;
        let amount = appeal_bond(facts.bond);
        self.take_bond(number, account, Bond::Appeal, amount, core.deadline)
    }

    pub(crate) fn do_submit(&mut self, number: U256, evidence: String) -> Outcome {
        let (_, facts, _, core) = self.current(number)?;
        let account = self.vm().msg_sender();
        if account != facts.party && account != facts.respondent {
            return Err(revert(NotParty {
                disputeId: number,
                account,
            }));
        }
        if !core.state.is_open() {
            return Err(wrong_state(number, core.state));
        }
        emit_dynamic(
            self.vm(),
            &[
                EvidenceSubmitted::SIGNATURE_HASH,
                number.into(),
                word::address(account).into(),
            ],
            (evidence,),
        );
        Ok(())
    }

    /// Quorum and cap of a round are shares of what is earned in all as it begins: no vote changes
    /// them, and they are the same for every juror.
    fn start_round(&mut self, id: u64, account: Address, terms: &Terms, core: &Core) -> Outcome {
        let (_, _, total) = self.power_of(account)?;
        let round = terms.round(total);
        self.save_round(id, core.round(), &round);
        emit(
            self.vm(),
            RoundStarted {
                disputeId: U256::from(id),
                round: core.round(),
                commitUntil: core.deadline,
                revealUntil: core.deadline + u64::from(terms.reveal_secs),
                quorum: U256::from(round.quorum),
                cap: U256::from(round.cap),
            },
        );
        Ok(())
    }

    fn take_bond(
        &mut self,
        number: U256,
        account: Address,
        kind: Bond,
        amount: u64,
        until: u64,
    ) -> Outcome {
        self.log_bond(number, account, kind, amount, until);
        self.pull(account, U256::from(amount))
    }

    fn log_bond(&self, number: U256, account: Address, kind: Bond, amount: u64, until: u64) {
        let amount = U256::from(amount);
        emit(
            self.vm(),
            BondPlaced {
                disputeId: number,
                account,
                kind: kind as u8,
                amount,
                until,
            },
        );
    }

    fn only(&self, number: U256, party: Address) -> Outcome {
        let account = self.vm().msg_sender();
        if account == party {
            return Ok(());
        }
        Err(revert(NotParty {
            disputeId: number,
            account,
        }))
    }
}

/// What every arbitrable says of a dispute; what follows is its own.
fn read(extra: &[u8]) -> Outcome<(Address, Address, u64, U256)> {
    let mut reader = Reader::new(extra);
    let (party, respondent) = (reader.next()?, reader.next()?);
    Ok((party, respondent, reader.next()?, reader.next()?))
}

#[cold]
pub(crate) fn wrong_state(number: U256, state: State) -> common::encode::Revert {
    revert(WrongState {
        disputeId: number,
        state: state as u8,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolValue;
    use proptest::prelude::*;

    #[test]
    fn an_act_in_the_wrong_state_is_told_the_state() {
        let told = WrongState {
            disputeId: U256::from(7),
            state: 3,
        };
        assert_eq!(wrong_state(U256::from(7), State::Commit), revert(told));
    }

    proptest! {
        #[test]
        fn what_arbitrables_say_is_read_as_it_was_encoded(
            accounts in any::<[[u8; 20]; 2]>(), product in any::<u64>(), sum in any::<[u64; 4]>(), own in prop::collection::vec(any::<u8>(), 0..70), cut in 1usize..=128,
        ) {
            let [party, respondent] = accounts.map(Address::from);
            let sum = U256::from_limbs(sum);
            let data = (party, respondent, U256::from(product), sum).abi_encode();
            let said = [&data[..], &own].concat();
            prop_assert_eq!(read(&said), Ok((party, respondent, product, sum)));
            prop_assert!(read(&data[..128 - cut]).is_err());
        }
    }
}

//! How a dispute ends: the umpire, the division of the bonds, the push of the ruling.

use alloy_primitives::U256;
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    bonds::divide,
    dispute::{Ruling, State},
    parties::wrong_state,
    Arbitration,
};

impl Arbitration {
    /// Logs where time has led the dispute. While PSC is paused a bond's window begins anew: or a
    /// pause would decide against whoever is to pay.
    pub(crate) fn do_advance(&mut self, number: U256) -> Outcome<u8> {
        let (id, facts, terms, mut core) = self.current(number)?;
        if core.awaits_bond() && self.is_paused()? {
            core = core.hold(self.vm().block_timestamp(), &terms);
        }
        if core != self.load_core(id) {
            self.save_core(id, &core);
            emit(
                self.vm(),
                DisputeAdvanced {
                    disputeId: number,
                    state: core.state as u8,
                    outcome: core.outcome as u8,
                    deadline: core.deadline,
                },
            );
            if core.state == State::Appeal {
                emit(
                    self.vm(),
                    AppealPossible {
                        disputeId: number,
                        arbitrable: facts.arbitrable,
                    },
                );
            }
        }
        Ok(core.state as u8)
    }

    pub(crate) fn do_give_ruling(&mut self, number: U256, ruling: U256) -> Outcome {
        let (id, facts, _, core) = self.current(number)?;
        let account = self.vm().msg_sender();
        if account != self.umpire() {
            return Err(revert(NotUmpire { account }));
        }
        if self.is_side(&facts, account) {
            return Err(revert(JurorLinked {
                disputeId: number,
                account,
            }));
        }
        let ruling = Ruling::checked(ruling).ok_or_else(|| revert(UnknownRuling { ruling }))?;
        let core = core
            .rule(self.vm().block_timestamp(), ruling)
            .ok_or_else(|| wrong_state(number, core.state))?;
        self.save_core(id, &core);
        emit(
            self.vm(),
            UmpireRuled {
                disputeId: number,
                umpire: account,
                ruling: ruling as u8,
            },
        );
        Ok(())
    }

    /// Divides the bonds of a final dispute, once, and tells the arbitrable.
    pub(crate) fn do_execute(&mut self, number: U256) -> Outcome<bool> {
        let (id, facts, terms, mut core) = self.current(number)?;
        if core.state != State::Final {
            return Err(wrong_state(number, core.state));
        }
        if core.executed {
            return Err(revert(AlreadyExecuted { disputeId: number }));
        }
        let ruling = core.ruling;
        if !core.divided {
            core.divided = true;
            let division = divide(&core, facts.bond, &terms, &self.load_rounds(id));
            self.save_core(id, &core);
            emit(
                self.vm(),
                DisputeResolved {
                    disputeId: number,
                    ruling: ruling as u8,
                    toParty: U256::from(division.party),
                    toRespondent: U256::from(division.respondent),
                    toJurors: U256::from(division.jurors),
                    weight: U256::from(division.weight),
                },
            );
            self.pay_out([
                (facts.party, division.party),
                (facts.respondent, division.respondent),
            ])?;
        }
        // Last, and the only call to a contract that may do as it likes.
        let taken = self.try_rule(facts.arbitrable, id, ruling);
        if taken {
            core.executed = true;
            self.save_core(id, &core);
        }
        emit(
            self.vm(),
            RulingPushed {
                disputeId: number,
                arbitrable: facts.arbitrable,
                ruling: ruling as u8,
                taken,
            },
        );
        Ok(taken)
    }
}

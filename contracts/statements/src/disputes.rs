//! Disputes over closed statements (ERC-792), ruled on by the arbitration.

use alloc::string::String;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    arbitrator,
    commerce::{address_and_number, address_word, with_number},
    encode::{emit_dynamic, revert, Outcome},
    wire::{n, Wire},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    records::DISPUTE_SECS,
    slots::{by_id, Kind},
    small, Peer, Statements,
};

/// The party that disputes was right.
const FOR_PARTY: u64 = 1;
/// Most bytes of a text, or of where it is to be found.
const MAX_EVIDENCE: usize = 1_024;
/// Of a platform's bond: one part in so many.
const REFUTED_PART: u64 = 5;

/// Where the latest dispute over a statement stands.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Standing {
    /// There is none, or it was lost.
    #[default]
    Stands = 0,
    Disputed = 1,
    Refuted = 2,
}

/// A statement's latest dispute. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Its number at the arbitration; 0: none.
    pub dispute: u64,
    pub state: Standing,
}

impl Verdict {
    fn pack(self) -> U256 {
        U256::from_limbs([self.dispute, self.state as u64, 0, 0])
    }

    fn unpack(word: U256) -> Self {
        let [dispute, state, _, _] = word.into_limbs();
        Self {
            dispute,
            state: match state {
                1 => Standing::Disputed,
                2 => Standing::Refuted,
                _ => Standing::Stands,
            },
        }
    }
}

impl Statements {
    pub(crate) fn do_dispute(&mut self, id: u64, evidence: String) -> Outcome<U256> {
        if evidence.len() > MAX_EVIDENCE {
            return Err(revert(EvidenceTooLong {
                length: U256::from(evidence.len()),
                max: U256::from(MAX_EVIDENCE),
            }));
        }
        let statement = self.closed_statement(id)?;
        let until = statement.closed_at + DISPUTE_SECS;
        if self.vm().block_timestamp() >= until {
            return Err(revert(DisputesOver {
                statement: id,
                until,
            }));
        }
        let mut verdict = self.load_verdict(id);
        let mut replaced = 0;
        if verdict.state == Standing::Disputed {
            if self.ruling_of(verdict.dispute)?.is_some() {
                // Over, and nobody has told: that comes first.
                self.do_pull(id)?;
                verdict = self.load_verdict(id);
            } else if self.is_unfunded(verdict.dispute)? {
                // Or a dispute that nobody pays for would keep others away until it is too late.
                replaced = verdict.dispute;
            } else {
                return Err(in_dispute(id, verdict.dispute));
            }
        }
        if verdict.state == Standing::Refuted {
            return Err(revert(AlreadyRefuted { statement: id }));
        }
        let account = self.vm().msg_sender();
        let respondent = self.platform(statement.platform)?.owner;
        // Both were paid in PSC.
        let fees = statement.experience_fee + statement.community_fee;
        let sum = U256::from(fees.max(self.load_parameters().min_slash));
        let number = self.create_dispute(account, respondent, sum)?;
        let dispute = small(number)?;
        // Only by one whose bond came with the opening: one that is not paid for either could be
        // put before each that is about to be.
        if replaced != 0 && self.is_unfunded(dispute)? {
            return Err(in_dispute(id, replaced));
        }
        // The arbitration asks for nothing here: it was not known before what it would answer.
        let state = Standing::Disputed;
        self.save_verdict(id, Verdict { dispute, state });
        self.set_word(by_id(Kind::Dispute, dispute), with_number(account, id));
        emit_dynamic(
            self.vm(),
            &[
                StatementDisputed::SIGNATURE_HASH,
                word::uint64(id).into(),
                word::uint(number).into(),
                word::address(account).into(),
            ],
            (sum, U256::from(replaced), evidence),
        );
        Ok(number)
    }

    pub(crate) fn do_rule(&mut self, number: U256, ruling: U256) -> Outcome {
        let account = self.vm().msg_sender();
        let id = self.dispute_of(number).1;
        if account != self.peer(Peer::Arbitration) || id == 0 {
            return Err(revert(NotArbitrator {
                account,
                disputeId: number,
            }));
        }
        if U256::from(self.load_verdict(id).dispute) == number {
            return self.apply(id, ruling);
        }
        // One that was replaced: taken, and without effect.
        self.end_dispute(number, ruling);
        Ok(())
    }

    pub(crate) fn do_pull(&mut self, id: u64) -> Outcome {
        let verdict = self.load_verdict(id);
        if verdict.state != Standing::Disputed {
            return Err(revert(NotInDispute { statement: id }));
        }
        match self.ruling_of(verdict.dispute)? {
            Some(ruling) => self.apply(id, ruling),
            None => Err(revert(NotRuled {
                disputeId: U256::from(verdict.dispute),
            })),
        }
    }

    /// The disputing account and the statement of an open dispute; zero if it is none.
    pub(crate) fn dispute_of(&self, number: U256) -> (Address, u64) {
        match u64::try_from(number) {
            Ok(number) => address_and_number(self.word(by_id(Kind::Dispute, number))),
            Err(_) => (Address::ZERO, 0),
        }
    }

    /// Ends the open dispute over a statement. What it proved and answered stays: its fees are paid,
    /// and its buyers are not the platform.
    fn apply(&mut self, id: u64, ruling: U256) -> Outcome {
        if ruling > U256::from(arbitrator::CHOICES) {
            return Err(revert(UnknownRuling { ruling }));
        }
        let mut verdict = self.load_verdict(id);
        let number = U256::from(verdict.dispute);
        let (party, _) = self.dispute_of(number);
        let is_refuted = ruling == U256::from(FOR_PARTY);
        verdict.state = match is_refuted {
            true => Standing::Refuted,
            false => Standing::Stands,
        };
        self.save_verdict(id, verdict);
        self.end_dispute(number, ruling);
        if !is_refuted {
            return Ok(());
        }
        let platform = self.closed_statement(id)?.platform;
        let part = self.platform(platform)?.bond / REFUTED_PART;
        self.log::<StatementRefuted, 3, 1>([n(id), number, address_word(party)], [n(part)]);
        self.slash_platform(platform, part, party)
    }

    fn end_dispute(&mut self, number: U256, ruling: U256) {
        // Its number fits, or it would not be known.
        self.set_word(by_id(Kind::Dispute, number.into_limbs()[0]), U256::ZERO);
        let arbitrator = address_word(self.peer(Peer::Arbitration));
        self.log::<Ruling, 2, 1>([arbitrator, number], [ruling]);
    }

    pub(crate) fn load_verdict(&self, id: u64) -> Verdict {
        Verdict::unpack(self.word(by_id(Kind::Verdict, id)))
    }

    fn save_verdict(&mut self, id: u64, verdict: Verdict) {
        self.set_word(by_id(Kind::Verdict, id), verdict.pack());
    }
}

#[cold]
fn in_dispute(statement: u64, dispute: u64) -> common::encode::Revert {
    revert(InDispute {
        statement,
        disputeId: U256::from(dispute),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_unpack_as_they_were_packed() {
        for state in [Standing::Stands, Standing::Disputed, Standing::Refuted] {
            let verdict = Verdict {
                dispute: u64::MAX,
                state,
            };
            assert_eq!(Verdict::unpack(verdict.pack()), verdict);
        }
        assert_eq!(Verdict::unpack(U256::ZERO), Verdict::default());
    }

    #[test]
    fn what_is_in_dispute_is_told() {
        let told = InDispute {
            statement: 7,
            disputeId: U256::from(9),
        };
        assert_eq!(in_dispute(7, 9), revert(told));
    }
}

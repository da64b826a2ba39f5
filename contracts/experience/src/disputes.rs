//! Disputes on reports (ERC-792): opened in the third quarter, ruled on by the arbitration.

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
    median::Change,
    records::Report,
    reports::{ensure_short, in_dispute, number_of},
    round::TENTHS,
    slots::{by_id, Kind},
    Experience, Peer,
};

/// The party that disputes was right.
const FOR_PARTY: u64 = 1;
impl Experience {
    pub(crate) fn do_dispute(&mut self, id: u64, evidence: String) -> Outcome<U256> {
        ensure_short(&evidence)?;
        let account = self.vm().msg_sender();
        let mut report = self.load_report(id)?;
        self.ensure_quarter(report.cycle, 2, 2)?;
        let mut replaced = 0;
        if report.disputed {
            if self.ruling_of(report.dispute)?.is_some() {
                // Over, and nobody has told: that comes first.
                self.do_pull(id)?;
                report = self.load_report(id)?;
            } else if self.is_unfunded(report.dispute)? {
                // Or a dispute that nobody pays for would keep others away until it is too late.
                replaced = report.dispute;
            } else {
                return Err(in_dispute(id, &report));
            }
        }
        if report.struck {
            return Err(revert(AlreadySettled { report: id }));
        }
        let sum = self.at_stake(id, &report)?;
        let number = self.create_dispute(account, report.account, report.product, sum)?;
        let max = U256::from(u64::MAX);
        if number > max {
            return Err(revert(ValueTooLarge { value: number, max }));
        }
        let dispute: u64 = number.to();
        // Only by one whose bond came with the opening: one that is not paid for either could be
        // put before each that is about to be.
        if replaced != 0 && self.is_unfunded(dispute)? {
            return Err(in_dispute(id, &report));
        }
        // The arbitration asks for nothing here: it was not known before what it would answer.
        report.dispute = dispute;
        report.disputed = true;
        self.save_report(id, &report);
        let by_dispute = by_id(Kind::Dispute, report.dispute);
        self.set_word(by_dispute, with_number(account, id));
        emit_dynamic(
            self.vm(),
            &[
                ReportDisputed::SIGNATURE_HASH,
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
        if U256::from(self.load_report(id)?.dispute) == number {
            return self.apply(id, ruling);
        }
        // One that was replaced: taken, and without effect.
        self.end_dispute(number, ruling);
        Ok(())
    }

    pub(crate) fn do_pull(&mut self, id: u64) -> Outcome {
        let report = self.load_report(id)?;
        if !report.disputed {
            return Err(revert(NotInDispute { report: id }));
        }
        match self.ruling_of(report.dispute)? {
            Some(ruling) => self.apply(id, ruling),
            None => Err(revert(NotRuled {
                disputeId: U256::from(report.dispute),
            })),
        }
    }

    /// The disputing account and the report of an open dispute; zero if it is none.
    pub(crate) fn dispute_of(&self, number: U256) -> (Address, u64) {
        match u64::try_from(number) {
            Ok(number) => address_and_number(self.word(by_id(Kind::Dispute, number))),
            Err(_) => (Address::ZERO, 0),
        }
    }

    /// What the report would win, by its place, and its bond.
    fn at_stake(&self, id: u64, report: &Report) -> Outcome<U256> {
        let (cycle, product) = (report.cycle, report.product);
        let round = self.load_round(cycle, product);
        let bond = U256::from(report.bond);
        let quorum = self.load_rules(cycle).quorum;
        let place = round.place_of(id).filter(|_| round.has_quorum(quorum));
        let Some(place) = place else {
            return Ok(bond);
        };
        let fees = self.fees_of(cycle, product)?;
        let won = u128::from(fees) * u128::from(TENTHS[place]) / 10;
        Ok(bond + U256::from(won))
    }

    /// Ends the open dispute on a report.
    fn apply(&mut self, id: u64, ruling: U256) -> Outcome {
        if ruling > U256::from(arbitrator::CHOICES) {
            return Err(revert(UnknownRuling { ruling }));
        }
        let mut report = self.load_report(id)?;
        let number = U256::from(report.dispute);
        let (party, _) = self.dispute_of(number);
        report.disputed = false;
        report.struck = ruling == U256::from(FOR_PARTY);
        self.save_report(id, &report);
        self.end_dispute(number, ruling);
        match report.struck {
            true => self.strike(id, &report, number, party),
            false => Ok(()),
        }
    }

    fn end_dispute(&mut self, number: U256, ruling: U256) {
        // Its number fits, or it would not be known.
        self.set_word(by_id(Kind::Dispute, number.into_limbs()[0]), U256::ZERO);
        let arbitrator = address_word(self.peer(Peer::Arbitration));
        self.log::<Ruling, 2, 1>([arbitrator, number], [ruling]);
    }

    /// Nobody moves up: what the report won goes to the pot. Its weight leaves the trust score;
    /// what was revealed still counts for the quorum.
    fn strike(&mut self, id: u64, report: &Report, number: U256, party: Address) -> Outcome {
        let (cycle, product) = (report.cycle, report.product);
        self.move_bucket(report, Change::Take(report.weight));
        let mut round = self.load_round(cycle, product);
        let place = number_of(round.strike(id));
        self.save_round(cycle, product, &round);
        self.log::<ReportStruck, 3, 2>(
            [n(id), number, address_word(party)],
            [n(place), U256::from(report.bond)],
        );
        if place != 0 {
            self.tell_struck(cycle, product, place)?;
        }
        self.pay(party, report.bond)
    }
}

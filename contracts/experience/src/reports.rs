//! Reports: filed by buyers, settled once their votes and disputes are over.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::address_word,
    encode::{emit_dynamic, revert, Outcome},
    wire::{n, Wire},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    conformity::conformity,
    records::Report,
    round::TENTHS,
    slots::{by_id, by_ids, slot, Kind},
    Experience,
};

/// Most bytes of a text, or of where it is to be found.
pub const MAX_EVIDENCE: usize = 1_024;

/// What a buyer reports.
pub struct Experienced {
    pub order: u64,
    pub line: u8,
    /// In the model's dimensions, in their order.
    pub measured: Vec<u64>,
    pub evidence_hash: B256,
    pub evidence: String,
}

impl Experience {
    pub(crate) fn do_file(&mut self, filed: Experienced) -> Outcome<u64> {
        self.ensure_connected()?;
        ensure_short(&filed.evidence)?;
        let Experienced { order, line, .. } = filed;
        let (account, cycle) = (self.vm().msg_sender(), self.now().0);
        let of = self.line_of(order, line)?;
        let product = of.product;
        if of.buyer != account {
            return Err(revert(NotBuyer { order, account }));
        }
        if !of.is_kept {
            return Err(revert(LineNotSettled { order, line }));
        }
        let by_line = by_ids(Kind::Line, [order, line.into()]);
        let report = self.number(by_line);
        if report != 0 {
            return Err(revert(LineReported {
                order,
                line,
                report,
            }));
        }
        let by_account = slot(Kind::Filed, [cycle, product], account);
        let report = self.number(by_account);
        if report != 0 {
            return Err(revert(AlreadyReported {
                cycle,
                product,
                account,
                report,
            }));
        }
        let twin = self.twin_of(product)?;
        if filed.measured.len() != twin.dimensions.len() {
            return Err(revert(WrongDimensions {
                count: U256::from(filed.measured.len()),
                dimensions: U256::from(twin.dimensions.len()),
            }));
        }
        self.ensure_unlinked(product, account)?;

        let bond = self.load_parameters().bond;
        let record = Report {
            account,
            conformity: conformity(&twin.dimensions, &filed.measured),
            product,
            cycle,
            bond,
            ..Report::default()
        };
        let id = self.report_count.get().to::<u64>() + 1;
        self.report_count
            .set(alloy_primitives::Uint::<64, 1>::from(id));
        self.save_report(id, &record);
        self.set_word(by_line, U256::from(id));
        self.set_word(by_account, U256::from(id));
        emit_dynamic(
            self.vm(),
            &[
                ReportFiled::SIGNATURE_HASH,
                word::uint64(id).into(),
                word::uint64(product).into(),
                word::address(account).into(),
            ],
            (
                cycle,
                order,
                line,
                record.conformity,
                U256::from(bond),
                twin.model,
                twin.version,
                filed.measured,
                filed.evidence_hash,
                filed.evidence,
            ),
        );
        self.pull(account, U256::from(bond))?;
        Ok(id)
    }

    pub(crate) fn do_settle(&mut self, id: u64) -> Outcome {
        let mut report = self.load_report(id)?;
        self.ensure_since(report.cycle, 3)?;
        if report.disputed {
            return Err(in_dispute(id, &report));
        }
        if report.struck || report.settled {
            return Err(revert(AlreadySettled { report: id }));
        }
        report.settled = true;
        self.save_report(id, &report);
        let round = self.load_round(report.cycle, report.product);
        let quorum = self.load_rules(report.cycle).quorum;
        let place = match round.has_quorum(quorum) {
            true => round.place_of(id),
            false => None,
        };
        let gain = match place {
            Some(place) => {
                let (reports, all) = self.fees_of_cycle(report.cycle, report.product)?;
                let most = self.load_parameters().report_gain;
                self.load_rules(report.cycle).won(most, reports, all) * TENTHS[place] / 10
            }
            None => 0,
        };
        self.log::<ReportSettled, 2, 3>(
            [n(id), address_word(report.account)],
            [U256::from(report.bond), n(number_of(place)), n(gain)],
        );
        self.gain(report.account, gain)?;
        self.pay(report.account, report.bond)
    }

    // ---- what is stored

    /// A report; fails for one that there is not.
    pub(crate) fn load_report(&self, id: u64) -> Outcome<Report> {
        let report = self.report_or_none(id);
        if report.account == Address::ZERO {
            return Err(revert(UnknownReport { report: id }));
        }
        Ok(report)
    }

    pub(crate) fn report_or_none(&self, id: u64) -> Report {
        Report::unpack([Kind::Head, Kind::Body].map(|kind| self.word(by_id(kind, id))))
    }

    pub(crate) fn save_report(&mut self, id: u64, report: &Report) {
        let [head, body] = report.pack();
        self.set_word(by_id(Kind::Head, id), head);
        self.set_word(by_id(Kind::Body, id), body);
    }

    /// The number in a word.
    pub(crate) fn number(&self, slot: U256) -> u64 {
        self.word(slot).into_limbs()[0]
    }
}

/// A place as the interface numbers it: from 1; 0: none.
pub(crate) fn number_of(place: Option<usize>) -> u8 {
    place.map_or(0, |place| place as u8 + 1)
}

pub(crate) fn in_dispute(id: u64, report: &Report) -> Vec<u8> {
    revert(InDispute {
        report: id,
        disputeId: U256::from(report.dispute),
    })
}

/// Refuses long texts.
pub(crate) fn ensure_short(evidence: &str) -> Outcome {
    if evidence.len() > MAX_EVIDENCE {
        return Err(revert(EvidenceTooLong {
            length: U256::from(evidence.len()),
            max: U256::from(MAX_EVIDENCE),
        }));
    }
    Ok(())
}

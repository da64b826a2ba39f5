//! Disputes over held lines, by an ERC-792 arbitrator or, failing that, by time.

use alloc::{string::String, vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    arbitrator,
    commerce::{address_and_number, line_key, with_number},
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{abi::*, key, line::State, settle::Reason, Checkout};

/// What an arbitrator can say.
const REFUSED: U256 = U256::ZERO;
const FOR_BUYER: U256 = U256::from_limbs([1, 0, 0, 0]);
const FOR_VENDOR: U256 = U256::from_limbs([2, 0, 0, 0]);

impl Checkout {
    pub(crate) fn do_dispute(&mut self, order: u64, index: u8, evidence: String) -> Outcome<U256> {
        let mut line = self.line_in(order, index, State::Held)?;
        let buyer = self.load_order(order).buyer;
        self.only_buyer(buyer)?;
        let (now, release_at) = (self.vm().block_timestamp(), self.release_at(order, &line));
        if now >= release_at {
            return Err(revert(WindowOver {
                releaseAt: release_at,
            }));
        }
        let arbitrator = self.arbitrator.get();
        if arbitrator.is_zero() {
            return Err(revert(NoArbitrator {}));
        }
        line.state = State::Disputed;
        self.save_line(order, index, &line);
        let window: u64 = self.dispute_window_secs.get().to();
        let expires_at = now + window;
        let id = key(line_key(order, index));
        self.disputes
            .insert(id, with_number(arbitrator, expires_at));
        // The log tells the arbitrator's own number, so here the call comes first.
        let number = if self.vm().code_size(arbitrator) == 0 {
            let mut counters = self.load_counters();
            counters.disputes += 1;
            self.counters.set(counters.pack());
            U256::from(counters.disputes)
        } else {
            self.create_dispute(arbitrator, buyer, line.product, line.cost(line.left()))?
        };
        let mut numbers = self.ruled.setter(arbitrator);
        if !numbers.get(number).is_zero() {
            return Err(revert(DisputeExists {
                arbitrator,
                disputeId: number,
            }));
        }
        numbers.insert(number, id);
        self.dispute_numbers.insert(id, number);
        emit_dynamic(
            self.vm(),
            &[
                LineDisputed::SIGNATURE_HASH,
                word::uint64(order).into(),
                word::address(arbitrator).into(),
                number.into(),
            ],
            (index, expires_at, evidence),
        );
        Ok(number)
    }

    /// ERC-792: the arbitrator of an open dispute decides it.
    pub(crate) fn do_rule(&mut self, number: U256, ruling: U256) -> Outcome {
        self.apply_ruling(self.vm().msg_sender(), number, ruling)
    }

    /// The same where the arbitrator's call failed.
    pub(crate) fn do_pull_ruling(&mut self, arbitrator: Address, number: U256) -> Outcome {
        self.disputed_line(arbitrator, number)?;
        let ruling = self.ruling_of(arbitrator, number)?;
        self.apply_ruling(arbitrator, number, ruling)
    }

    /// The line of an open dispute.
    fn disputed_line(&self, arbitrator: Address, number: U256) -> Outcome<(u64, u8)> {
        let id: u64 = self.ruled.getter(arbitrator).get(number).to();
        let (order, index) = (id >> 8, id as u8);
        if id == 0 || self.load_line(order, index).state != State::Disputed {
            return Err(revert(NotArbitrator {
                account: arbitrator,
                disputeId: number,
            }));
        }
        Ok((order, index))
    }

    fn apply_ruling(&mut self, arbitrator: Address, number: U256, ruling: U256) -> Outcome {
        let (order, index) = self.disputed_line(arbitrator, number)?;
        if ruling > FOR_VENDOR {
            return Err(revert(UnknownRuling { ruling }));
        }
        emit(
            self.vm(),
            Ruling {
                arbitrator,
                disputeId: number,
                ruling,
            },
        );
        self.end_dispute(order, index, ruling)
    }

    /// Without a ruling in time, what the arbitrator's refusal would do. What it has ruled for good
    /// counts though nobody brought it.
    pub(crate) fn do_expire(&mut self, order: u64, index: u8) -> Outcome {
        self.line_in(order, index, State::Disputed)?;
        let (arbitrator, expires_at) = self.dispute_of(order, index);
        if self.vm().block_timestamp() < expires_at {
            return Err(revert(NotExpired {
                expiresAt: expires_at,
            }));
        }
        let number = self.dispute_numbers.get(key(line_key(order, index)));
        match arbitrator::heard_ruling(self.vm(), arbitrator, number) {
            Some(ruling) if ruling <= FOR_VENDOR => self.apply_ruling(arbitrator, number, ruling),
            _ => self.end_dispute(order, index, REFUSED),
        }
    }

    /// Refunds or pays out. A refusal goes by what the vendor had logged before the dispute.
    fn end_dispute(&mut self, order: u64, index: u8, ruling: U256) -> Outcome {
        let line = self.load_line(order, index);
        if ruling == FOR_BUYER || ruling == REFUSED && !line.delivered {
            let units = line.left();
            return self.give_back(order, index, line, units, Reason::Ruled, None);
        }
        let settling = self.settling(order, index, line);
        self.settle_held(vec![settling], Reason::Ruled)
    }

    /// Who decides over the line, and until when.
    pub(crate) fn dispute_of(&self, order: u64, index: u8) -> (Address, u64) {
        let id = key(line_key(order, index));
        address_and_number(self.disputes.get(id))
    }
}

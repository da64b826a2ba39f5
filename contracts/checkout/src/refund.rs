//! What happens to a line beside its settlement: fulfilment, refunds, deferred payments.

use alloc::{string::String, vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::{address_and_number, line_key, with_number},
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    key,
    line::{Line, State},
    settle::Reason,
    Checkout,
};

const SHIPPED: u8 = 1;
const DELIVERED: u8 = 2;

impl Checkout {
    pub(crate) fn do_log_fulfilment(
        &mut self,
        order: u64,
        index: u8,
        kind: u8,
        units: u64,
        proof_hash: B256,
        uri: String,
    ) -> Outcome {
        let mut line = self.existing(order, index)?;
        if line.state == State::Refunded {
            return Err(self.wrong_state(order, index));
        }
        if kind != SHIPPED && kind != DELIVERED {
            return Err(revert(UnknownKind { kind }));
        }
        ensure_units(units, line.left())?;
        self.only_vendor(line.product)?;
        // A delivery counts in a dispute only if it was logged before.
        if kind == DELIVERED && line.state == State::Held && !line.delivered {
            line.delivered = true;
            self.save_line(order, index, &line);
        }
        emit_dynamic(
            self.vm(),
            &[FulfilmentLogged::SIGNATURE_HASH, word::uint64(order).into()],
            (index, kind, units, proof_hash, uri),
        );
        Ok(())
    }

    /// The vendor gives units of a held line back.
    pub(crate) fn do_refund(&mut self, order: u64, index: u8, units: u64) -> Outcome {
        let line = self.line_in(order, index, State::Held)?;
        ensure_units(units, line.left())?;
        let sender = self.vm().msg_sender();
        self.give_back(order, index, line, units, Reason::AtOnce, Some(sender))
    }

    /// Pays units back to the buyer, puts them back in stock and their rewards back in the offer.
    /// `vendor`: who must own the product's store.
    pub(crate) fn give_back(
        &mut self,
        order: u64,
        index: u8,
        mut line: Line,
        units: u64,
        reason: Reason,
        vendor: Option<Address>,
    ) -> Outcome {
        let mut terms = self.load_terms(order, index);
        line.refunded += units;
        let left = line.left();
        // Rewards stay with the units that stay sold, as far as they go.
        let back = terms.reserved.saturating_sub(left);
        terms.reserved -= back;
        line.state = match left {
            0 => State::Refunded,
            _ => State::Held,
        };
        self.save_line(order, index, &line);
        if back != 0 {
            let id = key(line_key(order, index));
            self.terms.insert(id, terms.pack());
        }
        let amount = U256::from(line.cost(units));
        emit(
            self.vm(),
            LineRefunded {
                order,
                line: index,
                reason: reason as u8,
                units,
                amount,
                ended: left == 0,
            },
        );
        let of_product = self.put_back(line.product, units)?;
        if let Some(account) = vendor.filter(|account| *account != of_product.owner) {
            return Err(revert(NotVendor { account }));
        }
        self.restore_rewards(terms.offer, back, of_product.payout)?;
        let buyer = self.load_order(order).buyer;
        self.pay_out(vec![buyer], vec![amount])
    }

    // ---- after settlement, out of the vendor's own pocket

    pub(crate) fn do_offer_refund(&mut self, order: u64, index: u8, units: u64) -> Outcome {
        let line = self.line_in(order, index, State::Settled)?;
        ensure_units(units, line.left())?;
        self.only_vendor(line.product)?;
        let id = key(line_key(order, index));
        if !self.refund_offers.get(id).is_zero() {
            return Err(revert(RefundAlreadyOffered { order, line: index }));
        }
        let payer = self.vm().msg_sender();
        let amount = U256::from(line.cost(units));
        self.refund_offers.insert(id, with_number(payer, units));
        emit(
            self.vm(),
            RefundOffered {
                order,
                line: index,
                payer,
                units,
                amount,
            },
        );
        self.pull(payer, amount)
    }

    /// The buyer takes what the vendor offered: the units count as refunded.
    pub(crate) fn do_accept_refund(&mut self, order: u64, index: u8) -> Outcome {
        let (mut line, units, _) = self.take_refund_offer(order, index)?;
        let buyer = self.load_order(order).buyer;
        self.only_buyer(buyer)?;
        // One offer at a time, and only its acceptance refunds a settled line: the units are there.
        line.refunded += units;
        self.save_line(order, index, &line);
        let amount = U256::from(line.cost(units));
        emit(
            self.vm(),
            RefundAccepted {
                order,
                line: index,
                units,
                amount,
            },
        );
        self.send(buyer, amount)
    }

    pub(crate) fn do_withdraw_refund(&mut self, order: u64, index: u8) -> Outcome {
        let (line, units, payer) = self.take_refund_offer(order, index)?;
        let sender = self.vm().msg_sender();
        if sender != payer {
            return Err(revert(NotVendor { account: sender }));
        }
        let amount = U256::from(line.cost(units));
        emit(
            self.vm(),
            RefundWithdrawn {
                order,
                line: index,
                units,
                amount,
            },
        );
        self.send(payer, amount)
    }

    /// The offer, taken off the record: the line, the units, and who escrowed.
    fn take_refund_offer(&mut self, order: u64, index: u8) -> Outcome<(Line, u64, Address)> {
        let line = self.existing(order, index)?;
        let id = key(line_key(order, index));
        let word = self.refund_offers.get(id);
        if word.is_zero() {
            return Err(revert(NoRefundOffered { order, line: index }));
        }
        self.refund_offers.insert(id, U256::ZERO);
        let (payer, units) = address_and_number(word);
        Ok((line, units, payer))
    }

    // ---- deferred payments

    pub(crate) fn do_claim(&mut self, account: Address) -> Outcome<U256> {
        let amount = self.credits.get(account);
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        self.credits.insert(account, U256::ZERO);
        emit(self.vm(), CreditClaimed { account, amount });
        self.send(account, amount)?;
        Ok(amount)
    }

    // ---- who may

    pub(crate) fn only_buyer(&self, buyer: Address) -> Outcome {
        let account = self.vm().msg_sender();
        if account != buyer {
            return Err(revert(NotBuyer { account }));
        }
        Ok(())
    }

    fn only_vendor(&self, product: u64) -> Outcome {
        let account = self.vm().msg_sender();
        if account != self.vendor_of(product)?.owner {
            return Err(revert(NotVendor { account }));
        }
        Ok(())
    }
}

fn ensure_units(units: u64, left: u64) -> Outcome {
    if units == 0 {
        return Err(revert(ZeroQuantity {}));
    }
    if units > left {
        return Err(revert(UnitsExceedLine { units, left }));
    }
    Ok(())
}

//! Settling lines: each is paid out once, in one batch of payments per call.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    commerce::{address_and_number, line_key, word_address, FeeLine, Profit, StakeLine, Wanted},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    key,
    line::{Line, State, Terms},
    waterfall::{part, share_out, Waterfall},
    Checkout,
};

/// Why a line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Settled in the order itself; of a refund: by the vendor.
    AtOnce = 0,
    Confirmed = 1,
    Released = 2,
    Ruled = 3,
}

/// A line about to be paid out.
pub struct Settling {
    pub order: u64,
    pub index: u8,
    pub line: Line,
    pub terms: Terms,
    pub buyer: Address,
    /// Where the vendor is paid.
    pub vendor: Address,
    /// Where the selling store is paid its reward; zero when it is the vendor's own.
    pub seller: Address,
    /// The vendor's store, if its sales repay an advance; else 0.
    pub debtor: u64,
}

/// How a line is shared out.
struct Shared {
    units: u64,
    waterfall: Waterfall,
    sharer: Address,
}

/// Payments that leave together; consecutive ones to one account are one.
#[derive(Default)]
struct Payments {
    payees: Vec<Address>,
    amounts: Vec<U256>,
}

impl Payments {
    fn add(&mut self, payee: Address, amount: u64) {
        if amount == 0 {
            return;
        }
        let amount = U256::from(amount);
        match self.amounts.last_mut() {
            Some(last) if self.payees.last() == Some(&payee) => *last += amount,
            _ => {
                self.payees.push(payee);
                self.amounts.push(amount);
            }
        }
    }
}

/// A share that led to a sale.
struct Led {
    share: u64,
    sharer: Address,
    /// Most that it may still earn.
    left: u64,
    paid: u64,
    key: u64,
}

impl Checkout {
    /// The buyer agrees that lines are paid out before their window ends.
    pub(crate) fn do_confirm(&mut self, order: u64, lines: &[u8]) -> Outcome {
        let mut held = Vec::with_capacity(lines.len());
        for &index in lines {
            let settling = self.held(order, index)?;
            self.only_buyer(settling.buyer)?;
            held.push(settling);
        }
        self.settle_held(held, Reason::Confirmed)
    }

    /// Pays lines out whose window is over.
    pub(crate) fn do_release(&mut self, orders: &[u64], lines: &[u8]) -> Outcome {
        if orders.len() != lines.len() {
            return Err(revert(LengthMismatch {
                left: U256::from(orders.len()),
                right: U256::from(lines.len()),
            }));
        }
        let now = self.vm().block_timestamp();
        let mut held = Vec::with_capacity(lines.len());
        for (&order, &index) in orders.iter().zip(lines) {
            let settling = self.held(order, index)?;
            let release_at = self.release_at(order, &settling.line);
            if now < release_at {
                return Err(revert(StillHeld {
                    releaseAt: release_at,
                }));
            }
            held.push(settling);
        }
        self.settle_held(held, Reason::Released)
    }

    /// A line that is held, with its terms; who is paid comes later.
    fn held(&self, order: u64, index: u8) -> Outcome<Settling> {
        let line = self.line_in(order, index, State::Held)?;
        Ok(self.settling(order, index, line))
    }

    pub(crate) fn settling(&self, order: u64, index: u8, line: Line) -> Settling {
        Settling {
            order,
            index,
            line,
            terms: self.load_terms(order, index),
            buyer: self.load_order(order).buyer,
            vendor: Address::ZERO,
            seller: Address::ZERO,
            debtor: 0,
        }
    }

    /// Asks the catalog whom to pay, once, and settles.
    pub(crate) fn settle_held(&mut self, mut batch: Vec<Settling>, reason: Reason) -> Outcome {
        if batch.is_empty() {
            return Err(revert(EmptyCart {}));
        }
        let lines: Vec<U256> = batch
            .iter()
            .map(|settling| {
                let line = Wanted {
                    product: settling.line.product,
                    via: settling.line.via,
                    ..Wanted::default()
                };
                line.pack()
            })
            .collect();
        let accounts = self.payouts(&lines)?;
        for (settling, pair) in batch.iter_mut().zip(accounts.as_chunks::<2>().0) {
            (settling.vendor, settling.debtor) = address_and_number(pair[0]);
            settling.seller = word_address(pair[1]);
        }
        self.settle(batch, reason)
    }

    /// Pays lines out: marks each as settled, asks the stake pools what is theirs if any line
    /// concerns them, logs each line's waterfall (which needs their answer), and then makes all
    /// payments in one call to each contract.
    pub(crate) fn settle(&mut self, batch: Vec<Settling>, reason: Reason) -> Outcome {
        if batch.is_empty() {
            return Ok(());
        }
        let mut shared = Vec::with_capacity(batch.len());
        for settling in &batch {
            shared.push(self.close(settling, reason)?);
        }
        self.book_stakes(&batch, &mut shared)?;
        let mut payments = Payments::default();
        let (mut rewards, mut sellers) = (Vec::new(), Vec::new());
        let (mut buyers, mut profits) = (Vec::new(), Vec::new());
        let mut fees = Vec::new();
        let (mut to_groups, mut to_pools, mut to_cycles) = (0u64, 0u64, 0u64);
        for (settling, shared) in batch.into_iter().zip(shared) {
            let Settling {
                order,
                index,
                line,
                terms,
                buyer,
                vendor,
                seller,
                ..
            } = settling;
            let Shared {
                units,
                waterfall: w,
                sharer,
            } = shared;
            emit(
                self.vm(),
                LineSettled {
                    order,
                    line: index,
                    vendor,
                    sharer,
                    reason: reason as u8,
                    units,
                    gross: U256::from(w.gross),
                    experienceFee: U256::from(w.experience_fee),
                    communityFee: U256::from(w.community_fee),
                    cashback: U256::from(w.cashback),
                    stakeShare: U256::from(w.stake_share),
                    groups: U256::from(w.groups),
                    repayment: U256::from(w.repayment),
                    toVendor: U256::from(w.to_vendor),
                },
            );
            payments.add(vendor, w.to_vendor);
            payments.add(sharer, w.cashback);
            // No sum can overflow: all of it is PSC held here, of which there are below 2^64.
            to_pools += w.stake_share + w.repayment;
            let to_network = w.experience_fee + w.community_fee;
            if to_network != 0 {
                to_cycles += to_network;
                let line = FeeLine {
                    product: line.product,
                    platform: line.platform,
                    experience_fee: w.experience_fee,
                    community_fee: w.community_fee,
                };
                fees.push(line.pack());
            }
            let rewarded = terms.reserved.min(units);
            if rewarded != 0 {
                rewards.push(U256::from_limbs([terms.offer, rewarded, 0, 0]));
                sellers.push(seller);
            }
            if w.groups != 0 {
                to_groups += w.groups;
                buyers.push(buyer);
                let profit = Profit {
                    amount: w.groups,
                    set: terms.set,
                    cause: terms.cause,
                    order,
                    line: index,
                };
                profits.push(profit.pack());
            }
        }
        // Their addresses cost nothing where no pool and no enrolled product is concerned.
        if to_pools != 0 {
            payments.add(self.stake_pools.get(), to_pools);
        }
        if to_cycles != 0 {
            payments.add(self.cycles.get(), to_cycles);
        }
        payments.add(self.splitter.get(), to_groups);
        self.pay_out(payments.payees, payments.amounts)?;
        self.accrue(&fees)?;
        self.credit_groups(&buyers, &profits)?;
        self.pay_rewards(&rewards, &sellers)
    }

    /// Marks a line as settled, and what the share that led to it earned.
    fn close(&mut self, settling: &Settling, reason: Reason) -> Outcome<Shared> {
        let Settling {
            order,
            index,
            mut line,
            ..
        } = *settling;
        // The same line twice in one call: settled by then.
        if reason != Reason::AtOnce && self.load_line(order, index).state != line.state {
            return Err(self.wrong_state(order, index));
        }
        let units = line.left();
        let led = self.led(&settling.terms, line.product, settling.buyer);
        let cap = led.as_ref().map_or(0, |led| led.left);
        let waterfall = share_out(line.cost(units), settling.terms.rates, cap);
        line.state = State::Settled;
        self.save_line(order, index, &line);
        let mut sharer = Address::ZERO;
        if let Some(led) = led.filter(|_| waterfall.cashback != 0) {
            let word = U256::from_limbs([led.key, led.paid + waterfall.cashback, 0, 0]);
            self.shares.insert(key(led.share), word);
            sharer = led.sharer;
        }
        Ok(Shared {
            units,
            waterfall,
            sharer,
        })
    }

    /// Asks the stake pools for stake shares and repayments, once, and only if there may be any.
    fn book_stakes(&mut self, batch: &[Settling], shared: &mut [Shared]) -> Outcome {
        let mut concerned = false;
        let lines: Vec<U256> = batch
            .iter()
            .zip(&*shared)
            .map(|(settling, shared)| {
                let line = StakeLine {
                    product: settling.line.product,
                    debtor: settling.debtor,
                    asked: shared.waterfall.stake_share,
                    vendor_part: shared.waterfall.to_vendor,
                };
                concerned |= line.debtor != 0 || line.asked != 0;
                line.pack()
            })
            .collect();
        if !concerned {
            return Ok(());
        }
        for (shared, word) in shared.iter_mut().zip(self.settle_stakes(&lines)?) {
            let [stake_share, repayment, _, _] = word.into_limbs();
            shared.waterfall.book(stake_share, repayment);
        }
        Ok(())
    }

    /// The share that led here, if it may earn: of the same product, somebody else's, whose own
    /// line is settled and not wholly refunded.
    fn led(&self, terms: &Terms, product: u64, buyer: Address) -> Option<Led> {
        let share = terms.share;
        if share == 0 || terms.rates.cashback_bps == 0 {
            return None;
        }
        let [key, paid, _, _] = self.shares.get(crate::key(share)).into_limbs();
        let line = self.load_line(key >> 8, key as u8);
        let sharer = self.load_order(key >> 8).buyer;
        if line.product != product || line.state != State::Settled || sharer == buyer {
            return None;
        }
        let cap = part(line.cost(line.left()), self.share_cap_bps.get().to());
        Some(Led {
            share,
            sharer,
            left: cap.saturating_sub(paid),
            paid,
            key,
        })
    }

    /// When anyone may release the line.
    pub(crate) fn release_at(&self, order: u64, line: &Line) -> u64 {
        self.load_order(order).placed_at + line.hold_secs
    }

    pub(crate) fn save_line(&mut self, order: u64, index: u8, line: &Line) {
        self.lines.insert(key(line_key(order, index)), line.pack());
    }
}

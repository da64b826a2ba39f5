//! The checkout: what each line's buyer paid, and where all of it went (protocol: the waterfall).

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256};
use anyhow::Result;
use productshare_abi::{
    Checkout as Abi,
    Checkout::{CheckoutEvents as Event, LinePlaced, LineSettled},
    Contract,
};

use super::credits::Credits;
use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const ORDERS: Claim = Claim::new("checkout.orders", "an order costs what its lines cost");
const ONCE: Claim = Claim::new(
    "checkout.once",
    "a line is settled at most once, and of units that were not refunded",
);
const SPLIT: Claim = Claim::new(
    "checkout.splits",
    "each settled line is shared out by the terms that it was ordered under, to the unit",
);
const SHARES: Claim = Claim::new(
    "checkout.shares",
    "cashback goes to sharers who bought the product, within their caps",
);
const LINES: Claim = Claim::new(
    "checkout.lines",
    "every line is in the state that its logs tell",
);
const CREDITS: Claim = Claim::new(
    "checkout.credits",
    "what could not be paid is kept for whom it is due",
);

const BPS: u64 = 10_000;
/// 6 per mille of sales, to the quality network's community.
const COMMUNITY_BPS: u64 = 60;

/// A line of an order.
#[derive(Clone, Debug)]
pub struct Line {
    pub buyer: Address,
    pub placed: LinePlaced,
    pub refunded: u64,
    /// 1 held, 2 disputed, 3 settled, 4 refunded.
    pub state: u8,
    pub settled: Option<LineSettled>,
    /// Of its profit what the splitter has not credited yet.
    pub uncredited: U256,
    /// PSC units that a vendor holds out to the buyer after settlement.
    offered: U256,
}

#[derive(Debug)]
struct Share {
    order: u64,
    line: u8,
    product: u64,
    sharer: Address,
    paid: U256,
}

#[derive(Debug, Default)]
pub struct Checkout {
    buyers: BTreeMap<u64, (Address, U256, u8)>,
    pub lines: BTreeMap<(u64, u8), Line>,
    shares: BTreeMap<u64, Share>,
    credits: Credits,
    share_cap_bps: Option<u16>,
}

fn part(amount: U256, bps: u64) -> U256 {
    amount.saturating_mul(U256::from(bps)) / U256::from(BPS)
}

impl Checkout {
    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        match event {
            Event::OrderPlaced(e) => {
                self.buyers.insert(e.order, (e.buyer, e.total, e.lines));
            }
            Event::LinePlaced(e) => self.place(e),
            Event::LineSettled(e) => self.settle(entry, e, findings),
            Event::LineRefunded(e) => {
                let Some(line) = self.lines.get_mut(&(e.order, e.line)) else {
                    return unknown(entry, e.order, e.line, findings);
                };
                let left = line.placed.quantity.saturating_sub(line.refunded);
                findings.holds(
                    ONCE,
                    Some(entry),
                    line.state <= 2 && e.units <= left,
                    || {
                        (
                            name(e.order, e.line),
                            format!("at most {left} units refunded, before it is settled"),
                            format!("{} units", e.units),
                        )
                    },
                );
                line.refunded = line.refunded.saturating_add(e.units);
                let price = line.placed.price.saturating_mul(U256::from(e.units));
                findings.logged(
                    SPLIT,
                    entry,
                    || format!("refund of {}", name(e.order, e.line)),
                    price,
                    e.amount,
                );
                findings.logged(
                    LINES,
                    entry,
                    || format!("{} ended", name(e.order, e.line)),
                    e.units == left,
                    e.ended,
                );
                if e.ended {
                    line.state = 4;
                }
            }
            Event::ShareOpened(e) => {
                let share = Share {
                    order: e.order,
                    line: e.line,
                    product: e.product,
                    sharer: e.sharer,
                    paid: U256::ZERO,
                };
                self.shares.insert(e.share, share);
            }
            Event::PaymentDeferred(e) => self.credits.defer(e.account, e.amount),
            Event::CreditClaimed(e) => {
                self.credits
                    .claim(CREDITS, entry, e.account, e.amount, findings);
            }
            Event::LineDisputed(e) => {
                if let Some(line) = self.lines.get_mut(&(e.order, e.line)) {
                    line.state = 2;
                }
            }
            Event::RefundOffered(e) => self.offer(e.order, e.line, |_| e.amount),
            Event::RefundAccepted(e) => {
                self.offer(e.order, e.line, |had| had.saturating_sub(e.amount));
                if let Some(line) = self.lines.get_mut(&(e.order, e.line)) {
                    line.refunded = line.refunded.saturating_add(e.units);
                }
            }
            Event::RefundWithdrawn(e) => {
                self.offer(e.order, e.line, |had| had.saturating_sub(e.amount))
            }
            Event::ShareCapSet(e) => self.share_cap_bps = Some(e.bps),
            Event::Connected(_)
            | Event::FulfilmentLogged(_)
            | Event::Ruling(_)
            | Event::ArbitratorSet(_)
            | Event::DisputeWindowSet(_)
            | Event::OwnershipTransferred(_) => {}
        }
    }

    fn place(&mut self, e: LinePlaced) {
        let buyer = self
            .buyers
            .get(&e.order)
            .map_or(Address::ZERO, |(buyer, _, _)| *buyer);
        let line = Line {
            buyer,
            refunded: 0,
            state: 1,
            settled: None,
            uncredited: U256::ZERO,
            offered: U256::ZERO,
            placed: e,
        };
        self.lines
            .insert((line.placed.order, line.placed.line), line);
    }

    fn offer(&mut self, order: u64, line: u8, change: impl FnOnce(U256) -> U256) {
        if let Some(line) = self.lines.get_mut(&(order, line)) {
            line.offered = change(line.offered);
        }
    }

    fn settle(&mut self, entry: &Entry, e: LineSettled, findings: &mut Findings) {
        let led = self
            .lines
            .get(&(e.order, e.line))
            .and_then(|line| self.led(line, e.sharer));
        let Some(line) = self.lines.get_mut(&(e.order, e.line)) else {
            return unknown(entry, e.order, e.line, findings);
        };
        let of = name(e.order, e.line);
        let left = line.placed.quantity.saturating_sub(line.refunded);
        findings.logged(
            ONCE,
            entry,
            || format!("settled before: {of}"),
            false,
            line.settled.is_some(),
        );
        findings.logged(ONCE, entry, || format!("units of {of}"), left, e.units);
        let terms = &line.placed;
        let gross = terms.price.saturating_mul(U256::from(left));
        let profit = part(gross, terms.profitBps.into());
        let experience = part(gross, terms.experienceFeeBps.into());
        let community = if terms.experienceFeeBps == 0 {
            U256::ZERO
        } else {
            part(gross, COMMUNITY_BPS)
        };
        let stake = part(profit, terms.stakeBps.into());
        let cashback = part(profit, terms.cashbackBps.into());
        let mut says = |what: &str, expected: U256, found: U256| {
            findings.logged(SPLIT, entry, || format!("{what} of {of}"), expected, found);
        };
        says("gross", gross, e.gross);
        says("experience fee", experience, e.experienceFee);
        says("community fee", community, e.communityFee);
        // The groups have what of the profit neither a sharer nor a pool took.
        says(
            "groups' part",
            profit
                .saturating_sub(e.cashback)
                .saturating_sub(e.stakeShare),
            e.groups,
        );
        let vendor = gross
            .saturating_sub(experience)
            .saturating_sub(community)
            .saturating_sub(profit);
        says(
            "vendor's part and repayment",
            vendor,
            e.toVendor.saturating_add(e.repayment),
        );
        findings.holds(
            SPLIT,
            Some(entry),
            e.stakeShare.is_zero() || e.stakeShare == stake,
            || {
                (
                    format!("stake share of {of}"),
                    format!("{stake} or nothing"),
                    e.stakeShare.to_string(),
                )
            },
        );
        let most = led
            .as_ref()
            .map_or(U256::ZERO, |(_, left)| cashback.min(*left));
        findings.logged(
            SHARES,
            entry,
            || format!("cashback of {of}"),
            most,
            e.cashback,
        );
        line.state = 3;
        line.uncredited = e.groups;
        if let Some((share, _)) = led
            && let Some(share) = self.shares.get_mut(&share)
        {
            share.paid = share.paid.saturating_add(e.cashback);
        }
        line.settled = Some(e);
    }

    /// The share that led to a line, if the one that the log names is due cashback; and the most that it may still earn.
    fn led(&self, line: &Line, sharer: Address) -> Option<(u64, U256)> {
        let share = self.shares.get(&line.placed.share)?;
        let own = self.lines.get(&(share.order, share.line))?;
        let valid = share.product == line.placed.product
            && share.sharer == sharer
            && share.sharer != line.buyer
            && own.state == 3;
        if !valid {
            return None;
        }
        // What was given back was not spent.
        let kept = own.placed.quantity.saturating_sub(own.refunded);
        let spent = own.placed.price.saturating_mul(U256::from(kept));
        let cap = part(spent, self.share_cap_bps.unwrap_or(BPS as u16).into());
        Some((line.placed.share, cap.saturating_sub(share.paid)))
    }

    /// PSC that the checkout must hold: lines not ended, refunds held out, credits.
    pub fn held(&self) -> U256 {
        let lines = self.lines.values().map(|line| match line.state {
            1 | 2 => line.placed.price.saturating_mul(U256::from(
                line.placed.quantity.saturating_sub(line.refunded),
            )),
            _ => line.offered,
        });
        lines
            .chain([self.credits.sum()])
            .fold(U256::ZERO, U256::saturating_add)
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Checkout;
        findings.begin(ORDERS);
        let mut costs = BTreeMap::<u64, (U256, u8)>::new();
        for line in self.lines.values() {
            let cost = costs.entry(line.placed.order).or_default();
            cost.0 = cost.0.saturating_add(
                line.placed
                    .price
                    .saturating_mul(U256::from(line.placed.quantity)),
            );
            cost.1 += 1;
        }
        let orders: BTreeSet<u64> = self.buyers.keys().chain(costs.keys()).copied().collect();
        let count = node.read(of, Abi::orderCountCall {}).await?;
        findings.same(
            ORDERS,
            || "number of orders".into(),
            orders.len() as u64,
            count,
        );
        let found = node
            .each(of, orders, |id| Abi::orderCall { id: *id })
            .await?;
        for (order, found) in found {
            let (cost, lines) = costs.get(&order).copied().unwrap_or_default();
            let (buyer, total, said) = self.buyers.get(&order).copied().unwrap_or_default();
            findings.same(ORDERS, || format!("total of order {order}"), cost, total);
            findings.same(ORDERS, || format!("lines of order {order}"), lines, said);
            findings.same(
                ORDERS,
                || format!("buyer of order {order}"),
                buyer,
                found.buyer,
            );
        }
        findings.begin(LINES);
        let found = node
            .each(of, self.lines.keys().copied(), |(order, index)| {
                Abi::lineCall {
                    order: *order,
                    index: *index,
                }
            })
            .await?;
        for (key, found) in found {
            let line = &self.lines[&key];
            let of = || name(key.0, key.1);
            findings.same(
                LINES,
                || format!("state of {}", of()),
                line.state,
                found.state,
            );
            findings.same(
                LINES,
                || format!("quantity of {}", of()),
                line.placed.quantity,
                found.quantity,
            );
            findings.same(
                LINES,
                || format!("refunded units of {}", of()),
                line.refunded,
                found.refunded,
            );
            findings.same(
                LINES,
                || format!("price of {}", of()),
                line.placed.price,
                found.price,
            );
        }
        findings.begin(SHARES);
        let found = node
            .each(of, self.shares.keys().copied(), |id| Abi::shareCall {
                id: *id,
            })
            .await?;
        for (id, found) in found {
            findings.same(
                SHARES,
                || format!("paid to share {id}"),
                self.shares[&id].paid,
                found.paid,
            );
            findings.same(
                SHARES,
                || format!("owner of share {id}"),
                self.shares[&id].sharer,
                found.sharer,
            );
        }
        self.credits.check(CREDITS, of, node, findings).await
    }
}

fn name(order: u64, line: u8) -> String {
    format!("order {order}, line {line}")
}

fn unknown(entry: &Entry, order: u64, line: u8, findings: &mut Findings) {
    findings.logged(
        LINES,
        entry,
        || name(order, line),
        "a line that was placed",
        "one that was not",
    );
}

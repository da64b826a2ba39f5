//! What must be: the rules of `protocol.md` in plain data, without words, packing or calls. It knows before an action
//! whether it will be refused, and after it what every balance is.
//!
//! The splitter's points are the one thing taken from the chain ([`ledger`]): their sums are what is checked.

mod catalog;
mod checkout;
pub mod ledger;
mod pool;
mod splitter;
pub mod stakes;

use std::collections::{BTreeMap, BTreeSet};

use super::actions::{Action, Tag, Terms, Token, Who};
use super::scene::{CHECKOUT, OWNER, POOL, SPLITTER};
use ledger::Ledger;
use stakes::Stakes;

/// Why an action is refused.
pub type Refused = &'static str;
/// What becomes of an action.
pub type Verdict = Result<(), Refused>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    pub tag: Tag,
    pub owner: Who,
    pub payout: Who,
    pub set: u64,
    /// Whom it is offered to.
    pub heir: Option<Who>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub tag: Tag,
    pub store: u64,
    pub price: u64,
    pub version: u64,
    /// Its own co-creators; 0: the store's set.
    pub set: u64,
    pub terms: Terms,
    pub active: bool,
    pub open: bool,
    /// Its open offer; 0: none.
    pub offer: u64,
    /// Units that the vendor put in, less those she took out.
    pub stocked: u64,
    /// Units sold and not returned.
    pub sold: u64,
}

impl Product {
    /// Units that are there.
    pub fn stock(&self) -> u64 {
        self.stocked - self.sold
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub product: u64,
    pub token: Token,
    pub reward: u64,
    pub left: u64,
    pub reserved: u64,
    pub open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Held = 1,
    Disputed = 2,
    Settled = 3,
    Refunded = 4,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub product: u64,
    pub via: u64,
    pub price: u64,
    pub quantity: u64,
    pub refunded: u64,
    pub state: State,
    pub delivered: bool,
    pub release_at: u64,
    /// As agreed; `cause` is the buyer's choice if there is one.
    pub terms: Terms,
    pub set: u64,
    pub share: u64,
    pub offer: u64,
    pub reserved: u64,
    /// Arbitrator, its number, when it expires.
    pub dispute: Option<(Who, u64, u64)>,
    /// Who offers to take back how many units.
    pub refund_offer: Option<(Who, u64)>,
    /// The share that its buyer may earn by.
    pub shared: u64,
}

impl Line {
    /// Units that are not refunded.
    pub fn left(&self) -> u64 {
        self.quantity - self.refunded
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub tag: Tag,
    pub buyer: Who,
    pub placed_at: u64,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub order: u64,
    pub line: u8,
    pub paid: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub who: Who,
    pub bps: u16,
    /// The set's lifetime as it was accepted.
    pub accepted: Option<u64>,
    pub drawn: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub tag: Tag,
    pub vendor: Who,
    pub vendor_drawn: u64,
    pub parts: Vec<Part>,
}

/// What an action named or changed: to be compared with the chain.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    pub stores: BTreeSet<u64>,
    pub products: BTreeSet<u64>,
    pub offers: BTreeSet<u64>,
    pub lines: BTreeSet<(u64, u8)>,
    pub shares: BTreeSet<u64>,
    pub sets: BTreeSet<u64>,
    pub causes: BTreeSet<u64>,
    /// Product, store.
    pub listings: BTreeSet<(u64, u64)>,
    pub accounts: BTreeSet<Who>,
    /// Stake pools, by product.
    pub pools: BTreeSet<u64>,
    pub advances: BTreeSet<u64>,
    /// Profit was credited or drawn.
    pub ledger: bool,
}

/// Who made what: from the number of an action to the chain's.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub stores: BTreeMap<Tag, u64>,
    pub products: BTreeMap<Tag, u64>,
    pub orders: BTreeMap<Tag, u64>,
    pub sets: BTreeMap<Tag, u64>,
    pub advances: BTreeMap<Tag, u64>,
}

/// Everything. Lists are by the chain's numbers, from 1: use [`at`].
#[derive(Clone, Debug)]
pub struct Model {
    /// Time of the next block.
    pub now: u64,
    /// Time of the latest one, which views are of.
    pub seen: u64,
    pub stores: Vec<Store>,
    pub products: Vec<Product>,
    pub listings: BTreeSet<(u64, u64)>,
    pub offers: Vec<Offer>,
    pub orders: Vec<Order>,
    pub shares: Vec<Share>,
    pub sets: Vec<Set>,
    pub disputes: u64,
    pub share_cap_bps: u16,
    pub arbitrator: Option<Who>,
    pub dispute_window_secs: u64,
    pub blocked: BTreeSet<Who>,
    /// By token and account.
    pub balances: [Vec<u128>; 2],
    /// What the checkout could not pay, by account.
    pub credits: Vec<u128>,
    /// What the offer pool could not pay, by token and account.
    pub reward_credits: [Vec<u128>; 2],
    /// All profit that went to the groups.
    pub profit: u128,
    /// What customers, co-creators and causes claimed.
    pub claimed: [u128; 3],
    /// The account of each cause.
    pub causes: Vec<Who>,
    pub ledger: Ledger,
    pub stakes: Stakes,
    pub names: Names,
    pub touched: Touched,
}

/// The thing with this number.
pub fn at<T>(list: &[T], number: u64) -> &T {
    &list[usize::try_from(number).expect("a small number") - 1]
}

/// The same to change it.
pub fn at_mut<T>(list: &mut [T], number: u64) -> &mut T {
    &mut list[usize::try_from(number).expect("a small number") - 1]
}

/// Refuses unless it is so.
fn ensure(so: bool, why: Refused) -> Verdict {
    if so { Ok(()) } else { Err(why) }
}

impl Model {
    /// Does the action, whose names are known, or says why it is refused and changes nothing.
    #[rustfmt::skip]
    pub fn apply(&mut self, tag: Tag, action: &Action) -> Verdict {
        use Action as A;
        self.touched = Touched::default();
        if !matches!(action, A::Pass { .. }) {
            self.ripen();
        }
        self.touch_ripened();
        match action.clone() {
            A::OpenStore { who, payout } => self.open_store(tag, who, payout),
            A::SetPayout { who, store, payout } => self.set_payout(who, store, payout),
            A::TransferStore { who, store, to } => self.transfer_store(who, store, to),
            A::AcceptStore { who, store } => self.accept_store(tag, who, store),
            A::AddProduct { who, store, price, stock, terms } => self.add_product(tag, who, store, price, stock, terms),
            A::SetPrice { who, product, price } => self.set_price(who, product, price),
            A::SetTerms { who, product, terms } => self.set_terms(who, product, terms),
            A::SetCoCreators { who, product, parts } => self.set_co_creators(tag, who, product, &parts),
            A::Restock { who, product, units } => self.restock(who, product, units),
            A::Unstock { who, product, units } => self.unstock(who, product, units),
            A::SetActive { who, product, on } => self.own_product(who, product).map(|id| at_mut(&mut self.products, id).active = on),
            A::SetOpen { who, product, on } => self.own_product(who, product).map(|id| at_mut(&mut self.products, id).open = on),
            A::List { who, store, product } => self.list(who, store, product),
            A::Unlist { who, store, product } => self.unlist(who, store, product),
            A::Post { who, product, token, reward, units } => self.post(who, product, token, reward, units),
            A::TopUp { who, product, units } => self.top_up(who, product, units),
            A::Revoke { who, product, close } => self.revoke(who, product, close),
            A::Order { who, lines, share, short, late } => self.place(tag, who, &lines, share, short, late),
            A::Confirm { who, order, lines } => self.confirm(who, order, &lines),
            A::Release { lines, .. } => self.release(&lines),
            A::Refund { who, order, line, units } => self.refund(who, order, line, units),
            A::Fulfil { who, order, line, kind, units } => self.fulfil(who, order, line, kind, units),
            A::OfferRefund { who, order, line, units } => self.offer_refund(who, order, line, units),
            A::AcceptRefund { who, order, line } => self.accept_refund(who, order, line),
            A::WithdrawRefund { who, order, line } => self.withdraw_refund(who, order, line),
            A::Dispute { who, order, line } => self.dispute(who, order, line),
            A::Rule { who, order, line, ruling } => self.rule(who, order, line, ruling),
            A::Expire { order, line, .. } => self.expire(order, line),
            A::Block { account, on } => { self.block(account, on); Ok(()) }
            A::ClaimCredit { account, .. } => self.claim_credit(account),
            A::ClaimReward { token, account, .. } => self.claim_reward(token, account),
            A::ClaimProfit { account, .. } => self.claim_profit(account),
            A::ClaimSet { set, account, .. } => self.claim_set(set, account),
            A::ClaimCause { cause, .. } => self.claim_cause(cause),
            A::AcceptCoCreation { who, set } => self.accept_co_creation(who, set),
            A::SetCause { who, cause, .. } => self.set_cause(who, cause),
            A::SetShareCap { who, bps } => self.set_share_cap(who, bps),
            A::SetArbitrator { who, arbitrator } => self.set_arbitrator(who, arbitrator),
            A::Stake { who, product, assets } => self.deposit(who, product, assets.into()),
            A::Mint { who, product, shares } => self.mint(who, product, shares),
            A::Redeem { who, product, shares } => self.redeem(who, product, shares),
            A::Withdraw { who, product, assets } => self.withdraw(who, product, assets.into()),
            A::RequestRedeem { who, product, shares } => self.request_redeem(who, product, shares),
            A::CancelRequest { who, product, request } => self.cancel_request(who, product, request),
            A::Fill { product, max, .. } => self.fill(product, max),
            A::Announce { who, product, amount, term, repay_bps } => self.announce(tag, who, product, amount.into(), term, repay_bps),
            A::Draw { who, advance } => self.draw(who, advance),
            A::Repay { who, advance, amount } => self.repay(who, advance, amount.into()),
            A::MarkDefault { advance, .. } => self.mark_default(advance),
            A::WriteOff { who, advance } => self.write_off(who, advance),
            A::Reclaim { advance, .. } => self.reclaim(advance),
            A::Flush { .. } => self.flush(),
            A::ClaimStake { account, .. } => self.claim_stake(account),
            A::Pass { secs } => { self.now += secs; Ok(()) }
        }
    }

    fn block(&mut self, account: Who, on: bool) {
        if on {
            self.blocked.insert(account);
        } else {
            self.blocked.remove(&account);
        }
        self.touched.accounts.insert(account);
    }

    fn set_share_cap(&mut self, who: Who, bps: u16) -> Verdict {
        ensure(who == OWNER, "not the owner")?;
        ensure(bps <= 10_000, "share cap out of bounds")?;
        self.share_cap_bps = bps;
        Ok(())
    }

    fn set_arbitrator(&mut self, who: Who, arbitrator: Option<Who>) -> Verdict {
        ensure(who == OWNER, "not the owner")?;
        self.arbitrator = arbitrator;
        Ok(())
    }

    fn is_blocked(&self, token: Token, who: Who) -> bool {
        token == Token::Psc && self.blocked.contains(&who)
    }

    /// Whether an account could pay so much.
    fn can_pay(&self, token: Token, who: Who, amount: u128) -> Verdict {
        ensure(!self.is_blocked(token, who), "the payer is blocked")?;
        let locked = match token {
            Token::Psc => 0,
            Token::Pss => self.stakes.locked[who],
        };
        ensure(
            self.balances[token.place()][who] - locked >= amount,
            "the payer has too little",
        )
    }

    /// Moves tokens of an account that has them.
    fn pay(&mut self, token: Token, from: Who, to: Who, amount: u128) {
        let balances = &mut self.balances[token.place()];
        // A model that owes what it does not have is wrong itself: the check of balances says so.
        balances[from] = balances[from].wrapping_sub(amount);
        balances[to] = balances[to].wrapping_add(amount);
        self.touched.accounts.extend([from, to]);
    }

    /// Pays out of the checkout, or credits.
    fn pay_out(&mut self, to: Who, amount: u128) {
        if self.is_blocked(Token::Psc, to) {
            self.credits[to] += amount;
            self.touched.accounts.insert(to);
        } else {
            self.pay(Token::Psc, CHECKOUT, to, amount);
        }
    }

    /// Pays out of the offer pool, or credits.
    fn pay_reward(&mut self, token: Token, to: Who, amount: u128) {
        if self.is_blocked(token, to) {
            self.reward_credits[token.place()][to] += amount;
            self.touched.accounts.insert(to);
        } else {
            self.pay(token, POOL, to, amount);
        }
    }

    /// Profit of a line arrives at the splitter.
    fn credit_groups(&mut self, buyer: Who, set: u64, cause: u64, amount: u128) {
        if amount == 0 {
            return;
        }
        self.pay(Token::Psc, CHECKOUT, SPLITTER, amount);
        self.profit += amount;
        self.touched.accounts.insert(buyer);
        self.touched.sets.insert(set);
        if (1..=self.causes.len() as u64).contains(&cause) {
            self.touched.causes.insert(cause);
        }
        self.touched.ledger = true;
    }
}

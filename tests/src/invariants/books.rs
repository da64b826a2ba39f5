//! The invariants, over what the chain itself shows. Views of what an action touched are read anew and their sums kept,
//! so that all invariants hold after each action for the price of a few calls; an audit reads everything again.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, StakePools};

use super::actions::Token;
use super::model::{Line, Model, State, at};
use super::pools::Pools;
use super::scene::{ACCOUNTS, CHECKOUT, POOL, SPLITTER, STAKES, Scene};

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub what: &'static str,
    /// In what way.
    pub how: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.how)
    }
}

impl From<anyhow::Error> for Broken {
    fn from(error: anyhow::Error) -> Self {
        Self {
            what: "the chain answers",
            how: format!("{error:#}"),
        }
    }
}

/// Whether an invariant holds.
pub type Held = Result<(), Broken>;

/// Compares what the chain shows with what must be.
pub(super) fn same<T: PartialEq + Debug>(
    what: &'static str,
    of: impl Debug,
    chain: T,
    expected: T,
) -> Held {
    if chain == expected {
        return Ok(());
    }
    let how = format!("{of:?} is {chain:?}, not {expected:?}");
    Err(Broken { what, how })
}

/// A line as the chain shows it, as far as money depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    state: u8,
    price: u128,
    left: u64,
    offer: u64,
    reserved: u64,
    /// Units of a refund on offer.
    offered: u64,
}

impl Shown {
    fn is_open(&self) -> bool {
        self.state == State::Held as u8 || self.state == State::Disputed as u8
    }

    /// What the checkout holds for it.
    fn held(&self) -> u128 {
        let open = if self.is_open() { self.left } else { 0 };
        self.price * (u128::from(open) + u128::from(self.offered))
    }

    fn set_aside(&self) -> u64 {
        if self.is_open() { self.reserved } else { 0 }
    }
}

/// What the chain showed last, and sums of it.
#[derive(Clone, Debug)]
pub struct Books {
    lines: BTreeMap<(u64, u8), Shown>,
    held: u128,
    /// By offer: units of open lines that it rewards.
    set_aside: BTreeMap<u64, u64>,
    /// By offer: token, units left and reserved times the reward.
    escrow: BTreeMap<u64, (Token, u128)>,
    escrowed: [u128; 2],
    balances: [Vec<u128>; 2],
    credits: Vec<u128>,
    reward_credits: [Vec<u128>; 2],
    stake_credits: Vec<u128>,
    pools: Pools,
    /// What all balances come to: of PSC, the chain's own total.
    supply: [u128; 2],
}

impl Books {
    /// The books of a chain on which nothing has been sold.
    pub fn open(scene: &Scene, model: &mut Model) -> Result<Self, Broken> {
        let mut books = Self {
            lines: BTreeMap::new(),
            held: 0,
            set_aside: BTreeMap::new(),
            escrow: BTreeMap::new(),
            escrowed: [0; 2],
            balances: model.balances.clone(),
            credits: vec![0; ACCOUNTS],
            reward_credits: [vec![0; ACCOUNTS], vec![0; ACCOUNTS]],
            stake_credits: vec![0; ACCOUNTS],
            pools: Pools::default(),
            // The treasury keeps the rest of PSS, and has no part in this.
            supply: [0, model.balances[1].iter().sum()],
        };
        books.audit(scene, model)?;
        Ok(books)
    }

    /// Reads what the action touched, compares it with the model, and checks every invariant.
    pub fn check(&mut self, scene: &Scene, model: &mut Model) -> Held {
        let touched = model.touched.clone();
        for id in &touched.stores {
            store(scene, model, *id)?;
        }
        for id in &touched.products {
            product(scene, model, *id)?;
        }
        for pair in &touched.listings {
            let (product, store) = *pair;
            let listed = scene.view(scene.catalog, &Catalog::isListedCall { product, store })?;
            let expected = model.listings.contains(pair);
            same("listings", pair, listed, expected)?;
        }
        for place in &touched.lines {
            self.line(scene, model, *place)?;
        }
        for id in &touched.shares {
            share(scene, model, *id)?;
        }
        for id in &touched.offers {
            self.offer(scene, model, *id)?;
        }
        self.accounts(scene, model)?;
        let credits = self.stake_credits.iter().sum();
        self.pools
            .check(scene, model, self.balances[0][STAKES], credits)?;
        model.stakes.ripened.clear();
        super::groups::check(scene, model, self.balances[0][SPLITTER])?;
        self.sums()
    }

    /// The same for everything that there is.
    pub fn audit(&mut self, scene: &Scene, model: &mut Model) -> Held {
        let touched = &mut model.touched;
        touched.stores = (1..=model.stores.len() as u64).collect();
        touched.products = (1..=model.products.len() as u64).collect();
        touched.offers = (1..=model.offers.len() as u64).collect();
        touched.shares = (1..=model.shares.len() as u64).collect();
        touched.sets = (1..=model.sets.len() as u64).collect();
        touched.causes = (1..=model.causes.len() as u64).collect();
        touched.accounts = (0..ACCOUNTS).collect();
        touched.pools = touched.products.clone();
        touched.advances = (1..=model.stakes.advances.len() as u64).collect();
        touched.listings = (touched.products.iter())
            .flat_map(|product| touched.stores.iter().map(|store| (*product, *store)))
            .collect();
        touched.lines = (1u64..)
            .zip(&model.orders)
            .flat_map(|(order, of)| (0u8..).zip(&of.lines).map(move |(index, _)| (order, index)))
            .collect();
        touched.ledger = true;
        self.check(scene, model)
    }

    fn line(&mut self, scene: &Scene, model: &Model, place: (u64, u8)) -> Held {
        const WHAT: &str = "lines are what was ordered and end once";
        let (order, index) = place;
        let to = scene.accounts[CHECKOUT];
        let Some(line) = (order <= model.orders.len() as u64)
            .then(|| at(&model.orders, order).lines.get(usize::from(index)))
            .flatten()
        else {
            return Ok(());
        };
        let chain = scene.view(to, &Checkout::lineCall { order, index })?;
        same(
            WHAT,
            place,
            (
                (chain.product, chain.via, chain.price.to::<u64>()),
                (chain.quantity, chain.refunded, chain.state),
                (chain.delivered, chain.releaseAt),
            ),
            (
                (line.product, line.via, line.price),
                (line.quantity, line.refunded, line.state as u8),
                (line.delivered, line.release_at),
            ),
        )?;
        let terms = scene.view(to, &Checkout::lineTermsCall { order, index })?;
        same(
            "terms are those of the order",
            place,
            (
                (terms.profitBps, terms.cashbackBps, terms.stakeBps),
                (terms.set, terms.cause, terms.share),
                (terms.offer, terms.reserved),
            ),
            agreed(line),
        )?;
        let offer = scene.view(to, &Checkout::refundOfferCall { order, index })?;
        let offered = line
            .refund_offer
            .map_or((Address::ZERO, 0), |(who, units)| {
                (scene.accounts[who], units)
            });
        same(
            "refunds on offer",
            place,
            (offer.payer, offer.units),
            offered,
        )?;
        let shown = Shown {
            state: chain.state,
            price: chain.price.to(),
            left: chain.quantity - chain.refunded,
            offer: terms.offer,
            reserved: terms.reserved,
            offered: offer.units,
        };
        self.enter(place, shown)
    }

    /// Replaces what the chain showed of a line before.
    fn enter(&mut self, place: (u64, u8), shown: Shown) -> Held {
        if let Some(before) = self.lines.insert(place, shown) {
            let ended = !before.is_open();
            if ended && before.state != shown.state || before.left < shown.left {
                let how = format!("{place:?} was {before:?} and is {shown:?}");
                let what = "a line ends once";
                return Err(Broken { what, how });
            }
            self.held -= before.held();
            *self.set_aside.entry(before.offer).or_default() -= before.set_aside();
        }
        self.held += shown.held();
        *self.set_aside.entry(shown.offer).or_default() += shown.set_aside();
        Ok(())
    }

    fn offer(&mut self, scene: &Scene, model: &Model, id: u64) -> Held {
        let to = scene.accounts[POOL];
        let chain = scene.view(to, &OfferPool::offerCall { id })?;
        let offer = at(&model.offers, id);
        same(
            "offers",
            id,
            (
                (chain.product, chain.token, chain.rewardPerUnit),
                (chain.unitsLeft, chain.unitsReserved, chain.open),
            ),
            (
                (
                    offer.product,
                    scene.token(offer.token),
                    U256::from(offer.reward),
                ),
                (offer.left, offer.reserved, offer.open),
            ),
        )?;
        let product = offer.product;
        let open = scene.view(to, &OfferPool::openOfferOfCall { product })?;
        let expected = at(&model.products, product).offer;
        same("one open offer per product", product, open, expected)?;
        let set_aside = self.set_aside.get(&id).copied().unwrap_or_default();
        same(
            "(d) an offer's reserved units are those of its open lines",
            id,
            chain.unitsReserved,
            set_aside,
        )?;
        let units = u128::from(chain.unitsLeft) + u128::from(chain.unitsReserved);
        let escrow = units * chain.rewardPerUnit.to::<u128>();
        let place = offer.token.place();
        if let Some((_, before)) = self.escrow.insert(id, (offer.token, escrow)) {
            self.escrowed[place] -= before;
        }
        self.escrowed[place] += escrow;
        Ok(())
    }

    /// Balances and credits of whom the action touched, and of the contracts always.
    fn accounts(&mut self, scene: &Scene, model: &Model) -> Held {
        let contracts = [CHECKOUT, POOL, SPLITTER, STAKES];
        let people = model.touched.accounts.iter();
        for who in people.copied().filter(|who| !contracts.contains(who)) {
            let account = scene.accounts[who];
            let to = scene.accounts[CHECKOUT];
            let credit = scene.view(to, &Checkout::creditCall { account })?;
            self.credits[who] = credit.to();
            same("credits", who, self.credits[who], model.credits[who])?;
            let to = scene.accounts[STAKES];
            let credit = scene.view(to, &StakePools::creditCall { account })?;
            self.stake_credits[who] = credit.to();
            let expected = model.stakes.credits[who];
            same("credits of stakers", who, credit.to(), expected)?;
            for token in Token::ALL {
                self.balance(scene, model, token, who)?;
                let call = OfferPool::creditCall {
                    token: scene.token(token),
                    account,
                };
                let credit = scene.view(scene.accounts[POOL], &call)?.to();
                self.reward_credits[token.place()][who] = credit;
                let expected = model.reward_credits[token.place()][who];
                same("credits of rewards", (token, who), credit, expected)?;
            }
            let blocked = scene.view(scene.psc, &Psc::isBlockedCall { account })?;
            same("blocks", who, blocked, model.blocked.contains(&who))?;
        }
        for who in contracts {
            self.balance(scene, model, Token::Psc, who)?;
        }
        self.supply[0] = scene.view(scene.psc, &Psc::totalSupplyCall {})?.to();
        self.balance(scene, model, Token::Pss, POOL)
    }

    fn balance(&mut self, scene: &Scene, model: &Model, token: Token, who: usize) -> Held {
        let balance = scene.balance(token, who)?;
        self.balances[token.place()][who] = balance;
        let expected = model.balances[token.place()][who];
        same("balances", (token, who), balance, expected)
    }

    /// The invariants that are sums.
    fn sums(&self) -> Held {
        let credits: u128 = self.credits.iter().sum();
        same(
            "(a) the checkout holds what lines, credits and offered refunds come to",
            "PSC",
            self.balances[0][CHECKOUT],
            self.held + credits,
        )?;
        for token in Token::ALL {
            let place = token.place();
            let credits: u128 = self.reward_credits[place].iter().sum();
            same(
                "(b) the offer pool holds what offers and credits come to",
                token,
                self.balances[place][POOL],
                self.escrowed[place] + credits,
            )?;
            let all: u128 = self.balances[place].iter().sum();
            let supply = self.supply[place];
            same("(e) balances add up to the supply", token, all, supply)?;
        }
        Ok(())
    }
}

#[allow(clippy::type_complexity)]
fn agreed(line: &Line) -> ((u16, u16, u16), (u64, u64, u64), (u64, u64)) {
    let terms = &line.terms;
    // What is settled at once has none on record.
    if terms.hold_secs == 0 {
        return Default::default();
    }
    (
        (terms.profit_bps, terms.cashback_bps, terms.stake_bps),
        (line.set, terms.cause, line.share),
        (line.offer, line.reserved),
    )
}

fn store(scene: &Scene, model: &Model, id: u64) -> Held {
    let chain = scene.view(scene.catalog, &Catalog::storeCall { store: id })?;
    let store = at(&model.stores, id);
    same(
        "stores",
        id,
        (chain.owner, chain.payout, chain.set),
        (
            scene.accounts[store.owner],
            scene.accounts[store.payout],
            store.set,
        ),
    )
}

fn product(scene: &Scene, model: &Model, id: u64) -> Held {
    let chain = scene.view(scene.catalog, &Catalog::productCall { product: id })?;
    let product = at(&model.products, id);
    same(
        "(d) stock is what was stocked less what was sold",
        id,
        chain.inventory,
        product.stock(),
    )?;
    let terms = &product.terms;
    same(
        "products",
        id,
        (
            (chain.store, chain.price.to::<u64>(), chain.version),
            (chain.profitBps, chain.cashbackBps, chain.stakeBps),
            (chain.holdSecs, chain.cause),
            (chain.active, chain.openToListings, chain.offered),
        ),
        (
            (product.store, product.price, product.version),
            (terms.profit_bps, terms.cashback_bps, terms.stake_bps),
            (terms.hold_secs, terms.cause),
            (product.active, product.open, product.offer != 0),
        ),
    )?;
    if product.offer != 0 {
        let left = at(&model.offers, product.offer).left;
        if left > chain.inventory {
            return Err(Broken {
                what: "(d) no more rewards on offer than units in stock",
                how: format!("product {id}: {left} of {}", chain.inventory),
            });
        }
    }
    Ok(())
}

fn share(scene: &Scene, model: &Model, id: u64) -> Held {
    let to = scene.accounts[CHECKOUT];
    let chain = scene.view(to, &Checkout::shareCall { id })?;
    let share = at(&model.shares, id);
    let sharer = at(&model.orders, share.order).buyer;
    same(
        "shares",
        id,
        (
            chain.order,
            chain.line,
            chain.sharer,
            chain.paid.to::<u64>(),
        ),
        (share.order, share.line, scene.accounts[sharer], share.paid),
    )
}

//! The operations of commerce: what a sale, its end and its groundwork cost once everybody has traded before.
//!
//! Whatever a sale writes that is not the sale's own (its order, its lines) is non-zero before and after: balances,
//! points, causes, sets, the share's earnings. Other orders are held meanwhile, so that the checkout has a balance.

use alloy::primitives::{U256, keccak256};
use anyhow::{Result, ensure};
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Splitter};

use super::cases::{Case, alone};
use super::stage::{Call, PSC, Stage};
use crate::shop::{self, Cart, NewProduct};

/// A fortnight: longer than the table takes.
const HOLD_SECS: u64 = 14 * 86_400;
/// Causes that the deployment starts with.
const FOREST: u64 = 1;
const SCHOOL: u64 = 2;
/// What a store that sells another's product gets.
const REWARD: u64 = PSC / 2;

/// Stores, products and orders that there are before anything is measured.
pub struct Shops {
    /// Whose stores they are: the vendor's, the reseller's, the stranger's.
    vendors: u64,
    resellers: u64,
    strangers: u64,
    /// The vendor's products: plain, rewarded and shared, held for a fortnight.
    plain: u64,
    rewarded: u64,
    held: u64,
    /// Ten products, four of the vendor's and three of each of the others.
    ten: Vec<u64>,
    /// The friend's share of the rewarded product.
    share: u64,
    /// Orders of Alice's: one held for a fortnight, one whose window is over.
    held_order: u64,
    over_order: u64,
}

impl Shops {
    /// Opens the stores and has everybody trade once.
    pub async fn open(stage: &Stage) -> Result<Self> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        for buyer in [&w.friend, &w.vendor] {
            let call = Psc::transferCall {
                to: buyer.address(),
                value: U256::from(10_000 * PSC),
            };
            g.client.send(&w.alice, g.psc(), &call).await?;
        }
        for buyer in [&w.alice, &w.friend] {
            let call = Psc::approveCall {
                spender: g.checkout(),
                value: U256::MAX,
            };
            g.client.send(buyer, g.psc(), &call).await?;
        }
        let vendors = shop::open_store(g, &w.vendor, "ipfs://vendor").await?;
        let resellers = shop::open_store(g, &w.reseller, "ipfs://reseller").await?;
        let strangers = shop::open_store(g, &w.stranger, "ipfs://stranger").await?;
        let product = NewProduct {
            cause: FOREST,
            ..NewProduct::default()
        };
        let lasting = |hold_secs| NewProduct {
            hold_secs,
            ..product.clone()
        };
        let plain = shop::add_product(g, &w.vendor, vendors, &product).await?;
        let rewarded = shop::add_product(g, &w.vendor, vendors, &product).await?;
        let held = shop::add_product(g, &w.vendor, vendors, &lasting(HOLD_SECS)).await?;
        let brief = shop::add_product(g, &w.vendor, vendors, &lasting(1)).await?;
        let mut ten = Vec::new();
        for (owner, store, count, cause) in [
            (&w.vendor, vendors, 4, FOREST),
            (&w.reseller, resellers, 3, SCHOOL),
            // By the DAO's weights.
            (&w.stranger, strangers, 3, 0),
        ] {
            let product = NewProduct {
                cause,
                ..product.clone()
            };
            for _ in 0..count {
                ten.push(shop::add_product(g, owner, store, &product).await?);
            }
        }
        shop::list(g, &w.reseller, resellers, rewarded).await?;
        shop::post_offer(g, &w.vendor, rewarded, g.psc(), U256::from(REWARD), 50).await?;
        let (_, sent) = shop::order(
            g,
            &w.friend,
            &Cart::of(rewarded, 5, vendors).sharing().cause(FOREST),
        )
        .await?;
        let share = shop::logged::<Checkout::ShareOpened>(&sent, g.checkout())?.share;
        let mut shops = Self {
            vendors,
            resellers,
            strangers,
            plain,
            rewarded,
            held,
            ten,
            share,
            held_order: 0,
            over_order: 0,
        };
        for cart in [shops.direct(), shops.cart10()] {
            shop::order(g, &w.alice, &cart).await?;
        }
        let (_, sent) = shop::order(g, &w.alice, &shops.cross_sold()).await?;
        let settled = shop::logged::<Checkout::LineSettled>(&sent, g.checkout())?;
        let rewarded = shop::logged::<OfferPool::RewardPaid>(&sent, g.offer_pool())?;
        ensure!(
            settled.sharer == w.friend.address() && !settled.cashback.is_zero(),
            "the friend earned nothing"
        );
        ensure!(
            rewarded.to == w.reseller.address() && rewarded.amount == U256::from(REWARD),
            "the reseller earned nothing"
        );
        shops.held_order = shop::order(g, &w.alice, &shops.lasting()).await?.0;
        shop::order(g, &w.friend, &shops.lasting()).await?;
        shops.over_order = shop::order(g, &w.alice, &cart(brief, vendors)).await?.0;
        // Alice has drawn before, and has something to draw now.
        let claim = Splitter::claimCall {};
        g.client.send(&w.alice, g.splitter(), &claim).await?;
        shop::order(g, &w.friend, &shops.direct()).await?;
        Ok(shops)
    }

    /// The operations.
    pub fn cases(&self, stage: &Stage) -> Vec<Case> {
        let (g, w) = (&stage.ground, &stage.ground.wallets);
        let order = |cart: Cart| Call::new(&w.alice, g.checkout(), &cart.order());
        let release = Checkout::releaseCall {
            orders: vec![self.over_order],
            lines: vec![0],
        };
        let refund = Checkout::refundCall {
            order: self.held_order,
            line: 0,
            units: 1,
        };
        let post = OfferPool::postCall {
            product: self.held,
            token: g.psc(),
            rewardPerUnit: U256::from(REWARD),
            units: 10,
        };
        let list = Catalog::listCall {
            store: self.resellers,
            product: self.plain,
        };
        vec![
            alone("checkout.direct", order(self.direct())),
            alone("checkout.cross_sold", order(self.cross_sold())),
            alone("checkout.cart10", order(self.cart10())),
            alone("checkout.held", order(self.lasting())),
            alone(
                "checkout.release",
                Call::new(&w.relayer, g.checkout(), &release),
            ),
            alone(
                "checkout.refund",
                Call::new(&w.vendor, g.checkout(), &refund),
            ),
            alone(
                "splitter.claim",
                Call::new(&w.alice, g.splitter(), &Splitter::claimCall {}),
            ),
            alone(
                "offer-pool.post",
                Call::new(&w.vendor, g.offer_pool(), &post),
            ),
            alone("catalog.list", Call::new(&w.reseller, g.catalog(), &list)),
        ]
    }

    /// One line in the vendor's own store.
    fn direct(&self) -> Cart {
        cart(self.plain, self.vendors)
    }

    /// One line that the reseller sells for a reward, and the friend's share led to.
    fn cross_sold(&self) -> Cart {
        cart(self.rewarded, self.resellers).through(self.share)
    }

    /// Ten lines, each in the product's own store.
    fn cart10(&self) -> Cart {
        let stores = [(self.vendors, 4), (self.resellers, 3), (self.strangers, 3)];
        let stores = stores
            .into_iter()
            .flat_map(|(store, count)| std::iter::repeat_n(store, count));
        self.ten
            .iter()
            .zip(stores)
            .fold(agreed(Cart::default()), |cart, (&product, store)| {
                cart.and(product, 1, store)
            })
    }

    /// One line that is held.
    fn lasting(&self) -> Cart {
        cart(self.held, self.vendors)
    }
}

/// One unit in one line.
fn cart(product: u64, store: u64) -> Cart {
    agreed(Cart::of(product, 1, store))
}

/// A cart with what a shop fills in: a bound of the price, a deadline, a reference.
fn agreed(cart: Cart) -> Cart {
    cart.at_most(100 * 10 * PSC)
        .until(1_760_000_000)
        .reference(keccak256("invoice"))
}

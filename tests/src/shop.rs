//! A shop's side of commerce: carts and how buyers pay them, stores, products, offers and causes.

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolEvent, SolValue};
use anyhow::{Context, Result};
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Reserve, Splitter};

use crate::client::Sent;
use crate::ground::Ground;
use crate::solidity::TestAsset;
use crate::typed::{self, Permit, ReceiveWithAuthorization};

/// What a buyer wants of one product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartLine {
    /// The product.
    pub product: u64,
    /// The version that the buyer saw.
    pub version: u64,
    /// Units.
    pub quantity: u64,
    /// The selling store, which may be the vendor's own.
    pub via: u64,
    /// Through whose share the buyer came; 0: nobody's.
    pub share: u64,
    /// The cause that the buyer chose; 0: the product's.
    pub cause: u64,
}

/// A cart as its buyer agrees to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    /// One line per product and selling store.
    pub lines: Vec<CartLine>,
    /// The most that it may cost, in PSC units; of an authorization: exactly what it costs.
    pub max_total: U256,
    /// The last second at which it may be ordered.
    pub deadline: u64,
    /// The shop's own number for the order.
    pub payment_reference: B256,
    /// Whether the buyer wants to share what she buys.
    pub share: bool,
}

impl Default for Cart {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            max_total: U256::MAX,
            deadline: u64::MAX,
            payment_reference: B256::ZERO,
            share: false,
        }
    }
}

impl Cart {
    /// A cart of one line, of the product's first version.
    pub fn of(product: u64, quantity: u64, via: u64) -> Self {
        Self::default().and(product, quantity, via)
    }

    /// Adds a line, of the product's first version.
    pub fn and(mut self, product: u64, quantity: u64, via: u64) -> Self {
        self.lines.push(CartLine {
            product,
            version: 1,
            quantity,
            via,
            share: 0,
            cause: 0,
        });
        self
    }

    /// The version of the latest line.
    pub fn version(mut self, version: u64) -> Self {
        self.last().version = version;
        self
    }

    /// Through whose share the latest line came.
    pub fn through(mut self, share: u64) -> Self {
        self.last().share = share;
        self
    }

    /// The cause chosen for the latest line.
    pub fn cause(mut self, cause: u64) -> Self {
        self.last().cause = cause;
        self
    }

    /// The most that the cart may cost; of an authorization: exactly what it costs.
    pub fn at_most(mut self, total: u64) -> Self {
        self.max_total = U256::from(total);
        self
    }

    /// The last second at which it may be ordered.
    pub fn until(mut self, deadline: u64) -> Self {
        self.deadline = deadline;
        self
    }

    /// The shop's own number for the order.
    pub fn reference(mut self, reference: B256) -> Self {
        self.payment_reference = reference;
        self
    }

    /// The buyer wants to share what she buys.
    pub fn sharing(mut self) -> Self {
        self.share = true;
        self
    }

    /// The same with the versions and the total that the catalog has now.
    pub async fn priced(mut self, g: &Ground) -> Result<Self> {
        self.max_total = U256::ZERO;
        for line in &mut self.lines {
            let call = Catalog::productCall {
                product: line.product,
            };
            let product = g.client.read(g.catalog(), &call).await?;
            line.version = product.version;
            self.max_total += product.price * U256::from(line.quantity);
        }
        Ok(self)
    }

    /// The ERC-3009 nonce that binds an authorization to exactly this cart.
    pub fn nonce(&self) -> B256 {
        let call = self.order();
        keccak256(
            (
                call.products,
                call.versions,
                call.quantities,
                call.vias,
                call.shares,
                call.causes,
                call.maxTotal,
                call.deadline,
                call.paymentReference,
                call.share,
            )
                .abi_encode_params(),
        )
    }

    /// The call that orders it within the buyer's allowance.
    pub fn order(&self) -> Checkout::placeOrderCall {
        Checkout::placeOrderCall {
            products: self.column(|line| line.product),
            versions: self.column(|line| line.version),
            quantities: self.column(|line| line.quantity),
            vias: self.column(|line| line.via),
            shares: self.column(|line| line.share),
            causes: self.column(|line| line.cause),
            maxTotal: self.max_total,
            deadline: self.deadline,
            paymentReference: self.payment_reference,
            share: self.share,
        }
    }

    /// The call that orders it with a permit already signed.
    pub fn order_with_permit(&self, signature: Bytes) -> Checkout::placeOrderWithPermitCall {
        let call = self.order();
        Checkout::placeOrderWithPermitCall {
            products: call.products,
            versions: call.versions,
            quantities: call.quantities,
            vias: call.vias,
            shares: call.shares,
            causes: call.causes,
            maxTotal: call.maxTotal,
            deadline: call.deadline,
            paymentReference: call.paymentReference,
            share: call.share,
            signature,
        }
    }

    /// The call that orders it for a buyer who authorized it already.
    pub fn order_authorized(
        &self,
        buyer: Address,
        signature: Bytes,
    ) -> Checkout::placeOrderWithAuthorizationCall {
        let call = self.order();
        Checkout::placeOrderWithAuthorizationCall {
            buyer,
            products: call.products,
            versions: call.versions,
            quantities: call.quantities,
            vias: call.vias,
            shares: call.shares,
            causes: call.causes,
            total: call.maxTotal,
            deadline: call.deadline,
            paymentReference: call.paymentReference,
            share: call.share,
            signature,
        }
    }

    /// The permit of PSC that the buyer signs for this cart.
    pub async fn permit(&self, g: &Ground, buyer: Address) -> Result<Permit> {
        let nonce = g
            .client
            .read(g.psc(), &Psc::noncesCall { owner: buyer })
            .await?;
        Ok(Permit {
            owner: buyer,
            spender: g.checkout(),
            value: self.max_total,
            nonce,
            deadline: U256::from(self.deadline),
        })
    }

    /// The authorization of PSC that the buyer signs for this cart.
    pub fn authorization(&self, g: &Ground, buyer: Address) -> ReceiveWithAuthorization {
        ReceiveWithAuthorization {
            from: buyer,
            to: g.checkout(),
            value: self.max_total,
            validAfter: U256::ZERO,
            validBefore: U256::from(self.deadline),
            nonce: self.nonce(),
        }
    }

    /// Signs a permit for the cart: the call that the buyer sends.
    pub async fn permitted(
        &self,
        g: &Ground,
        buyer: &PrivateKeySigner,
    ) -> Result<Checkout::placeOrderWithPermitCall> {
        let permit = self.permit(g, buyer.address()).await?;
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        Ok(self.order_with_permit(typed::sign(buyer, &domain, &permit)))
    }

    /// Signs the cart as a payment: the call that anybody may send for the buyer.
    pub fn authorized(
        &self,
        g: &Ground,
        buyer: &PrivateKeySigner,
    ) -> Checkout::placeOrderWithAuthorizationCall {
        let domain = typed::psc_domain(g.client.chain_id, g.psc());
        let message = self.authorization(g, buyer.address());
        self.order_authorized(buyer.address(), typed::sign(buyer, &domain, &message))
    }

    fn column(&self, field: impl Fn(&CartLine) -> u64) -> Vec<u64> {
        self.lines.iter().map(field).collect()
    }

    fn last(&mut self) -> &mut CartLine {
        self.lines.last_mut().expect("a line to speak of")
    }
}

/// What a vendor says of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProduct {
    /// PSC units per unit.
    pub price: u64,
    /// Units in stock.
    pub inventory: u64,
    /// Profit in bps of the price.
    pub profit_bps: u16,
    /// Cashback to who shared, in bps of the profit.
    pub cashback_bps: u16,
    /// The stakers' part, in bps of the profit.
    pub stake_bps: u16,
    /// Return window; 0: settled at once.
    pub hold_secs: u64,
    /// The vendor's choice of a cause; 0: by the DAO's weights.
    pub cause: u64,
    /// Where its description is.
    pub uri: String,
}

impl Default for NewProduct {
    /// 10 PSC, a hundred in stock, 20 % profit of which a tenth is cashback, no return window.
    fn default() -> Self {
        Self {
            price: 10_000_000,
            inventory: 100,
            profit_bps: 2_000,
            cashback_bps: 1_000,
            stake_bps: 0,
            hold_secs: 0,
            cause: 0,
            uri: "ipfs://product".into(),
        }
    }
}

/// Opens a store that pays its owner; its number.
pub async fn open_store(g: &Ground, owner: &PrivateKeySigner, uri: &str) -> Result<u64> {
    let call = Catalog::openStoreCall {
        payout: owner.address(),
        platform: 0,
        uri: uri.into(),
    };
    let sent = g.client.send(owner, g.catalog(), &call).await?;
    Ok(logged::<Catalog::StoreOpened>(&sent, g.catalog())?.store)
}

/// Adds a product to a store; its number.
pub async fn add_product(
    g: &Ground,
    owner: &PrivateKeySigner,
    store: u64,
    product: &NewProduct,
) -> Result<u64> {
    let call = Catalog::addProductCall {
        store,
        price: U256::from(product.price),
        inventory: product.inventory,
        profitBps: product.profit_bps,
        cashbackBps: product.cashback_bps,
        stakeBps: product.stake_bps,
        holdSecs: product.hold_secs,
        cause: product.cause,
        contentHash: keccak256(&product.uri),
        uri: product.uri.clone(),
    };
    let sent = g.client.send(owner, g.catalog(), &call).await?;
    Ok(logged::<Catalog::ProductAdded>(&sent, g.catalog())?.product)
}

/// Lists another store's product.
pub async fn list(g: &Ground, owner: &PrivateKeySigner, store: u64, product: u64) -> Result<Sent> {
    let call = Catalog::listCall { store, product };
    g.client.send(owner, g.catalog(), &call).await
}

/// Escrows `reward` units of a token for each of `units` that another store sells; the offer's number.
pub async fn post_offer(
    g: &Ground,
    owner: &PrivateKeySigner,
    product: u64,
    token: Address,
    reward: U256,
    units: u64,
) -> Result<u64> {
    let approval = TestAsset::approveCall {
        spender: g.offer_pool(),
        value: U256::MAX,
    };
    g.client.send(owner, token, &approval).await?;
    let call = OfferPool::postCall {
        product,
        token,
        rewardPerUnit: reward,
        units,
    };
    let sent = g.client.send(owner, g.offer_pool(), &call).await?;
    Ok(logged::<OfferPool::OfferPosted>(&sent, g.offer_pool())?.offer)
}

/// Approves a cause for the DAO; its number.
pub async fn add_cause(g: &Ground, account: Address, weight: u16, uri: &str) -> Result<u64> {
    let call = Splitter::addCauseCall {
        account,
        weight,
        uri: uri.into(),
    };
    let sent = g.client.send(&g.wallets.owner, g.splitter(), &call).await?;
    Ok(logged::<Splitter::CauseAdded>(&sent, g.splitter())?.cause)
}

/// Gives somebody PSC, issued against assets of the deployer; whoever has ether also lets the checkout take
/// them.
pub async fn fund(g: &Ground, who: &PrivateKeySigner, amount: u64) -> Result<()> {
    let deployer = &g.wallets.deployer;
    let amount = U256::from(amount);
    let mint = TestAsset::mintCall {
        to: deployer.address(),
        value: amount,
    };
    g.client.send(deployer, g.asset, &mint).await?;
    let approval = TestAsset::approveCall {
        spender: g.reserve(),
        value: amount,
    };
    g.client.send(deployer, g.asset, &approval).await?;
    let issue = Reserve::issueCall {
        amount,
        to: who.address(),
    };
    g.client.send(deployer, g.reserve(), &issue).await?;
    if !g.client.balance(who.address()).await?.is_zero() {
        let approval = Psc::approveCall {
            spender: g.checkout(),
            value: U256::MAX,
        };
        g.client.send(who, g.psc(), &approval).await?;
    }
    Ok(())
}

/// Orders a cart within the buyer's allowance; the order's number and what happened.
pub async fn order(g: &Ground, buyer: &PrivateKeySigner, cart: &Cart) -> Result<(u64, Sent)> {
    let sent = g.client.send(buyer, g.checkout(), &cart.order()).await?;
    Ok((order_of(g, &sent)?, sent))
}

/// The number of the order that a transaction placed.
pub fn order_of(g: &Ground, sent: &Sent) -> Result<u64> {
    Ok(logged::<Checkout::OrderPlaced>(sent, g.checkout())?.order)
}

/// The first event of a kind that `at` logged in a transaction.
pub fn logged<E: SolEvent>(sent: &Sent, at: Address) -> Result<E> {
    sent.logs
        .iter()
        .map(|log| &log.inner)
        .filter(|log| log.address == at)
        .find_map(|log| E::decode_log(log).ok().map(|log| log.data))
        .with_context(|| format!("{at} logged no {}", E::SIGNATURE))
}

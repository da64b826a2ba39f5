//! Stores, products, stock and listings.

use super::{Model, Part, Product, Set, Store, Verdict, at, at_mut, ensure};
use crate::invariants::actions::{Tag, Terms, Who};

const MAX_HOLD_SECS: u64 = 90 * 86_400;
const MAX_INVENTORY: u64 = (1 << 40) - 1;

fn check_terms(terms: &Terms) -> Verdict {
    ensure(terms.profit_bps <= 9_940, "profit out of bounds")?;
    let shares = u32::from(terms.cashback_bps) + u32::from(terms.stake_bps);
    ensure(shares <= 10_000, "shares out of bounds")?;
    ensure(terms.hold_secs <= MAX_HOLD_SECS, "hold out of bounds")
}

impl Model {
    pub(super) fn open_set(&mut self, tag: Tag, vendor: Who, parts: &[(Who, u16)]) -> u64 {
        let parts = parts
            .iter()
            .map(|&(who, bps)| Part {
                who,
                bps,
                accepted: None,
                drawn: 0,
            })
            .collect();
        self.sets.push(Set {
            tag,
            vendor,
            vendor_drawn: 0,
            parts,
        });
        self.ledger.sets.push(Default::default());
        let id = self.sets.len() as u64;
        self.names.sets.insert(tag, id);
        self.touched.sets.insert(id);
        id
    }

    /// Whoever owes an advance sells in the store that repays it.
    fn ensure_free(&self, who: Who, except: Option<u64>) -> Verdict {
        let debtor = self.stakes.debtor(who);
        ensure(debtor.is_none() || debtor == except, "she owes an advance")
    }

    pub(super) fn open_store(&mut self, tag: Tag, who: Who, payout: Who) -> Verdict {
        self.ensure_free(who, None)?;
        let set = self.open_set(tag, who, &[]);
        self.stores.push(Store {
            tag,
            owner: who,
            payout,
            set,
            heir: None,
        });
        let id = self.stores.len() as u64;
        self.names.stores.insert(tag, id);
        self.touched.stores.insert(id);
        Ok(())
    }

    fn own_store(&mut self, who: Who, store: Tag) -> Result<u64, &'static str> {
        let id = self.names.stores[&store];
        self.touched.stores.insert(id);
        ensure(at(&self.stores, id).owner == who, "not the store's owner")?;
        Ok(id)
    }

    /// A product of a store of the caller's.
    pub(super) fn own_product(&mut self, who: Who, product: Tag) -> Result<u64, &'static str> {
        let id = self.names.products[&product];
        self.touched.products.insert(id);
        ensure(
            self.vendor(id).owner == who,
            "not the product's store's owner",
        )?;
        Ok(id)
    }

    /// The store of a product.
    pub(super) fn vendor(&self, product: u64) -> &Store {
        at(&self.stores, at(&self.products, product).store)
    }

    pub(super) fn set_payout(&mut self, who: Who, store: Tag, payout: Who) -> Verdict {
        let id = self.own_store(who, store)?;
        at_mut(&mut self.stores, id).payout = payout;
        Ok(())
    }

    pub(super) fn transfer_store(&mut self, who: Who, store: Tag, to: Who) -> Verdict {
        let id = self.own_store(who, store)?;
        ensure(self.stakes.debt(id).is_none(), "the store owes an advance")?;
        at_mut(&mut self.stores, id).heir = Some(to);
        Ok(())
    }

    pub(super) fn accept_store(&mut self, tag: Tag, who: Who, store: Tag) -> Verdict {
        let id = self.names.stores[&store];
        self.touched.stores.insert(id);
        ensure(at(&self.stores, id).heir == Some(who), "offered to nobody")?;
        ensure(self.stakes.debt(id).is_none(), "the store owes an advance")?;
        self.ensure_free(who, None)?;
        let set = self.open_set(tag, who, &[]);
        let store = at_mut(&mut self.stores, id);
        (store.owner, store.payout, store.set) = (who, who, set);
        store.heir = None;
        Ok(())
    }

    pub(super) fn add_product(
        &mut self,
        tag: Tag,
        who: Who,
        store: Tag,
        price: u64,
        stock: u64,
        terms: Terms,
    ) -> Verdict {
        let store = self.own_store(who, store)?;
        self.ensure_free(who, Some(store))?;
        check_terms(&terms)?;
        ensure(price > 0, "no price")?;
        ensure(stock <= MAX_INVENTORY, "too much stock")?;
        self.products.push(Product {
            tag,
            store,
            price,
            version: 1,
            set: 0,
            terms,
            active: true,
            open: true,
            offer: 0,
            stocked: stock,
            sold: 0,
        });
        let id = self.products.len() as u64;
        self.names.products.insert(tag, id);
        self.touched.products.insert(id);
        Ok(())
    }

    pub(super) fn set_price(&mut self, who: Who, product: Tag, price: u64) -> Verdict {
        let id = self.own_product(who, product)?;
        ensure(price > 0, "no price")?;
        let product = at_mut(&mut self.products, id);
        product.price = price;
        product.version += 1;
        Ok(())
    }

    pub(super) fn set_terms(&mut self, who: Who, product: Tag, terms: Terms) -> Verdict {
        let id = self.own_product(who, product)?;
        check_terms(&terms)?;
        let product = at_mut(&mut self.products, id);
        product.terms = terms;
        product.version += 1;
        Ok(())
    }

    pub(super) fn set_co_creators(
        &mut self,
        tag: Tag,
        who: Who,
        product: Tag,
        parts: &[(Who, u16)],
    ) -> Verdict {
        let id = self.own_product(who, product)?;
        ensure(parts.len() <= 16, "too many co-creators")?;
        for (i, (account, bps)) in parts.iter().enumerate() {
            let twice = parts[..i].iter().any(|(other, _)| other == account);
            ensure(!twice && *account != who, "named twice")?;
            ensure(*bps > 0, "no part")?;
        }
        let sum: u32 = parts.iter().map(|(_, bps)| u32::from(*bps)).sum();
        ensure(sum <= 10_000, "too large parts")?;
        let set = match parts {
            [] => 0,
            parts => self.open_set(tag, who, parts),
        };
        let product = at_mut(&mut self.products, id);
        product.set = set;
        product.version += 1;
        Ok(())
    }

    pub(super) fn restock(&mut self, who: Who, product: Tag, units: u64) -> Verdict {
        let id = self.own_product(who, product)?;
        self.ensure_free(who, Some(at(&self.products, id).store))?;
        let product = at_mut(&mut self.products, id);
        ensure(units > 0, "no units")?;
        ensure(product.stock() + units <= MAX_INVENTORY, "too much stock")?;
        product.stocked += units;
        Ok(())
    }

    pub(super) fn unstock(&mut self, who: Who, product: Tag, units: u64) -> Verdict {
        let id = self.own_product(who, product)?;
        let product = at_mut(&mut self.products, id);
        ensure(units > 0, "no units")?;
        ensure(units <= product.stock(), "out of stock")?;
        product.stocked -= units;
        self.trim_offer(id);
        Ok(())
    }

    pub(super) fn list(&mut self, who: Who, store: Tag, product: Tag) -> Verdict {
        let id = self.names.products[&product];
        let store = self.own_store(who, store)?;
        self.touched.listings.insert((id, store));
        let product = at(&self.products, id);
        ensure(product.store != store, "its own product")?;
        ensure(product.open, "not open to listings")?;
        ensure(!self.listings.contains(&(id, store)), "listed already")?;
        self.listings.insert((id, store));
        Ok(())
    }

    pub(super) fn unlist(&mut self, who: Who, store: Tag, product: Tag) -> Verdict {
        let id = self.names.products[&product];
        let store = self.own_store(who, store)?;
        self.touched.listings.insert((id, store));
        ensure(self.listings.contains(&(id, store)), "not listed")?;
        self.listings.remove(&(id, store));
        Ok(())
    }
}

//! A market day by dice, and one by script in which everything happens.

use alloy::primitives::{Address, U256};
use productshare_abi::{Catalog, Checkout, OfferPool, Splitter, StakePools};

use super::{Shop, State, Terms, Wanted};
use crate::support::{
    events::{Event, account, catalog, checkout, offer_pool, splitter, stake_pools},
    random::Random,
};

const ACCOUNTS: u64 = 6;
const DAY: u64 = 86_400;
const ARBITRATOR: u8 = 50;

fn who(random: &mut Random) -> Address {
    account(random.below(ACCOUNTS) as u8 + 1)
}

/// Another token than PSC.
fn token() -> Address {
    account(60)
}

fn terms(random: &mut Random) -> Terms {
    Terms {
        profit_bps: random.below(4) * 1_000,
        cashback_bps: random.below(3) * 1_500,
        stake_bps: random.below(2) * 500,
        hold_secs: random.below(2) * DAY,
        cause: random.below(3),
    }
}

fn uri(random: &mut Random) -> String {
    match random.below(3) {
        0 => format!("data:,Thing%20{}", random.below(9)),
        1 => format!(
            "data:application/json,{{\"name\":\"Good {}\"}}",
            random.below(9)
        ),
        _ => format!("ipfs://thing/{}", random.below(9)),
    }
}

impl Shop {
    /// Something that somebody might do next.
    pub fn step(&mut self, random: &mut Random) -> Vec<Event> {
        self.clock += match random.below(40) {
            0 => 490 * DAY,
            1..=4 => 30 * DAY,
            _ => random.below(DAY),
        };
        let (a, b) = (who(random), who(random));
        let small = random.below(5) + 1;
        let store = random.below(self.stores.len() as u64 + 1);
        let product = random.below(self.products.len() as u64 + 1);
        match random.below(38) {
            0 => drop(self.open_store(a, small, "https://shop.example")),
            1 | 2 if store > 0 => {
                let (uri, terms) = (uri(random), terms(random));
                let price = random.below(1_000) + 1;
                self.add_product(store, price, random.below(12), terms, &uri);
            }
            3 if store > 0 => match random.one_in(2) {
                true => self.transfer_store(store, a),
                false => self.change_store(store, b, small),
            },
            4..=11 if product > 0 => self.change_product(random, product),
            12 if product > 0 => {
                let reward = random.below(90) + 1;
                let token = if random.one_in(2) { self.psc } else { token() };
                match random.below(4) {
                    0 => self.top_up(product, small),
                    1 => self.revoke(product, random.one_in(4)),
                    _ => self.post(product, token, reward, small * 2),
                }
            }
            13 if self.splitter.causes.len() < 3 => {
                let event = self
                    .splitter
                    .add_cause(a, small * 10, "https://cause.example");
                self.log.push(event);
            }
            13 => {
                let cause = random.below(self.splitter.causes.len() as u64) + 1;
                let approved = random.one_in(2);
                let event = self.splitter.set_cause(cause, b, approved, small * 10);
                self.log.push(event);
            }
            14 | 15 => self.claim_something(random, a),
            16 => match random.below(4) {
                0 => self.set_share_cap(random.below(5) * 2_500),
                1 => self.claim_credit(a),
                _ => self.defer(a, small),
            },
            17..=22 => self.end_something(random),
            30..=37 => self.stake_something(random, a, product),
            _ => self.buy_something(random, a),
        }
        self.take_log()
    }

    fn change_product(&mut self, random: &mut Random, product: u64) {
        let (a, b) = (who(random), who(random));
        let small = random.below(5) + 1;
        match random.below(12) {
            0 | 1 => self.set_price(product, random.below(1_000) + 1),
            2 => {
                let terms = terms(random);
                self.set_terms(product, terms);
            }
            3 => {
                let uri = uri(random);
                self.set_content(product, &uri);
            }
            4 => {
                let vendor = self.stores[self.product(product).store as usize - 1].owner;
                match a != b && a != vendor && b != vendor {
                    true => self.set_co_creators(product, &[(a, 2_500), (b, 1_000)]),
                    false => self.set_co_creators(product, &[]),
                }
            }
            5 => self.restock(product, small * 2),
            6 => self.unstock(product, small),
            7 => self.set_active(product, !random.one_in(3)),
            8 => self.set_open(product, !random.one_in(3)),
            9 => self.unlist(random.below(self.stores.len() as u64) + 1, product),
            _ => self.list(random.below(self.stores.len() as u64) + 1, product),
        }
    }

    /// Stakers, store owners and whoever keeps a pool going.
    fn stake_something(&mut self, random: &mut Random, who: Address, product: u64) {
        let advances = self.pools.advances.len() as u64;
        let any = random.below(advances.max(1)) + 1;
        let amount = random.below(20_000) + 1;
        match random.below(12) {
            0..=3 if product > 0 => {
                let store = self.product(product).store;
                self.pools.deposit(product, store, who, amount);
            }
            4 | 5 => {
                let pools: Vec<u64> = self.pools.pools.keys().copied().collect();
                if let Some(&product) = random.pick(&pools) {
                    let positions = &self.pools.pools[&product].positions;
                    let stakers: Vec<_> = positions.iter().map(|(who, own)| (*who, *own)).collect();
                    let part = u128::from(random.below(3)) + 1;
                    if let Some(&(account, own)) = random.pick(&stakers) {
                        self.pools.leave(product, account, own.shares * part / 3);
                    }
                }
                for product in pools {
                    let pool = &self.pools.pools[&product];
                    let (next, waiting) = (pool.filled + 1, pool.waiting());
                    if waiting > 0 && random.one_in(5) {
                        self.pools.cancel(product, next + random.below(waiting));
                    }
                    self.pools.fill(product, random.below(3));
                }
            }
            6 => {
                let pools: Vec<u64> = self.pools.pools.keys().copied().collect();
                if let Some(&product) = random.pick(&pools) {
                    let store = self.product(product).store;
                    let amount = amount / 4 + 1;
                    self.pools
                        .announce(product, store, who, amount, 14 + amount % 20);
                }
            }
            7 if advances > 0 => {
                for id in 1..=advances {
                    self.pools.draw(id);
                }
                // Whoever has most of what is lent cannot have all of it at once, and queues.
                let lent = self.pools.pools.iter().filter(|(_, of)| of.advance != 0);
                let most: Vec<_> = lent
                    .filter_map(|(product, of)| {
                        let most = of.positions.iter().max_by_key(|(_, own)| own.shares);
                        Some((*product, *most?.0))
                    })
                    .collect();
                for (product, account) in most {
                    self.pools.leave(product, account, u128::MAX);
                }
            }
            8 if advances > 0 => drop(self.pools.repay(any, who, amount)),
            9 if advances > 0 => match random.one_in(3) {
                true => (1..=advances).for_each(|id| self.pools.write_off(id)),
                false => (1..=advances).for_each(|id| self.pools.mark_default(id)),
            },
            10 if advances > 0 => (1..=advances).for_each(|id| self.pools.reclaim(id)),
            11 => {
                self.flush_pools();
                match random.one_in(2) {
                    true => self.pools.set_parameters(),
                    false => self.contribute(who, amount),
                }
            }
            _ => {}
        }
        self.take_pools_log();
    }

    pub fn contribute(&mut self, from: Address, amount: u64) {
        let event = self.splitter.contribute(self.clock, from, amount);
        self.log.push(event);
    }

    /// Sends the groups what the pools owe them.
    pub fn flush_pools(&mut self) {
        let amount = std::mem::take(&mut self.pools.owed_to_groups);
        if amount > 0 {
            self.log.push(stake_pools(StakePools::GroupsPaid {
                amount: U256::from(amount),
            }));
            self.contribute(account(90), amount);
        }
    }

    fn buy_something(&mut self, random: &mut Random, buyer: Address) {
        let mut cart = Vec::new();
        for _ in 0..random.below(3) + 1 {
            let sellable: Vec<(u64, u64)> = (1..=self.products.len() as u64)
                .flat_map(|p| (1..=self.stores.len() as u64).map(move |s| (p, s)))
                .filter(|(product, store)| self.is_live(*product, *store))
                .collect();
            let Some(&(product, via)) = random.pick(&sellable) else {
                return;
            };
            let of_product: Vec<u64> = (1..=self.shares.len() as u64)
                .filter(|id| {
                    let share = &self.shares[*id as usize - 1];
                    let order = &self.orders[share.order as usize - 1];
                    order.lines[share.line].product == product
                })
                .collect();
            cart.push(Wanted {
                product,
                via,
                quantity: random.below(3) + 1,
                share: random.pick(&of_product).copied().unwrap_or(0),
                cause: random.below(4),
            });
        }
        self.place(buyer, &cart, random.one_in(2));
    }

    fn end_something(&mut self, random: &mut Random) {
        let lines: Vec<(u64, usize, State)> = (1..)
            .zip(&self.orders)
            .flat_map(|(id, order)| {
                let lines = order.lines.iter().enumerate();
                lines.map(move |(index, line)| (id, index, line.state))
            })
            .collect();
        let Some(&(order, index, state)) = random.pick(&lines) else {
            return;
        };
        let key = (order, index);
        let arbitrator = account(ARBITRATOR);
        match state {
            State::Held => match random.below(7) {
                0 => self.refund(key, 1, 0),
                1 => self.refund(key, u64::MAX, 0),
                2 => self.fulfil(key, 1 + random.below(2) as u8),
                3 => self.dispute(key, arbitrator),
                _ => {
                    // Another held line of the same order with it.
                    let other = lines
                        .iter()
                        .find(|l| l.0 == order && l.1 > index && l.2 == State::Held);
                    let all: Vec<_> = [Some(key), other.map(|l| (l.0, l.1))]
                        .into_iter()
                        .flatten()
                        .collect();
                    self.settle(&all, 1 + random.below(2) as u8);
                }
            },
            State::Disputed => {
                let ruled = random.one_in(2).then_some(arbitrator);
                self.end_dispute(key, ruled, random.one_in(2));
            }
            State::Settled => match random.below(3) {
                0 => self.offer_refund(key, 1),
                1 => self.end_refund_offer(key, true),
                _ => self.end_refund_offer(key, false),
            },
            State::Refunded => {}
        }
    }

    fn claim_something(&mut self, random: &mut Random, account: Address) {
        let sets = self.splitter.sets.len() as u64;
        let causes = self.splitter.causes.len() as u64;
        let event = match random.below(4) {
            0 => self.splitter.claim(account),
            1 if sets > 0 => self.splitter.claim_set(random.below(sets) + 1, account),
            2 if sets > 0 => self.splitter.accept(random.below(sets) + 1, account),
            3 if causes > 0 => self.splitter.claim_cause(random.below(causes) + 1),
            _ => None,
        };
        self.log.extend(event);
    }

    /// A day on which every event of the five contracts happens. Store 1 is account 1's and sells product 1, which store 2
    /// of account 2 lists; account 3 buys and shares, account 4 buys through the share.
    pub fn everything(psc: Address, checkout_address: Address) -> Self {
        let mut shop = Self {
            psc,
            checkout: checkout_address,
            ..Self::default()
        };
        let [vendor, seller, buyer, friend, artist] = [1, 2, 3, 4, 5].map(account);
        let other = account(70);
        shop.log.extend([
            catalog(Catalog::Connected {
                checkout: other,
                offerPool: other,
                splitter: other,
                stakePools: other,
                quality: other,
            }),
            offer_pool(OfferPool::Connected {
                catalog: other,
                checkout: other,
            }),
            splitter(Splitter::Connected {
                catalog: other,
                checkout: other,
            }),
            checkout(Checkout::Connected {
                catalog: other,
                offerPool: other,
                splitter: other,
                stakePools: other,
                cycles: other,
            }),
            offer_pool(OfferPool::TokenAllowed {
                token: token(),
                allowed: true,
            }),
            checkout(Checkout::ArbitratorSet {
                arbitrator: account(ARBITRATOR),
            }),
            checkout(Checkout::DisputeWindowSet { secs: 30 * DAY }),
            stake_pools(StakePools::Connected {
                catalog: other,
                checkout: other,
                splitter: other,
            }),
            stake_pools(StakePools::OwnershipTransferred {
                previousOwner: Address::ZERO,
                newOwner: account(80),
            }),
        ]);
        for owned in 0..4 {
            let (previous, new) = (Address::ZERO, account(80));
            shop.log.push(match owned {
                0 => catalog(Catalog::OwnershipTransferred {
                    previousOwner: previous,
                    newOwner: new,
                }),
                1 => offer_pool(OfferPool::OwnershipTransferred {
                    previousOwner: previous,
                    newOwner: new,
                }),
                2 => splitter(Splitter::OwnershipTransferred {
                    previousOwner: previous,
                    newOwner: new,
                }),
                _ => checkout(Checkout::OwnershipTransferred {
                    previousOwner: previous,
                    newOwner: new,
                }),
            });
        }
        shop.set_share_cap(5_000);
        let added = shop
            .splitter
            .add_cause(account(40), 100, "https://forest.example");
        shop.log.push(added);
        let added = shop
            .splitter
            .add_cause(account(41), 300, "https://school.example");
        shop.log.push(added);
        shop.open_store(vendor, 0, "https://one.example");
        shop.open_store(seller, 7, "https://two.example");
        shop.change_store(2, account(22), 8);
        let at_once = Terms {
            profit_bps: 2_000,
            cashback_bps: 1_000,
            stake_bps: 500,
            ..Terms::default()
        };
        let held = Terms {
            hold_secs: DAY,
            cause: 1,
            ..at_once
        };
        let shoes = "data:application/json,{\"name\":\"Red shoes\",\"description\":\"Hand-made\"}";
        shop.add_product(1, 1_000, 20, at_once, shoes);
        shop.add_product(1, 500, 2, held, "ipfs://blue-hat");
        shop.set_co_creators(1, &[(artist, 2_500)]);
        let accepted = shop.splitter.accept(3, artist);
        shop.log.extend(accepted);
        shop.list(2, 1);
        shop.list(2, 2);
        shop.unlist(2, 2);
        shop.list(2, 2);
        shop.post(1, psc, 50, 10);
        shop.top_up(1, 2);
        shop.post(2, token(), 9, 2);
        let line = |product, quantity, via, share, cause| Wanted {
            product,
            quantity,
            via,
            share,
            cause,
        };
        shop.place(buyer, &[line(1, 2, 2, 0, 0), line(2, 2, 2, 0, 2)], true);
        shop.open_pools(vendor, buyer);
        shop.clock += DAY;
        shop.place(friend, &[line(1, 3, 1, 1, 0)], false);
        shop.fulfil((1, 1), 1);
        shop.fulfil((1, 1), 2);
        shop.refund((1, 1), 1, 0);
        shop.dispute((1, 1), account(ARBITRATOR));
        shop.end_dispute((1, 1), Some(account(ARBITRATOR)), false);
        shop.offer_refund((1, 0), 1);
        shop.end_refund_offer((1, 0), true);
        shop.offer_refund((2, 0), 1);
        shop.end_refund_offer((2, 0), false);
        shop.revoke(2, true);
        shop.set_price(2, 450);
        shop.set_active(2, false);
        for event in [
            shop.splitter.claim(buyer),
            shop.splitter.claim_set(3, artist),
            shop.splitter.claim_cause(1),
        ] {
            shop.log.extend(event);
        }
        let changed = shop.splitter.set_cause(1, account(40), false, 100);
        shop.log.push(changed);
        shop.defer(vendor, 30);
        shop.defer(friend, 5);
        shop.claim_credit(friend);
        shop.reward_credit(token(), vendor, 18);
        shop.log.push(offer_pool(OfferPool::CreditClaimed {
            token: token(),
            account: vendor,
            amount: U256::from(8),
        }));
        shop.credits.insert(("offer-pool", token(), vendor), 10);
        shop.lose_an_advance(vendor, buyer);
        shop.transfer_store(2, seller);
        shop.open_store(buyer, 0, "https://three.example");
        shop
    }

    /// Before the second sale: two stake on product 1, and the vendor draws an advance on it.
    fn open_pools(&mut self, vendor: Address, buyer: Address) {
        let pools = &mut self.pools;
        // Long enough ago for all of it to be in the past of the block.
        pools.now = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .map_or(0, |age| age.as_secs())
            - 40 * DAY;
        pools.set_parameters();
        pools.deposit(1, 1, vendor, 40_000);
        pools.deposit(1, 1, buyer, 60_000);
        pools.announce(1, 1, vendor, 50_000, 30);
        pools.now += 4 * DAY;
        pools.draw(1);
        self.take_pools_log();
    }

    /// A queued redemption; the first advance is repaid and closed, the second one lost and recovered, the third one is out.
    fn lose_an_advance(&mut self, vendor: Address, buyer: Address) {
        let pools = &mut self.pools;
        let own = pools.pools[&1].positions[&buyer].shares;
        pools.leave(1, buyer, own);
        pools.leave(1, vendor, own / 10);
        pools.fill(1, 2);
        pools.repay(1, vendor, 10_000);
        pools.fill(1, 1);
        pools.repay(1, vendor, 50_000);
        pools.reclaim(1);
        pools.fill(1, 2);
        pools.deposit(2, 1, buyer, 20_000);
        pools.announce(2, 1, vendor, 8_000, 14);
        pools.now += 5 * DAY;
        pools.draw(2);
        pools.now += 20 * DAY;
        pools.write_off(2);
        pools.repay(2, buyer, 500);
        pools.deposit(2, 1, vendor, 10_000);
        let own = pools.pools[&2].positions[&vendor].shares;
        pools.leave(2, vendor, own / 2);
        pools.repay(2, vendor, 8_000);
        pools.reclaim(2);
        pools.announce(1, 1, vendor, 15_000, 60);
        pools.now += 4 * DAY;
        pools.draw(3);
        let own = pools.pools[&1].positions[&vendor].shares;
        pools.leave(1, vendor, own);
        self.take_pools_log();
        self.flush_pools();
        for event in [
            stake_pools(StakePools::PaymentDeferred {
                account: account(9),
                amount: U256::from(70),
            }),
            stake_pools(StakePools::CreditClaimed {
                account: account(9),
                amount: U256::from(20),
            }),
        ] {
            self.log.push(event);
        }
    }
}

//! Random actions, from one number, for the world as the model has it. Most are meant to succeed; some are by the wrong
//! account, in the wrong state, too large, stale or late.

mod capital;
mod random;
mod sales;

use super::actions::{Action, Terms, Token, Who};
use super::model::{Model, Product, at};
use super::scene::{ACTORS, ARBITRATOR, CAUSES, OWNER};
pub use random::Random;

const DAY: u64 = 86_400;
/// How many of each there are at most: enough to be different, few enough to meet again.
const MAX_STORES: usize = 10;
const MAX_PRODUCTS: usize = 40;
const MAX_SETS: usize = 60;

/// The next action.
pub fn next(random: &mut Random, model: &Model) -> Action {
    let mut dice = Dice { random, model };
    loop {
        if let Some(action) = dice.action() {
            return action;
        }
    }
}

struct Dice<'a> {
    random: &'a mut Random,
    model: &'a Model,
}

impl<'a> Dice<'a> {
    fn action(&mut self) -> Option<Action> {
        match self.random.below(140) {
            0..=1 => self.store(),
            2..=5 => self.product_added(),
            6..=11 => self.product_changed(),
            12..=17 => self.stock(),
            18..=21 => self.listing(),
            22..=27 => self.offer(),
            28..=53 => self.order(),
            54..=61 => self.confirm_or_release(),
            62..=67 => self.refund(),
            68..=71 => self.after_settlement(),
            72..=79 => self.dispute(),
            80..=82 => self.block(),
            83..=92 => self.claim(),
            93 => self.accept(),
            94 => self.governance(),
            95..=134 => self.capital(),
            _ => Some(Action::Pass {
                secs: self
                    .random
                    .one(&[60, 3_600, 3_600, DAY, DAY, 8 * DAY, 40 * DAY]),
            }),
        }
    }

    fn actor(&mut self) -> Who {
        self.random.below(ACTORS)
    }

    /// Usually who may, sometimes anybody.
    fn mostly(&mut self, who: Who) -> Who {
        if self.random.percent(5) {
            self.actor()
        } else {
            who
        }
    }

    fn product(&mut self) -> Option<&'a Product> {
        self.random.of(&self.model.products)
    }

    fn vendor(&mut self, product: &Product) -> Who {
        let owner = at(&self.model.stores, product.store).owner;
        self.mostly(owner)
    }

    fn store(&mut self) -> Option<Action> {
        let payout = self.actor();
        if self.model.stores.len() < MAX_STORES {
            let who = self.actor();
            return Some(Action::OpenStore { who, payout });
        }
        let store = self.random.of(&self.model.stores)?;
        let heir = store.heir;
        let (who, to) = (self.mostly(store.owner), self.actor());
        let store = store.tag;
        if let Some(heir) = heir.filter(|_| self.model.sets.len() < MAX_SETS) {
            let who = self.mostly(heir);
            return Some(Action::AcceptStore { who, store });
        }
        Some(
            if self.model.sets.len() < MAX_SETS && self.random.percent(30) {
                Action::TransferStore { who, store, to }
            } else {
                Action::SetPayout { who, store, payout }
            },
        )
    }

    fn price(&mut self) -> u64 {
        let large = self.random.between(100_000, 20_000_000);
        self.random.one(&[1, 7, 99, 1_000, large, large, large])
    }

    fn cause(&mut self) -> u64 {
        self.random.one(&[0, 0, 0, 0, 1, 2, 3, 4, 5, 77])
    }

    fn terms(&mut self) -> Terms {
        let odd = self.random.percent(3);
        let part = self.random.between(0, 5_000) as u16;
        Terms {
            profit_bps: self.random.one(&[
                0,
                1,
                500,
                3_000,
                9_940,
                if odd { 9_941 } else { 1_234 },
            ]),
            cashback_bps: self.random.one(&[0, 2_000, 5_000, 10_000 - part, part]),
            stake_bps: self.random.one(&[0, part, part]),
            hold_secs: self.random.one(&[
                0,
                0,
                3_600,
                7 * DAY,
                30 * DAY,
                if odd { 91 * DAY } else { 90 * DAY },
            ]),
            cause: self.cause(),
        }
    }

    fn product_added(&mut self) -> Option<Action> {
        let store = self.random.of(&self.model.stores)?;
        if self.model.products.len() >= MAX_PRODUCTS {
            return None;
        }
        Some(Action::AddProduct {
            who: self.mostly(store.owner),
            store: store.tag,
            price: self.price(),
            stock: self.random.between(0, 60),
            terms: self.terms(),
        })
    }

    fn product_changed(&mut self) -> Option<Action> {
        let of = self.product()?;
        let (who, product) = (self.vendor(of), of.tag);
        Some(match self.random.below(7) {
            0 => Action::SetPrice {
                who,
                product,
                price: self.price(),
            },
            1 | 2 => Action::SetTerms {
                who,
                product,
                terms: self.terms(),
            },
            3 | 4 if self.model.sets.len() < MAX_SETS => {
                let count = self.random.below(4);
                let parts =
                    (0..count).map(|_| (self.actor(), self.random.between(1, 4_000) as u16));
                Action::SetCoCreators {
                    who,
                    product,
                    parts: parts.collect(),
                }
            }
            5 => Action::SetActive {
                who,
                product,
                on: self.random.percent(80),
            },
            _ => Action::SetOpen {
                who,
                product,
                on: self.random.percent(80),
            },
        })
    }

    fn stock(&mut self) -> Option<Action> {
        let of = self.product()?;
        let (who, product) = (self.vendor(of), of.tag);
        Some(if self.random.percent(60) {
            let units = self.random.between(1, 80);
            Action::Restock {
                who,
                product,
                units,
            }
        } else {
            let units = self.random.between(0, of.stock() / 2 + 1);
            Action::Unstock {
                who,
                product,
                units,
            }
        })
    }

    fn listing(&mut self) -> Option<Action> {
        let store = self.random.of(&self.model.stores)?;
        let product = self.product()?.tag;
        let (who, store) = (self.mostly(store.owner), store.tag);
        Some(if self.random.percent(85) {
            Action::List {
                who,
                store,
                product,
            }
        } else {
            Action::Unlist {
                who,
                store,
                product,
            }
        })
    }

    fn offer(&mut self) -> Option<Action> {
        let of = self.product()?;
        let (who, product) = (self.vendor(of), of.tag);
        if of.offer == 0 || self.random.percent(5) {
            return Some(Action::Post {
                who,
                product,
                token: self.random.one(&Token::ALL),
                reward: self.random.one(&[1, 10, 5_000, 1_000_000]),
                units: self.random.between(0, of.stock() + 1),
            });
        }
        let room = of
            .stock()
            .saturating_sub(at(&self.model.offers, of.offer).left);
        Some(if self.random.percent(60) {
            Action::TopUp {
                who,
                product,
                units: self.random.between(0, room + 1),
            }
        } else {
            Action::Revoke {
                who,
                product,
                close: self.random.percent(15),
            }
        })
    }

    fn block(&mut self) -> Option<Action> {
        let free = self.model.blocked.len() < 3;
        let account = match self.random.percent(15) {
            true => self.random.one(&CAUSES),
            false => self.actor(),
        };
        let blocked: Vec<Who> = self.model.blocked.iter().copied().collect();
        match self.random.of(&blocked) {
            Some(account) if !free || self.random.percent(50) => Some(Action::Block {
                account: *account,
                on: false,
            }),
            _ => Some(Action::Block { account, on: true }),
        }
    }

    fn claim(&mut self) -> Option<Action> {
        let who = self.actor();
        let mut account = self.actor();
        Some(match self.random.below(10) {
            0..=2 => {
                let owed = (0..ACTORS).find(|who| self.model.credits[*who] > 0);
                if let Some(owed) = owed.filter(|_| self.random.percent(85)) {
                    account = owed;
                }
                Action::ClaimCredit { who, account }
            }
            3 => {
                let token = self
                    .random
                    .one(&[Token::Psc, Token::Psc, Token::Psc, Token::Pss]);
                let credits = &self.model.reward_credits[token.place()];
                if let Some(owed) = (0..ACTORS).find(|who| credits[*who] > 0) {
                    account = owed;
                }
                Action::ClaimReward {
                    who,
                    token,
                    account,
                }
            }
            4 | 5 => Action::ClaimProfit { who, account },
            6..=8 => {
                let set = self.random.of(&self.model.sets)?;
                let accounts: Vec<Who> = set.accounts().collect();
                let account = self.random.one(&accounts);
                Action::ClaimSet {
                    who,
                    set: set.tag,
                    account: self.mostly(account),
                }
            }
            _ => Action::ClaimCause {
                who,
                cause: self.random.between(1, 6),
            },
        })
    }

    fn accept(&mut self) -> Option<Action> {
        let set = (0..8).find_map(|_| {
            let set = self.random.of(&self.model.sets)?;
            (!set.parts.is_empty()).then_some(set)
        })?;
        let who = self.random.of(&set.parts)?.who;
        Some(Action::AcceptCoCreation {
            who: self.mostly(who),
            set: set.tag,
        })
    }

    fn governance(&mut self) -> Option<Action> {
        let who = self.mostly(OWNER);
        Some(match self.random.below(6) {
            0 => Action::SetShareCap {
                who,
                bps: self.random.one(&[0, 500, 5_000, 10_000, 10_000, 10_001]),
            },
            1 => Action::SetArbitrator {
                who,
                arbitrator: self.random.one(&[
                    None,
                    Some(ARBITRATOR),
                    Some(ARBITRATOR),
                    Some(OWNER),
                ]),
            },
            _ => Action::SetCause {
                who,
                cause: self.random.between(1, 5),
                approved: self.random.percent(75),
                weight: self.random.one(&[0, 0, 1, 700, 10_000]),
            },
        })
    }
}

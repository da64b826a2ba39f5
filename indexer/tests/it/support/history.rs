//! A random history of a chain that the contracts would allow: blocks with events, empty ones, and reorganisations.

use std::{collections::BTreeMap, sync::Arc};

use alloy::primitives::{Address, B256, U256};
use productshare_abi::{Psc, Reserve};

use super::{
    chain::{CHAIN_ID, TestChain},
    dao::Dao,
    events::*,
    network::{Contracts, Network},
    random::Random,
    shop::Shop,
};

const ACCOUNTS: u64 = 6;
/// Most blocks that a reorganisation makes.
const BRANCH: u64 = 12;

/// What happened so far, and what may happen next.
pub struct History {
    /// By height above `floor`.
    ledgers: Vec<Arc<Ledger>>,
    floor: u64,
}

impl History {
    /// Begins at the chain's head.
    pub async fn of(chain: &TestChain) -> Self {
        let [timelock, governor, pss] =
            [Contract::Timelock, Contract::Governor, Contract::Pss].map(|of| chain.address(of));
        let ledger = Ledger {
            dao: Dao::new(1_700_000_000, timelock, governor, pss),
            network: Network::new(1_700_000_000, 1_700_000_000, 400, Contracts::of(chain)),
            ..Ledger::default()
        };
        Self {
            ledgers: vec![Arc::new(ledger)],
            floor: chain.head().await.0,
        }
    }

    /// The chain's head, as far as it was made here.
    pub fn height(&self) -> u64 {
        self.floor + self.ledgers.len() as u64 - 1
    }

    pub async fn mine(&mut self, chain: &TestChain, random: &mut Random, count: u64) {
        let reserve = chain.address(Contract::Reserve);
        for _ in 0..count {
            let mut ledger = Ledger::clone(&self.ledgers[self.ledgers.len() - 1]);
            let secs = random.below(90_000) + 1;
            ledger.shop.pools.now = chain.pass(secs).await;
            let events = ledger.events(random, reserve);
            chain.mine(&events).await;
            self.ledgers.push(Arc::new(ledger));
        }
    }

    pub async fn mine_empty(&mut self, chain: &TestChain, count: u64) {
        chain.mine_empty(count).await;
        let last = self.ledgers[self.ledgers.len() - 1].clone();
        self.ledgers
            .extend(std::iter::repeat_n(last, count as usize));
    }

    /// Replaces up to `deepest` blocks by fewer, as many or more.
    pub async fn reorganise(&mut self, chain: &TestChain, random: &mut Random, deepest: u64) {
        let depth = (self.ledgers.len() as u64 - 1).min(random.below(deepest) + 1);
        if depth == 0 {
            return;
        }
        chain.rollback(depth).await;
        self.ledgers.truncate(self.ledgers.len() - depth as usize);
        let count = random.below(depth + 4).min(BRANCH);
        self.mine(chain, random, count).await;
    }
}

/// What the contracts would allow next, at one height.
#[derive(Clone, Default)]
struct Ledger {
    psc: BTreeMap<Address, u64>,
    pss: BTreeMap<Address, u64>,
    locked: BTreeMap<(Address, Address), u64>,
    votes: BTreeMap<Address, u64>,
    delegates: BTreeMap<Address, Address>,
    last_report: (u64, B256),
    next_redemption: u64,
    open: Vec<u64>,
    nonce: u64,
    shop: Shop,
    dao: Dao,
    network: Network,
}

impl Ledger {
    fn events(&mut self, random: &mut Random, reserve_address: Address) -> Vec<Event> {
        (0..random.below(8))
            .flat_map(|_| match random.below(4) {
                0 => self.event(random, reserve_address),
                1 => self.shop.step(random),
                2 => {
                    self.network.now += random.below(30);
                    self.network.step(random)
                }
                _ => {
                    // Its clock is its own: what is checked here are the rows, not what follows from time.
                    self.dao.now += random.below(30);
                    self.dao.step(random)
                }
            })
            .collect()
    }

    fn event(&mut self, random: &mut Random, reserve_address: Address) -> Vec<Event> {
        let who = |random: &mut Random| account(random.below(ACCOUNTS) as u8 + 1);
        let (a, b) = (who(random), who(random));
        let amount = random.below(50) + 1;
        match random.below(9) {
            0 => {
                *self.psc.entry(a).or_default() += amount;
                vec![psc_mint(a, amount)]
            }
            1 | 2 => {
                // Half of the time everything, so that balances get empty.
                let has = self.psc.get(&a).copied().unwrap_or(0);
                let moved = if random.one_in(2) {
                    has
                } else {
                    has.min(amount)
                };
                *self.psc.entry(a).or_default() -= moved;
                let to = if random.one_in(6) { Address::ZERO } else { b };
                if !to.is_zero() {
                    *self.psc.entry(to).or_default() += moved;
                }
                vec![psc_transfer(a, to, moved)]
            }
            3 => {
                *self.pss.entry(a).or_default() += amount;
                vec![pss_transfer(Address::ZERO, a, amount)]
            }
            4 => {
                let (before, old) = (
                    self.votes.get(&b).copied().unwrap_or(0),
                    self.delegates.get(&a).copied(),
                );
                self.votes.insert(b, before + amount);
                self.delegates.insert(a, b);
                vec![
                    delegation(a, old.unwrap_or_default(), b),
                    votes(b, before, before + amount),
                ]
            }
            5 => {
                *self.locked.entry((a, b)).or_default() += amount;
                vec![locked(b, a, amount)]
            }
            6 => {
                let has = self.locked.get(&(a, b)).copied().unwrap_or(0);
                let freed = if random.one_in(2) {
                    has
                } else {
                    has.min(amount)
                };
                *self.locked.entry((a, b)).or_default() -= freed;
                if freed == 0 {
                    vec![]
                } else {
                    vec![unlocked(b, a, freed)]
                }
            }
            7 => {
                let (id, previous) = (self.last_report.0 + 1, self.last_report.1);
                let next = report(CHAIN_ID, reserve_address, id, amount, previous);
                self.last_report = (id, next.hash);
                vec![reserve(next)]
            }
            _ if !self.open.is_empty() && random.one_in(2) => {
                let id = self
                    .open
                    .swap_remove(random.below(self.open.len() as u64) as usize);
                let amount = U256::from(1);
                match random.one_in(2) {
                    true => vec![reserve(Reserve::RedemptionSettled {
                        id,
                        issuer: b,
                        amount,
                    })],
                    false => vec![reserve(Reserve::RedemptionCancelled {
                        id,
                        holder: a,
                        amount,
                    })],
                }
            }
            _ => {
                self.next_redemption += 1;
                self.nonce += 1;
                let id = self.next_redemption;
                self.open.push(id);
                let request = Reserve::RedemptionRequested {
                    id,
                    holder: a,
                    issuer: b,
                    amount: U256::from(amount),
                    deadline: u64::MAX,
                    paymentReference: B256::from(U256::from(id)),
                };
                let nonce = B256::from(U256::from(self.nonce));
                vec![
                    reserve(request),
                    psc(Psc::AuthorizationUsed {
                        authorizer: a,
                        nonce,
                    }),
                ]
            }
        }
    }
}

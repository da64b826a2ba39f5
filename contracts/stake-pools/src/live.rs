//! A pool as of now: its words with what time alone has changed since they were written.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    advance::{Advance, State},
    pool::{Pool, Position, Price},
    ratio::{join, split},
    slots::{by_account, by_id, fixed, Kind},
    StakePools,
};

/// A pool and the advance that it has out.
pub struct Live {
    pub product: u64,
    pub now: u64,
    pub pool: Pool,
    /// The pool's advance, if it has one; still here once it is repaid in this call.
    pub advance: Option<Advance>,
    /// Number of `advance`.
    pub id: u64,
    /// What was written last.
    stored: [U256; 2],
    /// Only the first word was read, for the other matters to nobody.
    glanced: bool,
}

impl Live {
    /// PSC units that can leave.
    pub fn idle(&self) -> u64 {
        self.pool.idle(self.now)
    }

    /// What an advance not overdue counts.
    pub fn standing(&self) -> u64 {
        self.advance.map_or(0, |advance| advance.standing())
    }

    pub fn price(&self) -> Price {
        Price {
            assets: u128::from(self.idle()) + u128::from(self.standing()),
            shares: self.pool.shares,
        }
    }

    /// Whether its shares are worth the minimum.
    pub fn is_ample(&self, min: u64) -> bool {
        self.price().is_ample(min)
    }

    /// The advance in default, while the pool waits for what is recovered of it.
    pub fn defaulted(&self) -> Option<u64> {
        self.advance
            .filter(|advance| advance.state == State::Defaulted)
            .map(|_| self.id)
    }

    /// Nobody leaves before a default that is near: neither at once nor out of the queue.
    pub fn ensure_not_held(&self) -> Outcome {
        match self.advance {
            Some(advance) if advance.is_guarded(self.now) => Err(revert(RedemptionsHeld {
                advance: self.id,
                maturesAt: advance.time,
            })),
            _ => Ok(()),
        }
    }

    /// Nobody leaves at once while others wait, or before a default that is near.
    pub fn ensure_open(&self) -> Outcome {
        let waiting = self.pool.waiting();
        if waiting != 0 {
            return Err(revert(QueueNotEmpty { waiting }));
        }
        self.ensure_not_held()
    }

    /// Gives what came back on the advance to the shares, or to the groups if there are none: then
    /// returns it.
    pub fn recover(&mut self, amount: u64) -> u64 {
        if self.pool.shares == 0 {
            return amount;
        }
        // Cannot overflow: all of it is PSC held here, of which there are below 2^64.
        self.pool.balance += amount;
        0
    }
}

impl StakePools {
    /// The pool as of now, for views.
    pub(crate) fn live(&self, product: u64) -> Live {
        self.look(product).0
    }

    /// The pool as of now; and, of a default that nobody has written down, what was seized of the
    /// deposit.
    fn look(&self, product: u64) -> (Live, Option<u64>) {
        let stored = [Kind::Worth, Kind::State].map(|kind| self.word(by_id(kind, product)));
        let pool = Pool::unpack(stored);
        let mut live = Live {
            product,
            now: self.vm().block_timestamp(),
            pool,
            advance: None,
            id: pool.advance,
            stored,
            glanced: false,
        };
        if pool.advance == 0 {
            return (live, None);
        }
        let mut advance = self.load_advance(pool.advance);
        let seized = advance.default_if_due(live.now);
        live.advance = Some(advance);
        let Some(seized) = seized else {
            return (live, None);
        };
        // Cannot overflow: it is PSC held here.
        live.pool.balance += seized;
        // Worth less since it matured, whatever comes before the next look.
        live.pool.ample_since = 0;
        if advance.state == State::Repaid {
            live.pool.advance = 0;
        }
        (live, Some(seized))
    }

    /// The pool as of now, to be changed: first writes a default down. The pool itself is the
    /// caller's to save.
    pub(crate) fn touch(&mut self, product: u64) -> Live {
        let (live, defaulted) = self.look(product);
        if let (Some(seized), Some(advance)) = (defaulted, live.advance) {
            self.save_advance(live.id, &advance);
            emit(
                self.vm(),
                AdvanceDefaulted {
                    advance: live.id,
                    product,
                    maturedAt: advance.time,
                    seized: U256::from(seized),
                    outstanding: U256::from(advance.outstanding),
                },
            );
        }
        live
    }

    /// The same for deposits and redemptions, which most pools need the first word for alone.
    pub(crate) fn touch_worth(&mut self, product: u64) -> Live {
        let worth = self.word(by_id(Kind::Worth, product));
        let Some(pool) = Pool::glance(worth) else {
            return self.touch(product);
        };
        Live {
            product,
            now: self.vm().block_timestamp(),
            pool,
            advance: None,
            id: 0,
            stored: [worth, U256::ZERO],
            glanced: true,
        }
    }

    /// Writes what has changed of the pool's words, and whether it is worth the minimum now.
    pub(crate) fn save(&mut self, live: &mut Live) {
        let ample = live.is_ample(self.sales().0);
        if live.glanced {
            if ample == (live.pool.ample_since != 0) {
                let worth = live.pool.pack()[0];
                return self.set_word(by_id(Kind::Worth, live.product), worth);
            }
            // What only the other word tells comes back, but for what was just changed.
            let state = self.word(by_id(Kind::State, live.product));
            let Pool {
                balance, shares, ..
            } = live.pool;
            live.stored[1] = state;
            live.pool = Pool {
                balance,
                shares,
                ..Pool::unpack([live.stored[0], state])
            };
        }
        live.pool.note(live.now, ample);
        let [worth, state] = live.pool.pack();
        if worth != live.stored[0] {
            self.set_word(by_id(Kind::Worth, live.product), worth);
        }
        if state != live.stored[1] {
            self.set_word(by_id(Kind::State, live.product), state);
            let since = live.pool.ample_since;
            if live.stored[1].as_limbs()[1] != since {
                self.log_number(MinimumHeldSince::SIGNATURE_HASH, live.product, since);
            }
        }
    }

    /// Logs a number of a pool.
    pub(crate) fn log_number(&self, event: B256, product: u64, number: u64) {
        let topics = [event, word::uint64(product).into()];
        self.log_word(&topics, U256::from(number));
    }

    /// Logs topics and one word, as `abi.sol` has them: one routine for several events, for each that is
    /// emitted by its type has its own.
    #[cold]
    #[inline(never)]
    pub(crate) fn log_word(&self, topics: &[B256], word: U256) {
        emit_dynamic(self.vm(), topics, (word,));
    }

    pub(crate) fn load_position(&self, product: u64, account: Address) -> Position {
        Position::unpack(self.word(by_account(Kind::Position, product, account)))
    }

    pub(crate) fn save_position(&mut self, product: u64, account: Address, position: Position) {
        self.set_word(
            by_account(Kind::Position, product, account),
            position.pack(),
        );
    }

    pub(crate) fn load_advance(&self, id: u64) -> Advance {
        Advance::unpack([Kind::Money, Kind::Terms].map(|kind| self.word(by_id(kind, id))))
    }

    pub(crate) fn save_advance(&mut self, id: u64, advance: &Advance) {
        let [money, terms] = advance.pack();
        self.set_word(by_id(Kind::Money, id), money);
        self.set_word(by_id(Kind::Terms, id), terms);
    }

    /// Adds to what is owed to the groups. Cannot overflow: all of it is PSC held here.
    pub(crate) fn owe(&mut self, amount: u64) {
        if amount != 0 {
            let (splitter, owed) = split(self.word(fixed(Kind::Splitter)));
            self.set_word(
                fixed(Kind::Splitter),
                join(splitter, owed + u128::from(amount)),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advance::GUARD_SECS;

    const NOW: u64 = 1_000_000;

    /// A pool with 700 units, and 300 outstanding of its advance.
    fn lent(state: State, time: u64) -> Live {
        Live {
            product: 7,
            now: NOW,
            pool: Pool {
                balance: 700,
                shares: 1_000_000_000,
                advance: 5,
                opened: true,
                ..Pool::default()
            },
            advance: Some(Advance {
                amount: 400,
                outstanding: 300,
                deposit: 80,
                product: 7,
                state,
                time,
                ..Advance::default()
            }),
            id: 5,
            stored: [U256::ZERO; 2],
            glanced: false,
        }
    }

    #[test]
    fn what_is_lent_counts_until_it_is_overdue() {
        let drawn = lent(State::Drawn, NOW + 100 * GUARD_SECS);
        assert_eq!((drawn.idle(), drawn.standing()), (700, 300));
        assert_eq!(
            (drawn.price().assets, drawn.price().shares),
            (1_000, 1_000_000_000)
        );
        assert_eq!(drawn.defaulted(), None);
        let overdue = lent(State::Defaulted, NOW - 1);
        assert_eq!((overdue.idle(), overdue.standing()), (700, 0));
        assert_eq!(overdue.price().assets, 700);
        assert_eq!(overdue.defaulted(), Some(5));
    }

    #[test]
    fn a_pool_is_ample_by_what_it_lent_too() {
        let least = |live: &Live| (1..2_000).take_while(|&min| live.is_ample(min)).count();
        let drawn = least(&lent(State::Drawn, NOW + 100 * GUARD_SECS));
        let overdue = least(&lent(State::Defaulted, NOW - 1));
        assert!((999..=1_001).contains(&drawn), "{drawn}");
        assert!((699..=701).contains(&overdue), "{overdue}");
    }

    #[test]
    fn nobody_leaves_before_a_default_or_past_a_queue() {
        let time = NOW + GUARD_SECS;
        let held = revert(RedemptionsHeld {
            advance: 5,
            maturesAt: time,
        });
        let near = lent(State::Drawn, time);
        assert_eq!(near.ensure_not_held(), Err(held.clone()));
        assert_eq!(near.ensure_open(), Err(held));
        let mut far = lent(State::Drawn, time + 1);
        assert_eq!((far.ensure_not_held(), far.ensure_open()), (Ok(()), Ok(())));
        far.pool.requested = 3;
        far.pool.filled = 1;
        let queue = revert(QueueNotEmpty { waiting: 2 });
        assert_eq!(
            (far.ensure_not_held(), far.ensure_open()),
            (Ok(()), Err(queue))
        );
    }

    #[test]
    fn what_comes_back_is_the_shares_if_there_are_any() {
        let mut live = lent(State::Defaulted, NOW - 1);
        assert_eq!((live.recover(50), live.pool.balance), (0, 750));
        live.pool.shares = 0;
        assert_eq!((live.recover(50), live.pool.balance), (50, 750));
    }
}

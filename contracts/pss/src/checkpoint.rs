//! Votes over time, packed: pure arithmetic on words, no storage.
//!
//! One word per account carries everything that a transfer touches:
//!
//! | bits | content |
//! |---|---|
//! | 0..94 | balance |
//! | 94..125 | number of checkpoints |
//! | 125..128 | flags: delegated to itself, delegated to another, has locks |
//! | 128..256 | its latest checkpoint: votes (94 bits), then time (34 bits) |
//!
//! Older checkpoints are kept two to a slot: slot i holds numbers 2i (low half) and 2i + 1. A
//! pair is written when its second checkpoint comes, so that every other change of votes costs
//! the history nothing: the latest checkpoint waits in the account's word. Slot 0 alone is
//! written at once: delegating pays for it, not the first transfer afterwards.

use alloy_primitives::U256;

/// Bits of an amount: 2^94 units are 19.8 billion PSS.
const AMOUNT_BITS: u32 = 94;
/// Largest amount that a word can hold, in units of 10^-18 PSS.
pub const MAX_AMOUNT: u128 = (1 << AMOUNT_BITS) - 1;
const COUNT_BITS: u32 = 31;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

const OWN: u64 = 1 << COUNT_BITS;
const OTHER: u64 = OWN << 1;
const LOCKS: u64 = OWN << 2;

/// Votes from a time on. Times stay below 2^34 (the year 2514).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Unix seconds.
    pub time: u64,
    pub votes: u128,
}

impl Checkpoint {
    const fn pack(self) -> u128 {
        (self.time as u128) << AMOUNT_BITS | self.votes
    }

    const fn unpack(half: u128) -> Self {
        Self {
            time: (half >> AMOUNT_BITS) as u64,
            votes: half & MAX_AMOUNT,
        }
    }
}

/// Two checkpoints of the history, the earlier one in the low half.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Pair(pub Checkpoint, pub Checkpoint);

impl Pair {
    pub fn pack(self) -> U256 {
        join(self.0.pack(), self.1.pack())
    }

    pub fn unpack(word: U256) -> Self {
        let (low, high) = split(word);
        Self(Checkpoint::unpack(low), Checkpoint::unpack(high))
    }
}

/// What a change of votes writes to the history besides the account's word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Write {
    Nothing,
    /// The whole slot with this number.
    Slot(u32, Pair),
    /// The second half of the slot with this number; the first stays.
    Second(u32, Checkpoint),
}

/// Whom an account delegated to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Delegation {
    #[default]
    Nobody,
    Own,
    /// Somebody else, whose address is in a slot of its own.
    Other,
}

/// An account's word, unpacked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Account {
    pub balance: u128,
    pub delegation: Delegation,
    /// Whether any of the balance is locked.
    pub locks: bool,
    /// Number of checkpoints, the latest included.
    pub count: u32,
    /// The latest checkpoint; zero if there is none.
    pub latest: Checkpoint,
}

impl Account {
    pub fn pack(self) -> U256 {
        let delegation = match self.delegation {
            Delegation::Nobody => 0,
            Delegation::Own => OWN,
            Delegation::Other => OTHER,
        };
        let locks = if self.locks { LOCKS } else { 0 };
        let tags = u64::from(self.count) | delegation | locks;
        join(
            u128::from(tags) << AMOUNT_BITS | self.balance,
            self.latest.pack(),
        )
    }

    pub fn unpack(word: U256) -> Self {
        let (low, high) = split(word);
        let tags = (low >> AMOUNT_BITS) as u64;
        let delegation = if tags & OWN != 0 {
            Delegation::Own
        } else if tags & OTHER != 0 {
            Delegation::Other
        } else {
            Delegation::Nobody
        };
        Self {
            balance: low & MAX_AMOUNT,
            delegation,
            locks: tags & LOCKS != 0,
            count: (tags & COUNT_MASK) as u32,
            latest: Checkpoint::unpack(high),
        }
    }

    /// Sets the votes from `time` on; a second change at the same time replaces the first.
    /// `time` is never before the latest checkpoint's. The count cannot pass 31 bits: it grows
    /// at most once a second.
    pub fn push(&mut self, time: u64, votes: u128) -> Write {
        let previous = self.latest;
        self.latest = Checkpoint { time, votes };
        let replaces = self.count != 0 && previous.time == time;
        if !replaces {
            self.count += 1;
        }
        if self.count == 1 {
            return Write::Slot(0, Pair(self.latest, Checkpoint::default()));
        }
        if self.count % 2 == 1 {
            return Write::Nothing;
        }
        let slot = self.count / 2 - 1;
        if replaces {
            Write::Second(slot, self.latest)
        } else {
            Write::Slot(slot, Pair(previous, self.latest))
        }
    }

    /// Votes at `time`: those of the last checkpoint not after it. `read` fetches a slot of the
    /// history; about log2 of their number are read.
    pub fn votes_at(&self, time: u64, mut read: impl FnMut(u32) -> Pair) -> u128 {
        if self.count == 0 {
            return 0;
        }
        if self.latest.time <= time {
            return self.latest.votes;
        }
        let older = self.count - 1;
        // Slots [0, low) start at or before `time`, slots [high, ..) after it.
        let (mut low, mut high) = (0, older.div_ceil(2));
        let mut found = 0;
        while low < high {
            let middle = low + (high - low) / 2;
            let Pair(first, second) = read(middle);
            if first.time > time {
                high = middle;
                continue;
            }
            low = middle + 1;
            // The latest checkpoint may sit in the last slot too; it is after `time`.
            found = if second.time <= time {
                second.votes
            } else {
                first.votes
            };
        }
        found
    }

    /// The checkpoint with this number, which must be below `count`.
    pub fn checkpoint(&self, number: u32, read: impl FnOnce(u32) -> Pair) -> Checkpoint {
        if number + 1 == self.count {
            return self.latest;
        }
        let Pair(first, second) = read(number / 2);
        if number.is_multiple_of(2) {
            first
        } else {
            second
        }
    }
}

/// An amount as the arithmetic here takes it; `None` if no account could hold it.
pub fn units(value: U256) -> Option<u128> {
    let (low, high) = split(value);
    (high == 0 && low <= MAX_AMOUNT).then_some(low)
}

fn split(word: U256) -> (u128, u128) {
    let [a, b, c, d] = word.into_limbs();
    (
        u128::from(b) << 64 | u128::from(a),
        u128::from(d) << 64 | u128::from(c),
    )
}

fn join(low: u128, high: u128) -> U256 {
    U256::from_limbs([
        low as u64,
        (low >> 64) as u64,
        high as u64,
        (high >> 64) as u64,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn checkpoints() -> impl Strategy<Value = Checkpoint> {
        (0u64..1 << 34, 0..=MAX_AMOUNT).prop_map(|(time, votes)| Checkpoint { time, votes })
    }

    fn accounts() -> impl Strategy<Value = Account> {
        let delegations = prop_oneof![
            Just(Delegation::Nobody),
            Just(Delegation::Own),
            Just(Delegation::Other)
        ];
        (
            0..=MAX_AMOUNT,
            delegations,
            any::<bool>(),
            0u32..1 << 31,
            checkpoints(),
        )
            .prop_map(|(balance, delegation, locks, count, latest)| Account {
                balance,
                delegation,
                locks,
                count,
                latest,
            })
    }

    /// The account and its history as the contract stores them.
    #[derive(Default)]
    struct Stored {
        word: U256,
        slots: BTreeMap<u32, U256>,
    }

    impl Stored {
        fn push(&mut self, time: u64, votes: u128) -> Write {
            let mut account = Account::unpack(self.word);
            let write = account.push(time, votes);
            match write {
                Write::Nothing => {}
                Write::Slot(slot, pair) => {
                    self.slots.insert(slot, pair.pack());
                }
                Write::Second(slot, second) => {
                    let Pair(first, _) = self.read(slot);
                    self.slots.insert(slot, Pair(first, second).pack());
                }
            }
            self.word = account.pack();
            write
        }

        fn read(&self, slot: u32) -> Pair {
            Pair::unpack(self.slots.get(&slot).copied().unwrap_or_default())
        }
    }

    proptest! {
        #[test]
        fn accounts_survive_packing(account in accounts()) {
            prop_assert_eq!(Account::unpack(account.pack()), account);
        }

        #[test]
        fn pairs_survive_packing(first in checkpoints(), second in checkpoints()) {
            prop_assert_eq!(Pair::unpack(Pair(first, second).pack()), Pair(first, second));
        }

        #[test]
        fn every_word_survives_unpacking_but_for_a_double_delegation(limbs in any::<[u64; 4]>()) {
            let word = U256::from_limbs(limbs);
            let account = Account::unpack(word);
            prop_assert_eq!(Account::unpack(account.pack()), account);
        }

        /// The model is the plain list of checkpoints that OpenZeppelin keeps.
        #[test]
        fn history_equals_a_plain_list(steps in prop::collection::vec((0u64..4, 0..=MAX_AMOUNT), 0..60)) {
            let (mut stored, mut list) = (Stored::default(), Vec::<Checkpoint>::new());
            let mut now = 1_000;
            for (wait, votes) in steps {
                now += wait;
                stored.push(now, votes);
                match list.last_mut() {
                    Some(last) if last.time == now => last.votes = votes,
                    _ => list.push(Checkpoint { time: now, votes }),
                }
                let account = Account::unpack(stored.word);
                prop_assert_eq!(account.count as usize, list.len());
                prop_assert_eq!(account.latest, list[list.len() - 1]);
            }
            let account = Account::unpack(stored.word);
            for (number, expected) in list.iter().enumerate() {
                let found = account.checkpoint(number as u32, |slot| stored.read(slot));
                prop_assert_eq!(found, *expected);
            }
            for time in 998..now + 3 {
                let expected = list.iter().rev().find(|c| c.time <= time).map_or(0, |c| c.votes);
                prop_assert_eq!(account.votes_at(time, |slot| stored.read(slot)), expected);
            }
        }

        #[test]
        fn units_are_the_amounts_that_fit(limbs in any::<[u64; 4]>(), shift in 0usize..256) {
            let value = U256::from_limbs(limbs) >> shift;
            let expected = (value <= U256::from(MAX_AMOUNT)).then(|| value.to::<u128>());
            prop_assert_eq!(units(value), expected);
        }
    }

    #[test]
    fn a_new_slot_is_opened_at_the_first_and_then_at_every_other_change() {
        let mut stored = Stored::default();
        let mut opened = Vec::new();
        for time in 1..=8 {
            let before = stored.slots.len();
            stored.push(time, 1);
            opened.push(stored.slots.len() - before);
        }
        assert_eq!(opened, [1, 0, 0, 1, 0, 1, 0, 1]);
    }

    #[test]
    fn search_reads_few_slots() {
        let mut stored = Stored::default();
        for time in 1..=1000 {
            stored.push(time, u128::from(time));
        }
        let account = Account::unpack(stored.word);
        for time in 1..=1000 {
            let mut reads = 0;
            let votes = account.votes_at(time, |slot| {
                reads += 1;
                stored.read(slot)
            });
            assert_eq!(votes, u128::from(time));
            assert!(reads <= 9, "{reads} slots read");
        }
    }
}

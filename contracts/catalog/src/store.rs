//! Stores: one word that a sale reads, the owner beside it, and co-creator sets at the splitter.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use common::{
    call::{self, call_with},
    commerce::{address_word, word_address},
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    callee, key,
    product::{bounded, MAX_ID, MAX_SMALL},
    Catalog,
};

/// What a sale needs of a store.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Store {
    /// Where it is paid; never zero, so that zero means there is no such store.
    pub payout: Address,
    /// The platform that brings it its buyers; 0: none.
    pub platform: u64,
    /// The co-creator set of its owner alone.
    pub set: u64,
    /// Whether its sales repay an advance of a stake pool.
    pub indebted: bool,
}

const INDEBTED: u64 = 1 << 63;

impl Store {
    /// Bits from the lowest: payout 160, platform 32, set 63 (of which 40 are used), indebted 1.
    pub fn pack(self) -> U256 {
        let mut limbs = address_word(self.payout).into_limbs();
        limbs[2] |= self.platform << 32;
        limbs[3] = self.set | if self.indebted { INDEBTED } else { 0 };
        U256::from_limbs(limbs)
    }

    pub fn unpack(word: U256) -> Self {
        let [_, _, platform, set] = word.into_limbs();
        Self {
            payout: word_address(word),
            platform: platform >> 32,
            set: set & !INDEBTED,
            indebted: set & INDEBTED != 0,
        }
    }
}

impl Catalog {
    pub(crate) fn do_open_store(
        &mut self,
        payout: Address,
        platform: u64,
        uri: String,
    ) -> Outcome<u64> {
        ensure_named(payout)?;
        let platform = bounded(U256::from(platform), MAX_SMALL)?;
        let store = next_id(self.store_count.get().to())?;
        let owner = self.vm().msg_sender();
        self.ensure_free(owner, 0)?;
        let set = self.open_set(owner, Vec::new(), Vec::new())?;
        self.store_count.set(key(store));
        let mut slot = self.stores.setter(key(store));
        slot.owner.set(owner);
        slot.word.set(
            Store {
                payout,
                platform,
                set,
                indebted: false,
            }
            .pack(),
        );
        emit_dynamic(
            self.vm(),
            &[
                StoreOpened::SIGNATURE_HASH,
                word::uint64(store).into(),
                owner.into_word(),
            ],
            (payout, platform, set, uri),
        );
        Ok(store)
    }

    pub(crate) fn do_set_store(
        &mut self,
        id: u64,
        payout: Address,
        platform: u64,
        uri: String,
    ) -> Outcome {
        self.only_store_owner(id, self.vm().msg_sender())?;
        ensure_named(payout)?;
        let mut store = self.load_store(id);
        store.payout = payout;
        store.platform = bounded(U256::from(platform), MAX_SMALL)?;
        self.save_store(id, store);
        emit_dynamic(
            self.vm(),
            &[StoreChanged::SIGNATURE_HASH, word::uint64(id).into()],
            (payout, platform, uri),
        );
        Ok(())
    }

    pub(crate) fn do_transfer_store(&mut self, id: u64, new_owner: Address) -> Outcome {
        let owner = self.vm().msg_sender();
        self.only_store_owner(id, owner)?;
        self.ensure_unindebted(id, owner)?;
        self.heirs.insert(key(id), new_owner);
        emit(
            self.vm(),
            StoreTransferStarted {
                store: id,
                owner,
                newOwner: new_owner,
            },
        );
        Ok(())
    }

    pub(crate) fn do_accept_store(&mut self, id: u64) -> Outcome {
        let account = self.vm().msg_sender();
        if self.heirs.get(key(id)) != account {
            return Err(revert(NotNewOwner { store: id, account }));
        }
        let previous = self.store_owner(id);
        self.ensure_unindebted(id, previous)?;
        self.ensure_free(account, 0)?;
        let set = self.open_set(account, Vec::new(), Vec::new())?;
        let mut store = self.load_store(id);
        // Or the store would go on paying whoever sold it.
        store.payout = account;
        store.set = set;
        self.save_store(id, store);
        self.stores.setter(key(id)).owner.set(account);
        self.heirs.insert(key(id), Address::ZERO);
        emit(
            self.vm(),
            StoreTransferred {
                store: id,
                previousOwner: previous,
                newOwner: account,
                set,
            },
        );
        Ok(())
    }

    fn ensure_unindebted(&self, store: u64, account: Address) -> Outcome {
        if self.load_store(store).indebted {
            return Err(revert(AccountIndebted { account, store }));
        }
        Ok(())
    }

    /// Marks a store whose sales repay an advance from now on, or no longer do.
    pub(crate) fn do_set_indebted(&mut self, id: u64, indebted: bool) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.stake_pools.get() {
            return Err(revert(NotStakePools { account: sender }));
        }
        let mut store = self.known_store(id)?;
        let owner = self.store_owner(id);
        if indebted {
            self.ensure_free(owner, 0)?;
        }
        store.indebted = indebted;
        self.save_store(id, store);
        // Neither the store nor its debt changes hands: it is the same owner at the end.
        self.debtors
            .insert(owner, key(if indebted { id } else { 0 }));
        emit(
            self.vm(),
            StoreIndebted {
                store: id,
                owner,
                indebted,
            },
        );
        Ok(())
    }

    /// Whoever owes an advance sells in the store that repays it: she opens no store, and puts no
    /// product and no stock into another one, of hers or taken over, until it is repaid.
    pub(crate) fn ensure_free(&self, account: Address, except: u64) -> Outcome {
        let store: u64 = self.debtors.get(account).to();
        if store != 0 && store != except {
            return Err(revert(AccountIndebted { account, store }));
        }
        Ok(())
    }

    /// Opens a co-creator set. The one call that comes before the writes: they need its answer.
    /// The splitter calls nobody then, and re-entry is refused anyway.
    pub(crate) fn open_set(
        &mut self,
        vendor: Address,
        accounts: Vec<Address>,
        bps: Vec<u16>,
    ) -> Outcome<u64> {
        let splitter = self.splitter.get();
        let answer = call_with(
            self,
            splitter,
            callee::openSetCall::SELECTOR,
            (vendor, accounts, bps),
        )?;
        // Nobody answers before the contracts are connected.
        let set = call::uint(&answer).ok_or_else(|| revert(NotConnected {}))?;
        bounded(set, MAX_ID)
    }

    /// The store's word; zero for a store that there is not.
    pub(crate) fn load_store(&self, id: u64) -> Store {
        Store::unpack(self.stores.getter(key(id)).word.get())
    }

    pub(crate) fn save_store(&mut self, id: u64, store: Store) {
        self.stores.setter(key(id)).word.set(store.pack());
    }

    pub(crate) fn known_store(&self, id: u64) -> Outcome<Store> {
        let store = self.load_store(id);
        if store.payout.is_zero() {
            return Err(revert(UnknownStore { store: id }));
        }
        Ok(store)
    }

    pub(crate) fn store_owner(&self, id: u64) -> Address {
        self.stores.getter(key(id)).owner.get()
    }

    pub(crate) fn only_store_owner(&self, store: u64, account: Address) -> Outcome {
        let owner = self.store_owner(store);
        if owner.is_zero() {
            return Err(revert(UnknownStore { store }));
        }
        if owner != account {
            return Err(revert(NotStoreOwner { store, account }));
        }
        Ok(())
    }
}

/// The id after the latest.
pub fn next_id(latest: u64) -> Outcome<u64> {
    bounded(U256::from(latest + 1), MAX_ID)
}

pub fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_word_keeps_every_field(payout in any::<[u8; 20]>(), platform in 0..=MAX_SMALL, set in 0..=MAX_ID, indebted in any::<bool>()) {
            let store = Store { payout: payout.into(), platform, set, indebted };
            prop_assert_eq!(Store::unpack(store.pack()), store);
        }
    }

    #[test]
    fn the_word_is_laid_out_as_documented() {
        let store = Store {
            payout: Address::repeat_byte(0xab),
            platform: 3,
            set: 5,
            indebted: true,
        };
        let word = address_word(store.payout)
            | U256::from(3) << 160
            | U256::from(5) << 192
            | U256::from(1) << 255;
        assert_eq!(store.pack(), word);
    }

    #[test]
    fn ids_end_where_storage_would_cut_them() {
        assert_eq!(next_id(0), Ok(1));
        assert_eq!(next_id(MAX_ID - 1), Ok(MAX_ID));
        assert!(next_id(MAX_ID).is_err());
    }

    #[test]
    fn nobody_is_named_by_zero() {
        assert!(ensure_named(Address::with_last_byte(1)).is_ok());
        assert_eq!(ensure_named(Address::ZERO), Err(revert(ZeroAddress {})));
    }
}

//! The storage cache of a frame: one per frame, in front of the chain's storage, with tariffs of its own.

use alloy_primitives::{B256, map::B256Map};

use super::{EvmApi, Priced};

/// Gas of asking the chain for a slot, above the slot's own price.
const REQUEST_GAS: u64 = 5;

/// What the frame knows and wants of the contract's slots.
#[derive(Default)]
pub(super) struct StorageCache {
    slots: B256Map<Slot>,
    reads: u32,
    writes: u32,
}

#[derive(Clone, Copy)]
struct Slot {
    value: B256,
    /// The chain's value as far as known.
    known: Option<B256>,
}

impl Slot {
    /// Whether the chain has to be told: an unknown value counts as another one.
    fn dirty(self) -> bool {
        self.known != Some(self.value)
    }
}

impl StorageCache {
    /// A slot's value and the gas of reading it.
    pub fn load(&mut self, key: B256, evm: &mut dyn EvmApi) -> Priced<B256> {
        self.reads = self.reads.saturating_add(1);
        let tariff = match self.reads {
            0..=32 => 0,
            33..=128 => 2,
            _ => 10,
        };
        if let Some(slot) = self.slots.get(&key) {
            return Priced {
                value: slot.value,
                gas_cost: tariff,
            };
        }
        let Priced { value, gas_cost } = evm.storage_read(key);
        self.slots.insert(
            key,
            Slot {
                value,
                known: Some(value),
            },
        );
        Priced {
            value,
            gas_cost: gas_cost.saturating_add(tariff + REQUEST_GAS),
        }
    }

    /// Sets a slot in the cache and returns the gas.
    pub fn store(&mut self, key: B256, value: B256) -> u64 {
        self.slots
            .entry(key)
            .and_modify(|slot| slot.value = value)
            .or_insert(Slot { value, known: None });
        self.writes = self.writes.saturating_add(1);
        match self.writes {
            0..=8 => 0,
            9..=64 => 7,
            _ => 10,
        }
    }

    /// What has to be written to the chain, by ascending key; it counts as written from here on.
    pub fn take_dirty(&mut self, clear: bool) -> Vec<(B256, B256)> {
        let mut dirty = Vec::new();
        for (key, slot) in &mut self.slots {
            if slot.dirty() {
                dirty.push((*key, slot.value));
                slot.known = Some(slot.value);
            }
        }
        dirty.sort_unstable_by_key(|(key, _)| *key);
        if clear {
            self.slots.clear();
        }
        dirty
    }
}

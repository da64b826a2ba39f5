//! The books of the fees: the contract's own, over a map.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use alloy_primitives::{Address, U256};

use crate::{
    books::{Ledger, Role, Words},
    commerce::{Earners, FeeLine},
    settings::Settings,
};

/// Of sales, in 10,000 parts (`checkout`).
const COMMUNITY_BPS: u64 = crate::commerce::COMMUNITY_FEE_BPS as u64;

/// Slots are few and nobody's choice: what tells them apart may be quick.
#[derive(Clone, Debug, Default)]
struct Fold(u64);

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut part = [0; 8];
            part[..chunk.len()].copy_from_slice(chunk);
            let mixed = (self.0.rotate_left(5) ^ u64::from_le_bytes(part))
                .wrapping_mul(0x517c_c1b7_2722_0a95);
            self.0 = mixed ^ mixed >> 32;
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Books {
    words: HashMap<U256, U256, BuildHasherDefault<Fold>>,
    pub received: u64,
    pub paid: u64,
}

impl Words for Books {
    fn word(&self, slot: U256) -> U256 {
        self.words.get(&slot).copied().unwrap_or_default()
    }

    fn set_word(&mut self, slot: U256, word: U256) {
        self.words.insert(slot, word);
    }
}

/// Experience fee and community fee of a sum.
pub fn fees_of(gross: u64, settings: &Settings) -> (u64, u64) {
    let of = |bps: u64| (u128::from(gross) * u128::from(bps) / 10_000) as u64;
    (of(settings.fee_bps), of(COMMUNITY_BPS))
}

pub fn address(account: usize) -> Address {
    Address::left_padding_from(&(account as u64 + 1).to_be_bytes())
}

impl Books {
    /// A line settles in a cycle; its two fees.
    pub fn sell(
        &mut self,
        cycle: u64,
        product: u64,
        gross: u64,
        earners: [u64; 2],
        settings: &Settings,
    ) -> (u64, u64) {
        let (experience_fee, community_fee) = fees_of(gross, settings);
        let [expert, platform] = earners;
        let line = FeeLine {
            product,
            platform,
            experience_fee,
            community_fee,
        };
        let earners = Earners {
            expert,
            platform,
            membership: false,
        };
        let mut fees = self.fees(cycle);
        self.book(cycle, &mut fees, line, earners);
        self.save_fees(cycle, fees);
        self.received += experience_fee + community_fee;
        (experience_fee, community_fee)
    }

    /// Settles a place of a closed cycle: what its winner is paid, nothing if the report was struck.
    pub fn pay_place(
        &mut self,
        cycle: u64,
        product: u64,
        place: usize,
        struck: bool,
        present: u64,
    ) -> u64 {
        let settled = self.settle_place(cycle, product, place, present);
        let amount = settled.unwrap_or_default().amount;
        if struck {
            self.add_extra(present, amount);
            return 0;
        }
        self.paid += amount;
        amount
    }

    pub fn pay_part(&mut self, cycle: u64, account: usize, present: u64) -> u64 {
        let settled = self.settle_part(cycle, address(account), present);
        let amount = settled.unwrap_or_default().amount;
        self.paid += amount;
        amount
    }

    pub fn pay_earned(&mut self, role: Role, number: u64) -> u64 {
        let amount = self.take_earned(role, number);
        self.paid += amount;
        amount
    }

    /// What is not paid out: claimable, carried, or of cycles that are not closed. With `received = paid + held` no unit is
    /// lost or made.
    pub fn held(&self, present: u64, earners: u64) -> u64 {
        let progress = self.load_progress();
        let mut held = progress.reports + progress.community;
        for cycle in 0..progress.next {
            let left = self.left(cycle);
            held += left.reports + left.community;
        }
        for cycle in progress.next..=present {
            let fees = self.fees(cycle);
            held += fees.reports + fees.rolled + fees.community + fees.extra;
        }
        for number in 1..=earners {
            held += self.earner(Role::Expert, number).unclaimed();
            held += self.earner(Role::Platform, number).unclaimed();
        }
        held
    }
}

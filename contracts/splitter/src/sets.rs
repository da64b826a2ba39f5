//! Sets of co-creators: opening, accepting, claiming.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    encode::{emit, emit_dynamic, revert, Outcome},
    math::BPS,
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    claimable, key,
    ledger::whole_units,
    named,
    part::{Part, Terms},
    Splitter,
};

/// Most accounts of a set beside the vendor.
const MAX_CO_CREATORS: usize = 16;

impl Splitter {
    pub(crate) fn do_open_set(
        &mut self,
        vendor: Address,
        accounts: Vec<Address>,
        bps: Vec<u16>,
    ) -> Outcome<u64> {
        let account = self.vm().msg_sender();
        // The catalog is zero before it is named: nobody calls from there.
        if account != self.catalog.get() {
            return Err(revert(NotCatalog { account }));
        }
        check_parts(vendor, &accounts, &bps)?;
        // Cannot overflow: one set per transaction.
        let set = self.set_count() + 1;
        self.set_count.set(key(set));
        let mut words = self.sets.setter(key(set));
        let terms = Terms {
            vendor,
            ..Default::default()
        };
        words.terms.set(terms.pack());
        for (&account, &bps) in accounts.iter().zip(&bps) {
            let part = Part {
                bps,
                ..Default::default()
            };
            words.parts.insert(account, part.pack());
        }
        emit_dynamic(
            self.vm(),
            &[
                SetOpened::SIGNATURE_HASH,
                B256::from(word::uint64(set)),
                vendor.into_word(),
            ],
            (accounts, bps),
        );
        Ok(set)
    }

    pub(crate) fn do_accept(&mut self, set: u64) -> Outcome {
        let mut terms = self.known_terms(set)?;
        let account = self.vm().msg_sender();
        let mut part = self.load_part(set, account);
        if part.bps == 0 || part.accepted {
            return Err(revert(NotInvited { set, account }));
        }
        let lifetime = self.lifetime(set);
        terms.accept(&mut part, lifetime);
        let mut words = self.sets.setter(key(set));
        words.terms.set(terms.pack());
        words.parts.insert(account, part.pack());
        emit(
            self.vm(),
            CoCreatorAccepted {
                set,
                account,
                lifetime: U256::from(lifetime),
            },
        );
        Ok(())
    }

    pub(crate) fn do_claim_set(&mut self, set: u64, account: Address) -> Outcome<U256> {
        self.known_terms(set)?;
        let due = self.set_due(set, account);
        let amount = claimable(due)?;
        let mut part = self.load_part(set, account);
        part.drawn += due;
        self.sets
            .setter(key(set))
            .parts
            .insert(account, part.pack());
        emit(
            self.vm(),
            CoCreatorClaimed {
                set,
                account,
                amount,
            },
        );
        self.pay(account, amount)
    }

    /// What an account may claim of a set; nothing if it is not in it, or there is none.
    pub(crate) fn set_due(&self, set: u64, account: Address) -> u64 {
        let terms = self.load_terms(set);
        let part = self.load_part(set, account);
        let lifetime = self.lifetime(set);
        // Of an unknown set, zero is the vendor: but that set earned nothing.
        if account == terms.vendor {
            terms.due(lifetime, part.drawn)
        } else {
            part.due(lifetime)
        }
    }

    pub(crate) fn show_set(&self, set: u64) -> (Address, u16, U256, U256) {
        let terms = self.load_terms(set);
        let residual_bps = if terms.vendor.is_zero() {
            0
        } else {
            terms.residual_bps()
        };
        (
            terms.vendor,
            residual_bps,
            U256::from(terms.before),
            U256::from(self.lifetime(set)),
        )
    }

    pub(crate) fn load_part(&self, set: u64, account: Address) -> Part {
        Part::unpack(self.sets.getter(key(set)).parts.get(account))
    }

    fn load_terms(&self, set: u64) -> Terms {
        Terms::unpack(self.sets.getter(key(set)).terms.get())
    }

    fn known_terms(&self, set: u64) -> Outcome<Terms> {
        let terms = self.load_terms(set);
        if terms.vendor.is_zero() {
            return Err(revert(UnknownSet { set }));
        }
        Ok(terms)
    }

    /// PSC units that the set earned since it was opened. Nothing is taken off it by claims: those
    /// are kept with each account.
    fn lifetime(&self, set: u64) -> u64 {
        let (member, index) = self.current(self.sets.getter(key(set)).member.read());
        whole_units(member.earned(index))
    }
}

fn check_parts(vendor: Address, accounts: &[Address], bps: &[u16]) -> Outcome {
    named(vendor)?;
    if accounts.len() != bps.len() {
        return Err(revert(LengthMismatch {
            left: U256::from(accounts.len()),
            right: U256::from(bps.len()),
        }));
    }
    if accounts.len() > MAX_CO_CREATORS {
        return Err(revert(TooManyCoCreators {
            count: U256::from(accounts.len()),
            max: U256::from(MAX_CO_CREATORS),
        }));
    }
    for (index, &account) in accounts.iter().enumerate() {
        named(account)?;
        if account == vendor || accounts[..index].contains(&account) {
            return Err(revert(DuplicateCoCreator { account }));
        }
    }
    let sum: u64 = bps.iter().map(|&bps| u64::from(bps)).sum();
    if sum > BPS || bps.contains(&0) {
        return Err(revert(InvalidParts {
            sumBps: U256::from(sum),
        }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolError;

    fn account(number: u8) -> Address {
        Address::repeat_byte(number)
    }

    fn refusal(accounts: &[Address], bps: &[u16]) -> [u8; 4] {
        let data = check_parts(account(99), accounts, bps).unwrap_err();
        data[..4].try_into().unwrap()
    }

    #[test]
    fn parts_are_bounded() {
        let sixteen: Vec<Address> = (1..=16).map(account).collect();
        assert!(check_parts(account(99), &[], &[]).is_ok());
        assert!(check_parts(account(99), &sixteen, &[625; 16]).is_ok());
        assert!(check_parts(account(99), &sixteen[..2], &[1, 9_999]).is_ok());

        let seventeen: Vec<Address> = (1..=17).map(account).collect();
        assert_eq!(refusal(&seventeen, &[1; 17]), TooManyCoCreators::SELECTOR);
        assert_eq!(refusal(&sixteen, &[1; 15]), LengthMismatch::SELECTOR);
        assert_eq!(refusal(&sixteen[..2], &[1, 10_000]), InvalidParts::SELECTOR);
        assert_eq!(refusal(&sixteen[..2], &[0, 1]), InvalidParts::SELECTOR);
        assert_eq!(
            refusal(&[u16::MAX; 16].map(|_| account(1)), &[1; 16]),
            DuplicateCoCreator::SELECTOR
        );
        assert_eq!(refusal(&[account(99)], &[1]), DuplicateCoCreator::SELECTOR);
        assert_eq!(refusal(&[Address::ZERO], &[1]), ZeroAddress::SELECTOR);
        assert!(check_parts(Address::ZERO, &[], &[]).is_err());
        // The sum does not wrap.
        assert_eq!(refusal(&sixteen, &[u16::MAX; 16]), InvalidParts::SELECTOR);
    }
}

//! Events, and calls to other contracts, as the words that they consist of. One routine each serves
//! all of them: one per type of event and of arguments would take the contract over its limit of
//! size. What `abi.sol` says of their number is checked as they are compiled.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent, SolType, TopicList};
use common::{
    abi::{Encode, Reader, Returns},
    call::{call_with, view_with},
    encode::{emit_dynamic, Outcome},
};
use stylus_sdk::prelude::*;

use crate::Statements;

/// A list of static values, each a word.
pub struct Words<'a>(pub &'a [U256]);

impl Returns for Words<'_> {
    fn put_all(&self, data: &mut Vec<u8>) {
        for word in self.0 {
            word.put(data);
        }
    }
}

/// A number as a word.
pub fn n(value: impl Into<u64>) -> U256 {
    U256::from(value.into())
}

/// How many words a type takes; none for one that is dynamic.
const fn words_of(encoded_size: Option<usize>) -> usize {
    match encoded_size {
        Some(bytes) => bytes / 32,
        None => usize::MAX,
    }
}

impl Statements {
    /// Logs an event of static fields: the indexed ones, then the others.
    pub(crate) fn log<E: SolEvent, const T: usize, const F: usize>(
        &self,
        topics: [U256; T],
        fields: [U256; F],
    ) {
        const {
            assert!(<E::TopicList as TopicList>::COUNT == T + 1);
            assert!(words_of(<E::DataTuple<'static> as SolType>::ENCODED_SIZE) == F);
        }
        self.log_words(E::SIGNATURE_HASH, &topics, &fields);
    }

    #[inline(never)]
    fn log_words(&self, signature: B256, topics: &[U256], fields: &[U256]) {
        let mut all = Vec::with_capacity(4);
        all.push(signature);
        all.extend(topics.iter().map(|topic| B256::from(*topic)));
        emit_dynamic(self.vm(), &all, Words(fields));
    }

    /// Asks a contract.
    pub(crate) fn ask<C: SolCall, const A: usize>(
        &self,
        to: Address,
        arguments: [U256; A],
    ) -> Outcome<Vec<u8>> {
        const { assert!(words_of(<C::Parameters<'static> as SolType>::ENCODED_SIZE) == A) };
        self.ask_words(to, C::SELECTOR, &arguments)
    }

    #[inline(never)]
    fn ask_words(&self, to: Address, selector: [u8; 4], arguments: &[U256]) -> Outcome<Vec<u8>> {
        view_with(self.vm(), to, selector, Words(arguments))
    }

    /// Tells a contract to do something.
    pub(crate) fn tell<C: SolCall, const A: usize>(
        &mut self,
        to: Address,
        arguments: [U256; A],
    ) -> Outcome<Vec<u8>> {
        const { assert!(words_of(<C::Parameters<'static> as SolType>::ENCODED_SIZE) == A) };
        self.tell_words(to, C::SELECTOR, &arguments)
    }

    #[inline(never)]
    fn tell_words(
        &mut self,
        to: Address,
        selector: [u8; 4],
        arguments: &[U256],
    ) -> Outcome<Vec<u8>> {
        call_with(self, to, selector, Words(arguments))
    }
}

/// One of the words of an answer.
#[inline(never)]
pub fn word_at(answer: &[u8], index: usize) -> Outcome<U256> {
    let words = answer.get(index * 32..).unwrap_or_default();
    Reader::new(words).next()
}

/// The same as a number that the ABI says is small; what is beyond it no protocol contract answers.
pub fn number_at(answer: &[u8], index: usize) -> Outcome<u64> {
    Ok(word_at(answer, index)?.into_limbs()[0])
}

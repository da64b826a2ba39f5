//! Events, and calls to other contracts, as the words that they consist of. One routine each serves
//! all of a contract's: one per type of event and of arguments would take a large contract over its
//! limit of size. What the interface says of their number is checked as they are compiled.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent, SolType, TopicList};
use stylus_sdk::prelude::*;

use crate::{
    abi::{Encode, Reader, Returns},
    call::{call_with, view_with},
    encode::{emit_dynamic, Outcome},
};

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

/// What a contract logs and asks, in words.
pub trait Wire: TopLevelStorage + HostAccess + Sized {
    /// Logs an event of static fields: the indexed ones, then the others.
    fn log<E: SolEvent, const T: usize, const F: usize>(
        &self,
        topics: [U256; T],
        fields: [U256; F],
    ) {
        const {
            assert!(<E::TopicList as TopicList>::COUNT == T + 1);
            assert!(words_of(<E::DataTuple<'static> as SolType>::ENCODED_SIZE) == F);
        }
        log_words(self, E::SIGNATURE_HASH, &topics, &fields);
    }

    /// Asks a contract.
    ///
    /// # Errors
    /// The callee's own.
    fn ask<C: SolCall, const A: usize>(
        &self,
        to: Address,
        arguments: [U256; A],
    ) -> Outcome<Vec<u8>> {
        const { assert!(words_of(<C::Parameters<'static> as SolType>::ENCODED_SIZE) == A) };
        ask_words(self, to, C::SELECTOR, &arguments)
    }

    /// Tells a contract to do something.
    ///
    /// # Errors
    /// The callee's own.
    fn tell<C: SolCall, const A: usize>(
        &mut self,
        to: Address,
        arguments: [U256; A],
    ) -> Outcome<Vec<u8>> {
        const { assert!(words_of(<C::Parameters<'static> as SolType>::ENCODED_SIZE) == A) };
        tell_words(self, to, C::SELECTOR, &arguments)
    }
}

impl<S: TopLevelStorage + HostAccess> Wire for S {}

#[inline(never)]
fn log_words<S: HostAccess>(storage: &S, signature: B256, topics: &[U256], fields: &[U256]) {
    let mut all = Vec::with_capacity(4);
    all.push(signature);
    all.extend(topics.iter().map(|topic| B256::from(*topic)));
    emit_dynamic(storage.vm(), &all, Words(fields));
}

#[inline(never)]
fn ask_words<S>(storage: &S, to: Address, selector: [u8; 4], arguments: &[U256]) -> Outcome<Vec<u8>>
where
    S: HostAccess,
{
    view_with(storage.vm(), to, selector, Words(arguments))
}

#[inline(never)]
fn tell_words<S>(
    storage: &mut S,
    to: Address,
    selector: [u8; 4],
    arguments: &[U256],
) -> Outcome<Vec<u8>>
where
    S: TopLevelStorage + HostAccess,
{
    call_with(storage, to, selector, Words(arguments))
}

/// One of the words of an answer.
///
/// # Errors
/// An empty revert, if the answer is shorter.
#[inline(never)]
pub fn word_at(answer: &[u8], index: usize) -> Outcome<U256> {
    let words = answer.get(index * 32..).unwrap_or_default();
    Reader::new(words).next()
}

/// The same as a number that the ABI says is small; what is beyond it no protocol contract answers.
///
/// # Errors
/// As [`word_at`].
pub fn number_at(answer: &[u8], index: usize) -> Outcome<u64> {
    Ok(word_at(answer, index)?.into_limbs()[0])
}

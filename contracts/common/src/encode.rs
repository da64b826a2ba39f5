//! Custom errors as revert data, and events as logs, for types that `sol!` read from `abi.sol`.
//!
//! Both encode through one small routine over 32-byte words: the general encoder, instantiated
//! per type, would double the size of a program. It takes static fields only, which the compiler
//! checks ([`StaticTokens`]).

use alloc::vec::Vec;
use alloy_primitives::B256;
use alloy_sol_types::{abi::token::WordToken, SolError, SolEvent};
use stylus_sdk::prelude::*;

use crate::abi::Returns;

/// ABI-encoded revert data: what every fallible entry point returns as its error.
pub type Revert = Vec<u8>;

/// The outcome of an entry point.
pub type Outcome<T = ()> = Result<T, Revert>;

/// Encodes a custom error. Out of line: failing paths must not grow or slow the others.
#[cold]
#[inline(never)]
pub fn revert<E>(error: E) -> Revert
where
    E: SolError,
    for<'a> E::Token<'a>: StaticTokens,
{
    let mut data = Vec::from(E::SELECTOR);
    error.tokenize().write_to(&mut data);
    data
}

/// Emits an event whose unindexed fields are static.
#[inline(never)]
pub fn emit<H, E>(host: &H, event: E)
where
    H: Host + ?Sized,
    E: SolEvent,
    for<'a> E::DataToken<'a>: StaticTokens,
{
    let mut topics = [WordToken::default(); 4];
    // Fails only if there were more than four, which `sol!` refuses.
    let _ = event.encode_topics_raw(&mut topics);
    let count = <E::TopicList as alloy_sol_types::TopicList>::COUNT;
    let mut data = Vec::with_capacity(32 * 8);
    for topic in &topics[..count] {
        append(&mut data, topic);
    }
    event.tokenize_body().write_to(&mut data);
    host.emit_log(&data, count);
}

/// Emits an event with dynamic fields: its topics, and its other fields as a tuple. Their types
/// are the caller's to match with `abi.sol`.
pub fn emit_dynamic<H, T>(host: &H, topics: &[B256], fields: T)
where
    H: Host + ?Sized,
    T: Returns,
{
    let mut data = Vec::with_capacity(32 * 16);
    for topic in topics {
        data.extend_from_slice(topic.as_slice());
    }
    fields.put_all(&mut data);
    host.emit_log(&data, topics.len());
}

#[inline(never)]
fn append(data: &mut Vec<u8>, token: &WordToken) {
    data.extend_from_slice(token.as_slice());
}

/// Tokens that encode to one word each, without offsets.
pub trait StaticTokens {
    /// Appends the words.
    fn write_to(&self, data: &mut Vec<u8>);
}

macro_rules! static_tokens {
    ($($token:ident)*) => {
        impl StaticTokens for ($(word_token!($token),)*) {
            #[allow(non_snake_case, unused_variables)]
            fn write_to(&self, data: &mut Vec<u8>) {
                let ($($token,)*) = self;
                $(append(data, $token);)*
            }
        }
    };
}

macro_rules! word_token {
    ($token:ident) => {
        WordToken
    };
}

static_tokens!();
static_tokens!(A);
static_tokens!(A B);
static_tokens!(A B C);
static_tokens!(A B C D);
static_tokens!(A B C D E);
static_tokens!(A B C D E F);
static_tokens!(A B C D E F G);
static_tokens!(A B C D E F G H);
static_tokens!(A B C D E F G H I);
static_tokens!(A B C D E F G H I J);
static_tokens!(A B C D E F G H I J K);
static_tokens!(A B C D E F G H I J K L);
static_tokens!(A B C D E F G H I J K L M);
static_tokens!(A B C D E F G H I J K L M N);
static_tokens!(A B C D E F G H I J K L M N O);
static_tokens!(A B C D E F G H I J K L M N O P);

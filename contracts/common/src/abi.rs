//! ABI coding of what entry points take and return, a third of the size of the SDK's.
//!
//! The SDK instantiates alloy's general coder for every list of types, which alone would take a
//! contract over the size limit. Here each *type* has one small routine. Functions are written
//! once, in a block from which `#[dispatch::entry_points]` makes both the dispatching to them and
//! the interface.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, Bytes, FixedBytes, Uint, B256, U256};
use stylus_sdk::ArbResult;

use crate::{encode::Revert, word::Word};

// ---- reading

/// ABI-encoded values: words, and what their offsets lead to.
#[derive(Clone, Copy)]
pub struct Encoded<'a>(pub &'a [u8]);

/// Reads the values of a list in order.
pub struct Reader<'a> {
    values: Encoded<'a>,
    index: usize,
}

impl<'a> Reader<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self {
            values: Encoded(data),
            index: 0,
        }
    }

    /// The next value.
    ///
    /// # Errors
    /// No data, as Solidity: the calldata does not encode such a value.
    #[allow(clippy::should_implement_trait)]
    pub fn next<T: Decode>(&mut self) -> Result<T, Revert> {
        let value = T::decode(self.values, self.index);
        self.index += 1;
        value.ok_or(Vec::new())
    }
}

impl<'a> Encoded<'a> {
    /// The word with this number.
    #[inline(never)]
    fn word(self, index: usize) -> Option<&'a Word> {
        let start = index.checked_mul(32)?;
        self.0.get(start..)?.first_chunk()
    }

    /// A number of at most `bytes` bytes.
    #[inline(never)]
    fn small(self, index: usize, bytes: usize) -> Option<u64> {
        let word = self.word(index)?;
        let (zeros, value) = word.split_at(32 - bytes);
        if zeros.iter().any(|byte| *byte != 0) {
            return None;
        }
        Some(
            value
                .iter()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    }

    /// A length, and what follows it, at the offset that the word with this number gives.
    #[inline(never)]
    fn tail(self, index: usize) -> Option<(usize, &'a [u8])> {
        let offset = self.small(index, 4)? as usize;
        let rest = self.0.get(offset..)?;
        let length = Encoded(rest).small(0, 4)? as usize;
        Some((length, &rest[32..]))
    }
}

/// A type that calldata can carry.
pub trait Decode: Sized {
    /// The value whose word, or the offset to it, has this number in its list.
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self>;
}

impl Decode for U256 {
    #[inline(never)]
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        values.word(index).map(|word| Self::from_be_bytes(*word))
    }
}

impl Decode for B256 {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        values.word(index).map(|word| Self(*word))
    }
}

impl Decode for Address {
    #[inline(never)]
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let word = values.word(index)?;
        let (zeros, address) = word.split_at(12);
        if zeros.iter().any(|byte| *byte != 0) {
            return None;
        }
        address.first_chunk().map(|bytes| Self(FixedBytes(*bytes)))
    }
}

impl Decode for bool {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        match values.small(index, 1)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

macro_rules! small_integers {
    ($($integer:ty: $bytes:literal;)*) => {$(
        impl Decode for $integer {
            fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
                values.small(index, $bytes).map(|value| value as $integer)
            }
        }

        impl Encode for $integer {
            fn put(&self, data: &mut Vec<u8>) {
                put_small(data, u64::from(*self));
            }
        }
    )*};
}

small_integers! { u8: 1; u16: 2; u32: 4; u64: 8; }

impl Decode for Uint<48, 1> {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        values.small(index, 6).map(Self::from)
    }
}

impl Decode for FixedBytes<4> {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let (bytes, zeros) = values.word(index)?.split_first_chunk::<4>()?;
        zeros.iter().all(|byte| *byte == 0).then_some(Self(*bytes))
    }
}

impl Decode for Bytes {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let (length, rest) = values.tail(index)?;
        rest.get(..length).map(Self::copy_from_slice)
    }
}

/// `bytes` as a contract takes them where its interface is not exported: alloy's can be shared, and
/// what that takes weighs two kilobytes.
pub struct Raw(Vec<u8>);

impl core::ops::Deref for Raw {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Decode for Raw {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let (length, rest) = values.tail(index)?;
        rest.get(..length).map(|bytes| Self(Vec::from(bytes)))
    }
}

impl Decode for String {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let (length, rest) = values.tail(index)?;
        core::str::from_utf8(rest.get(..length)?)
            .ok()
            .map(Self::from)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(values: Encoded<'_>, index: usize) -> Option<Self> {
        let (length, rest) = values.tail(index)?;
        // Each element takes a word at least: no length makes this allocate more than was sent.
        if length > rest.len() / 32 {
            return None;
        }
        let elements = Encoded(rest);
        let mut list = Self::with_capacity(length);
        for number in 0..length {
            list.push(T::decode(elements, number)?);
        }
        Some(list)
    }
}

// ---- writing

/// A type that can be encoded: as a word, or, if dynamic, behind an offset.
pub trait Encode {
    /// Whether the value stands behind an offset.
    const DYNAMIC: bool = false;

    /// Appends the value itself.
    fn put(&self, data: &mut Vec<u8>);
}

#[inline(never)]
fn put_small(data: &mut Vec<u8>, value: u64) {
    data.extend_from_slice(&[0; 24]);
    data.extend_from_slice(&value.to_be_bytes());
}

/// Appends bytes and zeros up to the next whole word.
#[inline(never)]
fn put_padded(data: &mut Vec<u8>, bytes: &[u8]) {
    data.extend_from_slice(bytes);
    let over = bytes.len() % 32;
    if over != 0 {
        data.extend_from_slice(&[0; 32][over..]);
    }
}

/// Where a list begins, and where the offset of its next dynamic value belongs.
struct List {
    start: usize,
    head: usize,
}

impl List {
    fn new(data: &[u8]) -> Self {
        Self {
            start: data.len(),
            head: data.len(),
        }
    }

    /// First pass: a value's word, or a place for its offset.
    fn put_head<T: Encode>(data: &mut Vec<u8>, value: &T) {
        if T::DYNAMIC {
            put_small(data, 0);
        } else {
            value.put(data);
        }
    }

    /// Second pass: a dynamic value, and its offset in the place kept.
    fn put_tail<T: Encode>(&mut self, data: &mut Vec<u8>, value: &T) {
        if T::DYNAMIC {
            self.put_offset(data);
            value.put(data);
        }
        self.head += 32;
    }

    #[inline(never)]
    fn put_offset(&self, data: &mut [u8]) {
        let offset = (data.len() - self.start) as u64;
        data[self.head + 24..self.head + 32].copy_from_slice(&offset.to_be_bytes());
    }
}

impl Encode for U256 {
    #[inline(never)]
    fn put(&self, data: &mut Vec<u8>) {
        data.extend_from_slice(&self.to_be_bytes::<32>());
    }
}

/// Numbers of between 64 and 256 bits.
macro_rules! wide_integers {
    ($($bits:literal, $limbs:literal;)*) => {$(
        impl Encode for Uint<$bits, $limbs> {
            fn put(&self, data: &mut Vec<u8>) {
                U256::from(*self).put(data);
            }
        }
    )*};
}

wide_integers! { 48, 1; 208, 4; }

impl Encode for B256 {
    fn put(&self, data: &mut Vec<u8>) {
        put_padded(data, self.as_slice());
    }
}

impl Encode for FixedBytes<1> {
    fn put(&self, data: &mut Vec<u8>) {
        put_padded(data, self.as_slice());
    }
}

impl Encode for FixedBytes<4> {
    fn put(&self, data: &mut Vec<u8>) {
        put_padded(data, self.as_slice());
    }
}

impl Encode for Bytes {
    const DYNAMIC: bool = true;

    fn put(&self, data: &mut Vec<u8>) {
        self[..].put(data);
    }
}

impl Encode for Address {
    #[inline(never)]
    fn put(&self, data: &mut Vec<u8>) {
        data.extend_from_slice(&[0; 12]);
        data.extend_from_slice(self.as_slice());
    }
}

impl Encode for bool {
    fn put(&self, data: &mut Vec<u8>) {
        put_small(data, u64::from(*self));
    }
}

impl Encode for String {
    const DYNAMIC: bool = true;

    fn put(&self, data: &mut Vec<u8>) {
        self.as_bytes().put(data);
    }
}

/// Encodes as `bytes`.
impl Encode for [u8] {
    const DYNAMIC: bool = true;

    #[inline(never)]
    fn put(&self, data: &mut Vec<u8>) {
        put_small(data, self.len() as u64);
        put_padded(data, self);
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    const DYNAMIC: bool = T::DYNAMIC;

    fn put(&self, data: &mut Vec<u8>) {
        (*self).put(data);
    }
}

impl<T: Encode> Encode for Vec<T> {
    const DYNAMIC: bool = true;

    fn put(&self, data: &mut Vec<u8>) {
        put_small(data, self.len() as u64);
        let mut list = List::new(data);
        for value in self {
            List::put_head(data, value);
        }
        for value in self {
            list.put_tail(data, value);
        }
    }
}

/// What a function returns: one value, or a tuple of several.
pub trait Returns {
    /// Appends the encoding of the whole list.
    fn put_all(&self, data: &mut Vec<u8>);
}

macro_rules! lists {
    ($(($($value:ident)*))*) => {$(
        impl<$($value: Encode),*> Returns for ($($value,)*) {
            #[allow(non_snake_case, unused_variables, unused_mut)]
            fn put_all(&self, data: &mut Vec<u8>) {
                let ($($value,)*) = self;
                let mut list = List::new(data);
                $(List::put_head(data, $value);)*
                $(list.put_tail(data, $value);)*
            }
        }
    )*};
}

lists! {
    ()
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M)
    (A B C D E F G H I J K L M N)
    (A B C D E F G H I J K L M N O)
    (A B C D E F G H I J K L M N O P)
}

macro_rules! single_values {
    ($($single:ty)*) => {$(
        impl Returns for $single {
            fn put_all(&self, data: &mut Vec<u8>) {
                (self,).put_all(data);
            }
        }
    )*};
}

single_values! { bool u8 u16 u32 u64 U256 Uint<48, 1> Address B256 FixedBytes<4> String }

impl<T: Encode> Returns for Vec<T> {
    fn put_all(&self, data: &mut Vec<u8>) {
        (self,).put_all(data);
    }
}

/// The encoding of a list of values.
pub fn encode<T: Returns>(values: T) -> Vec<u8> {
    let mut data = Vec::with_capacity(32);
    values.put_all(&mut data);
    data
}

/// What an entry point ends with: a value, or revert data in its place.
pub trait Finish {
    fn finish(self) -> ArbResult;
}

impl<T: Returns> Finish for T {
    fn finish(self) -> ArbResult {
        Ok(encode(self))
    }
}

impl<T: Returns> Finish for Result<T, Revert> {
    fn finish(self) -> ArbResult {
        self.map(encode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{sol_data, SolType, SolValue};
    use proptest::prelude::*;

    fn addresses() -> impl Strategy<Value = Address> {
        any::<[u8; 20]>().prop_map(Address::from)
    }

    fn numbers() -> impl Strategy<Value = U256> {
        any::<[u64; 4]>().prop_map(U256::from_limbs)
    }

    type Mixed = (
        Address,
        U256,
        bool,
        u64,
        String,
        Vec<Address>,
        Vec<Vec<U256>>,
        B256,
    );

    fn mixed() -> impl Strategy<Value = Mixed> {
        (
            addresses(),
            numbers(),
            any::<bool>(),
            any::<u64>(),
            ".{0,40}",
            prop::collection::vec(addresses(), 0..5),
            prop::collection::vec(prop::collection::vec(numbers(), 0..3), 0..4),
            any::<[u8; 32]>().prop_map(B256::from),
        )
    }

    proptest! {
        #[test]
        fn encoding_equals_alloys(values in mixed()) {
            let expected = values.abi_encode_params();
            prop_assert_eq!(encode(values), expected);
        }

        #[test]
        fn decoding_reverses_alloys_encoding(values in mixed()) {
            let data = values.abi_encode_params();
            let mut reader = Reader::new(&data);
            let read: Mixed = (
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
                reader.next().unwrap(),
            );
            prop_assert_eq!(read, values);
        }

        #[test]
        fn bytes_lists_are_read_as_alloy_writes_them(list in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..70), 0..4)) {
            let list: Vec<Bytes> = list.into_iter().map(Bytes::from).collect();
            let data = (list.clone(),).abi_encode_params();
            prop_assert_eq!(&Reader::new(&data).next::<Vec<Bytes>>().unwrap(), &list);
            let raw = Reader::new(&data).next::<Vec<Raw>>().unwrap();
            prop_assert!(raw.iter().map(|raw| &**raw).eq(list.iter().map(|bytes| &**bytes)));
        }

        /// Whatever is sent is either read as alloy reads it or refused; it never panics.
        #[test]
        fn hostile_data_is_refused_as_alloy_refuses_it(
            words in prop::collection::vec(prop_oneof![0u64..200, any::<u64>()], 0..12), cut in 0usize..32,
        ) {
            let mut data: Vec<u8> = words.iter().flat_map(|w| U256::from(*w).to_be_bytes::<32>()).collect();
            data.truncate(data.len().saturating_sub(cut));
            let ours = Reader::new(&data).next::<Vec<Address>>();
            type List = (sol_data::Array<sol_data::Address>,);
            if let Ok(list) = &ours {
                let (theirs,) = List::abi_decode_params_validate(&data).unwrap();
                prop_assert_eq!(list, &theirs);
            }
            let _ = Reader::new(&data).next::<Vec<Bytes>>();
            let _ = Reader::new(&data).next::<String>();
        }
    }

    #[test]
    fn every_type_is_encoded_as_solidity_does() {
        let number = U256::from(0xab).abi_encode();
        assert_eq!(encode(0xabu8), number);
        assert_eq!(encode(0xabu16), number);
        assert_eq!(encode(0xabu32), number);
        assert_eq!(encode(Uint::<48, 1>::from(0xab)), number);
        assert_eq!(encode((Uint::<208, 4>::from(0xab),)), number);
        assert_eq!(encode(false), U256::ZERO.abi_encode());
        let aligned = |bytes: &[u8]| [bytes, &[0; 32][bytes.len()..]].concat();
        assert_eq!(encode((FixedBytes([1]),)), aligned(&[1]));
        assert_eq!(encode(FixedBytes([1, 2, 3, 4])), aligned(&[1, 2, 3, 4]));
        let bytes = Bytes::from_static(b"thirty-three bytes make two words");
        assert_eq!(encode((&bytes,)), (bytes.clone(),).abi_encode_params());
        assert_eq!(
            encode((&bytes[..], 5u64)),
            (bytes, 5u64).abi_encode_params()
        );
        let list = vec![3u64, 5];
        assert_eq!(encode(list.clone()), (list,).abi_encode_params());
    }

    #[test]
    fn an_entry_point_ends_with_its_value_or_its_reason() {
        assert_eq!(5u64.finish(), Ok(encode(5u64)));
        assert_eq!(Ok::<_, Revert>(5u64).finish(), Ok(encode(5u64)));
        assert_eq!(Err::<u64, _>(vec![1, 2]).finish(), Err(vec![1, 2]));
    }

    #[test]
    fn small_numbers_end_where_their_types_do() {
        fn ends_at<T: Decode + Into<u64>>(most: T) {
            let most: u64 = most.into();
            let read = |value: U256| Reader::new(&value.to_be_bytes::<32>()).next::<T>();
            assert_eq!(read(U256::from(most)).unwrap().into(), most);
            assert!(read(U256::from(most) + U256::from(1)).is_err());
        }
        ends_at(u8::MAX);
        ends_at(u16::MAX);
        ends_at(u32::MAX);
        ends_at(u64::MAX);
    }

    #[test]
    fn dirty_padding_is_refused() {
        let word = U256::MAX.to_be_bytes::<32>();
        assert!(Reader::new(&word).next::<Address>().is_err());
        assert!(Reader::new(&word).next::<bool>().is_err());
        assert!(Reader::new(&word).next::<u8>().is_err());
        assert!(Reader::new(&word).next::<u64>().is_err());
        assert!(Reader::new(&word).next::<U256>().is_ok());
        assert!(Reader::new(&word[..31]).next::<U256>().is_err());
    }

    #[test]
    fn selectors_and_small_numbers_are_read_strictly() {
        let mut word = [0; 32];
        word[..4].copy_from_slice(&[1, 2, 3, 4]);
        assert_eq!(
            Reader::new(&word).next::<FixedBytes<4>>().unwrap(),
            FixedBytes([1, 2, 3, 4])
        );
        word[31] = 1;
        assert!(Reader::new(&word).next::<FixedBytes<4>>().is_err());
        let most = U256::from((1u64 << 48) - 1);
        let word = most.to_be_bytes::<32>();
        assert_eq!(
            Reader::new(&word).next::<Uint<48, 1>>().unwrap(),
            Uint::<48, 1>::MAX
        );
        let word = (most + U256::from(1)).to_be_bytes::<32>();
        assert!(Reader::new(&word).next::<Uint<48, 1>>().is_err());
    }

    /// Before one of them is read: memory is reserved for as many as there are said to be.
    #[test]
    fn a_list_of_more_elements_than_words_is_refused() {
        struct Unread;
        impl Decode for Unread {
            fn decode(_: Encoded<'_>, _: usize) -> Option<Self> {
                Some(Self)
            }
        }
        for (words, fits) in [(3, true), (2, true), (1, false), (0, false)] {
            let mut data = [U256::from(32), U256::from(2)]
                .map(|w| w.to_be_bytes::<32>())
                .concat();
            data.resize(data.len() + 32 * words, 0);
            assert_eq!(Reader::new(&data).next::<Vec<Unread>>().is_ok(), fits);
        }
    }

    #[test]
    fn a_length_beyond_the_data_allocates_nothing() {
        let data = [U256::from(32), U256::from(u32::MAX)]
            .map(|w| w.to_be_bytes::<32>())
            .concat();
        assert!(Reader::new(&data).next::<Vec<U256>>().is_err());
        assert!(Reader::new(&data).next::<Bytes>().is_err());
    }
}

//! Lists of calls, as governor and timelock hash them and pass them on.
//!
//! `hashProposal`, `hashOperationBatch`, `scheduleBatch` and `executeBatch` all encode the same
//! three lists, followed by one to three words: one routine serves them all. Ids are hashes of
//! this encoding, never of what was sent: calldata may encode the same lists in other ways.

use alloc::vec::Vec;
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};

use crate::{abi::Encode, word::Word};

/// Calls in their order: `values[i]` wei and `payloads[i]` go to `targets[i]`.
#[derive(Debug)]
pub struct Batch {
    pub targets: Vec<Address>,
    pub values: Vec<U256>,
    pub payloads: Vec<Bytes>,
}

impl Batch {
    /// Whether each call has its value and payload.
    pub fn is_even(&self) -> bool {
        self.targets.len() == self.values.len() && self.targets.len() == self.payloads.len()
    }

    /// Whether it is made of calls of one function of one contract, without ether, and nothing else.
    pub fn only_calls(&self, target: Address, selector: [u8; 4]) -> bool {
        !self.targets.is_empty()
            && self.targets.iter().all(|called| *called == target)
            && self.values.iter().all(U256::is_zero)
            && self.payloads.iter().all(|data| data.starts_with(&selector))
    }

    /// `prefix`, then `abi.encode(targets, values, payloads, words...)`.
    pub fn encode(&self, prefix: &[u8], words: &[Word]) -> Vec<u8> {
        let head = 32 * (3 + words.len());
        // Room for everything: memory that a growing list leaves behind is not used again.
        let payloads: usize = self.payloads.iter().map(|payload| payload.len() + 96).sum();
        let lists = 32 * (3 + self.targets.len() + self.values.len()) + payloads;
        let mut data = Vec::with_capacity(prefix.len() + head + lists);
        data.extend_from_slice(prefix);
        let start = data.len();
        data.resize(start + 96, 0);
        data.extend_from_slice(words.as_flattened());
        put_offset(&mut data, start, 0);
        self.targets.put(&mut data);
        put_offset(&mut data, start, 1);
        self.values.put(&mut data);
        put_offset(&mut data, start, 2);
        self.payloads.put(&mut data);
        data
    }

    /// `keccak256(abi.encode(targets, values, payloads, words...))`.
    pub fn hash(&self, words: &[Word]) -> B256 {
        keccak256(self.encode(&[], words))
    }
}

/// The next byte is the first of the list whose offset has this number.
fn put_offset(data: &mut [u8], start: usize, number: usize) {
    let offset = (data.len() - start) as u64;
    let place = start + 32 * number + 24;
    data[place..place + 8].copy_from_slice(&offset.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::SolValue;
    use proptest::prelude::*;

    fn batches() -> impl Strategy<Value = Batch> {
        let calls = (
            any::<[u8; 20]>().prop_map(Address::from),
            any::<[u64; 4]>().prop_map(U256::from_limbs),
            prop::collection::vec(any::<u8>(), 0..70).prop_map(Bytes::from),
        );
        prop::collection::vec(calls, 0..5).prop_map(|calls| Batch {
            targets: calls.iter().map(|call| call.0).collect(),
            values: calls.iter().map(|call| call.1).collect(),
            payloads: calls.iter().map(|call| call.2.clone()).collect(),
        })
    }

    proptest! {
        #[test]
        fn encoding_equals_alloys(batch in batches(), words in any::<[[u8; 32]; 3]>(), prefix in any::<[u8; 4]>()) {
            let Batch { targets, values, payloads } = &batch;
            let [a, b, c] = words.map(B256::from);
            let lists = (targets.clone(), values.clone(), payloads.clone());
            let one = (lists.0.clone(), lists.1.clone(), lists.2.clone(), a).abi_encode_params();
            prop_assert_eq!(batch.encode(&[], &words[..1]), one.clone());
            prop_assert_eq!(batch.hash(&words[..1]), keccak256(one));
            let three = (lists.0, lists.1, lists.2, a, b, c).abi_encode_params();
            prop_assert_eq!(batch.encode(&prefix, &words), [&prefix[..], &three].concat());
        }

        #[test]
        fn room_is_made_once(batch in batches(), words in any::<[[u8; 32]; 2]>()) {
            let data = batch.encode(&[], &words);
            prop_assert!(data.capacity() >= data.len() && data.capacity() <= data.len() + 64 * batch.payloads.len());
        }
    }

    #[test]
    fn a_batch_of_one_function_is_told_from_any_other() {
        let (here, there) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let batch = |calls: &[(Address, u64, &'static [u8])]| Batch {
            targets: calls.iter().map(|call| call.0).collect(),
            values: calls.iter().map(|call| U256::from(call.1)).collect(),
            payloads: calls
                .iter()
                .map(|call| Bytes::from_static(call.2))
                .collect(),
        };
        let is_one = |calls: &[_]| batch(calls).only_calls(here, *b"abcd");
        assert!(is_one(&[(here, 0, b"abcd"), (here, 0, b"abcdef")]));
        assert!(!is_one(&[]));
        assert!(!is_one(&[(here, 0, b"abcd"), (there, 0, b"abcd")]));
        assert!(!is_one(&[(here, 0, b"abcd"), (here, 1, b"abcd")]));
        assert!(!is_one(&[(here, 0, b"abcd"), (here, 0, b"abce")]));
        assert!(!is_one(&[(here, 0, b"abc")]));
    }

    #[test]
    fn lists_of_different_lengths_are_uneven() {
        let batch = |targets, values, payloads| Batch {
            targets: alloc::vec![Address::ZERO; targets],
            values: alloc::vec![U256::ZERO; values],
            payloads: alloc::vec![Bytes::new(); payloads],
        };
        assert!(batch(2, 2, 2).is_even() && batch(0, 0, 0).is_even());
        assert!(
            !batch(2, 1, 2).is_even() && !batch(2, 2, 1).is_even() && !batch(1, 2, 2).is_even()
        );
    }
}

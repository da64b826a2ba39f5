//! 32-byte ABI words and their hashes.

use alloy_primitives::{keccak256, Address, B256, U256};

/// One ABI word.
pub type Word = [u8; 32];

/// The word of an address: 12 zero bytes, then the address.
pub fn address(value: Address) -> Word {
    value.into_word().0
}

/// The word of an unsigned integer, big-endian.
pub fn uint(value: U256) -> Word {
    value.to_be_bytes()
}

/// The word of a small unsigned integer, big-endian.
pub fn uint64(value: u64) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    word
}

/// `keccak256(abi.encode(...))` of static values.
pub fn hash(words: &[Word]) -> B256 {
    keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_right_aligned() {
        let account = Address::repeat_byte(0xab);
        assert_eq!(address(account)[..12], [0; 12]);
        assert_eq!(address(account)[12..], account.0);
        assert_eq!(uint64(0x0102), uint(U256::from(0x0102)));
    }

    #[test]
    fn hash_is_that_of_the_concatenation() {
        assert_eq!(
            hash(&[[1; 32], [2; 32]]),
            keccak256([[1u8; 32], [2; 32]].concat())
        );
    }
}

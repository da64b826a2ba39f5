//! `#proposer=0x...` at the end of a description: nobody else may make this proposal, so that it
//! cannot be copied out of the mempool and then canceled.

use alloy_primitives::Address;

const MARKER: &[u8; 10] = b"#proposer=";
/// `0x` and 40 hexadecimal digits.
const ADDRESS_LENGTH: usize = 42;

/// For whom the description reserves the proposal; `None` for anybody. What does not spell an
/// address reserves nothing.
pub fn reserved_for(description: &[u8]) -> Option<Address> {
    let (head, address) = description.split_last_chunk::<ADDRESS_LENGTH>()?;
    if !head.ends_with(MARKER) {
        return None;
    }
    let (prefix, digits) = address.split_first_chunk::<2>()?;
    if prefix != b"0x" {
        return None;
    }
    let mut bytes = [0; 20];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(Address::new(bytes))
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        b'A'..=b'F' => Some(letter - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_address_is_read_in_either_case(bytes in any::<[u8; 20]>(), text in ".{0,60}") {
            let address = Address::from(bytes);
            for spelled in [format!("{address:#x}"), address.to_string()] {
                let description = format!("{text}#proposer={spelled}");
                prop_assert_eq!(reserved_for(description.as_bytes()), Some(address));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in prop::collection::vec(any::<u8>(), 0..120)) {
            reserved_for(&text);
        }
    }

    #[test]
    fn only_the_very_end_counts() {
        let suffix = "#proposer=0x00000000000000000000000000000000000000aB";
        assert_eq!(
            reserved_for(suffix.as_bytes()),
            Some(Address::with_last_byte(0xab))
        );
        for other in [
            format!("{suffix} "),
            format!("{suffix}0"),
            suffix.replace('#', " "),
            suffix.replace("0x", "0X"),
            suffix.replace("aB", "ag"),
            suffix[1..].to_owned(),
            String::new(),
        ] {
            assert_eq!(reserved_for(other.as_bytes()), None, "{other}");
        }
    }
}

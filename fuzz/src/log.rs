//! Logs as the indexer decodes them into rows: of any contract, with any topics and data.

use alloy::{
    json_abi::Event,
    primitives::{Address, B256, Bytes},
};
use arbitrary::{Result, Unstructured};
use productshare_abi::Contract;
use productshare_indexer::{
    Deployment,
    chain::{BlockId, RawLog},
    projections::{Changes, Projector},
};

use crate::ground::INTERFACES;

/// Either rows or an error that says where, never a panic; and of a stranger always an error.
pub fn check(data: &[u8]) {
    let _ = check_logs(&mut Unstructured::new(data));
}

fn check_logs(input: &mut Unstructured) -> Result<()> {
    let mut addresses = [Address::ZERO; Contract::ALL.len()];
    for (number, address) in (1..).zip(&mut addresses) {
        *address = Address::repeat_byte(number);
    }
    let projector = Projector {
        deployment: Deployment {
            chain_id: 412_346,
            start_block: 1,
            addresses,
        },
    };
    let mut changes = Changes::default();
    for log_index in 0..input.int_in_range(1..=8)? {
        let at = input.choose_index(Contract::ALL.len())?;
        let events: Vec<&Event> = INTERFACES[at].events().collect();
        let event = *input.choose(&events)?;
        let mut topics = vec![event.selector()];
        for _ in event.inputs.iter().filter(|input| input.indexed) {
            topics.push(word(input)?);
        }
        if input.ratio(1, 8)? {
            topics.truncate(input.int_in_range(0..=4)?);
        }
        let mut data = Vec::new();
        for _ in 0..input.int_in_range(0..=16)? {
            data.extend_from_slice(&word(input)?[..]);
        }
        if input.ratio(1, 8)? {
            let length = input.int_in_range(0..=data.len())?;
            data.truncate(length);
        }
        let stranger = input.ratio(1, 32)?;
        let log = RawLog {
            block: BlockId {
                number: u64::from(input.arbitrary::<u32>()?),
                hash: B256::ZERO,
            },
            log_index,
            transaction: B256::ZERO,
            address: if stranger {
                Address::ZERO
            } else {
                addresses[at]
            },
            topics,
            data: Bytes::from(data),
            time: None,
        };
        match projector.apply(&log, &mut changes) {
            Ok(()) => assert!(!stranger, "a stranger's log was taken"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    Ok(())
}

/// Offsets, lengths and numbers are small as a rule.
fn word(input: &mut Unstructured) -> Result<B256> {
    Ok(match input.int_in_range(0..=4u8)? {
        0 => B256::left_padding_from(&(32 * input.int_in_range(0..=16u16)?).to_be_bytes()),
        1 => B256::with_last_byte(input.arbitrary()?),
        2 => B256::left_padding_from(&input.arbitrary::<[u8; 8]>()?),
        3 => B256::left_padding_from(&input.arbitrary::<[u8; 20]>()?),
        _ => B256::from(input.arbitrary::<[u8; 32]>()?),
    })
}

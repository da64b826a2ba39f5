//! What a node answers the indexer: headers and logs as JSON, from a server that may be lagging, broken or hostile.

use alloy_primitives::Address;
use productshare_indexer::chain::wire;
use serde_json::{json, value::RawValue};

/// What gets past is in order, of the contracts asked for and within what the database can hold.
pub fn check(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else {
        return;
    };
    let Some(raw) = std::str::from_utf8(text)
        .ok()
        .and_then(|text| RawValue::from_string(text.to_owned()).ok())
    else {
        return;
    };
    let answer = Ok(raw);
    if kind % 2 == 0 {
        if let Ok(header) = wire::header(&answer) {
            assert!(header.number <= i64::MAX as u64 && header.time <= i64::MAX as u64);
        }
        return;
    }
    let asked = [Address::repeat_byte(0x11), Address::repeat_byte(0x22)];
    let Ok(logs) = wire::logs(&answer, &asked) else {
        return;
    };
    for pair in logs.windows(2) {
        let place = |at: usize| (pair[at].block.number, pair[at].log_index);
        assert!(place(0) < place(1));
        assert!(
            pair[0].block.number != pair[1].block.number
                || pair[0].block.hash == pair[1].block.hash
        );
    }
    for log in &logs {
        assert!(asked.contains(&log.address) && log.topics.len() <= 4);
        assert!(i64::try_from(log.block.number).is_ok() && i32::try_from(log.log_index).is_ok());
        assert!(log.time.is_none_or(|time| i64::try_from(time).is_ok()));
    }
    // Told again in its plain form, it is the same.
    let plain: Vec<_> = logs
        .iter()
        .map(|log| {
            json!({
                "address": log.address, "topics": log.topics, "data": log.data, "blockHash": log.block.hash,
                "blockNumber": format!("{:#x}", log.block.number), "transactionHash": log.transaction,
                "logIndex": format!("{:#x}", log.log_index),
                "blockTimestamp": log.time.map(|time| format!("{time:#x}")),
            })
        })
        .collect();
    let plain = serde_json::value::to_raw_value(&plain).expect("JSON");
    let again = wire::logs(&Ok(plain), &asked).expect("its plain form is read");
    let shown = |logs: &[_]| format!("{logs:?}");
    assert_eq!(shown(&logs), shown(&again));
}

//! What a node answers the indexer: headers and logs as JSON, from a server that may be lagging, broken or hostile.

use alloy_primitives::Address;
use productshare_indexer::chain::{
    RawLog, RpcError,
    stream::LogReader,
    wire::{self, Answer, Body, Reply},
};
use serde_json::{json, value::RawValue};

/// What gets past is in order, of the contracts asked for and within what the database can hold.
pub fn check(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else {
        return;
    };
    if kind % 3 == 2 {
        in_parts(usize::from(kind / 3) + 1, text);
        return;
    }
    let Some(raw) = std::str::from_utf8(text)
        .ok()
        .and_then(|text| RawValue::from_string(text.to_owned()).ok())
    else {
        return;
    };
    let answer: Answer = Ok(Body::Json(raw));
    if kind % 3 == 0 {
        if let Ok(header) = wire::header(&answer) {
            assert!(header.number <= i64::MAX as u64 && header.time <= i64::MAX as u64);
        }
        return;
    }
    let asked = [Address::repeat_byte(0x11), Address::repeat_byte(0x22)];
    let Ok(logs) = wire::logs(answer, &asked) else {
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
    let again = wire::logs(Ok(Body::Json(plain)), &asked).expect("its plain form is read");
    assert_eq!(logs, again);
}

/// A list of logs that is read while it comes is the list that is read at once.
fn in_parts(size: usize, text: &[u8]) {
    let read = || -> Result<Option<Vec<RawLog>>, RpcError> {
        let mut reader = LogReader::default();
        for part in text.chunks(size) {
            reader.feed(part)?;
        }
        let (around, logs) = reader.finish();
        Reply::read(&around)?.answer()?;
        Ok(logs)
    };
    let Ok(Some(logs)) = read() else {
        return;
    };
    // One that names results in several places may mean either.
    if text
        .windows(8)
        .filter(|part| *part == b"\"result\"")
        .count()
        > 1
    {
        return;
    }
    let whole = Reply::read(text)
        .and_then(Reply::answer)
        .expect("read in parts, and not at once");
    let mut asked: Vec<_> = logs.iter().map(|log| log.address).collect();
    asked.dedup();
    match wire::logs(Ok(whole), &asked) {
        Ok(whole) => assert_eq!(logs, whole),
        // In no order: that is looked at once all are there.
        Err(error) => assert!(
            error.to_string().contains("order") || error.to_string().contains("two hashes"),
            "{error}"
        ),
    }
}

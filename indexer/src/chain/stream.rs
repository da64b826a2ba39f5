//! A long list of logs, read while it comes: neither the answer's text nor a second form of the list is ever held whole.

use super::{RawLog, RpcError, wire::WireLog};

/// Where the result must have begun: what is before it is the version and the id. Nobody can have a long answer searched
/// again with each of its parts.
const HEAD_BYTES: usize = 4 << 10;

/// Reads one JSON-RPC answer whose result is a list of logs.
#[derive(Debug, Default)]
pub struct LogReader {
    /// The answer without what is in the list.
    around: Vec<u8>,
    /// Text of the list that is not read yet: less than a log, and what came last.
    open: Vec<u8>,
    place: Place,
    logs: Vec<RawLog>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    /// Where a log may come, or the list end.
    AtFirst,
    /// After a log.
    AfterLog,
    /// After a comma.
    AtNext,
    After,
}

impl LogReader {
    /// Takes the next part.
    ///
    /// # Errors
    /// `Malformed` as soon as something in the list is no log.
    pub fn feed(&mut self, part: &[u8]) -> Result<(), RpcError> {
        match self.place {
            Place::Before => {
                let searched = self.around.len() > HEAD_BYTES;
                self.around.extend_from_slice(part);
                if !searched && let Some(begin) = list_begin(&self.around) {
                    self.open = self.around.split_off(begin);
                    self.place = Place::AtFirst;
                }
            }
            Place::After => self.around.extend_from_slice(part),
            _ => self.open.extend_from_slice(part),
        }
        let read = self.read_open()?;
        self.open.drain(..read);
        Ok(())
    }

    /// The answer with an empty list, and what was in the list; `None` where there was none.
    pub fn finish(mut self) -> (Vec<u8>, Option<Vec<RawLog>>) {
        // Cut short: that shows when it is parsed.
        self.around.append(&mut self.open);
        let logs = (self.place == Place::After).then_some(self.logs);
        (self.around, logs)
    }

    /// Reads what is whole in `open`; returns how many bytes that is.
    fn read_open(&mut self) -> Result<usize, RpcError> {
        let malformed = |what: &str| RpcError::Malformed(format!("a list of logs with {what}"));
        let mut at = 0;
        while let Some(&byte) = self.open.get(at) {
            match (byte, self.place) {
                (b' ' | b'\n' | b'\r' | b'\t', _) => at += 1,
                (b',', Place::AfterLog) => {
                    self.place = Place::AtNext;
                    at += 1;
                }
                (b']', Place::AtFirst | Place::AfterLog) => {
                    self.place = Place::After;
                    self.around.extend(self.open.drain(..).skip(at));
                    return Ok(0);
                }
                (b'{', Place::AtFirst | Place::AtNext) => {
                    let mut values = serde_json::Deserializer::from_slice(&self.open[at..])
                        .into_iter::<WireLog>();
                    match values.next() {
                        Some(Ok(log)) => {
                            self.logs.push(log.read()?);
                            at += values.byte_offset();
                            self.place = Place::AfterLog;
                        }
                        Some(Err(error)) if !error.is_eof() => {
                            return Err(malformed(&error.to_string()));
                        }
                        _ => break,
                    }
                }
                _ => return Err(malformed("something else in it")),
            }
        }
        Ok(at)
    }
}

/// Where the first element of the result would begin. In a string its name would have its quotes escaped.
fn list_begin(text: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"\"result\"";
    let name = text.windows(NAME.len()).position(|part| part == NAME)?;
    let mut wanted = [b':', b'['].into_iter();
    let mut next = wanted.next();
    for (at, byte) in text.iter().enumerate().skip(name + NAME.len()) {
        match (byte, next) {
            (b' ' | b'\n' | b'\r' | b'\t', _) => {}
            (byte, Some(expected)) if *byte == expected => {
                next = wanted.next();
                if next.is_none() {
                    return Some(at + 1);
                }
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::chain::wire::{self, Reply};

    fn log(index: u64) -> Value {
        json!({
            "address": format!("{:#042x}", 7), "topics": [format!("{:#066x}", 1)], "data": "0x5b7b7d5d",
            "blockNumber": "0x9", "blockHash": format!("{:#066x}", 9), "transactionHash": format!("{:#066x}", 3),
            "logIndex": format!("{index:#x}"), "more": { "nested": ["}], {", "\"result\":["] },
        })
    }

    /// Fed in parts of each size.
    fn read(text: &str) -> Vec<Result<Option<Vec<u32>>, RpcError>> {
        (1..=text.len())
            .map(|size| {
                let mut reader = LogReader::default();
                for part in text.as_bytes().chunks(size) {
                    reader.feed(part)?;
                }
                let (around, logs) = reader.finish();
                Reply::read(&around)?.answer()?;
                Ok(logs.map(|logs| logs.iter().map(|log| log.log_index).collect()))
            })
            .collect()
    }

    #[test]
    fn list_in_any_parts_is_read_whole() {
        let compact = json!({ "jsonrpc": "2.0", "result": [log(1), log(2), log(30)], "id": 0 });
        let spread = serde_json::to_string_pretty(&compact).expect("JSON");
        for text in [compact.to_string(), spread] {
            for read in read(&text) {
                assert_eq!(read.expect("readable"), Some(vec![1, 2, 30]));
            }
        }
        for read in read("{\"result\" : [ ] ,\"id\":0}") {
            assert_eq!(read.expect("readable"), Some(vec![]));
        }
    }

    #[test]
    fn list_that_is_cut_short_or_none_is_refused() {
        let text = json!({ "id": 0, "result": [log(1), log(2)] }).to_string();
        for end in 1..text.len() {
            for read in read(&text[..end]) {
                assert!(read.is_err(), "{}", &text[..end]);
            }
        }
        for text in [
            "{\"result\":[1]}",
            "{\"result\":[{}]}",
            "{\"result\":[,]}",
            "<html>",
        ] {
            assert!(read(text).into_iter().all(|read| read.is_err()), "{text}");
        }
        let comma = format!("{{\"result\":[{},]}}", log(1));
        let none = format!("{{\"result\":[{} {}]}}", log(1), log(2));
        for text in [comma, none] {
            assert!(read(&text).into_iter().all(|read| read.is_err()), "{text}");
        }
    }

    #[test]
    fn errors_and_other_results_are_what_they_are() {
        let refused = json!({ "id": 0, "error": { "code": -32005, "message": "query returned more than 10000 results" } });
        for read in read(&refused.to_string()) {
            assert!(matches!(read, Err(RpcError::TooLarge(_))), "{read:?}");
        }
        for read in read("{\"id\":0,\"result\":null}") {
            assert!(matches!(read, Err(RpcError::UnknownBlock)), "{read:?}");
        }
        let answer = Reply::read(b"{\"id\":0,\"result\":\"0x5\"}")
            .expect("a reply")
            .answer();
        assert_eq!(wire::parse::<String>(&answer).expect("text"), "0x5");
    }
}

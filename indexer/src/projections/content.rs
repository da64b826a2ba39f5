//! What a product's URI says by itself, and the words by which the product is found.
//!
//! A shop without a server or IPFS writes its product's text into the URI: as
//! `data:application/json,...` (title or name; description, body or text) or
//! `data:text/plain,...` (the first line is the title), percent-encoded or base64. Nothing is fetched:
//! of any other URI only its own words are known.

use std::collections::BTreeSet;

use serde_json::Value;

/// Most characters kept of a title and of a body; the whole stays in the URI.
const TITLE_CHARS: usize = 200;
const BODY_CHARS: usize = 4_000;
/// Most bytes of a URI that are looked at, and of one word.
const URI_BYTES: usize = 1 << 16;
const WORD_BYTES: usize = 64;
const WORDS: usize = 512;

/// What is known of a product from its URI alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub title: Option<String>,
    pub body: Option<String>,
    /// Distinct words in lower case, separated by single spaces.
    pub words: String,
}

/// Reads a URI. Of one that says nothing readable, its words are those of the URI itself.
pub fn read(uri: &str) -> Content {
    let uri = &uri[..uri.floor_char_boundary(URI_BYTES)];
    let (title, body) = match data(uri) {
        Some((kind, bytes)) => said(&kind, &bytes),
        None => (None, None),
    };
    let spoken = [title.as_deref(), body.as_deref()];
    let text = match spoken {
        [None, None] if data(uri).is_none() => percent_decoded(uri).unwrap_or_default(),
        _ => Vec::from(spoken.map(Option::unwrap_or_default).join(" ")),
    };
    Content {
        words: words(&String::from_utf8_lossy(&text)),
        title,
        body,
    }
}

/// The title of a text: its first line that is not blank, without Markdown's signs of a heading.
pub fn first_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start_matches('#'));
    let line = lines.map(str::trim).find(|line| !line.is_empty());
    line.and_then(|line| cut(line, TITLE_CHARS))
        .unwrap_or_default()
}

/// Distinct words in lower case: runs of letters and digits of any script.
pub fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: BTreeSet<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| &word[..word.floor_char_boundary(WORD_BYTES)])
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .collect();
    Vec::from_iter(words).join(" ")
}

/// Title and body of a data URI's content.
fn said(kind: &str, bytes: &[u8]) -> (Option<String>, Option<String>) {
    let text = String::from_utf8_lossy(bytes);
    let (title, body) = match kind {
        "application/json" => match serde_json::from_str::<Value>(&text) {
            Ok(json) => {
                let field = |names: &[&str]| {
                    let found = names.iter().find_map(|name| json.get(*name)?.as_str());
                    found.unwrap_or_default().to_owned()
                };
                (
                    field(&["title", "name"]),
                    field(&["description", "body", "text"]),
                )
            }
            Err(_) => Default::default(),
        },
        // The type that a data URI has when it names none.
        "text/plain" | "" => {
            let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
            (title.to_owned(), body.to_owned())
        }
        _ => Default::default(),
    };
    (cut(&title, TITLE_CHARS), cut(&body, BODY_CHARS))
}

/// At most so many characters, without the blanks around them; nothing when there are none.
fn cut(text: &str, chars: usize) -> Option<String> {
    let kept: String = text.trim().chars().take(chars).collect();
    Some(kept).filter(|kept| !kept.is_empty())
}

/// Media type and bytes of a data URI (RFC 2397).
fn data(uri: &str) -> Option<(String, Vec<u8>)> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("data") {
        return None;
    }
    let (head, content) = rest.split_once(',')?;
    let mut parts = head.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let bytes = percent_decoded(content)?;
    let bytes = match parts.next_back() {
        Some(last) if last.eq_ignore_ascii_case("base64") => base64_decoded(&bytes)?,
        _ => bytes,
    };
    Some((kind, bytes))
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                (digit()? * 16 + digit()?) as u8
            }
            byte => byte,
        });
    }
    Some(bytes)
}

/// Base64 in either alphabet, padded or not.
fn base64_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(title: &str, body: &str, words: &str) -> Content {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Content {
            title: some(title),
            body: some(body),
            words: words.into(),
        }
    }

    #[test]
    fn data_uris_say_title_and_body() {
        let json = r#"data:application/json,{"name":"Red%20shoes","description":"Hand-made"}"#;
        let red = content("Red shoes", "Hand-made", "hand made red shoes");
        assert_eq!(read(json), red);
        // {"title":"Red shoes","text":"Hand-made"}
        let base64 =
            "data:application/json;base64,eyJ0aXRsZSI6IlJlZCBzaG9lcyIsInRleHQiOiJIYW5kLW1hZGUifQ==";
        assert_eq!(read(base64), red);
        assert_eq!(read("data:text/plain,Red%20shoes%0AHand-made"), red);
        assert_eq!(
            read("DATA:text/plain;charset=utf-8;base64,UmVkIHNob2VzCkhhbmQtbWFkZQ"),
            red
        );
        assert_eq!(
            read("data:,Caf%C3%A9"),
            content("Café", "", "café"),
            "plain text is the default"
        );
    }

    #[test]
    fn other_uris_are_found_by_their_own_words() {
        assert_eq!(
            read("https://Shop.example/red-shoes?size=42"),
            content("", "", "42 example https red shoes shop size")
        );
        assert_eq!(read("").words, "");
    }

    #[test]
    fn unreadable_data_says_nothing() {
        for uri in [
            "data:application/json,{",
            "data:application/json,[1]",
            "data:application/json,{\"title\":7}",
            "data:image/png;base64,aGVsbG8",
            "data:text/plain;base64,UmV",
        ] {
            let said = read(uri);
            assert_eq!(
                (said.title.is_some(), said.body),
                (uri.ends_with("UmV"), None),
                "{uri}"
            );
        }
        for uri in [
            "data:text/plain,%zz",
            "data:text/plain",
            "data:text/plain;base64,*",
        ] {
            assert_eq!(read(uri).title, None, "{uri}");
        }
    }

    #[test]
    fn title_is_the_first_line_that_says_something() {
        assert_eq!(first_line("# Raise the fee\n\nBecause."), "Raise the fee");
        assert_eq!(first_line("\n  \r\n ## \nSecond\nThird"), "Second");
        assert_eq!(first_line(""), "");
        assert_eq!(first_line(&"é".repeat(1_000)).chars().count(), TITLE_CHARS);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let huge = format!(
            "data:text/plain,{}\n{}",
            "x".repeat(10_000),
            "é ".repeat(50_000)
        );
        let said = read(&huge);
        assert_eq!(said.title.expect("a title").len(), TITLE_CHARS);
        assert!(said.body.expect("a body").chars().count() <= BODY_CHARS);
        let many: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        assert!(words(&many).split(' ').count() <= WORDS);
        assert!(words(&"é".repeat(100)).len() <= WORD_BYTES);
    }
}

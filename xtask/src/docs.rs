//! Documents that name tests and files: each of them must be there, or a document promises what nothing holds.

use std::{collections::BTreeSet, fs, path::Path};

use crate::{defences, paths};

/// A name of so many underscores is a test's, also without its file.
const LONG: usize = 5;
/// Behind a test that is known to fail without the defence.
const TAKEN_OUT: char = '†';

/// A Rust source.
struct Source {
    /// Its path from the root, without `.rs` or `/mod.rs`.
    place: String,
    text: String,
}

impl Source {
    /// Whether the end of its path is this one.
    fn is(&self, place: &str) -> bool {
        self.place == place || self.place.ends_with(&format!("/{place}"))
    }
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in paths::SOURCES {
        collect(&paths::root().join(folder), &mut found);
    }
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            // What is built or fetched is nobody's source.
            if name != "target" && name != "node_modules" {
                collect(&path, found);
            }
        } else if name.ends_with(".rs") {
            let relative = path.strip_prefix(paths::root()).unwrap();
            found.push(Source {
                place: place_of(&relative.display().to_string()),
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

/// `a/b` for `a/b.rs` and for `a/b/mod.rs`.
fn place_of(file: &str) -> String {
    let place = file.strip_suffix(".rs").unwrap_or(file);
    place.strip_suffix("/mod").unwrap_or(place).to_owned()
}

/// What stands between backticks, each with what follows it in its line.
fn spans(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let pieces: Vec<&str> = line.split('`').collect();
        for pair in pieces[1..].chunks(2) {
            found.push((pair[0], pair.get(1).copied().unwrap_or_default()));
        }
    }
    found
}

/// Whether the word is the name of a test, or of a file, that is not there. A test is `file::test`, with as much of the file's path
/// as tells it from others, or its name alone if that is long.
fn is_missing(word: &str, sources: &[Source]) -> bool {
    if word.ends_with(".rs") {
        let place = place_of(word);
        return !sources.iter().any(|source| source.is(&place));
    }
    let of_names = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:/-".contains(c);
    if !word.chars().all(of_names) {
        return false;
    }
    let (file, test) = match word.rsplit_once("::") {
        Some((file, test)) => (Some(file.replace("::", "/")), test),
        None if word.matches('_').count() >= LONG => (None, word),
        None => return false,
    };
    let function = format!("fn {test}(");
    let may_be_in = |source: &Source| match &file {
        // Tests of a module inside a file are told by the file's name, with or without the module's.
        Some(file) => source.is(file) || source.is(file.strip_suffix("/tests").unwrap_or(file)),
        None => true,
    };
    !sources
        .iter()
        .any(|source| may_be_in(source) && source.text.contains(&function))
}

fn document(name: &str) -> String {
    fs::read_to_string(paths::root().join(name)).unwrap()
}

#[test]
fn tests_and_files_that_documents_name_are_there() {
    let sources = sources();
    let mut missing = Vec::new();
    for name in [
        "SECURITY.md",
        "docs/threats.md",
        "docs/runbooks.md",
        "docs/review.md",
    ] {
        let text = document(name);
        for (word, _) in spans(&text) {
            if is_missing(word, &sources) {
                missing.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "not there:\n{}", missing.join("\n"));
}

#[test]
fn threats_tell_which_defences_are_taken_out() {
    let tests = defences::noticing().unwrap();
    let text = document("docs/threats.md");
    let spans = spans(&text);
    for (word, after) in &spans {
        assert!(
            !after.starts_with(TAKEN_OUT) || tests.iter().any(|test| test == word),
            "docs/threats.md: tests/defences.toml takes nothing out for {word}"
        );
    }
    for test in &tests {
        let named = |(word, after): &(&str, &str)| word == test && after.starts_with(TAKEN_OUT);
        assert!(
            spans.iter().any(named),
            "docs/threats.md lacks {test}{TAKEN_OUT}, which tests/defences.toml has"
        );
    }
}

/// An exception that the list does not have, or one that it has for nothing.
#[test]
fn security_lists_all_unsafe_code() {
    let text = document("SECURITY.md");
    let (_, list) = text.split_once("## Unsafe code").unwrap();
    let listed: BTreeSet<String> = spans(list)
        .into_iter()
        .filter(|(word, _)| word.ends_with(".rs") && word.contains('/'))
        .map(|(word, _)| place_of(word))
        .collect();
    let excepts = |line: &str| {
        let line = line.trim();
        line == "unsafe_code,"
            || ["allow", "expect"]
                .iter()
                .any(|level| line.contains(&format!("{level}(unsafe_code")))
    };
    let found: BTreeSet<String> = sources()
        .into_iter()
        .filter(|source| source.text.lines().any(excepts))
        .map(|source| source.place)
        // The linker's name, alike in all contracts.
        .filter(|place| !(place.starts_with("contracts/") && place.ends_with("/src/main")))
        .collect();
    assert_eq!(listed, found);
}

#[test]
fn missing_names_are_told_from_others() {
    let source = |place: &str, text: &str| Source {
        place: place_of(place),
        text: text.into(),
    };
    let sources = [
        source("tests/e2e/shop/mod.rs", "async fn it_sells() {"),
        source(
            "contracts/pool/src/line.rs",
            "fn it_is_whole_at_the_very_end() {",
        ),
    ];
    for there in [
        "shop::it_sells",
        "e2e/shop::it_sells",
        "line::tests::it_is_whole_at_the_very_end",
        "it_is_whole_at_the_very_end",
        "pool/src/line.rs",
        "tests/e2e/shop/mod.rs",
        "no_test",
        "Psc.pause()",
        "cargo xtask test",
        "",
    ] {
        assert!(!is_missing(there, &sources), "{there}");
    }
    for missing in [
        "shop::it_buys",
        "hop::it_sells",
        "line::it_sells",
        "it_is_whole_at_the_very_beginning",
        "src/lines.rs",
    ] {
        assert!(is_missing(missing, &sources), "{missing}");
    }
    let text = "`a`† and `b`, `c`\n`d";
    assert_eq!(
        spans(text),
        [("a", "† and "), ("b", ", "), ("c", ""), ("d", "")]
    );
}

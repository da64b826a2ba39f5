//! The tables of `schema/*.sql`, and the indexes that only readers need: those are created once the history is in.

use std::sync::LazyLock;

/// The schema of this version's projections. A change of `schema/` or of what a projection writes
/// takes the next number: the new schema is built beside the old one.
pub const SCHEMA: &str = "proj_v5";

const FILES: &str = concat!(
    include_str!("schema/progress.sql"),
    include_str!("schema/tokens.sql"),
    include_str!("schema/reserve.sql"),
    include_str!("schema/catalog.sql"),
    include_str!("schema/offer_pool.sql"),
    include_str!("schema/splitter.sql"),
    include_str!("schema/checkout.sql"),
    include_str!("schema/product_state.sql"),
    include_str!("schema/stake_pools.sql"),
    include_str!("schema/offering.sql"),
    include_str!("schema/governance.sql"),
    include_str!("schema/quality_register.sql"),
    include_str!("schema/power.sql"),
    include_str!("schema/experience.sql"),
    include_str!("schema/cycles.sql"),
    include_str!("schema/arbitration.sql"),
    include_str!("schema/statements.sql"),
    include_str!("schema/memberships.sql"),
);
/// After an index's statement: projections read by it while they write.
const FOR_THE_WRITER: &str = "-- for the writer";

static SPLIT: LazyLock<(String, Vec<Index>)> = LazyLock::new(|| split(FILES));

/// An index that only readers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    pub name: &'static str,
    pub table: &'static str,
    /// `create index <name> on <table> ...;`, for the first schema of the search path.
    pub statement: &'static str,
}

/// Tables with their keys, the indexes for the writer, and functions, for the first schema of the search path.
pub fn tables() -> &'static str {
    &SPLIT.0
}

/// The indexes that only readers need.
pub fn read_indexes() -> &'static [Index] {
    &SPLIT.1
}

/// An index's statement begins a line and ends one.
fn split(files: &'static str) -> (String, Vec<Index>) {
    let (mut tables, mut indexes) = (String::with_capacity(files.len()), Vec::new());
    let (mut begin, mut end) = (0, 0);
    for line in files.split_inclusive('\n') {
        end += line.len();
        let part = &files[begin..end];
        let of_index = part.starts_with("create index") || part.starts_with("create unique index");
        if of_index && !line.contains(';') {
            continue;
        }
        begin = end;
        if of_index && !line.contains(FOR_THE_WRITER) {
            indexes.push(Index::of(part));
        } else {
            tables.push_str(part);
        }
    }
    (tables, indexes)
}

impl Index {
    fn of(statement: &'static str) -> Self {
        let word_after = |word: &str| {
            let mut words = statement.split_whitespace();
            words
                .find(|found| *found == word)
                .and(words.next())
                .unwrap_or_default()
        };
        Self {
            name: word_after("index"),
            table: word_after("on"),
            statement,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_index_of_the_files_is_for_the_writer_or_for_readers() {
        let count = |text: &str| {
            let begins = |line: &&str| line.starts_with("create") && line.contains(" index ");
            text.lines().filter(begins).count()
        };
        assert_eq!(count(FILES), count(tables()) + read_indexes().len());
        let marked = tables().matches(FOR_THE_WRITER).count();
        assert_eq!(
            count(tables()),
            marked,
            "none but these are created with their tables"
        );
        assert_eq!(
            FILES.matches("create table").count(),
            tables().matches("create table").count()
        );
    }

    #[test]
    fn indexes_are_named_once_and_say_their_tables() {
        let names: BTreeSet<_> = read_indexes().iter().map(|index| index.name).collect();
        assert_eq!(names.len(), read_indexes().len());
        for index in read_indexes() {
            let table = format!("create table {} (", index.table);
            assert!(tables().contains(&table), "{index:?}");
            assert!(index.statement.trim_end().ends_with(';'), "{index:?}");
        }
        let over_lines = read_indexes()
            .iter()
            .find(|index| index.name == "transfer_pss_supply");
        assert!(over_lines.is_some_and(|index| index.statement.contains("recipient")));
    }
}

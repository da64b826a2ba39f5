//! The tables of `schema/*.sql`, and the indexes that only readers need: those are created once the history is in.

use std::sync::LazyLock;

/// The schema of this version's projections. A change of `schema/` or of what a projection writes
/// takes the next number: the new schema is built beside the old one.
pub const SCHEMA: &str = "proj_v5";

/// Each file's tables need no other's; functions do.
const FILES: [&str; 18] = [
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
];
/// After an index's statement: projections read by it while they write.
const FOR_THE_WRITER: &str = "-- for the writer";

static PARTS: LazyLock<Parts> = LazyLock::new(|| {
    let mut parts = Parts::default();
    FILES.iter().for_each(|file| parts.add(file));
    parts
});

#[derive(Debug, Default)]
struct Parts {
    tables: Vec<String>,
    functions: String,
    read_indexes: Vec<Index>,
}

/// An index that only readers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    pub name: &'static str,
    pub table: &'static str,
    /// `create index <name> on <table> ...;`, for the first schema of the search path.
    pub statement: &'static str,
}

/// Tables with their keys and the indexes for the writer, for the first schema of the search path: scripts that may run in
/// any order, or at once.
pub fn tables() -> &'static [String] {
    &PARTS.tables
}

/// The functions over those tables.
pub fn functions() -> &'static str {
    &PARTS.functions
}

/// The indexes that only readers need.
pub fn read_indexes() -> &'static [Index] {
    &PARTS.read_indexes
}

impl Parts {
    /// Sorts a file's statements. Those of indexes and functions begin a line, and end one.
    fn add(&mut self, file: &'static str) {
        let mut tables = String::with_capacity(file.len());
        let (mut begin, mut end) = (0, 0);
        for line in file.split_inclusive('\n') {
            end += line.len();
            let part = &file[begin..end];
            let of_function = part.starts_with("create function");
            let of_index =
                part.starts_with("create index") || part.starts_with("create unique index");
            if of_function && line.trim_end() != "$$;" || of_index && !line.contains(';') {
                continue;
            }
            begin = end;
            if of_function {
                self.functions.push_str(part);
            } else if of_index && !line.contains(FOR_THE_WRITER) {
                self.read_indexes.push(Index::of(part));
            } else {
                tables.push_str(part);
            }
        }
        self.tables.push(tables);
    }
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
    fn every_statement_of_the_files_is_in_one_part() {
        let (all, tables) = (FILES.concat(), tables().concat());
        let count = |text: &str, what: &str| {
            let begins = |line: &&str| line.starts_with("create") && line.contains(what);
            text.lines().filter(begins).count()
        };
        assert_eq!(
            count(&all, " index "),
            count(&tables, " index ") + read_indexes().len()
        );
        let marked = tables.matches(FOR_THE_WRITER).count();
        assert_eq!(
            count(&tables, " index "),
            marked,
            "none but these are created with their tables"
        );
        assert_eq!(count(&all, " table "), count(&tables, " table "));
        assert_eq!(count(&all, " function "), count(functions(), " function "));
        assert_eq!(
            functions().matches("$$;\n").count(),
            count(&all, " function ")
        );
    }

    #[test]
    fn indexes_are_named_once_and_say_their_tables() {
        let names: BTreeSet<_> = read_indexes().iter().map(|index| index.name).collect();
        assert_eq!(names.len(), read_indexes().len());
        for index in read_indexes() {
            let table = format!("create table {} (", index.table);
            assert!(
                tables().iter().any(|file| file.contains(&table)),
                "{index:?}"
            );
            assert!(index.statement.trim_end().ends_with(';'), "{index:?}");
        }
        let over_lines = read_indexes()
            .iter()
            .find(|index| index.name == "transfer_pss_supply");
        assert!(over_lines.is_some_and(|index| index.statement.contains("recipient")));
    }
}

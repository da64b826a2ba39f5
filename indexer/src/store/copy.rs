//! Rows in Postgres' binary COPY format, collected per table and sent in one stream each.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256, U512};
use sqlx::PgConnection;

use super::numeric;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// A COPY message must stay well under Postgres' 1 GiB.
const MESSAGE_BYTES: usize = 1 << 20;
const BYTEA_OID: i32 = 17;
const NUMERIC_OID: i32 = 1700;

/// A table that rows are appended to: its name and the statement that takes them.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// `copy <table> (<columns>) from stdin (format binary)`
    pub copy: &'static str,
    /// Number of columns named in `copy`.
    pub width: i16,
}

/// Rows waiting to be sent, per table.
#[derive(Debug, Default)]
pub struct Rows {
    tables: BTreeMap<&'static str, (&'static Table, Vec<u8>)>,
}

/// One row being written; columns in the order of the table's `copy` statement.
pub struct Row<'a> {
    buf: &'a mut Vec<u8>,
    left: i16,
}

impl Rows {
    /// Opens a row of `table`. Every column must be written before the next row is opened.
    pub fn row(&mut self, table: &'static Table) -> Row<'_> {
        let (_, buf) = self
            .tables
            .entry(table.name)
            .or_insert_with(|| (table, SIGNATURE.to_vec()));
        buf.extend(table.width.to_be_bytes());
        Row {
            buf,
            left: table.width,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Bytes held.
    pub fn size(&self) -> usize {
        self.tables.values().map(|(_, buf)| buf.len()).sum()
    }

    /// Sends everything and leaves the buffers empty.
    ///
    /// # Errors
    /// The database's; the surrounding transaction is then lost.
    pub async fn send(&mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        for (table, mut buf) in std::mem::take(&mut self.tables).into_values() {
            buf.extend((-1i16).to_be_bytes());
            let mut copy = conn.copy_in_raw(table.copy).await?;
            for part in buf.chunks(MESSAGE_BYTES) {
                copy.send(part).await?;
            }
            copy.finish().await?;
        }
        Ok(())
    }
}

impl Row<'_> {
    fn put(mut self, bytes: &[u8]) -> Self {
        debug_assert!(self.left > 0, "more columns than the table has");
        self.left -= 1;
        self.buf.extend((bytes.len() as i32).to_be_bytes());
        self.buf.extend_from_slice(bytes);
        self
    }

    pub fn null(mut self) -> Self {
        self.left -= 1;
        self.buf.extend((-1i32).to_be_bytes());
        self
    }

    pub fn i64(self, value: i64) -> Self {
        self.put(&value.to_be_bytes())
    }

    pub fn i32(self, value: i32) -> Self {
        self.put(&value.to_be_bytes())
    }

    pub fn bool(self, value: bool) -> Self {
        self.put(&[u8::from(value)])
    }

    pub fn bytes(self, value: &[u8]) -> Self {
        self.put(value)
    }

    pub fn address(self, value: Address) -> Self {
        self.put(value.as_slice())
    }

    pub fn hash(self, value: B256) -> Self {
        self.put(value.as_slice())
    }

    /// Text; Postgres cannot hold U+0000, which becomes U+FFFD (the raw log keeps the original).
    pub fn text(self, value: &str) -> Self {
        if value.contains('\0') {
            self.put(value.replace('\0', "\u{fffd}").as_bytes())
        } else {
            self.put(value.as_bytes())
        }
    }

    pub fn amount(mut self, value: U256) -> Self {
        self.left -= 1;
        let at = self.buf.len();
        self.buf.extend([0; 4]);
        numeric::encode(false, U512::from(value), self.buf);
        let len = (self.buf.len() - at - 4) as i32;
        self.buf[at..at + 4].copy_from_slice(&len.to_be_bytes());
        self
    }

    /// A one-dimensional `bytea[]`.
    pub fn addresses(self, values: &[Address]) -> Self {
        let elements = values.iter().map(|value| value.to_vec());
        self.array(BYTEA_OID, elements)
    }

    /// A one-dimensional `numeric[]`.
    pub fn numbers(self, values: impl ExactSizeIterator<Item = U256>) -> Self {
        let elements = values.map(|value| {
            let mut bytes = Vec::with_capacity(48);
            numeric::encode(false, U512::from(value), &mut bytes);
            bytes
        });
        self.array(NUMERIC_OID, elements)
    }

    fn array(self, oid: i32, elements: impl ExactSizeIterator<Item = Vec<u8>>) -> Self {
        let count = elements.len();
        let mut array = Vec::with_capacity(20 + count * 24);
        let dimensions = i32::from(count != 0);
        for word in [dimensions, 0, oid] {
            array.extend(word.to_be_bytes());
        }
        if dimensions == 1 {
            array.extend((count as i32).to_be_bytes());
            array.extend(1i32.to_be_bytes());
            for element in elements {
                array.extend((element.len() as i32).to_be_bytes());
                array.extend(element);
            }
        }
        self.put(&array)
    }

    pub fn maybe<T>(self, value: Option<T>, put: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => put(self, value),
            None => self.null(),
        }
    }
}

impl Drop for Row<'_> {
    fn drop(&mut self) {
        debug_assert!(self.left <= 0, "columns missing in a row");
    }
}

//! Rows in Postgres' binary COPY format, collected per table and sent in one stream each; few of them as an INSERT.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, U256, U512};
use sqlx::{
    AssertSqlSafe, Encode, PgConnection, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgTypeInfo, types::Oid},
};

use super::numeric;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// A COPY message must stay well under Postgres' 1 GiB.
const MESSAGE_BYTES: usize = 1 << 20;
const BYTEA_OID: i32 = 17;
const NUMERIC_OID: i32 = 1700;
/// Up to so many rows are inserted. The end of a COPY is a small message after another one, which TCP holds back until the
/// server has acknowledged the first (sqlx does not set TCP_NODELAY, and lets nobody else): 40 ms after it came, whether the
/// server is still at work on the rows by then or waits. On a Unix socket nothing is held back.
const FEW: usize = 1_000;
/// Rows of one INSERT, so that a handful of prepared statements does for any number of rows.
const INSERT_ROWS: [usize; 3] = [64, 8, 1];

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
    tables: BTreeMap<&'static str, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    table: &'static Table,
    rows: usize,
    /// A row was left before its last column.
    torn: bool,
    buf: Vec<u8>,
}

/// One row being written; columns in the order of the table's `copy` statement.
pub struct Row<'a> {
    buf: &'a mut Vec<u8>,
    left: i16,
    torn: &'a mut bool,
}

impl Rows {
    /// Opens a row of `table`. Whoever leaves it before every column is written, because a value cannot be, gives up all rows:
    /// [`Self::send`] refuses them.
    pub fn row(&mut self, table: &'static Table) -> Row<'_> {
        let waiting = self.tables.entry(table.name).or_insert_with(|| Waiting {
            table,
            rows: 0,
            torn: false,
            buf: SIGNATURE.to_vec(),
        });
        waiting.rows += 1;
        waiting.buf.extend(table.width.to_be_bytes());
        Row {
            buf: &mut waiting.buf,
            left: table.width,
            torn: &mut waiting.torn,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Bytes held.
    pub fn size(&self) -> usize {
        self.tables.values().map(|waiting| waiting.buf.len()).sum()
    }

    /// Sends everything and leaves the buffers empty.
    ///
    /// # Errors
    /// The database's, or a row that lacks columns; the surrounding transaction is then lost.
    pub async fn send(&mut self, conn: &mut PgConnection) -> sqlx::Result<()> {
        for waiting in std::mem::take(&mut self.tables).into_values() {
            if waiting.torn {
                let message = format!("a row of {} lacks columns", waiting.table.name);
                return Err(sqlx::Error::Protocol(message));
            }
            if waiting.rows <= FEW {
                waiting.insert(conn).await?;
                continue;
            }
            let Waiting { table, mut buf, .. } = waiting;
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

impl Waiting {
    async fn insert(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        let mut values = &self.buf[SIGNATURE.len()..];
        let mut left = self.rows;
        for rows in INSERT_ROWS {
            if left < rows {
                continue;
            }
            let statement = self.table.insert(rows);
            while left >= rows {
                // Made of constants of this program, not of input.
                let mut query = sqlx::query(AssertSqlSafe(statement.clone()));
                for _ in 0..rows {
                    values = &values[2..];
                    for _ in 0..self.table.width {
                        query = query.bind(Value::next(&mut values));
                    }
                }
                query.execute(&mut *conn).await?;
                left -= rows;
            }
        }
        Ok(())
    }
}

impl Table {
    /// The statement that takes so many rows as parameters.
    fn insert(&self, rows: usize) -> String {
        let columns = self
            .copy
            .strip_prefix("copy ")
            .and_then(|rest| rest.split(" from stdin").next())
            .unwrap_or(self.name);
        let width = self.width as usize;
        let row = |row: usize| {
            let values: Vec<String> = (1..=width)
                .map(|column| format!("${}", row * width + column))
                .collect();
            format!("({})", values.join(", "))
        };
        let values: Vec<String> = (0..rows).map(row).collect();
        format!("insert into {columns} values {}", values.join(", "))
    }
}

/// A value in Postgres' binary form, which is the same in COPY and as a parameter; of the type of its column.
struct Value<'a>(Option<&'a [u8]>);

impl<'a> Value<'a> {
    /// Takes one off the front of encoded rows.
    fn next(values: &mut &'a [u8]) -> Self {
        let (length, rest) = values.split_at(4);
        let length = i32::from_be_bytes([length[0], length[1], length[2], length[3]]);
        let Ok(length) = usize::try_from(length) else {
            *values = rest;
            return Self(None);
        };
        let (value, rest) = rest.split_at(length);
        *values = rest;
        Self(Some(value))
    }
}

impl Type<Postgres> for Value<'_> {
    /// Not said: the server takes the column's.
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl<'q> Encode<'q, Postgres> for Value<'_> {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Some(value) = self.0 else {
            return Ok(IsNull::Yes);
        };
        buf.extend_from_slice(value);
        Ok(IsNull::No)
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
        *self.torn |= self.left != 0;
    }
}

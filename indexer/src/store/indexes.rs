//! The indexes that only readers need, created once the history is in: sorting all rows once costs less than a place for
//! each row as it comes. Plain `create index`, which shuts out the writer but no reader: the writer itself creates them,
//! before it follows the tip, so that nobody waits, and an index cut short leaves nothing behind.

use sqlx::{AssertSqlSafe, PgConnection, Row};

use crate::projections::schema::{Index, read_indexes};

/// Tables up to so many bytes get their indexes in one transaction, larger ones each index in its own: what is done when the
/// process dies is not done again.
const SMALL: i64 = 16 << 20;

/// An index that has to be created.
#[derive(Debug)]
struct Missing {
    index: &'static Index,
    /// There, but left unfinished by a `concurrently` of an operator: to be dropped first.
    invalid: bool,
    small: bool,
}

/// How many of the readers' indexes `schema` still lacks.
pub async fn count_missing(conn: &mut PgConnection, schema: &str) -> sqlx::Result<usize> {
    Ok(missing(conn, schema).await?.len())
}

/// Creates those that are missing in `schema`, the first of the connection's search path. Each transaction begins with the
/// statement `begin`; `tell` hears how many are left.
pub async fn build(
    conn: &mut PgConnection,
    schema: &'static str,
    begin: &'static str,
    tell: impl Fn(usize),
) -> sqlx::Result<()> {
    let (small, large): (Vec<_>, Vec<_>) = missing(conn, schema)
        .await?
        .into_iter()
        .partition(|missing| missing.small);
    let mut left = small.len() + large.len();
    let together = small.iter().map(|missing| missing.script(schema)).collect();
    let one_by_one = large.iter().map(|missing| missing.script(schema));
    for (script, count) in [(together, small.len())]
        .into_iter()
        .chain(one_by_one.map(|script: String| (script, 1)))
        .filter(|(_, count)| *count > 0)
    {
        tell(left);
        // One transaction: several statements sent as one. Made of constants of this program, not of input.
        sqlx::raw_sql(AssertSqlSafe(format!("{begin};\n{script}")))
            .execute(&mut *conn)
            .await?;
        left -= count;
    }
    tell(0);
    Ok(())
}

async fn missing(conn: &mut PgConnection, schema: &str) -> sqlx::Result<Vec<Missing>> {
    let (names, tables): (Vec<&str>, Vec<&str>) = read_indexes()
        .iter()
        .map(|index| (index.name, index.table))
        .unzip();
    let rows = sqlx::query(
        "select of.place, i.oid is not null as invalid, coalesce(pg_relation_size(t.oid), 0) <= $4 as small
         from unnest($1::text[], $2::text[]) with ordinality of(name, table_name, place)
         join pg_namespace s on s.nspname = $3
         left join pg_class t on t.relnamespace = s.oid and t.relname = of.table_name
         left join pg_class i on i.relnamespace = s.oid and i.relname = of.name
         left join pg_index x on x.indexrelid = i.oid
         where x.indisvalid is not true order by of.place",
    )
    .bind(names)
    .bind(tables)
    .bind(schema)
    .bind(SMALL)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let place: i64 = row.try_get(0)?;
            Ok(Missing {
                index: &read_indexes()[place as usize - 1],
                invalid: row.try_get(1)?,
                small: row.try_get(2)?,
            })
        })
        .collect()
}

impl Missing {
    fn script(&self, schema: &str) -> String {
        let Index {
            name, statement, ..
        } = self.index;
        match self.invalid {
            true => format!("drop index {schema}.{name};\n{statement}"),
            false => (*statement).to_owned(),
        }
    }
}

//! A database as full as a busy one: a million transfers, a hundred thousand products, orders with their lines and payments.
//!
//! Rows are made by SQL in the indexer's own schema, not by its projections from logs: reading does not depend on how rows came,
//! and a million logs would take longer than the bench. Values are as wide as real ones, hashes are hashes, and the same in
//! every run.

use alloy::primitives::Address;
use anyhow::{Context, Result};
use productshare_indexer::{
    Deployment,
    deployment::Contract,
    projections::SCHEMA,
    store::{Database as Store, indexes},
};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::database::Database;

/// Blocks with logs; as many hundred thousand as there are transfers.
pub const BLOCKS: i64 = 100_000;
const TRANSFERS_PER_BLOCK: i64 = 10;
pub const ACCOUNTS: i64 = 20_000;
pub const PRODUCTS: i64 = 100_000;
pub const ORDERS: i64 = 250_000;
const STORES: i64 = 1_000;

/// How much of it, in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Share(pub i64);

impl Share {
    fn of(self, all: i64) -> i64 {
        all * self.0 / 1000
    }

    pub fn orders(self) -> i64 {
        self.of(ORDERS)
    }

    pub fn products(self) -> i64 {
        self.of(PRODUCTS)
    }
}

/// Creates the schema as the indexer does and fills it.
pub async fn fill(database: &Database, share: Share) -> Result<()> {
    let deployment = Deployment {
        chain_id: 412_346,
        start_block: 1,
        addresses: std::array::from_fn(|n| Address::with_last_byte(n as u8 + 1)),
    };
    debug_assert_eq!(deployment.addresses.len(), Contract::ALL.len());
    Store::new(&database.url)?.set_up(&deployment).await?;
    let mut conn = database.connect().await?;
    run(&mut conn, format!("set search_path to {SCHEMA}, chain")).await?;
    run(&mut conn, rows(share)).await?;
    run(&mut conn, "set maintenance_work_mem = '256MB'".into()).await?;
    // As the indexer itself does it, once the history is in.
    indexes::build(&mut conn, SCHEMA, "", |_| {}).await?;
    run(&mut conn, "vacuum analyze".into()).await?;
    Ok(())
}

/// SQL that makes all rows. `account(n)` and `hash(kind, n)` are functions of this session.
fn rows(share: Share) -> String {
    let blocks = share.of(BLOCKS);
    let transfers = blocks * TRANSFERS_PER_BLOCK;
    let (products, orders) = (share.products(), share.orders());
    format!(
        "
create function pg_temp.hash(kind text, n bigint) returns bytea language sql immutable as
    $$ select sha256((kind || n)::bytea) $$;
create function pg_temp.account(n bigint) returns bytea language sql immutable as
    $$ select substring(sha256(('account' || (n % {ACCOUNTS}))::bytea) from 13) $$;

insert into block select n, pg_temp.hash('block', n), pg_temp.hash('block', n - 1), 1790000000 + n, 20
    from generate_series(1::bigint, {blocks}) n;
update cursor set block = {blocks}, block_hash = pg_temp.hash('block', {blocks}), head = {blocks},
    safe = {blocks} - 16, finalized = {blocks} - 64;
update progress p set block = c.block, block_hash = c.block_hash from cursor c;

insert into transfer select 1 + n / {TRANSFERS_PER_BLOCK}, n % {TRANSFERS_PER_BLOCK}, pg_temp.hash('transaction', n / 2),
    case n % 4 when 0 then 'pss' else 'psc' end,
    pg_temp.account(hashint8(n)::bigint + 2147483648), pg_temp.account(hashint8(-n)::bigint + 2147483648),
    case n % 4 when 0 then n * 1000000000000000007::numeric else n * 7919 end
    from generate_series(0::bigint, {transfers} - 1) n;
insert into balance select token, account, 1 + sum(length(account)) from (
    select token, sender as account from transfer union all select token, recipient from transfer) t group by 1, 2;

insert into store select n, 40, pg_temp.hash('transaction', n), n from generate_series(1, {STORES}) n;
insert into store_owner select n, 41, pg_temp.hash('transaction', n), n, pg_temp.account(n), n from generate_series(1, {STORES}) n;
insert into co_creator_set (block, log_index, transaction, id, vendor)
    select n, 42, pg_temp.hash('transaction', n), n, pg_temp.account(n) from generate_series(1, {STORES}) n;

create temp table made as select n as product, 1 + n * ({blocks} - 1000) / {products} as block, (50 + n % 5 * 8)::int as log_index,
    pg_temp.hash('transaction', n) as transaction, 1 + n % {STORES} as store, (1 + hashint8(n) % 500 + 500) * 100000::numeric as price
    from generate_series(1::bigint, {products}) n;
insert into product select block, log_index, transaction, product, store from made;
insert into price_change select block, log_index + 1, transaction, product, 1, price from made;
insert into terms_change select block, log_index + 2, transaction, product, 1, 2000, 1000, 0, 1209600, 0 from made;
insert into content_change (block, log_index, transaction, product, version, content_hash, uri, title, body, words)
    select block, log_index + 3, transaction, product, 1, pg_temp.hash('content', product),
        'data:application/json,%7B%22title%22%3A%22Product%20' || product || '%22%7D', 'Product ' || product,
        'One of many things, number ' || product, 'product ' || product || ' one of many things number' from made;
insert into co_creators_change select block, log_index + 4, transaction, product, 1, store from made;
insert into stock_change select block, log_index + 5, transaction, product, product % 100 from made;
insert into product_state select product, block, log_index, store, price, product % 100, true, true, null, null, null, null, block from made;

create temp table sold as select n as id, 1 + n * ({blocks} - 1000) / {orders} as block, (100 + n % 5 * 10)::int as log_index,
    pg_temp.hash('order', n) as transaction, 1 + (hashint8(n)::bigint + 2147483648) % {products} as product
    from generate_series(1::bigint, {orders}) n;
insert into purchase select block, log_index, transaction, id, pg_temp.account(id), pg_temp.hash('reference', id), 3000000, 2 from sold;
insert into order_line select block, log_index + line, transaction, id, line, 1 + (product + line) % {products}, 1 + product % {STORES}, 1,
    1, 1500000, 2000, 1000, 0, 0, 1 + product % {STORES}, 0, 0, 0, 0, 0, 1790000000 + block from sold, generate_series(1, 2) line;
insert into settlement select block + 500, log_index + 3, transaction, id, 1, pg_temp.account(product), null, 'released',
    1, 1500000, 0, 0, 0, 0, 300000, 0, 1200000 from sold where id % 2 = 0;
"
    )
}

async fn run(conn: &mut PgConnection, sql: String) -> Result<()> {
    let begin: String = sql.chars().take(80).collect();
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(conn)
        .await
        .with_context(|| format!("filling the database ({begin}...)"))?;
    Ok(())
}

//! What is asked for: each case is a list of paths, drawn from the rows that there are.

use anyhow::{Result, ensure};
use clap::ValueEnum;
use productshare_indexer::projections::SCHEMA;
use sqlx::{AssertSqlSafe, PgConnection};

use super::fill::Share;

/// Different paths of a case: more than a second's requests of a kind repeat.
const PATHS: i64 = 4_000;

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Case {
    /// The 50 newest transfers
    TransfersPage,
    /// 50 transfers after a random cursor
    TransfersDeep,
    /// The 50 newest transfers of a random account
    TransfersOfAccount,
    /// 50 products that can be bought, by price, after a random one
    Products,
    /// The 50 newest orders of a random block or before
    Orders,
    /// One order with its lines
    Order,
    /// One product
    Product,
    /// An account's balances, locks and votes
    Account,
    /// The newest transfers again and again, with finished answers kept
    Repeated,
    /// The event stream, with 1,000 listeners
    Stream,
}

impl Case {
    /// As metrics call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TransfersPage => "transfers_page",
            Self::TransfersDeep => "transfers_deep",
            Self::TransfersOfAccount => "transfers_of_account",
            Self::Products => "products",
            Self::Orders => "orders",
            Self::Order => "order",
            Self::Product => "product",
            Self::Account => "account",
            Self::Repeated => "repeated",
            Self::Stream => "stream",
        }
    }

    /// Paths to ask for; the same in each run.
    pub async fn paths(self, conn: &mut PgConnection, share: Share) -> Result<Vec<String>> {
        let (orders, products) = (share.orders(), share.products());
        let query = match self {
            Self::TransfersPage | Self::Repeated => "select '/v1/transfers?limit=50'".to_owned(),
            Self::TransfersDeep => format!(
                "select '/v1/transfers?limit=50&cursor=' || number || '-5-' || encode(hash, 'hex') from chain.block
                 where number > 100 order by hash limit {PATHS}"
            ),
            Self::TransfersOfAccount => format!(
                "select '/v1/transfers?limit=50&account=0x' || encode(account, 'hex') from {SCHEMA}.balance
                 where token = 'psc' order by account limit {PATHS}"
            ),
            Self::Products => "select '/v1/products?limit=50&available=true&sort=price&order=asc&min_price=' || n * 10007
                 from generate_series(0, 3000) n"
                .to_owned(),
            Self::Orders => format!(
                "select '/v1/orders?limit=50&cursor=' || number || '-5-' || encode(hash, 'hex') from chain.block
                 where number between 100 and (select max(number) from chain.block) - 1000 order by hash limit {PATHS}"
            ),
            Self::Order => format!(
                "select '/v1/orders/' || 1 + (n * 7919) % {orders} from generate_series(1, {PATHS}) n"
            ),
            Self::Product => format!(
                "select '/v1/products/' || 1 + (n * 7919) % {products} from generate_series(1, {PATHS}) n"
            ),
            Self::Account => format!(
                "select '/v1/accounts/0x' || encode(account, 'hex') from {SCHEMA}.balance where token = 'psc' order by account limit {PATHS}"
            ),
            Self::Stream => "select '/v1/stream'".to_owned(),
        };
        let paths: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query))
            .fetch_all(conn)
            .await?;
        ensure!(!paths.is_empty(), "nothing to ask for in {}", self.name());
        Ok(paths)
    }
}

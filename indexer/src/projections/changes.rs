//! What a chunk of logs changes: rows to append and sums to add, and how both are taken back.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::{
    Origin, PoolMoves, ProfitSums, ProjectionError, Shelf, Token, event_table, event_tables,
    numbers,
};
use crate::store::{
    Delta,
    copy::{Row, Rows, Table},
};

const TRANSFER: Table = event_table!("transfer": "token" "sender" "recipient" "amount");
const APPROVAL: Table = event_table!("approval": "token" "owner" "spender" "amount");
const ROLE_CHANGE: Table = event_table!("role_change": "contract" "role" "account" "granted");
const PARAMETER_CHANGE: Table = event_table!("parameter_change": "contract" "name" "value");
const CONNECTION: Table = event_table!("connection": "contract" "catalog" "offer_pool" "splitter" "checkout" "stake_pools"
    "quality" "power" "experience" "cycles" "arbitration" "statements" "memberships");
const CREDIT_CHANGE: Table =
    event_table!("credit_change": "contract" "token" "account" "amount" "claimed");
const NETWORK_CLOCK: Table = event_table!("network_clock": "contract" "start_time" "length_secs");
const NETWORK_RULING: Table =
    event_table!("network_ruling": "contract" "arbitrator" "dispute" "ruling");
/// Tables that more than one contract writes.
pub const TABLES: &[&Table] = &[
    &NETWORK_CLOCK,
    &NETWORK_RULING,
    &TRANSFER,
    &APPROVAL,
    &ROLE_CHANGE,
    &PARAMETER_CHANGE,
    &CONNECTION,
    &CREDIT_CHANGE,
];

/// The contracts that one of them was told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connected {
    pub catalog: Option<Address>,
    pub offer_pool: Option<Address>,
    pub splitter: Option<Address>,
    pub checkout: Option<Address>,
    pub stake_pools: Option<Address>,
    pub quality: Option<Address>,
    pub power: Option<Address>,
    pub experience: Option<Address>,
    pub cycles: Option<Address>,
    pub arbitration: Option<Address>,
    pub statements: Option<Address>,
    pub memberships: Option<Address>,
}

/// Rows and sums waiting to be written.
#[derive(Debug, Default)]
pub struct Changes {
    pub rows: Rows,
    balances: BTreeMap<(Token, Address), Delta>,
    supplies: BTreeMap<Token, Delta>,
    locks: BTreeMap<(Address, Address), Delta>,
    /// Products and offers that the rows are about.
    pub(super) shelf: Shelf,
    pub(super) profit: ProfitSums,
    pub(super) pools: PoolMoves,
    pub(super) last_block: u64,
}

impl Changes {
    /// A transfer, mint (from the zero address) or burn (to it).
    pub fn transfer(&mut self, at: Origin, token: Token, from: Address, to: Address, amount: U256) {
        at.row(&mut self.rows, &TRANSFER)
            .text(token.name())
            .address(from)
            .address(to)
            .amount(amount);
        let minted = from.is_zero();
        let burned = to.is_zero();
        if !minted {
            self.balances
                .entry((token, from))
                .or_default()
                .add(amount, true);
        }
        if !burned {
            self.balances
                .entry((token, to))
                .or_default()
                .add(amount, false);
        }
        if minted != burned {
            self.supplies.entry(token).or_default().add(amount, burned);
        }
    }

    pub fn approval(
        &mut self,
        at: Origin,
        token: Token,
        owner: Address,
        spender: Address,
        amount: U256,
    ) {
        at.row(&mut self.rows, &APPROVAL)
            .text(token.name())
            .address(owner)
            .address(spender)
            .amount(amount);
    }

    pub fn role(
        &mut self,
        at: Origin,
        contract: &str,
        role: &str,
        account: Address,
        granted: bool,
    ) {
        at.row(&mut self.rows, &ROLE_CHANGE)
            .text(contract)
            .text(role)
            .address(account)
            .bool(granted);
    }

    pub fn parameter(&mut self, at: Origin, contract: &str, name: &str, value: U256) {
        at.row(&mut self.rows, &PARAMETER_CHANGE)
            .text(contract)
            .text(name)
            .amount(value);
    }

    pub fn connected(&mut self, at: Origin, contract: &str, others: Connected) {
        at.row(&mut self.rows, &CONNECTION)
            .text(contract)
            .maybe(others.catalog, Row::address)
            .maybe(others.offer_pool, Row::address)
            .maybe(others.splitter, Row::address)
            .maybe(others.checkout, Row::address)
            .maybe(others.stake_pools, Row::address)
            .maybe(others.quality, Row::address)
            .maybe(others.power, Row::address)
            .maybe(others.experience, Row::address)
            .maybe(others.cycles, Row::address)
            .maybe(others.arbitration, Row::address)
            .maybe(others.statements, Row::address)
            .maybe(others.memberships, Row::address);
    }

    /// The clock that a contract of the quality network was made with.
    pub fn clock(
        &mut self,
        at: Origin,
        contract: &str,
        start: u64,
        length: u64,
    ) -> Result<(), String> {
        let [start, length] = numbers([start, length])?;
        at.row(&mut self.rows, &NETWORK_CLOCK)
            .text(contract)
            .i64(start)
            .i64(length);
        Ok(())
    }

    /// A ruling, as the contract that a dispute was about took it.
    pub fn network_ruling(
        &mut self,
        at: Origin,
        contract: &str,
        arbitrator: Address,
        dispute: U256,
        ruling: U256,
    ) {
        at.row(&mut self.rows, &NETWORK_RULING)
            .text(contract)
            .address(arbitrator)
            .amount(dispute)
            .amount(ruling);
    }

    /// A payment that waits to be claimed, or its claim.
    pub fn credit(
        &mut self,
        at: Origin,
        contract: &str,
        token: Address,
        account: Address,
        amount: U256,
        claimed: bool,
    ) {
        at.row(&mut self.rows, &CREDIT_CHANGE)
            .text(contract)
            .address(token)
            .address(account)
            .amount(amount)
            .bool(claimed);
    }

    /// Adds to what `locker` holds locked of `account`, or takes away.
    pub fn lock(&mut self, locker: Address, account: Address, amount: U256, locked: bool) {
        self.locks
            .entry((account, locker))
            .or_default()
            .add(amount, !locked);
    }

    /// Writes everything in the caller's transaction.
    pub async fn flush(mut self, conn: &mut PgConnection) -> Result<(), ProjectionError> {
        self.rows.send(conn).await?;
        self.flush_balances(conn).await?;
        self.flush_supplies(conn).await?;
        self.flush_locks(conn).await?;
        self.profit.flush(conn).await?;
        std::mem::take(&mut self.pools).flush(conn).await?;
        let below = self.shelf.flush(conn).await?;
        below.map_or(Ok(()), |what| Err(self.below_zero(what)))
    }

    async fn flush_balances(&self, conn: &mut PgConnection) -> Result<(), ProjectionError> {
        let changed: Vec<_> = self
            .balances
            .iter()
            .filter(|(_, delta)| !delta.0.is_zero())
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let tokens: Vec<&str> = changed.iter().map(|((token, _), _)| token.name()).collect();
        let accounts: Vec<&[u8]> = changed
            .iter()
            .map(|((_, account), _)| account.as_slice())
            .collect();
        let deltas: Vec<Delta> = changed.iter().map(|(_, delta)| **delta).collect();
        let rows = sqlx::query(
            "with written as (
                 insert into balance as b (token, account, amount)
                 select * from unnest($1::text[], $2::bytea[], $3::numeric[])
                 on conflict (token, account) do update set amount = b.amount + excluded.amount
                 returning token, account, amount
             )
             select token, account, amount < 0 from written where amount <= 0",
        )
        .bind(&tokens)
        .bind(&accounts)
        .bind(&deltas)
        .fetch_all(&mut *conn)
        .await?;
        let mut emptied: (Vec<String>, Vec<Vec<u8>>) = Default::default();
        for row in rows {
            let (token, account): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
            if row.try_get(2)? {
                let what = format!("the {token} balance of {}", Address::from_slice(&account));
                return Err(self.below_zero(what));
            }
            emptied.0.push(token);
            emptied.1.push(account);
        }
        if !emptied.0.is_empty() {
            sqlx::query(
                "delete from balance b using unnest($1::text[], $2::bytea[]) as e(token, account)
                 where b.token = e.token and b.account = e.account",
            )
            .bind(&emptied.0)
            .bind(&emptied.1)
            .execute(conn)
            .await?;
        }
        Ok(())
    }

    async fn flush_supplies(&self, conn: &mut PgConnection) -> Result<(), ProjectionError> {
        for (token, delta) in &self.supplies {
            let below: bool = sqlx::query_scalar(
                "update supply set amount = amount + $2 where token = $1 returning amount < 0",
            )
            .bind(token.name())
            .bind(delta)
            .fetch_one(&mut *conn)
            .await?;
            if below {
                return Err(self.below_zero(format!("the supply of {}", token.name())));
            }
        }
        Ok(())
    }

    async fn flush_locks(&self, conn: &mut PgConnection) -> Result<(), ProjectionError> {
        for ((account, locker), delta) in &self.locks {
            let below: bool = sqlx::query_scalar(
                "insert into lock_balance as l (account, locker, amount) values ($1, $2, $3)
                 on conflict (account, locker) do update set amount = l.amount + excluded.amount
                 returning amount < 0",
            )
            .bind(account.as_slice())
            .bind(locker.as_slice())
            .bind(delta)
            .fetch_one(&mut *conn)
            .await?;
            if below {
                return Err(self.below_zero(format!("what {locker} locks of {account}")));
            }
        }
        if !self.locks.is_empty() {
            sqlx::query("delete from lock_balance where amount = 0")
                .execute(conn)
                .await?;
        }
        Ok(())
    }

    fn below_zero(&self, what: String) -> ProjectionError {
        ProjectionError::BelowZero {
            what,
            block: self.last_block,
        }
    }

    /// Takes back everything that blocks after `kept` had added. Sent as two scripts, not statement by statement: preparing a
    /// hundred and a half of them took longer than all else of a reorganisation.
    pub async fn rewind(conn: &mut PgConnection, kept: i64) -> sqlx::Result<()> {
        const TAKE_BACK: [&str; 7] = [
            "update balance b set amount = b.amount - d.delta
             from (select token, account, sum(delta) as delta
                   from (select token, recipient as account, amount as delta from transfer where block > $1
                         union all
                         select token, sender, -amount from transfer where block > $1) moved
                   group by token, account) d
             where b.token = d.token and b.account = d.account",
            // Accounts that the lost blocks had emptied are holders again.
            "insert into balance (token, account, amount)
             select token, account, -sum(delta)
             from (select token, recipient as account, amount as delta from transfer where block > $1
                   union all
                   select token, sender, -amount from transfer where block > $1) moved
             where account <> decode(repeat('00', 20), 'hex')
               and not exists (select from balance b where b.token = moved.token and b.account = moved.account)
             group by token, account having sum(delta) <> 0",
            "update supply s set amount = s.amount - d.delta
             from (select token, sum(case when sender = decode(repeat('00', 20), 'hex') then amount else 0 end
                                   - case when recipient = decode(repeat('00', 20), 'hex') then amount else 0 end) as delta
                   from transfer where block > $1 group by token) d
             where s.token = d.token",
            "update lock_balance l set amount = l.amount - d.delta
             from (select account, locker, sum(case when locked then amount else -amount end) as delta
                   from lock_change where block > $1 group by account, locker) d
             where l.account = d.account and l.locker = d.locker",
            "insert into lock_balance (account, locker, amount)
             select account, locker, -sum(case when locked then amount else -amount end)
             from lock_change c
             where block > $1
               and not exists (select from lock_balance l where l.account = c.account and l.locker = c.locker)
             group by account, locker having sum(case when locked then amount else -amount end) <> 0",
            // Of the accounts that moved: an index of all that are zero would make every change of a balance dearer.
            "delete from balance b using (select token, recipient as account from transfer where block > $1
                                          union select token, sender from transfer where block > $1) moved
             where b.token = moved.token and b.account = moved.account and b.amount = 0",
            "delete from lock_balance where amount = 0",
        ];
        // Made of constants of this program and a number, not of input.
        let script = |statements: &mut dyn Iterator<Item = String>| {
            let kept = kept.to_string();
            AssertSqlSafe(
                statements
                    .map(|s| s.replace("$1", &kept) + ";\n")
                    .collect::<String>(),
            )
        };
        let sums = TAKE_BACK.iter().chain(&ProfitSums::TAKE_BACK);
        sqlx::raw_sql(script(&mut sums.map(|s| (*s).to_owned())))
            .execute(&mut *conn)
            .await?;
        let touched = Shelf::take_back(conn, kept).await?;
        let delete = |table: &Table| format!("delete from {} where block > $1", table.name);
        sqlx::raw_sql(script(&mut event_tables().map(delete)))
            .execute(&mut *conn)
            .await?;
        touched.recompute(conn).await
    }
}

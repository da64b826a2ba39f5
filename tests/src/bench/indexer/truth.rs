//! What the chain itself says: each transfer, and what they add up to.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use alloy::rpc::types::Log;
use alloy::sol_types::SolEvent;
use anyhow::{Context, Result, ensure};

use crate::solidity::TestAsset::Transfer;

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number of its block.
    pub block: i64,
    /// Place in the block.
    pub log_index: i32,
    /// The zero address mints.
    pub sender: Address,
    /// Who got it.
    pub recipient: Address,
    /// Base units.
    pub amount: U256,
}

/// All transfers in order, and the balances they leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// In the chain's order.
    pub rows: Vec<Row>,
    /// Of all who hold something.
    pub balances: BTreeMap<Address, U256>,
}

impl Truth {
    /// Adds logs that follow those already here.
    pub fn add(&mut self, logs: Vec<Log>) -> Result<()> {
        for log in logs {
            let transfer = Transfer::decode_log(&log.inner).context("a log of another event")?;
            let row = Row {
                block: log.block_number.context("a log without a block")? as i64,
                log_index: log.log_index.context("a log without its place")? as i32,
                sender: transfer.from,
                recipient: transfer.to,
                amount: transfer.value,
            };
            self.apply(&row)?;
            self.rows.push(row);
        }
        Ok(())
    }

    fn apply(&mut self, row: &Row) -> Result<()> {
        if !row.sender.is_zero() {
            let balance = self.balances.entry(row.sender).or_default();
            *balance = balance
                .checked_sub(row.amount)
                .context("the emitter sent more than an account has")?;
            if balance.is_zero() {
                self.balances.remove(&row.sender);
            }
        }
        if !row.recipient.is_zero() {
            *self.balances.entry(row.recipient).or_default() += row.amount;
        }
        Ok(())
    }

    /// The newest block with a transfer; 0 without any.
    pub fn last_block(&self) -> i64 {
        self.rows.last().map_or(0, |row| row.block)
    }

    /// Sums that tell this state from any other it is likely to be taken for, as Postgres prints them: cheap to ask for
    /// again and again. Amounts alone would not do, since a new branch repeats those of the old one.
    pub fn sums(&self) -> String {
        let amounts: U256 = self.rows.iter().map(|row| row.amount).sum();
        let places: u64 = self
            .rows
            .iter()
            .map(|row| row.block as u64 * (row.log_index as u64 + 1))
            .sum();
        format!("{},{amounts},{places}", self.rows.len())
    }

    /// Compares with what an index holds, row by row and account by account.
    pub fn check(&self, rows: &[Row], balances: &BTreeMap<Address, U256>) -> Result<()> {
        ensure!(
            rows.len() == self.rows.len(),
            "{} rows instead of {}",
            rows.len(),
            self.rows.len()
        );
        for (theirs, truth) in rows.iter().zip(&self.rows) {
            ensure!(theirs == truth, "{theirs:?} instead of {truth:?}");
        }
        for (account, truth) in &self.balances {
            let theirs = balances.get(account).copied().unwrap_or_default();
            ensure!(
                theirs == *truth,
                "{account} has {theirs} instead of {truth}"
            );
        }
        ensure!(
            balances.len() == self.balances.len(),
            "balances of accounts that hold nothing"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(amounts: &[(i64, u64)]) -> Truth {
        let mut truth = Truth::default();
        for (index, (block, amount)) in amounts.iter().enumerate() {
            let row = Row {
                block: *block,
                log_index: index as i32,
                sender: Address::ZERO,
                recipient: Address::repeat_byte(index as u8 + 1),
                amount: U256::from(*amount),
            };
            truth.apply(&row).unwrap();
            truth.rows.push(row);
        }
        truth
    }

    #[test]
    fn sums_tell_branches_with_the_same_amounts_apart() {
        assert_ne!(truth(&[(1, 5)]).sums(), truth(&[(2, 5)]).sums());
        assert_eq!(truth(&[(1, 5), (3, 6)]).sums(), "2,11,7");
    }

    #[test]
    fn check_sees_a_lost_row_a_wrong_amount_and_a_wrong_balance() {
        let right = truth(&[(1, 5), (2, 6)]);
        right.check(&right.rows, &right.balances).unwrap();
        right.check(&right.rows[..1], &right.balances).unwrap_err();
        let wrong = truth(&[(1, 5), (2, 7)]);
        right.check(&wrong.rows, &right.balances).unwrap_err();
        right.check(&right.rows, &wrong.balances).unwrap_err();
    }
}

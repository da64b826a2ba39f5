//! A platform's statements: periods, pages of lines with their fees, the end.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::{FeeLine, MAX_LINES},
    encode::{emit_dynamic, revert, Outcome},
    wire::{n, Wire},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    records::{Line, Periods, Statement},
    slots::{by_id, by_ids, Kind},
    small,
    tree::MAX_COUNT,
    Statements,
};

/// Lines as they come in from a call: an entry in each list.
pub struct Page {
    pub products: Vec<u64>,
    pub grosses: Vec<U256>,
    pub counts: Vec<u64>,
    pub roots: Vec<B256>,
}

impl Page {
    fn ensure_even(&self) -> Outcome {
        ensure_lines(self.products.len())?;
        for other in [self.grosses.len(), self.counts.len(), self.roots.len()] {
            if other != self.products.len() {
                return Err(revert(LengthMismatch {
                    left: U256::from(self.products.len()),
                    right: U256::from(other),
                }));
            }
        }
        Ok(())
    }
}

fn ensure_lines(count: usize) -> Outcome {
    if count == 0 || count > MAX_LINES {
        return Err(revert(WrongLines {
            count: U256::from(count),
            max: U256::from(MAX_LINES),
        }));
    }
    Ok(())
}

impl Statements {
    pub(crate) fn do_begin(&mut self, platform: u64, from: u64) -> Outcome {
        self.only_platform_owner(platform)?;
        let (periods, now) = (self.load_periods(platform), self.vm().block_timestamp());
        let Some(periods) = periods.begin(from, now) else {
            return Err(revert(WrongBeginning { platform, from }));
        };
        self.set_word(by_id(Kind::Periods, platform), periods.pack());
        self.log::<ReportingBegun, 1, 1>([n(platform)], [n(from)]);
        Ok(())
    }

    pub(crate) fn do_carry(&mut self, platform: u64, products: &[u64]) -> Outcome {
        ensure_lines(products.len())?;
        let now = self.vm().block_timestamp();
        for &product in products {
            let Some(rate) = self.rate_now(platform, product)? else {
                return Err(revert(NotCarried { platform, product }));
            };
            let seen = U256::from_limbs([now, rate.into(), 0, 0]);
            self.set_word(by_ids(Kind::Carried, platform, product), seen);
            self.log::<ProductCarried, 2, 2>([n(platform), n(product)], [n(rate), n(now)]);
        }
        Ok(())
    }

    pub(crate) fn do_open(
        &mut self,
        platform: u64,
        until: u64,
        uri: String,
        hash: B256,
    ) -> Outcome<u64> {
        if self.only_platform_owner(platform)? == 0 {
            // Nothing would answer for what it says.
            return Err(revert(NoBond { platform }));
        }
        let (periods, now) = (self.load_periods(platform), self.vm().block_timestamp());
        let from = periods.closed_until;
        let id = self.next_number(0);
        let Some(periods) = periods.open(until, id, now) else {
            return Err(revert(WrongPeriod {
                platform,
                from,
                until,
            }));
        };
        self.set_word(by_id(Kind::Periods, platform), periods.pack());
        let statement = Statement {
            platform,
            from,
            until,
            ..Statement::default()
        };
        self.save_statement(id, &statement);
        emit_dynamic(
            self.vm(),
            &[
                StatementOpened::SIGNATURE_HASH,
                word::uint64(id).into(),
                word::uint64(platform).into(),
            ],
            (from, until, uri, hash),
        );
        Ok(id)
    }

    pub(crate) fn do_submit(&mut self, id: u64, page: &Page) -> Outcome<U256> {
        page.ensure_even()?;
        let mut statement = self.own_open_statement(id)?;
        let mut fees = Vec::with_capacity(page.products.len());
        let mut sum = 0;
        for (index, &product) in page.products.iter().enumerate() {
            let line = self.line_of(id, &statement, page, index)?;
            statement = statement.with(&line).ok_or_else(|| {
                let max = U256::from(u64::MAX);
                let value = U256::from(statement.gross) + U256::from(line.gross);
                revert(ValueTooLarge { value, max })
            })?;
            let root = page.roots[index];
            self.set_word(by_ids(Kind::Line, id, product), line.pack());
            self.set_word(by_ids(Kind::Root, id, product), root.into());
            let of = line.fees();
            // All gross of a statement is below 2^64, and fees are less.
            sum += of.sum();
            let fee = FeeLine {
                product,
                platform: statement.platform,
                experience_fee: of.experience,
                community_fee: of.community,
            };
            fees.push(fee.pack());
            self.log::<LineSubmitted, 2, 6>(
                [n(id), n(product)],
                [
                    n(line.gross),
                    n(line.count),
                    root.into(),
                    n(line.fee_bps),
                    n(of.experience),
                    n(of.community),
                ],
            );
        }
        self.save_statement(id, &statement);
        let sum = U256::from(sum);
        self.pay_fees(sum)?;
        self.accrue(fees)?;
        Ok(sum)
    }

    /// A line of a page, checked against what the chain knows.
    fn line_of(&self, id: u64, statement: &Statement, page: &Page, index: usize) -> Outcome<Line> {
        let (product, gross, count) = (
            page.products[index],
            page.grosses[index],
            page.counts[index],
        );
        if gross.is_zero() || count == 0 || count > MAX_COUNT {
            return Err(revert(WrongLine {
                product,
                gross,
                count,
            }));
        }
        if self.load_line(id, product).gross != 0 {
            return Err(revert(LineExists {
                statement: id,
                product,
            }));
        }
        Ok(Line {
            gross: small(gross)?,
            count,
            fee_bps: self.rate_of(statement, product)?,
        })
    }

    /// At which rate a product is reported: that of now, or, if it left meanwhile, the one at which
    /// it was last carried in the period. Else a vendor could make a debtor of her platform.
    fn rate_of(&self, statement: &Statement, product: u64) -> Outcome<u16> {
        let platform = statement.platform;
        if let Some(rate) = self.rate_now(platform, product)? {
            return Ok(rate);
        }
        let (seen, rate) = self.load_carried(platform, product);
        if seen < statement.from {
            return Err(revert(NotCarried { platform, product }));
        }
        Ok(rate)
    }

    pub(crate) fn do_close(&mut self, id: u64) -> Outcome {
        let mut statement = self.own_open_statement(id)?;
        statement.closed_at = self.vm().block_timestamp();
        self.save_statement(id, &statement);
        let platform = statement.platform;
        let periods = self.load_periods(platform).close();
        self.set_word(by_id(Kind::Periods, platform), periods.pack());
        self.log::<StatementClosed, 2, 4>(
            [n(id), n(platform)],
            [
                n(statement.lines),
                n(statement.gross),
                n(statement.experience_fee),
                n(statement.community_fee),
            ],
        );
        Ok(())
    }

    // ---- what is stored

    pub(crate) fn load_periods(&self, platform: u64) -> Periods {
        Periods::unpack(self.word(by_id(Kind::Periods, platform)))
    }

    /// When a product was last marked as carried, and its rate then.
    pub(crate) fn load_carried(&self, platform: u64, product: u64) -> (u64, u16) {
        let word = self.word(by_ids(Kind::Carried, platform, product));
        let [seen, rate, _, _] = word.into_limbs();
        (seen, rate as u16)
    }

    pub(crate) fn load_line(&self, statement: u64, product: u64) -> Line {
        Line::unpack(self.word(by_ids(Kind::Line, statement, product)))
    }

    pub(crate) fn statement_or_none(&self, id: u64) -> Statement {
        Statement::unpack([Kind::Period, Kind::Sums].map(|kind| self.word(by_id(kind, id))))
    }

    fn save_statement(&mut self, id: u64, statement: &Statement) {
        let [period, sums] = statement.pack();
        self.set_word(by_id(Kind::Period, id), period);
        self.set_word(by_id(Kind::Sums, id), sums);
    }

    fn known_statement(&self, id: u64) -> Outcome<Statement> {
        let statement = self.statement_or_none(id);
        if statement.platform == 0 {
            return Err(revert(UnknownStatement { statement: id }));
        }
        Ok(statement)
    }

    /// One that takes lines, of a platform of the caller's.
    fn own_open_statement(&self, id: u64) -> Outcome<Statement> {
        let statement = self.known_statement(id)?;
        self.only_platform_owner(statement.platform)?;
        if statement.closed_at != 0 {
            return Err(revert(StatementIsClosed { statement: id }));
        }
        Ok(statement)
    }

    pub(crate) fn closed_statement(&self, id: u64) -> Outcome<Statement> {
        let statement = self.known_statement(id)?;
        if statement.closed_at == 0 {
            return Err(revert(StatementIsOpen { statement: id }));
        }
        Ok(statement)
    }
}

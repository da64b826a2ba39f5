//! Claims on the three groups' parts, and who has which.

use super::{Model, Set, Verdict, at, at_mut, ensure};
use crate::invariants::actions::{Tag, Token, Who};
use crate::invariants::scene::{OWNER, SPLITTER};

impl Set {
    /// What an account may draw once the set has earned so much.
    pub fn due(&self, account: Who, lifetime: u64) -> u64 {
        let lifetime = u128::from(lifetime);
        let (units, drawn) = if account == self.vendor {
            let others = self.parts.iter().map(|part| {
                part.accepted.map_or(0, |base| {
                    lifetime.saturating_sub(base.into()) * u128::from(part.bps)
                })
            });
            (
                (lifetime * 10_000).saturating_sub(others.sum::<u128>()),
                self.vendor_drawn,
            )
        } else {
            let part = self.parts.iter().find(|part| part.who == account);
            part.map_or((0, 0), |part| {
                let since = part
                    .accepted
                    .map_or(0, |base| lifetime.saturating_sub(base.into()));
                (since * u128::from(part.bps), part.drawn)
            })
        };
        // A set that lost something is found by its sums: here nothing may go below zero.
        u64::try_from(units / 10_000)
            .unwrap_or(u64::MAX)
            .saturating_sub(drawn)
    }

    /// The vendor and all co-creators.
    pub fn accounts(&self) -> impl Iterator<Item = Who> {
        std::iter::once(self.vendor).chain(self.parts.iter().map(|part| part.who))
    }

    /// What all of them drew.
    pub fn drawn(&self) -> u128 {
        let parts = self.parts.iter().map(|part| u128::from(part.drawn));
        parts.sum::<u128>() + u128::from(self.vendor_drawn)
    }
}

impl Model {
    /// Pays what is due out of one of the groups' parts.
    fn claim(&mut self, group: usize, to: Who, due: u64) -> Verdict {
        self.touched.accounts.insert(to);
        ensure(due > 0, "nothing to claim")?;
        ensure(!self.is_blocked(Token::Psc, to), "the payee is blocked")?;
        self.touched.ledger = true;
        self.claimed[group] += u128::from(due);
        self.pay(Token::Psc, SPLITTER, to, due.into());
        Ok(())
    }

    pub(super) fn claim_profit(&mut self, account: Who) -> Verdict {
        self.claim(0, account, self.ledger.customer_due(account))
    }

    pub(super) fn claim_set(&mut self, set: Tag, account: Who) -> Verdict {
        let id = self.names.sets[&set];
        self.touched.sets.insert(id);
        let due = at(&self.sets, id).due(account, self.ledger.lifetime(id));
        self.claim(1, account, due)?;
        let set = at_mut(&mut self.sets, id);
        if account == set.vendor {
            set.vendor_drawn += due;
        } else if let Some(part) = set.parts.iter_mut().find(|part| part.who == account) {
            part.drawn += due;
        }
        Ok(())
    }

    pub(super) fn claim_cause(&mut self, cause: u64) -> Verdict {
        let known = (1..=self.causes.len() as u64).contains(&cause);
        ensure(known, "unknown cause")?;
        self.touched.causes.insert(cause);
        let account = *at(&self.causes, cause);
        self.claim(2, account, self.ledger.cause_due(cause))
    }

    pub(super) fn accept_co_creation(&mut self, who: Who, set: Tag) -> Verdict {
        let id = self.names.sets[&set];
        self.touched.sets.insert(id);
        let lifetime = self.ledger.lifetime(id);
        let parts = &mut at_mut(&mut self.sets, id).parts;
        let part = parts
            .iter_mut()
            .find(|part| part.who == who && part.accepted.is_none());
        part.ok_or("not invited")?.accepted = Some(lifetime);
        Ok(())
    }

    pub(super) fn set_cause(&mut self, who: Who, cause: u64) -> Verdict {
        let known = (1..=self.causes.len() as u64).contains(&cause);
        ensure(who == OWNER, "not the owner")?;
        ensure(known, "unknown cause")?;
        self.touched.causes.insert(cause);
        self.touched.ledger = true;
        Ok(())
    }
}

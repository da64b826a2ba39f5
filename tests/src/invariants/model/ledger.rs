//! The splitter's ledgers as the chain shows them, and what follows from them for everybody.

use std::collections::BTreeMap;

use alloy::primitives::U256;

/// A customer or a set of co-creators, as it was last written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    pub points: U256,
    pub generation: u64,
    pub debt: U256,
}

/// A cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    pub approved: bool,
    pub weight: u16,
    pub balance: U256,
    pub debt: U256,
}

/// Everything. Amounts "unfloored" are in units x 2^-128, modulo 2^256.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub total_profit: U256,
    pub per_group: U256,
    pub generation: u64,
    pub index: U256,
    pub carry: U256,
    pub waiting: U256,
    pub finals: BTreeMap<u64, U256>,
    /// By account.
    pub customers: Vec<Member>,
    /// By number less one.
    pub sets: Vec<Member>,
    pub causes: Vec<Cause>,
    pub cause_index: U256,
    pub cause_carry: U256,
    pub cause_waiting: U256,
}

/// The whole units of an unfloored amount.
pub fn whole(unfloored: U256) -> u64 {
    (unfloored >> 128usize).saturating_to()
}

impl Ledger {
    /// What a member earned and did not draw, unfloored.
    pub fn earned(&self, member: &Member) -> U256 {
        let Member {
            mut points,
            generation,
            mut debt,
        } = member.clone();
        for ended in generation..self.generation {
            let last = self.finals.get(&ended).copied().unwrap_or_default();
            debt = debt.wrapping_sub(points.wrapping_mul(last));
            points >>= 16;
        }
        points.wrapping_mul(self.index).wrapping_sub(debt)
    }

    /// What a customer may claim.
    pub fn customer_due(&self, account: usize) -> u64 {
        whole(self.earned(&self.customers[account]))
    }

    /// All that a set ever earned.
    pub fn lifetime(&self, set: u64) -> u64 {
        whole(self.earned(super::at(&self.sets, set)))
    }

    /// What a cause earned by its weight and did not draw, unfloored.
    pub fn cause_earned(&self, cause: &Cause) -> U256 {
        let weight = if cause.approved { cause.weight } else { 0 };
        U256::from(weight)
            .wrapping_mul(self.cause_index)
            .wrapping_sub(cause.debt)
    }

    /// What a cause may claim.
    pub fn cause_due(&self, cause: u64) -> u64 {
        let cause = super::at(&self.causes, cause);
        let chosen: u64 = cause.balance.saturating_to();
        chosen + whole(self.cause_earned(cause))
    }
}

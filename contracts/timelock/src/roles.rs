//! Who may do what: OpenZeppelin's access control, with one admin role for all roles.

use alloy_primitives::{Address, B256};
use common::{
    eip712::type_hash,
    encode::{emit, revert, Outcome},
};
use stylus_sdk::prelude::*;

use crate::{abi::*, Timelock};

pub(crate) const DEFAULT_ADMIN: B256 = B256::ZERO;
pub(crate) const PROPOSER: B256 = B256::new(type_hash("PROPOSER_ROLE"));
pub(crate) const EXECUTOR: B256 = B256::new(type_hash("EXECUTOR_ROLE"));
pub(crate) const CANCELLER: B256 = B256::new(type_hash("CANCELLER_ROLE"));

impl Timelock {
    pub(crate) fn has(&self, role: B256, account: Address) -> bool {
        self.roles.getter(role).get(account)
    }

    pub(crate) fn only(&self, role: B256, account: Address) -> Outcome {
        if self.has(role, account) {
            return Ok(());
        }
        Err(revert(AccessControlUnauthorizedAccount {
            account,
            neededRole: role,
        }))
    }

    pub(crate) fn only_admin(&self, sender: Address) -> Outcome {
        self.only(DEFAULT_ADMIN, sender)
    }

    /// Grants without asking; logs only what changes.
    pub(crate) fn put(&mut self, sender: Address, role: B256, account: Address) {
        if !self.has(role, account) {
            self.roles.setter(role).insert(account, true);
            emit(
                self.vm(),
                RoleGranted {
                    role,
                    account,
                    sender,
                },
            );
        }
    }

    pub(crate) fn do_grant(&mut self, sender: Address, role: B256, account: Address) -> Outcome {
        self.only_admin(sender)?;
        self.put(sender, role, account);
        Ok(())
    }

    pub(crate) fn do_revoke(&mut self, sender: Address, role: B256, account: Address) -> Outcome {
        self.only_admin(sender)?;
        self.take(sender, role, account);
        Ok(())
    }

    pub(crate) fn do_renounce(
        &mut self,
        sender: Address,
        role: B256,
        confirmation: Address,
    ) -> Outcome {
        if confirmation != sender {
            return Err(revert(AccessControlBadConfirmation {}));
        }
        self.take(sender, role, sender);
        Ok(())
    }

    fn take(&mut self, sender: Address, role: B256, account: Address) {
        if self.has(role, account) {
            self.roles.setter(role).insert(account, false);
            emit(
                self.vm(),
                RoleRevoked {
                    role,
                    account,
                    sender,
                },
            );
        }
    }
}

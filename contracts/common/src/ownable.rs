//! The owner of a contract: the deployer at first, the DAO's timelock from then on.

use alloc::vec::Vec;
use alloy_primitives::Address;
use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::encode::{emit, revert, Outcome};

sol! {
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    error OwnableUnauthorizedAccount(address account);
    error OwnableInvalidOwner(address owner);
}

sol_storage! {
    pub struct Ownable {
        /// Who may change parameters and roles.
        address owner;
    }
}

impl Ownable {
    /// The current owner.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// First line of every owner's function.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount` for anybody else.
    pub fn only_owner(&self) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender == self.owner.get() {
            return Ok(());
        }
        Err(revert(OwnableUnauthorizedAccount { account: sender }))
    }

    /// Hands the contract over.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount` from anybody but the owner; `OwnableInvalidOwner` for zero.
    pub fn transfer(&mut self, new_owner: Address) -> Outcome {
        self.only_owner()?;
        self.set(new_owner)
    }

    /// Sets the owner without asking: for the constructor.
    ///
    /// # Errors
    /// `OwnableInvalidOwner` for zero.
    pub fn set(&mut self, new_owner: Address) -> Outcome {
        if new_owner.is_zero() {
            return Err(revert(OwnableInvalidOwner { owner: new_owner }));
        }
        let previous = self.owner.get();
        self.owner.set(new_owner);
        emit(
            self.vm(),
            OwnershipTransferred {
                previousOwner: previous,
                newOwner: new_owner,
            },
        );
        Ok(())
    }
}

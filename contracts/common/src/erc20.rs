//! What both tokens do alike: allowances, nonces and permits. Balances differ and stay with each.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use stylus_sdk::prelude::*;

use crate::{
    eip712,
    encode::{emit, revert, Outcome},
    signature,
    word::{self, Word},
};

sol! {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidApprover(address approver);
    error ERC20InvalidSpender(address spender);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
}

const PERMIT_TYPE_HASH: Word = eip712::type_hash(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
);

sol_storage! {
    pub struct Allowances {
        /// owner => spender => units that the spender may still move; the largest number never falls.
        mapping(address => mapping(address => uint256)) allowances;
        /// Next nonce of each signer.
        mapping(address => uint256) nonces;
    }
}

/// A permit without its signature.
pub struct Permit {
    pub owner: Address,
    pub spender: Address,
    pub value: U256,
    /// Last second at which it is accepted, Unix time.
    pub deadline: U256,
}

impl Allowances {
    /// What `spender` may still move of `owner`'s.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances.getter(owner).get(spender)
    }

    /// The next nonce of `owner`.
    pub fn nonce(&self, owner: Address) -> U256 {
        self.nonces.get(owner)
    }

    /// Uses the signer's nonce up and returns it.
    pub fn use_nonce(&mut self, signer: Address) -> U256 {
        let mut slot = self.nonces.setter(signer);
        let nonce = slot.get();
        // Cannot overflow: one increment per transaction.
        slot.set(nonce + U256::from(1));
        nonce
    }

    /// Sets an allowance.
    ///
    /// # Errors
    /// `ERC20InvalidApprover` and `ERC20InvalidSpender` for the zero address.
    pub fn approve(&mut self, owner: Address, spender: Address, value: U256) -> Outcome {
        if owner.is_zero() {
            return Err(revert(ERC20InvalidApprover { approver: owner }));
        }
        if spender.is_zero() {
            return Err(revert(ERC20InvalidSpender { spender }));
        }
        self.allowances.setter(owner).setter(spender).set(value);
        emit(
            self.vm(),
            Approval {
                owner,
                spender,
                value,
            },
        );
        Ok(())
    }

    /// Takes `value` off what `spender` may move of `owner`'s.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`.
    pub fn spend(&mut self, owner: Address, spender: Address, value: U256) -> Outcome {
        let mut of_owner = self.allowances.setter(owner);
        let mut slot = of_owner.setter(spender);
        let allowance = slot.get();
        if allowance == U256::MAX {
            return Ok(());
        }
        if allowance < value {
            return Err(revert(ERC20InsufficientAllowance {
                spender,
                allowance,
                needed: value,
            }));
        }
        slot.set(allowance - value);
        Ok(())
    }

    /// ERC-2612: sets an allowance by the owner's signature over the domain named.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature`, `ERC2612InvalidSigner`, or those of [`Self::approve`].
    pub fn permit(
        &mut self,
        domain_name_hash: &Word,
        permit: &Permit,
        signature: &[u8],
    ) -> Outcome {
        let Permit {
            owner,
            spender,
            value,
            deadline,
        } = *permit;
        if U256::from(self.vm().block_timestamp()) > deadline {
            return Err(revert(ERC2612ExpiredSignature { deadline }));
        }
        let nonce = self.use_nonce(owner);
        let struct_hash = word::hash(&[
            PERMIT_TYPE_HASH,
            word::address(owner),
            word::address(spender),
            word::uint(value),
            word::uint(nonce),
            word::uint(deadline),
        ]);
        let host = self.vm();
        let digest = eip712::digest(host, domain_name_hash, struct_hash);
        if let Err(signer) = signature::check(host, owner, digest, signature) {
            return Err(revert(ERC2612InvalidSigner { signer, owner }));
        }
        self.approve(owner, spender, value)
    }
}

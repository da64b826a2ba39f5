//! ShareCash (PSC): the stablecoin's token. What backs it, and when units are minted and burnt,
//! is the reserve's business; this contract only keeps who has how much.
//!
//! # Roles
//! - **owner** (the DAO's timelock): names the minter once, the pauser, the blocklister, and the
//!   protected contracts.
//! - **minter** (the reserve): the only one who mints and burns, for good.
//! - **pauser**: stops and resumes every movement of units.
//! - **blocklister**: bars single accounts from sending and receiving, except protected ones.
//!
//! # Units
//! Amounts are base units of 10^-6 PSC. Times are Unix seconds of the block.
//!
//! # Trust
//! The minter is trusted to mint only what is backed and to burn only from those who asked for
//! it. Pauser and blocklister can stop units, never move them. Signatures bind chain, contract,
//! signer and a nonce that is used once.
//!
//! # Invariants
//! 1. The sum of all balances equals `totalSupply`, which stays below 2^128.
//! 2. The top two bits of an account's word are its flags; a transfer never changes them.
//! 3. A protected account is never blocked.
//! 4. An authorization moves units at most once, and never after it was cancelled.
//! 5. While paused, no balance changes.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, Bytes, B256, U256};
use common::{
    eip712::{self, type_hash, DomainFields},
    encode::{emit, revert, Outcome},
    erc20::{Allowances, Permit},
    ownable::Ownable,
    signature,
    word::{self, Word},
};
use dispatch::entry_points;
use stylus_sdk::prelude::*;

const NAME: &str = "ShareCash";
const SYMBOL: &str = "PSC";
const DECIMALS: u8 = 6;
const NAME_HASH: Word = type_hash(NAME);

/// Most units that can exist.
const MAX_SUPPLY: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);
/// Most payees of one batch: one bit each in the answer.
const MAX_PAYEES: usize = 256;

/// Bit of an account's word: it can neither send nor receive.
const BLOCKED: U256 = U256::from_limbs([0, 0, 0, 1 << 63]);
/// Bit of an account's word: it cannot be blocked.
const PROTECTED: U256 = U256::from_limbs([0, 0, 0, 1 << 62]);

const TRANSFER_TYPE_HASH: Word = type_hash("TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)");
const RECEIVE_TYPE_HASH: Word = type_hash("ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)");
const CANCEL_TYPE_HASH: Word = type_hash("CancelAuthorization(address authorizer,bytes32 nonce)");

sol_storage! {
    pub struct Psc {
        /// Balance (low 128 bits) and flags (top two bits) of each account, in one word: a
        /// transfer reads no further slot to know whether it is barred.
        mapping(address => uint256) accounts;
        /// Units in existence.
        uint256 total_supply;
        /// Whether everything stands still; in one slot with the pauser.
        bool paused;
        /// Who may pause.
        address pauser;
        /// Who may block.
        address blocklister;
        /// The reserve.
        address minter;
        /// Authorizer => nonce => used or cancelled (ERC-3009).
        mapping(address => mapping(bytes32 => bool)) authorizations;
        /// ERC-20 allowances and ERC-2612 nonces.
        Allowances allowances;
        /// The owner.
        Ownable ownable;
    }
}

/// An ERC-3009 transfer without its signature.
struct Authorization {
    from: Address,
    to: Address,
    value: U256,
    valid_after: U256,
    valid_before: U256,
    nonce: B256,
}

#[entry_points]
impl Psc {
    #[constructor]
    pub fn constructor(&mut self, owner: Address) -> Outcome {
        self.ownable.set(owner)
    }

    // ---- ERC-20

    /// Name of the token.
    pub fn name(&self) -> String {
        String::from(NAME)
    }

    /// Symbol of the token.
    pub fn symbol(&self) -> String {
        String::from(SYMBOL)
    }

    /// Decimal places of a unit.
    pub fn decimals(&self) -> u8 {
        DECIMALS
    }

    /// Units in existence.
    pub fn total_supply(&self) -> U256 {
        self.total_supply.get()
    }

    /// Units of the account.
    pub fn balance_of(&self, account: Address) -> U256 {
        balance(self.accounts.get(account))
    }

    /// What `spender` may still move of `owner`'s; the largest number never falls.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances.allowance(owner, spender)
    }

    /// Lets `spender` move up to `value` of the caller's units.
    pub fn approve(&mut self, spender: Address, value: U256) -> Outcome<bool> {
        self.allowances
            .approve(self.vm().msg_sender(), spender, value)?;
        Ok(true)
    }

    /// Sends the caller's units.
    pub fn transfer(&mut self, to: Address, value: U256) -> Outcome<bool> {
        self.move_units(self.vm().msg_sender(), to, value)?;
        Ok(true)
    }

    /// Sends units of `from` within the caller's allowance.
    pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Outcome<bool> {
        let spender = self.vm().msg_sender();
        ensure_not_blocked(spender, self.accounts.get(spender))?;
        self.allowances.spend(from, spender, value)?;
        self.move_units(from, to, value)?;
        Ok(true)
    }

    /// Pays up to 256 payees from the caller's units. A payee who is blocked is left out, keeps
    /// nobody else waiting, and is named by an event.
    /// @return skipped bit i is set if payee i was left out
    pub fn multi_transfer(&mut self, to: Vec<Address>, values: Vec<U256>) -> Outcome<U256> {
        self.pay_many(&to, &values)
    }

    // ---- ERC-2612 and ERC-5267

    /// Sets an allowance by the owner's signature.
    #[allow(clippy::too_many_arguments)]
    pub fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome {
        let permit = Permit {
            owner,
            spender,
            value,
            deadline,
        };
        self.allowances
            .permit(&NAME_HASH, &permit, &signature::pack(v, r, s))
    }

    /// Sets an allowance by the owner's signature, which may be a contract wallet's (ERC-1271).
    #[selector(name = "permit")]
    pub fn permit_bytes(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        signature: Bytes,
    ) -> Outcome {
        let permit = Permit {
            owner,
            spender,
            value,
            deadline,
        };
        self.allowances.permit(&NAME_HASH, &permit, &signature)
    }

    /// Next permit nonce of the owner.
    pub fn nonces(&self, owner: Address) -> U256 {
        self.allowances.nonce(owner)
    }

    /// EIP-712 domain separator.
    #[selector(name = "DOMAIN_SEPARATOR")]
    pub fn domain_separator(&self) -> B256 {
        eip712::domain_separator(self.vm(), &NAME_HASH)
    }

    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    pub fn eip712_domain(&self) -> DomainFields {
        eip712::domain_fields(self.vm(), NAME)
    }

    // ---- ERC-3009

    /// Executes a transfer that `from` signed; anyone may bring it.
    #[allow(clippy::too_many_arguments)]
    pub fn transfer_with_authorization(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
        valid_after: U256,
        valid_before: U256,
        nonce: B256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome {
        let authorization = Authorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        };
        self.execute(
            TRANSFER_TYPE_HASH,
            &authorization,
            &signature::pack(v, r, s),
        )
    }

    /// Executes a transfer that `from` signed; the signature may be a contract wallet's.
    #[selector(name = "transferWithAuthorization")]
    #[allow(clippy::too_many_arguments)]
    pub fn transfer_with_authorization_bytes(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
        valid_after: U256,
        valid_before: U256,
        nonce: B256,
        signature: Bytes,
    ) -> Outcome {
        let authorization = Authorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        };
        self.execute(TRANSFER_TYPE_HASH, &authorization, &signature)
    }

    /// Executes a transfer that `from` signed; only the payee may bring it, so that nobody runs
    /// it ahead of the payee's own transaction.
    #[allow(clippy::too_many_arguments)]
    pub fn receive_with_authorization(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
        valid_after: U256,
        valid_before: U256,
        nonce: B256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome {
        let authorization = Authorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        };
        self.execute(RECEIVE_TYPE_HASH, &authorization, &signature::pack(v, r, s))
    }

    /// The same; the signature may be a contract wallet's.
    #[selector(name = "receiveWithAuthorization")]
    #[allow(clippy::too_many_arguments)]
    pub fn receive_with_authorization_bytes(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
        valid_after: U256,
        valid_before: U256,
        nonce: B256,
        signature: Bytes,
    ) -> Outcome {
        let authorization = Authorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        };
        self.execute(RECEIVE_TYPE_HASH, &authorization, &signature)
    }

    /// Cancels an authorization that was not used yet, by its authorizer's signature.
    pub fn cancel_authorization(
        &mut self,
        authorizer: Address,
        nonce: B256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome {
        self.cancel(authorizer, nonce, &signature::pack(v, r, s))
    }

    /// The same; the signature may be a contract wallet's.
    #[selector(name = "cancelAuthorization")]
    pub fn cancel_authorization_bytes(
        &mut self,
        authorizer: Address,
        nonce: B256,
        signature: Bytes,
    ) -> Outcome {
        self.cancel(authorizer, nonce, &signature)
    }

    /// Whether the nonce was used or cancelled.
    pub fn authorization_state(&self, authorizer: Address, nonce: B256) -> bool {
        self.authorizations.getter(authorizer).get(nonce)
    }

    // ---- the reserve

    /// The reserve, zero until it is named.
    pub fn minter(&self) -> Address {
        self.minter.get()
    }

    /// Creates units; the reserve only.
    pub fn mint(&mut self, to: Address, value: U256) -> Outcome {
        self.only_minter()?;
        self.ensure_not_paused()?;
        if to.is_zero() {
            return Err(revert(ERC20InvalidReceiver { receiver: to }));
        }
        let word = self.accounts.get(to);
        ensure_not_blocked(to, word)?;
        let supply = match self.total_supply.get().checked_add(value) {
            Some(supply) if supply <= MAX_SUPPLY => supply,
            _ => return Err(revert(SupplyOverflow {})),
        };
        self.total_supply.set(supply);
        self.accounts.insert(to, word + value);
        emit(
            self.vm(),
            Transfer {
                from: Address::ZERO,
                to,
                value,
            },
        );
        Ok(())
    }

    /// Destroys units of `from`; the reserve only, which asks the holder.
    pub fn burn(&mut self, from: Address, value: U256) -> Outcome {
        self.only_minter()?;
        self.ensure_not_paused()?;
        self.debit(from, value)?;
        // Cannot underflow: no balance exceeds the supply.
        self.total_supply.set(self.total_supply.get() - value);
        emit(
            self.vm(),
            Transfer {
                from,
                to: Address::ZERO,
                value,
            },
        );
        Ok(())
    }

    // ---- owner, pauser, blocklister

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }

    /// Names the reserve; owner only, once and for good.
    pub fn set_minter(&mut self, minter: Address) -> Outcome {
        self.ownable.only_owner()?;
        if minter.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        let current = self.minter.get();
        if !current.is_zero() {
            return Err(revert(MinterAlreadySet { minter: current }));
        }
        self.minter.set(minter);
        emit(self.vm(), MinterSet { minter });
        Ok(())
    }

    /// Who may pause; zero for nobody.
    pub fn pauser(&self) -> Address {
        self.pauser.get()
    }

    /// Names the pauser, zero for nobody; owner only.
    pub fn set_pauser(&mut self, pauser: Address) -> Outcome {
        self.ownable.only_owner()?;
        self.pauser.set(pauser);
        emit(self.vm(), PauserSet { pauser });
        Ok(())
    }

    /// Who may block; zero for nobody.
    pub fn blocklister(&self) -> Address {
        self.blocklister.get()
    }

    /// Names the blocklister, zero for nobody; owner only.
    pub fn set_blocklister(&mut self, blocklister: Address) -> Outcome {
        self.ownable.only_owner()?;
        self.blocklister.set(blocklister);
        emit(self.vm(), BlocklisterSet { blocklister });
        Ok(())
    }

    /// Whether everything stands still.
    pub fn paused(&self) -> bool {
        self.paused.get()
    }

    /// Stops every movement; pauser only.
    pub fn pause(&mut self) -> Outcome {
        let account = self.only_pauser()?;
        self.ensure_not_paused()?;
        self.paused.set(true);
        emit(self.vm(), Paused { account });
        Ok(())
    }

    /// Resumes; pauser only.
    pub fn unpause(&mut self) -> Outcome {
        let account = self.only_pauser()?;
        if !self.paused.get() {
            return Err(revert(ExpectedPause {}));
        }
        self.paused.set(false);
        emit(self.vm(), Unpaused { account });
        Ok(())
    }

    /// Whether the account is barred from sending and receiving.
    pub fn is_blocked(&self, account: Address) -> bool {
        has(self.accounts.get(account), BLOCKED)
    }

    /// Bars an account or lifts the bar; blocklister only.
    pub fn set_blocked(&mut self, account: Address, blocked: bool) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.blocklister.get() {
            return Err(revert(NotBlocklister { account: sender }));
        }
        let word = self.accounts.get(account);
        if !blocked {
            self.accounts.insert(account, word & !BLOCKED);
            emit(self.vm(), Unblocked { account });
            return Ok(());
        }
        if has(word, PROTECTED) {
            return Err(revert(AccountProtected { account }));
        }
        self.accounts.insert(account, word | BLOCKED);
        emit(self.vm(), Blocked { account });
        Ok(())
    }

    /// Whether the account is a contract of the protocol, which cannot be blocked.
    pub fn is_protected(&self, account: Address) -> bool {
        has(self.accounts.get(account), PROTECTED)
    }

    /// Marks a contract of the protocol as one that cannot be blocked; owner only, for good.
    pub fn protect(&mut self, account: Address) -> Outcome {
        self.ownable.only_owner()?;
        let word = self.accounts.get(account);
        ensure_not_blocked(account, word)?;
        self.accounts.insert(account, word | PROTECTED);
        emit(self.vm(), Protected { account });
        Ok(())
    }
}

// Internals: no entry point below.
impl Psc {
    fn ensure_not_paused(&self) -> Outcome {
        if self.paused.get() {
            return Err(revert(EnforcedPause {}));
        }
        Ok(())
    }

    fn only_minter(&self) -> Outcome {
        let sender = self.vm().msg_sender();
        if sender != self.minter.get() {
            return Err(revert(NotMinter { account: sender }));
        }
        Ok(())
    }

    fn only_pauser(&self) -> Outcome<Address> {
        let sender = self.vm().msg_sender();
        if sender != self.pauser.get() {
            return Err(revert(NotPauser { account: sender }));
        }
        Ok(sender)
    }

    /// Takes units off an account that is not blocked.
    fn debit(&mut self, from: Address, value: U256) -> Outcome {
        let word = self.accounts.get(from);
        ensure_not_blocked(from, word)?;
        let balance = balance(word);
        if balance < value {
            return Err(revert(ERC20InsufficientBalance {
                sender: from,
                balance,
                needed: value,
            }));
        }
        // The flags stay: the value is at most the low part.
        self.accounts.insert(from, word - value);
        Ok(())
    }

    fn move_units(&mut self, from: Address, to: Address, value: U256) -> Outcome {
        self.ensure_not_paused()?;
        if from.is_zero() {
            return Err(revert(ERC20InvalidSender { sender: from }));
        }
        if to.is_zero() {
            return Err(revert(ERC20InvalidReceiver { receiver: to }));
        }
        self.debit(from, value)?;
        // Read after the debit, which is this very word when somebody pays herself.
        let word = self.accounts.get(to);
        ensure_not_blocked(to, word)?;
        // Cannot reach the flags: no balance exceeds the supply.
        self.accounts.insert(to, word + value);
        emit(self.vm(), Transfer { from, to, value });
        Ok(())
    }

    fn pay_many(&mut self, to: &[Address], values: &[U256]) -> Outcome<U256> {
        if to.len() != values.len() {
            return Err(revert(LengthMismatch {
                left: U256::from(to.len()),
                right: U256::from(values.len()),
            }));
        }
        if to.len() > MAX_PAYEES {
            return Err(revert(TooManyPayees {
                count: U256::from(to.len()),
                max: U256::from(MAX_PAYEES),
            }));
        }
        self.ensure_not_paused()?;
        let from = self.vm().msg_sender();
        ensure_not_blocked(from, self.accounts.get(from))?;
        let mut skipped = U256::ZERO;
        for (index, (&payee, &value)) in to.iter().zip(values).enumerate() {
            if payee.is_zero() {
                return Err(revert(ERC20InvalidReceiver { receiver: payee }));
            }
            if has(self.accounts.get(payee), BLOCKED) {
                skipped.set_bit(index, true);
                emit(
                    self.vm(),
                    PayeeSkipped {
                        from,
                        to: payee,
                        value,
                    },
                );
                continue;
            }
            self.debit(from, value)?;
            self.accounts
                .insert(payee, self.accounts.get(payee) + value);
            emit(
                self.vm(),
                Transfer {
                    from,
                    to: payee,
                    value,
                },
            );
        }
        Ok(skipped)
    }

    fn execute(
        &mut self,
        type_hash: Word,
        authorization: &Authorization,
        signature: &[u8],
    ) -> Outcome {
        let Authorization {
            from,
            to,
            value,
            valid_after,
            valid_before,
            nonce,
        } = *authorization;
        let sender = self.vm().msg_sender();
        if type_hash == RECEIVE_TYPE_HASH && sender != to {
            return Err(revert(CallerNotPayee {
                caller: sender,
                payee: to,
            }));
        }
        let now = U256::from(self.vm().block_timestamp());
        if now <= valid_after {
            return Err(revert(AuthorizationNotYetValid {
                validAfter: valid_after,
            }));
        }
        if now >= valid_before {
            return Err(revert(AuthorizationExpired {
                validBefore: valid_before,
            }));
        }
        let struct_hash = word::hash(&[
            type_hash,
            word::address(from),
            word::address(to),
            word::uint(value),
            word::uint(valid_after),
            word::uint(valid_before),
            nonce.0,
        ]);
        self.use_authorization(from, nonce, struct_hash, signature)?;
        emit(
            self.vm(),
            AuthorizationUsed {
                authorizer: from,
                nonce,
            },
        );
        self.move_units(from, to, value)
    }

    fn cancel(&mut self, authorizer: Address, nonce: B256, signature: &[u8]) -> Outcome {
        let struct_hash = word::hash(&[CANCEL_TYPE_HASH, word::address(authorizer), nonce.0]);
        self.use_authorization(authorizer, nonce, struct_hash, signature)?;
        emit(self.vm(), AuthorizationCanceled { authorizer, nonce });
        Ok(())
    }

    /// Marks the nonce, if it is fresh and the signature is the authorizer's.
    fn use_authorization(
        &mut self,
        authorizer: Address,
        nonce: B256,
        struct_hash: B256,
        signature: &[u8],
    ) -> Outcome {
        if self.authorization_state(authorizer, nonce) {
            return Err(revert(AuthorizationUsedOrCanceled { authorizer, nonce }));
        }
        let host = self.vm();
        let digest = eip712::digest(host, &NAME_HASH, struct_hash);
        if signature::check(host, authorizer, digest, signature).is_err() {
            return Err(revert(InvalidSignature { signer: authorizer }));
        }
        self.authorizations.setter(authorizer).insert(nonce, true);
        Ok(())
    }
}

/// The units in an account's word.
fn balance(word: U256) -> U256 {
    word & MAX_SUPPLY
}

fn has(word: U256, flag: U256) -> bool {
    word & flag != U256::ZERO
}

fn ensure_not_blocked(account: Address, word: U256) -> Outcome {
    if has(word, BLOCKED) {
        return Err(revert(AccountBlocked { account }));
    }
    Ok(())
}

//! StakeShare (PSS): the votes of the DAO. An ERC-20 with OpenZeppelin's ERC20Votes semantics,
//! a cap, burning, and locks.
//!
//! # Roles
//! - **owner** (the DAO's timelock): mints up to the cap and names lockers.
//! - **lockers** (stake pools, bonds, vesting): contracts that lock and unlock holders' units.
//!
//! # Units
//! Amounts are base units of 10^-18 PSS, votes likewise. Times are Unix seconds of the block
//! (ERC-6372 `mode=timestamp`).
//!
//! # Trust
//! A locker is trusted to lock only units whose holder asked for it. It can bind them, never
//! move them, and can undo only its own locks: also after it was struck off the list.
//!
//! # Gas
//! Balance, latest votes and flags share one word per account, and the history holds two
//! checkpoints a slot (see [`checkpoint`]). A transfer between two holders who vote for
//! themselves writes two words; per holder it opens a new slot at every other change of votes.
//!
//! # Invariants
//! 1. The sum of all balances equals `totalSupply`, which stays within `cap`.
//! 2. An account's votes are the sum of the balances delegated to it.
//! 3. What is locked in an account is the sum over lockers, and at most its balance.
//! 4. `getPastVotes` and `getPastTotalSupply` of a past time never change.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod checkpoint;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{
    aliases::{U208, U48},
    Address, Bytes, B256, U256,
};
use checkpoint::{units, Account, Delegation, Pair, Write};
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

const NAME: &str = "StakeShare";
const SYMBOL: &str = "PSS";
const DECIMALS: u8 = 18;
const NAME_HASH: Word = type_hash(NAME);
const CLOCK_MODE: &str = "mode=timestamp";
const DELEGATION_TYPE_HASH: Word =
    type_hash("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

/// Whose history the supply's is: the zero address cannot have one of its own.
const SUPPLY: Address = Address::ZERO;

sol_storage! {
    pub struct Pss {
        /// One word per account: balance, votes, flags (see [`checkpoint`]). The zero address's
        /// holds the supply as its votes.
        mapping(address => uint256) accounts;
        /// Account => slot number => two older checkpoints.
        mapping(address => mapping(uint32 => uint256)) history;
        /// Delegates of those who delegated to somebody else.
        mapping(address => address) delegates;
        /// Account => all that is locked in it.
        mapping(address => uint256) locked;
        /// Account => locker => what that locker locked.
        mapping(address => mapping(address => uint256)) locked_by;
        /// Contracts that may lock.
        mapping(address => bool) lockers;
        /// Most units that can exist.
        uint256 cap;
        /// ERC-20 allowances and nonces (ERC-2612 and delegations share them).
        Allowances allowances;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Pss {
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        treasury: Address,
        initial_supply: U256,
        cap: U256,
    ) -> Outcome {
        if cap.is_zero() || units(cap).is_none() {
            return Err(revert(ERC20InvalidCap { cap }));
        }
        self.cap.set(cap);
        self.ownable.set(owner)?;
        self.create(treasury, initial_supply)
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
        U256::from(self.account(SUPPLY).latest.votes)
    }

    /// Most units that can exist.
    pub fn cap(&self) -> U256 {
        self.cap.get()
    }

    /// Units of the account, locked ones included.
    pub fn balance_of(&self, account: Address) -> U256 {
        U256::from(self.account(account).balance)
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
        self.allowances.spend(from, self.vm().msg_sender(), value)?;
        self.move_units(from, to, value)?;
        Ok(true)
    }

    /// Creates units up to the cap; owner only.
    pub fn mint(&mut self, to: Address, value: U256) -> Outcome {
        self.ownable.only_owner()?;
        self.create(to, value)
    }

    /// Destroys units of the caller that are not locked.
    pub fn burn(&mut self, value: U256) -> Outcome {
        self.destroy(self.vm().msg_sender(), value)
    }

    /// Destroys units of `account` within the caller's allowance.
    pub fn burn_from(&mut self, account: Address, value: U256) -> Outcome {
        self.allowances
            .spend(account, self.vm().msg_sender(), value)?;
        self.destroy(account, value)
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

    /// Next nonce of the signer, for permits and delegations.
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

    // ---- ERC-5805 and ERC-6372

    /// The time that votes are counted at, Unix seconds.
    pub fn clock(&self) -> U48 {
        U48::from(self.now())
    }

    /// What `clock` counts.
    #[selector(name = "CLOCK_MODE")]
    pub fn clock_mode(&self) -> String {
        String::from(CLOCK_MODE)
    }

    /// Present votes of the account.
    pub fn get_votes(&self, account: Address) -> U256 {
        // The zero address's word counts the supply; nobody votes from there.
        if account == SUPPLY {
            return U256::ZERO;
        }
        U256::from(self.account(account).latest.votes)
    }

    /// Votes of the account at a past time.
    pub fn get_past_votes(&self, account: Address, timepoint: U256) -> Outcome<U256> {
        let time = self.past(timepoint)?;
        if account == SUPPLY {
            return Ok(U256::ZERO);
        }
        Ok(self.votes_at(account, time))
    }

    /// Units in existence at a past time.
    pub fn get_past_total_supply(&self, timepoint: U256) -> Outcome<U256> {
        let time = self.past(timepoint)?;
        Ok(self.votes_at(SUPPLY, time))
    }

    /// Whom the account delegated to; zero if nobody: then its units do not vote.
    pub fn delegates(&self, account: Address) -> Address {
        self.delegate_of(account, self.account(account).delegation)
    }

    /// Lets `delegatee` vote with the caller's units, those to come included.
    pub fn delegate(&mut self, delegatee: Address) -> Outcome {
        self.set_delegate(self.vm().msg_sender(), delegatee);
        Ok(())
    }

    /// Delegates by the holder's signature.
    pub fn delegate_by_sig(
        &mut self,
        delegatee: Address,
        nonce: U256,
        expiry: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome {
        if U256::from(self.now()) > expiry {
            return Err(revert(VotesExpiredSignature { expiry }));
        }
        let struct_hash = word::hash(&[
            DELEGATION_TYPE_HASH,
            word::address(delegatee),
            word::uint(nonce),
            word::uint(expiry),
        ]);
        let host = self.vm();
        let digest = eip712::digest(host, &NAME_HASH, struct_hash);
        let signer = signature::recover(host, digest, &signature::pack(v, r, s));
        if signer.is_zero() {
            return Err(revert(ECDSAInvalidSignature {}));
        }
        let current = self.allowances.use_nonce(signer);
        if nonce != current {
            return Err(revert(InvalidAccountNonce {
                account: signer,
                currentNonce: current,
            }));
        }
        self.set_delegate(signer, delegatee);
        Ok(())
    }

    /// Number of the account's checkpoints.
    pub fn num_checkpoints(&self, account: Address) -> u32 {
        if account == SUPPLY {
            return 0;
        }
        self.account(account).count
    }

    /// One checkpoint of the account.
    /// @return key Unix seconds from which it counts
    /// @return value votes
    pub fn checkpoints(&self, account: Address, pos: u32) -> Outcome<(U48, U208)> {
        let count = self.num_checkpoints(account);
        if pos >= count {
            return Err(revert(CheckpointOutOfRange { pos, count }));
        }
        let found = self
            .account(account)
            .checkpoint(pos, |slot| self.pair(account, slot));
        Ok((U48::from(found.time), U208::from(found.votes)))
    }

    // ---- locks

    /// Whether the contract may lock units.
    pub fn is_locker(&self, account: Address) -> bool {
        self.lockers.get(account)
    }

    /// Lets a contract lock units, or no longer; owner only. Its old locks it can undo always.
    pub fn set_locker(&mut self, account: Address, allowed: bool) -> Outcome {
        self.ownable.only_owner()?;
        self.lockers.insert(account, allowed);
        emit(
            self.vm(),
            LockerSet {
                locker: account,
                allowed,
            },
        );
        Ok(())
    }

    /// Binds units of an account, for which its holder asked the calling locker.
    pub fn lock(&mut self, account: Address, value: U256) -> Outcome {
        let locker = self.vm().msg_sender();
        if !self.lockers.get(locker) {
            return Err(revert(NotLocker { account: locker }));
        }
        let mut state = self.account(account);
        let locked = self.locked_in(account, &state);
        let unlocked = U256::from(state.balance) - locked;
        if value > unlocked {
            return Err(revert(InsufficientUnlocked {
                account,
                unlocked,
                needed: value,
            }));
        }
        self.locked.insert(account, locked + value);
        let mut by = self.locked_by.setter(account);
        let mut share = by.setter(locker);
        let before = share.get();
        share.set(before + value);
        if !state.locks && !value.is_zero() {
            state.locks = true;
            self.accounts.insert(account, state.pack());
        }
        emit(
            self.vm(),
            Locked {
                locker,
                account,
                value,
            },
        );
        Ok(())
    }

    /// Frees units that the caller locked.
    pub fn unlock(&mut self, account: Address, value: U256) -> Outcome {
        let locker = self.vm().msg_sender();
        let mut by = self.locked_by.setter(account);
        let mut share = by.setter(locker);
        let locked = share.get();
        if value > locked {
            return Err(revert(InsufficientLocked {
                locker,
                account,
                locked,
                needed: value,
            }));
        }
        share.set(locked - value);
        // Cannot underflow: the total is the sum over lockers.
        let rest = self.locked.get(account) - value;
        self.locked.insert(account, rest);
        // Only what frees the last unit changes the account: no other need read it.
        if rest.is_zero() {
            let mut state = self.account(account);
            state.locks = false;
            self.accounts.insert(account, state.pack());
        }
        emit(
            self.vm(),
            Unlocked {
                locker,
                account,
                value,
            },
        );
        Ok(())
    }

    /// All that is locked in the account.
    pub fn locked_of(&self, account: Address) -> U256 {
        self.locked.get(account)
    }

    /// What one locker locked in the account.
    pub fn locked_by(&self, locker: Address, account: Address) -> U256 {
        self.locked_by.getter(account).get(locker)
    }

    // ---- owner

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }
}

// Internals: no entry point below.
impl Pss {
    fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }

    fn account(&self, account: Address) -> Account {
        Account::unpack(self.accounts.get(account))
    }

    fn pair(&self, account: Address, slot: u32) -> Pair {
        Pair::unpack(self.history.getter(account).get(slot_key(slot)))
    }

    fn votes_at(&self, account: Address, time: u64) -> U256 {
        U256::from(
            self.account(account)
                .votes_at(time, |slot| self.pair(account, slot)),
        )
    }

    /// A time whose votes are final.
    fn past(&self, timepoint: U256) -> Outcome<u64> {
        let now = self.now();
        if timepoint >= U256::from(now) {
            return Err(revert(ERC5805FutureLookup {
                timepoint,
                clock: U48::from(now),
            }));
        }
        Ok(timepoint.as_limbs()[0])
    }

    fn delegate_of(&self, account: Address, delegation: Delegation) -> Address {
        match delegation {
            Delegation::Nobody => Address::ZERO,
            Delegation::Own => account,
            Delegation::Other => self.delegates.get(account),
        }
    }

    fn locked_in(&self, account: Address, state: &Account) -> U256 {
        if state.locks {
            self.locked.get(account)
        } else {
            U256::ZERO
        }
    }

    /// Takes units off an account; returns whom they voted for.
    fn debit(&mut self, from: Address, value: U256) -> Outcome<(Address, u128)> {
        let mut state = self.account(from);
        let balance = U256::from(state.balance);
        let amount = match units(value) {
            Some(amount) if amount <= state.balance => amount,
            _ => {
                return Err(revert(ERC20InsufficientBalance {
                    sender: from,
                    balance,
                    needed: value,
                }))
            }
        };
        if state.locks {
            let unlocked = balance - self.locked.get(from);
            if value > unlocked {
                return Err(revert(InsufficientUnlocked {
                    account: from,
                    unlocked,
                    needed: value,
                }));
            }
        }
        state.balance -= amount;
        self.accounts.insert(from, state.pack());
        Ok((self.delegate_of(from, state.delegation), amount))
    }

    /// Adds units to an account; returns whom they vote for. Cannot overflow: the supply is
    /// within the cap.
    fn credit(&mut self, to: Address, amount: u128) -> Outcome<Address> {
        if to.is_zero() {
            return Err(revert(ERC20InvalidReceiver { receiver: to }));
        }
        let mut state = self.account(to);
        state.balance += amount;
        self.accounts.insert(to, state.pack());
        Ok(self.delegate_of(to, state.delegation))
    }

    fn move_units(&mut self, from: Address, to: Address, value: U256) -> Outcome {
        if from.is_zero() {
            return Err(revert(ERC20InvalidSender { sender: from }));
        }
        let (source, amount) = self.debit(from, value)?;
        let target = self.credit(to, amount)?;
        emit(self.vm(), Transfer { from, to, value });
        self.move_votes(source, target, amount);
        Ok(())
    }

    fn create(&mut self, to: Address, value: U256) -> Outcome {
        let supply = self.account(SUPPLY).latest.votes;
        let cap = self.cap.get();
        let increased = U256::from(supply).saturating_add(value);
        // Within the cap an amount fits: the constructor saw to it.
        let amount = match units(value) {
            Some(amount) if increased <= cap => amount,
            _ => {
                return Err(revert(ERC20ExceededCap {
                    increasedSupply: increased,
                    cap,
                }))
            }
        };
        let target = self.credit(to, amount)?;
        emit(
            self.vm(),
            Transfer {
                from: Address::ZERO,
                to,
                value,
            },
        );
        self.push(SUPPLY, supply + amount);
        self.move_votes(Address::ZERO, target, amount);
        Ok(())
    }

    fn destroy(&mut self, from: Address, value: U256) -> Outcome {
        let (source, amount) = self.debit(from, value)?;
        emit(
            self.vm(),
            Transfer {
                from,
                to: Address::ZERO,
                value,
            },
        );
        let supply = self.account(SUPPLY).latest.votes;
        self.push(SUPPLY, supply - amount);
        self.move_votes(source, Address::ZERO, amount);
        Ok(())
    }

    fn set_delegate(&mut self, account: Address, delegatee: Address) {
        let mut state = self.account(account);
        let previous = self.delegate_of(account, state.delegation);
        state.delegation = if delegatee.is_zero() {
            Delegation::Nobody
        } else if delegatee == account {
            Delegation::Own
        } else {
            self.delegates.insert(account, delegatee);
            Delegation::Other
        };
        self.accounts.insert(account, state.pack());
        emit(
            self.vm(),
            DelegateChanged {
                delegator: account,
                fromDelegate: previous,
                toDelegate: delegatee,
            },
        );
        self.move_votes(previous, delegatee, state.balance);
    }

    /// Moves votes from one delegatee to another; zero stands for nobody.
    fn move_votes(&mut self, from: Address, to: Address, amount: u128) {
        if from == to || amount == 0 {
            return;
        }
        if !from.is_zero() {
            let votes = self.account(from).latest.votes;
            self.push_votes(from, votes, votes - amount);
        }
        if !to.is_zero() {
            let votes = self.account(to).latest.votes;
            self.push_votes(to, votes, votes + amount);
        }
    }

    fn push_votes(&mut self, delegate: Address, previous: u128, votes: u128) {
        self.push(delegate, votes);
        emit(
            self.vm(),
            DelegateVotesChanged {
                delegate,
                previousVotes: U256::from(previous),
                newVotes: U256::from(votes),
            },
        );
    }

    /// Sets an account's votes from now on.
    fn push(&mut self, account: Address, votes: u128) {
        let mut state = self.account(account);
        let write = state.push(self.now(), votes);
        self.accounts.insert(account, state.pack());
        let (slot, pair) = match write {
            Write::Nothing => return,
            Write::Slot(slot, pair) => (slot, pair),
            Write::Second(slot, second) => {
                let Pair(first, _) = self.pair(account, slot);
                (slot, Pair(first, second))
            }
        };
        self.history
            .setter(account)
            .insert(slot_key(slot), pair.pack());
    }
}

type SlotKey = alloy_primitives::Uint<32, 1>;

fn slot_key(slot: u32) -> SlotKey {
    SlotKey::from(slot)
}

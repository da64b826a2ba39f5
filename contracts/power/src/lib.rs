//! Power: how much each participant of the quality network counts, cycle by cycle, as proven by
//! experience and backed by nominated PSS. It is earned, decays, and cannot be transferred.
//!
//! # Roles
//! - **experience** and **arbitration** give power for what the consensus confirmed and take it for
//!   votes that were not revealed.
//! - **nominators**: holders of PSS, who lock it for a participant: it counts as power as well, up
//!   to as much as the participant has earned.
//! - **owner** (the DAO's timelock): gives the first participants seeds, and sets what a PSS
//!   counts.
//!
//! # Units
//! Power has 6 decimals (1,000,000 is one), PSS units of 10^-18. Cycles are numbered from 0 (see
//! [`common::cycle::Clock`]); before the first one begins it is cycle 0.
//!
//! # Time
//! Power counts as it was at the start of the present cycle: gains, nominations and the rate change
//! with the next one. Only a loss counts at once. After each cycle 890,899 millionths are left,
//! half in six cycles, computed when somebody asks.
//!
//! # Trust
//! PSS is the project's own: it moves what it is asked and calls nobody back. Experience and
//! arbitration are protocol contracts, named once. The owner can touch nobody's power or PSS.
//! Whoever nominates trusts PSS to let the contract unlock, which no list of lockers can prevent.
//!
//! # Invariants
//! 1. Total power ≥ Σ earned power of accounts, in every cycle; pending gains sum up to the unit.
//! 2. Earned ≤ effective ≤ 2 × earned.
//! 3. PSS locked here in an account = Σ over participants of what it nominates and of what is
//!    leaving; and what counts for a participant in a cycle is locked throughout it.
//! 4. Seeds are given in cycles 0 to 5, at most 1,000 power in all.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod ledger;
mod nominations;
mod stake;

use abi::*;
use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use common::{
    cycle::Clock,
    encode::{emit, revert, Outcome},
    math::BPS,
    ownable::Ownable,
};
use dispatch::entry_points;
use ledger::{Entry, POWER};
use stake::Scheduled;
use stylus_sdk::prelude::*;

/// In how many cycles seeds may be given.
const SEED_CYCLES: u64 = 6;
/// Most power units of seeds in all.
const MAX_SEEDS: u64 = 1_000 * POWER;
/// Power units per whole PSS: at first, and at most.
const INITIAL_RATE: u64 = POWER / 100;
const MAX_RATE: u64 = 1_000 * POWER;

sol_storage! {
    pub struct Power {
        /// Start and length of cycles, sum of seeds, nothing.
        uint256 clock;
        /// Everybody's power (see [`Entry`]).
        uint256 total;
        /// Power units per whole PSS (see [`Scheduled`]).
        uint256 rate;
        /// What is nominated.
        address pss;
        /// Who gives and takes power.
        address experience;
        address arbitration;
        /// Account => its power (see [`Entry`]).
        mapping(address => uint256) accounts;
        /// Participant => PSS units nominated to it (see [`Scheduled`]).
        mapping(address => uint256) nominated;
        /// Nominator => participant => PSS units (see [`stake::Nomination`]).
        mapping(address => mapping(address => uint256)) nominations;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Power {
    /// Fixes the clock, which is the same in each contract of the network, and PSS.
    #[constructor]
    pub fn constructor(
        &mut self,
        owner: Address,
        pss: Address,
        start: u64,
        length: u64,
    ) -> Outcome {
        ensure_named(pss)?;
        if Clock::checked(start, length).is_none() {
            return Err(revert(InvalidClock { start, length }));
        }
        self.clock.set(U256::from_limbs([start, length, 0, 0]));
        self.pss.set(pss);
        // At once: nothing can be nominated before.
        let rate = Scheduled {
            now: INITIAL_RATE.into(),
            next: INITIAL_RATE.into(),
            cycle: 0,
        };
        self.rate.set(rate.pack());
        emit(self.vm(), PowerCreated { pss, start, length });
        emit(
            self.vm(),
            RateSet {
                cycle: 0,
                rate: INITIAL_RATE,
            },
        );
        self.ownable.set(owner)
    }

    // ---- power

    /// An account's power as of the start of the present cycle, less what it lost since.
    /// @return effective earned, and what nominated PSS add to it
    /// @return earned
    /// @return total all that is earned, by everybody
    pub fn power_of(&self, account: Address) -> (u64, u64, u64) {
        let cycle = self.cycle();
        let earned = self.load_account(account).power;
        let nominated = Scheduled::unpack(self.nominated.get(account)).at(cycle).now;
        let rate = Scheduled::unpack(self.rate.get()).at(cycle).now;
        (
            stake::effective(earned, nominated, rate),
            earned,
            self.load_total().power,
        )
    }

    /// What an account has earned.
    /// @return power as of the start of the present cycle, less what it lost since
    /// @return gained since, which counts from the next cycle on
    pub fn earned_of(&self, account: Address) -> (u64, u64) {
        let entry = self.load_account(account);
        (entry.power, entry.gained)
    }

    /// The same of all accounts together: at least their sum.
    /// @return power
    /// @return gained
    pub fn total(&self) -> (u64, u64) {
        let entry = self.load_total();
        (entry.power, entry.gained)
    }

    /// Gives an account power that counts from the next cycle on; experience and arbitration only.
    /// What the total has no room for (2^64 units) is not given.
    pub fn gain(&mut self, account: Address, amount: u64) -> Outcome {
        self.only_network()?;
        self.add(account, amount);
        Ok(())
    }

    /// Takes a part of all power that an account has earned, at once, rounded up; experience and
    /// arbitration only.
    pub fn lose(&mut self, account: Address, bps: u64) -> Outcome {
        self.only_network()?;
        at_most(bps, BPS)?;
        let (mut entry, mut total) = (self.load_account(account), self.load_total());
        let (power, gained) = entry.lose(bps);
        if power | gained == 0 {
            return Ok(());
        }
        total.take(power, gained);
        self.accounts.insert(account, entry.pack());
        self.total.set(total.pack());
        emit(
            self.vm(),
            PowerLost {
                account,
                by: self.vm().msg_sender(),
                cycle: entry.cycle,
                amount: power.saturating_add(gained),
                power: entry.power,
                gained: entry.gained,
                totalPower: total.power,
                totalGained: total.gained,
            },
        );
        Ok(())
    }

    /// Gives one of the first participants power, which counts from the next cycle on and decays as
    /// any other; owner only, in the first six cycles, at most 1,000 power in all.
    pub fn seed(&mut self, account: Address, amount: u64) -> Outcome {
        self.ownable.only_owner()?;
        ensure_named(account)?;
        ensure_some(U256::from(amount))?;
        let cycle = self.cycle();
        if cycle >= SEED_CYCLES {
            return Err(revert(SeedsOver {
                cycle,
                cycles: SEED_CYCLES,
            }));
        }
        let [start, length, before, _] = self.clock.get().into_limbs();
        let seeded = before.saturating_add(amount);
        if seeded > MAX_SEEDS {
            return Err(revert(SeedsExceeded {
                seeded: U256::from(seeded),
                max: U256::from(MAX_SEEDS),
            }));
        }
        self.clock.set(U256::from_limbs([start, length, seeded, 0]));
        emit(
            self.vm(),
            Seeded {
                account,
                amount,
                seeded,
            },
        );
        self.add(account, amount);
        Ok(())
    }

    /// Power units given as seeds so far.
    pub fn seeded(&self) -> u64 {
        self.clock.get().into_limbs()[2]
    }

    // ---- nominations

    /// Locks PSS of the caller for a participant; it counts from the next cycle on.
    pub fn nominate(&mut self, participant: Address, amount: U256) -> Outcome {
        self.do_nominate(participant, amount)
    }

    /// Takes PSS back that the caller nominated: it counts to the end of the present cycle, and is
    /// free after it. What was taken back in a cycle before is unlocked with this.
    pub fn retract(&mut self, participant: Address, amount: U256) -> Outcome {
        self.do_retract(participant, amount)
    }

    /// Unlocks what the nominator took back in a cycle that is over; anyone may call.
    /// @return amount PSS units
    pub fn withdraw(&mut self, nominator: Address, participant: Address) -> Outcome<U256> {
        self.do_withdraw(nominator, participant)
    }

    /// What one holder nominates to one participant.
    /// @return staked PSS units
    /// @return leaving PSS units taken back and not withdrawn
    /// @return freeFrom the first second from which these can be; 0 if there are none
    pub fn nomination(&self, nominator: Address, participant: Address) -> (U256, U256, u64) {
        let nomination = self.load_nomination(nominator, participant);
        let free_from = match nomination.leaving {
            0 => 0,
            _ => self.load_clock().quarter(nomination.cycle + 1, 0),
        };
        (
            U256::from(nomination.staked),
            U256::from(nomination.leaving),
            free_from,
        )
    }

    /// PSS units nominated to a participant, by all.
    /// @return counted in the present cycle
    /// @return next from the next cycle on
    pub fn nominated(&self, participant: Address) -> (U256, U256) {
        let sum = Scheduled::unpack(self.nominated.get(participant)).at(self.cycle());
        (U256::from(sum.now), U256::from(sum.next))
    }

    /// Power units that a whole nominated PSS counts.
    /// @return rate in the present cycle
    /// @return next from the next cycle on
    pub fn rate(&self) -> (u64, u64) {
        let rate = Scheduled::unpack(self.rate.get()).at(self.cycle());
        // At most the bound.
        (rate.now as u64, rate.next as u64)
    }

    // ---- others

    /// When cycles begin.
    /// @return start first second of cycle 0
    /// @return length seconds
    pub fn clock(&self) -> (u64, u64) {
        let clock = self.load_clock();
        (clock.start, clock.length)
    }

    /// The present cycle.
    pub fn current_cycle(&self) -> u64 {
        self.cycle()
    }

    /// PSS, and the contracts that give and take power; these zero until they are named.
    /// @return pss
    /// @return experience
    /// @return arbitration
    pub fn connections(&self) -> (Address, Address, Address) {
        (
            self.pss.get(),
            self.experience.get(),
            self.arbitration.get(),
        )
    }

    // ---- owner

    /// Names the contracts that give and take power; owner only, once and for good.
    pub fn connect(&mut self, experience: Address, arbitration: Address) -> Outcome {
        self.ownable.only_owner()?;
        if !self.experience.get().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        ensure_named(experience)?;
        ensure_named(arbitration)?;
        self.experience.set(experience);
        self.arbitration.set(arbitration);
        emit(
            self.vm(),
            Connected {
                experience,
                arbitration,
            },
        );
        Ok(())
    }

    /// Sets how many power units a whole nominated PSS counts from the next cycle on, 0 to 1,000
    /// power; owner only.
    pub fn set_rate(&mut self, rate: u64) -> Outcome {
        self.ownable.only_owner()?;
        at_most(rate, MAX_RATE)?;
        let cycle = self.cycle();
        let mut scheduled = Scheduled::unpack(self.rate.get()).at(cycle);
        scheduled.next = rate.into();
        self.rate.set(scheduled.pack());
        emit(self.vm(), RateSet { cycle, rate });
        Ok(())
    }

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }
}

// What is stored, as of now; no entry point below.
impl Power {
    fn load_clock(&self) -> Clock {
        let [start, length, _, _] = self.clock.get().into_limbs();
        Clock { start, length }
    }

    pub(crate) fn cycle(&self) -> u64 {
        self.load_clock().cycle(self.vm().block_timestamp())
    }

    fn load_account(&self, account: Address) -> Entry {
        Entry::unpack(self.accounts.get(account)).at(self.cycle())
    }

    fn load_total(&self) -> Entry {
        Entry::unpack(self.total.get()).at(self.cycle())
    }

    fn only_network(&self) -> Outcome {
        let account = self.vm().msg_sender();
        if account == self.experience.get() || account == self.arbitration.get() {
            return Ok(());
        }
        Err(revert(NotAuthorized { account }))
    }

    fn add(&mut self, account: Address, amount: u64) {
        let (mut entry, mut total) = (self.load_account(account), self.load_total());
        let amount = amount.min(total.room());
        if amount == 0 {
            return;
        }
        // Fits: the account has at most the total.
        entry.gain(amount);
        total.gain(amount);
        self.accounts.insert(account, entry.pack());
        self.total.set(total.pack());
        emit(
            self.vm(),
            PowerGained {
                account,
                by: self.vm().msg_sender(),
                cycle: entry.cycle,
                amount,
                power: entry.power,
                gained: entry.gained,
                totalPower: total.power,
                totalGained: total.gained,
            },
        );
    }
}

/// Refuses the zero address.
pub(crate) fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

/// Refuses zero.
pub(crate) fn ensure_some(amount: U256) -> Outcome {
    if amount.is_zero() {
        return Err(revert(ZeroAmount {}));
    }
    Ok(())
}

/// Refuses what is beyond a bound.
fn at_most(value: u64, max: u64) -> Outcome {
    if value > max {
        return Err(revert(ValueTooLarge {
            value: U256::from(value),
            max: U256::from(max),
        }));
    }
    Ok(())
}

//! Platforms and experts: who they are, and the bonds that they put down.

use alloc::string::String;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::{address_word, word_address},
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{abi::*, key, Quality};

/// From notice to when a bond can be taken back: sales of the first 23 days can still be challenged
/// (30 days of grace, 7 to answer). What is open then does not hold it, or anybody could.
pub const NOTICE_SECS: u64 = 60 * 86_400;
/// Largest number of a platform: orders keep 32 bits of it.
const MAX_PLATFORM: u64 = u32::MAX as u64;

/// What a bond is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    Platform = 0,
    Expert = 1,
}

/// What a platform or an expert put down, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Bond {
    /// Of the bond there is: PSC units.
    pub amount: u64,
    /// When it can be taken back; 0: no notice was given.
    pub leaves_at: u64,
    /// Of a platform: it has members. Stands here because a sale reads this word anyway.
    pub membership: bool,
}

impl Bond {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.amount, self.leaves_at, self.membership.into(), 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [amount, leaves_at, membership, _] = word.into_limbs();
        Self {
            amount,
            leaves_at,
            membership: membership != 0,
        }
    }

    /// Whether who put it down takes part.
    pub fn is_active(&self, min: u64) -> bool {
        self.leaves_at == 0 && self.amount >= min && self.amount != 0
    }
}

impl Quality {
    // ---- platforms

    pub(crate) fn do_register_platform(&mut self, payout: Address, uri: String) -> Outcome<u64> {
        named(payout)?;
        let (platforms, experts, models) = self.load_counts();
        let platform = platforms + 1;
        if platform > MAX_PLATFORM {
            return Err(too_large(platform, MAX_PLATFORM));
        }
        let owner = self.vm().msg_sender();
        self.save_counts(platform, experts, models);
        self.platforms.insert(key(platform), address_word(owner));
        self.payouts.insert(key(platform), payout);
        emit(self.vm(), PlatformRegistered { platform, owner });
        self.log_platform(platform, payout, uri);
        let (min, _) = self.min_bonds();
        self.put_down(Kind::Platform, platform, Bond::default(), min)?;
        Ok(platform)
    }

    pub(crate) fn do_set_platform(
        &mut self,
        platform: u64,
        payout: Address,
        uri: String,
    ) -> Outcome {
        self.only_platform_owner(platform)?;
        named(payout)?;
        self.payouts.insert(key(platform), payout);
        self.log_platform(platform, payout, uri);
        Ok(())
    }

    /// It takes both: owners of platforms neither report nor judge, so that anybody could silence
    /// somebody by handing her one.
    pub(crate) fn do_transfer_platform(&mut self, platform: u64, candidate: Address) -> Outcome {
        self.only_platform_owner(platform)?;
        self.candidates.insert(key(platform), candidate);
        emit(
            self.vm(),
            PlatformOffered {
                platform,
                candidate,
            },
        );
        Ok(())
    }

    /// The new owner is also who gets the bond back.
    pub(crate) fn do_accept_platform(&mut self, platform: u64) -> Outcome {
        let owner = self.vm().msg_sender();
        if owner != self.candidates.get(key(platform)) {
            return Err(revert(NotCandidate {
                platform,
                account: owner,
            }));
        }
        self.candidates.insert(key(platform), Address::ZERO);
        self.platforms.insert(key(platform), address_word(owner));
        emit(self.vm(), PlatformTransferred { platform, owner });
        Ok(())
    }

    /// Notes whether a platform has members, as `memberships` tells.
    pub(crate) fn do_set_membership(&mut self, platform: u64, on: bool) -> Outcome {
        self.known_member(Kind::Platform, platform)?;
        let mut bond = self.load_bond(Kind::Platform, platform);
        bond.membership = on;
        let at = bond_key(Kind::Platform, platform);
        self.bonds.insert(at, bond.pack());
        emit(self.vm(), MembershipSet { platform, on });
        Ok(())
    }

    /// Zero for a platform that there is not.
    pub(crate) fn platform_owner(&self, platform: u64) -> Address {
        word_address(self.platforms.get(key(platform)))
    }

    fn only_platform_owner(&self, platform: u64) -> Outcome {
        let (owner, account) = (self.platform_owner(platform), self.vm().msg_sender());
        if owner.is_zero() {
            return Err(revert(UnknownPlatform { platform }));
        }
        if owner != account {
            return Err(revert(NotPlatformOwner { platform, account }));
        }
        Ok(())
    }

    fn log_platform(&self, platform: u64, payout: Address, uri: String) {
        let topics = [PlatformSet::SIGNATURE_HASH, word::uint64(platform).into()];
        emit_dynamic(self.vm(), &topics, (payout, uri));
    }

    // ---- experts

    /// An account has one number at a time; after it left it may come back under another.
    pub(crate) fn do_register_expert(&mut self, uri: String) -> Outcome<u64> {
        let account = self.vm().msg_sender();
        let before = self.expert_of(account);
        if before != 0 && self.load_bond(Kind::Expert, before).leaves_at == 0 {
            let expert = before;
            return Err(revert(AlreadyExpert { account, expert }));
        }
        let (platforms, experts, models) = self.load_counts();
        let expert = experts + 1;
        self.save_counts(platforms, expert, models);
        self.experts.insert(key(expert), account);
        self.expert_numbers.insert(account, key(expert));
        let topics = [
            ExpertRegistered::SIGNATURE_HASH,
            word::uint64(expert).into(),
            word::address(account).into(),
        ];
        emit_dynamic(self.vm(), &topics, (uri,));
        let (_, min) = self.min_bonds();
        self.put_down(Kind::Expert, expert, Bond::default(), min)?;
        Ok(expert)
    }

    pub(crate) fn expert_of(&self, account: Address) -> u64 {
        self.expert_numbers.get(account).to()
    }

    /// The caller's number, if she takes part.
    pub(crate) fn active_expert(&self) -> Outcome<u64> {
        let account = self.vm().msg_sender();
        let expert = self.expert_of(account);
        if expert == 0 {
            return Err(revert(NotExpert { account }));
        }
        let (bond, min) = (self.load_bond(Kind::Expert, expert), self.min_bonds().1);
        if bond.leaves_at != 0 {
            return Err(leaving(Kind::Expert, expert, bond));
        }
        if !bond.is_active(min) {
            return Err(revert(BondTooLow {
                kind: Kind::Expert as u8,
                number: expert,
                bond: U256::from(bond.amount),
                min: U256::from(min),
            }));
        }
        Ok(expert)
    }

    // ---- bonds

    /// Who put a bond down; zero for a number that nobody has.
    fn member(&self, kind: Kind, number: u64) -> Address {
        match kind {
            Kind::Platform => self.platform_owner(number),
            Kind::Expert => self.experts.get(key(number)),
        }
    }

    fn known_member(&self, kind: Kind, number: u64) -> Outcome<Address> {
        let account = self.member(kind, number);
        if account.is_zero() {
            return Err(match kind {
                Kind::Platform => revert(UnknownPlatform { platform: number }),
                Kind::Expert => revert(NotExpert { account }),
            });
        }
        Ok(account)
    }

    /// Only who put the bond down.
    fn own_bond(&self, kind: Kind, number: u64) -> Outcome<Bond> {
        let (owner, account) = (self.known_member(kind, number)?, self.vm().msg_sender());
        if owner != account {
            return Err(match kind {
                Kind::Platform => revert(NotPlatformOwner {
                    platform: number,
                    account,
                }),
                Kind::Expert => revert(NotExpert { account }),
            });
        }
        Ok(self.load_bond(kind, number))
    }

    /// Adds to a bond out of the caller's allowance; anyone may.
    pub(crate) fn do_top_up(&mut self, kind: Kind, number: u64, amount: U256) -> Outcome {
        self.known_member(kind, number)?;
        let bond = self.load_bond(kind, number);
        if bond.leaves_at != 0 {
            return Err(leaving(kind, number, bond));
        }
        if amount.is_zero() {
            return Err(revert(ZeroAmount {}));
        }
        self.put_down(kind, number, bond, small(amount)?)
    }

    fn put_down(&mut self, kind: Kind, number: u64, mut bond: Bond, amount: u64) -> Outcome {
        bond.amount = small(U256::from(bond.amount) + U256::from(amount))?;
        self.save_bond(kind, number, bond);
        self.pull(self.vm().msg_sender(), U256::from(amount))
    }

    pub(crate) fn do_give_notice(&mut self, kind: Kind, number: u64) -> Outcome<u64> {
        let mut bond = self.own_bond(kind, number)?;
        if bond.leaves_at != 0 {
            return Err(leaving(kind, number, bond));
        }
        bond.leaves_at = self.vm().block_timestamp() + NOTICE_SECS;
        self.bonds.insert(bond_key(kind, number), bond.pack());
        emit(
            self.vm(),
            NoticeGiven {
                kind: kind as u8,
                number,
                leavesAt: bond.leaves_at,
            },
        );
        Ok(bond.leaves_at)
    }

    /// Sends what is left of a bond back, once the notice is over.
    pub(crate) fn do_take_back(&mut self, kind: Kind, number: u64) -> Outcome<U256> {
        let mut bond = self.own_bond(kind, number)?;
        let over = bond.leaves_at != 0 && self.vm().block_timestamp() >= bond.leaves_at;
        if !over || bond.amount == 0 {
            return Err(revert(NothingToTakeBack {
                kind: kind as u8,
                number,
            }));
        }
        let amount = U256::from(core::mem::take(&mut bond.amount));
        self.save_bond(kind, number, bond);
        self.send(self.vm().msg_sender(), amount)?;
        Ok(amount)
    }

    /// Takes up to `amount` of a bond for `to`; what was taken.
    pub(crate) fn slash(
        &mut self,
        kind: Kind,
        number: u64,
        amount: U256,
        to: Address,
    ) -> Outcome<U256> {
        named(to)?;
        self.known_member(kind, number)?;
        let mut bond = self.load_bond(kind, number);
        let taken = amount.min(U256::from(bond.amount));
        if taken.is_zero() {
            return Ok(taken);
        }
        bond.amount -= taken.to::<u64>();
        self.save_bond(kind, number, bond);
        emit(
            self.vm(),
            Slashed {
                kind: kind as u8,
                number,
                amount: taken,
                to,
            },
        );
        self.pay(to, taken)?;
        Ok(taken)
    }

    pub(crate) fn load_bond(&self, kind: Kind, number: u64) -> Bond {
        Bond::unpack(self.bonds.get(bond_key(kind, number)))
    }

    fn save_bond(&mut self, kind: Kind, number: u64, bond: Bond) {
        self.bonds.insert(bond_key(kind, number), bond.pack());
        emit(
            self.vm(),
            BondChanged {
                kind: kind as u8,
                number,
                bond: U256::from(bond.amount),
            },
        );
    }

    /// Whether who has the number takes part.
    pub(crate) fn is_active(&self, kind: Kind, number: u64) -> bool {
        let (platform, expert) = self.min_bonds();
        let min = match kind {
            Kind::Platform => platform,
            Kind::Expert => expert,
        };
        self.load_bond(kind, number).is_active(min)
    }

    /// Numbers of the latest platform, expert and model.
    pub(crate) fn load_counts(&self) -> (u64, u64, u64) {
        let [platforms, experts, models, _] = self.counts.get().into_limbs();
        (platforms, experts, models)
    }

    pub(crate) fn save_counts(&mut self, platforms: u64, experts: u64, models: u64) {
        let word = U256::from_limbs([platforms, experts, models, 0]);
        self.counts.set(word);
    }
}

fn bond_key(kind: Kind, number: u64) -> U256 {
    U256::from_limbs([number, kind as u64, 0, 0])
}

fn leaving(kind: Kind, number: u64, bond: Bond) -> common::encode::Revert {
    revert(Leaving {
        kind: kind as u8,
        number,
        leavesAt: bond.leaves_at,
    })
}

fn named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

/// A number of PSC units, of which there are below 2^64.
pub fn small(value: U256) -> Outcome<u64> {
    if value > U256::from(u64::MAX) {
        return Err(revert(ValueTooLarge {
            value,
            max: U256::from(u64::MAX),
        }));
    }
    Ok(value.to())
}

fn too_large(value: u64, max: u64) -> common::encode::Revert {
    revert(ValueTooLarge {
        value: U256::from(value),
        max: U256::from(max),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bond_counts_while_it_is_large_enough_and_stays() {
        let bond = |amount, leaves_at| Bond {
            amount,
            leaves_at,
            membership: false,
        };
        assert!(bond(5, 0).is_active(5) && bond(6, 0).is_active(5));
        assert!(!bond(4, 0).is_active(5) && !bond(5, 1).is_active(5));
        // Nobody takes part without a bond, whatever the minimum is.
        assert!(!bond(0, 0).is_active(0));
        for membership in [false, true] {
            let bond = Bond {
                membership,
                ..bond(7, 9)
            };
            assert_eq!(Bond::unpack(bond.pack()), bond);
            // Members or not: it is the bond that counts.
            assert!(!bond.is_active(5));
        }
    }

    #[test]
    fn amounts_are_below_2_to_the_64th() {
        let most = U256::from(u64::MAX);
        assert_eq!(small(most), Ok(u64::MAX));
        let value = most + U256::from(1);
        assert_eq!(
            small(value),
            Err(revert(ValueTooLarge { value, max: most }))
        );
    }

    #[test]
    fn nobody_is_named_by_zero() {
        assert!(named(Address::with_last_byte(1)).is_ok());
        assert_eq!(named(Address::ZERO), Err(revert(ZeroAddress {})));
    }

    #[test]
    fn each_bond_has_a_key_of_its_own_and_leaves_after_sixty_days() {
        let [platform, expert] = [Kind::Platform, Kind::Expert].map(|kind| bond_key(kind, 7));
        assert_ne!(platform, expert);
        assert_ne!(platform, bond_key(Kind::Platform, 8));
        assert_eq!(NOTICE_SECS, 5_184_000);
    }

    #[test]
    fn refusals_tell_why() {
        let told = ValueTooLarge {
            value: U256::from(5),
            max: U256::from(4),
        };
        assert_eq!(too_large(5, 4), revert(told));
        let bond = Bond {
            leaves_at: 9,
            ..Bond::default()
        };
        let told = Leaving {
            kind: 1,
            number: 7,
            leavesAt: 9,
        };
        assert_eq!(leaving(Kind::Expert, 7, bond), revert(told));
    }
}

//! Receipts that are missed in a platform's statements.

use alloy_primitives::{Address, B256, U256};
use common::{
    commerce::{address_word, FeeLine},
    encode::{revert, Outcome},
    wire::{n, Wire},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    receipts::{Proof, Receipt},
    records::{Challenge, Fees, Slashing, State, ANSWER_SECS, MAX_PERIOD},
    slots::{by_hash, by_id, Kind},
    Peer, Statements,
};

impl Statements {
    pub(crate) fn do_challenge(
        &mut self,
        receipt: &Receipt,
        buyer_signature: &[u8],
        platform_signature: &[u8],
    ) -> Outcome<u64> {
        let Receipt {
            platform,
            product,
            time,
            gross,
            ..
        } = *receipt;
        let (challenger, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        if !self.load_periods(platform).owes(time, now) {
            return Err(revert(NotChallengeable { platform, time }));
        }
        let hash = receipt.hash();
        let slot = by_hash(Kind::Receipt, hash);
        let [purchase, challenge, _, _] = self.word(slot).into_limbs();
        // What proved a purchase is in a statement; and once is enough to find out.
        if purchase != 0 {
            return Err(revert(AlreadyProved {
                receipt: hash,
                purchase,
            }));
        }
        if challenge != 0 {
            return Err(revert(AlreadyChallenged {
                receipt: hash,
                challenge,
            }));
        }
        self.ensure_signed(receipt, hash, buyer_signature, platform_signature)?;

        let bond = self.load_parameters().bond;
        let record = Challenge {
            challenger,
            bond,
            deadline: now + ANSWER_SECS,
            platform,
            product,
            gross,
            time,
            state: State::Open,
            fee_bps: self.fee_bps(product)?,
        };
        let id = self.next_number(2);
        self.set_word(slot, U256::from_limbs([0, id, 0, 0]));
        self.set_word(by_id(Kind::Challenged, id), hash.into());
        self.save_challenge(id, record);
        self.log::<ChallengeOpened, 3, 8>(
            [n(id), n(platform), address_word(challenger)],
            [
                n(product),
                address_word(receipt.buyer),
                n(gross),
                n(time),
                n(receipt.number),
                hash.into(),
                n(bond),
                n(record.deadline),
            ],
        );
        self.pull(challenger, U256::from(bond))?;
        Ok(id)
    }

    pub(crate) fn do_answer(&mut self, id: u64, statement_id: u64, proof: &Proof) -> Outcome {
        let challenge = self.open_challenge(id)?;
        let now = self.vm().block_timestamp();
        let answered = challenge
            .answer(now)
            .ok_or_else(|| wrong_time(id, challenge))?;
        let statement = self.closed_statement(statement_id)?;
        let Challenge {
            platform,
            product,
            gross,
            time,
            ..
        } = challenge;
        if statement.platform != platform {
            return Err(revert(WrongStatement {
                statement: statement_id,
                platform,
                time,
            }));
        }
        let receipt: B256 = self.word(by_id(Kind::Challenged, id)).into();
        self.ensure_included(
            statement_id,
            &statement,
            product,
            gross,
            time,
            receipt,
            proof,
        )?;
        self.save_challenge(id, answered);
        let payee = self.platform(platform)?.payee();
        self.log::<ChallengeAnswered, 3, 1>(
            [n(id), n(statement_id), address_word(self.vm().msg_sender())],
            [n(challenge.bond)],
        );
        self.pay(payee, challenge.bond)
    }

    /// What is taken goes from the register to whom it is due: nothing of it rests here, so that no
    /// other challenger's bond could be paid in its place.
    pub(crate) fn do_slash(&mut self, id: u64) -> Outcome<U256> {
        let challenge = self.open_challenge(id)?;
        let now = self.vm().block_timestamp();
        let slashed = challenge
            .slash(now)
            .ok_or_else(|| wrong_time(id, challenge))?;
        self.save_challenge(id, slashed);
        let Challenge {
            challenger,
            bond,
            platform,
            product,
            gross,
            time,
            ..
        } = challenge;
        // The greatest of the rates that the chain knows of: a vendor who is the platform's friend
        // could else leave while the answer is awaited, or before the receipt is challenged.
        let (seen, carried) = self.load_carried(platform, product);
        let carried = match seen.abs_diff(time) <= MAX_PERIOD {
            true => carried,
            false => 0,
        };
        let rate = self.fee_bps(product)?.max(challenge.fee_bps).max(carried);
        let fees = Fees::of(gross, rate);
        let min = self.load_parameters().min_slash;
        let Slashing {
            to_challenger,
            to_community,
        } = Slashing::of(fees, min, self.platform(platform)?.bond);
        self.log::<PlatformSlashed, 3, 3>(
            [n(id), n(platform), address_word(challenger)],
            [n(to_challenger), n(to_community), n(bond)],
        );
        self.slash_platform(platform, to_challenger, challenger)?;
        if to_community != 0 {
            self.slash_platform(platform, to_community, self.peer(Peer::Cycles))?;
            let line = FeeLine {
                product,
                community_fee: to_community,
                ..FeeLine::default()
            };
            self.accrue(alloc::vec![line.pack()])?;
        }
        self.pay(challenger, bond)?;
        Ok(U256::from(to_challenger) + U256::from(to_community))
    }

    // ---- what is stored

    pub(crate) fn challenge_or_none(&self, id: u64) -> Challenge {
        Challenge::unpack([Kind::Head, Kind::Body].map(|kind| self.word(by_id(kind, id))))
    }

    fn open_challenge(&self, id: u64) -> Outcome<Challenge> {
        let challenge = self.challenge_or_none(id);
        match challenge.state {
            State::Open => Ok(challenge),
            State::None => Err(revert(UnknownChallenge { challenge: id })),
            _ => Err(revert(ChallengeOver { challenge: id })),
        }
    }

    fn save_challenge(&mut self, id: u64, challenge: Challenge) {
        let [head, body] = challenge.pack();
        self.set_word(by_id(Kind::Head, id), head);
        self.set_word(by_id(Kind::Body, id), body);
    }
}

/// A platform as its register tells.
pub struct Platform {
    pub owner: Address,
    pub payout: Address,
    /// PSC units.
    pub bond: u64,
}

impl Platform {
    /// Where it is paid: at its owner's, if it names no other place.
    pub fn payee(&self) -> Address {
        if self.payout.is_zero() {
            return self.owner;
        }
        self.payout
    }
}

#[cold]
fn wrong_time(id: u64, challenge: Challenge) -> common::encode::Revert {
    revert(WrongTime {
        challenge: id,
        answerUntil: challenge.deadline,
    })
}

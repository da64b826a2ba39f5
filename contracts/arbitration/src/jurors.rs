//! What jurors do, and what it comes to.

use alloy_primitives::{Address, B256, U256};
use common::encode::{emit, revert, Outcome};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    bonds::{divide, gain, pay_juror},
    dispute::{Ruling, State},
    parties::wrong_state,
    store::Facts,
    vote::{Ballot, Consequence, Vote},
    Arbitration,
};

impl Arbitration {
    pub(crate) fn do_commit(&mut self, number: U256, commitment: B256) -> Outcome {
        let (id, facts, _, core) = self.current(number)?;
        if core.state != State::Commit {
            return Err(wrong_state(number, core.state));
        }
        if commitment.is_zero() {
            return Err(revert(EmptyCommitment {}));
        }
        let (juror, round) = (self.vm().msg_sender(), core.round());
        // Only here, and not again at the reveal, counts what others can do to a juror without
        // asking (enrol the product under his model, name his platform): or a party could strike
        // out votes.
        let is_linked = self.is_side(&facts, juror)
            || facts.product != 0 && self.is_linked(facts.product, juror)?;
        if is_linked {
            return Err(linked(number, juror));
        }
        if self.power_of(juror)?.0 == 0 {
            return Err(revert(NoPower { account: juror }));
        }
        // One who was removed stays out of the round.
        if self.load_vote(id, round, juror) == Vote::Removed {
            return Err(not_committed(number, round, juror));
        }
        self.save_vote(id, round, juror, Vote::committed(commitment));
        emit(
            self.vm(),
            VoteCommitted {
                disputeId: number,
                round,
                juror,
                commitment,
            },
        );
        Ok(())
    }

    pub(crate) fn do_reveal(&mut self, number: U256, choice: u8, salt: B256) -> Outcome<U256> {
        let (id, facts, _, core) = self.current(number)?;
        if core.state != State::Reveal {
            return Err(wrong_state(number, core.state));
        }
        let (juror, round) = (self.vm().msg_sender(), core.round());
        let vote = self.load_vote(id, round, juror);
        if !matches!(vote, Vote::Committed(_)) {
            return Err(not_committed(number, round, juror));
        }
        let choice = match choice {
            1 => Ruling::Party,
            2 => Ruling::Respondent,
            _ => {
                return Err(revert(UnknownRuling {
                    ruling: U256::from(choice),
                }))
            }
        };
        let ballot = Ballot {
            chain: self.vm().chain_id(),
            contract: self.vm().contract_address(),
            dispute: id,
            round,
            juror,
            choice,
            salt,
        };
        // Taking an interest is the juror's own act: whoever sees that he loses could else leave
        // without a loss. One who gives it up in time reveals.
        if facts.product != 0 && self.has_interest(facts.product, juror)? {
            return Err(linked(number, juror));
        }
        let (power, earned, _) = self.power_of(juror)?;
        let mut tally = self.load_round(id, round);
        let Some(vote) = vote.reveal(&ballot, power, earned, &mut tally) else {
            return Err(revert(WrongReveal {
                disputeId: number,
                juror,
            }));
        };
        self.save_round(id, round, &tally);
        self.save_vote(id, round, juror, vote);
        let weight = U256::from(vote.weight());
        emit(
            self.vm(),
            VoteRevealed {
                disputeId: number,
                round,
                juror,
                choice: choice as u8,
                weight,
                forParty: U256::from(tally.party),
                forRespondent: U256::from(tally.respondent),
            },
        );
        Ok(weight)
    }

    /// Takes the vote of a juror away whose shares of the product's pool wait in its queue: no view
    /// tells this by account, but everybody sees it.
    pub(crate) fn do_challenge(&mut self, number: U256, juror: Address, request: u64) -> Outcome {
        let (id, facts, _, core) = self.current(number)?;
        if !matches!(core.state, State::Commit | State::Reveal) {
            return Err(wrong_state(number, core.state));
        }
        let (round, product) = (core.round(), facts.product);
        let mut tally = self.load_round(id, round);
        let vote = self.load_vote(id, round, juror);
        let Some(weight) = vote.remove(&mut tally) else {
            return Err(revert(NoVote {
                disputeId: number,
                round,
                juror,
            }));
        };
        if product == 0 || juror.is_zero() || self.requester(product, request)? != juror {
            return Err(revert(NotRequester {
                product,
                request,
                account: juror,
            }));
        }
        self.save_round(id, round, &tally);
        self.save_vote(id, round, juror, Vote::Removed);
        emit(
            self.vm(),
            JurorRemoved {
                disputeId: number,
                round,
                juror,
                request,
                weight: U256::from(weight),
            },
        );
        Ok(())
    }

    pub(crate) fn do_settle(&mut self, number: U256, round: u8, juror: Address) -> Outcome<U256> {
        let (id, facts, terms, mut core) = self.current(number)?;
        if core.state != State::Final {
            return Err(wrong_state(number, core.state));
        }
        let vote = match round {
            0 | 1 => self.load_vote(id, round, juror),
            _ => Vote::None,
        };
        let mut settled = VoteSettled {
            disputeId: number,
            round,
            juror,
            weight: U256::ZERO,
            paid: U256::ZERO,
            gained: U256::ZERO,
            lostBps: 0,
            remainder: U256::ZERO,
        };
        match vote.consequence(core.ruling) {
            Consequence::None => Err(revert(NothingToSettle {
                disputeId: number,
                round,
                juror,
            })),
            Consequence::Loses => {
                settled.lostBps = terms.lose_bps;
                self.save_vote(id, round, juror, Vote::Settled);
                emit(self.vm(), settled);
                self.lose_power(juror, terms.lose_bps)?;
                Ok(U256::ZERO)
            }
            Consequence::Earns(weight) => {
                let division = divide(&core, facts.bond, &terms, &self.load_rounds(id));
                let (slice, remainder) = pay_juror(&mut core, &division, weight);
                // Dated by the ruling: whoever settles chooses neither when to gain nor which
                // community the weight counts in.
                let (clock, now) = (self.clock(), self.vm().block_timestamp());
                let cycle = clock.cycle(core.deadline);
                let mut account = self.load_account(juror);
                let gained = match account.gains(cycle, clock.cycle(now)) {
                    true => gain(vote.earned(), &terms),
                    false => 0,
                };
                self.save_core(id, &core);
                self.save_vote(id, round, juror, Vote::Settled);
                self.save_account(juror, account);
                settled.weight = U256::from(weight);
                settled.paid = U256::from(slice);
                settled.gained = U256::from(gained);
                settled.remainder = U256::from(remainder);
                emit(self.vm(), settled);
                if gained != 0 {
                    self.gain_power(juror, gained)?;
                }
                self.add_weight(cycle, juror, weight)?;
                let winner = match core.ruling {
                    Ruling::Party => facts.party,
                    _ => facts.respondent,
                };
                self.pay_out([(juror, slice), (winner, remainder)])?;
                Ok(U256::from(slice))
            }
        }
    }

    pub(crate) fn is_side(&self, facts: &Facts, account: Address) -> bool {
        account == facts.party || account == facts.respondent || account == facts.arbitrable
    }
}

#[cold]
fn linked(number: U256, account: Address) -> common::encode::Revert {
    revert(JurorLinked {
        disputeId: number,
        account,
    })
}

#[cold]
fn not_committed(number: U256, round: u8, juror: Address) -> common::encode::Revert {
    revert(NotCommitted {
        disputeId: number,
        round,
        juror,
    })
}

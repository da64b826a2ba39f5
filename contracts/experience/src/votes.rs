//! Votes: committed, revealed, taken back from whom they are not due to, confirmed or forfeited.

use alloy_primitives::{Address, B256, U256};
use common::{
    commerce::address_word,
    encode::{revert, Outcome, Revert},
    wire::{n, Wire},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    median::{median, moved, word_of, Change, WORDS},
    records::{Ballot, Report, Rules, State, Vote},
    round::Round,
    slots::{bucket, by_id, by_ids, slot, Kind},
    Experience,
};

/// What a vote that was not revealed, or was not the account's to cast, costs, of all power.
const FORFEIT_BPS: u16 = 500;
/// On how many products' reports of a cycle an account votes at most: few see more than a few products, and a ring that
/// votes on all of them would outweigh those who measured what they vote on.
const MAX_VOTES: u64 = 5;

/// What shows an account's interest.
pub(crate) enum Interest {
    /// A store of its that lists the product.
    Store(u64),
    /// A request in the queue of the product's pool.
    Request(u64),
}

/// Whose vote on what.
#[derive(Clone, Copy)]
pub(crate) struct Voter {
    pub cycle: u64,
    pub product: u64,
    pub account: Address,
}

impl Voter {
    fn slot(&self) -> U256 {
        slot(Kind::Vote, [self.cycle, self.product], self.account)
    }

    fn wrong(&self, vote: Vote) -> Revert {
        revert(WrongVote {
            cycle: self.cycle,
            product: self.product,
            account: self.account,
            state: vote.state as u8,
        })
    }
}

impl Experience {
    pub(crate) fn do_commit(&mut self, cycle: u64, product: u64, commitment: B256) -> Outcome {
        self.ensure_connected()?;
        self.ensure_quarter(cycle, 0, 0)?;
        if commitment.is_zero() {
            return Err(revert(EmptyCommitment {}));
        }
        let voter = self.voter(cycle, product, self.vm().msg_sender());
        let vote = self.load_vote(&voter);
        if !matches!(vote.state, State::None | State::Committed) {
            return Err(voter.wrong(vote));
        }
        // What a vendor can make of an account (enrol the product under its model, name its platform)
        // counts only here: she must not strike out a vote by it.
        self.ensure_unlinked(product, voter.account)?;
        if vote.state == State::None {
            self.count_vote(&voter)?;
        }
        let sets = self.set_count()?;
        self.save_vote(&voter, Vote::committed(commitment, sets));
        self.log::<VoteCommitted, 3, 1>(
            [n(cycle), n(product), address_word(voter.account)],
            [commitment.into()],
        );
        Ok(())
    }

    pub(crate) fn do_reveal(&mut self, cycle: u64, product: u64, id: u64, salt: B256) -> Outcome {
        self.ensure_quarter(cycle, 1, 1)?;
        let voter = self.voter(cycle, product, self.vm().msg_sender());
        let account = voter.account;
        let vote = self.load_vote(&voter);
        if vote.state != State::Committed {
            return Err(voter.wrong(vote));
        }
        let commitment = self.commitment_of(&voter, id, salt);
        if !vote.reveals(commitment) {
            return Err(revert(WrongReveal { commitment }));
        }
        let mut report = self.load_report(id)?;
        if report.product != product || report.cycle != cycle {
            return Err(revert(WrongReport {
                report: id,
                product: report.product,
                cycle: report.cycle,
            }));
        }
        // Its own report would be the nearest to what it measured.
        if report.account == account {
            return Err(revert(LinkedParty { product, account }));
        }
        self.ensure_no_interest(product, account)?;
        let [effective, earned, total] = self.power_of(account)?;
        let rules = self.fix_rules(cycle, total);
        let ballot = rules.ballot(id, effective, earned);
        if ballot.weight == 0 {
            return Err(revert(NoPower { account }));
        }
        self.save_vote(&voter, vote.revealed(ballot));
        let change = Change::Add(ballot.weight);
        let (before, after) = self.move_weight(id, &mut report, change);
        self.log::<VoteRevealed, 3, 5>(
            [n(cycle), n(product), address_word(account)],
            [
                n(id),
                n(ballot.weight),
                n(ballot.gain),
                n(report.weight),
                n(after.weight),
            ],
        );
        self.tell_places(&voter, &before, &after, rules.quorum)
    }

    pub(crate) fn do_bar(&mut self, voter: Voter, interest: &Interest) -> Outcome {
        let Voter {
            cycle,
            product,
            account,
        } = voter;
        self.ensure_quarter(cycle, 0, 1)?;
        let vote = self.load_vote(&voter);
        if vote.state == State::Barred {
            return Err(voter.wrong(vote));
        }
        let (store, request) = match *interest {
            Interest::Store(store) => {
                // What counts is whose the store was when the account committed.
                if vote.state == State::None {
                    return Err(voter.wrong(vote));
                }
                if !self.lists(store, product, account, vote.sets)? {
                    return Err(revert(NotListed {
                        store,
                        product,
                        account,
                    }));
                }
                (store, 0)
            }
            // Whose it is was asked to find the voter.
            Interest::Request(request) => (0, request),
        };
        self.save_vote(&voter, Vote::ended(State::Barred));
        // It had the interest when it committed, or took it since: who could withdraw so, after
        // looking on, would not have to reveal.
        if matches!(vote.state, State::Committed | State::Revealed) {
            self.lose(account, FORFEIT_BPS)?;
        }
        let Ballot { report, weight, .. } = vote.ballot();
        let quorum = self.load_rules(cycle).quorum;
        let mut record = self.report_or_none(report);
        let (before, after) = match weight {
            0 => {
                let round = self.load_round(cycle, product);
                (round, round)
            }
            _ => self.move_weight(report, &mut record, Change::Take(weight)),
        };
        self.log::<VoterBarred, 3, 6>(
            [n(cycle), n(product), address_word(account)],
            [
                n(store),
                n(request),
                n(report),
                n(weight),
                n(record.weight),
                n(after.weight),
            ],
        );
        self.tell_places(&voter, &before, &after, quorum)
    }

    /// Puts a report where its weight belongs.
    pub(crate) fn do_rank(&mut self, id: u64) -> Outcome {
        let report = self.load_report(id)?;
        let (cycle, product) = (report.cycle, report.product);
        self.ensure_quarter(cycle, 1, 2)?;
        let before = self.load_round(cycle, product);
        if before.is_final() || report.struck {
            return Err(revert(PlacesFinal { cycle, product }));
        }
        let mut after = before;
        after.rank(id, report.weight, |other| self.weight_of(other));
        self.save_round(cycle, product, &after);
        let voter = self.voter(cycle, product, report.account);
        let quorum = self.load_rules(cycle).quorum;
        self.tell_places(&voter, &before, &after, quorum)
    }

    pub(crate) fn do_confirm(&mut self, voter: Voter) -> Outcome {
        let Voter {
            cycle,
            product,
            account,
        } = voter;
        self.ensure_since(cycle, 2)?;
        self.ensure_not_closed(cycle)?;
        let vote = self.load_vote(&voter);
        if vote.state != State::Revealed {
            return Err(voter.wrong(vote));
        }
        let ballot = vote.ballot();
        let report = ballot.report;
        let round = self.load_round(cycle, product);
        let quorum = self.load_rules(cycle).quorum;
        if !round.has_quorum(quorum) || round.place_of(report).is_none() {
            return Err(revert(NotWinner { report }));
        }
        self.save_vote(&voter, vote.confirmed());
        let counted = self.add_weight(cycle, account, ballot.weight)?;
        self.log::<VoteConfirmed, 3, 4>(
            [n(cycle), n(product), address_word(account)],
            [n(report), n(ballot.weight), n(ballot.gain), n(counted)],
        );
        self.gain(account, ballot.gain)
    }

    pub(crate) fn do_forfeit(&mut self, voter: Voter) -> Outcome {
        self.ensure_since(voter.cycle, 2)?;
        self.ensure_not_closed(voter.cycle)?;
        let vote = self.load_vote(&voter);
        if vote.state != State::Committed {
            return Err(voter.wrong(vote));
        }
        self.save_vote(&voter, Vote::ended(State::Forfeited));
        self.log::<VoteForfeited, 3, 1>(
            [
                n(voter.cycle),
                n(voter.product),
                address_word(voter.account),
            ],
            [n(FORFEIT_BPS)],
        );
        self.lose(voter.account, FORFEIT_BPS)
    }

    /// Counts a new vote; fails beyond what an account has in a cycle.
    fn count_vote(&mut self, voter: &Voter) -> Outcome {
        let Voter { cycle, account, .. } = *voter;
        let counter = slot(Kind::Votes, [cycle, 0], account);
        let votes = self.number(counter);
        if votes >= MAX_VOTES {
            return Err(revert(AllVoted {
                cycle,
                account,
                max: MAX_VOTES,
            }));
        }
        self.set_word(counter, U256::from(votes + 1));
        Ok(())
    }

    // ---- views

    /// The hash that commits a voter to a report.
    pub(crate) fn commitment_of(&self, voter: &Voter, report: u64, salt: B256) -> B256 {
        word::hash(&[
            word::uint64(self.vm().chain_id()),
            word::address(self.vm().contract_address()),
            word::uint64(voter.cycle),
            word::uint64(voter.product),
            word::address(voter.account),
            word::uint64(report),
            salt.0,
        ])
    }

    pub(crate) fn do_trust(&self, cycle: u64, product: u64) -> (u8, u64) {
        let mut words = [U256::ZERO; WORDS];
        for (number, word) in (0u64..).zip(&mut words) {
            *word = self.word(bucket(cycle, product, number));
        }
        median(&words).unwrap_or_default()
    }

    // ---- weights

    /// What holds for the cycle's votes; fixed by the first.
    fn fix_rules(&mut self, cycle: u64, total: u64) -> Rules {
        let rules = self.load_rules(cycle);
        if rules.quorum != 0 {
            return rules;
        }
        let rules = Rules::new(total, &self.load_parameters());
        self.set_word(by_id(Kind::Rules, cycle), rules.pack());
        self.log::<RulesFixed, 1, 4>(
            [n(cycle)],
            [
                n(rules.total),
                n(rules.quorum),
                n(rules.cap),
                n(rules.vote_gain_bps as u16),
            ],
        );
        rules
    }

    /// Moves a vote's weight to or from a report, its bucket and its product; the round before and
    /// after.
    fn move_weight(&mut self, id: u64, report: &mut Report, change: Change) -> (Round, Round) {
        report.weight = change.of(report.weight);
        self.save_report(id, report);
        self.move_bucket(report, change);
        let before = self.load_round(report.cycle, report.product);
        let mut after = before;
        after.weigh(change);
        after.rank(id, report.weight, |other| self.weight_of(other));
        self.save_round(report.cycle, report.product, &after);
        (before, after)
    }

    pub(crate) fn move_bucket(&mut self, report: &Report, change: Change) {
        let conformity = report.conformity;
        let slot = bucket(report.cycle, report.product, word_of(conformity));
        self.set_word(slot, moved(self.word(slot), conformity, change));
    }

    /// Logs the best three where they or the tenths are others now, and tells cycles of the tenths.
    fn tell_places(
        &mut self,
        voter: &Voter,
        before: &Round,
        after: &Round,
        quorum: u64,
    ) -> Outcome {
        let Voter { cycle, product, .. } = *voter;
        let tenths = after.tenths(quorum);
        let changed = before.tenths(quorum) != tenths;
        let [first, second, third] = after.places();
        if changed || before.places() != after.places() {
            self.log::<PlacesChanged, 2, 4>(
                [n(cycle), n(product)],
                [n(first), n(second), n(third), n(tenths)],
            );
        }
        match changed {
            true => self.set_places(cycle, product, tenths),
            false => Ok(()),
        }
    }

    fn weight_of(&self, report: u64) -> u64 {
        self.word(by_id(Kind::Body, report)).into_limbs()[3]
    }

    // ---- what is stored

    pub(crate) fn voter(&self, cycle: u64, product: u64, account: Address) -> Voter {
        Voter {
            cycle,
            product,
            account,
        }
    }

    pub(crate) fn load_vote(&self, voter: &Voter) -> Vote {
        Vote::unpack(self.word(voter.slot()))
    }

    fn save_vote(&mut self, voter: &Voter, vote: Vote) {
        self.set_word(voter.slot(), vote.pack());
    }

    pub(crate) fn load_rules(&self, cycle: u64) -> Rules {
        Rules::unpack(self.word(by_id(Kind::Rules, cycle)))
    }

    pub(crate) fn load_round(&self, cycle: u64, product: u64) -> Round {
        Round::unpack(self.word(by_ids(Kind::Round, [cycle, product])))
    }

    pub(crate) fn save_round(&mut self, cycle: u64, product: u64, round: &Round) {
        self.set_word(by_ids(Kind::Round, [cycle, product]), round.pack());
    }
}

//! Votes.

use alloy_primitives::{keccak256, Address, Uint, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    eip712::{self, type_hash},
    encode::{emit, emit_dynamic, revert, Outcome},
    signature,
    word::{self, Word},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    proposal::{Core, State, MAX_VOTES},
    Governor, NAME_HASH,
};

pub(crate) const BALLOT: Word =
    type_hash("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
pub(crate) const EXTENDED_BALLOT: Word = type_hash(
    "ExtendedBallot(uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params)",
);

const AGAINST: u8 = 0;
const FOR: u8 = 1;
const ABSTAIN: u8 = 2;

/// What somebody votes.
#[derive(Clone, Copy)]
pub(crate) struct Ballot<'a> {
    pub proposal: U256,
    pub support: u8,
    pub voter: Address,
    pub reason: &'a [u8],
    pub params: &'a [u8],
}

impl Ballot<'_> {
    pub const fn plain(proposal: U256, support: u8, voter: Address) -> Self {
        Self {
            proposal,
            support,
            voter,
            reason: &[],
            params: &[],
        }
    }

    /// Hash of the struct that the voter signs.
    fn struct_hash(&self, extended: bool, nonce: U256) -> B256 {
        let words = [
            if extended { EXTENDED_BALLOT } else { BALLOT },
            word::uint(self.proposal),
            word::uint64(u64::from(self.support)),
            word::address(self.voter),
            word::uint(nonce),
            keccak256(self.reason).0,
            keccak256(self.params).0,
        ];
        word::hash(if extended { &words } else { &words[..5] })
    }
}

impl Governor {
    /// A vote that the voter signed.
    pub(crate) fn cast_signed(
        &mut self,
        ballot: &Ballot<'_>,
        extended: bool,
        signature: &[u8],
    ) -> Outcome<U256> {
        let voter = ballot.voter;
        let nonce = self.nonces.get(voter);
        let host = self.vm();
        let digest = eip712::digest(host, &NAME_HASH, ballot.struct_hash(extended, nonce));
        if signature::check(host, voter, digest, signature).is_err() {
            return Err(revert(GovernorInvalidSignature { voter }));
        }
        // Cannot overflow: one increment per transaction.
        self.nonces.insert(voter, nonce + U256::ONE);
        self.cast(ballot)
    }

    /// Counts a vote with the weight that the voter had at the snapshot.
    pub(crate) fn cast(&mut self, ballot: &Ballot<'_>) -> Outcome<U256> {
        let Ballot {
            proposal: id,
            support,
            voter,
            ..
        } = *ballot;
        let mut core = self.core(id);
        if !core.is_active(self.now()) {
            return Err(self.unexpected(id, State::Active.bit()));
        }
        let snapshot = U256::from(core.start);
        if self.is_excluded_at(voter, snapshot) {
            return Err(revert(GovernorExcludedAccount { account: voter }));
        }
        let weight = self.past_votes(voter, snapshot)?;
        self.mark_voted(voter, &core)?;
        self.count(id, &mut core, support, weight)?;
        log(self.vm(), ballot, weight);
        Ok(weight)
    }

    /// The voter's word for this proposal and its neighbours.
    pub(crate) fn voted_word(&self, voter: Address, number: u32) -> U256 {
        self.voted.getter(voter).get(Uint::from(number / 256))
    }

    fn mark_voted(&mut self, voter: Address, core: &Core) -> Outcome {
        let mut word = self.voted_word(voter, core.number);
        if word.bit(core.bit()) {
            return Err(revert(GovernorAlreadyCastVote { voter }));
        }
        word.set_bit(core.bit(), true);
        self.voted
            .setter(voter)
            .insert(Uint::from(core.number / 256), word);
        Ok(())
    }

    /// Adds to the tally and extends the voting if that reaches the quorum late.
    fn count(&mut self, id: U256, core: &mut Core, support: u8, weight: U256) -> Outcome {
        let mut tally = self.tally(id);
        let old = match support {
            AGAINST => tally.against,
            FOR => tally.in_favour,
            ABSTAIN => self.abstaining(id),
            _ => return Err(revert(GovernorInvalidVoteType {})),
        };
        let sum = U256::from(old).saturating_add(weight);
        if sum > U256::from(MAX_VOTES) {
            return Err(revert(GovernorVotesTooLarge { votes: sum }));
        }
        let new = sum.to::<u128>();
        // Before the tally changes: the quorum counts what was there.
        let is_late = support != AGAINST && new != old && !tally.reached;
        if is_late && self.extends(core) {
            let before = U256::from(tally.in_favour + self.abstaining(id));
            let quorum = self.quorum_at(U256::from(core.start))?;
            tally.reached = before + weight >= quorum;
            if tally.reached && before < quorum {
                self.extend(id, core);
            }
        }
        match support {
            AGAINST => tally.against = new,
            FOR => tally.in_favour = new,
            _ => self.proposals.setter(id).abstain.set(sum),
        }
        // An abstention leaves this word as it is, unless it reached the quorum.
        self.proposals.setter(id).tally.set(tally.pack());
        Ok(())
    }

    /// Whether voting would go on beyond its deadline, were the quorum reached now.
    fn extends(&self, core: &Core) -> bool {
        self.now() + self.extension() > core.deadline()
    }

    fn extend(&mut self, id: U256, core: &mut Core) {
        let deadline = self.now() + self.extension();
        core.duration = deadline - core.start;
        self.proposals.setter(id).core.set(core.pack());
        emit(
            self.vm(),
            ProposalExtended {
                proposalId: id,
                extendedDeadline: deadline,
            },
        );
    }
}

fn log(host: &impl Host, ballot: &Ballot<'_>, weight: U256) {
    let Ballot {
        proposal,
        support,
        voter,
        reason,
        params,
    } = *ballot;
    let voter = voter.into_word();
    if params.is_empty() {
        let topics = [VoteCast::SIGNATURE_HASH, voter];
        emit_dynamic(host, &topics, (proposal, support, weight, reason));
    } else {
        let topics = [VoteCastWithParams::SIGNATURE_HASH, voter];
        emit_dynamic(host, &topics, (proposal, support, weight, reason, params));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_sol_types::{sol, SolStruct};

    mod typed {
        use super::sol;
        sol! {
            struct Ballot { uint256 proposalId; uint8 support; address voter; uint256 nonce; }
            struct ExtendedBallot { uint256 proposalId; uint8 support; address voter; uint256 nonce; string reason; bytes params; }
        }
    }

    #[test]
    fn signed_structs_hash_as_eip712_says() {
        let ballot = Ballot {
            reason: "because".as_bytes(),
            params: &[1, 2, 3],
            ..Ballot::plain(U256::from(77), 2, Address::repeat_byte(9))
        };
        let nonce = U256::from(5);
        let plain = typed::Ballot {
            proposalId: ballot.proposal,
            support: 2,
            voter: ballot.voter,
            nonce,
        };
        assert_eq!(ballot.struct_hash(false, nonce), plain.eip712_hash_struct());
        let extended = typed::ExtendedBallot {
            proposalId: ballot.proposal,
            support: 2,
            voter: ballot.voter,
            nonce,
            reason: "because".into(),
            params: vec![1, 2, 3].into(),
        };
        assert_eq!(
            ballot.struct_hash(true, nonce),
            extended.eip712_hash_struct()
        );
    }
}

use super::*;
use alloy_sol_types::SolValue;
use proptest::prelude::*;

fn ballot() -> Ballot {
    Ballot {
        chain: 42_161,
        contract: Address::repeat_byte(1),
        dispute: 7,
        round: 1,
        juror: Address::repeat_byte(2),
        choice: Ruling::Respondent,
        salt: B256::repeat_byte(3),
    }
}

fn tally() -> Round {
    Round {
        quorum: 10,
        cap: 100,
        ..Round::default()
    }
}

proptest! {
    #[test]
    fn words_unpack_as_they_were_packed(hash in any::<[u8; 32]>(), weight in any::<u64>(), earned in any::<u64>(), party in any::<bool>()) {
        let choice = if party { Ruling::Party } else { Ruling::Respondent };
        for vote in [Vote::None, Vote::committed(hash.into()), Vote::Revealed { choice, weight, earned }, Vote::Removed, Vote::Settled] {
            prop_assert_eq!(Vote::unpack(vote.pack()), vote);
        }
    }

    /// Whatever a juror sends as a commitment stays one.
    #[test]
    fn no_commitment_poses_as_another_kind_of_vote(hash in any::<[u8; 32]>(), kind in 0u8..=5) {
        let mut hash = hash;
        hash[0] = kind;
        let vote = Vote::unpack(Vote::committed(hash.into()).pack());
        prop_assert!(matches!(vote, Vote::Committed(_)));
        prop_assert_eq!((vote.kind(), vote.weight()), (1, 0));
    }
}

#[test]
fn each_kind_is_told_by_its_number_and_weighs_what_was_revealed() {
    let revealed = Vote::Revealed {
        choice: Ruling::Party,
        weight: 70,
        earned: 20,
    };
    let told = [
        Vote::None,
        Vote::committed(B256::repeat_byte(9)),
        revealed,
        Vote::Removed,
        Vote::Settled,
    ]
    .map(|vote| (vote.kind(), vote.weight(), vote.earned()));
    let expected = [(0, 0, 0), (1, 0, 0), (2, 70, 20), (3, 0, 0), (4, 0, 0)];
    assert_eq!(told, expected);
}

#[test]
fn commitments_are_the_hash_of_the_abi_encoding() {
    let it = ballot();
    let data = (
        U256::from(it.chain),
        it.contract,
        U256::from(it.dispute),
        U256::from(it.round),
        it.juror,
        U256::from(it.choice as u8),
        it.salt,
    )
        .abi_encode();
    assert_eq!(it.commitment(), alloy_primitives::keccak256(data));
}

#[test]
fn a_commitment_opens_only_as_it_was_made() {
    let vote = Vote::committed(ballot().commitment());
    let others = [
        Ballot {
            chain: 1,
            ..ballot()
        },
        Ballot {
            contract: Address::repeat_byte(9),
            ..ballot()
        },
        Ballot {
            dispute: 8,
            ..ballot()
        },
        Ballot {
            round: 0,
            ..ballot()
        },
        Ballot {
            juror: Address::repeat_byte(9),
            ..ballot()
        },
        Ballot {
            choice: Ruling::Party,
            ..ballot()
        },
        Ballot {
            salt: B256::ZERO,
            ..ballot()
        },
    ];
    for other in others {
        let mut tally = tally();
        assert_eq!(vote.reveal(&other, 50, 50, &mut tally), None);
        assert_eq!((tally.party, tally.respondent), (0, 0));
    }
    let mut tally = tally();
    let revealed = vote.reveal(&ballot(), 50, 30, &mut tally);
    let choice = Ruling::Respondent;
    let is = Vote::Revealed {
        choice,
        weight: 50,
        earned: 30,
    };
    assert_eq!(revealed, Some(is));
    assert_eq!((tally.party, tally.respondent), (0, 50));
}

#[test]
fn a_juror_counts_once_a_round() {
    let mut tally = tally();
    let revealed = Vote::committed(ballot().commitment())
        .reveal(&ballot(), 50, 50, &mut tally)
        .unwrap();
    for vote in [revealed, Vote::Removed, Vote::Settled, Vote::None] {
        assert_eq!(vote.reveal(&ballot(), 50, 50, &mut tally), None);
    }
    assert_eq!(tally.respondent, 50);
}

#[test]
fn a_vote_is_taken_away_once_with_its_weight() {
    let mut tally = tally();
    let revealed = Vote::committed(ballot().commitment())
        .reveal(&ballot(), u64::MAX, u64::MAX, &mut tally)
        .unwrap();
    // No more of it than it weighs.
    assert_eq!((tally.respondent, revealed.earned()), (100, 100));
    assert_eq!(revealed.remove(&mut tally), Some(100));
    assert_eq!(tally.respondent, 0);
    assert_eq!(Vote::committed(B256::ZERO).remove(&mut tally), Some(0));
    for vote in [Vote::None, Vote::Removed, Vote::Settled] {
        assert_eq!(vote.remove(&mut tally), None);
    }
}

#[test]
fn consequences_follow_from_vote_and_ruling() {
    use Consequence::{Earns, Loses, None};
    let revealed = |choice, weight| Vote::Revealed {
        choice,
        weight,
        earned: weight,
    };
    let (party, respondent, refused) = (Ruling::Party, Ruling::Respondent, Ruling::Refused);
    let cases = [
        (revealed(party, 5), party, Earns(5)),
        (revealed(respondent, 5), respondent, Earns(5)),
        (revealed(party, 5), respondent, Loses),
        (revealed(respondent, 5), party, Loses),
        (revealed(party, 5), refused, None),
        (revealed(party, 0), party, None),
        (revealed(party, 0), respondent, None),
        (Vote::committed(B256::ZERO), party, Loses),
        (Vote::committed(B256::ZERO), refused, Loses),
        (Vote::Removed, party, Loses),
        (Vote::Removed, refused, Loses),
        (Vote::None, party, None),
        (Vote::Settled, party, None),
    ];
    for (vote, ruling, consequence) in cases {
        assert_eq!(vote.consequence(ruling), consequence, "{vote:?} {ruling:?}");
    }
}

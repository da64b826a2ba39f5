//! What is stored of reports, votes and cycles, in words. Pure.

use alloy_primitives::{Address, B256, U256};
use common::{
    commerce::{address_word, word_address},
    math::BPS,
};

const DISPUTED: u64 = 1;
const STRUCK: u64 = 2;
const SETTLED: u64 = 4;

/// A report. Two words.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Report {
    /// Who filed it, and owns its bond.
    pub account: Address,
    /// Whole per cents.
    pub conformity: u8,
    /// A dispute on it is open.
    pub disputed: bool,
    /// A dispute was lost: it wins nothing, and its bond is gone.
    pub struck: bool,
    /// Its bond went back.
    pub settled: bool,
    /// Number of its latest dispute at the arbitration.
    pub dispute: u64,
    pub product: u64,
    /// In which it was filed.
    pub cycle: u64,
    /// PSC units.
    pub bond: u64,
    /// Σ weight of the votes for it.
    pub weight: u64,
}

impl Report {
    /// First word: account 160 bits, conformity 8, flags 8, dispute 64. Second: product, cycle,
    /// bond, weight.
    pub fn pack(&self) -> [U256; 2] {
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        let flags =
            flag(self.disputed, DISPUTED) | flag(self.struck, STRUCK) | flag(self.settled, SETTLED);
        let small = (u64::from(self.conformity) | flags << 8) << 32;
        let above = U256::from_limbs([0, 0, small | self.dispute << 48, self.dispute >> 16]);
        [
            address_word(self.account) | above,
            U256::from_limbs([self.product, self.cycle, self.bond, self.weight]),
        ]
    }

    pub fn unpack([head, body]: [U256; 2]) -> Self {
        let [_, _, small, high] = head.into_limbs();
        let [product, cycle, bond, weight] = body.into_limbs();
        let flags = small >> 40;
        Self {
            account: word_address(head),
            conformity: (small >> 32) as u8,
            disputed: flags & DISPUTED != 0,
            struck: flags & STRUCK != 0,
            settled: flags & SETTLED != 0,
            dispute: small >> 48 | high << 16,
            product,
            cycle,
            bond,
            weight,
        }
    }
}

/// What an account's vote is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum State {
    #[default]
    None = 0,
    Committed = 1,
    Revealed = 2,
    /// Revealed for a winner, and rewarded.
    Confirmed = 3,
    /// It was shown to have an interest: it has no vote.
    Barred = 4,
    /// Never revealed, and paid for it.
    Forfeited = 5,
}

/// What an account did about one product's reports of one cycle. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Vote {
    pub state: State,
    /// Of a commitment, 192 bits of the hash; of a revealed vote, the ballot.
    content: [u64; 3],
    /// How many sets of co-creators there were when it committed, 56 bits. A store has a new one
    /// from each owner on: what a number beyond this is of the account took over later.
    pub sets: u64,
}

/// A revealed vote.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Ballot {
    pub report: u64,
    pub weight: u64,
    /// Power units, if the report wins.
    pub gain: u64,
}

/// What the winners of all products together gain at most in a cycle, of everybody's power: less
/// than decay takes.
const ALL_WON_BPS: u128 = 1_000;
const MAX_SETS: u64 = (1 << 56) - 1;

impl Vote {
    pub fn committed(commitment: B256, sets: u64) -> Self {
        Self {
            state: State::Committed,
            content: shortened(commitment),
            sets: sets.min(MAX_SETS),
        }
    }

    /// Whether this is what was committed to.
    pub fn reveals(&self, commitment: B256) -> bool {
        self.state == State::Committed && self.content == shortened(commitment)
    }

    pub fn revealed(self, ballot: Ballot) -> Self {
        Self {
            state: State::Revealed,
            content: [ballot.report, ballot.weight, ballot.gain],
            ..self
        }
    }

    pub fn confirmed(self) -> Self {
        Self {
            state: State::Confirmed,
            ..self
        }
    }

    /// Barred or forfeited: nothing else is left.
    pub fn ended(state: State) -> Self {
        Self {
            state,
            ..Self::default()
        }
    }

    /// What was revealed; nothing, if nothing was.
    pub fn ballot(&self) -> Ballot {
        match self.state {
            State::Revealed | State::Confirmed => {
                let [report, weight, gain] = self.content;
                Ballot {
                    report,
                    weight,
                    gain,
                }
            }
            _ => Ballot::default(),
        }
    }

    pub fn pack(self) -> U256 {
        let [a, b, c] = self.content;
        U256::from_limbs([a, b, c, self.sets << 8 | self.state as u64])
    }

    pub fn unpack(word: U256) -> Self {
        let [a, b, c, high] = word.into_limbs();
        Self {
            state: match high as u8 {
                1 => State::Committed,
                2 => State::Revealed,
                3 => State::Confirmed,
                4 => State::Barred,
                5 => State::Forfeited,
                _ => State::None,
            },
            content: [a, b, c],
            sets: high >> 8,
        }
    }
}

/// 192 bits of a hash: 2^96 steps to find two of one commitment.
fn shortened(commitment: B256) -> [u64; 3] {
    let word: U256 = commitment.into();
    let [a, b, c, _] = word.into_limbs();
    [a, b, c]
}

/// What holds for all votes on a cycle's reports, from the first reveal on: neither a loss nor
/// the DAO changes it in between. One word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Everybody's earned power.
    pub total: u64,
    /// Least weight by which a product has winners; 0: nothing was revealed yet.
    pub quorum: u64,
    /// Most weight of one account on one product.
    pub cap: u64,
    /// Of a vote that the consensus confirmed.
    pub vote_gain_bps: u64,
}

impl Rules {
    /// The cap is rounded up and the quorum down, so that as many accounts reach it as their shares
    /// say; but never one alone, however little power there is.
    pub fn new(total: u64, parameters: &Parameters) -> Self {
        let share = |bps: u16| u128::from(total) * u128::from(bps);
        // Bps are at most a half.
        let cap = share(parameters.cap_bps).div_ceil(BPS.into()) as u64;
        let quorum = (share(parameters.quorum_bps) / u128::from(BPS)) as u64;
        Self {
            total,
            quorum: quorum.max(cap + 1),
            cap,
            vote_gain_bps: parameters.vote_gain_bps.into(),
        }
    }

    pub fn pack(self) -> U256 {
        U256::from_limbs([self.total, self.quorum, self.cap, self.vote_gain_bps])
    }

    pub fn unpack(word: U256) -> Self {
        let [total, quorum, cap, vote_gain_bps] = word.into_limbs();
        Self {
            total,
            quorum,
            cap,
            vote_gain_bps,
        }
    }

    /// What the winners of a product share: `most`, but of what all products' winners gain together
    /// not more than the product's part of the cycle's fees. Or whoever has a quorum of friends
    /// could make power out of as many products as he likes, each worth a dust.
    pub fn won(&self, most: u64, fees: u64, all: u64) -> u64 {
        let pool = u128::from(self.total) * ALL_WON_BPS / u128::from(BPS);
        // The first factor is below 2^61, the quotient at most the pool.
        let part = (pool * u128::from(fees)).checked_div(all.into());
        part.unwrap_or(0).min(most.into()) as u64
    }

    /// What an account's vote weighs, and what it gains if it is confirmed: of what it has earned,
    /// not of PSS nominated to it.
    pub fn ballot(&self, report: u64, effective: u64, earned: u64) -> Ballot {
        let proven = u128::from(earned.min(self.cap));
        Ballot {
            report,
            weight: effective.min(self.cap),
            gain: (proven * u128::from(self.vote_gain_bps) / u128::from(BPS)) as u64,
        }
    }
}

/// What the DAO sets. One word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameters {
    /// Of a report, PSC units.
    pub bond: u64,
    /// Of everybody's earned power: see [`Rules`].
    pub quorum_bps: u16,
    pub cap_bps: u16,
    pub vote_gain_bps: u16,
    /// Power units that the places of a product gain together.
    pub report_gain: u64,
}

impl Parameters {
    /// 5 PSC; 10 % and 3.5 %: three accounts at least; five confirmed votes a cycle nearly make up for
    /// decay; one power. With a quorum of 3 % products that nobody buys pay a ring (`docs/quality-sim.md`).
    pub const INITIAL: Self = Self {
        bond: 5_000_000,
        quorum_bps: 1_000,
        cap_bps: 350,
        vote_gain_bps: 200,
        report_gain: 1_000_000,
    };

    /// Least and greatest of each, in the order of `setParameters`. Gains of votes never exceed
    /// what decays (five of 200 bps against 1,091), so that voting alone makes no power.
    pub const BOUNDS: [(u64, u64); 5] = [
        (100_000, 1_000_000_000),
        (20, 5_000),
        (10, 2_500),
        (0, 200),
        (0, 10_000_000),
    ];

    pub fn pack(&self) -> U256 {
        let bps = u64::from(self.quorum_bps)
            | u64::from(self.cap_bps) << 16
            | u64::from(self.vote_gain_bps) << 32;
        U256::from_limbs([self.bond, bps, self.report_gain, 0])
    }

    pub fn unpack(word: U256) -> Self {
        let [bond, bps, report_gain, _] = word.into_limbs();
        Self {
            bond,
            quorum_bps: bps as u16,
            cap_bps: (bps >> 16) as u16,
            vote_gain_bps: (bps >> 32) as u16,
            report_gain,
        }
    }

    /// The first number (from 1) that is out of its bounds. The quorum is at least twice the
    /// cap: nobody decides alone.
    pub fn out_of_bounds(&self) -> Option<(u8, u64, u64, u64)> {
        let values = [
            self.bond,
            self.quorum_bps.into(),
            self.cap_bps.into(),
            self.vote_gain_bps.into(),
            self.report_gain,
        ];
        let mut bounds = Self::BOUNDS;
        bounds[1].0 = bounds[1].0.max(2 * u64::from(self.cap_bps));
        let mut numbered = (1u8..).zip(values.into_iter().zip(bounds));
        numbered.find_map(|(number, (value, (min, max)))| {
            (value < min || value > max).then_some((number, value, min, max))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn products_gain_by_their_fees() {
        let rules = Rules::new(50_000_000, &Parameters::INITIAL);
        assert_eq!(rules.won(1_000_000, 7, 7), 1_000_000);
        assert_eq!(rules.won(1_000_000, 1, 10), 500_000);
        assert_eq!(rules.won(1_000_000, 1, 10_000_000), 0);
        assert_eq!(rules.won(1_000_000, 0, 0), 0);
        let most = Rules {
            total: u64::MAX,
            ..rules
        };
        assert_eq!(most.won(u64::MAX, u64::MAX, u64::MAX), u64::MAX / 10);
    }

    #[test]
    fn parameters_have_bounds() {
        assert_eq!(Parameters::INITIAL.out_of_bounds(), None);
        let alone = Parameters {
            cap_bps: 600,
            ..Parameters::INITIAL
        };
        assert_eq!(alone.out_of_bounds(), Some((2, 1_000, 1_200, 5_000)));
        let free = Parameters {
            bond: 0,
            ..Parameters::INITIAL
        };
        assert_eq!(free.out_of_bounds(), Some((1, 0, 100_000, 1_000_000_000)));
    }

    #[test]
    fn each_bound_holds() {
        for (place, (min, max)) in Parameters::BOUNDS.into_iter().enumerate() {
            let try_one = |value: u64| {
                let mut is = Parameters {
                    cap_bps: 10,
                    ..Parameters::INITIAL
                };
                match place {
                    0 => is.bond = value,
                    1 => is.quorum_bps = value as u16,
                    // Where the cap is tried the quorum lets it.
                    2 => (is.quorum_bps, is.cap_bps) = (5_000, value as u16),
                    3 => is.vote_gain_bps = value as u16,
                    _ => is.report_gain = value,
                }
                is.out_of_bounds()
            };
            assert_eq!((try_one(min), try_one(max)), (None, None));
            assert!(try_one(max + 1).is_some());
            assert!(min == 0 || try_one(min - 1) == Some((place as u8 + 1, min - 1, min, max)));
        }
    }

    #[test]
    fn a_count_of_sets_beyond_its_bits_is_the_greatest_that_fits() {
        let vote = Vote::committed(B256::ZERO, u64::MAX);
        assert_eq!(vote.sets, u64::MAX >> 8);
        assert_eq!(Vote::unpack(vote.pack()), vote);
    }

    #[test]
    fn a_network_without_power_has_a_quorum_that_nobody_reaches() {
        let rules = Rules::new(0, &Parameters::INITIAL);
        assert_eq!((rules.quorum, rules.cap), (1, 0));
        assert_eq!(rules.ballot(1, 9, 9).weight, 0);
    }

    #[test]
    fn stake_weighs_but_gains_nothing() {
        let rules = Rules::new(100_000_000, &Parameters::INITIAL);
        assert_eq!((rules.quorum, rules.cap), (10_000_000, 3_500_000));
        let ballot = rules.ballot(1, 900_000, 450_000);
        assert_eq!((ballot.weight, ballot.gain), (900_000, 9_000));
        let capped = rules.ballot(1, 9_000_000, 5_000_000);
        assert_eq!((capped.weight, capped.gain), (3_500_000, 70_000));
    }

    proptest! {
        #[test]
        fn three_accounts_decide_and_one_does_not(total in any::<u64>(), shift in 0u32..64) {
            let rules = Rules::new(total >> shift, &Parameters::INITIAL);
            prop_assert!(rules.quorum > rules.cap);
            prop_assert!(rules.cap == 0 || rules.quorum <= 3 * rules.cap);
        }

        #[test]
        fn words_unpack_as_they_were_packed(
            account in any::<[u8; 20]>(), conformity in 0u8..=100, flags in any::<[bool; 3]>(), n in any::<[u64; 5]>(), bps in any::<[u16; 3]>(),
        ) {
            let report = Report {
                account: account.into(), conformity, disputed: flags[0], struck: flags[1], settled: flags[2],
                dispute: n[0], product: n[1], cycle: n[2], bond: n[3], weight: n[4],
            };
            prop_assert_eq!(Report::unpack(report.pack()), report);
            let rules = Rules { total: n[0], quorum: n[1], cap: n[2], vote_gain_bps: n[3] };
            prop_assert_eq!(Rules::unpack(rules.pack()), rules);
            let parameters = Parameters { bond: n[0], quorum_bps: bps[0], cap_bps: bps[1], vote_gain_bps: bps[2], report_gain: n[1] };
            prop_assert_eq!(Parameters::unpack(parameters.pack()), parameters);
        }

        #[test]
        fn votes_unpack_as_they_were_packed(hashes in any::<[[u8; 32]; 2]>(), n in any::<[u64; 3]>(), sets in 0u64..1 << 56) {
            let ballot = Ballot { report: n[0], weight: n[1], gain: n[2] };
            let [this, other] = hashes.map(B256::from);
            let committed = Vote::committed(this, sets);
            let revealed = committed.revealed(ballot);
            let votes = [
                Vote::default(), committed, revealed, revealed.confirmed(), Vote::ended(State::Barred), Vote::ended(State::Forfeited),
            ];
            for (number, vote) in (0u8..).zip(votes) {
                prop_assert_eq!(Vote::unpack(vote.pack()), vote);
                prop_assert_eq!(vote.state as u8, number);
                prop_assert_eq!(vote.reveals(this), number == 1);
                let expected = if number == 2 || number == 3 { ballot } else { Ballot::default() };
                prop_assert_eq!(vote.ballot(), expected);
            }
            // 192 bits bind.
            prop_assert_eq!(committed.reveals(other), this[8..] == other[8..]);
            prop_assert_eq!(revealed.sets, sets);
        }
    }
}

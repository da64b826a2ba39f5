//! What the DAO sets, as the contracts set it at first, and what the market is taken to be like.

use crate::{dispute::Terms, records::Parameters};

/// Whole PSC in units.
pub const PSC: u64 = 1_000_000;
const DAY: u32 = 86_400;

/// Most votes of one account in a cycle (`experience`).
pub const MAX_VOTES: usize = 5;

/// What a run goes by.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Of reports and votes: the contract's own.
    pub experience: Parameters,
    /// Of disputes.
    pub terms: Terms,
    /// Least bond of a dispute.
    pub min_dispute_bond: u64,
    /// Of a platform and of an expert.
    pub platform_bond: u64,
    pub expert_bond: u64,
    /// What a hidden receipt costs at least, and in how many of its fees.
    pub slash_min: u64,
    pub slash_factor: u64,
    /// Power units that count for a whole PSS nominated.
    pub rate: u64,
    /// Of sales: the experience fee.
    pub fee_bps: u64,
    /// Whether an account may vote for its own report.
    pub own_votes: bool,
    /// On how many products an account votes a cycle at most.
    pub max_votes: usize,
    pub market: Market,
}

impl Default for Settings {
    /// What the contracts begin with.
    fn default() -> Self {
        Self {
            experience: Parameters::INITIAL,
            terms: Terms {
                match_secs: 3 * DAY,
                commit_secs: 3 * DAY,
                reveal_secs: 2 * DAY,
                appeal_secs: 3 * DAY,
                umpire_secs: 7 * DAY,
                quorum_bps: 1_000,
                cap_bps: 500,
                juror_bps: 5_000,
                gain_bps: 50,
                lose_bps: 1_000,
                bond_bps: 500,
            },
            min_dispute_bond: PSC,
            platform_bond: 1_000 * PSC,
            expert_bond: 100 * PSC,
            slash_min: 100 * PSC,
            slash_factor: 20,
            rate: 10_000,
            fee_bps: 1_500,
            own_votes: false,
            max_votes: MAX_VOTES,
            market: Market::default(),
        }
    }
}

/// What no contract decides. Amounts are PSC units.
#[derive(Clone, Copy, Debug)]
pub struct Market {
    /// Accounts in all, those of the strategy looked at among them.
    pub accounts: usize,
    pub products: usize,
    pub cycles: u64,
    /// Of each product and cycle, give or take a quarter.
    pub units: u64,
    pub price: u64,
    /// How many products an account buys, measures, reports on and votes on each cycle.
    pub measures: usize,
    /// What a measurement costs, the time of its report included.
    pub cost: u64,
    /// What one transaction costs.
    pub gas: u64,
    /// What is lost of the price of a thing bought only for its report.
    pub resale_loss_bps: u64,
    /// What capital costs a cycle.
    pub capital_bps: u64,
    /// Standard deviation of a measurement, in thousandths of the dimension's unit.
    pub noise_milli: u64,
    /// Of what products truly are around what is claimed.
    pub spread_milli: u64,
    /// In how many of 10,000 cases a winning report that was made up is found out and disputed.
    pub found_bps: u64,
    /// Seed of each account, power units.
    pub seed_power: u64,
    /// Disputes of others a cycle, and the sum of each.
    pub cases: u64,
    pub case_sum: u64,
    /// How often the party that disputes is right.
    pub prior_bps: u64,
    /// How often an honest account looks into a dispute, what it costs, and how often it then sees what is right.
    pub turnout_bps: u64,
    pub look: u64,
    pub sight_bps: u64,
    /// How often a respondent who is right matches the bond in time.
    pub match_bps: u64,
    /// Price of a PSS.
    pub pss_price: u64,
    /// What a platform sells a cycle outside the chain.
    pub platform_sales: u64,
    /// How often a receipt that was hidden is challenged.
    pub challenge_bps: u64,
}

impl Default for Market {
    fn default() -> Self {
        Self {
            accounts: 132,
            products: 10,
            cycles: 30,
            units: 160,
            price: 50 * PSC,
            measures: 4,
            cost: 3 * PSC,
            gas: PSC / 50,
            resale_loss_bps: 3_000,
            capital_bps: 100,
            noise_milli: 1_000,
            spread_milli: 10_000,
            found_bps: 2_500,
            seed_power: 7 * crate::power::POWER,
            cases: 2,
            case_sum: 500 * PSC,
            prior_bps: 7_000,
            turnout_bps: 4_000,
            look: PSC,
            sight_bps: 9_000,
            match_bps: 9_500,
            pss_price: PSC,
            platform_sales: 10_000 * PSC,
            challenge_bps: 500,
        }
    }
}

/// What a product claims in its one dimension, and at what difference nothing is left of it.
pub const CLAIMED: u64 = 1_000;
pub const TOLERANCE: u64 = 100;

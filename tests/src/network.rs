//! A participant's side of the quality network: when a quarter begins, and what voters and jurors commit to.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol_types::SolValue;
use anyhow::Result;
use productshare_abi::Cycles;

use crate::ground::Ground;

/// The first second of a quarter (0 to 3) of a cycle.
pub async fn quarter(g: &Ground, cycle: u64, quarter: u64) -> Result<u64> {
    let clock = g.client.read(g.cycles(), &Cycles::clockCall {}).await?;
    Ok(clock.start + cycle * clock.length + quarter * (clock.length / 4))
}

/// A vote on a product's reports of a cycle.
#[derive(Clone, Copy, Debug)]
pub struct Ballot {
    /// The chain, and the contract of reports and votes on it.
    pub chain_id: u64,
    pub experience: Address,
    pub cycle: u64,
    pub product: u64,
    pub voter: Address,
    pub report: u64,
    pub salt: B256,
}

impl Ballot {
    /// What the voter commits to: it binds the vote to all of these.
    pub fn commitment(&self) -> B256 {
        let n = U256::from::<u64>;
        let words = (
            n(self.chain_id),
            self.experience,
            n(self.cycle),
            n(self.product),
            self.voter,
            n(self.report),
            self.salt,
        );
        keccak256(words.abi_encode_params())
    }
}

/// A juror's vote in a dispute.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// The chain, and the arbitration on it.
    pub chain_id: u64,
    pub arbitration: Address,
    pub dispute: U256,
    /// 0: the first, 1: the appeal's.
    pub round: u8,
    pub juror: Address,
    /// 1: for the party that disputes, 2: for the respondent.
    pub choice: u8,
    pub salt: B256,
}

impl Judgement {
    /// What the juror commits to: it binds the vote to all of these.
    pub fn commitment(&self) -> B256 {
        let n = U256::from::<u64>;
        let words = (
            n(self.chain_id),
            self.arbitration,
            self.dispute,
            n(self.round.into()),
            self.juror,
            n(self.choice.into()),
            self.salt,
        );
        keccak256(words.abi_encode_params())
    }
}

/// What a juror commits to in the first round, for the disputing party.
pub fn sealed_for_party(g: &Ground, dispute: U256, juror: Address, salt: B256) -> B256 {
    let judgement = Judgement {
        chain_id: g.client.chain_id,
        arbitration: g.arbitration(),
        dispute,
        round: 0,
        juror,
        choice: 1,
        salt,
    };
    judgement.commitment()
}

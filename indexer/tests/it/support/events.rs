//! Events of the contracts in few words.

use alloy::{
    primitives::{Address, B256, LogData, U256},
    sol_types::SolEvent,
};
use productshare_abi::{Psc, Pss, Reserve};
pub use productshare_indexer::Contract;

/// An event to happen.
pub type Event = (Contract, LogData);

/// An account by number.
pub fn account(number: u8) -> Address {
    Address::with_last_byte(number).with_first(0xac)
}

trait WithFirst {
    fn with_first(self, byte: u8) -> Self;
}

impl WithFirst for Address {
    fn with_first(mut self, byte: u8) -> Self {
        self.0[0] = byte;
        self
    }
}

pub fn psc(event: impl SolEvent) -> Event {
    (Contract::Psc, event.encode_log_data())
}

pub fn reserve(event: impl SolEvent) -> Event {
    (Contract::Reserve, event.encode_log_data())
}

pub fn pss(event: impl SolEvent) -> Event {
    (Contract::Pss, event.encode_log_data())
}

pub fn catalog(event: impl SolEvent) -> Event {
    (Contract::Catalog, event.encode_log_data())
}

pub fn offer_pool(event: impl SolEvent) -> Event {
    (Contract::OfferPool, event.encode_log_data())
}

pub fn splitter(event: impl SolEvent) -> Event {
    (Contract::Splitter, event.encode_log_data())
}

pub fn checkout(event: impl SolEvent) -> Event {
    (Contract::Checkout, event.encode_log_data())
}

pub fn stake_pools(event: impl SolEvent) -> Event {
    (Contract::StakePools, event.encode_log_data())
}

pub fn offering(event: impl SolEvent) -> Event {
    (Contract::Offering, event.encode_log_data())
}

pub fn governor(event: impl SolEvent) -> Event {
    (Contract::Governor, event.encode_log_data())
}

pub fn timelock(event: impl SolEvent) -> Event {
    (Contract::Timelock, event.encode_log_data())
}

pub fn quality(event: impl SolEvent) -> Event {
    (Contract::Quality, event.encode_log_data())
}

pub fn power(event: impl SolEvent) -> Event {
    (Contract::Power, event.encode_log_data())
}

pub fn experience(event: impl SolEvent) -> Event {
    (Contract::Experience, event.encode_log_data())
}

pub fn cycles(event: impl SolEvent) -> Event {
    (Contract::Cycles, event.encode_log_data())
}

pub fn arbitration(event: impl SolEvent) -> Event {
    (Contract::Arbitration, event.encode_log_data())
}

pub fn statements(event: impl SolEvent) -> Event {
    (Contract::Statements, event.encode_log_data())
}

pub fn memberships(event: impl SolEvent) -> Event {
    (Contract::Memberships, event.encode_log_data())
}

pub fn psc_transfer(from: Address, to: Address, value: u64) -> Event {
    psc(Psc::Transfer {
        from,
        to,
        value: U256::from(value),
    })
}

pub fn psc_mint(to: Address, value: u64) -> Event {
    psc_transfer(Address::ZERO, to, value)
}

pub fn pss_transfer(from: Address, to: Address, value: u64) -> Event {
    pss(Pss::Transfer {
        from,
        to,
        value: U256::from(value),
    })
}

pub fn delegation(delegator: Address, from: Address, to: Address) -> Event {
    pss(Pss::DelegateChanged {
        delegator,
        fromDelegate: from,
        toDelegate: to,
    })
}

pub fn votes(delegate: Address, previous: u64, new: u64) -> Event {
    pss(Pss::DelegateVotesChanged {
        delegate,
        previousVotes: U256::from(previous),
        newVotes: U256::from(new),
    })
}

pub fn locked(locker: Address, account: Address, value: u64) -> Event {
    pss(Pss::Locked {
        locker,
        account,
        value: U256::from(value),
    })
}

pub fn unlocked(locker: Address, account: Address, value: u64) -> Event {
    pss(Pss::Unlocked {
        locker,
        account,
        value: U256::from(value),
    })
}

/// A report that follows `previous_hash`, with the hash that the contract would give it.
pub fn report(
    chain_id: u64,
    contract: Address,
    id: u64,
    supply: u64,
    previous_hash: B256,
) -> Reserve::ReserveReported {
    let mut report = Reserve::ReserveReported {
        id,
        onchainSupply: U256::from(supply),
        attestedSupply: U256::ZERO,
        onchainReserve: U256::from(supply),
        attestedInForce: U256::ZERO,
        attestedAsOf: 0,
        ratioBps: U256::from(10_000),
        previousHash: previous_hash,
        hash: B256::ZERO,
    };
    report.hash = report_hash(chain_id, contract, &report);
    report
}

/// The hash by its definition, word by word: independent of the indexer's encoding.
pub fn report_hash(chain_id: u64, contract: Address, report: &Reserve::ReserveReported) -> B256 {
    let words = [
        U256::from(chain_id),
        U256::from_be_bytes(contract.into_word().0),
        U256::from(report.id),
        report.onchainSupply,
        report.attestedSupply,
        report.onchainReserve,
        report.attestedInForce,
        U256::from(report.attestedAsOf),
        report.ratioBps,
        U256::from_be_bytes(report.previousHash.0),
    ];
    alloy::primitives::keccak256(words.map(|word| word.to_be_bytes::<32>()).concat())
}

//! Which contracts know which, for good: one fact for each that is told by `connect`.

use std::sync::Arc;

use alloy::{primitives::Address, sol_types::SolCall};
use productshare_abi::{
    Arbitration, Catalog, Checkout, Cycles, Experience, Memberships, OfferPool, Power, Quality,
    Splitter, StakePools, Statements,
};

use super::{Goal, Read, view};
use crate::contract::{Addresses, Contract};

/// The contracts of commerce know each other, for good.
pub(super) fn of_commerce(at: &Addresses) -> [Goal; 5] {
    let catalog = at[Contract::Catalog];
    let pool = at[Contract::OfferPool];
    let splitter = at[Contract::Splitter];
    let checkout = at[Contract::Checkout];
    let stake_pools = at[Contract::StakePools];
    let (quality, cycles) = (at[Contract::Quality], at[Contract::Cycles]);
    [
        connected(
            Contract::Catalog,
            &[checkout, pool, splitter, stake_pools, quality],
            &Catalog::connectCall {
                checkout,
                offerPool: pool,
                splitter,
                stakePools: stake_pools,
                quality,
            },
            view(Catalog::connectionsCall {}, |is| {
                list(&[
                    is.checkout,
                    is.offerPool,
                    is.splitter,
                    is.stakePools,
                    is.quality,
                ])
            }),
        ),
        connected(
            Contract::OfferPool,
            &[catalog, checkout],
            &OfferPool::connectCall { catalog, checkout },
            view(OfferPool::connectionsCall {}, |is| {
                list(&[is.catalog, is.checkout])
            }),
        ),
        connected(
            Contract::Splitter,
            &[catalog, checkout],
            &Splitter::connectCall { catalog, checkout },
            view(Splitter::connectionsCall {}, |is| {
                list(&[is.catalog, is.checkout])
            }),
        ),
        connected(
            Contract::StakePools,
            &[catalog, checkout, splitter],
            &StakePools::connectCall {
                catalog,
                checkout,
                splitter,
            },
            view(StakePools::connectionsCall {}, |is| {
                list(&[is.catalog, is.checkout, is.splitter])
            }),
        ),
        connected(
            Contract::Checkout,
            &[catalog, pool, splitter, stake_pools, cycles],
            &Checkout::connectCall {
                catalog,
                offerPool: pool,
                splitter,
                stakePools: stake_pools,
                cycles,
            },
            view(Checkout::connectionsCall {}, |is| {
                list(&[
                    is.catalog,
                    is.offerPool,
                    is.splitter,
                    is.stakePools,
                    is.cycles,
                ])
            }),
        ),
    ]
}

/// Those of the quality network likewise.
pub(super) fn of_quality_network(at: &Addresses) -> [Goal; 7] {
    let catalog = at[Contract::Catalog];
    let splitter = at[Contract::Splitter];
    let checkout = at[Contract::Checkout];
    let stake_pools = at[Contract::StakePools];
    let quality = at[Contract::Quality];
    let power = at[Contract::Power];
    let experience = at[Contract::Experience];
    let cycles = at[Contract::Cycles];
    let arbitration = at[Contract::Arbitration];
    let statements = at[Contract::Statements];
    let memberships = at[Contract::Memberships];
    [
        connected(
            Contract::Quality,
            &[catalog, experience, arbitration, statements, memberships],
            &Quality::connectCall {
                catalog,
                experience,
                arbitration,
                statements,
                memberships,
            },
            view(Quality::connectionsCall {}, |is| {
                list(&[
                    is.catalog,
                    is.experience,
                    is.arbitration,
                    is.statements,
                    is.memberships,
                ])
            }),
        ),
        connected(
            Contract::Power,
            &[experience, arbitration],
            &Power::connectCall {
                experience,
                arbitration,
            },
            view(Power::connectionsCall {}, |is| {
                list(&[is.experience, is.arbitration])
            }),
        ),
        connected(
            Contract::Experience,
            &[
                checkout,
                catalog,
                splitter,
                stake_pools,
                quality,
                power,
                cycles,
                arbitration,
                statements,
            ],
            &Experience::connectCall {
                checkout,
                catalog,
                splitter,
                stakePools: stake_pools,
                quality,
                power,
                cycles,
                arbitration,
                statements,
            },
            view(Experience::connectionsCall {}, |is| {
                list(&[
                    is.checkout,
                    is.catalog,
                    is.splitter,
                    is.stakePools,
                    is.quality,
                    is.power,
                    is.cycles,
                    is.arbitration,
                    is.statements,
                ])
            }),
        ),
        connected(
            Contract::Cycles,
            &[
                checkout,
                quality,
                experience,
                arbitration,
                statements,
                memberships,
            ],
            &Cycles::connectCall {
                checkout,
                quality,
                experience,
                arbitration,
                statements,
                memberships,
            },
            view(Cycles::connectionsCall {}, |is| {
                list(&[
                    is.checkout,
                    is.quality,
                    is.experience,
                    is.arbitration,
                    is.statements,
                    is.memberships,
                ])
            }),
        ),
        connected(
            Contract::Arbitration,
            &[power, cycles, quality, catalog, splitter, stake_pools],
            &Arbitration::connectCall {
                power,
                cycles,
                quality,
                catalog,
                splitter,
                stakePools: stake_pools,
            },
            view(Arbitration::connectionsCall {}, |is| {
                list(&[
                    is.power,
                    is.cycles,
                    is.quality,
                    is.catalog,
                    is.splitter,
                    is.stakePools,
                ])
            }),
        ),
        connected(
            Contract::Statements,
            &[quality, catalog, cycles, arbitration],
            &Statements::connectCall {
                quality,
                catalog,
                cycles,
                arbitration,
            },
            view(Statements::connectionsCall {}, |is| {
                list(&[is.quality, is.catalog, is.cycles, is.arbitration])
            }),
        ),
        connected(
            Contract::Memberships,
            &[quality, catalog, cycles],
            &Memberships::connectCall {
                quality,
                catalog,
                cycles,
            },
            view(Memberships::connectionsCall {}, |is| {
                list(&[is.quality, is.catalog, is.cycles])
            }),
        ),
    ]
}

/// `others` in the order of the contract's `connect`.
fn connected(contract: Contract, others: &[Address], call: &impl SolCall, read: Arc<Read>) -> Goal {
    let nobody = vec![Address::ZERO; others.len()];
    // A fresh word each, and the program not cached.
    let gas = 100_000 + 25_000 * others.len() as u64;
    Goal::new(contract, "connections", list(others), call, read)
        .gas(gas)
        .once_from(list(&nobody))
}

fn list(addresses: &[Address]) -> String {
    let list: Vec<String> = addresses.iter().map(Address::to_string).collect();
    list.join(", ")
}

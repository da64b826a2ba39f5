//! PSS on its real wasm: every function, every refusal, and step by step beside OpenZeppelin's ERC20Votes.

mod locks;
mod tokens;
mod votes;

use std::collections::BTreeMap;

use alloy::network::TransactionBuilder;
use alloy::primitives::aliases::{U48, U208};
use alloy::primitives::{Address, B256, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use productshare_abi::Pss;
use world::client::request;
use world::ground::Ground;
use world::typed::{self, Delegation, Permit};

use crate::contracts::*;

const CAP: u128 = 1_000_000_000 * 10u128.pow(18);

const INITIAL: u128 = 100_000_000 * 10u128.pow(18);

/// What the offering has to sell, beside the initial supply.
const OFFERED: u128 = 10_000_000 * 10u128.pow(18);

const SUPPLY: u128 = INITIAL + OFFERED;

fn transfer(to: Address, value: u64) -> Pss::transferCall {
    Pss::transferCall {
        to,
        value: u(value),
    }
}

/// A ground where Alice has 1,000 base units of PSS.
async fn ground() -> Ground {
    let g = Ground::start().await.unwrap();
    act(
        &g,
        &g.wallets.treasury,
        g.pss(),
        &transfer(g.wallets.alice.address(), 1_000),
    )
    .await;
    g
}

async fn held(g: &Ground, account: Address) -> U256 {
    balance(g, g.pss(), account).await
}

async fn votes(g: &Ground, account: Address) -> U256 {
    read(g, g.pss(), &Pss::getVotesCall { account }).await
}

async fn past(g: &Ground, account: Address, timepoint: u64) -> U256 {
    read(
        g,
        g.pss(),
        &Pss::getPastVotesCall {
            account,
            timepoint: u(timepoint),
        },
    )
    .await
}

async fn delegate(g: &Ground, who: &PrivateKeySigner, delegatee: Address) -> world::client::Sent {
    act(g, who, g.pss(), &Pss::delegateCall { delegatee }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_clock_and_domain_are_as_published() {
    let g = Ground::start().await.unwrap();
    let pss = g.pss();
    assert_eq!(read(&g, pss, &Pss::nameCall {}).await, "StakeShare");
    assert_eq!(read(&g, pss, &Pss::symbolCall {}).await, "PSS");
    assert_eq!(read(&g, pss, &Pss::decimalsCall {}).await, 18);
    assert_eq!(read(&g, pss, &Pss::capCall {}).await, U256::from(CAP));
    assert_eq!(
        read(&g, pss, &Pss::totalSupplyCall {}).await,
        U256::from(SUPPLY)
    );
    assert_eq!(
        held(&g, g.wallets.treasury.address()).await,
        U256::from(INITIAL)
    );
    assert_eq!(
        read(&g, pss, &Pss::CLOCK_MODECall {}).await,
        "mode=timestamp"
    );
    let now = wait(&g, 5).await;
    assert_eq!(read(&g, pss, &Pss::clockCall {}).await, U48::from(now));
    let domain = typed::pss_domain(g.client.chain_id, pss);
    assert_eq!(
        read(&g, pss, &Pss::DOMAIN_SEPARATORCall {}).await,
        domain.hash_struct()
    );
    let fields = read(&g, pss, &Pss::eip712DomainCall {}).await;
    assert_eq!(
        (fields.name.as_str(), fields.version.as_str()),
        ("StakeShare", "1")
    );
    assert_eq!(
        (fields.chainId, fields.verifyingContract),
        (u(g.client.chain_id), pss)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn construction_is_refused_with_an_impossible_cap_or_supply() {
    let g = Ground::start().await.unwrap();
    let empty = program_at(&g, g.pss(), Address::with_last_byte(1));
    let (owner, treasury) = (g.wallets.owner.address(), g.wallets.treasury.address());
    for cap in [U256::ZERO, U256::from(1) << 94, U256::MAX] {
        let arguments = (owner, treasury, U256::ZERO, cap);
        construction_refused(&g, empty, &arguments, Pss::ERC20InvalidCap { cap }).await;
    }
    let error = Pss::ERC20ExceededCap {
        increasedSupply: u(11),
        cap: u(10),
    };
    construction_refused(&g, empty, &(owner, treasury, u(11), u(10)), error).await;
    let error = Pss::OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    construction_refused(&g, empty, &(Address::ZERO, treasury, u(1), u(10)), error).await;
    let error = Pss::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    construction_refused(&g, empty, &(owner, Address::ZERO, u(1), u(10)), error).await;
    // The largest cap, all of it minted.
    let most = (U256::from(1) << 94) - u(1);
    construct(&g, empty, &(owner, treasury, most, most)).await;
    assert_eq!(balance(&g, empty, treasury).await, most);
    let again = construction(&(owner, treasury, u(0), most)).to_vec();
    refused_blank(&g, owner, empty, again, 0).await;
}

/// Random steps of every kind against a plain model.
#[tokio::test(flavor = "multi_thread")]
async fn invariant_supply_votes_and_locks_add_up() {
    let g = Ground::start().await.unwrap();
    let (pss, w) = (g.pss(), &g.wallets);
    let people: [&PrivateKeySigner; 4] = [&w.treasury, &w.alice, &w.relayer, &w.issuer];
    act(
        &g,
        &w.treasury,
        pss,
        &Pss::burnCall {
            value: U256::from(INITIAL - 10_000),
        },
    )
    .await;
    let mut balances: BTreeMap<Address, u64> = people.iter().map(|p| (p.address(), 0)).collect();
    balances.insert(w.treasury.address(), 10_000);
    let mut locked: BTreeMap<Address, u64> = people.iter().map(|p| (p.address(), 0)).collect();
    let mut delegates: BTreeMap<Address, Address> = BTreeMap::new();
    let mut random = Random(0x5eed_0003);
    for _ in 0..90 {
        let from = *random.pick(&people);
        let (sender, other) = (from.address(), random.pick(&people).address());
        let free = balances[&sender] - locked[&sender];
        // A tenth more than there is now and then, to meet the refusals.
        let value = random.below(free + free / 10 + 2);
        let possible = value <= free;
        let (actor, input) = match random.below(7) {
            0 => {
                delegates.insert(sender, other);
                (from, Pss::delegateCall { delegatee: other }.abi_encode())
            }
            1 => {
                let freed = random.below(locked[&sender] + 1);
                *locked.get_mut(&sender).unwrap() -= freed;
                (
                    &w.locker,
                    Pss::unlockCall {
                        account: sender,
                        value: u(freed),
                    }
                    .abi_encode(),
                )
            }
            2 => {
                *balances.get_mut(&other).unwrap() += 100;
                (
                    &w.owner,
                    Pss::mintCall {
                        to: other,
                        value: u(100),
                    }
                    .abi_encode(),
                )
            }
            3 => {
                let call = Pss::lockCall {
                    account: sender,
                    value: u(value),
                };
                if possible {
                    *locked.get_mut(&sender).unwrap() += value;
                } else {
                    assert!(
                        g.client
                            .refusal(w.locker.address(), pss, &call)
                            .await
                            .is_ok()
                    );
                    continue;
                }
                (&w.locker, call.abi_encode())
            }
            4 => {
                let call = Pss::burnCall { value: u(value) };
                if possible {
                    *balances.get_mut(&sender).unwrap() -= value;
                } else {
                    assert!(g.client.refusal(sender, pss, &call).await.is_ok());
                    continue;
                }
                (from, call.abi_encode())
            }
            _ => {
                let call = transfer(other, value);
                if possible {
                    *balances.get_mut(&sender).unwrap() -= value;
                    *balances.get_mut(&other).unwrap() += value;
                } else {
                    assert!(g.client.refusal(sender, pss, &call).await.is_ok());
                    continue;
                }
                (from, call.abi_encode())
            }
        };
        let request = request(actor.address(), Some(pss), input.into()).with_gas_limit(1_000_000);
        g.client.transact(request).await.unwrap();
        let supply: u64 = balances.values().sum();
        assert_eq!(
            read(&g, pss, &Pss::totalSupplyCall {}).await,
            u(supply) + U256::from(OFFERED)
        );
        for person in people {
            let account = person.address();
            assert_eq!(held(&g, account).await, u(balances[&account]));
            let locked_of = read(&g, pss, &Pss::lockedOfCall { account }).await;
            assert_eq!(locked_of, u(locked[&account]));
            let voted: u64 = people
                .iter()
                .map(|p| p.address())
                .filter(|holder| delegates.get(holder) == Some(&account))
                .map(|holder| balances[&holder])
                .sum();
            assert_eq!(votes(&g, account).await, u(voted));
        }
    }
}

//! PSS on its real wasm: every function, every refusal, and step by step beside OpenZeppelin's ERC20Votes.

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

#[tokio::test(flavor = "multi_thread")]
async fn transfers_and_allowances_are_erc20s() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, spender) = (w.alice.address(), w.bob.address(), w.relayer.address());
    let sent = act(&g, &w.alice, pss, &transfer(bob, 300)).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: alice,
            to: bob,
            value: u(300)
        }]
    );
    act(&g, &w.alice, pss, &transfer(alice, 700)).await;
    assert_eq!(
        (held(&g, alice).await, held(&g, bob).await),
        (u(700), u(300))
    );
    for needed in [u(701), U256::MAX, U256::from(1) << 94] {
        let call = Pss::transferCall {
            to: bob,
            value: needed,
        };
        let error = Pss::ERC20InsufficientBalance {
            sender: alice,
            balance: u(700),
            needed,
        };
        refused(&g, alice, pss, &call, error).await;
    }
    let nobody = Address::ZERO;
    refused(
        &g,
        alice,
        pss,
        &transfer(nobody, 1),
        Pss::ERC20InvalidReceiver { receiver: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        pss,
        &transfer(bob, 0),
        Pss::ERC20InvalidSender { sender: nobody },
    )
    .await;

    let approve = Pss::approveCall {
        spender,
        value: u(10),
    };
    let sent = act(&g, &w.alice, pss, &approve).await;
    assert_eq!(
        events::<Pss::Approval>(&sent, pss),
        [Pss::Approval {
            owner: alice,
            spender,
            value: u(10)
        }]
    );
    let spend = |value| Pss::transferFromCall {
        from: alice,
        to: bob,
        value: u(value),
    };
    act(&g, &w.relayer, pss, &spend(4)).await;
    let short = Pss::ERC20InsufficientAllowance {
        spender,
        allowance: u(6),
        needed: u(7),
    };
    refused(&g, spender, pss, &spend(7), short).await;
    let invalid = Pss::approveCall {
        spender: nobody,
        value: u(1),
    };
    refused(
        &g,
        alice,
        pss,
        &invalid,
        Pss::ERC20InvalidSpender { spender: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        pss,
        &approve,
        Pss::ERC20InvalidApprover { approver: nobody },
    )
    .await;
    refused_blank(&g, alice, pss, transfer(bob, 1).abi_encode(), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_set_allowances_in_both_forms() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (owner, spender) = (w.alice.address(), w.relayer.address());
    let domain = typed::pss_domain(g.client.chain_id, pss);
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = |nonce| Permit {
        owner,
        spender,
        value: u(5),
        nonce: u(nonce),
        deadline,
    };
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message(0));
    let call = SplitForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.relayer, pss, &call).await;
    let signature = typed::sign(&w.alice, &domain, &message(1));
    let call = PackedForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        signature,
    };
    act(&g, &w.relayer, pss, &call).await;
    assert_eq!(
        read(&g, pss, &Pss::allowanceCall { owner, spender }).await,
        u(5)
    );
    assert_eq!(read(&g, pss, &Pss::noncesCall { owner }).await, u(2));
    let signature = typed::sign(&w.bob, &domain, &message(2));
    let forged = PackedForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline,
        signature,
    };
    let error = Pss::ERC2612InvalidSigner {
        signer: w.bob.address(),
        owner,
    };
    refused(&g, spender, pss, &forged, error).await;
    let late = SplitForms::permitCall {
        owner,
        spender,
        value: u(5),
        deadline: u(1),
        v,
        r,
        s,
    };
    refused(
        &g,
        spender,
        pss,
        &late,
        Pss::ERC2612ExpiredSignature { deadline: u(1) },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_mints_up_to_the_cap_and_holders_burn() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, owner) = (w.alice.address(), w.owner.address());
    let mint = |value| Pss::mintCall { to: alice, value };
    let left = U256::from(CAP - SUPPLY);
    for value in [left + u(1), U256::MAX] {
        let increased = U256::from(SUPPLY).saturating_add(value);
        let error = Pss::ERC20ExceededCap {
            increasedSupply: increased,
            cap: U256::from(CAP),
        };
        refused(&g, owner, pss, &mint(value), error).await;
    }
    refused(
        &g,
        alice,
        pss,
        &mint(u(1)),
        Pss::OwnableUnauthorizedAccount { account: alice },
    )
    .await;
    let sent = act(&g, &w.owner, pss, &mint(left)).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: Address::ZERO,
            to: alice,
            value: left
        }]
    );
    assert_eq!(
        read(&g, pss, &Pss::totalSupplyCall {}).await,
        U256::from(CAP)
    );

    let sent = act(&g, &w.alice, pss, &Pss::burnCall { value: left }).await;
    assert_eq!(
        events::<Pss::Transfer>(&sent, pss),
        [Pss::Transfer {
            from: alice,
            to: Address::ZERO,
            value: left
        }]
    );
    let short = Pss::ERC20InsufficientBalance {
        sender: alice,
        balance: u(1_000),
        needed: u(1_001),
    };
    refused(&g, alice, pss, &Pss::burnCall { value: u(1_001) }, short).await;
    let spender = w.relayer.address();
    let burn = |value| Pss::burnFromCall {
        account: alice,
        value: u(value),
    };
    let short = Pss::ERC20InsufficientAllowance {
        spender,
        allowance: u(0),
        needed: u(1),
    };
    refused(&g, spender, pss, &burn(1), short).await;
    act(
        &g,
        &w.alice,
        pss,
        &Pss::approveCall {
            spender,
            value: u(10),
        },
    )
    .await;
    act(&g, &w.relayer, pss, &burn(10)).await;
    assert_eq!(held(&g, alice).await, u(990));
    assert_eq!(
        read(&g, pss, &Pss::totalSupplyCall {}).await,
        U256::from(SUPPLY - 10)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_follow_delegation_and_units() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    assert_eq!(
        votes(&g, alice).await,
        u(0),
        "nobody votes before delegating"
    );
    let sent = delegate(&g, &w.alice, alice).await;
    assert_eq!(
        events::<Pss::DelegateChanged>(&sent, pss),
        [Pss::DelegateChanged {
            delegator: alice,
            fromDelegate: Address::ZERO,
            toDelegate: alice
        }]
    );
    assert_eq!(
        events::<Pss::DelegateVotesChanged>(&sent, pss),
        [Pss::DelegateVotesChanged {
            delegate: alice,
            previousVotes: u(0),
            newVotes: u(1_000)
        }]
    );
    // To the same again: no votes move.
    let sent = delegate(&g, &w.alice, alice).await;
    assert!(events::<Pss::DelegateVotesChanged>(&sent, pss).is_empty());
    // Between two who delegate to the same: none either.
    act(&g, &w.alice, pss, &transfer(w.relayer.address(), 100)).await;
    delegate(&g, &w.relayer, alice).await;
    assert_eq!(votes(&g, alice).await, u(1_000));
    let sent = act(&g, &w.alice, pss, &transfer(w.relayer.address(), 50)).await;
    assert!(events::<Pss::DelegateVotesChanged>(&sent, pss).is_empty());
    assert_eq!(votes(&g, alice).await, u(1_000));

    let sent = delegate(&g, &w.alice, bob).await;
    assert_eq!(
        events::<Pss::DelegateVotesChanged>(&sent, pss),
        [
            Pss::DelegateVotesChanged {
                delegate: alice,
                previousVotes: u(1_000),
                newVotes: u(150)
            },
            Pss::DelegateVotesChanged {
                delegate: bob,
                previousVotes: u(0),
                newVotes: u(850)
            },
        ]
    );
    assert_eq!(
        read(&g, pss, &Pss::delegatesCall { account: alice }).await,
        bob
    );
    delegate(&g, &w.alice, Address::ZERO).await;
    assert_eq!(votes(&g, bob).await, u(0));
    assert_eq!(
        read(&g, pss, &Pss::delegatesCall { account: alice }).await,
        Address::ZERO
    );
    assert_eq!(
        votes(&g, Address::ZERO).await,
        u(0),
        "the zero address has no votes"
    );
    assert_eq!(
        read(
            &g,
            pss,
            &Pss::numCheckpointsCall {
                account: Address::ZERO
            }
        )
        .await,
        0
    );
    // Undelegated units that are burnt take nobody's votes.
    act(&g, &w.alice, pss, &Pss::burnCall { value: u(850) }).await;
    assert_eq!(votes(&g, alice).await, u(150));
}

#[tokio::test(flavor = "multi_thread")]
async fn past_votes_are_final_and_the_present_is_refused() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let start = wait(&g, 100).await;
    delegate(&g, &w.alice, alice).await;
    let delegated = g.client.now().await.unwrap();
    let before = wait(&g, 100).await;
    let moved = wait(&g, 1).await;
    act(&g, &w.alice, pss, &transfer(bob, 400)).await;
    wait(&g, 1).await;
    act(
        &g,
        &w.owner,
        pss,
        &Pss::mintCall {
            to: alice,
            value: u(5),
        },
    )
    .await;
    let after = wait(&g, 100).await;
    let now = wait(&g, 1).await;
    assert_eq!(past(&g, alice, start - 1).await, u(0));
    assert_eq!(past(&g, alice, delegated).await, u(1_000));
    assert_eq!(past(&g, alice, before).await, u(1_000));
    assert_eq!(past(&g, alice, moved).await, u(600));
    assert_eq!(past(&g, alice, after).await, u(605));
    let supply = |timepoint| Pss::getPastTotalSupplyCall {
        timepoint: u(timepoint),
    };
    assert_eq!(read(&g, pss, &supply(before)).await, U256::from(SUPPLY));
    assert_eq!(read(&g, pss, &supply(after)).await, U256::from(SUPPLY + 5));
    assert_eq!(read(&g, pss, &supply(1)).await, u(0));
    for timepoint in [u(now), u(now + 1), U256::MAX] {
        let error = Pss::ERC5805FutureLookup {
            timepoint,
            clock: U48::from(now),
        };
        let call = Pss::getPastVotesCall {
            account: alice,
            timepoint,
        };
        refused(&g, alice, pss, &call, error.clone()).await;
        refused(
            &g,
            alice,
            pss,
            &Pss::getPastTotalSupplyCall { timepoint },
            error,
        )
        .await;
    }
    let error = Pss::CheckpointOutOfRange { pos: 3, count: 3 };
    assert_eq!(
        read(&g, pss, &Pss::numCheckpointsCall { account: alice }).await,
        3
    );
    refused(
        &g,
        alice,
        pss,
        &Pss::checkpointsCall {
            account: alice,
            pos: 3,
        },
        error,
    )
    .await;
    let first = read(
        &g,
        pss,
        &Pss::checkpointsCall {
            account: alice,
            pos: 0,
        },
    )
    .await;
    assert_eq!(
        (first.key, first.value),
        (U48::from(delegated), U208::from(1_000))
    );
}

/// Votes that are borrowed and returned within a second have never been there for a snapshot.
#[tokio::test(flavor = "multi_thread")]
async fn votes_of_a_flash_loan_count_at_no_time() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let borrower = w.relayer.address();
    delegate(&g, &w.relayer, borrower).await;
    let time = wait(&g, 50).await + 10;
    for (from, to) in [(&w.alice, borrower), (&w.relayer, w.alice.address())] {
        g.chain.set_next_block_timestamp(time).unwrap();
        act(&g, from, pss, &transfer(to, 1_000)).await;
        assert_eq!(g.client.now().await.unwrap(), time);
    }
    wait(&g, 10).await;
    for at in [time - 1, time, time + 1] {
        assert_eq!(past(&g, borrower, at).await, u(0));
    }
    assert_eq!(
        read(&g, pss, &Pss::numCheckpointsCall { account: borrower }).await,
        1
    );
}

fn by_sig(
    (v, r, s): (u8, B256, B256),
    Delegation {
        delegatee,
        nonce,
        expiry,
    }: Delegation,
) -> Pss::delegateBySigCall {
    Pss::delegateBySigCall {
        delegatee,
        nonce,
        expiry,
        v,
        r,
        s,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn delegation_by_signature_uses_the_signers_nonce_once() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, relayer) = (w.alice.address(), w.bob.address(), w.relayer.address());
    let domain = typed::pss_domain(g.client.chain_id, pss);
    let expiry = u(g.client.now().await.unwrap() + 1_000);
    let message = |nonce, expiry| Delegation {
        delegatee: bob,
        nonce: u(nonce),
        expiry,
    };
    let signed = |m: Delegation| by_sig(typed::sign_vrs(&w.alice, &domain, &m), m);
    let first = signed(message(0, expiry));
    act(&g, &w.relayer, pss, &first).await;
    assert_eq!(votes(&g, bob).await, u(1_000));
    let used = Pss::InvalidAccountNonce {
        account: alice,
        currentNonce: u(1),
    };
    refused(&g, relayer, pss, &first, used.clone()).await;
    refused(&g, relayer, pss, &signed(message(2, expiry)), used).await;
    let late = signed(message(1, u(1)));
    refused(
        &g,
        relayer,
        pss,
        &late,
        Pss::VotesExpiredSignature { expiry: u(1) },
    )
    .await;
    let nobody = by_sig((27, B256::ZERO, B256::ZERO), message(1, expiry));
    refused(&g, relayer, pss, &nobody, Pss::ECDSAInvalidSignature {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locked_units_stay_keep_their_votes_and_are_freed_by_their_locker() {
    let g = ground().await;
    let (pss, w) = (g.pss(), &g.wallets);
    let (alice, bob, locker) = (w.alice.address(), w.bob.address(), w.locker.address());
    let lock = |value| Pss::lockCall {
        account: alice,
        value: u(value),
    };
    let unlock = |value| Pss::unlockCall {
        account: alice,
        value: u(value),
    };
    delegate(&g, &w.alice, alice).await;
    refused(&g, bob, pss, &lock(1), Pss::NotLocker { account: bob }).await;
    let over = Pss::InsufficientUnlocked {
        account: alice,
        unlocked: u(1_000),
        needed: u(1_001),
    };
    refused(&g, locker, pss, &lock(1_001), over).await;
    let sent = act(&g, &w.locker, pss, &lock(600)).await;
    assert_eq!(
        events::<Pss::Locked>(&sent, pss),
        [Pss::Locked {
            locker,
            account: alice,
            value: u(600)
        }]
    );
    assert_eq!(held(&g, alice).await, u(1_000));
    assert_eq!(votes(&g, alice).await, u(1_000));

    // Another locker has a share of its own.
    let other = &w.issuer;
    let set = |account, allowed| Pss::setLockerCall { account, allowed };
    act(&g, &w.owner, pss, &set(other.address(), true)).await;
    act(&g, other, pss, &lock(300)).await;
    assert_eq!(
        read(&g, pss, &Pss::lockedOfCall { account: alice }).await,
        u(900)
    );
    let by = Pss::lockedByCall {
        locker: other.address(),
        account: alice,
    };
    assert_eq!(read(&g, pss, &by).await, u(300));
    let short = Pss::InsufficientLocked {
        locker: other.address(),
        account: alice,
        locked: u(300),
        needed: u(301),
    };
    refused(&g, other.address(), pss, &unlock(301), short).await;
    let none = Pss::InsufficientLocked {
        locker: bob,
        account: alice,
        locked: u(0),
        needed: u(1),
    };
    refused(&g, bob, pss, &unlock(1), none).await;

    let bound = |needed| Pss::InsufficientUnlocked {
        account: alice,
        unlocked: u(100),
        needed,
    };
    refused(&g, alice, pss, &transfer(bob, 101), bound(u(101))).await;
    refused(
        &g,
        alice,
        pss,
        &Pss::burnCall { value: u(101) },
        bound(u(101)),
    )
    .await;
    refused(&g, locker, pss, &lock(101), bound(u(101))).await;
    act(
        &g,
        &w.alice,
        pss,
        &Pss::approveCall {
            spender: bob,
            value: u(500),
        },
    )
    .await;
    let spend = Pss::transferFromCall {
        from: alice,
        to: bob,
        value: u(101),
    };
    refused(&g, bob, pss, &spend, bound(u(101))).await;
    let all = Pss::ERC20InsufficientBalance {
        sender: alice,
        balance: u(1_000),
        needed: u(1_001),
    };
    refused(&g, alice, pss, &transfer(bob, 1_001), all).await;
    act(&g, &w.alice, pss, &transfer(bob, 100)).await;

    // Struck off, a locker locks no more but frees what it locked.
    let sent = act(&g, &w.owner, pss, &set(locker, false)).await;
    assert_eq!(
        events::<Pss::LockerSet>(&sent, pss),
        [Pss::LockerSet {
            locker,
            allowed: false
        }]
    );
    assert!(!read(&g, pss, &Pss::isLockerCall { account: locker }).await);
    refused(
        &g,
        locker,
        pss,
        &lock(0),
        Pss::NotLocker { account: locker },
    )
    .await;
    let sent = act(&g, &w.locker, pss, &unlock(600)).await;
    assert_eq!(
        events::<Pss::Unlocked>(&sent, pss),
        [Pss::Unlocked {
            locker,
            account: alice,
            value: u(600)
        }]
    );
    act(&g, other, pss, &unlock(300)).await;
    act(&g, &w.alice, pss, &transfer(bob, 900)).await;
    assert_eq!(held(&g, alice).await, u(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_alone_mints_and_names_lockers() {
    let g = Ground::start().await.unwrap();
    let (pss, w) = (g.pss(), &g.wallets);
    let account = w.stranger.address();
    let error = Pss::OwnableUnauthorizedAccount { account };
    refused(
        &g,
        account,
        pss,
        &Pss::setLockerCall {
            account,
            allowed: true,
        },
        error.clone(),
    )
    .await;
    let take = Pss::transferOwnershipCall { newOwner: account };
    refused(&g, account, pss, &take, error).await;
    let nobody = Pss::transferOwnershipCall {
        newOwner: Address::ZERO,
    };
    let invalid = Pss::OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    refused(&g, w.owner.address(), pss, &nobody, invalid).await;
    let sent = act(&g, &w.owner, pss, &take).await;
    assert_eq!(
        events::<Pss::OwnershipTransferred>(&sent, pss),
        [Pss::OwnershipTransferred {
            previousOwner: w.owner.address(),
            newOwner: account
        }]
    );
    assert_eq!(read(&g, pss, &Pss::ownerCall {}).await, account);
}

/// The same random steps, at the same times, on PSS and on OpenZeppelin's ERC20Votes: the same balances, votes,
/// checkpoints, pasts and events of votes.
#[tokio::test(flavor = "multi_thread")]
async fn votes_equal_openzeppelins_step_by_step() {
    let g = Ground::start().await.unwrap();
    let w = &g.wallets;
    let people: [&PrivateKeySigner; 4] = [&w.treasury, &w.alice, &w.relayer, &w.issuer];
    let supply = U256::from(INITIAL);
    let peer = g
        .deploy_solidity("PeerVotes", &(w.treasury.address(), supply))
        .await
        .unwrap();
    let tokens = [g.pss(), peer];
    let mut random = Random(0x5eed_0002);
    let mut times = vec![g.client.now().await.unwrap()];
    for _ in 0..70 {
        // Often the same second again: later changes of one second replace earlier ones.
        let time = times[times.len() - 1] + random.below(3);
        times.push(time);
        let from = *random.pick(&people);
        let other = random.pick(&people).address();
        let input = match random.below(3) {
            0 => {
                let delegatee = if random.below(5) == 0 {
                    Address::ZERO
                } else {
                    other
                };
                Pss::delegateCall { delegatee }.abi_encode()
            }
            _ => {
                let all = balance(&g, g.pss(), from.address()).await;
                let value = all * u(random.below(101)) / u(100);
                Pss::transferCall { to: other, value }.abi_encode()
            }
        };
        let mut changes = Vec::new();
        for token in tokens {
            g.chain.set_next_block_timestamp(time).unwrap();
            let request = request(from.address(), Some(token), input.clone().into())
                .with_gas_limit(1_000_000);
            let sent = g.client.transact(request).await.unwrap();
            changes.push(events::<Pss::DelegateVotesChanged>(&sent, token));
        }
        assert_eq!(changes[0], changes[1]);
    }
    let last = times[times.len() - 1];
    g.chain.set_next_block_timestamp(last + 5).unwrap();
    g.chain.mine(1, None).unwrap();
    let mut total = 0;
    for account in people.map(|person| person.address()) {
        let count = read(&g, peer, &Pss::numCheckpointsCall { account }).await;
        let mut both = Vec::new();
        for token in tokens {
            let mut seen = vec![
                balance(&g, token, account).await,
                read(&g, token, &Pss::getVotesCall { account }).await,
                U256::from(read(&g, token, &Pss::numCheckpointsCall { account }).await),
            ];
            for pos in 0..count {
                let point = read(&g, token, &Pss::checkpointsCall { account, pos }).await;
                seen.extend([U256::from(point.key), U256::from(point.value)]);
            }
            for time in times[0]..last + 3 {
                let call = Pss::getPastVotesCall {
                    account,
                    timepoint: u(time),
                };
                seen.push(read(&g, token, &call).await);
            }
            both.push(seen);
        }
        assert_eq!(both[0], both[1]);
        total += count;
    }
    assert!(total > 20, "too few checkpoints to show anything: {total}");
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

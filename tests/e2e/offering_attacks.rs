//! Attacks on the offering, each of which would succeed without its defence; and who may contribute how much, how and when.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol_types::SolValue;
use productshare_abi::{Offering, Psc, Pss};
use serde_json::json;
use world::offering::{self, AllowList, Contribution, Terms};
use world::typed::{self, CancelAuthorization};

use crate::contracts::*;
use crate::offering::*;
use crate::support;

// ---- when

#[tokio::test(flavor = "multi_thread")]
async fn contributions_are_taken_in_the_window_only() {
    let sale =
        Sale::with(|terms| (terms.start, terms.end) = (terms.start + 100, terms.end + 100)).await;
    let (w, Terms { start, end, .. }) = (&sale.g.wallets, sale.terms.clone());
    let call = Contribution::of(PSC).call();
    assert_eq!(sale.read(Offering::stateCall {}).await, 0);
    sale.refused(&w.alice, &call, Offering::NotStarted { start })
        .await;
    let now = sale.g.client.now().await.unwrap();
    wait(&sale.g, start - 1 - now).await;
    sale.refused(&w.alice, &call, Offering::NotStarted { start })
        .await;
    wait(&sale.g, 1).await;
    assert_eq!(sale.read(Offering::stateCall {}).await, 1);
    sale.contribute(&w.alice, PSC).await;
    wait(&sale.g, end - 1 - start).await;
    sale.contribute(&w.alice, PSC).await;
    wait(&sale.g, 1).await;
    sale.refused(&w.alice, &call, Offering::Ended { end }).await;
    // No form of payment goes around it.
    let (permit, _) = Contribution::of(PSC)
        .permitted(&sale.g, sale.at, &w.alice)
        .await
        .unwrap();
    sale.refused(&w.alice, &permit, Offering::Ended { end })
        .await;
    let signed = Contribution::of(PSC).authorized(&sale.g, sale.at, &w.alice);
    sale.refused(&w.relayer, &signed, Offering::Ended { end })
        .await;
    // The verdict does not open it again.
    sale.finalize().await;
    sale.refused(&w.alice, &call, Offering::Ended { end }).await;
    assert_eq!(sale.psc(sale.at).await, u(2 * PSC));
}

#[tokio::test(flavor = "multi_thread")]
async fn contributions_are_refused_until_all_that_is_sold_is_there() {
    let sale = Sale::unfunded(|_| {}).await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let call = Contribution::of(PSC).call();
    let not_funded = |held| Offering::NotFunded {
        held,
        forSale: pss(1_000),
    };
    sale.refused(&w.alice, &call, not_funded(u(0))).await;
    offering::fund(g, sale.at, pss(1_000) - u(1)).await.unwrap();
    sale.refused(&w.alice, &call, not_funded(pss(1_000) - u(1)))
        .await;
    assert!(!sale.read(Offering::fundedCall {}).await);
    // Anyone may bring the rest.
    let gift = Pss::transferCall {
        to: sale.at,
        value: u(1),
    };
    act(g, &w.treasury, g.pss(), &gift).await;
    assert!(sale.read(Offering::fundedCall {}).await);
    sale.contribute(&w.alice, PSC).await;
    assert!(sale.read(Offering::fundedCall {}).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_verdict_comes_once_after_the_end_and_before_anything_else() {
    let sale = Sale::open().await;
    let w = &sale.g.wallets;
    let (end, account) = (sale.terms.end, w.alice.address());
    sale.contribute(&w.alice, 250 * PSC).await;
    sale.contribute(&w.friend, 400 * PSC).await;
    let finalize = Offering::finalizeCall {};
    // Also above the hard cap: others may still come.
    sale.refused(&w.alice, &finalize, Offering::NotEnded { end })
        .await;
    for _ in 0..2 {
        sale.refused(&w.alice, &Offering::claimCall {}, Offering::NotFinalized {})
            .await;
        sale.refused(
            &w.alice,
            &Offering::claimForCall { account },
            Offering::NotFinalized {},
        )
        .await;
        sale.refused(
            &w.owner,
            &Offering::collectCall {},
            Offering::NotFinalized {},
        )
        .await;
        sale.refused(
            &w.alice,
            &Offering::releaseCall { account },
            Offering::NothingToRelease { account },
        )
        .await;
        sale.at_second(0).await;
    }
    sale.finalize().await;
    let owner = w.owner.address();
    assert_eq!(sale.psc(owner).await, u(500 * PSC));
    sale.refused(&w.alice, &finalize, Offering::AlreadyFinalized {})
        .await;
    sale.claim_for(account).await;
    sale.refused(&w.alice, &finalize, Offering::AlreadyFinalized {})
        .await;
    assert_eq!(sale.psc(owner).await, u(500 * PSC));
}

// ---- claim and refund both

#[tokio::test(flavor = "multi_thread")]
async fn a_contribution_is_settled_once() {
    for succeeds in [true, false] {
        let sale = Sale::with(|terms| {
            terms.hard_cap = u(250 * PSC);
            terms.soft_cap = u(if succeeds { 1 } else { 250 * PSC });
            terms.vesting_secs = 0;
            terms.cliff_secs = 0;
        })
        .await;
        let (g, w) = (&sale.g, &sale.g.wallets);
        let account = w.alice.address();
        let each = if succeeds { 250 } else { 100 } * PSC;
        for who in [&w.alice, &w.friend] {
            sale.contribute(who, each).await;
        }
        sale.finalize().await;
        act(g, &w.alice, sale.at, &Offering::claimCall {}).await;
        let once = (sale.psc(account).await, sale.pss(account).await);
        let rest = (sale.psc(sale.at).await, sale.pss(sale.at).await);
        let again = || Offering::AlreadyClaimed { account };
        sale.refused(&w.alice, &Offering::claimCall {}, again())
            .await;
        sale.refused(&w.stranger, &Offering::claimForCall { account }, again())
            .await;
        act(g, &w.stranger, sale.at, &Offering::collectCall {}).await;
        sale.refused(&w.alice, &Offering::claimCall {}, again())
            .await;
        // What was not locked cannot be unlocked either: another locker's stays.
        sale.refused(
            &w.alice,
            &Offering::releaseCall { account },
            Offering::NothingToRelease { account },
        )
        .await;
        assert_eq!((sale.psc(account).await, sale.pss(account).await), once);
        assert_eq!((sale.psc(sale.at).await, sale.pss(sale.at).await), rest);
        // Who paid nothing in has nothing to claim.
        let stranger = w.stranger.address();
        sale.refused(
            &w.stranger,
            &Offering::claimCall {},
            Offering::NothingToClaim { account: stranger },
        )
        .await;
        sale.claim_for(w.friend.address()).await;
        assert!(
            sale.read(Offering::contributionCall { account })
                .await
                .claimed
        );
    }
}

/// Gifts count for nobody: they make no success, no proceeds before one, and no refund larger.
#[tokio::test(flavor = "multi_thread")]
async fn gifts_change_no_verdict_and_no_due() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    sale.contribute(&w.alice, 100 * PSC).await;
    for (who, token, value) in [
        (&w.friend, g.psc(), u(500 * PSC)),
        (&w.treasury, g.pss(), pss(500)),
    ] {
        act(g, who, token, &Pss::transferCall { to: sale.at, value }).await;
    }
    assert_eq!(
        sale.read(Offering::totalsCall {}).await.contributed,
        u(100 * PSC)
    );
    sale.finalize().await;
    assert!(!sale.read(Offering::succeededCall {}).await);
    let owner = w.owner.address();
    assert_eq!(
        (sale.psc(owner).await, sale.pss(owner).await),
        (u(500 * PSC), pss(1_500))
    );
    sale.claim_for(w.alice.address()).await;
    assert_eq!(sale.psc(w.alice.address()).await, u(1_000 * PSC));
}

// ---- who, and how much

#[tokio::test(flavor = "multi_thread")]
async fn an_account_stays_within_the_wallet_cap() {
    let sale = Sale::open().await;
    let w = &sale.g.wallets;
    let account = w.alice.address();
    let cap = u(400 * PSC);
    let exceeded = |contribution| Offering::WalletCapExceeded {
        account,
        contribution,
        cap,
    };
    sale.refused(
        &w.alice,
        &Contribution::of(0).call(),
        Offering::ZeroAmount {},
    )
    .await;
    let much = Contribution::of(400 * PSC + 1).call();
    sale.refused(&w.alice, &much, exceeded(u(400 * PSC + 1)))
        .await;
    sale.contribute(&w.alice, 399 * PSC).await;
    let more = Contribution::of(PSC + 1).call();
    sale.refused(&w.alice, &more, exceeded(u(400 * PSC + 1)))
        .await;
    // An entry of a list that there is not changes nothing.
    let own = Contribution::of(PSC + 1)
        .allowed(U256::MAX, vec![word(1)])
        .call();
    sale.refused(&w.alice, &own, exceeded(u(400 * PSC + 1)))
        .await;
    let most = Offering::contributeCall {
        amount: U256::MAX,
        ..own
    };
    sale.refused(&w.alice, &most, exceeded(U256::MAX)).await;
    sale.contribute(&w.alice, PSC).await;
    sale.refused(&w.alice, &Contribution::of(1).call(), exceeded(cap + u(1)))
        .await;
    assert_eq!(sale.psc(sale.at).await, cap);
}

/// Five entries, so that proofs differ in length.
fn entries(sale: &Sale) -> Vec<(Address, U256)> {
    let w = &sale.g.wallets;
    let people = [&w.alice, &w.friend, &w.bob, &w.vendor, &w.reseller];
    let caps = [300 * PSC, 40 * PSC, 1_000 * PSC, 7, u64::MAX];
    people
        .into_iter()
        .zip(caps)
        .map(|(who, cap)| (who.address(), u(cap)))
        .collect()
}

/// An offering of the same chain with these entries as its allow-list.
async fn listed() -> (Sale, Vec<(Address, U256)>, AllowList) {
    let mut sale = Sale::open().await;
    let entries = entries(&sale);
    let list = AllowList::new(&entries);
    sale.terms.wallet_cap = U256::ZERO;
    sale.terms.allow_list = list.root();
    let g = &sale.g;
    sale.at = offering::open(g, 2, &sale.terms).await.unwrap();
    offering::fund(g, sale.at, sale.terms.for_sale)
        .await
        .unwrap();
    let w = &g.wallets;
    for who in [&w.alice, &w.friend, &w.reseller, &w.stranger] {
        let approval = Psc::approveCall {
            spender: sale.at,
            value: U256::MAX,
        };
        act(g, who, g.psc(), &approval).await;
    }
    (sale, entries, list)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allow_list_gives_each_account_its_cap() {
    let (sale, entries, list) = listed().await;
    let w = &sale.g.wallets;
    let (alice, cap) = entries[0];
    let proof = list.proof(alice, cap).unwrap();
    let by =
        |amount, cap, proof: &[B256]| Contribution::of(amount).allowed(cap, proof.to_vec()).call();
    let not_listed = |account, cap| Offering::NotAllowListed { account, cap };
    let sent = act(&sale.g, &w.alice, sale.at, &by(299 * PSC, cap, &proof)).await;
    println!("gas: contribution by allow-list of five {}", sent.gas_used);
    let exceeded = Offering::WalletCapExceeded {
        account: alice,
        contribution: u(300 * PSC + 1),
        cap,
    };
    sale.refused(&w.alice, &by(PSC + 1, cap, &proof), exceeded)
        .await;
    // Another cap, another account, another proof, none.
    let more = cap + u(1);
    sale.refused(&w.alice, &by(PSC, more, &proof), not_listed(alice, more))
        .await;
    let stranger = w.stranger.address();
    sale.refused(
        &w.stranger,
        &by(PSC, cap, &proof),
        not_listed(stranger, cap),
    )
    .await;
    let friend = entries[1];
    let of_friend = list.proof(friend.0, friend.1).unwrap();
    sale.refused(&w.alice, &by(PSC, cap, &of_friend), not_listed(alice, cap))
        .await;
    sale.refused(
        &w.alice,
        &by(PSC, friend.1, &of_friend),
        not_listed(alice, friend.1),
    )
    .await;
    sale.refused(&w.alice, &by(PSC, cap, &[]), not_listed(alice, cap))
        .await;
    // A proof that goes on above the root, or stops under it.
    let longer = [&proof[..], &[list.root()]].concat();
    sale.refused(&w.alice, &by(PSC, cap, &longer), not_listed(alice, cap))
        .await;
    let shorter = &proof[..proof.len() - 1];
    sale.refused(&w.alice, &by(PSC, cap, shorter), not_listed(alice, cap))
        .await;
    let (friend, cap) = entries[1];
    act(&sale.g, &w.friend, sale.at, &by(40 * PSC, cap, &of_friend)).await;
    assert_eq!(
        sale.read(Offering::contributionCall { account: friend })
            .await
            .amount,
        cap
    );
}

/// An inner node is the hash of 64 bytes, as an entry's would be if it were hashed once: whoever finds an address and a
/// cap in two nodes would have an entry of her own. Here the list itself was made so.
#[tokio::test(flavor = "multi_thread")]
async fn no_inner_node_passes_for_an_entry() {
    let (mut sale, entries, list) = listed().await;
    let stranger = sale.g.wallets.stranger.address();
    issue(
        &sale.g,
        &Cash::of(&sale.g),
        &sale.g.wallets.stranger,
        1_000 * PSC,
    )
    .await;
    // A tree over a node that is the hash of (stranger, much) once, which any other entry's subtree could be.
    let much = u(1_000 * PSC);
    let forged = keccak256((stranger, much).abi_encode());
    let (alice, cap) = entries[0];
    let honest = keccak256(keccak256((alice, cap).abi_encode()));
    let mut pair = [forged, honest];
    pair.sort();
    sale.terms.allow_list = keccak256(pair.concat());
    let g = &sale.g;
    sale.at = offering::open(g, 3, &sale.terms).await.unwrap();
    offering::fund(g, sale.at, sale.terms.for_sale)
        .await
        .unwrap();
    let w = &g.wallets;
    for who in [&w.alice, &w.stranger] {
        let approval = Psc::approveCall {
            spender: sale.at,
            value: U256::MAX,
        };
        act(g, who, g.psc(), &approval).await;
    }
    let claim = |cap, sibling| Contribution::of(PSC).allowed(cap, vec![sibling]).call();
    let error = Offering::NotAllowListed {
        account: stranger,
        cap: much,
    };
    sale.refused(&w.stranger, &claim(much, honest), error).await;
    act(g, &w.alice, sale.at, &claim(cap, forged)).await;
    // And in the list of before, no node is an entry of whoever its first half would be.
    let inner = list.nodes[1];
    let account = Address::from_slice(&list.nodes[3][12..]);
    let cap = U256::from_be_bytes(list.nodes[4].0);
    assert_ne!(keccak256(keccak256((account, cap).abi_encode())), inner);
}

/// OpenZeppelin's own library makes the same tree and the same proofs.
#[tokio::test(flavor = "multi_thread")]
async fn allow_lists_are_openzeppelins_standard_trees() {
    let (sale, entries, list) = listed().await;
    let out = support::node("merkle.mjs", &json!({
        "entries": entries.iter().map(|(account, cap)| json!([account, cap.to_string()])).collect::<Vec<_>>(),
    }))
    .await;
    assert_eq!(out["root"], json!(list.root()));
    for (i, (account, cap)) in entries.iter().enumerate() {
        assert_eq!(out["proofs"][i], json!(list.proof(*account, *cap).unwrap()));
    }
    let proof: Vec<B256> = serde_json::from_value(out["proofs"][1].clone()).unwrap();
    let call = Contribution::of(PSC).allowed(entries[1].1, proof).call();
    act(&sale.g, &sale.g.wallets.friend, sale.at, &call).await;
}

// ---- how it is paid

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_brought_first_by_somebody_else_stops_no_contribution() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let alice = w.alice.address();
    let none = Psc::approveCall {
        spender: sale.at,
        value: U256::ZERO,
    };
    act(g, &w.alice, g.psc(), &none).await;
    let contribution = Contribution::of(100 * PSC);
    let (call, _) = contribution.permitted(g, sale.at, &w.alice).await.unwrap();
    let sent = act(g, &w.alice, sale.at, &call).await;
    println!("gas: contribution by permit {}", sent.gas_used);
    // Used once, the allowance is spent.
    let short = Psc::ERC20InsufficientAllowance {
        spender: sale.at,
        allowance: u(0),
        needed: u(100 * PSC),
    };
    sale.refused(&w.alice, &call, short).await;

    let (call, permit) = contribution.permitted(g, sale.at, &w.alice).await.unwrap();
    let first = PackedForms::permitCall {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        signature: call.signature.clone(),
    };
    act(g, &w.stranger, g.psc(), &first).await;
    // Whoever brought it cannot contribute with it.
    let short = Psc::ERC20InsufficientAllowance {
        spender: sale.at,
        allowance: u(0),
        needed: u(100 * PSC),
    };
    sale.refused(&w.stranger, &call, short).await;
    act(g, &w.alice, sale.at, &call).await;
    assert_eq!(sale.psc(alice).await, u(800 * PSC));
    let is = sale
        .read(Offering::contributionCall { account: alice })
        .await;
    assert_eq!(is.amount, u(200 * PSC));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_contributes_once_and_for_its_signer() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let (bob, alice) = (w.bob.address(), w.alice.address());
    let send = Psc::transferCall {
        to: bob,
        value: u(500 * PSC),
    };
    act(g, &w.alice, g.psc(), &send).await;
    let contribution = Contribution {
        deadline: sale.terms.end,
        ..Contribution::of(100 * PSC)
    };
    let call = contribution.authorized(g, sale.at, &w.bob);
    let invalid = |signer| Psc::InvalidSignature { signer };
    type Call = Offering::contributeWithAuthorizationCall;
    for (other, signer) in [
        (
            Call {
                amount: u(101 * PSC),
                ..call.clone()
            },
            bob,
        ),
        (
            Call {
                cap: u(1),
                ..call.clone()
            },
            bob,
        ),
        (
            Call {
                proof: vec![word(1)],
                ..call.clone()
            },
            bob,
        ),
        (
            Call {
                deadline: call.deadline + 1,
                ..call.clone()
            },
            bob,
        ),
        (
            Call {
                salt: word(1),
                ..call.clone()
            },
            bob,
        ),
        (
            Call {
                account: alice,
                ..call.clone()
            },
            alice,
        ),
    ] {
        sale.refused(&w.relayer, &other, invalid(signer)).await;
    }
    // At another offering, on another chain.
    let other = offering::open(g, 2, &sale.terms).await.unwrap();
    offering::fund(g, other, sale.terms.for_sale).await.unwrap();
    refused(g, w.relayer.address(), other, &call, invalid(bob)).await;
    let elsewhere = typed::psc_domain(g.client.chain_id + 1, g.psc());
    let message = typed::ReceiveWithAuthorization {
        from: bob,
        to: sale.at,
        value: contribution.amount,
        validAfter: U256::ZERO,
        validBefore: u(contribution.deadline),
        nonce: contribution.nonce(),
    };
    let foreign = Call {
        signature: typed::sign(&w.bob, &elsewhere, &message),
        ..call.clone()
    };
    sale.refused(&w.relayer, &foreign, invalid(bob)).await;

    let sent = act(g, &w.relayer, sale.at, &call).await;
    println!("gas: contribution by authorization {}", sent.gas_used);
    let is = sale.read(Offering::contributionCall { account: bob }).await;
    assert_eq!(is.amount, u(100 * PSC));
    let used = |nonce| Psc::AuthorizationUsedOrCanceled {
        authorizer: bob,
        nonce,
    };
    sale.refused(&w.relayer, &call, used(contribution.nonce()))
        .await;
    // The same again is another one if he says so; and he may think better of it.
    let second = Contribution {
        salt: word(2),
        ..contribution.clone()
    };
    act(
        g,
        &w.relayer,
        sale.at,
        &second.authorized(g, sale.at, &w.bob),
    )
    .await;
    let third = Contribution {
        salt: word(3),
        ..contribution
    };
    let cancel = CancelAuthorization {
        authorizer: bob,
        nonce: third.nonce(),
    };
    let domain = typed::psc_domain(g.client.chain_id, g.psc());
    let cancelled = PackedForms::cancelAuthorizationCall {
        authorizer: bob,
        nonce: third.nonce(),
        signature: typed::sign(&w.bob, &domain, &cancel),
    };
    act(g, &w.relayer, g.psc(), &cancelled).await;
    let call = third.authorized(g, sale.at, &w.bob);
    sale.refused(&w.relayer, &call, used(third.nonce())).await;
    assert_eq!(sale.psc(bob).await, u(300 * PSC));
    // What was paid so is settled as any other: 200 of 500 PSC for 1,000 PSS.
    sale.finalize().await;
    sale.claim_for(bob).await;
    assert_eq!(sale.pss(bob).await, pss(400));
}

/// Everybody's contribution in several accounts buys no more than in one.
#[tokio::test(flavor = "multi_thread")]
async fn splitting_a_contribution_gains_nothing() {
    let sale = Sale::with(|terms| (terms.soft_cap, terms.hard_cap) = (u(1), u(7))).await;
    let w = &sale.g.wallets;
    sale.contribute(&w.alice, 10).await;
    sale.contribute(&w.friend, 5).await;
    sale.contribute(&w.reseller, 5).await;
    sale.finalize().await;
    let mut due = Vec::new();
    for who in [&w.alice, &w.friend, &w.reseller] {
        let account = who.address();
        sale.claim_for(account).await;
        due.push((sale.psc(account).await, sale.pss(account).await));
    }
    // 13 of 20 go back: 6.5 of 10, of 5 each 3.25.
    assert_eq!(due[0].0, u(1_000 * PSC - 10 + 6));
    assert_eq!(due[1].0, u(1_000 * PSC - 5 + 3));
    assert!(due[1].1 + due[2].1 <= due[0].1);
}

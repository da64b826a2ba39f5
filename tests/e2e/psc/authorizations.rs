//! ERC-3009 authorizations.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_moves_units_once() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let domain = domain(&g.client, psc);
    let packed = Authorized::now(&g, bob, 1).await;
    let call = packed.transfer_call(typed::sign(&w.alice, &domain, &packed.transfer()));
    let sent = act(&g, &w.relayer, psc, &call).await;
    assert_eq!(
        events::<Psc::AuthorizationUsed>(&sent, psc),
        [Psc::AuthorizationUsed {
            authorizer: alice,
            nonce: word(1)
        }]
    );
    let state = |nonce| Psc::authorizationStateCall {
        authorizer: alice,
        nonce: word(nonce),
    };
    assert!(read(&g, psc, &state(1)).await);
    assert!(!read(&g, psc, &state(2)).await);
    let used = Psc::AuthorizationUsedOrCanceled {
        authorizer: alice,
        nonce: word(1),
    };
    refused(&g, w.relayer.address(), psc, &call, used.clone()).await;
    // The other form and the other kind share the nonce.
    let receive = packed.receive_call(typed::sign(&w.alice, &domain, &packed.receive()));
    refused(&g, bob, psc, &receive, used).await;

    let split = Authorized::now(&g, bob, 2).await;
    let call = split.split_transfer(typed::sign_vrs(&w.alice, &domain, &split.transfer()));
    act(&g, &w.relayer, psc, &call).await;
    assert_eq!(held(&g, bob).await, u(2 * PSC));
    assert_eq!(held(&g, alice).await, u(98 * PSC));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_payee_receives_with_an_authorization() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let domain = domain(&g.client, psc);
    let payee = w.issuer.address();
    let packed = Authorized::now(&g, payee, 1).await;
    let call = packed.receive_call(typed::sign(&w.alice, &domain, &packed.receive()));
    let caller = w.stranger.address();
    refused(
        &g,
        caller,
        psc,
        &call,
        Psc::CallerNotPayee { caller, payee },
    )
    .await;
    act(&g, &w.issuer, psc, &call).await;
    let split = Authorized::now(&g, payee, 2).await;
    let call = split.split_receive(typed::sign_vrs(&w.alice, &domain, &split.receive()));
    act(&g, &w.issuer, psc, &call).await;
    assert_eq!(held(&g, payee).await, u(2 * PSC));
    // What was signed for the payee's own transaction is good for nobody else's.
    let third = Authorized::now(&g, payee, 3).await;
    let misused = third.transfer_call(typed::sign(&w.alice, &domain, &third.receive()));
    let error = Psc::InvalidSignature {
        signer: w.alice.address(),
    };
    refused(&g, caller, psc, &misused, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_is_refused_outside_its_window() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let domain = domain(&g.client, psc);
    let mut early = Authorized::now(&g, w.bob.address(), 1).await;
    early.valid_after += 10_000;
    early.valid_before += 10_000;
    let call = early.transfer_call(typed::sign(&w.alice, &domain, &early.transfer()));
    let error = Psc::AuthorizationNotYetValid {
        validAfter: u(early.valid_after),
    };
    refused(&g, w.bob.address(), psc, &call, error).await;
    let mut late = Authorized::now(&g, w.bob.address(), 1).await;
    late.valid_before -= 1_000;
    let call = late.transfer_call(typed::sign(&w.alice, &domain, &late.transfer()));
    let error = Psc::AuthorizationExpired {
        validBefore: u(late.valid_before),
    };
    refused(&g, w.bob.address(), psc, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_authorization_is_refused() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let alice = w.alice.address();
    let domain = domain(&g.client, psc);
    for nonce in [1, 2] {
        let message = CancelAuthorization {
            authorizer: alice,
            nonce: word(nonce),
        };
        let sent = if nonce == 1 {
            let signature = typed::sign(&w.alice, &domain, &message);
            let call = PackedForms::cancelAuthorizationCall {
                authorizer: alice,
                nonce: word(1),
                signature,
            };
            act(&g, &w.relayer, psc, &call).await
        } else {
            let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message);
            let call = SplitForms::cancelAuthorizationCall {
                authorizer: alice,
                nonce: word(2),
                v,
                r,
                s,
            };
            act(&g, &w.relayer, psc, &call).await
        };
        assert_eq!(
            events::<Psc::AuthorizationCanceled>(&sent, psc),
            [Psc::AuthorizationCanceled {
                authorizer: alice,
                nonce: word(nonce)
            }]
        );
        let paid = Authorized::now(&g, w.bob.address(), nonce).await;
        let call = paid.transfer_call(typed::sign(&w.alice, &domain, &paid.transfer()));
        let error = Psc::AuthorizationUsedOrCanceled {
            authorizer: alice,
            nonce: word(nonce),
        };
        refused(&g, w.bob.address(), psc, &call, error).await;
    }
    // Only the authorizer cancels.
    let message = CancelAuthorization {
        authorizer: alice,
        nonce: word(3),
    };
    let signature = typed::sign(&w.bob, &domain, &message);
    let call = PackedForms::cancelAuthorizationCall {
        authorizer: alice,
        nonce: word(3),
        signature,
    };
    refused(
        &g,
        w.bob.address(),
        psc,
        &call,
        Psc::InvalidSignature { signer: alice },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_for_another_chain_or_contract_is_refused() {
    let g = ground().await;
    let w = &g.wallets;
    let error = Psc::InvalidSignature {
        signer: w.alice.address(),
    };
    let paid = Authorized::now(&g, w.bob.address(), 1).await;
    for domain in [
        typed::psc_domain(g.client.chain_id + 1, g.psc()),
        typed::psc_domain(g.client.chain_id, g.pss()),
        typed::domain("StakeShare", g.client.chain_id, g.psc()),
    ] {
        let call = paid.transfer_call(typed::sign(&w.alice, &domain, &paid.transfer()));
        refused(&g, w.bob.address(), g.psc(), &call, error.clone()).await;
    }
}

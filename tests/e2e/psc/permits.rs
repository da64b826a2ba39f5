//! ERC-2612 permits.

use super::*;

fn permit(owner: Address, spender: Address, nonce: u64, deadline: u64) -> Permit {
    Permit {
        owner,
        spender,
        value: u(PSC),
        nonce: u(nonce),
        deadline: u(deadline),
    }
}

fn split(p: &Permit, (v, r, s): (u8, B256, B256)) -> SplitForms::permitCall {
    let Permit {
        owner,
        spender,
        value,
        deadline,
        ..
    } = *p;
    SplitForms::permitCall {
        owner,
        spender,
        value,
        deadline,
        v,
        r,
        s,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn permit_sets_the_allowance_in_both_forms_once() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender) = (w.alice.address(), w.relayer.address());
    let domain = domain(&g.client, psc);
    let later = g.client.now().await.unwrap() + 1_000;
    let first = permit(alice, spender, 0, later);
    let call = split(&first, typed::sign_vrs(&w.alice, &domain, &first));
    act(&g, &w.relayer, psc, &call).await;
    assert_eq!(
        read(
            &g,
            psc,
            &Psc::allowanceCall {
                owner: alice,
                spender
            }
        )
        .await,
        u(PSC)
    );
    assert_eq!(read(&g, psc, &Psc::noncesCall { owner: alice }).await, u(1));
    // Its nonce is used: over the next nonce the same signature is of somebody else.
    let refusal = g.client.refusal(spender, psc, &call).await.unwrap();
    assert!(
        refusal.words.starts_with("ERC2612InvalidSigner"),
        "{}",
        refusal.words
    );
    let second = permit(alice, spender, 1, later);
    let packed = PackedForms::permitCall {
        owner: alice,
        spender,
        value: u(PSC),
        deadline: u(later),
        signature: typed::sign(&w.alice, &domain, &second),
    };
    act(&g, &w.relayer, psc, &packed).await;
    assert_eq!(read(&g, psc, &Psc::noncesCall { owner: alice }).await, u(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn permit_is_refused_late_forged_malleable_or_malformed() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender) = (w.alice.address(), w.relayer.address());
    let domain = domain(&g.client, psc);
    let now = g.client.now().await.unwrap();
    let late = permit(alice, spender, 0, now - 1);
    let call = split(&late, typed::sign_vrs(&w.alice, &domain, &late));
    refused(
        &g,
        spender,
        psc,
        &call,
        Psc::ERC2612ExpiredSignature {
            deadline: u(now - 1),
        },
    )
    .await;

    let good = permit(alice, spender, 0, now + 1_000);
    let forged = split(&good, typed::sign_vrs(&w.bob, &domain, &good));
    let error = Psc::ERC2612InvalidSigner {
        signer: w.bob.address(),
        owner: alice,
    };
    refused(&g, spender, psc, &forged, error).await;

    let nobody = Psc::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: alice,
    };
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &good);
    let order: U256 = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
        .parse()
        .unwrap();
    let twin = (55 - v, r, B256::from(order - U256::from_be_bytes(s.0)));
    refused(&g, spender, psc, &split(&good, twin), nobody.clone()).await;
    refused(
        &g,
        spender,
        psc,
        &split(&good, (v - 27, r, s)),
        nobody.clone(),
    )
    .await;
    refused(
        &g,
        spender,
        psc,
        &split(&good, (v, B256::ZERO, B256::ZERO)),
        nobody.clone(),
    )
    .await;
    for signature in [
        Bytes::new(),
        Bytes::from(vec![1; 64]),
        Bytes::from(vec![1; 66]),
    ] {
        let Permit {
            owner,
            spender,
            value,
            deadline,
            ..
        } = good;
        let call = PackedForms::permitCall {
            owner,
            spender,
            value,
            deadline,
            signature,
        };
        refused(&g, spender, psc, &call, nobody.clone()).await;
    }
    // Nobody's permit: a failed recovery must not pass for the zero address.
    let of_nobody = permit(Address::ZERO, spender, 0, now + 1_000);
    let call = split(&of_nobody, (27, B256::ZERO, B256::ZERO));
    let error = Psc::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: Address::ZERO,
    };
    refused(&g, spender, psc, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_brought_by_somebody_else_first_does_not_stop_its_use() {
    let g = ground().await;
    let (w, asset) = (&g.wallets, g.asset);
    let alice = w.alice.address();
    act(
        &g,
        &w.alice,
        asset,
        &TestAsset::mintCall {
            to: alice,
            value: u(PSC),
        },
    )
    .await;
    act(
        &g,
        &w.alice,
        asset,
        &TestAsset::approveCall {
            spender: g.reserve(),
            value: u(0),
        },
    )
    .await;
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = Permit {
        owner: alice,
        spender: g.reserve(),
        value: u(PSC),
        nonce: u(0),
        deadline,
    };
    let domain = typed::domain("Test Dollar", g.client.chain_id, asset);
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message);
    act(&g, &w.stranger, asset, &split(&message, (v, r, s))).await;
    let call = Reserve::issueWithPermitCall {
        amount: u(PSC),
        to: alice,
        assetAllowance: u(PSC),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.alice, g.reserve(), &call).await;
    assert_eq!(held(&g, alice).await, u(101 * PSC));
}

//! Whose signatures a challenge takes: the buyer's, and of a key that was the platform's at the receipt's time.

use alloy::primitives::Signature;
use productshare_abi::{Quality, Statements};

use super::*;

fn recovered(d: &Desk, sold: &Sold, signature: &Bytes) -> Address {
    use alloy::sol_types::SolStruct;
    let digest = message(sold).eip712_signing_hash(&d.domain());
    let signature = Signature::from_raw(signature).unwrap();
    signature.recover_address_from_prehash(&digest).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_signed_this_receipt_for_this_contract() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    let sold = d.sale(LAMP, w.alice.address(), 5_000, d.begun, 1);
    let (hers, its) = (d.sign(&w.alice, &sold), d.sign(&w.issuer, &sold));

    let chain = g.client.chain_id;
    let domains = [
        typed::domain("ProductShare Statements", chain + 1, d.at()),
        typed::domain("ProductShare Statements", chain, g.checkout()),
        typed::domain("ProductShare Experience", chain, d.at()),
    ];
    for domain in domains {
        let other = typed::sign(&w.issuer, &domain, &message(&sold));
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: recovered(&d, &sold, &other),
        };
        d.refused(&w.stranger, &challenge(&sold, hers.clone(), other), error)
            .await;
        let other = typed::sign(&w.alice, &domain, &message(&sold));
        let error = Statements::WrongBuyerSignature {
            buyer: sold.buyer,
            signer: recovered(&d, &sold, &other),
        };
        d.refused(&w.stranger, &challenge(&sold, other, its.clone()), error)
            .await;
    }
    // Of other receipts: each field counts.
    let altered = [
        Sold {
            product: KETTLE,
            ..sold
        },
        Sold {
            gross: 5_001,
            ..sold
        },
        Sold {
            time: d.begun + 1,
            ..sold
        },
        Sold { number: 2, ..sold },
        Sold {
            buyer: w.friend.address(),
            ..sold
        },
    ];
    for altered in altered {
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: recovered(&d, &altered, &its),
        };
        let call = challenge(&altered, hers.clone(), its.clone());
        d.refused(&w.stranger, &call, error).await;
    }
    // Nobody's, a high s, the platform's owner, another platform's key.
    let mut short = its.to_vec();
    short.pop();
    let mut high = its.to_vec();
    let signature = Signature::from_raw(&its).unwrap();
    const ORDER: U256 = U256::from_limbs([
        0xbfd25e8cd0364141,
        0xbaaedce6af48a03b,
        0xfffffffffffffffe,
        0xffffffffffffffff,
    ]);
    high[32..64].copy_from_slice(&(ORDER - signature.s()).to_be_bytes::<32>());
    high[64] = 27 + 28 - high[64];
    for signature in [short, high, Vec::new()] {
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: Address::ZERO,
        };
        let call = challenge(&sold, hers.clone(), signature.into());
        d.refused(&w.stranger, &call, error).await;
    }
    let other = Statements::setSignerCall {
        platform: OTHER,
        ..signer(w.bob.address(), true)
    };
    d.by(&w.reseller, &other).await;
    for key in [d.manager(), &w.bob] {
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: key.address(),
        };
        let call = d.challenge(&sold, &w.alice, key);
        d.refused(&w.stranger, &call, error).await;
    }
    let error = Statements::WrongBuyerSignature {
        buyer: sold.buyer,
        signer: w.friend.address(),
    };
    let call = d.challenge(&sold, &w.friend, &w.issuer);
    d.refused(&w.stranger, &call, error).await;
    d.by(&w.stranger, &challenge(&sold, hers, its)).await;
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_counts_for_the_times_of_its_one_window() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let key = w.issuer.address();
    let error = Statements::NotPlatformOwner {
        platform: PLATFORM,
        account: w.stranger.address(),
    };
    d.refused(&w.stranger, &signer(key, false), error).await;
    let known = |signer| Statements::SignerKnown {
        platform: PLATFORM,
        signer,
    };
    let unknown = |signer| Statements::SignerUnknown {
        platform: PLATFORM,
        signer,
    };
    d.refused(d.manager(), &signer(key, true), known(key)).await;
    let bob = w.bob.address();
    d.refused(d.manager(), &signer(bob, false), unknown(bob))
        .await;
    let error = Statements::ZeroAddress {};
    d.refused(d.manager(), &signer(Address::ZERO, true), error)
        .await;
    let revoked = wait(g, DAY).await;
    d.as_owner(&signer(key, false)).await;
    d.refused(d.manager(), &signer(key, true), known(key)).await;
    d.refused(d.manager(), &signer(key, false), unknown(key))
        .await;
    let window = Statements::signerCall {
        platform: PLATFORM,
        account: key,
    };
    let window = d.ask(&window).await;
    assert_eq!((window.since, window.until), (d.begun, revoked));

    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    let alice = w.alice.address();
    // From the revocation on, and before the key was named, it signs for nobody.
    wait(g, 31 * DAY).await;
    for (number, time) in [(1, revoked), (2, until - 1), (3, d.begun - 1)] {
        let sold = d.sale(LAMP, alice, 5_000, time, number);
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: key,
        };
        let call = d.challenge(&sold, &w.alice, &w.issuer);
        d.refused(&w.stranger, &call, error).await;
    }
    // What it signed before stays valid, whoever owns the platform now.
    let hand = Quality::transferPlatformCall {
        platform: PLATFORM,
        candidate: w.friend.address(),
    };
    act(g, d.manager(), g.quality(), &hand).await;
    let accept = Quality::acceptPlatformCall { platform: PLATFORM };
    act(g, &w.friend, g.quality(), &accept).await;
    d.challenged(&d.sale(LAMP, alice, 5_000, revoked - 1, 4))
        .await;
    d.challenged(&d.sale(LAMP, alice, 5_000, d.begun, 5)).await;
    d.assert_holds_what_it_owes().await;
}

//! What the DAO sets.

use productshare_abi::{Memberships, Quality};

use super::*;

const MOST: u64 = 1_000_000 * PSC;

#[tokio::test(flavor = "multi_thread")]
async fn the_dao_sets_terms_within_bounds() {
    let c = Club::open().await;
    let (g, w) = (&c.g, &c.g.wallets);
    let error = Memberships::OwnableUnauthorizedAccount {
        account: w.relayer.address(),
    };
    c.refused(&w.relayer, &terms(FEE, 0, 0), error).await;
    for (expert, account) in [(1, 0), (0, 1)] {
        let error = Memberships::NoVendorFee {};
        c.refused(&w.owner, &terms(0, expert, account), error).await;
    }
    let above = MOST + 1;
    for call in [terms(above, 0, 0), terms(1, above, 0), terms(1, 0, above)] {
        let error = Memberships::FeeOutOfBounds {
            fee: u(above),
            max: u(MOST),
        };
        c.refused(&w.owner, &call, error).await;
    }
    for platform in [0, 9, 1 << 40] {
        let error = Quality::UnknownPlatform { platform };
        let call = Memberships::setTermsCall {
            platform,
            ..terms(FEE, 0, 0)
        };
        c.refused(&w.owner, &call, error).await;
    }
    let error = Memberships::AlreadyConnected {};
    let call = Memberships::connectCall {
        quality: g.quality(),
        catalog: g.catalog(),
        cycles: g.cycles(),
    };
    c.refused(&w.owner, &call, error).await;
    let error = Quality::NotAllowed {
        account: w.owner.address(),
    };
    let call = Quality::setMembershipCall {
        platform: PLATFORM,
        on: true,
    };
    refused(g, w.owner.address(), g.quality(), &call, error).await;

    // Nobody joins what there is not; a fee for vendors turns it on, and the register is told once.
    for kind in [VENDOR, EXPERT, ACCOUNT] {
        let error = Memberships::NotOffered {
            platform: PLATFORM,
            kind,
        };
        c.refused(&w.stranger, &join(kind, u(1)), error).await;
    }
    let told = |sent: &Sent| -> Vec<bool> {
        let told: Vec<Quality::MembershipSet> = events(sent, g.quality());
        told.iter().map(|event| event.on).collect()
    };
    assert_eq!(told(&c.set_terms(MOST, MOST, MOST).await), [true]);
    assert!(told(&c.set_terms(FEE, 0, 7).await).is_empty());
    let of = Memberships::termsCall { platform: PLATFORM };
    let now = c.ask(&of).await;
    assert_eq!(
        (now.vendorFee, now.expertFee, now.memberFee, now.members),
        (u(FEE), u(0), u(7), true)
    );
    // Off again, while nobody has joined, at once.
    assert_eq!(told(&c.set_terms(0, 0, 0).await), [false]);
    assert!(!c.ask(&of).await.members);
    assert_eq!(told(&c.set_terms(FEE, 0, 0).await), [true]);
    c.join(VENDOR, STORE).await;
    // And not while somebody is a member.
    assert!(told(&c.set_terms(0, 0, 0).await).is_empty());
    assert!(c.ask(&of).await.members);
}

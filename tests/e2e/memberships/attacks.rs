//! Attacks on members' money.

use productshare_abi::Memberships;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_cycles_says_what_members_sold() {
    let c = Club::with_terms(0).await;
    let w = &c.g.wallets;
    c.join(VENDOR, STORE).await;
    // The vendor tells of a sale that pays all that is here back to her.
    let line = u(LAMP) | u(PLATFORM) << 64 | u(FEE) << 128;
    let call = Memberships::recordCall { lines: vec![line] };
    for who in [&w.vendor, &w.relayer, &w.owner] {
        let error = Memberships::NotCycles {
            account: who.address(),
        };
        c.refused(who, &call, error).await;
    }
    assert_eq!(c.credit(w.forest.address()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_has_its_part_of_a_pot_once() {
    let c = Club::with_terms(0).await;
    let w = &c.g.wallets;
    c.join(VENDOR, STORE).await;
    c.join(VENDOR, NEIGHBOUR).await;
    c.buy(&[(LAMP, 1), (CHAIR, 1)]).await;
    c.until_cycle(1).await;
    c.settle().await;
    let sent = c.distribute(0, &[LAMP]).await;
    let first = logged::<Memberships::Distributed>(&sent, c.at()).unwrap();
    let error = Memberships::NothingToDistribute {
        platform: PLATFORM,
        cycle: 0,
    };
    c.refused(&w.friend, &distribute(0, &[LAMP, LAMP]), error)
        .await;
    let sent = c.distribute(0, &[LAMP, CHAIR, CHAIR]).await;
    let other: Vec<Memberships::Distributed> = events(&sent, c.at());
    assert_eq!(other.len(), 1);
    assert_eq!((other[0].product, other[0].amount), (CHAIR, first.amount));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_a_member_of_one_platform_and_its_neighbours_are_not() {
    let c = Club::with_terms(0).await;
    let (g, w) = (&c.g, &c.g.wallets);
    c.join(VENDOR, STORE).await;
    // The neighbour is none, whoever owns his products.
    let sent = c.buy(&[(CHAIR, 1)]).await;
    assert!(c.rebates(&sent).is_empty());
    // The member moves to a platform that has members too: there she is none.
    let register = productshare_abi::Quality::registerPlatformCall {
        payout: w.school.address(),
        uri: "https://other.example".into(),
    };
    act(g, &w.school, g.quality(), &register).await;
    let on = Memberships::setTermsCall {
        platform: 2,
        ..terms(FEE, 0, 0)
    };
    c.by(&w.owner, &on).await;
    let away = productshare_abi::Catalog::setStoreCall {
        store: STORE,
        payout: w.forest.address(),
        platform: 2,
        uri: "ipfs://store".into(),
    };
    act(g, &w.vendor, g.catalog(), &away).await;
    let sent = c.buy(&[(LAMP, 1)]).await;
    assert!(c.rebates(&sent).is_empty());
    let accrued = c.accrued(&sent);
    assert_eq!((accrued[0].platform, accrued[0].experienceFee), (2, u(E)));
}

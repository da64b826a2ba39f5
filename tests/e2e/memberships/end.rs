//! The DAO ends membership: who has paid stays a member, and nothing is left in the end.

use productshare_abi::{Memberships, Quality};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn when_all_is_over_everything_is_paid_out_to_the_unit() {
    let c = Club::with_terms(0).await;
    let (g, w) = (&c.g, &c.g.wallets);
    let forest = w.forest.address();
    let years = [c.join(VENDOR, STORE).await, c.join(VENDOR, STORE).await];
    let mut received = 2 * FEE;
    c.buy(&[(LAMP, 1), (CUP, 1)]).await;
    received += E + 10 * PSC;
    wait(g, 2 * CYCLE).await;
    c.set_terms(0, 0, 0).await;
    let error = Memberships::NotOffered {
        platform: PLATFORM,
        kind: VENDOR,
    };
    c.refused(&w.stranger, &join(VENDOR, u(NEIGHBOUR)), error)
        .await;
    // She stays a member.
    let sent = c.buy(&[(LAMP, 3), (CUP, 1)]).await;
    assert_eq!(c.rebates(&sent).len(), 2);
    received += 3 * E + 10 * PSC;
    c.wait_long(years[1].until - g.client.now().await.unwrap())
        .await;
    let sent = c.buy(&[(LAMP, 1)]).await;
    assert!(c.rebates(&sent).is_empty());
    assert_eq!(c.accrued(&sent)[0].experienceFee, u(E));

    // Into the cycle in which it ends fees still fall: only after it the register is told.
    let of = Memberships::termsCall { platform: PLATFORM };
    c.settle().await;
    assert!(c.ask(&of).await.members);
    let progress = c.progress().await;
    assert_eq!((progress.present, progress.end), (26, 27));
    c.until_cycle(27).await;
    let sent = c.settle().await;
    let told = logged::<Quality::MembershipSet>(&sent, g.quality()).unwrap();
    assert_eq!((told.platform, told.on), (PLATFORM, false));
    assert!(!c.ask(&of).await.members);
    // Nothing was sold after the third cycle: what fell into the others is the community's.
    let rest = logged::<Memberships::RestToCommunity>(&sent, c.at()).unwrap();
    let mut community: u64 = rest.amount.to();
    let shared = |cycle| c.pot(&years, cycle);
    let carried = shared(1);
    assert_eq!(community, 2 * FEE - shared(0) - carried - shared(2));
    let mut given = 0;
    for cycle in [0, 2] {
        let sent = c.distribute(cycle, &[CUP, LAMP]).await;
        let of: Vec<Memberships::Distributed> = events(&sent, c.at());
        given += of.iter().map(|e| e.amount.to::<u64>()).sum::<u64>();
    }
    assert!(given <= shared(0) + carried + shared(2));
    // What rounding left of them goes the same way; and then only credits are here.
    let sent = c.settle().await;
    if let Ok(rest) = logged::<Memberships::RestToCommunity>(&sent, c.at()) {
        community += rest.amount.to::<u64>();
    }
    let credit = c.credit(forest).await;
    assert_eq!(c.held().await, credit);
    c.by(&w.friend, &Memberships::claimForCall { account: forest })
        .await;
    assert_eq!(c.held().await, 0);
    assert_eq!(received, given + community + credit);
}

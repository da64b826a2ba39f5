//! What sales of members come to: C is paid, E is the vendor's again and weighs.

use productshare_abi::{Memberships, Psc, Statements};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_pays_c_has_e_back_and_weighs() {
    let c = Club::with_terms(0).await;
    let (g, w) = (&c.g, &c.g.wallets);
    let (forest, cycles) = (w.forest.address(), g.cycles());
    // Before she is a member.
    let sent = c.buy(&[(LAMP, 1)]).await;
    assert!(c.rebates(&sent).is_empty());
    let accrued = c.accrued(&sent);
    assert_eq!(
        (accrued[0].experienceFee, accrued[0].communityFee),
        (u(E), u(C))
    );
    c.join(VENDOR, STORE).await;
    let before = (c.held().await, c.psc(cycles).await);
    let sent = c.buy(&[(LAMP, 2)]).await;
    let back = &c.rebates(&sent)[0];
    assert_eq!(
        (back.cycle, back.platform, back.product, back.store),
        (0, PLATFORM, LAMP, STORE)
    );
    assert_eq!(
        (back.account, back.amount, back.weight),
        (forest, u(2 * E), u(2 * E))
    );
    let accrued = c.accrued(&sent);
    assert_eq!(
        (accrued[0].experienceFee, accrued[0].communityFee),
        (u(0), u(2 * C))
    );
    assert_eq!(
        (c.held().await, c.psc(cycles).await),
        (before.0 + 2 * E, before.1 + 2 * C)
    );
    assert_eq!(c.credit(forest).await, 2 * E);

    // A cart of members' and other lines: each as it is.
    let before = (c.held().await, c.psc(cycles).await);
    let sent = c.buy(&[(CHAIR, 1), (CUP, 3), (LAMP, 1)]).await;
    let back: Vec<_> = c
        .rebates(&sent)
        .iter()
        .map(|e| (e.product, e.amount, e.weight))
        .collect();
    assert_eq!(
        back,
        [
            (CUP, u(30 * PSC), u(2 * E + 30 * PSC)),
            (LAMP, u(E), u(3 * E + 30 * PSC)),
        ]
    );
    let fees: Vec<_> = c
        .accrued(&sent)
        .iter()
        .map(|e| (e.product, e.experienceFee, e.communityFee))
        .collect();
    assert_eq!(
        fees,
        [
            (CHAIR, u(E), u(C)),
            (CUP, u(0), u(3 * C)),
            (LAMP, u(0), u(C)),
        ]
    );
    assert_eq!(
        (c.held().await, c.psc(cycles).await),
        (before.0 + E + 30 * PSC, before.1 + E + 5 * C)
    );
    for (product, weight) in [(LAMP, 3 * E), (CUP, 30 * PSC), (CHAIR, 0)] {
        let call = Memberships::productCall {
            platform: PLATFORM,
            cycle: 0,
            product,
        };
        let of = c.ask(&call).await;
        assert_eq!(
            (of.weight, of.due, of.distributed),
            (u(weight), u(0), false)
        );
    }

    // So it is with what a platform reports.
    let begin = Statements::beginCall {
        platform: PLATFORM,
        from: g.client.now().await.unwrap(),
    };
    act(g, &w.relayer, g.statements(), &begin).await;
    let until = wait(g, DAY).await;
    let open = Statements::openCall {
        platform: PLATFORM,
        until,
        uri: String::new(),
        hash: word(0),
    };
    act(g, &w.relayer, g.statements(), &open).await;
    let submit = Statements::submitCall {
        statement: 1,
        products: vec![LAMP, CHAIR],
        grosses: vec![u(1_000_003); 2],
        counts: vec![1; 2],
        roots: vec![word(1); 2],
    };
    let sent = act(g, &w.relayer, g.statements(), &submit).await;
    let back = c.rebates(&sent);
    assert_eq!(back.len(), 1);
    assert_eq!((back[0].product, back[0].amount), (LAMP, u(150_000)));
    let fees: Vec<_> = c.accrued(&sent).iter().map(|e| e.experienceFee).collect();
    assert_eq!(fees, [u(0), u(150_000)]);

    // Whom PSC blocks stops no sale; anyone sends what is due later.
    let credit = 3 * E + 30 * PSC + 150_000;
    let block = |blocked| Psc::setBlockedCall {
        account: forest,
        blocked,
    };
    act(g, &w.blocklister, g.psc(), &block(true)).await;
    let claim = Memberships::claimForCall { account: forest };
    let error = Psc::AccountBlocked { account: forest };
    c.refused(&w.friend, &claim, error).await;
    act(g, &w.blocklister, g.psc(), &block(false)).await;
    let before = c.psc(forest).await;
    assert_eq!(c.credit(forest).await, credit);
    c.by(&w.friend, &claim).await;
    assert_eq!(c.psc(forest).await, before + credit);
    let error = Memberships::NothingToClaim { account: forest };
    c.refused(&w.friend, &claim, error).await;
    assert_eq!(c.held().await, FEE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_counts_to_its_last_second() {
    let c = Club::with_terms(0).await;
    c.join(VENDOR, STORE).await;
    c.wait_long(YEAR - 1).await;
    let sent = c.buy(&[(LAMP, 1)]).await;
    assert_eq!(c.rebates(&sent).len(), 1);
    wait(&c.g, 1).await;
    let sent = c.buy(&[(LAMP, 1)]).await;
    assert!(c.rebates(&sent).is_empty());
    assert_eq!(c.accrued(&sent)[0].experienceFee, u(E));
}

//! How what members paid is shared: by cycle and weight, to the unit.

use productshare_abi::Memberships;

use super::*;

fn not_settled(cycle: u64, next: u64) -> Memberships::NotSettled {
    Memberships::NotSettled {
        platform: PLATFORM,
        cycle,
        next,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pots_are_shared_by_weight_and_rests_are_carried() {
    let c = Club::with_terms(100 * PSC).await;
    let (g, w) = (&c.g, &c.g.wallets);
    let mut years = vec![c.join(VENDOR, STORE).await, c.join(VENDOR, NEIGHBOUR).await];
    c.buy(&[(LAMP, 1), (CUP, 1), (CHAIR, 3)]).await;
    let credits = 70 * PSC;
    assert_eq!(c.held().await, 2 * FEE + credits);

    // While a cycle lasts nothing of it is settled.
    c.settle().await;
    c.refused(&w.friend, &distribute(0, &[LAMP]), not_settled(0, 0))
        .await;
    let error = Memberships::TooManyCycles {
        count: u(65),
        max: u(64),
    };
    c.refused(&w.friend, &settle(65), error).await;
    let error = Memberships::TooManyProducts {
        count: u(33),
        max: u(32),
    };
    c.refused(&w.friend, &distribute(0, &[LAMP; 33]), error)
        .await;
    c.until_cycle(1).await;
    c.refused(&w.friend, &distribute(0, &[LAMP]), not_settled(0, 0))
        .await;
    let sent = c.settle().await;
    let settled = logged::<Memberships::CycleSettled>(&sent, c.at()).unwrap();
    let pot = c.pot(&years, 0);
    assert_eq!(
        (settled.cycle, settled.pot, settled.weight),
        (0, u(pot), u(credits))
    );
    let share = |pot: u64, weight: u64| pot * weight / credits;
    let parts = [
        (LAMP, share(pot, E)),
        (CUP, share(pot, 10 * PSC)),
        (CHAIR, share(pot, 3 * E)),
    ];
    for (product, due) in parts {
        let of = Memberships::productCall {
            platform: PLATFORM,
            cycle: 0,
            product,
        };
        assert_eq!(c.ask(&of).await.due, u(due));
    }
    // The lamp's, once, though it is named twice; its expert is no member, so his tenth rolls over.
    let before = c.psc(g.cycles()).await;
    let sent = c.distribute(0, &[LAMP, LAMP]).await;
    let given = logged::<Memberships::Distributed>(&sent, c.at()).unwrap();
    assert_eq!(
        (given.product, given.amount, given.weight),
        (LAMP, u(parts[0].1), u(E))
    );
    assert!(given.expertRolls);
    let accrued = &c.accrued(&sent)[0];
    assert_eq!(
        (accrued.cycle, accrued.platform, accrued.expert),
        (1, PLATFORM, 0)
    );
    let (tenth, platform) = (parts[0].1 / 10, parts[0].1 * 4 / 10);
    assert_eq!(
        (
            accrued.experienceFee,
            accrued.communityFee,
            accrued.toExpert
        ),
        (u(parts[0].1), u(0), u(0))
    );
    assert_eq!(
        (accrued.toPlatform, accrued.rolled, accrued.toReports),
        (u(platform), u(tenth), u(parts[0].1 - tenth - platform))
    );
    assert_eq!(c.psc(g.cycles()).await, before + parts[0].1);
    let error = Memberships::NothingToDistribute {
        platform: PLATFORM,
        cycle: 0,
    };
    c.refused(&w.friend, &distribute(0, &[LAMP]), error).await;
    // The others', and what rounding left goes on.
    let sent = c.distribute(0, &[CHAIR, 77, LAMP, CUP]).await;
    let mut rest = pot - parts.iter().map(|part| part.1).sum::<u64>();
    let carried: Vec<Memberships::RestCarried> = events(&sent, c.at());
    let carried: Vec<_> = carried
        .iter()
        .map(|e| (e.cycle, e.into, e.amount))
        .collect();
    assert_ne!(rest, 0, "the figures are to leave something");
    assert_eq!(carried, [(0, 1, u(rest))]);
    assert_eq!(c.held().await, 2 * FEE + credits - pot + rest);
    let of = Memberships::cyclePotCall {
        platform: PLATFORM,
        cycle: 0,
    };
    let of = c.ask(&of).await;
    assert_eq!((of.pot, of.left, of.open), (u(pot), u(0), u(0)));

    // Nothing is sold in two cycles, a call for each; then the expert is a member, and earns.
    c.until_cycle(3).await;
    for cycle in [1, 2] {
        let sent = c.by(&w.friend, &settle(1)).await;
        rest += c.pot(&years, cycle);
        let carried = logged::<Memberships::RestCarried>(&sent, c.at()).unwrap();
        assert_eq!(
            (carried.cycle, carried.into, carried.amount),
            (cycle, cycle + 1, u(rest))
        );
    }
    let progress = c.progress().await;
    assert_eq!(
        (progress.present, progress.next, progress.carried),
        (3, 3, u(rest))
    );
    years.push(c.join(EXPERT, 1).await);
    c.buy(&[(LAMP, 1)]).await;
    c.until_cycle(4).await;
    let sent = c.settle().await;
    let settled = logged::<Memberships::CycleSettled>(&sent, c.at()).unwrap();
    let pot = c.pot(&years, 3) + rest;
    assert_eq!((settled.cycle, settled.pot), (3, u(pot)));
    let sent = c.distribute(3, &[LAMP]).await;
    let given = logged::<Memberships::Distributed>(&sent, c.at()).unwrap();
    assert_eq!((given.amount, given.expertRolls), (u(pot), false));
    let accrued = &c.accrued(&sent)[0];
    // Of all that its expert ever earned of: this first.
    assert_eq!(
        (accrued.expert, accrued.toExpert, accrued.rolled),
        (1, u(pot / 10), u(0))
    );
    let accrued = c.accrued_until(&years, 3);
    let paid = 2 * FEE + 100 * PSC;
    assert_eq!(c.held().await, paid + credits + E - accrued);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expert_is_a_member_beyond_the_cycle_or_earns_nothing_of_it() {
    let c = Club::with_terms(100 * PSC).await;
    let year = c.join(EXPERT, 1).await;
    c.join(VENDOR, STORE).await;
    let last = (year.until - c.start) / CYCLE;
    c.buy(&[(LAMP, 1)]).await;
    // The cycle in which his year ends is not covered to its end; the one before is.
    c.wait_long(last * CYCLE - CYCLE - 100).await;
    c.buy(&[(LAMP, 1)]).await;
    c.until_cycle(last).await;
    c.buy(&[(LAMP, 1)]).await;
    c.until_cycle(last + 1).await;
    c.settle().await;
    let mut paid = Vec::new();
    for cycle in 0..=last {
        let of = Memberships::productCall {
            platform: PLATFORM,
            cycle,
            product: LAMP,
        };
        if c.ask(&of).await.due.is_zero() {
            continue;
        }
        let sent = c.distribute(cycle, &[LAMP]).await;
        let given = logged::<Memberships::Distributed>(&sent, c.at()).unwrap();
        paid.push((cycle, given.expertRolls));
    }
    let mut sold = paid.clone();
    sold.sort_unstable();
    assert_eq!(paid, sold);
    assert_eq!(paid.first(), Some(&(0, false)));
    assert_eq!(paid.last(), Some(&(last, true)));
    assert!(paid.iter().all(|(cycle, rolls)| *rolls == (*cycle == last)));
    assert_eq!(paid.len(), 3);
}

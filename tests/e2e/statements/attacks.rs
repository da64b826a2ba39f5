//! Forged receipts against an honest platform, and hidden sales by a dishonest one (protocol.md, section 7).

use productshare_abi::{Catalog, Quality, Statements};
use productshare_cli::tree::{Node, join, leaf};

use super::*;

/// What a platform keeps of the fees of 1,000 PSC by hiding them: all of C, and of E all but its own 40 %.
const SAVED: u64 = 96 * PSC;

#[tokio::test(flavor = "multi_thread")]
async fn forged_receipts_cost_an_honest_platform_nothing() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    let sold = d.sale(LAMP, alice, 5_000, d.begun, 1);
    let made = d.report(until, &[sold]).await;
    let bond = d.bond_of(PLATFORM).await;
    let payout = d.psc(w.locker.address()).await;

    // A sale that never was, signed by whoever is in league: not by the platform's key, or not by the buyer.
    let invented = d.sale(LAMP, alice, 1_000_000 * PSC, d.begun, 2);
    for key in [&w.stranger, &w.vendor, &w.alice] {
        let error = Statements::WrongPlatformSignature {
            platform: PLATFORM,
            signer: key.address(),
        };
        let call = d.challenge(&invented, &w.alice, key);
        d.refused(&w.stranger, &call, error).await;
    }
    let error = Statements::WrongBuyerSignature {
        buyer: alice,
        signer: w.stranger.address(),
    };
    let call = d.challenge(&invented, &w.stranger, &w.issuer);
    d.refused(&w.stranger, &call, error).await;
    // Nor with a key that was stolen and revoked, for times from then on.
    let revoked = wait(g, DAY).await;
    d.as_owner(&signer(w.issuer.address(), false)).await;
    let until = wait(g, DAY).await;
    d.report(until, &[]).await;
    let invented = d.sale(LAMP, alice, 1_000_000 * PSC, revoked, 2);
    let error = Statements::WrongPlatformSignature {
        platform: PLATFORM,
        signer: w.issuer.address(),
    };
    let call = d.challenge(&invented, &w.alice, &w.issuer);
    d.refused(&w.stranger, &call, error).await;

    // A true receipt is answered: its challenger pays, once, and cannot slash before or after.
    d.challenged(&sold).await;
    let (id, answers) = (1, d.g.client.now().await.unwrap() + ANSWER);
    let error = Statements::WrongTime {
        challenge: id,
        answerUntil: answers,
    };
    d.refused(&w.stranger, &slash(id), error).await;
    d.as_owner(&answer(id, made.id, &made.proofs[&1])).await;
    wait(g, ANSWER).await;
    let error = Statements::ChallengeOver { challenge: id };
    d.refused(&w.stranger, &slash(id), error).await;
    let call = d.challenge(&sold, &w.alice, &w.issuer);
    let error = Statements::AlreadyChallenged {
        receipt: sold.hash(),
        challenge: id,
    };
    d.refused(&w.stranger, &call, error).await;
    assert_eq!(d.bond_of(PLATFORM).await, bond);
    assert_eq!(d.psc(w.locker.address()).await, payout + BOND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_who_leaves_makes_no_debtor_of_her_platform() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let carry = Statements::carryCall {
        platform: PLATFORM,
        products: vec![LAMP],
    };
    d.as_owner(&carry).await;
    let sold = d.sale(LAMP, w.alice.address(), 1_000 * PSC, d.begun + 1, 1);
    // Just before the page goes in she is gone; her friend has the receipt.
    let until = wait(g, DAY).await;
    let leave = Quality::leaveCall { product: LAMP };
    act(g, &w.vendor, g.quality(), &leave).await;
    let away = Catalog::setStoreCall {
        store: 1,
        payout: w.vendor.address(),
        platform: OTHER,
        uri: "ipfs://store".into(),
    };
    act(g, &w.vendor, g.catalog(), &away).await;
    let made = d.report(until, &[sold]).await;
    d.challenged(&sold).await;
    d.as_owner(&answer(1, made.id, &made.proofs[&1])).await;
    assert_eq!(d.bond_of(PLATFORM).await, 1_000 * PSC);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_reports_no_sales_under_products_that_pay_less() {
    let d = Desk::open().await;
    let until = wait(&d.g, DAY).await;
    let id = d.start(until).await;
    for product in [CHAIR, FOREIGN] {
        let error = Statements::NotCarried {
            platform: PLATFORM,
            product,
        };
        let call = page(id, product, 1_000 * PSC, 1, word(3));
        d.refused(d.manager(), &call, error).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_kept_back_costs_more_than_it_saved() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    let sale = |gross, number| d.sale(LAMP, alice, gross, d.begun, number);
    let (told, hidden) = (sale(5_000, 1), sale(1_000 * PSC, 2));
    let made = d.report(until, &[told]).await;
    // The platform challenges itself through a friend, over a sale that it hid for the purpose: half is gone all the same.
    d.challenged(&hidden).await;
    // What was closed cannot be amended: a later statement does not answer it.
    let late = wait(g, DAY).await;
    let id = d.start(late).await;
    let tree = d.tree(d.begun, until, id, &[hidden]);
    for page in tree.statement.pages.clone() {
        d.send_page(page.calldata.unwrap()).await;
    }
    d.close(id).await;
    let error = Statements::WrongStatement {
        statement: id,
        platform: PLATFORM,
        time: d.begun,
    };
    let call = answer(1, id, &tree.proofs[&2]);
    d.refused(d.manager(), &call, error).await;
    let call = answer(1, made.id, &tree.proofs[&2]);
    let error = d.not_included(made.id, &hidden);
    d.refused(d.manager(), &call, error).await;
    wait(g, ANSWER).await;
    let before = d.bond_of(PLATFORM).await;
    d.by(&w.friend, &slash(1)).await;
    let lost = before - d.bond_of(PLATFORM).await;
    // 20 x (150 + 6) PSC, as far as the bond goes.
    assert_eq!(lost, 1_000 * PSC);
    let kept = lost / 2;
    assert!(lost - kept > 5 * SAVED, "half of it comes back to a friend");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_pays_for_every_receipt_that_can_be_shown() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    let sale = |gross, number| d.sale(LAMP, alice, gross, d.begun, number);
    let sold = [sale(10 * PSC, 1), sale(30 * PSC, 2)];
    // All receipts are in the tree, and fees of half of them are paid.
    let id = d.start(until).await;
    let made = d.tree(d.begun, until, id, &sold);
    let root = made.statement.pages[0].roots[0];
    d.as_owner(&page(id, LAMP, 20 * PSC, 2, root)).await;
    // Maxwell's tree: each receipt is shown beside less than there is. One of them leads to the root, not both.
    let other = |gross, number| d.sale(KETTLE, alice, gross, d.begun, number);
    let kettles = [other(10 * PSC, 3), other(30 * PSC, 4)];
    let [first, second] = kettles.map(|of| leaf(of.hash(), of.gross));
    let less = Node {
        sum: 10 * PSC,
        ..second
    };
    let root = join(first, less).unwrap();
    d.as_owner(&page(id, KETTLE, root.sum, 2, root.hash)).await;
    d.close(id).await;
    for (number, sold) in (1..).zip(&sold) {
        let error = d.not_included(id, sold);
        d.refused(&w.alice, &prove(id, &made.proofs[&number]), error)
            .await;
        let challenge = d.challenged(sold).await;
        let error = d.not_included(id, sold);
        let call = answer(challenge, id, &made.proofs[&number]);
        d.refused(d.manager(), &call, error).await;
        let mut forged = made.proofs[&number].clone();
        forged.sums[0] = 10 * PSC;
        let error = d.not_included(id, sold);
        d.refused(d.manager(), &answer(challenge, id, &forged), error)
            .await;
    }
    let beside = |index, node: Node, gross, number| Statements::proveCall {
        statement: id,
        product: KETTLE,
        gross: u(gross),
        time: d.begun,
        number,
        index,
        hashes: vec![node.hash],
        sums: vec![node.sum],
    };
    d.by(&w.alice, &beside(0, less, 10 * PSC, 3)).await;
    for node in [
        first,
        Node { sum: 0, ..first },
        Node {
            sum: 20 * PSC,
            ..first
        },
    ] {
        let error = d.not_included(id, &kettles[1]);
        d.refused(&w.alice, &beside(1, node, 30 * PSC, 4), error)
            .await;
    }
    wait(g, ANSWER).await;
    d.by(&w.stranger, &slash(1)).await;
    d.by(&w.stranger, &slash(2)).await;
    // 31.2 and 93.6 PSC would be due: the least is 100, for each.
    assert_eq!(d.bond_of(PLATFORM).await, 800 * PSC);
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_never_reports_is_asked_all_the_same() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    wait(g, 30 * DAY + 1).await;
    let sold = d.sale(LAMP, w.alice.address(), 10 * PSC, d.begun, 1);
    d.challenged(&sold).await;
    wait(g, ANSWER).await;
    d.by(&w.stranger, &slash(1)).await;
    assert_eq!(d.bond_of(PLATFORM).await, 900 * PSC);
}

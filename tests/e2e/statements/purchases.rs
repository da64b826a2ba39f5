//! What buyers prove, and report on.

use alloy::sol_types::SolCall;
use productshare_abi::{Experience, Statements};
use world::solidity::Erc1271Wallet;

use super::*;

fn file(purchase: u64) -> Experience::fileCall {
    Experience::fileCall {
        order: purchase,
        line: 255,
        measured: vec![48],
        evidenceHash: word(4),
        evidence: "ipfs://evidence".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_proved_once_and_reported_on_once() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let (alice, friend) = (w.alice.address(), w.friend.address());
    let until = wait(g, DAY).await;
    let mut sold: Vec<_> = (1..=5)
        .map(|number| d.sale(LAMP, friend, number * 1_000, d.begun + number, number))
        .collect();
    sold[2].buyer = alice;
    sold.push(d.sale(KETTLE, alice, 500, d.begun, 6));
    let from = d.begun;
    let id = d.start(until).await;
    let made = d.tree(from, until, id, &sold);
    let proof = made.proofs[&3].clone();
    let error = Statements::StatementIsOpen { statement: id };
    d.refused(&w.alice, &prove(id, &proof), error).await;
    for page in made.statement.pages {
        d.send_page(page.calldata.unwrap()).await;
    }
    d.close(id).await;

    // Another's, of another gross, number or product, from another place, past other receipts.
    let others = Sold {
        buyer: w.stranger.address(),
        ..sold[2]
    };
    d.refused(&w.stranger, &prove(id, &proof), d.not_included(id, &others))
        .await;
    for (altered, product) in [
        (
            Sold {
                gross: 3_001,
                ..sold[2]
            },
            LAMP,
        ),
        (
            Sold {
                number: 77,
                ..sold[2]
            },
            LAMP,
        ),
        (
            Sold {
                time: d.begun,
                ..sold[2]
            },
            LAMP,
        ),
        (
            Sold {
                product: KETTLE,
                ..sold[2]
            },
            KETTLE,
        ),
        (
            Sold {
                product: CHAIR,
                ..sold[2]
            },
            CHAIR,
        ),
    ] {
        let call = Statements::proveCall {
            product,
            gross: u(altered.gross),
            time: altered.time,
            number: altered.number,
            ..prove(id, &proof)
        };
        let error = d.not_included(id, &altered);
        d.refused(&w.alice, &call, error).await;
    }
    let mut forged = vec![proof.clone(); 6];
    forged[0].index = 3;
    forged[1].index = 5;
    forged[2].hashes.swap(0, 1);
    forged[3].sums[0] -= 1;
    forged[4].hashes.pop();
    forged[4].sums.pop();
    forged[5].hashes.push(word(0));
    forged[5].sums.push(0);
    for forged in forged {
        let error = d.not_included(id, &sold[2]);
        d.refused(&w.alice, &prove(id, &forged), error).await;
    }
    let late = Statements::proveCall {
        time: until,
        ..prove(id, &proof)
    };
    let error = Statements::WrongStatement {
        statement: id,
        platform: PLATFORM,
        time: until,
    };
    d.refused(&w.alice, &late, error).await;
    let error = Statements::UnknownStatement { statement: 9 };
    d.refused(&w.alice, &prove(9, &proof), error).await;
    let nothing = Statements::proveCall {
        gross: u(0),
        ..prove(id, &proof)
    };
    let error = Statements::InvalidReceipt {
        buyer: alice,
        gross: u(0),
    };
    d.refused(&w.alice, &nothing, error).await;

    let sent = d.by(&w.alice, &prove(id, &proof)).await;
    let proved = logged::<Statements::PurchaseProved>(&sent, d.at()).unwrap();
    assert_eq!(
        (
            proved.purchase,
            proved.buyer,
            proved.product,
            proved.receipt
        ),
        (1, alice, LAMP, proof.receipt)
    );
    let of = d.ask(&Statements::purchaseCall { purchase: 1 }).await;
    assert_eq!(
        (of.buyer, of.product, of.statement, of.gross),
        (alice, LAMP, id, u(3_000))
    );
    let error = Statements::AlreadyProved {
        receipt: proof.receipt,
        purchase: 1,
    };
    d.refused(&w.alice, &prove(id, &proof), error).await;

    // She reports on it: nobody else, and once.
    let at = g.experience();
    for (who, purchase) in [(w.stranger.address(), 1), (alice, 77), (alice, 0)] {
        let error = Experience::NotBuyer {
            order: purchase,
            account: who,
        };
        refused(g, who, at, &file(purchase), error).await;
    }
    let sent = act(g, &w.alice, at, &file(1)).await;
    let filed = logged::<Experience::ReportFiled>(&sent, at).unwrap();
    assert_eq!(
        (filed.product, filed.order, filed.line, filed.conformity),
        (LAMP, 1, 255, 80)
    );
    let error = Experience::LineReported {
        order: 1,
        line: 255,
        report: filed.report,
    };
    refused(g, alice, at, &file(1), error).await;
    // Of another product she reports too.
    d.by(&w.alice, &prove(id, &made.proofs[&6])).await;
    act(g, &w.alice, at, &file(2)).await;
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_wallet_proves_and_signs() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let wallet = g
        .deploy_solidity("Erc1271Wallet", &(w.alice.address(),))
        .await
        .unwrap();
    let until = wait(g, DAY).await;
    let sold = [
        d.sale(LAMP, wallet, 4_000, d.begun, 1),
        d.sale(LAMP, wallet, 5_000, d.begun, 2),
    ];
    let made = d.report(until, &sold).await;
    // Its owner's own account bought nothing.
    let error = Statements::NotIncluded {
        statement: made.id,
        product: LAMP,
        receipt: Sold {
            buyer: w.alice.address(),
            ..sold[0]
        }
        .hash(),
    };
    d.refused(&w.alice, &prove(made.id, &made.proofs[&1]), error)
        .await;
    let call = Erc1271Wallet::executeCall {
        target: d.at(),
        data: prove(made.id, &made.proofs[&1]).abi_encode().into(),
    };
    act(g, &w.alice, wallet, &call).await;
    let of = d.ask(&Statements::purchaseCall { purchase: 1 }).await;
    assert_eq!((of.buyer, of.gross), (wallet, u(4_000)));
    // For a challenge it signs by ERC-1271: with its owner's key, and no other.
    let call = d.challenge(&sold[1], &w.friend, &w.issuer);
    let error = Statements::WrongBuyerSignature {
        buyer: wallet,
        signer: w.friend.address(),
    };
    d.refused(&w.stranger, &call, error).await;
    assert_eq!(d.challenged(&sold[1]).await, 1);
    d.by(&w.stranger, &answer(1, made.id, &made.proofs[&2]))
        .await;
    d.assert_holds_what_it_owes().await;
}

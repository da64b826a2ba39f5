//! Disputes over what receipts do not show, ruled on by the arbitration.

use productshare_abi::{Arbitration, Psc, Statements};

use super::*;

/// States of a dispute at the arbitration.
const UMPIRE: u8 = 6;

fn dispute(statement: u64) -> Statements::disputeCall {
    Statements::disputeCall {
        statement,
        evidence: "ipfs://evidence".into(),
    }
}

fn not_arbitrator(account: Address, dispute: u64) -> Statements::NotArbitrator {
    Statements::NotArbitrator {
        account,
        disputeId: u(dispute),
    }
}

impl Desk {
    async fn disputed(&self, who: &PrivateKeySigner, statement: u64) -> u64 {
        let sent = self.by(who, &dispute(statement)).await;
        let disputed = logged::<Statements::StatementDisputed>(&sent, self.at()).unwrap();
        disputed.disputeId.to()
    }

    async fn court<C: SolCall>(&self, who: &PrivateKeySigner, call: &C) -> Sent {
        act(&self.g, who, self.g.arbitration(), call).await
    }

    /// Lets the arbitration take what is due next in a dispute.
    async fn allow_bond(&self, who: &PrivateKeySigner, dispute: u64) {
        let court = self.g.arbitration();
        let due = Arbitration::bondDueCall {
            disputeId: u(dispute),
        };
        let due = read(&self.g, court, &due).await;
        allow(&self.g, who, court, due).await;
    }

    async fn fund(&self, who: &PrivateKeySigner, dispute: u64) {
        self.allow_bond(who, dispute).await;
        let fund = Arbitration::fundCall {
            disputeId: u(dispute),
        };
        self.court(who, &fund).await;
    }

    async fn execute(&self, dispute: u64) -> bool {
        let call = Arbitration::executeRulingCall {
            disputeId: u(dispute),
        };
        let sent = self.court(&self.g.wallets.friend, &call).await;
        let pushed = logged::<Arbitration::RulingPushed>(&sent, self.g.arbitration());
        pushed.unwrap().taken
    }

    async fn verdict(&self, statement: u64) -> (u8, u64) {
        let of = self.ask(&Statements::statementCall { statement }).await;
        (of.state, of.disputeId.to())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wins_a_dispute_has_a_fifth_of_the_bond() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let alice = w.alice.address();
    // E + C = 156 PSC: above the least.
    let sold = d.sale(LAMP, alice, 1_000 * PSC, d.begun, 1);
    let made = d.report(until, &[sold]).await;
    let long = Statements::disputeCall {
        statement: made.id,
        evidence: "x".repeat(1_025),
    };
    let error = Statements::EvidenceTooLong {
        length: u(1_025),
        max: u(1_024),
    };
    d.refused(&w.alice, &long, error).await;
    let own = Arbitration::InvalidDispute {
        party: d.manager().address(),
        respondent: d.manager().address(),
    };
    d.refused(d.manager(), &dispute(made.id), own).await;
    let none = Statements::NotInDispute { statement: made.id };
    let pull = Statements::pullRulingCall { statement: made.id };
    d.refused(&w.alice, &pull, none).await;

    // A friend's dispute that nobody funds keeps away only who does not pay at once either: or the friend's next one
    // would take that one's place.
    assert_eq!(d.disputed(&w.reseller, made.id).await, 1);
    let open = |dispute| Statements::InDispute {
        statement: made.id,
        disputeId: u(dispute),
    };
    d.refused(&w.alice, &dispute(made.id), open(1)).await;
    allow(g, &w.alice, g.arbitration(), u(7_800_000)).await;
    let sent = d.by(&w.alice, &dispute(made.id)).await;
    let disputed = logged::<Statements::StatementDisputed>(&sent, d.at()).unwrap();
    assert_eq!(
        (disputed.disputeId, disputed.replaced, disputed.sum),
        (u(2), u(1), u(156 * PSC))
    );
    let about = Arbitration::disputeCall { disputeId: u(2) };
    let about = read(g, g.arbitration(), &about).await;
    assert_eq!(
        (about.party, about.respondent, about.product, about.sum),
        (alice, d.manager().address(), 0, u(156 * PSC))
    );
    assert_eq!((about.state, about.bond), (2, u(7_800_000)));
    d.refused(&w.reseller, &dispute(made.id), open(2)).await;
    let error = Statements::NotRuled { disputeId: u(2) };
    d.refused(&w.alice, &pull, error).await;
    let rule = |dispute: u64| Statements::ruleCall {
        disputeId: u(dispute),
        ruling: u(1),
    };
    d.refused(&w.alice, &rule(2), not_arbitrator(alice, 2))
        .await;
    assert_eq!(d.verdict(made.id).await, (1, 2));

    // The platform does not stand by it.
    wait(g, 3 * DAY + 1).await;
    let held = d.psc(alice).await;
    assert!(d.execute(2).await);
    assert_eq!(d.bond_of(PLATFORM).await, 800 * PSC);
    // Her own bond, 5 % of the sum, comes back beside.
    assert_eq!(d.psc(alice).await, held + 200 * PSC + 7_800_000);
    assert_eq!(d.verdict(made.id).await, (2, 2));
    let error = Statements::AlreadyRefuted { statement: made.id };
    d.refused(&w.stranger, &dispute(made.id), error).await;
    // What is ruled on the one that was replaced has no effect.
    d.execute(1).await;
    assert_eq!(d.bond_of(PLATFORM).await, 800 * PSC);
    assert_eq!(d.verdict(made.id).await, (2, 2));
    let court = g.arbitration();
    refused(g, court, d.at(), &rule(2), not_arbitrator(court, 2)).await;
    // Its receipts still prove purchases: their fees are paid.
    d.by(&w.alice, &prove(made.id, &made.proofs[&1])).await;
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_stands_can_be_disputed_for_30_days() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let id = d.start(until).await;
    let error = Statements::StatementIsOpen { statement: id };
    d.refused(&w.alice, &dispute(id), error).await;
    d.close(id).await;
    // Jurors have no power here: the umpire rules.
    let first = d.disputed(&w.alice, id).await;
    let error = Statements::InDispute {
        statement: id,
        disputeId: u(first),
    };
    d.refused(&w.friend, &dispute(id), error).await;
    d.fund(&w.alice, first).await;
    let dispute_id = u(first);
    d.allow_bond(d.manager(), first).await;
    d.court(
        d.manager(),
        &Arbitration::matchBondCall {
            disputeId: dispute_id,
        },
    )
    .await;
    wait(g, 5 * DAY).await;
    let advance = Arbitration::advanceCall {
        disputeId: dispute_id,
    };
    d.court(&w.friend, &advance).await;
    let about = read(
        g,
        g.arbitration(),
        &Arbitration::disputeCall {
            disputeId: dispute_id,
        },
    )
    .await;
    assert_eq!(about.state, UMPIRE);
    let ruling = u(2);
    let give = Arbitration::giveRulingCall {
        disputeId: dispute_id,
        ruling,
    };
    d.court(&w.arbiter, &give).await;
    let _ = d.execute_if_due(first).await;
    assert_eq!(d.verdict(id).await, (0, first));
    assert_eq!(d.bond_of(PLATFORM).await, 1_000 * PSC);
    // Another one; nobody tells the ruling on it: whoever disputes next does.
    let second = d.disputed(&w.stranger, id).await;
    assert_eq!(d.verdict(id).await, (1, second));
    wait(g, 3 * DAY + 1).await;
    let third = d.disputed(&w.alice, id).await;
    d.fund(&w.alice, third).await;
    // The ruling can be pulled before the arbitration pushes it; then there is nothing to push.
    wait(g, 3 * DAY + 1).await;
    let pull = Statements::pullRulingCall { statement: id };
    let held = d.psc(w.alice.address()).await;
    d.by(&w.friend, &pull).await;
    assert_eq!(d.verdict(id).await, (2, third));
    assert_eq!(d.psc(w.alice.address()).await, held + 200 * PSC);
    let error = Statements::NotInDispute { statement: id };
    d.refused(&w.friend, &pull, error).await;
    d.execute(third).await;
    assert_eq!(d.bond_of(PLATFORM).await, 800 * PSC);
    d.execute(second).await;
    // In the last second, and after it.
    let now = wait(g, DAY).await;
    let other = d.report(now, &[]).await;
    wait(g, 30 * DAY - 1).await;
    d.disputed(&w.alice, other.id).await;
    wait(g, 1).await;
    let error = Statements::DisputesOver {
        statement: other.id,
        until: now + 30 * DAY,
    };
    d.refused(&w.stranger, &dispute(other.id), error).await;
    d.assert_holds_what_it_owes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_winner_whom_psc_blocks_stops_no_ruling() {
    let d = Desk::open().await;
    let (g, w) = (&d.g, &d.g.wallets);
    let until = wait(g, DAY).await;
    let made = d.report(until, &[]).await;
    let id = d.disputed(&w.alice, made.id).await;
    d.fund(&w.alice, id).await;
    let account = w.alice.address();
    d.block(account, true).await;
    wait(g, 3 * DAY + 1).await;
    assert!(d.execute(id).await);
    assert_eq!(d.verdict(made.id).await, (2, id));
    let call = productshare_abi::Quality::creditCall { account };
    assert_eq!(read(g, g.quality(), &call).await, u(200 * PSC));
    let claim = productshare_abi::Quality::claimForCall { account };
    let error = Psc::AccountBlocked { account };
    refused(g, w.friend.address(), g.quality(), &claim, error).await;
    d.block(account, false).await;
    act(g, &w.friend, g.quality(), &claim).await;
    d.assert_holds_what_it_owes().await;
}

impl Desk {
    /// Pushes a ruling, if its giving has not.
    async fn execute_if_due(&self, dispute: u64) -> bool {
        let call = Arbitration::disputeCall {
            disputeId: u(dispute),
        };
        let of = read(&self.g, self.g.arbitration(), &call).await;
        !of.executed && self.execute(dispute).await
    }
}

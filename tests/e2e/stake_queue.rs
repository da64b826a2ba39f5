//! Redemptions that are taken back out of the queue.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use productshare_abi::StakePools;
use productshare_cli::audit::{self, AuditArgs};
use world::client::Sent;

use crate::commerce::*;
use crate::contracts::*;
use crate::stakes::*;

impl Stakes {
    fn cancel_call(&self, request: u64) -> StakePools::cancelRedeemRequestCall {
        StakePools::cancelRedeemRequestCall {
            product: self.product,
            request,
        }
    }

    async fn cancel(&self, who: &PrivateKeySigner, request: u64) -> Sent {
        self.send(who, &self.cancel_call(request)).await
    }

    async fn request(&self, who: &PrivateKeySigner, assets: u64) {
        self.send(who, &self.request_call(shares(assets))).await;
    }

    /// What a call pays somebody.
    async fn paid(&self, account: Address, fill: u64) -> u64 {
        let cash = self.s.psc(account).await;
        let stranger = &self.s.g.wallets.stranger;
        self.send(stranger, &self.fill_call(fill)).await;
        self.s.psc(account).await - cash
    }

    /// Numbers of the latest request, and of the latest that is done.
    async fn queue(&self) -> (u64, u64) {
        let pool = self.pool().await;
        (pool.requested, pool.filled)
    }

    async fn position(&self, account: Address) -> (U256, U256) {
        let call = StakePools::positionCall {
            product: self.product,
            account,
        };
        let is = self.ask(&call).await;
        (is.shares, is.locked)
    }

    async fn not_hers(&self, who: &PrivateKeySigner, request: u64) {
        let account = who.address();
        let error = StakePools::NotRequester { request, account };
        self.refuse(who, &self.cancel_call(request), error).await;
    }
}

/// Alice has 300 PSC in the pool, the friend 100, and the vendor drew 200 of them against 40.
async fn lent() -> (Stakes, u64) {
    let t = Stakes::open().await;
    let w = &t.s.g.wallets;
    t.deposit(&w.alice, 300 * PSC).await;
    t.deposit(&w.friend, 100 * PSC).await;
    let advance = t.drawn(200 * PSC, 5_000).await;
    (t, advance)
}

fn passed(sent: &Sent, t: &Stakes) -> Vec<u64> {
    let passed = events::<StakePools::RequestsPassed>(sent, t.at());
    passed.iter().map(|e| e.filled).collect()
}

/// Whoever queued before a default steps out of its way in the week before: nobody fills her request at
/// the bottom, and what is recovered is for all who bore the loss.
#[tokio::test(flavor = "multi_thread")]
async fn who_queued_is_not_pushed_out_at_the_bottom_of_a_default() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let (alice, friend) = (w.alice.address(), w.friend.address());
    t.request(&w.alice, 300 * PSC).await;
    t.pass(TERM - 7 * DAY).await;
    let held = StakePools::RedemptionsHeld {
        advance,
        maturesAt: t.advance(advance).await.time,
    };
    t.refuse(&w.friend, &t.fill_call(1), held).await;
    t.cancel(&w.alice, 1).await;
    t.pass(7 * DAY).await;
    assert_eq!(t.standing(advance).await.0, DEFAULTED);
    let none = StakePools::NothingToFill { product };
    t.refuse(&w.friend, &t.fill_call(1), none).await;
    t.repay(&w.vendor, advance, 160 * PSC).await;
    for (who, account, all) in [(&w.alice, alice, 300 * PSC), (&w.friend, friend, 100 * PSC)] {
        let cash = t.s.psc(account).await;
        t.leave(who).await;
        let got = t.s.psc(account).await - cash;
        assert!((all - 3..=all).contains(&got), "{account} got {got}");
        assert_eq!(t.locked(account).await, U256::ZERO);
    }
    t.assert_books(&[product]).await;
}

/// In a default, too, until somebody fills it: she keeps her part of what is recovered.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_back_in_a_default_and_writes_it_down() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.request(&w.alice, 300 * PSC).await;
    t.pass(TERM).await;
    let sent = t.cancel(&w.alice, 1).await;
    assert_eq!(
        events::<StakePools::AdvanceDefaulted>(&sent, t.at()).len(),
        1
    );
    t.repay(&w.vendor, advance, 160 * PSC).await;
    assert!(t.worth(w.alice.address()).await >= 300 * PSC - 3);
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_taken_back_is_the_position_it_was_and_closes_no_door() {
    let (t, _) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let alice = w.alice.address();
    let before = t.position(alice).await;
    let part = shares(211 * PSC) + u(1);
    t.send(&w.alice, &t.request_call(part)).await;
    let locked = before.1 - t.position(alice).await.1;
    let sent = t.cancel(&w.alice, 1).await;
    let cancelled = events::<StakePools::RedeemCancelled>(&sent, t.at());
    let expected = StakePools::RedeemCancelled {
        product,
        request: 1,
        account: alice,
        shares: part,
        locked,
    };
    assert_eq!(cancelled, [expected]);
    assert_eq!(passed(&sent, &t), [1]);
    assert_eq!(t.position(alice).await, before);
    assert_eq!(t.locked(alice).await, before.1);
    let request = StakePools::pendingRedeemRequestCall {
        product,
        request: 1,
    };
    let is = t.ask(&request).await;
    assert_eq!((is.account, is.shares), (Address::ZERO, U256::ZERO));
    // Nobody waits: who can leave leaves at once.
    assert_eq!(t.queue().await, (1, 1));
    t.redeem(&w.friend, shares(100 * PSC)).await;
    t.redeem(&w.alice, shares(100 * PSC)).await;
    t.assert_books(&[product]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_requester_takes_a_request_back_and_only_once() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.request(&w.alice, 250 * PSC).await;
    t.request(&w.friend, 50 * PSC).await;
    for request in [0, 2, 3, u64::MAX] {
        t.not_hers(&w.alice, request).await;
    }
    t.not_hers(&w.stranger, 1).await;
    t.cancel(&w.friend, 2).await;
    t.not_hers(&w.friend, 2).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    assert_eq!(t.paid(w.alice.address(), 1).await, 250 * PSC);
    t.not_hers(&w.alice, 1).await;
    // Neither of another product.
    let mut call = t.cancel_call(1);
    call.product += 1;
    let account = w.alice.address();
    let error = StakePools::NotRequester {
        request: 1,
        account,
    };
    t.refuse(&w.alice, &call, error).await;
    t.assert_books(&[product]).await;
}

/// What was paid in part comes back with the rest of its PSS, and those behind are next.
#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_request_is_taken_back() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let (alice, friend) = (w.alice.address(), w.friend.address());
    t.request(&w.alice, 300 * PSC).await;
    t.request(&w.friend, 60 * PSC).await;
    assert_eq!(t.paid(alice, 9).await, 200 * PSC);
    t.repay(&w.vendor, advance, 100 * PSC).await;
    let sent = t.cancel(&w.alice, 1).await;
    let cancelled = &events::<StakePools::RedeemCancelled>(&sent, t.at())[0];
    let rest = (shares(100 * PSC), u(100 * PSC) * u(LOCK));
    assert_eq!((cancelled.shares, cancelled.locked), rest);
    assert_eq!(t.position(alice).await, rest);
    assert_eq!((t.locked(alice).await, t.queue().await), (rest.1, (2, 1)));
    // She does not pass the friend by it.
    let error = StakePools::QueueNotEmpty { waiting: 1 };
    t.refuse(&w.alice, &t.redeem_call(shares(PSC)), error).await;
    assert_eq!(t.paid(friend, 1).await, 60 * PSC);
    assert_eq!(t.queue().await, (2, 2));
    t.redeem(&w.alice, shares(40 * PSC)).await;
    t.assert_books(&[product]).await;
    // The logs tell all of it.
    let args = AuditArgs {
        rpc_url: t.s.g.rpc.http_url(),
        manifest: t.s.g.manifest_path.clone(),
        api: None,
        block: None,
        timeout_secs: 60,
    };
    let found = audit::audit(&args).await.unwrap();
    assert!(found.holds, "{}", audit::describe(&found));
}

/// Fills pass over what was taken back, at the head and between, and pay who waits in her order.
#[tokio::test(flavor = "multi_thread")]
async fn a_fill_passes_over_what_was_taken_back() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.request(&w.alice, 250 * PSC).await;
    for _ in 0..5 {
        t.request(&w.friend, 10 * PSC).await;
    }
    for request in [3, 5, 6] {
        let sent = t.cancel(&w.friend, request).await;
        // Alice is next.
        assert!(passed(&sent, &t).is_empty());
    }
    t.repay(&w.vendor, advance, 200 * PSC).await;
    let sent = t.send(&w.stranger, &t.fill_call(2)).await;
    let filled = events::<StakePools::RedeemFilled>(&sent, t.at());
    let numbers: Vec<_> = filled.iter().map(|e| e.request).collect();
    assert_eq!((numbers, passed(&sent, &t)), (vec![1, 2], vec![3]));
    assert_eq!(t.queue().await, (6, 3));
    // The last that waits takes those behind her along.
    let sent = t.cancel(&w.friend, 4).await;
    assert_eq!(passed(&sent, &t), [6]);
    t.redeem(&w.friend, shares(PSC)).await;
    let none = StakePools::NothingToFill { product };
    t.refuse(&w.stranger, &t.fill_call(9), none).await;
    t.assert_books(&[product]).await;
}

/// However many were taken back, a call looks at 64 of them at most, and the next one goes on: the queue
/// moves also while nothing lies idle.
#[tokio::test(flavor = "multi_thread")]
async fn any_number_taken_back_holds_nobody_up() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    let friend = w.friend.address();
    t.request(&w.alice, 210 * PSC).await;
    for request in 2..=140 {
        t.request(&w.friend, PSC).await;
        t.cancel(&w.friend, request).await;
    }
    t.request(&w.friend, 70 * PSC).await;
    // All that lies idle is Alice's, and she leaves the queue.
    assert_eq!(t.paid(w.alice.address(), 1).await, 200 * PSC);
    let sent = t.cancel(&w.alice, 1).await;
    assert_eq!(passed(&sent, &t), [64]);
    let sent = t.send(&w.stranger, &t.fill_call(0)).await;
    assert_eq!(passed(&sent, &t), [128]);
    t.repay(&w.vendor, advance, 200 * PSC).await;
    assert_eq!(t.queue().await, (141, 128));
    let error = StakePools::QueueNotEmpty { waiting: 13 };
    t.refuse(&w.alice, &t.redeem_call(shares(PSC)), error).await;
    assert_eq!(t.paid(friend, u64::MAX).await, 70 * PSC);
    assert_eq!(t.queue().await, (141, 141));
    t.leave(&w.alice).await;
    t.assert_books(&[product]).await;
}

/// A fill that pays one passes the same number: what is left of them is for the next.
#[tokio::test(flavor = "multi_thread")]
async fn a_fill_is_bounded_by_what_it_passes_too() {
    let (t, advance) = lent().await;
    let (w, product) = (&t.s.g.wallets, t.product);
    t.request(&w.alice, 210 * PSC).await;
    for request in 2..=70 {
        t.request(&w.friend, PSC).await;
        t.cancel(&w.friend, request).await;
    }
    t.request(&w.friend, 5 * PSC).await;
    t.repay(&w.vendor, advance, 200 * PSC).await;
    assert_eq!(t.paid(w.friend.address(), 9).await, 0);
    assert_eq!(t.queue().await, (71, 65));
    assert_eq!(t.paid(w.friend.address(), 9).await, 5 * PSC);
    assert_eq!(t.queue().await, (71, 71));
    t.assert_books(&[product]).await;
}

//! The offering of PSS on the real program: all its ways from the first contribution to the last unit that vests.

use alloy::primitives::{Address, B256, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolError;
use productshare_abi::{Offering, Psc, Pss};
use world::client::Sent;
use world::ground::{Ground, OFFERING_SECS};
use world::offering::{self, Contribution, Terms};

use crate::contracts::*;

/// One PSS.
pub const PSS: u128 = 1_000_000_000_000_000_000;
pub const WINDOW: u64 = 1_000;
pub const CLIFF: u64 = 100;
pub const VESTING: u64 = 1_000;

pub fn pss(units: u64) -> U256 {
    U256::from(units) * U256::from(PSS)
}

/// An offering that is open, and people with 1,000 PSC each that it may take.
pub struct Sale {
    pub g: Ground,
    pub at: Address,
    pub terms: Terms,
}

impl Sale {
    /// From 200 to 500 PSC for 1,000 PSS, at most 400 PSC from one account.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Terms)) -> Self {
        let sale = Self::unfunded(change).await;
        offering::fund(&sale.g, sale.at, sale.terms.for_sale)
            .await
            .unwrap();
        sale
    }

    pub async fn unfunded(change: impl FnOnce(&mut Terms)) -> Self {
        let g = Ground::start().await.unwrap();
        let start = g.client.now().await.unwrap();
        let mut terms = Terms {
            start,
            end: start + WINDOW,
            soft_cap: u(200 * PSC),
            hard_cap: u(500 * PSC),
            wallet_cap: u(400 * PSC),
            allow_list: B256::ZERO,
            for_sale: pss(1_000),
            cliff_secs: CLIFF,
            vesting_secs: VESTING,
        };
        change(&mut terms);
        let at = offering::open(&g, 1, &terms).await.unwrap();
        let sale = Self { g, at, terms };
        let w = &sale.g.wallets;
        for who in [&w.alice, &w.friend, &w.reseller] {
            sale.give(who).await;
        }
        sale
    }

    /// 1,000 PSC that the offering may take.
    async fn give(&self, who: &PrivateKeySigner) {
        issue(&self.g, &Cash::of(&self.g), who, 1_000 * PSC).await;
        let approval = Psc::approveCall {
            spender: self.at,
            value: U256::MAX,
        };
        act(&self.g, who, self.g.psc(), &approval).await;
    }

    pub async fn contribute(&self, who: &PrivateKeySigner, amount: u64) -> Sent {
        act(&self.g, who, self.at, &Contribution::of(amount).call()).await
    }

    /// Waits for a second of the offering's own time, which begins at its end; not at all if it is past.
    pub async fn at_second(&self, second: u64) {
        let now = self.g.client.now().await.unwrap();
        wait(&self.g, (self.terms.end + second).saturating_sub(now)).await;
    }

    /// Ends and finalizes it.
    pub async fn finalize(&self) -> Sent {
        self.at_second(0).await;
        let anyone = &self.g.wallets.stranger;
        act(&self.g, anyone, self.at, &Offering::finalizeCall {}).await
    }

    pub async fn claim_for(&self, account: Address) -> Sent {
        let anyone = &self.g.wallets.stranger;
        act(
            &self.g,
            anyone,
            self.at,
            &Offering::claimForCall { account },
        )
        .await
    }

    pub async fn refused(
        &self,
        from: &PrivateKeySigner,
        call: &impl alloy::sol_types::SolCall,
        error: impl SolError,
    ) {
        refused(&self.g, from.address(), self.at, call, error).await;
    }

    pub async fn read<C: alloy::sol_types::SolCall>(&self, call: C) -> C::Return {
        read(&self.g, self.at, &call).await
    }

    pub async fn psc(&self, account: Address) -> U256 {
        balance(&self.g, self.g.psc(), account).await
    }

    pub async fn pss(&self, account: Address) -> U256 {
        balance(&self.g, self.g.pss(), account).await
    }

    async fn locked(&self, account: Address) -> U256 {
        read(&self.g, self.g.pss(), &Pss::lockedOfCall { account }).await
    }

    async fn votes(&self, account: Address) -> U256 {
        read(&self.g, self.g.pss(), &Pss::getVotesCall { account }).await
    }

    async fn vesting(&self, account: Address) -> (U256, U256, U256) {
        let is = self.read(Offering::vestingCall { account }).await;
        (is.vested, is.released, is.releasable)
    }
}

// ---- what is deployed

#[tokio::test(flavor = "multi_thread")]
async fn offering_is_deployed_open_and_funded_and_does_not_vote() {
    let g = Ground::start().await.unwrap();
    let (at, pss_at) = (g.offering(), g.pss());
    let terms = &g.manifest.parameters.offering;
    assert_eq!(terms.end - terms.start, OFFERING_SECS);
    assert_eq!(read(&g, at, &Offering::stateCall {}).await, 1);
    assert!(read(&g, at, &Offering::fundedCall {}).await);
    assert!(!read(&g, at, &Offering::succeededCall {}).await);
    assert_eq!(
        read(&g, at, &Offering::ownerCall {}).await,
        g.wallets.owner.address()
    );
    assert_eq!(read(&g, at, &Offering::pscCall {}).await, g.psc());
    assert_eq!(read(&g, at, &Offering::pssCall {}).await, pss_at);
    assert_eq!(
        read(&g, at, &Offering::forSaleCall {}).await,
        terms.for_sale
    );
    let caps = read(&g, at, &Offering::capsCall {}).await;
    assert_eq!(
        (caps.softCap, caps.hardCap, caps.walletCap, caps.allowList),
        (
            terms.soft_cap,
            terms.hard_cap,
            terms.wallet_cap,
            terms.allow_list
        )
    );
    let schedule = read(&g, at, &Offering::scheduleCall {}).await;
    assert_eq!(
        (
            schedule.start,
            schedule.end,
            schedule.cliffSecs,
            schedule.vestingSecs
        ),
        (terms.start, terms.end, terms.cliff_secs, terms.vesting_secs)
    );
    assert_eq!(balance(&g, pss_at, at).await, terms.for_sale);
    assert!(read(&g, pss_at, &Pss::isLockerCall { account: at }).await);
    assert!(read(&g, g.psc(), &Psc::isProtectedCall { account: at }).await);
    // Its votes are its own, and so nobody's.
    assert_eq!(
        read(&g, pss_at, &Pss::delegatesCall { account: at }).await,
        at
    );
    assert_eq!(
        read(&g, pss_at, &Pss::getVotesCall { account: at }).await,
        terms.for_sale
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn offering_refuses_terms_that_cannot_be_meant() {
    let g = Ground::start().await.unwrap();
    let now = wait(&g, 1).await;
    let at = offering::program(&g, 9).unwrap();
    let owner = g.wallets.owner.address();
    let good = Terms {
        start: now,
        end: now + 10,
        soft_cap: u(1),
        hard_cap: u(u64::MAX),
        wallet_cap: u(1),
        allow_list: B256::ZERO,
        for_sale: (U256::from(1) << 96) - u(1),
        cliff_secs: 0,
        vesting_secs: 0,
    };
    let refusal = async |owner, psc, pss, terms: &Terms| {
        let input = terms.construction(owner, psc, pss);
        let call = world::client::request(Address::ZERO, Some(at), input);
        match alloy::providers::Provider::call(&g.client.provider, call).await {
            Ok(_) => None,
            Err(e) => e
                .as_error_resp()
                .and_then(|response| response.as_revert_data()),
        }
    };
    assert_eq!(refusal(owner, g.psc(), g.pss(), &good).await, None);
    let zero = Address::ZERO;
    let data = |error: &dyn Fn() -> Vec<u8>| Some(error().into());
    let nobody = Offering::OwnableInvalidOwner { owner: zero };
    assert_eq!(
        refusal(zero, g.psc(), g.pss(), &good).await,
        data(&|| nobody.abi_encode())
    );
    for (psc, pss) in [(zero, g.pss()), (g.psc(), zero)] {
        assert_eq!(
            refusal(owner, psc, pss, &good).await,
            data(&|| Offering::ZeroAddress {}.abi_encode())
        );
    }
    let schedule = |change: fn(&mut Terms)| {
        let mut terms = good.clone();
        change(&mut terms);
        let error = Offering::InvalidSchedule {
            start: terms.start,
            end: terms.end,
            cliffSecs: terms.cliff_secs,
            vestingSecs: terms.vesting_secs,
        };
        (terms, error.abi_encode())
    };
    let caps = |soft: u64, hard: u64| {
        let (soft, hard) = (u(soft), u(hard));
        let terms = Terms {
            soft_cap: soft,
            hard_cap: hard,
            ..good.clone()
        };
        (
            terms,
            Offering::InvalidCaps {
                softCap: soft,
                hardCap: hard,
            }
            .abi_encode(),
        )
    };
    let wallet = |cap: u64, byte: u8| {
        let (cap, list) = (u(cap), word(byte));
        let terms = Terms {
            wallet_cap: cap,
            allow_list: list,
            ..good.clone()
        };
        let error = Offering::InvalidWalletCap {
            walletCap: cap,
            allowList: list,
        };
        (terms, error.abi_encode())
    };
    let large = |change: fn(&mut Terms, U256), value: U256, max: U256| {
        let mut terms = good.clone();
        change(&mut terms, value);
        (terms, Offering::ValueTooLarge { value, max }.abi_encode())
    };
    let (cap, most) = (u(u64::MAX), good.for_sale);
    let nothing = Terms {
        for_sale: U256::ZERO,
        ..good.clone()
    };
    for (terms, error) in [
        schedule(|t| t.end = t.start),
        schedule(|t| (t.start, t.end) = (t.start - 20, t.start)),
        schedule(|t| t.end = t.start + 366 * 86_400 + 1),
        schedule(|t| (t.start, t.end) = (t.start + 367 * 86_400, t.end + 367 * 86_400)),
        schedule(|t| t.cliff_secs = 1),
        schedule(|t| t.vesting_secs = 3_650 * 86_400 + 1),
        caps(0, 5),
        caps(6, 5),
        wallet(0, 0),
        wallet(1, 1),
        large(|t, v| t.hard_cap = v, cap + u(1), cap),
        large(|t, v| t.wallet_cap = v, cap + u(1), cap),
        large(|t, v| t.for_sale = v, most + u(1), most),
        (nothing, Offering::NothingForSale {}.abi_encode()),
    ] {
        let found = refusal(owner, g.psc(), g.pss(), &terms).await;
        assert_eq!(found, Some(error.into()), "{terms:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offering_is_handed_over_by_its_owner_only_and_constructed_once() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let friend = w.friend.address();
    let call = Offering::transferOwnershipCall { newOwner: friend };
    let account = w.alice.address();
    sale.refused(
        &w.alice,
        &call,
        Offering::OwnableUnauthorizedAccount { account },
    )
    .await;
    act(g, &w.owner, sale.at, &call).await;
    assert_eq!(sale.read(Offering::ownerCall {}).await, friend);
    let again = sale.terms.construction(account, g.psc(), g.pss());
    assert!(g.client.simulate(account, sale.at, again).await.is_err());
}

// ---- the ways of a sale

#[tokio::test(flavor = "multi_thread")]
async fn under_the_hard_cap_everybody_pays_the_fixed_price() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let (alice, friend, owner) = (w.alice.address(), w.friend.address(), w.owner.address());
    act(
        g,
        &w.alice,
        g.pss(),
        &Pss::delegateCall { delegatee: alice },
    )
    .await;
    let sent = sale.contribute(&w.alice, 100 * PSC).await;
    println!("gas: first contribution {}", sent.gas_used);
    sale.contribute(&w.friend, 50 * PSC).await;
    let sent = sale.contribute(&w.alice, 150 * PSC).await;
    println!("gas: further contribution {}", sent.gas_used);
    assert_eq!(
        events::<Offering::Contributed>(&sent, sale.at),
        [Offering::Contributed {
            account: alice,
            amount: u(150 * PSC),
            contribution: u(250 * PSC),
            total: u(300 * PSC)
        }]
    );
    let totals = sale.read(Offering::totalsCall {}).await;
    assert_eq!(
        (
            totals.contributed,
            totals.claimed,
            totals.proceeds,
            totals.sold
        ),
        (u(300 * PSC), u(0), u(300 * PSC), pss(600))
    );
    assert_eq!(sale.psc(sale.at).await, u(300 * PSC));

    sale.at_second(0).await;
    assert_eq!(sale.read(Offering::stateCall {}).await, 2);
    let sent = sale.finalize().await;
    println!("gas: finalize {}", sent.gas_used);
    assert_eq!(
        events::<Offering::OfferingFinalized>(&sent, sale.at),
        [Offering::OfferingFinalized {
            succeeded: true,
            total: u(300 * PSC),
            proceeds: u(300 * PSC),
            sold: pss(600)
        }]
    );
    // Proceeds and what was not sold are the owner's at once.
    assert_eq!(
        events::<Offering::Collected>(&sent, sale.at),
        [Offering::Collected {
            to: owner,
            psc: u(300 * PSC),
            pss: pss(400)
        }]
    );
    assert!(sale.read(Offering::succeededCall {}).await);
    assert_eq!(sale.read(Offering::stateCall {}).await, 3);
    assert_eq!(
        (sale.psc(owner).await, sale.pss(owner).await),
        (u(300 * PSC), pss(400))
    );
    assert_eq!(
        (sale.psc(sale.at).await, sale.pss(sale.at).await),
        (u(0), pss(600))
    );

    let is = sale.read(Offering::allotmentCall { account: alice }).await;
    assert_eq!(
        (is.accepted, is.refund, is.allotted),
        (u(250 * PSC), u(0), pss(500))
    );
    let sent = act(g, &w.alice, sale.at, &Offering::claimCall {}).await;
    println!("gas: claim {}", sent.gas_used);
    let claimed = Offering::Claimed {
        account: alice,
        contribution: u(250 * PSC),
        refund: u(0),
        allotted: pss(500),
        locked: pss(500),
    };
    assert_eq!(events::<Offering::Claimed>(&sent, sale.at), [claimed]);
    // All of it votes at once, none of it can be sent.
    assert_eq!(sale.votes(alice).await, pss(500));
    assert_eq!(
        (sale.pss(alice).await, sale.locked(alice).await),
        (pss(500), pss(500))
    );
    let transfer = Pss::transferCall {
        to: friend,
        value: u(1),
    };
    let error = Pss::InsufficientUnlocked {
        account: alice,
        unlocked: u(0),
        needed: u(1),
    };
    refused(g, alice, g.pss(), &transfer, error).await;
    sale.claim_for(friend).await;
    assert_eq!(sale.pss(friend).await, pss(100));
    assert_eq!(sale.pss(sale.at).await, u(0));
}

/// 1,000 PSC and 1 unit for 500: a half goes back, rounded down, and so do the PSS.
#[tokio::test(flavor = "multi_thread")]
async fn over_the_hard_cap_everybody_is_cut_in_proportion_and_dust_leaves_last() {
    let sale = Sale::with(|terms| terms.wallet_cap = u(1_000 * PSC)).await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let people = [
        (&w.alice, 333 * PSC),
        (&w.friend, 333 * PSC),
        (&w.reseller, 334 * PSC + 1),
    ];
    for (who, amount) in people {
        sale.contribute(who, amount).await;
    }
    let (total, hard) = (1_000 * u128::from(PSC) + 1, 500 * u128::from(PSC));
    let sent = sale.finalize().await;
    let owner = w.owner.address();
    assert_eq!(
        events::<Offering::Collected>(&sent, sale.at),
        [Offering::Collected {
            to: owner,
            psc: U256::from(hard),
            pss: u(0)
        }]
    );
    let (mut refunds, mut allotments) = (U256::ZERO, U256::ZERO);
    for (who, amount) in people {
        let account = who.address();
        let refund = U256::from(u128::from(amount) * (total - hard) / total);
        let allotted = u(amount) * pss(1_000) / U256::from(total);
        let is = sale.read(Offering::allotmentCall { account }).await;
        assert_eq!(
            (is.accepted, is.refund, is.allotted),
            (u(amount) - refund, refund, allotted)
        );
        let sent = sale.claim_for(account).await;
        println!("gas: claim with refund {}", sent.gas_used);
        assert_eq!(sale.psc(account).await, u(1_000 * PSC - amount) + refund);
        assert_eq!(sale.pss(account).await, allotted);
        refunds += refund;
        allotments += allotted;
    }
    // What the divisions left is nobody's but the owner's, now that everybody has claimed.
    let dust = (U256::from(total - hard) - refunds, pss(1_000) - allotments);
    assert!(!dust.0.is_zero() && !dust.1.is_zero(), "{dust:?}");
    assert_eq!((sale.psc(sale.at).await, sale.pss(sale.at).await), dust);
    act(g, &w.stranger, sale.at, &Offering::collectCall {}).await;
    assert_eq!(sale.psc(owner).await, U256::from(hard) + dust.0);
    assert_eq!(sale.pss(owner).await, dust.1);
    assert_eq!(
        (sale.psc(sale.at).await, sale.pss(sale.at).await),
        (u(0), u(0))
    );
    // Nothing more to collect is no error, and nothing happens.
    let sent = act(g, &w.stranger, sale.at, &Offering::collectCall {}).await;
    assert!(sent.logs.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn under_the_soft_cap_everybody_has_everything_back() {
    let sale = Sale::open().await;
    let w = &sale.g.wallets;
    let (alice, friend, owner) = (w.alice.address(), w.friend.address(), w.owner.address());
    sale.contribute(&w.alice, 150 * PSC).await;
    sale.contribute(&w.friend, 50 * PSC - 1).await;
    let sent = sale.finalize().await;
    assert_eq!(
        events::<Offering::OfferingFinalized>(&sent, sale.at),
        [Offering::OfferingFinalized {
            succeeded: false,
            total: u(200 * PSC - 1),
            proceeds: u(0),
            sold: u(0)
        }]
    );
    assert!(!sale.read(Offering::succeededCall {}).await);
    assert_eq!(sale.read(Offering::stateCall {}).await, 4);
    assert_eq!(
        (sale.psc(owner).await, sale.pss(owner).await),
        (u(0), pss(1_000))
    );
    let sent = sale.claim_for(alice).await;
    assert_eq!(
        events::<Offering::Refunded>(&sent, sale.at),
        [Offering::Refunded {
            account: alice,
            contribution: u(150 * PSC)
        }]
    );
    assert_eq!(
        (sale.psc(alice).await, sale.pss(alice).await),
        (u(1_000 * PSC), u(0))
    );
    // Between two claims the owner still gets nothing of what others paid in.
    act(&sale.g, &w.owner, sale.at, &Offering::collectCall {}).await;
    assert_eq!(sale.psc(owner).await, u(0));
    let release = Offering::releaseCall { account: alice };
    sale.refused(
        &w.alice,
        &release,
        Offering::NothingToRelease { account: alice },
    )
    .await;
    sale.claim_for(friend).await;
    assert_eq!(sale.psc(friend).await, u(1_000 * PSC));
    assert_eq!(sale.psc(sale.at).await, u(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offering_that_nobody_wanted_fails() {
    let sale = Sale::unfunded(|_| {}).await;
    let sent = sale.finalize().await;
    assert!(!events::<Offering::OfferingFinalized>(&sent, sale.at)[0].succeeded);
    assert!(events::<Offering::Collected>(&sent, sale.at).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_soft_cap_is_a_success() {
    let sale = Sale::open().await;
    sale.contribute(&sale.g.wallets.alice, 200 * PSC).await;
    sale.finalize().await;
    assert!(sale.read(Offering::succeededCall {}).await);
}

// ---- vesting

#[tokio::test(flavor = "multi_thread")]
async fn units_vest_linearly_after_a_cliff() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let account = w.alice.address();
    sale.contribute(&w.alice, 250 * PSC).await;
    sale.finalize().await;
    let release = Offering::releaseCall { account };
    let nothing = || Offering::NothingToRelease { account };
    // Not before the claim, whatever is vested.
    sale.at_second(CLIFF - 1).await;
    assert_eq!(sale.vesting(account).await, (u(0), u(0), u(0)));
    sale.refused(&w.alice, &release, nothing()).await;
    sale.claim_for(account).await;
    sale.refused(&w.alice, &release, nothing()).await;
    // At the cliff what came up since the end is free: a tenth.
    sale.at_second(CLIFF).await;
    assert_eq!(sale.vesting(account).await, (pss(50), u(0), pss(50)));
    let sent = act(g, &w.stranger, sale.at, &release).await;
    println!("gas: release {}", sent.gas_used);
    assert_eq!(
        events::<Offering::Released>(&sent, sale.at),
        [Offering::Released {
            account,
            amount: pss(50),
            released: pss(50)
        }]
    );
    assert_eq!(sale.locked(account).await, pss(450));
    sale.refused(&w.alice, &release, nothing()).await;
    let transfer = |units| Pss::transferCall {
        to: w.friend.address(),
        value: units,
    };
    act(g, &w.alice, g.pss(), &transfer(pss(50))).await;
    let short = Pss::InsufficientUnlocked {
        account,
        unlocked: u(0),
        needed: u(1),
    };
    refused(g, account, g.pss(), &transfer(u(1)), short).await;
    // A thousandth a second, whoever releases when.
    sale.at_second(777).await;
    assert_eq!(
        sale.vesting(account).await,
        (pss(777) / u(2), pss(50), pss(777) / u(2) - pss(50))
    );
    act(g, &w.alice, sale.at, &release).await;
    sale.at_second(VESTING - 1).await;
    act(g, &w.alice, sale.at, &release).await;
    assert_eq!(sale.locked(account).await, pss(1) / u(2));
    sale.at_second(VESTING + 50).await;
    act(g, &w.alice, sale.at, &release).await;
    assert_eq!(sale.locked(account).await, u(0));
    assert_eq!(sale.vesting(account).await, (pss(500), pss(500), u(0)));
    sale.refused(&w.alice, &release, nothing()).await;
    act(g, &w.alice, g.pss(), &transfer(pss(450))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_claim_locks_only_what_is_not_vested() {
    let sale = Sale::open().await;
    let w = &sale.g.wallets;
    let (alice, friend) = (w.alice.address(), w.friend.address());
    for who in [&w.alice, &w.friend] {
        sale.contribute(who, 100 * PSC).await;
    }
    sale.finalize().await;
    sale.at_second(500).await;
    assert_eq!(sale.vesting(alice).await, (pss(100), u(0), u(0)));
    let sent = sale.claim_for(alice).await;
    assert_eq!(
        events::<Offering::Claimed>(&sent, sale.at)[0].locked,
        pss(100)
    );
    assert_eq!(sale.locked(alice).await, pss(100));
    assert_eq!(sale.vesting(alice).await, (pss(100), pss(100), u(0)));
    sale.at_second(VESTING).await;
    sale.claim_for(friend).await;
    assert_eq!(
        (sale.pss(friend).await, sale.locked(friend).await),
        (pss(200), u(0))
    );
    let release = Offering::releaseCall { account: alice };
    act(&sale.g, &w.alice, sale.at, &release).await;
    assert_eq!(sale.locked(alice).await, u(0));
}

/// Units that another locker holds stay out of it: each undoes its own locks only.
#[tokio::test(flavor = "multi_thread")]
async fn vesting_and_other_locks_add_up() {
    let sale = Sale::with(|terms| terms.cliff_secs = 0).await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let account = w.alice.address();
    let gift = Pss::transferCall {
        to: account,
        value: pss(10),
    };
    act(g, &w.treasury, g.pss(), &gift).await;
    let lock = Pss::lockCall {
        account,
        value: pss(10),
    };
    act(g, &w.locker, g.pss(), &lock).await;
    sale.contribute(&w.alice, 200 * PSC).await;
    sale.finalize().await;
    sale.claim_for(account).await;
    assert_eq!(sale.locked(account).await, pss(410));
    sale.at_second(VESTING).await;
    let release = Offering::releaseCall { account };
    act(g, &w.alice, sale.at, &release).await;
    assert_eq!(sale.locked(account).await, pss(10));
}

// ---- payees who cannot be paid

fn block(account: Address, blocked: bool) -> Psc::setBlockedCall {
    Psc::setBlockedCall { account, blocked }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_contributor_stops_nobody_but_herself() {
    let sale = Sale::with(|terms| terms.hard_cap = u(250 * PSC)).await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let account = w.alice.address();
    for who in [&w.alice, &w.friend] {
        sale.contribute(who, 250 * PSC).await;
    }
    act(g, &w.blocklister, g.psc(), &block(account, true)).await;
    sale.finalize().await;
    sale.refused(
        &w.alice,
        &Offering::claimCall {},
        Psc::AccountBlocked { account },
    )
    .await;
    sale.claim_for(w.friend.address()).await;
    assert_eq!(sale.psc(w.friend.address()).await, u(875 * PSC));
    // What is hers stays, also when the owner collects.
    act(g, &w.stranger, sale.at, &Offering::collectCall {}).await;
    assert_eq!(
        (sale.psc(sale.at).await, sale.pss(sale.at).await),
        (u(125 * PSC), pss(500))
    );
    act(g, &w.blocklister, g.psc(), &block(account, false)).await;
    sale.claim_for(account).await;
    assert_eq!(
        (sale.psc(account).await, sale.pss(account).await),
        (u(875 * PSC), pss(500))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_owner_stops_nobody_and_is_paid_later() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    let (alice, owner) = (w.alice.address(), w.owner.address());
    sale.contribute(&w.alice, 300 * PSC).await;
    act(g, &w.blocklister, g.psc(), &block(owner, true)).await;
    let sent = sale.finalize().await;
    assert_eq!(
        events::<Offering::Collected>(&sent, sale.at),
        [Offering::Collected {
            to: owner,
            psc: u(0),
            pss: pss(400)
        }]
    );
    assert!(sale.read(Offering::succeededCall {}).await);
    sale.claim_for(alice).await;
    assert_eq!(
        (sale.psc(sale.at).await, sale.pss(sale.at).await),
        (u(300 * PSC), u(0))
    );
    act(g, &w.blocklister, g.psc(), &block(owner, false)).await;
    act(g, &w.stranger, sale.at, &Offering::collectCall {}).await;
    assert_eq!(sale.psc(owner).await, u(300 * PSC));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_delays_and_takes_nothing() {
    let sale = Sale::open().await;
    let (g, w) = (&sale.g, &sale.g.wallets);
    sale.contribute(&w.alice, 300 * PSC).await;
    act(g, &w.pauser, g.psc(), &Psc::pauseCall {}).await;
    let more = Contribution::of(PSC).call();
    sale.refused(&w.alice, &more, Psc::EnforcedPause {}).await;
    sale.at_second(5).await;
    let finalize = Offering::finalizeCall {};
    sale.refused(&w.alice, &finalize, Psc::EnforcedPause {})
        .await;
    act(g, &w.pauser, g.psc(), &Psc::unpauseCall {}).await;
    sale.finalize().await;
    sale.claim_for(w.alice.address()).await;
    assert_eq!(sale.pss(w.alice.address()).await, pss(600));
}

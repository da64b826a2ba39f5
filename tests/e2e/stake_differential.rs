//! Stake pools beside OpenZeppelin's ERC4626 with the same offset of decimals, on the same chain, over the same token: the
//! same random calls of the same accounts, compared in what they answer, what they refuse and with which data.
//!
//! Meant to differ:
//! - a call for nothing, which the vault carries out, is refused (`ZeroAmount`), and so is a deposit that is worth no
//!   share, which the vault keeps (`ZeroShares`);
//! - amounts beyond 64 bits, and shares beyond 120, are refused as such (`ValueTooLarge`);
//! - profit streams in, where a gift to the vault counts at once: here the gift is made when all has streamed in;
//! - a deposit needs PSS, which everybody has enough of here; the queue and defaults have no counterpart.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolError};
use productshare_abi::{Checkout, Psc, StakePools};
use world::shop;
use world::solidity::Vault;

use crate::contracts::*;
use crate::stakes::*;

/// What a call answers, or is refused with.
type Outcome = Result<U256, Bytes>;

struct Pair<'a> {
    t: &'a Stakes,
    vault: Address,
}

impl Pair<'_> {
    async fn outcome<C: SolCall>(&self, from: Address, to: Address, call: &C) -> Outcome {
        let client = &self.t.s.g.client;
        match client.simulate(from, to, call.abi_encode().into()).await {
            Ok(answer) => Ok(U256::from_be_slice(&answer)),
            Err(_) => Err(client.refusal(from, to, call).await.unwrap().data),
        }
    }

    async fn both(&self, who: Address, ours: &impl SolCall, theirs: &impl SolCall) -> [Outcome; 2] {
        [
            self.outcome(who, self.t.at(), ours).await,
            self.outcome(who, self.vault, theirs).await,
        ]
    }

    /// All views at an amount.
    async fn compare_views(&self, account: Address, amount: U256) {
        let product = self.t.product;
        macro_rules! same {
            ($ours:expr, $theirs:expr) => {
                let [ours, theirs] = self.both(account, &$ours, &$theirs).await;
                assert_eq!(ours, theirs, "{} at {amount}", stringify!($theirs));
            };
        }
        let (assets, shares) = (amount, amount);
        same!(
            StakePools::totalAssetsCall { product },
            Vault::totalAssetsCall {}
        );
        same!(
            StakePools::totalSupplyCall { product },
            Vault::totalSupplyCall {}
        );
        same!(
            StakePools::balanceOfCall { product, account },
            Vault::balanceOfCall { account }
        );
        same!(
            StakePools::convertToSharesCall { product, assets },
            Vault::convertToSharesCall { assets }
        );
        same!(
            StakePools::convertToAssetsCall { product, shares },
            Vault::convertToAssetsCall { shares }
        );
        same!(
            StakePools::previewDepositCall { product, assets },
            Vault::previewDepositCall { assets }
        );
        same!(
            StakePools::previewMintCall { product, shares },
            Vault::previewMintCall { shares }
        );
        same!(
            StakePools::previewWithdrawCall { product, assets },
            Vault::previewWithdrawCall { assets }
        );
        same!(
            StakePools::previewRedeemCall { product, shares },
            Vault::previewRedeemCall { shares }
        );
        same!(
            StakePools::maxWithdrawCall { product, account },
            Vault::maxWithdrawCall { owner: account }
        );
        same!(
            StakePools::maxRedeemCall { product, account },
            Vault::maxRedeemCall { owner: account }
        );
    }
}

/// What of two outcomes that differ is meant to.
fn is_meant(ours: &Outcome, theirs: &Outcome, amount: U256) -> bool {
    let Err(data) = ours else { return false };
    let selector = |error: [u8; 4]| data.starts_with(&error);
    if selector(StakePools::ZeroAmount::SELECTOR) {
        return amount.is_zero() && theirs.is_ok();
    }
    if selector(StakePools::ZeroShares::SELECTOR) {
        return *theirs == Ok(U256::ZERO);
    }
    selector(StakePools::ValueTooLarge::SELECTOR) && amount > U256::from(u64::MAX)
}

#[tokio::test(flavor = "multi_thread")]
async fn random_calls_do_what_openzeppelins_vault_does() {
    let t = Stakes::open().await;
    let (g, w, product) = (&t.s.g, &t.s.g.wallets, t.product);
    let vault = g.deploy_solidity("PlainVault", &(g.psc(),)).await.unwrap();
    let pair = Pair { t: &t, vault };
    let people = [&w.alice, &w.friend, &w.vendor, &w.stranger];
    for who in people {
        shop::fund(g, who, 1_000_000 * PSC).await.unwrap();
        let approval = Psc::approveCall {
            spender: vault,
            value: U256::MAX,
        };
        act(g, who, g.psc(), &approval).await;
    }
    t.set(|p| {
        p.minAssets = u(PSC);
        p.windowSecs = 3_600;
        p.lockRatio = u(10).pow(u(14));
    })
    .await;
    let mut random = Random(0x5eed_4626);
    let (mut done, mut refused, mut meant, mut gifts) = (0, 0, 0, 0);
    for _ in 0..160 {
        let who = *random.pick(&people);
        let account = who.address();
        let own = t.shares_of(account).await;
        let bits = 4 + random.below(30);
        let some = u(random.below(1 << bits));
        let part = own / u(1 + random.below(5));
        let far = u(1_000_000_000 * PSC);
        let choice = random.below(9);
        let pick = |list: [U256; 6], at: u64| list[(at % 6) as usize];
        let odd = random.below(24);
        pair.compare_views(account, some).await;
        let (outcomes, amount, sent);
        macro_rules! try_both {
            ($amount:expr, $ours:expr, $theirs:expr) => {{
                amount = $amount;
                outcomes = pair.both(account, &$ours, &$theirs).await;
                sent = outcomes[0].is_ok() && outcomes[1].is_ok();
                if sent {
                    act(g, who, t.at(), &$ours).await;
                    act(g, who, vault, &$theirs).await;
                }
            }};
        }
        let receiver = account;
        match choice {
            0..=2 => {
                let assets = match odd {
                    0 => U256::ZERO,
                    1 => far,
                    2 => U256::from(u128::MAX),
                    _ => some,
                };
                try_both!(
                    assets,
                    StakePools::depositCall { product, assets },
                    Vault::depositCall { assets, receiver }
                )
            }
            3 | 4 => {
                let shares = match odd {
                    0 => U256::ZERO,
                    1 => far * u(RATE),
                    2 => u(1),
                    _ => some * u(RATE) + u(random.below(RATE)),
                };
                try_both!(
                    shares,
                    StakePools::mintCall { product, shares },
                    Vault::mintCall { shares, receiver }
                )
            }
            5 | 6 => {
                let shares = pick([own, part, part, part, own + u(1), U256::ZERO], odd);
                try_both!(
                    shares,
                    StakePools::redeemCall { product, shares },
                    Vault::redeemCall {
                        shares,
                        receiver,
                        owner: account
                    }
                )
            }
            7 => {
                let worth = t
                    .ask(&StakePools::convertToAssetsCall {
                        product,
                        shares: part,
                    })
                    .await;
                let assets = pick([worth, worth, worth, worth + u(1), far, U256::ZERO], odd);
                try_both!(
                    assets,
                    StakePools::withdrawCall { product, assets },
                    Vault::withdrawCall {
                        assets,
                        receiver,
                        owner: account
                    }
                )
            }
            _ => {
                // Profit: a PSC of each unit sold, and as much for the vault when it has streamed in.
                t.pass(3_600).await;
                let sale = t.sell(1 + random.below(9)).await;
                let share = events::<Checkout::LineSettled>(&sale, g.checkout())[0].stakeShare;
                t.pass(3_600).await;
                let gift = Psc::transferCall {
                    to: vault,
                    value: share,
                };
                act(g, &w.alice, g.psc(), &gift).await;
                gifts += usize::from(!share.is_zero());
                continue;
            }
        }
        let [ours, theirs] = outcomes;
        if ours == theirs {
            done += usize::from(sent);
            refused += usize::from(!sent);
        } else {
            assert!(
                is_meant(&ours, &theirs, amount),
                "{choice} of {amount}: {ours:?}, the vault {theirs:?}"
            );
            meant += 1;
        }
        pair.compare_views(account, amount.min(u(1 << 40))).await;
    }
    assert!(
        done > 60 && refused > 5 && meant > 2 && gifts > 5,
        "{done} done, {refused} refused, {meant} meant to differ, {gifts} gifts"
    );
    t.assert_books(&[product]).await;
}

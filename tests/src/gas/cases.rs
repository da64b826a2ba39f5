//! The operations of the gas table, each as a call of ours and the same call of a peer.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use anyhow::Result;
use productshare_abi::{Psc, Pss, Reserve};

use super::stage::{Call, PSC, Stage};
use crate::solidity::Peer;
use crate::typed::{self, TransferWithAuthorization};

/// One operation.
pub struct Case {
    pub op: &'static str,
    pub ours: Call,
    pub peer: Option<(&'static str, Call)>,
}

const ERC20_PERMIT: &str = "OpenZeppelin 5.7.0 ERC20Permit";
const ERC3009: &str = "OpenZeppelin 5.7.0 ERC3009";
const ERC20_VOTES: &str = "OpenZeppelin 5.7.0 ERC20Votes";

/// Every operation on the prepared `stage`.
pub async fn all(stage: &Stage) -> Result<Vec<Case>> {
    let mut cases = cash(stage);
    cases.extend(reserve(stage).await?);
    cases.extend(stake(stage));
    Ok(cases)
}

/// The same call of ours and of the peer: both speak ERC-20.
fn beside(op: &'static str, peer: &'static str, call: impl Fn(bool) -> Call) -> Case {
    Case {
        op,
        ours: call(true),
        peer: Some((peer, call(false))),
    }
}

pub fn alone(op: &'static str, ours: Call) -> Case {
    Case {
        op,
        ours,
        peer: None,
    }
}

fn newcomer() -> Address {
    Address::from_slice(&keccak256("newcomer")[12..])
}

fn cash(stage: &Stage) -> Vec<Case> {
    let (g, w) = (&stage.ground, &stage.ground.wallets);
    let token = |ours: bool| if ours { g.psc() } else { stage.peer_permit };
    let one = U256::from(PSC);
    let transfer = |from: &PrivateKeySigner, to, value| {
        let from = from.clone();
        move |ours| Call::new(&from, token(ours), &Peer::transferCall { to, value })
    };
    let approve = |spender| {
        move |ours| {
            Call::new(
                &w.alice,
                token(ours),
                &Peer::approveCall {
                    spender,
                    value: one,
                },
            )
        }
    };
    let transfer_from = |to| {
        let call = Peer::transferFromCall {
            from: w.alice.address(),
            to,
            value: one,
        };
        move |ours| Call::new(&w.relayer, token(ours), &call)
    };
    let permit = |owner: &PrivateKeySigner, spender, nonce| {
        let owner = owner.clone();
        move |ours| {
            Call::new(
                &w.relayer,
                token(ours),
                &stage.permit(token(ours), &owner, spender, U256::from(nonce)),
            )
        }
    };
    let all_of_relayers = U256::from(1_000 * PSC);
    vec![
        beside(
            "psc.transfer.warm",
            ERC20_PERMIT,
            transfer(&w.alice, w.bob.address(), one),
        ),
        beside(
            "psc.transfer.cold",
            ERC20_PERMIT,
            transfer(&w.alice, newcomer(), one),
        ),
        beside(
            "psc.transfer.emptying",
            ERC20_PERMIT,
            transfer(&w.relayer, w.bob.address(), all_of_relayers),
        ),
        beside("psc.approve", ERC20_PERMIT, approve(w.stranger.address())),
        beside(
            "psc.approve.warm",
            ERC20_PERMIT,
            approve(w.relayer.address()),
        ),
        beside(
            "psc.transfer_from.warm",
            ERC20_PERMIT,
            transfer_from(w.bob.address()),
        ),
        beside(
            "psc.transfer_from.cold",
            ERC20_PERMIT,
            transfer_from(newcomer()),
        ),
        beside(
            "psc.permit",
            ERC20_PERMIT,
            permit(&w.treasury, w.relayer.address(), 0),
        ),
        beside(
            "psc.permit.warm",
            ERC20_PERMIT,
            permit(&w.alice, w.relayer.address(), 1),
        ),
        beside("psc.transfer_with_authorization", ERC3009, |ours| {
            authorization(stage, ours, w.bob.address())
        }),
        beside("psc.transfer_with_authorization.cold", ERC3009, |ours| {
            authorization(stage, ours, newcomer())
        }),
        alone("psc.multi_transfer10", {
            let values = vec![one; stage.payees.len()];
            Call::new(
                &w.alice,
                g.psc(),
                &Psc::multiTransferCall {
                    to: stage.payees.clone(),
                    values,
                },
            )
        }),
    ]
}

/// Alice's authorization of a payment, relayed; its nonce is always new.
fn authorization(stage: &Stage, ours: bool, to: Address) -> Call {
    let w = &stage.ground.wallets;
    let token = if ours {
        stage.ground.psc()
    } else {
        stage.peer_authorization
    };
    let (from, value, nonce): (_, _, B256) = (
        w.alice.address(),
        U256::from(PSC),
        keccak256("authorization"),
    );
    let (valid_after, valid_before) = (U256::ZERO, U256::MAX);
    let message = TransferWithAuthorization {
        from,
        to,
        value,
        validAfter: valid_after,
        validBefore: valid_before,
        nonce,
    };
    let (v, r, s) = typed::sign_vrs(&w.alice, &stage.domain(token), &message);
    let call = Peer::transferWithAuthorizationCall {
        from,
        to,
        value,
        validAfter: valid_after,
        validBefore: valid_before,
        nonce,
        v,
        r,
        s,
    };
    Call::new(&w.relayer, token, &call)
}

async fn reserve(stage: &Stage) -> Result<Vec<Case>> {
    let (g, w) = (&stage.ground, &stage.ground.wallets);
    let (reserve, hundred) = (g.reserve(), U256::from(100 * PSC));
    let settled = g
        .client
        .read(reserve, &Reserve::totalSettledCall {})
        .await?;
    let next = stage.next_attestation(g.client.now().await?, settled);
    Ok(vec![
        alone("reserve.issue", {
            Call::new(
                &w.alice,
                reserve,
                &Reserve::issueCall {
                    amount: hundred,
                    to: w.alice.address(),
                },
            )
        }),
        alone("reserve.redeem", {
            Call::new(
                &w.alice,
                reserve,
                &Reserve::redeemCall {
                    amount: hundred,
                    to: w.alice.address(),
                },
            )
        }),
        alone(
            "reserve.attest",
            Call::new(&w.relayer, reserve, &stage.attest(&next)),
        ),
        alone("reserve.mint_attested", {
            Call::new(
                &w.issuer,
                reserve,
                &Reserve::mintAttestedCall {
                    to: w.alice.address(),
                    amount: hundred,
                },
            )
        }),
        alone(
            "reserve.request_redemption",
            Call::new(&w.alice, reserve, &stage.request_redemption()),
        ),
        alone("reserve.settle_redemption", {
            Call::new(&w.issuer, reserve, &Reserve::settleRedemptionCall { id: 2 })
        }),
    ])
}

fn stake(stage: &Stage) -> Vec<Case> {
    let (g, w) = (&stage.ground, &stage.ground.wallets);
    let token = |ours: bool| if ours { g.pss() } else { stage.peer_votes };
    let value = U256::from(10).pow(U256::from(18));
    let transfer = |from: &PrivateKeySigner, to| {
        let from = from.clone();
        move |ours| Call::new(&from, token(ours), &Peer::transferCall { to, value })
    };
    let delegate =
        |delegatee| move |ours| Call::new(&w.alice, token(ours), &Peer::delegateCall { delegatee });
    let permit = |ours| {
        let permit = stage.permit(token(ours), &w.alice, w.relayer.address(), U256::from(1));
        Call::new(&w.relayer, token(ours), &permit)
    };
    let lock = |account| Call::new(&w.locker, g.pss(), &Pss::lockCall { account, value });
    vec![
        beside(
            "pss.transfer.warm",
            ERC20_VOTES,
            transfer(&w.alice, w.bob.address()),
        ),
        beside(
            "pss.transfer.cold",
            ERC20_VOTES,
            transfer(&w.alice, newcomer()),
        ),
        beside(
            "pss.transfer.delegated",
            ERC20_VOTES,
            transfer(&w.attestors[0], w.attestors[1].address()),
        ),
        beside(
            "pss.transfer.delegated.new_slots",
            ERC20_VOTES,
            transfer(&w.issuer, w.pauser.address()),
        ),
        beside("pss.delegate", ERC20_VOTES, delegate(w.alice.address())),
        beside(
            "pss.delegate.to_delegate",
            ERC20_VOTES,
            delegate(w.attestors[0].address()),
        ),
        beside("pss.permit.warm", ERC20_VOTES, permit),
        alone("pss.lock", lock(w.bob.address())),
        alone("pss.lock.warm", lock(w.alice.address())),
        alone("pss.unlock.warm", {
            let call = Pss::unlockCall {
                account: w.alice.address(),
                value: U256::from(1),
            };
            Call::new(&w.locker, g.pss(), &call)
        }),
    ]
}

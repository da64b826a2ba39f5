//! PSC on its real wasm: every function, every refusal, and the attacks that a token meets.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use productshare_abi::{Psc, Reserve};
use world::client::Client;
use world::ground::Ground;
use world::solidity::TestAsset;
use world::typed::{
    self, CancelAuthorization, Permit, ReceiveWithAuthorization, TransferWithAuthorization,
};

use crate::contracts::*;

/// A ground where Alice has 100 PSC.
async fn ground() -> Ground {
    let g = Ground::start().await.unwrap();
    issue(&g, &Cash::of(&g), &g.wallets.alice, 100 * PSC).await;
    g
}

fn transfer(to: Address, value: u64) -> Psc::transferCall {
    Psc::transferCall {
        to,
        value: u(value),
    }
}

async fn held(g: &Ground, account: Address) -> U256 {
    balance(g, g.psc(), account).await
}

fn domain(client: &Client, psc: Address) -> alloy::sol_types::Eip712Domain {
    typed::psc_domain(client.chain_id, psc)
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_and_domain_are_as_published() {
    let g = Ground::start().await.unwrap();
    let psc = g.psc();
    assert_eq!(read(&g, psc, &Psc::nameCall {}).await, "ShareCash");
    assert_eq!(read(&g, psc, &Psc::symbolCall {}).await, "PSC");
    assert_eq!(read(&g, psc, &Psc::decimalsCall {}).await, 6);
    assert_eq!(read(&g, psc, &Psc::totalSupplyCall {}).await, U256::ZERO);
    assert_eq!(read(&g, psc, &Psc::minterCall {}).await, g.reserve());
    assert_eq!(
        read(&g, psc, &Psc::ownerCall {}).await,
        g.wallets.owner.address()
    );
    let separator = domain(&g.client, psc).hash_struct();
    assert_eq!(
        read(&g, psc, &Psc::DOMAIN_SEPARATORCall {}).await,
        separator
    );
    let fields = read(&g, psc, &Psc::eip712DomainCall {}).await;
    assert_eq!(fields.fields, FixedBytes([0x0f]));
    assert_eq!(
        (fields.name.as_str(), fields.version.as_str()),
        ("ShareCash", "1")
    );
    assert_eq!(fields.chainId, u(g.client.chain_id));
    assert_eq!((fields.verifyingContract, fields.salt), (psc, B256::ZERO));
    assert!(fields.extensions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_name_no_function_or_carry_ether_are_refused() {
    let g = ground().await;
    let (psc, alice) = (g.psc(), g.wallets.alice.address());
    refused_blank(&g, alice, psc, vec![], 0).await;
    refused_blank(&g, alice, psc, vec![1, 2, 3], 0).await;
    refused_blank(&g, alice, psc, vec![0xde, 0xad, 0xbe, 0xef], 0).await;
    let call = transfer(g.wallets.bob.address(), 1).abi_encode();
    refused_blank(&g, alice, psc, call.clone(), 1).await;
    refused_blank(&g, alice, psc, call[..67].to_vec(), 0).await;
    let mut dirty = call;
    dirty[4] = 1;
    refused_blank(&g, alice, psc, dirty, 0).await;
    // Constructed once and for all.
    refused_blank(&g, alice, psc, construction(&(alice,)).to_vec(), 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_moves_units_and_says_so() {
    let g = ground().await;
    let (alice, bob) = (&g.wallets.alice, g.wallets.bob.address());
    let sent = act(&g, alice, g.psc(), &transfer(bob, 30 * PSC)).await;
    assert_eq!(
        events::<Psc::Transfer>(&sent, g.psc()),
        [Psc::Transfer {
            from: alice.address(),
            to: bob,
            value: u(30 * PSC)
        }]
    );
    assert_eq!(held(&g, alice.address()).await, u(70 * PSC));
    assert_eq!(held(&g, bob).await, u(30 * PSC));
    // To oneself, and of nothing.
    act(&g, alice, g.psc(), &transfer(alice.address(), 70 * PSC)).await;
    act(&g, alice, g.psc(), &transfer(bob, 0)).await;
    assert_eq!(held(&g, alice.address()).await, u(70 * PSC));
    assert_eq!(
        read(&g, g.psc(), &Psc::totalSupplyCall {}).await,
        u(100 * PSC)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_is_refused_beyond_the_balance_and_from_or_to_nobody() {
    let g = ground().await;
    let (alice, bob) = (g.wallets.alice.address(), g.wallets.bob.address());
    for needed in [u(100 * PSC + 1), U256::MAX, U256::from(1) << 255] {
        let call = Psc::transferCall {
            to: bob,
            value: needed,
        };
        let error = Psc::ERC20InsufficientBalance {
            sender: alice,
            balance: u(100 * PSC),
            needed,
        };
        refused(&g, alice, g.psc(), &call, error).await;
    }
    let nobody = Address::ZERO;
    refused(
        &g,
        alice,
        g.psc(),
        &transfer(nobody, 1),
        Psc::ERC20InvalidReceiver { receiver: nobody },
    )
    .await;
    refused(
        &g,
        nobody,
        g.psc(),
        &transfer(bob, 0),
        Psc::ERC20InvalidSender { sender: nobody },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn allowances_are_spent_and_the_largest_is_not() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender, bob) = (w.alice.address(), w.relayer.address(), w.bob.address());
    let approve = |value| Psc::approveCall { spender, value };
    let spend = |value| Psc::transferFromCall {
        from: alice,
        to: bob,
        value: u(value),
    };
    let allowance = Psc::allowanceCall {
        owner: alice,
        spender,
    };
    let sent = act(&g, &w.alice, psc, &approve(u(10))).await;
    assert_eq!(
        events::<Psc::Approval>(&sent, psc),
        [Psc::Approval {
            owner: alice,
            spender,
            value: u(10)
        }]
    );
    act(&g, &w.relayer, psc, &spend(4)).await;
    assert_eq!(read(&g, psc, &allowance).await, u(6));
    let short = Psc::ERC20InsufficientAllowance {
        spender,
        allowance: u(6),
        needed: u(7),
    };
    refused(&g, spender, psc, &spend(7), short).await;
    act(&g, &w.alice, psc, &approve(U256::MAX)).await;
    act(&g, &w.relayer, psc, &spend(5)).await;
    assert_eq!(read(&g, psc, &allowance).await, U256::MAX);
    assert_eq!(held(&g, bob).await, u(9));
    let nobody = Psc::approveCall {
        spender: Address::ZERO,
        value: u(1),
    };
    refused(
        &g,
        alice,
        psc,
        &nobody,
        Psc::ERC20InvalidSpender {
            spender: Address::ZERO,
        },
    )
    .await;
    refused(
        &g,
        Address::ZERO,
        psc,
        &approve(u(1)),
        Psc::ERC20InvalidApprover {
            approver: Address::ZERO,
        },
    )
    .await;
}

fn permit(owner: Address, spender: Address, nonce: u64, deadline: u64) -> Permit {
    Permit {
        owner,
        spender,
        value: u(PSC),
        nonce: u(nonce),
        deadline: u(deadline),
    }
}

fn split(p: &Permit, (v, r, s): (u8, B256, B256)) -> SplitForms::permitCall {
    let Permit {
        owner,
        spender,
        value,
        deadline,
        ..
    } = *p;
    SplitForms::permitCall {
        owner,
        spender,
        value,
        deadline,
        v,
        r,
        s,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn permit_sets_the_allowance_in_both_forms_once() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender) = (w.alice.address(), w.relayer.address());
    let domain = domain(&g.client, psc);
    let later = g.client.now().await.unwrap() + 1_000;
    let first = permit(alice, spender, 0, later);
    let call = split(&first, typed::sign_vrs(&w.alice, &domain, &first));
    act(&g, &w.relayer, psc, &call).await;
    assert_eq!(
        read(
            &g,
            psc,
            &Psc::allowanceCall {
                owner: alice,
                spender
            }
        )
        .await,
        u(PSC)
    );
    assert_eq!(read(&g, psc, &Psc::noncesCall { owner: alice }).await, u(1));
    // Its nonce is used: over the next nonce the same signature is of somebody else.
    let refusal = g.client.refusal(spender, psc, &call).await.unwrap();
    assert!(
        refusal.words.starts_with("ERC2612InvalidSigner"),
        "{}",
        refusal.words
    );
    let second = permit(alice, spender, 1, later);
    let packed = PackedForms::permitCall {
        owner: alice,
        spender,
        value: u(PSC),
        deadline: u(later),
        signature: typed::sign(&w.alice, &domain, &second),
    };
    act(&g, &w.relayer, psc, &packed).await;
    assert_eq!(read(&g, psc, &Psc::noncesCall { owner: alice }).await, u(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn permit_is_refused_late_forged_malleable_or_malformed() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, spender) = (w.alice.address(), w.relayer.address());
    let domain = domain(&g.client, psc);
    let now = g.client.now().await.unwrap();
    let late = permit(alice, spender, 0, now - 1);
    let call = split(&late, typed::sign_vrs(&w.alice, &domain, &late));
    refused(
        &g,
        spender,
        psc,
        &call,
        Psc::ERC2612ExpiredSignature {
            deadline: u(now - 1),
        },
    )
    .await;

    let good = permit(alice, spender, 0, now + 1_000);
    let forged = split(&good, typed::sign_vrs(&w.bob, &domain, &good));
    let error = Psc::ERC2612InvalidSigner {
        signer: w.bob.address(),
        owner: alice,
    };
    refused(&g, spender, psc, &forged, error).await;

    let nobody = Psc::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: alice,
    };
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &good);
    let order: U256 = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
        .parse()
        .unwrap();
    let twin = (55 - v, r, B256::from(order - U256::from_be_bytes(s.0)));
    refused(&g, spender, psc, &split(&good, twin), nobody.clone()).await;
    refused(
        &g,
        spender,
        psc,
        &split(&good, (v - 27, r, s)),
        nobody.clone(),
    )
    .await;
    refused(
        &g,
        spender,
        psc,
        &split(&good, (v, B256::ZERO, B256::ZERO)),
        nobody.clone(),
    )
    .await;
    for signature in [
        Bytes::new(),
        Bytes::from(vec![1; 64]),
        Bytes::from(vec![1; 66]),
    ] {
        let Permit {
            owner,
            spender,
            value,
            deadline,
            ..
        } = good;
        let call = PackedForms::permitCall {
            owner,
            spender,
            value,
            deadline,
            signature,
        };
        refused(&g, spender, psc, &call, nobody.clone()).await;
    }
    // Nobody's permit: a failed recovery must not pass for the zero address.
    let of_nobody = permit(Address::ZERO, spender, 0, now + 1_000);
    let call = split(&of_nobody, (27, B256::ZERO, B256::ZERO));
    let error = Psc::ERC2612InvalidSigner {
        signer: Address::ZERO,
        owner: Address::ZERO,
    };
    refused(&g, spender, psc, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_brought_by_somebody_else_first_does_not_stop_its_use() {
    let g = ground().await;
    let (w, asset) = (&g.wallets, g.asset);
    let alice = w.alice.address();
    act(
        &g,
        &w.alice,
        asset,
        &TestAsset::mintCall {
            to: alice,
            value: u(PSC),
        },
    )
    .await;
    act(
        &g,
        &w.alice,
        asset,
        &TestAsset::approveCall {
            spender: g.reserve(),
            value: u(0),
        },
    )
    .await;
    let deadline = u(g.client.now().await.unwrap() + 1_000);
    let message = Permit {
        owner: alice,
        spender: g.reserve(),
        value: u(PSC),
        nonce: u(0),
        deadline,
    };
    let domain = typed::domain("Test Dollar", g.client.chain_id, asset);
    let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message);
    act(&g, &w.stranger, asset, &split(&message, (v, r, s))).await;
    let call = Reserve::issueWithPermitCall {
        amount: u(PSC),
        to: alice,
        assetAllowance: u(PSC),
        deadline,
        v,
        r,
        s,
    };
    act(&g, &w.alice, g.reserve(), &call).await;
    assert_eq!(held(&g, alice).await, u(101 * PSC));
}

/// An authorization of Alice's, valid around now.
struct Authorized {
    from: Address,
    to: Address,
    valid_after: u64,
    valid_before: u64,
    nonce: B256,
}

impl Authorized {
    async fn now(g: &Ground, to: Address, nonce: u8) -> Self {
        let now = g.client.now().await.unwrap();
        let from = g.wallets.alice.address();
        Self {
            from,
            to,
            valid_after: now - 10,
            valid_before: now + 1_000,
            nonce: word(nonce),
        }
    }

    fn transfer(&self) -> TransferWithAuthorization {
        TransferWithAuthorization {
            from: self.from,
            to: self.to,
            value: u(PSC),
            validAfter: u(self.valid_after),
            validBefore: u(self.valid_before),
            nonce: self.nonce,
        }
    }

    fn receive(&self) -> ReceiveWithAuthorization {
        let TransferWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        } = self.transfer();
        ReceiveWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        }
    }

    fn transfer_call(&self, signature: Bytes) -> PackedForms::transferWithAuthorizationCall {
        let TransferWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        } = self.transfer();
        PackedForms::transferWithAuthorizationCall {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
            signature,
        }
    }

    fn receive_call(&self, signature: Bytes) -> PackedForms::receiveWithAuthorizationCall {
        let TransferWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        } = self.transfer();
        PackedForms::receiveWithAuthorizationCall {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
            signature,
        }
    }

    fn split_transfer(
        &self,
        (v, r, s): (u8, B256, B256),
    ) -> SplitForms::transferWithAuthorizationCall {
        let TransferWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        } = self.transfer();
        SplitForms::transferWithAuthorizationCall {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
            v,
            r,
            s,
        }
    }

    fn split_receive(
        &self,
        (v, r, s): (u8, B256, B256),
    ) -> SplitForms::receiveWithAuthorizationCall {
        let TransferWithAuthorization {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
        } = self.transfer();
        SplitForms::receiveWithAuthorizationCall {
            from,
            to,
            value,
            validAfter,
            validBefore,
            nonce,
            v,
            r,
            s,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_moves_units_once() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let domain = domain(&g.client, psc);
    let packed = Authorized::now(&g, bob, 1).await;
    let call = packed.transfer_call(typed::sign(&w.alice, &domain, &packed.transfer()));
    let sent = act(&g, &w.relayer, psc, &call).await;
    assert_eq!(
        events::<Psc::AuthorizationUsed>(&sent, psc),
        [Psc::AuthorizationUsed {
            authorizer: alice,
            nonce: word(1)
        }]
    );
    let state = |nonce| Psc::authorizationStateCall {
        authorizer: alice,
        nonce: word(nonce),
    };
    assert!(read(&g, psc, &state(1)).await);
    assert!(!read(&g, psc, &state(2)).await);
    let used = Psc::AuthorizationUsedOrCanceled {
        authorizer: alice,
        nonce: word(1),
    };
    refused(&g, w.relayer.address(), psc, &call, used.clone()).await;
    // The other form and the other kind share the nonce.
    let receive = packed.receive_call(typed::sign(&w.alice, &domain, &packed.receive()));
    refused(&g, bob, psc, &receive, used).await;

    let split = Authorized::now(&g, bob, 2).await;
    let call = split.split_transfer(typed::sign_vrs(&w.alice, &domain, &split.transfer()));
    act(&g, &w.relayer, psc, &call).await;
    assert_eq!(held(&g, bob).await, u(2 * PSC));
    assert_eq!(held(&g, alice).await, u(98 * PSC));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_payee_receives_with_an_authorization() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let domain = domain(&g.client, psc);
    let payee = w.issuer.address();
    let packed = Authorized::now(&g, payee, 1).await;
    let call = packed.receive_call(typed::sign(&w.alice, &domain, &packed.receive()));
    let caller = w.stranger.address();
    refused(
        &g,
        caller,
        psc,
        &call,
        Psc::CallerNotPayee { caller, payee },
    )
    .await;
    act(&g, &w.issuer, psc, &call).await;
    let split = Authorized::now(&g, payee, 2).await;
    let call = split.split_receive(typed::sign_vrs(&w.alice, &domain, &split.receive()));
    act(&g, &w.issuer, psc, &call).await;
    assert_eq!(held(&g, payee).await, u(2 * PSC));
    // What was signed for the payee's own transaction is good for nobody else's.
    let third = Authorized::now(&g, payee, 3).await;
    let misused = third.transfer_call(typed::sign(&w.alice, &domain, &third.receive()));
    let error = Psc::InvalidSignature {
        signer: w.alice.address(),
    };
    refused(&g, caller, psc, &misused, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_is_refused_outside_its_window() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let domain = domain(&g.client, psc);
    let mut early = Authorized::now(&g, w.bob.address(), 1).await;
    early.valid_after += 10_000;
    early.valid_before += 10_000;
    let call = early.transfer_call(typed::sign(&w.alice, &domain, &early.transfer()));
    let error = Psc::AuthorizationNotYetValid {
        validAfter: u(early.valid_after),
    };
    refused(&g, w.bob.address(), psc, &call, error).await;
    let mut late = Authorized::now(&g, w.bob.address(), 1).await;
    late.valid_before -= 1_000;
    let call = late.transfer_call(typed::sign(&w.alice, &domain, &late.transfer()));
    let error = Psc::AuthorizationExpired {
        validBefore: u(late.valid_before),
    };
    refused(&g, w.bob.address(), psc, &call, error).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_authorization_is_refused() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let alice = w.alice.address();
    let domain = domain(&g.client, psc);
    for nonce in [1, 2] {
        let message = CancelAuthorization {
            authorizer: alice,
            nonce: word(nonce),
        };
        let sent = if nonce == 1 {
            let signature = typed::sign(&w.alice, &domain, &message);
            let call = PackedForms::cancelAuthorizationCall {
                authorizer: alice,
                nonce: word(1),
                signature,
            };
            act(&g, &w.relayer, psc, &call).await
        } else {
            let (v, r, s) = typed::sign_vrs(&w.alice, &domain, &message);
            let call = SplitForms::cancelAuthorizationCall {
                authorizer: alice,
                nonce: word(2),
                v,
                r,
                s,
            };
            act(&g, &w.relayer, psc, &call).await
        };
        assert_eq!(
            events::<Psc::AuthorizationCanceled>(&sent, psc),
            [Psc::AuthorizationCanceled {
                authorizer: alice,
                nonce: word(nonce)
            }]
        );
        let paid = Authorized::now(&g, w.bob.address(), nonce).await;
        let call = paid.transfer_call(typed::sign(&w.alice, &domain, &paid.transfer()));
        let error = Psc::AuthorizationUsedOrCanceled {
            authorizer: alice,
            nonce: word(nonce),
        };
        refused(&g, w.bob.address(), psc, &call, error).await;
    }
    // Only the authorizer cancels.
    let message = CancelAuthorization {
        authorizer: alice,
        nonce: word(3),
    };
    let signature = typed::sign(&w.bob, &domain, &message);
    let call = PackedForms::cancelAuthorizationCall {
        authorizer: alice,
        nonce: word(3),
        signature,
    };
    refused(
        &g,
        w.bob.address(),
        psc,
        &call,
        Psc::InvalidSignature { signer: alice },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_for_another_chain_or_contract_is_refused() {
    let g = ground().await;
    let w = &g.wallets;
    let error = Psc::InvalidSignature {
        signer: w.alice.address(),
    };
    let paid = Authorized::now(&g, w.bob.address(), 1).await;
    for domain in [
        typed::psc_domain(g.client.chain_id + 1, g.psc()),
        typed::psc_domain(g.client.chain_id, g.pss()),
        typed::domain("StakeShare", g.client.chain_id, g.psc()),
    ] {
        let call = paid.transfer_call(typed::sign(&w.alice, &domain, &paid.transfer()));
        refused(&g, w.bob.address(), g.psc(), &call, error.clone()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_pays_everybody_but_the_blocked() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob, blocked) = (w.alice.address(), w.bob.address(), w.stranger.address());
    act(
        &g,
        &w.blocklister,
        psc,
        &Psc::setBlockedCall {
            account: blocked,
            blocked: true,
        },
    )
    .await;
    let call = Psc::multiTransferCall {
        to: vec![bob, blocked, alice, bob],
        values: vec![u(1), u(2), u(4), u(8)],
    };
    let skipped = g
        .client
        .simulate(alice, psc, call.abi_encode().into())
        .await
        .unwrap();
    assert_eq!(U256::from_be_slice(&skipped), u(0b10));
    let sent = act(&g, &w.alice, psc, &call).await;
    assert_eq!(
        events::<Psc::PayeeSkipped>(&sent, psc),
        [Psc::PayeeSkipped {
            from: alice,
            to: blocked,
            value: u(2)
        }]
    );
    let paid: Vec<_> = events::<Psc::Transfer>(&sent, psc)
        .into_iter()
        .map(|t| (t.to, t.value))
        .collect();
    assert_eq!(paid, [(bob, u(1)), (alice, u(4)), (bob, u(8))]);
    assert_eq!(held(&g, bob).await, u(9));
    assert_eq!(held(&g, alice).await, u(100 * PSC - 9));
    assert_eq!(held(&g, blocked).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_all_or_nothing_in_every_other_case() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let batch = |to: Vec<Address>, values: Vec<U256>| Psc::multiTransferCall { to, values };
    let mismatch = Psc::LengthMismatch {
        left: u(2),
        right: u(1),
    };
    refused(&g, alice, psc, &batch(vec![bob; 2], vec![u(1)]), mismatch).await;
    let many = Psc::TooManyPayees {
        count: u(257),
        max: u(256),
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob; 257], vec![u(1); 257]),
        many,
    )
    .await;
    let nobody = Psc::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob, Address::ZERO], vec![u(1); 2]),
        nobody,
    )
    .await;
    let short = Psc::ERC20InsufficientBalance {
        sender: alice,
        balance: u(40 * PSC),
        needed: u(60 * PSC),
    };
    refused(
        &g,
        alice,
        psc,
        &batch(vec![bob; 2], vec![u(60 * PSC); 2]),
        short,
    )
    .await;
    act(&g, &w.alice, psc, &batch(vec![bob; 256], vec![u(1); 256])).await;
    assert_eq!(held(&g, bob).await, u(256));
    act(&g, &w.alice, psc, &batch(vec![], vec![])).await;
    act(
        &g,
        &w.blocklister,
        psc,
        &Psc::setBlockedCall {
            account: alice,
            blocked: true,
        },
    )
    .await;
    let blocked = Psc::AccountBlocked { account: alice };
    refused(&g, alice, psc, &batch(vec![bob], vec![u(1)]), blocked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_reserve_mints_and_burns() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let alice = w.alice.address();
    let mint = |to, value| Psc::mintCall { to, value };
    for account in [alice, w.owner.address(), w.issuer.address()] {
        let error = Psc::NotMinter { account };
        refused(&g, account, psc, &mint(account, u(1)), error.clone()).await;
        refused(
            &g,
            account,
            psc,
            &Psc::burnCall {
                from: alice,
                value: u(1),
            },
            error,
        )
        .await;
    }
    let reserve = g.reserve();
    let nobody = Psc::ERC20InvalidReceiver {
        receiver: Address::ZERO,
    };
    refused(&g, reserve, psc, &mint(Address::ZERO, u(1)), nobody).await;
    let most = U256::from(u128::MAX);
    for value in [U256::MAX, most, most - u(100 * PSC) + u(1)] {
        refused(
            &g,
            reserve,
            psc,
            &mint(alice, value),
            Psc::SupplyOverflow {},
        )
        .await;
    }
    let burn = Psc::burnCall {
        from: alice,
        value: u(100 * PSC + 1),
    };
    let short = Psc::ERC20InsufficientBalance {
        sender: alice,
        balance: u(100 * PSC),
        needed: u(100 * PSC + 1),
    };
    refused(&g, reserve, psc, &burn, short).await;
    let another = Psc::setMinterCall { minter: alice };
    refused(
        &g,
        w.owner.address(),
        psc,
        &another,
        Psc::MinterAlreadySet { minter: reserve },
    )
    .await;
    let fresh = program_at(&g, psc, Address::with_last_byte(1));
    construct(&g, fresh, &(w.owner.address(),)).await;
    let zero = Psc::setMinterCall {
        minter: Address::ZERO,
    };
    refused(&g, w.owner.address(), fresh, &zero, Psc::ZeroAddress {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_paused_nothing_moves() {
    let g = ground().await;
    let (psc, reserve, w) = (g.psc(), g.reserve(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    for account in [alice, w.owner.address()] {
        let error = Psc::NotPauser { account };
        refused(&g, account, psc, &Psc::pauseCall {}, error.clone()).await;
        refused(&g, account, psc, &Psc::unpauseCall {}, error).await;
    }
    let pauser = w.pauser.address();
    refused(&g, pauser, psc, &Psc::unpauseCall {}, Psc::ExpectedPause {}).await;
    act(
        &g,
        &w.alice,
        psc,
        &Psc::approveCall {
            spender: bob,
            value: u(5),
        },
    )
    .await;
    let authorized = Authorized::now(&g, bob, 1).await;
    let signature = typed::sign(&w.alice, &domain(&g.client, psc), &authorized.transfer());
    let sent = act(&g, &w.pauser, psc, &Psc::pauseCall {}).await;
    assert_eq!(
        events::<Psc::Paused>(&sent, psc),
        [Psc::Paused { account: pauser }]
    );
    assert!(read(&g, psc, &Psc::pausedCall {}).await);

    let paused = Psc::EnforcedPause {};
    refused(&g, pauser, psc, &Psc::pauseCall {}, paused.clone()).await;
    refused(&g, alice, psc, &transfer(bob, 1), paused.clone()).await;
    let spend = Psc::transferFromCall {
        from: alice,
        to: bob,
        value: u(1),
    };
    refused(&g, bob, psc, &spend, paused.clone()).await;
    let batch = Psc::multiTransferCall {
        to: vec![bob],
        values: vec![u(1)],
    };
    refused(&g, alice, psc, &batch, paused.clone()).await;
    refused(
        &g,
        bob,
        psc,
        &authorized.transfer_call(signature),
        paused.clone(),
    )
    .await;
    refused(
        &g,
        reserve,
        psc,
        &Psc::mintCall {
            to: bob,
            value: u(1),
        },
        paused.clone(),
    )
    .await;
    refused(
        &g,
        reserve,
        psc,
        &Psc::burnCall {
            from: alice,
            value: u(1),
        },
        paused.clone(),
    )
    .await;
    let redeem = Reserve::redeemCall {
        amount: u(1),
        to: alice,
    };
    refused(&g, alice, reserve, &redeem, paused).await;

    let sent = act(&g, &w.pauser, psc, &Psc::unpauseCall {}).await;
    assert_eq!(
        events::<Psc::Unpaused>(&sent, psc),
        [Psc::Unpaused { account: pauser }]
    );
    act(&g, &w.alice, psc, &transfer(bob, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_account_neither_sends_nor_receives() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let (alice, bob) = (w.alice.address(), w.bob.address());
    let set = |account, blocked| Psc::setBlockedCall { account, blocked };
    for account in [alice, w.owner.address()] {
        refused(
            &g,
            account,
            psc,
            &set(bob, true),
            Psc::NotBlocklister { account },
        )
        .await;
    }
    act(
        &g,
        &w.alice,
        psc,
        &Psc::approveCall {
            spender: bob,
            value: u(5),
        },
    )
    .await;
    act(&g, &w.alice, psc, &transfer(bob, 7)).await;
    let sent = act(&g, &w.blocklister, psc, &set(bob, true)).await;
    assert_eq!(
        events::<Psc::Blocked>(&sent, psc),
        [Psc::Blocked { account: bob }]
    );
    assert!(read(&g, psc, &Psc::isBlockedCall { account: bob }).await);
    assert_eq!(
        held(&g, bob).await,
        u(7),
        "the flag shares the word with the balance"
    );

    let error = Psc::AccountBlocked { account: bob };
    refused(&g, bob, psc, &transfer(alice, 1), error.clone()).await;
    refused(&g, alice, psc, &transfer(bob, 1), error.clone()).await;
    let spend = Psc::transferFromCall {
        from: alice,
        to: alice,
        value: u(1),
    };
    refused(&g, bob, psc, &spend, error.clone()).await;
    refused(
        &g,
        g.reserve(),
        psc,
        &Psc::mintCall {
            to: bob,
            value: u(1),
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        g.reserve(),
        psc,
        &Psc::burnCall {
            from: bob,
            value: u(1),
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        w.owner.address(),
        psc,
        &Psc::protectCall { account: bob },
        error,
    )
    .await;

    let sent = act(&g, &w.blocklister, psc, &set(bob, false)).await;
    assert_eq!(
        events::<Psc::Unblocked>(&sent, psc),
        [Psc::Unblocked { account: bob }]
    );
    act(&g, &w.alice, psc, &transfer(bob, 1)).await;
    assert_eq!(held(&g, bob).await, u(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_account_cannot_be_blocked() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let account = w.bob.address();
    assert!(
        read(
            &g,
            psc,
            &Psc::isProtectedCall {
                account: g.reserve()
            }
        )
        .await
    );
    let block = Psc::setBlockedCall {
        account: g.reserve(),
        blocked: true,
    };
    let error = Psc::AccountProtected {
        account: g.reserve(),
    };
    refused(&g, w.blocklister.address(), psc, &block, error).await;
    act(&g, &w.alice, psc, &transfer(account, 7)).await;
    let sent = act(&g, &w.owner, psc, &Psc::protectCall { account }).await;
    assert_eq!(
        events::<Psc::Protected>(&sent, psc),
        [Psc::Protected { account }]
    );
    assert_eq!(held(&g, account).await, u(7));
    let block = Psc::setBlockedCall {
        account,
        blocked: true,
    };
    refused(
        &g,
        w.blocklister.address(),
        psc,
        &block,
        Psc::AccountProtected { account },
    )
    .await;
    act(&g, &w.alice, psc, &transfer(account, 1)).await;
    assert_eq!(held(&g, account).await, u(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_alone_names_roles() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let account = w.stranger.address();
    let error = Psc::OwnableUnauthorizedAccount { account };
    refused(
        &g,
        account,
        psc,
        &Psc::setPauserCall { pauser: account },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::setBlocklisterCall {
            blocklister: account,
        },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::setMinterCall { minter: account },
        error.clone(),
    )
    .await;
    refused(
        &g,
        account,
        psc,
        &Psc::protectCall { account },
        error.clone(),
    )
    .await;
    let take = Psc::transferOwnershipCall { newOwner: account };
    refused(&g, account, psc, &take, error.clone()).await;
    let nobody = Psc::transferOwnershipCall {
        newOwner: Address::ZERO,
    };
    let invalid = Psc::OwnableInvalidOwner {
        owner: Address::ZERO,
    };
    refused(&g, w.owner.address(), psc, &nobody, invalid.clone()).await;
    let empty = program_at(&g, psc, Address::with_last_byte(1));
    construction_refused(&g, empty, &(Address::ZERO,), invalid).await;

    let sent = act(&g, &w.owner, psc, &Psc::setPauserCall { pauser: account }).await;
    assert_eq!(
        events::<Psc::PauserSet>(&sent, psc),
        [Psc::PauserSet { pauser: account }]
    );
    assert_eq!(read(&g, psc, &Psc::pauserCall {}).await, account);
    let sent = act(
        &g,
        &w.owner,
        psc,
        &Psc::setBlocklisterCall {
            blocklister: account,
        },
    )
    .await;
    assert_eq!(
        events::<Psc::BlocklisterSet>(&sent, psc),
        [Psc::BlocklisterSet {
            blocklister: account
        }]
    );
    assert_eq!(read(&g, psc, &Psc::blocklisterCall {}).await, account);
    let sent = act(&g, &w.owner, psc, &take).await;
    assert_eq!(
        events::<Psc::OwnershipTransferred>(&sent, psc),
        [Psc::OwnershipTransferred {
            previousOwner: w.owner.address(),
            newOwner: account
        }]
    );
    refused(
        &g,
        w.owner.address(),
        psc,
        &take,
        Psc::OwnableUnauthorizedAccount {
            account: w.owner.address(),
        },
    )
    .await;
}

/// Random transfers, batches, blocks and pauses; a plain map of balances must agree throughout.
#[tokio::test(flavor = "multi_thread")]
async fn invariant_balances_sum_to_the_supply() {
    let g = ground().await;
    let (psc, w) = (g.psc(), &g.wallets);
    let people: [&PrivateKeySigner; 4] = [&w.alice, &w.relayer, &w.issuer, &w.stranger];
    let mut model: BTreeMap<Address, u64> = people.iter().map(|p| (p.address(), 0)).collect();
    model.insert(w.alice.address(), 100 * PSC);
    let mut blocked: Vec<Address> = Vec::new();
    let mut random = Random(0x5eed_0001);
    for _ in 0..80 {
        let from = *random.pick(&people);
        let payees: Vec<Address> = (0..1 + random.below(3))
            .map(|_| random.pick(&people).address())
            .collect();
        let values: Vec<u64> = payees.iter().map(|_| random.below(40 * PSC)).collect();
        let before = model.clone();
        let sender = from.address();
        let mut possible = !blocked.contains(&sender);
        let single = payees.len() == 1;
        for (payee, value) in payees.iter().zip(&values) {
            if blocked.contains(payee) {
                possible &= !single;
                continue;
            }
            match model[&sender].checked_sub(*value) {
                Some(rest) => {
                    model.insert(sender, rest);
                    *model.get_mut(payee).unwrap() += value;
                }
                None => possible = false,
            }
        }
        let input = if single {
            transfer(payees[0], values[0]).abi_encode()
        } else {
            let values = values.iter().copied().map(u).collect();
            Psc::multiTransferCall { to: payees, values }.abi_encode()
        };
        if possible {
            let request = world::client::request(sender, Some(psc), input.into());
            g.client.transact(request).await.unwrap();
        } else {
            model = before;
            assert!(g.client.simulate(sender, psc, input.into()).await.is_err());
        }
        if random.below(8) == 0 {
            let account = random.pick(&people).address();
            let block = !blocked.contains(&account);
            let call = Psc::setBlockedCall {
                account,
                blocked: block,
            };
            act(&g, &w.blocklister, psc, &call).await;
            blocked.retain(|other| *other != account);
            if block {
                blocked.push(account);
            }
        }
        let mut sum = U256::ZERO;
        for (account, expected) in &model {
            let balance = held(&g, *account).await;
            assert_eq!(balance, u(*expected));
            sum += balance;
        }
        assert_eq!(sum, read(&g, psc, &Psc::totalSupplyCall {}).await);
    }
}

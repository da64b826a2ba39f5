//! PSC on its real wasm: every function, every refusal, and the attacks that a token meets.

mod authorizations;
mod permits;
mod roles;
mod transfers;

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

//! Receipts: what buyer and platform sign, who signs for a platform, and what proves a purchase.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use common::{
    commerce::{address_word, with_number},
    eip712::{self, type_hash},
    encode::{revert, Outcome},
    signature,
    wire::{n, Wire},
    word::{self, Word},
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    ensure_named,
    records::{Signer, Statement},
    slots::{by_account, by_hash, by_id, by_ids, Kind},
    small,
    tree::{leaf, root},
    Statements, NAME_HASH,
};

const RECEIPT_TYPE_HASH: Word = type_hash(
    "Receipt(uint64 platform,uint64 product,address buyer,uint256 gross,uint64 time,uint64 number)",
);

/// A sale that a platform settled itself. Signed by both sides when it is final: its return window
/// is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub platform: u64,
    pub product: u64,
    pub buyer: Address,
    /// What was paid, PSC units; above 0.
    pub gross: u64,
    /// When it became final.
    pub time: u64,
    /// The platform's own, of which it uses none twice: else two sales would be one receipt.
    pub number: u64,
}

/// The way from a receipt to its line's root.
pub struct Proof {
    pub index: u64,
    pub hashes: Vec<B256>,
    pub sums: Vec<u64>,
}

impl Receipt {
    /// A receipt as it comes in from a call.
    pub fn checked(
        platform: u64,
        product: u64,
        buyer: Address,
        gross: U256,
        time: u64,
        number: u64,
    ) -> Outcome<Self> {
        if buyer.is_zero() || gross.is_zero() {
            // Of nothing bought one could report for nothing.
            return Err(revert(InvalidReceipt { buyer, gross }));
        }
        Ok(Self {
            platform,
            product,
            buyer,
            gross: small(gross)?,
            time,
            number,
        })
    }

    /// EIP-712's hash of the struct, by which the receipt is known: signatures are no part of it.
    pub fn hash(&self) -> B256 {
        word::hash(&[
            RECEIPT_TYPE_HASH,
            word::uint64(self.platform),
            word::uint64(self.product),
            word::address(self.buyer),
            word::uint64(self.gross),
            word::uint64(self.time),
            word::uint64(self.number),
        ])
    }
}

impl Statements {
    // ---- signers

    pub(crate) fn do_set_signer(
        &mut self,
        platform: u64,
        signer: Address,
        allowed: bool,
    ) -> Outcome {
        self.only_platform_owner(platform)?;
        ensure_named(signer)?;
        let (before, now) = (
            self.load_signer(platform, signer),
            self.vm().block_timestamp(),
        );
        let after = match allowed {
            // One that was revoked is not taken again: its two windows would be one.
            true if before.since != 0 => return Err(revert(SignerKnown { platform, signer })),
            true => Signer {
                since: now,
                until: 0,
            },
            false if before.since == 0 || before.until != 0 => {
                return Err(revert(SignerUnknown { platform, signer }))
            }
            false => Signer {
                until: now,
                ..before
            },
        };
        self.set_word(by_account(Kind::Signer, platform, signer), after.pack());
        self.log::<SignerSet, 2, 2>(
            [n(platform), address_word(signer)],
            [U256::from(allowed), n(now)],
        );
        Ok(())
    }

    pub(crate) fn load_signer(&self, platform: u64, account: Address) -> Signer {
        Signer::unpack(self.word(by_account(Kind::Signer, platform, account)))
    }

    /// Refuses a receipt that its buyer, or the platform in its time, did not sign.
    pub(crate) fn ensure_signed(
        &self,
        receipt: &Receipt,
        hash: B256,
        buyer_signature: &[u8],
        platform_signature: &[u8],
    ) -> Outcome {
        let (host, platform, buyer) = (self.vm(), receipt.platform, receipt.buyer);
        let digest = eip712::digest(host, &NAME_HASH, hash);
        let signer = signature::recover(host, digest, platform_signature);
        // Nobody's address signs for no platform.
        if !self.load_signer(platform, signer).covers(receipt.time) {
            return Err(revert(WrongPlatformSignature { platform, signer }));
        }
        signature::check(host, buyer, digest, buyer_signature)
            .map_err(|signer| revert(WrongBuyerSignature { buyer, signer }))
    }

    // ---- purchases

    pub(crate) fn do_prove(
        &mut self,
        id: u64,
        (product, gross, time, number): (u64, U256, u64, u64),
        proof: &Proof,
    ) -> Outcome<u64> {
        let statement = self.closed_statement(id)?;
        let buyer = self.vm().msg_sender();
        let receipt = Receipt::checked(statement.platform, product, buyer, gross, time, number)?;
        let hash = receipt.hash();
        let slot = by_hash(Kind::Receipt, hash);
        let [purchase, challenge, _, _] = self.word(slot).into_limbs();
        if purchase != 0 {
            let receipt = hash;
            return Err(revert(AlreadyProved { receipt, purchase }));
        }
        self.ensure_included(id, &statement, product, receipt.gross, time, hash, proof)?;
        let purchase = self.next_number(1);
        self.set_word(slot, U256::from_limbs([purchase, challenge, 0, 0]));
        self.set_word(by_id(Kind::Purchase, purchase), with_number(buyer, id));
        let bought = U256::from_limbs([product, receipt.gross, 0, 0]);
        self.set_word(by_id(Kind::Bought, purchase), bought);
        self.log::<PurchaseProved, 3, 5>(
            [n(purchase), n(id), address_word(buyer)],
            [n(product), gross, n(time), n(number), hash.into()],
        );
        Ok(purchase)
    }

    /// Refuses a receipt, of the statement's platform, that is not in its line of the product.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn ensure_included(
        &self,
        id: u64,
        statement: &Statement,
        product: u64,
        gross: u64,
        time: u64,
        hash: B256,
        proof: &Proof,
    ) -> Outcome {
        if !statement.covers(time) {
            return Err(revert(WrongStatement {
                statement: id,
                platform: statement.platform,
                time,
            }));
        }
        // A line that there is not has no receipts.
        let line = self.load_line(id, product);
        let (leaf, count) = (leaf(hash, gross), line.count);
        let expected: B256 = self.word(by_ids(Kind::Root, id, product)).into();
        match root(leaf, proof.index, count, &proof.hashes, &proof.sums) {
            Some(node) if node.hash == expected && node.sum == line.gross => Ok(()),
            _ => Err(revert(NotIncluded {
                statement: id,
                product,
                receipt: hash,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::root;
    use alloy_primitives::keccak256;
    use core::str::FromStr;
    use serde_json::Value;

    /// What the platforms' program makes, which has the hashes of alloy and a tree of its own.
    const VECTORS: &str = include_str!("../../../tests/vectors/receipts.json");

    fn text<T: FromStr>(value: &Value, name: &str) -> T {
        let parsed = value[name].as_str().unwrap().parse();
        parsed.unwrap_or_else(|_| panic!("{name}"))
    }

    fn list<T: FromStr>(value: &Value, name: &str) -> Vec<T> {
        let texts = value[name].as_array().unwrap().iter();
        let parsed = texts.map(|text| text.as_str().unwrap().parse());
        parsed
            .collect::<Result<_, _>>()
            .unwrap_or_else(|_| panic!("{name}"))
    }

    #[test]
    fn receipts_and_paths_are_those_that_platforms_make() {
        let vectors: Value = serde_json::from_str(VECTORS).unwrap();
        let domain = word::hash(&[
            type_hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
            NAME_HASH,
            type_hash("1"),
            word::uint64(vectors["chain_id"].as_u64().unwrap()),
            word::address(text(&vectors, "contract")),
        ]);
        let mut seen = 0;
        for tree in vectors["trees"].as_array().unwrap() {
            let (count, gross): (_, u64) = (tree["count"].as_u64().unwrap(), text(tree, "gross"));
            for (index, of) in (0..).zip(tree["receipts"].as_array().unwrap()) {
                let receipt = Receipt::checked(
                    vectors["platform"].as_u64().unwrap(),
                    tree["product"].as_u64().unwrap(),
                    text(of, "buyer"),
                    U256::from(text::<u64>(of, "gross")),
                    of["time"].as_u64().unwrap(),
                    text(of, "number"),
                );
                let receipt = receipt.unwrap();
                let hash = receipt.hash();
                assert_eq!(hash, text::<B256>(of, "receipt"));
                let message = [&b"\x19\x01"[..], &domain[..], &hash[..]].concat();
                assert_eq!(keccak256(message), text::<B256>(of, "digest"));
                let (hashes, sums): (Vec<B256>, Vec<u64>) = (list(of, "hashes"), list(of, "sums"));
                let found = root(leaf(hash, receipt.gross), index, count, &hashes, &sums).unwrap();
                assert_eq!((found.hash, found.sum), (text(tree, "root"), gross));
                seen += 1;
            }
        }
        assert_eq!(seen, 28);
    }

    #[test]
    fn receipts_of_nothing_or_nobody_are_refused() {
        let buyer = Address::repeat_byte(1);
        let checked = |buyer, gross| Receipt::checked(1, 2, buyer, gross, 3, 4);
        assert!(checked(buyer, U256::from(1)).is_ok());
        assert!(checked(buyer, U256::from(u64::MAX)).is_ok());
        assert!(checked(buyer, U256::from(1) << 64).is_err());
        assert!(checked(buyer, U256::ZERO).is_err());
        assert!(checked(Address::ZERO, U256::from(1)).is_err());
    }

    #[test]
    fn every_field_of_a_receipt_is_hashed() {
        let receipt = Receipt {
            platform: 1,
            product: 2,
            buyer: Address::repeat_byte(3),
            gross: 4,
            time: 5,
            number: 6,
        };
        let others = [
            Receipt {
                platform: 9,
                ..receipt
            },
            Receipt {
                product: 9,
                ..receipt
            },
            Receipt {
                buyer: Address::repeat_byte(9),
                ..receipt
            },
            Receipt {
                gross: 9,
                ..receipt
            },
            Receipt { time: 9, ..receipt },
            Receipt {
                number: 9,
                ..receipt
            },
        ];
        for other in others {
            assert_ne!(other.hash(), receipt.hash());
        }
    }
}

//! What buyer and platform sign of a sale, by EIP-712.

use alloy::{
    primitives::{Address, B256, Bytes, Signature, U256},
    sol,
    sol_types::{Eip712Domain, SolStruct, eip712_domain},
};
use anyhow::{Context, Result, ensure};
use clap::Args;

mod eip712 {
    use super::sol;

    sol! {
        /// Signed by both when the sale is final: its return window is over. `time` says when that was.
        struct Receipt {
            uint64 platform;
            uint64 product;
            address buyer;
            uint256 gross;
            uint64 time;
            uint64 number;
        }
    }
}

/// A sale that a platform settled itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub platform: u64,
    pub product: u64,
    pub buyer: Address,
    /// PSC units.
    pub gross: u64,
    pub time: u64,
    pub number: u64,
}

impl Receipt {
    fn message(&self) -> eip712::Receipt {
        eip712::Receipt {
            platform: self.platform,
            product: self.product,
            buyer: self.buyer,
            gross: U256::from(self.gross),
            time: self.time,
            number: self.number,
        }
    }

    /// Hash of the struct, by which the contract knows the receipt.
    pub fn hash(&self) -> B256 {
        self.message().eip712_hash_struct()
    }

    /// What is signed.
    pub fn digest(&self, domain: &Domain) -> B256 {
        self.message().eip712_signing_hash(&domain.eip712())
    }
}

/// Where receipts count.
#[derive(Args, Clone, Copy, Debug)]
pub struct Domain {
    /// The chain's id
    #[arg(long, value_name = "ID")]
    pub chain_id: u64,
    /// Address of the contract `statements`
    #[arg(long, value_name = "ADDRESS")]
    pub contract: Address,
}

impl Domain {
    fn eip712(&self) -> Eip712Domain {
        eip712_domain! {
            name: "ProductShare Statements",
            version: "1",
            chain_id: self.chain_id,
            verifying_contract: self.contract,
        }
    }
}

/// Who signed: as strict as the contract (65 bytes, v of 27 or 28, low s).
pub fn signer_of(digest: B256, signature: &Bytes) -> Result<Address> {
    ensure!(
        signature.len() == 65,
        "a key's signature has 65 bytes, not {}",
        signature.len()
    );
    ensure!(
        matches!(signature[64], 27 | 28),
        "its last byte is 27 or 28, not {}",
        signature[64]
    );
    let signature = Signature::from_raw(signature)?;
    ensure!(
        signature.normalize_s().is_none(),
        "its s is above half of the curve's order"
    );
    signature
        .recover_address_from_prehash(&digest)
        .context("it is nobody's")
}

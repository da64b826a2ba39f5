//! Statements: what platforms report of sales that they settled themselves, off the chain, and pay
//! the quality network's fees of.
//!
//! A platform reports contiguous periods. Each statement has a line per product: its gross, and the
//! root of a tree of its receipts that carries their sums ([`tree`]). A receipt is signed by buyer
//! and platform **when the sale is final, its return window over**; `time` says when that was. It
//! proves a purchase, on which its buyer may report; and whoever shows one that no statement has
//! gets a part of the platform's bond.
//!
//! # Roles
//! - **platforms' owners**: name signers, report periods and pay their fees.
//! - **signers**: keys that sign receipts for a platform.
//! - **buyers**: keys, or contract wallets (ERC-1271). They prove purchases.
//! - anyone: challenges a receipt, answers, slashes; disputes a statement; marks that a product is
//!   carried.
//! - **arbitration**: rules on disputes over statements (ERC-792).
//! - **owner** (the DAO's timelock): sets parameters within constant bounds.
//!
//! # Units
//! PSC base units (10^-6), below 2^64; rates in basis points; Unix seconds of the block. Numbers
//! count from 1.
//!
//! # Trust
//! - The other contracts are the protocol's own, named once and for good. Calls between them have no
//!   cycle: quality, catalog, cycles, arbitration and PSC are called; of them arbitration alone calls
//!   this contract, when it rules, and then quality and PSC are called. Re-entry is refused.
//! - What a key signed counts by the receipt's time, so that neither a new owner nor a revoked key
//!   voids old receipts. A platform whose key is stolen answers for it, for times up to the
//!   revocation: to keep keys is its part.
//! - A vendor who leaves a platform does not make it a debtor: what was carried once in a period can
//!   be reported in its statement (`carry`).
//! - Whether sales that were never receipted took place is judged by people.
//!
//! # Invariants
//! 1. PSC held here ≥ Σ bonds of open challenges + Σ credits. Fees and what is slashed never pass
//!    through.
//! 2. A platform's closed periods have no gap and do not overlap; a closed statement never changes.
//! 3. A line's fees were paid to `cycles` in the transaction that reported it.
//! 4. A receipt is proved once and challenged once, and nobody is slashed for one that is in a
//!    closed statement and was shown in time.
//! 5. A challenge's bond is paid once: to the platform, or back.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod calls;
mod challenges;
mod disputes;
#[cfg(test)]
mod model;
mod receipts;
mod records;
mod reporting;
mod slots;
mod tree;

use abi::*;
use alloc::{string::String, vec::Vec};
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, B256, U256};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    commerce::{address_and_number, address_word, word_address},
    eip712::{self, type_hash, DomainFields},
    encode::{revert, Outcome},
    ownable::Ownable,
    wire::Wire,
    word::Word,
};
use dispatch::entry_points;
use receipts::{Proof, Receipt};
use records::Parameters;
use reporting::Page;
use slots::{by_account, by_hash, by_id, by_ids, Kind};
use stylus_sdk::prelude::*;

const NAME: &str = "ProductShare Statements";
const NAME_HASH: Word = type_hash(NAME);

sol_storage! {
    /// All else stands at slots of its own (see [`slots`]).
    pub struct Statements {
        /// Of fees and bonds.
        address psc;
        /// See [`Parameters`].
        uint256 parameters;
        /// Numbers of the latest statement, purchase and challenge, one word.
        uint256 counts;
        /// The owner.
        Ownable ownable;
    }
}

/// The other contracts, in the order of `connect`.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Peer {
    Quality = 0,
    Catalog = 1,
    Cycles = 2,
    Arbitration = 3,
}

#[entry_points]
impl Statements {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address) -> Outcome {
        ensure_named(psc)?;
        self.psc.set(psc);
        self.save_parameters(&Parameters::INITIAL);
        self.ownable.set(owner)
    }

    // ---- platforms

    /// Names a key that signs receipts for the platform, of times from now on; or revokes it, for
    /// times from now on, for good. The platform's owner only.
    pub fn set_signer(&mut self, platform: u64, signer: Address, allowed: bool) -> Outcome {
        self.do_set_signer(platform, signer, allowed)
    }

    /// Says where the platform's first period begins, once: in the last 92 days. Its owner only.
    pub fn begin(&mut self, platform: u64, from: u64) -> Outcome {
        self.do_begin(platform, from)
    }

    /// Marks products, up to 32, as carried by the platform now, at their rates of now: it can
    /// report them in the period of this second, even if they leave it before it does. Anyone may
    /// call.
    pub fn carry(&mut self, platform: u64, products: Vec<u64>) -> Outcome {
        self.do_carry(platform, &products)
    }

    // ---- statements

    /// Begins the statement of the platform's next period: from where the last one ended until
    /// `until`, which has passed; at most 92 days. `uri` and `hash`: what else the platform says of
    /// it, for people. Its owner only.
    /// @return statement
    pub fn open(&mut self, platform: u64, until: u64, uri: String, hash: B256) -> Outcome<u64> {
        self.do_open(platform, until, uri, hash)
    }

    /// Reports up to 32 lines, one per product and statement: gross in PSC units, number of
    /// receipts, and root of their tree. Their fees, at the products' rates of now, go from the
    /// caller's allowance to the cycle of now. The platform's owner only.
    /// @return fees PSC units that were taken
    pub fn submit(
        &mut self,
        statement: u64,
        products: Vec<u64>,
        grosses: Vec<U256>,
        counts: Vec<u64>,
        roots: Vec<B256>,
    ) -> Outcome<U256> {
        let page = Page {
            products,
            grosses,
            counts,
            roots,
        };
        self.do_submit(statement, &page)
    }

    /// Ends a statement, for good: what it does not have can be challenged. The platform's owner
    /// only.
    pub fn close(&mut self, statement: u64) -> Outcome {
        self.do_close(statement)
    }

    // ---- receipts

    /// Registers what the caller bought: a receipt that is in a closed statement, at `index` of its
    /// product's line. Once per receipt. The path from it to the root: hashes and sums of what
    /// stands beside, from the bottom.
    /// @return purchase
    #[allow(clippy::too_many_arguments)]
    pub fn prove(
        &mut self,
        statement: u64,
        product: u64,
        gross: U256,
        time: u64,
        number: u64,
        index: u64,
        hashes: Vec<B256>,
        sums: Vec<u64>,
    ) -> Outcome<u64> {
        let sold = (product, gross, time, number);
        self.do_prove(
            statement,
            sold,
            &Proof {
                index,
                hashes,
                sums,
            },
        )
    }

    /// Claims that the platform keeps back a receipt that buyer and platform signed: of a time in
    /// one of its closed periods, or more than 30 days ago; 180 at most. The bond comes from the
    /// caller's allowance. Once per receipt.
    /// @return challenge
    #[allow(clippy::too_many_arguments)]
    pub fn challenge(
        &mut self,
        platform: u64,
        product: u64,
        buyer: Address,
        gross: U256,
        time: u64,
        number: u64,
        buyer_signature: Bytes,
        platform_signature: Bytes,
    ) -> Outcome<u64> {
        let receipt = Receipt::checked(platform, product, buyer, gross, time, number)?;
        self.do_challenge(&receipt, &buyer_signature, &platform_signature)
    }

    /// The same with the caller's ERC-2612 permit of PSC for this contract, of exactly the bond,
    /// good until `deadline`. A permit that somebody else has brought already does no harm.
    /// @return challenge
    #[allow(clippy::too_many_arguments)]
    pub fn challenge_with_permit(
        &mut self,
        platform: u64,
        product: u64,
        buyer: Address,
        gross: U256,
        time: u64,
        number: u64,
        buyer_signature: Bytes,
        platform_signature: Bytes,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome<u64> {
        let bond = U256::from(self.load_parameters().bond);
        self.try_permit(bond, deadline, &signature);
        self.challenge(
            platform,
            product,
            buyer,
            gross,
            time,
            number,
            buyer_signature,
            platform_signature,
        )
    }

    /// Shows that the receipt is in a closed statement of the platform, of its time; within 7 days;
    /// anyone may call. The bond is the platform's.
    pub fn answer(
        &mut self,
        challenge: u64,
        statement: u64,
        index: u64,
        hashes: Vec<B256>,
        sums: Vec<u64>,
    ) -> Outcome {
        let proof = Proof {
            index,
            hashes,
            sums,
        };
        self.do_answer(challenge, statement, &proof)
    }

    /// Takes of the platform's bond what an unanswered challenge costs: twenty times the fees of the
    /// receipt at the greatest of the rates of today, of the challenge and of when the product was
    /// last carried (within 92 days of the receipt), or the least there is, as far as the bond goes. Half is the
    /// challenger's, beside her own bond, and half the community's. Anyone may call.
    /// @return taken
    pub fn slash(&mut self, challenge: u64) -> Outcome<U256> {
        self.do_slash(challenge)
    }

    // ---- disputes

    /// Disputes a closed statement, in 30 days. The caller's bond is to be put down at the
    /// arbitration; until it is, another dispute may take this one's place. Who wins it is given a
    /// fifth of the platform's bond.
    /// @return disputeId
    pub fn dispute(&mut self, statement: u64, evidence: String) -> Outcome<U256> {
        self.do_dispute(statement, evidence)
    }

    /// ERC-792: 1 finds against the statement, 0 and 2 let it stand; arbitration only.
    pub fn rule(&mut self, dispute_id: U256, ruling: U256) -> Outcome {
        self.do_rule(dispute_id, ruling)
    }

    /// Applies a ruling that the arbitration could not push; anyone may call.
    pub fn pull_ruling(&mut self, statement: u64) -> Outcome {
        self.do_pull(statement)
    }

    // ---- views

    /// A purchase that was proved; all zero if there is none such.
    /// @return buyer
    /// @return product
    /// @return statement
    /// @return gross PSC units
    pub fn purchase(&self, purchase: u64) -> (Address, u64, u64, U256) {
        let (buyer, statement) = address_and_number(self.word(by_id(Kind::Purchase, purchase)));
        let [product, gross, _, _] = self.word(by_id(Kind::Bought, purchase)).into_limbs();
        (buyer, product, statement, U256::from(gross))
    }

    /// A statement; all zero if there is none such.
    /// @return platform
    /// @return from
    /// @return until
    /// @return closedAt 0: it takes lines
    /// @return lines
    /// @return gross PSC units
    /// @return experienceFee
    /// @return communityFee
    /// @return state 0 stands, 1 in dispute, 2 refuted
    /// @return disputeId the latest; 0: none
    #[allow(clippy::type_complexity)]
    pub fn statement(
        &self,
        statement: u64,
    ) -> (u64, u64, u64, u64, u64, U256, U256, U256, u8, U256) {
        let of = self.statement_or_none(statement);
        let verdict = self.load_verdict(statement);
        (
            of.platform,
            of.from,
            of.until,
            of.closed_at,
            of.lines,
            U256::from(of.gross),
            U256::from(of.experience_fee),
            U256::from(of.community_fee),
            verdict.state as u8,
            U256::from(verdict.dispute),
        )
    }

    /// A statement's line; all zero if it has none of the product.
    /// @return gross PSC units
    /// @return count receipts
    /// @return root
    /// @return feeBps
    pub fn line(&self, statement: u64, product: u64) -> (U256, u64, B256, u16) {
        let line = self.load_line(statement, product);
        let root = self.word(by_ids(Kind::Root, statement, product));
        (
            U256::from(line.gross),
            line.count,
            root.into(),
            line.fee_bps,
        )
    }

    /// A platform's periods.
    /// @return first where they begin; 0: the platform has not said
    /// @return closedUntil up to where all is reported
    /// @return openUntil where the period that is being reported ends; 0: none is
    /// @return latest statement
    pub fn periods(&self, platform: u64) -> (u64, u64, u64, u64) {
        let periods = self.load_periods(platform);
        (
            periods.first,
            periods.closed_until,
            periods.open_until,
            periods.latest,
        )
    }

    /// For which times an account signs for a platform.
    /// @return since 0: for none
    /// @return until first second after it; 0: it lasts
    pub fn signer(&self, platform: u64, account: Address) -> (u64, u64) {
        let signer = self.load_signer(platform, account);
        (signer.since, signer.until)
    }

    /// When a platform was last marked as carrying a product, and the rate then.
    /// @return at 0: never
    /// @return feeBps
    pub fn carried(&self, platform: u64, product: u64) -> (u64, u16) {
        self.load_carried(platform, product)
    }

    /// A challenge; all zero if there is none such.
    /// @return challenger
    /// @return platform
    /// @return product
    /// @return gross of the receipt, PSC units
    /// @return time of the receipt
    /// @return receipt its hash
    /// @return bond PSC units
    /// @return answerUntil
    /// @return state 1 open, 2 answered, 3 slashed
    #[allow(clippy::type_complexity)]
    pub fn challenge_state(
        &self,
        challenge: u64,
    ) -> (Address, u64, u64, U256, u64, B256, U256, u64, u8) {
        let of = self.challenge_or_none(challenge);
        (
            of.challenger,
            of.platform,
            of.product,
            U256::from(of.gross),
            of.time,
            self.word(by_id(Kind::Challenged, challenge)).into(),
            U256::from(of.bond),
            of.deadline,
            of.state as u8,
        )
    }

    /// What a receipt signs as, by EIP-712.
    /// @return receipt hash of the struct, by which it is known here
    /// @return digest what is signed
    pub fn receipt_hash(
        &self,
        platform: u64,
        product: u64,
        buyer: Address,
        gross: U256,
        time: u64,
        number: u64,
    ) -> Outcome<(B256, B256)> {
        let receipt = Receipt::checked(platform, product, buyer, gross, time, number)?;
        let hash = receipt.hash();
        Ok((hash, eip712::digest(self.vm(), &NAME_HASH, hash)))
    }

    /// What became of a receipt, by its hash.
    /// @return purchase 0: it was not proved
    /// @return challenge 0: it was not challenged
    pub fn receipt(&self, receipt: B256) -> (u64, u64) {
        let [purchase, challenge, _, _] = self.word(by_hash(Kind::Receipt, receipt)).into_limbs();
        (purchase, challenge)
    }

    /// A dispute that is not ruled on; also one that was replaced (see `statement`).
    /// @return account who disputes
    /// @return statement 0: there is none such
    pub fn statement_dispute(&self, dispute_id: U256) -> (Address, u64) {
        self.dispute_of(dispute_id)
    }

    /// Numbers of the latest ones.
    /// @return statements
    /// @return purchases
    /// @return challenges
    pub fn counts(&self) -> (u64, u64, u64) {
        let [statements, purchases, challenges, _] = self.counts.get().into_limbs();
        (statements, purchases, challenges)
    }

    /// EIP-712 domain separator.
    #[selector(name = "DOMAIN_SEPARATOR")]
    pub fn domain_separator(&self) -> B256 {
        eip712::domain_separator(self.vm(), &NAME_HASH)
    }

    /// ERC-5267 description of the domain.
    /// @return fields which of the following are used
    /// @return name
    /// @return version
    /// @return chainId
    /// @return verifyingContract
    /// @return salt
    /// @return extensions
    pub fn eip712_domain(&self) -> DomainFields {
        eip712::domain_fields(self.vm(), NAME)
    }

    // ---- payments

    /// PSC units that the account could not be paid.
    pub fn credit(&self, account: Address) -> U256 {
        self.word(by_account(Kind::Credit, 0, account))
    }

    /// Sends the caller what it could not be paid before.
    /// @return amount
    pub fn claim(&mut self) -> Outcome<U256> {
        self.do_claim(self.vm().msg_sender())
    }

    /// Sends the account what it could not be paid before; anyone may call.
    /// @return amount
    pub fn claim_for(&mut self, account: Address) -> Outcome<U256> {
        self.do_claim(account)
    }

    // ---- owner

    /// PSC, of fees and bonds.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// The other contracts; zero until they are named.
    /// @return quality
    /// @return catalog
    /// @return cycles
    /// @return arbitration
    pub fn connections(&self) -> (Address, Address, Address, Address) {
        (
            self.peer(Peer::Quality),
            self.peer(Peer::Catalog),
            self.peer(Peer::Cycles),
            self.peer(Peer::Arbitration),
        )
    }

    /// Names the other contracts; owner only, once and for good.
    pub fn connect(
        &mut self,
        quality: Address,
        catalog: Address,
        cycles: Address,
        arbitration: Address,
    ) -> Outcome {
        self.ownable.only_owner()?;
        if !self.peer(Peer::Quality).is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        let peers = [quality, catalog, cycles, arbitration];
        for (number, account) in (0u64..).zip(peers) {
            ensure_named(account)?;
            self.set_word(by_id(Kind::Peer, number), address_word(account));
        }
        let [quality, catalog, cycles, arbitration] = peers.map(address_word);
        self.log::<Connected, 3, 1>([quality, catalog, cycles], [arbitration]);
        Ok(())
    }

    /// Parameters, PSC units.
    /// @return challengeBond
    /// @return minSlash least of a platform's bond that a receipt kept back costs
    pub fn parameters(&self) -> (U256, U256) {
        let parameters = self.load_parameters();
        (
            U256::from(parameters.bond),
            U256::from(parameters.min_slash),
        )
    }

    /// Sets the parameters: a challenge's bond, 0.1 to 1,000 PSC, for challenges to come; what a
    /// receipt kept back costs at least, 1 to 100,000 PSC; owner only.
    pub fn set_parameters(&mut self, challenge_bond: U256, min_slash: U256) -> Outcome {
        self.ownable.only_owner()?;
        let parameters = Parameters {
            // Beyond is out of bounds too.
            bond: challenge_bond.saturating_to(),
            min_slash: min_slash.saturating_to(),
        };
        if let Some((number, value, min, max)) = parameters.out_of_bounds() {
            return Err(revert(ParameterOutOfBounds {
                number,
                value: U256::from(value),
                min: U256::from(min),
                max: U256::from(max),
            }));
        }
        self.save_parameters(&parameters);
        Ok(())
    }

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }
}

// No entry point below.
impl Statements {
    pub(crate) fn load_parameters(&self) -> Parameters {
        Parameters::unpack(self.parameters.get())
    }

    fn save_parameters(&mut self, parameters: &Parameters) {
        self.parameters.set(parameters.pack());
        let Parameters { bond, min_slash } = *parameters;
        self.log::<ParametersSet, 0, 2>([], [U256::from(bond), U256::from(min_slash)]);
    }

    /// Another contract; zero until it is named.
    pub(crate) fn peer(&self, peer: Peer) -> Address {
        word_address(self.word(by_id(Kind::Peer, peer as u64)))
    }

    /// The next number of statements (0), purchases (1) or challenges (2).
    pub(crate) fn next_number(&mut self, of: usize) -> u64 {
        let mut counts = self.counts.get().into_limbs();
        counts[of] += 1;
        self.counts.set(U256::from_limbs(counts));
        counts[of]
    }
}

/// Refuses the zero address.
fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

/// A number of PSC units, of which there are below 2^64.
fn small(value: U256) -> Outcome<u64> {
    let max = U256::from(u64::MAX);
    if value > max {
        return Err(revert(ValueTooLarge { value, max }));
    }
    Ok(value.to())
}

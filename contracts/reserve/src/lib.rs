//! The reserve of ShareCash: the sole minter and burner of PSC, what backs it, and the public
//! record of both. PSC is minted against two kinds of backing, each with its own counter:
//! an asset held here (`issue`, `redeem`), and off-chain reserves that attestors vouch for
//! (`attest`, `mintAttested`, `requestRedemption`, `settleRedemption`).
//!
//! # Roles
//! - **owner** (the DAO's timelock): attestors, issuers and parameters within constant bounds;
//!   receives the redemption fee.
//! - **attestors**: k of n sign how much is held off-chain. Anyone may bring their signatures.
//! - **issuers**: mint against the attested reserve within an allowance, and settle off-chain
//!   redemptions.
//! - anyone: issues and redeems against the asset.
//!
//! # Units
//! Amounts are PSC base units (10^-6) below 2^64, except those called *assets*, which are the
//! asset's base units. Times are Unix seconds of the block. Rates are basis points of 10,000.
//!
//! # Trust
//! - The attested reserve is only as good as its attestors. The on-chain reserve is first come,
//!   first served for every holder, so PSC minted against attestations can drain it: the
//!   attested share of the supply is capped for that reason.
//! - An issuer is trusted to pay off-chain what it settles; the escrow only makes sure that each
//!   request is settled or taken back, once.
//! - The asset is not trusted to move what it is asked, to answer truthfully or not to call
//!   back: amounts are measured, and re-entry is refused. It is trusted not to take back what it
//!   delivered. What is sent here unasked counts for nothing.
//!
//! # Invariants
//! 1. PSC's supply = on-chain supply + attested supply.
//! 2. On-chain supply = the asset accounted for here, to the unit.
//! 3. Minting leaves the backing at or above the supply; attested supply ≤ amount in force then.
//! 4. Σ open redemptions = escrowed ≤ attested supply.
//! 5. Each redemption ends at most once.
//! 6. What was settled can never be minted against again.
//! 7. The reports form a hash chain from 0 that anyone can replay.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod attested;
mod backing;
mod ledger;
mod report;

use abi::*;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, Bytes, B256, U256};
use common::{
    call::{self, view_contract},
    eip712::{self, type_hash, DomainFields},
    encode::{emit, revert, Outcome},
    ownable::Ownable,
    word::Word,
};
use dispatch::entry_points;
use ledger::{Attestation, Ledger, Position, Scale, Totals, MAX_ASSET_DECIMALS};
use report::{ProtocolAssets, ProtocolLiabilities};
use stylus_sdk::prelude::*;

const NAME: &str = "ShareCash Reserve";
const NAME_HASH: Word = type_hash(NAME);

/// Most attestors, and most signatures of an attestation.
const MAX_ATTESTORS: usize = 16;
/// Ceiling of the redemption fee.
const MAX_REDEMPTION_FEE_BPS: u16 = 100;
/// Ceiling of the attested share of the supply.
const MAX_ATTESTED_CAP_BPS: u16 = 5_000;
/// Bounds of the age at which an attestation goes stale.
const MIN_ATTESTATION_AGE_SECS: u64 = 60;
const MAX_ATTESTATION_AGE_SECS: u64 = 90 * DAY;
/// Bounds of the time an issuer has to settle.
const MIN_REDEMPTION_WINDOW_SECS: u64 = 3_600;
const MAX_REDEMPTION_WINDOW_SECS: u64 = 30 * DAY;
const INITIAL_ATTESTATION_AGE_SECS: u64 = DAY;
const INITIAL_REDEMPTION_WINDOW_SECS: u64 = 7 * DAY;
const DAY: u64 = 86_400;

/// States of an off-chain redemption.
const OPEN: u8 = 1;
const SETTLED: u8 = 2;
const CANCELLED: u8 = 3;

mod token {
    //! What is asked of PSC and of the asset.
    alloy_sol_types::sol! {
        function decimals() external view returns (uint8);
        function balanceOf(address account) external view returns (uint256);
        function transfer(address to, uint256 value) external returns (bool);
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function mint(address to, uint256 value) external;
        function burn(address from, uint256 value) external;
    }
}

sol_storage! {
    /// An off-chain redemption.
    pub struct Redemption {
        /// Whose PSC is escrowed.
        address holder;
        /// When the holder may take it back, Unix seconds.
        uint64 deadline;
        /// 0 none, 1 open, 2 settled, 3 cancelled.
        uint8 status;
        /// Who is to pay off-chain.
        address issuer;
        /// PSC units.
        uint64 amount;
    }

    /// What an issuer may do.
    pub struct Issuer {
        bool allowed;
        /// PSC units it may still mint.
        uint64 allowance;
    }

    pub struct Reserve {
        /// The counters of supply, escrow and reports (see [`ledger::Ledger`]).
        uint256 ledger;
        /// Hash of the latest report.
        bytes32 head;
        /// Running totals (see [`ledger::Totals`]).
        uint256 totals;
        /// Figures of the latest attestation (see [`ledger::Attestation`]).
        uint256 attestation;
        /// Hash of the latest attestation's struct; zero before the first.
        bytes32 attestation_hash;
        /// What it says the reserve is made of.
        bytes32 composition_hash;
        /// The token.
        address psc;
        /// The asset, and its decimal places.
        address asset;
        uint8 asset_decimals;
        /// Parameters, one slot.
        uint16 redemption_fee_bps;
        uint16 attested_cap_bps;
        uint32 max_attestation_age_secs;
        uint32 redemption_window_secs;
        /// Signatures that an attestation needs, and number of attestors.
        uint8 threshold;
        uint8 attestor_count;
        /// Attestors by number from 0.
        mapping(uint64 => address) attestors;
        /// Who is an attestor.
        mapping(address => bool) is_attestor;
        /// Issuers.
        mapping(address => Issuer) issuers;
        /// Off-chain redemptions by id from 1.
        mapping(uint64 => Redemption) redemptions;
        /// Number from 0 => settlement checkpoint: time, cumulative amount.
        mapping(uint64 => uint256) settlements;
        /// Number from 0 => position at the end of a day on which something was reported.
        mapping(uint64 => uint256) history;
        /// Fees that the owner could not be paid, in assets.
        uint256 deferred_fees;
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl Reserve {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address, asset: Address) -> Outcome {
        if psc.is_zero() || asset.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        let answer = view_contract(self.vm(), asset, &token::decimalsCall {})?;
        // An account without code answers nothing; so does what is no token.
        let decimals = call::uint(&answer)
            .unwrap_or(U256::MAX)
            .saturating_to::<u8>();
        if decimals > MAX_ASSET_DECIMALS {
            return Err(revert(UnsupportedDecimals { decimals }));
        }
        self.psc.set(psc);
        self.asset.set(asset);
        self.asset_decimals
            .set(decimals.try_into().unwrap_or_default());
        self.max_attestation_age_secs
            .set(uint32(INITIAL_ATTESTATION_AGE_SECS));
        self.redemption_window_secs
            .set(uint32(INITIAL_REDEMPTION_WINDOW_SECS));
        self.ownable.set(owner)
    }

    /// The token minted and burnt here.
    pub fn psc(&self) -> Address {
        self.psc.get()
    }

    /// The ERC-20 held on-chain.
    pub fn asset(&self) -> Address {
        self.asset.get()
    }

    /// Decimal places of the asset.
    pub fn asset_decimals(&self) -> u8 {
        self.asset_decimals.get().to()
    }

    // ---- on-chain backing

    /// Takes the asset from the caller, within its allowance, and mints PSC 1:1.
    /// @return assetsPaid in the asset's units
    pub fn issue(&mut self, amount: U256, to: Address) -> Outcome<U256> {
        self.do_issue(amount, to)
    }

    /// The same after an ERC-2612 permit of the asset. A permit that somebody else has already
    /// brought does not matter: what counts is the allowance.
    /// @return assetsPaid in the asset's units
    #[allow(clippy::too_many_arguments)]
    pub fn issue_with_permit(
        &mut self,
        amount: U256,
        to: Address,
        asset_allowance: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome<U256> {
        self.try_permit(self.asset.get(), asset_allowance, deadline, v, r, s);
        self.do_issue(amount, to)
    }

    /// Burns the caller's PSC and pays the asset 1:1 less the fee, as far as it is there.
    /// @return assetsReceived in the asset's units
    pub fn redeem(&mut self, amount: U256, to: Address) -> Outcome<U256> {
        self.do_redeem(amount, to)
    }

    /// Fees that the owner could not be paid, in the asset's units.
    pub fn deferred_fees(&self) -> U256 {
        self.deferred_fees.get()
    }

    /// Pays the owner the fees that it could not be paid before; anyone may call.
    pub fn collect_fees(&mut self) -> Outcome {
        self.do_collect_fees()
    }

    // ---- attested backing

    /// Records what the attestors signed; anyone may bring it. Signatures are 65 bytes each
    /// (r, s, v), in ascending order of their signers.
    #[allow(clippy::too_many_arguments)]
    pub fn attest(
        &mut self,
        amount: U256,
        settled: U256,
        as_of: u64,
        valid_until: u64,
        composition_hash: B256,
        uri: String,
        previous_hash: B256,
        signatures: Vec<Bytes>,
    ) -> Outcome {
        let attestation = Attestation {
            amount: amount_of(amount)?,
            settled: amount_of(settled)?,
            as_of,
            valid_until,
        };
        self.do_attest(
            attestation,
            composition_hash,
            uri,
            previous_hash,
            &signatures,
        )
    }

    /// Mints PSC against the attested reserve; issuers only, within their allowance.
    pub fn mint_attested(&mut self, to: Address, amount: U256) -> Outcome {
        self.do_mint_attested(to, amount)
    }

    /// The latest attestation; all zero before the first.
    /// @return amount PSC units held off-chain
    /// @return settled PSC units settled by then, since the beginning
    /// @return asOf
    /// @return validUntil
    /// @return compositionHash
    /// @return hash of the struct that was signed
    pub fn attestation(&self) -> (U256, U256, u64, u64, B256, B256) {
        let Attestation {
            amount,
            settled,
            as_of,
            valid_until,
        } = self.load_attestation();
        (
            U256::from(amount),
            U256::from(settled),
            as_of,
            valid_until,
            self.composition_hash.get(),
            self.attestation_hash.get(),
        )
    }

    /// Whether the latest attestation may be minted against.
    pub fn is_attestation_fresh(&self) -> bool {
        self.is_fresh(&self.load_attestation())
    }

    // ---- off-chain redemption

    /// Escrows the caller's PSC, within its allowance, for a payment off-chain by the issuer.
    /// @return id
    pub fn request_redemption(
        &mut self,
        issuer: Address,
        amount: U256,
        payment_reference: B256,
    ) -> Outcome<u64> {
        self.do_request(issuer, amount, payment_reference)
    }

    /// The same after an ERC-2612 permit of PSC for exactly the amount.
    /// @return id
    #[allow(clippy::too_many_arguments)]
    pub fn request_redemption_with_permit(
        &mut self,
        issuer: Address,
        amount: U256,
        payment_reference: B256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Outcome<u64> {
        self.try_permit(self.psc.get(), amount, deadline, v, r, s);
        self.do_request(issuer, amount, payment_reference)
    }

    /// Burns the escrowed PSC, which the calling issuer has paid off-chain; before the deadline.
    pub fn settle_redemption(&mut self, id: u64) -> Outcome {
        self.do_settle(id)
    }

    /// Gives the escrowed PSC back to the calling holder; from the deadline on.
    pub fn cancel_redemption(&mut self, id: u64) -> Outcome {
        self.do_cancel(id)
    }

    /// One off-chain redemption.
    /// @return holder
    /// @return issuer
    /// @return amount
    /// @return deadline
    /// @return status 0 none, 1 open, 2 settled, 3 cancelled
    pub fn redemption(&self, id: u64) -> (Address, Address, U256, u64, u8) {
        let redemption = self.redemptions.getter(key(id));
        (
            redemption.holder.get(),
            redemption.issuer.get(),
            U256::from(redemption.amount.get()),
            redemption.deadline.get().to(),
            redemption.status.get().to(),
        )
    }

    // ---- counters and report

    /// PSC minted against the asset and not redeemed.
    pub fn onchain_supply(&self) -> U256 {
        U256::from(self.load_ledger().onchain)
    }

    /// PSC minted against attestations and not settled.
    pub fn attested_supply(&self) -> U256 {
        U256::from(self.load_ledger().attested)
    }

    /// The asset accounted for, in PSC units; what was sent here unasked is not.
    pub fn onchain_reserve(&self) -> U256 {
        U256::from(self.load_ledger().onchain)
    }

    /// What is attested, less what was settled since.
    pub fn attested_in_force(&self) -> U256 {
        U256::from(self.position().in_force)
    }

    /// PSC settled off-chain since the beginning.
    pub fn total_settled(&self) -> U256 {
        U256::from(self.load_totals().settled)
    }

    /// PSC held here for off-chain redemptions.
    pub fn escrowed(&self) -> U256 {
        U256::from(self.load_ledger().escrowed)
    }

    /// The report as it stands now.
    /// @return id of the latest report appended
    /// @return onchainSupply
    /// @return attestedSupply
    /// @return onchainReserve
    /// @return attestedInForce
    /// @return attestedAsOf
    /// @return fresh
    /// @return ratioBps
    /// @return head hash of the latest report appended
    pub fn reserve_report(&self) -> (u64, U256, U256, U256, U256, u64, bool, U256, B256) {
        let position = self.position();
        let attestation = self.load_attestation();
        (
            self.load_ledger().reports,
            U256::from(position.onchain),
            U256::from(position.attested),
            U256::from(position.onchain),
            U256::from(position.in_force),
            attestation.as_of,
            self.is_fresh(&attestation),
            U256::from(position.ratio_bps()),
            self.head.get(),
        )
    }

    // ---- ERC-7893, the functions that read

    /// What backs PSC: the asset, and the attested reserve under this contract's own address.
    /// Values are in the unit that PSC stands for, with 18 decimals.
    pub fn get_protocol_assets(&self) -> ProtocolAssets {
        self.assets_at(&self.position())
    }

    /// What is owed: PSC. Values as in `getProtocolAssets`.
    pub fn get_protocol_liabilities(&self) -> ProtocolLiabilities {
        self.liabilities_at(&self.position())
    }

    /// Backing in basis points of the supply; 10,000 without any supply.
    pub fn get_solvency_ratio(&self) -> U256 {
        U256::from(self.position().ratio_bps())
    }

    /// Whether all PSC is backed.
    /// @return isSolvent
    /// @return healthFactor the solvency ratio
    pub fn verify_solvency(&self) -> (bool, U256) {
        let position = self.position();
        (
            position.backing() >= position.supply(),
            U256::from(position.ratio_bps()),
        )
    }

    /// The last report of each day on which there was one, from `startTime` to `endTime`, both
    /// included. Every report is in the log.
    /// @return timestamps
    /// @return ratios
    /// @return assets
    /// @return liabilities
    #[allow(clippy::type_complexity)]
    pub fn get_solvency_history(
        &self,
        start_time: U256,
        end_time: U256,
    ) -> (
        Vec<U256>,
        Vec<U256>,
        Vec<ProtocolAssets>,
        Vec<ProtocolLiabilities>,
    ) {
        self.history_between(start_time, end_time)
    }

    // ---- owner

    /// The owner: the DAO's timelock.
    pub fn owner(&self) -> Address {
        self.ownable.owner()
    }

    /// Hands the contract over; owner only.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Outcome {
        self.ownable.transfer(new_owner)
    }

    /// Who attests, and how many of them it takes.
    /// @return accounts
    /// @return threshold
    pub fn attestors(&self) -> (Vec<Address>, u8) {
        (self.attestor_list(), self.threshold.get().to())
    }

    /// Replaces the attestors; owner only. At most 16, of whom 1 to all must sign.
    pub fn set_attestors(&mut self, accounts: Vec<Address>, threshold: u8) -> Outcome {
        self.ownable.only_owner()?;
        self.replace_attestors(accounts, threshold)
    }

    /// What the issuer may still mint.
    pub fn issuer_allowance(&self, issuer: Address) -> U256 {
        U256::from(self.issuers.getter(issuer).allowance.get())
    }

    /// Whether the account is an issuer.
    pub fn is_issuer(&self, account: Address) -> bool {
        self.issuers.getter(account).allowed.get()
    }

    /// Allows an issuer to mint so much, or strikes it off; owner only.
    pub fn set_issuer(&mut self, issuer: Address, allowed: bool, allowance: U256) -> Outcome {
        self.ownable.only_owner()?;
        if issuer.is_zero() {
            return Err(revert(ZeroAddress {}));
        }
        let units = amount_of(allowance)?;
        let mut slot = self.issuers.setter(issuer);
        slot.allowed.set(allowed);
        slot.allowance.set(key(units));
        emit(
            self.vm(),
            IssuerSet {
                issuer,
                allowed,
                allowance,
            },
        );
        Ok(())
    }

    /// Parameters.
    /// @return redemptionFeeBps
    /// @return attestedCapBps
    /// @return maxAttestationAgeSecs
    /// @return redemptionWindowSecs
    pub fn parameters(&self) -> (u16, u16, u64, u64) {
        (
            self.redemption_fee_bps.get().to(),
            self.attested_cap_bps.get().to(),
            self.max_attestation_age_secs.get().to(),
            self.redemption_window_secs.get().to(),
        )
    }

    /// Sets the fee on redemption of the asset, up to 100 bps; owner only.
    pub fn set_redemption_fee(&mut self, bps: u16) -> Outcome {
        self.ownable.only_owner()?;
        if bps > MAX_REDEMPTION_FEE_BPS {
            return Err(revert(RedemptionFeeOutOfBounds {
                bps,
                max: MAX_REDEMPTION_FEE_BPS,
            }));
        }
        self.redemption_fee_bps
            .set(bps.try_into().unwrap_or_default());
        emit(self.vm(), RedemptionFeeSet { bps });
        Ok(())
    }

    /// Sets the attested share of the supply that minting may reach, up to 5,000 bps; owner only.
    pub fn set_attested_cap(&mut self, bps: u16) -> Outcome {
        self.ownable.only_owner()?;
        if bps > MAX_ATTESTED_CAP_BPS {
            return Err(revert(AttestedCapOutOfBounds {
                bps,
                max: MAX_ATTESTED_CAP_BPS,
            }));
        }
        self.attested_cap_bps
            .set(bps.try_into().unwrap_or_default());
        emit(self.vm(), AttestedCapSet { bps });
        Ok(())
    }

    /// Sets the age at which an attestation goes stale, 60 seconds to 90 days; owner only.
    pub fn set_max_attestation_age(&mut self, secs: u64) -> Outcome {
        self.ownable.only_owner()?;
        let (min, max) = (MIN_ATTESTATION_AGE_SECS, MAX_ATTESTATION_AGE_SECS);
        if secs < min || secs > max {
            return Err(revert(MaxAttestationAgeOutOfBounds { secs, min, max }));
        }
        self.max_attestation_age_secs.set(uint32(secs));
        emit(self.vm(), MaxAttestationAgeSet { secs });
        Ok(())
    }

    /// Sets the time that issuers have to settle, 1 hour to 30 days; for requests to come; owner
    /// only.
    pub fn set_redemption_window(&mut self, secs: u64) -> Outcome {
        self.ownable.only_owner()?;
        let (min, max) = (MIN_REDEMPTION_WINDOW_SECS, MAX_REDEMPTION_WINDOW_SECS);
        if secs < min || secs > max {
            return Err(revert(RedemptionWindowOutOfBounds { secs, min, max }));
        }
        self.redemption_window_secs.set(uint32(secs));
        emit(self.vm(), RedemptionWindowSet { secs });
        Ok(())
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
}

// Words of storage; no entry point below.
impl Reserve {
    fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }

    fn load_ledger(&self) -> Ledger {
        Ledger::unpack(self.ledger.get())
    }

    fn load_totals(&self) -> Totals {
        Totals::unpack(self.totals.get())
    }

    fn load_attestation(&self) -> Attestation {
        Attestation::unpack(self.attestation.get())
    }

    fn is_fresh(&self, attestation: &Attestation) -> bool {
        attestation.is_fresh(self.now(), self.max_attestation_age_secs.get().to())
    }

    fn scale(&self) -> Scale {
        Scale::new(self.asset_decimals.get().to())
    }

    /// The figures as they stand.
    fn position(&self) -> Position {
        let ledger = self.load_ledger();
        let settled = self.load_totals().settled;
        Position {
            time: self.now(),
            onchain: ledger.onchain,
            attested: ledger.attested,
            in_force: self.load_attestation().in_force(settled),
        }
    }
}

type Uint64 = alloy_primitives::Uint<64, 1>;
type Uint32 = alloy_primitives::Uint<32, 1>;

fn key(value: u64) -> Uint64 {
    Uint64::from(value)
}

/// For values within the constant bounds above.
fn uint32(value: u64) -> Uint32 {
    Uint32::from(value)
}

fn amount_of(value: U256) -> Outcome<u64> {
    ledger::units(value).ok_or_else(|| {
        revert(AmountTooLarge {
            amount: value,
            max: U256::from(u64::MAX),
        })
    })
}

//! Stake pools (ProductStake): whoever holds PSS puts PSC into the pool of a product, funds its
//! promotion with it, and shares its profit. One pool per product, ERC-4626's names and arithmetic
//! with the product first; shares do not transfer, and everybody acts for herself.
//!
//! # Roles
//! - **stakers**: deposit PSC, for which PSS is locked in proportion, and redeem.
//! - **store owners**: announce an advance for a product of theirs, draw it after three days
//!   against a deposit of their own, and repay it out of their store's sales.
//! - **checkout**: books the stakers' part of lines, and what repays advances.
//! - **owner** (the DAO's timelock): parameters within constant bounds; writes defaults off.
//! - anyone: fills queued redemptions, repays, sends the groups what is owed to them.
//!
//! # Units
//! PSC base units of 10^-6 below 2^64 ("assets"), PSS base units of 10^-18, shares of 10^-12:
//! a million per PSC unit at first. Times are Unix seconds of the block, rates basis points.
//!
//! # Trust
//! - Catalog, checkout, splitter, PSC and PSS are protocol contracts, named once and for good. The
//!   calls between them have no cycle; re-entry is refused.
//! - The checkout is trusted to pay in what it books, in the same transaction.
//! - The owner can set parameters for what comes, and give a defaulted advance up for the shares
//!   of that time. It can touch no position.
//! - Stakers bear what an advance loses beyond the store's deposit.
//!
//! # Worth of a pool
//! What it holds, less the profit that still streams in, plus the advance outstanding until that
//! matures. From the second of maturity on an unpaid advance counts as nothing and the deposit as
//! the pool's, whether or not anybody has called: whoever touches the pool next writes it down.
//!
//! A pool takes stake shares once its shares have been worth the DAO's minimum for a window. What the
//! virtual shares are worth is nobody's: when the last shares leave, it goes to the groups.
//!
//! # Invariants
//! 1. PSC held here = Σ pools (idle + unstreamed) + Σ deposits of stores + Σ credits + owed to the
//!    groups (and what was sent unasked).
//! 2. Shares of a pool = Σ positions + Σ queued; PSS locked here of an account = Σ of both.
//! 3. Who leaves is paid at the price of then and takes nothing of the profit still streaming: that is
//!    for those who stay, and the groups' if fewer shares stay than the virtual ones. Nobody's call lowers the worth of
//!    another's shares, roundings included.
//! 4. One advance that is not repaid, per pool, per store and per owner of stores.
//! 5. While one is in default and not recovered the pool takes no deposits.
//! 6. Requests are filled in their order, those taken back passed over; nobody redeems and no advance is drawn around them.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
extern crate alloc;

mod abi {
    #![allow(missing_docs)]
    alloy_sol_types::sol!("src/abi.sol");
}
mod advance;
mod advances;
mod books;
mod calls;
mod live;
#[cfg(test)]
mod model;
mod parameters;
mod pool;
mod queue;
mod ratio;
mod slots;
mod stakes;

use abi::*;
use alloc::{string::String, vec::Vec};
#[cfg(any(test, feature = "export-abi"))]
use alloy_primitives::Bytes;
use alloy_primitives::{Address, B256, U256};
#[cfg(not(any(test, feature = "export-abi")))]
use common::abi::Raw as Bytes;
use common::{
    commerce::{address_word, word_address},
    encode::{emit, revert, Outcome},
    ownable::Ownable,
};
use dispatch::entry_points;
use parameters::Parameters;
use ratio::{join, split};
use slots::{by_account, fixed, Kind};
use stakes::{Bounds, Payment};
use stylus_sdk::prelude::*;

sol_storage! {
    /// All else stands at slots of its own (see [`slots`]).
    pub struct StakePools {
        /// The owner.
        Ownable ownable;
    }
}

#[entry_points]
impl StakePools {
    #[constructor]
    pub fn constructor(&mut self, owner: Address, psc: Address, pss: Address) -> Outcome {
        ensure_named(psc)?;
        ensure_named(pss)?;
        self.set_word(fixed(Kind::Psc), address_word(psc));
        self.set_word(fixed(Kind::Pss), address_word(pss));
        self.store_parameters(&Parameters::INITIAL);
        self.ownable.set(owner)
    }

    // ---- staking: ERC-4626 with the product first, for the caller herself

    /// Puts `assets` PSC units of the caller's allowance into the pool; locks PSS of hers.
    /// @return shares
    pub fn deposit(&mut self, product: u64, assets: U256) -> Outcome<U256> {
        let account = self.vm().msg_sender();
        self.do_deposit(account, product, assets, Payment::Allowance)
    }

    /// The same for a number of shares.
    /// @return assets
    pub fn mint(&mut self, product: u64, shares: U256) -> Outcome<U256> {
        self.do_mint(product, shares)
    }

    /// Deposits after an ERC-2612 permit of PSC from the caller for this contract, of `assets`, good
    /// until `deadline`. A permit that somebody else has brought already does not matter.
    /// @return shares
    pub fn deposit_with_permit(
        &mut self,
        product: u64,
        assets: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome<U256> {
        self.try_permit(assets, deadline, &signature);
        self.deposit(product, assets)
    }

    /// Deposits for an account that signed an ERC-3009 `ReceiveWithAuthorization` of PSC to this
    /// contract: value `assets`, validAfter 0, validBefore `deadline`, nonce
    /// `keccak256(abi.encode(product, assets, minShares, maxLocked, deadline))`. Anyone may bring it.
    /// @return shares at least `minShares`
    #[allow(clippy::too_many_arguments)]
    pub fn deposit_with_authorization(
        &mut self,
        account: Address,
        product: u64,
        assets: U256,
        min_shares: U256,
        max_locked: U256,
        deadline: u64,
        signature: Bytes,
    ) -> Outcome<U256> {
        let bounds = Bounds {
            min_shares,
            max_locked,
            deadline,
        };
        let payment = Payment::Authorization(&bounds, &signature);
        self.do_deposit(account, product, assets, payment)
    }

    /// Takes `assets` PSC units out of the pool for the caller.
    /// @return shares that it took
    pub fn withdraw(&mut self, product: u64, assets: U256) -> Outcome<U256> {
        self.do_withdraw(product, assets)
    }

    /// Takes the worth of `shares` out of the pool for the caller.
    /// @return assets
    pub fn redeem(&mut self, product: u64, shares: U256) -> Outcome<U256> {
        self.do_redeem(product, shares)
    }

    /// The token that pools hold: PSC.
    pub fn asset(&self) -> Address {
        self.psc_address()
    }

    /// Decimal places of a share.
    pub fn decimals(&self) -> u8 {
        pool::SHARE_DECIMALS
    }

    /// What a pool is worth: idle PSC and an advance not overdue.
    pub fn total_assets(&self, product: u64) -> U256 {
        U256::from(self.live(product).price().assets)
    }

    /// Shares of a pool, queued ones included.
    pub fn total_supply(&self, product: u64) -> U256 {
        U256::from(self.live(product).pool.shares)
    }

    /// Shares of the account, without those in the queue.
    pub fn balance_of(&self, product: u64, account: Address) -> U256 {
        U256::from(self.load_position(product, account).shares)
    }

    /// Shares and the PSS locked for them, without those in the queue.
    /// @return shares
    /// @return locked PSS units
    pub fn position(&self, product: u64, account: Address) -> (U256, U256) {
        let position = self.load_position(product, account);
        (U256::from(position.shares), U256::from(position.locked))
    }

    /// What assets are worth in shares.
    pub fn convert_to_shares(&self, product: u64, assets: U256) -> Outcome<U256> {
        self.shares_for(product, assets, false)
    }

    /// What shares are worth.
    pub fn convert_to_assets(&self, product: u64, shares: U256) -> Outcome<U256> {
        self.assets_for(product, shares, false)
    }

    /// Most that the account could deposit now: what its unlocked PSS is enough for.
    pub fn max_deposit(&self, product: u64, account: Address) -> Outcome<U256> {
        Ok(U256::from(self.show_max_deposit(product, account)?))
    }

    /// The same in shares.
    pub fn max_mint(&self, product: u64, account: Address) -> Outcome<U256> {
        let assets = self.max_deposit(product, account)?;
        self.shares_for(product, assets, false)
    }

    /// Most that the account could take out at once.
    pub fn max_withdraw(&self, product: u64, account: Address) -> Outcome<U256> {
        Ok(self.at_once(product, account)?.1)
    }

    /// The same in shares.
    pub fn max_redeem(&self, product: u64, account: Address) -> Outcome<U256> {
        Ok(self.at_once(product, account)?.0)
    }

    /// Shares that a deposit would give now.
    pub fn preview_deposit(&self, product: u64, assets: U256) -> Outcome<U256> {
        self.shares_for(product, assets, false)
    }

    /// Assets that the shares would cost now.
    pub fn preview_mint(&self, product: u64, shares: U256) -> Outcome<U256> {
        self.assets_for(product, shares, true)
    }

    /// Shares that a withdrawal would take now.
    pub fn preview_withdraw(&self, product: u64, assets: U256) -> Outcome<U256> {
        self.shares_for(product, assets, true)
    }

    /// Assets that a redemption would give now.
    pub fn preview_redeem(&self, product: u64, shares: U256) -> Outcome<U256> {
        self.assets_for(product, shares, false)
    }

    /// A pool as of now; all zero if nobody has ever deposited.
    /// @return idle PSC units that can leave
    /// @return unstreamed profit that is not the shares' yet
    /// @return streamEndsAt
    /// @return outstanding of an advance not overdue
    /// @return shares
    /// @return advance the one that is not repaid; 0: none
    /// @return requested number of the latest request
    /// @return filled number of the latest request that is done
    /// @return minimumSince since when it has been worth the minimum, as far as any call looked; 0: it is not
    #[allow(clippy::type_complexity)]
    pub fn pool(&self, product: u64) -> (U256, U256, u64, U256, U256, u64, u64, u64, u64) {
        let live = self.live(product);
        (
            U256::from(live.idle()),
            U256::from(live.pool.unstreamed_at(live.now)),
            live.pool.end,
            U256::from(live.standing()),
            U256::from(live.pool.shares),
            live.pool.advance,
            live.pool.requested,
            live.pool.filled,
            live.pool.ample_since,
        )
    }

    // ---- the queue (names of ERC-7540)

    /// Queues shares of the caller that cannot be redeemed at once. They are priced when filled,
    /// and their PSS is freed then.
    /// @return request
    pub fn request_redeem(&mut self, product: u64, shares: U256) -> Outcome<u64> {
        self.do_request(product, shares)
    }

    /// Takes a request of the caller's back, what is left of it: shares and their PSS lock are her
    /// position's again. At any time: who lets it stand agrees to be paid at the price of then.
    /// @return shares
    pub fn cancel_redeem_request(&mut self, product: u64, request: u64) -> Outcome<U256> {
        self.do_cancel(product, request)
    }

    /// Pays up to `max` requests (64 a call) out of what lies idle, in their order, the last of
    /// them in part if need be; anyone may call.
    /// @return touched requests paid, in whole or in part
    pub fn fill(&mut self, product: u64, max: u64) -> Outcome<u64> {
        self.do_fill(product, max)
    }

    /// A queued redemption; all zero once it is filled or taken back.
    /// @return account
    /// @return shares
    /// @return locked PSS units
    pub fn pending_redeem_request(&self, product: u64, request: u64) -> (Address, U256, U256) {
        let (account, escrow) = self.load_request(product, request);
        (
            account,
            U256::from(escrow.shares),
            U256::from(escrow.locked),
        )
    }

    // ---- advances

    /// Announces an advance on a product of the caller's store, to be drawn between 3 and 30 days
    /// from now: `amount` for `termSecs` (14 to 180 days), repaid by `repayBps` (1 to 100 %) of the
    /// vendor's part of each of the store's lines.
    /// @return advance
    pub fn announce(
        &mut self,
        product: u64,
        amount: U256,
        term_secs: u64,
        repay_bps: u16,
        plan_hash: B256,
        plan_uri: String,
    ) -> Outcome<u64> {
        let plan = advances::Plan {
            amount,
            term_secs,
            repay_bps,
            hash: plan_hash,
            uri: plan_uri,
        };
        self.do_announce(product, plan)
    }

    /// Pays an announced advance to the caller, who announced it and still owns the store, against a
    /// deposit from her allowance.
    /// @return deposit
    pub fn draw(&mut self, advance: u64) -> Outcome<U256> {
        self.do_draw(advance)
    }

    /// Repays up to `amount` from the caller's allowance; anyone may.
    /// @return paid
    pub fn repay(&mut self, advance: u64, amount: U256) -> Outcome<U256> {
        self.do_repay(advance, amount)
    }

    /// Writes down that an advance is in default, which it is without this call too; anyone may.
    pub fn mark_default(&mut self, advance: u64) -> Outcome {
        self.do_mark_default(advance)
    }

    /// Gives a defaulted advance up: the pool takes deposits again, and what is still recovered
    /// goes to the groups; owner only.
    pub fn write_off(&mut self, advance: u64) -> Outcome {
        self.do_write_off(advance)
    }

    /// Sends what is left of a deposit back to who put it down, once all is repaid, and frees the
    /// store; anyone may call.
    /// @return returned
    pub fn reclaim_deposit(&mut self, advance: u64) -> Outcome<U256> {
        self.do_reclaim(advance)
    }

    /// An advance as of now; all zero if there is none such.
    /// @return product
    /// @return store
    /// @return account who announced it
    /// @return state 1 announced, 2 drawn, 3 defaulted, 4 written off, 5 repaid, 6 closed
    /// @return amount
    /// @return outstanding
    /// @return deposit what is held of it
    /// @return repayBps
    /// @return time of the announcement; once drawn: of maturity
    /// @return termSecs
    #[allow(clippy::type_complexity)]
    pub fn advance(&self, id: u64) -> (u64, u64, Address, u8, U256, U256, U256, u16, u64, u64) {
        let mut advance = self.load_advance(id);
        advance.default_if_due(self.vm().block_timestamp());
        (
            advance.product,
            advance.store,
            advance.account,
            advance.state as u8,
            U256::from(advance.amount),
            U256::from(advance.outstanding),
            U256::from(advance.deposit),
            advance.repay_bps,
            advance.time,
            advance.term_secs,
        )
    }

    /// Number of the latest advance.
    pub fn advance_count(&self) -> u64 {
        split(self.word(fixed(Kind::Catalog))).1 as u64
    }

    /// The store's advance that is not closed; 0: none.
    pub fn debt_of(&self, store: u64) -> u64 {
        self.debt(store)
    }

    // ---- sales

    /// Books lines: stake shares into the pools that are worth enough, repayments of the stores'
    /// advances; checkout only, which pays the sum of what is taken in the same transaction.
    /// @return taken one word per line
    pub fn settle(&mut self, lines: Vec<U256>) -> Outcome<Vec<U256>> {
        self.do_settle(&lines)
    }

    // ---- payments

    /// Sends the three groups what is owed to them; anyone may call.
    /// @return amount
    pub fn flush(&mut self) -> Outcome<U256> {
        self.do_flush()
    }

    /// PSC units owed to the three groups.
    pub fn owed_to_groups(&self) -> U256 {
        U256::from(split(self.word(fixed(Kind::Splitter))).1)
    }

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

    /// The tokens and the other contracts; these zero until they are named.
    /// @return psc
    /// @return pss
    /// @return catalog
    /// @return checkout
    /// @return splitter
    pub fn connections(&self) -> (Address, Address, Address, Address, Address) {
        (
            self.psc_address(),
            self.pss_address(),
            self.catalog_address(),
            self.checkout_address(),
            self.splitter_address(),
        )
    }

    /// Names the other contracts; owner only, once and for good.
    pub fn connect(&mut self, catalog: Address, checkout: Address, splitter: Address) -> Outcome {
        self.ownable.only_owner()?;
        if !self.checkout_address().is_zero() {
            return Err(revert(AlreadyConnected {}));
        }
        ensure_named(catalog)?;
        ensure_named(checkout)?;
        ensure_named(splitter)?;
        // What stands above the addresses stays.
        let (_, parameters) = split(self.word(fixed(Kind::Checkout)));
        self.set_word(fixed(Kind::Checkout), join(checkout, parameters));
        self.set_word(fixed(Kind::Catalog), address_word(catalog));
        self.set_word(fixed(Kind::Splitter), address_word(splitter));
        emit(
            self.vm(),
            Connected {
                catalog,
                checkout,
                splitter,
            },
        );
        Ok(())
    }

    /// Parameters.
    /// @return lockRatio PSS units locked per whole PSC
    /// @return minAssets PSC units that a pool must be worth to take a stake share
    /// @return windowSecs how long new profit streams
    /// @return utilisationBps most of a pool that an advance may take
    /// @return depositBps what the drawer puts down of it
    /// @return minRequest least worth of a queued redemption, PSC units
    pub fn parameters(&self) -> (U256, U256, u64, u16, u16, U256) {
        let parameters = self.load_parameters();
        (
            U256::from(parameters.lock_ratio),
            U256::from(parameters.min_assets),
            parameters.window_secs,
            parameters.utilisation_bps,
            parameters.deposit_bps,
            U256::from(parameters.min_request),
        )
    }

    /// Sets the parameters, for what comes: of PSS locked, profit streaming and advances drawn
    /// nothing changes; owner only.
    pub fn set_parameters(
        &mut self,
        lock_ratio: U256,
        min_assets: U256,
        window_secs: u64,
        utilisation_bps: u16,
        deposit_bps: u16,
        min_request: U256,
    ) -> Outcome {
        self.ownable.only_owner()?;
        let parameters = Parameters::checked([
            lock_ratio,
            min_assets,
            U256::from(window_secs),
            U256::from(utilisation_bps),
            U256::from(deposit_bps),
            min_request,
        ])?;
        self.store_parameters(&parameters);
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

// The other contracts; no entry point below.
impl StakePools {
    fn psc_address(&self) -> Address {
        word_address(self.word(fixed(Kind::Psc)))
    }

    fn pss_address(&self) -> Address {
        word_address(self.word(fixed(Kind::Pss)))
    }

    fn catalog_address(&self) -> Address {
        word_address(self.word(fixed(Kind::Catalog)))
    }

    fn checkout_address(&self) -> Address {
        word_address(self.word(fixed(Kind::Checkout)))
    }

    fn splitter_address(&self) -> Address {
        word_address(self.word(fixed(Kind::Splitter)))
    }
}

/// Refuses the zero address.
fn ensure_named(account: Address) -> Outcome {
    if account.is_zero() {
        return Err(revert(ZeroAddress {}));
    }
    Ok(())
}

//! Redemptions that wait: in their order, priced when they are filled.

use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::{address_word, word_address},
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    live::Live,
    pool::{Position, Price, MAX_REQUESTS},
    slots::{by_ids, Kind},
    StakePools,
};

/// Most requests that one call pays.
const MAX_FILLS: u64 = 64;

/// What a request is paid now: assets, and the shares that these take. `None`: nothing lies idle
/// for it.
pub fn payable(price: Price, idle: u64, shares: u128) -> Outcome<Option<(u64, u128)>> {
    let worth = price.to_assets_floor(shares)?;
    if worth <= idle {
        return Ok(Some((worth, shares)));
    }
    if idle == 0 {
        return Ok(None);
    }
    // Fewer than it has: all of them are worth a unit more at least.
    Ok(Some((idle, price.to_shares_ceil(idle)?)))
}

impl StakePools {
    pub(crate) fn do_request(&mut self, product: u64, shares: U256) -> Outcome<u64> {
        let account = self.vm().msg_sender();
        let mut live = self.touch(product);
        let mut position = self.load_position(product, account);
        let part = position.part(account, shares)?;
        let assets = live.price().to_assets_floor(part)?;
        let min = self.load_parameters().min_request;
        if assets < min && part != position.shares {
            return Err(revert(RequestTooSmall {
                assets: U256::from(assets),
                min: U256::from(min),
            }));
        }
        // Or whoever likes could close the door for everybody else.
        if live.ensure_open().is_ok() && assets <= live.idle() {
            return Err(revert(NoNeedToQueue {
                assets: U256::from(assets),
            }));
        }
        if live.pool.requested == MAX_REQUESTS {
            return Err(revert(QueueFull { max: MAX_REQUESTS }));
        }
        live.pool.requested += 1;
        let request = live.pool.requested;
        let locked = position.take(part);
        let escrow = Position {
            shares: part,
            locked,
        };
        self.save(&mut live);
        self.save_position(product, account, position);
        self.save_request(product, request, account, escrow);
        let event = RedeemRequested::SIGNATURE_HASH;
        self.log_request(event, product, request, account, escrow);
        Ok(request)
    }

    /// Also while fills are held: after a default who waits would else be paid at the bottom, by a call
    /// of whoever keeps what is recovered.
    pub(crate) fn do_cancel(&mut self, product: u64, request: u64) -> Outcome<U256> {
        let account = self.vm().msg_sender();
        let (requester, escrow) = self.load_request(product, request);
        if requester != account {
            return Err(revert(NotRequester { request, account }));
        }
        let mut live = self.touch(product);
        let mut position = self.load_position(product, account);
        position.shares += escrow.shares;
        position.locked += escrow.locked;
        self.save_request(product, request, Address::ZERO, Position::default());
        let event = RedeemCancelled::SIGNATURE_HASH;
        self.log_request(event, product, request, account, escrow);
        self.pass_over(&mut live, MAX_FILLS);
        self.save(&mut live);
        self.save_position(product, account, position);
        Ok(U256::from(escrow.shares))
    }

    /// Counts requests that were taken back as done once they are next, or they would shut the way out
    /// for nobody. At most `max` of them, for there may be any number; returns how many.
    #[inline(never)]
    fn pass_over(&mut self, live: &mut Live, max: u64) -> u64 {
        let (product, before) = (live.product, live.pool.filled);
        for _ in 0..max.min(live.pool.waiting()) {
            let next = by_ids(Kind::Requester, product, live.pool.filled + 1);
            if !self.word(next).is_zero() {
                break;
            }
            live.pool.filled += 1;
        }
        let filled = live.pool.filled;
        if filled != before {
            self.log_number(RequestsPassed::SIGNATURE_HASH, product, filled);
        }
        filled - before
    }

    pub(crate) fn do_fill(&mut self, product: u64, max: u64) -> Outcome<u64> {
        let mut live = self.touch(product);
        live.ensure_not_held()?;
        let (mut payees, mut amounts, mut freed) = (Vec::new(), Vec::new(), Vec::new());
        let mut passed = 0;
        loop {
            passed += self.pass_over(&mut live, MAX_FILLS - passed);
            if freed.len() as u64 == max.min(MAX_FILLS) || live.pool.waiting() == 0 {
                break;
            }
            let request = live.pool.filled + 1;
            let (account, escrow) = self.load_request(product, request);
            // Taken back, and no more are passed over in this call.
            if account.is_zero() {
                break;
            }
            let Some((assets, shares)) = payable(live.price(), live.idle(), escrow.shares)? else {
                break;
            };
            let (unlocked, left) =
                self.fill_one(&mut live, request, account, escrow, assets, shares);
            if assets != 0 {
                payees.push(account);
                amounts.push(U256::from(assets));
            }
            freed.push((account, unlocked));
            if left != 0 {
                break;
            }
        }
        if passed == 0 && freed.is_empty() {
            return Err(revert(NothingToFill { product }));
        }
        self.save(&mut live);
        self.pay_out(payees, amounts)?;
        let touched = freed.len() as u64;
        for (account, unlocked) in freed {
            self.unlock(account, unlocked)?;
        }
        Ok(touched)
    }

    /// Books and logs the payment of one request, the next in the queue; the PSS that it frees, and
    /// the shares that wait on.
    fn fill_one(
        &mut self,
        live: &mut Live,
        request: u64,
        account: Address,
        mut escrow: Position,
        assets: u64,
        shares: u128,
    ) -> (u128, u128) {
        let unlocked = escrow.take(shares);
        let forfeited = self.burn(live, shares, assets);
        if escrow.shares == 0 {
            live.pool.filled = request;
            self.save_request(live.product, request, Address::ZERO, escrow);
        } else {
            self.save_request(live.product, request, account, escrow);
        }
        emit(
            self.vm(),
            RedeemFilled {
                product: live.product,
                request,
                account,
                assets: U256::from(assets),
                shares: U256::from(shares),
                unlocked: U256::from(unlocked),
                forfeited: U256::from(forfeited),
                left: U256::from(escrow.shares),
            },
        );
        (unlocked, escrow.shares)
    }

    #[inline(never)]
    fn save_request(&mut self, product: u64, request: u64, account: Address, escrow: Position) {
        self.set_word(by_ids(Kind::Escrow, product, request), escrow.pack());
        let requester = by_ids(Kind::Requester, product, request);
        self.set_word(requester, address_word(account));
    }

    /// Logs what enters the queue or comes back out of it: one routine for two events of the same fields.
    #[inline(never)]
    fn log_request(
        &self,
        event: B256,
        product: u64,
        request: u64,
        account: Address,
        escrow: Position,
    ) {
        let topics = [
            event,
            word::uint64(product).into(),
            word::uint64(request).into(),
            account.into_word(),
        ];
        let fields = (U256::from(escrow.shares), U256::from(escrow.locked));
        emit_dynamic(self.vm(), &topics, fields);
    }

    /// Whose a request is, and what is escrowed for it.
    pub(crate) fn load_request(&self, product: u64, request: u64) -> (Address, Position) {
        let [account, escrow] =
            [Kind::Requester, Kind::Escrow].map(|kind| self.word(by_ids(kind, product, request)));
        (word_address(account), Position::unpack(escrow))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A part payment takes no more shares than there are, never more than lies idle, and leaves
        /// the price to the others.
        #[test]
        fn a_part_is_within_idle_and_within_the_shares(
            idle in any::<u64>(), standing in any::<u64>(), others in any::<u64>(), shares in 1u128..1 << 100,
        ) {
            let assets = u128::from(idle) + u128::from(standing);
            let price = Price { assets, shares: shares + u128::from(others) };
            let Ok(payable) = payable(price, idle, shares) else { return Ok(()) };
            match payable {
                None => prop_assert_eq!(idle, 0),
                Some((paid, taken)) => {
                    prop_assert!(paid <= idle && taken <= shares);
                    prop_assert!(taken > 0);
                    let after = Price { assets: assets - u128::from(paid), shares: price.shares - taken };
                    let probe = 1u128 << 40;
                    if let (Ok(before), Ok(after)) = (price.to_assets_floor(probe), after.to_assets_floor(probe)) {
                        prop_assert!(after >= before);
                    }
                }
            }
        }
    }
}

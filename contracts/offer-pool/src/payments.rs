//! Tokens that come and go: pulling what is escrowed, trying to send what is due, and what waits
//! because it could not be sent.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use common::{
    call::{self, call_token, view_contract},
    encode::{emit, revert, Outcome},
};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{abi::*, token, OfferPool};

/// Most gas that sending a token may take: several times what a token behind a proxy needs.
///
/// It is also too little to defer a payment on purpose. A call gets 63/64 of the gas that there
/// is: whoever leaves too little for a transfer of at most this much leaves less than 6,350 for
/// the rest, and a credit takes more (a storage write of 5,000 at least, and a log of 1,756). The
/// transaction fails as a whole; no estimate of gas settles on a deferred payment either. More
/// gas here would undo that.
const SEND_GAS: u64 = 400_000;

/// What is due to an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Payment {
    pub token: Address,
    pub to: Address,
    pub amount: U256,
}

/// What is due at the end of a call.
#[derive(Default)]
pub(crate) struct Payments(Vec<Payment>);

impl Payments {
    /// Adds a payment: to the one before, if that has the same token and payee. The lines of a
    /// cart that one store sold thus take one transfer.
    pub fn push(&mut self, payment: Payment) {
        if let Some(last) = self.0.last_mut() {
            if last.token == payment.token && last.to == payment.to {
                // Cannot overflow: each offer's escrow is below 2^168.
                last.amount += payment.amount;
                return;
            }
        }
        self.0.push(payment);
    }
}

impl OfferPool {
    /// Sends everything, or credits what cannot be sent. Never fails because of a token or payee.
    pub(crate) fn send_all(&mut self, payments: Payments) {
        for payment in payments.0 {
            self.send(payment);
        }
    }

    pub(crate) fn send(&mut self, payment: Payment) {
        if self.try_transfer(&payment) {
            return;
        }
        let Payment { token, to, amount } = payment;
        let mut of_token = self.credits.setter(token);
        let mut slot = of_token.setter(to);
        let credit = slot.get() + amount;
        slot.set(credit);
        emit(
            self.vm(),
            PaymentDeferred {
                token,
                account: to,
                amount,
            },
        );
    }

    /// Whether the token took the payment: it answered true, or nothing, as some do.
    fn try_transfer(&mut self, payment: &Payment) -> bool {
        let mut data = Vec::with_capacity(4 + 32 * 2);
        data.extend_from_slice(&token::transferCall::SELECTOR);
        data.extend_from_slice(payment.to.into_word().as_slice());
        data.extend_from_slice(&payment.amount.to_be_bytes::<32>());
        let host = self.vm();
        // SAFETY: `&mut self` is the only accessor of storage, and what it wrote is flushed.
        // One word of the answer is enough: a token must not be able to fill this program's memory.
        #[expect(unsafe_code, reason = "a raw call, to bound gas and answer")]
        let answer = unsafe {
            RawCall::new(host)
                .gas(SEND_GAS)
                .limit_return_data(0, 32)
                .clear_storage_cache()
                .call(payment.token, &data)
        };
        match answer {
            Ok(answer) if answer.is_empty() => host.code_size(payment.token) != 0,
            Ok(answer) => call::uint(&answer) == Some(U256::from(1)),
            Err(_) => false,
        }
    }

    /// Pays an account what could not be sent to it, to itself whoever asks.
    pub(crate) fn do_claim(&mut self, token: Address, account: Address) -> Outcome {
        let mut of_token = self.credits.setter(token);
        let mut slot = of_token.setter(account);
        let amount = slot.get();
        if amount.is_zero() {
            return Err(revert(NothingToClaim { account }));
        }
        slot.set(U256::ZERO);
        emit(
            self.vm(),
            CreditClaimed {
                token,
                account,
                amount,
            },
        );
        if self.vm().code_size(token) == 0 {
            return Err(revert(TokenCallFailed { token }));
        }
        call_token(
            self,
            token,
            &token::transferCall {
                to: account,
                value: amount,
            },
        )
    }

    /// Takes tokens from an account and makes sure that exactly they arrived.
    pub(crate) fn pull(&mut self, token: Address, from: Address, amount: U256) -> Outcome {
        let before = self.balance(token)?;
        let to = self.vm().contract_address();
        call_token(
            self,
            token,
            &token::transferFromCall {
                from,
                to,
                value: amount,
            },
        )?;
        let moved = self.balance(token)?.saturating_sub(before);
        if moved != amount {
            return Err(revert(TokenAmountMismatch {
                expected: amount,
                moved,
            }));
        }
        Ok(())
    }

    fn balance(&self, token: Address) -> Outcome<U256> {
        let account = self.vm().contract_address();
        let answer = view_contract(self.vm(), token, &token::balanceOfCall { account })?;
        // An account without code answers nothing; so does what is no token.
        call::uint(&answer).ok_or_else(|| revert(TokenCallFailed { token }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;
    use proptest::prelude::*;

    fn payment(token: u8, to: u8, amount: u64) -> Payment {
        Payment {
            token: Address::with_last_byte(token),
            to: Address::with_last_byte(to),
            amount: U256::from(amount),
        }
    }

    fn collect(all: &[Payment]) -> Vec<Payment> {
        let mut payments = Payments::default();
        for payment in all {
            payments.push(*payment);
        }
        payments.0
    }

    fn totals(all: &[Payment]) -> BTreeMap<(Address, Address), U256> {
        let mut sums = BTreeMap::new();
        for Payment { token, to, amount } in all {
            *sums.entry((*token, *to)).or_insert(U256::ZERO) += *amount;
        }
        sums
    }

    proptest! {
        #[test]
        fn everyone_is_paid_what_is_due(
            lines in prop::collection::vec((0u8..3, 0u8..3, 1u64..1_000), 0..32),
        ) {
            let all: Vec<_> = lines.iter().map(|(token, to, amount)| payment(*token, *to, *amount)).collect();
            let sent = collect(&all);
            prop_assert_eq!(totals(&sent), totals(&all));
            prop_assert!(sent.windows(2).all(|pair| (pair[0].token, pair[0].to) != (pair[1].token, pair[1].to)));
        }
    }

    #[test]
    fn equal_payees_in_a_row_take_one_transfer() {
        let sent = collect(&[
            payment(1, 1, 10),
            payment(1, 1, 5),
            payment(1, 2, 1),
            payment(2, 2, 1),
            payment(1, 1, 1),
        ]);
        let expected = [
            payment(1, 1, 15),
            payment(1, 2, 1),
            payment(2, 2, 1),
            payment(1, 1, 1),
        ];
        assert_eq!(sent, expected);
    }
}

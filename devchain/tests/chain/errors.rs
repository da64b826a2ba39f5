//! Transactions that are refused, in the words of nodes.

use crate::support::*;
use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEip4844, TxEnvelope},
    eips::{BlockId, eip2718::Encodable2718},
    network::TxSignerSync,
    primitives::{Address, TxKind, U256},
    rpc::types::TransactionRequest,
};
use devchain::chain::{MiningMode, TxError};

fn refused(request: TransactionRequest) -> String {
    let chain = chain();
    chain
        .send(sign(&chain, 0, request))
        .unwrap_err()
        .to_string()
}

fn plain() -> TransactionRequest {
    let mut request = request(Address::ZERO, Some(Address::repeat_byte(1)), []);
    request.gas = Some(21_000);
    request
}

#[test]
fn nonce_too_low_is_refused() {
    let chain = chain();
    send(&chain, 0, plain());
    let mut again = plain();
    again.nonce = Some(0);
    let error = chain.send(sign(&chain, 0, again)).unwrap_err();
    let address = address(&chain, 0);
    assert_eq!(
        error,
        TxError::NonceTooLow {
            address,
            tx: 0,
            state: 1
        }
    );
    assert_eq!(
        error.to_string(),
        format!("nonce too low: address {address}, tx: 0 state: 1")
    );
}

#[test]
fn waiting_transaction_is_already_known_and_a_mined_one_too_old() {
    let chain = chain();
    chain.set_mining_mode(MiningMode::Manual);
    let tx = sign(&chain, 0, plain());
    chain.send(tx.clone()).unwrap();
    assert_eq!(chain.send(tx.clone()), Err(TxError::AlreadyKnown));
    chain.mine(1, None).unwrap();
    assert!(matches!(chain.send(tx), Err(TxError::NonceTooLow { .. })));
}

#[test]
fn funds_must_cover_gas_at_the_fee_cap_and_value() {
    let mut request = plain();
    request.value = Some(U256::MAX >> 1);
    assert!(refused(request).starts_with("insufficient funds for gas * price + value: address "));
    // The cap counts, although only the base fee is paid.
    let chain = chain();
    chain.set_balance(address(&chain, 0), U256::from(21_000u128 * GWEI - 1));
    let error = chain.send(sign(&chain, 0, plain())).unwrap_err();
    assert!(
        matches!(error, TxError::InsufficientFunds { want, .. } if want == U256::from(21_000u128 * GWEI))
    );
}

#[test]
fn fee_cap_below_the_base_fee_is_refused() {
    let mut request = plain();
    request.max_fee_per_gas = Some(BASE_FEE - 1);
    assert!(refused(request).starts_with("max fee per gas less than block base fee: address "));
}

#[test]
fn tip_above_the_fee_cap_is_refused() {
    let mut request = plain();
    request.max_priority_fee_per_gas = Some(2 * GWEI);
    assert!(
        refused(request)
            .starts_with("max priority fee per gas higher than max fee per gas: address ")
    );
}

#[test]
fn gas_below_the_intrinsic_is_refused() {
    let mut request = plain();
    request.gas = Some(20_999);
    assert_eq!(
        refused(request),
        "intrinsic gas too low: have 20999, want 21000"
    );
}

#[test]
fn init_code_above_the_limit_is_refused() {
    let mut request = request(Address::ZERO, None, vec![0; 49_153]);
    request.gas = Some(20_000_000);
    assert_eq!(
        refused(request),
        "max initcode size exceeded: code size 49153 limit 49152"
    );
}

#[test]
fn other_chains_transactions_are_refused() {
    let mut request = plain();
    request.chain_id = Some(1);
    assert_eq!(
        refused(request),
        "invalid chain id for signer: have 1 want 412346"
    );
}

#[test]
fn blobs_and_unknown_types_are_refused() {
    let chain = chain();
    let mut blob = TxEip4844 {
        chain_id: chain.chain_id(),
        gas_limit: 21_000,
        ..Default::default()
    };
    let signature = signer(&chain, 0).sign_transaction_sync(&mut blob).unwrap();
    let tx = TxEnvelope::from(blob.into_signed(signature));
    assert_eq!(
        chain.send_raw(&tx.encoded_2718()),
        Err(TxError::TypeNotSupported)
    );
    assert_eq!(chain.send(tx), Err(TxError::TypeNotSupported));
    assert_eq!(
        chain.send_raw(&[0x6a, 0xc0]),
        Err(TxError::TypeNotSupported)
    );
    assert!(matches!(
        chain.send_raw(&[0x02, 0xc0]),
        Err(TxError::Decode(_))
    ));
    assert!(matches!(chain.send_raw(&[]), Err(TxError::Decode(_))));
}

#[test]
fn malleable_signature_is_refused() {
    let chain = chain();
    let mut tx = TxEip1559 {
        chain_id: chain.chain_id(),
        gas_limit: 21_000,
        max_fee_per_gas: GWEI,
        to: TxKind::Call(Address::ZERO),
        ..Default::default()
    };
    let signature = signer(&chain, 0).sign_transaction_sync(&mut tx).unwrap();
    let order = U256::from_str_radix(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        16,
    )
    .unwrap();
    let other =
        alloy::primitives::Signature::new(signature.r(), order - signature.s(), !signature.v());
    assert_eq!(
        chain.send(tx.into_signed(other).into()),
        Err(TxError::InvalidSender)
    );
}

#[test]
fn contracts_do_not_sign_transactions() {
    let chain = chain();
    chain.set_code(address(&chain, 0), COUNTER.into());
    assert!(matches!(
        chain.send(sign(&chain, 0, plain())),
        Err(TxError::SenderNotEoa(_))
    ));
}

#[test]
fn replacement_must_pay_a_tenth_more() {
    let chain = chain();
    chain.set_mining_mode(MiningMode::Manual);
    let with_fee = |fee| {
        let mut request = plain();
        request.nonce = Some(0);
        request.max_fee_per_gas = Some(fee);
        sign(&chain, 0, request)
    };
    chain.send(with_fee(GWEI)).unwrap();
    assert_eq!(chain.send(with_fee(GWEI)), Err(TxError::AlreadyKnown));
    assert_eq!(chain.send(with_fee(GWEI + 1)), Err(TxError::Underpriced));
    let better = chain.send(with_fee(GWEI * 11 / 10)).unwrap();
    assert_eq!(
        chain.pool().iter().map(|tx| tx.hash).collect::<Vec<_>>(),
        [better]
    );
    assert!(chain.drop_transaction(better) && !chain.drop_transaction(better));
}

#[test]
fn requests_of_strangers_are_refused_unless_impersonated() {
    let chain = chain();
    let stranger = Address::repeat_byte(0x77);
    chain.set_balance(stranger, U256::from(10).pow(U256::from(18)));
    let request = TransactionRequest {
        from: Some(stranger),
        to: Some(TxKind::Call(Address::ZERO)),
        ..Default::default()
    };
    assert_eq!(
        chain.send_request(request.clone()),
        Err(TxError::UnknownAccount)
    );
    chain.impersonate(stranger);
    let hash = chain.send_request(request.clone()).unwrap();
    assert_eq!(chain.transaction(hash).unwrap().from, stranger);
    assert_eq!(chain.nonce(stranger, BlockId::latest()), Ok(1));
    chain.stop_impersonating(stranger);
    assert_eq!(
        chain.send_request(request.clone()),
        Err(TxError::UnknownAccount)
    );
    chain.set_auto_impersonate(true);
    assert!(chain.send_request(request).is_ok());
}

#[test]
fn refused_transaction_leaves_no_block() {
    let chain = chain();
    let mut request = plain();
    request.gas = Some(20_999);
    assert!(chain.send(sign(&chain, 0, request)).is_err());
    assert_eq!(chain.head().number(), 0);
}

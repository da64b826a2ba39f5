use alloy::primitives::{Address, U256, keccak256};
use alloy::signers::{Result, Signer};
use alloy::sol_types::{SolCall, eip712_domain};
use productshare_abi::Checkout;

alloy::sol! {
    struct ReceiveWithAuthorization {
        address from; address to; uint256 value; uint256 validAfter; uint256 validBefore; bytes32 nonce;
    }
}

/// Signs a cart as a payment of PSC: the call that anybody may send to the checkout.
pub async fn authorize(
    buyer: &(impl Signer + Sync),
    cart: Checkout::placeOrderCall,
    chain_id: u64,
    psc: Address,
    checkout: Address,
) -> Result<Checkout::placeOrderWithAuthorizationCall> {
    let message = ReceiveWithAuthorization {
        from: buyer.address(),
        to: checkout,
        value: cart.maxTotal,
        validAfter: U256::ZERO,
        validBefore: U256::from(cart.deadline),
        // The hash of placeOrder's arguments.
        nonce: keccak256(&cart.abi_encode()[4..]),
    };
    let domain = eip712_domain! {
        name: "ShareCash",
        version: "1",
        chain_id: chain_id,
        verifying_contract: psc,
    };
    let signature = buyer.sign_typed_data(&message, &domain).await?;
    Ok(Checkout::placeOrderWithAuthorizationCall {
        buyer: buyer.address(),
        products: cart.products,
        versions: cart.versions,
        quantities: cart.quantities,
        vias: cart.vias,
        shares: cart.shares,
        causes: cart.causes,
        total: cart.maxTotal,
        deadline: cart.deadline,
        paymentReference: cart.paymentReference,
        share: cart.share,
        signature: signature.as_bytes().into(),
    })
}

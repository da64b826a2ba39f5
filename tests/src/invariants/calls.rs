//! Actions as calls of the contracts.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolCall;
use productshare_abi::{Catalog, Checkout, OfferPool, Psc, Splitter, StakePools};

use super::actions::{Action, Tag, Wanted, Who};
use super::model::{Model, at};
use super::scene::{BLOCKLISTER, CHECKOUT, POOL, SPLITTER, STAKES, Scene};

/// A transaction to send.
pub struct Call {
    pub from: Address,
    pub to: Address,
    pub input: Vec<u8>,
}

/// What is to be sent for an action; `None` if it names what was never made.
pub fn call(scene: &Scene, model: &Model, action: &Action) -> Option<Call> {
    let names = &model.names;
    let store = |tag: &Tag| names.stores.get(tag).copied();
    let product = |tag: &Tag| names.products.get(tag).copied();
    let line = |tag: &Tag, index: u8| {
        let order = *names.orders.get(tag)?;
        at(&model.orders, order)
            .lines
            .get(usize::from(index))
            .map(|_| order)
    };
    let account = |who: &Who| scene.accounts[*who];
    let (catalog, pool) = (scene.catalog, scene.accounts[POOL]);
    let (checkout, splitter) = (scene.accounts[CHECKOUT], scene.accounts[SPLITTER]);
    let stakes = scene.accounts[STAKES];
    let advance = |tag: &Tag| names.advances.get(tag).copied();
    let make = |who: Who, to: Address, input: Vec<u8>| {
        let from = scene.accounts[who];
        Some(Call { from, to, input })
    };
    use Action as A;
    #[rustfmt::skip]
    let call = match action {
        A::OpenStore { who, payout } => make(*who, catalog, Catalog::openStoreCall { payout: account(payout), platform: 0, uri: String::new() }.abi_encode()),
        A::SetPayout { who, store: s, payout } => make(*who, catalog, Catalog::setStoreCall { store: store(s)?, payout: account(payout), platform: 0, uri: String::new() }.abi_encode()),
        A::TransferStore { who, store: s, to } => make(*who, catalog, Catalog::transferStoreCall { store: store(s)?, newOwner: account(to) }.abi_encode()),
        A::AcceptStore { who, store: s } => make(*who, catalog, Catalog::acceptStoreCall { store: store(s)? }.abi_encode()),
        A::AddProduct { who, store: s, price, stock, terms } => make(*who, catalog, Catalog::addProductCall {
            store: store(s)?, price: U256::from(*price), inventory: *stock, profitBps: terms.profit_bps, cashbackBps: terms.cashback_bps,
            stakeBps: terms.stake_bps, holdSecs: terms.hold_secs, cause: terms.cause, contentHash: B256::ZERO, uri: String::new(),
        }.abi_encode()),
        A::SetPrice { who, product: p, price } => make(*who, catalog, Catalog::setPriceCall { product: product(p)?, price: U256::from(*price) }.abi_encode()),
        A::SetTerms { who, product: p, terms } => make(*who, catalog, Catalog::setTermsCall {
            product: product(p)?, profitBps: terms.profit_bps, cashbackBps: terms.cashback_bps, stakeBps: terms.stake_bps, holdSecs: terms.hold_secs, cause: terms.cause,
        }.abi_encode()),
        A::SetCoCreators { who, product: p, parts } => make(*who, catalog, Catalog::setCoCreatorsCall {
            product: product(p)?, accounts: parts.iter().map(|(who, _)| account(who)).collect(), bps: parts.iter().map(|(_, bps)| *bps).collect(),
        }.abi_encode()),
        A::Restock { who, product: p, units } => make(*who, catalog, Catalog::restockCall { product: product(p)?, units: *units }.abi_encode()),
        A::Unstock { who, product: p, units } => make(*who, catalog, Catalog::unstockCall { product: product(p)?, units: *units }.abi_encode()),
        A::SetActive { who, product: p, on } => make(*who, catalog, Catalog::setActiveCall { product: product(p)?, active: *on }.abi_encode()),
        A::SetOpen { who, product: p, on } => make(*who, catalog, Catalog::setOpenToListingsCall { product: product(p)?, open: *on }.abi_encode()),
        A::List { who, store: s, product: p } => make(*who, catalog, Catalog::listCall { store: store(s)?, product: product(p)? }.abi_encode()),
        A::Unlist { who, store: s, product: p } => make(*who, catalog, Catalog::unlistCall { store: store(s)?, product: product(p)? }.abi_encode()),
        A::Post { who, product: p, token, reward, units } => make(*who, pool, OfferPool::postCall {
            product: product(p)?, token: scene.token(*token), rewardPerUnit: U256::from(*reward), units: *units,
        }.abi_encode()),
        A::TopUp { who, product: p, units } => make(*who, pool, OfferPool::topUpCall { product: product(p)?, units: *units }.abi_encode()),
        A::Revoke { who, product: p, close } => make(*who, pool, OfferPool::revokeCall { product: product(p)?, closeListings: *close }.abi_encode()),
        A::Order { who, lines, share, short, late } => make(*who, checkout, cart(model, lines, *share, *short, *late)?.abi_encode()),
        A::Confirm { who, order, lines } => {
            let id = *names.orders.get(order)?;
            for index in lines { line(order, *index)?; }
            make(*who, checkout, Checkout::confirmCall { order: id, lines: lines.clone() }.abi_encode())
        }
        A::Release { who, lines } => {
            let orders = lines.iter().map(|(order, index)| line(order, *index)).collect::<Option<_>>()?;
            make(*who, checkout, Checkout::releaseCall { orders, lines: lines.iter().map(|(_, index)| *index).collect() }.abi_encode())
        }
        A::Refund { who, order, line: l, units } => make(*who, checkout, Checkout::refundCall { order: line(order, *l)?, line: *l, units: *units }.abi_encode()),
        A::Fulfil { who, order, line: l, kind, units } => make(*who, checkout, Checkout::logFulfilmentCall {
            order: line(order, *l)?, line: *l, kind: *kind, units: *units, proofHash: B256::ZERO, uri: String::new(),
        }.abi_encode()),
        A::OfferRefund { who, order, line: l, units } => make(*who, checkout, Checkout::offerRefundCall { order: line(order, *l)?, line: *l, units: *units }.abi_encode()),
        A::AcceptRefund { who, order, line: l } => make(*who, checkout, Checkout::acceptRefundCall { order: line(order, *l)?, line: *l }.abi_encode()),
        A::WithdrawRefund { who, order, line: l } => make(*who, checkout, Checkout::withdrawRefundCall { order: line(order, *l)?, line: *l }.abi_encode()),
        A::Dispute { who, order, line: l } => make(*who, checkout, Checkout::disputeCall { order: line(order, *l)?, line: *l, evidence: String::new() }.abi_encode()),
        A::Rule { who, order, line: l, ruling } => {
            let (_, number, _) = at(&model.orders, line(order, *l)?).lines[usize::from(*l)].dispute?;
            make(*who, checkout, Checkout::ruleCall { disputeId: U256::from(number), ruling: U256::from(*ruling) }.abi_encode())
        }
        A::Expire { who, order, line: l } => make(*who, checkout, Checkout::expireDisputeCall { order: line(order, *l)?, line: *l }.abi_encode()),
        A::Block { account: a, on } => make(BLOCKLISTER, scene.psc, Psc::setBlockedCall { account: account(a), blocked: *on }.abi_encode()),
        A::ClaimCredit { who, account: a } => make(*who, checkout, Checkout::claimForCall { account: account(a) }.abi_encode()),
        A::ClaimReward { who, token, account: a } => make(*who, pool, OfferPool::claimForCall { token: scene.token(*token), account: account(a) }.abi_encode()),
        A::ClaimProfit { who, account: a } => make(*who, splitter, Splitter::claimForCall { account: account(a) }.abi_encode()),
        A::ClaimSet { who, set, account: a } => make(*who, splitter, Splitter::claimSetForCall { set: *names.sets.get(set)?, account: account(a) }.abi_encode()),
        A::ClaimCause { who, cause } => make(*who, splitter, Splitter::claimCauseCall { cause: *cause }.abi_encode()),
        A::AcceptCoCreation { who, set } => make(*who, splitter, Splitter::acceptCoCreationCall { set: *names.sets.get(set)? }.abi_encode()),
        A::SetCause { who, cause, approved, weight } => {
            let to = model.causes.get(usize::try_from(*cause).ok()?.checked_sub(1)?).unwrap_or(&0);
            make(*who, splitter, Splitter::setCauseCall { cause: *cause, account: account(to), approved: *approved, weight: *weight }.abi_encode())
        }
        A::SetShareCap { who, bps } => make(*who, checkout, Checkout::setShareCapCall { bps: *bps }.abi_encode()),
        A::SetArbitrator { who, arbitrator } => make(*who, checkout, Checkout::setArbitratorCall {
            arbitrator: arbitrator.map_or(Address::ZERO, |who| scene.accounts[who]),
        }.abi_encode()),
        A::Stake { who, product: p, assets } => make(*who, stakes, StakePools::depositCall { product: product(p)?, assets: U256::from(*assets) }.abi_encode()),
        A::Mint { who, product: p, shares } => make(*who, stakes, StakePools::mintCall { product: product(p)?, shares: U256::from(*shares) }.abi_encode()),
        A::Redeem { who, product: p, shares } => make(*who, stakes, StakePools::redeemCall { product: product(p)?, shares: U256::from(*shares) }.abi_encode()),
        A::Withdraw { who, product: p, assets } => make(*who, stakes, StakePools::withdrawCall { product: product(p)?, assets: U256::from(*assets) }.abi_encode()),
        A::RequestRedeem { who, product: p, shares } => make(*who, stakes, StakePools::requestRedeemCall { product: product(p)?, shares: U256::from(*shares) }.abi_encode()),
        A::CancelRequest { who, product: p, request } => make(*who, stakes, StakePools::cancelRedeemRequestCall { product: product(p)?, request: *request }.abi_encode()),
        A::Fill { who, product: p, max } => make(*who, stakes, StakePools::fillCall { product: product(p)?, max: *max }.abi_encode()),
        A::Announce { who, product: p, amount, term, repay_bps } => make(*who, stakes, StakePools::announceCall {
            product: product(p)?, amount: U256::from(*amount), termSecs: *term, repayBps: *repay_bps, planHash: B256::ZERO, planUri: String::new(),
        }.abi_encode()),
        A::Draw { who, advance: a } => make(*who, stakes, StakePools::drawCall { advance: advance(a)? }.abi_encode()),
        A::Repay { who, advance: a, amount } => make(*who, stakes, StakePools::repayCall { advance: advance(a)?, amount: U256::from(*amount) }.abi_encode()),
        A::MarkDefault { who, advance: a } => make(*who, stakes, StakePools::markDefaultCall { advance: advance(a)? }.abi_encode()),
        A::WriteOff { who, advance: a } => make(*who, stakes, StakePools::writeOffCall { advance: advance(a)? }.abi_encode()),
        A::Reclaim { who, advance: a } => make(*who, stakes, StakePools::reclaimDepositCall { advance: advance(a)? }.abi_encode()),
        A::Flush { who } => make(*who, stakes, StakePools::flushCall {}.abi_encode()),
        A::ClaimStake { who, account: a } => make(*who, stakes, StakePools::claimForCall { account: account(a) }.abi_encode()),
        A::Pass { .. } => None,
    };
    call
}

fn cart(
    model: &Model,
    lines: &[Wanted],
    share: bool,
    short: bool,
    late: bool,
) -> Option<Checkout::placeOrderCall> {
    let names = &model.names;
    let mut cart = Checkout::placeOrderCall {
        products: vec![],
        versions: vec![],
        quantities: vec![],
        vias: vec![],
        shares: vec![],
        causes: vec![],
        maxTotal: U256::ZERO,
        deadline: if late { model.now - 1 } else { model.now + 60 },
        paymentReference: B256::ZERO,
        share,
    };
    for line in lines {
        let id = *names.products.get(&line.product)?;
        let product = at(&model.products, id);
        cart.products.push(id);
        cart.versions.push(product.version - u64::from(line.stale));
        cart.quantities.push(line.quantity);
        cart.vias.push(match line.via {
            Some(via) => *names.stores.get(&via)?,
            None => product.store,
        });
        cart.shares.push(model.share_of(line.share));
        cart.causes.push(line.cause);
    }
    cart.maxTotal = U256::from(model.total(lines).saturating_sub(u128::from(short)));
    Some(cart)
}

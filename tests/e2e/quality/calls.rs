//! Which contract a call is to.

use super::*;

/// Of which contract a call is.
pub trait At {
    fn at(g: &Ground) -> Address;
}

macro_rules! calls_of {
    ($at:ident: $($module:ident :: $call:ident),* $(,)?) => {
        $(impl At for $module::$call {
            fn at(g: &Ground) -> Address {
                g.$at()
            }
        })*
    };
}

calls_of!(catalog: Catalog::openStoreCall, Catalog::productCall, Catalog::setStoreCall, Catalog::storeCall,
    Catalog::transferStoreCall, Catalog::acceptStoreCall, Catalog::listCall, Catalog::setCoCreatorsCall);
calls_of!(checkout: Checkout::lineCall, Checkout::refundCall, Checkout::disputeCall, Checkout::ruleCall,
    Checkout::pullRulingCall, Checkout::releaseCall, Checkout::setArbitratorCall, Checkout::placeOrderCall,
    Checkout::logFulfilmentCall, Checkout::expireDisputeCall);
calls_of!(quality: Quality::registerPlatformCall, Quality::registerExpertCall, Quality::publishModelCall,
    Quality::reviseModelCall, Quality::withdrawModelCall, Quality::disputeModelCall, Quality::modelCall,
    Quality::modelVersionCall, Quality::enrolCall, Quality::setClaimsCall, Quality::setFeeCall, Quality::leaveCall,
    Quality::enrolmentCall, Quality::claimsCall, Quality::platformCall, Quality::expertCall,
    Quality::topUpPlatformCall, Quality::topUpExpertCall, Quality::givePlatformNoticeCall,
    Quality::giveExpertNoticeCall, Quality::takePlatformBondCall, Quality::takeExpertBondCall,
    Quality::slashPlatformCall, Quality::setParametersCall, Quality::setPlatformCall, Quality::creditCall,
    Quality::claimForCall, Quality::twinCall, Quality::ruleCall, Quality::isPartyCall, Quality::earnersCall);
calls_of!(power: Power::seedCall, Power::powerOfCall, Power::earnedOfCall, Power::totalCall, Power::nominateCall,
    Power::retractCall, Power::withdrawCall, Power::nominationCall, Power::gainCall, Power::loseCall,
    Power::setRateCall);
calls_of!(experience: Experience::fileCall, Experience::settleCall, Experience::reportCall, Experience::commitCall,
    Experience::revealCall, Experience::barCall, Experience::barQueuedCall, Experience::rankCall,
    Experience::confirmCall, Experience::forfeitCall, Experience::voteCall, Experience::voteCountCall, Experience::roundCall,
    Experience::trustCall, Experience::rulesCall, Experience::disputeCall, Experience::pullRulingCall,
    Experience::presentCall, Experience::creditCall, Experience::claimForCall, Experience::setParametersCall,
    Experience::commitmentCall, Experience::ruleCall);
calls_of!(cycles: Cycles::closeCall, Cycles::progressCall, Cycles::claimExpertCall, Cycles::claimPlatformCall,
    Cycles::claimPlaceCall, Cycles::claimCommunityCall, Cycles::creditCall, Cycles::claimForCall,
    Cycles::cycleFeesCall, Cycles::cycleSharesCall, Cycles::productCall, Cycles::expertCall, Cycles::platformCall,
    Cycles::accrueCall, Cycles::setPlacesCall, Cycles::addWeightCall, Cycles::weightCall, Cycles::struckCall,
    Cycles::pendingPlaceCall, Cycles::pendingCommunityCall);
calls_of!(arbitration: Arbitration::setParametersCall, Arbitration::fundCall, Arbitration::matchBondCall, Arbitration::appealCall,
    Arbitration::commitCall, Arbitration::revealCall, Arbitration::settleVoteCall, Arbitration::executeRulingCall,
    Arbitration::giveRulingCall, Arbitration::disputeCall, Arbitration::createDisputeCall, Arbitration::bondDueCall,
    Arbitration::setUmpireCall, Arbitration::challengeJurorCall, Arbitration::claimForCall, Arbitration::creditCall,
    Arbitration::tallyCall, Arbitration::voteOfCall, Arbitration::setArbitrableCall, Arbitration::rulingOfCall,
    Arbitration::advanceCall, Arbitration::submitEvidenceCall);
calls_of!(stake_pools: StakePools::depositCall, StakePools::redeemCall, StakePools::requestRedeemCall,
    StakePools::announceCall, StakePools::drawCall, StakePools::balanceOfCall);
calls_of!(splitter: Splitter::acceptCoCreationCall);

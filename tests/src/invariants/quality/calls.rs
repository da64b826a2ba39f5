//! Actions as calls.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolCall;
use anyhow::Result;
use productshare_abi::Psc;

use super::super::scene::{BLOCKLISTER, OWNER};
use super::stage::{EXPERT, PLATFORM, Stage, VENDOR, model};
use super::*;
use crate::network::{Ballot, Judgement};

const SALT: B256 = B256::repeat_byte(0x5a);

impl Stage {
    fn commitment(&self, who: Who, report: u64) -> Result<(Experience::reportReturn, B256)> {
        let call = Experience::reportCall { id: report };
        let of = self.scene.view(self.experience, &call)?;
        let ballot = Ballot {
            chain_id: self.chain_id,
            experience: self.experience,
            cycle: of.cycle,
            product: of.product,
            voter: self.account(who),
            report,
            salt: SALT,
        };
        Ok((of, ballot.commitment()))
    }

    fn judgement(&self, who: Who, dispute: u64, round: u8, choice: u8) -> B256 {
        let judgement = Judgement {
            chain_id: self.chain_id,
            arbitration: self.arbitration,
            dispute: U256::from(dispute),
            round,
            juror: self.account(who),
            choice,
            salt: SALT,
        };
        judgement.commitment()
    }

    fn version(&self, product: u64) -> Result<u64> {
        let call = Catalog::productCall { product };
        Ok(self.scene.view(self.catalog, &call)?.version)
    }

    /// Who does it, where, and with which input.
    #[allow(clippy::too_many_lines)]
    pub(super) fn call(&self, action: &Action) -> Result<(Address, Address, Vec<u8>)> {
        let n = U256::from::<u64>;
        let anyone = 9;
        let (who, to, input) = match *action {
            Action::Buy {
                who,
                product,
                units,
                via,
            } => {
                let call = Checkout::placeOrderCall {
                    products: vec![product],
                    versions: vec![self.version(product)?],
                    quantities: vec![units],
                    vias: vec![via],
                    shares: vec![0],
                    causes: vec![0],
                    maxTotal: U256::MAX,
                    deadline: u64::MAX,
                    paymentReference: B256::ZERO,
                    share: false,
                };
                (who, self.checkout, call.abi_encode())
            }
            Action::Refund { order, units } => {
                let call = Checkout::refundCall {
                    order,
                    line: 0,
                    units,
                };
                (VENDOR, self.checkout, call.abi_encode())
            }
            Action::Release { order } => {
                let call = Checkout::releaseCall {
                    orders: vec![order],
                    lines: vec![0],
                };
                (anyone, self.checkout, call.abi_encode())
            }
            Action::File { who, order, off } => {
                let call = Experience::fileCall {
                    order,
                    line: 0,
                    measured: vec![500 + off, 200],
                    evidenceHash: B256::ZERO,
                    evidence: String::new(),
                };
                (who, self.experience, call.abi_encode())
            }
            Action::Commit { who, report } => {
                let (of, commitment) = self.commitment(who, report)?;
                let call = Experience::commitCall {
                    cycle: of.cycle,
                    product: of.product,
                    commitment,
                };
                (who, self.experience, call.abi_encode())
            }
            Action::Reveal { who, report } => {
                let (of, _) = self.commitment(who, report)?;
                let call = Experience::revealCall {
                    cycle: of.cycle,
                    product: of.product,
                    report,
                    salt: SALT,
                };
                (who, self.experience, call.abi_encode())
            }
            Action::Bar {
                cycle,
                product,
                account,
                store,
            } => {
                let call = Experience::barCall {
                    cycle,
                    product,
                    account: self.account(account),
                    store,
                };
                (anyone, self.experience, call.abi_encode())
            }
            Action::Rank { report } => (
                anyone,
                self.experience,
                Experience::rankCall { report }.abi_encode(),
            ),
            Action::Confirm {
                cycle,
                product,
                account,
            } => {
                let call = Experience::confirmCall {
                    cycle,
                    product,
                    account: self.account(account),
                };
                (anyone, self.experience, call.abi_encode())
            }
            Action::Forfeit {
                cycle,
                product,
                account,
            } => {
                let call = Experience::forfeitCall {
                    cycle,
                    product,
                    account: self.account(account),
                };
                (anyone, self.experience, call.abi_encode())
            }
            Action::Settle { report } => (
                anyone,
                self.experience,
                Experience::settleCall { report }.abi_encode(),
            ),
            Action::DisputeReport { who, report } => {
                let call = Experience::disputeCall {
                    report,
                    evidence: String::new(),
                };
                (who, self.experience, call.abi_encode())
            }
            Action::DisputeModel { who, model } => {
                let call = Quality::disputeModelCall {
                    model,
                    evidence: String::new(),
                };
                (who, self.quality, call.abi_encode())
            }
            Action::DisputeLine { who, order } => {
                let call = Checkout::disputeCall {
                    order,
                    line: 0,
                    evidence: String::new(),
                };
                (who, self.checkout, call.abi_encode())
            }
            Action::Pull { report } => (
                anyone,
                self.experience,
                Experience::pullRulingCall { report }.abi_encode(),
            ),
            Action::Allow { who, all } => {
                let (spender, value) = (self.arbitration, [U256::ZERO, U256::MAX]);
                let call = Psc::approveCall {
                    spender,
                    value: value[usize::from(all)],
                };
                (who, self.scene.psc, call.abi_encode())
            }
            Action::Fund { who, dispute } => (
                who,
                self.arbitration,
                Arbitration::fundCall {
                    disputeId: n(dispute),
                }
                .abi_encode(),
            ),
            Action::Match { who, dispute } => (
                who,
                self.arbitration,
                Arbitration::matchBondCall {
                    disputeId: n(dispute),
                }
                .abi_encode(),
            ),
            Action::Appeal { who, dispute } => (
                who,
                self.arbitration,
                Arbitration::appealCall {
                    disputeId: n(dispute),
                }
                .abi_encode(),
            ),
            Action::Judge {
                who,
                dispute,
                round,
                choice,
            } => {
                let commitment = self.judgement(who, dispute, round, choice);
                let call = Arbitration::commitCall {
                    disputeId: n(dispute),
                    commitment,
                };
                (who, self.arbitration, call.abi_encode())
            }
            Action::RevealJudgement {
                who,
                dispute,
                choice,
            } => {
                let call = Arbitration::revealCall {
                    disputeId: n(dispute),
                    choice,
                    salt: SALT,
                };
                (who, self.arbitration, call.abi_encode())
            }
            Action::Umpire { dispute, ruling } => {
                let call = Arbitration::giveRulingCall {
                    disputeId: n(dispute),
                    ruling: n(ruling),
                };
                return Ok((self.umpire, self.arbitration, call.abi_encode()));
            }
            Action::Execute { dispute } => {
                let call = Arbitration::executeRulingCall {
                    disputeId: n(dispute),
                };
                (anyone, self.arbitration, call.abi_encode())
            }
            Action::SettleVote {
                dispute,
                round,
                juror,
            } => {
                let call = Arbitration::settleVoteCall {
                    disputeId: n(dispute),
                    round,
                    juror: self.account(juror),
                };
                (anyone, self.arbitration, call.abi_encode())
            }
            Action::Close { cycle } => (
                anyone,
                self.cycles,
                Cycles::closeCall { cycle }.abi_encode(),
            ),
            Action::ClaimExpert { expert } => (
                anyone,
                self.cycles,
                Cycles::claimExpertCall { expert }.abi_encode(),
            ),
            Action::ClaimPlatform { platform } => (
                anyone,
                self.cycles,
                Cycles::claimPlatformCall { platform }.abi_encode(),
            ),
            Action::ClaimPlace {
                cycle,
                product,
                place,
            } => (
                anyone,
                self.cycles,
                Cycles::claimPlaceCall {
                    cycle,
                    product,
                    place,
                }
                .abi_encode(),
            ),
            Action::ClaimCommunity { account, cycle } => {
                let call = Cycles::claimCommunityCall {
                    account: self.account(account),
                    cycles: vec![cycle],
                };
                (anyone, self.cycles, call.abi_encode())
            }
            Action::ClaimCredit { account, of } => {
                let account = self.account(account);
                let at =
                    [self.cycles, self.experience, self.arbitration, self.quality][usize::from(of)];
                (anyone, at, Cycles::claimForCall { account }.abi_encode())
            }
            Action::Seed { account, amount } => {
                let account = self.account(account);
                (
                    OWNER,
                    self.power,
                    Power::seedCall { account, amount }.abi_encode(),
                )
            }
            Action::SetFee { product, bps } => (
                VENDOR,
                self.quality,
                Quality::setFeeCall {
                    product,
                    feeBps: bps,
                }
                .abi_encode(),
            ),
            Action::SetClaims { product, claim } => {
                let call = Quality::setClaimsCall {
                    product,
                    claims: vec![claim, 200],
                };
                (VENDOR, self.quality, call.abi_encode())
            }
            Action::Leave { product } => (
                VENDOR,
                self.quality,
                Quality::leaveCall { product }.abi_encode(),
            ),
            Action::Enrol { product, model } => {
                let call = Quality::enrolCall {
                    product,
                    model,
                    version: 1,
                    claims: vec![500, 200],
                    feeBps: 1_500,
                };
                (VENDOR, self.quality, call.abi_encode())
            }
            Action::Publish => (EXPERT, self.quality, model().abi_encode()),
            Action::TopUp {
                who,
                platform: true,
            } => {
                let call = Quality::topUpPlatformCall {
                    platform: 1,
                    amount: n(25_000_000),
                };
                (who, self.quality, call.abi_encode())
            }
            Action::TopUp {
                who,
                platform: false,
            } => {
                let call = Quality::topUpExpertCall {
                    expert: 1,
                    amount: n(25_000_000),
                };
                (who, self.quality, call.abi_encode())
            }
            Action::Notice => (
                PLATFORM,
                self.quality,
                Quality::givePlatformNoticeCall { platform: 1 }.abi_encode(),
            ),
            Action::Stake {
                who,
                product,
                assets,
            } => {
                let call = StakePools::depositCall {
                    product,
                    assets: n(assets),
                };
                (who, self.stake_pools, call.abi_encode())
            }
            Action::Redeem { who, product } => {
                let call = StakePools::balanceOfCall {
                    product,
                    account: self.account(who),
                };
                let shares = self.scene.view(self.stake_pools, &call)?;
                (
                    who,
                    self.stake_pools,
                    StakePools::redeemCall { product, shares }.abi_encode(),
                )
            }
            Action::Block { who, blocked } => {
                let call = Psc::setBlockedCall {
                    account: self.account(who),
                    blocked,
                };
                (BLOCKLISTER, self.scene.psc, call.abi_encode())
            }
            Action::Pass { .. } => unreachable!("time passes without a call"),
        };
        Ok((self.account(who), to, input))
    }
}

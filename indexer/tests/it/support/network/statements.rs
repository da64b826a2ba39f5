//! What statements and memberships log of a few days, at least one of each event.

use alloy::primitives::{Address, B256, U256};
use productshare_abi::{Memberships, Quality, Statements};

use super::Network;
use crate::support::events::{account, memberships, quality, statements};

const YEAR: u64 = 365 * 86_400;

fn units(value: u64) -> U256 {
    U256::from(value)
}

impl Network {
    /// Platform 1 has reported until then, at the start of the network at `now`.
    pub fn reported(now: u64) -> u64 {
        now - 1_000
    }

    /// Statements 1 to 3 of platform 1 and 4 of platform 2: refuted, in dispute, open, and upheld.
    pub(super) fn state_sales(&mut self) {
        let (now, [a, b, c, other]) = (self.now, [1, 2, 3, 70].map(account));
        let until = Self::reported(now);
        self.log.extend([
            statements(Statements::Connected {
                quality: other,
                catalog: other,
                cycles: other,
                arbitration: other,
            }),
            statements(Statements::OwnershipTransferred {
                previousOwner: Address::ZERO,
                newOwner: account(80),
            }),
            statements(Statements::ParametersSet {
                challengeBond: units(2_000),
                minSlash: units(100_000),
            }),
            quality(Quality::PlatformOffered {
                platform: 1,
                candidate: c,
            }),
        ]);
        for (signer, allowed, at) in [(b, true, 5_000), (c, true, 4_000), (b, false, 3_000)] {
            self.log.push(statements(Statements::SignerSet {
                platform: 1,
                signer,
                allowed,
                at: now - at,
            }));
        }
        for platform in [1, 2] {
            self.log.push(statements(Statements::ReportingBegun {
                platform,
                from: now - 5_000,
            }));
        }
        self.log.push(statements(Statements::ProductCarried {
            platform: 1,
            product: 1,
            feeBps: 200,
            at: now - 4_500,
        }));
        for (statement, platform, from, until) in [
            (1, 1, now - 5_000, now - 2_000),
            (2, 1, now - 2_000, until),
            (3, 1, until, now - 10),
            (4, 2, now - 5_000, now - 1_500),
        ] {
            self.log.push(statements(Statements::StatementOpened {
                statement,
                platform,
                from,
                until,
                uri: "ipfs://statement".into(),
                hash: B256::repeat_byte(statement as u8),
            }));
            let products = if statement == 1 { 2 } else { 1 };
            for product in 1..=products {
                self.log.push(statements(Statements::LineSubmitted {
                    statement,
                    product,
                    gross: units(10_000 * product),
                    count: 3,
                    root: B256::repeat_byte(7),
                    feeBps: 200,
                    experienceFee: units(200 * product),
                    communityFee: units(60 * product),
                }));
            }
            if statement != 3 {
                let sum = products * (products + 1) / 2;
                self.log.push(statements(Statements::StatementClosed {
                    statement,
                    platform,
                    lines: products,
                    gross: units(10_000 * sum),
                    experienceFee: units(200 * sum),
                    communityFee: units(60 * sum),
                }));
            }
        }
        for (statement, dispute, replaced) in [(1, 91, 0), (1, 92, 91), (2, 93, 0), (4, 94, 0)] {
            self.log.push(statements(Statements::StatementDisputed {
                statement,
                disputeId: units(dispute),
                account: b,
                sum: units(100_000),
                replaced: units(replaced),
                evidence: "ipfs://hidden".into(),
            }));
        }
        for (dispute, ruling) in [(92, 1), (94, 2)] {
            self.log.push(statements(Statements::Ruling {
                arbitrator: self.at.arbitration,
                disputeId: units(dispute),
                ruling: units(ruling),
            }));
        }
        self.log.extend([
            statements(Statements::StatementRefuted {
                statement: 1,
                disputeId: units(92),
                account: b,
                amount: units(208),
            }),
            statements(Statements::PurchaseProved {
                purchase: 1,
                statement: 1,
                buyer: a,
                product: 1,
                gross: units(4_000),
                time: now - 3_000,
                number: u64::MAX,
                receipt: B256::repeat_byte(21),
            }),
            statements(Statements::PaymentDeferred {
                account: a,
                amount: units(9),
            }),
            statements(Statements::CreditClaimed {
                account: a,
                amount: units(5),
            }),
        ]);
        self.challenge_receipts();
    }

    /// Answered, slashed, and two that nobody has answered, the first of which anybody still can.
    fn challenge_receipts(&mut self) {
        let (now, [b, c, d]) = (self.now, [2, 3, 4].map(account));
        let bond = units(2_000);
        for (challenge, wait) in [(1, 100), (2, 100), (3, 1_000_000), (4, 100)] {
            self.log.push(statements(Statements::ChallengeOpened {
                challenge,
                platform: 1,
                challenger: c,
                product: if challenge == 4 { u64::MAX } else { 1 },
                buyer: b,
                gross: units(500),
                time: now - 3_000,
                number: challenge,
                receipt: B256::repeat_byte(30 + challenge as u8),
                bond,
                answerUntil: now + wait,
            }));
        }
        self.log.extend([
            statements(Statements::ChallengeAnswered {
                challenge: 1,
                statement: 1,
                account: d,
                bond,
            }),
            statements(Statements::PlatformSlashed {
                challenge: 2,
                platform: 1,
                challenger: c,
                toChallenger: units(51),
                toCommunity: units(50),
                bond,
            }),
        ]);
    }

    /// Store 1 is a member of platform 1 for two years, an expert and an account for one each.
    pub(super) fn have_members(&mut self) {
        let (now, [a, b, other]) = (self.now, [1, 2, 70].map(account));
        let account_key = U256::from_be_bytes(b.into_word().0);
        self.log.extend([
            memberships(Memberships::MembershipsCreated {
                psc: account(90),
                start: self.start,
                length: self.length,
            }),
            memberships(Memberships::Connected {
                quality: other,
                catalog: other,
                cycles: other,
            }),
            memberships(Memberships::OwnershipTransferred {
                previousOwner: Address::ZERO,
                newOwner: account(80),
            }),
            memberships(Memberships::TermsSet {
                platform: 1,
                vendorFee: units(3_650),
                expertFee: units(365),
                memberFee: units(73),
            }),
            quality(Quality::MembershipSet {
                platform: 1,
                on: true,
            }),
        ]);
        for (kind, key, fee, from) in [
            (0, units(1), 3_650, now),
            (0, units(1), 3_650, now + YEAR),
            (1, units(1), 365, now),
            // Over by now.
            (2, account_key, 73, now - YEAR),
        ] {
            self.log.push(memberships(Memberships::Joined {
                platform: 1,
                kind,
                key,
                payer: b,
                fee: units(fee),
                from,
                until: from + YEAR,
            }));
        }
        for (product, amount, weight) in [(1, 200, 200), (2, 100, 300)] {
            self.log.push(memberships(Memberships::FeeRebated {
                cycle: 0,
                platform: 1,
                product,
                store: 1,
                account: a,
                amount: units(amount),
                weight: units(weight),
            }));
        }
        self.log.extend([
            memberships(Memberships::CreditClaimed {
                account: a,
                amount: units(297),
            }),
            memberships(Memberships::CycleSettled {
                platform: 1,
                cycle: 0,
                pot: units(50),
                weight: units(300),
            }),
            memberships(Memberships::Distributed {
                platform: 1,
                cycle: 0,
                product: 1,
                amount: units(33),
                weight: units(200),
                expertRolls: false,
            }),
            memberships(Memberships::Distributed {
                platform: 1,
                cycle: 0,
                product: 2,
                amount: units(16),
                weight: units(100),
                expertRolls: true,
            }),
            memberships(Memberships::RestCarried {
                platform: 1,
                cycle: 0,
                into: 1,
                amount: units(1),
            }),
            memberships(Memberships::RestToCommunity {
                platform: 2,
                amount: units(4),
            }),
        ]);
    }
}

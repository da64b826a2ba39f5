//! The reserve: its two counters, the attestations, and the chain of reports that anyone can replay.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    sol_types::{SolStruct, SolValue, eip712_domain},
};
use anyhow::Result;
use productshare_abi::{
    Contract, Reserve as Abi,
    Reserve::{Attested, ReserveEvents as Event, ReserveReported},
};

use crate::audit::{
    findings::{Claim, Findings},
    node::{Entry, Node},
};

const CHAIN: Claim = Claim::new(
    "reserve.chain",
    "the reports are a chain of hashes without a gap, and the last is the contract's own",
);
const FIGURES: Claim = Claim::new(
    "reserve.figures",
    "every report says what the actions before it came to",
);
const EVERY: Claim = Claim::new(
    "reserve.reported",
    "every action is followed by its report, and nothing else is",
);
const ATTESTED: Claim = Claim::new(
    "reserve.attestations",
    "each attestation names the one before it and is of enough attestors of its time",
);
const SIGNED: Claim = Claim::new(
    "reserve.signatures",
    "the signatures of an attestation are those of its signers",
);
const NOW: Claim = Claim::new(
    "reserve.now",
    "the present report is what all actions came to",
);
const REDEMPTIONS: Claim = Claim::new(
    "reserve.redemptions",
    "redemptions off-chain are settled or taken back once, and escrowed until then",
);
const BACKING: Claim = Claim::new(
    "reserve.backing",
    "the reserve holds the asset that backs the on-chain supply",
);

mod typed {
    alloy::sol! {
        /// What attestors sign.
        struct ReserveAttestation {
            uint256 amount;
            uint256 settled;
            uint64 asOf;
            uint64 validUntil;
            bytes32 compositionHash;
            string uri;
            bytes32 previousHash;
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Redemption {
    amount: U256,
    /// 1 open, 2 settled, 3 cancelled.
    status: u8,
}

#[derive(Debug)]
pub struct Reserve {
    chain_id: u64,
    address: Address,
    onchain: U256,
    attested: U256,
    settled: U256,
    fees: U256,
    attestors: Vec<Address>,
    threshold: u8,
    attestations: Vec<(Entry, Attested)>,
    redemptions: BTreeMap<u64, Redemption>,
    pub reports: Vec<ReserveReported>,
    /// Actions of the present transaction that no report followed yet.
    unreported: u64,
    transaction: B256,
}

impl Reserve {
    pub fn new(node: &Node) -> Self {
        Self {
            chain_id: node.chain_id,
            address: node.address(Contract::Reserve),
            onchain: U256::ZERO,
            attested: U256::ZERO,
            settled: U256::ZERO,
            fees: U256::ZERO,
            attestors: Vec::new(),
            threshold: 0,
            attestations: Vec::new(),
            redemptions: BTreeMap::new(),
            reports: Vec::new(),
            unreported: 0,
            transaction: B256::ZERO,
        }
    }

    pub fn apply(&mut self, entry: &Entry, event: Event, findings: &mut Findings) {
        if entry.transaction != self.transaction {
            self.all_reported(entry, findings);
            self.transaction = entry.transaction;
        }
        match event {
            Event::Issued(e) => self.act(|of| of.onchain = of.onchain.saturating_add(e.amount)),
            Event::Redeemed(e) => self.act(|of| of.onchain = of.onchain.saturating_sub(e.amount)),
            Event::AttestedMinted(e) => {
                self.act(|of| of.attested = of.attested.saturating_add(e.amount))
            }
            Event::RedemptionRequested(e) => {
                let open = Redemption {
                    amount: e.amount,
                    status: 1,
                };
                self.redemptions.insert(e.id, open);
            }
            Event::RedemptionSettled(e) => {
                self.end(entry, e.id, e.amount, 2, findings);
                self.act(|of| {
                    of.attested = of.attested.saturating_sub(e.amount);
                    of.settled = of.settled.saturating_add(e.amount);
                });
            }
            Event::RedemptionCancelled(e) => self.end(entry, e.id, e.amount, 3, findings),
            Event::Attested(e) => {
                self.attest(entry, &e, findings);
                self.act(|of| of.attestations.push((entry.clone(), e)));
            }
            Event::ReserveReported(e) => self.report(entry, e, findings),
            Event::AttestorsSet(e) => (self.attestors, self.threshold) = (e.accounts, e.threshold),
            Event::FeeDeferred(e) => self.fees = self.fees.saturating_add(e.assets),
            Event::FeesCollected(e) => self.fees = self.fees.saturating_sub(e.assets),
            Event::IssuerSet(_)
            | Event::RedemptionFeeSet(_)
            | Event::AttestedCapSet(_)
            | Event::MaxAttestationAgeSet(_)
            | Event::RedemptionWindowSet(_)
            | Event::OwnershipTransferred(_) => {}
        }
    }

    fn act(&mut self, action: impl FnOnce(&mut Self)) {
        action(self);
        self.unreported += 1;
    }

    fn all_reported(&mut self, entry: &Entry, findings: &mut Findings) {
        let left = std::mem::take(&mut self.unreported);
        let transaction = self.transaction;
        findings.holds(EVERY, Some(entry), left == 0, || {
            (
                format!("transaction {transaction}"),
                "a report of each action".into(),
                format!("{left} without one"),
            )
        });
    }

    fn end(&mut self, entry: &Entry, id: u64, amount: U256, status: u8, findings: &mut Findings) {
        let open = self.redemptions.entry(id).or_default();
        findings.logged(
            REDEMPTIONS,
            entry,
            || format!("state of redemption {id} before"),
            1,
            open.status,
        );
        findings.logged(
            REDEMPTIONS,
            entry,
            || format!("amount of redemption {id}"),
            open.amount,
            amount,
        );
        open.status = status;
    }

    fn in_force(&self) -> U256 {
        let Some((_, latest)) = self.attestations.last() else {
            return U256::ZERO;
        };
        latest
            .amount
            .saturating_sub(self.settled.saturating_sub(latest.settled))
    }

    fn ratio_bps(&self) -> U256 {
        let supply = self.onchain.saturating_add(self.attested);
        let bps = U256::from(10_000);
        match supply.is_zero() {
            true => bps,
            false => {
                self.onchain
                    .saturating_add(self.in_force())
                    .saturating_mul(bps)
                    / supply
            }
        }
    }

    fn report(&mut self, entry: &Entry, report: ReserveReported, findings: &mut Findings) {
        findings.holds(EVERY, Some(entry), self.unreported > 0, || {
            (
                format!("report {}", report.id),
                "an action before it".into(),
                "none".into(),
            )
        });
        self.unreported = self.unreported.saturating_sub(1);
        let id = report.id;
        let (next, head) = self
            .reports
            .last()
            .map_or((1, B256::ZERO), |last| (last.id + 1, last.hash));
        findings.logged(CHAIN, entry, || format!("number of report {id}"), next, id);
        findings.logged(
            CHAIN,
            entry,
            || format!("report {id} names the one before it"),
            head,
            report.previousHash,
        );
        let preimage = (
            U256::from(self.chain_id),
            self.address,
            report.id,
            report.onchainSupply,
            report.attestedSupply,
            report.onchainReserve,
            report.attestedInForce,
            report.attestedAsOf,
            report.ratioBps,
            report.previousHash,
        );
        findings.logged(
            CHAIN,
            entry,
            || format!("hash of report {id}"),
            keccak256(preimage.abi_encode()),
            report.hash,
        );
        let as_of = self
            .attestations
            .last()
            .map_or(0, |(_, latest)| latest.asOf);
        let mut figure = |what: &str, expected: U256, found: U256| {
            findings.logged(
                FIGURES,
                entry,
                || format!("{what} of report {id}"),
                expected,
                found,
            );
        };
        figure("on-chain supply", self.onchain, report.onchainSupply);
        figure("attested supply", self.attested, report.attestedSupply);
        figure("on-chain reserve", self.onchain, report.onchainReserve);
        figure(
            "attested amount in force",
            self.in_force(),
            report.attestedInForce,
        );
        figure(
            "time of attestation",
            U256::from(as_of),
            U256::from(report.attestedAsOf),
        );
        figure("ratio", self.ratio_bps(), report.ratioBps);
        self.reports.push(report);
    }

    fn attest(&self, entry: &Entry, e: &Attested, findings: &mut Findings) {
        let name = || format!("attestation as of {}", e.asOf);
        let message = statement(e);
        findings.logged(
            ATTESTED,
            entry,
            || format!("hash of the {}", name()),
            message.eip712_hash_struct(),
            e.hash,
        );
        let previous = self
            .attestations
            .last()
            .map_or(B256::ZERO, |(_, last)| last.hash);
        findings.logged(
            ATTESTED,
            entry,
            || format!("predecessor of the {}", name()),
            previous,
            e.previousHash,
        );
        findings.logged(
            ATTESTED,
            entry,
            || format!("settled by the {}", name()),
            true,
            e.settled <= self.settled,
        );
        let known = e
            .signers
            .iter()
            .all(|signer| self.attestors.contains(signer))
            && e.signers.is_sorted_by(|a, b| a < b);
        findings.holds(
            ATTESTED,
            Some(entry),
            known && e.signers.len() >= usize::from(self.threshold),
            || {
                let needed = format!("{} of {:?}", self.threshold, self.attestors);
                (
                    format!("signers of the {}", name()),
                    needed,
                    format!("{:?}", e.signers),
                )
            },
        );
    }

    pub async fn check(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Reserve;
        let left = self.unreported;
        findings.holds(EVERY, None, left == 0, || {
            (
                "the last transaction".into(),
                "a report of each action".into(),
                format!("{left} without one"),
            )
        });
        let now = node.read(of, Abi::reserveReportCall {}).await?;
        let head = self.reports.last().map_or(B256::ZERO, |last| last.hash);
        findings.same(CHAIN, || "head of the chain".into(), head, now.head);
        findings.same(
            CHAIN,
            || "number of reports".into(),
            self.reports.len() as u64,
            now.id,
        );
        let mut figure = |what: &str, expected: U256, found: U256| {
            findings.same(NOW, || what.into(), expected, found)
        };
        figure("on-chain supply", self.onchain, now.onchainSupply);
        figure("attested supply", self.attested, now.attestedSupply);
        figure("on-chain reserve", self.onchain, now.onchainReserve);
        figure(
            "attested amount in force",
            self.in_force(),
            now.attestedInForce,
        );
        figure("ratio", self.ratio_bps(), now.ratioBps);
        figure(
            "settled off-chain",
            self.settled,
            node.read(of, Abi::totalSettledCall {}).await?,
        );
        self.check_redemptions(node, findings).await?;
        self.check_signatures(node, findings).await?;
        let (asset, decimals) = (
            node.read(of, Abi::assetCall {}).await?,
            node.read(of, Abi::assetDecimalsCall {}).await?,
        );
        let held = node.balance_of(asset, self.address).await?;
        let due = match decimals.checked_sub(6) {
            Some(more) => self
                .onchain
                .saturating_mul(U256::from(10).pow(U256::from(more))),
            None => self.onchain / U256::from(10).pow(U256::from(6 - decimals)),
        };
        let due = due.saturating_add(self.fees);
        findings.holds(BACKING, None, held >= due, || {
            (
                format!("asset {asset} held"),
                format!("at least {due}"),
                held.to_string(),
            )
        });
        Ok(())
    }

    async fn check_redemptions(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        let of = Contract::Reserve;
        findings.begin(REDEMPTIONS);
        let all = node
            .each(of, self.redemptions.keys().copied(), |id| {
                Abi::redemptionCall { id: *id }
            })
            .await?;
        let mut open = U256::ZERO;
        for (id, found) in all {
            let by_logs = self.redemptions[&id];
            findings.same(
                REDEMPTIONS,
                || format!("state of redemption {id}"),
                by_logs.status,
                found.status,
            );
            if by_logs.status == 1 {
                open = open.saturating_add(by_logs.amount);
            }
        }
        findings.same(
            REDEMPTIONS,
            || "escrowed".into(),
            open,
            node.read(of, Abi::escrowedCall {}).await?,
        );
        Ok(())
    }

    /// Signatures stand in the transaction's input, if it went to the reserve itself.
    async fn check_signatures(&self, node: &Node, findings: &mut Findings) -> Result<()> {
        use alloy::{primitives::Signature, sol_types::SolCall};
        findings.begin(SIGNED);
        let domain = eip712_domain! {
            name: "ShareCash Reserve",
            version: "1",
            chain_id: self.chain_id,
            verifying_contract: self.address,
        };
        for (entry, e) in &self.attestations {
            let Some(input) = node.input_to(self.address, entry.transaction).await? else {
                continue;
            };
            let Ok(call) = Abi::attestCall::abi_decode(&input) else {
                continue;
            };
            let digest = statement(e).eip712_signing_hash(&domain);
            for (signer, signature) in e.signers.iter().zip(&call.signatures) {
                let recovered = Signature::from_raw(signature)
                    .and_then(|s| s.recover_address_from_prehash(&digest))
                    .ok();
                // A wallet that is a contract signs in its own way (ERC-1271) and is asked.
                let signed = recovered == Some(*signer)
                    || self
                        .wallet_signed(node, entry, *signer, digest, signature)
                        .await;
                findings.holds(SIGNED, Some(entry), signed, || {
                    (
                        format!("attestation as of {}", e.asOf),
                        signer.to_string(),
                        format!("{recovered:?}"),
                    )
                });
            }
        }
        Ok(())
    }

    async fn wallet_signed(
        &self,
        node: &Node,
        entry: &Entry,
        signer: Address,
        digest: B256,
        signature: &alloy::primitives::Bytes,
    ) -> bool {
        alloy::sol! {
            function isValidSignature(bytes32 hash, bytes memory signature) external view returns (bytes4);
        }
        let call = isValidSignatureCall {
            hash: digest,
            signature: signature.clone(),
        };
        let said = node.read_at(signer, &call, entry.block).await;
        said.is_ok_and(|said| said.0 == [0x16, 0x26, 0xba, 0x7e])
    }
}

fn statement(e: &Attested) -> typed::ReserveAttestation {
    typed::ReserveAttestation {
        amount: e.amount,
        settled: e.settled,
        asOf: e.asOf,
        validUntil: e.validUntil,
        compositionHash: e.compositionHash,
        uri: e.uri.clone(),
        previousHash: e.previousHash,
    }
}

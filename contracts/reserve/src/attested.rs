//! The attested backing: attestations, minting against them, and redemption off-chain.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    call::{call_contract, call_token},
    eip712,
    encode::{emit, emit_dynamic, revert, Outcome},
    signature,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    amount_of, key,
    ledger::{attested_max, settled_at, Attestation},
    token, Reserve, CANCELLED, MAX_ATTESTORS, NAME_HASH, OPEN, SETTLED,
};

impl Reserve {
    pub(crate) fn do_attest(
        &mut self,
        attestation: Attestation,
        composition_hash: B256,
        uri: String,
        previous_hash: B256,
        signatures: &[Bytes],
    ) -> Outcome {
        self.check_times(&attestation)?;
        let latest = self.attestation_hash.get();
        if previous_hash != latest {
            return Err(revert(PreviousHashMismatch {
                given: previous_hash,
                latest,
            }));
        }
        let expected = self.settled_as_of(attestation.as_of);
        if attestation.settled != expected {
            return Err(revert(SettledMismatch {
                given: U256::from(attestation.settled),
                expected: U256::from(expected),
            }));
        }
        let uri_hash = keccak256(uri.as_bytes());
        let hash = attestation.struct_hash(composition_hash, uri_hash, previous_hash);
        let signers = self.check_signatures(hash, signatures)?;

        self.attestation.set(attestation.pack());
        self.attestation_hash.set(hash);
        self.composition_hash.set(composition_hash);
        let Attestation {
            amount,
            settled,
            as_of,
            valid_until,
        } = attestation;
        emit_dynamic(
            self.vm(),
            &[Attested::SIGNATURE_HASH, hash],
            (
                U256::from(amount),
                U256::from(settled),
                as_of,
                valid_until,
                composition_hash,
                uri,
                previous_hash,
                signers,
            ),
        );
        self.append_report();
        Ok(())
    }

    fn check_times(&self, attestation: &Attestation) -> Outcome {
        let Attestation {
            as_of, valid_until, ..
        } = *attestation;
        let now = self.now();
        if as_of > now {
            return Err(revert(AsOfInFuture {
                asOf: as_of,
                now_: now,
            }));
        }
        let latest = self.load_attestation().as_of;
        if as_of < latest {
            return Err(revert(AsOfGoesBack {
                asOf: as_of,
                latest,
            }));
        }
        if !self.is_fresh(attestation) {
            return Err(self.stale(as_of, valid_until));
        }
        Ok(())
    }

    fn stale(&self, as_of: u64, valid_until: u64) -> Vec<u8> {
        revert(AttestationStale {
            asOf: as_of,
            validUntil: valid_until,
            maxAgeSecs: self.max_attestation_age_secs.get().to(),
        })
    }

    /// Recovers the signers: attestors, in ascending order, enough of them.
    fn check_signatures(&self, struct_hash: B256, signatures: &[Bytes]) -> Outcome<Vec<Address>> {
        let threshold: u64 = self.threshold.get().to();
        if threshold == 0 {
            return Err(revert(NoAttestors {}));
        }
        let count = U256::from(signatures.len());
        if count < U256::from(threshold) {
            return Err(revert(TooFewSignatures {
                count,
                threshold: U256::from(threshold),
            }));
        }
        if signatures.len() > MAX_ATTESTORS {
            return Err(revert(TooManySignatures {
                count,
                max: U256::from(MAX_ATTESTORS),
            }));
        }
        let host = self.vm();
        let digest = eip712::digest(host, &NAME_HASH, struct_hash);
        let mut signers: Vec<Address> = Vec::with_capacity(signatures.len());
        for bytes in signatures {
            let signer = signature::recover(host, digest, bytes);
            if !self.is_attestor.get(signer) {
                return Err(revert(NotAttestor { account: signer }));
            }
            if let Some(&previous) = signers.last() {
                if signer <= previous {
                    return Err(revert(SignersNotAscending {
                        previous,
                        next: signer,
                    }));
                }
            }
            signers.push(signer);
        }
        Ok(signers)
    }

    pub(crate) fn do_mint_attested(&mut self, to: Address, amount: U256) -> Outcome {
        let issuer = self.vm().msg_sender();
        self.ensure_issuer(issuer)?;
        let units = self.positive(amount)?;
        let allowance: u64 = self.issuers.getter(issuer).allowance.get().to();
        if units > allowance {
            return Err(revert(InsufficientIssuerAllowance {
                issuer,
                allowance: U256::from(allowance),
                needed: amount,
            }));
        }
        let attestation = self.load_attestation();
        if !self.is_fresh(&attestation) {
            return Err(self.stale(attestation.as_of, attestation.valid_until));
        }
        self.ensure_backed()?;
        let mut ledger = self.load_ledger();
        ledger.attested = amount_of(U256::from(ledger.attested) + amount)?;
        let attested = U256::from(ledger.attested);
        let in_force = U256::from(self.position().in_force);
        if attested > in_force {
            return Err(revert(AttestedReserveExceeded {
                attestedSupply: attested,
                attestedInForce: in_force,
            }));
        }
        let max = attested_max(&ledger, self.attested_cap_bps.get().to());
        if u128::from(ledger.attested) > max {
            return Err(revert(AttestedCapExceeded {
                attestedSupply: attested,
                max: U256::from(max),
            }));
        }
        self.ledger.set(ledger.pack());
        self.issuers
            .setter(issuer)
            .allowance
            .set(key(allowance - units));
        emit(self.vm(), AttestedMinted { issuer, to, amount });
        self.append_report();
        self.mint_psc(to, amount)
    }

    pub(crate) fn do_request(
        &mut self,
        issuer: Address,
        amount: U256,
        payment_reference: B256,
    ) -> Outcome<u64> {
        self.ensure_issuer(issuer)?;
        let units = self.positive(amount)?;
        let mut ledger = self.load_ledger();
        // What is escrowed never exceeds the attested supply.
        let available = ledger.attested - ledger.escrowed;
        if units > available {
            return Err(revert(AttestedSupplyExceeded {
                requested: amount,
                available: U256::from(available),
            }));
        }
        ledger.escrowed += units;
        self.ledger.set(ledger.pack());
        let mut totals = self.load_totals();
        totals.redemptions += 1;
        self.totals.set(totals.pack());
        let id = totals.redemptions;
        let window: u64 = self.redemption_window_secs.get().to();
        let deadline = self.now() + window;
        let holder = self.vm().msg_sender();
        let mut redemption = self.redemptions.setter(key(id));
        redemption.holder.set(holder);
        redemption.issuer.set(issuer);
        redemption.amount.set(key(units));
        redemption.deadline.set(key(deadline));
        redemption.status.set(OPEN.try_into().unwrap_or_default());
        emit(
            self.vm(),
            RedemptionRequested {
                id,
                holder,
                issuer,
                amount,
                deadline,
                paymentReference: payment_reference,
            },
        );
        let (psc, to) = (self.psc.get(), self.vm().contract_address());
        call_token(
            self,
            psc,
            &token::transferFromCall {
                from: holder,
                to,
                value: amount,
            },
        )?;
        Ok(id)
    }

    pub(crate) fn do_settle(&mut self, id: u64) -> Outcome {
        let (units, deadline) = self.open_redemption(id)?;
        let sender = self.vm().msg_sender();
        // One struck off no longer settles: the holder gets her units back.
        self.ensure_issuer(sender)?;
        if sender != self.redemptions.getter(key(id)).issuer.get() {
            return Err(revert(NotIssuer { account: sender }));
        }
        if self.now() >= deadline {
            return Err(revert(RedemptionExpired { id, deadline }));
        }
        self.close_redemption(id, SETTLED);
        let mut ledger = self.load_ledger();
        ledger.escrowed -= units;
        ledger.attested -= units;
        self.ledger.set(ledger.pack());
        self.count_settled(units)?;
        let amount = U256::from(units);
        emit(
            self.vm(),
            RedemptionSettled {
                id,
                issuer: sender,
                amount,
            },
        );
        self.append_report();
        let (psc, from) = (self.psc.get(), self.vm().contract_address());
        call_contract(
            self,
            psc,
            &token::burnCall {
                from,
                value: amount,
            },
        )?;
        Ok(())
    }

    pub(crate) fn do_cancel(&mut self, id: u64) -> Outcome {
        let (units, deadline) = self.open_redemption(id)?;
        let holder = self.vm().msg_sender();
        if holder != self.redemptions.getter(key(id)).holder.get() {
            return Err(revert(NotHolder { account: holder }));
        }
        if self.now() < deadline {
            return Err(revert(RedemptionPending { id, deadline }));
        }
        self.close_redemption(id, CANCELLED);
        let mut ledger = self.load_ledger();
        ledger.escrowed -= units;
        self.ledger.set(ledger.pack());
        let amount = U256::from(units);
        emit(self.vm(), RedemptionCancelled { id, holder, amount });
        let psc = self.psc.get();
        call_token(
            self,
            psc,
            &token::transferCall {
                to: holder,
                value: amount,
            },
        )
    }

    /// Amount and deadline of a redemption that has not ended.
    fn open_redemption(&self, id: u64) -> Outcome<(u64, u64)> {
        let redemption = self.redemptions.getter(key(id));
        let status: u8 = redemption.status.get().to();
        if status != OPEN {
            return Err(revert(RedemptionNotOpen { id, status }));
        }
        Ok((redemption.amount.get().to(), redemption.deadline.get().to()))
    }

    fn close_redemption(&mut self, id: u64, status: u8) {
        self.redemptions
            .setter(key(id))
            .status
            .set(status.try_into().unwrap_or_default());
    }

    fn ensure_issuer(&self, account: Address) -> Outcome {
        if !self.issuers.getter(account).allowed.get() {
            return Err(revert(NotIssuer { account }));
        }
        Ok(())
    }

    /// Adds to what was settled since the beginning, with a checkpoint for attestations that
    /// look back.
    fn count_settled(&mut self, units: u64) -> Outcome {
        let mut totals = self.load_totals();
        totals.settled = amount_of(U256::from(totals.settled) + U256::from(units))?;
        let now = self.now();
        let same_time = totals.checkpoints != 0 && self.settlement(totals.checkpoints - 1).0 == now;
        if !same_time {
            totals.checkpoints += 1;
        }
        self.totals.set(totals.pack());
        let word = U256::from_limbs([now, totals.settled, 0, 0]);
        self.settlements.insert(key(totals.checkpoints - 1), word);
        Ok(())
    }

    fn settlement(&self, number: u64) -> (u64, u64) {
        let [time, settled, _, _] = self.settlements.get(key(number)).into_limbs();
        (time, settled)
    }

    fn settled_as_of(&self, time: u64) -> u64 {
        settled_at(self.load_totals().checkpoints, time, |number| {
            self.settlement(number)
        })
    }

    pub(crate) fn attestor_list(&self) -> Vec<Address> {
        let count: u64 = self.attestor_count.get().to();
        (0..count)
            .map(|number| self.attestors.get(key(number)))
            .collect()
    }

    pub(crate) fn replace_attestors(&mut self, accounts: Vec<Address>, threshold: u8) -> Outcome {
        let count = accounts.len();
        if count > MAX_ATTESTORS {
            return Err(revert(TooManyAttestors {
                count: U256::from(count),
                max: U256::from(MAX_ATTESTORS),
            }));
        }
        if threshold == 0 || usize::from(threshold) > count {
            return Err(revert(InvalidThreshold {
                threshold,
                count: U256::from(count),
            }));
        }
        for account in self.attestor_list() {
            self.is_attestor.insert(account, false);
        }
        for (number, &account) in accounts.iter().enumerate() {
            if account.is_zero() {
                return Err(revert(ZeroAddress {}));
            }
            if self.is_attestor.get(account) {
                return Err(revert(DuplicateAttestor { account }));
            }
            self.is_attestor.insert(account, true);
            self.attestors.insert(key(number as u64), account);
        }
        self.threshold.set(threshold.try_into().unwrap_or_default());
        self.attestor_count
            .set((count as u8).try_into().unwrap_or_default());
        emit_dynamic(
            self.vm(),
            &[AttestorsSet::SIGNATURE_HASH],
            (accounts, threshold),
        );
        Ok(())
    }
}

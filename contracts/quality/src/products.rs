//! Enrolled products: under which model, with which claims, at which fee; and who earns of them.

use alloc::vec::Vec;
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use common::{
    commerce::Earners,
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    calls::Vendor,
    key,
    members::Kind,
    model::{check_claims, pack_claims, Enrolment, State},
    Quality,
};

impl Quality {
    pub(crate) fn do_enrol(
        &mut self,
        product: u64,
        model: u64,
        version: u64,
        claims: Vec<u64>,
        fee_bps: u16,
    ) -> Outcome {
        self.only_vendor(product)?;
        let before = self.load_enrolment(product);
        if before.model != 0 {
            return Err(revert(AlreadyEnrolled {
                product,
                model: before.model,
            }));
        }
        let of = self.known_model(model)?;
        if of.state != State::Open || !self.is_active(Kind::Expert, of.expert) {
            return Err(revert(ModelClosed { model }));
        }
        let dimensions = self.load_dimensions(model, version);
        if dimensions.is_empty() {
            return Err(revert(UnknownModel { model, version }));
        }
        check_claims(&claims, &dimensions)?;
        self.check_fee(fee_bps)?;
        let enrolment = Enrolment {
            model,
            version,
            dimensions: dimensions.len() as u8,
            fee_bps,
            expert: of.expert,
            since: self.vm().block_timestamp(),
        };
        self.enrolments.insert(key(product), enrolment.pack());
        emit(
            self.vm(),
            Enrolled {
                product,
                model,
                version,
                feeBps: fee_bps,
            },
        );
        self.save_claims(product, claims);
        self.set_catalog_fee(product, fee_bps)
    }

    pub(crate) fn do_set_claims(&mut self, product: u64, claims: Vec<u64>) -> Outcome {
        self.only_vendor(product)?;
        let Enrolment { model, version, .. } = self.enrolled(product)?;
        check_claims(&claims, &self.load_dimensions(model, version))?;
        self.save_claims(product, claims);
        Ok(())
    }

    pub(crate) fn do_set_fee(&mut self, product: u64, fee_bps: u16) -> Outcome {
        self.only_vendor(product)?;
        let mut enrolment = self.enrolled(product)?;
        self.check_fee(fee_bps)?;
        enrolment.fee_bps = fee_bps;
        self.enrolments.insert(key(product), enrolment.pack());
        let event = FeeSet {
            product,
            feeBps: fee_bps,
        };
        emit(self.vm(), event);
        self.set_catalog_fee(product, fee_bps)
    }

    /// What was ordered before pays on: its rates are the order's.
    pub(crate) fn do_leave(&mut self, product: u64) -> Outcome {
        self.only_vendor(product)?;
        self.enrolled(product)?;
        self.enrolments.insert(key(product), U256::ZERO);
        emit(self.vm(), Left { product });
        self.set_catalog_fee(product, 0)
    }

    fn only_vendor(&self, product: u64) -> Outcome {
        let account = self.vm().msg_sender();
        let Vendor { store, owner, .. } = self.vendor(product)?;
        if owner != account {
            return Err(revert(NotStoreOwner { store, account }));
        }
        Ok(())
    }

    fn check_fee(&self, bps: u16) -> Outcome {
        let (min, max) = self.fee_bounds();
        if bps < min || bps > max {
            return Err(revert(FeeOutOfBounds { bps, min, max }));
        }
        Ok(())
    }

    fn save_claims(&mut self, product: u64, claims: Vec<u64>) {
        for (index, word) in pack_claims(&claims).into_iter().enumerate() {
            self.claims.insert(claims_key(product, index), word);
        }
        let topics = [ClaimsSet::SIGNATURE_HASH, word::uint64(product).into()];
        emit_dynamic(self.vm(), &topics, (claims,));
    }

    pub(crate) fn load_enrolment(&self, product: u64) -> Enrolment {
        Enrolment::unpack(self.enrolments.get(key(product)))
    }

    fn enrolled(&self, product: u64) -> Outcome<Enrolment> {
        let enrolment = self.load_enrolment(product);
        if enrolment.model == 0 {
            return Err(revert(NotEnrolled { product }));
        }
        Ok(enrolment)
    }

    pub(crate) fn load_claims(&self, product: u64) -> Vec<u64> {
        let count = usize::from(self.load_enrolment(product).dimensions);
        let words = (0..count.div_ceil(4)).map(|at| self.claims.get(claims_key(product, at)));
        let mut claims: Vec<u64> = words.flat_map(U256::into_limbs).collect();
        claims.truncate(count);
        claims
    }

    // ---- for the other contracts

    /// Who earns of lines; per line one word: product, platform. Whether a platform has members does
    /// not depend on whether it is active: they have paid.
    pub(crate) fn do_earners(&self, lines: &[U256]) -> Vec<U256> {
        let (min, _) = self.min_bonds();
        let of = |line: &U256| {
            let [product, platform, _, _] = line.into_limbs();
            let enrolment = self.load_enrolment(product);
            // Orders from before the product left, or its model was struck, bring their fees all
            // the same: the expert's part rolls over then.
            let standing = enrolment.model != 0
                && self.load_model(enrolment.model).state != State::Struck
                && self.is_active(Kind::Expert, enrolment.expert);
            let expert = if standing { enrolment.expert } else { 0 };
            let bond = self.load_bond(Kind::Platform, platform);
            let earns = platform != 0 && bond.is_active(min);
            let earners = Earners {
                expert,
                platform: if earns { platform } else { 0 },
                membership: bond.membership,
            };
            earners.pack()
        };
        lines.iter().map(of).collect()
    }

    /// What reports on a product are measured against.
    pub(crate) fn do_twin(&self, product: u64) -> Vec<U256> {
        let enrolment = self.load_enrolment(product);
        let Enrolment {
            model,
            version,
            expert,
            ..
        } = enrolment;
        if model == 0 || self.load_model(model).state == State::Struck {
            return Vec::new();
        }
        let dimensions = self.load_dimensions(model, version);
        let count = dimensions.len() as u64;
        let mut words = Vec::with_capacity(1 + dimensions.len());
        words.push(U256::from_limbs([model, version, expert, count]));
        for (claimed, dimension) in self.load_claims(product).into_iter().zip(dimensions) {
            let weight = dimension.weight.into();
            words.push(U256::from_limbs([claimed, dimension.tolerance, weight, 0]));
        }
        words
    }

    /// Whether the account sells the product, is its expert, or owns the platform of its store; and
    /// the set of its co-creators.
    pub(crate) fn do_is_party(&self, product: u64, account: Address) -> Outcome<(bool, u64)> {
        let vendor = self.vendor(product)?;
        let enrolment = self.load_enrolment(product);
        let is_expert =
            || enrolment.model != 0 && self.experts.get(key(enrolment.expert)) == account;
        let platform = vendor.platform;
        let is_platform = || platform != 0 && self.platform_owner(platform) == account;
        let is_party = vendor.owner == account || is_expert() || is_platform();
        Ok((is_party, vendor.set))
    }
}

fn claims_key(product: u64, index: usize) -> U256 {
    U256::from_limbs([product, index as u64, 0, 0])
}

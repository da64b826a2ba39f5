//! Models: published by experts in versions, withdrawn by them, struck by arbitration.

use alloc::{string::String, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use common::{
    encode::{emit, emit_dynamic, revert, Outcome},
    word,
};
use stylus_sdk::prelude::*;

use crate::{
    abi::*,
    key,
    members::Kind,
    model::{dimensions, Dimension, Model, State},
    Quality,
};

/// Of an expert's bond, for who showed that a model of hers is wrong.
const STRUCK_BPS: u64 = 2_000;
const FOR_PARTY: U256 = U256::from_limbs([1, 0, 0, 0]);
const AGAINST_PARTY: U256 = U256::from_limbs([2, 0, 0, 0]);

/// A version as its expert gives it; lists have one entry per dimension.
pub struct Version {
    pub hash: B256,
    pub uri: String,
    pub weights: Vec<u16>,
    pub lower: Vec<u64>,
    pub upper: Vec<u64>,
    pub tolerances: Vec<u64>,
}

impl Quality {
    pub(crate) fn do_publish(&mut self, version: Version) -> Outcome<u64> {
        let expert = self.active_expert()?;
        let (platforms, experts, models) = self.load_counts();
        let id = models + 1;
        self.save_counts(platforms, experts, id);
        let model = Model {
            expert,
            versions: 0,
            state: State::Open,
            dispute: 0,
        };
        self.add_version(id, model, version)?;
        Ok(id)
    }

    pub(crate) fn do_revise(&mut self, id: u64, version: Version) -> Outcome<u64> {
        let model = self.own_model(id)?;
        self.active_expert()?;
        self.add_version(id, model, version)
    }

    fn add_version(&mut self, id: u64, mut model: Model, version: Version) -> Outcome<u64> {
        let Version {
            hash,
            uri,
            weights,
            lower,
            upper,
            tolerances,
        } = version;
        let all = dimensions(&weights, &lower, &upper, &tolerances)?;
        model.versions += 1;
        if model.versions > u64::from(u32::MAX) {
            return Err(revert(ValueTooLarge {
                value: U256::from(model.versions),
                max: U256::from(u32::MAX),
            }));
        }
        self.models.insert(key(id), model.pack());
        let number = model.versions;
        self.dimension_counts
            .insert(version_key(id, number), U256::from(all.len()));
        for (index, dimension) in all.iter().enumerate() {
            self.dimensions
                .insert(dimension_key(id, number, index), dimension.pack());
        }
        emit_dynamic(
            self.vm(),
            &[
                ModelPublished::SIGNATURE_HASH,
                word::uint64(id).into(),
                word::uint64(number).into(),
                word::uint64(model.expert).into(),
            ],
            (hash, uri, weights, lower, upper, tolerances),
        );
        Ok(number)
    }

    pub(crate) fn do_withdraw_model(&mut self, id: u64) -> Outcome {
        let mut model = self.own_model(id)?;
        model.state = State::Withdrawn;
        self.models.insert(key(id), model.pack());
        emit(self.vm(), ModelWithdrawn { model: id });
        Ok(())
    }

    /// An open model of the caller's.
    fn own_model(&self, id: u64) -> Outcome<Model> {
        let (model, account) = (self.known_model(id)?, self.vm().msg_sender());
        if self.experts.get(key(model.expert)) != account {
            return Err(revert(NotModelOwner { model: id, account }));
        }
        if model.state != State::Open {
            return Err(revert(ModelClosed { model: id }));
        }
        Ok(model)
    }

    pub(crate) fn known_model(&self, id: u64) -> Outcome<Model> {
        let model = self.load_model(id);
        if model.state == State::None {
            let (model, version) = (id, 0);
            return Err(revert(UnknownModel { model, version }));
        }
        Ok(model)
    }

    pub(crate) fn load_model(&self, id: u64) -> Model {
        Model::unpack(self.models.get(key(id)))
    }

    /// The dimensions of a version that there is; empty otherwise.
    pub(crate) fn load_dimensions(&self, model: u64, version: u64) -> Vec<Dimension> {
        let count: usize = self.dimension_counts.get(version_key(model, version)).to();
        (0..count)
            .map(|index| self.dimensions.get(dimension_key(model, version, index)))
            .map(Dimension::unpack)
            .collect()
    }

    // ---- disputes (ERC-792)

    /// Asks the arbitration whether a model is wrong; anyone may, once at a time. One that nobody has
    /// funded is replaced by one whose bond comes with it, or an expert's friend could shield the
    /// model: with one that nobody pays for, or with such a one after each that is about to be paid.
    pub(crate) fn do_dispute_model(&mut self, id: u64, evidence: String) -> Outcome<U256> {
        let mut model = self.known_model(id)?;
        if model.state == State::Struck {
            return Err(revert(ModelClosed { model: id }));
        }
        let before = model.dispute;
        if before != 0 && !self.is_unfunded(before)? {
            return Err(revert(DisputeOpen { model: id }));
        }
        let account = self.vm().msg_sender();
        let expert = self.experts.get(key(model.expert));
        let bond = self.load_bond(Kind::Expert, model.expert).amount;
        let number = self.create_dispute(account, expert, U256::from(bond))?;
        // The arbitration counts them from 1.
        model.dispute = number.to();
        if before != 0 && self.is_unfunded(model.dispute)? {
            return Err(revert(DisputeOpen { model: id }));
        }
        self.models.insert(key(id), model.pack());
        self.disputes
            .insert(number, U256::from_limbs([id, 0, 0, 0]));
        self.disputers.insert(number, account);
        emit_dynamic(
            self.vm(),
            &[
                ModelDisputed::SIGNATURE_HASH,
                word::uint64(id).into(),
                number.into(),
                word::address(account).into(),
            ],
            (evidence,),
        );
        Ok(number)
    }

    /// The arbitration decides: 1 strikes the model, and a part of the expert's bond goes to who
    /// disputed it; 0 and 2 leave it as it is.
    pub(crate) fn do_rule(&mut self, number: U256, ruling: U256) -> Outcome {
        let account = self.vm().msg_sender();
        let id = self.disputes.get(number).as_limbs()[0];
        if account != self.arbitration.get() || id == 0 {
            return Err(revert(NotArbitrator {
                account,
                disputeId: number,
            }));
        }
        if ruling > AGAINST_PARTY {
            return Err(revert(UnknownRuling { ruling }));
        }
        self.disputes.insert(number, U256::ZERO);
        let mut model = self.load_model(id);
        // One that was replaced is taken, and without effect.
        let is_open = U256::from(model.dispute) == number;
        if is_open {
            model.dispute = 0;
        }
        let strikes = is_open && ruling == FOR_PARTY;
        if strikes {
            model.state = State::Struck;
        }
        self.models.insert(key(id), model.pack());
        emit(
            self.vm(),
            Ruling {
                arbitrator: account,
                disputeId: number,
                ruling,
            },
        );
        if strikes {
            emit(self.vm(), ModelStruck { model: id });
            let party: Address = self.disputers.get(number);
            let bond = self.load_bond(Kind::Expert, model.expert).amount;
            let part = U256::from(u128::from(bond) * u128::from(STRUCK_BPS) / 10_000);
            self.slash(Kind::Expert, model.expert, part, party)?;
        }
        Ok(())
    }
}

fn version_key(model: u64, version: u64) -> U256 {
    U256::from_limbs([model, version, 0, 0])
}

fn dimension_key(model: u64, version: u64, index: usize) -> U256 {
    U256::from_limbs([model, version, index as u64, 0])
}

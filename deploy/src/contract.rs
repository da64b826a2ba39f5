//! The contracts' constructors and places.

use std::ops::{Index, IndexMut};

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolValue,
};
pub use productshare_abi::Contract;
use productshare_abi::{
    Manifest, ManifestError,
    manifest::{ClockParameters, GovernorParameters, OfferingParameters, TimelockParameters},
    system::CONSTRUCTOR_SELECTOR,
};

/// Whether the contract's constructor calls contracts before its own.
#[must_use]
pub const fn asks_others(contract: Contract) -> bool {
    matches!(contract, Contract::Timelock | Contract::Governor)
}

/// The constructor's call: selector and ABI-encoded arguments. The owner comes first in each that has one.
#[must_use]
pub fn constructor(contract: Contract, fixed: &Fixed, at: &Addresses) -> Bytes {
    let owner = fixed.deployer;
    let psc = at[Contract::Psc];
    let arguments = match contract {
        Contract::Psc | Contract::Catalog => (owner,).abi_encode_params(),
        Contract::Reserve => (owner, psc, fixed.asset).abi_encode_params(),
        Contract::Pss => {
            // The timelock's address depends on this contract's: the deployer passes its supply on.
            let treasury = fixed.treasury.unwrap_or(fixed.deployer);
            (owner, treasury, fixed.initial_supply, fixed.cap).abi_encode_params()
        }
        Contract::OfferPool | Contract::StakePools => {
            (owner, psc, at[Contract::Pss]).abi_encode_params()
        }
        Contract::Splitter | Contract::Checkout | Contract::Quality | Contract::Statements => {
            (owner, psc).abi_encode_params()
        }
        Contract::Power => {
            let ClockParameters { start, cycle_secs } = fixed.clock;
            (owner, at[Contract::Pss], start, cycle_secs).abi_encode_params()
        }
        Contract::Experience | Contract::Cycles | Contract::Arbitration | Contract::Memberships => {
            let ClockParameters { start, cycle_secs } = fixed.clock;
            (owner, psc, start, cycle_secs).abi_encode_params()
        }
        Contract::Offering => {
            let terms = &fixed.offering;
            (
                owner,
                psc,
                at[Contract::Pss],
                terms.start,
                terms.end,
                terms.soft_cap,
                terms.hard_cap,
                terms.wallet_cap,
                terms.allow_list,
                terms.for_sale,
                terms.cliff_secs,
                terms.vesting_secs,
            )
                .abi_encode_params()
        }
        Contract::Timelock => {
            let delay = U256::from(fixed.timelock.min_delay_secs);
            // The deployer administers it until it is wired.
            (delay, at[Contract::Pss], owner, fixed.guardian).abi_encode_params()
        }
        Contract::Governor => {
            let excluded: Vec<Address> = vec![at[Contract::Offering]];
            let governor = &fixed.governor;
            (
                at[Contract::Pss],
                at[Contract::Timelock],
                U256::from(governor.voting_delay_secs),
                U256::from(governor.voting_period_secs),
                governor.proposal_threshold,
                U256::from(governor.quorum_percent),
                U256::from(governor.late_quorum_extension_secs),
                excluded,
            )
                .abi_encode_params()
        }
    };
    [CONSTRUCTOR_SELECTOR.to_vec(), arguments].concat().into()
}

/// What a deployment cannot change any more, for the contracts' addresses follow from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Name of the deployment.
    pub salt: String,
    pub deployer: Address,
    /// Gets PSS's initial supply; `None`: the timelock.
    pub treasury: Option<Address>,
    pub asset: Address,
    /// PSS base units.
    pub initial_supply: U256,
    pub cap: U256,
    pub guardian: Address,
    pub timelock: TimelockParameters,
    pub governor: GovernorParameters,
    pub clock: ClockParameters,
    pub offering: OfferingParameters,
}

impl Fixed {
    /// As a manifest claims.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let (roles, parameters) = (&manifest.roles, &manifest.parameters);
        Self {
            salt: parameters.salt.clone(),
            deployer: roles.deployer,
            treasury: is_not_timelock(roles.treasury, manifest),
            asset: parameters.reserve.asset,
            initial_supply: parameters.pss.initial_supply,
            cap: parameters.pss.cap,
            guardian: roles.timelock.guardian,
            timelock: parameters.timelock.clone(),
            governor: parameters.governor.clone(),
            clock: parameters.clock.clone(),
            offering: parameters.offering.clone(),
        }
    }

    /// What a network file says of it, by its keys there.
    #[must_use]
    pub fn by_key(&self) -> Vec<(&'static str, String)> {
        let treasury = self.treasury.map(|account| account.to_string());
        let (governor, offering) = (&self.governor, &self.offering);
        vec![
            ("salt", self.salt.clone()),
            ("roles.treasury", treasury.unwrap_or("the timelock".into())),
            ("reserve.asset", self.asset.to_string()),
            ("pss.initial_supply", self.initial_supply.to_string()),
            ("pss.cap", self.cap.to_string()),
            ("roles.guardian", self.guardian.to_string()),
            (
                "timelock.min_delay_secs",
                self.timelock.min_delay_secs.to_string(),
            ),
            (
                "governor.voting_delay_secs",
                governor.voting_delay_secs.to_string(),
            ),
            (
                "governor.voting_period_secs",
                governor.voting_period_secs.to_string(),
            ),
            (
                "governor.proposal_threshold",
                governor.proposal_threshold.to_string(),
            ),
            (
                "governor.quorum_percent",
                governor.quorum_percent.to_string(),
            ),
            (
                "governor.late_quorum_extension_secs",
                governor.late_quorum_extension_secs.to_string(),
            ),
            ("clock.start", self.clock.start.to_string()),
            ("clock.cycle_secs", self.clock.cycle_secs.to_string()),
            ("offering.start", offering.start.to_string()),
            ("offering.end", offering.end.to_string()),
            ("offering.soft_cap", offering.soft_cap.to_string()),
            ("offering.hard_cap", offering.hard_cap.to_string()),
            ("offering.wallet_cap", offering.wallet_cap.to_string()),
            ("offering.allow_list", offering.allow_list.to_string()),
            ("offering.for_sale", offering.for_sale.to_string()),
            ("offering.cliff_secs", offering.cliff_secs.to_string()),
            ("offering.vesting_secs", offering.vesting_secs.to_string()),
        ]
    }
}

/// The account, unless it is the deployment's own timelock.
pub(crate) fn is_not_timelock(account: Address, manifest: &Manifest) -> Option<Address> {
    let timelock = manifest.address(Contract::Timelock.name()).ok();
    (timelock != Some(account)).then_some(account)
}

/// Where the contracts are, or will be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses([Address; Contract::ALL.len()]);

impl Addresses {
    /// As a manifest claims.
    pub fn of(manifest: &Manifest) -> Result<Self, ManifestError> {
        let mut at = Self::default();
        for contract in Contract::ALL {
            at[contract] = manifest.address(contract.name())?;
        }
        Ok(at)
    }
}

impl Index<Contract> for Addresses {
    type Output = Address;

    fn index(&self, contract: Contract) -> &Address {
        &self.0[contract as usize]
    }
}

impl IndexMut<Contract> for Addresses {
    fn index_mut(&mut self, contract: Contract) -> &mut Address {
        &mut self.0[contract as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{B256, address, hex};

    #[test]
    fn constructors_are_selector_and_arguments() {
        let fixed = Fixed {
            salt: "s".into(),
            deployer: address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            treasury: Some(Address::repeat_byte(1)),
            asset: Address::repeat_byte(2),
            initial_supply: U256::from(1),
            cap: U256::from(2),
            clock: ClockParameters {
                start: 10,
                cycle_secs: 86_400,
            },
            offering: OfferingParameters {
                start: 1,
                end: 2,
                soft_cap: U256::from(3),
                hard_cap: U256::from(4),
                wallet_cap: U256::from(5),
                allow_list: B256::repeat_byte(6),
                for_sale: U256::from(7),
                cliff_secs: 8,
                vesting_secs: 9,
            },
            guardian: Address::repeat_byte(6),
            timelock: TimelockParameters { min_delay_secs: 60 },
            governor: GovernorParameters {
                voting_delay_secs: 10,
                voting_period_secs: 300,
                proposal_threshold: U256::from(3),
                quorum_percent: 4,
                late_quorum_extension_secs: 60,
            },
        };
        let mut at = Addresses::default();
        at[Contract::Psc] = Address::repeat_byte(3);
        at[Contract::Pss] = Address::repeat_byte(4);
        let call = |contract: Contract| constructor(contract, &fixed, &at);
        assert_eq!(
            call(Contract::Psc).as_ref(),
            hex!("5585258d000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266")
        );
        for (contract, arguments) in [
            (Contract::Reserve, 3),
            (Contract::Pss, 4),
            (Contract::Catalog, 1),
            (Contract::OfferPool, 3),
            (Contract::Splitter, 2),
            (Contract::StakePools, 3),
            (Contract::Checkout, 2),
            (Contract::Quality, 2),
            (Contract::Power, 4),
            (Contract::Experience, 4),
            (Contract::Cycles, 4),
            (Contract::Arbitration, 4),
            (Contract::Statements, 2),
            (Contract::Memberships, 4),
            (Contract::Offering, 12),
            (Contract::Timelock, 4),
            // Eight, the last of them a list's offset; its length, and its one entry.
            (Contract::Governor, 10),
        ] {
            assert_eq!(call(contract).len(), 4 + 32 * arguments, "{contract}");
        }
        let pss = |fixed: &Fixed| constructor(Contract::Pss, fixed, &at)[48..68].to_vec();
        assert_eq!(pss(&fixed), [1; 20]);
        let to_timelock = Fixed {
            treasury: None,
            ..fixed.clone()
        };
        assert_eq!(pss(&to_timelock), fixed.deployer.to_vec());
        for pool in [Contract::OfferPool, Contract::StakePools].map(call) {
            assert_eq!(pool[48..68], [3; 20]);
            assert_eq!(pool[80..100], [4; 20]);
        }
        let words = |contract| -> Vec<U256> {
            let call = call(contract);
            call[4..].chunks(32).map(U256::from_be_slice).collect()
        };
        for (contract, token) in [(Contract::Power, 4), (Contract::Cycles, 3)] {
            let words = words(contract);
            assert_eq!(words[1].to_be_bytes::<32>()[12..], [token; 20]);
            assert_eq!(words[2..], [10, 86_400].map(U256::from));
        }
        let words = words(Contract::Offering);
        assert_eq!(words[3..8], [1, 2, 3, 4, 5].map(U256::from));
        assert_eq!(words[8], U256::from_be_bytes([6; 32]));
        assert_eq!(words[9..], [7, 8, 9].map(U256::from));
    }

    #[test]
    fn addresses_are_kept_by_contract() {
        let mut at = Addresses::default();
        for (n, contract) in (1u8..).zip(Contract::ALL) {
            at[contract] = Address::repeat_byte(n);
        }
        for (n, contract) in (1u8..).zip(Contract::ALL) {
            assert_eq!(at[contract], Address::repeat_byte(n), "{contract}");
        }
    }
}

//! The reserve's figures and what follows from them: pure arithmetic on words, no storage.
//!
//! Amounts are PSC base units of 10^-6 and stay below 2^64 (18.4 trillion PSC), so that four
//! figures share a word and no product of two overflows 128 bits.

use alloy_primitives::{Address, B256, U256};
use common::{
    eip712::type_hash,
    math::BPS,
    word::{self, Word},
};

/// Decimal places of PSC.
const PSC_DECIMALS: u8 = 6;
/// Most decimal places of an asset: its units per PSC unit still fit 64 bits.
pub const MAX_ASSET_DECIMALS: u8 = PSC_DECIMALS + 19;

const ATTESTATION_TYPE_HASH: Word = type_hash("ReserveAttestation(uint256 amount,uint256 settled,uint64 asOf,uint64 validUntil,bytes32 compositionHash,string uri,bytes32 previousHash)");

/// An amount as the arithmetic here takes it; `None` from 2^64 on.
pub fn units(value: U256) -> Option<u64> {
    value.try_into().ok()
}

/// The counters, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Ledger {
    /// PSC minted against the asset and not redeemed: also, to the unit, the asset held for it.
    /// One counter for both, so that they cannot part.
    pub onchain: u64,
    /// PSC minted against attestations and not settled.
    pub attested: u64,
    /// PSC held here for off-chain redemptions; never more than `attested`.
    pub escrowed: u64,
    /// Number of the latest report.
    pub reports: u64,
}

impl Ledger {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.onchain, self.attested, self.escrowed, self.reports])
    }

    pub fn unpack(word: U256) -> Self {
        let [onchain, attested, escrowed, reports] = word.into_limbs();
        Self {
            onchain,
            attested,
            escrowed,
            reports,
        }
    }
}

/// Running totals, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Totals {
    /// PSC settled off-chain since the beginning.
    pub settled: u64,
    /// Number of settlement checkpoints.
    pub checkpoints: u64,
    /// Number of the latest redemption request.
    pub redemptions: u64,
    /// Number of days in the history.
    pub days: u64,
}

impl Totals {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.settled, self.checkpoints, self.redemptions, self.days])
    }

    pub fn unpack(word: U256) -> Self {
        let [settled, checkpoints, redemptions, days] = word.into_limbs();
        Self {
            settled,
            checkpoints,
            redemptions,
            days,
        }
    }
}

/// The figures of the latest attestation, one word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Attestation {
    /// What the attestors saw.
    pub amount: u64,
    /// What had been settled by then, since the beginning.
    pub settled: u64,
    /// When they saw it, Unix seconds.
    pub as_of: u64,
    /// Last second at which it may be minted against, Unix seconds.
    pub valid_until: u64,
}

impl Attestation {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.amount, self.settled, self.as_of, self.valid_until])
    }

    pub fn unpack(word: U256) -> Self {
        let [amount, settled, as_of, valid_until] = word.into_limbs();
        Self {
            amount,
            settled,
            as_of,
            valid_until,
        }
    }

    /// What is still there of the amount, given all that was settled until now.
    pub fn in_force(&self, settled_now: u64) -> u64 {
        self.amount
            .saturating_sub(settled_now.saturating_sub(self.settled))
    }

    /// Whether it may be minted against.
    pub fn is_fresh(&self, now: u64, max_age_secs: u64) -> bool {
        self.as_of != 0 && now <= self.valid_until && now.saturating_sub(self.as_of) <= max_age_secs
    }

    /// EIP-712 hash of the struct that the attestors sign.
    pub fn struct_hash(&self, composition_hash: B256, uri_hash: B256, previous_hash: B256) -> B256 {
        word::hash(&[
            ATTESTATION_TYPE_HASH,
            word::uint64(self.amount),
            word::uint64(self.settled),
            word::uint64(self.as_of),
            word::uint64(self.valid_until),
            composition_hash.0,
            uri_hash.0,
            previous_hash.0,
        ])
    }
}

/// The solvency figures at one time.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Position {
    /// Unix seconds.
    pub time: u64,
    /// On-chain supply, and the asset held for it.
    pub onchain: u64,
    /// Attested supply.
    pub attested: u64,
    /// Attested reserve in force.
    pub in_force: u64,
}

impl Position {
    pub fn pack(self) -> U256 {
        U256::from_limbs([self.time, self.onchain, self.attested, self.in_force])
    }

    pub fn unpack(word: U256) -> Self {
        let [time, onchain, attested, in_force] = word.into_limbs();
        Self {
            time,
            onchain,
            attested,
            in_force,
        }
    }

    /// What backs the supply.
    pub fn backing(&self) -> u128 {
        u128::from(self.onchain) + u128::from(self.in_force)
    }

    /// All PSC.
    pub fn supply(&self) -> u128 {
        u128::from(self.onchain) + u128::from(self.attested)
    }

    /// ⌊backing × 10,000 / supply⌋; 10,000 without any supply.
    pub fn ratio_bps(&self) -> u128 {
        match self.supply() {
            0 => u128::from(BPS),
            supply => self.backing() * u128::from(BPS) / supply,
        }
    }

    /// Hash of the report with these figures.
    pub fn report_hash(
        &self,
        chain_id: u64,
        reserve: Address,
        id: u64,
        attested_as_of: u64,
        previous_hash: B256,
    ) -> B256 {
        word::hash(&[
            word::uint64(chain_id),
            word::address(reserve),
            word::uint64(id),
            word::uint64(self.onchain),
            word::uint64(self.attested),
            word::uint64(self.onchain),
            word::uint64(self.in_force),
            word::uint64(attested_as_of),
            word::uint(U256::from(self.ratio_bps())),
            previous_hash.0,
        ])
    }
}

/// How PSC units and the asset's convert, exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    /// The asset's units in one PSC unit; 1 if it has fewer decimals.
    up: u64,
    /// PSC units in one of the asset's; 1 if it has more decimals.
    down: u64,
}

impl Scale {
    /// `decimals` is at most [`MAX_ASSET_DECIMALS`].
    pub fn new(decimals: u8) -> Self {
        let power = |exponent: u8| 10u64.pow(u32::from(exponent));
        Self {
            up: power(decimals.saturating_sub(PSC_DECIMALS)),
            down: power(PSC_DECIMALS.saturating_sub(decimals)),
        }
    }

    /// PSC amounts must be multiples of this.
    pub fn unit(&self) -> u64 {
        self.down
    }

    /// The asset's units for a PSC amount; `None` if they do not express it.
    // The plain remainder: `is_multiple_of` compiles to more bytes here.
    #[allow(clippy::manual_is_multiple_of)]
    pub fn assets(&self, amount: u64) -> Option<U256> {
        (amount % self.down == 0)
            .then(|| U256::from(u128::from(amount / self.down) * u128::from(self.up)))
    }

    /// The fee on a representable amount: rounded up, to what the asset expresses.
    pub fn fee(&self, amount: u64, bps: u16) -> u64 {
        let product = u128::from(amount) * u128::from(bps);
        let fee = product.div_ceil(u128::from(BPS)) as u64;
        // At most the amount, which is a multiple itself.
        fee.div_ceil(self.down) * self.down
    }
}

/// The most that the attested supply may be: its share of the whole, rounded down.
pub fn attested_max(ledger: &Ledger, cap_bps: u16) -> u128 {
    let supply = u128::from(ledger.onchain) + u128::from(ledger.attested);
    supply * u128::from(cap_bps) / u128::from(BPS)
}

/// Finds what was settled as of `time` among checkpoints (time, cumulative amount) in order.
pub fn settled_at(checkpoints: u64, time: u64, mut read: impl FnMut(u64) -> (u64, u64)) -> u64 {
    let (mut low, mut high, mut found) = (0, checkpoints, 0);
    while low < high {
        let middle = low + (high - low) / 2;
        let (at, settled) = read(middle);
        if at > time {
            high = middle;
        } else {
            found = settled;
            low = middle + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;
    use alloy_sol_types::SolStruct;
    use proptest::prelude::*;

    /// The struct as wallets see it.
    mod standard {
        alloy_sol_types::sol! {
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

    fn position() -> impl Strategy<Value = Position> {
        any::<[u64; 4]>().prop_map(|limbs| Position::unpack(U256::from_limbs(limbs)))
    }

    proptest! {
        #[test]
        fn words_survive_packing(limbs in any::<[u64; 4]>()) {
            let word = U256::from_limbs(limbs);
            prop_assert_eq!(Ledger::unpack(word).pack(), word);
            prop_assert_eq!(Totals::unpack(word).pack(), word);
            prop_assert_eq!(Attestation::unpack(word).pack(), word);
            prop_assert_eq!(Position::unpack(word).pack(), word);
        }

        #[test]
        fn units_are_what_64_bits_hold(limbs in any::<[u64; 4]>(), shift in 0usize..256) {
            let value = U256::from_limbs(limbs) >> shift;
            let expected = (value <= U256::from(u64::MAX)).then(|| value.to::<u64>());
            prop_assert_eq!(units(value), expected);
        }

        #[test]
        fn attestations_are_hashed_as_the_standard_says(limbs in any::<[u64; 4]>(), hashes in any::<[[u8; 32]; 2]>(), uri in ".*") {
            let attestation = Attestation::unpack(U256::from_limbs(limbs));
            let [composition, previous] = hashes.map(B256::from);
            let standard = standard::ReserveAttestation {
                amount: U256::from(attestation.amount),
                settled: U256::from(attestation.settled),
                asOf: attestation.as_of,
                validUntil: attestation.valid_until,
                compositionHash: composition,
                uri: uri.clone(),
                previousHash: previous,
            };
            let hash = attestation.struct_hash(composition, keccak256(uri), previous);
            prop_assert_eq!(hash, standard.eip712_hash_struct());
        }

        #[test]
        fn in_force_falls_by_what_is_settled(amount in any::<u64>(), signed in any::<u32>(), more in any::<u32>()) {
            let attestation = Attestation { amount, settled: signed.into(), ..Default::default() };
            let now = u64::from(signed) + u64::from(more);
            prop_assert_eq!(attestation.in_force(now), amount.saturating_sub(more.into()));
        }

        #[test]
        fn ratio_is_below_par_exactly_if_the_backing_is_short(position in position()) {
            let short = position.backing() < position.supply();
            prop_assert_eq!(position.ratio_bps() < 10_000, short);
        }

        #[test]
        fn conversion_is_exact_and_refuses_the_rest(amount in any::<u64>(), decimals in 0..=MAX_ASSET_DECIMALS) {
            let scale = Scale::new(decimals);
            // amount / 10^6 == assets / 10^decimals, in integers.
            let expected = U256::from(amount) * U256::from(10).pow(U256::from(decimals));
            match scale.assets(amount) {
                Some(assets) => prop_assert_eq!(assets * U256::from(1_000_000), expected),
                None => prop_assert_ne!(expected % U256::from(1_000_000), U256::ZERO),
            }
            prop_assert_eq!(scale.assets(amount).is_some(), amount % scale.unit() == 0);
        }

        #[test]
        fn fee_is_representable_and_never_saved_by_splitting(
            x in any::<u32>(), y in any::<u32>(), bps in 0u16..=10_000, decimals in 0..=MAX_ASSET_DECIMALS,
        ) {
            let scale = Scale::new(decimals);
            let (x, y) = (u64::from(x) * scale.unit(), u64::from(y) * scale.unit());
            let whole = scale.fee(x + y, bps);
            prop_assert!(scale.fee(x, bps) + scale.fee(y, bps) >= whole);
            prop_assert!(whole <= x + y);
            prop_assert!(scale.assets(whole).is_some());
            prop_assert!(u128::from(whole) * 10_000 >= u128::from(x + y) * u128::from(bps));
        }

        #[test]
        fn settled_at_equals_a_scan(gaps in prop::collection::vec((1u64..5, 1u64..1000), 0..40)) {
            let mut list = Vec::new();
            let (mut time, mut total) = (100, 0);
            for (gap, amount) in gaps {
                time += gap;
                total += amount;
                list.push((time, total));
            }
            for at in 98..time + 3 {
                let expected = list.iter().rev().find(|c| c.0 <= at).map_or(0, |c| c.1);
                let found = settled_at(list.len() as u64, at, |i| list[i as usize]);
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn freshness_ends_with_validity_or_age() {
        let attestation = Attestation {
            amount: 1,
            settled: 0,
            as_of: 1_000,
            valid_until: 1_500,
        };
        assert!(attestation.is_fresh(1_000, 1));
        assert!(attestation.is_fresh(1_500, 500));
        assert!(!attestation.is_fresh(1_501, 10_000));
        assert!(!attestation.is_fresh(1_011, 10));
        assert!(!Attestation::default().is_fresh(0, 10));
    }

    #[test]
    fn attested_max_is_rounded_down() {
        let ledger = Ledger {
            onchain: 6,
            attested: 3,
            ..Default::default()
        };
        assert_eq!(attested_max(&ledger, 5_000), 4);
        assert_eq!(attested_max(&ledger, 0), 0);
        let most = Ledger {
            onchain: u64::MAX,
            attested: u64::MAX,
            ..Default::default()
        };
        assert_eq!(attested_max(&most, 5_000), u128::from(u64::MAX));
    }

    #[test]
    fn ratio_without_supply_is_par() {
        assert_eq!(
            Position {
                in_force: 5,
                ..Default::default()
            }
            .ratio_bps(),
            10_000
        );
    }

    #[test]
    fn report_hash_is_that_of_the_plain_encoding() {
        let position = Position {
            time: 9,
            onchain: 100,
            attested: 50,
            in_force: 60,
        };
        let reserve = Address::repeat_byte(7);
        let previous = B256::repeat_byte(8);
        let mut encoded = Vec::new();
        for value in [412_346u64, 0, 3, 100, 50, 100, 60, 77, 10_666] {
            encoded.extend(U256::from(value).to_be_bytes::<32>());
        }
        encoded[32..64].copy_from_slice(reserve.into_word().as_slice());
        encoded.extend(previous);
        assert_eq!(
            position.report_hash(412_346, reserve, 3, 77, previous),
            keccak256(encoded)
        );
    }
}

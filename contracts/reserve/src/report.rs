//! Reports: the hash chain, and the history in the shape of ERC-7893.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::sol;
use common::{
    abi::{Encode, Returns},
    encode::emit,
};
use stylus_sdk::prelude::*;

use crate::{abi::*, key, ledger::Position, Reserve, DAY};

sol! {
    /// ERC-7893: what a protocol holds.
    #[derive(AbiType)]
    struct ProtocolAssets {
        address[] tokens;
        uint256[] amounts;
        uint256[] values;
        uint256 timestamp;
    }

    /// ERC-7893: what a protocol owes.
    #[derive(AbiType)]
    struct ProtocolLiabilities {
        address[] tokens;
        uint256[] amounts;
        uint256[] values;
        uint256 timestamp;
    }
}

impl Encode for ProtocolAssets {
    const DYNAMIC: bool = true;

    fn put(&self, data: &mut Vec<u8>) {
        (&self.tokens, &self.amounts, &self.values, self.timestamp).put_all(data);
    }
}

impl Encode for ProtocolLiabilities {
    const DYNAMIC: bool = true;

    fn put(&self, data: &mut Vec<u8>) {
        (&self.tokens, &self.amounts, &self.values, self.timestamp).put_all(data);
    }
}

impl Returns for ProtocolAssets {
    fn put_all(&self, data: &mut Vec<u8>) {
        (self,).put_all(data);
    }
}

impl Returns for ProtocolLiabilities {
    fn put_all(&self, data: &mut Vec<u8>) {
        (self,).put_all(data);
    }
}

/// From PSC's 6 decimals to the 18 of ERC-7893's values.
const VALUE_SCALE: u64 = 1_000_000_000_000;

impl Reserve {
    /// Appends the present figures to the hash chain and to the history. Last of the writes and logs: a report closes
    /// the actions logged before it.
    pub(crate) fn append_report(&mut self) {
        let mut ledger = self.load_ledger();
        ledger.reports += 1;
        self.ledger.set(ledger.pack());
        let (id, position) = (ledger.reports, self.position());
        let as_of = self.load_attestation().as_of;
        let previous: B256 = self.head.get();
        let host = self.vm();
        let hash = position.report_hash(
            host.chain_id(),
            host.contract_address(),
            id,
            as_of,
            previous,
        );
        self.head.set(hash);
        self.keep(&position);
        emit(
            self.vm(),
            ReserveReported {
                id,
                onchainSupply: U256::from(position.onchain),
                attestedSupply: U256::from(position.attested),
                onchainReserve: U256::from(position.onchain),
                attestedInForce: U256::from(position.in_force),
                attestedAsOf: as_of,
                ratioBps: U256::from(position.ratio_bps()),
                previousHash: previous,
                hash,
            },
        );
    }

    /// The last position of a day stays; a slot a day is what a long history may cost.
    fn keep(&mut self, position: &Position) {
        let mut totals = self.load_totals();
        let same_day = totals.days != 0
            && Position::unpack(self.history.get(key(totals.days - 1))).time / DAY
                == position.time / DAY;
        if !same_day {
            totals.days += 1;
            self.totals.set(totals.pack());
        }
        self.history.insert(key(totals.days - 1), position.pack());
    }

    pub(crate) fn assets_at(&self, position: &Position) -> ProtocolAssets {
        // Redeemable amounts are representable, and so are sums of them.
        let assets = self.scale().assets(position.onchain).unwrap_or_default();
        ProtocolAssets {
            tokens: vec![self.asset.get(), self.vm().contract_address()],
            amounts: vec![assets, U256::from(position.in_force)],
            values: vec![
                value(position.onchain.into()),
                value(position.in_force.into()),
            ],
            timestamp: U256::from(position.time),
        }
    }

    pub(crate) fn liabilities_at(&self, position: &Position) -> ProtocolLiabilities {
        let tokens: Vec<Address> = vec![self.psc.get()];
        ProtocolLiabilities {
            tokens,
            amounts: vec![U256::from(position.supply())],
            values: vec![value(position.supply())],
            timestamp: U256::from(position.time),
        }
    }

    #[allow(clippy::type_complexity)]
    pub(crate) fn history_between(
        &self,
        start: U256,
        end: U256,
    ) -> (
        Vec<U256>,
        Vec<U256>,
        Vec<ProtocolAssets>,
        Vec<ProtocolLiabilities>,
    ) {
        let mut found = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for number in 0..self.load_totals().days {
            let position = Position::unpack(self.history.get(key(number)));
            let time = U256::from(position.time);
            if time < start || time > end {
                continue;
            }
            found.0.push(time);
            found.1.push(U256::from(position.ratio_bps()));
            found.2.push(self.assets_at(&position));
            found.3.push(self.liabilities_at(&position));
        }
        found
    }
}

fn value(amount: u128) -> U256 {
    U256::from(amount) * U256::from(VALUE_SCALE)
}

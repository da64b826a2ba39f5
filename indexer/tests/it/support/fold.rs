//! What the index must say, folded from the chain's logs by rules written here and nowhere else.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, Bytes, U64, U256},
    sol_types::{SolEvent, SolEventInterface},
};
use productshare_abi::{Cycles, Memberships, Psc, Pss, Reserve};
use productshare_indexer::{Contract, Deployment};
use serde_json::Value;
use sqlx::{PgPool, Row};

use super::{
    fold_commerce::CommerceFold, fold_governance::GovernanceFold, fold_offering::OfferingFold,
};

/// The state after some logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fold {
    /// (block, log index, token, from, to, amount)
    pub transfers: Vec<(i64, i32, String, Address, Address, U256)>,
    pub balances: BTreeMap<(String, Address), U256>,
    pub supplies: BTreeMap<String, U256>,
    /// (account, locker)
    pub locks: BTreeMap<(Address, Address), U256>,
    pub votes: BTreeMap<Address, U256>,
    pub delegates: BTreeMap<Address, Address>,
    pub reports: BTreeMap<i64, B256>,
    /// Number of the request: open, settled or cancelled.
    pub redemptions: BTreeMap<i64, String>,
    pub commerce: CommerceFold,
    pub offering: OfferingFold,
    pub governance: GovernanceFold,
}

impl Fold {
    pub fn of(logs: &[Value], deployment: &Deployment) -> Self {
        let mut fold = Self {
            supplies: ["psc", "pss"].map(|t| (t.to_owned(), U256::ZERO)).into(),
            ..Self::default()
        };
        for log in logs {
            fold.apply(log, deployment);
        }
        fold
    }

    fn apply(&mut self, log: &Value, deployment: &Deployment) {
        let field = |name: &str| log[name].clone();
        let address: Address = serde_json::from_value(field("address")).expect("address");
        let topics: Vec<B256> = serde_json::from_value(field("topics")).expect("topics");
        let data: Bytes = serde_json::from_value(field("data")).expect("data");
        let block = serde_json::from_value::<U64>(field("blockNumber"))
            .expect("block")
            .to::<i64>();
        let index = serde_json::from_value::<U64>(field("logIndex"))
            .expect("index")
            .to::<i32>();
        let contract = deployment.contract_at(address).expect("a contract");
        if contract == Contract::Offering {
            return self.offering.apply(&topics, &data);
        }
        // What else those of the network say is checked by their own model.
        let network = [
            Contract::Quality,
            Contract::Power,
            Contract::Experience,
            Contract::Cycles,
            Contract::Arbitration,
            Contract::Statements,
            Contract::Memberships,
        ];
        if network.contains(&contract) {
            // A member's experience fee comes back as a credit.
            if let Ok(Memberships::MembershipsEvents::FeeRebated(e)) =
                Memberships::MembershipsEvents::decode_raw_log(&topics, &data)
            {
                self.commerce.credit(e.account, e.amount, false);
            }
            // The same in each of them.
            match Cycles::CyclesEvents::decode_raw_log(&topics, &data) {
                Ok(Cycles::CyclesEvents::PaymentDeferred(e)) => {
                    self.commerce.credit(e.account, e.amount, false);
                }
                Ok(Cycles::CyclesEvents::CreditClaimed(e)) => {
                    self.commerce.credit(e.account, e.amount, true);
                }
                _ => {}
            }
            return;
        }
        if matches!(contract, Contract::Governor | Contract::Timelock) {
            return self.governance.apply(contract, &topics, &data);
        }
        if !matches!(contract, Contract::Psc | Contract::Reserve | Contract::Pss) {
            return self.commerce.apply(contract, block, &topics, &data);
        }
        let is = |signature: B256| topics[0] == signature;
        let token = if address == deployment.address(Contract::Psc) {
            "psc"
        } else {
            "pss"
        }
        .to_owned();
        if address == deployment.address(Contract::Reserve) {
            if is(Reserve::ReserveReported::SIGNATURE_HASH) {
                let e = Reserve::ReserveReported::decode_raw_log(topics, &data).expect("a report");
                self.reports.insert(e.id as i64, e.hash);
            } else if is(Reserve::RedemptionRequested::SIGNATURE_HASH) {
                let e =
                    Reserve::RedemptionRequested::decode_raw_log(topics, &data).expect("a request");
                self.redemptions.insert(e.id as i64, "open".into());
            } else if is(Reserve::RedemptionSettled::SIGNATURE_HASH) {
                let e = Reserve::RedemptionSettled::decode_raw_log(topics, &data)
                    .expect("a settlement");
                self.redemptions.insert(e.id as i64, "settled".into());
            } else if is(Reserve::RedemptionCancelled::SIGNATURE_HASH) {
                let e = Reserve::RedemptionCancelled::decode_raw_log(topics, &data)
                    .expect("a cancellation");
                self.redemptions.insert(e.id as i64, "cancelled".into());
            }
        } else if is(Psc::Transfer::SIGNATURE_HASH) {
            let e = Psc::Transfer::decode_raw_log(topics, &data).expect("a transfer");
            self.transfers
                .push((block, index, token.clone(), e.from, e.to, e.value));
            if e.from.is_zero() {
                *self.supplies.entry(token.clone()).or_default() += e.value;
            } else {
                take(&mut self.balances, (token.clone(), e.from), e.value);
            }
            if e.to.is_zero() {
                *self.supplies.entry(token).or_default() -= e.value;
            } else {
                *self.balances.entry((token, e.to)).or_default() += e.value;
            }
            self.balances.retain(|_, amount| !amount.is_zero());
        } else if is(Pss::DelegateVotesChanged::SIGNATURE_HASH) {
            let e = Pss::DelegateVotesChanged::decode_raw_log(topics, &data).expect("votes");
            self.votes.insert(e.delegate, e.newVotes);
        } else if is(Pss::DelegateChanged::SIGNATURE_HASH) {
            let e = Pss::DelegateChanged::decode_raw_log(topics, &data).expect("a delegation");
            self.delegates.insert(e.delegator, e.toDelegate);
        } else if is(Pss::Locked::SIGNATURE_HASH) {
            let e = Pss::Locked::decode_raw_log(topics, &data).expect("a lock");
            *self.locks.entry((e.account, e.locker)).or_default() += e.value;
            self.locks.retain(|_, amount| !amount.is_zero());
        } else if is(Pss::Unlocked::SIGNATURE_HASH) {
            let e = Pss::Unlocked::decode_raw_log(topics, &data).expect("an unlock");
            take(&mut self.locks, (e.account, e.locker), e.value);
            self.locks.retain(|_, amount| !amount.is_zero());
        }
    }

    /// The same, as the tables have it.
    pub async fn stored(pool: &PgPool) -> Self {
        let rows =
            async |query: &'static str| sqlx::query(query).fetch_all(pool).await.expect("rows");
        let address =
            |row: &sqlx::postgres::PgRow, at: usize| Address::from_slice(row.get::<&[u8], _>(at));
        let amount = |row: &sqlx::postgres::PgRow, at: usize| {
            row.get::<String, _>(at).parse::<U256>().expect("an amount")
        };
        let mut fold = Self {
            commerce: CommerceFold::stored(pool).await,
            offering: OfferingFold::stored(pool).await,
            governance: GovernanceFold::stored(pool).await,
            ..Self::default()
        };
        for row in rows("select block, log_index, token, sender, recipient, amount::text from proj_v5.transfer order by 1, 2").await {
            fold.transfers.push((row.get(0), row.get(1), row.get(2), address(&row, 3), address(&row, 4), amount(&row, 5)));
        }
        for row in rows("select token, account, amount::text from proj_v5.balance").await {
            fold.balances
                .insert((row.get(0), address(&row, 1)), amount(&row, 2));
        }
        for row in rows("select token, amount::text from proj_v5.supply").await {
            fold.supplies.insert(row.get(0), amount(&row, 1));
        }
        for row in rows("select account, locker, amount::text from proj_v5.lock_balance").await {
            fold.locks
                .insert((address(&row, 0), address(&row, 1)), amount(&row, 2));
        }
        for row in
            rows("select account, votes::text from proj_v5.vote_change order by block, log_index")
                .await
        {
            fold.votes.insert(address(&row, 0), amount(&row, 1));
        }
        for row in
            rows("select delegator, to_delegate from proj_v5.delegation order by block, log_index")
                .await
        {
            fold.delegates.insert(address(&row, 0), address(&row, 1));
        }
        for row in rows("select id, hash from proj_v5.reserve_report").await {
            fold.reports
                .insert(row.get(0), B256::from_slice(row.get::<&[u8], _>(1)));
        }
        for row in rows(
            "select r.id, case when e.id is null then 'open' when e.settled then 'settled' else 'cancelled' end
             from proj_v5.redemption r left join proj_v5.redemption_end e using (id) where r.kind = 'offchain'",
        )
        .await
        {
            fold.redemptions.insert(row.get(0), row.get(1));
        }
        fold
    }
}

fn take<K: Ord + std::fmt::Debug>(from: &mut BTreeMap<K, U256>, key: K, amount: U256) {
    let what = format!("{key:?}");
    let entry = from.entry(key).or_default();
    *entry = entry
        .checked_sub(amount)
        .unwrap_or_else(|| panic!("{what} falls below zero"));
}

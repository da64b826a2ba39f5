//! The mock EVM that the vectors were made with: see "The frame and the mock EVM" in the vectors' README.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use alloy_primitives::{Address, B256, Bytes, U256, hex};
use serde_json::{Value, json};
use stylus_vm::{
    StylusParams,
    engine::{
        AccountCode, CallKind, CallReply, CallRequest, Create, CreateReply, Env, EvmApi, Flush,
        FlushStatus, FrameParams, Priced, WriteProtection,
    },
    pages::PagesOpen,
};

pub const PARAMS: FrameParams = FrameParams {
    arbos_version: 51,
    ink_price: 10_000,
    max_stack_depth: 22_000,
};

/// The environment of every run.
pub fn env() -> Env {
    Env {
        chain_id: 412_346,
        block_basefee: U256::from(100_000_000),
        block_coinbase: Address::new(hex!("a4b000000000000000000073657175656e636572")),
        block_gas_limit: 1 << 50,
        block_number: 123_456,
        block_timestamp: 1_700_000_000,
        contract_address: Address::repeat_byte(0x11),
        msg_sender: Address::repeat_byte(0x22),
        msg_value: U256::from(7),
        tx_origin: Address::repeat_byte(0x33),
        tx_gas_price: U256::from(100_000_001),
        reentrant: false,
    }
}

/// Answers by rule and writes down what it was asked.
pub struct Mock {
    pub requests: Vec<Value>,
    is_static: bool,
    original: BTreeMap<B256, B256>,
    current: BTreeMap<B256, B256>,
    touched_slots: BTreeSet<B256>,
    touched_accounts: BTreeSet<Address>,
    transient: HashMap<B256, B256>,
    pages: PagesOpen,
}

impl Mock {
    /// `footprint` pages are open at the start.
    pub fn new(
        footprint: u16,
        is_static: bool,
        storage: impl IntoIterator<Item = (B256, B256)>,
    ) -> Self {
        let mut original = BTreeMap::from([(slot(1), slot(0x2a)), (slot(2), slot(0x2b))]);
        original.extend(storage);
        Self {
            requests: Vec::new(),
            is_static,
            current: original.clone(),
            original,
            touched_slots: BTreeSet::new(),
            touched_accounts: BTreeSet::new(),
            transient: HashMap::new(),
            pages: PagesOpen {
                open: footprint,
                ever: footprint,
            },
        }
    }

    fn touch(&mut self, address: Address) -> u64 {
        if self.touched_accounts.insert(address) {
            2_600
        } else {
            100
        }
    }
}

fn slot(number: u8) -> B256 {
    B256::with_last_byte(number)
}

fn count_up(len: usize) -> Bytes {
    (0..len)
        .map(|index| (index % 251) as u8)
        .collect::<Vec<_>>()
        .into()
}

impl EvmApi for Mock {
    fn storage_read(&mut self, key: B256) -> Priced<B256> {
        let gas_cost = if self.touched_slots.insert(key) {
            2_100
        } else {
            100
        };
        let value = self.current.get(&key).copied().unwrap_or_default();
        self.requests.push(json!({
            "method": "storage_read", "key": hex::encode(key), "value": hex::encode(value), "gas_cost": gas_cost,
        }));
        Priced { value, gas_cost }
    }

    fn storage_flush(&mut self, slots: &[(B256, B256)], gas_budget: u64) -> Flush {
        let mut flush = Flush {
            gas_cost: 0,
            status: FlushStatus::Success,
        };
        if self.is_static {
            flush.status = FlushStatus::WriteProtection;
        } else {
            for (key, value) in slots {
                let current = self.current.get(key).copied().unwrap_or_default();
                let original = self.original.get(key).copied().unwrap_or_default();
                let cold = if self.touched_slots.insert(*key) {
                    2_100
                } else {
                    0
                };
                let cost = match (*value == current, current == original) {
                    (false, true) if original.is_zero() => 20_000,
                    (false, true) => 2_900,
                    _ => 100,
                };
                if cold + cost >= gas_budget - flush.gas_cost {
                    flush = Flush {
                        gas_cost: gas_budget,
                        status: FlushStatus::OutOfGas,
                    };
                    break;
                }
                flush.gas_cost += cold + cost;
                self.current.insert(*key, *value);
            }
        }
        let status = match flush.status {
            FlushStatus::Success => 0,
            FlushStatus::OutOfGas => 2,
            FlushStatus::WriteProtection => 3,
        };
        let slots: Vec<_> = slots
            .iter()
            .map(|(key, value)| [hex::encode(key), hex::encode(value)])
            .collect();
        self.requests.push(json!({
            "method": "storage_flush", "gas_budget": gas_budget, "gas_cost": flush.gas_cost, "slots": slots, "status": status,
        }));
        flush
    }

    fn transient_read(&mut self, key: B256) -> B256 {
        let value = self.transient.get(&key).copied().unwrap_or_default();
        self.requests.push(json!({ "method": "transient_read", "key": hex::encode(key), "value": hex::encode(value) }));
        value
    }

    fn transient_write(&mut self, key: B256, value: B256) -> Result<(), WriteProtection> {
        let status = if self.is_static { 3 } else { 0 };
        self.requests
            .push(json!({ "method": "transient_write", "key": hex::encode(key), "value": hex::encode(value), "status": status }));
        if self.is_static {
            return Err(WriteProtection);
        }
        self.transient.insert(key, value);
        Ok(())
    }

    fn call(&mut self, request: CallRequest) -> CallReply {
        let (success, return_data, gas_cost) = match request.to.last() {
            Some(0xe0) => (true, request.input.clone(), 1_000),
            Some(0xe1) => (true, count_up(100), 2_600),
            Some(0xe2) => (false, hex!("deadbeef").into(), 5_000),
            Some(0xe3) => (false, Bytes::new(), request.gas_left),
            Some(0xe4) => (true, Bytes::new(), request.gas_req),
            _ => (true, Bytes::new(), 100),
        };
        let method = match request.kind {
            CallKind::Call => "call",
            CallKind::Delegate => "delegate_call",
            CallKind::Static => "static_call",
        };
        self.requests.push(json!({
            "method": method,
            "to": hex::encode(request.to),
            "input": hex::encode(&request.input),
            "value": hex::encode(request.value.to_be_bytes::<32>()),
            "gas_left": request.gas_left,
            "gas_req": request.gas_req,
            "gas_cost": gas_cost,
            "return_data": hex::encode(&return_data),
            "status": if success { 0 } else { 2 },
        }));
        CallReply {
            success,
            gas_cost,
            return_data,
        }
    }

    fn create(&mut self, request: Create) -> CreateReply {
        let done = |address, gas_cost, return_data| CreateReply::Done {
            address,
            gas_cost,
            return_data,
        };
        let reply = match request.code.first() {
            Some(0xf0) => CreateReply::Refused,
            Some(0xf1) => done(Address::ZERO, 33_000, hex!("deadbeef").into()),
            _ => done(Address::repeat_byte(0xaa), 40_000, Bytes::new()),
        };
        let (response, gas_cost, return_data) = match &reply {
            CreateReply::Refused => (
                format!("00{}", hex::encode("mock create error")),
                request.gas_left,
                String::new(),
            ),
            CreateReply::Done {
                address,
                gas_cost,
                return_data,
            } => (
                format!("01{}", hex::encode(address)),
                *gas_cost,
                hex::encode(return_data),
            ),
        };
        let mut entry = json!({
            "method": if request.salt.is_some() { "create2" } else { "create1" },
            "code": hex::encode(&request.code),
            "endowment": hex::encode(request.endowment.to_be_bytes::<32>()),
            "gas_left": request.gas_left,
            "gas_cost": gas_cost,
            "response": response,
            "return_data": return_data,
        });
        if let Some(salt) = request.salt {
            entry["salt"] = hex::encode(salt).into();
        }
        self.requests.push(entry);
        reply
    }

    fn log(&mut self, topics: &[B256], data: Bytes) -> Result<(), WriteProtection> {
        let bytes = [topics.concat(), data.to_vec()].concat();
        self.requests
            .push(json!({ "method": "log", "topics": topics.len(), "data": hex::encode(bytes), "rejected": self.is_static }));
        if self.is_static {
            Err(WriteProtection)
        } else {
            Ok(())
        }
    }

    fn account_balance(&mut self, address: Address) -> Priced<U256> {
        let value = U256::from(0x100 + u32::from(address[19]));
        let gas_cost = self.touch(address);
        self.requests.push(json!({
            "method": "account_balance",
            "address": hex::encode(address),
            "value": hex::encode(value.to_be_bytes::<32>()),
            "gas_cost": gas_cost,
        }));
        Priced { value, gas_cost }
    }

    fn account_code(&mut self, address: Address, gas_left: u64) -> AccountCode {
        let value = match address[19] {
            0xc0 => Bytes::from_static(&[0xfe]),
            0xc1 => count_up(100),
            0xc2 => count_up(1_000),
            _ => Bytes::new(),
        };
        let gas_cost = 700 + self.touch(address);
        self.requests.push(json!({
            "method": "account_code",
            "address": hex::encode(address),
            "code_len": value.len(),
            "gas_left": gas_left,
            "gas_cost": gas_cost,
        }));
        Priced { value, gas_cost }
    }

    fn account_codehash(&mut self, address: Address) -> Priced<B256> {
        let value = match address[19] {
            byte @ 0xc0..=0xc2 => B256::repeat_byte(byte),
            _ => B256::ZERO,
        };
        let gas_cost = self.touch(address);
        self.requests.push(json!({
            "method": "account_codehash", "address": hex::encode(address), "value": hex::encode(value), "gas_cost": gas_cost,
        }));
        Priced { value, gas_cost }
    }

    fn add_pages(&mut self, pages: u16) -> u64 {
        let before = self.pages;
        let gas_cost = self.pages.open(pages, &StylusParams::at(51));
        self.requests.push(json!({
            "method": "add_pages",
            "pages": pages,
            "open_before": before.open,
            "ever_before": before.ever,
            "gas_cost": gas_cost,
        }));
        gas_cost
    }
}

//! A contract that logs whatever its calldata says, so that tests can make any event happen without the
//! real contracts. Calldata is a sequence of records: topic count, four topics, data length (32 bytes
//! each), then the data.

use alloy::primitives::{LogData, U256};

const RECORD_HEAD: usize = 6 * 32;

mod op {
    pub const STOP: u8 = 0x00;
    pub const ADD: u8 = 0x01;
    pub const GT: u8 = 0x11;
    pub const EQ: u8 = 0x14;
    pub const CALLDATALOAD: u8 = 0x35;
    pub const CALLDATASIZE: u8 = 0x36;
    pub const CALLDATACOPY: u8 = 0x37;
    pub const CODECOPY: u8 = 0x39;
    pub const POP: u8 = 0x50;
    pub const JUMP: u8 = 0x56;
    pub const JUMPI: u8 = 0x57;
    pub const JUMPDEST: u8 = 0x5b;
    pub const PUSH0: u8 = 0x5f;
    pub const PUSH1: u8 = 0x60;
    pub const PUSH2: u8 = 0x61;
    pub const DUP1: u8 = 0x80;
    pub const LOG0: u8 = 0xa0;
    pub const RETURN: u8 = 0xf3;
}

/// Calldata that makes the contract log these, in order.
pub fn calldata(logs: &[LogData]) -> Vec<u8> {
    let mut out = Vec::new();
    for log in logs {
        out.extend(U256::from(log.topics().len()).to_be_bytes::<32>());
        for index in 0..4 {
            out.extend(log.topics().get(index).copied().unwrap_or_default());
        }
        out.extend(U256::from(log.data.len()).to_be_bytes::<32>());
        out.extend_from_slice(&log.data);
    }
    out
}

/// The deploying code.
pub fn init_code() -> Vec<u8> {
    let runtime = runtime_code();
    let [high, low] = (runtime.len() as u16).to_be_bytes();
    let mut code = vec![
        op::PUSH2,
        high,
        low,
        op::DUP1,
        op::PUSH1,
        11,
        op::PUSH0,
        op::CODECOPY,
        op::PUSH0,
        op::RETURN,
    ];
    // Nothing runs here; the runtime starts at the offset copied from above.
    code.push(op::STOP);
    assert_eq!(code.len(), 11);
    code.extend(runtime);
    code
}

/// Stack comments read bottom to top.
fn runtime_code() -> Vec<u8> {
    let dup = |depth: u8| op::DUP1 + depth - 1;
    let mut code = vec![op::PUSH0]; // at
    let start = code.len() as u8;
    let [record, branches] = [0u8; 2];
    code.extend([
        op::JUMPDEST,
        op::DUP1,
        op::CALLDATASIZE,
        op::GT,
        op::PUSH1,
        record,
        op::JUMPI,
        op::STOP,
    ]);
    let fix_record = code.len() - 3;
    code[fix_record] = code.len() as u8;
    code.push(op::JUMPDEST); // at
    code.extend([op::DUP1, op::PUSH1, 5 * 32, op::ADD, op::CALLDATALOAD]); // at len
    code.extend([
        op::DUP1,
        dup(3),
        op::PUSH1,
        RECORD_HEAD as u8,
        op::ADD,
        op::PUSH0,
        op::CALLDATACOPY,
    ]); // at len
    code.extend([dup(2), op::CALLDATALOAD]); // at len topics
    let mut fixes = Vec::new();
    for count in 1..=4u8 {
        code.extend([
            op::DUP1,
            op::PUSH1,
            count,
            op::EQ,
            op::PUSH2,
            branches,
            branches,
            op::JUMPI,
        ]);
        fixes.push((code.len() - 3, count));
    }
    code.push(op::STOP);
    for (fix, count) in fixes {
        let [high, low] = (code.len() as u16).to_be_bytes();
        code[fix] = high;
        code[fix + 1] = low;
        code.extend([op::JUMPDEST, op::POP]); // at len
        for pushed in 0..count {
            code.extend([
                dup(2 + pushed),
                op::PUSH1,
                32 * (count - pushed),
                op::ADD,
                op::CALLDATALOAD,
            ]);
        }
        code.extend([dup(1 + count), op::PUSH0, op::LOG0 + count]); // at len
        code.extend([
            op::ADD,
            op::PUSH1,
            RECORD_HEAD as u8,
            op::ADD,
            op::PUSH1,
            start,
            op::JUMP,
        ]);
    }
    code
}

//! Times what a frame costs: `cargo run --release -p stylus-vm --example run_cost -- <wasm file> <calldata hex> [frames]`.
//!
//! The chain behind the program answers every storage read with zero; times are per frame, the start included.

use std::{env, fs, time::Instant};

use alloy_primitives::{Address, B256, Bytes, U256, hex, map::B256Map};
use stylus_vm::{
    ActivationOptions, activate,
    engine::{
        AccountCode, CallReply, CallRequest, Create, CreateReply, Env, EvmApi, Flush, FlushStatus,
        FrameParams, Outcome, Priced, Program, WriteProtection, execute,
    },
};

/// Storage in a map, nobody else on chain.
#[derive(Default)]
struct Alone {
    slots: B256Map<B256>,
}

impl EvmApi for Alone {
    fn storage_read(&mut self, key: B256) -> Priced<B256> {
        Priced {
            value: self.slots.get(&key).copied().unwrap_or_default(),
            gas_cost: 100,
        }
    }
    fn storage_flush(&mut self, slots: &[(B256, B256)], _: u64) -> Flush {
        self.slots.extend(slots.iter().copied());
        Flush {
            gas_cost: 100,
            status: FlushStatus::Success,
        }
    }
    fn transient_read(&mut self, _: B256) -> B256 {
        B256::ZERO
    }
    fn transient_write(&mut self, _: B256, _: B256) -> Result<(), WriteProtection> {
        Ok(())
    }
    fn call(&mut self, _: CallRequest) -> CallReply {
        CallReply {
            success: true,
            gas_cost: 100,
            return_data: Bytes::new(),
        }
    }
    fn create(&mut self, _: Create) -> CreateReply {
        CreateReply::Refused
    }
    fn log(&mut self, _: &[B256], _: Bytes) -> Result<(), WriteProtection> {
        Ok(())
    }
    fn account_balance(&mut self, _: Address) -> Priced<U256> {
        Priced {
            value: U256::ZERO,
            gas_cost: 100,
        }
    }
    fn account_code(&mut self, _: Address, _: u64) -> AccountCode {
        Priced {
            value: Bytes::new(),
            gas_cost: 100,
        }
    }
    fn account_codehash(&mut self, _: Address) -> Priced<B256> {
        Priced {
            value: B256::ZERO,
            gas_cost: 100,
        }
    }
    fn add_pages(&mut self, _: u16) -> u64 {
        0
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, file, calldata, rest @ ..] = arguments.as_slice() else {
        return Err("give a wasm file and calldata in hex".into());
    };
    let frames: u32 = rest.first().map_or(Ok(10_000), |text| text.parse())?;
    let (wasm, calldata) = (fs::read(file)?, hex::decode(calldata)?);

    let clock = Instant::now();
    let activation = activate(&wasm, &ActivationOptions::default())?;
    println!(
        "activation: {:?} ({} functions)",
        clock.elapsed(),
        activation.functions.len()
    );
    let clock = Instant::now();
    let program = Program::compile(&activation.instrumented)?;
    println!(
        "compilation: {:?} ({} bytes instrumented)",
        clock.elapsed(),
        activation.instrumented.len()
    );

    let params = FrameParams {
        arbos_version: 51,
        ink_price: 10_000,
        max_stack_depth: 22_000,
    };
    let frame_env = Env {
        msg_sender: Address::repeat_byte(0x22),
        ..Env::default()
    };
    let mut evm = Alone::default();
    let mut last = None;
    let clock = Instant::now();
    for _ in 0..frames {
        last = Some(execute(
            &program,
            &params,
            &frame_env,
            &calldata,
            &mut evm,
            1 << 40,
        ));
    }
    let elapsed = clock.elapsed();
    if let Some(run) = last {
        let outcome = match &run.outcome {
            Outcome::Failure(reason) => reason.clone(),
            other => format!("{other:?}"),
        };
        println!(
            "frame: {:?} ({outcome}, {} ink, output {})",
            elapsed / frames.max(1),
            (1_u64 << 40) - run.ink_left,
            run.output
        );
    }
    Ok(())
}

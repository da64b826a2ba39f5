//! The vectors of `tests/vectors` (see its README), read into types.
#![allow(dead_code, reason = "each test binary uses a part")]

#[cfg(feature = "engine")]
pub mod metering;
#[cfg(feature = "engine")]
pub mod mock;
pub mod text;

use std::{fs, path::PathBuf};

use alloy_primitives::hex;
use serde::Deserialize;

/// One module of `vectors.json`.
#[derive(Deserialize)]
pub struct Module {
    pub name: String,
    pub wasm_len: usize,
    pub stylus_version: u16,
    pub page_limit: Option<u16>,
    pub activation: Expected,
    pub activation_debug_chain: DebugChain,
    #[serde(default)]
    pub runs: Vec<Run>,
    wasm_hex: Option<String>,
    wasm_rle: Option<Vec<(String, usize)>>,
    wasm_file: Option<String>,
}

/// "same", or what differs on a debug chain.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum DebugChain {
    Same(String),
    Differs(Expected),
}

/// The figures of an activation; all absent when it fails.
#[derive(Clone, Deserialize)]
pub struct Expected {
    pub ok: bool,
    pub error: Option<String>,
    pub init_cost: Option<u16>,
    pub cached_init_cost: Option<u16>,
    pub footprint: Option<u16>,
    pub asm_estimate: Option<u32>,
    pub gas_used: Option<u64>,
    pub functions: Option<usize>,
    pub imports: Option<u32>,
    pub globals: Option<u64>,
    pub operators: Option<u64>,
    pub frame_words: Option<Vec<u32>>,
    pub per_function: Option<Vec<PerFunction>>,
}

#[derive(Clone, Deserialize)]
pub struct PerFunction {
    pub operators: u32,
    pub frame_words: u32,
    pub declared_locals: u32,
}

/// One execution of a module.
#[derive(Deserialize)]
pub struct Run {
    pub calldata: String,
    pub output: String,
    pub ink_limit: u64,
    pub ink_used: u64,
    pub gas_left: Option<u64>,
    pub outcome: String,
    pub stack_words_left: u32,
    pub memory_peek: Option<Peek>,
    #[serde(default)]
    pub host_requests: Vec<serde_json::Value>,
    #[serde(default, rename = "static")]
    pub is_static: bool,
    #[serde(default)]
    pub reentrant: u8,
    pub msg_value: Option<u64>,
    #[serde(default)]
    pub storage: Vec<(String, String)>,
}

/// Bytes of the memory after a run.
#[derive(Deserialize)]
pub struct Peek {
    pub offset: usize,
    pub bytes: String,
}

impl Module {
    /// The module's bytes.
    pub fn wasm(&self) -> Vec<u8> {
        let decode = |text: &str| hex::decode(text).expect("hex");
        let wasm = if let Some(text) = &self.wasm_hex {
            decode(text)
        } else if let Some(parts) = &self.wasm_rle {
            parts
                .iter()
                .flat_map(|(text, count)| decode(text).repeat(*count))
                .collect()
        } else {
            fs::read(directory().join(self.wasm_file.as_ref().expect("one of three forms")))
                .expect("wasm file")
        };
        assert_eq!(
            wasm.len(),
            self.wasm_len,
            "{}: length of the module",
            self.name
        );
        wasm
    }
}

/// All modules.
pub fn modules() -> Vec<Module> {
    let text = fs::read_to_string(directory().join("vectors.json")).expect("vectors.json");
    serde_json::from_str(&text).expect("vectors.json")
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

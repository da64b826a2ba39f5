//! Stylus programs as code on chain: recognising, decompressing and compiling them.
//!
//! Compiled modules are shared by all chains of the process, by code hash. What a program costs is decided by the
//! chain's own record of its activation, never by whether this cache holds it.

use alloy::primitives::{Address, B256};
use parking_lot::Mutex;
use std::{
    collections::HashMap,
    io::Read,
    path::PathBuf,
    sync::{Arc, OnceLock},
};
use stylus_vm::{
    Activation, ActivationError, ActivationOptions, StylusParams, activate, engine::Program,
};

const CLASSIC: [u8; 3] = [0xef, 0xf0, 0x00];
const FRAGMENT: [u8; 3] = [0xef, 0xf0, 0x01];
const ROOT: [u8; 3] = [0xef, 0xf0, 0x02];
/// First ArbOS version with root and fragment contracts.
pub const FRAGMENTS_SINCE: u64 = 60;

/// Whether code runs as a Stylus program: a classic one, or (ArbOS 60) the root of a fragmented one.
pub fn is_program(code: &[u8], arbos_version: u64) -> bool {
    code.len() > 3
        && (code.starts_with(&CLASSIC)
            || (arbos_version >= FRAGMENTS_SINCE && code.starts_with(&ROOT)))
}

/// Whether a creation may leave this code although it begins with 0xEF.
pub fn is_deployable(code: &[u8], arbos_version: u64) -> bool {
    is_program(code, arbos_version)
        || (code.len() > 3 && arbos_version >= FRAGMENTS_SINCE && code.starts_with(&FRAGMENT))
}

/// Whether code is a fragment, which runs nowhere by itself.
pub fn is_fragment(code: &[u8], arbos_version: u64) -> bool {
    arbos_version >= FRAGMENTS_SINCE && code.len() > 3 && code.starts_with(&FRAGMENT)
}

/// What a root contract refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Bytes of the decompressed module.
    pub length: usize,
    pub fragments: Vec<Address>,
}

/// Why code cannot be read as a program. The chain shows none of it: activation fails with all gas gone.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum FormatError {
    #[error("not a Stylus program: the code does not begin with 0xeff000")]
    NotProgram,
    #[error("dictionary {0:#04x} is not supported: compress without one (0x00)")]
    Dictionary(u8),
    #[error("cannot decompress the program: {0}")]
    Brotli(String),
    #[error("the module is larger than {0} bytes decompressed")]
    TooLarge(usize),
    #[error("the root contract is malformed")]
    Root,
}

/// The module of a classic program.
pub fn decompress(code: &[u8], limit: usize) -> Result<Vec<u8>, FormatError> {
    let rest = code.strip_prefix(&CLASSIC).ok_or(FormatError::NotProgram)?;
    let (dictionary, stream) = rest.split_first().ok_or(FormatError::NotProgram)?;
    inflate(*dictionary, stream, limit)
}

/// Decompresses a brotli stream, of at most `limit` bytes.
pub fn inflate(dictionary: u8, stream: &[u8], limit: usize) -> Result<Vec<u8>, FormatError> {
    if dictionary != 0 {
        // 0x01 is Nitro's own dictionary; cargo-stylus never uses it.
        return Err(FormatError::Dictionary(dictionary));
    }
    let mut wasm = Vec::new();
    brotli::Decompressor::new(stream, 4096)
        .take(limit as u64 + 1)
        .read_to_end(&mut wasm)
        .map_err(|e| FormatError::Brotli(e.to_string()))?;
    if wasm.len() > limit {
        return Err(FormatError::TooLarge(limit));
    }
    Ok(wasm)
}

/// Reads a root contract's code. `None` if it is not one.
pub fn root(code: &[u8]) -> Option<Result<(u8, Root), FormatError>> {
    let rest = code.strip_prefix(&ROOT)?;
    let parse = || {
        let (dictionary, rest) = rest.split_first()?;
        let (length, addresses) = rest.split_first_chunk::<4>()?;
        if addresses.len() % 20 != 0 {
            return None;
        }
        let fragments = addresses
            .chunks_exact(20)
            .map(Address::from_slice)
            .collect();
        Some((
            *dictionary,
            Root {
                length: u32::from_be_bytes(*length) as usize,
                fragments,
            },
        ))
    };
    Some(parse().ok_or(FormatError::Root))
}

/// The bytes of the compressed stream that a fragment holds.
pub fn fragment(code: &[u8]) -> Option<&[u8]> {
    code.strip_prefix(&FRAGMENT)
}

/// A program ready to run, with the figures of its activation.
#[derive(Debug)]
pub struct Compiled {
    pub activation: Activation,
    program: OnceLock<Result<Program, String>>,
}

impl Compiled {
    /// The machine code, made at the first use, or taken from the directory that `DEVCHAIN_CODE_CACHE` names.
    pub fn program(&self) -> Result<&Program, String> {
        static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();
        let directory =
            DIRECTORY.get_or_init(|| std::env::var_os("DEVCHAIN_CODE_CACHE").map(PathBuf::from));
        let made = self.program.get_or_init(|| {
            let instrumented = &self.activation.instrumented;
            match directory {
                Some(directory) => Program::compile_cached(instrumented, directory),
                None => Program::compile(instrumented),
            }
            .map_err(|e| e.to_string())
        });
        made.as_ref().map_err(Clone::clone)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    code_hash: B256,
    stylus_version: u16,
    debug: bool,
}

type Cache = Mutex<HashMap<Key, Arc<Compiled>>>;

fn cache() -> &'static Cache {
    static CACHE: OnceLock<Cache> = OnceLock::new();
    CACHE.get_or_init(Cache::default)
}

/// Most modules kept; a process that sees more starts over, which costs time only.
const CACHE_LIMIT: usize = 512;

/// The activated form of a module with this code hash, from the cache or made of what `wasm` returns. The page limit
/// is not part of the key: the caller compares the footprint.
pub fn activated(
    code_hash: B256,
    stylus_version: u16,
    debug: bool,
    wasm: impl FnOnce() -> Result<Vec<u8>, FormatError>,
) -> Result<Arc<Compiled>, ProgramError> {
    let key = Key {
        code_hash,
        stylus_version,
        debug,
    };
    if let Some(hit) = cache().lock().get(&key) {
        return Ok(hit.clone());
    }
    // Made outside the lock: it can take a second, and two threads making the same one do no harm.
    let options = ActivationOptions {
        stylus_version,
        page_limit: 128,
        debug,
    };
    let activation = activate(&wasm()?, &options)?;
    let compiled = Arc::new(Compiled {
        activation,
        program: OnceLock::new(),
    });
    let mut cache = cache().lock();
    if cache.len() >= CACHE_LIMIT {
        cache.clear();
    }
    Ok(cache.entry(key).or_insert(compiled).clone())
}

/// Why a program cannot be activated.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error(transparent)]
    Rule(#[from] ActivationError),
}

/// Programs called in the current block, most recent last: from ArbOS 60 a repeated call pays as if cached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentPrograms(Vec<B256>);

impl RecentPrograms {
    /// Notes a call; whether the program was there already.
    pub fn touch(&mut self, code_hash: B256, params: &StylusParams) -> bool {
        let known = self.0.iter().position(|hash| *hash == code_hash);
        if let Some(place) = known {
            self.0.remove(place);
        }
        self.0.push(code_hash);
        if self.0.len() > usize::from(params.block_cache_size) {
            self.0.remove(0);
        }
        known.is_some()
    }
}

//! Built contracts: what goes on the chain, checked before anything is sent.

use std::path::Path;

use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use productshare_abi::system::STYLUS_DEPLOYER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use stylus_vm::{Activation, ActivationOptions, StylusParams, code};

use crate::{
    contract::Contract,
    error::{Error, Result},
};

/// Largest code a chain takes (EIP-170), the 4-byte prefix included.
const MAX_CODE_SIZE: usize = 24_576;

/// Stops a decompression bomb; the largest module any supported chain accepts.
const MAX_WASM_SIZE: usize = 262_144;

/// A contract as built.
#[derive(Clone, Debug)]
pub struct Artifact {
    pub contract: Contract,
    /// SHA-256 of the wasm.
    pub wasm_sha256: B256,
    /// What the chain holds: prefix and brotli stream.
    pub code: Bytes,
    /// keccak256 of `code`.
    pub codehash: B256,
    /// Figures of the activation, for estimates.
    pub activation: Activation,
}

/// The figures that the contract build writes beside the wasm; other fields are not our concern.
#[derive(Deserialize)]
struct Figures {
    wasm_sha256: B256,
    codehash: B256,
}

impl Artifact {
    /// Reads the contract's wasm and validates it for that Stylus version. Its code is the one that the build put beside it,
    /// if it is this wasm's: compressing takes long.
    pub fn load(folder: &Path, contract: Contract, stylus_version: u16) -> Result<Self> {
        let wasm = read_wasm(folder, contract)?;
        let kept = std::fs::read(folder.join(format!("{contract}.code"))).ok();
        let kept = kept.filter(|code| code::is_of(code, &wasm));
        let artifact = Self::new(contract, &wasm, kept, stylus_version)?;
        artifact.check_figures(folder)?;
        Ok(artifact)
    }

    /// From the wasm itself, and its code if that is at hand.
    fn new(
        contract: Contract,
        wasm: &[u8],
        code: Option<Vec<u8>>,
        stylus_version: u16,
    ) -> Result<Self> {
        let invalid = |reason: String| Error::InvalidWasm {
            name: contract.to_string(),
            // The parser's words may be spread over lines.
            reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let max = StylusParams::at(if stylus_version >= 3 { 60 } else { 51 }).max_wasm_size;
        if wasm.len() > max as usize {
            return Err(invalid(format!(
                "{} bytes, the chain takes {max}",
                wasm.len()
            )));
        }
        let options = ActivationOptions {
            stylus_version,
            ..ActivationOptions::default()
        };
        let activation = stylus_vm::activate(wasm, &options).map_err(|e| invalid(e.to_string()))?;
        let code = code.map_or_else(|| code::compress(wasm), Ok);
        let code = code.map_err(|source| Error::Io {
            what: format!("cannot compress {contract}.wasm"),
            source,
        })?;
        if code.len() > MAX_CODE_SIZE {
            return Err(invalid(format!(
                "{} bytes compressed, the chain takes {MAX_CODE_SIZE}",
                code.len()
            )));
        }
        Ok(Self {
            contract,
            wasm_sha256: sha256(wasm),
            codehash: keccak256(&code),
            code: code.into(),
            activation,
        })
    }

    /// The build's own figures, where there are any, must describe this very wasm.
    fn check_figures(&self, folder: &Path) -> Result<()> {
        let path = folder.join(format!("{}.json", self.contract));
        let Ok(text) = std::fs::read_to_string(&path) else {
            return Ok(());
        };
        let stale = |reason: String| Error::Artifact {
            path: path.clone(),
            reason: format!("{reason}; build the contracts again (cargo xtask build)"),
        };
        let figures: Figures = serde_json::from_str(&text)
            .map_err(|e| stale(format!("not the figures of a build: {e}")))?;
        if figures.wasm_sha256 != self.wasm_sha256 || figures.codehash != self.codehash {
            return Err(stale(format!("belongs to another {}.wasm", self.contract)));
        }
        Ok(())
    }
}

/// The wasm as built: `<folder>/<name>.wasm`.
pub fn read_wasm(folder: &Path, contract: Contract) -> Result<Vec<u8>> {
    let path = folder.join(format!("{contract}.wasm"));
    std::fs::read(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NoWasm {
            name: contract.to_string(),
            folder: folder.into(),
        },
        _ => Error::Io {
            what: format!("cannot read {}", path.display()),
            source,
        },
    })
}

/// Loads all of [`Contract::ALL`].
pub fn load_all(folder: &Path, stylus_version: u16) -> Result<Vec<Artifact>> {
    Contract::ALL
        .into_iter()
        .map(|contract| Artifact::load(folder, contract, stylus_version))
        .collect()
}

/// SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> B256 {
    B256::from_slice(&Sha256::digest(bytes))
}

/// The wasm inside on-chain code; an error text if it is no such code.
pub fn decompress(code: &[u8]) -> Result<Vec<u8>, String> {
    code::decompress(code, MAX_WASM_SIZE)
}

/// Init code that leaves exactly `code` on the chain: PUSH32 len, DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN and a
/// zero byte (a metadata byte that tools expect), then the code.
#[must_use]
pub fn init_code(code: &[u8]) -> Bytes {
    let mut init = Vec::with_capacity(43 + code.len());
    init.push(0x7f);
    init.extend(U256::from(code.len()).to_be_bytes::<32>());
    init.extend([0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
    init.extend(code);
    init.into()
}

/// The salt handed to StylusDeployer for a contract of a deployment. Never 0, which would mean CREATE.
#[must_use]
pub fn salt(deployment: &str, contract: Contract) -> B256 {
    keccak256(format!("productshare/{deployment}/{contract}"))
}

/// Where StylusDeployer puts `code` constructed with `init_data`: the address commits to all three arguments.
#[must_use]
pub fn address(code: &[u8], init_data: &[u8], salt: B256) -> Address {
    let salt = keccak256([salt.as_slice(), init_data].concat());
    STYLUS_DEPLOYER.create2(salt, keccak256(init_code(code)))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use alloy::primitives::hex;

    #[test]
    fn init_code_is_the_prelude_and_the_code() {
        let init = init_code(&[0xef, 0xf0, 0x00, 0x00, 0x55]);
        assert_eq!(
            init.as_ref(),
            hex!(
                "7f000000000000000000000000000000000000000000000000000000000000000580602b6000396000f300eff0000055"
            )
        );
    }

    #[test]
    fn code_of_the_build_is_taken_if_it_is_the_wasms() {
        let folder = tempfile::tempdir().unwrap();
        let path = |end: &str| folder.path().join(format!("psc.{end}"));
        let wasm = wat::parse_str(
            r#"(module (memory (export "memory") 0 0) (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
        )
        .unwrap();
        std::fs::write(path("wasm"), &wasm).unwrap();
        let load = || {
            let artifact = Artifact::load(folder.path(), Contract::Psc, 2).unwrap();
            artifact.code.to_vec()
        };
        let made = load();
        assert_eq!(made, code::compress(&wasm).unwrap());
        // The same module, compressed less.
        let mut other = made[..4].to_vec();
        brotli::CompressorWriter::new(&mut other, 4096, 1, 16)
            .write_all(&wasm)
            .unwrap();
        assert_ne!(other, made);
        assert_eq!(decompress(&other).unwrap(), wasm);
        std::fs::write(path("code"), &other).unwrap();
        assert_eq!(load(), other);
        // Another module's, and none's.
        for wrong in [code::compress(b"another").unwrap(), vec![1, 2, 3]] {
            std::fs::write(path("code"), wrong).unwrap();
            assert_eq!(load(), made);
        }
    }

    #[test]
    fn address_depends_on_code_arguments_and_salt() {
        let base = address(b"code", b"args", salt("a", Contract::Psc));
        assert_ne!(base, address(b"code2", b"args", salt("a", Contract::Psc)));
        assert_ne!(base, address(b"code", b"args2", salt("a", Contract::Psc)));
        assert_ne!(base, address(b"code", b"args", salt("b", Contract::Psc)));
        assert_ne!(base, address(b"code", b"args", salt("a", Contract::Pss)));
    }

    #[test]
    fn load_errs_when_wasm_is_absent_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            Artifact::load(folder.path(), Contract::Psc, 2),
            Err(Error::NoWasm { .. })
        ));
        std::fs::write(folder.path().join("psc.wasm"), b"\0asm\x01\0\0\0").unwrap();
        assert!(matches!(
            Artifact::load(folder.path(), Contract::Psc, 2),
            Err(Error::InvalidWasm { .. })
        ));
        assert!(matches!(
            Artifact::new(Contract::Psc, &vec![0; 200_000], None, 2),
            Err(Error::InvalidWasm { .. })
        ));
    }
}

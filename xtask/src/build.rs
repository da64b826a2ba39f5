//! `cargo xtask build`: contracts to wasm as it goes on chain, with the figures that decide what they cost.
//!
//! All that changed is compiled by one cargo invocation, so that every core has work while each contract is linked on one;
//! the contracts use the same libraries in the same way, so none changes another's bytes. What came out is kept by the
//! hash of all that went in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use alloy_primitives::{hex, keccak256};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use stylus_vm::{ActivationOptions, StylusParams, code, cost::InitGas, data_fee::DataPricer};

use crate::{
    contracts::{self, Contract},
    node::{self, WasmOpt},
    paths, run,
    toolchain::{self, Toolchain},
    ui, wasm,
};

/// The most bytes of compressed code: under the chain's 24,576 with some air.
const MAX_COMPRESSED: usize = 24_000;
/// Pages that a program may start with at no cost.
const MAX_PAGES: u16 = 2;
/// Changes when the steps after the compiler change, so that nothing stale is taken for up to date.
const PIPELINE: &str = "1";

/// Why each flag is there stands in ARCHITECTURE.md; each was measured. The two `-Z` keep source paths and the text of
/// `Debug` out of the module.
const RUSTFLAGS: [&str; 5] = [
    "-Cpanic=immediate-abort",
    "-Zunstable-options",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Clink-arg=-zstack-size=32768",
];
const CARGO_FLAGS: [&str; 5] = [
    "--release",
    "--lib",
    "--target=wasm32-unknown-unknown",
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];
const WASM_OPT_FLAGS: [&str; 4] = [
    "-O3",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// Figures of one contract: a row of the table and of the JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub contract: String,
    /// Bytes of the module.
    pub raw: usize,
    /// Bytes of the code on chain, prefix included.
    pub compressed: usize,
    pub functions: usize,
    /// Initial memory pages of 64 KiB.
    pub pages: u16,
    /// Gas that an uncached call pays on top of `cached_init_gas`.
    pub init_gas: u64,
    /// Gas that every call pays.
    pub cached_init_gas: u64,
    /// Fee of the activation on a chain without recent activations, in wei.
    pub data_fee_wei: String,
}

/// `target/contracts/<folder>.json`: the figures, and what identifies the build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artefact {
    #[serde(flatten)]
    pub figures: Figures,
    /// SHA-256 of the module.
    pub wasm_sha256: String,
    /// Keccak-256 of the code on chain, which is its hash there.
    pub codehash: String,
    /// SHA-256 of the sources.
    pub source_hash: String,
    pub compiler: String,
    pub wasm_opt: String,
    pub flags: String,
    /// SHA-256 of all that went in: as long as it is the same, nothing is built.
    pub key: String,
}

/// What a build needs besides sources.
struct Tools {
    toolchain: Toolchain,
    compiler: String,
    wasm_opt: WasmOpt,
}

impl Tools {
    fn ensure() -> Result<Self> {
        let toolchain = toolchain::ensure()?;
        let compiler = toolchain.version()?;
        let wasm_opt = node::wasm_opt()?;
        Ok(Self {
            toolchain,
            compiler,
            wasm_opt,
        })
    }
}

/// Builds all contracts or one, and checks their limits. Nothing is compiled that is up to date.
pub fn build(only: Option<&str>) -> Result<Vec<Figures>> {
    let workspace = paths::contracts();
    let chosen = contracts::select(&workspace, only)?;
    let target = paths::target().join("wasm");
    let artefacts = bring_up_to_date(&workspace, &chosen, &target, &paths::artefacts())?;
    let mut all = Vec::new();
    let mut faults = Vec::new();
    for (contract, artefact) in chosen.iter().zip(artefacts) {
        if let Some(fault) = over_limit(&artefact.figures) {
            faults.push(format!("{fault}\n{}", contributors(contract)?));
        }
        all.push(artefact.figures);
    }
    if !faults.is_empty() {
        eprint!("{}", shown(&all));
        bail!("{}", faults.join("\n"));
    }
    Ok(all)
}

/// Builds one contract of another workspace, whatever it weighs: its module goes into `artefacts`.
pub fn build_elsewhere(
    workspace: &Path,
    name: &str,
    target: &Path,
    artefacts: &Path,
) -> Result<()> {
    let chosen = contracts::select(workspace, Some(name))?;
    bring_up_to_date(workspace, &chosen, target, artefacts)?;
    Ok(())
}

/// Compiles what changed of these contracts in one go, and records all of them in `artefacts`.
fn bring_up_to_date(
    workspace: &Path,
    chosen: &[Contract],
    target: &Path,
    artefacts: &Path,
) -> Result<Vec<Artefact>> {
    let tools = Tools::ensure()?;
    let kept = chosen
        .iter()
        .map(|contract| Kept::find(&tools, workspace, contract, artefacts))
        .collect::<Result<Vec<_>>>()?;
    let stale: Vec<_> = chosen
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| kept.module.is_none())
        .map(|(contract, _)| contract)
        .collect();
    if stale.len() < chosen.len() {
        let count = chosen.len() - stale.len();
        ui::say("build", format!("{count} of {} up to date", chosen.len()));
    }
    compile(&tools, workspace, &stale, target)?;
    let recorded = chosen.iter().zip(kept);
    recorded
        .map(|(contract, kept)| kept.record(&tools, contract, target, artefacts))
        .collect()
}

/// What an earlier build left of a contract, and what identifies the present one.
struct Kept {
    source_hash: String,
    key: String,
    /// The module and its code on the chain, if they are up to date.
    module: Option<(Vec<u8>, Vec<u8>)>,
}

impl Kept {
    fn find(
        tools: &Tools,
        workspace: &Path,
        contract: &Contract,
        artefacts: &Path,
    ) -> Result<Self> {
        let source_hash = contract.source_hash(workspace)?;
        let key = contracts::key([
            &*source_hash,
            &tools.compiler,
            &tools.wasm_opt.version,
            &flags(),
            PIPELINE,
        ]);
        let read = || -> Option<(Vec<u8>, Vec<u8>)> {
            let wasm_path = artefacts.join(format!("{}.wasm", contract.name));
            let json = fs::read(wasm_path.with_extension("json")).ok()?;
            let artefact: Artefact = serde_json::from_slice(&json).ok()?;
            let wasm = fs::read(&wasm_path).ok()?;
            let same = artefact.key == key && artefact.wasm_sha256 == contracts::sha256(&wasm);
            let code = fs::read(wasm_path.with_extension("code")).ok()?;
            let whole = code::is_of(&code, &wasm) && named_path(artefacts, contract).is_file();
            (same && whole).then_some((wasm, code))
        };
        let module = read();
        Ok(Self {
            source_hash,
            key,
            module,
        })
    }

    /// Takes what was kept, or what `target` has of a contract just compiled there, into `artefacts`.
    fn record(
        self,
        tools: &Tools,
        contract: &Contract,
        target: &Path,
        artefacts: &Path,
    ) -> Result<Artefact> {
        let (wasm, code) = match self.module {
            Some(module) => module,
            None => {
                let linked = linked(contract, target)?;
                let wasm = finish(tools, &linked)?;
                run::write_whole(&named_path(artefacts, contract), &linked)?;
                let code = code::compress(&wasm).context("cannot compress the module")?;
                let write = |kind: &str, bytes: &[u8]| {
                    run::write_whole(&artefacts.join(format!("{}.{kind}", contract.name)), bytes)
                };
                write("wasm", &wasm)?;
                write("code", &code)?;
                (wasm, code)
            }
        };
        let artefact = Artefact {
            figures: figures(&contract.name, &wasm, &code)?,
            wasm_sha256: contracts::sha256(&wasm),
            codehash: hex::encode_prefixed(keccak256(&code)),
            source_hash: self.source_hash,
            compiler: tools.compiler.clone(),
            wasm_opt: tools.wasm_opt.version.clone(),
            flags: flags(),
            key: self.key,
        };
        let json = serde_json::to_string_pretty(&artefact)? + "\n";
        run::write_whole(&artefacts.join(format!("{}.json", contract.name)), json)?;
        Ok(artefact)
    }
}

fn flags() -> String {
    [&RUSTFLAGS[..], &CARGO_FLAGS[..], &WASM_OPT_FLAGS[..]]
        .concat()
        .join(" ")
}

/// The linked module with its names, kept for naming what is large.
fn named_path(artefacts: &Path, contract: &Contract) -> PathBuf {
    artefacts
        .join("named")
        .join(format!("{}.wasm", contract.name))
}

/// Compiles and links contracts into `target`; the modules still have their names.
fn compile(tools: &Tools, workspace: &Path, chosen: &[&Contract], target: &Path) -> Result<()> {
    if chosen.is_empty() {
        return Ok(());
    }
    contracts::ensure_alike(workspace)?;
    let watch = ui::Watch::start();
    let names: Vec<_> = chosen.iter().map(|contract| &*contract.name).collect();
    let names = names.join(", ");
    ui::say("build", format!("compiling {names} (minutes from cold)"));
    let mut command = Command::new(&tools.toolchain.cargo);
    command.arg("build").args(CARGO_FLAGS);
    for contract in chosen {
        command.args(["--package", &contract.name]);
    }
    if workspace.join("Cargo.lock").is_file() {
        command.arg("--locked");
    }
    // What the caller's environment says about flags must not reach a contract.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.contains("RUSTFLAGS")
            || name.starts_with("CARGO_PROFILE_")
            || name.starts_with("CARGO_BUILD_")
            || name.starts_with("RUSTC")
        {
            command.env_remove(name);
        }
    }
    tools.toolchain.environment(&mut command);
    command
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS.join("\x1f"))
        // Names are cut later; until then they say what is large.
        .env("CARGO_PROFILE_RELEASE_STRIP", "none")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
    run::run(&mut command)?;
    ui::say("build", format!("took {}", watch.shown()));
    Ok(())
}

/// What [`compile`] left of a contract.
fn linked(contract: &Contract, target: &Path) -> Result<Vec<u8>> {
    let path = target
        .join("wasm32-unknown-unknown/release")
        .join(format!("{}.wasm", contract.library()));
    fs::read(&path).with_context(|| format!("the compiler left no {}", path.display()))
}

/// From the linked module to the one that goes on chain.
fn finish(tools: &Tools, linked: &[u8]) -> Result<Vec<u8>> {
    let optimised = tools.wasm_opt.run(&wasm::strip(linked)?, &WASM_OPT_FLAGS)?;
    let wasm = wasm::strip(&optimised)?;
    wasm::check(&wasm)?;
    if let Some(path) = wasm::contains(&wasm, &machine_paths()) {
        bail!(
            "the module contains `{path}`: a path of this machine would make the build differ on others"
        );
    }
    Ok(wasm)
}

/// Paths that tell where a build was made.
fn machine_paths() -> Vec<String> {
    let home = |name: &str| std::env::var(name).ok().filter(|path| path.len() > 1);
    [
        home("HOME"),
        home("CARGO_HOME"),
        home("RUSTUP_HOME"),
        Some(paths::root().display().to_string()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn figures(name: &str, wasm: &[u8], code: &[u8]) -> Result<Figures> {
    let params = StylusParams::at(51);
    let activation = stylus_vm::activate(wasm, &ActivationOptions::default())
        .with_context(|| format!("a Stylus chain would refuse {name}"))?;
    let init = InitGas::of(&activation, &params);
    // A moment at which all demand is forgotten.
    let fee = DataPricer::default().quote(activation.asm_estimate, u64::from(u32::MAX));
    Ok(Figures {
        contract: name.to_string(),
        raw: wasm.len(),
        compressed: code.len(),
        functions: activation.functions.len(),
        pages: activation.footprint,
        init_gas: init.init,
        cached_init_gas: init.cached,
        data_fee_wei: fee.to_string(),
    })
}

fn over_limit(figures: &Figures) -> Option<String> {
    let Figures {
        contract,
        compressed,
        pages,
        ..
    } = figures;
    if *compressed > MAX_COMPRESSED {
        let (size, max) = (ui::thousands(compressed), ui::thousands(MAX_COMPRESSED));
        return Some(format!(
            "{contract} is {size} bytes compressed, more than {max}"
        ));
    }
    (*pages > MAX_PAGES).then(|| {
        format!("{contract} starts with {pages} memory pages, more than {MAX_PAGES}: is the stack or a static too large?")
    })
}

fn contributors(contract: &Contract) -> Result<String> {
    Ok(
        wasm::Contributors::of(&fs::read(named_path(&paths::artefacts(), contract))?)?
            .shown(10, 15),
    )
}

/// The table of `cargo xtask build`.
pub fn shown(figures: &[Figures]) -> String {
    let head = [
        "contract",
        "raw",
        "compressed",
        "functions",
        "pages",
        "init gas",
        "cached init gas",
        "data fee (wei)",
    ];
    let rows: Vec<_> = figures
        .iter()
        .map(|f| {
            vec![
                f.contract.clone(),
                ui::thousands(f.raw),
                ui::thousands(f.compressed),
                ui::thousands(f.functions),
                f.pages.to_string(),
                ui::thousands(f.init_gas),
                ui::thousands(f.cached_init_gas),
                ui::thousands(&f.data_fee_wei),
            ]
        })
        .collect();
    ui::table(&head, &rows)
}

/// Prints where each contract's bytes go.
pub fn explain(only: Option<&str>) -> Result<()> {
    for contract in contracts::select(&paths::contracts(), only)? {
        println!("{}\n{}", contract.name, contributors(&contract)?);
    }
    Ok(())
}

/// Builds again from a copy of the sources in another place and compares: same compiler, same bytes.
/// What was compared once is not compared again; a fresh folder means a fresh standard library too.
pub fn check_reproducible(only: Option<&str>) -> Result<()> {
    let workspace = paths::contracts();
    let chosen = contracts::select(&workspace, only)?;
    build(only)?;
    let tools = Tools::ensure()?;
    let stamp = paths::target().join("reproduced.json");
    let mut proved: Vec<String> = fs::read(&stamp)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut open = Vec::new();
    for contract in &chosen {
        let path = paths::artefacts().join(format!("{}.json", contract.name));
        let artefact: Artefact = serde_json::from_slice(&fs::read(path)?)?;
        if proved.contains(&artefact.key) {
            ui::say(
                "build",
                format!(
                    "{} was built twice with the same bytes before",
                    contract.name
                ),
            );
        } else {
            open.push((contract, artefact));
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    let place = paths::target().join("reproduce");
    let (copy, target) = (place.join("elsewhere"), place.join("target"));
    copy_sources(&workspace, &copy)?;
    let again: Vec<_> = open.iter().map(|(contract, _)| *contract).collect();
    compile(&tools, &copy, &again, &target)?;
    for (contract, artefact) in open {
        let name = &contract.name;
        let again = finish(&tools, &linked(contract, &target)?)?;
        if contracts::sha256(&again) != artefact.wasm_sha256 {
            let path = place.join(format!("{name}.wasm"));
            run::write_whole(&path, &again)?;
            bail!(
                "{name} is not reproducible: {} differs from {}",
                paths::shown(&path),
                paths::shown(&paths::artefacts().join(format!("{name}.wasm")))
            );
        }
        ui::say("build", format!("{name} is the same, byte for byte"));
        proved.push(artefact.key);
        run::write_whole(&stamp, serde_json::to_vec(&proved)?)?;
    }
    Ok(())
}

/// Copies a folder with all that is in it, bar what was built there.
pub fn copy_sources(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        fs::create_dir_all(to.join(&folder))?;
        for entry in fs::read_dir(from.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true if ["target", "node_modules"]
                    .contains(&&*entry.file_name().to_string_lossy()) => {}
                true => open.push(path),
                false => {
                    fs::copy(entry.path(), to.join(&path))?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures_of(compressed: usize, pages: u16) -> Figures {
        Figures {
            contract: "psc".into(),
            raw: 50_000,
            compressed,
            functions: 100,
            pages,
            init_gas: 1,
            cached_init_gas: 1,
            data_fee_wei: "1".into(),
        }
    }

    #[test]
    fn over_limit_names_the_contract_and_the_limit() {
        assert_eq!(over_limit(&figures_of(24_000, 2)), None);
        let fault = over_limit(&figures_of(24_001, 1)).unwrap();
        assert_eq!(fault, "psc is 24,001 bytes compressed, more than 24,000");
        let fault = over_limit(&figures_of(10, 3)).unwrap();
        assert!(
            fault.starts_with("psc starts with 3 memory pages, more than 2"),
            "{fault}"
        );
    }

    #[test]
    fn json_has_the_documented_keys() {
        let json = serde_json::to_value(figures_of(1, 1)).unwrap();
        let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        let mut expected = [
            "contract",
            "raw",
            "compressed",
            "functions",
            "pages",
            "init_gas",
            "cached_init_gas",
            "data_fee_wei",
        ];
        let mut keys: Vec<_> = keys.iter().map(String::as_str).collect();
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
    }
}

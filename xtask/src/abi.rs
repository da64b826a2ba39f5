//! `cargo xtask abi`: the interfaces in `abi/`, each written once in the contract's own sources.
//!
//! Functions come from the SDK's export of the Rust signatures, their NatSpec and the names of what they return from
//! the doc comments above them, events and errors from the contract's `src/abi.sol`. The `.json` is what the Solidity
//! compiler makes of the `.sol`; `storage/layout.json` is where they keep what (see `layout`).

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    contracts::{self, Contract},
    layout,
    natspec::{self, Documented},
    node, paths, run, ui,
};

/// Writes `abi/`, or with `check` compares it and names what differs.
pub fn abi(check: bool) -> Result<()> {
    let dir = paths::root().join("abi");
    let wanted = generate()?;
    let mut odd = Vec::new();
    for (name, content) in &wanted {
        let path = dir.join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *content) {
            continue;
        }
        if !check {
            run::write_whole(&path, content)?;
        }
        odd.push(format!("abi/{name}"));
    }
    for entry in fs::read_dir(&dir)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let generated = name.ends_with(".sol") || name.ends_with(".json");
        if generated && !wanted.contains_key(&name) {
            bail!("abi/{name} belongs to no contract: delete it");
        }
    }
    match (check, odd.is_empty()) {
        (_, true) => ui::say("abi", format!("{} files are up to date", wanted.len())),
        (false, _) => ui::say("abi", format!("wrote {}", odd.join(", "))),
        (true, _) => bail!(
            "{} differ from the contracts: run `cargo xtask abi` and commit",
            odd.join(", ")
        ),
    }
    Ok(())
}

/// All files of `abi/` that are generated.
fn generate() -> Result<BTreeMap<String, String>> {
    let workspace = paths::contracts();
    let mut files = BTreeMap::new();
    let mut sources = BTreeMap::new();
    let contracts = contracts::discover(&workspace)?;
    files.insert(
        "storage/layout.json".to_owned(),
        storage(&workspace, &contracts)?,
    );
    ui::say("abi", "building what prints the interfaces");
    let features: Vec<_> = contracts
        .iter()
        .map(|contract| format!("{}/export-abi", contract.name))
        .collect();
    let mut command = run::cargo();
    command
        .args(["build", "--quiet", "--locked", "--workspace", "--bins"])
        .args(["--features", &features.join(",")])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", paths::contracts_host_target());
    run::run(&mut command)?;
    for contract in contracts {
        let source = interface(&workspace, &contract)
            .with_context(|| format!("cannot write the interface of {}", contract.name))?;
        files.insert(format!("{}.sol", contract.pascal()), source.clone());
        sources.insert(contract.pascal(), source);
    }
    for (name, abi) in compile(&sources)? {
        files.insert(
            format!("{name}.json"),
            serde_json::to_string_pretty(&abi)? + "\n",
        );
    }
    Ok(files)
}

/// Where all contracts keep what.
fn storage(workspace: &Path, contracts: &[Contract]) -> Result<String> {
    let common = workspace.join("common/src");
    let mut layouts = BTreeMap::new();
    for contract in contracts {
        let folder = workspace.join(&contract.name).join("src");
        let layout = layout::of(&folder, &contract.pascal(), &common)
            .with_context(|| format!("cannot tell where {} keeps what", contract.name))?;
        layouts.insert(contract.pascal(), layout);
    }
    Ok(serde_json::to_string_pretty(&layouts)? + "\n")
}

fn interface(workspace: &Path, contract: &Contract) -> Result<String> {
    let exported = export(contract, &[])?;
    let constructor = export(contract, &["constructor"])?;
    let source = workspace.join(&contract.name).join("src");
    let library = fs::read_to_string(source.join("lib.rs")).context("cannot read src/lib.rs")?;
    let declared = fs::read_to_string(source.join("abi.sol")).context("cannot read src/abi.sol")?;
    merge(
        &contract.pascal(),
        &exported,
        &constructor,
        &library,
        &declared,
    )
}

/// What the SDK prints about a contract, whose program is built.
fn export(contract: &Contract, arguments: &[&str]) -> Result<String> {
    let program = paths::contracts_host_target()
        .join("debug")
        .join(&contract.name);
    run::capture(Command::new(program).args(arguments))
}

/// One `.sol` out of its three parts.
fn merge(
    pascal: &str,
    exported: &str,
    constructor: &str,
    library: &str,
    declared: &str,
) -> Result<String> {
    let functions = exported_functions(exported);
    let documented = natspec::functions(library);
    ensure!(!functions.is_empty(), "the SDK exports no functions");
    ensure!(
        functions.len() == documented.len(),
        "the SDK exports {} functions, src/lib.rs has {} in its #[entry_points] blocks",
        functions.len(),
        documented.len()
    );
    let mut out =
        String::from("// SPDX-License-Identifier: MIT OR Apache-2.0\npragma solidity ^0.8.20;\n\n");
    out += "// Generated from the contract's sources by `cargo xtask abi`; do not edit.\n\n";
    if let Some(line) = natspec::summary(library) {
        out += &format!("/// {line}\n");
    }
    out += &format!("interface I{pascal} {{\n");
    if let Some(signature) = constructor
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
    {
        out += "    // Called once, through StylusDeployer:\n";
        out += &format!("    // {}\n\n", camel_parameters(signature));
    }
    for (function, docs) in functions.iter().zip(&documented) {
        ensure!(
            function_name(function) == docs.name,
            "the SDK exports {} where src/lib.rs has {}",
            function_name(function),
            docs.name
        );
        for line in &docs.lines {
            out += &format!("    /// {line}\n");
        }
        out += &format!(
            "    {}\n",
            named_returns(&camel_parameters(function), docs)?
        );
    }
    out.push('\n');
    for structure in exported
        .lines()
        .filter_map(|line| line.trim().strip_prefix("struct "))
    {
        out += &structure_lines(structure).with_context(|| {
            format!("the SDK exports `struct {structure}`, which is not understood")
        })?;
    }
    for line in declared.lines().skip_while(|line| is_preamble(line)) {
        out += &if line.trim().is_empty() {
            "\n".into()
        } else {
            format!("    {line}\n")
        };
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out += "}\n";
    Ok(out)
}

/// Licence and pragma, which the interface has of its own.
fn is_preamble(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with("// SPDX") || line.starts_with("pragma")
}

/// The lines of functions in the SDK's export.
fn exported_functions(exported: &str) -> Vec<String> {
    exported
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("function "))
        .map(str::to_string)
        .collect()
}

/// `X {address[] tokens;uint256 at_time;}`, as the SDK prints it, with a line per field.
fn structure_lines(structure: &str) -> Option<String> {
    let (name, rest) = structure.split_once('{')?;
    let mut out = format!("    struct {} {{\n", name.trim());
    for field in rest
        .strip_suffix('}')?
        .split(';')
        .map(str::trim)
        .filter(|field| !field.is_empty())
    {
        let (kind, name) = field.rsplit_once(' ')?;
        out += &format!("        {kind} {};\n", camel(name));
    }
    Some(out + "    }\n\n")
}

fn function_name(function: &str) -> &str {
    function
        .trim_start_matches("function ")
        .split('(')
        .next()
        .unwrap_or_default()
}

/// The signature with its parameters in camelCase: the SDK prints them as Rust writes them.
fn camel_parameters(signature: &str) -> String {
    let Some((start, end)) = brackets(signature, 0) else {
        return signature.to_string();
    };
    let parameters: Vec<_> = split(&signature[start..end])
        .into_iter()
        .map(|parameter| match parameter.rsplit_once(' ') {
            Some((kind, name)) => format!("{kind} {}", camel(name)),
            None => parameter.to_string(),
        })
        .collect();
    format!(
        "{}{}{}",
        &signature[..start],
        parameters.join(", "),
        &signature[end..]
    )
}

/// The signature with the names of what it returns, as its documentation gives them.
fn named_returns(signature: &str, docs: &Documented) -> Result<String> {
    if docs.returns.is_empty() {
        return Ok(signature.to_string());
    }
    let (start, end) = signature
        .find(" returns (")
        .and_then(|at| brackets(signature, at))
        .with_context(|| format!("{} has an @return but returns nothing", docs.name))?;
    let kinds = split(&signature[start..end]);
    ensure!(
        kinds.len() == docs.returns.len(),
        "{} returns {} values and has {} @return lines",
        docs.name,
        kinds.len(),
        docs.returns.len()
    );
    let named: Vec<_> = kinds
        .iter()
        .zip(&docs.returns)
        .map(|(kind, name)| format!("{kind} {name}"))
        .collect();
    Ok(format!(
        "{}{}{}",
        &signature[..start],
        named.join(", "),
        &signature[end..]
    ))
}

/// The range within the first pair of round brackets at or after `from`.
fn brackets(text: &str, from: usize) -> Option<(usize, usize)> {
    let open = from + text[from..].find('(')?;
    let mut depth = 0;
    for (index, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((open + 1, open + index));
        }
    }
    None
}

/// Parameters apart; interfaces are flat, so that a comma always separates.
fn split(parameters: &str) -> Vec<&str> {
    parameters
        .split(',')
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect()
}

/// `valid_after` as `validAfter`; a leading underscore stays.
fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut raise = false;
    for c in name.chars() {
        match c {
            '_' if out.is_empty() || out == "_" => out.push(c),
            '_' => raise = true,
            c if raise => {
                out.push(c.to_ascii_uppercase());
                raise = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// What the Solidity compiler makes of the interfaces.
fn compile(sources: &BTreeMap<String, String>) -> Result<BTreeMap<String, serde_json::Value>> {
    node::install(&node::SOLIDITY)?;
    let script: PathBuf = paths::root().join("xtask/node/abi.cjs");
    let mut child = node::script(&node::ensure()?, script)?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the Solidity compiler")?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&serde_json::to_vec(sources)?).ok();
    }
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "the Solidity compiler refuses the interfaces (see above)"
    );
    serde_json::from_slice(&output.stdout).context("the Solidity compiler printed no JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = "interface IX {\n    function name() external view returns (string memory);\n\n    function pay(address new_owner, bytes calldata data) external returns (uint256, bool);\n}\n";
    const LIBRARY: &str = "//! Pays.\n//! Well.\n//!\n//! More.\n#[entry_points]\nimpl X {\n    #[constructor]\n    pub fn constructor(&mut self, owner: Address) {}\n\n    /// Name.\n    pub fn name(&self) -> String {\n        x()\n    }\n\n    /// Pays.\n    /// @return total all\n    /// @return ok\n    #[selector(name = \"pay\")]\n    pub fn pay_now(&mut self, new_owner: Address) {}\n}\n";
    const DECLARED: &str = "// SPDX-License-Identifier: MIT\n\n/// Paid.\nevent Paid(address indexed to);\n\nerror Broke();\n";

    #[test]
    fn merge_makes_one_interface_of_the_three_parts() {
        let merged = merge(
            "X",
            EXPORT,
            "constructor(address first_owner)\n",
            LIBRARY,
            DECLARED,
        )
        .unwrap();
        let expected = "\
/// @notice Pays. Well.
interface IX {
    // Called once, through StylusDeployer:
    // constructor(address firstOwner)

    /// Name.
    function name() external view returns (string memory);
    /// Pays.
    /// @return total all
    /// @return ok
    function pay(address newOwner, bytes calldata data) external returns (uint256 total, bool ok);

    /// Paid.
    event Paid(address indexed to);

    error Broke();
}
";
        assert!(merged.ends_with(expected), "{merged}");
    }

    #[test]
    fn merge_refuses_parts_that_do_not_fit() {
        let other = LIBRARY.replace("name = \"pay\"", "name = \"give\"");
        let error = merge("X", EXPORT, "", &other, DECLARED)
            .unwrap_err()
            .to_string();
        assert_eq!(error, "the SDK exports pay where src/lib.rs has give");
        let fewer = LIBRARY.replace("    /// @return ok\n", "");
        let error = merge("X", EXPORT, "", &fewer, DECLARED)
            .unwrap_err()
            .to_string();
        assert_eq!(error, "pay returns 2 values and has 1 @return lines");
    }

    #[test]
    fn structure_lines_spreads_the_fields() {
        let lines = structure_lines("X {address[] tokens;uint256 at_time;}").unwrap();
        assert_eq!(
            lines,
            "    struct X {\n        address[] tokens;\n        uint256 atTime;\n    }\n\n"
        );
        assert_eq!(structure_lines("X"), None);
    }

    #[test]
    fn camel_raises_after_underscores_inside_only() {
        assert_eq!(camel("valid_after"), "validAfter");
        assert_eq!(camel("v"), "v");
        assert_eq!(camel("_type"), "_type");
    }
}

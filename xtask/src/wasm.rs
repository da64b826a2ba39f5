//! Wasm modules on their way to the chain: what is cut away, what is refused, and what takes the room.

use std::{borrow::Cow, collections::BTreeMap};

use anyhow::{Context, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload, Validator, WasmFeatures};

/// Section ids of the binary format that never go on chain: custom sections, and `DataCount`, which rustc writes and a
/// Stylus chain refuses.
const CUSTOM: u8 = 0;
const DATA_COUNT: u8 = 12;

/// What every Stylus version allows and every compiler of a node accepts. Multi-value is not in it: Stylus 2 lets it
/// pass activation, but a node's default compiler refuses such modules.
fn features() -> WasmFeatures {
    WasmFeatures::WASM1 | WasmFeatures::SIGN_EXTENSION | WasmFeatures::BULK_MEMORY
}

/// The module without custom sections and `DataCount`; everything else byte for byte.
pub fn strip(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    let mut out = wasm
        .get(..HEADER)
        .context("this is not a wasm module")?
        .to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let Some((id, range)) = payload?.as_section() else {
            continue;
        };
        if matches!(id, CUSTOM | DATA_COUNT) {
            continue;
        }
        out.push(id);
        leb128(&mut out, range.len() as u64);
        out.extend_from_slice(&wasm[range]);
    }
    Ok(out)
}

fn leb128(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Refuses what some part of a Stylus chain would refuse, before the activation's own rules are asked.
pub fn check(wasm: &[u8]) -> Result<()> {
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::CustomSection(section) => {
                bail!("the custom section `{}` is still there", section.name())
            }
            Payload::DataCountSection { .. } => bail!("the DataCount section is still there"),
            _ => {}
        }
    }
    Validator::new_with_features(features())
        .validate_all(wasm)
        .context("the module uses what a Stylus chain does not allow")?;
    Ok(())
}

/// The first of `texts` that the module contains, as a path of the machine that built it would be.
pub fn contains<'a>(wasm: &[u8], texts: &'a [String]) -> Option<&'a str> {
    let found =
        |text: &String| !text.is_empty() && wasm.windows(text.len()).any(|w| w == text.as_bytes());
    texts.iter().find(|text| found(text)).map(String::as_str)
}

/// What takes the room in a module that still has its names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contributors {
    /// Bytes of code per crate, largest first.
    pub crates: Vec<(String, usize)>,
    /// Bytes of code per function, largest first.
    pub functions: Vec<(String, usize)>,
    /// Bytes of data segments.
    pub data: usize,
}

impl Contributors {
    pub fn of(wasm: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut sizes = Vec::new();
        let mut names = BTreeMap::new();
        let mut data = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
                            imported += 1;
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => sizes.push(body.range().len()),
                Payload::DataSection(section) => data = section.range().len(),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        for name in section {
                            if let Name::Function(map) = name? {
                                for naming in map {
                                    let naming = naming?;
                                    names.insert(naming.index, naming.name.to_string());
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        let mut crates: BTreeMap<String, usize> = BTreeMap::new();
        let mut functions = Vec::new();
        for (index, size) in sizes.into_iter().enumerate() {
            let index = imported + u32::try_from(index)?;
            let symbol = names
                .get(&index)
                .map_or(Cow::Owned(format!("function {index}")), Cow::from);
            let name = readable(&symbol);
            *crates.entry(crate_of(&name)).or_default() += size;
            functions.push((name, size));
        }
        let mut crates: Vec<_> = crates.into_iter().collect();
        crates.sort_by_key(|(name, size)| (std::cmp::Reverse(*size), name.clone()));
        functions.sort_by_key(|(name, size)| (std::cmp::Reverse(*size), name.clone()));
        Ok(Self {
            crates,
            functions,
            data,
        })
    }

    /// The largest of each, one per line.
    pub fn shown(&self, crates: usize, functions: usize) -> String {
        let mut out = String::from("bytes of code per crate, before wasm-opt:\n");
        let line =
            |(name, size): &(String, usize)| format!("{:>8}  {name}\n", crate::ui::thousands(size));
        out.extend(self.crates.iter().take(crates).map(line));
        out += "largest functions:\n";
        out.extend(self.functions.iter().take(functions).map(line));
        out += &format!("{:>8}  data segments\n", crate::ui::thousands(self.data));
        out
    }
}

/// A symbol without its mangling and hash.
fn readable(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// The crate of a demangled name: of the type in `<type as trait>::method`, else the first word of the path.
fn crate_of(name: &str) -> String {
    let path = name.trim_start_matches(['<', '&', '*', '[', '(', ' ']);
    let path = ["mut ", "const ", "dyn "]
        .iter()
        .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
    match path.split_once("::") {
        Some((first, _)) if first.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            first.to_string()
        }
        _ => "(others)".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
        (type (func (param i32) (result i32)))
        (import "vm_hooks" "msg_reentrant" (func (result i32)))
        (memory (export "memory") 1)
        (func $_ZN3psc8transfer17h0123456789abcdefE (type 0) local.get 0 i32.extend8_s)
        (func $_ZN4core3fmt5write17h0123456789abcdefE (type 0) local.get 0 i32.const 70000 i32.add i32.const 7 i32.add)
        (data (i32.const 0) "hello"))"#;

    #[test]
    fn strip_cuts_custom_and_data_count_sections_only() {
        let wasm = wat::parse_str(MODULE).unwrap();
        let mut with_data_count = strip(&wasm).unwrap();
        assert!(check(&with_data_count).is_ok());
        assert!(check(&wasm).unwrap_err().to_string().contains("`name`"));
        // `DataCount` stands before the code section.
        let code = Parser::new(0)
            .parse_all(&with_data_count.clone())
            .find_map(|payload| match payload.unwrap() {
                Payload::CodeSectionStart { range, .. } => Some(range.start),
                _ => None,
            })
            .unwrap();
        with_data_count.splice(code - 2..code - 2, [DATA_COUNT, 1, 1]);
        assert!(
            check(&with_data_count)
                .unwrap_err()
                .to_string()
                .contains("DataCount")
        );
        assert_eq!(strip(&with_data_count).unwrap(), strip(&wasm).unwrap());
    }

    #[test]
    fn strip_reports_what_is_no_module() {
        assert!(strip(b"\0asm").is_err());
        assert!(strip(b"not a wasm module").is_err());
    }

    #[test]
    fn check_refuses_multi_value_and_other_proposals() {
        for text in [
            "(module (func (result i32 i32) i32.const 1 i32.const 2))",
            "(module (func (param f32) (drop (i32.trunc_sat_f32_s (local.get 0)))))",
            "(module (table 1 externref))",
        ] {
            let wasm = wat::parse_str(text).unwrap();
            assert!(check(&wasm).is_err(), "{text}");
        }
    }

    #[test]
    fn contributors_are_named_and_sorted() {
        let found = Contributors::of(&wat::parse_str(MODULE).unwrap()).unwrap();
        assert_eq!(found.functions[0].0, "core::fmt::write");
        assert_eq!(found.functions[1].0, "psc::transfer");
        assert!(found.functions[0].1 > found.functions[1].1);
        let crates: Vec<_> = found.crates.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(crates, ["core", "psc"]);
        assert!(found.data > 5);
        assert!(found.shown(1, 1).contains("core::fmt::write"));
    }

    #[test]
    fn crate_of_looks_into_impls() {
        assert_eq!(
            crate_of("<alloc::vec::Vec<T> as core::fmt::Debug>::fmt"),
            "alloc"
        );
        assert_eq!(crate_of("<&mut psc::Psc as core::fmt::Debug>::fmt"), "psc");
        assert_eq!(crate_of("user_entrypoint"), "(others)");
    }

    #[test]
    fn contains_finds_a_path() {
        let texts = ["/home/x".to_string(), "lo wo".to_string()];
        assert_eq!(contains(b"hello world", &texts), Some("lo wo"));
        assert_eq!(contains(b"hello", &texts), None);
    }
}

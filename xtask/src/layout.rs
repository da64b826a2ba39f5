//! Where each contract keeps what: `abi/storage/layout.json`, in the terms of the Solidity compiler's `storageLayout`.
//!
//! Read from the sources: the `sol_storage!` blocks, packed as the SDK's macro packs them (as Solidity does), and the
//! `enum Kind` of `slots.rs`, whose words are found by a number in the highest byte of their slot.
//! `tests/e2e/layout.rs` reads slots of deployed contracts and compares them with what their functions answer.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

/// The layout of one contract.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// Fields in their order.
    fields: Vec<Field>,
    /// What the mappings' values consist of, if they are structs: slots count from the value's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    structs: BTreeMap<String, Vec<Field>>,
    /// Kinds of words outside the fields: the number in the highest byte of their slot.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<u8, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Field {
    name: String,
    r#type: String,
    slot: u32,
    /// From the lowest byte of the slot.
    offset: u32,
    /// How many bytes of the slot are its own: 32 for a mapping, which keeps its values elsewhere.
    bytes: u32,
}

/// A struct as it is declared: types and names.
type Declared = Vec<(String, String)>;

/// The layout of the contract in `folder`, which may use the structs of `common`.
pub fn of(folder: &Path, pascal: &str, common: &Path) -> Result<Layout> {
    let mut declared = BTreeMap::new();
    for name in ["erc20.rs", "ownable.rs"] {
        structs(&fs::read_to_string(common.join(name))?, &mut declared)?;
    }
    let shared: Vec<String> = declared.keys().cloned().collect();
    structs(&fs::read_to_string(folder.join("lib.rs"))?, &mut declared)?;
    let fields = placed(pascal, &declared)?;
    let own = declared
        .keys()
        .filter(|name| *name != pascal && !shared.contains(name));
    let structs = own
        .map(|name| Ok((name.clone(), placed(name, &declared)?)))
        .collect::<Result<_>>()?;
    let words = match fs::read_to_string(folder.join("slots.rs")) {
        Ok(source) => kinds(&source)?,
        Err(_) => BTreeMap::new(),
    };
    Ok(Layout {
        fields,
        structs,
        words,
    })
}

/// Every `struct` of the `sol_storage!` blocks of a formatted source.
fn structs(source: &str, declared: &mut BTreeMap<String, Declared>) -> Result<()> {
    let mut inside = false;
    let mut current: Option<(String, Declared)> = None;
    for line in source.lines() {
        match line {
            "sol_storage! {" => inside = true,
            "}" => inside = false,
            _ => {}
        }
        let text = line.trim();
        if !inside || text.is_empty() || text.starts_with("//") || text.starts_with("#[") {
            continue;
        }
        if let Some(rest) = text.strip_prefix("pub struct ") {
            current = Some((rest.trim_end_matches(" {").to_owned(), Vec::new()));
        } else if text == "}" {
            let (name, fields) = current.take().context("a struct that did not begin")?;
            declared.insert(name, fields);
        } else if let Some((_, fields)) = &mut current {
            let field = text
                .strip_suffix(';')
                .with_context(|| format!("`{text}` is no field on a line"))?;
            let (ty, name) = field
                .rsplit_once(' ')
                .with_context(|| format!("`{text}` has no name"))?;
            fields.push((ty.to_owned(), name.to_owned()));
        }
    }
    Ok(())
}

/// The fields of a struct at their places, those of structs in it by their path.
fn placed(name: &str, declared: &BTreeMap<String, Declared>) -> Result<Vec<Field>> {
    let fields = declared
        .get(name)
        .with_context(|| format!("no sol_storage! block declares {name}"))?;
    let mut placed_fields = Vec::new();
    // Bytes that are left of the slot, as the SDK counts them.
    let (mut slot, mut space) = (0, 32);
    for (ty, name) in fields {
        let inner = match declared.contains_key(ty) {
            true => Some(placed(ty, declared)?),
            false => None,
        };
        let bytes = match &inner {
            Some(_) => 32,
            None => width(ty)?,
        };
        if space < bytes {
            (slot, space) = (slot + 1, 32);
        }
        space -= bytes;
        let Some(inner) = inner else {
            placed_fields.push(Field {
                name: name.clone(),
                r#type: ty.clone(),
                slot,
                offset: 32 - space - bytes,
                bytes,
            });
            continue;
        };
        let slots = inner.last().map_or(0, |field| field.slot + 1);
        placed_fields.extend(inner.into_iter().map(|field| Field {
            name: format!("{name}.{}", field.name),
            slot: slot + field.slot,
            ..field
        }));
        (slot, space) = (slot + slots, 32);
    }
    Ok(placed_fields)
}

/// Bytes of a slot that a value of the type takes.
fn width(ty: &str) -> Result<u32> {
    let bits = |digits: &str| digits.parse::<u32>().ok().filter(|bits| bits % 8 == 0);
    Ok(match ty {
        "bool" => 1,
        "address" => 20,
        "bytes32" => 32,
        _ if ty.starts_with("mapping(") => 32,
        _ => match ty.strip_prefix("uint").and_then(bits) {
            Some(bits) => bits / 8,
            None => bail!("{ty}: how many bytes it takes is not known here"),
        },
    })
}

/// The variants of `enum Kind`, by their numbers.
fn kinds(source: &str) -> Result<BTreeMap<u8, String>> {
    let (_, body) = source
        .split_once("pub enum Kind {\n")
        .context("slots.rs has no `enum Kind`")?;
    let (body, _) = body.split_once("\n}").context("`enum Kind` does not end")?;
    let mut kinds = BTreeMap::new();
    for line in body.lines().map(str::trim) {
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let variant = line.trim_end_matches(',').split_once(" = ");
        let (name, number) =
            variant.with_context(|| format!("`{line}` is no kind with its number"))?;
        let number: u8 = number.parse().with_context(|| format!("in `{line}`"))?;
        ensure!(number != 0, "{name} has the number of the fields");
        let other = kinds.insert(number, name.to_owned());
        ensure!(other.is_none(), "{name} and {other:?} have one number");
    }
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "
sol_storage! {
    /// A thing.
    pub struct Pair {
        address one;
        /// Two.
        uint64 two;
        uint64 three;
    }

    pub struct Thing {
        uint8 a;
        bool b;
        mapping(uint64 => Pair) pairs;
        address c;
        Pair pair;
        uint256 d;
    }
}
";

    fn places(fields: &[Field]) -> Vec<(&str, u32, u32, u32)> {
        let place = |f: &Field| (f.slot, f.offset, f.bytes);
        fields
            .iter()
            .map(|f| (&*f.name, place(f)))
            .map(|(name, (slot, offset, bytes))| (name, slot, offset, bytes))
            .collect()
    }

    #[test]
    fn fields_are_packed_and_structs_begin_a_slot() {
        let mut declared = BTreeMap::new();
        structs(SOURCE, &mut declared).unwrap();
        assert_eq!(
            places(&placed("Thing", &declared).unwrap()),
            [
                ("a", 0, 0, 1),
                ("b", 0, 1, 1),
                ("pairs", 1, 0, 32),
                ("c", 2, 0, 20),
                ("pair.one", 3, 0, 20),
                ("pair.two", 3, 20, 8),
                ("pair.three", 4, 0, 8),
                ("d", 5, 0, 32),
            ]
        );
        assert!(placed("Other", &declared).is_err());
        assert!(width("string").is_err() && width("uint7").is_err());
    }

    #[test]
    fn kinds_have_numbers_of_their_own() {
        let source = "pub enum Kind {\n    /// One.\n    A = 1,\n    B = 12,\n}\n";
        let expected = BTreeMap::from([(1, "A".to_owned()), (12, "B".to_owned())]);
        assert_eq!(kinds(source).unwrap(), expected);
        assert!(kinds("pub enum Kind {\n    A = 1,\n    B = 1,\n}\n").is_err());
        assert!(kinds("pub enum Kind {\n    A = 0,\n}\n").is_err());
        assert!(kinds("pub enum Kind {\n    A,\n}\n").is_err());
    }
}

//! Doc comments of a contract's public functions, as NatSpec for its Solidity interface.

/// A function of a `#[entry_points]` block with its documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documented {
    /// Its name in Solidity.
    pub name: String,
    /// Its doc comment, line by line.
    pub lines: Vec<String>,
    /// The names of what it returns: the first word after each `@return`.
    pub returns: Vec<String>,
}

/// The functions of all `#[entry_points]` blocks in order, constructors left out. Reads formatted code: one item per line,
/// blocks closed in the first column.
pub fn functions(source: &str) -> Vec<Documented> {
    let mut found = Vec::new();
    let mut inside = false;
    let mut lines: Vec<String> = Vec::new();
    let mut selector = None;
    let mut constructor = false;
    for line in source.lines() {
        match line {
            line if line.starts_with("#[entry_points") => inside = true,
            "}" => inside = false,
            _ => {}
        }
        if !inside {
            continue;
        }
        let text = line.trim();
        if let Some(doc) = text.strip_prefix("///") {
            lines.push(doc.strip_prefix(' ').unwrap_or(doc).to_string());
        } else if text == "#[constructor]" {
            constructor = true;
        } else if let Some(rest) = text.strip_prefix("#[selector(name = \"") {
            selector = rest.split('"').next().map(str::to_string);
        } else if let Some(rest) = text.strip_prefix("pub fn ") {
            let rust = rest.split(['(', '<']).next().unwrap_or_default();
            let docs = std::mem::take(&mut lines);
            let name = selector.take().unwrap_or_else(|| camel_case(rust));
            if !std::mem::take(&mut constructor) {
                found.push(Documented {
                    name,
                    returns: returns(&docs),
                    lines: docs,
                });
            }
        } else if !text.is_empty() && !text.starts_with("#[") {
            lines.clear();
        }
    }
    found
}

fn returns(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix("@return "))
        .filter_map(|rest| rest.split_whitespace().next())
        .map(str::to_string)
        .collect()
}

/// The first paragraph of a crate's documentation, in one line, as `@notice`.
pub fn summary(source: &str) -> Option<String> {
    let words: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    (!words.is_empty()).then(|| format!("@notice {}", words.join(" ")))
}

/// `balance_of` as `balanceOf`, as the SDK names functions.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_string();
    words.fold(first, |mut out, word| {
        out.push_str(&crate::contracts::pascal(word));
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_takes_public_blocks_only_and_keeps_their_docs() {
        let source = r#"
impl X {
    pub fn hidden(&self) {}
}
#[entry_points]
impl X {
    /// One
    ///
    /// two.
    #[selector(name = "DOMAIN_SEPARATOR")]
    pub fn domain_separator(&self) -> B256 {
        // not a doc
        let pub_fn = 1;
    }

    fn private(&self) {}
    pub fn balance_of(&self) -> U256 {}
}
"#;
        let found = functions(source);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "DOMAIN_SEPARATOR");
        assert_eq!(found[0].lines, ["One", "", "two."]);
        assert_eq!(
            found[1],
            Documented {
                name: "balanceOf".into(),
                ..Documented::default()
            }
        );
    }

    #[test]
    fn summary_is_the_first_paragraph() {
        assert_eq!(
            summary("//! A\n//! b.\n//!\n//! c\n").unwrap(),
            "@notice A b."
        );
        assert_eq!(summary("use x;\n//! A"), None);
    }
}

//! `receipts tree`: of a period's orders the lines of its statement, and each buyer's proof.
//!
//! The file is read twice: once for the trees, of which each receipt takes some eighty bytes, and once for the proofs.
//! Nothing is written before all of it was found good.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use alloy::{
    hex,
    primitives::{Address, B256, Bytes, U256},
    sol,
    sol_types::SolCall,
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::{
    orders::{self, Numbers, Order},
    receipt::Receipt,
    tree::{self, Node, Tree},
};

sol! {
    function submit(uint64 statement, uint64[] products, uint256[] grosses, uint64[] counts, bytes32[] roots) external returns (uint256 fees);
}

/// Lines of one call.
const PAGE: usize = 32;
/// Most that a period takes, seconds.
const MAX_PERIOD: u64 = 92 * 86_400;
/// With more receipts proofs go to one file.
const MANY: u64 = 1_000;

#[derive(Args, Debug)]
pub struct TreeArgs {
    /// Orders: product, buyer, gross (PSC units), time (Unix seconds), number; and, if they are there, platform,
    /// buyer_signature and platform_signature
    #[arg(long, value_name = "FILE")]
    pub csv: PathBuf,
    /// The platform's number
    #[arg(long, value_name = "N")]
    pub platform: u64,
    /// First second of the period: where the platform's last one ended
    #[arg(long, value_name = "TIME")]
    pub from: u64,
    /// First second after the period; at most 92 days later
    #[arg(long, value_name = "TIME")]
    pub until: u64,
    /// The statement's number, which `open` gave: then pages come with their calldata
    #[arg(long, value_name = "N")]
    pub statement: Option<u64>,
    /// Folder for statement.json and the proofs; a new one, or an empty one
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// A file for each proof (proofs/NUMBER.json), one of a line each (proofs.jsonl), or none; auto: a file each up
    /// to 1,000 receipts
    #[arg(long, value_enum, default_value_t = Proofs::Auto)]
    pub proofs: Proofs,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proofs {
    Auto,
    Files,
    Lines,
    None,
}

/// A statement, ready to be submitted. Amounts are PSC units.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub platform: u64,
    pub from: u64,
    pub until: u64,
    pub statement: Option<u64>,
    pub receipts: u64,
    #[serde(with = "digits")]
    pub gross: u64,
    pub pages: Vec<Page>,
}

/// The arguments of one call of `submit`, and, if the statement's number is known, all of the call.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct Page {
    pub products: Vec<u64>,
    #[serde(with = "digits_list")]
    pub grosses: Vec<u64>,
    pub counts: Vec<u64>,
    pub roots: Vec<B256>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub calldata: Option<Bytes>,
}

/// What a statement says of a product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub root: Node,
    pub count: u64,
}

impl Statement {
    pub fn line(&self, product: u64) -> Option<Line> {
        self.pages.iter().find_map(|page| {
            let at = page.products.iter().position(|of| *of == product)?;
            Some(Line {
                root: Node {
                    hash: *page.roots.get(at)?,
                    sum: *page.grosses.get(at)?,
                },
                count: *page.counts.get(at)?,
            })
        })
    }
}

/// A receipt with its way to the root: what its buyer proves the purchase with, and the platform answers with.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub platform: u64,
    pub product: u64,
    pub buyer: Address,
    #[serde(with = "digits")]
    pub gross: u64,
    pub time: u64,
    #[serde(with = "digits")]
    pub number: u64,
    /// Hash of the struct.
    pub receipt: B256,
    pub index: u64,
    pub count: u64,
    pub hashes: Vec<B256>,
    #[serde(with = "digits_list")]
    pub sums: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub statement: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub buyer_signature: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub platform_signature: Option<Bytes>,
}

impl Proof {
    pub fn of(&self) -> Receipt {
        Receipt {
            platform: self.platform,
            product: self.product,
            buyer: self.buyer,
            gross: self.gross,
            time: self.time,
            number: self.number,
        }
    }

    pub fn path(&self) -> tree::Path {
        tree::Path {
            hashes: self.hashes.clone(),
            sums: self.sums.clone(),
        }
    }
}

/// What was made.
#[derive(Serialize, Debug)]
pub struct Made {
    pub statement: PathBuf,
    /// The file or folder of proofs.
    pub proofs: Option<PathBuf>,
    pub receipts: u64,
    pub products: usize,
    pub pages: usize,
    #[serde(with = "digits")]
    pub gross: u64,
    /// Columns of the file that were not read.
    pub ignored_columns: Vec<String>,
}

pub fn run(args: &TreeArgs) -> Result<Made> {
    ensure!(args.platform != 0, "platform 0: platforms count from 1");
    ensure!(
        args.from != 0 && args.from < args.until,
        "the period ends ({}) before it begins ({})",
        args.until,
        args.from
    );
    ensure!(
        args.until - args.from <= MAX_PERIOD,
        "the period takes {} seconds, more than 92 days ({MAX_PERIOD})",
        args.until - args.from
    );
    ensure_empty(&args.out)?;

    let (trees, ignored_columns) = read(args)?;
    let statement = statement(args, &trees)?;
    let proofs = match args.proofs {
        Proofs::Auto if statement.receipts > MANY => Proofs::Lines,
        Proofs::Auto => Proofs::Files,
        chosen => chosen,
    };
    fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    let proofs = match proofs {
        Proofs::None => None,
        _ => Some(write_proofs(args, &trees, proofs)?),
    };
    // The last: where it is, all is.
    let path = args.out.join("statement.json");
    write_json(&path, &statement)?;
    Ok(Made {
        statement: path,
        proofs,
        receipts: statement.receipts,
        products: trees.len(),
        pages: statement.pages.len(),
        gross: statement.gross,
        ignored_columns,
    })
}

type Trees = BTreeMap<u64, Tree>;

/// The trees of all products: a leaf per order, in their order.
fn read(args: &TreeArgs) -> Result<(Trees, Vec<String>)> {
    let (mut reader, columns) = orders::open(&args.csv)?;
    let mut leaves: BTreeMap<u64, Vec<Node>> = BTreeMap::new();
    let mut numbers = Numbers::default();
    orders::each(&mut reader, &columns, args.platform, |order| {
        let Order { line, receipt, .. } = &order;
        let time = receipt.time;
        ensure!(
            (args.from..args.until).contains(&time),
            "line {line}: time {time} is not in the period, from {} until {}",
            args.from,
            args.until
        );
        numbers.take(&order)?;
        let leaf = tree::leaf(receipt.hash(), receipt.gross);
        leaves.entry(receipt.product).or_default().push(leaf);
        Ok(())
    })
    .with_context(|| args.csv.display().to_string())?;
    let mut trees = Trees::new();
    for (product, leaves) in leaves {
        ensure!(
            leaves.len() as u64 <= tree::MAX_COUNT,
            "product {product} has more receipts than a line can have"
        );
        let tree = Tree::build(leaves)
            .ok_or_else(|| anyhow!("product {product} sold for more than 2^64 units"))?;
        trees.insert(product, tree);
    }
    Ok((trees, columns.ignored))
}

fn statement(args: &TreeArgs, trees: &Trees) -> Result<Statement> {
    let lines: Vec<_> = trees.iter().collect();
    let (mut receipts, mut gross) = (0, 0u64);
    for (_, tree) in &lines {
        receipts += tree.count();
        gross = gross
            .checked_add(tree.root().sum)
            .context("all together was sold for more than 2^64 units")?;
    }
    let page = |lines: &[(&u64, &Tree)]| {
        let list = |of: fn(&Tree) -> u64| lines.iter().map(|(_, tree)| of(tree)).collect();
        let products: Vec<u64> = lines.iter().map(|(product, _)| **product).collect();
        let grosses: Vec<u64> = list(|tree| tree.root().sum);
        let counts: Vec<u64> = list(Tree::count);
        let roots: Vec<B256> = lines.iter().map(|(_, tree)| tree.root().hash).collect();
        let calldata = args.statement.map(|statement| {
            let call = submitCall {
                statement,
                products: products.clone(),
                grosses: grosses.iter().copied().map(U256::from).collect(),
                counts: counts.clone(),
                roots: roots.clone(),
            };
            Bytes::from(call.abi_encode())
        });
        Page {
            products,
            grosses,
            counts,
            roots,
            calldata,
        }
    };
    Ok(Statement {
        platform: args.platform,
        from: args.from,
        until: args.until,
        statement: args.statement,
        receipts,
        gross,
        pages: lines.chunks(PAGE).map(page).collect(),
    })
}

fn write_proofs(args: &TreeArgs, trees: &Trees, kind: Proofs) -> Result<PathBuf> {
    let (path, mut all) = match kind {
        Proofs::Lines => {
            let path = args.out.join("proofs.jsonl");
            let file = fs::File::create(&path).with_context(|| path.display().to_string())?;
            (path, Some(BufWriter::new(file)))
        }
        _ => {
            let path = args.out.join("proofs");
            fs::create_dir(&path).with_context(|| path.display().to_string())?;
            (path, None)
        }
    };
    let (mut reader, columns) = orders::open(&args.csv)?;
    let mut next: BTreeMap<u64, usize> = BTreeMap::new();
    orders::each(&mut reader, &columns, args.platform, |order| {
        let receipt = order.receipt;
        let (hash, index) = (receipt.hash(), next.entry(receipt.product).or_default());
        let tree = trees
            .get(&receipt.product)
            .filter(|tree| tree.leaf(*index) == Some(tree::leaf(hash, receipt.gross)));
        let Some(tree) = tree else {
            bail!("line {}: the file changed while it was read", order.line);
        };
        let path_up = tree.path(*index);
        let proof = Proof {
            platform: receipt.platform,
            product: receipt.product,
            buyer: receipt.buyer,
            gross: receipt.gross,
            time: receipt.time,
            number: receipt.number,
            receipt: hash,
            index: *index as u64,
            count: tree.count(),
            hashes: path_up.hashes,
            sums: path_up.sums,
            statement: args.statement,
            buyer_signature: order.buyer_signature,
            platform_signature: order.platform_signature,
        };
        *index += 1;
        match &mut all {
            Some(file) => {
                serde_json::to_writer(&mut *file, &proof)?;
                file.write_all(b"\n")?;
            }
            None => write_json(&path.join(format!("{}.json", receipt.number)), &proof)?,
        }
        Ok(())
    })?;
    if let Some(mut file) = all {
        file.flush()?;
    }
    Ok(path)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// Proofs of another run among these would be taken for them.
fn ensure_empty(folder: &Path) -> Result<()> {
    let shown = folder.display();
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            ensure!(
                entries.next().is_none(),
                "{shown} is not empty: name another folder, or clear it"
            );
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| shown.to_string()),
    }
}

/// For people.
pub fn describe(made: &Made) -> String {
    let mut text = format!(
        "{} receipts of {} products, {} PSC units in all: {} pages in {}",
        made.receipts,
        made.products,
        made.gross,
        made.pages,
        made.statement.display()
    );
    if let Some(proofs) = &made.proofs {
        text.push_str(&format!("\nproofs in {}", proofs.display()));
    }
    if !made.ignored_columns.is_empty() {
        text.push_str(&format!("\nnot read: {}", made.ignored_columns.join(", ")));
    }
    text
}

/// Numbers up to 2^64 as strings: readers of JSON may keep only 53 bits of others.
pub(crate) mod digits {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

mod digits_list {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(values: &[u64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(u64::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u64>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let parse = |text: String| text.parse().map_err(D::Error::custom);
        texts.into_iter().map(parse).collect()
    }
}

/// For messages.
pub(crate) fn short(hash: B256) -> String {
    format!("0x{}...", hex::encode(&hash[..4]))
}

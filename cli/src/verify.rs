//! `receipts verify`: whether proofs lead to a line's root, and who signed.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use alloy::primitives::{Address, B256};
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use serde::Serialize;

use crate::{
    receipt::{Domain, signer_of},
    statement::{Line, Proof, Statement, short},
    tree::{self, Node},
};

/// How many faults are told.
const MAX_FAULTS: usize = 20;

#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// A proof (.json), or one on each line (.jsonl)
    #[arg(long, value_name = "FILE")]
    pub proof: PathBuf,
    /// The statement (statement.json) that it is of
    #[arg(long, value_name = "FILE", required_unless_present = "root", conflicts_with_all = ["root", "gross", "count"])]
    pub statement: Option<PathBuf>,
    /// The line's root, as the contract tells it (`line`)
    #[arg(long, value_name = "HASH", requires_all = ["gross", "count"])]
    pub root: Option<B256>,
    /// The line's gross, PSC units
    #[arg(long, value_name = "UNITS", requires = "root")]
    pub gross: Option<u64>,
    /// The line's number of receipts
    #[arg(long, value_name = "N", requires = "root")]
    pub count: Option<u64>,
    /// Check both signatures, by this key of the platform's
    #[arg(long, value_name = "ADDRESS", requires_all = ["chain_id", "contract"])]
    pub signer: Option<Address>,
    /// The chain's id
    #[arg(long, value_name = "ID", requires = "signer")]
    pub chain_id: Option<u64>,
    /// Address of the contract `statements`
    #[arg(long, value_name = "ADDRESS", requires = "signer")]
    pub contract: Option<Address>,
    /// Buyers are contract wallets, whose signatures only the chain can check (ERC-1271)
    #[arg(long, requires = "signer")]
    pub wallets: bool,
}

#[derive(Serialize, Debug)]
pub struct Verified {
    pub valid: bool,
    pub proofs: u64,
    /// none, platform (buyers are contract wallets), or both
    pub signatures: &'static str,
    pub faults: Vec<String>,
}

/// Against what proofs are held.
enum Truth {
    /// Of all products.
    Statement(Statement),
    /// Of whatever product the proof is.
    Line(Line),
}

pub fn run(args: &VerifyArgs) -> Result<Verified> {
    let truth = match (&args.statement, args.root, args.gross, args.count) {
        (Some(path), ..) => Truth::Statement(read_json(path)?),
        (None, Some(hash), Some(sum), Some(count)) => Truth::Line(Line {
            root: Node { hash, sum },
            count,
        }),
        _ => bail!("against what: --statement, or --root, --gross and --count"),
    };
    let keys = match (args.signer, args.chain_id, args.contract) {
        (Some(signer), Some(chain_id), Some(contract)) => {
            Some((signer, Domain { chain_id, contract }))
        }
        _ => None,
    };
    let mut verified = Verified {
        valid: true,
        proofs: 0,
        signatures: match keys {
            None => "none",
            Some(_) if args.wallets => "platform",
            Some(_) => "both",
        },
        faults: Vec::new(),
    };
    let mut take = |name: String, proof: Result<Proof>| {
        verified.proofs += 1;
        let outcome = proof.and_then(|proof| {
            check(&proof, &truth)?;
            match keys {
                Some((signer, domain)) => check_signatures(&proof, signer, &domain, args.wallets),
                None => Ok(()),
            }
        });
        if let Err(fault) = outcome {
            verified.valid = false;
            if verified.faults.len() < MAX_FAULTS {
                verified.faults.push(format!("{name}: {fault:#}"));
            }
        }
    };
    let shown = args.proof.display().to_string();
    if args.proof.extension().is_some_and(|kind| kind == "jsonl") {
        let file = fs::File::open(&args.proof).with_context(|| shown.clone())?;
        for (line, text) in (1..).zip(BufReader::new(file).lines()) {
            let text = text.with_context(|| format!("{shown}: line {line}"))?;
            let proof = serde_json::from_str(&text).map_err(anyhow::Error::from);
            take(format!("line {line}"), proof);
        }
    } else {
        take(shown.clone(), read_json(&args.proof));
    }
    ensure!(verified.proofs != 0, "{shown} holds no proof");
    Ok(verified)
}

/// Whether the receipt is in the line, as the contract finds it.
fn check(proof: &Proof, truth: &Truth) -> Result<()> {
    let receipt = proof.of();
    let hash = receipt.hash();
    ensure!(
        hash == proof.receipt,
        "the receipt's hash is {}, not {}: its fields were changed",
        short(hash),
        short(proof.receipt)
    );
    let line = match truth {
        Truth::Line(line) => *line,
        Truth::Statement(statement) => {
            ensure!(
                receipt.platform == statement.platform,
                "it is of platform {}, the statement of {}",
                receipt.platform,
                statement.platform
            );
            ensure!(
                (statement.from..statement.until).contains(&receipt.time),
                "its time {} is not in the statement's period",
                receipt.time
            );
            let product = receipt.product;
            statement
                .line(product)
                .ok_or_else(|| anyhow!("the statement has no line of product {product}"))?
        }
    };
    ensure!(
        receipt.gross != 0 && !receipt.buyer.is_zero(),
        "a receipt has a buyer and a gross"
    );
    let leaf = tree::leaf(hash, receipt.gross);
    let found = tree::root(leaf, proof.index, line.count, &proof.path())
        .ok_or_else(|| anyhow!("a line of {} receipts has no such place", line.count))?;
    ensure!(
        found.hash == line.root.hash,
        "it leads to the root {}, not {}",
        short(found.hash),
        short(line.root.hash)
    );
    ensure!(
        found.sum == line.root.sum,
        "its root's sum is {}, the line's gross {}",
        found.sum,
        line.root.sum
    );
    Ok(())
}

fn check_signatures(proof: &Proof, signer: Address, domain: &Domain, wallets: bool) -> Result<()> {
    let digest = proof.of().digest(domain);
    let by = |signature: &Option<_>, of: Address, whose: &str| {
        let signature = signature
            .as_ref()
            .with_context(|| format!("no signature of {whose}"))?;
        let found =
            signer_of(digest, signature).with_context(|| format!("signature of {whose}"))?;
        ensure!(
            found == of,
            "signature of {whose}: it is {found}'s, not {of}'s"
        );
        Ok(())
    };
    by(&proof.platform_signature, signer, "the platform")?;
    if wallets {
        return Ok(());
    }
    by(&proof.buyer_signature, proof.buyer, "the buyer")
        .context("(of a contract wallet: --wallets)")
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// For people.
pub fn describe(verified: &Verified) -> String {
    let signatures = match verified.signatures {
        "both" => "; signed by platform and buyer",
        "platform" => "; signed by the platform (its buyer's only the chain can check)",
        _ => "; signatures were not checked",
    };
    match verified.valid {
        true => format!("{} proofs lead to their lines{signatures}", verified.proofs),
        false => verified.faults.join("\n"),
    }
}

//! `receipts sign`: fills a file's signatures in.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    str::FromStr,
};

use alloy::{
    hex,
    primitives::{Address, Bytes},
    signers::{SignerSync, local::PrivateKeySigner},
};
use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use csv::{StringRecord, Writer};
use serde::Serialize;

use crate::{
    orders::{self, Numbers},
    receipt::Domain,
};

#[derive(Args, Debug)]
pub struct SignArgs {
    /// Orders, as for `receipts tree`; of sales that are final
    #[arg(long, value_name = "FILE")]
    pub csv: PathBuf,
    /// The platform's number
    #[arg(long, value_name = "N")]
    pub platform: u64,
    /// File of the key: 64 hexadecimal digits, readable by its owner alone
    #[arg(long, value_name = "FILE")]
    pub key_file: PathBuf,
    /// For whom the key signs: the platform, or the buyer, of whose orders there must be no others
    #[arg(long = "as", value_enum, default_value_t = Side::Platform)]
    pub side: Side,
    #[command(flatten)]
    pub domain: Domain,
    /// The same orders with signatures; a new file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Platform,
    Buyer,
}

impl Side {
    fn column(self) -> &'static str {
        match self {
            Self::Platform => "platform_signature",
            Self::Buyer => "buyer_signature",
        }
    }
}

#[derive(Serialize, Debug)]
pub struct Signed {
    pub out: PathBuf,
    pub signer: Address,
    pub signed: u64,
    /// Signed by the same key before.
    pub kept: u64,
}

pub fn run(args: &SignArgs) -> Result<Signed> {
    ensure!(args.platform != 0, "platform 0: platforms count from 1");
    let key = load_key(&args.key_file)?;
    let signer = key.address();
    let (mut reader, columns) = orders::open(&args.csv)?;
    let mut header = reader.headers()?.clone();
    let place = columns.place(args.side.column());
    if place.is_none() {
        header.push_field(args.side.column());
    }
    let file = fs::File::create_new(&args.out).with_context(|| args.out.display().to_string())?;
    let mut writer = Writer::from_writer(std::io::BufWriter::new(file));
    writer.write_record(&header)?;

    let (mut signed, mut kept) = (0, 0);
    let mut numbers = Numbers::default();
    let mut sign = |record: &StringRecord| -> Result<()> {
        let order = columns.order(record, args.platform)?;
        numbers.take(&order)?;
        let line = order.line;
        if args.side == Side::Buyer && order.receipt.buyer != signer {
            bail!("line {line}: its buyer is not {signer}, whose key this is");
        }
        let signature = key.sign_hash_sync(&order.receipt.digest(&args.domain))?;
        let signature = Bytes::copy_from_slice(&signature.as_bytes());
        let before = match args.side {
            Side::Platform => &order.platform_signature,
            Side::Buyer => &order.buyer_signature,
        };
        match before {
            None => signed += 1,
            Some(before) if *before == signature => kept += 1,
            // Which of both is meant is not to be guessed.
            Some(_) => bail!("line {line}: there is another signature already"),
        }
        let text = hex::encode_prefixed(&signature);
        let fields = record.iter().enumerate();
        let mut row: StringRecord = fields
            .map(|(at, field)| if Some(at) == place { &text } else { field })
            .collect();
        if place.is_none() {
            row.push_field(&text);
        }
        Ok(writer.write_record(&row)?)
    };
    let outcome: Result<()> = (|| {
        let mut record = StringRecord::new();
        while orders::next(&mut reader, &mut record).map_err(orders::csv_fault)? {
            sign(&record)?;
        }
        Ok(())
    })();
    let outcome = outcome.and_then(|()| Ok(writer.flush()?));
    if outcome.is_err() {
        // Half a file would be taken for all of it.
        let _ = fs::remove_file(&args.out);
    }
    outcome.with_context(|| args.csv.display().to_string())?;
    Ok(Signed {
        out: args.out.clone(),
        signer,
        signed,
        kept,
    })
}

/// A key from its file, never from the command line, where other users of the machine see it.
fn load_key(path: &Path) -> Result<PrivateKeySigner> {
    let shown = path.display().to_string();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(path).with_context(|| shown.clone())?;
        ensure!(
            metadata.permissions().mode() & 0o077 == 0,
            "{shown} can be read by others: chmod 600 it"
        );
    }
    let text = fs::read_to_string(path).with_context(|| shown.clone())?;
    // Whatever is wrong, what stands there is not shown.
    PrivateKeySigner::from_str(text.trim())
        .map_err(|_| anyhow::anyhow!("{shown} holds no key: 64 hexadecimal digits"))
}

/// For people.
pub fn describe(signed: &Signed) -> String {
    let mut text = Vec::new();
    let _ = write!(
        text,
        "{} signed by {} in {}",
        signed.signed,
        signed.signer,
        signed.out.display()
    );
    if signed.kept > 0 {
        let _ = write!(text, "; {} were before", signed.kept);
    }
    String::from_utf8_lossy(&text).into_owned()
}

//! CSV files of orders, read line by line: of a million no more than one is held at a time.

use std::{collections::HashMap, fs::File, io, path::Path, str::FromStr};

use alloy::primitives::{Address, Bytes};
use anyhow::{Context, Result, anyhow, bail, ensure};
use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim};

use crate::receipt::Receipt;

/// Columns that every file has.
const REQUIRED: [&str; 5] = ["product", "buyer", "gross", "time", "number"];
const OPTIONAL: [&str; 3] = ["platform", "buyer_signature", "platform_signature"];
/// How many faults are told before reading ends.
const MAX_FAULTS: usize = 20;

/// One row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    pub line: u64,
    pub receipt: Receipt,
    pub buyer_signature: Option<Bytes>,
    pub platform_signature: Option<Bytes>,
}

/// Where the columns are.
#[derive(Debug)]
pub struct Columns {
    /// Of [`REQUIRED`] and [`OPTIONAL`].
    places: [Option<usize>; 8],
    /// How many there are.
    width: usize,
    /// Names of columns that are not read.
    pub ignored: Vec<String>,
}

impl Columns {
    fn read(header: &StringRecord) -> Result<Self> {
        let known: Vec<_> = REQUIRED.into_iter().chain(OPTIONAL).collect();
        let mut places = [None; 8];
        let mut ignored = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let name = name.to_ascii_lowercase();
            match known.iter().position(|known| *known == name) {
                Some(at) if places[at].is_some() => {
                    bail!("line 1: the column `{name}` is there twice")
                }
                Some(at) => places[at] = Some(place),
                None => ignored.push(name),
            }
        }
        let missing: Vec<_> = (0..REQUIRED.len())
            .filter(|at| places[*at].is_none())
            .map(|at| REQUIRED[at])
            .collect();
        ensure!(
            missing.is_empty(),
            "line 1: no column `{}`; a file begins with a line of names such as {}",
            missing.join("`, `"),
            REQUIRED.join(",")
        );
        Ok(Self {
            places,
            width: header.len(),
            ignored,
        })
    }

    /// Where a column is, by its name.
    pub fn place(&self, name: &str) -> Option<usize> {
        let mut known = REQUIRED.into_iter().chain(OPTIONAL);
        known
            .position(|known| known == name)
            .and_then(|at| self.places[at])
    }

    fn cell<'a>(&self, record: &'a StringRecord, name: &str) -> &'a str {
        self.place(name)
            .and_then(|place| record.get(place))
            .unwrap_or_default()
    }

    /// A row as an order of the platform.
    pub fn order(&self, record: &StringRecord, platform: u64) -> Result<Order> {
        let line = record.position().map_or(0, csv::Position::line);
        self.order_of(record, platform, line)
            .with_context(|| format!("line {line}"))
    }

    fn order_of(&self, record: &StringRecord, platform: u64, line: u64) -> Result<Order> {
        let number = |name| {
            let cell = self.cell(record, name);
            whole(cell).with_context(|| format!("{name} `{}`", shortened(cell)))
        };
        ensure!(
            record.len() == self.width,
            "it has {} columns, the first line {}",
            record.len(),
            self.width
        );
        let of = self.cell(record, "platform");
        if !of.is_empty() {
            let of = number("platform")?;
            ensure!(of == platform, "it is of platform {of}, not of {platform}");
        }
        let buyer = self.cell(record, "buyer");
        let buyer = account(buyer).with_context(|| format!("buyer `{}`", shortened(buyer)))?;
        let receipt = Receipt {
            platform,
            product: number("product")?,
            buyer,
            gross: number("gross")?,
            time: number("time")?,
            number: number("number")?,
        };
        ensure!(receipt.product != 0, "product 0: products count from 1");
        ensure!(
            receipt.gross != 0,
            "gross 0: a receipt is of something paid"
        );
        let signature = |name| {
            let cell = self.cell(record, name);
            match cell {
                "" => Ok(None),
                _ => bytes(cell)
                    .map(Some)
                    .with_context(|| format!("{name} `{}`", shortened(cell))),
            }
        };
        let platform_signature = signature("platform_signature")?;
        if let Some(signature) = &platform_signature {
            ensure!(
                signature.len() == 65,
                "platform_signature has {} bytes, not 65",
                signature.len()
            );
        }
        Ok(Order {
            line,
            receipt,
            buyer_signature: signature("buyer_signature")?,
            platform_signature,
        })
    }
}

/// A file of orders.
pub fn open(path: &Path) -> Result<(Reader<File>, Columns)> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    ensure!(
        file.metadata()?.is_file(),
        "{} is no file: it is read twice",
        path.display()
    );
    let mut reader = reader(file);
    let columns = columns(&mut reader).with_context(|| path.display().to_string())?;
    Ok((reader, columns))
}

/// Lines end with LF; the CR before it is white space, which is cut off: to csv it would be an end of its own, and its
/// count of lines one too low.
fn reader<R: io::Read>(source: R) -> Reader<R> {
    let mut builder = ReaderBuilder::new();
    builder.trim(Trim::All).terminator(Terminator::Any(b'\n'));
    builder.flexible(true).from_reader(source)
}

/// The next row that is not empty.
pub fn next<R: io::Read>(reader: &mut Reader<R>, record: &mut StringRecord) -> csv::Result<bool> {
    while reader.read_record(record)? {
        if record.len() != 1 || !record[0].is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn columns<R: io::Read>(reader: &mut Reader<R>) -> Result<Columns> {
    let header = reader.headers().context("line 1")?;
    Columns::read(header)
}

/// Passes each order on, and tells all faults, up to twenty, with their lines.
pub fn each<R: io::Read>(
    reader: &mut Reader<R>,
    columns: &Columns,
    platform: u64,
    mut take: impl FnMut(Order) -> Result<()>,
) -> Result<()> {
    let mut faults = Vec::new();
    let mut record = StringRecord::new();
    while faults.len() < MAX_FAULTS {
        match next(reader, &mut record) {
            Ok(false) => break,
            Ok(true) => {
                let order = columns.order(&record, platform);
                if let Err(fault) = order.and_then(&mut take) {
                    faults.push(format!("{fault:#}"));
                }
            }
            // What the file cannot give is not to be read on.
            Err(error) if error.is_io_error() => return Err(error.into()),
            Err(error) => faults.push(csv_fault(error).to_string()),
        }
    }
    match faults.len() {
        0 => Ok(()),
        MAX_FAULTS => bail!("{}\n(and no further than that was read)", faults.join("\n")),
        _ => bail!("{}", faults.join("\n")),
    }
}

/// With the line, in words of its own.
pub fn csv_fault(error: csv::Error) -> anyhow::Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => anyhow!("line {line}: it is not UTF-8"),
        _ => anyhow!("line {line}: {error}"),
    }
}

/// Sees to it that no number is used twice: two sales would be one receipt.
#[derive(Default)]
pub struct Numbers(HashMap<u64, u64>);

impl Numbers {
    pub fn take(&mut self, order: &Order) -> Result<()> {
        let number = order.receipt.number;
        match self.0.insert(number, order.line) {
            None => Ok(()),
            Some(before) => Err(anyhow!(
                "line {}: number {number} is on line {before} already",
                order.line
            )),
        }
    }
}

/// A number in digits alone, below 2^64.
fn whole(text: &str) -> Result<u64> {
    ensure!(!text.is_empty(), "nothing there");
    ensure!(
        text.bytes().all(|byte| byte.is_ascii_digit()),
        "not a whole number in digits alone (amounts are in PSC units of 10^-6)"
    );
    text.parse().context("not below 2^64")
}

fn account(text: &str) -> Result<Address> {
    let account = Address::from_str(text).context("not an address")?;
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_mixed = digits.bytes().any(|byte| byte.is_ascii_lowercase())
        && digits.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_mixed {
        let same = account.to_checksum(None)[2..] == *digits;
        ensure!(same, "capitals are not the address's checksum (EIP-55)");
    }
    ensure!(!account.is_zero(), "nobody's address");
    Ok(account)
}

fn bytes(text: &str) -> Result<Bytes> {
    ensure!(text.starts_with("0x"), "not hexadecimal with 0x before it");
    Bytes::from_str(text).context("not hexadecimal")
}

/// For messages: a cell may be of any length.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(44) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUYER: &str = "0x00000000000000000000000000000000000000aa";

    fn read(text: &str) -> Result<Vec<Order>> {
        let mut reader = reader(text.as_bytes());
        let columns = columns(&mut reader)?;
        let (mut orders, mut numbers) = (Vec::new(), Numbers::default());
        each(&mut reader, &columns, 7, |order| {
            numbers.take(&order)?;
            orders.push(order);
            Ok(())
        })?;
        Ok(orders)
    }

    fn rows(rows: &[&str]) -> Result<Vec<Order>> {
        read(&format!(
            "product,buyer,gross,time,number\n{}\n",
            rows.join("\n")
        ))
    }

    fn fault(row: &str) -> String {
        rows(&[row]).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_read_by_the_names_of_columns() {
        let text = format!(
            "\u{feff}Number, note ,gross,TIME,product,buyer,platform,platform_signature\r\n\
             3,\"a, \"\"b\"\"\",1250000, 99 ,2,{BUYER},7,0x{}\r\n\r\n4,,1,98,2,{BUYER},,\r\n",
            "11".repeat(65)
        );
        let orders = read(&text).unwrap();
        assert_eq!(orders.len(), 2);
        let Order { line, receipt, .. } = &orders[0];
        assert_eq!((*line, orders[1].line), (2, 4));
        assert_eq!(
            (
                receipt.platform,
                receipt.product,
                receipt.gross,
                receipt.time,
                receipt.number
            ),
            (7, 2, 1_250_000, 99, 3)
        );
        assert_eq!(orders[0].platform_signature.as_ref().unwrap().len(), 65);
        assert_eq!(orders[1].platform_signature, None);
    }

    #[test]
    fn headers_without_a_column_or_with_it_twice_are_refused() {
        let error = read("product,buyer,gros,time,number\n").unwrap_err();
        assert!(error.to_string().contains("no column `gross`"), "{error}");
        let error = read("product,buyer,gross,time,number,Gross\n").unwrap_err();
        assert!(
            error.to_string().contains("`gross` is there twice"),
            "{error}"
        );
        assert!(read("").is_err());
    }

    #[test]
    fn bad_amounts_are_refused_with_their_lines() {
        for gross in [
            "",
            "-1",
            "+1",
            "1.5",
            "1e6",
            "1_000",
            "0x10",
            "١",
            "18446744073709551616",
            "NaN",
        ] {
            let fault = fault(&format!("1,{BUYER},{gross},5,6"));
            assert!(fault.starts_with("line 2: gross"), "{fault}");
        }
        assert_eq!(
            fault(&format!("1,{BUYER},0,5,6")),
            "line 2: gross 0: a receipt is of something paid"
        );
        let most = rows(&[&format!("1,{BUYER},18446744073709551615,5,6")]).unwrap();
        assert_eq!(most[0].receipt.gross, u64::MAX);
    }

    #[test]
    fn bad_buyers_and_products_are_refused() {
        let zero = "0x0000000000000000000000000000000000000000";
        for buyer in [
            "",
            "0x12",
            "alice",
            zero,
            "0xd8da6BF26964aF9D7eEd9e03E53415D37aA96045",
        ] {
            let fault = fault(&format!("1,{buyer},4,5,6"));
            assert!(fault.starts_with("line 2: buyer"), "{fault}");
        }
        assert!(rows(&["1,0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045,4,5,6"]).is_ok());
        assert!(fault(&format!("0,{BUYER},4,5,6")).contains("product 0"));
        // A hostile cell does not fill the screen.
        assert!(fault(&format!("1,{},4,5,6", "x".repeat(100_000))).len() < 200);
    }

    #[test]
    fn duplicates_are_refused_with_both_lines() {
        let row = |gross: u64, number: u64| format!("1,{BUYER},{gross},5,{number}");
        let error = rows(&[&row(1, 6), &row(1, 7), &row(2, 6)]).unwrap_err();
        assert_eq!(error.to_string(), "line 4: number 6 is on line 2 already");
    }

    #[test]
    fn other_platforms_and_wrong_signatures_are_refused() {
        let with = |platform: &str, signature: &str| {
            let row = format!("{platform},1,{BUYER},4,5,6,{signature}");
            let head = "platform,product,buyer,gross,time,number,platform_signature";
            read(&format!("{head}\n{row}\n")).map_err(|error| error.to_string())
        };
        assert_eq!(
            with("8", ""),
            Err("line 2: it is of platform 8, not of 7".into())
        );
        assert!(with("seven", "").is_err());
        for signature in ["0x", "0xzz", "11", &format!("0x{}", "11".repeat(64))] {
            assert!(
                with("7", signature)
                    .unwrap_err()
                    .contains("platform_signature"),
                "{signature}"
            );
        }
    }

    #[test]
    fn all_faults_are_told_up_to_twenty() {
        let good = format!("1,{BUYER},4,5,6");
        let error = rows(&["1,2", &good, "\"open"]).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 2, "{error}");
        assert!(
            error.starts_with("line 2: it has 2 columns, the first line 5"),
            "{error}"
        );
        let many = vec!["x"; 1_000];
        let error = rows(&many).unwrap_err().to_string();
        assert_eq!(error.lines().count(), MAX_FAULTS + 1);
        let mut reader = reader(&b"product,buyer,gross,time,number\n\xff,1,2,3,4\n"[..]);
        let columns = columns(&mut reader).unwrap();
        let error = each(&mut reader, &columns, 7, |_| Ok(())).unwrap_err();
        assert_eq!(error.to_string(), "line 2: it is not UTF-8");
    }
}

//! Progress lines. They go to stderr: stdout is for results, which a program may read.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

/// One progress line: what is being worked on, and what happens to it.
pub fn say(topic: &str, text: impl AsRef<str>) {
    let text = text.as_ref();
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[1;32m{topic:>12}\x1b[0m {text}");
    } else {
        eprintln!("{topic:>12} {text}");
    }
}

/// Something that does not stop the work but that the reader should know.
pub fn warn(topic: &str, text: impl AsRef<str>) {
    say(topic, format!("note: {}", text.as_ref()));
}

/// Time since a start, to print after a long step.
pub struct Watch(Instant);

impl Watch {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn shown(&self) -> String {
        duration(self.0.elapsed())
    }
}

/// `850 ms`, `12.3 s`, `4 min 05 s`.
pub fn duration(time: Duration) -> String {
    let secs = time.as_secs();
    match secs {
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        _ => format!("{} min {:02} s", secs / 60, secs % 60),
    }
}

/// `1234567` as `1,234,567`.
pub fn thousands(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Rows under a head, columns aligned: the first to the left, the others to the right.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(String::len)
            .chain([head[column].len()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells
            .zip(&widths)
            .enumerate()
            .map(|(index, (cell, &width))| match index {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        cells.join("  ").trim_end().to_string() + "\n"
    };
    let mut out = line(&mut head.iter().copied());
    for row in rows {
        out += &line(&mut row.iter().map(String::as_str));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_groups_from_the_right() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands("56902184346312"), "56,902,184,346,312");
    }

    #[test]
    fn table_aligns_its_columns() {
        let rows = [
            vec!["psc".into(), "1".into()],
            vec!["reserve".into(), "20,000".into()],
        ];
        assert_eq!(
            table(&["contract", "raw"], &rows),
            "contract     raw\npsc            1\nreserve   20,000\n"
        );
    }

    #[test]
    fn duration_picks_its_unit() {
        assert_eq!(duration(Duration::from_millis(850)), "850 ms");
        assert_eq!(duration(Duration::from_millis(12_340)), "12.3 s");
        assert_eq!(duration(Duration::from_secs(245)), "4 min 05 s");
    }
}

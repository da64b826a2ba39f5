//! What a process and its descendants have used so far, out of `/proc`.

use std::collections::HashMap;
use std::fs;

/// Ticks of `/proc/<pid>/stat` in a second: the same on every Linux since 2.6, whatever the kernel's own rate.
const TICKS: f64 = 100.0;

/// Used since the processes began.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// In user and kernel mode, ended children included.
    pub cpu_seconds: f64,
    /// Sum of each process's own peak of resident memory.
    pub peak_mb: f64,
}

/// The use of the process `root` and of all below it; `None` where there is no `/proc`.
pub fn usage(root: u32) -> Option<Usage> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut ticks: HashMap<u32, f64> = HashMap::new();
    for entry in fs::read_dir("/proc").ok()?.filter_map(Result::ok) {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        if let Some((parent, used)) = fs::read_to_string(entry.path().join("stat"))
            .ok()
            .as_deref()
            .and_then(parse_stat)
        {
            children.entry(parent).or_default().push(pid);
            ticks.insert(pid, used);
        }
    }
    let mut all = Usage::default();
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        all.cpu_seconds += ticks.get(&pid)? / TICKS;
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        all.peak_mb += parse_peak_kb(&status).unwrap_or(0.0) / 1024.0;
        open.extend(children.remove(&pid).unwrap_or_default());
    }
    Some(all)
}

/// Parent and ticks of a line of `/proc/<pid>/stat`; the name within it may hold blanks and brackets.
fn parse_stat(text: &str) -> Option<(u32, f64)> {
    let fields: Vec<&str> = text[text.rfind(')')? + 1..].split_whitespace().collect();
    let used = fields.get(11..15)?.iter().map(|t| t.parse::<f64>());
    Some((
        fields.get(1)?.parse().ok()?,
        used.sum::<Result<_, _>>().ok()?,
    ))
}

fn parse_peak_kb(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_stat_survives_a_name_with_brackets() {
        let line = "42 (a) b (c)) S 7 42 42 0 -1 0 0 0 0 0 10 20 3 4 20 0 1 0 99";
        assert_eq!(parse_stat(line), Some((7, 37.0)));
        assert_eq!(parse_stat("42 (a) S"), None);
    }

    #[test]
    fn usage_sees_this_process() {
        if fs::metadata("/proc/self/stat").is_err() {
            return;
        }
        let usage = usage(std::process::id()).expect("this process runs");
        assert!(usage.peak_mb > 1.0, "{usage:?}");
    }
}

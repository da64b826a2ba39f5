//! What the programs that a step runs print, as counts.

use anyhow::{Context, Result, ensure};

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Counts {
    /// A step that is one check.
    pub const ONE: Self = Self {
        passed: 1,
        failed: 0,
    };

    pub fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// From nextest's line `Summary [ 1.2s] 87 tests run: 86 passed (1 slow), 1 failed, 1 timed out, 0 skipped`.
pub fn nextest_counts(text: &str) -> Option<Counts> {
    let line = text
        .lines()
        .rfind(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, outcomes) = line.split_once("run:")?;
    let count = |word: &str| {
        outcomes
            .split(',')
            .filter(|part| part.contains(word))
            .filter_map(|part| part.split_whitespace().next()?.parse::<u64>().ok())
            .sum::<u64>()
    };
    let failed = ["failed", "timed out", "exec failed"].iter().map(|word| {
        // `exec failed` also contains `failed`: counted once.
        if *word == "exec failed" {
            0
        } else {
            count(word)
        }
    });
    Some(Counts {
        passed: count("passed"),
        failed: failed.sum(),
    })
}

/// From libtest's lines `test result: ok. 5 passed; 0 failed; ...`, one per test binary.
pub fn libtest_counts(text: &str) -> Option<Counts> {
    let results: Vec<Counts> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("test result: ")?.split_once(". "))
        .map(|(_, outcomes)| {
            let count = |word: &str| {
                outcomes
                    .split(';')
                    .find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
                    .unwrap_or(0)
            };
            Counts {
                passed: count("passed"),
                failed: count("failed"),
            }
        })
        .collect();
    (!results.is_empty()).then(|| results.into_iter().fold(Counts::default(), Counts::add))
}

/// How many schedules passed, and the seeds of those that failed, from lines `model: seed 7 ok, 3 of 50 in 9.1 s`.
pub fn model_outcomes(text: &str) -> (u64, Vec<u64>) {
    let (mut passed, mut failed) = (0, Vec::new());
    for line in text.lines() {
        let outcome = line
            .trim()
            .strip_prefix("model: seed ")
            .and_then(|rest| rest.split_once(','))
            .and_then(|(outcome, _)| outcome.split_once(' '));
        match outcome {
            Some((_, "ok")) => passed += 1,
            Some((seed, "FAILED")) => failed.extend(seed.parse::<u64>().ok()),
            _ => {}
        }
    }
    (passed, failed)
}

/// The steps of `{ok, steps: [{name, ok, ...}]}`.
pub fn demo_counts(stdout: &[u8]) -> Result<Counts> {
    let report: serde_json::Value =
        serde_json::from_slice(stdout).context("demo printed no JSON")?;
    let steps = report["steps"]
        .as_array()
        .context("demo reported no steps")?;
    ensure!(!steps.is_empty(), "demo reported no steps");
    let passed = steps.iter().filter(|step| step["ok"] == true).count() as u64;
    let failed = steps.len() as u64 - passed;
    ensure!(
        (report["ok"] == true) == (failed == 0),
        "demo contradicts itself: {report}"
    );
    Ok(Counts { passed, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_counts_adds_up_outcomes() {
        let text = "   PASS x\n     Summary [   1.234s] 10 tests run: 7 passed (1 slow), 2 failed, 1 timed out, 3 skipped\n";
        assert_eq!(
            nextest_counts(text),
            Some(Counts {
                passed: 7,
                failed: 3
            })
        );
        let text = "     Summary [   0.1s] 5/10 tests run: 5 passed, 0 skipped\n";
        assert_eq!(
            nextest_counts(text),
            Some(Counts {
                passed: 5,
                failed: 0
            })
        );
        assert_eq!(nextest_counts("error: could not compile"), None);
    }

    #[test]
    fn libtest_counts_adds_up_binaries() {
        let text = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured\ntest result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        assert_eq!(
            libtest_counts(text),
            Some(Counts {
                passed: 7,
                failed: 1
            })
        );
        assert_eq!(libtest_counts("nothing"), None);
    }

    #[test]
    fn model_outcomes_tells_failed_seeds() {
        let text = "model: seed 7 ok, 1 of 3 in 9.1 s\nthread panicked\nmodel: seed 8 FAILED, 2 of 3 in 9.9 s\nseed 9 ok\n";
        assert_eq!(model_outcomes(text), (1, vec![8]));
    }

    #[test]
    fn demo_counts_reads_steps_and_refuses_contradictions() {
        let counts = demo_counts(
            br#"{"ok":false,"steps":[{"name":"a","ok":true},{"name":"b","ok":false}]}"#,
        )
        .unwrap();
        assert_eq!(
            counts,
            Counts {
                passed: 1,
                failed: 1
            }
        );
        assert!(demo_counts(br#"{"ok":true,"steps":[{"ok":false}]}"#).is_err());
        assert!(demo_counts(br#"{"ok":true,"steps":[]}"#).is_err());
        assert!(demo_counts(b"panic").is_err());
    }
}

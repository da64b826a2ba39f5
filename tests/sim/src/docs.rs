//! The tables of `docs/quality-sim.md`, which the command itself writes.

use anyhow::{Context, Result};

use crate::{findings::Finding, strategies::Strategy, sweeps::Sweep};

const BEGIN: &str = "<!-- sim:begin -->\n";
const END: &str = "<!-- sim:end -->";

/// A sweep and what came of it: curve, value, finding.
pub type Swept<'a> = (&'a Sweep, Vec<(u64, u64, Finding)>);

/// Rows of what each strategy comes to by default.
pub fn defaults(strategies: &[Strategy], findings: &[Finding]) -> String {
    let mut text = String::from(
        "| strategy | what it does | payoff | honest | difference | pays |\n|---|---|---:|---:|---:|---|\n",
    );
    for (strategy, finding) in strategies.iter().zip(findings) {
        text += &format!(
            "| `{}` | {} | {:.0} | {:.0} | {:+.0} ± {:.0} | {} |\n",
            strategy.name,
            strategy.does,
            finding.payoff,
            finding.honest_payoff,
            finding.payoff - finding.honest_payoff,
            finding.margin,
            yes(finding.pays),
        );
    }
    text
}

/// Rows of where strategies begin to pay: by curve, the values of the other parameter at which they do.
pub fn edges(swept: &[Swept]) -> String {
    let mut text =
        String::from("| strategy | parameter | values | with | pays at |\n|---|---|---|---|---|\n");
    for (sweep, points) in swept {
        for curve in sweep.curves.values {
            let paying: Vec<String> = (points.iter())
                .filter(|(other, _, finding)| other == curve && finding.pays)
                .map(|(_, x, _)| x.to_string())
                .collect();
            let at = match paying.len() {
                0 => "none".to_string(),
                all if all == sweep.x.values.len() => "**all**".to_string(),
                _ => format!("**{}**", paying.join(", ")),
            };
            let values: Vec<String> = sweep.x.values.iter().map(u64::to_string).collect();
            text += &format!(
                "| `{}` | {} | {} | {} = {curve} | {at} |\n",
                sweep.strategy,
                sweep.x.label,
                values.join(", "),
                sweep.curves.name,
            );
        }
    }
    text
}

pub fn yes(pays: bool) -> &'static str {
    if pays { "**yes**" } else { "no" }
}

/// Puts tables in place of those that a document has.
pub fn replaced(document: &str, tables: &str) -> Result<String> {
    let (before, rest) = document
        .split_once(BEGIN)
        .context("no begin of the tables in the document")?;
    let (_, after) = rest
        .split_once(END)
        .context("no end of the tables in the document")?;
    Ok(format!("{before}{BEGIN}{tables}{END}{after}"))
}

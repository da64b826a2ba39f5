//! Benches beside peers: each metric is measured in interleaved runs of ours and the peer's, in the same minutes on
//! the same machine, and reported as medians.

pub mod anvil;
pub mod api;
pub mod chain;
pub mod indexer;
mod load;

use serde::Serialize;

/// One line of a bench.
#[derive(Clone, Debug, Serialize)]
pub struct Metric {
    /// What was measured.
    pub metric: String,
    /// Unit of `ours` and `peer_value`.
    pub unit: &'static str,
    /// Median of our runs.
    pub ours: f64,
    /// Who did the same work beside us, if anybody can.
    pub peer: Option<String>,
    /// Median of the peer's runs.
    pub peer_value: Option<f64>,
    /// How many times better ours is; above 1 is better, whatever the unit.
    pub ratio: Option<f64>,
    /// How many runs the medians are of.
    pub runs: usize,
    /// What the numbers alone do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Metric {
    /// A rate: more is better.
    pub fn rate(
        metric: impl Into<String>,
        unit: &'static str,
        ours: &[f64],
        peer: Option<(&str, &[f64])>,
    ) -> Self {
        Self::new(metric.into(), unit, ours, peer, |ours, peer| ours / peer)
    }

    /// A cost, as time or memory: less is better.
    pub fn cost(
        metric: impl Into<String>,
        unit: &'static str,
        ours: &[f64],
        peer: Option<(&str, &[f64])>,
    ) -> Self {
        Self::new(metric.into(), unit, ours, peer, |ours, peer| peer / ours)
    }

    fn new(
        metric: String,
        unit: &'static str,
        ours: &[f64],
        peer: Option<(&str, &[f64])>,
        ratio: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let value = median(ours);
        // A peer without a figure is one that did not do it: there is nothing to divide by.
        let peer_value = peer
            .filter(|(_, runs)| !runs.is_empty())
            .map(|(_, runs)| median(runs));
        Self {
            metric,
            unit,
            ours: round(value),
            peer: peer.map(|(name, _)| name.to_owned()),
            peer_value: peer_value.map(round),
            ratio: peer_value
                .map(|peer| (ratio(value, peer) * 100.0).round() / 100.0)
                .filter(|ratio| ratio.is_finite()),
            runs: ours.len(),
            note: None,
        }
    }
}

/// Three digits at least, whatever the size.
fn round(value: f64) -> f64 {
    let digits = if value.abs() < 10.0 { 1_000.0 } else { 10.0 };
    (value * digits).round() / digits
}

/// As [`round`] leaves it, without digits that say nothing.
fn shown(value: f64) -> String {
    if value.abs() < 10.0 {
        format!("{value:.3}")
    } else {
        format!("{value:.1}")
    }
}

/// The middle value; of an even count the mean of the two in the middle. 0 of none.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => 0.0,
        (n, half) if n % 2 == 0 => f64::midpoint(sorted[half - 1], sorted[half]),
        (_, half) => sorted[half],
    }
}

/// A table for people.
pub fn table(metrics: &[Metric]) -> String {
    let width = metrics.iter().map(|m| m.metric.len()).max().unwrap_or(0);
    let mut out = format!(
        "{:<width$} {:>10} {:>10} {:>7}  {:<8} peer\n",
        "metric", "ours", "peer's", "ratio", "unit"
    );
    for m in metrics {
        let note = m.note.as_ref().map(|note| format!(": {note}"));
        out += &format!(
            "{:<width$} {:>10} {:>10} {:>7}  {:<8} {}{}\n",
            m.metric,
            shown(m.ours),
            m.peer_value.map_or("-".into(), shown),
            m.ratio.map_or("-".into(), |ratio| format!("{ratio:.2}")),
            m.unit,
            m.peer.as_deref().unwrap_or("-"),
            note.unwrap_or_default(),
        );
    }
    // What is counted once is no median of several.
    if let Some(runs) = metrics.iter().map(|metric| metric.runs).max() {
        out += &format!("medians of {runs} runs, interleaved; ratio above 1: ours is better\n");
    }
    out
}

/// The same for a document.
pub fn markdown(metrics: &[Metric]) -> String {
    let mut out = String::from(
        "| metric | unit | ours | peer's | ratio | peer |\n|---|---|---:|---:|---:|---|\n",
    );
    for m in metrics {
        let note = m.note.as_ref().map(|note| format!(": {note}"));
        out += &format!(
            "| `{}` | {} | {} | {} | {} | {}{} |\n",
            m.metric,
            m.unit,
            shown(m.ours),
            m.peer_value.map_or("-".into(), shown),
            m.ratio.map_or("-".into(), |ratio| format!("{ratio:.2}")),
            m.peer.as_deref().unwrap_or("-"),
            note.unwrap_or_default(),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
    }

    #[test]
    fn rate_ratio_is_above_one_when_ours_is_faster() {
        let metric = Metric::rate("m", "1/s", &[200.0], Some(("peer", &[100.0])));
        assert_eq!(
            (metric.ratio, metric.peer_value, metric.runs),
            (Some(2.0), Some(100.0), 1)
        );
        assert_eq!(Metric::rate("m", "1/s", &[200.0], None).ratio, None);
    }

    #[test]
    fn cost_ratio_is_above_one_when_ours_is_less() {
        let metric = Metric::cost("m", "ms", &[5.0], Some(("peer", &[20.0])));
        assert_eq!(metric.ratio, Some(4.0));
        let never = Metric::cost("m", "ms", &[5.0], Some(("peer", &[])));
        assert_eq!((never.ratio, never.peer_value), (None, None));
    }
}

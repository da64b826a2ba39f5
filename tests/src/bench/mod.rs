//! Benches beside peers: each metric is measured in interleaved runs of ours and the peer's, in the same minutes on
//! the same machine, and reported as medians.

pub mod anvil;
pub mod chain;
mod load;

use serde::Serialize;

/// One line of a bench.
#[derive(Clone, Debug, Serialize)]
pub struct Metric {
    /// What was measured.
    pub metric: &'static str,
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
}

impl Metric {
    /// A rate: more is better.
    pub fn rate(
        metric: &'static str,
        unit: &'static str,
        ours: &[f64],
        peer: Option<(&str, &[f64])>,
    ) -> Self {
        let value = median(ours);
        let peer_value = peer.map(|(_, runs)| median(runs));
        Self {
            metric,
            unit,
            ours: round(value),
            peer: peer.map(|(name, _)| name.to_owned()),
            peer_value: peer_value.map(round),
            ratio: peer_value.map(|peer| (value / peer * 100.0).round() / 100.0),
            runs: ours.len(),
        }
    }
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
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
    let mut out = format!(
        "{:<34} {:>10} {:>10} {:>7}  {:<8} peer\n",
        "metric", "ours", "peer's", "ratio", "unit"
    );
    for m in metrics {
        let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.1}"));
        out += &format!(
            "{:<34} {:>10.1} {:>10} {:>7}  {:<8} {}\n",
            m.metric,
            m.ours,
            number(m.peer_value),
            m.ratio.map_or("-".into(), |ratio| format!("{ratio:.2}")),
            m.unit,
            m.peer.as_deref().unwrap_or("-"),
        );
    }
    if let Some(first) = metrics.first() {
        out += &format!(
            "medians of {} runs, interleaved; ratio above 1: ours is better\n",
            first.runs
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
}

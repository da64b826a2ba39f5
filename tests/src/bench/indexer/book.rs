//! Figures as they come in, and the metrics made of them.

use super::side::Who;
use crate::bench::Metric;

struct Line {
    metric: String,
    unit: &'static str,
    peer_name: Option<String>,
    ours: Vec<f64>,
    peer: Vec<f64>,
    note: Option<String>,
}

/// Samples by metric, in the order of their first coming.
pub struct Book {
    ponder: String,
    lines: Vec<Line>,
}

impl Book {
    /// An empty one; `ponder` is the peer's name.
    pub fn new(ponder: &str) -> Self {
        Self {
            ponder: ponder.to_owned(),
            lines: Vec::new(),
        }
    }

    fn line(&mut self, metric: &str, unit: &'static str) -> &mut Line {
        let at = self.lines.iter().position(|line| line.metric == metric);
        let at = at.unwrap_or_else(|| {
            self.lines.push(Line {
                metric: metric.to_owned(),
                unit,
                peer_name: None,
                ours: Vec::new(),
                peer: Vec::new(),
                note: None,
            });
            self.lines.len() - 1
        });
        &mut self.lines[at]
    }

    /// What one side took in one run.
    pub fn add(&mut self, who: Who, metric: &str, unit: &'static str, value: f64) {
        let ponder = self.ponder.clone();
        let line = self.line(metric, unit);
        match who {
            Who::Ours => line.ours.push(value),
            Who::Ponder => {
                line.peer_name = Some(ponder);
                line.peer.push(value);
            }
        }
    }

    /// What ours took, beside a bound measured in the same run.
    pub fn bound(&mut self, metric: &str, unit: &'static str, ours: f64, bound: f64, what: &str) {
        let line = self.line(metric, unit);
        line.peer_name = Some(what.to_owned());
        line.ours.push(ours);
        line.peer.push(bound);
    }

    /// The peer did not do it at all.
    pub fn never(&mut self, metric: &str, unit: &'static str, note: String) {
        let ponder = self.ponder.clone();
        let line = self.line(metric, unit);
        line.peer_name = Some(ponder);
        line.note = Some(note);
    }

    /// Whether the peer failed at it before: once is enough, and its patience is long.
    pub fn gave_up(&self, metric: &str) -> bool {
        let line = self.lines.iter().find(|line| line.metric == metric);
        line.is_some_and(|line| line.note.is_some())
    }

    /// Medians.
    pub fn metrics(self) -> Vec<Metric> {
        self.lines
            .into_iter()
            .map(|line| {
                // One failure among successes is no median.
                let peer = if line.note.is_some() {
                    &[][..]
                } else {
                    &line.peer
                };
                let peer = line.peer_name.as_deref().map(|name| (name, peer));
                let make = match line.unit {
                    "events/s" => Metric::rate,
                    _ => Metric::cost,
                };
                let mut metric = make(line.metric, line.unit, &line.ours, peer);
                metric.note = line.note;
                metric
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_keep_order_and_tell_rates_from_costs() {
        let mut book = Book::new("ponder 1");
        for (who, seconds) in [(Who::Ours, 2.0), (Who::Ponder, 8.0)] {
            book.add(who, "b.seconds", "s", seconds);
            book.add(who, "a.rate", "events/s", 100.0 / seconds);
        }
        book.add(Who::Ours, "r.ms", "ms", 5.0);
        book.never("r.ms", "ms", "never".into());
        assert!(book.gave_up("r.ms") && !book.gave_up("a.rate"));
        let metrics = book.metrics();
        let names: Vec<_> = metrics.iter().map(|m| m.metric.as_str()).collect();
        assert_eq!(names, ["b.seconds", "a.rate", "r.ms"]);
        let ratios: Vec<_> = metrics.iter().map(|m| m.ratio).collect();
        assert_eq!(ratios, [Some(4.0), Some(4.0), None]);
    }
}

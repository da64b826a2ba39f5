//! A strategy's payoff beside the honest one, as pictures.

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use crate::{findings::Finding, sweeps::Sweep};

const SIZE: (u32, u32) = (860, 480);

/// Draws a sweep: a line per curve, thin and grey what honest accounts have in its place.
pub fn draw(path: &Path, sweep: &Sweep, points: &[(u64, u64, Finding)]) -> Result<()> {
    let payoffs = points
        .iter()
        .flat_map(|(_, _, finding)| [finding.payoff, finding.honest_payoff]);
    let (mut low, mut high) = payoffs.fold((0f64, 0f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let room = (high - low).max(1.0) * 0.05;
    (low, high) = (low - room, high + room);
    let xs = sweep.x.values;
    // Values by their places: they grow by factors as often as by steps.
    let place = |x: u64| xs.iter().position(|value| *value == x).unwrap_or_default() as f64;
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    let failed = |error: &dyn std::fmt::Display| anyhow!("cannot draw {}: {error}", path.display());
    root.fill(&WHITE).map_err(|error| failed(&error))?;
    let mut chart = ChartBuilder::on(&root)
        .caption(
            format!("{}: PSC per account over all cycles", sweep.strategy),
            ("sans-serif", 18),
        )
        .margin(12)
        .x_label_area_size(42)
        .y_label_area_size(70)
        .build_cartesian_2d(-0.2..xs.len() as f64 - 0.8, low..high)
        .map_err(|error| failed(&error))?;
    let label = |at: &f64| {
        let whole = (at - at.round()).abs() < 0.01 && *at > -0.5;
        let value = xs.get(at.round() as usize).filter(|_| whole);
        value.map(u64::to_string).unwrap_or_default()
    };
    chart
        .configure_mesh()
        .x_labels(xs.len() * 2)
        .x_label_formatter(&label)
        .x_desc(sweep.x.label)
        .y_desc("PSC")
        .draw()
        .map_err(|error| failed(&error))?;
    for (number, curve) in sweep.curves.values.iter().enumerate() {
        let of = |value: fn(&Finding) -> f64| -> Vec<(f64, f64)> {
            let here = points.iter().filter(|(other, _, _)| other == curve);
            here.map(|(_, x, finding)| (place(*x), value(finding)))
                .collect()
        };
        let colour = Palette99::pick(number).to_rgba();
        let honest = of(|finding| finding.honest_payoff);
        chart
            .draw_series(LineSeries::new(honest, colour.mix(0.35)))
            .map_err(|error| failed(&error))?;
        chart
            .draw_series(
                LineSeries::new(of(|finding| finding.payoff), colour.stroke_width(2)).point_size(3),
            )
            .map_err(|error| failed(&error))?
            .label(format!("{} {curve}", sweep.curves.name))
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .draw()
        .map_err(|error| failed(&error))?;
    root.present().map_err(|error| failed(&error))
}

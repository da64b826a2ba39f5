//! The promised gas, and the recorded figures.

use world::gas::{self, snapshot::Snapshot};

#[tokio::test(flavor = "multi_thread")]
async fn gas_keeps_the_promised_limits_and_the_recorded_figures() {
    let lines = gas::measure().await.unwrap();
    assert_eq!(gas::exceeded(&lines), [""; 0]);
    for line in &lines {
        assert!(
            line.uncached > line.cached,
            "{}: the cache saves nothing",
            line.op
        );
    }
    let now = Snapshot::take(&lines).unwrap();
    // Another compiler makes other bytes: its figures count once somebody has recorded them.
    let Some(recorded) = Snapshot::load(&now.compiler).unwrap() else {
        println!(
            "gas: nothing is recorded for {}, so limits were checked but no growth: `cargo xtask gas --record` records it",
            now.compiler
        );
        return;
    };
    let differences = now.differences(&recorded);
    assert!(
        differences.is_empty(),
        "run `cargo xtask gas --record` if this is meant:\n{}",
        differences.join("\n")
    );
}

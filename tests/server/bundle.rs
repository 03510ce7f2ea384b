//! The bundle travels over school networks, so it has a budget.

use std::io::Write as _;

/// All files that a first visit loads, compressed with brotli.
const BUDGET: usize = 250_000;

#[test]
fn the_bundle_stays_within_its_budget() {
    let total: usize = assets::all().iter().map(|asset| asset.brotli.len()).sum();
    let mut report = format!("the bundle: {total} of {BUDGET} bytes, brotli\n");
    for asset in assets::all() {
        report += &format!("{:>9}  {}\n", asset.brotli.len(), asset.path);
    }
    // Straight to the stream: the figure shall be seen in every run, and the test runner hides what passing tests print.
    std::io::stderr()
        .write_all(report.as_bytes())
        .expect("standard error takes text");
    assert!(
        assets::all()
            .iter()
            .any(|asset| asset.mime == "application/wasm"),
        "the page is missing"
    );
    assert!(total <= BUDGET, "{report}");
}

//! The bundle travels over school networks, so it has a budget.

use tests::report;

/// All files that a first visit loads, compressed with brotli.
const BUDGET: usize = 350_000;

#[test]
fn the_bundle_stays_within_its_budget() {
    let total: usize = assets::BUNDLE.files.iter().map(|asset| asset.brotli.len()).sum();
    let mut figures = format!("the bundle: {total} of {BUDGET} bytes, brotli");
    for asset in assets::BUNDLE.files {
        figures += &format!("\n{:>9}  {}", asset.brotli.len(), asset.path);
    }
    report(&figures);
    assert!(assets::BUNDLE.files.iter().any(|asset| asset.mime == "application/wasm"), "the page is missing");
    assert!(total <= BUDGET, "{figures}");
}

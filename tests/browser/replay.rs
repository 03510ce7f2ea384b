//! The simulator plays the same runs in the browser.
//!
//! The package `replay` is compiled here, when the test runs, with the compiler that also makes the page, and handed to an
//! empty page as text, because nothing serves it: the lab's own pages need none of this yet. What the browser says of a seed
//! is compared with what the same code says natively, in this process.

use std::collections::BTreeSet;
use std::fs;
use std::time::Instant;

use tests::browser::{Browser, LOOKS, Tab};
use tests::place::{self, TemporaryFolder};
use tests::report;
use wasm_bindgen_cli_support::Bindgen;

/// The name of the package.
const REPLAY: &str = "replay";

/// Ordinary seeds, and some that 32 bits, or the 53 of a JavaScript number, cannot hold.
const SEEDS: [u64; 12] = [0, 1, 2, 3, 7, 42, 1_000, 65_537, 1 << 32, (1 << 53) + 1, 1 << 63, u64::MAX];

/// The sizes of cluster that survive one and two.
const REPLICAS: [u8; 2] = [3, 5];

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_trace_natively_and_in_webassembly() {
    let compiling = Instant::now();
    let program = tokio::task::spawn_blocking(program).await.expect("the simulator compiles for the browser");
    let compiling = compiling.elapsed();
    let browser = Browser::start().await;
    let tab = browser.open("about:blank", LOOKS[0]).await;
    load(&tab, program).await;

    let playing = Instant::now();
    let mut traces = BTreeSet::new();
    let mut differences = Vec::new();
    for (seed, replicas) in SEEDS.iter().flat_map(|seed| REPLICAS.map(|replicas| (*seed, replicas))) {
        let native = replay::trace_hash(seed, replicas);
        let browsers: String = tab.evaluate(&format!("wasm_bindgen.trace_hash({seed}n, {replicas})")).await;
        if native != browsers {
            differences.push(format!("seed {seed}, {replicas} replicas: natively {native}, in the browser {browsers}"));
        }
        traces.insert(native);
    }
    let playing = playing.elapsed();
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;

    report(&format!("the simulator in the browser: {compiling:.1?} to compile, {playing:.1?} to play"));
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    assert_eq!(traces.len(), SEEDS.len() * REPLICAS.len(), "each seed and size has a trace of its own: {traces:?}");
}

/// The simulator for a browser: JavaScript that names it `wasm_bindgen`, and its WebAssembly.
fn program() -> (String, Vec<u8>) {
    let toolchain =
        toolchain::detect().expect("a compiler for WebAssembly; `cargo xtask prepare` finds or installs one");
    let compiled = toolchain.compile(place::root(), REPLAY, &place::target().join(REPLAY));
    let compiled = compiled.unwrap_or_else(|complaint| panic!("{complaint}"));
    let folder = TemporaryFolder::new(REPLAY);
    Bindgen::new()
        .input_path(compiled)
        .typescript(false)
        .omit_default_module_path(true)
        .no_modules(true)
        .and_then(|bindgen| bindgen.generate(folder.path()))
        .expect("wasm-bindgen reads what the compiler wrote");
    let script = fs::read_to_string(folder.path().join("replay.js")).expect("wasm-bindgen writes the JavaScript");
    let bytes = fs::read(folder.path().join("replay_bg.wasm")).expect("wasm-bindgen writes the WebAssembly");
    (script, bytes)
}

/// Makes the program part of the page.
async fn load(tab: &Tab, (script, bytes): (String, Vec<u8>)) {
    let bytes = serde_json::to_string(&bytes).expect("bytes are an array of numbers");
    let loading = format!("{script}\nwasm_bindgen({{ module_or_path: new Uint8Array({bytes}) }}).then(() => true)");
    // Asked of the page itself: the helper would print all of it in an error.
    let loaded = tab.page.evaluate(loading).await.expect("the browser takes the program");
    assert_eq!(loaded.value(), Some(&true.into()), "the browser starts the program");
}

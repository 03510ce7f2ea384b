//! How fast the page is: what a frame costs while hundreds of messages fly, and while somebody drags the history of a run of a
//! hundred thousand events. The figures are printed, and nothing is demanded of them: beside other tests they say how busy the
//! machine is. To read them, play these alone: `cargo test -p tests --test browser frames:: -- --test-threads=1 --nocapture`.

use crate::hands::{begin, press, say, scroll_to};
use chromiumoxide::cdp::browser_protocol::performance::{EnableParams, GetMetricsParams};
use serde::Deserialize;
use tests::browser::{Browser, LOOKS, Tab};
use tests::report;
use tests::server::Server;

/// How many stretches are measured, and how long each is, in milliseconds. Their median counts.
const STRETCHES: usize = 7;
const STRETCH: u32 = 600;

/// What the browser showed in a stretch.
#[derive(Deserialize)]
struct Shown {
    /// When each frame was, in milliseconds.
    frames: Vec<f64>,
    /// How many moments of the run were seen.
    moments: usize,
}

/// What a stretch came to.
struct Measured {
    frames: f64,
    moments: f64,
    longest: f64,
    script: f64,
    layout: f64,
    all: f64,
}

/// Seconds that the browser spent so far: in script, in style and layout, in all.
async fn spent(tab: &Tab) -> [f64; 3] {
    let metrics = tab.page.execute(GetMetricsParams::default()).await.expect("the browser tells what it spent");
    let metric =
        |name: &str| metrics.result.metrics.iter().find(|metric| metric.name == name).map_or(0.0, |it| it.value);
    [metric("ScriptDuration"), metric("LayoutDuration") + metric("RecalcStyleDuration"), metric("TaskDuration")]
}

/// Looks at the page for a stretch, in which `each_frame` is done before each frame.
async fn look(tab: &Tab, each_frame: &str) -> Measured {
    let before = spent(tab).await;
    let shown: Shown = tab
        .evaluate(&format!(
            "new Promise((tell) => {{ const frames = [], moments = new Set(); const tick = (at) => {{ \
             frames.push(at); moments.add((document.querySelector('.history .where span') ?? \
             document.querySelector('.now time')).textContent); {{ {each_frame} }} \
             at - frames[0] < {STRETCH} ? requestAnimationFrame(tick) : tell({{frames, moments: moments.size}}) }}; \
             requestAnimationFrame(tick) }})"
        ))
        .await;
    let after = spent(tab).await;
    let count = (shown.frames.len() - 1) as f64;
    let span = shown.frames[shown.frames.len() - 1] - shown.frames[0];
    let [script, layout, all] = [0, 1, 2].map(|index| (after[index] - before[index]) * 1000.0 / count);
    let longest = shown.frames.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let (frames, moments) = (count * 1000.0 / span, shown.moments as f64 * 1000.0 / span);
    Measured { frames, moments, longest, script, layout, all }
}

/// The median of a figure.
fn median(measured: &[Measured], figure: fn(&Measured) -> f64) -> f64 {
    let mut figures: Vec<f64> = measured.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Looks at the page for several stretches, tells what came of them, and gives the script a frame needs.
async fn measure(tab: &Tab, what: &str, each_frame: &str) {
    tab.page.execute(EnableParams::default()).await.expect("the browser measures");
    let mut measured = Vec::new();
    for _ in 0..STRETCHES {
        measured.push(look(tab, each_frame).await);
    }
    report(&format!(
        "{what}: {:.0} frames and {:.0} moments a second, the longest frame {:.0} ms; a frame takes {:.1} ms of script, \
         {:.1} of style and layout, {:.1} in all",
        median(&measured, |each| each.frames),
        median(&measured, |each| each.moments),
        median(&measured, |each| each.longest),
        median(&measured, |each| each.script),
        median(&measured, |each| each.layout),
        median(&measured, |each| each.all),
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_messages_fly_and_a_frame_needs_little_script() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    let cluster = "cluster replicas=9 order=pbft seed=1 clients=8 delay=10ms..40ms retry=10s patience=20s";
    begin(&tab, &[cluster]).await;
    for client in 1..=8 {
        say(&tab, &format!("workload c{client} inputs=100000 in-flight=8 think=1ms")).await;
    }
    say(&tab, "run for 70ms").await;
    tab.see("form.line .seen", "done").await;
    let flying = "parseInt(document.querySelector('.legend .count').textContent)";
    let before: u32 = tab.evaluate(flying).await;
    assert!(before >= 300, "{before} messages in flight");
    tab.click("button.play").await;
    tab.see("button.play", "Pause").await;
    measure(&tab, "9 replicas and hundreds of messages in flight", "").await;
    let after: u32 = tab.evaluate(flying).await;
    report(&format!("{before} messages in flight at first, {after} at last"));
    tab.screenshot("frames").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_a_hundred_thousand_events_is_dragged_smoothly() {
    // To and fro, a thirtieth of the run a frame.
    const DRAG: &str = "const track = document.querySelector('.history input'); \
        window.dragged = ((window.dragged ?? 0) + 31) % 2000; track.value = Math.abs(1000 - window.dragged); \
        track.dispatchEvent(new Event('input', {bubbles: true}))";
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster replicas=3 seed=1 clients=2", "run until some leader"]).await;
    for line in ["workload c1 inputs=100000 in-flight=16 think=0ms", "workload c2 inputs=100000 in-flight=16 think=0ms"]
    {
        say(&tab, line).await;
    }
    say(&tab, "run for 2500ms").await;
    tab.see("form.line .seen", "done").await;
    measure(&tab, "dragging the history of a long run", DRAG).await;
    tab.see(".history .where span", " of ").await;
    let events: u64 =
        tab.evaluate("parseInt(document.querySelector('.history .where span').textContent.split(' ').pop())").await;
    report(&format!("the run has {events} events"));
    assert!(events >= 100_000, "{events}");

    press(&tab, "End").await;
    scroll_to(&tab, ".space-time").await;
    tab.click(".space-time-tools div button:nth-of-type(5)").await;
    tab.click(".events summary").await;
    let listed = "parseInt(document.querySelector('.events [role=status]').textContent.split(' of ')[1])";
    tab.until::<bool>(&format!("{listed} >= 100000")).await;
    let zoom = "window.zoomed = !window.zoomed; \
        document.querySelector(`.space-time-tools button:nth-of-type(${window.zoomed ? 3 : 4})`).click()";
    tab.click(".events summary").await;
    measure(&tab, "a whole long run in the diagram, moved with each frame", zoom).await;
    tab.screenshot("whole-run").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

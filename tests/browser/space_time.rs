//! The space-time diagram: it shows what happened, also to those who came later; an event in it can be selected, asked for
//! its causes, and gone to.

use crate::hands::{begin, middle_of, say, scroll_to, write};
use chromiumoxide::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Presses a key in the diagram.
async fn press(tab: &Tab, key: &str) {
    let press = format!(
        "document.querySelector('.space-time-frame')\
         .dispatchEvent(new KeyboardEvent('keydown', {{key: {key:?}, bubbles: true, cancelable: true}}))"
    );
    tab.evaluate::<bool>(&press).await;
}

/// How many pixels of the diagram are painted.
async fn painted(tab: &Tab) -> u32 {
    let count = "(() => { const canvas = document.querySelector('.space-time-frame canvas'); \
                 const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; \
                 let count = 0; for (let i = 3; i < pixels.length; i += 4) count += pixels[i] > 0; return count })()";
    tab.evaluate::<u32>(count).await
}

/// How many pixels are painted once that is so for some frames.
async fn settled(tab: &Tab) -> u32 {
    let mut before = u32::MAX;
    for _ in 0..200 {
        let frames = "new Promise((go) => { let left = 5; \
            const wait = () => left-- ? requestAnimationFrame(wait) : go(true); wait() })";
        assert!(tab.evaluate::<bool>(frames).await);
        let now = painted(tab).await;
        if now > 0 && now == before {
            return now;
        }
        before = now;
    }
    panic!("the diagram does not come to rest: {before} pixels are painted");
}

/// A run in which an Output was given, a leader crashed and the network was divided.
async fn eventful(tab: &Tab) {
    begin(
        tab,
        &[
            "c1: add 5",
            "run until output c1 = 5",
            "partition r3 | r1 r2",
            "c1: add 2",
            "run for 20ms",
            "crash leader",
            "run for 10ms",
        ],
    )
    .await;
    tab.see(".entries", "crashes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_run_is_drawn_and_whoever_comes_later_sees_what_was_before() {
    let server = Server::start();
    let browser = Browser::start().await;
    let first = browser.open(&server.url("/"), LOOKS[0]).await;
    eventful(&first).await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        tab.click(".events summary").await;
        tab.see(".events tbody", "crashes").await;
        write(&tab, ".events input", "Crashes").await;
        tab.see(".events [role=status]", "1 found").await;
        assert_eq!(
            tab.evaluate::<String>("document.querySelector('.events tbody').innerText").await.matches('\n').count(),
            0
        );
        tab.screenshot("events-found").await;
        write(&tab, ".events input", "").await;
        assert!(painted(&tab).await > 1_000, "something is drawn");
        tab.click(".events summary").await;
        let show = "(() => { document.querySelector('.space-time').scrollIntoView(); return true })()";
        assert!(tab.evaluate::<bool>(show).await);
        tab.screenshot("space-time").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_the_diagram_tells_what_led_to_it_and_leads_to_its_moment() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["c1: add 5", "run until output c1 = 5"]).await;
    tab.click(".events summary").await;
    tab.see(".events tbody", "c1 is given the Output 5").await;
    let select = "(() => { const rows = [...document.querySelectorAll('.events tbody tr')]; \
                  rows.find(row => row.innerText.includes('is given the Output')).querySelector('button').click(); \
                  return true })()";
    assert!(tab.evaluate::<bool>(select).await);
    tab.see(".selected .what", "c1 is given the Output 5").await;
    tab.see(".selected ol", "arrives at c1").await;
    tab.click(".selected .chip:nth-of-type(2)").await;
    tab.see(".because li:first-of-type", "c1: add 5").await;
    tab.click(".selected li:last-of-type button").await;
    tab.see(".selected .what", "arrives at c1").await;
    tab.see(".selected", "It led to").await;
    tab.screenshot("space-time-selected").await;
    press(&tab, "ArrowLeft").await;
    press(&tab, "Enter").await;
    tab.see(".history .where", "This is the past").await;
    press(&tab, "Escape").await;
    tab.click(".space-time-tools [role=group] button:nth-of-type(5)").await;
    tab.see(".space-time-tools [aria-pressed=false]", "Follow").await;
    tab.see(".events", "The last 60 of").await;
    tab.click(".space-time-tools [role=group] button:nth-of-type(6)").await;
    tab.see(".events tbody", "r1 executes slot").await;

    // What is said of the newest event goes on with the run, and ends with it.
    say(&tab, "c1: add 2").await;
    tab.see(".events tbody tr:last-of-type", "add 2").await;
    tab.click(".events tbody tr:last-of-type button").await;
    tab.see(".selected", "It has led to nothing yet").await;
    say(&tab, "run for 100ms").await;
    tab.see(".selected", "It led to").await;
    say(&tab, "cluster machine=bank").await;
    assert!(tab.until::<bool>("!document.querySelector('.selected')").await);
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

/// Turns the wheel over the middle of the diagram, with the key of this bit held.
async fn wheel(tab: &Tab, key: i64) {
    let (x, y) = middle_of(tab, ".space-time-frame").await;
    let wheel = DispatchMouseEventParams::builder().r#type(DispatchMouseEventType::MouseWheel).modifiers(key);
    let event = wheel.x(x).y(y).delta_x(0.0).delta_y(120.0).build().expect("it says what happens and where");
    tab.page.execute(event).await.expect("the browser has a wheel");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wheel_scrolls_past_the_diagram_and_zooms_with_a_key() {
    const CONTROL: i64 = 2;
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    eventful(&tab).await;
    scroll_to(&tab, ".space-time").await;
    let (shown, before) = (settled(&tab).await, tab.evaluate::<f64>("window.scrollY").await);
    wheel(&tab, CONTROL).await;
    let zoomed = settled(&tab).await;
    assert_ne!(zoomed, shown, "a longer stretch is shown");
    assert!((tab.evaluate::<f64>("window.scrollY").await - before).abs() < 1.0, "and the page stands still");
    wheel(&tab, 0).await;
    tab.until::<bool>(&format!("window.scrollY > {before} + 50")).await;
    assert_eq!(settled(&tab).await, zoomed, "the page scrolls, and the same is shown");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

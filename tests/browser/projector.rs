//! Who shows the page to a room sees it large and clear, and nothing that is not for the room.

use crate::hands::{begin, press, say, write};
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// What a room looks at, and what only whoever steers needs.
const SHOWN: [&str; 5] = [".stage", ".time", ".ask", ".ballots", ".cards"];
const HIDDEN: [&str; 5] = [".logs-panel", ".space-time", ".chronicle", ".command", ".checks"];

async fn are_seen(tab: &Tab, selectors: &[&str]) -> usize {
    let count = format!("{selectors:?}.filter(each => document.querySelector(each).checkVisibility()).length");
    tab.evaluate(&count).await
}

/// The size of the type at a place, in pixels.
async fn type_at(tab: &Tab, selector: &str) -> f64 {
    tab.evaluate(&format!("parseFloat(getComputedStyle(document.querySelector({selector:?})).fontSize)")).await
}

/// Waits until the names on the stage are so large: circles follow their stage when the browser tells of its new size.
async fn names_become(tab: &Tab, size: &str) {
    let now = "parseFloat(getComputedStyle(document.querySelector('.actor .name')).fontSize)";
    assert!(tab.until::<bool>(&format!("{now} {size}")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_view_for_a_projector_is_large_and_shows_only_what_a_room_looks_at() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "lie r3", "c1: add 5"]).await;
    say(&tab, "run until all answered").await;
    tab.see(".verdict", "2 of 3").await;
    say(&tab, "c1: add 2").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        let before = (type_at(&tab, ".ballots td").await, type_at(&tab, ".actor .name").await);
        press(&tab, "p").await;
        tab.see(".asks .primary", "Leave the projector view").await;
        assert!(type_at(&tab, ".ballots td").await > before.0 * 1.3);
        // On the stage words grow with the circles, and those of a phone are as large as they can be.
        if look.width >= 600 {
            names_become(&tab, &format!("> {}", before.1 * 1.3)).await;
        }
        assert_eq!(are_seen(&tab, &SHOWN).await, SHOWN.len());
        assert_eq!(are_seen(&tab, &HIDDEN).await, 0);
        tab.screenshot("projector").await;
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
        tab.click(".asks .primary").await;
        assert_eq!(are_seen(&tab, &HIDDEN).await, HIDDEN.len());
        names_become(&tab, &format!("=== {}", before.1)).await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    press(&tab, "/").await;
    tab.see("dialog[open] .verbs", "large and clear").await;
    write(&tab, "#palette-line", "projector").await;
    tab.click("#verb-0").await;
    tab.see(".asks .primary", "Leave the projector view").await;
    press(&tab, "p").await;
    assert_eq!(are_seen(&tab, &HIDDEN).await, HIDDEN.len());
    browser.close().await;
}

//! How the network treats everybody's messages, turned by hand.

use crate::hands::{begin, say};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Where the knobs stand.
async fn knobs(tab: &Tab) -> Vec<String> {
    tab.evaluate("Array.from(document.querySelectorAll('.network select'), (knob) => knob.value)").await
}

/// Turns a knob.
async fn turn(tab: &Tab, knob: usize, to: &str) {
    let turning = format!(
        "(() => {{ const knob = document.querySelectorAll('.network select')[{knob}]; knob.value = {to:?}; \
         knob.dispatchEvent(new Event('change', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&turning).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_knobs_of_the_network_stand_where_the_cluster_says() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1"]).await;
    tab.click(".network summary").await;
    assert_eq!(knobs(&tab).await, ["500us..1500us", "0%", "0%", "0%"]);
    turn(&tab, 1, "20%").await;
    tab.see(".entries", "network delay=500us..1500us loss=20% duplicate=0% reorder=0%").await;
    say(&tab, "network loss=7% delay=3ms..4ms").await;
    tab.until::<bool>("document.querySelector('.network select').value === '3ms..4ms'").await;
    assert_eq!(knobs(&tab).await, ["3ms..4ms", "7%", "0%", "0%"]);
    for look in [LOOKS[0], LOOKS[5]] {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        tab.click(".network summary").await;
        assert_eq!(knobs(&tab).await, ["3ms..4ms", "7%", "0%", "0%"]);
        tab.screenshot("network").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    say(&tab, "network").await;
    tab.until::<bool>("document.querySelector('.network select').value === '500us..1500us'").await;
    browser.close().await;
}

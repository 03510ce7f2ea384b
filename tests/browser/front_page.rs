//! The front page opens: without complaints, quickly, on every screen.

use tests::browser::{Browser, LOOKS};
use tests::report;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_opens_without_complaints_in_every_window_and_theme() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("#app:not([aria-busy]) h1", "SMR Lab").await;
        // Before it is connected there is nothing to see.
        tab.see(".top .light.on", "Connected").await;
        tab.see("article[aria-labelledby=replica-3] h3", "r3").await;
        tab.screenshot("front-page").await;
        let overflow: bool =
            tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth").await;
        assert!(!overflow, "{}: the page is wider than its window", look.name);
        assert_eq!(tab.complaints(), Vec::<String>::new(), "{}", look.name);
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_content_is_painted_within_a_second() {
    const FIRST_PAINT: &str = "new Promise(resolve => new PerformanceObserver(list => \
        list.getEntriesByName('first-contentful-paint').forEach(entry => resolve(entry.startTime)) \
        ).observe({type: 'paint', buffered: true}))";
    let server = Server::start();
    // The best of three browsers, each with an empty cache: other programs on the machine must not count.
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let browser = Browser::start().await;
        let tab = browser.open(&server.url("/"), LOOKS[0]).await;
        best = tab.evaluate::<f64>(FIRST_PAINT).await.min(best);
        browser.close().await;
    }
    report(&format!("first contentful paint: {best:.0} ms"));
    assert!(best < 1000.0, "the first content came after {best:.0} ms");
}

//! Who leads is seen and told, whatever its ordering calls that, and is who the script language means.

use crate::hands::{begin, say};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Waits until the stage says it in words.
async fn hear(tab: &Tab, words: &str) {
    let label = "document.querySelector('svg.actors').getAttribute('aria-label')";
    assert!(tab.until::<bool>(&format!("{label}.includes({words:?})")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_primary_leads_until_it_stands_still_and_the_next_one_is_told() {
    let browser = Browser::start().await;
    for (cluster, replicas) in [("order=pbft replicas=4", 4), ("order=fail-stop replicas=3", 3)] {
        let server = Server::start();
        let tab = browser.open(&server.url("/"), LOOKS[0]).await;
        begin(&tab, &[&format!("cluster seed=1 {cluster}"), "run until some leader", "run until quiet"]).await;
        hear(&tab, &format!("{replicas} replicas; r1 leads")).await;
        tab.see(".actor.leads .role", "primary").await;
        tab.see(".card.leads .mark.strong", "primary").await;
        tab.see(".steps li:last-child button", "Crash").await;
        tab.screenshot("a-primary").await;
        say(&tab, "pause r1").await;
        hear(&tab, "nobody leads").await;
        say(&tab, "crash leader").await;
        tab.see("#line-refused", "nobody leads now").await;
        for line in ["resume r1", "crash leader", "c1: add 5", "run until some leader"] {
            say(&tab, line).await;
        }
        hear(&tab, "r2 leads").await;
        tab.see(".actor.leads .name", "r2").await;
        tab.see("p[role=log]", "r2 leads now").await;
        tab.until::<bool>("document.querySelector('.steps li:last-child.done') !== null").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

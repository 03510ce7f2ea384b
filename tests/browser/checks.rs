//! What is checked, and what can be broken: promises, the audit's checksums, faults of a replica, partitions, a newcomer.

use crate::hands::{begin, choose, press, say, scroll_to, see_walls};
use tests::browser::{Browser, LOOKS};
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_promise_is_red_and_leads_to_where_it_was_broken() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see(".promises-summary", "all 9 kept").await;
    // The voter believes the first answer, and the liar is the first.
    let lines =
        ["cluster seed=1", "plant vote/first-answer", "run until some leader", "lie leader", "cut followers -> c1"];
    begin(&tab, &lines).await;
    say(&tab, "c1: add 5").await;
    say(&tab, "run until all answered").await;
    tab.see(".promises-summary", "1 of 9 broken").await;
    tab.see(".promises li:not(.kept)", "outputs").await;
    scroll_to(&tab, ".checks").await;
    tab.screenshot("promise-broken").await;
    tab.click(".promises li:not(.kept) .chip").await;
    tab.see(".promises-summary", "1 of 9 broken").await;
    press(&tab, "ArrowLeft").await;
    tab.see(".history .where", "This is the past").await;
    tab.see(".promises-summary", "all 9 kept").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_shows_the_first_slot_at_which_a_replica_differs() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1 audit-every=2", "run until some leader"]).await;
    tab.see(".audit-more button:not([disabled])", "Give 40 Inputs").await;
    tab.click(".audit-more button").await;
    say(&tab, "run until quiet").await;
    tab.see(".audit-summary", "equal wherever").await;
    say(&tab, "break-audit r2").await;
    say(&tab, "corrupt r2").await;
    say(&tab, "workload c1 inputs=40").await;
    say(&tab, "run for 500ms").await;
    tab.see(".audit-summary", "first difference at slot").await;
    tab.see(".checksums td.differs", "differs").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".checksums td.differs", "differs").await;
        scroll_to(&tab, ".checks").await;
        tab.screenshot("checks").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_partitions_and_a_newcomer_are_made_by_pointing() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["c1: add 5"]).await;
    tab.click("article[aria-labelledby=replica-1] .more summary").await;
    tab.click("button[aria-label='Slow: r1']").await;
    tab.see("article[aria-labelledby=replica-1] .ailments", "slow").await;
    tab.click("button[aria-label='Usual speed: r1']").await;
    tab.see("button[aria-label='Slow: r1']", "Slow").await;
    tab.click("button[aria-label='Mute: r1']").await;
    tab.see("button[aria-label='Unmute: r1']", "Unmute").await;

    tab.click(".divide summary").await;
    tab.see(".divide code", "nobody").await;
    tab.click(".sides label:nth-of-type(3) input").await;
    tab.see(".divide code", "partition r1 r2 c1 | r3").await;
    tab.click(".divide .do button").await;
    tab.see(".entries", "partition").await;
    tab.screenshot("divided").await;
    tab.click(".divide .heal").await;
    tab.see(".entries", "No longer at the network: partition").await;

    tab.see(".divide .sides ~ .sides ~ .do code", "choose two").await;
    choose(&tab, ".divide label:first-of-type select", "r2").await;
    choose(&tab, ".divide label:last-of-type select", "c1").await;
    tab.see(".divide .sides ~ .sides ~ .do code", "cut r2 -> c1").await;
    tab.click(".divide .sides ~ .sides ~ .do button").await;
    tab.see(".entries", "cut r2 -> c1").await;
    // The same as the stroke from one to the other.
    see_walls(&tab, 1).await;
    tab.screenshot("cut-in-panel").await;

    tab.click(".add-replica button").await;
    tab.see("article[aria-labelledby=replica-4] h3", "r4").await;
    tab.see(".add-replica button", "Add r5").await;
    scroll_to(&tab, ".replicas").await;
    tab.screenshot("faults").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

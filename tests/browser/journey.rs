//! The way of an Input through the six steps, the ballots on it, the logs it goes into, and the lines of the protocol.

use crate::hands::{begin, say, scroll_to};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// What is said of a step, once it is.
async fn step(tab: &Tab, number: usize, standing: &str, says: &str) {
    tab.see(&format!(".journey > li:nth-child({number})[data-standing={standing}]"), says).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_is_followed_from_its_receipt_to_its_verdict() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see(".way", "Submit an Input").await;
    begin(&tab, &["cluster seed=1", "run until some leader", "run until quiet", "by-hand on", "c1: add 5"]).await;
    step(&tab, 2, "now", "On its way to r").await;
    step(&tab, 3, "later", "has to receive it").await;
    say(&tab, "deliver request from c1").await;
    step(&tab, 2, "done", "One replica received it").await;
    step(&tab, 3, "now", "agree on its slot").await;
    for line in ["by-hand off", "lie r2", "run until quiet"] {
        say(&tab, line).await;
    }
    step(&tab, 3, "done", "Chosen for slot").await;
    step(&tab, 4, "done", "All have executed it").await;
    step(&tab, 5, "done", "Outvoted: r2").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        step(&tab, 5, "done", "Output 5").await;
        scroll_to(&tab, ".way").await;
        tab.screenshot("way").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    for line in ["crash r2", "crash r3", "c1: add 1", "run until all answered within 60s"] {
        say(&tab, line).await;
    }
    step(&tab, 5, "wrong", "FAIL. Fewer than a majority").await;
    tab.see("tr[data-standing=silent]:nth-child(2) td:last-child", "no answer: down").await;
    scroll_to(&tab, ".way").await;
    tab.screenshot("way-fail").await;
    follow(&tab, "c1#1").await;
    tab.see(".followed", "c1#1 add 5").await;
    tab.see(".verdict[data-verdict=output]", "5").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

/// Chooses the request that is followed.
async fn follow(tab: &Tab, request: &str) {
    let choose = format!(
        "(() => {{ const choice = document.querySelector('.choose-request select'); choice.value = {request:?}; \
         choice.dispatchEvent(new Event('change', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&choose).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_box_lists_those_who_were_asked() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    let begun = ["cluster seed=1", "run until some leader", "lie r2", "c1: add 5", "run until quiet"];
    begin(&tab, &begun).await;
    tab.see(".verdict", "2 of 3 replicas returned it").await;
    for line in ["join r4", "run until quiet"] {
        say(&tab, line).await;
    }
    let voters = "[...document.querySelectorAll('.ballot-table tbody th')].map(each => each.innerText).join()";
    let marked = "document.querySelectorAll('.journey > li:nth-child(5) .at-replicas li').length";
    tab.see(".entries", "r4").await;
    tab.see("article[aria-labelledby=replica-4] .marks", "follower").await;
    tab.see(".client .votes", "✓✕✓").await;
    assert_eq!(tab.evaluate::<String>(voters).await, "r1,r2,r3", "r4 was not there yet");
    assert_eq!(tab.evaluate::<usize>(marked).await, 3);
    say(&tab, "c1: add 1").await;
    tab.see(".verdict", "0 of 3 equal Outputs").await;
    say(&tab, "run until quiet").await;
    tab.see(".followed", "c1#2 add 1").await;
    tab.see(".verdict", "3 of 4 replicas returned it").await;
    assert_eq!(tab.evaluate::<String>(voters).await, "r1,r2,r3,r4");
    assert_eq!(tab.evaluate::<usize>(marked).await, 4);
    for line in ["quit r3", "run until quiet", "c1: add 1", "run until quiet"] {
        say(&tab, line).await;
    }
    tab.see(".verdict", "2 of 3 replicas returned it").await;
    assert_eq!(tab.evaluate::<String>(voters).await, "r1,r2,r4");
    for (request, asked) in [("c1#1", "r1,r2,r3"), ("c1#2", "r1,r2,r3,r4")] {
        follow(&tab, request).await;
        tab.see(".followed", request).await;
        assert_eq!(tab.evaluate::<String>(voters).await, asked, "{request}");
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_differs_from_what_was_read_beside_the_order_is_not_outvoted() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    let lines = [
        "cluster replicas=3 order=multi-paxos model=fail-stop seed=1",
        "run until some leader",
        "partition r3 | r1 r2 c1",
        "c1: add 5",
        "run until output c1 = 5",
        "heal",
        "c1: read",
        "run until quiet",
    ];
    begin(&tab, &lines).await;
    tab.see(".verdict", "read without ordering").await;
    tab.see(".verdict output", "5").await;
    tab.see(".ballot-table tbody tr:nth-child(3)", "another was taken").await;
    assert!(tab.evaluate::<bool>("!document.querySelector('.client .votes').textContent.includes('✕')").await);
    tab.see(".followed", "read").await;
    tab.screenshot("read-beside-the-order").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_show_what_is_written_chosen_executed_and_forgotten() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "crash r3", "c1: add 5", "run until quiet"]).await;
    tab.see(".logs thead", "add 5").await;
    tab.see(".logs tbody tr:nth-child(1) td[data-stage=executed]", "on disk").await;
    tab.see(".logs tbody tr:nth-child(3) td[data-stage=empty]", "nothing").await;
    tab.see("article[aria-labelledby=replica-1] .state mark", "5").await;
    tab.see("article[aria-labelledby=replica-1] .was", "was 0").await;
    for line in ["c1: add 2", "checkpoint", "run until quiet", "c1: add 3", "run until quiet"] {
        say(&tab, line).await;
    }
    tab.see("article[aria-labelledby=replica-1] .state mark", "10").await;
    tab.see(".logs tbody", "checkpoint").await;
    tab.see(".protocol summary", "multi-paxos").await;
    tab.see(".lines .lit", "r").await;
    let leads = "(async () => { const link = document.querySelector('.lines .lit a'); \
        const source = new DOMParser().parseFromString(await (await fetch(link.href)).text(), 'text/html'); \
        return source.getElementById(decodeURIComponent(link.hash.slice(1)))?.querySelector('mark')?.textContent ?? '' })()";
    let lit = tab.evaluate::<String>(leads).await;
    assert!(lit.contains("lines::"), "the source that runs: {lit:?}");
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".logs tbody", "checkpoint").await;
        tab.see(".lines .lit", "r").await;
        scroll_to(&tab, ".logs-panel").await;
        tab.screenshot("logs").await;
        scroll_to(&tab, ".protocol-panel").await;
        tab.screenshot("lines").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

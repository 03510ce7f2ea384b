//! What is under way at the replicas: timers that run out, on the stage and in words, and votes as they arrive.

use crate::hands::{begin, say, scroll_to};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// When the leader shows itself next, as its card says, as soon as that is another moment than before.
async fn heartbeat_after(tab: &Tab, before: &str) -> String {
    let said = "document.querySelector('.card.leads .under-way').textContent.match(/heartbeat at [^,]*s/)?.[0]";
    tab.until(&format!("{said} !== {before:?} && {said}")).await
}

/// Waits until something is painted, or nothing, where the arc of the first replica ends: left of its top.
async fn see_arc(tab: &Tab, there: bool) {
    let is_so = format!(
        "(() => {{ \
         const stage = document.querySelector('canvas.messages'), actor = document.querySelector('.replica'); \
         const {{e, f}} = actor.transform.baseVal.consolidate().matrix; \
         const reach = parseFloat(actor.querySelector('.body').getAttribute('r')) + 10, scale = stage.width / stage.clientWidth; \
         const [x, y] = [e + reach * Math.cos(-1.7), f + reach * Math.sin(-1.7)]; \
         const painted = stage.getContext('2d').getImageData(x * scale, y * scale, 1, 1).data[3] > 0; \
         return painted === {there} }})()"
    );
    assert!(tab.until::<bool>(&is_so).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_runs_out_and_the_next_one_is_told() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "run until quiet"]).await;
    let before = heartbeat_after(&tab, "").await;
    // A leader shows itself every 40 milliseconds.
    say(&tab, "run for 40ms").await;
    let after = heartbeat_after(&tab, &before).await;
    assert_ne!(before, after);
    see_arc(&tab, true).await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".card.leads .under-way", "heartbeat at ").await;
        tab.screenshot("timers").await;
        scroll_to(&tab, ".cards").await;
        tab.screenshot("timers-in-words").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    say(&tab, "crash r1").await;
    tab.see(".actor.down .middle", "down").await;
    see_arc(&tab, false).await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.card.down .under-way').textContent").await, "");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_arrive_one_by_one() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1 replicas=5 order=raft", "run for 150ms"]).await;
    for _ in 0..60 {
        if tab.evaluate::<bool>("document.querySelector('.cards').textContent.includes('Votes: r1 r')").await {
            break;
        }
        say(&tab, "step 1").await;
        tab.see("form.line .seen", "done").await;
    }
    tab.see(".cards", " of 5").await;
    tab.see(".legend", "votes to lead").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".cards", " of 5").await;
        tab.screenshot("votes").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    say(&tab, "run until some leader").await;
    tab.see(".actor.leads .role", "leader").await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.cards').textContent.includes('Votes: ')").await);
    browser.close().await;
}

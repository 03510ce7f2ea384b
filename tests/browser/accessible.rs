//! Nobody is kept out: names, references, focus, width and contrast on every page; and what matters is said aloud.

use crate::hands::{begin, say};
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS};
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_kept_out_of_any_page() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        for (page, selector, text) in [
            ("/", "article[aria-labelledby=replica-3] h3", "r3"),
            ("/lessons", "main h2", "The course"),
            ("/join", "main h2", "Join a class"),
            ("/lessons/course/18-checkpoints", "main h2", "Checkpoints"),
            ("/nowhere", "h1", "nothing at this address"),
        ] {
            let tab = browser.open(&server.url(page), look).await;
            tab.see(selector, text).await;
            assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{page} with {look:?}");
        }
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_can_be_read_by_everybody_and_is_said_aloud() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1 audit-every=2", "plant vote/first-answer", "run until some leader"]).await;
    tab.see("p[role=log]", "leads now").await;
    for line in ["lie leader", "cut followers -> c1", "c1: add 5", "run until all answered"] {
        say(&tab, line).await;
    }
    tab.see("p[role=log]", "Promise broken").await;
    for line in ["heal", "crash r3", "slow r2 20", "workload c1 inputs=40", "run for 300ms"] {
        say(&tab, line).await;
    }
    tab.see("article[aria-labelledby=replica-3] .marks", "down").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".journey", "Place").await;
        assert!(
            tab.evaluate::<bool>(
                "(() => { document.querySelectorAll('details').forEach(each => each.open = true); return true })()"
            )
            .await
        );
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_itself_finds_what_keeps_people_out() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/nowhere"), LOOKS[0]).await;
    tab.see("h1", "nothing at this address").await;
    assert_eq!(complaints(&tab).await, Vec::<String>::new());
    let spoil = "(() => { document.body.insertAdjacentHTML('beforeend', \
        '<button></button><p id=faint>faint</p><div aria-hidden=true><a href=\"#\">a</a></div>\
        <p aria-describedby=\"nothing\">x</p><li>lost</li>'); \
        Object.assign(document.querySelector('#faint').style, {color: '#999', background: '#fff'}); return true })()";
    assert!(tab.evaluate::<bool>(spoil).await);
    let found = complaints(&tab).await.join("\n");
    for part in
        ["a button has no name", "a contrast of 2.8", "hidden from screen readers", "leads nowhere", "in no list"]
    {
        assert!(found.contains(part), "{part} is not found: {found}");
    }
    browser.close().await;
}

//! A State on its way to a newcomer: how much of it has come, and what did not have to travel.

use crate::hands::{begin, say, scroll_to};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Of a State, the bytes that have come, those that have to, and those that are saved, as the card of r4 tells them.
async fn told(tab: &Tab) -> [u64; 4] {
    let numbers = "(document.querySelector('article[aria-labelledby=replica-4] .transfer')?.innerText.replace(/^.*?from r\\d/, '').match(/\\d+/g) ?? []).map(Number)";
    tab.until(&format!("{numbers}.length === 4 && {numbers}")).await
}

/// Steps until the card tells what is waited for.
async fn step_until(tab: &Tab, is_so: fn([u64; 4]) -> bool) -> [u64; 4] {
    for _ in 0..60 {
        let numbers = told(tab).await;
        if is_so(numbers) {
            return numbers;
        }
        say(tab, "step 1").await;
        tab.see("form.line .seen", "done").await;
    }
    panic!("{:?}", told(tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_shows_how_much_of_a_state_has_come_and_what_was_saved() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    let lines = [
        "cluster replicas=3 machine=key-value seed=1 checkpoint-threshold=16",
        "run until some leader",
        "workload c1 inputs=200 in-flight=4 think=0us",
        "run until all answered",
        "run until quiet",
        "join r4",
        "run until happened transfer r4",
    ];
    begin(&tab, &lines).await;
    // Until the source has said how much it is.
    let [come, all, _, _] = step_until(&tab, |[_, all, _, _]| all > 0).await;
    assert_eq!(come, 0, "nothing of the {all} bytes has come yet");
    for look in [LOOKS[0], LOOKS[5]] {
        let tab = browser.open(&server.url("/"), look).await;
        assert_eq!(told(&tab).await[1], all);
        scroll_to(&tab, "article[aria-labelledby=replica-4]").await;
        tab.screenshot("transfer").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    let [_, _, _, squeezed] = step_until(&tab, |[come, all, _, _]| come == all).await;
    assert!(squeezed > 0, "nothing is saved by compression");
    say(&tab, "run until quiet").await;
    tab.see("article[aria-labelledby=replica-4] .marks", "follower").await;
    browser.close().await;
}

//! Time on the live page: one goes back, acts in the past, comes back to what was, and asks why something happened.

use crate::hands::{press, say};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

const STATE_OF_R1: &str = "article[aria-labelledby=replica-1] .state code";

/// Drags the track of the history to a place, from 0 to 1000.
async fn scrub(tab: &Tab, place: u32) {
    let drag = format!(
        "(() => {{ const track = document.querySelector('.history input'); track.value = '{place}'; \
         track.dispatchEvent(new Event('input', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&drag).await);
}

/// The live page, where a client has asked to add 5 and has been answered.
async fn after_an_answer() -> (Server, Browser, Tab) {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    say(&tab, "c1: add 5").await;
    tab.see("form.line .seen", "done").await;
    say(&tab, "run until output c1 = 5").await;
    (server, browser, tab)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_field_for_lines_is_described_by_an_example_that_stays_while_one_types() {
    let (_server, browser, tab) = after_an_answer().await;
    let described = "document.querySelector('#line').getAttribute('aria-describedby').split(' ')\
                     .map((id) => document.getElementById(id).textContent).join('')";
    assert_eq!(tab.evaluate::<String>(described).await, "For example: run until quiet");
    tab.see("#line-example code", "run until quiet").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_can_be_walked_to_and_changed_and_nothing_is_lost() {
    let (_server, browser, tab) = after_an_answer().await;
    tab.see(STATE_OF_R1, "5").await;
    say(&tab, "expect output c1 = 7").await;
    tab.see("#line-refused", "does not hold").await;

    scrub(&tab, 0).await;
    tab.see(".history .where", "This is the past").await;
    tab.see(STATE_OF_R1, "0").await;
    tab.screenshot("past").await;

    say(&tab, "cut r1 -> r2").await;
    tab.see(".history select", "what if 1").await;
    tab.screenshot("branch").await;
    let choose = "(() => { const branches = document.querySelector('.history select'); branches.value = '0'; \
                  branches.dispatchEvent(new Event('change', {bubbles: true})); return true })()";
    assert!(tab.evaluate::<bool>(choose).await);
    tab.see(".history .where", "This is the past").await;
    tab.click(".history .where button").await;
    tab.see(STATE_OF_R1, "5").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_of_the_chronicle_leads_to_its_moment_and_to_its_causes() {
    let (_server, browser, tab) = after_an_answer().await;
    tab.see(".entries li[data-tone=good]", "gets Output 5").await;
    tab.click(".entries li[data-tone=good] .ask-why").await;
    tab.see(".because li:first-of-type", "c1: add 5").await;
    tab.screenshot("why").await;
    tab.click(".because li:first-of-type button").await;
    tab.see(".history .where", "This is the past").await;
    tab.see(".entries li.to-come", "gets Output 5").await;
    press(&tab, "End").await;
    tab.see(".entries li:not(.to-come)", "gets Output 5").await;
    press(&tab, "ArrowLeft").await;
    tab.see(".history .where", "This is the past").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

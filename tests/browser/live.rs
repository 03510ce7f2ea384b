//! The live page: an Input is submitted, executed by every replica and voted on; a liar is outvoted; and when the server
//! goes away, the page says so and comes back by itself.

use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

const SUBMIT: &str = "form button.primary:not([disabled])";

/// Types an Input and submits it, as soon as the page is ready to take one.
async fn submit(tab: &Tab, input: &str) {
    tab.see(SUBMIT, "Submit").await;
    let typing = format!(
        "(() => {{ const field = document.querySelector('#input'); field.value = {input:?}; \
         field.dispatchEvent(new Event('input', {{bubbles: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&typing).await);
    tab.click(SUBMIT).await;
}

/// The card of the replica at a place.
fn card(place: u8, part: &str) -> String {
    format!("article[aria-labelledby=replica-{place}] {part}")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_is_executed_by_every_replica_and_its_output_is_voted_on() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    for place in 1..=3 {
        tab.see(&card(place, ".state code"), "0").await;
    }
    submit(&tab, "add 5").await;
    tab.see(".verdict[data-verdict=output]", "5").await;
    for place in 1..=3 {
        tab.see(&card(place, ".state code"), "5").await;
    }
    tab.screenshot("answered").await;

    tab.click("button[aria-label='Make r2 lie to clients']").await;
    submit(&tab, "add 1").await;
    tab.see("tr[data-standing=outvoted] th", "r2").await;
    tab.see(".verdict[data-verdict=output]", "6").await;
    tab.screenshot("outvoted").await;

    submit(&tab, "multiply 7").await;
    tab.see("#input-refused", "add").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_that_the_server_is_gone_and_comes_back_by_itself() {
    let mut server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see(SUBMIT, "Submit").await;
    server.kill();
    tab.see(".banner", "Connection lost").await;
    tab.see("form button.primary[disabled]", "Submit").await;
    tab.screenshot("connection-lost").await;
    server.resume();
    tab.see(".banner", "Connected again").await;
    submit(&tab, "add 2").await;
    tab.see(".verdict[data-verdict=output]", "2").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_run_can_have_says_so_and_leads_on() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/?session=short"), LOOKS[0]).await;
    tab.see(".banner", "There is no run at this address").await;
    tab.screenshot("no-run").await;
    tab.click(".banner a").await;
    tab.see(SUBMIT, "Submit").await;
    browser.close().await;
}

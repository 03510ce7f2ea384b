//! A wrong address leads back to the lab.

use tests::browser::{Browser, LOOKS};
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_shows_a_page_that_leads_back() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/no/such/page"), look).await;
        tab.see("h1", "nothing at this address").await;
        tab.screenshot("not-found").await;
        tab.click("a").await;
        tab.see("#app:not([aria-busy]) h1", "SMR Lab").await;
    }
    browser.close().await;
}

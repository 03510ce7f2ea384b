//! What the bundler leaves out of the style sheet changes nothing in it.

use std::collections::BTreeMap;
use std::fs;

use tests::browser::{Browser, LOOKS};
use tests::place;
use tests::server::Server;

/// The rules of the text as the browser understands them, without the spaces that mean nothing.
const RULES: &str = "text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s+/g, ' ').replace(/ ?([,/{}]) ?/g, '$1').trim());
}";

#[tokio::test(flavor = "multi_thread")]
async fn the_style_sheet_that_is_sent_says_what_was_written() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/no/such/page"), LOOKS[0]).await;
    let written = serde_json::to_string(&as_written()).expect("a text");
    let sent = "fetch(document.querySelector('link[rel=stylesheet]').href).then(answer => answer.text())";
    let sent: Vec<String> = tab.evaluate(&format!("{sent}.then({RULES})")).await;
    let written: Vec<String> = tab.evaluate(&format!("({RULES})({written})")).await;
    assert!(written.len() > 400, "{} rules were written", written.len());
    assert_eq!(sent, written);
    browser.close().await;
}

/// The style sheets of the project, in the order of their names.
fn as_written() -> String {
    let sheets: BTreeMap<_, _> = fs::read_dir(place::root().join("assets/style"))
        .expect("the folder of styles")
        .map(|entry| entry.expect("a style sheet").path())
        .map(|path| (path.clone(), fs::read_to_string(path).expect("a text")))
        .collect();
    sheets.into_values().collect::<Vec<_>>().join("\n")
}

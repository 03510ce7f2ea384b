//! The command palette and the list of keys: both on a key, from wherever one is.

use crate::hands::{play_and_stop, say, write};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Presses a key where the focus is.
async fn press(tab: &Tab, key: &str, control: bool) {
    let press = format!(
        "(() => {{ document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         {{key: {key:?}, ctrlKey: {control}, bubbles: true, cancelable: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&press).await);
}

/// How often something is said at once to those who do not see it.
async fn alerts(tab: &Tab) -> usize {
    tab.evaluate("document.querySelectorAll('[role=alert]:not(:empty)').length").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_said_once_where_the_line_was_written() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    say(&tab, "crash r9").await;
    tab.see("#line-refused", "r9").await;
    assert_eq!(alerts(&tab).await, 1);
    say(&tab, "crash r3").await;
    tab.see(".line .seen", "done").await;
    assert_eq!(alerts(&tab).await, 0);
    assert_eq!(tab.evaluate::<String>("document.querySelector('dialog .seen').textContent").await, "");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_on_a_key_and_says_how_it_is_used() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        press(&tab, "k", true).await;
        tab.see("dialog[open] .verbs", "partition PARTY").await;
        write(&tab, "#palette-line", "lose").await;
        tab.screenshot("commands").await;
        write(&tab, "#palette-line", "che").await;
        tab.see("dialog[open] .verbs li:first-of-type code", "checkpoint").await;
        press(&tab, "Enter", false).await;
        press(&tab, "Enter", false).await;
        tab.see("dialog[open] .seen", "done").await;
        write(&tab, "#palette-line", "crash r9").await;
        press(&tab, "Enter", false).await;
        tab.see("#palette-refused", "r9").await;
        assert_eq!(alerts(&tab).await, 1, "it is said once");
        // Whoever opens it again begins anew.
        tab.click("dialog[open] form[method=dialog] button").await;
        press(&tab, "k", true).await;
        tab.see("dialog[open] .verbs", "partition PARTY").await;
        let left =
            "document.querySelector('#palette-line').value + document.querySelector('#palette-refused').textContent";
        assert_eq!(tab.evaluate::<String>(left).await, "");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see("form.line button:not([disabled])", "Do it").await;
    // Keys go on to work after a click, though the button that was clicked has the focus.
    tab.click(".time button:nth-of-type(3)").await;
    tab.see("button.play", "Play").await;
    press(&tab, "ArrowLeft", false).await;
    tab.see(".history .where", "This is the past").await;
    press(&tab, "End", false).await;
    // And wherever the click was: on a button in a list, in the list itself, in what has keys of its own.
    for place in [".entries .moment", ".entries li > span:nth-of-type(2)", ".space-time-frame canvas", ".logs-scroll"] {
        tab.click(place).await;
        play_and_stop(&tab).await;
    }
    press(&tab, "?", false).await;
    tab.see("dialog[open] .keys", "all commands").await;
    tab.screenshot("keys").await;
    // Each verb is on the key of its letter, unless somebody wants letters to be no keys.
    let switch = "dialog[open] input[type=checkbox]";
    for on in [true, false] {
        if !on {
            tab.click(switch).await;
        }
        tab.click("dialog[open] form[method=dialog] button").await;
        press(&tab, "h", false).await;
        let opened = "document.querySelector('dialog[open] #palette-line')?.value ?? ''";
        assert_eq!(tab.evaluate::<String>(opened).await, if on { "h" } else { "" });
        if on {
            tab.see("dialog[open] .verbs li:first-of-type code", "heal").await;
            tab.click("dialog[open] form[method=dialog] button").await;
            press(&tab, "?", false).await;
        }
    }
    browser.close().await;
}

//! A script is written on the page: highlighted, completed, checked while one writes, and run.

use crate::hands::press;
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Look, Tab};
use tests::server::Server;

async fn open(server: &Server, browser: &Browser, look: Look) -> Tab {
    let tab = browser.open(&server.url("/"), look).await;
    tab.see("form.line button:not([disabled])", "Do it").await;
    tab.click(".time button:nth-last-of-type(2)").await;
    tab.see("dialog.script-dialog[open] pre", "crash leader").await;
    tab
}

/// Types in place of all that is written.
async fn write(tab: &Tab, text: &str) {
    let write = format!(
        "(() => {{ const sheet = document.querySelector('.sheet textarea'); sheet.focus(); sheet.select(); \
         return document.execCommand('insertText', false, {text:?}) }})()"
    );
    assert!(tab.evaluate::<bool>(&write).await);
}

/// Presses a key in the field.
async fn key(tab: &Tab, key: &str, control: bool) {
    let press = format!(
        "(() => {{ document.querySelector('.sheet textarea').dispatchEvent(new KeyboardEvent('keydown', \
         {{key: {key:?}, ctrlKey: {control}, bubbles: true, cancelable: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&press).await);
}

/// Asks for the run, writes before the answer comes, and waits for that.
const TAKE_AND_WRITE_ON: &str = "new Promise(answered => {
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (...all) {
        this.addEventListener('loadend', () => setTimeout(answered, 0, true));
        send.apply(this, all);
    };
    document.querySelector('.script-dialog .files button:last-child').click();
    XMLHttpRequest.prototype.send = send;
    const sheet = document.querySelector('.sheet textarea');
    sheet.focus();
    sheet.select();
    document.execCommand('insertText', false, '# mine');
})";

async fn written(tab: &Tab) -> String {
    tab.evaluate("document.querySelector('.sheet textarea').value").await
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_offered_and_taken_and_what_cannot_be_read_is_marked_in_its_place() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = open(&server, &browser, LOOKS[0]).await;
    tab.see(".sheet .verb", "cluster").await;
    write(&tab, "cluster order=ra").await;
    tab.see(".next-words", "order=raft").await;
    key(&tab, "Tab", false).await;
    tab.see(".sheet pre", "order=raft ").await;
    assert_eq!(written(&tab).await, "cluster order=raft ");
    write(&tab, "cluster\ncr").await;
    tab.see(".next-words", "crash").await;
    // What is offered where the caret was goes when it moves.
    assert!(tab.evaluate::<bool>("!document.querySelector('.sheet textarea').setSelectionRange(0, 0)").await);
    tab.see(".sheet:has(.next-words[hidden]) pre", "cluster").await;
    write(&tab, "cluster\ncr").await;
    tab.see(".next-words", "crash").await;
    key(&tab, "ArrowDown", false).await;
    key(&tab, "Enter", false).await;
    assert_eq!(written(&tab).await, "cluster\ncrash ");
    write(&tab, "cluster\ncrsh r1").await;
    tab.see(".sheet .wrong", "crsh").await;
    tab.see(".mistakes", "did you mean `crash REPLICA`?").await;
    tab.screenshot("script-wrong").await;
    tab.click(".mistakes button").await;
    assert_eq!(tab.evaluate::<String>("getSelection().toString()").await, "crsh");
    // Letter upon letter: the field is as large as what is seen, and does not scroll by itself.
    let apart = "(() => { const sheet = document.querySelector('.sheet textarea'); \
        return [sheet.scrollWidth - sheet.clientWidth, sheet.scrollHeight - sheet.clientHeight] })()";
    assert_eq!(tab.evaluate::<[i64; 2]>(apart).await, [0, 0]);
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_run_and_what_it_expects_in_vain_is_told_at_its_line() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = open(&server, &browser, LOOKS[0]).await;
    write(&tab, "cluster replicas=5\nrun for 10ms\nexpect output c1 = 5\n").await;
    tab.click(".script-dialog .primary").await;
    tab.see(".mistakes", "Line 3").await;
    tab.see(".sheet .wrong", "expect").await;
    tab.screenshot("script-stopped").await;
    // The run stands before that line, to be looked at, and what was written is there too.
    tab.click(".mistakes [data-do=attempt]").await;
    tab.see("nav [aria-current]", "Your run").await;
    tab.see(".now time", "0.010").await;
    tab.see("article[aria-labelledby=replica-5]", "r5").await;
    tab.click(".time button:nth-last-of-type(2)").await;
    tab.see("dialog.script-dialog[open] pre", "expect output c1 = 5").await;
    // All that cannot be read is told, not only the first of it.
    write(&tab, "cluster\ncrsh r1\nexpct quiet\n").await;
    tab.click(".script-dialog .primary").await;
    tab.see(".mistakes li:nth-child(2)", "Line 3").await;
    write(&tab, "cluster replicas=5\nc1: add 5\nrun until output c1 = 5\n").await;
    key(&tab, "Enter", true).await;
    tab.see("nav [aria-current]", "Your run").await;
    tab.see("article[aria-labelledby=replica-5] .state code", "5").await;
    // What was written is there again, and so is the run, as a script.
    tab.click(".time button:nth-last-of-type(2)").await;
    tab.see("dialog.script-dialog[open] pre", "run until output c1 = 5").await;
    tab.click(".script-dialog .files button:last-child").await;
    tab.see(".sheet pre", "cluster replicas=5 order=multi-paxos").await;
    // What was written is not lost by it.
    assert!(tab.evaluate::<bool>("document.execCommand('undo')").await);
    tab.see(".sheet pre", "run until output c1 = 5").await;
    assert_eq!(written(&tab).await, "cluster replicas=5\nc1: add 5\nrun until output c1 = 5\n");
    // Nor is what is written before the lab has answered.
    assert!(tab.evaluate::<bool>(TAKE_AND_WRITE_ON).await);
    assert_eq!(written(&tab).await, "# mine");
    assert_eq!(tab.complaints().len(), 2, "only the refusals that were asked for");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_opens_from_the_palette_and_keeps_nobody_out() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = open(&server, &browser, look).await;
        write(&tab, "# A draft.\ncluster replicas=3 seed=7\nsay \"Look.\"\nc1: add 5\ncrsh r1\nrun until c").await;
        tab.see(".mistakes", "crsh").await;
        tab.screenshot("script").await;
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
    }
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    tab.see("form.line button:not([disabled])", "Do it").await;
    press(&tab, "/").await;
    tab.see("dialog[open] .verbs", "Write a script").await;
    browser.close().await;
}

//! The branches of a run: drawn, gone to, and two of them side by side.

use crate::hands::{begin, say, scroll_to};
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Three branches: in the second r1 crashed in the past of the first, and in the third r2 did so in the past of the second.
async fn with_branches(tab: &Tab) {
    begin(tab, &["cluster seed=3", "c1: add 5", "run until output c1 = 5", "run for 200ms"]).await;
    for line in ["crash r1", "crash r2"] {
        let middle = "(() => { const track = document.querySelector('.history input'); track.value = '500'; \
            track.dispatchEvent(new Event('input', {bubbles: true})); return true })()";
        assert!(tab.evaluate::<bool>(middle).await);
        tab.see(".history .where", "This is the past").await;
        say(tab, line).await;
        say(tab, "run for 120ms").await;
        tab.see("form.line .seen", "done").await;
    }
    tab.see(".tree ol", "what if 2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_branches_is_drawn_and_leads_to_each_of_them() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    with_branches(&tab).await;
    assert_eq!(tab.evaluate::<usize>("document.querySelectorAll('.lanes path').length").await, 4);
    tab.see(".tree [aria-current]", "what if 2").await;
    tab.click(".tree li:nth-child(1) button").await;
    tab.see(".tree [aria-current]", "main").await;
    // A place on the lane of another branch: that branch, and that event of it.
    let name: String = tab.evaluate("document.querySelector('.tree li:nth-child(2) button').textContent").await;
    let point = "(() => { const lanes = document.querySelector('.lanes'), box = lanes.getBoundingClientRect(); \
        lanes.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: box.left + box.width * 0.3, \
        clientY: box.top + 34 * 1.5})); return true })()";
    assert!(tab.evaluate::<bool>(point).await);
    tab.see(".tree [aria-current]", &name).await;
    tab.see(".history .where", "This is the past").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_branches_stand_side_by_side_at_a_moment() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    with_branches(&tab).await;
    tab.click(".branch-panel summary").await;
    tab.see(".branch-panel [role=status]", "They part at event").await;
    tab.see(".branch-panel tbody", "r2").await;
    // Both are drawn: in the one r2 is down, in the other it is not, and it is marked in both.
    let drawn = "(() => { const r2 = [...document.querySelectorAll('.beside .actor')] \
        .filter((each) => each.textContent.includes('r2 ≠')).map((each) => each.classList.contains('down')); \
        return String(r2) === 'false,true' })()";
    assert!(tab.until::<bool>(drawn).await);
    let slide = "(() => { const at = document.querySelector('.compares input'); at.value = 0; \
        at.dispatchEvent(new Event('change', {bubbles: true})); return true })()";
    assert!(tab.evaluate::<bool>(slide).await);
    tab.see(".branch-panel [role=status]", "Nothing that can be seen differs").await;
    let same = "(() => { document.querySelectorAll('.compares select').forEach((each) => { each.value = 0; \
        each.dispatchEvent(new Event('change', {bubbles: true})) }); return true })()";
    assert!(tab.evaluate::<bool>(same).await);
    tab.see(".branch-panel [role=status]", "the same run").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".tree ol", "what if 2").await;
        tab.click(".branch-panel summary").await;
        tab.see(".branch-panel tbody", "r2").await;
        scroll_to(&tab, ".branch-panel").await;
        tab.screenshot("branches").await;
        assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

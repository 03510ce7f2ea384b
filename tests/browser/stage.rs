//! The stage: messages that are taken in hand, walls where nothing gets through, and replicas that look as they are.

use crate::hands::{begin, say};
use tests::browser::{Browser, LOOKS};
use tests::server::Server;

/// Points at the whole stage, point by point, as somebody would who looks for a message.
const POINT_EVERYWHERE: &str = "(() => { const canvas = document.querySelector('canvas.messages'); \
    const {left, top, width, height} = canvas.getBoundingClientRect(); \
    for (let x = 0; x < width; x += 8) for (let y = 0; y < height; y += 8) \
        canvas.dispatchEvent(new MouseEvent('click', {clientX: left + x, clientY: top + y, bubbles: true})); \
    return true })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_taken_in_hand_and_dropped() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "run until quiet", "by-hand on", "drop all", "c1: add 5"])
        .await;
    tab.see(".legend .count", "1 message in flight").await;
    assert!(tab.evaluate::<bool>(POINT_EVERYWHERE).await);
    tab.see(".in-hand", "request c1 → r").await;
    tab.screenshot("in-hand").await;
    tab.click(".in-hand .fates button:last-of-type").await;
    tab.click(".in-flight summary").await;
    tab.see(".in-flight li", "request c1 → r").await;
    tab.click(".in-flight li button").await;
    tab.see(".in-hand", "add 5").await;
    tab.click(".in-hand .fates button:nth-of-type(3)").await;
    tab.see(".legend .count", "2 messages in flight").await;
    say(&tab, "drop all").await;
    tab.see(".legend .count", "no message in flight").await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.in-hand').innerText.includes('request')").await);
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_stand_where_nothing_gets_through_and_replicas_look_as_they_are() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(
        &tab,
        &["cluster replicas=5 seed=1", "run until some leader", "partition r1 r2 c1 | r3 r4 r5", "cut r1 -> r2"],
    )
    .await;
    for line in ["slow r2 20", "lie r3", "crash r4", "pause r5"] {
        say(&tab, line).await;
    }
    tab.see(".actor.down .middle", "down").await;
    for look in LOOKS {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".actor.down .middle", "down").await;
        let walls: usize =
            tab.evaluate("document.querySelector('path.wall').getAttribute('d').split('M').length - 1").await;
        assert_eq!(walls, 10, "nine links between the sides, and one that is cut one way");
        for selector in [".actor.slow", ".actor.lies", ".actor.paused"] {
            assert!(
                tab.evaluate::<bool>(&format!("document.querySelector({selector:?}) !== null")).await,
                "{selector}"
            );
        }
        tab.screenshot("walls").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    say(&tab, "heal").await;
    tab.see(".entries", "No longer at the network: partition").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('path.wall').getAttribute('d')").await, "");
    browser.close().await;
}

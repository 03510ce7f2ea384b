//! The stage: messages that are taken in hand, walls where nothing gets through, and replicas that look as they are.

use crate::hands::{begin, draw, point, say};
use chromiumoxide::cdp::browser_protocol::input::DispatchMouseEventType::MouseReleased;
use tests::browser::{Browser, LOOKS, Tab};
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

/// Where the middle of something on the page is, in the window.
async fn middle_of(tab: &Tab, selector: &str) -> (f64, f64) {
    let middle = format!(
        "(() => {{ const at = document.querySelector({selector:?}).getBoundingClientRect(); \
         return [at.x + at.width / 2, at.y + at.height / 2] }})()"
    );
    tab.evaluate(&middle).await
}

async fn walls(tab: &Tab) -> usize {
    tab.evaluate("document.querySelector('path.wall').getAttribute('d').split('M').length - 1").await
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_are_built_by_hand_and_taken_down() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster replicas=5 seed=1", "run until some leader"]).await;
    tab.see(".replica:nth-of-type(5) .name", "r5").await;
    let (x, y) = middle_of(&tab, "canvas.messages").await;
    let (above, below) = ((x - 30.0, y - 120.0), (x - 30.0, y + 120.0));
    draw(&tab, above, below).await;
    tab.see(".plan", "partition r1 r5 c1 | r2 r3 r4").await;
    assert_eq!(walls(&tab).await, 0, "nothing stands before the cluster says so");
    tab.screenshot("wall-planned").await;
    point(&tab, MouseReleased, below).await;
    tab.see(".entries", "partition").await;
    assert_eq!(walls(&tab).await, 9);
    assert!(!tab.evaluate::<bool>("document.querySelector('.in-hand').innerText.includes('→')").await);
    tab.click(".stage .heal").await;
    tab.see(".entries", "No longer at the network: partition").await;
    assert_eq!(walls(&tab).await, 0);

    let (from, to) = (middle_of(&tab, ".replica .body").await, middle_of(&tab, ".client .body").await);
    draw(&tab, from, to).await;
    tab.see(".plan", "cut r1 -> c1").await;
    point(&tab, MouseReleased, to).await;
    tab.see(".entries", "cut r1 -> c1").await;
    assert_eq!(walls(&tab).await, 1);
    draw(&tab, (x - 30.0, y), (x - 25.0, y)).await;
    point(&tab, MouseReleased, (x - 25.0, y)).await;
    assert_eq!(walls(&tab).await, 1, "a trembling hand builds nothing");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ballots_arrive_at_the_client_and_who_joins_and_quits_is_seen() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "run until quiet", "lie r2", "by-hand on", "c1: add 5"])
        .await;
    tab.see(".client .votes", "○○○").await;
    for line in ["by-hand off", "deliver all", "run until quiet"] {
        say(&tab, line).await;
    }
    tab.see(".client .votes", "✓✕✓").await;
    say(&tab, "join r4").await;
    tab.see(".replica.joins .name", "r4").await;
    tab.screenshot("joins").await;
    say(&tab, "run until quiet").await;
    say(&tab, "quit r1").await;
    say(&tab, "run until quiet").await;
    tab.see(".replica.quit .below", "quit").await;
    tab.screenshot("quit").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

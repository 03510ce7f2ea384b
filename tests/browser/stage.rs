//! The stage: messages that are taken in hand, walls where nothing gets through, and replicas that look as they are.

use crate::hands::{begin, draw, middle_of, play_and_stop, point, press, say, scroll_to, see_walls};
use chromiumoxide::cdp::browser_protocol::emulation::MediaFeature;
use chromiumoxide::cdp::browser_protocol::input::DispatchMouseEventType::{MousePressed, MouseReleased};
use tests::browser::{Browser, LOOKS, Tab};
use tests::server::Server;

/// Points at the whole stage, point by point, as somebody would who looks for a message.
const POINT_EVERYWHERE: &str = "(() => { const canvas = document.querySelector('canvas.messages'); \
    const {width, height} = canvas.getBoundingClientRect(); \
    for (let x = 0; x < width; x += 8) for (let y = 0; y < height; y += 8) { \
        const {left, top} = canvas.getBoundingClientRect(); \
        canvas.dispatchEvent(new MouseEvent('click', {clientX: left + x, clientY: top + y, bubbles: true})) } \
    return true })()";

/// The live page, where only what c1 asks is on its way, and held.
async fn with_a_request(server: &Server, browser: &Browser) -> Tab {
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "run until quiet", "by-hand on", "drop all", "c1: add 5"])
        .await;
    tab.see(".legend .count", "1 message in flight").await;
    tab
}

/// Takes the message of c1 in hand, by its name.
async fn take_request(tab: &Tab) {
    tab.see(".in-flight li", "request c1 → r").await;
    tab.click(".in-flight li button").await;
    tab.see(".in-hand", "add 5").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_taken_in_hand_and_dropped() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = with_a_request(&server, &browser).await;
    assert!(tab.evaluate::<bool>(POINT_EVERYWHERE).await);
    tab.see(".in-hand", "request c1 → r").await;
    tab.screenshot("in-hand").await;
    tab.click(".in-hand .fates button:last-of-type").await;
    tab.click(".in-flight summary").await;
    take_request(&tab).await;
    let focus = "document.activeElement.textContent";
    tab.until::<bool>(&format!("{focus} === 'Deliver now'")).await;
    press(&tab, "Escape").await;
    tab.until::<bool>(&format!("{focus}.startsWith('Messages in flight')")).await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.in-hand').innerText.includes('request')").await);
    take_request(&tab).await;
    tab.click(".in-hand .fates button:nth-of-type(3)").await;
    tab.see(".legend .count", "2 messages in flight").await;
    say(&tab, "drop all").await;
    tab.see(".legend .count", "no message in flight").await;
    let is_in_hand = "document.querySelector('.in-hand').innerText.includes('request')";
    assert!(!tab.evaluate::<bool>(is_in_hand).await);
    tab.see(".entries li:nth-child(3)", "You: duplicate").await;
    tab.click(".entries li:nth-child(3) .moment").await;
    tab.see(".legend .count", "1 message in flight").await;
    assert!(!tab.evaluate::<bool>(is_in_hand).await, "nobody took what flies again");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_delayed_and_delivered() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = with_a_request(&server, &browser).await;
    tab.click(".in-flight summary").await;
    take_request(&tab).await;
    tab.click(".in-hand .fates button:nth-of-type(4)").await;
    tab.see(".entries", "You: delay").await;
    // Held no longer, but not there either for a tenth of a second.
    say(&tab, "run for 90ms").await;
    tab.see("form.line .seen", "done").await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.journey').innerText.includes('at r')").await);
    take_request(&tab).await;
    tab.click(".in-hand .fates button:nth-of-type(1)").await;
    tab.see(".entries", "You: deliver").await;
    tab.until::<bool>("!document.querySelector('.in-hand').innerText.includes('request')").await;
    tab.until::<bool>("!document.querySelector('.in-flight ul').innerText.includes('request c1')").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn for_those_whom_motion_disturbs_messages_stand_in_the_middle_of_their_way() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = with_a_request(&server, &browser).await;
    let to: String = tab.evaluate("document.querySelector('.replica.leads .name').textContent").await;
    assert_eq!(to, "r1", "c1 asks who leads");
    scroll_to(&tab, ".stage").await;
    let ends = [middle_of(&tab, ".client .body").await, middle_of(&tab, ".replica .body").await];
    let middle = ((ends[0].0 + ends[1].0) / 2.0, (ends[0].1 + ends[1].1) / 2.0);
    let motions = "getComputedStyle(document.querySelector('.actor')).animationName";
    for (motion, is_there, named) in [("no-preference", false, "appear"), ("reduce", true, "none")] {
        let feature = MediaFeature::new("prefers-reduced-motion", motion);
        tab.page.emulate_media_features(vec![feature]).await.expect("the window takes a wish");
        tab.until::<bool>(&format!("{motions} === {named:?}")).await;
        point(&tab, MousePressed, middle).await;
        point(&tab, MouseReleased, middle).await;
        if is_there {
            tab.see(".in-hand", "request c1 → r1").await;
        }
        assert_eq!(tab.evaluate::<bool>("document.querySelector('.in-hand').innerText !== ''").await, is_there);
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_pointed_at_on_the_stage_is_told_of_in_a_panel() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster replicas=5 seed=1", "run until some leader", "run until quiet"]).await;
    for look in [LOOKS[0], LOOKS[5]] {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".replica:nth-of-type(4) .name", "r4").await;
        for (actor, panel) in [(".replica:nth-of-type(4)", "replica-4"), (".client", "ballots-title")] {
            scroll_to(&tab, ".stage").await;
            let there = middle_of(&tab, &format!("{actor} .body")).await;
            draw(&tab, there, there).await;
            point(&tab, MouseReleased, there).await;
            assert_eq!(tab.until::<String>("document.activeElement.id").await, panel);
            let middle = middle_of(&tab, &format!("#{panel}")).await;
            assert!(middle.1 > 0.0 && middle.1 < f64::from(look.height), "{panel} is in the picture: {middle:?}");
        }
        tab.screenshot("pointed-at").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
        if look.name == LOOKS[5].name {
            play_and_stop(&tab).await;
        }
    }
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
        // One between the sides, and one where a link is cut one way.
        see_walls(&tab, 2).await;
        assert_eq!(arrows(&tab).await, 1, "it comes from who is not heard");
        tab.see(".legend", "not this way").await;
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
    see_walls(&tab, 0).await;
    assert_eq!(arrows(&tab).await, 0);
    browser.close().await;
}

/// How many arrows show a direction; each is three lines.
async fn arrows(tab: &Tab) -> usize {
    tab.evaluate("(document.querySelector('path.arrow').getAttribute('d').split('M').length - 1) / 3").await
}

#[tokio::test(flavor = "multi_thread")]
async fn walls_are_built_by_hand_and_taken_down() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster replicas=5 seed=1", "run until some leader"]).await;
    tab.see(".replica:nth-of-type(5) .name", "r5").await;
    scroll_to(&tab, ".stage").await;
    let (x, y) = middle_of(&tab, "canvas.messages").await;
    let (above, below) = ((x - 30.0, y - 120.0), (x - 30.0, y + 120.0));
    draw(&tab, above, below).await;
    tab.see(".plan", "partition r1 r5 c1 | r2 r3 r4").await;
    // Nothing stands before the cluster says so.
    see_walls(&tab, 0).await;
    tab.screenshot("wall-planned").await;
    point(&tab, MouseReleased, below).await;
    tab.see(".entries", "partition").await;
    see_walls(&tab, 1).await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.in-hand').innerText.includes('→')").await);
    tab.click(".stage .heal").await;
    tab.see(".entries", "No longer at the network: partition").await;
    see_walls(&tab, 0).await;

    scroll_to(&tab, ".stage").await;
    let (from, to) = (middle_of(&tab, ".replica .body").await, middle_of(&tab, ".client .body").await);
    draw(&tab, from, to).await;
    tab.see(".plan", "cut r1 -> c1").await;
    tab.screenshot("cut-planned").await;
    point(&tab, MouseReleased, to).await;
    tab.see(".entries", "cut r1 -> c1").await;
    see_walls(&tab, 1).await;
    scroll_to(&tab, ".stage").await;
    draw(&tab, (x - 30.0, y), (x - 25.0, y)).await;
    point(&tab, MouseReleased, (x - 25.0, y)).await;
    // A trembling hand builds nothing, and what is said after it is heard after it.
    say(&tab, "step 1").await;
    tab.see("form.line .seen", "done").await;
    see_walls(&tab, 1).await;
    assert_eq!(arrows(&tab).await, 1);
    tab.screenshot("cut").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stroke_is_taken_back_with_escape_and_nothing_else_happens() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader", "by-hand on", "c1: add 5"]).await;
    tab.see(".legend .count", "in flight").await;
    scroll_to(&tab, ".stage").await;
    let (x, y) = middle_of(&tab, "canvas.messages").await;
    let (above, below) = ((x - 30.0, y - 25.0), (x - 30.0, y + 25.0));
    draw(&tab, above, below).await;
    tab.see(".plan", "partition").await;
    press(&tab, "Escape").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.plan').textContent").await, "");
    point(&tab, MouseReleased, below).await;
    say(&tab, "slow r2 20").await;
    tab.see(".entries", "slow").await;
    see_walls(&tab, 0).await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.in-hand').textContent").await, "", "it was no click");
    scroll_to(&tab, ".stage").await;
    draw(&tab, above, below).await;
    point(&tab, MouseReleased, below).await;
    tab.see(".entries", "partition").await;
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
    tab.see(".replica.quit .below", "has quit").await;
    tab.see("article[aria-labelledby=replica-1] .marks", "has quit").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.replica.quit .role').textContent").await, "");
    let offered =
        "[...document.querySelectorAll('article[aria-labelledby=replica-1] button')].map((its) => its.textContent)";
    assert_eq!(tab.evaluate::<Vec<String>>(offered).await, ["Join again"], "nothing else would matter");
    tab.screenshot("quit").await;
    tab.click("article[aria-labelledby=replica-1] .actions button").await;
    say(&tab, "run until quiet").await;
    tab.see("article[aria-labelledby=replica-1] .actions", "Crash").await;
    assert_eq!(tab.complaints(), Vec::<String>::new());
    browser.close().await;
}

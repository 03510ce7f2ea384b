//! A finger on the stage: it scrolls past, or it builds walls in any direction, as whoever it belongs to says.

use crate::hands::{begin, middle_of, say, scroll_to, see_walls};
use chromiumoxide::cdp::browser_protocol::emulation::SetTouchEmulationEnabledParams;
use chromiumoxide::cdp::browser_protocol::input::{DispatchTouchEventReturns, TouchPoint};
use chromiumoxide::types::{Command, Method, MethodId};
use serde::Serialize;
use tests::browser::{Browser, LOOKS, Look, Tab};
use tests::server::Server;

/// What a finger does: where it is, in the window, or nowhere when it is lifted. The library's own way leaves an empty list out,
/// and the browser asks for one.
#[derive(Serialize, Debug)]
#[serde(rename_all = "camelCase")]
struct Touch {
    r#type: &'static str,
    touch_points: Vec<TouchPoint>,
}

impl Method for Touch {
    fn identifier(&self) -> MethodId {
        "Input.dispatchTouchEvent".into()
    }
}

impl Command for Touch {
    type Response = DispatchTouchEventReturns;
}

async fn touch(tab: &Tab, what: &'static str, places: &[(f64, f64)]) {
    let touch_points = places.iter().map(|(x, y)| TouchPoint::new(*x, *y)).collect();
    tab.page.execute(Touch { r#type: what, touch_points }).await.expect("the browser has a touchscreen");
}

/// Strokes upwards with a finger, through the middle of the stage.
async fn stroke_upwards(tab: &Tab) {
    let (x, y) = middle_of(tab, "canvas.messages").await;
    touch(tab, "touchStart", &[(x - 30.0, y + 40.0)]).await;
    for up in [20.0, 0.0, -20.0, -40.0] {
        touch(tab, "touchMove", &[(x - 30.0, y + up)]).await;
    }
    touch(tab, "touchEnd", &[]).await;
}

async fn scrolled(tab: &Tab) -> f64 {
    tab.evaluate("window.scrollY").await
}

/// A window that takes fingers, with the stage in it.
async fn open(browser: &Browser, server: &Server, look: Look) -> Tab {
    let tab = browser.open(&server.url("/"), look).await;
    say(&tab, "heal").await;
    assert!(!tab.evaluate::<bool>("document.querySelector('.draws').checkVisibility()").await, "with a mouse");
    tab.page.execute(SetTouchEmulationEnabledParams::new(true)).await.expect("the window takes fingers");
    scroll_to(&tab, ".stage").await;
    tab
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_scrolls_past_the_stage_or_builds_walls_in_any_direction() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster seed=1", "run until some leader"]).await;
    for look in [LOOKS[2], LOOKS[3]] {
        let tab = open(&browser, &server, look).await;
        let before = scrolled(&tab).await;
        stroke_upwards(&tab).await;
        assert!(tab.until::<bool>(&format!("window.scrollY > {before} + 20")).await);
        see_walls(&tab, 0).await;

        let tab = open(&browser, &server, look).await;
        tab.click(".draws input").await;
        tab.screenshot("finger-draws").await;
        let before = scrolled(&tab).await;
        stroke_upwards(&tab).await;
        tab.see(".entries", "Fault at the network: partition").await;
        // C1 is divided from all replicas.
        see_walls(&tab, 1).await;
        assert_eq!(scrolled(&tab).await, before);
        tab.screenshot("finger-has-drawn").await;
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

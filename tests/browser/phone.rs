//! The stage on a phone: five replicas, two clients and the walls between them, and everything can be read.

use crate::hands::{begin, say, scroll_to};
use tests::browser::{Browser, LOOKS, Look};
use tests::server::Server;

/// The narrow windows.
const PHONES: [Look; 4] = [
    Look { name: "390-light", width: 390, height: 844, theme: "light" },
    Look { name: "390-dark", width: 390, height: 844, theme: "dark" },
    Look { name: "360-light", width: 360, height: 740, theme: "light" },
    Look { name: "360-dark", width: 360, height: 740, theme: "dark" },
];

/// What of an actor is cut off by the edge of the stage, or covers something of another.
const IN_THE_WAY: &str = "(() => { const stage = document.querySelector('.stage').getBoundingClientRect(); \
    const actors = [...document.querySelectorAll('.actor')].map((actor) => ({name: actor.querySelector('.name').textContent, \
        parts: [...actor.querySelectorAll('.body, text')].filter((part) => part.matches('.body') || part.textContent) \
            .map((part) => part.getBoundingClientRect())})); \
    const found = []; \
    actors.forEach((actor, index) => { \
        if (actor.parts.some((part) => part.left < stage.left - 1 || part.right > stage.right + 1 \
            || part.top < stage.top - 1 || part.bottom > stage.bottom + 1)) found.push(`${actor.name} is cut off`); \
        actors.slice(0, index).forEach((other) => { \
            if (actor.parts.some((part) => other.parts.some((its) => part.left < its.right - 1 && its.left < part.right - 1 \
                && part.top < its.bottom - 1 && its.top < part.bottom - 1))) found.push(`${actor.name} covers ${other.name}`) }) }); \
    return found })()";

#[tokio::test(flavor = "multi_thread")]
async fn the_stage_is_readable_on_a_phone_and_nothing_is_cut_off_or_covered() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = browser.open(&server.url("/"), LOOKS[0]).await;
    begin(&tab, &["cluster replicas=5 seed=1 clients=2", "run until some leader", "c1: add 5", "c2: add 2"]).await;
    for line in
        ["run until all answered", "lie r3", "crash r4", "partition r1 r2 c1 | r3 r4 r5 c2", "c1: read", "c2: read"]
    {
        say(&tab, line).await;
    }
    say(&tab, "run for 2ms").await;
    tab.see(".entries", "partition").await;
    for look in PHONES {
        let tab = browser.open(&server.url("/"), look).await;
        tab.see(".actor.down .middle", "down").await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        scroll_to(&tab, ".cluster").await;
        tab.screenshot("phone-stage").await;
        assert_eq!(tab.evaluate::<Vec<String>>(IN_THE_WAY).await, Vec::<String>::new(), "{look:?}");
        let too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert!(tab.evaluate::<i64>(too_wide).await <= 0, "{look:?}");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

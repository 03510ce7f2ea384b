//! Who comes for the first time is offered to be shown around; who does not want it is not asked again.

use crate::hands::write;
use tests::accessible::complaints;
use tests::browser::{Browser, LOOKS, Look, Tab};
use tests::server::Server;

/// The steps: what each points at, and a part of its title.
const STEPS: [(&str, &str); 6] = [
    ("stage", "several replicas"),
    ("time", "in your hands"),
    ("ask", "Give an Input"),
    ("ballots", "voted on"),
    ("cards", "break it"),
    ("asks", "everything else"),
];

/// Presses a key where the focus is.
async fn press(tab: &Tab, key: &str) {
    let press = format!(
        "(() => {{ document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
         {{key: {key:?}, bubbles: true, cancelable: true}})); return true }})()"
    );
    assert!(tab.evaluate::<bool>(&press).await);
}

async fn count(tab: &Tab, selector: &str) -> usize {
    tab.evaluate(&format!("document.querySelectorAll({selector:?}).length")).await
}

/// The text of what has the focus.
async fn focused(tab: &Tab) -> String {
    tab.evaluate("document.activeElement.innerText").await
}

/// A page that is ready, in a browser that remembers nothing of the tour.
async fn first_visit(browser: &Browser, server: &Server, look: Look) -> Tab {
    let tab = browser.open(&server.url("/lessons"), look).await;
    assert!(tab.evaluate::<bool>("(() => { localStorage.clear(); return true })()").await);
    let tab = browser.open(&server.url("/"), look).await;
    tab.see("form.line button:not([disabled])", "Do it").await;
    tab
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tour_is_offered_in_a_line_and_leads_from_one_real_thing_to_the_next() {
    let server = Server::start();
    let browser = Browser::start().await;
    for look in LOOKS {
        let tab = first_visit(&browser, &server, look).await;
        tab.see(".offer", "one minute").await;
        tab.screenshot("tour-offered").await;
        tab.click(".offer .primary").await;
        for (index, (place, title)) in STEPS.into_iter().enumerate() {
            tab.see(".tour", &format!("{} of {}", index + 1, STEPS.len())).await;
            tab.see(".tour h2", title).await;
            let pointed: String = tab.evaluate("document.querySelector('.spoken-of').className").await;
            assert!(pointed.split(' ').any(|class| class == place), "{title} points at {pointed}");
            // What is spoken of is to be seen, and not behind the words.
            let seen = "(() => { const [it, card] = ['.spoken-of', '.tour'].map((each) => \
                document.querySelector(each).getBoundingClientRect()); \
                return it.top >= -1 && it.top + Math.min(it.height, 120) <= card.top && card.bottom <= innerHeight })()";
            assert!(tab.evaluate::<bool>(seen).await, "{title} with {look:?}");
            tab.screenshot(&format!("tour-{}", index + 1)).await;
            if index == 1 {
                assert_eq!(complaints(&tab).await, Vec::<String>::new(), "{look:?}");
            }
            assert_eq!(focused(&tab).await, if index + 1 == STEPS.len() { "Done" } else { "Next" });
            tab.click(".tour .primary").await;
        }
        assert_eq!(count(&tab, ".tour, .spoken-of, .offer").await, 0);
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_is_not_offered_twice_but_can_be_asked_for_and_gives_the_focus_back() {
    let server = Server::start();
    let browser = Browser::start().await;
    let tab = first_visit(&browser, &server, LOOKS[0]).await;
    tab.click(".offer button:last-of-type").await;
    assert_eq!(count(&tab, ".offer, .tour").await, 0);
    for page in ["/", "/lessons/course/18-checkpoints"] {
        let tab = browser.open(&server.url(page), LOOKS[0]).await;
        tab.see("form.line button:not([disabled])", "Do it").await;
        assert_eq!(count(&tab, ".offer").await, 0, "it is not offered again");
        tab.click("button.play").await;
        press(&tab, "/").await;
        tab.see("dialog[open] .verbs", "shown around").await;
        write(&tab, "#palette-line", "tour").await;
        press(&tab, "Enter").await;
        tab.see(".tour", "1 of 6").await;
        assert_eq!(focused(&tab).await, "Next");
        tab.click(".tour .primary").await;
        tab.see(".tour", "2 of 6").await;
        tab.click(".tour button:nth-of-type(2)").await;
        tab.see(".tour", "1 of 6").await;
        assert_eq!(focused(&tab).await, "Next", "who came back does not stand nowhere");
        press(&tab, "Escape").await;
        assert_eq!(count(&tab, ".tour, .spoken-of").await, 0);
        assert_eq!(tab.evaluate::<String>("document.activeElement.className").await, "play");
        assert_eq!(tab.complaints(), Vec::<String>::new());
    }
    browser.close().await;
}
